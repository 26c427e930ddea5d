/*
 * hooks.c
 *	  The hook for utility commands: those that concern whole databases or the
 *	  extension, COMMIT PREPARED, and those that would write to a view or replace
 *	  its query (view/guard.c, which has the hooks for other statements).
 *
 * DROP DATABASE, CREATE DATABASE ... TEMPLATE and the ALTER DATABASE forms that
 * want the database for themselves fail while a worker is connected or its
 * slot is active, even WITH (FORCE).  So the worker is stopped around them; before
 * a move to another tablespace it must have come to the end (worker/drain.c).
 *
 * DROP and ALTER EXTENSION lock the catalogs one after the other, and so does the
 * worker in its transactions, in another order.  It is stopped until the
 * transaction ends, so that no deadlock finds the user.  Readers of a view lock it
 * before they look at the catalogs: so does DROP EXTENSION ... CASCADE.
 *
 * COMMIT PREPARED runs no transaction callback in the finishing backend; the
 * worker is woken here.  The worker also learns here that the extension may
 * have gone: no event trigger of ours outlives it.
 */
#include "hooks.h"

#include "streamml.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "catalog/pg_database.h"
#include "commands/dbcommands.h"
#include "commands/defrem.h"
#include "commands/event_trigger.h"
#include "commands/extension.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "storage/ipc.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/syscache.h"

#include "compat.h"
#include "stream/stream.h"
#include "view/guard.h"
#include "view/hidden_names.h"
#include "view/view.h"
#include "worker/worker.h"

PG_FUNCTION_INFO_V1(on_drop_extension);

static ProcessUtility_hook_type prev_process_utility = NULL;

/*
 * Name of the template of CREATE DATABASE.
 */
static const char *
template_of(CreatedbStmt *stmt)
{
	ListCell *lc;

	foreach (lc, stmt->options)
	{
		DefElem *option = lfirst_node(DefElem, lc);

		if (strcmp(option->defname, "template") == 0 && option->arg != NULL)
			return defGetString(option);
	}
	return "template1";
}

/*
 * The database that a command needs free of connections, or InvalidOid.
 */
static Oid
database_wanted_alone(Node *parsetree)
{
	const char *name = NULL;

	if (IsA(parsetree, DropdbStmt))
		name = ((DropdbStmt *) parsetree)->dbname;
	else if (IsA(parsetree, CreatedbStmt))
		name = template_of((CreatedbStmt *) parsetree);
	else if (IsA(parsetree, AlterDatabaseStmt))
	{
		AlterDatabaseStmt *stmt = (AlterDatabaseStmt *) parsetree;

		if (stmt->options != NIL &&
			strcmp(linitial_node(DefElem, stmt->options)->defname, "tablespace") == 0)
			name = stmt->dbname;
	}
	else if (IsA(parsetree, RenameStmt) &&
			 ((RenameStmt *) parsetree)->renameType == OBJECT_DATABASE)
		name = ((RenameStmt *) parsetree)->subname;

	return name == NULL ? InvalidOid : get_database_oid(name, true);
}

/*
 * Does the command take all views of an owner away?
 */
static bool
drops_owned(Node *parsetree)
{
	return IsA(parsetree, DropOwnedStmt) ||
		   (IsA(parsetree, DropStmt) &&
			((DropStmt *) parsetree)->removeType == OBJECT_SCHEMA);
}

static bool
names_extension(const DropStmt *stmt)
{
	ListCell *lc;

	if (stmt->removeType != OBJECT_EXTENSION)
		return false;
	foreach (lc, stmt->objects)
		if (strcmp(strVal(lfirst(lc)), STREAMML_NAME) == 0)
			return true;
	return false;
}

/*
 * Does the command drop our extension, or an owner's things who has it?
 */
static bool
drops_extension(Node *parsetree, Oid extension)
{
	ListCell *lc;

	if (IsA(parsetree, DropStmt))
		return names_extension((DropStmt *) parsetree);
	if (!IsA(parsetree, DropOwnedStmt))
		return false;
	foreach (lc, ((DropOwnedStmt *) parsetree)->roles)
	{
		Oid role = get_rolespec_oid(lfirst(lc), true);

		if (OidIsValid(role) && ExtensionOwnedBy(extension, role))
			return true;
	}
	return false;
}

/*
 * Before a command that drops or changes our extension: stop the worker until
 * the transaction ends.  Who may not do it will be told so by the command.
 */
static void
prepare_for_extension(Node *parsetree)
{
	bool drops;
	Oid extension;

	if (!IsA(parsetree, DropStmt) && !IsA(parsetree, DropOwnedStmt) &&
		!IsA(parsetree, AlterExtensionStmt))
		return;
	extension = get_extension_oid(STREAMML_NAME, true);
	if (!OidIsValid(extension) || !ExtensionOwnedBy(extension, GetUserId()) ||
		RecoveryInProgress())
		return;
	drops = drops_extension(parsetree, extension);
	if (!drops &&
		!(IsA(parsetree, AlterExtensionStmt) &&
		  strcmp(((AlterExtensionStmt *) parsetree)->extname, STREAMML_NAME) == 0))
		return;
	StreamStopForTransaction();
	StreamCatalogChanged();
	if (drops && ViewCatalogIsReadable())
		ViewCatalogLockViews();
}

/* May anybody copy the database who may create one? */
static bool
is_template(Oid dboid)
{
	HeapTuple tuple = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(dboid));
	bool result = false;

	if (HeapTupleIsValid(tuple))
	{
		result = ((Form_pg_database) GETSTRUCT(tuple))->datistemplate;
		ReleaseSysCache(tuple);
	}
	return result;
}

/*
 * May the current user do what needs the database alone?  If not, the command
 * will fail by itself and must not disturb the worker.
 */
static bool
may_disturb(Node *parsetree, Oid dboid)
{
	bool is_owner = DatabaseOwnedBy(dboid, GetUserId());

	if (!IsA(parsetree, CreatedbStmt))
		return is_owner;
	return have_createdb_privilege() && (is_owner || is_template(dboid));
}

/*
 * Event trigger on the beginning of DROP EXTENSION: where the library is not
 * loaded there is nobody to drop the slot.
 */
Datum
on_drop_extension(PG_FUNCTION_ARGS)
{
	const EventTriggerData *data = (EventTriggerData *) fcinfo->context;
	char name[NAMEDATALEN];
	StreamSlotInfo slot;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function can only be called as an event trigger"));
	if (StreamIsLoaded() || data->parsetree == NULL || !IsA(data->parsetree, DropStmt) ||
		!names_extension((const DropStmt *) data->parsetree))
		PG_RETURN_NULL();
	StreamSlotName(MyDatabaseId, name);
	StreamSlotGetInfo(name, &slot);
	if (slot.exists && !slot.foreign)
		ereport(NOTICE, (errmsg("replication slot \"%s\" stays and holds back WAL, "
								"because streamml was not loaded when the server started",
								name),
						 errhint("Run SELECT pg_drop_replication_slot('%s');", name)));
	PG_RETURN_NULL();
}

static void
allow_again(int code, Datum dboid)
{
	StreamAllowForDatabase(DatumGetObjectId(dboid));
}

/* The relation of that name, if there is one. */
static Oid
named_relation(const RangeVar *name)
{
	return name == NULL ? InvalidOid : RangeVarGetRelid(name, NoLock, true);
}

/* COPY into a relation and TRUNCATE are what dumps are restored by. */
static void
guard_filling(Oid relid)
{
	if (!ViewGuardRestores(relid))
		ViewGuardTarget(relid);
}

/*
 * Refuse COPY FROM, TRUNCATE, CREATE OR REPLACE VIEW and CREATE RULE ... ON SELECT
 * of continuous views.
 */
static void
guard_views(Node *parsetree)
{
	ListCell *lc;

	if (IsA(parsetree, CopyStmt) && ((CopyStmt *) parsetree)->is_from)
		guard_filling(named_relation(((CopyStmt *) parsetree)->relation));
	else if (IsA(parsetree, TruncateStmt))
		foreach (lc, ((TruncateStmt *) parsetree)->relations)
			guard_filling(named_relation(lfirst(lc)));
	else if (IsA(parsetree, ViewStmt) && ((ViewStmt *) parsetree)->replace)
		ViewGuardQueryOf(named_relation(((ViewStmt *) parsetree)->view));
	else if (IsA(parsetree, RuleStmt) && ((RuleStmt *) parsetree)->event == CMD_SELECT)
		ViewGuardQueryOf(named_relation(((RuleStmt *) parsetree)->relation));
}

static void
run_next(PlannedStmt *pstmt, const char *query_string, bool read_only_tree,
		 ProcessUtilityContext context, ParamListInfo params, QueryEnvironment *query_env,
		 DestReceiver *dest, QueryCompletion *qc)
{
	if (prev_process_utility)
		prev_process_utility(pstmt, query_string, read_only_tree, context, params,
							 query_env, dest, qc);
	else
		standard_ProcessUtility(pstmt, query_string, read_only_tree, context, params,
								query_env, dest, qc);
}

/* The same; an error names views instead of the relations that they are made of. */
static void
run_named(PlannedStmt *pstmt, const char *query_string, bool read_only_tree,
		  ProcessUtilityContext context, ParamListInfo params,
		  QueryEnvironment *query_env, DestReceiver *dest, QueryCompletion *qc)
{
	List *names = HiddenNamesLoad(pstmt->utilityStmt);
	MemoryContext caller = CurrentMemoryContext;

	PG_TRY();
	{
		run_next(pstmt, query_string, read_only_tree, context, params, query_env, dest,
				 qc);
	}
	PG_CATCH();
	{
		ErrorData *error;

		if (names == NIL)
			PG_RE_THROW();
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		HiddenNamesReplace(error, names);
		ReThrowError(error);
	}
	PG_END_TRY();
}

static void
process_utility(PlannedStmt *pstmt, const char *query_string, bool read_only_tree,
				ProcessUtilityContext context, ParamListInfo params,
				QueryEnvironment *query_env, DestReceiver *dest, QueryCompletion *qc)
{
	Node *parsetree = pstmt->utilityStmt;
	Oid dboid = database_wanted_alone(parsetree);

	if (OidIsValid(dboid) && may_disturb(parsetree, dboid))
	{
		PG_ENSURE_ERROR_CLEANUP(allow_again, ObjectIdGetDatum(dboid));
		{
			if (IsA(parsetree, AlterDatabaseStmt)) /* SET TABLESPACE */
				StreamDrainForDatabase(dboid);
			StreamStopForDatabase(dboid);
			run_next(pstmt, query_string, read_only_tree, context, params, query_env,
					 dest, qc);
		}
		PG_END_ENSURE_ERROR_CLEANUP(allow_again, ObjectIdGetDatum(dboid));
		if (IsA(parsetree, RenameStmt))
			StreamAllowForDatabase(dboid);
		else
			StreamAllowAfterTransaction(dboid);
		return;
	}

	prepare_for_extension(parsetree);
	if (drops_owned(parsetree) && StreamIsFollowed())
		StreamCatalogChanged();
	else if (IsA(parsetree, TransactionStmt) &&
			 ((TransactionStmt *) parsetree)->kind == TRANS_STMT_COMMIT_PREPARED)
		StreamWakeWorker();

	guard_views(parsetree);
	run_named(pstmt, query_string, read_only_tree, context, params, query_env, dest, qc);
}

/*
 * Install the hooks.  Only where the library is preloaded.
 */
void
HooksInit(void)
{
	prev_process_utility = ProcessUtility_hook;
	ProcessUtility_hook = process_utility;
	ViewGuardInit();
}
