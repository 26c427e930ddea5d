/*
 * logistic_regression.c
 *	  Logistic regression for two classes, learned online.
 *
 * P(class 1) = 1 / (1 + exp(-s)), s = b + w.x; class 1 is the one that came
 * second, and what is shown to users is turned to the positive class.
 *
 * The loss is that of logistic regression, whose exact step is in loss.c; the
 * optimizers, the penalties and what they keep are those of glm.c.  A row of
 * weight k has k eta in place of eta: with "adaptive" the same as k rows at
 * once.
 *
 * State: see glm.c.  Merge: approximate.
 *
 * Options			default				range
 *		optimizer		adaptive			adaptive, sgd, adagrad, rmsprop, adam,
 *											momentum, ftrl
 *		learning_rate	0.5, sgd 0.01,		1e-10 .. 100
 *						ftrl 0.05, else 0.1
 *		intercept_rate	0.01 (not adaptive)	0 .. 100
 *		l2				0					0 .. 1e6
 *		fit_intercept	true
 *		l1				0					0 .. 1e6
 *		penalize		all (adaptive),		present, all
 *						present (others)
 *		momentum		0.9					0 .. 0.999999	(momentum)
 *		rho				0.9					0 .. 0.999999	(rmsprop)
 *		beta1, beta2	0.9, 0.999			0 .. 0.999999	(adam)
 *		epsilon			1e-8				1e-300 .. 1e6	(adagrad, rmsprop, adam)
 *		beta			1					0 .. 1e6		(ftrl)
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/glm.h"
#include "model/kernel.h"
#include "model/model.h"

typedef struct Logistic
{
	Glm glm;
	float8 score; /* linear predictor of the row to be learned */
} Logistic;

static const ModelOption logistic_options[] = {GLM_OPTIONS, {NULL}};

static const GlmOptions places = {.loss = &LogisticLoss, GLM_OPTION_PLACES};

/* The state, ready for use. */
static inline Logistic *
logistic_of(const Model *model)
{
	Logistic *state = model->state;

	GlmReady(&places, model, &state->glm);
	return state;
}

static void
logistic_settle(float8 *option)
{
	GlmSettle(&places, option);
}

static void
logistic_reserve(Model *model, int from, int to)
{
	GlmReserve(model, &logistic_of(model)->glm, from, to);
}

static bool
logistic_predict(const Model *model, const FeatureView *row, float8 *score)
{
	KernelSigmoid(GlmScore(&logistic_of(model)->glm, 0, row), score);
	return true;
}

/* As logistic_predict, keeping the linear predictor for logistic_learn. */
static bool
logistic_score(Model *model, const FeatureView *row, float8 *score)
{
	Logistic *state = logistic_of(model);

	state->score = GlmScore(&state->glm, 0, row);
	KernelSigmoid(state->score, score);
	return true;
}

static void
logistic_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Logistic *state = model->state;

	GlmLearn(model, &state->glm, row, state->score, label, weight);
}

static void
logistic_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Glm *ours = &logistic_of(into)->glm;
	Glm *theirs = &logistic_of(from)->glm;

	GlmMergeOutput(into, ours, 0, from, theirs, 0, feature, class[1] == 1 ? 1 : -1);
	GlmMergeCommon(into, ours, from, theirs, feature);
}

static void
logistic_archive(Model *model, Archive *archive)
{
	GlmArchive(model, &logistic_of(model)->glm, archive);
}

static void
logistic_check(const Model *model)
{
	GlmCheck(model, &logistic_of(model)->glm);
}

static int
logistic_weights(Model *model, ModelWeight **rows)
{
	*rows = palloc((model->features.count + 1) * sizeof(ModelWeight));
	return GlmWeights(model, &logistic_of(model)->glm, 0, model->positive == 1 ? 1 : -1,
					  model->positive, *rows);
}

const ModelOps LogisticRegressionOps = {.id = MODEL_LOGISTIC_REGRESSION,
										.name = "logistic_regression",
										.task = TASK_BINARY,
										.merge_class = MERGE_APPROXIMATE,
										.state_size = sizeof(Logistic),
										.options = logistic_options,
										.settle = logistic_settle,
										.reserve = logistic_reserve,
										.predict = logistic_predict,
										.score = logistic_score,
										.learn = logistic_learn,
										.merge = logistic_merge,
										.archive = logistic_archive,
										.check = logistic_check,
										.weights = logistic_weights};
