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
