/*
 * quantile_regression.c
 *	  Regression of a quantile of the label, learned online.
 *
 * The prediction s = b + w.x is to lie above the share "quantile" of the
 * labels: the loss is (y - s) (quantile - [y < s]) (R. Koenker, G. Bassett
 * 1978).  The median, quantile 0.5, is the regression of least absolute
 * deviations.
 *
 * The optimizers, what they keep and their penalties are those of glm.c.
 *
 * State: see glm.c.  Merge: approximate.
 *
 * Options: those of logistic_regression.c, and
 *		quantile		0.5					0.0001 .. 0.9999
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/glm.h"

#define OPT_QUANTILE GLM_SHAPE

static const ModelOption quantile_options[] = {
	GLM_OPTIONS, {"quantile", OPTION_REAL, 0.5, 0.0001, 0.9999, NULL}, {NULL}};

static void
quantile_rule(const float8 *option, GlmRule *rule)
{
	GlmStandardRule(option, &QuantileLoss, rule);
	rule->shape = option[OPT_QUANTILE];
}

static const GlmFamily quantile_family = {.link = LINK_IDENTITY,
										  .make_rule = quantile_rule};

const ModelOps QuantileRegressionOps = {.id = MODEL_QUANTILE_REGRESSION,
										.name = "quantile_regression",
										.task = TASK_REGRESSION,
										GLM_MODEL_FUNCTIONS,
										.options = quantile_options,
										.settle = GlmSettle,
										.family = &quantile_family};
