-- Filling a view from its table: the row that cannot be taken, and how far it is.
CREATE SCHEMA fill;
SET search_path = fill, public;
ALTER SEQUENCE streamml.view_id_seq RESTART 7300;
CREATE TABLE tx (id int, grp int, amount float8, weight float8, fraud boolean);
INSERT INTO tx SELECT i, i % 7, CASE WHEN i = 777 THEN 'NaN'::float8 ELSE i END, 1, i % 2 = 0 FROM generate_series(1, 1000) i;
CREATE TABLE few (id int PRIMARY KEY, factor float8);
INSERT INTO few VALUES (777, 1), (3, 1);
CREATE TABLE many (id int PRIMARY KEY, factor float8);
INSERT INTO many SELECT i, 1 FROM generate_series(1, 20000) i;
CREATE TABLE parted (LIKE tx) PARTITION BY LIST (grp);
CREATE TABLE part_even PARTITION OF parted FOR VALUES IN (0, 2, 4, 6);
CREATE TABLE part_odd PARTITION OF parted FOR VALUES IN (1, 3, 5);
INSERT INTO parted SELECT * FROM tx;
ANALYZE tx, few, many, parted;

SELECT streamml.create_continuous_view('model', 'SELECT streamml.logistic_regression(fraud, ARRAY[amount, weight]) AS model FROM tx');
SELECT id FROM tx WHERE ctid = '(5,97)';
SELECT streamml.create_continuous_view('model', 'SELECT streamml.linear_regression(weight, ARRAY[amount]) AS model FROM tx WHERE amount <> ''NaN''');

-- whatever the plan: that row or none
CREATE FUNCTION row_of_error(definition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    context text;
    named text;
    id int;
BEGIN
    PERFORM streamml.create_continuous_view('attempt', definition);
    RETURN 'no error';
EXCEPTION WHEN data_exception THEN
    GET STACKED DIAGNOSTICS context = pg_exception_context;
    named := (regexp_match(context, 'row with ctid (\(\d+,\d+\)) of table "(\w+)"'))[1];
    IF named IS NULL THEN RETURN 'none'; END IF;
    EXECUTE format('SELECT id FROM %I WHERE ctid = %L', (regexp_match(context, 'of table "(\w+)"'))[1], named) INTO id;
    RETURN id;
END $$;
SELECT definition, row_of_error(definition) FROM (VALUES
    ('SELECT id, 1 / (id - 777) AS x FROM tx'),
    ('SELECT grp, sum(1 / (id - 777)) AS x FROM tx GROUP BY grp'),
    ('SELECT sum(x) AS x FROM (SELECT 1 / (id - 777) AS x FROM tx WHERE id > 10) s'),
    ('SELECT grp, streamml.linear_regression(weight, ARRAY[amount]) AS m FROM parted GROUP BY grp'),
    ('SELECT id, 1 / (id - 777) AS x FROM parted')) d (definition);
CREATE FUNCTION rows_of_joins() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    method text;
    other text;
BEGIN
    FOREACH method IN ARRAY '{hashjoin,nestloop,mergejoin}'::text[] LOOP
        PERFORM set_config('enable_hashjoin', (method = 'hashjoin')::text, true),
                set_config('enable_nestloop', (method = 'nestloop')::text, true),
                set_config('enable_mergejoin', (method = 'mergejoin')::text, true);
        FOREACH other IN ARRAY '{few,many}'::text[] LOOP
            RETURN NEXT row_of_error(format('SELECT streamml.linear_regression(factor, ARRAY[amount]) AS m FROM tx JOIN %I USING (id)', other));
            RETURN NEXT row_of_error(format('SELECT streamml.linear_regression(weight, ARRAY[amount]) AS m FROM tx LEFT JOIN %I USING (id)', other));
        END LOOP;
    END LOOP;
END $$;
SELECT count(*) AS joins, count(*) FILTER (WHERE r NOT IN ('777', 'none')) AS wrong, count(*) FILTER (WHERE r = '777') > 3 AS found
FROM rows_of_joins() r;

-- how far it is: a definition that looks
CREATE FUNCTION look(id int) RETURNS int STABLE LANGUAGE plpgsql AS $$
BEGIN
    IF id = 70000 THEN
        RAISE NOTICE '%', (SELECT format('%s: %s of %s rows of %s', coalesce(view::text, 'to be created'), rows_done, rows_total, source)
                           FROM streamml.stat_progress WHERE pid = pg_backend_pid());
    END IF;
    RETURN 1;
END $$;
CREATE TABLE long (id int);
INSERT INTO long SELECT generate_series(1, 80000);
ANALYZE long;
SELECT streamml.create_continuous_view('counted', 'SELECT sum(fill.look(id)) AS n FROM long');
SELECT streamml.rebuild('counted');
SELECT streamml.create_continuous_view('listed', 'SELECT fill.look(id) AS one FROM long');
SELECT count(*) FROM streamml.stat_progress;

SET client_min_messages = warning;
DROP SCHEMA fill CASCADE;
