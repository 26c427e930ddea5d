--
-- Any aggregate whose state can be stored gives the answer of the plain query,
-- bit for bit, however the rows are cut into batches.
--
CREATE SCHEMA view_aggregates;
SET search_path = view_aggregates, public;
SET TimeZone = 'UTC';
SET extra_float_digits = 1;
SET max_parallel_workers_per_gather = 0;

-- Aggregates of users: SQL and plpgsql, strict and not, polymorphic, by reference.
CREATE FUNCTION last_sfunc(anyelement, anyelement) RETURNS anyelement
    LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $2';
CREATE AGGREGATE last_value_seen(anyelement) (sfunc = last_sfunc, stype = anyelement);

CREATE AGGREGATE gather(anycompatible)
    (sfunc = array_append, stype = anycompatiblearray, initcond = '{}');

CREATE FUNCTION chain_sfunc(state text, value text, sep text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE AS
$$BEGIN
    IF value IS NULL THEN RETURN state; END IF;
    RETURN coalesce(state || sep, '') || value;
END$$;
CREATE AGGREGATE chain(text, text) (sfunc = chain_sfunc, stype = text);

CREATE FUNCTION decay_sfunc(state float8, value float8, rate float8) RETURNS float8
    LANGUAGE sql IMMUTABLE STRICT AS 'SELECT state * rate + value';
CREATE AGGREGATE decay(float8, float8) (sfunc = decay_sfunc, stype = float8, initcond = '0.5');

-- Strict, without initial value, and NULL for ever once it has seen a 13.
CREATE FUNCTION fragile_sfunc(int, int) RETURNS int
    LANGUAGE sql IMMUTABLE STRICT AS 'SELECT CASE WHEN $2 <> 13 THEN $1 + $2 END';
CREATE AGGREGATE fragile(int) (sfunc = fragile_sfunc, stype = int);

CREATE TYPE span AS (low int, high text);
CREATE FUNCTION span_sfunc(state span, low int, high text) RETURNS span
    LANGUAGE plpgsql IMMUTABLE AS
$$BEGIN
    IF state IS NULL THEN RETURN row(low, high)::span; END IF;
    state.low := least(state.low, low);
    state.high := greatest(state.high, high);
    RETURN state;
END$$;
CREATE FUNCTION span_ffunc(state span) RETURNS text
    LANGUAGE sql IMMUTABLE AS 'SELECT (state).low || ''..'' || (state).high';
CREATE AGGREGATE span_of(int, text) (sfunc = span_sfunc, stype = span, finalfunc = span_ffunc);

-- A state that the transition function changes as an array in memory.
CREATE FUNCTION bump_sfunc(state int[], slot int) RETURNS int[]
    LANGUAGE plpgsql IMMUTABLE STRICT AS
$$BEGIN
    state[slot + 1] := coalesce(state[slot + 1], 0) + 1;
    RETURN state;
END$$;
CREATE AGGREGATE histogram(int) (sfunc = bump_sfunc, stype = int[], initcond = '{}');


CREATE COLLATION ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

CREATE TABLE input (
    id bigint, k int, g text, c text COLLATE ignore_case,
    i2 int2, i4 int, i8 bigint, f4 float4, f8 float8, n numeric, m money,
    b bool, t text, ts timestamptz, iv interval, ip inet, bits bit(8), a int[]);

INSERT INTO input
SELECT i,
       CASE WHEN i % 11 <> 0 THEN i % 7 END,
       CASE WHEN i % 13 <> 0 THEN 'g' || i % 3 END,
       CASE i % 4 WHEN 0 THEN 'Abc' WHEN 1 THEN 'aBC' WHEN 2 THEN 'xyz' END,
       (i * 7 % 100 - 50)::int2,
       CASE WHEN i % 5 <> 0 THEN i * 13 % 1000 END,
       i * 1234567891::bigint % 1000003,
       (i % 17) / 3.0,
       CASE WHEN i % 9 <> 0 THEN sin(i) * exp(i % 30) END,
       CASE i % 50 WHEN 0 THEN 'NaN' WHEN 1 THEN NULL ELSE (i * 7 % 1000) / 8.0 END,
       (i % 100)::money,
       i % 3 = 0,
       CASE WHEN i % 6 <> 0 THEN repeat(chr(97 + i % 26), 1 + i % 5) END,
       '2024-01-01'::timestamptz + i * interval '1 minute',
       i * interval '1 minute',
       ('10.0.0.' || i % 200)::inet,
       (i % 256)::bit(8),
       ARRAY[i % 5, i % 3]
FROM generate_series(1, 700) i;

-- The definition, over one table per way to cut the rows.
CREATE FUNCTION definition(source text) RETURNS text LANGUAGE sql AS
$$SELECT format('
    SELECT k, g, c, count(*) AS n, count(i4) AS n_i4,
           count(*) FILTER (WHERE b) AS n_b, sum(i4) FILTER (WHERE i4 > 500) AS s_big,
           sum(i2) AS s2, sum(i4) AS s4, sum(i8) AS s8, sum(f4) AS sf4, sum(f8) AS sf8,
           sum(n) AS sn, sum(m) AS sm, sum(iv) AS siv,
           avg(i2) AS a2, avg(i4) AS a4, avg(i8) AS a8, avg(f4) AS af4, avg(f8) AS af8,
           avg(n) AS an, avg(iv) AS aiv,
           stddev(i4) AS d4, stddev_pop(i8) AS d8, stddev_samp(f8) AS df8, stddev(n) AS dn,
           variance(i2) AS v2, var_pop(f4) AS vf4, var_samp(n) AS vn,
           corr(f8, i4) AS corr, covar_pop(f8, f4) AS cp, covar_samp(f8, f4) AS cs,
           regr_avgx(f8, f4) AS rax, regr_avgy(f8, f4) AS ray, regr_count(f8, f4) AS rc,
           regr_intercept(f8, f4) AS ri, regr_r2(f8, f4) AS rr, regr_slope(f8, f4) AS rs,
           regr_sxx(f8, f4) AS rsxx, regr_sxy(f8, f4) AS rsxy, regr_syy(f8, f4) AS rsyy,
           min(i2) AS min2, max(f8) AS maxf8, min(n) AS minn, max(t) AS maxt,
           min(t COLLATE "C") AS mint, max(ts) AS maxts, min(iv) AS miniv, max(ip) AS maxip,
           max(a) AS maxa, max(m) AS maxm, min(c) AS minc,
           bool_and(b) AS ba, bool_or(b) AS bo, every(f8 > 0) AS ev,
           bit_and(i4) AS bia, bit_or(i2) AS bio, bit_or(bits) AS bib, bit_xor(i8) AS bix,
           last_value_seen(t) AS lt, last_value_seen(n) AS ln,
           gather(i4) AS gi, gather(t) AS gt, chain(t, ''-'') AS ct,
           decay(f8, 0.9) AS de, fragile(i2::int) AS fr, span_of(i4, t) AS sp,
           histogram(i4 %% 10) AS hi
    FROM %I GROUP BY k, g, c', source)$$;

CREATE TABLE cut (rows_per_batch int);
INSERT INTO cut VALUES (700), (350), (100), (7);

DO $$
DECLARE r int;
BEGIN
    FOR r IN SELECT rows_per_batch FROM cut LOOP
        EXECUTE format('CREATE TABLE source_%s (LIKE input)', r);
        PERFORM streamml.create_continuous_view(format('view_%s', r), definition(format('source_%s', r)));
    END LOOP;
END$$;

CREATE PROCEDURE stream(target text, rows_per_batch int) LANGUAGE plpgsql AS
$$DECLARE
    position int := 0;
    size int := (SELECT max(id) FROM input);
BEGIN
    WHILE position < size LOOP
        EXECUTE format('INSERT INTO %I SELECT * FROM input WHERE id > %s AND id <= %s ORDER BY id',
                       target, position, position + rows_per_batch);
        COMMIT;
        ASSERT streamml.wait();
        position := position + rows_per_batch;
    END LOOP;
END$$;

CALL stream('source_700', 700);
CALL stream('source_350', 350);
CALL stream('source_100', 100);
CALL stream('source_7', 7);

-- What differs, as text: floats to the last bit.
CREATE FUNCTION differences(a text, b text) RETURNS bigint LANGUAGE plpgsql AS
$$DECLARE n bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM ((SELECT x::text FROM (%1$s) x EXCEPT ALL SELECT x::text FROM (%2$s) x)
        UNION ALL (SELECT x::text FROM (%2$s) x EXCEPT ALL SELECT x::text FROM (%1$s) x)) d', a, b) INTO n;
    RETURN n;
END$$;

-- c is compared by its first spelling, which is what a group keeps.
SELECT rows_per_batch, differences(definition('input'), format('TABLE view_%s', rows_per_batch))
FROM cut ORDER BY rows_per_batch;
SELECT count(*) AS groups, sum(n) AS n FROM view_7;
SELECT count(*) AS dead FROM view_7 WHERE fr IS NULL;

-- States too are the same, to the last bit.
SELECT a.rows_per_batch, b.rows_per_batch,
       differences(format('TABLE %s', x.state), format('TABLE %s', y.state))
FROM cut a, cut b, streamml.view_definition x, streamml.view_definition y
WHERE x.view = format('view_%s', a.rows_per_batch)::regclass
  AND y.view = format('view_%s', b.rows_per_batch)::regclass
  AND a.rows_per_batch < b.rows_per_batch
ORDER BY 1, 2;

-- Filling from the table gives the same as following the stream.
SELECT streamml.create_continuous_view('filled', definition('source_7'));
SELECT differences(definition('input'), 'TABLE filled');

-- Restarting the worker, so that all states are read back: one more row each.
SELECT pg_terminate_backend(pid) IS NOT NULL AS terminated FROM pg_stat_activity
WHERE backend_type = 'streamml worker' AND datname = current_database();
INSERT INTO source_7 SELECT * FROM input WHERE id <= 100 ORDER BY id;
SELECT streamml.wait();
INSERT INTO source_7 SELECT * FROM input WHERE id > 100 AND id <= 200 ORDER BY id;
SELECT streamml.wait(timeout => '1000000 years');
CREATE TABLE twice (LIKE input);
INSERT INTO twice SELECT * FROM input ORDER BY id;
INSERT INTO twice SELECT * FROM input WHERE id <= 200 ORDER BY id;
SELECT differences(definition('twice'), 'TABLE view_7'), differences(definition('twice'), 'TABLE filled');
SELECT count(*) AS verified FROM streamml.verify('view_7');

-- No keys: a row from the start; strict states stay dead over a restart.
CREATE TABLE alone (x int, y float8);
SELECT streamml.create_continuous_view('alone_view',
    'SELECT count(*) AS n, sum(x) AS s, avg(y) AS a, fragile(x) AS f, max(x) AS m FROM alone');
SELECT * FROM alone_view;
INSERT INTO alone VALUES (NULL, NULL);
SELECT streamml.wait();
SELECT * FROM alone_view;
INSERT INTO alone VALUES (1, 0.5), (13, 2), (4, NULL);
SELECT streamml.wait();
SELECT * FROM alone_view;
SELECT pg_terminate_backend(pid) IS NOT NULL AS terminated FROM pg_stat_activity
WHERE backend_type = 'streamml worker' AND datname = current_database();
INSERT INTO alone VALUES (7, 1);
SELECT streamml.wait();
SELECT * FROM alone_view;
SELECT count(*) AS n, sum(x) AS s, avg(y) AS a, fragile(x) AS f, max(x) AS m FROM alone;

-- Keys that cannot be hashed, or that are equal but look different.
CREATE TABLE odd_key (b bit(4), vb varbit, m money, tv tsvector, n numeric, f float8, iv interval);
SELECT streamml.create_continuous_view('odd_view', $$
    SELECT b, vb, m, tv, n, f, iv, count(*) AS c FROM odd_key GROUP BY b, vb, m, tv, n, f, iv $$);
INSERT INTO odd_key
SELECT (i % 3)::bit(4), (i % 2)::bit(3), (i % 2)::money, to_tsvector('simple', 'a' || i % 2),
       CASE i % 3 WHEN 0 THEN 1.0 WHEN 1 THEN 1.00 ELSE 'NaN' END,
       CASE i % 4 WHEN 0 THEN 0 WHEN 1 THEN -0.0 WHEN 2 THEN 'NaN' END,
       CASE i % 2 WHEN 0 THEN interval '1 day' ELSE interval '24 hours' END
FROM generate_series(1, 1000) i;
SELECT streamml.wait();
INSERT INTO odd_key SELECT * FROM odd_key;
SELECT streamml.wait();
SELECT count(*) AS groups, sum(c) AS n FROM odd_view;
SELECT count(*) FROM streamml.verify('odd_view');

-- Keys and states that are stored out of line.
CREATE TABLE big (id int, k text, v text, a int[]);
ALTER TABLE big ALTER v SET STORAGE EXTERNAL;
CREATE TABLE side (k text, long text);
INSERT INTO side SELECT 'k' || i, (SELECT string_agg(md5(i || ' ' || j), '') FROM generate_series(1, 40) j)
FROM generate_series(1, 5) i;
CREATE FUNCTION big_rows(low int, high int) RETURNS SETOF big LANGUAGE sql AS
$$SELECT i, 'k' || i % 7, repeat(md5(i::text), 1 + i * 37 % 200), ARRAY[i] FROM generate_series(low, high) i$$;
SELECT streamml.create_continuous_view('big_view', $$
    SELECT k, max(v) AS mv, min(v) AS miv, gather(v) AS gv, histogram(id) AS h, chain(left(v, 64), '-') AS c,
           last_value_seen(a) AS la
    FROM big GROUP BY k $$);
INSERT INTO big SELECT * FROM big_rows(1, 300);
SELECT streamml.create_continuous_view('big_filled', $$
    SELECT k, max(v) AS mv, min(v) AS miv, histogram(id) AS h FROM big GROUP BY k $$);
SELECT streamml.create_continuous_view('long_key', $$
    SELECT s.long, count(*) AS n, max(s.long || b.v) AS m FROM big b JOIN side s USING (k) GROUP BY s.long $$);
INSERT INTO big SELECT * FROM big_rows(301, 600);
SELECT streamml.wait();
DELETE FROM big WHERE id < 500;
UPDATE side SET long = long || 'x' WHERE k = 'k1';
VACUUM big, side;
INSERT INTO big SELECT * FROM big_rows(601, 900);
SELECT streamml.wait();
TRUNCATE big;
SELECT v.k, length(q.gv::text), v = q AS same
FROM big_view v
JOIN (SELECT k, max(v) AS mv, min(v) AS miv, gather(v) AS gv, histogram(id) AS h, chain(left(v, 64), '-') AS c,
             last_value_seen(a) AS la
      FROM (SELECT * FROM big_rows(1, 900)) b GROUP BY k) q USING (k)
ORDER BY 1;
SELECT count(*) AS filled_differs FROM (SELECT k, mv, miv, h FROM big_view EXCEPT ALL TABLE big_filled) d;
SELECT left(md5(long), 6), length(long), n, length(m) FROM long_key ORDER BY long COLLATE "C";

SET client_min_messages = warning;
DROP SCHEMA view_aggregates CASCADE;
