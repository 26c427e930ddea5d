/*
 * blockers.c
 *	  What the making of a replication slot waits for, in words.
 *
 * The server lets a slot begin only when every transaction that was running
 * before has ended: of all databases, prepared ones too.  They are looked up as
 * the current user, who may see the transactions of his own roles, and prepared
 * ones of everybody.
 */
#include "streamml.h"

#include "executor/spi.h"
#include "utils/memutils.h"

#include "worker/worker.h"

static const char blockers_query[] =
	"SELECT pg_catalog.string_agg(b.t, ', ' ORDER BY b.t) FROM ("
	" SELECT pg_catalog.format('process %s', a.pid) AS t"
	" FROM pg_catalog.pg_stat_activity a"
	" WHERE a.backend_xid IS NOT NULL"
	" AND a.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()"
	" AND a.xact_start OPERATOR(pg_catalog.<) (pg_catalog.clock_timestamp()"
	" OPERATOR(pg_catalog.-) '1 s'::pg_catalog.interval)"
	" UNION ALL"
	" SELECT pg_catalog.format('prepared transaction %L in database %L', p.gid,"
	" p.database) FROM pg_catalog.pg_prepared_xacts p) b";

/*
 * The transactions that are in the way, as a list for a message, in the current
 * memory context; NULL if none can be seen.
 */
char *
StreamBlockers(void)
{
	MemoryContext context = CurrentMemoryContext;
	char *result;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	/* what it says of other processes is kept until the end of the transaction */
	if (SPI_execute("SELECT pg_catalog.pg_stat_clear_snapshot()", true, 0) !=
			SPI_OK_SELECT ||
		SPI_execute(blockers_query, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not look up running transactions");
	result = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (result != NULL)
		result = MemoryContextStrdup(context, result);
	SPI_finish();
	return result;
}
