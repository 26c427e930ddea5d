/*
 * finalize.c
 *	  streamml.finalize(): the answer of an aggregate from its stored state.
 *
 * Views of the users call it once per aggregate and row.  It does what the
 * executor does at the end of a group: deserialise an internal state, call the
 * final function with the call's collation and resolved types, copy the
 * result.  The first call of a call site prepares that (struct Finalizer in
 * fn_extra, in fn_mcxt); the later ones cost two or three function calls.
 *
 * Anybody may call it with anything, so the types given are checked against
 * the aggregate's, and states of internal type come sealed (aggstate.c).
 *
 * Final functions may change the state they are given.  Ours is never the
 * stored one: internal states are deserialised for this call, others are
 * detoasted, and copied if the aggregate says that it writes.
 *
 * Two forms: (aggregate, state, NULL::result) and, where the final function or
 * the transition type depends on them, with typed NULLs for the aggregate's
 * arguments behind.
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/nodeAgg.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "nodes/makefuncs.h"
#include "parser/parse_agg.h"
#include "parser/parse_coerce.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/view.h"

PG_FUNCTION_INFO_V1(finalize);

/* A call site, prepared. */
typedef struct Finalizer
{
	Oid aggregate;
	Oid transtype;
	int16 trans_len;
	int16 result_len;
	bool trans_byval;
	bool result_byval;
	bool internal;
	bool copies; /* the final function may change its state */
	uint64 tag;
	FmgrInfo final_fn; /* fn_oid is invalid: the state is the answer */
	FmgrInfo deserial_fn;
	int nfinal; /* arguments of the final function */
	/* what aggregate support functions look at, see AggCheckCallContext */
	Aggref *aggref;
	AggState *agg_state;
	ExprContext *econtext; /* its per-tuple memory is the scratch of a call */
} Finalizer;

/* What is known of the aggregate when a call site is prepared. */
typedef struct AggregateCall
{
	FormData_pg_aggregate agg;
	Oid owner;
	Oid result;
	Oid argtypes[FUNC_MAX_ARGS];
	int nargs;
} AggregateCall;

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

/* Argument types: those of the typed NULLs, or the declared ones. */
static void
find_argument_types(FunctionCallInfo fcinfo, AggregateCall *call, Form_pg_proc proc)
{
	bool variadic_any = proc->provariadic == ANYOID;

	if (PG_NARGS() == 3)
	{
		for (int i = 0; i < proc->pronargs; i++)
			if (variadic_any || IsPolymorphicType(proc->proargtypes.values[i]))
				ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("argument types of aggregate %s must be given",
							   NameStr(proc->proname)),
						errhint("Add a typed NULL for each of its arguments."));
		call->nargs = proc->pronargs;
		memcpy(call->argtypes, proc->proargtypes.values, sizeof(Oid) * call->nargs);
		return;
	}
	call->nargs = PG_NARGS() - 3;
	for (int i = 0; i < call->nargs; i++)
		call->argtypes[i] = get_fn_expr_argtype(fcinfo->flinfo, i + 3);
	if (call->nargs < proc->pronargs || (call->nargs > proc->pronargs && !variadic_any))
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("aggregate %s takes %d arguments, not %d", NameStr(proc->proname),
					   proc->pronargs, call->nargs));
}

/* Look the aggregate up, check rights, resolve its argument and result types. */
static void
describe_call(FunctionCallInfo fcinfo, Oid aggregate, AggregateCall *call)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	Form_pg_proc proc;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_FUNCTION),
				errmsg("%s is not an aggregate", format_procedure(aggregate)));
	memcpy(&call->agg, GETSTRUCT(tuple), sizeof(FormData_pg_aggregate));
	ReleaseSysCache(tuple);
	if (call->agg.aggkind != AGGKIND_NORMAL)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("%s is an ordered-set aggregate", format_procedure(aggregate)));

	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(aggregate));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", aggregate);
	proc = (Form_pg_proc) GETSTRUCT(tuple);
	call->owner = proc->proowner;
	find_argument_types(fcinfo, call, proc);
	call->result =
		enforce_generic_type_consistency(call->argtypes, proc->proargtypes.values,
										 proc->pronargs, proc->prorettype, false);
	ReleaseSysCache(tuple);

	check_execute(aggregate, GetUserId(), OBJECT_AGGREGATE);
	check_execute(call->agg.aggfinalfn, call->owner, OBJECT_FUNCTION);
	check_execute(call->agg.aggdeserialfn, call->owner, OBJECT_FUNCTION);
}

/* The types given must be those of the aggregate's state and result. */
static void
check_given_types(FunctionCallInfo fcinfo, const Finalizer *fin,
				  const AggregateCall *call)
{
	Oid stored = fin->internal ? AggStateTypeId() : fin->transtype;
	Oid given = get_fn_expr_argtype(fcinfo->flinfo, 1);

	if (given != stored)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("state of aggregate %s is of type %s, not %s",
					   format_procedure(fin->aggregate), format_type_be(stored),
					   format_type_be(given)));
	given = get_fn_expr_argtype(fcinfo->flinfo, 2);
	if (given != call->result)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("result of aggregate %s is of type %s, not %s",
					   format_procedure(fin->aggregate), format_type_be(call->result),
					   format_type_be(given)));
}

/* Load the functions with expressions that tell them their types. */
static void
prepare_functions(Finalizer *fin, AggregateCall *call, Oid collation,
				  MemoryContext context)
{
	Expr *expr;

	if (OidIsValid(call->agg.aggfinalfn))
	{
		fin->nfinal = 1 + (call->agg.aggfinalextra ? call->nargs : 0);
		build_aggregate_finalfn_expr(call->argtypes, fin->nfinal, fin->transtype,
									 call->result, collation, call->agg.aggfinalfn,
									 &expr);
		fmgr_info_cxt(call->agg.aggfinalfn, &fin->final_fn, context);
		fmgr_info_set_expr((Node *) expr, &fin->final_fn);
	}
	if (fin->internal)
	{
		build_aggregate_deserialfn_expr(call->agg.aggdeserialfn, &expr);
		fmgr_info_cxt(call->agg.aggdeserialfn, &fin->deserial_fn, context);
		fmgr_info_set_expr((Node *) expr, &fin->deserial_fn);
	}
}

/* An AggState good enough for AggCheckCallContext, AggGetAggref and friends. */
static void
prepare_agg_state(Finalizer *fin, const AggregateCall *call, Oid collation)
{
	AggStatePerAgg per_agg = palloc0(sizeof(AggStatePerAggData));
	AggStatePerTrans per_trans = palloc0(sizeof(AggStatePerTransData));

	fin->aggref = makeNode(Aggref);
	fin->aggref->aggfnoid = fin->aggregate;
	fin->aggref->aggtype = call->result;
	fin->aggref->inputcollid = collation;
	fin->aggref->aggtranstype = fin->transtype;
	fin->aggref->aggkind = AGGKIND_NORMAL;
	for (int i = 0; i < call->nargs; i++)
		fin->aggref->aggargtypes =
			lappend_oid(fin->aggref->aggargtypes, call->argtypes[i]);

	fin->econtext = CreateStandaloneExprContext();
	per_agg->aggref = fin->aggref;
	per_trans->aggref = fin->aggref;
	fin->agg_state = makeNode(AggState);
	fin->agg_state->curaggcontext = fin->econtext;
	fin->agg_state->tmpcontext = fin->econtext;
	fin->agg_state->curperagg = per_agg;
	fin->agg_state->pertrans = per_trans;
	fin->agg_state->peragg = per_agg;
	fin->agg_state->numaggs = 1;
	fin->agg_state->numtrans = 1;
}

static Finalizer *
prepare(FunctionCallInfo fcinfo, Oid aggregate)
{
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	MemoryContext old = MemoryContextSwitchTo(context);
	Finalizer *fin = palloc0(sizeof(Finalizer));
	AggregateCall call;

	describe_call(fcinfo, aggregate, &call);
	fin->aggregate = aggregate;
	fin->transtype = resolve_aggregate_transtype(aggregate, call.agg.aggtranstype,
												 call.argtypes, call.nargs);
	fin->internal = fin->transtype == INTERNALOID;
	if (fin->internal &&
		(!OidIsValid(call.agg.aggdeserialfn) || !OidIsValid(call.agg.aggfinalfn)))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("state of aggregate %s cannot be stored",
					   format_procedure(aggregate)));
	check_given_types(fcinfo, fin, &call);
	fin->copies = call.agg.aggfinalmodify != AGGMODIFY_READ_ONLY;
	fin->tag = AggStateTag(aggregate, call.argtypes, call.nargs);
	get_typlenbyval(fin->transtype, &fin->trans_len, &fin->trans_byval);
	get_typlenbyval(call.result, &fin->result_len, &fin->result_byval);
	prepare_functions(fin, &call, PG_GET_COLLATION(), context);
	prepare_agg_state(fin, &call, PG_GET_COLLATION());
	MemoryContextSwitchTo(old);
	return fin;
}

/* The state as the final function wants it, in the current (scratch) context. */
static Datum
live_state(Finalizer *fin, Datum stored)
{
	if (fin->internal)
	{
		LOCAL_FCINFO(call, 2);

		InitFunctionCallInfoData(*call, &fin->deserial_fn, 2, InvalidOid,
								 (Node *) fin->agg_state, NULL);
		call->args[0].value = PointerGetDatum(AggStateBytes(fin->tag, stored));
		call->args[0].isnull = false;
		call->args[1].value = PointerGetDatum(NULL); /* its "internal" */
		call->args[1].isnull = false;
		return FunctionCallInvoke(call);
	}
	if (fin->trans_byval)
		return stored;
	if (fin->copies)
		stored = datumCopy(stored, false, fin->trans_len);
	if (fin->trans_len == -1)
		return PointerGetDatum(PG_DETOAST_DATUM(stored));
	return stored;
}

/* Call the final function, in the scratch context. */
static Datum
call_final(Finalizer *fin, Datum state, bool state_null, Oid collation, bool *isnull)
{
	LOCAL_FCINFO(call, FUNC_MAX_ARGS);

	*isnull = true;
	if (fin->final_fn.fn_strict && (state_null || fin->nfinal > 1))
		return (Datum) 0;
	InitFunctionCallInfoData(*call, &fin->final_fn, fin->nfinal, collation,
							 (Node *) fin->agg_state, NULL);
	call->args[0].value = state;
	call->args[0].isnull = state_null;
	for (int i = 1; i < fin->nfinal; i++)
	{
		call->args[i].value = (Datum) 0;
		call->args[i].isnull = true;
	}
	state = FunctionCallInvoke(call);
	*isnull = call->isnull;
	return state;
}

/*
 * finalize(regprocedure, "any", anyelement [, VARIADIC "any"]) returns anyelement
 */
Datum
finalize(PG_FUNCTION_ARGS)
{
	Finalizer *fin = fcinfo->flinfo->fn_extra;
	MemoryContext caller = CurrentMemoryContext;
	Datum result;
	bool isnull = PG_ARGISNULL(1);

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (fin == NULL || fin->aggregate != PG_GETARG_OID(0))
		fcinfo->flinfo->fn_extra = fin = prepare(fcinfo, PG_GETARG_OID(0));
	if (!OidIsValid(fin->final_fn.fn_oid))
	{
		if (isnull)
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(1));
	}

	MemoryContextSwitchTo(fin->econtext->ecxt_per_tuple_memory);
	result = isnull ? (Datum) 0 : live_state(fin, PG_GETARG_DATUM(1));
	result = call_final(fin, result, isnull, PG_GET_COLLATION(), &isnull);
	MemoryContextSwitchTo(caller);
	if (!isnull && !fin->result_byval)
		result = datumCopy(result, false, fin->result_len);
	ReScanExprContext(fin->econtext);
	if (isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(result);
}
