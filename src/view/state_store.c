/*
 * state_store.c
 *	  The state table of an aggregate view: look groups up, write them back.
 *
 * A row is: "dead" bitmap, keys, states (view.h).  Nothing here goes through
 * the executor: groups are found by a scan of the unique key index that is
 * reused from group to group, known groups are updated by their remembered TID,
 * new ones are inserted in bulk, in the order of their keys if they are many,
 * because that keeps the index pages they go to in the CPU's cache.  Reads use
 * SnapshotSelf: they see what this transaction has written, also by the command
 * that is still running.
 *
 * Of a definition by sessions, the sessions of the other keys are looked up in
 * the order of time, by a scan of the same index backwards: its last column is
 * the session's start.  Rows have one column more, "last".
 *
 * Remembered TIDs outlive transactions, while owners can write to their table
 * if they insist and vacuum reuses line pointers.  So a TID goes with the xmin
 * of its row, and before an update the row is looked at under a pin, which
 * also keeps vacuum from removing it until the update is done.  Anything
 * unexpected is a serialization failure: the caller forgets its cache and
 * tries again.  A new relation file (VACUUM FULL, CLUSTER, TRUNCATE) is noticed
 * by view_exec.c.
 *
 * All writes carry the origin DoNotReplicateId, which our output plugin
 * filters, so states are never decoded again.  The origin is set around the
 * writes and put back also on error; nothing commits with it set.
 *
 * A store is opened per command: its memory is the current context, its
 * relations belong to the current resource owner, so an error needs no
 * clean-up.  The caller holds RowExclusiveLock on the table.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/nbtree.h"
#include "access/relscan.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/pg_am.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "replication/origin.h"
#include "storage/bufmgr.h"
#include "storage/shmem.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/sortsupport.h"
#include "utils/typcache.h"

#include "compat.h"
#include "fault.h"
#include "view/view_internal.h"

/* New rows that are inserted together: at most so many, or so many bytes. */
#define BULK_ROWS 1000
#define BULK_BYTES (256 * 1024)

/* From so many new groups on it pays to sort them. */
#define SORT_FROM 1000

/* A table that is larger is not looked through for groups. */
#define NEW_TABLE_BLOCKS 4

/* Lookups after which the scan starts afresh, to free what comparisons leak. */
#define LOOKUPS_PER_SCAN 10000

struct StateStore
{
	const ViewDef *def;
	TransitionSet *transitions;
	Relation rel;
	MemoryContext context; /* of the store */
	MemoryContext scratch; /* of one group */
	/* looking up */
	Relation index;
	IndexScanDesc scan;
	MemoryContext scan_context; /* index methods allocate as they go */
	int lookups;				/* of this scan */
	ScanKeyData *scankeys;
	int *key_of_column; /* index column → key */
	RegProcedure until; /* start <= time, for sessions */
	TupleTableSlot *found;
	/* writing */
	EState *estate;
	ResultRelInfo *result;
	List *key_indexes; /* the unique index over the keys, by OID */
	CommandId cid;
	TransactionId xid;
	BlockNumber nblocks;
	TupleTableSlot *key_slot; /* to take a group's key apart */
	TupleTableSlot *row;
	/* inserts that wait */
	TupleTableSlot **bulk;
	ViewGroup **bulk_groups;
	int nbulk;
	int nbulk_slots;
	Size bulk_bytes;
};

static void
pg_attribute_noreturn() changed_by_others(StateStore *store)
{
	ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			errmsg("states of \"%s\" were changed by another transaction",
				   ViewNameOfState(RelationGetRelid(store->rel))));
}

/*
 * StateStoreOpen: open the state table for looking up and writing groups.
 * keydesc describes the keys of a ViewGroup, behind which a session has its last
 * time.  See above for memory and locks.
 */
StateStore *
StateStoreOpen(const ViewDef *def, Oid state, TupleDesc keydesc,
			   TransitionSet *transitions)
{
	StateStore *store = palloc0(sizeof(StateStore));

	Assert(OwnerScopeIsActive()); /* comparisons, serialization functions, indexes */
	store->def = def;
	store->transitions = transitions;
	store->rel = table_open(state, RowExclusiveLock);
	store->context = CurrentMemoryContext;
	store->scratch = AllocSetContextCreate(store->context, "streamml state store",
										   ALLOCSET_DEFAULT_SIZES);
	store->key_slot = MakeSingleTupleTableSlot(keydesc, &TTSOpsMinimalTuple);
	return store;
}

/*
 * StateStoreClose: close it; writes are done by then.
 */
void
StateStoreClose(StateStore *store)
{
	if (store->scan != NULL)
		index_endscan(store->scan);
	if (store->index != NULL)
		index_close(store->index, NoLock);
	if (store->found != NULL)
		ExecDropSingleTupleTableSlot(store->found);
	if (store->row != NULL)
		ExecDropSingleTupleTableSlot(store->row);
	ExecDropSingleTupleTableSlot(store->key_slot);
	for (int i = 0; i < store->nbulk_slots; i++)
		ExecDropSingleTupleTableSlot(store->bulk[i]);
	if (store->result != NULL)
		ExecCloseIndices(store->result);
	if (store->estate != NULL)
		FreeExecutorState(store->estate);
	table_close(store->rel, NoLock);
	MemoryContextDelete(store->scratch);
}

/*
 * StateStoreIsEmpty: true if there is certainly no group in the table beside
 * those that exist without rows.
 */
bool
StateStoreIsEmpty(StateStore *store)
{
	BlockNumber nblocks = RelationGetNumberOfBlocks(store->rel);
	int nsingle = ViewSingleGroups(store->def);
	TableScanDesc scan;
	TupleTableSlot *slot;

	if (nblocks == 0)
		return true;
	if (nsingle == 0 || nblocks > NEW_TABLE_BLOCKS)
		return false;
	scan = table_beginscan(store->rel, SnapshotSelf, 0, NULL);
	slot = table_slot_create(store->rel, NULL);
	while (nsingle >= 0 && table_scan_getnextslot(scan, ForwardScanDirection, slot))
		nsingle--;
	ExecDropSingleTupleTableSlot(slot);
	table_endscan(scan);
	return nsingle == 0;
}

/*
 * StateStoreFile: the number of the table's file: TIDs hold within one.
 */
Oid
StateStoreFile(StateStore *store)
{
	return RelationFileNumber(store->rel);
}

/* ---------- looking up ---------- */

/* Does the index hold exactly the keys?  Fills key_of_column if so. */
static bool
index_fits(const ViewDef *def, Relation index, int *key_of_column)
{
	Form_pg_index form = index->rd_index;

	if (!form->indisunique || !form->indimmediate || !form->indisvalid ||
		!form->indisready || index->rd_rel->relam != BTREE_AM_OID ||
		form->indnkeyatts != def->nkeys || RelationGetIndexPredicate(index) != NIL)
		return false;
	for (int i = 0; i < def->nkeys; i++)
	{
		int key = 0;

		while (key < def->nkeys && def->keys[key].stateno != form->indkey.values[i])
			key++;
		if (key == def->nkeys)
			return false;
		key_of_column[i] = key;
	}
	if (ViewDefHasSessions(def))
		return key_of_column[def->nkeys - 1] == def->window->key;
	return true;
}

static void
open_key_index(StateStore *store)
{
	List *indexes = RelationGetIndexList(store->rel);
	ListCell *lc;

	foreach (lc, indexes)
	{
		Relation index = index_open(lfirst_oid(lc), AccessShareLock);

		if (index_fits(store->def, index, store->key_of_column))
		{
			store->index = index;
			list_free(indexes);
			return;
		}
		index_close(index, NoLock);
	}
	ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
			errmsg("\"%s\" has lost the unique index over its keys",
				   ViewNameOfState(RelationGetRelid(store->rel))),
			errhint("Drop the continuous view and create it again."));
}

/* One scan key per index column: equality, or IS NULL where the value is. */
static void
prepare_scan_keys(StateStore *store)
{
	for (int i = 0; i < store->def->nkeys; i++)
	{
		Oid opfamily = store->index->rd_opfamily[i];
		Oid type = store->index->rd_opcintype[i];
		Oid op = get_opfamily_member(opfamily, type, type, BTEqualStrategyNumber);

		if (!OidIsValid(op))
			elog(ERROR, "missing equality operator for type %u in opfamily %u", type,
				 opfamily);
		ScanKeyEntryInitialize(&store->scankeys[i], 0, i + 1, BTEqualStrategyNumber, type,
							   store->index->rd_indcollation[i], get_opcode(op),
							   (Datum) 0);
		if (ViewDefHasSessions(store->def) && i == store->def->nkeys - 1)
			store->until = get_opcode(
				get_opfamily_member(opfamily, type, type, BTLessEqualStrategyNumber));
	}
}

static void
open_for_lookup(StateStore *store)
{
	MemoryContext old = MemoryContextSwitchTo(store->context);
	int nkeys = store->def->nkeys;

	store->found = table_slot_create(store->rel, NULL);
	if (nkeys > 0)
	{
		store->key_of_column = palloc(sizeof(int) * nkeys);
		store->scankeys = palloc0(sizeof(ScanKeyData) * nkeys);
		open_key_index(store);
		prepare_scan_keys(store);
		store->scan_context = AllocSetContextCreate(store->context, "streamml lookups",
													ALLOCSET_DEFAULT_SIZES);
	}
	MemoryContextSwitchTo(old);
}

/* Have a scan that is not too old.  The current context is the scan's. */
static void
refresh_scan(StateStore *store)
{
	if (store->scan != NULL && ++store->lookups < LOOKUPS_PER_SCAN)
		return;
	if (store->scan != NULL)
		index_endscan(store->scan);
	store->scan = NULL;
	MemoryContextReset(store->scan_context);
	store->scan =
		IndexBeginScan(store->rel, store->index, SnapshotSelf, store->def->nkeys);
	store->lookups = 0;
}

/* Let a scan key ask for a value, or for NULL. */
static void
ask_for(ScanKey scankey, Datum value, bool isnull)
{
	scankey->sk_argument = value;
	if (isnull)
		scankey->sk_flags |= SK_ISNULL | SK_SEARCHNULL;
	else
		scankey->sk_flags &= ~(SK_ISNULL | SK_SEARCHNULL);
}

/* Find the row with the keys in keyslot. */
static bool
find_by_key(StateStore *store, TupleTableSlot *keyslot)
{
	MemoryContext old = MemoryContextSwitchTo(store->scan_context);
	bool found;

	refresh_scan(store);
	slot_getallattrs(keyslot);
	for (int i = 0; i < store->def->nkeys; i++)
	{
		int key = store->key_of_column[i];

		ask_for(&store->scankeys[i], keyslot->tts_values[key], keyslot->tts_isnull[key]);
	}
	index_rescan(store->scan, store->scankeys, store->def->nkeys, NULL, 0);
	found = index_getnext_slot(store->scan, ForwardScanDirection, store->found);
	MemoryContextSwitchTo(old);
	return found;
}

/* Find the row of a view without keys. */
static bool
find_single(StateStore *store)
{
	TableScanDesc scan = table_beginscan(store->rel, SnapshotSelf, 0, NULL);
	bool found = table_scan_getnextslot(scan, ForwardScanDirection, store->found);

	if (found)
		ExecMaterializeSlot(store->found);
	table_endscan(scan);
	return found;
}

/* Is bit i set in the bitmap of column "dead"? */
static bool
is_dead(const bytea *dead, int i)
{
	return dead != NULL && i / BITS_PER_BYTE < VARSIZE_ANY_EXHDR(dead) &&
		   (((uint8 *) VARDATA_ANY(dead))[i / BITS_PER_BYTE] &
			(1 << (i % BITS_PER_BYTE)));
}

/* Take the row in store->found into the group. */
static void
load_group(StateStore *store, ViewGroup *group)
{
	TupleTableSlot *slot = store->found;
	const ViewDef *def = store->def;
	bytea *dead = NULL;
	bool isnull;

	slot_getallattrs(slot);
	if (!slot->tts_isnull[STATE_DEAD_ATTNO - 1])
		dead = DatumGetByteaPP(slot->tts_values[STATE_DEAD_ATTNO - 1]);
	for (int i = 0; i < def->naggs; i++)
	{
		AttrNumber column = def->aggs[i].stateno - 1;

		TransitionLoad(store->transitions, i, &group->states[i], slot->tts_values[column],
					   slot->tts_isnull[column], is_dead(dead, i));
	}
	group->tid = slot->tts_tid;
	group->xmin = DatumGetTransactionId(
		slot_getsysattr(slot, MinTransactionIdAttributeNumber, &isnull));
}

/*
 * StateStoreLoad: find the group with the keys in keyslot in the table and
 * load its states and its place.  False, and the group unchanged, if there is
 * none.
 */
bool
StateStoreLoad(StateStore *store, TupleTableSlot *keyslot, ViewGroup *group)
{
	MemoryContext old = MemoryContextSwitchTo(store->scratch);
	bool found;

	if (store->found == NULL)
		open_for_lookup(store);
	found = store->def->nkeys > 0 ? find_by_key(store, keyslot) : find_single(store);
	if (found)
		load_group(store, group);
	ExecClearTuple(store->found);
	MemoryContextSwitchTo(old);
	MemoryContextReset(store->scratch);
	return found;
}

/* ---------- looking up sessions ---------- */

/* The scan key of the session's start. */
static void
ask_for_start(StateStore *store, ScanKey scankey, SessionSeek seek, Datum until)
{
	Oid type = store->def->window->timetype;
	int flags = seek == SEEK_NULL  ? SK_ISNULL | SK_SEARCHNULL :
				seek == SEEK_UNTIL ? 0 :
									 SK_ISNULL | SK_SEARCHNOTNULL;

	if (seek == SEEK_UNTIL)
		ScanKeyEntryInitialize(scankey, 0, store->def->nkeys, BTLessEqualStrategyNumber,
							   type, InvalidOid, store->until, until);
	else
		ScanKeyEntryInitialize(scankey, flags, store->def->nkeys, InvalidStrategy,
							   InvalidOid, InvalidOid, InvalidOid, (Datum) 0);
}

/*
 * StateStoreSeekSessions: begin to look for sessions, the newest first.  The
 * slot has the keys without the session's, in the order of the definition;
 * until is of the type of time.  One search at a time.
 */
void
StateStoreSeekSessions(StateStore *store, TupleTableSlot *otherkeys, SessionSeek seek,
					   Datum until)
{
	int nothers = store->def->nkeys - 1;
	MemoryContext old;

	if (store->found == NULL)
		open_for_lookup(store);
	old = MemoryContextSwitchTo(store->scan_context);
	refresh_scan(store);
	if (nothers > 0)
		slot_getallattrs(otherkeys);
	for (int i = 0; i < nothers; i++)
	{
		int key = store->key_of_column[i];
		int other = key > store->def->window->key ? key - 1 : key;

		ask_for(&store->scankeys[i], otherkeys->tts_values[other],
				otherkeys->tts_isnull[other]);
	}
	ask_for_start(store, &store->scankeys[nothers], seek, until);
	index_rescan(store->scan, store->scankeys, store->def->nkeys, NULL, 0);
	MemoryContextSwitchTo(old);
}

/*
 * StateStoreNextSession: the first and last time of the next session found, 0
 * for those of a row without; false if there is none.
 */
bool
StateStoreNextSession(StateStore *store, Datum *start, Datum *last)
{
	const ViewWindow *window = store->def->window;
	MemoryContext old = MemoryContextSwitchTo(store->scan_context);
	bool found = index_getnext_slot(store->scan, BackwardScanDirection, store->found);
	bool isnull;

	MemoryContextSwitchTo(old);
	if (!found)
		return false;
	*start = slot_getattr(store->found, store->def->keys[window->key].stateno, &isnull);
	*last = slot_getattr(store->found, window->lastno, &isnull);
	return true;
}

/*
 * StateStoreTakeSession: load the states and the place of the session that was
 * found last.
 */
void
StateStoreTakeSession(StateStore *store, ViewGroup *group)
{
	MemoryContext old = MemoryContextSwitchTo(store->scratch);

	load_group(store, group);
	MemoryContextSwitchTo(old);
	MemoryContextReset(store->scratch);
}

/* ---------- writing ---------- */

static void
open_for_writing(StateStore *store)
{
	MemoryContext old = MemoryContextSwitchTo(store->context);

	if (store->row == NULL)
		store->row = table_slot_create(store->rel, NULL);
	store->cid = GetCurrentCommandId(true);
	store->xid = GetCurrentTransactionId();
	store->nblocks = RelationGetNumberOfBlocks(store->rel);
	MemoryContextSwitchTo(old);
}

static void
open_indexes(StateStore *store)
{
	MemoryContext old = MemoryContextSwitchTo(store->context);
	int *key_of_column = palloc(sizeof(int) * Max(store->def->nkeys, 1));

	store->estate = CreateExecutorState();
	store->result = makeNode(ResultRelInfo);
	InitResultRelInfo(store->result, store->rel, 0, NULL, 0);
	ExecOpenIndices(store->result, false);
	for (int i = 0; i < store->result->ri_NumIndices; i++)
	{
		Relation index = store->result->ri_IndexRelationDescs[i];

		if (store->def->nkeys > 0 && index_fits(store->def, index, key_of_column))
			store->key_indexes = lappend_oid(store->key_indexes, RelationGetRelid(index));
	}
	MemoryContextSwitchTo(old);
}

/*
 * Indexes are opened when the first row needs them: most updates are HOT.  A
 * new group whose key is there already was put there by somebody else.
 */
static void
insert_index_entries(StateStore *store, TupleTableSlot *slot, bool update,
					 IndexesToUpdate which)
{
	List *conflicts;

	if (store->result == NULL)
		open_indexes(store);
	if (store->result->ri_NumIndices == 0)
		return;
	conflicts = InsertIndexTuples(store->result, slot, store->estate, update, which,
								  update ? NIL : store->key_indexes);
	if (conflicts != NIL)
		changed_by_others(store);
	ResetPerTupleExprContext(store->estate);
}

static Datum
dead_bitmap(StateStore *store, const ViewGroup *group, bool *isnull)
{
	int naggs = store->def->naggs;
	Size size = VARHDRSZ + (naggs + BITS_PER_BYTE - 1) / BITS_PER_BYTE;
	bytea *dead = NULL;

	for (int i = 0; i < naggs; i++)
	{
		if (!TransitionIsDead(store->transitions, i, &group->states[i]))
			continue;
		if (dead == NULL)
		{
			dead = palloc0(size);
			SET_VARSIZE(dead, size);
		}
		((uint8 *) VARDATA(dead))[i / BITS_PER_BYTE] |= 1 << (i % BITS_PER_BYTE);
	}
	*isnull = dead == NULL;
	return PointerGetDatum(dead);
}

/* Make the group's row in the slot.  By-reference values are borrowed. */
static void
form_row(StateStore *store, const ViewGroup *group, TupleTableSlot *slot)
{
	const ViewDef *def = store->def;
	Datum *values = slot->tts_values;
	bool *nulls = slot->tts_isnull;

	ExecClearTuple(slot);
	memset(nulls, true, sizeof(bool) * slot->tts_tupleDescriptor->natts);
	values[STATE_DEAD_ATTNO - 1] =
		dead_bitmap(store, group, &nulls[STATE_DEAD_ATTNO - 1]);
	if (def->nkeys > 0)
	{
		ExecStoreMinimalTuple(group->key, store->key_slot, false);
		slot_getallattrs(store->key_slot);
	}
	for (int i = 0; i < def->nkeys; i++)
	{
		values[def->keys[i].stateno - 1] = store->key_slot->tts_values[i];
		nulls[def->keys[i].stateno - 1] = store->key_slot->tts_isnull[i];
	}
	if (ViewDefHasSessions(def))
	{
		values[def->window->lastno - 1] = store->key_slot->tts_values[def->nkeys];
		nulls[def->window->lastno - 1] = store->key_slot->tts_isnull[def->nkeys];
	}
	for (int i = 0; i < def->naggs; i++)
	{
		AttrNumber column = def->aggs[i].stateno - 1;

		values[column] =
			TransitionStore(store->transitions, i, &group->states[i], &nulls[column]);
	}
	ExecStoreVirtualTuple(slot);
}

/*
 * Pin the page of the group's row and make sure that it is still the row we
 * know.
 */
static Buffer
pin_known_row(StateStore *store, const ViewGroup *group)
{
	BlockNumber block = ItemPointerGetBlockNumber(&group->tid);
	OffsetNumber offset = ItemPointerGetOffsetNumber(&group->tid);
	Buffer buffer;
	Page page;
	bool known = false;

	if (block >= store->nblocks)
		changed_by_others(store);
	buffer = ReadBuffer(store->rel, block);
	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	page = BufferGetPage(buffer);
	if (offset <= PageGetMaxOffsetNumber(page))
	{
		ItemId item = PageGetItemId(page, offset);

		known = ItemIdIsNormal(item) &&
				HeapTupleHeaderGetRawXmin((HeapTupleHeader) PageGetItem(page, item)) ==
					group->xmin;
	}
	LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
	if (!known)
	{
		ReleaseBuffer(buffer);
		changed_by_others(store);
	}
	return buffer;
}

static void
update_group(StateStore *store, ViewGroup *group)
{
	TM_FailureData failure;
	LockTupleMode lockmode;
	IndexesToUpdate which;
	TM_Result result;
	Buffer buffer;

	form_row(store, group, store->row);
	buffer = pin_known_row(store, group);
	result = table_tuple_update(store->rel, &group->tid, store->row, store->cid,
								InvalidSnapshot, InvalidSnapshot, true, &failure,
								&lockmode, &which);
	ReleaseBuffer(buffer);
	if (result == TM_SelfModified)
		elog(ERROR, "group of state table \"%s\" was written twice by one command",
			 RelationGetRelationName(store->rel));
	if (result != TM_Ok)
		changed_by_others(store);
	if (MustUpdateIndexes(which))
		insert_index_entries(store, store->row, true, which);
	group->tid = store->row->tts_tid;
	group->xmin = store->xid;
	store->nblocks = Max(store->nblocks, ItemPointerGetBlockNumber(&group->tid) + 1);
	ExecClearTuple(store->row);
}

/* Insert the rows that wait. */
static void
insert_waiting(StateStore *store)
{
	if (store->nbulk == 0)
		return;
	table_multi_insert(store->rel, store->bulk, store->nbulk, store->cid, 0, NULL);
	for (int i = 0; i < store->nbulk; i++)
	{
		TupleTableSlot *slot = store->bulk[i];
		ViewGroup *group = store->bulk_groups[i];

		insert_index_entries(store, slot, false, UPDATE_ALL_INDEXES);
		group->tid = slot->tts_tid;
		group->xmin = store->xid;
		store->nblocks = Max(store->nblocks, ItemPointerGetBlockNumber(&group->tid) + 1);
		ExecClearTuple(slot);
	}
	store->nbulk = 0;
	store->bulk_bytes = 0;
}

/* An empty slot for one more row that waits. */
static TupleTableSlot *
bulk_slot(StateStore *store)
{
	if (store->nbulk == store->nbulk_slots)
	{
		MemoryContext old = MemoryContextSwitchTo(store->context);

		if (store->bulk == NULL)
		{
			store->bulk = palloc(sizeof(TupleTableSlot *) * BULK_ROWS);
			store->bulk_groups = palloc(sizeof(ViewGroup *) * BULK_ROWS);
		}
		store->bulk[store->nbulk_slots++] = table_slot_create(store->rel, NULL);
		MemoryContextSwitchTo(old);
	}
	return store->bulk[store->nbulk];
}

static void
insert_group(StateStore *store, ViewGroup *group)
{
	TupleTableSlot *slot = bulk_slot(store);

	form_row(store, group, slot);
	ExecMaterializeSlot(slot);
	store->bulk_bytes += ((HeapTupleTableSlot *) slot)->tuple->t_len;
	store->bulk_groups[store->nbulk++] = group;
	if (store->nbulk == BULK_ROWS || store->bulk_bytes >= BULK_BYTES)
		insert_waiting(store);
}

/* A new group and its key, for sorting. */
typedef struct SortItem
{
	ViewGroup *group;
	NullableDatum *keys;
} SortItem;

typedef struct SortOrder
{
	int nkeys;
	SortSupport keys;
} SortOrder;

static int
compare_items(const void *a, const void *b, void *arg)
{
	const SortOrder *order = arg;
	const NullableDatum *x = ((const SortItem *) a)->keys;
	const NullableDatum *y = ((const SortItem *) b)->keys;
	int result = 0;

	for (int i = 0; i < order->nkeys && result == 0; i++)
		result = ApplySortComparator(x[i].value, x[i].isnull, y[i].value, y[i].isnull,
									 &order->keys[i]);
	return result;
}

/* The order of the keys in the index. */
static void
prepare_order(const ViewDef *def, SortOrder *order)
{
	order->nkeys = def->nkeys;
	order->keys = palloc0(sizeof(SortSupportData) * def->nkeys);
	for (int i = 0; i < def->nkeys; i++)
	{
		TypeCacheEntry *type = lookup_type_cache(def->keys[i].type, TYPECACHE_LT_OPR);

		order->keys[i].ssup_cxt = CurrentMemoryContext;
		order->keys[i].ssup_collation = def->keys[i].collation;
		PrepareSortSupportFromOrderingOp(type->lt_opr, &order->keys[i]);
	}
}

/* Sort a list of new groups by key; returns the sorted list. */
static ViewGroup *
sort_groups(StateStore *store, ViewGroup *list, int64 n)
{
	int nkeys = store->def->nkeys;
	MemoryContext context =
		AllocSetContextCreate(store->context, "streamml sort", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	SortItem *items = MemoryContextAllocHuge(context, mul_size(n, sizeof(SortItem)));
	NullableDatum *keys = MemoryContextAllocHuge(
		context, mul_size(n, mul_size(nkeys, sizeof(NullableDatum))));
	SortOrder order;

	for (int64 i = 0; i < n; i++, list = list->next_dirty)
	{
		items[i].group = list;
		items[i].keys = keys + i * nkeys;
		ExecStoreMinimalTuple(list->key, store->key_slot, false);
		slot_getallattrs(store->key_slot);
		for (int k = 0; k < nkeys; k++)
		{
			items[i].keys[k].value = store->key_slot->tts_values[k];
			items[i].keys[k].isnull = store->key_slot->tts_isnull[k];
		}
	}
	prepare_order(store->def, &order);
	qsort_arg(items, n, sizeof(SortItem), compare_items, &order);
	for (int64 i = n - 1; i >= 0; i--)
	{
		items[i].group->next_dirty = list;
		list = items[i].group;
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return list;
}

/* Write one list of groups, all known or all new, and take them off it. */
static void
write_list(StateStore *store, ViewGroup *list,
		   void (*write)(StateStore *store, ViewGroup *group))
{
	while (list != NULL)
	{
		ViewGroup *next = list->next_dirty;

		CHECK_FOR_INTERRUPTS();
		write(store, list);
		list->dirty = list->gone = false;
		list->next_dirty = NULL;
		list = next;
		MemoryContextReset(store->scratch);
	}
}

/* What is to be done to a state table, by one of the functions below. */
typedef struct StoreChange
{
	StateStore *store;
	ViewGroup *known; /* to be updated, or deleted */
	ViewGroup *fresh; /* to be inserted */
	int64 nfresh;
} StoreChange;

/*
 * Change a state table so that decoding skips it: with an origin that nobody
 * replicates.
 */
static void
run_unreplicated(void (*change)(void *), void *arg)
{
	RepOriginId origin = replorigin_session_origin;

	PG_TRY();
	{
		replorigin_session_origin = DoNotReplicateId;
		change(arg);
	}
	PG_CATCH();
	{
		replorigin_session_origin = origin;
		PG_RE_THROW();
	}
	PG_END_TRY();
	replorigin_session_origin = origin;
	CommandCounterIncrement();
}

static void
change_store(StoreChange *change, void (*how)(void *))
{
	MemoryContext old = MemoryContextSwitchTo(change->store->scratch);

	run_unreplicated(how, change);
	MemoryContextSwitchTo(old);
	MemoryContextReset(change->store->scratch);
}

static void
write_groups(void *arg)
{
	StoreChange *change = arg;
	StateStore *store = change->store;
	ViewGroup *fresh = change->fresh;

	open_for_writing(store);
	write_list(store, change->known, update_group);
	FAULT_POINT("known groups written");
	if (change->nfresh >= SORT_FROM && store->def->nkeys > 0)
		fresh = sort_groups(store, fresh, change->nfresh);
	write_list(store, fresh, insert_group);
	insert_waiting(store);
	FAULT_POINT("new groups written");
}

/*
 * StateStoreWrite: write the groups of the lists, of which the first are in
 * the table and the others (nfresh of them) are not, and take them off.  Raises
 * a serialization failure if somebody else has written to one.
 */
void
StateStoreWrite(StateStore *store, ViewGroup *known, ViewGroup *fresh, int64 nfresh)
{
	StoreChange change = {store, known, fresh, nfresh};

	change_store(&change, write_groups);
}

static void
delete_group(StateStore *store, ViewGroup *group)
{
	TM_FailureData failure;
	TM_Result result;
	Buffer buffer;

	if (!ItemPointerIsValid(&group->tid))
		return; /* it was never written */
	buffer = pin_known_row(store, group);
	result = table_tuple_delete(store->rel, &group->tid, store->cid, InvalidSnapshot,
								InvalidSnapshot, true, &failure, false);
	ReleaseBuffer(buffer);
	if (result != TM_Ok)
		changed_by_others(store);
	ItemPointerSetInvalid(&group->tid);
}

static void
delete_groups(void *arg)
{
	StoreChange *change = arg;

	open_for_writing(change->store);
	write_list(change->store, change->known, delete_group);
	FAULT_POINT("groups deleted");
}

/*
 * StateStoreDelete: delete the groups of the list from the table, as far as they
 * are there, and take them off it.  Errors as StateStoreWrite.
 */
void
StateStoreDelete(StateStore *store, ViewGroup *gone)
{
	StoreChange change = {.store = store, .known = gone};

	change_store(&change, delete_groups);
}

static void
delete_all(void *arg)
{
	Relation rel = arg;
	TupleTableSlot *slot = table_slot_create(rel, NULL);
	TableScanDesc scan = table_beginscan(rel, SnapshotSelf, 0, NULL);

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		CHECK_FOR_INTERRUPTS();
		simple_table_tuple_delete(rel, &slot->tts_tid, SnapshotSelf);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
}

/*
 * StateStoreClear: delete all groups; those that exist without rows begin anew.
 * The caller has locked the table against other writers.
 */
void
StateStoreClear(const ViewDef *def, Oid state)
{
	Relation rel = table_open(state, RowExclusiveLock);

	Assert(OwnerScopeIsActive());
	run_unreplicated(delete_all, rel);
	ViewInsertSingleGroups(def, state);
	table_close(rel, NoLock);
	CommandCounterIncrement();
}
