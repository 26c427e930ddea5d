/*
 * slot.c
 *	  The life of the replication slot, and what the server must allow first.
 *
 * One logical slot per database, named after the database's OID.  It is made
 * by the worker, outside a transaction, because finding its starting point may
 * have to wait for running transactions to end.  Until that has succeeded it is
 * ephemeral: an error or a crash leaves nothing behind.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "access/xlogutils.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "replication/logical.h"
#include "replication/slot.h"
#include "storage/latch.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/varlena.h"

#include "fault.h"
#include "guc.h"
#include "stream/stream_internal.h"

/* How long to sleep for WAL while the slot looks for its starting point. */
#define START_WAIT_MILLISECONDS 10

/*
 * Write the name of the slot of database dboid to name, NAMEDATALEN bytes.
 */
void
StreamSlotName(Oid dboid, char *name)
{
	snprintf(name, NAMEDATALEN, "%s%u", STREAMML_SLOT_PREFIX, dboid);
}

/*
 * Look at a slot of this database from any process.
 */
void
StreamSlotGetInfo(const char *name, StreamSlotInfo *info)
{
	ReplicationSlot *slot;

	memset(info, 0, sizeof(StreamSlotInfo));
	LWLockAcquire(ReplicationSlotControlLock, LW_SHARED);
	slot = SearchNamedReplicationSlot(name, false);
	if (slot != NULL)
	{
		SpinLockAcquire(&slot->mutex);
		info->exists = true;
		info->foreign = slot->data.database != MyDatabaseId ||
						strcmp(NameStr(slot->data.plugin), STREAMML_PLUGIN) != 0;
		info->lost = info->foreign || SlotIsInvalidated(slot) ||
					 XLogRecPtrIsInvalid(slot->data.restart_lsn);
		info->made = slot->data.persistency == RS_PERSISTENT;
		info->failover = SlotIsFailover(slot);
		info->synced = SlotIsSynced(slot);
		info->active_pid = slot->active_pid;
		info->confirmed = slot->data.confirmed_flush;
		info->restart = slot->data.restart_lsn;
		info->catalog_xmin = slot->data.catalog_xmin;
		SpinLockRelease(&slot->mutex);
	}
	LWLockRelease(ReplicationSlotControlLock);
}

/*
 * Undo what the server does to a process that decodes outside a transaction:
 * it is left out of other processes' snapshots and of the horizon of vacuum.
 * That is right for a walsender, which never writes, but this process goes on
 * to write rows.  Its transactions would look aborted to everybody who took a
 * snapshot meanwhile, and be hinted so on disk.  Decoding itself has no use for
 * the exception, it holds no xid and no xmin.
 */
void
StreamLeaveDecodingMode(void)
{
	LWLockAcquire(ProcArrayLock, LW_EXCLUSIVE);
	MyProc->statusFlags &= ~PROC_IN_LOGICAL_DECODING;
	ProcGlobal->statusFlags[MyProc->pgxactoff] = MyProc->statusFlags;
	LWLockRelease(ProcArrayLock);
}

/*
 * page_read callback that waits for WAL.  The server logs the running
 * transactions it is looking for itself, but does not flush them.
 */
static int
read_page_waiting(XLogReaderState *state, XLogRecPtr page, int needed, XLogRecPtr record,
				  char *buffer)
{
	for (;;)
	{
		int result = StreamReadPage(state, page, needed, record, buffer);

		if (result != XLREAD_WOULDBLOCK)
			return result;
		CHECK_FOR_INTERRUPTS();
		StreamFlushWal();
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 START_WAIT_MILLISECONDS, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
	}
}

/*
 * Find a position from which everything can be decoded, for the new slot that
 * this process has acquired, and keep the slot.
 */
static XLogRecPtr
find_start(void)
{
	LogicalDecodingContext *decoding;

	decoding = CreateInitDecodingContext(STREAMML_PLUGIN, NIL, false, InvalidXLogRecPtr,
										 XL_ROUTINE(.page_read = read_page_waiting,
													.segment_open = wal_segment_open,
													.segment_close = wal_segment_close),
										 NULL, NULL, NULL);
	DecodingContextFindStartpoint(decoding);
	FreeDecodingContext(decoding);
	FAULT_POINT("slot found its start");
	ReplicationSlotPersist();
	FAULT_POINT("slot persisted");
	return MyReplicationSlot->data.confirmed_flush;
}

/*
 * Create the slot `name` for this database and return the position its stream
 * begins at.  Waits, interruptibly, until every transaction that is running now
 * has ended.  Must be called outside a transaction, in a process that exits on
 * an error; the slot does not exist then.
 */
XLogRecPtr
StreamSlotCreate(const char *name)
{
	ResourceOwner old_owner = CurrentResourceOwner;
	ResourceOwner owner = ResourceOwnerCreate(NULL, "streamml slot creation");
	volatile XLogRecPtr position = InvalidXLogRecPtr;

	CheckLogicalDecodingRequirements();
	ReplicationSlotCreateLogical(name);
	CurrentResourceOwner = owner;
	StreamDecodingHere = true;
	PG_TRY();
	{
		position = find_start();
	}
	PG_FINALLY();
	{
		StreamDecodingHere = false;
		CurrentResourceOwner = old_owner;
		ReplicationSlotRelease(); /* drops it unless it was made persistent */
	}
	PG_END_TRY();
	ResourceOwnerDelete(owner);
	return position;
}

/*
 * Drop the slot; no error if there is none, nothing is done if it is somebody
 * else's.  Waits while a process has it.
 */
void
StreamSlotDrop(const char *name)
{
	StreamSlotInfo info;

	StreamSlotGetInfo(name, &info);
	if (info.exists && !info.foreign)
		ReplicationSlotDrop(name, false);
}

/*
 * Make the slot one that standbys synchronise, or not, as streamml.failover_slot
 * says.  For its worker, while it does not have the slot.
 */
void
StreamSlotObeyFailover(const char *name)
{
	StreamSlotInfo info;

	StreamSlotGetInfo(name, &info);
	if (info.exists && info.made && !info.lost && info.failover != streamml_failover_slot)
		ReplicationSlotSetFailover(name, streamml_failover_slot);
}

/*
 * Is our plugin on the administrator's list of allowed output plugins?  Servers
 * without such a list allow all.
 */
static bool
plugin_allowed(const char *allowed)
{
	char *copy;
	List *names;
	ListCell *cell;
	bool found = false;

	if (allowed == NULL)
		return true;
	copy = pstrdup(allowed);
	if (SplitGUCList(copy, ',', &names))
	{
		foreach (cell, names)
		{
			if (strcmp(lfirst(cell), STREAMML_PLUGIN) == 0)
				found = true;
		}
	}
	list_free(names);
	pfree(copy);
	return found;
}

/*
 * Is a slot free, or is ours among those there are?
 */
static bool
slot_available(void)
{
	char name[NAMEDATALEN];
	bool available = false;

	StreamSlotName(MyDatabaseId, name);
	LWLockAcquire(ReplicationSlotControlLock, LW_SHARED);
	for (int i = 0; i < max_replication_slots && !available; i++)
	{
		ReplicationSlot *slot = &ReplicationSlotCtl->replication_slots[i];

		available = !slot->in_use || strcmp(NameStr(slot->data.name), name) == 0;
	}
	LWLockRelease(ReplicationSlotControlLock);
	return available;
}

/*
 * What keeps this server from running a stream: NULL, or the problem as a
 * message, with *hint set to the line that postgresql.conf lacks.  Both are in
 * the current memory context.
 */
const char *
StreamRequirementsProblem(const char **hint)
{
	const char *allowed = GetConfigOption("output_plugin_libraries", true, false);

	*hint = NULL;
	if (wal_level < WAL_LEVEL_LOGICAL)
	{
		*hint = "wal_level = logical";
		return psprintf("wal_level is \"%s\", but continuous views need \"logical\"",
						GetConfigOption("wal_level", false, false));
	}
	if (!slot_available())
	{
		*hint = psprintf("max_replication_slots = %d", max_replication_slots + 1);
		return psprintf("all replication slots are in use (max_replication_slots is %d)",
						max_replication_slots);
	}
	if (!plugin_allowed(allowed))
	{
		*hint = psprintf("output_plugin_libraries = '%s%s%s'", allowed,
						 allowed[0] == '\0' ? "" : ", ", STREAMML_PLUGIN);
		return psprintf("output_plugin_libraries (now '%s') does not allow \"%s\"",
						allowed, STREAMML_PLUGIN);
	}
	return NULL;
}
