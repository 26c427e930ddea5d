-- Quantiles in little memory.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;
-- almost all of 0 .. 100002, so that a value's rank is the value
CREATE TABLE points AS SELECT i, (i::bigint * 7919 % 100003)::float8 AS x FROM generate_series(1, 100000) i;

-- while nothing was dropped: what percentile_disc says
SELECT bool_and(quantile(m, q) = judge) AS exact
FROM (SELECT q, (SELECT quantile_sketch(ARRAY[x]) FROM points WHERE i <= 200) AS m, (SELECT percentile_disc(q) WITHIN GROUP (ORDER BY x) FROM points WHERE i <= 200) AS judge
      FROM unnest(ARRAY[0, 0.001, 0.005, 0.01, 0.25, 0.5, 0.77, 0.999, 1]) q) s;

-- 100,000 rows: ranks within 1.7 % at k = 200 and 0.2 % at k = 2000, whatever the seed; both ends exact
SELECT k, seed, max(abs(rank - q)) < CASE k WHEN 200 THEN 0.017 ELSE 0.002 END AS rank, bool_and(quantile(m, 0) = 0 OR quantile(m, 0) = lowest) AS min, bool_and(quantile(m, 1) = highest) AS max, max(model_size(m)) < k * 33 + 1000 AS small
FROM (SELECT k, seed, quantile_sketch(ARRAY[x], jsonb_build_object('k', k, 'seed', seed) ORDER BY i) AS m, min(x) AS lowest, max(x) AS highest
      FROM points, (VALUES (200), (2000)) a (k), (VALUES (1), (2), (42)) v (seed) GROUP BY k, seed) s,
     generate_series(0.01, 0.99, 0.01) q, LATERAL (SELECT quantile(m, q) / 100003 AS rank) r
GROUP BY k, seed ORDER BY k, seed;

-- merged from 9 parts, and by parallel workers
SELECT max(abs(rank - q)) < 0.017 AS rank, min(n_observations(m)) AS n
FROM (SELECT merge(m) AS m FROM (SELECT quantile_sketch(ARRAY[x] ORDER BY i) AS m FROM points GROUP BY i % 9) p) s,
     generate_series(0.05, 0.95, 0.05) q, LATERAL (SELECT quantile(m, q) / 100003 AS rank) r;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT abs(quantile(m, 0.5) - 50000) < 1700 AS median, n_observations(m) AS n FROM (SELECT quantile_sketch(ARRAY[x]) AS m FROM points) s;
SET max_parallel_workers_per_gather = 0;

-- several features, zeros that rows do not mention, what is missing
CREATE TABLE mixed AS SELECT quantile_sketch(j) AS m FROM (SELECT CASE WHEN i % 4 = 0 THEN jsonb_build_object('a', -i) WHEN i % 4 = 1 THEN '{"a": null, "b": 7}' ELSE jsonb_build_object('b', 7, 'c', 'x') END AS j FROM generate_series(1, 100) i) s;
SELECT q, quantile(m, q, 'a') AS a, quantile(m, q, 'b') AS b, quantile(m, q, 'c=x') AS x FROM mixed, unnest(ARRAY[0, 0.1, 0.4, 0.74, 1]) q;
-- ranks in place of values
SELECT transform(m, ARRAY[1]), transform(m, ARRAY[2.5]), transform(m, ARRAY[4]), transform(m, ARRAY[9]), transform(m, ARRAY[NULL]::float8[])
FROM (SELECT quantile_sketch(ARRAY[x]) AS m FROM unnest(ARRAY[1, 2, 4, 4, 5]) x) s;

-- same rows, same bits; stored and learned on
SELECT n, m = (m::text)::model AS text, learn(m, ARRAY[1]::float8[]) = again AS same
FROM (SELECT n, (SELECT quantile_sketch(ARRAY[x] ORDER BY i) FROM points WHERE i <= n) AS m, (SELECT quantile_sketch(ARRAY[x] ORDER BY i) FROM (SELECT * FROM points WHERE i <= n UNION ALL SELECT n + 1, 1) t) AS again FROM (VALUES (10), (1000), (5001)) v (n)) s;
SELECT quantile(quantile_sketch(ARRAY[x]), 0.5) AS untrained FROM points WHERE false;
SELECT info(m) - 'bytes' AS info, metrics(m) AS metrics FROM mixed;
\set VERBOSITY terse
SELECT quantile(m, 0.5) FROM mixed;
SELECT quantile(m, 0.5, 'nosuch') FROM mixed;
SELECT quantile(m, 1.5, 'a') FROM mixed;
SELECT quantile(scaler(ARRAY[1]), 0.5);
SELECT quantile_sketch(ARRAY[1], '{"k": 7}');
SELECT replace(m::text, '"listed": [75', '"listed": [76')::model IS NULL FROM mixed;
DROP TABLE points, mixed;
