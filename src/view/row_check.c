/*
 * row_check.c
 *	  A look at rows before they are inserted into the table of a row view.
 *
 * A row that the table refuses ends its subtransaction, and with it what was
 * inserted before it: where rows are known to raise errors, each of them would cost
 * a subtransaction that has written, of which logical decoding suffers from many.  So
 * what can be told without writing is asked of each row while nothing is written
 * yet: conditions of the table, and keys that are there already.  The errors are
 * those of the insertion.
 *
 * Not asked about: what a trigger might change, columns that the feed does not give,
 * partitions, and keys that two rows of one piece have in common.  There the insertion
 * finds out.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/index.h"
#include "catalog/pg_class.h"
#include "executor/executor.h"
#include "utils/rel.h"

#include "compat.h"
#include "view/view_internal.h"

typedef struct CheckReceiver
{
	DestReceiver pub;
	DestReceiver *next;
	EState *estate;
	ResultRelInfo *target;
	TupleTableSlot *slot; /* of the table's row type */
} CheckReceiver;

/* Is a row of the feed what the table would hold? */
static bool
takes_rows_as_they_are(Relation rel, int ncolumns)
{
	TupleDesc tupdesc = RelationGetDescr(rel);

	if (rel->rd_rel->relkind != RELKIND_RELATION || tupdesc->natts != ncolumns)
		return false;
	return rel->trigdesc == NULL || !rel->trigdesc->trig_insert_before_row;
}

/* Raise the error of a key that another row has. */
static void
refuse_key(const CheckReceiver *receiver, Relation index, IndexInfo *info)
{
	Datum values[INDEX_MAX_KEYS];
	bool isnull[INDEX_MAX_KEYS];
	char *key;

	FormIndexDatum(info, receiver->slot, receiver->estate, values, isnull);
	key = BuildIndexValueDescription(index, values, isnull);
	ereport(ERROR, errcode(ERRCODE_UNIQUE_VIOLATION),
			errmsg("duplicate key value violates unique constraint \"%s\"",
				   RelationGetRelationName(index)),
			key != NULL ? errdetail("Key %s already exists.", key) : 0);
}

static void
check_keys(const CheckReceiver *receiver)
{
	ResultRelInfo *target = receiver->target;

	for (int i = 0; i < target->ri_NumIndices; i++)
	{
		Relation index = target->ri_IndexRelationDescs[i];
		IndexInfo *info = target->ri_IndexRelationInfo[i];

		if (!index->rd_index->indisunique || !index->rd_index->indimmediate)
			continue;
		if (!ExecIndexTakesRow(target, receiver->slot, receiver->estate,
							   RelationGetRelid(index)))
			refuse_key(receiver, index, info);
	}
}

static bool
check_row(TupleTableSlot *slot, DestReceiver *self)
{
	CheckReceiver *receiver = (CheckReceiver *) self;
	TupleTableSlot *row = receiver->slot;
	int natts = row->tts_tupleDescriptor->natts;
	MemoryContext old;

	slot_getallattrs(slot);
	ExecClearTuple(row);
	memcpy(row->tts_values, slot->tts_values, sizeof(Datum) * natts);
	memcpy(row->tts_isnull, slot->tts_isnull, sizeof(bool) * natts);
	ExecStoreVirtualTuple(row);
	ResetPerTupleExprContext(receiver->estate);
	GetPerTupleExprContext(receiver->estate)->ecxt_scantuple = row;
	old = MemoryContextSwitchTo(GetPerTupleMemoryContext(receiver->estate));
	if (receiver->target->ri_RelationDesc->rd_att->constr != NULL)
		ExecConstraints(receiver->target, row, receiver->estate);
	check_keys(receiver);
	MemoryContextSwitchTo(old);
	return receiver->next->receiveSlot(slot, receiver->next);
}

static void
check_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
	DestReceiver *next = ((CheckReceiver *) self)->next;

	next->rStartup(next, operation, typeinfo);
}

static void
check_shutdown(DestReceiver *self)
{
	DestReceiver *next = ((CheckReceiver *) self)->next;

	next->rShutdown(next);
}

static void
check_destroy(DestReceiver *self)
{
	CheckReceiver *receiver = (CheckReceiver *) self;
	Relation rel = receiver->target->ri_RelationDesc;

	receiver->next->rDestroy(receiver->next);
	ExecCloseIndices(receiver->target);
	ExecDropSingleTupleTableSlot(receiver->slot);
	FreeExecutorState(receiver->estate);
	table_close(rel, NoLock);
	pfree(receiver);
}

/*
 * RowCheckCreate: a receiver that hands rows for the table on to the next, or raises
 * the error that their insertion would raise.  Rows have this many columns, and then
 * others that are not for the table.  The next one alone if rows cannot be asked about.
 * The caller has locked the table.
 */
DestReceiver *
RowCheckCreate(Oid table, int ncolumns, DestReceiver *next)
{
	Relation rel = table_open(table, NoLock);
	CheckReceiver *receiver;

	if (!takes_rows_as_they_are(rel, ncolumns))
	{
		table_close(rel, NoLock);
		return next;
	}
	receiver = palloc0(sizeof(CheckReceiver));
	receiver->pub.receiveSlot = check_row;
	receiver->pub.rStartup = check_startup;
	receiver->pub.rShutdown = check_shutdown;
	receiver->pub.rDestroy = check_destroy;
	receiver->pub.mydest = DestNone;
	receiver->next = next;
	receiver->estate = CreateExecutorState();
	receiver->target = makeNode(ResultRelInfo);
	InitResultRelInfo(receiver->target, rel, 0, NULL, 0);
	ExecOpenIndices(receiver->target, true);
	receiver->slot = MakeSingleTupleTableSlot(RelationGetDescr(rel), &TTSOpsVirtual);
	return (DestReceiver *) receiver;
}
