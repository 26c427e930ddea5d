-- bernoulli_naive_bayes: what is there and what is not, exact whatever way the rows were split.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- Manning, Raghavan, Schuetze, Introduction to Information Retrieval, example 13.2:
-- for "Chinese Chinese Chinese Tokyo Japan" 3/4 4/5 1/5 1/5 (1 - 2/5)^3 to 1/4 2/3 2/3 2/3 (1 - 1/3)^3
CREATE TABLE documents (i int, china text, words jsonb);
INSERT INTO documents VALUES
    (1, 'yes', '{"Chinese": 2, "Beijing": 1}'), (2, 'yes', '{"Chinese": 2, "Shanghai": 1}'),
    (3, 'yes', '{"Chinese": 1, "Macao": 1}'), (4, 'no', '{"Tokyo": 1, "Japan": 1, "Chinese": 1}');
SELECT abs(yes - a / (a + b)) < 1e-15 AS yes, abs(no - b / (a + b)) < 1e-15 AS no, yes::numeric(9,6)
FROM (SELECT predict_proba(m, w, 'yes') AS yes, predict_proba(m, w, 'no') AS no
      FROM (SELECT bernoulli_naive_bayes(china, words) AS m, '{"Chinese": 3, "Tokyo": 1, "Japan": 1}'::jsonb AS w FROM documents) s) p,
     (SELECT 0.75::float8 * 0.8 * 0.2 * 0.2 * 0.6 ^ 3 AS a, 0.25::float8 * (2 / 3.0::float8) ^ 6 AS b) e;
SELECT feature, class, exp(weight)::numeric(9,6) AS p
FROM weights((SELECT bernoulli_naive_bayes(china, words) FROM documents)) ORDER BY class, feature COLLATE "C";

-- words nobody knows say nothing; a known one that is missing is left out
SELECT predict_proba(m, '{"Chinese": 1, "Osaka": 9}'::jsonb, 'no') = predict_proba(m, '{"Chinese": 1}'::jsonb, 'no') AS unknown,
       predict_proba(m, '{"Chinese": 1, "Tokyo": null}'::jsonb, 'no') > predict_proba(m, '{"Chinese": 1}'::jsonb, 'no') AS missing
FROM (SELECT bernoulli_naive_bayes(china, words) AS m FROM documents) s;
SELECT w.class, exp(w.weight)::numeric(9,6) AS p FROM weights((SELECT bernoulli_naive_bayes(y, x)
    FROM (VALUES ('p', ARRAY[1]::float8[]), ('p', ARRAY[NULL]::float8[]), ('p', ARRAY[0]), ('q', ARRAY[NULL]::float8[])) v (y, x))) w
WHERE feature = 'x1' ORDER BY 1;

-- serial, parallel, split and merged, with another threshold: all bits are the same
CREATE TABLE flags AS
    SELECT i, (ARRAY['red', 'green', 'blue'])[1 + i % 3] AS kind,
           ARRAY[i % 7, i * i % (3 + i % 3), CASE WHEN i % 13 > 0 THEN i % 11 - 5 END] AS x
    FROM generate_series(1, 3000) i;
ANALYZE flags;
CREATE TABLE models AS SELECT 'serial' AS how, bernoulli_naive_bayes(kind, x, '{"threshold": 1.5}') AS m FROM flags;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT bernoulli_naive_bayes(kind, x, '{"threshold": 1.5}') FROM flags;
INSERT INTO models SELECT 'parallel', bernoulli_naive_bayes(kind, x, '{"threshold": 1.5}') FROM flags;
SET max_parallel_workers_per_gather = 0;
INSERT INTO models SELECT 'merge', merge(m) FROM (SELECT bernoulli_naive_bayes(kind, x, '{"threshold": 1.5}') AS m FROM flags GROUP BY i % 7) s;
INSERT INTO models SELECT '+', a.m + b.m
    FROM (SELECT bernoulli_naive_bayes(kind, x, '{"threshold": 1.5}') AS m FROM flags WHERE i <= 1234) a,
         (SELECT bernoulli_naive_bayes(kind, x, '{"threshold": 1.5}') AS m FROM flags WHERE i > 1234) b;
SELECT how, bool_and(w.weight = s.weight) AS weights, count(*) FROM models m, weights(m.m) w,
    LATERAL (SELECT sw.* FROM models s, weights(s.m) sw WHERE s.how = 'serial' AND sw.feature = w.feature AND sw.class = w.class) s
GROUP BY how ORDER BY how;
SELECT w.class, w.feature, abs(exp(w.weight) - e.p) < 1e-14 AS same
FROM models m, weights(m) w
JOIN (SELECT kind, 'x' || k AS feature, (count(*) FILTER (WHERE x[k] > 1.5) + 1) / (count(x[k]) + 2.0) AS p
      FROM flags, generate_series(1, 3) k GROUP BY 1, 2) e ON e.kind = w.class AND e.feature = w.feature
WHERE how = 'serial' ORDER BY 1, 2;
SELECT max(abs(predict_proba(m, c.x, p.kind) - p.p / p.total)) < 1e-12 AS formula
FROM (SELECT m FROM models WHERE how = 'serial') m, (SELECT * FROM flags WHERE i <= 100) c,
     LATERAL (SELECT kind, p, sum(p) OVER () AS total FROM (
         SELECT kind, n * coalesce(CASE WHEN c.x[1] > 1.5 THEN p1 ELSE 1 - p1 END, 1) * CASE WHEN c.x[2] > 1.5 THEN p2 ELSE 1 - p2 END
                * CASE WHEN c.x[3] IS NULL THEN 1 WHEN c.x[3] > 1.5 THEN p3 ELSE 1 - p3 END AS p
         FROM (SELECT kind, count(*)::float8 AS n, (count(*) FILTER (WHERE x[1] > 1.5) + 1) / (count(x[1]) + 2.0)::float8 AS p1,
                      (count(*) FILTER (WHERE x[2] > 1.5) + 1) / (count(x[2]) + 2.0)::float8 AS p2,
                      (count(*) FILTER (WHERE x[3] > 1.5) + 1) / (count(x[3]) + 2.0)::float8 AS p3 FROM flags GROUP BY kind) q) r) p;

-- a threshold below zero: what is not listed is there
SELECT max(abs(predict_proba(sparse, r, '1') - predict_proba(dense, ARRAY[a, b], '1'))) < 1e-14 AS same
FROM (SELECT bernoulli_naive_bayes(y, ARRAY[a, b], '{"threshold": -0.5}') AS dense, bernoulli_naive_bayes(y, r, '{"threshold": -0.5}') AS sparse FROM
          (SELECT i % 2 AS y, CASE WHEN i > 50 THEN i % 7 % 3 - 1 ELSE 0 END AS a, i % 5 % 3 - 1 AS b FROM generate_series(1, 200) i) v,
          LATERAL (SELECT CASE WHEN a = 0 THEN '{}' ELSE jsonb_build_object('a', a) END || CASE WHEN b = 0 THEN '{}' ELSE jsonb_build_object('b', b) END AS r) j) m,
     (SELECT a, b, jsonb_build_object('a', a, 'b', b) AS r FROM generate_series(-1, 1) a, generate_series(-1, 1) b) q;

-- learning on from a stored model is learning in one go; both forms
CREATE TABLE stepwise AS SELECT bernoulli_naive_bayes(kind, x) AS m FROM flags WHERE i <= 2;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT * FROM flags WHERE i BETWEEN 3 AND 200 ORDER BY i LOOP
        UPDATE stepwise SET m = learn(m, p.kind, p.x);
    END LOOP;
END $$;
SELECT s.m = (SELECT bernoulli_naive_bayes(kind, x) FROM flags WHERE i <= 200) AS same,
       s.m = s.m::text::model AS text_form, s.m = s.m::jsonb::model AS jsonb_form
FROM stepwise s;

-- unlearned: bit by bit the model of the rows that are left
SELECT count(*) AS windows, bool_and(s.m::jsonb->'state' = anew.m::jsonb->'state' OR s.m::jsonb->'classes' <> anew.m::jsonb->'classes') AS same,
       max(abs(predict_proba(s.m, x, 'red') - predict_proba(anew.m, x, 'red'))) < 1e-14 AS p
FROM (SELECT i, x, bernoulli_naive_bayes(kind, x) OVER (ORDER BY i ROWS BETWEEN 50 PRECEDING AND 1 PRECEDING) AS m FROM flags WHERE i <= 1000) s,
     LATERAL (SELECT bernoulli_naive_bayes(kind, x) AS m FROM flags c WHERE c.i BETWEEN s.i - 50 AND s.i - 1) anew
WHERE s.i > 5;
SELECT unlearn(bernoulli_naive_bayes(china, words), 'no'::text, '{"Beijing": 1}'::jsonb) FROM documents;

-- features that are always there: certain as alpha goes to zero, never quite
SELECT predict_proba(bernoulli_naive_bayes(y, x, '{"alpha": 1e-10}'), ARRAY[1, 0], 'a') > 0.999 AS sure
FROM (VALUES ('a', ARRAY[1, 0]), ('a', ARRAY[1, 0]), ('b', ARRAY[0, 1])) v (y, x);

-- refused
SELECT bernoulli_naive_bayes(kind, x, '{"alpha": -1}') FROM flags;
SELECT jsonb_set(m::jsonb, '{state,missing,1}', '-1')::model FROM stepwise;

DROP TABLE documents, flags, models, stepwise;
