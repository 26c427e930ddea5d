-- Exponential smoothing with trend and season.
\getenv abs_srcdir PG_ABS_SRCDIR
SET search_path = public, streamml;
CREATE TABLE air (month text, y float8);
\set file :abs_srcdir '/data/airline_passengers.csv'
COPY air FROM :'file' CSV HEADER;
CREATE TABLE series AS SELECT row_number() OVER (ORDER BY month)::int AS i, y FROM air;

-- airline passengers, alpha .3, beta .1, gamma .6, twelve months, multiplicative:
-- mean absolute errors 1 to 12 months ahead, of the forecasts that have twelve
-- values to be compared with, the last value left out: 8.287597 9.747728
-- 10.95636 11.816511 12.292601 13.226323 13.851744 14.527356 15.149715 16.453505
-- 16.874186 17.972966
CREATE TABLE forecasts AS
    SELECT i, holt_winters(y, '{"alpha": 0.3, "beta": 0.1, "gamma": 0.6, "season": 12, "multiplicative": true}') OVER (ORDER BY i) AS m FROM series;
SELECT step, round(avg(abs(f.value - s.y))::numeric, 6) AS mae, count(*)
FROM forecasts, forecast(m, 12) f, series s WHERE forecasts.i BETWEEN 12 AND 131 AND s.i = forecasts.i + step
GROUP BY step ORDER BY step;
-- the first of them is what metrics() notes
SELECT abs((metrics(m)->>'mae')::float8 - (SELECT avg(abs(f.value - s.y)) FROM forecasts, forecast(m, 1) f, series s WHERE forecasts.i BETWEEN 12 AND 143 AND s.i = forecasts.i + 1)) < 1e-12 AS mae,
       metrics(m)->'scored' AS scored FROM forecasts WHERE i = 144;

-- Holt's linear method, and simple smoothing, by a recursion in SQL
WITH RECURSIVE holt AS (
    SELECT 2 AS i, (a.y + b.y) / 2 AS l, b.y - a.y AS t, (a.y + b.y) / 2 AS simple FROM series a, series b WHERE a.i = 1 AND b.i = 2
    UNION ALL
    SELECT s.i, n.l, 0.2 * (n.l - h.l) + 0.8 * h.t, 0.5 * s.y + 0.5 * h.simple
    FROM holt h JOIN series s ON s.i = h.i + 1, LATERAL (SELECT 0.5 * s.y + 0.5 * (h.l + h.t) AS l) n
)
SELECT abs(a.value - (l + 7 * t)) < 1e-9 AS holt, abs(b.value - simple) < 1e-9 AS simple
FROM holt, (SELECT holt_winters(y, '{"alpha": 0.5, "beta": 0.2}' ORDER BY i) AS m, holt_winters(y, '{"alpha": 0.5, "trend": false}' ORDER BY i) AS n FROM series) s,
     forecast(m, 7) a, forecast(n, 7) b WHERE i = 144 AND a.step = 7 AND b.step = 7;
-- an additive season is found
SELECT step, round(value::numeric) AS value FROM (SELECT holt_winters(100 + 10 * (i % 4), '{"season": 4}' ORDER BY i) AS m FROM generate_series(0, 39) i) s, forecast(m, 5);

-- bounds: one step ahead they are those of the errors so far, and they widen
SELECT abs((upper - lower) / 2 / 1.6448536269514722 - (metrics(m)->>'rmse')::float8) < 1e-9 AS rmse FROM forecasts, forecast(m, 1) WHERE i = 144;
SELECT bool_and(width > before) AS widen FROM (SELECT upper - lower AS width, lag(upper - lower) OVER (ORDER BY step) AS before FROM forecasts, forecast(m, 24, 0.5) WHERE i = 144) w;
SELECT round(100.0 * avg((s.y BETWEEN lower AND upper)::int), 1) BETWEEN 80 AND 97 AS covered FROM forecasts, forecast(m, 1, 0.9) f, series s WHERE forecasts.i BETWEEN 36 AND 143 AND s.i = forecasts.i + 1;

-- nothing to say at the beginning; NULLs are not learned
SELECT n, (SELECT count(*) FROM forecast((SELECT holt_winters(y ORDER BY i) FROM series WHERE i <= n), 3)) FROM generate_series(0, 2) n;
SELECT metrics(holt_winters(nullif(i, 3)))->'unlabeled' AS unlabeled FROM generate_series(1, 5) i;
-- stored and learned on, before and after the beginning
SELECT n, m = (m::text)::model AS text, learn(m, 500) = again AS same
FROM (SELECT n, (SELECT holt_winters(y, '{"season": 12}' ORDER BY i) FROM series WHERE i <= n) AS m, (SELECT holt_winters(y, '{"season": 12}' ORDER BY i) FROM (SELECT * FROM series WHERE i <= n UNION ALL SELECT n + 1, 500) t) AS again FROM (VALUES (5), (11), (12), (30)) v (n)) s;
SELECT info(m) - 'bytes' AS info, model_size(m) AS bytes FROM forecasts WHERE i = 144;
-- one series per group
SELECT g, round(value::numeric, 3) AS next FROM (SELECT i % 2 AS g, holt_winters(i ORDER BY i) AS m FROM generate_series(1, 40) i GROUP BY 1) s, forecast(m, 1) ORDER BY g;
\set VERBOSITY terse
SELECT m + m FROM forecasts WHERE i = 144;
SELECT forecast(m, 0) FROM forecasts WHERE i = 144;
SELECT forecast(m, 1, 1) FROM forecasts WHERE i = 144;
SELECT forecast(linear_regression(1, ARRAY[1]), 1);
SELECT predict(m, ARRAY[1]) FROM forecasts WHERE i = 144;
SELECT learn(m, ARRAY[1]::float8[]) FROM forecasts WHERE i = 144;
SELECT learn(scaler(ARRAY[1]), 1);
SELECT holt_winters(y, '{"season": -1}') FROM series;
SELECT holt_winters(y, '{"season": 2, "multiplicative": true, "alpha": 1}') FROM (VALUES (1), (5), (1e100)) v (y);
-- zeros in a multiplicative season: forecasts of the order of the data, and better than "as before"
SELECT count(*), bool_and(most < 30) AS in_order, bool_and(mae < 1.5 * nochange) AS about_as_good
FROM (SELECT kind, (metrics(m) ->> 'mae')::float8 AS mae, (metrics(m) ->> 'nochange_mae')::float8 AS nochange, (SELECT max(abs(value)) FROM forecast(m, 14)) AS most
    FROM (SELECT kind, holt_winters(y, '{"season": 7, "multiplicative": true}' ORDER BY i) AS m
        FROM generate_series(0, 400) i, unnest('{case,weekend,sparse,middle,late}'::text[]) kind, LATERAL (SELECT CASE kind
            WHEN 'case' THEN CASE WHEN i % 7 = 2 THEN 5 + i % 11 WHEN i % 13 = 0 THEN 3 ELSE 0 END
            WHEN 'weekend' THEN CASE WHEN i % 7 > 1 THEN 10 + i % 7 + i % 3 ELSE 0 END
            WHEN 'sparse' THEN (i * 7919 % 101 < 5)::int * (i % 10)
            WHEN 'middle' THEN (i * 7919 % 101 < 50)::int * (i % 10)
            ELSE (i > 100)::int * (3 + i % 7) END AS y) v GROUP BY kind) s) f;
DROP TABLE air, series, forecasts;
