/*
 * apply.c
 *	  Apply one batch to every view that wants rows of it.
 *
 * First in one plain transaction: views, states, positions, commit.  Nothing
 * in it expects an error.  If one comes, or if a row takes longer than
 * streamml.view_timeout, the transaction is undone, the views forget what they
 * cached, and the batch, still in memory, is applied *with care* (care.c): there
 * each view stands for itself.
 *
 * What is left are errors of the worker's own writing, of the commit, of memory.
 * If they are of a kind that passes, the batch is tried again after a pause, else
 * the worker ends and a new one begins where this one stood.
 *
 * Rows that come before a view's own position are skipped; a view whose
 * relations are locked by somebody else's DDL is left behind with its position
 * saved.  All this is in the transaction that also moves stream_progress, so a
 * crash at any point leaves the batch applied completely or not at all.
 */
#include "worker/worker_internal.h"

#include "access/table.h"
#include "access/xact.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "portability/instr_time.h"
#include "storage/lmgr.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "fault.h"
#include "guc.h"
#include "worker/worker.h"

#define PAUSE_MIN_MS 100
#define PAUSE_MAX_MS 30000

static void
apply_inserts(Share *share, Relation rel, int64 first, int64 count)
{
	bool shared = false;
	Tuplestorestate *rows =
		ViewRunIsGuarded(share->view->run) ?
			SourceBatchNumberedRows(share->source, rel, first, count) :
			SourceBatchRows(share->source, rel, first, count, &shared);

	ViewRunApply(share->view->run, rows, count);
	if (!shared)
		tuplestore_end(rows);
}

/*
 * The same for a view with lateness, whose watermark must know which row of the
 * source it is shown: changes of one kind at a time.  Those that come late are
 * listed.
 */
static void
apply_timed(Share *share, Relation rel, int64 first, int64 count)
{
	ViewBatch batch = {
		.batch = share->batch, .source = share->source, .from = share->view->pos};

	while (count > 0)
	{
		int64 n = Min(count, SourceBatchKindLength(share->source, first));
		int64 counts[STREAM_CHANGE_KINDS];

		(void) SourceBatchCount(share->source, first, n, counts);
		ChangesCheck(share, counts);
		batch.first = first;
		ViewRunExpect(share->view->run, &batch);
		if (counts[STREAM_INSERT] > 0)
			apply_inserts(share, rel, first, n);
		first += n;
		count -= n;
	}
}

/*
 * ShareApplyRows: run rows [first, first + count) through the view, run by run, so
 * that rows of one type that lie together need not be copied.
 */
void
ShareApplyRows(Share *share, int64 first, int64 count)
{
	Relation rel = table_open(share->view->def.source, AccessShareLock);

	ViewRunLogDrifts(share->view->run, share->batch->end_lsn);
	while (count > 0)
	{
		int64 n = Min(count, SourceBatchRunLength(share->source, first));
		int64 counts[STREAM_CHANGE_KINDS];

		ChangesCheckTypes(share, rel, first, n);
		if (share->view->def.options.lateness != NULL)
			apply_timed(share, rel, first, n);
		else if (SourceBatchCount(share->source, first, n, counts) || share->ahead)
			ChangesApply(share, rel, first, n, counts);
		else if (share->part != SHARE_TOUCHES)
		{
			apply_inserts(share, rel, first, n);
			if (ViewRunMissedWindow(share->view->run))
				ChangesListWithoutWindow(share, rel, first, n);
		}
		first += n;
		count -= n;
	}
	table_close(rel, NoLock);
}

/*
 * Does time pass in the batch for a view with a watermark?
 */
static bool
time_concerns(const WorkerView *view, const StreamBatch *batch)
{
	return view->def.options.lateness != NULL && batch->nticks > 0;
}

/*
 * SharePassTime: after its rows: time passes for the view up to the end of the
 * batch.
 */
void
SharePassTime(Share *share)
{
	if (share->view->def.options.lateness == NULL)
		return;
	if (share->count == 0)
		ViewRunReady(share->view->run);
	ViewRunPass(share->view->run, share->batch, share->view->pos);
}

/* List the rows that came late since the last time. */
static void
list_late_rows(const Share *share)
{
	List *late = ViewRunTakeLateRows(share->view->run);
	Relation rel;

	if (late == NIL)
		return;
	rel = table_open(share->view->def.source, AccessShareLock);
	LateRowsWrite(share->view, rel, share->source, late);
	table_close(rel, NoLock);
}

/*
 * ShareFinish: after the rows: list those that came late, read groups again that
 * were touched, and write the states.
 */
void
ShareFinish(Worker *worker, Share *share)
{
	list_late_rows(share);
	if (ViewRunIsTouched(share->view->run))
		ChangesRecompute(worker, share);
	ViewRunFlush(share->view->run);
}

/*
 * ShareForgetBadRows: the first n will not be looked at again.
 */
void
ShareForgetBadRows(Share *share, int n)
{
	share->nbad -= n;
	if (share->nbad > 0)
		memmove(share->bad, share->bad + n, sizeof(int64) * share->nbad);
}

/*
 * ShareAddBadRow: a row has raised an error, nearly always one behind those before.
 */
void
ShareAddBadRow(Share *share, int64 row)
{
	int at = share->nbad++;
	Size size;

	if (at == share->bad_space)
	{
		MemoryContext context = GetMemoryChunkContext(share);

		share->bad_space = Max(64, share->bad_space * 2);
		size = mul_size(share->bad_space, sizeof(int64));
		share->bad = share->bad == NULL ? MemoryContextAllocHuge(context, size) :
										  repalloc_huge(share->bad, size);
	}
	for (; at > 0 && share->bad[at - 1] > row; at--)
		share->bad[at] = share->bad[at - 1];
	share->bad[at] = row;
}

/*
 * Which rows each live view takes; views that take none are left out.
 */
static List *
share_out(Worker *worker, StreamBatch *batch)
{
	List *shares = NIL;
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);
		SourceBatch *source;
		Share *share;

		if (!view->live || view->stalled || view->pos >= batch->end_lsn)
			continue;
		share = palloc0(sizeof(Share));
		share->view = view;
		share->batch = batch;
		source = StreamBatchSource(batch, view->def.source);
		if (source != NULL && source->nrows > 0)
		{
			share->source = source;
			share->first = SourceBatchFirstRowAfter(source, view->pos);
			share->count = source->nrows - share->first;
		}
		if (share->count > 0 || time_concerns(view, batch))
			shares = lappend(shares, share);
	}
	return shares;
}

/*
 * ViewGetReady: open the view if need be and lock what it touches until the
 * transaction ends.  A view that must wait is marked stalled.
 */
void
ViewGetReady(Worker *worker, WorkerView *view)
{
	if (view->stalled)
		return;
	if (view->run == NULL)
		view->run = ViewRunOpen(&view->def, worker->context);
	view->stalled = !ViewRunTryLock(view->run);
}

/*
 * CatalogsHaveChanged: since the views were loaded?
 */
bool
CatalogsHaveChanged(const Worker *worker)
{
	return pg_atomic_read_u64(&worker->entry->generation) != worker->generation;
}

/*
 * CheckCatalogs: with the views locked, nobody can rebuild one before we commit.  But one may
 * have been rebuilt since the catalogs were loaded: what we know of it is void
 * then, and so is the batch.
 */
void
CheckCatalogs(Worker *worker)
{
	if (CatalogsHaveChanged(worker))
		ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
						errmsg("continuous views have changed")));
}

/*
 * SavePositions: after the views, in the same transaction: where each view stands now, and
 * the stream's progress.  Nothing in memory changes yet.
 */
void
SavePositions(Worker *worker, StreamBatch *batch, XLogRecPtr new_progress)
{
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);
		XLogRecPtr pos = view->pos;

		if (!view->live || view->failing)
			continue;
		if (!view->stalled && pos < batch->end_lsn)
			pos = batch->end_lsn;
		if (pos >= new_progress)
			pos = InvalidXLogRecPtr; /* in step */
		if (pos != view->saved_pos || view->stalled != view->saved_stalled)
			ViewProgressSet(view->def.id, VIEW_LIVE, view->def.progress_generation, pos,
							NULL, WorkerViewMessage(view));
	}
	if (new_progress > worker->progress)
		StreamProgressWrite(new_progress);
}

/*
 * After the commit: the same in memory, and the counters.
 */
static void
note_applied(Worker *worker, StreamBatch *batch, List *shares, XLogRecPtr new_progress,
			 instr_time start)
{
	ListCell *lc;
	instr_time elapsed;

	INSTR_TIME_SET_CURRENT(elapsed);
	INSTR_TIME_SUBTRACT(elapsed, start);

	foreach (lc, shares)
	{
		Share *share = lfirst(lc);
		ViewStats *stats = share->view->stats;

		if (share->view->stalled || share->view->failing)
			continue;
		share->view->ndead_saved = share->view->ndead;
		share->view->times_aside = 0;
		if (stats != NULL)
		{
			pg_atomic_fetch_add_u64(&stats->nrows, share->count);
			pg_atomic_fetch_add_u64(&stats->nbatches, share->count > 0 ? 1 : 0);
			pg_atomic_fetch_add_u64(&stats->ndead, share->ndead);
		}
	}
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (!view->live)
			continue;
		if (view->failing)
		{
			view->live = false;
			view->saved_pos = view->pos;
			continue;
		}
		if (!view->stalled && view->pos < batch->end_lsn)
			view->pos = batch->end_lsn;
		view->saved_pos = view->pos >= new_progress ? InvalidXLogRecPtr : view->pos;
		view->saved_stalled = view->stalled;
	}
	foreach (lc, batch->sources)
		pg_atomic_fetch_add_u64(&worker->entry->ntruncates,
								((SourceBatch *) lfirst(lc))->ntruncates);
	worker->progress = Max(worker->progress, new_progress);
	worker->position = Max(worker->position, worker->progress);
	worker->progress_commit = XactLastCommitEnd;

	pg_atomic_fetch_add_u64(&worker->entry->nrows, batch->nrows);
	pg_atomic_fetch_add_u64(&worker->entry->nbatches, 1);
	pg_atomic_fetch_add_u64(&worker->entry->ntransactions, batch->nxids);
	pg_atomic_fetch_add_u64(&worker->entry->apply_us, INSTR_TIME_GET_MICROSEC(elapsed));
}

/*
 * All views in one plain transaction.  The snapshot is taken when all are
 * locked.
 */
static void
apply_plainly(Worker *worker, StreamBatch *batch, List *shares, XLogRecPtr new_progress)
{
	ListCell *lc;

	StreamStartTransaction();
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, shares)
		ViewGetReady(worker, ((Share *) lfirst(lc))->view);
	PopActiveSnapshot();
	CheckCatalogs(worker);

	PushActiveSnapshot(GetTransactionSnapshot());
	TimeLimitBegin(worker, NULL, 1);
	foreach (lc, shares)
	{
		Share *share = lfirst(lc);

		if (!share->view->stalled)
		{
			TimeLimitTurn();
			if (share->count > 0)
				ShareApplyRows(share, share->first, share->count);
			SharePassTime(share);
		}
		FAULT_POINT("view applied");
	}
	TimeLimitExtend(TIME_LIMIT_LONG);
	foreach (lc, shares)
	{
		Share *share = lfirst(lc);

		if (!share->view->stalled)
			ShareFinish(worker, share);
		FAULT_POINT("view flushed");
	}
	(void) TimeLimitEnd();
	SavePositions(worker, batch, new_progress);
	PopActiveSnapshot();
	FAULT_POINT("before commit");
	CommitTransactionCommand();
}

/*
 * Undo the transaction of an attempt and forget what the views had cached for
 * it.  Returns the error.
 */
static ErrorData *
undo_attempt(Worker *worker, MemoryContext context)
{
	ErrorData *error;
	ListCell *lc;

	(void) TimeLimitEnd();
	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	HOLD_INTERRUPTS();
	AbortOutOfAnyTransaction(); /* also of subtransactions, from between two pieces */
	RESUME_INTERRUPTS();
	MemoryContextSwitchTo(context);
	foreach (lc, worker->views)
		WorkerViewForget(lfirst(lc));
	return error;
}

/*
 * Are the catalogs still those that the library knows?  If not, no view is to
 * blame for an error.
 */
static bool
catalogs_fit(void)
{
	MemoryContext context = CurrentMemoryContext;
	const char *hint;
	bool fit;

	StartTransactionCommand();
	fit = StreamCatalogProblem(&hint) == NULL;
	CommitTransactionCommand();
	MemoryContextSwitchTo(context);
	return fit;
}

/*
 * One attempt, plainly or with care; NULL on success.
 */
static ErrorData *
attempt(Worker *worker, StreamBatch *batch, List *shares, XLogRecPtr new_progress,
		bool with_care)
{
	MemoryContext context = CurrentMemoryContext;
	ErrorData *volatile error = NULL;
	ListCell *lc;

	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		view->failing = false;
		view->ndead = view->ndead_saved;
	}
	foreach (lc, shares)
	{
		Share *share = lfirst(lc);

		share->ahead = ChangesAreAhead(worker, share);
		share->part = SHARE_ALL;
		share->ndead = 0;
		ShareForgetBadRows(share, share->nbad);
	}

	PG_TRY();
	{
		if (with_care)
			ApplyWithCare(worker, batch, shares, new_progress);
		else
			apply_plainly(worker, batch, shares, new_progress);
	}
	PG_CATCH();
	{
		error = undo_attempt(worker, context);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	return error;
}

/*
 * Apply a batch to every live view and commit it together with the stream's
 * progress.  Passing errors are waited out here.  Returns false if the catalogs
 * of views have changed: nothing was applied, and the batch is void.  The
 * batch's transactions have left the list of running ones.
 */
bool
ApplyBatch(Worker *worker, StreamBatch *batch)
{
	MemoryContext scratch = AllocSetContextCreate(worker->context, "streamml batch apply",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(scratch);
	XLogRecPtr new_progress = Max(worker->progress, batch->end_lsn);
	List *shares = share_out(worker, batch);
	instr_time start;
	long pause_ms = PAUSE_MIN_MS;
	bool with_care = TimeLimitWantsCare(worker);
	bool applied = false;

	INSTR_TIME_SET_CURRENT(start);
	for (;;)
	{
		ErrorData *error = attempt(worker, batch, shares, new_progress, with_care);

		applied = error == NULL;
		if (applied || CatalogsHaveChanged(worker))
			break;
		if (!with_care)
		{
			if (!catalogs_fit())
				ReThrowError(error); /* no view is to blame */
			with_care = true;
			continue;
		}
		if (!ErrorPasses(error->sqlerrcode))
			ReThrowError(error); /* not a view's: start over as a new process */
		ereport(LOG,
				(errcode(error->sqlerrcode),
				 errmsg("a batch of the stream is tried again: %s", error->message)));
		/* everybody sees it, and the message may quote somebody's data */
		EntrySetProblem(worker->entry,
						psprintf("a batch is tried again after an error, SQLSTATE %s",
								 unpack_sql_state(error->sqlerrcode)));
		FreeErrorData(error);
		WorkerPause(worker, pause_ms);
		pause_ms = Min(pause_ms * 2, PAUSE_MAX_MS);
		with_care = false;
	}
	FAULT_POINT("after commit");
	if (pause_ms > PAUSE_MIN_MS)
		EntrySetProblem(worker->entry, "");
	if (applied)
		note_applied(worker, batch, shares, new_progress, start);
	CareHasEnded(worker, applied);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
	return applied;
}
