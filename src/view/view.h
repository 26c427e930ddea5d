/*
 * view.h
 *	  Continuous views: what one is, how its definition is taken apart, and how
 *	  a batch of rows is applied to it.
 *
 * A continuous view is four relations of its owner:
 *
 *	 view        what the user named.  Aggregate view: an ordinary view that
 *	             finalises the state table.  Row view: an ordinary table that
 *	             rows are appended to.
 *	 state       table of group keys and transition states (aggregate view);
 *	             the same relation as "view" for a row view.
 *	 definition  hidden ordinary view that holds the user's query, so that
 *	             PostgreSQL itself tracks renames and refuses to drop or retype
 *	             what is in use.
 *	 source      the table whose inserted rows feed the view.
 *
 * and of another, if it was created with emit => 'close':
 *
 *	 closed      table that closed windows are appended to.
 *
 * A hidden table beside that one, the ledger, has which of them were; it is known
 * by its name.
 */
#ifndef STREAMML_VIEW_H
#define STREAMML_VIEW_H

#include "streamml.h"

#include "nodes/parsenodes.h"
#include "nodes/primnodes.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "model/model.h"
#include "stream/stream.h"
#include "view/catalog_table.h"
#include "window/grid.h"
#include "window/window.h"

typedef enum ViewKind
{
	VIEW_AGGREGATE = 'a',
	VIEW_ROWS = 'r'
} ViewKind;

/* Stored in streamml.view_progress.state; written by the worker and by activation. */
typedef enum ViewState
{
	VIEW_PENDING = 'p', /* to be filled from the table, by activation */
	VIEW_LIVE = 'l',	/* follows the stream (position says how far) */
	VIEW_PAUSED = 's',	/* stands still at position */
	VIEW_FAILED = 'f',	/* stands still at position because of an error */
	VIEW_GAP = 'g'		/* the rows after position cannot be had any more */
} ViewState;

/*
 * A view with a gap has either lost what follows its position (VIEW_GAP), or
 * stands before an event that left rows out of the stream (VIEW_FAILED with this
 * error), and the slot still has everything behind it.
 */
#define LACKS_ROWS_SQLSTATE "SM001"

/* What the owner of a view has said to an event that left rows out of the stream. */
typedef enum GapAcceptance
{
	GAP_IS_NEW,		/* nothing */
	GAP_IS_COVERED, /* he accepted an earlier one when this one had happened */
	GAP_IS_LISTED	/* he accepted it */
} GapAcceptance;

/* What a view does about rows of its source that change. */
typedef enum ChangeAction
{
	CHANGE_IGNORE = 'i',
	CHANGE_ERROR = 'e',		/* the view fails */
	CHANGE_RECOMPUTE = 'r', /* read the touched groups again from the table */
	CHANGE_LEARN = 'l'		/* take a row that did not satisfy WHERE before */
} ChangeAction;

/*
 * Options of create_continuous_view, as given.  Lengths of time are text: an
 * interval, or a number where time is one.
 */
typedef struct ContinuousViewOptions
{
	char *lateness;	  /* how far behind the watermark stays; NULL: there is none */
	char *retention;  /* how long after its end a window is kept; NULL: for ever */
	char *max_future; /* rows that far ahead of their commit move no watermark */
	bool emit_closed; /* closed windows go to a table of their own */
	char *channel;	  /* and are announced here; NULL: nowhere */
	ChangeAction on_update;
	ChangeAction on_delete;
	ChangeAction on_truncate;
} ContinuousViewOptions;

/* The lengths among them, in microseconds or as numbers; -1: not given. */
typedef struct ViewSpans
{
	int64 lateness;
	int64 retention;
	int64 max_future;
} ViewSpans;

/* One row of streamml.view_definition joined with streamml.view_progress. */
typedef struct ContinuousView
{
	int32 id;
	Oid view; /* pg_class OIDs, see above */
	Oid state;
	Oid definition;
	Oid source;
	Oid closed; /* table of closed windows, InvalidOid without emit => 'close' */
	Oid owner;	/* pg_class.relowner of "view" */
	ViewKind kind;
	bool enabled;	  /* false: the user paused it */
	int64 generation; /* counts rebuilds; progress of another one is stale */
	char *settings;	  /* pinned GUCs, see OwnerSettingsCurrent */
	ContinuousViewOptions options;
	/* from view_progress */
	ViewState progress_state;
	int64 progress_generation;
	bool lacks_rows;	 /* it failed because of rows that are not in the stream */
	XLogRecPtr position; /* applied up to here; Invalid: up to the stream's progress */
	bool recorded;		 /* false: no progress of this generation, it came with a dump */
} ContinuousView;

/*
 * One row of streamml.view_watermark: how far event time has come in a view.
 * Times as in ViewSpans, from 2000-01-01.
 */
typedef struct ViewClock
{
	Oid time_type;
	int64 generation;
	bool known;		  /* has a row been seen?  Else max_seen, watermark mean nothing */
	int64 max_seen;	  /* largest event time seen */
	int64 watermark;  /* no window that ends at or before it is expected to grow */
	int64 emitted;	  /* windows that end at or before it have been emitted */
	int64 kept_after; /* windows that end at or before it have been freed */
	TimestampTz last_commit; /* commit time of the last row seen, 0 if not known */
	TimestampTz newest;		 /* latest commit time in the stream so far, 0 if not known */
	int64 merged;			 /* late rows, by what became of them */
	int64 diverted;
	int64 no_window;
} ViewClock;

/* A grouping key: one column of the state table. */
typedef struct ViewKey
{
	Node *expr;			/* as written, Vars of the definition query */
	Node *value;		/* the same of a row, before grouping sets leave it out */
	Node *time;			/* event time if value is a window, else NULL */
	AttrNumber feedno;	/* its column in the feed (1-based) */
	AttrNumber stateno; /* its column in the state table (1-based) */
	Oid type;
	int32 typmod;
	Oid collation;
	Oid eqop;
} ViewKey;

/* An aggregate of the definition; equal calls share one. */
typedef struct ViewAgg
{
	Aggref *aggref; /* as written, Vars of the definition query */
	int nargs;
	AttrNumber *argnos;	 /* its arguments' columns in the feed (1-based) */
	AttrNumber filterno; /* boolean column of FILTER, 0 if none */
	Oid transtype;		 /* resolved, never polymorphic */
	bool internal;		 /* transtype is internal: stored as streamml.aggstate */
	uint64 tag;			 /* of its stored states, see AggStateTag */
	AttrNumber stateno;	 /* its column in the state table (1-based) */
} ViewAgg;

/* The key that is a window.  A definition has at most one that is not tumble(). */
typedef struct ViewWindow
{
	WindowKind kind;
	int key;		   /* index in keys */
	FuncExpr *call;	   /* with all arguments in place, defaults included */
	Node *time;		   /* its first argument */
	AttrNumber timeno; /* column of the time in the feed (1-based) */
	Oid timetype;
	/* of sessions, see session_window.c */
	const Axis *axis;
	int64 gap;		   /* in ticks of the axis */
	AttrNumber lastno; /* column of the state table with the latest time (1-based) */
} ViewWindow;

/*
 * A definition taken apart.  feed is the query whose rows the aggregates (or
 * the appended table) consume: the definition without grouping, its target
 * list the keys, then every aggregate's arguments and filter.  The source is
 * still an ordinary RTE in it; plan.c puts the batch in its place.
 *
 * With grouping sets, the first key is the number of the set, whose column of the
 * feed is for SetsReceiverCreate to fill in, and no key shares its column with an
 * argument; see grouping_sets.c.
 */
typedef struct ViewDef
{
	ViewKind kind;
	Query *feed;
	Query *query;	/* the analysed definition, grouping sets written out */
	Query *written; /* the same, untouched */
	Oid source;
	int nkeys;
	ViewKey *keys;
	int naggs;
	ViewAgg *aggs;
	int nsets;		  /* grouping sets; 0: an ordinary GROUP BY */
	Bitmapset **sets; /* indexes of the keys of each; number i is set i + 1 */
	/* NULL without one, with several, or with one that some grouping set lacks */
	ViewWindow *window;
	bool joins;		 /* the feed reads other relations beside the source */
	bool whole_rows; /* it reads rows of the source as a whole, so all columns */
} ViewDef;

/* Does the state table hold panes that are combined into windows on read? */
static inline bool
ViewHasPanes(const ViewDef *def)
{
	return def->window != NULL && WindowHasPanes(def->window->kind);
}

/*
 * Where the source stands in a query: entry rti of the range table of holder,
 * which is the query itself or a row-wise subquery or WITH query of it.
 */
typedef struct SourceRef
{
	Query *holder;
	Index rti;
	Oid relid;
} SourceRef;

/* The first columns of every state table; then keys, then states. */
#define STATE_DEAD_ATTNO 1 /* "dead" bytea: strict aggregates whose state became NULL */
#define STATE_FIRST_KEY_ATTNO 2

/* definition.c: what can be maintained, and the feed it comes from */
extern ViewDef *ViewDefAnalyze(Query *query, Oid source);
extern ViewDef *ViewDefLoad(Oid definition, Oid source);
extern bool ViewDefReadsChildren(Oid definition, Oid source);
extern void ViewDefCheckState(const ViewDef *def, Relation state);
extern Expr *ViewKeyStored(Expr *key);
extern Oid ViewAggStoredType(const ViewAgg *agg);
extern Oid ViewAggStoredCollation(const ViewAgg *agg);
extern void QueryFindSource(Query *query, SourceRef *ref);
extern bool QueryExpandWholeRows(Query *feed);

/* grouping_sets.c: several groupings in one definition */
extern Query *ViewWriteOutSets(ViewDef *def);
extern Query *ViewFeedOfSets(const ViewDef *def);
extern bool ViewSetHasKey(const ViewDef *def, int set, int key);
extern bool ViewKeyInAllSets(const ViewDef *def, int key);
extern bool ViewSetIsSingle(const ViewDef *def, int set);
extern int ViewSingleGroups(const ViewDef *def);

/* session_window.c: what a definition by sessions means */
extern FuncExpr *ViewExpandedCall(const FuncExpr *call);
extern void SessionWindowPrepare(ViewWindow *window);
extern Query *SessionWriteOutMax(Query *query);
extern bool ViewDefHasSessions(const ViewDef *def);
extern char *SessionGapText(const ViewWindow *window);
extern Node *SessionRangeExpr(const ViewWindow *window, Node *start, Node *last);

/* batch_query.c: the plain query that stands for a definition */
extern Query *ViewBatchQuery(const ViewDef *def);
/* window_options.c: what options say about time */
extern void ViewOptionsCheck(const ContinuousViewOptions *options, const ViewDef *def);
extern void ViewOptionsSpans(const ContinuousViewOptions *options, Oid timetype,
							 ViewSpans *spans);
extern void ViewOptionsCopy(ContinuousViewOptions *options, MemoryContext context);
extern void ViewOptionsFree(ContinuousViewOptions *options);
extern AttrNumber ViewKeyColumn(const ViewDef *def, int key);
extern bool EventTimeIsNumber(Oid timetype);

/*
 * Numbers of the parameters of a query that reads some states: those that end
 * after one time and not after another (panes or windows; of sessions the last
 * times count), which are among these TIDs, and of windows made of panes those that
 * end so.  NULL as a time is no bound, nor is 0 for the TIDs.
 */
typedef struct ViewReadBounds
{
	int states_after;
	int states_upto;
	int states;
	int windows_after;
	int windows_upto;
} ViewReadBounds;

/* view_query.c, relations.c: what a view is made of */
extern const ViewAgg *ViewDefFindAgg(const ViewDef *def, const Aggref *node, int depth);
extern const ViewKey *ViewDefFindKey(const ViewDef *def, const Node *node, int depth);
extern Query *ViewReadQuery(const ViewDef *def, Oid state);
extern char *ViewReadSqlBetween(const ViewDef *def, Oid state,
								const ViewReadBounds *bounds);
extern Query *ViewPanesReadQuery(const ViewDef *def, Oid state);
extern Query *ViewPanesBatchQuery(const ViewDef *def);
extern Node *ViewRollupExpr(const ViewDef *def, Node *expr, TupleDesc state, Index rti,
							const AttrNumber *columns, int outer, Expr *filter);
extern void ViewQueryAddClosed(Query *query, const ContinuousView *view,
							   const ViewDef *def);
extern Query *ViewQuerySeal(Query *query);
extern Query *ViewQueryUnsealed(Query *query);
extern Query *ViewQueryHideFreed(Query *query, const ContinuousView *view,
								 const ViewDef *def);
extern bool ViewNamesAreTaken(int32 id);
extern void ViewCreateRelations(ContinuousView *view, const ViewDef *def, RangeVar *name);
extern void ViewCreateStartIndex(const ContinuousView *view, const ViewDef *def);
extern Oid ViewDefineStateIndex(const ContinuousView *view, IndexStmt *stmt);
extern Oid ViewTiedTo(Oid hidden);
extern const char *ViewNameOfState(Oid state);
extern void ViewTieRelations(const ContinuousView *view);
extern Oid ViewLedger(const ContinuousView *view, bool missing_ok);
extern void ViewCreateLedger(const ContinuousView *view, const ViewDef *def);
extern void ViewUpgrade(const ContinuousView *view);
extern void ViewReplaceQuery(const ContinuousView *view, const ViewDef *def);
extern void ViewForgoStatistics(const ContinuousView *view);
extern char *RelationSqlName(Oid relid);
extern char *OperatorSqlName(Oid op);
extern Oid ViewCreatePlain(RangeVar *name, Query *query);
extern void ViewInsertSingleGroups(const ViewDef *def, Oid state);

/* create.c */
extern RangeVar *ViewParseName(text *name);
extern void ViewPointIntoText(void *sql);

/* definition_check.c: refusals */
extern bool ViewDefCheckQuery(Query *query, const SourceRef *ref);

/* argument_check.c: options of learners, names of models, lengths of windows */
extern bool FunctionIsOurs(Oid funcid);
extern const ModelOps *LearnerOfAggregate(Oid aggfnoid);
extern void ViewCheckArguments(Query *query);
extern void ViewDefCheckSource(Oid relid, const RangeTblEntry *rte);
extern bool ViewSourceIncludes(const ContinuousView *view, Oid relid);
extern void ViewCheckRelation(Oid relid, const ContinuousView *view);
extern void ViewDefCheckRowWise(Query *query, bool top);
extern void ViewDefCheckAggregate(const Aggref *aggref);
extern void ViewDefCheckCombinable(const Aggref *aggref, const char *what);
extern void ViewDefRefuse(const char *what, const char *why, const char *hint)
	pg_attribute_noreturn();

/* clock_check.c: what depends on when it is worked out */
extern void ViewDefCheckClock(Query *query, const char *sql);

/* Lists of rows: their first columns, then those of text that each has. */
typedef enum ViewLog
{
	VIEW_LOG_DEAD_LETTERS, /* sqlstate, message */
	VIEW_LOG_LATE_ROWS	   /* event_time, watermark, action */
} ViewLog;

enum
{
	LOG_VIEW_ID = 1,
	LOG_AT,
	LOG_LSN,
	LOG_ORDINAL,
	LOG_ROW,
	LOG_FIRST_TEXT
};

/* view_catalog.c: the only code that reads or writes streamml's catalogs of views */
extern List *ViewCatalogLoad(void);
extern ContinuousView *ViewCatalogGet(Oid view, bool missing_ok);
extern ContinuousView *ViewCatalogGetOwned(Oid view);
extern ContinuousView *ViewLockOwned(Oid view);
extern Oid ViewCatalogFind(int32 id);
extern void ViewProgressSet(int32 id, ViewState state, int64 generation,
							XLogRecPtr position, const char *sqlstate,
							const char *message);
extern void ViewCatalogChanged(void);
extern Oid ViewCatalogRelid(void);
extern const char *ViewCatalogProblem(const char **hint);
extern bool ViewCatalogIsReadable(void);
extern void ViewCatalogLockViews(void);
extern int32 ViewCatalogNextId(void);
extern void ViewCatalogInsert(const ContinuousView *view, bool backfill);
extern void ViewCatalogSetEnabled(const ContinuousView *view, bool enabled);
extern void ViewCatalogSetGeneration(const ContinuousView *view, int64 generation);
extern bool ViewClockLoad(int32 id, Snapshot snapshot, ViewClock *clock);
extern void ViewClockSave(int32 id, int64 generation, const ViewClock *clock);
extern void ViewDriftInsert(const ContinuousView *view, const char *model,
							const char *key, const ModelDrift *drift, XLogRecPtr lsn);
extern void ViewCatalogDeleteDropped(void);
extern int64 ViewCatalogForget(int32 id, TimestampTz before);
extern void ViewCatalogSweep(void);
extern void ViewLogInsert(ViewLog log, const Datum *values, const bool *nulls, int n);
extern void ViewGapInsert(const ContinuousView *view, XLogRecPtr from, XLogRecPtr to,
						  const char *reason, bool accepted);
extern void ViewGapsAccept(const ContinuousView *view, XLogRecPtr upto);
extern GapAcceptance ViewGapIsAccepted(const ContinuousView *view, XLogRecPtr event);
extern char *ViewGapsAccepted(const ContinuousView *view);

/* aggstate.c: stored states of aggregates whose transition type is internal */
extern Oid AggStateTypeId(void);
extern uint64 AggStateTag(Oid aggregate, const Oid *argtypes, int nargs);
extern Datum AggStateFromBytes(uint64 tag, const bytea *bytes);
extern bytea *AggStateBytes(uint64 tag, Datum value);

/* Where rows that are about to be applied come from. */
typedef struct ViewBatch
{
	const StreamBatch *batch;
	SourceBatch *source;
	int64 first;	 /* the first of them among the source's rows in the batch */
	XLogRecPtr from; /* the view has been applied up to here */
} ViewBatch;

/* A row that came after its window had closed, or has none. */
typedef struct ViewLateRow
{
	int64 row;		  /* among the source's rows in the batch */
	char *event_time; /* NULL if it is null */
	char *watermark;  /* then; NULL if there was none */
	const char *action;
} ViewLateRow;

/*
 * What to do about a row that has raised an error in a guarded ViewRunApply, once it
 * is undone: pass it over if the function says so (row counts from the first of the
 * rows), or raise the error.  pass is NULL if none may be passed over.
 */
typedef struct ViewRowErrors
{
	bool (*pass)(void *arg, int64 row, const ErrorData *error);
	void *arg;
} ViewRowErrors;

/* What is known of an error in ViewRunApply with a guard. */
typedef struct ViewFailure
{
	bool sure;		/* row `applied` raised it */
	bool kept;		/* once that row is undone, memory has the rows before it */
	bool untouched; /* no row has reached memory */
	int64 applied;	/* so many rows have been applied, in memory */
} ViewFailure;

/* view_exec.c: apply rows to a view */
typedef struct ViewRun ViewRun;

extern ViewRun *ViewRunOpen(const ContinuousView *view, MemoryContext parent);
extern void ViewRunApply(ViewRun *run, Tuplestorestate *rows, int64 nrows);
extern void ViewRunGuard(ViewRun *run, const ViewRowErrors *errors);
extern bool ViewRunIsGuarded(const ViewRun *run);
extern void ViewRunNoteFailure(ViewRun *run, ViewFailure *failure);
extern void ViewRunUndoRow(ViewRun *run);
extern bool ViewRunIsFull(const ViewRun *run);
extern void ViewRunMakeRoom(ViewRun *run);
extern bool ViewRunIsDirty(const ViewRun *run);
extern uint64 ViewRowsDone(void);
extern void ViewRunLogDrifts(ViewRun *run, XLogRecPtr lsn);
extern void ViewRunExpect(ViewRun *run, const ViewBatch *batch);
extern void ViewRunPass(ViewRun *run, const StreamBatch *batch, XLogRecPtr from);
extern void ViewRunPassIdle(ViewRun *run, const StreamBatch *batch, XLogRecPtr from);
extern bool ViewRunIsDue(ViewRun *run);
extern List *ViewRunTakeLateRows(ViewRun *run);
extern void ViewRunSaveWatermark(ViewRun *run);
extern void ViewRunReady(ViewRun *run);
extern void ViewRunFlush(ViewRun *run);
extern void ViewRunForget(ViewRun *run);
extern void ViewRunClose(ViewRun *run);
extern bool ViewRunTryLock(ViewRun *run);
extern bool ViewRunReadsWholeRows(ViewRun *run);
extern bool ViewRunMissedWindow(const ViewRun *run);
extern List *ViewRunRowsWithoutWindow(ViewRun *run, Tuplestorestate *rows, int64 nrows);
extern bool *ViewRunMatches(ViewRun *run, Tuplestorestate *rows, int64 nrows);
extern void ViewRunTouch(ViewRun *run, Tuplestorestate *rows, int64 nrows);
extern void ViewRunTouchAll(ViewRun *run);
extern bool ViewRunIsTouched(const ViewRun *run);
extern void ViewRunRecompute(ViewRun *run, Snapshot snapshot);
extern int64 ViewRunFill(ViewRun *run, Snapshot snapshot);

/* change.c: options about changes of source rows */
extern bool ViewWantsRecompute(const ContinuousViewOptions *options);
extern void ViewCheckChangeOptions(const ContinuousViewOptions *options,
								   const ViewDef *def);
extern char *ViewReplicaIdentityCommands(Oid source);
extern void ViewWarnOfOldRows(Oid relid, const ContinuousView *view);

/* owner.c: run user expressions as the view's owner, and as nobody else */
typedef struct OwnerScope
{
	Oid save_userid;
	int save_sec_context;
	int save_nestlevel;
} OwnerScope;

/* The settings of the session: those that a view is going to have. */
#define OWNER_SETTINGS_AS_THEY_ARE "{}"

extern void OwnerScopeEnter(OwnerScope *scope, Oid owner, const char *settings);
extern bool OwnerScopeIsActive(void);
extern void OwnerScopesReleaseLocks(void);
extern void OwnerScopeTableOrder(void);
extern void OwnerScopeLeave(OwnerScope *scope);
extern char *OwnerSettingsCurrent(void);

/* subtransaction.c */
extern ErrorData *SubtransactionTry(void (*work)(void *arg), void (*failed)(void *arg),
									void *arg);

/* plan_guard.c: plan without running what others hung on their tables */
extern List *PlanGuardBegin(Query *query);
extern void PlanGuardEnd(List *opened);

/* readers.c: who may know what a view shows */
extern void CheckReaderOfView(int32 id);

/* hidden.c: keep DDL off what views are made of */
extern void HiddenInit(void);
extern bool IsHiddenRelation(Oid relid);
extern void HiddenCheckSecurity(Oid relid);

/* row_json.c: the one way in which streamml writes a row down by itself */
extern char *RowJson(TupleDesc tupdesc, const Datum *values, const bool *isnull);
extern Datum RowJsonb(TupleDesc tupdesc, const Datum *values, const bool *isnull,
					  const int *columns, int n);
extern int *ReadableColumns(Relation rel, Oid role, int *n);

/*
 * position_snapshot.c: the source as of the position that states stand for.
 * One at a time; between Open and Close the worker's confirmation is held.
 */
typedef struct PositionSnapshot
{
	Snapshot hold;		 /* since before the position: keeps vacuum away */
	Snapshot base;		 /* sees the states and the position they stand for */
	Snapshot at;		 /* sees exactly the commits up to position */
	XLogRecPtr position; /* as base saw it in stream_progress */
} PositionSnapshot;

extern void PositionSnapshotOpen(PositionSnapshot *snapshot, Oid source);
extern void PositionSnapshotClose(PositionSnapshot *snapshot);

/* lock_wait.c: a lock that is waited for says whom for */
extern void ViewLockRelation(Oid relid, LOCKMODE mode);

/* activate.c: fill a pending view from its table, exactly up to a position */
extern void ViewActivate(const ContinuousView *view, bool backfill);

#endif /* STREAMML_VIEW_H */
