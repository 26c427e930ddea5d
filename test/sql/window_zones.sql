-- Windows tile time in every zone, at every change of its clocks in a decade.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- days, the last hours of cumulate, and hops around some changes
SELECT zone, ts, streamml.tumble(ts, '1 day', timezone => zone) AS day, extract(epoch FROM upper(d) - lower(d)) / 3600 AS hours,
       (SELECT count(*) FROM streamml.cumulate(lower(d), '1 hour', '1 day', timezone => zone)) AS steps,
       (SELECT string_agg((extract(epoch FROM upper(w) - lower(w)) / 3600)::numeric(4, 1)::text, ' ') FROM streamml.hop(ts, '1 day', '2 days', timezone => zone) w) AS hops
FROM (VALUES ('Europe/Berlin', '2024-03-31 12:00+00'::timestamptz), ('Europe/Berlin', '2024-10-27 01:30+00'),
             ('Australia/Lord_Howe', '2024-04-06 15:15+00'), ('Australia/Lord_Howe', '2024-10-05 15:30+00'),
             ('Pacific/Apia', '2011-12-30 09:59:59+00'), ('Pacific/Apia', '2011-12-30 10:00:00+00'),
             ('Africa/Casablanca', '2024-03-10 02:30+00'), ('Africa/Casablanca', '2024-04-14 01:59:59+00'),
             ('America/Sao_Paulo', '2018-11-04 03:00+00'), ('America/Havana', '2024-11-03 04:30+00')) v (zone, ts),
     LATERAL (SELECT streamml.tumble(ts, '1 day', timezone => zone) AS d) x;

-- the changes: a day with another offset than the day before, then the second
CREATE TEMP TABLE zone AS
SELECT name AS zone FROM pg_timezone_names WHERE name !~ '^(posix|right)/' AND name NOT IN ('posixrules', 'localtime');
CREATE FUNCTION pg_temp.change_between(zone text, low bigint, high bigint) RETURNS timestamptz LANGUAGE plpgsql AS
$$ DECLARE
    before interval := to_timestamp(low) AT TIME ZONE zone - to_timestamp(low) AT TIME ZONE 'UTC';
    middle bigint;
BEGIN
    WHILE high - low > 1 LOOP
        middle := (low + high) / 2;
        IF to_timestamp(middle) AT TIME ZONE zone - to_timestamp(middle) AT TIME ZONE 'UTC' = before THEN
            low := middle;
        ELSE
            high := middle;
        END IF;
    END LOOP;
    RETURN to_timestamp(high);
END $$;
CREATE TEMP TABLE change AS
SELECT row_number() OVER (ORDER BY zone, day) AS i, zone, pg_temp.change_between(zone, day - 86400, day) AS ts
FROM (SELECT zone, day, utc_offset, lag(utc_offset) OVER (PARTITION BY zone ORDER BY day) AS before
      FROM (SELECT zone, day, to_timestamp(day) AT TIME ZONE zone - to_timestamp(day) AT TIME ZONE 'UTC' AS utc_offset
            FROM zone, generate_series(1420070400, 1767225600, 86400) day) d) d
WHERE utc_offset <> before;
SELECT count(DISTINCT zone) > 400 AS enough FROM zone;
SELECT count(*) > 3000 AS enough, count(DISTINCT zone) > 150 AS zones,
       count(*) FILTER (WHERE zone = 'Europe/Berlin' AND ts = '2024-10-27 01:00+00') AS berlin FROM change;

-- at the change, beside it, in the hours and the days around it
CREATE TEMP TABLE moment AS
SELECT i, zone, ts + d AS ts FROM change,
     unnest('{-1 microsecond,0,-1 hour,30 minutes,59 minutes 59.999999 seconds,-26 hours,25 hours}'::interval[]) d;
-- tumble: start <= ts < end, the next begins where this one ends, and so does the one before
SELECT zone, ts, width, w AS wrong
FROM moment, unnest('{1 hour,15 minutes,1 day,1 week,1 month}'::interval[]) width,
     LATERAL (SELECT streamml.tumble(ts, width, timezone => zone) AS w OFFSET 0) x
WHERE NOT (lower(w) <= ts AND ts < upper(w))
   OR lower(streamml.tumble(upper(w), width, timezone => zone)) <> upper(w)
   OR upper(streamml.tumble(lower(w) - interval '1 microsecond', width, timezone => zone)) <> lower(w)
LIMIT 10;
-- absolute windows have their width; days begin at midnight, or where the clocks skipped it, and are those of the calendar
SELECT zone, ts, width, w AS wrong
FROM moment, unnest('{15 minutes,1 hour}'::interval[]) width, LATERAL (SELECT streamml.tumble(ts, width, timezone => zone) AS w OFFSET 0) x
WHERE upper(w) - lower(w) <> width
LIMIT 10;
SELECT zone, ts, w AS wrong
FROM moment, LATERAL (SELECT streamml.tumble(ts, '1 day', timezone => zone) AS w OFFSET 0) x
WHERE lower(w) <> date_trunc('day', lower(w) AT TIME ZONE zone) AT TIME ZONE zone
   OR (upper(w) AT TIME ZONE zone)::date <> (lower(w) AT TIME ZONE zone)::date + 1
LIMIT 10;

-- boundaries whose wall clock time was skipped lie where the clocks jumped: days, weeks and months with offsets at the
-- beginning of what was skipped, in it and right before its end
CREATE TEMP TABLE skipped AS
SELECT zone, ts, before + part * (after - before) - (part = 1)::int * interval '1 microsecond' AS wall
FROM (SELECT zone, ts, ts AT TIME ZONE 'UTC' + ((ts - interval '1 second') AT TIME ZONE zone - (ts - interval '1 second') AT TIME ZONE 'UTC') AS before,
             ts AT TIME ZONE zone AS after FROM change) c, unnest('{0,0.25,0.5,1}'::float8[]) part
WHERE after > before;
SELECT count(DISTINCT (zone, ts)) > 1500 AS enough, count(DISTINCT zone) > 100 AS zones FROM skipped;
SELECT zone, ts, width, "offset", lower(a) AS wrong, upper(b) AS before
FROM skipped, LATERAL (VALUES (interval '1 day', wall - date_trunc('day', wall)), ('1 week', wall - date_trunc('week', wall)), ('1 month', wall - date_trunc('month', wall))) v (width, "offset"),
     LATERAL (SELECT streamml.tumble(ts, width, timezone => zone, "offset" => v."offset") AS a,
                     streamml.tumble(ts - interval '1 microsecond', width, timezone => zone, "offset" => v."offset") AS b) x
WHERE lower(a) <> ts OR upper(b) <> ts
LIMIT 10;

-- a sample: hop and cumulate, their windows and panes
CREATE TEMP TABLE sample AS SELECT * FROM moment WHERE i % 9 = 0;
SELECT zone, ts, slide, width
FROM sample, (VALUES (interval '1 day', interval '3 days'), ('1 week', '2 weeks'), ('20 minutes', '1 hour'), ('2 days', '1 day'), ('1 month', '2 months')) c (slide, width),
     LATERAL (SELECT streamml.hop_pane(ts, slide, width, timezone => zone) AS pane, array(SELECT streamml.hop(ts, slide, width, timezone => zone)) AS windows OFFSET 0) x
WHERE NOT pane @> ts OR NOT pane <@ ALL (windows)
   OR windows <> array(SELECT w FROM unnest(windows) w ORDER BY w)
   OR windows <> array(SELECT streamml.hop(lower(pane), slide, width, timezone => zone))
   OR windows <> array(SELECT streamml.hop(upper(pane) - interval '1 microsecond', slide, width, timezone => zone))
   OR lower(streamml.hop_pane(upper(pane), slide, width, timezone => zone)) <> upper(pane)
   OR (slide < width AND windows = '{}')
LIMIT 10;
SELECT zone, ts, step, max
FROM sample, (VALUES (interval '1 day', interval '1 week'), ('1 hour', '1 day'), ('1 day', '1 month'), ('15 minutes', '1 hour')) c (step, max),
     LATERAL (SELECT streamml.cumulate_pane(ts, step, max, timezone => zone) AS pane, streamml.tumble(ts, max, timezone => zone) AS whole,
                     array(SELECT streamml.cumulate(ts, step, max, timezone => zone)) AS windows OFFSET 0) x
WHERE NOT pane @> ts OR windows[cardinality(windows)] <> whole OR upper(windows[1]) <> upper(pane)
   OR EXISTS (SELECT FROM unnest(windows) w WHERE lower(w) <> lower(whole))
   OR windows <> array(SELECT DISTINCT w FROM unnest(windows) w ORDER BY w)
   OR windows <> array(SELECT streamml.cumulate(lower(pane), step, max, timezone => zone))
   OR windows <> array(SELECT streamml.cumulate(upper(pane) - interval '1 microsecond', step, max, timezone => zone))
   OR lower(streamml.cumulate_pane(upper(pane), step, max, timezone => zone)) <> upper(pane)
LIMIT 10;
