-- GROUPING SETS, ROLLUP and CUBE: the view is what PostgreSQL answers.
CREATE SCHEMA sets;
SET search_path = sets, public;
SET DateStyle = ISO;
SET TimeZone = 'UTC';
CREATE TABLE tx (id int, card int, city text, ok bool, amount numeric, at timestamptz);
CREATE TABLE area (city text PRIMARY KEY, country text);
INSERT INTO area VALUES ('a', 'x'), ('b', NULL);
CREATE TABLE asked (name text, query text);
CREATE FUNCTION ask(name text, query text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM streamml.create_continuous_view('sets.' || name, query);
    INSERT INTO sets.asked VALUES (name, query);
END$$;
-- rows that the view or PostgreSQL has and the other has not
CREATE FUNCTION differ() RETURNS TABLE (name text, rows bigint, differences bigint, verify bigint) LANGUAGE plpgsql AS $$
DECLARE
    query text;
BEGIN
    FOR name, query IN SELECT a.name, a.query FROM sets.asked a ORDER BY a.name COLLATE "C" LOOP
        EXECUTE format('SELECT count(*) FROM sets.%I', name) INTO rows;
        EXECUTE format('SELECT count(*) FROM ((TABLE sets.%1$I EXCEPT ALL (%2$s)) UNION ALL ((%2$s) EXCEPT ALL TABLE sets.%1$I)) d', name, query)
            INTO differences;
        EXECUTE format('SELECT count(*) FROM streamml.verify(%L)', 'sets.' || name) INTO verify;
        RETURN NEXT;
    END LOOP;
END$$;

SELECT ask('windows', $$
    SELECT card, streamml.tumble(at, '1 minute') AS minute, streamml.tumble(at, '1 hour') AS hour, grouping(card), count(*), avg(amount)
    FROM tx GROUP BY GROUPING SETS ((card, minute), (hour), ()) $$);
-- an argument that is a key is that of the row, a key elsewhere that of the group
SELECT ask('arguments', $$
    SELECT card, city, grouping(card, city) AS g, sum(card) AS s, max(city) FILTER (WHERE card > 2) AS m, sum(card) + card AS both
    FROM tx GROUP BY ROLLUP (card, city) $$);
SELECT ask('cubed', $$
    SELECT card + 1 AS next, (card + 1) * 2 AS twice, coalesce(city, 'none') || '!' AS c, ok, grouping(ok, card + 1), count(*), sum(amount)
    FROM tx GROUP BY CUBE (card + 1, city, ok) $$);
SELECT ask('having', $$
    SELECT city, ok, count(*) FROM tx GROUP BY CUBE (city, ok) HAVING count(*) > 100 OR grouping(city) = 1 AND ok IS NOT TRUE $$);
SELECT ask('duplicates', $$ SELECT count(*), sum(amount) FROM tx GROUP BY GROUPING SETS ((), (), (card), (card)) $$);
SELECT ask('all_rollups', $$ SELECT card, city, count(*) FROM tx GROUP BY ROLLUP (card, city), ROLLUP (city) $$);
SELECT ask('distinct_rollups', $$ SELECT card, city, count(*) FROM tx GROUP BY DISTINCT ROLLUP (card, city), ROLLUP (city) $$);
SELECT ask('nested', $$
    SELECT card, city, ok, grouping(card, city, ok) AS g, min(at), bool_or(ok)
    FROM tx GROUP BY ok, GROUPING SETS (ROLLUP (card, city), CUBE (city), GROUPING SETS ((card), ())) $$);
SELECT ask('same_twice', $$ SELECT card AS x, card AS y, count(*) FROM tx GROUP BY ROLLUP (x, y) $$);
SELECT ask('no_aggregate', $$ SELECT card, ok FROM tx GROUP BY CUBE (card, ok) $$);
SELECT ask('one_empty', $$ SELECT count(*), max(amount) FROM tx GROUP BY () $$);
SELECT ask('one_set', $$ SELECT city, count(*) FROM tx GROUP BY GROUPING SETS ((city)) $$);
SELECT ask('grouping_only', $$ SELECT city, grouping(city), count(*) FROM tx GROUP BY city $$);
SELECT ask('sublink', $$
    SELECT city, (SELECT string_agg(a.country, ',') FROM area a WHERE a.city = tx.city), (SELECT count(*) FROM area) AS n, count(*)
    FROM tx GROUP BY ROLLUP (city) $$);
SELECT ask('joined', $$
    SELECT country, t.city, ok, grouping(country, t.city) AS g, count(*), count(country) AS countries
    FROM (SELECT * FROM tx WHERE card IS DISTINCT FROM 3) t LEFT JOIN area USING (city) GROUP BY ROLLUP (country, t.city), ok $$);
SELECT ask('hopped', $$
    SELECT streamml.hop(at, '5 minutes', '15 minutes') AS w, card, city, grouping(city) AS g, count(*), avg(amount)
    FROM tx GROUP BY w, ROLLUP (card, city) HAVING count(*) > 3 $$);
SELECT ask('grown', $$
    SELECT city, streamml.cumulate(at, '10 minutes', '1 hour') AS w, ok, sum(amount) FROM tx GROUP BY CUBE (city, ok), w $$);
SELECT ask('whole', $$ SELECT city, count(tx) FROM tx GROUP BY ROLLUP (city) $$);

-- without rows: one for each set without keys
SELECT streamml.wait();
SELECT * FROM differ();
SELECT count, sum FROM duplicates;

-- with NULL among the keys, in several transactions
INSERT INTO tx SELECT i, nullif(i % 5, 4), (ARRAY['a', 'b', NULL])[i % 3 + 1], nullif(i % 4, 0) = 1, i / 10.0,
    '2026-01-01'::timestamptz + i * interval '13 seconds' FROM generate_series(1, 700) i;
INSERT INTO tx VALUES (0, NULL, NULL, NULL, NULL, NULL), (0, 1, 'a', true, 1, 'infinity');
BEGIN;
INSERT INTO tx VALUES (0, 1, 'a', true, 1, '2026-01-01');
ROLLBACK;
INSERT INTO tx SELECT i, i % 7, (ARRAY['a', 'b', 'c'])[i % 3 + 1], i % 2 = 0, i / 10.0,
    '2026-01-01'::timestamptz + i * interval '11 seconds' FROM generate_series(1, 300) i;
SELECT streamml.wait();
SELECT * FROM differ();
SELECT * FROM arguments WHERE card IS NULL ORDER BY g, city;
SELECT card, minute, hour, "grouping", count FROM windows WHERE "grouping" = 1 ORDER BY hour;

-- filled from the table
SELECT streamml.rebuild(('sets.' || name)::regclass) IS NULL AS rebuilt, count(*) FROM asked GROUP BY 1;
SELECT streamml.wait();
SELECT count(*), sum(differences), sum(verify) FROM differ();
INSERT INTO tx VALUES (1000, 2, 'b', false, 10, '2026-01-01 01:00');
SELECT streamml.wait();
SELECT count(*), sum(differences), sum(verify) FROM differ();

-- verify() sees a state that is wrong
SET session_replication_role = replica;
SELECT set_config('sets.state', state::text, false) IS NOT NULL AS found FROM streamml.view_definition WHERE view = 'one_empty'::regclass;
DO $$ BEGIN EXECUTE 'UPDATE ' || current_setting('sets.state') || ' SET s1 = 7'; END $$;
RESET session_replication_role;
SELECT * FROM streamml.verify('one_empty');
SELECT streamml.rebuild('one_empty');
SELECT count(*) FROM streamml.verify('one_empty');

-- changed rows: groups of every set are read again, a set without keys keeps its row
ALTER TABLE tx REPLICA IDENTITY FULL;
INSERT INTO asked VALUES ('reread', $$
    SELECT streamml.tumble(at, '1 minute') AS m, card, city, grouping(card, city) AS g, count(*), sum(amount)
    FROM tx GROUP BY GROUPING SETS ((), (m), (card, city), (city, m)) $$);
DELETE FROM asked WHERE name <> 'reread';
SELECT streamml.create_continuous_view(name, query, on_update => 'recompute', on_delete => 'recompute', on_truncate => 'recompute') FROM asked;
UPDATE tx SET amount = amount + 1, city = 'd' WHERE id = 77;
DELETE FROM tx WHERE id BETWEEN 30 AND 90 OR city IS NULL;
SELECT streamml.wait();
SELECT * FROM differ();
DELETE FROM tx WHERE id > 3;
INSERT INTO tx VALUES (4, 1, 'b', NULL, 3, '2026-01-01');
SELECT streamml.wait();
SELECT * FROM differ();
DELETE FROM tx;
SELECT streamml.wait();
TABLE reread;
INSERT INTO tx VALUES (5, 1, 'b', NULL, 3, '2026-01-01');
SELECT streamml.wait();
SELECT * FROM differ();
TRUNCATE tx;
SELECT streamml.wait();
TABLE reread;

-- sessions in every set, which are islands of the keys that the set has
CREATE TABLE click (who text, device text, at timestamptz, v int);
SELECT streamml.create_continuous_view('visits', $$
    SELECT streamml.session(at, '1 minute') AS s, who, device, grouping(who, device) AS g, count(*) AS n, sum(v) AS v
    FROM click GROUP BY s, ROLLUP (who, device) $$);
CREATE VIEW islands AS
    WITH r (who, device, g, at, v) AS (
        SELECT who, device, 0, at, v FROM click UNION ALL SELECT who, NULL, 1, at, v FROM click UNION ALL SELECT NULL, NULL, 3, at, v FROM click),
    gaps AS (SELECT *, at - lag(at) OVER (PARTITION BY who, device, g ORDER BY at) > '1 minute' AS starts FROM r),
    numbered AS (SELECT *, count(*) FILTER (WHERE starts) OVER (PARTITION BY who, device, g ORDER BY at) AS island FROM gaps)
    SELECT tstzrange(min(at), max(at) + '1 minute') AS s, who, device, g, count(*) AS n, sum(v) AS v FROM numbered GROUP BY who, device, g, island;
INSERT INTO click SELECT (ARRAY['a', 'b', NULL])[i % 3 + 1], (ARRAY['p', 'q', NULL])[i * 7 % 5], '2026-01-01'::timestamptz + (i * i % 997) * interval '13 seconds', i
    FROM generate_series(1, 500) i;
INSERT INTO click SELECT 'c', 'p', '2026-01-01'::timestamptz + (i * 37 % 997) * interval '13 seconds', i FROM generate_series(1, 200) i;
SELECT streamml.wait();
SELECT g, count(*) FROM visits GROUP BY g ORDER BY g;
SELECT count(*) FROM ((TABLE visits EXCEPT ALL TABLE islands) UNION ALL (TABLE islands EXCEPT ALL TABLE visits)) d;
SELECT * FROM streamml.verify('visits');

-- a trailing window, as of a time
SELECT streamml.create_continuous_view('last_hour', $$
    SELECT who, streamml.trailing(at, '1 hour', '1 minute') AS w, count(*) AS n, sum(v) AS v FROM click GROUP BY w, ROLLUP (who) $$);
SET streamml.now = '2026-01-01 02:00:30';
CREATE VIEW of_hour AS
    SELECT who, tstzrange('2026-01-01 01:01', '2026-01-01 02:01') AS w, count(*) AS n, sum(v) AS v
    FROM click WHERE at >= '2026-01-01 01:01' AND at < '2026-01-01 02:01' GROUP BY w, ROLLUP (who);
SELECT count(*) FROM last_hour;
SELECT count(*) FROM ((TABLE last_hour EXCEPT ALL TABLE of_hour) UNION ALL (TABLE of_hour EXCEPT ALL TABLE last_hour)) d;
RESET streamml.now;

-- lateness and retention go by the window that all sets have
CREATE TABLE sensor (id int, room text, at timestamptz, v int);
SELECT streamml.create_continuous_view('minutes', $$
    SELECT streamml.tumble(at, '1 minute') AS m, room, grouping(room) AS g, count(*) AS n, sum(v) AS v FROM sensor GROUP BY m, ROLLUP (room) $$,
    lateness => '1 minute', retention => '5 minutes');
INSERT INTO sensor VALUES (1, 'a', '2026-01-01 10:00:10', 1), (2, 'b', '2026-01-01 10:00:20', 2), (3, 'a', '2026-01-01 10:03:00', 4);
INSERT INTO sensor VALUES (4, 'c', '2026-01-01 10:00:30', 8), (5, 'a', NULL, 16);
SELECT streamml.wait();
SELECT lower(m) AS m, room, g, n, v, closed FROM minutes ORDER BY 1, g, room;
INSERT INTO sensor VALUES (6, 'a', '2026-01-01 10:10:00', 32), (7, 'c', '2026-01-01 10:02:59', 64);
SELECT streamml.wait();
SELECT lower(m) AS m, room, g, n, v, closed FROM minutes ORDER BY 1, g, room;
SELECT "row" ->> 'id' AS id, action FROM streamml.late_rows('minutes');
SELECT * FROM streamml.verify('minutes');

-- a row may be too late for a session of one set and not for that of another
CREATE TABLE beat (id int, who text, at timestamptz);
SELECT streamml.create_continuous_view('beats', $$
    SELECT streamml.session(at, '1 minute') AS s, who, grouping(who) AS g, count(*) AS n FROM beat GROUP BY s, ROLLUP (who) $$,
    lateness => '1 minute', retention => '4 minutes');
INSERT INTO beat VALUES (1, 'a', '2026-01-01 10:00'), (2, 'b', '2026-01-01 10:01'), (3, 'b', '2026-01-01 10:02'), (4, 'b', '2026-01-01 10:03'),
    (5, 'b', '2026-01-01 10:04'), (6, 'b', '2026-01-01 10:05'), (7, 'c', '2026-01-01 10:10');
INSERT INTO beat VALUES (8, 'a', '2026-01-01 10:00:30'), (9, 'b', '2026-01-01 10:05:30');
SELECT streamml.wait();
SELECT lower(s) AS s, who, g, n, closed FROM beats ORDER BY 1, g, who;
SELECT "row" ->> 'id' AS id, action FROM streamml.late_rows('beats') ORDER BY id, action;
SELECT * FROM streamml.verify('beats');

-- what is refused
SELECT streamml.create_continuous_view('v', $$ SELECT streamml.hop(at, '1 minute', '5 minutes') AS w, room, count(*) FROM sensor GROUP BY CUBE (w, room) $$);
SELECT streamml.create_continuous_view('v', $$ SELECT streamml.session(at, '1 minute') AS w, room, count(*) FROM sensor GROUP BY ROLLUP (w, room) $$);
SELECT streamml.create_continuous_view('v', $$ SELECT streamml.trailing(at, '1 minute') AS w, room, count(*) FROM sensor GROUP BY GROUPING SETS (w, room) $$);
SELECT streamml.create_continuous_view('v', $$
    SELECT streamml.hop(at, '1 minute', '5 minutes') AS w, streamml.tumble(at, '1 hour') AS h, count(*) FROM sensor GROUP BY w, ROLLUP (h) $$);
SELECT streamml.create_continuous_view('v', $$ SELECT streamml.tumble(at, '1 minute') AS w, room, count(*) FROM sensor GROUP BY CUBE (w, room) $$,
    lateness => '1 minute');
SELECT streamml.create_continuous_view('v', $$
    SELECT streamml.tumble(at, '1 minute') AS w, streamml.tumble(at, '1 hour') AS h, count(*) FROM sensor GROUP BY w, ROLLUP (h) $$,
    lateness => '1 minute');
SELECT streamml.create_continuous_view('v', $$ SELECT streamml.tumble(at, '1 minute') AS w, room, count(*) FROM sensor GROUP BY w, CUBE (room) $$,
    lateness => '1 minute', emit => 'close');
SELECT streamml.create_continuous_view('v', $$ SELECT room, n FROM (SELECT room, 1 AS n FROM sensor GROUP BY ROLLUP (room)) s $$);
SELECT streamml.create_continuous_view('v', $$ SELECT n FROM (SELECT 1 AS n FROM sensor GROUP BY ()) s $$);
SELECT streamml.create_continuous_view('v', $$ SELECT room, percentile_cont(0.5) WITHIN GROUP (ORDER BY v) FROM sensor GROUP BY ROLLUP (room) $$);
SELECT streamml.create_rollup('v', $$ SELECT g, streamml.rollup(n) FROM minutes GROUP BY g $$);

SET client_min_messages = warning;
DROP SCHEMA sets CASCADE;
