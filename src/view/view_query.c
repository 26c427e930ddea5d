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
 */
#include "streamml.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_agg.h"
#include "parser/parse_func.h"
#include "parser/parse_node.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteManip.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/view.h"

typedef struct ReadQuery
{
	const ViewDef *def;
	ParseState *pstate; /* its only relation is the state table */
	TupleDesc state;
	int depth; /* of sublinks around the node */
	Oid finalize;
	Oid finalize_typed;
} ReadQuery;

/* A column of the state table, seen from inside depth sublinks. */
static Node *
state_var(ReadQuery *read, AttrNumber attno)
{
	Form_pg_attribute att = TupleDescAttr(read->state, attno - 1);
	Var *var = makeVar(1, attno, att->atttypid, att->atttypmod, att->attcollation, 0);

	markVarForSelectPriv(read->pstate, var);
	var->varlevelsup = read->depth;
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

/* The expression that stands for an aggregate: its state, finalised. */
static Node *
finalized(ReadQuery *read, const ViewAgg *agg)
{
	const Aggref *aggref = agg->aggref;
	Node *state = state_var(read, agg->stateno);
	Oid function = read->finalize;
	List *args;
	ListCell *lc;

	if (!OidIsValid(aggregate_final_function(aggref->aggfnoid)))
		return state;
	args = list_make3(makeConst(REGPROCEDUREOID, -1, InvalidOid, sizeof(Oid),
								ObjectIdGetDatum(aggref->aggfnoid), false, true),
					  state, typed_null(aggref->aggtype, aggref->inputcollid));
	if (needs_argument_types(aggref))
	{
		function = read->finalize_typed;
		foreach (lc, aggref->aggargtypes)
			args = lappend(args, typed_null(lfirst_oid(lc), aggref->inputcollid));
	}
	return (Node *) makeFuncExpr(function, aggref->aggtype, args, aggref->aggcollid,
								 aggref->inputcollid, COERCE_EXPLICIT_CALL);
}

/* The aggregate of the definition that this call is. */
static const ViewAgg *
lookup_agg(ReadQuery *read, const Aggref *node)
{
	Aggref *aggref = copyObject((Aggref *) node);

	if (read->depth > 0)
		IncrementVarSublevelsUp((Node *) aggref, -read->depth, read->depth);
	for (int i = 0; i < read->def->naggs; i++)
		if (equal(read->def->aggs[i].aggref, aggref))
			return &read->def->aggs[i];
	elog(ERROR, "aggregate of continuous view not found");
}

/* The key that this expression is, or NULL. */
static const ViewKey *
lookup_key(ReadQuery *read, Node *node)
{
	for (int i = 0; i < read->def->nkeys; i++)
	{
		Node *expr = read->def->keys[i].expr;

		if (read->depth > 0)
		{
			expr = copyObject(expr);
			IncrementVarSublevelsUp(expr, read->depth, 0);
		}
		if (equal(expr, node))
			return &read->def->keys[i];
	}
	return NULL;
}

static Node *
read_mutator(Node *node, ReadQuery *read)
{
	const ViewKey *key;

	if (node == NULL)
		return NULL;
	check_stack_depth();
	if (IsA(node, Aggref) && ((Aggref *) node)->agglevelsup == read->depth)
		return finalized(read, lookup_agg(read, (Aggref *) node));
	key = lookup_key(read, node);
	if (key != NULL)
		return state_var(read, key->stateno);
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
		Expr *expr;

		if (tle->resjunk)
			continue;
		expr = (Expr *) read_mutator((Node *) tle->expr, read);
		result = lappend(result, makeTargetEntry(expr, list_length(result) + 1,
												 pstrdup(tle->resname), false));
	}
	return result;
}

static Oid
finalize_function(const Oid *argtypes, int nargs)
{
	return LookupFuncName(list_make2(makeString(STREAMML_SCHEMA), makeString("finalize")),
						  nargs, argtypes, false);
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

/*
 * ViewQueryAddClosed: add column "closed" to the query that users read: has the
 * watermark passed the row's window?  The window is among its columns.
 */
void
ViewQueryAddClosed(Query *query, const ContinuousView *view, const ViewDef *def)
{
	AttrNumber column = ViewKeyColumn(def, def->window->key);
	TargetEntry *window = list_nth_node(TargetEntry, query->targetList, column - 1);
	int visible = 0;
	TargetEntry *closed;
	ListCell *lc;

	foreach (lc, query->targetList)
		visible += lfirst_node(TargetEntry, lc)->resjunk ? 0 : 1;
	closed = makeTargetEntry(window_test("window_closed", view, copyObject(window->expr)),
							 visible + 1, pstrdup("closed"), false);
	query->targetList = list_insert_nth(query->targetList, visible, closed);
	for_each_from(lc, query->targetList, visible + 1) lfirst_node(TargetEntry, lc)
		->resno++;
}

/*
 * ViewQueryHideFreed: the query that users read, without windows that are kept no
 * longer.  Some of their panes may still be there, for windows that come later.
 */
Query *
ViewQueryHideFreed(Query *query, const ContinuousView *view, const ViewDef *def)
{
	ParseState *pstate = make_parsestate(NULL);
	ParseNamespaceItem *item = addRangeTableEntryForSubquery(
		pstate, query, makeAlias("windows", NIL), false, true);
	AttrNumber column = ViewKeyColumn(def, def->window->key);
	Query *result = makeNode(Query);
	RangeTblRef *ref = makeNode(RangeTblRef);
	Expr *window = NULL;
	ListCell *lc;

	ref->rtindex = item->p_rtindex;
	foreach (lc, query->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);
		Var *var;

		if (tle->resjunk)
			continue;
		var = makeVarFromTargetEntry(ref->rtindex, tle);
		result->targetList =
			lappend(result->targetList, makeTargetEntry((Expr *) var, tle->resno,
														pstrdup(tle->resname), false));
		if (tle->resno == column)
			window = copyObject((Expr *) var);
	}
	result->commandType = CMD_SELECT;
	result->canSetTag = true;
	result->jointree =
		makeFromExpr(list_make1(ref), (Node *) window_test("window_kept", view, window));
	QuerySetRangeTable(result, pstate);
	return result;
}

/*
 * ViewReadQuery: the query of an aggregate view's visible relation over its
 * state table, which has the columns ViewDefCheckState expects.
 */
Query *
ViewReadQuery(const ViewDef *def, Oid state)
{
	static const Oid argtypes[] = {REGPROCEDUREOID, ANYOID, ANYELEMENTOID, ANYOID};
	Relation rel = table_open(state, AccessShareLock);
	ReadQuery read = {.def = def, .pstate = make_parsestate(NULL)};
	Query *query = makeNode(Query);
	ParseNamespaceItem *item;
	RangeTblRef *ref = makeNode(RangeTblRef);
	Node *having = QueryFlattenExpr(def->query, copyObject(def->query->havingQual));
	int depth = 0;

	refuse_outer_cte_walker((Node *) def->query->targetList, &depth);
	refuse_outer_cte_walker(having, &depth);
	item = addRangeTableEntryForRelation(read.pstate, rel, AccessShareLock,
										 makeAlias("state", NIL), true, true);
	read.state = RelationGetDescr(rel);
	read.finalize = finalize_function(argtypes, 3);
	read.finalize_typed = finalize_function(argtypes, 4);
	ref->rtindex = item->p_rtindex;

	query->commandType = CMD_SELECT;
	query->canSetTag = true;
	query->targetList = read_target_list(&read, def->query);
	query->jointree = makeFromExpr(list_make1(ref), read_mutator(having, &read));
	query->hasSubLinks = def->query->hasSubLinks;
	QuerySetRangeTable(query, read.pstate);
	table_close(rel, NoLock);
	return query;
}
