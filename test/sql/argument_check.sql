-- What a definition says to learners and models is checked when the view is created, rows or no rows.
CREATE SCHEMA checked;
SET search_path = checked, public, streamml;
ALTER SEQUENCE streamml.view_id_seq RESTART 4800;
CREATE TABLE thing (id int, k text, y float8, b boolean, d date, x float8[], body text, o jsonb);
CREATE VIEW plain AS SELECT 1 AS model;

-- every learner, with an option that it does not have
CREATE FUNCTION complaint(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE message text; hint text; detail text;
BEGIN
    PERFORM create_continuous_view('checked.v', query);
    PERFORM drop_continuous_view('checked.v');
    RETURN 'created';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT, detail = PG_EXCEPTION_DETAIL;
    RETURN concat_ws(chr(10), message, nullif(detail, ''), nullif(hint, ''));
END $$;
CREATE TABLE learner AS
    SELECT p.oid::regprocedure AS learner, p.proname, format('SELECT streamml.%I(%s) AS m FROM thing', p.proname, string_agg(CASE
        WHEN n = 'label' AND p.proname ~ 'regress|encoder' AND p.proname !~ 'logistic|softmax' THEN 'y' WHEN n = 'label' THEN 'b' WHEN n IN ('value', 'rating', 'error') THEN CASE t::regtype WHEN 'boolean'::regtype THEN 'b' ELSE 'y' END
        WHEN n = 'weight' THEN 'y' WHEN n = 'options' THEN '%s' WHEN t::regtype = 'jsonb'::regtype THEN 'o' WHEN t::regtype = 'record'::regtype THEN 'ROW(y, k)' WHEN n = 'features' THEN 'x' ELSE 'k' END, ', ' ORDER BY i)) AS query
    FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid, unnest(p.proargnames, p.proargtypes::oid[]) WITH ORDINALITY u (n, t, i)
    WHERE p.pronamespace = 'streamml'::regnamespace AND p.prorettype = 'streamml.model'::regtype AND 'options' = ANY (p.proargnames) GROUP BY p.oid, p.proname;
SELECT count(DISTINCT proname) > 35 AS many, count(*) FILTER (WHERE complaint(format(query, '''{"no_such_option": 1}''')) !~ ('^option "no_such_option" of ' || proname || ' is unrecognized\nValid options are "')) AS not_refused FROM learner;
SELECT learner, complaint(format(query, '''{"no_such_option": 1}''')) FROM learner WHERE complaint(format(query, '''{"no_such_option": 1}''')) !~ 'Valid options are' ORDER BY learner::text;
SELECT count(*) FILTER (WHERE complaint(format(query, '''{"max_features": "many"}''')) !~ '^option "max_features" must be') AS not_refused FROM learner;

-- wherever it stands, and however it is written
SELECT complaint(q) FROM unnest(ARRAY[
    $$SELECT k, streamml.linear_regression(y, x, '{"l3": 1}') AS m FROM thing GROUP BY k$$,
    $$SELECT streamml.linear_regression(y, x, jsonb_build_object('l2', 'much')) AS m FROM thing$$,
    $$SELECT streamml.linear_regression(y, x, ('{"l' || 3 || '": 1}')::jsonb) FILTER (WHERE b) AS m FROM thing$$,
    $$SELECT (streamml.metrics(streamml.linear_regression(y, x, '[1]')) ->> 'n')::int AS n FROM thing$$,
    $$SELECT count(*) FROM thing HAVING streamml.n_observations(streamml.linear_regression(y, x, '{"optimiser": "sgd"}')) > 1$$,
    $$SELECT streamml.logistic_regression(b, streamml.words(body, '{"stopwords": []}')) AS m FROM thing$$,
    $$SELECT id, streamml.ngrams(body, 2, '{"unit": "letter"}') AS grams FROM thing$$,
    $$SELECT streamml.logistic_regression(d, x) AS m FROM thing$$,
    $$SELECT streamml.linear_regression(k, x) AS m FROM thing$$,
    $$SELECT streamml.kmeans(x, '{"k": 0}') AS m FROM thing$$,
    $$SELECT streamml.linear_regression(y, x, '{"l2": 1}') AS m FROM thing$$,
    $$SELECT streamml.linear_regression(y, x, o) AS m FROM thing$$,
    $$SELECT streamml.linear_regression(y, x, NULL) AS m FROM thing$$]) q;

-- windows, of every type of time; what depends on the row is left to it
CREATE TABLE timed (z timestamptz, t timestamp, d date, i int, b bigint, n interval, zone text);
SELECT q, complaint(format('SELECT %s AS w, count(*) FROM timed GROUP BY 1', q)) FROM unnest(ARRAY[
    $$streamml.tumble(z, '-1 hour')$$, $$streamml.tumble(t, '0')$$, $$streamml.tumble(d, '1 hour')$$, $$streamml.tumble(i, -5)$$, $$streamml.tumble(b, 0)$$,
    $$streamml.tumble(z, '1 day 1 hour')$$, $$streamml.tumble(z, '1 hour', timezone => 'Mars')$$, $$streamml.tumble(z, make_interval(secs => 2 - 3))$$,
    $$streamml.hop(z, '-1 minute', '1 hour')$$, $$streamml.hop(d, '7 minutes', '1 hour')$$, $$streamml.hop(i, 2, 2000000000)$$, $$streamml.hop(b, 0, 7)$$,
    $$streamml.cumulate(z, '7 minutes', '1 hour')$$, $$streamml.cumulate(t, '1 hour', '1 minute')$$, $$streamml.cumulate(i, 3, 10)$$, $$streamml.cumulate(d, '2 days', '1 week')$$,
    $$streamml.trailing(z, '1 hour', '7 minutes')$$, $$streamml.trailing(i, 10, 3)$$, $$streamml.trailing(d, '-1 day')$$,
    $$streamml.session(z, '-7 minutes')$$, $$streamml.session(b, 0)$$,
    $$streamml.tumble(z, n)$$, $$streamml.tumble(z, '1 hour', timezone => zone)$$, $$streamml.tumble(z, NULL)$$,
    $$streamml.hop(z, '1 minute', '10 minutes', origin => '2026-01-01', timezone => 'Europe/Berlin')$$]) q;
SELECT complaint('SELECT i, lower(streamml.tumble(z, ''-1 hour'')) AS w FROM timed');
SELECT complaint('SELECT i, streamml.hop(i, 0, 7) AS w FROM timed');
SELECT create_continuous_view(NULL, 'SELECT i FROM timed');
SELECT create_continuous_view('nothing', NULL);
SELECT create_continuous_view('nothing', 'SELECT i FROM timed', backfill => NULL);

-- where the text is wrong
SELECT create_continuous_view('nothing', 'SELECT i,
       nope(i) FROM timed');
SELECT create_continuous_view('nothing', 'SELECT i FORM timed i');
SELECT create_rollup('nothing', 'SELECT nope FROM thing');

-- a model by its name
SELECT create_continuous_view('one', 'SELECT streamml.linear_regression(y, x) AS m FROM thing');
SELECT create_continuous_view('each', 'SELECT k AS "the key", streamml.linear_regression(y, x) AS m FROM thing GROUP BY k');
SELECT create_continuous_view('rows', 'SELECT id, y FROM thing');
SELECT complaint(q) FROM unnest(ARRAY[
    $$SELECT id, streamml.predict('nobody', x) AS p FROM thing$$,
    $$SELECT id, streamml.predict('plain', x) AS p FROM thing$$,
    $$SELECT id, streamml.predict('thing', x) AS p FROM thing$$,
    $$SELECT id, streamml.predict('rows', x) AS p FROM thing$$,
    $$SELECT id, streamml.predict('each', x) AS p FROM thing$$,
    $$SELECT id, streamml.explain('each'::regclass, x) AS p FROM thing$$,
    $$SELECT streamml.linear_regression(streamml.predict('each', x), x) AS m FROM thing$$,
    $$SELECT id, p FROM thing, LATERAL (SELECT streamml.predict('each', x) AS p) q$$]) q;
SELECT create_continuous_view('scored', 'SELECT id, streamml.predict(''one'', x) AS p, streamml.n_observations(''one'') AS n FROM thing');
SELECT create_continuous_view('joined', 'SELECT t.id, streamml.predict(g.m, t.x) AS p FROM thing t LEFT JOIN each g ON g."the key" = t.k');
CREATE ROLE checked_reader;
GRANT ALL ON SCHEMA checked TO checked_reader;
GRANT USAGE ON SCHEMA streamml TO checked_reader;
GRANT SELECT ON thing TO checked_reader;
SET ROLE checked_reader;
SELECT create_continuous_view('theirs', 'SELECT id, streamml.predict(''one'', x) AS p FROM thing');
RESET ROLE;

-- what only a row tells becomes a dead letter, whose message says what is valid
SELECT create_continuous_view('by_row', 'SELECT k, streamml.kmeans(x, o) AS m FROM thing WHERE o IS NOT NULL GROUP BY k');
INSERT INTO thing (id, k, x, o) VALUES (1, 'a', '{1}', '{"clusters": 2}');
SELECT wait();
SELECT message FROM dead_letters WHERE view = 'by_row'::regclass;

SET client_min_messages = warning;
DROP SCHEMA checked CASCADE;
REVOKE USAGE ON SCHEMA streamml FROM checked_reader;
DROP ROLE checked_reader;
