/*
 * plan_guard.c
 *	  Plan a query over tables of others without running what they hung on them.
 *
 * The planner evaluates what is constant in expressions that no query names: of
 * indexes and their predicates, of partition keys, of CHECK constraints of children,
 * of statistics objects.  It does so as the current user, and so the owner of a
 * table could have his functions run by everybody who reads it.  Before a query of
 * ours is planned,
 *
 *	 indexes, partition keys	are loaded by the owner of the table, in a scope of
 *								his (owner.c).  The relation cache keeps the result
 *								for as long as the relation is open, so all stay open
 *								until the plan is made.
 *	 CHECK constraints			are not looked at: constraint_exclusion is off
 *	 bounds of partitions		are sorted and compared whenever the server likes: if
 *								by functions that are neither the server's nor a
 *								superuser's nor the view's owner's, they are refused
 *	 statistics objects			are evaluated anew for each plan: likewise
 *
 * Tables of the current user need none of it.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "catalog/catalog.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_statistic_ext.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "view/view_internal.h"

/* ---------- functions of others ---------- */

static bool
is_strangers_function(Oid function, void *context)
{
	HeapTuple tuple;
	Oid owner;

	if (function < FirstNormalObjectId)
		return false;
	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	if (!HeapTupleIsValid(tuple))
		return false;
	owner = ((Form_pg_proc) GETSTRUCT(tuple))->proowner;
	ReleaseSysCache(tuple);
	return owner != GetUserId() && !superuser_arg(owner);
}

static bool
calls_strangers_function(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (check_functions_in_node(node, is_strangers_function, context))
		return true;
	return expression_tree_walker(node, calls_strangers_function, context);
}

/* ---------- bounds of partitions ---------- */

static bool is_compared_by_strangers(Oid type);

static bool
has_column_compared_by_strangers(Oid type)
{
	TupleDesc tupdesc = lookup_rowtype_tupdesc_copy(type, -1);

	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);

		if (!att->attisdropped && is_compared_by_strangers(att->atttypid))
			return true;
	}
	return false;
}

/*
 * Does comparing or hashing values of the type, or of what it is made of, call a
 * function of another role?
 */
static bool
is_compared_by_strangers(Oid type)
{
	TypeCacheEntry *entry;

	check_stack_depth();
	type = getBaseType(type);
	entry = lookup_type_cache(type, TYPECACHE_EQ_OPR | TYPECACHE_CMP_PROC |
										TYPECACHE_HASH_EXTENDED_PROC);
	if (is_strangers_function(get_opcode(entry->eq_opr), NULL) ||
		is_strangers_function(entry->cmp_proc, NULL) ||
		is_strangers_function(entry->hash_extended_proc, NULL))
		return true;
	if (type_is_multirange(type))
		return is_compared_by_strangers(get_multirange_range(type));
	if (type_is_range(type))
	{
		entry = lookup_type_cache(type, TYPECACHE_RANGE_INFO);
		return is_strangers_function(entry->rng_cmp_proc_finfo.fn_oid, NULL) ||
			   is_compared_by_strangers(entry->rngelemtype->type_id);
	}
	if (type_is_rowtype(type))
		return has_column_compared_by_strangers(type);
	return OidIsValid(get_element_type(type)) &&
		   is_compared_by_strangers(get_element_type(type));
}

/* The key has been loaded. */
static void
check_partition_key(Relation rel)
{
	PartitionKey key = RelationGetPartitionKey(rel);

	for (int i = 0; i < key->partnatts; i++)
	{
		Oid type = key->partopcintype[i];
		Oid equal = get_opfamily_member(key->partopfamily[i], type, type,
										key->strategy == PARTITION_STRATEGY_HASH ?
											HTEqualStrategyNumber :
											BTEqualStrategyNumber);

		if (is_strangers_function(key->partsupfunc[i].fn_oid, NULL) ||
			is_strangers_function(get_opcode(equal), NULL) ||
			is_compared_by_strangers(key->parttypid[i]))
			ereport(
				ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("cannot read \"%s\": the bounds of its partitions are compared "
					   "by a function of another role",
					   RelationGetRelationName(rel)),
				errhint("Let the owner of the table own the view."));
	}
}

/* ---------- statistics objects ---------- */

static void
check_statistics(Relation rel)
{
	ListCell *lc;

	foreach (lc, RelationGetStatExtList(rel))
	{
		HeapTuple tuple = SearchSysCache1(STATEXTOID, ObjectIdGetDatum(lfirst_oid(lc)));
		bool isnull = true;
		Datum exprs = (Datum) 0;

		if (!HeapTupleIsValid(tuple))
			continue;
		exprs =
			SysCacheGetAttr(STATEXTOID, tuple, Anum_pg_statistic_ext_stxexprs, &isnull);
		if (!isnull &&
			calls_strangers_function(stringToNode(TextDatumGetCString(exprs)), NULL))
			ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					errmsg("cannot read \"%s\": its statistics \"%s\" call a function of "
						   "another role",
						   RelationGetRelationName(rel),
						   NameStr(((Form_pg_statistic_ext) GETSTRUCT(tuple))->stxname)),
					errhint("Drop the statistics object, or let the owner of the table "
							"own the view."));
		ReleaseSysCache(tuple);
	}
}

/* ---------- relations ---------- */

/*
 * Load what an index says.  A predicate that has turned out to be always true is
 * nothing to the relation cache, which would evaluate it again: it gets a constant.
 */
static void
load_index(Relation index)
{
	(void) RelationGetIndexExpressions(index);
	if (RelationGetIndexPredicate(index) == NIL &&
		!heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, NULL))
	{
		MemoryContext old = MemoryContextSwitchTo(index->rd_indexcxt);

		index->rd_indpred = list_make1(makeBoolConst(true, false));
		MemoryContextSwitchTo(old);
	}
}

/* Open the table and its indexes, and load their expressions as its owner. */
static List *
load_table(List *opened, Oid relid)
{
	Relation rel = table_open(relid, AccessShareLock);
	OwnerScope scope;
	ListCell *lc;

	opened = lappend(opened, rel);
	if (rel->rd_rel->relowner == GetUserId() || !OidIsValid(rel->rd_rel->relowner))
		return opened;
	check_statistics(rel);
	OwnerScopeEnter(&scope, rel->rd_rel->relowner, NULL);
	foreach (lc, RelationGetIndexList(rel))
	{
		Relation index = index_open(lfirst_oid(lc), AccessShareLock);

		load_index(index);
		opened = lappend(opened, index);
	}
	if (rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
		(void) RelationGetPartitionKey(rel);
	OwnerScopeLeave(&scope);
	if (rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
		check_partition_key(rel);
	return opened;
}

static bool load_walker(Node *node, List **opened);

static void
load_relation(List **opened, const RangeTblEntry *rte)
{
	ListCell *lc;

	if (get_rel_relkind(rte->relid) == RELKIND_VIEW)
	{
		Relation view = table_open(rte->relid, AccessShareLock);

		(void) load_walker((Node *) ViewQueryCopy(view), opened);
		table_close(view, NoLock);
		return;
	}
	foreach (lc, find_all_inheritors(rte->relid, AccessShareLock, NULL))
		*opened = load_table(*opened, lfirst_oid(lc));
}

static bool
load_walker(Node *node, List **opened)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, load_walker, opened,
								 QTW_EXAMINE_RTES_BEFORE);
	if (IsA(node, RangeTblEntry))
	{
		if (((RangeTblEntry *) node)->rtekind == RTE_RELATION)
			load_relation(opened, (RangeTblEntry *) node);
		return false;
	}
	return expression_tree_walker(node, load_walker, opened);
}

/*
 * PlanGuardBegin: make the query safe to be planned, in an OwnerScope.  Returns what
 * PlanGuardEnd is to be given when it has been.
 */
List *
PlanGuardBegin(Query *query)
{
	List *opened = NIL;

	Assert(OwnerScopeIsActive());
	set_config_option("constraint_exclusion", "off", PGC_USERSET, PGC_S_SESSION,
					  GUC_ACTION_SAVE, true, ERROR, false);
	(void) load_walker((Node *) query, &opened);
	return opened;
}

/*
 * PlanGuardEnd: the plan has been made.
 */
void
PlanGuardEnd(List *opened)
{
	ListCell *lc;

	foreach (lc, opened)
		relation_close(lfirst(lc), NoLock);
	list_free(opened);
}
