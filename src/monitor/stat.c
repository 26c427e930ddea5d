/*
 * stat.c
 *	  Set-returning functions behind streamml.stat_worker and
 *	  streamml.stat_views.  Counters live in shared memory (worker/shmem.h) and
 *	  start at zero with the worker.
 */
#include "worker/shmem.h"

#include "access/xlog.h"
#include "catalog/pg_authid.h"
#include "commands/dbcommands.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/pg_lsn.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "view/view.h"

#define STAT_WORKER_COLS 18
#define STAT_VIEW_COLS 5

PG_FUNCTION_INFO_V1(stat_worker);
PG_FUNCTION_INFO_V1(stat_views);

/* What is wrong in another database is told to those who see all statistics. */
static bool
may_see_problem(const DatabaseEntry *entry)
{
	return entry->dboid == MyDatabaseId ||
		   has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS);
}

/*
 * Put one entry into the row, under the lock.
 */
static void
worker_row(DatabaseEntry *entry, Datum *values, bool *nulls)
{
	XLogRecPtr progress = pg_atomic_read_u64(&entry->progress);
	XLogRecPtr end = RecoveryInProgress() ? progress : GetXLogWriteRecPtr();
	int i = 0;

	memset(nulls, 0, STAT_WORKER_COLS * sizeof(bool));
	values[i++] = ObjectIdGetDatum(entry->dboid);
	nulls[i] = entry->pid == 0;
	values[i++] = Int32GetDatum(entry->pid);
	values[i++] = CStringGetTextDatum(WorkerStatusName(entry->status));
	nulls[i] = entry->started == 0;
	values[i++] = TimestampTzGetDatum(entry->started);
	nulls[i] = progress == 0;
	values[i++] = LSNGetDatum(progress);
	nulls[i] = progress == 0;
	values[i++] = LSNGetDatum(pg_atomic_read_u64(&entry->persisted));
	nulls[i] = progress == 0;
	values[i++] = LSNGetDatum(pg_atomic_read_u64(&entry->confirmed));
	nulls[i] = progress == 0;
	values[i++] = Int64GetDatum(end > progress ? (int64) (end - progress) : 0);
	values[i++] = Int64GetDatum(pg_atomic_read_u64(&entry->nrows));
	values[i++] = Int64GetDatum(pg_atomic_read_u64(&entry->ntransactions));
	values[i++] = Int64GetDatum(pg_atomic_read_u64(&entry->nbatches));
	values[i++] = Int64GetDatum(pg_atomic_read_u64(&entry->nretries));
	values[i++] = Int64GetDatum(pg_atomic_read_u64(&entry->ntruncates));
	values[i++] = Int64GetDatum(pg_atomic_read_u64(&entry->nignored));
	values[i++] = Float8GetDatum(pg_atomic_read_u64(&entry->apply_us) / 1000.0);
	values[i++] = Int32GetDatum(entry->failures);
	nulls[i] = entry->problem[0] == '\0' || !may_see_problem(entry);
	values[i++] = CStringGetTextDatum(entry->problem);
	nulls[i] = entry->filler_pid <= 0;
	values[i++] = Int32GetDatum(entry->filler_pid);
	Assert(i == STAT_WORKER_COLS);
}

/*
 * streamml.stat_worker_rows(): one row per database that has a worker entry.
 */
Datum
stat_worker(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(rsinfo->setDesc, STAT_WORKER_COLS);
	if (Stream == NULL)
		return (Datum) 0;

	for (int i = 0; i < Stream->nentries; i++)
	{
		Datum values[STAT_WORKER_COLS];
		bool nulls[STAT_WORKER_COLS];
		bool used;

		LWLockAcquire(Stream->lock, LW_SHARED);
		used = OidIsValid(Stream->entries[i].dboid);
		if (used)
			worker_row(&Stream->entries[i], values, nulls);
		LWLockRelease(Stream->lock);
		if (used)
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* The numbers of the views whose owner the current user is, or is a member of. */
static List *
own_views(void)
{
	List *ids = NIL;
	ListCell *lc;

	foreach (lc, ViewCatalogLoad())
	{
		const ContinuousView *view = lfirst(lc);

		if (has_privs_of_role(GetUserId(), view->owner))
			ids = lappend_int(ids, view->id);
	}
	return ids;
}

/*
 * streamml.stat_view_rows(): counters of the current user's views in this
 * database.  Anybody may call it, because readers of streamml.stat_views do.
 */
Datum
stat_views(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	List *ids;

	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(rsinfo->setDesc, STAT_VIEW_COLS);
	if (Stream == NULL)
		return (Datum) 0;

	ids = own_views();
	for (int i = 0; i < MAX_VIEW_STATS; i++)
	{
		ViewStats *stats = &Stream->views[i];
		Datum values[STAT_VIEW_COLS];
		bool nulls[STAT_VIEW_COLS] = {0};
		bool used;

		LWLockAcquire(Stream->lock, LW_SHARED);
		used = stats->dboid == MyDatabaseId;
		values[0] = Int32GetDatum(stats->id);
		LWLockRelease(Stream->lock);
		if (!used || !list_member_int(ids, DatumGetInt32(values[0])))
			continue;
		values[1] = Int64GetDatum(pg_atomic_read_u64(&stats->nrows));
		values[2] = Int64GetDatum(pg_atomic_read_u64(&stats->nbatches));
		values[3] = Int64GetDatum(pg_atomic_read_u64(&stats->ndead));
		values[4] = Float8GetDatum(pg_atomic_read_u64(&stats->apply_us) / 1000.0);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
