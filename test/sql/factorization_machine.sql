-- Factorization machines.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- parameters after 60 rows, against those of another program that sums over
-- all pairs as equation 1 does: classes with weights of rows, numbers, and
-- features by name, some of them words
CREATE FUNCTION away(m model, intercept float8, weights float8[], factors float8[]) RETURNS boolean LANGUAGE sql AS $$
    SELECT max(abs(w.value - v.value)) < 1e-8 AND count(*) = 1 + cardinality(weights) + cardinality(factors)
    FROM unnest(array_append(ARRAY(SELECT value::float8 FROM jsonb_array_elements_text(m::jsonb->'state'->'weights')) || ARRAY(SELECT value::float8 FROM jsonb_array_elements_text(m::jsonb->'state'->'factors')), (m::jsonb->'state'->>'intercept')::float8)) WITH ORDINALITY w (value, ordinality)
    FULL JOIN unnest(array_append(weights || factors, intercept)) WITH ORDINALITY v (value, ordinality) USING (ordinality) $$;
CREATE TABLE points AS SELECT i, ARRAY[sin(i), 3 * cos(2 * i) + 5, sin(i * i)] AS x, sin(i) * cos(2 * i) AS y FROM generate_series(1, 60) i;
SELECT away(m, 0.046063200, '{-0.272905124,0.087364790,0.010833104}', '{-0.881177385,0.725226705,0.829690843,-0.832135380,0.649217625,0.728251696,0.135412842,-0.081795824,-0.210368141}') AS classes
FROM (SELECT factorization_machine_classifier(y > 0, x, 1.0 + i % 2, '{"factors": 3, "seed": 5, "l2": 0.01}' ORDER BY i) AS m FROM points) s;
SELECT away(m, 0.006359856, '{-0.351335851,0.027119442,-0.021609544}', '{-0.713511153,-0.123887897,0.191004777,-0.359752547,-0.713310839,-0.078388070,0.134889381,-0.148720474,-0.048579585,0.378086243,0.020909286,0.327544793}') AS numbers,
       round((metrics(m)->>'mae')::numeric, 9) AS mae_6_316343400
FROM (SELECT factorization_machine_regressor(100 + 20 * y, x, '{"factors": 4, "optimizer": "sgd", "learning_rate": 0.05, "init": 0.5}' ORDER BY i) AS m FROM points) s;
SELECT away(m, 0.081166624, '{0.233207182,0.032282958,-0.149753668,0.351804266,0.166675398,-0.508754134,0.242951647,-0.499579698}', '{-0.145899710,0.112818846,-0.354003872,0.005235961,0.274749307,0.000978439,-0.143320124,0.066626162,-0.208493742,0.295098682,-0.120762786,-0.311941763,-0.105004373,0.052616944,0.164352385,0.050866946}') AS words
FROM (SELECT factorization_machine_regressor(sin(i) + (i % 3) * (i % 4), jsonb_build_object('a', sin(i), 'u', 'u' || i % 3, 'v', 'v' || i % 4), '{"factors": 2}' ORDER BY i) AS m FROM generate_series(1, 60) i) s;
DROP FUNCTION away;

-- what users say of items: 60 x 40 pairs, of which each row is one; a linear
-- model knows users and items, the machine how they go together, also of the
-- fifth of all pairs that it never saw
CREATE TABLE rating AS
    SELECT i, u, v, ((u * 7 + v * 3) % 5 = 0) AS unseen, 3 + sin(u) * sin(v * 1.3) * 2 + cos(u * 2.1) * cos(v * 1.7) * 2 + 0.1 * sin(i * 12.9898) AS y
    FROM (SELECT i, i * 7919 % 60 AS u, (i / 60) * 6947 % 40 AS v FROM generate_series(0, 2399) i) s;
CREATE TABLE rows AS SELECT e * 10000 + i AS at, r.*, jsonb_build_object('user', 'u' || u, 'item', 'i' || v) AS j FROM rating r, generate_series(1, 8) e;
SELECT seed, (1 - sum((y - predict(m, j))^2) FILTER (WHERE unseen) / (var_pop(y) FILTER (WHERE unseen) * count(*) FILTER (WHERE unseen))) > 0.99 AS machine,
       (1 - sum((y - predict(l, j))^2) FILTER (WHERE unseen) / (var_pop(y) FILTER (WHERE unseen) * count(*) FILTER (WHERE unseen))) < 0.2 AS linear
FROM (SELECT seed, factorization_machine_regressor(y, j, jsonb_build_object('seed', seed, 'factors', 4, 'l2', 0.001) ORDER BY at) AS m,
             linear_regression(y, j, '{"optimizer": "sgd"}' ORDER BY at) AS l FROM rows, generate_series(1, 3) seed WHERE NOT unseen GROUP BY seed) s, rows
WHERE at < 20000 GROUP BY seed ORDER BY seed;
SELECT seed, avg(((predict_proba(m, j) > 0.5) = (y > 3))::int) > 0.9 AS machine, avg(((predict_proba(l, j) > 0.5) = (y > 3))::int) < 0.65 AS linear
FROM (SELECT seed, factorization_machine_classifier(y > 3, j, jsonb_build_object('seed', seed, 'factors', 4, 'l2', 0.001) ORDER BY at) AS m,
             logistic_regression(y > 3, j ORDER BY at) AS l FROM rows, generate_series(1, 3) seed WHERE NOT unseen GROUP BY seed) s, rows
WHERE at < 20000 AND unseen GROUP BY seed ORDER BY seed;

-- parts merge: which labels came first does not matter
SELECT name, n_observations(m) AS n, avg(((predict_proba(m, j) > 0.5) = (y > 3))::int) > 0.8 AS accurate
FROM (SELECT 'merge' AS name, merge(m) AS m FROM (SELECT factorization_machine_classifier(y > 3, j, '{"factors": 4}' ORDER BY at) AS m FROM rows WHERE NOT unseen GROUP BY i % 2) p
      UNION ALL SELECT '+', (SELECT factorization_machine_classifier(y > 3, j, '{"factors": 4}' ORDER BY y <= 3 AND at < 10010 DESC, at) FROM rows WHERE NOT unseen AND i % 2 = 0)
                            + (SELECT factorization_machine_classifier(y > 3, j, '{"factors": 4}' ORDER BY y > 3 AND at < 10010 DESC, at) FROM rows WHERE NOT unseen AND i % 2 = 1)) s, rows
WHERE at < 20000 AND unseen GROUP BY name, m ORDER BY name;
SELECT round(w.weight::numeric, 12) = round((o.weight + 2 * t.weight)::numeric / 3, 12) AS mean
FROM (SELECT factorization_machine_regressor(y, ARRAY[u]) AS m FROM rating WHERE i < 100) a, (SELECT factorization_machine_regressor(y, ARRAY[u]) AS m FROM rating WHERE i BETWEEN 100 AND 299) b,
     weights(a.m + b.m) w, weights(a.m) o, weights(b.m) t WHERE w.feature = o.feature AND w.feature = t.feature;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT factorization_machine_regressor(y, j) FROM rows;
SELECT n_observations(factorization_machine_regressor(y, j)) AS n FROM rows;
SET max_parallel_workers_per_gather = 0;

-- the second label decides which class is the positive one
SELECT away, predict_proba(m, ARRAY[1]) > 0.5 AS positive, round((predict_proba(m, ARRAY[1], 'no') + predict_proba(m, ARRAY[1], 'yes'))::numeric, 12) AS sum
FROM (SELECT away, factorization_machine_classifier(CASE WHEN i <= away THEN 'yes' WHEN i % 2 = 0 THEN 'yes' ELSE 'no' END, ARRAY[i % 2 * -2 + 1] ORDER BY i) AS m FROM generate_series(1, 200) i, (VALUES (0), (20)) v (away) GROUP BY away) s ORDER BY away;

-- same rows, same bits, stored after each row; both forms
CREATE TABLE stepwise AS SELECT factorization_machine_classifier(y > 3, j, '{"factors": 3}') AS c, factorization_machine_regressor(y, ARRAY[u, v, NULL], '{"optimizer": "sgd"}') AS r FROM rows WHERE at = 10000;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT * FROM rows WHERE at BETWEEN 10001 AND 10040 ORDER BY at LOOP
        UPDATE stepwise SET c = learn(c, p.y > 3, p.j), r = learn(r, p.y, ARRAY[p.u, p.v, CASE WHEN p.u % 2 = 0 THEN 1 END])::text::model;
    END LOOP;
END $$;
SELECT c = (SELECT factorization_machine_classifier(y > 3, j, '{"factors": 3}' ORDER BY at) FROM rows WHERE at <= 10040) AS classes,
       r = (SELECT factorization_machine_regressor(y, ARRAY[u, v, CASE WHEN u % 2 = 0 AND at > 10000 THEN 1 END], '{"optimizer": "sgd"}' ORDER BY at) FROM rows WHERE at <= 10040) AS numbers,
       c = c::text::model AS text_form, r = r::jsonb::model AS jsonb_form
FROM stepwise;

-- as a continuous view: the bits of the query, over several commits
CREATE TABLE sample (LIKE rows);
SELECT streamml.create_continuous_view('taste', $$SELECT streamml.factorization_machine_regressor(y, j) AS model FROM sample$$);
INSERT INTO sample SELECT * FROM rows WHERE at < 10300 ORDER BY at;
SELECT streamml.wait();
INSERT INTO sample SELECT * FROM rows WHERE at BETWEEN 10300 AND 20000 ORDER BY at;
SELECT streamml.wait();
SELECT model = (SELECT factorization_machine_regressor(y, j ORDER BY at) FROM rows WHERE at <= 20000) AS same, streamml.predict('taste', '{"user": "u1", "item": "i1"}'::jsonb) IS NOT NULL AS answers FROM taste;
SET client_min_messages = warning;
SELECT streamml.drop_continuous_view('taste') IS NOT NULL AS dropped;
RESET client_min_messages;

-- what is unknown, unlabeled, out of all bounds
SELECT predict(factorization_machine_regressor(y, x), ARRAY[1, 2, 3]) AS untrained FROM points WHERE false;
SELECT predict(m, '{"user": "nobody"}'::jsonb) = predict(m, '{}'::jsonb) AS unknown, n_observations(m) AS n, metrics(m)->'unlabeled' AS unlabeled
FROM (SELECT factorization_machine_regressor(CASE WHEN i <> 3 THEN y END, j) AS m FROM rows WHERE at < 10100) s;
SELECT metrics(m)->'dropped' AS dropped, abs(predict(m, ARRAY[1])) < 10 AS answers
FROM (SELECT factorization_machine_regressor(CASE WHEN i = 60 THEN 1e99 ELSE sin(i) END, ARRAY[i % 5], '{"scale": false}') AS m FROM generate_series(1, 100) i) s;
SELECT metrics(m)->'dropped' AS dropped, predict(m, ARRAY[1e100, -1e100]) IS NOT NULL AS answers
FROM (SELECT factorization_machine_regressor(i, ARRAY[1e100 * (i % 2), -1e100], '{"optimizer": "sgd", "learning_rate": 10, "scale": false}') AS m FROM generate_series(1, 100) i) s;

-- refused
SELECT factorization_machine_regressor(y, x, '{"factors": 0}') FROM points;
SELECT factorization_machine_regressor(y, x, '{"optimizer": "adam"}') FROM points;
SELECT factorization_machine_classifier(i, x) FROM points;
SELECT factorization_machine_regressor(y, x) + factorization_machine_regressor(y, x, '{"factors": 2}') FROM points;
SELECT unlearn(c, true, '{}'::jsonb) FROM stepwise;
SELECT jsonb_set(c::jsonb, '{options,factors}', '2')::model FROM stepwise;
SELECT jsonb_set(c::jsonb, '{state,positive}', '2')::model FROM stepwise;
SELECT jsonb_set(c::jsonb, '{state,factor_squares,0}', '-1')::model FROM stepwise;

DROP TABLE points, rating, rows, stepwise, sample;
