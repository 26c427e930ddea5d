/*
 * worker.c
 *	  The process that follows the stream of one database.
 *
 * Life:
 *
 *	 PREPARING	connect; find the extension and its views; decide whether the
 *				slot can serve them (startup_decision); make the slot if this
 *				is the first view
 *	 RUNNING	loop: reload the catalogs if they changed, decode, apply the
 *				batch, confirm what is flushed, sleep when the WAL is dry
 *	 BLOCKED	a setting is missing, or library and extension are of different
 *				versions: wait for the administrator
 *	 LEAVING	nothing is left to maintain: drop the slot, give the entry back
 *
 * Positions (src/README.md has the argument): worker->progress is committed to
 * stream_progress, worker->position may be ahead of it where nothing in
 * between concerns any view.  Every live view has a position of its own; when
 * one is behind the reader (just filled, resumed, was locked), the reader is
 * opened again at the smallest.  The slot is confirmed to the smallest
 * position that any view may still need, never past progress, and only once
 * the commit that wrote it is flushed: the worker commits asynchronously.
 *
 * Errors: those of user expressions are dealt with in apply.c.  Any other ends
 * the process; the launcher starts a new one, which begins at progress.
 */
#include "worker/worker_internal.h"

#include <signal.h>

#include "access/xact.h"
#include "access/xlog.h"
#include "commands/dbcommands.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "replication/slot.h"
#include "storage/ipc.h"
#include "storage/proc.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "fault.h"
#include "guc.h"
#include "worker/worker.h"

/* Foreign WAL after which an idle worker moves its position on disk. */
#define IDLE_PERSIST_BYTES (16 * 1024 * 1024)
/* And how often it does so for as long as the slot retains more than that. */
#define IDLE_PERSIST_MS 10000
/* How often to try the locks of views left behind: each try may take a while. */
#define STALLED_RETRY_MS 500
#define DOZE_MS 2
/* After a batch: look again this soon before asking to be woken (see nap_after). */
#define NAP_MIN_MS 1
#define NAP_MAX_MS 8
#define BACKOFF_MIN_MS 100
#define BACKOFF_MAX_MS 60000
#define BLOCKED_CHECK_MS 5000
/* For locks that nothing is prepared to wait for. */
#define LOCK_TIMEOUT "1s"

static Worker worker_state;

/* ---------- entry in shared memory ---------- */

/*
 * At exit, after the slot has been released: tell those who wait, and have the
 * launcher start a successor, later the more often this has happened.
 */
static void
worker_exit(int code, Datum arg)
{
	DatabaseEntry *entry = worker_state.entry;
	long backoff = BACKOFF_MIN_MS;

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	if (entry->pid == MyProcPid)
	{
		if (code != 0)
		{
			for (int i = 0; i < entry->failures && backoff < BACKOFF_MAX_MS; i++)
				backoff *= 2;
			entry->failures++;
			entry->not_before = TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
															Min(backoff, BACKOFF_MAX_MS));
		}
		entry->status = WORKER_OFF;
		entry->pid = 0;
		entry->latch = NULL;
		if (worker_state.slot_name[0] == '\0' && entry->holds == 0 &&
			entry->inhibitors == 0 && code == 0)
			EntryFree(entry);
		LauncherWake();
	}
	LWLockRelease(Stream->lock);
	ConditionVariableBroadcast(&entry->changed);
}

static void
attach_entry(Oid dboid)
{
	DatabaseEntry *entry;

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	entry = EntryFind(dboid);
	if (entry == NULL || entry->pid != 0)
	{
		LWLockRelease(Stream->lock);
		proc_exit(0);
	}
	entry->pid = MyProcPid;
	entry->latch = MyLatch;
	entry->status = WORKER_PREPARING;
	entry->started = GetCurrentTimestamp();
	entry->loaded_generation = 0;
	LWLockRelease(Stream->lock);
	worker_state.entry = entry;
	on_shmem_exit(worker_exit, 0);
}

static void
set_status(WorkerStatus status)
{
	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	worker_state.entry->status = status;
	LWLockRelease(Stream->lock);
	ConditionVariableBroadcast(&worker_state.entry->changed);
}

/*
 * May the worker stay?  Somebody who wants the database for himself sends it
 * away.
 */
static void
leave_if_inhibited(void)
{
	bool inhibited;

	LWLockAcquire(Stream->lock, LW_SHARED);
	inhibited = worker_state.entry->inhibitors > 0;
	LWLockRelease(Stream->lock);
	if (inhibited)
		proc_exit(0);
}

/*
 * Wait for a latch, honouring everything a background worker must.
 */
void
WorkerPause(Worker *worker, long ms)
{
	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, ms,
					 PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
	leave_if_inhibited();
	if (ConfigReloadPending)
	{
		ConfigReloadPending = false;
		ProcessConfigFile(PGC_SIGHUP);
	}
}

/* ---------- catalogs ---------- */

/*
 * StreamStartTransaction: begin a transaction of a process of ours.  What runs in
 * it may ask for the time, such as the default of a column of a row view's table:
 * no client's command tells the server when it begins.
 */
void
StreamStartTransaction(void)
{
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
}

static bool
extension_exists(void)
{
	bool exists;

	StreamStartTransaction();
	PushActiveSnapshot(GetTransactionSnapshot());
	strlcpy(worker_state.database_name, get_database_name(MyDatabaseId), NAMEDATALEN);
	exists = OidIsValid(get_extension_oid(STREAMML_NAME, true));
	PopActiveSnapshot();
	CommitTransactionCommand();
	return exists;
}

static bool
is_pending(const ContinuousView *def)
{
	return def->progress_state == VIEW_PENDING;
}

/*
 * Is there a view that the slot must be kept for?
 */
static bool
slot_is_needed(Worker *worker)
{
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (is_pending(&view->def) || view->def.progress_state != VIEW_GAP)
			return true;
	}
	return false;
}

static WorkerView *
find_view(List *views, int32 id)
{
	ListCell *lc;

	foreach (lc, views)
		if (((WorkerView *) lfirst(lc))->def.id == id)
			return lfirst(lc);
	return NULL;
}

/*
 * May a view that is open go on with its run after the catalogs changed?
 */
static bool
same_definition(const ContinuousView *a, const ContinuousView *b)
{
	return a->view == b->view && a->state == b->state && a->definition == b->definition &&
		   a->source == b->source && a->owner == b->owner && a->kind == b->kind &&
		   a->progress_generation == b->progress_generation &&
		   strcmp(a->settings, b->settings) == 0;
}

static WorkerView *
make_view(Worker *worker, const ContinuousView *def, WorkerView *old)
{
	WorkerView *view = MemoryContextAllocZero(worker->context, sizeof(WorkerView));

	view->def = *def;
	view->def.settings = MemoryContextStrdup(worker->context, def->settings);
	ViewOptionsCopy(&view->def.options, worker->context);
	view->saved_pos = def->position;
	view->pos = XLogRecPtrIsInvalid(def->position) ? worker->progress : def->position;
	if (old != NULL)
	{
		view->stats = old->stats;
		view->saved_stalled = old->saved_stalled;
		if (same_definition(&view->def, &old->def) &&
			old->def.progress_state == VIEW_LIVE)
		{
			view->run = old->run;
			old->run = NULL;
		}
		/* what it has in memory may be ahead of the row, where nothing concerned it */
		if (old->live && view->saved_pos == old->saved_pos &&
			def->progress_generation == old->def.progress_generation)
			view->pos = Max(view->pos, old->pos);
	}
	else
		view->stats = ViewStatsGet(def->id);
	return view;
}

/*
 * Bring a view's state in line with what its owner wants: pause, resume.
 */
static void
follow_wishes(Worker *worker, WorkerView *view)
{
	ContinuousView *def = &view->def;

	if (is_pending(def))
		return;
	if (def->progress_state == VIEW_LIVE && !def->enabled)
	{
		ViewProgressSet(def->id, VIEW_PAUSED, def->progress_generation, view->pos, NULL,
						NULL);
		def->progress_state = VIEW_PAUSED;
		view->saved_pos = view->pos;
	}
	else if (def->progress_state == VIEW_PAUSED && def->enabled)
	{
		ViewProgressSet(def->id, VIEW_LIVE, def->progress_generation, view->pos, NULL,
						NULL);
		def->progress_state = VIEW_LIVE;
		view->saved_pos = view->pos;
	}
	view->live = def->progress_state == VIEW_LIVE;
}

static void
free_view(WorkerView *view)
{
	if (view->run != NULL)
		ViewRunClose(view->run);
	pfree(view->def.settings);
	ViewOptionsFree(&view->def.options);
	pfree(view);
}

/*
 * Read the catalogs of views as of their present generation.
 */
static void
load_views(Worker *worker)
{
	uint64 generation = pg_atomic_read_u64(&worker->entry->generation);
	List *old_views = worker->views;
	List *defs;
	ListCell *lc;
	bool sweep = false;

	StreamStartTransaction();
	PushActiveSnapshot(GetTransactionSnapshot());
	defs = ViewCatalogLoad();
	worker->views = NIL;
	foreach (lc, defs)
	{
		const ContinuousView *def = lfirst(lc);
		WorkerView *view = make_view(worker, def, find_view(old_views, def->id));
		MemoryContext old = MemoryContextSwitchTo(worker->context);

		worker->views = lappend(worker->views, view);
		MemoryContextSwitchTo(old);
		follow_wishes(worker, view);
	}
	foreach (lc, old_views)
	{
		const ContinuousView *old = &((WorkerView *) lfirst(lc))->def;
		WorkerView *view = find_view(worker->views, old->id);

		sweep |= view == NULL || view->def.generation != old->generation;
	}
	if (sweep)
		ViewCatalogSweep();
	PopActiveSnapshot();
	CommitTransactionCommand();

	foreach (lc, old_views)
		free_view(lfirst(lc));
	list_free(old_views);

	worker->generation = generation;
	worker->flushing_position = InvalidXLogRecPtr; /* a new view may need less */
}

/*
 * How many more views rows go through behind those that read relation relid?
 * Views are only ever made over what is there, so chains end.
 */
static int
chain_length_from(Worker *worker, Oid relid, int bound)
{
	int longest = 0;
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (bound > 0 && view->live && view->def.source == relid)
			longest =
				Max(longest, 1 + chain_length_from(worker, view->def.view, bound - 1));
	}
	return longest;
}

static int
chain_length(Worker *worker)
{
	int longest = 0;
	ListCell *lc;

	foreach (lc, worker->views)
		longest =
			Max(longest, chain_length_from(worker, ((WorkerView *) lfirst(lc))->def.view,
										   list_length(worker->views)));
	return longest;
}

/*
 * Views that stand still: paused, failed, or with a gap.
 */
static int
count_standing(Worker *worker)
{
	int standing = 0;
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (!view->live && !is_pending(&view->def))
			standing++;
	}
	return standing;
}

/*
 * Tell waiting backends which catalogs the positions in shared memory are for.
 */
static void
publish_generation(Worker *worker)
{
	int standing = count_standing(worker);
	int length;

	if (worker->entry->loaded_generation == worker->generation &&
		worker->entry->standing == standing)
		return;
	length = chain_length(worker);
	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	worker->entry->loaded_generation = worker->generation;
	worker->entry->standing = standing;
	worker->entry->chain_length = length;
	LWLockRelease(Stream->lock);
}

/* ---------- positions ---------- */

/*
 * Let backends see how far the stream is, and wake those who wait for it.
 */
static void
publish_positions(Worker *worker)
{
	XLogRecPtr all = worker->position;
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (view->live)
			all = Min(all, view->pos);
		else if (is_pending(&view->def))
			all = 0;
	}
	pg_atomic_write_u64(&worker->entry->progress, worker->position);
	pg_atomic_write_u64(&worker->entry->persisted, worker->progress);
	pg_atomic_write_u64(&worker->entry->applied_all, all);
	publish_generation(worker);
	ConditionVariableBroadcast(&worker->entry->changed);
}

/*
 * Nothing in the stream up to position concerned any view: those that have
 * come along stand there now.
 */
static void
advance_idle(Worker *worker, XLogRecPtr position)
{
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (view->live && !view->stalled && view->pos < position)
			view->pos = position;
	}
	worker->position = Max(worker->position, position);
}

/*
 * Commit a position that nothing changed for: stream_progress, and the rows of
 * views that were out of step and have caught up on the way.
 */
static void
persist_position(Worker *worker, XLogRecPtr position)
{
	ListCell *lc;

	StreamStartTransaction();
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);
		XLogRecPtr pos = view->pos >= position ? InvalidXLogRecPtr : view->pos;

		if (view->live && pos != view->saved_pos)
		{
			ViewProgressSet(view->def.id, VIEW_LIVE, view->def.progress_generation, pos,
							NULL, WorkerViewMessage(view));
			view->saved_pos = pos;
			view->saved_stalled = view->stalled;
		}
		if (view->live && view->run != NULL)
			ViewRunSaveWatermark(view->run);
	}
	if (position > worker->progress)
		StreamProgressWrite(position);
	PopActiveSnapshot();
	CommitTransactionCommand();
	FAULT_POINT("after idle persist");
	worker->progress = Max(worker->progress, position);
	worker->progress_commit = XactLastCommitEnd;
}

/*
 * Is a view recorded as out of step although it has caught up?
 */
static bool
caught_up_unsaved(Worker *worker)
{
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (view->live && !XLogRecPtrIsInvalid(view->saved_pos) &&
			view->pos >= worker->position)
			return true;
	}
	return false;
}

/*
 * Does the slot still retain much WAL although we have gone on?  It gives up
 * WAL only when we confirm a position behind the next record of running
 * transactions, and there may be little WAL between two of those.
 */
static bool
retains_idly(Worker *worker)
{
	TimestampTz now;
	StreamSlotInfo slot;

	if (worker->position <= worker->progress)
		return false;
	now = GetCurrentTimestamp();
	if (!TimestampDifferenceExceeds(worker->retained_looked, now, IDLE_PERSIST_MS))
		return false;
	worker->retained_looked = now;
	StreamSlotGetInfo(worker->slot_name, &slot);
	return worker->position > slot.restart + IDLE_PERSIST_BYTES;
}

/*
 * Move the position on disk although no view changed, if somebody waits for
 * it, a view has caught up, or enough WAL of others has gone by.
 */
static void
persist_if_wanted(Worker *worker)
{
	uint64 wanted = pg_atomic_read_u64(&worker->entry->persist_wanted);

	if ((worker->progress < wanted && worker->position >= wanted) ||
		worker->position - worker->progress > IDLE_PERSIST_BYTES ||
		caught_up_unsaved(worker) || retains_idly(worker))
		persist_position(worker, worker->position);
}

/*
 * The position up to which no view will ask for WAL again.
 */
static XLogRecPtr
confirmable(Worker *worker)
{
	XLogRecPtr result = worker->progress;
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (!XLogRecPtrIsInvalid(view->saved_pos) && !is_pending(&view->def) &&
			view->def.progress_state != VIEW_GAP)
			result = Min(result, view->saved_pos);
	}
	return result;
}

/*
 * Confirm to the slot what is safe: positions whose commit is flushed, while no
 * transaction holds the stream and the loaded catalogs are the present ones.
 * Commits are asynchronous, so one position at a time waits for its flush.
 */
static void
confirm(Worker *worker)
{
	bool safe;

	if (XLogRecPtrIsInvalid(worker->flushing_position))
	{
		worker->flushing_position = confirmable(worker);
		worker->flushing_commit = worker->progress_commit;
	}
	if (worker->flushing_commit > GetFlushRecPtr(NULL))
		return;

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	safe = worker->entry->holds == 0 &&
		   pg_atomic_read_u64(&worker->entry->generation) == worker->generation;
	LWLockRelease(Stream->lock);
	if (safe && worker->flushing_position > pg_atomic_read_u64(&worker->entry->confirmed))
	{
		FAULT_POINT("before confirm");
		StreamReaderConfirm(worker->reader, worker->flushing_position);
		pg_atomic_write_u64(&worker->entry->confirmed, worker->flushing_position);
		FAULT_POINT("after confirm");
	}
	worker->flushing_position = InvalidXLogRecPtr;
}

/* ---------- gaps ---------- */

/*
 * The rows after the view's position cannot be had: stop it and say so.
 */
static void
mark_gap(WorkerView *view, XLogRecPtr to, const char *reason)
{
	ViewProgressSet(view->def.id, VIEW_GAP, view->def.progress_generation, view->pos,
					NULL, reason);
	ViewGapInsert(&view->def, view->pos, to, reason, false);
	view->def.progress_state = VIEW_GAP;
	view->live = false;
	ereport(LOG, (errcode(ERRCODE_STREAMML_GAP),
				  errmsg("continuous view with OID %u has a gap after position %X/%X: %s",
						 view->def.view, LSN_FORMAT_ARGS(view->pos), reason),
				  errhint("Run SELECT streamml.rebuild(%u::regclass) or "
						  "streamml.resume(%u::regclass, gap => 'accept').",
						  view->def.view, view->def.view)));
}

/*
 * Stop every view that needs rows after a position below "from".
 */
static void
mark_gaps(Worker *worker, XLogRecPtr below, XLogRecPtr to, const char *reason)
{
	ListCell *lc;

	StreamStartTransaction();
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (!is_pending(&view->def) && view->def.progress_state != VIEW_GAP &&
			view->pos < below)
			mark_gap(view, to, reason);
	}
	PopActiveSnapshot();
	CommitTransactionCommand();
}

/*
 * Does the view stand where it is and hold the WAL behind it?
 */
static bool
stands_still(const WorkerView *view)
{
	return !is_pending(&view->def) && view->def.progress_state != VIEW_GAP &&
		   (!view->live || view->stalled);
}

/*
 * Views that came with a dump have no place in this stream.
 */
static void
mark_restored(Worker *worker)
{
	ListCell *lc;

	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (view->def.recorded)
			continue;
		mark_gap(view, InvalidXLogRecPtr, "it was restored from a dump");
		view->def.recorded = true;
	}
	PopActiveSnapshot();
	CommitTransactionCommand();
}

/*
 * Give up views that stand still and hold more WAL than is allowed.
 */
static void
bound_retained_wal(Worker *worker)
{
	uint64 limit = (uint64) streamml_max_retained_wal * 1024 * 1024;
	ListCell *lc;

	if (streamml_max_retained_wal < 0)
		return;
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (stands_still(view) && worker->position > view->pos &&
			worker->position - view->pos > limit)
		{
			StreamStartTransaction();
			PushActiveSnapshot(GetTransactionSnapshot());
			mark_gap(view, InvalidXLogRecPtr,
					 "it held back more WAL than streamml.max_retained_wal");
			PopActiveSnapshot();
			CommitTransactionCommand();
		}
	}
}

/* ---------- start ---------- */

static void
read_progress(StreamProgress *progress, bool *exists)
{
	StreamStartTransaction();
	PushActiveSnapshot(GetTransactionSnapshot());
	*exists = StreamProgressRead(GetActiveSnapshot(), progress);
	PopActiveSnapshot();
	CommitTransactionCommand();
}

/*
 * Wait for the administrator to remove what is in the way; says so once.
 */
static void
wait_blocked(Worker *worker, const char *problem, const char *hint, bool *told)
{
	EntrySetProblemAndHint(worker->entry, problem, hint);
	set_status(WORKER_BLOCKED);
	if (!*told)
		ereport(LOG, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					  errmsg("continuous views of database \"%s\" stand still: %s",
							 worker->database_name, problem),
					  hint ? errhint("%s", hint) : 0));
	*told = true;
	WorkerPause(worker, BLOCKED_CHECK_MS);
}

/*
 * Wait for the administrator to supply what decoding requires.
 */
static void
await_requirements(Worker *worker)
{
	bool told = false;
	const char *hint = NULL;
	const char *problem;

	while ((problem = StreamRequirementsProblem(&hint)) != NULL)
		wait_blocked(worker, problem, hint, &told);
	if (told)
		EntrySetProblem(worker->entry, "");
}

/*
 * Wait until nobody else's slot has our name.
 */
static void
await_slot_name(Worker *worker)
{
	bool told = false;
	StreamSlotInfo slot;

	for (;;)
	{
		StreamSlotGetInfo(worker->slot_name, &slot);
		if (!slot.exists || !slot.foreign)
			break;
		wait_blocked(
			worker,
			psprintf("replication slot \"%s\" was made by somebody else",
					 worker->slot_name),
			psprintf("Run SELECT pg_drop_replication_slot('%s');", worker->slot_name),
			&told);
	}
	if (told)
		EntrySetProblem(worker->entry, "");
	set_status(WORKER_PREPARING);
}

/*
 * Make the slot and start the stream at its first position.
 */
static void
start_stream(Worker *worker)
{
	XLogRecPtr confirmed;

	await_slot_name(worker);
	StreamSlotDrop(worker->slot_name);
	FAULT_POINT("before slot creation");
	/* it waits for every running transaction, a prepared one perhaps for days */
	SetConfigOption("lock_timeout", "0", PGC_SUSET, PGC_S_OVERRIDE);
	confirmed = StreamSlotCreate(worker->slot_name);
	SetConfigOption("lock_timeout", LOCK_TIMEOUT, PGC_SUSET, PGC_S_OVERRIDE);
	FAULT_POINT("after slot creation");
	worker->progress = InvalidXLogRecPtr;
	persist_position(worker, confirmed);
	worker->position = confirmed;
	pg_atomic_write_u64(&worker->entry->confirmed, confirmed);
	ereport(LOG, (errmsg("streamml follows database \"%s\" from position %X/%X",
						 worker->database_name, LSN_FORMAT_ARGS(confirmed))));
}

/*
 * The cluster was upgraded, and its slot had nothing left to give.  So views in
 * step stand where the slot stands now, whatever that was called in the WAL of
 * the old cluster.
 */
static void
go_on_after_upgrade(Worker *worker, XLogRecPtr confirmed)
{
	XLogRecPtr position = Max(confirmed, worker->progress);
	ListCell *lc;

	ereport(LOG, (errmsg("streamml goes on after an upgrade of the cluster at "
						 "position %X/%X",
						 LSN_FORMAT_ARGS(position))));
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (XLogRecPtrIsInvalid(view->saved_pos))
			view->pos = Max(view->pos, position);
	}
	mark_gaps(worker, confirmed, confirmed,
			  "the view was out of step when the cluster was upgraded");
	persist_position(worker, position);
}

/*
 * What to do with what the last worker, or another cluster, left behind.
 *
 *	 slot	  row of		 then
 *	 valid	  this database  resume at P; views whose position is before the
 *							 slot's have a gap
 *	 missing  this database  every view has a gap from its position on
 *	 valid	  same database, the cluster was upgraded, which proved the slot
 *			  other cluster	 drained: go on at the slot's position
 *	 any	  other database a copy: every view has a gap
 *	 any	  none			 nothing has been applied yet: start
 *
 * Dumps have neither the row nor progress of views: those that came with one have
 * a gap, whatever the slot is.
 *
 * A lost slot is replaced only when a view wants to start afresh, never to go
 * on as if nothing had happened.
 */
static void
startup_decision(Worker *worker)
{
	StreamSlotInfo slot;
	StreamProgress progress;
	bool exists;
	bool ours = false;
	bool same_database = false;

	StreamSlotGetInfo(worker->slot_name, &slot);
	read_progress(&progress, &exists);
	if (exists)
	{
		StreamStartTransaction();
		ours = StreamProgressIsOurs(&progress, &same_database);
		CommitTransactionCommand();
	}
	worker->progress = worker->position = exists ? progress.lsn : InvalidXLogRecPtr;
	load_views(worker);
	mark_restored(worker);

	if (!exists)
		mark_gaps(worker, LSN_MAX, InvalidXLogRecPtr,
				  "the position of the stream was lost");
	else if (!same_database)
		mark_gaps(worker, LSN_MAX, InvalidXLogRecPtr, "the database was copied");
	else if (!slot.exists || slot.lost)
		mark_gaps(worker, LSN_MAX, InvalidXLogRecPtr,
				  slot.exists ? "the replication slot was invalidated" :
								"the replication slot was dropped");
	else if (!ours)
		go_on_after_upgrade(worker, slot.confirmed);
	else
		mark_gaps(worker, slot.confirmed, slot.confirmed,
				  "the replication slot was advanced by somebody else");

	if (!exists || !slot.exists || slot.lost || !same_database)
		worker->progress = InvalidXLogRecPtr; /* start_stream() is needed */
	else
	{
		if (slot.confirmed > worker->progress)
			persist_position(worker, slot.confirmed);
		worker->position = worker->progress;
		worker->progress_commit = GetXLogInsertRecPtr();
		pg_atomic_write_u64(&worker->entry->confirmed, slot.confirmed);
	}
	load_views(worker);
}

/*
 * With no view to keep the slot for and nobody about to create one: drop the
 * slot and leave for good.
 */
static void
leave_if_done(Worker *worker, bool extension_is_there)
{
	bool done;

	if (extension_is_there && slot_is_needed(worker))
		return;
	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	done = worker->entry->holds == 0 &&
		   pg_atomic_read_u64(&worker->entry->generation) == worker->generation;
	if (done)
		worker->entry->status = WORKER_LEAVING;
	LWLockRelease(Stream->lock);
	if (!done)
		return;
	if (worker->reader != NULL)
		StreamReaderClose(worker->reader);
	StreamSlotDrop(worker->slot_name);
	worker->slot_name[0] = '\0';
	proc_exit(0);
}

/*
 * Wait for the extension to appear: the transaction that creates it and its
 * first view may still be under way.
 */
static void
await_extension(Worker *worker)
{
	while (!extension_exists())
	{
		worker->generation = pg_atomic_read_u64(&worker->entry->generation);
		if (!extension_exists())
			leave_if_done(worker, false);
		WorkerPause(worker, 100);
	}
}

/*
 * What keeps the library from using the extension's tables, or NULL; and what
 * mends it.  Both are in the worker's context.
 */
static char *
catalog_problem(Worker *worker, char **hint)
{
	const char *problem;
	const char *line = NULL;
	char *result = NULL;

	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	problem = StreamCatalogProblem(&line);
	if (problem != NULL)
	{
		result = MemoryContextStrdup(worker->context, problem);
		*hint = MemoryContextStrdup(worker->context, line);
	}
	PopActiveSnapshot();
	CommitTransactionCommand();
	MemoryContextSwitchTo(worker->context);
	return result;
}

/*
 * Wait until library and extension fit together: one of them may have been
 * updated before the other.  Nothing is read or written until then.
 */
static void
await_catalogs(Worker *worker)
{
	bool told = false;
	char *problem;
	char *hint = NULL;

	for (;;)
	{
		await_extension(worker);
		problem = catalog_problem(worker, &hint);
		if (problem == NULL)
			return;
		wait_blocked(worker, problem, hint, &told);
		pfree(problem);
		pfree(hint);
	}
}

/* ---------- loop ---------- */

/*
 * The smallest position of a live view that can be worked on.
 */
static XLogRecPtr
reading_position(Worker *worker)
{
	XLogRecPtr result = worker->position;
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (view->live && !view->stalled)
			result = Min(result, view->pos);
	}
	return result;
}

/*
 * What a view wants to know of its source.
 */
static StreamWish
wish_of(const ContinuousView *view)
{
	StreamWish wish = {view->source, STREAM_INSERTS};

	if (view->options.on_update != CHANGE_IGNORE)
		wish.kinds |= STREAM_UPDATES;
	if (view->options.on_delete != CHANGE_IGNORE)
		wish.kinds |= STREAM_DELETES;
	if (view->options.on_truncate != CHANGE_IGNORE)
		wish.kinds |= STREAM_TRUNCATES;
	return wish;
}

/*
 * Hold back vacuum for views that read their source again.
 */
static void
keep_versions(Worker *worker)
{
	bool wanted = false;
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		wanted |= view->live && ViewWantsRecompute(&view->def.options);
	}
	StreamReaderKeepVersions(worker->reader, wanted);
}

/*
 * Have the reader watch what the views read.
 */
static void
watch_sources(Worker *worker)
{
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	StreamReaderWatch(worker->reader, SourceWatchRelations(worker->views));
	PopActiveSnapshot();
	CommitTransactionCommand();
}

/*
 * There is nothing to read.  If the database is about to be moved: confirm all of
 * it and rest until we are sent away.  Our last commit has no rows that would be
 * decoded.  A view that stands behind keeps us from that.
 */
static void
stay_drained(Worker *worker)
{
	DatabaseEntry *entry = worker->entry;

	if (entry->drain != DRAIN_WANTED || confirmable(worker) < worker->progress ||
		StreamLastRecordEnd(StreamFlushWal()) > worker->reader_pos)
		return; /* what we have written ourselves is yet to be read */
	persist_position(worker, worker->position);
	XLogFlush(worker->progress_commit);
	worker->flushing_position = InvalidXLogRecPtr;
	confirm(worker);
	if (pg_atomic_read_u64(&entry->confirmed) < worker->position)
		return;
	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	if (entry->drain == DRAIN_WANTED)
		entry->drain = DRAIN_DONE;
	LWLockRelease(Stream->lock);
	ConditionVariableBroadcast(&entry->changed);
	while (entry->drain == DRAIN_DONE)
		WorkerPause(worker, streamml_poll_interval);
}

/*
 * Open the reader where the view furthest behind stands, if it is not there.
 */
static void
position_reader(Worker *worker)
{
	XLogRecPtr start = reading_position(worker);
	StreamWish *wishes = palloc(sizeof(StreamWish) * Max(1, list_length(worker->views)));
	int nwishes = 0;
	ListCell *lc;

	/* never skip what has been confirmed already: the next start finds the gap */
	if (start < pg_atomic_read_u64(&worker->entry->confirmed))
		ereport(ERROR,
				(errcode(ERRCODE_STREAMML_GAP),
				 errmsg("the stream cannot go back to position %X/%X, because the slot "
						"was confirmed to %X/%X",
						LSN_FORMAT_ARGS(start),
						LSN_FORMAT_ARGS(pg_atomic_read_u64(&worker->entry->confirmed)))));
	if (worker->reader == NULL || start < worker->reader_pos)
	{
		worker->reading = true;
		if (worker->reader != NULL)
			StreamReaderClose(worker->reader);
		worker->reader = StreamReaderOpen(worker->slot_name, start, worker->streaming);
		worker->reader_pos = start;
		worker->reading = false;
	}
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (view->live)
			wishes[nwishes++] = wish_of(&view->def);
	}
	StreamReaderSetSources(worker->reader, wishes, nwishes);
	watch_sources(worker);
	pfree(wishes);
	keep_versions(worker); /* before anybody is told that views are followed */
}

/*
 * Have a process fill the first view that is pending.
 */
static void
start_filler(Worker *worker)
{
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (is_pending(&view->def))
		{
			(void) FillerStart(view->def.id);
			return;
		}
	}
}

/*
 * Act on changed catalogs.
 */
static void
reload_if_changed(Worker *worker)
{
	if (pg_atomic_read_u64(&worker->entry->generation) == worker->generation)
		return;
	if (!extension_exists())
	{
		worker->generation = pg_atomic_read_u64(&worker->entry->generation);
		if (!extension_exists())
			leave_if_done(worker, false);
		return;
	}
	load_views(worker);
	mark_restored(worker);
	leave_if_done(worker, true);
	position_reader(worker);
	publish_positions(worker);
}

static bool
any_stalled(Worker *worker)
{
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (view->live && view->stalled)
			return true;
	}
	return false;
}

/*
 * See whether views that were locked are free again.
 */
static void
retry_stalled(Worker *worker)
{
	TimestampTz now;
	bool any = false;
	ListCell *lc;

	if (!any_stalled(worker))
		return;
	now = GetCurrentTimestamp();
	if (!TimestampDifferenceExceeds(worker->stalled_looked, now, STALLED_RETRY_MS))
		return;
	worker->stalled_looked = now;
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (!view->live || !view->stalled || view->rest_until > now)
			continue;
		StreamStartTransaction();
		view->stalled = view->run != NULL && !ViewRunTryLock(view->run);
		CommitTransactionCommand();
		any |= !view->stalled;
	}
	if (any)
		position_reader(worker);
}

/*
 * How long to nap after a batch of so many transactions.  Waking us costs the
 * writer a signal, and a batch of a single row costs us as much as one of a
 * hundred: while commits come one after the other we look for them by the
 * clock, the less often the more of them we find.
 */
static int
nap_after(int napped_ms, int ntransactions)
{
	if (ntransactions == 0)
		return 0;
	if (ntransactions <= 2) /* one of them is our own of the batch before */
		return NAP_MIN_MS;
	return Min(Max(2 * napped_ms, NAP_MIN_MS), NAP_MAX_MS);
}

/*
 * The WAL is dry: nap while commits are dense, else sleep until one wakes us.
 */
static void
sleep_until_commit(Worker *worker)
{
	DatabaseEntry *entry = worker->entry;
	XLogRecPtr flushed;

	if (worker->nap_ms > 0)
	{
		WorkerPause(worker, worker->nap_ms);
		return;
	}
	pgstat_report_stat(false);
	pg_atomic_write_u32(&entry->sleeping, ASLEEP);
	pg_memory_barrier();
	flushed = GetFlushRecPtr(NULL);
	if (pg_atomic_read_u64(&entry->async_commit) > flushed)
	{
		pg_atomic_write_u32(&entry->sleeping, DOZING);
		WorkerPause(worker, DOZE_MS);
		XLogFlush(pg_atomic_read_u64(&entry->async_commit));
	}
	else if (StreamLastRecordEnd(flushed) <= worker->reader_pos &&
			 pg_atomic_read_u64(&entry->generation) == worker->generation)
		WorkerPause(worker, streamml_poll_interval);
	else
		WorkerPause(worker, 0);
	pg_atomic_write_u32(&entry->sleeping, AWAKE);
}

/*
 * Let the time of a batch without rows pass for views with a watermark.  True
 * if that makes something due, as windows to close: the batch is to be applied.
 */
static bool
time_makes_due(Worker *worker, StreamBatch *batch)
{
	bool due = false;
	ListCell *lc;

	if (batch->nticks == 0)
		return false;
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (!view->live || view->stalled || view->def.options.lateness == NULL ||
			view->pos >= batch->end_lsn)
			continue;
		if (view->run != NULL)
			ViewRunPassIdle(view->run, batch, view->pos);
		due |= view->run == NULL || ViewRunIsDue(view->run);
	}
	return due;
}

static void
run_once(Worker *worker)
{
	StreamBatch *batch;
	bool applied = true;
	bool dry;
	int ntransactions = 0;

	reload_if_changed(worker);
	keep_versions(worker);
	worker->reading = true;
	dry = StreamReaderFill(worker->reader, streamml_batch_rows,
						   (Size) streamml_batch_size * 1024);
	worker->reading = false;
	batch = StreamReaderBatch(worker->reader);
	StreamReaderAwaitVisible(worker->reader);
	if (!XLogRecPtrIsInvalid(batch->watched_commit))
		SourceWatchCheck(worker, batch);
	if (batch->sources != NIL || time_makes_due(worker, batch))
	{
		pgstat_report_activity(STATE_RUNNING, "applying rows to continuous views");
		applied = ApplyBatch(worker, batch);
		ntransactions = batch->nxids;
		pgstat_report_activity(STATE_IDLE, NULL);
		worker->entry->failures = 0;
	}
	worker->nap_ms = nap_after(worker->nap_ms, ntransactions);
	worker->reader_pos = batch->end_lsn;
	if (applied)
		advance_idle(worker, batch->end_lsn);
	if (applied)
		pg_atomic_fetch_add_u64(&worker->entry->nignored, batch->nignored);
	StreamReaderReset(worker->reader);
	if (!applied)
		return; /* reload, and read from where the views stand */

	retry_stalled(worker);
	persist_if_wanted(worker);
	publish_positions(worker);
	if (worker->entry->problem[0] != '\0')
		EntrySetProblem(worker->entry, ""); /* of the worker before this one */
	bound_retained_wal(worker);
	confirm(worker);
	start_filler(worker);
	leave_if_done(worker, true);
	if (dry)
		SourceWatchForget(worker);
	if (dry && ntransactions == 0)
		stay_drained(worker);
	if (dry)
		sleep_until_commit(worker);
	else
		WorkerPause(worker, 0);
}

/*
 * What an administrator can do about an error of the reader.
 */
static char *
reader_hint(const Worker *worker, const ErrorData *error)
{
	switch (error->sqlerrcode)
	{
		case ERRCODE_DISK_FULL:
			return "Make room where the server keeps its temporary files; the worker "
				   "then goes on by itself.";
		case ERRCODE_OUT_OF_MEMORY:
			return "The worker tries again by itself. Lower streamml.decoding_work_mem "
				   "and streamml.batch_size if it does not come past it.";
		case ERRCODE_UNDEFINED_FILE:
		case ERRCODE_DATA_CORRUPTED:
		case ERRCODE_INTERNAL_ERROR:
			return psprintf("Bring the WAL back, or give it up with SELECT "
							"pg_drop_replication_slot('%s'); the views then have a gap "
							"each, see streamml.gaps.",
							worker->slot_name);
	}
	return NULL;
}

/*
 * Before an error ends the process: leave it where check() and those who wait
 * find it.  Only what comes from reading the WAL is told in full: other messages
 * may quote somebody's data.
 */
static void
leave_error(Worker *worker)
{
	ErrorData *error;

	MemoryContextSwitchTo(worker->context);
	error = CopyErrorData();
	if (worker->reading)
		EntrySetProblemAndHint(worker->entry, error->message, reader_hint(worker, error));
	else
		EntrySetProblem(worker->entry,
						psprintf("the worker was ended by an error, SQLSTATE %s",
								 unpack_sql_state(error->sqlerrcode)));
}

/*
 * The worker commits asynchronously (see confirm()), never compiles queries for
 * batches, and is not bound by timeouts meant for sessions.
 */
static void
set_worker_settings(void)
{
	SetConfigOption("synchronous_commit", "off", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("jit", "off", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("max_parallel_workers_per_gather", "0", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("statement_timeout", "0", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("lock_timeout", LOCK_TIMEOUT, PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("idle_in_transaction_session_timeout", "0", PGC_SUSET,
					PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_isolation", "read committed", PGC_SUSET,
					PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_read_only", "off", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("search_path", "pg_catalog, pg_temp", PGC_SUSET, PGC_S_OVERRIDE);
}

/*
 * From PREPARING to the end, which is an error or the exit of the process.  Who comes
 * after an error, which may have been one of streaming (reader.c), does without it.
 */
static void
follow_stream(Worker *worker)
{
	worker->streaming = worker->entry->failures == 0;
	await_catalogs(worker);
	await_requirements(worker);
	set_status(WORKER_PREPARING);
	startup_decision(worker);
	TimeLimitFailOverrun(worker);
	leave_if_done(worker, true);
	if (XLogRecPtrIsInvalid(worker->progress))
	{
		start_stream(worker);
		load_views(worker);
	}
	StreamSlotObeyFailover(worker->slot_name);
	position_reader(worker);
	publish_positions(worker);
	set_status(WORKER_RUNNING);
	for (;;)
		run_once(worker);
}

/*
 * Main function of the worker of one database.
 */
void
StreamWorkerMain(Datum arg)
{
	Worker *worker = &worker_state;

	pqsignal(SIGTERM, die);
	pqsignal(SIGINT, StatementCancelHandler);
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	BackgroundWorkerUnblockSignals();
	attach_entry(DatumGetObjectId(arg));
	BackgroundWorkerInitializeConnectionByOid(DatumGetObjectId(arg), InvalidOid, 0);
	set_worker_settings();
	TimeLimitInit();
	OwnerScopesReleaseLocks();

	worker->context = AllocSetContextCreate(TopMemoryContext, "streamml worker",
											ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(worker->context);
	StreamSlotName(MyDatabaseId, worker->slot_name);

	PG_TRY();
	{
		follow_stream(worker);
	}
	PG_CATCH();
	{
		leave_error(worker);
		PG_RE_THROW();
	}
	PG_END_TRY();
}
