/*
 * view_catalog.c
 *	  Rows of streamml's catalogs of views, as C structures.
 *
 * The only code that reads or writes them.  Reading and writing goes straight
 * to the heap (catalog_table.c): no SPI, no planner, so that the worker can do it
 * between batches and users need no rights on the catalogs.  Callers check
 * ownership.
 *
 * view_definition is written by users' transactions, view_progress by the
 * worker and by activation.  A transaction that drops a view removes only its
 * definition: the worker may want to write the progress of the view before
 * that transaction ends, and must not wait for it.  What a dropped view leaves
 * in the other catalogs is swept by the worker (ViewCatalogSweep).
 *
 * A change of view_definition is announced when it commits, by the generation
 * in shared memory (worker/backend.c).
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/rel.h"
#include "utils/lsyscache.h"
#include "utils/pg_lsn.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "view/view.h"
#include "worker/worker.h"

/* Columns of streamml.drift_event_log, in the order of its layout. */
enum
{
	DRF_ID = 1,
	DRF_GENERATION,
	DRF_MODEL,
	DRF_KEY,
	DRF_DETECTOR,
	DRF_NUMBER,
	DRF_ORDINAL,
	DRF_VALUE,
	DRF_LSN,
	DRF_AT,
	DRF_NATTS = DRF_AT
};

/* Columns of streamml.view_definition, in the order of its layout. */
enum
{
	DEF_ID = 1,
	DEF_VIEW,
	DEF_STATE,
	DEF_DEFINITION,
	DEF_SOURCE,
	DEF_KIND,
	DEF_ENABLED,
	DEF_GENERATION,
	DEF_BACKFILL,
	DEF_SETTINGS,
	DEF_LATENESS,
	DEF_RETENTION,
	DEF_MAX_FUTURE,
	DEF_EMIT_CLOSED,
	DEF_CHANNEL,
	DEF_ON_UPDATE,
	DEF_ON_DELETE,
	DEF_ON_TRUNCATE,
	DEF_CLOSED,
	DEF_CREATED,
	DEF_NATTS = DEF_CREATED
};

/* Columns of streamml.view_progress, in the order of its layout. */
enum
{
	PRG_ID = 1,
	PRG_STATE,
	PRG_GENERATION,
	PRG_POSITION,
	PRG_SQLSTATE,
	PRG_MESSAGE,
	PRG_CHANGED,
	PRG_NATTS = PRG_CHANGED
};

/* Columns of streamml.gap_log, in the order of its layout. */
enum
{
	GAP_ID = 1,
	GAP_AT,
	GAP_FROM,
	GAP_TO,
	GAP_REASON,
	GAP_GENERATION,
	GAP_ACCEPTED,
	GAP_ACCEPTED_AT,
	GAP_NATTS = GAP_ACCEPTED_AT
};

/* Columns of streamml.view_watermark, in the order of its layout. */
enum
{
	WMK_ID = 1,
	WMK_GENERATION,
	WMK_TIME_TYPE,
	WMK_MAX_SEEN,
	WMK_WATERMARK,
	WMK_EMITTED,
	WMK_KEPT_AFTER,
	WMK_LAST_COMMIT,
	WMK_NEWEST,
	WMK_MERGED,
	WMK_DIVERTED,
	WMK_NO_WINDOW,
	WMK_NATTS = WMK_NO_WINDOW
};

static const CatalogColumn definition_columns[] = {
	{"id", INT4OID},
	{"view", REGCLASSOID},
	{"state", REGCLASSOID},
	{"definition", REGCLASSOID},
	{"source", REGCLASSOID},
	{"kind", CHAROID},
	{"enabled", BOOLOID},
	{"generation", INT8OID},
	{"backfill", BOOLOID},
	{"settings", TEXTOID},
	{"lateness", TEXTOID, true},
	{"retention", TEXTOID, true},
	{"max_future", TEXTOID, true},
	{"emit_closed", BOOLOID},
	{"channel", TEXTOID, true},
	{"on_update", CHAROID},
	{"on_delete", CHAROID},
	{"on_truncate", CHAROID},
	{"closed", REGCLASSOID, true},
	{"created", TIMESTAMPTZOID},
};

static const CatalogColumn progress_columns[] = {
	{"id", INT4OID},
	{"state", CHAROID},
	{"generation", INT8OID},
	{"position", LSNOID, true},
	{"sqlstate", TEXTOID, true},
	{"message", TEXTOID, true},
	{"changed", TIMESTAMPTZOID},
};

static const CatalogColumn watermark_columns[] = {
	{"id", INT4OID},
	{"generation", INT8OID},
	{"time_type", REGTYPEOID},
	{"max_seen", INT8OID, true},
	{"watermark", INT8OID, true},
	{"emitted", INT8OID, true},
	{"kept_after", INT8OID, true},
	{"last_commit", TIMESTAMPTZOID, true},
	{"newest", TIMESTAMPTZOID, true},
	{"merged", INT8OID},
	{"diverted", INT8OID},
	{"no_window", INT8OID},
};

static const CatalogColumn drift_columns[] = {
	{"view_id", INT4OID},	 {"generation", INT8OID}, {"model", TEXTOID},
	{"key", JSONBOID, true}, {"detector", TEXTOID},	  {"number", INT8OID},
	{"ordinal", INT8OID},	 {"value", FLOAT8OID},	  {"lsn", LSNOID},
	{"at", TIMESTAMPTZOID},
};

static const CatalogColumn dead_letter_columns[] = {
	{"view_id", INT4OID}, {"at", TIMESTAMPTZOID}, {"lsn", LSNOID},
	{"ordinal", INT8OID}, {"row", JSONBOID},	  {"sqlstate", TEXTOID},
	{"message", TEXTOID},
};

static const CatalogColumn late_row_columns[] = {
	{"view_id", INT4OID},		  {"at", TIMESTAMPTZOID}, {"lsn", LSNOID},
	{"ordinal", INT8OID},		  {"row", JSONBOID},	  {"event_time", TEXTOID, true},
	{"watermark", TEXTOID, true}, {"action", TEXTOID},
};

static const CatalogColumn gap_columns[] = {
	{"view_id", INT4OID},
	{"at", TIMESTAMPTZOID},
	{"from_lsn", LSNOID},
	{"to_lsn", LSNOID, true},
	{"reason", TEXTOID},
	{"generation", INT8OID},
	{"accepted", TIMESTAMPTZOID, true},
	{"accepted_at", LSNOID, true},
};

static const CatalogColumn drift_log_columns[] = {
	{"view_id", INT4OID},
	{"at", TIMESTAMPTZOID},
};

StaticAssertDecl(lengthof(definition_columns) == DEF_NATTS, "columns of view_definition");
StaticAssertDecl(lengthof(progress_columns) == PRG_NATTS, "columns of view_progress");
StaticAssertDecl(lengthof(watermark_columns) == WMK_NATTS, "columns of view_watermark");
StaticAssertDecl(lengthof(gap_columns) == GAP_NATTS, "columns of gap_log");
StaticAssertDecl(lengthof(drift_columns) == DRF_NATTS, "columns of drift_event_log");

static const CatalogLayout definitions =
	CATALOG_LAYOUT("view_definition", definition_columns);
static const CatalogLayout progresses = CATALOG_LAYOUT("view_progress", progress_columns);
static const CatalogLayout watermarks =
	CATALOG_LAYOUT("view_watermark", watermark_columns);
static const CatalogLayout drifts = CATALOG_LAYOUT("drift_event_log", drift_columns);
static const CatalogLayout drift_log =
	CATALOG_LAYOUT("drift_event_log", drift_log_columns);
static const CatalogLayout dead_letters =
	CATALOG_LAYOUT("dead_letter_log", dead_letter_columns);
static const CatalogLayout late_rows = CATALOG_LAYOUT("late_row_log", late_row_columns);
static const CatalogLayout gaps = CATALOG_LAYOUT("gap_log", gap_columns);

/*
 * ViewCatalogRelid: OID of streamml.view_definition, whose invalidations tell
 * of changed views; InvalidOid if the extension is not installed.
 */
Oid
ViewCatalogRelid(void)
{
	return CatalogTableOid(definitions.name);
}

/*
 * ViewCatalogChanged: at commit, make the worker look at the views again.
 */
void
ViewCatalogChanged(void)
{
	StreamCatalogChanged();
}

/*
 * ViewCatalogProblem: NULL if the library and the catalogs of views fit together;
 * else what is wrong, and in *hint what mends it.
 */
const char *
ViewCatalogProblem(const char **hint)
{
	static const CatalogLayout *const layouts[] = {
		&definitions, &progresses, &watermarks, &dead_letters,
		&late_rows,	  &gaps,	   &drifts};
	const char *problem = ExtensionVersionProblem(hint);

	for (int i = 0; problem == NULL && i < lengthof(layouts); i++)
		problem = CatalogTableProblem(layouts[i], hint);
	return problem;
}

/*
 * ViewCatalogIsReadable: are there catalogs of views that the library can read?
 */
bool
ViewCatalogIsReadable(void)
{
	const char *hint;

	return CatalogTableProblem(&definitions, &hint) == NULL &&
		   CatalogTableProblem(&progresses, &hint) == NULL;
}

/* ---------- reading ---------- */

static SysScanDesc
begin_scan(const CatalogTable *table, Snapshot snapshot)
{
	return systable_beginscan(table->rel, InvalidOid, false, snapshot, 0, NULL);
}

static char *
text_or_null(Datum value, bool isnull)
{
	return isnull ? NULL : TextDatumGetCString(value);
}

static void
options_from_values(ContinuousViewOptions *options, const Datum *values,
					const bool *nulls)
{
	options->lateness = text_or_null(values[DEF_LATENESS - 1], nulls[DEF_LATENESS - 1]);
	options->retention =
		text_or_null(values[DEF_RETENTION - 1], nulls[DEF_RETENTION - 1]);
	options->max_future =
		text_or_null(values[DEF_MAX_FUTURE - 1], nulls[DEF_MAX_FUTURE - 1]);
	options->emit_closed = DatumGetBool(values[DEF_EMIT_CLOSED - 1]);
	options->channel = text_or_null(values[DEF_CHANNEL - 1], nulls[DEF_CHANNEL - 1]);
	options->on_update = DatumGetChar(values[DEF_ON_UPDATE - 1]);
	options->on_delete = DatumGetChar(values[DEF_ON_DELETE - 1]);
	options->on_truncate = DatumGetChar(values[DEF_ON_TRUNCATE - 1]);
}

/* Fill the definition's part of a view; false if its relation is gone. */
static bool
definition_from_tuple(ContinuousView *view, HeapTuple tuple, const CatalogTable *table)
{
	Datum values[DEF_NATTS];
	bool nulls[DEF_NATTS];
	HeapTuple class_tuple;

	CatalogTableDeform(table, tuple, values, nulls);
	view->id = DatumGetInt32(values[DEF_ID - 1]);
	view->view = DatumGetObjectId(values[DEF_VIEW - 1]);
	view->state = DatumGetObjectId(values[DEF_STATE - 1]);
	view->definition = DatumGetObjectId(values[DEF_DEFINITION - 1]);
	view->source = DatumGetObjectId(values[DEF_SOURCE - 1]);
	view->kind = DatumGetChar(values[DEF_KIND - 1]);
	view->closed =
		nulls[DEF_CLOSED - 1] ? InvalidOid : DatumGetObjectId(values[DEF_CLOSED - 1]);
	view->enabled = DatumGetBool(values[DEF_ENABLED - 1]);
	view->generation = DatumGetInt64(values[DEF_GENERATION - 1]);
	view->settings = TextDatumGetCString(values[DEF_SETTINGS - 1]);
	options_from_values(&view->options, values, nulls);
	view->progress_state = VIEW_GAP;
	view->progress_generation = view->generation;

	class_tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(view->view));
	if (!HeapTupleIsValid(class_tuple))
		return false;
	view->owner = ((Form_pg_class) GETSTRUCT(class_tuple))->relowner;
	ReleaseSysCache(class_tuple);
	return true;
}

/*
 * Fill the progress' part of the view it belongs to.  That of another
 * generation is void.
 */
static void
progress_from_tuple(List *views, HeapTuple tuple, const CatalogTable *table)
{
	Datum values[PRG_NATTS];
	bool nulls[PRG_NATTS];
	ListCell *lc;

	CatalogTableDeform(table, tuple, values, nulls);
	foreach (lc, views)
	{
		ContinuousView *view = lfirst(lc);

		if (view->id != DatumGetInt32(values[PRG_ID - 1]) ||
			view->generation != DatumGetInt64(values[PRG_GENERATION - 1]))
			continue;
		view->progress_state = DatumGetChar(values[PRG_STATE - 1]);
		view->progress_generation = DatumGetInt64(values[PRG_GENERATION - 1]);
		view->lacks_rows =
			view->progress_state == VIEW_FAILED && !nulls[PRG_SQLSTATE - 1] &&
			strcmp(TextDatumGetCString(values[PRG_SQLSTATE - 1]), LACKS_ROWS_SQLSTATE) ==
				0;
		view->position = nulls[PRG_POSITION - 1] ? InvalidXLogRecPtr :
												   DatumGetLSN(values[PRG_POSITION - 1]);
		view->recorded = true;
		return;
	}
}

/* Views as of a snapshot; only the one with this relation if it is valid. */
static List *
load_views(Snapshot snapshot, Oid only)
{
	List *views = NIL;
	CatalogTable table = CatalogTableOpen(&definitions, AccessShareLock);
	SysScanDesc scan = begin_scan(&table, snapshot);
	HeapTuple tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		ContinuousView *view = palloc0(sizeof(ContinuousView));

		if (definition_from_tuple(view, tuple, &table) &&
			(!OidIsValid(only) || view->view == only))
			views = lappend(views, view);
	}
	systable_endscan(scan);
	CatalogTableClose(&table, AccessShareLock);
	if (views == NIL)
		return NIL;

	table = CatalogTableOpen(&progresses, AccessShareLock);
	scan = begin_scan(&table, snapshot);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		progress_from_tuple(views, tuple, &table);
	systable_endscan(scan);
	CatalogTableClose(&table, AccessShareLock);
	return views;
}

/*
 * ViewCatalogLoad: all views (of ContinuousView), as the active snapshot sees
 * them, in the current memory context.  Views without progress of their
 * generation have a gap: dumps have definitions, but no progress.
 */
List *
ViewCatalogLoad(void)
{
	return load_views(GetActiveSnapshot(), InvalidOid);
}

/*
 * ViewCatalogGet: the continuous view with this relation, as of now, in the
 * current memory context.  NULL, or an error, if it is not one.
 */
ContinuousView *
ViewCatalogGet(Oid relid, bool missing_ok)
{
	Snapshot snapshot;
	List *views;

	if (missing_ok && !OidIsValid(ViewCatalogRelid()))
		return NULL;
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	views = load_views(snapshot, relid);
	UnregisterSnapshot(snapshot);
	if (views == NIL && !missing_ok)
	{
		const char *name = get_rel_name(relid);

		ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("\"%s\" is not a continuous view",
					   name ? name : psprintf("%u", relid)),
				errhint("See SELECT name FROM streamml.continuous_views."));
	}
	return views == NIL ? NULL : linitial(views);
}

/*
 * ViewCatalogLockViews: lock all views and their states for a command that drops
 * them together with the catalogs.
 */
void
ViewCatalogLockViews(void)
{
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	ListCell *lc;

	foreach (lc, load_views(snapshot, InvalidOid))
	{
		const ContinuousView *view = lfirst(lc);

		LockRelationOid(view->view, AccessExclusiveLock);
		LockRelationOid(view->state, AccessExclusiveLock);
	}
	UnregisterSnapshot(snapshot);
}

/*
 * ViewCatalogFind: the relation of the view with this number, as the active
 * snapshot sees it; InvalidOid if there is none.
 */
Oid
ViewCatalogFind(int32 id)
{
	CatalogTable table = CatalogTableOpen(&definitions, AccessShareLock);
	SysScanDesc scan =
		systable_beginscan(table.rel, InvalidOid, false, GetActiveSnapshot(), 0, NULL);
	Oid result = InvalidOid;
	HeapTuple tuple;
	bool isnull;

	while (!OidIsValid(result) && HeapTupleIsValid(tuple = systable_getnext(scan)))
		if (DatumGetInt32(CatalogTableGet(&table, tuple, DEF_ID, &isnull)) == id)
			result = DatumGetObjectId(CatalogTableGet(&table, tuple, DEF_VIEW, &isnull));
	systable_endscan(scan);
	CatalogTableClose(&table, AccessShareLock);
	return result;
}

/* ---------- writing ---------- */

/*
 * The row with this id in one of our tables, whose first column is the id; a
 * copy.  If generation_column is not 0, that column must have this value too.
 */
static HeapTuple
find_row(const CatalogTable *table, int32 id, int generation_column, int64 generation)
{
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	SysScanDesc scan = begin_scan(table, snapshot);
	HeapTuple tuple;
	bool isnull;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		if (DatumGetInt32(CatalogTableGet(table, tuple, 1, &isnull)) == id &&
			(generation_column == 0 ||
			 DatumGetInt64(CatalogTableGet(table, tuple, generation_column, &isnull)) ==
				 generation))
			break;
	tuple = HeapTupleIsValid(tuple) ? heap_copytuple(tuple) : NULL;
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	return tuple;
}

/* Is there a row of this view, whose number is the first column? */
static bool
has_row(const CatalogLayout *layout, int32 id)
{
	CatalogTable table = CatalogTableOpen(layout, AccessShareLock);
	bool found = find_row(&table, id, 0, 0) != NULL;

	CatalogTableClose(&table, AccessShareLock);
	return found;
}

/*
 * ViewCatalogNextId: the number of a view that is about to be created; one that
 * nothing of another view goes by, be that dropped or only half restored.
 */
int32
ViewCatalogNextId(void)
{
	Oid sequence = CatalogTableOid("view_id_seq");

	if (!OidIsValid(sequence))
		elog(ERROR, "sequence \"%s.view_id_seq\" does not exist", STREAMML_SCHEMA);
	for (;;)
	{
		int32 id = (int32) nextval_internal(sequence, false);

		CHECK_FOR_INTERRUPTS();
		if (!has_row(&definitions, id) && !has_row(&progresses, id) &&
			!has_row(&watermarks, id) && !has_row(&gaps, id) && !ViewNamesAreTaken(id))
			return id;
	}
}

static void
put_text(Datum *values, bool *nulls, int attno, const char *value)
{
	nulls[attno - 1] = value == NULL;
	if (value != NULL)
		values[attno - 1] = CStringGetTextDatum(value);
}

static void
put_options(Datum *values, bool *nulls, const ContinuousViewOptions *options)
{
	put_text(values, nulls, DEF_LATENESS, options->lateness);
	put_text(values, nulls, DEF_RETENTION, options->retention);
	put_text(values, nulls, DEF_MAX_FUTURE, options->max_future);
	values[DEF_EMIT_CLOSED - 1] = BoolGetDatum(options->emit_closed);
	put_text(values, nulls, DEF_CHANNEL, options->channel);
	values[DEF_ON_UPDATE - 1] = CharGetDatum(options->on_update);
	values[DEF_ON_DELETE - 1] = CharGetDatum(options->on_delete);
	values[DEF_ON_TRUNCATE - 1] = CharGetDatum(options->on_truncate);
}

/*
 * ViewCatalogInsert: record a new view.  Its progress is not recorded here.
 */
void
ViewCatalogInsert(const ContinuousView *view, bool backfill)
{
	Datum values[DEF_NATTS];
	bool nulls[DEF_NATTS] = {0};
	CatalogTable table = CatalogTableOpen(&definitions, RowExclusiveLock);

	values[DEF_ID - 1] = Int32GetDatum(view->id);
	values[DEF_VIEW - 1] = ObjectIdGetDatum(view->view);
	values[DEF_STATE - 1] = ObjectIdGetDatum(view->state);
	values[DEF_DEFINITION - 1] = ObjectIdGetDatum(view->definition);
	values[DEF_SOURCE - 1] = ObjectIdGetDatum(view->source);
	values[DEF_KIND - 1] = CharGetDatum(view->kind);
	values[DEF_ENABLED - 1] = BoolGetDatum(view->enabled);
	values[DEF_GENERATION - 1] = Int64GetDatum(view->generation);
	values[DEF_BACKFILL - 1] = BoolGetDatum(backfill);
	values[DEF_SETTINGS - 1] = CStringGetTextDatum(view->settings);
	put_options(values, nulls, &view->options);
	values[DEF_CLOSED - 1] = ObjectIdGetDatum(view->closed);
	nulls[DEF_CLOSED - 1] = !OidIsValid(view->closed);
	values[DEF_CREATED - 1] = TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());
	CatalogTableInsert(&table, values, nulls);
	CatalogTableClose(&table, RowExclusiveLock);
	CommandCounterIncrement();
	ViewCatalogChanged();
}

/* Write a row of this id and generation, or change it if there is one. */
static void
put_row(const CatalogTable *table, int32 id, int generation_column, int64 generation,
		const Datum *values, const bool *nulls)
{
	HeapTuple old = find_row(table, id, generation_column, generation);

	if (HeapTupleIsValid(old))
		CatalogTableUpdate(table, old, values, nulls, NULL);
	else
		CatalogTableInsert(table, values, nulls);
}

/* Change one column of a view's definition. */
static void
update_definition(int32 id, int attno, Datum value)
{
	CatalogTable table = CatalogTableOpen(&definitions, RowExclusiveLock);
	HeapTuple tuple = find_row(&table, id, 0, 0);
	Datum values[DEF_NATTS] = {0};
	bool nulls[DEF_NATTS] = {0};
	bool replace[DEF_NATTS] = {0};

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("continuous view %d does not exist any more", id));
	values[attno - 1] = value;
	replace[attno - 1] = true;
	CatalogTableUpdate(&table, tuple, values, nulls, replace);
	CatalogTableClose(&table, RowExclusiveLock);
	CommandCounterIncrement();
	ViewCatalogChanged();
}

/*
 * ViewCatalogSetEnabled: pause a view or let it run again.
 */
void
ViewCatalogSetEnabled(const ContinuousView *view, bool enabled)
{
	update_definition(view->id, DEF_ENABLED, BoolGetDatum(enabled));
}

/*
 * ViewCatalogSetGeneration: start the view anew; progress of other generations
 * is void.
 */
void
ViewCatalogSetGeneration(const ContinuousView *view, int64 generation)
{
	update_definition(view->id, DEF_GENERATION, Int64GetDatum(generation));
}

/*
 * ViewProgressSet: record how far a view got.  position may be invalid ("as
 * far as the stream"), sqlstate and message may be NULL.  Each generation has
 * a row of its own, so that the worker, which may still save the place of the
 * old one, does not wait for an open transaction that has rebuilt the view.
 */
void
ViewProgressSet(int32 id, ViewState state, int64 generation, XLogRecPtr position,
				const char *sqlstate, const char *message)
{
	CatalogTable table = CatalogTableOpen(&progresses, RowExclusiveLock);
	Datum values[PRG_NATTS] = {0};
	bool nulls[PRG_NATTS] = {0};

	values[PRG_ID - 1] = Int32GetDatum(id);
	values[PRG_STATE - 1] = CharGetDatum(state);
	values[PRG_GENERATION - 1] = Int64GetDatum(generation);
	values[PRG_POSITION - 1] = LSNGetDatum(position);
	nulls[PRG_POSITION - 1] = XLogRecPtrIsInvalid(position);
	nulls[PRG_SQLSTATE - 1] = sqlstate == NULL;
	if (sqlstate != NULL)
		values[PRG_SQLSTATE - 1] = CStringGetTextDatum(sqlstate);
	nulls[PRG_MESSAGE - 1] = message == NULL;
	if (message != NULL)
		values[PRG_MESSAGE - 1] = CStringGetTextDatum(message);
	values[PRG_CHANGED - 1] = TimestampTzGetDatum(GetCurrentTimestamp());
	put_row(&table, id, PRG_GENERATION, generation, values, nulls);
	CatalogTableClose(&table, RowExclusiveLock);
	CommandCounterIncrement();
}

/* ---------- watermarks ---------- */

static void
clock_from_tuple(ViewClock *clock, HeapTuple tuple, const CatalogTable *table)
{
	Datum values[WMK_NATTS];
	bool nulls[WMK_NATTS];

	CatalogTableDeform(table, tuple, values, nulls);
	clock->time_type = DatumGetObjectId(values[WMK_TIME_TYPE - 1]);
	clock->known = !nulls[WMK_WATERMARK - 1];
	clock->watermark = clock->known ? DatumGetInt64(values[WMK_WATERMARK - 1]) : 0;
	clock->max_seen = clock->known ? DatumGetInt64(values[WMK_MAX_SEEN - 1]) : 0;
	clock->emitted =
		nulls[WMK_EMITTED - 1] ? PG_INT64_MIN : DatumGetInt64(values[WMK_EMITTED - 1]);
	clock->kept_after = nulls[WMK_KEPT_AFTER - 1] ?
							PG_INT64_MIN :
							DatumGetInt64(values[WMK_KEPT_AFTER - 1]);
	clock->last_commit =
		nulls[WMK_LAST_COMMIT - 1] ? 0 : DatumGetTimestampTz(values[WMK_LAST_COMMIT - 1]);
	clock->newest =
		nulls[WMK_NEWEST - 1] ? 0 : DatumGetTimestampTz(values[WMK_NEWEST - 1]);
	clock->merged = DatumGetInt64(values[WMK_MERGED - 1]);
	clock->diverted = DatumGetInt64(values[WMK_DIVERTED - 1]);
	clock->no_window = DatumGetInt64(values[WMK_NO_WINDOW - 1]);
}

/*
 * ViewClockLoad: the watermark of a view's newest generation that the snapshot
 * sees.  False, and an empty clock, if there is none.
 */
bool
ViewClockLoad(int32 id, Snapshot snapshot, ViewClock *clock)
{
	CatalogTable table = CatalogTableOpen(&watermarks, AccessShareLock);
	SysScanDesc scan = begin_scan(&table, snapshot);
	int64 newest = 0;
	HeapTuple tuple;

	memset(clock, 0, sizeof(ViewClock));
	clock->emitted = clock->kept_after = PG_INT64_MIN;
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool isnull;
		int64 generation =
			DatumGetInt64(CatalogTableGet(&table, tuple, WMK_GENERATION, &isnull));

		if (DatumGetInt32(CatalogTableGet(&table, tuple, WMK_ID, &isnull)) != id ||
			generation <= newest)
			continue;
		newest = generation;
		clock_from_tuple(clock, tuple, &table);
	}
	clock->generation = newest;
	systable_endscan(scan);
	CatalogTableClose(&table, AccessShareLock);
	return newest > 0;
}

/*
 * ViewClockSave: record the watermark of a generation of a view.
 */
void
ViewClockSave(int32 id, int64 generation, const ViewClock *clock)
{
	CatalogTable table = CatalogTableOpen(&watermarks, RowExclusiveLock);
	Datum values[WMK_NATTS] = {0};
	bool nulls[WMK_NATTS] = {0};

	values[WMK_ID - 1] = Int32GetDatum(id);
	values[WMK_GENERATION - 1] = Int64GetDatum(generation);
	values[WMK_TIME_TYPE - 1] = ObjectIdGetDatum(clock->time_type);
	values[WMK_MAX_SEEN - 1] = Int64GetDatum(clock->max_seen);
	values[WMK_WATERMARK - 1] = Int64GetDatum(clock->watermark);
	nulls[WMK_MAX_SEEN - 1] = nulls[WMK_WATERMARK - 1] = !clock->known;
	values[WMK_EMITTED - 1] = Int64GetDatum(clock->emitted);
	nulls[WMK_EMITTED - 1] = clock->emitted == PG_INT64_MIN;
	values[WMK_KEPT_AFTER - 1] = Int64GetDatum(clock->kept_after);
	nulls[WMK_KEPT_AFTER - 1] = clock->kept_after == PG_INT64_MIN;
	values[WMK_LAST_COMMIT - 1] = TimestampTzGetDatum(clock->last_commit);
	nulls[WMK_LAST_COMMIT - 1] = clock->last_commit == 0;
	values[WMK_NEWEST - 1] = TimestampTzGetDatum(clock->newest);
	nulls[WMK_NEWEST - 1] = clock->newest == 0;
	values[WMK_MERGED - 1] = Int64GetDatum(clock->merged);
	values[WMK_DIVERTED - 1] = Int64GetDatum(clock->diverted);
	values[WMK_NO_WINDOW - 1] = Int64GetDatum(clock->no_window);
	put_row(&table, id, WMK_GENERATION, generation, values, nulls);
	CatalogTableClose(&table, RowExclusiveLock);
	CommandCounterIncrement();
}

/* ---------- drift events ---------- */

/*
 * ViewDriftInsert: record a drift that a model of the view has found.  model is
 * the view's column, key the keys of its group as jsonb text or NULL, lsn the
 * position that the rows at hand go up to.
 */
void
ViewDriftInsert(const ContinuousView *view, const char *model, const char *key,
				const ModelDrift *drift, XLogRecPtr lsn)
{
	CatalogTable table = CatalogTableOpen(&drifts, RowExclusiveLock);
	Datum values[DRF_NATTS] = {0};
	bool nulls[DRF_NATTS] = {0};

	values[DRF_ID - 1] = Int32GetDatum(view->id);
	values[DRF_GENERATION - 1] = Int64GetDatum(view->generation);
	values[DRF_MODEL - 1] = CStringGetTextDatum(model);
	nulls[DRF_KEY - 1] = key == NULL;
	if (key != NULL)
		values[DRF_KEY - 1] = DirectFunctionCall1(jsonb_in, CStringGetDatum(key));
	values[DRF_DETECTOR - 1] = CStringGetTextDatum(drift->detector);
	values[DRF_NUMBER - 1] = Int64GetDatum(drift->number);
	values[DRF_ORDINAL - 1] = Int64GetDatum(drift->position);
	values[DRF_VALUE - 1] = Float8GetDatum(drift->value);
	values[DRF_LSN - 1] = LSNGetDatum(lsn);
	values[DRF_AT - 1] = TimestampTzGetDatum(GetCurrentTimestamp());
	CatalogTableInsert(&table, values, nulls);
	CatalogTableClose(&table, RowExclusiveLock);
}

/* ---------- gaps ---------- */

/* The owner accepts a gap, knowing the database as it is now. */
static void
put_accepted(Datum *values, bool *nulls)
{
	values[GAP_ACCEPTED - 1] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[GAP_ACCEPTED_AT - 1] = LSNGetDatum(GetXLogInsertRecPtr());
	nulls[GAP_ACCEPTED - 1] = nulls[GAP_ACCEPTED_AT - 1] = false;
}

/*
 * ViewGapInsert: record that the view could not see the stream from one position
 * to another (Invalid: nobody knows how far); the same twice: an event there,
 * which may have been accepted together with an earlier one.
 */
void
ViewGapInsert(const ContinuousView *view, XLogRecPtr from, XLogRecPtr to,
			  const char *reason, bool accepted)
{
	CatalogTable table = CatalogTableOpen(&gaps, RowExclusiveLock);
	Datum values[GAP_NATTS] = {0};
	bool nulls[GAP_NATTS] = {0};

	values[GAP_ID - 1] = Int32GetDatum(view->id);
	values[GAP_GENERATION - 1] = Int64GetDatum(view->generation);
	values[GAP_FROM - 1] = LSNGetDatum(from);
	values[GAP_TO - 1] = LSNGetDatum(to);
	nulls[GAP_TO - 1] = XLogRecPtrIsInvalid(to);
	values[GAP_REASON - 1] = CStringGetTextDatum(reason);
	values[GAP_AT - 1] = TimestampTzGetDatum(GetCurrentTimestamp());
	nulls[GAP_ACCEPTED - 1] = nulls[GAP_ACCEPTED_AT - 1] = true;
	if (accepted)
		put_accepted(values, nulls);
	CatalogTableInsert(&table, values, nulls);
	CatalogTableClose(&table, RowExclusiveLock);
}

/* Is this a gap of the view since it was last filled? */
static bool
is_gap_of(const ContinuousView *view, const Datum *values)
{
	return DatumGetInt32(values[GAP_ID - 1]) == view->id &&
		   DatumGetInt64(values[GAP_GENERATION - 1]) == view->generation;
}

/* A row of the log of gaps, open to be changed. */
typedef struct GapRow
{
	const CatalogTable *table;
	HeapTuple tuple;
	Datum values[GAP_NATTS];
	bool nulls[GAP_NATTS];
} GapRow;

/*
 * Call a function for each gap of the view since it was last filled: those that the
 * owner has accepted, or the open ones.
 */
static void
for_each_gap(const ContinuousView *view, bool accepted,
			 void (*work)(GapRow *row, void *arg), void *arg)
{
	CatalogTable table =
		CatalogTableOpen(&gaps, accepted ? AccessShareLock : RowExclusiveLock);
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	SysScanDesc scan = begin_scan(&table, snapshot);
	GapRow row = {.table = &table};

	while (HeapTupleIsValid(row.tuple = systable_getnext(scan)))
	{
		CatalogTableDeform(&table, row.tuple, row.values, row.nulls);
		if (is_gap_of(view, row.values) && row.nulls[GAP_ACCEPTED - 1] != accepted)
			work(&row, arg);
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	CatalogTableClose(&table, accepted ? AccessShareLock : RowExclusiveLock);
}

/* A gap is accepted; *arg: where the view goes on, Invalid if the gap says so. */
static void
accept_row(GapRow *row, void *arg)
{
	XLogRecPtr upto = *(XLogRecPtr *) arg;

	if (!XLogRecPtrIsInvalid(upto))
	{
		row->values[GAP_TO - 1] = LSNGetDatum(upto);
		row->nulls[GAP_TO - 1] = false;
	}
	put_accepted(row->values, row->nulls);
	CatalogTableUpdate(row->table, row->tuple, row->values, row->nulls, NULL);
}

/*
 * ViewGapsAccept: the view goes on behind its open gaps: at `upto` where rows are
 * lost up to there.
 */
void
ViewGapsAccept(const ContinuousView *view, XLogRecPtr upto)
{
	XLogRecPtr end = view->lacks_rows ? InvalidXLogRecPtr : upto;

	for_each_gap(view, false, accept_row, &end);
	CommandCounterIncrement();
}

typedef struct EventSearch
{
	XLogRecPtr event;
	GapAcceptance result;
} EventSearch;

static void
match_event(GapRow *row, void *arg)
{
	const Datum *values = row->values;
	EventSearch *search = arg;

	if (DatumGetLSN(values[GAP_FROM - 1]) == search->event &&
		DatumGetLSN(values[GAP_TO - 1]) == search->event)
		search->result = GAP_IS_LISTED;
	else if (search->result == GAP_IS_NEW &&
			 DatumGetLSN(values[GAP_ACCEPTED_AT - 1]) >= search->event)
		search->result = GAP_IS_COVERED;
}

/*
 * ViewGapIsAccepted: has the view's owner accepted the event at this position?
 */
GapAcceptance
ViewGapIsAccepted(const ContinuousView *view, XLogRecPtr event)
{
	EventSearch search = {event, GAP_IS_NEW};

	for_each_gap(view, true, match_event, &search);
	return search.result;
}

static void
describe_gap(GapRow *row, void *arg)
{
	const Datum *values = row->values;
	StringInfo lines = arg;
	XLogRecPtr from = DatumGetLSN(values[GAP_FROM - 1]);
	XLogRecPtr to = DatumGetLSN(values[GAP_TO - 1]);

	appendStringInfo(lines, "%s%X/%X", lines->len > 0 ? "\n" : "", LSN_FORMAT_ARGS(from));
	if (to != from)
		appendStringInfo(lines, " to %X/%X", LSN_FORMAT_ARGS(to));
	appendStringInfo(lines, ": %s.", TextDatumGetCString(values[GAP_REASON - 1]));
}

/*
 * ViewGapsAccepted: the gaps that the view went on behind since it was last
 * filled, a line each; NULL if there are none.
 */
char *
ViewGapsAccepted(const ContinuousView *view)
{
	StringInfoData text;

	initStringInfo(&text);
	for_each_gap(view, true, describe_gap, &text);
	return text.len > 0 ? text.data : NULL;
}

/* ---------- removing ---------- */

/* Delete a row unless somebody else did; true if it was us. */
static bool
delete_row(Relation rel, HeapTuple tuple)
{
	TM_FailureData failure;
	TM_Result result = heap_delete(rel, &tuple->t_self, GetCurrentCommandId(true),
								   InvalidSnapshot, true, &failure, false);

	return result == TM_Ok;
}

/*
 * ViewCatalogDeleteDropped: delete the definitions of views whose relation no
 * longer exists.  Two transactions may find the same one.
 */
void
ViewCatalogDeleteDropped(void)
{
	CatalogTable table = CatalogTableOpen(&definitions, RowExclusiveLock);
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	SysScanDesc scan = begin_scan(&table, snapshot);
	HeapTuple tuple;
	bool any = false;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool isnull;
		Datum relid = CatalogTableGet(&table, tuple, DEF_VIEW, &isnull);

		if (!SearchSysCacheExists1(RELOID, relid))
			any |= delete_row(table.rel, tuple);
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	CatalogTableClose(&table, RowExclusiveLock);
	if (any)
	{
		CommandCounterIncrement();
		ViewCatalogChanged();
	}
}

/*
 * Delete the rows of a catalog whose view id, its first column, is not among the
 * given ones.
 */
static void
sweep_catalog(const CatalogLayout *layout, List *ids, Snapshot snapshot)
{
	CatalogTable table = CatalogTableOpen(layout, RowExclusiveLock);
	SysScanDesc scan = begin_scan(&table, snapshot);
	HeapTuple tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool isnull;
		Datum id = CatalogTableGet(&table, tuple, 1, &isnull);

		CHECK_FOR_INTERRUPTS();
		if (!list_member_int(ids, DatumGetInt32(id)))
			delete_row(table.rel, tuple);
	}
	systable_endscan(scan);
	CatalogTableClose(&table, RowExclusiveLock);
}

/* The index of a log over the view ids, open; NULL if it is gone. */
static Relation
open_view_index(const CatalogTable *table)
{
	ListCell *lc;

	foreach (lc, RelationGetIndexList(table->rel))
	{
		Relation index = index_open(lfirst_oid(lc), AccessShareLock);

		if (index->rd_rel->relam == BTREE_AM_OID && index->rd_index->indisvalid &&
			index->rd_index->indkey.values[0] == table->attnos[LOG_VIEW_ID - 1] &&
			heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, NULL))
			return index;
		index_close(index, AccessShareLock);
	}
	return NULL;
}

/* Rows of a log whose view id compares so, in its order. */
static SysScanDesc
begin_view_scan(const CatalogTable *table, Relation index, Snapshot snapshot,
				StrategyNumber strategy, int32 id)
{
	ScanKeyData key;

	ScanKeyInit(&key, table->attnos[LOG_VIEW_ID - 1], strategy,
				strategy == BTEqualStrategyNumber ? F_INT4EQ : F_INT4GT,
				Int32GetDatum(id));
	return systable_beginscan_ordered(table->rel, index, snapshot, 1, &key);
}

/* The least view id in a log that is larger. */
static bool
next_view(const CatalogTable *table, Relation index, Snapshot snapshot, int32 *id)
{
	SysScanDesc scan =
		begin_view_scan(table, index, snapshot, BTGreaterStrategyNumber, *id);
	HeapTuple tuple = systable_getnext_ordered(scan, ForwardScanDirection);
	bool isnull;

	if (HeapTupleIsValid(tuple))
		*id = DatumGetInt32(CatalogTableGet(table, tuple, LOG_VIEW_ID, &isnull));
	systable_endscan_ordered(scan);
	return HeapTupleIsValid(tuple);
}

/*
 * The same for a log, which may have millions of rows: it is gone through from view
 * to view, and only the rows of those that are not among the given ones are read.
 */
static void
sweep_log(const CatalogLayout *layout, List *ids, Snapshot snapshot)
{
	CatalogTable table = CatalogTableOpen(layout, RowExclusiveLock);
	Relation index = open_view_index(&table);
	int32 id = PG_INT32_MIN;
	HeapTuple tuple;
	SysScanDesc scan;

	if (index == NULL)
	{
		CatalogTableClose(&table, RowExclusiveLock);
		sweep_catalog(layout, ids, snapshot);
		return;
	}
	while (next_view(&table, index, snapshot, &id))
	{
		if (list_member_int(ids, id))
			continue;
		scan = begin_view_scan(&table, index, snapshot, BTEqualStrategyNumber, id);
		while (HeapTupleIsValid(tuple =
									systable_getnext_ordered(scan, ForwardScanDirection)))
		{
			CHECK_FOR_INTERRUPTS();
			delete_row(table.rel, tuple);
		}
		systable_endscan_ordered(scan);
	}
	index_close(index, AccessShareLock);
	CatalogTableClose(&table, RowExclusiveLock);
}

/*
 * ViewLogInsert: add n rows to a log; values and nulls have its columns, row after row.
 */
void
ViewLogInsert(ViewLog log, const Datum *values, const bool *nulls, int n)
{
	CatalogTable table = CatalogTableOpen(
		log == VIEW_LOG_DEAD_LETTERS ? &dead_letters : &late_rows, RowExclusiveLock);

	CatalogTableInsertMany(&table, values, nulls, n);
	CatalogTableClose(&table, NoLock);
}

static bool
is_of_earlier_generation(List *views, int32 id, int64 generation)
{
	ListCell *lc;

	foreach (lc, views)
	{
		const ContinuousView *view = lfirst(lc);

		if (view->id == id)
			return generation < view->generation;
	}
	return false;
}

/* Delete what one of our tables says of rebuilt views before they were. */
static void
sweep_generations(const CatalogLayout *layout, int generation_column, List *views,
				  Snapshot snapshot)
{
	CatalogTable table = CatalogTableOpen(layout, RowExclusiveLock);
	SysScanDesc scan = begin_scan(&table, snapshot);
	HeapTuple tuple;
	bool isnull;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		int32 id = DatumGetInt32(CatalogTableGet(&table, tuple, 1, &isnull));
		int64 generation =
			DatumGetInt64(CatalogTableGet(&table, tuple, generation_column, &isnull));

		if (is_of_earlier_generation(views, id, generation))
			delete_row(table.rel, tuple);
	}
	systable_endscan(scan);
	CatalogTableClose(&table, RowExclusiveLock);
}

/* Delete what a log lists of a view, as far as it was listed before then. */
static int64
trim_log(const CatalogLayout *layout, int32 id, TimestampTz before, Snapshot snapshot)
{
	CatalogTable table = CatalogTableOpen(layout, RowExclusiveLock);
	SysScanDesc scan = begin_scan(&table, snapshot);
	int64 result = 0;
	HeapTuple tuple;
	bool isnull;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Datum view_id = CatalogTableGet(&table, tuple, LOG_VIEW_ID, &isnull);
		Datum at = CatalogTableGet(&table, tuple, LOG_AT, &isnull);

		CHECK_FOR_INTERRUPTS();
		if (DatumGetInt32(view_id) == id && DatumGetTimestampTz(at) < before)
			result += delete_row(table.rel, tuple);
	}
	systable_endscan(scan);
	CatalogTableClose(&table, RowExclusiveLock);
	return result;
}

/*
 * ViewCatalogForget: delete the dead letters, late rows and drift events of a
 * view that were listed before then; returns their number.
 */
int64
ViewCatalogForget(int32 id, TimestampTz before)
{
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	int64 result = trim_log(&dead_letters, id, before, snapshot) +
				   trim_log(&late_rows, id, before, snapshot) +
				   trim_log(&drift_log, id, before, snapshot);

	UnregisterSnapshot(snapshot);
	CommandCounterIncrement();
	return result;
}

/*
 * ViewCatalogSweep: delete progress, watermarks, dead letters, late rows, gaps
 * and drift events of dropped views, and progress, watermarks and drift events
 * of earlier generations.  For the worker, when the set of views has changed.
 */
void
ViewCatalogSweep(void)
{
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	CatalogTable table = CatalogTableOpen(&definitions, AccessShareLock);
	SysScanDesc scan = begin_scan(&table, snapshot);
	List *ids = NIL;
	List *views;
	HeapTuple tuple;
	bool isnull;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		ids = lappend_int(ids,
						  DatumGetInt32(CatalogTableGet(&table, tuple, DEF_ID, &isnull)));
	systable_endscan(scan);
	CatalogTableClose(&table, AccessShareLock);

	sweep_catalog(&progresses, ids, snapshot);
	sweep_log(&dead_letters, ids, snapshot);
	sweep_catalog(&gaps, ids, snapshot);
	sweep_catalog(&watermarks, ids, snapshot);
	sweep_log(&late_rows, ids, snapshot);
	sweep_catalog(&drifts, ids, snapshot);
	views = load_views(snapshot, InvalidOid);
	sweep_generations(&progresses, PRG_GENERATION, views, snapshot);
	sweep_generations(&watermarks, WMK_GENERATION, views, snapshot);
	sweep_generations(&drifts, DRF_GENERATION, views, snapshot);
	UnregisterSnapshot(snapshot);
	CommandCounterIncrement();
}
