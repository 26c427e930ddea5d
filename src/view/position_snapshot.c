/*
 * position_snapshot.c
 *	  The source of a view as of a position of the stream, while writers go on.
 *
 * Steps 1 to 5 of "Filling a view from its table" in src/README.md, used to
 * fill views (activate.c) and to check them (verify.c).  Two snapshots come out:
 *
 *	base	an ordinary one.  It sees the states that the worker had committed
 *			when it was taken, and the position they stand for.
 *	at		sees the commits up to that position and no others.
 *
 * A third, taken before the wait, keeps vacuum from what the second one must
 * still tell apart.  One at a time per backend.  The snapshots are registered
 * with the current resource owner and the worker's hold ends with the
 * transaction, so an error needs no clean-up here.
 */
#include "streamml.h"

#include "access/xlog.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "stream/stream.h"
#include "view/view.h"
#include "worker/worker.h"

/* How long the stream may stand still before we give up waiting for it. */
#define STALL_TIMEOUT_MS 30000

static XLogRecPtr
progress_now(void)
{
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	XLogRecPtr progress = StreamReadProgress(snapshot);

	UnregisterSnapshot(snapshot);
	return progress;
}

/* Wait until the stream has been applied up to the current end of WAL. */
static void
wait_for_stream(void)
{
	XLogRecPtr target = GetXLogInsertRecPtr();
	XLogRecPtr before = progress_now();

	while (!StreamWaitApplied(target, STALL_TIMEOUT_MS))
	{
		XLogRecPtr now = progress_now();

		CHECK_FOR_INTERRUPTS();
		if (now == before)
			ereport(ERROR, errcode(ERRCODE_STREAMML_NOT_RUNNING),
					errmsg("the stream of this database stands still at %X/%X",
						   LSN_FORMAT_ARGS(now)),
					errhint("Run SELECT * FROM streamml.check()."));
		before = now;
	}
}

/*
 * PositionSnapshotOpen: lock the source, hold the stream and take the
 * snapshots.  Close it before the transaction continues with other work.
 */
void
PositionSnapshotOpen(PositionSnapshot *snapshot, Oid source)
{
	LockRelationOid(source, AccessShareLock);
	if (!StreamEnsureRunning(true))
		ereport(ERROR, errcode(ERRCODE_STREAMML_NOT_RUNNING),
				errmsg("the stream of this database is not running"),
				errhint("Run SELECT * FROM streamml.check()."));
	StreamHoldBegin();
	snapshot->hold = RegisterSnapshot(GetLatestSnapshot());
	wait_for_stream();
	snapshot->base = RegisterSnapshot(GetLatestSnapshot());
	snapshot->position = StreamReadProgress(snapshot->base);
	snapshot->at = LsnSnapshotRegister(snapshot->base, snapshot->position, NULL);
}

/*
 * PositionSnapshotClose: let the stream go on.
 */
void
PositionSnapshotClose(PositionSnapshot *snapshot)
{
	UnregisterSnapshot(snapshot->at);
	UnregisterSnapshot(snapshot->base);
	UnregisterSnapshot(snapshot->hold);
	StreamHoldEnd();
}
