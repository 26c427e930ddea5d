-- The feed of closed windows: each window once when it closes, revisions after.
CREATE SCHEMA cls;
SET search_path = cls, public;
SET DateStyle = ISO;
SET TimeZone = 'UTC';
CREATE TABLE src (id int, at timestamptz, k text, v numeric);
INSERT INTO src VALUES (1, '2024-01-01 09:58', 'a', 1), (2, '2024-01-01 10:01', NULL, 2);

SELECT streamml.create_continuous_view('sums', $$
    SELECT k, streamml.tumble(at, '5 minutes') AS "the window", sum(v) AS s, count(*) > 1 AS several
    FROM src GROUP BY 1, 2 HAVING sum(v) > 0 $$,
    lateness => '1 minute', emit => 'close', notify => 'closed windows');
\d sums
\d sums_closed
CREATE VIEW feed AS SELECT k, "the window" AS w, s, several, revision, date_trunc('minute', at_watermark::timestamp) AS at FROM sums_closed;
-- what was closed already when the view was made
SELECT * FROM feed;

INSERT INTO src VALUES (3, '2024-01-01 10:02', 'b', 3), (4, '2024-01-01 10:03', 'b', 3), (5, '2024-01-01 10:06:05', 'a', 5), (6, '2024-01-01 10:04', 'neg', -5);
SELECT streamml.wait();
SELECT * FROM feed ORDER BY w, k, revision;
SELECT k, "the window" AS w, s, several, closed FROM sums ORDER BY w, k;

-- late rows: one more revision of their groups alone, NULL keys and new ones too
INSERT INTO src VALUES (7, '2024-01-01 10:01', NULL, 10), (8, '2024-01-01 10:01', NULL, 10), (9, '2024-01-01 10:02', 'new', 1), (10, '2024-01-01 10:04', 'neg', 6);
SELECT streamml.wait();
SELECT * FROM feed WHERE w @> '2024-01-01 10:00'::timestamptz ORDER BY w, k, revision;
INSERT INTO src VALUES (11, '2024-01-01 10:01', NULL, 1);
SELECT streamml.wait();
SELECT * FROM feed WHERE k IS NULL ORDER BY w, k, revision;

-- in the order in which windows close, whatever the batch
INSERT INTO src SELECT i, '2024-01-01 11:00'::timestamptz + i * interval '1 minute', chr(97 + i % 3), 1 FROM generate_series(0, 60) i;
SELECT streamml.wait();
SELECT count(*), bool_and(w >= before) AS in_order FROM (SELECT w, lag(w) OVER (ORDER BY ctid) AS before FROM (SELECT ctid, "the window" AS w FROM sums_closed WHERE "the window" >> '[2024-01-01 10:30,2024-01-01 10:31)') x) y WHERE before IS NOT NULL;

-- rows of the feed are rows like others: views over it
SELECT streamml.create_continuous_view('per_key', 'SELECT k, count(*) AS n, sum(s) AS s FROM sums_closed WHERE revision = 0 GROUP BY k');
INSERT INTO src VALUES (100, '2024-01-01 13:00', 'a', 1);
SELECT streamml.wait();
SELECT streamml.wait();
SELECT k, n, s, (SELECT count(*) FROM sums_closed c WHERE revision = 0 AND c.k IS NOT DISTINCT FROM p.k) = n AS same FROM per_key p ORDER BY k;

-- a rebuild emits what differs
UPDATE src SET v = v + 1000 WHERE id = 1;
SELECT streamml.rebuild('sums');
SELECT * FROM feed WHERE revision > 0 ORDER BY w, k, revision;
SELECT streamml.rebuild('sums');
SELECT max(revision), count(*) FROM feed;
INSERT INTO src VALUES (101, '2024-01-01 09:57', 'a', 1);
SELECT streamml.wait();
SELECT * FROM feed WHERE w @> '2024-01-01 09:58'::timestamptz ORDER BY revision;

-- the owner's: renamed columns, triggers, renamed and moved
ALTER TABLE sums_closed RENAME COLUMN revision TO rev;
ALTER VIEW sums RENAME COLUMN s TO total;
ALTER TABLE sums_closed ADD COLUMN seen text DEFAULT 'by default';
CREATE FUNCTION refuse_x() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.seen := current_user::regrole::text = 'cls_owner'; RETURN NEW; END $$;
CREATE TRIGGER seen BEFORE INSERT ON sums_closed FOR EACH ROW EXECUTE FUNCTION refuse_x();
CREATE ROLE cls_owner;
GRANT ALL ON SCHEMA cls TO cls_owner;
GRANT SELECT ON src TO cls_owner;
ALTER VIEW sums OWNER TO cls_owner;
SELECT relname, relowner::regrole FROM pg_class WHERE oid = 'sums_closed'::regclass;
INSERT INTO src VALUES (102, '2024-01-01 14:00', 'z', 1);
SELECT streamml.wait();
SELECT k, "the window" AS w, s, rev, seen FROM sums_closed WHERE seen <> 'by default';
SELECT state, message FROM streamml.continuous_views WHERE view = 'sums'::regclass;
SELECT * FROM streamml.verify('sums');

-- what is too long to announce does not hold up the view
CREATE TABLE wide (at timestamptz, t text);
SELECT streamml.create_continuous_view('texts', $$
    SELECT streamml.tumble(at, '1 hour') AS w, max(t) AS t FROM wide GROUP BY w $$,
    lateness => '0', emit => 'close', notify => 'closed windows');
INSERT INTO wide VALUES ('2024-01-01 10:00', 'short'), ('2024-01-01 11:00', repeat('long', 3000)), ('2024-01-01 12:00', 'open');
SELECT streamml.wait();
SELECT w, length(t), revision FROM texts_closed;

-- it goes with the view
DROP TABLE sums_closed;
DROP VIEW feed;
SELECT streamml.drop_continuous_view('per_key');
SELECT streamml.drop_continuous_view('sums');
SELECT to_regclass('sums_closed'), to_regclass('texts_closed');
DROP SCHEMA cls CASCADE;
DROP ROLE cls_owner;
