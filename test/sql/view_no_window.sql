-- Rows without a window are listed, whatever the kind of window, with lateness or without.
CREATE SCHEMA nowhere;
SET search_path = nowhere, public;
SET DateStyle = ISO;
SET TimeZone = 'UTC';
CREATE TABLE src (id int, at timestamptz, k text, width interval, d date, n int, v int);
CREATE TABLE dim (k text, name text);
INSERT INTO dim VALUES ('a', 'first'), ('a', 'second'), ('b', 'third');
CREATE FUNCTION watch(name text, query text) RETURNS void LANGUAGE sql AS
$$ SELECT streamml.create_continuous_view('nowhere.' || name, query) $$;
CREATE VIEW shown AS
    SELECT view, ("row" ->> 'id')::int AS id, ordinal, event_time, action FROM streamml.late_rows;

-- rows that are there before the view have no place in the stream
INSERT INTO src VALUES (0, NULL, 'a');
SELECT watch('tumbled', $$ SELECT streamml.tumble(at, '5 minutes') AS w, count(*) FROM src GROUP BY w $$);
SELECT watch('width', $$ SELECT streamml.tumble(at, width) AS w, count(*) FROM src GROUP BY w $$);
SELECT watch('hopped', $$ SELECT streamml.hop(at, '5 minutes', '10 minutes') AS w, count(*) FROM src GROUP BY w $$);
SELECT watch('cumulated', $$ SELECT streamml.cumulate(d, '1 day', '7 days') AS w, count(*) FROM src GROUP BY w $$);
SELECT watch('trailed', $$ SELECT streamml.trailing(at, '1 hour') AS w, count(*) FROM src GROUP BY w $$);
SELECT watch('visits', $$ SELECT streamml.session(at, '5 minutes') AS w, k, count(*) FROM src GROUP BY w, k $$);
SELECT watch('numbers', $$ SELECT streamml.session(n, 5) AS w, count(*) FROM src GROUP BY w $$);
SELECT watch('two', $$ SELECT streamml.tumble(at, '5 minutes') AS w, streamml.tumble(d, '1 day') AS x, count(*) FROM src GROUP BY w, x $$);
SELECT watch('sets', $$ SELECT streamml.tumble(at, '5 minutes') AS w, k, count(*) FROM src GROUP BY GROUPING SETS ((w, k), (k), ()) $$);
SELECT watch('joined', $$ SELECT streamml.tumble(at, '5 minutes') AS w, name, count(*) FROM src JOIN dim USING (k) WHERE v > 0 GROUP BY w, name $$);
SELECT watch('divided', $$ SELECT streamml.tumble(at, '5 minutes') AS w, sum(100 / v) FROM src GROUP BY w $$);
SELECT watch('unwindowed', $$ SELECT at, count(*) FROM src GROUP BY at $$);
SELECT streamml.create_continuous_view('timed', $$ SELECT streamml.tumble(at, '5 minutes') AS w, count(*) FROM src GROUP BY w $$, lateness => '1 minute');
SELECT streamml.wait();
SELECT count(*) FROM shown;

INSERT INTO src VALUES (1, '2026-01-01', 'a', '1 hour', '2026-01-01', 1, 1), (2, '2026-01-01', 'c', '1 hour', '2026-01-01', 1, 1);
SELECT streamml.wait();
SELECT count(*) FROM shown;

INSERT INTO src VALUES (3, '2026-01-01', 'a', '1 hour', '2026-01-01', 1, 1), (4, NULL, 'a', '1 hour', '2026-01-01', 1, 1);
INSERT INTO src VALUES (5, 'infinity', 'b', '1 hour', '-infinity', NULL, 1), (6, '2026-01-01', 'b', NULL, '2026-01-01', 1, 1), (7, NULL, 'b', NULL, NULL, NULL, -1);
SELECT streamml.wait();
SELECT * FROM shown ORDER BY view::text COLLATE "C", id;
SELECT count(*) FROM hopped;
SELECT w, count FROM tumbled ORDER BY w;

-- beside a row that raises an error, with savepoints, rolled back
INSERT INTO src VALUES (8, NULL, 'a', NULL, NULL, NULL, 1), (9, NULL, 'a', NULL, NULL, NULL, 0), (10, '2026-01-01', 'a', NULL, NULL, NULL, 1), (11, '-infinity', 'a', NULL, NULL, NULL, 1);
BEGIN;
INSERT INTO src VALUES (12, NULL, 'a', NULL, NULL, NULL, 1);
SAVEPOINT s;
INSERT INTO src VALUES (13, NULL, 'a', NULL, NULL, NULL, 1);
ROLLBACK TO s;
INSERT INTO src VALUES (14, NULL, 'a', NULL, NULL, NULL, 1);
COMMIT;
BEGIN;
INSERT INTO src VALUES (15, NULL, 'a', NULL, NULL, NULL, 1);
ROLLBACK;
SELECT streamml.wait();
SELECT * FROM shown WHERE id > 7 AND view IN ('divided'::regclass, 'tumbled'::regclass) ORDER BY view::text COLLATE "C", id;
SELECT "row" ->> 'id' AS id, message FROM streamml.dead_letters WHERE view = 'divided'::regclass;
-- each once, and all that the query finds
SELECT count(*), count(DISTINCT (lsn, ordinal)), (SELECT count(*) FROM src WHERE isfinite(at) IS NOT TRUE AND id > 0) AS expected FROM streamml.late_rows('visits');

-- among many
INSERT INTO src SELECT i, CASE WHEN i % 7001 > 0 THEN '2026-01-01'::timestamptz END, 'a', NULL, NULL, NULL, 1 FROM generate_series(100, 30000) i;
SELECT streamml.wait();
SELECT view, array_agg(id ORDER BY id), array_agg(ordinal ORDER BY id) FROM shown WHERE id >= 100 AND view IN ('tumbled'::regclass, 'joined'::regclass) GROUP BY view ORDER BY view::text;

-- rows that are learned later, and inserted ones whose groups are read again
ALTER TABLE src REPLICA IDENTITY FULL;
SELECT streamml.create_continuous_view('learned', $$
    SELECT streamml.tumble(at, '5 minutes') AS w, sum(v) FROM src WHERE v > 1 GROUP BY w $$, on_update => 'learn');
SELECT streamml.create_continuous_view('reread', $$
    SELECT streamml.tumble(at, '5 minutes') AS w, sum(v) FROM src GROUP BY w $$, on_update => 'recompute', on_delete => 'recompute');
BEGIN;
INSERT INTO src VALUES (50001, NULL, 'a', NULL, NULL, NULL, 1), (50002, '2026-01-01', 'a', NULL, NULL, NULL, 2), (50003, NULL, 'a', NULL, NULL, NULL, 3);
UPDATE src SET v = 9 WHERE id IN (4, 1, 50003);
UPDATE src SET v = 8 WHERE id IN (7, 50001);
DELETE FROM src WHERE id = 5;
INSERT INTO src VALUES (50004, NULL, 'a', NULL, NULL, NULL, 4);
COMMIT;
SELECT streamml.wait();
SELECT view, array_agg(id ORDER BY ordinal) AS ids FROM shown WHERE view IN ('learned'::regclass, 'reread'::regclass) GROUP BY view ORDER BY view::text;
SELECT * FROM streamml.verify('reread');

-- owners forget what they have seen to, of one view
CREATE ROLE stranger;
SELECT count(*) > 0 AS some FROM shown WHERE view = 'joined'::regclass;
GRANT USAGE ON SCHEMA nowhere TO stranger;
SET ROLE stranger;
SELECT streamml.forget('joined');
RESET ROLE;
SELECT streamml.forget('joined', '2000-01-01');
SELECT streamml.forget('joined') = (SELECT count(*) FROM shown WHERE view = 'joined'::regclass) AS all, (SELECT count(*) > 0 FROM shown) AS others;
SELECT count(*) FROM shown WHERE view = 'joined'::regclass;
DROP OWNED BY stranger;
DROP ROLE stranger;

-- nothing is left of a view that is dropped
DROP VIEW tumbled;
SELECT count(*) FROM shown WHERE view::text = 'tumbled';

SET client_min_messages = warning;
DROP SCHEMA nowhere CASCADE;
