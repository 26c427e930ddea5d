/*
 * huber_regression.c
 *	  Linear regression that outliers cannot pull away, learned online.
 *
 * The loss is half the square of the error up to "delta", and linear beyond
 * (P. J. Huber 1964): an error counts as delta at most.  delta is in the units
 * of the label: about 1.35 standard deviations of what is noise.
 *
 * The optimizers, what they keep and their penalties are those of glm.c.
 *
 * State: see glm.c.  Merge: approximate.
 *
 * Options: those of logistic_regression.c, and
 *		delta			1					1e-100 .. 1e100
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/glm.h"

#define OPT_DELTA GLM_SHAPE

static const ModelOption huber_options[] = {
	GLM_OPTIONS, {"delta", OPTION_REAL, 1, 1e-100, 1e100, NULL}, {NULL}};

static void
huber_rule(const float8 *option, GlmRule *rule)
{
	GlmStandardRule(option, &HuberLoss, rule);
	rule->shape = option[OPT_DELTA];
}

static const GlmFamily huber_family = {.link = LINK_IDENTITY, .make_rule = huber_rule};

const ModelOps HuberRegressionOps = {.id = MODEL_HUBER_REGRESSION,
									 .name = "huber_regression",
									 .task = TASK_REGRESSION,
									 GLM_MODEL_FUNCTIONS,
									 .options = huber_options,
									 .settle = GlmSettle,
									 .family = &huber_family};
