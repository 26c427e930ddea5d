-- verify() takes rows in the order of the table, as the view did, and compares values as SQL does.
CREATE SCHEMA ver;
SET search_path = ver, public;
ALTER SEQUENCE streamml.view_id_seq RESTART 4500;

-- the sum depends on the order, and so does which of two equal minima is returned
CREATE TABLE reading (id bigserial, k int, f float8, n numeric);
CREATE INDEX ON reading (k, f);
CREATE FUNCTION add_rows(k int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO ver.reading (k, f, n) VALUES (k, 1e16, 1.0), (k, 1, 1.00), (k, -1e16, 1.000), (k, 3, 1.00) $$;
SELECT add_rows(1);
SELECT streamml.create_continuous_view('totals',
    'SELECT k, sum(f) AS s, min(n) AS m FROM reading WHERE k > 0 GROUP BY k');
SELECT add_rows(2);
SELECT add_rows(1);
SELECT streamml.wait();
TABLE totals ORDER BY k;

-- whatever plan the session would choose: the index, or a sort, gives another order
CREATE FUNCTION plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE line text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        RETURN NEXT line;
    END LOOP;
END $$;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_hashagg = off;
SELECT plan_of LIKE '%Index%' AS by_index FROM plan_of('SELECT sum(f) FROM reading WHERE k > 0 GROUP BY k')
WHERE plan_of LIKE '%Scan%';
SELECT k, sum(f) AS s, min(n) AS m FROM reading WHERE k > 0 GROUP BY k ORDER BY k;
SELECT * FROM streamml.verify('totals');
-- a view is filled in that order, too
SELECT streamml.create_continuous_view('filled',
    'SELECT k, sum(f) AS s, min(n) AS m FROM reading WHERE k > 0 GROUP BY k');
SELECT * FROM streamml.verify('filled');
SELECT f.s = t.s AS sum, f.m::text = t.m::text AS min FROM filled f JOIN totals t USING (k) ORDER BY k;
SHOW enable_hashagg;
SHOW enable_indexscan;
RESET enable_seqscan;
RESET enable_bitmapscan;
RESET enable_hashagg;

-- A table that does not lie in commit order: values that are equal are no difference, sums that are not equal are one.
CREATE TABLE part (k int, p int, f float8, n numeric) PARTITION BY LIST (p);
CREATE TABLE part1 PARTITION OF part FOR VALUES IN (1);
CREATE TABLE part2 PARTITION OF part FOR VALUES IN (2);
SELECT streamml.create_continuous_view('part_min', 'SELECT k, min(n) AS m, count(*) AS c FROM part GROUP BY k');
SELECT streamml.create_continuous_view('part_min_hidden', 'SELECT min(n) AS m, count(*) AS c FROM part GROUP BY k');
SELECT streamml.create_continuous_view('part_sum', 'SELECT k, sum(f) AS s FROM part GROUP BY k');
INSERT INTO part VALUES (1, 2, 1e16, 1.0);
INSERT INTO part VALUES (1, 2, 1, 2);
INSERT INTO part VALUES (1, 1, -1e16, 1.00);
SELECT streamml.wait();
SELECT m FROM part_min;
SELECT min(n) FROM part;
SELECT * FROM streamml.verify('part_min');
SELECT * FROM streamml.verify('part_min_hidden');
SELECT * FROM streamml.verify('part_sum');
UPDATE part SET n = 0.9 WHERE n = 1;
SELECT * FROM streamml.verify('part_min');
SELECT * FROM streamml.verify('part_min_hidden') ORDER BY expected;

-- types without equality or order are compared as text
CREATE FUNCTION keep_first(anyelement, anyelement) RETURNS anyelement IMMUTABLE STRICT LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE first_of(anyelement) (SFUNC = keep_first, STYPE = anyelement);
CREATE TYPE labelled AS (label text, doc json);
CREATE TYPE priced AS (label text, price numeric);
CREATE TABLE odd (k int, j json, l labelled, p priced, at point, list numeric[], b bit(3));
SELECT streamml.create_continuous_view('odd_keyed', $$
    SELECT k, first_of(j) AS j, first_of(l) AS l, first_of(p) AS p, first_of(at) AS at, first_of(list) AS list,
        first_of(b) AS b, streamml.linear_regression(k, ARRAY[k]) AS model FROM odd GROUP BY k $$);
SELECT streamml.create_continuous_view('odd_hidden', $$
    SELECT first_of(j) AS j, first_of(l) AS l, first_of(p) AS p, first_of(at) AS at, first_of(list) AS list,
        first_of(b) AS b, streamml.linear_regression(k, ARRAY[k]) AS model FROM odd GROUP BY k $$);
INSERT INTO odd SELECT i, '{"a": 1}', ('x', '[1]')::labelled, ('y', 1.0)::priced, '(1,2)', '{1.0,2}', '101'
FROM generate_series(1, 7) i;
INSERT INTO odd VALUES (8);
SELECT streamml.wait();
SELECT * FROM streamml.verify('odd_keyed');
SELECT * FROM streamml.verify('odd_hidden');
UPDATE odd SET j = '{"a":1}' WHERE k = 1;
UPDATE odd SET l = ('x', '[2]') WHERE k = 2;
UPDATE odd SET p = ('y', 1.00) WHERE k = 3;
UPDATE odd SET p = ('y', 1.01) WHERE k = 4;
UPDATE odd SET at = '(1,3)' WHERE k = 5;
UPDATE odd SET list = '{1.00,2}' WHERE k = 6;
UPDATE odd SET list = '{1.0,NULL}' WHERE k = 7;
UPDATE odd SET b = '100' WHERE k = 8;
SELECT key FROM streamml.verify('odd_keyed') ORDER BY key;
SELECT count(expected) AS missing, count(actual) AS surplus FROM streamml.verify('odd_hidden');

-- Comparisons of a user's type mean what they mean in the worker, whatever they look for in the search path.
CREATE TYPE word AS (t text);
CREATE FUNCTION plain(word) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN lower($1.t); END';
CREATE FUNCTION word_cmp(word, word) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN bttextcmp(plain($1), plain($2)); END';
CREATE FUNCTION word_lt(word, word) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN word_cmp($1, $2) < 0; END';
CREATE FUNCTION word_eq(word, word) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN word_cmp($1, $2) = 0; END';
CREATE OPERATOR < (LEFTARG = word, RIGHTARG = word, FUNCTION = word_lt);
CREATE OPERATOR = (LEFTARG = word, RIGHTARG = word, FUNCTION = word_eq, MERGES);
CREATE OPERATOR CLASS word_order DEFAULT FOR TYPE word USING btree AS
    OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 word_cmp(word, word);
CREATE TABLE said (w word);
SELECT streamml.create_continuous_view('words', 'SELECT w, count(*) AS n FROM said GROUP BY w');
INSERT INTO said VALUES ('(A)'), ('(a)'), ('(b)');
SELECT streamml.wait();
SELECT * FROM words ORDER BY w;
SELECT * FROM streamml.verify('words');

-- Rows are told without the columns that were dropped.
CREATE TABLE shrunk (a int, b int);
INSERT INTO shrunk VALUES (1, 2);
ALTER TABLE shrunk DROP a;
SELECT streamml.row_json(s) FROM shrunk s;

-- A table that ordinary queries read in parallel: a model has learned it in its order.
SET max_parallel_workers_per_gather = 2; SET min_parallel_table_scan_size = 0;
CREATE TABLE large WITH (parallel_workers = 2) AS SELECT i, i % 7 AS x FROM generate_series(1, 100000) i;
ANALYZE large;
SELECT streamml.create_continuous_view('large_model', 'SELECT streamml.logistic_regression(x > 3, ARRAY[x]) AS model FROM large');
SELECT count(*) FROM streamml.verify('large_model');

SET client_min_messages = warning;
DROP SCHEMA ver CASCADE;
