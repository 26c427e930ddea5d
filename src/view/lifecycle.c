/*
 * lifecycle.c
 *	  What happens to continuous views after their creation: drop, pause,
 *	  resume, rebuild, and the event triggers that follow the users' DDL.
 *
 * A view is dropped by dropping its relation, by whatever command; the
 * dependencies (relations.c) take the others along and the event trigger on
 * sql_drop deletes the row of the catalog.  Where event triggers are switched
 * off the row stays, and is skipped by everybody who reads it.
 */
#include "streamml.h"

#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "commands/event_trigger.h"
#include "commands/tablecmds.h"
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

PG_FUNCTION_INFO_V1(drop_continuous_view);
PG_FUNCTION_INFO_V1(pause_view);
PG_FUNCTION_INFO_V1(resume_view);
PG_FUNCTION_INFO_V1(rebuild_view);
PG_FUNCTION_INFO_V1(reset_watermark);
PG_FUNCTION_INFO_V1(forget_rows);
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
 * The same, for a command that changes it: such commands come one after the
 * other.  The lock hinders neither readers nor the worker.
 */
static ContinuousView *
lock_owned(Oid relid)
{
	char *name;

	(void) ViewCatalogGetOwned(relid); /* strangers get no lock */
	name = get_rel_name(relid);
	LockRelationOid(relid, ShareUpdateExclusiveLock);
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
	view = lock_owned(PG_GETARG_OID(0));
	LockRelationOid(view->view, AccessExclusiveLock);
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
	ViewCatalogSetEnabled(lock_owned(PG_GETARG_OID(0)), false);
	PG_RETURN_VOID();
}

/*
 * resume(view regclass): the view goes on where it stood.  Also what makes a
 * failed view try again: the worker leaves the progress of a failed view
 * alone, so it can be written here.  One without a position failed while it
 * was filled.
 */
Datum
resume_view(PG_FUNCTION_ARGS)
{
	ContinuousView *view;

	PreventCommandIfReadOnly("resume()");
	view = lock_owned(PG_GETARG_OID(0));
	if (view->progress_state == VIEW_GAP)
		ereport(ERROR, errcode(ERRCODE_STREAMML_GAP),
				errmsg("cannot resume \"%s\": rows after its position are lost",
					   get_rel_name(view->view)),
				errhint("Run SELECT streamml.rebuild(%s).",
						quote_literal_cstr(RelationSqlName(view->view))));
	if (view->progress_state == VIEW_FAILED)
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
	PG_RETURN_INT64(ViewCatalogForget(ViewCatalogGetOwned(PG_GETARG_OID(0))->id,
									  PG_GETARG_TIMESTAMPTZ(1)));
}

/* Begin the next generation of a view that lock_owned() gave. */
static void
rebuild(ContinuousView *view)
{
	LockRelationOid(view->view, AccessShareLock);
	ViewTieRelations(view); /* a restored view is not, and must be rebuilt */
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
	rebuild(lock_owned(PG_GETARG_OID(0)));
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
	view = lock_owned(PG_GETARG_OID(0));
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
 * Event trigger on sql_drop: forget views whose relations are gone.
 */
Datum
on_sql_drop(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function can only be called as an event trigger"));
	if (OidIsValid(ViewCatalogRelid()))
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

/*
 * In streamml_state, where users may not create, nobody but a superuser can
 * add an index with an expression, or rename.  A state table that a crash
 * empties would leave a view that is wrong and says that it is right.
 */
static void
check_hidden(Oid relid)
{
	Oid schema = get_rel_namespace(relid);

	if (!OidIsValid(schema))
		return;
	if (schema != get_namespace_oid(STREAMML_STATE_SCHEMA, false))
		ereport(ERROR, errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				errmsg("cannot move \"%s\" out of schema %s", get_rel_name(relid),
					   STREAMML_STATE_SCHEMA),
				errdetail("A continuous view is made of it."));
	if (get_rel_persistence(relid) != RELPERSISTENCE_PERMANENT)
		ereport(ERROR, errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				errmsg("cannot make \"%s\" unlogged", get_rel_name(relid)),
				errdetail("A continuous view is made of it."));
}

/* A rule would replace the definition: that takes the owner's right, not the schema's. */
static void
check_rule(const RuleStmt *stmt)
{
	Oid relid = RangeVarGetRelid(stmt->relation, NoLock, true);

	if (OidIsValid(relid) &&
		get_rel_namespace(relid) == get_namespace_oid(STREAMML_STATE_SCHEMA, false))
		ereport(ERROR, errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				errmsg("cannot create a rule on \"%s\"", get_rel_name(relid)),
				errdetail("A continuous view is made of it."));
}

/*
 * Event trigger on ddl_command_end of ALTER TABLE, ALTER VIEW and CREATE RULE:
 * the hidden relations of a view belong to the owner of the visible one, and
 * stay what and where they are.  Rights to give the view away were checked by
 * the command.
 */
Datum
on_ddl_command_end(PG_FUNCTION_ARGS)
{
	const EventTriggerData *data = (EventTriggerData *) fcinfo->context;
	ListCell *lc;
	bool changed = false;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function can only be called as an event trigger"));
	if (!OidIsValid(ViewCatalogRelid()))
		PG_RETURN_NULL();
	if (data->parsetree != NULL && IsA(data->parsetree, RuleStmt))
		check_rule((const RuleStmt *) data->parsetree);
	PushActiveSnapshot(GetLatestSnapshot());
	foreach (lc, ViewCatalogLoad())
	{
		ContinuousView *view = lfirst(lc);

		check_hidden(view->definition);
		if (view->state != view->view)
			check_hidden(view->state);
		changed |= follow_owner(view->state, view->owner);
		changed |= follow_owner(view->definition, view->owner);
		if (OidIsValid(view->closed))
			changed |= follow_owner(view->closed, view->owner);
		if (OidIsValid(ViewLedger(view, true)))
			changed |= follow_owner(ViewLedger(view, true), view->owner);
	}
	PopActiveSnapshot();
	if (changed)
	{
		CommandCounterIncrement();
		ViewCatalogChanged();
	}
	PG_RETURN_NULL();
}
