--
-- Metrics in continuous views, per group and over tumbling windows: the answer
-- of the plain query, however the rows came; and models that keep fading figures
-- and residuals.
--
CREATE SCHEMA view_metrics;
SET search_path = view_metrics, public, streamml;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE outcome (i int, at timestamptz, g int, actual text, predicted text, spam bool, p float8, y float8, y_predicted float8);
CREATE TYPE pair AS (p float8, y_predicted float8);
CREATE FUNCTION definition() RETURNS text LANGUAGE sql RETURN $$
    SELECT g, accuracy(actual, predicted), balanced_accuracy(actual, predicted), kappa(actual, predicted), macro_f1(actual, predicted), f1(spam, p > 0.5),
           f1(actual, predicted, 'b') AS f1_b, confusion_matrix(actual, predicted), kappa_t(actual, predicted), log_loss(spam, p), brier_score(spam, p),
           roc_auc(spam, p), pr_auc(spam, p), calibration(spam, p, 4), expected_calibration_error(spam, p),
           mae(y, y_predicted), rmse(y, y_predicted), r2(y, y_predicted), smape(y, y_predicted), coverage(y, y_predicted - 0.5, y_predicted + 0.5)
    FROM view_metrics.outcome GROUP BY g $$;
SELECT create_continuous_view('v_metrics', definition());
SELECT create_continuous_view('v_minutes', $$SELECT window_start, accuracy(actual, predicted), roc_auc(spam, p), mae(y, y_predicted)
    FROM (SELECT *, tumble(at, '10 minutes') AS window_start FROM view_metrics.outcome) o GROUP BY window_start$$);
SELECT create_continuous_view('v_model', $$SELECT linear_regression(y, ARRAY[p, y_predicted], '{"fading": 0.9}') AS model FROM view_metrics.outcome$$);
CREATE PROCEDURE arrive(first int, last int) LANGUAGE sql AS $$
    INSERT INTO outcome
    SELECT i, timestamptz '2024-01-01 00:00+00' + i * interval '1 minute', i % 3, (ARRAY['a', 'b', 'c'])[1 + i * 7 % 3], (ARRAY['a', 'b', 'c'])[1 + i * 11 % 17 % 3],
           (i * 13 % 29) > (i * 7 % 31) / 2, NULLIF((i * 13 % 29) / 29.0, 0), i % 19, NULLIF((i * 5) % 23, 7)
    FROM generate_series(first, last) i $$;
CALL arrive(1, 1);
SELECT wait();
CALL arrive(2, 90);
SELECT wait();
CALL arrive(91, 400);
SELECT wait();
-- in the order of the rows
SET enable_sort = off;
DO $$ BEGIN EXECUTE 'CREATE TABLE answer AS ' || definition(); END $$;
RESET enable_sort;
SELECT count(*) AS groups, count(*) FILTER (WHERE to_jsonb(v) = to_jsonb(a)) AS same FROM v_metrics v JOIN answer a USING (g);
SELECT count(*) AS different FROM verify('v_metrics');
SELECT count(*) AS windows FROM v_minutes;
SELECT count(*) AS different FROM verify('v_minutes');
SELECT count(*) AS different FROM verify('v_model');
SELECT lower < predict(model, ARRAY[0.5, 3]) AND predict(model, ARRAY[0.5, 3]) < upper AS interval, metrics(model) -> 'fading' ? 'coverage' AS fading
FROM v_model, predict_interval(model_of('v_model'), ARRAY[0.5, 3]);

-- intervals by the name of a view are those of its model, from every kind of features
SELECT create_continuous_view('v_named', $$SELECT linear_regression(y, r) AS model FROM (SELECT y, ROW(p, y_predicted)::view_metrics.pair AS r FROM view_metrics.outcome) o$$);
SELECT wait();
SELECT f.kind, level, f.by_name = f.of_model AS same, f.by_oid = f.of_model AS by_oid, f.of_model <> lag(f.of_model) OVER (PARTITION BY f.kind ORDER BY level) AS other
FROM unnest(ARRAY[0.5, 0.9]) level, LATERAL (
    SELECT 'array' AS kind, predict_interval('v_model', ARRAY[0.5, 3], level) AS by_name, predict_interval('v_model'::regclass, ARRAY[0.5, 3], level) AS by_oid, predict_interval(model_of('v_model'), ARRAY[0.5, 3], level) AS of_model
    UNION ALL SELECT 'jsonb', predict_interval('v_named', j, level), predict_interval('v_named'::regclass, j, level), predict_interval(model_of('v_named'), j, level) FROM (SELECT '{"p": 0.5, "y_predicted": 3}'::jsonb) j (j)
    UNION ALL SELECT 'record', predict_interval('v_named', r, level), predict_interval('v_named'::regclass, r, level), predict_interval(model_of('v_named'), r, level) FROM (SELECT 0.5 AS p, 3 AS y_predicted) r) f ORDER BY 1, 2;
SELECT predict_interval('v_model', ARRAY[0.5, 3]) = predict_interval('v_model', ARRAY[0.5, 3], level => 0.9) AS default, predict_interval('v_model', ARRAY[0.5, 3], NULL) IS NULL AS nothing,
       predict_interval(NULL::text, ARRAY[0.5, 3]) IS NULL AS no_view;
-- over many rows, in FROM, and under two names in one query
SELECT count(*) AS rows, count(*) FILTER (WHERE (lower, upper) IS NOT DISTINCT FROM (l, u)) AS same
FROM outcome, unnest('{v_model,view_metrics.v_model}'::text[]) v, LATERAL predict_interval(v, ARRAY[p, y_predicted]) a, LATERAL (SELECT b.lower AS l, b.upper AS u FROM predict_interval(model_of('v_model'), ARRAY[p, y_predicted]) b) c
WHERE p IS NOT NULL AND y_predicted IS NOT NULL;
-- in a view of rows the name is a dependency, as in predict()
SELECT create_continuous_view('v_bounds', $$SELECT i, (predict_interval('v_model', ARRAY[p, y_predicted])).lower AS lower, u.upper FROM view_metrics.outcome, predict_interval('v_model', ARRAY[p, y_predicted], 0.5) u WHERE p > 0 AND y_predicted IS NOT NULL$$);
SELECT wait();
SELECT count(*) > 100 AS rows, bool_and(b.lower = e.lower) AS same FROM v_bounds b JOIN outcome o USING (i), predict_interval('v_model', ARRAY[p, y_predicted]) e;
\set VERBOSITY terse
DROP VIEW v_model;
\set VERBOSITY default
-- no row yet, and what has no intervals
SELECT create_continuous_view('v_empty', $$SELECT linear_regression(y, ARRAY[p]) AS model FROM view_metrics.outcome WHERE i < 0$$);
SELECT wait();
SELECT predict_interval('v_empty', ARRAY[0.5]), lower, upper FROM predict_interval('v_empty', ARRAY[0.5]);
SELECT predict_interval('v_empty', ARRAY[0.5], 1);
SELECT predict_interval('v_model', ARRAY[0.5, 3], 0);
SELECT predict_interval('v_model', ARRAY[0.5]);
SELECT predict_interval('v_metrics', ARRAY[0.5]);
SELECT predict_interval('outcome', ARRAY[0.5]);
SELECT create_continuous_view('v_class', $$SELECT logistic_regression(spam, ARRAY[p]) AS model FROM view_metrics.outcome WHERE p > 0$$);
SELECT wait();
SELECT predict_interval('v_class', ARRAY[0.5]);
CREATE ROLE regress_interval;
GRANT USAGE ON SCHEMA view_metrics, streamml TO regress_interval;
SET ROLE regress_interval;
SELECT predict_interval('v_model', ARRAY[0.5, 3]);
RESET ROLE;
DROP OWNED BY regress_interval;
DROP ROLE regress_interval;

SET client_min_messages = warning;
SELECT count(drop_continuous_view(v)::text) AS dropped FROM unnest(ARRAY['v_bounds', 'v_metrics', 'v_minutes', 'v_model', 'v_named', 'v_empty', 'v_class']) v;
DROP SCHEMA view_metrics CASCADE;
