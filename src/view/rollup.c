/*
 * rollup.c
 *	  streamml.create_rollup(): an ordinary view over the states of a
 *	  continuous view, combined to coarser groups.
 *
 * Of a view
 *
 *	   minute: SELECT city, streamml.tumble(at, '1 min') AS m, avg(x) AS mean ...
 *
 * and the query
 *
 *	   SELECT country, streamml.rollup(mean) FROM minute JOIN city USING (city)
 *	   GROUP BY country
 *
 * the roll-up is
 *
 *	   SELECT country, streamml.rollup_state('avg(numeric)', minute.s1, NULL::numeric)
 *	   FROM (SELECT k1 AS city, k2 AS m, NULL::numeric AS mean, s1
 *			 FROM streamml_state.view_7_state) minute
 *	   JOIN city USING (city) GROUP BY country
 *
 * The view in FROM becomes a subquery with the same columns, so that whatever
 * refers to keys goes on doing so, and the states behind them.  A column that
 * is made of aggregates has no value before its states are combined: it may
 * only stand inside rollup(), which becomes the column's expression with each
 * aggregate over all states.  Rows are never read again: a roll-up is as exact
 * as the combine functions are.
 *
 * The roll-up belongs to the caller, who must own the continuous view.  It
 * depends on the view's state table as any view on its tables, and so on the
 * view; a dump has it as an ordinary view.
 */
#include "streamml.h"

#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/analyze.h"
#include "parser/parse_func.h"
#include "parser/parse_relation.h"
#include "parser/parsetree.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/rel.h"

#include "compat.h"
#include "view/aggcall.h"
#include "view/view.h"

PG_FUNCTION_INFO_V1(create_rollup);
PG_FUNCTION_INFO_V1(rollup_marker);

/* The view in FROM, and what its columns become. */
typedef struct Rollup
{
	Query *query;
	Index rti;
	ContinuousView *view;
	ViewDef *def;
	TupleDesc visible; /* columns of the view */
	TupleDesc state;   /* and of its state table */
	List *tlist;	   /* the definition's, without junk; column n is entry n - 1 */
	AttrNumber
		*columns; /* by state column: its number in the subquery, 0 if it is a key */
	int depth;	  /* of queries around the node */
	Oid marker;	  /* streamml.rollup(anyelement) */
} Rollup;

static void
pg_attribute_noreturn() refuse(const char *what, const char *why, const char *hint)
{
	ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
			errmsg("roll-up cannot use %s", what), errdetail("%s", why),
			hint ? errhint("%s", hint) : 0);
}

/* ---------- the view in FROM ---------- */

static Query *
parse_rollup(char *sql)
{
	ErrorContextCallback context = {
		.callback = ViewPointIntoText, .arg = sql, .previous = error_context_stack};
	List *raw;
	Query *query;

	error_context_stack = &context;
	raw = pg_parse_query(sql);
	if (list_length(raw) != 1)
		ereport(ERROR, errcode(ERRCODE_SYNTAX_ERROR),
				errmsg("query of a roll-up must be one SELECT, not %d statements",
					   list_length(raw)));
	query = parse_analyze_fixedparams(linitial_node(RawStmt, raw), sql, NULL, 0, NULL);
	if (query->commandType != CMD_SELECT || query->utilityStmt != NULL ||
		query->hasModifyingCTE)
		ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
				errmsg("query of a roll-up must be a SELECT"));
	if (query->rowMarks != NIL)
		refuse("FOR UPDATE or FOR SHARE", "States are not rows that could be locked.",
			   NULL);
	if (isQueryUsingTempRelation(query))
		refuse("temporary tables", "It outlives them.", NULL);
	error_context_stack = context.previous;
	return query;
}

/* Find the one continuous view of aggregates in FROM. */
static void
find_view(Rollup *rollup)
{
	Index rti = 0;
	ListCell *lc;

	foreach (lc, rollup->query->rtable)
	{
		RangeTblEntry *rte = lfirst_node(RangeTblEntry, lc);
		ContinuousView *view;

		rti++;
		if (rte->rtekind == RTE_JOIN && rte->alias != NULL)
			refuse(psprintf("alias \"%s\" of a join", rte->alias->aliasname),
				   "It hides the view whose states are combined.",
				   "Name the tables of the join instead.");
		if (rte->rtekind != RTE_RELATION || rte->relkind != RELKIND_VIEW)
			continue;
		view = ViewCatalogGet(rte->relid, true);
		if (view == NULL || view->kind != VIEW_AGGREGATE)
			continue;
		if (rollup->view != NULL)
			refuse("two continuous views", "The states of one view are combined.",
				   "Create a roll-up of each and join them.");
		rollup->view = view;
		rollup->rti = rti;
	}
	if (rollup->view == NULL)
		ereport(
			ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
			errmsg("query of a roll-up does not read a continuous view of aggregates"),
			errhint("Name the view in FROM of the outermost query."));
	rollup->view = ViewCatalogGetOwned(rollup->view->view);
}

/* Refuse views whose states are not one for each row that they show. */
static void
check_view(const ViewDef *def)
{
	WindowKind kind = def->window != NULL ? def->window->kind : WINDOW_TUMBLE;

	if (def->nsets > 0)
		refuse("a view with GROUPING SETS, ROLLUP or CUBE",
			   "Each row is in several of its states and would be counted as often.",
			   "Create a view that groups by the finest keys and roll that up.");
	if (kind == WINDOW_SESSION)
		refuse("a view with session()", "Its windows are made on reading.",
			   "Create a view that groups by streamml.tumble() and roll that up.");
	if (kind != WINDOW_TUMBLE)
		refuse(psprintf("a view with %s()", WindowKindName(kind)),
			   "Its windows overlap: rows would be counted more than once.",
			   "Create a view that groups by streamml.tumble() and roll that up.");
	if (def->query->havingQual != NULL)
		refuse("a view with HAVING", "It has states of groups that it does not show.",
			   "Create a view without HAVING and roll that up.");
}

static List *
visible_target_list(Query *query)
{
	List *source =
		(List *) QueryFlattenExpr(query, (Node *) copyObject(query->targetList));
	List *result = NIL;
	ListCell *lc;

	foreach (lc, source)
		if (!lfirst_node(TargetEntry, lc)->resjunk)
			result = lappend(result, lfirst(lc));
	return result;
}

/* Take the view's definition apart, as its owner. */
static void
load_view(Rollup *rollup)
{
	Relation rel;
	OwnerScope scope;

	OwnerScopeEnter(&scope, rollup->view->owner, rollup->view->settings);
	rollup->def = ViewDefLoad(rollup->view->definition, rollup->view->source);
	OwnerScopeLeave(&scope);
	check_view(rollup->def);
	rollup->tlist = visible_target_list(rollup->def->query);

	rel = table_open(rollup->view->view, AccessShareLock);
	rollup->visible = CreateTupleDescCopy(RelationGetDescr(rel));
	table_close(rel, NoLock);
	rel = table_open(rollup->view->state, AccessShareLock);
	rollup->state = CreateTupleDescCopy(RelationGetDescr(rel));
	table_close(rel, NoLock);

	rollup->columns = palloc0(sizeof(AttrNumber) * rollup->state->natts);
	for (int i = 0; i < rollup->def->naggs; i++)
		rollup->columns[rollup->def->aggs[i].stateno - 1] =
			rollup->visible->natts + i + 1;
}

/* ---------- columns ---------- */

/* The definition's expression of a column, or NULL if it comes from elsewhere. */
static Node *
column_expression(const Rollup *rollup, AttrNumber attno)
{
	if (attno > list_length(rollup->tlist))
		return NULL;
	return (Node *) list_nth_node(TargetEntry, rollup->tlist, attno - 1)->expr;
}

/* Does the column have a value for each state, without combining? */
static bool
is_key_column(const Rollup *rollup, AttrNumber attno)
{
	Node *expr = column_expression(rollup, attno);

	return expr != NULL && !contain_aggs_of_level(expr, 0);
}

/* A Var of the query at the node's depth, in terms of tables instead of joins. */
static Node *
flatten_var(const Rollup *rollup, Var *var)
{
	if (var->varlevelsup != rollup->depth ||
		rt_fetch(var->varno, rollup->query->rtable)->rtekind != RTE_JOIN)
		return (Node *) var;
	var = copyObject(var);
	var->varlevelsup = 0;
	return QueryFlattenExpr(rollup->query, (Node *) var);
}

static bool
check_combines_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Aggref) && !AggHasCombine(((Aggref *) node)->aggfnoid))
		refuse(psprintf("aggregate %s", format_procedure(((Aggref *) node)->aggfnoid)),
			   "Its states cannot be combined: it has no combine function.",
			   "Use an aggregate that has a COMBINEFUNC in the view.");
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, check_combines_walker, context, 0);
	return expression_tree_walker(node, check_combines_walker, context);
}

static void
check_marker_call(const Aggref *call)
{
	if (call->aggdistinct != NIL || call->aggorder != NIL)
		refuse("DISTINCT or ORDER BY in streamml.rollup()",
			   "All states of a group are combined, in any order.", NULL);
}

/* The expression that stands for rollup(column). */
static Node *
rolled_up(Rollup *rollup, Aggref *call)
{
	Node *arg = (Node *) linitial_node(TargetEntry, call->args)->expr;
	Var *var;
	Node *expr;

	check_marker_call(call);
	if (IsA(arg, Var))
		arg = flatten_var(rollup, (Var *) arg);
	var = (Var *) arg;
	expr = IsA(var, Var) && var->varno == rollup->rti &&
				   call->agglevelsup == rollup->depth && var->varattno > 0 ?
			   column_expression(rollup, var->varattno) :
			   NULL;
	if (expr == NULL || !contain_aggs_of_level(expr, 0))
		ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
				errmsg("argument of streamml.rollup() must be a column of aggregates of "
					   "\"%s\"",
					   get_rel_name(rollup->view->view)),
				errhint("Write expressions around the call, as in "
						"round(streamml.rollup(mean), 2)."));
	(void) check_combines_walker(expr, NULL);
	return ViewRollupExpr(rollup->def, expr, rollup->state, rollup->rti, rollup->columns,
						  rollup->depth, call->aggfilter);
}

static void
pg_attribute_noreturn() refuse_bare_column(const Rollup *rollup, AttrNumber attno)
{
	const char *name;

	if (attno == InvalidAttrNumber)
		refuse(psprintf("whole rows of \"%s\"", get_rel_name(rollup->view->view)),
			   "Columns of aggregates have no value before they are combined.",
			   "Name the keys.");
	name = NameStr(TupleDescAttr(rollup->visible, attno - 1)->attname);
	if (column_expression(rollup, attno) == NULL)
		refuse(psprintf("column \"%s\"", name), "It is not part of the definition.",
			   NULL);
	refuse(psprintf("column \"%s\" outside streamml.rollup()", name),
		   "A column of aggregates has no value before its states are combined.",
		   psprintf("Use streamml.rollup(%s).", quote_identifier(name)));
}

static bool
check_var_walker(Node *node, Rollup *rollup)
{
	Var *var = (Var *) node;

	if (node == NULL)
		return false;
	if (!IsA(node, Var))
		return expression_tree_walker(node, check_var_walker, rollup);
	if (var->varno == rollup->rti &&
		(var->varattno <= 0 || !is_key_column(rollup, var->varattno)))
		refuse_bare_column(rollup, var->varattno);
	return false;
}

static Node *
rollup_mutator(Node *node, Rollup *rollup)
{
	if (node == NULL)
		return NULL;
	check_stack_depth();
	if (IsA(node, Aggref) && ((Aggref *) node)->aggfnoid == rollup->marker)
	{
		Aggref *call = copyObject((Aggref *) node);

		call->aggfilter = (Expr *) rollup_mutator((Node *) call->aggfilter, rollup);
		return rolled_up(rollup, call);
	}
	if (IsA(node, Var) && ((Var *) node)->varlevelsup == rollup->depth)
	{
		check_var_walker(flatten_var(rollup, (Var *) node), rollup);
		return copyObject(node);
	}
	if (IsA(node, Query))
	{
		Node *result;

		rollup->depth++;
		result = (Node *) query_tree_mutator((Query *) node, rollup_mutator, rollup,
											 QTW_IGNORE_JOINALIASES);
		rollup->depth--;
		return result;
	}
	return expression_tree_mutator(node, rollup_mutator, rollup);
}

/* ---------- the states in place of the view ---------- */

/* What a key column of the view is in the subquery; NULL stands for the others. */
static Expr *
visible_column(const Rollup *rollup, AttrNumber attno, TargetEntry *key)
{
	Form_pg_attribute att = TupleDescAttr(rollup->visible, attno - 1);
	Const *null;

	if (is_key_column(rollup, attno))
		return key->expr;
	null = makeNullConst(att->atttypid, att->atttypmod, att->attcollation);
	return (Expr *) null;
}

/* SELECT keys as the view shows them, states FROM state table. */
static Query *
states_query(const Rollup *rollup)
{
	Query *query = ViewReadQuery(rollup->def, rollup->view->state);
	List *read = query->targetList;
	List *tlist = NIL;

	for (AttrNumber attno = 1; attno <= rollup->visible->natts; attno++)
	{
		char *name = NameStr(TupleDescAttr(rollup->visible, attno - 1)->attname);
		TargetEntry *key = attno <= list_length(read) ? list_nth(read, attno - 1) : NULL;

		tlist = lappend(tlist, makeTargetEntry(visible_column(rollup, attno, key), attno,
											   pstrdup(name), false));
	}
	for (int i = 0; i < rollup->def->naggs; i++)
	{
		AttrNumber attno = rollup->def->aggs[i].stateno;
		Form_pg_attribute att = TupleDescAttr(rollup->state, attno - 1);
		Var *var = makeVar(1, attno, att->atttypid, att->atttypmod, att->attcollation, 0);

		QuerySelectColumn(query, 1, attno);
		tlist = lappend(tlist, makeTargetEntry((Expr *) var, list_length(tlist) + 1,
											   pstrdup(NameStr(att->attname)), false));
	}
	query->targetList = tlist;
	return query;
}

/* Turn the view's range table entry into the subquery over its states. */
static void
read_states(Rollup *rollup, Query *query)
{
	RangeTblEntry *rte = rt_fetch(rollup->rti, query->rtable);
	Query *states = states_query(rollup);
	ListCell *lc;

	(void) RteForgetRights(query, rte);
	rte->rtekind = RTE_SUBQUERY;
	rte->relid = InvalidOid;
	rte->relkind = 0;
	rte->rellockmode = 0;
	rte->inh = false;
	rte->subquery = states;
	if (rte->alias == NULL) /* a subquery must have one */
		rte->alias = makeAlias(rte->eref->aliasname, NIL);
	for_each_from(lc, states->targetList, list_length(rte->eref->colnames))
		rte->eref->colnames =
		lappend(rte->eref->colnames, makeString(lfirst_node(TargetEntry, lc)->resname));
}

static Oid
marker_aggregate(void)
{
	static const Oid argtypes[] = {ANYELEMENTOID};

	return LookupFuncName(list_make2(makeString(STREAMML_SCHEMA), makeString("rollup")),
						  1, argtypes, false);
}

/* Dropping the view says that the roll-up is in its way. */
static void
depend_on_view(Oid rollup, Oid view)
{
	ObjectAddress from;
	ObjectAddress to;

	ObjectAddressSet(from, RelationRelationId, rollup);
	ObjectAddressSet(to, RelationRelationId, view);
	recordDependencyOn(&from, &to, DEPENDENCY_NORMAL);
}

/*
 * create_rollup(name text, query text) returns regclass
 */
Datum
create_rollup(PG_FUNCTION_ARGS)
{
	RangeVar *name;
	Rollup rollup = {0};
	Query *query;
	Oid result;

	ExtensionCheckVersion();
	name = ViewParseName(PG_GETARG_TEXT_PP(0));
	PreventCommandIfReadOnly("create_rollup()");
	PreventCommandIfParallelMode("create_rollup()");
	rollup.query = parse_rollup(text_to_cstring(PG_GETARG_TEXT_PP(1)));
	rollup.marker = marker_aggregate();
	find_view(&rollup);
	load_view(&rollup);
	query =
		query_tree_mutator(rollup.query, rollup_mutator, &rollup, QTW_IGNORE_JOINALIASES);
	query->hasSubLinks |= rollup.def->query->hasSubLinks;
	read_states(&rollup, query);
	result = ViewCreatePlain(name, query);
	depend_on_view(result, rollup.view->view);
	PG_RETURN_OID(result);
}

/*
 * Transition and final function of streamml.rollup(anyelement), which has a
 * meaning in the query of a roll-up only.
 */
Datum
rollup_marker(PG_FUNCTION_ARGS)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("streamml.rollup() stands for combined states, which this query does "
				   "not read"),
			errhint("Create a view of the query with SELECT streamml.create_rollup(name, "
					"query)."));
	PG_RETURN_NULL();
}
