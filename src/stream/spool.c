/*
 * spool.c
 *	  Rows of a transaction that is too large to wait in the reorder buffer.
 *
 * When decoded changes exceed streamml.decoding_work_mem, the reorder buffer
 * hands over what it has of the largest transaction, although that is still
 * running.  The rows wait here, in memory or a temporary file, until the
 * transaction ends.  Its subtransactions may abort before: the rows are in one
 * sequence per source, and runs tell which (sub)transaction wrote how many.
 *
 * A spool has parts, one per source and row type in turn.  Each spool has its
 * own memory context, a child of the reader's.  At commit a part without
 * aborted rows becomes a segment of the batch as it is, together with the
 * context; other parts are copied without the aborted rows.
 *
 * All spools together get at most streamml.batch_size of memory, each new one
 * half of what is left; what does not fit goes to files.  Files vanish with
 * the process, and a new one decodes the transaction again.
 */
#include "postgres.h"

#include "access/transam.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "fault.h"
#include "guc.h"
#include "stream/stream_internal.h"

/* The least memory for the rows of a spool, in kB. */
#define SPOOL_MIN_KILOBYTES 64

/* Consecutive changes of one kind by one (sub)transaction. */
typedef struct SpoolRun
{
	TransactionId xid;
	StreamChangeKind kind;
	uint32 nrows;
} SpoolRun;

/* Rows of one source in one row type. */
typedef struct SpoolPart
{
	StreamSource *source;
	TupleDesc row_type;
	Tuplestorestate *rows;	   /* inserted rows and new images */
	Tuplestorestate *old_rows; /* old images, NULL if there are none */
	bool mixed;				   /* has changes that are no inserts */
	int64 nrows;			   /* changes of any kind */
	Size bytes;
	SpoolRun *runs;
	int nruns;
	int runs_allocated;
} SpoolPart;

/* A TRUNCATE, counted if its subtransaction commits. */
typedef struct SpoolTruncate
{
	StreamSource *source;
	TransactionId xid;
} SpoolTruncate;

struct StreamSpool
{
	dlist_node node; /* in the reader's list */
	TransactionId xid;
	MemoryContext context; /* holds the spool itself, too */
	int kilobytes;
	List *parts;	 /* of SpoolPart */
	SpoolPart *tail; /* the part that got the last row */
	List *truncates; /* of SpoolTruncate */
	TransactionId *aborted;
	int naborted;
	int aborted_allocated;
};

/*
 * Begin a spool for the transaction with top-level id xid.
 */
StreamSpool *
StreamSpoolCreate(StreamReader *reader, TransactionId xid)
{
	MemoryContext context =
		AllocSetContextCreate(reader->context, "streamml spool", ALLOCSET_DEFAULT_SIZES);
	StreamSpool *spool = MemoryContextAllocZero(context, sizeof(StreamSpool));

	spool->context = context;
	spool->xid = xid;
	spool->kilobytes =
		Max((streamml_batch_size - reader->spool_kilobytes) / 2, SPOOL_MIN_KILOBYTES);
	reader->spool_kilobytes += spool->kilobytes;
	dlist_push_tail(&reader->spools, &spool->node);
	return spool;
}

/*
 * The part for the next row of target: the source's last one if the row type
 * is still the same.
 */
static SpoolPart *
find_part(StreamReader *reader, StreamSpool *spool, StreamTarget *target)
{
	MemoryContext old;
	SpoolPart *part;

	for (int i = list_length(spool->parts) - 1; i >= 0; i--)
	{
		part = list_nth(spool->parts, i);
		if (part->source != target->source)
			continue;
		if (part->row_type == target->row_type)
			return part;
		break;
	}

	old = MemoryContextSwitchTo(spool->context);
	part = palloc0(sizeof(SpoolPart));
	part->source = target->source;
	part->row_type = target->row_type;
	part->rows = StreamStoreCreate(reader, spool->context, spool->kilobytes);
	spool->parts = lappend(spool->parts, part);
	MemoryContextSwitchTo(old);
	return part;
}

static void
begin_run(StreamSpool *spool, SpoolPart *part, TransactionId xid, StreamChangeKind kind)
{
	part->runs = StreamGrow(spool->context, part->runs, part->nruns,
							&part->runs_allocated, sizeof(SpoolRun));
	part->runs[part->nruns].xid = xid;
	part->runs[part->nruns].kind = kind;
	part->runs[part->nruns].nrows = 0;
	part->nruns++;
}

/*
 * Count a change; returns the part that its images go to.
 */
static SpoolPart *
count_change(StreamReader *reader, StreamSpool *spool, StreamTarget *target,
			 TransactionId xid, StreamChangeKind kind)
{
	SpoolPart *part = spool->tail;
	SpoolRun *run;

	if (part == NULL || part->source != target->source ||
		part->row_type != target->row_type)
		part = spool->tail = find_part(reader, spool, target);
	run = part->nruns == 0 ? NULL : &part->runs[part->nruns - 1];
	if (run == NULL || run->xid != xid || run->kind != kind ||
		run->nrows == PG_UINT32_MAX)
		begin_run(spool, part, xid, kind);
	part->runs[part->nruns - 1].nrows++;
	part->nrows++;
	return part;
}

/*
 * Append a row, which is copied, written by the (sub)transaction xid.
 */
void
StreamSpoolAddRow(StreamReader *reader, StreamSpool *spool, StreamTarget *target,
				  TransactionId xid, HeapTuple tuple)
{
	SpoolPart *part = count_change(reader, spool, target, xid, STREAM_INSERT);

	tuplestore_puttuple(part->rows, tuple);
	part->bytes += tuple->t_len;
}

/*
 * The same for a change of another kind.
 */
void
StreamSpoolAddChange(StreamReader *reader, StreamSpool *spool, StreamTarget *target,
					 TransactionId xid, const StreamChange *change)
{
	SpoolPart *part = count_change(reader, spool, target, xid, change->kind);

	part->mixed = true;
	if (change->old_image != NULL)
	{
		if (part->old_rows == NULL)
			part->old_rows = StreamStoreCreate(reader, spool->context, spool->kilobytes);
		tuplestore_puttuple(part->old_rows, change->old_image);
		part->bytes += change->old_image->t_len;
	}
	if (change->new_image != NULL)
	{
		tuplestore_puttuple(part->rows, change->new_image);
		part->bytes += change->new_image->t_len;
	}
}

/*
 * Note a TRUNCATE of source by the (sub)transaction xid.
 */
void
StreamSpoolAddTruncate(StreamSpool *spool, StreamSource *source, TransactionId xid)
{
	MemoryContext old = MemoryContextSwitchTo(spool->context);
	SpoolTruncate *truncate = palloc(sizeof(SpoolTruncate));

	truncate->source = source;
	truncate->xid = xid;
	spool->truncates = lappend(spool->truncates, truncate);
	MemoryContextSwitchTo(old);
}

/*
 * Note that a subtransaction aborted.
 */
void
StreamSpoolAbort(StreamSpool *spool, TransactionId xid)
{
	spool->aborted = StreamGrow(spool->context, spool->aborted, spool->naborted,
								&spool->aborted_allocated, sizeof(TransactionId));
	spool->aborted[spool->naborted++] = xid;
}

static int
compare_xids(const void *a, const void *b)
{
	TransactionId x = *(const TransactionId *) a;
	TransactionId y = *(const TransactionId *) b;

	return x < y ? -1 : (x > y ? 1 : 0);
}

/* Needs spool->aborted sorted. */
static bool
is_aborted(StreamSpool *spool, TransactionId xid)
{
	return spool->naborted > 0 && bsearch(&xid, spool->aborted, spool->naborted,
										  sizeof(TransactionId), compare_xids) != NULL;
}

/*
 * Rows of the part that were not aborted.
 */
static int64
count_live_rows(StreamSpool *spool, SpoolPart *part)
{
	int64 nrows = 0;

	for (int i = 0; i < part->nruns; i++)
	{
		if (!is_aborted(spool, part->runs[i].xid))
			nrows += part->runs[i].nrows;
	}
	return nrows;
}

/*
 * One store of the part without the rows that were aborted: kinds says which
 * kinds of changes have a row in it.  Leaves the old store's memory to the
 * spool's context.
 */
static Tuplestorestate *
live_rows(StreamReader *reader, StreamSpool *spool, SpoolPart *part,
		  Tuplestorestate *rows, uint32 kinds)
{
	Tuplestorestate *live = StreamStoreCreate(reader, spool->context, spool->kilobytes);
	TupleTableSlot *slot = MakeSingleTupleTableSlot(part->row_type, &TTSOpsMinimalTuple);

	for (int i = 0; i < part->nruns; i++)
	{
		SpoolRun *run = &part->runs[i];

		if ((kinds & STREAM_MASK(run->kind)) == 0)
			continue;
		if (is_aborted(spool, run->xid))
		{
			tuplestore_skiptuples(rows, run->nrows, true);
			continue;
		}
		for (uint32 row = 0; row < run->nrows; row++)
		{
			CHECK_FOR_INTERRUPTS();
			if (!tuplestore_gettupleslot(rows, true, false, slot))
				elog(ERROR, "spool of transaction %u ends early", spool->xid);
			tuplestore_puttupleslot(live, slot);
		}
	}
	ExecDropSingleTupleTableSlot(slot);
	tuplestore_end(rows);
	return live;
}

/*
 * The runs of the part that were not aborted, as a segment has them.
 */
static void
give_runs(StreamSpool *spool, SpoolPart *part, StreamSegment *segment)
{
	segment->runs =
		MemoryContextAllocHuge(spool->context, mul_size(part->nruns, sizeof(StreamRun)));
	segment->runs_allocated = part->nruns;
	for (int i = 0; i < part->nruns; i++)
	{
		SpoolRun *run = &part->runs[i];

		if (is_aborted(spool, run->xid))
			continue;
		segment->runs[segment->nruns].kind = run->kind;
		segment->runs[segment->nruns].nrows = run->nrows;
		segment->nruns++;
	}
}

static void
commit_part(StreamReader *reader, StreamSpool *spool, SpoolPart *part,
			ReorderBufferTXN *txn)
{
	StreamSegment segment = {.tupdesc = part->row_type};

	segment.nrows = count_live_rows(spool, part);
	if (segment.nrows == 0)
	{
		tuplestore_end(part->rows);
		if (part->old_rows != NULL)
			tuplestore_end(part->old_rows);
		return;
	}
	if (segment.nrows < part->nrows)
	{
		part->rows = live_rows(reader, spool, part, part->rows, STREAM_NEW_IMAGES);
		if (part->old_rows != NULL)
			part->old_rows =
				live_rows(reader, spool, part, part->old_rows, STREAM_OLD_IMAGES);
		part->bytes = (Size) (part->bytes * ((double) segment.nrows / part->nrows));
	}
	segment.rows = part->rows;
	segment.old_rows = part->old_rows;
	if (part->mixed)
		give_runs(spool, part, &segment);
	StreamBatchAddSegment(reader, part->source, txn, &segment, part->bytes);
}

static void
detach(StreamReader *reader, StreamSpool *spool)
{
	reader->spool_kilobytes -= spool->kilobytes;
	dlist_delete(&spool->node);
}

/*
 * The transaction txn committed: the batch takes over its rows.
 */
void
StreamSpoolCommit(StreamReader *reader, StreamSpool *spool, ReorderBufferTXN *txn)
{
	ListCell *cell;

	if (spool->naborted > 1)
		qsort(spool->aborted, spool->naborted, sizeof(TransactionId), compare_xids);

	foreach (cell, spool->parts)
		commit_part(reader, spool, lfirst(cell), txn);
	foreach (cell, spool->truncates)
	{
		SpoolTruncate *truncate = lfirst(cell);

		if (!is_aborted(spool, truncate->xid))
			StreamBatchAddTruncate(reader, truncate->source);
	}
	FAULT_POINT("spool handed over");
	detach(reader, spool);
	MemoryContextSetParent(spool->context, reader->batch_context);
}

/*
 * Forget the rows: the transaction aborted, or decoding stops.
 */
void
StreamSpoolFree(StreamReader *reader, StreamSpool *spool)
{
	ListCell *cell;

	foreach (cell, spool->parts)
	{
		SpoolPart *part = lfirst(cell);

		/* In memory, all goes with the context; a file must be closed. */
		if (!tuplestore_in_memory(part->rows))
			tuplestore_end(part->rows);
		if (part->old_rows != NULL && !tuplestore_in_memory(part->old_rows))
			tuplestore_end(part->old_rows);
	}
	detach(reader, spool);
	MemoryContextDelete(spool->context);
}
