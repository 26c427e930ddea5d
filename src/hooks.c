/*
 * hooks.c
 *	  The one hook streamml needs: utility commands that concern whole
 *	  databases, and COMMIT PREPARED.
 *
 * DROP DATABASE, CREATE DATABASE ... TEMPLATE and the ALTER DATABASE forms that
 * want the database for themselves fail while a worker is connected or its
 * slot is active, even WITH (FORCE).  So the worker is stopped around them.
 * COMMIT PREPARED runs no transaction callback in the finishing backend; the
 * worker is woken here.  The worker also learns here that the extension may
 * have gone: no event trigger of ours outlives it.
 */
#include "hooks.h"

#include "streamml.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_database.h"
#include "commands/dbcommands.h"
#include "commands/defrem.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "storage/ipc.h"
#include "tcop/utility.h"
#include "utils/syscache.h"

#include "compat.h"
#include "worker/worker.h"

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
 * Can the command take our extension, or all views of an owner, away?
 */
static bool
may_drop_extension(Node *parsetree)
{
	if (IsA(parsetree, DropStmt))
	{
		ObjectType type = ((DropStmt *) parsetree)->removeType;

		return type == OBJECT_EXTENSION || type == OBJECT_SCHEMA;
	}
	return IsA(parsetree, DropOwnedStmt);
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

static void
allow_again(int code, Datum dboid)
{
	StreamAllowForDatabase(DatumGetObjectId(dboid));
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

	if (may_drop_extension(parsetree) && StreamIsFollowed())
		StreamCatalogChanged();
	else if (IsA(parsetree, TransactionStmt) &&
			 ((TransactionStmt *) parsetree)->kind == TRANS_STMT_COMMIT_PREPARED)
		StreamWakeWorker();

	run_next(pstmt, query_string, read_only_tree, context, params, query_env, dest, qc);
}

/*
 * Install the hook.  Only where the library is preloaded.
 */
void
HooksInit(void)
{
	prev_process_utility = ProcessUtility_hook;
	ProcessUtility_hook = process_utility;
}
