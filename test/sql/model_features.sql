-- Features by name: records and jsonb, numbers and categories.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

CREATE TYPE size AS ENUM ('small', 'large');
CREATE DOMAIN amount AS numeric(12,2);
CREATE TABLE sales (
    id int, price float8, area real, rooms smallint, lot bigint, paid amount, garden boolean,
    city text, code varchar(8), grade char(4), kind size, tag uuid, extra jsonb);
INSERT INTO sales
    SELECT i, 100 + 5 * area + CASE city WHEN 'Ürümqi' THEN 30 WHEN 'Rome' THEN -10 ELSE 0 END + 7 * (i % 7 / 4), area, i % 5, i, i / 4.0, i % 7 / 4 = 1,
           city, 'c' || i % 2, 'g' || i % 3, (ARRAY['small', 'large'])[1 + i % 2]::size,
           ('00000000-0000-0000-0000-00000000000' || i % 2)::uuid, jsonb_build_object('deep', jsonb_build_object('x', i % 7, 'y', 'k' || i % 2), 'ok', i % 2 = 0)
    FROM (SELECT i, (i * 37 % 101)::real AS area, (ARRAY['Ürümqi', 'Rome', NULL, ''])[1 + i % 4] AS city FROM generate_series(1, 400) i) s;

-- a record: names of the columns, a feature per category
CREATE TABLE named AS
    SELECT linear_regression(price, r) AS m FROM sales, LATERAL (SELECT area, city, garden) r;
SELECT feature, round(weight::numeric, 6) AS weight FROM named, weights(m);
SELECT round(predict(m, r)::numeric, 6) AS predict
FROM named, LATERAL (VALUES (10.0, 'Ürümqi', true), (10, 'Rome', false), (10, NULL, false), (10, 'Atlantis', false)) v (area, city, garden),
     LATERAL (SELECT v.area, v.city, v.garden) r;

-- the same by jsonb, in any order, and with keys the model does not know
SELECT round(predict(m, '{"garden": true, "city": "Ürümqi", "area": 10, "colour": "red"}'::jsonb)::numeric, 6) AS predict FROM named;
SELECT a.m = b.m AS same_model
FROM named a, (SELECT linear_regression(price, jsonb_build_object('area', area, 'city', city, 'garden', garden)) AS m FROM sales) b;

-- anonymous rows, whole rows
SELECT feature FROM weights((SELECT linear_regression(price, ROW(area, rooms)) FROM sales));
SELECT round(predict(m, ROW(10, 2))::numeric, 6) AS predict FROM (SELECT linear_regression(price, ROW(area, rooms)) AS m FROM sales) s;
CREATE TABLE plain (a int, gone int, b float8);
INSERT INTO plain SELECT i, 0, sqrt(i) FROM generate_series(1, 20) i;
ALTER TABLE plain DROP COLUMN gone;
SELECT feature, round(weight::numeric, 6) AS weight FROM weights((SELECT linear_regression(3 * a - b, plain) FROM plain));

-- every type there is a reading for
SELECT feature FROM weights((SELECT logistic_regression(garden, r) FROM (SELECT * FROM sales ORDER BY id LIMIT 6) s,
    LATERAL (SELECT area, rooms, lot, paid, city, code, grade, kind, tag, extra) r)) ORDER BY feature COLLATE "C";

-- jsonb of any depth
SELECT feature, round(weight::numeric, 9) AS weight
FROM weights((SELECT linear_regression(i, jsonb_build_object('a', jsonb_build_object('b', jsonb_build_object('c', i)), 'n', NULL, 's', 'const')) FROM generate_series(1, 9) i));

-- categories never seen while learning contribute nothing
SELECT predict_proba(m, '{"c": "new"}'::jsonb) = predict_proba(m, '{}'::jsonb) AS nothing, (info(m)->'features') AS features
FROM (SELECT logistic_regression(i % 2 = 0, jsonb_build_object('c', i % 3)) AS m FROM generate_series(1, 30) i) s;

-- new features in the middle of the stream were zero before
SELECT a.weight = b.weight AS same, a.feature
FROM weights((SELECT linear_regression(i, CASE WHEN i > 15 THEN jsonb_build_object('a', sin(i), 'late', i % 4) ELSE jsonb_build_object('a', sin(i)) END ORDER BY i) FROM generate_series(1, 30) i)) a
JOIN weights((SELECT linear_regression(i, jsonb_build_object('a', sin(i), 'late', CASE WHEN i > 15 THEN i % 4 ELSE 0 END) ORDER BY i) FROM generate_series(1, 30) i)) b USING (feature);

-- parts with different features merge by name
SELECT max(abs(a.weight - b.weight)) < 1e-12 AS same, count(*)
FROM weights((SELECT merge(m) FROM (SELECT linear_regression(price, r) AS m FROM sales, LATERAL (SELECT area, city, garden) r GROUP BY id % 4) s)) a
JOIN named ON true JOIN LATERAL weights(named.m) b USING (feature);

-- a model of positions answers to their names
SELECT predict(m, ARRAY[3, 4]) = predict(m, '{"x1": 3, "x2": 4}'::jsonb) AS same
FROM (SELECT linear_regression(i, ARRAY[i, i * i]) AS m FROM generate_series(1, 9) i) s;

-- many categories, within the limit
SELECT info(m)->'features' AS features, round(predict_proba(m, '{"c": "v7"}'::jsonb)::numeric, 6) = round(predict_proba(m::text::model, '{"c": "v7"}'::jsonb)::numeric, 6) AS same
FROM (SELECT logistic_regression(i % 7 = 0, jsonb_build_object('c', 'v' || i % 3000)) AS m FROM generate_series(1, 9000) i) s;

DROP TABLE sales, named, plain;
DROP DOMAIN amount;
DROP TYPE size;
