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
 * With a longest duration sessions are cut at fixed times, where the windows of
 * tumble(ts, max) begin.  Cuts counted from where a session begins would move
 * with a late row before its first, and states cannot be split.
 */
#include "streamml.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "optimizer/tlist.h"
#include "parser/parse_func.h"
#include "parser/parse_oper.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
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

/* ---------- sessions of at most so long ---------- */

/* The session() with a longest duration that the query groups by, or NULL. */
static FuncExpr *
find_limited_session(Query *query)
{
	ListCell *lc;

	foreach (lc, query->groupClause)
	{
		Node *expr = get_sortgroupclause_expr(lfirst(lc), query->targetList);
		FuncExpr *call = (FuncExpr *) QueryFlattenExpr(query, copyObject(expr));
		WindowKind kind;
		Const *max;

		if (!IsA(call, FuncExpr) || !WindowFunctionKind(call->funcid, &kind) ||
			kind != WINDOW_SESSION)
			continue;
		max = lthird(ViewExpandedCall(call)->args);
		max = (Const *) eval_const_expressions(NULL, (Node *) max);
		if (IsA(max, Const) && !max->constisnull)
			return call;
	}
	return NULL;
}

/* The same without that. */
static Node *
unlimited_session(const FuncExpr *call)
{
	FuncExpr *result = ViewExpandedCall(call);

	lthird(result->args) = makeNullConst(exprType(lthird(result->args)), -1, InvalidOid);
	return (Node *) result;
}

static Node *
unlimit_mutator(Node *node, FuncExpr *call)
{
	if (node == NULL)
		return NULL;
	if (equal(node, call))
		return unlimited_session(call);
	return expression_tree_mutator(node, unlimit_mutator, call);
}

/*
 * lower(tumble(ts, max)): where the part begins that a row lies in.  As the parser
 * has it, so that it is the same key if the query groups by it, too.
 */
static Expr *
cut_of_row(const FuncExpr *written)
{
	FuncExpr *call = ViewExpandedCall(written);
	Oid time = exprType(linitial(call->args));
	Oid span = exprType(lthird(call->args));
	bool zoned = time == TIMESTAMPTZOID;
	Oid argtypes[] = {time, span, time, zoned ? TEXTOID : span, span};
	List *name = list_make2(makeString(STREAMML_SCHEMA),
							makeString((char *) WindowKindName(WINDOW_TUMBLE)));
	Oid tumble = LookupFuncName(name, zoned ? 5 : 4, argtypes, false);
	List *args =
		list_make2(copyObject(linitial(call->args)), copyObject(lthird(call->args)));

	return (Expr *) makeFuncExpr(
		F_LOWER_ANYRANGE, time,
		list_make1(makeFuncExpr(tumble, get_func_rettype(tumble), args, InvalidOid,
								InvalidOid, COERCE_EXPLICIT_CALL)),
		InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
}

/* Group the query by one more expression, which it does not show. */
static void
group_by(Query *query, Expr *expr)
{
	SortGroupClause *clause = makeNode(SortGroupClause);
	TargetEntry *tle =
		makeTargetEntry(expr, list_length(query->targetList) + 1, pstrdup("cut"), true);
	ListCell *lc;

	foreach (lc, query->targetList)
		tle->ressortgroupref =
			Max(tle->ressortgroupref, lfirst_node(TargetEntry, lc)->ressortgroupref);
	clause->tleSortGroupRef = ++tle->ressortgroupref;
	get_sort_group_operators(exprType((Node *) expr), true, true, false, &clause->sortop,
							 &clause->eqop, NULL, &clause->hashable);
	query->targetList = lappend(query->targetList, tle);
	query->groupClause = lappend(query->groupClause, clause);
}

/*
 * SessionWriteOutMax: the query with sessions that are cut at fixed times, those
 * of tumble(ts, max), by a key that says so, in place of a longest duration; the
 * query itself if there is none.  Where else they were cut would depend on rows
 * that are still to come.
 */
Query *
SessionWriteOutMax(Query *query)
{
	FuncExpr *call = find_limited_session(query);
	Query *result;

	if (call == NULL)
		return query;
	result = copyObject(query);
	result->targetList = (List *) unlimit_mutator(
		QueryFlattenExpr(result, (Node *) result->targetList), call);
	result->havingQual =
		unlimit_mutator(QueryFlattenExpr(result, result->havingQual), call);
	QueryForgetGroupRTE(result);
	group_by(result, cut_of_row(call));
	return result;
}

/* ---------- its call ---------- */

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
		ViewDefRefuse("session() whose longest duration is not a constant, or among "
					  "grouping sets",
					  "Sessions are cut where the windows of tumble(ts, max) begin.",
					  "Write it as a constant; without grouping sets.");
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
