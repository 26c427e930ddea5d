-- Rows that come after their window has closed, and rows without a window.
CREATE SCHEMA late;
SET search_path = late, public;
SET DateStyle = ISO;
SET TimeZone = 'UTC';
CREATE TABLE src (id int, at timestamptz, k text, v int);
CREATE TABLE dim (k text, name text);
INSERT INTO dim VALUES ('a', 'first'), ('a', 'second'), ('b', 'third');
CREATE VIEW shown AS
    SELECT "row" ->> 'id' AS id, event_time, date_trunc('minute', watermark::timestamp) AS watermark, action, view
    FROM streamml.late_rows;

SELECT streamml.create_continuous_view('kept', $$
    SELECT streamml.tumble(at, '5 minutes') AS w, k, sum(v) AS s FROM src GROUP BY w, k $$,
    lateness => '1 minute');
SELECT streamml.create_continuous_view('freed', $$
    SELECT streamml.tumble(at, '5 minutes') AS w, k, sum(v) AS s, sum(10 / v) AS q FROM src GROUP BY w, k $$,
    lateness => '1 minute', retention => '10 minutes');
SELECT streamml.create_continuous_view('joined', $$
    SELECT streamml.tumble(at, '5 minutes') AS w, d.name, sum(v) AS s FROM src JOIN dim d USING (k) GROUP BY w, d.name $$,
    lateness => '1 minute');
INSERT INTO src VALUES (1, '2024-01-01 10:03', 'a', 1), (2, '2024-01-01 10:06:05', 'b', 2);
SELECT streamml.wait();
SELECT * FROM shown;

-- in the same transaction as what made them late, in one of their own
INSERT INTO src VALUES (3, '2024-01-01 10:04:59', 'a', 10), (4, '2024-01-01 10:05', 'b', 20);
INSERT INTO src VALUES (5, '2024-01-01 10:11:05', 'b', 3), (6, '2024-01-01 10:06', 'a', 100), (7, '2024-01-01 10:04', 'c', 7);
SELECT streamml.wait();
SELECT id, event_time, watermark, action FROM shown WHERE view = 'kept'::regclass ORDER BY id;
SELECT * FROM kept ORDER BY w, k;

-- too late where states are freed
INSERT INTO src VALUES (8, '2024-01-01 10:26:05', 'b', 4);
INSERT INTO src VALUES (9, '2024-01-01 10:04', 'a', 1), (10, '2024-01-01 10:12', 'a', 1), (11, '2024-01-01 10:16', 'a', 1);
SELECT streamml.wait();
SELECT view, id, event_time, watermark, action FROM shown WHERE id::int > 8 ORDER BY view::text, id::int;
SELECT * FROM freed ORDER BY w, k;
SELECT * FROM kept ORDER BY w, k;

-- no window
INSERT INTO src VALUES (12, NULL, 'a', 1), (13, 'infinity', 'b', 1), (14, '-infinity', 'b', 1);
SELECT streamml.wait();
SELECT id, event_time, action FROM shown WHERE view = 'kept'::regclass AND id::int > 11 ORDER BY id::int;
SELECT w, k, s, closed FROM kept WHERE w IS NULL ORDER BY k;

-- a row that makes an error goes to the dead letters; the others are judged as ever
INSERT INTO src VALUES (15, '2024-01-01 10:31:05', 'a', 2), (16, '2024-01-01 10:16', 'a', 0),
    (17, '2024-01-01 10:24', 'a', 5), (18, '2024-01-01 10:02', 'a', 5), (19, '2024-01-01 10:31:06', 'a', 2);
SELECT streamml.wait();
SELECT id, event_time, watermark, action FROM shown WHERE view = 'freed'::regclass AND id::int > 14 ORDER BY id::int;
SELECT "row" ->> 'id' AS id, message FROM streamml.dead_letters WHERE view = 'freed'::regclass;
SELECT * FROM freed ORDER BY w, k;

-- one source row, two rows of the feed: listed once
SELECT id, action FROM shown WHERE view = 'joined'::regclass ORDER BY id::int;
SELECT * FROM joined WHERE w IS NOT NULL ORDER BY w, name;
SELECT view, late_merged, late_diverted, no_window FROM streamml.watermarks ORDER BY view::text;

-- the list is in the order of the stream, and for the owner
SELECT count(*), bool_and((ordinal, lsn) IS NOT NULL), bool_and(at <= now()) FROM streamml.late_rows('kept');
SELECT * FROM streamml.verify('kept');
SELECT * FROM streamml.verify('joined');
CREATE ROLE late_reader;
GRANT USAGE ON SCHEMA late TO late_reader;
SET ROLE late_reader;
SELECT count(*) FROM streamml.late_rows('late.kept');
SELECT count(*) FROM streamml.late_rows;
SELECT count(*) FROM streamml.late_row_log;
RESET ROLE;

-- a row type that changes while rows are on their way
ALTER TABLE src ADD COLUMN more text DEFAULT 'added';
INSERT INTO src VALUES (20, '2024-01-01 10:01', 'a', 1);
SELECT streamml.wait();
SELECT "row", action FROM streamml.late_rows WHERE view = 'freed'::regclass AND "row" ->> 'id' = '20';

-- whatever the order in which rows come, if it is inside the lateness
CREATE TABLE truth AS
    SELECT i AS id, '2024-02-01'::timestamptz + i * interval '7 seconds' AS at, i % 3 AS k, i AS v FROM generate_series(1, 3000) i;
CREATE PROCEDURE arrive(seed float8, name text) LANGUAGE plpgsql AS $$
DECLARE
    r record;
    n int := 0;
BEGIN
    EXECUTE format('CREATE TABLE %I (id int, at timestamptz, k int, v int)', name);
    PERFORM streamml.create_continuous_view(name || '_w', format(
        'SELECT streamml.tumble(at, ''3 minutes'') AS w, k, count(*) AS n, sum(v) AS s, min(id) AS first FROM %I GROUP BY w, k', name),
        lateness => '20 minutes', emit => 'close');
    PERFORM setseed(seed);
    FOR r IN SELECT * FROM (SELECT t.*, t.at + random() * interval '15 minutes' AS arrival FROM late.truth t OFFSET 0) o ORDER BY arrival LOOP
        EXECUTE format('INSERT INTO %I VALUES ($1, $2, $3, $4)', name) USING r.id, r.at, r.k, r.v;
        n := n + 1;
        IF n % (50 + 40 * seed)::int = 0 THEN
            COMMIT;
        END IF;
    END LOOP;
    EXECUTE format('INSERT INTO %I VALUES (0, ''2024-03-01'', 0, 0)', name);
    COMMIT;
END$$;
CALL arrive(0, 'p0');
CALL arrive(0.25, 'p1');
CALL arrive(0.5, 'p2');
CALL arrive(0.75, 'p3');
SELECT streamml.wait();
CREATE VIEW expected AS
    SELECT streamml.tumble(at, '3 minutes') AS w, k, count(*) AS n, sum(v) AS s, min(id) AS first, 0 AS revision FROM truth GROUP BY w, k;
SELECT p, count(*), count(*) FILTER (WHERE e.w IS NULL) AS wrong, (SELECT count(*) FROM expected) AS expected
FROM (SELECT 0 AS p, * FROM p0_w_closed UNION ALL SELECT 1, * FROM p1_w_closed
      UNION ALL SELECT 2, * FROM p2_w_closed UNION ALL SELECT 3, * FROM p3_w_closed) c
LEFT JOIN expected e ON (e.w, e.k, e.n, e.s, e.first, e.revision) = (c.w, c.k, c.n, c.s, c.first, c.revision)
GROUP BY p ORDER BY p;
SELECT sum(late_merged + late_diverted) FROM streamml.watermarks WHERE view::text ~ '^p\d';

DROP SCHEMA late CASCADE;
DROP ROLE late_reader;
