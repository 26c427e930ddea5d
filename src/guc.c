/*
 * guc.c
 *	  Every setting of streamml, in alphabetical order.
 *
 * All but one are set by the administrator (postgresql.conf or ALTER SYSTEM):
 * the worker that obeys them serves every user of a database.  streamml.now is
 * for those who read.
 */
#include "guc.h"

#include <limits.h>

#include "miscadmin.h"
#include "utils/guc.h"

int streamml_batch_rows = 100000;
int streamml_batch_size = 64 * 1024;
int streamml_dead_letter_limit = 10000;
int streamml_decoding_work_mem = 8 * 1024;
bool streamml_failover_slot = false;
int streamml_group_cache_size = 64 * 1024;
int streamml_max_retained_wal = 10 * 1024;
int streamml_max_workers = 8;
char *streamml_now_setting = NULL;
int streamml_poll_interval = 200;
int streamml_view_timeout = 5000;

/*
 * Define the settings.  Called once per process, from _PG_init; the one that
 * sizes shared memory exists only where the library is preloaded.
 */
void
GucInit(void)
{
	DefineCustomIntVariable(
		"streamml.batch_rows", "Rows after which the worker applies what it has decoded.",
		"A transaction is never split: a batch may be larger.", &streamml_batch_rows,
		100000, 1, INT_MAX, PGC_SIGHUP, 0, NULL, NULL, NULL);

	DefineCustomIntVariable("streamml.batch_size",
							"Size of decoded rows after which the worker applies them.",
							"Rows beyond this size wait in temporary files.",
							&streamml_batch_size, 64 * 1024, 64, MAX_KILOBYTES,
							PGC_SIGHUP, GUC_UNIT_KB, NULL, NULL, NULL);

	DefineCustomIntVariable("streamml.dead_letter_limit",
							"Dead letters within a minute after which a view fails.",
							NULL, &streamml_dead_letter_limit, 10000, 1, INT_MAX,
							PGC_SIGHUP, 0, NULL, NULL, NULL);

	DefineCustomIntVariable("streamml.decoding_work_mem",
							"Memory for decoding before large transactions are streamed.",
							NULL, &streamml_decoding_work_mem, 8 * 1024, 64,
							MAX_KILOBYTES, PGC_SIGHUP, GUC_UNIT_KB, NULL, NULL, NULL);

	DefineCustomBoolVariable(
		"streamml.failover_slot", "Lets standbys synchronise the replication slot.",
		"Obeyed when a worker starts, from PostgreSQL 17 on.", &streamml_failover_slot,
		false, PGC_SIGHUP, 0, NULL, NULL, NULL);

	DefineCustomIntVariable(
		"streamml.group_cache_size",
		"Memory per view for groups kept in front of its state table.", NULL,
		&streamml_group_cache_size, 64 * 1024, 64, MAX_KILOBYTES, PGC_SIGHUP, GUC_UNIT_KB,
		NULL, NULL, NULL);

	DefineCustomIntVariable("streamml.max_retained_wal",
							"WAL that views out of step may hold back.",
							"Beyond it, the view furthest behind is given up and must be "
							"rebuilt. -1 means no limit.",
							&streamml_max_retained_wal, 10 * 1024, -1, INT_MAX,
							PGC_SIGHUP, GUC_UNIT_MB, NULL, NULL, NULL);

	if (process_shared_preload_libraries_in_progress)
		DefineCustomIntVariable(
			"streamml.max_workers", "Databases that can have continuous views.",
			"Each takes one of max_worker_processes.", &streamml_max_workers, 8, 1, 1024,
			PGC_POSTMASTER, 0, NULL, NULL, NULL);

	DefineCustomStringVariable(
		"streamml.now", "The time as of which trailing windows are read.",
		"A time as timestamptz reads it, or a number. Empty means the start of the "
		"transaction, or the latest number.",
		&streamml_now_setting, "", PGC_USERSET, 0, NULL, NULL, NULL);

	DefineCustomIntVariable(
		"streamml.poll_interval",
		"Longest time the worker sleeps without looking at the WAL.",
		"Commits wake it at once; this bounds the wait for commits "
		"that are not flushed and for those of prepared transactions.",
		&streamml_poll_interval, 200, 1, 60000, PGC_SIGHUP, GUC_UNIT_MS, NULL, NULL,
		NULL);

	DefineCustomIntVariable(
		"streamml.view_timeout",
		"Time that a continuous view may take for one row, and with a hundredth more for "
		"each row for a batch.",
		"A view that takes longer fails, and the others go on. Zero means no limit.",
		&streamml_view_timeout, 5000, 0, INT_MAX, PGC_SIGHUP, GUC_UNIT_MS, NULL, NULL,
		NULL);

	MarkGUCPrefixReserved("streamml");
}
