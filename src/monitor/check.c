/*
 * check.c
 *	  streamml.check(): is this installation healthy, and if not, the line that
 *	  mends it.
 *
 * One row per finding: check, level (ok, warning, critical), detail, hint.
 * Findings about single views are added by the SQL function that calls this.
 */
#include "worker/shmem.h"

#include "access/transam.h"
#include "access/xlog.h"
#include "access/xlogrecovery.h"
#include "commands/vacuum.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "postmaster/autovacuum.h"
#include "replication/slot.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "stream/stream.h"
#include "view/view.h"
#include "worker/worker.h"

#define CHECK_COLS 4
#define RETAINED_WARNING ((uint64) 1024 * 1024 * 1024)

PG_FUNCTION_INFO_V1(check_installation);

static void
report(ReturnSetInfo *rsinfo, const char *check, const char *level, const char *detail,
	   const char *hint)
{
	Datum values[CHECK_COLS];
	bool nulls[CHECK_COLS] = {0};

	values[0] = CStringGetTextDatum(check);
	values[1] = CStringGetTextDatum(level);
	values[2] = CStringGetTextDatum(detail);
	nulls[3] = hint == NULL;
	values[3] = hint ? CStringGetTextDatum(hint) : (Datum) 0;
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/*
 * Do the library and the extension's tables fit together?
 */
static void
check_versions(ReturnSetInfo *rsinfo)
{
	const char *hint = NULL;
	const char *problem = StreamCatalogProblem(&hint);

	if (problem != NULL)
		report(rsinfo, "version", "critical", problem, hint);
	else
		report(rsinfo, "version", "ok",
			   "library and extension are version " STREAMML_VERSION, NULL);
}

static void
check_settings(ReturnSetInfo *rsinfo)
{
	const char *hint = NULL;
	const char *problem;
	const char *keep;

	if (Stream == NULL)
		report(
			rsinfo, "preload", "critical",
			"streamml was not loaded when the server started",
			"Add the line \"shared_preload_libraries = 'streamml'\" to postgresql.conf "
			"and restart the server.");
	else
		report(rsinfo, "preload", "ok", "streamml was loaded when the server started",
			   NULL);

	problem = StreamRequirementsProblem(&hint);
	if (problem != NULL)
		report(rsinfo, "settings", "critical", problem, hint);
	else
		report(rsinfo, "settings", "ok", "the server's settings allow decoding", NULL);

	keep = GetConfigOption("max_slot_wal_keep_size", true, false);
	if (keep != NULL && strcmp(keep, "-1") == 0)
		report(rsinfo, "max_slot_wal_keep_size", "warning",
			   "nothing bounds the WAL that a stopped worker holds back",
			   "Add a line like \"max_slot_wal_keep_size = 20GB\" to postgresql.conf and "
			   "reload it.");
	else
		report(rsinfo, "max_slot_wal_keep_size", "ok",
			   psprintf("a stopped worker holds back at most %s of WAL",
						GetConfigOptionByName("max_slot_wal_keep_size", NULL, false)),
			   NULL);
}

/*
 * This database has no entry in shared memory.
 */
static void
check_missing_worker(ReturnSetInfo *rsinfo, bool entries_left)
{
	if (!StreamIsNeeded())
		report(rsinfo, "worker", "ok", "no worker is needed in this database", NULL);
	else if (entries_left)
		report(rsinfo, "worker", "warning", "the worker has not been started yet",
			   "Look again in a moment, then at the server's log.");
	else
		report(rsinfo, "worker", "critical",
			   psprintf("the views of this database stand still: all %d worker entries "
						"of streamml are in use",
						Stream->nentries),
			   psprintf("Add the line \"streamml.max_workers = %d\" to postgresql.conf "
						"and restart the server.",
						Stream->nentries + 1));
}

/*
 * It has one, and the worker does not simply run.
 */
static void
check_troubled_worker(ReturnSetInfo *rsinfo, const DatabaseEntry *entry)
{
	const char *problem = entry->problem;
	const char *hint = entry->hint;
	char *blockers =
		entry->status == WORKER_PREPARING && problem[0] == '\0' ? StreamBlockers() : NULL;

	if (blockers != NULL)
	{
		problem =
			psprintf("it waits for transactions that were running before: %s", blockers);
		hint =
			"End them: pg_terminate_backend(pid), COMMIT PREPARED or ROLLBACK PREPARED.";
	}
	report(rsinfo, "worker", entry->status == WORKER_RUNNING ? "warning" : "critical",
		   psprintf("the worker is %s%s%s", WorkerStatusName(entry->status),
					problem[0] ? ": " : "", problem),
		   hint[0] ? hint : "See the server's log.");
}

static void
check_worker(ReturnSetInfo *rsinfo)
{
	DatabaseEntry *entry;
	DatabaseEntry copy;
	bool entries_left;

	if (Stream == NULL)
		return;
	if (RecoveryInProgress())
	{
		report(rsinfo, "worker", "ok",
			   "this server is a standby: the worker of the primary maintains the views",
			   NULL);
		return;
	}
	LWLockAcquire(Stream->lock, LW_SHARED);
	entry = EntryFind(MyDatabaseId);
	entries_left = EntryFind(InvalidOid) != NULL;
	if (entry != NULL)
		memcpy(&copy, entry, sizeof(DatabaseEntry));
	LWLockRelease(Stream->lock);

	if (entry == NULL)
		check_missing_worker(rsinfo, entries_left);
	else if (copy.status == WORKER_RUNNING && copy.problem[0] == '\0')
		report(rsinfo, "worker", "ok", "the worker follows the stream", NULL);
	else
		check_troubled_worker(rsinfo, &copy);
}

/*
 * Rows of the system catalogs that the slot keeps from vacuum.
 */
static void
check_catalog_xmin(ReturnSetInfo *rsinfo, const StreamSlotInfo *slot)
{
	int age;
	bool old;

	if (!TransactionIdIsNormal(slot->catalog_xmin))
		return;
	age = (int) (XidFromFullTransactionId(ReadNextFullTransactionId()) -
				 slot->catalog_xmin);
	old = age > autovacuum_freeze_max_age / 2;
	report(rsinfo, "catalog_xmin",
		   !old ? "ok" : (age > vacuum_failsafe_age / 2 ? "critical" : "warning"),
		   psprintf("the slot keeps rows of the system catalogs that are %d transactions "
					"old from vacuum",
					age),
		   old ? "Look for views that are paused or failed in streamml.continuous_views, "
				 "and for old transactions in pg_stat_activity and pg_prepared_xacts." :
				 NULL);
}

/*
 * WAL that a slot retains.  The end of WAL of a standby is what it has replayed.
 */
static uint64
retained_wal(const StreamSlotInfo *slot)
{
	XLogRecPtr end =
		RecoveryInProgress() ? GetXLogReplayRecPtr(NULL) : GetXLogWriteRecPtr();

	return end > slot->restart ? end - slot->restart : 0;
}

/*
 * Is there a slot although no view needs it and no worker will drop it?
 */
static bool
slot_is_left_over(void)
{
	bool needed = false;
	ListCell *lc;

	if (RecoveryInProgress() || StreamIsFollowed() || !ViewCatalogIsReadable())
		return false;
	foreach (lc, ViewCatalogLoad())
		needed |= ((const ContinuousView *) lfirst(lc))->progress_state != VIEW_GAP;
	return !needed;
}

static void
check_slot(ReturnSetInfo *rsinfo)
{
	char name[NAMEDATALEN];
	StreamSlotInfo slot;
	uint64 retained;

	StreamSlotName(MyDatabaseId, name);
	StreamSlotGetInfo(name, &slot);
	if (!slot.exists)
	{
		report(rsinfo, "slot", "ok", "there is no replication slot in this database",
			   NULL);
		return;
	}
	if (slot.foreign)
	{
		report(rsinfo, "slot", "critical",
			   psprintf("replication slot \"%s\" was made by somebody else", name),
			   psprintf("SELECT pg_drop_replication_slot('%s');", name));
		return;
	}
	retained = retained_wal(&slot);
	if (slot_is_left_over())
	{
		report(rsinfo, "slot", "warning",
			   psprintf("replication slot \"%s\" is left over: no view needs it, and it "
						"holds back " UINT64_FORMAT " MB of WAL",
						name, slot.lost ? 0 : retained / (1024 * 1024)),
			   psprintf("SELECT pg_drop_replication_slot('%s');", name));
		return;
	}
	if (slot.lost)
	{
		report(rsinfo, "slot", "critical",
			   psprintf("replication slot \"%s\" was invalidated", name),
			   "Run streamml.rebuild(view) or streamml.resume(view, gap => 'accept') for "
			   "every view in streamml.gaps.");
		return;
	}
	check_catalog_xmin(rsinfo, &slot);
	report(
		rsinfo, "slot", retained > RETAINED_WARNING ? "warning" : "ok",
		psprintf("replication slot \"%s\" holds back " UINT64_FORMAT " MB of WAL%s", name,
				 retained / (1024 * 1024),
				 slot.synced ? "; it is synchronised from the primary" : ""),
		retained > RETAINED_WARNING ?
			"Look for views that are paused or failed in streamml.continuous_views, and "
			"for old transactions in pg_stat_activity and pg_prepared_xacts." :
			NULL);
}

/*
 * streamml.check_installation()
 */
Datum
check_installation(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(rsinfo->setDesc, CHECK_COLS);
	check_versions(rsinfo);
	check_settings(rsinfo);
	check_worker(rsinfo);
	check_slot(rsinfo);
	return (Datum) 0;
}
