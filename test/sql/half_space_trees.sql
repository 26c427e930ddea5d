-- Half-space trees.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE points AS
    SELECT i, ARRAY[(i * 7919 % 1000) / 1000.0, CASE WHEN i % 50 = 0 THEN 3 ELSE (i * 104729 % 997) / 997.0 END, (i * 31 % 17) / 17.0]::float8[] AS x
    FROM generate_series(1, 600) i;

-- the figures of another program, which counts every row in every node of full
-- trees as the paper does: three seeds, and the defaults
SELECT seed, m->>'scored' AS scored, round((m->>'mean_score')::numeric, 12) AS mean, round((m->>'max_score')::numeric, 12) AS max
FROM (SELECT seed, metrics(half_space_trees(x, jsonb_build_object('trees', 10, 'depth', 8, 'window', 100, 'seed', seed, 'scale', false) ORDER BY i)) AS m
      FROM points, (VALUES (1), (2), (42)) v (seed) GROUP BY seed) s ORDER BY seed;
SELECT m->>'scored' AS scored, round((m->>'mean_score')::numeric, 12) AS mean, round((m->>'max_score')::numeric, 12) AS max
FROM (SELECT metrics(half_space_trees(x, '{"scale": false}')) AS m FROM points) s;

-- one row in fifty lies far out: area under the ROC curve
CREATE FUNCTION auc(m model) RETURNS numeric LANGUAGE sql AS $$
    SELECT round(avg(CASE WHEN a.s > b.s THEN 1.0 WHEN a.s = b.s THEN 0.5 ELSE 0 END), 3)
    FROM (SELECT streamml.anomaly_score(m, x) AS s FROM points WHERE i % 50 = 0) a,
         (SELECT streamml.anomaly_score(m, x) AS s FROM points WHERE i % 50 <> 0) b $$;
SELECT seed, auc(half_space_trees(x, jsonb_build_object('seed', seed))) > 0.99 AS auc FROM points, (VALUES (1), (2), (42)) v (seed) GROUP BY seed ORDER BY seed;
-- whatever the units
SELECT auc(half_space_trees(x)) AS auc FROM points;
UPDATE points SET x = ARRAY[x[1] * 1e6 - 1e9, x[2] * 1e-6, x[3]];
SELECT auc(half_space_trees(x ORDER BY i)) AS scaled, auc(half_space_trees(x, '{"scale": false}' ORDER BY i)) AS not_scaled FROM points;

-- silent until a window is full
SELECT n, round(anomaly_score((SELECT half_space_trees(ARRAY[i]) FROM generate_series(1, n) i), ARRAY[-1000])::numeric, 9) AS score FROM (VALUES (0), (249), (250)) v (n);
-- a row that lacks features, as far as it goes
SELECT anomaly_score(m, ARRAY[NULL, NULL, NULL]::float8[]) < anomaly_score(m, ARRAY[NULL, 3e-6, NULL]::float8[]) AS less
FROM (SELECT half_space_trees(x ORDER BY i) AS m FROM points) s;

-- same rows, same bits; stored in the middle and learned on; a feature comes late
SELECT a.m = b.m AS same, a.m = (a.m::text)::model AS text
FROM (SELECT half_space_trees(x ORDER BY i) AS m FROM points) a, (SELECT half_space_trees(x ORDER BY i) AS m FROM points) b;
CREATE TABLE stepwise AS SELECT half_space_trees(j ORDER BY i) AS m FROM (SELECT i, jsonb_build_object('a', i % 7) AS j FROM generate_series(1, 250) i) s;
DO $$
BEGIN
    FOR i IN 251 .. 280 LOOP
        UPDATE stepwise SET m = streamml.learn(m, jsonb_build_object('b', i % 5, 'a', i % 7));
    END LOOP;
END $$;
SELECT m = (SELECT half_space_trees(j ORDER BY i) FROM (SELECT i, CASE WHEN i <= 250 THEN jsonb_build_object('a', i % 7) ELSE jsonb_build_object('b', i % 5, 'a', i % 7) END AS j FROM generate_series(1, 280) i) s) AS same
FROM stepwise;

-- merged: judged by rows of both
SELECT auc(a.m + b.m) > 0.99 AS merged, n_observations(a.m + b.m) AS n, metrics(a.m + b.m)->>'scored' AS scored
FROM (SELECT half_space_trees(x ORDER BY i) AS m FROM points WHERE i <= 300) a, (SELECT half_space_trees(x ORDER BY i) AS m FROM points WHERE i > 300) b;
SELECT auc(merge(m)) > 0.9 AS merged FROM (SELECT half_space_trees(x ORDER BY i) AS m FROM points GROUP BY i % 8) s;

SELECT info(m) - 'bytes' AS info, model_size(m) AS bytes FROM (SELECT half_space_trees(x) AS m FROM points) s;
\set VERBOSITY terse
SELECT half_space_trees(x, '{"trees": 0}') FROM points;
SELECT unlearn(half_space_trees(x), ARRAY[1, 2, 3]::float8[]) FROM points;
SELECT cluster(half_space_trees(x), ARRAY[1, 2, 3]) FROM points;
DROP FUNCTION auc;
DROP TABLE points, stepwise;
