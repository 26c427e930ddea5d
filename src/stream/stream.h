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

/*
 * What happened to a row of a source.  An update or delete is blind if the WAL
 * has no full old row, because the table had not REPLICA IDENTITY FULL.
 */
typedef enum StreamChangeKind
{
	STREAM_INSERT,
	STREAM_UPDATE,
	STREAM_DELETE,
	STREAM_BLIND_UPDATE,
	STREAM_BLIND_DELETE,
	STREAM_TRUNCATE /* of the source or of a partition of it */
} StreamChangeKind;

#define STREAM_CHANGE_KINDS 6

/* Sets of kinds. */
#define STREAM_MASK(kind) (1u << (kind))
#define STREAM_INSERTS STREAM_MASK(STREAM_INSERT)
#define STREAM_UPDATES (STREAM_MASK(STREAM_UPDATE) | STREAM_MASK(STREAM_BLIND_UPDATE))
#define STREAM_DELETES (STREAM_MASK(STREAM_DELETE) | STREAM_MASK(STREAM_BLIND_DELETE))
#define STREAM_TRUNCATES STREAM_MASK(STREAM_TRUNCATE)
/* Those that carry a new image (or an inserted row), and an old one. */
#define STREAM_NEW_IMAGES (STREAM_MASK(STREAM_INSERT) | STREAM_MASK(STREAM_UPDATE))
#define STREAM_OLD_IMAGES (STREAM_MASK(STREAM_UPDATE) | STREAM_MASK(STREAM_DELETE))

/* A table whose changes are wanted, and which: inserts always are. */
typedef struct StreamWish
{
	Oid relid;
	uint32 kinds;
} StreamWish;

/*
 * One decoded transaction's share of a source's rows in a batch.  A "row" of a
 * batch is a change of any kind that is wanted of the source: ordinals count
 * changes, in the order of the stream.
 */
typedef struct StreamCommit
{
	XLogRecPtr end_lsn; /* position of the transaction */
	TransactionId xid;	/* its top-level transaction id */
	TimestampTz commit_time;
	int64 first_row; /* ordinal of its first row among the source's in the batch */
	int64 nrows;	 /* rows it adds to this source, > 0 */
} StreamCommit;

/* Changes of one kind that follow one another. */
typedef struct StreamRun
{
	StreamChangeKind kind;
	int64 nrows;
} StreamRun;

/*
 * Rows that share one row type.  A source has several segments in a batch when
 * ALTER TABLE changed the row type between two decoded rows, and when the batch
 * holds a large transaction, whose rows are taken over as they were spooled.
 */
typedef struct StreamSegment
{
	TupleDesc tupdesc;	   /* historic row type of the rows */
	Tuplestorestate *rows; /* inserted rows and new images, in commit order; read
							* pointer 0 belongs to batch.c */
	int64 first_row;	   /* ordinal of its first row among the source's in the batch */
	int64 nrows;		   /* changes of any kind */
	int64 read_row;		   /* where read pointer 0 stands, counted from the start */
	/* only if there are changes other than inserts, else NULL */
	StreamRun *runs; /* all changes of the segment in order */
	int nruns;
	int runs_allocated;
	Tuplestorestate *old_rows; /* old images of updates and deletes, or NULL */
	int64 read_old;			   /* its read pointer 0 */
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
	int64 ntruncates; /* TRUNCATEs seen, wanted or not */
} SourceBatch;

/*
 * The time that passes in the stream: commits of this database, the first of those
 * that follow each other in one second.  A clock may be set back.
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
	StreamTick *ticks; /* by position */
	int nticks;
	int ticks_allocated;
	int64 nrows;	/* over all sources */
	Size bytes;		/* memory and disk of the rows, approximately */
	int64 nignored; /* updates and deletes of sources where nobody wants them */
	/* start of the last commit's record, if it changed a watched relation; else 0 */
	XLogRecPtr watched_commit;
} StreamBatch;

typedef struct StreamReader StreamReader;

/* Which images of changes are meant; see SourceBatchImages. */
typedef struct StreamImages
{
	uint32 new_of;		/* kinds whose new image (or inserted row) is */
	uint32 old_of;		/* kinds whose old image is */
	const bool *skip;	/* updates to leave out, counted from the first; or NULL */
	TupleDesc numbered; /* row type with the row's number as one more column; or NULL */
} StreamImages;

/* What pg_replication_slots would say of our slot. */
typedef struct StreamSlotInfo
{
	bool exists;
	bool foreign;		  /* somebody else made it: another plugin or database */
	bool lost;			  /* invalidated, WAL removed, or not ours (plugin, database) */
	bool made;			  /* it has found its starting point and stays */
	bool failover;		  /* 17+: standbys may synchronise it */
	bool synced;		  /* 17+: being synchronised from a primary */
	int active_pid;		  /* 0 if nobody has it */
	XLogRecPtr confirmed; /* confirmed_flush */
	XLogRecPtr restart;	  /* restart_lsn */
	TransactionId catalog_xmin;
} StreamSlotInfo;

/* slot.c: the life of the slot */
extern void StreamSlotName(Oid dboid, char *name /* NAMEDATALEN */);
extern void StreamSlotGetInfo(const char *name, StreamSlotInfo *info);
extern XLogRecPtr StreamSlotCreate(const char *name);
extern void StreamSlotDrop(const char *name);
extern void StreamSlotObeyFailover(const char *name);
extern const char *StreamRequirementsProblem(const char **hint);

/* reader.c: decode into batches */
extern StreamReader *StreamReaderOpen(const char *slot_name, XLogRecPtr start,
									  bool streaming);
extern void StreamReaderSetSources(StreamReader *reader, const StreamWish *wishes,
								   int nwishes);
extern void StreamReaderWatch(StreamReader *reader, const List *relids);
extern bool StreamReaderFill(StreamReader *reader, int64 max_rows, Size max_bytes);
extern StreamBatch *StreamReaderBatch(StreamReader *reader);
extern void StreamReaderAwaitVisible(StreamReader *reader);
extern void StreamReaderReset(StreamReader *reader);
extern void StreamReaderConfirm(StreamReader *reader, XLogRecPtr position);
extern void StreamReaderClose(StreamReader *reader);

/* batch.c: rows of a batch as an executor can read them */
extern int64 SourceBatchRunLength(SourceBatch *source, int64 first);
extern int64 SourceBatchKindLength(SourceBatch *source, int64 first);
extern SourceBatch *StreamBatchSource(StreamBatch *batch, Oid relid);
extern int64 SourceBatchFirstRowAfter(SourceBatch *source, XLogRecPtr position);
extern StreamCommit *SourceBatchCommitOfRow(SourceBatch *source, int64 row,
											int64 *ordinal);
extern AttrNumber SourceBatchConvertedColumn(SourceBatch *source, Relation rel,
											 int64 first, int64 count, Oid *written);
extern TupleDesc StreamNumberedRowType(Relation rel);
extern Tuplestorestate *SourceBatchNumberedRows(SourceBatch *source, Relation rel,
												int64 first, int64 count);
extern Tuplestorestate *SourceBatchRows(SourceBatch *source, Relation rel, int64 first,
										int64 count, bool *shared);
extern bool SourceBatchCount(SourceBatch *source, int64 first, int64 count,
							 int64 *counts /* STREAM_CHANGE_KINDS */);
extern Tuplestorestate *SourceBatchImages(SourceBatch *source, Relation rel, int64 first,
										  int64 count, const StreamImages *which,
										  int64 *nimages);
extern Tuplestorestate *SourceBatchImagesOf(SourceBatch *source, Relation rel,
											const int64 *changes, int n,
											const StreamImages *which, int64 *nimages);

/* hold.c: keep old row versions, so that snapshots as of a position are exact */
extern void StreamReaderKeepVersions(StreamReader *reader, bool wanted);
extern XLogRecPtr StreamReaderKeptFrom(StreamReader *reader);
extern XLogRecPtr StreamReaderKeepFromNow(StreamReader *reader);

/* wal.c: the end of WAL as a position */
extern XLogRecPtr StreamFlushWal(void);
extern XLogRecPtr StreamLastRecordEnd(XLogRecPtr lsn);

/* lsn_snapshot.c: the database as of a position */
typedef struct LsnCommits LsnCommits;

extern LsnCommits *LsnCommitsCreate(MemoryContext context);
extern Snapshot LsnSnapshotRegister(Snapshot base, XLogRecPtr position,
									LsnCommits *known);

/* plugin.c */
extern bool StreamDecodingHere; /* true while this process may load our plugin */

#endif /* STREAMML_STREAM_H */
