-- Features: hashed names, missing values, categories never seen, and the
-- functions that make features.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;
SET extra_float_digits = 3;

-- words
SELECT words('Cheap pills, CHEAP watches; don''t miss: 50% off!');
SELECT words('naïve «Zürich»—日本語 ok…fine', '{"lower": false}');
-- of Unicode, letters, digits, and the marks and joiners inside a word; no emoji, symbols, or marks by themselves
\a
SELECT words('👨‍👩‍👧 ™ ❤️ © ° … ‍x‍ y‌z'), words('m² Ⅳ ½ café naïve नमस्ते می‌خواهم 日本語、テスト・ー ª º µ', '{"lower": false}'), ngrams('👍🏽 ok ™ fine', 2), ngrams('a™b', 2, '{"unit": "character"}');
\a
SELECT words('one two two three three three', '{"counts": false}') AS there, words('one two two three three three', '{"stop_words": ["two"], "min_length": 4}') AS chosen, words(' .,! ') AS nothing, words(NULL);
-- the same by regular expressions
SELECT count(*), bool_and(words(body) = (SELECT coalesce(jsonb_object_agg(word, n), '{}') FROM (SELECT word, count(*) AS n FROM regexp_split_to_table(lower(body), '[^a-z0-9]+') word WHERE word <> '' GROUP BY 1) w)) AS same
FROM (SELECT string_agg(chr(32 + (i * 7919 + j * j * 31) % 95), '' ORDER BY j) AS body FROM generate_series(1, 50) i, generate_series(1, 200) j GROUP BY i) s;

-- n-grams
SELECT ngrams('one two three two three', 2) AS pairs, ngrams('one two three', 3, '{"min": 1}') AS all_to_three, ngrams('one', 2) AS none;
SELECT ngrams('ab, cd', 3, '{"unit": "character"}') AS characters, ngrams('Über', 2, '{"unit": "character", "lower": false}') AS wide;
SELECT ngrams('the cat and the dog', 2, '{"stop_words": ["the", "and"]}') AS without_stop_words, words('a b c a') = ngrams('a b c a', 1) AS same;
SELECT ngrams('to be or not to be', 2) = (SELECT jsonb_object_agg(gram, n) FROM (SELECT gram, count(*) AS n FROM (SELECT word || ' ' || lead(word) OVER (ORDER BY i) AS gram FROM regexp_split_to_table('to be or not to be', ' ') WITH ORDINALITY w (word, i)) p WHERE gram IS NOT NULL GROUP BY 1) g) AS same;

-- interactions
SELECT interactions('{"a": 2, "b": 0.1, "city": "Rome", "sure": true, "unknown": null}'::jsonb);
SELECT interactions('{"b": 3, "a": 2}'::jsonb, 3, true);
SELECT interactions('{"user": "u7", "item": {"price": 2.5, "kind": "toy"}, "items": 1}'::jsonb, 'user*item', 'item*item');
-- in the order of scikit-learn's PolynomialFeatures
SELECT interactions(ARRAY[2, 3, 5]::float8[], 2, true) AS square, interactions(ARRAY[2, 3, 5]::float8[], 3) AS products, interactions(ARRAY[2, NULL, 5]::float8[]) AS unknown, interactions('{}'::float8[]) AS nothing;
-- exact, where float8 would not be
SELECT interactions('{"a": 0.1, "b": 0.2}'::jsonb)->>'a*b' AS product;
SELECT count(*) FROM jsonb_each(interactions((SELECT jsonb_object_agg('k' || i, i) FROM generate_series(1, 40) i), 3));

-- names as positions: signs as in the example of scikit-learn's FeatureHasher
SELECT d, hash_features(d, 4) AS hashed, hash_features(d, 4, false) AS unsigned
FROM (VALUES ('{"dog": 1, "cat": 2, "elephant": 4}'::jsonb), ('{"dog": 2, "run": 5}'), ('{"run": null, "city": "Rome"}')) v (d);
SELECT array_length(hash_features('{}'), 1), one_hot('b', '{a,b,c}'), one_hot('z', '{a,b,c}') AS unseen, one_hot(NULL, '{a,b,c}') AS missing, one_hot('a', NULL), one_hot('a', ARRAY[NULL, 'a']);

-- rows of eight numbers, some of them 0, as an array, as jsonb and as jsonb without zeros
CREATE TABLE rows8 AS
    SELECT i, y > 0 AS yes, y, abs(y)::int AS n, CASE WHEN y < -1 THEN 'low' WHEN y < 1 THEN 'middle' ELSE 'high' END AS class, x,
           (SELECT jsonb_object_agg('x' || k, x[k]) FROM generate_series(1, 8) k) AS named,
           (SELECT coalesce(jsonb_object_agg('x' || k, x[k]) FILTER (WHERE x[k] <> 0), '{}') FROM generate_series(1, 8) k) AS sparse
    FROM (SELECT i, x, x[1] - 2 * x[2] + x[5] * x[6] + sin(i) AS y
          FROM (SELECT i, array_agg(CASE WHEN (i * 7 + k * 13) % 5 < 2 THEN 0 ELSE ((i * 31 + k * 17) % 23) / 8.0 END::float8 ORDER BY k) AS x
                FROM generate_series(1, 400) i, generate_series(1, 8) k GROUP BY i) s) s;

CREATE FUNCTION same_weights(a model, b model) RETURNS boolean LANGUAGE sql AS $$
    SELECT count(*) > 1 AND bool_and(a.weight IS NOT DISTINCT FROM b.weight)
    FROM weights(a) a FULL JOIN weights(b) b ON a.feature = b.feature AND a.class IS NOT DISTINCT FROM b.class $$;
CREATE FUNCTION close_weights(a model, b model) RETURNS float8 LANGUAGE sql AS $$
    SELECT max(CASE WHEN a.feature IS NULL OR b.feature IS NULL THEN 1 ELSE abs(a.weight - b.weight) END) FROM weights(a) a FULL JOIN weights(b) b ON a.feature = b.feature AND a.class IS NOT DISTINCT FROM b.class $$;
-- a learner's models of two forms of the same rows, in the same order
CREATE FUNCTION two_forms(learner text, label text, first text, second text, options text, more text = '{}', OUT difference text, OUT same_metrics boolean) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT CASE WHEN same_weights(a, b) THEN ''none'' WHEN close_weights(a, b) < 1e-12 THEN ''1e-12'' ELSE ''more'' END, metrics(a) = metrics(b) FROM (SELECT %1$I(%2$s, %3$s, %5$L::jsonb ORDER BY i) AS a, %1$I(%2$s, %4$s, %5$L::jsonb || %6$L ORDER BY i) AS b FROM rows8) s',
                   learner, label, first, second, options, more) INTO difference, same_metrics;
END $$;

CREATE TABLE learners (learner text, label text, options text, zero_is_nothing boolean);
INSERT INTO learners VALUES
    ('linear_regression', 'y', '{}', true), ('linear_regression', 'y', '{"optimizer": "adaptive"}', false),
    ('logistic_regression', 'yes', '{}', false), ('logistic_regression', 'yes', '{"center": false}', true),
    ('logistic_regression', 'yes', '{"optimizer": "adagrad", "l1": 0.001, "penalize": "all"}', false),
    ('softmax_regression', 'class', '{}', false), ('softmax_regression', 'class', '{"center": false}', true),
    ('poisson_regression', 'n', '{}', false), ('quantile_regression', 'y', '{}', false), ('huber_regression', 'y', '{}', false),
    ('perceptron', 'yes', '{"scale": false}', true), ('passive_aggressive_classifier', 'yes', '{"scale": false}', true),
    ('passive_aggressive_regressor', 'y', '{"scale": false}', true),
    ('ftrl_classifier', 'yes', '{"scale": false}', true), ('ftrl_classifier', 'yes', '{}', false),
    ('multinomial_naive_bayes', 'class', '{}', true), ('bernoulli_naive_bayes', 'class', '{}', true);

-- the same numbers with names: the same bits; and where 0 says nothing, without it too
-- (linear_regression adds the products up in another order when names come in another)
SELECT learner, options, named.*, CASE WHEN zero_is_nothing THEN (two_forms(learner, label, 'x', 'sparse', options)).difference END AS without_zeros
FROM learners, LATERAL two_forms(learner, label, 'x', 'named', options) named;

-- hashed without collisions: the same bits
SELECT learner, options, hashed.* FROM learners, LATERAL two_forms(learner, label, 'sparse', 'sparse', options, '{"hash_bits": 12, "dictionary": 20}') hashed;
SELECT info(logistic_regression(yes, sparse, '{"hash_bits": 12}'))->'hash' AS hash FROM rows8;

-- many names in few slots
CREATE TABLE bag AS
    SELECT i, i % 3 = 0 AS yes, jsonb_object_agg('w' || k, 1) AS words
    FROM generate_series(1, 2000) i, LATERAL (SELECT DISTINCT (3000 * ((i * 7919 + j * 104729) % 1000 / 1000.0) ^ 4)::int AS k FROM generate_series(1, 8) j) k GROUP BY i;
CREATE TABLE hashed AS SELECT multinomial_naive_bayes(yes, words, '{"hash_bits": 8, "dictionary": 50}' ORDER BY i) AS m FROM bag;
SELECT info(m)->'hash' AS hash FROM hashed;
-- slots, entries and collisions, counted in SQL
WITH entries AS (
    SELECT i, key, array_position(hash_features(jsonb_build_object(key, 1), 8, false), 1) - 1 AS slot, row_number() OVER (ORDER BY i, length(key), key COLLATE "C") AS place
    FROM bag, jsonb_each(words)),
owners AS (SELECT DISTINCT ON (slot) slot, key AS owner FROM entries ORDER BY slot, place),
counted AS (SELECT slot, owner, count(*) AS entries, count(*) FILTER (WHERE key <> owner) AS collisions FROM entries JOIN owners USING (slot) GROUP BY 1, 2)
SELECT count(*) AS slots, bool_and(h.entries = c.entries AND h.collisions = c.collisions AND coalesce(h.feature, c.owner) = c.owner) AS same,
       count(h.feature) AS names, count(*) FILTER (WHERE r <= 25 AND h.feature IS NOT NULL) AS names_of_25_most_frequent
FROM (SELECT *, row_number() OVER (ORDER BY entries DESC, slot) AS r FROM counted) c FULL JOIN (SELECT * FROM hashed, hashed_features(m)) h USING (slot);
-- weights have names, or the slot's number
SELECT count(*) FILTER (WHERE feature ~ '^w\d+$') AS names, count(*) FILTER (WHERE feature ~ '^#\d+$') AS numbers, count(*) AS weights FROM hashed, weights(m) WHERE class = 'true';
-- a feature of several names is what their sum would be
CREATE FUNCTION slot_weights(m model) RETURNS TABLE (slot int, class text, weight float8) LANGUAGE sql AS $$
    SELECT h.slot, class, weight FROM weights(m) w JOIN hashed_features(m) h ON w.feature = coalesce(h.feature, '#' || h.slot) $$;
CREATE TABLE slots AS
    SELECT i, yes, jsonb_object_agg('#' || slot, n) AS words
    FROM (SELECT i, yes, array_position(hash_features(jsonb_build_object(key, 1), 8, false), 1) - 1 AS slot, count(*) AS n FROM bag, jsonb_each(words) GROUP BY 1, 2, 3) s GROUP BY i, yes;
SELECT count(*), bool_and(a.weight = b.weight) AS same
FROM (SELECT s.* FROM hashed, slot_weights(m) s) a
FULL JOIN (SELECT substr(feature, 2)::int AS slot, class, weight FROM weights((SELECT multinomial_naive_bayes(yes, words ORDER BY i) FROM slots)) WHERE feature LIKE '#%') b USING (slot, class);
SELECT close_weights(logistic_regression(yes, words, '{"hash_bits": 8, "dictionary": 0}' ORDER BY i), (SELECT logistic_regression(yes, words ORDER BY i) FROM slots)) < 1e-12 AS logistic_same FROM bag;

-- stored and read back, in both forms; and learned on from there
SELECT m::text::model::text = m::text AS text_form FROM hashed;
DO $$
DECLARE part model; whole model; r record;
BEGIN
    SELECT multinomial_naive_bayes(yes, words, '{"hash_bits": 8, "dictionary": 50}' ORDER BY i) INTO part FROM bag WHERE i <= 1950;
    FOR r IN SELECT * FROM bag WHERE i > 1950 ORDER BY i LOOP
        part := learn(part::text::model, r.yes, r.words);
    END LOOP;
    SELECT m INTO whole FROM hashed;
    RAISE NOTICE 'learned on: %', part::text = whole::text;
END $$;
-- parts merge: slot by slot, whatever the names that came first
SELECT count(*), bool_and(a.weight = b.weight) AS same, bool_and(bounded) AS bounded
FROM (SELECT s.*, (info(m)->'hash'->>'names')::int <= 50 AS bounded
      FROM (SELECT merge(m) AS m FROM (SELECT multinomial_naive_bayes(yes, words, '{"hash_bits": 8, "dictionary": 50}' ORDER BY i) AS m FROM bag GROUP BY i % 4) p) p, slot_weights(m) s) a
FULL JOIN (SELECT s.* FROM hashed, slot_weights(m) s) b USING (slot, class);

-- "missing": each rule against rows that were completed in SQL
CREATE TABLE gaps AS
    SELECT i, 3 * a - b + sin(i) AS y, 3 * a - b > 5 AS yes, CASE WHEN i % 4 <> 1 THEN a END AS a, CASE WHEN i % 7 <> 2 THEN b END AS b, c
    FROM (SELECT i, (i * 37 % 11)::float8 AS a, (i * 53 % 13)::float8 AS b, CASE WHEN i % 5 > 0 THEN 'k' || i % 3 END AS c FROM generate_series(1, 300) i) s;
CREATE TABLE filled AS
    SELECT *, coalesce(a, avg(a) OVER before, 0) AS ma, coalesce(b, avg(b) OVER before, 0) AS mb, (a IS NULL)::int AS na, (b IS NULL)::int AS nb
    FROM gaps WINDOW before AS (ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
SELECT same_weights(logistic_regression(yes, ARRAY[a, b], '{"missing": "zero"}' ORDER BY i), logistic_regression(yes, ARRAY[coalesce(a, 0), coalesce(b, 0)] ORDER BY i)) AS zero,
       close_weights(logistic_regression(yes, ARRAY[a, b], '{"missing": "mean"}' ORDER BY i), logistic_regression(yes, ARRAY[ma, mb] ORDER BY i)) < 1e-12 AS mean,
       close_weights(linear_regression(y, ARRAY[a, b], '{"missing": "mean"}' ORDER BY i), linear_regression(y, ARRAY[ma, mb] ORDER BY i)) < 1e-12 AS exact_mean,
       close_weights(ftrl_classifier(yes, ARRAY[a, b], '{"missing": "mean"}' ORDER BY i), ftrl_classifier(yes, ARRAY[ma, mb] ORDER BY i)) < 1e-12 AS ftrl_mean
FROM filled;
SELECT feature, round(a.weight::numeric, 6) AS weight, abs(a.weight - b.weight) < 1e-12 AS same
FROM weights((SELECT linear_regression(y, ARRAY[a, b], '{"missing": "indicator"}' ORDER BY i) FROM filled)) WITH ORDINALITY a (feature, class, weight, e, t, p, n)
JOIN weights((SELECT linear_regression(y, ARRAY[ma, mb, na, nb] ORDER BY i) FROM filled)) WITH ORDINALITY b (name, class, weight, e, t, p, n) USING (n);
-- by name the same; a category that is missing is no feature
SELECT feature, abs(a.weight - b.weight) < 1e-12 AS same
FROM weights((SELECT logistic_regression(yes, r, '{"missing": "indicator"}' ORDER BY i) FROM filled, LATERAL (SELECT a, b, c) r)) a
FULL JOIN weights((SELECT logistic_regression(yes, j ORDER BY i) FROM filled, LATERAL (SELECT jsonb_strip_nulls(jsonb_build_object('a', ma, 'b', mb, 'c', c, 'a is null', nullif(na, 0), 'b is null', nullif(nb, 0))) AS j) j)) b USING (feature) ORDER BY feature COLLATE "C";
SELECT a.m::text = b.m::text AS jsonb_as_record
FROM (SELECT logistic_regression(yes, r, '{"missing": "mean"}' ORDER BY i) AS m FROM gaps, LATERAL (SELECT a, b) r WHERE i > 2) a,
     (SELECT logistic_regression(yes, jsonb_build_object('a', a, 'b', b), '{"missing": "mean"}' ORDER BY i) AS m FROM gaps WHERE i > 2) b;
-- predicted by the means, which prediction does not change
SELECT predict(m, ARRAY[4, NULL]) = predict(m, ARRAY[4, mean]) AS mean, predict(m, ARRAY[4, NULL]) = predict(m::text::model, ARRAY[4, NULL]) AS stored
FROM (SELECT linear_regression(y, ARRAY[a, b], '{"missing": "mean"}' ORDER BY i) AS m, sum(b) / count(b) AS mean FROM gaps) s;
-- parts merge, means with them
SELECT predict(sum, ARRAY[4, NULL]) = predict(sum, ARRAY[4, mean]) AS mean
FROM (SELECT merge(m) AS sum FROM (SELECT linear_regression(y, ARRAY[a, b], '{"missing": "mean"}') AS m FROM gaps GROUP BY i % 3) p) s, (SELECT sum(b) / count(b) AS mean FROM gaps) t;
-- a frame that moves learns anew
SELECT count(*), bool_and(close_weights(moving, (SELECT linear_regression(y, ARRAY[a, b], '{"missing": "mean"}' ORDER BY i) FROM gaps g WHERE g.i BETWEEN s.i - 9 AND s.i)) < 1e-9) AS same
FROM (SELECT i, linear_regression(y, ARRAY[a, b], '{"missing": "mean"}') OVER (ORDER BY i ROWS 9 PRECEDING) AS moving FROM gaps WHERE i <= 40) s WHERE i > 30;

-- names and categories never seen: nothing for the prediction, and listed
CREATE TABLE seen AS SELECT logistic_regression(i % 2 = 0, r) AS plain, logistic_regression(i % 2 = 0, r, '{"hash_bits": 10}') AS hash
    FROM generate_series(1, 50) i, LATERAL (SELECT 'c' || i % 3 AS city, i % 7 AS n) r;
SELECT unknown_features(plain, r) AS plain, unknown_features(hash, r) AS hashed, predict_proba(plain, r) = predict_proba(plain, base) AS as_without, predict_proba(hash, r) = predict_proba(hash, base) AS hashed_as_without
FROM seen, (VALUES (1, '{"city": "c1", "n": 3}'::jsonb, '{"city": "c1", "n": 3}'::jsonb), (2, '{"city": "Atlantis", "n": 3}', '{"n": 3}'), (3, '{"city": null, "n": 3, "new": 7, "deep": {"er": "x"}}', '{"n": 3}')) v (k, r, base) ORDER BY k;
SELECT unknown_features(plain, r) AS of_record, cardinality(unknown_features(plain, s)) AS none FROM seen, LATERAL (SELECT 'c9' AS city, 1 AS n, 2 AS other) r, LATERAL (SELECT 'c0' AS city, NULL::int AS n) s;

-- refused
CREATE FUNCTION complaint(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE message text; hint text; state text;
BEGIN
    EXECUTE query;
    RETURN 'no complaint';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN state || ' ' || message || coalesce(' / ' || nullif(hint, ''), '');
END $$;
SELECT complaint(q) FROM (VALUES
    ($$SELECT logistic_regression(true, '{"a": 1}'::jsonb, '{"hash_bits": 23}')$$),
    ($$SELECT linear_regression(1, '{"a": 1}'::jsonb, '{"hash_bits": 18}')$$),
    ($$SELECT logistic_regression(true, '{"a": 1}'::jsonb, '{"dictionary": 5}')$$),
    ($$SELECT logistic_regression(true, ARRAY[1.0], '{"hash_bits": 5}')$$),
    ($$SELECT gaussian_naive_bayes(true, '{"a": 1}'::jsonb, '{"hash_bits": 5}')$$),
    ($$SELECT logistic_regression(true, '{"a": 1}'::jsonb, '{"missing": "median"}')$$),
    ($$SELECT logistic_regression(true, '{"a": null}'::jsonb, '{"missing": "error"}')$$),
    ($$SELECT logistic_regression(true, ARRAY[1, NULL], '{"missing": "error"}')$$),
    ($$SELECT logistic_regression(true, ARRAY[1, NULL, 'NaN'::float8], '{"missing": "zero"}')$$),
    ($$SELECT unlearn(linear_regression(1, ARRAY[1, NULL], '{"missing": "mean"}'), 1, ARRAY[1, NULL]) $$),
    ($$SELECT logistic_regression(true, '{"a": 1}'::jsonb, '{"hash_bits": 5}') + logistic_regression(true, '{"a": 1}'::jsonb, '{"hash_bits": 6}')$$),
    ($$SELECT logistic_regression(true, jsonb_build_object('c', 'v' || i), '{"max_features": 2}') FROM generate_series(1, 3) i$$),
    ($$SELECT words('x', '{"min": 1}')$$), ($$SELECT words('x', '{"counts": 1}')$$), ($$SELECT words('x', '{"stop_words": "x"}')$$), ($$SELECT words('x', '{"min_length": 0}')$$),
    ($$SELECT ngrams('x', 9)$$), ($$SELECT ngrams('x', 1, '{"min": 2}')$$), ($$SELECT ngrams('x', 1, '{"unit": "byte"}')$$),
    ($$SELECT interactions('{"a": 1}'::jsonb, 1)$$), ($$SELECT interactions('{"a": [1]}'::jsonb)$$), ($$SELECT interactions('[]'::jsonb)$$), ($$SELECT interactions('{}'::jsonb, 'a')$$), ($$SELECT interactions('{}'::jsonb, 'a**b')$$),
    ($$SELECT interactions((SELECT jsonb_object_agg('k' || i, i) FROM generate_series(1, 400) i))$$),
    ($$SELECT interactions((SELECT array_agg(i::float8) FROM generate_series(1, 200) i))$$),
    ($$SELECT hash_features('{}', 15)$$), ($$SELECT one_hot('a', '{{a}}')$$)) v (q);

-- what is stored is checked when it is read
SELECT complaint(format('SELECT %L::streamml.model', regexp_replace(m::text, pattern, replacement)))
FROM (SELECT logistic_regression(true, '{"a": 1, "b": 2}'::jsonb, '{"hash_bits": 4, "missing": "mean"}') AS m) s,
     (VALUES (1, '"hash_bits": 4', '"hash_bits": 23'), (2, '"hash_bits": 4, ', ''), (3, '"hashes": \[\d+', '"hashes": [0.5'), (4, '"hashes": \[(\d+), \d+', '"hashes": [\1, \1'), (5, '"names": \["a"', '"names": ["z"'),
             (6, '"shared": \[0', '"shared": [2'), (7, '"missing": "mean"', '"missing": "median"'), (8, '"unknown": \[0', '"unknown": [-1'), (9, '"dictionary": 10000', '"dictionary": 1'), (10, '"slots": 2', '"slots": 17')) v (k, pattern, replacement) ORDER BY k;

DROP TABLE rows8, learners, bag, slots, hashed, gaps, filled, seen;
DROP FUNCTION same_weights, two_forms, slot_weights, close_weights, complaint;
