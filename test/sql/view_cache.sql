--
-- A view may have more groups than fit into memory.
--
CREATE SCHEMA view_cache;
SET search_path = view_cache, public;
SET TimeZone = 'UTC';
SET max_parallel_workers_per_gather = 0;
ALTER SYSTEM SET streamml.group_cache_size = '64kB';
SELECT pg_reload_conf();

CREATE TABLE event (id bigint, k int, name text, x float8, n numeric);

SELECT streamml.create_continuous_view('by_key', $$
    SELECT k, name, count(*) AS c, sum(x) AS sx, avg(n) AS an, stddev(n) AS sn, max(name) AS mx
    FROM event GROUP BY k, name $$);
SELECT streamml.create_continuous_view('model_by_key', $$
    SELECT k % 50 AS k, streamml.linear_regression(x, ARRAY[n::float8, id::float8]) AS model
    FROM event GROUP BY 1 $$);
SELECT streamml.create_continuous_view('keys_only', $$
    SELECT k % 300 AS k FROM event GROUP BY 1 $$);

CREATE FUNCTION event_rows(low int, high int) RETURNS SETOF event LANGUAGE sql AS
$$SELECT i, (i::bigint * 7919 % 2000)::int, repeat('n' || i % 3, 1 + i % 20), (i % 64) / 8.0, (i % 1000) / 7.0
  FROM generate_series(low, high) i$$;

-- Models depend on the order of the rows, which in the table need not be that of
-- the stream; sums of these x do not.

-- several times around all groups within one batch, then in many
INSERT INTO event SELECT * FROM event_rows(1, 20000);
SELECT streamml.wait();
INSERT INTO event SELECT * FROM event_rows(20001, 20100);
SELECT streamml.wait();
INSERT INTO event SELECT * FROM event_rows(20101, 20103);
SELECT streamml.wait();
INSERT INTO event SELECT * FROM event_rows(20104, 26000);
SELECT streamml.wait();

SELECT count(*), sum(c) FROM by_key;
SELECT count(*) FROM keys_only;
(SELECT k, name, count(*) AS c, sum(x) AS sx, avg(n) AS an, stddev(n) AS sn, max(name) AS mx
 FROM event GROUP BY k, name EXCEPT ALL TABLE by_key)
UNION ALL
(TABLE by_key EXCEPT ALL SELECT k, name, count(*), sum(x), avg(n), stddev(n), max(name)
 FROM event GROUP BY k, name);
SELECT count(*) AS models, count(*) FILTER (WHERE v.model::text = q.model::text) AS same
FROM model_by_key v
JOIN (SELECT k % 50 AS k, streamml.linear_regression(x, ARRAY[n::float8, id::float8]) AS model
      FROM (SELECT * FROM event ORDER BY id) e GROUP BY 1) q USING (k);

-- filling from the table with as little memory
SELECT streamml.create_continuous_view('filled', $$
    SELECT k, name, count(*) AS c, sum(x) AS sx, avg(n) AS an, stddev(n) AS sn, max(name) AS mx
    FROM event GROUP BY k, name $$);
SELECT count(*) FROM (TABLE filled EXCEPT ALL TABLE by_key) d;
SELECT count(*) FROM streamml.verify('filled');

-- a large cache goes on where the small one stood
ALTER SYSTEM RESET streamml.group_cache_size;
SELECT pg_reload_conf();
INSERT INTO event SELECT * FROM event_rows(26001, 36000);
SELECT streamml.wait();
INSERT INTO event SELECT * FROM event_rows(36001, 37000);
SELECT streamml.wait();
SELECT count(*) FROM streamml.verify('by_key');
SELECT count(*) FROM streamml.verify('keys_only');

-- The table under the groups is rewritten, emptied, written to by its owner.
SELECT state AS state_table FROM streamml.view_definition WHERE view = 'by_key'::regclass \gset
VACUUM FULL :state_table;
INSERT INTO event SELECT * FROM event_rows(37001, 38000);
SELECT streamml.wait();
SELECT count(*) FROM streamml.verify('by_key');

SET session_replication_role = replica;
DELETE FROM :state_table WHERE k1 = 5;
RESET session_replication_role;
VACUUM :state_table;
INSERT INTO event SELECT * FROM event_rows(38001, 40000);
SELECT streamml.wait();
SELECT count(*) > 0 AS differs, bool_and((key ->> 'k')::int = 5) AS where_deleted
FROM streamml.verify('by_key');
-- a group that somebody else has put there
SET session_replication_role = replica;
INSERT INTO :state_table (k1, k2, s1) VALUES (-1, 'mine', 41);
RESET session_replication_role;
INSERT INTO event VALUES (1, -1, 'mine', 1, 1);
SELECT streamml.wait();
SELECT k, name, c, sx FROM by_key WHERE k < 0;
SELECT streamml.rebuild('by_key');
SELECT count(*) FROM streamml.verify('by_key');
INSERT INTO event SELECT * FROM event_rows(40001, 40500);
SELECT streamml.wait();
SELECT count(*) FROM streamml.verify('by_key');
SELECT count(*) FROM streamml.continuous_views
WHERE state <> 'live' AND view IN (SELECT oid FROM pg_class WHERE relnamespace = 'view_cache'::regnamespace);

SET client_min_messages = warning;
DROP SCHEMA view_cache CASCADE;
