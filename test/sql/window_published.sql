-- Windows against numbers that others published: the bids in the documentation of
-- Flink SQL's TUMBLE, HOP, CUMULATE and SESSION, and its offsets.  Every query
-- lists what differs from the published table: nothing.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

CREATE TEMP TABLE bid (bidtime timestamptz, price numeric(10, 2), item text);
INSERT INTO bid
SELECT '2020-04-15 08:00+00'::timestamptz + minute * interval '1 minute', price, item
FROM (VALUES (5, 4.00, 'C'), (7, 2.00, 'A'), (9, 5.00, 'D'), (11, 3.00, 'B'), (13, 1.00, 'E'), (17, 6.00, 'F'))
     v (minute, price, item);

-- "08:05": minutes after 08:00 of that day
CREATE FUNCTION pg_temp.w(start int, finish int) RETURNS tstzrange LANGUAGE sql AS
$$ SELECT tstzrange('2020-04-15 08:00+00'::timestamptz + start * interval '1 minute',
                    '2020-04-15 08:00+00'::timestamptz + finish * interval '1 minute') $$;
-- symmetric difference of what a query gives and a published table
CREATE FUNCTION pg_temp.differs(given text, published text) RETURNS TABLE (side text, r record) LANGUAGE plpgsql AS
$$ BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT ''ours'', x FROM ((%1$s) EXCEPT ALL (%2$s)) x UNION ALL SELECT ''theirs'', x FROM ((%2$s) EXCEPT ALL (%1$s)) x', given, published);
END $$;

-- tumble
SELECT * FROM pg_temp.differs(
    $$SELECT item, streamml.tumble(bidtime, '10 minutes') FROM bid$$,
    $$VALUES ('C', pg_temp.w(0, 10)), ('A', pg_temp.w(0, 10)), ('D', pg_temp.w(0, 10)),
             ('B', pg_temp.w(10, 20)), ('E', pg_temp.w(10, 20)), ('F', pg_temp.w(10, 20))$$);
SELECT * FROM pg_temp.differs(
    $$SELECT streamml.tumble(bidtime, '10 minutes'), sum(price) FROM bid GROUP BY 1$$,
    $$VALUES (pg_temp.w(0, 10), 11.00), (pg_temp.w(10, 20), 10.00)$$);
-- with an offset
SELECT * FROM pg_temp.differs(
    $$SELECT item, streamml.tumble(bidtime, '10 minutes', "offset" => '1 minute') FROM bid$$,
    $$VALUES ('C', pg_temp.w(1, 11)), ('A', pg_temp.w(1, 11)), ('D', pg_temp.w(1, 11)),
             ('B', pg_temp.w(11, 21)), ('E', pg_temp.w(11, 21)), ('F', pg_temp.w(11, 21))$$);
SELECT shift, streamml.tumble('2021-06-30 00:00:04+00'::timestamptz, '10 minutes', "offset" => shift)
FROM unnest('{-16 min, -6 min, -4 min, 0, 4 min, 6 min, 16 min}'::interval[]) shift;

-- hop
SELECT * FROM pg_temp.differs(
    $$SELECT item, streamml.hop(bidtime, '5 minutes', '10 minutes') FROM bid$$,
    $$VALUES ('C', pg_temp.w(0, 10)), ('C', pg_temp.w(5, 15)), ('A', pg_temp.w(0, 10)), ('A', pg_temp.w(5, 15)),
             ('D', pg_temp.w(0, 10)), ('D', pg_temp.w(5, 15)), ('B', pg_temp.w(5, 15)), ('B', pg_temp.w(10, 20)),
             ('E', pg_temp.w(5, 15)), ('E', pg_temp.w(10, 20)), ('F', pg_temp.w(10, 20)), ('F', pg_temp.w(15, 25))$$);
SELECT * FROM pg_temp.differs(
    $$SELECT streamml.hop(bidtime, '5 minutes', '10 minutes'), sum(price) FROM bid GROUP BY 1$$,
    $$VALUES (pg_temp.w(0, 10), 11.00), (pg_temp.w(5, 15), 15.00), (pg_temp.w(10, 20), 10.00), (pg_temp.w(15, 25), 6.00)$$);

-- cumulate
SELECT * FROM pg_temp.differs(
    $$SELECT item, streamml.cumulate(bidtime, '2 minutes', '10 minutes') FROM bid$$,
    $$VALUES ('C', pg_temp.w(0, 6)), ('C', pg_temp.w(0, 8)), ('C', pg_temp.w(0, 10)),
             ('A', pg_temp.w(0, 8)), ('A', pg_temp.w(0, 10)), ('D', pg_temp.w(0, 10)),
             ('B', pg_temp.w(10, 12)), ('B', pg_temp.w(10, 14)), ('B', pg_temp.w(10, 16)), ('B', pg_temp.w(10, 18)),
             ('B', pg_temp.w(10, 20)),
             ('E', pg_temp.w(10, 14)), ('E', pg_temp.w(10, 16)), ('E', pg_temp.w(10, 18)), ('E', pg_temp.w(10, 20)),
             ('F', pg_temp.w(10, 18)), ('F', pg_temp.w(10, 20))$$);
SELECT * FROM pg_temp.differs(
    $$SELECT streamml.cumulate(bidtime, '2 minutes', '10 minutes'), sum(price) FROM bid GROUP BY 1$$,
    $$VALUES (pg_temp.w(0, 6), 4.00), (pg_temp.w(0, 8), 6.00), (pg_temp.w(0, 10), 11.00), (pg_temp.w(10, 12), 3.00),
             (pg_temp.w(10, 14), 4.00), (pg_temp.w(10, 16), 4.00), (pg_temp.w(10, 18), 10.00), (pg_temp.w(10, 20), 10.00)$$);

-- session: the windows of single rows, merged
TRUNCATE bid;
INSERT INTO bid
SELECT '2020-04-15 08:00+00'::timestamptz + minute * interval '1 minute', price, item
FROM (VALUES (7, 4.00, 'A'), (6, 2.00, 'A'), (9, 5.00, 'B'), (8, 3.00, 'A'), (17, 1.00, 'B')) v (minute, price, item);
SELECT * FROM pg_temp.differs(
    $$SELECT item, unnest(range_agg(streamml.session(bidtime, '5 minutes'))) FROM bid GROUP BY item$$,
    $$VALUES ('A', pg_temp.w(6, 13)), ('B', pg_temp.w(9, 14)), ('B', pg_temp.w(17, 22))$$);
SELECT * FROM pg_temp.differs(
    $$SELECT unnest(range_agg(streamml.session(bidtime, '5 minutes'))) FROM bid$$,
    $$VALUES (pg_temp.w(6, 14)), (pg_temp.w(17, 22))$$);
-- and with sums: gaps and islands
SELECT * FROM pg_temp.differs(
    $$SELECT item, tstzrange(min(bidtime), max(bidtime) + '5 minutes'), sum(price)
      FROM (SELECT *, count(*) FILTER (WHERE fresh) OVER (PARTITION BY item ORDER BY bidtime) AS island
            FROM (SELECT *, bidtime - lag(bidtime) OVER (PARTITION BY item ORDER BY bidtime) > '5 minutes' AS fresh FROM bid) r) r
      GROUP BY item, island$$,
    $$VALUES ('A', pg_temp.w(6, 13), 9.00), ('B', pg_temp.w(9, 14), 5.00), ('B', pg_temp.w(17, 22), 1.00)$$);
