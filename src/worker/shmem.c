/*
 * shmem.c
 *	  Shared memory of streamml: one entry per database that has, or is being
 *	  examined for, continuous views.
 *
 * An entry is taken by whoever needs the stream of a database first (the
 * launcher at start, a backend that creates a view) and given back by the
 * worker when it finds nothing to do.  The lock is held for a few instructions
 * only, never across a wait.
 *
 *	 launcher	  starts workers for entries that have none: status, failures
 *	 worker		  status, pid, latch, positions, counters of its entry
 *	 backends	  holds, inhibitors, generation, async_commit of their entry
 *
 * After a crash of any process that uses it, the postmaster makes shared
 * memory anew: nothing here needs to survive, positions live in tables.
 */
#include "worker/shmem.h"

#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/shmem.h"
#include "utils/timestamp.h"

#include "guc.h"

#define FILLER_START_TIMEOUT_MS 60000

StreamShared *Stream = NULL;

static shmem_request_hook_type prev_shmem_request_hook = NULL;
static shmem_startup_hook_type prev_shmem_startup_hook = NULL;

static Size
shared_size(void)
{
	return add_size(offsetof(StreamShared, entries),
					mul_size(streamml_max_workers, sizeof(DatabaseEntry)));
}

static void
shmem_request(void)
{
	if (prev_shmem_request_hook)
		prev_shmem_request_hook();
	RequestAddinShmemSpace(shared_size());
	RequestNamedLWLockTranche(STREAMML_NAME, 1);
}

static void
entry_init_atomics(DatabaseEntry *entry)
{
	pg_atomic_init_u32(&entry->overrun, 0);
	pg_atomic_init_u32(&entry->overrun_fill, 0);
	pg_atomic_init_u32(&entry->sleeping, AWAKE);
	pg_atomic_init_u64(&entry->generation, 1);
	pg_atomic_init_u64(&entry->async_commit, 0);
	pg_atomic_init_u64(&entry->progress, 0);
	pg_atomic_init_u64(&entry->persisted, 0);
	pg_atomic_init_u64(&entry->persist_wanted, 0);
	pg_atomic_init_u64(&entry->applied_all, 0);
	pg_atomic_init_u64(&entry->confirmed, 0);
	pg_atomic_init_u64(&entry->nrows, 0);
	pg_atomic_init_u64(&entry->nbatches, 0);
	pg_atomic_init_u64(&entry->ntransactions, 0);
	pg_atomic_init_u64(&entry->ntruncates, 0);
	pg_atomic_init_u64(&entry->nignored, 0);
	pg_atomic_init_u64(&entry->nretries, 0);
	pg_atomic_init_u64(&entry->apply_us, 0);
}

static void
shmem_startup(void)
{
	bool found;

	if (prev_shmem_startup_hook)
		prev_shmem_startup_hook();

	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	Stream = ShmemInitStruct(STREAMML_NAME, shared_size(), &found);
	if (!found)
	{
		memset(Stream, 0, shared_size());
		Stream->lock = &GetNamedLWLockTranche(STREAMML_NAME)->lock;
		Stream->nentries = streamml_max_workers;
		pg_atomic_init_u32(&Stream->entries_version, 1);
		for (int i = 0; i < Stream->nentries; i++)
		{
			entry_init_atomics(&Stream->entries[i]);
			ConditionVariableInit(&Stream->entries[i].changed);
		}
		for (int i = 0; i < MAX_VIEW_STATS; i++)
		{
			pg_atomic_init_u64(&Stream->views[i].nrows, 0);
			pg_atomic_init_u64(&Stream->views[i].nbatches, 0);
			pg_atomic_init_u64(&Stream->views[i].ndead, 0);
			pg_atomic_init_u64(&Stream->views[i].apply_us, 0);
		}
	}
	LWLockRelease(AddinShmemInitLock);
}

/*
 * Ask for shared memory.  Only while preloading.
 */
void
ShmemInit(void)
{
	prev_shmem_request_hook = shmem_request_hook;
	shmem_request_hook = shmem_request;
	prev_shmem_startup_hook = shmem_startup_hook;
	shmem_startup_hook = shmem_startup;
}

/*
 * The entry of a database, or NULL.  Caller holds the lock.
 */
DatabaseEntry *
EntryFind(Oid dboid)
{
	Assert(LWLockHeldByMe(Stream->lock));

	for (int i = 0; i < Stream->nentries; i++)
		if (Stream->entries[i].dboid == dboid)
			return &Stream->entries[i];
	return NULL;
}

/*
 * The entry of a database, made if there is none; NULL if all are taken.
 * Caller holds the lock exclusively.
 */
DatabaseEntry *
EntryFindOrCreate(Oid dboid)
{
	DatabaseEntry *entry = EntryFind(dboid);

	if (entry != NULL)
		return entry;
	entry = EntryFind(InvalidOid);
	if (entry == NULL)
		return NULL;

	entry->status = WORKER_OFF;
	entry->pid = 0;
	entry->latch = NULL;
	entry->inhibitors = 0;
	entry->drain = DRAIN_NONE;
	entry->holds = 0;
	entry->failures = 0;
	entry->not_before = 0;
	entry->started = 0;
	entry->filler_pid = 0;
	entry->problem[0] = entry->hint[0] = '\0';
	entry->loaded_generation = 0;
	entry->chain_length = 0;
	entry_init_atomics(entry);
	entry->dboid = dboid;
	pg_atomic_fetch_add_u32(&Stream->entries_version, 1);
	return entry;
}

/*
 * Give an entry back.  Caller holds the lock exclusively and has made sure
 * that nobody holds or inhibits it.
 */
void
EntryFree(DatabaseEntry *entry)
{
	Assert(LWLockHeldByMe(Stream->lock));

	for (int i = 0; i < MAX_VIEW_STATS; i++)
		if (Stream->views[i].dboid == entry->dboid)
			Stream->views[i].dboid = InvalidOid;
	entry->dboid = InvalidOid;
	entry->status = WORKER_OFF;
	entry->pid = 0;
	entry->latch = NULL;
	pg_atomic_fetch_add_u32(&Stream->entries_version, 1);
}

/*
 * Is a process filling a view, or about to?  One that has not shown up for long
 * could not be started.  Caller holds the lock.
 */
bool
EntryHasFiller(DatabaseEntry *entry)
{
	if (entry->filler_pid == FILLER_STARTING)
		return !TimestampDifferenceExceeds(entry->filler_since, GetCurrentTimestamp(),
										   FILLER_START_TIMEOUT_MS);
	return entry->filler_pid != 0;
}

/*
 * Record why a worker cannot work, for check() and for those who wait for it, and
 * what mends it (NULL: the server's log tells).  Everybody sees both: no message
 * that user code has raised.
 */
void
EntrySetProblemAndHint(DatabaseEntry *entry, const char *problem, const char *hint)
{
	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	strlcpy(entry->problem, problem, PROBLEM_LEN);
	strlcpy(entry->hint, hint ? hint : "", PROBLEM_LEN);
	LWLockRelease(Stream->lock);
}

/*
 * The same without a hint; an empty problem is none.
 */
void
EntrySetProblem(DatabaseEntry *entry, const char *problem)
{
	EntrySetProblemAndHint(entry, problem, NULL);
}

/*
 * Name of a status as users see it.
 */
const char *
WorkerStatusName(WorkerStatus status)
{
	switch (status)
	{
		case WORKER_OFF:
			return "off";
		case WORKER_STARTING:
			return "starting";
		case WORKER_PREPARING:
			return "preparing";
		case WORKER_RUNNING:
			return "running";
		case WORKER_BLOCKED:
			return "blocked";
		case WORKER_LEAVING:
			return "leaving";
	}
	return "?";
}

/*
 * Counters of a view of this database; NULL if there is no room for them
 * (the view works all the same).
 */
ViewStats *
ViewStatsGet(int32 view_id)
{
	ViewStats *free_slot = NULL;

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	for (int i = 0; i < MAX_VIEW_STATS; i++)
	{
		ViewStats *stats = &Stream->views[i];

		if (stats->dboid == MyDatabaseId && stats->id == view_id)
		{
			LWLockRelease(Stream->lock);
			return stats;
		}
		if (free_slot == NULL && stats->dboid == InvalidOid)
			free_slot = stats;
	}
	if (free_slot != NULL)
	{
		free_slot->dboid = MyDatabaseId;
		free_slot->id = view_id;
		pg_atomic_write_u64(&free_slot->nrows, 0);
		pg_atomic_write_u64(&free_slot->nbatches, 0);
		pg_atomic_write_u64(&free_slot->ndead, 0);
		pg_atomic_write_u64(&free_slot->apply_us, 0);
	}
	LWLockRelease(Stream->lock);
	return free_slot;
}

/*
 * Make the launcher look at the entries.  Caller holds the lock.
 */
void
LauncherWake(void)
{
	if (Stream->launcher_latch != NULL)
		SetLatch(Stream->launcher_latch);
}
