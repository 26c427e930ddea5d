/*
 * dead_letter.c
 *	  Rows that raised an error.
 *
 * They are written in the transaction that moves the position past them.  Of a
 * row, what the owner of the view may read is shown (view/row_json.c).
 */
#include "worker/worker_internal.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/pg_lsn.h"
#include "utils/rel.h"
#include "utils/resowner.h"

#include "compat.h"

/* A longer detail or hint of an error is left out. */
#define MAX_ADDITION 1000

/*
 * The row as jsonb text: the columns that the owner of the view may read.
 */
static char *
row_as_json(const WorkerView *view, Relation source, TupleTableSlot *slot)
{
	OwnerScope scope;
	char *result;

	OwnerScopeEnter(&scope, view->def.owner, view->def.settings);
	slot_getallattrs(slot);
	result = RowJson(slot->tts_tupleDescriptor, slot->tts_values, slot->tts_isnull,
					 ReadableColumns(source, view->def.owner));
	/* what jsonb cannot hold must not cost us the letter: try it here */
	(void) DirectFunctionCall1(jsonb_in, CStringGetDatum(result));
	OwnerScopeLeave(&scope);
	return result;
}

/*
 * RowAsJson: the same, in a subtransaction: a row that cannot even be shown is
 * recorded with the reason in place of its columns.
 */
char *
RowAsJson(const WorkerView *view, Relation source, TupleTableSlot *slot)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	char *volatile result = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		result = row_as_json(view, source, slot);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		result = pstrdup("{\"streamml\": \"the row could not be shown as JSON\"}");
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return result;
}

/*
 * DeadLetterMessage: what a letter says of the error, in the current context.
 * Detail and hint are worth their room: which keys there are, which values.
 */
char *
DeadLetterMessage(const ErrorData *error)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, error->message ? error->message : "");
	if (error->detail != NULL && strlen(error->detail) <= MAX_ADDITION)
		appendStringInfo(&buf, "\nDETAIL:  %s", error->detail);
	if (error->hint != NULL && strlen(error->hint) <= MAX_ADDITION)
		appendStringInfo(&buf, "\nHINT:  %s", error->hint);
	return buf.data;
}

/*
 * Record one letter with the prepared plan.  False if there is no row to show: it
 * is a TRUNCATE that failed.
 */
static bool
write_letter(SPIPlanPtr plan, const WorkerView *view, Relation rel, SourceBatch *batch,
			 const DeadLetter *letter, TupleTableSlot *slot)
{
	StreamImages images = {.new_of = STREAM_INSERTS | STREAM_UPDATES,
						   .old_of = STREAM_DELETES};
	Datum values[6];
	int64 ordinal;
	int64 nimages;
	StreamCommit *commit = SourceBatchCommitOfRow(batch, letter->row, &ordinal);
	Tuplestorestate *rows =
		SourceBatchImages(batch, rel, letter->row, 1, &images, &nimages);

	if (nimages == 0)
		return false;
	if (!tuplestore_gettupleslot(rows, true, true, slot))
		elog(ERROR, "row " INT64_FORMAT " of the batch is missing", letter->row);
	values[0] = Int32GetDatum(view->def.id);
	values[1] = LSNGetDatum(commit->end_lsn);
	values[2] = Int64GetDatum(ordinal);
	values[3] = CStringGetTextDatum(RowAsJson(view, rel, slot));
	values[4] = CStringGetTextDatum(unpack_sql_state(letter->sqlstate));
	values[5] = CStringGetTextDatum(letter->message);
	if (SPI_execute_plan(plan, values, NULL, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "could not record a dead letter");
	ExecClearTuple(slot);
	tuplestore_end(rows);
	return true;
}

/*
 * DeadLettersWrite: record that rows of the batch were not applied to the view,
 * and why.  letters are of DeadLetter.  False if one of them is of no row.
 */
bool
DeadLettersWrite(const WorkerView *view, SourceBatch *batch, List *letters)
{
	Oid types[] = {INT4OID, LSNOID, INT8OID, TEXTOID, TEXTOID, TEXTOID};
	MemoryContext context;
	MemoryContext old;
	Relation rel;
	TupleTableSlot *slot;
	SPIPlanPtr plan;
	bool complete = true;
	ListCell *lc;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	plan = SPI_prepare("INSERT INTO streamml.dead_letter_log "
					   "(view_id, lsn, ordinal, \"row\", sqlstate, message) "
					   "VALUES ($1, $2, $3, $4::pg_catalog.jsonb, $5, $6)",
					   lengthof(types), types);
	if (plan == NULL)
		elog(ERROR, "could not prepare the record of dead letters");
	rel = table_open(view->def.source, AccessShareLock);
	slot = MakeSingleTupleTableSlot(RelationGetDescr(rel), &TTSOpsMinimalTuple);
	context = AllocSetContextCreate(CurrentMemoryContext, "streamml dead letters",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	foreach (lc, letters)
	{
		CHECK_FOR_INTERRUPTS();
		complete = complete && write_letter(plan, view, rel, batch, lfirst(lc), slot);
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(old);
	ExecDropSingleTupleTableSlot(slot);
	table_close(rel, NoLock);
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not disconnect from SPI");
	return complete;
}
