/*
 * late_row.c
 *	  Rows that came after their window had closed in a view, or have none, into
 *	  the table that lists them.
 *
 * Written in the transaction that applies the batch, merged or diverted alike,
 * so that a row that is missing from a view is found here.
 */
#include "worker/worker_internal.h"

#include "compat.h"

static const RowLog layout = {
	.log = VIEW_LOG_LATE_ROWS, .ntexts = 3, .images = {.new_of = STREAM_NEW_IMAGES}};

/*
 * LateRowsWrite: record the rows (of ViewLateRow) of the view's source in the
 * batch.
 */
void
LateRowsWrite(const WorkerView *view, Relation source, SourceBatch *batch, List *rows)
{
	LoggedRow *logged;
	int n = 0;
	ListCell *lc;

	if (rows == NIL)
		return;
	logged = palloc(sizeof(LoggedRow) * list_length(rows));
	foreach (lc, rows)
	{
		const ViewLateRow *late = lfirst(lc);

		logged[n++] =
			(LoggedRow){late->row, {late->event_time, late->watermark, late->action}};
	}
	if (!RowLogWrite(&layout, view, source, batch, logged, n))
		elog(ERROR, "a late row has no image");
	pfree(logged);
}
