/*
 * change.c
 *	  Updates, deletes and TRUNCATEs of source rows: what each view does about
 *	  them.
 *
 *	 ignore		nothing
 *	 error		the view fails where it stands
 *	 learn		the new row counts as inserted if it satisfies the conditions of
 *				the definition and the old one did not; in the order of the
 *				stream, between the inserts
 *	 recompute	the groups of the old and the new rows are read again from the
 *				table at the end of the batch, all at once; after a TRUNCATE, of
 *				a partition or of the whole table, all groups are
 *
 * As of which position?  In the ordinary case, as of the end of the batch, P.
 * Inserts of the batch go to their groups one by one as ever; a touched group is
 * then replaced by what the table has as of P, which includes the same inserts.
 * So the states stand for P, and only P, whatever was touched.
 *
 * That takes row versions which vacuum may have removed, or rows which it may
 * have marked as visible to all, if P lies before the position H from which on
 * the reader holds it back (stream/hold.c): after a start, after resume(),
 * while a view that was just created catches up.  Then touched groups are read
 * as of H instead, and until the view has passed H *every* change counts as a
 * touch, inserts and rows to be learned too.  The argument: a group that no
 * commit between P and H touches has the same rows at P as at H.  A group that
 * one touches is read again with the last such commit, and what is read then,
 * as of H, is what it has as of that commit.  So when the view has passed H
 * every state stands for its position; before, some are ahead of it, and no
 * insert that a state has seen is added to it, because up to H inserts are
 * never added.  It needs no memory: if the worker dies on the way, the next one
 * has a later H and reads everything again that was touched between the view's
 * position and that.
 *
 * A table that was rewritten (ALTER TABLE, TRUNCATE) after P has lost its past:
 * all its rows belong to the rewriting transaction.  This shows in pg_class, and
 * moves H to the present.
 *
 * With care (apply.c), a batch is applied in pieces, but groups are read with all
 * of its rows.  So inserts go first, in pieces, then touches, in pieces.
 */
#include "worker/worker_internal.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "compat.h"
#include "fault.h"

/* ---------- refusals ---------- */

static char *
view_name(const Share *share)
{
	return quote_literal_cstr(RelationSqlName(share->view->def.view));
}

static void
refuse(const Share *share, ChangeAction action, int64 n, const char *command)
{
	if (action != CHANGE_ERROR || n == 0)
		return;
	ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
			errmsg("%s of \"%s\", the source of the view", command,
				   get_rel_name(share->view->def.source)),
			errhint("resume() would meet it again: run SELECT streamml.rebuild(%s).",
					view_name(share)));
}

/* The old row is needed and is not there. */
static void
refuse_blind(const Share *share, ChangeAction action, int64 n, const char *command)
{
	char *commands;

	if (n == 0 || (action != CHANGE_LEARN && action != CHANGE_RECOMPUTE))
		return;
	commands = ViewReplicaIdentityCommands(share->view->def.source);
	ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
			errmsg("%s of \"%s\" without its old row in the WAL", command,
				   get_rel_name(share->view->def.source)),
			errhint("Run %s%sSELECT streamml.rebuild(%s);", commands ? commands : "",
					commands ? " " : "", view_name(share)));
}

/*
 * ChangesCheck: raise an error if the view does not take changes of the kinds
 * there are, by their counts.
 */
void
ChangesCheck(const Share *share, const int64 *counts)
{
	const ContinuousViewOptions *options = &share->view->def.options;

	refuse(share, options->on_update, counts[STREAM_UPDATE] + counts[STREAM_BLIND_UPDATE],
		   "UPDATE");
	refuse(share, options->on_delete, counts[STREAM_DELETE] + counts[STREAM_BLIND_DELETE],
		   "DELETE");
	refuse(share, options->on_truncate, counts[STREAM_TRUNCATE], "TRUNCATE");
	refuse_blind(share, options->on_update, counts[STREAM_BLIND_UPDATE], "UPDATE");
	refuse_blind(share, options->on_delete, counts[STREAM_BLIND_DELETE], "DELETE");
}

/*
 * ChangesCheckTypes: raise an error if the view reads a column whose type was
 * changed between the writing of the rows [first, first + count) and now.  The
 * server refuses to change one that a definition names; whole rows name none.
 */
void
ChangesCheckTypes(const Share *share, Relation rel, int64 first, int64 count)
{
	Oid written;
	AttrNumber attno =
		SourceBatchConvertedColumn(share->source, rel, first, count, &written);
	Form_pg_attribute attr;

	if (attno == InvalidAttrNumber || !ViewRunReadsWholeRows(share->view->run))
		return;
	attr = TupleDescAttr(RelationGetDescr(rel), attno - 1);
	ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
			errmsg("column \"%s\" of \"%s\", the source of the view, was changed from "
				   "type %s to %s after the row was written",
				   NameStr(attr->attname), RelationGetRelationName(rel),
				   format_type_be(written), format_type_be(attr->atttypid)),
			errhint("resume() would meet it again: run SELECT streamml.rebuild(%s).",
					view_name(share)));
}

/* ---------- inserts and learned rows ---------- */

/*
 * Which updates must not be learned: those whose old row satisfied the
 * conditions already.
 */
static bool *
learned_before(const Share *share, Relation rel, int64 first, int64 count)
{
	StreamImages old_images = {.old_of = STREAM_MASK(STREAM_UPDATE)};
	int64 n;
	Tuplestorestate *rows =
		SourceBatchImages(share->source, rel, first, count, &old_images, &n);
	bool *result = ViewRunMatches(share->view->run, rows, n);

	tuplestore_end(rows);
	return result;
}

/* Inserted rows and those to be learned; *skip tells which updates are not. */
static Tuplestorestate *
new_rows(const Share *share, Relation rel, int64 first, int64 count, const int64 *counts,
		 bool **skip, int64 *n)
{
	StreamImages images = {.new_of = STREAM_INSERTS};

	*skip = NULL;
	if (share->view->def.options.on_update == CHANGE_LEARN && counts[STREAM_UPDATE] > 0)
	{
		images.new_of |= STREAM_MASK(STREAM_UPDATE);
		images.skip = *skip = learned_before(share, rel, first, count);
	}
	return SourceBatchImages(share->source, rel, first, count, &images, n);
}

static void
apply_new_rows(const Share *share, Relation rel, int64 first, int64 count,
			   const int64 *counts)
{
	Tuplestorestate *rows;
	bool *skip;
	int64 n;

	if (share->ahead)
		return;
	rows = new_rows(share, rel, first, count, counts, &skip, &n);
	if (n > 0)
		ViewRunApply(share->view->run, rows, n);
	tuplestore_end(rows);
	if (skip != NULL)
		pfree(skip);
	if (n > 0 && ViewRunMissedWindow(share->view->run))
		ChangesListWithoutWindow(share, rel, first, count);
}

/* List those without a window of changes of one kind, of which each row is one. */
static void
list_run(const Share *share, Relation rel, int64 first, int64 count)
{
	int64 counts[STREAM_CHANGE_KINDS];
	Tuplestorestate *rows;
	List *late = NIL;
	int64 change = 0;
	int64 image = 0;
	bool *skip;
	int64 n;
	ListCell *lc;

	(void) SourceBatchCount(share->source, first, count, counts);
	rows = new_rows(share, rel, first, count, counts, &skip, &n);
	if (n > 0)
		late = ViewRunRowsWithoutWindow(share->view->run, rows, n);
	tuplestore_end(rows);
	foreach (lc, late)
	{
		ViewLateRow *row = lfirst(lc);

		for (;; change++)
		{
			if (skip != NULL && skip[change])
				continue;
			if (image++ == row->row)
				break;
		}
		row->row = first + change++;
	}
	LateRowsWrite(share->view, rel, share->source, late);
	list_free_deep(late);
	if (skip != NULL)
		pfree(skip);
}

/* How many rows from this one on have not raised errors; *bad is the next that has. */
static int64
good_rows(const Share *share, int64 first, int64 count, int *bad)
{
	while (*bad < share->nbad && share->bad[*bad] < first)
		(*bad)++;
	return *bad == share->nbad ? count : Min(count, share->bad[*bad] - first);
}

/*
 * ChangesListWithoutWindow: list those of the inserted and learned rows among the
 * changes [first, first + count) that have no window, and have raised no error.
 * Changes of one kind at a time, so that each row's place among them is known.
 */
void
ChangesListWithoutWindow(const Share *share, Relation rel, int64 first, int64 count)
{
	int bad = 0;

	while (count > 0)
	{
		int64 n = good_rows(share, first, count, &bad);

		if (n > 0)
		{
			n = Min(n, SourceBatchKindLength(share->source, first));
			list_run(share, rel, first, n);
		}
		else
			n = 1;
		first += n;
		count -= n;
	}
}

/* ---------- touched groups ---------- */

static void
touch(const Share *share, Relation rel, int64 first, int64 count, const int64 *counts)
{
	const ContinuousViewOptions *options = &share->view->def.options;
	StreamImages images = {.new_of = share->ahead ? STREAM_INSERTS : 0};
	Tuplestorestate *rows;
	int64 n;

	if (options->on_truncate == CHANGE_RECOMPUTE && counts[STREAM_TRUNCATE] > 0)
	{
		ViewRunTouchAll(share->view->run);
		return;
	}
	if (options->on_update == CHANGE_RECOMPUTE)
	{
		images.new_of |= STREAM_MASK(STREAM_UPDATE);
		images.old_of |= STREAM_MASK(STREAM_UPDATE);
	}
	else if (options->on_update == CHANGE_LEARN && share->ahead)
		images.new_of |= STREAM_MASK(STREAM_UPDATE);
	if (options->on_delete == CHANGE_RECOMPUTE)
		images.old_of |= STREAM_MASK(STREAM_DELETE);
	if (images.new_of == 0 && images.old_of == 0)
		return;
	rows = SourceBatchImages(share->source, rel, first, count, &images, &n);
	if (n > 0)
		ViewRunTouch(share->view->run, rows, n);
	tuplestore_end(rows);
	if (n > 0 && share->ahead && ViewRunMissedWindow(share->view->run))
		ChangesListWithoutWindow(share, rel, first, count);
}

/*
 * Apply the changes [first, first + count) of a share to its view, as far as
 * share->part says; nothing is read from the table yet.  counts is what
 * SourceBatchCount says of them.
 */
void
ChangesApply(const Share *share, Relation rel, int64 first, int64 count,
			 const int64 *counts)
{
	if (share->part != SHARE_TOUCHES)
	{
		ChangesCheck(share, counts);
		apply_new_rows(share, rel, first, count, counts);
	}
	if (share->part != SHARE_ROWS)
		touch(share, rel, first, count, counts);
}

/*
 * Must inserts of the share count as touches?  See above.
 */
bool
ChangesAreAhead(const Worker *worker, const Share *share)
{
	return ViewWantsRecompute(&share->view->def.options) &&
		   SourceBatchCommitOfRow(share->source, share->first, NULL)->end_lsn <=
			   StreamReaderKeptFrom(worker->reader);
}

/* ---------- reading the table ---------- */

/*
 * Has the definition of a relation been changed by a transaction that the
 * snapshot does not see?
 */
static bool
changed_since(Oid relid, Snapshot at)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	bool result;

	if (!HeapTupleIsValid(tuple))
		return true;
	result = XidInMVCCSnapshot(HeapTupleHeaderGetXmin(tuple->t_data), at);
	ReleaseSysCache(tuple);
	return result;
}

static bool
source_changed_since(Oid source, Snapshot at)
{
	List *relids = get_rel_relkind(source) == RELKIND_PARTITIONED_TABLE ?
					   find_all_inheritors(source, NoLock, NULL) :
					   list_make1_oid(source);
	bool result = false;
	ListCell *lc;

	foreach (lc, relids)
		result |= changed_since(lfirst_oid(lc), at);
	list_free(relids);
	return result;
}

static Snapshot
snapshot_as_of(Worker *worker, XLogRecPtr position)
{
	Snapshot base = RegisterSnapshot(GetLatestSnapshot());
	Snapshot at;

	if (worker->commits == NULL)
		worker->commits = LsnCommitsCreate(worker->context);
	at = LsnSnapshotRegister(base, position, worker->commits);

	UnregisterSnapshot(base);
	return at;
}

/*
 * Read the touched groups of a view again.  Its states stand for the end of the
 * share's batch afterwards, or for where the hold begins.
 */
void
ChangesRecompute(Worker *worker, const Share *share)
{
	XLogRecPtr kept_from = StreamReaderKeptFrom(worker->reader);
	Snapshot at = snapshot_as_of(worker, Max(share->batch->end_lsn, kept_from));

	if (source_changed_since(share->view->def.source, at))
	{
		UnregisterSnapshot(at);
		at = snapshot_as_of(worker, StreamReaderKeepFromNow(worker->reader));
	}
	ViewRunRecompute(share->view->run, at);
	UnregisterSnapshot(at);
	FAULT_POINT("groups read again");
}
