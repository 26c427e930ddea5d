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
