/*
 * aggcall.c
 *	  An aggregate called on stored states: its functions, looked up, checked
 *	  and loaded for one call site of finalize() or rollup_state().
 *
 * Anybody may call those with anything, so the types given are checked against
 * the aggregate's, and states of internal type come sealed (aggstate.c).
 * Rights are checked as nodeAgg.c does: EXECUTE on the aggregate for the
 * caller, on its support functions for the owner of the aggregate.
 *
 * Both take (aggregate, state, NULL::result) and, where a support function or
 * the transition type depends on them, typed NULLs for the aggregate's
 * arguments behind.
 *
 * Support functions are called with an AggState of our making as context.  It
 * has what AggCheckCallContext, AggGetAggref, AggStateIsShared and
 * AggGetTempMemoryContext look at, and nothing else.
 *
 * Final functions may change the state they are given.  Ours is never the
 * stored one: internal states are deserialised for the call, others are
 * detoasted, and copied if the aggregate says that it writes.
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "parser/parse_agg.h"
#include "parser/parse_coerce.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/expandeddatum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

#include "compat.h"
#include "model/model.h"
#include "view/aggcall.h"
#include "view/view.h"

/* What is known of the aggregate when a call site is prepared. */
typedef struct AggregateInfo
{
	FormData_pg_aggregate agg;
	Oid owner;
	Oid result;
	Oid argtypes[FUNC_MAX_ARGS];
	int nargs;
} AggregateInfo;

/* ---------- catalogs ---------- */

/*
 * AggHasCombine: can two states of this aggregate be made one?
 */
bool
AggHasCombine(Oid aggregate)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	bool result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggregate);
	result = OidIsValid(((Form_pg_aggregate) GETSTRUCT(tuple))->aggcombinefn);
	ReleaseSysCache(tuple);
	return result;
}

/*
 * AggInitialState: the state that a call starts from, palloc'd; none if it is
 * NULL or internal.  Runs the input function of the type: call it as the user
 * whose query it is.
 */
Datum
AggInitialState(Oid aggregate, Oid transtype, bool *isnull)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	Datum value;
	Oid infunc;
	Oid ioparam;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggregate);
	value = SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval, isnull);
	if (transtype == INTERNALOID)
		*isnull = true;
	if (!*isnull)
	{
		getTypeInputInfo(transtype, &infunc, &ioparam);
		value = OidInputFunctionCall(infunc, TextDatumGetCString(value), ioparam, -1);
	}
	ReleaseSysCache(tuple);
	return *isnull ? (Datum) 0 : value;
}

static void
check_execute(Oid function, Oid role, ObjectType kind)
{
	AclResult result;

	if (!OidIsValid(function))
		return;
	result = ProcAclCheck(function, role);
	if (result != ACLCHECK_OK)
		aclcheck_error(result, kind, get_func_name(function));
}

/* Argument types: those of the typed NULLs from argument "nulls" on, or the declared ones. */
static void
find_argument_types(FunctionCallInfo fcinfo, int nulls, AggregateInfo *info,
					Form_pg_proc proc)
{
	bool variadic_any = proc->provariadic == ANYOID;

	if (PG_NARGS() == nulls)
	{
		for (int i = 0; i < proc->pronargs; i++)
			if (variadic_any || IsPolymorphicType(proc->proargtypes.values[i]))
				ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("argument types of aggregate %s must be given",
							   NameStr(proc->proname)),
						errhint("Add a typed NULL for each of its arguments."));
		info->nargs = proc->pronargs;
		memcpy(info->argtypes, proc->proargtypes.values, sizeof(Oid) * info->nargs);
		return;
	}
	info->nargs = PG_NARGS() - nulls;
	for (int i = 0; i < info->nargs; i++)
		info->argtypes[i] = get_fn_expr_argtype(fcinfo->flinfo, nulls + i);
	if (info->nargs < proc->pronargs || (info->nargs > proc->pronargs && !variadic_any))
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("aggregate %s takes %d arguments, not %d", NameStr(proc->proname),
					   proc->pronargs, info->nargs));
}

/* Look the aggregate up, check rights, resolve its argument and result types. */
static void
describe_aggregate(FunctionCallInfo fcinfo, int nulls, Oid aggregate, AggregateInfo *info)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	Form_pg_proc proc;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_FUNCTION),
				errmsg("%s is not an aggregate", format_procedure(aggregate)));
	memcpy(&info->agg, GETSTRUCT(tuple), sizeof(FormData_pg_aggregate));
	ReleaseSysCache(tuple);
	if (info->agg.aggkind != AGGKIND_NORMAL)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("%s is an ordered-set aggregate", format_procedure(aggregate)));

	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(aggregate));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", aggregate);
	proc = (Form_pg_proc) GETSTRUCT(tuple);
	info->owner = proc->proowner;
	find_argument_types(fcinfo, nulls, info, proc);
	info->result =
		enforce_generic_type_consistency(info->argtypes, proc->proargtypes.values,
										 proc->pronargs, proc->prorettype, false);
	ReleaseSysCache(tuple);

	check_execute(aggregate, GetUserId(), OBJECT_AGGREGATE);
	check_execute(info->agg.aggfinalfn, info->owner, OBJECT_FUNCTION);
	check_execute(info->agg.aggdeserialfn, info->owner, OBJECT_FUNCTION);
}

/* The types given must be those of the aggregate's state and result. */
static void
check_given_types(FunctionCallInfo fcinfo, int first, const AggCall *call,
				  const AggregateInfo *info)
{
	Oid stored = call->internal ? AggStateTypeId() : call->transtype;
	Oid given = get_fn_expr_argtype(fcinfo->flinfo, first + 1);

	if (given != stored)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("state of aggregate %s is of type %s, not %s",
					   format_procedure(call->aggregate), format_type_be(stored),
					   format_type_be(given)));
	given = get_fn_expr_argtype(fcinfo->flinfo, first + 2);
	if (given != info->result)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("result of aggregate %s is of type %s, not %s",
					   format_procedure(call->aggregate), format_type_be(info->result),
					   format_type_be(given)));
}

/* ---------- preparation ---------- */

/* Load the functions with expressions that tell them their types. */
static void
prepare_functions(AggCall *call, AggregateInfo *info, Oid collation)
{
	MemoryContext context = CurrentMemoryContext;
	Expr *expr;

	if (OidIsValid(info->agg.aggfinalfn))
	{
		call->nfinal = 1 + (info->agg.aggfinalextra ? info->nargs : 0);
		build_aggregate_finalfn_expr(info->argtypes, call->nfinal, call->transtype,
									 info->result, collation, info->agg.aggfinalfn,
									 &expr);
		fmgr_info_cxt(info->agg.aggfinalfn, &call->final_fn, context);
		fmgr_info_set_expr((Node *) expr, &call->final_fn);
	}
	if (call->internal)
	{
		build_aggregate_deserialfn_expr(info->agg.aggdeserialfn, &expr);
		fmgr_info_cxt(info->agg.aggdeserialfn, &call->deserial_fn, context);
		fmgr_info_set_expr((Node *) expr, &call->deserial_fn);
	}
}

/* What combining takes beside: the combine function and the initial state. */
static void
prepare_combine(AggCall *call, const AggregateInfo *info, Oid collation)
{
	Oid combine = info->agg.aggcombinefn;
	Expr *expr;

	if (!OidIsValid(combine))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("states of aggregate %s cannot be combined",
					   format_procedure(call->aggregate)),
				errdetail("It has no combine function."));
	check_execute(combine, info->owner, OBJECT_FUNCTION);
	build_aggregate_transfn_expr(&call->transtype, 1, 0, false, call->transtype,
								 collation, combine, InvalidOid, &expr, NULL);
	fmgr_info_cxt(combine, &call->combine_fn, CurrentMemoryContext);
	fmgr_info_set_expr((Node *) expr, &call->combine_fn);
	call->initial =
		AggInitialState(call->aggregate, call->transtype, &call->initial_null);
	call->adopts = call->combine_fn.fn_strict && call->initial_null;
	if (call->internal && call->combine_fn.fn_strict)
		ereport(ERROR, errcode(ERRCODE_INVALID_FUNCTION_DEFINITION),
				errmsg("combine function with transition type internal must not be "
					   "declared STRICT"));
}

/* An AggState good enough for AggCheckCallContext, AggGetAggref and friends. */
static void
prepare_agg_state(AggCall *call, const AggregateInfo *info, Oid collation)
{
	AggStatePerAgg per_agg = palloc0(sizeof(AggStatePerAggData));
	AggStatePerTrans per_trans = palloc0(sizeof(AggStatePerTransData));
	Aggref *aggref = makeNode(Aggref);

	aggref->aggfnoid = call->aggregate;
	aggref->aggtype = info->result;
	aggref->inputcollid = collation;
	aggref->aggtranstype = call->transtype;
	aggref->aggkind = AGGKIND_NORMAL;
	for (int i = 0; i < info->nargs; i++)
		aggref->aggargtypes = lappend_oid(aggref->aggargtypes, info->argtypes[i]);

	call->scratch = CreateStandaloneExprContext();
	call->states = makeNode(ExprContext);
	call->states->ecxt_per_query_memory = CurrentMemoryContext;
	call->states->ecxt_per_tuple_memory = call->scratch->ecxt_per_tuple_memory;
	per_agg->aggref = aggref;
	per_trans->aggref = aggref;
	call->agg_state = makeNode(AggState);
	call->agg_state->curaggcontext = call->states;
	call->agg_state->tmpcontext = call->scratch;
	call->agg_state->curperagg = per_agg;
	call->agg_state->pertrans = per_trans;
	call->agg_state->peragg = per_agg;
	call->agg_state->numaggs = 1;
	call->agg_state->numtrans = 1;
}

/*
 * AggCallPrepare: look up, check and load an aggregate for this call site,
 * whose arguments from "first" on are the aggregate, a state, a NULL of the
 * result's type, and typed NULLs for the aggregate's arguments or nothing.
 * combines: the states are to be combined.  The result lives in fn_mcxt.
 */
AggCall *
AggCallPrepare(FunctionCallInfo fcinfo, int first, Oid aggregate, bool combines)
{
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	AggCall *call = palloc0(sizeof(AggCall));
	AggregateInfo info;

	describe_aggregate(fcinfo, first + 3, aggregate, &info);
	call->aggregate = aggregate;
	call->transtype = resolve_aggregate_transtype(aggregate, info.agg.aggtranstype,
												  info.argtypes, info.nargs);
	call->internal = call->transtype == INTERNALOID;
	if (call->internal &&
		(!OidIsValid(info.agg.aggdeserialfn) || !OidIsValid(info.agg.aggfinalfn)))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("state of aggregate %s cannot be stored",
					   format_procedure(aggregate)));
	check_given_types(fcinfo, first, call, &info);
	call->copies = info.agg.aggfinalmodify != AGGMODIFY_READ_ONLY;
	call->tag = AggStateTag(aggregate, info.argtypes, info.nargs);
	get_typlenbyval(call->transtype, &call->trans_len, &call->trans_byval);
	get_typlenbyval(info.result, &call->result_len, &call->result_byval);
	prepare_functions(call, &info, PG_GET_COLLATION());
	if (combines)
		prepare_combine(call, &info, PG_GET_COLLATION());
	prepare_agg_state(call, &info, PG_GET_COLLATION());
	MemoryContextSwitchTo(old);
	return call;
}

/* ---------- calls ---------- */

/*
 * AggCallLoad: a stored state as the aggregate's functions take it, in the
 * current context.  It may be the stored value itself.
 */
Datum
AggCallLoad(AggCall *call, Datum stored)
{
	LOCAL_FCINFO(fn, 2);
	Datum value;

	if (!call->internal)
	{
		if (call->trans_len == -1)
			return PointerGetDatum(PG_DETOAST_DATUM(stored));
		return stored;
	}
	InitFunctionCallInfoData(*fn, &call->deserial_fn, 2, InvalidOid,
							 (Node *) call->agg_state, NULL);
	fn->args[0].value = PointerGetDatum(AggStateBytes(call->tag, stored));
	fn->args[0].isnull = false;
	fn->args[1].value = PointerGetDatum(NULL); /* its "internal" */
	fn->args[1].isnull = false;
	value = FunctionCallInvoke(fn);
	if (fn->isnull)
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored state of aggregate %s could not be read",
					   format_procedure(call->aggregate)));
	return value;
}

/* Call the final function, in the current (scratch) context. */
static Datum
call_final(AggCall *call, Datum state, bool state_null, Oid collation, bool *isnull)
{
	LOCAL_FCINFO(fn, FUNC_MAX_ARGS);

	*isnull = true;
	if (call->final_fn.fn_strict && (state_null || call->nfinal > 1))
		return (Datum) 0;
	InitFunctionCallInfoData(*fn, &call->final_fn, call->nfinal, collation,
							 (Node *) call->agg_state, NULL);
	fn->args[0].value = MakeExpandedObjectReadOnly(state, state_null, call->trans_len);
	fn->args[0].isnull = state_null;
	for (int i = 1; i < call->nfinal; i++)
	{
		fn->args[i].value = (Datum) 0;
		fn->args[i].isnull = true;
	}
	state = FunctionCallInvoke(fn);
	*isnull = fn->isnull;
	return state;
}

/*
 * AggCallFinal: the answer of the aggregate from a live state, which may be
 * lost; palloc'd in the current context.  Resets the scratch of the call.
 */
Datum
AggCallFinal(AggCall *call, Datum state, bool state_null, Oid collation, bool *isnull)
{
	MemoryContext caller = CurrentMemoryContext;

	*isnull = state_null;
	if (OidIsValid(call->final_fn.fn_oid))
	{
		MemoryContextSwitchTo(call->scratch->ecxt_per_tuple_memory);
		state = call_final(call, state, state_null, collation, isnull);
		MemoryContextSwitchTo(caller);
	}
	if (!*isnull)
		state = datumCopy(state, call->result_byval, call->result_len);
	ReScanExprContext(call->scratch);
	return state;
}

/*
 * AggStateFree: free a by-reference state of this length that nobody needs any more.
 * Models lie in one context together (model/expanded.c): theirs goes with the context.
 */
void
AggStateFree(Datum state, int16 len)
{
	if (!DatumIsReadWriteExpandedObject(state, false, len))
		pfree(DatumGetPointer(state));
	else if (!ModelDatumIsExpanded(state))
		DeleteExpandedObject(state);
}
