-- Continuous views are for reading: what would write to one is refused.
CREATE SCHEMA guard;
SET search_path = guard, public;
ALTER SEQUENCE streamml.view_id_seq RESTART 7100;
CREATE ROLE regress_guard;
GRANT CREATE, USAGE ON SCHEMA guard TO regress_guard;
SET ROLE regress_guard;
CREATE TABLE src (id int, at timestamptz, k int, v float8);
SELECT streamml.create_continuous_view('agg', 'SELECT k, sum(v) AS s FROM src GROUP BY k', false);
SELECT streamml.create_continuous_view('single', 'SELECT count(*) AS k FROM src', false);
SELECT streamml.create_continuous_view('panes',
    $$ SELECT k, streamml.hop(at, '1 min', '5 min') AS w, count(*) AS n FROM src GROUP BY k, w $$, false);
SELECT streamml.create_continuous_view('closing',
    $$ SELECT k, streamml.tumble(at, '1 min') AS w, count(*) AS n FROM src GROUP BY k, w $$, false,
    lateness => '1 min', retention => '1 day', emit => 'close');
SELECT streamml.create_continuous_view('sets', 'SELECT k, count(*) AS n FROM src GROUP BY GROUPING SETS ((k), ())', false);
SELECT streamml.create_continuous_view('logged', 'SELECT k, v FROM src', false);
SELECT streamml.create_rollup('totals', 'SELECT k, streamml.rollup(n) AS n FROM closing GROUP BY k');
SELECT streamml.create_rollup('keys', 'SELECT k FROM closing');
CREATE VIEW over_agg AS SELECT * FROM agg;
INSERT INTO src SELECT i, '2026-01-05'::timestamptz + i * interval '1 min', i % 3, i FROM generate_series(1, 9) i;
SELECT streamml.wait();

-- each statement on each relation: the error, or what it would have done
CREATE FUNCTION attempt(statement text, relation text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(statement, relation);
    RAISE EXCEPTION 'done' USING errcode = 'ZZ000';
EXCEPTION
    WHEN SQLSTATE 'ZZ000' THEN RETURN 'done';
    WHEN OTHERS THEN
        RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE VIEW statements (n, statement) AS VALUES
    (1, 'INSERT INTO %s (k) VALUES (1)'), (2, 'INSERT INTO %s DEFAULT VALUES'), (3, 'UPDATE %s SET k = 1'),
    (4, 'DELETE FROM %s'), (5, 'TRUNCATE %s'), (6, 'WITH x AS (DELETE FROM %s RETURNING 1) SELECT * FROM x'),
    (7, 'WITH x AS (INSERT INTO %s (k) VALUES (1) RETURNING k) UPDATE src SET k = x.k FROM x');
CREATE VIEW relations (n, relation) AS VALUES
    (1, 'agg'), (2, 'single'), (3, 'panes'), (4, 'closing'), (5, 'sets'), (6, 'totals'), (7, 'keys'), (8, 'over_agg'),
    (9, 'logged'), (10, 'closing_closed');
SELECT relation, statement, attempt(statement, relation) AS result FROM relations r, statements s
ORDER BY r.n, s.n;
-- through a view of one's own PostgreSQL says it, and names the view
SELECT attempt('UPDATE %s SET k = 1', 'over_agg') ~ '"agg"';

-- what there is to read, and to do
\set VERBOSITY default
UPDATE agg SET s = 0;
DELETE FROM totals;
-- no lock of a row stops the stream
SELECT * FROM agg FOR UPDATE;
SELECT * FROM (SELECT * FROM agg FOR SHARE) s JOIN src USING (k);
SELECT * FROM over_agg FOR NO KEY UPDATE;
SELECT * FROM keys FOR KEY SHARE;
-- nor another query
CREATE OR REPLACE VIEW agg AS SELECT 1 AS k, 2::float8 AS s;
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO agg DO INSTEAD SELECT 1 AS k, 2::float8 AS s;
CREATE OR REPLACE VIEW totals AS SELECT k, n FROM (SELECT k, sum(n) AS n FROM closing GROUP BY k) s;

-- rights do not help, neither to the view nor to its states
GRANT ALL ON agg TO PUBLIC;
GRANT ALL ON streamml_state.view_7100_state TO regress_guard;
SELECT statement, attempt(statement, 'agg') AS result FROM statements ORDER BY n;
SELECT attempt('UPDATE %s SET s1 = 0', 'streamml_state.view_7100_state');
RESET ROLE;
SELECT statement, attempt(replace(statement, 'k', 'k1'), 'streamml_state.view_7100_state') AS result
FROM statements WHERE n < 7 ORDER BY n;
SELECT attempt('SELECT 1 FROM %s FOR UPDATE', 'streamml_state.view_7100_state');
SELECT attempt('DELETE FROM %s', 'streamml_state.view_7105_definition');
COPY agg FROM '/dev/null';
COPY totals FROM '/dev/null';
COPY streamml_state.view_7100_state FROM '/dev/null';
DELETE FROM streamml_state.view_7100_state;
SELECT * FROM agg ORDER BY k;
SELECT * FROM streamml.verify('agg');

-- who says what it means is let through
CREATE FUNCTION into_source() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO guard.src (k, v) VALUES (NEW.k, NEW.s); RETURN NEW; END $$;
CREATE TRIGGER into_source INSTEAD OF INSERT ON agg FOR EACH ROW EXECUTE FUNCTION into_source();
INSERT INTO agg VALUES (7, 70);
CREATE RULE never AS ON DELETE TO single DO INSTEAD NOTHING;
DELETE FROM single;
SELECT streamml.wait();
SELECT * FROM agg WHERE k = 7;
SELECT * FROM single;

-- as with triggers, a superuser can switch it off for his session
SET session_replication_role = replica;
UPDATE streamml_state.view_7100_state SET s1 = 1 WHERE k1 = 7;
RESET session_replication_role;
SELECT * FROM streamml.verify('agg');
SELECT streamml.rebuild('agg');
SELECT * FROM streamml.verify('agg');

SET client_min_messages = warning;
DROP SCHEMA guard CASCADE;
DROP ROLE regress_guard;
