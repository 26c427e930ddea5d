-- Roll-ups combine the states of a view to coarser groups, without reading its rows again.
CREATE ROLE regress_roller;
CREATE ROLE regress_reader;
CREATE SCHEMA roll;
GRANT USAGE, CREATE ON SCHEMA roll TO regress_roller;
GRANT USAGE ON SCHEMA roll TO regress_reader;
SET search_path = roll, public;
SET TimeZone = 'UTC';
ALTER SEQUENCE streamml.view_id_seq RESTART 6000;
CREATE TABLE city (city text PRIMARY KEY, country text);
INSERT INTO city VALUES ('a', 'X'), ('b', 'X'), ('c', 'Y');
CREATE TABLE tx (id int, city text, at timestamptz, n numeric, f float8, b bool, shard int, x float8[]);
CREATE FUNCTION add_rows(a int, z int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO roll.tx SELECT i, CASE WHEN i % 5 <> 0 THEN chr(97 + i % 4) END, '2024-01-01'::timestamptz + i * interval '17 s',
        CASE WHEN i % 7 <> 0 THEN i / 8.0 END, sin(i), i % 3 = 0, i % 8, ARRAY[sin(i), cos(i * i)]
    FROM generate_series(a, z) i $$;
SELECT add_rows(1, 300);
CREATE FUNCTION collect_both(anyarray, anyarray) RETURNS anyarray IMMUTABLE LANGUAGE sql AS 'SELECT $1 || $2';
CREATE FUNCTION collect(anyarray, anyelement) RETURNS anyarray IMMUTABLE LANGUAGE sql AS 'SELECT $1 || $2';
CREATE FUNCTION sorted(anyarray, anyelement) RETURNS text IMMUTABLE LANGUAGE sql AS
    'SELECT pg_typeof($2) || (SELECT array_agg(v ORDER BY v) FROM unnest($1) v)::text';
CREATE AGGREGATE sorted_list(anyelement) (SFUNC = collect, STYPE = anyarray, INITCOND = '{}', COMBINEFUNC = collect_both,
                                          FINALFUNC = sorted, FINALFUNC_EXTRA);
CREATE AGGREGATE plain_sum(int) (SFUNC = int4pl, STYPE = int);

SELECT streamml.create_continuous_view('minute', 'SELECT upper(city) AS city, streamml.tumble(at, ''1 minute'') AS m, b, count(*) AS n, avg(n) AS mean,
    sum(n) AS s, max(n) AS hi, min(city COLLATE "C") AS lo, round(stddev(f)::numeric, 9) AS s1, count(*) FILTER (WHERE f > 0) AS up, sum(n) / count(*) AS ratio,
    sorted_list(id) AS ids, plain_sum(id) AS plain, 1 AS one, (SELECT count(*) FROM city WHERE country = ''X'' AND count(tx.id) > 0) AS sub
    FROM tx GROUP BY upper(city), m, b');
SELECT streamml.create_continuous_view('shards', 'SELECT shard, streamml.linear_regression(n, x) AS model, streamml.logistic_regression(b, x) AS risk
    FROM tx WHERE n IS NOT NULL GROUP BY shard');

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

CREATE TABLE definition (name text PRIMARY KEY, rollup text, plain text);
INSERT INTO definition VALUES
  ('hour', 'SELECT city, streamml.tumble(lower(m), ''1 hour'') AS h, streamml.rollup(n) AS n, streamml.rollup(mean) AS mean, streamml.rollup(s) AS s,
      streamml.rollup(hi) AS hi, streamml.rollup(lo) AS lo, streamml.rollup(s1) AS sd, streamml.rollup(up) AS up, streamml.rollup(ratio) AS ratio,
      streamml.rollup(ids) AS ids FROM minute GROUP BY city, h',
   'SELECT upper(city), streamml.tumble(at, ''1 hour'') AS h, count(*), avg(n), sum(n), max(n), min(city COLLATE "C"), round(stddev(f)::numeric, 9),
      count(*) FILTER (WHERE f > 0), sum(n) / count(*), sorted_list(id) FROM tx GROUP BY upper(city), h'),
  ('total', 'SELECT streamml.rollup(n) AS n, streamml.rollup(mean) AS mean FROM minute',
   'SELECT count(*), avg(n) FROM tx'),
  ('country', 'SELECT country, streamml.rollup(n) AS n, round(streamml.rollup(mean), 3) AS mean FROM minute LEFT JOIN city c ON upper(c.city) = minute.city GROUP BY country',
   'SELECT country, count(*), round(avg(n), 3) FROM tx LEFT JOIN city USING (city) GROUP BY country'),
  ('using_', 'SELECT city, country, streamml.rollup(n) AS n FROM minute v JOIN (SELECT upper(city) AS city, country FROM city) c USING (city) GROUP BY city, country',
   'SELECT upper(city), country, count(*) FROM tx JOIN city USING (city) GROUP BY upper(city), country'),
  ('filtered', 'SELECT city, streamml.rollup(n) FILTER (WHERE b) AS yes, streamml.rollup(n) FILTER (WHERE NOT b) AS no, streamml.rollup(hi) FILTER (WHERE city > ''Z'') AS none
      FROM minute WHERE lower(m) >= ''2024-01-01 00:30+00'' GROUP BY city HAVING streamml.rollup(n) > 3 ORDER BY streamml.rollup(n) DESC, city LIMIT 3',
   'SELECT upper(city), count(*) FILTER (WHERE b), count(*) FILTER (WHERE NOT b), max(n) FILTER (WHERE false)
      FROM tx WHERE at >= ''2024-01-01 00:30+00'' GROUP BY upper(city) HAVING count(*) > 3 ORDER BY count(*) DESC, upper(city) LIMIT 3'),
  ('sets', 'SELECT city, b, streamml.rollup(n) AS n, grouping(city, b) AS g FROM minute GROUP BY ROLLUP (city, b)',
   'SELECT upper(city), b, count(*), grouping(upper(city), b) FROM tx GROUP BY ROLLUP (upper(city), b)'),
  ('shares', 'WITH x AS (SELECT ''X'' AS country) SELECT city, streamml.rollup(n) AS n, sum(streamml.rollup(n)) OVER () AS of, (SELECT country FROM x) AS x,
      (SELECT count(*) FROM city c WHERE c.country = ''X'' AND streamml.rollup(minute.n) > 0) AS outer_ FROM minute GROUP BY city',
   'SELECT upper(city), count(*), sum(count(*)) OVER (), ''X'', 2 FROM tx GROUP BY upper(city)'),
  ('keys', 'SELECT DISTINCT city, one FROM minute WHERE b', 'SELECT DISTINCT upper(city), 1 FROM tx WHERE b'),
  ('same', 'SELECT city, m, b, streamml.rollup(sub) AS sub, streamml.rollup(n) AS n FROM minute GROUP BY city, m, b', 'SELECT city, m, b, sub, n FROM minute');
SELECT name FROM definition WHERE streamml.create_rollup(name, rollup) IS NULL;
SELECT name, groups(name), differences(name, plain) FROM definition ORDER BY name COLLATE "C";
SELECT add_rows(301, 600);
SELECT streamml.wait();
SELECT name, groups(name), differences(name, plain) FROM definition ORDER BY name COLLATE "C";

-- a model from the models of the shards; linear regression is exact
SELECT streamml.create_rollup('model', 'SELECT streamml.rollup(model) AS model, streamml.rollup(risk) AS risk FROM shards');
SELECT (streamml.metrics(model) ->> 'n')::int AS n, abs(streamml.predict(model, ARRAY[0.1, 0.2]) -
    (SELECT streamml.predict(streamml.linear_regression(n, x), ARRAY[0.1, 0.2]) FROM tx)) < 1e-9 AS equal,
    streamml.predict_proba(risk, ARRAY[0.1, 0.2]) IS NOT NULL AS scores FROM model;

-- printed and parsed again, it is the same: what a dump and restore do
CREATE FUNCTION print_and_parse(name text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE VIEW copy_of_%1$s AS %2$s', name, pg_get_viewdef(name::regclass));
    RETURN differences('copy_of_' || name, 'TABLE ' || name);
END $$;
SELECT name FROM definition WHERE print_and_parse(name) <> 0;
DROP VIEW copy_of_hour, copy_of_total, copy_of_country, copy_of_using_, copy_of_filtered, copy_of_sets, copy_of_shares, copy_of_keys, copy_of_same;

-- the life of a roll-up
DROP VIEW minute;
SELECT streamml.drop_continuous_view('minute');
DROP TABLE streamml_state.view_6000_state;
ALTER VIEW minute RENAME TO by_minute;
ALTER VIEW by_minute RENAME COLUMN n TO rows;
ALTER VIEW total RENAME TO grand_total;
SELECT differences('grand_total', 'SELECT count(*), avg(n) FROM tx');
SELECT streamml.create_rollup('renamed', 'SELECT streamml.rollup(rows) AS n FROM by_minute');
SELECT differences('renamed', 'SELECT count(*) FROM tx');
TRUNCATE tx;
SELECT streamml.rebuild('by_minute');
SELECT n, mean FROM grand_total;
SELECT add_rows(1, 20);
SELECT streamml.wait();
SELECT n, round(mean, 3) FROM grand_total;
DROP VIEW renamed;

-- what cannot be
CREATE VIEW plain_view AS SELECT * FROM tx;
SELECT streamml.create_continuous_view('hopping', 'SELECT streamml.hop(at, ''1 hour'', ''2 hours'') AS w, count(*) AS n FROM tx GROUP BY w');
SELECT streamml.create_continuous_view('cumulating', 'SELECT streamml.cumulate(at, ''1 hour'', ''2 hours'') AS w, count(*) AS n FROM tx GROUP BY w');
SELECT streamml.create_continuous_view('trail', 'SELECT streamml.trailing(at, ''1 hour'') AS w, count(*) AS n FROM tx GROUP BY w');
SELECT streamml.create_continuous_view('having_', 'SELECT city, count(*) AS n FROM tx GROUP BY city HAVING count(*) > 1');
SELECT streamml.create_continuous_view('mixed', 'SELECT shard, shard + count(*) AS n FROM tx GROUP BY shard');
SELECT streamml.create_rollup('no', 'SELECT 1');
SELECT streamml.create_rollup('no', 'SELECT 1; SELECT 2');
SELECT streamml.create_rollup('no', 'DELETE FROM tx');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(n) FROM tx');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(n) FROM plain_view');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(rows) FROM (SELECT * FROM by_minute) v');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(v.rows) FROM by_minute v, shards');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(rows) FROM by_minute UNION SELECT 1');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(j.rows) FROM (by_minute JOIN city USING (city)) j');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(n) FROM hopping');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(n) FROM cumulating');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(n) FROM trail');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(n) FROM having_');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(n) FROM mixed');
SELECT streamml.create_rollup('no', 'SELECT city, rows FROM by_minute');
SELECT streamml.create_rollup('no', 'SELECT city, sum(rows) FROM by_minute GROUP BY city');
SELECT streamml.create_rollup('no', 'SELECT city, streamml.rollup(rows) FROM by_minute WHERE rows > 3 GROUP BY city');
SELECT streamml.create_rollup('no', 'SELECT by_minute FROM by_minute');
SELECT streamml.create_rollup('no', 'SELECT city, streamml.rollup(rows + 1) FROM by_minute GROUP BY city');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(city) FROM by_minute');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(DISTINCT rows) FROM by_minute');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(plain) FROM by_minute');
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(rows) OVER () FROM by_minute');
SELECT streamml.create_rollup('no', 'SELECT rows, count(*) FROM by_minute GROUP BY rows');
SELECT streamml.create_rollup('no', 'SELECT c.country, streamml.rollup(hi) FROM by_minute JOIN city c ON c.city = lo GROUP BY 1');
SELECT streamml.create_rollup('no', 'SELECT city FROM by_minute FOR UPDATE');
CREATE TEMP TABLE passing (city text);
SELECT streamml.create_rollup('no', 'SELECT streamml.rollup(rows) FROM by_minute JOIN passing USING (city)');
SELECT streamml.create_rollup('country', 'SELECT streamml.rollup(rows) FROM by_minute');
SELECT streamml.create_rollup('pg_temp.no', 'SELECT streamml.rollup(rows) FROM by_minute');
SELECT streamml.rollup(rows) FROM by_minute;
SELECT streamml.rollup(rows) FROM by_minute WHERE false;

-- rights: the owner of the view makes roll-ups, and grants them
GRANT SELECT ON by_minute TO regress_roller;
SET ROLE regress_roller;
SELECT streamml.create_rollup('roll.no', 'SELECT streamml.rollup(rows) AS n FROM roll.by_minute');
SELECT streamml.create_continuous_view('roll.own', 'SELECT shard, count(*) AS n FROM roll.tx GROUP BY shard');
RESET ROLE;
GRANT SELECT ON tx TO regress_roller;
SET ROLE regress_roller;
SELECT streamml.create_continuous_view('roll.own', 'SELECT shard, count(*) AS n FROM roll.tx GROUP BY shard');
SELECT streamml.create_rollup('public.own_total', 'SELECT streamml.rollup(n) AS n FROM roll.own');
SELECT streamml.create_rollup('roll.own_total', 'SELECT streamml.rollup(n) AS n FROM roll.own');
TABLE roll.own_total;
GRANT SELECT ON roll.own_total TO regress_reader;
SET ROLE regress_reader;
TABLE roll.own_total;
TABLE roll.own;
TABLE streamml_state.view_6007_state;
RESET ROLE;

SET client_min_messages = warning;
DROP VIEW by_minute CASCADE;
SELECT to_regclass('hour') IS NULL AS gone;
DROP SCHEMA roll CASCADE;
DROP ROLE regress_roller, regress_reader;
