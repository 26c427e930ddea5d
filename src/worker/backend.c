/*
 * backend.c
 *	  What backends do for and ask of the worker of their database.
 *
 * At the end of every transaction that wrote WAL, a callback wakes the worker
 * if it sleeps: one comparison and one atomic read when it does not.  Commits
 * that are not flushed yet (synchronous_commit = off) leave their position
 * instead, and the worker flushes for all of them after a short doze.
 *
 * A transaction may *hold* the stream: while any hold exists, the worker
 * confirms nothing to the slot and does not leave.  Creating or rebuilding a
 * view takes one, so that the WAL after the view's first position is still
 * there when the view's row has become visible.  Holds and catalog changes
 * belong to the transaction.  At commit the generation is raised before the
 * hold is given back; the worker confirms only while no hold exists and the
 * generation is the one it has loaded (both read under the lock), so there is
 * no moment in which it could confirm past a view that it has not seen.
 */
#include "worker/shmem.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/ipc.h"
#include "utils/builtins.h"
#include "utils/pg_lsn.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "guc.h"
#include "stream/stream.h"
#include "view/view.h"
#include "worker/worker.h"

/* Errors in a row after which nobody waits for the next worker. */
#define HOPELESS_FAILURES 3
/* How long a worker that could not run is given to look again. */
#define RECHECK_MS 1000
/* When to say what the making of the slot waits for, and how often. */
#define BLOCKERS_FIRST_MS 2000
#define BLOCKERS_AGAIN_MS 30000

/* Entry of this backend's database, valid while entries_version is unchanged. */
static DatabaseEntry *my_entry = NULL;
static uint32 my_entry_version = 0;
static XLogRecPtr last_commit_seen = InvalidXLogRecPtr;

/* State of the current transaction. */
static DatabaseEntry *held_entry = NULL;
static bool catalog_changed = false;
static bool wake_wanted = false;
static Oid stopped_database = InvalidOid;

static DatabaseEntry *
entry_of_my_database(void)
{
	uint32 version = pg_atomic_read_u32(&Stream->entries_version);

	if (version != my_entry_version)
	{
		LWLockAcquire(Stream->lock, LW_SHARED);
		my_entry_version = pg_atomic_read_u32(&Stream->entries_version);
		my_entry = EntryFind(MyDatabaseId);
		LWLockRelease(Stream->lock);
	}
	return my_entry;
}

/*
 * Set the latch of the entry's worker, if it has one.
 */
static void
wake_worker(DatabaseEntry *entry)
{
	LWLockAcquire(Stream->lock, LW_SHARED);
	if (entry->latch != NULL)
		SetLatch(entry->latch);
	LWLockRelease(Stream->lock);
}

/*
 * A transaction that wrote WAL has committed: see that the worker gets to it.
 */
static void
note_commit(DatabaseEntry *entry, XLogRecPtr commit_lsn)
{
	uint32 sleeping;

	if (commit_lsn > GetFlushRecPtr(NULL))
	{
		uint64 seen = pg_atomic_read_u64(&entry->async_commit);

		while (seen < commit_lsn &&
			   !pg_atomic_compare_exchange_u64(&entry->async_commit, &seen, commit_lsn))
			;
		pg_memory_barrier();
		sleeping = pg_atomic_read_u32(&entry->sleeping);
		if (sleeping != ASLEEP)
			return;
	}
	else
	{
		pg_memory_barrier();
		sleeping = pg_atomic_read_u32(&entry->sleeping);
		if (sleeping == AWAKE)
			return;
	}
	if (pg_atomic_exchange_u32(&entry->sleeping, AWAKE) != AWAKE)
		wake_worker(entry);
}

static void
release_hold(void)
{
	if (held_entry == NULL)
		return;
	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	held_entry->holds--;
	LWLockRelease(Stream->lock);
	held_entry = NULL;
}

/*
 * The view catalogs of this database have changed: have a worker look.
 */
static void
announce_catalog_change(void)
{
	DatabaseEntry *entry;

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	entry = EntryFindOrCreate(MyDatabaseId);
	if (entry != NULL)
	{
		pg_atomic_fetch_add_u64(&entry->generation, 1);
		entry->not_before = 0;
		if (entry->latch != NULL)
			SetLatch(entry->latch);
		LauncherWake();
	}
	LWLockRelease(Stream->lock);
}

static void
allow_stopped_database(void)
{
	Oid dboid = stopped_database;

	stopped_database = InvalidOid;
	if (OidIsValid(dboid))
		StreamAllowForDatabase(dboid);
}

static void
xact_callback(XactEvent event, void *arg)
{
	DatabaseEntry *entry;

	switch (event)
	{
		case XACT_EVENT_COMMIT:
			if (catalog_changed)
				announce_catalog_change();
			release_hold();
			entry = entry_of_my_database();
			if (entry != NULL)
			{
				if (XactLastCommitEnd != last_commit_seen)
				{
					last_commit_seen = XactLastCommitEnd;
					note_commit(entry, XactLastCommitEnd);
				}
				if (wake_wanted)
					wake_worker(entry);
			}
			allow_stopped_database();
			break;
		case XACT_EVENT_ABORT:
			release_hold();
			allow_stopped_database();
			break;
		case XACT_EVENT_PRE_PREPARE:
			if (catalog_changed || held_entry != NULL)
				ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
								errmsg("cannot prepare a transaction that has changed "
									   "continuous views")));
			return;
		default:
			return;
	}
	catalog_changed = false;
	wake_wanted = false;
}

/*
 * Set up the commit callback.  Only where the library is preloaded.
 */
void
BackendInit(void)
{
	RegisterXactCallback(xact_callback, NULL);
}

static void
require_preload(void)
{
	if (Stream == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("streamml must be loaded when the server starts to maintain "
						"continuous views"),
				 errhint("Add the line \"shared_preload_libraries = 'streamml'\" to "
						 "postgresql.conf and restart the server.")));
}

/*
 * Keep the slot where it is until this transaction ends.  Takes the database's
 * entry, so that a worker is there or will be.  Returns the position that the
 * slot is confirmed to.
 */
XLogRecPtr
StreamHoldBegin(void)
{
	require_preload();
	if (held_entry == NULL)
	{
		DatabaseEntry *entry;

		for (;;)
		{
			WorkerStatus status = WORKER_OFF;

			LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
			entry = EntryFindOrCreate(MyDatabaseId);
			if (entry != NULL)
				status = entry->status;
			if (entry != NULL && status != WORKER_LEAVING)
			{
				entry->holds++;
				held_entry = entry;
				LauncherWake();
			}
			LWLockRelease(Stream->lock);

			if (entry == NULL)
				ereport(ERROR,
						(errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
						 errmsg("all %d worker entries of streamml are in use",
								Stream->nentries),
						 errhint("Raise \"streamml.max_workers\" in postgresql.conf and "
								 "restart the server.")));
			if (held_entry != NULL)
				break;

			/* The worker is on its way out: wait until it has left. */
			CHECK_FOR_INTERRUPTS();
			ConditionVariableTimedSleep(&entry->changed, 100, PG_WAIT_EXTENSION);
		}
		ConditionVariableCancelSleep();
	}
	return pg_atomic_read_u64(&held_entry->confirmed);
}

/*
 * Give the hold back before the transaction ends, where it has written nothing
 * that depends on it.
 */
void
StreamHoldEnd(void)
{
	if (!catalog_changed)
		release_hold();
}

/*
 * Raise the error that keeps the worker of this database from running.
 */
static void
report_blocked(const char *problem)
{
	ConditionVariableCancelSleep();
	ereport(ERROR,
			(errcode(ERRCODE_STREAMML_NOT_RUNNING),
			 errmsg("the streamml worker of this database cannot run: %s", problem),
			 errhint("See SELECT * FROM streamml.check();")));
}

/*
 * Raise it if there is no hope that the worker will run soon: something is in
 * its way, or one worker after the other has ended in an error.
 */
static void
refuse_if_hopeless(DatabaseEntry *entry)
{
	char problem[PROBLEM_LEN] = "";

	LWLockAcquire(Stream->lock, LW_SHARED);
	if (entry->status == WORKER_BLOCKED ||
		(entry->status != WORKER_RUNNING &&
		 (entry->failures == 0 || entry->failures >= HOPELESS_FAILURES)))
		strlcpy(problem, entry->problem, PROBLEM_LEN);
	LWLockRelease(Stream->lock);
	if (problem[0] != '\0')
		report_blocked(problem);
}

/*
 * Is there a slot that nobody has to wait for?
 */
static bool
slot_is_made(void)
{
	char name[NAMEDATALEN];
	StreamSlotInfo slot;

	StreamSlotName(MyDatabaseId, name);
	StreamSlotGetInfo(name, &slot);
	return slot.exists && slot.made && !slot.lost;
}

/*
 * While the slot is being made: tell the user every few seconds what it waits
 * for, which may be for ever.
 */
static void
tell_blockers(TimestampTz since, TimestampTz *told)
{
	TimestampTz now = GetCurrentTimestamp();
	char *blockers;

	if (!TimestampDifferenceExceeds(since, now, BLOCKERS_FIRST_MS) ||
		!TimestampDifferenceExceeds(*told, now, BLOCKERS_AGAIN_MS) || slot_is_made())
		return;
	*told = now;
	blockers = StreamBlockers();
	if (blockers != NULL)
		ereport(
			NOTICE,
			(errmsg("waiting for transactions that were running before: %s", blockers),
			 errdetail("The first continuous view of a database begins when they "
					   "have ended.")));
}

/*
 * See to it that a worker follows the stream of this database; true if it
 * does.  Making the slot waits for all running transactions, so only a
 * transaction that has no id itself may wait for it (wait_for_slot): with
 * false the answer is no while there is none, and a view must be left pending.
 * Errors when something the administrator must change is in the way.
 */
bool
StreamEnsureRunning(bool wait_for_slot)
{
	const char *hint = NULL;
	const char *problem;
	WorkerStatus status;
	TimestampTz since = GetCurrentTimestamp();
	TimestampTz told = 0;

	require_preload();
	problem = StreamRequirementsProblem(&hint);
	if (problem != NULL)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("continuous views cannot be maintained: %s", problem),
						hint ? errhint("%s", hint) : 0));
	StreamHoldBegin();

	for (;;)
	{
		LWLockAcquire(Stream->lock, LW_SHARED);
		status = held_entry->status;
		LWLockRelease(Stream->lock);

		if (status == WORKER_RUNNING || (!wait_for_slot && !slot_is_made()))
			break;
		/* what was in the way may just have been removed: have it look again */
		if (TimestampDifferenceExceeds(since, GetCurrentTimestamp(), RECHECK_MS))
			refuse_if_hopeless(held_entry);
		else
			wake_worker(held_entry);
		tell_blockers(since, &told);
		CHECK_FOR_INTERRUPTS();
		ConditionVariableTimedSleep(&held_entry->changed, 100, PG_WAIT_EXTENSION);
	}
	ConditionVariableCancelSleep();
	return status == WORKER_RUNNING;
}

/*
 * What users wrote runs in the worker, too, and must not wait there for what
 * the worker will do next.
 */
static void
refuse_in_worker(const DatabaseEntry *entry)
{
	if (entry->pid == MyProcPid)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("cannot wait for the stream in the process that follows "
							   "it")));
}

/*
 * Wait until the stream up to target is applied to every view in step and the
 * position is committed to stream_progress.  timeout_ms < 0 waits for ever;
 * false means the time is up.  The caller holds the stream.
 */
bool
StreamWaitApplied(XLogRecPtr target, long timeout_ms)
{
	DatabaseEntry *entry = held_entry;
	TimestampTz start = GetCurrentTimestamp();
	uint64 wanted;

	Assert(entry != NULL);
	refuse_in_worker(entry);
	target = StreamLastRecordEnd(target);
	XLogFlush(target);

	wanted = pg_atomic_read_u64(&entry->persist_wanted);
	while (wanted < target &&
		   !pg_atomic_compare_exchange_u64(&entry->persist_wanted, &wanted, target))
		;
	wake_worker(entry);

	while (pg_atomic_read_u64(&entry->persisted) < target)
	{
		if (timeout_ms >= 0 &&
			TimestampDifferenceExceeds(start, GetCurrentTimestamp(), (int) timeout_ms))
		{
			ConditionVariableCancelSleep();
			return false;
		}
		refuse_if_hopeless(entry);
		CHECK_FOR_INTERRUPTS();
		ConditionVariableTimedSleep(&entry->changed, 100, PG_WAIT_EXTENSION);
	}
	ConditionVariableCancelSleep();
	return true;
}

/*
 * The position that the states visible to the snapshot stand for.
 */
XLogRecPtr
StreamReadProgress(Snapshot snapshot)
{
	StreamProgress progress;

	if (!StreamProgressRead(snapshot, &progress))
		ereport(ERROR, (errcode(ERRCODE_STREAMML_NOT_RUNNING),
						errmsg("the stream of this database has no position yet")));
	return progress.lsn;
}

/*
 * Tell the worker, when this transaction commits, that the catalogs of views
 * have changed.  Without preloading there is no worker to tell.
 */
void
StreamCatalogChanged(void)
{
	if (Stream != NULL)
		catalog_changed = true;
}

/*
 * Was the library loaded when the server started?
 */
bool
StreamIsLoaded(void)
{
	return Stream != NULL;
}

/*
 * Does this database have a worker, or is it about to?
 */
bool
StreamIsFollowed(void)
{
	return Stream != NULL && entry_of_my_database() != NULL;
}

/*
 * Wake the worker when this transaction commits.
 */
void
StreamWakeWorker(void)
{
	if (Stream != NULL)
		wake_wanted = true;
}

/*
 * StreamAllowForDatabase, when this transaction ends: then the launcher sees
 * which databases there are.  For one database only: commands that stop others
 * than our own cannot run in a transaction block.
 */
void
StreamAllowAfterTransaction(Oid dboid)
{
	stopped_database = dboid;
}

/*
 * StreamStopForDatabase for our own database, until this transaction ends.
 */
void
StreamStopForTransaction(void)
{
	if (Stream == NULL || OidIsValid(stopped_database))
		return;
	StreamAllowAfterTransaction(MyDatabaseId);
	StreamStopForDatabase(MyDatabaseId);
}

/*
 * Show how far a long operation is, in pg_stat_activity and as a message every
 * few seconds.  total <= 0: unknown.
 */
void
StreamProgressReport(const char *phase, int64 done, int64 total)
{
	static TimestampTz last_report = 0;
	static int64 last_done = 0;
	TimestampTz now = GetCurrentTimestamp();
	char status[128];

	if (done < last_done || last_report == 0)
		last_report = now;
	last_done = done;
	if (!TimestampDifferenceExceeds(last_report, now, 2000))
		return;
	last_report = now;
	if (total > 0)
		snprintf(status, sizeof(status),
				 "%s: " INT64_FORMAT " of about " INT64_FORMAT " rows", phase, done,
				 total);
	else
		snprintf(status, sizeof(status), "%s: " INT64_FORMAT " rows", phase, done);
	ereport(NOTICE, (errmsg_internal("%s", status)));
}

/*
 * Does any view of this database need the stream?
 */
bool
StreamIsNeeded(void)
{
	ListCell *lc;

	foreach (lc, ViewCatalogLoad())
	{
		ContinuousView *view = lfirst(lc);

		if (view->progress_state != VIEW_GAP)
			return true;
	}
	return false;
}

/*
 * The entry to wait at, NULL if nobody has to wait.  Shortly after a start of
 * the server the launcher may not have been here yet.
 */
static DatabaseEntry *
entry_to_wait_at(void)
{
	DatabaseEntry *entry = entry_of_my_database();

	if (entry != NULL || !StreamIsNeeded())
		return entry;
	StreamHoldBegin();
	entry = held_entry;
	StreamHoldEnd();
	return entry;
}

/* What a wait learns of the views beside that they are there. */
typedef struct Waited
{
	int chain_length; /* how often more to wait, for rows to pass through all views */
	int standing;	  /* views that were not waited for */
} Waited;

/*
 * Wait until the worker has loaded the catalogs of that generation and every
 * view stands at target.  False when the time is up.
 */
static bool
wait_for_views(DatabaseEntry *entry, uint64 generation, XLogRecPtr target,
			   TimestampTz deadline, Waited *waited)
{
	for (;;)
	{
		bool gone;
		uint64 loaded;

		LWLockAcquire(Stream->lock, LW_SHARED);
		gone = entry->dboid != MyDatabaseId;
		loaded = entry->loaded_generation;
		waited->standing = gone ? 0 : entry->standing;
		waited->chain_length = gone ? 0 : entry->chain_length;
		LWLockRelease(Stream->lock);

		if (gone ||
			(loaded >= generation && pg_atomic_read_u64(&entry->applied_all) >= target))
			break;
		if (GetCurrentTimestamp() >= deadline)
		{
			ConditionVariableCancelSleep();
			return false;
		}
		CHECK_FOR_INTERRUPTS();
		ConditionVariableTimedSleep(&entry->changed, 100, PG_WAIT_EXTENSION);
	}
	ConditionVariableCancelSleep();
	return true;
}

/*
 * The time at which a wait that begins now is over.
 */
static TimestampTz
wait_deadline(const Interval *timeout)
{
	int64 ms = timeout->time / 1000 +
			   (timeout->day + timeout->month * INT64CONST(30)) * 86400000;

	TimestampTz now = GetCurrentTimestamp();

	if (ms < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("timeout must not be negative")));
	if (ms > (DT_NOEND - now) / 1000)
		return DT_NOEND;
	return TimestampTzPlusMilliseconds(now, ms);
}

PG_FUNCTION_INFO_V1(stream_wait);

/*
 * streamml.wait(lsn pg_lsn, timeout interval) returns boolean: true when every
 * row committed before lsn is visible in every continuous view.  What views
 * append for other views comes later in the stream, so each link of such a
 * chain is another wait.
 */
Datum
stream_wait(PG_FUNCTION_ARGS)
{
	XLogRecPtr target;
	TimestampTz deadline = DT_NOEND;
	DatabaseEntry *entry;
	uint64 generation;
	Waited waited;

	require_preload();
	if (RecoveryInProgress())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("cannot wait for the stream on a standby"),
				 errdetail("Continuous views are maintained on the primary and arrive "
						   "by replication."),
				 errhint("Run streamml.wait() on the primary, then wait until "
						 "pg_last_wal_replay_lsn() here has come to its position.")));
	target =
		StreamLastRecordEnd(PG_ARGISNULL(0) ? GetXLogInsertRecPtr() : PG_GETARG_LSN(0));
	if (!PG_ARGISNULL(1))
		deadline = wait_deadline(PG_GETARG_INTERVAL_P(1));
	if (XLogRecPtrIsInvalid(target) || target > GetXLogInsertRecPtr())
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("position %X/%X has not been written yet",
							   LSN_FORMAT_ARGS(target))));

	entry = entry_to_wait_at();
	if (entry == NULL)
		PG_RETURN_BOOL(true);
	refuse_in_worker(entry);
	generation = pg_atomic_read_u64(&entry->generation);
	for (int round = 0;; round++)
	{
		XLogFlush(target);
		wake_worker(entry);
		if (!wait_for_views(entry, generation, target, deadline, &waited))
			PG_RETURN_BOOL(false);
		if (round >= waited.chain_length)
			break;
		target = StreamLastRecordEnd(GetXLogInsertRecPtr());
	}
	if (waited.standing > 0)
		ereport(WARNING,
				(errmsg_plural("%d continuous view stands still and was not waited for",
							   "%d continuous views stand still and were not waited for",
							   waited.standing, waited.standing),
				 errhint("See SELECT name, state, message FROM "
						 "streamml.continuous_views WHERE state <> 'live';")));
	PG_RETURN_BOOL(true);
}
