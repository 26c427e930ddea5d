-- The type streamml.model: every form of a value stands for the same value.
\getenv abs_builddir PG_ABS_BUILDDIR
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

CREATE TABLE row_source AS
    SELECT i, i % 3 = 0 AS flag, sin(i) AS a, cos(i * 1.7) * 1e6 AS b,
           (ARRAY['red', 'green', 'blü "quoted\', NULL])[1 + i % 4] AS colour,
           (ARRAY['yes', 'no'])[1 + i % 2] AS answer
    FROM generate_series(1, 500) i;
CREATE TABLE models (name text PRIMARY KEY, m streamml.model);
INSERT INTO models
    SELECT 'linear', linear_regression(a, ARRAY[b, i]) FROM row_source
    UNION ALL SELECT 'linear names', linear_regression(b, r) FROM row_source, LATERAL (SELECT a, colour, flag) r
    UNION ALL SELECT 'linear sgd', linear_regression(a, ARRAY[b, i], '{"optimizer": "sgd", "l2": 0.001}') FROM row_source
    UNION ALL SELECT 'logistic', logistic_regression(flag, ARRAY[a, b]) FROM row_source
    UNION ALL SELECT 'logistic names', logistic_regression(answer, r, '{"positive": "yes"}') FROM row_source, LATERAL (SELECT a, b, colour) r
    UNION ALL SELECT 'logistic sgd', logistic_regression(i % 2, ARRAY[a, b], '{"optimizer": "sgd"}') FROM row_source
    UNION ALL SELECT 'nothing', linear_regression(NULL::float8, ARRAY[a]) FROM row_source
    UNION ALL SELECT 'one class', logistic_regression(true, ARRAY[a], '{"classes": [false, true]}') FROM row_source;

-- text, json, jsonb and back
SELECT name, m = m::text::model AS text, m = m::json::model AS json, m = m::jsonb::model AS jsonb,
       m <> (m + m) AS differs
FROM models ORDER BY name;

-- binary and back
\set file :abs_builddir '/results/model_type.copy'
COPY models TO :'file' (FORMAT binary);
CREATE TABLE copied (LIKE models);
COPY copied FROM :'file' (FORMAT binary);
SELECT count(*) AS same FROM models JOIN copied USING (name, m);

-- one way to write a model
SELECT m FROM models WHERE name = 'nothing';
SELECT jsonb_pretty(info(m)) FROM models WHERE name = 'logistic names';
SELECT n_observations(m) FROM models WHERE name = 'linear';
SELECT bool_and(model_size(m) = length(model_send(m)) + 4) FROM models;

-- comparison: DISTINCT, GROUP BY, EXCEPT, hash join
SELECT count(*) AS models, count(DISTINCT name) AS names FROM (TABLE models UNION TABLE copied) u;
SELECT count(*) FROM (TABLE models EXCEPT ALL TABLE copied) e;

-- compressed and toasted values predict alike
CREATE TABLE wide AS
    SELECT linear_regression(b, ARRAY(SELECT sin(i * j) FROM generate_series(1, 40) j)) AS m FROM row_source;
CREATE TABLE wide_external (m streamml.model);
ALTER TABLE wide_external ALTER m SET STORAGE external;
INSERT INTO wide_external TABLE wide;
SELECT w.m = e.m AS same,
       bool_and(predict(w.m, x) = predict(e.m, x)) AS predict_alike,
       bool_and(predict(w.m, x) = predict(m_text, x)) AS text_alike,
       count(*)
FROM wide w, wide_external e, LATERAL (SELECT w.m::text::model AS m_text) t,
     (SELECT ARRAY(SELECT cos(i * j) FROM generate_series(1, 40) j) AS x FROM generate_series(1, 20) i) f
GROUP BY 1;

-- JSON that is no model
SELECT 'null'::streamml.model;
SELECT ''::streamml.model;
SELECT '{'::streamml.model;
SELECT '{"algorithm": "linear_regression"} x'::streamml.model;
SELECT '{"algorithm": "phrenology", "format": 1}'::streamml.model;
SELECT '{"algorithm": "linear_regression", "format": 99}'::streamml.model;
SELECT ('{"extra": 1, ' || substr(m::text, 2))::streamml.model FROM models WHERE name = 'linear';
SELECT (m::jsonb - 'metrics')::streamml.model FROM models WHERE name = 'linear';
SELECT jsonb_set(m::jsonb, '{state,means}', '[1]')::streamml.model FROM models WHERE name = 'linear';
SELECT jsonb_set(m::jsonb, '{state,means}', '[1, "2"]')::streamml.model FROM models WHERE name = 'linear';
SELECT jsonb_set(m::jsonb, '{state,means}', '[1, 1e400]')::streamml.model FROM models WHERE name = 'linear';
SELECT jsonb_set(m::jsonb, '{state,weight}', '-1')::streamml.model FROM models WHERE name = 'linear';
SELECT jsonb_set(m::jsonb, '{state,cross}', '[-1, 0, 1]')::streamml.model FROM models WHERE name = 'linear';
SELECT jsonb_set(m::jsonb, '{n}', '1.5')::streamml.model FROM models WHERE name = 'linear';
SELECT jsonb_set(m::jsonb, '{n}', '-1')::streamml.model FROM models WHERE name = 'linear';
SELECT jsonb_set(m::jsonb, '{features,positions}', '100000')::streamml.model FROM models WHERE name = 'linear';
SELECT jsonb_set(m::jsonb, '{features,names}', '["a", "a"]')::streamml.model FROM models WHERE name = 'linear names';
SELECT jsonb_set(m::jsonb, '{options,learning_rate}', '1000')::streamml.model FROM models WHERE name = 'logistic';
SELECT jsonb_set(m::jsonb, '{options,optimizer}', '"magic"')::streamml.model FROM models WHERE name = 'logistic';
SELECT jsonb_set(m::jsonb, '{classes}', '["a", "b", "c"]')::streamml.model FROM models WHERE name = 'logistic';
SELECT jsonb_set(m::jsonb, '{label}', '"colour"')::streamml.model FROM models WHERE name = 'logistic';
SELECT jsonb_set(m::jsonb, '{metrics,last_label}', '7')::streamml.model FROM models WHERE name = 'logistic';
SELECT jsonb_set(m::jsonb, '{metrics,actual}', '[1, 2, 3]')::streamml.model FROM models WHERE name = 'logistic';

-- bytes that are no model: cut anywhere, any byte changed
CREATE FUNCTION receive(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    file text := current_setting('test.directory') || '/results/model_type.bytes';
    stream bytea := '\x5047434f50590aff0d0a00'::bytea || '\x0000000000000000'::bytea || int2send(1::int2)
        || int4send(length(bytes)) || bytes || '\xffff'::bytea;
    object oid := lo_from_bytea(0, stream);
BEGIN
    PERFORM lo_export(object, file);
    PERFORM lo_unlink(object);
    EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    PERFORM lo_unlink(oid) FROM pg_largeobject_metadata WHERE oid = object;
    RETURN regexp_replace(sqlerrm, '(format|algorithm) [0-9]+', '\1 N');
END $$;
CREATE TABLE received (m streamml.model);
SELECT set_config('test.directory', :'abs_builddir', false) IS NOT NULL AS ready;
SELECT receive(model_send(m)) FROM models WHERE name = 'logistic names';
SELECT receive(substr(bytes, 1, length)) AS answer, count(*)
FROM models, model_send(m) bytes, generate_series(0, length(bytes) - 1, 7) length
WHERE name = 'logistic names' GROUP BY 1 ORDER BY 1;
SELECT receive(set_byte(bytes, at, 255 - get_byte(bytes, at))) AS answer, count(*)
FROM models, model_send(m) bytes, generate_series(0, length(bytes) - 1) at
WHERE name = 'logistic names' AND (at < 48 OR at % 13 = 0) GROUP BY 1 ORDER BY 1;
SELECT receive(bytes || '\x00') FROM models, model_send(m) bytes WHERE name = 'logistic';
SELECT count(*) FROM received;

-- Over a window every row has another model of a state that goes on learning: each answers as its copy does,
-- at once, and when the state has gone on.
CREATE TABLE running AS SELECT i, i * 7919 % 2 = 0 AS y, ARRAY[sin(i), i % 3, cos(i)] AS x FROM generate_series(1, 60) i;
CREATE FUNCTION running_differs(learner text, arguments text, asked text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    wrong int;
BEGIN
    EXECUTE format($q$ SELECT count(*) FROM (
        SELECT %3$s AS now, lag(m) OVER (ORDER BY i) AS before, m::text AS copy, lag(m::text) OVER (ORDER BY i) AS copy_before, x FROM (
            SELECT i, x, streamml.%1$I(%2$s) OVER (ORDER BY i) AS m FROM running OFFSET 0) r) s,
        LATERAL (SELECT %3$s AS copied FROM (SELECT copy::streamml.model AS m) c) a,
        LATERAL (SELECT %3$s AS earlier FROM (SELECT before AS m) c) b,
        LATERAL (SELECT %3$s AS copied_earlier FROM (SELECT copy_before::streamml.model AS m) c) d
        WHERE now IS DISTINCT FROM copied OR earlier IS DISTINCT FROM copied_earlier $q$, learner, arguments, asked) INTO wrong;
    RETURN format('%s: %s rows differ', learner, wrong) WHERE wrong <> 0;
END $$;
SELECT count(*) > 30 AS many, string_agg(running_differs(name, arguments, asked), '; ') AS differ FROM (
    SELECT DISTINCT p.proname AS name,
        CASE WHEN p.proargnames[1] = 'features' THEN 'x' WHEN p.proname ~ 'multinomial' THEN 'y, x[2:2]' WHEN p.proname ~ 'classifier|bayes|tree$|forest|discriminant|perceptron|logistic|softmax' THEN 'y, x' ELSE 'y::int, x' END AS arguments,
        CASE p.proname WHEN 'gaussian_anomaly' THEN 'streamml.anomaly_score(m, x)' WHEN 'half_space_trees' THEN 'streamml.anomaly_score(m, x)' WHEN 'kmeans' THEN 'streamml.cluster(m, x)'
            WHEN 'scaler' THEN 'streamml.transform(m, x)' WHEN 'quantile_sketch' THEN 'streamml.quantile(m, 0.5, ''x1'')' WHEN 'multinomial_naive_bayes' THEN 'streamml.predict_proba(m, x[2:2])'
            ELSE CASE WHEN p.proname ~ 'classifier|bayes|tree$|forest|discriminant|perceptron|logistic|softmax' THEN 'streamml.predict_proba(m, x)' ELSE 'streamml.predict(m, x)' END END AS asked
    FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid
    WHERE p.pronamespace = 'streamml'::regnamespace AND p.prorettype = 'streamml.model'::regtype AND 'features' = ANY (p.proargnames) AND p.proname <> 'target_encoder') l;
SELECT count(*) FILTER (WHERE streamml.anomaly_score(m, x) IS DISTINCT FROM streamml.anomaly_score(m::text::streamml.model, x)) AS differ, count(*)
FROM (SELECT x, streamml.half_space_trees(x, '{"window": 20}') OVER (ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m FROM running) r;
DROP FUNCTION running_differs;
DROP TABLE running;

DROP FUNCTION receive;
DROP TABLE row_source, models, copied, wide, wide_external, received;
