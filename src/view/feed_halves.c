/*
 * feed_halves.c
 *	  Cut a feed with joins in two: the rows of the join, and what is made of them.
 *
 * A plan with joins cannot go on behind a row that raises an error: scans and hash
 * tables live from row to row in resources that an error would undo.  A plan that
 * takes each row alone can (is_simple() in plan.c).  So where rows are known to raise
 * errors, the feed
 *
 *		SELECT f(a.x, b.y), g(a.z) FROM a JOIN b USING (k) WHERE b.y > 0 AND h(a.x)
 *
 * becomes two queries, one over the rows of the other:
 *
 *		SELECT a.x, b.y, a.z FROM a JOIN b USING (k) WHERE b.y > 0
 *		SELECT f(c1, c2), g(c3) WHERE h(c1)
 *
 * The first half must not be able to raise errors itself: then no row is lost that
 * the second would have left out, and conditions are not evaluated for rows that the
 * whole feed would not have asked them about.  Hence only code that PostgreSQL marks
 * as leakproof may be left in it, and conditions move only if they read no more than
 * one relation: others may be what keeps the join small.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/plannodes.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "view/view_internal.h"

/* ---------- what cannot raise an error ---------- */

static bool
may_raise(Oid function, void *context)
{
	return !get_func_leakproof(function);
}

/* Might evaluating the expression raise an error? */
static bool
is_fallible(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Var:
		case T_Const:
		case T_Param:
		case T_BoolExpr:
		case T_RelabelType:
		case T_CaseExpr:
		case T_CaseWhen:
		case T_CaseTestExpr:
		case T_CoalesceExpr:
		case T_NullTest:
		case T_BooleanTest:
		case T_TargetEntry:
		case T_List:
			break;
		case T_FuncExpr:
		case T_OpExpr:
		case T_DistinctExpr:
		case T_NullIfExpr:
		case T_ScalarArrayOpExpr:
			if (check_functions_in_node(node, may_raise, NULL))
				return true;
			break;
		default:
			return true;
	}
	return expression_tree_walker(node, is_fallible, context);
}

static bool
is_fallible_list(List *exprs)
{
	return is_fallible((Node *) exprs, NULL);
}

/* The expressions of a plan node beside its targets and conditions. */
static bool
has_fallible_parts(const Plan *plan)
{
	switch (nodeTag(plan))
	{
		case T_SeqScan:
		case T_NamedTuplestoreScan:
		case T_CteScan:
		case T_SubqueryScan:
		case T_Material:
		case T_Sort:
		case T_Append:
			return false;
		case T_Result:
			return is_fallible(((const Result *) plan)->resconstantqual, NULL);
		case T_IndexScan:
			return is_fallible_list(((const IndexScan *) plan)->indexqual) ||
				   is_fallible_list(((const IndexScan *) plan)->indexqualorig);
		case T_IndexOnlyScan:
			return is_fallible_list(((const IndexOnlyScan *) plan)->indexqual) ||
				   is_fallible_list(((const IndexOnlyScan *) plan)->recheckqual);
		case T_BitmapIndexScan:
			return is_fallible_list(((const BitmapIndexScan *) plan)->indexqual);
		case T_BitmapHeapScan:
			return is_fallible_list(((const BitmapHeapScan *) plan)->bitmapqualorig);
		case T_NestLoop:
			return is_fallible_list(((const Join *) plan)->joinqual);
		case T_MergeJoin:
			return is_fallible_list(((const Join *) plan)->joinqual) ||
				   is_fallible_list(((const MergeJoin *) plan)->mergeclauses);
		case T_HashJoin:
			return is_fallible_list(((const Join *) plan)->joinqual) ||
				   is_fallible_list(((const HashJoin *) plan)->hashclauses) ||
				   is_fallible_list(((const HashJoin *) plan)->hashkeys);
		case T_Hash:
			return is_fallible_list(((const Hash *) plan)->hashkeys);
		case T_Memoize:
			return is_fallible_list(((const Memoize *) plan)->param_exprs);
		default:
			return true;
	}
}

static bool is_fallible_plan(const Plan *plan);

static bool
have_fallible(List *plans)
{
	ListCell *lc;

	foreach (lc, plans)
		if (is_fallible_plan(lfirst(lc)))
			return true;
	return false;
}

static bool
is_fallible_plan(const Plan *plan)
{
	check_stack_depth();
	if (plan == NULL)
		return false;
	if (plan->initPlan != NIL || is_fallible_list(plan->targetlist) ||
		is_fallible_list(plan->qual) || has_fallible_parts(plan))
		return true;
	if (IsA(plan, SubqueryScan) &&
		is_fallible_plan(((const SubqueryScan *) plan)->subplan))
		return true;
	if (IsA(plan, Append) && have_fallible(((const Append *) plan)->appendplans))
		return true;
	return is_fallible_plan(outerPlan(plan)) || is_fallible_plan(innerPlan(plan));
}

/*
 * PlanIsInfallible: is nothing in the plan that raises errors for what is in rows?
 */
bool
PlanIsInfallible(const PlannedStmt *stmt)
{
	return !have_fallible(stmt->subplans) && !is_fallible_plan(stmt->planTree);
}

/* ---------- cutting ---------- */

/* The columns that the first half returns. */
typedef struct Columns
{
	List *targets;
	bool impossible; /* a whole row, or a system column */
} Columns;

/* The number of the column that returns this one of the feed's. */
static AttrNumber
number_of(Columns *columns, const Var *var)
{
	AttrNumber resno = list_length(columns->targets) + 1;
	ListCell *lc;

	foreach (lc, columns->targets)
		if (equal(lfirst_node(TargetEntry, lc)->expr, var))
			return lfirst_node(TargetEntry, lc)->resno;
	columns->targets =
		lappend(columns->targets, makeTargetEntry((Expr *) copyObject(var), resno,
												  psprintf("c%d", resno), false));
	return resno;
}

/* The expression over rows of the first half. */
static Node *
over_columns(Node *node, Columns *columns)
{
	const Var *var = (const Var *) node;

	if (node == NULL)
		return NULL;
	if (!IsA(node, Var))
		return expression_tree_mutator(node, over_columns, columns);
	columns->impossible |=
		var->varattno <= 0 || var->varlevelsup > 0 || var->vartype == RECORDOID;
	return (Node *) makeVar(1, number_of(columns, var), var->vartype, var->vartypmod,
							var->varcollid, 0);
}

/* Take the conditions that move out of the feed's. */
static List *
take_conditions(Query *feed)
{
	List *conditions = make_ands_implicit((Expr *) feed->jointree->quals);
	List *taken = NIL;
	ListCell *lc;

	foreach (lc, conditions)
	{
		Bitmapset *relids = pull_varnos(NULL, lfirst(lc));

		if (is_fallible(lfirst(lc), NULL) && bms_membership(relids) == BMS_SINGLETON)
		{
			taken = lappend(taken, lfirst(lc));
			conditions = foreach_delete_current(conditions, lc);
		}
	}
	feed->jointree->quals =
		conditions == NIL ? NULL : (Node *) make_ands_explicit(conditions);
	return taken;
}

/*
 * FeedCut: cut the feed: it becomes its own first half; targets and conditions of the
 * second read the columns that it returns as relation 1.  If that is not possible
 * there are no such targets.
 */
void
FeedCut(Query *feed, FeedHalf *second)
{
	Columns columns = {NIL, false};
	List *taken;

	if (feed->hasSubLinks || feed->hasTargetSRFs)
		return;
	taken = take_conditions(feed);
	second->targets = (List *) over_columns((Node *) feed->targetList, &columns);
	second->quals =
		taken == NIL ? NULL : over_columns((Node *) make_ands_explicit(taken), &columns);
	feed->targetList = columns.targets;
	if (columns.impossible)
		second->targets = NIL;
}
