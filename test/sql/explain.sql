-- explain and feature_importance: contributions and bias add up to the score, and
-- are what they are said to be.
\getenv abs_srcdir PG_ABS_SRCDIR
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE point AS
    SELECT i, sin(i) * 3 AS wave, 1000 + cos(i * 1.7) AS level, i * 7919 % 100 AS size, (ARRAY['red', 'blue', 'green'])[1 + i * 31 % 3] AS colour
    FROM generate_series(1, 600) i;
ALTER TABLE point ADD hit boolean, ADD kind text, ADD amount float8;
UPDATE point SET hit = wave + size / 50.0 + (colour = 'blue')::int * 2 > 1.5, kind = CASE WHEN size > 60 THEN 'big' WHEN colour = 'red' THEN 'ruddy' ELSE 'else' END,
    amount = 3 * wave - size / 10.0 + level / 50 + (colour = 'red')::int + cos(i * 0.3) / 10;
UPDATE point SET wave = NULL WHERE i % 17 = 0;
-- learners see the rows in this order, wherever the updates have put them
CREATE INDEX point_order ON point (i);
CLUSTER point USING point_order;
CREATE TABLE models (name text PRIMARY KEY, m model);
INSERT INTO models
    SELECT 'linear', linear_regression(amount, r) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'linear ' || o, linear_regression(amount, r, jsonb_build_object('optimizer', o)) FROM point, LATERAL (SELECT wave, level, size, colour) r, unnest('{adaptive,sgd,adam}'::text[]) o GROUP BY o UNION ALL
    SELECT 'huber', huber_regression(amount, r) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'poisson', poisson_regression(point.size / 30, r) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'logistic', logistic_regression(hit, r) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'logistic sgd', logistic_regression(hit, r, '{"optimizer": "sgd"}') FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'reversed', logistic_regression(hit, r, '{"positive": "false"}') FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'pa classes', passive_aggressive_classifier(hit, r) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'softmax', softmax_regression(kind, r ORDER BY point.i) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'gaussian', gaussian_naive_bayes(kind, r) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'gaussian plain', gaussian_naive_bayes(hit, r, '{"min_density": 0, "fit_prior": false}') FROM point, LATERAL (SELECT wave, level, size) r UNION ALL
    SELECT 'mixed', naive_bayes(kind, r) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'mixed plain', naive_bayes(hit, r, '{"min_density": 0, "alpha": 0.3, "fit_prior": false}') FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'multinomial', multinomial_naive_bayes(kind, r) FROM point, LATERAL (SELECT size, colour) r UNION ALL
    SELECT 'bernoulli', bernoulli_naive_bayes(kind, r, '{"threshold": 30}') FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'tree', hoeffding_tree(kind, r, '{"grace_period": 50, "split_confidence": 0.1}' ORDER BY i) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'majority tree', hoeffding_tree(kind, r, '{"grace_period": 50, "split_confidence": 0.1, "leaf_prediction": "majority"}' ORDER BY i) FROM point, LATERAL (SELECT wave, level, size, colour) r UNION ALL
    SELECT 'adaptive tree', adaptive_hoeffding_tree(kind, r, '{"grace_period": 50, "split_confidence": 0.1}' ORDER BY i) FROM point, LATERAL (SELECT wave, level, size, colour) r;

-- values: the prediction, of counts its logarithm
SELECT name, count(*), max(abs(total - score)) < 1e-9 AS same, count(DISTINCT round(total::numeric, 6)) > 100 AS spread
FROM (SELECT name, CASE WHEN name = 'poisson' THEN ln(predict(m, r)) ELSE predict(m, r) END AS score, (SELECT sum(contribution) FROM explain(m, r)) AS total
      FROM models, point, LATERAL (SELECT wave, level, size, colour) r WHERE info(m)->'classes' IS NULL) s GROUP BY 1 ORDER BY 1;
-- two classes: log odds
SELECT name, class, count(*), max(abs(total - ln(p / q)) / (1 + abs(total))) < 1e-9 AS same
FROM (SELECT name, class, predict_proba(m, r, coalesce(class, info(m)->>'positive')) AS p, predict_proba(m, r, CASE coalesce(class, info(m)->>'positive') WHEN 'true' THEN 'false' ELSE 'true' END) AS q,
             (SELECT sum(contribution) FROM explain(m, r, class)) AS total
      FROM models, point, LATERAL (SELECT wave, level, size, colour) r, unnest('{NULL,true,false}'::text[]) class
      WHERE info(m)->'classes' @> '["true"]' AND (name !~ 'plain' OR class IS NOT NULL)) s
WHERE p > 0 AND q > 0 GROUP BY 1, 2 ORDER BY 1, 2;
-- several: log probability less the mean of that of the others
SELECT name, class, max(abs(total - (ln(p) - (ln(p1) + ln(p2) + ln(p3) - ln(p)) / 2))) < 1e-6 AS same
FROM (SELECT name, class, predict_proba(m, r, class) AS p, predict_proba(m, r, 'big') AS p1, predict_proba(m, r, 'ruddy') AS p2, predict_proba(m, r, 'else') AS p3,
             (SELECT sum(contribution) FROM explain(m, r, class)) AS total
      FROM models, point, LATERAL (SELECT wave, level, size, colour) r, unnest('{big,ruddy,else}'::text[]) class
      WHERE name IN ('softmax', 'gaussian', 'mixed', 'multinomial', 'bernoulli')) s WHERE least(p1, p2, p3) > 1e-290 GROUP BY 1, 2 ORDER BY 1, 2;
-- trees: the probability; with majority at the leaves nothing is left over for them
SELECT name, class, count(*), max(abs(total - p)) < 1e-12 AS same, max(abs(leaf)) > 0.01 AS bayes
FROM (SELECT name, class, predict_proba(m, r, class) AS p, (SELECT sum(contribution) FROM explain(m, r, class)) AS total, (SELECT contribution FROM explain(m, r, class) WHERE feature = '(leaf)') AS leaf
      FROM models, point, LATERAL (SELECT wave, level, size, colour) r, unnest('{big,ruddy,else}'::text[]) class WHERE name LIKE '%tree') s GROUP BY 1, 2 ORDER BY 1, 2;
-- without a class it is the predicted one
SELECT count(*) FROM models, point, LATERAL (SELECT wave, level, size, colour) r
WHERE name IN ('softmax', 'gaussian', 'tree') AND i % 20 = 0
  AND (SELECT array_agg(contribution) FROM explain(m, r)) <> (SELECT array_agg(contribution) FROM explain(m, r, predict_class(m, r)));

-- linear, by hand: weight times distance from the mean; what is missing is at the
-- mean, what depends on others has no weight
SELECT e.feature, e.value, round((e.contribution - CASE e.feature WHEN '(bias)' THEN a.amount WHEN 'wave' THEN w.weight * (coalesce(2, 0) - a.wave) WHEN 'level' THEN 0
    WHEN 'size' THEN w.weight * (7 - a.size) WHEN 'colour=red' THEN coalesce(w.weight, 0) * (1 - a.red) WHEN 'colour=blue' THEN w.weight * (0 - a.blue) ELSE w.weight * (0 - a.green) END)::numeric, 9) AS difference
FROM models, explain(m, '{"wave": 2, "level": null, "size": 7, "colour": "red"}'::jsonb) e LEFT JOIN weights((SELECT m FROM models WHERE name = 'linear')) w USING (feature),
    (SELECT avg(amount) AS amount, avg(wave) AS wave, avg(size) AS size, avg((colour = 'red')::int) AS red, avg((colour = 'blue')::int) AS blue, avg((colour = 'green')::int) AS green FROM point WHERE wave IS NOT NULL) a
WHERE name = 'linear';
-- naive Bayes, by hand: densities of two classes
SELECT e.feature, round(e.contribution::numeric, 9) AS contribution, round(CASE feature WHEN '(bias)' THEN ln(3 / 2.0) ELSE -0.5 * (3 - 2) ^ 2 - ln(1) / 2 + 0.5 * (3 - 5) ^ 2 / 2 + ln(2) / 2 END::numeric, 9) AS by_hand
FROM (SELECT gaussian_naive_bayes(y, ARRAY[x], '{"min_density": 0}') AS m FROM (VALUES ('a', 1.0), ('a', 2), ('a', 3), ('b', 4), ('b', 6)) v (y, x)) s, explain(m, ARRAY[3], 'a') e;
-- and shares: 3 rows of a and 2 of b; blue is (2 + 1) / (3 + 2) in a and (1 + 1) / (2 + 2) in b; what a row does not have says nothing
SELECT e.feature, e.value, round(e.contribution::numeric, 9) AS contribution,
       round(CASE feature WHEN '(bias)' THEN ln(3 / 2.0) WHEN 'colour=blue' THEN ln(3 / 5.0) - ln(2 / 4.0) WHEN 'x' THEN -0.5 * (2 - 2) ^ 2 - ln(1) / 2 + 0.5 * (2 - 5) ^ 2 / 2 + ln(2) / 2 ELSE 0 END::numeric, 9) AS by_hand
FROM (SELECT naive_bayes(y, r, '{"min_density": 0}') AS m FROM (VALUES ('a', 'blue', 1.0), ('a', 'blue', 2), ('a', 'red', 3), ('b', 'blue', 4), ('b', 'red', 6)) v (y, colour, x), LATERAL (SELECT colour, x) r) s,
     LATERAL (SELECT 'blue' AS colour, 2.0 AS x) r, explain(m, r, 'a') e;
SELECT e.feature, e.value, round(e.contribution::numeric, 9) AS contribution
FROM (SELECT naive_bayes(y, r, '{"min_density": 0}') AS m FROM (VALUES ('a', 'blue', 1.0), ('a', 'blue', 2), ('a', 'red', 3), ('b', 'blue', 4), ('b', 'red', 6)) v (y, colour, x), LATERAL (SELECT colour, x) r) s,
     LATERAL (SELECT 'green' AS colour, NULL::float8 AS x) r, explain(m, r, 'a') e;
-- a tree, by hand: shares of the class at the root and below its one split
SELECT feature, value, round(contribution::numeric, 3) AS contribution, round(CASE feature WHEN '(bias)' THEN p_root WHEN 'x1' THEN p_leaf - p_root ELSE 0 END::numeric, 3) AS by_hand
FROM (SELECT hoeffding_tree(x > 50, ARRAY[x, y], '{"leaf_prediction": "majority"}' ORDER BY i) AS m FROM (SELECT i, i * 37 % 100 AS x, i * 53 % 10 AS y FROM generate_series(1, 200) i) d) s,
     explain(m, ARRAY[90, 3], 'true') e,
     (SELECT 0.49 AS p_root, 1 AS p_leaf) b;

-- XGBoost: its own pred_contribs, which are computed in float4
CREATE TABLE files (name text, first int, last int, file text);
CREATE TABLE expected (name text, i int, x float8[], margin float4[], answer float4[], contribution float4[]);
\set file :abs_srcdir '/data/xgboost_models.tsv'
COPY files FROM :'file';
\set file :abs_srcdir '/data/xgboost_rows.tsv'
COPY expected FROM :'file';
CREATE TABLE boosted AS SELECT name, import_xgboost(file, first, last) AS m FROM files;
CREATE VIEW explained AS
    SELECT b.name, i, g, margin[g + 1] AS margin, contribution[1 + g * (n + 1) : (g + 1) * (n + 1)]::float8[] AS theirs,
           (SELECT array_agg(e.contribution ORDER BY e.feature = '(bias)', array_position(names, e.feature))
            FROM explain(m, row_of, CASE WHEN classes > 0 THEN (CASE WHEN classes = 2 THEN 1 ELSE g END)::text END) e) AS ours
    FROM boosted b JOIN expected USING (name),
        LATERAL (SELECT (info(m)->>'features')::int AS n, jsonb_array_length(coalesce(info(m)->'classes', '[]')) AS classes,
                        CASE WHEN m::jsonb->'features'->'names' = '[]' THEN (SELECT array_agg('x' || k) FROM generate_series(1, (info(m)->>'features')::int) k)
                             ELSE ARRAY(SELECT jsonb_array_elements_text(m::jsonb->'features'->'names')) END AS names) a,
        LATERAL (SELECT jsonb_object_agg(names[k], x[k]) AS row_of FROM generate_series(1, n) k) r,
        generate_series(0, CASE WHEN classes > 2 THEN classes - 1 ELSE 0 END) g
    WHERE cardinality(contribution) > 0;
SELECT count(*) AS rows, count(DISTINCT name) AS models, count(*) FILTER (WHERE deviation < 2e-6) AS same, max(deviation) < 1e-5 AS close, max(abs(total - margin) / (1 + abs(margin))) < 1e-6 AS adds_up
FROM (SELECT *, (SELECT max(abs(a - b)) FROM unnest(ours, theirs) u (a, b)) / (1 + abs(margin)) AS deviation, (SELECT sum(a) FROM unnest(ours) a) AS total FROM explained) s;
-- the class that is not the positive one
SELECT max(abs(a.contribution + b.contribution)) AS opposite FROM boosted, explain(m, '{"Cell.size": 5, "Bare.nuclei": 8}'::jsonb, '0') a JOIN explain((SELECT m FROM boosted WHERE name = '3.0.0 biopsy'), '{"Cell.size": 5, "Bare.nuclei": 8}'::jsonb) b USING (feature)
WHERE name = '3.0.0 biopsy';

-- importance: linear, |weight| times the standard deviation
SELECT f.feature, round(f.importance::numeric, 6) AS importance, round((abs(w.weight) * CASE f.feature WHEN 'wave' THEN s.wave WHEN 'level' THEN s.level WHEN 'size' THEN s.size ELSE s.red END)::numeric, 6) AS by_hand, round(share::numeric, 4) AS share
FROM models, feature_importance(m) f LEFT JOIN weights((SELECT m FROM models WHERE name = 'linear')) w USING (feature),
    (SELECT stddev_pop(wave) AS wave, stddev_pop(level) AS level, stddev_pop(size) AS size, stddev_pop((colour = 'red')::int) AS red FROM point WHERE wave IS NOT NULL) s
WHERE name = 'linear' AND f.feature NOT LIKE 'colour=%';
SELECT name, round(sum(share)::numeric, 9) AS sum, (array_agg(feature))[1] AS most FROM models, feature_importance(m) WHERE name !~ 'multi|bern' GROUP BY 1 ORDER BY 1;
-- naive Bayes: mutual information with the class; of numbers by an integral over x (with min_density), of
-- categories from counts, and a column's categories add up to that of the column
CREATE TABLE part AS
    SELECT kind, count(*)::float8 AS n, count(wave)::float8 AS nw, avg(wave) AS wave, stddev_samp(wave) AS sw, avg(size)::float8 AS size, stddev_samp(size)::float8 AS ss FROM point GROUP BY kind;
SELECT f.feature, round(f.importance::numeric, 8) AS importance, round((known * (
        SELECT sum(step * (SELECT sum(p * f * ln((f + 1e-9) / (mix + 1e-9))) FROM (SELECT p, f, sum(p * f) OVER () AS mix FROM (
            SELECT n / sum(n) OVER () AS p, greatest(exp(greatest(-0.5 * ((x - mean) / sd) ^ 2, -600)) / sd / sqrt(2 * pi()), 1e-280) AS f FROM unnest(ns, means, sds) u (n, mean, sd)) d) e))
        FROM generate_series(0, 8000) k, LATERAL (SELECT (high - low) / 8000 AS step, low + k * (high - low) / 8000 AS x) g))::numeric, 8) AS by_hand
FROM (SELECT 'wave' AS feature, sum(nw) / sum(n) AS known, array_agg(nw) AS ns, array_agg(wave) AS means, array_agg(sw) AS sds, min(wave - 9 * sw) AS low, max(wave + 9 * sw) AS high FROM part
      UNION ALL SELECT 'size', 1, array_agg(n), array_agg(size), array_agg(ss), min(size - 9 * ss), max(size + 9 * ss) FROM part) h,
     models m, feature_importance(m) f WHERE m.name = 'mixed' AND f.feature = h.feature;
SELECT f.feature, round(f.importance::numeric, 12) AS importance, round(h.part::numeric, 12) AS by_hand
FROM models m, feature_importance(m) f JOIN (
    SELECT 'colour=' || colour AS feature, sum(p * theta * ln(theta / mix)) AS part FROM (
        SELECT *, sum(p * theta) OVER (PARTITION BY colour) AS mix FROM (
            SELECT kind, colour, n / 600 AS p, ((SELECT count(*) FROM point WHERE point.kind = part.kind AND point.colour = c.colour) + 1) / (n + 3) AS theta
            FROM part, unnest('{red,blue,green}'::text[]) c (colour)) a) b GROUP BY 1) h USING (feature) WHERE name = 'mixed';
-- one that tells the class says ln 2; one that is the same in both, or known of no row, nothing; half of the rows, half of that
SELECT feature, round(importance::numeric, 5) AS importance
FROM feature_importance((SELECT naive_bayes(i % 2 = 0, r, '{"alpha": 1e-10}') FROM generate_series(1, 4000) i, LATERAL (
    SELECT i % 2 * 100 + sin(i) AS number, i / 2 % 7 AS other, (i % 2)::text AS word, 'always' AS same, CASE WHEN i % 4 < 2 THEN (i % 2)::text END AS half, NULL::float8 AS nothing) r));
-- numbers alone are gaussian_naive_bayes
SELECT a = b AS same FROM (SELECT array_agg(f::text) FROM feature_importance((SELECT naive_bayes(kind, ARRAY[wave, size]) FROM point)) f) a (a), (SELECT array_agg(f::text) FROM feature_importance((SELECT gaussian_naive_bayes(kind, ARRAY[wave, size]) FROM point)) f) b (b);
-- trees: what all splits gained
SELECT name, bool_and(f.share = w.weight) AS as_weights FROM models, LATERAL feature_importance(m) f JOIN LATERAL weights(m) w USING (feature) WHERE name LIKE '%tree' GROUP BY 1 ORDER BY 1;
SELECT f.feature, round(importance::numeric, 3) AS gain, round(theirs::numeric, 3) AS theirs
FROM boosted, feature_importance(m) f JOIN (SELECT 'x' || (indices->>(i - 1)::int)::int + 1 AS feature, sum((gains->>(i - 1)::int)::float8) AS theirs
    FROM files, jsonb_array_elements(file::jsonb->'learner'->'gradient_booster'->'model'->'trees') t,
         LATERAL (SELECT t->'split_indices' AS indices, t->'loss_changes' AS gains, t->'left_children' AS children) a, generate_series(1, jsonb_array_length(indices)) i
    WHERE name = '1.7.4 by leaves' AND children->>(i - 1)::int <> '-1' GROUP BY 1) g USING (feature)
WHERE name = '1.7.4 by leaves';

-- it says no
SELECT * FROM explain((SELECT kmeans(ARRAY[i]) FROM generate_series(1, 9) i), ARRAY[1]);
SELECT * FROM feature_importance((SELECT m FROM models WHERE name = 'bernoulli'));
SELECT explain(m, '{"size": 1}'::jsonb, 'none') FROM models WHERE name = 'softmax';
SELECT explain(m, '{"size": 1}'::jsonb, 'big') FROM models WHERE name = 'linear';
SELECT * FROM explain((SELECT linear_regression(NULL::float8, ARRAY[1.0])), ARRAY[1]) UNION ALL SELECT * FROM explain(NULL, ARRAY[1.0]);
SELECT * FROM feature_importance((SELECT linear_regression(NULL::float8, ARRAY[1.0])));
\set VERBOSITY terse
SET client_min_messages = warning;
DROP TABLE point, part, models, files, expected, boosted CASCADE;

-- values that were filled in, and names that are hashed
SELECT w.feature, w.value, round(w.contribution::numeric, 6) AS contribution
FROM (SELECT streamml.linear_regression(2 * i + 7 * (i % 3), jsonb_build_object('a', i, 'b', i % 3), '{"missing": "mean"}') AS m FROM generate_series(1, 30) i) s,
     streamml.explain(m, '{"a": null, "b": 2}'::jsonb) w ORDER BY 1;
SELECT sum(w.contribution) - min(streamml.predict(m, '{"a": null, "b": 2}'::jsonb)) < 1e-9 AS adds_up
FROM (SELECT streamml.linear_regression(2 * i + 7 * (i % 3), jsonb_build_object('a', i, 'b', i % 3), '{"missing": "mean"}') AS m FROM generate_series(1, 30) i) s,
     streamml.explain(m, '{"a": null, "b": 2}'::jsonb) w;
SELECT w.feature, round(w.contribution::numeric, 6) AS contribution
FROM (SELECT streamml.linear_regression(2 * i + 7 * (i % 3), jsonb_build_object('a', i, 'b', i % 3), '{"hash_bits": 10}') AS m FROM generate_series(1, 30) i) s,
     streamml.explain(m, '{"a": 5, "b": 2}'::jsonb) w ORDER BY 1;
SELECT streamml.to_sql(streamml.linear_regression(i, jsonb_build_object('a', i), '{"hash_bits": 10}')) FROM generate_series(1, 3) i;
SELECT streamml.to_sql(streamml.linear_regression(i, jsonb_build_object('a', i), '{"missing": "zero"}')) FROM generate_series(1, 3) i;
