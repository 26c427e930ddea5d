/*
 * change.c
 *	  What a view can do about changes of source rows: the options on_update,
 *	  on_delete and on_truncate, checked when the view is created.
 *
 * recompute and learn look at the old row, which is in the WAL only if the
 * table has REPLICA IDENTITY FULL.  A table can lose that again, or get a
 * partition without it: then there is a warning, and the worker looks again at each
 * change (worker/change.c).
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/view.h"

/* Commands in one hint. */
#define HINT_COMMANDS 20

/*
 * ViewWantsRecompute: does a view with these options ever read its source again?
 */
bool
ViewWantsRecompute(const ContinuousViewOptions *options)
{
	return options->on_update == CHANGE_RECOMPUTE ||
		   options->on_delete == CHANGE_RECOMPUTE ||
		   options->on_truncate == CHANGE_RECOMPUTE;
}

/* Does the table have rows of its own, but no old ones in the WAL? */
static bool
lacks_old_rows(Oid relid)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	bool result = false;

	if (HeapTupleIsValid(tuple))
	{
		Form_pg_class form = (Form_pg_class) GETSTRUCT(tuple);

		result = form->relkind == RELKIND_RELATION &&
				 form->relreplident != REPLICA_IDENTITY_FULL;
		ReleaseSysCache(tuple);
	}
	return result;
}

/*
 * ViewReplicaIdentityCommands: the commands that put the old rows of a source, or
 * of its partitions, into the WAL; NULL if they are there.
 */
char *
ViewReplicaIdentityCommands(Oid source)
{
	List *relids = get_rel_relkind(source) == RELKIND_PARTITIONED_TABLE ?
					   find_all_inheritors(source, NoLock, NULL) :
					   list_make1_oid(source);
	StringInfoData commands;
	int n = 0;
	ListCell *lc;

	initStringInfo(&commands);
	foreach (lc, relids)
	{
		Oid relid = lfirst_oid(lc);

		if (!lacks_old_rows(relid))
			continue;
		if (n++ < HINT_COMMANDS)
			appendStringInfo(&commands, "%sALTER TABLE %s REPLICA IDENTITY FULL;",
							 n > 1 ? " " : "", RelationSqlName(relid));
	}
	if (n > HINT_COMMANDS)
		appendStringInfo(&commands, " -- and so on for %d more partitions",
						 n - HINT_COMMANDS);
	return n == 0 ? NULL : commands.data;
}

/*
 * ViewWarnOfOldRows: a warning if the view needs old rows of a relation, as a command
 * has left it, that are not in the WAL.
 */
void
ViewWarnOfOldRows(Oid relid, const ContinuousView *view)
{
	const ContinuousViewOptions *options = &view->options;
	bool updates =
		options->on_update == CHANGE_RECOMPUTE || options->on_update == CHANGE_LEARN;
	bool deletes = options->on_delete == CHANGE_RECOMPUTE;
	char *commands;

	if ((!updates && !deletes) || !ViewSourceIncludes(view, relid))
		return;
	commands = ViewReplicaIdentityCommands(relid);
	if (commands != NULL)
		ereport(WARNING,
				errmsg("old rows of \"%s\" are not in the WAL", get_rel_name(relid)),
				errdetail("Continuous view \"%s\" needs them: it fails at the first %s.",
						  get_rel_name(view->view),
						  !deletes ? "UPDATE" :
						  !updates ? "DELETE" :
									 "UPDATE or DELETE"),
				errhint("Run %s", commands));
}

static void
check_old_rows(const char *option, const char *value, Oid source)
{
	char *commands = ViewReplicaIdentityCommands(source);

	if (commands != NULL)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("%s => '%s' needs the old rows of \"%s\" in the WAL", option,
					   value, get_rel_name(source)),
				errhint("Run %s", commands));
}

/* ---------- learn ---------- */

/* Is there a condition, on any level, that a row can come to satisfy? */
static bool
has_condition(Node *node, void *context)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, has_condition, context, 0);
	if (IsA(node, FromExpr) && ((FromExpr *) node)->quals != NULL)
		return true;
	if (IsA(node, JoinExpr) && ((JoinExpr *) node)->jointype == JOIN_INNER)
		return true;
	return expression_tree_walker(node, has_condition, context);
}

static void
check_learn(const ViewDef *def)
{
	if (!has_condition((Node *) def->feed, NULL))
		ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
				errmsg("on_update => 'learn' needs a definition with WHERE"),
				errdetail("A row is learned when an update makes the condition true; "
						  "without one every row is learned on insert."),
				errhint("Add the condition, for example WHERE label IS NOT NULL, or use "
						"on_update => 'recompute'."));
	check_old_rows("on_update", "learn", def->source);
}

/* ---------- recompute ---------- */

static void
check_recompute(const char *option, ChangeAction action, const ViewDef *def)
{
	if (action != CHANGE_RECOMPUTE)
		return;
	if (def->kind == VIEW_ROWS)
		ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
				errmsg("%s => 'recompute' needs a definition with aggregates", option),
				errdetail("Rows are appended, and what has become of them is not known."),
				errhint("Use %s => '%s', or group the rows by their key.", option,
						strcmp(option, "on_update") == 0 ? "learn" : "error"));
	if (def->window != NULL && def->window->kind == WINDOW_SESSION)
		ereport(
			ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
			errmsg("%s => 'recompute' is not possible for session windows", option),
			errdetail("A session may fall into several when a row leaves it."),
			errhint("Use %s => 'error' and rebuild() the view after a change.", option));
	if (strcmp(option, "on_truncate") != 0)
		check_old_rows(option, "recompute", def->source);
}

/*
 * ViewCheckChangeOptions: can a view with this definition do what the options
 * ask?  The source is locked.
 */
void
ViewCheckChangeOptions(const ContinuousViewOptions *options, const ViewDef *def)
{
	if (options->on_update == CHANGE_LEARN)
		check_learn(def);
	check_recompute("on_update", options->on_update, def);
	check_recompute("on_delete", options->on_delete, def);
	check_recompute("on_truncate", options->on_truncate, def);
}
