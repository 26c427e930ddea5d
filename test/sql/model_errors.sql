-- What is refused, and how it is said.
\set VERBOSITY verbose
\set SHOW_CONTEXT never
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- the code and the text of an error, without the place in the source
CREATE FUNCTION complaint(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    EXECUTE query;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN sqlstate || ' ' || sqlerrm || coalesce(E'\n     ' || nullif(detail, ''), '') || coalesce(E'\n     ' || nullif(hint, ''), '');
END $$;

-- arrays
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[1, 'NaN'::float8])$$);
SELECT complaint($$SELECT linear_regression(1.0, ARRAY['Infinity'::float8])$$);
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[-1e101])$$);
SELECT complaint($$SELECT linear_regression(1.0, '{}'::float8[])$$);
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[[1, 2], [3, 4]])$$);
SELECT complaint($$SELECT linear_regression(1.0, x) FROM (VALUES (ARRAY[1, 2]), (ARRAY[1, 2, 3])) v (x)$$);
SELECT complaint($$SELECT logistic_regression(true, array_fill(1.0, ARRAY[16385]))$$);
SELECT complaint($$SELECT linear_regression(1.0, array_fill(1.0, ARRAY[4097]))$$);
SELECT complaint($$SELECT predict(linear_regression(1.0, ARRAY[1, 2]), ARRAY[1])$$);
SELECT complaint($$SELECT predict(linear_regression(1.0, ARRAY[1, 2]), ARRAY['NaN', 1]::float8[])$$);

-- names
SELECT complaint($$SELECT linear_regression(1.0, r) FROM (SELECT now() AS at) r$$);
SELECT complaint($$SELECT linear_regression(1.0, r) FROM (SELECT point(1, 2) AS p) r$$);
SELECT complaint($$SELECT linear_regression(1.0, '[1, 2]'::jsonb)$$);
SELECT complaint($$SELECT linear_regression(1.0, '{"tags": ["a"]}'::jsonb)$$);
SELECT complaint($$SELECT linear_regression(1.0, '{"n": 1e200}'::jsonb)$$);
SELECT complaint($$SELECT linear_regression(1.0, '{"a": {"b": 1}, "a.b": 2}'::jsonb)$$);
SELECT complaint($$SELECT linear_regression(1.0, jsonb_build_object('c', repeat('x', 2000)))$$);
SELECT complaint($$SELECT logistic_regression(true, jsonb_build_object('c', 'v' || i)) FROM generate_series(1, 5000) i$$);
SELECT complaint($$SELECT logistic_regression(true, jsonb_build_object('c', 'v' || i), '{"max_features": 3}') FROM generate_series(1, 4) i$$);
SELECT complaint($$SELECT predict(linear_regression(1.0, '{"a": 1}'::jsonb), ARRAY[1])$$);
SELECT complaint($$SELECT predict(linear_regression(1.0, ARRAY[1]), ROW(1))$$);

-- labels
SELECT complaint($$SELECT linear_regression('NaN'::float8, ARRAY[1])$$);
SELECT complaint($$SELECT linear_regression('yes'::text, ARRAY[1])$$);
SELECT complaint($$SELECT linear_regression(now(), ARRAY[1])$$);
SELECT complaint($$SELECT logistic_regression('NaN'::numeric, ARRAY[1])$$);
SELECT complaint($$SELECT logistic_regression(i, ARRAY[1]) FROM generate_series(1, 3) i$$);
SELECT complaint($$SELECT logistic_regression(i, ARRAY[1], '{"classes": [1, 2]}') FROM generate_series(0, 3) i$$);
SELECT complaint($$SELECT logistic_regression(l, ARRAY[1], '{"positive": "yes"}') FROM (VALUES ('a'), ('b')) v (l)$$);
SELECT complaint($$SELECT learn(logistic_regression(true, ARRAY[1]), 'text'::text, ARRAY[1])$$);

-- weights
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[1], -1, NULL)$$);
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[1], 'NaN', NULL)$$);

-- options
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[1], '{"speed": 1}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"speed": 1}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"learning_rate": 0}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"learning_rate": "fast"}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"optimizer": "bfgs"}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"fit_intercept": 1}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"max_features": 1.5}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"classes": ["a"]}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"classes": ["a", "a"]}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"classes": [null, 1]}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '{"positive": null}')$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1], '[]')$$);
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[1], jsonb_build_object('l2', i)) FROM generate_series(1, 2) i$$);

-- asking the wrong model
SELECT complaint($$SELECT predict_proba(linear_regression(1.0, ARRAY[1]), ARRAY[1])$$);
SELECT complaint($$SELECT predict_class(linear_regression(1.0, ARRAY[1]), ARRAY[1])$$);
SELECT complaint($$SELECT predict(logistic_regression('a'::text, ARRAY[1]), ARRAY[1])$$);
SELECT complaint($$SELECT predict_proba(logistic_regression('a'::text, ARRAY[1]), ARRAY[1], 'z')$$);

-- merging what does not fit
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[1]) + logistic_regression(true, ARRAY[1])$$);
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[1]) + linear_regression(1.0, ARRAY[1, 2])$$);
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[1]) + linear_regression(1.0, '{"a": 1}'::jsonb)$$);
SELECT complaint($$SELECT linear_regression(1.0, ARRAY[1]) + linear_regression(1.0, ARRAY[1], '{"l2": 1}')$$);
SELECT complaint($$SELECT logistic_regression('a'::text, ARRAY[1]) + logistic_regression('b'::text, ARRAY[1]) + logistic_regression('c'::text, ARRAY[1])$$);
SELECT complaint($$SELECT logistic_regression(true, ARRAY[1]) + logistic_regression(1, ARRAY[1])$$);

-- weights that run away
SELECT complaint($$SELECT linear_regression(i, ARRAY[sin(i)], '{"optimizer": "sgd", "learning_rate": 100, "intercept_rate": 100}') FROM generate_series(1, 200) i$$);

-- transition functions are for aggregates
SELECT complaint($$SELECT linear_regression_transition(NULL, 1.0, ARRAY[1])$$);
SELECT complaint($$SELECT model_combine(NULL, NULL)$$);

DROP FUNCTION complaint;
