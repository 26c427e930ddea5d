/*
 * dead_letter.c
 *	  Rows that raised an error.
 *
 * They are written in the transaction that moves the position past them.  Of a
 * row, what the owner of the view may read is shown (view/row_json.c).
 */
#include "worker/worker_internal.h"

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

static void
spi_insert(const char *sql, int nargs, Oid *types, Datum *values, const char *nulls)
{
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	if (SPI_execute_with_args(sql, nargs, types, values, nulls, false, 0) !=
		SPI_OK_INSERT)
		elog(ERROR, "unexpected result of \"%s\"", sql);
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not disconnect from SPI");
}

/*
 * What an error says, and what would be right.  Its detail is left out: that may
 * quote other rows, or columns that the reader of dead letters may not see.
 */
static char *
message_with_hint(const ErrorData *error)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, error->message ? error->message : "");
	if (error->hint)
		appendStringInfo(&text, "\nHINT:  %s", error->hint);
	return text.data;
}

/*
 * Record that the row (number ordinal of the source's rows in the transaction
 * that ends at lsn) was not applied to the view, and why.
 */
void
DeadLetterWrite(const WorkerView *view, Relation source, TupleTableSlot *slot,
				XLogRecPtr lsn, int64 ordinal, const ErrorData *error)
{
	Oid types[] = {INT4OID, LSNOID, INT8OID, TEXTOID, TEXTOID, TEXTOID};
	Datum values[lengthof(types)];

	values[0] = Int32GetDatum(view->def.id);
	values[1] = LSNGetDatum(lsn);
	values[2] = Int64GetDatum(ordinal);
	values[3] = CStringGetTextDatum(RowAsJson(view, source, slot));
	values[4] = CStringGetTextDatum(unpack_sql_state(error->sqlerrcode));
	values[5] = CStringGetTextDatum(message_with_hint(error));
	spi_insert("INSERT INTO streamml.dead_letter_log "
			   "(view_id, lsn, ordinal, \"row\", sqlstate, message) "
			   "VALUES ($1, $2, $3, $4::pg_catalog.jsonb, $5, $6)",
			   lengthof(types), types, values, NULL);
}
