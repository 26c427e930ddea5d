--
-- Changes of source rows: what views do about UPDATE, DELETE and TRUNCATE.
--
CREATE SCHEMA view_changes;
SET search_path = view_changes, public;
SET TimeZone = 'UTC';
-- wait() warns of a view that stands still already, not of one that fails meanwhile
SET client_min_messages = error;

CREATE TABLE tx (id int PRIMARY KEY, card int, amount int, at timestamptz, note text, fraud boolean);

-- Refusals, each with the way out.
\set VERBOSITY default
SELECT streamml.create_continuous_view('v', 'SELECT card, count(*) FROM tx GROUP BY card', on_update => 'sometimes');
SELECT streamml.create_continuous_view('v', 'SELECT card, count(*) FROM tx GROUP BY card', on_delete => 'learn');
SELECT streamml.create_continuous_view('v', 'SELECT card, count(*) FROM tx GROUP BY card', on_update => 'recompute');
SELECT streamml.create_continuous_view('v', 'SELECT card, count(*) FROM tx GROUP BY card', on_delete => 'recompute');
SELECT streamml.create_continuous_view('v', 'SELECT card, count(*) FROM tx WHERE fraud GROUP BY card', on_update => 'learn');
ALTER TABLE tx REPLICA IDENTITY FULL;
SELECT streamml.create_continuous_view('v', 'SELECT card, count(*) FROM tx GROUP BY card', on_update => 'learn');
SELECT streamml.create_continuous_view('v', 'SELECT count(*) FILTER (WHERE fraud) FROM tx', on_update => 'learn');
SELECT streamml.create_continuous_view('v', 'SELECT id FROM tx', on_update => 'recompute');
SELECT streamml.create_continuous_view('v', 'SELECT id FROM tx', on_delete => 'recompute');
SELECT streamml.create_continuous_view('v', 'SELECT id FROM tx', on_truncate => 'recompute');

-- One table, views of every kind.
SELECT streamml.create_continuous_view('ignores', 'SELECT count(*) AS n, sum(amount) AS s FROM tx');
SELECT streamml.create_continuous_view('per_card', 'SELECT card, count(*) AS n, sum(amount) AS s, max(length(note)) AS l FROM tx GROUP BY card',
    on_update => 'recompute', on_delete => 'recompute', on_truncate => 'recompute');
SELECT streamml.create_continuous_view('per_minute', $$
    SELECT streamml.tumble(at, '1 minute') AS w, card, avg(amount)::int AS m FROM tx GROUP BY w, card $$,
    on_update => 'recompute', on_delete => 'recompute', on_truncate => 'recompute');
SELECT streamml.create_continuous_view('whole', 'SELECT count(*) AS n, min(amount) AS s FROM tx',
    on_update => 'recompute', on_delete => 'recompute', on_truncate => 'recompute');
SELECT streamml.create_continuous_view('no_update', 'SELECT count(*) AS n FROM tx', on_update => 'error');
SELECT streamml.create_continuous_view('no_delete', 'SELECT count(*) AS n FROM tx', on_delete => 'error');
SELECT streamml.create_continuous_view('no_truncate', 'SELECT count(*) AS n FROM tx', on_truncate => 'error');
SELECT streamml.create_continuous_view('learns', 'SELECT count(*) AS n, sum(amount) AS s, sum(length(note)) AS l FROM tx WHERE fraud IS NOT NULL', on_update => 'learn');
SELECT streamml.create_continuous_view('learns_rows', 'SELECT id, amount, length(note) AS l, fraud FROM tx WHERE fraud IS NOT NULL', on_update => 'learn');

INSERT INTO tx SELECT i, i % 3, i, timestamptz '2024-05-01 10:00+00' + i * interval '10 s', repeat('long enough for a TOAST table ', 200) || i
    FROM generate_series(1, 12) i;
INSERT INTO tx VALUES (13, 1, 13, '2024-05-01 10:00+00', 'known at once', true), (14, NULL, 14, NULL, 'no card', NULL);
SELECT streamml.wait();
SELECT * FROM per_card ORDER BY card;
SELECT * FROM per_minute ORDER BY w, card;
SELECT * FROM learns;

-- The label comes later: learned once, with the columns that the update left alone.
UPDATE tx SET fraud = false WHERE id IN (1, 2);
SELECT streamml.wait();
SELECT * FROM learns;
UPDATE tx SET fraud = true WHERE id = 2;
UPDATE tx SET amount = 1000 WHERE id IN (1, 4);
SELECT streamml.wait();
SELECT * FROM learns;
SELECT * FROM learns_rows ORDER BY id;
SELECT name, state, sqlstate, message FROM streamml.continuous_views WHERE state <> 'live' ORDER BY name;
SELECT * FROM per_card ORDER BY card;
SELECT * FROM ignores;

-- A row moves between groups; groups vanish; NULL is a group.
UPDATE tx SET card = 5 WHERE card = 2;
UPDATE tx SET card = 6, at = at + interval '1 h' WHERE card IS NULL OR id = 3;
SELECT streamml.wait();
SELECT * FROM per_card ORDER BY card;
SELECT * FROM per_minute ORDER BY w, card;
SELECT * FROM whole;

-- One transaction, one row: insert, update, delete; and what is rolled back.
BEGIN;
INSERT INTO tx VALUES (20, 0, 20, NULL, 'a', NULL), (21, 9, 21, NULL, 'b', NULL);
UPDATE tx SET amount = 200, fraud = true WHERE id = 20;
UPDATE tx SET card = 8 WHERE id = 21;
SAVEPOINT s;
UPDATE tx SET amount = 0, fraud = false;
DELETE FROM tx;
ROLLBACK TO s;
DELETE FROM tx WHERE id = 20;
UPDATE tx SET amount = 210 WHERE id = 21;
COMMIT;
BEGIN;
DELETE FROM tx;
ROLLBACK;
SELECT streamml.wait();
SELECT * FROM per_card ORDER BY card;
SELECT * FROM learns;
SELECT name, state, message FROM streamml.continuous_views WHERE state <> 'live' ORDER BY name;

-- INSERT ON CONFLICT DO UPDATE is an update if there was a conflict; so is MERGE.
INSERT INTO tx VALUES (5, 5, 500, NULL, 'upsert', true), (30, 5, 30, NULL, 'upsert', true)
    ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, fraud = excluded.fraud;
MERGE INTO tx USING (VALUES (6, true), (7, NULL), (31, false)) m (id, fraud) ON tx.id = m.id
    WHEN MATCHED AND m.fraud IS NULL THEN DELETE
    WHEN MATCHED THEN UPDATE SET fraud = m.fraud
    WHEN NOT MATCHED THEN INSERT VALUES (m.id, 5, 31, NULL, 'merged', m.fraud);
SELECT streamml.wait();
SELECT * FROM per_card ORDER BY card;
SELECT * FROM learns;
SELECT * FROM learns_rows ORDER BY id, fraud;

-- Views that recompute are what their queries answer.
SELECT 'per_card' AS view, * FROM streamml.verify('per_card')
UNION ALL SELECT 'per_minute', * FROM streamml.verify('per_minute')
UNION ALL SELECT 'whole', * FROM streamml.verify('whole');

-- A view that failed meets the change again, until it is rebuilt.
SELECT streamml.resume('no_update');
SELECT streamml.wait();
SELECT name, state, message FROM streamml.continuous_views WHERE name = 'no_update';
SELECT hint FROM streamml.check() WHERE "check" LIKE '%no_update';
SELECT streamml.rebuild('no_update'), streamml.rebuild('no_delete');
TABLE no_update;
TABLE no_delete;

TRUNCATE tx;
INSERT INTO tx VALUES (1, 1, 1, '2024-05-01 10:00+00', 'first', NULL);
SELECT streamml.wait();
SELECT * FROM per_card ORDER BY card;
SELECT * FROM whole;
SELECT * FROM ignores;
SELECT name, state, message FROM streamml.continuous_views WHERE state <> 'live' ORDER BY name;
SELECT 'per_card' AS view, * FROM streamml.verify('per_card')
UNION ALL SELECT 'per_minute', * FROM streamml.verify('per_minute');

-- Partitions: other column orders, rows that move, one that is emptied.
CREATE TABLE p (k int, v int, t text) PARTITION BY LIST (k);
CREATE TABLE p1 (t text, gone int, v int, k int);
ALTER TABLE p1 DROP COLUMN gone;
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p DEFAULT;
ALTER TABLE p1 REPLICA IDENTITY FULL;
SELECT streamml.create_continuous_view('of_p', 'SELECT t, count(*) AS n, sum(v) AS s FROM p GROUP BY t', on_update => 'recompute');
ALTER TABLE p2 REPLICA IDENTITY FULL;
SELECT streamml.create_continuous_view('of_p', 'SELECT t, count(*) AS n, sum(v) AS s FROM p GROUP BY t',
    on_update => 'recompute', on_delete => 'recompute', on_truncate => 'recompute');
SELECT streamml.create_continuous_view('of_p_learned', 'SELECT k, v, t FROM p WHERE v > 10', on_update => 'learn');
INSERT INTO p SELECT i % 3, i, 'group ' || i % 2 FROM generate_series(1, 9) i;
UPDATE p SET v = v + 4 WHERE v IN (7, 8);
UPDATE p SET k = 2 - k WHERE k < 2;
SELECT streamml.wait();
SELECT * FROM of_p ORDER BY t;
SELECT * FROM of_p_learned ORDER BY v, k;
TRUNCATE p1;
SELECT streamml.wait();
SELECT * FROM of_p ORDER BY t;
SELECT * FROM streamml.verify('of_p');

-- A change without its old row fails the view, and says how to mend it.
ALTER TABLE p2 REPLICA IDENTITY DEFAULT;
UPDATE p SET v = v + 1 WHERE k = 2;
SELECT streamml.wait();
SELECT name, state, sqlstate, message FROM streamml.continuous_views WHERE name LIKE 'of_p%' ORDER BY name;
ALTER TABLE p2 REPLICA IDENTITY FULL;
SELECT streamml.rebuild('of_p'), streamml.rebuild('of_p_learned');
UPDATE p SET v = v - 10 WHERE k = 2;
SELECT streamml.wait();
SELECT * FROM of_p ORDER BY t;
SELECT * FROM streamml.verify('of_p');

-- Commands that leave a table of the source without old rows in the WAL warn.
SET client_min_messages = warning;
CREATE TABLE p3 PARTITION OF p FOR VALUES IN (3) PARTITION BY LIST (k);
CREATE TABLE p31 PARTITION OF p3 FOR VALUES IN (3);
ALTER TABLE p31 REPLICA IDENTITY FULL;
CREATE TABLE p4 (t text, v int, k int) PARTITION BY LIST (k);
CREATE TABLE p41 PARTITION OF p4 FOR VALUES IN (4);
ALTER TABLE p ATTACH PARTITION p4 FOR VALUES IN (4);
SET client_min_messages = error;

-- Rows that raise an error go to the dead letters, changed ones too.
CREATE TABLE d (id int, k int, v int);
ALTER TABLE d REPLICA IDENTITY FULL;
SELECT streamml.create_continuous_view('inverse', 'SELECT k, sum(100 / v) AS s FROM d GROUP BY k',
    on_update => 'recompute', on_delete => 'recompute');
SELECT streamml.create_continuous_view('learned_inverse', 'SELECT sum(100 / v) AS s, count(*) AS n FROM d WHERE v IS NOT NULL', on_update => 'learn');
SELECT streamml.wait();
INSERT INTO d SELECT i, i % 2, nullif(i, 5) FROM generate_series(1, 8) i;
UPDATE d SET v = 0 WHERE id = 5;
UPDATE d SET v = 20 WHERE id = 6;
INSERT INTO d VALUES (9, 2, 10), (10, 2, 0);
SELECT streamml.wait();
SELECT * FROM inverse ORDER BY k;
SELECT * FROM learned_inverse;
SELECT view, "row", sqlstate FROM streamml.dead_letters ORDER BY view::text, lsn, ordinal;
DELETE FROM d WHERE v = 0;
SELECT streamml.wait();
SELECT * FROM inverse ORDER BY k;
SELECT * FROM streamml.verify('inverse');
INSERT INTO d VALUES (11, 2, 50);
SELECT streamml.wait();
SELECT * FROM inverse ORDER BY k;

-- Many groups in one batch: one pass over the table.
CREATE TABLE many (k int, v int);
ALTER TABLE many REPLICA IDENTITY FULL;
SELECT streamml.create_continuous_view('of_many', 'SELECT k, sum(v) AS s FROM many GROUP BY k', on_update => 'recompute', on_delete => 'recompute');
INSERT INTO many SELECT i % 1000, i FROM generate_series(1, 5000) i;
UPDATE many SET v = -v WHERE k % 2 = 0;
DELETE FROM many WHERE k % 3 = 0;
SELECT streamml.wait();
SELECT count(*), sum(s) FROM of_many;
SELECT * FROM streamml.verify('of_many');

DROP SCHEMA view_changes CASCADE;
