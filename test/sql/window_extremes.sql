-- Every window function, with every extreme in each two of its arguments: it gives
-- an answer or an error of class 22, and it ends.
SET TimeZone = 'Europe/Berlin';
SET DateStyle = 'ISO';

-- an ordinary value first
CREATE TEMP TABLE extreme (type regtype, i int, value text);
INSERT INTO extreme SELECT type::regtype, i, value
FROM (VALUES ('timestamptz', '{2026-03-29 03:05+02,NULL,-infinity,4714-11-24 00:30+00 BC,294276-12-31 20:00+00,infinity}'::text[]),
             ('timestamp', '{2026-01-05 10:00,NULL,-infinity,4714-11-24 00:30 BC,294276-12-31 20:00,infinity}'),
             ('date', '{2026-01-05,NULL,-infinity,4714-11-24 BC,5874897-12-31,infinity}'),
             ('integer', '{7,NULL,0,-2147483648,2147483647,-1}'),
             ('bigint', '{7,NULL,0,-9223372036854775808,9223372036854775807,-1}'),
             ('interval', '{3 days,NULL,0,-1 day,178000000 years,1 month,1 microsecond,2562047788 hours}'),
             ('text', '{Europe/Berlin,NULL,Pacific/Apia,Africa/Casablanca,nowhere}')) v (type, texts),
     unnest(texts) WITH ORDINALITY AS t (value, i);

-- those that a new function is among without being named here
CREATE TEMP TABLE f AS
SELECT p.oid, p.proretset, p.proargtypes::regtype[] AS types, pronargs AS n, p.oid::regprocedure::text AS name
FROM pg_proc p
WHERE p.prosrc ~ '^window_' AND p.pronamespace = 'streamml'::regnamespace AND NOT 'anyrange'::regtype = ANY (p.proargtypes);
SELECT count(*) > 50 AS enough FROM f;

CREATE FUNCTION pg_temp.literal(type regtype, i int) RETURNS text LANGUAGE sql AS
$$ SELECT coalesce(quote_literal(nullif(value, 'NULL')), 'NULL') || '::' || e.type FROM extreme e WHERE e.type = $1 AND e.i = $2 $$;

-- what is not a window or a data error
CREATE FUNCTION pg_temp.call_all(func oid, OUT calls int, OUT errors int, OUT wrong text) LANGUAGE plpgsql AS
$$ DECLARE
    types regtype[];
    proc text := func::regproc;
    args text;
    ok boolean;
BEGIN
    SELECT f.types INTO types FROM f WHERE oid = func;
    calls := 0; errors := 0;
    FOR args IN
        SELECT (SELECT string_agg(pg_temp.literal(types[k - 1], CASE k WHEN a THEN x.i WHEN b THEN y.i ELSE 1 END), ', ' ORDER BY k)
                FROM generate_series(1, cardinality(types)) k)
        FROM generate_series(1, cardinality(types)) a JOIN generate_series(1, cardinality(types)) b ON a < b
             JOIN extreme x ON x.type = types[a - 1] JOIN extreme y ON y.type = types[b - 1]
    LOOP
        calls := calls + 1;
        BEGIN
            EXECUTE format('SELECT coalesce(bool_and(NOT isempty(w) AND lower(w) < upper(w)), true) FROM (SELECT %s(%s) AS w LIMIT 100) s', proc, args) INTO ok;
            IF NOT ok THEN wrong := 'empty: ' || args; END IF;
        EXCEPTION WHEN data_exception OR feature_not_supported THEN
            errors := errors + 1;
        END;
    END LOOP;
END $$;
SET statement_timeout = '60s';
SELECT name, c.* FROM f, LATERAL pg_temp.call_all(oid) c WHERE wrong IS NOT NULL OR calls < 10 OR calls = errors ORDER BY name;

-- those that end between bounds are those of all windows that do
CREATE FUNCTION pg_temp.bounded(kind text, bound text[], call text) RETURNS bigint LANGUAGE plpgsql AS
$$ DECLARE n bigint;
BEGIN
    EXECUTE format($f$
        SELECT count(*) FROM unnest(%2$L::text[]) a, unnest(%2$L::text[]) u
        WHERE array(SELECT streamml.window_%1$s_ending(%3$s, a::%4$s, u::%4$s))
              IS DISTINCT FROM array(SELECT w FROM streamml.%1$s(%3$s) w WHERE (a IS NULL OR upper(w) > a::%4$s) AND (u IS NULL OR upper(w) <= u::%4$s))$f$,
        kind, bound, call, substring(call FROM '::(\w+)')) INTO n;
    RETURN n;
END $$;
SELECT kind, call, pg_temp.bounded(kind, CASE WHEN call ~ 'int' THEN '{NULL,-2147483648,-1,0,1,63,64,65,127,128,129,192,256,2147483647}'::text[]
                                              ELSE '{NULL,-infinity,4713-01-01 BC,2026-03-27,2026-03-28 00:00,2026-03-28 23:00,2026-03-29 00:00,2026-03-29 03:00,2026-03-30,2026-03-31,2026-04-01,294276-12-01,infinity}' END, call) AS wrong
FROM (VALUES ('hop', '''2026-03-29 12:00''::timestamptz, ''1 day'', ''3 days'', NULL, ''Europe/Berlin'', ''02:30'''),
             ('hop', '''2026-03-29 12:00''::timestamp, ''1 month'', ''1 month'', NULL, NULL'),
             ('hop', '''2026-03-29''::date, ''2 days'', ''1 day'', NULL, NULL'),
             ('hop', '70::int, 64, 192, NULL, NULL'), ('hop', '70::bigint, 1, 3, NULL, NULL'),
             ('cumulate', '''2026-03-29 00:30''::timestamptz, ''1 hour'', ''1 day'', NULL, ''Europe/Berlin'', ''02:30'''),
             ('cumulate', '''2026-03-29 12:00''::timestamp, ''1 day'', ''1 month'', NULL, NULL'),
             ('cumulate', '70::int, 64, 256, NULL, NULL')) v (kind, call);

-- a row of which one window cannot be stored is an error of the row, not of who reads the view
CREATE SCHEMA ext;
SET search_path = ext, public;
CREATE TABLE r (id int, t timestamptz, p timestamp, d date, i int, b bigint);
SELECT name, streamml.create_continuous_view(name, format('SELECT streamml.%s AS w, count(*) AS n FROM r GROUP BY %s', call, grouping)) IS NOT NULL AS made
FROM (VALUES ('hop_t', 'hop(t, ''1 hour'', ''3 hours'', timezone => ''Asia/Tokyo'')', '1'),
             ('hop_p', 'hop(p, ''1 month'', ''3 months'')', '1'), ('hop_d', 'hop(d, ''1 day'', ''7 days'')', '1'),
             ('hop_i', 'hop(i, 64, 256)', '1'), ('hop_b', 'hop(b, 10, 1000)', '1'), ('hop_gaps', 'hop(i, 100, 7)', '1'),
             ('cum_t', 'cumulate(t, ''1 day'', ''1 month'', timezone => ''Asia/Tokyo'')', '1'),
             ('cum_p', 'cumulate(p, ''1 hour'', ''1 day'')', '1'), ('cum_d', 'cumulate(d, ''1 month'', ''1 year'')', '1'),
             ('cum_i', 'cumulate(i, 64, 256)', '1'), ('cum_b', 'cumulate(b, 10, 1000)', '1'),
             ('trail_i', 'trailing(i, 240, 4)', '1'), ('trail_b', 'trailing(b, 60000)', '1'),
             ('ses_t', 'session(t, ''1 day'')', '1'), ('ses_d', 'session(d, ''30 days'')', '1'), ('ses_i', 'session(i, 100)', '1'),
             ('sets_i', 'hop(i, 64, 256)', '1, ROLLUP (d)')) v (name, call, grouping);
INSERT INTO r VALUES (1, '2026-01-05 10:00Z', '2026-01-05 10:00', '2026-01-05', 5, 5), (2, NULL, NULL, NULL, NULL, NULL),
    (3, '4714-11-24 00:30Z BC', '4714-11-24 00:30 BC', '4714-11-24 BC', -2147483648, -9223372036854775808),
    (4, '294276-12-31 20:00Z', '294276-12-31 20:00', '5874897-12-31', 2147483647, 9223372036854775807),
    (5, '4714-11-25 00:30Z BC', '4714-12-31 BC', '4714-12-01 BC', -2147483500, -9223372036854775000),
    (6, '294276-12-05 20:00Z', '294276-12-05', '5874897-12-01', 2147483500, 9223372036854775000),
    (7, '-infinity', 'infinity', 'infinity', 9, 9);
SELECT streamml.wait();
CREATE FUNCTION pg_temp.count_of(view oid) RETURNS bigint LANGUAGE plpgsql AS
$$ DECLARE n bigint; BEGIN EXECUTE format('SELECT count(*) FROM %s', view::regclass) INTO n; RETURN n; END $$;
SELECT c.relname AS view, pg_temp.count_of(c.oid) AS windows, (SELECT array_agg((l."row" ->> 'id')::int ORDER BY l.ordinal) FROM streamml.dead_letters l WHERE l.view = c.oid) AS dead
FROM pg_class c WHERE relnamespace = 'ext'::regnamespace AND relkind = 'v' ORDER BY relname;
SELECT array_agg(DISTINCT sqlstate) FROM streamml.dead_letters;
SET client_min_messages = warning;
DROP SCHEMA ext CASCADE;
