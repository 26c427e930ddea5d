/*
 * receiver.c
 *	  The end of a feed's plan: a DestReceiver that aggregates what it gets.
 *
 * It stands where the executor's Agg node would, with the difference that its
 * groups were there before the query began and stay when it ends.  For each
 * row: ask the watermark, if the view has one; make room in the cache if it is
 * full, find the row's group, advance its states.  Rows come in the order of
 * the stream (plan.c sees to that), so each group sees one unbroken sequence
 * however the stream is cut into batches.
 */
#include "streamml.h"

#include "executor/executor.h"
#include "utils/expandeddatum.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "view/view_internal.h"

/* Rows between two reports of progress. */
#define ROWS_PER_REPORT 65536

typedef struct GroupReceiver
{
	DestReceiver pub;
	GroupCache *cache;
	TransitionSet *transitions;
	Watermark *watermark; /* NULL if the view has no lateness */
	AttrNumber ordinalno; /* column with the row's number in the batch */
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

static bool
receiver_take(TupleTableSlot *slot, DestReceiver *self)
{
	GroupReceiver *receiver = (GroupReceiver *) self;
	ViewGroup *group;

	slot_getallattrs(slot);
	make_read_only(receiver, slot);
	if (receiver->watermark != NULL &&
		!WatermarkTake(receiver->watermark, receiver->cache, slot->tts_values,
					   slot->tts_isnull, receiver->ordinalno))
		return true;
	GroupCacheLimit(receiver->cache);
	group = GroupCacheFind(receiver->cache, slot->tts_values, slot->tts_isnull);
	group->gone = false;
	if (receiver->transitions->n > 0 || !ItemPointerIsValid(&group->tid))
		GroupCacheMarkDirty(receiver->cache, group);
	TransitionsAdvance(receiver->transitions, group->states, slot->tts_values,
					   slot->tts_isnull);
	if (++receiver->rows % ROWS_PER_REPORT == 0 && receiver->progress != NULL)
		receiver->progress(receiver->rows, receiver->arg);
	return true;
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
 * GroupReceiverRows: number of rows received.
 */
int64
GroupReceiverRows(DestReceiver *receiver)
{
	return ((GroupReceiver *) receiver)->rows;
}
