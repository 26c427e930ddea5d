-- Biased matrix factorisation.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE ratings AS
    SELECT i, u, 'i' || t AS item, 3 + sin(u) * cos(t) + 0.5 * cos(u * 3) + 0.5 * sin(t * 5) AS rating
    FROM (SELECT i, (i * 7919 % 60)::bigint AS u, i::bigint * 104729 % 41 AS t FROM generate_series(1, 3000) i) s;
CREATE TABLE models AS SELECT matrix_factorization(rating, u, item ORDER BY i) AS m FROM ratings;

-- the figures of another program: MAE and RMSE of each rating before it was
-- learned, and the best items for a user
SELECT round((metrics(m)->>'mae')::numeric, 9) AS mae, round((metrics(m)->>'rmse')::numeric, 9) AS rmse FROM models;
SELECT item, round(score::numeric, 9) AS score FROM models, recommend(m, 7, 3);
-- predict() agrees; by type of the user or item only the text counts
SELECT bool_and(predict(m, 7, item) = score AND predict(m, '7', item::varchar) = score) AS same FROM models, recommend(m, 7, 100);
-- rating again and again, factors are found: the error falls below that of biases alone
SELECT sqrt(avg((predict(m, u, item) - rating) ^ 2)) < 0.15 AS factors, sqrt(avg((predict(b, u, item) - rating) ^ 2)) > 0.3 AS biases
FROM ratings, (SELECT matrix_factorization(rating, u, item ORDER BY k, i) AS m FROM ratings, generate_series(1, 40) k) s,
     (SELECT matrix_factorization(rating, u, item, '{"init": 0}' ORDER BY k, i) AS b FROM ratings, generate_series(1, 40) k) t;

-- who is not known: what is known of the rest
SELECT abs(predict(m, 999, 'nosuch') - avg) < 1e-9 AS mean FROM models, (SELECT avg(rating) FROM ratings) a;
SELECT item = (SELECT substr(feature, 6) FROM weights(m) WHERE feature LIKE 'item=%' ORDER BY weight DESC LIMIT 1) AS best_by_bias FROM models, recommend(m, 999, 1);
SELECT count(*) FROM models, recommend(m, 7, 100);
SELECT predict(matrix_factorization(rating, u, item), 1, 'i1') AS untrained FROM ratings WHERE false;
-- bounded: rows of further users and items are skipped
SELECT n_observations(m) AS n, metrics(m)->'skipped' AS skipped, info(m)->'features' AS features
FROM (SELECT matrix_factorization(rating, u, item, '{"max_features": 50}' ORDER BY i) AS m FROM ratings) s;
SELECT metrics(m)->'n' AS n, metrics(m)->'unlabeled' AS unlabeled, metrics(m)->'skipped' AS skipped
FROM (SELECT matrix_factorization(r, u, t) AS m FROM (VALUES (1, 1, 'a'), (NULL, 1, 'b'), (2, NULL, 'b'), (3, 1, NULL)) v (r, u, t)) s;

-- stored and learned on; merged
SELECT m = (m::text)::model AS text FROM models;
SELECT learn_rating(a.m, rating, u, item) = b.m AS same
FROM (SELECT matrix_factorization(rating, u, item ORDER BY i) AS m FROM ratings WHERE i < 500) a, (SELECT matrix_factorization(rating, u, item ORDER BY i) AS m FROM ratings WHERE i <= 500) b, ratings WHERE i = 500;
SELECT n_observations(merge(m)) AS n, sqrt(avg((predict(merged, u, item) - rating) ^ 2)) < 0.65 AS rmse
FROM (SELECT matrix_factorization(rating, u, item ORDER BY i) AS m FROM ratings GROUP BY i % 4) s, (SELECT merge(m) AS merged FROM (SELECT matrix_factorization(rating, u, item ORDER BY i) AS m FROM ratings GROUP BY i % 4) p) t, ratings
WHERE ratings.i = 1 GROUP BY merged;

SELECT info(m) - 'bytes' AS info FROM models;
\set VERBOSITY terse
SELECT predict(m, ARRAY[1]) FROM models;
SELECT learn(m, 1, ARRAY[1]::float8[]) FROM models;
SELECT recommend(m, 7, 0) FROM models;
SELECT predict(scaler(ARRAY[1]), 1, 2);
SELECT learn_rating(scaler(ARRAY[1]), 1, 1, 2);
SELECT matrix_factorization(rating, u, item, '{"factors": 0}') FROM ratings;
DROP TABLE ratings, models;
