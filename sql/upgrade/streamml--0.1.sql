-- complain if the script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION streamml" to load this file. \quit

SET LOCAL search_path = pg_catalog, pg_temp;
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
----------------------------------------------------------------------
-- Learning: one aggregate per algorithm
--
-- Arguments: label, features [, options] or label, features, weight, options;
-- features are float8[], jsonb or a record.
----------------------------------------------------------------------

CREATE FUNCTION streamml.model_combine(streamml.model, streamml.model) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_combine';
COMMENT ON FUNCTION streamml.model_combine(streamml.model, streamml.model) IS 'aggregate combine function';

-- linear_regression

CREATE FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_transition';
COMMENT ON FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_transition';
COMMENT ON FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_transition';
COMMENT ON FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_transition';
COMMENT ON FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_transition';
COMMENT ON FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_transition';
COMMENT ON FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_transition';
COMMENT ON FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_transition';
COMMENT ON FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_transition';
COMMENT ON FUNCTION streamml.linear_regression_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_moving';
COMMENT ON FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, double precision[]) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_moving';
COMMENT ON FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, double precision[], jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_moving';
COMMENT ON FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_moving';
COMMENT ON FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_moving';
COMMENT ON FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, jsonb, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_moving';
COMMENT ON FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_moving';
COMMENT ON FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, record) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_moving';
COMMENT ON FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, record, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_moving';
COMMENT ON FUNCTION streamml.linear_regression_moving(streamml.model, anyelement, record, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_inverse';
COMMENT ON FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_inverse';
COMMENT ON FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_inverse';
COMMENT ON FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_inverse';
COMMENT ON FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_inverse';
COMMENT ON FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_inverse';
COMMENT ON FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_inverse';
COMMENT ON FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_inverse';
COMMENT ON FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_regression_inverse';
COMMENT ON FUNCTION streamml.linear_regression_inverse(streamml.model, anyelement, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';

CREATE AGGREGATE streamml.linear_regression(label anyelement, features double precision[]) (
    SFUNC = streamml.linear_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_regression_moving, MINVFUNC = streamml.linear_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_regression(anyelement, double precision[]) IS 'exact least squares or ridge regression; merges exactly';
CREATE AGGREGATE streamml.linear_regression(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.linear_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_regression_moving, MINVFUNC = streamml.linear_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_regression(anyelement, double precision[], jsonb) IS 'exact least squares or ridge regression; merges exactly';
CREATE AGGREGATE streamml.linear_regression(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.linear_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_regression_moving, MINVFUNC = streamml.linear_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_regression(anyelement, double precision[], double precision, jsonb) IS 'exact least squares or ridge regression; merges exactly';
CREATE AGGREGATE streamml.linear_regression(label anyelement, features jsonb) (
    SFUNC = streamml.linear_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_regression_moving, MINVFUNC = streamml.linear_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_regression(anyelement, jsonb) IS 'exact least squares or ridge regression; merges exactly';
CREATE AGGREGATE streamml.linear_regression(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.linear_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_regression_moving, MINVFUNC = streamml.linear_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_regression(anyelement, jsonb, jsonb) IS 'exact least squares or ridge regression; merges exactly';
CREATE AGGREGATE streamml.linear_regression(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.linear_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_regression_moving, MINVFUNC = streamml.linear_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_regression(anyelement, jsonb, double precision, jsonb) IS 'exact least squares or ridge regression; merges exactly';
CREATE AGGREGATE streamml.linear_regression(label anyelement, features record) (
    SFUNC = streamml.linear_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_regression_moving, MINVFUNC = streamml.linear_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_regression(anyelement, record) IS 'exact least squares or ridge regression; merges exactly';
CREATE AGGREGATE streamml.linear_regression(label anyelement, features record, options jsonb) (
    SFUNC = streamml.linear_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_regression_moving, MINVFUNC = streamml.linear_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_regression(anyelement, record, jsonb) IS 'exact least squares or ridge regression; merges exactly';
CREATE AGGREGATE streamml.linear_regression(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.linear_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_regression_moving, MINVFUNC = streamml.linear_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_regression(anyelement, record, double precision, jsonb) IS 'exact least squares or ridge regression; merges exactly';

-- logistic_regression

CREATE FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'logistic_regression_transition';
COMMENT ON FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'logistic_regression_transition';
COMMENT ON FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'logistic_regression_transition';
COMMENT ON FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'logistic_regression_transition';
COMMENT ON FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'logistic_regression_transition';
COMMENT ON FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'logistic_regression_transition';
COMMENT ON FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'logistic_regression_transition';
COMMENT ON FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'logistic_regression_transition';
COMMENT ON FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'logistic_regression_transition';
COMMENT ON FUNCTION streamml.logistic_regression_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.logistic_regression(label anyelement, features double precision[]) (
    SFUNC = streamml.logistic_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.logistic_regression(anyelement, double precision[]) IS 'logistic regression for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.logistic_regression(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.logistic_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.logistic_regression(anyelement, double precision[], jsonb) IS 'logistic regression for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.logistic_regression(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.logistic_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.logistic_regression(anyelement, double precision[], double precision, jsonb) IS 'logistic regression for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.logistic_regression(label anyelement, features jsonb) (
    SFUNC = streamml.logistic_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.logistic_regression(anyelement, jsonb) IS 'logistic regression for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.logistic_regression(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.logistic_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.logistic_regression(anyelement, jsonb, jsonb) IS 'logistic regression for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.logistic_regression(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.logistic_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.logistic_regression(anyelement, jsonb, double precision, jsonb) IS 'logistic regression for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.logistic_regression(label anyelement, features record) (
    SFUNC = streamml.logistic_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.logistic_regression(anyelement, record) IS 'logistic regression for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.logistic_regression(label anyelement, features record, options jsonb) (
    SFUNC = streamml.logistic_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.logistic_regression(anyelement, record, jsonb) IS 'logistic regression for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.logistic_regression(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.logistic_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.logistic_regression(anyelement, record, double precision, jsonb) IS 'logistic regression for two classes, learned row by row in one pass';

----------------------------------------------------------------------
-- Continue and merge
----------------------------------------------------------------------

CREATE AGGREGATE streamml.merge(model streamml.model) (
    SFUNC = streamml.model_combine, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.merge(streamml.model) IS 'one model of what several have learned';

CREATE FUNCTION streamml.model_add(streamml.model, streamml.model) RETURNS streamml.model
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_add';
COMMENT ON FUNCTION streamml.model_add(streamml.model, streamml.model) IS 'implementation of + operator';
CREATE OPERATOR streamml.+ (
    LEFTARG = streamml.model, RIGHTARG = streamml.model, FUNCTION = streamml.model_add
);
COMMENT ON OPERATOR streamml.+ (streamml.model, streamml.model) IS 'merge two models';

CREATE FUNCTION streamml.learn(model streamml.model, label anyelement, features double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn';
COMMENT ON FUNCTION streamml.learn(streamml.model, anyelement, double precision[]) IS 'the model after one more row';
CREATE FUNCTION streamml.learn(model streamml.model, label anyelement, features double precision[], weight double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn';
COMMENT ON FUNCTION streamml.learn(streamml.model, anyelement, double precision[], double precision) IS 'the model after one more row of that weight';
CREATE FUNCTION streamml.learn(model streamml.model, label anyelement, features jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn';
COMMENT ON FUNCTION streamml.learn(streamml.model, anyelement, jsonb) IS 'the model after one more row';
CREATE FUNCTION streamml.learn(model streamml.model, label anyelement, features jsonb, weight double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn';
COMMENT ON FUNCTION streamml.learn(streamml.model, anyelement, jsonb, double precision) IS 'the model after one more row of that weight';
CREATE FUNCTION streamml.learn(model streamml.model, label anyelement, features record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn';
COMMENT ON FUNCTION streamml.learn(streamml.model, anyelement, record) IS 'the model after one more row';
CREATE FUNCTION streamml.learn(model streamml.model, label anyelement, features record, weight double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn';
COMMENT ON FUNCTION streamml.learn(streamml.model, anyelement, record, double precision) IS 'the model after one more row of that weight';

----------------------------------------------------------------------
-- Score
----------------------------------------------------------------------

CREATE FUNCTION streamml.predict(model streamml.model, features double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict';
COMMENT ON FUNCTION streamml.predict(streamml.model, double precision[]) IS 'predicted value; of a classifier with boolean or numeric labels the predicted label';
CREATE FUNCTION streamml.predict(model streamml.model, features jsonb) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict';
COMMENT ON FUNCTION streamml.predict(streamml.model, jsonb) IS 'predicted value; of a classifier with boolean or numeric labels the predicted label';
CREATE FUNCTION streamml.predict(model streamml.model, features record) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict';
COMMENT ON FUNCTION streamml.predict(streamml.model, record) IS 'predicted value; of a classifier with boolean or numeric labels the predicted label';
CREATE FUNCTION streamml.predict_class(model streamml.model, features double precision[]) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_class';
COMMENT ON FUNCTION streamml.predict_class(streamml.model, double precision[]) IS 'predicted class';
CREATE FUNCTION streamml.predict_class(model streamml.model, features jsonb) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_class';
COMMENT ON FUNCTION streamml.predict_class(streamml.model, jsonb) IS 'predicted class';
CREATE FUNCTION streamml.predict_class(model streamml.model, features record) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_class';
COMMENT ON FUNCTION streamml.predict_class(streamml.model, record) IS 'predicted class';
CREATE FUNCTION streamml.predict_proba(model streamml.model, features double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_proba';
COMMENT ON FUNCTION streamml.predict_proba(streamml.model, double precision[]) IS 'probability of the positive class';
CREATE FUNCTION streamml.predict_proba(model streamml.model, features jsonb) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_proba';
COMMENT ON FUNCTION streamml.predict_proba(streamml.model, jsonb) IS 'probability of the positive class';
CREATE FUNCTION streamml.predict_proba(model streamml.model, features record) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_proba';
COMMENT ON FUNCTION streamml.predict_proba(streamml.model, record) IS 'probability of the positive class';
CREATE FUNCTION streamml.predict_proba(model streamml.model, features double precision[], class text) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_proba_of';
COMMENT ON FUNCTION streamml.predict_proba(streamml.model, double precision[], text) IS 'probability of the named class';
CREATE FUNCTION streamml.predict_proba(model streamml.model, features jsonb, class text) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_proba_of';
COMMENT ON FUNCTION streamml.predict_proba(streamml.model, jsonb, text) IS 'probability of the named class';
CREATE FUNCTION streamml.predict_proba(model streamml.model, features record, class text) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_proba_of';
COMMENT ON FUNCTION streamml.predict_proba(streamml.model, record, text) IS 'probability of the named class';

----------------------------------------------------------------------
-- Look inside
----------------------------------------------------------------------

CREATE FUNCTION streamml.weights(model streamml.model, OUT feature text, OUT class text,
        OUT weight double precision, OUT std_error double precision,
        OUT t double precision, OUT p double precision) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_weights';
COMMENT ON FUNCTION streamml.weights(streamml.model) IS 'coefficients by feature, with standard errors where the algorithm has them';

CREATE FUNCTION streamml.metrics(model streamml.model) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_metrics';
COMMENT ON FUNCTION streamml.metrics(streamml.model) IS 'how good its predictions were, each made before the row was learned';

CREATE FUNCTION streamml.info(model streamml.model) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_info';
COMMENT ON FUNCTION streamml.info(streamml.model) IS 'algorithm, options, classes and size of a model';

CREATE FUNCTION streamml.model_size(model streamml.model) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_size';
COMMENT ON FUNCTION streamml.model_size(streamml.model) IS 'bytes of the value before compression';

CREATE FUNCTION streamml.n_observations(model streamml.model) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_n_observations';
COMMENT ON FUNCTION streamml.n_observations(streamml.model) IS 'rows that the model has learned';
----------------------------------------------------------------------
-- Linear learners, beside linear and logistic regression
--
-- Arguments as in 20_model.sql.
----------------------------------------------------------------------

-- softmax_regression

CREATE FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'softmax_regression_transition';
COMMENT ON FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'softmax_regression_transition';
COMMENT ON FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'softmax_regression_transition';
COMMENT ON FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'softmax_regression_transition';
COMMENT ON FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'softmax_regression_transition';
COMMENT ON FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'softmax_regression_transition';
COMMENT ON FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'softmax_regression_transition';
COMMENT ON FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'softmax_regression_transition';
COMMENT ON FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'softmax_regression_transition';
COMMENT ON FUNCTION streamml.softmax_regression_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.softmax_regression(label anyelement, features double precision[]) (
    SFUNC = streamml.softmax_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.softmax_regression(anyelement, double precision[]) IS 'logistic regression for several classes, learned row by row in one pass';
CREATE AGGREGATE streamml.softmax_regression(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.softmax_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.softmax_regression(anyelement, double precision[], jsonb) IS 'logistic regression for several classes, learned row by row in one pass';
CREATE AGGREGATE streamml.softmax_regression(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.softmax_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.softmax_regression(anyelement, double precision[], double precision, jsonb) IS 'logistic regression for several classes, learned row by row in one pass';
CREATE AGGREGATE streamml.softmax_regression(label anyelement, features jsonb) (
    SFUNC = streamml.softmax_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.softmax_regression(anyelement, jsonb) IS 'logistic regression for several classes, learned row by row in one pass';
CREATE AGGREGATE streamml.softmax_regression(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.softmax_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.softmax_regression(anyelement, jsonb, jsonb) IS 'logistic regression for several classes, learned row by row in one pass';
CREATE AGGREGATE streamml.softmax_regression(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.softmax_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.softmax_regression(anyelement, jsonb, double precision, jsonb) IS 'logistic regression for several classes, learned row by row in one pass';
CREATE AGGREGATE streamml.softmax_regression(label anyelement, features record) (
    SFUNC = streamml.softmax_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.softmax_regression(anyelement, record) IS 'logistic regression for several classes, learned row by row in one pass';
CREATE AGGREGATE streamml.softmax_regression(label anyelement, features record, options jsonb) (
    SFUNC = streamml.softmax_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.softmax_regression(anyelement, record, jsonb) IS 'logistic regression for several classes, learned row by row in one pass';
CREATE AGGREGATE streamml.softmax_regression(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.softmax_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.softmax_regression(anyelement, record, double precision, jsonb) IS 'logistic regression for several classes, learned row by row in one pass';

-- poisson_regression

CREATE FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'poisson_regression_transition';
COMMENT ON FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'poisson_regression_transition';
COMMENT ON FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'poisson_regression_transition';
COMMENT ON FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'poisson_regression_transition';
COMMENT ON FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'poisson_regression_transition';
COMMENT ON FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'poisson_regression_transition';
COMMENT ON FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'poisson_regression_transition';
COMMENT ON FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'poisson_regression_transition';
COMMENT ON FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'poisson_regression_transition';
COMMENT ON FUNCTION streamml.poisson_regression_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.poisson_regression(label anyelement, features double precision[]) (
    SFUNC = streamml.poisson_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.poisson_regression(anyelement, double precision[]) IS 'Poisson regression for counts and rates, learned row by row in one pass';
CREATE AGGREGATE streamml.poisson_regression(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.poisson_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.poisson_regression(anyelement, double precision[], jsonb) IS 'Poisson regression for counts and rates, learned row by row in one pass';
CREATE AGGREGATE streamml.poisson_regression(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.poisson_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.poisson_regression(anyelement, double precision[], double precision, jsonb) IS 'Poisson regression for counts and rates, learned row by row in one pass';
CREATE AGGREGATE streamml.poisson_regression(label anyelement, features jsonb) (
    SFUNC = streamml.poisson_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.poisson_regression(anyelement, jsonb) IS 'Poisson regression for counts and rates, learned row by row in one pass';
CREATE AGGREGATE streamml.poisson_regression(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.poisson_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.poisson_regression(anyelement, jsonb, jsonb) IS 'Poisson regression for counts and rates, learned row by row in one pass';
CREATE AGGREGATE streamml.poisson_regression(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.poisson_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.poisson_regression(anyelement, jsonb, double precision, jsonb) IS 'Poisson regression for counts and rates, learned row by row in one pass';
CREATE AGGREGATE streamml.poisson_regression(label anyelement, features record) (
    SFUNC = streamml.poisson_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.poisson_regression(anyelement, record) IS 'Poisson regression for counts and rates, learned row by row in one pass';
CREATE AGGREGATE streamml.poisson_regression(label anyelement, features record, options jsonb) (
    SFUNC = streamml.poisson_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.poisson_regression(anyelement, record, jsonb) IS 'Poisson regression for counts and rates, learned row by row in one pass';
CREATE AGGREGATE streamml.poisson_regression(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.poisson_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.poisson_regression(anyelement, record, double precision, jsonb) IS 'Poisson regression for counts and rates, learned row by row in one pass';

-- quantile_regression

CREATE FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_regression_transition';
COMMENT ON FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_regression_transition';
COMMENT ON FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_regression_transition';
COMMENT ON FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_regression_transition';
COMMENT ON FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_regression_transition';
COMMENT ON FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_regression_transition';
COMMENT ON FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_regression_transition';
COMMENT ON FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_regression_transition';
COMMENT ON FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_regression_transition';
COMMENT ON FUNCTION streamml.quantile_regression_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.quantile_regression(label anyelement, features double precision[]) (
    SFUNC = streamml.quantile_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_regression(anyelement, double precision[]) IS 'regression of a quantile, by default the median, learned row by row in one pass';
CREATE AGGREGATE streamml.quantile_regression(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.quantile_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_regression(anyelement, double precision[], jsonb) IS 'regression of a quantile, by default the median, learned row by row in one pass';
CREATE AGGREGATE streamml.quantile_regression(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.quantile_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_regression(anyelement, double precision[], double precision, jsonb) IS 'regression of a quantile, by default the median, learned row by row in one pass';
CREATE AGGREGATE streamml.quantile_regression(label anyelement, features jsonb) (
    SFUNC = streamml.quantile_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_regression(anyelement, jsonb) IS 'regression of a quantile, by default the median, learned row by row in one pass';
CREATE AGGREGATE streamml.quantile_regression(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.quantile_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_regression(anyelement, jsonb, jsonb) IS 'regression of a quantile, by default the median, learned row by row in one pass';
CREATE AGGREGATE streamml.quantile_regression(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.quantile_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_regression(anyelement, jsonb, double precision, jsonb) IS 'regression of a quantile, by default the median, learned row by row in one pass';
CREATE AGGREGATE streamml.quantile_regression(label anyelement, features record) (
    SFUNC = streamml.quantile_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_regression(anyelement, record) IS 'regression of a quantile, by default the median, learned row by row in one pass';
CREATE AGGREGATE streamml.quantile_regression(label anyelement, features record, options jsonb) (
    SFUNC = streamml.quantile_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_regression(anyelement, record, jsonb) IS 'regression of a quantile, by default the median, learned row by row in one pass';
CREATE AGGREGATE streamml.quantile_regression(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.quantile_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_regression(anyelement, record, double precision, jsonb) IS 'regression of a quantile, by default the median, learned row by row in one pass';

-- huber_regression

CREATE FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'huber_regression_transition';
COMMENT ON FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'huber_regression_transition';
COMMENT ON FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'huber_regression_transition';
COMMENT ON FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'huber_regression_transition';
COMMENT ON FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'huber_regression_transition';
COMMENT ON FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'huber_regression_transition';
COMMENT ON FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'huber_regression_transition';
COMMENT ON FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'huber_regression_transition';
COMMENT ON FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'huber_regression_transition';
COMMENT ON FUNCTION streamml.huber_regression_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.huber_regression(label anyelement, features double precision[]) (
    SFUNC = streamml.huber_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.huber_regression(anyelement, double precision[]) IS 'linear regression that withstands outliers, learned row by row in one pass';
CREATE AGGREGATE streamml.huber_regression(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.huber_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.huber_regression(anyelement, double precision[], jsonb) IS 'linear regression that withstands outliers, learned row by row in one pass';
CREATE AGGREGATE streamml.huber_regression(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.huber_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.huber_regression(anyelement, double precision[], double precision, jsonb) IS 'linear regression that withstands outliers, learned row by row in one pass';
CREATE AGGREGATE streamml.huber_regression(label anyelement, features jsonb) (
    SFUNC = streamml.huber_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.huber_regression(anyelement, jsonb) IS 'linear regression that withstands outliers, learned row by row in one pass';
CREATE AGGREGATE streamml.huber_regression(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.huber_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.huber_regression(anyelement, jsonb, jsonb) IS 'linear regression that withstands outliers, learned row by row in one pass';
CREATE AGGREGATE streamml.huber_regression(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.huber_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.huber_regression(anyelement, jsonb, double precision, jsonb) IS 'linear regression that withstands outliers, learned row by row in one pass';
CREATE AGGREGATE streamml.huber_regression(label anyelement, features record) (
    SFUNC = streamml.huber_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.huber_regression(anyelement, record) IS 'linear regression that withstands outliers, learned row by row in one pass';
CREATE AGGREGATE streamml.huber_regression(label anyelement, features record, options jsonb) (
    SFUNC = streamml.huber_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.huber_regression(anyelement, record, jsonb) IS 'linear regression that withstands outliers, learned row by row in one pass';
CREATE AGGREGATE streamml.huber_regression(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.huber_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.huber_regression(anyelement, record, double precision, jsonb) IS 'linear regression that withstands outliers, learned row by row in one pass';

-- passive_aggressive_classifier

CREATE FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_classifier_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_classifier_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_classifier_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_classifier_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_classifier_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_classifier_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_classifier_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_classifier_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_classifier_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.passive_aggressive_classifier(label anyelement, features double precision[]) (
    SFUNC = streamml.passive_aggressive_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_classifier(anyelement, double precision[]) IS 'passive-aggressive learning of two classes, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_classifier(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.passive_aggressive_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_classifier(anyelement, double precision[], jsonb) IS 'passive-aggressive learning of two classes, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_classifier(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.passive_aggressive_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_classifier(anyelement, double precision[], double precision, jsonb) IS 'passive-aggressive learning of two classes, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_classifier(label anyelement, features jsonb) (
    SFUNC = streamml.passive_aggressive_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_classifier(anyelement, jsonb) IS 'passive-aggressive learning of two classes, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_classifier(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.passive_aggressive_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_classifier(anyelement, jsonb, jsonb) IS 'passive-aggressive learning of two classes, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_classifier(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.passive_aggressive_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_classifier(anyelement, jsonb, double precision, jsonb) IS 'passive-aggressive learning of two classes, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_classifier(label anyelement, features record) (
    SFUNC = streamml.passive_aggressive_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_classifier(anyelement, record) IS 'passive-aggressive learning of two classes, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_classifier(label anyelement, features record, options jsonb) (
    SFUNC = streamml.passive_aggressive_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_classifier(anyelement, record, jsonb) IS 'passive-aggressive learning of two classes, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_classifier(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.passive_aggressive_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_classifier(anyelement, record, double precision, jsonb) IS 'passive-aggressive learning of two classes, row by row in one pass';

-- passive_aggressive_regressor

CREATE FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_regressor_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_regressor_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_regressor_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_regressor_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_regressor_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_regressor_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_regressor_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_regressor_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'passive_aggressive_regressor_transition';
COMMENT ON FUNCTION streamml.passive_aggressive_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.passive_aggressive_regressor(label anyelement, features double precision[]) (
    SFUNC = streamml.passive_aggressive_regressor_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_regressor(anyelement, double precision[]) IS 'passive-aggressive regression, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_regressor(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.passive_aggressive_regressor_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_regressor(anyelement, double precision[], jsonb) IS 'passive-aggressive regression, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_regressor(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.passive_aggressive_regressor_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_regressor(anyelement, double precision[], double precision, jsonb) IS 'passive-aggressive regression, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_regressor(label anyelement, features jsonb) (
    SFUNC = streamml.passive_aggressive_regressor_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_regressor(anyelement, jsonb) IS 'passive-aggressive regression, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_regressor(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.passive_aggressive_regressor_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_regressor(anyelement, jsonb, jsonb) IS 'passive-aggressive regression, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_regressor(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.passive_aggressive_regressor_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_regressor(anyelement, jsonb, double precision, jsonb) IS 'passive-aggressive regression, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_regressor(label anyelement, features record) (
    SFUNC = streamml.passive_aggressive_regressor_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_regressor(anyelement, record) IS 'passive-aggressive regression, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_regressor(label anyelement, features record, options jsonb) (
    SFUNC = streamml.passive_aggressive_regressor_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_regressor(anyelement, record, jsonb) IS 'passive-aggressive regression, row by row in one pass';
CREATE AGGREGATE streamml.passive_aggressive_regressor(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.passive_aggressive_regressor_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.passive_aggressive_regressor(anyelement, record, double precision, jsonb) IS 'passive-aggressive regression, row by row in one pass';

-- perceptron

CREATE FUNCTION streamml.perceptron_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'perceptron_transition';
COMMENT ON FUNCTION streamml.perceptron_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.perceptron_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'perceptron_transition';
COMMENT ON FUNCTION streamml.perceptron_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.perceptron_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'perceptron_transition';
COMMENT ON FUNCTION streamml.perceptron_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.perceptron_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'perceptron_transition';
COMMENT ON FUNCTION streamml.perceptron_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.perceptron_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'perceptron_transition';
COMMENT ON FUNCTION streamml.perceptron_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.perceptron_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'perceptron_transition';
COMMENT ON FUNCTION streamml.perceptron_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.perceptron_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'perceptron_transition';
COMMENT ON FUNCTION streamml.perceptron_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.perceptron_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'perceptron_transition';
COMMENT ON FUNCTION streamml.perceptron_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.perceptron_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'perceptron_transition';
COMMENT ON FUNCTION streamml.perceptron_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.perceptron(label anyelement, features double precision[]) (
    SFUNC = streamml.perceptron_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.perceptron(anyelement, double precision[]) IS 'the perceptron for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.perceptron(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.perceptron_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.perceptron(anyelement, double precision[], jsonb) IS 'the perceptron for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.perceptron(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.perceptron_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.perceptron(anyelement, double precision[], double precision, jsonb) IS 'the perceptron for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.perceptron(label anyelement, features jsonb) (
    SFUNC = streamml.perceptron_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.perceptron(anyelement, jsonb) IS 'the perceptron for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.perceptron(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.perceptron_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.perceptron(anyelement, jsonb, jsonb) IS 'the perceptron for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.perceptron(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.perceptron_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.perceptron(anyelement, jsonb, double precision, jsonb) IS 'the perceptron for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.perceptron(label anyelement, features record) (
    SFUNC = streamml.perceptron_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.perceptron(anyelement, record) IS 'the perceptron for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.perceptron(label anyelement, features record, options jsonb) (
    SFUNC = streamml.perceptron_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.perceptron(anyelement, record, jsonb) IS 'the perceptron for two classes, learned row by row in one pass';
CREATE AGGREGATE streamml.perceptron(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.perceptron_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.perceptron(anyelement, record, double precision, jsonb) IS 'the perceptron for two classes, learned row by row in one pass';

-- ftrl_classifier

CREATE FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ftrl_classifier_transition';
COMMENT ON FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ftrl_classifier_transition';
COMMENT ON FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ftrl_classifier_transition';
COMMENT ON FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ftrl_classifier_transition';
COMMENT ON FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ftrl_classifier_transition';
COMMENT ON FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ftrl_classifier_transition';
COMMENT ON FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ftrl_classifier_transition';
COMMENT ON FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ftrl_classifier_transition';
COMMENT ON FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ftrl_classifier_transition';
COMMENT ON FUNCTION streamml.ftrl_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.ftrl_classifier(label anyelement, features double precision[]) (
    SFUNC = streamml.ftrl_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ftrl_classifier(anyelement, double precision[]) IS 'logistic regression with sparse weights by FTRL-proximal, learned row by row in one pass';
CREATE AGGREGATE streamml.ftrl_classifier(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.ftrl_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ftrl_classifier(anyelement, double precision[], jsonb) IS 'logistic regression with sparse weights by FTRL-proximal, learned row by row in one pass';
CREATE AGGREGATE streamml.ftrl_classifier(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.ftrl_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ftrl_classifier(anyelement, double precision[], double precision, jsonb) IS 'logistic regression with sparse weights by FTRL-proximal, learned row by row in one pass';
CREATE AGGREGATE streamml.ftrl_classifier(label anyelement, features jsonb) (
    SFUNC = streamml.ftrl_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ftrl_classifier(anyelement, jsonb) IS 'logistic regression with sparse weights by FTRL-proximal, learned row by row in one pass';
CREATE AGGREGATE streamml.ftrl_classifier(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.ftrl_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ftrl_classifier(anyelement, jsonb, jsonb) IS 'logistic regression with sparse weights by FTRL-proximal, learned row by row in one pass';
CREATE AGGREGATE streamml.ftrl_classifier(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.ftrl_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ftrl_classifier(anyelement, jsonb, double precision, jsonb) IS 'logistic regression with sparse weights by FTRL-proximal, learned row by row in one pass';
CREATE AGGREGATE streamml.ftrl_classifier(label anyelement, features record) (
    SFUNC = streamml.ftrl_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ftrl_classifier(anyelement, record) IS 'logistic regression with sparse weights by FTRL-proximal, learned row by row in one pass';
CREATE AGGREGATE streamml.ftrl_classifier(label anyelement, features record, options jsonb) (
    SFUNC = streamml.ftrl_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ftrl_classifier(anyelement, record, jsonb) IS 'logistic regression with sparse weights by FTRL-proximal, learned row by row in one pass';
CREATE AGGREGATE streamml.ftrl_classifier(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.ftrl_classifier_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ftrl_classifier(anyelement, record, double precision, jsonb) IS 'logistic regression with sparse weights by FTRL-proximal, learned row by row in one pass';
----------------------------------------------------------------------
-- Learners whose states are sums: naive Bayes, discriminant analysis,
-- encoding by target, regression on random Fourier features
----------------------------------------------------------------------

-- gaussian_naive_bayes

CREATE FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_transition';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_transition';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_transition';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_transition';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_transition';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_transition';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_transition';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_transition';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_transition';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_moving';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, double precision[]) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_moving';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, double precision[], jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_moving';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_moving';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_moving';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, jsonb, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_moving';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_moving';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, record) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_moving';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, record, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_moving';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_moving(streamml.model, anyelement, record, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.gaussian_naive_bayes_inverse(streamml.model, anyelement, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';

CREATE AGGREGATE streamml.gaussian_naive_bayes(label anyelement, features double precision[]) (
    SFUNC = streamml.gaussian_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_naive_bayes_moving, MINVFUNC = streamml.gaussian_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_naive_bayes(anyelement, double precision[]) IS 'naive Bayes with normal distributions; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_naive_bayes(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.gaussian_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_naive_bayes_moving, MINVFUNC = streamml.gaussian_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_naive_bayes(anyelement, double precision[], jsonb) IS 'naive Bayes with normal distributions; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_naive_bayes(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.gaussian_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_naive_bayes_moving, MINVFUNC = streamml.gaussian_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_naive_bayes(anyelement, double precision[], double precision, jsonb) IS 'naive Bayes with normal distributions; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_naive_bayes(label anyelement, features jsonb) (
    SFUNC = streamml.gaussian_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_naive_bayes_moving, MINVFUNC = streamml.gaussian_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_naive_bayes(anyelement, jsonb) IS 'naive Bayes with normal distributions; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_naive_bayes(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.gaussian_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_naive_bayes_moving, MINVFUNC = streamml.gaussian_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_naive_bayes(anyelement, jsonb, jsonb) IS 'naive Bayes with normal distributions; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_naive_bayes(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.gaussian_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_naive_bayes_moving, MINVFUNC = streamml.gaussian_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_naive_bayes(anyelement, jsonb, double precision, jsonb) IS 'naive Bayes with normal distributions; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_naive_bayes(label anyelement, features record) (
    SFUNC = streamml.gaussian_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_naive_bayes_moving, MINVFUNC = streamml.gaussian_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_naive_bayes(anyelement, record) IS 'naive Bayes with normal distributions; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_naive_bayes(label anyelement, features record, options jsonb) (
    SFUNC = streamml.gaussian_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_naive_bayes_moving, MINVFUNC = streamml.gaussian_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_naive_bayes(anyelement, record, jsonb) IS 'naive Bayes with normal distributions; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_naive_bayes(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.gaussian_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_naive_bayes_moving, MINVFUNC = streamml.gaussian_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_naive_bayes(anyelement, record, double precision, jsonb) IS 'naive Bayes with normal distributions; merges and unlearns exactly';

-- multinomial_naive_bayes

CREATE FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_transition';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_transition';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_transition';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_transition';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_transition';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_transition';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_transition';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_transition';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_transition';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_moving';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, double precision[]) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_moving';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, double precision[], jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_moving';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_moving';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_moving';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, jsonb, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_moving';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_moving';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, record) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_moving';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, record, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_moving';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_moving(streamml.model, anyelement, record, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'multinomial_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.multinomial_naive_bayes_inverse(streamml.model, anyelement, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';

CREATE AGGREGATE streamml.multinomial_naive_bayes(label anyelement, features double precision[]) (
    SFUNC = streamml.multinomial_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.multinomial_naive_bayes_moving, MINVFUNC = streamml.multinomial_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.multinomial_naive_bayes(anyelement, double precision[]) IS 'naive Bayes for counts; merges and unlearns exactly';
CREATE AGGREGATE streamml.multinomial_naive_bayes(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.multinomial_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.multinomial_naive_bayes_moving, MINVFUNC = streamml.multinomial_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.multinomial_naive_bayes(anyelement, double precision[], jsonb) IS 'naive Bayes for counts; merges and unlearns exactly';
CREATE AGGREGATE streamml.multinomial_naive_bayes(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.multinomial_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.multinomial_naive_bayes_moving, MINVFUNC = streamml.multinomial_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.multinomial_naive_bayes(anyelement, double precision[], double precision, jsonb) IS 'naive Bayes for counts; merges and unlearns exactly';
CREATE AGGREGATE streamml.multinomial_naive_bayes(label anyelement, features jsonb) (
    SFUNC = streamml.multinomial_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.multinomial_naive_bayes_moving, MINVFUNC = streamml.multinomial_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.multinomial_naive_bayes(anyelement, jsonb) IS 'naive Bayes for counts; merges and unlearns exactly';
CREATE AGGREGATE streamml.multinomial_naive_bayes(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.multinomial_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.multinomial_naive_bayes_moving, MINVFUNC = streamml.multinomial_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.multinomial_naive_bayes(anyelement, jsonb, jsonb) IS 'naive Bayes for counts; merges and unlearns exactly';
CREATE AGGREGATE streamml.multinomial_naive_bayes(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.multinomial_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.multinomial_naive_bayes_moving, MINVFUNC = streamml.multinomial_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.multinomial_naive_bayes(anyelement, jsonb, double precision, jsonb) IS 'naive Bayes for counts; merges and unlearns exactly';
CREATE AGGREGATE streamml.multinomial_naive_bayes(label anyelement, features record) (
    SFUNC = streamml.multinomial_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.multinomial_naive_bayes_moving, MINVFUNC = streamml.multinomial_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.multinomial_naive_bayes(anyelement, record) IS 'naive Bayes for counts; merges and unlearns exactly';
CREATE AGGREGATE streamml.multinomial_naive_bayes(label anyelement, features record, options jsonb) (
    SFUNC = streamml.multinomial_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.multinomial_naive_bayes_moving, MINVFUNC = streamml.multinomial_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.multinomial_naive_bayes(anyelement, record, jsonb) IS 'naive Bayes for counts; merges and unlearns exactly';
CREATE AGGREGATE streamml.multinomial_naive_bayes(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.multinomial_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.multinomial_naive_bayes_moving, MINVFUNC = streamml.multinomial_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.multinomial_naive_bayes(anyelement, record, double precision, jsonb) IS 'naive Bayes for counts; merges and unlearns exactly';

-- bernoulli_naive_bayes

CREATE FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_transition';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_transition';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_transition';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_transition';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_transition';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_transition';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_transition';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_transition';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_transition';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_moving';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, double precision[]) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_moving';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, double precision[], jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_moving';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_moving';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_moving';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, jsonb, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_moving';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_moving';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, record) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_moving';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, record, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_moving';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_moving(streamml.model, anyelement, record, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bernoulli_naive_bayes_inverse';
COMMENT ON FUNCTION streamml.bernoulli_naive_bayes_inverse(streamml.model, anyelement, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';

CREATE AGGREGATE streamml.bernoulli_naive_bayes(label anyelement, features double precision[]) (
    SFUNC = streamml.bernoulli_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.bernoulli_naive_bayes_moving, MINVFUNC = streamml.bernoulli_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.bernoulli_naive_bayes(anyelement, double precision[]) IS 'naive Bayes for features that are there or not; merges and unlearns exactly';
CREATE AGGREGATE streamml.bernoulli_naive_bayes(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.bernoulli_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.bernoulli_naive_bayes_moving, MINVFUNC = streamml.bernoulli_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.bernoulli_naive_bayes(anyelement, double precision[], jsonb) IS 'naive Bayes for features that are there or not; merges and unlearns exactly';
CREATE AGGREGATE streamml.bernoulli_naive_bayes(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.bernoulli_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.bernoulli_naive_bayes_moving, MINVFUNC = streamml.bernoulli_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.bernoulli_naive_bayes(anyelement, double precision[], double precision, jsonb) IS 'naive Bayes for features that are there or not; merges and unlearns exactly';
CREATE AGGREGATE streamml.bernoulli_naive_bayes(label anyelement, features jsonb) (
    SFUNC = streamml.bernoulli_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.bernoulli_naive_bayes_moving, MINVFUNC = streamml.bernoulli_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.bernoulli_naive_bayes(anyelement, jsonb) IS 'naive Bayes for features that are there or not; merges and unlearns exactly';
CREATE AGGREGATE streamml.bernoulli_naive_bayes(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.bernoulli_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.bernoulli_naive_bayes_moving, MINVFUNC = streamml.bernoulli_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.bernoulli_naive_bayes(anyelement, jsonb, jsonb) IS 'naive Bayes for features that are there or not; merges and unlearns exactly';
CREATE AGGREGATE streamml.bernoulli_naive_bayes(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.bernoulli_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.bernoulli_naive_bayes_moving, MINVFUNC = streamml.bernoulli_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.bernoulli_naive_bayes(anyelement, jsonb, double precision, jsonb) IS 'naive Bayes for features that are there or not; merges and unlearns exactly';
CREATE AGGREGATE streamml.bernoulli_naive_bayes(label anyelement, features record) (
    SFUNC = streamml.bernoulli_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.bernoulli_naive_bayes_moving, MINVFUNC = streamml.bernoulli_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.bernoulli_naive_bayes(anyelement, record) IS 'naive Bayes for features that are there or not; merges and unlearns exactly';
CREATE AGGREGATE streamml.bernoulli_naive_bayes(label anyelement, features record, options jsonb) (
    SFUNC = streamml.bernoulli_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.bernoulli_naive_bayes_moving, MINVFUNC = streamml.bernoulli_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.bernoulli_naive_bayes(anyelement, record, jsonb) IS 'naive Bayes for features that are there or not; merges and unlearns exactly';
CREATE AGGREGATE streamml.bernoulli_naive_bayes(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.bernoulli_naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.bernoulli_naive_bayes_moving, MINVFUNC = streamml.bernoulli_naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.bernoulli_naive_bayes(anyelement, record, double precision, jsonb) IS 'naive Bayes for features that are there or not; merges and unlearns exactly';

-- naive_bayes

CREATE FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_transition';
COMMENT ON FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_transition';
COMMENT ON FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_transition';
COMMENT ON FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_transition';
COMMENT ON FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_transition';
COMMENT ON FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_transition';
COMMENT ON FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_transition';
COMMENT ON FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_transition';
COMMENT ON FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_transition';
COMMENT ON FUNCTION streamml.naive_bayes_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_moving';
COMMENT ON FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, double precision[]) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_moving';
COMMENT ON FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, double precision[], jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_moving';
COMMENT ON FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_moving';
COMMENT ON FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_moving';
COMMENT ON FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, jsonb, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_moving';
COMMENT ON FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_moving';
COMMENT ON FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, record) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_moving';
COMMENT ON FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, record, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_moving';
COMMENT ON FUNCTION streamml.naive_bayes_moving(streamml.model, anyelement, record, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_inverse';
COMMENT ON FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_inverse';
COMMENT ON FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_inverse';
COMMENT ON FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_inverse';
COMMENT ON FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_inverse';
COMMENT ON FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_inverse';
COMMENT ON FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_inverse';
COMMENT ON FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_inverse';
COMMENT ON FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'naive_bayes_inverse';
COMMENT ON FUNCTION streamml.naive_bayes_inverse(streamml.model, anyelement, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';

CREATE AGGREGATE streamml.naive_bayes(label anyelement, features double precision[]) (
    SFUNC = streamml.naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.naive_bayes_moving, MINVFUNC = streamml.naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.naive_bayes(anyelement, double precision[]) IS 'naive Bayes for numbers and categories; merges and unlearns exactly';
CREATE AGGREGATE streamml.naive_bayes(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.naive_bayes_moving, MINVFUNC = streamml.naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.naive_bayes(anyelement, double precision[], jsonb) IS 'naive Bayes for numbers and categories; merges and unlearns exactly';
CREATE AGGREGATE streamml.naive_bayes(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.naive_bayes_moving, MINVFUNC = streamml.naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.naive_bayes(anyelement, double precision[], double precision, jsonb) IS 'naive Bayes for numbers and categories; merges and unlearns exactly';
CREATE AGGREGATE streamml.naive_bayes(label anyelement, features jsonb) (
    SFUNC = streamml.naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.naive_bayes_moving, MINVFUNC = streamml.naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.naive_bayes(anyelement, jsonb) IS 'naive Bayes for numbers and categories; merges and unlearns exactly';
CREATE AGGREGATE streamml.naive_bayes(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.naive_bayes_moving, MINVFUNC = streamml.naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.naive_bayes(anyelement, jsonb, jsonb) IS 'naive Bayes for numbers and categories; merges and unlearns exactly';
CREATE AGGREGATE streamml.naive_bayes(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.naive_bayes_moving, MINVFUNC = streamml.naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.naive_bayes(anyelement, jsonb, double precision, jsonb) IS 'naive Bayes for numbers and categories; merges and unlearns exactly';
CREATE AGGREGATE streamml.naive_bayes(label anyelement, features record) (
    SFUNC = streamml.naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.naive_bayes_moving, MINVFUNC = streamml.naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.naive_bayes(anyelement, record) IS 'naive Bayes for numbers and categories; merges and unlearns exactly';
CREATE AGGREGATE streamml.naive_bayes(label anyelement, features record, options jsonb) (
    SFUNC = streamml.naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.naive_bayes_moving, MINVFUNC = streamml.naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.naive_bayes(anyelement, record, jsonb) IS 'naive Bayes for numbers and categories; merges and unlearns exactly';
CREATE AGGREGATE streamml.naive_bayes(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.naive_bayes_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.naive_bayes_moving, MINVFUNC = streamml.naive_bayes_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.naive_bayes(anyelement, record, double precision, jsonb) IS 'naive Bayes for numbers and categories; merges and unlearns exactly';

-- linear_discriminant

CREATE FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_transition';
COMMENT ON FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_transition';
COMMENT ON FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_transition';
COMMENT ON FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_transition';
COMMENT ON FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_transition';
COMMENT ON FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_transition';
COMMENT ON FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_transition';
COMMENT ON FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_transition';
COMMENT ON FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_transition';
COMMENT ON FUNCTION streamml.linear_discriminant_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_moving';
COMMENT ON FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, double precision[]) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_moving';
COMMENT ON FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, double precision[], jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_moving';
COMMENT ON FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_moving';
COMMENT ON FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_moving';
COMMENT ON FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, jsonb, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_moving';
COMMENT ON FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_moving';
COMMENT ON FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, record) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_moving';
COMMENT ON FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, record, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_moving';
COMMENT ON FUNCTION streamml.linear_discriminant_moving(streamml.model, anyelement, record, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_inverse';
COMMENT ON FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_inverse';
COMMENT ON FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_inverse';
COMMENT ON FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_inverse';
COMMENT ON FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_inverse';
COMMENT ON FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_inverse';
COMMENT ON FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_inverse';
COMMENT ON FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_inverse';
COMMENT ON FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linear_discriminant_inverse';
COMMENT ON FUNCTION streamml.linear_discriminant_inverse(streamml.model, anyelement, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';

CREATE AGGREGATE streamml.linear_discriminant(label anyelement, features double precision[]) (
    SFUNC = streamml.linear_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_discriminant_moving, MINVFUNC = streamml.linear_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_discriminant(anyelement, double precision[]) IS 'linear discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.linear_discriminant(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.linear_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_discriminant_moving, MINVFUNC = streamml.linear_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_discriminant(anyelement, double precision[], jsonb) IS 'linear discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.linear_discriminant(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.linear_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_discriminant_moving, MINVFUNC = streamml.linear_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_discriminant(anyelement, double precision[], double precision, jsonb) IS 'linear discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.linear_discriminant(label anyelement, features jsonb) (
    SFUNC = streamml.linear_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_discriminant_moving, MINVFUNC = streamml.linear_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_discriminant(anyelement, jsonb) IS 'linear discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.linear_discriminant(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.linear_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_discriminant_moving, MINVFUNC = streamml.linear_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_discriminant(anyelement, jsonb, jsonb) IS 'linear discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.linear_discriminant(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.linear_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_discriminant_moving, MINVFUNC = streamml.linear_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_discriminant(anyelement, jsonb, double precision, jsonb) IS 'linear discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.linear_discriminant(label anyelement, features record) (
    SFUNC = streamml.linear_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_discriminant_moving, MINVFUNC = streamml.linear_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_discriminant(anyelement, record) IS 'linear discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.linear_discriminant(label anyelement, features record, options jsonb) (
    SFUNC = streamml.linear_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_discriminant_moving, MINVFUNC = streamml.linear_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_discriminant(anyelement, record, jsonb) IS 'linear discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.linear_discriminant(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.linear_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.linear_discriminant_moving, MINVFUNC = streamml.linear_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.linear_discriminant(anyelement, record, double precision, jsonb) IS 'linear discriminant analysis; merges and unlearns exactly';

-- quadratic_discriminant

CREATE FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_transition';
COMMENT ON FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_transition';
COMMENT ON FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_transition';
COMMENT ON FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_transition';
COMMENT ON FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_transition';
COMMENT ON FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_transition';
COMMENT ON FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_transition';
COMMENT ON FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_transition';
COMMENT ON FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_transition';
COMMENT ON FUNCTION streamml.quadratic_discriminant_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_moving';
COMMENT ON FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, double precision[]) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_moving';
COMMENT ON FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, double precision[], jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_moving';
COMMENT ON FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_moving';
COMMENT ON FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_moving';
COMMENT ON FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, jsonb, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_moving';
COMMENT ON FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_moving';
COMMENT ON FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, record) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_moving';
COMMENT ON FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, record, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_moving';
COMMENT ON FUNCTION streamml.quadratic_discriminant_moving(streamml.model, anyelement, record, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_inverse';
COMMENT ON FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_inverse';
COMMENT ON FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_inverse';
COMMENT ON FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_inverse';
COMMENT ON FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_inverse';
COMMENT ON FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_inverse';
COMMENT ON FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_inverse';
COMMENT ON FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_inverse';
COMMENT ON FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quadratic_discriminant_inverse';
COMMENT ON FUNCTION streamml.quadratic_discriminant_inverse(streamml.model, anyelement, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';

CREATE AGGREGATE streamml.quadratic_discriminant(label anyelement, features double precision[]) (
    SFUNC = streamml.quadratic_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.quadratic_discriminant_moving, MINVFUNC = streamml.quadratic_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.quadratic_discriminant(anyelement, double precision[]) IS 'quadratic discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.quadratic_discriminant(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.quadratic_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.quadratic_discriminant_moving, MINVFUNC = streamml.quadratic_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.quadratic_discriminant(anyelement, double precision[], jsonb) IS 'quadratic discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.quadratic_discriminant(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.quadratic_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.quadratic_discriminant_moving, MINVFUNC = streamml.quadratic_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.quadratic_discriminant(anyelement, double precision[], double precision, jsonb) IS 'quadratic discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.quadratic_discriminant(label anyelement, features jsonb) (
    SFUNC = streamml.quadratic_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.quadratic_discriminant_moving, MINVFUNC = streamml.quadratic_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.quadratic_discriminant(anyelement, jsonb) IS 'quadratic discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.quadratic_discriminant(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.quadratic_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.quadratic_discriminant_moving, MINVFUNC = streamml.quadratic_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.quadratic_discriminant(anyelement, jsonb, jsonb) IS 'quadratic discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.quadratic_discriminant(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.quadratic_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.quadratic_discriminant_moving, MINVFUNC = streamml.quadratic_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.quadratic_discriminant(anyelement, jsonb, double precision, jsonb) IS 'quadratic discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.quadratic_discriminant(label anyelement, features record) (
    SFUNC = streamml.quadratic_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.quadratic_discriminant_moving, MINVFUNC = streamml.quadratic_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.quadratic_discriminant(anyelement, record) IS 'quadratic discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.quadratic_discriminant(label anyelement, features record, options jsonb) (
    SFUNC = streamml.quadratic_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.quadratic_discriminant_moving, MINVFUNC = streamml.quadratic_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.quadratic_discriminant(anyelement, record, jsonb) IS 'quadratic discriminant analysis; merges and unlearns exactly';
CREATE AGGREGATE streamml.quadratic_discriminant(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.quadratic_discriminant_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.quadratic_discriminant_moving, MINVFUNC = streamml.quadratic_discriminant_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.quadratic_discriminant(anyelement, record, double precision, jsonb) IS 'quadratic discriminant analysis; merges and unlearns exactly';

-- target_encoder

CREATE FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_transition';
COMMENT ON FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_transition';
COMMENT ON FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_transition';
COMMENT ON FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_transition';
COMMENT ON FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_transition';
COMMENT ON FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_transition';
COMMENT ON FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_transition';
COMMENT ON FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_transition';
COMMENT ON FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_transition';
COMMENT ON FUNCTION streamml.target_encoder_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_moving';
COMMENT ON FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, double precision[]) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_moving';
COMMENT ON FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, double precision[], jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_moving';
COMMENT ON FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_moving';
COMMENT ON FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_moving';
COMMENT ON FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, jsonb, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_moving';
COMMENT ON FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_moving';
COMMENT ON FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, record) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_moving';
COMMENT ON FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, record, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_moving';
COMMENT ON FUNCTION streamml.target_encoder_moving(streamml.model, anyelement, record, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_inverse';
COMMENT ON FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_inverse';
COMMENT ON FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_inverse';
COMMENT ON FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_inverse';
COMMENT ON FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_inverse';
COMMENT ON FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_inverse';
COMMENT ON FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_inverse';
COMMENT ON FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_inverse';
COMMENT ON FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'target_encoder_inverse';
COMMENT ON FUNCTION streamml.target_encoder_inverse(streamml.model, anyelement, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';

CREATE AGGREGATE streamml.target_encoder(label anyelement, features double precision[]) (
    SFUNC = streamml.target_encoder_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.target_encoder_moving, MINVFUNC = streamml.target_encoder_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.target_encoder(anyelement, double precision[]) IS 'categories as the mean of the label, smoothed; merges and unlearns exactly';
CREATE AGGREGATE streamml.target_encoder(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.target_encoder_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.target_encoder_moving, MINVFUNC = streamml.target_encoder_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.target_encoder(anyelement, double precision[], jsonb) IS 'categories as the mean of the label, smoothed; merges and unlearns exactly';
CREATE AGGREGATE streamml.target_encoder(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.target_encoder_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.target_encoder_moving, MINVFUNC = streamml.target_encoder_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.target_encoder(anyelement, double precision[], double precision, jsonb) IS 'categories as the mean of the label, smoothed; merges and unlearns exactly';
CREATE AGGREGATE streamml.target_encoder(label anyelement, features jsonb) (
    SFUNC = streamml.target_encoder_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.target_encoder_moving, MINVFUNC = streamml.target_encoder_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.target_encoder(anyelement, jsonb) IS 'categories as the mean of the label, smoothed; merges and unlearns exactly';
CREATE AGGREGATE streamml.target_encoder(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.target_encoder_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.target_encoder_moving, MINVFUNC = streamml.target_encoder_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.target_encoder(anyelement, jsonb, jsonb) IS 'categories as the mean of the label, smoothed; merges and unlearns exactly';
CREATE AGGREGATE streamml.target_encoder(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.target_encoder_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.target_encoder_moving, MINVFUNC = streamml.target_encoder_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.target_encoder(anyelement, jsonb, double precision, jsonb) IS 'categories as the mean of the label, smoothed; merges and unlearns exactly';
CREATE AGGREGATE streamml.target_encoder(label anyelement, features record) (
    SFUNC = streamml.target_encoder_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.target_encoder_moving, MINVFUNC = streamml.target_encoder_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.target_encoder(anyelement, record) IS 'categories as the mean of the label, smoothed; merges and unlearns exactly';
CREATE AGGREGATE streamml.target_encoder(label anyelement, features record, options jsonb) (
    SFUNC = streamml.target_encoder_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.target_encoder_moving, MINVFUNC = streamml.target_encoder_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.target_encoder(anyelement, record, jsonb) IS 'categories as the mean of the label, smoothed; merges and unlearns exactly';
CREATE AGGREGATE streamml.target_encoder(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.target_encoder_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.target_encoder_moving, MINVFUNC = streamml.target_encoder_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.target_encoder(anyelement, record, double precision, jsonb) IS 'categories as the mean of the label, smoothed; merges and unlearns exactly';

-- random_fourier_regression

CREATE FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_transition';
COMMENT ON FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_transition';
COMMENT ON FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_transition';
COMMENT ON FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_transition';
COMMENT ON FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_transition';
COMMENT ON FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_transition';
COMMENT ON FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_transition';
COMMENT ON FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_transition';
COMMENT ON FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_transition';
COMMENT ON FUNCTION streamml.random_fourier_regression_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_moving';
COMMENT ON FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, double precision[]) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_moving';
COMMENT ON FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, double precision[], jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_moving';
COMMENT ON FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_moving';
COMMENT ON FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_moving';
COMMENT ON FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, jsonb, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_moving';
COMMENT ON FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_moving';
COMMENT ON FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, record) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_moving';
COMMENT ON FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, record, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_moving';
COMMENT ON FUNCTION streamml.random_fourier_regression_moving(streamml.model, anyelement, record, double precision, jsonb) IS 'transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_inverse';
COMMENT ON FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_inverse';
COMMENT ON FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_inverse';
COMMENT ON FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_inverse';
COMMENT ON FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_inverse';
COMMENT ON FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_inverse';
COMMENT ON FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_inverse';
COMMENT ON FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_inverse';
COMMENT ON FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'random_fourier_regression_inverse';
COMMENT ON FUNCTION streamml.random_fourier_regression_inverse(streamml.model, anyelement, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';

CREATE AGGREGATE streamml.random_fourier_regression(label anyelement, features double precision[]) (
    SFUNC = streamml.random_fourier_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.random_fourier_regression_moving, MINVFUNC = streamml.random_fourier_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.random_fourier_regression(anyelement, double precision[]) IS 'ridge regression on random Fourier features; merges and unlearns exactly';
CREATE AGGREGATE streamml.random_fourier_regression(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.random_fourier_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.random_fourier_regression_moving, MINVFUNC = streamml.random_fourier_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.random_fourier_regression(anyelement, double precision[], jsonb) IS 'ridge regression on random Fourier features; merges and unlearns exactly';
CREATE AGGREGATE streamml.random_fourier_regression(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.random_fourier_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.random_fourier_regression_moving, MINVFUNC = streamml.random_fourier_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.random_fourier_regression(anyelement, double precision[], double precision, jsonb) IS 'ridge regression on random Fourier features; merges and unlearns exactly';
CREATE AGGREGATE streamml.random_fourier_regression(label anyelement, features jsonb) (
    SFUNC = streamml.random_fourier_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.random_fourier_regression_moving, MINVFUNC = streamml.random_fourier_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.random_fourier_regression(anyelement, jsonb) IS 'ridge regression on random Fourier features; merges and unlearns exactly';
CREATE AGGREGATE streamml.random_fourier_regression(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.random_fourier_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.random_fourier_regression_moving, MINVFUNC = streamml.random_fourier_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.random_fourier_regression(anyelement, jsonb, jsonb) IS 'ridge regression on random Fourier features; merges and unlearns exactly';
CREATE AGGREGATE streamml.random_fourier_regression(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.random_fourier_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.random_fourier_regression_moving, MINVFUNC = streamml.random_fourier_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.random_fourier_regression(anyelement, jsonb, double precision, jsonb) IS 'ridge regression on random Fourier features; merges and unlearns exactly';
CREATE AGGREGATE streamml.random_fourier_regression(label anyelement, features record) (
    SFUNC = streamml.random_fourier_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.random_fourier_regression_moving, MINVFUNC = streamml.random_fourier_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.random_fourier_regression(anyelement, record) IS 'ridge regression on random Fourier features; merges and unlearns exactly';
CREATE AGGREGATE streamml.random_fourier_regression(label anyelement, features record, options jsonb) (
    SFUNC = streamml.random_fourier_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.random_fourier_regression_moving, MINVFUNC = streamml.random_fourier_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.random_fourier_regression(anyelement, record, jsonb) IS 'ridge regression on random Fourier features; merges and unlearns exactly';
CREATE AGGREGATE streamml.random_fourier_regression(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.random_fourier_regression_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.random_fourier_regression_moving, MINVFUNC = streamml.random_fourier_regression_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.random_fourier_regression(anyelement, record, double precision, jsonb) IS 'ridge regression on random Fourier features; merges and unlearns exactly';
----------------------------------------------------------------------
-- Trees: one aggregate per algorithm
--
-- They have no combine function: trees that saw different rows cannot be made
-- one.  And they are not parallel safe, so that their queries read rows in the
-- order of the table: trees depend on it.
----------------------------------------------------------------------

-- hoeffding_tree

CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features double precision[]) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, double precision[]) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, double precision[], jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, double precision[], double precision, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, jsonb, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, jsonb, double precision, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features record) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, record) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features record, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, record, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree(anyelement, record, double precision, jsonb) IS 'decision tree for classes that grows row by row, in the order of the rows';

-- hoeffding_tree_regressor

CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hoeffding_tree_regressor_transition';
COMMENT ON FUNCTION streamml.hoeffding_tree_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features double precision[]) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, double precision[]) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, double precision[], jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, double precision[], double precision, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, jsonb, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, jsonb, double precision, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features record) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, record) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features record, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, record, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';
CREATE AGGREGATE streamml.hoeffding_tree_regressor(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.hoeffding_tree_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.hoeffding_tree_regressor(anyelement, record, double precision, jsonb) IS 'decision tree for numbers that grows row by row, in the order of the rows';

-- adaptive_hoeffding_tree

CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_hoeffding_tree_transition';
COMMENT ON FUNCTION streamml.adaptive_hoeffding_tree_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features double precision[]) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, double precision[]) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, double precision[], jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, double precision[], double precision, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, jsonb, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, jsonb, double precision, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features record) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, record) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features record, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, record, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_hoeffding_tree(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_hoeffding_tree_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_hoeffding_tree(anyelement, record, double precision, jsonb) IS 'decision tree for classes that replaces branches the stream has moved away from';

-- adaptive_random_forest

CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adaptive_random_forest_transition';
COMMENT ON FUNCTION streamml.adaptive_random_forest_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features double precision[]) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, double precision[]) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, double precision[], jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, double precision[], double precision, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, jsonb, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, jsonb, double precision, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features record) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, record) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features record, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, record, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
CREATE AGGREGATE streamml.adaptive_random_forest(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.adaptive_random_forest_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.adaptive_random_forest(anyelement, record, double precision, jsonb) IS 'forest of decision trees for classes that replaces trees the stream has moved away from';
----------------------------------------------------------------------
-- Learning without labels: f(features [, options]), f(features, weight,
-- options)
--
-- Algorithms whose states are sums are moving aggregates: over a frame that
-- moves, rows that leave are unlearned.
----------------------------------------------------------------------


-- scaler

CREATE FUNCTION streamml.scaler_transition(streamml.model, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_transition';
COMMENT ON FUNCTION streamml.scaler_transition(streamml.model, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.scaler_inverse(streamml.model, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_inverse';
COMMENT ON FUNCTION streamml.scaler_inverse(streamml.model, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.scaler_transition(streamml.model, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_transition';
COMMENT ON FUNCTION streamml.scaler_transition(streamml.model, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.scaler_inverse(streamml.model, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_inverse';
COMMENT ON FUNCTION streamml.scaler_inverse(streamml.model, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.scaler_transition(streamml.model, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_transition';
COMMENT ON FUNCTION streamml.scaler_transition(streamml.model, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.scaler_inverse(streamml.model, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_inverse';
COMMENT ON FUNCTION streamml.scaler_inverse(streamml.model, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.scaler_transition(streamml.model, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_transition';
COMMENT ON FUNCTION streamml.scaler_transition(streamml.model, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.scaler_inverse(streamml.model, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_inverse';
COMMENT ON FUNCTION streamml.scaler_inverse(streamml.model, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.scaler_transition(streamml.model, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_transition';
COMMENT ON FUNCTION streamml.scaler_transition(streamml.model, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.scaler_inverse(streamml.model, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_inverse';
COMMENT ON FUNCTION streamml.scaler_inverse(streamml.model, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.scaler_transition(streamml.model, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_transition';
COMMENT ON FUNCTION streamml.scaler_transition(streamml.model, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.scaler_inverse(streamml.model, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_inverse';
COMMENT ON FUNCTION streamml.scaler_inverse(streamml.model, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.scaler_transition(streamml.model, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_transition';
COMMENT ON FUNCTION streamml.scaler_transition(streamml.model, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.scaler_inverse(streamml.model, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_inverse';
COMMENT ON FUNCTION streamml.scaler_inverse(streamml.model, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.scaler_transition(streamml.model, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_transition';
COMMENT ON FUNCTION streamml.scaler_transition(streamml.model, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.scaler_inverse(streamml.model, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_inverse';
COMMENT ON FUNCTION streamml.scaler_inverse(streamml.model, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.scaler_transition(streamml.model, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_transition';
COMMENT ON FUNCTION streamml.scaler_transition(streamml.model, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.scaler_inverse(streamml.model, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'scaler_inverse';
COMMENT ON FUNCTION streamml.scaler_inverse(streamml.model, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE AGGREGATE streamml.scaler(features double precision[]) (
    SFUNC = streamml.scaler_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.scaler_transition, MINVFUNC = streamml.scaler_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.scaler(double precision[]) IS 'count, mean, variance and range of each feature; merges and unlearns exactly';
CREATE AGGREGATE streamml.scaler(features double precision[], options jsonb) (
    SFUNC = streamml.scaler_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.scaler_transition, MINVFUNC = streamml.scaler_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.scaler(double precision[], jsonb) IS 'count, mean, variance and range of each feature; merges and unlearns exactly';
CREATE AGGREGATE streamml.scaler(features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.scaler_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.scaler_transition, MINVFUNC = streamml.scaler_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.scaler(double precision[], double precision, jsonb) IS 'count, mean, variance and range of each feature; merges and unlearns exactly';
CREATE AGGREGATE streamml.scaler(features jsonb) (
    SFUNC = streamml.scaler_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.scaler_transition, MINVFUNC = streamml.scaler_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.scaler(jsonb) IS 'count, mean, variance and range of each feature; merges and unlearns exactly';
CREATE AGGREGATE streamml.scaler(features jsonb, options jsonb) (
    SFUNC = streamml.scaler_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.scaler_transition, MINVFUNC = streamml.scaler_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.scaler(jsonb, jsonb) IS 'count, mean, variance and range of each feature; merges and unlearns exactly';
CREATE AGGREGATE streamml.scaler(features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.scaler_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.scaler_transition, MINVFUNC = streamml.scaler_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.scaler(jsonb, double precision, jsonb) IS 'count, mean, variance and range of each feature; merges and unlearns exactly';
CREATE AGGREGATE streamml.scaler(features record) (
    SFUNC = streamml.scaler_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.scaler_transition, MINVFUNC = streamml.scaler_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.scaler(record) IS 'count, mean, variance and range of each feature; merges and unlearns exactly';
CREATE AGGREGATE streamml.scaler(features record, options jsonb) (
    SFUNC = streamml.scaler_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.scaler_transition, MINVFUNC = streamml.scaler_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.scaler(record, jsonb) IS 'count, mean, variance and range of each feature; merges and unlearns exactly';
CREATE AGGREGATE streamml.scaler(features record, weight double precision, options jsonb) (
    SFUNC = streamml.scaler_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.scaler_transition, MINVFUNC = streamml.scaler_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.scaler(record, double precision, jsonb) IS 'count, mean, variance and range of each feature; merges and unlearns exactly';

-- gaussian_anomaly

CREATE FUNCTION streamml.gaussian_anomaly_transition(streamml.model, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_transition';
COMMENT ON FUNCTION streamml.gaussian_anomaly_transition(streamml.model, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_inverse';
COMMENT ON FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, double precision[]) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_anomaly_transition(streamml.model, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_transition';
COMMENT ON FUNCTION streamml.gaussian_anomaly_transition(streamml.model, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_inverse';
COMMENT ON FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, double precision[], jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_anomaly_transition(streamml.model, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_transition';
COMMENT ON FUNCTION streamml.gaussian_anomaly_transition(streamml.model, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_inverse';
COMMENT ON FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, double precision[], double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_anomaly_transition(streamml.model, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_transition';
COMMENT ON FUNCTION streamml.gaussian_anomaly_transition(streamml.model, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_inverse';
COMMENT ON FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_anomaly_transition(streamml.model, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_transition';
COMMENT ON FUNCTION streamml.gaussian_anomaly_transition(streamml.model, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_inverse';
COMMENT ON FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, jsonb, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_anomaly_transition(streamml.model, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_transition';
COMMENT ON FUNCTION streamml.gaussian_anomaly_transition(streamml.model, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_inverse';
COMMENT ON FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, jsonb, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_anomaly_transition(streamml.model, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_transition';
COMMENT ON FUNCTION streamml.gaussian_anomaly_transition(streamml.model, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_inverse';
COMMENT ON FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, record) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_anomaly_transition(streamml.model, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_transition';
COMMENT ON FUNCTION streamml.gaussian_anomaly_transition(streamml.model, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_inverse';
COMMENT ON FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, record, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE FUNCTION streamml.gaussian_anomaly_transition(streamml.model, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_transition';
COMMENT ON FUNCTION streamml.gaussian_anomaly_transition(streamml.model, record, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gaussian_anomaly_inverse';
COMMENT ON FUNCTION streamml.gaussian_anomaly_inverse(streamml.model, record, double precision, jsonb) IS 'inverse transition function of a moving aggregate';
CREATE AGGREGATE streamml.gaussian_anomaly(features double precision[]) (
    SFUNC = streamml.gaussian_anomaly_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_anomaly_transition, MINVFUNC = streamml.gaussian_anomaly_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_anomaly(double precision[]) IS 'Mahalanobis distance from a normal distribution; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_anomaly(features double precision[], options jsonb) (
    SFUNC = streamml.gaussian_anomaly_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_anomaly_transition, MINVFUNC = streamml.gaussian_anomaly_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_anomaly(double precision[], jsonb) IS 'Mahalanobis distance from a normal distribution; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_anomaly(features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.gaussian_anomaly_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_anomaly_transition, MINVFUNC = streamml.gaussian_anomaly_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_anomaly(double precision[], double precision, jsonb) IS 'Mahalanobis distance from a normal distribution; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_anomaly(features jsonb) (
    SFUNC = streamml.gaussian_anomaly_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_anomaly_transition, MINVFUNC = streamml.gaussian_anomaly_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_anomaly(jsonb) IS 'Mahalanobis distance from a normal distribution; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_anomaly(features jsonb, options jsonb) (
    SFUNC = streamml.gaussian_anomaly_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_anomaly_transition, MINVFUNC = streamml.gaussian_anomaly_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_anomaly(jsonb, jsonb) IS 'Mahalanobis distance from a normal distribution; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_anomaly(features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.gaussian_anomaly_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_anomaly_transition, MINVFUNC = streamml.gaussian_anomaly_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_anomaly(jsonb, double precision, jsonb) IS 'Mahalanobis distance from a normal distribution; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_anomaly(features record) (
    SFUNC = streamml.gaussian_anomaly_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_anomaly_transition, MINVFUNC = streamml.gaussian_anomaly_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_anomaly(record) IS 'Mahalanobis distance from a normal distribution; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_anomaly(features record, options jsonb) (
    SFUNC = streamml.gaussian_anomaly_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_anomaly_transition, MINVFUNC = streamml.gaussian_anomaly_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_anomaly(record, jsonb) IS 'Mahalanobis distance from a normal distribution; merges and unlearns exactly';
CREATE AGGREGATE streamml.gaussian_anomaly(features record, weight double precision, options jsonb) (
    SFUNC = streamml.gaussian_anomaly_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE,
    MSFUNC = streamml.gaussian_anomaly_transition, MINVFUNC = streamml.gaussian_anomaly_inverse, MSTYPE = streamml.model
);
COMMENT ON AGGREGATE streamml.gaussian_anomaly(record, double precision, jsonb) IS 'Mahalanobis distance from a normal distribution; merges and unlearns exactly';

-- half_space_trees

CREATE FUNCTION streamml.half_space_trees_transition(streamml.model, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'half_space_trees_transition';
COMMENT ON FUNCTION streamml.half_space_trees_transition(streamml.model, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.half_space_trees_transition(streamml.model, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'half_space_trees_transition';
COMMENT ON FUNCTION streamml.half_space_trees_transition(streamml.model, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.half_space_trees_transition(streamml.model, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'half_space_trees_transition';
COMMENT ON FUNCTION streamml.half_space_trees_transition(streamml.model, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.half_space_trees_transition(streamml.model, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'half_space_trees_transition';
COMMENT ON FUNCTION streamml.half_space_trees_transition(streamml.model, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.half_space_trees_transition(streamml.model, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'half_space_trees_transition';
COMMENT ON FUNCTION streamml.half_space_trees_transition(streamml.model, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.half_space_trees_transition(streamml.model, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'half_space_trees_transition';
COMMENT ON FUNCTION streamml.half_space_trees_transition(streamml.model, record, jsonb) IS 'aggregate transition function';
CREATE AGGREGATE streamml.half_space_trees(features double precision[]) (
    SFUNC = streamml.half_space_trees_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.half_space_trees(double precision[]) IS 'anomalies in streams by random half-space trees';
CREATE AGGREGATE streamml.half_space_trees(features double precision[], options jsonb) (
    SFUNC = streamml.half_space_trees_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.half_space_trees(double precision[], jsonb) IS 'anomalies in streams by random half-space trees';
CREATE AGGREGATE streamml.half_space_trees(features jsonb) (
    SFUNC = streamml.half_space_trees_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.half_space_trees(jsonb) IS 'anomalies in streams by random half-space trees';
CREATE AGGREGATE streamml.half_space_trees(features jsonb, options jsonb) (
    SFUNC = streamml.half_space_trees_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.half_space_trees(jsonb, jsonb) IS 'anomalies in streams by random half-space trees';
CREATE AGGREGATE streamml.half_space_trees(features record) (
    SFUNC = streamml.half_space_trees_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.half_space_trees(record) IS 'anomalies in streams by random half-space trees';
CREATE AGGREGATE streamml.half_space_trees(features record, options jsonb) (
    SFUNC = streamml.half_space_trees_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.half_space_trees(record, jsonb) IS 'anomalies in streams by random half-space trees';

-- kmeans

CREATE FUNCTION streamml.kmeans_transition(streamml.model, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'kmeans_transition';
COMMENT ON FUNCTION streamml.kmeans_transition(streamml.model, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.kmeans_transition(streamml.model, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'kmeans_transition';
COMMENT ON FUNCTION streamml.kmeans_transition(streamml.model, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.kmeans_transition(streamml.model, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'kmeans_transition';
COMMENT ON FUNCTION streamml.kmeans_transition(streamml.model, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.kmeans_transition(streamml.model, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'kmeans_transition';
COMMENT ON FUNCTION streamml.kmeans_transition(streamml.model, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.kmeans_transition(streamml.model, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'kmeans_transition';
COMMENT ON FUNCTION streamml.kmeans_transition(streamml.model, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.kmeans_transition(streamml.model, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'kmeans_transition';
COMMENT ON FUNCTION streamml.kmeans_transition(streamml.model, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.kmeans_transition(streamml.model, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'kmeans_transition';
COMMENT ON FUNCTION streamml.kmeans_transition(streamml.model, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.kmeans_transition(streamml.model, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'kmeans_transition';
COMMENT ON FUNCTION streamml.kmeans_transition(streamml.model, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.kmeans_transition(streamml.model, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'kmeans_transition';
COMMENT ON FUNCTION streamml.kmeans_transition(streamml.model, record, double precision, jsonb) IS 'aggregate transition function';
CREATE AGGREGATE streamml.kmeans(features double precision[]) (
    SFUNC = streamml.kmeans_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kmeans(double precision[]) IS 'clusters by k means, row by row';
CREATE AGGREGATE streamml.kmeans(features double precision[], options jsonb) (
    SFUNC = streamml.kmeans_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kmeans(double precision[], jsonb) IS 'clusters by k means, row by row';
CREATE AGGREGATE streamml.kmeans(features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.kmeans_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kmeans(double precision[], double precision, jsonb) IS 'clusters by k means, row by row';
CREATE AGGREGATE streamml.kmeans(features jsonb) (
    SFUNC = streamml.kmeans_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kmeans(jsonb) IS 'clusters by k means, row by row';
CREATE AGGREGATE streamml.kmeans(features jsonb, options jsonb) (
    SFUNC = streamml.kmeans_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kmeans(jsonb, jsonb) IS 'clusters by k means, row by row';
CREATE AGGREGATE streamml.kmeans(features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.kmeans_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kmeans(jsonb, double precision, jsonb) IS 'clusters by k means, row by row';
CREATE AGGREGATE streamml.kmeans(features record) (
    SFUNC = streamml.kmeans_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kmeans(record) IS 'clusters by k means, row by row';
CREATE AGGREGATE streamml.kmeans(features record, options jsonb) (
    SFUNC = streamml.kmeans_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kmeans(record, jsonb) IS 'clusters by k means, row by row';
CREATE AGGREGATE streamml.kmeans(features record, weight double precision, options jsonb) (
    SFUNC = streamml.kmeans_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kmeans(record, double precision, jsonb) IS 'clusters by k means, row by row';

-- quantile_sketch

CREATE FUNCTION streamml.quantile_sketch_transition(streamml.model, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_sketch_transition';
COMMENT ON FUNCTION streamml.quantile_sketch_transition(streamml.model, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_sketch_transition(streamml.model, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_sketch_transition';
COMMENT ON FUNCTION streamml.quantile_sketch_transition(streamml.model, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_sketch_transition(streamml.model, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_sketch_transition';
COMMENT ON FUNCTION streamml.quantile_sketch_transition(streamml.model, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_sketch_transition(streamml.model, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_sketch_transition';
COMMENT ON FUNCTION streamml.quantile_sketch_transition(streamml.model, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_sketch_transition(streamml.model, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_sketch_transition';
COMMENT ON FUNCTION streamml.quantile_sketch_transition(streamml.model, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.quantile_sketch_transition(streamml.model, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quantile_sketch_transition';
COMMENT ON FUNCTION streamml.quantile_sketch_transition(streamml.model, record, jsonb) IS 'aggregate transition function';
CREATE AGGREGATE streamml.quantile_sketch(features double precision[]) (
    SFUNC = streamml.quantile_sketch_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_sketch(double precision[]) IS 'quantiles of each feature in little memory';
CREATE AGGREGATE streamml.quantile_sketch(features double precision[], options jsonb) (
    SFUNC = streamml.quantile_sketch_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_sketch(double precision[], jsonb) IS 'quantiles of each feature in little memory';
CREATE AGGREGATE streamml.quantile_sketch(features jsonb) (
    SFUNC = streamml.quantile_sketch_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_sketch(jsonb) IS 'quantiles of each feature in little memory';
CREATE AGGREGATE streamml.quantile_sketch(features jsonb, options jsonb) (
    SFUNC = streamml.quantile_sketch_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_sketch(jsonb, jsonb) IS 'quantiles of each feature in little memory';
CREATE AGGREGATE streamml.quantile_sketch(features record) (
    SFUNC = streamml.quantile_sketch_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_sketch(record) IS 'quantiles of each feature in little memory';
CREATE AGGREGATE streamml.quantile_sketch(features record, options jsonb) (
    SFUNC = streamml.quantile_sketch_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.quantile_sketch(record, jsonb) IS 'quantiles of each feature in little memory';

----------------------------------------------------------------------
-- Learn on, and unlearn
----------------------------------------------------------------------

CREATE FUNCTION streamml.learn(model streamml.model, features double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn_unlabeled';
COMMENT ON FUNCTION streamml.learn(streamml.model, double precision[]) IS 'the model after one more row, of models without labels';
CREATE FUNCTION streamml.learn(model streamml.model, features jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn_unlabeled';
COMMENT ON FUNCTION streamml.learn(streamml.model, jsonb) IS 'the model after one more row, of models without labels';
CREATE FUNCTION streamml.learn(model streamml.model, features record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn_unlabeled';
COMMENT ON FUNCTION streamml.learn(streamml.model, record) IS 'the model after one more row, of models without labels';
CREATE FUNCTION streamml.unlearn(model streamml.model, features double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unlearn_unlabeled';
COMMENT ON FUNCTION streamml.unlearn(streamml.model, double precision[]) IS 'the model without a row it has learned, of models without labels';
CREATE FUNCTION streamml.unlearn(model streamml.model, features jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unlearn_unlabeled';
COMMENT ON FUNCTION streamml.unlearn(streamml.model, jsonb) IS 'the model without a row it has learned, of models without labels';
CREATE FUNCTION streamml.unlearn(model streamml.model, features record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unlearn_unlabeled';
COMMENT ON FUNCTION streamml.unlearn(streamml.model, record) IS 'the model without a row it has learned, of models without labels';
CREATE FUNCTION streamml.unlearn(model streamml.model, label anyelement, features double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unlearn';
COMMENT ON FUNCTION streamml.unlearn(streamml.model, anyelement, double precision[]) IS 'the model without a row it has learned';
CREATE FUNCTION streamml.unlearn(model streamml.model, label anyelement, features double precision[], weight double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unlearn';
COMMENT ON FUNCTION streamml.unlearn(streamml.model, anyelement, double precision[], double precision) IS 'the model without a row of that weight it has learned';
CREATE FUNCTION streamml.unlearn(model streamml.model, label anyelement, features jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unlearn';
COMMENT ON FUNCTION streamml.unlearn(streamml.model, anyelement, jsonb) IS 'the model without a row it has learned';
CREATE FUNCTION streamml.unlearn(model streamml.model, label anyelement, features jsonb, weight double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unlearn';
COMMENT ON FUNCTION streamml.unlearn(streamml.model, anyelement, jsonb, double precision) IS 'the model without a row of that weight it has learned';
CREATE FUNCTION streamml.unlearn(model streamml.model, label anyelement, features record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unlearn';
COMMENT ON FUNCTION streamml.unlearn(streamml.model, anyelement, record) IS 'the model without a row it has learned';
CREATE FUNCTION streamml.unlearn(model streamml.model, label anyelement, features record, weight double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unlearn';
COMMENT ON FUNCTION streamml.unlearn(streamml.model, anyelement, record, double precision) IS 'the model without a row of that weight it has learned';

----------------------------------------------------------------------
-- Score, by model and by the name of a continuous view
----------------------------------------------------------------------

CREATE FUNCTION streamml.anomaly_score(model streamml.model, features double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_anomaly_score';
COMMENT ON FUNCTION streamml.anomaly_score(streamml.model, double precision[]) IS 'how unusual the row is, from 0 to 1';
CREATE FUNCTION streamml.anomaly_score(model streamml.model, features jsonb) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_anomaly_score';
COMMENT ON FUNCTION streamml.anomaly_score(streamml.model, jsonb) IS 'how unusual the row is, from 0 to 1';
CREATE FUNCTION streamml.anomaly_score(model streamml.model, features record) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_anomaly_score';
COMMENT ON FUNCTION streamml.anomaly_score(streamml.model, record) IS 'how unusual the row is, from 0 to 1';
CREATE FUNCTION streamml.anomaly_score(view regclass, features double precision[]) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_anomaly_score';
COMMENT ON FUNCTION streamml.anomaly_score(regclass, double precision[]) IS 'how unusual the row is, from 0 to 1, by the model of a continuous view';
CREATE FUNCTION streamml.anomaly_score(view regclass, features jsonb) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_anomaly_score';
COMMENT ON FUNCTION streamml.anomaly_score(regclass, jsonb) IS 'how unusual the row is, from 0 to 1, by the model of a continuous view';
CREATE FUNCTION streamml.anomaly_score(view regclass, features record) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_anomaly_score';
COMMENT ON FUNCTION streamml.anomaly_score(regclass, record) IS 'how unusual the row is, from 0 to 1, by the model of a continuous view';
CREATE FUNCTION streamml.anomaly_score(view text, features double precision[]) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_anomaly_score';
COMMENT ON FUNCTION streamml.anomaly_score(text, double precision[]) IS 'how unusual the row is, from 0 to 1, by the model of a continuous view';
CREATE FUNCTION streamml.anomaly_score(view text, features jsonb) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_anomaly_score';
COMMENT ON FUNCTION streamml.anomaly_score(text, jsonb) IS 'how unusual the row is, from 0 to 1, by the model of a continuous view';
CREATE FUNCTION streamml.anomaly_score(view text, features record) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_anomaly_score';
COMMENT ON FUNCTION streamml.anomaly_score(text, record) IS 'how unusual the row is, from 0 to 1, by the model of a continuous view';
CREATE FUNCTION streamml.cluster(model streamml.model, features double precision[]) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_cluster';
COMMENT ON FUNCTION streamml.cluster(streamml.model, double precision[]) IS 'number of the cluster that the row belongs to, from 1 on';
CREATE FUNCTION streamml.cluster(model streamml.model, features jsonb) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_cluster';
COMMENT ON FUNCTION streamml.cluster(streamml.model, jsonb) IS 'number of the cluster that the row belongs to, from 1 on';
CREATE FUNCTION streamml.cluster(model streamml.model, features record) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_cluster';
COMMENT ON FUNCTION streamml.cluster(streamml.model, record) IS 'number of the cluster that the row belongs to, from 1 on';
CREATE FUNCTION streamml.cluster(view regclass, features double precision[]) RETURNS integer
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_cluster';
COMMENT ON FUNCTION streamml.cluster(regclass, double precision[]) IS 'number of the cluster that the row belongs to, from 1 on, by the model of a continuous view';
CREATE FUNCTION streamml.cluster(view regclass, features jsonb) RETURNS integer
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_cluster';
COMMENT ON FUNCTION streamml.cluster(regclass, jsonb) IS 'number of the cluster that the row belongs to, from 1 on, by the model of a continuous view';
CREATE FUNCTION streamml.cluster(view regclass, features record) RETURNS integer
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_cluster';
COMMENT ON FUNCTION streamml.cluster(regclass, record) IS 'number of the cluster that the row belongs to, from 1 on, by the model of a continuous view';
CREATE FUNCTION streamml.cluster(view text, features double precision[]) RETURNS integer
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_cluster';
COMMENT ON FUNCTION streamml.cluster(text, double precision[]) IS 'number of the cluster that the row belongs to, from 1 on, by the model of a continuous view';
CREATE FUNCTION streamml.cluster(view text, features jsonb) RETURNS integer
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_cluster';
COMMENT ON FUNCTION streamml.cluster(text, jsonb) IS 'number of the cluster that the row belongs to, from 1 on, by the model of a continuous view';
CREATE FUNCTION streamml.cluster(view text, features record) RETURNS integer
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_cluster';
COMMENT ON FUNCTION streamml.cluster(text, record) IS 'number of the cluster that the row belongs to, from 1 on, by the model of a continuous view';
CREATE FUNCTION streamml.transform(model streamml.model, features double precision[]) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_transform';
COMMENT ON FUNCTION streamml.transform(streamml.model, double precision[]) IS 'what the model makes of the features';
CREATE FUNCTION streamml.transform(model streamml.model, features jsonb) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_transform';
COMMENT ON FUNCTION streamml.transform(streamml.model, jsonb) IS 'what the model makes of the features';
CREATE FUNCTION streamml.transform(model streamml.model, features record) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_transform';
COMMENT ON FUNCTION streamml.transform(streamml.model, record) IS 'what the model makes of the features';
CREATE FUNCTION streamml.transform(view regclass, features double precision[]) RETURNS double precision[]
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_transform';
COMMENT ON FUNCTION streamml.transform(regclass, double precision[]) IS 'what the model makes of the features, by the model of a continuous view';
CREATE FUNCTION streamml.transform(view regclass, features jsonb) RETURNS double precision[]
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_transform';
COMMENT ON FUNCTION streamml.transform(regclass, jsonb) IS 'what the model makes of the features, by the model of a continuous view';
CREATE FUNCTION streamml.transform(view regclass, features record) RETURNS double precision[]
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_transform';
COMMENT ON FUNCTION streamml.transform(regclass, record) IS 'what the model makes of the features, by the model of a continuous view';
CREATE FUNCTION streamml.transform(view text, features double precision[]) RETURNS double precision[]
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_transform';
COMMENT ON FUNCTION streamml.transform(text, double precision[]) IS 'what the model makes of the features, by the model of a continuous view';
CREATE FUNCTION streamml.transform(view text, features jsonb) RETURNS double precision[]
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_transform';
COMMENT ON FUNCTION streamml.transform(text, jsonb) IS 'what the model makes of the features, by the model of a continuous view';
CREATE FUNCTION streamml.transform(view text, features record) RETURNS double precision[]
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'view_transform';
COMMENT ON FUNCTION streamml.transform(text, record) IS 'what the model makes of the features, by the model of a continuous view';

----------------------------------------------------------------------
-- Look inside
----------------------------------------------------------------------

CREATE FUNCTION streamml.moments(model streamml.model, OUT feature text,
        OUT count double precision, OUT missing double precision, OUT mean double precision,
        OUT variance double precision, OUT std double precision,
        OUT min double precision, OUT max double precision) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_moments';
COMMENT ON FUNCTION streamml.moments(streamml.model) IS 'count, mean, variance and range of each feature';

CREATE FUNCTION streamml.quantile(model streamml.model, q double precision) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_quantile';
COMMENT ON FUNCTION streamml.quantile(streamml.model, double precision) IS 'value that a part q of all values of the only feature do not exceed';
CREATE FUNCTION streamml.quantile(model streamml.model, q double precision, feature text) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_quantile';
COMMENT ON FUNCTION streamml.quantile(streamml.model, double precision, text) IS 'value that a part q of all values of a feature do not exceed';

----------------------------------------------------------------------
-- Series: holt_winters(value [, options] ORDER BY time)
----------------------------------------------------------------------

CREATE FUNCTION streamml.holt_winters_transition(streamml.model, double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'holt_winters_transition';
COMMENT ON FUNCTION streamml.holt_winters_transition(streamml.model, double precision) IS 'aggregate transition function';
CREATE FUNCTION streamml.holt_winters_transition(streamml.model, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'holt_winters_transition';
COMMENT ON FUNCTION streamml.holt_winters_transition(streamml.model, double precision, jsonb) IS 'aggregate transition function';
CREATE AGGREGATE streamml.holt_winters(value double precision) (
    SFUNC = streamml.holt_winters_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.holt_winters(double precision) IS 'exponential smoothing of a series with trend and season';
CREATE AGGREGATE streamml.holt_winters(value double precision, options jsonb) (
    SFUNC = streamml.holt_winters_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.holt_winters(double precision, jsonb) IS 'exponential smoothing of a series with trend and season';
CREATE FUNCTION streamml.learn(model streamml.model, value double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn_value';
COMMENT ON FUNCTION streamml.learn(streamml.model, double precision) IS 'the model after one more value, of series';
CREATE FUNCTION streamml.forecast(model streamml.model, horizon integer, level double precision DEFAULT 0.9,
        OUT step integer, OUT value double precision, OUT lower double precision, OUT upper double precision) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_forecast';
COMMENT ON FUNCTION streamml.forecast(streamml.model, integer, double precision) IS 'the next values of a series, and bounds that hold that part of them';

----------------------------------------------------------------------
-- Recommendation: matrix_factorization(rating, user, item [, options])
----------------------------------------------------------------------

CREATE FUNCTION streamml.matrix_factorization_transition(streamml.model, double precision, "any", "any") RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'matrix_factorization_transition';
COMMENT ON FUNCTION streamml.matrix_factorization_transition(streamml.model, double precision, "any", "any") IS 'aggregate transition function';
CREATE FUNCTION streamml.matrix_factorization_transition(streamml.model, double precision, "any", "any", jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'matrix_factorization_transition';
COMMENT ON FUNCTION streamml.matrix_factorization_transition(streamml.model, double precision, "any", "any", jsonb) IS 'aggregate transition function';
CREATE AGGREGATE streamml.matrix_factorization(rating double precision, "user" "any", item "any") (
    SFUNC = streamml.matrix_factorization_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.matrix_factorization(double precision, "any", "any") IS 'ratings of items by users: biased matrix factorisation';
CREATE AGGREGATE streamml.matrix_factorization(rating double precision, "user" "any", item "any", options jsonb) (
    SFUNC = streamml.matrix_factorization_transition, STYPE = streamml.model,
    COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.matrix_factorization(double precision, "any", "any", jsonb) IS 'ratings of items by users: biased matrix factorisation';
CREATE FUNCTION streamml.learn_rating(model streamml.model, rating double precision, "user" "any", item "any") RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_learn_pair';
COMMENT ON FUNCTION streamml.learn_rating(streamml.model, double precision, "any", "any") IS 'the model after one more rating';
CREATE FUNCTION streamml.predict(model streamml.model, "user" "any", item "any") RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_pair';
COMMENT ON FUNCTION streamml.predict(streamml.model, "any", "any") IS 'rating that the user is expected to give to the item';
CREATE FUNCTION streamml.recommend(model streamml.model, "user" "any", k integer, OUT item text, OUT score double precision) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_recommend';
COMMENT ON FUNCTION streamml.recommend(streamml.model, "any", integer) IS 'the k items that the user is expected to rate best, the best first';
----------------------------------------------------------------------
-- Drift detectors: adwin(value [, options] ORDER BY time), and what a detector
-- or a model with the option "drift" has found.
----------------------------------------------------------------------

CREATE FUNCTION streamml.adwin_transition(streamml.model, double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adwin_transition';
COMMENT ON FUNCTION streamml.adwin_transition(streamml.model, double precision) IS 'aggregate transition function';
CREATE AGGREGATE streamml.adwin(value double precision) (
    SFUNC = streamml.adwin_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.adwin(double precision) IS 'adaptive window: drift detector, and the mean of the recent past';
CREATE FUNCTION streamml.adwin_transition(streamml.model, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'adwin_transition';
COMMENT ON FUNCTION streamml.adwin_transition(streamml.model, double precision, jsonb) IS 'aggregate transition function';
CREATE AGGREGATE streamml.adwin(value double precision, options jsonb) (
    SFUNC = streamml.adwin_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.adwin(double precision, jsonb) IS 'adaptive window: drift detector, and the mean of the recent past';

CREATE FUNCTION streamml.page_hinkley_transition(streamml.model, double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'page_hinkley_transition';
COMMENT ON FUNCTION streamml.page_hinkley_transition(streamml.model, double precision) IS 'aggregate transition function';
CREATE AGGREGATE streamml.page_hinkley(value double precision) (
    SFUNC = streamml.page_hinkley_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.page_hinkley(double precision) IS 'drift detector: Page-Hinkley test of the mean';
CREATE FUNCTION streamml.page_hinkley_transition(streamml.model, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'page_hinkley_transition';
COMMENT ON FUNCTION streamml.page_hinkley_transition(streamml.model, double precision, jsonb) IS 'aggregate transition function';
CREATE AGGREGATE streamml.page_hinkley(value double precision, options jsonb) (
    SFUNC = streamml.page_hinkley_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.page_hinkley(double precision, jsonb) IS 'drift detector: Page-Hinkley test of the mean';

CREATE FUNCTION streamml.ddm_transition(streamml.model, double precision) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ddm_transition';
COMMENT ON FUNCTION streamml.ddm_transition(streamml.model, double precision) IS 'aggregate transition function';
CREATE AGGREGATE streamml.ddm(error double precision) (
    SFUNC = streamml.ddm_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ddm(double precision) IS 'drift detector for errors that are 0 or 1';
CREATE FUNCTION streamml.ddm_transition(streamml.model, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ddm_transition';
COMMENT ON FUNCTION streamml.ddm_transition(streamml.model, double precision, jsonb) IS 'aggregate transition function';
CREATE AGGREGATE streamml.ddm(error double precision, options jsonb) (
    SFUNC = streamml.ddm_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ddm(double precision, jsonb) IS 'drift detector for errors that are 0 or 1';
CREATE FUNCTION streamml.ddm_transition(streamml.model, boolean) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ddm_transition';
COMMENT ON FUNCTION streamml.ddm_transition(streamml.model, boolean) IS 'aggregate transition function';
CREATE AGGREGATE streamml.ddm(error boolean) (
    SFUNC = streamml.ddm_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ddm(boolean) IS 'drift detector for errors that are 0 or 1';
CREATE FUNCTION streamml.ddm_transition(streamml.model, boolean, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ddm_transition';
COMMENT ON FUNCTION streamml.ddm_transition(streamml.model, boolean, jsonb) IS 'aggregate transition function';
CREATE AGGREGATE streamml.ddm(error boolean, options jsonb) (
    SFUNC = streamml.ddm_transition, STYPE = streamml.model, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.ddm(boolean, jsonb) IS 'drift detector for errors that are 0 or 1';

CREATE FUNCTION streamml.drift(model streamml.model, OUT detector text, OUT n bigint,
        OUT estimate double precision, OUT drifts bigint, OUT last_drift bigint,
        OUT warnings bigint, OUT last_warning bigint, OUT warned boolean) RETURNS record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_drift';
COMMENT ON FUNCTION streamml.drift(streamml.model) IS 'what a drift detector, or that of a model with option "drift", has seen and found';
-- Metrics of any table: aggregates over the truth and what was predicted, by
-- the formulas of metrics(model); and intervals of a model's predictions.

----------------------------------------------------------------------
-- Values
----------------------------------------------------------------------

CREATE FUNCTION streamml.value_metric_accum(double precision[], double precision, double precision) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'value_metric_accum';
COMMENT ON FUNCTION streamml.value_metric_accum(double precision[], double precision, double precision) IS 'aggregate transition function';
CREATE FUNCTION streamml.value_metric_combine(double precision[], double precision[]) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'value_metric_combine';
COMMENT ON FUNCTION streamml.value_metric_combine(double precision[], double precision[]) IS 'aggregate combine function';
CREATE FUNCTION streamml.metric_sums_combine(double precision[], double precision[]) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_sums_combine';
COMMENT ON FUNCTION streamml.metric_sums_combine(double precision[], double precision[]) IS 'aggregate combine function';
CREATE FUNCTION streamml.metric_mae(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_mae';
COMMENT ON FUNCTION streamml.metric_mae(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.mae(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_mae, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.mae(double precision, double precision) IS 'mean absolute error';
CREATE FUNCTION streamml.metric_rmse(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_rmse';
COMMENT ON FUNCTION streamml.metric_rmse(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.rmse(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_rmse, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.rmse(double precision, double precision) IS 'root of the mean squared error';
CREATE FUNCTION streamml.metric_r2(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_r2';
COMMENT ON FUNCTION streamml.metric_r2(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.r2(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_r2, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.r2(double precision, double precision) IS 'share of the variance that is explained';
CREATE FUNCTION streamml.metric_smape(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_smape';
COMMENT ON FUNCTION streamml.metric_smape(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.smape(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_smape, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.smape(double precision, double precision) IS 'symmetric mean absolute percentage error, from 0 to 2';

CREATE FUNCTION streamml.coverage_accum(double precision[], double precision, double precision, double precision) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'coverage_accum';
COMMENT ON FUNCTION streamml.coverage_accum(double precision[], double precision, double precision, double precision) IS 'aggregate transition function';
CREATE FUNCTION streamml.coverage_inverse(double precision[], double precision, double precision, double precision) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'coverage_inverse';
COMMENT ON FUNCTION streamml.coverage_inverse(double precision[], double precision, double precision, double precision) IS 'aggregate inverse transition function';
CREATE FUNCTION streamml.metric_coverage(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_coverage';
COMMENT ON FUNCTION streamml.metric_coverage(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.coverage(actual double precision, lower double precision, upper double precision) (
    SFUNC = streamml.coverage_accum, STYPE = double precision[], INITCOND = '{0,0}',
    FINALFUNC = streamml.metric_coverage, COMBINEFUNC = streamml.metric_sums_combine,
    MSFUNC = streamml.coverage_accum, MINVFUNC = streamml.coverage_inverse, MSTYPE = double precision[],
    MINITCOND = '{0,0}', MFINALFUNC = streamml.metric_coverage, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.coverage(double precision, double precision, double precision) IS 'share of values that are within their interval';

----------------------------------------------------------------------
-- Probabilities
----------------------------------------------------------------------

CREATE FUNCTION streamml.probability_metric_accum(double precision[], boolean, double precision) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'probability_metric_accum_bool';
COMMENT ON FUNCTION streamml.probability_metric_accum(double precision[], boolean, double precision) IS 'aggregate transition function';
CREATE FUNCTION streamml.probability_metric_accum(double precision[], double precision, double precision) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'probability_metric_accum';
COMMENT ON FUNCTION streamml.probability_metric_accum(double precision[], double precision, double precision) IS 'aggregate transition function';
CREATE FUNCTION streamml.metric_log_loss(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_log_loss';
COMMENT ON FUNCTION streamml.metric_log_loss(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.log_loss(actual boolean, probability double precision) (
    SFUNC = streamml.probability_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0}',
    FINALFUNC = streamml.metric_log_loss, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.log_loss(boolean, double precision) IS 'mean negative logarithm of the probability of what was the case';
CREATE AGGREGATE streamml.log_loss(actual double precision, probability double precision) (
    SFUNC = streamml.probability_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0}',
    FINALFUNC = streamml.metric_log_loss, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.log_loss(double precision, double precision) IS 'mean negative logarithm of the probability of what was the case';
CREATE FUNCTION streamml.metric_brier_score(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_brier_score';
COMMENT ON FUNCTION streamml.metric_brier_score(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.brier_score(actual boolean, probability double precision) (
    SFUNC = streamml.probability_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0}',
    FINALFUNC = streamml.metric_brier_score, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.brier_score(boolean, double precision) IS 'mean squared error of a probability';
CREATE AGGREGATE streamml.brier_score(actual double precision, probability double precision) (
    SFUNC = streamml.probability_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0}',
    FINALFUNC = streamml.metric_brier_score, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.brier_score(double precision, double precision) IS 'mean squared error of a probability';

CREATE FUNCTION streamml.calibration_accum(double precision[], boolean, double precision) RETURNS double precision[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'calibration_accum_bool';
COMMENT ON FUNCTION streamml.calibration_accum(double precision[], boolean, double precision) IS 'aggregate transition function';
CREATE FUNCTION streamml.calibration_accum(double precision[], boolean, double precision, integer) RETURNS double precision[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'calibration_accum_bool';
COMMENT ON FUNCTION streamml.calibration_accum(double precision[], boolean, double precision, integer) IS 'aggregate transition function';
CREATE FUNCTION streamml.calibration_accum(double precision[], double precision, double precision) RETURNS double precision[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'calibration_accum';
COMMENT ON FUNCTION streamml.calibration_accum(double precision[], double precision, double precision) IS 'aggregate transition function';
CREATE FUNCTION streamml.calibration_accum(double precision[], double precision, double precision, integer) RETURNS double precision[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'calibration_accum';
COMMENT ON FUNCTION streamml.calibration_accum(double precision[], double precision, double precision, integer) IS 'aggregate transition function';
CREATE FUNCTION streamml.metric_calibration(double precision[]) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_calibration';
COMMENT ON FUNCTION streamml.metric_calibration(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.calibration(actual boolean, probability double precision) (
    SFUNC = streamml.calibration_accum, STYPE = double precision[],
    FINALFUNC = streamml.metric_calibration, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.calibration(boolean, double precision) IS 'what was the case by bins of its probability: ece, mce, bins';
CREATE AGGREGATE streamml.calibration(actual boolean, probability double precision, bins integer) (
    SFUNC = streamml.calibration_accum, STYPE = double precision[],
    FINALFUNC = streamml.metric_calibration, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.calibration(boolean, double precision, integer) IS 'what was the case by bins of its probability: ece, mce, bins';
CREATE AGGREGATE streamml.calibration(actual double precision, probability double precision) (
    SFUNC = streamml.calibration_accum, STYPE = double precision[],
    FINALFUNC = streamml.metric_calibration, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.calibration(double precision, double precision) IS 'what was the case by bins of its probability: ece, mce, bins';
CREATE AGGREGATE streamml.calibration(actual double precision, probability double precision, bins integer) (
    SFUNC = streamml.calibration_accum, STYPE = double precision[],
    FINALFUNC = streamml.metric_calibration, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.calibration(double precision, double precision, integer) IS 'what was the case by bins of its probability: ece, mce, bins';
CREATE FUNCTION streamml.metric_calibration_error(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_calibration_error';
COMMENT ON FUNCTION streamml.metric_calibration_error(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.expected_calibration_error(actual boolean, probability double precision) (
    SFUNC = streamml.calibration_accum, STYPE = double precision[],
    FINALFUNC = streamml.metric_calibration_error, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.expected_calibration_error(boolean, double precision) IS 'mean distance between probability and share, over bins of probability';
CREATE AGGREGATE streamml.expected_calibration_error(actual boolean, probability double precision, bins integer) (
    SFUNC = streamml.calibration_accum, STYPE = double precision[],
    FINALFUNC = streamml.metric_calibration_error, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.expected_calibration_error(boolean, double precision, integer) IS 'mean distance between probability and share, over bins of probability';
CREATE AGGREGATE streamml.expected_calibration_error(actual double precision, probability double precision) (
    SFUNC = streamml.calibration_accum, STYPE = double precision[],
    FINALFUNC = streamml.metric_calibration_error, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.expected_calibration_error(double precision, double precision) IS 'mean distance between probability and share, over bins of probability';
CREATE AGGREGATE streamml.expected_calibration_error(actual double precision, probability double precision, bins integer) (
    SFUNC = streamml.calibration_accum, STYPE = double precision[],
    FINALFUNC = streamml.metric_calibration_error, COMBINEFUNC = streamml.metric_sums_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.expected_calibration_error(double precision, double precision, integer) IS 'mean distance between probability and share, over bins of probability';

CREATE FUNCTION streamml.ranking_accum(internal, boolean, double precision) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ranking_accum_bool';
COMMENT ON FUNCTION streamml.ranking_accum(internal, boolean, double precision) IS 'aggregate transition function';
CREATE FUNCTION streamml.ranking_accum(internal, double precision, double precision) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ranking_accum';
COMMENT ON FUNCTION streamml.ranking_accum(internal, double precision, double precision) IS 'aggregate transition function';
CREATE FUNCTION streamml.ranking_combine(internal, internal) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ranking_combine';
COMMENT ON FUNCTION streamml.ranking_combine(internal, internal) IS 'aggregate combine function';
CREATE FUNCTION streamml.ranking_serialize(internal) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ranking_serialize';
COMMENT ON FUNCTION streamml.ranking_serialize(internal) IS 'aggregate serialization function';
CREATE FUNCTION streamml.ranking_deserialize(bytea, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ranking_deserialize';
COMMENT ON FUNCTION streamml.ranking_deserialize(bytea, internal) IS 'aggregate deserialization function';
CREATE FUNCTION streamml.metric_roc_auc(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_roc_auc';
COMMENT ON FUNCTION streamml.metric_roc_auc(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.roc_auc(actual boolean, score double precision) (
    SFUNC = streamml.ranking_accum, STYPE = internal,
    FINALFUNC = streamml.metric_roc_auc, COMBINEFUNC = streamml.ranking_combine,
    SERIALFUNC = streamml.ranking_serialize, DESERIALFUNC = streamml.ranking_deserialize,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.roc_auc(boolean, double precision) IS 'area under the ROC curve, exact: 8 bytes a row';
CREATE AGGREGATE streamml.roc_auc(actual double precision, score double precision) (
    SFUNC = streamml.ranking_accum, STYPE = internal,
    FINALFUNC = streamml.metric_roc_auc, COMBINEFUNC = streamml.ranking_combine,
    SERIALFUNC = streamml.ranking_serialize, DESERIALFUNC = streamml.ranking_deserialize,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.roc_auc(double precision, double precision) IS 'area under the ROC curve, exact: 8 bytes a row';
CREATE FUNCTION streamml.metric_pr_auc(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_pr_auc';
COMMENT ON FUNCTION streamml.metric_pr_auc(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.pr_auc(actual boolean, score double precision) (
    SFUNC = streamml.ranking_accum, STYPE = internal,
    FINALFUNC = streamml.metric_pr_auc, COMBINEFUNC = streamml.ranking_combine,
    SERIALFUNC = streamml.ranking_serialize, DESERIALFUNC = streamml.ranking_deserialize,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.pr_auc(boolean, double precision) IS 'average precision, exact: 8 bytes a row';
CREATE AGGREGATE streamml.pr_auc(actual double precision, score double precision) (
    SFUNC = streamml.ranking_accum, STYPE = internal,
    FINALFUNC = streamml.metric_pr_auc, COMBINEFUNC = streamml.ranking_combine,
    SERIALFUNC = streamml.ranking_serialize, DESERIALFUNC = streamml.ranking_deserialize,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.pr_auc(double precision, double precision) IS 'average precision, exact: 8 bytes a row';

----------------------------------------------------------------------
-- Classes
----------------------------------------------------------------------

CREATE FUNCTION streamml.class_metric_accum(internal, anycompatible, anycompatible) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'class_metric_accum';
COMMENT ON FUNCTION streamml.class_metric_accum(internal, anycompatible, anycompatible) IS 'aggregate transition function';
CREATE FUNCTION streamml.class_metric_inverse(internal, anycompatible, anycompatible) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'class_metric_inverse';
COMMENT ON FUNCTION streamml.class_metric_inverse(internal, anycompatible, anycompatible) IS 'aggregate inverse transition function';
CREATE FUNCTION streamml.class_metric_accum(internal, anycompatible, anycompatible, anycompatible) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'class_metric_accum';
COMMENT ON FUNCTION streamml.class_metric_accum(internal, anycompatible, anycompatible, anycompatible) IS 'aggregate transition function';
CREATE FUNCTION streamml.class_metric_inverse(internal, anycompatible, anycompatible, anycompatible) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'class_metric_inverse';
COMMENT ON FUNCTION streamml.class_metric_inverse(internal, anycompatible, anycompatible, anycompatible) IS 'aggregate inverse transition function';
CREATE FUNCTION streamml.class_metric_ordered(internal, anycompatible, anycompatible) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'class_metric_ordered';
COMMENT ON FUNCTION streamml.class_metric_ordered(internal, anycompatible, anycompatible) IS 'aggregate transition function';
CREATE FUNCTION streamml.class_metric_combine(internal, internal) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'class_metric_combine';
COMMENT ON FUNCTION streamml.class_metric_combine(internal, internal) IS 'aggregate combine function';
CREATE FUNCTION streamml.class_metric_serialize(internal) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'class_metric_serialize';
COMMENT ON FUNCTION streamml.class_metric_serialize(internal) IS 'aggregate serialization function';
CREATE FUNCTION streamml.class_metric_deserialize(bytea, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'class_metric_deserialize';
COMMENT ON FUNCTION streamml.class_metric_deserialize(bytea, internal) IS 'aggregate deserialization function';
CREATE FUNCTION streamml.metric_accuracy(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_accuracy';
COMMENT ON FUNCTION streamml.metric_accuracy(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.accuracy(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_accuracy,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_accuracy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.accuracy(anycompatible, anycompatible) IS 'share of rows whose class was predicted';
CREATE FUNCTION streamml.metric_balanced_accuracy(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_balanced_accuracy';
COMMENT ON FUNCTION streamml.metric_balanced_accuracy(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.balanced_accuracy(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_balanced_accuracy,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_balanced_accuracy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.balanced_accuracy(anycompatible, anycompatible) IS 'mean over classes of the share that was predicted';
CREATE FUNCTION streamml.metric_kappa(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_kappa';
COMMENT ON FUNCTION streamml.metric_kappa(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.kappa(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_kappa,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_kappa, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.kappa(anycompatible, anycompatible) IS 'how far the accuracy is above chance (Cohen)';
CREATE FUNCTION streamml.metric_precision(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_precision';
COMMENT ON FUNCTION streamml.metric_precision(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.precision(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_precision,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_precision, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.precision(anycompatible, anycompatible) IS 'share of rows predicted to be positive that are';
CREATE AGGREGATE streamml.precision(actual anycompatible, predicted anycompatible, positive anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_precision,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_precision, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.precision(anycompatible, anycompatible, anycompatible) IS 'share of rows predicted to be positive that are (of the positive class named)';
CREATE FUNCTION streamml.metric_recall(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_recall';
COMMENT ON FUNCTION streamml.metric_recall(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.recall(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_recall,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_recall, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.recall(anycompatible, anycompatible) IS 'share of positive rows that were predicted to be';
CREATE AGGREGATE streamml.recall(actual anycompatible, predicted anycompatible, positive anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_recall,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_recall, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.recall(anycompatible, anycompatible, anycompatible) IS 'share of positive rows that were predicted to be (of the positive class named)';
CREATE FUNCTION streamml.metric_f1(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_f1';
COMMENT ON FUNCTION streamml.metric_f1(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.f1(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_f1,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_f1, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.f1(anycompatible, anycompatible) IS 'harmonic mean of precision and recall';
CREATE AGGREGATE streamml.f1(actual anycompatible, predicted anycompatible, positive anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_f1,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_f1, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.f1(anycompatible, anycompatible, anycompatible) IS 'harmonic mean of precision and recall (of the positive class named)';
CREATE FUNCTION streamml.metric_macro_precision(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_macro_precision';
COMMENT ON FUNCTION streamml.metric_macro_precision(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.macro_precision(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_macro_precision,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_macro_precision, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.macro_precision(anycompatible, anycompatible) IS 'mean of the precision over classes';
CREATE FUNCTION streamml.metric_macro_recall(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_macro_recall';
COMMENT ON FUNCTION streamml.metric_macro_recall(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.macro_recall(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_macro_recall,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_macro_recall, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.macro_recall(anycompatible, anycompatible) IS 'mean of the recall over classes';
CREATE FUNCTION streamml.metric_macro_f1(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_macro_f1';
COMMENT ON FUNCTION streamml.metric_macro_f1(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.macro_f1(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_macro_f1,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_macro_f1, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.macro_f1(anycompatible, anycompatible) IS 'mean of F1 over classes';
CREATE FUNCTION streamml.metric_confusion_matrix(internal) RETURNS jsonb
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_confusion_matrix';
COMMENT ON FUNCTION streamml.metric_confusion_matrix(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.confusion_matrix(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_accum, STYPE = internal, FINALFUNC = streamml.metric_confusion_matrix,
    COMBINEFUNC = streamml.class_metric_combine, SERIALFUNC = streamml.class_metric_serialize,
    DESERIALFUNC = streamml.class_metric_deserialize, MSFUNC = streamml.class_metric_accum,
    MINVFUNC = streamml.class_metric_inverse, MSTYPE = internal,
    MFINALFUNC = streamml.metric_confusion_matrix, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.confusion_matrix(anycompatible, anycompatible) IS 'rows by actual and by predicted class';
CREATE FUNCTION streamml.metric_kappa_t(internal) RETURNS double precision
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_kappa_t';
COMMENT ON FUNCTION streamml.metric_kappa_t(internal) IS 'aggregate final function';
CREATE AGGREGATE streamml.kappa_t(actual anycompatible, predicted anycompatible) (
    SFUNC = streamml.class_metric_ordered, STYPE = internal, FINALFUNC = streamml.metric_kappa_t,
    SERIALFUNC = streamml.class_metric_serialize, DESERIALFUNC = streamml.class_metric_deserialize
);
COMMENT ON AGGREGATE streamml.kappa_t(anycompatible, anycompatible) IS 'how far the accuracy is above that of "the class of the row before"; needs ORDER BY';

----------------------------------------------------------------------
-- Intervals
----------------------------------------------------------------------

CREATE FUNCTION streamml.predict_interval(model streamml.model, features double precision[], level double precision DEFAULT 0.9, OUT lower double precision, OUT upper double precision) RETURNS record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_interval';
COMMENT ON FUNCTION streamml.predict_interval(streamml.model, double precision[], double precision) IS 'interval about the prediction that holds the label with that probability';
CREATE FUNCTION streamml.predict_interval(model streamml.model, features jsonb, level double precision DEFAULT 0.9, OUT lower double precision, OUT upper double precision) RETURNS record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_interval';
COMMENT ON FUNCTION streamml.predict_interval(streamml.model, jsonb, double precision) IS 'interval about the prediction that holds the label with that probability';
CREATE FUNCTION streamml.predict_interval(model streamml.model, features record, level double precision DEFAULT 0.9, OUT lower double precision, OUT upper double precision) RETURNS record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_predict_interval';
COMMENT ON FUNCTION streamml.predict_interval(streamml.model, record, double precision) IS 'interval about the prediction that holds the label with that probability';
----------------------------------------------------------------------
-- Networks, nearest neighbours, factorization machines
--
-- Networks and neighbours have no combine function, and are not parallel safe
-- so that their queries read rows in the order of the table: they depend on it.
----------------------------------------------------------------------

-- mlp_classifier

CREATE FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_classifier_transition';
COMMENT ON FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_classifier_transition';
COMMENT ON FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_classifier_transition';
COMMENT ON FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_classifier_transition';
COMMENT ON FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_classifier_transition';
COMMENT ON FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_classifier_transition';
COMMENT ON FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_classifier_transition';
COMMENT ON FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_classifier_transition';
COMMENT ON FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_classifier_transition';
COMMENT ON FUNCTION streamml.mlp_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.mlp_classifier(label anyelement, features double precision[]) (
    SFUNC = streamml.mlp_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_classifier(anyelement, double precision[]) IS 'neural network for classes, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_classifier(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.mlp_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_classifier(anyelement, double precision[], jsonb) IS 'neural network for classes, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_classifier(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.mlp_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_classifier(anyelement, double precision[], double precision, jsonb) IS 'neural network for classes, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_classifier(label anyelement, features jsonb) (
    SFUNC = streamml.mlp_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_classifier(anyelement, jsonb) IS 'neural network for classes, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_classifier(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.mlp_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_classifier(anyelement, jsonb, jsonb) IS 'neural network for classes, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_classifier(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.mlp_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_classifier(anyelement, jsonb, double precision, jsonb) IS 'neural network for classes, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_classifier(label anyelement, features record) (
    SFUNC = streamml.mlp_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_classifier(anyelement, record) IS 'neural network for classes, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_classifier(label anyelement, features record, options jsonb) (
    SFUNC = streamml.mlp_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_classifier(anyelement, record, jsonb) IS 'neural network for classes, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_classifier(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.mlp_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_classifier(anyelement, record, double precision, jsonb) IS 'neural network for classes, trained by mini-batches in the order of the rows';

-- mlp_regressor

CREATE FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_regressor_transition';
COMMENT ON FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_regressor_transition';
COMMENT ON FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_regressor_transition';
COMMENT ON FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_regressor_transition';
COMMENT ON FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_regressor_transition';
COMMENT ON FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_regressor_transition';
COMMENT ON FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_regressor_transition';
COMMENT ON FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_regressor_transition';
COMMENT ON FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'mlp_regressor_transition';
COMMENT ON FUNCTION streamml.mlp_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.mlp_regressor(label anyelement, features double precision[]) (
    SFUNC = streamml.mlp_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_regressor(anyelement, double precision[]) IS 'neural network for numbers, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_regressor(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.mlp_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_regressor(anyelement, double precision[], jsonb) IS 'neural network for numbers, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_regressor(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.mlp_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_regressor(anyelement, double precision[], double precision, jsonb) IS 'neural network for numbers, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_regressor(label anyelement, features jsonb) (
    SFUNC = streamml.mlp_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_regressor(anyelement, jsonb) IS 'neural network for numbers, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_regressor(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.mlp_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_regressor(anyelement, jsonb, jsonb) IS 'neural network for numbers, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_regressor(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.mlp_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_regressor(anyelement, jsonb, double precision, jsonb) IS 'neural network for numbers, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_regressor(label anyelement, features record) (
    SFUNC = streamml.mlp_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_regressor(anyelement, record) IS 'neural network for numbers, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_regressor(label anyelement, features record, options jsonb) (
    SFUNC = streamml.mlp_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_regressor(anyelement, record, jsonb) IS 'neural network for numbers, trained by mini-batches in the order of the rows';
CREATE AGGREGATE streamml.mlp_regressor(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.mlp_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.mlp_regressor(anyelement, record, double precision, jsonb) IS 'neural network for numbers, trained by mini-batches in the order of the rows';

-- knn_classifier

CREATE FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_classifier_transition';
COMMENT ON FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_classifier_transition';
COMMENT ON FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_classifier_transition';
COMMENT ON FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_classifier_transition';
COMMENT ON FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_classifier_transition';
COMMENT ON FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_classifier_transition';
COMMENT ON FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_classifier_transition';
COMMENT ON FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_classifier_transition';
COMMENT ON FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_classifier_transition';
COMMENT ON FUNCTION streamml.knn_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.knn_classifier(label anyelement, features double precision[]) (
    SFUNC = streamml.knn_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_classifier(anyelement, double precision[]) IS 'the nearest among the last rows vote for a class';
CREATE AGGREGATE streamml.knn_classifier(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.knn_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_classifier(anyelement, double precision[], jsonb) IS 'the nearest among the last rows vote for a class';
CREATE AGGREGATE streamml.knn_classifier(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.knn_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_classifier(anyelement, double precision[], double precision, jsonb) IS 'the nearest among the last rows vote for a class';
CREATE AGGREGATE streamml.knn_classifier(label anyelement, features jsonb) (
    SFUNC = streamml.knn_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_classifier(anyelement, jsonb) IS 'the nearest among the last rows vote for a class';
CREATE AGGREGATE streamml.knn_classifier(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.knn_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_classifier(anyelement, jsonb, jsonb) IS 'the nearest among the last rows vote for a class';
CREATE AGGREGATE streamml.knn_classifier(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.knn_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_classifier(anyelement, jsonb, double precision, jsonb) IS 'the nearest among the last rows vote for a class';
CREATE AGGREGATE streamml.knn_classifier(label anyelement, features record) (
    SFUNC = streamml.knn_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_classifier(anyelement, record) IS 'the nearest among the last rows vote for a class';
CREATE AGGREGATE streamml.knn_classifier(label anyelement, features record, options jsonb) (
    SFUNC = streamml.knn_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_classifier(anyelement, record, jsonb) IS 'the nearest among the last rows vote for a class';
CREATE AGGREGATE streamml.knn_classifier(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.knn_classifier_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_classifier(anyelement, record, double precision, jsonb) IS 'the nearest among the last rows vote for a class';

-- knn_regressor

CREATE FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_regressor_transition';
COMMENT ON FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_regressor_transition';
COMMENT ON FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_regressor_transition';
COMMENT ON FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_regressor_transition';
COMMENT ON FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_regressor_transition';
COMMENT ON FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_regressor_transition';
COMMENT ON FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_regressor_transition';
COMMENT ON FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_regressor_transition';
COMMENT ON FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'knn_regressor_transition';
COMMENT ON FUNCTION streamml.knn_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.knn_regressor(label anyelement, features double precision[]) (
    SFUNC = streamml.knn_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_regressor(anyelement, double precision[]) IS 'the mean of the nearest among the last rows';
CREATE AGGREGATE streamml.knn_regressor(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.knn_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_regressor(anyelement, double precision[], jsonb) IS 'the mean of the nearest among the last rows';
CREATE AGGREGATE streamml.knn_regressor(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.knn_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_regressor(anyelement, double precision[], double precision, jsonb) IS 'the mean of the nearest among the last rows';
CREATE AGGREGATE streamml.knn_regressor(label anyelement, features jsonb) (
    SFUNC = streamml.knn_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_regressor(anyelement, jsonb) IS 'the mean of the nearest among the last rows';
CREATE AGGREGATE streamml.knn_regressor(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.knn_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_regressor(anyelement, jsonb, jsonb) IS 'the mean of the nearest among the last rows';
CREATE AGGREGATE streamml.knn_regressor(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.knn_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_regressor(anyelement, jsonb, double precision, jsonb) IS 'the mean of the nearest among the last rows';
CREATE AGGREGATE streamml.knn_regressor(label anyelement, features record) (
    SFUNC = streamml.knn_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_regressor(anyelement, record) IS 'the mean of the nearest among the last rows';
CREATE AGGREGATE streamml.knn_regressor(label anyelement, features record, options jsonb) (
    SFUNC = streamml.knn_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_regressor(anyelement, record, jsonb) IS 'the mean of the nearest among the last rows';
CREATE AGGREGATE streamml.knn_regressor(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.knn_regressor_transition, STYPE = streamml.model, PARALLEL = UNSAFE
);
COMMENT ON AGGREGATE streamml.knn_regressor(anyelement, record, double precision, jsonb) IS 'the mean of the nearest among the last rows';

-- factorization_machine_classifier

CREATE FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_classifier_transition';
COMMENT ON FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_classifier_transition';
COMMENT ON FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_classifier_transition';
COMMENT ON FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_classifier_transition';
COMMENT ON FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_classifier_transition';
COMMENT ON FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_classifier_transition';
COMMENT ON FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_classifier_transition';
COMMENT ON FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_classifier_transition';
COMMENT ON FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_classifier_transition';
COMMENT ON FUNCTION streamml.factorization_machine_classifier_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.factorization_machine_classifier(label anyelement, features double precision[]) (
    SFUNC = streamml.factorization_machine_classifier_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_classifier(anyelement, double precision[]) IS 'classification by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_classifier(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.factorization_machine_classifier_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_classifier(anyelement, double precision[], jsonb) IS 'classification by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_classifier(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.factorization_machine_classifier_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_classifier(anyelement, double precision[], double precision, jsonb) IS 'classification by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_classifier(label anyelement, features jsonb) (
    SFUNC = streamml.factorization_machine_classifier_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_classifier(anyelement, jsonb) IS 'classification by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_classifier(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.factorization_machine_classifier_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_classifier(anyelement, jsonb, jsonb) IS 'classification by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_classifier(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.factorization_machine_classifier_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_classifier(anyelement, jsonb, double precision, jsonb) IS 'classification by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_classifier(label anyelement, features record) (
    SFUNC = streamml.factorization_machine_classifier_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_classifier(anyelement, record) IS 'classification by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_classifier(label anyelement, features record, options jsonb) (
    SFUNC = streamml.factorization_machine_classifier_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_classifier(anyelement, record, jsonb) IS 'classification by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_classifier(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.factorization_machine_classifier_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_classifier(anyelement, record, double precision, jsonb) IS 'classification by weights of features and of all interactions of two';

-- factorization_machine_regressor

CREATE FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, double precision[]) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_regressor_transition';
COMMENT ON FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, double precision[]) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, double precision[], jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_regressor_transition';
COMMENT ON FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, double precision[], jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_regressor_transition';
COMMENT ON FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, double precision[], double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_regressor_transition';
COMMENT ON FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, jsonb, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_regressor_transition';
COMMENT ON FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, jsonb, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_regressor_transition';
COMMENT ON FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, jsonb, double precision, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, record) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_regressor_transition';
COMMENT ON FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, record) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, record, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_regressor_transition';
COMMENT ON FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, record, jsonb) IS 'aggregate transition function';
CREATE FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'factorization_machine_regressor_transition';
COMMENT ON FUNCTION streamml.factorization_machine_regressor_transition(streamml.model, anyelement, record, double precision, jsonb) IS 'aggregate transition function';

CREATE AGGREGATE streamml.factorization_machine_regressor(label anyelement, features double precision[]) (
    SFUNC = streamml.factorization_machine_regressor_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_regressor(anyelement, double precision[]) IS 'regression by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_regressor(label anyelement, features double precision[], options jsonb) (
    SFUNC = streamml.factorization_machine_regressor_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_regressor(anyelement, double precision[], jsonb) IS 'regression by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_regressor(label anyelement, features double precision[], weight double precision, options jsonb) (
    SFUNC = streamml.factorization_machine_regressor_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_regressor(anyelement, double precision[], double precision, jsonb) IS 'regression by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_regressor(label anyelement, features jsonb) (
    SFUNC = streamml.factorization_machine_regressor_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_regressor(anyelement, jsonb) IS 'regression by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_regressor(label anyelement, features jsonb, options jsonb) (
    SFUNC = streamml.factorization_machine_regressor_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_regressor(anyelement, jsonb, jsonb) IS 'regression by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_regressor(label anyelement, features jsonb, weight double precision, options jsonb) (
    SFUNC = streamml.factorization_machine_regressor_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_regressor(anyelement, jsonb, double precision, jsonb) IS 'regression by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_regressor(label anyelement, features record) (
    SFUNC = streamml.factorization_machine_regressor_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_regressor(anyelement, record) IS 'regression by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_regressor(label anyelement, features record, options jsonb) (
    SFUNC = streamml.factorization_machine_regressor_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_regressor(anyelement, record, jsonb) IS 'regression by weights of features and of all interactions of two';
CREATE AGGREGATE streamml.factorization_machine_regressor(label anyelement, features record, weight double precision, options jsonb) (
    SFUNC = streamml.factorization_machine_regressor_transition, STYPE = streamml.model, COMBINEFUNC = streamml.model_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.factorization_machine_regressor(anyelement, record, double precision, jsonb) IS 'regression by weights of features and of all interactions of two';
----------------------------------------------------------------------
-- Features: of text, of other features, of names
--
-- What makes jsonb is for learners as it is, or as a column of a record.
----------------------------------------------------------------------

CREATE FUNCTION streamml.words(body text, options jsonb DEFAULT '{}') RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'text_words';
COMMENT ON FUNCTION streamml.words(text, jsonb) IS 'bag of words: how often each word is in the text';
CREATE FUNCTION streamml.ngrams(body text, n integer, options jsonb DEFAULT '{}') RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'text_ngrams';
COMMENT ON FUNCTION streamml.ngrams(text, integer, jsonb) IS 'how often each n words, or characters, follow one another in the text';

CREATE FUNCTION streamml.interactions(features jsonb, degree integer DEFAULT 2, powers boolean DEFAULT false) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_interactions';
COMMENT ON FUNCTION streamml.interactions(jsonb, integer, boolean) IS 'the features and the products of up to so many of them';
CREATE FUNCTION streamml.interactions(features jsonb, VARIADIC terms text[]) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_interactions_terms';
COMMENT ON FUNCTION streamml.interactions(jsonb, text[]) IS 'the features and the products that the terms name, as in user*item';
CREATE FUNCTION streamml.interactions(features double precision[], degree integer DEFAULT 2, powers boolean DEFAULT false) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_interactions_array';
COMMENT ON FUNCTION streamml.interactions(double precision[], integer, boolean) IS 'the features and the products of up to so many of them';

CREATE FUNCTION streamml.hash_features(features jsonb, bits integer DEFAULT 10, signed boolean DEFAULT true) RETURNS double precision[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_hash_array';
COMMENT ON FUNCTION streamml.hash_features(jsonb, integer, boolean) IS 'named features as an array of 2^bits elements';
CREATE FUNCTION streamml.one_hot(category text, categories text[]) RETURNS double precision[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'feature_one_hot';
COMMENT ON FUNCTION streamml.one_hot(text, text[]) IS 'an array that is 1 at the place of the category and else 0';

CREATE FUNCTION streamml.hashed_features(model streamml.model, OUT feature text, OUT slot integer,
        OUT entries bigint, OUT collisions bigint) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_hashed_features';
COMMENT ON FUNCTION streamml.hashed_features(streamml.model) IS 'slots of a model that hashes names: whose they are, and how often others met there';
CREATE FUNCTION streamml.unknown_features(model streamml.model, features jsonb) RETURNS text[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unknown_features';
COMMENT ON FUNCTION streamml.unknown_features(streamml.model, jsonb) IS 'features and categories that the model has never seen';
CREATE FUNCTION streamml.unknown_features(model streamml.model, features record) RETURNS text[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_unknown_features';
COMMENT ON FUNCTION streamml.unknown_features(streamml.model, record) IS 'features and categories that the model has never seen';
----------------------------------------------------------------------
-- Models of XGBoost
----------------------------------------------------------------------

CREATE FUNCTION streamml.import_xgboost(model text, iteration_begin integer DEFAULT NULL,
        iteration_end integer DEFAULT NULL, classes text[] DEFAULT NULL) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_import_xgboost';
COMMENT ON FUNCTION streamml.import_xgboost(text, integer, integer, text[]) IS 'the model in a JSON file that XGBoost has saved';
CREATE FUNCTION streamml.import_xgboost(model json, iteration_begin integer DEFAULT NULL,
        iteration_end integer DEFAULT NULL, classes text[] DEFAULT NULL) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_import_xgboost';
COMMENT ON FUNCTION streamml.import_xgboost(json, integer, integer, text[]) IS 'the model in a JSON file that XGBoost has saved';
CREATE FUNCTION streamml.import_xgboost(model jsonb, iteration_begin integer DEFAULT NULL,
        iteration_end integer DEFAULT NULL, classes text[] DEFAULT NULL) RETURNS streamml.model
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_import_xgboost';
COMMENT ON FUNCTION streamml.import_xgboost(jsonb, integer, integer, text[]) IS 'the model in a JSON file that XGBoost has saved';

----------------------------------------------------------------------
-- A model as SQL
----------------------------------------------------------------------

CREATE FUNCTION streamml.to_sql(model streamml.model, answer text DEFAULT NULL, class text DEFAULT NULL,
        columns text[] DEFAULT NULL) RETURNS text
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_to_sql';
COMMENT ON FUNCTION streamml.to_sql(streamml.model, text, text, text[]) IS 'an SQL expression over columns that answers as predict, predict_proba or predict_class';

----------------------------------------------------------------------
-- Explain
----------------------------------------------------------------------

CREATE FUNCTION streamml.explain(model streamml.model, features double precision[], class text DEFAULT NULL,
        OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_explain';
COMMENT ON FUNCTION streamml.explain(streamml.model, double precision[], text) IS 'what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(model streamml.model, features jsonb, class text DEFAULT NULL,
        OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_explain';
COMMENT ON FUNCTION streamml.explain(streamml.model, jsonb, text) IS 'what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(model streamml.model, features record, class text DEFAULT NULL,
        OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_explain';
COMMENT ON FUNCTION streamml.explain(streamml.model, record, text) IS 'what each feature contributes to a prediction';

CREATE FUNCTION streamml.feature_importance(model streamml.model, OUT feature text,
        OUT importance double precision, OUT share double precision) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'model_feature_importance';
COMMENT ON FUNCTION streamml.feature_importance(streamml.model) IS 'how much each feature matters to a model, the most important first';
----------------------------------------------------------------------
-- Windows: functions from a time to the ranges it falls into.  Each exists for
-- timestamptz, timestamp, date, int and bigint; only timestamptz has a time zone.
----------------------------------------------------------------------

-- Fixed windows, side by side.
CREATE FUNCTION streamml.tumble(ts timestamptz, width interval, origin timestamptz DEFAULT NULL,
                                timezone text DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(timestamptz, interval, timestamptz, text, interval) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

CREATE FUNCTION streamml.tumble(ts timestamp, width interval, origin timestamp DEFAULT NULL,
                                "offset" interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(timestamp, interval, timestamp, interval) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

CREATE FUNCTION streamml.tumble(ts date, width interval, origin date DEFAULT NULL,
                                "offset" interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(date, interval, date, interval) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

CREATE FUNCTION streamml.tumble(ts int, width int, origin int DEFAULT NULL,
                                "offset" int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(int, int, int, int) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

CREATE FUNCTION streamml.tumble(ts bigint, width bigint, origin bigint DEFAULT NULL,
                                "offset" bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(bigint, bigint, bigint, bigint) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

-- Windows of equal width that begin at every slide.
CREATE FUNCTION streamml.hop(ts timestamptz, slide interval, width interval,
                             origin timestamptz DEFAULT NULL, timezone text DEFAULT NULL,
                             "offset" interval DEFAULT NULL)
    RETURNS SETOF tstzrange
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C STABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(timestamptz, interval, interval, timestamptz, text, interval) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop(ts timestamp, slide interval, width interval,
                             origin timestamp DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS SETOF tsrange
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(timestamp, interval, interval, timestamp, interval) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop(ts date, slide interval, width interval, origin date DEFAULT NULL,
                             "offset" interval DEFAULT NULL)
    RETURNS SETOF daterange
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(date, interval, interval, date, interval) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop(ts int, slide int, width int, origin int DEFAULT NULL,
                             "offset" int DEFAULT NULL)
    RETURNS SETOF int4range
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(int, int, int, int, int) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop(ts bigint, slide bigint, width bigint, origin bigint DEFAULT NULL,
                             "offset" bigint DEFAULT NULL)
    RETURNS SETOF int8range
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(bigint, bigint, bigint, bigint, bigint) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop_pane(ts timestamptz, slide interval, width interval,
                                  origin timestamptz DEFAULT NULL, timezone text DEFAULT NULL,
                                  "offset" interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(timestamptz, interval, interval, timestamptz, text, interval) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

CREATE FUNCTION streamml.hop_pane(ts timestamp, slide interval, width interval,
                                  origin timestamp DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(timestamp, interval, interval, timestamp, interval) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

CREATE FUNCTION streamml.hop_pane(ts date, slide interval, width interval,
                                  origin date DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(date, interval, interval, date, interval) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

CREATE FUNCTION streamml.hop_pane(ts int, slide int, width int, origin int DEFAULT NULL,
                                  "offset" int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(int, int, int, int, int) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

CREATE FUNCTION streamml.hop_pane(ts bigint, slide bigint, width bigint,
                                  origin bigint DEFAULT NULL, "offset" bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(bigint, bigint, bigint, bigint, bigint) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

-- Windows that begin where those of max do and end at every step.
CREATE FUNCTION streamml.cumulate(ts timestamptz, step interval, max interval,
                                  origin timestamptz DEFAULT NULL, timezone text DEFAULT NULL,
                                  "offset" interval DEFAULT NULL)
    RETURNS SETOF tstzrange
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C STABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(timestamptz, interval, interval, timestamptz, text, interval) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate(ts timestamp, step interval, max interval,
                                  origin timestamp DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS SETOF tsrange
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(timestamp, interval, interval, timestamp, interval) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate(ts date, step interval, max interval, origin date DEFAULT NULL,
                                  "offset" interval DEFAULT NULL)
    RETURNS SETOF daterange
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(date, interval, interval, date, interval) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate(ts int, step int, max int, origin int DEFAULT NULL,
                                  "offset" int DEFAULT NULL)
    RETURNS SETOF int4range
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(int, int, int, int, int) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate(ts bigint, step bigint, max bigint, origin bigint DEFAULT NULL,
                                  "offset" bigint DEFAULT NULL)
    RETURNS SETOF int8range
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(bigint, bigint, bigint, bigint, bigint) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate_pane(ts timestamptz, step interval, max interval,
                                       origin timestamptz DEFAULT NULL,
                                       timezone text DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(timestamptz, interval, interval, timestamptz, text, interval) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

CREATE FUNCTION streamml.cumulate_pane(ts timestamp, step interval, max interval,
                                       origin timestamp DEFAULT NULL,
                                       "offset" interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(timestamp, interval, interval, timestamp, interval) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

CREATE FUNCTION streamml.cumulate_pane(ts date, step interval, max interval,
                                       origin date DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(date, interval, interval, date, interval) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

CREATE FUNCTION streamml.cumulate_pane(ts int, step int, max int, origin int DEFAULT NULL,
                                       "offset" int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(int, int, int, int, int) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

CREATE FUNCTION streamml.cumulate_pane(ts bigint, step bigint, max bigint,
                                       origin bigint DEFAULT NULL, "offset" bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(bigint, bigint, bigint, bigint, bigint) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

-- Sessions and trailing windows: what one row would have.  Lengths are absolute
-- time and no zone matters, so these are immutable for every type.
CREATE FUNCTION streamml.session(ts timestamptz, gap interval, max interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(timestamptz, interval, interval) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.session(ts timestamp, gap interval, max interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(timestamp, interval, interval) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.session(ts date, gap interval, max interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(date, interval, interval) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.session(ts int, gap int, max int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(int, int, int) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.session(ts bigint, gap bigint, max bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(bigint, bigint, bigint) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.trailing(ts timestamptz, width interval, step interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(timestamptz, interval, interval) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing(ts timestamp, width interval, step interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(timestamp, interval, interval) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing(ts date, width interval, step interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(date, interval, interval) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing(ts int, width int, step int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(int, int, int) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing(ts bigint, width bigint, step bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(bigint, bigint, bigint) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing_pane(ts timestamptz, width interval, step interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(timestamptz, interval, interval) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_pane(ts timestamp, width interval, step interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(timestamp, interval, interval) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_pane(ts date, width interval, step interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(date, interval, interval) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_pane(ts int, width int, step int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(int, int, int) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_pane(ts bigint, width bigint, step bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(bigint, bigint, bigint) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_window(width interval, step interval, at timestamptz)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(interval, interval, timestamptz) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.trailing_window(width interval, step interval, at timestamp)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(interval, interval, timestamp) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.trailing_window(width interval, step interval, at date)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(interval, interval, date) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.trailing_window(width int, step int, at int)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(int, int, int) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.trailing_window(width bigint, step bigint, at bigint)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(bigint, bigint, bigint) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.now() RETURNS timestamptz
    AS 'MODULE_PATHNAME', 'streamml_now' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.now() IS
    'time as of which trailing windows are read: the setting streamml.now, or else the start of the transaction';

CREATE FUNCTION streamml.now(latest bigint) RETURNS bigint
    AS 'MODULE_PATHNAME', 'streamml_now_number' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.now(bigint) IS
    'number as of which trailing windows over numbers are read: the setting streamml.now, or else the latest in the view';

-- For the feed of closed windows: those of hop() and cumulate() that end after
-- one time and not after another; NULL is no bound.
CREATE FUNCTION streamml.window_hop_ending(ts timestamptz, slide interval, width interval, origin timestamptz,
                                           timezone text, "offset" interval, after timestamptz, upto timestamptz)
    RETURNS SETOF tstzrange
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C STABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_hop_ending(timestamptz, interval, interval, timestamptz, text, interval, timestamptz, timestamptz) IS
    'those windows of hop() that end after a time and not after another';
CREATE FUNCTION streamml.window_hop_ending(ts timestamp, slide interval, width interval, origin timestamp,
                                           "offset" interval, after timestamp, upto timestamp)
    RETURNS SETOF tsrange
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_hop_ending(timestamp, interval, interval, timestamp, interval, timestamp, timestamp) IS
    'those windows of hop() that end after a time and not after another';
CREATE FUNCTION streamml.window_hop_ending(ts date, slide interval, width interval, origin date,
                                           "offset" interval, after date, upto date)
    RETURNS SETOF daterange
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_hop_ending(date, interval, interval, date, interval, date, date) IS
    'those windows of hop() that end after a time and not after another';
CREATE FUNCTION streamml.window_hop_ending(ts int, slide int, width int, origin int,
                                           "offset" int, after int, upto int)
    RETURNS SETOF int4range
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_hop_ending(int, int, int, int, int, int, int) IS
    'those windows of hop() that end after a time and not after another';
CREATE FUNCTION streamml.window_hop_ending(ts bigint, slide bigint, width bigint, origin bigint,
                                           "offset" bigint, after bigint, upto bigint)
    RETURNS SETOF int8range
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_hop_ending(bigint, bigint, bigint, bigint, bigint, bigint, bigint) IS
    'those windows of hop() that end after a time and not after another';
CREATE FUNCTION streamml.window_cumulate_ending(ts timestamptz, step interval, max interval, origin timestamptz,
                                                timezone text, "offset" interval, after timestamptz, upto timestamptz)
    RETURNS SETOF tstzrange
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C STABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_cumulate_ending(timestamptz, interval, interval, timestamptz, text, interval, timestamptz, timestamptz) IS
    'those windows of cumulate() that end after a time and not after another';
CREATE FUNCTION streamml.window_cumulate_ending(ts timestamp, step interval, max interval, origin timestamp,
                                                "offset" interval, after timestamp, upto timestamp)
    RETURNS SETOF tsrange
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_cumulate_ending(timestamp, interval, interval, timestamp, interval, timestamp, timestamp) IS
    'those windows of cumulate() that end after a time and not after another';
CREATE FUNCTION streamml.window_cumulate_ending(ts date, step interval, max interval, origin date,
                                                "offset" interval, after date, upto date)
    RETURNS SETOF daterange
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_cumulate_ending(date, interval, interval, date, interval, date, date) IS
    'those windows of cumulate() that end after a time and not after another';
CREATE FUNCTION streamml.window_cumulate_ending(ts int, step int, max int, origin int,
                                                "offset" int, after int, upto int)
    RETURNS SETOF int4range
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_cumulate_ending(int, int, int, int, int, int, int) IS
    'those windows of cumulate() that end after a time and not after another';
CREATE FUNCTION streamml.window_cumulate_ending(ts bigint, step bigint, max bigint, origin bigint,
                                                "offset" bigint, after bigint, upto bigint)
    RETURNS SETOF int8range
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.window_cumulate_ending(bigint, bigint, bigint, bigint, bigint, bigint, bigint) IS
    'those windows of cumulate() that end after a time and not after another';
----------------------------------------------------------------------
-- Catalogs of continuous views.
--
-- What users want stands in view_definition, how far the worker got in
-- view_progress: two tables, so that the worker never waits for a row that a
-- user's open transaction has locked.  A rebuild writes progress itself, as a
-- new row of the next generation, for the same reason.
----------------------------------------------------------------------

-- State tables and hidden definitions live here, owned by the views' owners.
CREATE SCHEMA streamml_state;
GRANT USAGE ON SCHEMA streamml_state TO PUBLIC;

CREATE SEQUENCE streamml.view_id_seq AS integer;

CREATE TABLE streamml.view_definition (
    id          integer     NOT NULL PRIMARY KEY DEFAULT pg_catalog.nextval('streamml.view_id_seq'),
    view        regclass    NOT NULL UNIQUE,
    state       regclass    NOT NULL,
    definition  regclass    NOT NULL,
    source      regclass    NOT NULL,
    kind        "char"      NOT NULL CHECK (kind OPERATOR(pg_catalog.=) ANY ('{a,r}'::"char"[])),
    enabled     boolean     NOT NULL DEFAULT true,
    generation  bigint      NOT NULL DEFAULT 1,
    backfill    boolean     NOT NULL DEFAULT true,
    settings    text        NOT NULL,
    lateness    text,
    retention   text,
    max_future  text,
    emit_closed boolean     NOT NULL DEFAULT false,
    channel     text,
    on_update   "char"      NOT NULL DEFAULT 'i' CHECK (on_update OPERATOR(pg_catalog.=) ANY ('{i,e,r,l}'::"char"[])),
    on_delete   "char"      NOT NULL DEFAULT 'i' CHECK (on_delete OPERATOR(pg_catalog.=) ANY ('{i,e,r}'::"char"[])),
    on_truncate "char"      NOT NULL DEFAULT 'i' CHECK (on_truncate OPERATOR(pg_catalog.=) ANY ('{i,e,r}'::"char"[])),
    closed      regclass,
    created     timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE streamml.view_definition IS 'what users asked for: one row per continuous view';

CREATE TABLE streamml.view_progress (
    id          integer     NOT NULL,
    state       "char"      NOT NULL CHECK (state OPERATOR(pg_catalog.=) ANY ('{p,l,s,f,g}'::"char"[])),
    generation  bigint      NOT NULL,
    position    pg_lsn,
    sqlstate    text,
    message     text,
    changed     timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    PRIMARY KEY (id, generation)
) WITH (fillfactor = 50);
COMMENT ON TABLE streamml.view_progress IS 'how far each continuous view got: written by the worker';

-- One row: the stream up to lsn has been applied to every view that is in
-- step.  The other columns identify the cluster and database that wrote it.
CREATE TABLE streamml.stream_progress (
    lsn         pg_lsn      NOT NULL,
    system_id   bigint      NOT NULL,
    database_id oid         NOT NULL,
    table_id    oid         NOT NULL,
    updated     timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE streamml.stream_progress IS 'position of the stream that the states on disk stand for, and whose it is';

CREATE TABLE streamml.dead_letter_log (
    id          bigint      NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    view_id     integer     NOT NULL,
    lsn         pg_lsn      NOT NULL,
    ordinal     bigint      NOT NULL,
    "row"       jsonb       NOT NULL,
    sqlstate    text        NOT NULL,
    message     text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE streamml.dead_letter_log IS 'source rows that raised an error in a view';

CREATE TABLE streamml.gap_log (
    view_id     integer     NOT NULL,
    from_lsn    pg_lsn      NOT NULL,
    to_lsn      pg_lsn,
    reason      text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE streamml.gap_log IS 'ranges of the stream that a view could not see';

-- What a view with lateness knows of time: written with its states.  Times are
-- microseconds since 2000-01-01 (for timestamp and date: of their own zone), or
-- the numbers that windows are of.
CREATE TABLE streamml.view_watermark (
    id          integer     NOT NULL,
    generation  bigint      NOT NULL,
    time_type   regtype     NOT NULL,
    max_seen    bigint,
    watermark   bigint,
    emitted     bigint,
    kept_after  bigint,
    last_commit timestamptz,
    newest      timestamptz,
    merged      bigint      NOT NULL DEFAULT 0,
    diverted    bigint      NOT NULL DEFAULT 0,
    no_window   bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (id, generation)
) WITH (fillfactor = 50);
COMMENT ON TABLE streamml.view_watermark IS 'how far event time has come in each continuous view with lateness: written by the worker';

CREATE TABLE streamml.late_row_log (
    view_id     integer     NOT NULL,
    lsn         pg_lsn      NOT NULL,
    ordinal     bigint      NOT NULL,
    "row"       jsonb       NOT NULL,
    event_time  text,
    watermark   text,
    action      text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE streamml.late_row_log IS 'source rows that came after their window had closed, or have none';

SELECT pg_catalog.pg_extension_config_dump('streamml.view_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.view_definition', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.view_progress', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.stream_progress', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.dead_letter_log', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.gap_log', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.view_watermark', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.late_row_log', '');
----------------------------------------------------------------------
-- Continuous views.
----------------------------------------------------------------------

-- State of an aggregate whose transition type is internal.  No casts, no
-- binary input, text input for superusers only: see src/view/aggstate.c.
CREATE TYPE streamml.aggstate;

CREATE FUNCTION streamml.aggstate_in(cstring) RETURNS streamml.aggstate
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION streamml.aggstate_in(cstring) IS 'I/O';

CREATE FUNCTION streamml.aggstate_out(streamml.aggstate) RETURNS cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION streamml.aggstate_out(streamml.aggstate) IS 'I/O';

CREATE TYPE streamml.aggstate (
    INPUT = streamml.aggstate_in,
    OUTPUT = streamml.aggstate_out,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = int4,
    STORAGE = extended
);
COMMENT ON TYPE streamml.aggstate IS 'stored state of an aggregate with an internal transition type';

CREATE FUNCTION streamml.finalize(aggregate regprocedure, state "any", result anyelement)
    RETURNS anyelement
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.finalize(regprocedure, "any", anyelement) IS
    'answer of an aggregate from its stored state; the last argument is a NULL of the result type';

CREATE FUNCTION streamml.finalize(aggregate regprocedure, state "any", result anyelement,
                                  VARIADIC arguments "any")
    RETURNS anyelement
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.finalize(regprocedure, "any", anyelement, "any") IS
    'answer of an aggregate from its stored state, with NULLs of its argument types behind';

-- Stored states of a group, combined and finalised.
CREATE FUNCTION streamml.rollup_state_transition(internal, regprocedure, "any", anyelement)
    RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_state_transition(internal, regprocedure, "any", anyelement) IS
    'aggregate transition function';

CREATE FUNCTION streamml.rollup_state_final(internal, regprocedure, "any", anyelement)
    RETURNS anyelement
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_state_final(internal, regprocedure, "any", anyelement) IS
    'aggregate final function';

CREATE AGGREGATE streamml.rollup_state(aggregate regprocedure, state "any", result anyelement) (
    SFUNC = streamml.rollup_state_transition, STYPE = internal,
    FINALFUNC = streamml.rollup_state_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE,
    PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE streamml.rollup_state(regprocedure, "any", anyelement) IS
    'answer of an aggregate from several stored states; the last argument is a NULL of the result type';

CREATE FUNCTION streamml.rollup_state_transition(internal, regprocedure, "any", anyelement, VARIADIC "any")
    RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_state_transition(internal, regprocedure, "any", anyelement, "any") IS
    'aggregate transition function';

CREATE FUNCTION streamml.rollup_state_final(internal, regprocedure, "any", anyelement, VARIADIC "any")
    RETURNS anyelement
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_state_final(internal, regprocedure, "any", anyelement, "any") IS
    'aggregate final function';

CREATE AGGREGATE streamml.rollup_state(aggregate regprocedure, state "any", result anyelement,
                                       VARIADIC arguments "any") (
    SFUNC = streamml.rollup_state_transition, STYPE = internal,
    FINALFUNC = streamml.rollup_state_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE,
    PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE streamml.rollup_state(regprocedure, "any", anyelement, "any") IS
    'answer of an aggregate from several stored states, with NULLs of its argument types behind';

----------------------------------------------------------------------
-- The life of a continuous view.
----------------------------------------------------------------------

CREATE FUNCTION streamml.create_continuous_view(name text, query text,
                                                backfill boolean DEFAULT true,
                                                lateness text DEFAULT NULL,
                                                retention text DEFAULT NULL,
                                                max_future text DEFAULT NULL,
                                                emit text DEFAULT 'update',
                                                notify text DEFAULT NULL,
                                                on_update text DEFAULT 'ignore',
                                                on_delete text DEFAULT 'ignore',
                                                on_truncate text DEFAULT 'ignore')
    RETURNS regclass
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.create_continuous_view(text, text, boolean, text, text, text, text, text, text, text, text) IS
    'create a view whose answer is maintained from the rows inserted into the first table of FROM';

CREATE FUNCTION streamml.drop_continuous_view(view regclass) RETURNS void
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.drop_continuous_view(regclass) IS
    'drop a continuous view; DROP VIEW or DROP TABLE do the same';

CREATE FUNCTION streamml.create_rollup(name text, query text) RETURNS regclass
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.create_rollup(text, text) IS
    'create an ordinary view that combines the states of a continuous view to coarser groups';

CREATE FUNCTION streamml.rollup_transition(anyelement, anyelement) RETURNS anyelement
    AS 'MODULE_PATHNAME', 'rollup_marker' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_transition(anyelement, anyelement) IS 'aggregate transition function';

CREATE FUNCTION streamml.rollup_final(anyelement) RETURNS anyelement
    AS 'MODULE_PATHNAME', 'rollup_marker' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_final(anyelement) IS 'aggregate final function';

CREATE AGGREGATE streamml.rollup("column" anyelement) (
    SFUNC = streamml.rollup_transition, STYPE = anyelement,
    FINALFUNC = streamml.rollup_final, PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE streamml.rollup(anyelement) IS
    'in the query of streamml.create_rollup(): a column of the continuous view, its states combined';

CREATE FUNCTION streamml.pause(view regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'pause_view' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.pause(regclass) IS
    'stop maintaining a continuous view; it keeps its place in the stream';

CREATE FUNCTION streamml.resume(view regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'resume_view' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.resume(regclass) IS
    'let a paused or failed continuous view catch up from where it stopped';

CREATE FUNCTION streamml.forget(view regclass, before timestamptz DEFAULT pg_catalog.now()) RETURNS bigint
    AS 'MODULE_PATHNAME', 'forget_rows' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.forget(regclass, timestamptz) IS
    'delete the dead letters, late rows and drift events of a view that were listed before a time; their number';

CREATE FUNCTION streamml.rebuild(view regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'rebuild_view' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.rebuild(regclass) IS
    'forget the states of a continuous view and fill it again from its table';

-- Event triggers: they follow DROP and ALTER ... OWNER of users' relations, and
-- refuse what would make something else of the hidden ones.
CREATE FUNCTION streamml.on_sql_drop() RETURNS event_trigger
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.on_sql_drop() IS 'forgets dropped continuous views';
CREATE EVENT TRIGGER streamml_sql_drop ON sql_drop
    EXECUTE FUNCTION streamml.on_sql_drop();

CREATE FUNCTION streamml.on_ddl_command_end() RETURNS event_trigger
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.on_ddl_command_end() IS
    'keeps the owners of a continuous view''s relations in step, and their place and kind';
CREATE EVENT TRIGGER streamml_ddl_command_end ON ddl_command_end
    WHEN TAG IN ('ALTER TABLE', 'ALTER VIEW', 'CREATE RULE')
    EXECUTE FUNCTION streamml.on_ddl_command_end();

----------------------------------------------------------------------
-- What users see of the catalogs: each the views of roles he is a member of.
----------------------------------------------------------------------

REVOKE ALL ON streamml.view_definition, streamml.view_progress, streamml.stream_progress,
    streamml.dead_letter_log, streamml.gap_log FROM PUBLIC;

CREATE VIEW streamml.continuous_views WITH (security_barrier) AS
    SELECT d.view,
           n.nspname AS schema,
           c.relname AS name,
           pg_catalog.pg_get_userbyid(c.relowner) AS owner,
           CASE WHEN d.kind OPERATOR(pg_catalog.=) 'a'::"char" THEN 'aggregate'::text ELSE 'rows'::text END AS kind,
           d.source,
           CASE WHEN p.generation IS DISTINCT FROM d.generation THEN 'pending'::text
                WHEN p.state OPERATOR(pg_catalog.=) 'f'::"char" THEN 'failed'::text
                WHEN p.state OPERATOR(pg_catalog.=) 'g'::"char"
                     -- restored or copied, and the worker has not got to it yet
                     OR s.table_id OPERATOR(pg_catalog.<>) 'streamml.stream_progress'::regclass::pg_catalog.oid
                     OR s.database_id OPERATOR(pg_catalog.<>) b.oid THEN 'gap'::text
                WHEN NOT d.enabled OR p.state OPERATOR(pg_catalog.=) 's'::"char" THEN 'paused'::text
                WHEN p.state OPERATOR(pg_catalog.=) 'p'::"char" THEN 'pending'::text
                ELSE 'live'::text END AS state,
           d.enabled,
           COALESCE(p.position, s.lsn) AS position,
           pg_catalog.pg_wal_lsn_diff(
               CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                    ELSE pg_catalog.pg_current_wal_insert_lsn() END,
               COALESCE(p.position, s.lsn)) AS lag_bytes,
           p.sqlstate,
           p.message,
           p.changed,
           d.created,
           pg_catalog.pg_get_viewdef(d.definition::pg_catalog.oid) AS query
      FROM streamml.view_definition d
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
      JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      LEFT JOIN streamml.view_progress p ON p.id OPERATOR(pg_catalog.=) d.id
                                        AND p.generation OPERATOR(pg_catalog.=) d.generation
      LEFT JOIN streamml.stream_progress s ON true
      LEFT JOIN pg_catalog.pg_database b ON b.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.continuous_views IS 'your continuous views: state, position, error';

CREATE VIEW streamml.dead_letters WITH (security_barrier) AS
    SELECT d.view, l.lsn, l.ordinal, l."row", l.sqlstate, l.message, l.at
      FROM streamml.dead_letter_log l
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) l.view_id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.dead_letters IS 'source rows that raised an error in one of your views';

CREATE VIEW streamml.gaps WITH (security_barrier) AS
    SELECT d.view, g.from_lsn, g.to_lsn, g.reason, g.at
      FROM streamml.gap_log g
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) g.view_id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.gaps IS 'ranges of the stream that one of your views could not see';

GRANT USAGE ON SCHEMA streamml TO PUBLIC;
GRANT SELECT ON streamml.continuous_views, streamml.dead_letters, streamml.gaps TO PUBLIC;

CREATE FUNCTION streamml.verify(view regclass,
                                OUT key jsonb, OUT expected jsonb, OUT actual jsonb)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.verify(regclass) IS
    'run the definition of a continuous view over its table and return the groups that differ; none means the view is right';

----------------------------------------------------------------------
-- The model of a continuous view, by the view's name.  A definition that
-- names it by a constant is stored with its OID: see src/view/create.c.
----------------------------------------------------------------------

CREATE FUNCTION streamml.model_of(view regclass) RETURNS streamml.model
    AS 'MODULE_PATHNAME', 'view_model_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.model_of(regclass) IS 'the model of a continuous view, as it is now';

CREATE FUNCTION streamml.predict(view regclass, features double precision[]) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(regclass, double precision[]) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view regclass, features jsonb) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(regclass, jsonb) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view regclass, features record) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(regclass, record) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view text, features double precision[]) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(text, double precision[]) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view text, features jsonb) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(text, jsonb) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view text, features record) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(text, record) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features double precision[]) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, double precision[]) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features jsonb) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, jsonb) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features record) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, record) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features double precision[]) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, double precision[]) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features jsonb) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, jsonb) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features record) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, record) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view regclass, features double precision[]) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(regclass, double precision[]) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view regclass, features jsonb) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(regclass, jsonb) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view regclass, features record) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(regclass, record) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view text, features double precision[]) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(text, double precision[]) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view text, features jsonb) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(text, jsonb) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view text, features record) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(text, record) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features double precision[], class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, double precision[], text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features jsonb, class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, jsonb, text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features record, class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, record, text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features double precision[], class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, double precision[], text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features jsonb, class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, jsonb, text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features record, class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, record, text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view regclass, features double precision[], level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(regclass, double precision[], double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view regclass, features jsonb, level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(regclass, jsonb, double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view regclass, features record, level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(regclass, record, double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view text, features double precision[], level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(text, double precision[], double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view text, features jsonb, level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(text, jsonb, double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view text, features record, level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(text, record, double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';

CREATE FUNCTION streamml.score() RETURNS trigger
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.score() IS
    'BEFORE INSERT trigger (''view'', ''target column'', ''feature column'', ...): fills the target with the prediction of the view''s model';
----------------------------------------------------------------------
-- Watermarks: which windows are closed, which rows came late.
----------------------------------------------------------------------

REVOKE ALL ON streamml.view_watermark, streamml.late_row_log FROM PUBLIC;

CREATE FUNCTION streamml.window_closed(view integer, "window" anyrange) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.window_closed(integer, anyrange) IS
    'has the watermark of the continuous view with this number reached the end of the window?';

CREATE FUNCTION streamml.window_kept(view integer, "window" anyrange) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.window_kept(integer, anyrange) IS
    'does the continuous view with this number still keep the window?';

CREATE FUNCTION streamml.event_time_text(time_type regtype, value bigint) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION streamml.event_time_text(regtype, bigint) IS
    'an event time as streamml.view_watermark stores it, as text';

CREATE VIEW streamml.watermarks WITH (security_barrier) AS
    SELECT d.view,
           streamml.event_time_text(w.time_type, w.watermark) AS watermark,
           streamml.event_time_text(w.time_type, w.max_seen) AS max_seen,
           d.lateness, d.retention, d.max_future,
           w.merged AS late_merged, w.diverted AS late_diverted, w.no_window
      FROM streamml.view_definition d
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
      LEFT JOIN streamml.view_watermark w ON w.id OPERATOR(pg_catalog.=) d.id
                                         AND w.generation OPERATOR(pg_catalog.=) d.generation
     WHERE d.lateness IS NOT NULL
       AND pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.watermarks IS
    'per continuous view of yours with lateness: its watermark, and how many rows came after it';

CREATE VIEW streamml.late_rows WITH (security_barrier) AS
    SELECT d.view, l.lsn, l.ordinal, l."row", l.event_time, l.watermark, l.action, l.at
      FROM streamml.late_row_log l
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) l.view_id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.late_rows IS
    'source rows that came after their window had closed in one of your views, or have no window there';

GRANT SELECT ON streamml.watermarks, streamml.late_rows TO PUBLIC;

CREATE FUNCTION streamml.late_rows(view regclass,
                                   OUT lsn pg_lsn, OUT ordinal bigint, OUT "row" jsonb,
                                   OUT event_time text, OUT watermark text, OUT action text,
                                   OUT at timestamptz)
    RETURNS SETOF record
    LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT l.lsn, l.ordinal, l."row", l.event_time, l.watermark, l.action, l.at
      FROM streamml.late_rows l
     WHERE l.view OPERATOR(pg_catalog.=) $1
     ORDER BY l.lsn, l.ordinal
$$;
COMMENT ON FUNCTION streamml.late_rows(regclass) IS
    'rows that came late to a continuous view of yours: merged while their window was kept, else diverted; and rows without a window';
----------------------------------------------------------------------
-- Drift events: what models with the option "drift", and detectors, have found
-- in continuous views.
----------------------------------------------------------------------

CREATE TABLE streamml.drift_event_log (
    view_id     integer          NOT NULL,
    generation  bigint           NOT NULL,
    model       text             NOT NULL,
    key         jsonb,
    detector    text             NOT NULL,
    number      bigint           NOT NULL,
    ordinal     bigint           NOT NULL,
    value       double precision NOT NULL,
    lsn         pg_lsn           NOT NULL,
    at          timestamptz      NOT NULL
);
COMMENT ON TABLE streamml.drift_event_log IS 'drifts that models of continuous views have found: written by the worker';
REVOKE ALL ON streamml.drift_event_log FROM PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('streamml.drift_event_log', '');

CREATE VIEW streamml.drift_events WITH (security_barrier) AS
    SELECT d.view, e.model, e.key, e.detector, e.number, e.ordinal, e.value, e.lsn, e.at
      FROM streamml.drift_event_log e
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) e.view_id
                                     AND d.generation OPERATOR(pg_catalog.=) e.generation
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.drift_events IS
    'drifts that the models of your continuous views have found, each once';
COMMENT ON COLUMN streamml.drift_events.model IS 'column of the view that the model is in';
COMMENT ON COLUMN streamml.drift_events.key IS 'keys of the group, NULL in a view without';
COMMENT ON COLUMN streamml.drift_events.number IS 'the how manieth drift of the model it is';
COMMENT ON COLUMN streamml.drift_events.ordinal IS 'the how manieth value of the detector told';
COMMENT ON COLUMN streamml.drift_events.value IS 'the estimate of the detector then';
COMMENT ON COLUMN streamml.drift_events.lsn IS 'position up to which the rows of the same batch go';
GRANT SELECT ON streamml.drift_events TO PUBLIC;
----------------------------------------------------------------------
-- The worker: waiting for it, watching it.
----------------------------------------------------------------------

CREATE FUNCTION streamml.wait(lsn pg_lsn DEFAULT NULL, timeout interval DEFAULT '30 s')
RETURNS boolean
LANGUAGE C VOLATILE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'stream_wait';
COMMENT ON FUNCTION streamml.wait(pg_lsn, interval) IS
'waits until every row committed before lsn (default: now) is visible in every continuous view; false when the time is up';

CREATE FUNCTION streamml.stat_worker_rows(
    OUT database_id oid, OUT pid integer, OUT state text, OUT started timestamptz,
    OUT applied_lsn pg_lsn, OUT persisted_lsn pg_lsn, OUT confirmed_lsn pg_lsn,
    OUT lag_bytes bigint, OUT rows_applied bigint, OUT transactions bigint, OUT batches bigint,
    OUT retries bigint, OUT truncates bigint, OUT changes_ignored bigint, OUT apply_ms double precision,
    OUT failures integer, OUT problem text, OUT filler_pid integer)
RETURNS SETOF record
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'stat_worker';
COMMENT ON FUNCTION streamml.stat_worker_rows() IS 'counters behind streamml.stat_worker';

CREATE VIEW streamml.stat_worker AS
    SELECT d.datname AS database, w.pid, w.state, w.started, w.applied_lsn, w.persisted_lsn,
           w.confirmed_lsn, w.lag_bytes, w.rows_applied, w.transactions, w.batches, w.retries,
           w.truncates, w.changes_ignored, w.apply_ms, w.failures, w.problem, w.filler_pid
      FROM streamml.stat_worker_rows() w
      LEFT JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) w.database_id;
COMMENT ON VIEW streamml.stat_worker IS
'one row per database with continuous views: its worker, how far it is, what it has done since it started';
GRANT SELECT ON streamml.stat_worker TO PUBLIC;

CREATE FUNCTION streamml.stat_view_rows(
    OUT id integer, OUT rows_applied bigint, OUT batches bigint, OUT dead_letters bigint,
    OUT apply_ms double precision)
RETURNS SETOF record
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'stat_views';
COMMENT ON FUNCTION streamml.stat_view_rows() IS 'counters behind streamml.stat_views';

CREATE VIEW streamml.stat_views WITH (security_barrier) AS
    SELECT d.view, s.rows_applied, s.batches, s.dead_letters
      FROM streamml.stat_view_rows() s
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) s.id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE');
COMMENT ON VIEW streamml.stat_views IS
'per continuous view of yours: rows, batches and dead letters since the worker started';
GRANT SELECT ON streamml.stat_views TO PUBLIC;

CREATE FUNCTION streamml.check_installation(
    OUT "check" text, OUT level text, OUT detail text, OUT hint text)
RETURNS SETOF record
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'check_installation';
COMMENT ON FUNCTION streamml.check_installation() IS 'the part of streamml.check() that concerns the server';

CREATE FUNCTION streamml.check(
    OUT "check" text, OUT level text, OUT detail text, OUT hint text)
RETURNS SETOF record
LANGUAGE sql VOLATILE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT * FROM streamml.check_installation()
    UNION ALL
    SELECT 'view ' || v.view::text,
           CASE WHEN v.state IN ('live', 'paused') THEN 'warning' ELSE 'critical' END,
           CASE v.state WHEN 'gap' THEN 'the view lacks rows' ELSE 'the view is ' || v.state END
               || coalesce(': ' || v.message, ''),
           CASE v.state
               WHEN 'gap' THEN format('SELECT streamml.rebuild(%L);', v.view)
               WHEN 'failed' THEN CASE
                   -- a change of a row that the view refuses would be met again
                   WHEN v.sqlstate OPERATOR(pg_catalog.=) 'SM003' THEN format('SELECT streamml.rebuild(%L);', v.view)
                   ELSE format('Mend the cause, then: SELECT streamml.resume(%L);', v.view) END
               WHEN 'paused' THEN format('SELECT streamml.resume(%L);', v.view)
           END
      FROM streamml.continuous_views v
     WHERE v.state IN ('gap', 'failed', 'paused')
$$;
COMMENT ON FUNCTION streamml.check() IS
'what is wrong with this installation, and the command or line that mends it; level ok, warning or critical';
