CREATE TABLE payment (
    id bigint PRIMARY KEY, at timestamptz, card int, amount float8,
    km float8, abroad boolean, fraud boolean);

-- windows per card
SELECT streamml.create_continuous_view('card_minute', $$
    SELECT card, streamml.tumble(at, '1 minute') AS minute, count(*) AS n,
           avg(amount) AS mean, max(km) AS farthest
    FROM payment GROUP BY card, minute $$);

-- a model that learns from every payment whose outcome is known
SELECT streamml.create_continuous_view('fraud_model', $$
    SELECT streamml.logistic_regression(fraud,
               ARRAY[ln(amount), ln(km), abroad::int],
               '{"optimizer": "sgd"}') AS model
    FROM payment WHERE fraud IS NOT NULL $$);

-- and scores the others as they arrive
SELECT streamml.create_continuous_view('payment_score', $$
    SELECT id, card, amount, km,
           streamml.predict_proba('fraud_model',
               ARRAY[ln(amount), ln(km), abroad::int]) AS risk
    FROM payment WHERE fraud IS NULL $$);
