-- adaptive_random_forest: many trees that differ by chance, the same chance every time.
SET search_path = public, streamml;

-- from row 5001 on the labels are the other way round
CREATE TABLE turn AS
    SELECT i, abs(sin(i * 1.7)) AS x, cos(i) AS y, (ARRAY['red', 'green', 'blue'])[1 + i * 7 % 3] AS c,
           (abs(sin(i * 1.7)) > 0.5) <> (i > 5000) AS label
    FROM generate_series(1, 10000) i;
ANALYZE turn;
CREATE TABLE models AS
    SELECT seed, adaptive_random_forest(label, r, jsonb_build_object('seed', seed, 'n_trees', 5) ORDER BY i) AS m
    FROM turn, LATERAL (SELECT x, y, c) r, generate_series(1, 3) seed GROUP BY seed;
SELECT seed, (metrics(m)->>'accuracy')::float8 > 0.97 AS good, (metrics(m)->>'drifts')::int BETWEEN 5 AND 10 AS drifts,
       (metrics(m)->>'warnings')::int >= (metrics(m)->>'drifts')::int AS warnings
FROM models ORDER BY seed;
SELECT seed, v.x, predict(m, r), predict_proba(m, r, 'true') + predict_proba(m, r, 'false') BETWEEN 0.999999 AND 1.000001 AS sum
FROM models, (VALUES (0.1), (0.9)) v (x), LATERAL (SELECT v.x, 0 AS y, 'red' AS c) r ORDER BY seed, v.x;
SELECT seed, bool_or(feature = 'x' AND weight > 0.5) AS x_decides, round(sum(weight)::numeric, 9) AS sum FROM models, weights(m) GROUP BY seed ORDER BY seed;

-- other seeds, other forests; the same seed, the same bits; JSON
SELECT count(*) FROM (SELECT m FROM models GROUP BY m) s;
SELECT seed, m = (SELECT adaptive_random_forest(label, r, '{"n_trees": 5, "seed": 2}') FROM (SELECT * FROM turn ORDER BY i) t, LATERAL (SELECT x, y, c) r) AS same,
       m = m::text::model AS text, m = m::jsonb::model AS jsonb
FROM models ORDER BY seed;

-- three classes, by name; two trees
SELECT (metrics(m)->>'accuracy')::float8 > 0.9 AS good, predict_class(m, '{"c": "red", "y": 0.9}'::jsonb) AS class
FROM (SELECT adaptive_random_forest(CASE WHEN y > 0 THEN c ELSE 'none' END, jsonb_build_object('c', c, 'y', y), '{"n_trees": 2, "subspace": 1}' ORDER BY i) AS m FROM turn) s;

-- stored after every row, with a change in the middle
CREATE TABLE stepwise AS SELECT adaptive_random_forest((x > 0.5) <> (i > 400), ARRAY[x, y], '{"n_trees": 3}' ORDER BY i) AS m FROM turn WHERE i <= 200;
DO $$
DECLARE t record;
BEGIN
    FOR t IN SELECT * FROM turn WHERE i BETWEEN 201 AND 900 ORDER BY i LOOP
        UPDATE stepwise SET m = streamml.learn(m, (t.x > 0.5) <> (t.i > 400), ARRAY[t.x, t.y]);
    END LOOP;
END $$;
SELECT m = whole AS same, (metrics(m)->'warnings')::int > 0 AS warned, (metrics(m)->'drifts')::int > 0 AS drifted
FROM stepwise, (SELECT adaptive_random_forest((x > 0.5) <> (i > 400), ARRAY[x, y], '{"n_trees": 3}' ORDER BY i) AS whole FROM turn WHERE i <= 900) s;

-- the limit of memory is for all trees together
SELECT model_size(m) < 32768 + 30000 AS below, (metrics(m)->>'accuracy')::float8 > 0.9 AS good
FROM (SELECT adaptive_random_forest(label, ARRAY[x, y], '{"max_bytes": 32768, "n_trees": 5}' ORDER BY i) AS m FROM turn) s;

SELECT m + m FROM models WHERE seed = 1;
SELECT adaptive_random_forest(label, ARRAY[x], '{"n_trees": 0}') FROM turn;
SELECT adaptive_random_forest(label, ARRAY[x], '{"seed": 1.5}') FROM turn;
SELECT (regexp_replace(m::text, '"hits": [0-9]+', '"hits": 1e9'))::model FROM models WHERE seed = 1;

DROP TABLE turn, models, stepwise;
