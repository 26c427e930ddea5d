--
-- Learners without labels, of series and of ratings as continuous views: the
-- same bits as the plain query, and asked by the name of the view.
--
CREATE SCHEMA view_unlabeled;
SET search_path = view_unlabeled, public, streamml;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE reading (i int, g int, a float8, b float8);
INSERT INTO reading SELECT i, i % 2, i % 3 * 10 + sin(i), cos(i * 7) FROM generate_series(1, 200) i;
CREATE FUNCTION watch(name text, aggregate text) RETURNS void LANGUAGE sql AS $$
    SELECT streamml.create_continuous_view(name, format('SELECT streamml.%s AS model FROM view_unlabeled.reading', aggregate)) $$;
CREATE TABLE learners (name text, aggregate text);
INSERT INTO learners VALUES ('v_scaler', 'scaler(ARRAY[a, b])'), ('v_gaussian', 'gaussian_anomaly(ARRAY[a, b])'),
    ('v_forest', 'half_space_trees(ARRAY[a, b])'), ('v_kmeans', 'kmeans(ARRAY[a, b], ''{"k": 3}'')'), ('v_quantiles', 'quantile_sketch(ARRAY[a])'),
    ('v_series', 'holt_winters(a)'), ('v_taste', 'matrix_factorization(b, g, i % 5)');
SELECT name, watch(name, aggregate) FROM learners;
CREATE FUNCTION same(name text, aggregate text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE same boolean;
BEGIN
    EXECUTE format('SELECT model = (SELECT streamml.%s FROM view_unlabeled.reading) FROM %I', aggregate, name) INTO same;
    RETURN same;
END $$;
SELECT streamml.wait();
SELECT name, same(name, aggregate) FROM learners ORDER BY name;
INSERT INTO reading SELECT i, i % 2, i % 3 * 10 + sin(i), cos(i * 7) FROM generate_series(201, 500) i;
INSERT INTO reading VALUES (501, NULL, NULL, 1);
SELECT streamml.wait();
SELECT name, same(name, aggregate) FROM learners ORDER BY name;

SELECT streamml.anomaly_score('v_gaussian', ARRAY[5, 0]) = streamml.anomaly_score(model, ARRAY[5, 0]) AS gaussian FROM v_gaussian;
SELECT streamml.anomaly_score('v_forest'::regclass, ARRAY[500, 90]) > max(streamml.anomaly_score('v_forest', ARRAY[a, b])) AS forest FROM reading;
SELECT streamml.cluster('v_kmeans', ARRAY[10, 0]) <> streamml.cluster('v_kmeans', ARRAY[20, 0]) AS kmeans;
SELECT streamml.transform('v_scaler', ARRAY[a, b]) = streamml.transform(model, ARRAY[a, b]) AS scaler FROM v_scaler, reading WHERE i = 7;
SELECT streamml.quantile(streamml.model_of('v_quantiles'), 1) = max(a) AS quantile FROM reading;
SELECT count(*) AS forecast FROM streamml.forecast(streamml.model_of('v_series'), 3);
SELECT count(*) AS recommend FROM streamml.recommend(streamml.model_of('v_taste'), 1, 3);

-- the scoring trigger
CREATE TABLE incoming (a float8, b float8, unusual float8);
CREATE TRIGGER score BEFORE INSERT ON incoming FOR EACH ROW EXECUTE FUNCTION streamml.score('v_gaussian', 'unusual', 'a', 'b');
INSERT INTO incoming VALUES (10, 0), (10, 50) RETURNING a, b, unusual > 0.999 AS alarm;

SET client_min_messages = warning;
SELECT count(streamml.drop_continuous_view(name)::text) AS dropped FROM learners;
DROP SCHEMA view_unlabeled CASCADE;
