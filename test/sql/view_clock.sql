-- What looks at the clock is refused in a definition; elsewhere the worker's clock is right.
CREATE SCHEMA clk;
SET search_path = clk, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
CREATE TABLE ev (id int, t timestamptz, p timestamp, d date, c timetz, x text);
CREATE FUNCTION age_of(t timestamptz) RETURNS interval LANGUAGE sql STABLE AS 'SELECT now() - t';
CREATE FUNCTION deep(t timestamptz) RETURNS bool LANGUAGE sql STABLE AS 'SELECT age_of(t) < ''1 day''';
CREATE FUNCTION atomic(t timestamptz) RETURNS bool LANGUAGE sql STABLE BEGIN ATOMIC SELECT t > CURRENT_TIMESTAMP - interval '1 day'; END;
CREATE FUNCTION newest(VARIADIC a anyarray) RETURNS bool LANGUAGE sql STABLE AS 'SELECT a[1] < LOCALTIMESTAMP::text';
CREATE FUNCTION before_now(timestamptz, int) RETURNS bool LANGUAGE sql STABLE AS 'SELECT $1 < now() - $2 * interval ''1 hour''';
CREATE OPERATOR <~ (LEFTARG = timestamptz, RIGHTARG = int, FUNCTION = before_now);
CREATE FUNCTION moments() RETURNS SETOF timestamptz LANGUAGE sql STABLE AS 'SELECT statement_timestamp() FROM generate_series(1, 2)';
CREATE VIEW today AS SELECT CURRENT_DATE AS day;
CREATE VIEW above AS SELECT day FROM today;
CREATE FUNCTION tried(q text, kind text DEFAULT '') RETURNS text LANGUAGE plpgsql AS
$$ BEGIN
    PERFORM streamml.create_continuous_view('v', q, false);
    PERFORM streamml.drop_continuous_view('v');
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLERRM;
END $$;
SELECT expression, tried(format('SELECT id, %s AS x FROM ev', expression)) AS rows, tried(format('SELECT count(*) FILTER (WHERE (%s) IS NULL) FROM ev', expression)) AS groups
FROM unnest('{now(),transaction_timestamp(),statement_timestamp(),clock_timestamp(),timeofday(),age(t),age(p),CURRENT_DATE,CURRENT_TIME,CURRENT_TIME(2),CURRENT_TIMESTAMP,CURRENT_TIMESTAMP(0),LOCALTIME,LOCALTIME(1),LOCALTIMESTAMP,LOCALTIMESTAMP(3)}'::text[]
    || ARRAY[$$'now'::timestamptz$$, $$date 'today'$$, $$t > ' Tomorrow 10:00'$$, $$p < 'yesterday'$$, $$cast('now' AS time)$$, $$E'NOW'::timestamp$$,
             'p::time::timetz', $$c AT TIME ZONE 'Europe/Berlin'$$, 'streamml.now()', 'streamml.now(id)', 'age_of(t)', 'deep(t)', 'atomic(t)', 'newest(x)', 't <~ 3',
             '(SELECT day FROM today)', '(SELECT max(day) FROM above)', '(SELECT min(m) FROM moments() m)', 'CASE WHEN id > 1 THEN p ELSE LOCALTIMESTAMP END']) expression;
\set VERBOSITY default
SELECT streamml.create_continuous_view('v', 'SELECT count(*) AS n FROM ev JOIN above ON day = d WHERE t > now() - interval ''2 seconds''');
SELECT streamml.create_continuous_view('v', 'SELECT count(*) AS n FROM ev, above WHERE day = d');
\set VERBOSITY terse
-- and these are not
SELECT expression, tried(format('SELECT id, %s AS x FROM ev', expression))
FROM unnest(ARRAY['age(t, ''2026-01-01'')', 'date_trunc(''day'', t)', $$'now'::text$$, $$x || ' until now'$$, $$t > '2026-01-01'$$, $$t = 'infinity'$$, 'CURRENT_USER', 't::date', 'p::timestamptz']) expression;

-- a default, and a function of another language, have the time at which the row is applied
CREATE FUNCTION arrival() RETURNS timestamptz LANGUAGE plpgsql STABLE AS 'BEGIN RETURN now(); END';
SELECT streamml.create_continuous_view('scored', 'SELECT id, arrival() AS arrived FROM ev');
ALTER TABLE scored ADD COLUMN at timestamptz DEFAULT now(), ADD COLUMN said timestamptz DEFAULT statement_timestamp();
SELECT clock_timestamp() AS began \gset
INSERT INTO ev VALUES (1), (2);
SELECT streamml.wait();
SELECT id, at BETWEEN :'began' AND clock_timestamp() AS at, said BETWEEN :'began' AND clock_timestamp() AS said, arrived = at AS same FROM scored ORDER BY id;
SELECT clock_timestamp() AS began \gset
INSERT INTO ev VALUES (3);
SELECT streamml.wait();
SELECT id, at BETWEEN :'began' AND clock_timestamp() AS at FROM scored WHERE id = 3;
SELECT changed > now() - interval '1 minute' AS changed FROM streamml.continuous_views WHERE view = 'scored'::regclass;

-- a trailing view that another one joins is read as of the time of the batch
SELECT streamml.create_continuous_view('lately', 'SELECT x, streamml.trailing(t, ''1 hour'', ''1 minute'') AS w, count(*) AS n FROM ev GROUP BY x, w');
SELECT streamml.create_continuous_view('with_count', 'SELECT ev.id, l.n FROM ev LEFT JOIN lately l ON l.x = ev.x');
INSERT INTO ev (id, t, x) VALUES (10, now(), 'a');
SELECT streamml.wait();
INSERT INTO ev (id, t, x) VALUES (11, now(), 'a');
SELECT streamml.wait();
SELECT id, n FROM with_count WHERE id = 11;
SET client_min_messages = warning;
DROP SCHEMA clk CASCADE;
