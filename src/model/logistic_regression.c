/*
 * logistic_regression.c
 *	  Logistic regression for two classes, learned online.
 *
 * P(class 1) = 1 / (1 + exp(-s)), s = b + w.x; class 1 is the one that came
 * second, and what is shown to users is turned to the positive class.
 *
 * Optimizer "adaptive" (default; adaptive.c): with y = 1 or -1 and z = y s,
 * the step u that an infinite number of infinitely small steps would make
 * together solves, for rate eta and P from AdaptiveScale,
 *
 *		z' + exp(z') = eta P + z + exp(z),		u = y (z' - z) / P
 *
 * (Karampatziakis, Langford 2011), here by Newton's method.  A row of weight
 * k has k eta in place of eta: the same as k rows at once.
 *
 * Optimizer "sgd" (sgd.c): plain gradient steps on standardised features,
 * g = p - y with y = 1 or 0.
 *
 * State: see adaptive.c and sgd.c.  Merge: approximate.
 *
 * The penalty l2 / 2 * |w|^2 is added to the loss of every row; the intercept
 * is not penalised by "adaptive", nor by "sgd".
 *
 * Options			default				range
 *		optimizer		adaptive			adaptive, sgd
 *		learning_rate	0.5, sgd 0.01		1e-10 .. 100
 *		intercept_rate	0.01 (sgd only)		0 .. 100
 *		l2				0					0 .. 1e6
 *		fit_intercept	true
 */
#include "shim.h"

#include "model/adaptive.h"
#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"
#include "model/sgd.h"

/* Scores beyond are as good as certain; the exponential stays in range. */
#define MAX_SCORE 50

typedef struct Logistic
{
	Adaptive adaptive; /* one of the two is in use */
	Sgd sgd;
	float8 score; /* adaptive: linear predictor of the row to be learned */
} Logistic;

enum
{
	OPT_OPTIMIZER = OPTION_MAX_FEATURES + 1,
	OPT_LEARNING_RATE,
	OPT_INTERCEPT_RATE,
	OPT_L2,
	OPT_FIT_INTERCEPT
};

enum
{
	OPTIMIZER_ADAPTIVE,
	OPTIMIZER_SGD
};

static const char *const optimizers[] = {"adaptive", "sgd", NULL};

static const ModelOption logistic_options[] = {
	MODEL_COMMON_OPTIONS,
	{"optimizer", OPTION_CHOICE, OPTIMIZER_ADAPTIVE, 0, 0, optimizers},
	{"learning_rate", OPTION_REAL, NAN, 1e-10, 100, NULL},
	{"intercept_rate", OPTION_REAL, 0.01, 0, 100, NULL},
	{"l2", OPTION_REAL, 0, 0, 1e6, NULL},
	{"fit_intercept", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{NULL}};

static inline bool
uses_sgd(const Model *model)
{
	return model->option[OPT_OPTIMIZER] == OPTIMIZER_SGD;
}

static void
logistic_settle(float8 *option)
{
	if (isnan(option[OPT_LEARNING_RATE]))
		option[OPT_LEARNING_RATE] = option[OPT_OPTIMIZER] == OPTIMIZER_SGD ? 0.01 : 0.5;
}

/* d log loss / d score for a label of 0 or 1. */
static float8
log_gradient(float8 score, float8 label)
{
	float8 p[2];

	KernelSigmoid(score, p);
	return p[1] - label;
}

/*
 * Solve z' + exp(z') = delta + z + exp(z) for z' - z, where delta > 0 and
 * exp_z = exp(z).  Starts with the second-order series and improves it by
 * Newton's method; the left side is convex and increasing, so it converges.
 */
static float8
invariant_step(float8 z, float8 exp_z, float8 delta)
{
	float8 q = 1 / (1 + exp_z);
	float8 step = q * delta * (1 - 0.5 * (1 - q) * q * delta);

	/* the series' error is below a sixth of delta^3 */
	if (delta < 1e-5)
		return step;

	/* far out the series overshoots; the solution lies in (0, delta] */
	if (!(step > 0 && step <= delta))
		step = q * delta;
	for (int i = 0; i < 50; i++)
	{
		float8 exp_new = exp_z * exp(step);
		float8 excess = step + exp_new - exp_z - delta;
		float8 change = excess / (1 + exp_new);

		step -= change;

		/* Newton squares the error: what is left now is below rounding */
		if (fabs(change) <= 1e-8 * (1 + fabs(z + step)))
			break;
	}

	return step;
}

static void
learn_adaptive(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Logistic *logistic = model->state;
	Adaptive *state = &logistic->adaptive;
	float8 rate = model->option[OPT_LEARNING_RATE];
	float8 l2 = model->option[OPT_L2];
	float8 y = label > 0 ? 1 : -1;
	float8 z = Max(-MAX_SCORE, Min(MAX_SCORE, y * logistic->score));
	float8 exp_z = exp(z);
	float8 gradient = 1 / (1 + exp_z);
	float8 change;

	state->has_intercept = model->option[OPT_FIT_INTERCEPT] != 0;
	change = AdaptiveScale(state, row, gradient * gradient, weight);
	if (change > 0)
		AdaptiveStep(state, row,
					 y * invariant_step(z, exp_z, rate * weight * change) / change);
	if (l2 > 0)
		AdaptiveShrink(state, model->features.count, rate * weight * l2);
}

static void
learn_sgd(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	const float8 *option = model->option;
	SgdStep step = {.rate = option[OPT_LEARNING_RATE],
					.intercept_rate =
						option[OPT_FIT_INTERCEPT] != 0 ? option[OPT_INTERCEPT_RATE] : 0,
					.l2 = option[OPT_L2],
					.gradient = log_gradient};

	SgdLearn(&((Logistic *) model->state)->sgd, row, label, weight, &step);
}

static void
logistic_reserve(Model *model, int from, int to)
{
	Logistic *state = model->state;

	if (uses_sgd(model))
		SgdReserve(model, &state->sgd, from, to);
	else
		AdaptiveReserve(model, &state->adaptive, from, to);
}

static void
logistic_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	if (uses_sgd(model))
		learn_sgd(model, row, label, weight);
	else
		learn_adaptive(model, row, label, weight);
}

static bool
logistic_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Logistic *state = model->state;

	if (uses_sgd(model))
		KernelSigmoid(SgdScore(&state->sgd, row), score);
	else
		KernelSigmoid(AdaptiveScore(&state->adaptive, row), score);

	return true;
}

/* As logistic_predict, keeping the linear predictor for learn_adaptive. */
static bool
logistic_score(Model *model, const FeatureView *row, float8 *score)
{
	Logistic *state = model->state;

	if (uses_sgd(model))
		return logistic_predict(model, row, score);
	state->score = AdaptiveScore(&state->adaptive, row);
	KernelSigmoid(state->score, score);

	return true;
}

static void
logistic_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Logistic *ours = into->state;
	const Logistic *theirs = from->state;
	float8 sign = class[1] == 1 ? 1 : -1;

	if (uses_sgd(into))
		SgdMerge(&ours->sgd, &theirs->sgd, into->n, from->n, from->features.count,
				 feature, sign);
	else
		AdaptiveMerge(&ours->adaptive, &theirs->adaptive, from->features.count, feature,
					  sign);
}

static void
logistic_archive(Model *model, Archive *archive)
{
	Logistic *state = model->state;

	if (uses_sgd(model))
		SgdArchive(model, &state->sgd, archive);
	else
		AdaptiveArchive(model, &state->adaptive, archive);
}

static void
logistic_check(const Model *model)
{
	const Logistic *state = model->state;

	if (uses_sgd(model))
		SgdCheck(model, &state->sgd);
	else
		AdaptiveCheck(model, &state->adaptive);
}

static int
logistic_weights(Model *model, ModelWeight **rows)
{
	Logistic *state = model->state;
	float8 sign = model->positive == 1 ? 1 : -1;
	int count;

	state->adaptive.has_intercept = model->option[OPT_FIT_INTERCEPT] != 0;
	if (uses_sgd(model))
		count = SgdWeights(model, &state->sgd, state->adaptive.has_intercept, sign, rows);
	else
		count = AdaptiveWeights(model, &state->adaptive, sign, rows);
	for (int i = 0; i < count; i++)
		(*rows)[i].class = model->positive;

	return count;
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
