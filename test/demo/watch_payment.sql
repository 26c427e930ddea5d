-- One frame of the live view: a headline, then a few windows and scores.
SELECT rows_applied::text FROM streamml.stat_worker WHERE database = current_database()
UNION ALL
SELECT format(E'arrived %s · learned %s · scored %s\n@rate@ rows/s · lag %s · accuracy so far %s (best possible %s)',
              to_char(coalesce((SELECT max(id) FROM payment), 0), 'FM999,999,999'),
              to_char(coalesce(m.n, 0), 'FM999,999,999'),
              to_char((SELECT count(*) FROM payment_score), 'FM999,999,999'),
              pg_size_pretty((SELECT lag_bytes FROM streamml.stat_worker WHERE database = current_database())),
              coalesce(round(m.accuracy, 4)::text, '-'),
              (SELECT round(accuracy::numeric, 4) FROM demo.best))
FROM (SELECT 1) one LEFT JOIN
     (SELECT (j ->> 'n')::bigint AS n, (j ->> 'accuracy')::numeric AS accuracy
      FROM (SELECT streamml.metrics(model) AS j FROM fraud_model) t) m ON true
UNION ALL
SELECT * FROM (
    SELECT format('    card %s, %s-%s: %s payments, mean %s, farthest %s km', card,
                  to_char(lower(minute) AT TIME ZONE 'UTC', 'HH24:MI'), to_char(upper(minute) AT TIME ZONE 'UTC', 'HH24:MI'),
                  n, round(mean::numeric, 2), round(farthest::numeric))
    FROM card_minute ORDER BY minute DESC, card LIMIT 3) windows
UNION ALL
SELECT * FROM (
    SELECT format('    payment %s, card %s, %s at %s km: risk %s', id, card, amount, round(km::numeric), round(risk::numeric, 3))
    FROM payment_score ORDER BY id DESC LIMIT 3) scores;
