--
-- Sessions: rows of a key that follow each other at no more than a gap, in
-- whatever order they arrive.
--
CREATE SCHEMA view_session;
SET search_path = view_session, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET max_parallel_workers_per_gather = 0;

-- The tables of Flink's documentation of SESSION, re-expressed.
CREATE TABLE bid (bidtime timestamp, price numeric(10, 2), item text);
SELECT streamml.create_continuous_view('bid_by_item', $$
    SELECT item, streamml.session(bidtime, '5 minutes') AS w, sum(price) AS total_price
    FROM bid GROUP BY item, w $$);
SELECT streamml.create_continuous_view('bid_by_none', $$
    SELECT streamml.session(bidtime, '5 minutes') AS w, sum(price) AS total_price
    FROM bid GROUP BY w $$);
INSERT INTO bid VALUES
    ('2020-04-15 08:07', 4, 'A'), ('2020-04-15 08:06', 2, 'A'), ('2020-04-15 08:09', 5, 'B'),
    ('2020-04-15 08:08', 3, 'A'), ('2020-04-15 08:17', 1, 'B');
SELECT streamml.wait();
SELECT lower(w) AS window_start, upper(w) AS window_end, item, total_price FROM bid_by_item ORDER BY 1, 2, 3;
SELECT lower(w) AS window_start, upper(w) AS window_end, total_price FROM bid_by_none ORDER BY 1, 2;

-- A row exactly the gap away joins, one microsecond more does not: behind,
-- before, and on both sides.
CREATE TABLE click (id int, k text, at timestamptz, x int);
SELECT streamml.create_continuous_view('by_k', $$
    SELECT k, streamml.session(at, '10 minutes') AS s, count(*) AS n, sum(x) AS x
    FROM click GROUP BY k, s $$);
INSERT INTO click VALUES
    (1, 'behind', '2024-01-01 10:00', 1), (2, 'behind+', '2024-01-01 10:00', 1),
    (3, 'before', '2024-01-01 10:00', 1), (4, 'before+', '2024-01-01 10:00', 1),
    (5, 'bridge', '2024-01-01 10:00', 1), (6, 'bridge', '2024-01-01 10:20', 2),
    (7, 'bridge+', '2024-01-01 10:00', 1), (8, 'bridge+', '2024-01-01 10:20:00.000001', 2),
    (9, 'between', '2024-01-01 10:00', 1), (10, 'between', '2024-01-01 11:00', 2);
SELECT streamml.wait();
INSERT INTO click VALUES
    (11, 'behind', '2024-01-01 10:10', 10), (12, 'behind+', '2024-01-01 10:10:00.000001', 10),
    (13, 'before', '2024-01-01 09:50', 10), (14, 'before+', '2024-01-01 09:49:59.999999', 10),
    (15, 'bridge', '2024-01-01 10:10', 10),
    (16, 'bridge+', '2024-01-01 10:10', 10),
    (17, 'between', '2024-01-01 10:30', 10);
SELECT streamml.wait();
SELECT * FROM by_k ORDER BY k COLLATE "C", s;
SELECT * FROM streamml.verify('by_k');

-- within one batch: into the middle, chains of bridges, the same time twice
INSERT INTO click VALUES
    (20, 'chain', '2024-01-01 10:00', 1), (21, 'chain', '2024-01-01 10:40', 2), (22, 'chain', '2024-01-01 10:20', 4),
    (23, 'chain', '2024-01-01 10:30', 8), (24, 'chain', '2024-01-01 10:10', 16), (25, 'chain', '2024-01-01 10:10', 32),
    (26, 'chain', '2024-01-01 09:50', 64), (27, 'chain', '2024-01-01 11:00', 128);
SELECT streamml.wait();
SELECT * FROM by_k WHERE k = 'chain' ORDER BY s;
INSERT INTO click VALUES (28, 'chain', '2024-01-01 10:50', 256);
SELECT streamml.wait();
SELECT * FROM by_k WHERE k = 'chain' ORDER BY s;

-- a session that has grown backwards in the table is found by its new start
INSERT INTO click VALUES (29, 'chain', '2024-01-01 09:40', 512), (30, 'chain', '2024-01-01 08:00', 1024);
SELECT streamml.wait();
INSERT INTO click VALUES (31, 'chain', '2024-01-01 09:45', 2048), (32, 'chain', '2024-01-01 08:10', 4096);
SELECT streamml.wait();
SELECT * FROM by_k WHERE k = 'chain' ORDER BY s;

-- rows without a time have no session, and are a group of their own; so are NULL keys
INSERT INTO click VALUES
    (40, NULL, NULL, 1), (41, NULL, '2024-01-01', 2), (42, 'none', NULL, 4), (43, 'none', '-infinity', 8),
    (44, 'none', 'infinity', 16), (45, 'none', '2024-01-01', 32);
SELECT streamml.wait();
INSERT INTO click VALUES (46, NULL, NULL, 64), (47, 'none', NULL, 128), (48, NULL, '2024-01-01 00:05', 256);
SELECT streamml.wait();
SELECT * FROM by_k WHERE k IS NULL OR k = 'none' ORDER BY k, s;

-- what was rolled back leaves no trace
BEGIN;
INSERT INTO click VALUES (50, 'bridge+', '2024-01-01 10:15', 1000);
ROLLBACK;
BEGIN;
INSERT INTO click VALUES (51, 'between', '2024-01-01 10:20', 1000);
SAVEPOINT a;
INSERT INTO click VALUES (52, 'between', '2024-01-01 10:10', 1000), (53, 'between', '2024-01-01 10:40', 1000);
ROLLBACK TO a;
COMMIT;
SELECT streamml.wait();
SELECT * FROM by_k WHERE k IN ('bridge+', 'between') ORDER BY k COLLATE "C", s;
SELECT * FROM streamml.verify('by_k');

-- a row whose session cannot have an end goes alone
INSERT INTO click VALUES
    (60, 'far', '2024-01-01 10:00', 1), (61, 'far', '294276-12-31 23:55', 2), (62, 'far', '2024-01-01 10:10', 4),
    (63, 'far', '294276-12-31 23:40', 8);
SELECT streamml.wait();
SELECT row ->> 'id' AS id, sqlstate, message FROM streamml.dead_letters ORDER BY 1;
SELECT * FROM by_k WHERE k = 'far' ORDER BY s;
DELETE FROM click WHERE id = 61;
SELECT * FROM streamml.verify('by_k');

-- Rebuilding gives the same, as does filling a second view.
CREATE TABLE before_rebuild AS TABLE by_k;
SELECT streamml.rebuild('by_k');
SELECT streamml.create_continuous_view('by_k_again', $$
    SELECT streamml.session(at, '10 minutes') AS s, sum(x) AS x, count(*) AS n, k
    FROM click GROUP BY s, k $$);
SELECT streamml.wait();
SELECT count(*) FROM (TABLE by_k EXCEPT ALL TABLE before_rebuild) d;
SELECT count(*) FROM (TABLE by_k EXCEPT ALL SELECT k, s, n, x FROM by_k_again) d;
SELECT count(*) FROM by_k, before_rebuild b WHERE (by_k.k, by_k.s) IS NOT DISTINCT FROM (b.k, b.s);

-- Every type of time; a day is 24 hours also where clocks change.
CREATE TABLE event (k int, tz timestamptz, ts timestamp, d date, i int, b bigint);
SET TimeZone = 'Europe/Berlin';
SELECT streamml.create_continuous_view('by_tz', $$
    SELECT k, streamml.session(tz, '1 day') AS s, count(*) AS n FROM event GROUP BY k, s $$);
SELECT streamml.create_continuous_view('by_ts', $$
    SELECT k, streamml.session(ts, '1 day') AS s, count(*) AS n FROM event GROUP BY k, s $$);
SELECT streamml.create_continuous_view('by_d', $$
    SELECT k, streamml.session(d, '2 days') AS s, count(*) AS n FROM event GROUP BY k, s $$);
SELECT streamml.create_continuous_view('by_i', $$
    SELECT k, streamml.session(i, 5) AS s, count(*) AS n FROM event GROUP BY k, s $$);
SELECT streamml.create_continuous_view('by_b', $$
    SELECT k, streamml.session(b, 10000000000) AS s, count(*) AS n FROM event GROUP BY k, s $$);
SET TimeZone = 'UTC';
INSERT INTO event VALUES
    (1, '2024-03-30 12:00', '2024-03-30 12:00', '2024-03-30', -2147483648, -9223372036854775808),
    (1, '2024-03-31 12:00', '2024-03-31 12:00', '2024-04-01', -2147483643, -9223372026854775808),
    (1, '2024-04-01 12:00:01', '2024-04-01 12:00:01', '2024-04-04', -2147483637, -9223372016854775807),
    (2, '2024-03-30 12:00', '2024-03-30 12:00', '2024-03-30', 2147483642, 9223372026854775807),
    (2, NULL, NULL, 'infinity', NULL, NULL),
    (2, '2024-03-31 12:00:00.000001', '2024-03-31 12:00:00.000001', '2024-04-03', 2147483637, 9223372016854775807);
SELECT streamml.wait();
SELECT * FROM by_tz ORDER BY k, s;
SELECT * FROM by_ts ORDER BY k, s;
SELECT * FROM by_d ORDER BY k, s;
SELECT * FROM by_i ORDER BY k, s;
SELECT * FROM by_b ORDER BY k, s;
SELECT v AS view, (SELECT count(*) FROM streamml.verify(v)) AS differences
FROM unnest('{by_tz,by_ts,by_d,by_i,by_b}'::regclass[]) v;

-- Any order of arrival gives the same answer; the last three views read the same
-- rows with FILTER, HAVING and expressions, over a join and a subquery.
CREATE TABLE run (run int, k int, g text, at timestamptz, x numeric);
CREATE TABLE kind (k int PRIMARY KEY, kind text);
INSERT INTO kind SELECT i, 'kind ' || i % 2 FROM generate_series(0, 4) i;
SELECT streamml.create_continuous_view('runs', $$
    SELECT run, k, g, streamml.session(at, '5 minutes') AS s, count(*) AS n, sum(x) AS sx, avg(x) AS ax,
           stddev(x) AS dx, min(x) AS lx, max(g) AS hx, bool_or(x > 90) AS big, bit_xor(x::int) AS bits
    FROM run GROUP BY run, k, g, s $$);
SELECT streamml.create_continuous_view('expressions', $$
    SELECT upper(streamml.session(at, '1 minute')) - lower(streamml.session(at, '1 minute')) AS duration,
           round(avg(x) FILTER (WHERE x < 50), 2) AS low, sum(x) / count(*) + run AS mean, k * 10 AS k10
    FROM run GROUP BY run, k, streamml.session(at, '1 minute')
    HAVING count(*) FILTER (WHERE x > 20) > 1 AND isfinite(lower(streamml.session(at, '1 minute'))) $$);
SELECT streamml.create_continuous_view('joined', $$
    SELECT kind, streamml.session(r.at, '1 minute') AS s, count(*) AS n, sum(x) AS sx
    FROM (SELECT *, at AS at2 FROM run WHERE run = 1) r LEFT JOIN kind USING (k)
    WHERE x IS NOT NULL GROUP BY s, kind HAVING max(x) > (SELECT avg(k) FROM kind) $$);
SELECT streamml.create_continuous_view('keys_only', $$
    SELECT k, streamml.session(at, '30 s') AS s FROM run GROUP BY k, s $$);

CREATE PROCEDURE arrive(seed int, commit_every int) LANGUAGE plpgsql AS $$
DECLARE
    row record;
    n int := 0;
BEGIN
    FOR row IN
        SELECT i, i % 4 AS k, 'g' || i % 3 AS g, '2024-01-01'::timestamptz + (hashint4(i) & 4095) * interval '1 s' AS at,
               nullif(i * 7 % 101, 100) AS x
        FROM generate_series(1, 300) i ORDER BY md5(seed || ' ' || i)
    LOOP
        INSERT INTO run VALUES (seed, nullif(row.k, 3), row.g, row.at, row.x);
        n := n + 1;
        IF n % commit_every = 0 THEN
            COMMIT;
        END IF;
    END LOOP;
END $$;
CALL arrive(1, 1);
CALL arrive(2, 10);
CALL arrive(3, 1000);
CALL arrive(4, 7);
SELECT streamml.wait();
SELECT count(*) AS groups, sum(n) AS n FROM runs;
SELECT k, g, s, n, sx, ax, dx, lx, hx, big, bits, count(*)
FROM runs GROUP BY k, g, s, n, sx, ax, dx, lx, hx, big, bits HAVING count(*) <> 4;
SELECT count(*) AS n, min(duration) AS shortest, max(duration) AS longest FROM expressions;
SELECT v AS view, (SELECT count(*) FROM streamml.verify(v)) AS differences
FROM unnest('{runs,expressions,joined,keys_only}'::regclass[]) v;
-- the view by hand
SELECT count(*) FROM (
    SELECT run, k, g, tstzrange(min(at), max(at) + interval '5 minutes') AS s, count(*) AS n, sum(x) AS sx, avg(x) AS ax,
           stddev(x) AS dx, min(x) AS lx, max(g) AS hx, bool_or(x > 90) AS big, bit_xor(x::int) AS bits
    FROM (SELECT *, count(*) FILTER (WHERE far) OVER (PARTITION BY run, k, g ORDER BY at) AS island
          FROM (SELECT *, at - lag(at) OVER (PARTITION BY run, k, g ORDER BY at) > interval '5 minutes' AS far
                FROM run) a) b
    GROUP BY run, k, g, island
    EXCEPT ALL TABLE runs) d;

-- Models merge.
CREATE TABLE sample (k int, at timestamptz, x float8, y float8);
SELECT streamml.create_continuous_view('models', $$
    SELECT k, streamml.session(at, '1 minute') AS s, count(*) AS n,
           streamml.linear_regression(y, ARRAY[x]) AS model
    FROM sample GROUP BY k, s $$);
INSERT INTO sample SELECT 1, '2024-01-01'::timestamptz + i * interval '30 s', i, 3 * i + 1
    FROM generate_series(0, 20) i WHERE i NOT IN (9, 10, 11);
INSERT INTO sample SELECT 2, '2024-01-01'::timestamptz + i * interval '1 h', i, i FROM generate_series(0, 2) i;
SELECT streamml.wait();
SELECT k, s, n FROM models ORDER BY k, s;
INSERT INTO sample VALUES (1, '2024-01-01 00:05', 10, 31);
SELECT streamml.wait();
SELECT k, s, n, round(streamml.predict(model, ARRAY[100::float8])::numeric, 6) AS predicted
FROM models WHERE n > 2 ORDER BY k, s;

-- A cache that holds next to nothing.
ALTER SYSTEM SET streamml.group_cache_size = '64kB';
SELECT pg_reload_conf();
CREATE TABLE visit (u int, at timestamptz, x int);
SELECT streamml.create_continuous_view('visits', $$
    SELECT u, streamml.session(at, '1 minute') AS s, count(*) AS n, avg(x) AS ax FROM visit GROUP BY u, s $$);
SELECT streamml.create_continuous_view('all_visits', $$
    SELECT streamml.session(at, '1 second') AS s, count(*) AS n, avg(x) AS ax FROM visit GROUP BY s $$);
INSERT INTO visit SELECT i * 7919 % 2000, '2024-01-01'::timestamptz + i % 4001 * interval '10 s', i FROM generate_series(1, 20000) i;
SELECT streamml.wait();
SELECT count(*), sum(n) FROM visits;
SELECT count(*), sum(n) FROM all_visits;
-- bridges over what is long out of memory, and in the same batch again
INSERT INTO visit SELECT i * 7919 % 2000, '2024-01-01'::timestamptz + i % 4001 * interval '10 s' + interval '40 s', i
FROM generate_series(20000, 1, -3) i;
INSERT INTO visit SELECT i % 2000, '2024-01-01'::timestamptz + i * interval '5 s', i FROM generate_series(1, 4000) i;
SELECT streamml.wait();
SELECT count(*), sum(n) FROM visits;
SELECT count(*), sum(n) FROM all_visits;
SELECT v AS view, (SELECT count(*) FROM streamml.verify(v)) AS differences
FROM unnest('{visits,all_visits}'::regclass[]) v;
SELECT streamml.rebuild('visits');
SELECT count(*), sum(n) FROM visits;
ALTER SYSTEM RESET streamml.group_cache_size;
SELECT pg_reload_conf();

-- A longest duration: cut where the windows of tumble() begin, in any order of arrival.
CREATE TABLE drive (id int, k int, at timestamptz, tick bigint);
SELECT streamml.create_continuous_view('drive_at_most', $$
    SELECT k, streamml.session(at, '20 minutes', '1 hour') AS s, count(*) AS n, sum(id) AS total,
           upper(streamml.session(at, '20 minutes', '1 hour')) - max(at) AS gap
    FROM drive GROUP BY k, s HAVING count(*) > 1 $$);
SELECT streamml.create_continuous_view('drive_ticks', $$
    SELECT streamml.session(tick, 3, 20) AS s, lower(streamml.tumble(tick, 20::bigint)) AS cut, count(*) AS n FROM drive GROUP BY s, cut $$,
    lateness => '1000', emit => 'close');
INSERT INTO drive SELECT i, i % 3, '2026-01-01 00:00Z'::timestamptz + i * 7919 % 3000 * interval '1 minute', i * 7919 % 3000 FROM generate_series(1, 900) i;
INSERT INTO drive SELECT i, i % 3, '2026-01-01 00:00Z'::timestamptz + i * 7919 % 3000 * interval '1 minute', i * 7919 % 3000 FROM generate_series(901, 1300) i;
INSERT INTO drive VALUES (1301, 1, NULL, NULL), (1302, 1, '2026-01-02 00:59:59Z', 9999);
SELECT streamml.wait();
CREATE VIEW drive_plain AS
    SELECT k, tstzrange(min(at), max(at) + interval '20 minutes') AS s, count(*) AS n, sum(id) AS total, interval '20 minutes' AS gap
    FROM (SELECT *, count(*) FILTER (WHERE starts) OVER (PARTITION BY k, cut ORDER BY at, id) AS island
          FROM (SELECT *, at - lag(at) OVER (PARTITION BY k, cut ORDER BY at, id) > '20 minutes' IS NOT FALSE AS starts
                FROM (SELECT *, date_trunc('hour', at, 'UTC') AS cut FROM drive WHERE at IS NOT NULL) r) r) r
    GROUP BY k, cut, island HAVING count(*) > 1;
SELECT (SELECT count(*) FROM drive_at_most) AS sessions, (SELECT max(upper(s) - lower(s)) FROM drive_at_most) AS longest,
       (SELECT count(*) FROM (TABLE drive_at_most EXCEPT ALL TABLE drive_plain) d) AS more, (SELECT count(*) FROM (TABLE drive_plain EXCEPT ALL TABLE drive_at_most) d) AS less;
SELECT count(*) AS sessions, sum(n) AS n, max(upper(s) - 3 - lower(s)) < 20 AS short, bool_and(cut = lower(streamml.tumble(lower(s), 20::bigint))) AS cut, (SELECT count(*) FROM drive_ticks_closed) > 0 AS closed FROM drive_ticks;
SELECT count(*) FROM streamml.verify('drive_at_most');
SELECT count(*) FROM streamml.verify('drive_ticks');
SELECT streamml.rebuild('drive_at_most');
SELECT count(*) FROM (TABLE drive_at_most EXCEPT ALL TABLE drive_plain) d;

-- What cannot be maintained.
\set VERBOSITY default
SELECT streamml.create_continuous_view('refused', $$
    SELECT k, streamml.session(at, '10 minutes', interval '1 hour' * x) AS s FROM click GROUP BY k, s $$);
SELECT streamml.create_continuous_view('refused', $$
    SELECT k, streamml.session(at, '10 minutes', '1 hour') AS s FROM click GROUP BY GROUPING SETS ((k, s), (s)) $$);
SELECT streamml.create_continuous_view('refused', $$
    SELECT k, streamml.session(at, x * interval '1 minute') AS s FROM click GROUP BY k, s $$);
SELECT streamml.create_continuous_view('refused', $$
    SELECT k, streamml.session(at, NULL) AS s FROM click GROUP BY k, s $$);
SELECT streamml.create_continuous_view('refused', $$
    SELECT k, streamml.session(at, '1 month') AS s FROM click GROUP BY k, s $$);
SELECT streamml.create_continuous_view('refused', $$
    SELECT k, streamml.session(at, '0') AS s FROM click GROUP BY k, s $$);
SELECT streamml.create_continuous_view('refused', $$
    SELECT streamml.session(at, '1 minute') AS s, streamml.tumble(at, '1 day') AS t FROM click GROUP BY s, t $$);
SELECT streamml.create_continuous_view('refused', $$
    SELECT lower(streamml.session(at, '1 minute')) AS s FROM click GROUP BY s $$);
CREATE AGGREGATE last_x(int) (sfunc = int4larger, stype = int);
SELECT streamml.create_continuous_view('refused', $$
    SELECT streamml.session(at, '1 minute') AS s, last_x(x) FROM click GROUP BY s $$);

-- sessions that become one hold models: those of other groups stay
CREATE TABLE modelled (id int, g int, at timestamptz, v int);
SELECT streamml.create_continuous_view('many_models', $$
    SELECT g, streamml.session(at, '5 minutes') AS w, streamml.linear_regression(v, ARRAY[id]) AS m, count(*) AS n FROM modelled GROUP BY g, w $$);
INSERT INTO modelled SELECT i, i % 7, '2026-01-01 00:00Z'::timestamptz + i * 7919 % 3000 * interval '1 minute', i FROM generate_series(1, 900) i;
SELECT streamml.wait();
INSERT INTO modelled SELECT i, i % 7, '2026-01-01 00:00Z'::timestamptz + i * 7919 % 3000 * interval '1 minute', i FROM generate_series(901, 3000) i;
SELECT streamml.wait();
SELECT count(*), sum(n), (SELECT count(*) FROM streamml.verify('many_models')) AS different FROM many_models;

\set VERBOSITY terse
SET client_min_messages = warning;
DROP SCHEMA view_session CASCADE;
