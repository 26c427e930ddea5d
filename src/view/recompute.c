/*
 * recompute.c
 *	  Groups that rows were updated in or deleted from: which they are, and how
 *	  to find their rows in the table.
 *
 * A state cannot be taken back to before a row, so a group that lost or changed
 * one is read again from the source.  The feed over the old and the new images
 * says which groups that are: their keys are collected in a hash table.  Then
 * each of them begins anew, the feed runs over the table, and a filter in front
 * of the ordinary receiver lets only rows of these groups pass.  Groups that
 * nothing comes in for are deleted (GroupCacheRestart).
 *
 * For few groups the feed gets a condition on the keys, an equality per key, so
 * that an index can find the rows; and on the time, if a key is a window, since
 * there may be an index on that and none on windows.  Where the planner finds
 * that dearer, and for very many groups, one pass looks at the whole table.
 *
 * The touched groups live in a context of their own from the first image to the
 * end of the recomputation.  They refer to the cache of the run, which must not
 * be replaced meanwhile (view_exec.c).
 */
#include "streamml.h"

#include "access/stratnum.h"
#include "catalog/pg_am.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "compat.h"
#include "view/view_internal.h"

/* Up to so many groups it is considered to search for each. */
#define SEARCH_GROUPS 1000

struct TouchedGroups
{
	MemoryContext context;
	const ViewDef *def;
	GroupCache *cache;
	TupleHashTable table; /* keys; NULL for a view without */
	int64 ngroups;
};

/* In front of another receiver. */
typedef struct TouchedReceiver
{
	DestReceiver pub;
	TouchedGroups *touched;
	DestReceiver *next;
} TouchedReceiver;

/*
 * TouchedCreate: no group has been touched yet.
 */
TouchedGroups *
TouchedCreate(const ViewDef *def, GroupCache *cache, MemoryContext parent)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "streamml touched groups", ALLOCSET_DEFAULT_SIZES);
	TouchedGroups *touched = MemoryContextAllocZero(context, sizeof(TouchedGroups));

	touched->context = context;
	touched->def = def;
	touched->cache = cache;
	if (def->nkeys > 0)
		touched->table = GroupCacheMakeTable(cache, context);
	return touched;
}

/*
 * TouchedFree: forget them.
 */
void
TouchedFree(TouchedGroups *touched)
{
	MemoryContextDelete(touched->context);
}

/* ---------- receivers ---------- */

static void
ignore_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
}

static void
ignore_shutdown(DestReceiver *self)
{
}

static void
free_receiver(DestReceiver *self)
{
	pfree(self);
}

static TouchedReceiver *
make_receiver(TouchedGroups *touched, bool (*take)(TupleTableSlot *, DestReceiver *))
{
	TouchedReceiver *receiver = palloc0(sizeof(TouchedReceiver));

	receiver->pub.receiveSlot = take;
	receiver->pub.rStartup = ignore_startup;
	receiver->pub.rShutdown = ignore_shutdown;
	receiver->pub.rDestroy = free_receiver;
	receiver->pub.mydest = DestNone;
	receiver->touched = touched;
	return receiver;
}

static bool
touch_group(TupleTableSlot *slot, DestReceiver *self)
{
	TouchedGroups *touched = ((TouchedReceiver *) self)->touched;
	bool isnew = touched->ngroups == 0;

	slot_getallattrs(slot);
	if (touched->table != NULL)
		(void) LookupTupleHashEntry(
			touched->table,
			GroupCacheKey(touched->cache, slot->tts_values, slot->tts_isnull), &isnew,
			NULL);
	touched->ngroups += isnew ? 1 : 0;
	return true;
}

/*
 * TouchedReceiverCreate: a receiver of the feed's rows that collects their
 * groups, in the current context.
 */
DestReceiver *
TouchedReceiverCreate(TouchedGroups *touched)
{
	return &make_receiver(touched, touch_group)->pub;
}

static void
filter_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
	DestReceiver *next = ((TouchedReceiver *) self)->next;

	next->rStartup(next, operation, typeinfo);
}

static bool
pass_touched(TupleTableSlot *slot, DestReceiver *self)
{
	TouchedReceiver *receiver = (TouchedReceiver *) self;
	TouchedGroups *touched = receiver->touched;

	slot_getallattrs(slot);
	if (touched->table != NULL &&
		LookupTupleHashEntry(
			touched->table,
			GroupCacheKey(touched->cache, slot->tts_values, slot->tts_isnull), NULL,
			NULL) == NULL)
		return true;
	return receiver->next->receiveSlot(slot, receiver->next);
}

/*
 * TouchedFilterCreate: a receiver that gives on rows of the touched groups only,
 * in the current context.
 */
DestReceiver *
TouchedFilterCreate(TouchedGroups *touched, DestReceiver *next)
{
	TouchedReceiver *receiver = make_receiver(touched, pass_touched);

	receiver->pub.rStartup = filter_startup;
	receiver->next = next;
	return &receiver->pub;
}

/* Marks the rows whose numbers come in. */
typedef struct NumbersReceiver
{
	DestReceiver pub;
	bool *matches;
	int64 n;
} NumbersReceiver;

static bool
take_number(TupleTableSlot *slot, DestReceiver *self)
{
	NumbersReceiver *receiver = (NumbersReceiver *) self;
	bool isnull;
	int64 number = DatumGetInt64(slot_getattr(slot, 1, &isnull));

	if (isnull || number < 0 || number >= receiver->n)
		elog(ERROR, "number of a row is out of range");
	receiver->matches[number] = true;
	return true;
}

/*
 * NumbersReceiverCreate: a receiver of the numbers of rows (FEED_MATCHES) that
 * sets matches[number], in the current context.
 */
DestReceiver *
NumbersReceiverCreate(bool *matches, int64 n)
{
	NumbersReceiver *receiver = palloc0(sizeof(NumbersReceiver));

	receiver->pub.receiveSlot = take_number;
	receiver->pub.rStartup = ignore_startup;
	receiver->pub.rShutdown = ignore_shutdown;
	receiver->pub.rDestroy = free_receiver;
	receiver->pub.mydest = DestNone;
	receiver->matches = matches;
	receiver->n = n;
	return &receiver->pub;
}

/* ---------- the touched groups ---------- */

/*
 * TouchedCount: how many groups are touched.
 */
int64
TouchedCount(const TouchedGroups *touched)
{
	return touched->ngroups;
}

/*
 * TouchedRestart: let all touched groups begin anew.  The store of the cache must
 * be open.
 */
void
TouchedRestart(TouchedGroups *touched)
{
	const ViewDef *def = touched->def;
	int ncolumns = list_length(def->feed->targetList);
	Datum *values = palloc0(sizeof(Datum) * Max(ncolumns, 1));
	bool *isnull = palloc0(sizeof(bool) * Max(ncolumns, 1));
	TupleHashIterator iterator;
	TupleHashEntry entry;
	TupleTableSlot *slot;

	if (touched->table == NULL)
	{
		if (touched->ngroups > 0)
			GroupCacheRestart(touched->cache,
							  GroupCacheFind(touched->cache, values, isnull));
		return;
	}
	slot =
		MakeSingleTupleTableSlot(GroupCacheKeyDesc(touched->cache), &TTSOpsMinimalTuple);
	InitTupleHashIterator(touched->table, &iterator);
	while ((entry = ScanTupleHashTable(touched->table, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		ExecStoreMinimalTuple(HashEntryGetTuple(entry), slot, false);
		slot_getallattrs(slot);
		for (int i = 0; i < def->nkeys; i++)
		{
			values[def->keys[i].feedno - 1] = slot->tts_values[i];
			isnull[def->keys[i].feedno - 1] = slot->tts_isnull[i];
		}
		GroupCacheLimit(touched->cache);
		GroupCacheRestart(touched->cache, GroupCacheFind(touched->cache, values, isnull));
	}
	TermTupleHashIterator(&iterator);
	ExecDropSingleTupleTableSlot(slot);
}

/* ---------- conditions ---------- */

static Expr *
feed_expr(const ViewDef *def, AttrNumber feedno)
{
	return copyObject(
		list_nth_node(TargetEntry, def->feed->targetList, feedno - 1)->expr);
}

/* expr op value, for a type's B-tree operator of this strategy. */
static Node *
comparison(Expr *expr, StrategyNumber strategy, Oid type, Oid subtype, Datum value)
{
	TypeCacheEntry *cache =
		lookup_type_cache(subtype, TYPECACHE_BTREE_OPFAMILY | TYPECACHE_LT_OPR);
	Oid op = get_opfamily_member(cache->btree_opf, cache->btree_opintype,
								 cache->btree_opintype, strategy);
	Const *constant = makeConst(subtype, -1, cache->typcollation, cache->typlen, value,
								false, cache->typbyval);

	if (!OidIsValid(op))
		elog(ERROR, "missing operator %d for type %u", strategy, subtype);
	return (Node *) make_opclause(op, BOOLOID, false, expr, (Expr *) constant, InvalidOid,
								  cache->typcollation);
}

/*
 * The time of the rows of a window lies in the window: something that an index
 * on the time can use.  Adds to quals.
 */
static List *
window_quals(const ViewDef *def, Datum value, List *quals)
{
	const ViewWindow *window = def->window;
	TypeCacheEntry *type =
		lookup_type_cache(def->keys[window->key].type, TYPECACHE_RANGE_INFO);
	Oid subtype;
	RangeBound lower;
	RangeBound upper;
	bool empty;

	if (type->rngelemtype == NULL)
		return quals;
	subtype = type->rngelemtype->type_id;
	if (subtype != getBaseType(window->timetype))
		return quals;
	range_deserialize(type, DatumGetRangeTypeP(value), &lower, &upper, &empty);
	if (empty)
		return quals;
	if (!lower.infinite && lower.inclusive)
		quals = lappend(quals, comparison(feed_expr(def, window->timeno),
										  BTGreaterEqualStrategyNumber, window->timetype,
										  subtype, lower.val));
	if (!upper.infinite && !upper.inclusive)
		quals = lappend(quals,
						comparison(feed_expr(def, window->timeno), BTLessStrategyNumber,
								   window->timetype, subtype, upper.val));
	return quals;
}

/* The key has this value, or is NULL too. */
static Node *
key_qual(const ViewDef *def, const ViewKey *key, Datum value, bool isnull)
{
	Expr *expr = feed_expr(def, key->feedno);
	int16 len;
	bool byval;
	Const *constant;

	if (isnull)
	{
		NullTest *test = makeNode(NullTest);

		test->arg = expr;
		test->nulltesttype = IS_NULL;
		test->location = -1;
		return (Node *) test;
	}
	get_typlenbyval(key->type, &len, &byval);
	constant =
		makeConst(key->type, key->typmod, key->collation, len, value, false, byval);
	return (Node *) make_opclause(key->eqop, BOOLOID, false, expr, (Expr *) constant,
								  InvalidOid, key->collation);
}

/*
 * A row belongs to the group with the keys in the slot; in grouping sets, by the
 * keys that its set has.
 */
static Node *
group_qual(const ViewDef *def, TupleTableSlot *slot)
{
	int set = def->nsets > 0 ? DatumGetInt32(slot->tts_values[0]) : 0;
	List *quals = NIL;

	for (int i = def->nsets > 0 ? 1 : 0; i < def->nkeys; i++)
	{
		const ViewKey *key = &def->keys[i];

		if (!ViewSetHasKey(def, set, i))
			continue;
		/* what returns a set cannot stand in a condition; the filter sees to it */
		if (!expression_returns_set((Node *) feed_expr(def, key->feedno)))
			quals = lappend(quals,
							key_qual(def, key, slot->tts_values[i], slot->tts_isnull[i]));
		if (def->window != NULL && def->window->key == i && !slot->tts_isnull[i])
			quals = window_quals(def, slot->tts_values[i], quals);
	}
	return quals == NIL ? makeBoolConst(true, false) : (Node *) make_ands_explicit(quals);
}

/*
 * TouchedQuals: a condition that all rows of the touched groups satisfy and, as
 * far as can be, no others; in the current context and with Vars of the feed.
 * NULL if it is better to look at the whole table.
 */
Node *
TouchedQuals(TouchedGroups *touched)
{
	List *quals = NIL;
	TupleHashIterator iterator;
	TupleHashEntry entry;

	if (touched->table == NULL || touched->ngroups > SEARCH_GROUPS)
		return NULL;
	InitTupleHashIterator(touched->table, &iterator);
	while ((entry = ScanTupleHashTable(touched->table, &iterator)) != NULL)
	{
		TupleTableSlot *slot = MakeSingleTupleTableSlot(GroupCacheKeyDesc(touched->cache),
														&TTSOpsMinimalTuple);

		ExecStoreMinimalTuple(HashEntryGetTuple(entry), slot, false);
		slot_getallattrs(slot);
		quals = lappend(quals, group_qual(touched->def, slot));
	}
	TermTupleHashIterator(&iterator);
	if (quals == NIL)
		return makeBoolConst(false, false);
	return list_length(quals) == 1 ? linitial(quals) :
									 (Node *) makeBoolExpr(OR_EXPR, quals, -1);
}
