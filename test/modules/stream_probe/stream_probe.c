/*
 * stream_probe.c
 *	  Drives the stream room in a background worker and writes down what it
 *	  delivers, for tests.
 *
 * The SQL functions start a worker per call, pass it a job in the worker's
 * "extra" bytes, and wait for it to end.  Sources and progress are in tables,
 * rows and progress change in one transaction, as in the real worker.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/table.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_authid.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/pg_lsn.h"
#include "utils/queryenvironment.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "guc.h"
#include "stream/stream.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);
extern PGDLLEXPORT void probe_worker_main(Datum arg);

int streamml_batch_size = 64 * 1024;
int streamml_decoding_work_mem = 8 * 1024;
bool streamml_failover_slot = false;

typedef enum ProbeMode
{
	PROBE_CREATE,
	PROBE_DROP,
	PROBE_ROWS,
	PROBE_SUMS,
	PROBE_NONE
} ProbeMode;

typedef struct ProbeJob
{
	Oid dboid;
	ProbeMode mode;
	int batch_size;
	int decoding_work_mem;
	int64 max_rows;
	int max_batches;
	bool gate;
	XLogRecPtr target;
} ProbeJob;

StaticAssertDecl(sizeof(ProbeJob) <= BGW_EXTRALEN, "job must fit");

void
_PG_init(void)
{
	DefineCustomIntVariable("stream_probe.batch_size", "Size of a batch.", NULL,
							&streamml_batch_size, 64 * 1024, 64, MAX_KILOBYTES,
							PGC_USERSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomIntVariable("stream_probe.decoding_work_mem", "Memory for decoding.",
							NULL, &streamml_decoding_work_mem, 8 * 1024, 64,
							MAX_KILOBYTES, PGC_USERSET, GUC_UNIT_KB, NULL, NULL, NULL);
	MarkGUCPrefixReserved("stream_probe");
}

/* ---- the worker ---- */

static void
begin_transaction(void)
{
	StartTransactionCommand();
	SPI_connect();
	PushActiveSnapshot(GetTransactionSnapshot());
}

static void
commit_transaction(void)
{
	SPI_finish();
	PopActiveSnapshot();
	CommitTransactionCommand();
}

static void
execute(const char *sql)
{
	if (SPI_execute(sql, false, 0) < 0)
		elog(ERROR, "could not execute: %s", sql);
}

static XLogRecPtr
read_progress(void)
{
	XLogRecPtr lsn = InvalidXLogRecPtr;
	bool isnull;

	begin_transaction();
	execute("SELECT lsn FROM probe.progress");
	if (SPI_processed == 1)
		lsn = DatumGetLSN(
			SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	commit_transaction();
	return lsn;
}

static void
set_sources(StreamReader *reader)
{
	StreamWish wishes[100];
	int n = 0;
	bool isnull;

	begin_transaction();
	execute("SELECT relid FROM probe.sources LIMIT 100");
	for (; n < SPI_processed; n++)
	{
		wishes[n].kinds = STREAM_INSERTS;
		wishes[n].relid = DatumGetObjectId(
			SPI_getbinval(SPI_tuptable->vals[n], SPI_tuptable->tupdesc, 1, &isnull));
	}
	commit_transaction();
	StreamReaderSetSources(reader, wishes, n);
}

/*
 * Run sql with rows [first, first + count) as the table "batch".
 */
static bool
execute_over(SourceBatch *source, Relation rel, int64 first, int64 count, const char *sql)
{
	bool shared;
	Tuplestorestate *rows = SourceBatchRows(source, rel, first, count, &shared);
	EphemeralNamedRelation enr = palloc0(sizeof(EphemeralNamedRelationData));

	enr->md.name = "batch";
	enr->md.reliddesc = RelationGetRelid(rel);
	enr->md.enrtype = ENR_NAMED_TUPLESTORE;
	enr->md.enrtuples = count;
	enr->reldata = rows;
	if (SPI_register_relation(enr) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register the batch");
	execute(sql);
	SPI_unregister_relation("batch");
	if (!shared)
		tuplestore_end(rows);
	return shared;
}

static void
record_rows(SourceBatch *source, Relation rel)
{
	for (int i = 0; i < source->ncommits; i++)
	{
		StreamCommit *commit = &source->commits[i];
		int64 ordinal;

		if (SourceBatchCommitOfRow(source, commit->first_row + commit->nrows - 1,
								   &ordinal) != commit ||
			ordinal != commit->nrows - 1 ||
			SourceBatchFirstRowAfter(source, commit->end_lsn) !=
				commit->first_row + commit->nrows)
			elog(ERROR, "commits and rows do not match");
		execute_over(
			source, rel, commit->first_row, commit->nrows,
			psprintf("INSERT INTO probe.rows (source, commit_lsn, xid, data) "
					 "SELECT %u, '%X/%X', '%u', pg_catalog.to_jsonb(batch) FROM batch",
					 source->relid, LSN_FORMAT_ARGS(commit->end_lsn), commit->xid));
	}
}

static void
record_sums(SourceBatch *source, Relation rel)
{
	int64 n;

	for (int64 first = 0; first < source->nrows; first += n)
	{
		bool shared;

		n = SourceBatchRunLength(source, first);
		shared = execute_over(source, rel, first, n,
							  psprintf("INSERT INTO probe.sums SELECT %u, count(*), "
									   "sum(pg_catalog.hashtext(batch::text)) FROM batch",
									   source->relid));
		execute(psprintf("UPDATE probe.sums SET shared = %s WHERE shared IS NULL",
						 shared ? "true" : "false"));
	}
}

static void
record_batch(StreamBatch *batch, ProbeMode mode)
{
	int64 ntruncates = 0;
	int nsegments = 0;
	ListCell *cell;

	if (MyProc->statusFlags & PROC_IN_LOGICAL_DECODING)
		elog(ERROR, "a process that others do not see is about to write");
	begin_transaction();
	foreach (cell, batch->sources)
	{
		SourceBatch *source = lfirst(cell);
		Relation rel = table_open(source->relid, AccessShareLock);

		if (mode == PROBE_ROWS)
			record_rows(source, rel);
		else if (mode == PROBE_SUMS)
			record_sums(source, rel);
		ntruncates += source->ntruncates;
		nsegments += list_length(source->segments);
		table_close(rel, NoLock);
	}
	execute(psprintf("INSERT INTO probe.log VALUES ('%X/%X', " INT64_FORMAT
					 ", %d, " INT64_FORMAT ", %d)",
					 LSN_FORMAT_ARGS(batch->end_lsn), batch->nrows, batch->nxids,
					 ntruncates, nsegments));
	execute(psprintf("UPDATE probe.progress SET lsn = '%X/%X'",
					 LSN_FORMAT_ARGS(batch->end_lsn)));
	commit_transaction();
}

static void
pass_gate(void)
{
	begin_transaction();
	execute("SELECT pg_catalog.pg_advisory_lock(1), pg_catalog.pg_advisory_unlock(1)");
	commit_transaction();
}

static void
read_stream(ProbeJob *job)
{
	char slot[NAMEDATALEN];
	StreamReader *reader;
	StreamBatch *batch;
	TimestampTz begin = GetCurrentTimestamp();
	int64 nrows = 0;

	StreamSlotName(MyDatabaseId, slot);
	reader = StreamReaderOpen(slot, read_progress(), true);
	set_sources(reader);
	for (int n = 1;; n++)
	{
		bool dry = StreamReaderFill(reader, job->max_rows, (Size) job->batch_size * 1024);

		batch = StreamReaderBatch(reader);
		nrows += batch->nrows;
		StreamReaderAwaitVisible(reader);
		if (n == job->max_batches)
			proc_exit(0);
		if (job->gate && n == 1)
		{
			pass_gate();
			job->target = StreamFlushWal();
		}
		if (job->mode != PROBE_NONE && batch->nrows + list_length(batch->sources) > 0)
			record_batch(batch, job->mode);
		StreamReaderConfirm(reader, job->mode == PROBE_NONE ? 0 : read_progress());
		StreamReaderReset(reader);
		if (job->gate)
			set_sources(reader); /* they may have changed at the gate */
		if (dry && batch->end_lsn >= job->target)
			break;
	}
	if (job->mode == PROBE_NONE)
		ereport(LOG, (errmsg("decoded " INT64_FORMAT " rows in %.3f s", nrows,
							 (GetCurrentTimestamp() - begin) / 1e6)));
	StreamReaderClose(reader);
}

static void
create_slot(const char *slot)
{
	XLogRecPtr position = StreamSlotCreate(slot);

	begin_transaction();
	execute("DELETE FROM probe.progress");
	execute(psprintf("INSERT INTO probe.progress VALUES ('%X/%X')",
					 LSN_FORMAT_ARGS(position)));
	commit_transaction();
}

void
probe_worker_main(Datum arg)
{
	ProbeJob job;
	char slot[NAMEDATALEN];

	memcpy(&job, MyBgworkerEntry->bgw_extra, sizeof(job));
	BackgroundWorkerUnblockSignals();
	BackgroundWorkerInitializeConnectionByOid(job.dboid, InvalidOid, 0);
	streamml_batch_size = job.batch_size;
	streamml_decoding_work_mem = job.decoding_work_mem;
	StreamSlotName(job.dboid, slot);

	if (job.mode == PROBE_CREATE)
		create_slot(slot);
	else if (job.mode == PROBE_DROP)
		StreamSlotDrop(slot);
	else
		read_stream(&job);
	proc_exit(0);
}

/* ---- the SQL functions ---- */

static void
start_worker(ProbeJob *job, bool wait)
{
	BackgroundWorker worker = {0};
	BackgroundWorkerHandle *handle;
	pid_t pid;

	job->dboid = MyDatabaseId;
	job->batch_size = streamml_batch_size;
	job->decoding_work_mem = streamml_decoding_work_mem;
	job->target = StreamFlushWal();
	snprintf(worker.bgw_name, BGW_MAXLEN, "stream_probe");
	snprintf(worker.bgw_type, BGW_MAXLEN, "stream_probe");
	snprintf(worker.bgw_library_name, BGW_MAXLEN, "stream_probe");
	snprintf(worker.bgw_function_name, BGW_MAXLEN, "probe_worker_main");
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	worker.bgw_notify_pid = MyProcPid;
	memcpy(worker.bgw_extra, job, sizeof(*job));

	if (!RegisterDynamicBackgroundWorker(&worker, &handle) ||
		WaitForBackgroundWorkerStartup(handle, &pid) == BGWH_POSTMASTER_DIED)
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_RESOURCES),
						errmsg("could not start background worker")));
	if (wait)
		WaitForBackgroundWorkerShutdown(handle);
}

PG_FUNCTION_INFO_V1(probe_create_slot);
Datum
probe_create_slot(PG_FUNCTION_ARGS)
{
	ProbeJob job = {.mode = PROBE_CREATE};

	start_worker(&job, true);
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(probe_drop_slot);
Datum
probe_drop_slot(PG_FUNCTION_ARGS)
{
	ProbeJob job = {.mode = PROBE_DROP};

	start_worker(&job, true);
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(probe_run);
Datum
probe_run(PG_FUNCTION_ARGS)
{
	char *mode = text_to_cstring(PG_GETARG_TEXT_PP(0));
	ProbeJob job = {.max_rows = PG_GETARG_INT64(1),
					.max_batches = PG_GETARG_INT32(2),
					.gate = PG_GETARG_BOOL(3)};

	if (strcmp(mode, "rows") == 0)
		job.mode = PROBE_ROWS;
	else if (strcmp(mode, "sums") == 0)
		job.mode = PROBE_SUMS;
	else if (strcmp(mode, "none") == 0)
		job.mode = PROBE_NONE;
	else
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("mode \"%s\" is not one of rows, sums, none", mode)));
	start_worker(&job, PG_GETARG_BOOL(4));
	PG_RETURN_VOID();
}

static Datum
form_result(FunctionCallInfo fcinfo, Datum *values, bool *isnull)
{
	TupleDesc desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, isnull));
}

PG_FUNCTION_INFO_V1(probe_table_at);
Datum
probe_table_at(PG_FUNCTION_ARGS)
{
	Oid relid = PG_GETARG_OID(0);
	Snapshot base = RegisterSnapshot(GetLatestSnapshot());
	Snapshot at = LsnSnapshotRegister(base, PG_GETARG_LSN(1), NULL);
	Datum values[2];
	bool isnull[2];
	Datum result;

	SPI_connect();
	PushActiveSnapshot(at);
	if (SPI_execute(
			psprintf(
				"SELECT count(*), sum(pg_catalog.hashtext(t::text)::numeric) FROM %s t",
				get_rel_name(relid)),
			true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the table");
	values[0] =
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull[0]);
	values[1] =
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull[1]);
	result = SPI_datumTransfer(form_result(fcinfo, values, isnull), false, -1);
	PopActiveSnapshot();
	SPI_finish();
	UnregisterSnapshot(at);
	UnregisterSnapshot(base);
	return result;
}

PG_FUNCTION_INFO_V1(probe_slot_info);
Datum
probe_slot_info(PG_FUNCTION_ARGS)
{
	char slot[NAMEDATALEN];
	StreamSlotInfo info;
	Datum values[5];
	bool isnull[5] = {false};

	StreamSlotName(MyDatabaseId, slot);
	StreamSlotGetInfo(slot, &info);
	values[0] = BoolGetDatum(info.exists);
	values[1] = BoolGetDatum(info.lost);
	values[2] = BoolGetDatum(info.active_pid != 0);
	values[3] = LSNGetDatum(info.confirmed);
	values[4] = LSNGetDatum(info.restart);
	return form_result(fcinfo, values, isnull);
}

PG_FUNCTION_INFO_V1(probe_requirements);
Datum
probe_requirements(PG_FUNCTION_ARGS)
{
	const char *hint;
	const char *problem = StreamRequirementsProblem(&hint);
	Datum values[2] = {0};
	bool isnull[2] = {problem == NULL, hint == NULL};

	if (problem != NULL)
		values[0] = CStringGetTextDatum(problem);
	if (hint != NULL)
		values[1] = CStringGetTextDatum(hint);
	return form_result(fcinfo, values, isnull);
}
