-- linear_regression: exact, whatever way the rows were split.
SET search_path = public, streamml;

CREATE TABLE points AS
    SELECT i, x1, x2, x3, 3 + 2 * x1 - 0.5 * x2 + 0.25 * x3 + sin(i * 7.3) AS y, 1 + i % 4 AS k
    FROM (SELECT i, sin(i) * 10 AS x1, 20 + 5 * cos(i * 1.3) AS x2, i * 0.01 AS x3
          FROM generate_series(1, 4000) i) s;
ANALYZE points;

-- against PostgreSQL's own, for one feature
SELECT abs(w1.weight / regr_slope - 1) < 1e-12 AS slope, abs(w0.weight / regr_intercept - 1) < 1e-12 AS intercept,
       abs((metrics(m)->'fit'->>'r2')::float8 / regr_r2 - 1) < 1e-12 AS r2
FROM (SELECT linear_regression(y, ARRAY[x1]) AS m, regr_slope(y, x1), regr_intercept(y, x1), regr_r2(y, x1) FROM points) s,
     LATERAL (SELECT weight FROM weights(m) WHERE feature = 'x1') w1,
     LATERAL (SELECT weight FROM weights(m) WHERE feature = '(intercept)') w0;

-- serial, parallel, split and merged: equal to 1e-12 relative
SET max_parallel_workers_per_gather = 0;
CREATE TABLE fits AS SELECT 'serial' AS how, linear_regression(y, ARRAY[x1, x2, x3]) AS m FROM points;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT linear_regression(y, ARRAY[x1, x2, x3]) FROM points;
INSERT INTO fits SELECT 'parallel', linear_regression(y, ARRAY[x1, x2, x3]) FROM points;
SET max_parallel_workers_per_gather = 0;
INSERT INTO fits SELECT 'merge', merge(m) FROM (SELECT linear_regression(y, ARRAY[x1, x2, x3]) AS m FROM points GROUP BY i % 7) s;
INSERT INTO fits SELECT '+', a.m + b.m
    FROM (SELECT linear_regression(y, ARRAY[x1, x2, x3]) AS m FROM points WHERE i <= 1234) a,
         (SELECT linear_regression(y, ARRAY[x1, x2, x3]) AS m FROM points WHERE i > 1234) b;
SELECT how, max(abs(w.weight / s.weight - 1)) < 1e-12 AS weights, max(abs(w.std_error / s.std_error - 1)) < 1e-9 AS errors,
       n_observations(f.m) AS n, CASE WHEN how <> 'parallel' THEN metrics(f.m)->>'order' END AS "order"
FROM fits f, weights(f.m) w,
     LATERAL (SELECT sw.* FROM fits s, weights(s.m) sw WHERE s.how = 'serial' AND sw.feature = w.feature) s
GROUP BY how, f.m ORDER BY how;

-- far from zero: raw sums of products would have no digits left
SELECT w.feature, round(w.weight::numeric, 5) AS weight
FROM weights((SELECT linear_regression(1e9 + y, ARRAY[1e8 + x1, x2 - 1e8, x3]) FROM points)) w,
     weights((SELECT m FROM fits WHERE how = 'serial')) s
WHERE w.feature = s.feature AND w.feature <> '(intercept)' AND abs(w.weight / s.weight - 1) < 1e-5;

-- same rows, same bits
SELECT m = (SELECT linear_regression(y, ARRAY[x1, x2, x3]) FROM (SELECT * FROM points ORDER BY i) p) AS same
FROM fits WHERE how = 'serial';

-- learning on from a stored model is learning in one go
CREATE TABLE stepwise AS SELECT linear_regression(y, ARRAY[x1, x2, x3]) AS m FROM points WHERE i <= 100;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT * FROM points WHERE i BETWEEN 101 AND 200 ORDER BY i LOOP
        UPDATE stepwise SET m = streamml.learn(m, p.y, ARRAY[p.x1, p.x2, p.x3]);
    END LOOP;
END $$;
SELECT m = (SELECT linear_regression(y, ARRAY[x1, x2, x3]) FROM (SELECT * FROM points WHERE i <= 200 ORDER BY i) p) AS same
FROM stepwise;

-- a weight counts as that many rows, except in degrees of freedom
SELECT max(abs(a.weight / b.weight - 1)) < 1e-12 AS same
FROM weights((SELECT linear_regression(y, ARRAY[x1, x3], k, '{}') FROM points)) a
JOIN weights((SELECT linear_regression(y, ARRAY[x1, x3]) FROM points, generate_series(1, k))) b USING (feature);
SELECT metrics(linear_regression(y, ARRAY[x1], w, NULL)) - 'fit' AS metrics
FROM (VALUES (1.0, 2.0, 0), (2, 4, 1), (3, 6, NULL), (4, 8, 2)) v (x1, y, w);

-- ridge: the closed form for one centred feature is Sxy / (Sxx + l2)
SELECT abs(w.weight - regr_sxy / (regr_sxx + 50)) < 1e-12 AS ridge, w.std_error
FROM (SELECT linear_regression(y, ARRAY[x1], '{"l2": 50}') AS m, regr_sxy(y, x1), regr_sxx(y, x1) FROM points) s, weights(m) w
WHERE w.feature = 'x1';

-- no intercept
SELECT w.feature, abs(w.weight - sxy / sxx) < 1e-12 AS through_zero
FROM (SELECT linear_regression(y, ARRAY[x1], '{"fit_intercept": false}') AS m, sum(x1 * y) AS sxy, sum(x1 * x1) AS sxx FROM points) s, weights(m) w;

-- columns that depend on others get no coefficient
SELECT w.feature, round(w.weight::numeric, 6) AS weight, w.std_error IS NULL AS no_error
FROM (SELECT linear_regression(2 * x1, ARRAY[x1, 3 * x1 + 1, 5]) AS m FROM points) s, weights(m) w;

-- few rows: no errors, no division by zero
SELECT n, round(predict(m, ARRAY[1, 2])::numeric, 6) AS predict, metrics(m)->'fit'->'degrees_of_freedom' AS df
FROM (SELECT n, (SELECT linear_regression(3 * i, ARRAY[i, i * i]) FROM generate_series(1, n) i) AS m FROM generate_series(0, 4) n) s;
SELECT predict(linear_regression(y, ARRAY[x1]), ARRAY[1]) AS untrained FROM points WHERE false;

-- what is missing: not learned, and taken for its mean when predicting
SELECT n_observations(m) AS n, metrics(m)->'skipped' AS skipped, metrics(m)->'unlabeled' AS unlabeled,
       abs(predict(m, ARRAY[NULL, 1]::float8[]) - predict(m, ARRAY[2.5, 1])) < 1e-12 AS mean_taken
FROM (SELECT linear_regression(y, x) AS m
      FROM (VALUES (1.0, ARRAY[1, 1]::float8[]), (2, ARRAY[2, 4]), (4, ARRAY[3, 2]), (3, ARRAY[4, 7]),
                   (5, ARRAY[5, NULL]), (NULL, ARRAY[6, 6]), (7, NULL)) v (y, x)) s;

-- models per group, and a rolling one
SELECT g, round(predict(m, ARRAY[10])::numeric, 9) AS predict
FROM (SELECT i % 3 AS g, linear_regression(i * (i % 3) + 1, ARRAY[i]) AS m FROM generate_series(1, 60) i GROUP BY 1) s ORDER BY g;
SELECT i, round(predict(linear_regression(i * i, ARRAY[i]) OVER (ORDER BY i ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING), ARRAY[i])::numeric, 6) AS next
FROM generate_series(1, 6) i ORDER BY i;

-- a sliding one unlearns, with the optimizer that can; the same either way
SELECT optimizer, count(*) AS windows, max(abs(predict(s.m, ARRAY[s.i, s.v]) - predict(anew.m, ARRAY[s.i, s.v]))) < 1e-6 AS same,
       sum(n_observations(s.m) - n_observations(anew.m)) AS rows
FROM (SELECT 'exact' AS optimizer, i, i * 7 % 13 AS v,
             linear_regression(i * 3 + i % 5, ARRAY[i, i * 7 % 13]) OVER (ORDER BY i ROWS BETWEEN 50 PRECEDING AND 1 PRECEDING) AS m
      FROM generate_series(1, 300) i
      UNION ALL
      SELECT 'sgd', i, i * 7 % 13,
             linear_regression(i * 3 + i % 5, ARRAY[i, i * 7 % 13], '{"optimizer": "sgd", "learning_rate": 1e-6}') OVER (ORDER BY i ROWS BETWEEN 50 PRECEDING AND 1 PRECEDING)
      FROM generate_series(1, 300) i) s,
     LATERAL (SELECT linear_regression(i * 3 + i % 5, ARRAY[i, i * 7 % 13],
                                       CASE optimizer WHEN 'exact' THEN '{}' ELSE '{"optimizer": "sgd", "learning_rate": 1e-6}' END::jsonb ORDER BY i) AS m
              FROM generate_series(s.i - 50, s.i - 1) i WHERE i > 0) anew
WHERE s.i > 4 GROUP BY optimizer ORDER BY optimizer;
SELECT unlearn(linear_regression(i, ARRAY[i], '{"optimizer": "sgd"}'), 1, ARRAY[1]) FROM generate_series(1, 3) i;

-- many of them in one hash table, and the same by sorting
SET enable_sort = off;
SET work_mem = '1GB';
CREATE TABLE hashed AS SELECT i / 2 AS g, linear_regression(i, ARRAY[i, i % 7]) AS m FROM generate_series(1, 40000) i GROUP BY 1;
RESET enable_sort;
SET enable_hashagg = off;
SET work_mem = '1MB';
CREATE TABLE sorted AS SELECT i / 2 AS g, linear_regression(i, ARRAY[i, i % 7]) AS m FROM generate_series(1, 40000) i GROUP BY 1;
RESET enable_hashagg;
RESET work_mem;
SELECT count(*), sum(n_observations(m)) FROM hashed;
SELECT count(*) FROM (TABLE hashed EXCEPT ALL TABLE sorted) e;

-- booleans and decimals as labels
SELECT round(predict(linear_regression(i > 5, ARRAY[i]), ARRAY[5.5])::numeric, 9) AS p FROM generate_series(1, 10) i;
SELECT round(predict(linear_regression(i::numeric / 2, ARRAY[i]), ARRAY[7])::numeric, 9) AS half FROM generate_series(1, 10) i;

-- progressive figures: the first row counts as predicted to be 0
SELECT metrics(linear_regression(y, ARRAY[x]) ) - 'fit' AS metrics
FROM (VALUES (1.0, 2.0), (2, 4), (3, 6), (4, 8)) v (x, y);

DROP TABLE points, fits, stepwise, hashed, sorted;

-- exact, a number for every two features: at most 4096 of them; row by row as many as others have
SELECT (info(linear_regression(1.0, x, '{"max_features": 16384, "optimizer": "sgd"}')) ->> 'features')::int AS features,
    (info(linear_regression(1.0, x, '{"hash_bits": 20, "optimizer": "adaptive"}')::text::model) -> 'options' ->> 'hash_bits')::int AS bits
FROM (SELECT jsonb_object_agg('f' || i, 1) AS x FROM generate_series(1, 5000) i) s;
SELECT linear_regression(1.0, ARRAY[1.0], '{"max_features": 5000}');
SELECT linear_regression(1.0, '{"a": 1}'::jsonb, '{"hash_bits": 13}');
SELECT linear_regression(1.0, array_fill(1::float8, ARRAY[4097]));
