/*
 * source_watch.c
 *	  DDL that takes rows past the stream, noticed at its place in the stream.
 *
 * Rows can come into what a view reads, or leave it, without a record of theirs
 * in the WAL: a table was unlogged for a while, was attached as a partition
 * with its rows, or has got children.  Event triggers refuse part of that
 * (ViewCheckRelation), but they can be off, and so can the library.  The
 * catalogs keep a history that cannot: the row versions of pg_class and
 * pg_inherits which a transaction has made or ended stay until the slot is
 * confirmed behind its commit, because its catalog_xmin keeps vacuum away from
 * what decoding may need.
 *
 * So the reader ends a batch with every commit that has touched the definition
 * of a relation that a view depends on, and before the batch is applied the
 * versions are looked through that came or went with that commit: those whose
 * transaction a snapshot as of just before takes for running, and one as of the
 * end of the batch does not.  A table that was unlogged has a version that says
 * so, even if the same transaction made it logged again.
 *
 * A view that lacks rows then stops where it stands, before the batch, with the
 * event recorded as a gap at the batch's end.  The slot keeps what is behind it,
 * as for a failed view.  If its owner accepts the gap, the view goes on from
 * there, the same batch comes again, since batches end with such commits wherever
 * they begin, and the event is passed over.  So are further events that had
 * happened when he accepted the first; they are listed as accepted, too.
 *
 * Does a partition come with rows?  Those that are visible as of just before the
 * commit were.  Those of the attaching transaction itself came through the
 * stream if they were written after the attachment, which command ids tell.  Vacuum may have marked later rows as visible to all; such a mistake
 * makes a gap of nothing, never the other way round.
 */
#include "worker/worker_internal.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/latch.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/wait_event.h"

#include "compat.h"

/* How often and how far apart to ask for the lock of an attached table. */
#define LOCK_ATTEMPTS 10
#define LOCK_INTERVAL_MS 20

/* A commit, by what snapshots before and after it see. */
typedef struct History
{
	Snapshot before;
	Snapshot after;
} History;

/* Is it the commit of this transaction, or of the one that it is a part of? */
static bool
happened(const History *history, TransactionId xid)
{
	return TransactionIdIsNormal(xid) && XidInMVCCSnapshot(xid, history->before) &&
		   !XidInMVCCSnapshot(xid, history->after) && TransactionIdDidCommit(xid);
}

static bool
began(const History *history, HeapTuple tuple)
{
	return happened(history, HeapTupleHeaderGetXmin(tuple->t_data));
}

static bool
ended(const History *history, HeapTuple tuple)
{
	HeapTupleHeader header = tuple->t_data;

	return !(header->t_infomask & HEAP_XMAX_INVALID) &&
		   !HEAP_XMAX_IS_LOCKED_ONLY(header->t_infomask) &&
		   happened(history, HeapTupleHeaderGetUpdateXid(header));
}

/* All versions of the rows of a catalog with this value in an indexed column. */
static SysScanDesc
begin_versions(Relation catalog, Oid index, AttrNumber attno, Oid value)
{
	ScanKeyData key;

	ScanKeyInit(&key, attno, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(value));
	return systable_beginscan(catalog, index, true, SnapshotAny, 1, &key);
}

/* Was the relation unlogged for a while, or has it become so? */
static bool
was_unlogged(Oid relid, const History *history)
{
	Relation catalog = table_open(RelationRelationId, AccessShareLock);
	SysScanDesc scan = begin_versions(catalog, ClassOidIndexId, Anum_pg_class_oid, relid);
	bool result = false;
	HeapTuple tuple;

	while (!result && HeapTupleIsValid(tuple = systable_getnext(scan)))
		result = ((Form_pg_class) GETSTRUCT(tuple))->relpersistence ==
					 RELPERSISTENCE_UNLOGGED &&
				 began(history, tuple);
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return result;
}

/* ---------- partitions that came with rows ---------- */

static bool
lock_now(Oid relid)
{
	for (int i = 0; i < LOCK_ATTEMPTS; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			(void) WaitLatch(NULL, WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, LOCK_INTERVAL_MS,
							 PG_WAIT_EXTENSION);
		if (ConditionalLockRelationOid(relid, AccessShareLock))
			return true;
	}
	return false;
}

/*
 * Was the row, visible after the commit, in its table before that was attached by
 * link, which the commit made?
 */
static bool
came_along(HeapTupleHeader row, HeapTupleHeader link, const History *history)
{
	if (!XidInMVCCSnapshot(HeapTupleHeaderGetRawXmin(row), history->before))
		return true;
	/* the same transaction wrote both */
	if (!(row->t_infomask & HEAP_XMAX_INVALID) || !(link->t_infomask & HEAP_XMAX_INVALID))
		return true; /* command ids of deletions are in their place */
	return HeapTupleHeaderGetRawCommandId(row) < HeapTupleHeaderGetRawCommandId(link);
}

/* Has a table that was attached by link rows that did not come through the stream? */
static bool
came_with_rows(Oid relid, HeapTupleHeader link, const History *history)
{
	Relation rel = try_relation_open(relid, NoLock);
	TableScanDesc scan;
	bool result = false;
	HeapTuple row;

	if (rel == NULL)
		return false;
	if (rel->rd_rel->relam != HEAP_TABLE_AM_OID)
		result = RelationGetNumberOfBlocks(rel) > 0;
	else
	{
		scan = table_beginscan(rel, history->after, 0, NULL);
		while (!result && (row = heap_getnext(scan, ForwardScanDirection)) != NULL)
		{
			CHECK_FOR_INTERRUPTS();
			result = came_along(row->t_data, link, history);
		}
		table_endscan(scan);
	}
	table_close(rel, NoLock);
	return result;
}

/* What is wrong with a table that was attached by link, or NULL. */
static char *
attached_problem(Oid relid, HeapTupleHeader link, const History *history)
{
	char kind;

	if (!lock_now(relid))
		return psprintf("table \"%s\" was attached as a partition and is locked, so that "
						"nobody knows whether it had rows",
						get_rel_name(relid));
	kind = get_rel_relkind(relid);
	if (kind == RELKIND_FOREIGN_TABLE)
		return psprintf("foreign table \"%s\" was attached as a partition",
						get_rel_name(relid));
	if (kind != RELKIND_RELATION)
		return NULL; /* partitioned itself, or gone */
	if (get_rel_persistence(relid) == RELPERSISTENCE_UNLOGGED)
		return psprintf("unlogged table \"%s\" was attached as a partition",
						get_rel_name(relid));
	if (came_with_rows(relid, link, history))
		return psprintf("table \"%s\" was attached as a partition with rows in it",
						get_rel_name(relid));
	return NULL;
}

static char *
attachment_problem(Oid relid, HeapTupleHeader link, const History *history)
{
	char *result = NULL;
	ListCell *lc;

	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relid)))
		return NULL; /* dropped since, with its rows */
	foreach (lc, find_all_inheritors(relid, NoLock, NULL))
		if (result == NULL)
			result = attached_problem(lfirst_oid(lc), link, history);
	return result;
}

/* ---------- what became of a view's relations ---------- */

/* What a link between a parent and a child, that came or went, means for a view. */
static char *
link_problem(const ContinuousView *view, HeapTuple tuple, const History *history)
{
	Form_pg_inherits link = (Form_pg_inherits) GETSTRUCT(tuple);
	bool came = began(history, tuple) && !link->inhdetachpending;
	bool went = ended(history, tuple) || (began(history, tuple) && !came);

	if (came == went)
		return NULL;
	if (get_rel_relkind(link->inhparent) != RELKIND_PARTITIONED_TABLE)
		return came ? psprintf("a table was made that inherits from \"%s\"",
							   get_rel_name(link->inhparent)) :
					  NULL;
	if (came)
		return attachment_problem(link->inhrelid, tuple->t_data, history);
	if (view->options.on_delete != CHANGE_IGNORE ||
		view->options.on_truncate != CHANGE_IGNORE)
		return psprintf("a partition of \"%s\" was detached or dropped with its rows",
						get_rel_name(link->inhparent));
	return NULL;
}

/* The first problem with the children of a relation. */
static char *
children_problem(const ContinuousView *view, Oid parent, const History *history)
{
	Relation catalog = table_open(InheritsRelationId, AccessShareLock);
	SysScanDesc scan = begin_versions(catalog, InheritsParentIndexId,
									  Anum_pg_inherits_inhparent, parent);
	char *result = NULL;
	HeapTuple tuple;

	while (result == NULL && HeapTupleIsValid(tuple = systable_getnext(scan)))
		result = link_problem(view, tuple, history);
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return result;
}

/* The source, and its partitions if it has any. */
static List *
members_of_source(const ContinuousView *view)
{
	if (get_rel_relkind(view->source) == RELKIND_PARTITIONED_TABLE)
		return find_all_inheritors(view->source, NoLock, NULL);
	return list_make1_oid(view->source);
}

/* Relations whose rows a view keeps for users, beside its state table. */
static List *
own_tables(const ContinuousView *view)
{
	List *result = view->kind == VIEW_ROWS ? list_make1_oid(view->view) : NIL;

	return OidIsValid(view->closed) ? lappend_oid(result, view->closed) : result;
}

/* Would rows of children belong to the view?  If nobody can look now: yes. */
static bool
reads_children(const ContinuousView *view)
{
	return !lock_now(view->definition) ||
		   !SearchSysCacheExists1(RELOID, ObjectIdGetDatum(view->definition)) ||
		   ViewDefReadsChildren(view->definition, view->source);
}

/* Which rows the view lacks because of the commit; NULL: none. */
static char *
missing_rows(const ContinuousView *view, const History *history)
{
	List *members = members_of_source(view);
	char *result = NULL;
	ListCell *lc;

	foreach (lc, list_concat_copy(members, own_tables(view)))
		if (was_unlogged(lfirst_oid(lc), history))
			return psprintf("table \"%s\" was unlogged", get_rel_name(lfirst_oid(lc)));
	foreach (lc, members)
		if (result == NULL)
			result = children_problem(view, lfirst_oid(lc), history);
	if (result != NULL && get_rel_relkind(view->source) == RELKIND_RELATION &&
		!reads_children(view))
		result = NULL; /* FROM ONLY */
	if (result == NULL && view->kind == VIEW_ROWS)
		result = children_problem(view, view->view, history);
	return result;
}

/*
 * The relations whose definitions the reader must watch for these views (of
 * WorkerView).  In a transaction.
 */
List *
SourceWatchRelations(List *views)
{
	List *result = NIL;
	ListCell *lc;

	foreach (lc, views)
	{
		const ContinuousView *view = &((WorkerView *) lfirst(lc))->def;

		result = list_concat_unique_oid(result, members_of_source(view));
		result = list_concat_unique_oid(result, own_tables(view));
	}
	return result;
}

/* Stop the view before the batch, in the transaction at hand. */
static void
stop_before(WorkerView *view, XLogRecPtr event, const char *reason)
{
	ViewProgressSet(view->def.id, VIEW_FAILED, view->def.progress_generation, view->pos,
					LACKS_ROWS_SQLSTATE, reason);
	ViewGapInsert(&view->def, event, event, reason, false);
	view->def.progress_state = VIEW_FAILED;
	view->saved_pos = view->pos;
	view->live = false;
	ereport(LOG,
			(errcode(ERRCODE_STREAMML_GAP),
			 errmsg("continuous view with OID %u lacks rows: %s", view->def.view, reason),
			 errhint("Run SELECT streamml.rebuild(%u::regclass) or "
					 "streamml.resume(%u::regclass, gap => 'accept').",
					 view->def.view, view->def.view)));
}

static void
check_view(WorkerView *view, const History *history, XLogRecPtr end)
{
	char *reason;

	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(view->def.definition)))
		return; /* being dropped */
	reason = missing_rows(&view->def, history);
	if (reason == NULL)
		return;
	switch (ViewGapIsAccepted(&view->def, end))
	{
		case GAP_IS_NEW:
			stop_before(view, end, reason);
			break;
		case GAP_IS_COVERED:
			ViewGapInsert(&view->def, end, end, reason, true);
			break;
		case GAP_IS_LISTED:
			break;
	}
}

/*
 * The last commit of the batch, which has not been applied yet, has changed a
 * watched relation: stop the views that lack rows because of it, and look at what
 * is to be watched from now on.
 */
void
SourceWatchCheck(Worker *worker, StreamBatch *batch)
{
	Snapshot base;
	History history;
	ListCell *lc;

	if (worker->watch_context == NULL)
	{
		worker->watch_context = AllocSetContextCreate(
			worker->context, "streamml source watch", ALLOCSET_DEFAULT_SIZES);
		worker->commits_before = LsnCommitsCreate(worker->watch_context);
		worker->commits_after = LsnCommitsCreate(worker->watch_context);
	}
	StartTransactionCommand();
	base = RegisterSnapshot(GetLatestSnapshot());
	PushActiveSnapshot(base);
	history.before =
		LsnSnapshotRegister(base, batch->watched_commit, worker->commits_before);
	history.after = LsnSnapshotRegister(base, batch->end_lsn, worker->commits_after);
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (view->live && !view->stalled && view->pos < batch->end_lsn)
			check_view(view, &history, batch->end_lsn);
	}
	StreamReaderWatch(worker->reader, SourceWatchRelations(worker->views));
	UnregisterSnapshot(history.after);
	UnregisterSnapshot(history.before);
	PopActiveSnapshot();
	UnregisterSnapshot(base);
	CommitTransactionCommand();
}

/*
 * There is no lag any more: free what was remembered of the WAL.
 */
void
SourceWatchForget(Worker *worker)
{
	if (worker->watch_context != NULL)
		MemoryContextDelete(worker->watch_context);
	worker->watch_context = NULL;
}
