/*
 * worker.h
 *	  The processes: a launcher, and per database one worker that owns the slot
 *	  and applies batches to views; and what they share with backends.
 */
#ifndef STREAMML_WORKER_H
#define STREAMML_WORKER_H

#include "streamml.h"

#include "datatype/timestamp.h"
#include "utils/snapshot.h"

/* What a backend may ask of the stream of its own database. */
extern bool StreamEnsureRunning(bool wait_for_slot);
extern XLogRecPtr StreamHoldBegin(void);
extern void StreamHoldEnd(void);
extern bool StreamWaitApplied(XLogRecPtr target, long timeout_ms);
extern XLogRecPtr StreamReadProgress(Snapshot snapshot);
extern void StreamWakeWorker(void);
extern void StreamProgressReport(const char *phase, int64 done, int64 total);

#endif /* STREAMML_WORKER_H */
