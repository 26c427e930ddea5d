/*
 * dead_letter.c
 *	  Rows that raised an error.
 *
 * They are written in the transaction that moves the position past them.
 */
#include "worker/worker_internal.h"

#include "access/table.h"
#include "utils/rel.h"

#include "compat.h"

/* A longer detail or hint of an error is left out. */
#define MAX_ADDITION 1000

static const RowLog layout = {
	.log = VIEW_LOG_DEAD_LETTERS,
	.ntexts = 2,
	.images = {.new_of = STREAM_INSERTS | STREAM_UPDATES, .old_of = STREAM_DELETES}};

/*
 * DeadLetterMessage: what a letter says of the error, in the current context.
 * Detail and hint are worth their room: which keys there are, which values.
 */
char *
DeadLetterMessage(const ErrorData *error)
{
	bool detail = error->detail != NULL && strlen(error->detail) <= MAX_ADDITION;
	bool hint = error->hint != NULL && strlen(error->hint) <= MAX_ADDITION;

	return psprintf("%s%s%s%s%s", error->message != NULL ? error->message : "",
					detail ? "\nDETAIL:  " : "", detail ? error->detail : "",
					hint ? "\nHINT:  " : "", hint ? error->hint : "");
}

/*
 * DeadLettersWrite: record that rows of the batch were not applied to the view,
 * and why.  letters are of DeadLetter.  False if one of them is of no row: it is a
 * TRUNCATE that failed.
 */
bool
DeadLettersWrite(const WorkerView *view, SourceBatch *batch, List *letters)
{
	Relation source = table_open(view->def.source, AccessShareLock);
	LoggedRow *rows = palloc(sizeof(LoggedRow) * list_length(letters));
	bool complete;
	int n = 0;
	ListCell *lc;

	foreach (lc, letters)
	{
		const DeadLetter *letter = lfirst(lc);

		rows[n++] = (LoggedRow){
			letter->row, {pstrdup(unpack_sql_state(letter->sqlstate)), letter->message}};
	}
	complete = RowLogWrite(&layout, view, source, batch, rows, n);
	pfree(rows);
	table_close(source, NoLock);
	return complete;
}
