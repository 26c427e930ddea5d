/*
 * session_window.c
 *	  What a definition that groups by streamml.session() means.
 *
 * Rows of equal other keys whose times follow each other at no more than gap are
 * one session; gap itself still joins.  Its window is [first time, last time +
 * gap).  Rows without a time, or at infinity, have no session: their key is
 * NULL.
 *
 * In the feed the session's key is the time of the row; in the state table it
 * is the start of the session, and a column behind the states, "last", has the
 * latest time.  So a row at the end of a session changes no indexed column.
 *
 * The gap is a constant, and absolute time (a day is 24 hours): then a row
 * reaches at least as far as the rows before it, and whether two rows are one
 * session does not depend on rows in between.
 *
 * A longest duration is refused.  Where a session is cut depends on where it
 * begins; a late row before its first would move every cut, and states cannot
 * be split.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "optimizer/optimizer.h"
#include "utils/fmgroids.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "view/view.h"

/* The functions that make the range of a session, by the type of its time. */
static const struct
{
	Oid type;
	Oid add; /* time, gap */
	Oid gaptype;
	Oid range; /* start, end */
} functions[] = {
	{TIMESTAMPTZOID, F_TIMESTAMPTZ_PL_INTERVAL, INTERVALOID,
	 F_TSTZRANGE_TIMESTAMPTZ_TIMESTAMPTZ},
	{TIMESTAMPOID, F_TIMESTAMP_PL_INTERVAL, INTERVALOID, F_TSRANGE_TIMESTAMP_TIMESTAMP},
	{DATEOID, F_DATE_PLI, INT4OID, F_DATERANGE_DATE_DATE},
	{INT4OID, F_INT4PL, INT4OID, F_INT4RANGE_INT4_INT4},
	{INT8OID, F_INT8PL, INT8OID, F_INT8RANGE_INT8_INT8},
};

/*
 * ViewDefHasSessions: is one of its keys a session?
 */
bool
ViewDefHasSessions(const ViewDef *def)
{
	return def->window != NULL && def->window->kind == WINDOW_SESSION;
}

/* The gap, in ticks; an error if it is none. */
static int64
constant_gap(const ViewWindow *window, Node *expr)
{
	const Const *gap = (Const *) eval_const_expressions(NULL, copyObject(expr));
	Interval span = {0};

	if (!IsA(gap, Const) || gap->constisnull)
		ViewDefRefuse("session() whose gap is not a constant",
					  "Rows of one session would not agree on where it ends.",
					  "Write the gap as a constant, as in session(ts, '30 minutes').");
	switch (gap->consttype)
	{
		case INTERVALOID:
			span = *DatumGetIntervalP(gap->constvalue);
			break;
		case INT4OID:
			span.time = DatumGetInt32(gap->constvalue);
			break;
		default:
			span.time = DatumGetInt64(gap->constvalue);
			break;
	}
	return GridAbsoluteSpan(window->axis, &span, "gap");
}

/*
 * SessionWindowPrepare: read the arguments of the call, which has all of them.
 * Raises an error for what cannot be maintained.
 */
void
SessionWindowPrepare(ViewWindow *window)
{
	List *args = window->call->args;
	Const *max = (Const *) eval_const_expressions(NULL, copyObject(lthird(args)));

	if (!IsA(max, Const) || !max->constisnull)
		ViewDefRefuse(
			"session() with a longest duration",
			"A late row at the start of a session would move every cut in it.",
			"Leave out max and cut at fixed times: GROUP BY date_bin('1 day', ts, "
			"'2000-01-03') as well.");
	window->axis = AxisOf(window->timetype);
	window->gap = constant_gap(window, lsecond(args));
}

/*
 * SessionGapText: the gap as an argument of session(), in SQL.
 */
char *
SessionGapText(const ViewWindow *window)
{
	if (window->axis->day == 0)
		return psprintf("'" INT64_FORMAT "'::pg_catalog.%s", window->gap,
						window->axis->wide ? "int8" : "int4");
	return psprintf("'" INT64_FORMAT " %s'::pg_catalog.interval", window->gap,
					window->axis->wide ? "microseconds" : "days");
}

/* The gap as what is added to a time. */
static Const *
gap_constant(Oid gaptype, int64 gap)
{
	Interval *interval;

	switch (gaptype)
	{
		case INTERVALOID:
			interval = palloc0(sizeof(Interval));
			interval->time = gap;
			return makeConst(INTERVALOID, -1, InvalidOid, sizeof(Interval),
							 IntervalPGetDatum(interval), false, false);
		case INT4OID:
			return makeConst(INT4OID, -1, InvalidOid, sizeof(int32),
							 Int32GetDatum((int32) gap), false, true);
		default:
			return makeConst(INT8OID, -1, InvalidOid, sizeof(int64), Int64GetDatum(gap),
							 false, FLOAT8PASSBYVAL);
	}
}

/*
 * SessionRangeExpr: the window of a session from expressions for its first and
 * its last time; NULL where the first is.  The expressions become part of the
 * result.
 */
Node *
SessionRangeExpr(const ViewWindow *window, Node *start, Node *last)
{
	Oid rangetype = window->axis->range_type;
	NullTest *test = makeNode(NullTest);
	CaseWhen *when = makeNode(CaseWhen);
	CaseExpr *result = makeNode(CaseExpr);
	int i = 0;
	Node *end;

	while (functions[i].type != window->timetype)
		i++;
	end = (Node *) makeFuncExpr(
		functions[i].add, window->timetype,
		list_make2(last, gap_constant(functions[i].gaptype, window->gap)), InvalidOid,
		InvalidOid, COERCE_EXPLICIT_CALL);
	test->arg = (Expr *) copyObject(start);
	test->nulltesttype = IS_NOT_NULL;
	test->location = -1;
	when->expr = (Expr *) test;
	when->result =
		(Expr *) makeFuncExpr(functions[i].range, rangetype, list_make2(start, end),
							  InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	when->location = -1;
	result->casetype = rangetype;
	result->args = list_make1(when);
	result->defresult = (Expr *) makeNullConst(rangetype, -1, InvalidOid);
	result->location = -1;
	return (Node *) result;
}
