-- Views that read other continuous views: always as of before the batch,
-- whatever the order in which the views are applied.
CREATE TABLE payment (id int, card int, at timestamptz, amount float8, fraud bool);
SELECT streamml.create_continuous_view('card_hour', $$
    SELECT card, streamml.tumble(at, '1 hour', timezone => 'UTC') AS hour, count(*) AS n, avg(amount) AS mean
    FROM payment GROUP BY card, hour $$);
SELECT streamml.create_continuous_view('payment_features', $$
    SELECT p.id, p.amount, c.n, c.mean, 100 / p.amount AS inverse
    FROM payment p
    LEFT JOIN card_hour c ON c.card = p.card AND c.hour = streamml.tumble(p.at, '1 hour', timezone => 'UTC') $$);
-- an aggregate over the join: mean distance from what the card's mean was
SELECT streamml.create_continuous_view('distance', $$
    SELECT count(c.mean) AS n, sum(p.amount - c.mean) AS off
    FROM payment p
    LEFT JOIN card_hour c ON c.card = p.card AND c.hour = streamml.tumble(p.at, '1 hour', timezone => 'UTC') $$);

INSERT INTO payment VALUES (1, 7, '2024-01-01 10:00+00', 10, false), (2, 7, '2024-01-01 10:10+00', 20, false);
SELECT streamml.wait();
INSERT INTO payment VALUES (3, 7, '2024-01-01 10:20+00', 60, true), (4, 8, '2024-01-01 10:30+00', 5, false);
SELECT streamml.wait();
SELECT * FROM payment_features ORDER BY id;
SELECT * FROM distance;

-- a row that fails sends the batch through one view after the other
INSERT INTO payment VALUES (5, 7, '2024-01-01 10:40+00', 30, false), (6, 7, '2024-01-01 10:41+00', 0, false),
                           (7, 7, '2024-01-01 10:42+00', 40, false);
SELECT streamml.wait();
SELECT * FROM payment_features ORDER BY id;
SELECT * FROM distance;
SELECT view, "row" ->> 'id' AS id, sqlstate FROM streamml.dead_letters;
SELECT * FROM card_hour ORDER BY card;
SELECT * FROM streamml.verify('card_hour');

-- the joined view cannot go while it is in use
DROP VIEW card_hour;
DROP TABLE payment CASCADE;
