/*
 * lsn_snapshot.c
 *	  A snapshot of the database as of a position of the stream.
 *
 * An MVCC snapshot says which transactions had left the array of running ones
 * when it was taken; the stream orders transactions by their commit records.
 * A snapshot that sees everything up to position P sees, in general, some
 * transactions too many: those whose commit record lies behind P.  They are
 * found by reading the WAL from P to its end, and put back among the running
 * ones.
 *
 * A transaction put back may have ended long ago as far as vacuum knows.  The
 * caller must hold, since before P, an older registered snapshot to which it
 * was still running; that keeps the row versions it deleted, and keeps those it
 * created from being frozen (a frozen row is visible to every snapshot).
 *
 * Rows of the current transaction are made invisible by command id, deletions
 * by it are undone likewise: its commit record is not written yet.
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "access/xlogutils.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "stream/stream_internal.h"

/* A transaction, or a subtransaction of it, and where its commit record starts. */
typedef struct LsnCommit
{
	XLogRecPtr lsn;
	TransactionId xid;
} LsnCommit;

/* An empty memory of commits gives back more than so many. */
#define KEEP_COMMITS 65536

struct LsnCommits
{
	MemoryContext context;
	XLogRecPtr from; /* all commits between these positions are here */
	XLogRecPtr upto;
	LsnCommit *commits; /* in the order of the WAL */
	int n;
	int allocated;
};

/*
 * A memory of commits, in context: whoever asks for one snapshot after the other,
 * each as of a later position, reads the WAL once.
 */
LsnCommits *
LsnCommitsCreate(MemoryContext context)
{
	LsnCommits *result = MemoryContextAllocZero(context, sizeof(LsnCommits));

	result->context = context;
	return result;
}

static void
add_commit(LsnCommits *known, XLogRecPtr lsn, TransactionId xid)
{
	known->commits = StreamGrow(known->context, known->commits, known->n,
								&known->allocated, sizeof(LsnCommit));
	known->commits[known->n].lsn = lsn;
	known->commits[known->n].xid = xid;
	known->n++;
}

/*
 * If the record is a commit in this database, add its transactions.
 */
static void
collect_commit(XLogReaderState *record, LsnCommits *known)
{
	uint8 operation = XLogRecGetInfo(record) & XLOG_XACT_OPMASK;
	xl_xact_parsed_commit parsed;

	if (XLogRecGetRmid(record) != RM_XACT_ID ||
		(operation != XLOG_XACT_COMMIT && operation != XLOG_XACT_COMMIT_PREPARED))
		return;
	ParseCommitRecord(XLogRecGetInfo(record), (xl_xact_commit *) XLogRecGetData(record),
					  &parsed);
	if (parsed.dbId != MyDatabaseId)
		return;
	add_commit(known, record->ReadRecPtr,
			   operation == XLOG_XACT_COMMIT ? XLogRecGetXid(record) :
											   parsed.twophase_xid);
	for (int i = 0; i < parsed.nsubxacts; i++)
		add_commit(known, record->ReadRecPtr, parsed.subxacts[i]);
}

/*
 * Collect the transactions that committed between known->upto and end.
 */
static void
collect_commits(XLogReaderState *wal, XLogRecPtr end, LsnCommits *known)
{
	XLogRecPtr first = XLogFindNextRecord(wal, known->upto);
	char *error = NULL;

	if (XLogRecPtrIsInvalid(first))
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("could not find a WAL record after %X/%X",
							   LSN_FORMAT_ARGS(known->upto))));
	while (known->upto < end)
	{
		CHECK_FOR_INTERRUPTS();
		if (XLogReadRecord(wal, &error) == NULL)
		{
			if (error == NULL)
				break; /* only padding is left */
			ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
							errmsg("could not read WAL after %X/%X: %s",
								   LSN_FORMAT_ARGS(wal->EndRecPtr), error)));
		}
		collect_commit(wal, known);
		known->upto = StreamNextRecordStart(wal->EndRecPtr);
	}
}

/*
 * Forget what comes before start, and all if nothing leads on from there.
 */
static void
forget_commits(LsnCommits *known, XLogRecPtr start)
{
	int gone = 0;

	if (start < known->from || start > known->upto)
	{
		known->n = 0;
		known->upto = start;
	}
	while (gone < known->n && known->commits[gone].lsn < start)
		gone++;
	if (gone > 0)
		memmove(known->commits, known->commits + gone,
				(known->n - gone) * sizeof(LsnCommit));
	known->n -= gone;
	known->from = start;
	if (known->n == 0 && known->allocated > KEEP_COMMITS)
	{
		pfree(known->commits);
		known->commits = NULL;
		known->allocated = 0;
	}
}

/*
 * Make known hold the transactions of this database that committed after
 * position, which is where a record starts, and no others.
 */
static void
learn_commits_after(XLogRecPtr position, LsnCommits *known)
{
	XLogRecPtr end = StreamFlushWal();
	XLogReaderState *wal;

	forget_commits(known, position);
	if (known->upto >= end)
		return;

	wal = XLogReaderAllocate(wal_segment_size, NULL,
							 XL_ROUTINE(.page_read = StreamReadPage,
										.segment_open = wal_segment_open,
										.segment_close = wal_segment_close),
							 NULL);
	if (wal == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
						errdetail("Failed while allocating a WAL reader.")));
	PG_TRY();
	{
		collect_commits(wal, end, known);
	}
	PG_FINALLY();
	{
		XLogReaderFree(wal); /* it has a file open */
	}
	PG_END_TRY();
}

/*
 * Make result a copy of base in which the transactions of `later` are running.
 * The arrays are in the current memory context.
 *
 * All ids go to xip: a snapshot whose list of subtransactions is complete is
 * searched in both lists, and one that has overflowed is searched for the
 * topmost parent that is not older than the process's xmin, which can be the
 * subtransaction itself.
 */
static void
put_back(Snapshot base, const LsnCommits *later, Snapshot result)
{
	memcpy(result, base, sizeof(SnapshotData));
	result->xip = palloc_extended(
		mul_size(base->xcnt + later->n + 1, sizeof(TransactionId)), MCXT_ALLOC_HUGE);
	if (base->xcnt > 0)
		memcpy(result->xip, base->xip, base->xcnt * sizeof(TransactionId));

	for (uint32 i = 0; i < later->n; i++)
	{
		TransactionId xid = later->commits[i].xid;

		if (TransactionIdFollowsOrEquals(xid, base->xmax))
			continue; /* invisible anyway */
		if (TransactionIdPrecedes(xid, result->xmin))
			result->xmin = xid;
		result->xip[result->xcnt++] = xid;
	}

	result->curcid = FirstCommandId;
	result->snapXactCompletionCount = 0;
	result->copied = false;
	result->active_count = 0;
	result->regd_count = 0;
}

/*
 * Register a snapshot that sees exactly the transactions of this database whose
 * commit record ends at or before position, and nothing of the current
 * transaction.  base is an MVCC snapshot that sees all of them; the WAL after
 * position must still be there, and the caller must hold an older snapshot as
 * explained above.  The caller unregisters the result.
 *
 * Reads the WAL between position and its end, so position should be recent;
 * with a memory of commits (or NULL) only what is not in there.
 */
Snapshot
LsnSnapshotRegister(Snapshot base, XLogRecPtr position, LsnCommits *known)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "streamml snapshot", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	SnapshotData snapshot;
	Snapshot result;

	if (base->snapshot_type != SNAPSHOT_MVCC || base->takenDuringRecovery)
		elog(ERROR, "cannot derive a snapshot as of a position from this snapshot");

	if (known == NULL)
		known = LsnCommitsCreate(context);
	learn_commits_after(StreamNextRecordStart(position), known);
	put_back(base, known, &snapshot);
	result = RegisterSnapshot(&snapshot); /* copies it */

	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return result;
}
