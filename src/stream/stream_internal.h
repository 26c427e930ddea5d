/*
 * stream_internal.h
 *	  What the files of this room share and nobody else sees.
 *
 * A change travels: reader.c reads a record, prefilter.c may drop it, the
 * server's reorder buffer collects it, and plugin.c receives it at commit or,
 * for a large transaction, before.  route.c says which sources want rows of
 * that relation and in which row type.  The row lands in the batch (batch.c)
 * or, while its transaction runs, in a spool (spool.c).
 */
#ifndef STREAMML_STREAM_INTERNAL_H
#define STREAMML_STREAM_INTERNAL_H

#include "stream/stream.h"

#include "access/tupconvert.h"
#include "access/xlogreader.h"
#include "lib/ilist.h"
#include "replication/logical.h"
#include "utils/hsearch.h"
#include "utils/rel.h"
#include "utils/resowner.h"

#include "compat.h"

/* The library that slots name as their plugin; tests of the room have their own. */
#ifndef STREAMML_PLUGIN
#define STREAMML_PLUGIN STREAMML_NAME
#endif

/* A table whose rows are wanted.  Lives as long as the reader's list of sources. */
typedef struct StreamSource
{
	Oid relid;
	uint32 kinds;		  /* changes that are wanted, see StreamWish */
	List *row_types;	  /* of TupleDesc: the row types met, newest first */
	SourceBatch *batch;	  /* its part of the batch, NULL until there is one */
	StreamSegment *tail;  /* where the batch's next row goes */
	XLogRecPtr commit;	  /* position of the batch's last commit, 0 if none */
	XLogRecPtr truncated; /* the TRUNCATE record counted last */
} StreamSource;

/* One source that wants the rows of a relation. */
typedef struct StreamTarget
{
	StreamSource *source;
	TupleDesc row_type;		 /* one of source->row_types: compare by pointer */
	TupleConversionMap *map; /* from a partition's row type, NULL if the same */
} StreamTarget;

/* Where rows of a relation go: nowhere (ntargets = 0) for most relations. */
typedef struct StreamRoute
{
	Oid relid; /* hash key */
	bool valid;
	int ntargets;
	StreamTarget *targets;
} StreamRoute;

/* A change on its way to a batch or spool: images are NULL where there are none. */
typedef struct StreamChange
{
	StreamChangeKind kind;
	HeapTuple old_image;
	HeapTuple new_image;
} StreamChange;

/* Row versions that are kept for snapshots as of positions from `from` on; hold.c */
typedef struct StreamHold
{
	TransactionId xmin; /* invalid: there is none */
	XLogRecPtr from;
} StreamHold;

/* Rows of a running transaction; spool.c */
typedef struct StreamSpool StreamSpool;

struct StreamReader
{
	char slot_name[NAMEDATALEN];
	bool streaming;					  /* of large transactions while they run */
	LogicalDecodingContext *decoding; /* NULL while stopped */
	XLogRecPtr start;				  /* commits that end at or before it are not ours */
	bool begun;						  /* has a record been read since the start? */
	int decoding_work_mem;			  /* kB, as last told to the server */

	MemoryContext context;		  /* the reader and all of the below */
	MemoryContext source_context; /* sources and their row types */
	MemoryContext route_context;  /* routes; reset when they may be stale */
	MemoryContext batch_context;  /* the batch; reset with it */
	MemoryContext row_context;	  /* one row, while it is detoasted or converted */
	ResourceOwner owner;		  /* of the temporary files of batch and spools */

	StreamSource *sources; /* sorted by relid */
	int nsources;

	List *watched; /* OIDs, sorted: a commit that changes one of them ends a batch */

	HTAB *routes; /* Oid -> StreamRoute */
	bool routes_stale;
	StreamRoute *last_route;

	bool relcache_changed;	 /* since the caches were last kept apart, see reader.c */
	XLogRecPtr caches_ahead; /* the relation cache may know all changes up to here */

	HTAB *prefilter; /* relations nobody wants, NULL if empty */
	bool prefilter_stale;
	RelFileLocator prefilter_last;				 /* looked up last, */
	struct PrefilterEntry *prefilter_last_entry; /* and what was found */

	dlist_head spools;	 /* of StreamSpool */
	int spool_kilobytes; /* memory the spools may use together, promised so far */

	StreamHold hold;		/* in force */
	StreamHold next_hold;	/* in its place when the stream has come that far */
	TimestampTz hold_taken; /* when the latest was */

	StreamBatch batch;
};

/* wal.c */
extern int StreamReadPage(XLogReaderState *state, XLogRecPtr page, int needed,
						  XLogRecPtr record, char *buffer);
extern XLogRecPtr StreamNextRecordStart(XLogRecPtr position);

/* slot.c */
extern void StreamLeaveDecodingMode(void);

/* hold.c */
extern void StreamHoldLost(StreamReader *reader);

/* route.c */
extern void StreamRoutesInit(StreamReader *reader);
extern void StreamRoutesForget(StreamReader *reader);
extern StreamRoute *StreamRouteBuild(StreamReader *reader, Relation relation);
extern void StreamSourcesTrim(StreamReader *reader);

/* prefilter.c */
extern void PrefilterAdd(StreamReader *reader, Relation relation);
extern void PrefilterReset(StreamReader *reader);
extern bool PrefilterSkips(StreamReader *reader, XLogReaderState *record);

/*
 * Make room in an array of n elements for one more; returns the array, which is
 * NULL before its first element and then lives in context.
 */
static inline void *
StreamGrow(MemoryContext context, void *array, int n, int *allocated, Size element)
{
	Size size;

	if (likely(n < *allocated))
		return array;
	*allocated = Max(16, *allocated * 2);
	size = mul_size(*allocated, element);
	return array == NULL ? MemoryContextAllocHuge(context, size) :
						   repalloc_huge(array, size);
}

/* batch.c */
extern bool StreamSameRowType(TupleDesc a, TupleDesc b);
extern Tuplestorestate *StreamStoreCreate(StreamReader *reader, MemoryContext context,
										  int kilobytes);
extern void StreamBatchAddRow(StreamReader *reader, StreamTarget *target,
							  ReorderBufferTXN *txn, HeapTuple tuple);
extern void StreamBatchAddChange(StreamReader *reader, StreamTarget *target,
								 ReorderBufferTXN *txn, const StreamChange *change);
extern void StreamBatchAddSegment(StreamReader *reader, StreamSource *source,
								  ReorderBufferTXN *txn, const StreamSegment *segment,
								  Size bytes);
extern void StreamBatchAddTruncate(StreamReader *reader, StreamSource *source);
extern void StreamBatchAddXid(StreamReader *reader, TransactionId xid);
extern void StreamBatchAddTick(StreamReader *reader, XLogRecPtr end_lsn,
							   TimestampTz commit_time);

/* spool.c */
extern StreamSpool *StreamSpoolCreate(StreamReader *reader, TransactionId xid);
extern void StreamSpoolAddRow(StreamReader *reader, StreamSpool *spool,
							  StreamTarget *target, TransactionId xid, HeapTuple tuple);
extern void StreamSpoolAddChange(StreamReader *reader, StreamSpool *spool,
								 StreamTarget *target, TransactionId xid,
								 const StreamChange *change);
extern void StreamSpoolAddTruncate(StreamSpool *spool, StreamSource *source,
								   TransactionId xid);
extern void StreamSpoolAbort(StreamSpool *spool, TransactionId xid);
extern void StreamSpoolCommit(StreamReader *reader, StreamSpool *spool,
							  ReorderBufferTXN *txn);
extern void StreamSpoolFree(StreamReader *reader, StreamSpool *spool);

/*
 * The route of a relation: remembered for a run of rows of one relation, which
 * is what nearly all input looks like.
 */
static inline StreamRoute *
StreamRouteOf(StreamReader *reader, Relation relation)
{
	StreamRoute *last = reader->last_route;

	if (likely(last != NULL && !reader->routes_stale &&
			   last->relid == RelationGetRelid(relation)))
		return last;
	return StreamRouteBuild(reader, relation);
}

#endif /* STREAMML_STREAM_INTERNAL_H */
