/*
 * aggcall.h
 *	  An aggregate called on stored states, outside the executor's own
 *	  aggregation: finalize() and rollup_state().
 */
#ifndef STREAMML_AGGCALL_H
#define STREAMML_AGGCALL_H

#include "streamml.h"

#include "executor/nodeAgg.h"
#include "fmgr.h"
#include "nodes/execnodes.h"

/* A call site, prepared; lives in its fn_mcxt. */
typedef struct AggCall
{
	Oid aggregate;
	Oid transtype;
	int16 trans_len;
	int16 result_len;
	bool trans_byval;
	bool result_byval;
	bool internal;
	bool copies;	   /* the final function may change its state */
	uint64 tag;		   /* of stored states, see AggStateTag */
	int nfinal;		   /* arguments of the final function */
	FmgrInfo final_fn; /* fn_oid is invalid: the state is the answer */
	FmgrInfo deserial_fn;
	FmgrInfo combine_fn; /* loaded on request */
	bool adopts;		 /* strict, and no initial value: the first state is taken */
	Datum initial;
	bool initial_null;
	/* what aggregate support functions look at, see AggCheckCallContext */
	Aggref *aggref;
	AggState *agg_state;
	ExprContext *scratch; /* its per-tuple memory is the scratch of a call */
	ExprContext *states;  /* its per-tuple memory is where combined states live */
} AggCall;

extern AggCall *AggCallPrepare(FunctionCallInfo fcinfo, int first, Oid aggregate,
							   bool combines);
extern Datum AggCallLoad(AggCall *call, Datum stored);
extern Datum AggCallFinal(AggCall *call, Datum state, bool state_null, Oid collation,
						  bool *isnull);
extern void AggStateFree(Datum state, int16 len);
extern bool AggHasCombine(Oid aggregate);
extern Datum AggInitialState(Oid aggregate, Oid transtype, bool *isnull);

#endif /* STREAMML_AGGCALL_H */
