-- Watermarks, closing and retention for every kind of window and every type of time.
CREATE SCHEMA kinds;
SET search_path = kinds, public;
SET DateStyle = ISO;
SET TimeZone = 'UTC';
CREATE TABLE tx (id int, at timestamptz, k text, v int, n int, b bigint, d date);
CREATE FUNCTION make(name text, w text, retention text, lateness text DEFAULT '1 minute') RETURNS regclass LANGUAGE sql AS $$
    SELECT streamml.create_continuous_view(name, format('SELECT k, %s AS w, count(*) AS n, sum(v) AS s FROM tx GROUP BY w, k', w),
        lateness => lateness, retention => retention, emit => 'close') $$;
SELECT make('hops', 'streamml.hop(at, ''5 minutes'', ''10 minutes'')', '20 minutes');
SELECT make('steps', 'streamml.cumulate(at, ''5 minutes'', ''30 minutes'')', NULL);
SELECT make('sessions', 'streamml.session(at, ''5 minutes'')', '20 minutes');
SELECT make('ints', 'streamml.tumble(n, 10)', '20', '5');
SELECT make('bigints', 'streamml.hop(b, 5::bigint, 10::bigint)', '20', '5');
SELECT make('int_sessions', 'streamml.session(n, 3)', '20', '5');
SELECT make('days', 'streamml.tumble(d, ''2 days'')', '20 days', '1 day');
SELECT make('day_sessions', 'streamml.session(d, ''1 day'')', '20 days', '1 day');
SELECT streamml.create_continuous_view('newest', $$
    SELECT k, streamml.trailing(at, '10 minutes', '5 minutes') AS w, count(*) AS n FROM tx GROUP BY w, k $$,
    lateness => '1 minute', retention => '10 minutes');
\d newest
CREATE FUNCTION add(a int, z int, k text DEFAULT 'a') RETURNS void LANGUAGE sql AS $$
    INSERT INTO kinds.tx SELECT i, '2024-01-01 10:00:05'::timestamptz + i * interval '1 minute', $3, i, i, i, '2024-01-01'::date + i
    FROM generate_series($1, $2) i $$;

SELECT add(0, 12), add(14, 25);
SELECT streamml.wait();
SELECT k, w, n, s, revision FROM hops_closed ORDER BY w, k;
SELECT k, w, n, s, closed FROM hops ORDER BY w, k;
SELECT k, w, n, s, revision FROM steps_closed ORDER BY w, k;
TABLE sessions_closed;
TABLE ints_closed;
TABLE bigints_closed;
TABLE int_sessions_closed;
TABLE days_closed;
TABLE day_sessions_closed;
SELECT k, w, n, s, closed FROM day_sessions ORDER BY w, k;

-- late ones, of a new key and of an old one
SELECT add(12, 12, 'b'), add(13, 13);
SELECT streamml.wait();
SELECT view, "row" ->> 'id' AS id, event_time, action FROM streamml.late_rows ORDER BY view::text, ordinal, lsn;
SELECT k, w, n, s, revision FROM hops_closed WHERE k = 'b' OR revision > 0 ORDER BY w, k;
SELECT k, w, n, s, revision FROM steps_closed WHERE k = 'b' OR revision > 0 ORDER BY w, k;
SELECT k, w, n, s, revision FROM sessions_closed;
SELECT k, w, n, s, revision FROM ints_closed WHERE k = 'b' OR revision > 0 ORDER BY w, k;
SELECT k, w, n, s, revision FROM int_sessions_closed;
-- what parted two sessions is filled: they are one, and it is open
SELECT k, w, n, s, revision FROM day_sessions_closed ORDER BY k, revision, w;

-- a session that had closed goes on, and closes again
SELECT add(30, 30, 'c'), add(36, 36);
SELECT streamml.wait();
SELECT k, w, n, s, revision FROM sessions_closed WHERE k = 'c';
SELECT add(34, 34, 'c');
SELECT streamml.wait();
SELECT k, w, n, s, closed FROM sessions WHERE k = 'c';
SELECT add(41, 41);
SELECT streamml.wait();
SELECT k, w, n, s, revision FROM sessions_closed WHERE k = 'c' ORDER BY revision;

-- far behind: what is freed stays freed, and no window shows a part of itself
SELECT add(60, 60);
SELECT streamml.wait();
SELECT add(3, 3, 'far'), add(33, 33, 'late');
SELECT streamml.wait();
SELECT view, "row" ->> 'id' AS id, action FROM streamml.late_rows WHERE ("row" ->> 'id')::int IN (3, 33) ORDER BY view::text, 2;
SELECT k, w, n, s, closed FROM hops ORDER BY w, k;
SELECT k, w, n, s, closed FROM sessions ORDER BY w, k;
SELECT k, w, n, s, closed FROM bigints ORDER BY w, k;
SELECT k, w, n, s, closed FROM days ORDER BY w, k;
SET streamml.now = '2024-01-01 11:02';
SELECT * FROM newest ORDER BY k;
RESET streamml.now;

-- each window once, and the last revision of what no row was diverted from is the plain query's
SELECT 'hops' AS view, count(*) AS emitted, count(*) FILTER (WHERE q.n IS DISTINCT FROM c.n) AS wrong
FROM (SELECT DISTINCT ON (w, k) * FROM hops_closed ORDER BY w, k, revision DESC) c
LEFT JOIN (SELECT k, streamml.hop(at, '5 minutes', '10 minutes') AS w, count(*) AS n FROM tx WHERE k <> 'far' GROUP BY w, k) q USING (w, k)
UNION ALL
SELECT 'steps', count(*), count(*) FILTER (WHERE q.n IS DISTINCT FROM c.n)
FROM (SELECT DISTINCT ON (w, k) * FROM steps_closed ORDER BY w, k, revision DESC) c
LEFT JOIN (SELECT k, streamml.cumulate(at, '5 minutes', '30 minutes') AS w, count(*) AS n FROM tx GROUP BY w, k) q USING (w, k);
SELECT count(*) AS more_than_once FROM (SELECT FROM hops_closed GROUP BY w, k, revision HAVING count(*) > 1
    UNION ALL SELECT FROM steps_closed GROUP BY w, k, revision HAVING count(*) > 1
    UNION ALL SELECT FROM sessions_closed GROUP BY w, k, revision HAVING count(*) > 1) x;
SELECT v.view, d.* FROM streamml.continuous_views v, LATERAL streamml.verify(v.view) d WHERE v.view::text <> ALL ('{int_sessions,day_sessions}');
SELECT view, state, message FROM streamml.continuous_views WHERE state <> 'live';

-- an emission that is asked for where nothing ever closes
SELECT streamml.create_continuous_view('never', 'SELECT streamml.trailing(at, ''10 minutes'', ''5 minutes'') AS w, count(*) AS n FROM tx GROUP BY w',
    lateness => '1 minute', emit => 'close');
SELECT streamml.create_continuous_view('numbers', 'SELECT streamml.tumble(n, 10) AS w, count(*) AS n FROM tx GROUP BY w',
    lateness => '5', max_future => '1 day');
SELECT streamml.create_continuous_view('numbers', 'SELECT streamml.tumble(n, 10) AS w, count(*) AS n FROM tx GROUP BY w',
    lateness => '5 minutes');
DROP SCHEMA kinds CASCADE;
