-- What the rows about long histories are made with.

-- milliseconds of processor time of the worker
CREATE FUNCTION bench.worker_cpu() RETURNS float8 LANGUAGE sql
BEGIN ATOMIC
    SELECT split_part(pg_read_file(format('/proc/%s/schedstat', pid)), ' ', 1)::float8 / 1e6
    FROM pg_stat_activity
    WHERE backend_type = 'streamml worker' AND datname = current_database();
END;

-- Block b of a history begins at this time; its windows end within 1000 minutes.
CREATE FUNCTION bench.block(b int, minutes float8) RETURNS timestamptz LANGUAGE sql
RETURN timestamptz '2024-01-01 00:00:00+00' + (b * 3000 + minutes) * interval '1 minute';

-- rows of 100 windows for each of 1000
CREATE PROCEDURE bench.open_windows("table" regclass, b int) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %s (who, at, x) SELECT who, bench.block($1, i * 10), i FROM generate_series(0, 99) i,
                    generate_series(1, 1000) who', "table") USING b;
END $$;

-- and time that passes
CREATE PROCEDURE bench.pass_windows("table" regclass, b int) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %s (who, at, x) VALUES (0, bench.block($1, 2500), 0)', "table") USING b;
END $$;

-- rows that are late for windows of the first blocks, each in a transaction or all in one
CREATE PROCEDURE bench.late_rows("table" regclass, blocks int, n int, seed int, singly bool) LANGUAGE plpgsql AS $$
DECLARE
    i int;
BEGIN
    PERFORM setseed(seed / 100.0);
    IF NOT singly THEN
        EXECUTE format('INSERT INTO %s (who, at, x)
            SELECT ceil(random() * 1000), bench.block(floor(random() * $1)::int, floor(random() * 100) * 10 + 1), 1
            FROM generate_series(1, $2)', "table") USING blocks, n;
        RETURN;
    END IF;
    FOR i IN 1 .. n LOOP
        EXECUTE format('INSERT INTO %s (who, at, x) VALUES
            (ceil(random() * 1000), bench.block(floor(random() * $1)::int, floor(random() * 100) * 10 + 1), 1)', "table")
            USING blocks;
        COMMIT;
        PERFORM streamml.wait(timeout => '10 min');
        COMMIT;
    END LOOP;
END $$;

-- rows to fill views from, five to a window, a session or a key
CREATE FUNCTION bench.visits(rows int, OUT n int, OUT who int, OUT at timestamptz, OUT x float8) RETURNS SETOF record
LANGUAGE sql
BEGIN ATOMIC
    SELECT i, i / 5 % 1000, bench.block(0, i / 5000 * 10 + i % 5), i % 7
    FROM generate_series(0, rows - 1) i;
END;
