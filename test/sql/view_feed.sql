--
-- What a view reads: joins, subqueries, WITH, changes of everything around it.
--
CREATE SCHEMA view_feed;
SET search_path = view_feed, public;
SET TimeZone = 'UTC';
-- wait() warns of a view that stands still already, not of one that fails meanwhile
SET client_min_messages = error;
SET max_parallel_workers_per_gather = 0;

CREATE FUNCTION chain_sfunc(state text, value text) RETURNS text
    LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(state || '' '', '''') || value';
CREATE AGGREGATE chain(text) (sfunc = chain_sfunc, stype = text);

CREATE TABLE country (code text PRIMARY KEY, risk int);
INSERT INTO country SELECT 'c' || i, i % 5 FROM generate_series(1, 200) i;
CREATE TABLE tag (country text, tag text);
INSERT INTO tag SELECT 'c' || (i % 200 + 1), 't' || i FROM generate_series(1, 400) i;
CREATE INDEX ON tag (country);
ANALYZE country, tag;
CREATE VIEW risky AS SELECT code, risk FROM country WHERE risk > 2;

CREATE TABLE sale (id bigint, country text, gone int, amount int);
ALTER TABLE sale DROP COLUMN gone;

-- order-dependent, so that it shows when a join changes the order
SELECT streamml.create_continuous_view('joined', $$
    SELECT c.risk, count(*) AS n, chain(s.id || t.tag) AS order_seen
    FROM sale s JOIN country c ON c.code = s.country JOIN tag t USING (country)
    GROUP BY c.risk $$);
SELECT streamml.create_continuous_view('nested', $$
    WITH big AS (SELECT id, country, amount FROM sale WHERE amount > 10)
    SELECT r.risk, chain(b.id::text) AS order_seen, sum(b.doubled) AS s
    FROM (SELECT id, country, amount * 2 AS doubled FROM big) b
    LEFT JOIN risky r ON r.code = b.country
    GROUP BY r.risk $$);
SELECT streamml.create_continuous_view('tested', $$
    SELECT s.amount % 3 AS k, chain(s.id::text) FILTER (WHERE EXISTS
        (SELECT 1 FROM tag t WHERE t.country = s.country AND t.tag LIKE '%5')) AS order_seen
    FROM sale s WHERE s.country IN (SELECT code FROM country WHERE risk <> 1)
    GROUP BY 1 $$);
SELECT streamml.create_continuous_view('unnested', $$
    SELECT w AS word, chain(s.id::text) AS order_seen
    FROM sale s, unnest(ARRAY[s.country, s.amount::text]) AS w
    GROUP BY w $$);

CREATE FUNCTION sales(low int, high int) RETURNS TABLE (id bigint, country text, amount int)
    LANGUAGE sql AS
$$SELECT i, 'c' || (i * 37 % 200 + 1), i % 97 FROM generate_series(low, high) i$$;

-- a few rows (nested loops), many rows (hash joins), a few rows
INSERT INTO sale SELECT * FROM sales(1, 3);
SELECT streamml.wait();
INSERT INTO sale SELECT * FROM sales(4, 3000);
SELECT streamml.wait();
INSERT INTO sale SELECT * FROM sales(3001, 3100);
SELECT streamml.wait();

CREATE FUNCTION check_order() RETURNS TABLE (view text, groups bigint, differ bigint) LANGUAGE sql AS
$$
    WITH ordered AS MATERIALIZED (SELECT * FROM sale ORDER BY id)
    SELECT 'joined', count(*), count(*) FILTER (WHERE v.order_seen IS DISTINCT FROM q.o)
    FROM joined v FULL JOIN (
        SELECT risk, chain(id || tag) AS o FROM (
            SELECT c.risk, s.id, t.tag FROM ordered s JOIN country c ON c.code = s.country
            JOIN tag t USING (country) ORDER BY s.id, c.risk, s.id || t.tag) x
        GROUP BY risk) q ON v.risk = q.risk
    UNION ALL
    SELECT 'nested', count(*), count(*) FILTER (WHERE v.order_seen IS DISTINCT FROM q.o)
    FROM nested v FULL JOIN (
        SELECT risk, chain(id::text) AS o FROM (
            SELECT r.risk, s.id FROM ordered s LEFT JOIN risky r ON r.code = s.country
            WHERE amount > 10 ORDER BY s.id) x
        GROUP BY risk) q ON coalesce(v.risk, -1) = coalesce(q.risk, -1)
    UNION ALL
    SELECT 'tested', count(*), count(*) FILTER (WHERE v.order_seen IS DISTINCT FROM q.o)
    FROM tested v FULL JOIN (
        SELECT amount % 3 AS k, chain(s.id::text) FILTER (WHERE EXISTS
            (SELECT 1 FROM tag t WHERE t.country = s.country AND t.tag LIKE '%5')) AS o
        FROM ordered s WHERE country IN (SELECT code FROM country WHERE risk <> 1)
        GROUP BY 1) q ON v.k = q.k
    UNION ALL
    SELECT 'unnested', count(*), count(*) FILTER (WHERE v.order_seen IS DISTINCT FROM q.o)
    FROM unnested v FULL JOIN (
        SELECT w, chain(id::text) AS o FROM ordered s, unnest(ARRAY[s.country, s.amount::text]) AS w
        GROUP BY w) q ON v.word = q.w
$$;
SELECT * FROM check_order();

-- Changes of the source between batches, and between commit and batch.
ALTER TABLE sale ADD COLUMN extra text DEFAULT 'x';
INSERT INTO sale SELECT *, 'y' FROM sales(3101, 3110);
ALTER TABLE sale DROP COLUMN extra;
ALTER TABLE sale RENAME COLUMN amount TO price;
ALTER TABLE sale RENAME COLUMN price TO amount;
INSERT INTO sale SELECT * FROM sales(3111, 3120);
ALTER TABLE sale RENAME TO sold;
INSERT INTO sold SELECT * FROM sales(3121, 3130);
ALTER TABLE sold RENAME TO sale;
SELECT streamml.wait();
SELECT * FROM check_order();

-- Changes of what is joined: plans are made anew.
DROP INDEX tag_country_idx;
INSERT INTO sale SELECT * FROM sales(3131, 3140);
SELECT streamml.wait();
CREATE OR REPLACE VIEW risky AS SELECT code, risk FROM country WHERE risk > 3;
INSERT INTO sale SELECT 100000 + i, 'c3', 50 FROM generate_series(1, 3) i;
SELECT streamml.wait();
SELECT right(order_seen, 20) FROM nested WHERE risk IS NULL;
CREATE FUNCTION weight(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
SELECT streamml.create_continuous_view('weighted', 'SELECT sum(weight(amount)) AS s FROM sale', backfill => false);
INSERT INTO sale VALUES (1, 'c1', 5);
SELECT streamml.wait();
CREATE OR REPLACE FUNCTION weight(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 1000';
INSERT INTO sale VALUES (1, 'c1', 7);
SELECT streamml.wait();
SELECT * FROM weighted;
-- the aggregate's own function
CREATE OR REPLACE FUNCTION chain_sfunc(state text, value text) RETURNS text
    LANGUAGE sql IMMUTABLE AS 'SELECT ''restarted:'' || value';
INSERT INTO sale VALUES (4711, 'c1', 12);
SELECT streamml.wait();
SELECT order_seen FROM unnested WHERE word IN ('c1', '12') ORDER BY 1;

-- A partitioned source; partitions come, go and have their columns in another order.
CREATE TABLE measured (at int, unused int, sensor text, v int) PARTITION BY RANGE (at);
CREATE TABLE measured_1 PARTITION OF measured FOR VALUES FROM (0) TO (100);
CREATE TABLE measured_2 (v int, sensor text, at int, gone int, unused int);
ALTER TABLE measured_2 DROP COLUMN gone;
ALTER TABLE measured ATTACH PARTITION measured_2 FOR VALUES FROM (100) TO (200);
ALTER TABLE measured DROP COLUMN unused;
INSERT INTO measured SELECT i, 's' || i % 3, i FROM generate_series(0, 199) i;
SELECT streamml.create_continuous_view('by_sensor', $$
    SELECT sensor, count(*) AS n, sum(v) AS s, max(at) AS m FROM measured GROUP BY sensor $$);
INSERT INTO measured SELECT i, 's' || i % 3, i FROM generate_series(0, 199) i;
CREATE TABLE measured_3 PARTITION OF measured FOR VALUES FROM (200) TO (300);
INSERT INTO measured_3 SELECT i, 's' || i % 3, i FROM generate_series(200, 299) i;
INSERT INTO measured_2 (at, sensor, v) SELECT 100, 's0', 1000;
SELECT streamml.wait();
SELECT * FROM by_sensor ORDER BY sensor;
SELECT count(*) FROM streamml.verify('by_sensor');
ALTER TABLE measured DETACH PARTITION measured_3;
INSERT INTO measured_3 VALUES (201, 's0', 5000);
INSERT INTO measured VALUES (1, 's0', 7);
SELECT streamml.wait();
SELECT * FROM by_sensor WHERE sensor = 's0';

-- Rows that raise errors, before and after the state has changed.
CREATE TABLE ratio (id int, a int, b int, t text);
SELECT streamml.create_continuous_view('ratios', $$
    SELECT b % 3 AS k, count(*) AS n, sum(a / b) AS s, avg(t::numeric) AS t FROM ratio GROUP BY 1 $$);
INSERT INTO ratio SELECT i, i * 10, i % 10, i::text FROM generate_series(1, 100) i;
INSERT INTO ratio VALUES (200, 5, 1, '1e'), (201, 5, 1, '11'), (202, 6, 2, NULL);
SELECT streamml.wait();
SELECT * FROM ratios ORDER BY k;
SELECT b % 3 AS k, count(*) AS n, sum(a / b) AS s, avg(t::numeric) AS t
FROM (SELECT * FROM ratio WHERE b <> 0 AND t IS DISTINCT FROM '1e' ORDER BY id) r GROUP BY 1 ORDER BY 1;
SELECT sqlstate, count(*), min(("row" ->> 'id')::int), max(("row" ->> 'id')::int)
FROM streamml.dead_letters WHERE view = 'ratios'::regclass GROUP BY 1 ORDER BY 1;

-- Rights are those of the view's owner, now.
CREATE ROLE view_feed_user;
CREATE SCHEMA view_feed_own AUTHORIZATION view_feed_user;
GRANT USAGE ON SCHEMA view_feed TO view_feed_user;
GRANT SELECT (id, amount) ON sale TO view_feed_user;
SET ROLE view_feed_user;
SELECT streamml.create_continuous_view('view_feed_own.mine', 'SELECT sum(amount) AS s FROM sale', backfill => false);
SELECT streamml.create_continuous_view('view_feed_own.theirs', 'SELECT max(country) AS m FROM sale', backfill => false);
RESET ROLE;
INSERT INTO sale VALUES (1, 'c1', 5);
SELECT streamml.wait();
SELECT * FROM view_feed_own.mine;
REVOKE SELECT (amount) ON sale FROM view_feed_user;
INSERT INTO sale VALUES (1, 'c1', 7);
SELECT streamml.wait();
SELECT * FROM view_feed_own.mine;
SELECT state, sqlstate, message FROM streamml.continuous_views WHERE view = 'view_feed_own.mine'::regclass;
GRANT SELECT (amount) ON sale TO view_feed_user;
SELECT streamml.resume('view_feed_own.mine');
SELECT streamml.wait();
SELECT * FROM view_feed_own.mine;
-- a function that the owner may no longer call
REVOKE EXECUTE ON FUNCTION weight(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION weight(int) TO view_feed_user;
SET ROLE view_feed_user;
SELECT streamml.create_continuous_view('view_feed_own.called', 'SELECT sum(weight(amount)) AS s FROM sale', backfill => false);
RESET ROLE;
INSERT INTO sale VALUES (1, 'c1', 1);
SELECT streamml.wait();
SELECT * FROM view_feed_own.called;
REVOKE EXECUTE ON FUNCTION weight(int) FROM view_feed_user;
INSERT INTO sale VALUES (1, 'c1', 2);
SELECT streamml.wait();
SELECT state, sqlstate, message FROM streamml.continuous_views WHERE view = 'view_feed_own.called'::regclass;
-- row-level security that now applies to the owner
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
INSERT INTO sale VALUES (1, 'c1', 3);
SELECT streamml.wait();
SELECT view, state, sqlstate FROM streamml.continuous_views WHERE view::text LIKE 'view_feed_own.%' ORDER BY view::text;

DROP SCHEMA view_feed_own, view_feed CASCADE;
DROP ROLE view_feed_user;
