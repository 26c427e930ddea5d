-- Drift events: what models of continuous views find, each once
CREATE SCHEMA view_drift;
SET search_path = view_drift, public, streamml;
SET extra_float_digits = 1;
SET TimeZone = 'UTC';
CREATE TABLE reading (i int, sensor text, value float8, failed boolean, at timestamptz DEFAULT '2024-01-01');
-- sensor a changes at 1001 and 3001, b at 2001, c never; failures of a become many at 1001
CREATE FUNCTION load(first int, last int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO view_drift.reading
    SELECT i, s, sin(i * 7) + CASE s WHEN 'a' THEN (i > 1000)::int * 3 - (i > 3000)::int * 2 WHEN 'b' THEN (i > 2000)::int * 2 ELSE 0 END,
        i % CASE WHEN s = 'a' AND i > 1000 THEN 3 ELSE 20 END = 0
    FROM generate_series(first, last) i, unnest('{a,b,c}'::text[]) s ORDER BY i, s $$;
SELECT load(1, 500);

SELECT create_continuous_view('watch', $$
    SELECT sensor AS "the sensor", streamml.adwin(value) AS level, (streamml.drift(streamml.ddm(failed))).drifts AS failing,
        count(*) AS n FROM view_drift.reading GROUP BY sensor $$);
SELECT create_continuous_view('overall', $$
    SELECT streamml.huber_regression(value, ARRAY[sin(i * 7)], '{"drift": "page_hinkley", "on_drift": "reset"}') AS model FROM view_drift.reading WHERE sensor = 'a' $$);
SELECT create_continuous_view('counts', 'SELECT sensor, count(*) FROM view_drift.reading GROUP BY sensor');
SELECT wait();
SELECT count(*) FROM drift_events;

-- one at a time and many together
SELECT load(501, 1001);
DO $$
BEGIN
    FOR i IN 1002..1100 LOOP
        PERFORM view_drift.load(i, i);
        COMMIT;
    END LOOP;
END $$;
SELECT wait();
SELECT load(1101, 4000);
SELECT wait();
SELECT view, model, key, detector, number, ordinal, round(value::numeric, 6) AS value FROM drift_events ORDER BY view::text, model, key, number;
SELECT bool_and(lsn <= pg_current_wal_lsn()) AS lsn, bool_and(at <= now()) AS at, count(DISTINCT lsn) > 1 AS batches FROM drift_events;

-- they are what the plain aggregate finds, row by row
CREATE VIEW plain AS
SELECT 'level' AS model, sensor, (d).drifts AS number, (d).last_drift AS ordinal, (d).estimate AS value
FROM (SELECT i, sensor, drift(adwin(value) OVER (PARTITION BY sensor ORDER BY i)) AS d FROM reading) s WHERE (d).last_drift = (d).n
UNION ALL
SELECT 'failing', sensor, (d).drifts, (d).last_drift, (d).estimate
FROM (SELECT i, sensor, drift(ddm(failed) OVER (PARTITION BY sensor ORDER BY i)) AS d FROM reading) s WHERE (d).last_drift = (d).n;
CREATE VIEW listed AS SELECT model, key ->> 'the sensor' AS sensor, number, ordinal, value FROM drift_events WHERE view = 'watch'::regclass;
SELECT count(*) FROM plain;
(TABLE plain EXCEPT ALL TABLE listed) UNION ALL (TABLE listed EXCEPT ALL TABLE plain);
SELECT "the sensor", (drift(level)).drifts, failing, n FROM watch ORDER BY 1;
SELECT (drift(model)).drifts, n_observations(model) FROM overall;
SELECT * FROM verify('watch');

-- filled from a table: the same events, at the position it was filled up to
SELECT rebuild('watch');
SELECT wait();
(TABLE plain EXCEPT ALL TABLE listed) UNION ALL (TABLE listed EXCEPT ALL TABLE plain);
SELECT count(DISTINCT lsn) FROM drift_events WHERE view = 'watch'::regclass;
SELECT count(*) = (SELECT count(*) FROM plain) AS only_these FROM drift_events WHERE view = 'watch'::regclass;

-- rows that are applied again with care, because one raises an error
SELECT create_continuous_view('careful', $$
    SELECT streamml.adwin(value) AS level, sum(1 / (i - 4400)) AS s FROM view_drift.reading WHERE sensor = 'c' AND i > 4000 $$);
INSERT INTO reading SELECT i, 'c', sin(i * 7) + (i > 4500)::int * 3, false FROM generate_series(4001, 5000) i;
SELECT wait();
SELECT count(*) FROM dead_letters WHERE view = 'careful'::regclass;
SELECT number, ordinal FROM drift_events WHERE view = 'careful'::regclass;
SELECT (d).last_drift FROM (SELECT drift(adwin(value ORDER BY i)) AS d FROM reading WHERE sensor = 'c' AND i > 4000 AND i <> 4400) s;

-- sessions are known by their other keys
SELECT create_continuous_view('visits', $$
    SELECT sensor, session(at, '1 minute') AS visit,
        streamml.huber_regression(value, ARRAY[sin(i * 7)], '{"drift": "page_hinkley"}') AS model FROM view_drift.reading WHERE i <= 4000 GROUP BY 1, 2 $$);
SELECT wait();
SELECT key, number, ordinal FROM drift_events WHERE view = 'visits'::regclass ORDER BY key, number;

-- groups that are read again add nothing, what comes afterwards does
ALTER TABLE reading REPLICA IDENTITY FULL;
SELECT create_continuous_view('again', $$
    SELECT sensor, streamml.page_hinkley(value) AS level FROM view_drift.reading WHERE sensor <> 'c' AND i <= 4000 GROUP BY sensor $$, on_update => 'recompute');
SELECT wait();
CREATE TABLE before AS SELECT key, number, ordinal FROM drift_events WHERE view = 'again'::regclass;
UPDATE reading SET failed = true WHERE i = 7;
SELECT wait();
SELECT count(*), count(*) = (SELECT count(*) FROM before) AS same FROM drift_events WHERE view = 'again'::regclass;
INSERT INTO reading SELECT 4000, 'b', 100, false FROM generate_series(1, 50);
SELECT wait();
SELECT key, number, ordinal FROM drift_events WHERE view = 'again'::regclass EXCEPT TABLE before;

-- whose they are
CREATE ROLE drift_reader;
GRANT USAGE ON SCHEMA view_drift TO drift_reader;
SET ROLE drift_reader;
SELECT count(*) FROM drift_events;
SELECT count(*) FROM drift_event_log;
RESET ROLE;

-- and what becomes of them
SELECT count(*) > 0 AS some FROM drift_events WHERE view = 'watch'::regclass;
DROP VIEW listed;
DROP VIEW watch;
SELECT count(*) FROM drift_events WHERE model = 'failing';

SET client_min_messages = warning;
DROP SCHEMA view_drift CASCADE;
DROP ROLE drift_reader;
