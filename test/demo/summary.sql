\pset footer off
\pset null '-'
\echo
\echo How good are the models?  Every row was predicted before it was learned.
\echo "no change": who always says the class of the row before is right that often.
\echo "best possible": who knows how the synthetic payments were made is.
SELECT 'biopsies, while learning (419)' AS rows, round((streamml.metrics(model) ->> 'accuracy')::numeric, 4) AS accuracy,
       (SELECT round(avg((class = before)::int), 4) FROM (
            SELECT class, lag(class) OVER (ORDER BY arrival) AS before FROM demo.biopsy_file WHERE arrival <= 419) s) AS "no change",
       NULL::numeric AS "best possible"
FROM tumour_model
UNION ALL
SELECT 'biopsies, scored on arrival (280)', round(avg(((s.p >= 0.5) = (f.class = 'malignant'))::int), 4),
       (SELECT round(avg((class = before)::int), 4) FROM (
            SELECT arrival, class, lag(class) OVER (ORDER BY arrival) AS before FROM demo.biopsy_file) s WHERE arrival > 419),
       NULL
FROM tumour_score s JOIN demo.biopsy_file f USING (arrival)
UNION ALL
SELECT format('payments, while learning (%s)', streamml.metrics(model) ->> 'n'),
       round((streamml.metrics(model) ->> 'accuracy')::numeric, 4),
       (SELECT round(avg((fraud = before)::int), 4) FROM (
            SELECT fraud, lag(fraud) OVER (ORDER BY id) AS before FROM demo.payment_file WHERE id % 10 <> 0) s),
       (SELECT round(avg(greatest(p, 1 - p))::numeric, 4) FROM demo.payment_file WHERE id % 10 <> 0)
FROM fraud_model
UNION ALL
SELECT format('payments, scored on arrival (%s)', count(*)), round(avg(((s.risk >= 0.5) = f.fraud)::int), 4),
       (SELECT round(avg((fraud = before)::int), 4) FROM (
            SELECT id, fraud, lag(fraud) OVER (ORDER BY id) AS before FROM demo.payment_file) s WHERE id % 10 = 0),
       round(avg(greatest(f.p, 1 - f.p))::numeric, 4)
FROM payment_score s JOIN demo.payment_file f USING (id);

\echo The receipts: each view against its query, run over the table at one point.
SELECT v.view AS "continuous view", v.state,
       CASE count(r) WHEN 0 THEN 'verified: equal' ELSE count(r) || ' differences' END AS receipt
FROM streamml.continuous_views v
LEFT JOIN LATERAL streamml.verify(v.view) r ON true
GROUP BY v.view, v.state
ORDER BY v.view;

\echo What the worker did.
SELECT rows_applied AS rows, transactions, batches, round(apply_ms) AS "ms at work",
       round(rows_applied / nullif(apply_ms, 0) * 1000) AS "rows/s at work", retries, failures
FROM streamml.stat_worker WHERE database = current_database();
