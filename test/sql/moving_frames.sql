-- Aggregates over moving frames take back the rows that leave.  Whatever the
-- rows were, the answer must be that of the plain aggregate over the frame.
CREATE SCHEMA moving;
SET search_path = moving, public;

-- Rows of a seed and a kind: what varies over many powers of ten is a letter of
-- it, l(abels), w(eights), f(eatures).  Row "i" and those two before make a frame.
CREATE FUNCTION amount(wild boolean, low int DEFAULT -15, high int DEFAULT 15) RETURNS float8 LANGUAGE sql VOLATILE AS
$$ SELECT (1 + floor(random() * 9)) * CASE WHEN wild AND random() < 0.5 THEN 10::float8 ^ (low + floor(random() * (high - low))) ELSE 1 END $$;
CREATE TABLE frame_row (i int, y float8, c text, x float8[], j jsonb, w float8);
CREATE FUNCTION make_rows(seed float8, kind text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM setseed(seed);
	DELETE FROM frame_row;
	INSERT INTO frame_row
		SELECT i, y, c, ARRAY[a, b], jsonb_build_object('a', a, 'shop', s), w
		FROM (SELECT i, moving.amount(kind ~ 'l') AS y, (ARRAY['p', 'q'])[1 + floor(random() * 2)::int] AS c,
			moving.amount(kind ~ 'f') AS a, floor(random() * 3)::float8 AS b,
			(ARRAY['k', 'm'])[1 + i % 2] AS s, moving.amount(kind ~ 'w', -8, 14) AS w
			FROM generate_series(1, 40) i) q;
END $$;

-- Every learner with an inverse transition, and how it is asked.
CREATE VIEW learner AS
	SELECT DISTINCT p.proname AS name, t.v AS features,
		CASE WHEN p.proargnames[1] = 'features' THEN ''
			WHEN p.proname ~ 'bayes|discriminant' THEN 'c, ' ELSE 'y, ' END AS label,
		CASE WHEN p.proname ~ 'bayes|discriminant' THEN format('ARRAY[streamml.predict_proba(m, %1$s, ''p''), streamml.predict_proba(m, %1$s, ''q'')]', t.v)
			WHEN p.proname = 'gaussian_anomaly' THEN format('ARRAY[streamml.anomaly_score(m, %s)]', t.v)
			WHEN p.proargnames[1] = 'features' OR p.proname = 'target_encoder' THEN
				format('(SELECT array_agg(v ORDER BY v) FROM unnest(streamml.transform(m, %s)) v)', t.v)
			ELSE format('ARRAY[streamml.predict(m, %s)]', t.v) END AS asked
	FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid, (VALUES ('x', 'float8[]'), ('x[1:1]', 'float8[]'), ('j', 'jsonb')) t (v, type)
	WHERE p.pronamespace = 'streamml'::regnamespace AND a.aggmtransfn <> 0 AND a.aggmtranstype = 'streamml.model'::regtype
		AND t.type::regtype = ANY (p.proargtypes) AND NOT (p.proname = 'target_encoder' AND t.v <> 'j')
		-- of several features the plain answer has no six digits either
		AND NOT (p.proname ~ 'regression' AND t.v <> 'x[1:1]');
SELECT name, string_agg(features, ' ' ORDER BY features) FROM learner GROUP BY name ORDER BY name;

-- Are two answers the same?  Beside "size", the size of what they are about.
CREATE FUNCTION same(a float8[], b float8[], size float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT count(*) FILTER (WHERE u IS DISTINCT FROM v AND abs(u - v) <= 1e-6 * greatest(abs(u), abs(v), size) IS NOT TRUE) = 0
	FROM unnest(a, b) t (u, v) $$;

CREATE FUNCTION differences(seed float8, kind text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	l record;
	bad record;
BEGIN
	PERFORM moving.make_rows(seed, kind);
	FOR l IN SELECT * FROM moving.learner ORDER BY name, features LOOP
		FOR bad IN EXECUTE format($q$
			SELECT f.i, moved, plain FROM
				(SELECT i, %1$s AS moved FROM (SELECT *, streamml.%2$I(%3$s%4$s, w, '{}'::jsonb) OVER (ORDER BY i ROWS 2 PRECEDING) AS m FROM moving.frame_row) q) f,
				LATERAL (SELECT %1$s AS plain, size FROM
					(SELECT streamml.%2$I(%3$s%4$s, w, '{}'::jsonb ORDER BY i) AS m, max(abs(y)) AS size FROM moving.frame_row r WHERE r.i BETWEEN f.i - 2 AND f.i) p,
					moving.frame_row r WHERE r.i = f.i) g
			WHERE f.i > 1 AND NOT moving.same(moved, plain, %6$s * CASE WHEN %5$L = 'y, ' THEN size ELSE 1e-2 END) ORDER BY i LIMIT 1$q$,
			l.asked, l.name, l.label, l.features, l.label,
			-- a hundred cosines of so uneven weights
			CASE WHEN l.name ~ 'fourier' THEN 1000 ELSE 1 END)
		LOOP
			RETURN NEXT format('seed %s, %s: %s over %s, row %s: %s, not %s', seed, kind, l.name, l.features, bad.i, bad.moved, bad.plain);
		END LOOP;
	END LOOP;
END $$;
SELECT d FROM generate_series(1, 6) s, unnest(ARRAY['tame', 'l', 'w', 'f', 'lw', 'fw', 'lf', 'lfw']) k, differences(s / 100.0, k) d;

-- Reproductions: a label, and a weight, beside which others have no digits.
SELECT i, streamml.predict(m, ROW('a'::text)) = avg(x) OVER w AS right
FROM (SELECT i, x, streamml.target_encoder(x, ROW('a'::text), '{"smoothing": 0}'::jsonb) OVER (ORDER BY i ROWS 2 PRECEDING) m
	FROM (SELECT i, CASE WHEN i = 3 THEN 1e20 ELSE 5 END::float8 x FROM generate_series(1, 8) i) t) s WINDOW w AS (ORDER BY i ROWS 2 PRECEDING);
SELECT i, abs(streamml.predict(m, ARRAY[1]) - 2) < 1e-4 AS right
FROM (SELECT i, streamml.linear_regression(x, ARRAY[1.0 * i], w, '{}'::jsonb) OVER (ORDER BY i ROWS 2 PRECEDING) m
	FROM (SELECT i, 2.0 * i x, CASE WHEN i = 3 THEN 1e15 ELSE 0.001 END::float8 w FROM generate_series(1, 9) i) t) s WHERE i > 1;

-- A value so heavy that its mean is its own: squared deviations stay above zero, and the model can be read.
SELECT streamml.info(m::text::streamml.model) ->> 'n' AS rows
FROM (SELECT streamml.gaussian_naive_bayes('a'::text, ARRAY[x], w, '{}'::jsonb ORDER BY i) AS m FROM (VALUES (1, 1e15, 1e-8), (2, 0.1, 1e14)) v (i, x, w)) q;

-- Metrics count, and take back, whole rows.
SELECT count(*) AS frames, count(*) FILTER (WHERE moved IS DISTINCT FROM plain) AS different
FROM (SELECT i, ARRAY[streamml.accuracy(c, p) OVER w, streamml.kappa(c, p) OVER w, streamml.macro_f1(c, p) OVER w, streamml.coverage(y, 0.5::float8, y) OVER w] AS moved
	FROM (SELECT *, lag(c, 1, c) OVER (ORDER BY i) AS p FROM frame_row) r WINDOW w AS (ORDER BY i ROWS 2 PRECEDING)) f,
	LATERAL (SELECT ARRAY[streamml.accuracy(c, p), streamml.kappa(c, p), streamml.macro_f1(c, p), streamml.coverage(y, 0.5::float8, y)] AS plain
		FROM (SELECT *, lag(c, 1, c) OVER (ORDER BY i) AS p FROM frame_row) r WHERE r.i BETWEEN f.i - 2 AND f.i) g;

SET client_min_messages = warning;
DROP SCHEMA moving CASCADE;
