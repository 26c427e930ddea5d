-- States are kept for as long as the owner says; the table's rows are another matter.
CREATE SCHEMA ret;
SET search_path = ret, public;
SET DateStyle = ISO;
SET TimeZone = 'UTC';
CREATE TABLE src (id int, at timestamptz, k int) PARTITION BY RANGE (at);
CREATE TABLE src_0 PARTITION OF src FOR VALUES FROM (MINVALUE) TO ('2024-01-01 10:00');
CREATE TABLE src_1 PARTITION OF src FOR VALUES FROM ('2024-01-01 10:00') TO ('2024-01-01 11:00');
CREATE TABLE src_2 PARTITION OF src FOR VALUES FROM ('2024-01-01 11:00') TO (MAXVALUE);

SELECT streamml.create_continuous_view('hours', $$
    SELECT streamml.tumble(at, '10 minutes') AS w, k, count(*) AS n FROM src GROUP BY w, k $$,
    lateness => '0', retention => '1 hour', emit => 'close');
SELECT streamml.create_continuous_view('all_hours', $$
    SELECT streamml.tumble(at, '10 minutes') AS w, count(*) AS n FROM src GROUP BY w $$, lateness => '0');
CREATE FUNCTION add(a timestamptz, z timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO ret.src SELECT 0, t, extract(minute FROM t)::int % 2 FROM generate_series(a, z, '1 minute') t $$;
SELECT add('2024-01-01 09:00:05', '2024-01-01 09:59:05');
SELECT streamml.wait();
SELECT count(*), min(lower(w)), max(lower(w)) FROM hours;
SELECT * FROM streamml.verify('hours');
SELECT add('2024-01-01 10:00:05', '2024-01-01 10:35:05');
SELECT streamml.wait();
SELECT count(*), min(lower(w)), max(lower(w)) FROM hours;
SELECT count(*), min(lower(w)), max(lower(w)) FROM all_hours;
SELECT count(*), count(DISTINCT (w, k)), max(revision) FROM hours_closed;

-- rows for freed windows: diverted, and never a window made of them
INSERT INTO src VALUES (1, '2024-01-01 09:15', 1), (2, '2024-01-01 09:15', 99), (3, '2024-01-01 09:45', 1);
SELECT streamml.wait();
SELECT "row" ->> 'id' AS id, action FROM streamml.late_rows('hours') ORDER BY 1;
SELECT "row" ->> 'id' AS id, action FROM streamml.late_rows('all_hours') ORDER BY 1;
SELECT count(*), min(lower(w)), sum(n) FROM hours;
SELECT * FROM streamml.verify('hours');

-- old rows go: no kept window changes
CREATE TABLE before AS TABLE all_hours;
DROP TABLE src_0;
ALTER TABLE src DETACH PARTITION src_1;
DELETE FROM src;
SELECT add('2024-01-01 11:00:05', '2024-01-01 11:20:05');
SELECT streamml.wait();
SELECT count(*) AS changed FROM before b LEFT JOIN all_hours a USING (w) WHERE a.n IS DISTINCT FROM b.n AND b.w << '[2024-01-01 10:40,)';
SELECT count(*), min(lower(w)), max(lower(w)), sum(n) FROM hours;
SELECT count(*), max(revision) FROM hours_closed;

-- all in one batch, and many of them
INSERT INTO src SELECT i, '2024-02-01'::timestamptz + i * interval '1 minute', i % 2 FROM generate_series(1, 20000) i;
SELECT streamml.wait();
SELECT count(*), min(lower(w)), max(lower(w)) FROM hours;
SELECT count(*) = 2 * (SELECT count(DISTINCT w) FROM (SELECT streamml.tumble('2024-02-01'::timestamptz + i * interval '1 minute', '10 minutes') AS w FROM generate_series(1, 20000) i) x
    WHERE upper(w) <= '2024-02-01'::timestamptz + interval '20000 minutes')
FROM hours_closed WHERE w >> '[2024-01-31,2024-01-31 01:00)';
SELECT * FROM streamml.verify('hours');

-- a rebuild keeps to it
SELECT streamml.rebuild('hours');
SELECT count(*), min(lower(w)), max(lower(w)) FROM hours;
SELECT max(revision) FROM hours_closed;
INSERT INTO src VALUES (9, '2024-02-10', 1);
SELECT streamml.wait();
SELECT "row" ->> 'at' AS at, action FROM streamml.late_rows('hours') WHERE "row" ->> 'id' = '9';

-- and goes on
INSERT INTO src (id, at, k) VALUES (10, '2024-02-14 21:30', 7);
SELECT streamml.wait();
SELECT w, k, n FROM hours WHERE k = 7;
DROP SCHEMA ret CASCADE;
