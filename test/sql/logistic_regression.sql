-- logistic_regression: two classes, learned in one pass.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

CREATE TABLE events AS
    SELECT i, x1, x2, x3, 1 / (1 + exp(-(0.5 + 1.5 * x1 - 0.02 * (x2 - 100)))) > (i * 7919 % 1000) / 1000.0 AS y
    FROM (SELECT i, sin(i * 1.1) * 2 AS x1, 100 + 50 * cos(i * 2.3) AS x2, (i % 17) / 17.0 AS x3
          FROM generate_series(1, 20000) i) s;
CREATE TABLE fitted AS SELECT logistic_regression(y, ARRAY[x1, x2, x3]) AS m FROM events;

-- it finds what is there
SELECT avg(abs(predict_proba(m, ARRAY[x1, x2, x3]) - 1 / (1 + exp(-(0.5 + 1.5 * x1 - 0.02 * (x2 - 100)))))) < 0.05 AS close
FROM fitted, events;
SELECT feature, class, sign(weight) AS sign, std_error FROM fitted, weights(m) ORDER BY feature;
SELECT (metrics(m)->>'accuracy')::float8 > 0.75 AS accuracy, (metrics(m)->>'kappa_t')::float8 > 0.3 AS kappa_t,
       metrics(m)->'scored' AS scored
FROM fitted;

-- scale free: other units, same predictions (powers of two: to the last bit)
SELECT bool_and(predict_proba(a.m, ARRAY[x1, x2, x3]) = predict_proba(b.m, ARRAY[x1 * 1024, x2 / 4096, x3])) AS same
FROM fitted a, (SELECT logistic_regression(y, ARRAY[x1 * 1024, x2 / 4096, x3]) AS m FROM events) b, events WHERE i <= 1000;

-- a weight of two is two equal rows at once
SELECT round(predict_proba(a, ARRAY[1])::numeric, 9) AS weighted, round(predict_proba(b, ARRAY[1])::numeric, 9) AS plain
FROM (SELECT logistic_regression(true, ARRAY[1], 2, NULL) AS a, logistic_regression(true, ARRAY[1]) AS b) s;

-- same rows, same bits, in one go or from a stored model
SELECT m = (SELECT logistic_regression(y, ARRAY[x1, x2, x3]) FROM (SELECT * FROM events ORDER BY i) e) AS same FROM fitted;
CREATE TABLE stepwise AS SELECT logistic_regression(y, ARRAY[x1, x2, x3]) AS m FROM events WHERE i <= 50;
DO $$
DECLARE e record;
BEGIN
    FOR e IN SELECT * FROM events WHERE i BETWEEN 51 AND 150 ORDER BY i LOOP
        UPDATE stepwise SET m = streamml.learn(m, e.y, ARRAY[e.x1, e.x2, e.x3], 1);
    END LOOP;
END $$;
SELECT m = (SELECT logistic_regression(y, ARRAY[x1, x2, x3]) FROM (SELECT * FROM events WHERE i <= 150 ORDER BY i) e) AS same
FROM stepwise;

-- merging: close to one pass, and says so
SELECT (info(s.m)->>'merge') AS class, (metrics(s.m)->>'order') AS "order", n_observations(s.m) AS n,
       avg(abs(predict_proba(s.m, ARRAY[x1, x2, x3]) - predict_proba(f.m, ARRAY[x1, x2, x3]))) < 0.03 AS close
FROM (SELECT merge(m) AS m FROM (SELECT logistic_regression(y, ARRAY[x1, x2, x3]) AS m FROM events GROUP BY i % 4) s) s,
     fitted f, events WHERE i <= 1000 GROUP BY s.m;
-- parts that met the classes in another order
SELECT round(predict_proba(a + b, ARRAY[2])::numeric, 2) = round(predict_proba(b + a, ARRAY[2])::numeric, 2) AS commutes,
       predict_proba(a + b, ARRAY[2]) > 0.5 AS right_way, info(a + b)->'positive' AS positive
FROM (SELECT logistic_regression(x > 0, ARRAY[x] ORDER BY x) AS a, logistic_regression(x > 0, ARRAY[x] ORDER BY x DESC) AS b
      FROM generate_series(-50, 50) x) s;

-- the positive class does not depend on the order of rows
SELECT kind, bool_and(info(m)->>'positive' = positive) AS as_documented
FROM (SELECT 'boolean' AS kind, 'true' AS positive, logistic_regression(v, ARRAY[1] ORDER BY v) AS m FROM (VALUES (true), (false)) t (v)
      UNION ALL SELECT 'boolean', 'true', logistic_regression(v, ARRAY[1] ORDER BY v DESC) FROM (VALUES (true), (false)) t (v)
      UNION ALL SELECT 'number', '10', logistic_regression(v, ARRAY[1] ORDER BY v) FROM (VALUES (10), (9)) t (v)
      UNION ALL SELECT 'number', '10', logistic_regression(v, ARRAY[1] ORDER BY v DESC) FROM (VALUES (10), (9)) t (v)
      UNION ALL SELECT 'text', 'malignant', logistic_regression(v, ARRAY[1] ORDER BY v) FROM (VALUES ('benign'), ('malignant')) t (v)
      UNION ALL SELECT 'text', 'malignant', logistic_regression(v, ARRAY[1] ORDER BY v DESC) FROM (VALUES ('benign'), ('malignant')) t (v)
      UNION ALL SELECT 'option', 'benign', logistic_regression(v, ARRAY[1], '{"positive": "benign"}' ORDER BY v) FROM (VALUES ('benign'), ('malignant')) t (v)
      UNION ALL SELECT 'classes', 'benign', logistic_regression(v, ARRAY[1], '{"classes": ["malignant", "benign"]}') FROM (VALUES ('benign')) t (v)) s
GROUP BY kind ORDER BY kind;

-- labels of every kind
CREATE TYPE mood AS ENUM ('sad', 'happy');
SELECT info(logistic_regression(x > 0, ARRAY[x] ORDER BY x))->'classes' AS boolean,
       info(logistic_regression((x > 0)::int, ARRAY[x] ORDER BY x))->'classes' AS integer,
       info(logistic_regression((x > 0)::int::numeric(5,2), ARRAY[x] ORDER BY x))->'classes' AS numeric,
       info(logistic_regression((x > 0)::int::float4, ARRAY[x] ORDER BY x))->'classes' AS float4,
       info(logistic_regression(CASE WHEN x > 0 THEN 'happy' ELSE 'sad' END::mood, ARRAY[x] ORDER BY x))->'classes' AS enum,
       info(logistic_regression(CASE WHEN x > 0 THEN 'happy' ELSE 'sad' END::char(9), ARRAY[x] ORDER BY x))->'classes' AS char
FROM generate_series(-2, 2) x;

-- every way to ask
SELECT predict(m, ARRAY[7]) AS predict, predict_class(m, ARRAY[7]) AS class, predict_proba(m, ARRAY[7]) > 0.5 AS proba,
       predict_proba(m, ARRAY[1], 'true') = predict_proba(m, ARRAY[1]) AS named,
       round((predict_proba(m, ARRAY[1], 'false') + predict_proba(m, ARRAY[1]))::numeric, 12) AS total
FROM (SELECT logistic_regression(x > 0, ARRAY[x]) AS m FROM generate_series(-9, 9) x) s;
SELECT predict(m, ARRAY[7]) AS predict, predict_class(m, ARRAY[-7]) AS class
FROM (SELECT logistic_regression(CASE WHEN x > 0 THEN 4 ELSE 2 END, ARRAY[x]) AS m FROM generate_series(-9, 9) x) s;
SELECT predict_class(m, ARRAY[7]) AS class FROM (SELECT logistic_regression(CASE WHEN x > 0 THEN 'up' ELSE 'down' END, ARRAY[x]) AS m FROM generate_series(-9, 9) x) s;

-- one class is an answer too; nothing learned is none
SELECT predict_class(m, ARRAY[1]) AS class, predict_proba(m, ARRAY[1]) > 0.5 AS positive, predict_proba(m, ARRAY[1], 'false') < 0.5 AS other
FROM (SELECT logistic_regression(true, ARRAY[x]) AS m FROM generate_series(1, 9) x) s;
SELECT predict_class(m, ARRAY[1]) IS NULL AS class, predict_proba(m, ARRAY[1]) IS NULL AS proba, predict(m, ARRAY[1]) IS NULL AS predict,
       metrics(m)->'unlabeled' AS unlabeled
FROM (SELECT logistic_regression(NULL::boolean, ARRAY[x]) AS m FROM generate_series(1, 9) x) s;
SELECT predict_proba(NULL, ARRAY[1]) IS NULL AS no_model, predict_proba(m, NULL::float8[]) IS NULL AS no_features FROM fitted;

-- predicting changes nothing
SELECT m = before AS unchanged
FROM (SELECT m, m::text::model AS before, predict_proba(m, ARRAY[1e6, -1e6, 3]) FROM fitted) s;

-- options: what they do
SELECT option, round(weight::numeric, 3) AS weight
FROM (VALUES ('{}'), ('{"l2": 0.001}'), ('{"fit_intercept": false}'), ('{"learning_rate": 1}'),
             ('{"optimizer": "sgd"}'), ('{"optimizer": "sgd", "l2": 0.1}')) o (option),
     LATERAL (SELECT logistic_regression(y, ARRAY[x1, x2, x3], option::jsonb) AS m FROM events) s, weights(m) w
WHERE feature = 'x1';
SELECT count(*) FROM weights((SELECT logistic_regression(y, ARRAY[x1], '{"fit_intercept": false}') FROM events));

-- missing values: nothing learned of them, nothing contributed
SELECT n_observations(m) AS n, metrics(m)->'skipped' AS skipped,
       predict_proba(m, ARRAY[1, NULL]::float8[]) = predict_proba(m, ARRAY[1, 0]::float8[]) AS zero
FROM (SELECT logistic_regression(x > 0, CASE WHEN x <> 3 THEN ARRAY[x, CASE WHEN x % 2 = 0 THEN x END]::float8[] END) AS m FROM generate_series(-9, 9) x) s;

-- the first row is scored at one half, and counts as negative
SELECT y, metrics(logistic_regression(y, ARRAY[1])) ->> 'accuracy' AS accuracy, round((metrics(logistic_regression(y, ARRAY[1])) ->> 'log_loss')::numeric, 6) AS log_loss
FROM (VALUES (0), (1)) v (y) GROUP BY y ORDER BY y;

DROP TABLE events, fitted, stepwise;
DROP TYPE mood;
