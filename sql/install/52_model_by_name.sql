----------------------------------------------------------------------
-- Other functions over models, by the name of a view
----------------------------------------------------------------------

CREATE FUNCTION streamml.drift(view regclass, OUT detector text, OUT n bigint, OUT estimate double precision, OUT drifts bigint, OUT last_drift bigint, OUT warnings bigint, OUT last_warning bigint, OUT warned boolean) RETURNS record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.drift(regclass) IS 'of the model of a continuous view: what a drift detector, or that of a model with option "drift", has seen and found';
CREATE FUNCTION streamml.drift(view text, OUT detector text, OUT n bigint, OUT estimate double precision, OUT drifts bigint, OUT last_drift bigint, OUT warnings bigint, OUT last_warning bigint, OUT warned boolean) RETURNS record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.drift(text) IS 'of the model of a continuous view: what a drift detector, or that of a model with option "drift", has seen and found';
CREATE FUNCTION streamml.explain(view regclass, features double precision[], class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(regclass,double precision[],text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view text, features double precision[], class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(text,double precision[],text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view regclass, features jsonb, class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(regclass,jsonb,text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view text, features jsonb, class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(text,jsonb,text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view regclass, features record, class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(regclass,record,text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view text, features record, class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(text,record,text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.feature_importance(view regclass, OUT feature text, OUT importance double precision, OUT share double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.feature_importance(regclass) IS 'of the model of a continuous view: how much each feature matters to a model, the most important first';
CREATE FUNCTION streamml.feature_importance(view text, OUT feature text, OUT importance double precision, OUT share double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.feature_importance(text) IS 'of the model of a continuous view: how much each feature matters to a model, the most important first';
CREATE FUNCTION streamml.forecast(view regclass, horizon integer, level double precision DEFAULT 0.9, OUT step integer, OUT value double precision, OUT lower double precision, OUT upper double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.forecast(regclass,integer,double precision) IS 'of the model of a continuous view: the next values of a series, and bounds that hold that part of them';
CREATE FUNCTION streamml.forecast(view text, horizon integer, level double precision DEFAULT 0.9, OUT step integer, OUT value double precision, OUT lower double precision, OUT upper double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.forecast(text,integer,double precision) IS 'of the model of a continuous view: the next values of a series, and bounds that hold that part of them';
CREATE FUNCTION streamml.hashed_features(view regclass, OUT feature text, OUT slot integer, OUT entries bigint, OUT collisions bigint) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.hashed_features(regclass) IS 'of the model of a continuous view: slots of a model that hashes names: whose they are, and how often others met there';
CREATE FUNCTION streamml.hashed_features(view text, OUT feature text, OUT slot integer, OUT entries bigint, OUT collisions bigint) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.hashed_features(text) IS 'of the model of a continuous view: slots of a model that hashes names: whose they are, and how often others met there';
CREATE FUNCTION streamml.info(view regclass) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.info(regclass) IS 'of the model of a continuous view: algorithm, options, classes and size of a model';
CREATE FUNCTION streamml.info(view text) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.info(text) IS 'of the model of a continuous view: algorithm, options, classes and size of a model';
CREATE FUNCTION streamml.metrics(view regclass) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.metrics(regclass) IS 'of the model of a continuous view: how good its predictions were, each made before the row was learned';
CREATE FUNCTION streamml.metrics(view text) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.metrics(text) IS 'of the model of a continuous view: how good its predictions were, each made before the row was learned';
CREATE FUNCTION streamml.moments(view regclass, OUT feature text, OUT count double precision, OUT missing double precision, OUT mean double precision, OUT variance double precision, OUT std double precision, OUT min double precision, OUT max double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.moments(regclass) IS 'of the model of a continuous view: count, mean, variance and range of each feature';
CREATE FUNCTION streamml.moments(view text, OUT feature text, OUT count double precision, OUT missing double precision, OUT mean double precision, OUT variance double precision, OUT std double precision, OUT min double precision, OUT max double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.moments(text) IS 'of the model of a continuous view: count, mean, variance and range of each feature';
CREATE FUNCTION streamml.n_observations(view regclass) RETURNS bigint
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.n_observations(regclass) IS 'of the model of a continuous view: rows that the model has learned';
CREATE FUNCTION streamml.n_observations(view text) RETURNS bigint
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.n_observations(text) IS 'of the model of a continuous view: rows that the model has learned';
CREATE FUNCTION streamml.predict(view regclass, "user" "any", item "any") RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(regclass,"any","any") IS 'of the model of a continuous view: rating that the user is expected to give to the item';
CREATE FUNCTION streamml.predict(view text, "user" "any", item "any") RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(text,"any","any") IS 'of the model of a continuous view: rating that the user is expected to give to the item';
CREATE FUNCTION streamml.quantile(view regclass, q double precision) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.quantile(regclass,double precision) IS 'of the model of a continuous view: value that a part q of all values of the only feature do not exceed';
CREATE FUNCTION streamml.quantile(view text, q double precision) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.quantile(text,double precision) IS 'of the model of a continuous view: value that a part q of all values of the only feature do not exceed';
CREATE FUNCTION streamml.quantile(view regclass, q double precision, feature text) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.quantile(regclass,double precision,text) IS 'of the model of a continuous view: value that a part q of all values of a feature do not exceed';
CREATE FUNCTION streamml.quantile(view text, q double precision, feature text) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.quantile(text,double precision,text) IS 'of the model of a continuous view: value that a part q of all values of a feature do not exceed';
CREATE FUNCTION streamml.recommend(view regclass, "user" "any", k integer, OUT item text, OUT score double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.recommend(regclass,"any",integer) IS 'of the model of a continuous view: the k items that the user is expected to rate best, the best first';
CREATE FUNCTION streamml.recommend(view text, "user" "any", k integer, OUT item text, OUT score double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.recommend(text,"any",integer) IS 'of the model of a continuous view: the k items that the user is expected to rate best, the best first';
CREATE FUNCTION streamml.to_sql(view regclass, answer text DEFAULT NULL, class text DEFAULT NULL, columns text[] DEFAULT NULL) RETURNS text
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.to_sql(regclass,text,text,text[]) IS 'of the model of a continuous view: an SQL expression over columns that answers as predict, predict_proba or predict_class';
CREATE FUNCTION streamml.to_sql(view text, answer text DEFAULT NULL, class text DEFAULT NULL, columns text[] DEFAULT NULL) RETURNS text
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.to_sql(text,text,text,text[]) IS 'of the model of a continuous view: an SQL expression over columns that answers as predict, predict_proba or predict_class';
CREATE FUNCTION streamml.unknown_features(view regclass, features jsonb) RETURNS text[]
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.unknown_features(regclass,jsonb) IS 'of the model of a continuous view: features and categories that the model has never seen';
CREATE FUNCTION streamml.unknown_features(view text, features jsonb) RETURNS text[]
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.unknown_features(text,jsonb) IS 'of the model of a continuous view: features and categories that the model has never seen';
CREATE FUNCTION streamml.unknown_features(view regclass, features record) RETURNS text[]
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.unknown_features(regclass,record) IS 'of the model of a continuous view: features and categories that the model has never seen';
CREATE FUNCTION streamml.unknown_features(view text, features record) RETURNS text[]
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.unknown_features(text,record) IS 'of the model of a continuous view: features and categories that the model has never seen';
CREATE FUNCTION streamml.weights(view regclass, OUT feature text, OUT class text, OUT weight double precision, OUT std_error double precision, OUT t double precision, OUT p double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.weights(regclass) IS 'of the model of a continuous view: coefficients by feature, with standard errors where the algorithm has them';
CREATE FUNCTION streamml.weights(view text, OUT feature text, OUT class text, OUT weight double precision, OUT std_error double precision, OUT t double precision, OUT p double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.weights(text) IS 'of the model of a continuous view: coefficients by feature, with standard errors where the algorithm has them';
CREATE FUNCTION streamml.model_size(view regclass) RETURNS bigint
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.model_size(regclass) IS 'of the model of a continuous view: bytes of the value before compression';
CREATE FUNCTION streamml.model_size(view text) RETURNS bigint
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.model_size(text) IS 'of the model of a continuous view: bytes of the value before compression';
