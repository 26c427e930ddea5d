/*
 * finalize.c
 *	  streamml.finalize(): the answer of an aggregate from its stored state.
 *
 * Views of the users call it once per aggregate and row.  It does what the
 * executor does at the end of a group: deserialise an internal state, call the
 * final function with the call's collation and resolved types, copy the
 * result.  The first call of a call site prepares that (aggcall.c); the later
 * ones cost two or three function calls.
 */
#include "streamml.h"

#include "fmgr.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "compat.h"
#include "view/aggcall.h"

PG_FUNCTION_INFO_V1(finalize);

/*
 * finalize(regprocedure, "any", anyelement [, VARIADIC "any"]) returns anyelement
 */
Datum
finalize(PG_FUNCTION_ARGS)
{
	AggCall *call = fcinfo->flinfo->fn_extra;
	MemoryContext caller = CurrentMemoryContext;
	Datum state = (Datum) 0;
	bool isnull = PG_ARGISNULL(1);

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (call == NULL || call->aggregate != PG_GETARG_OID(0))
		fcinfo->flinfo->fn_extra = call =
			AggCallPrepare(fcinfo, 0, PG_GETARG_OID(0), false);
	if (!OidIsValid(call->final_fn.fn_oid))
	{
		if (isnull)
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(1));
	}

	if (!isnull)
	{
		MemoryContextSwitchTo(call->scratch->ecxt_per_tuple_memory);
		state = PG_GETARG_DATUM(1);
		if (call->copies && !call->trans_byval)
			state = datumCopy(state, false, call->trans_len);
		state = AggCallLoad(call, state);
		MemoryContextSwitchTo(caller);
	}
	state = AggCallFinal(call, state, isnull, PG_GET_COLLATION(), &isnull);
	if (isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(state);
}
