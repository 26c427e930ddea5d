-- naive_bayes: numbers and categories in one row.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- Mitchell, Machine Learning, section 6.9.1: without smoothing, P(no | sunny, cool, high, strong) is 0.795
CREATE TABLE days (day int, outlook text, temperature text, humidity text, wind text, play text);
INSERT INTO days VALUES
    (1, 'sunny', 'hot', 'high', 'weak', 'no'), (2, 'sunny', 'hot', 'high', 'strong', 'no'),
    (3, 'overcast', 'hot', 'high', 'weak', 'yes'), (4, 'rain', 'mild', 'high', 'weak', 'yes'),
    (5, 'rain', 'cool', 'normal', 'weak', 'yes'), (6, 'rain', 'cool', 'normal', 'strong', 'no'),
    (7, 'overcast', 'cool', 'normal', 'strong', 'yes'), (8, 'sunny', 'mild', 'high', 'weak', 'no'),
    (9, 'sunny', 'cool', 'normal', 'weak', 'yes'), (10, 'rain', 'mild', 'normal', 'weak', 'yes'),
    (11, 'sunny', 'mild', 'normal', 'strong', 'yes'), (12, 'overcast', 'mild', 'high', 'strong', 'yes'),
    (13, 'overcast', 'hot', 'normal', 'weak', 'yes'), (14, 'rain', 'mild', 'high', 'strong', 'no');
SELECT predict_class(m, q) AS class, predict_proba(m, q, 'no')::numeric(9,3) AS no
FROM (SELECT naive_bayes(play, x, '{"alpha": 1e-10}') AS m FROM days, LATERAL (SELECT outlook, temperature, humidity, wind) x) s,
     (SELECT 'sunny' AS outlook, 'cool' AS temperature, 'high' AS humidity, 'strong' AS wind) q;
-- smoothed by 1: 9/14 3/12 4/12 4/11 4/11 to 5/14 4/8 2/8 5/7 4/7
SELECT abs(predict_proba(m, q, 'yes') - y / (y + n)) < 1e-15 AS same
FROM (SELECT naive_bayes(play, x) AS m FROM days, LATERAL (SELECT outlook, temperature, humidity, wind) x) s,
     (SELECT 'sunny' AS outlook, 'cool' AS temperature, 'high' AS humidity, 'strong' AS wind) q,
     (SELECT 9 / 14.0::float8 * 3 / 12 * 4 / 12 * 4 / 11 * 4 / 11 AS y, 5 / 14.0::float8 * 4 / 8 * 2 / 8 * 5 / 7 * 4 / 7 AS n) e;
SELECT feature, class, exp(weight)::numeric(9,6) AS share
FROM weights((SELECT naive_bayes(play, x) FROM days, LATERAL (SELECT outlook) x)) ORDER BY class, feature COLLATE "C";
-- a category nobody has seen says nothing, nor does NULL
SELECT predict_proba(m, ROW('foggy'::text, 'cool'::text), 'yes') = predict_proba(m, ROW(NULL::text, 'cool'::text), 'yes') AS same
FROM (SELECT naive_bayes(play, ROW(outlook, temperature)) AS m FROM days) s;

-- numbers are normal, as in gaussian_naive_bayes
CREATE TABLE people AS
    SELECT i, (ARRAY['red', 'green', 'blue'])[k] AS kind, k + sin(i * 1.7) AS size, cos(i * 2.3) * k AS mass,
           CASE WHEN i % 10 > 0 THEN (ARRAY['se', 'fi', 'no', 'dk'])[1 + (i * 13 + k * k) % (3 + k % 2)] END AS country, i % 5 > k AS member
    FROM (SELECT i, 1 + i * i % 7 % 3 AS k FROM generate_series(1, 2100) i) s;
ANALYZE people;
SELECT bool_and(predict_proba(mixed, ARRAY[size, mass], 'red') = predict_proba(gaussian, ARRAY[size, mass], 'red')) AS same
FROM (SELECT naive_bayes(kind, ARRAY[size, mass]) AS mixed, gaussian_naive_bayes(kind, ARRAY[size, mass]) AS gaussian FROM people) m, people;

-- both: the product of the two
CREATE TABLE models AS
    SELECT 'serial' AS how, naive_bayes(kind, x) AS m FROM people, LATERAL (SELECT size, country, mass, member) x;
SELECT count(*), max(abs(predict_proba(m, x, k.kind) - k.p / k.total)) < 1e-12 AS same
FROM models, people p, LATERAL (SELECT p.size, p.country, p.mass, p.member) x,
     LATERAL (SELECT kind, f, sum(f) OVER () AS total, f AS p FROM (
         SELECT g.kind, predict_proba(gm, ARRAY[p.size, p.mass, p.member::int], g.kind) *
                CASE WHEN p.country IS NULL THEN 1 ELSE ((SELECT count(*) FROM people c WHERE c.kind = g.kind AND c.country = p.country) + 1) /
                     ((SELECT count(c.country) FROM people c WHERE c.kind = g.kind) + 4.0)::float8 END AS f
         FROM (VALUES ('red'), ('green'), ('blue')) g (kind), (SELECT gaussian_naive_bayes(kind, ARRAY[size, mass, member::int]) AS gm FROM people) gm) q) k
WHERE p.i <= 40;

-- serial, parallel, split and merged, whatever the order in which categories turn up
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT naive_bayes(kind, ROW(size, country, mass, member)) FROM people;
INSERT INTO models SELECT 'parallel', naive_bayes(kind, x) FROM people, LATERAL (SELECT size, country, mass, member) x;
SET max_parallel_workers_per_gather = 0;
INSERT INTO models SELECT 'merge', merge(m ORDER BY g DESC) FROM (
    SELECT i % 7 AS g, naive_bayes(kind, x ORDER BY i DESC) AS m FROM people, LATERAL (SELECT size, country, mass, member) x GROUP BY i % 7) s;
INSERT INTO models SELECT '+', a.m + b.m
    FROM (SELECT naive_bayes(kind, x) AS m FROM people, LATERAL (SELECT size, country, mass, member) x WHERE i > 1234) a,
         (SELECT naive_bayes(kind, x) AS m FROM people, LATERAL (SELECT size, country, mass, member) x WHERE i <= 1234) b;
SELECT m.how, max(abs(w.weight - s.weight)) < 1e-12 AS weights, bool_and(w.weight = s.weight) FILTER (WHERE w.feature LIKE '%=%') AS categories, count(*)
FROM models m, weights(m.m) w, LATERAL (SELECT sw.* FROM models s, weights(s.m) sw WHERE s.how = 'serial' AND sw.feature = w.feature AND sw.class = w.class) s
GROUP BY m.how ORDER BY m.how;
SELECT how, max(abs(predict_proba(m.m, x, 'red') - predict_proba(s.m, x, 'red'))) < 1e-12 AS same
FROM models m, (SELECT m FROM models WHERE how = 'serial') s, people, LATERAL (SELECT size, country, mass, member) x GROUP BY how ORDER BY how;

-- learning on from a stored model is learning in one go; both forms; jsonb is as good as a record
CREATE TABLE stepwise AS SELECT naive_bayes(kind, x) AS m FROM people, LATERAL (SELECT size, country, mass) x WHERE i <= 1;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT kind, x FROM people, LATERAL (SELECT size, country, mass) x WHERE i BETWEEN 2 AND 200 ORDER BY i LOOP
        UPDATE stepwise SET m = learn(m, p.kind, p.x);
    END LOOP;
END $$;
SELECT s.m = (SELECT naive_bayes(kind, x) FROM people, LATERAL (SELECT size, country, mass) x WHERE i <= 200) AS same,
       s.m = s.m::text::model AS text_form, s.m = s.m::jsonb::model AS jsonb_form
FROM stepwise s;
SELECT max(abs(predict_proba(s.m, x, 'red') - predict_proba(j.m, to_jsonb(x), 'red'))) < 1e-12 AS same
FROM stepwise s, (SELECT naive_bayes(kind, to_jsonb(x)) AS m FROM people, LATERAL (SELECT size, country, mass) x WHERE i <= 200) j,
     people, LATERAL (SELECT size, country, mass) x;

-- unlearned: the model of the rows that are left
SELECT count(*) AS windows, max(abs(predict_proba(s.m, s.x, 'red') - predict_proba(anew.m, s.x, 'red'))) < 1e-9 AS same
FROM (SELECT i, x, naive_bayes(kind, x) OVER (ORDER BY i ROWS BETWEEN 50 PRECEDING AND 1 PRECEDING) AS m
      FROM people, LATERAL (SELECT size, CASE WHEN i > 8 THEN country ELSE 'se' END AS country, mass) x WHERE i <= 1000) s,
     LATERAL (SELECT naive_bayes(kind, y) AS m FROM people p, LATERAL (SELECT size, CASE WHEN i > 8 THEN country ELSE 'se' END AS country, mass) y
              WHERE p.i BETWEEN s.i - 50 AND s.i - 1) anew
WHERE s.i > 60 AND (SELECT count(DISTINCT country) FROM people p WHERE p.i BETWEEN s.i - 50 AND s.i - 1) = (SELECT count(DISTINCT country) FROM people p WHERE p.i < s.i);
SELECT unlearn(naive_bayes(play, ROW(outlook, temperature)), 'no'::text, ROW('overcast'::text, 'hot'::text)) FROM days;

-- weights stand for that many rows
SELECT max(abs(a.weight - b.weight)) < 1e-12 AS weights
FROM weights((SELECT naive_bayes(kind, x, 1 + i % 4, '{}') FROM people, LATERAL (SELECT size, country) x)) a
JOIN weights((SELECT naive_bayes(kind, x) FROM people, LATERAL (SELECT size, country) x, generate_series(1, 1 + i % 4))) b USING (feature, class);

-- many categories
SELECT count(*) FILTER (WHERE predict(m, ROW(k::text, k % 10)) = k % 3) AS right
FROM (SELECT naive_bayes(i % 3, ROW((i % 300)::text, i % 10)) AS m FROM generate_series(1, 1500) i) s, generate_series(0, 299) k;

-- refused
SELECT naive_bayes(kind, ROW(size, country), '{"max_features": 3}') FROM people;
SELECT jsonb_set(m::jsonb, '{state,counts,0}', '-1')::model FROM stepwise;
SELECT jsonb_set(m::jsonb, '{state,totals}', '[]')::model FROM stepwise;

DROP TABLE days, people, models, stepwise;
