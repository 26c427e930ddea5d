/*
 * learn.c
 *	  Learning from SQL: the transition and combine functions of the model
 *	  aggregates, learn(), merge() and the operator +.
 *
 * All learners share one transition function; which algorithm is meant is the
 * C symbol it is called by.  Signatures, after the state:
 *
 *		(label, features)
 *		(label, features, options jsonb)
 *		(label, features, weight float8, options jsonb)
 *
 * label is of any type that label.c reads, features float8[], jsonb or a
 * record.  A NULL label counts the row as unlabeled, NULL features or weight
 * as skipped.  Options must stay the same within a group.
 *
 * What does not change from row to row is kept in fn_extra (LearnCall).  A
 * state remembers nothing of it, so that states can come from anywhere; that
 * its options agree with the call's is checked whenever the state or the
 * options are not those of the row before.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "feature/feature.h"
#include "model/model.h"

#define MAX_WEIGHT 1e15

/* Arguments, and what is known of them. */
typedef struct LearnCall
{
	MemoryContext context; /* fn_mcxt */
	const ModelOps *ops;
	int nweight; /* argument numbers, 0 if there is none */
	int noptions;
	Oid features_type;
	LabelReader label;
	FeatureDecoder *decoder;
	ModelPool *pool;
	/* options of the row before, in a context of their own */
	MemoryContext options_context;
	struct varlena *options_jsonb; /* as it came, NULL: none or NULL */
	ModelOptions options;
	ExpandedModel *checked; /* state known to agree with them */
} LearnCall;

/* The type of an argument, also if the caller built no expression tree. */
static Oid
argument_type(FmgrInfo *flinfo, int n)
{
	Oid type = get_fn_expr_argtype(flinfo, n);

	if (!OidIsValid(type))
	{
		Oid *types;
		int count;

		(void) get_func_signature(flinfo->fn_oid, &types, &count);
		type = n < count ? types[n] : InvalidOid;
	}
	if (!OidIsValid(type) || type == ANYELEMENTOID)
		ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
						errmsg("could not determine the type of argument %d", n + 1)));

	return type;
}

/* Find out about the arguments at the first call. */
static LearnCall *
make_call(FunctionCallInfo fcinfo, const ModelOps *ops, bool with_options)
{
	FmgrInfo *flinfo = fcinfo->flinfo;
	LearnCall *call = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(LearnCall));
	int nargs = PG_NARGS();

	call->context = flinfo->fn_mcxt;
	call->ops = ops;
	if (with_options)
	{
		call->noptions = nargs >= 4 ? nargs - 1 : 0;
		call->nweight = nargs == 5 ? 3 : 0;
	}
	else
		call->nweight = nargs == 4 ? 3 : 0;
	LabelReaderInit(&call->label, argument_type(flinfo, 1), call->context);
	call->features_type = getBaseType(argument_type(flinfo, 2));
	call->decoder = FeatureDecoderCreate(call->context);
	call->pool = ModelPoolCreate(call->context);
	if (ops)
	{
		call->options_context = AllocSetContextCreate(call->context, "streamml options",
													  ALLOCSET_START_SMALL_SIZES);
		ModelOptionsInit(ops, &call->options);
		if (ops->settle)
			ops->settle(call->options.value);
	}

	flinfo->fn_extra = call;
	return call;
}

/* Bring call->options up to date with the argument. */
static void
read_options(LearnCall *call, FunctionCallInfo fcinfo)
{
	struct varlena *given = NULL;
	MemoryContext old;

	if (!PG_ARGISNULL(call->noptions))
		given = PG_DETOAST_DATUM(PG_GETARG_DATUM(call->noptions));
	if (given == NULL && call->options_jsonb == NULL)
		return;
	if (given && call->options_jsonb && VARSIZE(given) == VARSIZE(call->options_jsonb) &&
		memcmp(given, call->options_jsonb, VARSIZE(given)) == 0)
		return;

	/* forget first, so that an error leaves nothing half known */
	call->checked = NULL;
	call->options_jsonb = NULL;
	MemoryContextReset(call->options_context);
	ModelOptionsInit(call->ops, &call->options);
	if (call->ops->settle)
		call->ops->settle(call->options.value);
	if (given == NULL)
		return;

	old = MemoryContextSwitchTo(call->options_context);
	ModelOptionsParse(call->ops, PointerGetDatum(given), &call->options);
	call->options_jsonb = palloc(VARSIZE(given));
	memcpy(call->options_jsonb, given, VARSIZE(given));
	MemoryContextSwitchTo(old);
}

/* Refuse a state that was made by another algorithm or with other options. */
static void
check_state(LearnCall *call, ExpandedModel *state, const Model *model)
{
	if (model->ops != call->ops)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("state is a %s model, not a %s model", model->ops->name,
							   call->ops->name)));
	if (!ModelOptionsMatch(model, &call->options))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("options of %s must be the same for all rows of a group",
							   call->ops->name)));
	call->checked = state;
}

/* The weight of a row, 1 if there is no such argument. */
static float8
read_weight(const LearnCall *call, FunctionCallInfo fcinfo)
{
	float8 weight;

	if (call->nweight == 0)
		return 1;
	weight = PG_GETARG_FLOAT8(call->nweight);
	if (!(weight >= 0 && weight <= MAX_WEIGHT))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("weight of a row is out of range: %g", weight),
						errdetail("Weights are numbers from 0 to %g.", MAX_WEIGHT)));
	return weight;
}

/* Let a model learn the row in the arguments. */
static void
learn_row(LearnCall *call, FunctionCallInfo fcinfo, Model *model)
{
	const FeatureView *row;
	float8 weight;
	float8 label;

	if (PG_ARGISNULL(1))
	{
		model->unlabeled = ModelAddRows(model->unlabeled, 1);
		return;
	}
	if (PG_ARGISNULL(2) || (call->nweight && PG_ARGISNULL(call->nweight)))
	{
		model->skipped = ModelAddRows(model->skipped, 1);
		return;
	}

	weight = read_weight(call, fcinfo);
	row = FeatureDecode(call->decoder, &model->features, true, PG_GETARG_DATUM(2),
						call->features_type);
	if (model->ops->task == TASK_REGRESSION)
		label = LabelValue(&call->label, PG_GETARG_DATUM(1));
	else
		label = LabelClass(&call->label, model, PG_GETARG_DATUM(1));
	ModelLearn(model, row, label, weight);
}

/* The transition function of every learner. */
static Datum
learn_transition(FunctionCallInfo fcinfo, ModelAlgorithm algorithm)
{
	LearnCall *call = fcinfo->flinfo->fn_extra;
	MemoryContext aggregate_context;
	ExpandedModel *state;
	Model *model;

	if (!AggCheckCallContext(fcinfo, &aggregate_context))
		ereport(
			ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("transition function of a model was called outside of an aggregate"),
			 errhint("Use streamml.learn.")));
	if (call == NULL)
		call = make_call(fcinfo, ModelOpsById(algorithm), true);
	if (call->noptions)
		read_options(call, fcinfo);

	if (PG_ARGISNULL(0))
	{
		state =
			ExpandedModelCreate(call->ops, &call->options, call->pool, aggregate_context);
		call->checked = state;
		model = ExpandedModelChange(state);
	}
	else
	{
		state = ExpandedModelOpen(PG_GETARG_DATUM(0), call->pool, aggregate_context);
		model = ExpandedModelChange(state);
		if (state != call->checked)
			check_state(call, state, model);
	}
	learn_row(call, fcinfo, model);

	PG_RETURN_DATUM(ExpandedModelDatum(state));
}

PG_FUNCTION_INFO_V1(linear_regression_transition);
Datum
linear_regression_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_LINEAR_REGRESSION);
}

PG_FUNCTION_INFO_V1(logistic_regression_transition);
Datum
logistic_regression_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_LOGISTIC_REGRESSION);
}

PG_FUNCTION_INFO_V1(softmax_regression_transition);
Datum
softmax_regression_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_SOFTMAX_REGRESSION);
}

PG_FUNCTION_INFO_V1(poisson_regression_transition);
Datum
poisson_regression_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_POISSON_REGRESSION);
}

PG_FUNCTION_INFO_V1(quantile_regression_transition);
Datum
quantile_regression_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_QUANTILE_REGRESSION);
}

PG_FUNCTION_INFO_V1(huber_regression_transition);
Datum
huber_regression_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_HUBER_REGRESSION);
}

PG_FUNCTION_INFO_V1(passive_aggressive_classifier_transition);
Datum
passive_aggressive_classifier_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_PASSIVE_AGGRESSIVE_CLASSIFIER);
}

PG_FUNCTION_INFO_V1(passive_aggressive_regressor_transition);
Datum
passive_aggressive_regressor_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_PASSIVE_AGGRESSIVE_REGRESSOR);
}

PG_FUNCTION_INFO_V1(perceptron_transition);
Datum
perceptron_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_PERCEPTRON);
}

PG_FUNCTION_INFO_V1(ftrl_classifier_transition);
Datum
ftrl_classifier_transition(PG_FUNCTION_ARGS)
{
	return learn_transition(fcinfo, MODEL_FTRL_CLASSIFIER);
}

/*
 * combine(state, state): also the transition function of the aggregate merge.
 */
PG_FUNCTION_INFO_V1(model_combine);
Datum
model_combine(PG_FUNCTION_ARGS)
{
	ModelPool *pool = fcinfo->flinfo->fn_extra;
	MemoryContext aggregate_context;
	ExpandedModel *state;

	if (!AggCheckCallContext(fcinfo, &aggregate_context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("combine function of a model was called outside of an aggregate"),
				 errhint("Use the operator + or the aggregate streamml.merge.")));
	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}

	if (pool == NULL)
		pool = fcinfo->flinfo->fn_extra = ModelPoolCreate(fcinfo->flinfo->fn_mcxt);
	if (PG_ARGISNULL(0))
	{
		Datum copy = ModelDatumFlatten(ModelDatumBorrow(PG_GETARG_DATUM(1)));

		state = ExpandedModelOpen(copy, pool, aggregate_context);
	}
	else
	{
		state = ExpandedModelOpen(PG_GETARG_DATUM(0), pool, aggregate_context);
		ModelMerge(ExpandedModelChange(state), ModelDatumBorrow(PG_GETARG_DATUM(1)));
	}

	PG_RETURN_DATUM(ExpandedModelDatum(state));
}

/* model + model */
PG_FUNCTION_INFO_V1(model_add);
Datum
model_add(PG_FUNCTION_ARGS)
{
	Model *sum = ModelDatumParse(PG_GETARG_DATUM(0), CurrentMemoryContext);

	ModelMerge(sum, ModelDatumBorrow(PG_GETARG_DATUM(1)));
	PG_RETURN_DATUM(ModelDatumFlatten(sum));
}

/*
 * learn(model, label, features [, weight]): a new model that has learned one
 * row more.
 */
PG_FUNCTION_INFO_V1(model_learn);
Datum
model_learn(PG_FUNCTION_ARGS)
{
	LearnCall *call = fcinfo->flinfo->fn_extra;
	Model *model;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (call == NULL)
		call = make_call(fcinfo, NULL, false);
	model = ModelDatumParse(PG_GETARG_DATUM(0), CurrentMemoryContext);
	learn_row(call, fcinfo, model);

	PG_RETURN_DATUM(ModelDatumFlatten(model));
}
