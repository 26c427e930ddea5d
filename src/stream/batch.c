/*
 * batch.c
 *	  The rows of a batch: how they get in, and how an executor reads them.
 *
 * Rows are kept per source in tuplestores, in commit order, in the row type
 * they were written with.  They leave in the row type the table has when they
 * are processed: columns are matched by attribute number, which ALTER TABLE
 * never reuses.
 *
 * Most sources only ever get inserts, and a segment of those is a tuplestore and
 * nothing else.  The first change of another kind gives it a list of runs, which
 * from then on tells the kinds in their order, and a second tuplestore for the
 * old images: an update is the next row of both.
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
#include "fault.h"
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
 * A tuplestore for rows of the batch.  A batch rarely exceeds its size, and then
 * by one transaction, but the size counts bytes of rows and the tuplestore bytes
 * of memory: twice the size keeps ordinary batches out of files.
 */
static Tuplestorestate *
batch_store(StreamReader *reader)
{
	return StreamStoreCreate(reader, reader->batch_context,
							 (int) Min((int64) streamml_batch_size * 2, MAX_KILOBYTES));
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

	segment->tupdesc = row_type;
	segment->rows = rows == NULL ? batch_store(reader) : rows;
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

	batch->commits = StreamGrow(reader->batch_context, batch->commits, batch->ncommits,
								&batch->commits_allocated, sizeof(StreamCommit));
	commit = &batch->commits[batch->ncommits++];
	commit->end_lsn = StreamNextRecordStart(txn->end_lsn);
	commit->xid = txn->xid;
	commit->commit_time = FAULT_CLOCK(txn->xact_time.commit_time);
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
 * Append to the list of runs of a segment.
 */
static void
add_run(StreamReader *reader, StreamSegment *segment, StreamChangeKind kind, int64 nrows)
{
	if (segment->nruns > 0 && segment->runs[segment->nruns - 1].kind == kind)
	{
		segment->runs[segment->nruns - 1].nrows += nrows;
		return;
	}
	segment->runs = StreamGrow(reader->batch_context, segment->runs, segment->nruns,
							   &segment->runs_allocated, sizeof(StreamRun));
	segment->runs[segment->nruns].kind = kind;
	segment->runs[segment->nruns].nrows = nrows;
	segment->nruns++;
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
	if (unlikely(source->tail->runs != NULL))
		add_run(reader, source->tail, STREAM_INSERT, 1);
	count_rows(reader, source, 1, tuple->t_len);
}

/*
 * Append a change of any other kind, as StreamBatchAddRow does an insert.
 */
void
StreamBatchAddChange(StreamReader *reader, StreamTarget *target, ReorderBufferTXN *txn,
					 const StreamChange *change)
{
	StreamSource *source = target->source;
	StreamSegment *segment;
	Size bytes = 0;

	if (source->tail == NULL || source->tail->tupdesc != target->row_type)
		begin_segment(reader, source, target->row_type, NULL);
	if (source->commit != txn->end_lsn)
		begin_commit(reader, source, txn);

	segment = source->tail;
	if (segment->runs == NULL && segment->nrows > 0)
		add_run(reader, segment, STREAM_INSERT, segment->nrows);
	add_run(reader, segment, change->kind, 1);
	if (change->old_image != NULL)
	{
		if (segment->old_rows == NULL)
			segment->old_rows = batch_store(reader);
		tuplestore_puttuple(segment->old_rows, change->old_image);
		bytes += change->old_image->t_len;
	}
	if (change->new_image != NULL)
	{
		tuplestore_puttuple(segment->rows, change->new_image);
		bytes += change->new_image->t_len;
	}
	segment->nrows++;
	count_rows(reader, source, 1, bytes);
}

/*
 * Append the changes of a segment that were collected while their transaction
 * txn ran.  What it points to must live in or below the batch context; the
 * batch takes it over.
 */
void
StreamBatchAddSegment(StreamReader *reader, StreamSource *source, ReorderBufferTXN *txn,
					  const StreamSegment *segment, Size bytes)
{
	int64 first_row;

	begin_segment(reader, source, segment->tupdesc, segment->rows);
	if (source->commit != txn->end_lsn)
		begin_commit(reader, source, txn);
	first_row = source->tail->first_row;
	*source->tail = *segment;
	source->tail->first_row = first_row;
	count_rows(reader, source, segment->nrows, bytes);
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

	batch->xids = StreamGrow(reader->batch_context, batch->xids, batch->nxids,
							 &batch->xids_allocated, sizeof(TransactionId));
	batch->xids[batch->nxids++] = xid;
}

/*
 * Remember the time of a commit, unless the one before was in the same second.
 */
void
StreamBatchAddTick(StreamReader *reader, XLogRecPtr end_lsn, TimestampTz commit_time)
{
	StreamBatch *batch = &reader->batch;
	TimestampTz second;

	commit_time = FAULT_CLOCK(commit_time);
	second = commit_time - commit_time % USECS_PER_SEC;
	if (batch->nticks > 0 && second == batch->ticks[batch->nticks - 1].second)
		return;
	batch->ticks = StreamGrow(reader->batch_context, batch->ticks, batch->nticks,
							  &batch->ticks_allocated, sizeof(StreamTick));
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
 * The first column that has another type in `to` than in the rows written as
 * `from`, or InvalidAttrNumber.
 */
static AttrNumber
converted_column(TupleDesc from, TupleDesc to)
{
	for (int i = 0; i < Min(from->natts, to->natts); i++)
		if (!TupleDescAttr(to, i)->attisdropped &&
			TupleDescAttr(from, i)->atttypid != TupleDescAttr(to, i)->atttypid)
			return i + 1;
	return InvalidAttrNumber;
}

/*
 * A column of rel that has got another type since any of the rows [first,
 * first + count) of source were written, and the type it had then.
 * InvalidAttrNumber if there is none.  What such a column held cannot be had in
 * its present type, which only the ALTER TABLE could work out.
 */
AttrNumber
SourceBatchConvertedColumn(SourceBatch *source, Relation rel, int64 first, int64 count,
						   Oid *written)
{
	ListCell *cell;

	foreach (cell, source->segments)
	{
		StreamSegment *segment = lfirst(cell);
		AttrNumber attno;

		if (first >= segment->first_row + segment->nrows ||
			first + count <= segment->first_row)
			continue;
		attno = converted_column(segment->tupdesc, RelationGetDescr(rel));
		if (attno != InvalidAttrNumber)
		{
			*written = TupleDescAttr(segment->tupdesc, attno - 1)->atttypid;
			return attno;
		}
	}
	return InvalidAttrNumber;
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
 * Move a store's own read pointer, which stands at *at, to row `row`.
 */
static void
seek_row(Tuplestorestate *rows, int64 *at, int64 row)
{
	tuplestore_select_read_pointer(rows, 0);
	if (row < *at)
	{
		tuplestore_rescan(rows);
		*at = 0;
	}
	if (row > *at && !tuplestore_skiptuples(rows, row - *at, true))
		elog(ERROR, "batch ends before row " INT64_FORMAT, row);
	*at = row;
}

/* Where rows are copied to, and in which row type. */
typedef struct RowCopy
{
	TupleDesc to;
	TupleDesc numbered;	  /* NULL: rows do not get their number as a last column */
	TupleTableSlot *slot; /* of a row of the segment */
	Datum *values;		  /* NULL: the row type is the same */
	bool *isnull;
	Tuplestorestate *result;
	int64 first; /* number of the first row */
	int64 ncopied;
} RowCopy;

static void
begin_copy(RowCopy *copy, const StreamSegment *segment, TupleDesc to,
		   const StreamImages *which, int64 first, Tuplestorestate *result)
{
	memset(copy, 0, sizeof(RowCopy));
	copy->to = to;
	copy->numbered = which->numbered;
	copy->first = first;
	copy->slot = MakeSingleTupleTableSlot(segment->tupdesc, &TTSOpsMinimalTuple);
	if (which->numbered != NULL || !StreamSameRowType(segment->tupdesc, to))
	{
		copy->values = palloc((to->natts + 1) * sizeof(Datum));
		copy->isnull = palloc((to->natts + 1) * sizeof(bool));
	}
	copy->result = result;
}

static void
end_copy(RowCopy *copy)
{
	ExecDropSingleTupleTableSlot(copy->slot);
	if (copy->values != NULL)
	{
		pfree(copy->values);
		pfree(copy->isnull);
	}
}

/*
 * Append the row that a store's read pointer stands before.
 */
static void
copy_next(RowCopy *copy, Tuplestorestate *rows, int64 *at)
{
	int natts = copy->to->natts;

	if (!tuplestore_gettupleslot(rows, true, false, copy->slot))
		elog(ERROR, "batch ends before row " INT64_FORMAT, *at);
	++*at;
	if (copy->values == NULL)
		tuplestore_puttupleslot(copy->result, copy->slot);
	else
	{
		remap_row(copy->slot->tts_tupleDescriptor, copy->slot, copy->to, copy->values,
				  copy->isnull);
		copy->values[natts] = Int64GetDatum(copy->first + copy->ncopied);
		copy->isnull[natts] = false;
		tuplestore_putvalues(copy->result,
							 copy->numbered != NULL ? copy->numbered : copy->to,
							 copy->values, copy->isnull);
	}
	copy->ncopied++;
}

/*
 * How many changes of one kind follow one another from first on, in first's
 * segment.
 */
int64
SourceBatchKindLength(SourceBatch *source, int64 first)
{
	StreamSegment *segment = segment_of_row(source, first);
	int64 end = segment->first_row;

	for (int i = 0; i < segment->nruns; i++)
	{
		end += segment->runs[i].nrows;
		if (first < end)
			return end - first;
	}
	return segment->first_row + segment->nrows - first;
}

/*
 * How many changes of each kind there are among [first, first + count).  False
 * if nothing but inserts is in their segments: then SourceBatchRows has them.
 */
bool
SourceBatchCount(SourceBatch *source, int64 first, int64 count, int64 *counts)
{
	bool mixed = false;
	ListCell *cell;

	memset(counts, 0, STREAM_CHANGE_KINDS * sizeof(int64));
	foreach (cell, source->segments)
	{
		StreamSegment *segment = lfirst(cell);
		int64 from = Max(first - segment->first_row, 0);
		int64 to = Min(first + count - segment->first_row, segment->nrows);
		int64 start = 0;

		if (from >= to)
			continue;
		if (segment->runs == NULL)
			counts[STREAM_INSERT] += to - from;
		mixed |= segment->runs != NULL;
		for (int i = 0; i < segment->nruns && start < to; i++)
		{
			const StreamRun *run = &segment->runs[i];
			int64 n = Min(to, start + run->nrows) - Max(from, start);

			if (n > 0)
				counts[run->kind] += n;
			start += run->nrows;
		}
	}
	return mixed;
}

/*
 * Append images of n changes of one kind, of which the read pointers stand
 * before the first.  nupdates counts updates, for which->skip.
 */
static void
copy_images(StreamSegment *segment, StreamChangeKind kind, int64 n,
			const StreamImages *which, int64 *nupdates, RowCopy *copy)
{
	bool want_new = (STREAM_NEW_IMAGES & which->new_of & STREAM_MASK(kind)) != 0;
	bool want_old = (STREAM_OLD_IMAGES & which->old_of & STREAM_MASK(kind)) != 0;

	for (int64 i = 0; i < n; i++)
	{
		bool skip =
			kind == STREAM_UPDATE && which->skip != NULL && which->skip[(*nupdates)++];

		CHECK_FOR_INTERRUPTS();
		if (want_old && !skip)
			copy_next(copy, segment->old_rows, &segment->read_old);
		if (want_new && !skip)
			copy_next(copy, segment->rows, &segment->read_row);
		else if (want_new)
		{
			if (!tuplestore_advance(segment->rows, true))
				elog(ERROR, "batch ends before row " INT64_FORMAT, segment->read_row);
			segment->read_row++;
		}
	}
}

/*
 * Append images of the changes [from, to) of a segment.
 */
static void
copy_segment_images(StreamSegment *segment, int64 from, int64 to,
					const StreamImages *which, int64 *nupdates, RowCopy *copy)
{
	StreamRun all = {STREAM_INSERT, segment->nrows};
	const StreamRun *runs = segment->runs == NULL ? &all : segment->runs;
	int nruns = segment->runs == NULL ? 1 : segment->nruns;
	int64 start = 0; /* of the run, in changes, new images and old images */
	int64 start_new = 0;
	int64 start_old = 0;

	for (int i = 0; i < nruns && start < to; i++)
	{
		StreamChangeKind kind = runs[i].kind;
		int64 skipped = Max(from - start, 0);
		int64 n = Min(to - start, runs[i].nrows) - skipped;

		if (n > 0)
		{
			if (STREAM_NEW_IMAGES & which->new_of & STREAM_MASK(kind))
				seek_row(segment->rows, &segment->read_row, start_new + skipped);
			if (STREAM_OLD_IMAGES & which->old_of & STREAM_MASK(kind))
				seek_row(segment->old_rows, &segment->read_old, start_old + skipped);
			copy_images(segment, kind, n, which, nupdates, copy);
		}
		start += runs[i].nrows;
		start_new += STREAM_NEW_IMAGES & STREAM_MASK(kind) ? runs[i].nrows : 0;
		start_old += STREAM_OLD_IMAGES & STREAM_MASK(kind) ? runs[i].nrows : 0;
	}
}

/*
 * Images of the changes [first, first + count) of source, in order, in the
 * present row type of rel (as SourceBatchRows): of each change first the old
 * and then the new one, as far as `which` means them.  A new tuplestore in the
 * current memory context and resource owner, which the caller ends; nimages is
 * set to the number of rows in it.
 */
Tuplestorestate *
SourceBatchImages(SourceBatch *source, Relation rel, int64 first, int64 count,
				  const StreamImages *which, int64 *nimages)
{
	Tuplestorestate *result = tuplestore_begin_heap(false, false, work_mem);
	int64 nupdates = 0;
	ListCell *cell;

	Assert(first >= 0 && count >= 0 && first + count <= source->nrows);
	*nimages = 0;
	foreach (cell, source->segments)
	{
		StreamSegment *segment = lfirst(cell);
		int64 from = Max(first - segment->first_row, 0);
		int64 to = Min(first + count - segment->first_row, segment->nrows);
		RowCopy copy;

		if (from >= to)
			continue;
		begin_copy(&copy, segment, RelationGetDescr(rel), which, *nimages, result);
		copy_segment_images(segment, from, to, which, &nupdates, &copy);
		*nimages += copy.ncopied;
		end_copy(&copy);
	}
	return result;
}

/*
 * The same of these n changes, in ascending order.
 */
Tuplestorestate *
SourceBatchImagesOf(SourceBatch *source, Relation rel, const int64 *changes, int n,
					const StreamImages *which, int64 *nimages)
{
	Tuplestorestate *result = tuplestore_begin_heap(false, false, work_mem);
	int64 nupdates = 0;
	int i = 0;
	ListCell *cell;

	*nimages = 0;
	foreach (cell, source->segments)
	{
		StreamSegment *segment = lfirst(cell);
		RowCopy copy;

		if (i == n || changes[i] >= segment->first_row + segment->nrows)
			continue;
		begin_copy(&copy, segment, RelationGetDescr(rel), which, *nimages, result);
		for (; i < n && changes[i] < segment->first_row + segment->nrows; i++)
		{
			int64 at = changes[i] - segment->first_row;

			Assert(at >= 0 && (i == 0 || changes[i] > changes[i - 1]));
			copy_segment_images(segment, at, at + 1, which, &nupdates, &copy);
		}
		*nimages += copy.ncopied;
		end_copy(&copy);
	}
	return result;
}

/*
 * StreamNumberedRowType: the row type with the row's number as one more column.
 */
TupleDesc
StreamNumberedRowType(Relation rel)
{
	TupleDesc tupdesc = RelationGetDescr(rel);
	AttrNumber attno = tupdesc->natts + 1;
	TupleDesc result = CreateTemplateTupleDesc(attno);

	if (attno > MaxTupleAttributeNumber)
		ereport(ERROR, errcode(ERRCODE_TOO_MANY_COLUMNS),
				errmsg("source \"%s\" has too many columns for its rows to be numbered",
					   RelationGetRelationName(rel)));
	for (int i = 1; i < attno; i++)
		TupleDescCopyEntry(result, i, tupdesc, i);
	TupleDescInitEntry(result, attno, "ordinal", INT8OID, -1, 0);
	return result;
}

/*
 * Inserted rows [first, first + count) as SourceBatchRows has them, with their number,
 * counted from 0, as one more column.
 */
Tuplestorestate *
SourceBatchNumberedRows(SourceBatch *source, Relation rel, int64 first, int64 count)
{
	StreamImages inserted = {.new_of = STREAM_INSERTS,
							 .numbered = StreamNumberedRowType(rel)};
	int64 nimages;

	return SourceBatchImages(source, rel, first, count, &inserted, &nimages);
}

/*
 * Rows [first, first + count) of source in the present row type of rel, on
 * which the caller holds a lock.  If they are exactly one segment in that row
 * type, the batch's own tuplestore is returned and *shared set: the caller adds
 * a read pointer of its own and does not end it.  Otherwise a new one in the
 * current memory context and resource owner, which the caller ends.  All of them
 * must be inserts.
 *
 * Columns dropped since the rows were written are NULL; a column added since has
 * its default.  So are columns whose type changed NULL: whoever reads those must
 * ask SourceBatchConvertedColumn first.
 */
Tuplestorestate *
SourceBatchRows(SourceBatch *source, Relation rel, int64 first, int64 count, bool *shared)
{
	static const StreamImages inserted = {.new_of = STREAM_INSERTS};
	TupleDesc row_type = RelationGetDescr(rel);
	int64 nimages;
	ListCell *cell;

	Assert(first >= 0 && count >= 0 && first + count <= source->nrows);
	foreach (cell, source->segments)
	{
		StreamSegment *segment = lfirst(cell);

		if (segment->first_row == first && segment->nrows == count &&
			segment->runs == NULL && StreamSameRowType(segment->tupdesc, row_type))
		{
			*shared = true;
			return segment->rows;
		}
	}

	*shared = false;
	return SourceBatchImages(source, rel, first, count, &inserted, &nimages);
}
