/*
 * cumulate.c
 *	  streamml.cumulate(ts, step, max, ...): the windows that begin where the
 *	  tumbling window of max does, end at every step, and hold a time;
 *	  streamml.cumulate_pane(): what they have in common.
 *
 * Inside each tumbling window of max, called the whole here, the steps are a grid
 * of their own, from its start and cut at its end.  So hours can be counted up to
 * a civil day and days up to a month: a day of 25 hours has one window more, a
 * February has 28.  The windows of a time are those that end after it.
 *
 * The pane of a time is the part of the whole between two steps that holds it.
 * It is refused if the type cannot hold the whole, which is the longest of its
 * windows: a view that kept it could not be read.
 */
#include "window/call.h"

#include "miscadmin.h"

PG_FUNCTION_INFO_V1(window_cumulate);
PG_FUNCTION_INFO_V1(window_cumulate_pane);

typedef struct Cumulate
{
	WindowCall call;
	Span step;
	Grid wholes;
	/* the row's whole, and the pane in it that was found last, none if start >= end */
	int64 start;
	int64 end;
	Grid steps; /* number 0 is the start */
	int64 pane;
	int64 pane_start;
	int64 pane_end;
	/* of sets: the number of the step that ends the current window, and its end */
	int64 next;
	int64 next_end;
	int64 upto; /* later ends are not wanted */
} Cumulate;

static void
pg_attribute_noreturn() bad_step(const WindowCall *call, const char *hint)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("window max \"%s\" is not a multiple of step \"%s\"",
				   GridSpanText(call->axis, &call->span[1]),
				   GridSpanText(call->axis, &call->span[0])),
			errhint("%s", hint));
}

/* Refuse steps that do not fill a whole of ordinary days, and far too many of them. */
static void
check_step(const WindowCall *call, Span step, Span max)
{
	const Axis *axis = call->axis;
	double length = max.length;

	if (step.unit > max.unit)
		bad_step(call, "Give the max in the unit of the step.");
	if (step.unit == max.unit || max.unit == GRID_DAYS)
	{
		if (max.length % step.length != 0)
			bad_step(call, "Use a step that divides the max.");
	}
	else
	{
		if (axis->day % step.length != 0)
			bad_step(call, axis->wide ?
							   "Use a step of one day, or one that divides 24 hours." :
							   "Use a step of one day.");
		length *= 31.0 * axis->day;
	}
	if (length / step.length > WINDOW_SET_LIMIT)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a window of \"%s\" has more than %d steps of \"%s\"",
					   GridSpanText(axis, &call->span[1]), WINDOW_SET_LIMIT,
					   GridSpanText(axis, &call->span[0])),
				errhint("Use a larger step."));
}

static void
set_up(Cumulate *site)
{
	const WindowCall *call = &site->call;
	Span max = GridSpan(call->axis, &call->span[1], "max");

	site->step = GridSpan(call->axis, &call->span[0], "step");
	check_step(call, site->step, max);
	WindowCallGrid(call, max, &site->wholes);
	site->start = site->end = 0;
	site->pane_start = site->pane_end = 0;
}

/* Find the whole that holds a time, and lay the steps in it. */
static void
find_whole(Cumulate *site, int64 time)
{
	const Grid *wholes = &site->wholes;
	Grid *steps = &site->steps;
	int64 n = GridFloor(wholes, time);
	int64 start = GridBoundary(wholes, n);
	int64 end = GridBoundary(wholes, n + 1);

	site->end = site->start; /* none, should an error come */
	*steps = *wholes;
	steps->step = site->step;
	if (steps->step.unit == wholes->step.unit)
		steps->origin += n * wholes->step.length; /* checked by GridBoundary */
	else
	{
		steps->shift = 0;
		steps->origin = steps->step.unit == GRID_TICKS ? start : GridWall(wholes, n);
	}
	site->start = start;
	site->end = end;
}

/* Find the pane of the row; false if it has none. */
static bool
find_pane(FunctionCallInfo fcinfo, Cumulate *site)
{
	WindowCall *call = &site->call;
	int64 time;

	if (!WindowCallRead(fcinfo, call, 2, &time))
		return false;
	if (!call->known)
	{
		set_up(site);
		call->known = true;
	}
	if (time >= site->pane_start && time < site->pane_end)
		return true;
	site->pane_end = site->pane_start;
	if (time < site->start || time >= site->end)
		find_whole(site, time);
	site->pane = GridFloor(&site->steps, time);
	site->pane_start = GridBoundary(&site->steps, site->pane);
	site->pane_end = GridBoundaryUpTo(&site->steps, site->pane + 1, site->end);
	return true;
}

/* Find the first window of the pane that is wanted; false if there is none. */
static bool
find_first(FunctionCallInfo fcinfo, Cumulate *site)
{
	int64 after;

	WindowCallBounds(fcinfo, &site->call, &after, &site->upto);
	site->next = site->pane + 1;
	site->next_end = site->pane_end;
	if (after >= site->end)
		return false;
	if (after >= site->next_end)
	{
		site->next = GridFloor(&site->steps, after) + 1;
		site->next_end = GridBoundaryUpTo(&site->steps, site->next, site->end);
	}
	return site->next_end <= site->upto;
}

Datum
window_cumulate(PG_FUNCTION_ARGS)
{
	Cumulate *site = WindowCallSite(fcinfo, sizeof(Cumulate));
	int64 last_end;

	if (site->call.running)
	{
		/* where a zone skipped a day, steps of days have an end in common */
		last_end = site->next_end;
		while (site->next_end == last_end && last_end < site->end)
		{
			CHECK_FOR_INTERRUPTS();
			site->next_end = GridBoundaryUpTo(&site->steps, ++site->next, site->end);
		}
		if (site->next_end == last_end || site->next_end > site->upto)
			return WindowSetEnd(fcinfo, &site->call);
	}
	else
	{
		if (!find_pane(fcinfo, site) || !find_first(fcinfo, site))
			return WindowSetEnd(fcinfo, &site->call);
		WindowSetBegin(fcinfo, &site->call);
	}
	return WindowSetNext(fcinfo, AxisRange(site->call.axis, site->start, site->next_end));
}

Datum
window_cumulate_pane(PG_FUNCTION_ARGS)
{
	Cumulate *site = WindowCallSite(fcinfo, sizeof(Cumulate));

	if (!find_pane(fcinfo, site))
		PG_RETURN_NULL();
	AxisCheckRange(site->call.axis, site->start, site->end);
	return AxisRange(site->call.axis, site->pane_start, site->pane_end);
}
