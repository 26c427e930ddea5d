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

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xlog.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "miscadmin.h"
#include "replication/origin.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/pg_lsn.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "worker/worker.h"

#define ATTNO_LSN 1
#define ATTNO_SYSTEM_ID 2
#define ATTNO_DATABASE_ID 3
#define ATTNO_TABLE_ID 4
#define ATTNO_UPDATED 5
#define NATTS 5

static Oid
progress_relid(void)
{
	Oid relid =
		get_relname_relid("stream_progress", get_namespace_oid(STREAMML_SCHEMA, false));

	if (!OidIsValid(relid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table \"%s.stream_progress\" does not exist", STREAMML_SCHEMA)));
	return relid;
}

/*
 * Read the row as the snapshot sees it; false if there is none yet.
 */
bool
StreamProgressRead(Snapshot snapshot, StreamProgress *progress)
{
	Relation rel = table_open(progress_relid(), AccessShareLock);
	TableScanDesc scan = table_beginscan(rel, snapshot, 0, NULL);
	HeapTuple tuple = heap_getnext(scan, ForwardScanDirection);

	if (tuple != NULL)
	{
		Datum values[NATTS];
		bool nulls[NATTS];

		heap_deform_tuple(tuple, RelationGetDescr(rel), values, nulls);
		progress->lsn = DatumGetLSN(values[ATTNO_LSN - 1]);
		progress->system_id = (uint64) DatumGetInt64(values[ATTNO_SYSTEM_ID - 1]);
		progress->database_id = DatumGetObjectId(values[ATTNO_DATABASE_ID - 1]);
		progress->table_id = DatumGetObjectId(values[ATTNO_TABLE_ID - 1]);
	}
	table_endscan(scan);
	table_close(rel, AccessShareLock);
	return tuple != NULL;
}

/*
 * Make the row say that the states stand for the stream up to lsn, and that
 * this database wrote it.  Part of the caller's transaction.
 */
void
StreamProgressWrite(XLogRecPtr lsn)
{
	Relation rel = table_open(progress_relid(), RowExclusiveLock);
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	TableScanDesc scan = table_beginscan(rel, snapshot, 0, NULL);
	HeapTuple old = heap_getnext(scan, ForwardScanDirection);
	Datum values[NATTS];
	bool nulls[NATTS] = {0};
	HeapTuple tuple;

	values[ATTNO_LSN - 1] = LSNGetDatum(lsn);
	values[ATTNO_SYSTEM_ID - 1] = Int64GetDatum((int64) GetSystemIdentifier());
	values[ATTNO_DATABASE_ID - 1] = ObjectIdGetDatum(MyDatabaseId);
	values[ATTNO_TABLE_ID - 1] = ObjectIdGetDatum(RelationGetRelid(rel));
	values[ATTNO_UPDATED - 1] = TimestampTzGetDatum(GetCurrentTimestamp());
	tuple = heap_form_tuple(RelationGetDescr(rel), values, nulls);

	replorigin_session_origin = DoNotReplicateId;
	PG_TRY();
	{
		if (old == NULL)
			CatalogTupleInsert(rel, tuple);
		else
			CatalogTupleUpdate(rel, &old->t_self, tuple);
	}
	PG_FINALLY();
	{
		replorigin_session_origin = InvalidRepOriginId;
	}
	PG_END_TRY();

	heap_freetuple(tuple);
	table_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(rel, RowExclusiveLock);
}

/*
 * Was the row written by this cluster and database?  *same_database tells
 * whether at least database and table are the same (pg_upgrade keeps their
 * OIDs and changes the cluster's identifier; a restored dump changes both).
 */
bool
StreamProgressIsOurs(const StreamProgress *progress, bool *same_database)
{
	*same_database =
		progress->database_id == MyDatabaseId && progress->table_id == progress_relid();
	return *same_database && progress->system_id == GetSystemIdentifier();
}
