/*
 * stream.h
 *	  From the WAL to batches of rows: the logical slot, in-process decoding,
 *	  and snapshots of the database as it was at a position of the stream.
 *
 * A *position* is the end LSN of a commit record.  "The stream up to P" means
 * every transaction whose commit record ends at or before P, in commit order.
 * Nothing below this header knows views, models or the catalogs of streamml;
 * nothing above it reads WAL.
 */
#ifndef STREAMML_STREAM_H
#define STREAMML_STREAM_H

#include "streamml.h"

#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"
#include "utils/tuplestore.h"

/* One decoded transaction's share of a source's rows in a batch. */
typedef struct StreamCommit
{
	XLogRecPtr end_lsn; /* position of the transaction */
	TransactionId xid;	/* its top-level transaction id */
	TimestampTz commit_time;
	int64 first_row; /* ordinal of its first row among the source's in the batch */
	int64 nrows;	 /* rows it adds to this source, > 0 */
} StreamCommit;

/*
 * Rows that share one row type.  A source has several segments in a batch when
 * ALTER TABLE changed the row type between two decoded rows, and when the batch
 * holds a large transaction, whose rows are taken over as they were spooled.
 */
typedef struct StreamSegment
{
	TupleDesc tupdesc;	   /* historic row type of the rows */
	Tuplestorestate *rows; /* in commit order; read pointer 0 belongs to batch.c */
	int64 first_row;	   /* ordinal of its first row among the source's in the batch */
	int64 nrows;
	int64 read_row; /* where read pointer 0 stands, counted from first_row */
} StreamSegment;

/* All rows of one source table in a batch. */
typedef struct SourceBatch
{
	Oid relid;			   /* the source as views name it (partition root) */
	List *segments;		   /* of StreamSegment */
	StreamCommit *commits; /* in commit order */
	int ncommits;
	int commits_allocated;
	int64 nrows;	  /* sum over segments == sum over commits */
	int64 ntruncates; /* TRUNCATEs seen (ignored, counted) */
} SourceBatch;

/*
 * The time that passes in the stream: the first commit of this database in each
 * second.  Commits before one that has been noted may be noted again.
 */
typedef struct StreamTick
{
	XLogRecPtr end_lsn; /* position of the commit */
	TimestampTz second; /* its commit time, without the fraction of the second */
} StreamTick;

/*
 * What was decoded since the last StreamReaderReset.  Lives in the reader's
 * batch context until the next reset and survives aborted transactions.
 */
typedef struct StreamBatch
{
	XLogRecPtr end_lsn;	 /* the stream up to here is in this batch or earlier */
	List *sources;		 /* of SourceBatch, only those with rows or truncates */
	TransactionId *xids; /* top-level ids of all transactions that committed */
	int nxids;
	int xids_allocated;
	StreamTick *ticks; /* by position, later than each other */
	int nticks;
	int ticks_allocated;
	int64 nrows; /* over all sources */
	Size bytes;	 /* memory and disk of the rows, approximately */
} StreamBatch;

typedef struct StreamReader StreamReader;

/* What pg_replication_slots would say of our slot. */
typedef struct StreamSlotInfo
{
	bool exists;
	bool foreign;		  /* somebody else made it: another plugin or database */
	bool lost;			  /* invalidated, WAL removed, or not ours (plugin, database) */
	bool synced;		  /* 17+: being synchronised from a primary */
	int active_pid;		  /* 0 if nobody has it */
	XLogRecPtr confirmed; /* confirmed_flush */
	XLogRecPtr restart;	  /* restart_lsn */
} StreamSlotInfo;

/* slot.c: the life of the slot */
extern void StreamSlotName(Oid dboid, char *name /* NAMEDATALEN */);
extern void StreamSlotGetInfo(const char *name, StreamSlotInfo *info);
extern XLogRecPtr StreamSlotCreate(const char *name);
extern void StreamSlotDrop(const char *name);
extern const char *StreamRequirementsProblem(const char **hint);

/* reader.c: decode into batches */
extern StreamReader *StreamReaderOpen(const char *slot_name, XLogRecPtr start);
extern void StreamReaderSetSources(StreamReader *reader, const Oid *relids, int nrelids);
extern bool StreamReaderFill(StreamReader *reader, int64 max_rows, Size max_bytes);
extern StreamBatch *StreamReaderBatch(StreamReader *reader);
extern void StreamReaderAwaitVisible(StreamReader *reader);
extern void StreamReaderReset(StreamReader *reader);
extern void StreamReaderConfirm(StreamReader *reader, XLogRecPtr position);
extern void StreamReaderClose(StreamReader *reader);

/* batch.c: rows of a batch as an executor can read them */
extern int64 SourceBatchRunLength(SourceBatch *source, int64 first);
extern SourceBatch *StreamBatchSource(StreamBatch *batch, Oid relid);
extern int64 SourceBatchFirstRowAfter(SourceBatch *source, XLogRecPtr position);
extern StreamCommit *SourceBatchCommitOfRow(SourceBatch *source, int64 row,
											int64 *ordinal);
extern Tuplestorestate *SourceBatchRows(SourceBatch *source, Relation rel, int64 first,
										int64 count, bool *shared);

/* wal.c: the end of WAL as a position */
extern XLogRecPtr StreamFlushWal(void);
extern XLogRecPtr StreamLastRecordEnd(XLogRecPtr lsn);

/* lsn_snapshot.c: the database as of a position */
extern Snapshot LsnSnapshotRegister(Snapshot base, XLogRecPtr position);

/* plugin.c */
extern bool StreamDecodingHere; /* true while this process may load our plugin */

#endif /* STREAMML_STREAM_H */
