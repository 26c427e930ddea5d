-- The life of a continuous view: its relations, every road to its end, renames, owners.
CREATE SCHEMA ddl;
SET search_path = ddl, public;
ALTER SEQUENCE streamml.view_id_seq RESTART 1000;
CREATE ROLE regress_ddl;
CREATE FUNCTION definition_of(view regclass) RETURNS text LANGUAGE sql AS
$$ SELECT regexp_replace(pg_get_viewdef(view), '\m(states?|source)\.', '', 'g') $$;
CREATE TABLE src (id int PRIMARY KEY, grp int, name text, val numeric, unused int);
CREATE VIEW relations AS
    SELECT c.relname, c.relkind, CASE WHEN c.relowner <> 'regress_ddl'::regrole THEN 'me' ELSE 'regress_ddl' END AS owner
    FROM pg_class c
    WHERE c.relnamespace IN ('ddl'::regnamespace, 'streamml_state'::regnamespace)
      AND c.relname ~ '^(agg|total|row_view|view_)';

SELECT streamml.create_continuous_view('agg',
    'SELECT name, grp, count(*) AS n, avg(val) AS mean, avg(val) + count(*) AS both FROM src GROUP BY grp, name HAVING count(*) > 0', false);
SELECT streamml.create_continuous_view('total', 'SELECT count(*) AS n, sum(val) AS s, max(name COLLATE "C") AS m FROM src', false);
SELECT streamml.create_continuous_view('ddl.row_view', 'SELECT id, upper(name) AS name FROM src WHERE val > 0', false);
SELECT definition_of('agg');
SELECT definition_of('total');
\d agg
\d streamml_state.view_1000_state
SELECT unnest(reloptions) FROM pg_class WHERE relname = 'view_1000_state';
\d row_view
SELECT * FROM agg;
SELECT * FROM total;
TABLE relations ORDER BY relname COLLATE "C";

-- what is in use can be renamed, but not dropped or retyped
ALTER TABLE src RENAME TO source;
ALTER TABLE source RENAME val TO amount;
ALTER VIEW agg RENAME TO renamed;
SELECT definition_of('streamml_state.view_1000_definition');
DROP TABLE source;
ALTER TABLE source DROP COLUMN amount;
ALTER TABLE source ALTER COLUMN amount TYPE float8;
DROP VIEW streamml_state.view_1000_definition;
DROP TABLE streamml_state.view_1000_state;
ALTER TABLE streamml_state.view_1000_state ALTER COLUMN s1 TYPE int;
ALTER TABLE source DROP COLUMN unused;
ALTER VIEW renamed RENAME TO agg;

-- every road to the end of a view
BEGIN; SELECT streamml.drop_continuous_view('agg'); SELECT view FROM streamml.view_definition ORDER BY id; ROLLBACK;
BEGIN; DROP VIEW agg; SELECT view FROM streamml.view_definition ORDER BY id; TABLE relations ORDER BY relname COLLATE "C"; ROLLBACK;
BEGIN; DROP TABLE row_view; SELECT view FROM streamml.view_definition ORDER BY id; ROLLBACK;
BEGIN; DROP TABLE source CASCADE; SELECT view FROM streamml.view_definition ORDER BY id; TABLE relations; ROLLBACK;
BEGIN; ALTER TABLE source DROP COLUMN grp CASCADE; SELECT view FROM streamml.view_definition ORDER BY id; ROLLBACK;
BEGIN; SET LOCAL client_min_messages = warning; DROP SCHEMA ddl CASCADE; SELECT view FROM streamml.view_definition ORDER BY id; ROLLBACK;
SELECT view FROM streamml.view_definition ORDER BY id;

-- the extension goes only with its views
DROP EXTENSION streamml;

-- owners stay in step
GRANT ALL ON SCHEMA ddl TO regress_ddl;
GRANT SELECT ON source TO regress_ddl;
ALTER VIEW agg OWNER TO regress_ddl;
ALTER TABLE row_view OWNER TO regress_ddl;
TABLE relations ORDER BY relname COLLATE "C";
ALTER TABLE streamml_state.view_1000_state OWNER TO CURRENT_USER;
TABLE relations ORDER BY relname COLLATE "C";
REASSIGN OWNED BY regress_ddl TO CURRENT_USER;
SELECT count(DISTINCT owner) FROM relations;
ALTER VIEW total OWNER TO regress_ddl;
DROP ROLE regress_ddl;
DROP OWNED BY regress_ddl;
SELECT view FROM streamml.view_definition ORDER BY id;

-- in one transaction with its table, and rolled back with it
BEGIN;
CREATE TABLE young (id int);
SELECT streamml.create_continuous_view('of_young', 'SELECT count(*) FROM young', false);
SAVEPOINT s;
SELECT streamml.create_continuous_view('undone', 'SELECT count(*) FROM young', false);
ROLLBACK TO s;
SELECT view FROM streamml.view_definition ORDER BY id;
ROLLBACK;
SELECT view FROM streamml.view_definition ORDER BY id;

-- a model named by a constant is a dependency; anything else is text
SELECT streamml.create_continuous_view('model', 'SELECT streamml.linear_regression(val, ARRAY[grp]) AS model FROM (SELECT amount AS val, grp FROM source) s', false);
SELECT streamml.create_continuous_view('scored', $$SELECT id, streamml.predict('model', ARRAY[grp]) AS p FROM source$$, false);
ALTER VIEW model RENAME TO regression;
SELECT definition_of(definition) FROM streamml.view_definition WHERE view = 'scored'::regclass;
DROP VIEW regression;
SELECT streamml.create_continuous_view('bad', $$SELECT id, streamml.predict('nowhere', ARRAY[grp]) AS p FROM source$$, false);

-- a view over a row view; its place is lost with the row view
SELECT streamml.create_continuous_view('chained', 'SELECT count(*) FROM row_view', false);
DROP TABLE row_view;
\set VERBOSITY terse
DROP TABLE row_view CASCADE;
SELECT view FROM streamml.view_definition ORDER BY id;

SET client_min_messages = warning;
DROP SCHEMA ddl CASCADE;
DROP ROLE regress_ddl;
SELECT relname FROM pg_class WHERE relnamespace = 'streamml_state'::regnamespace;
