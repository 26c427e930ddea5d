-- Of two classes one is the positive one, of every classifier there is: true,
-- and of numbers the larger.  So any of them can stand in for another.
CREATE SCHEMA positive;
SET search_path = positive, public;

-- The aggregates over a label and an array whose models answer with a class.
CREATE FUNCTION is_classifier(name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT streamml.predict_class(streamml.%I(i %% 2 = 0, ARRAY[i]), ARRAY[1.0]) FROM generate_series(1, 4) i', name);
	RETURN true;
EXCEPTION WHEN datatype_mismatch THEN
	RETURN false;
END $$;
CREATE TABLE classifier AS
	SELECT name FROM (SELECT DISTINCT p.proname::text AS name FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid
		WHERE p.pronamespace = 'streamml'::regnamespace AND p.prorettype = 'streamml.model'::regtype AND p.proargnames[1:2] = '{label,features}') q
	WHERE is_classifier(name);
SELECT name FROM classifier ORDER BY name;

-- What is not as it should be: "labels" is an expression over i, "positive" the name of the larger.
CREATE FUNCTION differs(name text, labels text, positive text, rows int DEFAULT 60, options text DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer float8[];
BEGIN
	EXECUTE format($q$ SELECT ARRAY[streamml.predict_proba(m, x), streamml.predict_proba(m, x, %3$L), streamml.predict_proba(m, x, 'never seen')]
		FROM (SELECT streamml.%1$I(%2$s, ARRAY[i %% 2, (i %% 5) / 4.0], %5$L::jsonb ORDER BY i) AS m FROM generate_series(1, %4$s) i) q, (VALUES (ARRAY[1, 0.5])) v (x) $q$,
		name, labels, positive, rows, options) INTO answer;
	RETURN format('%s, labels %s: %s', name, labels, answer) WHERE answer[1] IS DISTINCT FROM answer[2] OR answer[1] NOT BETWEEN 0 AND 1 OR answer[3] <> 0;
EXCEPTION WHEN OTHERS THEN
	RETURN format('%s, labels %s: %s', name, labels, sqlerrm);
END $$;
SELECT d FROM classifier, (VALUES ('i % 2 = 0', 'true'), ('i % 2 = 1', 'true'), ('i % 2', '1'), ('7 - 4 * (i % 2)', '7'), ('2 + 8 * (i % 2)', '10'),
	('-1.5 + i % 2', '-0.5'), ('(1 - 2 * (i % 2))::float8', '1'), ('(i % 2)::text', '1'), ('CASE i % 2 WHEN 0 THEN ''a'' ELSE ''b'' END', 'b')) l (labels, positive), differs(name, labels, positive) d
WHERE d IS NOT NULL ORDER BY d;
-- of the two that the option names, the second
SELECT d FROM classifier, (VALUES ('i % 2 = 0', '["true", "false"]', 'false'), ('i % 2', '["1", "0"]', '0')) l (labels, classes, positive),
	differs(name, labels, positive, 60, format('{"classes": %s}', classes)) d
WHERE d IS NOT NULL AND d !~ 'model has no class "never seen"' ORDER BY d;
-- while one class only has come: no error
SELECT d FROM classifier, (VALUES ('true', 'true'), ('false', 'true'), ('1', '1')) l (labels, positive), differs(name, labels, positive, 20) d WHERE d IS NOT NULL ORDER BY d;

-- An imported one.
CREATE FUNCTION booster(objective text, classes int) RETURNS text LANGUAGE sql AS $$
	SELECT format('{"version":[1,7,4],"learner":{"learner_model_param":{"base_score":"5E-1","num_class":"%s","num_feature":"1","num_target":"1"},"objective":{"name":"%s"},"gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"%s"},"tree_info":[%s],"trees":[%s]}}}}',
		classes, objective, greatest(classes, 1), string_agg(k::text, ',' ORDER BY k), string_agg(format('{"default_left":[0,0,0],"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_conditions":[0.5,%s,%s],"split_indices":[0,0,0],"split_type":[0,0,0],"sum_hessian":[2,1,1],"loss_changes":[1,0,0],"base_weights":[0,0,0],"parents":[2147483647,0,0],"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],"tree_param":{"num_deleted":"0","num_feature":"1","num_nodes":"3","size_leaf_vector":"0"}}', k, 1 - k), ',' ORDER BY k))
	FROM generate_series(0, greatest(classes, 1) - 1) k $$;
SELECT o, streamml.predict_proba(m, ARRAY[1]) = streamml.predict_proba(m, ARRAY[1], '1') AS larger
FROM (VALUES ('binary:logistic', 0), ('multi:softprob', 2)) v (o, n), LATERAL (SELECT streamml.import_xgboost(booster(o, n)) AS m) q;

-- A class that cannot come is an error that lists those that can; of several classes none is the positive one.
SELECT streamml.predict_proba(streamml.naive_bayes('ok'::text, ARRAY[1], '{"classes": ["ok", "fraud", "error"]}'), ARRAY[1], 'fraud') AS p;
SELECT streamml.predict_proba(streamml.naive_bayes('ok'::text, ARRAY[1], '{"classes": ["ok", "fraud", "error"]}'), ARRAY[1], 'freud');
SELECT streamml.predict_proba(streamml.naive_bayes(i, ARRAY[1]), ARRAY[1]) FROM generate_series(1, 3) i;

-- In the other functions that name a class.
CREATE TABLE seen AS SELECT streamml.gaussian_naive_bayes(i % 2 = 0, ARRAY[i]) AS m FROM generate_series(1, 10) i;
SELECT streamml.to_sql(m, 'predict_proba', 'never') AS never, streamml.to_sql(m, 'predict_proba') = streamml.to_sql(m, 'predict_proba', 'true') AS positive FROM seen;
SELECT count(*) FROM seen, streamml.explain(m, ARRAY[1.0], 'never');
SELECT a.* IS NOT DISTINCT FROM b.* AS positive FROM seen, streamml.explain(m, ARRAY[1.0]) a JOIN streamml.explain((SELECT m FROM seen), ARRAY[1.0], 'true') b USING (feature);

SET client_min_messages = warning;
DROP SCHEMA positive CASCADE;
