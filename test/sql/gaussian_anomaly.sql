-- Mahalanobis' distance: exact, mergeable, unlearnable.
SET search_path = public, streamml;
SET extra_float_digits = 0;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE points AS
    SELECT i, 100 + sin(i) * 3 + i % 5 AS x1, cos(i * 1.3) * 2 + sin(i) AS x2, (i * 7919 % 101) AS x3, 1 + i % 3 AS k
    FROM generate_series(1, 2000) i;
CREATE TABLE models AS SELECT 'serial' AS how, gaussian_anomaly(ARRAY[x1, x2]) AS m FROM points;

-- two features: the closed form, and chi-square with 2 degrees of freedom
SELECT max(abs(anomaly_score(m, ARRAY[x1, x2]) - (1 - exp(-d2 / 2)))) < 1e-12 AS score
FROM models, (SELECT corr(x1, x2) AS r, avg(x1) AS m1, avg(x2) AS m2, stddev_samp(x1) AS s1, stddev_samp(x2) AS s2 FROM points) s, points,
     LATERAL (SELECT (((x1 - m1) / s1) ^ 2 - 2 * r * (x1 - m1) / s1 * (x2 - m2) / s2 + ((x2 - m2) / s2) ^ 2) / (1 - r * r) AS d2) d;
-- the squared distances of the learned rows add up to d (n - 1)
SELECT round(sum(-2 * ln(1 - anomaly_score(m, ARRAY[x1, x2])))::numeric, 6) AS sum FROM models, points;
-- one feature: chi-square with 1 degree of freedom, 1.96 deviations are 95 %
SELECT round(anomaly_score(m, ARRAY[mean + 1.959963984540054 * s])::numeric, 12) AS p95, round(anomaly_score(m, ARRAY[mean - 3 * s])::numeric, 12) AS p3, anomaly_score(m, ARRAY[mean]) < 1e-12 AS p0
FROM (SELECT gaussian_anomaly(ARRAY[x1]) AS m, avg(x1) AS mean, stddev_samp(x1) AS s FROM points) s;
-- three features against R: pchisq(c(1, 9), 3), independent columns
SELECT round(anomaly_score(m, ARRAY[s, 0, 0])::numeric, 9) AS one, round(anomaly_score(m, ARRAY[2 * s, 2 * s, s])::numeric, 9) AS nine
FROM (SELECT gaussian_anomaly(ARRAY[a, b, c]) AS m, stddev_samp(a) AS s
      FROM generate_series(-1, 1, 2) a, generate_series(-1, 1, 2) b, generate_series(-1, 1, 2) c) s;

-- serial, parallel, split and merged
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
INSERT INTO models SELECT 'parallel', gaussian_anomaly(ARRAY[x1, x2]) FROM points;
SET max_parallel_workers_per_gather = 0;
INSERT INTO models SELECT 'merge', merge(m) FROM (SELECT gaussian_anomaly(ARRAY[x1, x2]) AS m FROM points GROUP BY i % 7) s;
SELECT how, max(abs(anomaly_score(models.m, ARRAY[x1, x2]) - anomaly_score(s.m, ARRAY[x1, x2]))) < 1e-11 AS same, n_observations(models.m) AS n
FROM models, (SELECT m FROM models WHERE how = 'serial') s, points GROUP BY how, models.m ORDER BY how;

-- a window that moves, and the same window from scratch
SELECT count(*) AS windows, max(abs(moving - fresh)) < 1e-9 AS same
FROM (SELECT i, anomaly_score(gaussian_anomaly(ARRAY[x1, x2, x3]) OVER (ORDER BY i ROWS BETWEEN 50 PRECEDING AND 1 PRECEDING), ARRAY[x1, x2, x3]) AS moving FROM points) w
JOIN (SELECT p.i, anomaly_score(gaussian_anomaly(ARRAY[q.x1, q.x2, q.x3] ORDER BY q.i), ARRAY[p.x1, p.x2, p.x3]) AS fresh
      FROM points p JOIN points q ON q.i BETWEEN p.i - 50 AND p.i - 1 GROUP BY p.i, p.x1, p.x2, p.x3) f USING (i) WHERE fresh IS NOT NULL;
SELECT max(abs(anomaly_score(unlearn(m, ARRAY[7, 8]::float8[]), ARRAY[x1, x2]) - anomaly_score(s, ARRAY[x1, x2]))) < 1e-11 AS unlearned
FROM (SELECT m AS s, learn(m, ARRAY[7, 8]::float8[]) AS m FROM models WHERE how = 'serial') t, points WHERE i <= 20;

-- a weight counts as that many rows, up to n in n / (n - 1)
SELECT max(abs(a.variance / b.variance - 1)) < 1e-12 AS same
FROM moments((SELECT gaussian_anomaly(ARRAY[x1, x3], k, NULL) FROM points)) a
JOIN moments((SELECT gaussian_anomaly(ARRAY[x1, x3]) FROM points, generate_series(1, k))) b USING (feature);

-- relations that always held: a row that breaks one scores 1, others are judged by the rest
SELECT anomaly_score(m, ARRAY[5, 10, 7, 3]) < 1 AS ok, anomaly_score(m, ARRAY[5, 10.5, 7, 3]) AS broken, anomaly_score(m, ARRAY[5, 10, 8, 3]) AS constant_changed
FROM (SELECT gaussian_anomaly(ARRAY[i, 2 * i, 7, i * 7 % 11]) AS m FROM generate_series(1, 40) i) s;
-- what is not known is left out: the distance in the other features
SELECT abs(anomaly_score(m, ARRAY[NULL, 3]::float8[]) - anomaly_score(m1, ARRAY[3])) < 1e-12 AS marginal
FROM models, (SELECT gaussian_anomaly(ARRAY[x2]) AS m1 FROM points) s WHERE how = 'serial';
-- names and categories; rows with NULL are not learned
SELECT anomaly_score(m, ROW(1.5, 'a'::text)) < 0.9 AS usual, metrics(m)
FROM (SELECT gaussian_anomaly(r) AS m FROM (SELECT nullif(i % 5, 4) AS amount, CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END AS kind FROM generate_series(1, 60) i) s, LATERAL (SELECT amount AS f1, kind AS f2) r) t;
-- few rows: nothing to say
SELECT n, anomaly_score((SELECT gaussian_anomaly(ARRAY[i, i * i]) FROM generate_series(1, n) i), ARRAY[9, 9]) IS NULL AS silent FROM generate_series(0, 4) n;

SELECT m = (m::text)::model AS text, info(m) - 'bytes' AS info FROM models WHERE how = 'serial';
\set VERBOSITY terse
SELECT predict(m, ARRAY[1, 2]) FROM models LIMIT 1;
SELECT anomaly_score(m, ARRAY[1, 2, 3]) FROM models LIMIT 1;
SELECT anomaly_score(linear_regression(1, ARRAY[1]), ARRAY[1]);
DROP TABLE points, models;
