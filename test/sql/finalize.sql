-- streamml.finalize(): what an aggregate says of a state is what it says of the rows.
CREATE SCHEMA fin;
SET search_path = fin, public;
SET extra_float_digits = 0;

-- built-in aggregates with states of ordinary types
SELECT streamml.finalize('avg(int4)', '{4,10}'::int8[], NULL::numeric) = avg(i) AS avg_int4,
       streamml.finalize('avg(float8)', (SELECT ARRAY[count(*), sum(i), var_pop(i::float8) * count(*)] FROM generate_series(1, 4) i), NULL::float8) = avg(i::float8) AS avg_float8,
       streamml.finalize('stddev(float8)', (SELECT ARRAY[count(*), sum(i), var_pop(i::float8) * count(*)] FROM generate_series(1, 4) i), NULL::float8) = stddev(i::float8) AS stddev_float8
FROM generate_series(1, 4) i;
-- no final function: the state is the answer
SELECT streamml.finalize('count()', 7::int8, NULL::int8), streamml.finalize('max(text)', 'x'::text, NULL::text);
-- no rows
SELECT streamml.finalize('avg(int4)', '{0,0}'::int8[], NULL::numeric) IS NULL AS avg_of_none,
       streamml.finalize('avg(numeric)', NULL::streamml.aggstate, NULL::numeric) IS NULL AS avg_numeric_of_none,
       streamml.finalize('sum(int8)', NULL::streamml.aggstate, NULL::numeric) IS NULL AS sum_of_none;
SELECT streamml.finalize(NULL, 1, NULL::int) IS NULL AS no_aggregate;

-- polymorphic, with extra arguments, strict, collated, writing to their state
CREATE FUNCTION last_two_add(anyarray, anyelement) RETURNS anyarray IMMUTABLE LANGUAGE sql AS
$$ SELECT (array_append($1, $2))[greatest(1, cardinality($1)):] $$;
CREATE FUNCTION last_two_final(anyarray, anyelement) RETURNS text IMMUTABLE LANGUAGE sql AS
$$ SELECT pg_typeof($2) || ':' || $1::text $$;
CREATE AGGREGATE last_two(anyelement) (SFUNC = last_two_add, STYPE = anyarray, INITCOND = '{}',
    FINALFUNC = last_two_final, FINALFUNC_EXTRA);
SELECT last_two(i) FROM generate_series(1, 3) i;
SELECT streamml.finalize('last_two(anyelement)', '{2,3}'::int[], NULL::text, NULL::int);
SELECT streamml.finalize('last_two(anyelement)', '{2000-01-02,2000-01-03}'::date[], NULL::text, NULL::date);
SELECT streamml.finalize('last_two(anyelement)', '{2,3}'::int[], NULL::text, NULL::text);
SELECT streamml.finalize('last_two(anyelement)', '{2,3}'::int[], NULL::text);

CREATE FUNCTION strict_final(int) RETURNS int IMMUTABLE STRICT LANGUAGE sql AS 'SELECT $1 + 1';
CREATE AGGREGATE strict_sum(int) (SFUNC = int4pl, STYPE = int, FINALFUNC = strict_final);
SELECT strict_sum(1), streamml.finalize('strict_sum(int)', 1, NULL::int);
SELECT strict_sum(NULL), streamml.finalize('strict_sum(int)', NULL::int, NULL::int);
CREATE FUNCTION lax_final(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT coalesce($1, -1)';
CREATE AGGREGATE lax_sum(int) (SFUNC = int4pl, STYPE = int, FINALFUNC = lax_final);
SELECT lax_sum(NULL), streamml.finalize('lax_sum(int)', NULL::int, NULL::int);

CREATE FUNCTION collated_final(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$ SELECT $1 < 'B' $$;
CREATE AGGREGATE collated(text) (SFUNC = textcat, STYPE = text, INITCOND = '', FINALFUNC = collated_final);
SELECT c, collated, finalized FROM (
    SELECT 'C' AS c, collated(t COLLATE "C"), streamml.finalize('collated(text)', 'a'::text COLLATE "C", NULL::boolean, NULL::text COLLATE "C") AS finalized FROM (VALUES ('a')) v (t)
    UNION ALL
    SELECT 'und', collated(t COLLATE "und-x-icu"), streamml.finalize('collated(text)', 'a'::text COLLATE "und-x-icu", NULL::boolean, NULL::text COLLATE "und-x-icu") FROM (VALUES ('a')) v (t)) s;

CREATE AGGREGATE modifies(float8) (SFUNC = float8_accum, STYPE = float8[], INITCOND = '{0,0,0}',
    FINALFUNC = float8_avg, FINALFUNC_MODIFY = READ_WRITE);
CREATE TABLE state (s float8[]);
INSERT INTO state VALUES ('{2,6,0}'), ('{4,6,0}'), (NULL);
SELECT s, streamml.finalize('modifies(float8)', s, NULL::float8) AS mean FROM state ORDER BY s;

CREATE FUNCTION fails(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN 1 / $1; END $$;
CREATE AGGREGATE failing(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', FINALFUNC = fails);
SELECT streamml.finalize('failing(int)', x, NULL::int) FROM generate_series(-2, 2) x;

-- several aggregates through one call site
SELECT a, streamml.finalize(a, '{4,10}'::int8[], NULL::numeric) FROM unnest('{avg(int4),avg(int2)}'::regprocedure[]) a, generate_series(1, 2);

-- the types are checked: nothing foreign reaches a final function
SELECT streamml.finalize('avg(int4)', 3, NULL::numeric);
SELECT streamml.finalize('avg(int4)', '{4,10}'::int8[], NULL::int);
SELECT streamml.finalize('avg(numeric)', '\x00'::bytea, NULL::numeric);
SELECT streamml.finalize('avg(numeric)', 3, NULL::numeric);
SELECT streamml.finalize('lower(text)', 'x'::text, NULL::text);
SELECT streamml.finalize('rank("any")', 1, NULL::int8);
SELECT streamml.finalize('array_agg(anyarray)', NULL::streamml.aggstate, NULL::int[], NULL::int);
SELECT streamml.finalize('avg(int4)', '{4,10}'::int8[], NULL::numeric, NULL::int, NULL::int);
SELECT streamml.finalize('avg(int4)', '{4}'::int8[], NULL::numeric);

SET client_min_messages = warning;
DROP SCHEMA fin CASCADE;
