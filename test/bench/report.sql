-- One line per gate of the design.
CREATE VIEW bench.verdict AS
SELECT *, CASE WHEN kind = 'info' THEN ''
               WHEN kind = 'speedup' AND ratio >= gate OR kind <> 'speedup' AND ratio <= gate
               THEN 'ok' ELSE 'MISS' END AS verdict
FROM bench.result;

SELECT what, against,
       CASE WHEN theirs IS NULL THEN format('%s %s', round(ours::numeric, 2), unit)
            ELSE format('%s / %s %s', round(ours::numeric, 2), round(theirs::numeric, 2), unit) END AS measured,
       CASE kind WHEN 'limit' THEN '' WHEN 'speedup' THEN format('%s x faster', round(ratio::numeric, 2))
                 ELSE round(ratio::numeric, 2)::text END AS ratio,
       CASE kind WHEN 'speedup' THEN format('>= %s x', gate) WHEN 'limit' THEN format('<= %s %s', gate, unit)
                 WHEN 'info' THEN ''
                 ELSE format('<= %s', gate) END AS gate,
       verdict AS " "
FROM bench.verdict
ORDER BY id;
