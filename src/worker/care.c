/*
 * care.c
 *	  Apply a batch in which something raises errors: each view stands for itself.
 *
 * Every view works in a subtransaction of its own, so that one that cannot go on
 * leaves nothing behind and the others, and the stream, go on in the same
 * transaction.  What an error in a view's code means is told by its SQLSTATE.  That
 * may be of the user's making (RAISE ... USING ERRCODE), so none of them holds up
 * anybody else:
 *
 *	 data		  class 22, 23, 21, P0, 38, 39 and our own bad-model code: the
 *				  row is dead-lettered, the view goes on
 *	 passing	  deadlock, lock timeout, out of memory or space, cancel: the view is
 *				  set aside.  It is left behind with its position and tries again by
 *				  itself after a pause that doubles; after PATIENT_ATTEMPTS it fails.
 *				  Only what the server's own files raise for want of disk space may
 *				  last longer (PATIENT_DISK_MS).
 *	 too long	  a row that is alone and takes longer than streamml.view_timeout
 *				  fails the view, as do all that take too long together (time_limit.c)
 *	 anything else	the view fails where it stands
 *
 * Bad rows are to cost like good ones, however many there are (apply_rows).  Rows
 * are applied piece by piece, each piece in a subtransaction.  Within a piece the run
 * of an aggregate view goes on behind a row that fails, after that row alone was
 * undone in memory (view/plan.c, view/row_guard.c): pass_row_of_piece() lists it.
 * States are written once, at the end.
 *
 * Where the run cannot go on, the walk does what is next best:
 *
 *	 the plan has lost its place	the row was undone; the next piece begins behind it
 *	 a sort had collected rows		the piece is applied again up to that row
 *	 memory is lost					everything since the last write is applied again up
 *									to that row, and written (rows of a row view and
 *									drifts were written with it; two sessions became one)
 *	 the row is not known			pieces are halved until it stands alone
 *	 its group cannot be written	(a key too long for an index) it is found by writing
 *									after every piece
 *
 * A piece that has written anything ends with writing the states, so that it is not
 * applied twice.
 *
 * Between pieces the walk looks around: if catalogs have changed, or somebody waits
 * for a lock on the view, it gives way.
 */
#include "worker/worker_internal.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "fault.h"
#include "guc.h"
#include "worker/worker.h"

#define FIRST_PIECE 1024
#define LARGEST_PIECE 16384
#define SMALL_PIECE 4 /* where bad rows are dense */

/* Letters that are kept in memory before they are written. */
#define LETTERS_AT_ONCE 1000

/* Pauses of a view that was set aside, and when it fails. */
#define ASIDE_MIN_MS 100
#define ASIDE_MAX_MS 30000
#define PATIENT_ATTEMPTS 8
#define PATIENT_DISK_MS (60 * 60 * 1000)

/* After so long, the first time, a walk gives way to others. */
#define GIVE_WAY_MS 1000
#define GIVE_WAY_DOUBLINGS 8
#define LOOK_AROUND_MS 200

typedef enum ErrorClass
{
	ERROR_PASSING,
	ERROR_DATA,
	ERROR_DEFINITION
} ErrorClass;

/* What try_view() does. */
typedef enum Step
{
	STEP_READY,
	STEP_ROWS,	/* a guarded piece */
	STEP_WRITE, /* what is in memory */
	STEP_TOUCH, /* a piece, and read touched groups again */
	STEP_TIME,
	STEP_UNDO, /* the row that failed in the piece before */
	STEP_LETTERS
} Step;

/* A view's way through its rows. */
typedef struct Walk
{
	Worker *worker;
	Share *share;
	int64 done;	 /* rows before it are applied or listed */
	int64 saved; /* and before this one they are written as well */
	int64 end;
	int64 size;		  /* of the next piece */
	int64 largest;	  /* that a piece may be */
	int64 wall;		  /* a piece ends before this row, which failed; -1: none */
	ErrorData *known; /* its error, if it is sure that it was this row */
	bool went_back;	  /* rows from `saved` on are applied again */
	bool write_each;  /* groups fail when they are written */
	int next_bad;	  /* the first of the share's bad rows that is not before `done` */
	List *letters;	  /* not written yet */
	MemoryContext context;
	/* of the piece that was tried last */
	ViewRowErrors errors;
	ViewFailure failure;
	bool writing; /* it had got through its rows */
	bool written; /* and its states were written */
	bool overdue; /* it took too long */
} Walk;

/* ---------- errors ---------- */

static ErrorClass
classify(int sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(sqlstate))
	{
		case ERRCODE_TRANSACTION_ROLLBACK:
		case ERRCODE_INSUFFICIENT_RESOURCES:
		case ERRCODE_OPERATOR_INTERVENTION:
		case ERRCODE_CONNECTION_EXCEPTION:
		case ERRCODE_SYSTEM_ERROR:
			return ERROR_PASSING;
		case ERRCODE_DATA_EXCEPTION:
		case ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION:
		case ERRCODE_CARDINALITY_VIOLATION:
		case ERRCODE_PLPGSQL_ERROR:
		case ERRCODE_EXTERNAL_ROUTINE_EXCEPTION:
		case ERRCODE_EXTERNAL_ROUTINE_INVOCATION_EXCEPTION:
			return ERROR_DATA;
	}
	if (sqlstate == ERRCODE_LOCK_NOT_AVAILABLE ||
		sqlstate == ERRCODE_READ_ONLY_SQL_TRANSACTION)
		return ERROR_PASSING;
	if (sqlstate == ERRCODE_STREAMML_BAD_MODEL ||
		sqlstate == ERRCODE_PROGRAM_LIMIT_EXCEEDED)
		return ERROR_DATA;
	return ERROR_DEFINITION;
}

/*
 * ErrorPasses: may what raised such an error go well the next time?
 */
bool
ErrorPasses(int sqlstate)
{
	return classify(sqlstate) == ERROR_PASSING;
}

/*
 * MakeErrorData: an error that nobody has raised, in the current context.
 */
ErrorData *
MakeErrorData(int sqlstate, const char *message)
{
	ErrorData *error = palloc0(sizeof(ErrorData));

	error->elevel = ERROR;
	error->sqlerrcode = sqlstate;
	error->message = pstrdup(message);
	error->assoc_context = CurrentMemoryContext;
	return error;
}

/* Is it the server's storage that lacks something, and not user code that says so? */
static bool
disk_is_short(const ErrorData *error)
{
	static const char *const files[] = {"md.c", "fd.c", "buffile.c", "logtape.c"};
	const char *file = error->filename == NULL ? "" : error->filename;

	for (int i = 0; i < lengthof(files); i++)
		if (strcmp(file, files[i]) == 0)
			return error->sqlerrcode == ERRCODE_DISK_FULL ||
				   ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_SYSTEM_ERROR;
	return false;
}

/*
 * WorkerViewForget: what the view has in memory is void.
 */
void
WorkerViewForget(WorkerView *view)
{
	if (view->run != NULL)
		ViewRunForget(view->run);
}

/*
 * WorkerViewFail: the view cannot go on: say so in the catalogs, where it stands
 * now.
 */
void
WorkerViewFail(WorkerView *view, const ErrorData *error)
{
	ereport(LOG,
			(errcode(error->sqlerrcode),
			 errmsg("continuous view with OID %u has failed: %s", view->def.view,
					error->message),
			 error->hint != NULL ?
				 errhint("%s", error->hint) :
				 errhint("Mend the cause and run SELECT streamml.resume(%u::regclass);",
						 view->def.view)));
	ViewProgressSet(view->def.id, VIEW_FAILED, view->def.progress_generation, view->pos,
					unpack_sql_state(error->sqlerrcode), error->message);
	view->failing = true;
}

/* The view is left behind and tries again later; the others go on. */
static void
set_aside(WorkerView *view, const ErrorData *error)
{
	TimestampTz now = GetCurrentTimestamp();
	long pause_ms = ASIDE_MIN_MS;

	if (view->times_aside == 0)
		view->aside_since = now;
	for (int i = 0; i < view->times_aside && pause_ms < ASIDE_MAX_MS; i++)
		pause_ms *= 2;
	pause_ms = Min(pause_ms, ASIDE_MAX_MS);
	view->times_aside++;
	view->stalled = true;
	view->rest_until = TimestampTzPlusMilliseconds(now, pause_ms);
	ereport(LOG, (errcode(error->sqlerrcode),
				  errmsg("continuous view with OID %u is tried again in %ld ms: %s",
						 view->def.view, pause_ms, error->message)));
}

static bool
patience_is_over(const WorkerView *view, const ErrorData *error)
{
	if (view->times_aside < PATIENT_ATTEMPTS)
		return false;
	return !disk_is_short(error) ||
		   TimestampDifferenceExceeds(view->aside_since, GetCurrentTimestamp(),
									  PATIENT_DISK_MS);
}

/* An error has undone what the view did in this batch. */
static void
stop_view(WorkerView *view, const ErrorData *error, bool overdue)
{
	if (!overdue && ErrorPasses(error->sqlerrcode) && !patience_is_over(view, error))
		set_aside(view, error);
	else
		WorkerViewFail(view, error);
}

/* ---------- steps ---------- */

static bool pass_row_of_piece(void *arg, int64 row, const ErrorData *error);

/* The rows of a piece are told apart by their images, of which inserts have one. */
static bool
are_inserts(const Share *share, int64 first, int64 count)
{
	int64 counts[STREAM_CHANGE_KINDS];

	(void) SourceBatchCount(share->source, first, count, counts);
	return counts[STREAM_INSERT] == count;
}

/*
 * Must a piece end with writing the states?  If it has written anything, its rows must
 * not be applied again.
 */
static bool
must_write(const ViewRun *run)
{
	return ViewRunIsFull(run) || TransactionIdIsValid(GetCurrentTransactionIdIfAny());
}

/* What is tried, and over which rows. */
typedef struct Trial
{
	Walk *walk;
	Step step;
	int64 first;
	int64 count;
	bool write;
} Trial;

static void
do_step(const Trial *trial)
{
	Walk *walk = trial->walk;
	Share *share = walk->share;
	ViewRun *run = share->view->run;
	int64 first = trial->first;
	int64 count = trial->count;

	switch (trial->step)
	{
		case STEP_READY:
			ViewGetReady(walk->worker, share->view);
			break;
		case STEP_ROWS:
			walk->errors.pass =
				are_inserts(share, first, count) ? pass_row_of_piece : NULL;
			ViewRunGuard(run, &walk->errors);
			ShareApplyRows(share, first, count);
			walk->writing = true;
			TimeLimitExtend(TIME_LIMIT_LONG);
			walk->written = trial->write || must_write(run);
			if (walk->written)
				ShareFinish(walk->worker, share);
			ViewRunMakeRoom(run);
			break;
		case STEP_TOUCH:
			ShareApplyRows(share, first, count);
			ShareFinish(walk->worker, share);
			break;
		case STEP_TIME:
			SharePassTime(share);
			ShareFinish(walk->worker, share);
			break;
		case STEP_WRITE:
			ShareFinish(walk->worker, share);
			break;
		case STEP_UNDO:
			ViewRunUndoRow(run);
			break;
		case STEP_LETTERS:
			if (!DeadLettersWrite(share->view, share->source, walk->letters))
				ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
						errmsg("a TRUNCATE could not be applied"));
			break;
	}
}

/* What is known of the error; before anything is undone. */
static void
note_failure(Walk *walk, Step step)
{
	ViewFailure *failure = &walk->failure;

	memset(failure, 0, sizeof(ViewFailure));
	if (step != STEP_ROWS || walk->share->view->run == NULL || walk->writing)
		return;
	ViewRunNoteFailure(walk->share->view->run, failure);
	if (TransactionIdIsValid(GetCurrentTransactionIdIfAny()))
		failure->kept = failure->untouched = false;
}

static void
carry_out(void *arg)
{
	const Trial *trial = arg;
	bool one_row = trial->step == STEP_ROWS || trial->step == STEP_UNDO;

	if (trial->step == STEP_ROWS)
		TimeLimitGoOn(trial->first - trial->walk->share->first);
	TimeLimitBegin(trial->walk->worker, trial->walk->share->view,
				   one_row ? 1 : TIME_LIMIT_LONG);
	do_step(trial);
	(void) TimeLimitEnd();
}

static void
trial_failed(void *arg)
{
	const Trial *trial = arg;

	trial->walk->overdue = TimeLimitEnd();
	note_failure(trial->walk, trial->step);
}

/*
 * Do one thing to a view in a subtransaction.  NULL on success, else the error; what
 * the view has in memory is then as it was, or void, as the caller decides.  The
 * caller's active snapshot is from before the first view: what others have written
 * since is not seen by joins with them.
 */
static ErrorData *
try_view(Walk *walk, Step step, int64 first, int64 count, bool write)
{
	Trial trial = {walk, step, first, count, write};
	ErrorData *error;

	walk->writing = walk->overdue = false;
	error = SubtransactionTry(carry_out, trial_failed, &trial);
	if (walk->share->view->run != NULL)
		ViewRunGuard(walk->share->view->run, NULL);
	if (error != NULL && walk->overdue)
	{
		FreeErrorData(error);
		error = TimeLimitError(walk->share->view->def.view);
	}
	return error;
}

/* Likewise for what cannot be done in part: if it fails, memory is void. */
static ErrorData *
try_whole(Walk *walk, Step step, int64 first, int64 count)
{
	ErrorData *error = try_view(walk, step, first, count, false);

	if (error != NULL)
		WorkerViewForget(walk->share->view);
	return error;
}

/* ---------- letters ---------- */

static ErrorData *
write_letters(Walk *walk)
{
	ErrorData *error;

	if (walk->letters == NIL)
		return NULL;
	error = try_view(walk, STEP_LETTERS, 0, 0, false);
	list_free_deep(walk->letters);
	walk->letters = NIL;
	return error;
}

/*
 * List a row.  False if there have been too many of them within a minute: then it is
 * the definition that is wrong, not the rows, and the error fails the view.
 */
static bool
list_row(Walk *walk, int64 row, const ErrorData *error)
{
	WorkerView *view = walk->share->view;
	TimestampTz now = GetCurrentTimestamp();
	MemoryContext old;
	DeadLetter *letter;

	if (TimestampDifferenceExceeds(view->dead_since, now, 60000))
	{
		view->dead_since = now;
		view->ndead = 0;
	}
	if (view->ndead >= streamml_dead_letter_limit)
		return false;
	view->ndead++;
	old = MemoryContextSwitchTo(walk->context);
	letter = palloc(sizeof(DeadLetter));
	letter->row = row;
	letter->sqlstate = error->sqlerrcode;
	letter->message = DeadLetterMessage(error);
	walk->letters = lappend(walk->letters, letter);
	walk->share->ndead++;
	MemoryContextSwitchTo(old);
	return true;
}

/* ---------- rows ---------- */

/* Does somebody wait for a lock on the view, which we hold? */
static bool
is_awaited(const WorkerView *view)
{
	LockData *locks = GetLockStatusData();
	bool found = false;

	for (int i = 0; i < locks->nelements && !found; i++)
	{
		const LockInstanceData *lock = &locks->locks[i];

		found = lock->waitLockMode != NoLock &&
				lock->locktag.locktag_type == LOCKTAG_RELATION &&
				lock->locktag.locktag_field1 == MyDatabaseId &&
				lock->locktag.locktag_field2 == view->def.view;
	}
	pfree(locks->locks);
	pfree(locks);
	return found;
}

/*
 * Between two pieces, when it has taken long: is there a reason not to go on?
 * Returns an error that sets the view aside.
 */
static ErrorData *
look_around(Walk *walk)
{
	const WorkerView *view = walk->share->view;
	Worker *worker = walk->worker;
	long patience = (long) GIVE_WAY_MS << Min(worker->times_void, GIVE_WAY_DOUBLINGS);
	TimestampTz now = GetCurrentTimestamp();

	CHECK_FOR_INTERRUPTS();
	if (!TimestampDifferenceExceeds(worker->care_since, now, patience) ||
		!TimestampDifferenceExceeds(worker->looked_around, now, LOOK_AROUND_MS))
		return NULL;
	worker->looked_around = now;
	CheckCatalogs(worker);
	if (!is_awaited(view))
		return NULL;
	walk->overdue = false;
	return MakeErrorData(ERRCODE_LOCK_NOT_AVAILABLE, "somebody waits for a lock on it");
}

/* Rows before this one are done with. */
static void
move_to(Walk *walk, int64 row)
{
	const Share *share = walk->share;

	walk->done = row;
	while (walk->next_bad < share->nbad && share->bad[walk->next_bad] < row)
		walk->next_bad++;
}

/* The row at `done` is listed: it is not applied again. */
static bool
skip_listed(Walk *walk)
{
	const Share *share = walk->share;

	if (walk->next_bad == share->nbad || share->bad[walk->next_bad] != walk->done)
		return false;
	move_to(walk, walk->done + 1);
	return true;
}

/* All rows so far are written. */
static void
note_written(Walk *walk)
{
	walk->saved = walk->done;
	walk->went_back = false;
	ShareForgetBadRows(walk->share, walk->next_bad);
	walk->next_bad = 0;
}

/* Memory is void: go back to what is written. */
static void
go_back(Walk *walk)
{
	WorkerViewForget(walk->share->view);
	walk->done = walk->saved;
	walk->went_back = true;
	walk->next_bad = 0;
}

/* How many rows from `done` on the next piece has. */
static int64
piece_length(const Walk *walk)
{
	int64 to = Min(walk->end, walk->done + Min(walk->size, walk->largest));

	if (walk->wall > walk->done)
		to = Min(to, walk->wall);
	if (walk->next_bad < walk->share->nbad)
		to = Min(to, walk->share->bad[walk->next_bad]);
	return Min(to - walk->done, SourceBatchRunLength(walk->share->source, walk->done));
}

/* The row at `done` raises the error. */
static ErrorData *
pass_bad_row(Walk *walk, ErrorData *error)
{
	int64 row = walk->done;

	walk->wall = -1;
	walk->known = NULL;
	if (!list_row(walk, row, error))
		return error;
	ShareAddBadRow(walk->share, row);
	move_to(walk, row + 1);
	FreeErrorData(error);
	return NULL;
}

/* ViewRowErrors: row `row` of the piece has raised an error, within it. */
static bool
pass_row_of_piece(void *arg, int64 row, const ErrorData *error)
{
	Walk *walk = arg;

	if (classify(error->sqlerrcode) != ERROR_DATA ||
		!list_row(walk, walk->done + row, error))
		return false;
	ShareAddBadRow(walk->share, walk->done + row);
	return true;
}

static void
piece_passed(Walk *walk, int64 count)
{
	const WorkerView *view = walk->share->view;

	move_to(walk, walk->done + count);
	walk->size = Min(walk->size * 2, LARGEST_PIECE);
	if (walk->written || !ViewRunIsDirty(view->run))
		note_written(walk);
}

/* It is not known which row of the piece took so long or raised the error. */
static void
divide(Walk *walk, int64 count, int parts)
{
	int64 done = walk->done + walk->failure.applied;

	walk->size = Max(count / parts, 1);
	if (walk->failure.kept)
	{
		move_to(walk, done);
		return;
	}
	go_back(walk);
	walk->wall = walk->write_each || done == walk->saved ? -1 : done;
}

/* Row `applied` of the piece raised the error. */
static ErrorData *
isolate(Walk *walk, ErrorData *error)
{
	int64 row = walk->done + walk->failure.applied;

	walk->size = Max(walk->failure.applied * 2, SMALL_PIECE);
	if (walk->failure.kept)
		move_to(walk, row);
	else if (!walk->failure.untouched)
		go_back(walk);
	if (walk->done == row)
		return pass_bad_row(walk, error);
	walk->wall = row;
	walk->known = error;
	return NULL;
}

/*
 * A piece has failed.  Returns the error if that fails the view; else the walk can
 * go on.
 */
static ErrorData *
piece_failed(Walk *walk, ErrorData *error, int64 count)
{
	ViewFailure *failure = &walk->failure;
	bool overdue = walk->overdue;

	if (overdue ? count == 1 || TimeLimitIsSpent() :
				  classify(error->sqlerrcode) != ERROR_DATA)
		return error;
	walk->known = NULL;
	walk->write_each |= walk->writing;
	if (!are_inserts(walk->share, walk->done, count))
		memset(failure, 0, sizeof(ViewFailure));
	if (failure->kept && try_view(walk, STEP_UNDO, 0, 0, false) != NULL)
		memset(failure, 0, sizeof(ViewFailure));
	if (overdue)
	{
		walk->largest = Max(Min(walk->largest, count) / 4, 1);
		divide(walk, count, (int) Min(count, PG_INT16_MAX));
	}
	else if (count == 1 || failure->sure)
		return isolate(walk, error);
	else
		divide(walk, count, 2);
	FreeErrorData(error);
	return NULL;
}

/*
 * Write the states.  If that fails for what is in them, everything since the last
 * write is applied again, and written after every piece.
 */
static ErrorData *
write_states(Walk *walk)
{
	ErrorData *error = try_view(walk, STEP_WRITE, 0, 0, false);

	if (error == NULL)
	{
		note_written(walk);
		return NULL;
	}
	if (walk->overdue || walk->write_each || classify(error->sqlerrcode) != ERROR_DATA)
		return error;
	FreeErrorData(error);
	walk->write_each = true;
	walk->size = Max((walk->done - walk->saved) / 2, 1);
	go_back(walk);
	return NULL;
}

/* Apply the next piece. */
static ErrorData *
apply_piece(Walk *walk)
{
	int64 count = piece_length(walk);
	ErrorData *error;

	error = try_view(walk, STEP_ROWS, walk->done, count, walk->write_each);
	if (error != NULL)
		return piece_failed(walk, error, count);
	piece_passed(walk, count);
	return NULL;
}

/*
 * Apply the rows of a share, list those that raise errors, and write the states: at
 * the end, and where it was gone back from, so that it is gone back there once.
 */
static ErrorData *
apply_rows(Walk *walk)
{
	ErrorData *error = NULL;

	while (error == NULL)
	{
		if (walk->done == walk->end)
		{
			error = write_states(walk);
			if (error == NULL && walk->done == walk->end)
				return NULL;
		}
		else if (skip_listed(walk))
			continue;
		else if (walk->went_back && walk->done == walk->wall)
			error = write_states(walk);
		else if (walk->known != NULL && walk->done == walk->wall)
			error = pass_bad_row(walk, walk->known);
		else
		{
			error = look_around(walk);
			if (error == NULL && list_length(walk->letters) >= LETTERS_AT_ONCE)
				error = write_letters(walk);
			if (error == NULL)
				error = apply_piece(walk);
		}
	}
	return error;
}

/*
 * Touch the groups of changed rows and read them again, halving where that fails,
 * until the failing rows stand alone.  Recursion is as deep as the logarithm of
 * count.  Returns NULL, or the error that stops the view.
 */
static ErrorData *
touch_halving(Walk *walk, int64 first, int64 count)
{
	ErrorData *error;

	error = look_around(walk);
	if (error == NULL)
		error = try_whole(walk, STEP_TOUCH, first, count);
	if (error == NULL || walk->overdue || classify(error->sqlerrcode) != ERROR_DATA)
		return error;
	if (count == 1 && !list_row(walk, first, error))
		return error;
	FreeErrorData(error);
	if (count == 1)
		return NULL;
	error = touch_halving(walk, first, count / 2);
	if (error == NULL)
		error = touch_halving(walk, first + count / 2, count - count / 2);
	return error;
}

/* ---------- views ---------- */

static void
begin_walk(Walk *walk, Worker *worker, Share *share)
{
	memset(walk, 0, sizeof(Walk));
	walk->worker = worker;
	walk->share = share;
	walk->done = walk->saved = share->first;
	walk->end = share->first + share->count;
	walk->size = FIRST_PIECE;
	walk->largest = LARGEST_PIECE;
	walk->wall = -1;
	walk->context = CurrentMemoryContext;
	walk->errors.arg = walk;
	TimeLimitTurn();
}

static ErrorData *
apply_share(Walk *walk)
{
	Share *share = walk->share;
	ErrorData *error = NULL;

	share->part = SHARE_ROWS;
	if (share->count > 0)
		error = apply_rows(walk);
	share->part = SHARE_TOUCHES;
	if (error == NULL && share->count > 0 &&
		ViewWantsRecompute(&share->view->def.options))
		error = touch_halving(walk, share->first, share->count);
	if (error == NULL)
		error = write_letters(walk);
	if (error == NULL && share->view->def.options.lateness != NULL)
		error = try_whole(walk, STEP_TIME, 0, 0);
	return error;
}

/*
 * One view, guarded by a subtransaction of its own: if it cannot go on, what it did
 * in this batch is undone, and it stands at its old position with its old states.
 */
static void
apply_view(Worker *worker, Share *share)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	Walk walk;
	ErrorData *error;

	begin_walk(&walk, worker, share);
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	error = apply_share(&walk);
	if (error == NULL)
		ReleaseCurrentSubTransaction();
	else
	{
		RollbackAndReleaseCurrentSubTransaction();
		WorkerViewForget(share->view);
	}
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	if (error != NULL)
		stop_view(share->view, error, walk.overdue);
}

/* Get the view ready; if that fails, it stops. */
static void
ready_view(Worker *worker, Share *share)
{
	Walk walk;
	ErrorData *error;

	begin_walk(&walk, worker, share);
	error = try_whole(&walk, STEP_READY, 0, 0);
	if (error != NULL)
		stop_view(share->view, error, walk.overdue);
}

/*
 * ApplyWithCare: all views in one transaction, each guarded.
 */
void
ApplyWithCare(Worker *worker, StreamBatch *batch, List *shares, XLogRecPtr new_progress)
{
	MemoryContext context = CurrentMemoryContext;
	ListCell *lc;

	pg_atomic_fetch_add_u64(&worker->entry->nretries, 1);
	worker->care_since = GetCurrentTimestamp();
	StreamStartTransaction();
	MemoryContextSwitchTo(context);
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, shares)
		ready_view(worker, lfirst(lc));
	PopActiveSnapshot();
	CheckCatalogs(worker);

	PushActiveSnapshot(GetTransactionSnapshot());
	foreach (lc, shares)
	{
		Share *share = lfirst(lc);

		if (!share->view->stalled && !share->view->failing)
			apply_view(worker, share);
		FAULT_POINT("view applied with care");
	}
	SavePositions(worker, batch, new_progress);
	PopActiveSnapshot();
	FAULT_POINT("before commit with care");
	CommitTransactionCommand();
}

/*
 * CareHasEnded: the batch was applied, or is void because catalogs have changed.  If
 * they change again and again, the next walk lets them wait longer.
 */
void
CareHasEnded(Worker *worker, bool applied)
{
	worker->times_void = applied ? 0 : worker->times_void + 1;
}
