/*
 * perceptron.c
 *	  The perceptron for two classes.
 *
 * F. Rosenblatt 1958: if a row is on the wrong side of w.x + b = 0, or on the
 * plane, add y z to w and y to b, with y = 1 or -1 and z the features,
 * standardised by the rows so far (standardize.c) unless the option "scale" says
 * that they are to be taken as they are.  A row of weight k adds k times as
 * much.  In terms of glm.c: hinge loss of margin 0, optimizer sgd at rate 1.
 *
 * The probabilities are 1 / (1 + exp(-s)) of the score; they rank rows and
 * decide for the right class, but are not calibrated.
 *
 * State: see glm.c.  Merge: approximate.
 *
 * Options			default		range
 *		fit_intercept	true
 *		scale			true
 *		l2				0			0 .. 1e6
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/glm.h"

enum
{
	OPT_FIT_INTERCEPT = OPTION_MAX_FEATURES + 1,
	OPT_SCALE,
	OPT_L2
};

static const ModelOption perceptron_options[] = {
	MODEL_COMMON_OPTIONS,
	{"fit_intercept", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{"scale", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{"l2", OPTION_REAL, 0, 0, 1e6, NULL},
	{NULL}};

static void
perceptron_rule(const float8 *option, GlmRule *rule)
{
	rule->loss = &HingeLoss;
	rule->shape = 0;
	rule->has_intercept = option[OPT_FIT_INTERCEPT] != 0;
	rule->scale = option[OPT_SCALE] != 0;
	rule->descent.kind = DESCENT_SGD;
	rule->descent.rate = 1;
	rule->descent.intercept_rate = rule->has_intercept ? 1 : 0;
	rule->descent.l2 = option[OPT_L2];
}

static const GlmFamily perceptron_family = {.link = LINK_SIGMOID,
											.make_rule = perceptron_rule};

const ModelOps PerceptronOps = {.id = MODEL_PERCEPTRON,
								.name = "perceptron",
								.task = TASK_BINARY,
								GLM_MODEL_FUNCTIONS,
								.options = perceptron_options,
								.family = &perceptron_family};
