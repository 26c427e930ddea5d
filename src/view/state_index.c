/*
 * state_index.c
 *	  Indexes over the keys of a view beside the unique one over all of them.
 *
 * The query of a view is planned as a part of the query that reads it, so a filter
 * on a key, or on a bound of a window that is stored as it is, becomes one on the
 * state table, and an index there serves it.
 *
 *	 view_N_end		over the ends of windows, for the worker: closing.c cannot do
 *					without it, and tells it from the others by what it is over
 *	 view_N_start	over the starts of fixed windows: "lower(w) >= ..." is what most
 *					filters on time are.  Nothing of ours needs it, so it is not tied
 *					to the view: its owner may drop it to write faster
 *	 any other		made by create_index(), or by CREATE INDEX on the state table
 *
 * Keys do not change, so none of them stands in the way of HOT updates; they cost
 * something for new groups only.  A GiST index costs far more than a btree for
 * each, so there is one over a window only where its owner asks for it.
 *
 * Windows that are made of panes, and sessions, are put together when the view is
 * read: no index over the states knows their bounds.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_am.h"
#include "catalog/pg_index.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "view/view_internal.h"
#include "worker/worker.h"

PG_FUNCTION_INFO_V1(create_index);

/* ---------- what an index is over ---------- */

/*
 * StateIndexElem: a key as a column of an index; with a function, lower() or upper()
 * of it.
 */
IndexElem *
StateIndexElem(const ViewKey *key, Oid function)
{
	IndexElem *elem = makeNode(IndexElem);

	if (OidIsValid(function))
		elem->expr =
			(Node *) makeFuncExpr(function, get_range_subtype(key->type),
								  list_make1(makeVar(1, key->stateno, key->type,
													 key->typmod, key->collation, 0)),
								  InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	else
		elem->name = psprintf("k%d", key->stateno - STATE_FIRST_KEY_ATTNO + 1);
	elem->ordering = SORTBY_DEFAULT;
	elem->nulls_ordering = SORTBY_NULLS_DEFAULT;
	return elem;
}

/* All rows, and every column in the order of its type. */
static bool
is_plain(Relation index)
{
	const Form_pg_index form = index->rd_index;

	if (!form->indisvalid ||
		!heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, NULL))
		return false;
	for (int i = 0; i < form->indnkeyatts; i++)
	{
		Oid opclass = GetDefaultOpClass(index->rd_opcintype[i], index->rd_rel->relam);

		if (index->rd_indoption[i] != 0 || !OidIsValid(opclass) ||
			index->rd_opfamily[i] != get_opclass_family(opclass))
			return false;
	}
	return true;
}

/* Is the index over these columns, in this order? */
static bool
is_over(Relation index, List *elems)
{
	const Form_pg_index form = index->rd_index;
	List *exprs = RelationGetIndexExpressions(index); /* a copy at each call */
	ListCell *expr = list_head(exprs);
	ListCell *lc;

	if (form->indnkeyatts != list_length(elems) || !is_plain(index))
		return false;
	foreach (lc, elems)
	{
		const IndexElem *elem = lfirst_node(IndexElem, lc);
		AttrNumber attno = form->indkey.values[foreach_current_index(lc)];

		if (elem->expr == NULL && attno != get_attnum(form->indrelid, elem->name))
			return false;
		if (elem->expr != NULL && (attno != 0 || !equal(lfirst(expr), elem->expr)))
			return false;
		if (attno == 0)
			expr = lnext(exprs, expr);
	}
	return true;
}

/*
 * StateIndexOpen: the index of a state table over these columns (of IndexElem) by
 * this access method, open; NULL if there is none.
 */
Relation
StateIndexOpen(Relation state, Oid method, List *elems)
{
	ListCell *lc;

	foreach (lc, RelationGetIndexList(state))
	{
		Relation index = index_open(lfirst_oid(lc), AccessShareLock);

		if (index->rd_rel->relam == method && is_over(index, elems))
			return index;
		index_close(index, AccessShareLock);
	}
	return NULL;
}

/*
 * StateEndElem: what the index over the ends of windows is over: of sessions, their
 * last times, which they end a gap after.
 */
IndexElem *
StateEndElem(const ViewDef *def)
{
	IndexElem *elem;

	if (!ViewDefHasSessions(def))
		return StateIndexElem(&def->keys[def->window->key], F_UPPER_ANYRANGE);
	elem = makeNode(IndexElem);
	elem->name = pstrdup("last");
	elem->ordering = SORTBY_DEFAULT;
	elem->nulls_ordering = SORTBY_NULLS_DEFAULT;
	return elem;
}

/* ---------- columns of the view ---------- */

static bool
is_bound(Oid function)
{
	return function == F_LOWER_ANYRANGE || function == F_UPPER_ANYRANGE;
}

/* Is the key a window that is put together when the view is read? */
static bool
is_made_on_read(const ViewDef *def, const ViewKey *key)
{
	return def->window != NULL && key == &def->keys[def->window->key] &&
		   (ViewHasPanes(def) || ViewDefHasSessions(def));
}

/*
 * The key that a column of the view is, or that it is a bound of, which function
 * then tells; NULL if it is neither.
 */
static const ViewKey *
key_of_column(const ViewDef *def, AttrNumber attno, Oid *function)
{
	List *tlist = (List *) QueryFlattenExpr(def->query,
											(Node *) copyObject(def->query->targetList));
	ListCell *lc;

	foreach (lc, tlist)
	{
		const TargetEntry *tle = lfirst_node(TargetEntry, lc);
		const FuncExpr *call = (const FuncExpr *) tle->expr;
		const ViewKey *key;

		if (tle->resjunk || tle->resno != attno)
			continue;
		key = ViewDefFindKey(def, (Node *) tle->expr, 0);
		if (key != NULL || !IsA(call, FuncExpr) || !is_bound(call->funcid))
			return key;
		*function = call->funcid;
		return ViewDefFindKey(def, linitial(call->args), 0);
	}
	return NULL;
}

/*
 * The column that a text names, be it as "lower(column)" or "upper(column)".
 */
static AttrNumber
named_column(Oid view, const char *text, Oid *function)
{
	static const struct
	{
		const char *begins;
		Oid function;
	} bounds[] = {{"lower(", F_LOWER_ANYRANGE}, {"upper(", F_UPPER_ANYRANGE}};
	AttrNumber attno = get_attnum(view, text);
	Size length = strlen(text);

	*function = InvalidOid;
	for (int i = 0; attno == InvalidAttrNumber && i < lengthof(bounds); i++)
	{
		Size begins = strlen(bounds[i].begins);

		if (length <= begins || text[length - 1] != ')' ||
			pg_strncasecmp(text, bounds[i].begins, begins) != 0)
			continue;
		attno = get_attnum(view, pnstrdup(text + begins, length - begins - 1));
		*function = bounds[i].function;
	}
	return attno;
}

/* What may be named, for a hint. */
static char *
valid_columns(const ContinuousView *view, const ViewDef *def)
{
	StringInfoData list;
	char *name;

	initStringInfo(&list);
	for (AttrNumber attno = 1; (name = get_attname(view->view, attno, true)) != NULL;
		 attno++)
	{
		Oid function = InvalidOid;
		const ViewKey *key = key_of_column(def, attno, &function);

		if (key == NULL || is_made_on_read(def, key))
			continue;
		appendStringInfo(&list, "%s\"%s\"", list.len == 0 ? "" : ", ", name);
		if (!OidIsValid(function) && type_is_range(key->type))
			appendStringInfo(&list, ", \"lower(%s)\", \"upper(%s)\"", name, name);
	}
	if (list.len == 0)
		return pstrdup("It has no columns that an index can be over.");
	return psprintf("Valid columns are %s.", list.data);
}

static void
refuse_column(const ContinuousView *view, const ViewDef *def, const char *text,
			  const char *why)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("cannot create an index over \"%s\" of continuous view \"%s\"", text,
				   get_rel_name(view->view)),
			errdetail("%s", why), errhint("%s", valid_columns(view, def)));
}

/* The key that a text names; range tells whether it is a range by itself. */
static IndexElem *
named_elem(const ContinuousView *view, const ViewDef *def, const char *text, bool *range)
{
	Oid bound;
	Oid function = InvalidOid;
	AttrNumber attno = named_column(view->view, text, &bound);
	const ViewKey *key;

	if (attno == InvalidAttrNumber)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("column \"%s\" of continuous view \"%s\" does not exist", text,
					   get_rel_name(view->view)),
				errhint("%s", valid_columns(view, def)));
	key = key_of_column(def, attno, &function);
	if (key == NULL)
		refuse_column(view, def, text,
					  "It is not a key: it is worked out when the view is read.");
	if (is_made_on_read(def, key))
		refuse_column(view, def, text, "Its windows are made when the view is read.");
	if (OidIsValid(bound) && (OidIsValid(function) || !type_is_range(key->type)))
		refuse_column(view, def, text, "The column is not a range.");
	if (OidIsValid(bound))
		function = bound;
	*range = !OidIsValid(function) && type_is_range(key->type);
	return StateIndexElem(key, function);
}

/* ---------- create_index() ---------- */

/* What is to be made; names, for the index, are what the user called the columns. */
static IndexStmt *
index_statement(const ContinuousView *view, const ViewDef *def, ArrayType *columns)
{
	IndexStmt *stmt = makeNode(IndexStmt);
	StringInfoData names;
	bool range = false;
	Datum *elems;
	bool *nulls;
	int n;

	deconstruct_array(columns, TEXTOID, -1, false, TYPALIGN_INT, &elems, &nulls, &n);
	if (n == 0 || n > INDEX_MAX_KEYS)
		ereport(
			ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("an index has between 1 and %d columns, not %d", INDEX_MAX_KEYS, n),
			errhint("%s", valid_columns(view, def)));
	initStringInfo(&names);
	for (int i = 0; i < n; i++)
	{
		char *name;

		if (nulls[i])
			ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("column of an index must not be null"),
					errhint("%s", valid_columns(view, def)));
		name = TextDatumGetCString(elems[i]);
		stmt->indexParams =
			lappend(stmt->indexParams, named_elem(view, def, name, &range));
		appendStringInfo(&names, "%s%s", i == 0 ? "" : "_", name);
	}
	/* a range by itself is asked for what overlaps it, several columns for an order */
	stmt->accessMethod = n == 1 && range ? "gist" : "btree";
	stmt->idxname = ChooseRelationName(get_rel_name(view->view), names.data, "idx",
									   get_rel_namespace(view->state), false);
	return stmt;
}

/* Make the index, unless there is one like it. */
static Oid
define(const ContinuousView *view, IndexStmt *stmt)
{
	Relation state = table_open(view->state, NoLock);
	Relation index = StateIndexOpen(state, get_index_am_oid(stmt->accessMethod, false),
									stmt->indexParams);
	Oid result;

	if (index != NULL)
	{
		result = RelationGetRelid(index);
		ereport(NOTICE, errmsg("continuous view \"%s\" has this index already: \"%s\"",
							   get_rel_name(view->view), RelationGetRelationName(index)));
		index_close(index, NoLock);
		table_close(state, NoLock);
		return result;
	}
	table_close(state, NoLock);
	result = ViewDefineStateIndex(view, stmt);
	ViewForgoStatistics(view);
	return result;
}

static ViewDef *
load_definition(const ContinuousView *view)
{
	OwnerScope scope;
	ViewDef *def;

	OwnerScopeEnter(&scope, view->owner, view->settings);
	def = ViewDefLoad(view->definition, view->source);
	OwnerScopeLeave(&scope);
	return def;
}

/*
 * create_index(view regclass, VARIADIC columns text[]) returns regclass: an index
 * over keys of an aggregate view, named by the view's columns.  The lock lets
 * readers through; the worker leaves the view out meanwhile, and catches up.
 */
Datum
create_index(PG_FUNCTION_ARGS)
{
	ContinuousView *view;
	ViewDef *def;
	IndexStmt *stmt;

	PreventCommandIfReadOnly("create_index()");
	PreventCommandIfParallelMode("create_index()");
	ExtensionCheckVersion();
	view = ViewLockOwned(PG_GETARG_OID(0));
	if (view->kind != VIEW_AGGREGATE)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" is a table", get_rel_name(view->view)),
				errdetail("Row views are ordinary tables, with indexes like any other."),
				errhint("Run CREATE INDEX ON %s (...);", RelationSqlName(view->view)));
	def = load_definition(view);
	stmt = index_statement(view, def, PG_GETARG_ARRAYTYPE_P(1));
	ViewLockRelation(view->state, ShareLock);
	PG_RETURN_OID(define(view, stmt));
}
