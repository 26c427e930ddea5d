-- Clusters by k means.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- MacQueen's method from the first four rows: the figures of another program
CREATE TABLE grid AS SELECT i, ARRAY[(i * 7919 % 1000) / 100.0, (i * 104729 % 997) / 50.0]::float8[] AS x FROM generate_series(1, 400) i;
CREATE TABLE models AS SELECT kmeans(x, '{"k": 4, "init": 4, "scale": false}' ORDER BY i) AS m FROM grid;
SELECT round(max(weight) FILTER (WHERE feature = 'x1')::numeric, 9) AS x1, round(max(weight) FILTER (WHERE feature = 'x2')::numeric, 9) AS x2,
       metrics(m)->'sizes'->class AS size
FROM models, weights(m) GROUP BY class, m ORDER BY 1;
-- a row belongs to the nearest centre; transform() gives all distances
SELECT bool_and(cluster(m, x) = (SELECT o FROM unnest(transform(m, x)) WITH ORDINALITY u (z, o) ORDER BY z, o LIMIT 1)) AS nearest FROM models, grid;
SELECT round(max(abs(t.z - sqrt((x[1] - w1.weight) ^ 2 + (x[2] - w2.weight) ^ 2)))::numeric, 12) AS euclid
FROM models, grid, LATERAL unnest(transform(m, x)) WITH ORDINALITY t (z, o), weights(m) w1, weights(m) w2
WHERE w1.feature = 'x1' AND w2.feature = 'x2' AND w1.class = o::text AND w2.class = o::text;
-- one cluster: the mean of all rows
SELECT feature, abs(weight - avg) < 1e-12 AS mean
FROM (SELECT kmeans(x, '{"k": 1}' ORDER BY i) AS m, avg(x[1]) AS a1, avg(x[2]) AS a2 FROM grid) s, weights(m), LATERAL (SELECT CASE feature WHEN 'x1' THEN a1 ELSE a2 END AS avg) a;

-- five groups in features of different units, over seeds: every group is a cluster of its own
CREATE TABLE groups AS
    SELECT i, g, ARRAY[g % 2 * 8 + sin(i * 12.9), 1e6 * (g / 2 * 9 + cos(i * 7.7)), 1e-6]::float8[] AS x
    FROM (SELECT i, i * 31 % 5 AS g FROM generate_series(1, 3000) i) s;
CREATE FUNCTION purity(m model) RETURNS numeric LANGUAGE sql AS $$
    SELECT round(sum(most) / sum(all_of_them), 3)
    FROM (SELECT max(n) AS most, sum(n) AS all_of_them
          FROM (SELECT streamml.cluster(m, x) AS c, g, count(*) AS n FROM groups GROUP BY 1, 2) s GROUP BY c) t $$;
SELECT seed, purity(kmeans(x, jsonb_build_object('k', 5, 'seed', seed) ORDER BY i)) AS purity FROM groups, (VALUES (1), (2), (42)) v (seed) GROUP BY seed ORDER BY seed;
-- merged, and from parallel workers
SELECT purity(merge(m)) AS merged, n_observations(merge(m)) AS n FROM (SELECT kmeans(x, '{"k": 5}' ORDER BY i) AS m FROM groups GROUP BY i % 7) s;
SELECT purity(a.m + b.m) AS kept_and_full, purity(b.m + a.m) AS full_and_kept
FROM (SELECT kmeans(x, '{"k": 5}' ORDER BY i) AS m FROM groups WHERE i <= 30) a, (SELECT kmeans(x, '{"k": 5}' ORDER BY i) AS m FROM groups WHERE i > 30) b;
SELECT purity(a.m + b.m) AS kept_and_kept FROM (SELECT kmeans(x, '{"k": 5}' ORDER BY i) AS m FROM groups WHERE i <= 60) a, (SELECT kmeans(x, '{"k": 5}' ORDER BY i) AS m FROM groups WHERE i BETWEEN 61 AND 120) b;

-- few rows: centres among those there are
SELECT n, cluster(m, ARRAY[2]) IS NOT NULL AS cluster, (SELECT count(DISTINCT class) FROM weights(m)) AS clusters, metrics(m)->'sizes' AS sizes
FROM (SELECT n, (SELECT kmeans(ARRAY[i % 2], '{"k": 3}') FROM generate_series(1, n) i) AS m FROM (VALUES (1), (2), (5)) v (n)) s;
-- centres that follow: without decay they stay behind
SELECT decay, round(weight::numeric, 1) AS centre
FROM (SELECT decay, kmeans(ARRAY[i], jsonb_build_object('k', 1, 'decay', decay) ORDER BY i) AS m FROM generate_series(1, 2000) i, (VALUES (0), (0.01)) v (decay) GROUP BY decay) s, weights(m) ORDER BY decay;
-- features that are not known are left out; categories
SELECT cluster(m, ARRAY[NULL, 20]::float8[]) = cluster(m, ARRAY[0, 20]) OR transform(m, ARRAY[NULL, 20]::float8[]) <= transform(m, ARRAY[0, 20]) AS left_out FROM models;
SELECT cluster(m, ROW('a'::text)) <> cluster(m, ROW('b'::text)) AS apart FROM (SELECT kmeans(r, '{"k": 2}') AS m FROM generate_series(1, 100) i, LATERAL (SELECT CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END AS f1) r) s;

-- same rows, same bits; stored and learned on, with and without centres
SELECT m = (m::text)::model AS text FROM models;
SELECT n, learn(m, ARRAY[1, 2]::float8[]) = again AS same
FROM (SELECT n, (SELECT kmeans(x ORDER BY i) FROM grid WHERE i <= n) AS m, (SELECT kmeans(x ORDER BY i) FROM (SELECT * FROM grid WHERE i <= n UNION ALL SELECT n + 1, ARRAY[1, 2]) t) AS again FROM (VALUES (3), (159), (160), (300)) v (n)) s;

SELECT info(m) - 'bytes' AS info, model_size(m) AS bytes FROM models;
SELECT metrics(m)->'n' AS n, metrics(m)->'scored' AS scored, metrics(m) ?& ARRAY['mean_distance', 'std_distance', 'max_distance'] AS keys FROM models;
\set VERBOSITY terse
SELECT kmeans(x, '{"k": 0}') FROM grid;
SELECT anomaly_score(m, ARRAY[1, 2]) FROM models;
SELECT predict(m, ARRAY[1, 2]) FROM models;
SELECT predict_class(m, ARRAY[1, 2]) FROM models;
SELECT replace(m::text, '"sizes": [', '"sizes": [-')::model IS NULL FROM models;
DROP FUNCTION purity;
DROP TABLE grid, models, groups;
