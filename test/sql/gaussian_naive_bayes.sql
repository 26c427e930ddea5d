-- gaussian_naive_bayes: against its formula in SQL, whatever way the rows were split.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

CREATE TABLE flower AS
    SELECT i, (ARRAY['red', 'green', 'blue'])[k] AS kind,
           k * 2 + sin(i * 1.7) AS a, 10 - k * k + 2 * cos(i * 2.3) AS b, (i * 7 % 11) + k AS c
    FROM (SELECT i, 1 + i * i % 7 % 3 AS k FROM generate_series(1, 2100) i) s;
ANALYZE flower;
CREATE TABLE models AS
    SELECT 'serial' AS how, gaussian_naive_bayes(kind, ARRAY[a, b, c]) AS m FROM flower;

-- posteriors by hand: prior times the product of (density + 1e-9), normalised
CREATE FUNCTION density(x float8, mean float8, variance float8) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN exp((x - mean) ^ 2 / (-2 * variance)) / sqrt(2 * pi() * variance);
CREATE TABLE byhand AS
    SELECT f.i, c.kind, n * (1e-9 + density(f.a, ma, va)) * (1e-9 + density(f.b, mb, vb)) * (1e-9 + density(f.c, mc, vc)) AS p
    FROM flower f, (SELECT kind, count(*) AS n, avg(a) AS ma, var_samp(a) AS va, avg(b) AS mb, var_samp(b) AS vb,
                           avg(c) AS mc, var_samp(c) AS vc FROM flower GROUP BY 1) c;
SELECT count(*), max(abs(predict_proba(m, ARRAY[a, b, c], h.kind) - h.p / total)) < 1e-12 AS same
FROM models, flower f JOIN byhand h USING (i) JOIN (SELECT i, sum(p) AS total FROM byhand GROUP BY 1) t USING (i);
SELECT count(*) AS rows, count(*) FILTER (WHERE predict_class(m, ARRAY[a, b, c]) = best) AS agree
FROM models, flower JOIN (SELECT DISTINCT ON (i) i, kind AS best FROM byhand ORDER BY i, p DESC) h USING (i);

-- means and their standard errors; the intercept is the logarithm of the prior
SELECT w.feature, w.class, w.weight::numeric(12,6) = expected::numeric(12,6) AS mean, w.std_error::numeric(12,6) = error::numeric(12,6) AS error
FROM models, weights(m) w
JOIN (SELECT kind, '(intercept)' AS feature, ln(count(*) / 2100.0) AS expected, NULL AS error FROM flower GROUP BY 1
      UNION ALL SELECT kind, 'x1', avg(a), stddev_samp(a) / sqrt(count(*)) FROM flower GROUP BY 1
      UNION ALL SELECT kind, 'x2', avg(b), stddev_samp(b) / sqrt(count(*)) FROM flower GROUP BY 1
      UNION ALL SELECT kind, 'x3', avg(c), stddev_samp(c) / sqrt(count(*)) FROM flower GROUP BY 1) e
  ON e.feature = w.feature AND e.kind = w.class
ORDER BY w.class COLLATE "C", w.feature COLLATE "C";

-- options: population variances, some of the largest variance added, no floor, equal priors
SELECT max(abs(predict_proba(m, ARRAY[a, b, c], h.kind) - h.p / total)) < 1e-9 AS same
FROM (SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c],
             '{"min_density": 0, "var_smoothing": 0.01, "variance": "population", "fit_prior": false}') AS m FROM flower) s,
     flower f
JOIN (SELECT i, kind, p, sum(p) OVER (PARTITION BY i) AS total
      FROM (SELECT f.i, c.kind, density(f.a, ma, va + more) * density(f.b, mb, vb + more) * density(f.c, mc, vc + more) AS p
            FROM flower f, (SELECT kind, avg(a) AS ma, var_pop(a) AS va, avg(b) AS mb, var_pop(b) AS vb,
                                   avg(c) AS mc, var_pop(c) AS vc FROM flower GROUP BY 1) c,
                 (SELECT 0.01 * greatest(var_pop(a), var_pop(b), var_pop(c)) AS more FROM flower) v) p) h USING (i);

-- serial, parallel, split and merged
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c]) FROM flower;
INSERT INTO models SELECT 'parallel', gaussian_naive_bayes(kind, ARRAY[a, b, c]) FROM flower;
SET max_parallel_workers_per_gather = 0;
INSERT INTO models SELECT 'merge', merge(m) FROM (SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c]) AS m FROM flower GROUP BY i % 7) s;
INSERT INTO models SELECT '+', x.m + y.m
    FROM (SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c]) AS m FROM flower WHERE i <= 1234) x,
         (SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c]) AS m FROM flower WHERE i > 1234) y;
SELECT m.how, max(abs(w.weight - s.weight)) < 1e-12 AS means, max(abs(w.std_error / s.std_error - 1)) < 1e-12 AS errors, n_observations(m.m) AS n
FROM models m, weights(m.m) w, LATERAL (SELECT sw.* FROM models s, weights(s.m) sw WHERE s.how = 'serial' AND sw.feature = w.feature AND sw.class = w.class) s
GROUP BY m.how, m.m ORDER BY m.how;
SELECT how, max(abs(predict_proba(m.m, ARRAY[a, b, c], 'red') - predict_proba(s.m, ARRAY[a, b, c], 'red'))) < 1e-12 AS same
FROM models m, (SELECT m FROM models WHERE how = 'serial') s, flower GROUP BY how ORDER BY how;

-- where all sums are exact, all bits are the same: means of -1 and 1 in equal shares
SELECT (a.m + b.m)::jsonb - 'metrics' - 'merged' = w.m::jsonb - 'metrics' - 'merged' AS same
FROM (SELECT gaussian_naive_bayes(y, x) AS m FROM (VALUES (1, ARRAY[1, 4]), (1, ARRAY[-1, 2]), (2, ARRAY[1, 0]), (2, ARRAY[3, 4])) v (y, x)) a,
     (SELECT gaussian_naive_bayes(y, x) AS m FROM (VALUES (2, ARRAY[1, 0]), (2, ARRAY[3, 4]), (1, ARRAY[1, 4]), (1, ARRAY[-1, 2])) v (y, x)) b,
     (SELECT gaussian_naive_bayes(y, x) AS m FROM (VALUES (1, ARRAY[1, 4]), (1, ARRAY[-1, 2]), (2, ARRAY[1, 0]), (2, ARRAY[3, 4]),
                                                          (2, ARRAY[1, 0]), (2, ARRAY[3, 4]), (1, ARRAY[1, 4]), (1, ARRAY[-1, 2])) v (y, x)) w;

-- same rows, same bits; learning on from a stored model is learning in one go
SELECT m = (SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c]) FROM (SELECT * FROM flower ORDER BY i) p) AS same
FROM models WHERE how = 'serial';
CREATE TABLE stepwise AS SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c]) AS m FROM flower WHERE i <= 3;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT * FROM flower WHERE i BETWEEN 4 AND 300 ORDER BY i LOOP
        UPDATE stepwise SET m = learn(m, p.kind, ARRAY[p.a, p.b, p.c]);
    END LOOP;
END $$;
SELECT s.m = (SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c]) FROM flower WHERE i <= 300) AS same,
       s.m = s.m::text::model AS text_form, s.m = s.m::jsonb::model AS jsonb_form
FROM stepwise s;

-- what a row does not list is zero, also before the feature turned up: as with arrays
SELECT count(*), max(abs(predict_proba(sparse, r, k) - predict_proba(dense, ARRAY[a, b], k))) < 1e-12 AS same
FROM (SELECT gaussian_naive_bayes(y, ARRAY[a, b]) AS dense, gaussian_naive_bayes(y, r) AS sparse FROM
          (SELECT i % 2 AS y, CASE WHEN i > 50 AND i % 3 > 0 THEN i % 7 ELSE 0 END AS a, i % 5 AS b FROM generate_series(1, 200) i) v,
          LATERAL (SELECT CASE WHEN a = 0 THEN '{}' ELSE jsonb_build_object('a', a) END || CASE WHEN b = 0 THEN '{}' ELSE jsonb_build_object('b', b) END AS r) j) m,
     (SELECT a, b, jsonb_build_object('a', a, 'b', b) AS r FROM generate_series(0, 6) a, generate_series(0, 4) b) q, (VALUES ('0'), ('1')) k (k);

-- what is missing says nothing: as if the feature were not there
SELECT max(abs(predict_proba(m3, ARRAY[a, b, NULL], kind) - predict_proba(m2, ARRAY[a, b], kind))) < 1e-12 AS left_out,
       max(abs(predict_proba(p3, ARRAY[a, b, NULL], kind) - predict_proba(p2, ARRAY[a, b], kind))) < 1e-12 AS left_out_plain
FROM (SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c]) AS m3, gaussian_naive_bayes(kind, ARRAY[a, b]) AS m2,
             gaussian_naive_bayes(kind, ARRAY[a, b, 1e9 + c], '{"min_density": 0}') AS p3,
             gaussian_naive_bayes(kind, ARRAY[a, b], '{"min_density": 0}') AS p2 FROM flower) s, flower;
SELECT w.class, w.weight FROM weights((SELECT gaussian_naive_bayes(y, x)
    FROM (VALUES ('p', ARRAY[1]::float8[]), ('p', ARRAY[NULL]::float8[]), ('p', ARRAY[3]), ('q', ARRAY[NULL]::float8[]), ('q', ARRAY[NULL]::float8[])) v (y, x))) w
WHERE feature = 'x1' ORDER BY 1;

-- weights stand for that many rows
SELECT max(abs(a.weight - b.weight)) < 1e-12 AS means, max(abs(a.std_error / b.std_error - 1)) < 1e-12 AS errors
FROM weights((SELECT gaussian_naive_bayes(kind, ARRAY[a, c], 1 + i % 4, '{}') FROM flower)) a
JOIN weights((SELECT gaussian_naive_bayes(kind, ARRAY[a, c]) FROM flower, generate_series(1, 1 + i % 4))) b USING (feature, class);

-- far from zero: the same answers as near it
SELECT max(abs(predict_proba(far, ARRAY[1.7e9 + a, b], kind) - predict_proba(near, ARRAY[a, b], kind))) < 1e-4 AS same
FROM (SELECT gaussian_naive_bayes(kind, ARRAY[1.7e9 + a, b]) AS far, gaussian_naive_bayes(kind, ARRAY[a, b]) AS near FROM flower) s, flower;

-- labels of all kinds, and classes that have no rows
SELECT predict(gaussian_naive_bayes(i > 5, ARRAY[i]), ARRAY[9]) AS bool FROM generate_series(1, 10) i;
SELECT predict(gaussian_naive_bayes(i / 4 * 10, ARRAY[i]), ARRAY[5]) AS number FROM generate_series(1, 12) i;
SELECT c, predict_proba(m, ARRAY[9], c)::numeric(9,6) AS p
FROM (SELECT gaussian_naive_bayes(CASE WHEN i > 5 THEN 'high' ELSE 'low' END, ARRAY[i], '{"classes": ["low", "none", "high"]}') AS m FROM generate_series(1, 10) i) s,
     (VALUES ('low'), ('none'), ('high')) c (c);

-- few rows: nothing to say, one class, features that do not vary
SELECT n, predict_class(m, ARRAY[1, 5]) AS class, predict_proba(m, ARRAY[1, 5], 'b')::numeric(9,6) AS b
FROM (SELECT n, (SELECT gaussian_naive_bayes(y, x, '{"classes": ["a", "b"]}')
                 FROM (VALUES (1, 'a', ARRAY[1, 5]), (2, 'a', ARRAY[2, 5]), (3, 'b', ARRAY[7, 5]), (4, 'b', ARRAY[8, 5])) v (i, y, x) WHERE i <= n) AS m
      FROM generate_series(1, 4) n) s;
SELECT predict_class(gaussian_naive_bayes('a'::text, ARRAY[1]), ARRAY[1]) AS untrained FROM flower WHERE false;
SELECT metrics(gaussian_naive_bayes(y, x)) - 'log_loss' AS metrics
FROM (VALUES ('a', ARRAY[1]::float8[]), ('a', ARRAY[2]), ('b', ARRAY[7]), ('b', ARRAY[8]), (NULL, ARRAY[7]), ('a', NULL), ('b', ARRAY[9])) v (y, x);

-- many classes
SELECT count(*) FILTER (WHERE predict(m, ARRAY[k * 10 + 1, k % 7]) = k) AS right
FROM (SELECT gaussian_naive_bayes(i % 100, ARRAY[i % 100 * 10 + i % 3, i % 100 % 7 + i % 2]) AS m FROM generate_series(1, 1200) i) s, generate_series(0, 99) k;

-- unlearned: the model of the rows that are left
CREATE TABLE sliding AS
    SELECT i, kind, a, b, c, gaussian_naive_bayes(kind, ARRAY[a, b, c]) OVER (ORDER BY i ROWS BETWEEN 100 PRECEDING AND 1 PRECEDING) AS m FROM flower;
SELECT count(*) AS windows, max(abs(predict_proba(s.m, ARRAY[s.a, s.b, s.c], 'red') - predict_proba(anew.m, ARRAY[s.a, s.b, s.c], 'red'))) < 1e-9 AS same,
       sum(n_observations(s.m) - n_observations(anew.m)) AS rows, min(metrics(s.m)->>'order') AS "order"
FROM sliding s, LATERAL (SELECT gaussian_naive_bayes(kind, ARRAY[a, b, c]) AS m FROM flower f WHERE f.i BETWEEN s.i - 100 AND s.i - 1) anew
WHERE s.i > 10;
SELECT w.class, abs(w.weight - v.weight) < 1e-9 AS mean, abs(w.std_error - v.std_error) < 1e-9 AS error
FROM (SELECT unlearn(unlearn(gaussian_naive_bayes(y, x), 'b'::text, ARRAY[1e6, 4]), 'c'::text, ARRAY[7, 7]) AS m
      FROM (VALUES ('a', ARRAY[1, 4]), ('a', ARRAY[2, 3]), ('b', ARRAY[3, 3]), ('b', ARRAY[1e6, 4]), ('b', ARRAY[5, 1]),
                   ('c', ARRAY[7, 7])) r (y, x)) s, weights(m) w
JOIN (VALUES ('a', 1.5, 0.5), ('b', 4, 1)) v (class, weight, std_error) USING (class)
WHERE w.feature = 'x1' ORDER BY 1;
SELECT unlearn(gaussian_naive_bayes(kind, ARRAY[a, b]), 'red'::text, ARRAY[0, 0], 1e6) FROM flower;
SELECT unlearn(gaussian_naive_bayes(kind, ARRAY[a, b]), 'white'::text, ARRAY[0, 0]) FROM flower;
-- a value so far away that digits are lost with it: never a variance below zero
SELECT abs(w.weight - 0.1) < 1e-6 AS mean, w.std_error >= 0 AS error FROM weights((
    SELECT unlearn(gaussian_naive_bayes('a'::text, ARRAY[x]), 'a'::text, ARRAY[1e9]) FROM (VALUES (0.1), (1e9), (0.1)) v (x))) w WHERE w.feature = 'x1';

-- published: breast cancer, 683 complete rows, accuracy .964809
\getenv abs_srcdir PG_ABS_SRCDIR
\set file :abs_srcdir '/data/breast_cancer.csv'
CREATE TABLE biopsy (id text, a float8, b float8, c float8, d float8, e float8, f float8,
                     g float8, h float8, i float8, class text);
COPY biopsy FROM :'file' CSV HEADER NULL 'NA';
SELECT (m->>'accuracy')::numeric(9,6) AS accuracy, m->'scored' AS scored
FROM (SELECT metrics(gaussian_naive_bayes(class, ARRAY[a, b, c, d, e, f, g, h, i])) AS m FROM biopsy WHERE f IS NOT NULL) s;

-- whatever varies little or not at all, in one class or in all, in whatever unit: no feature says nothing that
-- tells the classes apart, and none that hardly varies rules the others out
CREATE FUNCTION told_apart(learner text, kind text, unit float8, OUT accuracy float8) LANGUAGE plpgsql AS $f$
BEGIN
    EXECUTE format($q$ WITH r AS (SELECT i, CASE WHEN h THEN 'a' ELSE 'b' END AS y, CASE $1
            WHEN 'constant in both' THEN ARRAY[5 + h::int]
            WHEN 'constant in one' THEN ARRAY[CASE WHEN h THEN 0 ELSE 1000 + 100 * sin(i) END]
            WHEN 'constant in one, offset' THEN ARRAY[CASE WHEN h THEN 1e6 ELSE 1e6 + 1000 + 100 * sin(i) END]
            WHEN 'constant in all' THEN ARRAY[h::int + 0.1 * sin(i), 7]
            WHEN 'once' THEN ARRAY[h::int + 0.1 * sin(i), (i = 1)::int]
            WHEN 'once in each' THEN ARRAY[h::int + 0.1 * sin(i), (i <= 2)::int]
            WHEN 'tiny once' THEN ARRAY[h::int + 0.1 * sin(i), CASE WHEN i = 1 THEN 1e-20 ELSE 0 END]
            WHEN 'tiny first' THEN ARRAY[h::int + 0.1 * sin(i), CASE WHEN i < 4 THEN 1e-20 * i ELSE cos(i) END]
            ELSE ARRAY[1e-9 * (h::int + 0.1 * sin(i)), 1e9 * cos(i)] END AS x
        FROM (SELECT i, i * 7919 %% 2 = 0 AS h FROM generate_series(1, 600) i) s),
        scaled AS (SELECT i, y, ARRAY(SELECT $2 * v FROM unnest(x) WITH ORDINALITY u (v, o) ORDER BY o) AS x FROM r)
        SELECT avg((predict_class(m, x) = y)::int) FROM (SELECT %I(y, x ORDER BY i) AS m FROM scaled) l, scaled WHERE i > 100 $q$, learner)
        INTO accuracy USING kind, unit;
END $f$;
SELECT count(*) FROM unnest('{gaussian_naive_bayes,naive_bayes,linear_discriminant,quadratic_discriminant}'::text[]) l,
    unnest('{constant in both,constant in one,"constant in one, offset",constant in all,once,once in each,tiny once,tiny first,uneven}'::text[]) k,
    unnest('{1e-140,1e-100,1e-9,1,1e9,1e80}'::float8[]) u, told_apart(l, k, u) WHERE accuracy = 1;
SELECT * FROM unnest('{gaussian_naive_bayes,naive_bayes,linear_discriminant,quadratic_discriminant}'::text[]) l,
    unnest('{constant in both,constant in one,"constant in one, offset",constant in all,once,once in each,tiny once,tiny first,uneven}'::text[]) k,
    unnest('{1e-140,1e-100,1e-9,1,1e9,1e80}'::float8[]) u, told_apart(l, k, u) WHERE accuracy IS DISTINCT FROM 1;
-- units do not show: powers of two, bit by bit
SELECT count(*), count(DISTINCT p) FROM generate_series(-300, 300, 60) e,
    LATERAL (SELECT predict_proba(gaussian_naive_bayes(kind, ARRAY[a * 2 ^ e, b]), ARRAY[3 * 2 ^ e, 7], 'red') AS p FROM flower) s;

-- refused
SELECT gaussian_naive_bayes(kind, ARRAY[a], '{"var_smoothing": -1}') FROM flower;
SELECT gaussian_naive_bayes(kind, ARRAY[a], '{"smoothing": 1}') FROM flower;
SELECT gaussian_naive_bayes(kind, ARRAY['NaN'::float8]) FROM flower;
SELECT gaussian_naive_bayes(kind, CASE WHEN i = 2 THEN ARRAY[a] ELSE ARRAY[a, b] END) FROM flower;
SELECT jsonb_set(m::jsonb, '{state,m2,0}', '-1')::model FROM stepwise;
SELECT jsonb_set(m::jsonb, '{state,weights}', '[0, 0, 0]')::model FROM stepwise;
SELECT jsonb_set(m::jsonb, '{state,means}', '[1, 2]')::model FROM stepwise;

DROP TABLE flower, models, byhand, stepwise, biopsy, sliding;
DROP FUNCTION density;
