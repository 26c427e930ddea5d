-- Drift: detectors over numbers, and models that watch their own errors
SET search_path = public, streamml;
SET extra_float_digits = 1;

-- 20000 bits: one in five is set, then every other (a linear congruential generator)
CREATE TABLE bits AS
WITH RECURSIVE lcg (i, s) AS (
    SELECT -1, 12345::bigint
    UNION ALL
    SELECT i + 1, (s * 1103515245 + 12345) % 2147483648 FROM lcg WHERE i < 19999)
SELECT i, (s / 2147483648.0::float8 < CASE WHEN i < 10000 THEN 0.2 ELSE 0.5 END)::int AS b FROM lcg WHERE i >= 0;
SELECT count(*), sum(b) FROM bits;

-- 1000 fair bits, then 1000 of which 7 in 10 are set: Python's random.Random(42)
CREATE TABLE errors AS
SELECT i - 1 AS i, b::int AS b
FROM string_to_table((('x' ||
    '8e136c8fdf80874fc1a8b318f746b6f1cc65334459360e205be053cf74cb74931cfac5a61b1f1e35f5eb486ba8b57c980f46' ||
    '19b8252c65fff1e0991f1dc10940b1be1b6c6b762ded9692595d2aa0c702eb0a4ae9bc826fde33c07e5b0d7178ed66cb6bd7' ||
    '32c6bb9ea97ce79b47341c643b756ff993eb2fd5f1cc44e8237cfa535094fdbef93fbebba9fbfe9ffb3babf1babb457d3f3e' ||
    'bf5f8effe675fff1e75f2fdffffcc5daeebffbe76ad96f363cbb4daff3fb7d87af7ffbdfbb7d9fff3cdbdeff17dfbfdc3f6e' ||
    'bf3fde37ef0d7fbafffadbf67f6f7fbfba97e3dfe51f3f3aeddafdefaff57e27bd23d9fa8fe6d765f7f5affff70f5bc3657f')::bit(2000))::text, NULL) WITH ORDINALITY AS t (b, i);
SELECT count(*), sum(b) FROM errors;

-- Where a detector finds what, counted from 0: the state after every row
CREATE FUNCTION found(what text, call text, source text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SELECT string_agg(i::text, '' '' ORDER BY i)
        FROM (SELECT i, (d).%1$s > lag((d).%1$s, 1, 0::bigint) OVER (ORDER BY i) AS new
              FROM (SELECT i, drift(%2$s OVER (ORDER BY i)) AS d FROM %3$s) s) s WHERE new', what, call, source)
    INTO result;
    RETURN result;
END $$;

-- Published: River 0.2x (ADWIN of 2022 leaves the youngest bucket of a row out)
SELECT found('drifts', $$adwin(b, '{"cuts": "coarse"}')$$, 'bits') = '10175' AS adwin_2022;
SELECT found('drifts', 'page_hinkley(b)', 'bits') = '9969 10870 16646' AS page_hinkley;
SELECT found('drifts', 'ddm(b)', 'errors') = '1334' AS ddm,
       found('warnings', 'ddm(b)', 'errors') ~ '^1084 .* 1492 ' AS ddm_warnings;
-- River's present ADWIN, by its own test: 1000 numbers of 0 and 1, 1000 of 4 to 7,
-- and both again, by random.Random(42); here 2 bits each
CREATE TABLE steps AS
SELECT k AS i, get_bit(bits, 2 * k) * 2 + get_bit(bits, 2 * k + 1) + k / 1000 % 2 * 4 AS b
FROM (SELECT ('x' ||
    '4054010514504055515540004015105550014440450501405515101445145501505014110505101011410514005404001145' ||
    '5400110550551510504515104105015055445011441401450155015405115511544510401445444045111550414000551014' ||
    '0141454004110450141155555501540041410155015150010041100045014554014514501445151404515451411441041141' ||
    '1151044444005015000454450044104454414550400414555154050550001554114500511501154054511414504514455115' ||
    '0504501445454154444115505415414510150510015014100545151114555541410554450455511155015050101054400405' ||
    '2b50da8c230d33048310a9e2cf9c59c21a798bb845464cc2ea46fb98837bfe8f494e48856e02995c598610521af30fa907bc' ||
    'ca5522dbc0b8df7ab8152533e9bde5036816156e09af61e6d7eea950d033f1c4fc58599ddf56fc6e3ddc714234fb1e241ea1' ||
    '474e20618cae5b4dae4b36b3503b9c7d1edd7b8b92664ddf27b2c35ab7a60965774dd2d4beee0327a1ebce67e370067f6868' ||
    'cabb0ab667790526bc65416319d94ec479b7b588b78ddf2815a6397a76ee87fa8ac8c127f806935ea823525f49ff5954b8a2' ||
    'a18cb7d36cabccf5ff2379f4052ecfe2044f62816e4d80a6683c622a1822d91e7a13cc7f9df6a92a01ab178df00a243279a5' ||
    '1015415401115540544151511144115104114101401145411150551111501111540140145541001510501511540111154114' ||
    '4104515054000040100154000001404505410511041554415045441551514451405505401100010454405010444504015545' ||
    '5100140155000054440410541445451045145000110545544551014444151040114104104444410114011500411444450505' ||
    '1005554541405545154005511411454540114515411441401014440155010145404411111400545440515440444054014014' ||
    '0054401440410511510414014100440401555114014554451145154551400110541554400551544115145451111500005410' ||
    'e835c1aca4cc02a50b15a0135623551386ebdb74ebe8cfc77b7c557e94bf865584a34bcd58cdd60efe18f0f1e7a06393a52f' ||
    'a53ce877955b4ada43b6d3feaad5288bebf01f2467577b3b5306d6d8873729d04728918d69f74f48a18d8e8964a698c80062' ||
    '44d2f8284d40763385b31d7ec8c6e14bcc45aeb9a219ec8fc4c24774618298b41a68c7da0288d787edb18f6ca1b9fdf469bb' ||
    '896ee9169b7e08c5e733ba3db7d86ffaebd209625813a674098053bf27ae7d9f74cb382f4afb850e8592aba334d661ecbe7a' ||
    '0adb5a0c3ff642522d66950272d58bc9c089badd3966be24ee5110d536bd89b9e75a02060e50c22213a291f3bc99610e418e')::bit(8000) AS bits) s, generate_series(0, 3999) k;
SELECT count(*), sum(b) FROM steps;
SELECT found('drifts', 'adwin(b)', 'steps') = '1023 2015 3007' AS adwin;
-- and independent programs for the files above: all cuts; the first warning after
-- 30 values, and every later one that follows a value without
SELECT found('drifts', 'adwin(b)', 'bits') = '10111' AS adwin,
       found('drifts', $$page_hinkley(b, '{"direction": "up"}')$$, 'bits') = '9969 10870' AS page_hinkley_up,
       found('drifts', $$page_hinkley(-b, '{"direction": "down"}')$$, 'bits') = '9969 10870' AS page_hinkley_down,
       found('warnings', 'ddm(b)', 'errors') = '1084 1086 1095 1492 1500 1504 1511 1534 1644 1652 1809 1856 1859 1863' AS ddm_warnings;
SELECT found('drifts', $$adwin(b, '{"direction": "down"}')$$, 'bits') AS none,
       found('drifts', $$adwin(1 - b, '{"direction": "down"}')$$, 'bits') AS down,
       found('drifts', 'ddm(b = 1)', 'errors') AS of_booleans;
-- on any scale, small or large; a model that is stored goes on
SELECT count(*) AS scales, count(DISTINCT d.last_drift) FILTER (WHERE s <= 1) AS small, bool_and(d.drifts = 1 AND d.last_drift BETWEEN 3001 AND 3100) AS found
FROM unnest('{1e-140,1e-90,1e-9,0.0009765625,0.01,1,1024,1e9,1e90}'::float8[]) s, LATERAL (SELECT adwin(s * ((hashint4(i) % 1000) / 2000.0 + (i > 3000)::int) ORDER BY i) AS m FROM generate_series(1, 20000) i) q, drift(m) d;
SELECT count(*), count(DISTINCT m::text) FROM (SELECT adwin(0.001 * (i % 7) ORDER BY i) AS m FROM generate_series(1, 1000) i
    UNION ALL SELECT learn((adwin(0.001 * (i % 7) ORDER BY i)::text)::model, 0.001 * (1000 % 7)) FROM generate_series(1, 999) i) s;
-- ten times the delta warns earlier
SELECT found('warnings', $$adwin(b, '{"warning_delta": 0.02}')$$, 'bits') AS warned,
       found('drifts', $$adwin(b, '{"delta": 0.02}')$$, 'bits') AS is_drift_at_that,
       found('drifts', $$adwin(b, '{"warning_delta": 0.02}')$$, 'bits') AS drift;

-- no drift in 200,000 normal values (Box and Muller)
SELECT setseed(0.42);
SELECT (d).n, (d).drifts, abs((d).estimate) < 0.01 AS small
FROM (SELECT drift(adwin(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))) AS d FROM generate_series(1, 200000)) s;

-- What is known: after a drift the estimate is the mean of what came since
SELECT (d).*, (d).estimate = mean AS estimate_is_mean
FROM (SELECT drift(adwin(b ORDER BY i)) AS d, avg(b) FILTER (WHERE i > 10111)::float8 AS mean FROM bits) s;
SELECT (d).*, abs((d).estimate - mean) < 1e-12 AS estimate_is_mean
FROM (SELECT drift(page_hinkley(b ORDER BY i)) AS d, avg(b) FILTER (WHERE i > 16646)::float8 AS mean FROM bits) s;
SELECT (d).*, abs((d).estimate - mean) < 1e-12 AS estimate_is_mean
FROM (SELECT drift(ddm(b ORDER BY i)) AS d, avg(b) FILTER (WHERE i > 1334)::float8 AS mean FROM errors) s;
SELECT metrics(page_hinkley(b ORDER BY i)) FROM bits;

-- Page-Hinkley's sums, by the formula
WITH RECURSIVE ph (n, m, u, least, d, most) AS (
    SELECT 0, 0::float8, 0::float8, NULL::float8, 0::float8, NULL::float8
    UNION ALL
    SELECT n + 1, m + (b - m) / (n + 1),
        0.9999 * u + (b - (m + (b - m) / (n + 1))) - 0.005, least(least, 0.9999 * u + (b - (m + (b - m) / (n + 1))) - 0.005),
        0.9999 * d + (b - (m + (b - m) / (n + 1))) + 0.005, greatest(most, 0.9999 * d + (b - (m + (b - m) / (n + 1))) + 0.005)
    FROM ph, LATERAL (SELECT b FROM bits WHERE i = n) x WHERE n < 1000)
SELECT (s ->> 'mean')::float8 = m AS mean, (s ->> 'up')::float8 = u AS up, (s ->> 'up_min')::float8 = least AS up_min,
       (s ->> 'down')::float8 = d AS down, (s ->> 'down_max')::float8 = most AS down_max
FROM ph, (SELECT page_hinkley(b ORDER BY i)::jsonb -> 'state' AS s FROM bits WHERE i < 1000) x WHERE n = 1000;

-- one row more by learn(), NULL, groups, JSON
SELECT learn((SELECT adwin(b ORDER BY i) FROM bits WHERE i < 19999), (SELECT b FROM bits WHERE i = 19999))::text =
       (SELECT adwin(b ORDER BY i) FROM bits)::text AS same;
SELECT metrics(adwin(v)) FROM (VALUES (1), (NULL), (2)) v (v);
SELECT i % 2 AS g, (drift(adwin(b ORDER BY i))).* FROM bits GROUP BY 1 ORDER BY 1;
SELECT bool_and(m::text::model::text = m::text) AS text,
       bool_and(learn(m::text::model, 1)::text = learn(m, 1)::text) AS goes_on
FROM (SELECT adwin(b, '{"warning_delta": 0.1}' ORDER BY i) AS m FROM bits
      UNION ALL SELECT page_hinkley(b ORDER BY i) FROM bits UNION ALL SELECT ddm(b ORDER BY i) FROM errors) s;
SELECT drift(adwin(b)) FROM bits WHERE false;
SELECT info(ddm(b)) FROM errors;

-- refused
CREATE FUNCTION refused(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    state text; message text; detail text; hint text;
BEGIN
    EXECUTE query;
    RETURN 'not refused: ' || query;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n      ', state || ' ' || message, nullif(detail, ''), nullif(hint, ''));
END $$;
SELECT refused(q) FROM (VALUES
    ('SELECT ddm(0.5)'),
    ('SELECT adwin(''NaN'')'),
    ('SELECT adwin(1, ''{"delta": 0}'')'),
    ('SELECT adwin(1, ''{"cuts": "some"}'')'),
    ('SELECT page_hinkley(1, ''{"lambda": 5}'')'),
    ('SELECT predict(adwin(1), ARRAY[1.0]) '),
    ('SELECT merge(m) FROM (SELECT adwin(1) AS m FROM generate_series(1, 2) GROUP BY generate_series) s'),
    ('SELECT drift(linear_regression(1, ARRAY[1]))'),
    ('SELECT drift(scaler(ARRAY[1]))'),
    ('SELECT linear_regression(1, ARRAY[1], ''{"drift": "ddm"}'')'),
    ('SELECT linear_regression(1, ARRAY[1], ''{"drift": "eddm"}'')'),
    ('SELECT linear_regression(1, ARRAY[1], ''{"on_drift": "reset"}'')'),
    ('SELECT scaler(ARRAY[1], ''{"drift": "adwin"}'')'),
    ('SELECT unlearn(linear_regression(1, ARRAY[1], ''{"drift": "adwin"}''), 1, ARRAY[1])'),
    ('SELECT gaussian_naive_bayes(i > 2, ARRAY[i], ''{"drift": "adwin"}'') OVER (ORDER BY i ROWS 2 PRECEDING) FROM generate_series(1, 5) i')) v (q);

-- Models.  In row 2001 everything turns round.
CREATE TABLE stream AS
WITH RECURSIVE lcg (i, s) AS (
    SELECT 0, 4711::bigint
    UNION ALL
    SELECT i + 1, (s * 1103515245 + 12345) % 2147483648 FROM lcg WHERE i < 8000)
SELECT i / 2 AS i, a.s / 2147483648.0::float8 AS x1, b.s / 2147483648.0::float8 AS x2
FROM lcg a JOIN lcg b USING (i) WHERE false;
INSERT INTO stream
WITH RECURSIVE lcg (i, s) AS (
    SELECT 0, 4711::bigint
    UNION ALL
    SELECT i + 1, (s * 1103515245 + 12345) % 2147483648 FROM lcg WHERE i < 8000)
SELECT a.i / 2, a.s / 2147483648.0::float8, b.s / 2147483648.0::float8
FROM lcg a JOIN lcg b ON b.i = a.i - 1 WHERE a.i > 0 AND a.i % 2 = 0;
ALTER TABLE stream ADD y float8, ADD c boolean;
UPDATE stream SET y = (3 * x1 - 2 * x2 + 1) * CASE WHEN i <= 2000 THEN 1 ELSE -1 END + 0.1 * sin(i),
                  c = (x1 + x2 > 1) = (i <= 2000);
SELECT count(*), min(i), max(i), count(*) FILTER (WHERE c) FROM stream;

-- How right were the last 1900 rows, by what is done about the drift?  (Parts of
-- the stream by subtraction: figures go on through a drift.)
CREATE FUNCTION after_drift(options jsonb, OUT accuracy numeric, OUT drifts bigint, OUT first_drift bigint, OUT n bigint)
LANGUAGE sql AS $$
    WITH states AS (
        SELECT i, logistic_regression(c, ARRAY[x1, x2], options) OVER (ORDER BY i) AS m FROM stream)
    SELECT round((((metrics(b.m) ->> 'accuracy')::float8 * (metrics(b.m) ->> 'scored')::int -
                   (metrics(a.m) ->> 'accuracy')::float8 * (metrics(a.m) ->> 'scored')::int) / 1900)::numeric, 3),
           (metrics(b.m) #>> '{drift,drifts}')::bigint, (metrics(b.m) #>> '{drift,last_drift}')::bigint, (metrics(b.m) ->> 'n')::bigint
    FROM states a, states b WHERE a.i = 2100 AND b.i = 4000
$$;
SELECT o AS options, r.* FROM (VALUES (1, '{}'::jsonb), (2, '{"drift": "adwin"}'),
    (3, '{"drift": "adwin", "on_drift": "reset"}'), (4, '{"drift": "adwin", "on_drift": "background"}'),
    (5, '{"drift": "page_hinkley", "on_drift": "reset"}'), (6, '{"drift": "page_hinkley", "on_drift": "background"}'),
    (7, '{"drift": "ddm", "on_drift": "reset"}'), (8, '{"drift": "ddm", "on_drift": "background"}')) v (k, o),
    after_drift(o) r ORDER BY k;

-- What the detector is shown: 1 for every wrong decision of the model before ...
CREATE VIEW decisions AS
SELECT i, (coalesce(predict(lag(m) OVER (ORDER BY i), ARRAY[x1, x2]), 0) <> c::int)::int AS error
FROM (SELECT i, x1, x2, c, logistic_regression(c, ARRAY[x1, x2]) OVER (ORDER BY i) AS m FROM stream) s;
SELECT d AS detector, (drift(m)).*
FROM unnest('{adwin,page_hinkley,ddm}'::text[]) d,
     LATERAL (SELECT logistic_regression(c, ARRAY[x1, x2], jsonb_build_object('drift', d) ORDER BY i) AS m FROM stream) s;
SELECT (drift(adwin(error, '{"direction": "up"}' ORDER BY i))).* FROM decisions;
SELECT (drift(page_hinkley(error, '{"direction": "up"}' ORDER BY i))).* FROM decisions;
SELECT (drift(ddm(error ORDER BY i))).* FROM decisions;
-- ... or how far off it was, in standard deviations of the labels so far
CREATE VIEW distances AS
SELECT i, CASE WHEN i > 1 THEN least(3, abs(y - coalesce(value, 0)) / stddev_pop(y) OVER (ORDER BY i)) ELSE 0 END AS error
FROM (SELECT i, y, predict(lag(m) OVER (ORDER BY i), ARRAY[x1, x2]) AS value
      FROM (SELECT i, x1, x2, y, huber_regression(y, ARRAY[x1, x2]) OVER (ORDER BY i) AS m FROM stream) s) s;
SELECT d.detector, d.n, round(d.estimate::numeric, 8) AS estimate, d.drifts, d.last_drift, d.warnings, d.last_warning
FROM unnest('{adwin,page_hinkley}'::text[]) k,
     LATERAL (SELECT huber_regression(y, ARRAY[x1, x2], jsonb_build_object('drift', k) ORDER BY i) AS m FROM stream) s, drift(m) d;
SELECT d.detector, d.n, round(d.estimate::numeric, 8) AS estimate, d.drifts, d.last_drift, d.warnings, d.last_warning
FROM (SELECT adwin(error, '{"direction": "up"}' ORDER BY i) AS m FROM distances
      UNION ALL SELECT page_hinkley(error, '{"direction": "up"}' ORDER BY i) FROM distances) s, drift(m) d;

-- After a reset the model is that of the rows since; after a handover that of
-- the rows since the warning.  Its names and figures have gone on.
SELECT k AS detector, m #> '{drift,last_drift}' AS drift, m -> 'n' AS n, m -> 'state' = (
    SELECT logistic_regression(c, ARRAY[x1, x2], '{"classes": [false, true]}' ORDER BY i)::jsonb -> 'state' FROM stream WHERE i > (m #>> '{drift,last_drift}')::int) AS is_that
FROM unnest('{adwin,page_hinkley,ddm}'::text[]) k, LATERAL (
    SELECT logistic_regression(c, ARRAY[x1, x2], jsonb_build_object('classes', '[false, true]'::jsonb, 'drift', k, 'on_drift', 'reset') ORDER BY i)::jsonb AS m FROM stream) s;
SELECT k AS detector, m #> '{drift,last_drift}' AS drift, m #> '{drift,last_warning}' AS warning, m -> 'n' AS n, m -> 'state' = (
    SELECT logistic_regression(c, ARRAY[x1, x2], '{"classes": [false, true]}' ORDER BY i)::jsonb -> 'state' FROM stream WHERE i > (m #>> '{drift,last_warning}')::int AND i <= 2100) AS is_that
FROM unnest('{page_hinkley,ddm}'::text[]) k, LATERAL (
    SELECT logistic_regression(c, ARRAY[x1, x2], jsonb_build_object('classes', '[false, true]'::jsonb, 'drift', k, 'on_drift', 'background') ORDER BY i)::jsonb AS m FROM stream WHERE i <= 2100) s;
SELECT m ->> 'scored' AS scored, m ->> 'n' AS n, m -> 'drift' AS drift
FROM (SELECT metrics(logistic_regression(c, ARRAY[x1, x2], '{"drift": "page_hinkley", "on_drift": "background"}' ORDER BY i)) AS m FROM stream WHERE i <= 2040) s;
SELECT info(logistic_regression(c, ARRAY[x1, x2], '{"drift": "ddm", "on_drift": "reset"}')) -> 'options' -> 'on_drift' AS on_drift FROM stream;

-- Every algorithm with labels: it finds the drift, is better off for it, comes
-- back from JSON as it was, also with a model in the background, and goes on as
-- it would have.  (Those that follow every row, or average little, need no help.)
CREATE FUNCTION watched(call text, o jsonb, OUT drifts bigint, OUT n bigint, OUT better boolean, OUT background boolean, OUT same boolean)
LANGUAGE plpgsql AS $$
DECLARE
    whole model; plain model; before model; after model;
    aggregate text := 'SELECT ' || call || ' FROM stream WHERE i <= $2';
    error text := CASE WHEN call ~ '\(c' THEN 'accuracy' ELSE 'mae' END;
BEGIN
    EXECUTE format(aggregate, 'ORDER BY i') INTO plain USING '{}'::jsonb, 4000;
    EXECUTE format(aggregate, 'ORDER BY i') INTO whole USING o, 4000;
    drifts := (drift(whole)).drifts;
    n := n_observations(whole);
    better := CASE error WHEN 'mae' THEN (metrics(whole) ->> error)::float8 < (metrics(plain) ->> error)::float8
                         ELSE (metrics(whole) ->> error)::float8 > (metrics(plain) ->> error)::float8 END;
    background := false;
    same := whole::text::model::text = whole::text;
    FOR row IN 2005..2060 BY 5 LOOP
        EXECUTE format(aggregate, 'ORDER BY i') INTO before USING o, row;
        EXECUTE format(aggregate, 'ORDER BY i') INTO after USING o, row + 1;
        background := background OR metrics(before) #> '{drift,background_n}' IS NOT NULL;
        EXECUTE format('SELECT $1 AND before.m::text = $2::text AND learn(before.m, %s, %s)::text = $3::text
                        FROM stream, (SELECT $2::text::model AS m) before WHERE i = $4 + 1', split_part(substr(call, strpos(call, '(') + 1), ', ', 1), regexp_substr(call, 'ARRAY\[[^]]*\]'))
        INTO same USING same, before, after, row;
    END LOOP;
END $$;
SELECT v.call, r.* FROM (VALUES
    ('linear_regression(y, ARRAY[x1, x2], $1 %s)'),
    ('quantile_regression(y, ARRAY[x1, x2], $1 %s)'),
    ('huber_regression(y, ARRAY[x1, x2], $1 %s)'),
    ('poisson_regression(y + 5, ARRAY[x1, x2], $1 %s)'),
    ('passive_aggressive_regressor(y, ARRAY[x1, x2], $1 %s)'),
    ('random_fourier_regression(y, ARRAY[x1, x2], $1 %s)'),
    ('hoeffding_tree_regressor(y, ARRAY[x1, x2], $1 %s)'),
    ('logistic_regression(c, ARRAY[x1, x2], $1 %s)'),
    ('softmax_regression(c, ARRAY[x1, x2], $1 %s)'),
    ('perceptron(c, ARRAY[x1, x2], $1 %s)'),
    ('passive_aggressive_classifier(c, ARRAY[x1, x2], $1 %s)'),
    ('ftrl_classifier(c, ARRAY[x1, x2], $1 %s)'),
    ('gaussian_naive_bayes(c, ARRAY[x1, x2], $1 %s)'),
    ('multinomial_naive_bayes(c, ARRAY[x1, x2], $1 %s)'),
    ('bernoulli_naive_bayes(c, ARRAY[(x1 > 0.5)::int, (x2 > 0.5)::int], $1 %s)'),
    ('naive_bayes(c, ARRAY[x1, x2], $1 %s)'),
    ('linear_discriminant(c, ARRAY[x1, x2], $1 %s)'),
    ('quadratic_discriminant(c, ARRAY[x1, x2], $1 %s)'),
    ('hoeffding_tree(c, ARRAY[x1, x2], $1 %s)'),
    ('adaptive_hoeffding_tree(c, ARRAY[x1, x2], $1 %s)'),
    ('adaptive_random_forest(c, ARRAY[x1, x2], $1 %s)')) v (call),
    watched(call, '{"drift": "page_hinkley", "on_drift": "background"}') r;

-- In parts, as parallel plans have it: counters add up, the detector begins anew
SELECT info(m) -> 'merge' AS merge, (drift(m)).* FROM (SELECT merge(m) AS m FROM (
    SELECT logistic_regression(c, ARRAY[x1, x2], '{"drift": "page_hinkley", "on_drift": "background"}' ORDER BY i) AS m FROM stream GROUP BY i % 2) s) s;
SELECT info(gaussian_naive_bayes(c, ARRAY[x1, x2], '{"drift": "ddm"}')) -> 'merge' AS merge FROM stream;

-- a model that knows names, but has learned nothing
SELECT metrics(softmax_regression(c, ARRAY[x1, x2], 0, '{"drift": "ddm"}')::text::model) -> 'n' AS n FROM stream;

-- series and ratings have errors too
SELECT (drift(m)).*, m::text::model::text = m::text AS same, learn(m::text::model, 1)::text = learn(m, 1)::text AS goes_on
FROM (SELECT holt_winters(sin(i * 7) + (i > 500)::int * 4 * (-1) ^ i, '{"drift": "adwin", "on_drift": "background", "season": 2}' ORDER BY i) AS m FROM generate_series(1, 700) i) s;
SELECT (drift(m)).*, m::text::model::text = m::text AS same, learn_rating(m::text::model, 1, 1, 1)::text = learn_rating(m, 1, 1, 1)::text AS goes_on
FROM (SELECT matrix_factorization(CASE WHEN i <= 1000 THEN i % 20 ELSE 19 - i % 20 END, i % 20, i % 7, '{"drift": "page_hinkley", "on_drift": "reset"}' ORDER BY i) AS m FROM generate_series(1, 2000) i) s;

-- names of features and classes that come after a reset
SELECT info(m) -> 'classes' AS classes, (info(m) -> 'features')::int AS features, n_observations(m) < 2000 AS forgot, (drift(m)).drifts > 0 AS drifted,
    m::text::model::text = m::text AS same, learn(m::text::model, 'other'::text, '{"more": 1}'::jsonb)::text = learn(m, 'other'::text, '{"more": 1}'::jsonb)::text AS goes_on
FROM (SELECT softmax_regression(CASE WHEN i > 2500 AND i % 3 = 0 THEN 'third' WHEN c THEN 'yes' ELSE 'no' END,
        jsonb_build_object('x1', x1, 'x' || CASE WHEN i > 2300 THEN i % 9 ELSE 2 END, x2), '{"drift": "ddm", "on_drift": "background"}' ORDER BY i) AS m FROM stream) s;
SELECT (drift(m)).drifts, predict(m, ARRAY[0.5, 0.1]) = predict(m::text::model, ARRAY[0.5, 0.1]) AS same
FROM (SELECT logistic_regression(c, ARRAY[x1, x2], '{"drift": "ddm", "on_drift": "reset"}' ORDER BY i) AS m FROM stream) s;

DROP VIEW decisions, distances;
DROP FUNCTION found, refused, after_drift, watched;
DROP TABLE bits, errors, stream;
