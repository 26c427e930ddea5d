/*
 * group_cache.c
 *	  Groups of an aggregate view in memory, in front of its state table.
 *
 * A hash table from the key (NULLs are equal to each other, collations count)
 * to the ViewGroup with its live states.  A group that is not here is looked for
 * in the state table, unless it is known not to be there: the table was empty
 * when the cache was made, and either nothing has been dropped since (the cache
 * is complete) or a Bloom filter remembers what has been.  That makes new groups
 * cheap, of which a table being filled has many.  A view without keys has one
 * group and no hash table; neither is a grouping set without keys in it.
 *
 * Where a key is a session, the hash table leads from the other keys to a list
 * of sessions, in which session_cache.c finds the group.
 *
 * Everything is in the cache context: the table, keys, groups, states.  The
 * context outlives transactions; when it has grown beyond
 * streamml.group_cache_size the changed groups are written and all is dropped,
 * also in the middle of a batch: what was written is part of the same
 * transaction.  After an error memory and table may differ, and the owner of
 * the run forgets the cache, which touches nothing but memory.
 *
 * The allocator's books are read every few rows only, since a cache with many
 * expanded objects has as many contexts: the interval grows with the number of
 * groups, so that the reading costs little per row and the overshoot stays
 * within an eighth.
 */
#include "streamml.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "access/nbtree.h"
#include "catalog/pg_am.h"
#include "commands/defrem.h"
#include "executor/executor.h"
#include "lib/bloomfilter.h"
#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/expandeddatum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "compat.h"
#include "guc.h"
#include "view/view_internal.h"

#define INITIAL_GROUPS 256
#define MIN_ROWS_BETWEEN_CHECKS 64

/* The filter takes an eighth of the cache's limit, 16 bits a group. */
#define FILTER_SHARE 8
#define FILTER_MIN_BYTES (1024 * 1024)

struct GroupCache
{
	const ViewDef *def;
	TransitionSet *transitions;
	StateStore *store;		/* open during a command, else NULL */
	SessionCache *sessions; /* NULL unless a key is a session */
	/* prepared with the definition */
	int nkeys; /* keys to look up by: all but the session */
	const ViewKey **keys;
	TupleDesc keydesc;
	TupleTableSlot *keyslot;
	AttrNumber *columns; /* 1, 2, ...: of keydesc */
	Oid *eqfuncs;
	FmgrInfo *hashfuncs;
	Oid *collations;
	/* in the cache context */
	MemoryContext context;
	MemoryContext row_context;
	TupleHashTable table;
	void *single;		 /* the group, or list of sessions, without keys to look up by */
	ViewGroup **singles; /* by grouping set: the group of one without keys */
	ViewGroup *dirty;
	ViewGroup *marked; /* the first of them at the last mark */
	int64 ngroups;
	int64 rows_until_check;
	bool complete;
	bloom_filter *filter; /* hashes of all groups in the table, or NULL */
};

/* ---------- hashing ---------- */

/* Hash of a value's bytes, for types without a hash function of their own. */
static Datum
hash_image(PG_FUNCTION_ARGS)
{
	const Form_pg_attribute att = fcinfo->flinfo->fn_extra;

	return UInt32GetDatum(
		datum_image_hash(PG_GETARG_DATUM(0), att->attbyval, att->attlen));
}

/* For types of which equal values may differ in their bytes: slow, but right. */
static Datum
hash_nothing(PG_FUNCTION_ARGS)
{
	return UInt32GetDatum(0);
}

/* Does equality mean equality of bytes?  The B-tree operator class knows. */
static bool
is_equal_image(Oid type, Oid collation)
{
	Oid opclass = GetDefaultOpClass(type, BTREE_AM_OID);
	Oid input = get_opclass_input_type(opclass);
	Oid proc =
		get_opfamily_proc(get_opclass_family(opclass), input, input, BTEQUALIMAGE_PROC);

	return OidIsValid(proc) &&
		   DatumGetBool(OidFunctionCall1Coll(proc, collation, ObjectIdGetDatum(input)));
}

/* Find the equality and hash functions of a key. */
static void
prepare_hashing(GroupCache *cache, int i)
{
	const ViewKey *key = cache->keys[i];
	FmgrInfo *hashfunc = &cache->hashfuncs[i];
	Oid left;
	Oid right;

	cache->eqfuncs[i] = get_opcode(key->eqop);
	if (get_op_hash_functions(key->eqop, &left, &right))
	{
		fmgr_info(left, hashfunc);
		return;
	}
	memset(hashfunc, 0, sizeof(FmgrInfo));
	hashfunc->fn_addr =
		is_equal_image(key->type, key->collation) ? hash_image : hash_nothing;
	hashfunc->fn_nargs = 1;
	hashfunc->fn_strict = true;
	hashfunc->fn_mcxt = CurrentMemoryContext;
	hashfunc->fn_extra = TupleDescAttr(cache->keydesc, i);
}

/*
 * GroupCacheCreate: an empty cache for a definition, allocated in the current
 * context; its groups will be in cache_context.
 */
GroupCache *
GroupCacheCreate(const ViewDef *def, TransitionSet *transitions,
				 MemoryContext cache_context, MemoryContext row_context)
{
	GroupCache *cache = palloc0(sizeof(GroupCache));

	cache->def = def;
	cache->transitions = transitions;
	cache->context = cache_context;
	cache->row_context = row_context;
	if (ViewDefHasSessions(def))
		cache->sessions = SessionCacheCreate(def, transitions, cache, cache_context);
	cache->keys = palloc(sizeof(ViewKey *) * Max(def->nkeys, 1));
	for (int i = 0; i < def->nkeys; i++)
		if (cache->sessions == NULL || i != def->window->key)
			cache->keys[cache->nkeys++] = &def->keys[i];
	cache->eqfuncs = palloc(sizeof(Oid) * Max(def->nkeys, 1));
	cache->hashfuncs = palloc(sizeof(FmgrInfo) * Max(def->nkeys, 1));
	cache->columns = palloc(sizeof(AttrNumber) * Max(def->nkeys, 1));
	cache->collations = palloc(sizeof(Oid) * Max(def->nkeys, 1));
	cache->keydesc = CreateTemplateTupleDesc(cache->nkeys);
	for (int i = 0; i < cache->nkeys; i++)
	{
		const ViewKey *key = cache->keys[i];

		TupleDescInitEntry(cache->keydesc, i + 1, NULL, key->type, key->typmod, 0);
		TupleDescInitEntryCollation(cache->keydesc, i + 1, key->collation);
		cache->columns[i] = i + 1;
		cache->collations[i] = key->collation;
		prepare_hashing(cache, i);
	}
	cache->keyslot = MakeSingleTupleTableSlot(cache->keydesc, &TTSOpsMinimalTuple);
	cache->singles = palloc0(sizeof(ViewGroup *) * Max(def->nsets, 1));
	return cache;
}

/*
 * GroupCacheKeyDesc: the row type of the keys of a ViewGroup that is written.
 */
TupleDesc
GroupCacheKeyDesc(GroupCache *cache)
{
	return cache->sessions == NULL ? cache->keydesc :
									 SessionCacheKeyDesc(cache->sessions);
}

/*
 * GroupCacheSetStore: lend the cache an open state table; NULL takes it away.
 */
void
GroupCacheSetStore(GroupCache *cache, StateStore *store)
{
	cache->store = store;
}

/*
 * GroupCacheMakeTable: an empty hash table of keys, with a pointer each, in
 * context.  Lookups use the row context.
 */
TupleHashTable
GroupCacheMakeTable(GroupCache *cache, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	TupleHashTable result = BuildPointerHashTable(
		cache->keydesc, cache->nkeys, cache->columns, cache->eqfuncs, cache->hashfuncs,
		cache->collations, INITIAL_GROUPS, context, cache->row_context);

	MemoryContextSwitchTo(old);
	return result;
}

/* Is it certain, without looking, that the table has no row of this hash? */
static bool
is_known_new(GroupCache *cache, uint32 hash)
{
	if (cache->nkeys == 0)
		return cache->sessions != NULL && StateStoreIsEmpty(cache->store);
	return cache->complete ||
		   (cache->filter != NULL &&
			bloom_lacks_element(cache->filter, (unsigned char *) &hash, sizeof(hash)));
}

/*
 * Put the keys of a row of the feed into keyslot.  A key that lies in a TOAST
 * table or in an expanded object is taken out of there.
 */
static void
fill_keyslot(GroupCache *cache, const Datum *values, const bool *isnull)
{
	TupleTableSlot *slot = cache->keyslot;

	ExecClearTuple(slot);
	for (int i = 0; i < cache->nkeys; i++)
	{
		AttrNumber column = cache->keys[i]->feedno - 1;
		Datum value = values[column];

		if (!isnull[column] && TupleDescAttr(cache->keydesc, i)->attlen == -1 &&
			VARATT_IS_EXTERNAL(DatumGetPointer(value)))
		{
			MemoryContext old = MemoryContextSwitchTo(cache->row_context);

			value = PointerGetDatum(
				detoast_external_attr((struct varlena *) DatumGetPointer(value)));
			MemoryContextSwitchTo(old);
		}
		slot->tts_values[i] = value;
		slot->tts_isnull[i] = isnull[column];
	}
	ExecStoreVirtualTuple(slot);
}

/* Group for the key in keyslot, with its states from the table or new. */
static ViewGroup *
make_group(GroupCache *cache, MinimalTuple key, bool known_new)
{
	Size size = offsetof(ViewGroup, states) + sizeof(ViewAggState) * cache->def->naggs;
	ViewGroup *group = MemoryContextAllocZero(cache->context, size);

	group->key = key;
	group->single = cache->def->nkeys == 0;
	ItemPointerSetInvalid(&group->tid);
	if (known_new || !StateStoreLoad(cache->store, cache->keyslot, group))
		TransitionsInit(cache->transitions, group->states);
	return group;
}

/* The group of a grouping set without keys. */
static ViewGroup *
make_single(GroupCache *cache, const Datum *values, const bool *isnull)
{
	MemoryContext old = MemoryContextSwitchTo(cache->context);
	ViewGroup *group;
	MinimalTuple key;

	fill_keyslot(cache, values, isnull);
	key = ExecCopySlotMinimalTuple(cache->keyslot);
	MemoryContextSwitchTo(old);
	group = make_group(cache, key, false);
	group->single = true;
	cache->ngroups++;
	return group;
}

/* Where the group of a row of the feed is if its grouping set has one group, or NULL. */
static inline ViewGroup **
single_of_set(GroupCache *cache, const Datum *values)
{
	int set;

	if (cache->def->nsets == 0)
		return NULL;
	set = DatumGetInt32(values[cache->def->keys[0].feedno - 1]);
	return ViewSetIsSingle(cache->def, set) ? &cache->singles[set - 1] : NULL;
}

/* What the hash table has for the key in keyslot: a group, or a list of sessions. */
static void *
make_entry(GroupCache *cache, MinimalTuple key, uint32 hash)
{
	void *entry;

	if (cache->sessions == NULL)
		entry = make_group(cache, key, is_known_new(cache, hash));
	else
		entry = SessionCacheMakeList(cache->sessions, key, is_known_new(cache, hash));
	if (cache->filter != NULL)
		bloom_add_element(cache->filter, (unsigned char *) &hash, sizeof(hash));
	cache->ngroups++;
	return entry;
}

/*
 * GroupCacheKey: the keys of a row of the feed.  Valid until the next row.
 */
TupleTableSlot *
GroupCacheKey(GroupCache *cache, const Datum *values, const bool *isnull)
{
	fill_keyslot(cache, values, isnull);
	return cache->keyslot;
}

/* The group, or list of sessions, of a row of the feed; its keys are in keyslot. */
static void *
find_entry(GroupCache *cache, const Datum *values, const bool *isnull)
{
	ViewGroup **single = single_of_set(cache, values);
	TupleHashEntry entry;
	void *found;
	uint32 hash;
	bool isnew;

	if (single != NULL)
	{
		if (*single == NULL)
			*single = make_single(cache, values, isnull);
		return *single;
	}
	if (cache->nkeys == 0)
	{
		if (cache->single == NULL)
			cache->single = make_entry(cache, NULL, 0);
		return cache->single;
	}
	if (cache->table == NULL)
	{
		cache->table = GroupCacheMakeTable(cache, cache->context);
		cache->complete = cache->filter == NULL && StateStoreIsEmpty(cache->store);
	}
	fill_keyslot(cache, values, isnull);
	entry = LookupTupleHashEntry(cache->table, cache->keyslot, &isnew, &hash);
	/* an entry that an error has left without a group is as good as new */
	found = isnew ? NULL : HashEntryGetPointer(cache->table, entry);
	if (found != NULL)
		return found;
	found = make_entry(cache, HashEntryGetTuple(entry), hash);
	HashEntrySetPointer(cache->table, entry, found);
	return found;
}

/*
 * GroupCacheFind: the group of a row of the feed.  The store must be open.
 * Valid until the next GroupCacheLimit, GroupCacheForget.
 */
ViewGroup *
GroupCacheFind(GroupCache *cache, const Datum *values, const bool *isnull)
{
	void *entry = find_entry(cache, values, isnull);

	if (cache->sessions == NULL)
		return entry;
	return SessionCacheFind(cache->sessions, entry, cache->store, cache->keyslot, values,
							isnull);
}

/*
 * GroupCacheSessionSpan: of a view over sessions, the last time of the session that a
 * row of the feed would be in, itself included, and of those that it would join, or
 * PG_INT64_MIN; in ticks of the axis.  False if it has none.  Nothing changes but what
 * is in memory.
 */
bool
GroupCacheSessionSpan(GroupCache *cache, const Datum *values, const bool *isnull,
					  int64 *last, int64 *joined)
{
	SessionList *list = find_entry(cache, values, isnull);

	return SessionCacheSpan(cache->sessions, list, cache->store, cache->keyslot, values,
							isnull, last, joined);
}

/*
 * GroupCacheExpireSessions: see SessionCacheExpire.
 */
void
GroupCacheExpireSessions(GroupCache *cache, int64 last)
{
	SessionCacheExpire(cache->sessions, last);
}

/*
 * GroupCacheMarkDirty: the group's states have changed.
 */
void
GroupCacheMarkDirty(GroupCache *cache, ViewGroup *group)
{
	if (group->dirty)
		return;
	group->dirty = true;
	group->next_dirty = cache->dirty;
	cache->dirty = group;
}

/*
 * GroupCacheRestart: let the group begin anew.  If it gets no row before it is
 * written it is deleted, unless it exists without rows.
 */
void
GroupCacheRestart(GroupCache *cache, ViewGroup *group)
{
	TransitionsReset(cache->transitions, group->states);
	group->gone = !group->single;
	GroupCacheMarkDirty(cache, group);
}

/*
 * GroupCacheIsDirty: is there a group that differs from the state table?
 */
bool
GroupCacheIsDirty(GroupCache *cache)
{
	return cache->dirty != NULL;
}

/*
 * GroupCacheMark: a row comes that may have to be undone.
 */
void
GroupCacheMark(GroupCache *cache)
{
	cache->marked = cache->dirty;
	if (cache->sessions != NULL)
		SessionCacheMark(cache->sessions);
}

/*
 * GroupCacheCanGoBack: can what has happened since the last mark be undone?
 */
bool
GroupCacheCanGoBack(const GroupCache *cache)
{
	return cache->sessions == NULL || SessionCacheCanGoBack(cache->sessions);
}

/*
 * GroupCacheGoBack: those groups have changed that had at the last mark.  Their
 * states are the caller's.
 */
void
GroupCacheGoBack(GroupCache *cache)
{
	while (cache->dirty != cache->marked)
	{
		ViewGroup *group = cache->dirty;

		Assert(group != NULL);
		cache->dirty = group->next_dirty;
		group->dirty = false;
	}
	if (cache->sessions != NULL)
		SessionCacheGoBack(cache->sessions);
}

/*
 * GroupCacheIsFull: has the cache grown beyond its limit?  Looks at all contexts.
 */
bool
GroupCacheIsFull(const GroupCache *cache)
{
	return MemoryContextMemAllocated(cache->context, true) >
		   (Size) streamml_group_cache_size * 1024;
}

/*
 * GroupCacheFlush: write the changed groups.  The store must be open.
 */
void
GroupCacheFlush(GroupCache *cache)
{
	ViewGroup *dirty = cache->dirty;
	ViewGroup *known = NULL;
	ViewGroup *fresh = NULL;
	ViewGroup *gone = NULL;
	int64 nfresh = 0;

	if (dirty == NULL)
		return;
	if (cache->sessions != NULL)
		dirty =
			SessionCacheBeforeWrite(cache->sessions, cache->store, cache->keyslot, dirty);
	/* the list is a stack: write groups in the order they came */
	while (dirty != NULL)
	{
		ViewGroup *next = dirty->next_dirty;
		bool is_known = ItemPointerIsValid(&dirty->tid);
		ViewGroup **list = dirty->gone ? &gone : (is_known ? &known : &fresh);

		dirty->next_dirty = *list;
		*list = dirty;
		nfresh += list == &fresh ? 1 : 0;
		dirty = next;
	}
	cache->dirty = cache->marked = NULL;
	if (gone != NULL)
		StateStoreDelete(cache->store, gone);
	StateStoreWrite(cache->store, known, fresh, nfresh);
	if (cache->sessions != NULL)
		SessionCacheAfterWrite(cache->sessions);
}

/* Remember which groups a complete cache has, before they are dropped. */
static void
make_filter(GroupCache *cache, Size bytes)
{
	TupleHashIterator iterator;
	TupleHashEntry entry;
	MemoryContext old;

	if (bytes < FILTER_MIN_BYTES)
		return;
	old = MemoryContextSwitchTo(GetMemoryChunkContext(cache));
	cache->filter = bloom_create(bytes / 2, bytes / 1024, 0);
	MemoryContextSwitchTo(old);
	InitTupleHashIterator(cache->table, &iterator);
	while ((entry = ScanTupleHashTable(cache->table, &iterator)) != NULL)
		bloom_add_element(cache->filter, (unsigned char *) &entry->hash,
						  sizeof(entry->hash));
	TermTupleHashIterator(&iterator);
}

/* Empty the memory; what is dirty must have been written or be void. */
static void
drop_groups(GroupCache *cache)
{
	ExecClearTuple(cache->keyslot);
	cache->table = NULL;
	cache->single = NULL;
	memset(cache->singles, 0, sizeof(ViewGroup *) * cache->def->nsets);
	cache->dirty = cache->marked = NULL;
	cache->ngroups = 0;
	cache->rows_until_check = 0;
	cache->complete = false;
	if (cache->sessions != NULL)
		SessionCacheReset(cache->sessions);
	MemoryContextReset(cache->context);
}

/* Has the cache grown beyond its limit?  Not every call looks. */
static bool
is_full(GroupCache *cache, Size limit)
{
	int64 n = cache->ngroups;

	if (cache->sessions != NULL && SessionCacheIsUnwieldy(cache->sessions))
		return true;
	if (--cache->rows_until_check > 0)
		return false;
	if (cache->sessions != NULL)
		n += SessionCacheSize(cache->sessions);
	cache->rows_until_check = Max(MIN_ROWS_BETWEEN_CHECKS, n / 8);
	return MemoryContextMemAllocated(cache->context, true) > limit;
}

/*
 * GroupCacheLimit: between two rows, make room if the cache has grown beyond
 * its limit.  The store must be open.
 */
void
GroupCacheLimit(GroupCache *cache)
{
	Size limit = (Size) streamml_group_cache_size * 1024;

	if (!is_full(cache, limit))
		return;
	GroupCacheFlush(cache);
	if (cache->complete)
		make_filter(cache, limit / FILTER_SHARE);
	drop_groups(cache);
}

/*
 * GroupCacheForget: drop everything from memory, changed or not.  Safe at any
 * time, also after an error in the middle of anything.
 */
void
GroupCacheForget(GroupCache *cache)
{
	drop_groups(cache);
	if (cache->filter != NULL)
		bloom_free(cache->filter);
	cache->filter = NULL;
}
