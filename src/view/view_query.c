/*
 * view_query.c
 *	  The query of the relation that users read: finalise the state table.
 *
 * Of
 *
 *	   SELECT card, round(avg(amount)) FROM tx GROUP BY card HAVING count(*) > 9
 *
 * it is
 *
 *	   SELECT k1, round(streamml.finalize('avg(numeric)', s1, NULL::numeric))
 *	   FROM streamml_state.view_7_state WHERE s2 > 9
 *
 * built as a tree from the definition's own tree: keys and aggregates are
 * replaced wherever they stand, sublinks included, and all else stays.  What
 * the user wrote is never printed and parsed again here.
 *
 * Where the state table holds panes of windows, the query groups them anew: it
 * keeps the definition's GROUP BY and HAVING, and aggregates become
 * streamml.rollup_state().  A pane lies in a window or not as a whole, so its
 * start stands for the times of its rows.  Of
 *
 *	   SELECT streamml.hop(at, '1 min', '1 h') AS w, avg(x) FROM tx GROUP BY w
 *
 * it is
 *
 *	   SELECT streamml.hop(lower(k1), '1 min', '1 h') AS w,
 *			  streamml.rollup_state('avg(numeric)', s1, NULL::numeric)
 *	   FROM streamml_state.view_7_state GROUP BY 1
 *
 * A trailing window is the same for every row that is read:
 *
 *	   SELECT streamml.trailing_window('1 h', '1 min', streamml.now()) AS w, ...
 *	   FROM streamml_state.view_7_state
 *	   WHERE k1 <@ streamml.trailing_window('1 h', '1 min', streamml.now())
 *	   GROUP BY 1
 *
 * Numbers have no clock: there, "now" is the latest pane with rows, unless the
 * setting says otherwise, streamml.now((SELECT max(lower(k1)) FROM ...)).
 *
 * Settings of the session that reads must not matter there: the time zone that
 * a window call takes from the settings is written into the query.
 */
#include "streamml.h"

#include "access/stratnum.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/analyze.h"
#include "parser/parse_agg.h"
#include "parser/parse_func.h"
#include "parser/parse_node.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rewriteManip.h"
#include "pgtime.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "view/view.h"

typedef struct ReadQuery
{
	const ViewDef *def;
	ParseState *pstate; /* its only relation is the state table; NULL in a roll-up */
	TupleDesc state;
	Index rti;				   /* where the columns of the state table are */
	const AttrNumber *columns; /* and which they are there; NULL: the same */
	int outer;				   /* depth at which the expression will stand */
	int depth;				   /* of sublinks around the node, inside the expression */
	bool combines;			   /* aggregates run over several states */
	Expr *filter;			   /* of these; NULL: all */
	Node *window;			   /* what the window of a view over panes is made of them */
	Oid untyped; /* finalize() or rollup_state() without and with types of arguments */
	Oid typed;
} ReadQuery;

/* A column of the state table, seen from inside depth sublinks. */
static Node *
state_var(ReadQuery *read, AttrNumber attno)
{
	Form_pg_attribute att = TupleDescAttr(read->state, attno - 1);
	Var *var = makeVar(read->rti, read->columns ? read->columns[attno - 1] : attno,
					   att->atttypid, att->atttypmod, att->attcollation, 0);

	if (read->pstate != NULL)
		markVarForSelectPriv(read->pstate, var);
	var->varlevelsup = read->outer + read->depth;
	return (Node *) var;
}

/* A typed NULL that carries a collation to where it is wanted. */
static Node *
typed_null(Oid type, Oid collation)
{
	Const *null = makeNullConst(type, -1, InvalidOid);

	if (type_is_collatable(type))
		null->constcollid = OidIsValid(collation) ? collation : get_typcollation(type);
	return (Node *) null;
}

/* Must finalize() be told the argument types of the call? */
static bool
needs_argument_types(const Aggref *aggref)
{
	Oid *declared;
	int nargs;
	HeapTuple proc;
	bool variadic;

	if (OidIsValid(aggref->inputcollid) && !type_is_collatable(aggref->aggtype))
		return true;
	proc = SearchSysCache1(PROCOID, ObjectIdGetDatum(aggref->aggfnoid));
	if (!HeapTupleIsValid(proc))
		elog(ERROR, "cache lookup failed for function %u", aggref->aggfnoid);
	variadic = ((Form_pg_proc) GETSTRUCT(proc))->provariadic == ANYOID;
	ReleaseSysCache(proc);
	if (variadic)
		return true;
	(void) get_func_signature(aggref->aggfnoid, &declared, &nargs);
	for (int i = 0; i < nargs; i++)
		if (IsPolymorphicType(declared[i]) || declared[i] == ANYOID)
			return true;
	return false;
}

static Oid
aggregate_final_function(Oid aggregate)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	Oid result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggregate);
	result = ((Form_pg_aggregate) GETSTRUCT(tuple))->aggfinalfn;
	ReleaseSysCache(tuple);
	return result;
}

/* Call rollup_state() where the aggregate stood. */
static Node *
combining_call(ReadQuery *read, const Aggref *aggref, Oid function, List *args)
{
	Aggref *call = makeNode(Aggref);
	ListCell *lc;

	call->aggfnoid = function;
	call->aggtype = aggref->aggtype;
	call->aggcollid = aggref->aggcollid;
	call->inputcollid = aggref->inputcollid;
	call->aggkind = AGGKIND_NORMAL;
	call->aggsplit = AGGSPLIT_SIMPLE;
	call->aggno = call->aggtransno = -1;
	call->agglevelsup = read->outer + read->depth;
	call->location = -1;
	foreach (lc, args)
	{
		Expr *arg = lfirst(lc);

		call->aggargtypes = lappend_oid(call->aggargtypes, exprType((Node *) arg));
		call->args = lappend(
			call->args, makeTargetEntry(arg, list_length(call->args) + 1, NULL, false));
	}
	if (read->filter != NULL)
	{
		call->aggfilter = copyObject(read->filter);
		IncrementVarSublevelsUp((Node *) call->aggfilter, read->depth, 0);
	}
	return (Node *) call;
}

/* The expression that stands for an aggregate: its state or states, finalised. */
static Node *
finalized(ReadQuery *read, const ViewAgg *agg)
{
	const Aggref *aggref = agg->aggref;
	Node *state = state_var(read, agg->stateno);
	Oid function = read->untyped;
	List *args;
	ListCell *lc;

	if (!read->combines && !OidIsValid(aggregate_final_function(aggref->aggfnoid)))
		return state;
	args = list_make3(makeConst(REGPROCEDUREOID, -1, InvalidOid, sizeof(Oid),
								ObjectIdGetDatum(aggref->aggfnoid), false, true),
					  state, typed_null(aggref->aggtype, aggref->inputcollid));
	if (needs_argument_types(aggref))
	{
		function = read->typed;
		foreach (lc, aggref->aggargtypes)
			args = lappend(args, typed_null(lfirst_oid(lc), aggref->inputcollid));
	}
	if (read->combines)
		return combining_call(read, aggref, function, args);
	return (Node *) makeFuncExpr(function, aggref->aggtype, args, aggref->aggcollid,
								 aggref->inputcollid, COERCE_EXPLICIT_CALL);
}

/*
 * ViewDefFindAgg: the aggregate of the definition that a call inside depth
 * sublinks is.
 */
const ViewAgg *
ViewDefFindAgg(const ViewDef *def, const Aggref *node, int depth)
{
	Aggref *aggref = copyObject((Aggref *) node);

	if (depth > 0)
		IncrementVarSublevelsUp((Node *) aggref, -depth, depth);
	for (int i = 0; i < def->naggs; i++)
		if (equal(def->aggs[i].aggref, aggref))
			return &def->aggs[i];
	elog(ERROR, "aggregate of continuous view not found");
}

/*
 * ViewDefFindKey: the key that an expression inside depth sublinks is, or NULL.
 */
const ViewKey *
ViewDefFindKey(const ViewDef *def, const Node *node, int depth)
{
	for (int i = 0; i < def->nkeys; i++)
	{
		Node *expr = def->keys[i].expr;

		if (depth > 0)
		{
			expr = copyObject(expr);
			IncrementVarSublevelsUp(expr, depth, 0);
		}
		if (equal(expr, node))
			return &def->keys[i];
	}
	return NULL;
}

/*
 * The expression that stands for a key: its column of the state table; the range
 * of a session, which begins there; the window that panes are put together to.
 */
static Node *
key_expression(ReadQuery *read, const ViewKey *key)
{
	const ViewDef *def = read->def;
	bool is_window = def->window != NULL && key == &def->keys[def->window->key];
	Node *var = state_var(read, key->stateno);
	Node *window;

	if (is_window && ViewDefHasSessions(def))
		return SessionRangeExpr(def->window, var, state_var(read, def->window->lastno));
	if (!is_window || read->window == NULL)
		return var;
	window = copyObject(read->window);
	IncrementVarSublevelsUp(window, read->depth, 0);
	return window;
}

static Node *
read_mutator(Node *node, ReadQuery *read)
{
	const ViewKey *key;

	if (node == NULL)
		return NULL;
	check_stack_depth();
	if (IsA(node, Aggref) && ((Aggref *) node)->agglevelsup == read->depth)
		return finalized(read, ViewDefFindAgg(read->def, (Aggref *) node, read->depth));
	key = ViewDefFindKey(read->def, node, read->depth);
	if (key != NULL && read->columns != NULL)
		ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
				errmsg("roll-up cannot use a column with a key outside its aggregates"),
				errdetail("Groups of several keys are combined."),
				errhint("Create the view with the aggregate in a column of its own."));
	if (key != NULL)
		return key_expression(read, key);
	if (IsA(node, Var) && ((Var *) node)->varlevelsup == read->depth)
		ViewDefRefuse("a column that is neither grouped nor aggregated",
					  "It depends on a primary key in GROUP BY, which the state table "
					  "does not have.",
					  "Add the column to GROUP BY.");
	if (IsA(node, Query))
	{
		Node *result;

		read->depth++;
		result = (Node *) query_tree_mutator((Query *) node, read_mutator, read, 0);
		read->depth--;
		return result;
	}
	return expression_tree_mutator(node, read_mutator, read);
}

/* WITH queries of the definition do not come along into the query that is read. */
static bool
refuse_outer_cte_walker(Node *node, int *depth)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, RangeTblEntry))
	{
		RangeTblEntry *rte = (RangeTblEntry *) node;

		if (rte->rtekind == RTE_CTE && rte->ctelevelsup >= *depth)
			ViewDefRefuse(
				psprintf(
					"WITH query \"%s\" in the select list or HAVING of an aggregate view",
					rte->ctename),
				"It belongs to the rows that are aggregated.",
				"Write the WITH query inside that subquery.");
		return false;
	}
	if (IsA(node, Query))
	{
		(*depth)++;
		query_tree_walker((Query *) node, refuse_outer_cte_walker, depth,
						  QTW_EXAMINE_RTES_BEFORE);
		(*depth)--;
		return false;
	}
	return expression_tree_walker(node, refuse_outer_cte_walker, depth);
}

/* Select list of the definition over the state table. */
static List *
read_target_list(ReadQuery *read, Query *query)
{
	List *source =
		(List *) QueryFlattenExpr(query, (Node *) copyObject(query->targetList));
	List *result = NIL;
	ListCell *lc;

	foreach (lc, source)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);
		TargetEntry *entry;

		if (tle->resjunk && !read->combines)
			continue;
		entry = makeTargetEntry(
			(Expr *) read_mutator((Node *) tle->expr, read), list_length(result) + 1,
			tle->resname ? pstrdup(tle->resname) : NULL, tle->resjunk);
		entry->ressortgroupref = read->combines ? tle->ressortgroupref : 0;
		result = lappend(result, entry);
	}
	return result;
}

/* streamml.name(number of the view, window) */
static Expr *
window_test(const char *name, const ContinuousView *view, Expr *window)
{
	static const Oid argtypes[] = {INT4OID, ANYRANGEOID};
	List *qualified = list_make2(makeString(STREAMML_SCHEMA), makeString(pstrdup(name)));
	Oid function = LookupFuncName(qualified, lengthof(argtypes), argtypes, false);
	Const *id = makeConst(INT4OID, -1, InvalidOid, sizeof(int32), Int32GetDatum(view->id),
						  false, true);

	return (Expr *) makeFuncExpr(function, BOOLOID, list_make2(id, window), InvalidOid,
								 InvalidOid, COERCE_EXPLICIT_CALL);
}

/* Add a column behind those that users see. */
static void
add_column(Query *query, Expr *expr, const char *name)
{
	int visible = 0;
	ListCell *lc;

	foreach (lc, query->targetList)
		visible += lfirst_node(TargetEntry, lc)->resjunk ? 0 : 1;
	query->targetList =
		list_insert_nth(query->targetList, visible,
						makeTargetEntry(expr, visible + 1, pstrdup(name), false));
	for_each_from(lc, query->targetList, visible + 1) lfirst_node(TargetEntry, lc)
		->resno++;
}

/*
 * ViewQueryAddClosed: add column "closed" to the query that users read: has the
 * watermark passed the row's window?  The window is among its columns.
 */
void
ViewQueryAddClosed(Query *query, const ContinuousView *view, const ViewDef *def)
{
	AttrNumber column = ViewKeyColumn(def, def->window->key);
	TargetEntry *window = list_nth_node(TargetEntry, query->targetList, column - 1);

	add_column(query, window_test("window_closed", view, copyObject(window->expr)),
			   "closed");
}

/*
 * The columns of a query that stands in FROM of a new one, whose WHERE is still
 * empty.  Planning makes one query of the two again where they can be one.
 */
static Query *
query_over(Query *query, const char *alias)
{
	ParseState *pstate = make_parsestate(NULL);
	ParseNamespaceItem *item =
		addRangeTableEntryForSubquery(pstate, query, makeAlias(alias, NIL), false, true);
	Query *result = makeNode(Query);
	RangeTblRef *ref = makeNode(RangeTblRef);
	ListCell *lc;

	ref->rtindex = item->p_rtindex;
	foreach (lc, query->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);
		Expr *var;

		if (tle->resjunk)
			continue;
		var = (Expr *) makeVarFromTargetEntry(ref->rtindex, tle);
		result->targetList =
			lappend(result->targetList,
					makeTargetEntry(var, tle->resno, pstrdup(tle->resname), false));
	}
	result->commandType = CMD_SELECT;
	result->canSetTag = true;
	result->jointree = makeFromExpr(list_make1(ref), NULL);
	QuerySetRangeTable(result, pstate);
	return result;
}

/*
 * ViewQuerySeal: the query that users read, such that PostgreSQL does not take it
 * for one through which it could update the state table.
 */
Query *
ViewQuerySeal(Query *query)
{
	if (view_query_is_auto_updatable(query, false) != NULL)
		return query;
	return query_over(query, "states");
}

/*
 * ViewQueryUnsealed: the query inside such a one; any other as it is.
 */
Query *
ViewQueryUnsealed(Query *query)
{
	RangeTblEntry *rte = list_length(query->rtable) == 1 ?
							 linitial_node(RangeTblEntry, query->rtable) :
							 NULL;

	if (rte == NULL || rte->rtekind != RTE_SUBQUERY || query->jointree->quals != NULL)
		return query;
	return rte->subquery;
}

/*
 * ViewQueryHideFreed: the query that users read, without windows that are kept no
 * longer.  Some of their panes may still be there, for windows that come later.
 */
Query *
ViewQueryHideFreed(Query *query, const ContinuousView *view, const ViewDef *def)
{
	Query *result = query_over(query, "windows");
	AttrNumber column = ViewKeyColumn(def, def->window->key);
	ListCell *lc;

	foreach (lc, result->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (tle->resno == column)
			result->jointree->quals =
				(Node *) window_test("window_kept", view, copyObject(tle->expr));
	}
	return result;
}

/* finalize() or rollup_state(), in its two forms. */
static void
lookup_functions(ReadQuery *read)
{
	static const Oid argtypes[] = {REGPROCEDUREOID, ANYOID, ANYELEMENTOID, ANYOID};
	List *name = list_make2(makeString(STREAMML_SCHEMA),
							makeString(read->combines ? "rollup_state" : "finalize"));

	read->untyped = LookupFuncName(name, 3, argtypes, false);
	read->typed = LookupFuncName(name, 4, argtypes, false);
}

/* ---------- windows made of panes ---------- */

static Node *
text_constant(const char *value)
{
	return (Node *) makeConst(TEXTOID, -1, DEFAULT_COLLATION_OID, -1,
							  CStringGetTextDatum(value), false, false);
}

/* The arguments of a window call, without what the settings would fill in. */
static List *
pinned_arguments(const ViewWindow *window)
{
	List *args = copyObject(window->call->args);
	ListCell *lc;

	foreach (lc, args)
	{
		Const *arg = lfirst(lc);

		/* the only text among them is the time zone */
		if (IsA(arg, Const) && arg->consttype == TEXTOID && arg->constisnull)
			lfirst(lc) = text_constant(pg_get_timezone_name(session_timezone));
	}
	return args;
}

/* Start of the pane in a column of the state table: a time of the window call's type. */
static Node *
pane_start(const ViewWindow *window, Node *pane)
{
	static const Oid argtypes[] = {ANYRANGEOID};
	Oid lower = LookupFuncName(list_make2(makeString("pg_catalog"), makeString("lower")),
							   1, argtypes, false);

	return (Node *) makeFuncExpr(lower, window->timetype, list_make1(pane), InvalidOid,
								 InvalidOid, COERCE_EXPLICIT_CALL);
}

/* (SELECT max(lower(pane)) FROM the state table) as bigint */
static Node *
latest_pane(ReadQuery *read, AttrNumber pane)
{
	SubLink *latest = makeNode(SubLink);
	const char *column = NameStr(TupleDescAttr(read->state, pane - 1)->attname);
	RangeTblEntry *state = linitial(read->pstate->p_rtable);
	char *sql =
		psprintf("SELECT pg_catalog.max(pg_catalog.lower(%s))::pg_catalog.int8 FROM %s",
				 quote_identifier(column), RelationSqlName(state->relid));

	latest->subLinkType = EXPR_SUBLINK;
	latest->subselect = (Node *) parse_analyze_fixedparams(
		linitial_node(RawStmt, pg_parse_query(sql)), sql, NULL, 0, NULL);
	latest->location = -1;
	return (Node *) latest;
}

/* streamml.now() in the type of the window call's time. */
static Node *
now_expression(ReadQuery *read, const ViewWindow *window, AttrNumber pane)
{
	bool number = window->timetype == INT4OID || window->timetype == INT8OID;
	Oid argtypes[] = {INT8OID};
	Oid now = LookupFuncName(list_make2(makeString(STREAMML_SCHEMA), makeString("now")),
							 number ? 1 : 0, argtypes, false);
	Node *result =
		(Node *) makeFuncExpr(now, number ? INT8OID : TIMESTAMPTZOID,
							  number ? list_make1(latest_pane(read, pane)) : NIL,
							  InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);

	if (window->timetype == INT4OID)
		return (Node *) makeFuncExpr(F_INT4_INT8, INT4OID, list_make1(result), InvalidOid,
									 InvalidOid, COERCE_EXPLICIT_CALL);
	if (window->timetype == TIMESTAMPTZOID || window->timetype == INT8OID)
		return result;
	result = (Node *) makeFuncExpr(
		F_TIMEZONE_TEXT_TIMESTAMPTZ, TIMESTAMPOID,
		list_make2(text_constant(pg_get_timezone_name(session_timezone)), result),
		InvalidOid, DEFAULT_COLLATION_OID, COERCE_EXPLICIT_CALL);
	if (window->timetype == DATEOID)
		result = (Node *) makeFuncExpr(F_DATE_TIMESTAMP, DATEOID, list_make1(result),
									   InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	return result;
}

/* The trailing window as of now: trailing_window(width, step, now, ...). */
static Node *
trailing_window(ReadQuery *read, const ViewWindow *window, AttrNumber pane)
{
	List *args = pinned_arguments(window);
	List *name = list_make2(makeString(STREAMML_SCHEMA), makeString("trailing_window"));
	Oid argtypes[FUNC_MAX_ARGS];
	int nargs = 0;
	ListCell *lc;
	Node *now = now_expression(read, window, pane);

	/* of trailing(time, width, step, ...) the time goes, and now comes behind step */
	args = list_delete_first(args);
	args = list_insert_nth(args, 2, now);
	foreach (lc, args)
		argtypes[nargs++] = exprType(lfirst(lc));
	return (Node *) makeFuncExpr(LookupFuncName(name, nargs, argtypes, false),
								 window->call->funcresulttype, args, InvalidOid,
								 InvalidOid, COERCE_EXPLICIT_CALL);
}

/* pane <@ window */
static Node *
inside(Node *pane, Node *window)
{
	OpExpr *op =
		(OpExpr *) make_opclause(OID_RANGE_CONTAINED_OP, BOOLOID, false, (Expr *) pane,
								 (Expr *) window, InvalidOid, InvalidOid);

	set_opfuncid(op);
	return (Node *) op;
}

/* $param */
static Param *
extern_param(int number, Oid type)
{
	Param *param = makeNode(Param);

	param->paramkind = PARAM_EXTERN;
	param->paramid = number;
	param->paramtype = type;
	param->paramtypmod = -1;
	param->location = -1;
	return param;
}

/* The windows of a pane that end between the bounds: window_hop_ending(...). */
static void
bound_windows(FuncExpr *call, const ViewWindow *window, const ViewReadBounds *bounds)
{
	char *name = psprintf("window_%s_ending", WindowKindName(window->kind));
	Oid argtypes[FUNC_MAX_ARGS];
	int nargs = 0;
	ListCell *lc;

	call->args =
		lappend(call->args, extern_param(bounds->windows_after, window->timetype));
	call->args =
		lappend(call->args, extern_param(bounds->windows_upto, window->timetype));
	foreach (lc, call->args)
		argtypes[nargs++] = exprType(lfirst(lc));
	call->funcid =
		LookupFuncName(list_make2(makeString(STREAMML_SCHEMA), makeString(name)), nargs,
					   argtypes, false);
}

/* Work out what stands for the window; returns the condition on panes, if any. */
static Node *
read_window(ReadQuery *read, const ViewReadBounds *bounds)
{
	const ViewWindow *window = read->def->window;
	AttrNumber stateno = read->def->keys[window->key].stateno;
	Node *pane = state_var(read, stateno);
	FuncExpr *call;

	if (window->kind == WINDOW_TRAILING)
	{
		read->window = trailing_window(read, window, stateno);
		return inside(pane, copyObject(read->window));
	}
	call = copyObject(window->call);
	call->args = pinned_arguments(window);
	linitial(call->args) = pane_start(window, pane);
	if (bounds != NULL)
		bound_windows(call, window, bounds);
	read->window = (Node *) call;
	return NULL;
}

/* ---------- the queries ---------- */

/* Does a row satisfy HAVING? */
static Expr *
satisfies(Node *having)
{
	BooleanTest *test;

	if (having == NULL)
		return (Expr *) makeBoolConst(true, false);
	test = makeNode(BooleanTest);
	test->arg = (Expr *) having;
	test->booltesttype = IS_TRUE;
	test->location = -1;
	return (Expr *) test;
}

/*
 * Read the state table; if states are to be combined, group them anew.  With
 * bounds: of windows between them, and with HAVING as a column, "passes".
 */
static Query *
read_query(const ViewDef *def, Oid state, bool combines, const ViewReadBounds *bounds)
{
	Relation rel = table_open(state, AccessShareLock);
	ReadQuery read = {.def = def, .pstate = make_parsestate(NULL), .rti = 1};
	Query *query = makeNode(Query);
	ParseNamespaceItem *item;
	RangeTblRef *ref = makeNode(RangeTblRef);
	Node *having = QueryFlattenExpr(def->query, copyObject(def->query->havingQual));
	Node *where = NULL;
	int depth = 0;

	refuse_outer_cte_walker((Node *) def->query->targetList, &depth);
	refuse_outer_cte_walker(having, &depth);
	item = addRangeTableEntryForRelation(read.pstate, rel, AccessShareLock,
										 makeAlias("state", NIL), true, true);
	read.state = RelationGetDescr(rel);
	read.combines = combines;
	lookup_functions(&read);
	if (combines)
		where = read_window(&read, bounds);
	ref->rtindex = item->p_rtindex;

	query->commandType = CMD_SELECT;
	query->canSetTag = true;
	query->targetList = read_target_list(&read, def->query);
	having = read_mutator(having, &read);
	if (bounds != NULL)
	{
		add_column(query, satisfies(having), "passes");
		having = NULL;
	}
	if (combines)
	{
		query->groupClause = copyObject(def->query->groupClause);
		query->havingQual = having;
		query->hasAggs = def->naggs > 0;
		query->hasTargetSRFs = def->query->hasTargetSRFs;
	}
	query->jointree = makeFromExpr(list_make1(ref), combines ? where : having);
	query->hasSubLinks = def->query->hasSubLinks || checkExprHasSubLink(where);
	QuerySetRangeTable(query, read.pstate);
	table_close(rel, NoLock);
	return query;
}

/*
 * ViewReadQuery: the query of an aggregate view's visible relation over its
 * state table, which has the columns ViewDefCheckState expects.  Call it under
 * the settings that the view is pinned to.
 */
Query *
ViewReadQuery(const ViewDef *def, Oid state)
{
	return read_query(def, state, ViewHasPanes(def), NULL);
}

/* ($param IS NULL OR end operator $param), as which the end's index can serve it */
static Node *
end_bound(Node *end, StrategyNumber strategy, int param)
{
	Oid type = exprType(end);
	Oid family = lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY)->btree_opf;
	Oid operator= get_opfamily_member(family, type, type, strategy);
	NullTest *none = makeNode(NullTest);
	Param *bound = makeNode(Param);
	OpExpr *op;

	if (!OidIsValid(operator))
		elog(ERROR, "missing operator %d for type %u", strategy, type);
	bound->paramkind = PARAM_EXTERN;
	bound->paramid = param;
	bound->paramtype = type;
	bound->paramtypmod = -1;
	bound->location = -1;
	none->arg = (Expr *) bound;
	none->nulltesttype = IS_NULL;
	none->location = -1;
	op = (OpExpr *) make_opclause(operator, BOOLOID, false, (Expr *) copyObject(end),
								  (Expr *) copyObject(bound), InvalidOid, InvalidOid);
	set_opfuncid(op);
	return (Node *) makeBoolExpr(OR_EXPR, list_make2(none, op), -1);
}

/* ctid = ANY ($param) */
static Node *
among_tids(int param)
{
	ScalarArrayOpExpr *op = makeNode(ScalarArrayOpExpr);

	op->opno = TIDEqualOperator;
	op->opfuncid = F_TIDEQ;
	op->useOr = true;
	op->args =
		list_make2(makeVar(1, SelfItemPointerAttributeNumber, TIDOID, -1, InvalidOid, 0),
				   extern_param(param, TIDARRAYOID));
	op->location = -1;
	return (Node *) op;
}

/*
 * ViewReadSqlBetween: the query of ViewReadQuery as text, over those states and
 * of those windows alone that end as the parameters say.  It has one column more:
 * whether the row satisfies HAVING, which leaves none out.
 */
char *
ViewReadSqlBetween(const ViewDef *def, Oid state, const ViewReadBounds *bounds)
{
	Query *query = read_query(def, state, ViewHasPanes(def), bounds);
	const ViewKey *key = &def->keys[def->window->key];
	Node *end;

	if (ViewDefHasSessions(def))
		end = (Node *) makeVar(1, def->window->lastno, def->window->timetype, -1,
							   InvalidOid, 0);
	else
		end = (Node *) makeFuncExpr(F_UPPER_ANYRANGE, get_range_subtype(key->type),
									list_make1(makeVar(1, key->stateno, key->type,
													   key->typmod, key->collation, 0)),
									InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	query->jointree->quals = make_and_qual(
		query->jointree->quals,
		make_and_qual(end_bound(end, BTGreaterStrategyNumber, bounds->states_after),
					  end_bound(end, BTLessEqualStrategyNumber, bounds->states_upto)));
	if (bounds->states > 0)
		query->jointree->quals =
			make_and_qual(query->jointree->quals, among_tids(bounds->states));
	return pg_get_querydef(query, false);
}

/*
 * ViewPanesReadQuery: the select list for each pane of a view over panes,
 * whatever HAVING says of its windows.
 */
Query *
ViewPanesReadQuery(const ViewDef *def, Oid state)
{
	Query *query = read_query(def, state, false, NULL);

	query->jointree->quals = NULL;
	return query;
}

typedef struct PaneKey
{
	Node *window;
	Node *pane;
} PaneKey;

static Node *
pane_key_mutator(Node *node, PaneKey *key)
{
	if (node == NULL)
		return NULL;
	if (equal(node, key->window))
		return copyObject(key->pane);
	return expression_tree_mutator(node, pane_key_mutator, key);
}

/*
 * ViewPanesBatchQuery: the same from the rows: the definition grouped by panes
 * in place of windows.
 */
Query *
ViewPanesBatchQuery(const ViewDef *def)
{
	Query *query = copyObject(def->query);
	Node *window = def->keys[def->window->key].expr;
	PaneKey key = {.window = window, .pane = (Node *) ViewKeyStored((Expr *) window)};

	query->targetList = (List *) pane_key_mutator(
		QueryFlattenExpr(query, (Node *) query->targetList), &key);
	query->havingQual = NULL;
	query->hasTargetSRFs = false;
	QueryForgetGroupRTE(query);
	return query;
}

/*
 * ViewRollupExpr: an expression of the definition's select list over several
 * states.  They are columns of entry rti of the range table "outer" levels up:
 * that of the column n of the state table has the number columns[n - 1].
 * filter is a condition on the states, or NULL.
 */
Node *
ViewRollupExpr(const ViewDef *def, Node *expr, TupleDesc state, Index rti,
			   const AttrNumber *columns, int outer, Expr *filter)
{
	ReadQuery read = {.def = def,
					  .state = state,
					  .rti = rti,
					  .columns = columns,
					  .outer = outer,
					  .combines = true,
					  .filter = filter};

	lookup_functions(&read);
	return read_mutator(expr, &read);
}
