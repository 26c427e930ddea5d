-- Whatever takes a model takes the name of the continuous view that holds it.
CREATE SCHEMA by_name;
SET search_path = by_name, public, streamml;
ALTER SEQUENCE streamml.view_id_seq RESTART 4700;
CREATE TABLE sale (id int, shop text, client int, item text, amount float8, units float8, good boolean);
INSERT INTO sale SELECT i, chr(97 + i % 3), i % 5, 'item' || i % 4, 10 + i % 7 + sin(i), 1 + i % 7, i % 3 = 0 FROM generate_series(1, 200) i;
SELECT create_continuous_view(name, query) FROM (VALUES
    ('price', 'SELECT streamml.linear_regression(amount, ARRAY[units]) AS model FROM sale'),
    ('goodness', 'SELECT streamml.logistic_regression(good, ROW(shop, units)) AS model FROM sale'),
    ('hashed', 'SELECT streamml.logistic_regression(good, jsonb_build_object(shop, units), ''{"hash_bits": 4, "drift": "ddm"}'') AS model FROM sale'),
    ('series', 'SELECT streamml.holt_winters(amount, ''{"season": 7}'') AS model FROM sale'),
    ('size', 'SELECT streamml.scaler(ARRAY[units, amount]) AS model FROM sale'),
    ('spread', 'SELECT streamml.quantile_sketch(ARRAY[units]) AS model FROM sale'),
    ('taste', 'SELECT streamml.matrix_factorization(units, client, item) AS model FROM sale'),
    ('odd', 'SELECT streamml.gaussian_anomaly(ARRAY[units, amount]) AS model FROM sale'),
    ('groups', 'SELECT streamml.kmeans(ARRAY[units, amount], ''{"k": 2}'') AS model FROM sale'),
    ('empty', 'SELECT streamml.linear_regression(amount, ARRAY[units]) AS model FROM sale WHERE id < 0'),
    ('by_shop', 'SELECT shop, streamml.linear_regression(amount, ARRAY[units]) AS price FROM sale GROUP BY shop')) v (name, query);

-- every function over models: of the reference, what does not make a new one
SELECT p.oid::regprocedure AS missing FROM pg_proc p
WHERE pronamespace = 'streamml'::regnamespace AND proargtypes[0] = 'streamml.model'::regtype AND prokind = 'f' AND proname !~ '_transition$|_moving$|_inverse$|^model_(?!size)|^learn|^unlearn'
    AND (SELECT count(*) FROM pg_proc o WHERE o.pronamespace = p.pronamespace AND o.proname = p.proname AND o.proargtypes[0] IN ('text'::regtype, 'regclass'::regtype)
        AND (o.proargtypes::oid[])[1:] = (p.proargtypes::oid[])[1:] AND o.prorettype = p.prorettype AND o.proretset = p.proretset AND o.proargnames[2:] IS NOT DISTINCT FROM p.proargnames[2:] AND o.proisstrict = p.proisstrict) <> 2;

-- and they say the same of both
CREATE FUNCTION differs(view text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
    answers text[];
BEGIN
    FOR i IN 1 .. 3 LOOP
        EXECUTE format('SELECT coalesce(string_agg(r::text, chr(10)), ''nothing'') FROM %s r',
            format(call, CASE i WHEN 1 THEN format('model_of(%L)', view) WHEN 2 THEN quote_literal('by_name.' || view) || '::text' ELSE quote_literal(view) || '::regclass' END)) INTO answer;
        answers := answers || answer;
    END LOOP;
    RETURN format('%s of %s: %s', call, view, answers) WHERE answers[1] IS DISTINCT FROM answers[2] OR answers[1] IS DISTINCT FROM answers[3] OR answers[1] IS NULL;
END $$;
SELECT count(*) AS calls, string_agg(differs(view, call), '; ') AS different FROM (VALUES
    ('price', 'weights(%s)'), ('price', 'metrics(%s)'), ('price', 'info(%s)'), ('price', 'n_observations(%s)'), ('price', 'model_size(%s)'), ('price', 'to_sql(%s, columns => ''{units}'')'), ('price', 'to_sql(%s)'),
    ('price', 'feature_importance(%s)'), ('price', 'explain(%s, ARRAY[3.0])'), ('goodness', 'explain(%s, ROW(''a''::text, 2.0::float8))'), ('goodness', 'explain(%s, ''{"f1": "a"}''::jsonb, ''false'')'),
    ('goodness', 'unknown_features(%s, ROW(''z''::text, 1.0::float8))'), ('goodness', 'unknown_features(%s, ''{"f1": "z"}''::jsonb)'), ('hashed', 'hashed_features(%s)'), ('hashed', 'drift(%s)'),
    ('series', 'forecast(%s, 5)'), ('series', 'forecast(%s, 5, level => 0.5)'), ('size', 'moments(%s)'), ('size', 'transform(%s, ARRAY[1, 12.5])'), ('spread', 'quantile(%s, 0.5)'), ('spread', 'quantile(%s, 0.5, ''x1'')'),
    ('taste', 'predict(%s, 1, ''item2''::text)'), ('taste', 'recommend(%s, 1, 2)'), ('taste', 'weights(%s)'), ('odd', 'anomaly_score(%s, ARRAY[100.0, 12])'), ('groups', 'cluster(%s, ARRAY[100.0, 12])'),
    ('empty', 'weights(%s)'), ('empty', 'metrics(%s)'), ('empty', 'info(%s)'), ('empty', 'explain(%s, ARRAY[1.0])'), ('empty', 'to_sql(%s)'), ('empty', 'n_observations(%s)'),
    ('price', 'predict_interval(%s, ARRAY[3.0])'), ('goodness', 'predict_proba(%s, ROW(''a''::text, 2.0::float8), ''false'')')) v (view, call);
SELECT feature, round(weight::numeric, 1) AS weight FROM weights('price');
SELECT metrics('price') -> 'n' AS n, info('price') ->> 'algorithm' AS algorithm;
SELECT info(v) ->> 'algorithm' AS algorithm FROM unnest('{price,taste,price,empty,odd}'::text[]) v;
SELECT info('by_shop');
SELECT weights('sale');
SELECT info('nothing_of_that_name');
SELECT metrics('price'), metrics(NULL::text) IS NULL AS null_of_null FROM generate_series(1, 0);

-- merging two of them, wherever streamml is not in the path
SET search_path = by_name;
SELECT streamml.n_observations(streamml.model_of('price') OPERATOR(streamml.+) streamml.model_of('price')) AS both, (SELECT streamml.n_observations(streamml.merge(price)) FROM by_shop) AS of_all_shops;

-- A reader of the view needs no more than SELECT on it, row-level security of its source or not, in a new session too.
CREATE ROLE by_name_reader;
GRANT USAGE ON SCHEMA by_name, streamml TO by_name_reader;
GRANT SELECT ON price TO by_name_reader;
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY nobody ON sale USING (false);
\c -
SET search_path = by_name;
SET ROLE by_name_reader;
SELECT streamml.n_observations(model) AS by_query FROM price;
SELECT streamml.n_observations('price') AS by_name, streamml.predict('price', ARRAY[2.0]) IS NOT NULL AS predicted, (SELECT count(*) FROM streamml.weights('price')) AS weights, streamml.n_observations(streamml.model_of('price')) AS model_of;
SELECT streamml.info('goodness');
SELECT count(*) FROM streamml.explain('goodness', '{"f1": "a"}'::jsonb);
RESET ROLE;

SET client_min_messages = warning;
DROP SCHEMA by_name CASCADE;
REVOKE USAGE ON SCHEMA streamml FROM by_name_reader;
DROP ROLE by_name_reader;
