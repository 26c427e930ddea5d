/*
 * ftrl_classifier.c
 *	  Logistic regression by FTRL-proximal: sparse weights from wide, sparse
 *	  features.
 *
 * H. B. McMahan et al.: Ad click prediction, KDD 2013.  Per weight z and n, see
 * descent.c: a weight is exactly 0 until the sum of its gradients is beyond l1,
 * and has a rate of its own that falls with what it has seen.  The intercept
 * is a weight whose feature is always 1, without penalties.
 *
 * Features are standardised by the rows so far (standardize.c), which leaves absent
 * ones 0; option "scale" false takes them as they are, as the paper does.
 *
 * State: z, n, weight and count per feature, 8 bytes each, and with the standardizer
 * 16 more.  O(entries of the row) per row.
 *
 * Merge (approximate): n adds, weights are averaged by the rows that had the
 * feature, z follows from both.
 *
 * Options			default		range
 *		learning_rate	0.05		1e-10 .. 100	(alpha of the paper)
 *		beta			1			0 .. 1e6
 *		l1				0			0 .. 1e6
 *		l2				0			0 .. 1e6
 *		fit_intercept	true
 *		scale			true
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/glm.h"

enum
{
	OPT_LEARNING_RATE = OPTION_MAX_FEATURES + 1,
	OPT_BETA,
	OPT_L1,
	OPT_L2,
	OPT_FIT_INTERCEPT,
	OPT_SCALE
};

static const ModelOption ftrl_options[] = {
	MODEL_COMMON_OPTIONS,
	{"learning_rate", OPTION_REAL, 0.05, 1e-10, 100, NULL},
	{"beta", OPTION_REAL, 1, 0, 1e6, NULL},
	{"l1", OPTION_REAL, 0, 0, 1e6, NULL},
	{"l2", OPTION_REAL, 0, 0, 1e6, NULL},
	{"fit_intercept", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{"scale", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{NULL}};

static void
ftrl_rule(const float8 *option, GlmRule *rule)
{
	rule->loss = &LogisticLoss;
	rule->has_intercept = option[OPT_FIT_INTERCEPT] != 0;
	rule->scale = option[OPT_SCALE] != 0;
	rule->descent.kind = DESCENT_FTRL;
	rule->descent.rate = option[OPT_LEARNING_RATE];
	rule->descent.intercept_like_weights = rule->has_intercept;
	rule->descent.l1 = option[OPT_L1];
	rule->descent.l2 = option[OPT_L2];
	rule->descent.beta = option[OPT_BETA];
}

/* How sparse it is. */
static void
ftrl_describe(Model *model, Archive *json)
{
	const Glm *glm = model->state;
	int64 count = 0;

	for (int i = 0; i < model->features_ready && i < model->features.count; i++)
	{
		if (glm->one.descent.weight[i] != 0)
			count++;
	}
	ArchiveShowInt(json, "nonzero_weights", count);
}

static const GlmFamily ftrl_family = {.link = LINK_SIGMOID, .make_rule = ftrl_rule};

const ModelOps FtrlClassifierOps = {.id = MODEL_FTRL_CLASSIFIER,
									.name = "ftrl_classifier",
									.task = TASK_BINARY,
									GLM_MODEL_FUNCTIONS,
									.options = ftrl_options,
									.describe = ftrl_describe,
									.family = &ftrl_family};
