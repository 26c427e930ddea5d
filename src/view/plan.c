/*
 * plan.c
 *	  Plan and run the feed of a view over a batch, or over its source.
 *
 * The batch is an ephemeral named relation: the source's range table entry, at
 * whatever level of the query, becomes one that reads a tuplestore of the
 * source's row type.  Columns that were dropped keep their place (type 0 in
 * the entry, an empty name), so attribute numbers stay right.  The query is
 * then rewritten and planned as any other, as the view's owner: views and row
 * security of the other tables apply.  Rights on the source itself are checked
 * here, because the executor sees no relation that it could check.
 *
 * Batch cuts must not show.  A scan of the tuplestore gives rows in commit
 * order, but a join may give them in any, and in another one when another
 * plan is chosen.  So when the feed joins, rows carry their number in the batch
 * as an extra last column, handed up through subqueries and WITH queries, and
 * the feed is sorted by it, then by all its columns that can be sorted.  A view
 * with lateness is handed the number as a column, to tell each row's commit.
 *
 * To learn which rows satisfy the conditions of a feed, and nothing else of
 * them, its columns are replaced by that number (FEED_MATCHES).  To learn which
 * groups rows belong to, all columns but the keys are left out (FEED_KEYS): a
 * row that an aggregate cannot take has a group all the same.  To list rows that
 * lack a window, those are searched for (FEED_NO_WINDOW).
 *
 * Where rows are known to raise errors they all carry their number
 * (FEED_GUARDED): after an error the scan still holds the row that it read last,
 * and in a plan that passes one row after the other on, that is the row which raised
 * it (FeedPlanRowInHand).  The plan runs in subtransactions from one such row to the
 * next (run_to_error).  An error in the receiver does not concern the executor, which
 * has handed out its row; one in the plan itself leaves only simple plans in order.
 * So a feed with joins that raises errors is cut in two (feed_halves.c): the rows of
 * the join are collected (FEED_JOINED), what is made of them is a simple plan
 * (FEED_PROJECTED), and its rows are sorted as the whole feed's are (FEED_SORTED).
 *
 * The feed of a row view becomes INSERT INTO table SELECT feed: constraints,
 * defaults, generated columns, partitions and triggers are the executor's.  Where
 * rows raise errors the two halves are run one after the other, so that rows that
 * the SELECT fails for (FEED_GUARDED) or that the table refuses (row_check.c) cost no
 * subtransaction that writes, of which logical decoding suffers from many; what it
 * returns is inserted (FEED_OUTPUT).
 *
 * Plans are made for a few and for many rows (nested loops with indexes on the
 * one side, hash joins on the other), never parallel (a tuplestore cannot be
 * shared) and never with JIT (it would compile for each batch).  A plan is
 * allocated in the current context; view_exec.c keeps it until it is invalid.
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/proclang.h"
#include "executor/executor.h"
#include "jit/jit.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_oper.h"
#include "parser/parse_relation.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "storage/lmgr.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/queryenvironment.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/view_internal.h"

#define BATCH_NAME "streamml batch"

/* Numbers of rows that plans are made for, and where one gives way to the other. */
#define SMALL_BATCH_ROWS 10
#define LARGE_BATCH_ROWS 10000
#define LARGE_BATCH_FROM 500
#define MATCHES_ROWS 500

/* ---------- rights ---------- */

/* As the executor would: SELECT on the table, or on the columns that are used. */
static bool
may_select(Oid relid, Oid owner, const Bitmapset *columns)
{
	int column = -1;

	if (pg_class_aclmask(relid, owner, ACL_SELECT, ACLMASK_ANY) != 0)
		return true;
	if (bms_is_empty(columns))
		return pg_attribute_aclcheck_all(relid, owner, ACL_SELECT, ACLMASK_ANY) ==
			   ACLCHECK_OK;
	while ((column = bms_next_member(columns, column)) >= 0)
	{
		AttrNumber attno = column + FirstLowInvalidHeapAttributeNumber;
		AclResult result =
			attno == InvalidAttrNumber ?
				pg_attribute_aclcheck_all(relid, owner, ACL_SELECT, ACLMASK_ALL) :
				pg_attribute_aclcheck(relid, attno, owner, ACL_SELECT);

		if (result != ACLCHECK_OK)
			return false;
	}
	return true;
}

/* ---------- the batch in place of the source ---------- */

/* Row type of the batch: the source's, and the row's number behind it. */
static TupleDesc
batch_row_type(Oid source, bool ordinal)
{
	Relation rel = table_open(source, AccessShareLock);
	TupleDesc tupdesc =
		ordinal ? StreamNumberedRowType(rel) : CreateTupleDescCopy(RelationGetDescr(rel));

	table_close(rel, NoLock);
	return tupdesc;
}

/* Make the range table entry read the batch. */
static void
read_batch(RangeTblEntry *rte, TupleDesc tupdesc, double rows)
{
	List *names = NIL;

	rte->rtekind = RTE_NAMEDTUPLESTORE;
	rte->relid = InvalidOid;
	rte->relkind = 0;
	rte->rellockmode = 0;
	rte->inh = false;
	rte->enrname = pstrdup(BATCH_NAME);
	rte->enrtuples = rows;
	rte->coltypes = rte->coltypmods = rte->colcollations = NIL;
	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);
		bool dropped = att->attisdropped;

		names = lappend(names, makeString(pstrdup(dropped ? "" : NameStr(att->attname))));
		rte->coltypes = lappend_oid(rte->coltypes, dropped ? InvalidOid : att->atttypid);
		rte->coltypmods = lappend_int(rte->coltypmods, dropped ? 0 : att->atttypmod);
		rte->colcollations =
			lappend_oid(rte->colcollations, dropped ? InvalidOid : att->attcollation);
	}
	rte->eref = makeAlias(rte->eref->aliasname, names);
}

/* ---------- order ---------- */

/* The item of FROM that leads to the source. */
static Index
leading_item(const Query *query)
{
	Node *node = linitial(query->jointree->fromlist);

	while (IsA(node, JoinExpr))
		node = ((JoinExpr *) node)->larg;
	return castNode(RangeTblRef, node)->rtindex;
}

static Var *ordinal_of(Query *query, List *outer, AttrNumber batch_attno);

/* Let a subquery return the ordinal too; its column number there. */
static AttrNumber
return_ordinal(Query *subquery, List *outer, AttrNumber batch_attno)
{
	Var *var = ordinal_of(subquery, outer, batch_attno);
	AttrNumber resno = list_length(subquery->targetList) + 1;

	subquery->targetList =
		lappend(subquery->targetList,
				makeTargetEntry((Expr *) var, resno, pstrdup("ordinal"), false));
	return resno;
}

static AttrNumber
return_ordinal_from_cte(RangeTblEntry *rte, List *levels, AttrNumber batch_attno)
{
	List *outer = list_copy_tail(levels, rte->ctelevelsup);
	Query *owner = linitial(outer);
	ListCell *lc;

	foreach (lc, owner->cteList)
	{
		CommonTableExpr *cte = lfirst_node(CommonTableExpr, lc);
		AttrNumber attno;

		if (strcmp(cte->ctename, rte->ctename) != 0)
			continue;
		attno = return_ordinal(castNode(Query, cte->ctequery), outer, batch_attno);
		cte->ctecolnames = lappend(cte->ctecolnames, makeString(pstrdup("ordinal")));
		cte->ctecoltypes = lappend_oid(cte->ctecoltypes, INT8OID);
		cte->ctecoltypmods = lappend_int(cte->ctecoltypmods, -1);
		cte->ctecolcollations = lappend_oid(cte->ctecolcollations, InvalidOid);
		rte->coltypes = lappend_oid(rte->coltypes, INT8OID);
		rte->coltypmods = lappend_int(rte->coltypmods, -1);
		rte->colcollations = lappend_oid(rte->colcollations, InvalidOid);
		return attno;
	}
	elog(ERROR, "WITH query \"%s\" not found", rte->ctename);
}

/*
 * The number of a row of the batch, as a Var of this query.  outer: the
 * queries around it, innermost first.
 */
static Var *
ordinal_of(Query *query, List *outer, AttrNumber batch_attno)
{
	Index rti = leading_item(query);
	RangeTblEntry *rte = rt_fetch(rti, query->rtable);
	List *levels = lcons(query, list_copy(outer));
	AttrNumber attno = batch_attno;

	check_stack_depth();
	if (rte->rtekind == RTE_SUBQUERY)
		attno = return_ordinal(rte->subquery, levels, batch_attno);
	else if (rte->rtekind == RTE_CTE)
		attno = return_ordinal_from_cte(rte, levels, batch_attno);
	else
		Assert(rte->rtekind == RTE_NAMEDTUPLESTORE);
	if (rte->rtekind != RTE_NAMEDTUPLESTORE)
		rte->eref->colnames =
			lappend(rte->eref->colnames, makeString(pstrdup("ordinal")));
	return makeVar(rti, attno, INT8OID, -1, InvalidOid, 0);
}

/* Sort the query by this output column too, if its type can be sorted. */
static void
sort_by(Query *query, TargetEntry *tle)
{
	Oid type = exprType((Node *) tle->expr);
	SortGroupClause *clause;
	Oid sortop = InvalidOid;
	Oid eqop;
	bool hashable;

	/* whether an anonymous record can be sorted is known at run time only */
	if (type != RECORDOID)
		get_sort_group_operators(type, false, false, false, &sortop, &eqop, NULL,
								 &hashable);
	if (!OidIsValid(sortop))
		return;
	clause = makeNode(SortGroupClause);
	tle->ressortgroupref = list_length(query->sortClause) + 1;
	clause->tleSortGroupRef = tle->ressortgroupref;
	clause->eqop = eqop;
	clause->sortop = sortop;
	clause->hashable = hashable;
	query->sortClause = lappend(query->sortClause, clause);
}

/* The number of a row of the batch as a column of the feed, not added yet. */
static TargetEntry *
ordinal_column(Query *feed, AttrNumber batch_attno, bool visible)
{
	Var *var = ordinal_of(feed, NIL, batch_attno);

	return makeTargetEntry((Expr *) var, list_length(feed->targetList) + 1,
						   pstrdup("ordinal"), !visible);
}

/* Return rows in the order of the batch, whatever the plan. */
static void
keep_batch_order(Query *feed, TargetEntry *ordinal)
{
	ListCell *lc;

	sort_by(feed, ordinal);
	foreach (lc, feed->targetList)
		sort_by(feed, lfirst_node(TargetEntry, lc));
}

/*
 * Give rows their number in the batch as a last column: to sort them by if the
 * feed joins, and to be seen if they are to be numbered.
 */
static void
add_ordinal(FeedPlan *plan, Query *feed, bool sorted, bool numbered)
{
	TargetEntry *ordinal = ordinal_column(feed, plan->tupdesc->natts, numbered);

	if (sorted)
		keep_batch_order(feed, ordinal);
	feed->targetList = lappend(feed->targetList, ordinal);
	plan->numbered = numbered ? ordinal->resno : 0;
}

/* Return the numbers of the rows that give any, and nothing else. */
static void
return_numbers(Query *feed, AttrNumber batch_attno)
{
	Var *var = ordinal_of(feed, NIL, batch_attno);

	feed->targetList =
		list_make1(makeTargetEntry((Expr *) var, 1, pstrdup("ordinal"), false));
	feed->sortClause = NIL;
	feed->hasTargetSRFs = false;
}

/* ---------- planning ---------- */

static double
expected_rows(FeedInput input)
{
	switch (input)
	{
		case FEED_SMALL_BATCH:
		case FEED_GUARDED:
			return SMALL_BATCH_ROWS;
		case FEED_MATCHES:
		case FEED_KEYS:
		case FEED_NO_WINDOW:
		case FEED_JOINED:
			return MATCHES_ROWS;
		default:
			return LARGE_BATCH_ROWS;
	}
}

/* Put the batch in the source's place. */
static void
feed_from_batch(FeedPlan *plan, Query *feed, const ViewDef *def, Oid owner,
				FeedInput input, bool numbered)
{
	SourceRef ref;
	RangeTblEntry *rte;
	Bitmapset *columns;

	QueryFindSource(feed, &ref);
	rte = rt_fetch(ref.rti, ref.holder->rtable);
	columns = RteForgetRights(ref.holder, rte);
	if (!may_select(def->source, owner, columns))
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, get_rel_name(def->source));
	plan->ordinal = (def->joins && input != FEED_KEYS) || input == FEED_MATCHES ||
					(numbered && input != FEED_KEYS);
	plan->tupdesc = batch_row_type(def->source, plan->ordinal);
	if (input == FEED_GUARDED || input == FEED_JOINED)
		plan->ordinal = false; /* they have come with their number */
	read_batch(rte, plan->tupdesc, expected_rows(input));
	if (input == FEED_JOINED)
		FeedCut(feed, &plan->second);
	if (input == FEED_MATCHES)
		return_numbers(feed, plan->tupdesc->natts);
	else if (input == FEED_KEYS)
		feed->targetList = list_truncate(feed->targetList, def->nkeys);
	else if (def->joins || numbered)
		add_ordinal(plan, feed, def->joins && input != FEED_JOINED, numbered);
}

/* INSERT INTO the view's table SELECT feed, column by column. */
static Query *
insert_into_table(Oid relid, Query *feed)
{
	ParseState *pstate = make_parsestate(NULL);
	Relation rel = table_open(relid, RowExclusiveLock);
	Query *insert = makeNode(Query);
	RangeTblRef *ref = makeNode(RangeTblRef);
	ParseNamespaceItem *target =
		addRangeTableEntryForRelation(pstate, rel, RowExclusiveLock, NULL, false, false);
	ParseNamespaceItem *source =
		addRangeTableEntryForSubquery(pstate, feed, makeAlias("feed", NIL), false, false);
	ListCell *lc;

	foreach (lc, feed->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);
		Form_pg_attribute att;

		if (tle->resjunk)
			continue;
		att = TupleDescAttr(RelationGetDescr(rel), tle->resno - 1);
		insert->targetList = lappend(
			insert->targetList,
			makeTargetEntry((Expr *) makeVarFromTargetEntry(source->p_rtindex, tle),
							att->attnum, pstrdup(NameStr(att->attname)), false));
		NsItemRequireInsert(target, att->attnum);
	}
	table_close(rel, NoLock);
	insert->commandType = CMD_INSERT;
	insert->querySource = QSRC_ORIGINAL;
	insert->canSetTag = true;
	insert->resultRelation = target->p_rtindex;
	QuerySetRangeTable(insert, pstate);
	ref->rtindex = source->p_rtindex;
	insert->jointree = makeFromExpr(list_make1(ref), NULL);
	return insert;
}

/* Expand views, row security and defaults, and plan; as the current user. */
static PlannedStmt *
rewrite_and_plan(Query *query, const ContinuousView *view)
{
	List *opened;
	List *queries;
	PlannedStmt *stmt;

	Assert(OwnerScopeIsActive()); /* the planner evaluates what is constant */
	AcquireRewriteLocks(query, true, false);
	queries = QueryRewrite(query);
	if (list_length(queries) != 1)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("table \"%s\" of a continuous view has rules for INSERT",
					   get_rel_name(view->view)),
				errhint("Drop the rules and use triggers."));
	query = linitial_node(Query, queries);
	if (query->commandType != CMD_SELECT && query->commandType != CMD_INSERT)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("table \"%s\" of a continuous view has rules for INSERT",
					   get_rel_name(view->view)));
	opened = PlanGuardBegin(query);
	stmt = pg_plan_query(query, "", 0, NULL);
	PlanGuardEnd(opened);
	stmt->jitFlags = PGJIT_NONE;
	return stmt;
}

/*
 * May a function be called again, by the same plan, after it has raised an error?
 * Those of the server may, and ours.  So may functions in SQL and PL/pgSQL, which
 * forget what belongs to a subtransaction that was undone.
 */
static bool
is_fragile(Oid function, void *context)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Oid language = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		language = ((Form_pg_proc) GETSTRUCT(tuple))->prolang;
		ReleaseSysCache(tuple);
	}
	return language != INTERNALlanguageId && language != SQLlanguageId &&
		   language != get_language_oid("plpgsql", true) && !FunctionIsOurs(function);
}

static bool
has_fragile_code(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, SubPlan) || IsA(node, AlternativeSubPlan) || IsA(node, CoerceToDomain))
		return true;
	if (check_functions_in_node(node, is_fragile, context))
		return true;
	return expression_tree_walker(node, has_fragile_code, context);
}

/*
 * Is the plan in order after an error in one row, so that it can go on with the next?
 * It is if each row goes through it alone, and through no fragile functions.
 */
static bool
is_simple(const Plan *plan)
{
	for (; plan != NULL; plan = IsA(plan, SubqueryScan) ?
									((const SubqueryScan *) plan)->subplan :
									outerPlan(plan))
	{
		if (!IsA(plan, NamedTuplestoreScan) && !IsA(plan, Result) &&
			!IsA(plan, SubqueryScan))
			return false;
		if (plan->initPlan != NIL || has_fragile_code((Node *) plan->targetlist, NULL) ||
			has_fragile_code((Node *) plan->qual, NULL))
			return false;
		if (IsA(plan, Result) &&
			has_fragile_code(((const Result *) plan)->resconstantqual, NULL))
			return false;
	}
	return true;
}

/*
 * FeedInputForRows: which plan suits a batch of so many rows.
 */
FeedInput
FeedInputForRows(int64 nrows)
{
	return nrows < LARGE_BATCH_FROM ? FEED_SMALL_BATCH : FEED_LARGE_BATCH;
}

/*
 * FeedPlanMake: plan the feed in the current context, as the current user, who
 * must be the owner.  Takes the locks that the plan needs, for this
 * transaction.  Raises insufficient_privilege if the owner may not read the
 * source any more.
 */
FeedPlan *
FeedPlanMake(const ContinuousView *view, const ViewDef *def, Oid owner, FeedInput input)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext scratch =
		AllocSetContextCreate(context, "streamml planning", ALLOCSET_DEFAULT_SIZES);
	FeedPlan *plan = palloc0(sizeof(FeedPlan));
	Query *query;
	PlannedStmt *stmt;

	MemoryContextSwitchTo(scratch);
	query = input == FEED_NO_WINDOW ? NoWindowFeed(def) : copyObject(def->feed);
	if (input != FEED_TABLE)
		feed_from_batch(plan, query, def, owner, input,
						input == FEED_NO_WINDOW || view->options.lateness != NULL ||
							input == FEED_GUARDED || input == FEED_JOINED);
	if (def->kind == VIEW_ROWS && input != FEED_MATCHES && input != FEED_GUARDED &&
		input != FEED_JOINED)
		query = insert_into_table(view->view, query);
	stmt = rewrite_and_plan(query, view);

	MemoryContextSwitchTo(context);
	plan->stmt = copyObject(stmt);
	plan->simple = input == FEED_GUARDED && is_simple(stmt->planTree);
	plan->second.targets =
		PlanIsInfallible(stmt) ? copyObject(plan->second.targets) : NIL;
	plan->second.quals = copyObject(plan->second.quals);
	if (plan->tupdesc != NULL)
		plan->tupdesc = CreateTupleDescCopy(plan->tupdesc);
	MemoryContextDelete(scratch);
	return plan;
}

/* SELECT the first n columns of rows of this type. */
static Query *
select_from_rows(TupleDesc tupdesc, int n)
{
	Query *query = makeNode(Query);
	RangeTblEntry *rte = makeNode(RangeTblEntry);
	RangeTblRef *ref = makeNode(RangeTblRef);

	rte->eref = makeAlias("feed", NIL);
	rte->inFromCl = true;
	read_batch(rte, tupdesc, LARGE_BATCH_ROWS);
	query->commandType = CMD_SELECT;
	query->querySource = QSRC_ORIGINAL;
	query->canSetTag = true;
	query->rtable = list_make1(rte);
	ref->rtindex = 1;
	query->jointree = makeFromExpr(list_make1(ref), NULL);
	for (int i = 0; i < n; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);
		Var *var = makeVar(1, i + 1, att->atttypid, att->atttypmod, att->attcollation, 0);

		query->targetList = lappend(
			query->targetList,
			makeTargetEntry((Expr *) var, i + 1, pstrdup(NameStr(att->attname)), false));
	}
	return query;
}

/* What a plan (FEED_PROJECTED, FEED_SORTED, FEED_OUTPUT) makes of such rows. */
static Query *
query_over(const ContinuousView *view, const FeedPlan *below, TupleDesc tupdesc,
		   FeedInput input)
{
	Query *query = select_from_rows(tupdesc, tupdesc->natts - 1);
	Query *all = select_from_rows(tupdesc, tupdesc->natts);
	TargetEntry *ordinal = llast(all->targetList);

	switch (input)
	{
		case FEED_PROJECTED:
			query->targetList = copyObject(below->second.targets);
			query->jointree->quals = copyObject(below->second.quals);
			break;
		case FEED_SORTED:
			keep_batch_order(query, ordinal);
			break;
		default:
			return insert_into_table(view->view, query);
	}
	ordinal->resno = list_length(query->targetList) + 1;
	query->targetList = lappend(query->targetList, ordinal);
	return query;
}

/*
 * FeedPlanMakeOver: a plan over the rows that another plan returns, whose last column
 * is their number: see FeedInput.  As FeedPlanMake.
 */
FeedPlan *
FeedPlanMakeOver(const ContinuousView *view, const FeedPlan *below, FeedInput input)
{
	FeedPlan *plan = palloc0(sizeof(FeedPlan));

	plan->tupdesc = ExecTypeFromTL(below->stmt->planTree->targetlist);
	plan->stmt = rewrite_and_plan(query_over(view, below, plan->tupdesc, input), view);
	plan->simple = input == FEED_PROJECTED && is_simple(plan->stmt->planTree);
	plan->numbered = list_length(plan->stmt->planTree->targetlist);
	return plan;
}

/*
 * FeedPlanMakeFiltered: a plan of the feed over the source itself that returns
 * only rows which satisfy quals as well; for immediate use.  Otherwise as
 * FeedPlanMake.
 *
 * Groups are to be filled in the order of the table, whichever index finds
 * their rows: so bitmaps are used, and never an index's own order.
 */
FeedPlan *
FeedPlanMakeFiltered(const ContinuousView *view, const ViewDef *def, Node *quals)
{
	FeedPlan *plan = palloc0(sizeof(FeedPlan));
	Query *query = copyObject(def->feed);

	query->jointree->quals = make_and_qual(query->jointree->quals, quals);
	set_config_option("enable_indexscan", "off", PGC_USERSET, PGC_S_SESSION,
					  GUC_ACTION_SAVE, true, ERROR, false);
	set_config_option("enable_indexonlyscan", "off", PGC_USERSET, PGC_S_SESSION,
					  GUC_ACTION_SAVE, true, ERROR, false);
	plan->stmt = rewrite_and_plan(query, view);
	return plan;
}

/*
 * FeedPlanLock: lock the relations of a plan that was made in an earlier
 * transaction.  The caller looks afterwards whether it is still valid.
 */
void
FeedPlanLock(const FeedPlan *plan)
{
	ListCell *lc;

	foreach (lc, plan->stmt->rtable)
	{
		RangeTblEntry *rte = lfirst_node(RangeTblEntry, lc);

		if (rte->rtekind == RTE_RELATION ||
			(rte->rtekind == RTE_SUBQUERY && OidIsValid(rte->relid)))
			LockRelationOid(rte->relid, rte->rellockmode);
	}
}

/* ---------- running ---------- */

/* A copy of the batch whose rows carry their number. */
static Tuplestorestate *
number_rows(const FeedPlan *plan, Tuplestorestate *rows)
{
	int natts = plan->tupdesc->natts - 1;
	TupleDesc without = CreateTemplateTupleDesc(natts);
	Tuplestorestate *numbered = tuplestore_begin_heap(false, false, work_mem);
	TupleTableSlot *slot;
	Datum *values = palloc(sizeof(Datum) * (natts + 1));
	bool *nulls = palloc(sizeof(bool) * (natts + 1));
	int64 ordinal = 0;

	for (int i = 0; i < natts; i++)
		TupleDescCopyEntry(without, i + 1, plan->tupdesc, i + 1);
	slot = MakeSingleTupleTableSlot(without, &TTSOpsMinimalTuple);
	/* the first read pointer is the batch's own */
	tuplestore_select_read_pointer(rows,
								   tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND));
	tuplestore_rescan(rows);
	while (tuplestore_gettupleslot(rows, true, false, slot))
	{
		CHECK_FOR_INTERRUPTS();
		slot_getallattrs(slot);
		memcpy(values, slot->tts_values, sizeof(Datum) * natts);
		memcpy(nulls, slot->tts_isnull, sizeof(bool) * natts);
		values[natts] = Int64GetDatum(ordinal++);
		nulls[natts] = false;
		tuplestore_putvalues(numbered, plan->tupdesc, values, nulls);
	}
	ExecDropSingleTupleTableSlot(slot);
	return numbered;
}

static QueryEnvironment *
batch_environment(const FeedPlan *plan, Tuplestorestate *rows, int64 nrows)
{
	QueryEnvironment *environment = create_queryEnv();
	EphemeralNamedRelation batch = palloc0(sizeof(EphemeralNamedRelationData));

	batch->md.name = pstrdup(BATCH_NAME);
	batch->md.reliddesc = InvalidOid;
	batch->md.tupdesc = plan->tupdesc;
	batch->md.enrtype = ENR_NAMED_TUPLESTORE;
	batch->md.enrtuples = nrows;
	batch->reldata = rows;
	register_ENR(environment, batch);
	return environment;
}

/* ---------- rows that raise errors ---------- */

/* A run from one row that raises an error to the next. */
typedef struct Segment
{
	const FeedPlan *plan;
	QueryDesc *query;
	const FeedGuard *guard;
	ResourceOwner owner; /* of the whole run */
	bool can_pass;		 /* the row */
} Segment;

/*
 * What a plan that is not simple holds from row to row (scans, pins, files) must
 * outlive the subtransaction, so it belongs to the caller's resource owner; only
 * what advances states then runs in the subtransaction's (row_guard.c).
 */
static void
run_segment(void *arg)
{
	Segment *segment = arg;

	if (!segment->plan->simple)
		CurrentResourceOwner = segment->owner;
	ExecutorRunToEnd(segment->query, false);
}

static void
segment_failed(void *arg)
{
	Segment *segment = arg;
	bool wrote = TransactionIdIsValid(GetCurrentTransactionIdIfAny());

	segment->can_pass =
		segment->guard->can_pass(segment->guard->arg, segment->plan->simple, wrote);
}

/*
 * Run on in a subtransaction, to the end or up to a row that raises an error and can
 * be passed over; false in that case.
 */
static bool
run_to_error(const FeedPlan *plan, QueryDesc *query, const FeedGuard *guard)
{
	Segment segment = {plan, query, guard, CurrentResourceOwner};
	ErrorData *error;

	CHECK_FOR_INTERRUPTS();
	error = SubtransactionTry(run_segment, segment_failed, &segment);
	if (error == NULL)
		return true;
	if (!segment.can_pass || !guard->pass(guard->arg, error))
		ReThrowError(error);
	FreeErrorData(error);
	ViewRowsReceived++; /* the run goes on */
	return false;
}

/* Run a plan that has been started; over the source, errors tell the row. */
static void
run_named_rows(QueryDesc *query, Oid source)
{
	SourceRow row = {.query = query, .source = source};
	ErrorContextCallback callback = {
		.previous = error_context_stack, .callback = SourceRowContext, .arg = &row};

	if (OidIsValid(source))
		error_context_stack = &callback;
	ExecutorRunToEnd(query, true);
	error_context_stack = callback.previous;
}

/*
 * The query that runs, for those who look from outside: after an error, and
 * while the clock ticks.  NULL between two.
 */
static QueryDesc *running = NULL;

/*
 * The scan of the batch, if it holds the row that everything above it works on.
 * *collected tells that a sort takes all rows in before it hands out the first; once
 * it does, the scan holds none any more.
 */
static ScanState *
find_scan(PlanState *state, bool *collected)
{
	*collected = false;
	while (state != NULL)
	{
		*collected |= IsA(state, SortState);
		if (IsA(state, NamedTuplestoreScanState))
			return (ScanState *) state;
		if (IsA(state, SubqueryScanState))
			state = ((SubqueryScanState *) state)->subplan;
		else if (IsA(state, ResultState) || IsA(state, ProjectSetState) ||
				 IsA(state, ModifyTableState) || IsA(state, SortState) ||
				 IsA(state, NestLoopState) || IsA(state, HashJoinState))
			state = outerPlanState(state);
		else
			return NULL;
	}
	return NULL;
}

/*
 * FeedPlanRowInHand: after an error in a FEED_GUARDED plan and before its
 * transaction is undone: which row, counted from the first of the run, raised it?
 * False if that is not known.  *collected: no row before it has come out yet.
 */
bool
FeedPlanRowInHand(int64 *row, bool *collected)
{
	ScanState *scan = running == NULL ? NULL : find_scan(running->planstate, collected);
	TupleTableSlot *slot = scan == NULL ? NULL : scan->ss_ScanTupleSlot;
	bool isnull;

	if (slot == NULL || TupIsNull(slot))
		return false;
	*row = DatumGetInt64(slot_getattr(slot, slot->tts_tupleDescriptor->natts, &isnull));
	return !isnull;
}

/* Its memory goes, also after an error. */
static void
forget_running(void *arg)
{
	running = NULL;
}

static void
note_running(QueryDesc *query)
{
	MemoryContext context = query->estate->es_query_cxt;
	MemoryContextCallback *callback =
		MemoryContextAllocZero(context, sizeof(MemoryContextCallback));

	callback->func = forget_running;
	MemoryContextRegisterResetCallback(context, callback);
	running = query;
}

/*
 * ViewRowsDone: a number that changes whenever a row has got through a feed; may
 * be called by a signal handler.
 */
uint64
ViewRowsDone(void)
{
	return ViewRowsReceived + (running == NULL || running->estate == NULL ?
								   0 :
								   running->estate->es_processed);
}

/*
 * FeedPlanRun: run the plan over exactly these rows (NULL for FEED_TABLE),
 * with the active snapshot and as the current user.  Rows of an aggregate
 * view's feed go to dest.  Returns the number of rows that came out.
 */
int64
FeedPlanRun(const FeedPlan *plan, const ContinuousView *view, Tuplestorestate *rows,
			int64 nrows, DestReceiver *dest)
{
	return FeedPlanRunGuarded(plan, view, rows, nrows, dest, NULL);
}

/*
 * FeedPlanRunGuarded: the same of a FEED_GUARDED plan, where the guard decides about
 * rows that raise errors.  Returns the number of rows that came out since the last
 * such row.
 */
int64
FeedPlanRunGuarded(const FeedPlan *plan, const ContinuousView *view,
				   Tuplestorestate *rows, int64 nrows, DestReceiver *dest,
				   const FeedGuard *guard)
{
	QueryEnvironment *environment = NULL;
	Tuplestorestate *numbered = NULL;
	QueryDesc *query;
	int64 processed;

	Assert(OwnerScopeIsActive());
	if (plan->ordinal)
		rows = numbered = number_rows(plan, rows);
	if (rows != NULL)
		environment = batch_environment(plan, rows, nrows);
	query =
		CreateQueryDesc(plan->stmt, psprintf("continuous view %d", view->id),
						GetActiveSnapshot(), InvalidSnapshot, dest, NULL, environment, 0);
	ExecutorStart(query, 0);
	note_running(query);
	if (guard == NULL)
		run_named_rows(query, rows == NULL ? view->source : InvalidOid);
	else
		while (!run_to_error(plan, query, guard))
			;
	processed = query->estate->es_processed;
	ExecutorFinish(query);
	running = NULL;
	ExecutorEnd(query);
	FreeQueryDesc(query);
	if (numbered != NULL)
		tuplestore_end(numbered);
	if (plan->stmt->commandType == CMD_INSERT)
		CommandCounterIncrement();
	return processed;
}
