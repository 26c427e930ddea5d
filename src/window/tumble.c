/*
 * tumble.c
 *	  streamml.tumble(ts, width, ...): the fixed window that a time falls into.
 *
 * Windows lie side by side between the boundaries of one grid (grid.c): every
 * finite time is in exactly one.
 */
#include "window/call.h"

PG_FUNCTION_INFO_V1(window_tumble);

typedef struct Tumble
{
	WindowCall call;
	Grid grid;
} Tumble;

Datum
window_tumble(PG_FUNCTION_ARGS)
{
	Tumble *site = WindowCallSite(fcinfo, sizeof(Tumble));
	WindowCall *call = &site->call;
	int64 time;

	if (!WindowCallRead(fcinfo, call, 1, &time))
		PG_RETURN_NULL();
	if (!call->known)
	{
		WindowCallGrid(call, GridSpan(call->axis, &call->span[0], "width"), &site->grid);
		call->known = true;
	}
	GridLocate(&site->grid, time);
	return AxisRange(call->axis, site->grid.start, site->grid.end);
}
