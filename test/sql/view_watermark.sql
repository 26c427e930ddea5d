-- How far event time has come in a view: options, rows, clamp, idle sources.
CREATE SCHEMA wm;
SET search_path = wm, public;
SET DateStyle = ISO;
SET TimeZone = 'UTC';
CREATE TABLE src (id int, at timestamptz, local timestamp, v int);

-- What goes together.
CREATE FUNCTION try(query text, VARIADIC options text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
    hint text;
BEGIN
    EXECUTE format('SELECT streamml.create_continuous_view(''tried'', %L%s)', query,
                   (SELECT coalesce(string_agg(', ' || o, ''), '') FROM unnest(options) o));
    DROP VIEW tried;
    RETURN 'created';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', message, nullif(detail, ''), nullif(hint, ''));
END$$;
CREATE VIEW tumbling AS SELECT 'SELECT streamml.tumble(at, ''5 minutes'') AS w, count(*) AS n FROM src GROUP BY w'::text AS q;
SELECT try(q, 'lateness => ''1 minute''') FROM tumbling;
SELECT try('SELECT count(*) FROM src', 'lateness => ''1 minute''');
SELECT try('SELECT * FROM src', 'retention => ''1 minute''');
SELECT try(q, 'retention => ''1 minute''') FROM tumbling;
SELECT try(q, 'max_future => ''1 minute''') FROM tumbling;
SELECT try(q, 'emit => ''close''') FROM tumbling;
SELECT try(q, 'lateness => ''0''', 'notify => ''channel''') FROM tumbling;
SELECT try(q, 'lateness => ''0''', 'emit => ''close''', format('notify => %L', repeat('x', 64))) FROM tumbling;
SELECT try(q, 'lateness => ''0''', 'emit => ''sometimes''') FROM tumbling;
SELECT try(q, 'lateness => ''-1 s''') FROM tumbling;
SELECT try(q, 'lateness => ''1 month''') FROM tumbling;
SELECT try(q, 'lateness => ''soon''') FROM tumbling;
SELECT try(q, 'lateness => ''0''', 'retention => ''-1 day''') FROM tumbling;
SELECT try('SELECT count(*) AS n FROM src GROUP BY streamml.tumble(at, ''1 day'')', 'lateness => ''0''');
SELECT try('SELECT streamml.tumble(at, ''1 day'') AS w, count(*) AS closed FROM src GROUP BY w', 'lateness => ''0''');
SELECT try('SELECT streamml.tumble(at, ''1 day'') AS w, count(*) AS revision FROM src GROUP BY w', 'lateness => ''0''', 'emit => ''close''');
SELECT try('SELECT streamml.tumble(at, ''1 day'') AS w, count(*) AS n FROM src GROUP BY w, v', 'lateness => ''0''', 'emit => ''close''');
SELECT try('SELECT streamml.tumble(at, ''1 day'') AS w, count(*) AS n FROM src GROUP BY w, v', 'lateness => ''0''');

-- The watermark follows the largest time that the view has seen.  (Commits of
-- others add some seconds to it: minutes are shown.)
CREATE FUNCTION watermark(view regclass) RETURNS timestamp LANGUAGE sql AS $$
    SELECT date_trunc('minute', watermark::timestamp) FROM streamml.watermarks w WHERE w.view = $1 $$;
SELECT streamml.create_continuous_view('minutes', $$
    SELECT streamml.tumble(at, '5 minutes') AS w, count(*) AS n FROM src WHERE v > 0 GROUP BY w $$,
    lateness => '2 minutes', max_future => '1 hour');
SELECT streamml.create_continuous_view('local_minutes', $$
    SELECT streamml.tumble(local, '5 minutes') AS w, count(*) AS n FROM src WHERE v > 0 GROUP BY w $$,
    lateness => '2 minutes');
\d minutes
SELECT view, watermark, max_seen, lateness, max_future, late_merged, late_diverted, no_window FROM streamml.watermarks ORDER BY 1;
CREATE FUNCTION add(at timestamptz, v int DEFAULT 1) RETURNS void LANGUAGE sql AS $$
    INSERT INTO wm.src VALUES (0, $1, $1, $2) $$;
SELECT add('2024-01-01 10:04:01');
SELECT streamml.wait(), watermark('minutes'), watermark('local_minutes');
SELECT add('2024-01-01 10:09:01');
SELECT streamml.wait(), watermark('minutes'), watermark('local_minutes');
SELECT add('2024-01-01 10:08:01');
SELECT streamml.wait(), watermark('minutes'), watermark('local_minutes');
-- rows that the view does not see
SELECT add('2024-01-01 11:00:01', 0);
SELECT streamml.wait(), watermark('minutes'), watermark('local_minutes');
-- a bad clock: more than an hour after the commit
SELECT add(now() + '100 years');
SELECT streamml.wait(), watermark('minutes');
SELECT to_char(watermark::timestamp, 'YYYY') > '2100' AS misled FROM streamml.watermarks WHERE view = 'local_minutes'::regclass;
SELECT n, closed FROM minutes ORDER BY w;

-- A view filled from its table has the watermark of its rows.
SELECT streamml.create_continuous_view('filled', $$
    SELECT streamml.tumble(at, '5 minutes') AS w, count(*) AS n FROM src WHERE v > 0 GROUP BY w $$,
    lateness => '2 minutes', max_future => '1 hour');
SELECT watermark('filled');
SELECT n, closed FROM filled ORDER BY w;
SELECT streamml.rebuild('local_minutes');
DELETE FROM src WHERE at > now();
SELECT streamml.rebuild('local_minutes');
SELECT watermark('local_minutes');
SELECT streamml.create_continuous_view('unfilled', $$
    SELECT streamml.tumble(at, '5 minutes') AS w, count(*) AS n FROM src WHERE v > 0 GROUP BY w $$,
    backfill => false, lateness => '2 minutes');
SELECT watermark('unfilled');

-- Positions: a paused view stands still, and its watermark with it.
SELECT streamml.pause('minutes');
SELECT add('2024-01-01 10:30:01');
SET client_min_messages = error;
SELECT streamml.wait();
RESET client_min_messages;
SELECT watermark('minutes'), watermark('filled');
SELECT streamml.resume('minutes');
SELECT streamml.wait();
SELECT watermark('minutes'), watermark('filled');

-- Others read "closed" with no rights but SELECT on the view.
CREATE ROLE wm_reader;
GRANT USAGE ON SCHEMA wm TO wm_reader;
GRANT SELECT ON minutes TO wm_reader;
SET ROLE wm_reader;
SELECT w, n, closed FROM minutes WHERE w << '[2025-01-01,)' ORDER BY w;
SELECT * FROM streamml.watermarks;
RESET ROLE;
SELECT * FROM streamml.verify('local_minutes');

-- An idle source: time passes with the commits of others.
CREATE TABLE quiet (at timestamptz);
CREATE TABLE busy (i int);
SELECT streamml.create_continuous_view('seconds', $$
    SELECT streamml.tumble(at, '1 second') AS w, count(*) AS n FROM quiet GROUP BY w $$,
    lateness => '1 second', emit => 'close');
INSERT INTO quiet VALUES ('2024-01-01 10:00:00.25');
SELECT streamml.wait();
DO $$
DECLARE
    deadline timestamptz := clock_timestamp() + interval '60 seconds';
BEGIN
    LOOP
        INSERT INTO busy VALUES (1);
        COMMIT;
        PERFORM streamml.wait();
        EXIT WHEN (SELECT bool_and(closed) FROM seconds) OR clock_timestamp() > deadline;
    END LOOP;
END$$;
SELECT * FROM seconds;
SELECT w, n, revision FROM seconds_closed;
SELECT watermark::timestamp BETWEEN '2024-01-01 10:00:01' AND '2024-01-01 10:01' AS moved, max_seen
FROM streamml.watermarks WHERE view = 'seconds'::regclass;

-- options that do not go together
SELECT streamml.create_continuous_view('refused', $$
    SELECT streamml.tumble(at, '1 minute') AS w, count(*) FROM quiet GROUP BY w $$,
    lateness => '1 minute', on_delete => 'recompute');

DROP SCHEMA wm CASCADE;
SELECT count(*) FROM streamml.watermarks;
DROP ROLE wm_reader;
