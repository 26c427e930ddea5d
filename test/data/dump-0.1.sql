SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA streamml;
CREATE EXTENSION IF NOT EXISTS streamml WITH SCHEMA streamml;
COMMENT ON EXTENSION streamml IS 'streaming machine learning: continuous views, windows and models kept up to date from the WAL, exactly once';
CREATE TYPE public.mood AS ENUM (
    'good',
    'bad'
);
ALTER TYPE public.mood OWNER TO upgrade_owner;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.ev (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    k text,
    m public.mood DEFAULT 'good'::public.mood,
    v double precision
);
ALTER TABLE public.ev OWNER TO upgrade_owner;
CREATE VIEW public.agg AS
SELECT
    NULL::text AS k,
    NULL::public.mood AS m,
    NULL::bigint AS n,
    NULL::double precision AS s,
    NULL::double precision AS mae;
ALTER TABLE public.agg OWNER TO upgrade_owner;
CREATE VIEW public.bayes AS
SELECT
    NULL::streamml.model AS model;
ALTER TABLE public.bayes OWNER TO upgrade_owner;
CREATE TABLE streamml_state.view_1_state (
    dead bytea,
    k1 text,
    k2 public.mood,
    s1 bigint,
    s2 double precision,
    s3 double precision[]
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_cost_delay='0');
ALTER TABLE ONLY streamml_state.view_1_state ALTER COLUMN s3 SET COMPRESSION lz4;
ALTER TABLE streamml_state.view_1_state OWNER TO upgrade_owner;
CREATE VIEW public.by_mood AS
 SELECT agg.m,
    streamml.rollup_state('count()'::regprocedure, agg.s1, NULL::bigint) AS n
   FROM ( SELECT state.k1 AS k,
            state.k2 AS m,
            NULL::bigint AS n,
            NULL::double precision AS s,
            NULL::double precision AS mae,
            state.s1,
            state.s2,
            state.s3
           FROM streamml_state.view_1_state state) agg
  GROUP BY agg.m;
ALTER TABLE public.by_mood OWNER TO upgrade_owner;
CREATE TABLE public.copies (
    id integer,
    share numeric
);
ALTER TABLE public.copies OWNER TO upgrade_owner;
CREATE SEQUENCE public.ev_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER TABLE public.ev_id_seq OWNER TO upgrade_owner;
ALTER SEQUENCE public.ev_id_seq OWNED BY public.ev.id;
CREATE VIEW public.fives AS
SELECT
    NULL::tstzrange AS w,
    NULL::bigint AS many;
ALTER TABLE public.fives OWNER TO upgrade_owner;
CREATE VIEW public.hops AS
SELECT
    NULL::tstzrange AS w,
    NULL::bigint AS n,
    NULL::boolean AS closed;
ALTER TABLE public.hops OWNER TO upgrade_owner;
CREATE TABLE public.hops_closed (
    w tstzrange,
    n bigint,
    revision integer,
    at_watermark text,
    note text DEFAULT 'mine'::text
);
ALTER TABLE public.hops_closed OWNER TO upgrade_owner;
CREATE TABLE public.kept (
    model streamml.model
);
ALTER TABLE public.kept OWNER TO upgrade_owner;
CREATE VIEW public.minutes AS
SELECT
    NULL::tstzrange AS w,
    NULL::text AS k,
    NULL::bigint AS n,
    NULL::boolean AS closed;
ALTER TABLE public.minutes OWNER TO upgrade_owner;
CREATE TABLE public.minutes_closed (
    w tstzrange,
    k text,
    n bigint,
    revision integer,
    at_watermark text
);
ALTER TABLE public.minutes_closed OWNER TO upgrade_owner;
CREATE VIEW public.model AS
SELECT
    NULL::streamml.model AS model;
ALTER TABLE public.model OWNER TO upgrade_owner;
CREATE TABLE public.scored (
    id integer,
    f double precision,
    p double precision
);
ALTER TABLE public.scored OWNER TO upgrade_owner;
CREATE VIEW public.users_dead AS
 SELECT dead_letters.view,
    dead_letters.lsn,
    dead_letters.ordinal,
    dead_letters."row",
    dead_letters.sqlstate,
    dead_letters.message,
    dead_letters.at
   FROM streamml.dead_letters;
CREATE VIEW public.users_feed AS
 SELECT minutes_closed.w,
    minutes_closed.k,
    minutes_closed.n,
    minutes_closed.revision,
    minutes_closed.at_watermark
   FROM public.minutes_closed;
ALTER TABLE public.users_feed OWNER TO upgrade_owner;
CREATE VIEW public.users_mae AS
 SELECT streamml.mae(ev.v, (2)::double precision) AS mae
   FROM public.ev;
ALTER TABLE public.users_mae OWNER TO upgrade_owner;
CREATE VIEW public.users_states AS
 SELECT continuous_views.name,
    continuous_views.state
   FROM streamml.continuous_views;
CREATE VIEW public.users_view AS
 SELECT agg.k,
    agg.n
   FROM public.agg
  WHERE (agg.n > 1);
ALTER TABLE public.users_view OWNER TO upgrade_owner;
CREATE VIEW public.visits AS
SELECT
    NULL::text AS k,
    NULL::tstzrange AS w,
    NULL::bigint AS n,
    NULL::boolean AS closed;
ALTER TABLE public.visits OWNER TO upgrade_owner;
CREATE TABLE public.visits_closed (
    k text,
    w tstzrange,
    n bigint,
    revision integer,
    at_watermark text
);
ALTER TABLE public.visits_closed OWNER TO upgrade_owner;
CREATE VIEW streamml_state.view_1_definition AS
 SELECT ev.k,
    ev.m,
    count(*) AS n,
    sum(ev.v) AS s,
    streamml.mae(ev.v, (3)::double precision) AS mae
   FROM public.ev
  GROUP BY ev.k, ev.m;
ALTER TABLE streamml_state.view_1_definition OWNER TO upgrade_owner;
CREATE VIEW streamml_state.view_2_definition AS
 SELECT ev.id,
    ((100)::numeric / ((ev.v - (100)::double precision))::numeric) AS share
   FROM public.ev
  WHERE (ev.v <> (5)::double precision);
ALTER TABLE streamml_state.view_2_definition OWNER TO upgrade_owner;
CREATE VIEW streamml_state.view_3_definition AS
 SELECT streamml.tumble(ev.at, '00:01:00'::interval) AS w,
    ev.k,
    count(*) AS n
   FROM public.ev
  GROUP BY (streamml.tumble(ev.at, '00:01:00'::interval)), ev.k
 HAVING (count(*) < 100);
ALTER TABLE streamml_state.view_3_definition OWNER TO upgrade_owner;
CREATE TABLE streamml_state.view_3_state (
    dead bytea,
    k1 tstzrange,
    k2 text,
    s1 bigint
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_cost_delay='0');
ALTER TABLE streamml_state.view_3_state OWNER TO upgrade_owner;
CREATE VIEW streamml_state.view_4_definition AS
 SELECT streamml.hop(ev.at, '00:01:00'::interval, '00:03:00'::interval) AS w,
    count(*) AS n
   FROM public.ev
  GROUP BY (streamml.hop(ev.at, '00:01:00'::interval, '00:03:00'::interval));
ALTER TABLE streamml_state.view_4_definition OWNER TO upgrade_owner;
CREATE TABLE streamml_state.view_4_state (
    dead bytea,
    k1 tstzrange,
    s1 bigint
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_cost_delay='0');
ALTER TABLE streamml_state.view_4_state OWNER TO upgrade_owner;
CREATE VIEW streamml_state.view_5_definition AS
 SELECT ev.k,
    streamml.session(ev.at, '00:00:50'::interval) AS w,
    count(*) AS n
   FROM public.ev
  GROUP BY ev.k, (streamml.session(ev.at, '00:00:50'::interval));
ALTER TABLE streamml_state.view_5_definition OWNER TO upgrade_owner;
CREATE TABLE streamml_state.view_5_state (
    dead bytea,
    k1 text,
    k2 timestamp with time zone,
    s1 bigint,
    last timestamp with time zone
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_cost_delay='0');
ALTER TABLE streamml_state.view_5_state OWNER TO upgrade_owner;
CREATE VIEW streamml_state.view_6_definition AS
 SELECT streamml.tumble(ev.at, '00:05:00'::interval) AS w,
    count(*) AS n
   FROM public.ev
  GROUP BY (streamml.tumble(ev.at, '00:05:00'::interval));
ALTER TABLE streamml_state.view_6_definition OWNER TO upgrade_owner;
CREATE TABLE streamml_state.view_6_state (
    dead bytea,
    k1 tstzrange,
    s1 bigint
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_cost_delay='0');
ALTER TABLE streamml_state.view_6_state OWNER TO upgrade_owner;
CREATE VIEW streamml_state.view_7_definition AS
 SELECT streamml.linear_regression(ev.v, ARRAY[(ev.id)::double precision]) AS model
   FROM public.ev;
ALTER TABLE streamml_state.view_7_definition OWNER TO upgrade_owner;
CREATE TABLE streamml_state.view_7_state (
    dead bytea,
    s1 streamml.model
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_cost_delay='0');
ALTER TABLE ONLY streamml_state.view_7_state ALTER COLUMN s1 SET COMPRESSION lz4;
ALTER TABLE streamml_state.view_7_state OWNER TO upgrade_owner;
CREATE VIEW streamml_state.view_8_definition AS
 SELECT streamml.gaussian_naive_bayes(ev.k, ARRAY[ev.v]) AS model
   FROM public.ev;
ALTER TABLE streamml_state.view_8_definition OWNER TO upgrade_owner;
CREATE TABLE streamml_state.view_8_state (
    dead bytea,
    s1 streamml.model
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_cost_delay='0');
ALTER TABLE ONLY streamml_state.view_8_state ALTER COLUMN s1 SET COMPRESSION lz4;
ALTER TABLE streamml_state.view_8_state OWNER TO upgrade_owner;
ALTER TABLE ONLY public.ev ALTER COLUMN id SET DEFAULT nextval('public.ev_id_seq'::regclass);
COPY public.copies (id, share) FROM stdin;
1	-1.0101010101010101
2	-1.0204081632653061
3	-1.0309278350515464
4	-1.0416666666666667
6	-1.0638297872340426
7	-1.00000000000000000000
8	-1.0101010101010101
9	-1.0204081632653061
10	-1.0309278350515464
11	-1.0416666666666667
13	-1.0638297872340426
14	-1.00000000000000000000
15	-1.0101010101010101
16	-1.0204081632653061
17	-1.0309278350515464
18	-1.0416666666666667
20	-1.0638297872340426
21	-1.00000000000000000000
22	-1.0101010101010101
23	-1.0204081632653061
24	-1.0309278350515464
25	-1.0416666666666667
27	-1.0638297872340426
28	-1.00000000000000000000
29	-1.0101010101010101
30	-1.0204081632653061
31	-1.0309278350515464
32	-1.0416666666666667
34	-1.0638297872340426
35	-1.00000000000000000000
36	-1.0101010101010101
37	-1.0204081632653061
38	-1.0309278350515464
39	-1.0416666666666667
41	-1.0638297872340426
42	-1.00000000000000000000
43	-1.0101010101010101
44	-1.0204081632653061
45	-1.0309278350515464
46	-1.0416666666666667
48	-1.0638297872340426
49	-1.00000000000000000000
50	-1.0101010101010101
51	-1.0204081632653061
52	-1.0309278350515464
53	-1.0416666666666667
55	-1.0638297872340426
56	-1.00000000000000000000
57	-1.0101010101010101
58	-1.0204081632653061
59	-1.0309278350515464
60	-1.0416666666666667
62	-1.0752688172043011
63	-1.0309278350515464
64	-1.0752688172043011
65	-1.0752688172043011
\.
COPY public.ev (id, at, k, m, v) FROM stdin;
1	2026-01-01 00:00:20+00	k1	good	1
2	2026-01-01 00:00:40+00	k0	good	2
3	2026-01-01 00:01:00+00	k1	good	3
4	2026-01-01 00:01:20+00	k0	good	4
5	2026-01-01 00:01:40+00	k1	good	5
6	2026-01-01 00:02:00+00	k0	good	6
7	2026-01-01 00:02:20+00	k1	good	0
8	2026-01-01 00:02:40+00	k0	good	1
9	2026-01-01 00:03:00+00	k1	good	2
10	2026-01-01 00:03:20+00	k0	good	3
11	2026-01-01 00:03:40+00	k1	good	4
12	2026-01-01 00:04:00+00	k0	good	5
13	2026-01-01 00:04:20+00	k1	good	6
14	2026-01-01 00:04:40+00	k0	good	0
15	2026-01-01 00:05:00+00	k1	good	1
16	2026-01-01 00:05:20+00	k0	good	2
17	2026-01-01 00:05:40+00	k1	good	3
18	2026-01-01 00:06:00+00	k0	good	4
19	2026-01-01 00:06:20+00	k1	good	5
20	2026-01-01 00:06:40+00	k0	good	6
21	2026-01-01 00:07:00+00	k1	good	0
22	2026-01-01 00:07:20+00	k0	good	1
23	2026-01-01 00:07:40+00	k1	good	2
24	2026-01-01 00:08:00+00	k0	good	3
25	2026-01-01 00:08:20+00	k1	good	4
26	2026-01-01 00:08:40+00	k0	good	5
27	2026-01-01 00:09:00+00	k1	good	6
28	2026-01-01 00:09:20+00	k0	good	0
29	2026-01-01 00:09:40+00	k1	good	1
30	2026-01-01 00:10:00+00	k0	good	2
31	2026-01-01 00:10:20+00	k1	good	3
32	2026-01-01 00:10:40+00	k0	good	4
33	2026-01-01 00:11:00+00	k1	good	5
34	2026-01-01 00:11:20+00	k0	good	6
35	2026-01-01 00:11:40+00	k1	good	0
36	2026-01-01 00:12:00+00	k0	good	1
37	2026-01-01 00:12:20+00	k1	good	2
38	2026-01-01 00:12:40+00	k0	good	3
39	2026-01-01 00:13:00+00	k1	good	4
40	2026-01-01 00:13:20+00	k0	good	5
41	2026-01-01 00:13:40+00	k1	good	6
42	2026-01-01 00:14:00+00	k0	good	0
43	2026-01-01 00:14:20+00	k1	good	1
44	2026-01-01 00:14:40+00	k0	good	2
45	2026-01-01 00:15:00+00	k1	good	3
46	2026-01-01 00:15:20+00	k0	good	4
47	2026-01-01 00:15:40+00	k1	good	5
48	2026-01-01 00:16:00+00	k0	good	6
49	2026-01-01 00:16:20+00	k1	good	0
50	2026-01-01 00:16:40+00	k0	good	1
51	2026-01-01 00:17:00+00	k1	good	2
52	2026-01-01 00:17:20+00	k0	good	3
53	2026-01-01 00:17:40+00	k1	good	4
54	2026-01-01 00:18:00+00	k0	good	5
55	2026-01-01 00:18:20+00	k1	good	6
56	2026-01-01 00:18:40+00	k0	good	0
57	2026-01-01 00:19:00+00	k1	good	1
58	2026-01-01 00:19:20+00	k0	good	2
59	2026-01-01 00:19:40+00	k1	good	3
60	2026-01-01 00:20:00+00	k0	good	4
61	2026-01-01 00:30:00+00	k1	good	100
62	2026-01-01 00:19:05+00	k1	good	7
63	2026-01-01 00:10:01+00	k0	good	3
64	2026-01-01 00:20:42+00	k1	good	7
65	2026-01-01 00:19:06+00	k1	good	7
\.
COPY public.hops_closed (w, n, revision, at_watermark, note) FROM stdin;
["2025-12-31 23:58:00+00","2026-01-01 00:01:00+00")	2	0	2026-01-01 00:19:00+00	mine
["2025-12-31 23:59:00+00","2026-01-01 00:02:00+00")	5	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:00:00+00","2026-01-01 00:03:00+00")	8	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:01:00+00","2026-01-01 00:04:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:02:00+00","2026-01-01 00:05:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:03:00+00","2026-01-01 00:06:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:04:00+00","2026-01-01 00:07:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:05:00+00","2026-01-01 00:08:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:06:00+00","2026-01-01 00:09:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:07:00+00","2026-01-01 00:10:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:08:00+00","2026-01-01 00:11:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:09:00+00","2026-01-01 00:12:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:10:00+00","2026-01-01 00:13:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:11:00+00","2026-01-01 00:14:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:12:00+00","2026-01-01 00:15:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:13:00+00","2026-01-01 00:16:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:14:00+00","2026-01-01 00:17:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:15:00+00","2026-01-01 00:18:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:16:00+00","2026-01-01 00:19:00+00")	9	0	2026-01-01 00:19:00+00	mine
["2026-01-01 00:17:00+00","2026-01-01 00:20:00+00")	9	0	2026-01-01 00:29:00+00	mine
["2026-01-01 00:18:00+00","2026-01-01 00:21:00+00")	7	0	2026-01-01 00:29:00+00	mine
["2026-01-01 00:19:00+00","2026-01-01 00:22:00+00")	4	0	2026-01-01 00:29:00+00	mine
["2026-01-01 00:20:00+00","2026-01-01 00:23:00+00")	1	0	2026-01-01 00:29:00+00	mine
["2026-01-01 00:08:00+00","2026-01-01 00:11:00+00")	10	1	2026-01-01 00:29:00+00	mine
["2026-01-01 00:09:00+00","2026-01-01 00:12:00+00")	10	1	2026-01-01 00:29:00+00	mine
["2026-01-01 00:10:00+00","2026-01-01 00:13:00+00")	10	1	2026-01-01 00:29:00+00	mine
["2026-01-01 00:17:00+00","2026-01-01 00:20:00+00")	10	1	2026-01-01 00:29:00+00	mine
["2026-01-01 00:18:00+00","2026-01-01 00:21:00+00")	9	1	2026-01-01 00:29:00+00	mine
["2026-01-01 00:19:00+00","2026-01-01 00:22:00+00")	6	1	2026-01-01 00:29:00+00	mine
["2026-01-01 00:20:00+00","2026-01-01 00:23:00+00")	2	1	2026-01-01 00:29:00+00	mine
["2026-01-01 00:17:00+00","2026-01-01 00:20:00+00")	11	2	2026-01-01 00:29:00+00	mine
["2026-01-01 00:18:00+00","2026-01-01 00:21:00+00")	10	2	2026-01-01 00:29:00+00	mine
["2026-01-01 00:19:00+00","2026-01-01 00:22:00+00")	7	2	2026-01-01 00:29:00+00	mine
\.
COPY public.kept (model) FROM stdin;
{"algorithm": "linear_regression", "format": 1, "n": 60, "merged": false, "classes_fixed": false, "unlabeled": 0, "skipped": 0, "options": {"max_features": 4096, "optimizer": "exact", "l2": 0, "fit_intercept": true, "learning_rate": 0.01, "intercept_rate": 0.01, "l1": 0, "penalize": "present", "momentum": 0.9, "rho": 0.9, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08, "beta": 1, "center": true}, "features": {"positions": 1, "names": []}, "metrics": {"scored": 60, "nochange_scored": 59, "last_label": 4, "abs_error": 105.19502983554739, "squared_error": 290.57024745725664, "label_mean": 2.9666666666666663, "label_m2": 229.9333333333333, "nochange_abs_error": 99, "bounded": [59, 56, 51, 41, 0], "covered": [27, 42, 51, 41, 0], "residuals": {"count": 60, "value": [1, 1, 4.440892098500626e-16, 0, 8.881784197001252e-16, 0, 7, 3, 0.75, 0.5833333333333335, 1.4000000000000004, 1.9090909090909092, 2.2272727272727275, 4.5769230769230775, 2.4615384615384617, 0.8666666666666667, 0.34999999999999964, 1.2867647058823528, 2.013071895424836, 2.578947368421052, 3.978947368421053, 2.3000000000000007, 0.9090909090909092, 0.24901185770750978, 1.2173913043478262, 2.03, 2.7138461538461534, 3.7094017094017095, 2.2222222222222228, 0.931034482758621, 0.193103448275862, 1.1741935483870964, 2.0322580645161286, 2.7840909090909087, 3.556149732620321, 2.1764705882352944, 0.9444444444444451, 0.15765765765765716, 1.1450924608819344, 2.0310391363022933, 2.826923076923076, 3.457317073170732, 2.1463414634146343, 0.9534883720930236, 0.133192389006342, 1.124242424242424, 2.028985507246377, 2.8556891766882515, 3.3882978723404262, 2.125, 0.96, 0.11529411764705877, 1.1085972850678734, 2.0268505079825836, 2.8763102725366876, 3.337373737373737, 2.109090909090909, 0.9649122807017538, 0.10163339382940162, 1.096434833430743], "missed": [0.48749999999999993, 0.18599999999999994, 0.1255, 0.060250000000000054, 0.010000000000000009]}}, "state": {"weight": 60, "label_mean": 2.9666666666666663, "label_m2": 229.9333333333333, "means": [30.5], "label_cross": [4.999999999999908], "cross": [17995], "renewal": 60, "intercept": 2.9947399181765046, "coefficients": [-0.001519579193454127]}}
\.
COPY public.minutes_closed (w, k, n, revision, at_watermark) FROM stdin;
["2026-01-01 00:01:00+00","2026-01-01 00:02:00+00")	k0	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:01:00+00","2026-01-01 00:02:00+00")	k1	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:02:00+00","2026-01-01 00:03:00+00")	k0	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:02:00+00","2026-01-01 00:03:00+00")	k1	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:03:00+00","2026-01-01 00:04:00+00")	k0	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:03:00+00","2026-01-01 00:04:00+00")	k1	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:04:00+00","2026-01-01 00:05:00+00")	k0	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:04:00+00","2026-01-01 00:05:00+00")	k1	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:05:00+00","2026-01-01 00:06:00+00")	k0	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:05:00+00","2026-01-01 00:06:00+00")	k1	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:06:00+00","2026-01-01 00:07:00+00")	k0	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:06:00+00","2026-01-01 00:07:00+00")	k1	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:07:00+00","2026-01-01 00:08:00+00")	k0	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:07:00+00","2026-01-01 00:08:00+00")	k1	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:08:00+00","2026-01-01 00:09:00+00")	k0	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:08:00+00","2026-01-01 00:09:00+00")	k1	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:09:00+00","2026-01-01 00:10:00+00")	k0	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:09:00+00","2026-01-01 00:10:00+00")	k1	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:10:00+00","2026-01-01 00:11:00+00")	k0	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:10:00+00","2026-01-01 00:11:00+00")	k1	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:11:00+00","2026-01-01 00:12:00+00")	k0	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:11:00+00","2026-01-01 00:12:00+00")	k1	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:12:00+00","2026-01-01 00:13:00+00")	k0	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:12:00+00","2026-01-01 00:13:00+00")	k1	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:13:00+00","2026-01-01 00:14:00+00")	k0	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:13:00+00","2026-01-01 00:14:00+00")	k1	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:14:00+00","2026-01-01 00:15:00+00")	k0	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:14:00+00","2026-01-01 00:15:00+00")	k1	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:15:00+00","2026-01-01 00:16:00+00")	k0	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:15:00+00","2026-01-01 00:16:00+00")	k1	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:16:00+00","2026-01-01 00:17:00+00")	k0	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:16:00+00","2026-01-01 00:17:00+00")	k1	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:17:00+00","2026-01-01 00:18:00+00")	k0	1	0	2026-01-01 00:18:00+00
["2026-01-01 00:17:00+00","2026-01-01 00:18:00+00")	k1	2	0	2026-01-01 00:18:00+00
["2026-01-01 00:18:00+00","2026-01-01 00:19:00+00")	k0	2	0	2026-01-01 00:28:00+00
["2026-01-01 00:18:00+00","2026-01-01 00:19:00+00")	k1	1	0	2026-01-01 00:28:00+00
["2026-01-01 00:19:00+00","2026-01-01 00:20:00+00")	k0	1	0	2026-01-01 00:28:00+00
["2026-01-01 00:19:00+00","2026-01-01 00:20:00+00")	k1	2	0	2026-01-01 00:28:00+00
["2026-01-01 00:20:00+00","2026-01-01 00:21:00+00")	k0	1	0	2026-01-01 00:28:00+00
["2026-01-01 00:10:00+00","2026-01-01 00:11:00+00")	k0	3	1	2026-01-01 00:28:00+00
["2026-01-01 00:19:00+00","2026-01-01 00:20:00+00")	k1	3	1	2026-01-01 00:28:00+00
["2026-01-01 00:20:00+00","2026-01-01 00:21:00+00")	k1	1	0	2026-01-01 00:28:00+00
["2026-01-01 00:19:00+00","2026-01-01 00:20:00+00")	k1	4	2	2026-01-01 00:28:00+00
\.
COPY public.scored (id, f, p) FROM stdin;
\.
COPY public.visits_closed (k, w, n, revision, at_watermark) FROM stdin;
k1	["2026-01-01 00:00:20+00","2026-01-01 00:20:30+00")	30	0	2026-01-01 00:25:00+00
k0	["2026-01-01 00:00:40+00","2026-01-01 00:20:50+00")	30	0	2026-01-01 00:25:00+00
k1	["2026-01-01 00:00:20+00","2026-01-01 00:20:30+00")	31	1	2026-01-01 00:25:00+00
k0	["2026-01-01 00:00:40+00","2026-01-01 00:20:50+00")	31	1	2026-01-01 00:25:00+00
k1	["2026-01-01 00:20:42+00","2026-01-01 00:21:32+00")	1	0	2026-01-01 00:25:00+00
k1	["2026-01-01 00:00:20+00","2026-01-01 00:20:30+00")	32	2	2026-01-01 00:25:00+00
\.
COPY streamml.dead_letter_log (id, view_id, lsn, ordinal, "row", sqlstate, message, at) FROM stdin;
1	2	0/1C7A568	0	{"k": "k1", "m": "good", "v": 100, "at": "2026-01-01T00:30:00+00:00", "id": 61}	22012	division by zero	2026-12-01 04:17:01.430957+00
\.
COPY streamml.drift_event_log (view_id, generation, model, key, detector, number, ordinal, value, lsn, at) FROM stdin;
\.
COPY streamml.gap_log (view_id, from_lsn, to_lsn, reason, at) FROM stdin;
\.
COPY streamml.late_row_log (view_id, lsn, ordinal, "row", event_time, watermark, action, at) FROM stdin;
3	0/1C7C080	0	{"k": "k1", "m": "good", "v": 7, "at": "2026-01-01T00:19:05+00:00", "id": 62}	2026-01-01 00:19:05+00	2026-01-01 00:28:00+00	merged	2026-12-01 04:17:01.447424+00
3	0/1C7C080	1	{"k": "k0", "m": "good", "v": 3, "at": "2026-01-01T00:10:01+00:00", "id": 63}	2026-01-01 00:10:01+00	2026-01-01 00:28:00+00	merged	2026-12-01 04:17:01.447513+00
3	0/1C7C080	2	{"k": "k1", "m": "good", "v": 7, "at": "2026-01-01T00:20:42+00:00", "id": 64}	2026-01-01 00:20:42+00	2026-01-01 00:28:00+00	merged	2026-12-01 04:17:01.447537+00
4	0/1C7C080	0	{"k": "k1", "m": "good", "v": 7, "at": "2026-01-01T00:19:05+00:00", "id": 62}	2026-01-01 00:19:05+00	2026-01-01 00:29:00+00	merged	2026-12-01 04:17:01.447625+00
4	0/1C7C080	1	{"k": "k0", "m": "good", "v": 3, "at": "2026-01-01T00:10:01+00:00", "id": 63}	2026-01-01 00:10:01+00	2026-01-01 00:29:00+00	merged	2026-12-01 04:17:01.447643+00
4	0/1C7C080	2	{"k": "k1", "m": "good", "v": 7, "at": "2026-01-01T00:20:42+00:00", "id": 64}	2026-01-01 00:20:42+00	2026-01-01 00:29:00+00	merged	2026-12-01 04:17:01.447668+00
5	0/1C7C080	0	{"k": "k1", "m": "good", "v": 7, "at": "2026-01-01T00:19:05+00:00", "id": 62}	2026-01-01 00:19:05+00	2026-01-01 00:25:00+00	merged	2026-12-01 04:17:01.447734+00
5	0/1C7C080	1	{"k": "k0", "m": "good", "v": 3, "at": "2026-01-01T00:10:01+00:00", "id": 63}	2026-01-01 00:10:01+00	2026-01-01 00:25:00+00	merged	2026-12-01 04:17:01.447751+00
5	0/1C7C080	2	{"k": "k1", "m": "good", "v": 7, "at": "2026-01-01T00:20:42+00:00", "id": 64}	2026-01-01 00:20:42+00	2026-01-01 00:25:00+00	merged	2026-12-01 04:17:01.447776+00
3	0/1C7E640	0	{"k": "k1", "m": "good", "v": 7, "at": "2026-01-01T00:19:06+00:00", "id": 65}	2026-01-01 00:19:06+00	2026-01-01 00:28:00+00	merged	2026-12-01 04:17:01.465041+00
4	0/1C7E640	0	{"k": "k1", "m": "good", "v": 7, "at": "2026-01-01T00:19:06+00:00", "id": 65}	2026-01-01 00:19:06+00	2026-01-01 00:29:00+00	merged	2026-12-01 04:17:01.465113+00
5	0/1C7E640	0	{"k": "k1", "m": "good", "v": 7, "at": "2026-01-01T00:19:06+00:00", "id": 65}	2026-01-01 00:19:06+00	2026-01-01 00:25:00+00	merged	2026-12-01 04:17:01.465169+00
\.
COPY streamml.stream_progress (lsn, system_id, database_id, table_id, updated) FROM stdin;
0/1C7E640	7714184809533226568	16384	17463	2026-12-01 04:17:01.466891+00
\.
COPY streamml.view_definition (id, view, state, definition, source, kind, enabled, generation, backfill, settings, lateness, retention, max_future, emit_closed, channel, on_update, on_delete, on_truncate, closed, created) FROM stdin;
1	public.agg	streamml_state.view_1_state	streamml_state.view_1_definition	public.ev	a	t	1	t	{"search_path=pg_catalog, public, pg_temp",TimeZone=Etc/UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_monetary=C.UTF-8,lc_numeric=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english}	\N	\N	\N	f	\N	i	i	i	\N	2026-12-01 04:17:01.10029+00
2	public.copies	public.copies	streamml_state.view_2_definition	public.ev	r	t	1	t	{"search_path=pg_catalog, public, pg_temp",TimeZone=Etc/UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_monetary=C.UTF-8,lc_numeric=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english}	\N	\N	\N	f	\N	i	i	i	\N	2026-12-01 04:17:01.160309+00
3	public.minutes	streamml_state.view_3_state	streamml_state.view_3_definition	public.ev	a	t	1	t	{"search_path=pg_catalog, public, pg_temp",TimeZone=Etc/UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_monetary=C.UTF-8,lc_numeric=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english}	2 minutes	\N	\N	t	\N	i	i	i	public.minutes_closed	2026-12-01 04:17:01.1829+00
4	public.hops	streamml_state.view_4_state	streamml_state.view_4_definition	public.ev	a	t	1	t	{"search_path=pg_catalog, public, pg_temp",TimeZone=Etc/UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_monetary=C.UTF-8,lc_numeric=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english}	1 minute	40 minutes	\N	t	\N	i	i	i	public.hops_closed	2026-12-01 04:17:01.244389+00
5	public.visits	streamml_state.view_5_state	streamml_state.view_5_definition	public.ev	a	t	1	t	{"search_path=pg_catalog, public, pg_temp",TimeZone=Etc/UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_monetary=C.UTF-8,lc_numeric=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english}	5 minutes	\N	\N	t	\N	i	i	i	public.visits_closed	2026-12-01 04:17:01.276042+00
6	public.fives	streamml_state.view_6_state	streamml_state.view_6_definition	public.ev	a	t	1	t	{"search_path=pg_catalog, public, pg_temp",TimeZone=Etc/UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_monetary=C.UTF-8,lc_numeric=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english}	\N	\N	\N	f	\N	i	i	i	\N	2026-12-01 04:17:01.307216+00
7	public.model	streamml_state.view_7_state	streamml_state.view_7_definition	public.ev	a	t	1	t	{"search_path=pg_catalog, public, pg_temp",TimeZone=Etc/UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_monetary=C.UTF-8,lc_numeric=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english}	\N	\N	\N	f	\N	i	i	i	\N	2026-12-01 04:17:01.336772+00
8	public.bayes	streamml_state.view_8_state	streamml_state.view_8_definition	public.ev	a	t	1	t	{"search_path=pg_catalog, public, pg_temp",TimeZone=Etc/UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_monetary=C.UTF-8,lc_numeric=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english}	\N	\N	\N	f	\N	i	i	i	\N	2026-12-01 04:17:01.352237+00
\.
COPY streamml.view_progress (id, state, generation, "position", sqlstate, message, changed) FROM stdin;
1	l	1	\N	\N	\N	2026-12-01 04:17:01.155408+00
2	l	1	\N	\N	\N	2026-12-01 04:17:01.180723+00
3	l	1	\N	\N	\N	2026-12-01 04:17:01.244143+00
4	l	1	\N	\N	\N	2026-12-01 04:17:01.278012+00
5	l	1	\N	\N	\N	2026-12-01 04:17:01.307141+00
6	l	1	\N	\N	\N	2026-12-01 04:17:01.336585+00
7	l	1	\N	\N	\N	2026-12-01 04:17:01.354705+00
8	l	1	\N	\N	\N	2026-12-01 04:17:01.377242+00
\.
COPY streamml.view_watermark (id, generation, time_type, max_seen, watermark, emitted, kept_after, last_commit, newest, merged, diverted, no_window) FROM stdin;
3	1	timestamp with time zone	820542600000000	820542480000000	820542480000000	\N	2026-12-01 04:17:01.464299+00	2026-12-01 04:17:01.464299+00	4	0	0
4	1	timestamp with time zone	820542600000000	820542540000000	820542540000000	820540140000000	2026-12-01 04:17:01.464299+00	2026-12-01 04:17:01.464299+00	4	0	0
5	1	timestamp with time zone	820542600000000	820542300000000	820542300000000	\N	2026-12-01 04:17:01.464299+00	2026-12-01 04:17:01.464299+00	4	0	0
\.
COPY streamml_state.view_1_state (dead, k1, k2, s1, s2, s3) FROM stdin;
\N	k0	good	31	93	{31,50,114,3,113.99999999999999,20.095238095238095}
\N	k1	good	34	209	{34,159,9573,6.147058823529411,9236.264705882353,24.69301895515488}
\.
COPY streamml_state.view_3_state (dead, k1, k2, s1) FROM stdin;
\N	["2026-01-01 00:00:00+00","2026-01-01 00:01:00+00")	k1	1
\N	["2026-01-01 00:00:00+00","2026-01-01 00:01:00+00")	k0	1
\N	["2026-01-01 00:01:00+00","2026-01-01 00:02:00+00")	k1	2
\N	["2026-01-01 00:01:00+00","2026-01-01 00:02:00+00")	k0	1
\N	["2026-01-01 00:02:00+00","2026-01-01 00:03:00+00")	k0	2
\N	["2026-01-01 00:02:00+00","2026-01-01 00:03:00+00")	k1	1
\N	["2026-01-01 00:03:00+00","2026-01-01 00:04:00+00")	k1	2
\N	["2026-01-01 00:03:00+00","2026-01-01 00:04:00+00")	k0	1
\N	["2026-01-01 00:04:00+00","2026-01-01 00:05:00+00")	k0	2
\N	["2026-01-01 00:04:00+00","2026-01-01 00:05:00+00")	k1	1
\N	["2026-01-01 00:05:00+00","2026-01-01 00:06:00+00")	k1	2
\N	["2026-01-01 00:05:00+00","2026-01-01 00:06:00+00")	k0	1
\N	["2026-01-01 00:06:00+00","2026-01-01 00:07:00+00")	k0	2
\N	["2026-01-01 00:06:00+00","2026-01-01 00:07:00+00")	k1	1
\N	["2026-01-01 00:07:00+00","2026-01-01 00:08:00+00")	k1	2
\N	["2026-01-01 00:07:00+00","2026-01-01 00:08:00+00")	k0	1
\N	["2026-01-01 00:08:00+00","2026-01-01 00:09:00+00")	k0	2
\N	["2026-01-01 00:08:00+00","2026-01-01 00:09:00+00")	k1	1
\N	["2026-01-01 00:09:00+00","2026-01-01 00:10:00+00")	k1	2
\N	["2026-01-01 00:09:00+00","2026-01-01 00:10:00+00")	k0	1
\N	["2026-01-01 00:10:00+00","2026-01-01 00:11:00+00")	k1	1
\N	["2026-01-01 00:11:00+00","2026-01-01 00:12:00+00")	k1	2
\N	["2026-01-01 00:11:00+00","2026-01-01 00:12:00+00")	k0	1
\N	["2026-01-01 00:12:00+00","2026-01-01 00:13:00+00")	k0	2
\N	["2026-01-01 00:12:00+00","2026-01-01 00:13:00+00")	k1	1
\N	["2026-01-01 00:13:00+00","2026-01-01 00:14:00+00")	k1	2
\N	["2026-01-01 00:13:00+00","2026-01-01 00:14:00+00")	k0	1
\N	["2026-01-01 00:14:00+00","2026-01-01 00:15:00+00")	k0	2
\N	["2026-01-01 00:14:00+00","2026-01-01 00:15:00+00")	k1	1
\N	["2026-01-01 00:15:00+00","2026-01-01 00:16:00+00")	k1	2
\N	["2026-01-01 00:15:00+00","2026-01-01 00:16:00+00")	k0	1
\N	["2026-01-01 00:16:00+00","2026-01-01 00:17:00+00")	k0	2
\N	["2026-01-01 00:16:00+00","2026-01-01 00:17:00+00")	k1	1
\N	["2026-01-01 00:17:00+00","2026-01-01 00:18:00+00")	k1	2
\N	["2026-01-01 00:17:00+00","2026-01-01 00:18:00+00")	k0	1
\N	["2026-01-01 00:18:00+00","2026-01-01 00:19:00+00")	k0	2
\N	["2026-01-01 00:18:00+00","2026-01-01 00:19:00+00")	k1	1
\N	["2026-01-01 00:19:00+00","2026-01-01 00:20:00+00")	k0	1
\N	["2026-01-01 00:20:00+00","2026-01-01 00:21:00+00")	k0	1
\N	["2026-01-01 00:30:00+00","2026-01-01 00:31:00+00")	k1	1
\N	["2026-01-01 00:10:00+00","2026-01-01 00:11:00+00")	k0	3
\N	["2026-01-01 00:20:00+00","2026-01-01 00:21:00+00")	k1	1
\N	["2026-01-01 00:19:00+00","2026-01-01 00:20:00+00")	k1	4
\.
COPY streamml_state.view_4_state (dead, k1, s1) FROM stdin;
\N	["2026-01-01 00:00:00+00","2026-01-01 00:01:00+00")	2
\N	["2026-01-01 00:01:00+00","2026-01-01 00:02:00+00")	3
\N	["2026-01-01 00:02:00+00","2026-01-01 00:03:00+00")	3
\N	["2026-01-01 00:03:00+00","2026-01-01 00:04:00+00")	3
\N	["2026-01-01 00:04:00+00","2026-01-01 00:05:00+00")	3
\N	["2026-01-01 00:05:00+00","2026-01-01 00:06:00+00")	3
\N	["2026-01-01 00:06:00+00","2026-01-01 00:07:00+00")	3
\N	["2026-01-01 00:07:00+00","2026-01-01 00:08:00+00")	3
\N	["2026-01-01 00:08:00+00","2026-01-01 00:09:00+00")	3
\N	["2026-01-01 00:09:00+00","2026-01-01 00:10:00+00")	3
\N	["2026-01-01 00:11:00+00","2026-01-01 00:12:00+00")	3
\N	["2026-01-01 00:12:00+00","2026-01-01 00:13:00+00")	3
\N	["2026-01-01 00:13:00+00","2026-01-01 00:14:00+00")	3
\N	["2026-01-01 00:14:00+00","2026-01-01 00:15:00+00")	3
\N	["2026-01-01 00:15:00+00","2026-01-01 00:16:00+00")	3
\N	["2026-01-01 00:16:00+00","2026-01-01 00:17:00+00")	3
\N	["2026-01-01 00:17:00+00","2026-01-01 00:18:00+00")	3
\N	["2026-01-01 00:18:00+00","2026-01-01 00:19:00+00")	3
\N	["2026-01-01 00:30:00+00","2026-01-01 00:31:00+00")	1
\N	["2026-01-01 00:10:00+00","2026-01-01 00:11:00+00")	4
\N	["2026-01-01 00:20:00+00","2026-01-01 00:21:00+00")	2
\N	["2026-01-01 00:19:00+00","2026-01-01 00:20:00+00")	5
\.
COPY streamml_state.view_5_state (dead, k1, k2, s1, last) FROM stdin;
\N	k1	2026-01-01 00:30:00+00	1	2026-01-01 00:30:00+00
\N	k0	2026-01-01 00:00:40+00	31	2026-01-01 00:20:00+00
\N	k1	2026-01-01 00:20:42+00	1	2026-01-01 00:20:42+00
\N	k1	2026-01-01 00:00:20+00	32	2026-01-01 00:19:40+00
\.
COPY streamml_state.view_6_state (dead, k1, s1) FROM stdin;
\N	["2026-01-01 00:00:00+00","2026-01-01 00:05:00+00")	14
\N	["2026-01-01 00:05:00+00","2026-01-01 00:10:00+00")	15
\N	["2026-01-01 00:30:00+00","2026-01-01 00:35:00+00")	1
\N	["2026-01-01 00:10:00+00","2026-01-01 00:15:00+00")	16
\N	["2026-01-01 00:20:00+00","2026-01-01 00:25:00+00")	2
\N	["2026-01-01 00:15:00+00","2026-01-01 00:20:00+00")	17
\.
COPY streamml_state.view_7_state (dead, s1) FROM stdin;
\N	{"algorithm": "linear_regression", "format": 1, "n": 65, "merged": false, "classes_fixed": false, "unlabeled": 0, "skipped": 0, "options": {"max_features": 4096, "optimizer": "exact", "l2": 0, "fit_intercept": true, "learning_rate": 0.01, "intercept_rate": 0.01, "l1": 0, "penalize": "present", "momentum": 0.9, "rho": 0.9, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08, "beta": 1, "center": true}, "features": {"positions": 1, "names": []}, "metrics": {"scored": 65, "nochange_scored": 64, "last_label": 7, "abs_error": 215.08747896429497, "squared_error": 9758.840805560458, "label_mean": 4.6461538461538465, "label_m2": 9510.861538461539, "nochange_abs_error": 296, "bounded": [64, 61, 56, 46, 0], "covered": [27, 45, 54, 44, 0], "residuals": {"count": 65, "value": [1, 1, 4.440892098500626e-16, 0, 8.881784197001252e-16, 0, 7, 3, 0.75, 0.5833333333333335, 1.4000000000000004, 1.9090909090909092, 2.2272727272727275, 4.5769230769230775, 2.4615384615384617, 0.8666666666666667, 0.34999999999999964, 1.2867647058823528, 2.013071895424836, 2.578947368421052, 3.978947368421053, 2.3000000000000007, 0.9090909090909092, 0.24901185770750978, 1.2173913043478262, 2.03, 2.7138461538461534, 3.7094017094017095, 2.2222222222222228, 0.931034482758621, 0.193103448275862, 1.1741935483870964, 2.0322580645161286, 2.7840909090909087, 3.556149732620321, 2.1764705882352944, 0.9444444444444451, 0.15765765765765716, 1.1450924608819344, 2.0310391363022933, 2.826923076923076, 3.457317073170732, 2.1463414634146343, 0.9534883720930236, 0.133192389006342, 1.124242424242424, 2.028985507246377, 2.8556891766882515, 3.3882978723404262, 2.125, 0.96, 0.11529411764705877, 1.1085972850678734, 2.0268505079825836, 2.8763102725366876, 3.337373737373737, 2.109090909090909, 0.9649122807017538, 0.10163339382940162, 1.096434833430743, 97.02485875706215, 2.3377049180327862, 6.341089370703331, 2.0890937019969265, 2.099702380952383], "missed": [0.4749999999999999, 0.18099999999999994, 0.118, 0.05150000000000006, 0.010000000000000009]}}, "state": {"weight": 65, "label_mean": 4.6461538461538465, "label_m2": 9510.861538461539, "means": [33], "label_cross": [3094], "cross": [22880], "renewal": 65, "intercept": 0.11904761904761774, "coefficients": [0.13816391941391945]}}
\.
COPY streamml_state.view_8_state (dead, s1) FROM stdin;
\N	{"algorithm": "gaussian_naive_bayes", "format": 1, "n": 65, "merged": false, "classes_fixed": false, "unlabeled": 0, "skipped": 0, "options": {"max_features": 4096, "min_density": 1e-09, "var_smoothing": 0, "variance": "sample", "fit_prior": true}, "label": "text", "classes": ["k1", "k0"], "features": {"positions": 1, "names": []}, "metrics": {"scored": 64, "nochange_scored": 63, "last_label": 0, "log_loss": 100.9919637573337, "nochange_hit": 2, "actual": [33, 31], "predicted": [39, 25], "hit": [13, 5], "confusion": [13, 26, 5, 20], "scores": {"count": 14, "bin": [0, 110, 111, 113, 117, 118, 119, 120, 121, 122, 123, 127, 130, 139], "first": [0, 0, 0, 1, 0, 2, 6, 4, 13, 3, 2, 1, 1, 0], "second": [2, 1, 1, 1, 3, 6, 12, 0, 3, 1, 0, 0, 0, 1]}}, "state": {"weights": [34, 31], "seen": [34, 31], "means": [6.147058823529411, 3], "m2": [9236.264705882353, 113.99999999999999], "missing": [0, 0]}}
\.
SELECT pg_catalog.setval('public.ev_id_seq', 65, true);
SELECT pg_catalog.setval('streamml.view_id_seq', 8, true);
CREATE INDEX hops_closed_w_idx ON public.hops_closed USING btree (w);
CREATE INDEX minutes_closed_w_idx ON public.minutes_closed USING btree (w);
CREATE INDEX visits_closed_w_idx ON public.visits_closed USING btree (w);
CREATE UNIQUE INDEX view_1_key ON streamml_state.view_1_state USING btree (k1, k2) NULLS NOT DISTINCT;
CREATE INDEX view_3_end ON streamml_state.view_3_state USING btree (upper(k1));
CREATE UNIQUE INDEX view_3_key ON streamml_state.view_3_state USING btree (k1, k2) NULLS NOT DISTINCT;
CREATE INDEX view_4_end ON streamml_state.view_4_state USING btree (upper(k1));
CREATE UNIQUE INDEX view_4_key ON streamml_state.view_4_state USING btree (k1) NULLS NOT DISTINCT;
CREATE INDEX view_5_end ON streamml_state.view_5_state USING btree (last);
CREATE UNIQUE INDEX view_5_key ON streamml_state.view_5_state USING btree (k1, k2) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX view_6_key ON streamml_state.view_6_state USING btree (k1) NULLS NOT DISTINCT;
CREATE OR REPLACE VIEW public.agg AS
 SELECT state.k1 AS k,
    state.k2 AS m,
    state.s1 AS n,
    state.s2 AS s,
    streamml.finalize('streamml.mae(double precision,double precision)'::regprocedure, state.s3, NULL::double precision) AS mae
   FROM streamml_state.view_1_state state;
CREATE OR REPLACE VIEW public.bayes AS
 SELECT state.s1 AS model
   FROM streamml_state.view_8_state state;
CREATE OR REPLACE VIEW public.fives AS
 SELECT state.k1 AS w,
    state.s1 AS many
   FROM streamml_state.view_6_state state;
CREATE OR REPLACE VIEW public.hops AS
 SELECT windows.w,
    windows.n,
    windows.closed
   FROM ( SELECT streamml.hop(lower(state.k1), '00:01:00'::interval, '00:03:00'::interval, NULL::timestamp with time zone, 'Etc/UTC'::text, NULL::interval) AS w,
            streamml.rollup_state('count()'::regprocedure, state.s1, NULL::bigint) AS n,
            streamml.window_closed(4, streamml.hop(lower(state.k1), '00:01:00'::interval, '00:03:00'::interval, NULL::timestamp with time zone, 'Etc/UTC'::text, NULL::interval)) AS closed
           FROM streamml_state.view_4_state state
          GROUP BY (streamml.hop(lower(state.k1), '00:01:00'::interval, '00:03:00'::interval, NULL::timestamp with time zone, 'Etc/UTC'::text, NULL::interval))) windows
  WHERE streamml.window_kept(4, windows.w);
CREATE OR REPLACE VIEW public.minutes AS
 SELECT state.k1 AS w,
    state.k2 AS k,
    state.s1 AS n,
    streamml.window_closed(3, state.k1) AS closed
   FROM streamml_state.view_3_state state
  WHERE (state.s1 < 100);
CREATE OR REPLACE VIEW public.model AS
 SELECT state.s1 AS model
   FROM streamml_state.view_7_state state;
CREATE OR REPLACE VIEW public.visits AS
 SELECT state.k1 AS k,
        CASE
            WHEN (state.k2 IS NOT NULL) THEN tstzrange(state.k2, timestamptz_pl_interval(state.last, '00:00:50'::interval))
            ELSE NULL::tstzrange
        END AS w,
    state.s1 AS n,
    streamml.window_closed(5,
        CASE
            WHEN (state.k2 IS NOT NULL) THEN tstzrange(state.k2, timestamptz_pl_interval(state.last, '00:00:50'::interval))
            ELSE NULL::tstzrange
        END) AS closed
   FROM streamml_state.view_5_state state;
CREATE TRIGGER s BEFORE INSERT ON public.scored FOR EACH ROW EXECUTE FUNCTION streamml.score('model', 'p', 'f');
GRANT ALL ON SCHEMA public TO upgrade_owner;
REVOKE ALL ON TABLE streamml_state.view_1_state FROM upgrade_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE streamml_state.view_1_state TO upgrade_owner;
REVOKE ALL ON TABLE streamml_state.view_3_state FROM upgrade_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE streamml_state.view_3_state TO upgrade_owner;
REVOKE ALL ON TABLE streamml_state.view_4_state FROM upgrade_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE streamml_state.view_4_state TO upgrade_owner;
REVOKE ALL ON TABLE streamml_state.view_5_state FROM upgrade_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE streamml_state.view_5_state TO upgrade_owner;
REVOKE ALL ON TABLE streamml_state.view_6_state FROM upgrade_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE streamml_state.view_6_state TO upgrade_owner;
REVOKE ALL ON TABLE streamml_state.view_7_state FROM upgrade_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE streamml_state.view_7_state TO upgrade_owner;
REVOKE ALL ON TABLE streamml_state.view_8_state FROM upgrade_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE streamml_state.view_8_state TO upgrade_owner;
