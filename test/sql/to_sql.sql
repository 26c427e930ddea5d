-- to_sql: the text is executed over a table and compared with predict(), row by
-- row, to 1e-12 relative.  (exp() of the server throws where it underflows, so what
-- is below 1e-300 there is a little more here.)
\getenv abs_srcdir PG_ABS_SRCDIR
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- numbers, one of them large beside its deviations, a column of text, and gaps
CREATE TABLE point AS
    SELECT i, sin(i) * 3 AS wave, 1000 + cos(i * 1.7) AS "Level, raw", i * 7919 % 100 AS size, i % 3 AS "order", (ARRAY['red', 'it''s', 'blue', 'green'])[1 + i * 31 % 4] AS colour
    FROM generate_series(1, 600) i;
ALTER TABLE point ADD hit boolean, ADD kind text, ADD amount float8, ADD number int;
UPDATE point SET hit = wave + size / 50.0 + (colour = 'blue')::int * 2 > 1.5, kind = CASE WHEN size > 60 THEN 'big' WHEN colour = 'red' THEN 'ruddy' ELSE 'else' END,
    amount = 3 * wave - size / 10.0 + "Level, raw" / 50 + (colour = 'red')::int, number = (size / 30)::int;
UPDATE point SET wave = NULL WHERE i % 17 = 0;
UPDATE point SET colour = NULL WHERE i % 19 = 0;
VACUUM FULL point;
CREATE TABLE models (name text PRIMARY KEY, m model);
-- what is compared: an expression of ours, and what the text of to_sql answers
CREATE FUNCTION deviation(m model, answer text DEFAULT NULL, class text DEFAULT NULL, row_of text DEFAULT '(SELECT wave, "Level, raw", size, "order", colour) r',
                          columns text[] DEFAULT NULL, source text DEFAULT 'point')
RETURNS TABLE (n bigint, nulls bigint, deviation float8, spread boolean) LANGUAGE plpgsql AS $$
DECLARE
    call text := coalesce(answer, CASE WHEN info(m)->'classes' IS NULL THEN 'predict' WHEN class IS NULL AND info(m)->'positive' IS NULL THEN 'predict_class' ELSE 'predict_proba' END);
    ours text := format('%s($1, r%s)', call, CASE WHEN call = 'predict_proba' AND class IS NOT NULL THEN format(', %L', class) ELSE '' END);
BEGIN
    RETURN QUERY EXECUTE format($q$
        SELECT count(*), count(*) FILTER (WHERE theirs IS NULL OR ours IS NULL),
               max(CASE WHEN ours = theirs THEN 0 WHEN pg_typeof(ours) = 'text'::regtype THEN 1 ELSE abs(ours::text::float8 - theirs::text::float8) / greatest(abs(ours::text::float8), 1e-290) END),
               count(DISTINCT theirs) > 1
        FROM (SELECT (SELECT %s FROM %s) AS ours, %s AS theirs FROM %s) s $q$,
        ours, row_of, to_sql(m, answer, class, columns), source) USING m;
END $$;

INSERT INTO models
    SELECT 'linear', linear_regression(amount, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'ridge without intercept', linear_regression(amount, r, '{"l2": 3, "fit_intercept": false}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'linear ' || o, linear_regression(amount, r, jsonb_build_object('optimizer', o)) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r, unnest('{adaptive,sgd,adam,ftrl}'::text[]) o GROUP BY o UNION ALL
    SELECT 'poisson', poisson_regression(number, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'quantile', quantile_regression(amount, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'huber', huber_regression(amount, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'pa', passive_aggressive_regressor(amount, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'logistic', logistic_regression(hit, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'logistic penalised', logistic_regression(hit, r, '{"optimizer": "sgd", "l1": 0.001, "penalize": "all"}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'logistic reversed', logistic_regression(NOT hit, r, '{"positive": "false"}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'perceptron', perceptron(hit, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'perceptron unscaled', perceptron(hit, r, '{"scale": false}') FROM point, LATERAL (SELECT wave, "order", colour) r UNION ALL
    SELECT 'ftrl', ftrl_classifier(hit, r, '{"l1": 1}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'pa classes', passive_aggressive_classifier(kind = 'big', r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'softmax', softmax_regression(kind, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'one_vs_rest', softmax_regression(kind, r, '{"multiclass": "one_vs_rest", "optimizer": "adam"}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'gaussian', gaussian_naive_bayes(kind, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'gaussian plain', gaussian_naive_bayes(kind, r, '{"min_density": 0, "var_smoothing": 1e-6, "fit_prior": false}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'multinomial', multinomial_naive_bayes(kind, r) FROM point, LATERAL (SELECT size, "order", colour) r UNION ALL
    SELECT 'bernoulli', bernoulli_naive_bayes(kind, r, '{"threshold": 30}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'bernoulli below zero', bernoulli_naive_bayes(kind, r, '{"threshold": -1}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'mixed', naive_bayes(kind, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'mixed plain', naive_bayes(kind, r, '{"min_density": 0, "var_smoothing": 1e-6, "alpha": 0.3, "fit_prior": false}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'mixed text', naive_bayes(hit, r) FROM point, LATERAL (SELECT colour) r UNION ALL
    SELECT 'discriminant', linear_discriminant(kind, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'discriminant by options', linear_discriminant(kind, r, '{"shrinkage": 0.1, "l2": 0.01, "fit_prior": false}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'quadratic', quadratic_discriminant(hit, r) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'quadratic by options', quadratic_discriminant(kind, r, '{"pooling": 0.3, "shrinkage": 0.01, "fit_prior": false}') FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r UNION ALL
    SELECT 'value tree ' || o, hoeffding_tree_regressor(amount, r, jsonb_build_object('leaf_prediction', o, 'grace_period', 50, 'split_confidence', 0.1) ORDER BY i) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r, unnest('{mean,linear,adaptive}'::text[]) o GROUP BY o UNION ALL
    SELECT 'value tree of colours', hoeffding_tree_regressor(length(coalesce(point.colour, 'some')) + point.wave / 100, r, '{"grace_period": 50, "split_confidence": 0.1}' ORDER BY i) FROM point, LATERAL (SELECT wave, colour) r WHERE point.wave IS NOT NULL UNION ALL
    SELECT 'value tree of red', hoeffding_tree_regressor((point.colour IS NOT DISTINCT FROM 'red')::int * 9 + i % 5, r, '{"grace_period": 50, "split_confidence": 0.1, "max_depth": 1}' ORDER BY i) FROM point, LATERAL (SELECT size, colour) r UNION ALL
    SELECT 'tree ' || o, hoeffding_tree(kind, r, jsonb_build_object('leaf_prediction', o, 'grace_period', 50, 'split_confidence', 0.1) ORDER BY i) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r, unnest('{majority,naive_bayes,adaptive}'::text[]) o GROUP BY o UNION ALL
    SELECT 'tree of colours', hoeffding_tree(point.colour IN ('it''s', 'blue'), r, '{"grace_period": 50, "split_confidence": 0.1}' ORDER BY i) FROM point, LATERAL (SELECT wave, colour) r WHERE point.colour IS NOT NULL UNION ALL
    SELECT 'adaptive tree', adaptive_hoeffding_tree(kind, r, '{"grace_period": 50, "split_confidence": 0.1}' ORDER BY i) FROM point, LATERAL (SELECT wave, "Level, raw", size, "order", colour) r;
-- trees split, or there would be nothing to test
SELECT name, metrics(m)->'tree'->'splits' AS splits FROM models WHERE metrics(m) ? 'tree' ORDER BY 1;

-- leaves that predict by their mean, and by their linear model
SELECT name, to_sql(m) ~ '(THEN|ELSE) ''[-.e0-9]+''::float8' AS mean, to_sql(m) ~ 'least' AS linear FROM models WHERE name LIKE 'value%' ORDER BY 1;

-- values and probabilities; every row has an answer
SELECT name, c.class, n, nulls, deviation < 1e-12 AS same, spread
FROM models, LATERAL (SELECT NULL WHERE info(m)->'classes' IS NULL OR info(m)->'positive' IS NOT NULL UNION ALL SELECT jsonb_array_elements_text(info(m)->'classes')) c (class),
     LATERAL deviation(m, NULL, c.class) ORDER BY name, c.class NULLS FIRST;
-- classes, as text and as numbers
SELECT name, n, nulls, deviation AS wrong, spread FROM models, deviation(m, 'predict_class') WHERE info(m)->'classes' IS NOT NULL ORDER BY name;
SELECT name, n, nulls, deviation AS wrong, spread FROM models, deviation(m, 'predict') WHERE info(m)->'positive' IS NOT NULL ORDER BY name;
-- categories that the models have not seen, and NULLs everywhere
CREATE TABLE strange AS SELECT NULL::float8 AS wave, NULL::float8 AS "Level, raw", NULL::int AS size, NULL::int AS "order", NULL::text AS colour
    UNION ALL VALUES (1, 999, 5, 0, 'violet'), (-1e6, 1e6, -7, 1, 'red'), (2, 1000, 5000, 1, '');
SELECT name, deviation < 1e-11 AS same FROM models, deviation(m, CASE WHEN info(m)->'classes' IS NOT NULL THEN 'predict_class' END, source => 'strange') WHERE NOT coalesce(deviation < 1e-11, false) OR nulls > 0;
SELECT name, count(*) AS classes, bool_and(nulls = 0 AND deviation < 1e-12) AS same
FROM models, jsonb_array_elements_text(info(m)->'classes') class, deviation(m, 'predict_proba', class, source => '(SELECT * FROM strange WHERE abs(wave) < 9 OR wave IS NULL) s') WHERE name LIKE 'mixed%' GROUP BY 1 ORDER BY 1;
-- by hand: 2 of 3 in class a are blue, smoothed by 1 with 2 categories (2 + 1) / (3 + 2), and 1 of 2 in class b
SELECT to_sql(naive_bayes(y, r), 'predict_proba', 'a') AS of_class
FROM (VALUES ('a', 'blue'), ('a', 'blue'), ('a', 'red'), ('b', 'blue'), ('b', 'red')) v (y, colour), LATERAL (SELECT colour) r \gset
SELECT colour, round(:of_class::numeric, 12) AS p, round((of_a / (of_a + of_b))::numeric, 12) AS by_hand
FROM (VALUES ('blue', 3 / 5.0 * 3 / 5, 2 / 5.0 * 2 / 4), ('red', 3 / 5.0 * 2 / 5, 2 / 5.0 * 2 / 4), ('green', 3 / 5.0, 2 / 5.0), (NULL, 3 / 5.0, 2 / 5.0)) v (colour, of_a, of_b);

-- arrays: x1, x2, ..., or any columns
CREATE TABLE wide AS SELECT i, sin(i) AS x1, cos(i) AS x2, 0 AS zero, 7 AS seven, sin(i) + cos(i * 3) > 0.2 AS y FROM generate_series(1, 200) i;
SELECT d.n, d.nulls, d.deviation < 1e-12 AS same FROM (SELECT logistic_regression(y, ARRAY[x1, x2]) AS m FROM wide) s,
    deviation(m, row_of => '(SELECT ARRAY[x1, x2]) a (r)', source => 'wide') d;
SELECT d.n, d.nulls, d.deviation < 1e-12 AS same FROM (SELECT gaussian_naive_bayes(y, ARRAY[x1, x2]) AS m FROM wide) s,
    deviation(m, 'predict', row_of => '(SELECT ARRAY["a b", c]) a (r)', source => '(SELECT x1 AS "a b", x2 AS c FROM wide) w', columns => '{a b,c}') d;
-- columns that are constant, or the same as others, whose own part is rounding
SELECT l.learner, d.n, d.nulls, d.deviation < 1e-9 AS same, spread
FROM (SELECT 'linear' AS learner, linear_discriminant(y, ARRAY[0, x1, 7, x2, x1]) AS m FROM wide UNION ALL SELECT 'quadratic', quadratic_discriminant(y, ARRAY[0, x1, 7, x2, x1]) FROM wide UNION ALL
      SELECT 'no scale', quadratic_discriminant(y, ARRAY[0, 7, 7, 0, 1]) FROM wide) l,
    deviation(m, 'predict_proba', 'true', row_of => '(SELECT ARRAY[0, x1, 7, x2, x1]) a (r)', source => 'wide', columns => '{zero,x1,seven,x2,x1}') d;
SELECT to_sql(linear_regression(y, ARRAY[x])) FROM (VALUES (1, 2), (2, 4), (3, 6)) v (x, y);
SELECT to_sql(m, columns => '{"weight; drop"}') FROM (SELECT linear_regression(y, ARRAY[x]) AS m FROM (VALUES (1, 2), (2, 4), (3, 6)) v (x, y)) s;

-- XGBoost: the same to the bit where there is no exponential
CREATE TABLE files (name text, first int, last int, file text);
CREATE TABLE expected (name text, i int, x float8[], margin float4[], answer float4[], contribution float4[]);
\set file :abs_srcdir '/data/xgboost_models.tsv'
COPY files FROM :'file';
\set file :abs_srcdir '/data/xgboost_rows.tsv'
COPY expected FROM :'file';
CREATE TABLE boosted AS SELECT name, import_xgboost(file, first, last) AS m, metrics(import_xgboost(file, first, last))->'trees'->>'objective' AS objective FROM files;
SELECT objective, count(*) AS models, sum(d.n) AS rows, sum(d.nulls) AS nulls, max(d.deviation) < 1e-12 AS same, max(d.deviation) = 0 AS exact
FROM boosted b, LATERAL (SELECT count(*) FROM jsonb_array_elements_text(b.m::jsonb->'features'->'names')) f (named),
    LATERAL deviation(b.m, NULL, CASE WHEN objective LIKE 'multi%' THEN '1' END,
        row_of => CASE WHEN named > 0 THEN (SELECT format('(SELECT jsonb_build_object(%s)) a (r)', string_agg(format('%L, x[%s]', n, i), ', ')) FROM jsonb_array_elements_text(m::jsonb->'features'->'names') WITH ORDINALITY v (n, i)) ELSE '(SELECT x) a (r)' END,
        columns => (SELECT array_agg('c' || i) FROM generate_series(1, (info(m)->>'features')::int) i),
        source => format('(SELECT x, %s FROM expected WHERE name = %L) e', (SELECT string_agg(format('x[%s] AS c%s', i, i), ', ') FROM generate_series(1, (info(m)->>'features')::int) i), b.name)) d
GROUP BY 1 ORDER BY 1;
SELECT to_sql(import_xgboost($${"learner": {"learner_model_param": {"base_score": "5E-1", "num_feature": "2"}, "objective": {"name": "binary:logistic"},
    "feature_names": ["amount", "kind of=x"], "gradient_booster": {"name": "gbtree", "model": {"tree_info": [0], "trees": [{
        "left_children": [1, -1, 3, -1, -1], "right_children": [2, -1, 4, -1, -1], "split_indices": [0, 0, 1, 0, 0],
        "split_conditions": [0.1, -1.2, 1, 0.9, -0.3], "default_left": [1, 0, 0, 0, 0]}]}}}}$$), 'predict_class');

-- it says no
SELECT to_sql(m) FROM (SELECT kmeans(ARRAY[i]) AS m FROM generate_series(1, 9) i) s;
SELECT to_sql(m, 'guess') FROM models WHERE name = 'linear';
SELECT to_sql(m, 'predict_class') FROM models WHERE name = 'linear';
SELECT to_sql(m, 'predict') FROM models WHERE name = 'softmax';
SELECT to_sql(m, 'predict_proba') FROM models WHERE name = 'softmax';
SELECT to_sql(m, 'predict_proba', 'none such') FROM models WHERE name = 'softmax';
SELECT to_sql(m, columns => '{a,b}') FROM models WHERE name = 'softmax';
SELECT to_sql(m, columns => '{a,b,c,d,e,f,g,NULL}') FROM models WHERE name = 'softmax';
SELECT to_sql(linear_regression(NULL::float8, ARRAY[1.0])) AS empty, to_sql(NULL) AS nothing;
DROP TABLE point, wide, strange, models, files, expected, boosted;
DROP FUNCTION deviation;
