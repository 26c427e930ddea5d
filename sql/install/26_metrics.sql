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
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_mae, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.mae(double precision, double precision) IS 'mean absolute error';
CREATE FUNCTION streamml.metric_rmse(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_rmse';
COMMENT ON FUNCTION streamml.metric_rmse(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.rmse(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_rmse, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.rmse(double precision, double precision) IS 'root of the mean squared error';
CREATE FUNCTION streamml.metric_r2(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_r2';
COMMENT ON FUNCTION streamml.metric_r2(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.r2(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_r2, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE streamml.r2(double precision, double precision) IS 'share of the variance that is explained';
CREATE FUNCTION streamml.metric_smape(double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'metric_smape';
COMMENT ON FUNCTION streamml.metric_smape(double precision[]) IS 'aggregate final function';
CREATE AGGREGATE streamml.smape(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0,0,0}',
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
