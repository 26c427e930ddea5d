----------------------------------------------------------------------
-- The worker: waiting for it, watching it.
----------------------------------------------------------------------

CREATE FUNCTION streamml.wait(lsn pg_lsn DEFAULT NULL, timeout interval DEFAULT '30 s')
RETURNS boolean
LANGUAGE C VOLATILE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'stream_wait';
COMMENT ON FUNCTION streamml.wait(pg_lsn, interval) IS
'waits until every row committed before lsn (default: now) is visible in every continuous view; false when the time is up';

CREATE FUNCTION streamml.stat_worker_rows(
    OUT database_id oid, OUT pid integer, OUT state text, OUT started timestamptz,
    OUT applied_lsn pg_lsn, OUT persisted_lsn pg_lsn, OUT confirmed_lsn pg_lsn,
    OUT lag_bytes bigint, OUT rows_applied bigint, OUT transactions bigint, OUT batches bigint,
    OUT retries bigint, OUT truncates bigint, OUT changes_ignored bigint, OUT apply_ms double precision,
    OUT failures integer, OUT problem text, OUT filler_pid integer)
RETURNS SETOF record
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'stat_worker';
COMMENT ON FUNCTION streamml.stat_worker_rows() IS 'counters behind streamml.stat_worker';

CREATE VIEW streamml.stat_worker AS
    SELECT d.datname AS database, w.pid, w.state, w.started, w.applied_lsn, w.persisted_lsn,
           w.confirmed_lsn, w.lag_bytes, w.rows_applied, w.transactions, w.batches, w.retries,
           w.truncates, w.changes_ignored, w.apply_ms, w.failures, w.problem, w.filler_pid
      FROM streamml.stat_worker_rows() w
      LEFT JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) w.database_id;
COMMENT ON VIEW streamml.stat_worker IS
'one row per database with continuous views: its worker, how far it is, what it has done since it started';
GRANT SELECT ON streamml.stat_worker TO PUBLIC;

CREATE FUNCTION streamml.stat_view_rows(
    OUT id integer, OUT rows_applied bigint, OUT batches bigint, OUT dead_letters bigint,
    OUT apply_ms double precision)
RETURNS SETOF record
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'stat_views';
COMMENT ON FUNCTION streamml.stat_view_rows() IS 'counters behind streamml.stat_views';

CREATE VIEW streamml.stat_views WITH (security_barrier) AS
    SELECT d.view, s.rows_applied, s.batches, s.dead_letters
      FROM streamml.stat_view_rows() s
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) s.id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE');
COMMENT ON VIEW streamml.stat_views IS
'per continuous view of yours: rows, batches and dead letters since the worker started';
GRANT SELECT ON streamml.stat_views TO PUBLIC;

CREATE FUNCTION streamml.check_installation(
    OUT "check" text, OUT level text, OUT detail text, OUT hint text)
RETURNS SETOF record
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'check_installation';
COMMENT ON FUNCTION streamml.check_installation() IS 'the part of streamml.check() that concerns the server';

CREATE FUNCTION streamml.check(
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
COMMENT ON FUNCTION streamml.check() IS
'what is wrong with this installation, and the command or line that mends it; level ok, warning or critical';
