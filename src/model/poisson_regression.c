/*
 * poisson_regression.c
 *	  Poisson regression for counts and rates, learned online.
 *
 * E(label) = exp(s), s = b + w.x; the loss is exp(s) - y s, the negative
 * log-likelihood but for a constant (J. A. Nelder, R. W. M. Wedderburn 1972).
 * Labels are numbers of at least 0, not only integers.  A row that stands for
 * an exposure of k has the label count / k and the weight k.
 *
 * The optimizers, what they keep and their penalties are those of glm.c.
 *
 * State: see glm.c.  Merge: approximate.
 *
 * Options: those of logistic_regression.c.
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/glm.h"

static const ModelOption poisson_options[] = {GLM_OPTIONS, {NULL}};

static void
poisson_rule(const float8 *option, GlmRule *rule)
{
	GlmStandardRule(option, &PoissonLoss, rule);
}

static void
poisson_check_label(float8 label)
{
	if (label < 0)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("label of poisson_regression is negative: %g", label),
						errhint("Labels are counts or rates, numbers of at least 0.")));
}

static const GlmFamily poisson_family = {
	.link = LINK_EXP, .make_rule = poisson_rule, .check_label = poisson_check_label};

const ModelOps PoissonRegressionOps = {.id = MODEL_POISSON_REGRESSION,
									   .name = "poisson_regression",
									   .task = TASK_REGRESSION,
									   GLM_MODEL_FUNCTIONS,
									   .options = poisson_options,
									   .settle = GlmSettle,
									   .family = &poisson_family};
