-- The data and the helpers of the benchmark.  :rows is the number of rows.
-- Deterministic: seeded, and everything runs serially.
SET max_parallel_workers_per_gather = 0;

-- y is drawn with probability sigmoid(-0.3 + w . z); x7 and x8 are z7 and z8 on
-- other scales, so that a learner that cannot cope with scales shows it.
CREATE TABLE data (id bigint, at timestamptz, key int, x1 float8, x2 float8, x3 float8,
                   x4 float8, x5 float8, x6 float8, x7 float8, x8 float8, y bool);

SELECT setseed(0.42) \g /dev/null
INSERT INTO data
SELECT i, timestamptz '2024-01-01 00:00:00+00' + i * interval '6 milliseconds', k,
       z1, z2, z3, z4, z5, z6, 5 + 3 * z7, 100 + 25 * z8,
       u < 1 / (1 + exp(-(-0.3 + 1.5 * z1 - 2.0 * z2 + 0.8 * z3 - 0.5 * z5 + 0.3 * z6 + z7 - 1.2 * z8)))
FROM (SELECT i, k, u, r1 * cos(a1) AS z1, r1 * sin(a1) AS z2, r2 * cos(a2) AS z3, r2 * sin(a2) AS z4,
             r3 * cos(a3) AS z5, r3 * sin(a3) AS z6, r4 * cos(a4) AS z7, r4 * sin(a4) AS z8
      FROM (SELECT i, floor(random() * 1000)::int AS k, random() AS u,
                   sqrt(-2 * ln(1 - random())) AS r1, 2 * pi() * random() AS a1,
                   sqrt(-2 * ln(1 - random())) AS r2, 2 * pi() * random() AS a2,
                   sqrt(-2 * ln(1 - random())) AS r3, 2 * pi() * random() AS a3,
                   sqrt(-2 * ln(1 - random())) AS r4, 2 * pi() * random() AS a4
            FROM generate_series(1, :rows) i OFFSET 0) u) z;
CREATE INDEX ON data (id);
VACUUM (FREEZE, ANALYZE) data;

CREATE TABLE tx (LIKE data);
CREATE PUBLICATION bench FOR TABLE tx;

CREATE SCHEMA bench;

-- milliseconds of the clock, and of processor time of this backend
CREATE FUNCTION bench.clock() RETURNS float8 LANGUAGE sql
RETURN extract(epoch FROM clock_timestamp()) * 1000;
CREATE FUNCTION bench.cpu() RETURNS float8 LANGUAGE sql
RETURN split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::float8 / 1e6;

-- processor time of a statement, its result thrown away
CREATE FUNCTION bench.ms(statement text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    start float8 := bench.cpu();
BEGIN
    EXECUTE statement;
    RETURN bench.cpu() - start;
END $$;

-- medians in milliseconds of processor time of statements that take turns, after one round that
-- does not count
CREATE FUNCTION bench.compare(rounds int, statements text[]) RETURNS float8[] LANGUAGE plpgsql AS $$
DECLARE
    medians float8[] := '{}';
    i int;
BEGIN
    CREATE TEMP TABLE IF NOT EXISTS timing (round int, statement int, ms float8);
    TRUNCATE timing;
    FOR round IN 0 .. rounds LOOP
        FOR i IN 1 .. cardinality(statements) LOOP
            INSERT INTO timing VALUES (round, i, bench.ms(statements[i]));
        END LOOP;
    END LOOP;
    FOR i IN 1 .. cardinality(statements) LOOP
        medians := medians || (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)
                               FROM timing WHERE round > 0 AND statement = i);
    END LOOP;
    RETURN medians;
END $$;

-- load the data, or its first rows, in transactions of "batch" rows
CREATE PROCEDURE bench.load(batch bigint, stop bigint DEFAULT NULL) LANGUAGE plpgsql AS $$
DECLARE
    start bigint := 1;
BEGIN
    stop := coalesce(stop, (SELECT max(id) FROM data));
    WHILE start <= stop LOOP
        INSERT INTO tx SELECT * FROM data WHERE id BETWEEN start AND start + batch - 1;
        COMMIT;
        start := start + batch;
    END LOOP;
END $$;

-- what each run measured; the table at the end is made from this
CREATE UNLOGGED TABLE bench.result (id int, what text, against text, ours float8, theirs float8,
                           unit text, ratio float8, kind text, gate float8);
