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
