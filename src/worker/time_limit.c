/*
 * time_limit.c
 *	  The time that a view's code may take: one view must not stop the others.
 *
 * streamml.view_timeout bounds the time from one row of a feed to the next, and the
 * time for the rows of a batch: the limit, and a hundredth of it more for each row.  So
 * neither a large batch nor a heavy model is an offence, but a view that is slow
 * row after row does not hold up the others for hours.  A clock ticks while a view's
 * code runs, and counts how long no row has got through and how long all have taken.
 * Ticks do not count while the server waits for a disk or for one of its own locks, nor
 * do those that a starved process did not live to see: a slow machine is not a slow
 * view.  Work that is for many rows at once (writing groups, closing windows, reading
 * groups again) may take TIME_LIMIT_LONG times as long.
 *
 * When the time is over the server's own cancel is set off, which user code meets
 * in its next CHECK_FOR_INTERRUPTS, and again with every tick.  In the plain
 * attempt that means that the batch is applied with care; there a row that is
 * alone and takes longer fails its view, as do rows that take too long together
 * (care.c).
 *
 * User code may catch the cancel (EXCEPTION WHEN query_canceled) and go on.  If it
 * has not come back after some more ticks the process ends itself, which cannot be
 * caught, and leaves a note in shared memory for its successor: in whose code it
 * was (the view's id), or that it was in a plain attempt (OVERRUN_PLAIN).  The
 * successor fails that view, or begins with care.
 *
 * A view that is filled may be at work for long before a row gets through: the clock
 * also looks whether pages are read or written, allows TIME_LIMIT_LONG times the
 * limit, and does not count while the filler waits for a lock on a table.  The filler
 * leaves its note for the next one.
 *
 * Code in C that never checks for interrupts cannot be ended by anybody.
 */
#include "worker/worker_internal.h"

#include "access/xact.h"
#include "executor/instrument.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/snapmgr.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "compat.h"
#include "guc.h"

/* Ticks within the limit, and after it until the process ends itself. */
#define TICKS 8
#define MORE_TICKS 4

/* Each row of a batch adds this part of the limit to what all may take. */
#define ROWS_PER_LIMIT 100

#define OVERRUN_PLAIN PG_UINT32_MAX

#define WAIT_EVENT_CLASS 0xFF000000

static TimeoutId timeout_id;
static pg_atomic_uint32 *volatile note = NULL; /* for the successor */
static volatile uint32 whose;
static volatile bool filling;
static volatile int ticks_allowed;
static volatile int ticks_idle; /* since a row has got through */
static volatile int ticks_over; /* after the limit */
static volatile uint64 rows_done;
static volatile int64 ticks_spent; /* of the view, on rows of the batch */
static volatile int64 rows_through;
static volatile bool fired;

/* Does the server wait for a disk or for itself?  That is not the view's fault. */
static bool
waits_for_server(void)
{
	uint32 class = *my_wait_event_info & WAIT_EVENT_CLASS;

	if (filling && class == PG_WAIT_LOCK)
		return (*my_wait_event_info & ~WAIT_EVENT_CLASS) != LOCKTAG_ADVISORY;
	return class == PG_WAIT_LWLOCK || class == PG_WAIT_IO;
}

/* A number that changes while work goes on. */
static uint64
signs_of_life(void)
{
	uint64 rows = ViewRowsDone();

	if (!filling)
		return rows;
	return rows + pgBufferUsage.shared_blks_hit + pgBufferUsage.shared_blks_read +
		   pgBufferUsage.temp_blks_read + pgBufferUsage.temp_blks_written;
}

/*
 * TimeLimitIsSpent: have the rows of the batch taken too long together?
 */
bool
TimeLimitIsSpent(void)
{
	return streamml_view_timeout > 0 &&
		   ticks_spent >= TICKS + rows_through * TICKS / ROWS_PER_LIMIT;
}

/* One more tick for the view.  Is it time to end? */
static bool
count_tick(void)
{
	uint64 now = signs_of_life();
	bool works_on_rows = ticks_allowed == TICKS;

	ticks_idle = now == rows_done ? ticks_idle + 1 : 0;
	if (now > rows_done) /* it begins anew with each run */
		rows_through += now - rows_done;
	rows_done = now;
	ticks_spent += works_on_rows;
	return ticks_idle >= ticks_allowed || (works_on_rows && TimeLimitIsSpent());
}

/* In a signal handler. */
static void
tick(void)
{
	if (waits_for_server() || !count_tick())
		return;
	fired = true;
	if (ticks_over++ < MORE_TICKS)
		QueryCancelPending = true;
	else
	{
		pg_atomic_write_u32(note, whose);
		ProcDiePending = true;
	}
	InterruptPending = true;
	SetLatch(MyLatch);
}

/*
 * TimeLimitInit: once per worker or filler, when it is connected.
 */
void
TimeLimitInit(void)
{
	timeout_id = RegisterTimeout(USER_TIMEOUT, tick);
}

/*
 * TimeLimitTurn: the view's turn in a batch begins.
 */
void
TimeLimitTurn(void)
{
	ticks_spent = 0;
	rows_through = 0;
}

/*
 * TimeLimitGoOn: its turn goes on behind so many rows.
 */
void
TimeLimitGoOn(int64 rows)
{
	rows_through = rows;
}

static void
start_clock(int times)
{
	int interval = Max(streamml_view_timeout / TICKS, 1);

	ticks_allowed = TICKS * times;
	ticks_idle = ticks_over = 0;
	rows_done = signs_of_life();
	fired = false;
	if (streamml_view_timeout > 0)
		enable_timeout_every(timeout_id,
							 TimestampTzPlusMilliseconds(GetCurrentTimestamp(), interval),
							 interval);
}

/*
 * TimeLimitBegin: from now on the view's code runs, or with NULL that of all views;
 * it may take so many times the limit.
 */
void
TimeLimitBegin(Worker *worker, const WorkerView *view, int times)
{
	note = &worker->entry->overrun;
	whose = view == NULL ? OVERRUN_PLAIN : (uint32) view->def.id;
	start_clock(times);
}

/*
 * TimeLimitBeginFill: likewise of a view that this process fills.
 */
void
TimeLimitBeginFill(DatabaseEntry *entry, int32 view_id)
{
	note = &entry->overrun_fill;
	whose = (uint32) view_id;
	filling = true;
	start_clock(TIME_LIMIT_LONG);
}

/*
 * TimeLimitExtend: what comes now may take so many times the limit.
 */
void
TimeLimitExtend(int times)
{
	ticks_allowed = TICKS * times;
}

/*
 * TimeLimitEnd: it has ended.  Was the time over?
 */
bool
TimeLimitEnd(void)
{
	disable_timeout(timeout_id, false);
	if (fired)
		QueryCancelPending = false;
	return fired;
}

/*
 * TimeLimitWantsCare: did the process before this one end in a plain attempt?
 */
bool
TimeLimitWantsCare(Worker *worker)
{
	uint32 plain = OVERRUN_PLAIN;

	return pg_atomic_compare_exchange_u32(&worker->entry->overrun, &plain, 0);
}

/*
 * TimeLimitFillOverran: had the filler before this one to end in the view's code?
 */
bool
TimeLimitFillOverran(DatabaseEntry *entry, int32 view_id)
{
	uint32 id = (uint32) view_id;

	filling = true;
	return pg_atomic_compare_exchange_u32(&entry->overrun_fill, &id, 0);
}

/*
 * TimeLimitError: the error of a view that took too long, in the current context.
 */
ErrorData *
TimeLimitError(Oid view)
{
	const char *allowance = "";

	if (filling)
		allowance = psprintf(", %d times as long while it is filled", TIME_LIMIT_LONG);
	else if (TimeLimitIsSpent())
		allowance = ", and a hundredth of it for each row";
	return MakeErrorData(
		ERRCODE_QUERY_CANCELED,
		psprintf(
			"continuous view %s took longer than \"streamml.view_timeout\" (%d ms%s)",
			RelationSqlName(view), streamml_view_timeout, allowance));
}

/*
 * TimeLimitFailOverrun: fail the view whose code the process before this one could
 * only leave by ending.
 */
void
TimeLimitFailOverrun(Worker *worker)
{
	uint32 id = pg_atomic_read_u32(&worker->entry->overrun);
	ListCell *lc;

	if (id == 0 || id == OVERRUN_PLAIN)
		return;
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, worker->views)
	{
		WorkerView *view = lfirst(lc);

		if (view->def.id != (int32) id || !view->live)
			continue;
		WorkerViewFail(view, TimeLimitError(view->def.view));
		view->failing = view->live = false;
		view->def.progress_state = VIEW_FAILED;
		view->saved_pos = view->pos;
	}
	PopActiveSnapshot();
	CommitTransactionCommand();
	pg_atomic_write_u32(&worker->entry->overrun, 0);
}
