-- multinomial_naive_bayes: shares of counts, exact whatever way the rows were split.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- Manning, Raghavan, Schuetze, Introduction to Information Retrieval, example 13.1:
-- for "Chinese Chinese Chinese Tokyo Japan" 3/4 (3/7)^3 1/14 1/14 to 1/4 (2/9)^3 2/9 2/9
CREATE TABLE documents (i int, china text, words jsonb);
INSERT INTO documents VALUES
    (1, 'yes', '{"Chinese": 2, "Beijing": 1}'), (2, 'yes', '{"Chinese": 2, "Shanghai": 1}'),
    (3, 'yes', '{"Chinese": 1, "Macao": 1}'), (4, 'no', '{"Tokyo": 1, "Japan": 1, "Chinese": 1}');
SELECT abs(yes - a / (a + b)) < 1e-15 AS yes, abs(no - b / (a + b)) < 1e-15 AS no, yes::numeric(9,6)
FROM (SELECT predict_proba(m, w, 'yes') AS yes, predict_proba(m, w, 'no') AS no
      FROM (SELECT multinomial_naive_bayes(china, words) AS m, '{"Chinese": 3, "Tokyo": 1, "Japan": 1}'::jsonb AS w FROM documents) s) p,
     (SELECT 3 / 4.0::float8 * (3 / 7.0::float8) ^ 3 / 14 / 14 AS a, 1 / 4.0::float8 * (2 / 9.0::float8) ^ 5 AS b) e;
SELECT feature, class, exp(weight)::numeric(9,6) AS share
FROM weights((SELECT multinomial_naive_bayes(china, words) FROM documents)) ORDER BY class, feature COLLATE "C";

-- words nobody knows say nothing; nor do words that are missing
SELECT predict_proba(m, '{"Chinese": 1, "Osaka": 9}'::jsonb, 'no') = predict_proba(m, '{"Chinese": 1}'::jsonb, 'no') AS unknown,
       predict_proba(m, '{"Chinese": 1, "Tokyo": null}'::jsonb, 'no') = predict_proba(m, '{"Chinese": 1}'::jsonb, 'no') AS missing,
       predict_proba(m, '{}'::jsonb, 'no') AS prior
FROM (SELECT multinomial_naive_bayes(china, words) AS m FROM documents) s;

-- options, and weights that stand for so many rows
SELECT abs(p / (a / (a + b)) - 1) < 1e-14 AS same
FROM (SELECT predict_proba(multinomial_naive_bayes(china, words, '{"alpha": 0.5, "fit_prior": false}'), '{"Tokyo": 2}'::jsonb, 'no') AS p FROM documents) s,
     (SELECT (1.5 / 6) ^ 2 AS a, (0.5 / 11) ^ 2 AS b) e;
SELECT a::jsonb #- '{metrics}' #- '{n}' = b::jsonb #- '{metrics}' #- '{n}' AS same
FROM (SELECT multinomial_naive_bayes(china, words, i, '{}') AS a FROM documents) s,
     (SELECT multinomial_naive_bayes(china, words) AS b FROM (SELECT documents.* FROM documents, LATERAL generate_series(1, i) ORDER BY i) r) t;

-- serial, parallel, split and merged: counts are exact, so all bits are the same
CREATE TABLE counts AS
    SELECT i, (ARRAY['red', 'green', 'blue'])[1 + i % 3] AS kind, ARRAY[i % 7, (i * i) % (2 + i % 3), i % 11 * (i % 3)]::float8[] AS x
    FROM generate_series(1, 3000) i;
ANALYZE counts;
CREATE TABLE models AS SELECT 'serial' AS how, multinomial_naive_bayes(kind, x) AS m FROM counts;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT multinomial_naive_bayes(kind, x) FROM counts;
INSERT INTO models SELECT 'parallel', multinomial_naive_bayes(kind, x) FROM counts;
SET max_parallel_workers_per_gather = 0;
INSERT INTO models SELECT 'merge', merge(m) FROM (SELECT multinomial_naive_bayes(kind, x) AS m FROM counts GROUP BY i % 7) s;
INSERT INTO models SELECT '+', a.m + b.m
    FROM (SELECT multinomial_naive_bayes(kind, x) AS m FROM counts WHERE i <= 1234) a,
         (SELECT multinomial_naive_bayes(kind, x) AS m FROM counts WHERE i > 1234) b;
SELECT how, bool_and(w.weight = s.weight) AS weights, count(*) FROM models m, weights(m.m) w,
    LATERAL (SELECT sw.* FROM models s, weights(s.m) sw WHERE s.how = 'serial' AND sw.feature = w.feature AND sw.class = w.class) s
GROUP BY how ORDER BY how;
SELECT max(abs(predict_proba(m, c.x, k.kind) - p.p / p.total)) < 1e-12 AS formula
FROM (SELECT m FROM models WHERE how = 'serial') m, (SELECT * FROM counts WHERE i <= 200) c, (VALUES ('red'), ('green'), ('blue')) k (kind),
     LATERAL (SELECT p, (sum(p) OVER ()) AS total, kind FROM (
         SELECT kind, count(*) * ((sum(x[1]) + 1) / (sum(x[1] + x[2] + x[3]) + 3)) ^ c.x[1] * ((sum(x[2]) + 1) / (sum(x[1] + x[2] + x[3]) + 3)) ^ c.x[2]
                * ((sum(x[3]) + 1) / (sum(x[1] + x[2] + x[3]) + 3)) ^ c.x[3] AS p FROM counts GROUP BY kind) q) p
WHERE p.kind = k.kind;

-- learning on from a stored model is learning in one go; both forms
CREATE TABLE stepwise AS SELECT multinomial_naive_bayes(kind, x) AS m FROM counts WHERE i <= 2;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT * FROM counts WHERE i BETWEEN 3 AND 200 ORDER BY i LOOP
        UPDATE stepwise SET m = learn(m, p.kind, p.x);
    END LOOP;
END $$;
SELECT s.m = (SELECT multinomial_naive_bayes(kind, x) FROM counts WHERE i <= 200) AS same,
       s.m = s.m::text::model AS text_form, s.m = s.m::jsonb::model AS jsonb_form
FROM stepwise s;

-- unlearned: bit by bit the model of the rows that are left
SELECT count(*) AS windows, bool_and(s.m::jsonb->'state' = anew.m::jsonb->'state' OR s.m::jsonb->'classes' <> anew.m::jsonb->'classes') AS same,
       max(abs(predict_proba(s.m, x, 'red') - predict_proba(anew.m, x, 'red'))) < 1e-14 AS p
FROM (SELECT i, x, multinomial_naive_bayes(kind, x) OVER (ORDER BY i ROWS BETWEEN 50 PRECEDING AND 1 PRECEDING) AS m FROM counts WHERE i <= 1000) s,
     LATERAL (SELECT multinomial_naive_bayes(kind, x) AS m FROM counts c WHERE c.i BETWEEN s.i - 50 AND s.i - 1) anew
WHERE s.i > 5;
SELECT unlearn(multinomial_naive_bayes(china, words), 'no'::text, '{"Beijing": 1}'::jsonb) FROM documents;

-- refused
SELECT multinomial_naive_bayes(kind, ARRAY[1, -i]) FROM counts;
SELECT multinomial_naive_bayes(kind, x, '{"alpha": 0}') FROM counts;
SELECT jsonb_set(m::jsonb, '{state,counts,1}', '-1')::model FROM stepwise;
SELECT jsonb_set(m::jsonb, '{state,totals}', '[1]')::model FROM stepwise;

DROP TABLE documents, counts, models, stepwise;
