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

-- a group that no longer satisfies HAVING is withdrawn, and may come back; what users prune does not count
CREATE TABLE part (t timestamp, q text, c int);
SELECT name, streamml.create_continuous_view(name, format('SELECT q, %s AS w, count(*) AS n, sum(c) AS s FROM part GROUP BY q, w HAVING sum(c) < 100', w),
    lateness => '0 seconds', emit => 'close') IS NOT NULL AS made
FROM (VALUES ('tumbles', 'streamml.tumble(t, ''1 minute'')'), ('hops', 'streamml.hop(t, ''1 minute'', ''2 minutes'')'),
             ('steps', 'streamml.cumulate(t, ''1 minute'', ''2 minutes'')'), ('visits', 'streamml.session(t, ''1 minute'')')) v (name, w);
INSERT INTO part VALUES ('2000-01-01 00:00:08', 'a', 3), ('2000-01-01 00:00:09', 'a', 4), ('2000-01-01 00:00:08', NULL, 1000), ('2000-01-01 00:05', 'b', 1);
SELECT streamml.wait();
INSERT INTO part VALUES ('2000-01-01 00:00:10', 'a', 500);
SELECT streamml.wait();
DELETE FROM tumbles_closed;
INSERT INTO part VALUES ('2000-01-01 00:00:11', 'a', -500), ('2000-01-01 00:00:11', NULL, -950);
SELECT streamml.wait();
INSERT INTO part VALUES ('2000-01-01 00:00:12', NULL, 51);
SELECT streamml.wait();
INSERT INTO part VALUES ('2000-01-01 00:00:12', NULL, 1);
SELECT streamml.wait();
CREATE VIEW emitted AS SELECT 'tumbles' AS of, q, w, n, s, revision, withdrawn FROM tumbles_closed UNION ALL SELECT 'hops', q, w, n, s, revision, withdrawn FROM hops_closed
    UNION ALL SELECT 'steps', q, w, n, s, revision, withdrawn FROM steps_closed UNION ALL SELECT 'visits', q, w, n, s, revision, withdrawn FROM visits_closed;
SELECT * FROM emitted ORDER BY 1, q, w, revision;
-- a rebuild withdraws what is gone, emits what is new, and nothing else; pruned rows do not come again
DELETE FROM hops_closed;
DELETE FROM part WHERE q = 'a';
INSERT INTO part VALUES ('2000-01-01 00:00:13', 'new', 1);
SELECT streamml.wait();
CREATE TEMP TABLE before AS SELECT * FROM emitted;
SELECT count(streamml.rebuild(v::regclass)) FROM unnest('{tumbles,hops,steps,visits}'::text[]) v;
SELECT * FROM emitted EXCEPT TABLE before ORDER BY 1, q, w, revision;
SELECT count(streamml.rebuild(v::regclass)) FROM unnest('{tumbles,hops,steps,visits}'::text[]) v;
SELECT count(*) - (SELECT count(*) FROM before) AS more FROM emitted;
-- sessions that come apart in a rebuild, and one that had joined
INSERT INTO part SELECT '2000-01-01 01:00'::timestamp + i * interval '50 seconds', 'long', 1 FROM generate_series(0, 10) i;
INSERT INTO part VALUES ('2000-01-01 02:00', 'b', 1);
SELECT streamml.wait();
DELETE FROM part WHERE q = 'long' AND t BETWEEN '2000-01-01 01:03' AND '2000-01-01 01:05';
SELECT streamml.rebuild('visits');
INSERT INTO part VALUES ('2000-01-01 01:03', 'long', 1), ('2000-01-01 01:04', 'long', 1);
SELECT streamml.wait();
SELECT w, n, revision, withdrawn FROM visits_closed WHERE q = 'long' ORDER BY revision, w;

-- operators of others for the same types are not asked
CREATE FUNCTION never(tsrange, tsrange) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'asked as %', current_user; END $$;
CREATE FUNCTION never(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'asked as %', current_user; END $$;
CREATE FUNCTION never(timestamp, timestamp) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'asked as %', current_user; END $$;
CREATE FUNCTION never(int, int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'asked as %', current_user; END $$;
SELECT format('CREATE OPERATOR cls.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = never)', op, type, type) FROM unnest('{=,<>,&&,<,<=,>,>=,+}'::text[]) op, unnest('{tsrange,text,timestamp,int}'::text[]) type \gexec
SET search_path = cls, pg_catalog, public;
SELECT streamml.create_continuous_view('asked_' || left(w, 1), format('SELECT q, streamml.%s AS w, count(*) AS n FROM part GROUP BY q, w', w), lateness => '0 seconds', emit => 'close', retention => '1 day')
FROM unnest('{"tumble(t, ''1 minute'')","hop(t, ''1 minute'', ''2 minutes'')","session(t, ''1 minute'')"}'::text[]) w;
INSERT INTO part VALUES ('2000-01-01 01:59:59', 'late', 1), ('2000-01-01 03:00', 'b', 1);
SELECT streamml.wait();
INSERT INTO part VALUES ('2000-01-01 01:59:59', 'late', 1);
SELECT streamml.wait();
SELECT count(streamml.rebuild(v::regclass)) FROM unnest('{asked_t,asked_h,asked_s}'::text[]) v;
SELECT view, state, message FROM streamml.continuous_views WHERE state OPERATOR(pg_catalog.<>) 'live' ORDER BY 1;
SET search_path = cls, public;
SELECT format('DROP OPERATOR cls.%s (%s, %s)', op, type, type) FROM unnest('{=,<>,&&,<,<=,>,>=,+}'::text[]) op, unnest('{tsrange,text,timestamp,int}'::text[]) type \gexec
SELECT 'asked_t' AS of, max(revision) FROM asked_t_closed UNION ALL SELECT 'asked_h', max(revision) FROM asked_h_closed UNION ALL SELECT 'asked_s', max(revision) FROM asked_s_closed;

-- it goes with the view
DROP TABLE sums_closed;
DROP VIEW feed;
SELECT streamml.drop_continuous_view('per_key');
SELECT streamml.drop_continuous_view('sums');
SELECT to_regclass('sums_closed'), to_regclass('texts_closed');
DROP SCHEMA cls CASCADE;
DROP ROLE cls_owner;
