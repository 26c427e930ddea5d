----------------------------------------------------------------------
-- Windows: functions from a time to the range it falls into.
----------------------------------------------------------------------

CREATE FUNCTION streamml.tumble(ts timestamptz, width interval,
                                origin timestamptz DEFAULT NULL, timezone text DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'tumble_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(timestamptz, interval, timestamptz, text) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

CREATE FUNCTION streamml.tumble(ts timestamp, width interval, origin timestamp DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'tumble_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(timestamp, interval, timestamp) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';
