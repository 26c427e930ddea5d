-- linear_discriminant and quadratic_discriminant: against their formulas in SQL.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

CREATE TABLE shape AS
    SELECT i, (ARRAY['disc', 'square', 'star'])[k] AS kind, k + sin(i * 1.7) AS a, 3 * cos(i * 2.3) * k + sin(i * 1.7) AS b
    FROM (SELECT i, 1 + i * i % 7 % 3 AS k FROM generate_series(1, 2100) i) s;
ANALYZE shape;
CREATE TABLE stats AS
    SELECT kind, count(*)::float8 AS n, avg(a) AS ma, avg(b) AS mb, regr_sxx(a, a) AS saa, regr_sxy(a, b) AS sab, regr_sxx(b, b) AS sbb
    FROM shape GROUP BY kind;

-- log density but for a constant: -1/2 log det - 1/2 of the distance by the inverse covariance
CREATE FUNCTION log_density(a float8, b float8, aa float8, ab float8, bb float8) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN -0.5 * ln(aa * bb - ab * ab) - 0.5 * (a * a * bb - 2 * a * b * ab + b * b * aa) / (aa * bb - ab * ab);
CREATE TABLE expected AS
    SELECT how, i, kind, p / sum(p) OVER (PARTITION BY how, i) AS p FROM (
        SELECT 'linear' AS how, i, s.kind, n * exp(log_density(a - ma, b - mb, (sum(saa) OVER w) / 2097, (sum(sab) OVER w) / 2097, (sum(sbb) OVER w) / 2097)) AS p
        FROM shape, stats s WINDOW w AS (PARTITION BY i)
        UNION ALL SELECT 'linear, options', i, s.kind, exp(log_density(a - ma, b - mb,
                0.7 * (sum(saa) OVER w) / 2100 + 0.3 * (sum(saa + sbb) OVER w) / 4200 + 0.5, 0.7 * (sum(sab) OVER w) / 2100,
                0.7 * (sum(sbb) OVER w) / 2100 + 0.3 * (sum(saa + sbb) OVER w) / 4200 + 0.5)) AS p
        FROM shape, stats s WINDOW w AS (PARTITION BY i)
        UNION ALL SELECT 'quadratic', i, s.kind, n * exp(log_density(a - ma, b - mb, saa / (n - 1), sab / (n - 1), sbb / (n - 1)))
        FROM shape, stats s
        UNION ALL SELECT 'quadratic, options', i, s.kind, n * exp(log_density(a - ma, b - mb,
                (0.6 * saa + 0.4 * sum(saa) OVER w) / (0.6 * (n - 1) + 0.4 * 2097), (0.6 * sab + 0.4 * sum(sab) OVER w) / (0.6 * (n - 1) + 0.4 * 2097),
                (0.6 * sbb + 0.4 * sum(sbb) OVER w) / (0.6 * (n - 1) + 0.4 * 2097)))
        FROM shape, stats s WINDOW w AS (PARTITION BY i)) e;
CREATE TABLE models AS
    SELECT 'linear' AS how, linear_discriminant(kind, ARRAY[a, b]) AS m FROM shape
    UNION ALL SELECT 'linear, options', linear_discriminant(kind, ARRAY[a, b], '{"variance": "population", "shrinkage": 0.3, "l2": 0.5, "fit_prior": false}') FROM shape
    UNION ALL SELECT 'quadratic', quadratic_discriminant(kind, ARRAY[a, b]) FROM shape
    UNION ALL SELECT 'quadratic, options', quadratic_discriminant(kind, ARRAY[a, b], '{"pooling": 0.4}') FROM shape;
SELECT how, count(*), max(abs(predict_proba(m, ARRAY[a, b], e.kind) - e.p)) < 1e-11 AS same
FROM models JOIN expected e USING (how) JOIN shape USING (i) GROUP BY how ORDER BY how;
SELECT how, (metrics(m)->>'accuracy')::numeric(9,4) AS progressive, metrics(m)->'scored' AS scored,
       (SELECT (avg((predict_class(m, ARRAY[a, b]) = kind)::int))::numeric(9,4) FROM shape) AS afterwards
FROM models ORDER BY how;

-- coefficients: differences of scores are log odds; the quadratic one shows means
SELECT max(abs(ln(predict_proba(m, ARRAY[a, b], 'star') / predict_proba(m, ARRAY[a, b], 'disc')) - (w[1] + w[2] * a + w[3] * b))) < 1e-9 AS log_odds
FROM models, shape, (SELECT array_agg(s.weight - d.weight ORDER BY s.feature) AS w FROM models, weights(m) s JOIN weights(m) d USING (feature)
                     WHERE how = 'linear' AND s.class = 'star' AND d.class = 'disc') c WHERE how = 'linear';
SELECT w.class, w.feature, abs(w.weight - CASE w.feature WHEN 'x1' THEN ma WHEN 'x2' THEN mb ELSE ln(n / 2100) END) < 1e-12 AS same
FROM models, weights(m) w JOIN stats ON kind = w.class WHERE how = 'quadratic' ORDER BY 1, 2;

-- all of one covariance is the linear one
SELECT max(abs(predict_proba(q, ARRAY[a, b], 'star') - predict_proba(m, ARRAY[a, b], 'star'))) < 1e-12 AS same
FROM models, (SELECT quadratic_discriminant(kind, ARRAY[a, b], '{"pooling": 1}') AS q FROM shape) s, shape WHERE how = 'linear';

-- serial, parallel, split and merged
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT linear_discriminant(kind, ARRAY[a, b]), quadratic_discriminant(kind, ARRAY[a, b]) FROM shape;
CREATE TABLE parts AS SELECT 'parallel' AS how, linear_discriminant(kind, ARRAY[a, b]) AS l, quadratic_discriminant(kind, ARRAY[a, b]) AS q FROM shape;
SET max_parallel_workers_per_gather = 0;
INSERT INTO parts SELECT 'merge', merge(l), merge(q)
    FROM (SELECT linear_discriminant(kind, ARRAY[a, b]) AS l, quadratic_discriminant(kind, ARRAY[a, b]) AS q FROM shape GROUP BY i % 7) s;
INSERT INTO parts SELECT '+', x.l + y.l, x.q + y.q
    FROM (SELECT linear_discriminant(kind, ARRAY[a, b]) AS l, quadratic_discriminant(kind, ARRAY[a, b]) AS q FROM shape WHERE i <= 1234) x,
         (SELECT linear_discriminant(kind, ARRAY[a, b]) AS l, quadratic_discriminant(kind, ARRAY[a, b]) AS q FROM shape WHERE i > 1234) y;
SELECT p.how, max(abs(predict_proba(p.l, ARRAY[a, b], 'star') - predict_proba(l.m, ARRAY[a, b], 'star'))) < 1e-11 AS linear,
       max(abs(predict_proba(p.q, ARRAY[a, b], 'star') - predict_proba(q.m, ARRAY[a, b], 'star'))) < 1e-11 AS quadratic
FROM parts p, models l, models q, shape WHERE l.how = 'linear' AND q.how = 'quadratic' GROUP BY p.how ORDER BY p.how;

-- merged by name, in another order, with features that the other part does not know
SELECT max(abs(predict_proba(whole, r, 'star') - predict_proba(left_part + right_part, r, 'star'))) < 1e-11 AS same
FROM (SELECT quadratic_discriminant(kind, r) AS whole, quadratic_discriminant(kind, r) FILTER (WHERE i <= 700) AS left_part,
             quadratic_discriminant(kind, r ORDER BY i DESC) FILTER (WHERE i > 700) AS right_part
      FROM shape, LATERAL (SELECT CASE WHEN i <= 700 THEN jsonb_build_object('b', b) ELSE jsonb_build_object('a', a, 'b', b) END AS r) j) s,
     shape, LATERAL (SELECT jsonb_build_object('a', a, 'b', b) AS r) j;

-- same rows, same bits; learning on from a stored model is learning in one go; both forms
CREATE TABLE stepwise AS SELECT linear_discriminant(kind, ARRAY[a, b]) AS l, quadratic_discriminant(kind, ARRAY[a, b]) AS q FROM shape WHERE i <= 2;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT * FROM shape WHERE i BETWEEN 3 AND 200 ORDER BY i LOOP
        UPDATE stepwise SET l = learn(l, p.kind, ARRAY[p.a, p.b]), q = learn(q, p.kind, ARRAY[p.a, p.b]);
    END LOOP;
END $$;
SELECT l = (SELECT linear_discriminant(kind, ARRAY[a, b]) FROM shape WHERE i <= 200) AS linear,
       q = (SELECT quadratic_discriminant(kind, ARRAY[a, b]) FROM shape WHERE i <= 200) AS quadratic,
       l = l::text::model AND q = q::text::model AS text_form, l = l::jsonb::model AND q = q::jsonb::model AS jsonb_form
FROM stepwise;

-- unlearned: the model of the rows that are left
SELECT count(*) AS windows, max(abs(predict_proba(s.l, ARRAY[s.a, s.b], 'star') - predict_proba(anew.l, ARRAY[s.a, s.b], 'star'))) < 1e-9 AS linear,
       max(abs(predict_proba(s.q, ARRAY[s.a, s.b], 'star') - predict_proba(anew.q, ARRAY[s.a, s.b], 'star'))) < 1e-9 AS quadratic
FROM (SELECT i, a, b, linear_discriminant(kind, ARRAY[a, b]) OVER w AS l, quadratic_discriminant(kind, ARRAY[a, b]) OVER w AS q
      FROM shape WHERE i <= 1000 WINDOW w AS (ORDER BY i ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING)) s,
     LATERAL (SELECT linear_discriminant(kind, ARRAY[a, b]) AS l, quadratic_discriminant(kind, ARRAY[a, b]) AS q FROM shape c WHERE c.i BETWEEN s.i - 60 AND s.i - 1) anew
WHERE s.i > 40;
SELECT unlearn(linear_discriminant(kind, ARRAY[a, b]), 'star'::text, ARRAY[0, 0], 1e6) FROM shape;

-- weights stand for that many rows
SELECT max(abs(predict_proba(x, ARRAY[a, b], 'star') - predict_proba(y, ARRAY[a, b], 'star'))) < 1e-11 AS same
FROM (SELECT quadratic_discriminant(kind, ARRAY[a, b], 1 + i % 4, '{}') AS x FROM shape) x,
     (SELECT quadratic_discriminant(kind, ARRAY[a, b]) AS y FROM shape, generate_series(1, 1 + i % 4)) y, shape;

-- far from zero, and in other units: the same answers
SELECT max(abs(predict_proba(far, ARRAY[1.7e9 + a, 1e-6 * b], 'star') - predict_proba(m, ARRAY[a, b], 'star'))) < 1e-4 AS same
FROM (SELECT linear_discriminant(kind, ARRAY[1.7e9 + a, 1e-6 * b]) AS far FROM shape) s, models, shape WHERE how = 'linear';

-- columns that never vary have no say, nor have those that follow from others
SELECT max(abs(predict_proba(more, ARRAY[a, 5, b, a - 2 * b + 1], 'star') - predict_proba(m, ARRAY[a, b], 'star'))) < 1e-6 AS linear
FROM (SELECT linear_discriminant(kind, ARRAY[a, 5, b, a - 2 * b + 1]) AS more FROM shape) s, models, shape WHERE how = 'linear';
SELECT max(abs(predict_proba(more, ARRAY[a, 5, b], 'star') - predict_proba(m, ARRAY[a, b], 'star'))) < 1e-12 AS quadratic
FROM (SELECT quadratic_discriminant(kind, ARRAY[a, 5, b]) AS more FROM shape) s, models, shape WHERE how = 'quadratic';

-- what is missing: not learned; for its mean when predicting
SELECT metrics(m)->'n' AS n, metrics(m)->'skipped' AS skipped, abs(predict_proba(m, ARRAY[NULL, 2]::float8[], 'q') - predict_proba(m, ARRAY[3, 2], 'q')) < 1e-12 AS mean_taken
FROM (SELECT linear_discriminant(y, x) AS m FROM (VALUES ('p', ARRAY[1, 1]::float8[]), ('p', ARRAY[2, 3]), ('q', ARRAY[4, 2]), ('q', ARRAY[5, 4]), ('q', ARRAY[NULL, 1])) v (y, x)) s;

-- few rows: nothing to say, one class, classes of one row
SELECT n, predict_class(l, ARRAY[1.1, 5]) AS linear, predict_class(q, ARRAY[1.1, 5]) AS quadratic
FROM (SELECT n, linear_discriminant(y, x) FILTER (WHERE i <= n) AS l, quadratic_discriminant(y, x) FILTER (WHERE i <= n) AS q
      FROM (VALUES (1, 'a', ARRAY[1, 5]), (2, 'b', ARRAY[7, 5]), (3, 'b', ARRAY[8, 6]), (4, 'a', ARRAY[2, 4]), (5, 'a', ARRAY[1, 6])) v (i, y, x), generate_series(0, 5) n GROUP BY n) s ORDER BY n;

-- refused
SELECT linear_discriminant(kind, ARRAY[a], '{"shrinkage": 2}') FROM shape;
SELECT linear_discriminant(kind, ARRAY[a], '{"pooling": 1}') FROM shape;
SELECT jsonb_set(q::jsonb, '{state,scatter,0}', '-1')::model FROM stepwise;
SELECT jsonb_set(l::jsonb, '{state,roots,2}', '-1')::model FROM stepwise;
SELECT jsonb_set(l::jsonb, '{state,centre}', '[]')::model FROM stepwise;

DROP TABLE shape, stats, expected, models, parts, stepwise;
DROP FUNCTION log_density;
