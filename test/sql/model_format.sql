-- Models that release 0.1 wrote (format 1), of every linear learner, in both forms.  They learned rows 1 to 20 of
-- "points"; the file also has what that release predicted of three rows then, and after rows 21 to 40.
\getenv abs_builddir PG_ABS_BUILDDIR
\getenv abs_srcdir PG_ABS_SRCDIR
SET search_path = public, streamml;
SET extra_float_digits = 1;

CREATE TABLE written (name text, form text, bytes text, predictions float8[], later float8[]);
\set file :abs_srcdir '/data/linear_models_1.tsv'
COPY written FROM :'file';
CREATE TABLE received (m streamml.model);
SELECT set_config('test.directory', :'abs_builddir', false) IS NOT NULL AS ready;
CREATE FUNCTION receive(bytes bytea) RETURNS model LANGUAGE plpgsql AS $$
DECLARE
    file text := current_setting('test.directory') || '/results/model_format.bytes';
    object oid := lo_from_bytea(0, '\x5047434f50590aff0d0a00'::bytea || '\x0000000000000000'::bytea || int2send(1::int2)
        || int4send(length(bytes)) || bytes || '\xffff'::bytea);
    received model;
BEGIN
    PERFORM lo_export(object, file);
    PERFORM lo_unlink(object);
    EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
    DELETE FROM received RETURNING m INTO received;
    RETURN received;
END $$;
CREATE TABLE points AS
    SELECT i, ARRAY[x1, x2] AS x, 2 * x1 - x2 + i * 29 % 5 / 4.0 AS v
    FROM (SELECT i, i * 37 % 11 / 4.0::float8 AS x1, i * 53 % 7 / 2.0::float8 - 1 AS x2 FROM generate_series(21, 40) i) s;
CREATE FUNCTION answers(m model, classes bool) RETURNS float8[] LANGUAGE sql AS
    $$SELECT array_agg(CASE WHEN classes THEN predict_proba(m, x, 'yes') ELSE predict(m, x) END ORDER BY k)
      FROM (VALUES (1, ARRAY[0.5, 3]), (2, ARRAY[-1.25, 0]), (3, ARRAY[3, 7.5])) r (k, x)$$;
CREATE FUNCTION distance(a float8[], b float8[]) RETURNS float8 LANGUAGE sql AS
    $$SELECT max(abs(x - y) / (1 + abs(y))) FROM unnest(a, b) d (x, y)$$;
-- the model after rows 21 to 40
CREATE FUNCTION taught(m model, classes bool, three bool) RETURNS model LANGUAGE plpgsql AS $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT x, v, CASE WHEN v < 1 THEN 'no' WHEN three AND v > 5 THEN 'sure' ELSE 'yes' END AS class FROM points ORDER BY i LOOP
        IF classes THEN m := learn(m, r.class, r.x); ELSE m := learn(m, r.v + 10, r.x); END IF;
    END LOOP;
    RETURN m;
END $$;

CREATE TABLE read AS
    SELECT name, from_text, from_bytes, classes, predictions, later, taught(from_text, classes, name LIKE 'softmax%') AS on_text,
           taught(from_bytes, classes, name LIKE 'softmax%') AS on_bytes
    FROM (SELECT *, form::model AS from_text, receive(decode(bytes, 'hex')) AS from_bytes,
                 name ~ 'logistic|softmax|classifier|perceptron' AS classes FROM written) w;
-- Both forms are one model and predict what they predicted.  They go on learning: as 0.1 did, but for the optimizer
-- "adaptive", whose rule is another now, and within the labels' range or as before.
SELECT name, from_text = from_bytes AS same, n_observations(on_text) AS n, on_text = on_bytes AS same_later,
       distance(answers(from_text, classes), predictions) < 1e-12 AS as_before,
       distance(answers(on_text, classes), later) < 1e-12 AS later_as_before,
       distance(answers(on_text, classes), later) < 0.15 AS alike,
       on_text = on_text::text::model AS written
FROM read ORDER BY name;
SELECT bool_and((info(from_text) ->> 'format')::int = 2) AS written_anew FROM read;
DROP TABLE written, received, points, read;
DROP FUNCTION receive, answers, distance, taught;
