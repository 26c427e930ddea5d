-- predict_interval: conformal intervals of every regression.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;
SET extra_float_digits = 0;

-- 4000 rows; from row 2001 on other coefficients and three times the noise
CREATE TABLE drifting AS
    SELECT i, x, CASE WHEN i <= 2000 THEN 3 * x[1] - 2 * x[2] + x[3] + noise ELSE 10 - 4 * x[1] + x[2] + 3 * noise END AS y
    FROM (SELECT i, ARRAY[(i * 7919 % 1009) / 1009.0, (i * 104729 % 997) / 997.0, (i * 1299709 % 983) / 983.0]::float8[] AS x,
                 ((i * 15485863 % 991) + (i * 32452843 % 983) + (i * 49979687 % 977)) / 991.0 - 1.5 AS noise
          FROM generate_series(1, 4000::bigint) i) v;

-- what metrics() says is what intervals by the model as it was before each row did
CREATE TABLE interval_row AS
    SELECT i, y, n.*
    FROM (SELECT i, x, y, lag(m) OVER (ORDER BY i) AS m
          FROM (SELECT *, linear_regression(y, x) OVER (ORDER BY i ROWS UNBOUNDED PRECEDING) AS m FROM drifting WHERE i <= 1000) v) w,
         LATERAL (SELECT a.lower AS lower90, a.upper AS upper90, b.lower AS lower50, b.upper AS upper50
                  FROM predict_interval(m, x) a, predict_interval(m, x, 0.5) b) n;
SELECT coverage(y, lower90, upper90) FILTER (WHERE upper90 < 'infinity') = (metrics(m) -> 'coverage' ->> '0.9')::float8 AS "0.9",
       coverage(y, lower50, upper50) FILTER (WHERE upper50 < 'infinity') = (metrics(m) -> 'coverage' ->> '0.5')::float8 AS "0.5",
       count(*) FILTER (WHERE upper90 = 'infinity') AS unbounded90, count(*) FILTER (WHERE upper50 = 'infinity') AS unbounded50
FROM interval_row, (SELECT linear_regression(y, x ORDER BY i) AS m FROM drifting WHERE i <= 1000) v GROUP BY m;

-- half a width is the k-th smallest of the latest errors, k by the adapted rate
SELECT count(*) AS levels, bool_and(abs((u - l) / 2 - expected) < 1e-12) AS same
FROM (SELECT linear_regression(y, x, '{"interval_window": 50}' ORDER BY i) AS m FROM drifting WHERE i <= 333) v,
     LATERAL (SELECT jsonb_array_elements_text(m::text::jsonb -> 'metrics' -> 'residuals' -> 'missed')::float8 AS missed,
                     unnest(ARRAY[0.5, 0.8, 0.9, 0.95]) AS level) a,
     LATERAL (SELECT array_agg(r.value::float8 ORDER BY r.value::float8) AS residuals
              FROM jsonb_array_elements_text(m::text::jsonb -> 'metrics' -> 'residuals' -> 'value') r) r,
     LATERAL (SELECT residuals[ceil(51 * (1 - missed) - 1e-9)] AS expected) e,
     LATERAL (SELECT lower AS l, upper AS u FROM predict_interval(m, ARRAY[0.1, 0.2, 0.3], level)) p
WHERE level IS NOT NULL;
-- about the prediction, and wider the surer
SELECT level, round(lower::numeric, 4) AS lower, round(upper::numeric, 4) AS upper, abs((lower + upper) / 2 - predict(m, ARRAY[0.1, 0.2, 0.3])) < 1e-12 AS centred
FROM (SELECT linear_regression(y, x ORDER BY i) AS m FROM drifting WHERE i <= 333) v,
     unnest(ARRAY[0.01, 0.3, 0.5, 0.75, 0.9, 0.97, 0.99, 0.999]) level, predict_interval(m, ARRAY[0.1, 0.2, 0.3], level) ORDER BY level;

-- every regression, over the stream, after the concept has changed, and of
-- independent rows that the model does not learn: as often as asked for.  (Of
-- the last, 128 errors leave an uncertainty of 0.05; and passive_aggressive
-- jumps about, so that its last model is one of many.)
CREATE TABLE learner AS
    SELECT 'linear_regression' AS name, linear_regression(y, x ORDER BY i) AS m, linear_regression(y, x, '{"fading": 0.998}' ORDER BY i) AS f FROM drifting
    UNION ALL SELECT 'adaptive', linear_regression(y, x, '{"optimizer": "adaptive"}' ORDER BY i), linear_regression(y, x, '{"optimizer": "adaptive", "fading": 0.998}' ORDER BY i) FROM drifting
    UNION ALL SELECT 'quantile_regression', quantile_regression(y, x, '{"quantile": 0.9}' ORDER BY i), quantile_regression(y, x, '{"quantile": 0.9, "fading": 0.998}' ORDER BY i) FROM drifting
    UNION ALL SELECT 'huber_regression', huber_regression(y, x ORDER BY i), huber_regression(y, x, '{"fading": 0.998}' ORDER BY i) FROM drifting
    UNION ALL SELECT 'passive_aggressive', passive_aggressive_regressor(y, x ORDER BY i), passive_aggressive_regressor(y, x, '{"fading": 0.998}' ORDER BY i) FROM drifting
    UNION ALL SELECT 'poisson_regression', poisson_regression(abs(y), x ORDER BY i), poisson_regression(abs(y), x, '{"fading": 0.998}' ORDER BY i) FROM drifting
    UNION ALL SELECT 'random_fourier', random_fourier_regression(y, x ORDER BY i), random_fourier_regression(y, x, '{"fading": 0.998}' ORDER BY i) FROM drifting
    UNION ALL SELECT 'hoeffding_tree', hoeffding_tree_regressor(y, x ORDER BY i), hoeffding_tree_regressor(y, x, '{"fading": 0.998}' ORDER BY i) FROM drifting;
SELECT name, (SELECT bool_and(abs(value::float8 - key::float8) < 0.015) FROM jsonb_each_text(metrics(m) -> 'coverage')) AS whole,
       (SELECT bool_and(abs(value::float8 - key::float8) < 0.04) FROM jsonb_each_text(metrics(f) -> 'fading' -> 'coverage')) AS fading,
       round(new::numeric, 2) AS "new rows", new BETWEEN 0.85 AND 0.98 AS within
FROM learner,
     LATERAL (SELECT coverage(CASE WHEN name = 'poisson_regression' THEN abs(y) ELSE y END, lower, upper) AS new
              FROM (SELECT ARRAY[(i * 6133 % 1013) / 1013.0, (i * 7727 % 991) / 991.0, (i * 8513 % 971) / 971.0]::float8[] AS x,
                           ((i * 15485863 % 1019) + (i * 32452843 % 1021) + (i * 49979687 % 1031)) / 1019.0 - 1.5 AS noise
                    FROM generate_series(1, 1000::bigint) i) r,
                   LATERAL (SELECT 10 - 4 * x[1] + x[2] + 3 * noise AS y) t, predict_interval(m, x, 0.9)) q
ORDER BY name;

-- the first 300 rows after the change alone
SELECT name, level, round(((after.covered - before.covered) / (after.bounded - before.bounded))::numeric, 3) AS coverage,
       abs((after.covered - before.covered) / (after.bounded - before.bounded) - level) < 0.06 AS within
FROM (SELECT 'linear_regression' AS name, linear_regression(y, x ORDER BY i) FILTER (WHERE i <= 2000) AS m1, linear_regression(y, x ORDER BY i) AS m2 FROM drifting WHERE i <= 2300
      UNION ALL SELECT 'adaptive', linear_regression(y, x, '{"optimizer": "adaptive"}' ORDER BY i) FILTER (WHERE i <= 2000), linear_regression(y, x, '{"optimizer": "adaptive"}' ORDER BY i) FROM drifting WHERE i <= 2300
      UNION ALL SELECT 'hoeffding_tree', hoeffding_tree_regressor(y, x ORDER BY i) FILTER (WHERE i <= 2000), hoeffding_tree_regressor(y, x ORDER BY i) FROM drifting WHERE i <= 2300) v,
     LATERAL (SELECT m1::text::jsonb -> 'metrics' AS f1, m2::text::jsonb -> 'metrics' AS f2) f,
     unnest(ARRAY[0.5, 0.8, 0.9, 0.95, 0.99]) WITH ORDINALITY l(level, k),
     LATERAL (SELECT (f1 -> 'bounded' ->> (k - 1)::int)::float8 AS bounded, (f1 -> 'covered' ->> (k - 1)::int)::float8 AS covered) before,
     LATERAL (SELECT (f2 -> 'bounded' ->> (k - 1)::int)::float8 AS bounded, (f2 -> 'covered' ->> (k - 1)::int)::float8 AS covered) after
ORDER BY name, level;

-- the state: text and back, merged, none before the first row
SELECT bool_and(m::text::model = m) AS text FROM learner;
SELECT abs((b.upper - b.lower) - (a.upper - a.lower)) < 1e-12 AS merged
FROM (SELECT linear_regression(y, x ORDER BY i) FILTER (WHERE i <= 500) AS m1, linear_regression(y, x ORDER BY i) FILTER (WHERE i > 500) AS m2 FROM drifting WHERE i <= 1000) v,
     predict_interval(m2, ARRAY[0.1, 0.2, 0.3]) a, predict_interval(m1 + m2, ARRAY[0.1, 0.2, 0.3]) b;
SELECT predict_interval(linear_regression(y, x), ARRAY[0.1, 0.2, 0.3]) FROM drifting WHERE false;
SELECT predict_interval(linear_regression(NULL::float8, x), ARRAY[0.1, 0.2, 0.3]) FROM drifting;
SELECT n, predict_interval(linear_regression(y, x ORDER BY i), ARRAY[0.1, 0.2, 0.3]) = ROW(float8 '-infinity', float8 'infinity') AS unbounded
FROM unnest(ARRAY[1, 8, 9]) n JOIN drifting ON i <= n GROUP BY n ORDER BY n;
-- features as jsonb and record
SELECT predict_interval(j, jsonb '{"a": 0.1}', 0.8) = predict_interval(r, ROW(0.1::float8), 0.8) AS same
FROM (SELECT linear_regression(y, jsonb_build_object('a', x[1]) ORDER BY i) AS j, linear_regression(y, ROW(x[1]) ORDER BY i) AS r FROM drifting WHERE i <= 500) v;

\set VERBOSITY terse
SELECT predict_interval(linear_regression(y, x), ARRAY[0.1, 0.2, 0.3], 1) FROM drifting;
SELECT predict_interval(logistic_regression(y > 0, x), ARRAY[0.1, 0.2, 0.3]) FROM drifting;
SELECT predict_interval(linear_regression(y, x, '{"interval_window": 0}'), ARRAY[0.1, 0.2, 0.3]) FROM drifting;
SELECT predict_interval(random_fourier_regression(y, x) OVER (ORDER BY i ROWS 100 PRECEDING), x) FROM drifting;
SELECT linear_regression(y, x, '{"interval_window": 10001}') FROM drifting;
SELECT replace(m::text, '"missed": [', '"missed": [2, ')::model FROM learner LIMIT 1;
SELECT regexp_replace(m::text, '"value": \[', '"value": [-')::model FROM learner LIMIT 1;
SELECT regexp_replace(m::text, '"covered": \[\d+', '"covered": [0.5')::model FROM learner LIMIT 1;
\set VERBOSITY default

DROP TABLE drifting, interval_row, learner;
