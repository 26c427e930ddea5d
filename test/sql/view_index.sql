-- Indexes over the keys of views: filters on time and on keys use them.
CREATE ROLE regress_index;
CREATE SCHEMA idx;
GRANT ALL ON SCHEMA idx TO PUBLIC;
SET search_path = idx, public;
SET DateStyle = ISO;
SET TimeZone = 'UTC';
ALTER SEQUENCE streamml.view_id_seq RESTART 8100;
CREATE TABLE src (at timestamptz, k int, "odd ""name" text, v float8);
INSERT INTO src SELECT '2026-01-01'::timestamptz + i * interval '20 s', i % 5, 'o' || i % 3, i FROM generate_series(1, 3000) i;
SELECT streamml.create_continuous_view('v', $$
    SELECT streamml.tumble(at, '1 minute') AS w, k, "odd ""name", count(*) AS n, sum(v) AS s FROM src GROUP BY w, k, 3 $$);
SELECT streamml.create_continuous_view('bounds', $$
    SELECT lower(streamml.tumble(at, '1 minute')) AS start, streamml.tumble(at, '1 minute') AS w, k, count(*) AS n FROM src
    GROUP BY streamml.tumble(at, '1 minute'), k $$, lateness => '1 minute');
SELECT streamml.create_continuous_view('panes', $$
    SELECT streamml.hop(at, '1 minute', '5 minutes') AS w, k, count(*) AS n FROM src GROUP BY w, k $$);
SELECT streamml.create_continuous_view('sessions', $$
    SELECT streamml.session(at, '1 minute') AS w, k, count(*) AS n FROM src GROUP BY w, k $$);
SELECT streamml.create_continuous_view('log', 'SELECT at, k FROM src WHERE k = 1');
SELECT streamml.create_continuous_view('total', 'SELECT count(*) AS n FROM src');

-- which index a query uses (not how), and the rows without it
CREATE FUNCTION index_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    name text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        name := coalesce(name, substring(line FROM 'Index (?:Only )?Scan (?:Backward )?(?:using|on) (\S+)'));
    END LOOP;
    RETURN name;
END $$;
CREATE FUNCTION rows_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SELECT count(*) || md5(string_agg(q::text, '','' ORDER BY q::text)) FROM (%s) q', query) INTO result;
    RETURN nullif(result, '0');
END $$;
CREATE FUNCTION rows_of_table(query text) RETURNS text LANGUAGE sql
    SET enable_seqscan = on SET enable_indexscan = off SET enable_bitmapscan = off SET enable_sort = on
    AS 'SELECT idx.rows_of(query)';
CREATE FUNCTION same_rows(query text) RETURNS boolean LANGUAGE sql AS 'SELECT idx.rows_of(query) = idx.rows_of_table(query)';
CREATE TABLE queries (n int, query text);
INSERT INTO queries VALUES
    (1, $$SELECT * FROM v WHERE lower(w) >= '2026-01-01 10:00' AND lower(w) < '2026-01-01 11:00'$$),
    (2, $$SELECT * FROM v WHERE lower(w) = '2026-01-01 10:00'$$),
    (3, $$SELECT w FROM v ORDER BY lower(w) DESC LIMIT 9$$),
    (4, $$SELECT * FROM bounds WHERE start >= '2026-01-01 10:00' AND start < '2026-01-01 11:00'$$);
ANALYZE;
SET enable_seqscan = off;
SET enable_sort = off;
SELECT n, index_of(query), same_rows(query) FROM queries ORDER BY n;

-- by the names of the view's columns; what is there already is not made twice
SELECT streamml.create_index('v', 'k', 'lower(w)');
SELECT streamml.create_index('v', 'w');
SELECT streamml.create_index('v', 'odd "name');
SELECT streamml.create_index('v', 'upper(w)');
SELECT streamml.create_index('v', 'lower(w)');
SELECT streamml.create_index('bounds', 'start');
SELECT streamml.create_index('panes', 'k');
SELECT streamml.create_index('sessions', 'k');
SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid
WHERE relnamespace = 'streamml_state'::regnamespace AND indrelid::regclass::text ~ '_81' ORDER BY relname COLLATE "C";
ALTER VIEW v RENAME COLUMN k TO key;
INSERT INTO queries VALUES
    (5, $$SELECT * FROM v WHERE w && '[2026-01-01 10:00, 2026-01-01 11:00)'::tstzrange$$),
    (6, $$SELECT * FROM v WHERE w @> '2026-01-01 10:30'::timestamptz$$),
    (7, $$SELECT * FROM v WHERE "odd ""name" = 'o1'$$),
    (8, $$SELECT * FROM v WHERE upper(w) > '2026-01-01 16:00'$$),
    (9, $$SELECT * FROM panes WHERE k = 3$$),
    (10, $$SELECT * FROM sessions WHERE k = 3$$);
ANALYZE;
SELECT n, index_of(query), same_rows(query) FROM queries WHERE n > 4 ORDER BY n;

-- what cannot be
SELECT streamml.create_index('v', 'n');
SELECT streamml.create_index('v', 'nothing');
SELECT streamml.create_index('v', 'lower(key)');
SELECT streamml.create_index('v', 'k');
SELECT streamml.create_index('v', VARIADIC ARRAY[]::text[]);
SELECT streamml.create_index('v', 'key', NULL);
SELECT streamml.create_index('bounds', 'closed');
SELECT streamml.create_index('panes', 'lower(w)');
SELECT streamml.create_index('sessions', 'w');
SELECT streamml.create_index('total', 'n');
SELECT streamml.create_index('log', 'k');
SELECT streamml.create_index('src', 'k');
SET ROLE regress_index;
SELECT streamml.create_index('v', 'key');
RESET ROLE;

-- a view is kept up to date with them and rebuilt; its owner drops what it can do without
INSERT INTO src SELECT '2026-01-02'::timestamptz + i * interval '20 s', i % 7, 'n', i FROM generate_series(1, 300) i;
SELECT streamml.wait();
SELECT n, same_rows(query) FROM queries ORDER BY n;
SELECT streamml.rebuild('v');
SELECT * FROM streamml.verify('v');
SELECT n, index_of(query), same_rows(query) FROM queries WHERE n IN (1, 5, 7) ORDER BY n;
DROP INDEX streamml_state.v_w_idx, streamml_state.view_8100_start;
DROP INDEX streamml_state.view_8100_key;
DROP INDEX streamml_state.view_8101_end;

-- the worker finds the ends of windows whatever other indexes there are, or come first
CREATE INDEX ON streamml_state.view_8101_state (upper(k1) DESC);
CREATE INDEX ON streamml_state.view_8101_state (upper(k1)) WHERE k2 = 1;
INSERT INTO src VALUES ('2026-01-03', 1, 'late', 1);
SELECT streamml.wait();
SELECT closed, count(*) > 1 AS several FROM bounds GROUP BY closed ORDER BY closed;
DROP VIEW v;
SELECT count(*) FROM pg_class WHERE relname ~ '^(view_8100_|v_)' AND relnamespace = 'streamml_state'::regnamespace;
SET client_min_messages = warning;
DROP SCHEMA idx CASCADE;
DROP ROLE regress_index;
