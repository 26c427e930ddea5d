--
-- Row views: what the feed returns is appended to a table of the owner.
--
CREATE SCHEMA view_rows;
SET search_path = view_rows, public;
SET TimeZone = 'UTC';
-- wait() warns of a view that stands still already, not of one that fails meanwhile
SET client_min_messages = error;

CREATE TABLE reading (id bigint, sensor int, value numeric(8, 2), note text);
CREATE TABLE sensor (id int PRIMARY KEY, factor float8);
INSERT INTO sensor SELECT i, i / 2.0 FROM generate_series(1, 5) i;
INSERT INTO reading SELECT i, i % 7, i / 3.0, 'note ' || i FROM generate_series(1, 20) i;

SELECT streamml.create_continuous_view('scaled', $$
    SELECT r.id, r.sensor, r.value, r.value * s.factor AS scaled
    FROM reading r LEFT JOIN sensor s ON s.id = r.sensor WHERE r.value > 2 $$);
SELECT count(*), min(id), max(id), round(sum(scaled)::numeric, 3) AS sum FROM scaled;

-- The table is the user's: more columns, defaults, constraints, triggers.
ALTER TABLE scaled ADD COLUMN seen_by text DEFAULT 'worker';
ALTER TABLE scaled ADD COLUMN twice float8 GENERATED ALWAYS AS (scaled * 2) STORED;
ALTER TABLE scaled ADD CONSTRAINT not_33 CHECK (id <> 33);
CREATE TABLE audit (who name, what text);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN
    INSERT INTO audit VALUES (current_user, tg_name || ' ' || new.id);
    RETURN new;
END$$;
CREATE TRIGGER at_once BEFORE INSERT ON scaled FOR EACH ROW WHEN (new.id = 41) EXECUTE FUNCTION audit();
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON scaled DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (new.id = 42) EXECUTE FUNCTION audit();

CREATE ROLE view_rows_user;
GRANT CREATE, USAGE ON SCHEMA view_rows TO view_rows_user;
GRANT SELECT ON reading, sensor TO view_rows_user;
GRANT INSERT ON audit TO view_rows_user;
ALTER TABLE scaled OWNER TO view_rows_user;

INSERT INTO reading SELECT i, i % 7, i / 3.0, 'note ' || i FROM generate_series(21, 50) i;
SELECT streamml.wait();
SELECT count(*), min(id), max(id), round(sum(scaled)::numeric, 3) AS sum FROM scaled;
SELECT seen_by, twice = scaled * 2 AS generated, count(*) FROM scaled GROUP BY 1, 2 ORDER BY 1, 2;
SELECT * FROM audit ORDER BY what;
SELECT view, "row" ->> 'id' AS id, sqlstate, message FROM streamml.dead_letters WHERE view = 'scaled'::regclass ORDER BY 2;

-- Filling from the table is one command: it succeeds or says why not.
SELECT streamml.rebuild('scaled');
DELETE FROM reading WHERE id = 33;
SELECT streamml.rebuild('scaled');
SELECT count(*), min(id), max(id) FROM scaled;
SELECT who, what, count(*) FROM audit GROUP BY 1, 2 ORDER BY 2;
-- triggers cannot smuggle work to the commit, where the worker is superuser
CREATE FUNCTION defer() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN
    SET CONSTRAINTS ALL DEFERRED;
    RETURN new;
END$$;
CREATE TRIGGER a_defer BEFORE INSERT ON scaled FOR EACH ROW WHEN (new.id = 42) EXECUTE FUNCTION defer();
INSERT INTO reading VALUES (42, 1, 10, NULL);
SELECT streamml.wait();
SELECT state, sqlstate, message FROM streamml.continuous_views WHERE view = 'scaled'::regclass;
DROP TRIGGER a_defer ON scaled;
SELECT streamml.resume('scaled');
SELECT streamml.wait();
SELECT who, what, count(*) FROM audit GROUP BY 1, 2 ORDER BY 2;

-- A joined table is read when the row is processed.
INSERT INTO sensor VALUES (0, 100), (6, 1000);
INSERT INTO reading VALUES (51, 0, 10, NULL), (52, 6, 20, NULL);
SELECT streamml.wait();
SELECT id, scaled FROM scaled WHERE id > 50 ORDER BY id;

-- Views over row views: the rows are decoded like anybody's.
SELECT streamml.create_continuous_view('by_sensor', $$
    SELECT sensor, count(*) AS n, sum(scaled) AS s FROM scaled GROUP BY sensor $$);
SELECT streamml.create_continuous_view('large_only', $$
    SELECT id, scaled FROM scaled WHERE scaled > 20 $$);
INSERT INTO reading SELECT i, i % 7, i / 3.0, NULL FROM generate_series(53, 700) i;
SELECT streamml.wait();
SELECT streamml.wait();  -- for what the first wait has written
SELECT v.sensor, v.n = q.n AND abs(v.s - q.s) < 1e-6 AS same
FROM by_sensor v FULL JOIN (SELECT sensor, count(*) AS n, sum(scaled) AS s FROM scaled GROUP BY sensor) q
    USING (sensor) ORDER BY 1;
SELECT count(*) FROM (SELECT id, scaled FROM scaled WHERE scaled > 20 EXCEPT ALL TABLE large_only) d;
SELECT count(*) = (SELECT count(*) FROM reading WHERE value > 2 AND id <> 33) AS complete FROM scaled;

-- The rows are in the order of the stream.
SELECT streamml.create_continuous_view('in_order', $$
    SELECT r.id, s.factor FROM reading r JOIN sensor s ON s.id = r.sensor $$, backfill => false);
INSERT INTO reading SELECT i, i * 31 % 7, 0, NULL FROM generate_series(1001, 4000) i;
SELECT streamml.wait();
SELECT count(*), count(*) FILTER (WHERE id < before) AS out_of_order
FROM (SELECT id, lag(id) OVER (ORDER BY ctid) AS before FROM in_order) x;

-- What the owner may not insert fails the view and nothing else.
REVOKE INSERT ON scaled FROM view_rows_user;
INSERT INTO reading VALUES (5001, 1, 10, NULL);
SELECT streamml.wait();
SELECT view, state, sqlstate, message FROM streamml.continuous_views
WHERE view IN (SELECT oid FROM pg_class WHERE relnamespace = 'view_rows'::regnamespace) ORDER BY view::text;
GRANT INSERT ON scaled TO view_rows_user;
SELECT streamml.resume('scaled');
SELECT streamml.wait();
SELECT id FROM scaled WHERE id > 5000;

-- Columns that the view writes must stay.
ALTER TABLE large_only DROP COLUMN scaled;
INSERT INTO reading VALUES (5002, 1, 1000, NULL);
SELECT streamml.wait();
SELECT view, state, sqlstate, message FROM streamml.continuous_views
WHERE state <> 'live' AND view IN (SELECT oid FROM pg_class WHERE relnamespace = 'view_rows'::regnamespace);
SELECT id FROM scaled WHERE id > 5000 ORDER BY id;

-- rebuild
SELECT streamml.rebuild('in_order');
SELECT count(*) FROM in_order;
SELECT count(*) FROM reading r JOIN sensor s ON s.id = r.sensor;

DROP SCHEMA view_rows CASCADE;
DROP ROLE view_rows_user;
