-- Every algorithm there is, found in the catalogs: a model that has learned comes
-- back from json, jsonb, text and the binary form with equal bits.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE point AS
    SELECT i, sin(i) * 3 + 3 AS wave, i * 7919 % 100 AS size, (ARRAY['red', 'a "quoted" \ one', 'a = sign'])[1 + i * 31 % 3] AS colour,
           i * 31 % 5 > 1 AS hit, 'item ' || i % 7 AS item FROM generate_series(1, 300) i;
CREATE TABLE models (algorithm text, call text, m model, PRIMARY KEY (algorithm, call));
CREATE TABLE refused (algorithm text, call text, message text);

-- all signatures without options, with labels and rows of every kind
DO $$
DECLARE
    aggregate record;
    call text;
    label text;
BEGIN
    FOR aggregate IN
        SELECT p.proname, array_to_string(ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY a (t, n) ORDER BY n), ',') AS arguments
        FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid
        WHERE p.pronamespace = 'streamml'::regnamespace AND p.prorettype = 'model'::regtype AND p.proname <> 'merge'
    LOOP
        FOREACH label IN ARRAY '{hit,size,colour}'::text[] LOOP
            call := CASE
                WHEN aggregate.arguments = 'anyelement,double precision[]' THEN format('%I(%s, ARRAY[wave, size] ORDER BY i)', aggregate.proname, label)
                WHEN aggregate.arguments = 'anyelement,jsonb' THEN format('%I(%s, jsonb_build_object(''wave'', wave, ''colour'', colour, ''some'', CASE WHEN i %% 3 = 0 THEN size END) ORDER BY i)', aggregate.proname, label)
                WHEN aggregate.arguments = 'double precision[]' THEN format('%I(ARRAY[wave, size] ORDER BY i)', aggregate.proname)
                WHEN aggregate.arguments = 'jsonb' THEN format('%I(jsonb_build_object(''wave'', wave, ''colour'', colour) ORDER BY i)', aggregate.proname)
                WHEN aggregate.arguments = 'double precision' THEN format('%I(wave + 5 ORDER BY i)', aggregate.proname)
                WHEN aggregate.arguments = 'boolean' THEN format('%I(hit ORDER BY i)', aggregate.proname)
                WHEN aggregate.arguments ~ '^(double precision|anyelement)(,(text|anyelement|anynonarray|"any")){2}$' THEN format('%I(wave, colour, item ORDER BY i)', aggregate.proname)
            END;
            CONTINUE WHEN call IS NULL;
            BEGIN
                EXECUTE format('INSERT INTO models SELECT %L, %L, %s FROM point ON CONFLICT DO NOTHING', aggregate.proname, call, call);
            EXCEPTION WHEN data_exception OR feature_not_supported OR datatype_mismatch OR undefined_function THEN
                INSERT INTO refused VALUES (aggregate.proname, call, SQLERRM);
            END;
        END LOOP;
    END LOOP;
END $$;
-- none is left out: each has a model that has learned
SELECT DISTINCT p.proname AS not_covered FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid
WHERE p.pronamespace = 'streamml'::regnamespace AND p.prorettype = 'model'::regtype AND p.proname <> 'merge'
  AND NOT EXISTS (SELECT FROM models WHERE algorithm = p.proname AND n_observations(m) > 100);
SELECT count(DISTINCT algorithm) > 25 AS algorithms, count(*) > 100 AS models FROM models;
-- and those that are imported
\getenv abs_srcdir PG_ABS_SRCDIR
\set file :abs_srcdir '/data/xgboost_models.tsv'
CREATE TABLE files (name text, first int, last int, file text);
COPY files FROM :'file';
INSERT INTO models SELECT info(m)->>'algorithm', name, m FROM files, import_xgboost(file) m;

-- with a negative zero, which jsonb cannot say
INSERT INTO models
    SELECT 'linear_regression', 'negative zero', linear_regression('-0'::float8, ARRAY['-0'::float8, -i]) FROM generate_series(1, 9) i UNION ALL
    SELECT 'half_space_trees', 'negative zero', half_space_trees(ARRAY['-0'::float8, -i]) FROM generate_series(1, 9) i UNION ALL
    SELECT 'kmeans', 'negative zero', kmeans(ARRAY['-0'::float8, -i]) FROM generate_series(1, 99) i UNION ALL
    SELECT 'holt_winters', 'negative zero', holt_winters('-0'::float8) FROM generate_series(1, 9) i UNION ALL
    SELECT 'hoeffding_tree', 'negative zero', hoeffding_tree(i > 2, ARRAY['-0'::float8]) FROM generate_series(1, 9) i;

SELECT algorithm, call FROM models WHERE m::jsonb::model IS DISTINCT FROM m;
SELECT algorithm, call FROM models WHERE m::json::model IS DISTINCT FROM m;
SELECT algorithm, call FROM models WHERE m::text::model IS DISTINCT FROM m;
-- the binary form, as clients send it
CREATE TABLE received (algorithm text, call text, m model);
\getenv abs_builddir PG_ABS_BUILDDIR
\set file :abs_builddir '/results/model_json.copy'
COPY models TO :'file' (FORMAT binary);
COPY received FROM :'file' (FORMAT binary);
SELECT count(*) = (SELECT count(*) FROM models) AS all_there, count(*) FILTER (WHERE m.m <> r.m) AS different FROM models m JOIN received r USING (algorithm, call);
DROP TABLE point, models, refused, received, files;
