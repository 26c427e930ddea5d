/*
 * drain.c
 *	  Before a database moves to another tablespace: have its stream leave nothing
 *	  behind that is still to be decoded.
 *
 * The WAL names the files of tables by their tablespace.  After ALTER DATABASE
 * ... SET TABLESPACE nobody can tell which tables the files in earlier WAL
 * belonged to, so what was not decoded before never will be.  The command is
 * refused unless the worker has confirmed everything: views that stand still
 * (paused, failed, locked) must go on, or go, first.
 *
 * The worker itself says when it is done (stay_drained in worker.c): what it
 * writes last is skipped by decoding, and it rests until it is sent away.
 */
#include "worker/shmem.h"

#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "stream/stream.h"
#include "worker/worker.h"

/* How long the stream may stand still before the command is refused. */
#define DRAIN_TIMEOUT_MS 10000

static void
refuse_move(Oid dboid)
{
	ConditionVariableCancelSleep();
	ereport(
		ERROR,
		(errcode(ERRCODE_OBJECT_IN_USE),
		 errmsg("database \"%s\" cannot be moved while its continuous views are "
				"behind",
				get_database_name(dboid)),
		 errdetail("What they have not read could not be decoded any more."),
		 errhint("In that database, see SELECT name, state, message FROM "
				 "streamml.continuous_views WHERE state <> 'live'; resume, rebuild or "
				 "drop those views.")));
}

/*
 * The entry of the database, asked to drain; an error if it has none.
 */
static DatabaseEntry *
ask_to_drain(Oid dboid)
{
	DatabaseEntry *entry;

	LWLockAcquire(Stream->lock, LW_EXCLUSIVE);
	entry = EntryFind(dboid);
	if (entry != NULL)
	{
		entry->drain = DRAIN_WANTED;
		if (entry->latch != NULL)
			SetLatch(entry->latch);
	}
	LWLockRelease(Stream->lock);
	if (entry == NULL)
		refuse_move(dboid);
	return entry;
}

static bool
is_drained(DatabaseEntry *entry)
{
	bool result;

	LWLockAcquire(Stream->lock, LW_SHARED);
	result = entry->drain == DRAIN_DONE;
	LWLockRelease(Stream->lock);
	return result;
}

/*
 * Wait until the stream of a database has nothing left to decode; its worker
 * rests then until StreamAllowForDatabase.  Raises an error if the stream stands
 * still.
 */
void
StreamDrainForDatabase(Oid dboid)
{
	char name[NAMEDATALEN];
	StreamSlotInfo slot;
	DatabaseEntry *entry;
	TimestampTz moved = GetCurrentTimestamp();
	XLogRecPtr before = InvalidXLogRecPtr;

	StreamSlotName(dboid, name);
	StreamSlotGetInfo(name, &slot);
	if (!slot.exists)
		return;
	entry = ask_to_drain(dboid);
	while (!is_drained(entry))
	{
		XLogRecPtr now = pg_atomic_read_u64(&entry->confirmed);

		if (now != before)
			moved = GetCurrentTimestamp();
		before = now;
		if (TimestampDifferenceExceeds(moved, GetCurrentTimestamp(), DRAIN_TIMEOUT_MS))
			refuse_move(dboid);
		CHECK_FOR_INTERRUPTS();
		ConditionVariableTimedSleep(&entry->changed, 100, PG_WAIT_EXTENSION);
	}
	ConditionVariableCancelSleep();
}
