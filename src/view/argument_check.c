/*
 * argument_check.c
 *	  What a definition says to learners, models and windows, checked when the view
 *	  is created.
 *
 * A learner reads its options with the first row, a window function its lengths.
 * Over an empty table that would be long after the view was created, by the worker,
 * and every row would become a dead letter.  So options that are the same for all
 * rows are read at creation, and so are those of the functions that make features of
 * text; windows of constant lengths are asked for a time; the types of labels are
 * known then, too; and what is named as a model must be one.
 *
 * Arguments that depend on the row are not known yet, and are left to it.
 */
#include "streamml.h"

#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "funcapi.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "feature/feature.h"
#include "model/model.h"
#include "view/model_ref.h"
#include "view/view.h"
#include "window/window.h"

/* The number of the argument called "options", -1 if there is none. */
static int
options_argument(Oid funcid)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(funcid));
	Oid *types;
	char **names;
	char *modes;
	int nargs;
	int found = -1;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", funcid);
	nargs = get_func_arg_info(tuple, &types, &names, &modes);
	for (int i = 0; names && i < nargs; i++)
	{
		if (types[i] == JSONBOID && strcmp(names[i], "options") == 0)
			found = i;
	}
	ReleaseSysCache(tuple);
	return found;
}

static bool
depends_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var) || IsA(node, Param) || IsA(node, SubLink) || IsA(node, Aggref) ||
		IsA(node, GroupingFunc) || IsA(node, WindowFunc) || IsA(node, CaseTestExpr))
		return true;
	return expression_tree_walker(node, depends_walker, context);
}

/* The value of an expression that is the same for all rows; false if it is not. */
static bool
constant_value(Node *expr, NullableDatum *value)
{
	EState *estate;
	ExprState *state;

	if (depends_walker(expr, NULL) || contain_volatile_functions(expr))
		return false;
	estate = CreateExecutorState();
	state = ExecPrepareExpr((Expr *) copyObject(expr), estate);
	value->value =
		ExecEvalExprSwitchContext(state, GetPerTupleExprContext(estate), &value->isnull);
	if (!value->isnull)
	{
		int16 len;
		bool byval;

		get_typlenbyval(exprType(expr), &len, &byval);
		value->value = datumCopy(value->value, byval, len);
	}
	FreeExecutorState(estate);
	return true;
}

/*
 * FunctionIsOurs: is it one of the extension's?
 */
bool
FunctionIsOurs(Oid funcid)
{
	return get_func_namespace(funcid) == get_namespace_oid(STREAMML_SCHEMA, true);
}

/* The options among the arguments (of TargetEntries if "entries"), if constant. */
static bool
constant_options(Oid funcid, List *args, bool entries, Datum *options)
{
	int n = options_argument(funcid);
	NullableDatum value;
	Node *expr;

	if (n < 0 || n >= list_length(args))
		return false;
	expr = list_nth(args, n);
	if (entries)
		expr = (Node *) ((TargetEntry *) expr)->expr;
	if (!constant_value(expr, &value) || value.isnull)
		return false;
	*options = value.value;
	return true;
}

/*
 * LearnerOfAggregate: the algorithm that an aggregate of ours learns by, or NULL.
 */
const ModelOps *
LearnerOfAggregate(Oid aggfnoid)
{
	return FunctionIsOurs(aggfnoid) ? ModelOpsByName(get_func_name(aggfnoid)) : NULL;
}

static void
check_learner(const Aggref *aggref)
{
	const ModelOps *ops = LearnerOfAggregate(aggref->aggfnoid);
	Datum datum;

	if (ops == NULL)
		return;
	if (TaskHasLabel(ops->task))
		LearnCheckLabel(ops, linitial_oid(aggref->aggargtypes));
	if (constant_options(aggref->aggfnoid, aggref->args, true, &datum))
	{
		ModelOptions options;

		ModelOptionsParse(ops, datum, &options);
	}
}

/* A window function, if all but the time is the same for all rows: of any time. */
static void
check_window(const FuncExpr *written)
{
	FuncExpr *call = ViewExpandedCall(written);
	EState *estate = CreateExecutorState();
	ReturnSetInfo result = {.type = T_ReturnSetInfo,
							.econtext = GetPerTupleExprContext(estate),
							.allowedModes = SFRM_ValuePerCall};
	LOCAL_FCINFO(fcinfo, FUNC_MAX_ARGS);
	FmgrInfo function;
	bool constant = true;

	fmgr_info(call->funcid, &function);
	fmgr_info_set_expr((Node *) call, &function);
	InitFunctionCallInfoData(*fcinfo, &function, list_length(call->args),
							 call->inputcollid, NULL, (Node *) &result);
	/* this is 2000-01-01 for those of dates and times */
	fcinfo->args[0] = (NullableDatum){.value = 0};
	for (int i = 1; i < fcinfo->nargs && constant; i++)
		constant = constant_value(list_nth(call->args, i), &fcinfo->args[i]) &&
				   !(function.fn_strict && fcinfo->args[i].isnull);
	if (constant)
		(void) FunctionCallInvoke(fcinfo);
	FreeExecutorState(estate);
}

/* Functions of ours: windows, those with options, and those that name a model. */
static void
check_call(const FuncExpr *call)
{
	Node *first = linitial(call->args);
	const char *name;
	WindowKind kind;
	Datum options;

	if (!FunctionIsOurs(call->funcid))
		return;
	if (WindowFunctionKind(call->funcid, &kind))
		check_window(call);
	name = get_func_name(call->funcid);
	if ((strcmp(name, "words") == 0 || strcmp(name, "ngrams") == 0) &&
		constant_options(call->funcid, call->args, false, &options))
		FeatureTextOptionsCheck(options, strcmp(name, "ngrams") == 0);
	if (IsA(first, Const) && !((Const *) first)->constisnull &&
		((Const *) first)->consttype == REGCLASSOID && ModelRefIsAsked(call->funcid))
		ModelRefCheck(DatumGetObjectId(((Const *) first)->constvalue));
}

static bool
check_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, check_walker, context, 0);
	if (IsA(node, Aggref))
		check_learner((Aggref *) node);
	else if (IsA(node, FuncExpr) && ((FuncExpr *) node)->args != NIL)
		check_call((FuncExpr *) node);
	return expression_tree_walker(node, check_walker, context);
}

/*
 * ViewCheckArguments: an error if a learner of the definition cannot learn whatever
 * the rows, nor a window function tell a window, or a model that it names is none.
 * Call it as the user whose rights count.
 */
void
ViewCheckArguments(Query *query)
{
	check_walker((Node *) query, NULL);
}
