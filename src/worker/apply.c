/*
 * apply.c
 *	  Apply one batch to every view that wants rows of it.
 *
 * First in one plain transaction: views, states, positions, commit.  Nothing
 * in it expects an error.  If one comes, the transaction is undone, the views
 * forget what they cached, and the batch, still in memory, is applied *with
 * care*: every view in a subtransaction; where that fails with a data error,
 * the view's rows are halved until the row that fails stands alone and goes to
 * the dead-letter table.  What an error means is decided by its SQLSTATE:
 *
 *	 passing	  deadlock, lock timeout, out of memory or space, cancel: the
 *				  whole batch is tried again after a pause; if a view
 *				  keeps raising it, that is no longer passing for this
 *				  view, which must not hold up the others
 *	 data		  class 22, 23, 21, P0, 38, 39 and our own bad-model code: the
 *				  row is dead-lettered, the view goes on
 *	 anything else	the view fails where it stands, the others go on
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

/* After so many attempts, some ten seconds, a view's own passing error fails it. */
#define PATIENT_ATTEMPTS 8

typedef enum ErrorClass
{
	ERROR_PASSING,
	ERROR_DATA,
	ERROR_DEFINITION
} ErrorClass;

/* What try_view() does. */
typedef enum Step
{
	STEP_READY,
	STEP_ROWS,
	STEP_TIME
} Step;

static ErrorClass
classify(int sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(sqlstate))
	{
		case ERRCODE_TRANSACTION_ROLLBACK:
		case ERRCODE_INSUFFICIENT_RESOURCES:
		case ERRCODE_OPERATOR_INTERVENTION:
		case ERRCODE_CONNECTION_EXCEPTION:
		case ERRCODE_SYSTEM_ERROR:
			return ERROR_PASSING;
		case ERRCODE_DATA_EXCEPTION:
		case ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION:
		case ERRCODE_CARDINALITY_VIOLATION:
		case ERRCODE_PLPGSQL_ERROR:
		case ERRCODE_EXTERNAL_ROUTINE_EXCEPTION:
		case ERRCODE_EXTERNAL_ROUTINE_INVOCATION_EXCEPTION:
			return ERROR_DATA;
	}
	if (sqlstate == ERRCODE_LOCK_NOT_AVAILABLE ||
		sqlstate == ERRCODE_READ_ONLY_SQL_TRANSACTION)
		return ERROR_PASSING;
	if (sqlstate == ERRCODE_STREAMML_BAD_MODEL ||
		sqlstate == ERRCODE_PROGRAM_LIMIT_EXCEEDED)
		return ERROR_DATA;
	return ERROR_DEFINITION;
}

/*
 * What an error of one view means for this attempt.  Lack of disk space and the
 * like are never the view's fault.
 */
static ErrorClass
classify_for_view(const Worker *worker, int sqlstate)
{
	ErrorClass class = classify(sqlstate);

	if (class != ERROR_PASSING || !worker->impatient || sqlstate == ERRCODE_DISK_FULL ||
		sqlstate == ERRCODE_ADMIN_SHUTDOWN ||
		sqlstate == ERRCODE_READ_ONLY_SQL_TRANSACTION ||
		ERRCODE_TO_CATEGORY(sqlstate) == ERRCODE_SYSTEM_ERROR)
		return class;
	return ERROR_DEFINITION;
}

static void
run_view_forget(WorkerView *view)
{
	if (view->run != NULL)
		ViewRunForget(view->run);
}

static void
apply_inserts(Share *share, Relation rel, int64 first, int64 count)
{
	bool shared;
	Tuplestorestate *rows = SourceBatchRows(share->source, rel, first, count, &shared);

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
		LateRowsWrite(share->view, rel, share->source,
					  ViewRunTakeLateRows(share->view->run));
		first += n;
		count -= n;
	}
}

/*
 * Run rows [first, first + count) through the view, run by run, so that rows of
 * one type that lie together need not be copied.
 */
static void
apply_rows(Share *share, int64 first, int64 count)
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
 * After its rows: time passes for the view up to the end of the batch.
 */
static void
pass_time(Share *share)
{
	if (share->view->def.options.lateness == NULL)
		return;
	if (share->count == 0)
		ViewRunReady(share->view->run);
	ViewRunPass(share->view->run, share->batch, share->view->pos);
}

/*
 * After the rows: read groups again that were touched, and write the states.
 */
static void
finish_rows(Worker *worker, Share *share)
{
	if (ViewRunIsTouched(share->view->run))
		ChangesRecompute(worker, share);
	ViewRunFlush(share->view->run);
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
 * Open the view if need be and lock what it touches until the transaction ends.
 * A view that must wait is marked stalled.
 */
static void
ready_view(Worker *worker, WorkerView *view)
{
	if (view->stalled)
		return;
	if (view->run == NULL)
		view->run = ViewRunOpen(&view->def, worker->context);
	view->stalled = !ViewRunTryLock(view->run);
}

static bool
catalogs_changed(Worker *worker)
{
	return pg_atomic_read_u64(&worker->entry->generation) != worker->generation;
}

/*
 * With the views locked, nobody can rebuild one before we commit.  But one may
 * have been rebuilt since the catalogs were loaded: what we know of it is void
 * then, and so is the batch.
 */
static void
check_catalogs(Worker *worker)
{
	if (catalogs_changed(worker))
		ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
						errmsg("continuous views have changed")));
}

/*
 * After the views, in the same transaction: where each view stands now, and
 * the stream's progress.  Nothing in memory changes yet.
 */
static void
save_positions(Worker *worker, StreamBatch *batch, XLogRecPtr new_progress)
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
		if (stats != NULL)
		{
			pg_atomic_fetch_add_u64(&stats->nrows, share->count);
			pg_atomic_fetch_add_u64(&stats->nbatches, share->count > 0 ? 1 : 0);
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
		ready_view(worker, ((Share *) lfirst(lc))->view);
	PopActiveSnapshot();
	check_catalogs(worker);

	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, shares)
	{
		Share *share = lfirst(lc);

		if (!share->view->stalled)
		{
			if (share->count > 0)
				apply_rows(share, share->first, share->count);
			pass_time(share);
		}
		FAULT_POINT("view applied");
	}
	foreach (lc, shares)
	{
		Share *share = lfirst(lc);

		if (!share->view->stalled)
			finish_rows(worker, share);
		FAULT_POINT("view flushed");
	}
	save_positions(worker, batch, new_progress);
	PopActiveSnapshot();
	FAULT_POINT("before commit");
	CommitTransactionCommand();
}

/*
 * Send one row to the dead-letter table.  Too many of them within a minute
 * fail the view: then it is the definition that is wrong, not the rows.
 * Returns false if so, and if it is no row that fails but a TRUNCATE.
 */
static bool
dead_letter(Share *share, int64 row, const ErrorData *error)
{
	WorkerView *view = share->view;
	TimestampTz now = GetCurrentTimestamp();
	StreamImages images = {.new_of = STREAM_INSERTS | STREAM_UPDATES,
						   .old_of = STREAM_DELETES};
	Relation rel;
	TupleTableSlot *slot;
	Tuplestorestate *rows;
	StreamCommit *commit;
	int64 ordinal;
	int64 nimages;

	if (TimestampDifferenceExceeds(view->dead_since, now, 60000))
	{
		view->dead_since = now;
		view->ndead = 0;
	}
	if (++view->ndead > streamml_dead_letter_limit)
		return false;

	rel = table_open(view->def.source, AccessShareLock);
	rows = SourceBatchImages(share->source, rel, row, 1, &images, &nimages);
	slot = MakeSingleTupleTableSlot(RelationGetDescr(rel), &TTSOpsMinimalTuple);
	if (tuplestore_gettupleslot(rows, true, true, slot))
	{
		commit = SourceBatchCommitOfRow(share->source, row, &ordinal);
		DeadLetterWrite(view, rel, slot, commit->end_lsn, ordinal, error);
	}
	ExecDropSingleTupleTableSlot(slot);
	tuplestore_end(rows);
	table_close(rel, NoLock);
	if (nimages == 0)
		return false;
	if (view->stats != NULL)
		pg_atomic_fetch_add_u64(&view->stats->ndead, 1);
	return true;
}

/*
 * The view cannot go on: say so in the catalogs, where it stands now.
 */
static void
fail_view(WorkerView *view, const ErrorData *error)
{
	ereport(LOG,
			(errcode(error->sqlerrcode),
			 errmsg("continuous view with OID %u has failed: %s", view->def.view,
					error->message),
			 error->hint != NULL ?
				 errhint("%s", error->hint) :
				 errhint("Mend the cause and run SELECT streamml.resume(%u::regclass);",
						 view->def.view)));
	ViewProgressSet(view->def.id, VIEW_FAILED, view->def.progress_generation, view->pos,
					unpack_sql_state(error->sqlerrcode), error->message);
	view->failing = true;
}

/*
 * Do one thing to a view in a subtransaction: get it ready, or apply rows and
 * write the states, or let time pass up to the end of the batch.  NULL on
 * success, else the error; the view has then forgotten its cache.  The caller's
 * active snapshot is from before the first view: what others have written since
 * is not seen by joins with them.
 */
static ErrorData *
try_view(Worker *worker, Share *share, Step step, int64 first, int64 count)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		if (step == STEP_READY)
			ready_view(worker, share->view);
		else if (step == STEP_ROWS)
			apply_rows(share, first, count);
		else
			pass_time(share);
		if (step != STEP_READY)
			finish_rows(worker, share);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		run_view_forget(share->view);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return error;
}

/*
 * Apply rows, halving where they fail, until the failing rows stand alone.
 * Recursion is as deep as the logarithm of count.  Returns NULL, or the error
 * that fails the view.  An error that passes is thrown on: the whole batch
 * will be tried again.
 */
static ErrorData *
apply_halving(Worker *worker, Share *share, int64 first, int64 count)
{
	ErrorData *error;

	CHECK_FOR_INTERRUPTS();
	error = try_view(worker, share, STEP_ROWS, first, count);
	if (error == NULL)
		return NULL;

	switch (classify_for_view(worker, error->sqlerrcode))
	{
		case ERROR_PASSING:
			ReThrowError(error);
			break;
		case ERROR_DEFINITION:
			return error;
		case ERROR_DATA:
			if (count == 1)
				return dead_letter(share, first, error) ? NULL : error;
			FreeErrorData(error);
			error = apply_halving(worker, share, first, count / 2);
			if (error == NULL)
				error =
					apply_halving(worker, share, first + count / 2, count - count / 2);
			return error;
	}
	return error;
}

/*
 * One view, guarded by a subtransaction of its own: if the view fails half way
 * through, what it did in this batch is undone, and it stands at its old
 * position with its old states.
 */
static void
apply_view_with_care(Worker *worker, Share *share)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData *error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	if (share->count > 0 && ViewWantsRecompute(&share->view->def.options))
	{
		share->part = SHARE_ROWS;
		error = apply_halving(worker, share, share->first, share->count);
		share->part = SHARE_TOUCHES;
	}
	if (error == NULL && share->count > 0)
		error = apply_halving(worker, share, share->first, share->count);
	if (error == NULL && share->view->def.options.lateness != NULL)
		error = try_view(worker, share, STEP_TIME, 0, 0);
	if (error != NULL && classify_for_view(worker, error->sqlerrcode) == ERROR_PASSING)
		ReThrowError(error);
	if (error == NULL)
		ReleaseCurrentSubTransaction();
	else
	{
		RollbackAndReleaseCurrentSubTransaction();
		run_view_forget(share->view);
	}
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	if (error != NULL)
		fail_view(share->view, error);
}

/*
 * Get the view ready; if that fails for good, so does the view.
 */
static void
ready_view_with_care(Worker *worker, Share *share)
{
	ErrorData *error = try_view(worker, share, STEP_READY, 0, 0);

	if (error == NULL)
		return;
	if (classify_for_view(worker, error->sqlerrcode) == ERROR_PASSING)
		ReThrowError(error);
	fail_view(share->view, error);
}

/*
 * All views in one transaction, each guarded.
 */
static void
apply_with_care(Worker *worker, StreamBatch *batch, List *shares, XLogRecPtr new_progress)
{
	MemoryContext context = CurrentMemoryContext;
	ListCell *lc;

	pg_atomic_fetch_add_u64(&worker->entry->nretries, 1);
	StreamStartTransaction();
	MemoryContextSwitchTo(context);
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, shares)
		ready_view_with_care(worker, lfirst(lc));
	PopActiveSnapshot();
	check_catalogs(worker);

	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, shares)
	{
		Share *share = lfirst(lc);

		if (!share->view->stalled && !share->view->failing)
			apply_view_with_care(worker, share);
		FAULT_POINT("view applied with care");
	}
	save_positions(worker, batch, new_progress);
	PopActiveSnapshot();
	FAULT_POINT("before commit with care");
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

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	HOLD_INTERRUPTS();
	AbortCurrentTransaction();
	RESUME_INTERRUPTS();
	MemoryContextSwitchTo(context);
	foreach (lc, worker->views)
		run_view_forget(lfirst(lc));
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
		((WorkerView *) lfirst(lc))->failing = false;
	foreach (lc, shares)
	{
		Share *share = lfirst(lc);

		share->ahead = ChangesAreAhead(worker, share);
		share->part = SHARE_ALL;
	}

	PG_TRY();
	{
		if (with_care)
			apply_with_care(worker, batch, shares, new_progress);
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
	int passed = 0; /* attempts that ended in a passing error */
	bool with_care = false;
	bool applied = false;

	INSTR_TIME_SET_CURRENT(start);
	worker->impatient = false;
	for (;;)
	{
		ErrorData *error = attempt(worker, batch, shares, new_progress, with_care);

		applied = error == NULL;
		if (applied || catalogs_changed(worker))
			break;
		if (classify(error->sqlerrcode) != ERROR_PASSING)
		{
			if (with_care || !catalogs_fit())
				ReThrowError(error); /* not a view's: start over as a new process */
			with_care = true;
			continue;
		}
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
		worker->impatient = ++passed >= PATIENT_ATTEMPTS;
		with_care = worker->impatient;
	}
	FAULT_POINT("after commit");
	if (pause_ms > PAUSE_MIN_MS)
		EntrySetProblem(worker->entry, "");
	if (applied)
		note_applied(worker, batch, shares, new_progress, start);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
	return applied;
}
