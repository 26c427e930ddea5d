/*
 * session_cache.c
 *	  Groups of a view over sessions: find the session of a row, and let it grow.
 *
 * Works inside a group cache (group_cache.c), which has an entry per combination
 * of the other keys; here that is a list of the sessions that are in memory, in
 * the order of time.  Sessions of a list are more than the gap apart.  A row
 * joins the one before it if that ended no more than the gap ago, and the one
 * behind it if that starts no later than the gap from now: so at most two, and
 * if both, these become one.  The later one's states are combined into the
 * earlier one's; its row in the state table, if any, is deleted before anything
 * is written, because the other may take over its key.
 *
 * Only what was touched is in memory.  What the table has in the space between
 * two neighbours of the list is either known to be nothing ("follows" of the
 * later one, "ends" of the list for the space behind the last) or looked up when
 * a row falls there: backwards by the index from gap behind the row to the first
 * session that does not reach it.  All that is found is taken into the list, so
 * that the space is known from there on.  A row of the table whose start lies in
 * a session of the list is that session's own (it has grown since, or two have
 * become one and are not written yet): a foreign one would have been joined.
 * The usual row, at the end of the newest session, looks nothing up.
 *
 * Sessions that are not kept any more count for nothing, freed already or not: a row
 * that would join one does so without it, and its row in the table is deleted.
 *
 * Rows without a time have a group of their own in each list.
 *
 * Inserting into the middle of a long list moves memory.  When a list has grown
 * so long that this counts, the cache asks to be emptied; a list that grows at
 * its end never does.
 *
 * Memory: lists, sessions and states are in the cache context and go with it.
 * Nothing here survives an error: the owner of the run forgets the cache.
 */
#include "streamml.h"

#include "common/int.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "compat.h"
#include "view/view_internal.h"

#define INITIAL_SESSIONS 2

/* A list of so many sessions should not be inserted into. */
#define LONG_LIST 8192

/* Stands right before its ViewGroup. */
typedef struct Session
{
	SessionList *list;
	int64 start;
	int64 last;
	bool timeless; /* of the rows without a time */
	bool follows;  /* the table has nothing between it and the one before */
	bool gone;	   /* has become part of another one */
} Session;

#define SESSION_SIZE MAXALIGN(sizeof(Session))
#define GroupOfSession(session) ((ViewGroup *) ((char *) (session) + SESSION_SIZE))
#define SessionOfGroup(group) ((Session *) ((char *) (group) -SESSION_SIZE))

struct SessionList
{
	MinimalTuple key;	/* the other keys, NULL if there are none; not ours */
	Session **sessions; /* in the order of time */
	int n;
	int capacity;
	bool ends;		   /* the table has nothing behind the last */
	Session *timeless; /* NULL: not looked for yet */
};

/* What a row of the feed has done to the sessions in memory. */
typedef enum SessionChangeKind
{
	SESSION_EXTENDED, /* its start or its end */
	SESSION_BEGUN,
	SESSIONS_MERGED
} SessionChangeKind;

typedef struct SessionChange
{
	SessionChangeKind kind;
	Session *session;
	int64 start; /* of the session before */
	int64 last;
	bool follows;
} SessionChange;

struct SessionCache
{
	const ViewDef *def;
	const ViewWindow *window;
	TransitionSet *transitions;
	GroupCache *groups;
	MemoryContext context; /* the cache context */
	TupleDesc keydesc;	   /* all keys, then the last time */
	TupleTableSlot *keyslot;
	MemoryContext key_context;
	int64 nsessions;
	bool unwieldy;
	int64 expired; /* sessions whose last time this is, or before, are not kept; the
					* least number: all are */
	/* since SessionCacheMark */
	SessionChange change; /* the last one */
	int nchanges;
};

/*
 * SessionCacheCreate: for group_cache.c, in the current context; lists will be
 * in cache_context.
 */
SessionCache *
SessionCacheCreate(const ViewDef *def, TransitionSet *transitions, GroupCache *groups,
				   MemoryContext cache_context)
{
	SessionCache *cache = palloc0(sizeof(SessionCache));

	cache->def = def;
	cache->window = def->window;
	cache->transitions = transitions;
	cache->groups = groups;
	cache->context = cache_context;
	cache->expired = PG_INT64_MIN;
	cache->key_context = AllocSetContextCreate(
		CurrentMemoryContext, "streamml session keys", ALLOCSET_DEFAULT_SIZES);
	cache->keydesc = CreateTemplateTupleDesc(def->nkeys + 1);
	for (int i = 0; i < def->nkeys; i++)
	{
		TupleDescInitEntry(cache->keydesc, i + 1, NULL, def->keys[i].type,
						   def->keys[i].typmod, 0);
		TupleDescInitEntryCollation(cache->keydesc, i + 1, def->keys[i].collation);
	}
	TupleDescInitEntry(cache->keydesc, def->nkeys + 1, NULL, def->window->timetype, -1,
					   0);
	cache->keyslot = MakeSingleTupleTableSlot(cache->keydesc, &TTSOpsVirtual);
	return cache;
}

/*
 * SessionCacheKeyDesc: the row type of the keys of a session that is written.
 */
TupleDesc
SessionCacheKeyDesc(SessionCache *cache)
{
	return cache->keydesc;
}

/*
 * SessionCacheMakeList: the list of a combination of the other keys.  complete:
 * the table has none of its sessions.
 */
SessionList *
SessionCacheMakeList(SessionCache *cache, MinimalTuple key, bool complete)
{
	SessionList *list = MemoryContextAllocZero(cache->context, sizeof(SessionList));

	list->key = key;
	list->ends = complete;
	return list;
}

/* ---------- times ---------- */

static int64
ticks(const SessionCache *cache, Datum time)
{
	return cache->window->axis->wide ? DatumGetInt64(time) : DatumGetInt32(time);
}

static Datum
time_datum(const SessionCache *cache, int64 ticks)
{
	return cache->window->axis->wide ? Int64GetDatum(ticks) :
									   Int32GetDatum((int32) ticks);
}

/* The time of a row; false if it has none.  Its session must have an end. */
static bool
row_time(const SessionCache *cache, const Datum *values, const bool *isnull, int64 *time)
{
	const Axis *axis = cache->window->axis;
	AttrNumber column = cache->window->timeno - 1;
	int64 end;

	if (isnull[column])
		return false;
	*time = ticks(cache, values[column]);
	if (!AxisIsFinite(axis, *time))
		return false;
	if (pg_add_s64_overflow(*time, cache->window->gap, &end) || end > axis->max)
		AxisOutOfRange(axis);
	return true;
}

/* Does a row behind the session join it?  No overflow: see row_time(). */
static inline bool
joins_before(const SessionCache *cache, const Session *session, int64 time)
{
	return time <= session->last + cache->window->gap;
}

/* Does a row before the session join it? */
static inline bool
joins_behind(const SessionCache *cache, const Session *session, int64 time)
{
	return session->start <= time + cache->window->gap;
}

/*
 * SessionCacheExpire: sessions whose last time this is, in ticks of the axis, or
 * before, are not kept any more.
 */
void
SessionCacheExpire(SessionCache *cache, int64 last)
{
	cache->expired = last;
}

static inline bool
is_expired(const SessionCache *cache, const Session *session)
{
	return session->last <= cache->expired && cache->expired != PG_INT64_MIN;
}

/* ---------- the list ---------- */

/* How many sessions of the list start at the time or before. */
static int
position_of(const SessionList *list, int64 time)
{
	int low = 0;
	int high = list->n;

	if (high > 0 && list->sessions[high - 1]->start <= time)
		return high;
	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (list->sessions[middle]->start <= time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Is it known that the table has nothing before position p? */
static bool
is_known(const SessionList *list, int p)
{
	return p < list->n ? list->sessions[p]->follows : list->ends;
}

static Session *
make_session(SessionCache *cache, SessionList *list)
{
	Size size = SESSION_SIZE + offsetof(ViewGroup, states) +
				sizeof(ViewAggState) * cache->def->naggs;
	Session *session = MemoryContextAllocZero(cache->context, size);

	session->list = list;
	ItemPointerSetInvalid(&GroupOfSession(session)->tid);
	cache->nsessions++;
	return session;
}

static Session *
insert_at(SessionCache *cache, SessionList *list, int p, int64 start, int64 last)
{
	Session *session = make_session(cache, list);

	if (list->n == list->capacity)
	{
		int capacity = list->capacity == 0 ? INITIAL_SESSIONS : list->capacity * 2;
		Size size = mul_size(capacity, sizeof(Session *));

		list->sessions = list->sessions == NULL ?
							 MemoryContextAlloc(cache->context, size) :
							 repalloc_huge(list->sessions, size);
		list->capacity = capacity;
	}
	if (p < list->n && list->n >= LONG_LIST)
		cache->unwieldy = true;
	memmove(&list->sessions[p + 1], &list->sessions[p],
			sizeof(Session *) * (list->n - p));
	list->sessions[p] = session;
	list->n++;
	session->start = start;
	session->last = last;
	return session;
}

/* The session is about to change; for SessionCacheGoBack. */
static void
note_change(SessionCache *cache, SessionChangeKind kind, Session *session)
{
	cache->change =
		(SessionChange){kind, session, session->start, session->last, session->follows};
	cache->nchanges++;
}

static void
remove_at(SessionList *list, int p)
{
	list->n--;
	memmove(&list->sessions[p], &list->sessions[p + 1],
			sizeof(Session *) * (list->n - p));
}

/* ---------- what the table has ---------- */

/* A search for the sessions of a list. */
typedef struct Lookup
{
	SessionCache *cache;
	SessionList *list;
	StateStore *store;
	TupleTableSlot *otherkeys;
} Lookup;

static void
seek(const Lookup *lookup, SessionSeek seek, int64 until)
{
	StateStoreSeekSessions(lookup->store, lookup->otherkeys, seek,
						   time_datum(lookup->cache, until));
}

/* The next session of the table that is not in the list at p - 1 or before. */
static bool
next_found(const Lookup *lookup, int p, int64 *start, int64 *last)
{
	SessionList *list = lookup->list;
	Datum first;
	Datum latest;

	if (!StateStoreNextSession(lookup->store, &first, &latest))
		return false;
	*start = ticks(lookup->cache, first);
	*last = ticks(lookup->cache, latest);
	return p == 0 || *start > list->sessions[p - 1]->last;
}

static Session *
take_found(const Lookup *lookup, int p, int64 start, int64 last)
{
	Session *session = insert_at(lookup->cache, lookup->list, p, start, last);

	StateStoreTakeSession(lookup->store, GroupOfSession(session));
	return session;
}

/* Have the newest session in the list. */
static void
look_at_end(const Lookup *lookup)
{
	SessionList *list = lookup->list;
	int64 start;
	int64 last;

	seek(lookup, SEEK_ALL, 0);
	if (next_found(lookup, list->n, &start, &last))
		(void) take_found(lookup, list->n, start, last);
	list->ends = true;
}

/*
 * Have all sessions in the list that a row before position p may join, and the
 * first before it that does not.  There is a session at p.
 */
static void
look_before(const Lookup *lookup, int p, int64 time)
{
	SessionCache *cache = lookup->cache;
	SessionList *list = lookup->list;
	Session *newer = NULL;
	int64 until = Min(time + cache->window->gap, list->sessions[p]->start - 1);
	int64 start;
	int64 last;
	bool more;

	seek(lookup, SEEK_UNTIL, until);
	do
	{
		more = next_found(lookup, p, &start, &last);
		if (newer != NULL)
			newer->follows = true;
		if (!more)
			break;
		newer = take_found(lookup, p, start, last);
	} while (joins_before(cache, newer, time));
}

/* Have everything in the list that matters to a row; where the row belongs. */
static int
find_neighbours(const Lookup *lookup, int64 time)
{
	SessionList *list = lookup->list;
	int p = position_of(list, time);

	if (p > 0 && time <= list->sessions[p - 1]->last)
		return p;
	if (p == list->n && !list->ends)
	{
		look_at_end(lookup);
		p = position_of(list, time);
	}
	if (is_known(list, p) || (p > 0 && time <= list->sessions[p - 1]->last))
		return p;
	look_before(lookup, p, time);
	return position_of(list, time);
}

/*
 * If the session before position p is not kept any more, have the row that would join
 * it do without.  Returns where the row belongs.
 */
static int
drop_expired(const Lookup *lookup, int p, int64 time)
{
	SessionCache *cache = lookup->cache;
	SessionList *list = lookup->list;
	Session *session;

	if (p == 0 || !is_expired(cache, list->sessions[p - 1]) ||
		!joins_before(cache, list->sessions[p - 1], time))
		return p;
	session = list->sessions[p - 1];
	if (!session->follows)
	{
		/* so that the search does not come upon it again */
		look_before(lookup, p - 1, session->start);
		p = position_of(list, time);
	}
	Assert(list->sessions[p - 1] == session);
	remove_at(list, p - 1);
	session->gone = true;
	GroupCacheMarkDirty(cache->groups, GroupOfSession(session));
	return p - 1;
}

/* The group of rows without a time. */
static ViewGroup *
find_timeless(const Lookup *lookup)
{
	SessionCache *cache = lookup->cache;
	SessionList *list = lookup->list;
	ViewGroup *group;
	Datum start;
	Datum last;

	if (list->timeless != NULL)
		return GroupOfSession(list->timeless);
	list->timeless = make_session(cache, list);
	list->timeless->timeless = true;
	group = GroupOfSession(list->timeless);
	StateStoreSeekSessions(lookup->store, lookup->otherkeys, SEEK_NULL, (Datum) 0);
	if (StateStoreNextSession(lookup->store, &start, &last))
		StateStoreTakeSession(lookup->store, group);
	else
	{
		TransitionsInit(cache->transitions, group->states);
		GroupCacheMarkDirty(cache->groups, group);
	}
	return group;
}

/* ---------- growing ---------- */

/* The session at p becomes part of the one before it. */
static void
merge_into_previous(SessionCache *cache, SessionList *list, int p)
{
	Session *session = list->sessions[p - 1];
	Session *later = list->sessions[p];
	ViewGroup *group = GroupOfSession(session);
	ViewGroup *other = GroupOfSession(later);

	note_change(cache, SESSIONS_MERGED, session);
	session->last = later->last;
	TransitionsCombine(cache->transitions, group->states, other->states);
	if (!ItemPointerIsValid(&group->tid))
	{
		group->tid = other->tid;
		group->xmin = other->xmin;
		ItemPointerSetInvalid(&other->tid);
	}
	later->gone = true;
	remove_at(list, p);
	GroupCacheMarkDirty(cache->groups, group);
	GroupCacheMarkDirty(cache->groups, other);
}

static Session *
begin_session(SessionCache *cache, SessionList *list, int p, int64 time)
{
	Session *session = insert_at(cache, list, p, time, time);

	session->follows = true;
	note_change(cache, SESSION_BEGUN, session);
	TransitionsInit(cache->transitions, GroupOfSession(session)->states);
	return session;
}

/*
 * SessionCacheFind: the session of a row of the feed, with the row's time in it.
 * otherkeys has the row's keys without the session's.
 */
ViewGroup *
SessionCacheFind(SessionCache *cache, SessionList *list, StateStore *store,
				 TupleTableSlot *otherkeys, const Datum *values, const bool *isnull)
{
	Lookup lookup = {cache, list, store, otherkeys};
	Session *session;
	int64 time;
	int p;

	if (!row_time(cache, values, isnull, &time))
		return find_timeless(&lookup);
	p = drop_expired(&lookup, find_neighbours(&lookup, time), time);
	if (p > 0 && joins_before(cache, list->sessions[p - 1], time))
	{
		session = list->sessions[p - 1];
		if (time <= session->last)
			return GroupOfSession(session);
		if (p < list->n && joins_behind(cache, list->sessions[p], time))
			merge_into_previous(cache, list, p);
		else
		{
			note_change(cache, SESSION_EXTENDED, session);
			session->last = time;
		}
	}
	else if (p < list->n && joins_behind(cache, list->sessions[p], time))
	{
		session = list->sessions[p];
		note_change(cache, SESSION_EXTENDED, session);
		session->start = time;
		session->follows = true;
	}
	else
		session = begin_session(cache, list, p, time);
	GroupCacheMarkDirty(cache->groups, GroupOfSession(session));
	return GroupOfSession(session);
}

/*
 * SessionCacheMark: a row comes that may have to be undone.
 */
void
SessionCacheMark(SessionCache *cache)
{
	cache->nchanges = 0;
}

/*
 * SessionCacheCanGoBack: can what has happened since the last mark be undone?
 */
bool
SessionCacheCanGoBack(const SessionCache *cache)
{
	return cache->nchanges == 0 ||
		   (cache->nchanges == 1 && cache->change.kind != SESSIONS_MERGED);
}

/*
 * SessionCacheGoBack: sessions are what they were at the last mark.  Their states
 * and what has changed in them are row_guard.c's.
 */
void
SessionCacheGoBack(SessionCache *cache)
{
	const SessionChange *change = &cache->change;
	Session *session = change->session;

	Assert(SessionCacheCanGoBack(cache));
	if (cache->nchanges == 0)
		return;
	if (change->kind == SESSION_BEGUN)
	{
		remove_at(session->list, position_of(session->list, session->start) - 1);
		cache->nsessions--;
	}
	session->start = change->start;
	session->last = change->last;
	session->follows = change->follows;
	cache->nchanges = 0;
}

/*
 * SessionCacheSpan: the last time of the session that a row of the feed would be in,
 * itself included, and of the kept sessions that are there and that it would join, or
 * PG_INT64_MIN; in ticks of the axis.  False if it has none.  Changes no session.
 */
bool
SessionCacheSpan(SessionCache *cache, SessionList *list, StateStore *store,
				 TupleTableSlot *otherkeys, const Datum *values, const bool *isnull,
				 int64 *last, int64 *joined)
{
	Lookup lookup = {cache, list, store, otherkeys};
	int64 time;
	int p;

	if (!row_time(cache, values, isnull, &time))
		return false;
	p = find_neighbours(&lookup, time);
	*joined = PG_INT64_MIN;
	if (p > 0 && joins_before(cache, list->sessions[p - 1], time) &&
		!is_expired(cache, list->sessions[p - 1]))
		*joined = list->sessions[p - 1]->last;
	if (p < list->n && joins_behind(cache, list->sessions[p], time) &&
		!is_expired(cache, list->sessions[p]))
		*joined = list->sessions[p]->last;
	*last = Max(time, *joined);
	return true;
}

/* ---------- writing ---------- */

/* All keys of a session, and its last time, in the current context. */
static MinimalTuple
form_key(SessionCache *cache, const Session *session, TupleTableSlot *otherkeys)
{
	TupleTableSlot *slot = cache->keyslot;
	int nkeys = cache->def->nkeys;
	int other = 0;

	if (session->list->key != NULL)
	{
		ExecStoreMinimalTuple(session->list->key, otherkeys, false);
		slot_getallattrs(otherkeys);
	}
	ExecClearTuple(slot);
	for (int i = 0; i < nkeys; i++)
	{
		bool is_session = i == cache->window->key;

		slot->tts_values[i] =
			is_session ? time_datum(cache, session->start) : otherkeys->tts_values[other];
		slot->tts_isnull[i] =
			is_session ? session->timeless : otherkeys->tts_isnull[other];
		other += is_session ? 0 : 1;
	}
	slot->tts_values[nkeys] = time_datum(cache, session->last);
	slot->tts_isnull[nkeys] = session->timeless;
	ExecStoreVirtualTuple(slot);
	return ExecCopySlotMinimalTuple(slot);
}

/*
 * SessionCacheBeforeWrite: of the changed groups, delete the rows of those that
 * have become part of another one, and give the others their keys.  Returns the
 * list of these, in the same order.
 */
ViewGroup *
SessionCacheBeforeWrite(SessionCache *cache, StateStore *store, TupleTableSlot *otherkeys,
						ViewGroup *dirty)
{
	MemoryContext old = MemoryContextSwitchTo(cache->key_context);
	ViewGroup *doomed = NULL;
	ViewGroup *kept = NULL;
	ViewGroup **tail = &kept;

	while (dirty != NULL)
	{
		ViewGroup *next = dirty->next_dirty;
		Session *session = SessionOfGroup(dirty);

		CHECK_FOR_INTERRUPTS();
		if (!session->gone)
		{
			dirty->key = form_key(cache, session, otherkeys);
			*tail = dirty;
			tail = &dirty->next_dirty;
		}
		else if (ItemPointerIsValid(&dirty->tid))
		{
			dirty->next_dirty = doomed;
			doomed = dirty;
		}
		dirty = next;
	}
	*tail = NULL;
	ExecClearTuple(otherkeys);
	ExecClearTuple(cache->keyslot);
	if (doomed != NULL)
		StateStoreDelete(store, doomed);
	MemoryContextSwitchTo(old);
	return kept;
}

/*
 * SessionCacheAfterWrite: the keys are not needed any more.
 */
void
SessionCacheAfterWrite(SessionCache *cache)
{
	MemoryContextReset(cache->key_context);
}

/*
 * SessionCacheSize: how many sessions there are in memory, those included that
 * have become part of another one.
 */
int64
SessionCacheSize(const SessionCache *cache)
{
	return cache->nsessions;
}

/*
 * SessionCacheIsUnwieldy: is it better to start afresh, whatever the memory?
 */
bool
SessionCacheIsUnwieldy(const SessionCache *cache)
{
	return cache->unwieldy;
}

/*
 * SessionCacheReset: the cache context has been, or is to be, reset.
 */
void
SessionCacheReset(SessionCache *cache)
{
	MemoryContextReset(cache->key_context);
	cache->nsessions = 0;
	cache->unwieldy = false;
	cache->nchanges = 0;
}
