-- Multi-layer perceptrons.
\getenv abs_srcdir PG_ABS_SRCDIR
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- weights after training, against those of another program in double precision
CREATE FUNCTION away(m model, layer int, wanted float8[]) RETURNS boolean LANGUAGE sql AS $$
    SELECT max(abs(w.value::float8 - v.value)) < 1e-6 AND count(*) = cardinality(wanted)
    FROM jsonb_array_elements_text(m::jsonb->'state'->('layer' || layer)->'weights') WITH ORDINALITY w
    FULL JOIN unnest(wanted) WITH ORDINALITY v (value, ordinality) USING (ordinality) $$;
CREATE TABLE points AS SELECT i, ARRAY[sin(i), 3 * cos(2 * i) + 5, sin(i * i)] AS x, i * 7 % 3 AS class, 100 + 20 * sin(i) * cos(2 * i) AS y FROM generate_series(1, 40) i;
SELECT away(m, 1, '{-0.035197,0.011680,-0.001691,0.382281,0.237695,0.151001,-0.507428,0.207623,0.019447,-0.776041,0.879974,-0.403692}') AS layer1,
       away(m, 2, '{-0.007172,0.055402,0.569578,-0.740650,-0.243157,-0.926342,0.420797,0.083818}') AS layer2,
       away(m, 3, '{0.034810,0.000066,-0.011257,-0.296268,-1.000190,0.412076,0.916970,-0.222973,0.342659}') AS layer3
FROM (SELECT mlp_classifier(class, x, '{"hidden": [3, 2], "activation": "tanh", "batch": 8, "epochs": 2, "learning_rate": 0.01, "seed": 7, "l2": 0.01}') AS m FROM points) s;
SELECT away(m, 1, '{-0.051764,-0.010877,-0.013916,-0.024250,-0.135305,0.801753,-0.911627,0.449489,-0.011049,-0.926843,-0.731415,0.395353,0.735317,0.433684,-0.695495,0.360898}') AS layer1,
       away(m, 2, '{-0.434030,0.563662,0.085381,-1.069266,-0.365951}') AS layer2
FROM (SELECT mlp_classifier(class > 0, x, 1.0 + i % 2, '{"hidden": [4], "activation": "sigmoid", "optimizer": "sgd", "output": "sigmoid", "batch": 5, "epochs": 3, "learning_rate": 0.5, "seed": 1, "scale": false}') AS m FROM points) s;
SELECT away(m, 1, '{0.165921,-0.275646,0.217683,-0.148814,-0.217246,-0.779251,1.059025,-0.304137,-0.961682,0.676310,1.523547,-0.034228,0.350941,1.091247,0.184879,0.040456,0.813317,-0.831298,-0.662682,-0.531078}') AS layer1,
       away(m, 2, '{0.350596,-0.324871,-0.709835,-0.708129,0.579874,0.142082}') AS layer2
FROM (SELECT mlp_regressor(y, x, '{"hidden": [5], "batch": 10, "epochs": 5, "learning_rate": 0.02}') AS m FROM points) s;
SELECT away(m, 1, '{-0.198961,-0.448733,0.076531,0.251028}') AS layer1
FROM (SELECT mlp_regressor((y - 100) / 20, x, '{"hidden": [], "batch": 1, "optimizer": "sgd", "scale": false}') AS m FROM points) s;
DROP FUNCTION away;

-- the tutorial's network on the breast cancer stream, as it comes (16 rows lack
-- a value), three seeds: progressive accuracy, and that on all rows at the end.
-- Logistic regression has .9693 on the complete rows.
CREATE TABLE biopsy (id text, a float8, b float8, c float8, d float8, e float8, f float8,
                     g float8, h float8, i float8, class text, at serial);
\set file :abs_srcdir '/data/breast_cancer.csv'
COPY biopsy (id, a, b, c, d, e, f, g, h, i, class) FROM :'file' CSV HEADER NULL 'NA';
CREATE TABLE tutorial AS
    SELECT seed, output, mlp_classifier(class, ARRAY[a, b, c, d, e, f, g, h, i],
               jsonb_build_object('hidden', '{128,256,128}'::int[], 'output', output, 'epochs', 3, 'seed', seed, 'classes', '{benign,malignant}'::text[]) ORDER BY at) AS m
    FROM biopsy, generate_series(1, 3) seed, (VALUES ('sigmoid'), ('softmax')) o (output) GROUP BY seed, output;
SELECT output, seed, (metrics(m)->>'accuracy')::float8 BETWEEN 0.94 AND 0.98 AS progressive,
       (SELECT avg((predict_class(m, ARRAY[a, b, c, d, e, f, g, h, i]) = class)::int) BETWEEN 0.965 AND 0.995 FROM biopsy) AS at_the_end,
       metrics(m)->'parameters' AS parameters, metrics(m)->'batches' AS batches, metrics(m)->'waiting' AS waiting, metrics(m)->'scored' AS scored
FROM tutorial ORDER BY output, seed;

-- a curve in two dimensions that no plane fits, numbers far from 0 and 1
CREATE TABLE hills AS SELECT i, ARRAY[1000 + a, b / 1000] AS x, 1e6 + 1e4 * sin(2 * a) * cos(b) AS y FROM (SELECT i, 2 * sin(i * 1.7) AS a, 2 * cos(i * 2.3) AS b FROM generate_series(1, 6000) i) s;
SELECT seed, (metrics(m)->>'r2')::float8 > 0.65 AS progressive,
       (SELECT 1 - sum((y - predict(m, x))^2) / (var_pop(y) * count(*)) > 0.8 FROM hills) AS at_the_end,
       (SELECT (metrics(linear_regression(y, x))->'fit'->>'r2')::float8 < 0.1 FROM hills) AS plane_does_not
FROM (SELECT seed, mlp_regressor(y, x, jsonb_build_object('seed', seed, 'hidden', '{32,32}'::int[], 'epochs', 10, 'learning_rate', 0.003) ORDER BY i) AS m FROM hills, generate_series(1, 3) seed GROUP BY seed) s ORDER BY seed;

-- same rows, same bits, stored after each row, within and across mini-batches
CREATE TABLE stepwise AS SELECT mlp_classifier(class, x, '{"hidden": [6, 5], "batch": 7, "epochs": 2}') AS c, mlp_regressor(y, x, '{"hidden": [6, 5], "batch": 7, "activation": "tanh"}') AS r FROM points WHERE i = 1;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT * FROM points WHERE i > 1 ORDER BY i LOOP
        UPDATE stepwise SET c = learn(c, p.class, p.x), r = learn(r, p.y, p.x)::text::model;
        IF p.i IN (6, 7, 8, 14, 40) THEN
            RAISE NOTICE '% rows: % %', p.i,
                (SELECT c = (SELECT mlp_classifier(class, x, '{"hidden": [6, 5], "batch": 7, "epochs": 2}') FROM points WHERE i <= p.i) FROM stepwise),
                (SELECT r = (SELECT mlp_regressor(y, x, '{"hidden": [6, 5], "batch": 7, "activation": "tanh"}') FROM points WHERE i <= p.i) FROM stepwise);
        END IF;
    END LOOP;
END $$;
SELECT c = c::text::model AS text_form, c = c::jsonb::model AS jsonb_form, r = r::jsonb::model AS regressor FROM stepwise;

-- silent until the first mini-batch is full; metrics begin there
SELECT n, predict_proba(m, ARRAY[0, 5, 0], '1') IS NOT NULL AS answers, metrics(m)->'scored' AS scored, metrics(m)->'waiting' AS waiting, metrics(m)->'parameters' AS parameters
FROM (SELECT n, mlp_classifier(class, x ORDER BY i) AS m FROM points, (VALUES (31), (32), (33)) v (n) WHERE i <= n GROUP BY n) s ORDER BY n;

-- features by name, some of them late; a class that turns up late; no label, no weight
CREATE TABLE named AS SELECT i, CASE WHEN i < 100 THEN jsonb_build_object('a', sin(i), 'word', i % 3) ELSE jsonb_build_object('b', cos(i), 'a', sin(i), 'colour', CASE WHEN i % 2 = 0 THEN 'red' END) END AS j,
    CASE WHEN i < 100 THEN (ARRAY['x', 'y'])[1 + (sin(i) > 0)::int] ELSE (ARRAY['x', 'y', 'z'])[1 + (sin(i) > 0)::int + (cos(i) > 0.5)::int] END AS class FROM generate_series(1, 600) i;
SELECT (metrics(m)->>'accuracy')::float8 > 0.8 AS accurate, round((predict_proba(m, j, 'x') + predict_proba(m, j, 'y') + predict_proba(m, j, 'z'))::numeric, 12) AS sum, metrics(m)->'parameters' AS parameters, jsonb_array_length(m::jsonb->'features'->'names') AS features
FROM (SELECT mlp_classifier(class, j, '{"epochs": 5, "batch": 16, "learning_rate": 0.005}' ORDER BY i) AS m FROM named) s, (SELECT j FROM named WHERE i = 300) r;
SELECT n_observations(m) AS n, metrics(m)->'unlabeled' AS unlabeled, metrics(m)->'skipped' AS skipped
FROM (SELECT mlp_regressor(CASE WHEN i > 1 THEN y END, x, CASE WHEN i = 2 THEN 0 ELSE 1.0 END, NULL) AS m FROM points) s;

-- numbers no gradient survives: the mini-batch is dropped, what was learned stays
SELECT metrics(m)->'dropped' AS dropped, metrics(m)->'batches' AS batches, abs(predict(m, ARRAY[1])) < 2 AS answers
FROM (SELECT mlp_regressor(CASE WHEN i = 60 THEN 1e99 ELSE sin(i) END, ARRAY[i % 5], '{"scale": false, "batch": 10}') AS m FROM generate_series(1, 100) i) s;
SELECT metrics(m)->'dropped' AS dropped, predict(m, ARRAY[1e100, -1e100]) IS NOT NULL AS answers
FROM (SELECT mlp_regressor(i, ARRAY[1e100 * (i % 2), -1e100], '{"batch": 10, "scale": false}') AS m FROM generate_series(1, 100) i) s;

-- parts cannot be merged, so nothing is learned in parts
SELECT a.m + b.m FROM (SELECT mlp_classifier(class, x) AS m FROM points) a, (SELECT mlp_classifier(class, x) AS m FROM points) b;
SELECT merge(m) FROM (SELECT mlp_regressor(y, x) AS m FROM points GROUP BY i % 2) s;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT mlp_classifier(class, x) FROM points;
SET max_parallel_workers_per_gather = 0;

-- as continuous views: the bits of the query, over several commits
CREATE TABLE sample (LIKE biopsy INCLUDING DEFAULTS);
SELECT streamml.create_continuous_view('diagnosis', $$SELECT streamml.mlp_classifier(class, ARRAY[a, b, c, d, e, f, g, h, i], '{"hidden": [128, 256, 128], "output": "sigmoid", "epochs": 3, "seed": 1, "classes": ["benign", "malignant"]}') AS model FROM sample$$);
INSERT INTO sample SELECT * FROM biopsy WHERE at <= 100 ORDER BY at;
SELECT streamml.wait();
INSERT INTO sample SELECT * FROM biopsy WHERE at BETWEEN 101 AND 110 ORDER BY at;
SELECT streamml.wait();
INSERT INTO sample SELECT * FROM biopsy WHERE at > 110 ORDER BY at;
SELECT streamml.wait();
SELECT model = m AS same, predict_class('diagnosis', ARRAY[8, 10, 10, 8, 7, 10, 9, 7, 1]) AS class, (metrics(model)->>'accuracy')::float8 > 0.94 AS accurate
FROM diagnosis, tutorial WHERE output = 'sigmoid' AND seed = 1;
SET client_min_messages = warning;
SELECT streamml.drop_continuous_view('diagnosis') IS NOT NULL AS dropped;
RESET client_min_messages;

-- refused
SELECT mlp_classifier(class, x, '{"hidden": [0]}') FROM points;
SELECT mlp_classifier(class, x, '{"hidden": [64, 2049]}') FROM points;
SELECT mlp_classifier(class, x, '{"hidden": [1, 2, 3, 4, 5]}') FROM points;
SELECT mlp_classifier(class, x, '{"hidden": 64}') FROM points;
SELECT mlp_classifier(class, x, '{"hidden": ["64"]}') FROM points;
SELECT mlp_classifier(class, x, '{"hidden": [1.5]}') FROM points;
SELECT mlp_regressor(y, x, '{"output": "sigmoid"}') FROM points;
SELECT mlp_classifier(class, x, '{"output": "sigmoid"}') FROM points;
SELECT mlp_classifier(class, x, '{"batch": 0}') FROM points;
SELECT predict(mlp_regressor(y, x), ARRAY[1, 2]) FROM points;
SELECT unlearn(c, 1, ARRAY[1, 2, 3]) FROM stepwise;
SELECT mlp_regressor(i, array_fill(1::float8, ARRAY[16000]), '{"hidden": [2048, 2048, 2048, 2048]}') FROM generate_series(1, 2) i;
SELECT jsonb_set(c::jsonb, '{options,hidden}', '[6, 4]')::model FROM stepwise;
SELECT jsonb_set(c::jsonb, '{options,hidden}', '[6, -5]')::model FROM stepwise;
SELECT jsonb_set(c::jsonb, '{state,layer1,weights,0}', '0.1')::model FROM stepwise;
SELECT jsonb_set(c::jsonb, '{state,layer1,second,0}', '-1')::model FROM stepwise;
SELECT jsonb_set(c::jsonb, '{state,batch,features,0}', '3')::model FROM stepwise;
SELECT jsonb_set(c::jsonb, '{state,batch,counts,0}', '2')::model FROM stepwise;
SELECT jsonb_set(c::jsonb, '{state,batch,labels,0}', '3')::model FROM stepwise;

DROP TABLE points, biopsy, tutorial, hills, stepwise, named, sample;
