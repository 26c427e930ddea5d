/*
 * view_internal.h
 *	  What the files that run views share: plan.c runs the feed over a batch,
 *	  receiver.c hands its rows to groups, group_cache.c keeps those in memory
 *	  (session_cache.c where they are sessions),
 *	  transition.c advances their states, state_store.c keeps them in the state
 *	  table, view_exec.c ties these together.
 */
#ifndef STREAMML_VIEW_INTERNAL_H
#define STREAMML_VIEW_INTERNAL_H

#include "executor/execdesc.h"
#include "executor/nodeAgg.h"
#include "executor/tuptable.h"
#include "nodes/execnodes.h"
#include "nodes/plannodes.h"
#include "storage/itemptr.h"
#include "tcop/dest.h"

#include "view/view.h"

/* ---------- transition.c ---------- */

/* State of one aggregate of a group.  By reference: owned by the cache context. */
typedef struct ViewAggState
{
	Datum value;
	bool isnull;
	bool unset; /* no value yet: the first argument becomes the state */
} ViewAggState;

/* One aggregate's functions, prepared. */
typedef struct Transition
{
	const ViewAgg *agg;
	Oid aggfnoid;
	Oid transfn_oid;
	Oid serialfn_oid;
	Oid deserialfn_oid;
	Oid combinefn_oid; /* invalid if there is none */
	FmgrInfo transfn;
	FmgrInfo serialfn;
	FmgrInfo deserialfn;
	FmgrInfo combinefn;
	FunctionCallInfo call;		   /* of transfn */
	AggStatePerTransData pertrans; /* what AggGetAggref looks at */
	int16 len;
	bool byval;
	bool adopts;  /* strict without initial value */
	bool learner; /* a learner of ours: LearnTransition */
	Datum initial;
	bool initial_null;
} Transition;

typedef struct TransitionSet
{
	int n;
	Transition *trans;
	int *order;					 /* in which they take a row: learners first */
	int current;				 /* which takes it now, by its place in order */
	bool advanced;				 /* one has taken the row in hand */
	int nmoved;					 /* how often the order was changed */
	AggState *agg_state;		 /* what AggCheckCallContext looks at */
	MemoryContext state_context; /* where states live: the cache context */
	MemoryContext row_context;	 /* reset after each row */
} TransitionSet;

extern TransitionSet *TransitionsPrepare(const ViewDef *def, MemoryContext state_context,
										 MemoryContext row_context);
extern bool TransitionsEqual(const TransitionSet *a, const TransitionSet *b);
extern void TransitionsInit(TransitionSet *set, ViewAggState *states);
extern void TransitionsReset(TransitionSet *set, ViewAggState *states);
extern void TransitionsAdvance(TransitionSet *set, ViewAggState *states,
							   const Datum *values, const bool *isnull);
extern bool TransitionsAskFirst(TransitionSet *set);
extern bool TransitionsAreUnchanged(const TransitionSet *set);
extern void TransitionsCombine(TransitionSet *set, ViewAggState *states,
							   ViewAggState *others);
extern void TransitionLoad(TransitionSet *set, int i, ViewAggState *state, Datum stored,
						   bool isnull, bool dead);
extern Datum TransitionStore(TransitionSet *set, int i, const ViewAggState *state,
							 bool *isnull);
extern void TransitionCopy(TransitionSet *set, int i, const ViewAggState *state,
						   ViewAggState *copy);
extern void TransitionRestore(TransitionSet *set, int i, ViewAggState *state,
							  const ViewAggState *copy);
extern bool TransitionIsDead(const TransitionSet *set, int i, const ViewAggState *state);

/* ---------- state_store.c ---------- */

/* A group of the view: its key, its states, and its row in the state table. */
typedef struct ViewGroup
{
	struct ViewGroup *next_dirty;
	MinimalTuple key;	 /* NULL if the view has no keys; owned by the hash table.
						  * Of a session: set while it is written. */
	TransactionId xmin;	 /* who wrote the row at tid: tells it from a later one */
	ItemPointerData tid; /* invalid: not in the state table yet */
	bool dirty;			 /* differs from the state table */
	bool gone;			 /* no row is in it any more: to be deleted, not written */
	bool single;		 /* it exists without rows */
	ViewAggState states[FLEXIBLE_ARRAY_MEMBER];
} ViewGroup;

typedef struct StateStore StateStore;

extern StateStore *StateStoreOpen(const ViewDef *def, Oid state, TupleDesc keydesc,
								  TransitionSet *transitions);
extern void StateStoreClose(StateStore *store);
extern bool StateStoreIsEmpty(StateStore *store);
extern Oid StateStoreFile(StateStore *store);
extern bool StateStoreLoad(StateStore *store, TupleTableSlot *keyslot, ViewGroup *group);
extern void StateStoreWrite(StateStore *store, ViewGroup *known, ViewGroup *fresh,
							int64 nfresh);
extern void StateStoreDelete(StateStore *store, ViewGroup *gone);
extern void StateStoreClear(const ViewDef *def, Oid state);

/* Which sessions of the other keys to look for, newest first. */
typedef enum SessionSeek
{
	SEEK_ALL,	/* all of them */
	SEEK_UNTIL, /* those that start at a time or before */
	SEEK_NULL	/* the group of rows without a session */
} SessionSeek;

extern void StateStoreSeekSessions(StateStore *store, TupleTableSlot *otherkeys,
								   SessionSeek seek, Datum until);
extern bool StateStoreNextSession(StateStore *store, Datum *start, Datum *last);
extern void StateStoreTakeSession(StateStore *store, ViewGroup *group);

/* ---------- group_cache.c ---------- */

typedef struct GroupCache GroupCache;
typedef struct Watermark Watermark;
typedef struct RowGuard RowGuard;

extern GroupCache *GroupCacheCreate(const ViewDef *def, TransitionSet *transitions,
									MemoryContext cache_context,
									MemoryContext row_context);
extern TupleDesc GroupCacheKeyDesc(GroupCache *cache);
extern void GroupCacheSetStore(GroupCache *cache, StateStore *store);
extern ViewGroup *GroupCacheFind(GroupCache *cache, const Datum *values,
								 const bool *isnull);
extern void GroupCacheExpireSessions(GroupCache *cache, int64 last);
extern bool GroupCacheSessionSpan(GroupCache *cache, const Datum *values,
								  const bool *isnull, int64 *last, int64 *joined);
extern void GroupCacheMarkDirty(GroupCache *cache, ViewGroup *group);
extern void GroupCacheRestart(GroupCache *cache, ViewGroup *group);
extern TupleTableSlot *GroupCacheKey(GroupCache *cache, const Datum *values,
									 const bool *isnull);
extern TupleHashTable GroupCacheMakeTable(GroupCache *cache, MemoryContext context);
extern bool GroupCacheIsDirty(GroupCache *cache);
extern void GroupCacheMark(GroupCache *cache);
extern bool GroupCacheCanGoBack(const GroupCache *cache);
extern void GroupCacheGoBack(GroupCache *cache);
extern bool GroupCacheIsFull(const GroupCache *cache);
extern void GroupCacheLimit(GroupCache *cache);
extern void GroupCacheFlush(GroupCache *cache);
extern void GroupCacheForget(GroupCache *cache);

/* ---------- row_guard.c ---------- */

/* Where a row of the feed is. */
typedef enum RowStage
{
	ROW_IN_FEED,	  /* in the plan, or done with */
	ROW_IS_LOOKED_UP, /* its group */
	ROW_ADVANCES	  /* the group's states */
} RowStage;

extern RowGuard *RowGuardCreate(GroupCache *cache, TransitionSet *transitions,
								Watermark *watermark, MemoryContext parent);
extern void RowGuardStart(RowGuard *guard);
extern void RowGuardNoRow(RowGuard *guard);
extern bool RowGuardEnter(RowGuard *guard, int64 row);
extern void RowGuardSave(RowGuard *guard, ViewGroup *group);
extern void RowGuardLeave(RowGuard *guard);
extern bool RowGuardState(const RowGuard *guard, int64 *row, RowStage *stage);
extern bool RowGuardCanUndo(const RowGuard *guard);
extern void RowGuardNote(RowGuard *guard);
extern void RowGuardUndo(RowGuard *guard);

/* ---------- session_cache.c, for group_cache.c ---------- */

typedef struct SessionCache SessionCache;
typedef struct SessionList SessionList;

extern SessionCache *SessionCacheCreate(const ViewDef *def, TransitionSet *transitions,
										GroupCache *groups, MemoryContext cache_context);
extern TupleDesc SessionCacheKeyDesc(SessionCache *cache);
extern SessionList *SessionCacheMakeList(SessionCache *cache, MinimalTuple key,
										 bool complete);
extern ViewGroup *SessionCacheFind(SessionCache *cache, SessionList *list,
								   StateStore *store, TupleTableSlot *otherkeys,
								   const Datum *values, const bool *isnull);
extern void SessionCacheExpire(SessionCache *cache, int64 last);
extern bool SessionCacheSpan(SessionCache *cache, SessionList *list, StateStore *store,
							 TupleTableSlot *otherkeys, const Datum *values,
							 const bool *isnull, int64 *last, int64 *joined);
extern ViewGroup *SessionCacheBeforeWrite(SessionCache *cache, StateStore *store,
										  TupleTableSlot *otherkeys, ViewGroup *dirty);
extern void SessionCacheAfterWrite(SessionCache *cache);
extern int64 SessionCacheSize(const SessionCache *cache);
extern bool SessionCacheIsUnwieldy(const SessionCache *cache);
extern void SessionCacheReset(SessionCache *cache);
extern void SessionCacheMark(SessionCache *cache);
extern bool SessionCacheCanGoBack(const SessionCache *cache);
extern void SessionCacheGoBack(SessionCache *cache);

/* ---------- watermark.c ---------- */

extern Watermark *WatermarkCreate(const ContinuousView *view, MemoryContext parent);
extern void WatermarkBind(Watermark *watermark, const ViewDef *def);
extern void WatermarkLoad(Watermark *watermark);
extern void WatermarkForget(Watermark *watermark);
extern void WatermarkMark(Watermark *watermark);
extern void WatermarkGoBack(Watermark *watermark);
extern void WatermarkExpect(Watermark *watermark, const ViewBatch *batch);
extern void WatermarkFill(Watermark *watermark);
extern bool WatermarkTake(Watermark *watermark, GroupCache *cache, const Datum *values,
						  const bool *isnull, AttrNumber ordinalno);
extern void WatermarkPass(Watermark *watermark, const StreamBatch *batch,
						  XLogRecPtr from);
extern void WatermarkPassIdle(Watermark *watermark, const StreamBatch *batch,
							  XLogRecPtr from);
extern bool ViewKeptAfter(const ContinuousView *view, const ViewDef *def,
						  Snapshot snapshot, int64 *bound);
extern bool WatermarkIsDue(const Watermark *watermark);
extern bool WatermarkIsLoaded(const Watermark *watermark);
extern List *WatermarkTakeLateRows(Watermark *watermark);
extern void WatermarkSettle(Watermark *watermark);
extern void WatermarkSave(Watermark *watermark);
extern int64 SessionGap(const ViewDef *def);
extern int64 ViewWindowReach(const ViewWindow *window);
extern Oid ViewWindowEndType(const ViewDef *def);
extern int64 EventTimeAdd(int64 time, int64 span);
extern bool EventTimeFromDatum(Oid type, Datum value, int64 *time);
extern Datum EventTimeToDatum(Oid type, int64 time);
extern char *EventTimeText(Oid timetype, int64 time);
extern char *EventTimeDatumText(Oid timetype, Datum time);

/* ---------- closing.c ---------- */

/* Which windows a view has closed, and what it owes its users about them. */
typedef struct ClosingTask
{
	const ContinuousView *view;
	const ViewDef *def;
	Oid endtype;				  /* type of a window's end */
	int64 after;				  /* windows that end after it, */
	int64 upto;					  /* up to here, have closed */
	int64 kept_after;			  /* windows that end at or before it have been freed */
	int64 extra;				  /* from the end of a pane to that of its last window */
	int64 late_from;			  /* groups of late rows begin at or after it, */
	int64 late_upto;			  /* and end at or before it */
	bool again;					  /* rebuilt: emit what differs from what was emitted */
	Tuplestorestate *late_groups; /* keys of groups that late rows changed, or NULL */
	TupleDesc group_desc;		  /* of these: columns k1, k2, ..., a, b */
	List *late_nulls;			  /* of these: which keys are NULL together */
	char *watermark_text;
} ClosingTask;

/* What the column of the feed is called that tells of windows withdrawn. */
#define WITHDRAWN_COLUMN "withdrawn"

extern void ClosingEmit(const ClosingTask *task);
extern void ClosingFillLedger(const ContinuousView *view, const ViewDef *def);
extern void ClosingExpire(const ViewDef *def, Oid state, Oid endtype, int64 bound);
extern bool ClosingNextEnd(const ViewDef *def, Oid state, Oid endtype, bool last,
						   int64 after, int64 *end);

/* ---------- state_index.c ---------- */

extern IndexElem *StateIndexElem(const ViewKey *key, Oid function);
extern IndexElem *StateEndElem(const ViewDef *def);
extern Relation StateIndexOpen(Relation state, Oid method, List *elems);

/* ---------- drift_log.c ---------- */

typedef struct DriftLog DriftLog;

extern DriftLog *DriftLogCreate(const ContinuousView *view, const ViewDef *def,
								XLogRecPtr lsn);
extern void DriftLogTake(DriftLog *log, GroupCache *cache, const ViewAggState *states,
						 const Datum *values, const bool *isnull);

/* ---------- verify.c ---------- */

extern void SpiRegisterRows(const char *name, TupleDesc tupdesc, Tuplestorestate *rows);

/* ---------- receiver.c ---------- */

extern DestReceiver *GroupReceiverCreate(GroupCache *cache, TransitionSet *transitions,
										 void (*progress)(int64 done, void *arg),
										 void *arg);
extern void GroupReceiverWatch(DestReceiver *receiver, Watermark *watermark,
							   AttrNumber ordinalno);
extern void GroupReceiverLogDrifts(DestReceiver *receiver, DriftLog *drifts);
extern void GroupReceiverGuard(DestReceiver *receiver, RowGuard *guard,
							   AttrNumber ordinalno);
extern int64 GroupReceiverRows(DestReceiver *receiver);
extern volatile uint64 ViewRowsReceived;
extern DestReceiver *SetsReceiverCreate(const ViewDef *def, DestReceiver *next);

/* ---------- no_window.c ---------- */

extern DestReceiver *WindowWatchCreate(const ViewDef *def, DestReceiver *next,
									   bool *missed);
extern Query *NoWindowFeed(const ViewDef *def);
extern DestReceiver *NoWindowReceiverCreate(AttrNumber ordinalno, MemoryContext context,
											List **rows);

/* ---------- plan.c ---------- */

/* What a feed reads. */
typedef enum FeedInput
{
	FEED_SMALL_BATCH, /* a handful of rows */
	FEED_LARGE_BATCH,
	FEED_TABLE,		/* the source itself */
	FEED_MATCHES,	/* a batch; only the numbers of the rows that give any are returned */
	FEED_KEYS,		/* a batch; only the keys are returned, in any order */
	FEED_NO_WINDOW, /* a batch; see NoWindowFeed */
	FEED_GUARDED,	/* a batch whose rows can be told apart when one fails; of a row
					 * view they are returned, with their numbers */
	FEED_JOINED,	/* a batch; the first half of a feed with joins (feed_halves.c) */
	FEED_PROJECTED, /* the rows that FEED_JOINED has returned; the other half */
	FEED_SORTED,	/* the rows that FEED_PROJECTED has returned; they are put in order */
	FEED_OUTPUT		/* rows of FEED_GUARDED or FEED_SORTED; they are inserted */
} FeedInput;

#define FEED_INPUTS 11

/* feed_halves.c: the half of a feed with joins that is made of the join's rows */
typedef struct FeedHalf
{
	List *targets; /* NIL: the feed cannot be cut */
	Node *quals;
} FeedHalf;

extern void FeedCut(Query *feed, FeedHalf *second);
extern bool PlanIsInfallible(const PlannedStmt *stmt);

typedef struct FeedPlan
{
	PlannedStmt *stmt;
	TupleDesc tupdesc;	 /* of the batch; NULL for FEED_TABLE */
	bool ordinal;		 /* rows are to be given their number, as a last column */
	bool simple;		 /* an error of one row leaves it in order, see is_simple() */
	AttrNumber numbered; /* column of the feed's rows with that number, 0 if none */
	FeedHalf second;	 /* of FEED_JOINED */
} FeedPlan;

/* source_row.c: the context of an error: a feed that runs over its source */
typedef struct SourceRow
{
	QueryDesc *query;
	Oid source;
} SourceRow;

extern void SourceRowContext(void *arg);

extern FeedPlan *FeedPlanMake(const ContinuousView *view, const ViewDef *def, Oid owner,
							  FeedInput input);
extern FeedPlan *FeedPlanMakeOver(const ContinuousView *view, const FeedPlan *below,
								  FeedInput input);
extern FeedPlan *FeedPlanMakeFiltered(const ContinuousView *view, const ViewDef *def,
									  Node *quals);
extern FeedInput FeedInputForRows(int64 nrows);
extern void FeedPlanLock(const FeedPlan *plan);
/*
 * Who decides whether a run goes on behind a row that has raised an error.  can_pass
 * is called before the subtransaction is undone in which the row failed, and touches
 * memory only: would all be as if the row had not come?  simple is that of the plan;
 * wrote tells that the subtransaction has written something.  pass is called after
 * that; if it returns false the error is raised.
 */
typedef struct FeedGuard
{
	bool (*can_pass)(void *arg, bool simple, bool wrote);
	bool (*pass)(void *arg, const ErrorData *error);
	void *arg;
} FeedGuard;

extern int64 FeedPlanRun(const FeedPlan *plan, const ContinuousView *view,
						 Tuplestorestate *rows, int64 nrows, DestReceiver *dest);
extern int64 FeedPlanRunGuarded(const FeedPlan *plan, const ContinuousView *view,
								Tuplestorestate *rows, int64 nrows, DestReceiver *dest,
								const FeedGuard *guard);
extern bool FeedPlanRowInHand(int64 *row, bool *collected);

/* ---------- row_check.c ---------- */

extern DestReceiver *RowCheckCreate(Oid table, int ncolumns, DestReceiver *next);

/* ---------- recompute.c ---------- */

typedef struct TouchedGroups TouchedGroups;

extern TouchedGroups *TouchedCreate(const ViewDef *def, GroupCache *cache,
									MemoryContext parent);
extern void TouchedFree(TouchedGroups *touched);
extern DestReceiver *TouchedReceiverCreate(TouchedGroups *touched);
extern int64 TouchedCount(const TouchedGroups *touched);
extern void TouchedRestart(TouchedGroups *touched);
extern Node *TouchedQuals(TouchedGroups *touched);
extern DestReceiver *TouchedFilterCreate(TouchedGroups *touched, DestReceiver *next);
extern DestReceiver *NumbersReceiverCreate(bool *matches, int64 n);

#endif /* STREAMML_VIEW_INTERNAL_H */
