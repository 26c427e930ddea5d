/*
 * batch.c
 *	  The rows of a batch: how they get in, and how an executor reads them.
 *
 * Rows are kept per source in tuplestores, in commit order, in the row type
 * they were written with.  They leave in the row type the table has when they
 * are processed: columns are matched by attribute number, which ALTER TABLE
 * never reuses.
 *
 * All of it is allocated in the reader's batch context.  Tuplestores are new
 * in every batch (each scan of one adds a read pointer, and every row added
 * later walks all of them), belong to the reader's resource owner, and survive
 * the transactions that the reorder buffer starts and aborts.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "guc.h"
#include "stream/stream_internal.h"

/*
 * Have rows of both types the same layout, so that they can share a tuplestore?
 * Names, constraints and defaults do not matter, typmods neither: values
 * written under an older one are still values of the type.
 */
bool
StreamSameRowType(TupleDesc a, TupleDesc b)
{
	if (a->natts != b->natts)
		return false;
	for (int i = 0; i < a->natts; i++)
	{
		Form_pg_attribute x = TupleDescAttr(a, i);
		Form_pg_attribute y = TupleDescAttr(b, i);

		if (x->atttypid != y->atttypid || x->attisdropped != y->attisdropped ||
			x->attlen != y->attlen || x->attbyval != y->attbyval ||
			x->attalign != y->attalign)
			return false;
	}
	return true;
}

/*
 * A tuplestore that outlives transactions, in context.  Above `kilobytes` its
 * rows go to a temporary file of the reader's resource owner.
 */
Tuplestorestate *
StreamStoreCreate(StreamReader *reader, MemoryContext context, int kilobytes)
{
	MemoryContext old_context = MemoryContextSwitchTo(context);
	ResourceOwner old_owner = CurrentResourceOwner;
	Tuplestorestate *store;

	CurrentResourceOwner = reader->owner;
	store = tuplestore_begin_heap(false, true, kilobytes);
	CurrentResourceOwner = old_owner;
	MemoryContextSwitchTo(old_context);
	return store;
}

static SourceBatch *
batch_of(StreamReader *reader, StreamSource *source)
{
	if (source->batch == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(reader->batch_context);

		source->batch = palloc0(sizeof(SourceBatch));
		source->batch->relid = source->relid;
		reader->batch.sources = lappend(reader->batch.sources, source->batch);
		MemoryContextSwitchTo(old);
	}
	return source->batch;
}

/*
 * Append a segment; rows = NULL means with a tuplestore of its own.
 */
static void
begin_segment(StreamReader *reader, StreamSource *source, TupleDesc row_type,
			  Tuplestorestate *rows)
{
	SourceBatch *batch = batch_of(reader, source);
	MemoryContext old = MemoryContextSwitchTo(reader->batch_context);
	StreamSegment *segment = palloc0(sizeof(StreamSegment));

	/*
	 * A batch rarely exceeds its size, and then by one transaction, but the
	 * size counts bytes of rows and the tuplestore bytes of memory: twice the
	 * size keeps ordinary batches out of files.
	 */
	if (rows == NULL)
		rows =
			StreamStoreCreate(reader, reader->batch_context,
							  (int) Min((int64) streamml_batch_size * 2, MAX_KILOBYTES));
	segment->tupdesc = row_type;
	segment->rows = rows;
	segment->first_row = batch->nrows;
	batch->segments = lappend(batch->segments, segment);
	source->tail = segment;
	MemoryContextSwitchTo(old);
}

/*
 * Append a commit without rows to the source.
 */
static void
begin_commit(StreamReader *reader, StreamSource *source, ReorderBufferTXN *txn)
{
	SourceBatch *batch = batch_of(reader, source);
	StreamCommit *commit;

	if (batch->ncommits == batch->commits_allocated)
	{
		int n = Max(16, batch->commits_allocated * 2);
		Size size = mul_size(n, sizeof(StreamCommit));

		batch->commits = batch->commits == NULL ?
							 MemoryContextAllocHuge(reader->batch_context, size) :
							 repalloc_huge(batch->commits, size);
		batch->commits_allocated = n;
	}
	commit = &batch->commits[batch->ncommits++];
	commit->end_lsn = StreamNextRecordStart(txn->end_lsn);
	commit->xid = txn->xid;
	commit->commit_time = txn->xact_time.commit_time;
	commit->first_row = batch->nrows;
	commit->nrows = 0;
	source->commit = txn->end_lsn;
}

static inline void
count_rows(StreamReader *reader, StreamSource *source, int64 nrows, Size bytes)
{
	SourceBatch *batch = source->batch;

	batch->commits[batch->ncommits - 1].nrows += nrows;
	batch->nrows += nrows;
	reader->batch.nrows += nrows;
	reader->batch.bytes += bytes;
}

/*
 * Append a row, which is copied, of the committed transaction txn.  Rows of one
 * transaction arrive together.
 */
void
StreamBatchAddRow(StreamReader *reader, StreamTarget *target, ReorderBufferTXN *txn,
				  HeapTuple tuple)
{
	StreamSource *source = target->source;

	if (unlikely(source->tail == NULL || source->tail->tupdesc != target->row_type))
		begin_segment(reader, source, target->row_type, NULL);
	if (unlikely(source->commit != txn->end_lsn))
		begin_commit(reader, source, txn);

	tuplestore_puttuple(source->tail->rows, tuple);
	source->tail->nrows++;
	count_rows(reader, source, 1, tuple->t_len);
}

/*
 * Append rows that were collected while their transaction txn ran.  The
 * tuplestore must live in or below the batch context; the batch takes it over.
 */
void
StreamBatchAddSegment(StreamReader *reader, StreamSource *source, ReorderBufferTXN *txn,
					  TupleDesc row_type, Tuplestorestate *rows, int64 nrows, Size bytes)
{
	begin_segment(reader, source, row_type, rows);
	if (source->commit != txn->end_lsn)
		begin_commit(reader, source, txn);
	source->tail->nrows = nrows;
	count_rows(reader, source, nrows, bytes);
}

/*
 * Count a committed TRUNCATE of source.
 */
void
StreamBatchAddTruncate(StreamReader *reader, StreamSource *source)
{
	batch_of(reader, source)->ntruncates++;
}

/*
 * Remember that a transaction committed, with rows for us or without.
 */
void
StreamBatchAddXid(StreamReader *reader, TransactionId xid)
{
	StreamBatch *batch = &reader->batch;

	if (batch->nxids == batch->xids_allocated)
	{
		int n = Max(64, batch->xids_allocated * 2);
		Size size = mul_size(n, sizeof(TransactionId));

		batch->xids = batch->xids == NULL ?
						  MemoryContextAllocHuge(reader->batch_context, size) :
						  repalloc_huge(batch->xids, size);
		batch->xids_allocated = n;
	}
	batch->xids[batch->nxids++] = xid;
}

/*
 * Remember the time of a commit, if it is the batch's first in its second.
 */
void
StreamBatchAddTick(StreamReader *reader, XLogRecPtr end_lsn, TimestampTz commit_time)
{
	StreamBatch *batch = &reader->batch;
	TimestampTz second = commit_time - commit_time % USECS_PER_SEC;

	if (batch->nticks > 0 && second <= batch->ticks[batch->nticks - 1].second)
		return;
	if (batch->nticks == batch->ticks_allocated)
	{
		int n = Max(16, batch->ticks_allocated * 2);
		Size size = mul_size(n, sizeof(StreamTick));

		batch->ticks = batch->ticks == NULL ?
						   MemoryContextAllocHuge(reader->batch_context, size) :
						   repalloc_huge(batch->ticks, size);
		batch->ticks_allocated = n;
	}
	batch->ticks[batch->nticks].end_lsn = StreamNextRecordStart(end_lsn);
	batch->ticks[batch->nticks++].second = second;
}

/*
 * The source's part of batch, or NULL if it has neither rows nor truncates.
 */
SourceBatch *
StreamBatchSource(StreamBatch *batch, Oid relid)
{
	ListCell *cell;

	foreach (cell, batch->sources)
	{
		SourceBatch *source = lfirst(cell);

		if (source->relid == relid)
			return source;
	}
	return NULL;
}

/*
 * Index of the first commit that ends after position; ncommits if none does.
 */
static int
first_commit_after(SourceBatch *source, XLogRecPtr position)
{
	int low = 0;
	int high = source->ncommits;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (source->commits[middle].end_lsn > position)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/*
 * Ordinal of the first row whose transaction committed after position, which
 * is source->nrows if there is none.  Rows count from 0.
 */
int64
SourceBatchFirstRowAfter(SourceBatch *source, XLogRecPtr position)
{
	int i = first_commit_after(source, position);

	return i < source->ncommits ? source->commits[i].first_row : source->nrows;
}

/*
 * The transaction that wrote a row (0 <= row < source->nrows).  If ordinal is
 * not NULL, it is set to the row's ordinal, from 0, among the transaction's
 * rows of this source.
 */
StreamCommit *
SourceBatchCommitOfRow(SourceBatch *source, int64 row, int64 *ordinal)
{
	int low = 0;
	int high = source->ncommits - 1;

	Assert(row >= 0 && row < source->nrows);
	while (low < high)
	{
		int middle = low + (high - low + 1) / 2;

		if (source->commits[middle].first_row <= row)
			low = middle;
		else
			high = middle - 1;
	}
	if (ordinal != NULL)
		*ordinal = row - source->commits[low].first_row;
	return &source->commits[low];
}

static StreamSegment *
segment_of_row(SourceBatch *source, int64 row)
{
	ListCell *cell;

	foreach (cell, source->segments)
	{
		StreamSegment *segment = lfirst(cell);

		if (row < segment->first_row + segment->nrows)
			return segment;
	}
	return NULL;
}

/*
 * How many rows from first on SourceBatchRows can hand out together without
 * copying them, if first begins a segment; in any case, how many remain in
 * first's segment.  Rows of a large transaction are a segment of their own.
 */
int64
SourceBatchRunLength(SourceBatch *source, int64 first)
{
	StreamSegment *segment = segment_of_row(source, first);

	return segment == NULL ? 0 : segment->first_row + segment->nrows - first;
}

/*
 * The value that column i of rel's row type has in a row of the segment; a
 * column that did not exist yet has the default it was added with.
 */
static void
remap_row(TupleDesc from, TupleTableSlot *slot, TupleDesc to, Datum *values, bool *isnull)
{
	slot_getallattrs(slot);
	for (int i = 0; i < to->natts; i++)
	{
		Form_pg_attribute attr = TupleDescAttr(to, i);

		values[i] = (Datum) 0;
		isnull[i] = true;
		if (attr->attisdropped)
			continue;
		if (i >= from->natts)
			values[i] = getmissingattr(to, i + 1, &isnull[i]);
		else if (TupleDescAttr(from, i)->atttypid == attr->atttypid)
		{
			values[i] = slot->tts_values[i];
			isnull[i] = slot->tts_isnull[i];
		}
	}
}

/*
 * Move the segment's own read pointer to its row `row`.
 */
static void
seek_row(StreamSegment *segment, int64 row)
{
	tuplestore_select_read_pointer(segment->rows, 0);
	if (row < segment->read_row)
	{
		tuplestore_rescan(segment->rows);
		segment->read_row = 0;
	}
	if (row > segment->read_row &&
		!tuplestore_skiptuples(segment->rows, row - segment->read_row, true))
		elog(ERROR, "batch ends before row " INT64_FORMAT, row);
	segment->read_row = row;
}

/*
 * Append rows [first, first + count) of the segment, in the row type `to`, to
 * result.
 */
static void
copy_rows(StreamSegment *segment, int64 first, int64 count, TupleDesc to,
		  Tuplestorestate *result)
{
	bool same = StreamSameRowType(segment->tupdesc, to);
	TupleTableSlot *slot =
		MakeSingleTupleTableSlot(segment->tupdesc, &TTSOpsMinimalTuple);
	Datum *values = palloc(to->natts * sizeof(Datum));
	bool *isnull = palloc(to->natts * sizeof(bool));

	seek_row(segment, first);
	for (int64 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!tuplestore_gettupleslot(segment->rows, true, false, slot))
			elog(ERROR, "batch ends before row " INT64_FORMAT, first + i);
		segment->read_row++;
		if (same)
			tuplestore_puttupleslot(result, slot);
		else
		{
			remap_row(segment->tupdesc, slot, to, values, isnull);
			tuplestore_putvalues(result, to, values, isnull);
		}
	}
	ExecDropSingleTupleTableSlot(slot);
	pfree(values);
	pfree(isnull);
}

/*
 * Rows [first, first + count) of source in the present row type of rel, on
 * which the caller holds a lock.  If they are exactly one segment in that row
 * type, the batch's own tuplestore is returned and *shared set: the caller adds
 * a read pointer of its own and does not end it.  Otherwise a new one in the
 * current memory context and resource owner, which the caller ends.
 *
 * Columns dropped since the rows were written, and columns whose type changed,
 * are NULL; a column added since has its default.
 */
Tuplestorestate *
SourceBatchRows(SourceBatch *source, Relation rel, int64 first, int64 count, bool *shared)
{
	TupleDesc row_type = RelationGetDescr(rel);
	Tuplestorestate *result;
	ListCell *cell;

	Assert(first >= 0 && count >= 0 && first + count <= source->nrows);
	foreach (cell, source->segments)
	{
		StreamSegment *segment = lfirst(cell);

		if (segment->first_row == first && segment->nrows == count &&
			StreamSameRowType(segment->tupdesc, row_type))
		{
			*shared = true;
			return segment->rows;
		}
	}

	*shared = false;
	result = tuplestore_begin_heap(false, false, work_mem);
	foreach (cell, source->segments)
	{
		StreamSegment *segment = lfirst(cell);
		int64 from = Max(first - segment->first_row, 0);
		int64 to = Min(first + count - segment->first_row, segment->nrows);

		if (from < to)
			copy_rows(segment, from, to - from, row_type, result);
	}
	return result;
}
