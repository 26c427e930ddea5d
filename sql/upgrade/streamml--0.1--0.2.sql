\echo Use "ALTER EXTENSION streamml UPDATE" to load this file. \quit

-- From 0.1 to 0.2.  What was there is replaced in place, so that what users have
-- made of it stays; what it holds is carried over.

----------------------------------------------------------------------
-- Metrics: states have two numbers more.  Those of 0.1 are understood.
----------------------------------------------------------------------

CREATE OR REPLACE AGGREGATE streamml.mae(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_mae, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
CREATE OR REPLACE AGGREGATE streamml.rmse(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_rmse, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
CREATE OR REPLACE AGGREGATE streamml.r2(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_r2, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);
CREATE OR REPLACE AGGREGATE streamml.smape(actual double precision, predicted double precision) (
    SFUNC = streamml.value_metric_accum, STYPE = double precision[], INITCOND = '{0,0,0,0,0,0,0,0}',
    FINALFUNC = streamml.metric_smape, COMBINEFUNC = streamml.value_metric_combine, PARALLEL = SAFE
);

----------------------------------------------------------------------
-- Catalogs
----------------------------------------------------------------------

ALTER SEQUENCE streamml.view_id_seq CYCLE;
SELECT pg_catalog.setval('streamml.view_id_seq', (1 + pg_catalog.random() * 2000000000)::bigint);

ALTER TABLE streamml.dead_letter_log DROP COLUMN id;
CREATE INDEX dead_letter_log_view_id_idx ON streamml.dead_letter_log (view_id);
CREATE INDEX late_row_log_view_id_idx ON streamml.late_row_log (view_id);

-- A view of 0.1 went on after a gap by rebuild alone, which made another
-- generation of it: gaps are open where it stands.
ALTER TABLE streamml.gap_log ADD COLUMN generation bigint,
    ADD COLUMN accepted timestamptz,
    ADD COLUMN accepted_at pg_lsn;
UPDATE streamml.gap_log g SET generation = COALESCE((
    SELECT CASE WHEN p.state = 'g' AND p.position = g.from_lsn THEN d.generation ELSE d.generation - 1 END
      FROM streamml.view_definition d
      LEFT JOIN streamml.view_progress p ON p.id = d.id AND p.generation = d.generation
     WHERE d.id = g.view_id), 0);
ALTER TABLE streamml.gap_log ALTER COLUMN generation SET NOT NULL;
COMMENT ON TABLE streamml.gap_log IS 'ranges and events of the stream that a view could not see';

-- A view that is to be filled had no progress of its generation.
INSERT INTO streamml.view_progress (id, state, generation)
    SELECT d.id, 'p', d.generation
      FROM streamml.view_definition d
     WHERE NOT EXISTS (SELECT FROM streamml.view_progress p WHERE p.id = d.id AND p.generation = d.generation);

-- Dumps hold less.  What leaves an extension and comes back is not dumped.
ALTER EXTENSION streamml DROP SEQUENCE streamml.view_id_seq;
ALTER EXTENSION streamml ADD SEQUENCE streamml.view_id_seq;
ALTER EXTENSION streamml DROP TABLE streamml.view_progress;
ALTER EXTENSION streamml ADD TABLE streamml.view_progress;
ALTER EXTENSION streamml DROP TABLE streamml.stream_progress;
ALTER EXTENSION streamml ADD TABLE streamml.stream_progress;
SELECT pg_catalog.pg_extension_config_dump('streamml.view_definition',
    'WHERE view::pg_catalog.oid IN (SELECT oid FROM pg_catalog.pg_class)');

----------------------------------------------------------------------
-- Rows that streamml writes down by itself
----------------------------------------------------------------------

CREATE FUNCTION streamml.row_json("row" record) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION streamml.row_json(record) IS
    'a row as JSON, by the output functions of its types: no cast is called';

CREATE FUNCTION streamml.readable_row("row" jsonb, source regclass, role oid) RETURNS jsonb
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN pg_catalog.has_table_privilege($3, $2::pg_catalog.oid, 'SELECT'::pg_catalog.text) THEN $1
                ELSE COALESCE((SELECT pg_catalog.jsonb_object_agg(e.key, e.value)
                                 FROM pg_catalog.jsonb_each($1) e
                                 JOIN pg_catalog.pg_attribute a
                                   ON a.attrelid OPERATOR(pg_catalog.=) $2::pg_catalog.oid
                                  AND a.attname OPERATOR(pg_catalog.=) e.key
                                WHERE a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
                                  AND pg_catalog.has_column_privilege($3, $2::pg_catalog.oid, a.attnum, 'SELECT'::pg_catalog.text)),
                              '{}'::pg_catalog.jsonb)
           END;
END;
COMMENT ON FUNCTION streamml.readable_row(jsonb, regclass, oid) IS
    'of a listed row of the table, the columns that the role may read now';

----------------------------------------------------------------------
-- Managing views
----------------------------------------------------------------------

-- It takes another argument.  Who could call it can do so now.
DO $do$
DECLARE
    acl aclitem[] := (SELECT proacl FROM pg_proc WHERE oid = 'streamml.resume(regclass)'::regprocedure);
    g record;
BEGIN
    DROP FUNCTION streamml.resume(regclass);
    CREATE FUNCTION streamml.resume(view regclass, gap text DEFAULT NULL) RETURNS void
        AS 'MODULE_PATHNAME', 'resume_view' LANGUAGE C VOLATILE PARALLEL UNSAFE;
    IF acl IS NOT NULL THEN
        REVOKE ALL ON FUNCTION streamml.resume(regclass, text) FROM PUBLIC;
    END IF;
    FOR g IN SELECT a.grantee, a.is_grantable FROM aclexplode(acl) a
              WHERE a.grantee <> (SELECT proowner FROM pg_proc WHERE oid = 'streamml.resume(regclass, text)'::regprocedure)
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION streamml.resume(regclass, text) TO %s%s',
            CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END,
            CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
END $do$;
COMMENT ON FUNCTION streamml.resume(regclass, text) IS
    'let a paused or failed continuous view catch up from where it stopped; with gap => ''accept'', one with a gap go on without the rows in it';

CREATE FUNCTION streamml.create_index(view regclass, VARIADIC columns text[]) RETURNS regclass
    AS 'MODULE_PATHNAME', 'create_index' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.create_index(regclass, text[]) IS
    'index keys of a continuous view, named as its columns, or bounds of windows: lower(w), upper(w); a window by itself for && and @>';

CREATE FUNCTION streamml.on_restore() RETURNS trigger
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.on_restore() IS 'ties the relations of continuous views that come with a dump';
REVOKE EXECUTE ON FUNCTION streamml.on_restore() FROM PUBLIC;
CREATE TRIGGER restored AFTER INSERT ON streamml.view_definition
    FOR EACH STATEMENT EXECUTE FUNCTION streamml.on_restore();
CREATE TRIGGER restored BEFORE INSERT ON streamml.view_progress
    FOR EACH ROW EXECUTE FUNCTION streamml.on_restore();
CREATE TRIGGER restored BEFORE INSERT ON streamml.stream_progress
    FOR EACH ROW EXECUTE FUNCTION streamml.on_restore();

CREATE FUNCTION streamml.on_drop_extension() RETURNS event_trigger
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.on_drop_extension() IS
    'tells of the replication slot that stays where the library is not loaded';
CREATE EVENT TRIGGER streamml_drop_extension ON ddl_command_start
    WHEN TAG IN ('DROP EXTENSION')
    EXECUTE FUNCTION streamml.on_drop_extension();

DROP EVENT TRIGGER streamml_ddl_command_end;
COMMENT ON FUNCTION streamml.on_ddl_command_end() IS
    'keeps the owners of a continuous view''s relations in step';
CREATE EVENT TRIGGER streamml_ddl_command_end ON ddl_command_end
    WHEN TAG IN ('ALTER TABLE', 'ALTER VIEW', 'CREATE TABLE', 'CREATE FOREIGN TABLE')
    EXECUTE FUNCTION streamml.on_ddl_command_end();

----------------------------------------------------------------------
-- What users see
----------------------------------------------------------------------

CREATE OR REPLACE VIEW streamml.continuous_views WITH (security_barrier) AS
    SELECT d.view,
           n.nspname AS schema,
           c.relname AS name,
           pg_catalog.pg_get_userbyid(c.relowner) AS owner,
           CASE WHEN d.kind OPERATOR(pg_catalog.=) 'a'::"char" THEN 'aggregate'::text ELSE 'rows'::text END AS kind,
           d.source,
           CASE WHEN p.state OPERATOR(pg_catalog.=) 'p'::"char" THEN 'pending'::text
                WHEN q.oid IS NULL THEN 'failed'::text
                WHEN p.state OPERATOR(pg_catalog.=) 'f'::"char" THEN
                     CASE WHEN p.sqlstate OPERATOR(pg_catalog.=) 'SM001'::text THEN 'gap'::text ELSE 'failed'::text END
                WHEN p.state OPERATOR(pg_catalog.=) 'g'::"char"
                     -- restored or copied, and the worker has not got to it yet
                     OR p.state IS NULL
                     OR s.table_id OPERATOR(pg_catalog.<>) 'streamml.stream_progress'::regclass::pg_catalog.oid
                     OR s.database_id OPERATOR(pg_catalog.<>) b.oid THEN 'gap'::text
                WHEN NOT d.enabled OR p.state OPERATOR(pg_catalog.=) 's'::"char" THEN 'paused'::text
                ELSE 'live'::text END AS state,
           d.enabled,
           COALESCE(p.position, s.lsn) AS position,
           pg_catalog.pg_wal_lsn_diff(
               CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                    ELSE pg_catalog.pg_current_wal_insert_lsn() END,
               COALESCE(p.position, s.lsn)) AS lag_bytes,
           p.sqlstate,
           CASE WHEN q.oid IS NULL THEN 'its definition was dropped'::text
                WHEN p.id IS NULL THEN 'it was restored from a dump'::text ELSE p.message END AS message,
           p.changed,
           d.created,
           pg_catalog.pg_get_viewdef(d.definition::pg_catalog.oid) AS query
      FROM streamml.view_definition d
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
      JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      LEFT JOIN pg_catalog.pg_class q ON q.oid OPERATOR(pg_catalog.=) d.definition::pg_catalog.oid
      LEFT JOIN streamml.view_progress p ON p.id OPERATOR(pg_catalog.=) d.id
                                        AND p.generation OPERATOR(pg_catalog.=) d.generation
      LEFT JOIN streamml.stream_progress s ON true
      LEFT JOIN pg_catalog.pg_database b ON b.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);

CREATE OR REPLACE VIEW streamml.dead_letters WITH (security_barrier) AS
    SELECT d.view, l.lsn, l.ordinal,
           streamml.readable_row(l."row", d.source, c.relowner) AS "row", l.sqlstate, l.message, l.at
      FROM streamml.dead_letter_log l
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) l.view_id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);

CREATE OR REPLACE VIEW streamml.gaps WITH (security_barrier) AS
    SELECT d.view, g.from_lsn, g.to_lsn, g.reason, g.at,
           CASE WHEN g.generation OPERATOR(pg_catalog.<) d.generation THEN 'rebuilt'::text
                WHEN g.accepted IS NOT NULL THEN 'accepted'::text
                ELSE 'open'::text END AS state
      FROM streamml.gap_log g
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) g.view_id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.gaps IS 'ranges and events of the stream that one of your views could not see, and what became of them';

-- Filling is shown by the server's progress of COPY; see src/view/view_exec.c.
-- What others do is shown to those who may see it in pg_stat_activity.
CREATE VIEW streamml.stat_progress WITH (security_barrier) AS
    SELECT s.pid,
           d.view,
           s.relid::pg_catalog.regclass AS source,
           CASE WHEN s.param3 OPERATOR(pg_catalog.>=) 0 THEN s.param3 END AS rows_done,
           CASE WHEN s.param19 OPERATOR(pg_catalog.>) 0 THEN s.param19 END AS rows_total
      FROM pg_catalog.pg_stat_get_progress_info('COPY'::text) s
      JOIN pg_catalog.pg_database b ON b.oid OPERATOR(pg_catalog.=) s.datid
      LEFT JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) s.param20
     WHERE s.param20 OPERATOR(pg_catalog.>) 0
       AND b.datname OPERATOR(pg_catalog.=) pg_catalog.current_database();
COMMENT ON VIEW streamml.stat_progress IS
    'views that are being filled from their tables, with the rows so far; a view that is being created has no name yet';
COMMENT ON COLUMN streamml.stat_progress.rows_done IS 'rows so far, NULL for a view of rows';
COMMENT ON COLUMN streamml.stat_progress.rows_total IS 'rows of the table, as the planner estimates them';
GRANT SELECT ON streamml.stat_progress TO PUBLIC;

-- Relations of one view go by its number: view_<number>_...  (Queries under UNION ALL
-- have no barrier of their own, so it is around them.)
CREATE VIEW streamml.orphans WITH (security_barrier) AS SELECT o.* FROM (
    SELECT c.oid::regclass::text AS orphan,
           c.oid::regclass AS relation,
           pg_catalog.pg_get_userbyid(c.relowner) AS owner,
           u.used_by,
           pg_catalog.pg_get_viewdef(q.oid) AS query
      FROM pg_catalog.pg_class c
      CROSS JOIN LATERAL (SELECT pg_catalog.substring(c.relname::text, '^view_[0-9]+_') AS prefix) x
      LEFT JOIN pg_catalog.pg_class q ON q.relnamespace OPERATOR(pg_catalog.=) c.relnamespace
                                     AND q.relkind OPERATOR(pg_catalog.=) 'v'::"char"
                                     AND q.relname OPERATOR(pg_catalog.=) (x.prefix OPERATOR(pg_catalog.||) 'definition')::pg_catalog.name
      LEFT JOIN LATERAL (
          SELECT pg_catalog.min(r.ev_class)::regclass AS used_by
            FROM pg_catalog.pg_class h
            JOIN pg_catalog.pg_depend p ON p.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::regclass::pg_catalog.oid
                                       AND p.refobjid OPERATOR(pg_catalog.=) h.oid
                                       AND p.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::regclass::pg_catalog.oid
            JOIN pg_catalog.pg_rewrite r ON r.oid OPERATOR(pg_catalog.=) p.objid
            JOIN pg_catalog.pg_class v ON v.oid OPERATOR(pg_catalog.=) r.ev_class
           WHERE h.relnamespace OPERATOR(pg_catalog.=) c.relnamespace
             AND pg_catalog.substring(h.relname::text, '^view_[0-9]+_') OPERATOR(pg_catalog.=) x.prefix
             AND v.relnamespace OPERATOR(pg_catalog.<>) c.relnamespace) u ON true
     WHERE c.relnamespace OPERATOR(pg_catalog.=) 'streamml_state'::pg_catalog.regnamespace::pg_catalog.oid
       AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,f,v,m,S}'::"char"[])
       AND NOT EXISTS (
           SELECT FROM streamml.view_definition d
             JOIN pg_catalog.pg_class v ON v.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
            WHERE d.state OPERATOR(pg_catalog.=) c.oid OR d.definition OPERATOR(pg_catalog.=) c.oid
               OR c.relname OPERATOR(pg_catalog.=) pg_catalog.format('view_%s_ledger', d.id)::pg_catalog.name)
       AND pg_catalog.pg_has_role(c.relowner, 'USAGE'::text)
    UNION ALL
    SELECT pg_catalog.format('row %s of streamml.view_definition', d.id), NULL, NULL, NULL, NULL
      FROM streamml.view_definition d
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class v WHERE v.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid)) o;
COMMENT ON VIEW streamml.orphans IS
    'what belongs to no continuous view: left over, or restored from a part of a dump';
COMMENT ON COLUMN streamml.orphans.used_by IS 'what is made of it all the same, NULL if nothing is';
COMMENT ON COLUMN streamml.orphans.query IS 'what the continuous view was defined as, if that is still known';
GRANT SELECT ON streamml.orphans TO PUBLIC;

CREATE FUNCTION streamml.drop_orphans() RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.drop_orphans() IS
    'drop your relations in streamml.orphans that nothing is made of; their number';

CREATE OR REPLACE VIEW streamml.late_rows WITH (security_barrier) AS
    SELECT d.view, l.lsn, l.ordinal,
           streamml.readable_row(l."row", d.source, c.relowner) AS "row",
           l.event_time, l.watermark, l.action, l.at
      FROM streamml.late_row_log l
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) l.view_id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);

CREATE FUNCTION streamml.reset_watermark(view regclass) RETURNS void
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.reset_watermark(regclass) IS
    'rebuild a continuous view of yours whose watermark went too far, and let its table say how far time has come';

CREATE OR REPLACE FUNCTION streamml.check(
    OUT "check" text, OUT level text, OUT detail text, OUT hint text)
RETURNS SETOF record
LANGUAGE sql VOLATILE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT * FROM streamml.check_installation()
    UNION ALL
    SELECT 'view ' || v.view::text,
           CASE WHEN v.state IN ('live', 'paused') THEN 'warning' ELSE 'critical' END,
           CASE v.state WHEN 'gap' THEN 'the view lacks rows'
                        WHEN 'live' THEN 'the view is behind'
                        ELSE 'the view is ' || v.state END
               || coalesce(': ' || v.message, ''),
           CASE v.state
               WHEN 'gap' THEN format('SELECT streamml.rebuild(%1$L); -- or, to go on without those rows: SELECT streamml.resume(%1$L, gap => ''accept'');', v.view)
               WHEN 'failed' THEN CASE
                   WHEN v.message OPERATOR(pg_catalog.=) 'its definition was dropped'
                       THEN format('DROP %s %s; then create it again.',
                                   CASE v.kind WHEN 'rows' THEN 'TABLE' ELSE 'VIEW' END, v.view)
                   -- a change of a row that the view refuses would be met again
                   WHEN v.sqlstate OPERATOR(pg_catalog.=) 'SM003' THEN format('SELECT streamml.rebuild(%L);', v.view)
                   ELSE format('Mend the cause, then: SELECT streamml.resume(%L);', v.view) END
               WHEN 'paused' THEN format('SELECT streamml.resume(%L);', v.view)
               WHEN 'live' THEN CASE
                   WHEN v.message LIKE 'it tries again%' THEN 'See the server''s log for the error.'
                   ELSE format('SELECT pid, mode FROM pg_locks WHERE granted AND relation IN (%s, %s);',
                               v.view::oid, v.source::oid) END
           END
      FROM streamml.continuous_views v
     WHERE v.state IN ('gap', 'failed', 'paused') OR v.message IS NOT NULL
    UNION ALL
    SELECT 'views', 'critical', count(*) || ' views lack rows',
           'SELECT streamml.rebuild(view) FROM streamml.continuous_views WHERE state = ''gap'';'
      FROM streamml.continuous_views v
     WHERE v.state = 'gap'
    HAVING count(*) > 1
    UNION ALL
    SELECT 'view ' || o.used_by::text, 'critical',
           format('it reads %s, which belongs to no continuous view: its rows stand still', string_agg(o.orphan, ', ' ORDER BY o.orphan)),
           format('DROP VIEW %s; SELECT streamml.create_continuous_view(%L, %L); SELECT streamml.drop_orphans();',
                  o.used_by, o.used_by, max(o.query))
      FROM streamml.orphans o
     WHERE o.used_by IS NOT NULL
     GROUP BY o.used_by
    UNION ALL
    SELECT 'orphans', 'warning',
           'left over from continuous views: ' || string_agg(o.orphan, ', ' ORDER BY o.orphan),
           'SELECT streamml.drop_orphans();'
      FROM streamml.orphans o
     WHERE o.used_by IS NULL
    HAVING count(*) > 0
    UNION ALL
    SELECT 'publication ' || p.pubname, 'warning',
           'it publishes states and catalogs of streamml, which concern this database alone',
           format('DROP PUBLICATION %I; CREATE PUBLICATION %I FOR TABLES IN SCHEMA public; -- and others but streamml, streamml_state',
                  p.pubname, p.pubname)
      FROM (SELECT DISTINCT t.pubname FROM pg_publication_tables t
             WHERE t.schemaname IN ('streamml', 'streamml_state')) p
    UNION ALL
    SELECT 'watermark of ' || w.view::text, 'warning',
           format('the watermark %s lies ahead of the clock: rows of the right time come late', w.watermark),
           format('Delete the rows of the wrong time, then: SELECT streamml.reset_watermark(%L); max_future keeps such rows from moving the watermark.', w.view)
      FROM streamml.watermarks w
     WHERE CASE WHEN w.watermark ~ '^-?[0-9]+$' THEN false
                -- without a zone it may be of any
                ELSE w.watermark::timestamptz OPERATOR(pg_catalog.>) (now() OPERATOR(pg_catalog.+)
                     CASE WHEN w.watermark ~ '[+-][0-9:]+$' THEN interval '1 minute' ELSE interval '15 hours' END) END
$$;

----------------------------------------------------------------------
-- Other functions over models, by the name of a view
----------------------------------------------------------------------

CREATE FUNCTION streamml.drift(view regclass, OUT detector text, OUT n bigint, OUT estimate double precision, OUT drifts bigint, OUT last_drift bigint, OUT warnings bigint, OUT last_warning bigint, OUT warned boolean) RETURNS record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.drift(regclass) IS 'of the model of a continuous view: what a drift detector, or that of a model with option "drift", has seen and found';
CREATE FUNCTION streamml.drift(view text, OUT detector text, OUT n bigint, OUT estimate double precision, OUT drifts bigint, OUT last_drift bigint, OUT warnings bigint, OUT last_warning bigint, OUT warned boolean) RETURNS record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.drift(text) IS 'of the model of a continuous view: what a drift detector, or that of a model with option "drift", has seen and found';
CREATE FUNCTION streamml.explain(view regclass, features double precision[], class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(regclass,double precision[],text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view text, features double precision[], class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(text,double precision[],text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view regclass, features jsonb, class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(regclass,jsonb,text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view text, features jsonb, class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(text,jsonb,text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view regclass, features record, class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(regclass,record,text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.explain(view text, features record, class text DEFAULT NULL, OUT feature text, OUT value double precision, OUT contribution double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.explain(text,record,text) IS 'of the model of a continuous view: what each feature contributes to a prediction';
CREATE FUNCTION streamml.feature_importance(view regclass, OUT feature text, OUT importance double precision, OUT share double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.feature_importance(regclass) IS 'of the model of a continuous view: how much each feature matters to a model, the most important first';
CREATE FUNCTION streamml.feature_importance(view text, OUT feature text, OUT importance double precision, OUT share double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.feature_importance(text) IS 'of the model of a continuous view: how much each feature matters to a model, the most important first';
CREATE FUNCTION streamml.forecast(view regclass, horizon integer, level double precision DEFAULT 0.9, OUT step integer, OUT value double precision, OUT lower double precision, OUT upper double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.forecast(regclass,integer,double precision) IS 'of the model of a continuous view: the next values of a series, and bounds that hold that part of them';
CREATE FUNCTION streamml.forecast(view text, horizon integer, level double precision DEFAULT 0.9, OUT step integer, OUT value double precision, OUT lower double precision, OUT upper double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.forecast(text,integer,double precision) IS 'of the model of a continuous view: the next values of a series, and bounds that hold that part of them';
CREATE FUNCTION streamml.hashed_features(view regclass, OUT feature text, OUT slot integer, OUT entries bigint, OUT collisions bigint) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.hashed_features(regclass) IS 'of the model of a continuous view: slots of a model that hashes names: whose they are, and how often others met there';
CREATE FUNCTION streamml.hashed_features(view text, OUT feature text, OUT slot integer, OUT entries bigint, OUT collisions bigint) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.hashed_features(text) IS 'of the model of a continuous view: slots of a model that hashes names: whose they are, and how often others met there';
CREATE FUNCTION streamml.info(view regclass) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.info(regclass) IS 'of the model of a continuous view: algorithm, options, classes and size of a model';
CREATE FUNCTION streamml.info(view text) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.info(text) IS 'of the model of a continuous view: algorithm, options, classes and size of a model';
CREATE FUNCTION streamml.metrics(view regclass) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.metrics(regclass) IS 'of the model of a continuous view: how good its predictions were, each made before the row was learned';
CREATE FUNCTION streamml.metrics(view text) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.metrics(text) IS 'of the model of a continuous view: how good its predictions were, each made before the row was learned';
CREATE FUNCTION streamml.moments(view regclass, OUT feature text, OUT count double precision, OUT missing double precision, OUT mean double precision, OUT variance double precision, OUT std double precision, OUT min double precision, OUT max double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.moments(regclass) IS 'of the model of a continuous view: count, mean, variance and range of each feature';
CREATE FUNCTION streamml.moments(view text, OUT feature text, OUT count double precision, OUT missing double precision, OUT mean double precision, OUT variance double precision, OUT std double precision, OUT min double precision, OUT max double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.moments(text) IS 'of the model of a continuous view: count, mean, variance and range of each feature';
CREATE FUNCTION streamml.n_observations(view regclass) RETURNS bigint
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.n_observations(regclass) IS 'of the model of a continuous view: rows that the model has learned';
CREATE FUNCTION streamml.n_observations(view text) RETURNS bigint
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.n_observations(text) IS 'of the model of a continuous view: rows that the model has learned';
CREATE FUNCTION streamml.predict(view regclass, "user" "any", item "any") RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(regclass,"any","any") IS 'of the model of a continuous view: rating that the user is expected to give to the item';
CREATE FUNCTION streamml.predict(view text, "user" "any", item "any") RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(text,"any","any") IS 'of the model of a continuous view: rating that the user is expected to give to the item';
CREATE FUNCTION streamml.quantile(view regclass, q double precision) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.quantile(regclass,double precision) IS 'of the model of a continuous view: value that a part q of all values of the only feature do not exceed';
CREATE FUNCTION streamml.quantile(view text, q double precision) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.quantile(text,double precision) IS 'of the model of a continuous view: value that a part q of all values of the only feature do not exceed';
CREATE FUNCTION streamml.quantile(view regclass, q double precision, feature text) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.quantile(regclass,double precision,text) IS 'of the model of a continuous view: value that a part q of all values of a feature do not exceed';
CREATE FUNCTION streamml.quantile(view text, q double precision, feature text) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.quantile(text,double precision,text) IS 'of the model of a continuous view: value that a part q of all values of a feature do not exceed';
CREATE FUNCTION streamml.recommend(view regclass, "user" "any", k integer, OUT item text, OUT score double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.recommend(regclass,"any",integer) IS 'of the model of a continuous view: the k items that the user is expected to rate best, the best first';
CREATE FUNCTION streamml.recommend(view text, "user" "any", k integer, OUT item text, OUT score double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.recommend(text,"any",integer) IS 'of the model of a continuous view: the k items that the user is expected to rate best, the best first';
CREATE FUNCTION streamml.to_sql(view regclass, answer text DEFAULT NULL, class text DEFAULT NULL, columns text[] DEFAULT NULL) RETURNS text
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.to_sql(regclass,text,text,text[]) IS 'of the model of a continuous view: an SQL expression over columns that answers as predict, predict_proba or predict_class';
CREATE FUNCTION streamml.to_sql(view text, answer text DEFAULT NULL, class text DEFAULT NULL, columns text[] DEFAULT NULL) RETURNS text
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.to_sql(text,text,text,text[]) IS 'of the model of a continuous view: an SQL expression over columns that answers as predict, predict_proba or predict_class';
CREATE FUNCTION streamml.unknown_features(view regclass, features jsonb) RETURNS text[]
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.unknown_features(regclass,jsonb) IS 'of the model of a continuous view: features and categories that the model has never seen';
CREATE FUNCTION streamml.unknown_features(view text, features jsonb) RETURNS text[]
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.unknown_features(text,jsonb) IS 'of the model of a continuous view: features and categories that the model has never seen';
CREATE FUNCTION streamml.unknown_features(view regclass, features record) RETURNS text[]
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.unknown_features(regclass,record) IS 'of the model of a continuous view: features and categories that the model has never seen';
CREATE FUNCTION streamml.unknown_features(view text, features record) RETURNS text[]
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.unknown_features(text,record) IS 'of the model of a continuous view: features and categories that the model has never seen';
CREATE FUNCTION streamml.weights(view regclass, OUT feature text, OUT class text, OUT weight double precision, OUT std_error double precision, OUT t double precision, OUT p double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.weights(regclass) IS 'of the model of a continuous view: coefficients by feature, with standard errors where the algorithm has them';
CREATE FUNCTION streamml.weights(view text, OUT feature text, OUT class text, OUT weight double precision, OUT std_error double precision, OUT t double precision, OUT p double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.weights(text) IS 'of the model of a continuous view: coefficients by feature, with standard errors where the algorithm has them';
CREATE FUNCTION streamml.model_size(view regclass) RETURNS bigint
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.model_size(regclass) IS 'of the model of a continuous view: bytes of the value before compression';
CREATE FUNCTION streamml.model_size(view text) RETURNS bigint
    AS 'MODULE_PATHNAME', 'view_ask' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.model_size(text) IS 'of the model of a continuous view: bytes of the value before compression';

----------------------------------------------------------------------
-- The relations of every view
----------------------------------------------------------------------

CREATE FUNCTION streamml.upgrade_views() RETURNS void
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
SELECT streamml.upgrade_views();
DROP FUNCTION streamml.upgrade_views();
