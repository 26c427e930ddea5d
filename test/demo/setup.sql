-- The input of the demo, complete with the answers, kept where nothing streams
-- from; the feeders below let it arrive in the tables that streamml follows.
-- Deterministic: the synthetic rows are a hash of their number.
CREATE SCHEMA demo;

-- 699 biopsies in the order they were made; 16 lack bare_nuclei ("NA").
CREATE UNLOGGED TABLE demo.biopsy_file (
    arrival int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, patient text, thickness float8,
    cell_size float8, cell_shape float8, adhesion float8, epithelial float8, bare_nuclei float8,
    chromatin float8, nucleoli float8, mitoses float8, class text);

CREATE FUNCTION demo.uniform(id bigint, stream int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((hashint8extended(id, stream) >> 11) & 9007199254740991) / 9007199254740992.0::float8;

-- Card payments.  Each is fraud with a known probability p, so that the best
-- that any model can reach is known too.
CREATE UNLOGGED TABLE demo.payment_file (
    id bigint, at timestamptz, card int, amount float8, km float8, abroad boolean, p float8, fraud boolean);

INSERT INTO demo.payment_file
SELECT id, timestamptz '2026-01-05 08:00+00' + id * interval '20 milliseconds',
       floor(100 * demo.uniform(id, 5))::int, round((exp(3.5 + z1))::numeric, 2), exp(1.5 + 1.2 * z2), abroad,
       p, demo.uniform(id, 7) < p
FROM (SELECT *, 1 / (1 + exp(-(-4.5 + 3.5 * z1 + 2.5 * z2 + CASE WHEN abroad THEN 4.0 ELSE 0 END))) AS p
      FROM (SELECT id, r * cos(a) AS z1, r * sin(a) AS z2, demo.uniform(id, 6) < 0.15 AS abroad
            FROM (SELECT id, sqrt(-2 * ln(1 - demo.uniform(id, 1))) AS r, 2 * pi() * demo.uniform(id, 2) AS a
                  FROM generate_series(1, :payments) id OFFSET 0) u OFFSET 0) z OFFSET 0) q;
CREATE UNIQUE INDEX ON demo.payment_file (id);
ANALYZE demo.payment_file;
CREATE TABLE demo.best AS SELECT avg(greatest(p, 1 - p)) AS accuracy FROM demo.payment_file;

-- One biopsy per transaction, a few hundred a second.  The first 419 come with
-- their diagnosis; the others wait for a score.
CREATE PROCEDURE demo.feed_biopsies(pause float8) LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1 .. 699 LOOP
        INSERT INTO biopsy
        SELECT arrival, patient, thickness, cell_size, cell_shape, adhesion, epithelial, bare_nuclei,
               chromatin, nucleoli, mitoses, CASE WHEN arrival <= 419 THEN class END
        FROM demo.biopsy_file WHERE arrival = i;
        COMMIT;
        PERFORM pg_sleep(pause);
    END LOOP;
END $$;

-- Payments in transactions of "batch" rows.  Of every tenth it is not known yet
-- whether it is fraud.
CREATE PROCEDURE demo.feed_payments(first bigint, last bigint, batch bigint, pause float8) LANGUAGE plpgsql AS $$
BEGIN
    WHILE first <= last LOOP
        INSERT INTO payment
        SELECT id, at, card, amount, km, abroad, CASE WHEN id % 10 <> 0 THEN fraud END
        FROM demo.payment_file WHERE id BETWEEN first AND least(first + batch - 1, last);
        COMMIT;
        first := first + batch;
        PERFORM pg_sleep(pause);
    END LOOP;
END $$;
