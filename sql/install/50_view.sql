----------------------------------------------------------------------
-- Continuous views.
----------------------------------------------------------------------

-- State of an aggregate whose transition type is internal.  No casts, no
-- binary input; what users make by text input is refused on use: see
-- src/view/aggstate.c.
CREATE TYPE streamml.aggstate;

CREATE FUNCTION streamml.aggstate_in(cstring) RETURNS streamml.aggstate
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION streamml.aggstate_in(cstring) IS 'I/O';

CREATE FUNCTION streamml.aggstate_out(streamml.aggstate) RETURNS cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION streamml.aggstate_out(streamml.aggstate) IS 'I/O';

CREATE TYPE streamml.aggstate (
    INPUT = streamml.aggstate_in,
    OUTPUT = streamml.aggstate_out,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = int4,
    STORAGE = extended
);
COMMENT ON TYPE streamml.aggstate IS 'stored state of an aggregate with an internal transition type';

CREATE FUNCTION streamml.finalize(aggregate regprocedure, state "any", result anyelement)
    RETURNS anyelement
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.finalize(regprocedure, "any", anyelement) IS
    'answer of an aggregate from its stored state; the last argument is a NULL of the result type';

CREATE FUNCTION streamml.finalize(aggregate regprocedure, state "any", result anyelement,
                                  VARIADIC arguments "any")
    RETURNS anyelement
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.finalize(regprocedure, "any", anyelement, "any") IS
    'answer of an aggregate from its stored state, with NULLs of its argument types behind';

-- Stored states of a group, combined and finalised.
CREATE FUNCTION streamml.rollup_state_transition(internal, regprocedure, "any", anyelement)
    RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_state_transition(internal, regprocedure, "any", anyelement) IS
    'aggregate transition function';

CREATE FUNCTION streamml.rollup_state_final(internal, regprocedure, "any", anyelement)
    RETURNS anyelement
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_state_final(internal, regprocedure, "any", anyelement) IS
    'aggregate final function';

CREATE AGGREGATE streamml.rollup_state(aggregate regprocedure, state "any", result anyelement) (
    SFUNC = streamml.rollup_state_transition, STYPE = internal,
    FINALFUNC = streamml.rollup_state_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE,
    PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE streamml.rollup_state(regprocedure, "any", anyelement) IS
    'answer of an aggregate from several stored states; the last argument is a NULL of the result type';

CREATE FUNCTION streamml.rollup_state_transition(internal, regprocedure, "any", anyelement, VARIADIC "any")
    RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_state_transition(internal, regprocedure, "any", anyelement, "any") IS
    'aggregate transition function';

CREATE FUNCTION streamml.rollup_state_final(internal, regprocedure, "any", anyelement, VARIADIC "any")
    RETURNS anyelement
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_state_final(internal, regprocedure, "any", anyelement, "any") IS
    'aggregate final function';

CREATE AGGREGATE streamml.rollup_state(aggregate regprocedure, state "any", result anyelement,
                                       VARIADIC arguments "any") (
    SFUNC = streamml.rollup_state_transition, STYPE = internal,
    FINALFUNC = streamml.rollup_state_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE,
    PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE streamml.rollup_state(regprocedure, "any", anyelement, "any") IS
    'answer of an aggregate from several stored states, with NULLs of its argument types behind';

----------------------------------------------------------------------
-- Rows that streamml writes down by itself.  See src/view/row_json.c.
----------------------------------------------------------------------

CREATE FUNCTION streamml.row_json("row" record) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION streamml.row_json(record) IS
    'a row as JSON, by the output functions of its types: no cast is called';

-- Rights can go away after a row was listed.
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
-- The life of a continuous view.
----------------------------------------------------------------------

CREATE FUNCTION streamml.create_continuous_view(name text, query text,
                                                backfill boolean DEFAULT true,
                                                lateness text DEFAULT NULL,
                                                retention text DEFAULT NULL,
                                                max_future text DEFAULT NULL,
                                                emit text DEFAULT 'update',
                                                notify text DEFAULT NULL,
                                                on_update text DEFAULT 'ignore',
                                                on_delete text DEFAULT 'ignore',
                                                on_truncate text DEFAULT 'ignore')
    RETURNS regclass
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.create_continuous_view(text, text, boolean, text, text, text, text, text, text, text, text) IS
    'create a view whose answer is maintained from the rows inserted into the first table of FROM';

CREATE FUNCTION streamml.drop_continuous_view(view regclass) RETURNS void
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.drop_continuous_view(regclass) IS
    'drop a continuous view; DROP VIEW or DROP TABLE do the same';

CREATE FUNCTION streamml.create_rollup(name text, query text) RETURNS regclass
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.create_rollup(text, text) IS
    'create an ordinary view that combines the states of a continuous view to coarser groups';

CREATE FUNCTION streamml.rollup_transition(anyelement, anyelement) RETURNS anyelement
    AS 'MODULE_PATHNAME', 'rollup_marker' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_transition(anyelement, anyelement) IS 'aggregate transition function';

CREATE FUNCTION streamml.rollup_final(anyelement) RETURNS anyelement
    AS 'MODULE_PATHNAME', 'rollup_marker' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.rollup_final(anyelement) IS 'aggregate final function';

CREATE AGGREGATE streamml.rollup("column" anyelement) (
    SFUNC = streamml.rollup_transition, STYPE = anyelement,
    FINALFUNC = streamml.rollup_final, PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE streamml.rollup(anyelement) IS
    'in the query of streamml.create_rollup(): a column of the continuous view, its states combined';

CREATE FUNCTION streamml.pause(view regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'pause_view' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.pause(regclass) IS
    'stop maintaining a continuous view; it keeps its place in the stream';

CREATE FUNCTION streamml.resume(view regclass, gap text DEFAULT NULL) RETURNS void
    AS 'MODULE_PATHNAME', 'resume_view' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.resume(regclass, text) IS
    'let a paused or failed continuous view catch up from where it stopped; with gap => ''accept'', one with a gap go on without the rows in it';

CREATE FUNCTION streamml.forget(view regclass, before timestamptz DEFAULT pg_catalog.now()) RETURNS bigint
    AS 'MODULE_PATHNAME', 'forget_rows' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.forget(regclass, timestamptz) IS
    'delete the dead letters, late rows and drift events of a view that were listed before a time; their number';

CREATE FUNCTION streamml.rebuild(view regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'rebuild_view' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.rebuild(regclass) IS
    'forget the states of a continuous view and fill it again from its table';

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

-- Event triggers: they follow DROP and ALTER ... OWNER of users' relations, and
-- refuse what would take rows of a source past the stream.
CREATE FUNCTION streamml.on_sql_drop() RETURNS event_trigger
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.on_sql_drop() IS 'forgets dropped continuous views';
CREATE EVENT TRIGGER streamml_sql_drop ON sql_drop
    EXECUTE FUNCTION streamml.on_sql_drop();

CREATE FUNCTION streamml.on_drop_extension() RETURNS event_trigger
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.on_drop_extension() IS
    'tells of the replication slot that stays where the library is not loaded';
CREATE EVENT TRIGGER streamml_drop_extension ON ddl_command_start
    WHEN TAG IN ('DROP EXTENSION')
    EXECUTE FUNCTION streamml.on_drop_extension();

CREATE FUNCTION streamml.on_ddl_command_end() RETURNS event_trigger
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.on_ddl_command_end() IS
    'keeps the owners of a continuous view''s relations in step';
CREATE EVENT TRIGGER streamml_ddl_command_end ON ddl_command_end
    WHEN TAG IN ('ALTER TABLE', 'ALTER VIEW', 'CREATE TABLE', 'CREATE FOREIGN TABLE')
    EXECUTE FUNCTION streamml.on_ddl_command_end();

----------------------------------------------------------------------
-- What users see of the catalogs: each the views of roles he is a member of.
----------------------------------------------------------------------

REVOKE ALL ON streamml.view_definition, streamml.view_progress, streamml.stream_progress,
    streamml.dead_letter_log, streamml.gap_log FROM PUBLIC;

CREATE VIEW streamml.continuous_views WITH (security_barrier) AS
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
COMMENT ON VIEW streamml.continuous_views IS 'your continuous views: state, position, error';

CREATE VIEW streamml.dead_letters WITH (security_barrier) AS
    SELECT d.view, l.lsn, l.ordinal,
           streamml.readable_row(l."row", d.source, c.relowner) AS "row", l.sqlstate, l.message, l.at
      FROM streamml.dead_letter_log l
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) l.view_id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.dead_letters IS 'source rows that raised an error in one of your views';

CREATE VIEW streamml.gaps WITH (security_barrier) AS
    SELECT d.view, g.from_lsn, g.to_lsn, g.reason, g.at,
           CASE WHEN g.generation OPERATOR(pg_catalog.<) d.generation THEN 'rebuilt'::text
                WHEN g.accepted IS NOT NULL THEN 'accepted'::text
                ELSE 'open'::text END AS state
      FROM streamml.gap_log g
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) g.view_id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.gaps IS 'ranges and events of the stream that one of your views could not see, and what became of them';

GRANT USAGE ON SCHEMA streamml TO PUBLIC;
GRANT SELECT ON streamml.continuous_views, streamml.dead_letters, streamml.gaps TO PUBLIC;

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

CREATE FUNCTION streamml.verify(view regclass,
                                OUT key jsonb, OUT expected jsonb, OUT actual jsonb)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.verify(regclass) IS
    'run the definition of a continuous view over its table and return the groups that differ; none means the view is right';

----------------------------------------------------------------------
-- The model of a continuous view, by the view's name.  A definition that
-- names it by a constant is stored with its OID: see src/view/create.c.
----------------------------------------------------------------------

CREATE FUNCTION streamml.model_of(view regclass) RETURNS streamml.model
    AS 'MODULE_PATHNAME', 'view_model_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.model_of(regclass) IS 'the model of a continuous view, as it is now';

CREATE FUNCTION streamml.predict(view regclass, features double precision[]) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(regclass, double precision[]) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view regclass, features jsonb) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(regclass, jsonb) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view regclass, features record) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(regclass, record) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view text, features double precision[]) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(text, double precision[]) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view text, features jsonb) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(text, jsonb) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict(view text, features record) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict(text, record) IS 'predicted value, or label, of the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features double precision[]) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, double precision[]) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features jsonb) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, jsonb) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features record) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, record) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features double precision[]) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, double precision[]) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features jsonb) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, jsonb) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features record) RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, record) IS 'probability of the positive class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view regclass, features double precision[]) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(regclass, double precision[]) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view regclass, features jsonb) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(regclass, jsonb) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view regclass, features record) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(regclass, record) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view text, features double precision[]) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(text, double precision[]) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view text, features jsonb) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(text, jsonb) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_class(view text, features record) RETURNS text
    AS 'MODULE_PATHNAME', 'view_predict_class' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_class(text, record) IS 'predicted class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features double precision[], class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, double precision[], text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features jsonb, class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, jsonb, text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view regclass, features record, class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(regclass, record, text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features double precision[], class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, double precision[], text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features jsonb, class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, jsonb, text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_proba(view text, features record, class text)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'view_predict_proba_of' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_proba(text, record, text) IS 'probability of the named class by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view regclass, features double precision[], level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(regclass, double precision[], double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view regclass, features jsonb, level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(regclass, jsonb, double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view regclass, features record, level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(regclass, record, double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view text, features double precision[], level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(text, double precision[], double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view text, features jsonb, level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(text, jsonb, double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';
CREATE FUNCTION streamml.predict_interval(view text, features record, level double precision DEFAULT 0.9,
    OUT lower double precision, OUT upper double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'view_predict_interval' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION streamml.predict_interval(text, record, double precision) IS 'interval that holds the label with that probability, by the model of a continuous view';

CREATE FUNCTION streamml.score() RETURNS trigger
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.score() IS
    'BEFORE INSERT trigger (''view'', ''target column'', ''feature column'', ...): fills the target with the prediction of the view''s model';
