-- Published figures, on data that is shipped.  (Those on data that is not are
-- in test/t/020_golden.pl.)
\getenv abs_srcdir PG_ABS_SRCDIR
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

-- NIST StRD Longley, certified values in the units of R: intercept
-- -3482.25863459582, R-squared .995479004577296, residual .304854073561965
CREATE TABLE longley (deflator float8, gnp float8, unemployed float8, armed float8,
                      population float8, year float8, employed float8);
\set file :abs_srcdir '/data/longley.csv'
COPY longley FROM :'file' CSV HEADER;
CREATE TABLE longley_model AS
    SELECT linear_regression(employed, ROW(deflator, gnp, unemployed, armed, population, year)) AS m
    FROM longley;
SELECT w.feature, w.weight::numeric(30,9), w.std_error::numeric(30,9),
       w.t::numeric(30,9), w.p::numeric(30,9)
FROM longley_model, weights(m) w;
SELECT (metrics(m)->'fit'->>'r2')::numeric(30,12) AS r2,
       (metrics(m)->'fit'->>'residual_std_error')::numeric(30,10) AS residual,
       metrics(m)->'fit'->'degrees_of_freedom' AS df
FROM longley_model;

-- relative errors against all certified digits: below 3e-12, of the intercept 2e-13
SELECT w.feature, abs(w.weight / certified - 1) < CASE w.feature WHEN '(intercept)' THEN 2e-13 ELSE 3e-12 END AS certified
FROM longley_model, weights(m) w
JOIN (VALUES ('(intercept)', -3482.25863459582), ('f1', 0.0150618722713733), ('f2', -0.0358191792925910),
             ('f3', -0.0202022980381683), ('f4', -0.0103322686717359), ('f5', -0.0511041056535807),
             ('f6', 1.82915146461355)) c (feature, certified) USING (feature);
SELECT abs((metrics(m)->'fit'->>'r2')::float8 - 0.995479004577296) < 2e-15 AS r2 FROM longley_model;

-- houses, as in the documentation of MADlib: coefficients -12849.4168959872
-- 28.9613922651765 10181.6290712648 50.516894915354, R-squared .768577580597443,
-- standard errors 33453.03 15.899 19437.77 32.928
CREATE TABLE houses (id int, tax int, bedroom int, bath float8, price int, size int, lot int);
COPY houses FROM STDIN DELIMITER '|';
1|590|2|1|50000|770|22100
2|1050|3|2|85000|1410|12000
3|20|3|1|22500|1060|3500
4|870|2|2|90000|1300|17500
5|1320|3|2|133000|1500|30000
6|1350|2|1|90500|820|25700
7|2790|3|2.5|260000|2130|25000
8|680|2|1|142500|1170|22000
9|1840|3|2|160000|1500|19000
10|3680|4|2|240000|2790|20000
11|1660|3|1|87000|1030|17500
12|1620|3|2|118600|1250|20000
13|3100|3|2|140000|1760|38000
14|2070|2|3|148000|1550|14000
15|650|3|1.5|65000|1450|12000
\.
CREATE TABLE houses_model AS
    SELECT linear_regression(price, h) AS m
    FROM houses, LATERAL (SELECT tax, bath, size) h;
SELECT w.feature, w.weight::numeric(30,8), w.std_error::numeric(30,3), w.p::numeric(30,6)
FROM houses_model, weights(m) w;
SELECT (metrics(m)->'fit'->>'r2')::numeric(30,12) AS r2 FROM houses_model;
-- The published digits beyond the 13th are rounding errors: in rational arithmetic
-- these are 28.9613922651772486 and .7685775805974616
SELECT w.feature, abs(w.weight / published - 1) < 1e-13 AS published, abs(w.weight / exact - 1) < 1e-14 AS exact
FROM houses_model, weights(m) w
JOIN (VALUES ('(intercept)', -12849.4168959872, -12849.4168959872268534), ('tax', 28.9613922651765, 28.9613922651772486),
             ('bath', 10181.6290712648, 10181.6290712648438), ('size', 50.516894915354, 50.5168949153533897)) c (feature, published, exact) USING (feature);
SELECT abs(r2 - 0.768577580597443) < 1e-13 AS published, abs(r2 - 0.7685775805974616) < 1e-15 AS exact
FROM (SELECT (metrics(m)->'fit'->>'r2')::float8 AS r2 FROM houses_model) s;

-- chicks: MAE 23.7587, RMSE 37.0377, R2 .727954 (scaler, then linear SGD)
CREATE TABLE chick (weight float8, time float8, chick int, diet int);
\set file :abs_srcdir '/data/chick_weights.csv'
COPY chick FROM :'file' CSV HEADER;
SELECT (m->>'mae')::numeric(30,4) AS mae, (m->>'rmse')::numeric(30,4) AS rmse,
       (m->>'r2')::numeric(30,6) AS r2
FROM (SELECT metrics(linear_regression(weight, ARRAY[time, chick, diet],
                                       '{"optimizer": "sgd"}')) AS m FROM chick) s;

-- breast cancer, 683 complete rows: accuracy .969253 and F1 .956522 at rate .1,
-- .970717 at .01
CREATE TABLE biopsy (id text, a float8, b float8, c float8, d float8, e float8, f float8,
                     g float8, h float8, i float8, class text);
\set file :abs_srcdir '/data/breast_cancer.csv'
COPY biopsy FROM :'file' CSV HEADER NULL 'NA';
SELECT rate, (m->>'accuracy')::numeric(30,6) AS accuracy, (m->>'f1')::numeric(30,6) AS f1,
       m->'n' AS n
FROM (SELECT rate, metrics(logistic_regression(class, ARRAY[a, b, c, d, e, f, g, h, i],
                 jsonb_build_object('optimizer', 'sgd', 'learning_rate', rate))) AS m
      FROM biopsy, (VALUES (0.1), (0.01)) r (rate)
      WHERE f IS NOT NULL GROUP BY rate) s
ORDER BY rate DESC;

-- the same rows with the default optimizer, which needs no scaler: our own figure
SELECT (m->>'accuracy')::numeric(30,6) AS accuracy, (m->>'log_loss')::numeric(30,6) AS log_loss
FROM (SELECT metrics(logistic_regression(class, ARRAY[a, b, c, d, e, f, g, h, i])) AS m
      FROM biopsy WHERE f IS NOT NULL) s;

DROP TABLE longley, longley_model, houses, houses_model, chick, biopsy;
