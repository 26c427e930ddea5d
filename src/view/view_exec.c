/*
 * view_exec.c
 *	  Runs of views: what it takes to apply batches to a view, kept from one
 *	  transaction to the next.
 *
 * A run holds two sides that become invalid for different reasons.
 *
 *	 feed side		the definition as it is now and up to three plans of its
 *					feed (plan.c).  Made anew whenever anything it depends on
 *					has changed: relations, functions, types, rights.
 *	 group side		the aggregates' functions (transition.c) and the groups in
 *					memory (group_cache.c).  Kept as long as the definition has
 *					the same keys and aggregates and their functions are the
 *					same, because the groups are costly to load again.
 *
 * Invalidation: callbacks count changes in run->changes; the feed side notes
 * the count from before it was made and is valid while they are equal.  So a
 * change that arrives while a plan is being made is not lost.  Plans are
 * locked before each run and looked at again, until they are both locked and
 * valid.
 *
 * Memory: the run context holds everything that lives on; what a command needs
 * is in a child of CurTransactionContext, and so is what is being made, until
 * it is complete.  An error at any point leaves nothing behind but groups that
 * may differ from the state table, which ViewRunForget drops.
 *
 * Where rows raise errors, the worker sets a guard and gives them piece by piece.
 * A guarded run can tell which row failed and undo that one alone (row_guard.c).
 *
 * Groups whose rows changed are remembered (recompute.c) from ViewRunTouch to
 * ViewRunRecompute, in the same transaction.
 *
 * Locks: AccessShare on what is read, RowExclusive on the table that is
 * written.  ViewRunTryLock takes them without waiting; ViewRunApply finds them
 * held.
 *
 * Rights: code of users runs in an OwnerScope that execute() and ViewRunFlush
 * enter, one for a command.  What else is exported touches memory, locks and
 * streamml's own catalogs.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "commands/progress.h"
#include "commands/trigger.h"
#include "executor/tstoreReceiver.h"
#include "lib/ilist.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "storage/latch.h"
#include "storage/lmgr.h"
#include "utils/backend_progress.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/wait_event.h"

#include "compat.h"
#include "view/view_internal.h"
#include "worker/worker.h"

/* Parameters of the progress that streamml.stat_progress shows, by their place. */
#define PROGRESS_FILL_ROWS 18
#define PROGRESS_FILL_VIEW 19

/* ViewRunTryLock asks so often, so many milliseconds apart. */
#define LOCK_ATTEMPTS 10
#define PREPARE_ATTEMPTS 10
#define LOCK_INTERVAL_MS 10

struct ViewRun
{
	dlist_node node; /* in runs */
	MemoryContextCallback unlink;
	ContinuousView view; /* view.owner is kept up to date */
	MemoryContext context;
	List *relids; /* relations that it depends on */
	uint64 changes;
	/* feed side */
	MemoryContext feed_context;
	ViewDef *def;
	FeedPlan *plans[FEED_INPUTS];
	uint64 made_at;	 /* changes, before it was made */
	List *functions; /* hash values in PROCOID */
	List *types;	 /* hash values in TYPEOID */
	/* group side of an aggregate view */
	MemoryContext group_context;
	MemoryContext cache_context;
	MemoryContext row_context;
	TransitionSet *transitions;
	const ViewDef *group_def;
	GroupCache *cache;
	List *state_functions; /* hash values in PROCOID */
	bool state_functions_changed;
	Oid state_file;		  /* of the state table, when the groups were loaded */
	Watermark *watermark; /* NULL if the view has no lateness */
	bool missed_window;	  /* a row of the last batch has none */
	/* to be read again from the table */
	TouchedGroups *touched; /* NULL if there are none */
	bool touched_all;
	XLogRecPtr drift_lsn; /* position for drift events; Invalid: none are recorded */
	/* rows are applied with care: see ViewRunGuard */
	const ViewRowErrors *errors; /* NULL: they are not */
	RowGuard *guard;			 /* in the group context; NULL for a view of rows */
	int64 failed_row;
	bool lost_writes; /* an error has undone what was written for rows before it */
	bool cut;		  /* the feed is to be run in two halves, if it can be */
	bool collecting;  /* rows of the piece are on their way, none has arrived */
	bool *passed;	  /* which of its rows were passed over */
};

/* What a command runs, and over what. */
typedef struct FeedJob
{
	int64 (*work)(ViewRun *run, struct FeedJob *job);
	FeedInput input;
	Tuplestorestate *rows; /* NULL for FEED_TABLE */
	int64 nrows;
	int nsets;	   /* how often a row reaches its groups */
	bool *matches; /* result of match_rows */
	/* result of list_without_window, and its context */
	List *late_rows;
	MemoryContext late_context;
} FeedJob;

static dlist_head runs = DLIST_STATIC_INIT(runs);

/* ---------- invalidation ---------- */

static void
on_relcache_change(Datum arg, Oid relid)
{
	dlist_iter iter;

	dlist_foreach(iter, &runs)
	{
		ViewRun *run = dlist_container(ViewRun, node, iter.cur);

		if (relid == InvalidOid || list_member_oid(run->relids, relid))
			run->changes++;
	}
}

static void
on_function_change(Datum arg, int cacheid, uint32 hash)
{
	dlist_iter iter;

	dlist_foreach(iter, &runs)
	{
		ViewRun *run = dlist_container(ViewRun, node, iter.cur);

		if (hash == 0 || list_member_int(run->state_functions, (int) hash))
			run->state_functions_changed = true;
		if (run->state_functions_changed || list_member_int(run->functions, (int) hash))
			run->changes++;
	}
}

static void
on_type_change(Datum arg, int cacheid, uint32 hash)
{
	dlist_iter iter;

	dlist_foreach(iter, &runs)
	{
		ViewRun *run = dlist_container(ViewRun, node, iter.cur);

		if (hash == 0 || list_member_int(run->types, (int) hash))
			run->changes++;
	}
}

static void
on_any_change(Datum arg, int cacheid, uint32 hash)
{
	dlist_iter iter;

	dlist_foreach(iter, &runs) dlist_container(ViewRun, node, iter.cur)->changes++;
}

static void
register_callbacks(void)
{
	static const int others[] = {NAMESPACEOID,
								 OPEROID,
								 AMOPOPID,
								 AUTHOID,
								 AUTHMEMROLEMEM,
								 FOREIGNSERVEROID,
								 FOREIGNDATAWRAPPEROID};
	static bool registered = false;

	if (registered)
		return;
	CacheRegisterRelcacheCallback(on_relcache_change, (Datum) 0);
	CacheRegisterSyscacheCallback(PROCOID, on_function_change, (Datum) 0);
	CacheRegisterSyscacheCallback(TYPEOID, on_type_change, (Datum) 0);
	for (int i = 0; i < lengthof(others); i++)
		CacheRegisterSyscacheCallback(others[i], on_any_change, (Datum) 0);
	registered = true;
}

static bool
feed_is_valid(const ViewRun *run)
{
	return run->def != NULL && run->made_at == run->changes;
}

/* From now on a change of any of these relations invalidates the run. */
static void
depend_on_relations(ViewRun *run, List *relids)
{
	MemoryContext old = MemoryContextSwitchTo(run->context);

	run->relids = list_concat_unique_oid(run->relids, relids);
	MemoryContextSwitchTo(old);
}

/* Likewise for what a plan says it depends on. */
static void
depend_on_plan(ViewRun *run, const PlannedStmt *stmt)
{
	MemoryContext old = MemoryContextSwitchTo(run->feed_context);
	ListCell *lc;

	foreach (lc, stmt->invalItems)
	{
		PlanInvalItem *item = lfirst_node(PlanInvalItem, lc);

		if (item->cacheId == PROCOID)
			run->functions =
				list_append_unique_int(run->functions, (int) item->hashValue);
		else if (item->cacheId == TYPEOID)
			run->types = list_append_unique_int(run->types, (int) item->hashValue);
	}
	MemoryContextSwitchTo(old);
	depend_on_relations(run, stmt->relationOids);
}

/* ---------- life ---------- */

static void
unlink_run(void *arg)
{
	dlist_delete(&((ViewRun *) arg)->node);
}

/*
 * ViewRunOpen: a run of the view, in a context of its own below parent.
 * Nothing is read yet; that happens under the locks of the first use.
 */
ViewRun *
ViewRunOpen(const ContinuousView *view, MemoryContext parent)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "streamml run", ALLOCSET_DEFAULT_SIZES);
	ViewRun *run = MemoryContextAllocZero(context, sizeof(ViewRun));

	register_callbacks();
	run->context = context;
	run->view = *view;
	run->view.settings = MemoryContextStrdup(context, view->settings);
	ViewOptionsCopy(&run->view.options, context);
	run->cache_context =
		AllocSetContextCreate(context, "streamml groups", ALLOCSET_DEFAULT_SIZES);
	run->row_context =
		AllocSetContextCreate(context, "streamml row", ALLOCSET_DEFAULT_SIZES);
	if (view->options.lateness != NULL)
		run->watermark = WatermarkCreate(&run->view, context);
	depend_on_relations(
		run, list_make4_oid(view->view, view->state, view->definition, view->source));
	run->unlink.func = unlink_run;
	run->unlink.arg = run;
	MemoryContextRegisterResetCallback(context, &run->unlink);
	dlist_push_tail(&runs, &run->node);
	return run;
}

/*
 * ViewRunClose: free the run.
 */
void
ViewRunClose(ViewRun *run)
{
	if (run->watermark != NULL)
		WatermarkForget(run->watermark);
	MemoryContextDelete(run->context);
}

static void
forget_touched(ViewRun *run)
{
	if (run->touched != NULL)
		TouchedFree(run->touched);
	run->touched = NULL;
	run->touched_all = false;
}

static void
forget_groups(ViewRun *run)
{
	if (run->cache != NULL)
	{
		GroupCacheSetStore(run->cache, NULL);
		GroupCacheForget(run->cache);
	}
	forget_touched(run);
	MemoryContextReset(run->row_context);
}

/*
 * ViewRunForget: drop groups and watermark from memory.  To be called when a
 * transaction in which the run was used has failed, and when somebody else has
 * written to the state table.  Touches memory only.
 */
void
ViewRunForget(ViewRun *run)
{
	forget_groups(run);
	if (run->watermark != NULL)
		WatermarkForget(run->watermark);
}

/* ---------- locks ---------- */

/* Locks taken by one attempt, and whether it may wait. */
typedef struct LockWalk
{
	bool wait;
	bool vanished; /* a relation does not exist any more */
	List *relids;
	List *modes;
} LockWalk;

static bool
take_lock(LockWalk *walk, Oid relid, LOCKMODE mode)
{
	if (walk->wait)
		LockRelationOid(relid, mode);
	else if (!ConditionalLockRelationOid(relid, mode))
		return false;
	walk->relids = lappend_oid(walk->relids, relid);
	walk->modes = lappend_int(walk->modes, mode);
	walk->vanished = !SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relid));
	return !walk->vanished;
}

static void
release_locks(LockWalk *walk)
{
	ListCell *relid;
	ListCell *mode;

	forboth (relid, walk->relids, mode, walk->modes)
		UnlockRelationOid(lfirst_oid(relid), lfirst_int(mode));
}

static bool lock_query_walker(Node *node, LockWalk *walk);

/* Lock what a view reads; true (stop) if that cannot be done. */
static bool
lock_inside_view(Oid relid, LockWalk *walk)
{
	Relation rel = table_open(relid, NoLock);
	Query *query = rel->rd_rel->relkind == RELKIND_VIEW ? ViewQueryCopy(rel) : NULL;

	table_close(rel, NoLock);
	return lock_query_walker((Node *) query, walk);
}

static bool
lock_query_walker(Node *node, LockWalk *walk)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, lock_query_walker, walk,
								 QTW_EXAMINE_RTES_BEFORE);
	if (IsA(node, RangeTblEntry))
	{
		RangeTblEntry *rte = (RangeTblEntry *) node;

		return rte->rtekind == RTE_RELATION &&
			   (!take_lock(walk, rte->relid, AccessShareLock) ||
				lock_inside_view(rte->relid, walk));
	}
	return expression_tree_walker(node, lock_query_walker, walk);
}

/* Lock all that the run reads and writes; false if that cannot be done. */
static bool
lock_relations(ViewRun *run, LockWalk *walk)
{
	const ContinuousView *view = &run->view;
	ListCell *lc;

	if (!take_lock(walk, view->definition, AccessShareLock) ||
		!take_lock(walk, view->source, AccessShareLock) ||
		!take_lock(walk, view->view, AccessShareLock) ||
		!take_lock(walk, view->state, RowExclusiveLock) ||
		(OidIsValid(view->closed) &&
		 (!take_lock(walk, view->closed, RowExclusiveLock) ||
		  !take_lock(walk, ViewLedger(view, false), RowExclusiveLock))))
		return false;
	if (!feed_is_valid(run))
	{
		if (lock_inside_view(view->definition, walk))
			return false;
		depend_on_relations(run, walk->relids);
		return true;
	}
	foreach (lc, run->relids)
		if (!list_member_oid(walk->relids, lfirst_oid(lc)) &&
			!take_lock(walk, lfirst_oid(lc), AccessShareLock))
			return false;
	return true;
}

/*
 * ViewRunTryLock: lock what the view reads and writes for this transaction,
 * without waiting for anybody's DDL longer than a moment.  False if that is
 * not possible now, or if a relation has been dropped.
 */
bool
ViewRunTryLock(ViewRun *run)
{
	for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++)
	{
		LockWalk walk = {0};

		CHECK_FOR_INTERRUPTS();
		if (attempt > 0)
			(void) WaitLatch(NULL, WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, LOCK_INTERVAL_MS,
							 PG_WAIT_EXTENSION);
		if (lock_relations(run, &walk))
			return true;
		release_locks(&walk);
		if (walk.vanished)
			return false;
	}
	return false;
}

/* ---------- the feed side ---------- */

/* Whose rights count now. */
static Oid
present_owner(const ViewRun *run)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(run->view.view));
	Oid owner;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("continuous view with OID %u does not exist", run->view.view));
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

static void
check_state_table(const ViewRun *run, const ViewDef *def)
{
	Relation rel = table_open(run->view.state, RowExclusiveLock);

	ViewDefCheckState(def, rel);
	table_close(rel, NoLock);
}

/* Read the definition anew; plans follow when they are needed. */
static void
load_definition(ViewRun *run)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "streamml feed",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old;
	LockWalk walk = {.wait = true};
	uint64 changes;
	ViewDef *def;

	if (!lock_relations(run, &walk))
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("a relation of continuous view %d does not exist any more",
					   run->view.id));
	changes = run->changes;
	if (present_owner(run) != GetUserId())
		ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				errmsg("owner of \"%s\" was changed by another transaction",
					   get_rel_name(run->view.view)));
	old = MemoryContextSwitchTo(context);
	def = ViewDefLoad(run->view.definition, run->view.source);
	check_state_table(run, def);
	MemoryContextSwitchTo(old);

	run->def = NULL;
	run->functions = NIL;
	run->types = NIL;
	memset(run->plans, 0, sizeof(run->plans));
	if (run->feed_context != NULL)
		MemoryContextDelete(run->feed_context);
	MemoryContextSetParent(context, run->context);
	run->feed_context = context;
	run->def = def;
	run->made_at = changes;
	if (run->watermark != NULL)
		WatermarkBind(run->watermark, def);
}

static void
make_plan(ViewRun *run, FeedInput input)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "streamml plan",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	FeedInput below = input == FEED_PROJECTED ? FEED_JOINED :
					  input == FEED_SORTED	  ? FEED_PROJECTED :
												FEED_GUARDED;
	FeedPlan *plan =
		input == FEED_PROJECTED || input == FEED_SORTED || input == FEED_OUTPUT ?
			FeedPlanMakeOver(&run->view, run->plans[below], input) :
			FeedPlanMake(&run->view, run->def, GetUserId(), input);

	MemoryContextSwitchTo(old);
	MemoryContextSetParent(context, run->feed_context);
	run->plans[input] = plan;
	depend_on_plan(run, plan->stmt);
}

/* ---------- the group side ---------- */

static bool
same_keys(const ViewDef *a, const ViewDef *b)
{
	if (a->nkeys != b->nkeys || a->nsets != b->nsets)
		return false;
	for (int i = 0; i < a->nsets; i++)
		if (!bms_equal(a->sets[i], b->sets[i]))
			return false;
	for (int i = 0; i < a->nkeys; i++)
	{
		const ViewKey *x = &a->keys[i];
		const ViewKey *y = &b->keys[i];

		if (x->feedno != y->feedno || x->stateno != y->stateno || x->type != y->type ||
			x->typmod != y->typmod || x->collation != y->collation || x->eqop != y->eqop)
			return false;
	}
	return true;
}

static bool
same_aggs(const ViewDef *a, const ViewDef *b)
{
	if (a->naggs != b->naggs)
		return false;
	for (int i = 0; i < a->naggs; i++)
	{
		const ViewAgg *x = &a->aggs[i];
		const ViewAgg *y = &b->aggs[i];

		if (x->nargs != y->nargs || x->filterno != y->filterno ||
			x->stateno != y->stateno || x->tag != y->tag ||
			x->aggref->inputcollid != y->aggref->inputcollid ||
			memcmp(x->argnos, y->argnos, sizeof(AttrNumber) * x->nargs) != 0)
			return false;
	}
	return true;
}

static void
note_state_functions(ViewRun *run)
{
	MemoryContext old = MemoryContextSwitchTo(run->group_context);

	for (int i = 0; i < run->transitions->n; i++)
	{
		const Transition *trans = &run->transitions->trans[i];
		Oid functions[] = {trans->aggfnoid, trans->transfn_oid, trans->serialfn_oid,
						   trans->deserialfn_oid, trans->combinefn_oid};

		for (int f = 0; f < lengthof(functions); f++)
			if (OidIsValid(functions[f]))
				run->state_functions = list_append_unique_int(
					run->state_functions,
					(int) GetSysCacheHashValue1(PROCOID, ObjectIdGetDatum(functions[f])));
	}
	MemoryContextSwitchTo(old);
}

/* Prepare the aggregates' functions from the definition; keep the groups if they fit. */
static void
prepare_groups(ViewRun *run)
{
	bool touched_all = run->touched_all;
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "streamml aggregates", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	ViewDef *def = ViewDefLoad(run->view.definition, run->view.source);
	TransitionSet *transitions;
	GroupCache *cache;

	transitions = TransitionsPrepare(def, run->cache_context, run->row_context);
	if (run->cache != NULL && !run->state_functions_changed &&
		same_keys(run->group_def, def) && same_aggs(run->group_def, def) &&
		TransitionsEqual(run->transitions, transitions))
	{
		MemoryContextSwitchTo(old);
		MemoryContextDelete(context);
		return;
	}
	if (run->touched != NULL) /* their keys mean nothing to another cache */
		ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				errmsg("definition of \"%s\" was changed by another transaction",
					   get_rel_name(run->view.view)));
	cache = GroupCacheCreate(def, transitions, run->cache_context, run->row_context);
	MemoryContextSwitchTo(old);

	forget_groups(run);
	run->touched_all = touched_all; /* a TRUNCATE came first, and needs no groups */
	run->cache = NULL;
	run->guard = NULL;
	run->state_functions = NIL;
	if (run->group_context != NULL)
		MemoryContextDelete(run->group_context);
	MemoryContextSetParent(context, run->context);
	run->group_context = context;
	run->group_def = def;
	run->transitions = transitions;
	run->cache = cache;
	run->state_functions_changed = false;
	note_state_functions(run);
}

/* Open the state table for the cache; its groups go if the file is another one. */
static StateStore *
open_store(ViewRun *run)
{
	StateStore *store = StateStoreOpen(run->group_def, run->view.state,
									   GroupCacheKeyDesc(run->cache), run->transitions);
	Oid file = StateStoreFile(store);

	if (run->state_file != file)
		GroupCacheForget(run->cache);
	run->state_file = file;
	GroupCacheSetStore(run->cache, store);
	return store;
}

static void
close_store(ViewRun *run, StateStore *store)
{
	GroupCacheSetStore(run->cache, NULL);
	StateStoreClose(store);
}

/* ---------- running ---------- */

/* Write changed groups.  The current context is the command's, the user the owner. */
static void
write_groups(ViewRun *run)
{
	StateStore *store = open_store(run);

	GroupCacheFlush(run->cache);
	close_store(run, store);
}

/* Make the run anew; the feed side does not count as made without the other. */
static void
load_both_sides(ViewRun *run)
{
	ViewDef *def;

	load_definition(run);
	if (run->def->kind != VIEW_AGGREGATE)
		return;
	def = run->def;
	run->def = NULL;
	prepare_groups(run);
	run->def = def;
}

/*
 * Something that the view depends on was changed during each attempt to plan it:
 * by others, which passes, or by a function that planning evaluates.
 */
static void
pg_attribute_noreturn() refuse_to_prepare(const ViewRun *run)
{
	ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			errmsg("what \"%s\" depends on was changed %d times while it was planned",
				   get_rel_name(run->view.view), PREPARE_ATTEMPTS),
			errhint("A function that is not volatile is evaluated by the planner and "
					"must not create, alter or drop anything."));
}

static void
lock_plan(ViewRun *run, FeedInput input)
{
	if (run->plans[input] == NULL)
		make_plan(run, input);
	else
		FeedPlanLock(run->plans[input]);
}

/* Can the feed be run in two halves, and is it to be? */
static bool
is_cut(const ViewRun *run)
{
	const FeedPlan *second = run->plans[FEED_PROJECTED];

	return run->cut && second != NULL && second->simple;
}

/* The plans that take the rows of a guarded one on. */
static void
lock_further_plans(ViewRun *run)
{
	if (run->cut)
		lock_plan(run, FEED_JOINED);
	if (run->cut && run->plans[FEED_JOINED]->second.targets != NIL)
	{
		lock_plan(run, FEED_PROJECTED);
		lock_plan(run, FEED_SORTED);
	}
	if (run->def->kind == VIEW_ROWS)
		lock_plan(run, FEED_OUTPUT);
}

/* Have a locked, valid plan for this input, and the groups that go with it. */
static void
prepare(ViewRun *run, FeedInput input)
{
	int attempts = 0;

	do
	{
		CHECK_FOR_INTERRUPTS();
		if (attempts++ == PREPARE_ATTEMPTS)
			refuse_to_prepare(run);
		if (!feed_is_valid(run))
		{
			/* states that were advanced with the old functions are stored by them */
			if (run->cache != NULL && GroupCacheIsDirty(run->cache))
				write_groups(run);
			load_both_sides(run);
		}
		lock_plan(run, input);
		if (input == FEED_GUARDED)
			lock_further_plans(run);
	} while (!feed_is_valid(run));
}

static void
report_filling(int64 done, void *arg)
{
	const FeedJob *job = arg;

	StreamProgressReport("filling", done / job->nsets, job->nrows);
	pgstat_progress_update_param(PROGRESS_COPY_TUPLES_PROCESSED, done / job->nsets);
}

/*
 * What the feed's rows go through before they reach a receiver of rows of groups:
 * a look at their windows, unless the watermark does that or they come from the
 * table, and the grouping sets.
 */
static DestReceiver *
to_groups(ViewRun *run, const FeedJob *job, DestReceiver *receiver)
{
	receiver = SetsReceiverCreate(run->def, receiver);
	run->missed_window = false;
	if (run->watermark != NULL || job->input == FEED_TABLE)
		return receiver;
	return WindowWatchCreate(run->def, receiver, &run->missed_window);
}

/* FeedGuard: has the row changed nothing that cannot be taken back? */
static bool
can_pass_row(void *arg, bool simple, bool wrote)
{
	ViewRun *run = arg;
	ViewFailure failure;
	int64 last;
	RowStage stage;

	run->lost_writes |= wrote;
	ViewRunNoteFailure(run, &failure);
	run->failed_row = failure.applied;
	(void) RowGuardState(run->guard, &last, &stage);
	run->cut |= stage == ROW_IN_FEED && !simple && run->def->joins;
	return run->errors->pass != NULL && failure.sure && failure.kept &&
		   (stage == ROW_ADVANCES || (stage == ROW_IN_FEED && simple));
}

/* FeedGuard: have the row listed, and undo it. */
static bool
pass_row(void *arg, const ErrorData *error)
{
	ViewRun *run = arg;

	if (!run->errors->pass(run->errors->arg, run->failed_row, error))
		return false;
	RowGuardUndo(run->guard);
	return true;
}

/* Have the receiver ready to undo a row. */
static void
set_guard(ViewRun *run, DestReceiver *receiver, AttrNumber ordinalno)
{
	if (run->guard == NULL)
		run->guard = RowGuardCreate(run->cache, run->transitions, run->watermark,
									run->group_context);
	RowGuardStart(run->guard);
	GroupReceiverGuard(receiver, run->guard, ordinalno);
}

/* FeedGuard where rows are collected: nothing has changed, if it is known which it is. */
static bool
can_pass_collected(void *arg, bool simple, bool wrote)
{
	ViewRun *run = arg;
	bool collected;

	run->cut |= !simple && run->def->joins;
	return run->errors->pass != NULL && simple && !wrote &&
		   FeedPlanRowInHand(&run->failed_row, &collected);
}

static bool
pass_collected(void *arg, const ErrorData *error)
{
	ViewRun *run = arg;

	if (run->passed[run->failed_row])
		return true; /* another pair of the join */
	run->passed[run->failed_row] = true;
	return run->errors->pass(run->errors->arg, run->failed_row, error);
}

/* Collect what a prepared plan returns.  The caller ends the store. */
static Tuplestorestate *
collect(ViewRun *run, FeedInput input, Tuplestorestate *rows, int64 nrows,
		const FeedGuard *guard)
{
	Tuplestorestate *output = tuplestore_begin_heap(false, false, work_mem);
	DestReceiver *receiver = CreateTuplestoreDestReceiver();

	SetTuplestoreDestReceiverParams(receiver, output, CurrentMemoryContext, false, NULL,
									NULL);
	if (run->def->kind == VIEW_ROWS && guard != NULL)
		receiver = RowCheckCreate(run->view.view,
								  run->plans[FEED_OUTPUT]->tupdesc->natts - 1, receiver);
	(void) FeedPlanRunGuarded(run->plans[input], &run->view, rows, nrows, receiver,
							  guard);
	receiver->rDestroy(receiver);
	return output;
}

/* Rows without those that were passed over after some of them had been collected. */
static Tuplestorestate *
drop_passed(const ViewRun *run, Tuplestorestate *rows)
{
	Tuplestorestate *output = tuplestore_begin_heap(false, false, work_mem);
	const FeedPlan *reader = run->plans[FEED_SORTED];
	TupleTableSlot *slot = MakeSingleTupleTableSlot(reader->tupdesc, &TTSOpsMinimalTuple);

	while (tuplestore_gettupleslot(rows, true, false, slot))
	{
		bool isnull;
		Datum row = slot_getattr(slot, reader->tupdesc->natts, &isnull);

		CHECK_FOR_INTERRUPTS();
		if (!run->passed[DatumGetInt64(row)])
			tuplestore_puttupleslot(output, slot);
	}
	ExecDropSingleTupleTableSlot(slot);
	tuplestore_end(rows);
	return output;
}

/*
 * The rows that FEED_SORTED puts in order: those of the join, and what is made of
 * them, without rows that raise errors.
 */
static FeedJob
run_halves(ViewRun *run, const FeedJob *job)
{
	const FeedGuard guard = {can_pass_collected, pass_collected, run};
	FeedJob rest = *job;
	Tuplestorestate *joined;

	run->collecting = true;
	joined = collect(run, FEED_JOINED, job->rows, job->nrows, NULL);
	rest.rows =
		collect(run, FEED_PROJECTED, joined, tuplestore_tuple_count(joined), &guard);
	tuplestore_end(joined);
	rest.rows = drop_passed(run, rest.rows);
	rest.nrows = tuplestore_tuple_count(rest.rows);
	rest.input = FEED_SORTED;
	run->collecting = false;
	return rest;
}

/* Collect the rows that the feed of a row view returns, and insert them. */
static int64
insert_guarded(ViewRun *run, const FeedJob *job)
{
	const FeedGuard guard = {can_pass_collected, pass_collected, run};
	Tuplestorestate *output = collect(run, job->input, job->rows, job->nrows,
									  job->input == FEED_GUARDED ? &guard : NULL);
	int64 result = FeedPlanRun(run->plans[FEED_OUTPUT], &run->view, output,
							   tuplestore_tuple_count(output), None_Receiver);

	tuplestore_end(output);
	return result;
}

/*
 * Run a prepared plan whose rows reach groups or a table; the current context is the
 * command's, the user the owner, here and in the other kinds of work.
 */
static int64
run_plan(ViewRun *run, FeedJob *job, bool guarded)
{
	const FeedPlan *plan = run->plans[job->input];
	const FeedGuard guard = {can_pass_row, pass_row, run};
	StateStore *store;
	DestReceiver *receiver;
	int64 result;

	if (run->def->kind == VIEW_ROWS && guarded)
		return insert_guarded(run, job);
	if (run->def->kind == VIEW_ROWS)
		return FeedPlanRun(plan, &run->view, job->rows, job->nrows, None_Receiver);
	job->nsets = Max(run->def->nsets, 1);
	store = open_store(run);
	receiver = GroupReceiverCreate(run->cache, run->transitions,
								   job->input == FEED_TABLE ? report_filling : NULL, job);
	if (run->watermark != NULL)
		GroupReceiverWatch(receiver, run->watermark, plan->numbered);
	if (guarded)
		set_guard(run, receiver, plan->numbered);
	if (!XLogRecPtrIsInvalid(run->drift_lsn))
		GroupReceiverLogDrifts(
			receiver, DriftLogCreate(&run->view, run->group_def, run->drift_lsn));
	(void) FeedPlanRunGuarded(plan, &run->view, job->rows, job->nrows,
							  to_groups(run, job, receiver), guarded ? &guard : NULL);
	result = GroupReceiverRows(receiver) / job->nsets;
	receiver->rDestroy(receiver);
	close_store(run, store);
	return result;
}

static int64
run_feed(ViewRun *run, FeedJob *job)
{
	bool guarded = job->input == FEED_GUARDED;
	FeedJob rest;

	if (guarded)
		run->passed = palloc0(sizeof(bool) * job->nrows);
	if (!guarded || !is_cut(run))
		return run_plan(run, job, guarded);
	rest = run_halves(run, job);
	return run_plan(run, &rest, true);
}

static bool
has_deferrable_trigger(Oid relid)
{
	Relation rel = table_open(relid, AccessShareLock);
	TriggerDesc *triggers = rel->trigdesc;
	bool found = false;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
		found |= triggers->triggers[i].tgdeferrable;
	table_close(rel, NoLock);
	return found;
}

static void
constraints_immediate(void)
{
	ConstraintsSetStmt *stmt = makeNode(ConstraintsSetStmt);

	stmt->deferred = false;
	AfterTriggerSetState(stmt);
}

/*
 * Triggers of a row view's table run while we are the owner, or not at all:
 * deferred ones would run at the commit as whoever commits, and the server
 * refuses to queue them in a restricted context.  So constraints become
 * immediate for the rest of the transaction.  In a user's session, where that
 * shows, only if the table has a trigger that needs it.
 */
static void
defer_nothing(ViewRun *run, FeedInput input)
{
	if (input != FEED_TABLE || has_deferrable_trigger(run->view.view))
		constraints_immediate();
}

/* Have the watermark read from its table, and told where rows come from. */
static void
prepare_watermark(ViewRun *run, FeedInput input)
{
	WatermarkLoad(run->watermark);
	if (input == FEED_TABLE)
		WatermarkFill(run->watermark);
}

/* Prepare and run as the owner, in a context of the command. */
static int64
execute(ViewRun *run, FeedJob *job)
{
	MemoryContext context = AllocSetContextCreate(
		CurTransactionContext, "streamml command", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	OwnerScope scope;
	int64 result = 0;

	if (!feed_is_valid(run))
		run->view.owner = present_owner(run);
	if (run->view.kind == VIEW_ROWS)
		defer_nothing(run, job->input);
	OwnerScopeEnter(&scope, run->view.owner, run->view.settings);
	if (job->input == FEED_TABLE)
		OwnerScopeTableOrder();
	prepare(run, job->input);
	if (run->watermark != NULL)
		prepare_watermark(run, job->input);
	if (job->work != NULL)
		result = job->work(run, job);
	OwnerScopeLeave(&scope);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return result;
}

/*
 * ViewRunApply: run rows through the view: groups advance in memory, rows are
 * inserted.  rows are of the source's present row type, in a guarded run with their
 * number as one more column, and all of them are taken; nrows is their number.  The
 * caller has set the active snapshot and called ViewRunTryLock in this transaction.
 */
void
ViewRunApply(ViewRun *run, Tuplestorestate *rows, int64 nrows)
{
	FeedJob job = {run_feed, run->errors != NULL ? FEED_GUARDED : FeedInputForRows(nrows),
				   rows, nrows};

	(void) execute(run, &job);
}

/* ---------- rows that raise errors ---------- */

/*
 * ViewRunGuard: from now on be ready for errors in ViewRunApply, or no longer (NULL).
 * To be called before each piece of rows.  Groups then stay in memory until
 * ViewRunMakeRoom.
 */
void
ViewRunGuard(ViewRun *run, const ViewRowErrors *errors)
{
	run->errors = errors;
	run->lost_writes = run->collecting = false;
	run->missed_window &= errors == NULL;
	if (errors != NULL && run->guard != NULL)
		RowGuardNoRow(run->guard);
}

/*
 * ViewRunIsGuarded: is it ready for errors?
 */
bool
ViewRunIsGuarded(const ViewRun *run)
{
	return run->errors != NULL;
}

/*
 * ViewRunNoteFailure: what is known of the error that ViewRunApply has raised.  To
 * be called before anything is undone; touches memory only.
 */
void
ViewRunNoteFailure(ViewRun *run, ViewFailure *failure)
{
	int64 last = -1;
	RowStage stage = ROW_IN_FEED;
	bool came = run->guard != NULL && RowGuardState(run->guard, &last, &stage);
	bool inside = stage != ROW_IN_FEED;
	bool collected = false;

	memset(failure, 0, sizeof(ViewFailure));
	failure->sure = inside || FeedPlanRowInHand(&failure->applied, &collected);
	if (inside || !failure->sure)
		failure->applied = came ? last : 0; /* there may be more to come of the last */
	else if (came && last != failure->applied)
		RowGuardNoRow(run->guard); /* nothing has come of the row in hand */
	if (run->guard != NULL)
		RowGuardNote(run->guard);
	failure->kept = run->cache != NULL && !run->lost_writes && !run->missed_window &&
					(run->guard == NULL || RowGuardCanUndo(run->guard));
	if (failure->sure && (collected || run->collecting) && !inside)
	{
		failure->untouched = failure->kept;
		failure->kept = false;
	}
}

/*
 * ViewRunUndoRow: take back the row that was in hand at the error, after the
 * subtransaction has been undone: `kept` comes true.
 */
void
ViewRunUndoRow(ViewRun *run)
{
	OwnerScope scope;

	MemoryContextReset(run->row_context);
	if (run->guard == NULL)
		return;
	OwnerScopeEnter(&scope, run->view.owner, run->view.settings);
	RowGuardUndo(run->guard);
	OwnerScopeLeave(&scope);
}

/*
 * ViewRunIsFull: do the groups take more memory than they may?
 */
bool
ViewRunIsFull(const ViewRun *run)
{
	return run->cache != NULL && GroupCacheIsFull(run->cache);
}

/*
 * ViewRunMakeRoom: forget the groups, which have been written, if they take more
 * memory than they may.
 */
void
ViewRunMakeRoom(ViewRun *run)
{
	if (ViewRunIsFull(run))
		GroupCacheForget(run->cache);
}

/*
 * ViewRunIsDirty: is anything of the rows applied so far in memory only?
 */
bool
ViewRunIsDirty(const ViewRun *run)
{
	return run->cache != NULL &&
		   (run->watermark != NULL || GroupCacheIsDirty(run->cache));
}

/* ---------- rows without a window ---------- */

static int64
list_without_window(ViewRun *run, FeedJob *job)
{
	const FeedPlan *plan = run->plans[job->input];
	DestReceiver *receiver =
		NoWindowReceiverCreate(plan->numbered, job->late_context, &job->late_rows);
	int64 result = FeedPlanRun(plan, &run->view, job->rows, job->nrows, receiver);

	receiver->rDestroy(receiver);
	return result;
}

/*
 * ViewRunMissedWindow: did one of the rows of the last ViewRunApply or ViewRunTouch
 * have no window?  Of views with lateness, ViewRunTakeLateRows knows.
 */
bool
ViewRunMissedWindow(const ViewRun *run)
{
	return run->missed_window;
}

/*
 * ViewRunRowsWithoutWindow: those (of ViewLateRow) that have none, counted from the
 * first of the rows; in their order and in the current context.  rows and the rest
 * as for ViewRunApply; nothing is applied.
 */
List *
ViewRunRowsWithoutWindow(ViewRun *run, Tuplestorestate *rows, int64 nrows)
{
	FeedJob job = {list_without_window, FEED_NO_WINDOW, rows, nrows};

	job.late_context = CurrentMemoryContext;
	(void) execute(run, &job);
	return job.late_rows;
}

/* ---------- changes of source rows ---------- */

static int64
match_rows(ViewRun *run, FeedJob *job)
{
	DestReceiver *receiver = NumbersReceiverCreate(job->matches, job->nrows);
	int64 result =
		FeedPlanRun(run->plans[job->input], &run->view, job->rows, job->nrows, receiver);

	receiver->rDestroy(receiver);
	return result;
}

/*
 * ViewRunMatches: which of the rows satisfy the conditions of the definition?
 * One bool per row, in the current context.  rows and the rest as for
 * ViewRunApply; nothing is applied.
 */
bool *
ViewRunMatches(ViewRun *run, Tuplestorestate *rows, int64 nrows)
{
	FeedJob job = {match_rows, FEED_MATCHES, rows, nrows};

	job.matches = MemoryContextAllocExtended(CurrentMemoryContext, Max(nrows, 1),
											 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	(void) execute(run, &job);
	return job.matches;
}

static int64
touch_groups(ViewRun *run, FeedJob *job)
{
	DestReceiver *receiver;
	int64 result;

	if (run->touched == NULL)
		run->touched = TouchedCreate(run->group_def, run->cache, run->context);
	receiver = TouchedReceiverCreate(run->touched);
	result = FeedPlanRun(run->plans[job->input], &run->view, job->rows, job->nrows,
						 to_groups(run, job, receiver));
	receiver->rDestroy(receiver);
	return result;
}

/*
 * ViewRunTouch: the groups that the rows belong to, or belonged to, must be read
 * again from the table.  rows and the rest as for ViewRunApply; of an aggregate
 * view.
 */
void
ViewRunTouch(ViewRun *run, Tuplestorestate *rows, int64 nrows)
{
	FeedJob job = {touch_groups, FEED_KEYS, rows, nrows};

	(void) execute(run, &job);
}

/*
 * ViewRunTouchAll: all groups must.
 */
void
ViewRunTouchAll(ViewRun *run)
{
	run->touched_all = true;
}

/*
 * ViewRunIsTouched: must any?
 */
bool
ViewRunIsTouched(const ViewRun *run)
{
	return run->touched_all || run->touched != NULL;
}

/*
 * Search for the rows of the touched groups, or look at the whole table?  The
 * planner knows what an index is good for.  Without one, conditions on many
 * groups would cost more, row by row, than they spare.
 */
static const FeedPlan *
recompute_plan(ViewRun *run)
{
	const FeedPlan *whole = run->plans[FEED_TABLE];
	Node *quals = TouchedQuals(run->touched);
	FeedPlan *search;

	if (quals == NULL)
		return whole;
	search = FeedPlanMakeFiltered(&run->view, run->def, quals);
	if (TouchedCount(run->touched) > 1 &&
		search->stmt->planTree->total_cost >= whole->stmt->planTree->total_cost)
		return whole;
	return search;
}

/* Fill the touched groups from the table. */
static int64
recompute_touched(ViewRun *run, FeedJob *job)
{
	StateStore *store = open_store(run);
	const FeedPlan *plan = recompute_plan(run);
	DestReceiver *receiver =
		GroupReceiverCreate(run->cache, run->transitions, NULL, NULL);
	DestReceiver *filter = TouchedFilterCreate(run->touched, receiver);
	int64 result;

	TouchedRestart(run->touched);
	(void) FeedPlanRun(plan, &run->view, NULL, 0, to_groups(run, job, filter));
	result = GroupReceiverRows(receiver);
	filter->rDestroy(filter);
	receiver->rDestroy(receiver);
	close_store(run, store);
	return result;
}

/* Empty the state table and fill all of it. */
static int64
recompute_all(ViewRun *run, FeedJob *job)
{
	GroupCacheForget(run->cache);
	StateStoreClear(run->group_def, run->view.state);
	return run_feed(run, job);
}

/*
 * ViewRunRecompute: replace the states of the groups that were touched by what
 * the source's rows as the snapshot sees them give, and delete groups that have
 * none.  To be flushed afterwards.
 */
void
ViewRunRecompute(ViewRun *run, Snapshot snapshot)
{
	FeedJob job = {run->touched_all ? recompute_all : recompute_touched, FEED_TABLE};

	/* the drifts in these rows were recorded when they came */
	run->drift_lsn = InvalidXLogRecPtr;
	PushActiveSnapshot(snapshot);
	(void) execute(run, &job);
	PopActiveSnapshot();
	forget_touched(run);
}

/*
 * ViewRunReady: make the run ready without rows, so that time can pass.  Same
 * conditions as for ViewRunApply.
 */
void
ViewRunReady(ViewRun *run)
{
	FeedJob job = {NULL, FEED_SMALL_BATCH};

	(void) execute(run, &job);
}

/*
 * ViewRunReadsWholeRows: does the definition read rows of the source as a whole?
 * Same conditions as for ViewRunApply.
 */
bool
ViewRunReadsWholeRows(ViewRun *run)
{
	ViewRunReady(run);
	return run->def->whole_rows;
}

/*
 * ViewRunLogDrifts: record the drifts that models find in rows from now on, with
 * this position; until the next ViewRunRecompute.
 */
void
ViewRunLogDrifts(ViewRun *run, XLogRecPtr lsn)
{
	run->drift_lsn = lsn;
}

/*
 * ViewRunExpect: rows that ViewRunApply is given next come from there.
 */
void
ViewRunExpect(ViewRun *run, const ViewBatch *batch)
{
	if (run->watermark != NULL)
		WatermarkExpect(run->watermark, batch);
}

/*
 * ViewRunPass: time passes: all rows of the batch after position `from` have
 * been applied.  Touches memory only.
 */
void
ViewRunPass(ViewRun *run, const StreamBatch *batch, XLogRecPtr from)
{
	if (run->watermark != NULL && WatermarkIsLoaded(run->watermark))
		WatermarkPass(run->watermark, batch, from);
}

/*
 * ViewRunPassIdle: the same for a batch without rows of any view.
 */
void
ViewRunPassIdle(ViewRun *run, const StreamBatch *batch, XLogRecPtr from)
{
	if (run->watermark != NULL && WatermarkIsLoaded(run->watermark))
		WatermarkPassIdle(run->watermark, batch, from);
}

/*
 * ViewRunIsDue: is there anything for ViewRunFlush to do beside writing groups,
 * as far as is known without reading?
 */
bool
ViewRunIsDue(ViewRun *run)
{
	return run->watermark != NULL &&
		   (!WatermarkIsLoaded(run->watermark) || WatermarkIsDue(run->watermark));
}

/*
 * ViewRunTakeLateRows: the rows (of ViewLateRow) among those applied since the
 * last time that came late or have no window.  Valid until the flush.
 */
List *
ViewRunTakeLateRows(ViewRun *run)
{
	return run->watermark == NULL ? NIL : WatermarkTakeLateRows(run->watermark);
}

/*
 * ViewRunSaveWatermark: save the watermark alone, in a transaction that moves
 * the position past rows of others.
 */
void
ViewRunSaveWatermark(ViewRun *run)
{
	if (run->watermark != NULL && WatermarkIsLoaded(run->watermark))
		WatermarkSave(run->watermark);
}

/*
 * ViewRunFlush: write the groups that have changed since the last time, in the
 * transaction that changed them, and do what the watermark makes due.
 */
void
ViewRunFlush(ViewRun *run)
{
	MemoryContext context;
	MemoryContext old;
	OwnerScope scope;

	if (run->cache == NULL || (run->watermark == NULL && !GroupCacheIsDirty(run->cache)))
		return;
	context = AllocSetContextCreate(CurTransactionContext, "streamml flush",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	if (run->view.options.emit_closed && has_deferrable_trigger(run->view.closed))
		constraints_immediate();
	OwnerScopeEnter(&scope, run->view.owner, run->view.settings);
	if (GroupCacheIsDirty(run->cache))
		write_groups(run);
	if (run->watermark != NULL && WatermarkIsLoaded(run->watermark))
		WatermarkSettle(run->watermark);
	OwnerScopeLeave(&scope);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

/* The number of rows in the source, as far as statistics know. */
static int64
estimate_rows(Oid relid)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	float4 rows = 0;

	if (HeapTupleIsValid(tuple))
	{
		rows = ((Form_pg_class) GETSTRUCT(tuple))->reltuples;
		ReleaseSysCache(tuple);
	}
	return rows > 0 ? (int64) rows : 0;
}

/*
 * Show other sessions that the view is being filled, in streamml.stat_progress.
 * The server has no kind of progress for it; that of COPY counts rows, and the
 * parameters that COPY does not use say what this is.  An error ends it.
 */
static void
show_filling(const ViewRun *run, int64 nrows)
{
	static const int index[] = {PROGRESS_COPY_TUPLES_PROCESSED, PROGRESS_FILL_ROWS,
								PROGRESS_FILL_VIEW};
	int64 values[] = {run->view.kind == VIEW_ROWS ? -1 : 0, nrows, run->view.id};

	pgstat_progress_start_command(PROGRESS_COMMAND_COPY, run->view.source);
	pgstat_progress_update_multi_param(lengthof(index), index, values);
}

/*
 * ViewRunFill: run the source's rows as the snapshot sees them through the
 * view, and write the groups.  Returns the number of rows that came out of the
 * feed.
 */
int64
ViewRunFill(ViewRun *run, Snapshot snapshot)
{
	FeedJob job = {run_feed, FEED_TABLE, NULL, estimate_rows(run->view.source)};
	int64 result;

	show_filling(run, job.nrows);
	PushActiveSnapshot(snapshot);
	result = execute(run, &job);
	ViewRunFlush(run);
	PopActiveSnapshot();
	pgstat_progress_end_command();
	return result;
}
