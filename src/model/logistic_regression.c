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
 *		center			true				(adaptive)
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/glm.h"

static const ModelOption logistic_options[] = {GLM_OPTIONS, {NULL}};

static void
logistic_rule(const float8 *option, GlmRule *rule)
{
	GlmStandardRule(option, &LogisticLoss, rule);
}

static const GlmFamily logistic_family = {.link = LINK_SIGMOID,
										  .make_rule = logistic_rule};

const ModelOps LogisticRegressionOps = {.id = MODEL_LOGISTIC_REGRESSION,
										.name = "logistic_regression",
										.task = TASK_BINARY,
										GLM_MODEL_FUNCTIONS,
										.options = logistic_options,
										.settle = GlmSettle,
										.family = &logistic_family};
