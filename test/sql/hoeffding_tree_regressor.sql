-- hoeffding_tree_regressor: steps, lines on both sides of a step, categories.
SET search_path = public, streamml;

CREATE TABLE oven AS
    SELECT i, x, y, c, CASE WHEN x >= 3 THEN 10 ELSE -5 END AS step, CASE WHEN x >= 3 THEN 10 + 2 * y ELSE 5 * x END AS bent,
           CASE c WHEN 'a' THEN 1 WHEN 'b' THEN 20 ELSE 30 END AS level
    FROM (SELECT i, i * 7919 % 1000 / 200.0 AS x, cos(i * 0.7) AS y, (ARRAY['a', 'b', 'c'])[1 + i * 31 % 3] AS c FROM generate_series(1, 8000) i) s;
ANALYZE oven;
CREATE TABLE models AS
    SELECT 'step' AS name, hoeffding_tree_regressor(step, r, '{"leaf_prediction": "mean"}' ORDER BY i) AS m FROM oven, LATERAL (SELECT x, y, c) r
    UNION ALL SELECT 'bent', hoeffding_tree_regressor(bent, r ORDER BY i) FROM oven, LATERAL (SELECT x, y, c) r
    UNION ALL SELECT 'level', hoeffding_tree_regressor(level, r ORDER BY i) FROM oven, LATERAL (SELECT x, y, c) r;

-- a step: both sides exact, but for the bin that the step divides
SELECT v.x, round(predict(m, r)::numeric, 1) AS predict FROM models, (VALUES (0), (2), (4), (5)) v (x), LATERAL (SELECT v.x, 0 AS y, 'a' AS c) r
WHERE name = 'step' ORDER BY v.x;
SELECT feature, round(weight::numeric, 1) AS share FROM models, weights(m) WHERE name = 'step' ORDER BY feature;

-- categories have leaves of their own
SELECT v.c, round(predict(m, r)::numeric, 6) AS predict FROM models, (VALUES ('a'), ('b'), ('c')) v (c), LATERAL (SELECT 1 AS x, 0 AS y, v.c) r
WHERE name = 'level' ORDER BY v.c;
SELECT metrics(m)->'tree'->'leaves' AS leaves FROM models WHERE name = 'level';

-- better than a line, and lines in leaves are better than means
SELECT (metrics(m)->>'rmse')::float8 < 2.5 AS good,
       (metrics(m)->>'rmse')::float8 < (metrics((SELECT linear_regression(bent, r) FROM oven, LATERAL (SELECT x, y, c) r))->>'rmse')::float8 / 2 AS better_than_line,
       (metrics(m)->>'mae')::float8 < (metrics((SELECT hoeffding_tree_regressor(bent, r, '{"leaf_prediction": "mean"}' ORDER BY i) FROM oven, LATERAL (SELECT x, y, c) r))->>'mae')::float8 AS better_than_means
FROM models WHERE name = 'bent';

-- before any split: the mean; a weight is as many rows
SELECT round(predict(hoeffding_tree_regressor(y, ARRAY[x], '{"leaf_prediction": "mean"}'), ARRAY[9])::numeric, 9) AS mean,
       round(predict(hoeffding_tree_regressor(y, ARRAY[x], w, '{"leaf_prediction": "mean"}'), ARRAY[9])::numeric, 9) AS weighted
FROM (VALUES (1.0, 2.0, 1), (2, 4, 1), (3, 9, 2)) v (x, y, w);

-- least mean squares by hand: 0.1 * 2 after one row, kept within the labels seen;
-- then z = 1, |z|^2 = 1: intercept 0.2 + 0.1 * (4 - 0.2) / 2 = 0.39, weight 0.19, at z = 1 0.58; clipped to 2
SELECT predict(m, ARRAY[3]) AS clipped, (regexp_match(m::text, '"nodes": \[([^]]*)\]'))[1] AS nodes
FROM (SELECT hoeffding_tree_regressor(y, ARRAY[x], '{"leaf_prediction": "linear"}') AS m FROM (VALUES (1, 2), (3, 4)) v (x, y)) s;

-- missing and unseen
SELECT predict(m, '{"x": null, "c": "z"}'::jsonb) IS NOT NULL AS some FROM models ORDER BY name;
SELECT n_observations(m), metrics(m)->'unlabeled' AS unlabeled, metrics(m)->'skipped' AS skipped
FROM (SELECT hoeffding_tree_regressor(y, x) AS m FROM (VALUES (1, ARRAY[1.0]::float8[]), (NULL, ARRAY[2]), (2, NULL), (2, ARRAY[NULL]::float8[])) v (y, x)) s;
SELECT predict(hoeffding_tree_regressor(step, ARRAY[x]), ARRAY[1]) AS untrained FROM oven WHERE false;

-- scales do not matter: all times a power of two, predictions too, to the bit
SELECT bool_and(predict(a, ARRAY[1048576 * x, y]) = 1048576 * predict(b, ARRAY[x, y])) AS same
FROM (SELECT hoeffding_tree_regressor(1048576 * bent, ARRAY[1048576 * x, y] ORDER BY i) AS a, hoeffding_tree_regressor(bent, ARRAY[x, y] ORDER BY i) AS b
      FROM (SELECT i, x::float8 AS x, y, bent FROM oven) o WHERE i <= 1000) m,
     (SELECT i, x::float8 AS x, y FROM oven) o WHERE i <= 50;

-- same rows, same bits; JSON; stored after every row
SELECT m = (SELECT hoeffding_tree_regressor(bent, r) FROM (SELECT * FROM oven ORDER BY i) o, LATERAL (SELECT x, y, c) r) AS same FROM models WHERE name = 'bent';
SELECT name, m = m::text::model AS text, m = m::jsonb::model AS jsonb FROM models ORDER BY name;
CREATE TABLE stepwise AS SELECT hoeffding_tree_regressor(bent, ARRAY[x, y], '{"grace_period": 30, "split_confidence": 0.1, "max_bytes": 8192}' ORDER BY i) AS m FROM oven WHERE i <= 50;
DO $$
DECLARE o record;
BEGIN
    FOR o IN SELECT * FROM oven WHERE i BETWEEN 51 AND 500 ORDER BY i LOOP
        UPDATE stepwise SET m = streamml.learn(m, o.bent, ARRAY[o.x, o.y]);
    END LOOP;
END $$;
SELECT m = whole AS same, (metrics(m)->'tree'->'splits')::int > 2 AS grown, model_size(m) < 8192 + 1000 AS below,
       (metrics(m)->'tree'->'inactive_leaves')::int > 0 AS inactive
FROM stepwise, (SELECT hoeffding_tree_regressor(bent, ARRAY[x, y], '{"grace_period": 30, "split_confidence": 0.1, "max_bytes": 8192}' ORDER BY i) AS whole FROM oven WHERE i <= 500) s;

SELECT m + m FROM models WHERE name = 'step';
SELECT predict_class(m, ARRAY[1, 2]) FROM models WHERE name = 'step';
SELECT hoeffding_tree_regressor(step, ARRAY[x], '{"leaf_prediction": "naive_bayes"}') FROM oven;
SELECT (regexp_replace(m::text, '"nodes": \[[0-9]', '"nodes": [9'))::model FROM models WHERE name = 'step';

DROP TABLE oven, models, stepwise;
