-- What cannot be maintained is refused at creation, with what, why and hint.
CREATE SCHEMA refuse;
SET search_path = refuse, public;
ALTER SEQUENCE streamml.view_id_seq RESTART 2000;
CREATE TABLE src (id int PRIMARY KEY, grp int, val numeric, at timestamptz, tags text[], pt point, doc json);
CREATE TABLE dim (grp int PRIMARY KEY, name text);
CREATE FUNCTION try(query text) RETURNS regclass LANGUAGE sql AS
$$ SELECT streamml.create_continuous_view('v', query, backfill => false) $$;

-- shape of the query
SELECT try('');
SELECT try('SELECT 1; SELECT 2');
SELECT try('INSERT INTO src VALUES (1)');
SELECT try('SELECT * INTO t FROM src');
SELECT try('TABLE nowhere');
SELECT try('SELECT id FROM src WHERE id = $1');
SELECT try('SELECT 1 AS one');
SELECT try('VALUES (1)');
SELECT try('SELECT g FROM generate_series(1, 3) g');
SELECT try('SELECT g FROM generate_series(1, 3) g, src');
SELECT try('SELECT DISTINCT grp FROM src');
SELECT try('SELECT DISTINCT ON (grp) grp, val FROM src');
SELECT try('SELECT id FROM src LIMIT 3');
SELECT try('SELECT id FROM src OFFSET 3');
SELECT try('SELECT id FROM src ORDER BY id');
SELECT try('SELECT grp, count(*) FROM src GROUP BY grp ORDER BY grp');
SELECT try('SELECT id FROM src UNION ALL SELECT grp FROM dim');
SELECT try('SELECT row_number() OVER () FROM src');
SELECT try('SELECT streamml.hop(at, ''1 hour'', ''2 hours'') AS w, grp, count(*) FROM src GROUP BY ROLLUP (w, grp)');
SELECT try('SELECT id FROM src FOR UPDATE');
SELECT try('SELECT unnest(tags), count(*) FROM src GROUP BY 1');
SELECT try('WITH RECURSIVE r AS (SELECT id FROM src UNION SELECT id FROM r) SELECT id FROM r');
SELECT try('WITH r AS (DELETE FROM dim RETURNING grp) SELECT id FROM src, r');

-- the way to the source
SELECT try('SELECT n FROM (SELECT grp, count(*) AS n FROM src GROUP BY grp) s');
SELECT try('SELECT id FROM (SELECT id FROM src LIMIT 1) s');
SELECT try('WITH s AS (SELECT id FROM src) SELECT a.id FROM s a, s b');
SELECT try('SELECT a.id FROM src a JOIN src b USING (grp)');
SELECT try('SELECT id FROM src WHERE val > (SELECT avg(val) FROM src)');
CREATE VIEW over_src AS SELECT grp, count(*) FROM src GROUP BY grp;
SELECT try('SELECT id FROM src JOIN over_src USING (grp)');
SELECT try('SELECT id FROM src RIGHT JOIN dim USING (grp)');
SELECT try('SELECT id FROM src FULL JOIN dim USING (grp)');
SELECT try('SELECT id FROM src TABLESAMPLE BERNOULLI (10)');
SELECT try('SELECT id FROM src, (SELECT 1 FROM dim TABLESAMPLE BERNOULLI (10)) d');

-- aggregates
SELECT try('SELECT count(DISTINCT grp) FROM src');
SELECT try('SELECT string_agg(grp::text, '','' ORDER BY id) FROM src');
SELECT try('SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY val) FROM src');
SELECT try('SELECT rank(3) WITHIN GROUP (ORDER BY val) FROM src');
SELECT try('SELECT json_agg(id) FROM src');
SELECT try('SELECT pt::text, doc::text, count(*) FROM src GROUP BY pt::text, doc::text, pt');
SELECT try('SELECT id, val, count(*) FROM src GROUP BY id');
SELECT try('WITH d AS (SELECT * FROM dim) SELECT grp, (SELECT name FROM d WHERE d.grp = src.grp), count(*) FROM src GROUP BY grp');

-- expressions
SELECT try('SELECT id, random() FROM src');
SELECT try('SELECT count(*) FROM src WHERE clock_timestamp() > at');
SELECT try('SELECT nextval(''streamml.view_id_seq'') FROM src');
CREATE VIEW unstable AS SELECT grp, random() AS r FROM dim;
SELECT try('SELECT id, r FROM src JOIN unstable USING (grp)');
SELECT try('SELECT ctid FROM src');
SELECT try('SELECT tableoid::regclass FROM (SELECT * , src.tableoid FROM src) s');
SELECT try('SELECT id FROM src JOIN LATERAL (SELECT src.xmin) x ON true');
SELECT try('SELECT id, id FROM src');
SELECT try('SELECT FROM src');
SELECT try('SELECT NULL::record AS r FROM src');

-- sources
CREATE VIEW plain_view AS SELECT * FROM src;
CREATE MATERIALIZED VIEW mat_view AS SELECT * FROM src;
CREATE TEMP TABLE temp_table (id int);
CREATE UNLOGGED TABLE unlogged_table (id int);
CREATE TABLE parent (id int);
CREATE TABLE child () INHERITS (parent);
CREATE TABLE parted (id int) PARTITION BY LIST (id);
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE foreign_table (id int) SERVER nowhere;
SELECT try('SELECT id FROM plain_view');
SELECT try('SELECT id FROM mat_view');
SELECT try('SELECT id FROM temp_table');
SELECT try('SELECT src.id FROM src, temp_table');
SELECT try('SELECT id FROM unlogged_table');
SELECT try('SELECT id FROM parent');
SELECT try('SELECT id FROM ONLY parted');
SELECT try('SELECT id FROM foreign_table');
SELECT try('SELECT relname FROM pg_class');
SELECT try('SELECT id FROM streamml.view_definition');
SELECT try('SELECT last_value FROM streamml.view_id_seq');
SELECT streamml.create_continuous_view('agg', 'SELECT grp, count(*) FROM src GROUP BY grp', false);
SELECT try('SELECT grp FROM agg');
SELECT try('SELECT s1 FROM ' || state) FROM streamml.view_definition WHERE view = 'agg'::regclass;

-- names
SELECT streamml.create_continuous_view('agg', 'SELECT id FROM src', false);
SELECT streamml.create_continuous_view('no_such_schema.v', 'SELECT id FROM src', false);
SELECT streamml.create_continuous_view('pg_temp.v', 'SELECT id FROM src', false);
BEGIN;
SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true) IS NOT NULL AS temporary_first;
SELECT streamml.create_continuous_view('v', 'SELECT id FROM src', false);
ROLLBACK;
SELECT streamml.create_continuous_view('a.b.c', 'SELECT id FROM src', false);
SELECT streamml.drop_continuous_view('src');
SELECT streamml.pause('src');

-- nothing is left of a refused view
SELECT view FROM streamml.view_definition;
SELECT relname FROM pg_class WHERE relnamespace = 'streamml_state'::regnamespace
  AND relname !~ '^view_[0-9]+_(state|definition|key)$';

-- and what can be maintained is not refused
SELECT streamml.create_continuous_view('ok' || n, q, false) FROM (VALUES
  (1, 'SELECT id, id + 1 AS t FROM src'),
  (2, 'SELECT unnest(tags) AS tag FROM src'),
  (3, 'SELECT tag, count(*) FROM src, unnest(tags) AS tag GROUP BY tag'),
  (4, 'WITH s AS (SELECT * FROM src WHERE val > 0) SELECT grp, sum(val) FROM s GROUP BY grp'),
  (5, 'SELECT name, count(*) FROM (SELECT * FROM src) s LEFT JOIN dim USING (grp) GROUP BY name'),
  (6, 'SELECT grp FROM src GROUP BY grp'),
  (7, 'SELECT count(*) FROM src GROUP BY grp, val HAVING sum(val) > 3'),
  (8, 'SELECT grp + 1 AS g, (SELECT name FROM dim WHERE dim.grp = src.grp), max(val) - min(val) AS d FROM src GROUP BY grp'),
  (9, 'SELECT count(*) FILTER (WHERE val > 0) FROM ONLY parent, src'),
  (10, 'SELECT id FROM parted'),
  (11, 'SELECT s.id, s AS whole FROM src s'),
  (12, 'SELECT d.n FROM src, LATERAL (SELECT count(*) AS n FROM dim WHERE dim.grp = src.grp LIMIT 1) d'),
  (13, 'SELECT grp, val, grouping(grp), count(*) FROM src GROUP BY ROLLUP (grp, val)'),
  (14, 'SELECT grp, grouping(grp) FROM src GROUP BY grp')
) AS t (n, q) ORDER BY n;
SELECT view, kind, source FROM streamml.continuous_views ORDER BY view::text COLLATE "C";

\set VERBOSITY terse
DROP FOREIGN DATA WRAPPER nothing CASCADE;
SET client_min_messages = warning;
DROP SCHEMA refuse CASCADE;
SELECT count(*) FROM streamml.view_definition;
