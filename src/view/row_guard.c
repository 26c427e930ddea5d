/*
 * row_guard.c
 *	  Undo one row: the states of the groups that the row in hand has changed.
 *
 * When rows raise errors, those before and after the bad one are to be applied
 * as if it had not come, and at no greater cost.  So while rows are applied with
 * care (worker/care.c), a copy of each state is kept from before the row in hand,
 * and an error puts the copies back.  All that the group cache has of earlier
 * rows stays; the subtransaction in which they were applied goes, which is why
 * nothing may have been written in it.
 *
 * A copy is what the state table would hold, flat or serialized, and is loaded
 * like that: states go on from there as after a restart, bit for bit.
 *
 * Where a row changes more than states it cannot be undone: it may move a
 * watermark, and make sessions one.  The run then forgets its groups, and rows
 * are applied again from the last that was written.
 *
 * Memory: one context below the run's, reset when the next row comes.
 */
#include "streamml.h"

#include "utils/memutils.h"

#include "compat.h"
#include "view/view_internal.h"

/* A group as it was before the row. */
typedef struct SavedGroup
{
	struct SavedGroup *next;
	ViewGroup *group;
	bool gone;
	ViewAggState states[FLEXIBLE_ARRAY_MEMBER]; /* values as they would be stored */
} SavedGroup;

struct RowGuard
{
	GroupCache *cache;
	TransitionSet *transitions;
	bool undoable;
	MemoryContext context;
	int64 row;	 /* in hand, or the last one; -1: none yet */
	bool inside; /* it is not done with */
	SavedGroup *saved;
	ViewGroup *mark; /* groups that had changed before it */
};

/*
 * RowGuardCreate: a guard of the cache's groups, in a context below parent.
 */
RowGuard *
RowGuardCreate(GroupCache *cache, TransitionSet *transitions, bool undoable,
			   MemoryContext parent)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "streamml row guard", ALLOCSET_DEFAULT_SIZES);
	RowGuard *guard = MemoryContextAllocZero(parent, sizeof(RowGuard));

	guard->cache = cache;
	guard->transitions = transitions;
	guard->undoable = undoable;
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
	guard->mark = GroupCacheMark(guard->cache);
}

/*
 * RowGuardStart: rows are counted from 0 again.
 */
void
RowGuardStart(RowGuard *guard)
{
	forget_saved(guard);
	guard->row = -1;
	guard->inside = false;
}

/*
 * RowGuardEnter: a row of the feed has come that was made of this row of the
 * batch, perhaps not the first one.
 */
void
RowGuardEnter(RowGuard *guard, int64 row)
{
	if (row != guard->row)
		forget_saved(guard);
	guard->row = row;
	guard->inside = true;
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
	MemoryContext old;
	SavedGroup *saved;

	if (!guard->undoable || is_saved(guard, group))
		return;
	old = MemoryContextSwitchTo(guard->context);
	saved = palloc(offsetof(SavedGroup, states) + sizeof(ViewAggState) * set->n);
	saved->group = group;
	saved->gone = group->gone;
	for (int i = 0; i < set->n; i++)
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
	guard->inside = false;
}

/*
 * RowGuardState: the row that came last, and whether it is still in hand.  False
 * if none has come.
 */
bool
RowGuardState(const RowGuard *guard, int64 *row, bool *inside)
{
	*row = guard->row;
	*inside = guard->inside;
	return guard->row >= 0;
}

/*
 * RowGuardCanUndo: can the row that came last be undone?
 */
bool
RowGuardCanUndo(const RowGuard *guard)
{
	return guard->undoable;
}

/*
 * RowGuardUndo: the row that came last did not come.  As the view's owner, in a
 * transaction that can still do something.
 */
void
RowGuardUndo(RowGuard *guard)
{
	TransitionSet *set = guard->transitions;

	Assert(OwnerScopeIsActive()); /* functions that make states of bytes */
	MemoryContextReset(set->row_context);
	for (SavedGroup *saved = guard->saved; saved != NULL; saved = saved->next)
	{
		for (int i = 0; i < set->n; i++)
			TransitionRestore(set, i, &saved->group->states[i], &saved->states[i]);
		saved->group->gone = saved->gone;
	}
	GroupCacheUnmark(guard->cache, guard->mark);
	RowGuardStart(guard);
}
