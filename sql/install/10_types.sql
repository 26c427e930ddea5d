----------------------------------------------------------------------
-- The type streamml.model
----------------------------------------------------------------------

CREATE TYPE streamml.model;

CREATE FUNCTION streamml.model_in(cstring) RETURNS streamml.model
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_in';
CREATE FUNCTION streamml.model_out(streamml.model) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_out';
CREATE FUNCTION streamml.model_recv(internal) RETURNS streamml.model
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_recv';
CREATE FUNCTION streamml.model_send(streamml.model) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_send';

CREATE TYPE streamml.model (
    INPUT = streamml.model_in,
    OUTPUT = streamml.model_out,
    RECEIVE = streamml.model_recv,
    SEND = streamml.model_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE streamml.model IS 'a machine-learning model, as a value';

COMMENT ON FUNCTION streamml.model_in(cstring) IS 'I/O';
COMMENT ON FUNCTION streamml.model_out(streamml.model) IS 'I/O';
COMMENT ON FUNCTION streamml.model_recv(internal) IS 'I/O';
COMMENT ON FUNCTION streamml.model_send(streamml.model) IS 'I/O';

CREATE FUNCTION streamml.model_to_json(streamml.model) RETURNS json
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_to_json';
CREATE FUNCTION streamml.model_from_json(json) RETURNS streamml.model
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_from_json';
CREATE FUNCTION streamml.model_to_jsonb(streamml.model) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_to_jsonb';
CREATE FUNCTION streamml.model_from_jsonb(jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_from_jsonb';
COMMENT ON FUNCTION streamml.model_to_json(streamml.model) IS 'the model as json';
COMMENT ON FUNCTION streamml.model_from_json(json) IS 'the model that was written as json';
COMMENT ON FUNCTION streamml.model_to_jsonb(streamml.model) IS 'the model as jsonb';
COMMENT ON FUNCTION streamml.model_from_jsonb(jsonb) IS 'the model that was written as jsonb';

CREATE CAST (streamml.model AS json) WITH FUNCTION streamml.model_to_json(streamml.model);
CREATE CAST (json AS streamml.model) WITH FUNCTION streamml.model_from_json(json);
CREATE CAST (streamml.model AS jsonb) WITH FUNCTION streamml.model_to_jsonb(streamml.model);
CREATE CAST (jsonb AS streamml.model) WITH FUNCTION streamml.model_from_jsonb(jsonb);

CREATE FUNCTION streamml.model_eq(streamml.model, streamml.model) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_eq';
CREATE FUNCTION streamml.model_ne(streamml.model, streamml.model) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_ne';
CREATE FUNCTION streamml.model_hash(streamml.model) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_hash';
COMMENT ON FUNCTION streamml.model_eq(streamml.model, streamml.model) IS 'implementation of = operator';
COMMENT ON FUNCTION streamml.model_ne(streamml.model, streamml.model) IS 'implementation of <> operator';
COMMENT ON FUNCTION streamml.model_hash(streamml.model) IS 'hash';

CREATE OPERATOR streamml.= (
    LEFTARG = streamml.model, RIGHTARG = streamml.model, FUNCTION = streamml.model_eq,
    COMMUTATOR = OPERATOR(streamml.=), NEGATOR = OPERATOR(streamml.<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR streamml.<> (
    LEFTARG = streamml.model, RIGHTARG = streamml.model, FUNCTION = streamml.model_ne,
    COMMUTATOR = OPERATOR(streamml.<>), NEGATOR = OPERATOR(streamml.=),
    RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR streamml.= (streamml.model, streamml.model) IS 'same content to the last bit';
COMMENT ON OPERATOR streamml.<> (streamml.model, streamml.model) IS 'not the same content';

CREATE OPERATOR CLASS streamml.model_ops DEFAULT FOR TYPE streamml.model USING hash AS
    OPERATOR 1 streamml.= (streamml.model, streamml.model),
    FUNCTION 1 streamml.model_hash(streamml.model);
