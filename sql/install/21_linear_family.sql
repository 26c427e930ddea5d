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
