/*
 * call.c
 *	  How window functions are called: one C function per function, whatever the
 *	  type of the time.
 *
 * The axis is found from the declared type of an argument, once per call site.
 * Parameters are nearly always constants: the call site keeps those it was set
 * up for, and a call compares them with its own.
 *
 * Functions that return several windows give one per call.  Their call site
 * outlives the row, unlike that of funcapi.h's macros, so that parameters are
 * read once; a callback of the expression context tells that the executor will
 * not ask for the rest of a set.
 */
#include "window/call.h"

#include "nodes/execnodes.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

/* ---------- arguments ---------- */

/* The axis of the declared type of an argument. */
const Axis *
WindowAxis(FunctionCallInfo fcinfo, int argument)
{
	Oid *types;
	int ntypes;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &ntypes);
	if (argument >= ntypes)
		elog(ERROR, "function %u lacks argument %d", fcinfo->flinfo->fn_oid, argument);
	return AxisOf(types[argument]);
}

/* A time, in ticks. */
int64
WindowTimeArgument(FunctionCallInfo fcinfo, int argument, const Axis *axis)
{
	return axis->wide ? PG_GETARG_INT64(argument) : PG_GETARG_INT32(argument);
}

/* A length; that of an integer axis is the time of the interval. */
Interval
WindowSpanArgument(FunctionCallInfo fcinfo, int argument, const Axis *axis)
{
	Interval span = {0};

	if (axis->day != 0)
		return *PG_GETARG_INTERVAL_P(argument);
	span.time = WindowTimeArgument(fcinfo, argument, axis);
	return span;
}

/* ---------- call sites ---------- */

/* The call site's memory, zeroed when it is new; starts with a WindowCall. */
void *
WindowCallSite(FunctionCallInfo fcinfo, Size size)
{
	if (fcinfo->flinfo->fn_extra == NULL)
	{
		WindowCall *call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, size);

		call->axis = WindowAxis(fcinfo, 0);
		fcinfo->flinfo->fn_extra = call;
	}
	return fcinfo->flinfo->fn_extra;
}

static void
read_span(FunctionCallInfo fcinfo, int argument, WindowCall *call, Interval *span)
{
	Interval given = WindowSpanArgument(fcinfo, argument, call->axis);

	if (GridSameSpan(&given, span))
		return;
	*span = given;
	call->known = false;
}

static void
read_origin(FunctionCallInfo fcinfo, int argument, WindowCall *call)
{
	bool given = !PG_ARGISNULL(argument);
	int64 origin = given ? WindowTimeArgument(fcinfo, argument, call->axis) : 0;

	if (given == call->has_origin && origin == call->origin)
		return;
	call->has_origin = given;
	call->origin = origin;
	call->known = false;
}

static bool
same_zone(const WindowCall *call, const text *name)
{
	Size length;

	if (name == NULL)
		return call->zone_name == NULL && call->zone == session_timezone;
	length = VARSIZE_ANY_EXHDR(name);
	return call->zone_name != NULL && strlen(call->zone_name) == length &&
		   memcmp(call->zone_name, VARDATA_ANY(name), length) == 0;
}

static void
read_zone(FunctionCallInfo fcinfo, int argument, WindowCall *call)
{
	const text *name = PG_ARGISNULL(argument) ? NULL : PG_GETARG_TEXT_PP(argument);
	char *given;

	if (same_zone(call, name))
		return;
	call->known = false;
	given = name == NULL ? NULL : text_to_cstring(name);
	call->zone = given == NULL ? session_timezone : GridZone(given);
	if (call->zone_name != NULL)
		pfree(call->zone_name);
	call->zone_name = NULL;
	if (given != NULL)
		call->zone_name = MemoryContextStrdup(fcinfo->flinfo->fn_mcxt, given);
}

static void
read_offset(FunctionCallInfo fcinfo, int argument, WindowCall *call)
{
	bool given = !PG_ARGISNULL(argument);
	Interval offset = {0};

	if (given)
		offset = WindowSpanArgument(fcinfo, argument, call->axis);
	if (given == call->has_offset && GridSameSpan(&offset, &call->offset))
		return;
	call->has_offset = given;
	call->offset = offset;
	call->known = false;
}

/*
 * Read a call's arguments, with one or two lengths.  False if it has no window:
 * the time is NULL or infinite, or a length is NULL.  Otherwise the caller sets
 * itself up if not call->known, and then sets that.
 */
bool
WindowCallRead(FunctionCallInfo fcinfo, WindowCall *call, int spans, int64 *time)
{
	int argument = 1 + spans;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(spans))
		return false;
	*time = WindowTimeArgument(fcinfo, 0, call->axis);
	if (!AxisIsFinite(call->axis, *time))
		return false;
	for (int i = 0; i < spans; i++)
		read_span(fcinfo, 1 + i, call, &call->span[i]);
	read_origin(fcinfo, argument++, call);
	if (call->axis->zoned)
		read_zone(fcinfo, argument++, call);
	read_offset(fcinfo, argument, call);
	return true;
}

/* A bound; the infinities become the ends of int64. */
static int64
read_bound(FunctionCallInfo fcinfo, int argument, const Axis *axis)
{
	int64 bound = WindowTimeArgument(fcinfo, argument, axis);

	if (AxisIsFinite(axis, bound))
		return bound;
	return bound < 0 ? PG_INT64_MIN : PG_INT64_MAX;
}

/*
 * The ends of the windows of a set that are wanted: after *after, not after *upto.
 * Functions "..._ending" have them as arguments behind the others; NULL, or no
 * such argument, is no bound.
 */
void
WindowCallBounds(FunctionCallInfo fcinfo, const WindowCall *call, int64 *after,
				 int64 *upto)
{
	int argument = call->axis->zoned ? 6 : 5;

	*after = PG_INT64_MIN;
	*upto = PG_INT64_MAX;
	if (PG_NARGS() <= argument)
		return;
	if (!PG_ARGISNULL(argument))
		*after = read_bound(fcinfo, argument, call->axis);
	if (!PG_ARGISNULL(argument + 1))
		*upto = read_bound(fcinfo, argument + 1, call->axis);
}

/* Lay the grid of a call's origin, zone and offset, with the given step. */
void
WindowCallGrid(const WindowCall *call, Span step, Grid *grid)
{
	GridSetUp(grid, call->axis, call->zone, step, call->has_origin ? &call->origin : NULL,
			  call->has_offset ? &call->offset : NULL);
}

/* ---------- sets ---------- */

/* The executor has what it wants of the set. */
static void
stop_set(Datum call)
{
	((WindowCall *) DatumGetPointer(call))->running = false;
}

/* Begin to return the windows of a row; an error where only one value can stand. */
void
WindowSetBegin(FunctionCallInfo fcinfo, WindowCall *call)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	if (rsinfo == NULL || !IsA(rsinfo, ReturnSetInfo) ||
		(rsinfo->allowedModes & SFRM_ValuePerCall) == 0)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("set-valued function called in context that cannot accept a set"));
	RegisterExprContextCallback(rsinfo->econtext, stop_set, PointerGetDatum(call));
	call->running = true;
}

/* Return one window of the set. */
Datum
WindowSetNext(FunctionCallInfo fcinfo, Datum window)
{
	((ReturnSetInfo *) fcinfo->resultinfo)->isDone = ExprMultipleResult;
	return window;
}

/* Return that there are no more. */
Datum
WindowSetEnd(FunctionCallInfo fcinfo, WindowCall *call)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	if (call->running)
		UnregisterExprContextCallback(rsinfo->econtext, stop_set, PointerGetDatum(call));
	call->running = false;
	rsinfo->isDone = ExprEndResult;
	PG_RETURN_NULL();
}
