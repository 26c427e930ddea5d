/*
 * worker.h
 *	  The processes: a launcher, and per database one worker that owns the slot
 *	  and applies batches to views; and what backends may ask of them.
 */
#ifndef STREAMML_WORKER_H
#define STREAMML_WORKER_H

#include "streamml.h"

#include "datatype/timestamp.h"
#include "utils/snapshot.h"

/* backend.c: what a backend may ask of the stream of its own database */
extern void BackendInit(void);
extern void StreamStartTransaction(void);
extern bool StreamEnsureRunning(bool wait_for_slot);
extern XLogRecPtr StreamHoldBegin(void);
extern void StreamHoldEnd(void);
extern bool StreamWaitApplied(XLogRecPtr target, long timeout_ms);
extern XLogRecPtr StreamReadProgress(Snapshot snapshot);
extern void StreamCatalogChanged(void);
extern void StreamWakeWorker(void);
extern void StreamAllowAfterTransaction(Oid dboid);
extern bool StreamIsLoaded(void);
extern bool StreamIsFollowed(void);
extern void StreamStopForTransaction(void);
extern bool StreamIsNeeded(void);
extern void StreamProgressReport(const char *phase, int64 done, int64 total);

/* blockers.c: what the making of the slot waits for */
extern char *StreamBlockers(void);

/* progress.c: the row that says what the states on disk stand for */
typedef struct StreamProgress
{
	XLogRecPtr lsn;
	uint64 system_id;
	Oid database_id;
	Oid table_id;
} StreamProgress;

extern bool StreamProgressRead(Snapshot snapshot, StreamProgress *progress);
extern void StreamProgressWrite(XLogRecPtr lsn);
extern const char *StreamCatalogProblem(const char **hint);
extern bool StreamProgressIsOurs(const StreamProgress *progress, bool *same_database);

/* launcher.c */
extern void LauncherInit(void);
extern void StreamStopForDatabase(Oid dboid);
extern void StreamAllowForDatabase(Oid dboid);

/* drain.c */
extern void StreamDrainForDatabase(Oid dboid);

/* entry points of background workers, looked up by name */
extern PGDLLEXPORT void StreamLauncherMain(Datum arg);
extern PGDLLEXPORT void StreamWorkerMain(Datum arg);
extern PGDLLEXPORT void StreamFillerMain(Datum arg);

/* filler.c */
extern bool FillerStart(int32 view_id);

#endif /* STREAMML_WORKER_H */
