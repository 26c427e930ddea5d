/*
 * row_log.c
 *	  Rows of a batch into a table that lists them: dead letters and late rows.
 *
 * Written in the transaction that applies the batch.  There may be as many of them
 * as there are rows, so what can be done for many at once is: pages are filled as by
 * COPY, there is one look at the rights on columns and one subtransaction.
 *
 * Of a row, what the owner of the view may read is shown (view/row_json.c).
 */
#include "worker/worker_internal.h"

#include "executor/tuptable.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/pg_lsn.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "compat.h"

/* Rows that are written at once, and of one look into the batch: so many at most.  No
 * more are written at once when they are so large. */
#define ROWS_AT_ONCE 1000
#define BYTES_AT_ONCE (1024 * 1024)

#define NOT_SHOWN "{\"streamml\": \"the row could not be shown as JSON\"}"

/* What the table is written with. */
typedef struct Writer
{
	const RowLog *log;
	const WorkerView *view;
	Relation source;
	SourceBatch *batch;
	TupleTableSlot *slot; /* of the source's present row type */
	int *columns;		  /* that the owner of the view may read */
	int ncolumns;
	MemoryContext row_context;
} Writer;

/* ---------- rows as JSON ---------- */

/* The row in the slot; what jsonb cannot hold is an error. */
static Datum
show_row(const Writer *writer, MinimalTuple tuple)
{
	TupleTableSlot *slot = writer->slot;
	MemoryContext old = MemoryContextSwitchTo(writer->row_context);
	Datum result;

	ExecStoreMinimalTuple(tuple, slot, false);
	slot_getallattrs(slot);
	result = RowJsonb(slot->tts_tupleDescriptor, slot->tts_values, slot->tts_isnull,
					  writer->columns, writer->ncolumns);
	MemoryContextSwitchTo(old);
	result = datumCopy(result, false, -1);
	MemoryContextReset(writer->row_context);
	return result;
}

/* Rows that are being shown. */
typedef struct Showing
{
	const Writer *writer;
	MinimalTuple *rows;
	int n;
	int done;
	Datum *result; /* as jsonb */
} Showing;

static void
show_some(void *arg)
{
	Showing *showing = arg;
	const WorkerView *view = showing->writer->view;
	OwnerScope scope;

	OwnerScopeEnter(&scope, view->def.owner, view->def.settings);
	for (; showing->done < showing->n; showing->done++)
		showing->result[showing->done] =
			show_row(showing->writer, showing->rows[showing->done]);
	OwnerScopeLeave(&scope);
}

/*
 * The rows as jsonb.  One that cannot even be shown is recorded with the reason in
 * place of its columns.
 */
static void
show_rows(const Writer *writer, MinimalTuple *rows, int n, Datum *result)
{
	Showing showing = {writer, rows, n, 0, result};
	ErrorData *error;

	while ((error = SubtransactionTry(show_some, NULL, &showing)) != NULL)
	{
		FreeErrorData(error);
		result[showing.done++] =
			DirectFunctionCall1(jsonb_in, CStringGetDatum(NOT_SHOWN));
	}
	ExecClearTuple(writer->slot);
}

/* ---------- writing ---------- */

/*
 * The rows, which are in order, as tuples in the current context.  False if one of
 * them has none: it is a TRUNCATE.
 */
static bool
fetch_rows(const Writer *writer, const LoggedRow *rows, int n, MinimalTuple *tuples)
{
	int64 *changes = palloc(sizeof(int64) * n);
	Tuplestorestate *images;
	int64 nimages;
	int nchanges = 0;
	bool complete;

	for (int i = 0; i < n; i++)
		if (i == 0 || rows[i].row != rows[i - 1].row)
			changes[nchanges++] = rows[i].row;
	images = SourceBatchImagesOf(writer->batch, writer->source, changes, nchanges,
								 &writer->log->images, &nimages);
	complete = nimages == nchanges;
	for (int i = 0; i < n && complete; i++)
	{
		if (i > 0 && rows[i].row == rows[i - 1].row)
		{
			tuples[i] = tuples[i - 1];
			continue;
		}
		if (!tuplestore_gettupleslot(images, true, true, writer->slot))
			elog(ERROR, "an image of a logged row is missing");
		tuples[i] = ExecCopySlotMinimalTuple(writer->slot);
	}
	ExecClearTuple(writer->slot);
	tuplestore_end(images);
	return complete;
}

/* Insert rows that have been fetched. */
static void
insert_rows(const Writer *writer, const LoggedRow *rows, MinimalTuple *tuples, int n)
{
	int ncolumns = LOG_FIRST_TEXT - 1 + writer->log->ntexts;
	Datum *values = palloc(sizeof(Datum) * n * ncolumns);
	bool *nulls = palloc0(sizeof(bool) * n * ncolumns);
	Datum *shown = palloc(sizeof(Datum) * n);
	TimestampTz now = GetCurrentTimestamp();

	show_rows(writer, tuples, n, shown);
	for (int i = 0; i < n; i++)
	{
		Datum *value = values + i * ncolumns - 1; /* columns are numbered from 1 */
		bool *null = nulls + i * ncolumns - 1;
		int64 ordinal;
		const StreamCommit *commit =
			SourceBatchCommitOfRow(writer->batch, rows[i].row, &ordinal);

		value[LOG_VIEW_ID] = Int32GetDatum(writer->view->def.id);
		value[LOG_AT] = TimestampTzGetDatum(now);
		value[LOG_LSN] = LSNGetDatum(commit->end_lsn);
		value[LOG_ORDINAL] = Int64GetDatum(ordinal);
		value[LOG_ROW] = shown[i];
		for (int t = 0; t < writer->log->ntexts; t++)
		{
			const char *text = rows[i].texts[t];

			null[LOG_FIRST_TEXT + t] = text == NULL;
			if (text != NULL)
				value[LOG_FIRST_TEXT + t] = CStringGetTextDatum(text);
		}
	}
	ViewLogInsert(writer->log->log, values, nulls, n);
}

/* Write rows that are to be fetched at once.  False if one has no row to show. */
static bool
write_some(const Writer *writer, const LoggedRow *rows, int n)
{
	MinimalTuple *tuples = palloc(sizeof(MinimalTuple) * n);
	int done = 0;

	if (!fetch_rows(writer, rows, n, tuples))
		return false;
	for (int i = 0; i < n;)
	{
		Size bytes = 0;

		while (i < n && bytes < BYTES_AT_ONCE)
			bytes += tuples[i++]->t_len;
		insert_rows(writer, rows + done, tuples + done, i - done);
		done = i;
	}
	return true;
}

static int
compare_rows(const void *a, const void *b)
{
	int64 x = ((const LoggedRow *) a)->row;
	int64 y = ((const LoggedRow *) b)->row;

	return x < y ? -1 : x > y ? 1 : 0;
}

/*
 * RowLogWrite: record rows of the view's source in the batch, in the order of the
 * stream, into which they are brought.  False if one of them has no row to show.
 */
bool
RowLogWrite(const RowLog *log, const WorkerView *view, Relation source,
			SourceBatch *batch, LoggedRow *rows, int n)
{
	Writer writer = {log, view, source, batch};
	MemoryContext context;
	MemoryContext old;
	bool complete = true;

	qsort(rows, n, sizeof(LoggedRow), compare_rows);
	writer.slot = MakeSingleTupleTableSlot(RelationGetDescr(source), &TTSOpsMinimalTuple);
	writer.columns = ReadableColumns(source, view->def.owner, &writer.ncolumns);
	context = AllocSetContextCreate(CurrentMemoryContext, "streamml logged rows",
									ALLOCSET_DEFAULT_SIZES);
	writer.row_context = AllocSetContextCreate(
		CurrentMemoryContext, "streamml logged row", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	for (int i = 0; i < n && complete; i += ROWS_AT_ONCE)
	{
		CHECK_FOR_INTERRUPTS();
		complete = write_some(&writer, rows + i, Min(n - i, ROWS_AT_ONCE));
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(old);
	ExecDropSingleTupleTableSlot(writer.slot);
	return complete;
}
