----------------------------------------------------------------------
-- Windows: functions from a time to the ranges it falls into.  Each exists for
-- timestamptz, timestamp, date, int and bigint; only timestamptz has a time zone.
----------------------------------------------------------------------

-- Fixed windows, side by side.
CREATE FUNCTION streamml.tumble(ts timestamptz, width interval, origin timestamptz DEFAULT NULL,
                                timezone text DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(timestamptz, interval, timestamptz, text, interval) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

CREATE FUNCTION streamml.tumble(ts timestamp, width interval, origin timestamp DEFAULT NULL,
                                "offset" interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(timestamp, interval, timestamp, interval) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

CREATE FUNCTION streamml.tumble(ts date, width interval, origin date DEFAULT NULL,
                                "offset" interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(date, interval, date, interval) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

CREATE FUNCTION streamml.tumble(ts int, width int, origin int DEFAULT NULL,
                                "offset" int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(int, int, int, int) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

CREATE FUNCTION streamml.tumble(ts bigint, width bigint, origin bigint DEFAULT NULL,
                                "offset" bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_tumble' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.tumble(bigint, bigint, bigint, bigint) IS
    'fixed window [start, end) of the given width that a time falls into; NULL for NULL and infinite times';

-- Windows of equal width that begin at every slide.
CREATE FUNCTION streamml.hop(ts timestamptz, slide interval, width interval,
                             origin timestamptz DEFAULT NULL, timezone text DEFAULT NULL,
                             "offset" interval DEFAULT NULL)
    RETURNS SETOF tstzrange
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C STABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(timestamptz, interval, interval, timestamptz, text, interval) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop(ts timestamp, slide interval, width interval,
                             origin timestamp DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS SETOF tsrange
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(timestamp, interval, interval, timestamp, interval) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop(ts date, slide interval, width interval, origin date DEFAULT NULL,
                             "offset" interval DEFAULT NULL)
    RETURNS SETOF daterange
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(date, interval, interval, date, interval) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop(ts int, slide int, width int, origin int DEFAULT NULL,
                             "offset" int DEFAULT NULL)
    RETURNS SETOF int4range
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(int, int, int, int, int) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop(ts bigint, slide bigint, width bigint, origin bigint DEFAULT NULL,
                             "offset" bigint DEFAULT NULL)
    RETURNS SETOF int8range
    AS 'MODULE_PATHNAME', 'window_hop' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.hop(bigint, bigint, bigint, bigint, bigint) IS
    'windows [start, end) of the given width, one at every slide, that a time falls into; none for NULL and infinite times';

CREATE FUNCTION streamml.hop_pane(ts timestamptz, slide interval, width interval,
                                  origin timestamptz DEFAULT NULL, timezone text DEFAULT NULL,
                                  "offset" interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(timestamptz, interval, interval, timestamptz, text, interval) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

CREATE FUNCTION streamml.hop_pane(ts timestamp, slide interval, width interval,
                                  origin timestamp DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(timestamp, interval, interval, timestamp, interval) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

CREATE FUNCTION streamml.hop_pane(ts date, slide interval, width interval,
                                  origin date DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(date, interval, interval, date, interval) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

CREATE FUNCTION streamml.hop_pane(ts int, slide int, width int, origin int DEFAULT NULL,
                                  "offset" int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(int, int, int, int, int) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

CREATE FUNCTION streamml.hop_pane(ts bigint, slide bigint, width bigint,
                                  origin bigint DEFAULT NULL, "offset" bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_hop_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.hop_pane(bigint, bigint, bigint, bigint, bigint) IS
    'what all windows of hop() with the same arguments have in common around a time: the tumbling window of their greatest common divisor';

-- Windows that begin where those of max do and end at every step.
CREATE FUNCTION streamml.cumulate(ts timestamptz, step interval, max interval,
                                  origin timestamptz DEFAULT NULL, timezone text DEFAULT NULL,
                                  "offset" interval DEFAULT NULL)
    RETURNS SETOF tstzrange
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C STABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(timestamptz, interval, interval, timestamptz, text, interval) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate(ts timestamp, step interval, max interval,
                                  origin timestamp DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS SETOF tsrange
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(timestamp, interval, interval, timestamp, interval) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate(ts date, step interval, max interval, origin date DEFAULT NULL,
                                  "offset" interval DEFAULT NULL)
    RETURNS SETOF daterange
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(date, interval, interval, date, interval) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate(ts int, step int, max int, origin int DEFAULT NULL,
                                  "offset" int DEFAULT NULL)
    RETURNS SETOF int4range
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(int, int, int, int, int) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate(ts bigint, step bigint, max bigint, origin bigint DEFAULT NULL,
                                  "offset" bigint DEFAULT NULL)
    RETURNS SETOF int8range
    AS 'MODULE_PATHNAME', 'window_cumulate' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION streamml.cumulate(bigint, bigint, bigint, bigint, bigint) IS
    'windows [start, end) that begin with the tumbling window of max, end at every step, and hold a time; none for NULL and infinite times';

CREATE FUNCTION streamml.cumulate_pane(ts timestamptz, step interval, max interval,
                                       origin timestamptz DEFAULT NULL,
                                       timezone text DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(timestamptz, interval, interval, timestamptz, text, interval) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

CREATE FUNCTION streamml.cumulate_pane(ts timestamp, step interval, max interval,
                                       origin timestamp DEFAULT NULL,
                                       "offset" interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(timestamp, interval, interval, timestamp, interval) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

CREATE FUNCTION streamml.cumulate_pane(ts date, step interval, max interval,
                                       origin date DEFAULT NULL, "offset" interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(date, interval, interval, date, interval) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

CREATE FUNCTION streamml.cumulate_pane(ts int, step int, max int, origin int DEFAULT NULL,
                                       "offset" int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(int, int, int, int, int) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

CREATE FUNCTION streamml.cumulate_pane(ts bigint, step bigint, max bigint,
                                       origin bigint DEFAULT NULL, "offset" bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_cumulate_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.cumulate_pane(bigint, bigint, bigint, bigint, bigint) IS
    'what all windows of cumulate() with the same arguments have in common around a time: the part between two steps';

-- Sessions and trailing windows: what one row would have.  Lengths are absolute
-- time and no zone matters, so these are immutable for every type.
CREATE FUNCTION streamml.session(ts timestamptz, gap interval, max interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(timestamptz, interval, interval) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.session(ts timestamp, gap interval, max interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(timestamp, interval, interval) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.session(ts date, gap interval, max interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(date, interval, interval) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.session(ts int, gap int, max int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(int, int, int) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.session(ts bigint, gap bigint, max bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_session' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.session(bigint, bigint, bigint) IS
    'window [ts, ts + gap) of a row that is alone in its session; rows whose windows overlap or touch are one session';

CREATE FUNCTION streamml.trailing(ts timestamptz, width interval, step interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(timestamptz, interval, interval) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing(ts timestamp, width interval, step interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(timestamp, interval, interval) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing(ts date, width interval, step interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(date, interval, interval) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing(ts int, width int, step int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(int, int, int) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing(ts bigint, width bigint, step bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_trailing' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing(bigint, bigint, bigint) IS
    'how long a row counts in a trailing window: [ts, ts + width)';

CREATE FUNCTION streamml.trailing_pane(ts timestamptz, width interval, step interval DEFAULT NULL)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(timestamptz, interval, interval) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_pane(ts timestamp, width interval, step interval DEFAULT NULL)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(timestamp, interval, interval) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_pane(ts date, width interval, step interval DEFAULT NULL)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(date, interval, interval) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_pane(ts int, width int, step int DEFAULT NULL)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(int, int, int) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_pane(ts bigint, width bigint, step bigint DEFAULT NULL)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_trailing_pane' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_pane(bigint, bigint, bigint) IS
    'step of a trailing window that a time falls into; without a step, about a sixtieth of the width';

CREATE FUNCTION streamml.trailing_window(width interval, step interval, at timestamptz)
    RETURNS tstzrange
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(interval, interval, timestamptz) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.trailing_window(width interval, step interval, at timestamp)
    RETURNS tsrange
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(interval, interval, timestamp) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.trailing_window(width interval, step interval, at date)
    RETURNS daterange
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(interval, interval, date) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.trailing_window(width int, step int, at int)
    RETURNS int4range
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(int, int, int) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.trailing_window(width bigint, step bigint, at bigint)
    RETURNS int8range
    AS 'MODULE_PATHNAME', 'window_trailing_window' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.trailing_window(bigint, bigint, bigint) IS
    'trailing window as of a time: [end - width, end), where end is that of the pane that holds the time';

CREATE FUNCTION streamml.now() RETURNS timestamptz
    AS 'MODULE_PATHNAME', 'streamml_now' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.now() IS
    'time as of which trailing windows are read: the setting streamml.now, or else the start of the transaction';

CREATE FUNCTION streamml.now(latest bigint) RETURNS bigint
    AS 'MODULE_PATHNAME', 'streamml_now_number' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION streamml.now(bigint) IS
    'number as of which trailing windows over numbers are read: the setting streamml.now, or else the latest in the view';
