/*
 * combine.c
 *	  streamml.rollup_state(): an aggregate over the stored states of another.
 *
 * What the executor does with the states of parallel workers: the aggregate's
 * combine function takes them one after the other, the final function makes
 * the answer.  Views over panes (view_query.c) and roll-ups (rollup.c) are
 * queries with it.  The rules for NULL states, strict functions and initial
 * values are those of nodeAgg.c.
 *
 * A group's state (struct Combined) lives in the aggregate context of the
 * query's own aggregation, and so does what the combine function makes: it is
 * told that context as its own (AggCheckCallContext).  Its scratch is reset
 * after each state.
 *
 * The final function of a group without states knows the aggregate only by
 * the call's constant argument: there is an answer for no rows too, as in
 * count(*).
 */
#include "streamml.h"

#include "access/detoast.h"
#include "fmgr.h"
#include "nodes/primnodes.h"
#include "utils/datum.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"
#include "utils/regproc.h"

#include "compat.h"
#include "view/aggcall.h"

PG_FUNCTION_INFO_V1(rollup_state_transition);
PG_FUNCTION_INFO_V1(rollup_state_final);

/* Arguments of the transition function behind its own state. */
enum
{
	ARG_SELF,
	ARG_AGGREGATE,
	ARG_STATE
};

/* The states of a group so far, as one. */
typedef struct Combined
{
	AggCall *call;
	Datum value;
	bool isnull;
	bool unset; /* no value yet: the first state is taken as it is */
} Combined;

static MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (AggCheckCallContext(fcinfo, &context) != AGG_CONTEXT_AGGREGATE)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("%s.rollup_state() can be used as a plain aggregate only",
					   STREAMML_SCHEMA));
	return context;
}

static Combined *
begin_group(AggCall *call, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	Combined *combined = palloc(sizeof(Combined));

	combined->call = call;
	combined->isnull = call->initial_null;
	combined->unset = call->initial_null;
	combined->value = call->initial_null ?
						  (Datum) 0 :
						  datumCopy(call->initial, call->trans_byval, call->trans_len);
	MemoryContextSwitchTo(old);
	return combined;
}

/* A by-reference value, in the current context and depending on nothing outside. */
static Datum
copy_value(const AggCall *call, Datum value)
{
	if (call->trans_len == -1 && VARATT_IS_EXTENDED(DatumGetPointer(value)) &&
		!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(value)))
		return PointerGetDatum(detoast_attr((struct varlena *) DatumGetPointer(value)));
	return datumCopy(value, call->trans_byval, call->trans_len);
}

/* The combine function returned another by-reference value: keep it, drop the old. */
static void
replace_value(Combined *combined, Datum value, bool isnull, MemoryContext context)
{
	AggCall *call = combined->call;
	Datum old_value = combined->value;

	if (isnull)
		combined->value = (Datum) 0;
	else if (DatumIsReadWriteExpandedObject(value, false, call->trans_len) &&
			 MemoryContextGetParent(DatumGetEOHP(value)->eoh_context) == context)
		combined->value = value;
	else
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		combined->value = copy_value(call, value);
		MemoryContextSwitchTo(old);
	}
	if (!combined->isnull)
		AggStateFree(old_value, call->trans_len);
}

/* Let the combine function take a state, in the current (scratch) context. */
static void
call_combine(Combined *combined, Datum stored, bool isnull, Oid collation,
			 MemoryContext context)
{
	AggCall *call = combined->call;
	LOCAL_FCINFO(fn, 2);
	Datum value;

	InitFunctionCallInfoData(*fn, &call->combine_fn, 2, collation,
							 (Node *) call->agg_state, NULL);
	fn->args[0].value = combined->value;
	fn->args[0].isnull = combined->isnull;
	fn->args[1].value = isnull ? (Datum) 0 : AggCallLoad(call, stored);
	fn->args[1].isnull = isnull;
	value = FunctionCallInvoke(fn);
	if (!call->trans_byval && DatumGetPointer(value) != DatumGetPointer(combined->value))
		replace_value(combined, value, fn->isnull, context);
	else
		combined->value = value;
	combined->isnull = fn->isnull;
	combined->unset = false;
}

static void
combine(Combined *combined, Datum stored, bool isnull, Oid collation,
		MemoryContext context)
{
	AggCall *call = combined->call;
	MemoryContext old;

	if (call->combine_fn.fn_strict && isnull)
		return;
	if (call->combine_fn.fn_strict && combined->isnull)
	{
		if (!combined->unset)
			return;
		old = MemoryContextSwitchTo(context);
		combined->value = copy_value(call, stored);
		combined->isnull = combined->unset = false;
		MemoryContextSwitchTo(old);
		return;
	}
	call->states->ecxt_per_tuple_memory = context;
	old = MemoryContextSwitchTo(call->scratch->ecxt_per_tuple_memory);
	call_combine(combined, stored, isnull, collation, context);
	MemoryContextSwitchTo(old);
	ReScanExprContext(call->scratch);
}

/*
 * rollup_state_transition(internal, regprocedure, "any", anyelement
 * [, VARIADIC "any"]) returns internal
 */
Datum
rollup_state_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	Combined *combined =
		PG_ARGISNULL(ARG_SELF) ? NULL : (Combined *) PG_GETARG_POINTER(ARG_SELF);
	AggCall *call = fcinfo->flinfo->fn_extra;
	Oid aggregate;

	if (PG_ARGISNULL(ARG_AGGREGATE))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("aggregate of a state must not be null"));
	aggregate = PG_GETARG_OID(ARG_AGGREGATE);
	if (combined == NULL)
	{
		if (call == NULL || call->aggregate != aggregate)
			fcinfo->flinfo->fn_extra = call =
				AggCallPrepare(fcinfo, ARG_AGGREGATE, aggregate, true);
		combined = begin_group(call, context);
	}
	else if (combined->call->aggregate != aggregate)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("states of aggregates %s and %s cannot be combined",
					   format_procedure(combined->call->aggregate),
					   format_procedure(aggregate)));
	combine(combined, PG_ARGISNULL(ARG_STATE) ? (Datum) 0 : PG_GETARG_DATUM(ARG_STATE),
			PG_ARGISNULL(ARG_STATE), PG_GET_COLLATION(), context);
	PG_RETURN_POINTER(combined);
}

/* A group without states, if the call names its aggregate by a constant; or NULL. */
static Combined *
empty_group(FunctionCallInfo fcinfo, MemoryContext context)
{
	Aggref *aggref = AggGetAggref(fcinfo);
	Expr *aggregate = linitial_node(TargetEntry, aggref->args)->expr;
	Const *name = (Const *) aggregate;

	if (!IsA(aggregate, Const) || name->constisnull)
		return NULL;
	return begin_group(
		AggCallPrepare(fcinfo, ARG_AGGREGATE, DatumGetObjectId(name->constvalue), true),
		context);
}

/*
 * rollup_state_final(internal, regprocedure, "any", anyelement
 * [, VARIADIC "any"]) returns anyelement
 */
Datum
rollup_state_final(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	Combined *combined;
	Datum result;
	bool isnull;

	combined = PG_ARGISNULL(ARG_SELF) ? empty_group(fcinfo, context) :
										(Combined *) PG_GETARG_POINTER(ARG_SELF);
	if (combined == NULL)
		PG_RETURN_NULL();
	combined->call->states->ecxt_per_tuple_memory = context;
	result = AggCallFinal(combined->call, combined->value, combined->isnull,
						  PG_GET_COLLATION(), &isnull);
	if (isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(result);
}
