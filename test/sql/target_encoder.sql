-- target_encoder: the mean of the label by category, exact whatever way the rows were split.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

CREATE TABLE sales AS
    SELECT i, (ARRAY['north', 'south', 'east', 'west'])[1 + i * i % 7 % 4] AS region, CASE WHEN i % 11 > 0 THEN 'shop ' || i % 90 END AS shop,
           i % 13 AS size, (i * 7919 % 101) AS amount
    FROM generate_series(1, 3000) i;
ANALYZE sales;
CREATE TABLE models AS
    SELECT 'serial' AS how, target_encoder(amount, x) AS m FROM sales, LATERAL (SELECT size, shop, region) x;

-- against the means: in the order of names region, shop, size; numbers as they are
SELECT count(*), bool_and(abs(e.t[1] - (r.t + 10 * mean) / (r.n + 10)) < 1e-12) AS region,
       bool_and(abs(e.t[2] - coalesce((h.t + 10 * mean) / (h.n + 10), mean)) < 1e-12) AS shop, bool_and(e.t[3] = sales.size) AS size,
       bool_and(abs(p - (e.t[1] + e.t[2]) / 2) < 1e-12) AS predict
FROM sales JOIN (SELECT region, sum(amount)::float8 AS t, count(*) AS n FROM sales GROUP BY 1) r USING (region)
LEFT JOIN (SELECT shop, sum(amount)::float8 AS t, count(*) AS n FROM sales GROUP BY 1) h USING (shop),
     (SELECT avg(amount)::float8 AS mean FROM sales) a, models,
     LATERAL (SELECT size, shop, region) x, LATERAL (SELECT transform(m, x) AS t, predict(m, x) AS p) e;
SELECT feature, abs(weight - coalesce((r.t + 10 * mean) / (r.n + 10), mean)) < 1e-12 AS same
FROM models, weights(m) LEFT JOIN (SELECT 'region=' || region AS feature, sum(amount)::float8 AS t, count(*) AS n FROM sales GROUP BY 1) r USING (feature),
     (SELECT avg(amount)::float8 AS mean FROM sales) a
WHERE feature LIKE 'region%' OR feature LIKE '(%' ORDER BY 1;

-- what nobody has seen, and what is missing
SELECT transform(m, '{"region": "centre", "shop": null, "size": null, "colour": "red"}'::jsonb)::numeric(9,4)[] AS unknown,
       (SELECT avg(amount)::numeric(9,4) FROM sales) AS mean FROM models;
SELECT predict(target_encoder(y, ROW(x), '{"smoothing": 0}'), ROW('a'::text)) AS plain, predict(target_encoder(y, ROW(x), '{"smoothing": 2}'), ROW('a'::text)) AS smoothed
FROM (VALUES (true, 'a'::text), (false, 'a'), (true, 'b'), (true, 'b')) v (y, x);

-- serial, parallel, split and merged: all bits are the same
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT target_encoder(amount, ROW(size, shop, region)) FROM sales;
INSERT INTO models SELECT 'parallel', target_encoder(amount, x) FROM sales, LATERAL (SELECT size, shop, region) x;
SET max_parallel_workers_per_gather = 0;
INSERT INTO models SELECT 'merge', merge(m ORDER BY g DESC) FROM (
    SELECT i % 7 AS g, target_encoder(amount, x ORDER BY i DESC) AS m FROM sales, LATERAL (SELECT size, shop, region) x GROUP BY i % 7) s;
INSERT INTO models SELECT '+', a.m + b.m
    FROM (SELECT target_encoder(amount, x) AS m FROM sales, LATERAL (SELECT size, shop, region) x WHERE i > 1234) a,
         (SELECT target_encoder(amount, x) AS m FROM sales, LATERAL (SELECT size, shop, region) x WHERE i <= 1234) b;
SELECT p.how, bool_and(transform(p.m, x) = transform(s.m, x)) AS same
FROM models p, models s, sales, LATERAL (SELECT size, shop, region) x WHERE s.how = 'serial' GROUP BY p.how ORDER BY p.how;

-- learning on from a stored model is learning in one go; both forms
CREATE TABLE stepwise AS SELECT target_encoder(amount, x) AS m FROM sales, LATERAL (SELECT size, shop, region) x WHERE i <= 2;
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT amount, x FROM sales, LATERAL (SELECT size, shop, region) x WHERE i BETWEEN 3 AND 200 ORDER BY i LOOP
        UPDATE stepwise SET m = learn(m, p.amount, p.x);
    END LOOP;
END $$;
SELECT s.m = (SELECT target_encoder(amount, x) FROM sales, LATERAL (SELECT size, shop, region) x WHERE i <= 200) AS same,
       s.m = s.m::text::model AS text_form, s.m = s.m::jsonb::model AS jsonb_form
FROM stepwise s;

-- rows encoded without their own label: unlearned bit by bit
SELECT count(*), bool_and(s.p = anew.p) AS same
FROM (SELECT i, predict(target_encoder(amount, x) OVER (ORDER BY i ROWS BETWEEN 100 PRECEDING AND 1 PRECEDING), x) AS p
      FROM sales, LATERAL (SELECT region) x WHERE i <= 1000) s,
     LATERAL (SELECT predict(target_encoder(amount, x), (SELECT y FROM sales n, LATERAL (SELECT n.region) y WHERE n.i = s.i)) AS p
              FROM sales c, LATERAL (SELECT region) x WHERE c.i BETWEEN s.i - 100 AND s.i - 1) anew
WHERE s.i > 1;
SELECT unlearn(target_encoder(amount, ROW(region)), 1, ROW('north'::text), 1e6) FROM sales;

-- refused
SELECT target_encoder(amount, ARRAY[size]) FROM sales;
SELECT target_encoder(region, ROW(shop)) FROM sales;
SELECT jsonb_set(m::jsonb, '{state,weights,1}', '-1')::model FROM stepwise;

DROP TABLE sales, models, stepwise;
