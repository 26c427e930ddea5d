-- What stands in the way of a command is told by the view's name, never by that of
-- a relation that streamml made for it; CASCADE takes the view along as a whole.
CREATE SCHEMA messages;
SET search_path = messages, public;
ALTER SEQUENCE streamml.view_id_seq RESTART 7200;
CREATE ROLE regress_messages;
GRANT ALL ON SCHEMA messages TO regress_messages;
SET ROLE regress_messages;
CREATE TYPE mood AS ENUM ('calm', 'wild');
CREATE TYPE pair AS (a int, b numeric);
CREATE TYPE span AS RANGE (subtype = int4, multirange_type_name = spans);
CREATE DOMAIN cents AS bigint CHECK (VALUE >= 0);
CREATE COLLATION plain (provider = libc, locale = 'C');
CREATE FUNCTION twice(float8) RETURNS float8 IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN $1 * 2; END';
CREATE FUNCTION step(cents, cents) RETURNS cents IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN $1 + $2; END';
CREATE AGGREGATE total(cents) (SFUNC = step, STYPE = cents, COMBINEFUNC = step, INITCOND = '0');
CREATE FUNCTION same_mood(mood, mood) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN $1 = $2; END';
CREATE OPERATOR ~=~ (FUNCTION = same_mood, LEFTARG = mood, RIGHTARG = mood);
CREATE TABLE source (id int, at timestamptz, m mood, p pair, s span, c cents, name text, v float8);
CREATE TABLE dim (id int PRIMARY KEY, label text);
CREATE VIEW dims AS SELECT id, label FROM dim;
SELECT streamml.create_continuous_view('grouped', $$
    SELECT m, p, s, c, name COLLATE plain AS name, count(*) AS n, sum(twice(v)) AS v, total(c) AS t, max(name COLLATE plain) AS last
    FROM source WHERE m ~=~ 'calm' GROUP BY m, p, s, c, name COLLATE plain $$, false);
SELECT streamml.create_continuous_view('joined', $$
    SELECT label, streamml.tumble(at, '1 hour') AS w, count(*) AS n FROM source JOIN dims USING (id) GROUP BY label, w $$,
    false, lateness => '1 min', emit => 'close');
SELECT streamml.create_continuous_view('logged', 'SELECT id, m, twice(v) AS v FROM source', false);
SELECT streamml.create_continuous_view('chained', 'SELECT id, v FROM logged', false);
RESET ROLE;

-- DDL that is undone, with what it told
CREATE FUNCTION attempt(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    EXECUTE command;
    RAISE EXCEPTION 'done' USING errcode = 'ZZ000';
EXCEPTION
    WHEN SQLSTATE 'ZZ000' THEN RETURN 'done';
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS detail = pg_exception_detail, hint = pg_exception_hint;
        RETURN concat_ws(E'\n', SQLERRM, detail, hint);
END $$;
CREATE VIEW in_use (n, object) AS VALUES
    (1, 'TABLE source'), (2, 'TABLE dim'), (3, 'VIEW dims'), (4, 'TYPE mood'), (5, 'TYPE pair'), (6, 'TYPE span'),
    (7, 'DOMAIN cents'), (8, 'COLLATION plain'), (9, 'FUNCTION twice(float8)'), (10, 'FUNCTION step(cents, cents)'),
    (11, 'AGGREGATE total(cents)'), (12, 'OPERATOR ~=~ (mood, mood)'), (13, 'TABLE logged'), (14, 'FUNCTION same_mood(mood, mood)');
CREATE VIEW columns_in_use (n, name) AS
    SELECT attnum, attname FROM pg_attribute WHERE attrelid = 'source'::regclass AND attnum > 0;
CREATE VIEW commands AS
    SELECT 1 AS part, n, 'DROP ' || object AS command FROM in_use UNION ALL
    SELECT 2, n, format('ALTER TABLE source DROP COLUMN %I', name) FROM columns_in_use UNION ALL
    SELECT 3, n, format('ALTER TABLE source ALTER COLUMN %I TYPE text USING NULL', name) FROM columns_in_use UNION ALL
    SELECT 4, n, command FROM (VALUES
        (1, 'ALTER TABLE dim ALTER COLUMN label TYPE varchar(9)'), (2, 'ALTER TABLE logged ALTER COLUMN v TYPE numeric'),
        (3, 'ALTER TYPE pair ALTER ATTRIBUTE b TYPE int'), (4, 'DROP ROLE regress_messages'), (5, 'DROP SCHEMA messages'),
        (6, 'DROP OWNED BY regress_messages'), (7, 'ALTER DOMAIN cents ADD CHECK (VALUE < 10)')) c (n, command);
SELECT command FROM commands WHERE attempt(command) ~ 'streamml_state|view_[0-9]+_' ORDER BY part, n;
SELECT command, split_part(attempt(command), E'\n', 1) AS not_told_about_a_view FROM commands
WHERE attempt(command) !~ '(view|table) (grouped|joined|logged|chained)\M' ORDER BY part, n;
DROP DOMAIN cents;
ALTER TABLE source ALTER COLUMN v TYPE numeric;
ALTER TABLE logged ALTER COLUMN v TYPE numeric;

-- with CASCADE: no error, and nothing of the views is left
CREATE FUNCTION left_over(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE command;
    SELECT string_agg(relname, ' ' ORDER BY relname) INTO result FROM pg_class
    WHERE relnamespace = 'streamml_state'::regnamespace AND relkind IN ('r', 'v')
      AND substring(relname FROM '[0-9]+')::int NOT IN (SELECT id FROM streamml.view_definition);
    RAISE EXCEPTION '%', (SELECT coalesce(string_agg(view::text, ' ' ORDER BY id), '') FROM streamml.view_definition) || coalesce('; left over: ' || result, '') USING errcode = 'ZZ000';
EXCEPTION
    WHEN SQLSTATE 'ZZ000' THEN RETURN SQLERRM;
    WHEN OTHERS THEN RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SET client_min_messages = warning;
SELECT object, left_over(format('DROP %s CASCADE', object)) AS views_that_stay FROM in_use ORDER BY n;
SELECT name, left_over(format('ALTER TABLE source DROP COLUMN %I CASCADE', name)) AS views_that_stay FROM columns_in_use ORDER BY n;

DROP SCHEMA messages CASCADE;
DROP ROLE regress_messages;
