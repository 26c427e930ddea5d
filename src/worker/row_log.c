/*
 * row_log.c
 *	  Rows of a batch into a table that lists them: dead letters and late rows.
 *
 * Written in the transaction that applies the batch.  There may be as many of them
 * as there are rows, so what can be done for many at once is: one INSERT, one look
 * at the rights on columns, one subtransaction.
 *
 * Of a row, what the owner of the view may read is shown (view/row_json.c).
 */
#include "worker/worker_internal.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/pg_lsn.h"
#include "utils/rel.h"

#include "compat.h"

/* Rows of one INSERT, and of one look into the batch: so many at most.  An INSERT has no
 * more once they are so large. */
#define ROWS_AT_ONCE 1000
#define BYTES_AT_ONCE (1024 * 1024)

/* Columns: of each log, then its own, then parameters with the view's ID. */
#define COMMON_COLUMNS 3
#define MAX_COLUMNS (COMMON_COLUMNS + ROW_LOG_MAX_TEXTS)
#define MAX_PARAMETERS (1 + MAX_COLUMNS)

/* What the table is written with. */
typedef struct Writer
{
	const RowLog *log;
	const WorkerView *view;
	Relation source;
	SourceBatch *batch;
	SPIPlanPtr plan;
	TupleTableSlot *slot; /* of the source's present row type */
	bool *readable;		  /* by the owner of the view, of its columns */
	MemoryContext row_context;
} Writer;

/* ---------- rows as JSON ---------- */

static Datum
make_jsonb(const char *text)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}

/* The row in the slot; what jsonb cannot hold is an error. */
static Datum
show_row(const Writer *writer, MinimalTuple tuple)
{
	TupleTableSlot *slot = writer->slot;
	MemoryContext old = MemoryContextSwitchTo(writer->row_context);
	Datum result;

	ExecStoreMinimalTuple(tuple, slot, false);
	slot_getallattrs(slot);
	result = make_jsonb(RowJson(slot->tts_tupleDescriptor, slot->tts_values,
								slot->tts_isnull, writer->readable));
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
	Datum *result;
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
			make_jsonb("{\"streamml\": \"the row could not be shown as JSON\"}");
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

static Datum
make_array(Datum *elems, bool *nulls, int n, Oid type)
{
	int dims[] = {n};
	int lower[] = {1};
	int16 len;
	bool byval;
	char align;

	get_typlenbyvalalign(type, &len, &byval, &align);
	return PointerGetDatum(
		construct_md_array(elems, nulls, 1, dims, lower, type, len, byval, align));
}

/* Insert rows that have been fetched. */
static void
insert_rows(const Writer *writer, const LoggedRow *rows, MinimalTuple *tuples, int n)
{
	static const Oid types[] = {LSNOID, INT8OID, JSONBOID};
	Datum parameters[MAX_PARAMETERS];
	Datum *elems = palloc(sizeof(Datum) * n);
	bool *nulls = palloc0(sizeof(bool) * n);
	Datum *ordinals = palloc(sizeof(Datum) * n);

	for (int i = 0; i < n; i++)
	{
		int64 ordinal;
		const StreamCommit *commit =
			SourceBatchCommitOfRow(writer->batch, rows[i].row, &ordinal);

		elems[i] = LSNGetDatum(commit->end_lsn);
		ordinals[i] = Int64GetDatum(ordinal);
	}
	parameters[0] = Int32GetDatum(writer->view->def.id);
	parameters[1] = make_array(elems, nulls, n, types[0]);
	parameters[2] = make_array(ordinals, nulls, n, types[1]);
	show_rows(writer, tuples, n, elems);
	parameters[3] = make_array(elems, nulls, n, types[2]);
	for (int t = 0; t < writer->log->ntexts; t++)
	{
		for (int i = 0; i < n; i++)
		{
			nulls[i] = rows[i].texts[t] == NULL;
			elems[i] = nulls[i] ? (Datum) 0 : CStringGetTextDatum(rows[i].texts[t]);
		}
		parameters[1 + COMMON_COLUMNS + t] = make_array(elems, nulls, n, TEXTOID);
	}
	if (SPI_execute_plan(writer->plan, parameters, NULL, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "could not record rows in a log");
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

/* Prepare the INSERT: the view's ID, and an array for each other column. */
static SPIPlanPtr
prepare_insert(const RowLog *log)
{
	Oid types[MAX_PARAMETERS] = {INT4OID, PG_LSNARRAYOID, INT8ARRAYOID, JSONBARRAYOID};
	int n = 1 + COMMON_COLUMNS;
	StringInfoData sql;
	SPIPlanPtr plan;

	initStringInfo(&sql);
	appendStringInfo(&sql,
					 "INSERT INTO streamml.%s (view_id, lsn, ordinal, \"row\", %s) "
					 "SELECT $1, r.* FROM ROWS FROM (pg_catalog.unnest($2), "
					 "pg_catalog.unnest($3), pg_catalog.unnest($4)",
					 log->table, log->columns);
	for (int i = 0; i < log->ntexts; i++)
	{
		types[n++] = TEXTARRAYOID;
		appendStringInfo(&sql, ", pg_catalog.unnest($%d)", n);
	}
	appendStringInfoString(&sql, ") r");
	plan = SPI_prepare(sql.data, n, types);
	if (plan == NULL)
		elog(ERROR, "could not prepare the record of rows in \"streamml.%s\"",
			 log->table);
	return plan;
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

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	qsort(rows, n, sizeof(LoggedRow), compare_rows);
	writer.plan = prepare_insert(log);
	writer.slot = MakeSingleTupleTableSlot(RelationGetDescr(source), &TTSOpsMinimalTuple);
	writer.readable = ReadableColumns(source, view->def.owner);
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
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not disconnect from SPI");
	return complete;
}
