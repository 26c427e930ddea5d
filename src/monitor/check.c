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
#include "funcapi.h"
#include "miscadmin.h"
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

static void
check_worker(ReturnSetInfo *rsinfo)
{
	DatabaseEntry *entry;
	WorkerStatus status = WORKER_OFF;
	char problem[PROBLEM_LEN] = "";

	if (Stream == NULL)
		return;
	LWLockAcquire(Stream->lock, LW_SHARED);
	entry = EntryFind(MyDatabaseId);
	if (entry != NULL)
	{
		status = entry->status;
		strlcpy(problem, entry->problem, PROBLEM_LEN);
	}
	LWLockRelease(Stream->lock);

	if (entry == NULL)
		report(rsinfo, "worker", "ok", "no worker is needed in this database", NULL);
	else if (status == WORKER_RUNNING && problem[0] == '\0')
		report(rsinfo, "worker", "ok", "the worker follows the stream", NULL);
	else
		report(rsinfo, "worker", status == WORKER_RUNNING ? "warning" : "critical",
			   psprintf("the worker is %s%s%s", WorkerStatusName(status),
						problem[0] ? ": " : "", problem),
			   "See the server's log.");
}

/*
 * Is there a slot although no view needs it and no worker will drop it?
 */
static bool
slot_is_left_over(void)
{
	bool needed = false;
	ListCell *lc;

	if (StreamIsFollowed() || !ViewCatalogIsReadable())
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
	retained = GetXLogWriteRecPtr() - slot.restart;
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
			   "Run streamml.rebuild(view) for every view in streamml.gaps.");
		return;
	}
	report(
		rsinfo, "slot", retained > RETAINED_WARNING ? "warning" : "ok",
		psprintf("replication slot \"%s\" holds back " UINT64_FORMAT " MB of WAL", name,
				 retained / (1024 * 1024)),
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
