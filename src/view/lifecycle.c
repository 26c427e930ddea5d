/*
 * lifecycle.c
 *	  What happens to continuous views after their creation: drop, pause,
 *	  resume, rebuild, and the event triggers that follow the users' DDL.
 *
 * A view is dropped by dropping its relation, by whatever command; the
 * dependencies (relations.c) take the others along and the event trigger on
 * sql_drop deletes the row of the catalog.  Where event triggers are switched
 * off the row stays, and is skipped by everybody who reads it.
 *
 * The event triggers also fire within the scripts of CREATE and ALTER EXTENSION,
 * and where the catalogs are of another version: they do nothing then.
 */
#include "streamml.h"

#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "commands/event_trigger.h"
#include "commands/extension.h"
#include "commands/tablecmds.h"
#include "commands/trigger.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/view.h"
#include "worker/worker.h"

PG_FUNCTION_INFO_V1(drop_continuous_view);
PG_FUNCTION_INFO_V1(pause_view);
PG_FUNCTION_INFO_V1(resume_view);
PG_FUNCTION_INFO_V1(rebuild_view);
PG_FUNCTION_INFO_V1(reset_watermark);
PG_FUNCTION_INFO_V1(forget_rows);
PG_FUNCTION_INFO_V1(on_restore);
PG_FUNCTION_INFO_V1(on_sql_drop);
PG_FUNCTION_INFO_V1(on_ddl_command_end);

/*
 * ViewCatalogGetOwned: the continuous view with this relation, an error if it
 * is none or not the current user's.
 */
ContinuousView *
ViewCatalogGetOwned(Oid relid)
{
	ContinuousView *view = ViewCatalogGet(relid, false);

	if (!RelationOwnedBy(relid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, get_relkind_objtype(get_rel_relkind(relid)),
					   get_rel_name(relid));
	return view;
}

/*
 * ViewLockOwned: the same, for a command that changes it: such commands come one
 * after the other.  The lock hinders neither readers nor the worker.
 */
ContinuousView *
ViewLockOwned(Oid relid)
{
	char *name;

	(void) ViewCatalogGetOwned(relid); /* strangers get no lock */
	name = get_rel_name(relid);
	ViewLockRelation(relid, ShareUpdateExclusiveLock);
	if (ViewCatalogGet(relid, true) == NULL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("continuous view \"%s\" has been dropped meanwhile",
					   name ? name : psprintf("%u", relid)));
	return ViewCatalogGetOwned(relid);
}

/*
 * drop_continuous_view(view regclass)
 */
Datum
drop_continuous_view(PG_FUNCTION_ARGS)
{
	ContinuousView *view;
	ObjectAddress address;

	PreventCommandIfReadOnly("drop_continuous_view()");
	ExtensionCheckVersion();
	view = ViewLockOwned(PG_GETARG_OID(0));
	ViewLockRelation(view->view, AccessExclusiveLock);
	ObjectAddressSet(address, RelationRelationId, view->view);
	performDeletion(&address, DROP_RESTRICT, 0);
	CommandCounterIncrement();
	ViewCatalogDeleteDropped();
	PG_RETURN_VOID();
}

/*
 * pause(view regclass): the view stands still and keeps its place.
 */
Datum
pause_view(PG_FUNCTION_ARGS)
{
	PreventCommandIfReadOnly("pause()");
	ExtensionCheckVersion();
	ViewCatalogSetEnabled(ViewLockOwned(PG_GETARG_OID(0)), false);
	PG_RETURN_VOID();
}

/* ---------- gaps ---------- */

static bool
has_gap(const ContinuousView *view)
{
	return view->progress_state == VIEW_GAP || view->lacks_rows;
}

/* A gap is the owner's to decide about. */
static void
refuse_gap(const ContinuousView *view)
{
	char *name = quote_literal_cstr(RelationSqlName(view->view));

	ereport(
		ERROR, errcode(ERRCODE_STREAMML_GAP),
		errmsg("cannot resume \"%s\": rows are missing, see streamml.gaps",
			   get_rel_name(view->view)),
		errhint("To fill it from its table, run SELECT streamml.rebuild(%s); to go on "
				"without those rows, SELECT streamml.resume(%s, gap => 'accept').",
				name, name));
}

/* Can the view go on at all?  Raises what is wrong with its definition or source. */
static void
check_definition(const ContinuousView *view)
{
	OwnerScope scope;

	OwnerScopeEnter(&scope, view->owner, view->settings);
	(void) ViewDefLoad(view->definition, view->source);
	OwnerScopeLeave(&scope);
}

/*
 * Wait for the worker, which finds out what a copied or restored database lacks
 * and makes a slot where there is none, and read the view again.
 */
static ContinuousView *
after_startup(Oid relid)
{
	if (!StreamEnsureRunning(!TransactionIdIsValid(GetTopTransactionIdIfAny())))
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("cannot accept a gap in a transaction that has written while "
					   "there is no replication slot"),
				errhint("Run it in a transaction of its own."));
	return ViewCatalogGetOwned(relid);
}

/* Complete a view that came with a dump; the caller has locked it. */
static void
complete_restored(const ContinuousView *view)
{
	ViewTieRelations(view);
	if (view->options.emit_closed && !OidIsValid(ViewLedger(view, true)))
		ViewUpgrade(view); /* the dump is of 0.1 */
}

/*
 * Let a view go on without the rows in its gap.
 *
 * If it stands before an event, nothing behind its position is lost: it goes on
 * right there, and the worker passes the event over because it was accepted.
 * If rows behind its position are lost, it goes on where the stream is now: the
 * gap ends there, and nothing is seen twice, because the slot has everything
 * behind the stream's position and gives up nothing before we have committed.
 * What the view has in its windows, groups and models stays as it is.
 */
static void
accept_gap(ContinuousView *view)
{
	PositionSnapshot snapshot;

	LockRelationOid(view->view, AccessShareLock);
	complete_restored(view);
	check_definition(view);
	ViewCatalogChanged(); /* first: it makes the hold last to the commit */
	if (!view->lacks_rows)
	{
		PositionSnapshotOpen(&snapshot, view->source);
		view->position = snapshot.position;
		PositionSnapshotClose(&snapshot);
	}
	ViewGapsAccept(view, view->position);
	ViewProgressSet(view->id, VIEW_LIVE, view->generation, view->position, NULL, NULL);
}

/* True if the user wrote gap => 'accept'. */
static bool
accepts_gap(FunctionCallInfo fcinfo)
{
	char *gap;

	if (PG_ARGISNULL(1))
		return false;
	gap = text_to_cstring(PG_GETARG_TEXT_PP(1));
	if (strcmp(gap, "accept") != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value \"%s\" of option \"gap\"", gap),
				errhint("The valid value is \"accept\"."));
	return true;
}

/*
 * resume(view regclass, gap text): the view goes on where it stood.  Also what
 * makes a failed view try again: the worker leaves the progress of a failed view
 * alone, so it can be written here.  One without a position failed while it
 * was filled.
 */
Datum
resume_view(PG_FUNCTION_ARGS)
{
	ContinuousView *view;
	bool accept = accepts_gap(fcinfo);

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PreventCommandIfReadOnly("resume()");
	ExtensionCheckVersion();
	view = ViewLockOwned(PG_GETARG_OID(0));
	if (accept)
		view = after_startup(view->view);
	if (has_gap(view) && !accept)
		refuse_gap(view);
	if (has_gap(view))
		accept_gap(view);
	else if (view->progress_state == VIEW_FAILED)
		ViewProgressSet(view->id,
						XLogRecPtrIsInvalid(view->position) ? VIEW_PENDING : VIEW_LIVE,
						view->generation, view->position, NULL, NULL);
	ViewCatalogSetEnabled(view, true);
	PG_RETURN_VOID();
}

/*
 * forget(view regclass, before timestamptz): what is listed of the view's rows.
 */
Datum
forget_rows(PG_FUNCTION_ARGS)
{
	PreventCommandIfReadOnly("forget()");
	ExtensionCheckVersion();
	PG_RETURN_INT64(ViewCatalogForget(ViewCatalogGetOwned(PG_GETARG_OID(0))->id,
									  PG_GETARG_TIMESTAMPTZ(1)));
}

/* Begin the next generation of a view that ViewLockOwned() gave. */
static void
rebuild(ContinuousView *view)
{
	/* before we have an id, which the making of a slot would wait for */
	(void) StreamEnsureRunning(!TransactionIdIsValid(GetTopTransactionIdIfAny()));
	ViewLockRelation(view->view, AccessShareLock);
	complete_restored(view);
	view->generation++;
	view->progress_state = VIEW_PENDING;
	ViewCatalogSetGeneration(view, view->generation);
	ViewActivate(view, true);
}

/*
 * rebuild(view regclass): forget the states and start again from the table.
 */
Datum
rebuild_view(PG_FUNCTION_ARGS)
{
	PreventCommandIfReadOnly("rebuild()");
	ExtensionCheckVersion();
	rebuild(ViewLockOwned(PG_GETARG_OID(0)));
	PG_RETURN_VOID();
}

/*
 * reset_watermark(view regclass): the same, and forget how far time has come: the
 * next generation finds a watermark without a time, and raises it from the table.
 */
Datum
reset_watermark(PG_FUNCTION_ARGS)
{
	ContinuousView *view;
	Snapshot snapshot;
	ViewClock clock;

	PreventCommandIfReadOnly("reset_watermark()");
	ExtensionCheckVersion();
	view = ViewLockOwned(PG_GETARG_OID(0));
	if (view->options.lateness == NULL)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("\"%s\" has no watermark", get_rel_name(view->view)),
				errhint("Views that were created with lateness have one."));
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	if (ViewClockLoad(view->id, snapshot, &clock))
	{
		clock.known = false;
		clock.max_seen = clock.emitted = clock.kept_after = PG_INT64_MIN;
		clock.last_commit = clock.newest = 0;
		ViewClockSave(view->id, view->generation + 1, &clock);
	}
	UnregisterSnapshot(snapshot);
	rebuild(view);
	PG_RETURN_VOID();
}

/*
 * Trigger behind INSERT into streamml.view_definition, which only the restoring of
 * a dump does: make the relations of the views depend on each other again, as far
 * as they are there, and have the worker look.  The catalogs of a dump come behind
 * all relations but indexes.
 *
 * Before a row of progress it drops the row: dumps of 0.1 have some, and they tell of
 * another database's stream.  (The worker's own rows go past triggers.)
 */
Datum
on_restore(PG_FUNCTION_ARGS)
{
	ListCell *lc;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function can only be called as a trigger"));
	if (TRIGGER_FIRED_BEFORE(((TriggerData *) fcinfo->context)->tg_event))
		return PointerGetDatum(NULL);
	CommandCounterIncrement();
	PushActiveSnapshot(GetLatestSnapshot());
	foreach (lc, ViewCatalogLoad())
	{
		const ContinuousView *view = lfirst(lc);

		if (view->recorded)
			continue;
		LockRelationOid(view->view, AccessShareLock);
		ViewTieRelations(view);
	}
	PopActiveSnapshot();
	ViewCatalogChanged();
	return PointerGetDatum(NULL);
}

/*
 * Event trigger on sql_drop: forget views whose relations are gone.
 */
Datum
on_sql_drop(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function can only be called as an event trigger"));
	if (!creating_extension && ViewCatalogIsReadable())
		ViewCatalogDeleteDropped();
	PG_RETURN_NULL();
}

static Oid
relation_owner(Oid relid)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Oid owner = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
		ReleaseSysCache(tuple);
	}
	return owner;
}

static bool
follow_owner(Oid relid, Oid owner)
{
	Oid now = relation_owner(relid);

	if (!OidIsValid(now) || now == owner)
		return false;
	ATExecChangeOwner(relid, owner, true, AccessExclusiveLock);
	return true;
}

/* Everything that a view is made of belongs to its owner. */
static bool
relations_follow_owner(const ContinuousView *view)
{
	Oid relids[] = {view->state, view->definition, view->closed, ViewLedger(view, true)};
	bool changed = false;

	for (int i = 0; i < lengthof(relids); i++)
		changed |= follow_owner(relids[i], view->owner);
	if (changed)
	{
		CommandCounterIncrement();
		ViewForgoStatistics(view);
	}
	return changed;
}

/* The table that a command has created or altered, or InvalidOid. */
static Oid
touched_table(const Node *parsetree)
{
	const RangeVar *name = NULL;

	if (parsetree == NULL)
		return InvalidOid;
	if (IsA(parsetree, AlterTableStmt))
		name = ((const AlterTableStmt *) parsetree)->relation;
	else if (IsA(parsetree, CreateStmt) || IsA(parsetree, CreateForeignTableStmt))
		name = ((const CreateStmt *) parsetree)->relation;
	return name == NULL ? InvalidOid : RangeVarGetRelid(name, NoLock, true);
}

/*
 * Tables that ATTACH PARTITION names are touched by it, too.
 */
static Oid
attached_table(const Node *parsetree)
{
	ListCell *lc;

	if (parsetree == NULL || !IsA(parsetree, AlterTableStmt))
		return InvalidOid;
	foreach (lc, ((const AlterTableStmt *) parsetree)->cmds)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);

		if (cmd->subtype == AT_AttachPartition)
			return RangeVarGetRelid(((PartitionCmd *) cmd->def)->name, NoLock, true);
	}
	return InvalidOid;
}

/* Is it a new temporary table?  There are programs that make them all the time. */
static bool
makes_temporary(const Node *parsetree)
{
	Oid relid;

	if (parsetree == NULL || !IsA(parsetree, CreateStmt))
		return false;
	relid = touched_table(parsetree);
	return OidIsValid(relid) && get_rel_persistence(relid) == RELPERSISTENCE_TEMP;
}

/* Refuse what would take rows past a view that follows the table. */
static void
check_touched(Oid relid, List *views)
{
	ListCell *lc;

	if (!OidIsValid(relid))
		return;
	foreach (lc, views)
		ViewCheckRelation(relid, lfirst(lc));
}

/* Warn of what will be an error of a view that follows the table. */
static void
warn_of_touched(Oid relid, List *views)
{
	ListCell *lc;

	if (!OidIsValid(relid))
		return;
	foreach (lc, views)
		ViewWarnOfOldRows(relid, lfirst(lc));
}

/*
 * Event trigger on ddl_command_end of ALTER TABLE, ALTER VIEW and CREATE [FOREIGN]
 * TABLE: the hidden relations of a view belong to the owner of the visible one and
 * have no row-level security, and rows of its source come through the stream.
 * Rights to give the view away were checked by the command.
 */
Datum
on_ddl_command_end(PG_FUNCTION_ARGS)
{
	const EventTriggerData *data = (EventTriggerData *) fcinfo->context;
	Oid touched;
	Oid attached;
	List *views;
	ListCell *lc;
	bool changed = false;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function can only be called as an event trigger"));
	if (creating_extension || !ViewCatalogIsReadable() ||
		makes_temporary(data->parsetree))
		PG_RETURN_NULL();
	PushActiveSnapshot(GetLatestSnapshot());
	views = ViewCatalogLoad();
	touched = touched_table(data->parsetree);
	attached = attached_table(data->parsetree);
	check_touched(touched, views);
	check_touched(attached, views);
	warn_of_touched(OidIsValid(attached) ? attached : touched, views);
	foreach (lc, views)
	{
		ContinuousView *view = lfirst(lc);

		HiddenCheckSecurity(view->state);
		HiddenCheckSecurity(ViewLedger(view, true));
		changed |= relations_follow_owner(view);
	}
	PopActiveSnapshot();
	if (changed)
	{
		CommandCounterIncrement();
		ViewCatalogChanged();
	}
	PG_RETURN_NULL();
}
