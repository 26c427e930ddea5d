/*
 * progress.c
 *	  The one row of streamml.stream_progress: the position that the states on
 *	  disk stand for, and the identity of the cluster, database and table that
 *	  wrote it.
 *
 * The row is the durable half of exactly-once: it changes in the transaction
 * that changes the states.  The identity tells a crashed worker's own row from
 * one that came with a dump, a template copy or pg_upgrade.  Written by the
 * worker alone, with an origin that decoding skips.
 */
#include "streamml.h"

#include "access/heapam.h"
#include "access/tableam.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/fmgrprotos.h"
#include "utils/pg_lsn.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "view/view.h"
#include "worker/worker.h"

/* Columns of streamml.stream_progress, in the order of its layout. */
enum
{
	STP_LSN = 1,
	STP_SYSTEM_ID,
	STP_DATABASE_ID,
	STP_TABLE_ID,
	STP_UPDATED,
	STP_NATTS = STP_UPDATED
};

static const CatalogColumn columns[] = {
	{"lsn", LSNOID},	  {"system_id", INT8OID},	   {"database_id", OIDOID},
	{"table_id", OIDOID}, {"updated", TIMESTAMPTZOID},
};

StaticAssertDecl(lengthof(columns) == STP_NATTS, "columns of stream_progress");

static const CatalogLayout layout = CATALOG_LAYOUT("stream_progress", columns);

/*
 * StreamCatalogProblem: NULL if the library and all its catalogs fit together;
 * else what is wrong, and in *hint what mends it.
 */
const char *
StreamCatalogProblem(const char **hint)
{
	const char *problem = ViewCatalogProblem(hint);

	return problem != NULL ? problem : CatalogTableProblem(&layout, hint);
}

/*
 * Read the row as the snapshot sees it; false if there is none yet.
 */
bool
StreamProgressRead(Snapshot snapshot, StreamProgress *progress)
{
	CatalogTable table = CatalogTableOpen(&layout, AccessShareLock);
	TableScanDesc scan = table_beginscan(table.rel, snapshot, 0, NULL);
	HeapTuple tuple = heap_getnext(scan, ForwardScanDirection);

	if (tuple != NULL)
	{
		Datum values[STP_NATTS];
		bool nulls[STP_NATTS];

		CatalogTableDeform(&table, tuple, values, nulls);
		progress->lsn = DatumGetLSN(values[STP_LSN - 1]);
		progress->system_id = (uint64) DatumGetInt64(values[STP_SYSTEM_ID - 1]);
		progress->database_id = DatumGetObjectId(values[STP_DATABASE_ID - 1]);
		progress->table_id = DatumGetObjectId(values[STP_TABLE_ID - 1]);
	}
	table_endscan(scan);
	CatalogTableClose(&table, AccessShareLock);
	return tuple != NULL;
}

/*
 * Make the row say that the states stand for the stream up to lsn, and that
 * this database wrote it.  Part of the caller's transaction.
 */
void
StreamProgressWrite(XLogRecPtr lsn)
{
	CatalogTable table = CatalogTableOpen(&layout, RowExclusiveLock);
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	TableScanDesc scan = table_beginscan(table.rel, snapshot, 0, NULL);
	HeapTuple old = heap_getnext(scan, ForwardScanDirection);
	Datum values[STP_NATTS];
	bool nulls[STP_NATTS] = {0};

	values[STP_LSN - 1] = LSNGetDatum(lsn);
	values[STP_SYSTEM_ID - 1] = Int64GetDatum((int64) GetSystemIdentifier());
	values[STP_DATABASE_ID - 1] = ObjectIdGetDatum(MyDatabaseId);
	values[STP_TABLE_ID - 1] = ObjectIdGetDatum(RelationGetRelid(table.rel));
	values[STP_UPDATED - 1] = TimestampTzGetDatum(GetCurrentTimestamp());
	if (old == NULL)
		CatalogTableInsert(&table, values, nulls);
	else
		CatalogTableUpdate(&table, old, values, nulls, NULL);
	table_endscan(scan);
	UnregisterSnapshot(snapshot);
	CatalogTableClose(&table, RowExclusiveLock);
}

/*
 * Was the row written by this cluster and database?  *same_database tells
 * whether at least database and table are the same (pg_upgrade keeps their
 * OIDs and changes the cluster's identifier; a restored dump changes both).
 */
bool
StreamProgressIsOurs(const StreamProgress *progress, bool *same_database)
{
	*same_database = progress->database_id == MyDatabaseId &&
					 progress->table_id == CatalogTableOid(layout.name);
	return *same_database && progress->system_id == GetSystemIdentifier();
}
