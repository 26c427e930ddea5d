/*
 * softmax_regression.c
 *	  Logistic regression for several classes, learned online.
 *
 * One linear predictor per class, s_c = b_c + w_c.x, all on the same standardizer.
 *
 * Option "multiclass", value "softmax": P(c) = exp(s_c) / sum_k exp(s_k), loss
 * -log P(label).  With the other predictors held still this is the logistic
 * loss of s_c - log sum_{k != c} exp(s_k), whose gradient and exact path
 * loss.c has; all classes step at once from where the row was predicted.
 *
 * Value "one_vs_rest": each predictor is a logistic regression of its class
 * against all others; P(c) is its probability divided by the sum of all.
 *
 * A class that turns up later begins with weights of 0, and with an intercept
 * that stands for its not having been there: log(1 + intercept_rate n) below the
 * largest score at the mean row with "softmax" and below 0 with "one_vs_rest",
 * n the rows learned before.  What is known of the features it has at once.
 *
 * State: as in glm.c, times the number of classes.  O(entries of the row) per
 * row and class.  Merge: approximate, class by class.
 *
 * Options: those of logistic_regression.c, and
 *		multiclass		softmax				softmax, one_vs_rest
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/explain.h"
#include "model/glm.h"
#include "model/kernel.h"
#include "model/model.h"

#define OPT_MULTICLASS GLM_SHAPE

enum
{
	MULTICLASS_SOFTMAX,
	MULTICLASS_ONE_VS_REST
};

static const char *const multiclass_choices[] = {"softmax", "one_vs_rest", NULL};

static const ModelOption softmax_options[] = {
	GLM_OPTIONS,
	{"multiclass", OPTION_CHOICE, MULTICLASS_SOFTMAX, 0, 0, multiclass_choices},
	{NULL}};

typedef struct Softmax
{
	Glm glm;
	float8 *score;	 /* scratch: the predictors of the row to be learned, */
	float8 *opposed; /* each against the others */
} Softmax;

static void
softmax_rule(const float8 *option, GlmRule *rule)
{
	GlmStandardRule(option, &LogisticLoss, rule);
}

/* The state, ready for use. */
static inline Softmax *
softmax_of(const Model *model)
{
	Softmax *state = model->state;

	GlmReady(model, &state->glm, softmax_rule);
	return state;
}

static inline bool
is_softmax(const Model *model)
{
	return model->option[OPT_MULTICLASS] == MULTICLASS_SOFTMAX;
}

static void
reserve_scratch(Model *model, int from, int to)
{
	Softmax *state = model->state;

	state->score = ModelGrowFloats(model, state->score, from, to);
	state->opposed = ModelGrowFloats(model, state->opposed, from, to);
}

/* Give every class that the model knows by now a predictor. */
static void
add_classes(Model *model, int classes, bool merging)
{
	Softmax *state = softmax_of(model);
	int known = state->glm.outputs;

	if (classes <= known)
		return;
	GlmReserveOutputs(model, &state->glm, classes);
	reserve_scratch(model, known, classes);
	for (int k = known; k < classes; k++)
		GlmBeginClass(model, &state->glm, k, known, is_softmax(model), merging);
}

static void
softmax_reserve(Model *model, int from, int to)
{
	GlmReserve(model, &softmax_of(model)->glm, from, to);
}

/* Predictors into probabilities, in place. */
static void
normalise(const Model *model, int classes, float8 *score)
{
	float8 most = score[0];
	float8 sum = 0;

	for (int k = 1; k < classes; k++)
		most = Max(most, score[k]);
	for (int k = 0; k < classes; k++)
	{
		float8 p[2];

		if (is_softmax(model))
			score[k] = exp(score[k] - most);
		else
		{
			KernelSigmoid(score[k], p);
			score[k] = p[1];
		}
		sum += score[k];
	}

	/* all against: the least unlikely one */
	for (int k = 0; k < classes; k++)
		score[k] = sum > 0 ? score[k] / sum : 1.0 / classes;
}

static bool
softmax_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Glm *glm = &softmax_of(model)->glm;
	int classes = glm->outputs;

	if (classes == 0)
		return false;
	for (int k = 0; k < classes; k++)
		score[k] = GlmScore(glm, k, row);
	for (int k = classes; k < ModelScoreSize(model); k++)
		score[k] = 0;
	normalise(model, classes, score);

	return true;
}

/* As softmax_predict, keeping the predictors.  The first row is not scored. */
static bool
softmax_score(Model *model, const FeatureView *row, float8 *score)
{
	Softmax *state = softmax_of(model);
	int classes;

	add_classes(model, model->classes.count, false);
	classes = state->glm.outputs;
	for (int k = 0; k < classes; k++)
		score[k] = state->score[k] = GlmScore(&state->glm, k, row);
	for (int k = classes; k < ModelScoreSize(model); k++)
		score[k] = 0;
	normalise(model, classes, score);

	return model->n > 0;
}

/* log sum exp of all scores but one; exact where that one is most of the sum. */
static float8
log_others(const float8 *score, int classes, int but)
{
	float8 most = -HUGE_VAL;
	float8 sum = 0;

	for (int k = 0; k < classes; k++)
		most = k == but ? most : Max(most, score[k]);
	for (int k = 0; k < classes; k++)
		sum += k == but ? 0 : exp(score[k] - most);

	return sum > 0 ? most + log(sum) : -HUGE_VAL;
}

/* Turn the predictors into scores of class against not class, in "score". */
static void
oppose(const float8 *predictor, int classes, float8 *score)
{
	float8 most = predictor[0];
	float8 sum = 0;

	for (int k = 1; k < classes; k++)
		most = Max(most, predictor[k]);
	for (int k = 0; k < classes; k++)
		sum += exp(predictor[k] - most);
	for (int k = 0; k < classes; k++)
	{
		float8 part = exp(predictor[k] - most);
		float8 others =
			part < 0.5 * sum ? most + log(sum - part) : log_others(predictor, classes, k);

		score[k] = predictor[k] - others;
	}
}

/* A step of every class, from what the predictors say by now. */
static void
step_classes(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Softmax *state = model->state;
	int classes = state->glm.outputs;
	float8 *score = state->opposed;

	if (is_softmax(model))
		oppose(state->score, classes, score);
	else
		memcpy(score, state->score, classes * sizeof(float8));
	for (int k = 0; k < classes; k++)
	{
		LossPoint point = {.score = score[k], .label = k == (int) label ? 1 : 0};

		GlmStep(model, &state->glm, k, row, &point, weight);
		state->score[k] += point.score - score[k];
	}
}

static void
softmax_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Softmax *state = model->state;
	Glm *glm = &state->glm;
	int classes = glm->outputs;
	float8 rest = weight;

	GlmObserve(glm, row, weight);
	for (int k = 0; k < classes; k++)
		state->score[k] = GlmScoreAgain(glm, k, row, state->score[k]);
	/* nothing to tell one class from */
	if (is_softmax(model) && classes < 2)
		return;
	while (rest > 0)
	{
		float8 part = GlmPart(glm, rest, weight - rest);

		step_classes(model, row, label, part);
		rest -= part;
	}
}

static void
softmax_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Glm *ours = &softmax_of(into)->glm;
	Glm *theirs = &softmax_of(from)->glm;

	add_classes(into, into->classes.count, true);
	for (int k = 0; k < theirs->outputs; k++)
		GlmMergeOutput(into, ours, class[k], from, theirs, k, feature, 1);
	GlmMergeCommon(into, ours, from, theirs, feature);
}

static void
softmax_archive(Model *model, Archive *archive)
{
	Softmax *state = softmax_of(model);
	int32 classes = state->glm.outputs;

	/* a class that was met in a row of no weight has no predictor yet */
	ArchiveInt32(archive, "classes", &classes, 0, model->classes.count);
	if (ArchiveReads(archive))
		reserve_scratch(model, 0, classes);
	GlmArchiveOutputs(model, &state->glm, classes, archive);
}

static void
softmax_check(const Model *model)
{
	const Glm *glm = &softmax_of(model)->glm;

	if (glm->outputs == 0 && model->n > 0)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: it has learned rows, but no class")));
	GlmCheck(model, glm, glm->outputs);
}

static int
softmax_weights(Model *model, ModelWeight **rows)
{
	const Glm *glm = &softmax_of(model)->glm;
	Size per_class = (Size) model->features.count + 1;
	int count = 0;

	*rows = palloc(Max(glm->outputs, 1) * per_class * sizeof(ModelWeight));
	for (int k = 0; k < glm->outputs; k++)
		count += GlmWeights(model, glm, k, 1, k, *rows + count);

	return count;
}

static void
softmax_to_sql(const Model *model, ModelSql *sql)
{
	const Glm *glm = &softmax_of(model)->glm;

	sql->link = is_softmax(model) ? SQL_SOFTMAX : SQL_ONE_VS_REST;
	SqlScores(sql, Max(model->classes.count, glm->outputs));
	for (int k = 0; k < glm->outputs; k++)
		sql->score[k] = GlmSql(model, glm, k, sql);
}

/*
 * One against the rest: the score of the class.  Softmax: its score less the mean
 * of the others', of which there is one at least.
 */
static bool
softmax_explain(const Model *model, const FeatureView *row, int class,
				ModelExplanation *explanation)
{
	const Glm *glm = &softmax_of(model)->glm;

	if (class >= glm->outputs)
		return false;
	for (int k = 0; k < glm->outputs; k++)
	{
		float8 factor = k == class		  ? 1 :
						is_softmax(model) ? -1.0 / (glm->outputs - 1) :
											0;

		explanation->bias +=
			GlmExplain(model, glm, k, row, factor, explanation->contribution);
	}
	return true;
}

static void
softmax_importance(const Model *model, float8 *importance)
{
	const Glm *glm = &softmax_of(model)->glm;

	for (int k = 0; k < glm->outputs; k++)
		GlmImportance(model, glm, k, importance);
}

const ModelOps SoftmaxRegressionOps = {.id = MODEL_SOFTMAX_REGRESSION,
									   .name = "softmax_regression",
									   .task = TASK_MULTICLASS,
									   .merge_class = MERGE_APPROXIMATE,
									   .hashable = true,
									   .imputable = true,
									   .state_size = sizeof(Softmax),
									   .options = softmax_options,
									   .settle = GlmSettle,
									   .reserve = softmax_reserve,
									   .predict = softmax_predict,
									   .score = softmax_score,
									   .learn = softmax_learn,
									   .merge = softmax_merge,
									   .archive = softmax_archive,
									   .check = softmax_check,
									   .weights = softmax_weights,
									   .to_sql = softmax_to_sql,
									   .explain = softmax_explain,
									   .importance = softmax_importance};
