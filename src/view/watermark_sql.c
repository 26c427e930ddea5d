/*
 * watermark_sql.c
 *	  SQL functions over stored watermarks: window_closed(), window_kept(),
 *	  event_time_text().
 *
 * Column "closed" of a view calls window_closed() per row (and a view
 * over panes asks window_kept()), as whoever reads the view.  He needs no rights on
 * the catalog, but others must not learn by it how far somebody's events have come
 * (readers.c).  The watermark is read once per call site and snapshot.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/rangetypes.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "compat.h"
#include "view/view_internal.h"

PG_FUNCTION_INFO_V1(window_closed);
PG_FUNCTION_INFO_V1(window_kept);
PG_FUNCTION_INFO_V1(event_time_text);

/* What a call site knows. */
typedef struct ClosedCall
{
	TypeCacheEntry *range;
	int32 view;
	/* the snapshot that clock was read with */
	bool read;
	TransactionId xmin;
	TransactionId xmax;
	CommandId command;
	uint64 completions;
	ViewClock clock;
} ClosedCall;

/* Would the clock be read the same now? */
static bool
is_current(const ClosedCall *call, int32 view, Snapshot snapshot)
{
	return call->read && call->view == view && call->xmin == snapshot->xmin &&
		   call->xmax == snapshot->xmax && call->command == snapshot->curcid &&
		   call->completions == snapshot->snapXactCompletionCount;
}

static void
read_clock(ClosedCall *call, int32 view, Snapshot snapshot)
{
	call->read = false;
	CheckReaderOfView(view);
	(void) ViewClockLoad(view, snapshot, &call->clock);
	call->view = view;
	call->xmin = snapshot->xmin;
	call->xmax = snapshot->xmax;
	call->command = snapshot->curcid;
	call->completions = snapshot->snapXactCompletionCount;
	call->read = true;
}

/* The call site, with the view's clock as of the active snapshot. */
static ClosedCall *
call_site(FunctionCallInfo fcinfo, int32 view, RangeType *range)
{
	ClosedCall *call = fcinfo->flinfo->fn_extra;
	Snapshot snapshot = GetActiveSnapshot();

	if (call == NULL || call->range->type_id != RangeTypeGetOid(range))
	{
		call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(ClosedCall));
		call->range = lookup_type_cache(RangeTypeGetOid(range), TYPECACHE_RANGE_INFO);
		fcinfo->flinfo->fn_extra = call;
	}
	if (!is_current(call, view, snapshot))
		read_clock(call, view, snapshot);
	return call;
}

/*
 * The call site of a call with a view, in *call, and the end of its window; false
 * if there is no window, or none that ends.
 */
static bool
end_of_window(FunctionCallInfo fcinfo, const ClosedCall **call, int64 *end)
{
	RangeType *range;
	RangeBound lower;
	RangeBound upper;
	bool empty;

	if (PG_ARGISNULL(1))
		return false;
	range = PG_GETARG_RANGE_P(1);
	*call = call_site(fcinfo, PG_GETARG_INT32(0), range);
	range_deserialize((*call)->range, range, &lower, &upper, &empty);
	return !empty && !upper.infinite &&
		   EventTimeFromDatum((*call)->range->rngelemtype->type_id, upper.val, end);
}

/*
 * window_closed(view integer, window anyrange) returns boolean: NULL without a
 * view; a window without an end never closes.
 */
Datum
window_closed(PG_FUNCTION_ARGS)
{
	const ClosedCall *call;
	int64 end;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(end_of_window(fcinfo, &call, &end) && call->clock.known &&
				   end <= call->clock.watermark);
}

/*
 * window_kept(view integer, window anyrange) returns boolean: false for windows
 * of which states have been freed, as far as the view has a retention.
 */
Datum
window_kept(PG_FUNCTION_ARGS)
{
	const ClosedCall *call;
	int64 end;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(!end_of_window(fcinfo, &call, &end) || end > call->clock.kept_after);
}

/*
 * event_time_text(time_type regtype, value bigint) returns text
 */
Datum
event_time_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(
		cstring_to_text(EventTimeText(PG_GETARG_OID(0), PG_GETARG_INT64(1))));
}
