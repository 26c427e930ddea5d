-- random_fourier_regression: curves, exact whatever way the rows were split.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- the map and the solution, computed by another program: 1.363324874 1.016115211 2.267139187
SELECT predict(m, ARRAY[0, 0])::numeric(12,9) AS a, predict(m, ARRAY[0.5, -0.5])::numeric(12,9) AS b, predict(m, ARRAY[1, 1])::numeric(12,9) AS c
FROM (SELECT random_fourier_regression(sin(i) * cos(2 * i) + i / 10.0, ARRAY[sin(i), cos(2 * i)], '{"n_components": 10, "gamma": 0.5, "seed": 7, "l2": 0.1}') AS m
      FROM generate_series(1, 30) i) s;

-- a curve that no plane fits (its waves have lengths of 2 and 3: gamma to suit), with three seeds
CREATE TABLE hills AS
    SELECT i, a, b, sin(3 * a) * cos(2 * b) + 0.05 * sin(i * 12.9898) AS y
    FROM (SELECT i, 2 * sin(i * 1.7) AS a, 2 * cos(i * 2.3) AS b FROM generate_series(1, 3000) i) s;
ANALYZE hills;
SELECT seed, (metrics(m)->'fit'->>'r2')::float8 > 0.98 AS fits, (metrics(m)->>'r2')::float8 > 0.9 AS progressive,
       (SELECT (metrics(linear_regression(y, ARRAY[a, b]))->'fit'->>'r2')::float8 < 0.1 FROM hills) AS plane_does_not
FROM (SELECT seed, random_fourier_regression(y, ARRAY[a, b], jsonb_build_object('seed', seed, 'l2', 0.01, 'gamma', 3)) AS m FROM hills, generate_series(1, 3) seed GROUP BY seed) s
ORDER BY seed;

-- serial, parallel, split and merged
CREATE TABLE models AS SELECT 'serial' AS how, random_fourier_regression(y, ARRAY[a, b], '{"n_components": 40}') AS m FROM hills;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT random_fourier_regression(y, ARRAY[a, b], '{"n_components": 40}') FROM hills;
INSERT INTO models SELECT 'parallel', random_fourier_regression(y, ARRAY[a, b], '{"n_components": 40}') FROM hills;
SET max_parallel_workers_per_gather = 0;
INSERT INTO models SELECT 'merge', merge(m) FROM (SELECT random_fourier_regression(y, ARRAY[a, b], '{"n_components": 40}') AS m FROM hills GROUP BY i % 7) s;
INSERT INTO models SELECT '+', x.m + z.m
    FROM (SELECT random_fourier_regression(y, ARRAY[a, b], '{"n_components": 40}') AS m FROM hills WHERE i <= 1234) x,
         (SELECT random_fourier_regression(y, ARRAY[a, b], '{"n_components": 40}') AS m FROM hills WHERE i > 1234) z;
SELECT m.how, max(abs(predict(m.m, ARRAY[a, b]) - predict(s.m, ARRAY[a, b]))) < 1e-10 AS same, n_observations(m.m) AS n
FROM models m, models s, hills WHERE s.how = 'serial' GROUP BY m.how, m.m ORDER BY m.how;

-- by name: whatever the order in which features turn up, and as good as arrays
SELECT max(abs(predict(l + r, j) - predict(s.m, ARRAY[a, b]))) < 1e-10 AS same
FROM (SELECT random_fourier_regression(y, j, '{"n_components": 40}') FILTER (WHERE i <= 1234) AS l,
             random_fourier_regression(y, k, '{"n_components": 40}') FILTER (WHERE i > 1234) AS r
      FROM hills, LATERAL (SELECT a AS x1, b AS x2) j, LATERAL (SELECT b AS x2, a AS x1) k) p, models s, hills, LATERAL (SELECT a AS x1, b AS x2) j
WHERE how = 'serial';

-- same rows, same bits; learning on from a stored model is learning in one go; both forms
CREATE TABLE stepwise AS SELECT random_fourier_regression(y, ARRAY[a, b], '{"n_components": 8}') AS m FROM hills WHERE i <= 2;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT * FROM hills WHERE i BETWEEN 3 AND 200 ORDER BY i LOOP
        UPDATE stepwise SET m = learn(m, p.y, ARRAY[p.a, p.b]);
    END LOOP;
END $$;
SELECT s.m = (SELECT random_fourier_regression(y, ARRAY[a, b], '{"n_components": 8}') FROM hills WHERE i <= 200) AS same,
       s.m = s.m::text::model AS text_form, s.m = s.m::jsonb::model AS jsonb_form
FROM stepwise s;

-- unlearned: the model of the rows that are left; so, too, of a linear_regression
SELECT count(*) AS windows, max(abs(s.p - anew.p)) < 1e-8 AS same
FROM (SELECT i, a, b, predict(random_fourier_regression(y, ARRAY[a, b], '{"n_components": 20}') OVER (ORDER BY i ROWS BETWEEN 100 PRECEDING AND 1 PRECEDING), ARRAY[a, b]) AS p
      FROM hills WHERE i <= 600) s,
     LATERAL (SELECT predict(random_fourier_regression(y, ARRAY[a, b], '{"n_components": 20}'), ARRAY[s.a, s.b]) AS p FROM hills c WHERE c.i BETWEEN s.i - 100 AND s.i - 1) anew;
SELECT max(abs(w.weight - v.weight)) < 1e-10 AS weights, max(abs(w.std_error / v.std_error - 1)) < 1e-9 AS errors
FROM weights((SELECT unlearn(unlearn(linear_regression(y, ARRAY[a, b]), 7, ARRAY[5, -3]), 9.5, ARRAY[1, 1])
              FROM (SELECT y, a, b, 1 AS w FROM hills UNION ALL VALUES (7, 5, -3, 1), (9.5, 1, 1, 1)) r)) w
JOIN weights((SELECT linear_regression(y, ARRAY[a, b]) FROM hills)) v USING (feature)
WHERE w.feature <> '';
SELECT n_observations(m) AS n, m::jsonb->'state'->'weight' AS weight, m::jsonb->'state'->'cross' AS cross
FROM (SELECT unlearn(linear_regression(2.5, ARRAY[1.5]), 2.5, ARRAY[1.5]) AS m) s;
SELECT unlearn(linear_regression(y, ARRAY[a, b]), 1, ARRAY[0, 0], 1e6) FROM hills;
SELECT unlearn(linear_regression(y, ARRAY[a, b], '{"optimizer": "sgd"}'), 1, ARRAY[0, 0]) FROM hills;

-- what is missing: not learned, and no prediction
SELECT n_observations(m) AS n, metrics(m)->'skipped' AS skipped, predict(m, ARRAY[NULL, 1]::float8[]) AS missing
FROM (SELECT random_fourier_regression(i, CASE WHEN i = 3 THEN ARRAY[i, NULL] ELSE ARRAY[i, i] END::float8[]) AS m FROM generate_series(1, 9) i) s;
SELECT predict(random_fourier_regression(y, ARRAY[a]), ARRAY[1]) AS untrained FROM hills WHERE false;
SELECT abs(predict(random_fourier_regression(1, ARRAY[1e100, -1e100]), ARRAY[1e100, 1]) - 1) < 1e-12 AS far_out;

-- refused
SELECT random_fourier_regression(y, ARRAY[a], '{"n_components": 0}') FROM hills;
SELECT random_fourier_regression(y, ARRAY[a], '{"gamma": 0}') FROM hills;
SELECT jsonb_set(m::jsonb, '{state,cross,0}', '-1')::model FROM stepwise;
SELECT jsonb_set(m::jsonb, '{options,n_components}', '9')::model FROM stepwise;

DROP TABLE hills, models, stepwise;
