/*
 * transition.c
 *	  Advance the transition states of a group: what nodeAgg.c does inside one
 *	  query, for states that outlive it.
 *
 * The contract of advance_transition_function() is kept to the letter: a
 * strict function is not called for NULLs, without an initial value it adopts
 * the first argument, and once it has returned NULL it is not called again;
 * the function runs in the per-row context; a new by-reference value is copied
 * into the context of the states, unless it is a read-write expanded object
 * that lives there already, and the old value is freed unless the same pointer
 * came back.
 *
 * Functions are called with an AggState of our making as context.  It has what
 * AggCheckCallContext, AggGetAggref, AggStateIsShared and
 * AggGetTempMemoryContext look at, and nothing else.
 *
 * States live in the cache context (group_cache.c), the scratch of a call in
 * the row context, which TransitionsAdvance resets.  States of type internal
 * are pointers into the cache context; they are stored in the bytes of the
 * aggregate's serialization function (aggstate.c), which leaves the live state
 * as it was.  Two states are made one by the combine function, as nodeAgg.c
 * does for the workers of a parallel query.  Values that come from disk are
 * detoasted before they are kept: a TOAST pointer is good for the transaction
 * only, the cache lives longer.
 */
#include "streamml.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "parser/parse_agg.h"
#include "parser/parse_coerce.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/expandeddatum.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

#include "compat.h"
#include "model/model.h"
#include "view/aggcall.h"
#include "view/view_internal.h"

/* ---------- preparation ---------- */

/* The first argument of an adopting aggregate must do as its state. */
static void
check_adoptable(const Transition *trans, const Oid *argtypes, int nargs)
{
	if (nargs == 0 || !IsBinaryCoercible(argtypes[0], trans->agg->transtype))
		ereport(ERROR, errcode(ERRCODE_INVALID_FUNCTION_DEFINITION),
				errmsg("aggregate %s needs to have compatible input type and transition "
					   "type",
					   format_procedure(trans->aggfnoid)));
}

/* Load the serialization functions of an aggregate whose state is internal. */
static void
prepare_serial(Transition *trans, MemoryContext context)
{
	Expr *expr;

	fmgr_info_cxt(trans->serialfn_oid, &trans->serialfn, context);
	build_aggregate_serialfn_expr(trans->serialfn_oid, &expr);
	fmgr_info_set_expr((Node *) expr, &trans->serialfn);
	fmgr_info_cxt(trans->deserialfn_oid, &trans->deserialfn, context);
	build_aggregate_deserialfn_expr(trans->deserialfn_oid, &expr);
	fmgr_info_set_expr((Node *) expr, &trans->deserialfn);
}

/* Load the combine function. */
static void
prepare_combine(Transition *trans, MemoryContext context)
{
	Oid transtype = trans->agg->transtype;
	Expr *expr;

	build_aggregate_transfn_expr(&transtype, 1, 0, false, transtype,
								 trans->agg->aggref->inputcollid, trans->combinefn_oid,
								 InvalidOid, &expr, NULL);
	fmgr_info_cxt(trans->combinefn_oid, &trans->combinefn, context);
	fmgr_info_set_expr((Node *) expr, &trans->combinefn);
}

/* Load the transition function and set up its call. */
static void
prepare_transfn(Transition *trans, AggState *agg_state, MemoryContext context)
{
	Aggref *aggref = trans->agg->aggref;
	int nargs = trans->agg->nargs;
	Oid argtypes[FUNC_MAX_ARGS];
	Expr *expr;

	(void) get_aggregate_argtypes(aggref, argtypes);
	build_aggregate_transfn_expr(argtypes, nargs, 0, aggref->aggvariadic,
								 trans->agg->transtype, aggref->inputcollid,
								 trans->transfn_oid, InvalidOid, &expr, NULL);
	fmgr_info_cxt(trans->transfn_oid, &trans->transfn, context);
	fmgr_info_set_expr((Node *) expr, &trans->transfn);
	trans->adopts = trans->transfn.fn_strict && trans->initial_null;
	if (trans->adopts)
		check_adoptable(trans, argtypes, nargs);

	trans->call = palloc0(SizeForFunctionCallInfo(nargs + 1));
	InitFunctionCallInfoData(*trans->call, &trans->transfn, nargs + 1,
							 aggref->inputcollid, (Node *) agg_state, NULL);
	trans->pertrans.aggref = aggref;
}

static void
prepare_transition(Transition *trans, const ViewAgg *agg, AggState *agg_state,
				   MemoryContext context)
{
	HeapTuple tuple;
	Form_pg_aggregate form;

	trans->agg = agg;
	trans->aggfnoid = agg->aggref->aggfnoid;
	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(trans->aggfnoid));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", trans->aggfnoid);
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	trans->transfn_oid = form->aggtransfn;
	trans->serialfn_oid = form->aggserialfn;
	trans->deserialfn_oid = form->aggdeserialfn;
	trans->combinefn_oid = form->aggcombinefn;
	get_typlenbyval(agg->transtype, &trans->len, &trans->byval);
	ReleaseSysCache(tuple);
	trans->initial =
		AggInitialState(trans->aggfnoid, agg->transtype, &trans->initial_null);

	trans->learner = LearnerOfAggregate(trans->aggfnoid) != NULL;
	prepare_transfn(trans, agg_state, context);
	if (agg->internal)
		prepare_serial(trans, context);
	if (OidIsValid(trans->combinefn_oid))
		prepare_combine(trans, context);
}

static ExprContext *
make_econtext(MemoryContext query, MemoryContext per_tuple)
{
	ExprContext *econtext = makeNode(ExprContext);

	econtext->ecxt_per_query_memory = query;
	econtext->ecxt_per_tuple_memory = per_tuple;
	return econtext;
}

/*
 * Learners first: if they refuse a row, as they do most often, no other aggregate
 * has taken it yet.
 */
static int *
order_of_calls(const TransitionSet *set)
{
	int *order = palloc(sizeof(int) * Max(set->n, 1));
	int n = 0;

	for (int i = 0; i < set->n; i++)
		if (set->trans[i].learner)
			order[n++] = i;
	for (int i = 0; i < set->n; i++)
		if (!set->trans[i].learner)
			order[n++] = i;
	return order;
}

/*
 * TransitionsPrepare: look up and load the functions of a definition's
 * aggregates, in the current context, which must live as long as the set.
 * Call it as the view's owner; rights were checked when def was loaded.
 */
TransitionSet *
TransitionsPrepare(const ViewDef *def, MemoryContext state_context,
				   MemoryContext row_context)
{
	MemoryContext context = CurrentMemoryContext;
	TransitionSet *set = palloc0(sizeof(TransitionSet));

	Assert(OwnerScopeIsActive());
	set->n = def->naggs;
	set->trans = palloc0(sizeof(Transition) * def->naggs);
	set->state_context = state_context;
	set->row_context = row_context;
	set->agg_state = makeNode(AggState);
	set->agg_state->curaggcontext = make_econtext(context, state_context);
	set->agg_state->tmpcontext = make_econtext(context, row_context);
	for (int i = 0; i < def->naggs; i++)
		prepare_transition(&set->trans[i], &def->aggs[i], set->agg_state, context);
	set->order = order_of_calls(set);
	return set;
}

/*
 * TransitionsEqual: can states that were advanced with one set be advanced
 * with the other?
 */
bool
TransitionsEqual(const TransitionSet *a, const TransitionSet *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
	{
		const Transition *x = &a->trans[i];
		const Transition *y = &b->trans[i];

		if (x->aggfnoid != y->aggfnoid || x->transfn_oid != y->transfn_oid ||
			x->serialfn_oid != y->serialfn_oid ||
			x->deserialfn_oid != y->deserialfn_oid ||
			x->combinefn_oid != y->combinefn_oid ||
			x->agg->transtype != y->agg->transtype || x->adopts != y->adopts)
			return false;
	}
	return true;
}

/* ---------- states ---------- */

/*
 * Copy a by-reference value into the current context, such that it depends on
 * nothing outside: neither an expanded object nor a TOAST table.
 */
static Datum
copy_value(const Transition *trans, Datum value)
{
	if (trans->len == -1 && VARATT_IS_EXTERNAL(DatumGetPointer(value)) &&
		!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(value)))
		return PointerGetDatum(
			detoast_external_attr((struct varlena *) DatumGetPointer(value)));
	return datumCopy(value, trans->byval, trans->len);
}

/*
 * TransitionsInit: the states of a group that has seen no row.
 */
void
TransitionsInit(TransitionSet *set, ViewAggState *states)
{
	MemoryContext old = MemoryContextSwitchTo(set->state_context);

	for (int i = 0; i < set->n; i++)
	{
		Transition *trans = &set->trans[i];

		states[i].isnull = trans->initial_null;
		states[i].unset = trans->initial_null;
		states[i].value = trans->initial_null ?
							  (Datum) 0 :
							  datumCopy(trans->initial, trans->byval, trans->len);
	}
	MemoryContextSwitchTo(old);
}

/*
 * TransitionsReset: make the states of a group those of one that has seen no
 * row.  What internal states and models occupy stays until their context is reset.
 */
void
TransitionsReset(TransitionSet *set, ViewAggState *states)
{
	for (int i = 0; i < set->n; i++)
	{
		const Transition *trans = &set->trans[i];

		if (!trans->byval && !states[i].isnull)
			AggStateFree(states[i].value, trans->len);
	}
	TransitionsInit(set, states);
}

/* The transition function returned another by-reference value: keep it, drop the old. */
static Datum
replace_value(TransitionSet *set, const Transition *trans, Datum value, bool isnull,
			  const ViewAggState *state)
{
	if (isnull)
		value = (Datum) 0;
	else if (!(DatumIsReadWriteExpandedObject(value, false, trans->len) &&
			   MemoryContextGetParent(DatumGetEOHP(value)->eoh_context) ==
				   set->state_context))
	{
		MemoryContextSwitchTo(set->state_context);
		value = copy_value(trans, value);
	}
	if (!state->isnull)
		AggStateFree(state->value, trans->len);
	return value;
}

/* The first argument becomes the state. */
static void
adopt_argument(TransitionSet *set, const Transition *trans, ViewAggState *state)
{
	state->value = trans->call->args[1].value;
	if (!trans->byval)
	{
		MemoryContext old = MemoryContextSwitchTo(set->state_context);

		state->value = copy_value(trans, state->value);
		MemoryContextSwitchTo(old);
	}
	state->isnull = false;
	state->unset = false;
}

/* Take the arguments from the row; false if a strict function is to be spared. */
static inline bool
take_arguments(Transition *trans, const Datum *values, const bool *isnull)
{
	const ViewAgg *agg = trans->agg;
	NullableDatum *args = &trans->call->args[1];
	bool any_null = false;

	for (int i = 0; i < agg->nargs; i++)
	{
		AttrNumber column = agg->argnos[i] - 1;

		args[i].value = values[column];
		args[i].isnull = isnull[column];
		any_null |= isnull[column];
	}
	return !(any_null && trans->transfn.fn_strict);
}

/*
 * Call a function whose first argument is the state, in the row context, and let
 * its result be the state.
 */
static inline void
call_into_state(TransitionSet *set, Transition *trans, FunctionCallInfo call,
				ViewAggState *state)
{
	Datum value;

	set->agg_state->curpertrans = &trans->pertrans;
	call->args[0].value = state->value;
	call->args[0].isnull = state->isnull;
	call->isnull = false;
	MemoryContextSwitchTo(set->row_context);
	value = FunctionCallInvoke(call);
	if (!trans->byval && DatumGetPointer(value) != DatumGetPointer(state->value))
		value = replace_value(set, trans, value, call->isnull, state);
	state->value = value;
	state->isnull = call->isnull;
	state->unset = false;
}

static inline void
advance(TransitionSet *set, Transition *trans, ViewAggState *state, const Datum *values,
		const bool *isnull)
{
	FunctionCallInfo call = trans->call;
	AttrNumber filter = trans->agg->filterno;

	if (filter != 0 && (isnull[filter - 1] || !DatumGetBool(values[filter - 1])))
		return;
	if (!take_arguments(trans, values, isnull))
		return;
	if (trans->transfn.fn_strict && state->isnull)
	{
		if (state->unset)
			adopt_argument(set, trans, state);
	}
	else
		call_into_state(set, trans, call, state);
	set->advanced = true;
}

/*
 * TransitionsAdvance: let each aggregate of a group take a row of the feed.
 * values and isnull are the row's columns.  Resets the row context.
 */
void
TransitionsAdvance(TransitionSet *set, ViewAggState *states, const Datum *values,
				   const bool *isnull)
{
	MemoryContext old = CurrentMemoryContext;

	set->advanced = false;
	for (set->current = 0; set->current < set->n; set->current++)
	{
		int i = set->order[set->current];

		advance(set, &set->trans[i], &states[i], values, isnull);
	}
	MemoryContextSwitchTo(old);
	MemoryContextReset(set->row_context);
}

/*
 * TransitionsAskFirst: after an error in TransitionsAdvance: let the learner that has
 * raised it take rows first from now on, if it had not learned the row but others
 * before it had.  False if that makes no difference.
 */
bool
TransitionsAskFirst(TransitionSet *set)
{
	int i;

	if (!set->advanced || set->nmoved == set->n || set->current >= set->n)
		return false;
	i = set->order[set->current];
	if (!set->trans[i].learner || !LearnerIsUnchanged())
		return false;
	memmove(set->order + 1, set->order, sizeof(int) * set->current);
	set->order[0] = i;
	set->nmoved++;
	return true;
}

/*
 * TransitionsAreUnchanged: after an error in TransitionsAdvance: are all states
 * certainly what they were before?  A function may change a state in place.
 */
bool
TransitionsAreUnchanged(const TransitionSet *set)
{
	const Transition *trans;

	if (set->advanced || set->current >= set->n)
		return false;
	trans = &set->trans[set->order[set->current]];
	if (trans->learner)
		return LearnerIsUnchanged();
	return trans->byval && !trans->agg->internal;
}

/* Drop a by-reference value that nobody needs any more. */
static void
free_value(const Transition *trans, const ViewAggState *state)
{
	if (!trans->byval && !state->isnull)
		AggStateFree(state->value, trans->len);
}

/* Call the combine function; the result becomes the state. */
static void
call_combine(TransitionSet *set, Transition *trans, ViewAggState *state,
			 const ViewAggState *other)
{
	LOCAL_FCINFO(call, 2);

	InitFunctionCallInfoData(*call, &trans->combinefn, 2, trans->agg->aggref->inputcollid,
							 (Node *) set->agg_state, NULL);
	call->args[1].value =
		MakeExpandedObjectReadOnly(other->value, other->isnull, trans->len);
	call->args[1].isnull = other->isnull;
	call_into_state(set, trans, call, state);
}

/* Has the state of a strict function become NULL for ever? */
static bool
is_stuck(const Transition *trans, const ViewAggState *state)
{
	return trans->transfn.fn_strict && state->isnull && !state->unset;
}

static void
combine(TransitionSet *set, Transition *trans, ViewAggState *state, ViewAggState *other)
{
	if (is_stuck(trans, state) || is_stuck(trans, other))
	{
		free_value(trans, state);
		free_value(trans, other);
		state->value = (Datum) 0;
		state->isnull = true;
		state->unset = false;
	}
	else if (trans->combinefn.fn_strict && other->isnull)
		return;
	else if (trans->combinefn.fn_strict && state->isnull)
		*state = *other;
	else
	{
		call_combine(set, trans, state, other);
		free_value(trans, other);
	}
	other->value = (Datum) 0;
	other->isnull = true;
}

/*
 * TransitionsCombine: make the states of two groups of a definition whose
 * aggregates have combine functions one.  The others are used up.  Resets the
 * row context.
 */
void
TransitionsCombine(TransitionSet *set, ViewAggState *states, ViewAggState *others)
{
	MemoryContext old = CurrentMemoryContext;

	for (int i = 0; i < set->n; i++)
		combine(set, &set->trans[i], &states[i], &others[i]);
	MemoryContextSwitchTo(old);
	MemoryContextReset(set->row_context);
}

/* ---------- to and from the state table ---------- */

/*
 * TransitionIsDead: has the state of a strict function without initial value
 * become NULL for ever?  In the state table it looks as if it had none yet;
 * the bitmap in column "dead" tells them apart.
 */
bool
TransitionIsDead(const TransitionSet *set, int i, const ViewAggState *state)
{
	return set->trans[i].adopts && state->isnull && !state->unset;
}

/*
 * The combine function that must finish what a deserialization function returns
 * before it can be advanced, or NULL.  Servers before the minor releases of
 * November 2026 forget there that a state of variance or stddev sums squares:
 * as a first argument it would stay without those of the rows to come.  Copied
 * by its combine function it sums them again.
 */
static PGFunction
mending_combine(Oid deserialfn)
{
	switch (deserialfn)
	{
		case F_NUMERIC_DESERIALIZE:
			return numeric_combine;
		case F_NUMERIC_POLY_DESERIALIZE:
			return numeric_poly_combine;
		default:
			return NULL;
	}
}

/* Combine nothing with a state: a copy in the context of the states. */
static Datum
combine_with_nothing(TransitionSet *set, PGFunction combine, Datum state)
{
	LOCAL_FCINFO(call, 2);

	InitFunctionCallInfoData(*call, NULL, 2, InvalidOid, (Node *) set->agg_state, NULL);
	call->args[0].value = (Datum) 0;
	call->args[0].isnull = true;
	call->args[1].value = state;
	call->args[1].isnull = false;
	return combine(call);
}

/* Build the live state from serialized bytes, in the context of the states. */
static Datum
deserialize(TransitionSet *set, Transition *trans, Datum stored)
{
	LOCAL_FCINFO(call, 2);
	MemoryContext old = MemoryContextSwitchTo(set->row_context);
	bytea *bytes = AggStateBytes(trans->agg->tag, stored);
	PGFunction combine = mending_combine(trans->deserialfn_oid);
	Datum value;

	InitFunctionCallInfoData(*call, &trans->deserialfn, 2, InvalidOid,
							 (Node *) set->agg_state, NULL);
	call->args[0].value = PointerGetDatum(bytes);
	call->args[0].isnull = false;
	call->args[1].value = PointerGetDatum(NULL); /* its "internal" */
	call->args[1].isnull = false;
	set->agg_state->curpertrans = &trans->pertrans;
	if (combine == NULL)
		MemoryContextSwitchTo(set->state_context);
	value = FunctionCallInvoke(call);
	if (combine != NULL && !call->isnull)
		value = combine_with_nothing(set, combine, value);
	MemoryContextSwitchTo(old);
	if (call->isnull)
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored state of aggregate %s could not be read",
					   format_procedure(trans->aggfnoid)));
	return value;
}

/*
 * TransitionLoad: make a stored value the live state of aggregate i.  dead is
 * its bit of the column "dead".
 */
void
TransitionLoad(TransitionSet *set, int i, ViewAggState *state, Datum stored, bool isnull,
			   bool dead)
{
	Transition *trans = &set->trans[i];
	MemoryContext old = MemoryContextSwitchTo(set->state_context);

	state->isnull = isnull;
	state->unset = isnull && trans->initial_null && !dead;
	if (isnull)
		state->value = (Datum) 0;
	else if (trans->agg->internal)
		state->value = deserialize(set, trans, stored);
	else if (trans->len == -1 && VARATT_IS_EXTENDED(DatumGetPointer(stored)))
		state->value =
			PointerGetDatum(detoast_attr((struct varlena *) DatumGetPointer(stored)));
	else
		state->value = datumCopy(stored, trans->byval, trans->len);
	MemoryContextSwitchTo(old);
}

/*
 * TransitionStore: the value to put into the state table.  It may share memory
 * with the live state, or is an expanded object that forming a tuple flattens;
 * a serialized state is palloc'd in the current context.
 */
Datum
TransitionStore(TransitionSet *set, int i, const ViewAggState *state, bool *isnull)
{
	LOCAL_FCINFO(call, 1);
	Transition *trans = &set->trans[i];
	Datum bytes;

	*isnull = state->isnull;
	if (state->isnull || !trans->agg->internal)
		return state->value;
	InitFunctionCallInfoData(*call, &trans->serialfn, 1, InvalidOid,
							 (Node *) set->agg_state, NULL);
	call->args[0].value = state->value;
	call->args[0].isnull = false;
	set->agg_state->curpertrans = &trans->pertrans;
	bytes = FunctionCallInvoke(call);
	*isnull = call->isnull;
	if (call->isnull)
		return (Datum) 0;
	return AggStateFromBytes(trans->agg->tag, DatumGetByteaPP(bytes));
}

/*
 * TransitionCopy: a copy of a state as it would be stored, in the current context.
 */
void
TransitionCopy(TransitionSet *set, int i, const ViewAggState *state, ViewAggState *copy)
{
	const Transition *trans = &set->trans[i];

	*copy = *state;
	if (state->isnull || (trans->byval && !trans->agg->internal))
		return;
	copy->value = TransitionStore(set, i, state, &copy->isnull);
	if (!trans->agg->internal)
		copy->value = datumCopy(copy->value, trans->byval, trans->len);
}

/*
 * TransitionRestore: make a state what it was when it was copied.  What an internal
 * state or a model occupies stays until its context is reset.
 */
void
TransitionRestore(TransitionSet *set, int i, ViewAggState *state,
				  const ViewAggState *copy)
{
	free_value(&set->trans[i], state);
	if (!copy->isnull)
		TransitionLoad(set, i, state, copy->value, false, false);
	else
		*state = *copy;
}
