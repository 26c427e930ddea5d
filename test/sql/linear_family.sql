-- The linear learners: every optimizer, loss and algorithm of the family.
-- Where a comment says "independent", the figures are those of a program that
-- was written from the formulas alone.
SET search_path = public, streamml;
SET max_parallel_workers_per_gather = 0;

CREATE TABLE points AS
    SELECT i, ARRAY[x1, x2]::float8[] AS x,
           (x1 - x2 + (i * 29 % 5) / 2.0 > 1.5)::int AS yes,
           2 * x1 - x2 + (i * 29 % 5) / 4.0 + 10 AS value,
           i * 29 % 5 AS number,
           CASE WHEN x1 < 1 THEN 'a' WHEN x2 < 0.6 THEN 'b' ELSE 'c' END AS kind
    FROM (SELECT i, (i * 37 % 11) / 4.0 AS x1, (i * 53 % 7) / 2.0 - 1 AS x2 FROM generate_series(1, 40) i) s;
CREATE FUNCTION shown(m model) RETURNS text LANGUAGE sql AS
    $$SELECT string_agg(round(weight::numeric, 9)::text, ' ' ORDER BY class, ord)
      FROM weights(m) WITH ORDINALITY w (feature, class, weight, std_error, t, p, ord)$$;

-- optimizers (independent)
SELECT optimizer, shown(logistic_regression(yes, x, jsonb_build_object('optimizer', optimizer) ORDER BY i)) AS logistic,
       shown(logistic_regression(yes, x, jsonb_build_object('optimizer', optimizer, 'l1', 0.02, 'l2', 0.01) ORDER BY i)) AS penalised,
       shown(linear_regression(value, x, jsonb_build_object('optimizer', optimizer) ORDER BY i)) AS linear
FROM points, unnest(ARRAY['sgd', 'adagrad', 'rmsprop', 'adam', 'momentum', 'ftrl']) o (optimizer)
GROUP BY optimizer ORDER BY optimizer;
-- losses (independent)
SELECT shown(poisson_regression(number, x, '{"optimizer": "sgd"}' ORDER BY i)) AS poisson,
       shown(quantile_regression(value, x, '{"optimizer": "sgd", "quantile": 0.8}' ORDER BY i)) AS quantile,
       shown(huber_regression(value, x, '{"optimizer": "sgd", "delta": 2}' ORDER BY i)) AS huber
FROM points;
-- several classes (independent)
SELECT shown(softmax_regression(kind, x, '{"optimizer": "sgd", "learning_rate": 0.1}' ORDER BY i)) AS softmax,
       shown(softmax_regression(kind, x, '{"optimizer": "sgd", "learning_rate": 0.1, "multiclass": "one_vs_rest"}' ORDER BY i)) AS one_vs_rest
FROM points;
-- ftrl, perceptron, passive-aggressive (independent)
SELECT shown(ftrl_classifier(yes, x ORDER BY i)) AS ftrl,
       shown(ftrl_classifier(yes, x, '{"l1": 1, "l2": 0.5, "scale": false, "learning_rate": 0.2}' ORDER BY i)) AS sparse,
       shown(perceptron(yes, x ORDER BY i)) AS perceptron,
       shown(perceptron(yes, x, '{"scale": false}' ORDER BY i)) AS unscaled
FROM points;
SELECT variant, shown(passive_aggressive_classifier(yes, x, jsonb_build_object('variant', variant, 'c', 0.1) ORDER BY i)) AS classes,
       shown(passive_aggressive_regressor(value, x, jsonb_build_object('variant', variant, 'c', 0.1) ORDER BY i)) AS values
FROM points, unnest(ARRAY['pa', 'pa1', 'pa2']) v (variant) GROUP BY variant ORDER BY variant;
SELECT shown(passive_aggressive_classifier(yes, x, '{"scale": false}' ORDER BY i)) AS classes,
       shown(passive_aggressive_regressor(value, x, '{"scale": false}' ORDER BY i)) AS values
FROM points;

-- penalties on weights whose feature is absent are made up for (independent: row by row)
CREATE TABLE holey AS
    SELECT i, yes, CASE WHEN i % 3 = 0 THEN jsonb_build_object('a', x[1]) ELSE jsonb_build_object('a', x[1], 'b', x[2]) END AS x FROM points;
SELECT shown(logistic_regression(yes, x, '{"optimizer": "sgd", "learning_rate": 0.1, "l2": 0.05, "penalize": "all"}' ORDER BY i)) AS l2,
       shown(logistic_regression(yes, x, '{"optimizer": "sgd", "learning_rate": 0.1, "l1": 0.002, "penalize": "all"}' ORDER BY i)) AS l1,
       shown(logistic_regression(yes, x, '{"optimizer": "adagrad", "l2": 0.01, "penalize": "all"}' ORDER BY i)) AS adagrad
FROM holey;
-- l1 makes weights exactly zero, with every optimizer
SELECT optimizer, count(*) FILTER (WHERE weight = 0) AS zero, count(*) FILTER (WHERE weight <> 0) AS other
FROM unnest(ARRAY['adaptive', 'sgd', 'adagrad', 'rmsprop', 'adam', 'ftrl']) o (optimizer),
     LATERAL (SELECT logistic_regression(yes, x || ARRAY[sin(i * 7), cos(i * 11)],
                  jsonb_build_object('optimizer', optimizer, 'l1', CASE optimizer WHEN 'ftrl' THEN 3 ELSE 1 END) ORDER BY i) AS m FROM points) s,
     weights(m) WHERE feature <> '(intercept)'
GROUP BY optimizer ORDER BY optimizer;

-- every one of them: in one go or row by row, in every form
CREATE TABLE family (name text, m model, again model);
CREATE FUNCTION add_model(name text, learner text, label text, options text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whole model;
    steps model;
    p record;
    call text := format('SELECT %s(%s, x, %L::jsonb ORDER BY i) FROM public.points', learner, label, options);
BEGIN
    EXECUTE call INTO whole;
    EXECUTE call || ' WHERE i <= 15' INTO steps;
    FOR p IN SELECT * FROM points WHERE i > 15 ORDER BY i LOOP
        IF label = 'kind' THEN steps := learn(steps::text::model, p.kind, p.x);
        ELSIF label = 'yes' THEN steps := learn(steps::text::model, p.yes, p.x);
        ELSE steps := learn(steps::text::model, p.value, p.x);
        END IF;
    END LOOP;
    INSERT INTO family VALUES (name, whole, steps);
END $$;
SELECT count(add_model(learner || ' ' || optimizer, learner, label, format('{"optimizer": "%s", "l2": 0.01, "penalize": "%s"}', optimizer, penalize)))
FROM (VALUES ('logistic_regression', 'yes'), ('linear_regression', 'value'), ('poisson_regression', 'value'), ('quantile_regression', 'value'),
             ('huber_regression', 'value'), ('softmax_regression', 'kind')) a (learner, label),
     unnest(ARRAY['adaptive', 'sgd', 'adagrad', 'rmsprop', 'adam', 'momentum', 'ftrl']) optimizer,
     unnest(ARRAY['all', 'present']) penalize;
SELECT count(add_model(learner || options, learner, label, options))
FROM (VALUES ('perceptron', 'yes'), ('ftrl_classifier', 'yes'), ('passive_aggressive_classifier', 'yes'), ('passive_aggressive_regressor', 'value')) a (learner, label),
     unnest(ARRAY['{}', '{"scale": false}', '{"fit_intercept": false}']) options;
SELECT count(*), bool_and(m = again) AS stepwise, bool_and(m = m::text::model) AS text, bool_and(m = m::jsonb::model) AS json,
       bool_and(model_size(m) = length(model_send(m)) + 4) AS size, bool_and(info(m)->>'merge' = 'approximate') FILTER (WHERE name !~ '^linear') AS merge FROM family;
COPY family TO '/dev/null' (FORMAT binary);
-- merged with itself it is itself, to rounding; merging commutes
SELECT name, max(abs(b.weight - a.weight)) AS difference
FROM family, weights(m) WITH ORDINALITY a, weights(m + m) WITH ORDINALITY b
WHERE a.ordinality = b.ordinality GROUP BY name HAVING max(abs(b.weight - a.weight)) > 1e-9 * (1 + max(abs(a.weight)));
SELECT bool_and(abs(x.weight - y.weight) <= 1e-9 * (1 + abs(x.weight))) AS commutes
FROM (SELECT softmax_regression(kind, x ORDER BY i) AS a FROM points WHERE kind <> 'a') s,
     (SELECT softmax_regression(kind, x ORDER BY i DESC) AS b FROM points WHERE kind <> 'b') t,
     weights(a + b) x JOIN weights(b + a) y USING (feature, class);
SELECT name, n_observations(m + again) AS n, metrics(m + again)->>'order' AS "order" FROM family WHERE name = 'softmax_regression adam' LIMIT 1;

-- classes: probabilities add up, and it finds them
CREATE TABLE blobs AS
    SELECT i, i % 4 AS kind, ARRAY[1000 + 3 * cos(i % 4 * 1.6) + sin(i * 1.3), 3 * sin(i % 4 * 1.6) + cos(i * 2.1)] AS x FROM generate_series(1, 4000) i;
SELECT multiclass, optimizer, (metrics(m)->>'accuracy')::float8 > 0.95 AS accuracy, metrics(m)->'scored' AS scored,
       (SELECT bool_and(abs(p0 + p1 + p2 + p3 - 1) < 1e-12)
        FROM (SELECT predict_proba(m, x, '0') AS p0, predict_proba(m, x, '1') AS p1, predict_proba(m, x, '2') AS p2, predict_proba(m, x, '3') AS p3 FROM blobs LIMIT 50) s) AS total,
       (SELECT count(*) FROM weights(m)) AS weights, info(m)->'classes' AS classes
FROM unnest(ARRAY['softmax', 'one_vs_rest']) multiclass, unnest(ARRAY['adagrad', 'sgd']) optimizer,
     LATERAL (SELECT softmax_regression(kind, x, jsonb_build_object('multiclass', multiclass, 'optimizer', optimizer, 'learning_rate', 0.1) ORDER BY i) AS m FROM blobs) s
ORDER BY 1, 2;
SELECT predict_class(m, ARRAY[1.0]) AS only, predict_proba(m, ARRAY[1.0], 'one') AS sure, metrics(m)->'scored' AS scored
FROM (SELECT softmax_regression('one'::text, ARRAY[i]) AS m FROM generate_series(1, 3) i) s;
SELECT predict_class(m, ARRAY[1.0]) IS NULL AS nothing FROM (SELECT softmax_regression(NULL::text, ARRAY[i]) AS m FROM generate_series(1, 3) i) s;

-- quantiles: the share of labels below, whatever the units
CREATE TABLE noise AS
    SELECT i, ARRAY[sin(i * 0.7) * 10, (i * 31 % 17)] AS x, 500 + 20 * sin(i * 0.7) + (i::bigint * 7919 % 1000) / 10.0 AS y FROM generate_series(1, 20000) i;
SELECT q, abs(avg((y < predict(m, x))::int) - q) < 0.02 AS covered
FROM unnest(ARRAY[0.1, 0.5, 0.9]) q, LATERAL (SELECT quantile_regression(y, x, jsonb_build_object('quantile', q) ORDER BY i) AS m FROM noise) s, noise GROUP BY q ORDER BY q;
SELECT max(abs(predict(a, x) * 1024 + 4096 - predict(b, x))) < 1e-6 AS quantile, max(abs(predict(c, x) * 1024 + 4096 - predict(d, x))) < 1e-6 AS linear,
       max(abs(predict(e, x) * 1024 + 4096 - predict(f, x))) < 1e-6 AS huber
FROM (SELECT quantile_regression(y, x ORDER BY i) AS a, quantile_regression(y * 1024 + 4096, x ORDER BY i) AS b,
             linear_regression(y, x, '{"optimizer": "adaptive"}' ORDER BY i) AS c, linear_regression(y * 1024 + 4096, x, '{"optimizer": "adaptive"}' ORDER BY i) AS d,
             huber_regression(y, x, '{"delta": 10}' ORDER BY i) AS e, huber_regression(y * 1024 + 4096, x, '{"delta": 10240}' ORDER BY i) AS f FROM noise) m, noise WHERE i <= 100;
-- huber: one label in a hundred is absurd, and hardly matters
SELECT abs(avg(predict(h, x) - (550 + 2 * x[1]))) < 5 AS huber, abs(avg(predict(l, x) - (550 + 2 * x[1]))) > 5 AS squares
FROM (SELECT huber_regression(CASE WHEN i % 100 = 0 THEN 1e5 ELSE y END, x, '{"delta": 30}' ORDER BY i) AS h,
             linear_regression(CASE WHEN i % 100 = 0 THEN 1e5 ELSE y END, x) AS l FROM noise) m, noise;
-- poisson: means of counts
SELECT abs(avg(predict(m, x) - exp(1 + x[1] / 10))) < 0.2 AS mean
FROM (SELECT poisson_regression(floor(exp(1 + x[1] / 10) + (i::bigint * 7919 % 1000) / 1000.0), x ORDER BY i) AS m FROM noise) m, noise;
-- passive-aggressive: a weight of k is k rows, one after the other
SELECT variant, abs(predict(a, ARRAY[3, 1]) - predict(b, ARRAY[3, 1])) < 1e-12 AS same
FROM unnest(ARRAY['pa', 'pa1', 'pa2']) variant,
     LATERAL (SELECT jsonb_build_object('variant', variant, 'c', 0.01, 'scale', false) AS o) o,
     LATERAL (SELECT passive_aggressive_regressor(y, ARRAY[3, 1], 3, o) AS a FROM (VALUES (2)) v (y)) s,
     LATERAL (SELECT passive_aggressive_regressor(y, ARRAY[3, 1], o) AS b FROM (VALUES (2), (2), (2)) v (y)) t;

-- adaptive: a weight of k is worth k rows, one after the other (exactly up to 3; later in parts), and none goes past its label
CREATE FUNCTION after_row(learner text, label text, at int, k int, once bool) RETURNS model LANGUAGE plpgsql AS $$
DECLARE
    result model;
BEGIN
    EXECUTE format('SELECT %s(%s, x, CASE WHEN %L AND i = %s THEN %s ELSE 1 END, ''{"optimizer": "adaptive", "center": false}''::jsonb ORDER BY i)
        FROM public.points, generate_series(1, CASE WHEN NOT %L AND i = %s THEN %s ELSE 1 END) WHERE i <= %s', learner, label, once, at, k, once, at, k, at) INTO result;
    RETURN result;
END $$;
WITH moved AS (
    SELECT learner, k, (SELECT max(abs(a.weight - b.weight)) FROM weights(after_row(learner, label, at, k, true)) WITH ORDINALITY a
            JOIN weights(after_row(learner, label, at, k, false)) WITH ORDINALITY b USING (ordinality)) AS apart,
        (SELECT max(abs(a.weight - b.weight)) FROM weights(after_row(learner, label, at, k, false)) WITH ORDINALITY a
            JOIN weights(after_row(learner, label, at - 1, 1, false)) WITH ORDINALITY b USING (ordinality)) AS far
    FROM (VALUES ('logistic_regression', 'yes'), ('linear_regression', 'value'), ('poisson_regression', 'value'), ('quantile_regression', 'value'),
                 ('huber_regression', 'value'), ('softmax_regression', 'kind')) l (learner, label),
         unnest(ARRAY[2, 3, 30, 1000]) k, generate_series(12, 20, 2) at)
SELECT learner, max(apart) FILTER (WHERE k <= 3) < 1e-12 AS exactly, max(apart / nullif(far, 0)) FILTER (WHERE k > 3) < 0.08 AS nearly
FROM moved GROUP BY learner ORDER BY learner;
SELECT learner, bool_and(sign(value - predict(after_row(learner, 'value', at - 1, 1, true), x)) * (value - predict(after_row(learner, 'value', at, k, true), x)) > -1e-9) AS not_past
FROM unnest(ARRAY['linear_regression', 'quantile_regression', 'huber_regression']) learner, unnest(ARRAY[1, 2, 30, 1000000]) k, generate_series(12, 40) at, points WHERE i = at
GROUP BY learner ORDER BY learner;
-- the score grows like the logarithm of the weight, however large that is
SELECT weight, score - lag(score) OVER (ORDER BY weight) BETWEEN 2.2 AND 2.4 AS by_a_decade
FROM unnest(ARRAY[1e4, 1e5, 1e6, 1e7, 1e8, 1e9]::float8[]) weight, LATERAL (
    SELECT (SELECT sum(weight * CASE feature WHEN '(intercept)' THEN 1 ELSE sin(101) END) FROM weights(m)) AS score
    FROM (SELECT logistic_regression(i % 2 = 1, ARRAY[sin(i)], CASE WHEN i = 101 THEN weight ELSE 1 END, '{}'::jsonb ORDER BY i) AS m
          FROM generate_series(1, 101) i) q) s;

DROP FUNCTION after_row;

-- categories count in a scaler too
SELECT predict_class(m, '{"colour": "red"}'::jsonb) AS red, predict_class(m, '{"colour": "green"}'::jsonb) AS green, predict_class(m, '{"colour": "never seen"}'::jsonb) IS NOT NULL AS unseen,
       metrics(m)->'nonzero_weights' AS nonzero
FROM (SELECT ftrl_classifier(v = 'red', jsonb_build_object('colour', v, 'size', i % 5) ORDER BY i) AS m FROM (SELECT i, (ARRAY['red', 'green', 'blue'])[1 + i % 3] AS v FROM generate_series(1, 300) i) s) t;
-- also where no feature is in every row, and a category never comes alone
SELECT learner, (metrics(m)->>'log_loss')::float8 < 0.1 AS found
FROM (SELECT 'ftrl' AS learner, ftrl_classifier(i % 7 = 3, f, '{"learning_rate": 0.2}' ORDER BY i) AS m
      FROM generate_series(1, 3000) i, LATERAL (SELECT 'site' || i % 7 AS site, 'ad' || i % 100 AS ad) f
      UNION ALL SELECT optimizer, logistic_regression(i % 7 = 3, f, jsonb_build_object('optimizer', optimizer, 'learning_rate', 0.5) ORDER BY i)
      FROM generate_series(1, 3000) i, LATERAL (SELECT 'site' || i % 7 AS site, 'ad' || i % 100 AS ad) f, unnest(ARRAY['adaptive', 'sgd', 'adagrad']) optimizer
      GROUP BY optimizer) s ORDER BY learner;

-- models of before the options grew are read
SELECT shown(replace(m, ', "l1": 0, "penalize": "present", "momentum": 0.9, "rho": 0.9, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08, "beta": 1', '')::model) = shown(m::model) AS readable,
       m ~ '"penalize"' AS there
FROM (SELECT logistic_regression(yes, x, '{"optimizer": "sgd"}')::text AS m FROM points) s;
SELECT n_observations(learn(old, 1, ARRAY[1, 2])) AS n, abs(predict_proba(old, ARRAY[1, 1]) - predict_proba(m, ARRAY[1, 1])) < 1e-15 AS same,
       old = old::text::model AS upgraded
FROM (SELECT m, regexp_replace(replace(m::text, ', "center": true', ''), ', "sides": .*\]\}\}$', '}}')::model AS old
      FROM (SELECT logistic_regression(yes, x ORDER BY i) AS m FROM points) s) t;

-- errors
CREATE FUNCTION refused(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text; hint text;
BEGIN
    EXECUTE query;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n     ', SQLSTATE || ' ' || SQLERRM, nullif(detail, ''), nullif(hint, ''));
END $$;
SELECT refused(q) FROM (VALUES
    ('SELECT poisson_regression(-1, ARRAY[1])'),
    ('SELECT quantile_regression(1, ARRAY[1], ''{"quantile": 1}'')'),
    ('SELECT huber_regression(1, ARRAY[1], ''{"delta": 0}'')'),
    ('SELECT passive_aggressive_classifier(true, ARRAY[1], ''{"variant": "pa3"}'')'),
    ('SELECT passive_aggressive_classifier(true, ARRAY[1], ''{"epsilon": 1}'')'),
    ('SELECT perceptron(true, ARRAY[1], ''{"learning_rate": 1}'')'),
    ('SELECT ftrl_classifier(true, ARRAY[1], ''{"alpha": 1}'')'),
    ('SELECT softmax_regression(1, ARRAY[1], ''{"multiclass": "ovo"}'')'),
    ('SELECT softmax_regression(1, ARRAY[1, float8 ''NaN''])'),
    ('SELECT perceptron(i, ARRAY[1]) FROM generate_series(1, 3) i'),
    ('SELECT predict(m, ARRAY[1, 2, 3]) FROM (SELECT softmax_regression(kind, x) AS m FROM points) s')) v (q);
-- an error leaves nothing behind; NULLs are counted
SELECT metrics(m)->'unlabeled' AS unlabeled, metrics(m)->'skipped' AS skipped, n_observations(m) AS n
FROM (SELECT softmax_regression(nullif(i % 3, 0), CASE WHEN i <> 5 THEN ARRAY[i] END) AS m FROM generate_series(1, 9) i) s;

DROP FUNCTION add_model, refused, shown;
DROP TABLE points, holey, family, blobs, noise;
