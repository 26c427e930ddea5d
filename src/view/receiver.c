/*
 * receiver.c
 *	  The end of a feed's plan: a DestReceiver that aggregates what it gets.
 *
 * It stands where the executor's Agg node would, with the difference that its
 * groups were there before the query began and stay when it ends.  For each
 * row: ask the watermark, if the view has one; make room in the cache if it is
 * full, find the row's group, advance its states, note a drift that one of them
 * has found.  Rows come in the order of the stream (plan.c sees to that), so each
 * group sees one unbroken sequence however the stream is cut into batches.
 *
 * With grouping sets, another receiver stands before it that hands each row on
 * once for each set: with the number of the set, and NULL for the keys that the
 * set leaves out.  The values are not copied.
 */
#include "streamml.h"

#include "executor/executor.h"
#include "utils/expandeddatum.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "view/view_internal.h"

/* Rows between two reports of progress. */
#define ROWS_PER_REPORT 65536

/* Rows that any receiver of this process has been given: a sign of life. */
volatile uint64 ViewRowsReceived = 0;

typedef struct GroupReceiver
{
	DestReceiver pub;
	GroupCache *cache;
	TransitionSet *transitions;
	Watermark *watermark; /* NULL if the view has no lateness */
	AttrNumber ordinalno; /* column with the row's number in the batch */
	RowGuard *guard;	  /* NULL unless rows must be undone one by one */
	DriftLog *drifts;	  /* NULL if no aggregate is a model, or nobody asks */
	void (*progress)(int64 done, void *arg);
	void *arg;
	int64 rows;
	int nvarlena; /* columns that may hold expanded objects */
	AttrNumber *varlena;
} GroupReceiver;

static void
receiver_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
	GroupReceiver *receiver = (GroupReceiver *) self;

	receiver->nvarlena = 0;
	receiver->varlena = palloc(sizeof(AttrNumber) * Max(typeinfo->natts, 1));
	for (int i = 0; i < typeinfo->natts; i++)
		if (TupleDescAttr(typeinfo, i)->attlen == -1)
			receiver->varlena[receiver->nvarlena++] = i;
}

/* Several aggregates may read one column: none of them may take it over. */
static inline void
make_read_only(GroupReceiver *receiver, TupleTableSlot *slot)
{
	for (int i = 0; i < receiver->nvarlena; i++)
	{
		AttrNumber column = receiver->varlena[i];

		slot->tts_values[column] = MakeExpandedObjectReadOnly(
			slot->tts_values[column], slot->tts_isnull[column], -1);
	}
}

/* The row is done with. */
static inline bool
leave(GroupReceiver *receiver)
{
	if (receiver->guard != NULL)
		RowGuardLeave(receiver->guard);
	return true;
}

static bool
receiver_take(TupleTableSlot *slot, DestReceiver *self)
{
	GroupReceiver *receiver = (GroupReceiver *) self;
	ViewGroup *group;

	slot_getallattrs(slot);
	make_read_only(receiver, slot);
	ViewRowsReceived++;
	if (receiver->guard != NULL &&
		!RowGuardEnter(receiver->guard,
					   DatumGetInt64(slot->tts_values[receiver->ordinalno - 1])))
		return true;
	if (receiver->watermark != NULL &&
		!WatermarkTake(receiver->watermark, receiver->cache, slot->tts_values,
					   slot->tts_isnull, receiver->ordinalno))
		return leave(receiver);
	if (receiver->guard == NULL)
		GroupCacheLimit(receiver->cache);
	group = GroupCacheFind(receiver->cache, slot->tts_values, slot->tts_isnull);
	if (receiver->guard != NULL)
		RowGuardSave(receiver->guard, group);
	group->gone = false;
	if (receiver->transitions->n > 0 || !ItemPointerIsValid(&group->tid))
		GroupCacheMarkDirty(receiver->cache, group);
	TransitionsAdvance(receiver->transitions, group->states, slot->tts_values,
					   slot->tts_isnull);
	if (receiver->drifts != NULL)
		DriftLogTake(receiver->drifts, receiver->cache, group->states, slot->tts_values,
					 slot->tts_isnull);
	if (++receiver->rows % ROWS_PER_REPORT == 0 && receiver->progress != NULL)
		receiver->progress(receiver->rows, receiver->arg);
	return leave(receiver);
}

static void
receiver_shutdown(DestReceiver *self)
{
}

static void
receiver_destroy(DestReceiver *self)
{
	pfree(self);
}

/*
 * GroupReceiverCreate: a receiver of the feed's rows, in the current context.
 * The cache must have its store open while it is in use.  progress, if given,
 * is called now and then with the number of rows so far.
 */
DestReceiver *
GroupReceiverCreate(GroupCache *cache, TransitionSet *transitions,
					void (*progress)(int64 done, void *arg), void *arg)
{
	GroupReceiver *receiver = palloc0(sizeof(GroupReceiver));

	receiver->pub.receiveSlot = receiver_take;
	receiver->pub.rStartup = receiver_startup;
	receiver->pub.rShutdown = receiver_shutdown;
	receiver->pub.rDestroy = receiver_destroy;
	receiver->pub.mydest = DestNone;
	receiver->cache = cache;
	receiver->transitions = transitions;
	receiver->progress = progress;
	receiver->arg = arg;
	return (DestReceiver *) receiver;
}

/*
 * GroupReceiverWatch: show every row to the watermark first, which may divert it.
 */
void
GroupReceiverWatch(DestReceiver *receiver, Watermark *watermark, AttrNumber ordinalno)
{
	((GroupReceiver *) receiver)->watermark = watermark;
	((GroupReceiver *) receiver)->ordinalno = ordinalno;
}

/*
 * GroupReceiverGuard: be ready to undo what the row in hand has done.  The cache
 * is not emptied on the way.
 */
void
GroupReceiverGuard(DestReceiver *receiver, RowGuard *guard, AttrNumber ordinalno)
{
	((GroupReceiver *) receiver)->guard = guard;
	((GroupReceiver *) receiver)->ordinalno = ordinalno;
}

/*
 * GroupReceiverLogDrifts: record the drifts that models find in the rows.
 */
void
GroupReceiverLogDrifts(DestReceiver *receiver, DriftLog *drifts)
{
	((GroupReceiver *) receiver)->drifts = drifts;
}

/*
 * GroupReceiverRows: number of rows received.
 */
int64
GroupReceiverRows(DestReceiver *receiver)
{
	return ((GroupReceiver *) receiver)->rows;
}

/* ---------- grouping sets ---------- */

typedef struct SetsReceiver
{
	DestReceiver pub;
	const ViewDef *def;
	DestReceiver *next;
	TupleTableSlot *slot;
	AttrNumber **left_out; /* by set: columns of the keys it leaves out, then -1 */
} SetsReceiver;

static AttrNumber *
columns_left_out(const ViewDef *def, int set)
{
	AttrNumber *result = palloc(sizeof(AttrNumber) * (def->nkeys + 1));
	int n = 0;

	for (int key = 0; key < def->nkeys; key++)
		if (!ViewSetHasKey(def, set, key))
			result[n++] = def->keys[key].feedno - 1;
	result[n] = -1;
	return result;
}

static void
sets_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
	SetsReceiver *receiver = (SetsReceiver *) self;

	receiver->slot = MakeSingleTupleTableSlot(typeinfo, &TTSOpsVirtual);
	receiver->next->rStartup(receiver->next, operation, typeinfo);
}

static bool
sets_take(TupleTableSlot *row, DestReceiver *self)
{
	SetsReceiver *receiver = (SetsReceiver *) self;
	const ViewDef *def = receiver->def;
	TupleTableSlot *slot = receiver->slot;
	AttrNumber number = def->keys[0].feedno - 1;
	int natts = slot->tts_tupleDescriptor->natts;

	slot_getallattrs(row);
	for (int set = 0; set < def->nsets; set++)
	{
		ExecClearTuple(slot);
		memcpy(slot->tts_values, row->tts_values, sizeof(Datum) * natts);
		memcpy(slot->tts_isnull, row->tts_isnull, sizeof(bool) * natts);
		slot->tts_values[number] = Int32GetDatum(set + 1);
		slot->tts_isnull[number] = false;
		for (AttrNumber *column = receiver->left_out[set]; *column >= 0; column++)
		{
			slot->tts_values[*column] = (Datum) 0;
			slot->tts_isnull[*column] = true;
		}
		ExecStoreVirtualTuple(slot);
		(void) receiver->next->receiveSlot(slot, receiver->next);
	}
	return true;
}

static void
sets_shutdown(DestReceiver *self)
{
	SetsReceiver *receiver = (SetsReceiver *) self;

	receiver->next->rShutdown(receiver->next);
	ExecDropSingleTupleTableSlot(receiver->slot);
	receiver->slot = NULL;
}

/*
 * SetsReceiverCreate: a receiver of the feed's rows that hands them on to next
 * once for each grouping set, in the current context; next itself if the
 * definition has none.  To destroy it is to free it, and not next.
 */
DestReceiver *
SetsReceiverCreate(const ViewDef *def, DestReceiver *next)
{
	SetsReceiver *receiver;

	if (def->nsets == 0)
		return next;
	receiver = palloc0(sizeof(SetsReceiver));
	receiver->pub.receiveSlot = sets_take;
	receiver->pub.rStartup = sets_startup;
	receiver->pub.rShutdown = sets_shutdown;
	receiver->pub.rDestroy = receiver_destroy;
	receiver->pub.mydest = DestNone;
	receiver->def = def;
	receiver->next = next;
	receiver->left_out = palloc(sizeof(AttrNumber *) * def->nsets);
	for (int set = 1; set <= def->nsets; set++)
		receiver->left_out[set - 1] = columns_left_out(def, set);
	return &receiver->pub;
}
