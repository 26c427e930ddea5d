/*
 * reader.c
 *	  The reading end of the stream: WAL in, batches out.
 *
 * A reader owns the slot while it is open and drives the server's logical
 * decoding in this process, as a walsender would, without one.  It must not be
 * used inside a transaction: the reorder buffer starts and aborts transactions
 * of its own around every transaction it delivers.
 *
 * Positions: all commits that start before reader->EndRecPtr have been
 * delivered, whatever record reading stopped at, so the batch reaches to there.
 * The server skips commits whose record starts before the position it is
 * started with, and a commit record starts at or after the end of the one
 * before.  Starting at a batch's end therefore neither repeats nor loses
 * anything.
 *
 * What the reorder buffer holds of running transactions depends on the list of
 * sources: records were filtered and streamed rows dropped by it.  A change of
 * the list therefore starts decoding anew at the end of the last batch, which
 * reads the WAL again from the start of the oldest running transaction.
 *
 * The relation cache serves two times in turn: that of the WAL being decoded and
 * the present, in which batches are processed.  They differ as long as there is
 * a committed change of a relation that was not decoded yet: a description
 * loaded in the present would misread rows written before the change, and one
 * loaded while decoding would be stale in the present, where the invalidation
 * has been received already.  caches_ahead is the position up to which such
 * changes are known to exist; until decoding has passed it, the cache is
 * emptied whenever the time changes.
 *
 * Memory: XLogReadRecord allocates lazily in the current context, so that of
 * the decoding session is current around every call.
 *
 * After an ERROR the decoding session is unusable; the process must exit.  The
 * slot is released on exit, temporary files vanish, and a new process starts
 * from the recorded position.
 */
#include "postgres.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "access/transam.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "access/xlogutils.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "replication/decode.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/procarray.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/relcache.h"
#include "utils/timestamp.h"

#include "guc.h"
#include "stream/stream_internal.h"

/*
 * StreamReaderFill returns after so much WAL or time even without rows, so that
 * the caller can confirm and look after its other duties.
 */
#define FILL_WAL_BYTES (64 * 1024 * 1024)
#define FILL_MILLISECONDS 200
/* Records between two looks at the clock. */
#define FILL_CLOCK_RECORDS 128

/* Free memory the process keeps, and the largest block it keeps. */
#define KEEP_FREED_BYTES (64 * 1024 * 1024)
#define KEEP_BLOCK_BYTES (16 * 1024 * 1024)

/* Longest sleep between two looks at a transaction that is about to finish. */
#define AWAIT_MAX_MILLISECONDS 50
/* Looks in quick succession before the first sleep. */
#define AWAIT_SPINS 20
#define AWAIT_SPIN_MICROSECONDS 20

/*
 * Tell the server how much memory changes may take before it streams the
 * largest transaction to us.
 */
static void
set_decoding_work_mem(StreamReader *reader)
{
	char value[32];

	if (reader->decoding_work_mem == streamml_decoding_work_mem)
		return;
	snprintf(value, sizeof(value), "%d", streamml_decoding_work_mem);
	SetConfigOption("logical_decoding_work_mem", value, PGC_USERSET, PGC_S_SESSION);
	reader->decoding_work_mem = streamml_decoding_work_mem;
}

/*
 * Is the acquired slot ours, and does it still have everything after start?
 */
static void
check_slot(StreamReader *reader, XLogRecPtr start)
{
	ReplicationSlotPersistentData *slot = &MyReplicationSlot->data;

	if (slot->database != MyDatabaseId ||
		strcmp(NameStr(slot->plugin), STREAMML_PLUGIN) != 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("replication slot \"%s\" is not a slot of streamml in this database",
					reader->slot_name),
			 errdetail("Its plugin is \"%s\", its database has OID %u.",
					   NameStr(slot->plugin), slot->database)));
	if (start < slot->confirmed_flush)
		ereport(ERROR,
				(errcode(ERRCODE_STREAMML_GAP),
				 errmsg("replication slot \"%s\" no longer has the changes after %X/%X",
						reader->slot_name, LSN_FORMAT_ARGS(start)),
				 errdetail("It was confirmed up to %X/%X.",
						   LSN_FORMAT_ARGS(slot->confirmed_flush))));
	if (start > GetXLogInsertRecPtr())
		ereport(ERROR, (errcode(ERRCODE_STREAMML_GAP),
						errmsg("position %X/%X is ahead of the WAL of this server",
							   LSN_FORMAT_ARGS(start)),
						errdetail("The WAL ends at %X/%X.",
								  LSN_FORMAT_ARGS(GetXLogInsertRecPtr()))));
}

/*
 * The server's machinery for decoding commits after start from our slot.
 *
 * Not every transaction can be streamed to us while it runs.  Rows of subtransactions
 * that were rolled back are decoded too, if their end has not been read, and what their
 * DDL wrote to the catalogs may be gone from there since: the server then raises
 * errors ("could not map filenode"), again and again.  Without streaming it decodes at
 * the commit, and only what is part of it; what does not fit into memory waits in
 * files of the server.
 */
static LogicalDecodingContext *
create_decoding(StreamReader *reader, XLogRecPtr start)
{
	LogicalDecodingContext *decoding;

	StreamDecodingHere = true;
	decoding = CreateDecodingContext(start, NIL, false,
									 XL_ROUTINE(.page_read = StreamReadPage,
												.segment_open = wal_segment_open,
												.segment_close = wal_segment_close),
									 NULL, NULL, NULL);
	StreamDecodingHere = false;
	StreamLeaveDecodingMode();
	if (!reader->streaming)
		decoding->streaming = false;
	return decoding;
}

/*
 * Acquire the slot and decode commits after start; 0 means after what the slot
 * was confirmed to.
 */
static void
start_decoding(StreamReader *reader, XLogRecPtr start)
{
	MemoryContext old = MemoryContextSwitchTo(reader->context);

	CheckLogicalDecodingRequirements();
	ReplicationSlotAcquireNoWait(reader->slot_name);
	if (XLogRecPtrIsInvalid(start))
		start = MyReplicationSlot->data.confirmed_flush;
	check_slot(reader, start);
	set_decoding_work_mem(reader);

	reader->decoding = create_decoding(reader, start);
	reader->decoding->output_plugin_private = reader;
	XLogBeginRead(reader->decoding->reader, MyReplicationSlot->data.restart_lsn);
	reader->start = start;
	reader->begun = false;
	reader->relcache_changed = true; /* by others, before this process looked */
	reader->batch.end_lsn = start;
	MemoryContextSwitchTo(old);
}

static void
stop_decoding(StreamReader *reader)
{
	while (!dlist_is_empty(&reader->spools))
		StreamSpoolFree(reader, (StreamSpool *) dlist_head_node(&reader->spools));
	FreeDecodingContext(reader->decoding);
	reader->decoding = NULL;
	ReplicationSlotRelease();
	StreamHoldLost(reader);
}

/*
 * A batch is freed as a whole, and the next one needs the same memory.  Left
 * to itself, malloc gives it back to the kernel in between, and a quarter of
 * the time of decoding goes into page faults.  Keep up to this much.
 */
static void
keep_freed_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, KEEP_BLOCK_BYTES);
	mallopt(M_TRIM_THRESHOLD, KEEP_FREED_BYTES);
#endif
}

/*
 * Open a reader on the slot, positioned at start: it will deliver the
 * transactions whose commit record ends after start.  start = 0 means where the
 * slot was confirmed to.  Without streaming, large transactions are decoded at their
 * commit.  Nothing is delivered before StreamReaderSetSources.
 * One reader per process, outside transactions.
 *
 * Errors: ERRCODE_STREAMML_GAP if the slot or the server does not have what
 * follows start; ERRCODE_OBJECT_IN_USE if another process has the slot; what
 * the server raises for a slot that is missing or invalidated.
 */
StreamReader *
StreamReaderOpen(const char *slot_name, XLogRecPtr start, bool streaming)
{
	MemoryContext context = AllocSetContextCreate(TopMemoryContext, "streamml reader",
												  ALLOCSET_DEFAULT_SIZES);
	StreamReader *reader = MemoryContextAllocZero(context, sizeof(StreamReader));

	keep_freed_memory();
	reader->context = context;
	strlcpy(reader->slot_name, slot_name, NAMEDATALEN);
	reader->streaming = streaming;
	reader->source_context =
		AllocSetContextCreate(context, "streamml sources", ALLOCSET_DEFAULT_SIZES);
	reader->batch_context =
		GenerationContextCreate(context, "streamml batch", ALLOCSET_DEFAULT_MINSIZE,
								ALLOCSET_DEFAULT_INITSIZE, ALLOCSET_DEFAULT_MAXSIZE);
	reader->row_context =
		AllocSetContextCreate(context, "streamml row", ALLOCSET_DEFAULT_SIZES);
	reader->owner = ResourceOwnerCreate(NULL, "streamml reader");
	dlist_init(&reader->spools);
	StreamRoutesInit(reader);

	start_decoding(reader, start);
	return reader;
}

static int
compare_wishes(const void *a, const void *b)
{
	Oid x = ((const StreamWish *) a)->relid;
	Oid y = ((const StreamWish *) b)->relid;

	return x < y ? -1 : (x > y ? 1 : 0);
}

static bool
same_sources(StreamReader *reader, const StreamWish *sorted, int n)
{
	if (n != reader->nsources)
		return false;
	for (int i = 0; i < n; i++)
	{
		if (reader->sources[i].relid != sorted[i].relid ||
			reader->sources[i].kinds != sorted[i].kinds)
			return false;
	}
	return true;
}

/*
 * Sort wishes and join those for one table; returns how many are left.
 */
static int
sort_wishes(StreamWish *wishes, int n)
{
	int kept = 0;

	qsort(wishes, n, sizeof(StreamWish), compare_wishes);
	for (int i = 0; i < n; i++)
	{
		if (kept > 0 && wishes[kept - 1].relid == wishes[i].relid)
			wishes[kept - 1].kinds |= wishes[i].kinds;
		else
			wishes[kept++] = wishes[i];
	}
	return kept;
}

/*
 * Set the tables whose rows are wanted, and which changes of them; a
 * partitioned table stands for its partitions.  The batch must be empty.  If
 * the list changes after reading has begun, decoding starts anew at the end of
 * the last batch (see above).
 */
void
StreamReaderSetSources(StreamReader *reader, const StreamWish *wishes, int nwishes)
{
	XLogRecPtr position = reader->batch.end_lsn;
	StreamWish *sorted = palloc(Max(nwishes, 1) * sizeof(StreamWish));

	if (nwishes > 0)
		memcpy(sorted, wishes, nwishes * sizeof(StreamWish));
	nwishes = sort_wishes(sorted, nwishes);

	if (!same_sources(reader, sorted, nwishes))
	{
		bool restart = reader->begun;

		if (reader->batch.sources != NIL)
			elog(ERROR, "list of sources cannot change in the middle of a batch");
		if (restart)
			stop_decoding(reader);
		MemoryContextReset(reader->source_context);
		reader->sources = MemoryContextAllocZero(reader->source_context,
												 Max(nwishes, 1) * sizeof(StreamSource));
		for (int i = 0; i < nwishes; i++)
		{
			reader->sources[i].relid = sorted[i].relid;
			reader->sources[i].kinds = sorted[i].kinds;
		}
		reader->nsources = nwishes;
		if (restart)
			start_decoding(reader, position);
	}
	reader->routes_stale = true;
	reader->prefilter_stale = true;
	pfree(sorted);
}

/*
 * Set the relations whose definitions are watched: a batch ends with a commit that
 * changes one of them, and says so, before anything behind it is read.
 */
void
StreamReaderWatch(StreamReader *reader, const List *relids)
{
	MemoryContext old = MemoryContextSwitchTo(reader->context);

	list_free(reader->watched);
	reader->watched = list_copy(relids);
	list_sort(reader->watched, list_oid_cmp);
	MemoryContextSwitchTo(old);
}

static bool
is_watched(const StreamReader *reader, Oid relid)
{
	int low = 0;
	int high = list_length(reader->watched);

	while (low < high)
	{
		int middle = (low + high) / 2;
		Oid at = list_nth_oid(reader->watched, middle);

		if (at == relid)
			return true;
		if (at < relid)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/*
 * Does the commit change what the catalogs say of a watched relation?  It tells
 * in its messages to the relation caches.
 */
static bool
changes_watched(const StreamReader *reader, const xl_xact_parsed_commit *commit)
{
	for (int i = 0; i < commit->nmsgs; i++)
	{
		const SharedInvalidationMessage *message = &commit->msgs[i];

		if (message->id == SHAREDINVALRELCACHE_ID && message->rc.dbId == MyDatabaseId &&
			is_watched(reader, message->rc.relId))
			return true;
	}
	return false;
}

/*
 * If the record just read is a commit in this database after the start, note
 * its transaction: StreamReaderAwaitVisible waits for all of them, also those
 * without rows for us.  A view that is about to be created over their table
 * relies on it, and so does a join with a table they wrote to.
 */
static void
note_commit(StreamReader *reader, XLogReaderState *record)
{
	uint8 operation = XLogRecGetInfo(record) & XLOG_XACT_OPMASK;
	xl_xact_parsed_commit parsed;

	if (operation != XLOG_XACT_COMMIT && operation != XLOG_XACT_COMMIT_PREPARED)
		return;
	if (record->ReadRecPtr < reader->start)
		return;
	ParseCommitRecord(XLogRecGetInfo(record), (xl_xact_commit *) XLogRecGetData(record),
					  &parsed);
	if (parsed.dbId != MyDatabaseId)
		return;
	StreamBatchAddXid(reader, operation == XLOG_XACT_COMMIT ? XLogRecGetXid(record) :
															  parsed.twophase_xid);
	StreamBatchAddTick(reader, record->EndRecPtr, parsed.xact_time);
	if (changes_watched(reader, &parsed))
		reader->batch.watched_commit = record->ReadRecPtr;
}

/*
 * Read and decode one record.  Returns false if the next one is not flushed.
 */
static bool
read_record(StreamReader *reader)
{
	XLogReaderState *wal = reader->decoding->reader;
	char *error = NULL;

	/* Delivering a transaction leaves us in another context. */
	MemoryContextSwitchTo(reader->decoding->context);
	if (XLogReadRecord(wal, &error) == NULL)
	{
		if (error != NULL)
			ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
							errmsg("could not read WAL after %X/%X: %s",
								   LSN_FORMAT_ARGS(wal->EndRecPtr), error)));
		return false;
	}

	if (XLogRecGetRmid(wal) == RM_XACT_ID)
		note_commit(reader, wal);
	if (!PrefilterSkips(reader, wal))
		LogicalDecodingProcessRecord(reader->decoding, wal);
	return true;
}

/*
 * Keep what the relation cache learned in the present from decoding, and the
 * other way round.  To be called when going from one to the other.
 */
static void
keep_caches_apart(StreamReader *reader)
{
	if (reader->relcache_changed)
	{
		reader->caches_ahead = GetXLogInsertRecPtr();
		reader->relcache_changed = false;
	}
	if (StreamNextRecordStart(reader->decoding->reader->EndRecPtr) < reader->caches_ahead)
		RelationCacheInvalidate(false);
}

/*
 * Decode into the batch until all flushed WAL is read (returns true), or until
 * the batch has max_rows rows or max_bytes bytes, a watched relation was changed,
 * or a good deal of WAL or time has passed (returns false: call again).  Transactions are never split.  In
 * any case the batch's end_lsn says how far the stream is covered.  Must be
 * called outside a transaction.
 */
bool
StreamReaderFill(StreamReader *reader, int64 max_rows, Size max_bytes)
{
	MemoryContext old_context = CurrentMemoryContext;
	ResourceOwner old_owner = CurrentResourceOwner;
	StreamBatch *batch = &reader->batch;
	XLogReaderState *wal = reader->decoding->reader;
	XLogRecPtr wal_limit = wal->EndRecPtr + FILL_WAL_BYTES;
	TimestampTz time_limit =
		TimestampTzPlusMilliseconds(GetCurrentTimestamp(), FILL_MILLISECONDS);
	uint32 nrecords = 0;
	bool dry = false;

	Assert(!IsTransactionState());
	set_decoding_work_mem(reader);
	keep_caches_apart(reader);
	reader->begun = true;
	while (batch->nrows < max_rows && batch->bytes < max_bytes)
	{
		CHECK_FOR_INTERRUPTS();
		if (!read_record(reader))
		{
			dry = true;
			break;
		}
		if (wal->EndRecPtr >= wal_limit || !XLogRecPtrIsInvalid(batch->watched_commit))
			break;
		if (++nrecords % FILL_CLOCK_RECORDS == 0 && GetCurrentTimestamp() >= time_limit)
			break;
	}
	batch->end_lsn = Max(reader->start, StreamNextRecordStart(wal->EndRecPtr));
	keep_caches_apart(reader);

	CurrentResourceOwner = old_owner;
	MemoryContextSwitchTo(old_context);
	return dry;
}

/*
 * What was decoded since the last reset.  Belongs to the reader.
 */
StreamBatch *
StreamReaderBatch(StreamReader *reader)
{
	return &reader->batch;
}

/*
 * Wait until xid has left the array of running transactions.  Returns true if
 * that consumed a wake-up that was meant for the caller.
 */
static bool
await_transaction(TransactionId xid)
{
	bool woken = false;
	int timeout = 1;

	for (int i = 0; TransactionIdIsInProgress(xid); i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i < AWAIT_SPINS)
		{
			pg_usleep(AWAIT_SPIN_MICROSECONDS);
			continue;
		}
		if (WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, timeout,
					  PG_WAIT_EXTENSION) &
			WL_LATCH_SET)
		{
			ResetLatch(MyLatch);
			woken = true;
		}
		timeout = Min(timeout * 2, AWAIT_MAX_MILLISECONDS);
	}
	return woken;
}

/*
 * Wait until everything that committed in the batch is visible to a new
 * snapshot.  A commit can be read from WAL before, for as long as the
 * transaction waits for a synchronous standby; what it wrote elsewhere would be
 * missed by a join.  To be called for every batch, also one without rows,
 * before its end is recorded anywhere, and before the snapshot is taken.
 */
void
StreamReaderAwaitVisible(StreamReader *reader)
{
	StreamBatch *batch = &reader->batch;
	TransactionId oldest;
	bool woken = false;

	if (batch->nxids == 0)
		return;

	/* One look at all running transactions usually settles it. */
	oldest = GetOldestActiveTransactionId();
	for (int i = 0; i < batch->nxids; i++)
	{
		if (!TransactionIdPrecedes(batch->xids[i], oldest))
			woken |= await_transaction(batch->xids[i]);
	}
	if (woken)
		SetLatch(MyLatch);
}

/*
 * Free the batch and begin a new one at its end.
 */
void
StreamReaderReset(StreamReader *reader)
{
	XLogRecPtr end_lsn = reader->batch.end_lsn;
	ListCell *cell;

	foreach (cell, reader->batch.sources)
	{
		SourceBatch *source = lfirst(cell);
		ListCell *segment_cell;

		foreach (segment_cell, source->segments)
		{
			StreamSegment *segment = lfirst(segment_cell);

			/* In memory, all goes with the context; a file must be closed. */
			if (!tuplestore_in_memory(segment->rows))
				tuplestore_end(segment->rows);
			if (segment->old_rows != NULL && !tuplestore_in_memory(segment->old_rows))
				tuplestore_end(segment->old_rows);
		}
	}
	for (int i = 0; i < reader->nsources; i++)
	{
		reader->sources[i].batch = NULL;
		reader->sources[i].tail = NULL;
		reader->sources[i].commit = InvalidXLogRecPtr;
	}
	MemoryContextReset(reader->batch_context);
	memset(&reader->batch, 0, sizeof(StreamBatch));
	reader->batch.end_lsn = end_lsn;

	if (dlist_is_empty(&reader->spools))
		StreamSourcesTrim(reader);
}

/*
 * Tell the slot that everything up to position is safe with the caller: it will
 * never be asked for again.  A position behind an earlier one has no effect.
 */
void
StreamReaderConfirm(StreamReader *reader, XLogRecPtr position)
{
	if (position > MyReplicationSlot->data.confirmed_flush)
		LogicalConfirmReceivedLocation(position);
}

/*
 * Stop decoding, release the slot and free the reader.
 */
void
StreamReaderClose(StreamReader *reader)
{
	StreamReaderReset(reader);
	stop_decoding(reader);
	StreamRoutesForget(reader);
	ResourceOwnerDelete(reader->owner);
	MemoryContextDelete(reader->context);
}
