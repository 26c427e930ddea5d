-- Windows of random rows against what plain SQL makes of them.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SELECT setseed(0.3) \g /dev/null

-- rows of one query that the other lacks; -1 if there was nothing to compare
CREATE FUNCTION pg_temp.differences(a text, b text) RETURNS bigint LANGUAGE plpgsql AS
$$ DECLARE n bigint;
BEGIN
    EXECUTE format('SELECT CASE WHEN bool_or(b > 0) THEN sum(abs(a - b)) ELSE -1 END
                    FROM (SELECT count(*) FILTER (WHERE side = 1) AS a, count(*) FILTER (WHERE side = 2) AS b
                          FROM (SELECT x, 1 AS side FROM (%s) x UNION ALL SELECT x, 2 FROM (%s) x) u GROUP BY x) g', a, b) INTO n;
    RETURN n;
END $$;

-- rows on and beside boundaries too, in two years in which the clocks change
CREATE TEMP TABLE r AS
SELECT i, ts, (ts AT TIME ZONE 'UTC') AS plain, (ts AT TIME ZONE 'UTC')::date AS day, floor(random() * 2000 - 1000)::int AS n, floor(random() * 100)::int AS v
FROM (SELECT i, date_trunc((ARRAY['microseconds', 'minute', 'hour', 'day'])[1 + i % 4],
                           timestamptz '2023-01-01 00:00+00' + random() * interval '730 days') - (i % 3 = 0)::int * interval '1 microsecond' AS ts
      FROM generate_series(1, 400) i) s;
INSERT INTO r SELECT 1000 + row_number() OVER (), t AT TIME ZONE z, t, t::date, i, i
FROM unnest('{Europe/Berlin,America/New_York,Australia/Lord_Howe,Asia/Kolkata,Africa/Casablanca}'::text[]) z,
     unnest('{2023-03-26 02:30,2023-10-29 02:30,2024-03-10 02:30,2024-11-03 01:30,2024-04-07 01:45,2024-10-06 02:15,2024-03-10 02:30,2024-04-14 02:59:59.999999,2024-03-31 00:00,2024-10-27 00:00}'::timestamp[]) WITH ORDINALITY AS t (t, i);
CREATE TEMP TABLE zone AS SELECT unnest('{UTC,Europe/Berlin,America/New_York,Australia/Lord_Howe,Asia/Kolkata,Africa/Casablanca}'::text[]) AS zone;

-- hop: lengths of absolute time, from Monday 2000-01-03 of the zone
SELECT slide, width, pg_temp.differences(
    format('SELECT i, streamml.hop(ts, %1$L, %2$L) FROM r', slide, width),
    format('SELECT i, tstzrange(s, s + %2$L) FROM r JOIN generate_series(timestamptz ''2000-01-03'' + floor(extract(epoch FROM timestamptz ''2022-12-01'' - timestamptz ''2000-01-03'') / extract(epoch FROM interval %1$L))::int * interval %1$L, ''2025-02-01'', %1$L) s
            ON ts >= s AND ts < s + %2$L', slide, width))
FROM (VALUES ('3 hours', '9 hours'), ('4 hours', '10 hours'), ('7 hours', '2 hours'), ('12 hours', '3 days'), ('100 minutes', '100 minutes')) v (slide, width);
-- hop: civil days and months of every zone
SELECT slide, width, sum(pg_temp.differences(
    format('SELECT i, streamml.hop(ts, %1$L, %2$L, timezone => %3$L) FROM r', slide, width, zone),
    format('SELECT i, tstzrange(b, e) FROM r
            JOIN (SELECT s AT TIME ZONE %3$L AS b, (s + %2$L) AT TIME ZONE %3$L AS e FROM generate_series(%4$L::timestamp, ''2025-02-01'', %1$L) s OFFSET 0) s
            ON ts >= b AND ts < e', slide, width, zone, origin))) AS differences
FROM (VALUES ('1 day', '3 days', '2022-11-21'), ('2 days', '7 days', '2022-11-21'), ('1 month', '3 months', '2022-09-01'), ('1 week', '1 week', '2022-11-21')) v (slide, width, origin), zone
GROUP BY 1, 2 ORDER BY 1, 2;
-- with an offset in civil time and an origin; a boundary that the clocks skipped lies where they jumped
CREATE FUNCTION pg_temp.civil(wall timestamp, zone text) RETURNS timestamptz LANGUAGE sql AS
$$ SELECT CASE WHEN t AT TIME ZONE zone = wall THEN t
               ELSE (SELECT min(s) FROM generate_series(t - interval '3 hours', t, '1 minute') s WHERE s AT TIME ZONE zone > wall) END
   FROM (SELECT wall AT TIME ZONE zone AS t) w $$;
SELECT sum(pg_temp.differences(
    format('SELECT i, streamml.hop(ts, ''1 day'', ''2 days'', timezone => %1$L, "offset" => ''2 hours 30 minutes'') FROM r', zone),
    format('SELECT i, tstzrange(b, e) FROM r
            JOIN (SELECT pg_temp.civil(s, %1$L) AS b, pg_temp.civil(s + ''2 days'', %1$L) AS e FROM generate_series(timestamp ''2022-12-01 02:30'', ''2025-02-01'', ''1 day'') s OFFSET 0) s
            ON ts >= b AND ts < e', zone))) AS differences
FROM zone;
SELECT pg_temp.differences(
    $$SELECT i, streamml.hop(plain, '2 months', '4 months', origin => '2022-04-01', "offset" => '1 month 9 days 06:00') FROM r$$,
    $$SELECT i, tsrange(s + '9 days 06:00', s + '4 months' + '9 days 06:00') FROM r JOIN generate_series(timestamp '2022-01-01', '2025-02-01', '2 months') s
      ON plain >= s + '9 days 06:00' AND plain < s + '4 months' + '9 days 06:00'$$) AS origin;
-- of the other types
SELECT pg_temp.differences(
    $$SELECT i, streamml.hop(day, '3 days', '5 days') FROM r$$,
    $$SELECT i, daterange(s::date, s::date + 5) FROM r JOIN generate_series(timestamp '2022-11-21', '2025-02-01', '3 days') s ON day >= s AND day < s::date + 5$$) AS date,
       pg_temp.differences(
    $$SELECT i, streamml.hop(n, 7, 17, 3) FROM r$$,
    $$SELECT i, int4range(s, s + 17) FROM r JOIN generate_series(3 - 7 * 200, 2000, 7) s ON n >= s AND n < s + 17$$) AS int,
       pg_temp.differences(
    $$SELECT i, streamml.hop(n::bigint, 10, 4) FROM r$$,
    $$SELECT i, int8range(s, s + 4) FROM r JOIN generate_series(-2000, 2000, 10) s ON n >= s AND n < s + 4$$) AS bigint;
-- sums per window
SELECT pg_temp.differences(
    $$SELECT streamml.hop(ts, '1 hour', '6 hours') AS w, count(*), sum(v) FROM r GROUP BY w$$,
    $$SELECT tstzrange(s, s + '6 hours'), count(*), sum(v) FROM r JOIN generate_series(timestamptz '2022-12-01', '2025-02-01', '1 hour') s ON ts >= s AND ts < s + '6 hours' GROUP BY s$$) AS sums;

-- cumulate: steps of the unit of the max
SELECT step, max, sum(pg_temp.differences(
    format('SELECT i, streamml.cumulate(ts, %1$L, %2$L, timezone => %3$L) FROM r', step, max, zone),
    format('SELECT i, tstzrange(b, e) FROM r
            JOIN (SELECT s AT TIME ZONE %3$L AS b, (s + k * interval %1$L) AT TIME ZONE %3$L AS e
                  FROM generate_series(%4$L::timestamp, ''2025-02-01'', %2$L) s, generate_series(1, %5$s) k OFFSET 0) s ON ts >= b AND ts < e',
           step, max, zone, origin, n))) AS differences
FROM (VALUES ('1 day', '1 week', '2022-11-21', 7), ('5 days', '10 days', '2022-12-03', 2), ('1 month', '1 year', '2022-01-01', 12)) v (step, max, origin, n), zone
GROUP BY 1, 2 ORDER BY 1, 2;
-- hours up to civil days, and days up to months, of every zone
SELECT step, max, sum(pg_temp.differences(
    format('SELECT i, streamml.cumulate(ts, %1$L, %2$L, timezone => %3$L) FROM r', step, max, zone),
    format('SELECT i, tstzrange(b, e) FROM r
            JOIN (SELECT DISTINCT b, least(CASE WHEN %1$L LIKE ''%%day'' THEN (s + k * interval %1$L) AT TIME ZONE %3$L ELSE b + k * interval %1$L END, f) AS e
                  FROM (SELECT s, s AT TIME ZONE %3$L AS b, (s + %2$L) AT TIME ZONE %3$L AS f FROM generate_series(timestamp ''2022-12-01'', ''2025-02-01'', %2$L) s) s,
                       generate_series(1, %4$s) k OFFSET 0) s ON ts >= b AND ts < e', step, max, zone, n))) AS differences
FROM (VALUES ('1 hour', '1 day', 25), ('6 hours', '1 day', 5), ('1 day', '1 month', 31)) v (step, max, n), zone
GROUP BY 1, 2 ORDER BY 1, 2;
-- of the other types
SELECT pg_temp.differences(
    $$SELECT i, streamml.cumulate(day, '1 month', '3 months') FROM r$$,
    $$SELECT i, daterange(s::date, (s + k * interval '1 month')::date) FROM r JOIN generate_series(timestamp '2022-10-01', '2025-02-01', '3 months') s ON day >= s AND day < s + '3 months'
      JOIN generate_series(1, 3) k ON day < s + k * interval '1 month'$$) AS date,
       pg_temp.differences(
    $$SELECT i, streamml.cumulate(n, 3, 12, "offset" => 5) FROM r$$,
    $$SELECT i, int4range(s, s + 3 * k) FROM r JOIN generate_series(5 - 12 * 100, 2000, 12) s ON n >= s AND n < s + 12 JOIN generate_series(1, 4) k ON n < s + 3 * k$$) AS int,
       pg_temp.differences(
    $$SELECT i, streamml.cumulate(plain, '90 minutes', '3 hours', origin => '2024-01-01 00:07') FROM r$$,
    $$SELECT i, tsrange(s, s + k * interval '90 minutes') FROM r JOIN generate_series(timestamp '2022-12-01 00:07', '2025-02-01', '3 hours') s ON plain >= s AND plain < s + '3 hours'
      JOIN generate_series(1, 2) k ON plain < s + k * interval '90 minutes'$$) AS timestamp;

-- hop by its own width, and cumulate in one step, are tumble
SELECT count(*) AS differences FROM r, zone, unnest('{45 minutes,1 day,1 week,2 months}'::interval[]) w, unnest('{0,1 hour,-3 days}'::interval[]) shift
WHERE array(SELECT streamml.hop(ts, w, w, timezone => zone, "offset" => shift)) <> ARRAY[streamml.tumble(ts, w, timezone => zone, "offset" => shift)]
   OR array(SELECT streamml.cumulate(ts, w, w, timezone => zone, "offset" => shift)) <> ARRAY[streamml.tumble(ts, w, timezone => zone, "offset" => shift)];

-- panes: a time is in its pane, panes tile, and every time of a pane has the windows of its first
CREATE TEMP TABLE pane AS
SELECT r.*, c.*, zone, shift, pane, w.windows
FROM r, (VALUES ('hop', interval '5 hours', interval '12 hours'), ('hop', '6 hours', '1 hour'), ('hop', '2 days', '5 days'), ('hop', '3 days', '1 day'), ('hop', '2 months', '3 months'),
                ('cumulate', '1 hour', '1 day'), ('cumulate', '20 minutes', '1 hour'), ('cumulate', '1 day', '1 week'), ('cumulate', '1 day', '1 month'), ('cumulate', '8 hours', '1 month'), ('cumulate', '1 month', '3 months')) c (kind, a, b),
     zone, unnest('{0,50 minutes,-30 hours}'::interval[]) shift,
     LATERAL (SELECT CASE kind WHEN 'hop' THEN streamml.hop_pane(ts, a, b, timezone => zone, "offset" => shift)
                               ELSE streamml.cumulate_pane(ts, a, b, timezone => zone, "offset" => shift) END AS pane) p,
     LATERAL (SELECT CASE kind WHEN 'hop' THEN array(SELECT streamml.hop(ts, a, b, timezone => zone, "offset" => shift))
                               ELSE array(SELECT streamml.cumulate(ts, a, b, timezone => zone, "offset" => shift)) END AS windows) w
WHERE i % 5 = 0 OR i > 1000;
SELECT count(*) > 10000 AS enough, count(*) FILTER (WHERE NOT pane @> ts) AS outside, count(*) FILTER (WHERE windows = '{}') > 100 AS gaps,
       count(*) FILTER (WHERE NOT ts <@ ALL (windows)) AS wrong, count(*) FILTER (WHERE NOT pane <@ ALL (windows)) AS cut
FROM pane;
SELECT kind, count(*) AS differences FROM pane, LATERAL (VALUES (lower(pane)), (upper(pane) - interval '1 microsecond')) t (t)
WHERE windows <> CASE kind WHEN 'hop' THEN array(SELECT streamml.hop(t, a, b, timezone => zone, "offset" => shift))
                           ELSE array(SELECT streamml.cumulate(t, a, b, timezone => zone, "offset" => shift)) END
   OR pane <> CASE kind WHEN 'hop' THEN streamml.hop_pane(t, a, b, timezone => zone, "offset" => shift)
                        ELSE streamml.cumulate_pane(t, a, b, timezone => zone, "offset" => shift) END
GROUP BY kind;
SELECT kind, count(*) AS gaps FROM pane
WHERE upper(pane) <> lower(CASE kind WHEN 'hop' THEN streamml.hop_pane(upper(pane), a, b, timezone => zone, "offset" => shift)
                                     ELSE streamml.cumulate_pane(upper(pane), a, b, timezone => zone, "offset" => shift) END)
GROUP BY kind;
SELECT count(*) AS differences FROM r, (VALUES (3, 7), (10, 4), (12, 18)) c (a, b), LATERAL (SELECT streamml.hop_pane(n, a, b, 5, 1) AS p) p
WHERE NOT p @> n OR array(SELECT streamml.hop(lower(p), a, b, 5, 1)) <> array(SELECT streamml.hop(n, a, b, 5, 1))
   OR array(SELECT streamml.hop(upper(p) - 1, a, b, 5, 1)) <> array(SELECT streamml.hop(n, a, b, 5, 1));

-- sessions: windows of single rows merge into gaps and islands; a gap of exactly gap joins
SELECT gap, pg_temp.differences(
    format('SELECT v %% 3, unnest(range_agg(streamml.session(ts, %1$L))) FROM r GROUP BY 1', gap),
    format('SELECT k, tstzrange(min(ts), max(ts) + %1$L) FROM (SELECT *, count(*) FILTER (WHERE fresh) OVER (PARTITION BY k ORDER BY ts) AS island
            FROM (SELECT ts, v %% 3 AS k, ts - lag(ts) OVER (PARTITION BY v %% 3 ORDER BY ts) > %1$L AS fresh FROM r) r) r GROUP BY k, island', gap))
FROM unnest('{1 hour,24 hours,3 days,5 days}'::text[]) gap;
SELECT pg_temp.differences($$SELECT unnest(range_agg(streamml.session(n, 5))) FROM r$$,
    $$SELECT int4range(min(n), max(n) + 5) FROM (SELECT *, count(*) FILTER (WHERE fresh) OVER (ORDER BY n) AS island
      FROM (SELECT n, n - lag(n) OVER (ORDER BY n) > 5 AS fresh FROM r) r) r GROUP BY island$$) AS int;

-- trailing: panes are whole in a window or outside, and the rows of a window are those of a range predicate
SELECT count(*) AS differences
FROM r, (VALUES (interval '1 hour', NULL), ('7 days', interval '1 hour'), ('365 days', NULL), ('90 days', '15 days')) c (width, step),
     (SELECT ts AS at FROM r WHERE i % 40 = 0) a, LATERAL (SELECT streamml.trailing_window(width, step, at) AS w, streamml.trailing_pane(ts, width, step) AS p) x
WHERE NOT (w @> at AND p @> ts) OR (w @> ts) <> (w @> p) OR (w @> ts) = (NOT w && p)
   OR (w @> ts) <> (ts >= upper(w) - width AND ts < upper(w))
   OR (w @> ts) <> (streamml.trailing(ts, width, step) @> upper(w) - interval '1 microsecond');

-- the ends of types: a window that holds its time and its pane, or an error of class 22
CREATE FUNCTION pg_temp.broken(kind text, t bigint, a bigint, b bigint, o bigint, f bigint) RETURNS boolean LANGUAGE plpgsql AS
$$ DECLARE p int8range; r int8range;
BEGIN
    CASE kind WHEN 'tumble' THEN
        r := streamml.tumble(t, a, o, f);
        RETURN NOT r @> t OR upper(r) - lower(r) <> a;
    WHEN 'hop' THEN
        p := streamml.hop_pane(t, a, b, o, f);
        RETURN NOT p @> t OR EXISTS (SELECT FROM (SELECT streamml.hop(t, a, b, o, f) AS w LIMIT 20) w WHERE NOT w @> p OR upper(w) - lower(w) <> b);
    WHEN 'cumulate' THEN
        p := streamml.cumulate_pane(t, a, b, o, f);
        RETURN NOT p @> t OR NOT EXISTS (SELECT streamml.cumulate(t, a, b, o, f))
            OR EXISTS (SELECT FROM (SELECT streamml.cumulate(t, a, b, o, f) AS w LIMIT 20) w WHERE NOT w @> p);
    ELSE
        p := streamml.trailing_pane(t, a, b);
        RETURN NOT p @> t OR NOT streamml.trailing_window(a, b, t) @> p OR NOT streamml.session(t, a) @> t;
    END CASE;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;
CREATE TEMP TABLE extreme AS SELECT unnest(ARRAY[-9223372036854775808, -9223372036854775807, -1, 0, 1, 7, 1000001, 4611686018427387904, 9223372036854775806, 9223372036854775807]) AS v;
SELECT kind, count(broken) > 20 AS answers, count(*) FILTER (WHERE broken IS NULL) > 20 AS errors, count(*) FILTER (WHERE broken) AS wrong
FROM unnest('{tumble,hop,cumulate,trailing}'::text[]) kind, extreme t (t), extreme a (a), unnest('{3,7,9223372036854775807}'::bigint[]) b,
     unnest('{NULL,-9223372036854775808,9223372036854775807}'::bigint[]) o, unnest('{NULL,-5}'::bigint[]) f,
     LATERAL (SELECT pg_temp.broken(kind, t, a, b, o, f) AS broken OFFSET 0) x
GROUP BY kind ORDER BY kind;
