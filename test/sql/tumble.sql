-- Fixed windows.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- half-open, from Monday 2000-01-03, floor also before it
SELECT ts, w, streamml.tumble(ts, w)
FROM (VALUES
  ('2024-03-05 12:05:00+00'::timestamptz, '5 minutes'::interval),
  ('2024-03-05 12:04:59.999999+00', '5 minutes'),
  ('2024-03-05 12:05:00+00', '7 minutes'),
  ('2024-03-05 12:05:00+00', '1 hour'),
  ('2024-03-05 12:05:00+00', '36 hours'),
  ('2024-03-05 12:05:00+00', '1 day'),
  ('2024-03-05 12:05:00+00', '1 week'),
  ('2024-03-05 12:05:00+00', '10 days'),
  ('2024-03-05 12:05:00+00', '1 month'),
  ('2024-03-05 12:05:00+00', '3 months'),
  ('2024-03-05 12:05:00+00', '1 year'),
  ('1999-12-31 23:59:59+00', '1 minute'),
  ('1999-12-31 23:59:59+00', '1 week'),
  ('1999-12-31 23:59:59+00', '5 months'),
  ('0044-03-15 12:00:00+00 BC', '1 day'),
  ('0044-03-15 12:00:00+00 BC', '100 years')) AS t (ts, w);

-- a literal width; NULL and infinite times have no window
SELECT streamml.tumble('2024-03-05 12:05:00+00'::timestamptz, '1 minute');
SELECT streamml.tumble(NULL::timestamptz, '1 minute'), streamml.tumble(now(), NULL),
       streamml.tumble('infinity'::timestamptz, '1 minute'), streamml.tumble('-infinity'::timestamptz, '1 day');

-- origin
SELECT streamml.tumble('2024-03-05 12:05:00+00'::timestamptz, '1 week', origin => '2000-01-02');
SELECT streamml.tumble('2024-03-05 12:05:00+00'::timestamptz, '1 day', origin => '2000-01-01 06:00');
SELECT streamml.tumble('2024-03-05 03:05:00+00'::timestamptz, '1 day', origin => '2000-01-01 06:00');
SELECT streamml.tumble('2024-03-05 12:05:00+00'::timestamptz, '1 hour', origin => '2030-01-01 00:20');
SELECT streamml.tumble('2024-03-05 12:05:00+00'::timestamptz, '3 months', origin => '2023-02-01');
SELECT streamml.tumble('2024-03-05 12:05:00+00'::timestamptz, '3 months', origin => '2023-02-02');
SELECT streamml.tumble('2024-03-05 12:05:00+00'::timestamptz, '1 day', origin => 'infinity');

-- bad widths and zones
SELECT streamml.tumble(now(), '0');
SELECT streamml.tumble(now(), '-1 day');
SELECT streamml.tumble(now(), '1 month 1 day');
SELECT streamml.tumble(now(), '1 day 1 hour');
SELECT streamml.tumble(now(), '1 day', timezone => 'Mars/Olympus');

-- times at the ends of what can be stored
SELECT streamml.tumble('294276-12-31 23:59:59+00'::timestamptz, '1 minute');
SELECT streamml.tumble('294276-12-31 23:59:59+00'::timestamptz, '1 year');
SELECT streamml.tumble('4713-01-01 00:00:00+00 BC'::timestamptz, '1 day');
SELECT streamml.tumble('4713-01-01 00:00:00+00 BC'::timestamptz, '1 week');
SELECT streamml.tumble('2024-03-05 12:05:00+00'::timestamptz, '178000000 years');
SELECT streamml.tumble('2024-03-05 12:05:00+00'::timestamptz, '2562047788 hours');

-- days and weeks are civil, hours are not
SET TimeZone = 'Europe/Berlin';
SELECT ts, streamml.tumble(ts, '1 day') AS day, upper(streamml.tumble(ts, '1 day')) - lower(streamml.tumble(ts, '1 day')) AS length,
       streamml.tumble(ts, '1 hour') AS hour
FROM (VALUES ('2024-03-31 00:30+01'::timestamptz), ('2024-03-31 03:30+02'), ('2024-10-27 02:30+02'), ('2024-10-27 02:30+01')) t (ts);
SELECT count(DISTINCT streamml.tumble(ts, '1 hour')) AS hours, count(DISTINCT streamml.tumble(ts, '1 day')) AS days
FROM generate_series('2024-10-27 00:00'::timestamptz, '2024-10-27 23:59', '1 minute') ts;
SELECT streamml.tumble('2024-06-01 00:30+02'::timestamptz, '1 day', timezone => 'UTC'),
       streamml.tumble('2024-06-01 00:30+02'::timestamptz, '1 day', timezone => 'america/new_york');
-- several call parameters in one call site
SELECT zone, streamml.tumble('2024-06-01 00:30+02', w::interval, timezone => zone)
FROM unnest(ARRAY['UTC', 'Asia/Kolkata', NULL]) zone, unnest(ARRAY['1 hour', '1 day', '1 month']) w;

-- the day that Samoa skipped, and the one that Alaska had twice
SET TimeZone = 'Pacific/Apia';
SELECT ts, streamml.tumble(ts, '1 day')
FROM (VALUES ('2011-12-30 09:59:59+00'::timestamptz), ('2011-12-30 10:00:00+00')) t (ts);
SET TimeZone = 'UTC';
SELECT ts, streamml.tumble(ts, '1 day', timezone => 'America/Juneau')
FROM (VALUES ('1867-10-18 00:00:00+00'::timestamptz), ('1867-10-18 15:00:00+00'), ('1867-10-19 08:00:00+00'), ('1867-10-19 12:00:00+00')) t (ts);

-- without a time zone
SELECT streamml.tumble('2024-03-05 12:05'::timestamp, '1 hour'), streamml.tumble('2024-03-05 12:05'::timestamp, '1 week'),
       streamml.tumble('2024-03-05 12:05'::timestamp, '1 month'), streamml.tumble('infinity'::timestamp, '1 day');

-- agrees with date_trunc and date_bin
SELECT count(*) AS differences
FROM generate_series('1969-12-20'::timestamptz, '2030-01-20', '17 hours 13 minutes') ts
WHERE lower(streamml.tumble(ts, '1 hour')) <> date_trunc('hour', ts)
   OR lower(streamml.tumble(ts, '1 day', timezone => 'Europe/Berlin')) <> date_trunc('day', ts, 'Europe/Berlin')
   OR lower(streamml.tumble(ts, '1 week', timezone => 'Europe/Berlin')) <> date_trunc('week', ts, 'Europe/Berlin')
   OR lower(streamml.tumble(ts, '1 month', timezone => 'Europe/Berlin')) <> date_trunc('month', ts, 'Europe/Berlin')
   OR lower(streamml.tumble(ts, '3 months', timezone => 'Europe/Berlin')) <> date_trunc('quarter', ts, 'Europe/Berlin')
   OR lower(streamml.tumble(ts, '1 year', timezone => 'Europe/Berlin')) <> date_trunc('year', ts, 'Europe/Berlin')
   OR lower(streamml.tumble(ts, '7 minutes')) <> date_bin('7 minutes', ts, '2000-01-03');

-- windows tile time whatever a zone does: start <= ts < end, and the next
-- window starts where this one ends.  Within two days of every change of offset,
-- of every zone
CREATE TEMP TABLE change AS
SELECT name AS zone, day FROM pg_timezone_names,
     generate_series('2005-01-01 12:00+00'::timestamptz, '2014-12-31 12:00+00', '1 day') day
WHERE name !~ '^(posix|right)' AND name !~ 'posixrules'
  AND (day AT TIME ZONE name) - ((day - interval '24 hours') AT TIME ZONE name) <> interval '24 hours';
INSERT INTO change SELECT zone, day FROM
    (VALUES ('America/Juneau'), ('Asia/Manila'), ('Pacific/Kwajalein'), ('Africa/Monrovia'), ('America/Sao_Paulo'), ('Asia/Tehran'), ('Australia/Lord_Howe')) z (zone),
    generate_series('1840-01-01 12:00+00'::timestamptz, '2020-12-31 12:00+00', '1 day') day
WHERE (day AT TIME ZONE zone) - ((day - interval '24 hours') AT TIME ZONE zone) <> interval '24 hours';
SELECT count(*) > 3000 AS enough FROM change;
SELECT zone, ts, w, streamml.tumble(ts, w, timezone => zone) AS wrong
FROM change, unnest('{1 day,3 days,1 week,1 month,6 hours}'::interval[]) w,
     generate_series(day - interval '48 hours', day + interval '48 hours', '4 hours') ts,
     LATERAL (SELECT streamml.tumble(ts, w, timezone => zone) AS win) x
WHERE NOT (lower(win) <= ts AND ts < upper(win))
   OR lower(streamml.tumble(upper(win), w, timezone => zone)) <> upper(win)
   OR streamml.tumble(upper(win) - interval '1 microsecond', w, timezone => zone) <> win
LIMIT 10;
