/*
 * launcher.c
 *	  The process that keeps one worker running per database that needs one.
 *
 * At start it visits every database once: a worker is started there, and finds
 * out itself whether the extension and continuous views exist; if not, it
 * leaves and gives its entry back.  So it does with databases made later, which
 * may be copies of one with views.  After that, entries are made by backends
 * that create views.  A worker that ends by error is started again after a
 * pause that doubles from 0.1 s to one minute.
 *
 * DROP DATABASE and its kin need the database free of workers: they stop the
 * worker and forbid a new one (StreamStopForDatabase) until they are through
 * (StreamAllowForDatabase).
 *
 * The launcher is connected to no database; it reads pg_database only.
 */
#include "worker/shmem.h"

#include <signal.h>

#include "access/genam.h"
#include "access/heapam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_database.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/proc.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "guc.h"
#include "worker/worker.h"

/* A worker that is asked to leave a database is given so long for its batch. */
#define LEAVE_BY_ITSELF_MS 1000

/*
 * Register the launcher.  Only while preloading; never under pg_upgrade, which
 * must not see slots move.
 */
void
LauncherInit(void)
{
	BackgroundWorker worker = {0};

	if (IsBinaryUpgrade)
		return;
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = 1;
	strlcpy(worker.bgw_library_name, STREAMML_NAME, BGW_MAXLEN);
	strlcpy(worker.bgw_function_name, "StreamLauncherMain", BGW_MAXLEN);
	strlcpy(worker.bgw_name, "streamml launcher", BGW_MAXLEN);
	strlcpy(worker.bgw_type, "streamml launcher", BGW_MAXLEN);
	RegisterBackgroundWorker(&worker);
}

/*
 * OIDs of the databases that accept connections, in the caller's context.
 */
static List *
list_databases(void)
{
	List *result = NIL;
	MemoryContext caller = CurrentMemoryContext;
	Relation rel;
	TableScanDesc scan;
	HeapTuple tuple;

	StreamStartTransaction();
	(void) GetTransactionSnapshot();
	rel = table_open(DatabaseRelationId, AccessShareLock);
	scan = table_beginscan_catalog(rel, 0, NULL);
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		Form_pg_database db = (Form_pg_database) GETSTRUCT(tuple);

		if (db->datallowconn)
		{
			MemoryContext old = MemoryContextSwitchTo(caller);

			result = lappend_oid(result, db->oid);
			MemoryContextSwitchTo(old);
		}
	}
	table_endscan(scan);
	table_close(rel, AccessShareLock);
	CommitTransactionCommand();
	MemoryContextSwitchTo(caller);
	return result;
}

/*
 * Ask the postmaster for a worker; false if it has no room.
 */
static bool
start_worker(Oid dboid)
{
	BackgroundWorker worker = {0};
	BackgroundWorkerHandle *handle;

	worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	strlcpy(worker.bgw_library_name, STREAMML_NAME, BGW_MAXLEN);
	strlcpy(worker.bgw_function_name, "StreamWorkerMain", BGW_MAXLEN);
	snprintf(worker.bgw_name, BGW_MAXLEN, "streamml worker for database %u", dboid);
	strlcpy(worker.bgw_type, "streamml worker", BGW_MAXLEN);
	worker.bgw_main_arg = ObjectIdGetDatum(dboid);
	worker.bgw_notify_pid = MyProcPid;
	return RegisterDynamicBackgroundWorker(&worker, &handle);
}

/*
 * Give databases that were not there before an entry, while there are free
 * ones.  Returns the databases that exist and need not be visited again.
 */
static List *
visit_databases(List *visited, List *databases)
{
	List *result = list_copy(databases);
	ListCell *lc;

	foreach (lc, databases)
	{
		DatabaseEntry *entry;

		if (list_member_oid(visited, lfirst_oid(lc)))
			continue;
		LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
		entry = EntryFindOrCreate(lfirst_oid(lc));
		LWLockRelease(Stream->lock);
		if (entry == NULL)
			result = list_delete_oid(result, lfirst_oid(lc));
	}
	list_free(visited);
	return result;
}

/*
 * How long an entry has to wait for its next worker; negative: it needs none.
 */
static long
start_delay(DatabaseEntry *entry, TimestampTz now)
{
	if (!OidIsValid(entry->dboid) || entry->status != WORKER_OFF || entry->inhibitors > 0)
		return -1;
	if (entry->not_before <= now)
		return 0;
	return TimestampDifferenceMilliseconds(now, entry->not_before) + 1;
}

/*
 * Start workers where they are due.  Returns the milliseconds until the next
 * one is, -1 for none.
 */
static long
start_due_workers(void)
{
	long sleep_ms = -1;

	for (int i = 0; i < Stream->nentries; i++)
	{
		DatabaseEntry *entry = &Stream->entries[i];
		TimestampTz now = GetCurrentTimestamp();
		Oid dboid;
		long delay;

		LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
		delay = start_delay(entry, now);
		dboid = entry->dboid;
		if (delay == 0)
		{
			entry->status = WORKER_STARTING;
			if (entry->failures == 0)
				entry->problem[0] = '\0'; /* else the last worker's error */
		}
		LWLockRelease(Stream->lock);

		if (delay == 0 && !start_worker(dboid))
		{
			LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
			entry->status = WORKER_OFF;
			entry->not_before = TimestampTzPlusMilliseconds(now, 1000);
			strlcpy(entry->problem,
					"no background worker is free (raise max_worker_processes)",
					PROBLEM_LEN);
			LWLockRelease(Stream->lock);
			ConditionVariableBroadcast(&entry->changed);
			delay = 1000;
		}
		if (delay > 0 && (sleep_ms < 0 || delay < sleep_ms))
			sleep_ms = delay;
	}
	return sleep_ms;
}

/*
 * Free the entries of databases that no longer exist.
 */
static void
forget_dropped_databases(List *databases)
{
	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	for (int i = 0; i < Stream->nentries; i++)
	{
		DatabaseEntry *entry = &Stream->entries[i];

		if (OidIsValid(entry->dboid) && entry->status == WORKER_OFF &&
			entry->inhibitors == 0 && entry->holds == 0 &&
			!list_member_oid(databases, entry->dboid))
			EntryFree(entry);
	}
	LWLockRelease(Stream->lock);
}

static void
launcher_exit(int code, Datum arg)
{
	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	Stream->launcher_latch = NULL;
	Stream->launcher_pid = 0;
	LWLockRelease(Stream->lock);
}

/*
 * Main function of the launcher.
 */
void
StreamLauncherMain(Datum arg)
{
	List *visited = NIL;

	pqsignal(SIGTERM, die);
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	BackgroundWorkerUnblockSignals();
	BackgroundWorkerInitializeConnection(NULL, NULL, 0);
	before_shmem_exit(launcher_exit, 0);

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	Stream->launcher_latch = MyLatch;
	Stream->launcher_pid = MyProcPid;
	LWLockRelease(Stream->lock);

	for (;;)
	{
		long sleep_ms;
		List *databases;

		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
		if (ConfigReloadPending)
		{
			ConfigReloadPending = false;
			ProcessConfigFile(PGC_SIGHUP);
		}
		databases = list_databases();
		forget_dropped_databases(databases);
		visited = visit_databases(visited, databases);
		list_free(databases);
		sleep_ms = start_due_workers();
		(void) WaitLatch(MyLatch,
						 WL_LATCH_SET | WL_EXIT_ON_PM_DEATH |
							 (sleep_ms >= 0 ? WL_TIMEOUT : 0),
						 sleep_ms, PG_WAIT_EXTENSION);
	}
}

/*
 * Stop the worker of a database and let no other start, until
 * StreamAllowForDatabase.  Waits for the worker (and a process that fills a
 * view) to have left.  Between two batches the worker leaves by itself; one that is
 * in the middle of one for long is terminated, which user code cannot refuse.
 */
void
StreamStopForDatabase(Oid dboid)
{
	DatabaseEntry *entry;
	bool free_of_workers = false;
	TimestampTz since = GetCurrentTimestamp();

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	entry = EntryFindOrCreate(dboid);
	if (entry != NULL)
		entry->inhibitors++;
	LWLockRelease(Stream->lock);
	if (entry == NULL)
		return; /* all entries belong to other databases: no worker here */

	while (!free_of_workers)
	{
		LWLockAcquire(Stream->lock, LW_SHARED);
		free_of_workers = entry->status == WORKER_OFF && !EntryHasFiller(entry);
		if (entry->latch != NULL)
			SetLatch(entry->latch);
		if (entry->pid > 0 &&
			TimestampDifferenceExceeds(since, GetCurrentTimestamp(), LEAVE_BY_ITSELF_MS))
			kill(entry->pid, SIGTERM); /* it may be in a user's function */
		if (entry->filler_pid > 0)
			kill(entry->filler_pid, SIGTERM); /* else it is about to start: look again */
		/* it may wait for transactions to end, which no latch ends */
		if (entry->pid != 0 && entry->status == WORKER_PREPARING)
			kill(entry->pid, SIGTERM);
		LWLockRelease(Stream->lock);
		if (!free_of_workers)
		{
			CHECK_FOR_INTERRUPTS();
			ConditionVariableTimedSleep(&entry->changed, 100, PG_WAIT_EXTENSION);
		}
	}
	ConditionVariableCancelSleep();
}

/*
 * Undo StreamStopForDatabase; the launcher then starts a worker again, or
 * frees the entry if the database has gone, and visits the copy if it was a
 * template.
 */
void
StreamAllowForDatabase(Oid dboid)
{
	DatabaseEntry *entry;

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	entry = EntryFind(dboid);
	if (entry != NULL)
		entry->drain = DRAIN_NONE;
	if (entry != NULL && entry->inhibitors > 0)
	{
		entry->inhibitors--;
		entry->not_before = 0;
		entry->failures = 0;
	}
	LauncherWake();
	LWLockRelease(Stream->lock);
}
