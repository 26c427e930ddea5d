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
