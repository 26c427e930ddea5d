/*
 * watermark.c
 *	  How far event time has come in a view, and what follows for a row.
 *
 * The watermark W of a view with lateness is a function of the stream and of
 * nothing else: neither of a clock, nor of how the stream is cut into batches,
 * nor of crashes.  Two things raise it, and nothing lowers it:
 *
 *	 rows	W >= largest event time seen - lateness.  Rows count that come out of
 *			the view's WHERE.  A time further than max_future ahead of its own
 *			commit counts for nothing.
 *	 ticks	when other transactions of the database commit after the last row, as
 *			much time is taken to have passed for the source as between the
 *			commits since: W >= largest event time seen + that time - lateness.
 *			Ticks come once a second of commit time (stream.h).  Windows of
 *			numbers know no ticks.
 *
 * Clocks are set forward by mistake, and back.  So what passes between two commits
 * counts for no more than the lateness, or two minutes if that is less: a jump of
 * the clock alone then does not carry W beyond the largest event time seen, and
 * rows of the right time are not late for it.  One commit a minute is enough for
 * time to pass as it does.  A commit that lies further than that before the newest
 * one shows that the clock was set back: what has passed has passed, and time is
 * counted on from there.
 *
 * Rows are judged one by one in the order of the stream: one whose window ends
 * at or before W is late.  While the window is kept (no retention, or it ends
 * after W - retention) the row is merged, else diverted; either way it is
 * listed.  Rows without a window are merged into the group of NULL, where a
 * query would have them, and listed.
 *
 * A table being filled has no order: its rows raise the watermark and are never
 * late, and max_future counts from the start of the filling transaction.  A
 * rebuild lowers the watermark to what the table says, unless closed windows are
 * emitted, which readers of the feed take for closed; reset_watermark() does it for
 * these too.
 *
 * What is known is saved in streamml.view_watermark with the states
 * (WatermarkSettle), and read again after an error (WatermarkForget).  Ticks of
 * batches without rows are passed in memory and not saved unless they make
 * something due; `idle` remembers them over an error, until rows that came later
 * have been applied.  After a crash they are read again, because the position on
 * disk is before them.
 *
 * Windows of panes (hop, cumulate, trailing): the key is a pane, the part that
 * several windows share.  The first full window of a row to close ends with
 * the pane, the last one `extra` later at most.
 *
 * Sessions end the gap after their last row, which is not known from a row.  A
 * row is judged by the session that it would make; it is looked for only if the
 * row alone would be late.
 *
 * Memory: the structure and its late rows live in a context of their own below
 * the run's.  Late groups may be in a file: WatermarkForget comes before the context
 * is deleted.
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/int.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "compat.h"
#include "fault.h"
#include "view/view_internal.h"

/* Ends of civil windows lie on multiples of this, whatever the zone. */
#define CIVIL_STEP (30 * USECS_PER_MINUTE)

/* Between two commits no more time passes than this, or the lateness if longer. */
#define LONGEST_STEP (2 * USECS_PER_MINUTE)

/* What is to be done with a row, by the window it belongs to. */
typedef enum WatermarkVerdict
{
	ROW_ON_TIME, /* its window is open */
	ROW_LATE,	 /* closed but kept: the row is merged and listed */
	ROW_TOO_LATE /* freed: the row is listed only */
} WatermarkVerdict;

/* The group that a late row goes to. */
typedef struct NotedGroup
{
	HeapTuple tuple; /* its keys and bounds */
	int pattern;	 /* which keys are NULL, as bits */
	int64 from;
	int64 upto;
} NotedGroup;

struct Watermark
{
	const ContinuousView *view;
	const ViewDef *def;
	MemoryContext context;
	MemoryContext bind_context;
	/* from definition and options */
	Oid endtype;
	TypeCacheEntry *range;
	bool number; /* event times are numbers */
	bool panes;	 /* the key is a pane */
	bool sessions;
	int64 gap;	 /* of sessions */
	int64 extra; /* from the end of a pane to the end of the last window with it */
	ViewSpans spans;
	/* saved with the states */
	ViewClock clock;
	ViewClock idle; /* what it was when time passed without a transaction */
	bool has_idle;	/* and no rows have been applied since */
	bool taken;		/* rows of this batch have been looked at */
	bool loaded;
	bool dirty;
	bool filling;
	/* the place in the batch */
	ViewBatch from;
	int tick;		   /* the next one */
	int commit;		   /* of the row that comes */
	int64 commit_end;  /* its rows end before this one */
	int64 future_from; /* event times after it are too far in the future */
	/* the row before had this window */
	RangeType *window;
	Size window_size;
	Size window_space;
	int64 window_end;
	/* bounds that the watermark must reach for anything to be done */
	int64 next_close;
	int64 oldest_end;
	int64 last_end;
	int64 pane_width;
	int64 pane_start;
	/* late rows and, for the feed of closed windows, their groups */
	MemoryContext late_context;
	List *late_rows; /* of ViewLateRow */
	TupleDesc group_desc;
	Tuplestorestate *late_groups;
	List *late_nulls; /* which of their keys are NULL together, as bits */
	int64 late_from;  /* their windows begin at or after it, */
	int64 late_upto;  /* and end at or before it */
	List *noted;	  /* of NotedGroup, of the row in hand: not in the store yet */
	int64 noted_row;
	/* for WatermarkGoBack; in the context of the watermark */
	struct Watermark *marked;
	int marked_late_rows;
};

/* ---------- event times ---------- */

/*
 * EventTimeAdd: a time that much later (or earlier), as far as there are times.
 */
int64
EventTimeAdd(int64 time, int64 span)
{
	int64 result;

	if (pg_add_s64_overflow(time, span, &result))
		return span < 0 ? PG_INT64_MIN : PG_INT64_MAX;
	return result;
}

/*
 * SessionGap: the gap of a view over sessions; 0 if it is over other windows.
 */
int64
SessionGap(const ViewDef *def)
{
	if (!ViewDefHasSessions(def))
		return 0;
	return def->window->timetype == DATEOID ? def->window->gap * USECS_PER_DAY :
											  def->window->gap;
}

/*
 * ViewWindowEndType: the type of the ends of windows.
 */
Oid
ViewWindowEndType(const ViewDef *def)
{
	return ViewDefHasSessions(def) ? def->window->timetype :
									 get_range_subtype(def->keys[def->window->key].type);
}

/*
 * EventTimeFromDatum: a time of one of the types of event times as int64, see
 * window_options.c.  False if it is infinite.
 */
bool
EventTimeFromDatum(Oid type, Datum value, int64 *time)
{
	switch (type)
	{
		case INT2OID:
			*time = DatumGetInt16(value);
			return true;
		case INT4OID:
			*time = DatumGetInt32(value);
			return true;
		case INT8OID:
			*time = DatumGetInt64(value);
			return true;
		case DATEOID:
			*time = (int64) DatumGetDateADT(value) * USECS_PER_DAY;
			return !DATE_NOT_FINITE(DatumGetDateADT(value));
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			*time = DatumGetTimestamp(value);
			return !TIMESTAMP_NOT_FINITE(*time);
	}
	elog(ERROR, "event time of type %u", type);
}

/*
 * EventTimeToDatum: the largest value of the type that is not after the time.
 */
Datum
EventTimeToDatum(Oid type, int64 time)
{
	int64 days;

	switch (type)
	{
		case INT2OID:
			return Int16GetDatum((int16) Max(PG_INT16_MIN, Min(PG_INT16_MAX, time)));
		case INT4OID:
			return Int32GetDatum((int32) Max(PG_INT32_MIN, Min(PG_INT32_MAX, time)));
		case DATEOID:
			days = time / USECS_PER_DAY - (time % USECS_PER_DAY < 0 ? 1 : 0);
			return DateADTGetDatum(
				(DateADT) Max(DATEVAL_NOBEGIN, Min(DATEVAL_NOEND, days)));
		default:
			return Int64GetDatum(time);
	}
}

/*
 * EventTimeText: the time as text; times of dates are shown as timestamps.
 */
char *
EventTimeText(Oid timetype, int64 time)
{
	if (EventTimeIsNumber(timetype))
		return psprintf(INT64_FORMAT, time);
	if (!IS_VALID_TIMESTAMP(time))
		return pstrdup(time < 0 ? "-infinity" : "infinity");
	return DatumGetCString(
		DirectFunctionCall1(timetype == TIMESTAMPTZOID ? timestamptz_out : timestamp_out,
							TimestampGetDatum(time)));
}

/*
 * EventTimeDatumText: the same of a value of the type, which may be infinite.
 */
char *
EventTimeDatumText(Oid timetype, Datum time)
{
	int64 value;

	if (EventTimeFromDatum(timetype, time, &value))
		return EventTimeText(timetype, value);
	return pstrdup(value < 0 ? "-infinity" : "infinity");
}

/* A commit's time on the clock that event times are of. */
static int64
commit_as_event_time(const Watermark *watermark, TimestampTz commit_time)
{
	if (watermark->clock.time_type == TIMESTAMPTZOID)
		return commit_time;
	return DatumGetTimestamp(
		DirectFunctionCall1(timestamptz_timestamp, TimestampTzGetDatum(commit_time)));
}

/* ---------- making one ---------- */

/*
 * WatermarkCreate: the watermark of a view with lateness, not loaded yet, in a
 * context below parent.  The view must outlive it.
 */
Watermark *
WatermarkCreate(const ContinuousView *view, MemoryContext parent)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "streamml watermark", ALLOCSET_SMALL_SIZES);
	Watermark *watermark = MemoryContextAllocZero(context, sizeof(Watermark));

	watermark->context = context;
	watermark->view = view;
	watermark->bind_context = AllocSetContextCreate(
		context, "streamml watermark definition", ALLOCSET_SMALL_SIZES);
	watermark->late_context =
		AllocSetContextCreate(context, "streamml late rows", ALLOCSET_DEFAULT_SIZES);
	return watermark;
}

/* The most that an interval argument of the window function can be. */
static int64
longest(const ViewWindow *window, int arg)
{
	const Const *value = (const Const *) eval_const_expressions(
		NULL, copyObject(list_nth(window->call->args, arg)));
	const Interval *span;

	if (!IsA(value, Const) || value->constisnull)
		ViewDefRefuse("option \"lateness\" with a window whose width is not a constant",
					  "How long its panes are needed is not known.", NULL);
	if (value->consttype == INT4OID)
		return DatumGetInt32(value->constvalue);
	if (value->consttype == INT8OID)
		return DatumGetInt64(value->constvalue);
	span = DatumGetIntervalP(value->constvalue);
	return EventTimeAdd(span->time, ((int64) span->month * 31 + span->day) *
										(USECS_PER_DAY + USECS_PER_HOUR));
}

/*
 * ViewWindowReach: how long after a pane the last window with it ends, at most.
 * Raises an error if that is not known when the view is made.
 */
int64
ViewWindowReach(const ViewWindow *window)
{
	switch (window->kind)
	{
		case WINDOW_HOP:
		case WINDOW_CUMULATE:
			return longest(window, 2);
		case WINDOW_TRAILING:
			return longest(window, 1);
		default:
			return 0;
	}
}

/*
 * A late group: its keys, and the times between which panes end that share a window
 * with it.
 */
static TupleDesc
describe_groups(const ViewDef *def, Oid endtype)
{
	TupleDesc tupdesc = CreateTemplateTupleDesc(def->nkeys + 2);

	for (int i = 0; i < def->nkeys; i++)
	{
		TupleDescInitEntry(tupdesc, i + 1, psprintf("k%d", i + 1), def->keys[i].type,
						   def->keys[i].typmod, 0);
		TupleDescInitEntryCollation(tupdesc, i + 1, def->keys[i].collation);
	}
	TupleDescInitEntry(tupdesc, def->nkeys + 1, "a", endtype, -1, 0);
	TupleDescInitEntry(tupdesc, def->nkeys + 2, "b", endtype, -1, 0);
	return tupdesc;
}

/*
 * WatermarkBind: from now on rows are those of this definition's feed.
 */
void
WatermarkBind(Watermark *watermark, const ViewDef *def)
{
	const ViewKey *key = &def->keys[def->window->key];
	MemoryContext old;

	MemoryContextReset(watermark->bind_context);
	old = MemoryContextSwitchTo(watermark->bind_context);
	watermark->def = def;
	watermark->sessions = ViewDefHasSessions(def);
	watermark->gap = SessionGap(def);
	if (!watermark->sessions)
		watermark->range = lookup_type_cache(key->type, TYPECACHE_RANGE_INFO);
	watermark->endtype = ViewWindowEndType(def);
	watermark->number = EventTimeIsNumber(def->window->timetype);
	watermark->panes = ViewHasPanes(def);
	watermark->extra = ViewWindowReach(def->window);
	ViewOptionsSpans(&watermark->view->options, def->window->timetype, &watermark->spans);
	watermark->clock.time_type = def->window->timetype;
	watermark->window_size = 0;
	watermark->group_desc = describe_groups(def, watermark->endtype);
	MemoryContextSwitchTo(old);
}

/* Nothing is known of the ends of windows: look when there is an occasion. */
static void
forget_ends(Watermark *watermark)
{
	watermark->next_close = PG_INT64_MIN;
	watermark->oldest_end = PG_INT64_MIN;
	watermark->last_end = PG_INT64_MAX;
}

/*
 * A view that is rebuilt finds its watermark anew in the table.  One that emits
 * closed windows keeps it, or windows would close twice.
 */
static void
begin_generation(Watermark *watermark)
{
	ViewClock *clock = &watermark->clock;

	clock->known &= watermark->view->options.emit_closed;
	if (!clock->known)
		clock->emitted = clock->kept_after = PG_INT64_MIN;
	clock->max_seen = PG_INT64_MIN;
}

/* Time that had passed for the view has passed, whatever was undone since. */
static void
catch_up_with_idle(Watermark *watermark)
{
	ViewClock *clock = &watermark->clock;
	const ViewClock *idle = &watermark->idle;

	if (!watermark->has_idle)
		return;
	clock->newest = idle->newest;
	clock->last_commit = idle->last_commit;
	if (clock->known && idle->known)
		clock->watermark = Max(clock->watermark, idle->watermark);
}

/*
 * WatermarkLoad: read what was saved with the states, unless it is in memory.
 */
void
WatermarkLoad(Watermark *watermark)
{
	Oid time_type = watermark->clock.time_type;
	Snapshot snapshot;

	if (watermark->loaded)
		return;
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	(void) ViewClockLoad(watermark->view->id, snapshot, &watermark->clock);
	UnregisterSnapshot(snapshot);
	if (watermark->clock.generation != watermark->view->generation)
		begin_generation(watermark);
	watermark->clock.time_type = time_type;
	catch_up_with_idle(watermark);
	forget_ends(watermark);
	watermark->filling = false;
	watermark->dirty = false;
	watermark->loaded = true;
}

static void
forget_late_rows(Watermark *watermark)
{
	if (watermark->late_groups != NULL)
		tuplestore_end(watermark->late_groups);
	watermark->late_groups = NULL;
	watermark->late_rows = NIL;
	watermark->late_nulls = NIL;
	watermark->noted = NIL;
	MemoryContextReset(watermark->late_context);
}

/*
 * WatermarkForget: what is in memory is void.  Touches memory, and the file of late
 * groups, only.
 */
void
WatermarkForget(Watermark *watermark)
{
	watermark->loaded = false;
	watermark->taken = false;
	forget_late_rows(watermark);
}

/*
 * WatermarkIsLoaded: is it in memory?
 */
bool
WatermarkIsLoaded(const Watermark *watermark)
{
	return watermark->loaded;
}

/*
 * A list of late groups, in the current context.  Rows of a batch may be taken in
 * subtransactions of which only the last settles, so the file that it grows into is
 * none of theirs; forget_late_rows removes it.
 */
static Tuplestorestate *
begin_late_groups(void)
{
	ResourceOwner old = CurrentResourceOwner;
	Tuplestorestate *result;

	CurrentResourceOwner = TopTransactionResourceOwner;
	result = tuplestore_begin_heap(false, true, work_mem);
	CurrentResourceOwner = old;
	return result;
}

/* The row that has noted groups was applied: they are to be emitted again. */
static void
keep_noted_groups(Watermark *watermark)
{
	MemoryContext old;
	ListCell *lc;

	if (watermark->noted == NIL)
		return;
	old = MemoryContextSwitchTo(watermark->late_context);
	foreach (lc, watermark->noted)
	{
		NotedGroup *group = lfirst(lc);
		bool first = watermark->late_groups == NULL;

		if (first)
			watermark->late_groups = begin_late_groups();
		watermark->late_from =
			first ? group->from : Min(watermark->late_from, group->from);
		watermark->late_upto =
			first ? group->upto : Max(watermark->late_upto, group->upto);
		watermark->late_nulls =
			list_append_unique_int(watermark->late_nulls, group->pattern);
		tuplestore_puttuple(watermark->late_groups, group->tuple);
		heap_freetuple(group->tuple);
	}
	list_free_deep(watermark->noted);
	watermark->noted = NIL;
	MemoryContextSwitchTo(old);
}

/*
 * WatermarkMark: remember what is known now, before a row that may have to be undone.
 */
void
WatermarkMark(Watermark *watermark)
{
	Watermark *marked = watermark->marked;

	keep_noted_groups(watermark);
	if (marked == NULL)
		marked = MemoryContextAlloc(watermark->context, sizeof(Watermark));
	*marked = *watermark;
	watermark->marked = marked;
	watermark->marked_late_rows = list_length(watermark->late_rows);
}

/*
 * WatermarkGoBack: make it what it was then.  Late rows noted since are dropped from
 * the list; what is known of the window of the row before is known no more.
 */
void
WatermarkGoBack(Watermark *watermark)
{
	Watermark *marked = watermark->marked;
	Watermark now = *watermark;

	list_free_deep(now.noted);
	*watermark = *marked;
	watermark->marked = marked;
	watermark->marked_late_rows = now.marked_late_rows;
	watermark->late_rows = list_truncate(now.late_rows, now.marked_late_rows);
	watermark->window = now.window;
	watermark->window_space = now.window_space;
	watermark->window_size = 0;
}

/* ---------- time passes ---------- */

static void
raise_to(Watermark *watermark, int64 to)
{
	if (to <= watermark->clock.watermark)
		return;
	watermark->clock.watermark = to;
	watermark->dirty = true;
}

/* An event time was seen. */
static void
see(Watermark *watermark, int64 time)
{
	ViewClock *clock = &watermark->clock;
	int64 behind = EventTimeAdd(time, -watermark->spans.lateness);

	if (!clock->known)
	{
		clock->known = true;
		clock->max_seen = time;
		clock->watermark = behind;
		watermark->dirty = true;
		return;
	}
	if (time > clock->max_seen)
		clock->max_seen = time;
	raise_to(watermark, behind);
}

/*
 * The clock says this now.  The last commit with a row is moved along with it, by
 * what does not count as time that has passed.
 */
static void
set_clock(Watermark *watermark, TimestampTz now)
{
	ViewClock *clock = &watermark->clock;
	int64 longest = Max(watermark->spans.lateness, LONGEST_STEP);
	int64 step = now - clock->newest;

	if (clock->newest == 0) /* the first commit that is seen */
		step = 0;
	else if (step <= 0 && step >= -longest) /* commits in disorder */
		return;
	if (clock->last_commit != 0)
		clock->last_commit += step < 0 ? step : Max(step - longest, 0);
	clock->newest = now;
	watermark->dirty = true;
}

/* A transaction has committed, with rows of the view before it or without. */
static void
pass_tick(Watermark *watermark, const StreamTick *tick)
{
	ViewClock *clock = &watermark->clock;

	if (watermark->number)
		return;
	set_clock(watermark, tick->second);
	if (!clock->known)
		return;
	if (clock->last_commit == 0) /* since the view was filled */
		clock->last_commit = clock->newest;
	else if (clock->newest > clock->last_commit)
		raise_to(watermark, EventTimeAdd(EventTimeAdd(clock->max_seen,
													  clock->newest - clock->last_commit),
										 -watermark->spans.lateness));
}

/* Let the ticks before position `end` pass that have not. */
static void
pass_ticks(Watermark *watermark, XLogRecPtr end)
{
	const StreamBatch *batch = watermark->from.batch;

	while (watermark->tick < batch->nticks && batch->ticks[watermark->tick].end_lsn < end)
		pass_tick(watermark, &batch->ticks[watermark->tick++]);
}

/* The first tick after position `from`. */
static int
first_tick_after(const StreamBatch *batch, XLogRecPtr from)
{
	int low = 0;
	int high = batch->nticks;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (batch->ticks[middle].end_lsn > from)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Have rows of this batch been taken before?  Then their ticks have passed. */
static bool
goes_on(const Watermark *watermark, const ViewBatch *batch)
{
	return watermark->taken && watermark->from.batch == batch->batch &&
		   watermark->from.from == batch->from;
}

/*
 * WatermarkExpect: rows of a batch follow.
 */
void
WatermarkExpect(Watermark *watermark, const ViewBatch *batch)
{
	bool same = goes_on(watermark, batch);

	watermark->from = *batch;
	watermark->commit = -1;
	watermark->commit_end = -1;
	if (same)
		return;
	if (watermark->taken) /* those of the batch before have been applied */
		watermark->has_idle = false;
	watermark->taken = false;
	watermark->tick = first_tick_after(batch->batch, batch->from);
}

/*
 * WatermarkPass: the ticks of a batch after position `from`, all rows of which
 * have been taken.
 */
void
WatermarkPass(Watermark *watermark, const StreamBatch *batch, XLogRecPtr from)
{
	for (int i = first_tick_after(batch, from); i < batch->nticks; i++)
		pass_tick(watermark, &batch->ticks[i]);
}

/*
 * WatermarkPassIdle: the same for a batch without rows, of which nothing will be
 * saved for now.
 */
void
WatermarkPassIdle(Watermark *watermark, const StreamBatch *batch, XLogRecPtr from)
{
	WatermarkPass(watermark, batch, from);
	watermark->idle = watermark->clock;
	watermark->has_idle = true;
	watermark->taken = false;
}

/*
 * WatermarkFill: rows of the table follow, all of which are on time.
 */
void
WatermarkFill(Watermark *watermark)
{
	watermark->filling = true;
	watermark->dirty = true; /* a view filled from an empty table has a row, too */
	memset(&watermark->from, 0, sizeof(ViewBatch));
	if (watermark->spans.max_future >= 0)
		watermark->future_from = EventTimeAdd(
			commit_as_event_time(watermark, GetCurrentTransactionStartTimestamp()),
			watermark->spans.max_future);
}

/* The next row is this one of the source's in the batch. */
static void
move_to_row(Watermark *watermark, int64 row)
{
	const SourceBatch *source = watermark->from.source;
	const StreamCommit *commit;

	if (row < watermark->commit_end)
		return;
	if (watermark->commit < 0)
		watermark->commit =
			SourceBatchCommitOfRow(watermark->from.source, row, NULL) - source->commits;
	while (row >= source->commits[watermark->commit].first_row +
					  source->commits[watermark->commit].nrows)
		watermark->commit++;
	commit = &source->commits[watermark->commit];
	watermark->commit_end = commit->first_row + commit->nrows;
	pass_ticks(watermark, commit->end_lsn);
	if (watermark->spans.max_future >= 0)
		watermark->future_from =
			EventTimeAdd(commit_as_event_time(watermark, commit->commit_time),
						 watermark->spans.max_future);
}

/* ---------- rows ---------- */

/* What becomes of a row whose window (or pane) ends at window_end and comes now? */
static WatermarkVerdict
judge_for_window(const Watermark *watermark, int64 window_end)
{
	const ViewClock *clock = &watermark->clock;

	if (!clock->known || window_end > clock->watermark)
		return ROW_ON_TIME;
	if (watermark->spans.retention >= 0 &&
		EventTimeAdd(window_end, watermark->extra) <=
			EventTimeAdd(clock->watermark, -watermark->spans.retention))
		return ROW_TOO_LATE;
	return ROW_LATE;
}

/*
 * The same for a row of a view over sessions, by the session that it would make:
 * late if that is closed all the same.  A row so old that the session it belongs
 * to may have been freed is too late, unless there is one that is kept.  Whether
 * those that are not kept have been freed yet depends on where the batch began, so
 * they count for nothing (session_cache.c).
 */
static WatermarkVerdict
judge_for_session(const Watermark *watermark, GroupCache *cache, const Datum *values,
				  const bool *isnull, int64 time)
{
	const ViewClock *clock = &watermark->clock;
	int64 unit = watermark->endtype == DATEOID ? USECS_PER_DAY : 1;
	int64 bound = watermark->spans.retention < 0 ?
					  PG_INT64_MIN :
					  EventTimeAdd(clock->watermark, -watermark->spans.retention);
	int64 last;
	int64 joined;

	if (!clock->known)
		return ROW_ON_TIME;
	if (bound != PG_INT64_MIN)
		GroupCacheExpireSessions(cache,
								 FloorDiv(EventTimeAdd(bound, -watermark->gap), unit));
	if (EventTimeAdd(time, watermark->gap) > clock->watermark ||
		!GroupCacheSessionSpan(cache, values, isnull, &last, &joined))
		return ROW_ON_TIME;
	if (EventTimeAdd(last * unit, watermark->gap) > clock->watermark)
		return ROW_ON_TIME;
	if (time <= bound && joined == PG_INT64_MIN)
		return ROW_TOO_LATE;
	return ROW_LATE;
}

/* End of the row's window, taken from the row before if it is the same. */
static int64
end_of_window(Watermark *watermark, Datum value)
{
	RangeType *range = DatumGetRangeTypeP(value);
	Size size = VARSIZE(range);
	RangeBound lower;
	RangeBound upper;
	bool empty;

	if (size == watermark->window_size && memcmp(range, watermark->window, size) == 0)
		return watermark->window_end;
	range_deserialize(watermark->range, range, &lower, &upper, &empty);
	if (empty || upper.infinite ||
		!EventTimeFromDatum(watermark->endtype, upper.val, &watermark->window_end))
		watermark->window_end = PG_INT64_MAX; /* never closes */
	if (!lower.infinite &&
		EventTimeFromDatum(watermark->endtype, lower.val, &watermark->pane_start))
		watermark->pane_width = watermark->window_end - watermark->pane_start;
	if (size > watermark->window_space)
	{
		watermark->window = watermark->window == NULL ?
								MemoryContextAlloc(watermark->context, size) :
								repalloc(watermark->window, size);
		watermark->window_space = size;
	}
	memcpy(watermark->window, range, size);
	watermark->window_size = size;
	if ((Pointer) range != DatumGetPointer(value))
		pfree(range);
	return watermark->window_end;
}

/*
 * Is the row on the list with this action?  A join, or grouping sets, make several
 * of a row, which may fare differently.
 */
static bool
is_noted(const Watermark *watermark, int64 row, const char *action)
{
	for (int i = list_length(watermark->late_rows) - 1; i >= 0; i--)
	{
		const ViewLateRow *late = list_nth(watermark->late_rows, i);

		if (late->row != row)
			return false;
		if (strcmp(late->action, action) == 0)
			return true;
	}
	return false;
}

/* Remember a row for the list of late ones, and count it; once for each action. */
static void
note_row(Watermark *watermark, int64 row, const char *action, Datum time, bool isnull,
		 int64 *count)
{
	MemoryContext old;
	ViewLateRow *late;

	if (is_noted(watermark, row, action))
		return;
	(*count)++;
	old = MemoryContextSwitchTo(watermark->late_context);
	late = palloc0(sizeof(ViewLateRow));
	late->row = row;
	late->action = action;
	if (!isnull)
		late->event_time = EventTimeDatumText(watermark->clock.time_type, time);
	if (watermark->clock.known)
		late->watermark =
			EventTimeText(watermark->clock.time_type, watermark->clock.watermark);
	watermark->late_rows = lappend(watermark->late_rows, late);
	MemoryContextSwitchTo(old);
	watermark->dirty = true;
}

/* Remember the group that a late row goes to. */
static void
note_group(Watermark *watermark, const Datum *values, const bool *isnull, int64 from,
		   int64 upto)
{
	const ViewDef *def = watermark->def;
	Datum keys[INDEX_MAX_KEYS + 2];
	bool nulls[INDEX_MAX_KEYS + 2];
	NotedGroup *group;
	MemoryContext old;

	if (!watermark->view->options.emit_closed)
		return;
	old = MemoryContextSwitchTo(watermark->late_context);
	group = palloc0(sizeof(NotedGroup));
	group->from = from;
	group->upto = upto;
	for (int i = 0; i < def->nkeys; i++)
	{
		keys[i] = values[def->keys[i].feedno - 1];
		nulls[i] = isnull[def->keys[i].feedno - 1];
		group->pattern |= nulls[i] ? 1 << i : 0;
	}
	keys[def->nkeys] =
		EventTimeToDatum(watermark->endtype, EventTimeAdd(from, -(watermark->extra + 1)));
	keys[def->nkeys + 1] =
		EventTimeToDatum(watermark->endtype, EventTimeAdd(upto, watermark->extra));
	nulls[def->nkeys] = nulls[def->nkeys + 1] = false;
	group->tuple = heap_form_tuple(watermark->group_desc, keys, nulls);
	watermark->noted = lappend(watermark->noted, group);
	MemoryContextSwitchTo(old);
}

/* The row's commit is the last one with a row that can be believed. */
static void
note_commit_of_row(Watermark *watermark)
{
	ViewClock *clock = &watermark->clock;

	set_clock(watermark, watermark->from.source->commits[watermark->commit].commit_time);
	clock->last_commit = clock->newest;
	watermark->dirty = true;
}

/* A row that goes into an open or kept window that ends then. */
static void
note_end(Watermark *watermark, int64 end)
{
	int64 last = EventTimeAdd(end, watermark->extra);

	if (end > watermark->clock.watermark || !watermark->clock.known)
		watermark->next_close = Min(watermark->next_close, end);
	watermark->oldest_end = Min(watermark->oldest_end, last);
	if (watermark->last_end != PG_INT64_MAX && end != PG_INT64_MAX)
		watermark->last_end = Max(watermark->last_end, last);
}

/* What becomes of a row whose window ends then; late ones are noted. */
static WatermarkVerdict
judge_row(Watermark *watermark, GroupCache *cache, const Datum *values,
		  const bool *isnull, int64 row, int64 time, int64 end)
{
	Datum event_time = values[watermark->def->window->timeno - 1];
	WatermarkVerdict verdict =
		watermark->sessions ? judge_for_session(watermark, cache, values, isnull, time) :
							  judge_for_window(watermark, end);

	if (verdict == ROW_LATE)
	{
		note_row(watermark, row, "merged", event_time, false, &watermark->clock.merged);
		if (watermark->sessions)
			note_group(watermark, values, isnull, time, time);
		else
			note_group(watermark, values, isnull, watermark->pane_start, end);
	}
	else if (verdict == ROW_TOO_LATE)
		note_row(watermark, row, "diverted", event_time, false,
				 &watermark->clock.diverted);
	return verdict;
}

/*
 * WatermarkTake: look at a row of the feed, the next one in the stream.  Column
 * ordinalno has its number in the batch; cache knows sessions.  False if the row
 * is too late and must not be applied.
 */
bool
WatermarkTake(Watermark *watermark, GroupCache *cache, const Datum *values,
			  const bool *isnull, AttrNumber ordinalno)
{
	const ViewDef *def = watermark->def;
	AttrNumber windowno = def->keys[def->window->key].feedno - 1;
	AttrNumber timeno = def->window->timeno - 1;
	WatermarkVerdict verdict = ROW_ON_TIME;
	int64 row = 0;
	int64 time;
	int64 end;

	if (!watermark->filling)
	{
		watermark->taken = true;
		row = watermark->from.first + DatumGetInt64(values[ordinalno - 1]);
		if (row != watermark->noted_row)
			keep_noted_groups(watermark);
		watermark->noted_row = row;
		move_to_row(watermark, row);
	}
	if (isnull[windowno] || isnull[timeno] ||
		!EventTimeFromDatum(def->window->timetype, values[timeno], &time))
	{
		if (!watermark->filling)
			note_row(watermark, row, "no window", values[timeno], isnull[timeno],
					 &watermark->clock.no_window);
		return true;
	}
	end = watermark->sessions ? EventTimeAdd(time, watermark->gap) :
								end_of_window(watermark, values[windowno]);
	if (!watermark->filling)
		verdict = judge_row(watermark, cache, values, isnull, row, time, end);
	if (verdict != ROW_TOO_LATE)
		note_end(watermark, end);
	if (watermark->spans.max_future < 0 || time <= watermark->future_from)
	{
		see(watermark, time);
		if (!watermark->filling)
			note_commit_of_row(watermark);
	}
	return verdict != ROW_TOO_LATE;
}

/*
 * ViewKeptAfter: windows (or panes) that end after *bound are kept by the view,
 * as the snapshot sees its watermark.  False if all are.
 */
bool
ViewKeptAfter(const ContinuousView *view, const ViewDef *def, Snapshot snapshot,
			  int64 *bound)
{
	ViewClock clock;

	if (view->options.retention == NULL || def->window == NULL ||
		!ViewClockLoad(view->id, snapshot, &clock) || clock.kept_after == PG_INT64_MIN)
		return false;
	*bound = EventTimeAdd(clock.kept_after, -ViewWindowReach(def->window));
	return true;
}

/*
 * WatermarkTakeLateRows: the rows (of ViewLateRow) to be listed since the last
 * settling.  They live until then.
 */
List *
WatermarkTakeLateRows(Watermark *watermark)
{
	List *result = watermark->late_rows;

	watermark->late_rows = NIL;
	return result;
}

/* ---------- what has become due ---------- */

static bool
retention_is_due(const Watermark *watermark)
{
	return watermark->clock.known && watermark->spans.retention >= 0 &&
		   watermark->oldest_end <=
			   EventTimeAdd(watermark->clock.watermark, -watermark->spans.retention);
}

static bool
closing_is_due(const Watermark *watermark)
{
	return watermark->clock.known && watermark->clock.watermark >= watermark->next_close;
}

/*
 * WatermarkIsDue: has the watermark reached a bound so that something is to be
 * done, were it only to let readers know?
 */
bool
WatermarkIsDue(const Watermark *watermark)
{
	return watermark->late_groups != NULL || watermark->noted != NIL ||
		   retention_is_due(watermark) || closing_is_due(watermark);
}

/*
 * When something closes next, for panes: not before the next multiple of their
 * width, and never after all windows of the last one have closed.
 */
static int64
next_end_of_panes(Watermark *watermark)
{
	int64 now = watermark->clock.watermark;
	int64 step = watermark->pane_width;
	int64 last;

	if (watermark->last_end == PG_INT64_MAX)
	{
		if (!ClosingNextEnd(watermark->def, watermark->view->state, watermark->endtype,
							true, PG_INT64_MIN, &last))
			return PG_INT64_MAX;
		watermark->last_end = EventTimeAdd(last, watermark->extra);
	}
	if (now >= watermark->last_end)
		return PG_INT64_MAX;
	if (step <= 0)
		return now + 1;
	if (!watermark->number && step >= USECS_PER_DAY)
		step = CIVIL_STEP;
	return EventTimeAdd(now,
						step - (((now - watermark->pane_start) % step) + step) % step);
}

/* Look up the bounds that were reached. */
static void
look_ahead(Watermark *watermark)
{
	int64 end;

	if (closing_is_due(watermark))
	{
		if (watermark->panes)
			end = next_end_of_panes(watermark);
		else if (!ClosingNextEnd(watermark->def, watermark->view->state,
								 watermark->endtype, false, watermark->clock.watermark,
								 &end))
			end = PG_INT64_MAX;
		watermark->next_close = end;
	}
	if (retention_is_due(watermark))
	{
		if (!ClosingNextEnd(watermark->def, watermark->view->state, watermark->endtype,
							false, PG_INT64_MIN, &end))
			end = PG_INT64_MAX;
		watermark->oldest_end = EventTimeAdd(end, watermark->extra);
	}
}

static void
expire(Watermark *watermark)
{
	int64 bound = EventTimeAdd(watermark->clock.watermark, -watermark->spans.retention);

	if (!retention_is_due(watermark))
		return;
	ClosingExpire(watermark->def, watermark->view->state, watermark->endtype,
				  EventTimeAdd(bound, -watermark->extra));
	FAULT_POINT("states expired");
}

static void
emit(Watermark *watermark)
{
	ClosingTask task;

	keep_noted_groups(watermark);
	task = (ClosingTask){.view = watermark->view,
						 .def = watermark->def,
						 .endtype = watermark->endtype,
						 .after = watermark->clock.emitted,
						 .upto = watermark->clock.watermark,
						 .kept_after = watermark->clock.kept_after,
						 .extra = watermark->extra,
						 .late_from = watermark->late_from,
						 .late_upto = watermark->late_upto,
						 .again = watermark->filling && watermark->view->generation > 1,
						 .late_groups = watermark->late_groups,
						 .group_desc = watermark->group_desc,
						 .late_nulls = watermark->late_nulls};

	if (!watermark->view->options.emit_closed || !watermark->clock.known ||
		(!closing_is_due(watermark) && watermark->late_groups == NULL))
		return;
	task.watermark_text =
		EventTimeText(watermark->clock.time_type, watermark->clock.watermark);
	ClosingEmit(&task);
	watermark->clock.emitted = watermark->clock.watermark;
	FAULT_POINT("closed windows emitted");
}

/* Note which windows are kept, for those who read. */
static void
note_kept(Watermark *watermark)
{
	if (watermark->clock.known && watermark->spans.retention >= 0)
		watermark->clock.kept_after =
			EventTimeAdd(watermark->clock.watermark, -watermark->spans.retention);
}

/*
 * WatermarkSave: write to streamml.view_watermark what has changed.
 */
void
WatermarkSave(Watermark *watermark)
{
	if (!watermark->dirty)
		return;
	note_kept(watermark);
	ViewClockSave(watermark->view->id, watermark->view->generation, &watermark->clock);
	watermark->dirty = false;
	FAULT_POINT("watermark saved");
}

/*
 * WatermarkSettle: with the groups written, emit the windows that have closed,
 * delete the states that are kept no longer, and save the watermark; all in the
 * transaction of the rows, as the owner with his settings.
 *
 * A window may close and expire in one batch, so it is emitted first.  After a
 * rebuild, windows out of retention are known from a table that may have lost
 * their rows: they go first.
 */
void
WatermarkSettle(Watermark *watermark)
{
	if (watermark->filling && watermark->view->generation > 1)
		expire(watermark);
	emit(watermark);
	expire(watermark);
	look_ahead(watermark);
	forget_late_rows(watermark);
	watermark->filling = false;
	WatermarkSave(watermark);
}
