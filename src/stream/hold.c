/*
 * hold.c
 *	  Keep row versions for as long as the stream may want to look back.
 *
 * A view that reads groups again from its table reads them as of the position
 * it stands for, which lies a little, or a lot, behind the present.  Such a
 * snapshot (lsn_snapshot.c) is exact only if vacuum has not been at work
 * meanwhile: it removes versions deleted since, and it marks pages as visible
 * to all, after which no snapshot is asked about rows inserted since.  A
 * registered snapshot would keep it away, but the worker cannot have one from
 * transaction to transaction.  The slot it owns can: effective_xmin is what the
 * server itself uses to hold back vacuum while a slot is being created.
 *
 * A *hold* is an xmin together with the position from which on it makes
 * snapshots exact: a transaction that commits behind `from` was running when
 * the xmin was taken, or began later, so vacuum treats it as running.  There
 * is always one in force, and every now and then the next is taken, which
 * replaces it as soon as the stream has come to where that begins.  So vacuum
 * is held back by the lag of the stream and a few seconds.
 *
 * A reader that starts behind the end of WAL has its first hold ahead of it.
 * Up to there, no snapshot as of the stream's position can be trusted; what
 * can be done instead is the business of worker/change.c.
 *
 * All of it is gone when the slot is released; nothing is on disk.
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "replication/slot.h"
#include "storage/spin.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "stream/stream_internal.h"

/* How long before the next hold is taken. */
#define HOLD_MILLISECONDS 1000

static void
put_in_force(StreamReader *reader, const StreamHold *hold)
{
	ReplicationSlot *slot = MyReplicationSlot;

	reader->hold = *hold;
	SpinLockAcquire(&slot->mutex);
	slot->effective_xmin = hold->xmin;
	SpinLockRelease(&slot->mutex);
	ReplicationSlotsComputeRequiredXmin(false);
}

/*
 * Take a hold; if it is the first one it comes into force while the snapshot
 * that it stems from still protects it.  A later one is protected by the
 * earlier, whose xmin is not newer.
 */
static void
take_hold(StreamReader *reader, StreamHold *hold)
{
	StartTransactionCommand();
	hold->xmin = GetTransactionSnapshot()->xmin;
	hold->from = GetXLogInsertRecPtr();
	if (!TransactionIdIsValid(reader->hold.xmin))
		put_in_force(reader, hold);
	CommitTransactionCommand();
	reader->hold_taken = GetCurrentTimestamp();
}

/*
 * Keep the holds up to date, or give them up if nobody wants them.  To be called
 * between batches, outside a transaction.
 */
void
StreamReaderKeepVersions(StreamReader *reader, bool wanted)
{
	static const StreamHold none = {InvalidTransactionId, InvalidXLogRecPtr};
	StreamHold first;

	if (!wanted)
	{
		if (TransactionIdIsValid(reader->hold.xmin))
			put_in_force(reader, &none);
		reader->next_hold = none;
		return;
	}
	if (!TransactionIdIsValid(reader->hold.xmin))
	{
		take_hold(reader, &first);
		return;
	}
	if (TransactionIdIsValid(reader->next_hold.xmin) &&
		reader->batch.end_lsn >= reader->next_hold.from)
	{
		put_in_force(reader, &reader->next_hold);
		reader->next_hold = none;
	}
	if (!TransactionIdIsValid(reader->next_hold.xmin) &&
		TimestampDifferenceExceeds(reader->hold_taken, GetCurrentTimestamp(),
								   HOLD_MILLISECONDS))
		take_hold(reader, &reader->next_hold);
}

/*
 * From which position on are snapshots exact?  0 if there is no hold.
 */
XLogRecPtr
StreamReaderKeptFrom(StreamReader *reader)
{
	return reader->hold.from;
}

/*
 * From now on nobody needs to look back behind the end of WAL; returns it.
 */
XLogRecPtr
StreamReaderKeepFromNow(StreamReader *reader)
{
	reader->hold.from = GetXLogInsertRecPtr();
	if (TransactionIdIsValid(reader->next_hold.xmin))
		reader->next_hold.from = reader->hold.from; /* never goes back */
	return reader->hold.from;
}

/*
 * The slot has been released, and the server has forgotten the hold.
 */
void
StreamHoldLost(StreamReader *reader)
{
	reader->hold.xmin = reader->next_hold.xmin = InvalidTransactionId;
	reader->hold.from = reader->next_hold.from = InvalidXLogRecPtr;
}
