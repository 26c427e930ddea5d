/*
 * view_catalog.c
 *	  Rows of streamml's catalogs of views, as C structures.
 *
 * The only code that reads or writes them.  Reading and writing goes straight
 * to the heap: no SPI, no planner, so that the worker can do it between
 * batches and users need no rights on the catalogs.  Callers check ownership.
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
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "commands/extension.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "utils/builtins.h"
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

/* Columns of streamml.drift_event_log, in order. */
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

/* Columns of streamml.view_definition, in order. */
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

/* Columns of streamml.view_progress, in order. */
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

/* Columns of streamml.view_watermark, in order. */
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

/* OID of one of our tables; InvalidOid if the extension is not there. */
static Oid
catalog_relid(const char *name)
{
	Oid schema;

	if (!OidIsValid(get_extension_oid(STREAMML_NAME, true)))
		return InvalidOid;
	schema = get_namespace_oid(STREAMML_SCHEMA, true);
	return OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;
}

static Relation
catalog_open(const char *name, LOCKMODE lockmode)
{
	Oid relid = catalog_relid(name);

	if (!OidIsValid(relid))
		ereport(
			ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
			errmsg("extension \"%s\" is not installed in this database", STREAMML_NAME),
			errhint("Run CREATE EXTENSION %s.", STREAMML_NAME));
	return table_open(relid, lockmode);
}

/*
 * ViewCatalogRelid: OID of streamml.view_definition, whose invalidations tell
 * of changed views; InvalidOid if the extension is not installed.
 */
Oid
ViewCatalogRelid(void)
{
	return catalog_relid("view_definition");
}

/*
 * ViewCatalogChanged: at commit, make the worker look at the views again.
 */
void
ViewCatalogChanged(void)
{
	StreamCatalogChanged();
}

/* ---------- reading ---------- */

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
definition_from_tuple(ContinuousView *view, HeapTuple tuple, TupleDesc tupdesc)
{
	Datum values[DEF_NATTS];
	bool nulls[DEF_NATTS];
	HeapTuple class_tuple;

	heap_deform_tuple(tuple, tupdesc, values, nulls);
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
	view->progress_state = VIEW_PENDING;

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
progress_from_tuple(List *views, HeapTuple tuple, TupleDesc tupdesc)
{
	Datum values[PRG_NATTS];
	bool nulls[PRG_NATTS];
	ListCell *lc;

	heap_deform_tuple(tuple, tupdesc, values, nulls);
	foreach (lc, views)
	{
		ContinuousView *view = lfirst(lc);

		if (view->id != DatumGetInt32(values[PRG_ID - 1]) ||
			view->generation != DatumGetInt64(values[PRG_GENERATION - 1]))
			continue;
		view->progress_state = DatumGetChar(values[PRG_STATE - 1]);
		view->progress_generation = DatumGetInt64(values[PRG_GENERATION - 1]);
		view->position = nulls[PRG_POSITION - 1] ? InvalidXLogRecPtr :
												   DatumGetLSN(values[PRG_POSITION - 1]);
		return;
	}
}

/* Views as of a snapshot; only the one with this relation if it is valid. */
static List *
load_views(Snapshot snapshot, Oid only)
{
	List *views = NIL;
	Relation rel = catalog_open("view_definition", AccessShareLock);
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, snapshot, 0, NULL);
	HeapTuple tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		ContinuousView *view = palloc0(sizeof(ContinuousView));

		if (definition_from_tuple(view, tuple, RelationGetDescr(rel)) &&
			(!OidIsValid(only) || view->view == only))
			views = lappend(views, view);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	if (views == NIL)
		return NIL;

	rel = catalog_open("view_progress", AccessShareLock);
	scan = systable_beginscan(rel, InvalidOid, false, snapshot, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		progress_from_tuple(views, tuple, RelationGetDescr(rel));
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return views;
}

/*
 * ViewCatalogLoad: all views (of ContinuousView), as the active snapshot sees
 * them, in the current memory context.  Views without progress of their
 * generation are pending and have progress_generation 0.
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
 * ViewCatalogFind: the relation of the view with this number, as the active
 * snapshot sees it; InvalidOid if there is none.
 */
Oid
ViewCatalogFind(int32 id)
{
	Relation rel = catalog_open("view_definition", AccessShareLock);
	SysScanDesc scan =
		systable_beginscan(rel, InvalidOid, false, GetActiveSnapshot(), 0, NULL);
	TupleDesc tupdesc = RelationGetDescr(rel);
	Oid result = InvalidOid;
	HeapTuple tuple;
	bool isnull;

	while (!OidIsValid(result) && HeapTupleIsValid(tuple = systable_getnext(scan)))
		if (DatumGetInt32(heap_getattr(tuple, DEF_ID, tupdesc, &isnull)) == id)
			result = DatumGetObjectId(heap_getattr(tuple, DEF_VIEW, tupdesc, &isnull));
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return result;
}

/* ---------- writing ---------- */

/*
 * ViewCatalogNextId: the number of a view that is about to be created.
 */
int32
ViewCatalogNextId(void)
{
	Oid sequence = catalog_relid("view_id_seq");

	if (!OidIsValid(sequence))
		elog(ERROR, "sequence \"%s.view_id_seq\" does not exist", STREAMML_SCHEMA);
	return (int32) nextval_internal(sequence, false);
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
	Relation rel = catalog_open("view_definition", RowExclusiveLock);

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
	CatalogTupleInsert(rel, heap_form_tuple(RelationGetDescr(rel), values, nulls));
	table_close(rel, RowExclusiveLock);
	CommandCounterIncrement();
	ViewCatalogChanged();
}

/*
 * The row with this id in one of our tables, whose first column is the id; a
 * copy.  If generation_attno is not 0, that column must have this value too.
 */
static HeapTuple
find_row(Relation rel, int32 id, AttrNumber generation_attno, int64 generation)
{
	TupleDesc tupdesc = RelationGetDescr(rel);
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, snapshot, 0, NULL);
	HeapTuple tuple;
	bool isnull;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		if (DatumGetInt32(heap_getattr(tuple, 1, tupdesc, &isnull)) == id &&
			(generation_attno == 0 ||
			 DatumGetInt64(heap_getattr(tuple, generation_attno, tupdesc, &isnull)) ==
				 generation))
			break;
	tuple = HeapTupleIsValid(tuple) ? heap_copytuple(tuple) : NULL;
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	return tuple;
}

/* Change one column of a view's definition. */
static void
update_definition(int32 id, int attno, Datum value)
{
	Relation rel = catalog_open("view_definition", RowExclusiveLock);
	HeapTuple tuple = find_row(rel, id, 0, 0);
	Datum values[DEF_NATTS] = {0};
	bool nulls[DEF_NATTS] = {0};
	bool replace[DEF_NATTS] = {0};
	HeapTuple changed;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("continuous view %d does not exist any more", id));
	values[attno - 1] = value;
	replace[attno - 1] = true;
	changed = heap_modify_tuple(tuple, RelationGetDescr(rel), values, nulls, replace);
	CatalogTupleUpdate(rel, &tuple->t_self, changed);
	table_close(rel, RowExclusiveLock);
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
	Relation rel = catalog_open("view_progress", RowExclusiveLock);
	HeapTuple old = find_row(rel, id, PRG_GENERATION, generation);
	Datum values[PRG_NATTS] = {0};
	bool nulls[PRG_NATTS] = {0};
	HeapTuple tuple;

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
	tuple = heap_form_tuple(RelationGetDescr(rel), values, nulls);
	if (!HeapTupleIsValid(old))
		CatalogTupleInsert(rel, tuple);
	else
		CatalogTupleUpdate(rel, &old->t_self, tuple);
	table_close(rel, RowExclusiveLock);
	CommandCounterIncrement();
}

/* ---------- watermarks ---------- */

static void
clock_from_tuple(ViewClock *clock, HeapTuple tuple, TupleDesc tupdesc)
{
	Datum values[WMK_NATTS];
	bool nulls[WMK_NATTS];

	heap_deform_tuple(tuple, tupdesc, values, nulls);
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
	Relation rel = catalog_open("view_watermark", AccessShareLock);
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, snapshot, 0, NULL);
	TupleDesc tupdesc = RelationGetDescr(rel);
	int64 newest = 0;
	HeapTuple tuple;

	memset(clock, 0, sizeof(ViewClock));
	clock->emitted = clock->kept_after = PG_INT64_MIN;
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool isnull;
		int64 generation =
			DatumGetInt64(heap_getattr(tuple, WMK_GENERATION, tupdesc, &isnull));

		if (DatumGetInt32(heap_getattr(tuple, WMK_ID, tupdesc, &isnull)) != id ||
			generation <= newest)
			continue;
		newest = generation;
		clock_from_tuple(clock, tuple, tupdesc);
	}
	clock->generation = newest;
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return newest > 0;
}

/*
 * ViewClockSave: record the watermark of a generation of a view.
 */
void
ViewClockSave(int32 id, int64 generation, const ViewClock *clock)
{
	Relation rel = catalog_open("view_watermark", RowExclusiveLock);
	HeapTuple old = find_row(rel, id, WMK_GENERATION, generation);
	Datum values[WMK_NATTS] = {0};
	bool nulls[WMK_NATTS] = {0};
	HeapTuple tuple;

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
	tuple = heap_form_tuple(RelationGetDescr(rel), values, nulls);
	if (!HeapTupleIsValid(old))
		CatalogTupleInsert(rel, tuple);
	else
		CatalogTupleUpdate(rel, &old->t_self, tuple);
	table_close(rel, RowExclusiveLock);
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
	Relation rel = catalog_open("drift_event_log", RowExclusiveLock);
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
	CatalogTupleInsert(rel, heap_form_tuple(RelationGetDescr(rel), values, nulls));
	table_close(rel, RowExclusiveLock);
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
	Relation rel = catalog_open("view_definition", RowExclusiveLock);
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, snapshot, 0, NULL);
	HeapTuple tuple;
	bool any = false;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool isnull;
		Datum relid = heap_getattr(tuple, DEF_VIEW, RelationGetDescr(rel), &isnull);

		if (!SearchSysCacheExists1(RELOID, relid))
			any |= delete_row(rel, tuple);
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(rel, RowExclusiveLock);
	if (any)
	{
		CommandCounterIncrement();
		ViewCatalogChanged();
	}
}

/* Delete the rows of a catalog whose view id is not among the given ones. */
static void
sweep_catalog(const char *name, AttrNumber id_attno, List *ids, Snapshot snapshot)
{
	Relation rel = catalog_open(name, RowExclusiveLock);
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, snapshot, 0, NULL);
	HeapTuple tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool isnull;
		Datum id = heap_getattr(tuple, id_attno, RelationGetDescr(rel), &isnull);

		CHECK_FOR_INTERRUPTS();
		if (!list_member_int(ids, DatumGetInt32(id)))
			delete_row(rel, tuple);
	}
	systable_endscan(scan);
	table_close(rel, RowExclusiveLock);
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
sweep_generations(const char *name, AttrNumber id_attno, AttrNumber generation_attno,
				  List *views, Snapshot snapshot)
{
	Relation rel = catalog_open(name, RowExclusiveLock);
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, snapshot, 0, NULL);
	TupleDesc tupdesc = RelationGetDescr(rel);
	HeapTuple tuple;
	bool isnull;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		int32 id = DatumGetInt32(heap_getattr(tuple, id_attno, tupdesc, &isnull));
		int64 generation =
			DatumGetInt64(heap_getattr(tuple, generation_attno, tupdesc, &isnull));

		if (is_of_earlier_generation(views, id, generation))
			delete_row(rel, tuple);
	}
	systable_endscan(scan);
	table_close(rel, RowExclusiveLock);
}

/* Delete what a log lists of a view, as far as it was listed before then. */
static int64
trim_log(const char *name, int32 id, TimestampTz before, Snapshot snapshot)
{
	Relation rel = catalog_open(name, RowExclusiveLock);
	AttrNumber id_attno = get_attnum(RelationGetRelid(rel), "view_id");
	AttrNumber at_attno = get_attnum(RelationGetRelid(rel), "at");
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, snapshot, 0, NULL);
	int64 result = 0;
	HeapTuple tuple;
	bool isnull;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Datum view_id = heap_getattr(tuple, id_attno, RelationGetDescr(rel), &isnull);
		Datum at = heap_getattr(tuple, at_attno, RelationGetDescr(rel), &isnull);

		CHECK_FOR_INTERRUPTS();
		if (DatumGetInt32(view_id) == id && DatumGetTimestampTz(at) < before)
			result += delete_row(rel, tuple);
	}
	systable_endscan(scan);
	table_close(rel, RowExclusiveLock);
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
	int64 result = trim_log("dead_letter_log", id, before, snapshot) +
				   trim_log("late_row_log", id, before, snapshot) +
				   trim_log("drift_event_log", id, before, snapshot);

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
	Relation rel = catalog_open("view_definition", AccessShareLock);
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, snapshot, 0, NULL);
	List *ids = NIL;
	List *views;
	HeapTuple tuple;
	bool isnull;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		ids = lappend_int(ids, DatumGetInt32(heap_getattr(
								   tuple, DEF_ID, RelationGetDescr(rel), &isnull)));
	systable_endscan(scan);
	table_close(rel, AccessShareLock);

	sweep_catalog("view_progress", PRG_ID, ids, snapshot);
	sweep_catalog("dead_letter_log", 2, ids, snapshot);
	sweep_catalog("gap_log", 1, ids, snapshot);
	sweep_catalog("view_watermark", WMK_ID, ids, snapshot);
	sweep_catalog("late_row_log", 1, ids, snapshot);
	sweep_catalog("drift_event_log", DRF_ID, ids, snapshot);
	views = load_views(snapshot, InvalidOid);
	sweep_generations("view_progress", PRG_ID, PRG_GENERATION, views, snapshot);
	sweep_generations("view_watermark", WMK_ID, WMK_GENERATION, views, snapshot);
	sweep_generations("drift_event_log", DRF_ID, DRF_GENERATION, views, snapshot);
	UnregisterSnapshot(snapshot);
	CommandCounterIncrement();
}
