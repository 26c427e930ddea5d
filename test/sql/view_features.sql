--
-- Features in continuous views: hashed names, n-grams and means in a state
-- that is stored after every batch have the bits of the plain query.
--
CREATE SCHEMA view_features;
SET search_path = view_features, public, streamml;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE mail (id int, box int, spam boolean, body text, size float8);
CREATE FUNCTION letter(i int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg((ARRAY['cheap', 'pills', 'now', 'meeting', 'report', 'lunch'])[1 + (i * 7 + k * k) % 6] || CASE WHEN k > 2 THEN (i * k % 97)::text ELSE '' END, ', ') FROM generate_series(1, 6) k $$;
CREATE TABLE learners (name text, aggregate text);
INSERT INTO learners VALUES
    ('v_hash', 'ftrl_classifier(spam, streamml.ngrams(body, 2, ''{"min": 1}''), ''{"hash_bits": 9, "dictionary": 60}'')'),
    ('v_bayes', 'multinomial_naive_bayes(spam, streamml.words(body), ''{"hash_bits": 6, "dictionary": 8}'')'),
    ('v_mean', 'logistic_regression(spam, ROW(size, streamml.words(body)), ''{"missing": "indicator"}'')');
SELECT name, create_continuous_view(name, format('SELECT box, streamml.%s AS model FROM view_features.mail GROUP BY box', aggregate)) IS NOT NULL AS made FROM learners;
CREATE FUNCTION same(name text, aggregate text) RETURNS TABLE (groups bigint, same boolean) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT count(*), bool_and(v.model = q.model) FROM %I v FULL JOIN (SELECT box, streamml.%s AS model FROM view_features.mail GROUP BY box) q USING (box)', name, aggregate);
END $$;

INSERT INTO mail SELECT i, i % 2, i % 3 = 0, letter(i), CASE WHEN i % 4 > 0 THEN i END FROM generate_series(1, 300) i;
SELECT wait();
INSERT INTO mail SELECT i, i % 2, i % 3 = 0, letter(i), CASE WHEN i % 5 > 0 THEN i END FROM generate_series(301, 320) i;
SELECT wait();
INSERT INTO mail SELECT i, i % 2, i % 3 = 0, letter(i), NULL FROM generate_series(321, 600) i;
SELECT wait();
SELECT name, s.* FROM learners, same(name, aggregate) s ORDER BY name;
SELECT (info(model)->'hash'->>'names')::int <= 60 AS bounded, (info(model)->'hash'->>'shared')::int > 0 AS shared FROM v_hash;
SELECT name, (SELECT count(*) FROM verify(name::regclass)) AS differences FROM learners ORDER BY name;

-- asked by the name of a view with one model
SELECT create_continuous_view('v_one', $$SELECT streamml.multinomial_naive_bayes(spam, streamml.words(body), '{"hash_bits": 18}') AS model FROM view_features.mail$$) IS NOT NULL AS made;
SELECT predict_class('v_one', words('cheap pills')) = predict_class(model, words('cheap pills')) AS same, unknown_features(model_of('v_one'), words('cheap nonsense')) AS unknown FROM v_one;

-- a row that misses what must not be missing is a dead letter, and the others are learned
SELECT create_continuous_view('v_strict', $$SELECT streamml.logistic_regression(spam, ARRAY[size], '{"missing": "error"}') AS model FROM view_features.mail WHERE id > 1000$$) IS NOT NULL AS made;
INSERT INTO mail VALUES (1001, 0, true, '', 1), (1002, 0, false, '', NULL), (1003, 0, false, '', 3);
SELECT wait();
SELECT n_observations(model) AS learned FROM v_strict;
SELECT sqlstate, message, row->>'id' AS id FROM dead_letters WHERE view = 'v_strict'::regclass;

SET client_min_messages = warning;
DROP VIEW v_hash, v_bayes, v_mean, v_one, v_strict;
DROP SCHEMA view_features CASCADE;
