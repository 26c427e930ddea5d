/*
 * create.c
 *	  create_continuous_view(): from the text of a query to a view that follows
 *	  the stream.
 *
 * Everything happens in the caller's transaction and as the caller, who will be
 * the owner: parse, name models by OID, check rights, take the definition apart,
 * create the relations (relations.c), record the view, activate it.  Parsing and
 * planning evaluate constants, and the first states come from input functions:
 * all that is restricted as it will be in the worker (owner.c).  The view becomes
 * known to the worker when the transaction commits.
 *
 * Rights are those the query would need now: SELECT on what it reads, EXECUTE
 * on what it calls, and no row-level security on the source, whose rows come
 * out of the WAL unfiltered.
 */
#include "streamml.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/analyze.h"
#include "parser/parse_func.h"
#include "rewrite/rewriteHandler.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/varlena.h"

#include "compat.h"
#include "view/view.h"
#include "worker/worker.h"

PG_FUNCTION_INFO_V1(create_continuous_view);

/* ---------- models named by a constant ---------- */

/* streamml.f(regclass, ...) if func is streamml.f(text, ...) and it exists. */
static Oid
regclass_sibling(Oid func)
{
	Oid *declared;
	Oid argtypes[FUNC_MAX_ARGS];
	int nargs;

	if (!FunctionIsOurs(func))
		return InvalidOid;
	(void) get_func_signature(func, &declared, &nargs);
	if (nargs < 1 || declared[0] != TEXTOID)
		return InvalidOid;
	memcpy(argtypes, declared, sizeof(Oid) * nargs);
	argtypes[0] = REGCLASSOID;
	return LookupFuncName(
		list_make2(makeString(STREAMML_SCHEMA), makeString(get_func_name(func))), nargs,
		argtypes, true);
}

/*
 * Replace the name of a view by its OID: then dropping the view is refused
 * while it is in use, and renaming it does no harm.
 */
static bool
name_by_oid_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, name_by_oid_walker, context, 0);
	if (IsA(node, FuncExpr) && ((FuncExpr *) node)->args != NIL &&
		IsA(linitial(((FuncExpr *) node)->args), Const))
	{
		FuncExpr *call = (FuncExpr *) node;
		Const *name = linitial_node(Const, call->args);
		Oid sibling = InvalidOid;

		if (name->consttype == TEXTOID && !name->constisnull)
			sibling = regclass_sibling(call->funcid);
		if (OidIsValid(sibling))
		{
			List *names = textToQualifiedNameList(DatumGetTextPP(name->constvalue));
			Oid relid =
				RangeVarGetRelid(makeRangeVarFromNameList(names), AccessShareLock, false);

			call->funcid = sibling;
			linitial(call->args) = makeConst(REGCLASSOID, -1, InvalidOid, sizeof(Oid),
											 ObjectIdGetDatum(relid), false, true);
		}
	}
	return expression_tree_walker(node, name_by_oid_walker, context);
}

/* ---------- rights ---------- */

static bool
execute_checker(Oid funcid, void *context)
{
	AclResult result = ProcAclCheck(funcid, GetUserId());

	if (result != ACLCHECK_OK)
		aclcheck_error(result, OBJECT_FUNCTION, get_func_name(funcid));
	return false;
}

static bool
execute_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	check_functions_in_node(node, execute_checker, NULL);
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, execute_walker, context, 0);
	return expression_tree_walker(node, execute_walker, context);
}

/* May the current user run this query?  Constants in it are evaluated. */
static void
check_rights(const Query *query, const char *sql)
{
	List *rewritten = QueryRewrite(copyObject((Query *) query));
	Query *rule = linitial_node(Query, rewritten);
	PlannedStmt *plan;
	List *opened;

	execute_walker((Node *) rule, NULL);
	opened = PlanGuardBegin(rule);
	plan = pg_plan_query(rule, sql, 0, NULL);
	PlanGuardEnd(opened);
	PlannedStmtCheckPermissions(plan);
}

/* ---------- parsing ---------- */

/* Lock what a query that has not been analysed names, telling whom that waits for. */
static bool
lock_named_walker(Node *node, void *context)
{
	Oid relid;

	if (node == NULL)
		return false;
	check_stack_depth();
	if (!IsA(node, RangeVar))
		return raw_expression_tree_walker(node, lock_named_walker, context);
	relid = RangeVarGetRelid((RangeVar *) node, NoLock, true);
	if (OidIsValid(relid))
		ViewLockRelation(relid, AccessShareLock);
	return false;
}

/*
 * ViewPointIntoText: callback of an ErrorContextCallback.  Positions of errors are in
 * the text of this query, and not in the command that it is an argument of.
 */
void
ViewPointIntoText(void *sql)
{
	int position = geterrposition();

	if (position <= 0)
		return;
	errposition(0);
	internalerrposition(position);
	internalerrquery(sql);
}

static Query *
parse_definition(char *sql)
{
	ErrorContextCallback context = {
		.callback = ViewPointIntoText, .arg = sql, .previous = error_context_stack};

	List *raw;
	Query *query;

	error_context_stack = &context;
	raw = pg_parse_query(sql);
	if (list_length(raw) != 1)
		ereport(
			ERROR, errcode(ERRCODE_SYNTAX_ERROR),
			errmsg(
				"definition of a continuous view must be one SELECT, not %d statements",
				list_length(raw)));
	if (IsA(linitial_node(RawStmt, raw)->stmt, SelectStmt))
		lock_named_walker(linitial_node(RawStmt, raw)->stmt, NULL);
	query = parse_analyze_fixedparams(linitial_node(RawStmt, raw), sql, NULL, 0, NULL);
	if (query->commandType != CMD_SELECT || query->utilityStmt != NULL)
		ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
				errmsg("definition of a continuous view must be a SELECT"));
	ViewDefCheckClock(query, sql);
	name_by_oid_walker((Node *) query, NULL);
	error_context_stack = context.previous;
	return query;
}

/*
 * ViewParseName: the name of a new view, with its schema, be that named or the
 * first of the search path.  Whether it may be created there is checked on
 * creation.
 */
RangeVar *
ViewParseName(text *name)
{
	RangeVar *result = makeRangeVarFromNameList(textToQualifiedNameList(name));
	Oid schema;

	if (result->catalogname != NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_NAME),
				errmsg("name \"%s\" has too many parts", text_to_cstring(name)),
				errhint("Use \"schema.name\" or \"name\"."));
	schema = RangeVarGetCreationNamespace(result);
	if (isAnyTempNamespace(schema))
		ereport(ERROR, errcode(ERRCODE_INVALID_TABLE_DEFINITION),
				errmsg("continuous views cannot be temporary"),
				errhint("Name a schema: \"schema.name\"."));
	result->schemaname = get_namespace_name(schema);
	return result;
}

/* ---------- options ---------- */

/* Arguments of create_continuous_view, in order. */
enum
{
	ARG_NAME,
	ARG_QUERY,
	ARG_BACKFILL,
	ARG_LATENESS,
	ARG_RETENTION,
	ARG_MAX_FUTURE,
	ARG_EMIT,
	ARG_CHANNEL,
	ARG_ON_UPDATE,
	ARG_ON_DELETE,
	ARG_ON_TRUNCATE
};

static char *
text_argument(FunctionCallInfo fcinfo, int arg)
{
	return PG_ARGISNULL(arg) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(arg));
}

static void
refuse_null(FunctionCallInfo fcinfo, int arg, const char *name)
{
	if (PG_ARGISNULL(arg))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("argument \"%s\" of create_continuous_view() is null", name));
}

/* One of the words, by its place; NULL stands for the first. */
static int
word_argument(FunctionCallInfo fcinfo, int arg, const char *name,
			  const char *const *words, int nwords)
{
	char *given = text_argument(fcinfo, arg);
	StringInfoData valid;

	if (given == NULL)
		return 0;
	initStringInfo(&valid);
	for (int i = 0; i < nwords; i++)
	{
		if (strcmp(given, words[i]) == 0)
			return i;
		appendStringInfo(&valid, "%s\"%s\"", i == 0 ? "" : ", ", words[i]);
	}
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid value \"%s\" of option \"%s\"", given, name),
			errhint("Valid values are %s.", valid.data));
}

static ChangeAction
change_argument(FunctionCallInfo fcinfo, int arg, const char *name, int nwords)
{
	static const char *const words[] = {"ignore", "error", "recompute", "learn"};
	static const ChangeAction actions[] = {CHANGE_IGNORE, CHANGE_ERROR, CHANGE_RECOMPUTE,
										   CHANGE_LEARN};

	return actions[word_argument(fcinfo, arg, name, words, nwords)];
}

static void
read_options(FunctionCallInfo fcinfo, ContinuousViewOptions *options)
{
	static const char *const emits[] = {"update", "close"};

	options->lateness = text_argument(fcinfo, ARG_LATENESS);
	options->retention = text_argument(fcinfo, ARG_RETENTION);
	options->max_future = text_argument(fcinfo, ARG_MAX_FUTURE);
	options->emit_closed =
		word_argument(fcinfo, ARG_EMIT, "emit", emits, lengthof(emits)) == 1;
	options->channel = text_argument(fcinfo, ARG_CHANNEL);
	options->on_update = change_argument(fcinfo, ARG_ON_UPDATE, "on_update", 4);
	options->on_delete = change_argument(fcinfo, ARG_ON_DELETE, "on_delete", 3);
	options->on_truncate = change_argument(fcinfo, ARG_ON_TRUNCATE, "on_truncate", 3);
}

/* From the text to the parts, with the rights of the caller and no more. */
static ViewDef *
analyze_definition(char *sql, const ContinuousViewOptions *options)
{
	OwnerScope scope;
	Query *query;
	ViewDef *def;

	OwnerScopeEnter(&scope, GetUserId(), OWNER_SETTINGS_AS_THEY_ARE);
	query = parse_definition(sql);
	def = ViewDefAnalyze(query, InvalidOid);
	check_rights(query, sql);
	ViewCheckArguments(query);
	ViewOptionsCheck(options, def);
	ViewCheckChangeOptions(options, def);
	OwnerScopeLeave(&scope);
	return def;
}

/* What the view is made of, likewise. */
static void
create_relations(ContinuousView *view, const ViewDef *def, RangeVar *target)
{
	OwnerScope scope;

	OwnerScopeEnter(&scope, view->owner, OWNER_SETTINGS_AS_THEY_ARE);
	ViewCreateRelations(view, def, target);
	OwnerScopeLeave(&scope);
}

/*
 * create_continuous_view(name text, query text, backfill boolean, options ...)
 * returns regclass
 */
Datum
create_continuous_view(PG_FUNCTION_ARGS)
{
	ContinuousView view = {0};
	RangeVar *target;
	ViewDef *def;
	char *sql;
	bool backfill;

	ExtensionCheckVersion();
	refuse_null(fcinfo, ARG_NAME, "name");
	refuse_null(fcinfo, ARG_QUERY, "query");
	refuse_null(fcinfo, ARG_BACKFILL, "backfill");
	target = ViewParseName(PG_GETARG_TEXT_PP(ARG_NAME));
	sql = text_to_cstring(PG_GETARG_TEXT_PP(ARG_QUERY));
	backfill = PG_GETARG_BOOL(ARG_BACKFILL);
	read_options(fcinfo, &view.options);

	PreventCommandIfReadOnly("create_continuous_view()");
	PreventCommandIfParallelMode("create_continuous_view()");
	if (InSecurityRestrictedOperation())
		ereport(
			ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg(
				"cannot create a continuous view within security-restricted operation"));
	def = analyze_definition(sql, &view.options);

	/* Making the slot waits for all transactions with an id: so before we have one. */
	(void) StreamEnsureRunning(!TransactionIdIsValid(GetTopTransactionIdIfAny()));

	view.id = ViewCatalogNextId();
	view.owner = GetUserId();
	view.kind = def->kind;
	view.source = def->source;
	view.enabled = true;
	view.generation = 1;
	view.settings = OwnerSettingsCurrent();
	view.progress_state = VIEW_PENDING;
	create_relations(&view, def, target);
	ViewCatalogInsert(&view, backfill);
	ViewActivate(&view, backfill);
	ViewCreateStartIndex(&view, def);
	PG_RETURN_OID(view.view);
}
