----------------------------------------------------------------------
-- Watermarks: which windows are closed, which rows came late.
----------------------------------------------------------------------

REVOKE ALL ON streamml.view_watermark, streamml.late_row_log FROM PUBLIC;

CREATE FUNCTION streamml.window_closed(view integer, "window" anyrange) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.window_closed(integer, anyrange) IS
    'has the watermark of the continuous view with this number reached the end of the window?';

CREATE FUNCTION streamml.window_kept(view integer, "window" anyrange) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.window_kept(integer, anyrange) IS
    'does the continuous view with this number still keep the window?';

CREATE FUNCTION streamml.reset_watermark(view regclass) RETURNS void
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION streamml.reset_watermark(regclass) IS
    'rebuild a continuous view of yours whose watermark went too far, and let its table say how far time has come';

CREATE FUNCTION streamml.event_time_text(time_type regtype, value bigint) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION streamml.event_time_text(regtype, bigint) IS
    'an event time as streamml.view_watermark stores it, as text';

CREATE VIEW streamml.watermarks WITH (security_barrier) AS
    SELECT d.view,
           streamml.event_time_text(w.time_type, w.watermark) AS watermark,
           streamml.event_time_text(w.time_type, w.max_seen) AS max_seen,
           d.lateness, d.retention, d.max_future,
           w.merged AS late_merged, w.diverted AS late_diverted, w.no_window
      FROM streamml.view_definition d
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
      LEFT JOIN streamml.view_watermark w ON w.id OPERATOR(pg_catalog.=) d.id
                                         AND w.generation OPERATOR(pg_catalog.=) d.generation
     WHERE d.lateness IS NOT NULL
       AND pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.watermarks IS
    'per continuous view of yours with lateness: its watermark, and how many rows came after it';

CREATE VIEW streamml.late_rows WITH (security_barrier) AS
    SELECT d.view, l.lsn, l.ordinal,
           streamml.readable_row(l."row", d.source, c.relowner) AS "row",
           l.event_time, l.watermark, l.action, l.at
      FROM streamml.late_row_log l
      JOIN streamml.view_definition d ON d.id OPERATOR(pg_catalog.=) l.view_id
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.view::pg_catalog.oid
     WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE'::text);
COMMENT ON VIEW streamml.late_rows IS
    'source rows that came after their window had closed in one of your views, or have no window there';

GRANT SELECT ON streamml.watermarks, streamml.late_rows TO PUBLIC;

CREATE FUNCTION streamml.late_rows(view regclass,
                                   OUT lsn pg_lsn, OUT ordinal bigint, OUT "row" jsonb,
                                   OUT event_time text, OUT watermark text, OUT action text,
                                   OUT at timestamptz)
    RETURNS SETOF record
    LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT l.lsn, l.ordinal, l."row", l.event_time, l.watermark, l.action, l.at
      FROM streamml.late_rows l
     WHERE l.view OPERATOR(pg_catalog.=) $1
     ORDER BY l.lsn, l.ordinal
$$;
COMMENT ON FUNCTION streamml.late_rows(regclass) IS
    'rows that came late to a continuous view of yours: merged while their window was kept, else diverted; and rows without a window';
