/*
 * worker_internal.h
 *	  The worker's own state, shared by worker.c (the loop) and apply.c (one
 *	  batch).
 */
#ifndef STREAMML_WORKER_INTERNAL_H
#define STREAMML_WORKER_INTERNAL_H

#include "stream/stream.h"
#include "view/view.h"
#include "worker/shmem.h"

typedef struct WorkerView
{
	ContinuousView def;
	ViewRun *run; /* opened when the first batch comes */
	ViewStats *stats;
	bool live;				/* rows are to be applied */
	XLogRecPtr pos;			/* applied up to here */
	XLogRecPtr saved_pos;	/* view_progress.position, Invalid if NULL (in step) */
	bool failing;			/* has failed in the attempt under way */
	bool stalled;			/* its relations were locked by somebody else */
	bool saved_stalled;		/* view_progress says so */
	TimestampTz dead_since; /* start of the minute that ndead counts */
	int ndead;
} WorkerView;

typedef struct Worker
{
	DatabaseEntry *entry;
	char slot_name[NAMEDATALEN]; /* empty: dropped, nothing to come back to */
	char database_name[NAMEDATALEN];
	MemoryContext context;		 /* lives as long as the process */
	List *views;				 /* of WorkerView */
	uint64 generation;			 /* of the catalogs that views was read from */
	StreamReader *reader;		 /* NULL: to be opened */
	XLogRecPtr reader_pos;		 /* end of the last batch it gave, or its start */
	XLogRecPtr progress;		 /* committed to stream_progress */
	XLogRecPtr position;		 /* >= progress: nothing in between concerns any view */
	XLogRecPtr progress_commit;	 /* end of the commit record that wrote progress */
	int nap_ms;					 /* look again by the clock; 0: when woken */
	TimestampTz stalled_looked;	 /* when retry_stalled() last tried */
	TimestampTz retained_looked; /* when retains_idly() last looked at the slot */

	LsnCommits *commits; /* behind the stream's position; NULL until they are needed */

	/* of source_watch.c: the WAL from its commit on, and behind that, while it lags */
	MemoryContext watch_context; /* NULL: not needed so far */
	LsnCommits *commits_before;
	LsnCommits *commits_after;

	bool reading;	/* the code at work is the server's and the reader's alone */
	bool impatient; /* a passing error that a view keeps raising fails it */

	/* commits of ours that may not be flushed yet; see confirm() */
	XLogRecPtr flushing_position;
	XLogRecPtr flushing_commit;
} Worker;

/* What view_progress says of a live view beside its position. */
static inline const char *
WorkerViewMessage(const WorkerView *view)
{
	return view->stalled ? "it waits for a lock that another session holds" : NULL;
}

/* Which half of the work on a share is meant. */
typedef enum SharePart
{
	SHARE_ALL,
	SHARE_ROWS,	  /* inserted and learned rows */
	SHARE_TOUCHES /* which groups to read again, and that */
} SharePart;

/*
 * What a view takes from the batch: rows [first, first + count) of source, and
 * for a view with lateness the time that passes.
 */
typedef struct Share
{
	WorkerView *view;
	StreamBatch *batch;
	SourceBatch *source; /* NULL if it has no rows: time passes only */
	int64 first;
	int64 count;
	bool ahead; /* inserts count as touches, see change.c */
	SharePart part;
} Share;

/* apply.c */
extern bool ApplyBatch(Worker *worker, StreamBatch *batch);

/* worker.c */
extern void WorkerPause(Worker *worker, long ms);

/* change.c */
extern void ChangesCheck(const Share *share, const int64 *counts);
extern void ChangesCheckTypes(const Share *share, Relation rel, int64 first, int64 count);
extern void ChangesApply(const Share *share, Relation rel, int64 first, int64 count,
						 const int64 *counts);
extern void ChangesListWithoutWindow(const Share *share, Relation rel, int64 first,
									 int64 count);
extern bool ChangesAreAhead(const Worker *worker, const Share *share);
extern void ChangesRecompute(Worker *worker, const Share *share);

/* dead_letter.c */
extern void DeadLetterWrite(const WorkerView *view, Relation source, TupleTableSlot *slot,
							XLogRecPtr lsn, int64 ordinal, const ErrorData *error);
extern char *RowAsJson(const WorkerView *view, Relation source, TupleTableSlot *slot);

/* source_watch.c */
extern List *SourceWatchRelations(List *views);
extern void SourceWatchCheck(Worker *worker, StreamBatch *batch);
extern void SourceWatchForget(Worker *worker);

/* late_row.c */
extern void LateRowsWrite(const WorkerView *view, Relation source, SourceBatch *batch,
						  List *rows);

#endif /* STREAMML_WORKER_INTERNAL_H */
