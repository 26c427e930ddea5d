/*
 * filler.c
 *	  A process that fills one pending view from its table, so that neither the
 *	  stream nor the user's session waits for it.
 *
 * Needed where creation could not fill the view at once (the transaction had
 * an id before the slot existed) and for rebuild().  The work is ViewActivate,
 * the same that creation calls.  If it fails, the view is marked failed with
 * the error; nothing else has changed.  So is one whose code does not come back
 * (time_limit.c): others wait to be filled.
 */
#include "worker/worker_internal.h"

#include <signal.h>

#include "access/xact.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/lmgr.h"
#include "storage/proc.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "fault.h"
#include "view/view.h"
#include "worker/worker.h"

static DatabaseEntry *filler_entry = NULL;

static void
set_filler_pid(DatabaseEntry *entry, pid_t pid)
{
	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	entry->filler_pid = pid;
	if (entry->latch != NULL)
		SetLatch(entry->latch);
	LWLockRelease(Stream->lock);
	ConditionVariableBroadcast(&entry->changed);
}

static void
filler_exit(int code, Datum arg)
{
	set_filler_pid(filler_entry, 0);
}

/*
 * Called by the worker: start a process that fills the view, unless one is at
 * work in this database.  False if there is no room for it now.
 */
bool
FillerStart(int32 view_id)
{
	BackgroundWorker worker = {0};
	BackgroundWorkerHandle *handle;
	DatabaseEntry *entry;
	bool busy;

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	entry = EntryFind(MyDatabaseId);
	busy = entry == NULL || EntryHasFiller(entry) || entry->inhibitors > 0;
	if (!busy)
	{
		entry->filler_pid = FILLER_STARTING;
		entry->filler_since = GetCurrentTimestamp();
	}
	LWLockRelease(Stream->lock);
	if (busy)
		return true;

	worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	strlcpy(worker.bgw_library_name, STREAMML_NAME, BGW_MAXLEN);
	strlcpy(worker.bgw_function_name, "StreamFillerMain", BGW_MAXLEN);
	snprintf(worker.bgw_name, BGW_MAXLEN, "streamml filler for view %d", view_id);
	strlcpy(worker.bgw_type, "streamml filler", BGW_MAXLEN);
	worker.bgw_main_arg = ObjectIdGetDatum(MyDatabaseId);
	memcpy(worker.bgw_extra, &view_id, sizeof(view_id));
	if (RegisterDynamicBackgroundWorker(&worker, &handle))
		return true;
	set_filler_pid(entry, 0);
	return false;
}

/* The view as a new snapshot sees it, if it is still there and pending. */
static ContinuousView *
find_pending(int32 view_id)
{
	ContinuousView *result = NULL;
	ListCell *lc;

	PushActiveSnapshot(GetLatestSnapshot());
	foreach (lc, ViewCatalogLoad())
	{
		ContinuousView *view = lfirst(lc);

		if (view->id == view_id && view->progress_state == VIEW_PENDING)
			result = view;
	}
	PopActiveSnapshot();
	return result;
}

/*
 * The view, if it is to be filled, with the lock that keeps users from
 * rebuilding it: one who was at it when the worker last looked has filled it
 * himself, and what is known from before is void.
 */
static ContinuousView *
lock_pending(int32 view_id)
{
	ContinuousView *view = find_pending(view_id);

	if (view == NULL)
		return NULL;
	LockRelationOid(view->view, ShareUpdateExclusiveLock);
	return find_pending(view_id);
}

/*
 * Fill the view in one transaction.  NULL on success (or if the view has gone
 * or been filled meanwhile), else the error; *overdue: it has taken too long.
 */
static ErrorData *
fill_view(int32 view_id, MemoryContext context, bool *overdue)
{
	ErrorData *volatile error = NULL;
	volatile bool begun = false;

	PG_TRY();
	{
		ContinuousView *view;

		StreamStartTransaction();
		PushActiveSnapshot(GetTransactionSnapshot());
		view = lock_pending(view_id);
		if (view != NULL)
		{
			StreamCatalogChanged(); /* first: it makes the hold last to the commit */
			begun = true;
			TimeLimitBeginFill(filler_entry, view_id);
			ViewActivate(view, true);
			(void) TimeLimitEnd();
			FAULT_POINT("view filled");
		}
		PopActiveSnapshot();
		CommitTransactionCommand();
	}
	PG_CATCH();
	{
		*overdue = begun && TimeLimitEnd();
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		AbortCurrentTransaction();
		MemoryContextSwitchTo(context);
	}
	PG_END_TRY();
	return error;
}

/* The view could not be filled; without an error, because it took too long. */
static void
record_failure(int32 view_id, const ErrorData *error)
{
	ContinuousView *view;

	StreamStartTransaction();
	PushActiveSnapshot(GetTransactionSnapshot());
	view = lock_pending(view_id);
	if (view != NULL)
	{
		if (error == NULL)
			error = TimeLimitError(view->view);
		ereport(LOG, (errcode(error->sqlerrcode),
					  errmsg("continuous view %d could not be filled: %s", view_id,
							 error->message)));
		ViewProgressSet(view_id, VIEW_FAILED, view->generation, InvalidXLogRecPtr,
						unpack_sql_state(error->sqlerrcode), error->message);
		StreamCatalogChanged();
	}
	PopActiveSnapshot();
	CommitTransactionCommand();
}

/*
 * Main function of the filler process.
 */
void
StreamFillerMain(Datum arg)
{
	int32 view_id;
	bool overdue = false;

	pqsignal(SIGTERM, die);
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	BackgroundWorkerUnblockSignals();
	memcpy(&view_id, MyBgworkerEntry->bgw_extra, sizeof(view_id));

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	filler_entry = EntryFind(DatumGetObjectId(arg));
	if (filler_entry != NULL)
		filler_entry->filler_pid = MyProcPid;
	LWLockRelease(Stream->lock);
	if (filler_entry == NULL)
		proc_exit(0);
	on_shmem_exit(filler_exit, 0);

	BackgroundWorkerInitializeConnectionByOid(DatumGetObjectId(arg), InvalidOid, 0);
	pgstat_report_activity(STATE_RUNNING, MyBgworkerEntry->bgw_name);
	TimeLimitInit();
	if (TimeLimitFillOverran(filler_entry, view_id))
		record_failure(view_id, NULL);
	else
	{
		ErrorData *error = fill_view(view_id, TopMemoryContext, &overdue);

		if (error != NULL)
			record_failure(view_id, overdue ? NULL : error);
	}
	proc_exit(0);
}
