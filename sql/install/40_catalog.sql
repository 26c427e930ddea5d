----------------------------------------------------------------------
-- Catalogs of continuous views.
--
-- What users want stands in view_definition, how far the worker got in
-- view_progress: two tables, so that the worker never waits for a row that a
-- user's open transaction has locked.  A rebuild writes progress itself, as a
-- new row of the next generation, for the same reason.
----------------------------------------------------------------------

-- State tables and hidden definitions live here, owned by the views' owners.
CREATE SCHEMA streamml_state;
GRANT USAGE ON SCHEMA streamml_state TO PUBLIC;

-- Numbers of views begin anywhere, so that hidden relations of one database can be
-- restored beside those of another.
CREATE SEQUENCE streamml.view_id_seq AS integer CYCLE;
SELECT pg_catalog.setval('streamml.view_id_seq', (1 + pg_catalog.random() * 2000000000)::bigint);

CREATE TABLE streamml.view_definition (
    id          integer     NOT NULL PRIMARY KEY DEFAULT pg_catalog.nextval('streamml.view_id_seq'),
    view        regclass    NOT NULL UNIQUE,
    state       regclass    NOT NULL,
    definition  regclass    NOT NULL,
    source      regclass    NOT NULL,
    kind        "char"      NOT NULL CHECK (kind OPERATOR(pg_catalog.=) ANY ('{a,r}'::"char"[])),
    enabled     boolean     NOT NULL DEFAULT true,
    generation  bigint      NOT NULL DEFAULT 1,
    backfill    boolean     NOT NULL DEFAULT true,
    settings    text        NOT NULL,
    lateness    text,
    retention   text,
    max_future  text,
    emit_closed boolean     NOT NULL DEFAULT false,
    channel     text,
    on_update   "char"      NOT NULL DEFAULT 'i' CHECK (on_update OPERATOR(pg_catalog.=) ANY ('{i,e,r,l}'::"char"[])),
    on_delete   "char"      NOT NULL DEFAULT 'i' CHECK (on_delete OPERATOR(pg_catalog.=) ANY ('{i,e,r}'::"char"[])),
    on_truncate "char"      NOT NULL DEFAULT 'i' CHECK (on_truncate OPERATOR(pg_catalog.=) ANY ('{i,e,r}'::"char"[])),
    closed      regclass,
    created     timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE streamml.view_definition IS 'what users asked for: one row per continuous view';

CREATE TABLE streamml.view_progress (
    id          integer     NOT NULL,
    state       "char"      NOT NULL CHECK (state OPERATOR(pg_catalog.=) ANY ('{p,l,s,f,g}'::"char"[])),
    generation  bigint      NOT NULL,
    position    pg_lsn,
    sqlstate    text,
    message     text,
    changed     timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    PRIMARY KEY (id, generation)
) WITH (fillfactor = 50);
COMMENT ON TABLE streamml.view_progress IS 'how far each continuous view got: written by the worker';

-- One row: the stream up to lsn has been applied to every view that is in
-- step.  The other columns identify the cluster and database that wrote it.
CREATE TABLE streamml.stream_progress (
    lsn         pg_lsn      NOT NULL,
    system_id   bigint      NOT NULL,
    database_id oid         NOT NULL,
    table_id    oid         NOT NULL,
    updated     timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE streamml.stream_progress IS 'position of the stream that the states on disk stand for, and whose it is';

CREATE TABLE streamml.dead_letter_log (
    view_id     integer     NOT NULL,
    lsn         pg_lsn      NOT NULL,
    ordinal     bigint      NOT NULL,
    "row"       jsonb       NOT NULL,
    sqlstate    text        NOT NULL,
    message     text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE streamml.dead_letter_log IS 'source rows that raised an error in a view';
CREATE INDEX dead_letter_log_view_id_idx ON streamml.dead_letter_log (view_id);

CREATE TABLE streamml.gap_log (
    view_id     integer     NOT NULL,
    from_lsn    pg_lsn      NOT NULL,
    to_lsn      pg_lsn,
    reason      text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    generation  bigint      NOT NULL,
    accepted    timestamptz,
    accepted_at pg_lsn
);
COMMENT ON TABLE streamml.gap_log IS 'ranges and events of the stream that a view could not see';

-- What a view with lateness knows of time: written with its states.  Times are
-- microseconds since 2000-01-01 (for timestamp and date: of their own zone), or
-- the numbers that windows are of.
CREATE TABLE streamml.view_watermark (
    id          integer     NOT NULL,
    generation  bigint      NOT NULL,
    time_type   regtype     NOT NULL,
    max_seen    bigint,
    watermark   bigint,
    emitted     bigint,
    kept_after  bigint,
    last_commit timestamptz,
    newest      timestamptz,
    merged      bigint      NOT NULL DEFAULT 0,
    diverted    bigint      NOT NULL DEFAULT 0,
    no_window   bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (id, generation)
) WITH (fillfactor = 50);
COMMENT ON TABLE streamml.view_watermark IS 'how far event time has come in each continuous view with lateness: written by the worker';

CREATE TABLE streamml.late_row_log (
    view_id     integer     NOT NULL,
    lsn         pg_lsn      NOT NULL,
    ordinal     bigint      NOT NULL,
    "row"       jsonb       NOT NULL,
    event_time  text,
    watermark   text,
    action      text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE streamml.late_row_log IS 'source rows that came after their window had closed, or have none';
CREATE INDEX late_row_log_view_id_idx ON streamml.late_row_log (view_id);

-- Dumps have what users asked for and what was found in rows.  Progress is a place
-- in the stream of this database: where there is none, the view came with a dump.
-- A view that is gone would be dumped as a bare OID, which may be another one's.
SELECT pg_catalog.pg_extension_config_dump('streamml.view_definition',
    'WHERE view::pg_catalog.oid IN (SELECT oid FROM pg_catalog.pg_class)');
SELECT pg_catalog.pg_extension_config_dump('streamml.dead_letter_log', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.gap_log', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.view_watermark', '');
SELECT pg_catalog.pg_extension_config_dump('streamml.late_row_log', '');
