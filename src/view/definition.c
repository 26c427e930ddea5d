/*
 * definition.c
 *	  Take a definition apart: the source, the feed, the keys, the aggregates.
 *
 * The *source* is the first table of FROM.  The way to it from the outermost
 * query may lead through subqueries and WITH queries that treat each row by
 * itself, and through the left side of joins; definition_check.c refuses the
 * rest.
 *
 * The *feed* is the query without its grouping.  Of
 *
 *	   SELECT card, avg(amount) FILTER (WHERE ok) FROM tx GROUP BY card
 *
 * it is SELECT card, amount, ok FROM tx: first the keys, then what the
 * aggregates take, each expression once.  The feed of a row view is the query
 * itself.  Whole-row references to the source become ROW(...) of its row type,
 * because the batch that stands for the source at run time has none.
 *
 * Everything is allocated in the caller's memory context.  Nothing is cached:
 * run contexts (view_exec.c) keep what they load until it is invalidated.
 */
#include "streamml.h"

#include "access/table.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "parser/parse_agg.h"
#include "parser/parse_func.h"
#include "parser/parse_oper.h"
#include "parser/parse_relation.h"
#include "parser/parsetree.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/view.h"

/* ---------- the source ---------- */

static void find_source(Query *query, List *outer, bool top, SourceRef *ref);

/* Leftmost item of FROM, down the preserved side of joins; returns its range table index. */
static Index
leftmost_item(Query *query)
{
	Node *node;

	if (query->jointree->fromlist == NIL)
		ViewDefRefuse("a query without FROM",
					  "There is no table whose rows could be followed.", NULL);
	node = linitial(query->jointree->fromlist);
	while (IsA(node, JoinExpr))
	{
		JoinExpr *join = (JoinExpr *) node;

		if (join->jointype == JOIN_FULL || join->jointype == JOIN_RIGHT)
			ViewDefRefuse(join->jointype == JOIN_FULL ? "FULL JOIN" :
														"RIGHT JOIN from its source",
						  "Rows without a partner would appear before the stream ends.",
						  "Use LEFT JOIN with the table whose rows are followed first.");
		node = join->larg;
	}
	return castNode(RangeTblRef, node)->rtindex;
}

/* Go on in the WITH query that an item of FROM names. */
static void
find_source_in_cte(const RangeTblEntry *rte, List *levels, SourceRef *ref)
{
	List *outer = list_copy_tail(levels, rte->ctelevelsup);
	Query *owner = linitial(outer);
	ListCell *lc;

	foreach (lc, owner->cteList)
	{
		CommonTableExpr *cte = lfirst_node(CommonTableExpr, lc);

		if (strcmp(cte->ctename, rte->ctename) != 0)
			continue;
		if (cte->cterefcount > 1)
			ViewDefRefuse(
				psprintf("WITH query \"%s\" twice", cte->ctename),
				"It reads the source, and the rows of the stream are read once.", NULL);
		if (!IsA(cte->ctequery, Query) ||
			((Query *) cte->ctequery)->commandType != CMD_SELECT)
			ViewDefRefuse("INSERT, UPDATE or DELETE in WITH", "A view only reads.", NULL);
		find_source((Query *) cte->ctequery, outer, false, ref);
		return;
	}
	elog(ERROR, "WITH query \"%s\" not found", rte->ctename);
}

/* outer: the queries around this one, innermost first. */
static void
find_source(Query *query, List *outer, bool top, SourceRef *ref)
{
	Index rti;
	RangeTblEntry *rte;
	List *levels = lcons(query, list_copy(outer));

	check_stack_depth();
	ViewDefCheckRowWise(query, top);
	rti = leftmost_item(query);
	rte = rt_fetch(rti, query->rtable);
	switch (rte->rtekind)
	{
		case RTE_RELATION:
			ViewDefCheckSource(rte->relid, rte);
			ref->holder = query;
			ref->rti = rti;
			ref->relid = rte->relid;
			return;
		case RTE_SUBQUERY:
			find_source(rte->subquery, levels, false, ref);
			return;
		case RTE_CTE:
			find_source_in_cte(rte, levels, ref);
			return;
		default:
			ViewDefRefuse(
				psprintf("\"%s\" as the first item of FROM", rte->eref->aliasname),
				"The first item must be the table whose rows are followed.",
				"Name that table first in FROM.");
	}
}

/*
 * QueryFindSource: find the table whose rows feed the query, checking the way
 * to it.  Raises an error if there is none or it cannot be followed.
 */
void
QueryFindSource(Query *query, SourceRef *ref)
{
	find_source(query, NIL, true, ref);
}

static bool
reads_children_walker(Node *node, Oid *source)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, reads_children_walker, source,
								 QTW_EXAMINE_RTES_BEFORE);
	if (IsA(node, RangeTblEntry))
	{
		RangeTblEntry *rte = (RangeTblEntry *) node;

		return rte->rtekind == RTE_RELATION && rte->relid == *source && rte->inh;
	}
	return expression_tree_walker(node, reads_children_walker, source);
}

/*
 * ViewDefReadsChildren: does a stored definition read the tables that inherit from
 * its source, too?  Says nothing about what is wrong with it; not of one that has
 * been dropped.  Takes no lock: no command changes what it says, and the worker
 * must not wait for one that drops it.
 */
bool
ViewDefReadsChildren(Oid definition, Oid source)
{
	Relation rel = RelationIdGetRelation(definition);
	bool result;

	if (!RelationIsValid(rel))
		return false;
	result = reads_children_walker((Node *) ViewQueryCopy(rel), &source);
	RelationClose(rel);
	return result;
}

/* ---------- whole-row references ---------- */

typedef struct WholeRow
{
	Index rti;
	int depth;
	RangeTblEntry *rte;
	Oid rowtype;
	bool found;
} WholeRow;

static Node *
whole_row_mutator(Node *node, WholeRow *context)
{
	if (node == NULL)
		return NULL;
	check_stack_depth();
	if (IsA(node, Var))
	{
		Var *var = (Var *) node;
		RowExpr *row;

		if (var->varno != context->rti || var->varlevelsup != context->depth ||
			var->varattno != InvalidAttrNumber)
			return copyObject(node);
		context->found = true;
		row = makeNode(RowExpr);
		ExpandRTE(context->rte, context->rti, context->depth, var->location, true, NULL,
				  &row->args);
		row->row_typeid = context->rowtype;
		row->row_format = COERCE_IMPLICIT_CAST;
		row->location = var->location;
		return (Node *) row;
	}
	if (IsA(node, Query))
	{
		Node *result;

		context->depth++;
		result =
			(Node *) query_tree_mutator((Query *) node, whole_row_mutator, context, 0);
		context->depth--;
		return result;
	}
	return expression_tree_mutator(node, whole_row_mutator, context);
}

/*
 * QueryExpandWholeRows: replace whole-row references to the source, which is still
 * a table in the feed; in place.  True if there are any.
 */
bool
QueryExpandWholeRows(Query *feed)
{
	SourceRef ref;
	WholeRow context = {0};

	QueryFindSource(feed, &ref);
	context.rti = ref.rti;
	context.rte = rt_fetch(ref.rti, ref.holder->rtable);
	context.rowtype = get_rel_type_id(ref.relid);
	query_tree_mutator(ref.holder, whole_row_mutator, &context, QTW_DONT_COPY_QUERY);
	return context.found;
}

/* ---------- the feed of an aggregate view ---------- */

/* A new column of the feed. */
static AttrNumber
add_feed_column(List **tlist, Expr *expr)
{
	AttrNumber resno = list_length(*tlist) + 1;

	if (resno > MaxTupleAttributeNumber)
		ereport(ERROR, errcode(ERRCODE_TOO_MANY_COLUMNS),
				errmsg("keys and aggregate arguments take more than %d columns",
					   MaxTupleAttributeNumber));
	*tlist = lappend(*tlist, makeTargetEntry(expr, resno, psprintf("c%d", resno), false));
	return resno;
}

/*
 * Column of the feed that holds an expression, added if there is none yet.  Those
 * of keys that grouping sets leave out hold it for some sets only.
 */
static AttrNumber
feed_column(const ViewDef *def, List **tlist, Expr *expr)
{
	ListCell *lc;

	for_each_from(lc, *tlist, def->nsets > 0 ? def->nkeys : 0)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (equal(tle->expr, expr))
			return tle->resno;
	}
	return add_feed_column(tlist, expr);
}

/* Every key must be able to stand in the unique index of the state table. */
static void
check_key_type(const ViewKey *key)
{
	if (!OidIsValid(GetDefaultOpClass(key->type, BTREE_AM_OID)))
		ViewDefRefuse(psprintf("GROUP BY over type %s", format_type_be(key->type)),
					  "It has no default operator class for access method \"btree\".",
					  "Cast the key to a type that can be sorted.");
}

/* The call with its arguments in the order of declaration, defaults included. */
FuncExpr *
ViewExpandedCall(const FuncExpr *call)
{
	FuncExpr *result = copyObject((FuncExpr *) call);
	HeapTuple proc = SearchSysCache1(PROCOID, ObjectIdGetDatum(call->funcid));

	if (!HeapTupleIsValid(proc))
		elog(ERROR, "cache lookup failed for function %u", call->funcid);
	result->args =
		expand_function_arguments(result->args, false, result->funcresulttype, proc);
	ReleaseSysCache(proc);
	return result;
}

/* Windows are made of panes on read: from the panes and the call alone. */
static void
check_pane_window(const FuncExpr *call, WindowKind kind)
{
	if (contain_var_clause((Node *) list_copy_tail(call->args, 1)))
		ViewDefRefuse(
			psprintf("%s() with a length that depends on the row", WindowKindName(kind)),
			"Its windows are put together when the view is read.",
			"Use constants, or streamml.tumble().");
}

/*
 * ViewKeyStored: what is stored for a key: the pane, if the key is a window
 * that is made of panes, else the key itself.
 */
Expr *
ViewKeyStored(Expr *expr)
{
	FuncExpr *call;
	WindowKind kind;
	Oid *argtypes;
	int nargs;
	List *name;

	if (!IsA(expr, FuncExpr) || !WindowFunctionKind(((FuncExpr *) expr)->funcid, &kind) ||
		!WindowHasPanes(kind))
		return expr;
	call = ViewExpandedCall((FuncExpr *) expr);
	check_pane_window(call, kind);
	(void) get_func_signature(call->funcid, &argtypes, &nargs);
	name = list_make2(makeString(STREAMML_SCHEMA),
					  makeString(psprintf("%s_pane", WindowKindName(kind))));
	call->funcid = LookupFuncName(name, nargs, argtypes, false);
	call->funcretset = false;
	return (Expr *) call;
}

static bool
is_known_key(const ViewDef *def, Expr *expr)
{
	for (int i = 0; i < def->nkeys; i++)
		if (equal(def->keys[i].expr, expr))
			return true;
	return false;
}

/*
 * What a row has for a key: the key, without what grouping sets make of it; for
 * the number of the set nothing.
 */
static Expr *
key_of_row(const ViewDef *def, int key, Expr *expr)
{
	Query *written = def->written;
	SortGroupClause *clause;

	if (def->nsets == 0)
		return expr;
	if (key == 0)
		return (Expr *) makeNullConst(INT4OID, -1, InvalidOid);
	clause = list_nth_node(SortGroupClause, written->groupClause, key - 1);
	return (Expr *) QueryFlattenExpr(
		written, copyObject(get_sortgroupclause_expr(clause, written->targetList)));
}

static void
split_keys(ViewDef *def, List **tlist)
{
	Query *query = def->query;
	ListCell *lc;

	if (list_length(query->groupClause) > INDEX_MAX_KEYS)
		ereport(ERROR, errcode(ERRCODE_TOO_MANY_COLUMNS),
				errmsg("cannot group by more than %d columns", INDEX_MAX_KEYS));
	def->keys = palloc0(sizeof(ViewKey) * list_length(query->groupClause));
	foreach (lc, query->groupClause)
	{
		SortGroupClause *clause = lfirst_node(SortGroupClause, lc);
		TargetEntry *tle = get_sortgroupclause_tle(clause, query->targetList);
		Expr *expr = (Expr *) QueryFlattenExpr(query, (Node *) copyObject(tle->expr));
		ViewKey *key = &def->keys[def->nkeys];

		if (def->nsets == 0 && is_known_key(def, expr))
			continue; /* the same key, written in two ways */
		key->expr = copyObject((Node *) expr);
		key->value = (Node *) key_of_row(def, def->nkeys, copyObject(expr));
		key->feedno = add_feed_column(tlist, ViewKeyStored((Expr *) key->value));
		key->stateno = STATE_FIRST_KEY_ATTNO + def->nkeys;
		key->type = exprType((Node *) expr);
		key->typmod = exprTypmod((Node *) expr);
		key->collation = exprCollation((Node *) expr);
		key->eqop = clause->eqop;
		check_key_type(key);
		def->nkeys++;
	}
}

/*
 * Which session a row belongs to is not known from the row: the feed has its
 * time in the place of the key, the state table the start of the session.
 */
static void
split_session(ViewDef *def, List *tlist)
{
	ViewWindow *window = def->window;
	ViewKey *key = &def->keys[window->key];
	TargetEntry *tle = list_nth_node(TargetEntry, tlist, key->feedno - 1);

	SessionWindowPrepare(window);
	tle->expr = (Expr *) copyObject(window->time);
	window->timeno = key->feedno;
	key->type = window->timetype;
	key->typmod = exprTypmod(window->time);
	key->collation = InvalidOid;
	get_sort_group_operators(key->type, false, true, false, NULL, &key->eqop, NULL, NULL);
}

/* A session has no bounds until its rows are together: nothing can group by them. */
static bool
refuse_inner_session_walker(Node *node, void *context)
{
	WindowKind kind;

	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, FuncExpr) && WindowFunctionKind(((FuncExpr *) node)->funcid, &kind) &&
		kind == WINDOW_SESSION)
		ViewDefRefuse("GROUP BY over an expression of session()",
					  "Where a session starts and ends is known when its rows are "
					  "together.",
					  "Group by session() itself, and use lower() and upper() of it in "
					  "the select list.");
	return expression_tree_walker(node, refuse_inner_session_walker, context);
}

/* A window of some grouping sets only must be one that rows are simply grouped by. */
static void
check_window_of_sets(const ViewDef *def, int key, WindowKind kind)
{
	if (kind == WINDOW_TUMBLE || ViewKeyInAllSets(def, key))
		return;
	ViewDefRefuse(psprintf("%s() in some of its grouping sets", WindowKindName(kind)),
				  "Its windows overlap, grow or move: sets with it and sets without it "
				  "would not count the same rows.",
				  "Create a view per window, or group by it beside the sets, as in "
				  "GROUP BY w, ROLLUP (country, city).");
}

/* Find the key that is a window, and give the feed a column with its time. */
static void
split_window(ViewDef *def, List **tlist)
{
	ViewWindow *window = NULL;
	int nwindows = 0;

	for (int i = 0; i < def->nkeys; i++)
	{
		FuncExpr *call = (FuncExpr *) def->keys[i].value;
		WindowKind kind;

		if (!IsA(call, FuncExpr) || !WindowFunctionKind(call->funcid, &kind))
		{
			refuse_inner_session_walker(def->keys[i].value, NULL);
			continue;
		}
		check_window_of_sets(def, i, kind);
		def->keys[i].time = linitial(ViewExpandedCall(call)->args);
		if (++nwindows > 1 && (kind != WINDOW_TUMBLE || window->kind != WINDOW_TUMBLE))
			ViewDefRefuse(
				psprintf("GROUP BY over %s() and another window",
						 WindowKindName(kind == WINDOW_TUMBLE ? window->kind : kind)),
				"Its windows are made of panes of their own.",
				"Create a view per window.");
		if (window != NULL)
			continue;
		window = palloc0(sizeof(ViewWindow));
		window->kind = kind;
		window->key = i;
		window->call = ViewExpandedCall(call);
		window->time = linitial(window->call->args);
		window->timetype = exprType(window->time);
	}
	if (nwindows != 1 || !ViewKeyInAllSets(def, window->key))
		return;
	def->window = window;
	if (window->kind == WINDOW_SESSION)
		split_session(def, *tlist);
	else
		window->timeno = feed_column(def, tlist, (Expr *) copyObject(window->time));
}

typedef struct AggCollect
{
	int depth;
	List *aggrefs; /* distinct, as if written at the top level */
} AggCollect;

/* Collect the aggregates of the outermost query, also those inside its sublinks. */
static bool
collect_aggs_walker(Node *node, AggCollect *context)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Aggref) && ((Aggref *) node)->agglevelsup == context->depth)
	{
		Aggref *aggref = copyObject((Aggref *) node);

		if (context->depth > 0)
			IncrementVarSublevelsUp((Node *) aggref, -context->depth, context->depth);
		context->aggrefs = list_append_unique(context->aggrefs, aggref);
		return false;
	}
	if (IsA(node, Query))
	{
		context->depth++;
		query_tree_walker((Query *) node, collect_aggs_walker, context, 0);
		context->depth--;
		return false;
	}
	return expression_tree_walker(node, collect_aggs_walker, context);
}

/* Transition type of a call, resolved against its argument types. */
static Oid
aggref_transtype(Aggref *aggref)
{
	Oid argtypes[FUNC_MAX_ARGS];
	int nargs = get_aggregate_argtypes(aggref, argtypes);
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggref->aggfnoid));
	Oid transtype;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggref->aggfnoid);
	transtype = ((Form_pg_aggregate) GETSTRUCT(tuple))->aggtranstype;
	ReleaseSysCache(tuple);
	return resolve_aggregate_transtype(aggref->aggfnoid, transtype, argtypes, nargs);
}

static uint64
aggref_tag(Aggref *aggref)
{
	Oid argtypes[FUNC_MAX_ARGS];
	int nargs = get_aggregate_argtypes(aggref, argtypes);

	return AggStateTag(aggref->aggfnoid, argtypes, nargs);
}

static void
split_agg(ViewDef *def, Aggref *aggref, List **tlist)
{
	ViewAgg *agg = &def->aggs[def->naggs];
	ListCell *lc;
	int i = 0;

	ViewDefCheckAggregate(aggref);
	if (ViewHasPanes(def))
		ViewDefCheckCombinable(aggref,
							   psprintf("%s()", WindowKindName(def->window->kind)));
	if (ViewDefHasSessions(def))
		ViewDefCheckCombinable(aggref, "sessions");
	agg->aggref = aggref;
	agg->nargs = list_length(aggref->args);
	agg->argnos = palloc0(sizeof(AttrNumber) * agg->nargs);
	foreach (lc, aggref->args)
		agg->argnos[i++] = feed_column(def, tlist, lfirst_node(TargetEntry, lc)->expr);
	if (aggref->aggfilter != NULL)
		agg->filterno = feed_column(def, tlist, aggref->aggfilter);
	agg->transtype = aggref_transtype(aggref);
	agg->internal = agg->transtype == INTERNALOID;
	agg->tag = aggref_tag(aggref);
	agg->stateno = STATE_FIRST_KEY_ATTNO + def->nkeys + def->naggs;
	def->naggs++;
}

static void
split_aggs(ViewDef *def, List **tlist)
{
	Query *query = def->query;
	AggCollect collect = {0};
	ListCell *lc;

	collect_aggs_walker(QueryFlattenExpr(query, (Node *) copyObject(query->targetList)),
						&collect);
	collect_aggs_walker(QueryFlattenExpr(query, copyObject(query->havingQual)), &collect);
	def->aggs = palloc0(sizeof(ViewAgg) * list_length(collect.aggrefs));
	foreach (lc, collect.aggrefs)
		split_agg(def, lfirst_node(Aggref, lc), tlist);
	if (STATE_FIRST_KEY_ATTNO + def->nkeys + def->naggs > MaxHeapAttributeNumber)
		ereport(ERROR, errcode(ERRCODE_TOO_MANY_COLUMNS),
				errmsg("keys and aggregates take more than %d columns",
					   MaxHeapAttributeNumber));
}

static bool
is_aggregate_query(const Query *query)
{
	return query->hasAggs || query->groupClause != NIL || query->groupingSets != NIL ||
		   query->havingQual != NULL;
}

/* Turn the copy of the query in def->feed into the feed of an aggregate view. */
static void
split_aggregate_query(ViewDef *def)
{
	Query *feed = def->feed;
	List *tlist = NIL;

	split_keys(def, &tlist);
	split_window(def, &tlist);
	split_aggs(def, &tlist);
	if (ViewDefHasSessions(def))
		def->window->lastno = STATE_FIRST_KEY_ATTNO + def->nkeys + def->naggs;
	feed->targetList = tlist;
	feed->groupClause = NIL;
	feed->groupingSets = NIL;
	feed->groupDistinct = false;
	feed->havingQual = NULL;
	feed->hasAggs = false;
	feed->hasTargetSRFs = false; /* the only one is a window, its pane is stored */
	feed->constraintDeps = NIL;
	QueryForgetGroupRTE(feed);
}

/*
 * ViewDefAnalyze: take the analysed query of a definition apart, or say why it
 * cannot be maintained.  source, if valid, is the table that is expected to
 * feed it.  Call it as the role whose rights count.  The relations of the
 * query must be locked; the query is not changed.
 */
ViewDef *
ViewDefAnalyze(Query *query, Oid source)
{
	ViewDef *def = palloc0(sizeof(ViewDef));
	SourceRef ref;

	Assert(OwnerScopeIsActive()); /* arguments of windows are evaluated */
	if (query->commandType != CMD_SELECT || query->utilityStmt != NULL)
		ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
				errmsg("definition of a continuous view must be a SELECT"));
	QueryFindSource(query, &ref);
	if (OidIsValid(source) && ref.relid != source)
		ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
				errmsg("definition does not read \"%s\" any more", get_rel_name(source)));
	def->joins = ViewDefCheckQuery(query, &ref);
	def->source = ref.relid;
	def->written = query;
	def->query = ViewWriteOutSets(def);
	if (def->nsets == 0)
		def->query = SessionWriteOutMax(def->query);
	def->kind = is_aggregate_query(query) ? VIEW_AGGREGATE : VIEW_ROWS;
	def->feed = copyObject(query);
	if (def->kind == VIEW_AGGREGATE)
		split_aggregate_query(def);
	def->whole_rows = QueryExpandWholeRows(def->feed);
	return def;
}

/*
 * ViewDefLoad: take apart the definition stored in a hidden view.  Same rules
 * as ViewDefAnalyze; call it as the owner of the view.
 */
ViewDef *
ViewDefLoad(Oid definition, Oid source)
{
	Relation rel = table_open(definition, AccessShareLock);
	Query *query;

	if (rel->rd_rel->relkind != RELKIND_VIEW)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" is not the definition of a continuous view",
					   RelationGetRelationName(rel)));
	query = ViewQueryCopy(rel);
	table_close(rel, NoLock);
	return ViewDefAnalyze(query, source);
}

/* ---------- the state table ---------- */

static void
check_state_column(Relation state, AttrNumber attno, Oid type, Oid collation)
{
	TupleDesc tupdesc = RelationGetDescr(state);
	const char *view = ViewNameOfState(RelationGetRelid(state));
	Form_pg_attribute att;

	if (attno > tupdesc->natts || TupleDescAttr(tupdesc, attno - 1)->attisdropped)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("continuous view \"%s\" has lost column %d, of type %s", view,
					   attno, format_type_be(type)),
				errhint("Drop the view and create it again."));
	att = TupleDescAttr(tupdesc, attno - 1);
	if (att->atttypid != type)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("column \"%s\" of continuous view \"%s\" is of type %s, not %s",
					   NameStr(att->attname), view, format_type_be(att->atttypid),
					   format_type_be(type)),
				errhint("Give it its type back, or drop the view and create it again."));
	if (att->attcollation != collation)
		ereport(
			ERROR, errcode(ERRCODE_COLLATION_MISMATCH),
			errmsg("column \"%s\" of continuous view \"%s\" has collation \"%s\", "
				   "not \"%s\"",
				   NameStr(att->attname), view, get_collation_name(att->attcollation),
				   get_collation_name(collation)),
			errhint("Give it its collation back, or drop the view and create it again."));
}

/*
 * ViewDefCheckState: does the table have the columns that the definition
 * writes?  Owners can alter their tables; nothing may be written by position
 * before this has passed.  Columns behind those of a row view are allowed.
 */
void
ViewDefCheckState(const ViewDef *def, Relation state)
{
	int ncolumns = STATE_FIRST_KEY_ATTNO - 1 + def->nkeys + def->naggs;
	ListCell *lc;

	if (def->kind == VIEW_ROWS)
	{
		foreach (lc, def->feed->targetList)
		{
			TargetEntry *tle = lfirst_node(TargetEntry, lc);

			check_state_column(state, tle->resno, exprType((Node *) tle->expr),
							   exprCollation((Node *) tle->expr));
		}
		return;
	}
	check_state_column(state, STATE_DEAD_ATTNO, BYTEAOID, InvalidOid);
	for (int i = 0; i < def->nkeys; i++)
		check_state_column(state, def->keys[i].stateno, def->keys[i].type,
						   def->keys[i].collation);
	for (int i = 0; i < def->naggs; i++)
		check_state_column(state, def->aggs[i].stateno, ViewAggStoredType(&def->aggs[i]),
						   ViewAggStoredCollation(&def->aggs[i]));
	if (ViewDefHasSessions(def))
	{
		check_state_column(state, def->window->lastno, def->window->timetype, InvalidOid);
		ncolumns++;
	}
	for (int i = ncolumns; i < RelationGetNumberOfAttributes(state); i++)
		if (!TupleDescAttr(RelationGetDescr(state), i)->attisdropped)
			ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
					errmsg("continuous view \"%s\" has a column that is not part of its "
						   "definition",
						   ViewNameOfState(RelationGetRelid(state))),
					errhint("Drop column \"%s\".",
							NameStr(TupleDescAttr(RelationGetDescr(state), i)->attname)));
}

/*
 * ViewAggStoredType: type of the column that holds an aggregate's state.
 */
Oid
ViewAggStoredType(const ViewAgg *agg)
{
	return agg->internal ? AggStateTypeId() : agg->transtype;
}

/*
 * ViewAggStoredCollation: collation of that column: the one the aggregate was
 * called with, if its type takes any.
 */
Oid
ViewAggStoredCollation(const ViewAgg *agg)
{
	Oid stored = ViewAggStoredType(agg);

	if (!type_is_collatable(stored))
		return InvalidOid;
	return OidIsValid(agg->aggref->inputcollid) ? agg->aggref->inputcollid :
												  get_typcollation(stored);
}
