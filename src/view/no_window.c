/*
 * no_window.c
 *	  Which rows of a batch have no window.
 *
 * A row whose time is NULL or infinite lies in no window.  A query has it in the
 * group of NULL, or of windows that overlap, nowhere; a view does the same, and
 * lists the row, with its position in the stream.  But rows of a feed do not know
 * their position, and giving them numbers would cost all rows something.
 *
 * So rows are watched on their way to their groups, which is a look at the column
 * of each window key, and only if one had none, the feed is run over the batch
 * once more, for the numbers and times of such rows alone (FEED_NO_WINDOW).
 * Nothing is applied twice.
 *
 * Rows of a view with lateness are numbered in any case; those the watermark
 * notes (watermark.c).
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_func.h"

#include "compat.h"
#include "view/view_internal.h"

/* ---------- watching ---------- */

typedef struct WindowWatch
{
	DestReceiver pub;
	DestReceiver *next;
	Oid timetype; /* of sessions: their column has a time, else InvalidOid */
	int n;
	AttrNumber *columns; /* of window keys */
	bool *missed;
} WindowWatch;

static bool
has_window(const WindowWatch *watch, const TupleTableSlot *slot, AttrNumber column)
{
	int64 time;

	return !slot->tts_isnull[column] &&
		   (!OidIsValid(watch->timetype) ||
			EventTimeFromDatum(watch->timetype, slot->tts_values[column], &time));
}

static bool
watch_take(TupleTableSlot *slot, DestReceiver *self)
{
	WindowWatch *watch = (WindowWatch *) self;

	slot_getallattrs(slot);
	for (int i = 0; i < watch->n; i++)
		if (!has_window(watch, slot, watch->columns[i]))
			*watch->missed = true;
	return watch->next->receiveSlot(slot, watch->next);
}

static void
watch_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
	DestReceiver *next = ((WindowWatch *) self)->next;

	next->rStartup(next, operation, typeinfo);
}

static void
watch_shutdown(DestReceiver *self)
{
	DestReceiver *next = ((WindowWatch *) self)->next;

	next->rShutdown(next);
}

static void
free_receiver(DestReceiver *self)
{
	pfree(self);
}

/*
 * WindowWatchCreate: a receiver of the feed's rows, or of their keys, that hands
 * them on to next, and sets *missed if one lacks a window; in the current context.
 * next itself if the definition has no windows.  To destroy it is to free it, and
 * not next.
 */
DestReceiver *
WindowWatchCreate(const ViewDef *def, DestReceiver *next, bool *missed)
{
	WindowWatch *watch = palloc0(sizeof(WindowWatch));

	watch->columns = palloc(sizeof(AttrNumber) * Max(def->nkeys, 1));
	for (int i = 0; i < def->nkeys; i++)
		if (def->keys[i].time != NULL)
			watch->columns[watch->n++] = def->keys[i].feedno - 1;
	if (watch->n == 0)
		return next;
	if (ViewDefHasSessions(def))
		watch->timetype = def->window->timetype;
	watch->pub.receiveSlot = watch_take;
	watch->pub.rStartup = watch_startup;
	watch->pub.rShutdown = watch_shutdown;
	watch->pub.rDestroy = free_receiver;
	watch->pub.mydest = DestNone;
	watch->next = next;
	watch->missed = missed;
	return &watch->pub;
}

/* ---------- looking for them ---------- */

/* NOT isfinite(time), for a type that has infinite times; else NULL. */
static Expr *
is_infinite(Node *time)
{
	Oid type = exprType(time);
	Oid function;

	if (EventTimeIsNumber(type))
		return NULL;
	function = LookupFuncName(
		list_make2(makeString("pg_catalog"), makeString("isfinite")), 1, &type, false);
	return make_notclause((Expr *) makeFuncExpr(function, BOOLOID, list_make1(time),
												InvalidOid, InvalidOid,
												COERCE_EXPLICIT_CALL));
}

/* Does a row of the feed lack the window that is this key? */
static Expr *
lacks_window(const ViewDef *def, const ViewKey *key)
{
	TargetEntry *column =
		list_nth_node(TargetEntry, def->feed->targetList, key->feedno - 1);
	NullTest *test = makeNode(NullTest);
	Expr *infinite = NULL;

	test->arg = copyObject(column->expr);
	test->nulltesttype = IS_NULL;
	test->location = -1;
	if (ViewDefHasSessions(def))
		infinite = is_infinite(copyObject((Node *) column->expr));
	return infinite == NULL ? (Expr *) test : make_orclause(list_make2(test, infinite));
}

/*
 * NoWindowFeed: the feed with rows that lack a window only; for each window key,
 * the columns: does the row lack it, and the event time.
 */
Query *
NoWindowFeed(const ViewDef *def)
{
	Query *feed = copyObject(def->feed);
	List *conditions = NIL;

	feed->targetList = NIL;
	for (int i = 0; i < def->nkeys; i++)
	{
		const ViewKey *key = &def->keys[i];
		AttrNumber resno = list_length(feed->targetList) + 1;
		Expr *lacks;

		if (key->time == NULL)
			continue;
		lacks = lacks_window(def, key);
		conditions = lappend(conditions, lacks);
		feed->targetList =
			lappend(feed->targetList, makeTargetEntry(copyObject(lacks), resno,
													  psprintf("c%d", resno), false));
		feed->targetList = lappend(
			feed->targetList, makeTargetEntry(copyObject((Expr *) key->time), resno + 1,
											  psprintf("c%d", resno + 1), false));
	}
	feed->jointree->quals =
		make_and_qual(feed->jointree->quals, list_length(conditions) == 1 ?
												 linitial(conditions) :
												 (Node *) make_orclause(conditions));
	(void) QueryExpandWholeRows(feed);
	return feed;
}

typedef struct NoWindowReceiver
{
	DestReceiver pub;
	AttrNumber ordinalno;
	MemoryContext context;
	List **rows;
} NoWindowReceiver;

/* Text of the time of the first window that the row lacks; NULL if it is null. */
static char *
missing_time(TupleTableSlot *slot, AttrNumber ordinalno)
{
	for (int i = 0; i + 1 < ordinalno - 1; i += 2)
		if (DatumGetBool(slot->tts_values[i]) && !slot->tts_isnull[i + 1])
			return EventTimeDatumText(
				TupleDescAttr(slot->tts_tupleDescriptor, i + 1)->atttypid,
				slot->tts_values[i + 1]);
	return NULL;
}

static bool
no_window_take(TupleTableSlot *slot, DestReceiver *self)
{
	NoWindowReceiver *receiver = (NoWindowReceiver *) self;
	MemoryContext old;
	ViewLateRow *late;
	int64 row;

	slot_getallattrs(slot);
	row = DatumGetInt64(slot->tts_values[receiver->ordinalno - 1]);
	if (*receiver->rows != NIL && ((ViewLateRow *) llast(*receiver->rows))->row == row)
		return true; /* a join has made several of it */
	old = MemoryContextSwitchTo(receiver->context);
	late = palloc0(sizeof(ViewLateRow));
	late->row = row;
	late->event_time = missing_time(slot, receiver->ordinalno);
	late->action = "no window";
	*receiver->rows = lappend(*receiver->rows, late);
	MemoryContextSwitchTo(old);
	return true;
}

static void
ignore_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
}

static void
ignore_shutdown(DestReceiver *self)
{
}

/*
 * NoWindowReceiverCreate: a receiver of the rows of NoWindowFeed, which carry their
 * number in column ordinalno, the last one.  Appends a ViewLateRow for each to the
 * list, in context.
 */
DestReceiver *
NoWindowReceiverCreate(AttrNumber ordinalno, MemoryContext context, List **rows)
{
	NoWindowReceiver *receiver = palloc0(sizeof(NoWindowReceiver));

	receiver->pub.receiveSlot = no_window_take;
	receiver->pub.rStartup = ignore_startup;
	receiver->pub.rShutdown = ignore_shutdown;
	receiver->pub.rDestroy = free_receiver;
	receiver->pub.mydest = DestNone;
	receiver->ordinalno = ordinalno;
	receiver->context = context;
	receiver->rows = rows;
	return &receiver->pub;
}
