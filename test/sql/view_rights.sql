-- Nobody gets new rights through a continuous view.
CREATE ROLE regress_owner;
CREATE ROLE regress_user;
CREATE SCHEMA rights;
SET search_path = rights, public;
ALTER SEQUENCE streamml.view_id_seq RESTART 3000;
CREATE TABLE src (id int, secret text, val numeric);
CREATE TABLE dim (id int, name text);
CREATE VIEW dim_view AS SELECT * FROM dim;
CREATE FUNCTION locked(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE locked_sum(int) (SFUNC = int4pl, STYPE = int);
CREATE FUNCTION open_add(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE open_sum(int) (SFUNC = open_add, STYPE = int);
REVOKE ALL ON FUNCTION locked(int), locked_sum(int) FROM PUBLIC;
-- of an aggregate its owner calls the parts
CREATE TABLE timed (at timestamptz, id int);
GRANT SELECT ON timed TO PUBLIC;
CREATE FUNCTION closed_half(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 / 2';
CREATE FUNCTION closed_add(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE half_open(int) (SFUNC = open_add, STYPE = int, FINALFUNC = closed_half);
CREATE AGGREGATE open_combine(int) (SFUNC = open_add, STYPE = int, COMBINEFUNC = closed_add);
CREATE FUNCTION closed_deserialize(bytea, internal) RETURNS internal STRICT PARALLEL SAFE LANGUAGE internal AS 'numeric_avg_deserialize';
CREATE AGGREGATE half_sealed(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg,
    SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = closed_deserialize, COMBINEFUNC = numeric_avg_combine, PARALLEL = SAFE);
ALTER AGGREGATE half_sealed(numeric) OWNER TO regress_user;
ALTER AGGREGATE half_open(int) OWNER TO regress_user;
ALTER AGGREGATE open_combine(int) OWNER TO regress_user;
REVOKE ALL ON FUNCTION closed_half(int), closed_add(int, int), closed_deserialize(bytea, internal) FROM PUBLIC;
GRANT USAGE ON SCHEMA rights TO regress_owner, regress_user;
CREATE SCHEMA own AUTHORIZATION regress_owner;

-- creation: what the query would need, and CREATE where the view goes
SET ROLE regress_owner;
SELECT streamml.create_continuous_view('own.v', 'SELECT id FROM src', false);
RESET ROLE;
GRANT SELECT (id, val) ON src TO regress_owner;
SET ROLE regress_owner;
SELECT streamml.create_continuous_view('own.v', 'SELECT secret FROM src', false);
SELECT streamml.create_continuous_view('own.v', 'SELECT count(secret) FROM src', false);
SELECT streamml.create_continuous_view('own.v', 'SELECT s FROM src s', false);
SELECT streamml.create_continuous_view('own.v', 'SELECT id, name FROM src JOIN dim USING (id)', false);
SELECT streamml.create_continuous_view('own.v', 'SELECT id FROM src WHERE id IN (SELECT id FROM dim)', false);
SELECT streamml.create_continuous_view('own.v', 'SELECT locked(id) AS id FROM src', false);
SELECT streamml.create_continuous_view('own.v', 'SELECT locked_sum(id) FROM src', false);
SELECT streamml.create_continuous_view('own.v', 'SELECT half_open(id) FROM src', false);
SELECT streamml.create_continuous_view('own.v', 'SELECT half_sealed(val) FROM src', false);
SELECT streamml.create_continuous_view('own.v', $$ SELECT streamml.hop(at, '1 min', '2 min') AS w, open_combine(id) FROM timed GROUP BY 1 $$, false);
SELECT streamml.create_continuous_view('rights.v', 'SELECT id FROM src', false);
SELECT streamml.create_continuous_view('streamml_state.v', 'SELECT id FROM src', false);
RESET ROLE;
GRANT SELECT ON dim_view TO regress_owner;
SET ROLE regress_owner;
SELECT streamml.create_continuous_view('own.joined', 'SELECT id, name FROM src JOIN dim_view USING (id)', false);
SELECT streamml.create_continuous_view('own.agg', 'SELECT id, avg(val) AS mean, open_sum(id) FROM src GROUP BY id', false);

-- row-level security that applies to the owner
RESET ROLE;
ALTER TABLE src ENABLE ROW LEVEL SECURITY;
SET ROLE regress_owner;
SELECT streamml.create_continuous_view('own.v', 'SELECT id FROM src', false);
RESET ROLE;
ALTER TABLE src OWNER TO regress_owner;
SET ROLE regress_owner;
SELECT streamml.create_continuous_view('own.of_own', 'SELECT id FROM src', false);
ALTER TABLE src FORCE ROW LEVEL SECURITY;
SELECT streamml.create_continuous_view('own.v', 'SELECT id FROM src', false);
ALTER TABLE src NO FORCE ROW LEVEL SECURITY;

-- what belongs to streamml
SELECT id FROM streamml.view_definition;
UPDATE streamml.view_progress SET position = '0/0';
SELECT * FROM streamml.dead_letter_log;
CREATE TABLE streamml_state.mine (id int);
CREATE TABLE streamml.mine (id int);
INSERT INTO streamml_state.view_3003_state (k1) VALUES (1);
UPDATE streamml_state.view_3003_state SET s1 = NULL;
DELETE FROM streamml_state.view_3003_state;
TRUNCATE streamml_state.view_3003_state;
CREATE OR REPLACE VIEW streamml_state.view_3003_definition AS SELECT 1 AS id, 1.0 AS mean, 1 AS open_sum;
CREATE INDEX ON streamml_state.view_3003_state (k1);
DROP INDEX streamml_state.view_3003_key;
ALTER TABLE streamml_state.view_3003_state SET SCHEMA own;
ALTER VIEW streamml_state.view_3003_definition SET SCHEMA own;
ALTER VIEW streamml_state.view_3003_definition RENAME TO mine;
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO streamml_state.view_3003_definition
    DO INSTEAD SELECT id, avg(val) AS mean, open_sum(id) FROM rights.src WHERE id > 0 GROUP BY id;
CREATE RULE nothing AS ON UPDATE TO streamml_state.view_3003_state DO INSTEAD NOTHING;
ALTER TABLE streamml_state.view_3003_state SET UNLOGGED;
SELECT streamml.on_sql_drop();

-- states of internal type are sealed
SELECT '\x00'::streamml.aggstate;
SELECT ('\x00'::text)::streamml.aggstate;
SELECT ('\x00'::bytea)::streamml.aggstate;
SELECT CAST(3 AS streamml.aggstate);
RESET ROLE;
SELECT '\x00'::streamml.aggstate;
SELECT '\x01006300000000000000000000000000'::streamml.aggstate;
SET ROLE regress_owner;

-- other users: see nothing, do nothing
SET ROLE regress_user;
SELECT name FROM streamml.continuous_views;
SELECT * FROM streamml.dead_letters;
SELECT * FROM streamml.gaps;
SELECT * FROM own.agg;
RESET ROLE;
GRANT USAGE ON SCHEMA own TO regress_user;
SET ROLE regress_user;
SELECT * FROM own.agg;
SELECT streamml.pause('own.agg');
SELECT streamml.resume('own.agg');
SELECT streamml.rebuild('own.agg');
SELECT streamml.drop_continuous_view('own.agg');
SELECT streamml.drop_continuous_view('own.joined');
SELECT * FROM streamml.verify('own.agg');
DROP VIEW own.agg;
RESET ROLE;
GRANT SELECT ON own.agg TO regress_user;
SET ROLE regress_user;
SELECT * FROM own.agg;
SELECT * FROM streamml_state.view_3003_state;

-- finalize() gives nobody a function he may not call
SELECT streamml.finalize('locked_sum'::regproc::regprocedure, 3, NULL::int);
SELECT streamml.finalize('open_sum'::regproc::regprocedure, 3, NULL::int);
SELECT streamml.finalize('half_open'::regproc::regprocedure, 3, NULL::int);
SELECT streamml.finalize('half_sealed'::regproc::regprocedure, NULL::streamml.aggstate, NULL::numeric);

-- models: SELECT on the view that holds them
RESET ROLE;
SET ROLE regress_owner;
SELECT streamml.create_continuous_view('own.model', 'SELECT streamml.linear_regression(val, ARRAY[id]) AS model FROM src', false);
SELECT streamml.predict('own.model', ARRAY[1.0]);
SET ROLE regress_user;
SELECT streamml.predict('own.model', ARRAY[1.0]);
SELECT streamml.model_of('own.model');
RESET ROLE;

-- not from within a security-restricted operation
CREATE FUNCTION escape() RETURNS int LANGUAGE plpgsql AS
$$ BEGIN PERFORM streamml.create_continuous_view('own.escaped', 'SELECT id FROM rights.src'); RETURN 1; END $$;
CREATE MATERIALIZED VIEW mat AS SELECT escape() AS e WITH NO DATA;
REFRESH MATERIALIZED VIEW mat;

-- a new owner takes the view with its own rights; the members of a role see its views
GRANT regress_owner TO regress_user;
SET ROLE regress_user;
SELECT name, owner FROM streamml.continuous_views ORDER BY name COLLATE "C";
SELECT streamml.pause('own.agg');
SELECT name, enabled FROM streamml.continuous_views ORDER BY name COLLATE "C";
RESET ROLE;

SET client_min_messages = warning;
DROP OWNED BY regress_owner, regress_user CASCADE;
DROP SCHEMA rights CASCADE;
DROP ROLE regress_owner;
DROP ROLE regress_user;
SELECT count(*) FROM streamml.view_definition;
