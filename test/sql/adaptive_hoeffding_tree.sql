-- adaptive_hoeffding_tree: follows a stream that changes its mind.
SET search_path = public, streamml;

-- from row 10001 on the labels are the other way round
CREATE TABLE turn AS
    SELECT i, abs(sin(i * 1.7)) AS x, cos(i) AS y, (ARRAY['red', 'green', 'blue'])[1 + i * 7 % 3] AS c,
           (abs(sin(i * 1.7)) > 0.5) <> (i > 10000) AS label
    FROM generate_series(1, 20000) i;
ANALYZE turn;
CREATE TABLE models AS
    SELECT 'adaptive' AS name, adaptive_hoeffding_tree(label, r ORDER BY i) AS m FROM turn, LATERAL (SELECT x, y, c) r
    UNION ALL SELECT 'plain', hoeffding_tree(label, r ORDER BY i) FROM turn, LATERAL (SELECT x, y, c) r;
SELECT name, (metrics(m)->>'accuracy')::float8 > 0.99 AS good, metrics(m)->'alternates_taken' AS taken,
       (metrics(m)->'alternates_begun')::int > 0 AS begun
FROM models ORDER BY name;
SELECT v.x, predict(m, r) FROM models, (VALUES (0.1), (0.4), (0.6), (0.9)) v (x), LATERAL (SELECT v.x, 0 AS y, 'red' AS c) r
WHERE name = 'adaptive' ORDER BY v.x;

-- without a change it is the plain tree
SELECT (metrics(a)->'accuracy') = (metrics(b)->'accuracy') AS same, metrics(a)->'alternates_begun' AS begun,
       predict_proba(a, ARRAY[0.3, 0], 'true') = predict_proba(b, ARRAY[0.3, 0], 'true') AS same_proba
FROM (SELECT adaptive_hoeffding_tree(label, ARRAY[x, y] ORDER BY i) AS a, hoeffding_tree(label, ARRAY[x, y] ORDER BY i) AS b FROM turn WHERE i <= 3000) s;

-- same rows, same bits; JSON; stored in the middle of a change
SELECT m = (SELECT adaptive_hoeffding_tree(label, r) FROM (SELECT * FROM turn ORDER BY i) t, LATERAL (SELECT x, y, c) r) AS same,
       m = m::text::model AS text, m = m::jsonb::model AS jsonb
FROM models WHERE name = 'adaptive';
CREATE TABLE stepwise AS SELECT adaptive_hoeffding_tree((x > 0.5) <> (i > 500), ARRAY[x, y], '{"grace_period": 50}' ORDER BY i) AS m FROM turn WHERE i <= 400;
DO $$
DECLARE t record;
BEGIN
    FOR t IN SELECT * FROM turn WHERE i BETWEEN 401 AND 1500 ORDER BY i LOOP
        UPDATE stepwise SET m = streamml.learn(m, (t.x > 0.5) <> (t.i > 500), ARRAY[t.x, t.y]);
    END LOOP;
END $$;
SELECT m = whole AS same, (metrics(m)->'alternates_begun')::int > 0 AS begun
FROM stepwise, (SELECT adaptive_hoeffding_tree((x > 0.5) <> (i > 500), ARRAY[x, y], '{"grace_period": 50}' ORDER BY i) AS whole FROM turn WHERE i <= 1500) s;

-- little memory: still follows
SELECT model_size(m) < 32768 + 3000 AS below, (metrics(m)->>'accuracy')::float8 > 0.95 AS good
FROM (SELECT adaptive_hoeffding_tree(label, ARRAY[x, y], '{"max_bytes": 32768}' ORDER BY i) AS m FROM turn) s;

SELECT m + m FROM models WHERE name = 'adaptive';
SELECT adaptive_hoeffding_tree(label, ARRAY[x], '{"drift_confidence": 2}') FROM turn;
SELECT (regexp_replace(m::text, '"alternates_begun": [0-9]+', '"alternates_begun": -1'))::model FROM models WHERE name = 'adaptive';

DROP TABLE turn, models, stepwise;
