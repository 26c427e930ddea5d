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
