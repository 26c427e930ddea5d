-- A continuous view answers what its definition answers, whatever the aggregate.
CREATE SCHEMA ans;
SET search_path = ans, public;
ALTER SEQUENCE streamml.view_id_seq RESTART 4000;
CREATE TABLE src (id int PRIMARY KEY, k int, t text, n numeric, f float8, b bool, at timestamptz, tags text[]);
CREATE TABLE dim (k int PRIMARY KEY, name text);
INSERT INTO dim VALUES (0, 'zero'), (1, 'one');
CREATE FUNCTION add_rows(a int, z int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO ans.src SELECT i, nullif(i % 4, 3), chr(97 + i % 7) || 'B', i / 10.0, nullif(i % 5, 4) / 8.0, i % 3 = 0,
        '2024-03-31 00:00+00'::timestamptz + i * interval '13 minutes', ARRAY['x', 'y' || i % 3]
    FROM generate_series(a, z) i $$;
SELECT add_rows(1, 40);

-- aggregates of our own
CREATE FUNCTION keep_first(anyelement, anyelement) RETURNS anyelement IMMUTABLE STRICT LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE first_of(anyelement) (SFUNC = keep_first, STYPE = anyelement);
CREATE FUNCTION extra_final(anyarray, anyelement) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT pg_typeof($2) || $1::text $$;
CREATE FUNCTION list_add(anyarray, anyelement) RETURNS anyarray IMMUTABLE LANGUAGE sql AS 'SELECT $1 || $2';
CREATE AGGREGATE typed_list(anyelement) (SFUNC = list_add, STYPE = anyarray, INITCOND = '{}', FINALFUNC = extra_final, FINALFUNC_EXTRA);
CREATE FUNCTION before_final(text) RETURNS bool IMMUTABLE LANGUAGE sql AS $$ SELECT $1 < 'Z' $$;
CREATE FUNCTION larger(text, text) RETURNS text IMMUTABLE STRICT LANGUAGE sql AS 'SELECT greatest($1, $2)';
CREATE AGGREGATE before(text) (SFUNC = larger, STYPE = text, FINALFUNC = before_final);
CREATE FUNCTION to_null(int, int) RETURNS int IMMUTABLE STRICT LANGUAGE sql AS 'SELECT nullif($1 + $2, 6)';
CREATE AGGREGATE dies(int) (SFUNC = to_null, STYPE = int, INITCOND = '0');

CREATE TABLE definition (name text PRIMARY KEY, query text);
INSERT INTO definition VALUES
  ('plain', 'SELECT k, count(*) AS c, count(t) AS ct, sum(k) AS sk, min(t) AS mi, max(n) AS ma, bool_and(b) AS ba FROM src GROUP BY k'),
  ('internal', 'SELECT k, avg(n) AS a, sum(n) AS s, stddev(n) AS sd, var_pop(id) AS v, avg(id::int8) AS ai, sum(id::int8) AS si FROM src GROUP BY k'),
  ('floats', 'SELECT k, avg(f) AS a, stddev(f) AS sd, regr_slope(f, id) AS r, corr(id, f) AS c FROM src GROUP BY k'),
  ('own', 'SELECT k, first_of(t) AS ft, first_of(n) AS fn, typed_list(id) AS l, typed_list(b) AS lb, dies(id) AS d FROM src GROUP BY k'),
  ('collated', 'SELECT k, before(t COLLATE "C") AS c, before(t COLLATE "und-x-icu") AS u, max(t COLLATE "C") AS m FROM src GROUP BY k'),
  ('filtered', 'SELECT b, count(*) FILTER (WHERE k = 1) AS c, avg(n) FILTER (WHERE f > 0.2) AS a, avg(n) AS a2 FROM src GROUP BY b'),
  ('keys', 'SELECT k, t, upper(t) AS ut, f IS NULL AS fnull, count(*) AS c FROM src GROUP BY k, t, upper(t), f IS NULL'),
  ('collkey', 'SELECT t COLLATE "und-x-icu" AS tk, count(*) AS c FROM src GROUP BY t COLLATE "und-x-icu"'),
  ('hidden', 'SELECT count(*) AS c FROM src GROUP BY k, b'),
  ('single', 'SELECT count(*) AS c, sum(n) AS s, avg(f) AS a FROM src WHERE id > 1000'),
  ('having_', 'SELECT k, sum(n) / count(*) AS q FROM src GROUP BY k HAVING min(id) < 3 AND k IS NOT NULL'),
  ('sublink', 'SELECT k, (SELECT name FROM dim WHERE dim.k = src.k) AS name, (SELECT count(*) FROM dim WHERE dim.k < count(src.id)) AS d FROM src GROUP BY k'),
  ('joined', 'SELECT name, count(*) AS c, max(src.t || name) AS m FROM src LEFT JOIN dim USING (k) GROUP BY name'),
  ('lateral_', 'SELECT tag, count(*) AS c FROM src, unnest(tags) AS tag GROUP BY tag'),
  ('cte', 'WITH s AS (SELECT id % 2 AS odd, n FROM src WHERE n > 1) SELECT odd, sum(n) AS s FROM s GROUP BY odd'),
  ('windows', 'SELECT streamml.tumble(at, ''1 hour'') AS h, streamml.tumble(at, ''1 day'', timezone => ''Europe/Berlin'') AS d, count(*) AS c FROM src GROUP BY h, d'),
  ('wholerow', 'SELECT k, max((s.*)::text) AS m, count(s) AS c FROM src s GROUP BY k'),
  ('distinct_', 'SELECT k, b FROM src GROUP BY k, b'),
  ('row_plain', 'SELECT id, t || coalesce(n::text, '''') AS tn FROM src WHERE b'),
  ('row_whole', 'SELECT s.id, (s.*)::text AS r FROM src s'),
  ('row_join', 'SELECT id, name, unnest(tags) AS tag FROM src JOIN dim USING (k)'),
  ('model', 'SELECT streamml.linear_regression(n, ARRAY[f, id::float8]) AS model FROM src WHERE f IS NOT NULL');

SELECT name FROM definition WHERE streamml.create_continuous_view(name, query) IS NULL;
SELECT add_rows(41, 60);
SELECT streamml.wait();
SELECT add_rows(61, 80);
SELECT streamml.wait();

-- the oracle, on text: other than verify()
CREATE FUNCTION differences(name text, query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
    EXECUTE format('WITH v AS (SELECT whole::text FROM ans.%1$I whole), q AS (SELECT whole::text FROM (%2$s) whole)
                    SELECT count(*) FROM ((TABLE v EXCEPT ALL TABLE q) UNION ALL (TABLE q EXCEPT ALL TABLE v)) d', name, query)
    INTO result;
    RETURN result;
END $$;
SELECT name, differences(name, query), (SELECT count(*) FROM streamml.verify(name::regclass)) AS verify
FROM definition ORDER BY name COLLATE "C";
SELECT * FROM single;
SELECT c, u FROM collated WHERE k = 1;

-- verify() finds what is wrong, on either side
UPDATE src SET n = 1000 WHERE id = 1;
SELECT key, expected ->> 'ma' AS expected, actual ->> 'ma' AS actual FROM streamml.verify('plain') ORDER BY key;
SELECT key, expected ->> 'c' AS expected, actual ->> 'c' AS actual FROM streamml.verify('hidden');
UPDATE src SET n = 0.1 WHERE id = 1;
DELETE FROM src WHERE id = 3;
SELECT key, expected, actual FROM streamml.verify('row_plain');
SELECT key, expected ->> 'c' AS expected, actual ->> 'c' AS actual FROM streamml.verify('keys') ORDER BY key;
SELECT streamml.rebuild('keys');
SELECT streamml.wait();
SELECT count(*) FROM streamml.verify('keys');

-- the state of one aggregate is not taken for that of another, even from a superuser
SELECT state FROM streamml.view_definition WHERE view = 'internal'::regclass \gset
SET session_replication_role = replica;
UPDATE :state SET s1 = s3;
RESET session_replication_role;
SELECT k, a FROM internal;

-- models by name, and the trigger
SELECT streamml.predict('model', ARRAY[0.5, 10]) = streamml.predict(model, ARRAY[0.5, 10]) AS same FROM model;
SELECT streamml.predict('model'::regclass, ARRAY[0.5, 10]) = streamml.predict(streamml.model_of('model'), ARRAY[0.5, 10]) AS same;
SELECT streamml.predict('plain', ARRAY[0.5, 10]);
SELECT streamml.predict('row_plain', ARRAY[0.5, 10]);
SELECT streamml.predict('src', ARRAY[0.5, 10]);
SELECT streamml.predict('nowhere', ARRAY[0.5, 10]);
SELECT streamml.create_continuous_view('many', 'SELECT k, streamml.linear_regression(n, ARRAY[f]) AS model FROM src WHERE f IS NOT NULL GROUP BY k');
SELECT streamml.predict('many', ARRAY[0.5]);
CREATE TABLE scored (id int, f float8, n numeric, score float8, score_text text);
CREATE TRIGGER score BEFORE INSERT ON scored FOR EACH ROW EXECUTE FUNCTION streamml.score('ans.model', 'score', 'f', 'id');
INSERT INTO scored (id, f) VALUES (10, 0.5), (11, 0.5)
    RETURNING score = streamml.predict('model', ARRAY[f, id::float8]) AS same;
INSERT INTO scored (id, f) VALUES (10, 'NaN');
CREATE TABLE scored_short (id int, f float8, score numeric(12,1));
CREATE TRIGGER score BEFORE INSERT ON scored_short FOR EACH ROW EXECUTE FUNCTION streamml.score('ans.model', 'score', 'f', 'id');
INSERT INTO scored_short (id, f) VALUES (11, 0.7) RETURNING scale(score);
ALTER TABLE scored_short ALTER COLUMN score TYPE numeric(3,3) USING 0;
INSERT INTO scored_short (id, f) VALUES (1000000, 0.7);
ALTER TABLE scored ADD COLUMN label text;
CREATE TRIGGER wrong BEFORE INSERT ON scored FOR EACH ROW EXECUTE FUNCTION streamml.score('ans.model', 'score_text', 'f', 'id');
INSERT INTO scored (id, f) VALUES (10, 0.5);
DROP TRIGGER wrong ON scored;
CREATE TRIGGER wrong BEFORE INSERT ON scored FOR EACH ROW EXECUTE FUNCTION streamml.score('ans.model', 'score', 'f', 'nothing');
INSERT INTO scored (id, f) VALUES (10, 0.5);
DROP TRIGGER wrong ON scored;
CREATE TRIGGER wrong BEFORE INSERT ON scored FOR EACH ROW EXECUTE FUNCTION streamml.score('ans.model', 'score');
INSERT INTO scored (id, f) VALUES (10, 0.5);
DROP TRIGGER wrong ON scored;
CREATE TRIGGER wrong AFTER INSERT ON scored FOR EACH ROW EXECUTE FUNCTION streamml.score('ans.model', 'score', 'f');
INSERT INTO scored (id, f) VALUES (10, 0.5);
DROP TRIGGER wrong ON scored;
SELECT streamml.score();
SELECT streamml.create_continuous_view('untrained', 'SELECT streamml.logistic_regression(b, ARRAY[f]) AS model FROM src WHERE id < 0');
SELECT streamml.predict_proba('untrained', ARRAY[1]) IS NULL AS no_rows, streamml.predict_class('untrained', ARRAY[1]) IS NULL AS no_class;
-- any classifier can stand in for another; a class can be named, also one that has not come
SELECT streamml.create_continuous_view('bayes', 'SELECT streamml.gaussian_naive_bayes(b, ARRAY[f]) AS model FROM src WHERE f IS NOT NULL AND b IS NOT NULL');
SELECT streamml.create_continuous_view('kinds', 'SELECT streamml.naive_bayes(''k'' || k, ARRAY[f]) AS model FROM src WHERE f IS NOT NULL');
CREATE TABLE judged (f float8, score float8, k1 float8, other float8);
CREATE TRIGGER a BEFORE INSERT ON judged FOR EACH ROW EXECUTE FUNCTION streamml.score('ans.bayes', 'score', 'f');
CREATE TRIGGER b BEFORE INSERT ON judged FOR EACH ROW EXECUTE FUNCTION streamml.score('ans.kinds', 'k1', 'f', 'class=k1');
CREATE TRIGGER c BEFORE INSERT ON judged FOR EACH ROW EXECUTE FUNCTION streamml.score('ans.kinds', 'other', 'class=never seen', 'f');
INSERT INTO judged (f) VALUES (0.3) RETURNING score = streamml.predict_proba('bayes', ARRAY[f], 'true') AS positive,
	k1 = streamml.predict_proba('kinds', ARRAY[f], 'k1') AS named, other;

SET client_min_messages = warning;
DROP SCHEMA ans CASCADE;
SELECT count(*) FROM streamml.view_definition;
