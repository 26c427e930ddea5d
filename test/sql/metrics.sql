-- Metrics: what a model says of itself, and the aggregates that say it of any
-- table.  Both are held against plain SQL, and against each other.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;
SET extra_float_digits = 0;

-- rows whose numbers come from arithmetic modulo primes
CREATE TABLE metric_row AS
    SELECT i, ARRAY[a, b]::float8[] AS x,
           (a + 2 * b + noise > 1.5) AS two,
           CASE WHEN a + noise / 2 < 0.4 THEN 'low' WHEN b + noise / 2 < 0.6 THEN 'middle' ELSE 'high' END AS three,
           3 * a - 2 * b + noise AS value
    FROM (SELECT i, (i * 7919 % 1009) / 1009.0 AS a, (i * 104729 % 997) / 997.0 AS b,
                 (i * 15485863 % 991) / 991.0 - 0.5 AS noise
          FROM generate_series(1, 600::bigint) i) v;

-- predictions by the model as it was before each row
CREATE TABLE metric_scored AS
    SELECT i, two, three, value,
           coalesce(predict_class(lag(m2) OVER w, x), 'false')::bool AS two_predicted,
           coalesce(predict_proba(lag(m2) OVER w, x), 0.5) AS two_probability,
           predict_class(lag(m3) OVER w, x) AS three_predicted,
           predict_class(lag(mb) OVER w, x)::bool AS bayes_predicted,
           predict_proba(lag(mb) OVER w, x, 'true') AS bayes_probability,
           coalesce(predict(lag(mv) OVER w, x), 0) AS value_predicted
    FROM (SELECT *, logistic_regression(two, x) OVER w AS m2, softmax_regression(three, x) OVER w AS m3,
                 gaussian_naive_bayes(two, x, '{"classes": [false, true]}') OVER w AS mb, linear_regression(value, x) OVER w AS mv
          FROM metric_row WINDOW w AS (ORDER BY i ROWS UNBOUNDED PRECEDING)) v
    WINDOW w AS (ORDER BY i);
CREATE TABLE metric_model AS
    SELECT metrics(logistic_regression(two, x ORDER BY i)) AS two, metrics(softmax_regression(three, x ORDER BY i)) AS three,
           metrics(gaussian_naive_bayes(two, x, '{"classes": [false, true]}' ORDER BY i)) AS bayes, metrics(linear_regression(value, x ORDER BY i)) AS value
    FROM metric_row;

-- two classes: aggregates over the stored predictions are the model's figures
CREATE FUNCTION same(ours jsonb, key text, theirs float8) RETURNS text LANGUAGE sql RETURN
    CASE WHEN abs((ours ->> key)::float8 - theirs) <= 1e-12 THEN round(theirs::numeric, 6)::text
         ELSE format('%s is not %s', ours ->> key, theirs) END;
SELECT same(m.two, 'scored', count(*)) AS scored,
       same(m.two, 'accuracy', accuracy(s.two, two_predicted)) AS accuracy,
       same(m.two, 'balanced_accuracy', balanced_accuracy(s.two, two_predicted)) AS balanced_accuracy,
       same(m.two, 'kappa', kappa(s.two, two_predicted)) AS kappa,
       same(m.two, 'kappa_t', kappa_t(s.two, two_predicted ORDER BY i)) AS kappa_t,
       same(m.two, 'precision', streamml.precision(s.two, two_predicted)) AS "precision",
       same(m.two, 'recall', recall(s.two, two_predicted)) AS recall,
       same(m.two, 'f1', f1(s.two, two_predicted)) AS f1,
       same(m.two, 'log_loss', log_loss(s.two, two_probability)) AS log_loss,
       m.two -> 'confusion' = confusion_matrix(s.two, two_predicted) AS confusion
FROM metric_scored s, metric_model m GROUP BY m.two;
-- the area under the curve is within its own bound, and much closer
SELECT round(roc_auc(s.two, two_probability)::numeric, 6) AS exact, round((m.two ->> 'auc')::numeric, 6) AS model,
       abs(roc_auc(s.two, two_probability) - (m.two ->> 'auc')::float8) <= (m.two ->> 'auc_error')::float8 AS within,
       abs(roc_auc(s.two, two_probability) - (m.two ->> 'auc')::float8) < 0.002 AS close
FROM metric_scored s, metric_model m GROUP BY m.two;
-- a learner of several classes that has two
SELECT same(m.bayes, 'accuracy', accuracy(s.two, bayes_predicted)) AS accuracy,
       same(m.bayes, 'f1', f1(s.two, bayes_predicted)) AS f1,
       same(m.bayes, 'macro_f1', macro_f1(s.two, bayes_predicted)) AS macro_f1,
       same(m.bayes, 'log_loss', log_loss(s.two, bayes_probability)) AS log_loss,
       abs(roc_auc(s.two, bayes_probability) - (m.bayes ->> 'auc')::float8) < 0.002 AS auc,
       m.bayes -> 'confusion' = confusion_matrix(s.two, bayes_predicted) AS confusion
FROM metric_scored s, metric_model m GROUP BY m.bayes;
-- several classes
SELECT same(m.three, 'accuracy', accuracy(s.three, three_predicted)) AS accuracy,
       same(m.three, 'balanced_accuracy', balanced_accuracy(s.three, three_predicted)) AS balanced_accuracy,
       same(m.three, 'kappa', kappa(s.three, three_predicted)) AS kappa,
       same(m.three, 'macro_precision', macro_precision(s.three, three_predicted)) AS macro_precision,
       same(m.three, 'macro_recall', macro_recall(s.three, three_predicted)) AS macro_recall,
       same(m.three, 'macro_f1', macro_f1(s.three, three_predicted)) AS macro_f1,
       m.three ->> 'f1' AS f1, m.three ->> 'auc' AS auc,
       m.three -> 'confusion' = confusion_matrix(s.three, three_predicted) AS confusion
FROM metric_scored s, metric_model m GROUP BY m.three;
-- values
SELECT same(m.value, 'mae', mae(s.value, value_predicted)) AS mae,
       same(m.value, 'rmse', rmse(s.value, value_predicted)) AS rmse,
       same(m.value, 'r2', r2(s.value, value_predicted)) AS r2
FROM metric_scored s, metric_model m GROUP BY m.value;

-- the aggregates by plain SQL
SELECT accuracy(two, two_predicted) = avg((two = two_predicted)::int)::float8 AS accuracy,
       abs(kappa(two, two_predicted) - (SELECT (po - pe) / (1 - pe)
           FROM (SELECT avg((two = two_predicted)::int) AS po,
                        avg(two::int) * avg(two_predicted::int) + avg((NOT two)::int) * avg((NOT two_predicted)::int) AS pe
                 FROM metric_scored) v)) < 1e-12 AS kappa,
       streamml.precision(two, two_predicted) = count(*) FILTER (WHERE two AND two_predicted)::float8 / count(*) FILTER (WHERE two_predicted) AS "precision",
       recall(two, two_predicted) = count(*) FILTER (WHERE two AND two_predicted)::float8 / count(*) FILTER (WHERE two) AS recall,
       f1(two, two_predicted, false) = 2 * count(*) FILTER (WHERE NOT two AND NOT two_predicted)::float8
           / (count(*) FILTER (WHERE NOT two) + count(*) FILTER (WHERE NOT two_predicted)) AS f1_of_false,
       abs(log_loss(two, two_probability) + avg(ln(CASE WHEN two THEN two_probability ELSE 1 - two_probability END))) < 1e-12 AS log_loss,
       abs(brier_score(two, two_probability) - avg((two::int - two_probability) ^ 2)) < 1e-12 AS brier,
       abs(mae(value, value_predicted) - avg(abs(value - value_predicted))) < 1e-12 AS mae,
       abs(rmse(value, value_predicted) - sqrt(avg((value - value_predicted) ^ 2))) < 1e-12 AS rmse,
       abs(r2(value, value_predicted) - (1 - sum((value - value_predicted) ^ 2) / (var_pop(value) * count(*)))) < 1e-12 AS r2,
       abs(smape(value, value_predicted) - avg(2 * abs(value - value_predicted) / (abs(value) + abs(value_predicted)))) < 1e-12 AS smape
FROM metric_scored;
SELECT macro_f1(three, three_predicted) AS ours,
       (SELECT avg(2 * hit / (actual + predicted)) FROM (
            SELECT count(*) FILTER (WHERE three = c AND three_predicted = c)::float8 AS hit,
                   count(*) FILTER (WHERE three = c AND three_predicted IS NOT NULL) AS actual, count(*) FILTER (WHERE three_predicted = c) AS predicted
            FROM metric_scored, unnest(ARRAY['low', 'middle', 'high']) c GROUP BY c) v) AS sql
FROM metric_scored;
-- all pairs; scores in steps, so that some are tied
SELECT roc_auc(two, round(two_probability::numeric, 1)::float8) = (
           SELECT avg(CASE WHEN round(a.two_probability::numeric, 1) > round(b.two_probability::numeric, 1) THEN 1
                           WHEN round(a.two_probability::numeric, 1) = round(b.two_probability::numeric, 1) THEN 0.5 ELSE 0 END)::float8
           FROM metric_scored a, metric_scored b WHERE a.two AND NOT b.two) AS roc_auc,
       abs(pr_auc(two, round(two_probability::numeric, 1)::float8) - (
           SELECT sum((hits - before) / total * hits / rows) FROM (
               SELECT hits, rows, lag(hits, 1, 0::numeric) OVER (ORDER BY score DESC) AS before, max(hits) OVER () AS total
               FROM (SELECT score, sum(sum(two::int)) OVER (ORDER BY score DESC) AS hits, sum(count(*)) OVER (ORDER BY score DESC) AS rows
                     FROM (SELECT two, round(two_probability::numeric, 1) AS score FROM metric_scored) p GROUP BY score) q) r)) < 1e-12 AS pr_auc
FROM metric_scored;
-- and known answers
SELECT roc_auc(y, s) AS roc_auc, round(pr_auc(y, s)::numeric, 10) AS pr_auc
FROM (VALUES (0, 0.1), (0, 0.4), (1, 0.35), (1, 0.8)) v(y, s);
SELECT log_loss(y, p), brier_score(y, p) FROM (VALUES (true, 1.0), (false, 1.0)) v(y, p);

-- calibration against width_bucket
SELECT b.*, abs(b.mean_predicted - s.p) < 1e-12 AND abs(b.fraction_positive - s.y) < 1e-12 AND b.count = s.n AS same
FROM (SELECT calibration(two, two_probability, 5) AS c FROM metric_scored) v,
     jsonb_to_recordset(c -> 'bins') b(bin int, lower float8, upper float8, count int, mean_predicted float8, fraction_positive float8)
     JOIN (SELECT width_bucket(two_probability, 0, 1, 5) AS bin, avg(two_probability) AS p, avg(two::int) AS y, count(*) AS n
           FROM metric_scored GROUP BY 1) s USING (bin) ORDER BY bin;
SELECT abs((c ->> 'ece')::float8 - ece) < 1e-12 AS ece, abs((c ->> 'mce')::float8 - mce) < 1e-12 AS mce,
       (c ->> 'ece')::float8 = e AS function
FROM (SELECT calibration(two, two_probability) AS c, expected_calibration_error(two, two_probability) AS e FROM metric_scored) v,
     (SELECT sum(n * d) / sum(n) AS ece, max(d) AS mce
      FROM (SELECT count(*) AS n, abs(avg(two_probability) - avg(two::int)) AS d FROM metric_scored
            GROUP BY width_bucket(two_probability, 0, 1, 10)) g) w;

-- no rows, and NULLs: rows that lack a value do not count
SELECT accuracy(1, 1) IS NULL, f1(true, true) IS NULL, confusion_matrix('a'::text, 'a') IS NULL, mae(1, 1) IS NULL,
       r2(1, 1) IS NULL, coverage(1, 1, 1) IS NULL, log_loss(true, 1) IS NULL, roc_auc(true, 1) IS NULL, calibration(true, 1) IS NULL
FROM metric_row WHERE false;
SELECT accuracy(a, p), confusion_matrix(a, p), mae(a, p), coverage(a, p, p + 1), log_loss(a, p), roc_auc(a, p), expected_calibration_error(a, p)
FROM (VALUES (1, 1.0), (0, 1), (NULL, 1), (1, NULL)) v(a, p);
-- one class: what is undefined is NULL
SELECT accuracy(y, y), kappa(y, y), streamml.precision(y, y), recall(y, y), f1(y, y), balanced_accuracy(y, y), roc_auc(y, 0.5), r2(0, 0.5)
FROM (VALUES (false), (false)) v(y);
-- classes have the names they have in models
SELECT confusion_matrix(a, p) FROM (VALUES (1.0, 1.00), (2.50, 1)) v(a, p);

-- parts add up: the same as in one go
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
ALTER TABLE metric_scored SET (parallel_workers = 2);
EXPLAIN (COSTS OFF) SELECT accuracy(two, two_predicted), roc_auc(two, two_probability) FROM metric_scored;
CREATE TABLE metric_part AS
    SELECT accuracy(three, three_predicted), macro_f1(three, three_predicted), f1(two, two_predicted, false), confusion_matrix(three, three_predicted) AS confusion,
           roc_auc(two, two_probability), pr_auc(two, two_probability), mae(value, value_predicted), r2(value, value_predicted),
           coverage(value, value_predicted - 0.4, value_predicted + 0.4), log_loss(two, two_probability), expected_calibration_error(two, two_probability) AS ece
    FROM metric_scored;
SET max_parallel_workers_per_gather = 0;
SELECT p.accuracy = s.accuracy AS accuracy, p.macro_f1 = s.macro_f1 AS macro_f1, p.f1 = s.f1 AS f1, p.confusion = s.confusion AS confusion, p.roc_auc = s.roc_auc AS roc_auc,
       p.pr_auc = s.pr_auc AS pr_auc, abs(p.mae - s.mae) < 1e-14 AS mae, abs(p.r2 - s.r2) < 1e-14 AS r2, p.coverage = s.coverage AS coverage,
       abs(p.log_loss - s.log_loss) < 1e-14 AS log_loss, abs(p.ece - s.ece) < 1e-14 AS ece
FROM metric_part p,
     (SELECT accuracy(three, three_predicted), macro_f1(three, three_predicted), f1(two, two_predicted, false), confusion_matrix(three, three_predicted) AS confusion,
             roc_auc(two, two_probability), pr_auc(two, two_probability), mae(value, value_predicted), r2(value, value_predicted),
             coverage(value, value_predicted - 0.4, value_predicted + 0.4), log_loss(two, two_probability), expected_calibration_error(two, two_probability) AS ece
      FROM metric_scored) s;

-- moving aggregates: each frame equals an aggregate over its rows
SELECT count(*) AS frames, bool_and(accuracy = a AND confusion = c AND macro_f1 = f AND coverage = v) AS same
FROM (SELECT i, accuracy(three, three_predicted) OVER w, confusion_matrix(three, three_predicted) OVER w AS confusion,
             macro_f1(three, three_predicted) OVER w, coverage(value, value_predicted - 0.4, value_predicted + 0.4) OVER w
      FROM metric_scored WINDOW w AS (ORDER BY i ROWS 20 PRECEDING)) m,
     LATERAL (SELECT accuracy(three, three_predicted) AS a, confusion_matrix(three, three_predicted) AS c, macro_f1(three, three_predicted) AS f,
                     coverage(value, value_predicted - 0.4, value_predicted + 0.4) AS v
              FROM metric_scored s WHERE s.i BETWEEN m.i - 20 AND m.i) p
WHERE m.i > 1;

-- fading: the same by plain SQL, each row weighed by 0.98 to the rows after it
SELECT round((f ->> 'rows')::numeric, 6) AS rows,
       same(f, 'accuracy', sum(w * (s.two = two_predicted)::int) / sum(w)) AS accuracy,
       same(f, 'log_loss', -sum(w * ln(CASE WHEN s.two THEN two_probability ELSE 1 - two_probability END)) / sum(w)) AS log_loss,
       same(f, 'recall', sum(w) FILTER (WHERE s.two AND two_predicted) / sum(w) FILTER (WHERE s.two)) AS recall,
       same(f, 'nochange_accuracy', sum(w * (s.two = before)::int) / sum(w) FILTER (WHERE before IS NOT NULL)) AS nochange_accuracy
FROM (SELECT *, lag(two) OVER (ORDER BY i) AS before, 0.98::float8 ^ (600 - i) AS w FROM metric_scored) s,
     (SELECT metrics(logistic_regression(two, x, '{"fading": 0.98}' ORDER BY i)) -> 'fading' AS f FROM metric_row) m
GROUP BY f;
SELECT same(f, 'mae', sum(w * abs(s.value - value_predicted)) / sum(w)) AS mae,
       same(f, 'r2', 1 - sum(w * (s.value - value_predicted) ^ 2) / (sum(w * s.value ^ 2) - sum(w * s.value) ^ 2 / sum(w))) AS r2
FROM (SELECT *, 0.5::float8 ^ (600 - i) AS w FROM metric_scored) s,
     (SELECT metrics(linear_regression(value, x, '{"fading": 0.5}' ORDER BY i)) -> 'fading' AS f FROM metric_row) m
GROUP BY f;
-- it is a part of the model, through text and back, and parts add up
SELECT m::text::model = m AS text, jsonb_object_keys(info(m) -> 'options') AS option, (metrics(m + m) -> 'fading' ->> 'accuracy')::numeric(9,6) = (metrics(m) -> 'fading' ->> 'accuracy')::numeric(9,6) AS merged
FROM (SELECT perceptron(two, x, '{"fading": 0.99}' ORDER BY i) AS m FROM metric_row) v;

-- more classes than a matrix is kept for; and merged, those of both
SELECT n, metrics(m) ? 'confusion' AS confusion, metrics(m) ? 'macro_f1' AS macro, metrics(m) ? 'auc' AS auc, m::text::model = m AS text
FROM unnest(ARRAY[1, 2, 3, 64, 65]) n, LATERAL (SELECT softmax_regression(i % n, x ORDER BY i) AS m FROM metric_row WHERE i <= 130) v;
SELECT metrics(a + b) -> 'confusion' = metrics(b + a) -> 'confusion' AS commutes,
       (SELECT sum(r.value::int) FROM jsonb_each(metrics(a + b) -> 'confusion') c, jsonb_each_text(c.value) r)::text = metrics(a + b) ->> 'scored' AS complete
FROM (SELECT softmax_regression(three, x ORDER BY i) FILTER (WHERE three <> 'low') AS a,
             softmax_regression(three, x ORDER BY i) FILTER (WHERE three <> 'high') AS b FROM metric_row) v;

-- at the ends of float8: the value there is, or the error of avg()
SELECT rmse(1e200::float8, 0.0::float8) AS rmse, smape(1.7e308::float8, -1.7e308::float8) AS smape, mae(1e308::float8, 2e307) AS mae, rmse(1e-200::float8, 0), mae(5e-324::float8, 0), smape(5e-324::float8, 1e-323);
SELECT e, abs(rmse(x * 10 ^ e, y * 10 ^ e) / (rmse(x, y) * 10 ^ e) - 1) < 1e-9 AS rmse, abs(mae(x * 10 ^ e, y * 10 ^ e) / (mae(x, y) * 10 ^ e) - 1) < 1e-9 AS mae,
    abs(r2(x * 10 ^ e, y * 10 ^ e) - r2(x, y)) < 1e-9 AS r2, abs(smape(x * 10 ^ e, y * 10 ^ e) - smape(x, y)) < 1e-9 AS smape
FROM (SELECT sin(i) AS x, sin(i) + cos(7 * i) / 3 AS y FROM generate_series(1, 100) i) r, unnest('{-290,-200,-150,-100,0,100,150,200,300,307}'::float8[]) e GROUP BY e ORDER BY e;
-- small and large ones, in any order and in parts
SELECT abs(rmse(x, y ORDER BY i) / 7.0710678118654752e298 - 1) < 1e-12 AS up, abs(rmse(x, y ORDER BY -i) / 7.0710678118654752e298 - 1) < 1e-12 AS down, abs(r2(x, y) - 0.98) < 1e-12 AS r2
FROM (VALUES (1, 1e-300::float8, 0), (2, 1e300, 9e299)) v (i, x, y);
SELECT metric_rmse(value_metric_combine(a, b)) / metric_rmse(value_metric_combine(b, a)) AS parts, metric_mae(value_metric_combine(a, '{0,0,0,0,0,0}')) = 1e-200 AS older
FROM (SELECT value_metric_accum('{0,0,0,0,0,0}', 1e-200, 0) AS a, value_metric_accum('{0,0,0,0,0,0,0,0}', 1e200, 0) AS b) s;
-- what is infinite stays so, and what gets too large is none
SELECT mae('Infinity'::float8, 1), rmse('NaN'::float8, 1), smape(1, '-Infinity'::float8);
SELECT log_loss(true, 5e-324), brier_score(true, 5e-324), coverage(1e308, -1e308, 'Infinity'), roc_auc(x > 0, x), pr_auc(x > 0, x), accuracy(x, x), accuracy(x::float8, -x::float8) FROM (VALUES (1e308::float8), (-1e308), (5e-324), (-5e-324)) v (x);

-- complaints
\set VERBOSITY terse
SELECT f1(three, three_predicted) FROM metric_scored;
SELECT log_loss(2, 0.5);
SELECT mae(1.7e308::float8, -1.7e308::float8);
SELECT r2(x, y) FROM (VALUES (1e-300::float8, 1e300::float8), (2e-300, 1)) v (x, y);
SELECT log_loss(true, 1.5);
SELECT calibration(true, 0.5, 0);
SELECT calibration(true, 0.5, n) FROM generate_series(2, 3) n;
SELECT f1(n, n, n) FROM generate_series(2, 3) n;
SELECT roc_auc(true, 'NaN');
SELECT accuracy(n, n) FROM generate_series(1, 1025) n;
SELECT logistic_regression(true, ARRAY[1], '{"fading": 0.2}');
SELECT logistic_regression(true, ARRAY[1], '{"interval_window": 10}');
\set VERBOSITY default

DROP FUNCTION same;
DROP TABLE metric_row, metric_scored, metric_model, metric_part;
