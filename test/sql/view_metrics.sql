--
-- Metrics in continuous views, per group and over tumbling windows: the answer
-- of the plain query, however the rows came; and models that keep fading figures
-- and residuals.
--
CREATE SCHEMA view_metrics;
SET search_path = view_metrics, public, streamml;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE outcome (i int, at timestamptz, g int, actual text, predicted text, spam bool, p float8, y float8, y_predicted float8);
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
DO $$ BEGIN EXECUTE 'CREATE TABLE answer AS ' || definition(); END $$;
SELECT count(*) AS groups, count(*) FILTER (WHERE to_jsonb(v) = to_jsonb(a)) AS same FROM v_metrics v JOIN answer a USING (g);
SELECT count(*) AS different FROM verify('v_metrics');
SELECT count(*) AS windows FROM v_minutes;
SELECT count(*) AS different FROM verify('v_minutes');
SELECT count(*) AS different FROM verify('v_model');
SELECT lower < predict(model, ARRAY[0.5, 3]) AND predict(model, ARRAY[0.5, 3]) < upper AS interval, metrics(model) -> 'fading' ? 'coverage' AS fading
FROM v_model, predict_interval(model_of('v_model'), ARRAY[0.5, 3]);

SET client_min_messages = warning;
SELECT count(drop_continuous_view(v)::text) AS dropped FROM unnest(ARRAY['v_metrics', 'v_minutes', 'v_model']) v;
DROP SCHEMA view_metrics CASCADE;
