/*
 * dead_letter.c
 *	  Rows that raised an error, and ranges of the stream that were lost: the
 *	  two tables that make "nothing is dropped without a trace" true.
 *
 * Both are written in the transaction that moves the position past them.  A
 * row is turned into jsonb as the view's owner: output functions of its types
 * are user code.
 */
#include "worker/worker_internal.h"

#include "access/htup_details.h"
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
 * The row as jsonb text, made with the owner's rights.
 */
static char *
row_as_json(const WorkerView *view, Relation source, TupleTableSlot *slot)
{
	OwnerScope scope;
	HeapTuple tuple = ExecCopySlotHeapTuple(slot);
	Datum json;
	char *result;

	OwnerScopeEnter(&scope, view->def.owner, view->def.settings);
	json = DirectFunctionCall1(row_to_json,
							   heap_copy_tuple_as_datum(tuple, RelationGetDescr(source)));
	/* what jsonb cannot hold must not cost us the letter: try it here */
	(void) DirectFunctionCall1(jsonb_in, CStringGetDatum(TextDatumGetCString(json)));
	result = TextDatumGetCString(json);
	OwnerScopeLeave(&scope);
	heap_freetuple(tuple);
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

/*
 * Record that the view could not see the stream from "from" to "to" (Invalid:
 * nobody knows how far).
 */
void
GapWrite(int32 view_id, XLogRecPtr from, XLogRecPtr to, const char *reason)
{
	Oid types[] = {INT4OID, LSNOID, LSNOID, TEXTOID};
	Datum values[lengthof(types)];
	char nulls[lengthof(types) + 1] = "    ";

	values[0] = Int32GetDatum(view_id);
	values[1] = LSNGetDatum(from);
	values[2] = LSNGetDatum(to);
	if (XLogRecPtrIsInvalid(to) || to == LSN_MAX)
		nulls[2] = 'n';
	values[3] = CStringGetTextDatum(reason);
	spi_insert("INSERT INTO streamml.gap_log (view_id, from_lsn, to_lsn, reason) "
			   "VALUES ($1, $2, $3, $4)",
			   lengthof(types), types, values, nulls);
}
