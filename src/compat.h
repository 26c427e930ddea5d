/*
 * compat.h
 *	  The only file that tests PG_VERSION_NUM.  Each wrapper is named after the
 *	  newest spelling of the server's interface or, where call sites would
 *	  differ too much, after what it does.  PostgreSQL 15 is the home version;
 *	  16, 17 and 18 build from the same source.
 */
#ifndef STREAMML_COMPAT_H
#define STREAMML_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "streamml supports PostgreSQL 15, 16, 17 and 18"
#endif

/* ---- all rooms ---- */

/* 16 moved the macros on varlena values out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 18 has pg_noreturn, which must stand first; the attribute can stand anywhere. */
#if PG_VERSION_NUM >= 180000
#define pg_attribute_noreturn() __attribute__((noreturn))
#endif

/* ---- stream ---- */

#if PG_VERSION_NUM < 160000
#include "storage/relfilenode.h"
#define RelFileLocator RelFileNode
#define RelFileLocatorEquals(a, b) RelFileNodeEquals(a, b)
#define RelationGetLocator(rel) ((rel)->rd_node)
#define SlotIsInvalidated(slot) ((slot)->data.invalidated_at != InvalidXLogRecPtr)
#else
#include "storage/relfilelocator.h"
#define RelationGetLocator(rel) ((rel)->rd_locator)
#define SlotIsInvalidated(slot) ((slot)->data.invalidated != RS_INVAL_NONE)
#endif

#if PG_VERSION_NUM < 170000
#define ReorderBufferChangeNewTuple(change) (&(change)->data.tp.newtuple->tuple)
#define ReorderBufferChangeOldTuple(change)                                              \
	((change)->data.tp.oldtuple != NULL ? &(change)->data.tp.oldtuple->tuple : NULL)
#define ReplicationSlotCreateLogical(name)                                               \
	ReplicationSlotCreate(name, true, RS_EPHEMERAL, false)
#define SlotIsSynced(slot) false
#define SlotIsFailover(slot) false
#define ReplicationSlotSetFailover(name, wanted) ((void) (wanted))
#else
#define ReorderBufferChangeNewTuple(change) ((change)->data.tp.newtuple)
#define ReorderBufferChangeOldTuple(change) ((change)->data.tp.oldtuple)
#define ReplicationSlotCreateLogical(name)                                               \
	ReplicationSlotCreate(name, true, RS_EPHEMERAL, false, false, false)
#define SlotIsSynced(slot) ((slot)->data.synced)
#define SlotIsFailover(slot) ((slot)->data.failover)
#if PG_VERSION_NUM < 180000
#define ReplicationSlotSetFailover(name, wanted) ReplicationSlotAlter(name, wanted)
#else
#define ReplicationSlotSetFailover(name, wanted)                                         \
	ReplicationSlotAlter(name, &(wanted), NULL)
#endif
#endif

#if PG_VERSION_NUM < 180000
#define ReplicationSlotAcquireNoWait(name) ReplicationSlotAcquire(name, true)
#else
#define ReplicationSlotAcquireNoWait(name) ReplicationSlotAcquire(name, true, true)
#endif

/*
 * view definitions
 */
#include "access/htup_details.h"
#include "commands/defrem.h"
#include "executor/executor.h"
#include "nodes/parsenodes.h"
#include "optimizer/optimizer.h"
#include "parser/parse_node.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rewriteManip.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "storage/procarray.h"
#include "utils/acl.h"
#include "utils/rangetypes.h"
#if PG_VERSION_NUM < 170000
#include "storage/sinvaladt.h"
#endif
#if PG_VERSION_NUM >= 160000
#include "catalog/pg_class.h"
#include "catalog/pg_database.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "parser/parse_relation.h"
#endif

/* 18 tells old from new rows of RETURNING; there is none in a view. */
#if PG_VERSION_NUM >= 180000
#define ExpandRTE(rte, rti, levels, location, dropped, names, vars)                      \
	expandRTE(rte, rti, levels, VAR_RETURNING_DEFAULT, location, dropped, names, vars)
#else
#define ExpandRTE expandRTE
#endif

/* Expressions of a query in terms of its tables: no join aliases, no grouping step. */
static inline Node *
QueryFlattenExpr(Query *query, Node *node)
{
#if PG_VERSION_NUM >= 180000
	if (query->hasGroupRTE)
		node = flatten_group_exprs(NULL, query, node);
#endif
#if PG_VERSION_NUM >= 160000
	return flatten_join_alias_vars(NULL, query, node);
#else
	return flatten_join_alias_vars(query, node);
#endif
}

/* Take the grouping step's range table entry (18+) out of a query that no longer groups. */
static inline void
QueryForgetGroupRTE(Query *query)
{
#if PG_VERSION_NUM >= 180000
	ListCell *lc;

	query->hasGroupRTE = false;
	foreach (lc, query->rtable)
	{
		RangeTblEntry *rte = lfirst_node(RangeTblEntry, lc);

		if (rte->rtekind == RTE_GROUP)
		{
			rte->rtekind = RTE_RESULT;
			rte->groupexprs = NIL;
		}
	}
#endif
}

/* A copy of the query of a view, without the placeholders that rules had before 16. */
static inline Query *
ViewQueryCopy(Relation view)
{
	Query *query = copyObject(get_view_query(view));

#if PG_VERSION_NUM < 160000
	OffsetVarNodes((Node *) query, -2, 0);
	query->rtable = list_delete_first_n(query->rtable, 2);
#endif
	return query;
}

/* Give a query the relations that were added to a parse state. */
static inline void
QuerySetRangeTable(Query *query, ParseState *pstate)
{
	query->rtable = pstate->p_rtable;
#if PG_VERSION_NUM >= 160000
	query->rteperminfos = pstate->p_rteperminfos;
#endif
}

/* Run the permission checks of a planned query now; raises an error if one fails. */
static inline void
PlannedStmtCheckPermissions(PlannedStmt *plan)
{
#if PG_VERSION_NUM >= 160000
	ExecCheckPermissions(plan->rtable, plan->permInfos, true);
#else
	ExecCheckRTPerms(plan->rtable, true);
#endif
}

/* The process of a transaction that holds a lock; NULL if it is prepared or has gone. */
static inline PGPROC *
VirtualTransactionGetProc(VirtualTransactionId vxid)
{
#if PG_VERSION_NUM >= 170000
	return ProcNumberGetProc(vxid.procNumber);
#else
	return BackendIdGetProc(vxid.backendId);
#endif
}

/*
 * Call visit for each relation of a plan with the rights that the plan needs on it,
 * and whether it updates columns of it.
 */
static inline void
PlanForEachPermission(PlannedStmt *plan,
					  void (*visit)(Oid relid, AclMode wanted, bool updates))
{
	ListCell *lc;

#if PG_VERSION_NUM >= 160000
	foreach (lc, plan->permInfos)
	{
		RTEPermissionInfo *info = lfirst_node(RTEPermissionInfo, lc);
#else
	foreach (lc, plan->rtable)
	{
		RangeTblEntry *info = lfirst_node(RangeTblEntry, lc);
#endif
		if (OidIsValid(info->relid))
			visit(info->relid, info->requiredPerms, !bms_is_empty(info->updatedCols));
	}
}

#if PG_VERSION_NUM < 160000
#define ProcAclCheck(oid, role) pg_proc_aclcheck(oid, role, ACL_EXECUTE)
#define NamespaceAclCheck(oid, role, mode) pg_namespace_aclcheck(oid, role, mode)
#define RelationOwnedBy(oid, role) pg_class_ownercheck(oid, role)
#define DatabaseOwnedBy(oid, role) pg_database_ownercheck(oid, role)
#define ExtensionOwnedBy(oid, role) pg_extension_ownercheck(oid, role)
#else
#define ProcAclCheck(oid, role)                                                          \
	object_aclcheck(ProcedureRelationId, oid, role, ACL_EXECUTE)
#define NamespaceAclCheck(oid, role, mode)                                               \
	object_aclcheck(NamespaceRelationId, oid, role, mode)
#define RelationOwnedBy(oid, role) object_ownercheck(RelationRelationId, oid, role)
#define DatabaseOwnedBy(oid, role) object_ownercheck(DatabaseRelationId, oid, role)
#define ExtensionOwnedBy(oid, role) object_ownercheck(ExtensionRelationId, oid, role)
#endif

/* Build an index; that it may be built here is known. */
static inline ObjectAddress
DefineIndexOnNewTable(Oid relid, IndexStmt *stmt)
{
	return DefineIndex(relid, stmt, InvalidOid, InvalidOid, InvalidOid,
#if PG_VERSION_NUM >= 160000
					   -1,
#endif
					   false, false, false, false, true);
}

/* A range from its two bounds; errors are thrown. */
static inline RangeType *
RangeSerialize(TypeCacheEntry *type, RangeBound *lower, RangeBound *upper)
{
#if PG_VERSION_NUM >= 160000
	return range_serialize(type, lower, upper, false, NULL);
#else
	return range_serialize(type, lower, upper, false);
#endif
}

/* Columns that are computed on reading (18+) are not in the WAL. */
#if PG_VERSION_NUM >= 180000
#define ATTRIBUTE_IS_VIRTUAL(att) ((att)->attgenerated == ATTRIBUTE_GENERATED_VIRTUAL)
#else
#define ATTRIBUTE_IS_VIRTUAL(att) (false)
#endif

/*
 * view execution
 */
#include "access/genam.h"
#include "access/tableam.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

/* Begin a scan by index that looks at the heap. */
static inline IndexScanDesc
IndexBeginScan(Relation heap, Relation index, Snapshot snapshot, int nkeys)
{
#if PG_VERSION_NUM >= 180000
	return index_beginscan(heap, index, snapshot, NULL, nkeys, 0);
#else
	return index_beginscan(heap, index, snapshot, nkeys, 0);
#endif
}

/* What table_tuple_update says about indexes, and what to do about it. */
#if PG_VERSION_NUM >= 160000
typedef TU_UpdateIndexes IndexesToUpdate;
#define MustUpdateIndexes(which) ((which) != TU_None)
#define UPDATE_ALL_INDEXES TU_All
#else
typedef bool IndexesToUpdate;
#define MustUpdateIndexes(which) (which)
#define UPDATE_ALL_INDEXES true
#endif

/*
 * Make the index entries of a row.  Returns those of the unique indexes in
 * tolerant that have the key already; others raise an error.
 */
static inline List *
InsertIndexTuples(ResultRelInfo *result, TupleTableSlot *slot, EState *estate,
				  bool update, IndexesToUpdate which, List *tolerant)
{
#if PG_VERSION_NUM >= 160000
	return ExecInsertIndexTuples(result, slot, estate, update, tolerant != NIL, NULL,
								 tolerant, which == TU_Summarizing);
#else
	return ExecInsertIndexTuples(result, slot, estate, update, tolerant != NIL, NULL,
								 tolerant);
#endif
}

/* Would the unique index of a result relation, opened as speculative, take the row? */
static inline bool
ExecIndexTakesRow(ResultRelInfo *result, TupleTableSlot *slot, EState *estate, Oid index)
{
	ItemPointerData conflict;
#if PG_VERSION_NUM >= 180000
	ItemPointerData none;

	ItemPointerSetInvalid(&none);
	return ExecCheckIndexConstraints(result, slot, estate, &conflict, &none,
									 list_make1_oid(index));
#else

	return ExecCheckIndexConstraints(result, slot, estate, &conflict,
									 list_make1_oid(index));
#endif
}

/* A hash table of tuples of which each entry carries one pointer. */
static inline TupleHashTable
BuildPointerHashTable(TupleDesc desc, int nkeys, AttrNumber *columns, Oid *eqfuncs,
					  FmgrInfo *hashfuncs, Oid *collations, long nbuckets,
					  MemoryContext context, MemoryContext scratch)
{
#if PG_VERSION_NUM >= 180000
	return BuildTupleHashTable(NULL, desc, &TTSOpsMinimalTuple, nkeys, columns, eqfuncs,
							   hashfuncs, collations, nbuckets, sizeof(void *), context,
							   context, scratch, false);
#else
	return BuildTupleHashTableExt(NULL, desc, nkeys, columns, eqfuncs, hashfuncs,
								  collations, nbuckets, 0, context, context, scratch,
								  false);
#endif
}

static inline void *
HashEntryGetPointer(TupleHashTable table, TupleHashEntry entry)
{
#if PG_VERSION_NUM >= 180000
	return *(void **) TupleHashEntryGetAdditional(table, entry);
#else
	return entry->additional;
#endif
}

static inline void
HashEntrySetPointer(TupleHashTable table, TupleHashEntry entry, void *pointer)
{
#if PG_VERSION_NUM >= 180000
	*(void **) TupleHashEntryGetAdditional(table, entry) = pointer;
#else
	entry->additional = pointer;
#endif
}

static inline MinimalTuple
HashEntryGetTuple(TupleHashEntry entry)
{
#if PG_VERSION_NUM >= 180000
	return TupleHashEntryGetTuple(entry);
#else
	return entry->firstTuple;
#endif
}

/* The file that holds a relation's data; another one after VACUUM FULL and the like. */
#if PG_VERSION_NUM >= 160000
#define RelationFileNumber(rel) ((rel)->rd_locator.relNumber)
#else
#define RelationFileNumber(rel) ((rel)->rd_node.relNode)
#endif

/* Was the file of a relation that existed before replaced in this transaction? */
static inline bool
RelationIsRewrittenHere(Relation rel)
{
	if (rel->rd_createSubid != InvalidSubTransactionId)
		return false;
#if PG_VERSION_NUM >= 160000
	return rel->rd_firstRelfilelocatorSubid != InvalidSubTransactionId;
#else
	return rel->rd_firstRelfilenodeSubid != InvalidSubTransactionId;
#endif
}

/* Run a plan to its end, once, or on from where an error has interrupted it. */
static inline void
ExecutorRunToEnd(QueryDesc *query, bool once)
{
#if PG_VERSION_NUM >= 180000
	ExecutorRun(query, ForwardScanDirection, 0);
#else
	ExecutorRun(query, ForwardScanDirection, 0, once);
#endif
}

/*
 * A relation stops being one in the range table: what rights the query needs
 * on it.  The rights themselves are the caller's to check from now on.
 */
static inline Bitmapset *
RteForgetRights(Query *query, RangeTblEntry *rte)
{
	Bitmapset *selected;

#if PG_VERSION_NUM >= 160000
	selected = rte->perminfoindex == 0 ?
				   NULL :
				   getRTEPermissionInfo(query->rteperminfos, rte)->selectedCols;
	rte->perminfoindex = 0;
#else
	selected = rte->selectedCols;
	rte->requiredPerms = 0;
	rte->checkAsUser = InvalidOid;
	rte->selectedCols = NULL;
#endif
	return selected;
}

/* Require SELECT on a column of the relation that entry rti of the range table is. */
static inline void
QuerySelectColumn(Query *query, Index rti, AttrNumber attno)
{
	RangeTblEntry *rte = list_nth_node(RangeTblEntry, query->rtable, rti - 1);
	int column = attno - FirstLowInvalidHeapAttributeNumber;

#if PG_VERSION_NUM >= 160000
	RTEPermissionInfo *info = getRTEPermissionInfo(query->rteperminfos, rte);

	info->selectedCols = bms_add_member(info->selectedCols, column);
#else
	rte->selectedCols = bms_add_member(rte->selectedCols, column);
#endif
}

/* Require INSERT on a column of a relation that was added to a parse state. */
static inline void
NsItemRequireInsert(ParseNamespaceItem *item, AttrNumber attno)
{
	int column = attno - FirstLowInvalidHeapAttributeNumber;

#if PG_VERSION_NUM >= 160000
	item->p_perminfo->requiredPerms = ACL_INSERT;
	item->p_perminfo->insertedCols =
		bms_add_member(item->p_perminfo->insertedCols, column);
#else
	item->p_rte->requiredPerms = ACL_INSERT;
	item->p_rte->insertedCols = bms_add_member(item->p_rte->insertedCols, column);
#endif
}

#endif /* STREAMML_COMPAT_H */
