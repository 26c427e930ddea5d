/*
 * row_guard.c
 *	  Undo one row: what the row in hand has changed in memory.
 *
 * When rows raise errors, those before and after the bad one are to be applied
 * as if it had not come, and at no greater cost.  So while rows are applied with
 * care (worker/care.c), it is known of the row in hand what it has changed, and an
 * error takes that back: states of groups, their places on the list of changed ones,
 * the session that it made or extended, the view's watermark.  All that memory has
 * of earlier rows stays.
 *
 * States are the dear part.  Nearly always there is nothing to take back: the error
 * came before any of them was advanced, or from a learner that had not learned yet
 * (TransitionsAreUnchanged).  So they are not copied at first.  When a row comes of
 * which that is not certain it cannot be undone: the run forgets its groups, and
 * rows are applied again from the last that was written.  From then on a copy of
 * each state is kept from before the row in hand.  A copy is what the state table
 * would hold, flat or serialized, and is loaded like that: states go on from there
 * as after a restart, bit for bit.
 *
 * Nor can a row be undone that has made two sessions one.
 *
 * Resources: functions that advance states run in the subtransaction of the
 * executor's caller (plan.c), which an error undoes; what looks groups up holds scans
 * and pins from row to row, and belongs to the owner of the run's store.
 *
 * Memory: one context below the run's, reset when the next row comes.
 */
#include "streamml.h"

#include "utils/memutils.h"
#include "utils/resowner.h"

#include "compat.h"
#include "view/view_internal.h"

/* A group as it was before the row. */
typedef struct SavedGroup
{
	struct SavedGroup *next;
	ViewGroup *group;
	bool gone;
	bool copied;
	ViewAggState states[FLEXIBLE_ARRAY_MEMBER]; /* values as they would be stored */
} SavedGroup;

struct RowGuard
{
	GroupCache *cache;
	TransitionSet *transitions;
	Watermark *watermark; /* NULL if the view has no lateness */
	MemoryContext context;
	ResourceOwner owner; /* of the store */
	ResourceOwner feed_owner;
	int64 row;	  /* in hand, or the last one; -1: none yet */
	int64 undone; /* the row that was undone last; -1: none */
	RowStage stage;
	bool copies;   /* of states are made */
	bool advanced; /* groups have taken what came of the row before */
	bool noted;	   /* its error */
	SavedGroup *saved;
};

/*
 * RowGuardCreate: a guard of the cache's groups and of the watermark, if there is
 * one, in a context below parent.
 */
RowGuard *
RowGuardCreate(GroupCache *cache, TransitionSet *transitions, Watermark *watermark,
			   MemoryContext parent)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "streamml row guard", ALLOCSET_DEFAULT_SIZES);
	RowGuard *guard = MemoryContextAllocZero(parent, sizeof(RowGuard));

	guard->cache = cache;
	guard->transitions = transitions;
	guard->watermark = watermark;
	guard->context = context;
	guard->row = -1;
	return guard;
}

static void
forget_saved(RowGuard *guard)
{
	if (guard->saved != NULL)
		MemoryContextReset(guard->context);
	guard->saved = NULL;
	guard->advanced = guard->noted = false;
	GroupCacheMark(guard->cache);
	if (guard->watermark != NULL)
		WatermarkMark(guard->watermark);
}

/*
 * RowGuardNoRow: no row is in hand; what came before is there to stay.
 */
void
RowGuardNoRow(RowGuard *guard)
{
	forget_saved(guard);
	guard->row = guard->undone = -1;
	guard->stage = ROW_IN_FEED;
}

/*
 * RowGuardStart: rows are counted from 0 again; the store belongs to the current
 * resource owner.
 */
void
RowGuardStart(RowGuard *guard)
{
	RowGuardNoRow(guard);
	guard->owner = CurrentResourceOwner;
}

/*
 * RowGuardEnter: a row of the feed has come that was made of this row of the
 * batch, perhaps not the first one; its group is looked for.  False if that row
 * has been undone: nothing that is made of it counts.
 */
bool
RowGuardEnter(RowGuard *guard, int64 row)
{
	if (row == guard->undone)
		return false;
	if (row != guard->row)
		forget_saved(guard);
	guard->row = row;
	guard->stage = ROW_IS_LOOKED_UP;
	guard->feed_owner = CurrentResourceOwner;
	CurrentResourceOwner = guard->owner;
	return true;
}

static bool
is_saved(const RowGuard *guard, const ViewGroup *group)
{
	for (const SavedGroup *saved = guard->saved; saved != NULL; saved = saved->next)
		if (saved->group == group)
			return true;
	return false;
}

/*
 * RowGuardSave: the row in hand is about to change the group.
 */
void
RowGuardSave(RowGuard *guard, ViewGroup *group)
{
	TransitionSet *set = guard->transitions;
	int ncopies = guard->copies ? set->n : 0;
	MemoryContext old;
	SavedGroup *saved;

	CurrentResourceOwner = CurTransactionResourceOwner;
	guard->stage = ROW_ADVANCES;
	if (is_saved(guard, group))
		return;
	old = MemoryContextSwitchTo(guard->context);
	saved = palloc(offsetof(SavedGroup, states) + sizeof(ViewAggState) * ncopies);
	saved->group = group;
	saved->gone = group->gone;
	saved->copied = guard->copies;
	for (int i = 0; i < ncopies; i++)
		TransitionCopy(set, i, &group->states[i], &saved->states[i]);
	saved->next = guard->saved;
	guard->saved = saved;
	MemoryContextSwitchTo(old);
}

/*
 * RowGuardLeave: what was made of the row so far is done with.
 */
void
RowGuardLeave(RowGuard *guard)
{
	guard->advanced |= guard->stage == ROW_ADVANCES;
	guard->stage = ROW_IN_FEED;
	CurrentResourceOwner = guard->feed_owner;
}

/*
 * RowGuardState: the row that came last, and where it is.  False if none has come.
 */
bool
RowGuardState(const RowGuard *guard, int64 *row, RowStage *stage)
{
	*row = guard->row;
	*stage = guard->stage;
	return guard->row >= 0;
}

/* Have states changed that no copy was made of? */
static bool
has_lost_states(const RowGuard *guard)
{
	return guard->saved != NULL && !guard->saved->copied &&
		   (guard->advanced || (guard->stage == ROW_ADVANCES &&
								!TransitionsAreUnchanged(guard->transitions)));
}

/*
 * RowGuardCanUndo: can the row that came last be undone?
 */
bool
RowGuardCanUndo(const RowGuard *guard)
{
	return !has_lost_states(guard) && GroupCacheCanGoBack(guard->cache);
}

/*
 * RowGuardNote: after an error: if for want of copies of states the row cannot be
 * undone, have the next such row meet the error before any state has changed, or else
 * make copies from now on.
 */
void
RowGuardNote(RowGuard *guard)
{
	if (has_lost_states(guard) && !guard->noted &&
		(guard->advanced || !TransitionsAskFirst(guard->transitions)))
		guard->copies = true;
	guard->noted = true;
}

static void
restore(RowGuard *guard, const SavedGroup *saved)
{
	TransitionSet *set = guard->transitions;

	saved->group->gone = saved->gone;
	if (!saved->copied)
		return;
	for (int i = 0; i < set->n; i++)
		TransitionRestore(set, i, &saved->group->states[i], &saved->states[i]);
}

/*
 * RowGuardUndo: the row that came last did not come.  As the view's owner, in a
 * transaction that can still do something.
 */
void
RowGuardUndo(RowGuard *guard)
{
	Assert(OwnerScopeIsActive()); /* functions that make states of bytes */
	Assert(RowGuardCanUndo(guard));
	MemoryContextReset(guard->transitions->row_context);
	for (SavedGroup *saved = guard->saved; saved != NULL; saved = saved->next)
		restore(guard, saved);
	GroupCacheGoBack(guard->cache);
	if (guard->watermark != NULL)
		WatermarkGoBack(guard->watermark);
	forget_saved(guard);
	guard->undone = guard->row;
	guard->stage = ROW_IN_FEED;
}
