/*
 * activate.c
 *	  Fill a pending view from its table, exactly up to a position, and hand it
 *	  to the worker.
 *
 * "Filling a view from its table" in src/README.md says how the rows as of a
 * position are had while writers go on.  Here is the order of things:
 *
 *	 lock	ExclusiveLock on the table to be filled: readers see the old
 *			contents until we commit, the worker finds it locked and leaves the
 *			view out.  It must come before the wait for the stream, or the
 *			worker could wait for our rows while we wait for it.
 *	 empty	delete what an earlier generation left
 *	 fill	snapshot as of position P; the feed over the source with it
 *	 record	state live, position P
 *
 * All in the caller's transaction: an error leaves the view as it was.
 *
 * Where the stream is not ready and this transaction may not wait for it (it
 * has an id, which the slot's creation would wait for), the view stays pending
 * and the worker's filler calls again.
 */
#include "streamml.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_publication.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "fault.h"
#include "stream/stream.h"
#include "view/view_internal.h"
#include "worker/worker.h"

/*
 * After a rewrite in this transaction the table's rows are all our own: no
 * snapshot can tell those that were in the stream from those that will be.
 */
static void
refuse_rewritten_source(Oid source)
{
	Relation rel = table_open(source, AccessShareLock);

	if (RelationIsRewrittenHere(rel))
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("table \"%s\" was rewritten or truncated by this transaction",
					   RelationGetRelationName(rel)),
				errhint("Commit first."));
	table_close(rel, NoLock);
}

/* Do publications refuse a DELETE, because subscribers could not tell the rows? */
static bool
lacks_replica_identity(Oid relid)
{
	Relation rel = table_open(relid, NoLock);
	PublicationDesc publications;
	bool result;

	RelationBuildPublicationDesc(rel, &publications);
	result = publications.pubactions.pubdelete &&
			 rel->rd_rel->relreplident != REPLICA_IDENTITY_FULL &&
			 !OidIsValid(RelationGetReplicaIndex(rel));
	table_close(rel, NoLock);
	return result;
}

/*
 * Delete the rows of a row view as the owner would.  Subscribers are to lose them,
 * too: else they would have the rows that come now twice.
 */
static void
delete_rows(const ContinuousView *view)
{
	const char *name = RelationSqlName(view->view);
	char *sql = psprintf("DELETE FROM %s", name);
	int result;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (lacks_replica_identity(view->view))
	{
		ereport(NOTICE, errmsg("table \"%s\" gets REPLICA IDENTITY FULL, because a "
							   "publication has its deletes",
							   get_rel_name(view->view)));
		result =
			SPI_execute(psprintf("ALTER TABLE %s REPLICA IDENTITY FULL", name), false, 0);
		if (result != SPI_OK_UTILITY)
			elog(ERROR, "could not set a replica identity: %s",
				 SPI_result_code_string(result));
	}
	result = SPI_execute(sql, false, 0);
	if (result != SPI_OK_DELETE)
		elog(ERROR, "could not delete rows: %s", SPI_result_code_string(result));
	SPI_finish();
}

/* Empty the view's table. */
static void
empty_view(const ContinuousView *view)
{
	OwnerScope scope;

	OwnerScopeEnter(&scope, view->owner, view->settings);
	if (view->kind == VIEW_ROWS)
		delete_rows(view);
	else
		StateStoreClear(ViewDefLoad(view->definition, view->source), view->state);
	OwnerScopeLeave(&scope);
}

static bool
is_empty(Oid relid)
{
	Relation rel = table_open(relid, NoLock);
	bool empty =
		RELKIND_HAS_STORAGE(rel->rd_rel->relkind) && RelationGetNumberOfBlocks(rel) == 0;

	table_close(rel, NoLock);
	return empty;
}

/*
 * Fill the view from its table.  A row that cannot be taken fails it; the error's
 * context says which row it is.
 */
static void
fill(const ContinuousView *view, const PositionSnapshot *snapshot)
{
	MemoryContext caller = CurrentMemoryContext;
	ViewRun *run = ViewRunOpen(view, CurrentMemoryContext);

	PG_TRY();
	{
		ViewRunLogDrifts(run, snapshot->position);
		ViewRunFill(run, snapshot->at);
	}
	PG_CATCH();
	{
		ErrorData *error;

		if (ERRCODE_TO_CATEGORY(geterrcode()) != ERRCODE_DATA_EXCEPTION)
			PG_RE_THROW();
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		if (error->hint == NULL)
			error->hint = pstrdup("Leave such rows out by a condition in WHERE, or begin "
								  "without the rows in the table: backfill => false.");
		ReThrowError(error);
	}
	PG_END_TRY();
	ViewRunClose(run);
}

/*
 * ViewActivate: fill the view from its table (or, without backfill, leave it
 * empty) and make it live at the position that it was filled up to.  Without a
 * stream it stays pending.  Replaces what an earlier generation left.
 */
void
ViewActivate(const ContinuousView *view, bool backfill)
{
	PositionSnapshot snapshot;

	if (!StreamEnsureRunning(!TransactionIdIsValid(GetTopTransactionIdIfAny())))
	{
		/* filled later, it would lack the rows that come before that */
		if (!backfill)
			ereport(
				ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("a view without backfill cannot be the first one of a database "
					   "in a transaction that has written"),
				errhint("Create it in a transaction of its own, or with backfill."));
		ViewProgressSet(view->id, VIEW_PENDING, view->generation, InvalidXLogRecPtr, NULL,
						NULL);
		return;
	}
	ViewLockRelation(view->source, AccessShareLock);
	refuse_rewritten_source(view->source);
	ViewLockRelation(view->state, ExclusiveLock);
	if (!is_empty(view->state))
		empty_view(view);
	PositionSnapshotOpen(&snapshot, view->source);
	FAULT_POINT("snapshot as of position");
	if (backfill)
		fill(view, &snapshot);
	ViewProgressSet(view->id, VIEW_LIVE, view->generation, snapshot.position, NULL, NULL);
	PositionSnapshotClose(&snapshot);
}
