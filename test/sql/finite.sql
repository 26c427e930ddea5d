-- No infinity and no NaN comes out of what is finite, from any learner and any function that asks its model, and
-- every model can be written and read.  What cannot be learned is an error that says what is out of range.
CREATE SCHEMA finite;
SET search_path = finite, public;
CREATE TABLE kind (name text, y text, x text, w text);
INSERT INTO kind VALUES
    ('large', '(1 - 2 * (i % 2)) * 1e100', 'ARRAY[4e99 * sin(i), -4e99 * cos(i)]', '1'),
    ('label', '(1 - 2 * (i % 2)) * 1e100', 'ARRAY[sin(i), cos(i)]', '1'),
    ('feature', 'i % 2', 'ARRAY[4e99 * sin(i), 4e99]', '1'),
    ('weight', 'i % 2', 'ARRAY[sin(i), cos(i)]', '1e15'),
    ('light', 'i % 2', 'ARRAY[sin(i), cos(i)]', '1e-300'),
    ('uneven', 'i % 2', 'ARRAY[sin(i), cos(i)]', 'CASE i % 3 WHEN 0 THEN 1e15 WHEN 1 THEN 1e-300 ELSE 1 END'),
    ('all', '(1 - 2 * (i % 2)) * 1e100', 'ARRAY[4e99 * sin(i), 1e-300 * cos(i)]', '1e15'),
    ('tiny', '(i % 2) * 1e-320', 'ARRAY[1e-320 * i, 1e-160 * sin(i)]', '1'),
    ('zeros', '0', 'ARRAY[0, 0]', '1'),
    ('same', '1e100', 'ARRAY[4e99, 4e99]', '1'),
    ('jump', 'CASE WHEN i < 20 THEN 1e-100 ELSE 1e100 END', 'ARRAY[CASE WHEN i < 20 THEN 1e-100 * i ELSE 4e99 END, i]', '1'),
    ('late', 'CASE WHEN i = 40 THEN -1e100 ELSE i % 3 END', 'ARRAY[CASE WHEN i = 40 THEN 4e99 ELSE sin(i) END, 1]', '1');

-- Every learner of features: its call, and what its models are asked.
CREATE TABLE learner AS
    SELECT DISTINCT p.proname::text AS name, format('%s%%2$s%s, ''{}''::jsonb ORDER BY i', CASE WHEN p.proargnames[1] = 'label' THEN CASE WHEN c.classes THEN '((%1$s) > 0), ' ELSE '(%1$s)::float8, ' END ELSE '' END,
            CASE WHEN p.proname IN ('half_space_trees', 'quantile_sketch') THEN '' ELSE ', (%3$s)::float8' END) AS arguments,
        CASE WHEN c.classes THEN 'concat(predict_proba(m, a), predict_proba(m, a, ''true''), predict_proba(m, a, ''false''))'
            WHEN p.proname IN ('gaussian_anomaly', 'half_space_trees') THEN 'anomaly_score(m, a)::text' WHEN p.proname = 'kmeans' THEN 'cluster(m, a)::text' WHEN p.proname = 'scaler' THEN 'transform(m, a)::text'
            WHEN p.proname = 'quantile_sketch' THEN 'concat(quantile(m, 0.5, ''x1''), transform(m, a))' ELSE 'predict(m, a)::text' END AS asked
    FROM pg_proc p JOIN pg_aggregate g ON g.aggfnoid = p.oid, LATERAL (SELECT p.proname ~ 'classifier|bayes|tree$|forest|discriminant|perceptron|logistic|softmax' AS classes) c
    WHERE p.pronamespace = 'streamml'::regnamespace AND p.prorettype = 'streamml.model'::regtype AND 'features' = ANY (p.proargnames) AND p.proname <> 'target_encoder';
SELECT count(*) > 30 AS many FROM learner;
CREATE TABLE question (name text, query text);
INSERT INTO question VALUES ('metrics', 'streamml.metrics(m)::text'),
    ('weights', '(SELECT string_agg(concat(weight, '' '', std_error, '' '', w.t), '','') FROM streamml.weights(m) w)'),
    ('explain', '(SELECT string_agg(contribution::text, '','') FROM streamml.explain(m, a))'),
    ('importance', '(SELECT string_agg(concat(importance, '' '', share), '','') FROM streamml.feature_importance(m))'),
    ('moments', '(SELECT string_agg(concat(mean, '' '', variance, '' '', std, '' '', min, '' '', max), '','') FROM streamml.moments(m))');

CREATE FUNCTION complaints(l learner, k kind) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    m streamml.model;
    t text;
    step text := 'learn';
    query text;
    x text := k.x || '::float8[]';
BEGIN
    IF l.name ~ 'multinomial' THEN
        x := format('(SELECT array_agg(abs(v)) FROM unnest(%s) v)', x);
    END IF;
    BEGIN
        EXECUTE format('SELECT streamml.%I(%s) FROM generate_series(1, 60) i', l.name, format(l.arguments, k.y, x, k.w)) INTO m;
    EXCEPTION WHEN numeric_value_out_of_range THEN
        RETURN;
    END;
    step := 'text';
    t := m::text::streamml.model::text;
    FOR step, query IN SELECT q.name, q.query FROM finite.question q UNION ALL SELECT 'answer', regexp_replace(l.asked, '(predict_proba|predict|anomaly_score|cluster|transform|quantile)\(', 'streamml.\1(', 'g') LOOP
        BEGIN
            EXECUTE format('SELECT string_agg(r, '';'') FROM (SELECT %s AS r FROM (SELECT $1 AS m) s, (VALUES (ARRAY[0, 0]::float8[]), (ARRAY[1e100, -1e100]), (ARRAY[1e-320, 1])) v (a)) s', query) INTO t USING m;
            IF t ~* 'infinity|\mnan\M' THEN
                RETURN NEXT format('%s, %s, %s: %s', l.name, k.name, step, left(t, 150));
            END IF;
        EXCEPTION WHEN feature_not_supported OR datatype_mismatch THEN
            -- not of this algorithm
        END;
    END LOOP;
EXCEPTION WHEN OTHERS THEN
    RETURN NEXT format('%s, %s, %s: %s %s', l.name, k.name, step, SQLSTATE, SQLERRM);
END $$;
SELECT c FROM learner l, kind k, complaints(l, k) c ORDER BY c;

-- Series, ratings and detectors.
SELECT count(*) AS series, count(*) FILTER (WHERE concat(streamml.metrics(m), (SELECT string_agg(f::text, ',') FROM streamml.forecast(m, 30) f), m::text::streamml.model::text) ~* 'infinity|\mnan\M') AS bad
FROM (SELECT streamml.holt_winters(y, o ORDER BY i) AS m
    FROM unnest(ARRAY['{}', '{"season": 3}', '{"season": 3, "multiplicative": true}']::jsonb[]) o, generate_series(1, 60) i,
        LATERAL unnest(ARRAY[(1 - 2 * (i % 2)) * 1e90, (i % 2) * 1e-320, 0, 1e90, CASE WHEN i < 20 THEN 1e-90 ELSE 1e90 END, i % 3]) WITH ORDINALITY u (y, kind) GROUP BY kind, o) s;
SELECT count(*) AS detectors, count(*) FILTER (WHERE concat(a, b, c, streamml.drift(a), streamml.drift(b), streamml.metrics(c), streamml.predict(c, 1, 'x'::text), a::text::streamml.model) ~* 'infinity|\mnan\M') AS bad
FROM (SELECT streamml.adwin(y ORDER BY i) AS a, streamml.page_hinkley(y ORDER BY i) AS b, streamml.matrix_factorization(y, i % 5, 'x'::text ORDER BY i) AS c
    FROM generate_series(1, 200) i, LATERAL unnest(ARRAY[(1 - 2 * (i % 2)) * 1e100, (i % 2) * 1e-320, 0, 1e100, CASE WHEN i < 100 THEN 1e-90 ELSE 1e90 END, i % 3]) WITH ORDINALITY u (y, kind) GROUP BY kind) s;

SET client_min_messages = warning;
DROP SCHEMA finite CASCADE;
