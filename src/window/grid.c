/*
 * grid.c
 *	  Where windows begin and end: boundaries at equal steps on an axis of time.
 *
 * All windows are half-open, [start, end), and their boundaries lie on grids.
 * A step without days or months is a length of absolute time, the same for
 * every window.  A step of days (weeks) or months is civil time of a zone:
 * boundaries have the same wall clock time, and windows last 23 or 25 hours when
 * the clocks change.  Hours are never cut in civil time, where an hour of autumn
 * would count twice.  Timestamps without a zone and dates use the same code, with
 * a wall clock that never changes; integers know ticks only.
 *
 * Boundaries are counted from an origin: Monday 2000-01-03 00:00 of the zone, so
 * that weeks are ISO weeks, or 2000-01-01 for months; 0 for integers.
 *
 * Civil boundaries are found in two steps: the wall clock of the time gives the
 * number of the boundary before it; then, because a boundary may fall into a
 * repeated or skipped hour, the number is moved until it is the last one that is
 * not after the time, as absolute times.  A boundary whose wall clock time was
 * skipped lies where the clocks jumped.  Boundaries never decrease with their
 * number: they are whole days apart, and no zone ever turned its clocks by more
 * than a day.  So windows tile whatever the zone did.  (Where a zone skipped a
 * day, two boundaries are the same absolute time: a window is empty.)
 *
 * Rows mostly arrive in order: a grid keeps the window found last, and a time
 * in it costs a comparison.
 *
 * All arithmetic is checked.  What cannot be stored is an error of class 22, as
 * a data error of the row that asked for it.
 */
#include "window/grid.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"

/* 2000-01-01 is day 0 of timestamps and dates; it was a Saturday. */
#define MONDAY_ORIGIN 2

/* ---------- axes ---------- */

static const Axis axes[] = {
	{TIMESTAMPTZOID, TSTZRANGEOID, true, true, USECS_PER_DAY, MIN_TIMESTAMP,
	 END_TIMESTAMP - 1},
	{TIMESTAMPOID, TSRANGEOID, true, false, USECS_PER_DAY, MIN_TIMESTAMP,
	 END_TIMESTAMP - 1},
	{DATEOID, DATERANGEOID, false, false, 1, DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE,
	 DATE_END_JULIAN - POSTGRES_EPOCH_JDATE - 1},
	{INT4OID, INT4RANGEOID, false, false, 0, PG_INT32_MIN, PG_INT32_MAX},
	{INT8OID, INT8RANGEOID, true, false, 0, PG_INT64_MIN, PG_INT64_MAX},
};

/* The axis of a type; an error if there is none. */
const Axis *
AxisOf(Oid type)
{
	for (int i = 0; i < lengthof(axes); i++)
		if (axes[i].type == type)
			return &axes[i];
	elog(ERROR, "there are no windows of type %u", type);
}

/* Is this value of the type a point in time, and not an infinity? */
bool
AxisIsFinite(const Axis *axis, int64 time)
{
	return time >= axis->min && time <= axis->max;
}

/* Raise the error (class 22) of a window that cannot be stored. */
void
AxisOutOfRange(const Axis *axis)
{
	ereport(ERROR,
			errcode(axis->day == 0 ? ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE :
									 ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			errmsg("window is out of the range of %s",
				   axis->wide ? (axis->day == 0 ? "bigint" : "timestamps") :
								(axis->day == 0 ? "integer" : "dates")));
}

/* Raise that error if [start, end) is not one of the axis. */
void
AxisCheckRange(const Axis *axis, int64 start, int64 end)
{
	if (start < axis->min || end > axis->max)
		AxisOutOfRange(axis);
}

/*
 * The range [start, end) in the current memory context, in the form that the
 * server's constructor of ranges gives it: the bounds one after the other, then a
 * byte of flags.  Raises an error if a bound is not a value of the axis.
 */
Datum
AxisRange(const Axis *axis, int64 start, int64 end)
{
	Size width = axis->wide ? sizeof(int64) : sizeof(int32);
	Size size = sizeof(RangeType) + 2 * width + 1;
	RangeType *range;
	char *bounds;

	Assert(start < end);
	AxisCheckRange(axis, start, end);
	range = palloc(size);
	SET_VARSIZE(range, size);
	range->rangetypid = axis->range_type;
	bounds = (char *) (range + 1);
	if (axis->wide)
	{
		memcpy(bounds, &start, width);
		memcpy(bounds + width, &end, width);
	}
	else
	{
		int32 narrow[2] = {(int32) start, (int32) end};

		memcpy(bounds, narrow, sizeof(narrow));
	}
	bounds[2 * width] = RANGE_LB_INC;
	return RangeTypePGetDatum(range);
}

/* ---------- parameters ---------- */

/* Are two lengths the same as written?  ('24 hours' is not '1 day'.) */
bool
GridSameSpan(const Interval *a, const Interval *b)
{
	return a->time == b->time && a->day == b->day && a->month == b->month;
}

/* A length of an axis as users write it. */
char *
GridSpanText(const Axis *axis, const Interval *given)
{
	if (axis->day == 0)
		return psprintf(INT64_FORMAT, given->time);
	return DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(given)));
}

static void
pg_attribute_noreturn() bad_span(const Axis *axis, const Interval *given,
								 const char *what, const char *why, const char *hint)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid window %s \"%s\"", what, GridSpanText(axis, given)),
			errdetail("%s", why), hint == NULL ? 0 : errhint("%s", hint));
}

/* Ticks of the days and of the time of an interval. */
static int64
span_ticks(const Axis *axis, const Interval *given)
{
	int64 ticks;

	if (pg_mul_s64_overflow(given->day, axis->day, &ticks) ||
		pg_add_s64_overflow(ticks, given->time, &ticks))
		AxisOutOfRange(axis);
	return ticks;
}

/*
 * The length that an interval (or, in its time, a number) stands for, of one
 * unit and positive.  "what" names the argument in error messages.
 */
Span
GridSpan(const Axis *axis, const Interval *given, const char *what)
{
	const char *hint = axis->day == 0 ? NULL :
					   axis->wide ? "Use one of minutes and hours, days and weeks, or "
									"months and years." :
									"Use one of days and weeks, or months and years.";
	Span span;

	if (given->month < 0 || given->day < 0 || given->time < 0 ||
		(given->month == 0 && given->day == 0 && given->time == 0))
		bad_span(axis, given, what, psprintf("A %s is positive.", what), hint);
	if ((given->month != 0) + (given->day != 0) + (given->time != 0) > 1)
		bad_span(axis, given, what,
				 "Months, days and hours cannot be mixed: they are not multiples of each "
				 "other.",
				 hint);
	if (axis->day == 1 && given->time != 0)
		bad_span(axis, given, what, "Windows of dates are whole days.", hint);
	span.unit = given->month != 0 ? GRID_MONTHS :
				given->day != 0	  ? GRID_DAYS :
									GRID_TICKS;
	span.length = given->month != 0 ? given->month : span_ticks(axis, given);
	return span;
}

/*
 * Ticks of a length that is absolute even if it is given in days, each 24 hours;
 * positive.
 */
int64
GridAbsoluteSpan(const Axis *axis, const Interval *given, const char *what)
{
	int64 ticks;

	if (given->month != 0)
		bad_span(axis, given, what, "Months have no fixed length.",
				 axis->wide ? "Use days or hours." : "Use days.");
	if (axis->day == 1 && given->time != 0)
		bad_span(axis, given, what, "Windows of dates are whole days.", "Use days.");
	ticks = span_ticks(axis, given);
	if (ticks <= 0)
		bad_span(axis, given, what, psprintf("A %s is positive.", what), NULL);
	return ticks;
}

/* A time zone by its name; an error if there is none. */
pg_tz *
GridZone(const char *name)
{
	pg_tz *zone = pg_tzset(name);

	if (zone == NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("time zone \"%s\" not recognized", name),
				errhint("See SELECT name FROM pg_timezone_names."));
	return zone;
}

/* ---------- wall clocks ---------- */

/* Wall clock of an absolute time. */
static int64
wall_clock(const Grid *grid, int64 time)
{
	struct pg_tm tm;
	fsec_t fsec;
	int tz;
	int64 result;

	if (grid->zone == NULL)
		return time;
	if (timestamp2tm(time, &tz, &tm, &fsec, NULL, grid->zone) != 0 ||
		pg_sub_s64_overflow(time, (int64) tz * USECS_PER_SEC, &result))
		AxisOutOfRange(grid->axis);
	return result;
}

/*
 * When the clocks of the zone jumped over a wall clock time, near an absolute
 * time; that time if they did not.
 */
static int64
jump_over(const Grid *grid, int64 wall, int64 near)
{
	pg_time_t time = timestamptz_to_time_t(near - 2 * USECS_PER_DAY);
	pg_time_t last = timestamptz_to_time_t(near + 2 * USECS_PER_DAY);
	pg_time_t change;
	long before;
	long after;
	int dst;

	while (pg_next_dst_boundary(&time, &before, &dst, &change, &after, &dst,
								grid->zone) == 1 &&
		   change > time && change <= last)
	{
		int64 jump = time_t_to_timestamptz(change);

		CHECK_FOR_INTERRUPTS();
		if (wall >= jump + before * USECS_PER_SEC && wall < jump + after * USECS_PER_SEC)
			return jump;
		time = change;
	}
	return near;
}

/*
 * Absolute time of a wall clock time; of one that was skipped, when the clocks
 * jumped.  False if there is no such time.
 */
static bool
absolute_time(const Grid *grid, int64 wall, int64 *result)
{
	struct pg_tm tm;
	fsec_t fsec;
	int tz;
	int back;

	*result = wall;
	if (grid->zone == NULL)
		return true;
	if (timestamp2tm(wall, NULL, &tm, &fsec, NULL, NULL) != 0)
		return false;
	tz = DetermineTimeZoneOffset(&tm, grid->zone);
	if (pg_add_s64_overflow(wall, (int64) tz * USECS_PER_SEC, result))
		return false;
	/* a wall clock time that was skipped is not the one of that moment */
	if (IS_VALID_TIMESTAMP(*result) &&
		timestamp2tm(*result, &back, &tm, &fsec, NULL, grid->zone) == 0 && back != tz)
		*result = jump_over(grid, wall, *result);
	return true;
}

/* Months since year 0 of the month that a wall clock time is in, and its day. */
static int64
month_number(const Grid *grid, int64 wall, int *day)
{
	int64 julian = FloorDiv(wall, grid->axis->day) + POSTGRES_EPOCH_JDATE;
	int year;
	int month;

	if (julian < 0 || julian > INT_MAX)
		AxisOutOfRange(grid->axis);
	j2date((int) julian, &year, &month, day);
	return (int64) year * 12 + month - 1;
}

/* Wall clock time of boundary n, of a civil grid; false if it is out of range. */
static bool
wall_boundary(const Grid *grid, int64 n, int64 *wall)
{
	int64 year;
	int month;

	if (pg_mul_s64_overflow(n, grid->step.length, wall) ||
		pg_add_s64_overflow(*wall, grid->origin, wall))
		return false;
	if (grid->step.unit != GRID_MONTHS)
		return true;
	year = FloorDiv(*wall, 12);
	month = (int) (*wall - year * 12) + 1;
	if (year < -JULIAN_MAXYEAR || year > JULIAN_MAXYEAR ||
		!IS_VALID_JULIAN((int) year, month, 1))
		return false;
	*wall = (int64) date2j((int) year, month, 1) - POSTGRES_EPOCH_JDATE;
	return !pg_mul_s64_overflow(*wall, grid->axis->day, wall) &&
		   !pg_add_s64_overflow(*wall, grid->shift, wall);
}

/* ---------- grids ---------- */

static void
set_origin(Grid *grid, const int64 *origin)
{
	const Axis *axis = grid->axis;
	int64 wall;
	int day;

	if (origin != NULL && !AxisIsFinite(axis, *origin))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("window origin must be finite"));
	if (grid->step.unit == GRID_MONTHS)
	{
		grid->origin = 2000 * 12;
		if (origin == NULL)
			return;
		wall = wall_clock(grid, *origin);
		grid->origin = month_number(grid, wall, &day);
		if (wall % axis->day != 0 || day != 1)
			ereport(
				ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg(
					"origin of windows of months must be the first of a month, 00:00"));
	}
	else if (grid->step.unit == GRID_DAYS)
		grid->origin =
			origin != NULL ? wall_clock(grid, *origin) : MONDAY_ORIGIN * axis->day;
	else if (origin != NULL)
		grid->origin = *origin;
	else if (!absolute_time(grid, MONDAY_ORIGIN * axis->day, &grid->origin))
		AxisOutOfRange(axis);
}

/* Move the origin by an offset, which counts modulo the step. */
static void
set_offset(Grid *grid, const Interval *offset)
{
	const Axis *axis = grid->axis;
	int64 ticks = span_ticks(axis, offset);

	if (axis->day == 1 && offset->time != 0)
		bad_span(axis, offset, "offset", "Windows of dates are whole days.",
				 "Use days or months.");
	if (grid->step.unit == GRID_MONTHS)
	{
		grid->origin += offset->month % grid->step.length;
		grid->shift = ticks;
		return;
	}
	if (offset->month != 0)
		bad_span(axis, offset, "offset",
				 "Months cannot shift windows of days or hours: they are not multiples "
				 "of each other.",
				 axis->wide ? "Use days or hours." : "Use days.");
	if (pg_add_s64_overflow(grid->origin, ticks % grid->step.length, &grid->origin))
		AxisOutOfRange(axis);
}

/*
 * Lay a grid.  Without an origin it is the default one; the offset (or NULL) moves
 * it.  zone is NULL unless the axis has zones.
 */
void
GridSetUp(Grid *grid, const Axis *axis, pg_tz *zone, Span step, const int64 *origin,
		  const Interval *offset)
{
	memset(grid, 0, sizeof(Grid));
	grid->axis = axis;
	grid->zone = zone;
	grid->step = step;
	set_origin(grid, origin);
	if (offset != NULL)
		set_offset(grid, offset);
}

/* Wall clock ticks of boundary n of a civil grid. */
int64
GridWall(const Grid *grid, int64 n)
{
	int64 wall;

	if (!wall_boundary(grid, n, &wall))
		AxisOutOfRange(grid->axis);
	return wall;
}

/* Boundary n, in absolute time; false if it is out of range. */
static bool
find_boundary(const Grid *grid, int64 n, int64 *result)
{
	int64 wall;

	if (!wall_boundary(grid, n, &wall))
		return false;
	if (grid->step.unit != GRID_TICKS)
		return absolute_time(grid, wall, result);
	*result = wall;
	return true;
}

/* Boundary n, in absolute time. */
int64
GridBoundary(const Grid *grid, int64 n)
{
	int64 result;

	if (!find_boundary(grid, n, &result))
		AxisOutOfRange(grid->axis);
	return result;
}

/*
 * Boundary n, in absolute time, or the limit if that comes before it.  For n so
 * large that the boundary may be out of range.
 */
int64
GridBoundaryUpTo(const Grid *grid, int64 n, int64 limit)
{
	int64 result;

	return find_boundary(grid, n, &result) ? Min(result, limit) : limit;
}

/* The number of the last boundary that is not after the time. */
int64
GridFloor(const Grid *grid, int64 time)
{
	int64 distance;
	int64 n;
	int day;

	Assert(AxisIsFinite(grid->axis,
						time)); /* or the last boundary would be sought for ever */
	if (grid->step.unit == GRID_TICKS)
	{
		if (pg_sub_s64_overflow(time, grid->origin, &distance))
			AxisOutOfRange(grid->axis);
		n = FloorDiv(distance, grid->step.length);
		if (n == PG_INT64_MAX) /* callers ask for the next one too */
			AxisOutOfRange(grid->axis);
		return n;
	}
	if (pg_sub_s64_overflow(wall_clock(grid, time), grid->shift, &distance))
		AxisOutOfRange(grid->axis);
	if (grid->step.unit == GRID_MONTHS)
		distance = month_number(grid, distance, &day);
	if (pg_sub_s64_overflow(distance, grid->origin, &distance))
		AxisOutOfRange(grid->axis);
	n = FloorDiv(distance, grid->step.length);
	while (GridBoundary(grid, n) > time)
	{
		CHECK_FOR_INTERRUPTS();
		n--;
	}
	while (GridBoundaryUpTo(grid, n + 1, PG_INT64_MAX) <= time)
	{
		CHECK_FOR_INTERRUPTS();
		n++;
	}
	return n;
}

/* Find the window [boundary, next boundary) that holds a time: grid->start, end. */
void
GridLocate(Grid *grid, int64 time)
{
	int64 n;

	if (time >= grid->start && time < grid->end)
		return;
	grid->end = grid->start; /* none, should an error come */
	n = GridFloor(grid, time);
	grid->start = GridBoundary(grid, n);
	grid->end = grid->start;
	grid->end = GridBoundary(grid, n + 1);
}
