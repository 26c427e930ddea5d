/*
 * trailing.c
 *	  streamml.trailing(ts, width, step): how long a row counts in "the last width
 *	  as of now", [ts, ts + width); trailing_pane() and trailing_window(): what a
 *	  view keeps and shows of it; streamml.now(), now(latest): that now.
 *
 * A view keeps rows by panes of one step and shows the panes of
 * [end - width, end), where end is that of the pane that holds now.  So its answer
 * is the exact one of a moment less than one step ahead, and a row leaves the
 * window with its pane.  A pane is refused if the type cannot hold the window that
 * ends with it: a view whose latest row it has could not be read.  (None ends later
 * than the latest row, or the present.)
 *
 * Widths and steps are absolute time, days of 24 hours, and panes are counted
 * from Monday 2000-01-03 00:00 UTC whatever the session's zone: what is stored
 * must mean the same to everybody who reads it.
 */
#include "window/call.h"

#include "access/xact.h"
#include "common/int.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "guc.h"

PG_FUNCTION_INFO_V1(window_trailing);
PG_FUNCTION_INFO_V1(window_trailing_pane);
PG_FUNCTION_INFO_V1(window_trailing_window);
PG_FUNCTION_INFO_V1(streamml_now);
PG_FUNCTION_INFO_V1(streamml_now_number);

/* Without a step, it is about this part of the width. */
#define DEFAULT_PANES 60

/* A call site. */
typedef struct Trailing
{
	const Axis *axis;
	bool known; /* is what follows set? */
	Interval width_given;
	bool has_step;
	Interval step_given;
	int64 width;
	Grid panes;
} Trailing;

/* ---------- steps ---------- */

/* The largest of 1, 2, 5, 10, 20, ... that is at most this and divides the width. */
static int64
round_number(int64 width, int64 most)
{
	static const int64 digits[] = {5, 2, 1};
	int64 power = 1;

	while (power <= most / 10)
		power *= 10;
	for (; power > 0; power /= 10)
		for (int i = 0; i < lengthof(digits); i++)
			if (digits[i] <= most / power && width % (digits[i] * power) == 0)
				return digits[i] * power;
	return 1;
}

/* The largest of the usual lengths that is at most this and divides the width, or 0. */
static int64
round_time(int64 width, int64 most)
{
	static const int64 usual[] = {
		USECS_PER_DAY,		   6 * USECS_PER_HOUR,	  USECS_PER_HOUR,
		30 * USECS_PER_MINUTE, 15 * USECS_PER_MINUTE, 5 * USECS_PER_MINUTE,
		USECS_PER_MINUTE,	   30 * USECS_PER_SEC,	  15 * USECS_PER_SEC,
		10 * USECS_PER_SEC,	   5 * USECS_PER_SEC,	  USECS_PER_SEC,
		USECS_PER_SEC / 10,	   USECS_PER_SEC / 100,	  USECS_PER_SEC / 1000};

	for (int i = 0; i < lengthof(usual); i++)
		if (usual[i] <= most && width % usual[i] == 0)
			return usual[i];
	return 0;
}

static int64
default_step(const Axis *axis, int64 width, const Interval *given)
{
	bool clock = axis->day > 1;
	int64 step = clock ? round_time(width, width / DEFAULT_PANES) : 0;

	if (step > 0)
		return step;
	if (width % DEFAULT_PANES == 0)
		return width / DEFAULT_PANES;
	if (!clock)
		return round_number(width, width / DEFAULT_PANES);
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("no step for a trailing window of \"%s\"", GridSpanText(axis, given)),
			errdetail("None of the usual lengths divides it."),
			errhint("Give a step that does."));
}

static int64
given_step(const Trailing *site)
{
	const Axis *axis = site->axis;
	int64 step = GridAbsoluteSpan(axis, &site->step_given, "step");

	if (site->width % step != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("window width \"%s\" is not a multiple of step \"%s\"",
					   GridSpanText(axis, &site->width_given),
					   GridSpanText(axis, &site->step_given)),
				errhint("Use a step that divides the width, or none."));
	return step;
}

/* ---------- calls ---------- */

static void
set_up(Trailing *site)
{
	const Axis *axis = site->axis;
	Span step = {GRID_TICKS, 0};
	int64 monday = 2 * axis->day;

	site->width = GridAbsoluteSpan(axis, &site->width_given, "width");
	step.length = site->has_step ? given_step(site) :
								   default_step(axis, site->width, &site->width_given);
	GridSetUp(&site->panes, axis, NULL, step, &monday, NULL);
}

/*
 * The call site, set up for the call's parameters; NULL if there is no window.
 * Arguments are numbered: the time, the width, the step.
 */
static Trailing *
read_call(FunctionCallInfo fcinfo, int time_argument, int width_argument, int64 *time)
{
	Trailing *site = fcinfo->flinfo->fn_extra;
	int step_argument = width_argument + 1;
	Interval width;
	Interval step = {0};

	if (site == NULL)
	{
		site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Trailing));
		site->axis = WindowAxis(fcinfo, time_argument);
		fcinfo->flinfo->fn_extra = site;
	}
	if (PG_ARGISNULL(time_argument) || PG_ARGISNULL(width_argument))
		return NULL;
	*time = WindowTimeArgument(fcinfo, time_argument, site->axis);
	if (!AxisIsFinite(site->axis, *time))
		return NULL;
	width = WindowSpanArgument(fcinfo, width_argument, site->axis);
	if (!PG_ARGISNULL(step_argument))
		step = WindowSpanArgument(fcinfo, step_argument, site->axis);
	if (site->known && GridSameSpan(&width, &site->width_given) &&
		GridSameSpan(&step, &site->step_given) &&
		site->has_step == !PG_ARGISNULL(step_argument))
		return site;
	site->known = false;
	site->width_given = width;
	site->step_given = step;
	site->has_step = !PG_ARGISNULL(step_argument);
	set_up(site);
	site->known = true;
	return site;
}

/* trailing(ts, width, step) */
Datum
window_trailing(PG_FUNCTION_ARGS)
{
	int64 time;
	Trailing *site = read_call(fcinfo, 0, 1, &time);
	int64 end;

	if (site == NULL)
		PG_RETURN_NULL();
	if (pg_add_s64_overflow(time, site->width, &end))
		AxisOutOfRange(site->axis);
	return AxisRange(site->axis, time, end);
}

/* trailing_pane(ts, width, step) */
Datum
window_trailing_pane(PG_FUNCTION_ARGS)
{
	int64 time;
	int64 start;
	Trailing *site = read_call(fcinfo, 0, 1, &time);

	if (site == NULL)
		PG_RETURN_NULL();
	GridLocate(&site->panes, time);
	if (pg_sub_s64_overflow(site->panes.end, site->width, &start))
		AxisOutOfRange(site->axis);
	AxisCheckRange(site->axis, start, site->panes.end);
	return AxisRange(site->axis, site->panes.start, site->panes.end);
}

/* trailing_window(width, step, at) */
Datum
window_trailing_window(PG_FUNCTION_ARGS)
{
	int64 time;
	Trailing *site = read_call(fcinfo, 2, 0, &time);
	int64 start;

	if (site == NULL)
		PG_RETURN_NULL();
	GridLocate(&site->panes, time);
	if (pg_sub_s64_overflow(site->panes.end, site->width, &start))
		AxisOutOfRange(site->axis);
	return AxisRange(site->axis, start, site->panes.end);
}

/* now(): the setting streamml.now, or the start of the transaction. */
Datum
streamml_now(PG_FUNCTION_ARGS)
{
	if (streamml_now_setting == NULL || streamml_now_setting[0] == '\0')
		PG_RETURN_TIMESTAMPTZ(GetCurrentTransactionStartTimestamp());
	return DirectFunctionCall3(timestamptz_in, CStringGetDatum(streamml_now_setting),
							   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/* now(latest): the setting streamml.now as a number, or latest. */
Datum
streamml_now_number(PG_FUNCTION_ARGS)
{
	if (streamml_now_setting != NULL && streamml_now_setting[0] != '\0')
		return DirectFunctionCall1(int8in, CStringGetDatum(streamml_now_setting));
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_INT64(PG_GETARG_INT64(0));
}
