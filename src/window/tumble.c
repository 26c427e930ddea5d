/*
 * tumble.c
 *	  streamml.tumble(): the fixed window that a time falls into.
 *
 * Windows are half-open, [start, end), and tile the time axis: every finite
 * time is in exactly one.  A width without days or months is a length of
 * absolute time, the same for every window.  A width of days (weeks) or months
 * is civil time of a zone: windows begin at the same wall clock time and last
 * 23 or 25 hours when the clocks change.  Hours are never cut in civil time,
 * where an hour of autumn would count twice.
 *
 * Windows are counted from an origin: Monday 2000-01-03 00:00 of the zone, so
 * that weeks are ISO weeks, or 2000-01-01 for months.
 *
 * Civil windows are found in two steps: the wall clock of the time gives the
 * number of the window; then, because a boundary may fall into a repeated or
 * skipped hour, the number is moved until start <= time < end holds for the
 * boundaries as absolute times.  These never decrease with the number, so the
 * windows tile whatever the zone did.
 *
 * Rows mostly arrive in order: the last window is kept in fn_extra, and a time
 * in it costs a comparison and a copy.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "fmgr.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "compat.h"

PG_FUNCTION_INFO_V1(tumble_timestamptz);
PG_FUNCTION_INFO_V1(tumble_timestamp);

/* 2000-01-01 is day 0 of timestamps; it was a Saturday. */
#define MONDAY_ORIGIN (INT64CONST(2) * USECS_PER_DAY)

typedef enum WidthKind
{
	WIDTH_ABSOLUTE, /* microseconds of absolute time */
	WIDTH_DAYS,		/* microseconds of wall clock time, whole days */
	WIDTH_MONTHS
} WidthKind;

/* A call site: its parameters, and the window found last. */
typedef struct Tumble
{
	TypeCacheEntry *range_type;
	pg_tz *zone;	 /* NULL: times have no zone */
	char *zone_name; /* as given; NULL: the session's */
	Interval width;
	bool has_origin;
	Timestamp origin_given;
	/* derived from the above */
	WidthKind kind;
	int64 length; /* microseconds or months */
	int64 origin; /* absolute or wall clock microseconds, or months since year 0 */
	/* the window found last; none if start >= end */
	Timestamp start;
	Timestamp end;
	RangeType *range;
} Tumble;

static void
pg_attribute_noreturn() out_of_range(void)
{
	ereport(ERROR, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			errmsg("window is out of the range of timestamps"));
}

/* Wall clock of an absolute time, as microseconds and broken down. */
static Timestamp
wall_clock(const Tumble *tumble, Timestamp time, struct pg_tm *tm)
{
	Timestamp result;
	fsec_t fsec;
	int tz = 0;

	if (timestamp2tm(time, tumble->zone ? &tz : NULL, tm, &fsec, NULL, tumble->zone) != 0)
		out_of_range();
	if (tumble->zone == NULL)
		return time;
	if (pg_sub_s64_overflow(time, (int64) tz * USECS_PER_SEC, &result))
		out_of_range();
	return result;
}

/* Absolute time of a wall clock time; in a skipped hour, as if it had been there. */
static Timestamp
absolute_time(const Tumble *tumble, Timestamp wall)
{
	struct pg_tm tm;
	fsec_t fsec;
	Timestamp result;

	if (tumble->zone == NULL)
		return wall;
	if (timestamp2tm(wall, NULL, &tm, &fsec, NULL, NULL) != 0)
		out_of_range();
	if (pg_add_s64_overflow(
			wall, (int64) DetermineTimeZoneOffset(&tm, tumble->zone) * USECS_PER_SEC,
			&result))
		out_of_range();
	return result;
}

static int64
floor_div(int64 dividend, int64 divisor)
{
	int64 quotient = dividend / divisor;

	return quotient - (dividend % divisor < 0 ? 1 : 0);
}

/* ---------- parameters ---------- */

static void
pg_attribute_noreturn() bad_width(const Interval *width, const char *why)
{
	ereport(
		ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		errmsg("invalid window width \"%s\"", DatumGetCString(DirectFunctionCall1(
												  interval_out, PointerGetDatum(width)))),
		errdetail("%s", why),
		errhint("Use one of minutes and hours, days and weeks, or months and years."));
}

static void
set_width(Tumble *tumble, const Interval *width)
{
	if (width->month < 0 || width->day < 0 || width->time < 0)
		bad_width(width, "A width is positive.");
	if ((width->month != 0) + (width->day != 0) + (width->time != 0) > 1)
		bad_width(width, "Months, days and hours cannot be mixed: they are not multiples "
						 "of each other.");
	if (width->month != 0)
	{
		tumble->kind = WIDTH_MONTHS;
		tumble->length = width->month;
	}
	else if (width->day != 0)
	{
		tumble->kind = WIDTH_DAYS;
		tumble->length = width->day * USECS_PER_DAY;
	}
	else
	{
		tumble->kind = WIDTH_ABSOLUTE;
		tumble->length = width->time;
	}
	if (tumble->length <= 0)
		bad_width(width, "A width is positive.");
	tumble->width = *width;
}

static void
set_origin(Tumble *tumble, bool given, Timestamp origin)
{
	struct pg_tm tm;

	tumble->has_origin = given;
	tumble->origin_given = origin;
	if (given && TIMESTAMP_NOT_FINITE(origin))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("window origin must be finite"));
	if (tumble->kind == WIDTH_MONTHS)
	{
		tumble->origin = 2000 * 12;
		if (!given)
			return;
		if (wall_clock(tumble, origin, &tm) % USECS_PER_DAY != 0 || tm.tm_mday != 1)
			ereport(
				ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg(
					"origin of windows of months must be the first of a month, 00:00"));
		tumble->origin = (int64) tm.tm_year * 12 + tm.tm_mon - 1;
	}
	else if (tumble->kind == WIDTH_DAYS)
		tumble->origin = given ? wall_clock(tumble, origin, &tm) : MONDAY_ORIGIN;
	else
		tumble->origin = given ? origin : absolute_time(tumble, MONDAY_ORIGIN);
}

static pg_tz *
find_zone(const char *name)
{
	pg_tz *zone = pg_tzset(name);

	if (zone == NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("time zone \"%s\" not recognized", name),
				errhint("See SELECT name FROM pg_timezone_names."));
	return zone;
}

/* ---------- windows ---------- */

/* Boundary number n, in absolute time. */
static Timestamp
boundary(const Tumble *tumble, int64 n)
{
	int64 wall;

	if (pg_mul_s64_overflow(n, tumble->length, &wall) ||
		pg_add_s64_overflow(wall, tumble->origin, &wall))
		out_of_range();
	if (tumble->kind == WIDTH_ABSOLUTE)
		return wall;
	if (tumble->kind == WIDTH_MONTHS)
	{
		int64 year = floor_div(wall, 12);

		if (year < -4800 || year > 300000)
			out_of_range();
		wall =
			(date2j((int) year, (int) (wall - year * 12) + 1, 1) - POSTGRES_EPOCH_JDATE) *
			USECS_PER_DAY;
	}
	return absolute_time(tumble, wall);
}

/* Number of the window whose wall clock times hold that of this time. */
static int64
wall_window(const Tumble *tumble, Timestamp time)
{
	struct pg_tm tm;
	int64 offset;

	if (tumble->kind == WIDTH_MONTHS)
	{
		(void) wall_clock(tumble, time, &tm);
		offset = (int64) tm.tm_year * 12 + tm.tm_mon - 1 - tumble->origin;
	}
	else if (pg_sub_s64_overflow(
				 tumble->kind == WIDTH_DAYS ? wall_clock(tumble, time, &tm) : time,
				 tumble->origin, &offset))
		out_of_range();
	return floor_div(offset, tumble->length);
}

static void
find_window(Tumble *tumble, Timestamp time)
{
	int64 n = wall_window(tumble, time);
	Timestamp start = boundary(tumble, n);
	Timestamp end;

	while (start > time)
		start = boundary(tumble, --n);
	end = boundary(tumble, n + 1);
	while (end <= time)
	{
		start = end;
		end = boundary(tumble, ++n + 1);
	}
	if (!IS_VALID_TIMESTAMP(start) || !IS_VALID_TIMESTAMP(end))
		out_of_range();
	tumble->start = start;
	tumble->end = end;
}

/* Remember the window's range in the call site's memory. */
static void
keep_range(Tumble *tumble, FunctionCallInfo fcinfo)
{
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	RangeBound lower = {
		.val = TimestampGetDatum(tumble->start), .inclusive = true, .lower = true};
	RangeBound upper = {.val = TimestampGetDatum(tumble->end)};

	if (tumble->range != NULL)
		pfree(tumble->range);
	tumble->range = NULL;
	tumble->range = RangeSerialize(tumble->range_type, &lower, &upper);
	MemoryContextSwitchTo(old);
}

/* Return the range of the window that holds the time. */
static Datum
window_range(Tumble *tumble, FunctionCallInfo fcinfo, Timestamp time)
{
	RangeType *result;

	if (time < tumble->start || time >= tumble->end)
	{
		tumble->end = tumble->start; /* none, should an error come */
		find_window(tumble, time);
		keep_range(tumble, fcinfo);
	}
	result = palloc(VARSIZE(tumble->range));
	memcpy(result, tumble->range, VARSIZE(tumble->range));
	PG_RETURN_RANGE_P(result);
}

/* ---------- call sites ---------- */

static Tumble *
call_site(FunctionCallInfo fcinfo, Oid range_type)
{
	Tumble *tumble = fcinfo->flinfo->fn_extra;

	if (tumble == NULL)
	{
		tumble = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Tumble));
		tumble->range_type = lookup_type_cache(range_type, TYPECACHE_RANGE_INFO);
		fcinfo->flinfo->fn_extra = tumble;
	}
	return tumble;
}

/* Are width and origin those that the call site was set up for? */
static bool
same_parameters(const Tumble *tumble, const Interval *width, bool has_origin,
				Timestamp origin)
{
	return tumble->length > 0 && tumble->width.time == width->time &&
		   tumble->width.day == width->day && tumble->width.month == width->month &&
		   tumble->has_origin == has_origin &&
		   (!has_origin || tumble->origin_given == origin);
}

static void
set_parameters(Tumble *tumble, const Interval *width, bool has_origin, Timestamp origin)
{
	tumble->end = tumble->start = 0;
	tumble->length = 0;
	set_width(tumble, width);
	set_origin(tumble, has_origin, origin);
}

static bool
same_zone(const Tumble *tumble, const text *name)
{
	Size length;

	if (name == NULL)
		return tumble->zone_name == NULL && tumble->zone == session_timezone;
	length = VARSIZE_ANY_EXHDR(name);
	return tumble->zone_name != NULL && strlen(tumble->zone_name) == length &&
		   memcmp(tumble->zone_name, VARDATA_ANY(name), length) == 0;
}

static void
set_zone(Tumble *tumble, FunctionCallInfo fcinfo, const text *name)
{
	char *given = name == NULL ? NULL : text_to_cstring(name);

	tumble->zone = given == NULL ? session_timezone : find_zone(given);
	tumble->zone_name =
		given == NULL ? NULL : MemoryContextStrdup(fcinfo->flinfo->fn_mcxt, given);
	tumble->length = 0;
}

/*
 * tumble(ts timestamptz, width interval, origin timestamptz, timezone text)
 * returns tstzrange: NULL without a finite time or a width.
 */
Datum
tumble_timestamptz(PG_FUNCTION_ARGS)
{
	Tumble *tumble = call_site(fcinfo, TSTZRANGEOID);
	Interval *width;
	TimestampTz origin = PG_ARGISNULL(2) ? 0 : PG_GETARG_TIMESTAMPTZ(2);
	const text *zone = PG_ARGISNULL(3) ? NULL : PG_GETARG_TEXT_PP(3);

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) ||
		TIMESTAMP_NOT_FINITE(PG_GETARG_TIMESTAMPTZ(0)))
		PG_RETURN_NULL();
	width = PG_GETARG_INTERVAL_P(1);
	if (!same_zone(tumble, zone))
		set_zone(tumble, fcinfo, zone);
	if (!same_parameters(tumble, width, !PG_ARGISNULL(2), origin))
		set_parameters(tumble, width, !PG_ARGISNULL(2), origin);
	return window_range(tumble, fcinfo, PG_GETARG_TIMESTAMPTZ(0));
}

/*
 * tumble(ts timestamp, width interval, origin timestamp) returns tsrange
 */
Datum
tumble_timestamp(PG_FUNCTION_ARGS)
{
	Tumble *tumble = call_site(fcinfo, TSRANGEOID);
	Timestamp origin = PG_ARGISNULL(2) ? 0 : PG_GETARG_TIMESTAMP(2);
	Interval *width;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) ||
		TIMESTAMP_NOT_FINITE(PG_GETARG_TIMESTAMP(0)))
		PG_RETURN_NULL();
	width = PG_GETARG_INTERVAL_P(1);
	if (!same_parameters(tumble, width, !PG_ARGISNULL(2), origin))
		set_parameters(tumble, width, !PG_ARGISNULL(2), origin);
	return window_range(tumble, fcinfo, PG_GETARG_TIMESTAMP(0));
}
