/*
 * session.c
 *	  streamml.session(ts, gap, max): the window a row would have if it were the
 *	  only one of its session, [ts, ts + gap).
 *
 * Sessions themselves are not a function of one row: rows of a key whose windows
 * overlap or touch are one session, [first ts, last ts + gap).  Views merge them.
 *
 * A gap is absolute time: a day is 24 hours in every zone, so that a row reaches
 * at least as far as the rows before it.
 */
#include "window/call.h"

#include "common/int.h"

PG_FUNCTION_INFO_V1(window_session);

Datum
window_session(PG_FUNCTION_ARGS)
{
	const Axis *axis = fcinfo->flinfo->fn_extra;
	Interval gap;
	int64 length;
	int64 time;
	int64 end;

	if (axis == NULL)
		fcinfo->flinfo->fn_extra = (void *) (axis = WindowAxis(fcinfo, 0));
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	time = WindowTimeArgument(fcinfo, 0, axis);
	if (!AxisIsFinite(axis, time))
		PG_RETURN_NULL();
	gap = WindowSpanArgument(fcinfo, 1, axis);
	length = GridAbsoluteSpan(axis, &gap, "gap");
	if (!PG_ARGISNULL(2))
	{
		Interval max = WindowSpanArgument(fcinfo, 2, axis);

		if (GridAbsoluteSpan(axis, &max, "max") < length)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("session max \"%s\" is less than its gap \"%s\"",
						   GridSpanText(axis, &max), GridSpanText(axis, &gap)),
					errhint("Use a max of at least the gap."));
	}
	if (pg_add_s64_overflow(time, length, &end))
		AxisOutOfRange(axis);
	return AxisRange(axis, time, end);
}
