/*
 * hidden_names.c
 *	  Errors of commands name views, not the relations that views are made of.
 *
 * What stands in the way of a command PostgreSQL tells by the dependencies it
 * finds: "rule _RETURN on view streamml_state.view_7_definition depends on column
 * ...", or "owner of table streamml_state.view_7_state".  The user knows neither.
 * So the names are put in place of each other in the detail of such an error.
 *
 * The names are looked up before the command runs, for after an error no catalog
 * can be read; only for commands that can find something in their way, and only
 * where the database has continuous views.
 */
#include "streamml.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "lib/stringinfo.h"
#include "nodes/parsenodes.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "view/hidden_names.h"
#include "view/view.h"
#include "worker/worker.h"

/* A hidden relation and the view that it is part of, as messages have them. */
typedef struct HiddenName
{
	char *hidden;
	char *visible;
	const char *kind;		  /* of the hidden relation: "view" or "table" */
	const char *visible_kind; /* of the visible one */
} HiddenName;

static bool
may_be_in_the_way(Node *parsetree)
{
	return IsA(parsetree, DropStmt) || IsA(parsetree, AlterTableStmt) ||
		   IsA(parsetree, AlterDomainStmt) || IsA(parsetree, DropRoleStmt) ||
		   IsA(parsetree, DropOwnedStmt);
}

/* The name as messages of the server have it. */
static char *
shown_name(Oid relid)
{
	if (RelationIsVisible(relid))
		return pstrdup(quote_identifier(get_rel_name(relid)));
	return RelationSqlName(relid);
}

static HiddenName *
hidden_name(const ContinuousView *view, Oid hidden)
{
	HiddenName *name = palloc(sizeof(HiddenName));

	name->hidden = shown_name(hidden);
	name->visible = shown_name(view->view);
	name->kind = hidden == view->definition ? "view" : "table";
	name->visible_kind = view->kind == VIEW_AGGREGATE ? "view" : "table";
	return name;
}

/*
 * HiddenNamesLoad: the names (of HiddenName) that an error of the command may
 * have; NIL if there are none.
 */
List *
HiddenNamesLoad(Node *parsetree)
{
	List *names = NIL;
	ListCell *lc;

	if (!may_be_in_the_way(parsetree) || !StreamIsFollowed() || !ViewCatalogIsReadable())
		return NIL;
	PushActiveSnapshot(GetLatestSnapshot());
	foreach (lc, ViewCatalogLoad())
	{
		ContinuousView *view = lfirst(lc);

		if (get_rel_name(view->definition) == NULL || get_rel_name(view->state) == NULL)
			continue;
		names = lappend(names, hidden_name(view, view->definition));
		if (view->state != view->view)
			names = lappend(names, hidden_name(view, view->state));
		if (OidIsValid(ViewLedger(view, true)))
			names = lappend(names, hidden_name(view, ViewLedger(view, true)));
	}
	PopActiveSnapshot();
	return names;
}

/* The text with another one in place of what it has somewhere. */
static char *
replaced(char *text, const char *from, const char *to)
{
	char *found = strstr(text, from);

	if (found == NULL)
		return text;
	return psprintf("%.*s%s%s", (int) (found - text), text, to, found + strlen(from));
}

/*
 * The views' names in a line; with the word for what they are where the message
 * is in English.
 */
static char *
named_line(char *line, List *names)
{
	ListCell *lc;

	foreach (lc, names)
	{
		const HiddenName *name = lfirst(lc);
		char *shown = psprintf("%s %s", name->visible_kind, name->visible);

		if (strstr(line, name->hidden) == NULL)
			continue;
		line = replaced(line, psprintf("rule _RETURN on %s %s", name->kind, name->hidden),
						shown);
		line = replaced(line, psprintf("%s %s", name->kind, name->hidden), shown);
		line = replaced(line, name->hidden, name->visible);
	}
	return line;
}

/* The views' names in a text, whose lines are different then. */
static char *
named_text(const char *text, List *names)
{
	char *rest = pstrdup(text);
	List *lines = NIL;
	StringInfoData result;
	ListCell *lc;
	char *line;

	initStringInfo(&result);
	while ((line = strsep(&rest, "\n")) != NULL)
	{
		bool known = false;

		line = named_line(line, names);
		foreach (lc, lines)
			known |= strcmp(lfirst(lc), line) == 0;
		if (known)
			continue;
		lines = lappend(lines, line);
		appendStringInfo(&result, "%s%s", result.len == 0 ? "" : "\n", line);
	}
	return result.data;
}

/*
 * HiddenNamesReplace: let the error name views, and say what to do about a column
 * whose type PostgreSQL does not change while a view uses it.
 */
void
HiddenNamesReplace(ErrorData *error, List *names)
{
	if (error->detail != NULL)
	{
		char *detail = named_text(error->detail, names);

		if (strcmp(detail, error->detail) != 0 && error->hint == NULL &&
			error->sqlerrcode == ERRCODE_FEATURE_NOT_SUPPORTED)
			error->hint = pstrdup("Drop the continuous view and create it again "
								  "afterwards.");
		error->detail = detail;
	}
	if (error->detail_log != NULL)
		error->detail_log = named_text(error->detail_log, names);
}
