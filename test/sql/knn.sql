-- k nearest neighbours on a window.
\getenv abs_srcdir PG_ABS_SRCDIR
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE points AS
    SELECT i, ARRAY[sin(i) * 10, cos(2 * i), i % 7, 3] AS x, (ARRAY['a', 'b', 'c'])[1 + (i * i % 11) % 3] AS class, sin(i) * 100 + i % 7 AS y, 1 + i % 3 AS w
    FROM generate_series(1, 300) i;

-- the same in SQL: k rows by distance in deviations (a row of weight 2 is two
-- rows), newer first, of the last 100
CREATE FUNCTION neighbours(last int, at float8[], k int, long int, scale boolean) RETURNS TABLE (i int, class text, y float8, w int, d float8) LANGUAGE sql AS $$
    SELECT p.i, p.class, p.y, p.w, sqrt(sum(coalesce(((q.v - a.v) / nullif(CASE WHEN scale THEN sd ELSE 1 END, 0))^2, 0))) AS d
    FROM points p, unnest(p.x, at) WITH ORDINALITY q (v, at, f), LATERAL (SELECT q.at AS v) a,
         LATERAL (SELECT stddev_pop(s.x[q.f]) AS sd FROM points s, generate_series(1, s.w) WHERE s.i <= last) m
    WHERE p.i BETWEEN last - long + 1 AND last GROUP BY 1, 2, 3, 4 ORDER BY d, 1 DESC LIMIT k $$;
CREATE TABLE asked (x float8[]);
INSERT INTO asked VALUES ('{0, 0, 3, 3}'), ('{9, -1, 6, 3}'), ('{-7, 0.5, 0, 1}'), ('{100, 100, 100, 100}');
INSERT INTO asked SELECT x FROM points WHERE i IN (60, 250);
SELECT k, scale, max(abs(predict(m, a.x) - r.y)) < 1e-9 AS values, max(abs(predict(u, a.x) - r.mean)) < 1e-9 AS uniform,
       max(abs(predict_proba(c, a.x, 'b') - r.b)) < 1e-9 AS classes, count(*) AS asked
FROM (SELECT k, scale, knn_regressor(y, x, w, jsonb_build_object('k', k, 'window', 100, 'scale', scale) ORDER BY i) AS m,
             knn_regressor(y, x, w, jsonb_build_object('k', k, 'window', 100, 'scale', scale, 'weights', 'uniform') ORDER BY i) AS u,
             knn_classifier(class, x, w, jsonb_build_object('k', k, 'window', 100, 'scale', scale) ORDER BY i) AS c
      FROM points, (VALUES (1), (4), (30)) v (k), (VALUES (true), (false)) s (scale) GROUP BY k, scale) s, asked a,
     LATERAL (SELECT sum(y * v) / sum(v) AS y, sum(w * y) / sum(w) AS mean, sum(v) FILTER (WHERE class = 'b') / sum(v) AS b
              FROM (SELECT class, y, w, w * CASE WHEN min(d) OVER () = 0 THEN (d = 0)::int ELSE 1 / nullif(d, 0) END AS v FROM neighbours(300, a.x, s.k, 100, s.scale)) n) r
GROUP BY k, scale ORDER BY k, scale;

-- breast cancer, 683 complete rows, k 5: progressive accuracy, computed by
-- another program: .967742 by distance, .966276 uniform
CREATE TABLE biopsy (id text, a float8, b float8, c float8, d float8, e float8, f float8,
                     g float8, h float8, i float8, class text, at serial);
\set file :abs_srcdir '/data/breast_cancer.csv'
COPY biopsy (id, a, b, c, d, e, f, g, h, i, class) FROM :'file' CSV HEADER NULL 'NA';
SELECT weights, (m->>'accuracy')::numeric(9,6) AS accuracy, m->'scored' AS scored, m->'skipped' AS skipped, m->'window_rows' AS window_rows
FROM (SELECT weights, metrics(knn_classifier(class, ARRAY[a, b, c, d, e, f, g, h, i], jsonb_build_object('weights', weights) ORDER BY at)) AS m
      FROM biopsy, (VALUES ('distance'), ('uniform')) v (weights) GROUP BY weights) s ORDER BY weights;

-- same rows, same bits; stored after each row, before and after the window is
-- full; a feature comes late; both forms
CREATE TABLE named AS SELECT i, CASE WHEN i < 40 THEN jsonb_build_object('a', sin(i), 'c', i % 3 = 0) ELSE jsonb_build_object('late', cos(i), 'word', i % 4, 'a', sin(i)) END || CASE WHEN i % 5 = 0 THEN '{"colour": "red"}' ELSE '{}'::jsonb END AS j, sin(i) * 3 AS y FROM generate_series(1, 90) i;
CREATE TABLE stepwise AS SELECT knn_regressor(y, j, '{"window": 30, "k": 3}') AS m FROM named WHERE i = 1;
DO $$
DECLARE p record; same boolean := true;
BEGIN
    FOR p IN SELECT * FROM named WHERE i > 1 ORDER BY i LOOP
        UPDATE stepwise SET m = learn(m, p.y, p.j);
        same := same AND (SELECT m = (SELECT knn_regressor(y, j, '{"window": 30, "k": 3}' ORDER BY i) FROM named WHERE i <= p.i) FROM stepwise);
    END LOOP;
    RAISE NOTICE 'same: %', same;
END $$;
SELECT m = m::text::model AS text_form, m = m::jsonb::model AS jsonb_form, model_size(m) AS bytes FROM stepwise;

-- bounded: by bytes too, and more so as features are added
SELECT window_rows, window_rows * (features + 2) * 8 <= 4096 AS fits, features, bytes
FROM (SELECT (metrics(m)->>'window_rows')::int AS window_rows, jsonb_array_length(m::jsonb->'features'->'names') AS features, model_size(m) - 24 * jsonb_array_length(m::jsonb->'features'->'names') < 4096 + 700 AS bytes
      FROM (SELECT n, knn_regressor(i, jsonb_build_object('f' || least(i / 10, n), i), '{"max_bytes": 4096, "interval_window": 0}' ORDER BY i) AS m FROM generate_series(1, 1000) i, (VALUES (0), (10), (40)) v (n) GROUP BY n) s) t ORDER BY features;

-- what is missing, unlabeled, far out, or always the same
SELECT n_observations(m) AS n, metrics(m)->'skipped' AS skipped, metrics(m)->'unlabeled' AS unlabeled, predict(m, ARRAY[2, NULL]::float8[]) AS one_feature, predict(m, ARRAY[NULL, NULL]::float8[]) AS newest, round(predict(m, ARRAY[1e100, -1e100])::numeric, 6) AS far
FROM (SELECT knn_regressor(CASE WHEN i <> 5 THEN i * 10 END, ARRAY[i, CASE WHEN i <> 6 THEN 1 END]::float8[], '{"k": 1}' ORDER BY i) AS m FROM generate_series(1, 8) i) s;
SELECT predict(knn_regressor(y, x), ARRAY[1, 2, 3, 4]) AS untrained FROM points WHERE false;

-- parts cannot be merged, so nothing is learned in parts
SELECT merge(m) FROM (SELECT knn_regressor(y, x) AS m FROM points GROUP BY i % 2) s;

-- as a continuous view: the bits of the query, over several commits
CREATE TABLE sample (LIKE points);
SELECT streamml.create_continuous_view('similar_rows', $$SELECT streamml.knn_classifier(class, x, '{"window": 50}') AS model FROM sample$$);
INSERT INTO sample SELECT * FROM points WHERE i <= 40 ORDER BY i;
SELECT streamml.wait();
INSERT INTO sample SELECT * FROM points WHERE i > 40 ORDER BY i;
SELECT streamml.wait();
SELECT model = (SELECT knn_classifier(class, x, '{"window": 50}' ORDER BY i) FROM points) AS same, predict_class('similar_rows', ARRAY[0, 0, 3, 3]) AS class FROM similar_rows;
SET client_min_messages = warning;
SELECT streamml.drop_continuous_view('similar_rows') IS NOT NULL AS dropped;
RESET client_min_messages;

-- refused
SELECT knn_classifier(class, x, '{"k": 0}') FROM points;
SELECT knn_classifier(class, x, '{"weights": "gauss"}') FROM points;
SELECT knn_classifier(class, x, '{"max_bytes": 10}') FROM points;
SELECT jsonb_set(m::jsonb, '{state,rows}', '31')::model FROM stepwise;
SELECT jsonb_set(m::jsonb, '{state,rows}', '29')::model FROM stepwise;
SELECT jsonb_set(m::jsonb, '{state,weights,0}', '0')::model FROM stepwise;
SELECT jsonb_set(m::jsonb, '{state,values,0}', '1e101')::model FROM stepwise;

DROP FUNCTION neighbours;
DROP TABLE points, asked, biopsy, named, stepwise, sample;
