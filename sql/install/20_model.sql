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
