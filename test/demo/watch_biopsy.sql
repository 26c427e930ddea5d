-- One frame of the live view.
SELECT rows_applied::text FROM streamml.stat_worker WHERE database = current_database()
UNION ALL
SELECT format(E'arrived %s of 699 · learned %s · scored %s\n@rate@ rows/s · lag %s · accuracy so far %s',
              (SELECT count(*) FROM biopsy), coalesce(m.n, 0), (SELECT count(*) FROM tumour_score),
              pg_size_pretty((SELECT lag_bytes FROM streamml.stat_worker WHERE database = current_database())),
              coalesce(round(m.accuracy, 3)::text, '-'))
FROM (SELECT 1) one LEFT JOIN
     (SELECT (j ->> 'n')::bigint AS n, (j ->> 'accuracy')::numeric AS accuracy
      FROM (SELECT streamml.metrics(model) AS j FROM tumour_model) t) m ON true
UNION ALL
SELECT * FROM (
    SELECT format('    biopsy %s (patient %s): probability of being malignant %s', arrival, patient, round(p::numeric, 3))
    FROM tumour_score ORDER BY arrival DESC LIMIT 3) scores;
