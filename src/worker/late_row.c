/*
 * late_row.c
 *	  Rows that came after their window had closed in a view, or have none, into
 *	  the table that lists them.
 *
 * Written in the transaction that applies the batch, merged or diverted alike,
 * so that a row that is missing from a view is found here.
 */
#include "worker/worker_internal.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/pg_lsn.h"
#include "utils/rel.h"

#include "compat.h"

/* The row as JSON text; slot is of the source's present row type. */
static char *
fetch_as_json(const WorkerView *view, Relation source, SourceBatch *batch, int64 row,
			  TupleTableSlot *slot)
{
	StreamImages images = {.new_of = STREAM_NEW_IMAGES};
	int64 nimages;
	Tuplestorestate *rows = SourceBatchImages(batch, source, row, 1, &images, &nimages);
	char *json;

	if (!tuplestore_gettupleslot(rows, true, true, slot))
		elog(ERROR, "row " INT64_FORMAT " of the batch is missing", row);
	json = RowAsJson(view, source, slot);
	ExecClearTuple(slot);
	tuplestore_end(rows);
	return json;
}

static void
put_text(Datum *values, char *nulls, int i, const char *value)
{
	nulls[i] = value == NULL ? 'n' : ' ';
	if (value != NULL)
		values[i] = CStringGetTextDatum(value);
}

static void
write_row(SPIPlanPtr plan, const WorkerView *view, SourceBatch *batch,
		  const ViewLateRow *late, const char *json)
{
	Datum values[7] = {0};
	char nulls[] = "       ";
	int64 ordinal;
	StreamCommit *commit = SourceBatchCommitOfRow(batch, late->row, &ordinal);

	values[0] = Int32GetDatum(view->def.id);
	values[1] = LSNGetDatum(commit->end_lsn);
	values[2] = Int64GetDatum(ordinal);
	put_text(values, nulls, 3, json);
	put_text(values, nulls, 4, late->event_time);
	put_text(values, nulls, 5, late->watermark);
	put_text(values, nulls, 6, late->action);
	if (SPI_execute_plan(plan, values, nulls, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "could not record a late row");
}

/*
 * LateRowsWrite: record the rows (of ViewLateRow) of the view's source in the
 * batch.
 */
void
LateRowsWrite(const WorkerView *view, Relation source, SourceBatch *batch, List *rows)
{
	Oid types[] = {INT4OID, LSNOID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	MemoryContext context;
	MemoryContext old;
	TupleTableSlot *slot;
	SPIPlanPtr plan;
	ListCell *lc;

	if (rows == NIL)
		return;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	plan = SPI_prepare("INSERT INTO streamml.late_row_log"
					   " (view_id, lsn, ordinal, \"row\", event_time, watermark, action)"
					   " VALUES ($1, $2, $3, $4::pg_catalog.jsonb, $5, $6, $7)",
					   lengthof(types), types);
	if (plan == NULL)
		elog(ERROR, "could not prepare the record of late rows");
	slot = MakeSingleTupleTableSlot(RelationGetDescr(source), &TTSOpsMinimalTuple);
	context = AllocSetContextCreate(CurrentMemoryContext, "streamml late rows",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	foreach (lc, rows)
	{
		const ViewLateRow *late = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		write_row(plan, view, batch, late,
				  fetch_as_json(view, source, batch, late->row, slot));
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(old);
	ExecDropSingleTupleTableSlot(slot);
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not disconnect from SPI");
}
