/*
 * worker_internal.h
 *	  The worker's own state, shared by worker.c (the loop), apply.c (one batch)
 *	  and care.c (one batch with errors in it).
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
	bool live;				 /* rows are to be applied */
	XLogRecPtr pos;			 /* applied up to here */
	XLogRecPtr saved_pos;	 /* view_progress.position, Invalid if NULL (in step) */
	bool failing;			 /* has failed in the attempt under way */
	bool stalled;			 /* others have gone on without it, for locks or errors */
	bool saved_stalled;		 /* view_progress says so */
	TimestampTz rest_until;	 /* if stalled: not before */
	TimestampTz aside_since; /* when errors first set it aside, */
	int times_aside;		 /* and how often since; 0: it is well */
	TimestampTz dead_since;	 /* start of the minute that ndead counts */
	int ndead;
	int ndead_saved; /* the same when the last batch was committed */
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
	bool streaming;				 /* does it take large transactions while they run? */
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

	bool reading; /* the code at work is the server's and the reader's alone */

	TimestampTz care_since; /* start of the attempt under way */
	TimestampTz looked_around;
	int times_void; /* attempts in a row that changed catalogs have ended */

	/* commits of ours that may not be flushed yet; see confirm() */
	XLogRecPtr flushing_position;
	XLogRecPtr flushing_commit;
} Worker;

/* What view_progress says of a live view beside its position. */
static inline const char *
WorkerViewMessage(const WorkerView *view)
{
	if (!view->stalled)
		return NULL;
	return view->times_aside > 0 ? "it tries again after an error, see the server's log" :
								   "it waits for a lock that another session holds";
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
	/* of the attempt under way: */
	int ndead; /* dead letters */
	/* rows that have raised errors, in order; known since the states were written */
	int64 *bad;
	int nbad;
	int bad_space;
} Share;

/* What may pass while no row comes out: many rows are worked on at once. */
#define TIME_LIMIT_LONG 12

/* apply.c */
extern bool ApplyBatch(Worker *worker, StreamBatch *batch);
extern void ShareApplyRows(Share *share, int64 first, int64 count);
extern void SharePassTime(Share *share);
extern void ShareFinish(Worker *worker, Share *share);
extern void ViewGetReady(Worker *worker, WorkerView *view);
extern bool CatalogsHaveChanged(const Worker *worker);
extern void CheckCatalogs(Worker *worker);
extern void SavePositions(Worker *worker, StreamBatch *batch, XLogRecPtr new_progress);

extern void ShareForgetBadRows(Share *share, int n);
extern void ShareAddBadRow(Share *share, int64 row);

/* care.c */
extern void ApplyWithCare(Worker *worker, StreamBatch *batch, List *shares,
						  XLogRecPtr new_progress);
extern void CareHasEnded(Worker *worker, bool applied);
extern bool ErrorPasses(int sqlstate);
extern ErrorData *MakeErrorData(int sqlstate, const char *message);
extern void WorkerViewForget(WorkerView *view);
extern void WorkerViewFail(WorkerView *view, const ErrorData *error);

/* time_limit.c */
extern void TimeLimitInit(void);
extern void TimeLimitTurn(void);
extern void TimeLimitGoOn(int64 rows);
extern bool TimeLimitIsSpent(void);
extern void TimeLimitBegin(Worker *worker, const WorkerView *view, int times);
extern void TimeLimitExtend(int times);
extern bool TimeLimitEnd(void);
extern void TimeLimitBeginFill(DatabaseEntry *entry, int32 view_id);
extern bool TimeLimitFillOverran(DatabaseEntry *entry, int32 view_id);
extern bool TimeLimitWantsCare(Worker *worker);
extern void TimeLimitFailOverrun(Worker *worker);
extern ErrorData *TimeLimitError(Oid view);

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

/* row_log.c: tables that list rows */
#define ROW_LOG_MAX_TEXTS 3

typedef struct RowLog
{
	ViewLog log;
	int ntexts;			 /* columns of text, beside those that every log has */
	StreamImages images; /* which image of a change is shown */
} RowLog;

typedef struct LoggedRow
{
	int64 row; /* among the source's rows in the batch */
	const char *texts[ROW_LOG_MAX_TEXTS];
} LoggedRow;

extern bool RowLogWrite(const RowLog *log, const WorkerView *view, Relation source,
						SourceBatch *batch, LoggedRow *rows, int n);

/* dead_letter.c */
typedef struct DeadLetter
{
	int64 row; /* among the source's rows in the batch */
	int sqlstate;
	char *message; /* with detail and hint */
} DeadLetter;

extern char *DeadLetterMessage(const ErrorData *error);
extern bool DeadLettersWrite(const WorkerView *view, SourceBatch *batch, List *letters);

/* source_watch.c */
extern List *SourceWatchRelations(List *views);
extern void SourceWatchCheck(Worker *worker, StreamBatch *batch);
extern void SourceWatchForget(Worker *worker);

/* late_row.c */
extern void LateRowsWrite(const WorkerView *view, Relation source, SourceBatch *batch,
						  List *rows);

#endif /* STREAMML_WORKER_INTERNAL_H */
