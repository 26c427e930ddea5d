/*
 * grouping_sets.c
 *	  GROUPING SETS, ROLLUP and CUBE: several groupings of one source in a view.
 *
 * A row belongs to one group of each grouping set.  Sets are numbered, and the
 * number is a key, the first one.  Then the definition is an ordinary grouped
 * query over rows that are taken once for each set.  Of
 *
 *	   SELECT card, city, grouping(city), avg(amount)
 *	   FROM tx GROUP BY card, ROLLUP (city)
 *
 * it is
 *
 *	   SELECT card, CASE WHEN set = ANY ('{2}') THEN city END,
 *			  ('{1,0}'::int[])[set], avg(amount)
 *	   FROM tx, (VALUES (1), (2)) sets (set)
 *	   GROUP BY set, card, CASE WHEN set = ANY ('{2}') THEN city END
 *
 * and that is what everything else takes for the definition (ViewDef.query): it
 * finds keys and aggregates in it, and needs to know of sets only where rows come
 * in and where a set without keys has its one group, rows or not.  What the user
 * wrote (ViewDef.written) is what the hidden view keeps and verify() runs.
 *
 * As in SQL, a key that a set leaves out is NULL wherever it stands but in the
 * arguments and the FILTER of aggregates: those are of the row.
 *
 * The rows of a batch are not multiplied by a join.  The feed has each row once,
 * with all keys, and a receiver in front of the groups hands it on once for each
 * set (SetsReceiverCreate).  So conditions, joins and arguments are worked out
 * once a row, however many sets there are, and every set sees the rows in the
 * order of the stream.
 *
 * Numbers of sets are stored.  They must come out the same whenever the
 * definition is read, by another release of the server and from a dump too: so
 * sets are sorted by the keys they have, in the order of GROUP BY.  Equal sets,
 * each of which counts, have equal states; which is which does not matter.
 */
#include "streamml.h"

#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/tlist.h"
#include "parser/parse_agg.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteManip.h"
#include "utils/array.h"
#include "utils/fmgroids.h"

#include "compat.h"
#include "view/view.h"

/* A query with grouping sets on its way to one without. */
typedef struct SetsQuery
{
	ViewDef *def;
	Index rti;	  /* of the relation with the numbers of the sets */
	List *values; /* keys as a row has them; number i is key i + 1 */
	List *keys;	  /* and as the sets have them */
	int depth;	  /* of sublinks around the node */
} SetsQuery;

/* ---------- the sets ---------- */

/* Index of the key that a clause of GROUP BY is; the number of the set is key 0. */
static int
key_of_clause(const Query *query, Index ref)
{
	int key = 1;
	ListCell *lc;

	foreach (lc, query->groupClause)
	{
		if (lfirst_node(SortGroupClause, lc)->tleSortGroupRef == ref)
			return key;
		key++;
	}
	elog(ERROR, "grouping set refers to nothing in GROUP BY");
}

/* By the first key that only one of them has; none comes before any. */
static int
compare_sets(const void *a, const void *b)
{
	const Bitmapset *x = *(Bitmapset *const *) a;
	const Bitmapset *y = *(Bitmapset *const *) b;
	int i = -1;
	int j = -1;

	do
	{
		i = bms_next_member(x, i);
		j = bms_next_member(y, j);
	} while (i == j && i >= 0);
	return i < j ? -1 : (i > j ? 1 : 0);
}

static void
number_sets(ViewDef *def)
{
	const Query *query = def->written;
	List *sets =
		expand_grouping_sets(copyObject(query->groupingSets), query->groupDistinct, -1);
	ListCell *set;
	ListCell *ref;

	def->sets = palloc0(sizeof(Bitmapset *) * list_length(sets));
	foreach (set, sets)
	{
		foreach (ref, (List *) lfirst(set))
			def->sets[def->nsets] = bms_add_member(def->sets[def->nsets],
												   key_of_clause(query, lfirst_int(ref)));
		def->nsets++;
	}
	qsort(def->sets, def->nsets, sizeof(Bitmapset *), compare_sets);
}

/*
 * ViewSetHasKey: does the grouping set of this number group by the key?  True
 * for the number itself, and for all keys of a definition without sets.
 */
bool
ViewSetHasKey(const ViewDef *def, int set, int key)
{
	return def->nsets == 0 || key == 0 || bms_is_member(key, def->sets[set - 1]);
}

/*
 * ViewKeyInAllSets: do all grouping sets group by the key, if there are any?
 */
bool
ViewKeyInAllSets(const ViewDef *def, int key)
{
	for (int set = 1; set <= def->nsets; set++)
		if (!ViewSetHasKey(def, set, key))
			return false;
	return true;
}

/*
 * ViewSetIsSingle: does the grouping set of this number have no keys, and so one
 * group?
 */
bool
ViewSetIsSingle(const ViewDef *def, int set)
{
	return bms_is_empty(def->sets[set - 1]);
}

/*
 * ViewSingleGroups: how many groups does a view have without any rows?
 */
int
ViewSingleGroups(const ViewDef *def)
{
	int n = 0;

	if (def->nkeys == 0)
		return 1;
	for (int set = 1; set <= def->nsets; set++)
		n += ViewSetIsSingle(def, set) ? 1 : 0;
	return n;
}

/* ---------- expressions ---------- */

/* The number of the set, seen from inside depth sublinks. */
static Expr *
set_var(const SetsQuery *sets)
{
	return (Expr *) makeVar(sets->rti, 1, INT4OID, -1, InvalidOid, sets->depth);
}

static Expr *
int_array(const int *values, int n)
{
	Datum *elems = palloc(sizeof(Datum) * Max(n, 1));
	ArrayType *array;

	for (int i = 0; i < n; i++)
		elems[i] = Int32GetDatum(values[i]);
	array = construct_array(elems, n, INT4OID, sizeof(int32), true, TYPALIGN_INT);
	return (Expr *) makeConst(INT4ARRAYOID, -1, InvalidOid, -1, PointerGetDatum(array),
							  false, false);
}

/* set = ANY (numbers of the sets that have the key) */
static Expr *
set_has_key(const SetsQuery *sets, int key)
{
	const ViewDef *def = sets->def;
	int *numbers = palloc(sizeof(int) * def->nsets);
	ScalarArrayOpExpr *result = makeNode(ScalarArrayOpExpr);
	int n = 0;

	for (int set = 1; set <= def->nsets; set++)
		if (ViewSetHasKey(def, set, key))
			numbers[n++] = set;
	result->opno = Int4EqualOperator;
	result->opfuncid = F_INT4EQ;
	result->useOr = true;
	result->args = list_make2(set_var(sets), int_array(numbers, n));
	result->location = -1;
	return (Expr *) result;
}

/* The key in the sets that have it, NULL in the others. */
static Node *
key_in_sets(const SetsQuery *sets, int key, Node *value)
{
	Oid type = exprType(value);
	CaseWhen *when;
	CaseExpr *result;

	if (ViewKeyInAllSets(sets->def, key))
		return value;
	when = makeNode(CaseWhen);
	when->expr = set_has_key(sets, key);
	when->result = (Expr *) value;
	when->location = -1;
	result = makeNode(CaseExpr);
	result->casetype = type;
	result->casecollid = exprCollation(value);
	result->args = list_make1(when);
	result->defresult =
		(Expr *) makeNullConst(type, exprTypmod(value), exprCollation(value));
	result->location = -1;
	return (Node *) result;
}

/* GROUPING(): a bit for each argument, the last one lowest; set if it is left out. */
static int
grouping_value(const ViewDef *def, const GroupingFunc *call, int set)
{
	int result = 0;
	ListCell *lc;

	foreach (lc, call->refs)
	{
		int key = key_of_clause(def->written, lfirst_int(lc));

		result = (result << 1) | (ViewSetHasKey(def, set, key) ? 0 : 1);
	}
	return result;
}

/* It is 0 without sets, else ('{...}'::int[])[set] */
static Node *
grouping_expr(const SetsQuery *sets, const GroupingFunc *call)
{
	const ViewDef *def = sets->def;
	int *values = palloc(sizeof(int) * Max(def->nsets, 1));
	SubscriptingRef *result;

	if (def->nsets == 0)
		return (Node *) makeConst(INT4OID, -1, InvalidOid, sizeof(int32),
								  Int32GetDatum(0), false, true);
	for (int set = 1; set <= def->nsets; set++)
		values[set - 1] = grouping_value(def, call, set);
	result = makeNode(SubscriptingRef);
	result->refcontainertype = INT4ARRAYOID;
	result->refelemtype = INT4OID;
	result->refrestype = INT4OID;
	result->reftypmod = -1;
	result->refupperindexpr = list_make1(set_var(sets));
	result->refexpr = int_array(values, def->nsets);
	return (Node *) result;
}

/*
 * What stands for an expression that is a key, or NULL.  Inside sublinks only
 * columns are taken for keys, as the parser does.
 */
static Node *
find_key(const SetsQuery *sets, const Node *node)
{
	ListCell *value;
	ListCell *key;

	if (sets->depth > 0 && !IsA(node, Var))
		return NULL;
	forboth (value, sets->values, key, sets->keys)
	{
		Node *expr = lfirst(value);

		if (sets->depth > 0)
		{
			expr = copyObject(expr);
			IncrementVarSublevelsUp(expr, sets->depth, 0);
		}
		if (!equal(expr, node))
			continue;
		expr = copyObject(lfirst(key));
		IncrementVarSublevelsUp(expr, sets->depth, 0);
		return expr;
	}
	return NULL;
}

static Node *
sets_mutator(Node *node, SetsQuery *sets)
{
	Node *key;

	if (node == NULL)
		return NULL;
	check_stack_depth();
	if (IsA(node, Aggref) && ((Aggref *) node)->agglevelsup == sets->depth)
		return copyObject(node);
	if (IsA(node, GroupingFunc) && ((GroupingFunc *) node)->agglevelsup == sets->depth)
		return grouping_expr(sets, (GroupingFunc *) node);
	key = sets->def->nsets > 0 ? find_key(sets, node) : NULL;
	if (key != NULL)
		return key;
	if (IsA(node, Query))
	{
		Node *result;

		sets->depth++;
		result = (Node *) query_tree_mutator((Query *) node, sets_mutator, sets, 0);
		sets->depth--;
		return result;
	}
	return expression_tree_mutator(node, sets_mutator, sets);
}

/* ---------- the query ---------- */

/* Append (VALUES (1), (2), ...) to FROM; returns its range table index. */
static Index
add_numbers(Query *query, int nsets)
{
	ParseState *pstate = make_parsestate(NULL);
	RangeTblRef *ref = makeNode(RangeTblRef);
	List *rows = NIL;

	for (int set = 1; set <= nsets; set++)
		rows = lappend(rows, list_make1(makeConst(INT4OID, -1, InvalidOid, sizeof(int32),
												  Int32GetDatum(set), false, true)));
	pstate->p_rtable = query->rtable;
	ref->rtindex = addRangeTableEntryForValues(
					   pstate, rows, list_make1_oid(INT4OID), list_make1_int(-1),
					   list_make1_oid(InvalidOid),
					   makeAlias("sets", list_make1(makeString("set"))), false, true)
					   ->p_rtindex;
	query->rtable = pstate->p_rtable;
	query->jointree->fromlist = lappend(query->jointree->fromlist, ref);
	return ref->rtindex;
}

/* Group by the number of the set as well, before all keys. */
static void
group_by_number(SetsQuery *sets, Query *query)
{
	SortGroupClause *clause = makeNode(SortGroupClause);
	TargetEntry *tle = makeTargetEntry(set_var(sets), list_length(query->targetList) + 1,
									   pstrdup("set"), true);
	ListCell *lc;

	foreach (lc, query->targetList)
		tle->ressortgroupref =
			Max(tle->ressortgroupref, lfirst_node(TargetEntry, lc)->ressortgroupref);
	tle->ressortgroupref++;
	query->targetList = lappend(query->targetList, tle);
	clause->tleSortGroupRef = tle->ressortgroupref;
	clause->eqop = Int4EqualOperator;
	clause->sortop = Int4LessOperator;
	clause->hashable = true;
	query->groupClause = lcons(clause, query->groupClause);
}

/* Select list with what stands for keys and GROUPING(). */
static List *
target_list(SetsQuery *sets, List *tlist)
{
	List *result = NIL;
	ListCell *lc;

	foreach (lc, tlist)
	{
		TargetEntry *tle = flatCopyTargetEntry(lfirst_node(TargetEntry, lc));
		ListCell *clause;
		ListCell *key;
		Node *found = NULL;

		/* two keys may be the same expression: take the one that is meant */
		forboth (clause, sets->def->written->groupClause, key, sets->keys)
			if (lfirst_node(SortGroupClause, clause)->tleSortGroupRef ==
				tle->ressortgroupref)
				found = copyObject(lfirst(key));
		tle->expr =
			(Expr *) (found != NULL ? found : sets_mutator((Node *) tle->expr, sets));
		result = lappend(result, tle);
	}
	return result;
}

/* Is there a GROUPING() of the query itself, which needs no sets to be written? */
static bool
grouping_func_walker(Node *node, int *depth)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, GroupingFunc) && ((GroupingFunc *) node)->agglevelsup == *depth)
		return true;
	if (IsA(node, Query))
	{
		bool found;

		(*depth)++;
		found = query_tree_walker((Query *) node, grouping_func_walker, depth, 0);
		(*depth)--;
		return found;
	}
	return expression_tree_walker(node, grouping_func_walker, depth);
}

static bool
has_grouping_func(Query *query)
{
	int depth = 0;

	return query->hasAggs && (grouping_func_walker((Node *) query->targetList, &depth) ||
							  grouping_func_walker(query->havingQual, &depth));
}

/*
 * ViewWriteOutSets: the definition without grouping sets and GROUPING(), as an
 * ordinary grouped query; itself if it has none.  Fills nsets and sets of def, of
 * which nothing but written is known yet.
 */
Query *
ViewWriteOutSets(ViewDef *def)
{
	Query *written = def->written;
	SetsQuery sets = {.def = def};
	Query *query;
	List *tlist;
	Node *having;
	ListCell *lc;

	if (written->groupingSets == NIL && !has_grouping_func(written))
		return written;
	query = copyObject(written);
	tlist = (List *) QueryFlattenExpr(query, (Node *) query->targetList);
	having = QueryFlattenExpr(query, query->havingQual);
	if (written->groupingSets != NIL)
	{
		number_sets(def);
		sets.rti = add_numbers(query, def->nsets);
	}
	foreach (lc, query->groupClause)
	{
		Node *value = get_sortgroupclause_expr(lfirst(lc), tlist);

		sets.values = lappend(sets.values, value);
		sets.keys = lappend(
			sets.keys, key_in_sets(&sets, list_length(sets.values), copyObject(value)));
	}
	query->targetList = target_list(&sets, tlist);
	query->havingQual = sets_mutator(having, &sets);
	query->groupingSets = NIL;
	query->groupDistinct = false;
	QueryForgetGroupRTE(query);
	if (def->nsets > 0)
		group_by_number(&sets, query);
	return query;
}

/*
 * ViewFeedOfSets: the feed as a plain query whose rows come once for each
 * grouping set, with what each set makes of the keys; the feed itself if there
 * are no sets.
 */
Query *
ViewFeedOfSets(const ViewDef *def)
{
	Query *feed = copyObject(def->feed);
	ListCell *lc;
	int key = 0;

	if (def->nsets == 0)
		return feed;
	(void) add_numbers(feed, def->nsets);
	foreach (lc, feed->targetList)
	{
		if (key < def->nkeys && (key == 0 || !ViewKeyInAllSets(def, key)))
			lfirst_node(TargetEntry, lc)->expr = copyObject((Expr *) def->keys[key].expr);
		key++;
	}
	return feed;
}
