/*
 * learn.c
 *	  Learning from SQL: the transition and combine functions of the model
 *	  aggregates, learn(), unlearn(), merge() and the operator +.
 *
 * All learners share one transition function; which algorithm is meant is the
 * C symbol it is called by.  Signatures, after the state:
 *
 *		(label, features)
 *		(label, features, options jsonb)
 *		(label, features, weight float8, options jsonb)
 *
 * and the same without features, or without label, for tasks that have none
 * (row_arguments).  label is of any type that label.c reads, features float8[],
 * jsonb or a record.  A NULL label counts the row as unlabeled, NULL features
 * or weight as skipped.  Options must stay the same within a group.
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
#include "model/pair.h"

#define MAX_WEIGHT 1e15

/* Arguments, and what is known of them. */
typedef struct LearnCall
{
	MemoryContext context; /* fn_mcxt */
	const ModelOps *ops;   /* NULL: whatever the model is */
	int nlabel;			   /* argument numbers, 0 if there is none */
	int nfeatures;
	int npair; /* of the user; the item follows */
	int nweight;
	int noptions;
	Oid features_type;
	LabelReader label;
	FeatureDecoder *decoder;
	PairReader *pair;
	ModelPool *pool;
	/* options of the row before, in a context of their own */
	MemoryContext options_context;
	struct varlena *options_jsonb; /* as it came, NULL: none or NULL */
	ModelOptions options;
	ExpandedModel *checked; /* state known to agree with them */
} LearnCall;

/* How far a transition has got with the row it works on. */
typedef struct RowInHand
{
	const Model *model; /* NULL: the model has not been looked at */
	int features;		/* how many it knew before the row */
	int classes;
	bool learning;
} RowInHand;

static RowInHand in_hand;

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

/* Which arguments are what; the first is the state or model. */
static void
number_arguments(LearnCall *call, int nargs, ModelTask task, bool with_options)
{
	int next = 1;

	if (TaskHasLabel(task))
		call->nlabel = next++;
	if (task == TASK_RECOMMENDATION)
	{
		call->npair = next;
		next += 2;
	}
	else if (TaskHasFeatures(task))
		call->nfeatures = next++;
	if (nargs - next == (with_options ? 2 : 1))
		call->nweight = next++;
	if (with_options && nargs > next)
		call->noptions = next;
}

/*
 * Find out about the arguments at the first call.  With "ops" they are those
 * of an aggregate; without, those of learn() and unlearn(), which have no
 * options.
 */
static LearnCall *
make_call(FunctionCallInfo fcinfo, const ModelOps *ops, ModelTask task)
{
	FmgrInfo *flinfo = fcinfo->flinfo;
	LearnCall *call = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(LearnCall));

	call->context = flinfo->fn_mcxt;
	call->ops = ops;
	number_arguments(call, PG_NARGS(), task, ops != NULL);
	if (call->nlabel)
		LabelReaderInit(&call->label, argument_type(flinfo, call->nlabel), call->context);
	if (call->nfeatures)
		call->features_type = getBaseType(argument_type(flinfo, call->nfeatures));
	if (call->npair)
		call->pair = PairReaderCreate(call->context, argument_type(flinfo, call->npair),
									  argument_type(flinfo, call->npair + 1));
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

static inline bool
is_null(FunctionCallInfo fcinfo, int argument)
{
	return argument && PG_ARGISNULL(argument);
}

/* The label of a row as the model has it: a value or a class. */
static float8
read_label(LearnCall *call, FunctionCallInfo fcinfo, Model *model)
{
	if (TaskHasClasses(model->ops->task))
		return LabelClass(&call->label, model, PG_GETARG_DATUM(call->nlabel));
	if (TaskHasValue(model->ops->task))
		return LabelValue(&call->label, PG_GETARG_DATUM(call->nlabel));
	return 0;
}

/*
 * Let a model learn the row in the arguments, or unlearn it.  False if rows
 * should be learned anew, see ModelOps.unlearn.
 */
static bool
apply_row(LearnCall *call, FunctionCallInfo fcinfo, Model *model, bool learn)
{
	static const FeatureView no_features = {0};
	const FeatureView *row = &no_features;
	float8 weight;
	float8 label;

	if (is_null(fcinfo, call->nlabel))
	{
		model->unlabeled = Max(ModelAddRows(model->unlabeled, learn ? 1 : -1), 0);
		return true;
	}
	if (is_null(fcinfo, call->nfeatures) || is_null(fcinfo, call->nweight) ||
		is_null(fcinfo, call->npair) || (call->npair && PG_ARGISNULL(call->npair + 1)))
	{
		model->skipped = Max(ModelAddRows(model->skipped, learn ? 1 : -1), 0);
		return true;
	}

	in_hand = (RowInHand){model, model->features.count, model->classes.count, false};
	weight = read_weight(call, fcinfo);
	if (call->nfeatures)
		row = FeatureDecode(call->decoder, &model->features, learn,
							PG_GETARG_DATUM(call->nfeatures), call->features_type);
	if (call->npair)
		row = PairRead(call->pair, &model->features, learn, PG_GETARG_DATUM(call->npair),
					   PG_GETARG_DATUM(call->npair + 1));
	if (row == NULL)
	{
		/* users and items are as many as there may be */
		model->skipped = ModelAddRows(model->skipped, 1);
		return true;
	}
	label = read_label(call, fcinfo, model);
	in_hand.learning = true;
	if (!learn)
		return ModelUnlearn(model, row, label, weight);
	ModelLearn(model, row, label, weight);
	return true;
}

/* The state of a transition function, writable; a new one if there is none. */
static ExpandedModel *
open_state(LearnCall *call, FunctionCallInfo fcinfo, MemoryContext context,
		   LearnMode mode)
{
	ExpandedModel *state;
	Model *model;

	if (!PG_ARGISNULL(0))
	{
		state = ExpandedModelOpen(PG_GETARG_DATUM(0), call->pool, context);
		model = ExpandedModelChange(state);
		if (state != call->checked)
			check_state(call, state, model);
		return state;
	}

	state = ExpandedModelCreate(call->ops, &call->options, call->pool, context);
	call->checked = state;
	/* whatever the frame, its first row or a later one: no figures */
	if (mode == LEARN_MOVING && ExpandedModelChange(state)->watch)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("option \"drift\" is not for frames that rows leave"),
						errhint("Such a model forgets what has left its frame anyhow.")));
	if (mode == LEARN_MOVING && !call->ops->unscored)
		ExpandedModelChange(state)->flags |= MODEL_UNSCORED;
	return state;
}

/* Can rows be taken back?  Not where means that have changed stood for values. */
static bool
can_unlearn(const Model *model)
{
	if (ModelImputes(model))
		return false;
	return model->ops->can_unlearn == NULL || model->ops->can_unlearn(model);
}

/*
 * The transition functions of every learner: forward, and of moving aggregates
 * forward and inverse.  The inverse returns NULL, which has the executor begin
 * anew, when rows cannot be unlearned or digits were lost, and also when as
 * many rows were unlearned as are left: that bounds what rounding adds up to,
 * and doubles the cost of a row at most.
 */
Datum
LearnTransition(FunctionCallInfo fcinfo, ModelAlgorithm algorithm, LearnMode mode)
{
	LearnCall *call = fcinfo->flinfo->fn_extra;
	MemoryContext aggregate_context;
	ExpandedModel *state;
	Model *model;
	bool exact;

	in_hand = (RowInHand){0};
	if (!AggCheckCallContext(fcinfo, &aggregate_context))
		ereport(
			ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("transition function of a model was called outside of an aggregate"),
			 errhint("Use streamml.learn.")));
	if (call == NULL)
	{
		const ModelOps *ops = ModelOpsById(algorithm);

		call = make_call(fcinfo, ops, ops->task);
	}
	if (call->noptions)
		read_options(call, fcinfo);

	state = open_state(call, fcinfo, aggregate_context, mode);
	model = ExpandedModelChange(state);
	if (mode == UNLEARN_ROW && !can_unlearn(model))
		PG_RETURN_NULL();
	exact = apply_row(call, fcinfo, model, mode != UNLEARN_ROW);
	if (mode == UNLEARN_ROW && (!exact || model->unlearned >= model->n))
		PG_RETURN_NULL();

	PG_RETURN_DATUM(ExpandedModelDatum(state));
}

/*
 * LearnerIsUnchanged: after an error in LearnTransition: is the model certainly
 * what it was before the row?  What reads a row raises nearly all errors, and at
 * most adds features and classes.
 */
bool
LearnerIsUnchanged(void)
{
	const Model *model = in_hand.model;

	return !in_hand.learning &&
		   (model == NULL || (model->features.count == in_hand.features &&
							  model->classes.count == in_hand.classes));
}

/*
 * LearnCheckLabel: an error if an algorithm that has labels cannot read those of a
 * type.
 */
void
LearnCheckLabel(const ModelOps *ops, Oid type)
{
	LabelReader reader;

	LabelReaderInit(&reader, type, CurrentMemoryContext);
	if (TaskHasValue(ops->task))
		LabelRequireValue(&reader);
}

MODEL_LEARNER(linear_regression, MODEL_LINEAR_REGRESSION);
MODEL_LEARNER(logistic_regression, MODEL_LOGISTIC_REGRESSION);
MODEL_LEARNER(softmax_regression, MODEL_SOFTMAX_REGRESSION);
MODEL_LEARNER(poisson_regression, MODEL_POISSON_REGRESSION);
MODEL_LEARNER(quantile_regression, MODEL_QUANTILE_REGRESSION);
MODEL_LEARNER(huber_regression, MODEL_HUBER_REGRESSION);
MODEL_LEARNER(passive_aggressive_classifier, MODEL_PASSIVE_AGGRESSIVE_CLASSIFIER);
MODEL_LEARNER(passive_aggressive_regressor, MODEL_PASSIVE_AGGRESSIVE_REGRESSOR);
MODEL_LEARNER(perceptron, MODEL_PERCEPTRON);
MODEL_LEARNER(ftrl_classifier, MODEL_FTRL_CLASSIFIER);
MODEL_LEARNER(gaussian_naive_bayes, MODEL_GAUSSIAN_NAIVE_BAYES);
MODEL_LEARNER(multinomial_naive_bayes, MODEL_MULTINOMIAL_NAIVE_BAYES);
MODEL_LEARNER(bernoulli_naive_bayes, MODEL_BERNOULLI_NAIVE_BAYES);
MODEL_LEARNER(naive_bayes, MODEL_NAIVE_BAYES);
MODEL_LEARNER(linear_discriminant, MODEL_LINEAR_DISCRIMINANT);
MODEL_LEARNER(quadratic_discriminant, MODEL_QUADRATIC_DISCRIMINANT);
MODEL_LEARNER(target_encoder, MODEL_TARGET_ENCODER);
MODEL_LEARNER(random_fourier_regression, MODEL_RANDOM_FOURIER_REGRESSION);
MODEL_LEARNER(gaussian_anomaly, MODEL_GAUSSIAN_ANOMALY);
MODEL_LEARNER(scaler, MODEL_SCALER);
MODEL_LEARNER(matrix_factorization, MODEL_MATRIX_FACTORIZATION);
MODEL_LEARNER(holt_winters, MODEL_HOLT_WINTERS);
MODEL_LEARNER(quantile_sketch, MODEL_QUANTILE_SKETCH);
MODEL_LEARNER(kmeans, MODEL_KMEANS);
MODEL_LEARNER(half_space_trees, MODEL_HALF_SPACE_TREES);
MODEL_LEARNER(hoeffding_tree, MODEL_HOEFFDING_TREE);
MODEL_LEARNER(hoeffding_tree_regressor, MODEL_HOEFFDING_TREE_REGRESSOR);
MODEL_LEARNER(adaptive_hoeffding_tree, MODEL_ADAPTIVE_HOEFFDING_TREE);
MODEL_LEARNER(adaptive_random_forest, MODEL_ADAPTIVE_RANDOM_FOREST);
MODEL_LEARNER(mlp_classifier, MODEL_MLP_CLASSIFIER);
MODEL_LEARNER(mlp_regressor, MODEL_MLP_REGRESSOR);
MODEL_LEARNER(knn_classifier, MODEL_KNN_CLASSIFIER);
MODEL_LEARNER(knn_regressor, MODEL_KNN_REGRESSOR);
MODEL_LEARNER(factorization_machine_classifier, MODEL_FACTORIZATION_MACHINE_CLASSIFIER);
MODEL_LEARNER(factorization_machine_regressor, MODEL_FACTORIZATION_MACHINE_REGRESSOR);
MODEL_LEARNER(adwin, MODEL_ADWIN);
MODEL_LEARNER(page_hinkley, MODEL_PAGE_HINKLEY);
MODEL_LEARNER(ddm, MODEL_DDM);

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

/* How learn() is called for such models, for hints. */
static const char *
learn_arguments(ModelTask task)
{
	switch (task)
	{
		case TASK_ANOMALY:
		case TASK_CLUSTER:
		case TASK_TRANSFORM:
			return "features";
		case TASK_SERIES:
		case TASK_DRIFT:
			return "value";
		case TASK_RECOMMENDATION:
			return "rating, user, item";
		default:
			return "label, features";
	}
}

/*
 * A new model that has learned or unlearned the row in the arguments, which are
 * those of "task" or of one whose rows look the same.
 */
static Datum
model_after(FunctionCallInfo fcinfo, ModelTask task, bool learn)
{
	LearnCall *call = fcinfo->flinfo->fn_extra;
	Model *model;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (call == NULL)
		call = make_call(fcinfo, NULL, task);
	model = ModelDatumParse(PG_GETARG_DATUM(0), CurrentMemoryContext);
	ModelRequireLearner(model->ops);
	if (strcmp(learn_arguments(model->ops->task), learn_arguments(task)) != 0)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("%s does not learn from %s", model->ops->name,
							   learn_arguments(task)),
						errhint("Its arguments are (model, %s).",
								learn_arguments(model->ops->task))));
	apply_row(call, fcinfo, model, learn);

	PG_RETURN_DATUM(ModelDatumFlatten(model));
}

/* learn(model, label, features [, weight]) */
PG_FUNCTION_INFO_V1(model_learn);
Datum
model_learn(PG_FUNCTION_ARGS)
{
	return model_after(fcinfo, TASK_REGRESSION, true);
}

/* learn(model, features): of models without labels */
PG_FUNCTION_INFO_V1(model_learn_unlabeled);
Datum
model_learn_unlabeled(PG_FUNCTION_ARGS)
{
	return model_after(fcinfo, TASK_TRANSFORM, true);
}

/* learn(model, value): of series and detectors */
PG_FUNCTION_INFO_V1(model_learn_value);
Datum
model_learn_value(PG_FUNCTION_ARGS)
{
	return model_after(fcinfo, TASK_SERIES, true);
}

/* learn_rating(model, rating, user, item) */
PG_FUNCTION_INFO_V1(model_learn_pair);
Datum
model_learn_pair(PG_FUNCTION_ARGS)
{
	return model_after(fcinfo, TASK_RECOMMENDATION, true);
}

/* unlearn(model, label, features [, weight]) */
PG_FUNCTION_INFO_V1(model_unlearn);
Datum
model_unlearn(PG_FUNCTION_ARGS)
{
	return model_after(fcinfo, TASK_REGRESSION, false);
}

/* unlearn(model, features): of models without labels */
PG_FUNCTION_INFO_V1(model_unlearn_unlabeled);
Datum
model_unlearn_unlabeled(PG_FUNCTION_ARGS)
{
	return model_after(fcinfo, TASK_TRANSFORM, false);
}
