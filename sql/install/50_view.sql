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
