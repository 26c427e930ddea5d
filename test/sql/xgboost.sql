-- Models of XGBoost, releases 1.7 to 3.3: what it predicted itself is in
-- test/data (made by make_xgboost.py).
\getenv abs_srcdir PG_ABS_SRCDIR
SET search_path = public, streamml;
CREATE TABLE files (name text, first int, last int, file text);
CREATE TABLE expected (name text, i int, x float8[], margin float4[], answer float4[], contribution float4[]);
\set file :abs_srcdir '/data/xgboost_models.tsv'
COPY files FROM :'file';
\set file :abs_srcdir '/data/xgboost_rows.tsv'
COPY expected FROM :'file';
CREATE TABLE models AS SELECT name, import_xgboost(file, first, last) AS m FROM files;
SELECT info(m)->>'algorithm' AS algorithm, metrics(m)->'trees'->>'objective' AS objective,
       string_agg(DISTINCT split_part(name, ' ', 1), ', ') AS releases
FROM models GROUP BY 1, 2 ORDER BY 1, 2;

-- models with names take jsonb, the others arrays
CREATE FUNCTION by_name(m model, x float8[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_object_agg(name, x[i]) FROM jsonb_array_elements_text(m::jsonb->'features'->'names') WITH ORDINALITY n (name, i) $$;
CREATE VIEW answers AS
    SELECT name, i, answer, info(m)->>'algorithm' AS algorithm, metrics(m)->'trees'->>'objective' AS objective,
           CASE WHEN info(m)->>'algorithm' = 'xgboost_classifier' AND by_name(m, x) IS NOT NULL THEN ARRAY[predict_proba(m, by_name(m, x))]
                WHEN info(m)->>'algorithm' = 'xgboost_classifier' THEN ARRAY[predict_proba(m, x)]
                WHEN metrics(m)->'trees'->>'objective' = 'multi:softprob'
                THEN ARRAY[predict_proba(m, x, '0'), predict_proba(m, x, '1'), predict_proba(m, x, '2')]
                ELSE ARRAY[predict(m, x)] END AS ours
    FROM models JOIN expected USING (name);
-- sums of leaves are the same to the bit, and links to the rounding of float4 (2^-23 = 1.2e-7)
SELECT objective, count(*), sum((ours::float4[] = answer)::int) AS same,
       max((SELECT max(abs(a - b) / b) FROM unnest(ours, answer) u (a, b) WHERE a <> b)) < 1.3e-7 AS close
FROM answers GROUP BY 1 ORDER BY 1;
SELECT name, count(*) FROM answers, unnest(ours, answer) u (a, b)
WHERE abs(a - b) > 1.3e-7 * abs(b) OR a IS NULL OR cardinality(ours) <> cardinality(answer) GROUP BY 1;
-- a row's class is where the probability is
SELECT count(*), bool_and(predict(m, x) = (SELECT g - 1 FROM generate_series(1, 3) g ORDER BY answer[g] DESC LIMIT 1)) AS same
FROM models JOIN expected USING (name) WHERE name LIKE '%three classes';

-- missing: NULL, NaN, and what is not mentioned
SELECT name, count(*) FILTER (WHERE predict(m, x) = predict(m, array_replace(x, NULL, 'NaN'))) AS nan,
       count(*) FILTER (WHERE predict(m, x) = predict(m, (SELECT jsonb_object_agg('x' || i, v) FROM unnest(x) WITH ORDINALITY u (v, i) WHERE v IS NOT NULL))) AS unmentioned, count(*)
FROM models JOIN expected USING (name) WHERE name LIKE '%categories' AND array_position(x, NULL) > 0 GROUP BY 1 ORDER BY 1;
-- columns of a table; those the model does not know are left out
SELECT round(predict_proba(m, r)::numeric, 5) AS p, predict_class(m, r), predict(m, r)
FROM models, (SELECT 5 AS "Cell.size", 8 AS "Bare.nuclei", 'none' AS remark, 3.5 AS "Cl.thickness") r WHERE name = '3.0.0 biopsy';

-- text, json and jsonb are the same model, which survives both its forms
SELECT count(*), bool_and(import_xgboost(file::json, first, last) = m) AS json, bool_and(import_xgboost(file::jsonb, first, last) = m) AS jsonb
FROM files JOIN models USING (name) WHERE name NOT LIKE '%categories';
SELECT bool_and(m::jsonb::model = m) AS by_jsonb, bool_and(m::text::model = m) AS by_text FROM models;
SELECT jsonb_pretty((m::jsonb->'state') - '{split,value,cover,gain}'::text[]) FROM models WHERE name = '1.7.4 dart';
SELECT info(m) - 'bytes', metrics(m) FROM models WHERE name = '3.3.0 three classes';

-- rounds: early stopping decides unless told otherwise, as iteration_range does
SELECT a, b, metrics(import_xgboost(file, a, b))->'trees'->'trees' AS trees
FROM files, (VALUES (NULL, NULL), (0, 0), (NULL, 1), (3, NULL), (3, 0), (11, 12)) v (a, b) WHERE name = '1.7.4 biopsy';
SELECT metrics(import_xgboost(file, 1, 2))->'trees'->'trees' AS of_a_round FROM files WHERE name LIKE '%three classes';
-- names for the classes
SELECT predict_class(m, x), predict_proba(m, x, 'blue') = (SELECT predict_proba(m2.m, x, '2') FROM models m2 WHERE m2.name = '1.7.4 three classes') AS same
FROM (SELECT import_xgboost(file, classes => '{red,green,blue}') AS m FROM files WHERE name = '1.7.4 three classes') s, expected WHERE name = '1.7.4 three classes' AND i < 3;

-- it says no
\set VERBOSITY default
CREATE FUNCTION try(file text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE message text; hint text;
BEGIN
    PERFORM import_xgboost(file);
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN SQLSTATE || ' ' || message || CASE WHEN hint ~ 'Known' THEN ' ' || hint ELSE '' END;
END $$;
CREATE TABLE small AS SELECT file::jsonb AS f FROM files WHERE name = '1.7.4 reg:squarederror';
SELECT what, try(CASE WHEN value IS NULL THEN (f #- what::text[])::text ELSE jsonb_set(f, what::text[], value)::text END)
FROM small, (VALUES
    ('{learner}', NULL::jsonb),
    ('{learner,objective,name}', '"reg:mine"'),
    ('{learner,objective,name}', '5'),
    ('{learner,gradient_booster,name}', '"gblinear"'),
    ('{learner,learner_model_param,num_feature}', '"0"'),
    ('{learner,learner_model_param,num_feature}', '"many"'),
    ('{learner,learner_model_param,num_feature}', '"1"'),
    ('{learner,learner_model_param,num_feature}', '"1000000"'),
    ('{learner,learner_model_param,num_target}', '"2"'),
    ('{learner,learner_model_param,base_score}', NULL),
    ('{learner,learner_model_param,base_score}', '"[1,2]"'),
    ('{learner,learner_model_param,base_score}', '"[1"'),
    ('{learner,learner_model_param,base_score}', '"1e39"'),
    ('{learner,learner_model_param,base_score}', '5e-1'),
    ('{learner,feature_names}', '["a", "b"]'),
    ('{learner,feature_names}', '["a", "b", "a"]'),
    ('{learner,feature_names}', '["a", "b", 3]'),
    ('{learner,gradient_booster,model,tree_info}', '[0]'),
    ('{learner,gradient_booster,model,tree_info}', '[0, 1]'),
    ('{learner,gradient_booster,model,trees,0,left_children}', NULL),
    ('{learner,gradient_booster,model,trees,0,left_children}', '[]'),
    ('{learner,gradient_booster,model,trees,0,left_children,0}', '0'),
    ('{learner,gradient_booster,model,trees,0,left_children,1}', '0'),
    ('{learner,gradient_booster,model,trees,0,left_children,1}', '2'),
    ('{learner,gradient_booster,model,trees,0,left_children,1}', '1000000000'),
    ('{learner,gradient_booster,model,trees,0,left_children,1}', '-2'),
    ('{learner,gradient_booster,model,trees,0,left_children,1}', '-1'),
    ('{learner,gradient_booster,model,trees,0,right_children,1}', '-1'),
    ('{learner,gradient_booster,model,trees,0,right_children,1}', '1.5'),
    ('{learner,gradient_booster,model,trees,0,right_children,0}', '1'),
    ('{learner,gradient_booster,model,trees,0,split_indices,0}', '3'),
    ('{learner,gradient_booster,model,trees,0,split_indices,0}', '-1'),
    ('{learner,gradient_booster,model,trees,0,split_conditions,0}', '1e60'),
    ('{learner,gradient_booster,model,trees,0,split_conditions,0}', 'null'),
    ('{learner,gradient_booster,model,trees,0,split_conditions,0}', '"1"'),
    ('{learner,gradient_booster,model,trees,0,split_type,0}', '2'),
    ('{learner,gradient_booster,model,trees,0,sum_hessian}', '[1]'),
    ('{learner,gradient_booster,model,trees,0,tree_param,size_leaf_vector}', '"3"'),
    ('{learner,gradient_booster,model,trees,0,categories_nodes}', '[0]'),
    ('{learner,gradient_booster,model,trees,0,default_left,0}', 'true'),
    ('{learner,gradient_booster,model,trees,0,loss_changes}', NULL)) v (what, value);
SELECT try(left(f::text, 500)), try(''), try('[]'), try('NaN'), try('{"learner": {"learner_model_param": 3}}') FROM small;
-- splits that XGBoost makes of infinite values: all, or none, are below; what is missing goes its own way
CREATE FUNCTION split_at(condition text, default_left int, leaf text DEFAULT '1') RETURNS text LANGUAGE sql RETURN format(
    '{"version":[1,7,4],"learner":{"learner_model_param":{"base_score":"0E0","num_class":"0","num_feature":"2","num_target":"1"},"feature_names":["a","b"],"objective":{"name":"reg:squarederror"},"gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"2"},"tree_info":[0,0],"trees":[
      {"default_left":[%2$s,1,0,0,0],"left_children":[1,3,-1,-1,-1],"right_children":[2,4,-1,-1,-1],"split_conditions":[%1$s,0.5,2,%3$s,4],"split_indices":[0,1,0,0,0],"sum_hessian":[5,3,2,1,2],"loss_changes":[%1$s,1,0,0,0]},
      {"default_left":[%2$s,0,0],"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_conditions":[%1$s,10,20],"split_indices":[1,0,0],"sum_hessian":[5,NaN,3],"split_type":[0,0,0]}]}}}}', condition, default_left, leaf);
CREATE TABLE infinite AS SELECT condition, side, import_xgboost(split_at(condition, side)) AS m FROM unnest('{Infinity,-Infinity,NaN,-NaN}'::text[]) condition, generate_series(0, 1) side;
CREATE TABLE infinite_point (a float8, b float8);
INSERT INTO infinite_point SELECT a, b FROM unnest('{-1e100,-3.4e38,0,1,1e38,NULL}'::float8[]) a, unnest('{-1e38,0,1,3.4028234e38,NULL}'::float8[]) b;
CREATE FUNCTION branch(x float8, condition text, side int, l float8, r float8) RETURNS float8 LANGUAGE sql RETURN
    CASE WHEN x IS NULL AND side = 1 OR x IS NOT NULL AND condition = 'Infinity' THEN l ELSE r END;
SELECT count(*), count(*) FILTER (WHERE predict(m, p) = branch(p.a, condition, side, CASE WHEN coalesce(p.b, 0) < 0.5 THEN 1 ELSE 4 END, 2) + branch(p.b, condition, side, 10, 20)) AS right,
    count(*) FILTER (WHERE predict(m::text::streamml.model, p) = predict(m, p)) AS read_again,
    count(*) FILTER (WHERE abs((SELECT sum(contribution) FROM explain(m, to_jsonb(p))) - predict(m, p)) < 1e-5) AS explained
FROM infinite, infinite_point p;
DO $$ DECLARE m record; wrong int; BEGIN
    FOR m IN SELECT * FROM infinite LOOP
        EXECUTE format('SELECT count(*) FROM infinite_point p WHERE %s IS DISTINCT FROM predict($1, p)', to_sql(m.m)) INTO wrong USING m.m;
        ASSERT wrong = 0, format('%s rows differ at %s, %s', wrong, m.condition, m.side);
    END LOOP;
END $$;
SELECT count(*) FROM infinite, feature_importance(m) WHERE NOT importance < 'Infinity';
-- an infinite prediction is none
SELECT try(split_at('Infinity', 0, v)) FROM unnest('{Infinity,-Infinity,NaN}'::text[]) v;

-- a path of 1001 splits
SELECT try(jsonb_set(f, '{learner,gradient_booster,model}', jsonb_build_object('tree_info', '[0]'::jsonb, 'trees', jsonb_build_array(jsonb_build_object(
    'left_children', (SELECT jsonb_agg(CASE WHEN g % 2 = 0 AND g < 2 * n THEN g + 1 ELSE -1 END) FROM generate_series(0, 2 * n) g),
    'right_children', (SELECT jsonb_agg(CASE WHEN g % 2 = 0 AND g < 2 * n THEN g + 2 ELSE -1 END) FROM generate_series(0, 2 * n) g),
    'split_indices', (SELECT jsonb_agg(0) FROM generate_series(0, 2 * n) g), 'default_left', (SELECT jsonb_agg(0) FROM generate_series(0, 2 * n) g),
    'split_conditions', (SELECT jsonb_agg(g) FROM generate_series(0, 2 * n) g)))))::text)
FROM small, (VALUES (1000), (1001)) v (n);
SELECT import_xgboost(f, 5) FROM small;
SELECT import_xgboost(f, 0, 3) FROM small;
SELECT import_xgboost(f, -1) FROM small;
SELECT import_xgboost(file, classes => '{a,b}') FROM files WHERE name = '1.7.4 three classes';
SELECT import_xgboost(file, classes => '{a,b,a}') FROM files WHERE name = '1.7.4 three classes';
SELECT import_xgboost(NULL::text) IS NULL AS null_is_null;
SELECT learn(m, 1, ARRAY[1, 2, 3]) FROM models WHERE name = '1.7.4 dart';
SELECT m + m FROM models WHERE name = '1.7.4 dart';
SELECT predict(m, ARRAY[1, 2]) FROM models WHERE name = '1.7.4 dart';
SELECT predict(m, ARRAY[1, 2, 'Infinity'::float8]) FROM models WHERE name = '1.7.4 dart';
SELECT predict(linear_regression(1, ARRAY[1.0]), ARRAY['NaN'::float8]);
-- nor does it believe the stored form
CREATE FUNCTION try_read(stored jsonb, what text[], value jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM jsonb_set(stored, what, value)::model;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT what, try_model FROM models, (VALUES ('{split,0}', '5'), ('{split,0}', '2.5'), ('{split,0}', '100'), ('{cover,0}', '-1'),
    ('{tree_class,0}', '1'), ('{nodes}', '13'), ('{splits}', '5'), ('{splits}', '7'), ('{objective}', '"binary:logistic"'), ('{value,0}', '1e39'), ('{trees}', '1')) v (what, value),
    LATERAL try_read(m::jsonb, ('{state,' || substr(what, 2))::text[], value::jsonb) t (try_model) WHERE name = '1.7.4 reg:squarederror';
\set VERBOSITY terse
SET client_min_messages = warning;
DROP TABLE files, expected, models, small, infinite, infinite_point CASCADE;
DROP FUNCTION try, by_name, try_read, split_at, branch;
