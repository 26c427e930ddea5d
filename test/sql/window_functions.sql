-- hop, cumulate, session, trailing and their panes: every type and argument.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- tumble, of other types and with an offset
SELECT day, streamml.tumble(day, '1 day') AS d, streamml.tumble(day, '1 week') AS w, streamml.tumble(day, '1 month') AS m,
       streamml.tumble(day, '10 days', origin => '2024-01-01') AS o, streamml.tumble(day, '1 week', "offset" => '-1 day') AS f
FROM (VALUES (date '2024-03-03'), ('2024-03-04'), ('1999-12-31'), ('0001-01-01 BC'), ('infinity'), (NULL)) v (day) ORDER BY day;
SELECT n, streamml.tumble(n, 10), streamml.tumble(n, 10, 3), streamml.tumble(n, 10, "offset" => -7), streamml.tumble(n::bigint, 10)
FROM (VALUES (0), (9), (10), (-1), (-10), (13), (12), (NULL)) v (n) ORDER BY n;
SELECT streamml.tumble(ts, '1 day', "offset" => '6 hours') AS day, streamml.tumble(ts, '1 week', "offset" => '-1 day') AS week,
       streamml.tumble(ts, '1 month', "offset" => '14 days 6 hours') AS month, streamml.tumble(ts, '3 months', "offset" => '1 month') AS quarter,
       streamml.tumble(ts, '36 hours', "offset" => '1 day') AS hours
FROM (VALUES (timestamp '2024-03-05 05:59:59.999999'), ('2024-03-05 06:00'), ('2024-03-15 05:59'), ('2024-03-15 06:00')) v (ts);
-- an offset counts modulo the width
SELECT count(*) AS differences
FROM generate_series('2024-01-01'::timestamptz, '2024-03-01', '7 hours 11 minutes') ts, unnest('{10 minutes, 1 day, 3 months}'::interval[]) w,
     generate_series(-3, 3) k, unnest('{0, 4 minutes}'::interval[]) shift
WHERE streamml.tumble(ts, w, "offset" => shift) <> streamml.tumble(ts, w, "offset" => k * w + shift);
-- a civil offset is wall clock time: the working day from 06:00 has 23 and 25 hours
SELECT streamml.tumble(ts, '1 day', timezone => 'Europe/Berlin', "offset" => '6 hours') AS day,
       upper(streamml.tumble(ts, '1 day', timezone => 'Europe/Berlin', "offset" => '6 hours'))
       - lower(streamml.tumble(ts, '1 day', timezone => 'Europe/Berlin', "offset" => '6 hours')) AS length
FROM (VALUES (timestamptz '2024-03-30 12:00+00'), ('2024-10-26 12:00+00')) v (ts);

-- hop
SELECT streamml.hop('2024-03-05 12:07+00'::timestamptz, '5 minutes', '12 minutes');
SELECT streamml.hop('2024-03-05 12:05+00'::timestamptz, '5 minutes', '10 minutes', origin => '2024-01-01 00:01', "offset" => '1 minute');
SELECT streamml.hop('2024-03-05 12:07'::timestamp, '1 day', '1 week');
SELECT streamml.hop('2024-03-05'::date, '1 month', '1 year') LIMIT 2;
SELECT streamml.hop('2024-03-05'::date, '2 days', '3 days');
SELECT streamml.hop(7, 2, 5), streamml.hop(-7, 2, 5);
SELECT streamml.hop(7::bigint, 2, 5, 1), streamml.hop(7::bigint, 2, 5, "offset" => 3);
-- a width below the slide leaves gaps
SELECT n, array(SELECT streamml.hop(n, 10, 4)) FROM generate_series(8, 16) n;
-- no time, no window
SELECT streamml.hop(NULL::timestamptz, '5 minutes', '10 minutes'), streamml.hop('infinity'::timestamptz, '5 minutes', '10 minutes');
SELECT count(*) FROM streamml.hop('-infinity'::date, '1 day', '7 days');
SELECT count(*) FROM streamml.hop(5, NULL, 10);
SELECT count(*) FROM streamml.hop(5, 10, NULL);
-- a width in days beside a slide of hours is 24 hours each; days by days are civil
SET TimeZone = 'Europe/Berlin';
SELECT upper(w) - lower(w) AS length, w FROM streamml.hop('2024-03-31 12:00+02'::timestamptz, '12 hours', '1 day') w;
SELECT upper(w) - lower(w) AS length, w FROM streamml.hop('2024-03-31 12:00+02'::timestamptz, '1 day', '2 days') w;
SELECT upper(w) - lower(w) AS length, w FROM streamml.hop('2024-03-31 12:00+02'::timestamptz, '1 day', '2 days', timezone => 'America/New_York') w;
SET TimeZone = 'UTC';

-- cumulate
SELECT streamml.cumulate('2024-03-05 12:25:00+00'::timestamptz, '10 minutes', '1 hour');
SELECT streamml.cumulate('2024-03-05 12:20:00+00'::timestamptz, '10 minutes', '30 minutes', "offset" => '-5 minutes');
SELECT streamml.cumulate('2024-03-05 12:20:00+00'::timestamptz, '12 hours', '1 day', timezone => 'Asia/Kolkata');
SELECT streamml.cumulate('2024-03-05 12:25:00'::timestamp, '1 day', '1 week', "offset" => '1 day');
SELECT streamml.cumulate('2024-03-05'::date, '1 month', '3 months', "offset" => '1 month');
SELECT streamml.cumulate('2024-02-27'::date, '1 day', '1 month');
SELECT streamml.cumulate(7, 2, 10), streamml.cumulate(7::bigint, 5, 10, 1);
SELECT count(*) FROM streamml.cumulate(NULL::timestamptz, '1 minute', '1 hour');
SELECT count(*) FROM streamml.cumulate('infinity'::timestamp, '1 minute', '1 hour');
-- steps of hours in civil days, which have 23 or 25: the last step ends with the day
SELECT day, count(*) AS windows, max(upper(w)) AS last
FROM (VALUES (timestamptz '2024-03-30 23:00+00'), ('2024-10-26 22:00+00'), ('2024-06-01 22:00+00')) v (day),
     streamml.cumulate(day, '1 hour', '1 day', timezone => 'Europe/Berlin') w GROUP BY day ORDER BY day;
-- where clocks move by half an hour, so does the last step
SELECT upper(w) - lower(w) AS length FROM streamml.cumulate('2024-04-06 13:00+00'::timestamptz, '6 hours', '1 day', timezone => 'Australia/Lord_Howe') w;
SELECT upper(w) - lower(w) AS length FROM streamml.cumulate('2024-10-05 13:30+00'::timestamptz, '6 hours', '1 day', timezone => 'Australia/Lord_Howe') w;
-- a month by days: 31, 29
SELECT count(*), max(upper(w)) FROM streamml.cumulate('2024-01-01'::timestamp, '1 day', '1 month') w;
SELECT count(*), max(upper(w)) FROM streamml.cumulate('2024-02-01'::timestamptz, '1 day', '1 month') w;
SELECT count(*), max(upper(w)) FROM streamml.cumulate('2024-02-01'::timestamptz, '12 hours', '1 month') w;
-- Samoa had no 30 December 2011: its window is that of the 29th, given once
SELECT streamml.cumulate('2011-12-28 12:00'::timestamp AT TIME ZONE 'Pacific/Apia', '1 day', '1 week', timezone => 'Pacific/Apia');

-- session: the window of a lone row
SELECT streamml.session('2024-03-05 12:00+00'::timestamptz, '30 minutes'), streamml.session('2024-03-05 12:00'::timestamp, '1 day 2 hours', '2 days'),
       streamml.session('2024-03-05'::date, '3 days'), streamml.session(7, 3), streamml.session(7::bigint, 3, 3);
SELECT streamml.session(NULL::timestamptz, '30 minutes'), streamml.session('infinity'::timestamptz, '30 minutes'),
       streamml.session('-infinity'::date, '1 day'), streamml.session(7, NULL);
-- a day of a gap is 24 hours
SELECT streamml.session('2024-03-30 12:00'::timestamp AT TIME ZONE 'Europe/Berlin', '1 day')
     = streamml.session('2024-03-30 12:00'::timestamp AT TIME ZONE 'Europe/Berlin', '24 hours') AS same;

-- trailing
SELECT streamml.trailing('2024-03-05 12:00:01+00'::timestamptz, '1 hour'), streamml.trailing('2024-03-05 12:00'::timestamp, '1 day', '1 hour'),
       streamml.trailing('2024-03-05'::date, '1 week'), streamml.trailing(7, 100), streamml.trailing(7::bigint, 100, 20);
SELECT streamml.trailing(NULL::timestamptz, '1 hour'), streamml.trailing('infinity'::timestamptz, '1 hour'), streamml.trailing(now(), NULL);
SELECT streamml.trailing_pane('2024-03-05 12:00:01+00'::timestamptz, '1 hour'), streamml.trailing_pane('2024-03-05 12:00:01'::timestamp, '1 day', '6 hours'),
       streamml.trailing_pane('2024-03-05'::date, '10 days', '5 days'), streamml.trailing_pane(7, 100), streamml.trailing_pane(7::bigint, 100, 20);
-- the step where none is given
SELECT w, upper(p) - lower(p) AS step
FROM unnest('{60 days, 365 days, 30 days, 7 days, 1 day, 1 day 1 hour, 6 hours, 90 minutes, 1 hour, 7 minutes, 1 minute, 10 seconds, 1 second, 00:00:00.00006}'::interval[]) w,
     LATERAL (SELECT streamml.trailing_pane('2024-03-05 12:00:01+00'::timestamptz, w) AS p) x;
SELECT w, upper(p) - lower(p) AS step FROM unnest('{1, 59, 60, 100, 3600, 1000, 1000000, 997, 2147483646}'::int[]) w, LATERAL (SELECT streamml.trailing_pane(7, w) AS p) x;
SELECT w, upper(p) - lower(p) AS step FROM unnest('{1 day, 30 days, 365 days, 1200 days}'::interval[]) w,
     LATERAL (SELECT streamml.trailing_pane(date '2024-03-05', w) AS p) x;
-- as of a time: whole panes, the last one holds the time
SELECT streamml.trailing_window('1 hour', NULL, '2024-03-05 12:00:01+00'::timestamptz), streamml.trailing_window('1 hour', '30 minutes', '2024-03-05 12:00:00'::timestamp),
       streamml.trailing_window('1 week', '1 day', '2024-03-05'::date), streamml.trailing_window(100, 10, 7), streamml.trailing_window(100, NULL::bigint, 7::bigint);
SELECT streamml.trailing_window('1 hour', NULL, NULL::timestamptz), streamml.trailing_window('1 hour', NULL, 'infinity'::timestamptz);
-- panes do not depend on the session's zone
SELECT streamml.trailing_pane('2024-03-05 12:00:01+00'::timestamptz, '10 days', '1 day') AS utc \gset
SET TimeZone = 'Asia/Kolkata';
SELECT streamml.trailing_pane('2024-03-05 12:00:01+00'::timestamptz, '10 days', '1 day') = :'utc' AS same;
SET TimeZone = 'UTC';

-- now
SELECT streamml.now() = now() AS transaction;
SET streamml.now = '2024-03-05 12:00:01+00';
SELECT streamml.now(), streamml.trailing_window('1 hour', NULL, streamml.now());
SET streamml.now = 'noon';
SELECT streamml.now();
RESET streamml.now;
SELECT streamml.now() = now() AS transaction;

-- panes of hop and cumulate
SELECT streamml.hop_pane('2024-03-05 12:07+00'::timestamptz, '5 minutes', '12 minutes'), streamml.hop_pane('2024-03-05 12:07'::timestamp, '1 day', '1 week'),
       streamml.hop_pane('2024-03-05'::date, '4 months', '6 months'), streamml.hop_pane(15, 10, 4), streamml.hop_pane(7::bigint, 6, 9, 1, 2);
SELECT streamml.cumulate_pane('2024-03-05 12:25:00+00'::timestamptz, '10 minutes', '1 hour'), streamml.cumulate_pane('2024-03-05 12:25'::timestamp, '1 day', '1 week'),
       streamml.cumulate_pane('2024-03-05'::date, '1 month', '3 months'), streamml.cumulate_pane(7, 2, 10), streamml.cumulate_pane(7::bigint, 5, 10, 1);
SELECT streamml.hop_pane(NULL::date, '1 day', '1 week'), streamml.hop_pane('infinity'::date, '1 day', '1 week'), streamml.cumulate_pane(NULL::int, 1, 10),
       streamml.cumulate_pane('infinity'::timestamptz, '1 hour', '1 day');

-- wherever a set may stand
CREATE TEMP TABLE r (n int, v int);
INSERT INTO r VALUES (1, 10), (4, 20), (7, 30), (NULL, 40);
SELECT streamml.hop(n, 3, 6) AS w, sum(v) FROM r GROUP BY w ORDER BY w;
SELECT w, sum(v) FROM r, streamml.hop(n, 3, 6) w GROUP BY w ORDER BY w;
SELECT w, v FROM r LEFT JOIN streamml.cumulate(n, 2, 4) w ON true ORDER BY v, w;
SELECT n, streamml.hop(n, 3, 6), streamml.cumulate(n, 1, 3), streamml.tumble(n, 3) FROM r ORDER BY n, 2;
-- a set that is not read to its end
SELECT n, w FROM r, LATERAL (SELECT streamml.hop(n, 1, 100) AS w LIMIT 2) s ORDER BY n, w;
SELECT n, (SELECT w FROM streamml.cumulate(n, 1, 100) w LIMIT 1) FROM r ORDER BY n;
BEGIN;
DECLARE c CURSOR FOR SELECT streamml.hop(n, 2, 6) FROM r ORDER BY n;
FETCH 2 FROM c;
CLOSE c;
DECLARE c CURSOR FOR SELECT streamml.hop(n, 2, 6) FROM r ORDER BY n;
FETCH 4 FROM c;
COMMIT;
SELECT 1 WHERE streamml.hop(1, 2, 6) IS NOT NULL;
-- parameters that change from row to row
SELECT slide, width, array(SELECT streamml.hop(7, slide, width, "offset" => shift))
FROM (VALUES (5, 10, NULL), (5, 10, 1), (5, 10, 6), (5, 5, 1), (10, 10, 1), (5, NULL, 1)) v (slide, width, shift);
SELECT zone, w FROM unnest('{UTC,Asia/Kolkata,NULL}'::text[]) zone, streamml.cumulate('2024-03-05 12:25+00'::timestamptz, '12 hours', '1 day', timezone => zone) w;
-- ranges as the server builds them
SELECT streamml.tumble(7, 10) = int4range(0, 10) AND hash_range(streamml.tumble(7, 10)) = hash_range(int4range(0, 10)) AS same,
       pg_column_size(streamml.tumble(7, 10)) = pg_column_size(int4range(0, 10)) AS size;
SELECT w = tstzrange(lower(w), upper(w)) AND hash_range(w) = hash_range(tstzrange(lower(w), upper(w))) AS same,
       pg_column_size(w) = pg_column_size(tstzrange(lower(w), upper(w))) AS size
FROM (SELECT streamml.tumble(now(), '1 hour') AS w OFFSET 0) r;
SELECT range_send(streamml.hop(date '2024-01-01', '2 days', '2 days')) = range_send(daterange('2024-01-01', '2024-01-03')) AS same;

-- errors of definitions
SELECT streamml.tumble(5, 0);
SELECT streamml.tumble(5, -3);
SELECT streamml.tumble(date '2024-01-01', '24 hours');
SELECT streamml.tumble(date '2024-01-01', '1 day', "offset" => '1 hour');
SELECT streamml.tumble(now(), '1 day', "offset" => '1 month');
SELECT streamml.tumble(date '2024-01-15', '1 month', origin => '2024-01-02');
SELECT streamml.hop(now(), '0', '1 hour');
SELECT streamml.hop(now(), '1 hour', '-1 hour');
SELECT streamml.hop(now(), '1 day 1 hour', '2 days 2 hours');
SELECT streamml.hop(now(), '1 hour', '1 month');
SELECT streamml.hop(now(), '1 day', '36 hours');
SELECT streamml.hop(now(), '1 week', '1 month');
SELECT streamml.hop(now(), '1 month', '30 days');
SELECT streamml.hop_pane(now(), '1 month', '30 days');
SELECT streamml.hop(now(), '1 microsecond', '1 hour');
SELECT count(*) FROM streamml.hop(0, 1, 1000001);
SELECT count(*) FROM streamml.hop(0, 1, 1000000);
SELECT streamml.hop(now(), '1 hour', '2 hours', timezone => 'Mars/Olympus');
SELECT streamml.cumulate(now(), '7 minutes', '1 hour');
SELECT streamml.cumulate(now(), '5 hours', '1 day');
SELECT streamml.cumulate(now(), '1 day', '24 hours');
SELECT streamml.cumulate(now(), '2 days', '1 month');
SELECT streamml.cumulate(date '2024-01-01', '1 week', '1 month');
SELECT streamml.cumulate(now(), '1 month', '1 year 6 days');
SELECT streamml.cumulate(now(), '5 months', '1 year');
SELECT streamml.cumulate(now(), '1 microsecond', '1 hour');
SELECT streamml.cumulate(now(), '1 second', '1 month');
SELECT streamml.cumulate(7, 3, 10);
SELECT streamml.cumulate_pane(7, 3, 10);
SELECT streamml.session(now(), '0');
SELECT streamml.session(now(), '1 month');
SELECT streamml.session(now(), '1 hour', '30 minutes');
SELECT streamml.session(date '2024-01-01', '12 hours');
SELECT streamml.session(7, -1);
SELECT streamml.trailing(now(), '1 year');
SELECT streamml.trailing(now(), '1 hour', '7 minutes');
SELECT streamml.trailing(now(), '1 hour', '2 hours');
SELECT streamml.trailing(now(), '0.000061 s');
SELECT streamml.trailing_pane(7, 100, 3);
SELECT streamml.trailing_window(100, 0, 7);
-- a time without a type could be of any
SELECT streamml.tumble('2024-01-01', '1 day');

-- overflow is an error of class 22, and only where a bound cannot be stored
\set VERBOSITY sqlstate
SELECT streamml.tumble(2147483647, 10);
SELECT streamml.tumble(-2147483648, 10);
SELECT streamml.tumble(9223372036854775807, 10);
SELECT streamml.tumble((-9223372036854775808)::bigint, 10);
SELECT streamml.tumble(9223372036854775807, 1);
SELECT streamml.hop(9223372036854775807, 1, 1);
SELECT streamml.tumble(0::bigint, 9223372036854775807, -9223372036854775808);
SELECT streamml.tumble(date '5874897-12-31', '1 day');
SELECT streamml.tumble(date '5874897-06-01', '1 year');
SELECT streamml.tumble(date '4714-11-24 BC', '1 week');
SELECT streamml.tumble(now(), '200000000 days');
SELECT streamml.tumble(now(), '1 hour', "offset" => '2000000000 days');
SELECT streamml.tumble(timestamp '294276-12-31 23:59:59.999999', '1 second');
SELECT streamml.hop(timestamp '294276-12-31 12:00', '1 day', '2 days');
SELECT count(*) FROM streamml.hop(2147483640, 2, 20);
SELECT streamml.cumulate(date '294276-12-31', '1000000 months', '178000000 months');
SELECT streamml.cumulate(2147483640, 2, 8);
SELECT streamml.session(2147483647, 1);
SELECT streamml.session(timestamptz '294276-12-31', '1 day');
SELECT streamml.session(now(), '200000000 days');
SELECT streamml.trailing(9223372036854775807, 60);
SELECT streamml.trailing_window(60, 1, -2147483647);
\set VERBOSITY default
SELECT streamml.tumble(2147483646, 1), streamml.tumble(-2147483648, 8), streamml.tumble(9223372036854775806, 1), streamml.tumble((-9223372036854775808)::bigint, 16);
SELECT streamml.tumble(date '5874897-12-30', '1 day'), streamml.tumble(date '5874896-06-01', '1 year');
SELECT streamml.hop(2147483640, 5, 6), streamml.session(2147483646, 1), streamml.cumulate(2147483632, 2, 8);
SELECT streamml.tumble(timestamp '294276-12-30 23:59:59.999999', '1 day');
SELECT streamml.tumble(now(), '1 year 200 months', origin => '4000-01-01 BC') IS NOT NULL AS far;

-- windows between bounds, for the feed of closed windows: the same, filtered
SELECT kind, sum(n) AS windows, sum(differ) AS differ
FROM generate_series(0, 400) i,
     LATERAL (SELECT timestamptz '2024-03-30 20:00+00' + i * interval '7 minutes' AS t, timestamptz '2024-03-30 22:00+00' + i * 31 % 700 * interval '5 minutes' AS a,
                     interval '5 minutes' * (i * 17 % 300) AS width) v,
     LATERAL (SELECT CASE WHEN i % 11 > 0 THEN a END AS after, CASE WHEN i % 7 > 0 THEN a + width END AS upto) b,
     LATERAL (SELECT 'hop' AS kind, w, 1 AS side FROM streamml.hop(t, '10 minutes', '5 hours', NULL, 'Europe/Berlin') w
              UNION ALL SELECT 'cumulate', w, 1 FROM streamml.cumulate(t, '2 hours', '1 day', NULL, 'Europe/Berlin') w) f,
     LATERAL (SELECT (after IS NULL OR upper(w) > after) AND (upto IS NULL OR upper(w) <= upto) AS wanted) x,
     LATERAL (SELECT CASE kind WHEN 'hop' THEN EXISTS (SELECT FROM streamml.window_hop_ending(t, '10 minutes', '5 hours', NULL, 'Europe/Berlin', NULL, after, upto) e WHERE e = w)
                               ELSE EXISTS (SELECT FROM streamml.window_cumulate_ending(t, '2 hours', '1 day', NULL, 'Europe/Berlin', NULL, after, upto) e WHERE e = w) END AS found) y,
     LATERAL (SELECT wanted::int AS n, (wanted <> found)::int AS differ) z
GROUP BY kind ORDER BY kind;
SELECT streamml.window_hop_ending(100, 10, 40, NULL, NULL, 110, 130), streamml.window_cumulate_ending(7::bigint, 5, 20, NULL, NULL, NULL, 15);
