/*
 * passive_aggressive.c
 *	  Passive-aggressive learning, of two classes and of values.
 *
 * K. Crammer et al.: Online passive-aggressive algorithms, JMLR 2006.  The
 * weights stay as they are while the loss of a row is 0, and else move just as
 * far as needed, or as "c" allows.  With z the features, standardised by the
 * rows so far (standardize.c) unless "scale" is false, and a 1 for the intercept:
 *
 *		classes		loss = max(0, 1 - y s), y = 1 or -1
 *		values		loss = max(0, |y - s| - epsilon)
 *		w += tau sign z, sign that of y or y - s, tau =
 *			pa		loss / |z|^2
 *			pa1		min(c, loss / |z|^2)
 *			pa2		loss / (|z|^2 + 1 / (2 c))
 *
 * A row of weight k does what k equal rows would do one after the other: pa
 * and pa1 are done after loss / |z|^2 in all, and with pa2 each row leaves the
 * part r = 1 / (2 c |z|^2 + 1) of the loss, so that tau = (1 - r^k) loss / |z|^2.
 *
 * The probabilities of the classifier are 1 / (1 + exp(-s)); they rank rows
 * and decide for the right class, but are not calibrated.
 *
 * State: see glm.c.  O(entries of the row) per row.  Merge: approximate.
 *
 * Options			default		range
 *		variant			pa1			pa, pa1, pa2
 *		c				1			1e-10 .. 1e10	(aggressiveness)
 *		fit_intercept	true
 *		scale			true
 *		epsilon			0.1			0 .. 1e100		(values only)
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/glm.h"

enum
{
	OPT_VARIANT = OPTION_MAX_FEATURES + 1,
	OPT_C,
	OPT_FIT_INTERCEPT,
	OPT_SCALE,
	OPT_EPSILON
};

enum
{
	VARIANT_PA,
	VARIANT_PA1,
	VARIANT_PA2
};

static const char *const variants[] = {"pa", "pa1", "pa2", NULL};

#define PA_OPTIONS                                                                       \
	MODEL_COMMON_OPTIONS, {"variant", OPTION_CHOICE, VARIANT_PA1, 0, 0, variants},       \
		{"c", OPTION_REAL, 1, 1e-10, 1e10, NULL},                                        \
		{"fit_intercept", OPTION_BOOLEAN, 1, 0, 1, NULL},                                \
	{                                                                                    \
		"scale", OPTION_BOOLEAN, 1, 0, 1, NULL                                           \
	}

static const ModelOption classifier_options[] = {PA_OPTIONS, {NULL}};
static const ModelOption regressor_options[] = {
	PA_OPTIONS, {"epsilon", OPTION_REAL, 0.1, 0, 1e100, NULL}, {NULL}};

static void
pa_rule(const float8 *option, GlmRule *rule)
{
	rule->loss = &HingeLoss;
	rule->has_intercept = option[OPT_FIT_INTERCEPT] != 0;
	rule->scale = option[OPT_SCALE] != 0;
	rule->descent.kind = DESCENT_SGD;
	rule->descent.rate = 1;
	rule->descent.intercept_rate = rule->has_intercept ? 1 : 0;
}

/* How far to go for a loss above zero, see the top of the file. */
static float8
find_tau(const Model *model, const FeatureView *row, float8 loss, float8 weight)
{
	const Glm *glm = model->state;
	float8 c = model->option[OPT_C];
	float8 norm = glm->rule.has_intercept ? 1 : 0;

	for (int i = 0; i < row->count; i++)
		norm += glm->standardizer.scaled[i] * glm->standardizer.scaled[i];
	if (norm == 0)
		return 0;

	switch ((int) model->option[OPT_VARIANT])
	{
		case VARIANT_PA:
			return loss / norm;
		case VARIANT_PA1:
			return Min(c * weight, loss / norm);
		default:
			return -expm1(-weight * log1p(2 * c * norm)) * loss / norm;
	}
}

static void
pa_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Glm *glm = model->state;
	float8 loss;
	float8 sign;

	GlmObserve(glm, row, weight);
	if (model->ops->task == TASK_BINARY)
	{
		sign = label > 0 ? 1 : -1;
		loss = 1 - sign * GlmScoreAgain(glm, 0, row, glm->score);
	}
	else
	{
		float8 error = label - GlmScoreAgain(glm, 0, row, glm->score);

		sign = error > 0 ? 1 : -1;
		loss = fabs(error) - model->option[OPT_EPSILON];
	}
	if (loss > 0)
		DescentStep(&glm->one.descent, &glm->rule.descent, row, glm->standardizer.scaled,
					-sign * find_tau(model, row, loss, weight));
}

static const GlmFamily classifier_family = {.link = LINK_SIGMOID, .make_rule = pa_rule};
static const GlmFamily regressor_family = {.link = LINK_IDENTITY, .make_rule = pa_rule};

#define PA_FUNCTIONS                                                                     \
	.merge_class = MERGE_APPROXIMATE, .state_size = sizeof(Glm), .hashable = true,       \
	.imputable = true, .reserve = GlmModelReserve, .predict = GlmModelPredict,           \
	.score = GlmModelScore, .learn = pa_learn, .merge = GlmModelMerge,                   \
	.archive = GlmModelArchive, .check = GlmModelCheck, .weights = GlmModelWeights,      \
	GLM_MODEL_EXPLAIN

const ModelOps PassiveAggressiveClassifierOps = {.id =
													 MODEL_PASSIVE_AGGRESSIVE_CLASSIFIER,
												 .name = "passive_aggressive_classifier",
												 .task = TASK_BINARY,
												 PA_FUNCTIONS,
												 .options = classifier_options,
												 .family = &classifier_family};

const ModelOps PassiveAggressiveRegressorOps = {.id = MODEL_PASSIVE_AGGRESSIVE_REGRESSOR,
												.name = "passive_aggressive_regressor",
												.task = TASK_REGRESSION,
												PA_FUNCTIONS,
												.options = regressor_options,
												.family = &regressor_family};
