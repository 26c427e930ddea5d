-- Views over overlapping windows keep panes and answer what the definition answers.
CREATE SCHEMA panes;
SET search_path = panes, public;
SET TimeZone = 'UTC';
ALTER SEQUENCE streamml.view_id_seq RESTART 5000;
CREATE TABLE src (id int PRIMARY KEY, k text, at timestamptz, local timestamp, day date, seq int, big bigint,
                  n numeric, f float8, b bool);
CREATE FUNCTION add_rows(a int, z int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO panes.src
    SELECT i, CASE WHEN i % 5 <> 0 THEN chr(97 + i % 3) END,
           CASE WHEN i % 31 <> 0 THEN '2024-03-29 00:00+00'::timestamptz + (i * 37 % 100) * interval '67 minutes' END,
           '2024-03-29'::timestamp + (i * 37 % 100) * interval '67 minutes',
           CASE i % 29 WHEN 0 THEN 'infinity' ELSE '2024-02-20'::date + i % 70 END,
           i * 37 % 100 - 50, 10000000000 + i * 37 % 100,
           CASE WHEN i % 7 <> 0 THEN i / 8.0 END, sin(i), i % 4 = 0
    FROM generate_series(a, z) i $$;
SELECT add_rows(1, 60);

-- aggregates of our own: combined by a strict function, and by one that takes NULLs
CREATE FUNCTION longest(text, text) RETURNS text IMMUTABLE STRICT LANGUAGE sql AS
    'SELECT CASE WHEN (length($2), $2) > (length($1), $1) THEN $2 ELSE $1 END';
CREATE AGGREGATE longest(text) (SFUNC = longest, STYPE = text, COMBINEFUNC = longest);
CREATE FUNCTION collect(anyarray, anyelement) RETURNS anyarray IMMUTABLE LANGUAGE sql AS 'SELECT $1 || $2';
CREATE FUNCTION collect_both(anyarray, anyarray) RETURNS anyarray IMMUTABLE LANGUAGE sql AS 'SELECT $1 || $2';
CREATE FUNCTION sorted(anyarray, anyelement) RETURNS text IMMUTABLE LANGUAGE sql AS
    'SELECT pg_typeof($2) || (SELECT array_agg(v ORDER BY v) FROM unnest($1) v)::text';
CREATE AGGREGATE sorted_list(anyelement) (SFUNC = collect, STYPE = anyarray, INITCOND = '{}', COMBINEFUNC = collect_both,
                                          FINALFUNC = sorted, FINALFUNC_EXTRA);

CREATE TABLE definition (name text PRIMARY KEY, query text);
INSERT INTO definition VALUES
  ('hop_tz', 'SELECT k, streamml.hop(at, ''1 hour'', ''6 hours'') AS w, count(*) AS c, avg(n) AS a, sum(n) AS s, max(n) AS hi, min(k) AS lo,
      round(stddev(f)::numeric, 9) AS sd, count(*) FILTER (WHERE b) AS cb, longest(k || id) AS l, sorted_list(id) AS ids FROM src GROUP BY k, w'),
  ('hop_gcd', 'SELECT streamml.hop(at, ''4 hours'', ''6 hours'') AS w, count(n) AS c, sum(id::int8) AS s, avg(id) AS a FROM src GROUP BY w'),
  ('hop_gaps', 'SELECT streamml.hop(at, ''6 hours'', ''1 hour'') AS w, count(*) AS c FROM src GROUP BY w'),
  ('hop_zone', 'SELECT streamml.hop(at, ''1 day'', ''3 days'', timezone => ''Europe/Berlin'') AS w, count(*) AS c FROM src GROUP BY w'),
  ('hop_offset', 'SELECT streamml.hop(at, ''1 hour'', ''2 hours'', "offset" => ''10 minutes'') AS w, count(*) AS c FROM src GROUP BY w'),
  ('hop_local', 'SELECT streamml.hop(local, ''12 hours'', ''1 day'') AS w, b, count(*) AS c, max(local) AS hi FROM src GROUP BY b, w'),
  ('hop_day', 'SELECT streamml.hop(day, ''1 week'', ''2 weeks'') AS w, count(*) AS c FROM src GROUP BY w'),
  ('hop_months', 'SELECT streamml.hop(day, ''1 month'', ''3 months'') AS w, count(*) AS c FROM src GROUP BY w'),
  ('hop_int', 'SELECT streamml.hop(seq, 4, 10, origin => 3) AS w, k, count(*) AS c, sum(n) AS s FROM src GROUP BY 1, 2'),
  ('hop_bigint', 'SELECT streamml.hop(big, 10, 30) AS w, count(*) AS c FROM src GROUP BY w'),
  ('hop_having', 'SELECT lower(streamml.hop(at, ''1 hour'', ''6 hours'')) AS start, sum(n) / count(*) AS q FROM src GROUP BY streamml.hop(at, ''1 hour'', ''6 hours'') HAVING count(*) > 2'),
  ('hop_hidden', 'SELECT count(*) AS c, max(n) - min(n) AS spread FROM src GROUP BY k, streamml.hop(at, ''1 hour'', ''3 hours'')'),
  ('hop_keys', 'SELECT streamml.hop(at, ''1 hour'', ''3 hours'') AS w, k IS NULL AS nokey FROM src WHERE b GROUP BY 1, 2'),
  ('cum_tz', 'SELECT k, streamml.cumulate(at, ''2 hours'', ''1 day'') AS w, count(*) AS c, avg(n) AS a, max(n) AS hi FROM src GROUP BY k, w'),
  ('cum_zone', 'SELECT streamml.cumulate(at, ''1 day'', ''7 days'', timezone => ''Europe/Berlin'') AS w, count(*) AS c FROM src GROUP BY w'),
  ('cum_local', 'SELECT streamml.cumulate(local, ''1 hour'', ''4 hours'') AS w, count(*) AS c FROM src GROUP BY w'),
  ('cum_day', 'SELECT streamml.cumulate(day, ''1 day'', ''1 week'') AS w, count(*) AS c FROM src GROUP BY w'),
  ('cum_int', 'SELECT streamml.cumulate(seq, 5, 20) AS w, b, count(*) AS c FROM src GROUP BY w, b'),
  ('cum_bigint', 'SELECT streamml.cumulate(big, 5, 20) AS w, count(*) AS c FROM src GROUP BY w');

SELECT name FROM definition WHERE streamml.create_continuous_view(name, query) IS NULL;
SELECT add_rows(61, 100);
SELECT streamml.wait();
SELECT add_rows(101, 200);
SELECT streamml.wait();

CREATE FUNCTION differences(name text, query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
    EXECUTE format('WITH plain AS (%2$s), view AS (TABLE %1$I)
        SELECT (SELECT count(*) FROM (TABLE plain EXCEPT ALL TABLE view) a) +
               (SELECT count(*) FROM (TABLE view EXCEPT ALL TABLE plain) b)', name, query) INTO result;
    RETURN result;
END $$;
CREATE FUNCTION groups(name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM %I', name) INTO result;
    RETURN result;
END $$;
SELECT name, groups(name), differences(name, query) FROM definition ORDER BY name COLLATE "C";
SELECT name, v.* FROM definition, LATERAL streamml.verify(name::regclass) v ORDER BY name;

-- a row touches one state, whatever the overlap: hop_bigint has 10 panes
SELECT count(*) AS panes FROM streamml_state.view_5009_state;

-- the zone of the session that created the view counts, not the reader's
SET TimeZone = 'America/New_York';
SELECT streamml.create_continuous_view('pinned', 'SELECT streamml.hop(at, ''1 day'', ''2 days'') AS w, count(*) AS c FROM src GROUP BY w');
CREATE TABLE pinned_plain AS SELECT streamml.hop(at, '1 day', '2 days') AS w, count(*) AS c FROM src GROUP BY w;
SET TimeZone = 'Asia/Tokyo';
SELECT groups('pinned'), differences('pinned', 'TABLE pinned_plain');
SELECT count(*) FROM streamml.verify('pinned');
SET TimeZone = 'UTC';

-- trailing windows: the rows of the last width as of streamml.now()
SELECT streamml.create_continuous_view('trail', 'SELECT k, streamml.trailing(at, ''6 hours'', ''30 minutes'') AS w, count(*) AS c, avg(n) AS a,
    round(stddev(f)::numeric, 9) AS sd, sorted_list(id) AS ids FROM src GROUP BY k, w');
SELECT streamml.create_continuous_view('trail_all', 'SELECT streamml.trailing(at, ''6 hours'') AS w, count(*) AS c, upper(streamml.trailing(at, ''6 hours'')) AS until
    FROM src GROUP BY w HAVING count(*) > 1');
SELECT streamml.create_continuous_view('trail_local', 'SELECT streamml.trailing(local, ''1 day'', ''1 hour'') AS w, b, count(*) AS c FROM src GROUP BY w, b');
SELECT streamml.create_continuous_view('trail_day', 'SELECT streamml.trailing(day, ''10 days'', ''1 day'') AS w, count(*) AS c FROM src GROUP BY w');
CREATE TABLE moment (at timestamptz);
INSERT INTO moment VALUES ('2024-03-28 23:59:59.999999+00'), ('2024-03-29 00:00+00'), ('2024-03-30 12:00+00'), ('2024-03-30 12:29:59+00'),
    ('2024-04-02 09:13+00'), ('2030-01-01 00:00+00');
CREATE FUNCTION as_of(at timestamptz, OUT trail bigint, OUT differs bigint, OUT all_ bigint, OUT all_differs bigint, OUT local_ bigint, OUT local_differs bigint,
                      OUT day_ bigint, OUT day_differs bigint, OUT verified bigint) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('streamml.now', at::text, true);
    trail := groups('trail');
    differs := differences('trail', 'SELECT k, streamml.trailing_window(''6 hours'', ''30 minutes'', streamml.now()) AS w, count(*) AS c, avg(n) AS a,
        round(stddev(f)::numeric, 9) AS sd, sorted_list(id) AS ids FROM src
        WHERE at >= date_bin(''30 minutes'', streamml.now(), ''2000-01-01'') - interval ''5.5 hours'' AND at < date_bin(''30 minutes'', streamml.now(), ''2000-01-01'') + interval ''30 minutes'' GROUP BY k');
    all_ := groups('trail_all');
    all_differs := differences('trail_all', 'SELECT w, count(*) AS c, upper(w) FROM src, streamml.trailing_window(interval ''6 hours'', NULL::interval, streamml.now()) w
        WHERE w @> at GROUP BY w HAVING count(*) > 1');
    local_ := groups('trail_local');
    local_differs := differences('trail_local', 'SELECT w, b, count(*) AS c FROM src, streamml.trailing_window(interval ''1 day'', interval ''1 hour'', streamml.now()::timestamp) w
        WHERE w @> local GROUP BY w, b');
    day_ := groups('trail_day');
    day_differs := differences('trail_day', 'SELECT w, count(*) AS c FROM src, streamml.trailing_window(interval ''10 days'', interval ''1 day'', streamml.now()::date) w
        WHERE w @> day GROUP BY w');
    verified := (SELECT count(*) FROM unnest('{trail,trail_all,trail_local,trail_day}'::regclass[]) r, streamml.verify(r));
END $$;
SELECT m.at, a.* FROM moment m, as_of(m.at) a ORDER BY m.at;
INSERT INTO src SELECT -i, 'z', '2024-04-02 09:00+00'::timestamptz - i * interval '20 minutes', '2024-04-02 09:00'::timestamp - i * interval '20 minutes', '2024-04-02', 0, 0, i, i, true
    FROM generate_series(1, 30) i;
SELECT streamml.wait();
SELECT m.at, a.* FROM moment m, as_of(m.at) a ORDER BY m.at;
SET streamml.now = '2024-04-02 09:13+00';
SELECT w, c, until FROM trail_all;
-- numbers: as of the latest row, of whatever key, or of a number
RESET streamml.now;
CREATE TABLE counted (k int, small int, big bigint);
SELECT streamml.create_continuous_view('trail_big', 'SELECT k, streamml.trailing(big, 100::bigint, 10::bigint) AS w, count(*) AS c, sum(small) AS s FROM counted GROUP BY k, w');
SELECT streamml.create_continuous_view('trail_small', 'SELECT streamml.trailing(small, 60) AS w, count(*) AS c, lower(streamml.trailing(small, 60)) AS since FROM counted GROUP BY w HAVING count(*) > 2');
SELECT (SELECT count(*) FROM trail_big) AS big, (SELECT count(*) FROM trail_small) AS small;
INSERT INTO counted SELECT i % 3, i % 500, i * 7 % 2000 FROM generate_series(1, 1000) i;
INSERT INTO counted VALUES (4, NULL, NULL), (NULL, 3, 1999);
SELECT streamml.wait();
SELECT * FROM trail_big ORDER BY k;
SELECT k, w, count(*) AS c, sum(small) AS s FROM counted, streamml.trailing_window(100::bigint, 10::bigint, (SELECT max(big) FROM counted)) w WHERE w @> big GROUP BY 1, 2 ORDER BY 1;
SELECT * FROM trail_small;
SELECT w, count(*) AS c FROM counted, streamml.trailing_window(60, NULL::int, (SELECT max(small) FROM counted)) w WHERE w @> small GROUP BY w;
SET streamml.now = '1234';
SELECT * FROM trail_big ORDER BY k;
SELECT k, w, count(*) AS c, sum(small) AS s FROM counted, streamml.trailing_window(100::bigint, 10::bigint, 1234::bigint) w WHERE w @> big GROUP BY 1, 2 ORDER BY 1;
SET streamml.now = '2024-04-02 09:13+00';
SELECT * FROM trail_big;
SELECT count(*) FROM streamml.verify('trail_big');
RESET streamml.now;
CREATE ROLE pane_reader;
GRANT USAGE ON SCHEMA panes TO pane_reader;
GRANT SELECT ON trail_small TO pane_reader;
SET ROLE pane_reader;
SELECT * FROM trail_small;
RESET ROLE;
DROP OWNED BY pane_reader;
DROP ROLE pane_reader;
SET streamml.now = '2024-04-02 09:13+00';
-- the definition of time without zone is pinned, too
SET TimeZone = 'Asia/Tokyo';
SELECT w, b, c FROM trail_local ORDER BY b;
SET TimeZone = 'UTC';
SELECT w, b, c FROM trail_local ORDER BY b;
RESET streamml.now;
-- verify() compares panes, and finds what has been changed
UPDATE src SET n = n + 1 WHERE id IN (20, -5);
SELECT streamml.wait();
SELECT count(*) > 0 AS differs FROM streamml.verify('hop_tz');
SELECT v.* FROM streamml.verify('trail') v ORDER BY v::text COLLATE "C";
UPDATE src SET n = n - 1 WHERE id IN (20, -5);
SELECT count(*) FROM streamml.verify('hop_tz');

-- models of panes are merged
SELECT streamml.create_continuous_view('hop_model', 'SELECT streamml.hop(seq, 10, 50) AS w, streamml.linear_regression(n, ARRAY[f, id::float8]) AS m,
    streamml.logistic_regression(b, ARRAY[f]) AS l FROM src WHERE id > 0 AND n IS NOT NULL GROUP BY w');
SELECT count(*) AS windows, sum((streamml.metrics(l) ->> 'n')::int) AS rows FROM hop_model;
SELECT count(*) AS windows, bool_and(abs(streamml.predict(v.m, ARRAY[0.5, 10]) - streamml.predict(p.m, ARRAY[0.5, 10])) < 1e-9) AS equal
FROM hop_model v JOIN (SELECT streamml.hop(seq, 10, 50) AS w, streamml.linear_regression(n, ARRAY[f, id::float8]) AS m
                       FROM src WHERE id > 0 AND n IS NOT NULL GROUP BY w) p USING (w);
-- learners and sums of floats are verified to the last bit, pane by pane
SELECT streamml.create_continuous_view('hop_floats', 'SELECT streamml.hop(seq, 10, 50) AS w, avg(f) AS a, sum(f) AS s, stddev(f) AS d FROM src GROUP BY w HAVING sum(f) > 0');
INSERT INTO src (id, k, seq, n, f, b) SELECT 1000 + i, 'q', i, i * i / 3.0, cos(i), i % 3 = 0 FROM generate_series(1, 100) i;
SELECT streamml.wait();
SELECT count(*) FROM streamml.verify('hop_model');
SELECT count(*) FROM streamml.verify('hop_floats');

-- rebuild, rename
SELECT streamml.rebuild('hop_int');
ALTER TABLE src RENAME COLUMN seq TO step_no;
ALTER VIEW hop_int RENAME TO hop_renamed;
SELECT differences('hop_renamed', 'SELECT streamml.hop(step_no, 4, 10, origin => 3) AS w, k, count(*) AS c, sum(n) AS s FROM src GROUP BY 1, 2');

-- what cannot be
CREATE AGGREGATE plain_sum(int) (SFUNC = int4pl, STYPE = int);
SELECT streamml.create_continuous_view('no', 'SELECT streamml.hop(at, ''1 hour'', ''6 hours'') AS w, plain_sum(id) FROM src GROUP BY w');
SELECT streamml.create_continuous_view('no', 'SELECT streamml.cumulate(at, ''1 hour'', ''6 hours'') AS w, count(DISTINCT id) FROM src GROUP BY w');
SELECT streamml.create_continuous_view('no', 'SELECT streamml.trailing(at, ''1 hour'') AS w, max(id) + plain_sum(id) FROM src GROUP BY w');
SELECT streamml.create_continuous_view('no', 'SELECT streamml.hop(step_no, id, 10) AS w, count(*) FROM src GROUP BY w');
SELECT streamml.create_continuous_view('no', 'SELECT streamml.hop(step_no, 1, 10) AS w, streamml.hop(step_no, 2, 10) AS v, count(*) FROM src GROUP BY w, v');
SELECT streamml.create_continuous_view('no', 'SELECT streamml.hop(step_no, 1, 10) AS w, streamml.tumble(step_no, 2) AS v, count(*) FROM src GROUP BY w, v');
SELECT streamml.create_continuous_view('no', 'SELECT streamml.hop(step_no, 1, 10) AS w, generate_series(1, 2) AS g, count(*) FROM src GROUP BY w');
SELECT streamml.create_continuous_view('no', 'SELECT generate_series(1, 2) AS g, count(*) FROM src GROUP BY g');
SELECT streamml.create_continuous_view('no', 'SELECT lower(streamml.hop(step_no, 1, 10)) AS w, count(*) FROM src GROUP BY w');
SELECT streamml.create_continuous_view('no', 'SELECT streamml.hop(step_no, 1, 10) AS w, count(*) FROM src GROUP BY k');

-- combining states by hand: types are checked, rows may be none
SELECT streamml.rollup_state('count()', x, NULL::bigint) FROM unnest('{1,2,NULL}'::bigint[]) x;
SELECT streamml.rollup_state('count()', x, NULL::bigint) FROM unnest('{}'::bigint[]) x;
SELECT streamml.rollup_state('max(int)', x, NULL::int) FROM unnest('{}'::int[]) x;
SELECT streamml.rollup_state('max(int)', x, NULL::int) FROM unnest('{NULL,3,NULL,7}'::int[]) x;
SELECT streamml.rollup_state('avg(int)', ARRAY[2, x], NULL::numeric) FROM unnest('{4,8}'::bigint[]) x;
SELECT streamml.rollup_state('panes.longest(text)', x, NULL::text) FROM unnest('{a,bb,c,NULL}'::text[]) x;
SELECT streamml.rollup_state('sorted_list(anyelement)', x, NULL::text, NULL::int) FROM (VALUES ('{3}'::int[]), ('{1,2}')) v (x);
SELECT streamml.rollup_state('sorted_list(anyelement)', x, NULL::text) FROM (VALUES ('{3}'::int[])) v (x);
SELECT streamml.rollup_state('plain_sum(int)', x, NULL::int) FROM unnest('{1,2}'::int[]) x;
SELECT streamml.rollup_state('avg(numeric)', x, NULL::numeric) FROM unnest('{\\x00}'::bytea[]) x;
SELECT streamml.rollup_state('count()', x, NULL::int) FROM unnest('{1,2}'::bigint[]) x;
SELECT streamml.rollup_state('upper(text)', x, NULL::text) FROM unnest('{a}'::text[]) x;
SELECT streamml.rollup_state(NULL, x, NULL::int) FROM unnest('{1,2}'::bigint[]) x;
SELECT streamml.rollup_state(a, 1, NULL::int) FROM unnest('{max(int),min(int)}'::regprocedure[]) a;
SELECT a, streamml.rollup_state(a, x, NULL::int) FROM unnest('{max(int),min(int)}'::regprocedure[]) a, unnest('{1,2,3}'::int[]) x GROUP BY a ORDER BY 2;
SELECT streamml.rollup_state('count()', x, NULL::bigint) OVER () FROM unnest('{1,2}'::bigint[]) x;

SET client_min_messages = warning;
DROP SCHEMA panes CASCADE;
