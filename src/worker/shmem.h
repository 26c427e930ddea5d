/*
 * shmem.h
 *	  What launcher, workers and backends share.  shmem.c tells who writes what.
 */
#ifndef STREAMML_SHMEM_H
#define STREAMML_SHMEM_H

#include "streamml.h"

#include "datatype/timestamp.h"
#include "port/atomics.h"
#include "storage/condition_variable.h"
#include "storage/latch.h"
#include "storage/lwlock.h"

#define MAX_VIEW_STATS 1024
#define PROBLEM_LEN 512

typedef enum WorkerStatus
{
	WORKER_OFF,		  /* no process */
	WORKER_STARTING,  /* registered, not yet connected */
	WORKER_PREPARING, /* connected: reads catalogs, creates the slot */
	WORKER_RUNNING,	  /* follows the stream */
	WORKER_BLOCKED,	  /* a requirement is not met: see problem */
	WORKER_LEAVING	  /* no views are left: drops the slot and exits */
} WorkerStatus;

/* What somebody who is about to move the database wants of its worker. */
#define DRAIN_NONE 0
#define DRAIN_WANTED 1 /* leave nothing in the WAL that is still to be decoded */
#define DRAIN_DONE 2   /* so it is, and the worker rests */

/* Sleep states of a worker: what a committing backend has to do for it. */
#define AWAKE 0	 /* nothing */
#define ASLEEP 1 /* set its latch */
#define DOZING 2 /* set its latch if the commit is flushed */

typedef struct DatabaseEntry
{
	/* protected by StreamShared.lock */
	Oid dboid; /* InvalidOid: free */
	WorkerStatus status;
	pid_t pid;
	Latch *latch;
	int inhibitors;			/* DROP DATABASE and the like: keep away */
	int drain;				/* see DRAIN_WANTED */
	int holds;				/* transactions that need the slot to stay where it is */
	int failures;			/* exits by error in a row */
	TimestampTz not_before; /* launcher: do not start earlier */
	TimestampTz started;
	pid_t filler_pid; /* process that fills a pending view, 0 for none, or: */
#define FILLER_STARTING ((pid_t) -1)
	TimestampTz filler_since;  /* when it was asked for */
	char problem[PROBLEM_LEN]; /* why BLOCKED, or the last error: everybody sees it */
	char hint[PROBLEM_LEN];	   /* what mends it; empty: see the server's log */
	uint64 loaded_generation;  /* catalog generation the worker acts on */
	int standing;			   /* views that are paused, failed or have a gap */
	int chain_length;		   /* most views that a row passes through, less one */

	/* atomics: written without the lock */
	pg_atomic_uint32 overrun; /* see time_limit.c */
	pg_atomic_uint32 overrun_fill;
	pg_atomic_uint32 sleeping;
	pg_atomic_uint64 generation;	 /* bumped by commits that change view catalogs */
	pg_atomic_uint64 async_commit;	 /* latest commit LSN that was not flushed */
	pg_atomic_uint64 progress;		 /* stream applied up to here, in memory */
	pg_atomic_uint64 persisted;		 /* the same, as committed to stream_progress */
	pg_atomic_uint64 persist_wanted; /* somebody waits for persisted to reach this */
	pg_atomic_uint64
		applied_all; /* every live view stands at least here; 0: pending ones */
	pg_atomic_uint64 confirmed; /* position given to the slot */
	pg_atomic_uint64 nrows;		/* rows applied, per source and batch */
	pg_atomic_uint64 nbatches;
	pg_atomic_uint64 ntransactions;
	pg_atomic_uint64 ntruncates;
	pg_atomic_uint64 nignored; /* updates and deletes that no view wanted */
	pg_atomic_uint64 nretries; /* batches applied again with care */
	pg_atomic_uint64 apply_us;

	ConditionVariable changed; /* broadcast after any of the above moved on */
} DatabaseEntry;

/* Counters of one view since the server started. */
typedef struct ViewStats
{
	/* protected by StreamShared.lock, except the atomics */
	Oid dboid; /* InvalidOid: free */
	int32 id;
	pg_atomic_uint64 nrows;
	pg_atomic_uint64 nbatches;
	pg_atomic_uint64 ndead;
	pg_atomic_uint64 apply_us;
} ViewStats;

typedef struct StreamShared
{
	LWLock *lock;
	Latch *launcher_latch;			  /* protected by lock */
	pid_t launcher_pid;				  /* protected by lock */
	pg_atomic_uint32 entries_version; /* bumped when an entry changes hands */
	ViewStats views[MAX_VIEW_STATS];
	int nentries;
	DatabaseEntry entries[FLEXIBLE_ARRAY_MEMBER];
} StreamShared;

extern StreamShared *Stream; /* NULL where the library is not preloaded */

extern void ShmemInit(void);
extern DatabaseEntry *EntryFind(Oid dboid);
extern DatabaseEntry *EntryFindOrCreate(Oid dboid);
extern void EntryFree(DatabaseEntry *entry);
extern bool EntryHasFiller(DatabaseEntry *entry);
extern void EntrySetProblem(DatabaseEntry *entry, const char *problem);
extern void EntrySetProblemAndHint(DatabaseEntry *entry, const char *problem,
								   const char *hint);
extern const char *WorkerStatusName(WorkerStatus status);
extern ViewStats *ViewStatsGet(int32 view_id);
extern void LauncherWake(void);

#endif /* STREAMML_SHMEM_H */
