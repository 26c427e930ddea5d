/*
 * hop.c
 *	  streamml.hop(ts, slide, width, ...): the windows of equal width that begin
 *	  at every slide and hold a time; streamml.hop_pane(): what they have in common.
 *
 * Starts lie on the grid of the slide, ends on the same grid moved by the width.
 * Boundaries do not decrease with their number, so the windows of a time are
 * those from the one after the last that has ended to the last that has begun.
 * A width below the slide leaves gaps, whose times have no window.
 *
 * The pane of a time is its tumbling window of gcd(slide, width) on the same
 * origin.  Every start and end is a boundary of panes, so all times of a pane,
 * also its first, have the same windows.  A pane is refused if the type cannot
 * hold one of them: a view that kept it could not be read.
 *
 * Beside a slide of hours, a width in days counts 24 hours each: its windows
 * could not begin at every hour and all last from one wall clock time to the
 * same of another day.
 */
#include "window/call.h"

#include "common/int.h"

PG_FUNCTION_INFO_V1(window_hop);
PG_FUNCTION_INFO_V1(window_hop_pane);

typedef struct Hop
{
	WindowCall call;
	Grid starts;
	Grid ends;	/* boundary n is the end of window n */
	int64 next; /* windows of the current row that are still to be returned */
	int64 last;
} Hop;

typedef struct HopPane
{
	Hop hop;
	Grid panes;
} HopPane;

/* The slide and width of a call, in the same unit. */
static void
hop_spans(const WindowCall *call, Span *slide, Span *width)
{
	const Axis *axis = call->axis;

	*slide = GridSpan(axis, &call->span[0], "slide");
	*width = GridSpan(axis, &call->span[1], "width");
	if (slide->unit == GRID_TICKS && width->unit == GRID_DAYS)
		width->unit = GRID_TICKS;
	if (slide->unit != width->unit)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("window slide \"%s\" and width \"%s\" cannot be combined",
					   GridSpanText(axis, &call->span[0]),
					   GridSpanText(axis, &call->span[1])),
				errdetail("Days may have 23 or 25 hours, and months 28 to 31 days."),
				errhint("Give both in hours, both in days, or both in months; a slide of "
						"hours also goes with a width in days, of 24 hours each."));
}

static void
set_up_hop(Hop *site)
{
	const WindowCall *call = &site->call;
	Span slide;
	Span width;

	hop_spans(call, &slide, &width);
	if (width.length / slide.length > WINDOW_SET_LIMIT)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("windows of width \"%s\" at every \"%s\" overlap more than %d "
					   "times",
					   GridSpanText(call->axis, &call->span[1]),
					   GridSpanText(call->axis, &call->span[0]), WINDOW_SET_LIMIT),
				errhint("Use a larger slide."));
	WindowCallGrid(call, slide, &site->starts);
	site->ends = site->starts;
	if (pg_add_s64_overflow(site->starts.origin, width.length, &site->ends.origin))
		AxisOutOfRange(call->axis);
}

/* The windows that hold a time. */
static void
find_windows(Hop *site, int64 time)
{
	site->next = GridFloor(&site->ends, time) + 1;
	site->last = GridFloor(&site->starts, time);
}

/* Of these, those that end after one time and not after another. */
static void
bound_windows(Hop *site, int64 after, int64 upto)
{
	int64 last_end;

	if (site->next > site->last)
		return;
	last_end = GridBoundaryUpTo(&site->ends, site->last, PG_INT64_MAX);
	if (upto < GridBoundary(&site->ends, site->next) || after >= last_end)
	{
		site->last = site->next - 1;
		return;
	}
	if (upto < last_end)
		site->last = GridFloor(&site->ends, upto);
	if (after >= GridBoundary(&site->ends, site->next))
		site->next = GridFloor(&site->ends, after) + 1;
}

/* Find the windows of the row, as far as they are wanted; false if it has none. */
static bool
begin_row(FunctionCallInfo fcinfo, Hop *site)
{
	WindowCall *call = &site->call;
	int64 time;
	int64 after;
	int64 upto;

	if (!WindowCallRead(fcinfo, call, 2, &time))
		return false;
	if (!call->known)
	{
		set_up_hop(site);
		call->known = true;
	}
	find_windows(site, time);
	WindowCallBounds(fcinfo, call, &after, &upto);
	bound_windows(site, after, upto);
	return true;
}

Datum
window_hop(PG_FUNCTION_ARGS)
{
	Hop *site = WindowCallSite(fcinfo, sizeof(Hop));
	int64 n;

	if (!site->call.running)
	{
		if (!begin_row(fcinfo, site))
			return WindowSetEnd(fcinfo, &site->call);
		WindowSetBegin(fcinfo, &site->call);
	}
	if (site->next > site->last)
		return WindowSetEnd(fcinfo, &site->call);
	n = site->next++;
	return WindowSetNext(fcinfo,
						 AxisRange(site->call.axis, GridBoundary(&site->starts, n),
								   GridBoundary(&site->ends, n)));
}

static int64
greatest_common_divisor(int64 a, int64 b)
{
	while (b != 0)
	{
		int64 rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static void
set_up_pane(HopPane *site)
{
	Span slide;
	Span width;

	set_up_hop(&site->hop);
	hop_spans(&site->hop.call, &slide, &width);
	/* laid with the slide: an offset counts modulo the slide, as in hop() */
	WindowCallGrid(&site->hop.call, slide, &site->panes);
	site->panes.step.length = greatest_common_divisor(slide.length, width.length);
}

/* Refuse a time of which a window cannot be stored. */
static void
check_windows(Hop *site, int64 time)
{
	find_windows(site, time);
	if (site->next <= site->last)
		AxisCheckRange(site->call.axis, GridBoundary(&site->starts, site->next),
					   GridBoundary(&site->ends, site->last));
}

Datum
window_hop_pane(PG_FUNCTION_ARGS)
{
	HopPane *site = WindowCallSite(fcinfo, sizeof(HopPane));
	Grid *panes = &site->panes;
	int64 time;

	if (!WindowCallRead(fcinfo, &site->hop.call, 2, &time))
		PG_RETURN_NULL();
	if (!site->hop.call.known)
	{
		set_up_pane(site);
		site->hop.call.known = true;
	}
	if (time < panes->start || time >= panes->end)
	{
		check_windows(&site->hop, time);
		GridLocate(panes, time);
	}
	return AxisRange(site->hop.call.axis, panes->start, panes->end);
}
