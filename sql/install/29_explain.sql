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
