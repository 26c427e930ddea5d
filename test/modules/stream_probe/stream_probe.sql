-- stream_probe.sql: the functions and tables of the driver, for psql -f.  The
-- server must find the library through dynamic_library_path and allow it in
-- output_plugin_libraries.
CREATE SCHEMA probe;

-- What the driver is to read, and what it found.
CREATE TABLE probe.sources (relid pg_catalog.regclass PRIMARY KEY);
CREATE TABLE probe.progress (lsn pg_catalog.pg_lsn NOT NULL);
CREATE TABLE probe.log (
    end_lsn pg_catalog.pg_lsn, nrows bigint, nxids int, ntruncates bigint, nsegments int);
-- mode 'rows': one per row, in stream order
CREATE TABLE probe.rows (
    seq bigserial, source pg_catalog.regclass, commit_lsn pg_catalog.pg_lsn,
    xid pg_catalog.xid, data jsonb);
-- mode 'sums': one per batch and segment
CREATE TABLE probe.sums (
    source pg_catalog.regclass, nrows bigint, checksum numeric, shared boolean);

-- Create the slot; progress starts at its position.
CREATE FUNCTION probe.create_slot() RETURNS pg_catalog.void
    AS 'stream_probe', 'probe_create_slot' LANGUAGE C;
CREATE FUNCTION probe.drop_slot() RETURNS pg_catalog.void
    AS 'stream_probe', 'probe_drop_slot' LANGUAGE C;

-- Read from the recorded progress to the present end of WAL in a process of its
-- own, recording rows and progress per batch in one transaction.
--   mode         rows, sums or none (decode only)
--   max_rows     rows per batch
--   max_batches  stop without recording the last batch, as a crash would
--   gate         take advisory lock 1 between decoding the first batch and processing
--                it; then look at the list of sources again after every batch, and go on
--                to the end of WAL at that time
--   wait         return when it has ended
CREATE FUNCTION probe.run(mode text DEFAULT 'rows', max_rows bigint DEFAULT 100000,
    max_batches int DEFAULT 0, gate boolean DEFAULT false, wait boolean DEFAULT true)
    RETURNS pg_catalog.void AS 'stream_probe', 'probe_run' LANGUAGE C STRICT;

-- count(*) and sum(hashtext(row)) of a table as of a position.
CREATE FUNCTION probe.table_at(rel pg_catalog.regclass, lsn pg_catalog.pg_lsn,
    OUT nrows bigint, OUT checksum numeric)
    AS 'stream_probe', 'probe_table_at' LANGUAGE C STRICT;

-- exists, lost, active, confirmed, restart
CREATE FUNCTION probe.slot_info(OUT is_there boolean, OUT lost boolean,
    OUT active boolean, OUT confirmed pg_catalog.pg_lsn, OUT restart pg_catalog.pg_lsn)
    AS 'stream_probe', 'probe_slot_info' LANGUAGE C;

CREATE FUNCTION probe.requirements(OUT problem text, OUT hint text)
    AS 'stream_probe', 'probe_requirements' LANGUAGE C;
