-- Moments per feature, and features on one scale; learning without labels,
-- unlearning, moving aggregates.
SET search_path = public, streamml;
SET extra_float_digits = 0;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE points AS
    SELECT i, sin(i) * 3 + i % 5 AS x1, cos(i * 1.3) * 2 AS x2, 1e6 + (i * 7919 % 101) AS x3, 1 + i % 3 AS k
    FROM generate_series(1, 2000) i;
CREATE TABLE models AS SELECT 'serial' AS how, scaler(ARRAY[x1, x2, x3]) AS m FROM points;

-- the server's own aggregates are the judges
SELECT count = 2000 AND missing = 0 AS count, abs(mean - avg) < 1e-12 * abs(avg) + 1e-15 AS mean,
       abs(variance / var_pop - 1) < 1e-12 AS variance, abs(std / stddev_pop - 1) < 1e-12 AS std,
       moments.min = judge.min AS min, moments.max = judge.max AS max
FROM models, moments(m)
JOIN (SELECT feature, avg(x), var_pop(x), stddev_pop(x), min(x), max(x)
      FROM points, LATERAL (VALUES ('x1', x1), ('x2', x2), ('x3', x3)) v (feature, x)
      GROUP BY feature) judge USING (feature);

-- serial, parallel, split and merged
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT scaler(ARRAY[x1, x2, x3]) FROM points;
INSERT INTO models SELECT 'parallel', scaler(ARRAY[x1, x2, x3]) FROM points;
SET max_parallel_workers_per_gather = 0;
INSERT INTO models SELECT 'merge', merge(m) FROM (SELECT scaler(ARRAY[x1, x2, x3]) AS m FROM points GROUP BY i % 7) s;
SELECT how, max(abs(a.mean - s.mean) / (s.std + abs(s.mean))) < 1e-12 AS mean, max(abs(a.variance / s.variance - 1)) < 1e-12 AS variance,
       bool_and(a.min = s.min AND a.max = s.max AND a.count = s.count) AS rest
FROM models, moments(m) a
JOIN (SELECT s.* FROM models, moments(m) s WHERE how = 'serial') s USING (feature)
GROUP BY how ORDER BY how;

-- scaled values have mean 0 and variance 1; within a range they go from 0 to 1
SELECT round(avg(z[1])::numeric, 9) AS mean, round(var_pop(z[1])::numeric, 9) AS variance,
       round(avg(z[3])::numeric, 9) AS mean, round(var_pop(z[3])::numeric, 9) AS variance
FROM models, points, LATERAL (SELECT transform(m, ARRAY[x1, x2, x3]) AS z) t WHERE how = 'serial';
SELECT min(z[2]), max(z[2]), min(z[3]), max(z[3])
FROM (SELECT scaler(ARRAY[x1, x2, x3], '{"method": "minmax"}') AS m FROM points) s, points,
     LATERAL (SELECT transform(m, ARRAY[x1, x2, x3]) AS z) t;
SELECT transform(m, ARRAY[NULL, 5, 7]::float8[]) AS missing_and_constant
FROM (SELECT scaler(ARRAY[i, 5, i * 2]) AS m FROM generate_series(1, 9) i) s;

-- a weight counts as that many rows
SELECT max(abs(a.mean / b.mean - 1)) < 1e-12 AND max(abs(a.variance / b.variance - 1)) < 1e-12 AS same
FROM moments((SELECT scaler(ARRAY[x1, x3], k, NULL) FROM points)) a
JOIN moments((SELECT scaler(ARRAY[x1, x3]) FROM points, generate_series(1, k))) b USING (feature);

-- what a row does not mention is zero, what is NULL is missing
SELECT feature, count, missing, round(mean::numeric, 6) AS mean, round(variance::numeric, 6) AS variance, min, max
FROM moments((SELECT scaler(j) FROM (VALUES ('{"a": 1, "c": "x"}'::jsonb), ('{"a": 3}'), ('{"a": null, "b": -2}'), ('{"c": "x", "b": 4}')) v (j)));
SELECT feature, count, missing, mean, min, max
FROM moments((SELECT scaler(r) FROM (VALUES (1, 'x'), (NULL, 'y'), (4, 'x')) v (a, c), LATERAL (SELECT a, c) r));

-- unlearning the second half leaves the first
CREATE TABLE halves AS
    SELECT scaler(ARRAY[x1, x2, x3]) FILTER (WHERE i <= 100) AS first, scaler(ARRAY[x1, x2, x3]) AS m FROM points WHERE i <= 200;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT * FROM points WHERE i BETWEEN 101 AND 200 LOOP
        UPDATE halves SET m = streamml.unlearn(m, ARRAY[p.x1, p.x2, p.x3]);
    END LOOP;
END $$;
SELECT n_observations(m) AS n, max(abs(a.mean / b.mean - 1)) < 1e-10 AS mean, max(abs(a.variance / b.variance - 1)) < 1e-10 AS variance
FROM halves, moments(first) a JOIN LATERAL moments(m) b USING (feature) GROUP BY m;
SELECT moments(unlearn(scaler(ARRAY[1, 2]), ARRAY[1, 2]::float8[])) FROM generate_series(1, 1);
SELECT feature, mean, variance FROM moments(learn((SELECT scaler(ARRAY[i]) FROM generate_series(1, 3) i), ARRAY[6]::float8[]));

-- a window that moves: the same as the window's own aggregates
SELECT max(abs(m.mean - judge) / 3) < 1e-12 AS mean, max(abs(m.variance / nullif(vj, 0) - 1)) < 1e-9 AS variance,
       bool_and(m.min = minj AND m.max = maxj) AS range, max(m.count) AS rows
FROM (SELECT scaler(ARRAY[x1]) OVER w AS model, avg(x1) OVER w AS judge, var_pop(x1) OVER w AS vj, min(x1) OVER w AS minj, max(x1) OVER w AS maxj
      FROM points WINDOW w AS (ORDER BY i ROWS BETWEEN 100 PRECEDING AND 1 PRECEDING)) s, moments(model) m;
SELECT max(abs(m.mean / judge - 1)) < 1e-13 AS mean, max(m.count) AS rows
FROM (SELECT scaler(ARRAY[x3], '{"range": false}') OVER w AS model, avg(x3) OVER w AS judge
      FROM points WINDOW w AS (ORDER BY i ROWS BETWEEN 500 PRECEDING AND 1 PRECEDING)) s, moments(model) m;

-- JSON and back; stored and learned on
SELECT m = (m::text)::model AS text, m = (m::jsonb)::model AS jsonb FROM models WHERE how = 'serial';
SELECT info(m) - 'bytes' AS info, metrics(m) FROM models WHERE how = 'serial';

-- errors
\set VERBOSITY terse
SELECT predict(m, ARRAY[1, 2, 3]) FROM models LIMIT 1;
SELECT predict_class(m, ARRAY[1, 2, 3]) FROM models LIMIT 1;
SELECT cluster(m, ARRAY[1, 2, 3]) FROM models LIMIT 1;
SELECT anomaly_score(m, ARRAY[1, 2, 3]) FROM models LIMIT 1;
SELECT transform(m, ARRAY[1, 2]) FROM models LIMIT 1;
SELECT weights(m) FROM models LIMIT 1;
SELECT learn(m, 1, ARRAY[1, 2, 3]) FROM models LIMIT 1;
SELECT learn(linear_regression(1, ARRAY[1]), ARRAY[1]::float8[]);
SELECT unlearn(logistic_regression(true, ARRAY[1]), true, ARRAY[1]::float8[]);
SELECT unlearn(unlearn(scaler(ARRAY[1]), ARRAY[1]::float8[]), ARRAY[1]::float8[]);
SELECT unlearn(scaler(ARRAY[1, NULL]::float8[]), ARRAY[1, 1]::float8[]);
SELECT moments(linear_regression(1, ARRAY[1]));
SELECT scaler(ARRAY[1], '{"method": "robust"}');
SELECT scaler(ARRAY['NaN'::float8]);
SELECT replace(m::text, '"squares": [', '"squares": [-')::model IS NULL FROM models WHERE how = 'serial';

DROP TABLE points, models, halves;
