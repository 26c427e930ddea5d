/*
 * multinomial_naive_bayes.c
 *	  Naive Bayes for counts, such as the words of a text.
 *
 * P(class | x) is proportional to P(class) times the product over the features
 * of theta ^ x, where
 *
 *		theta = (N_cf + alpha) / (N_c + alpha d)
 *
 * is the share of feature f in all that was counted in the class, N_cf = sum
 * w x_f over its rows and N_c their sum, smoothed by alpha over the d features
 * known (C. D. Manning, P. Raghavan, H. Schuetze 2008, chapter 13).
 *
 * State: per class its weight and N_c, per class and feature N_cf, 8 bytes
 * each; log(N_cf + alpha) is kept beside it in memory.  Learning and predicting
 * cost what the row lists, the latter per class.
 *
 * A missing feature counts as none of it.  Values below zero are no counts and
 * are refused when they are learned.
 *
 * Merge and unlearn: exact; of whole numbers bit by bit.
 *
 * Options		default		range
 *		alpha		1			1e-10 .. 1e10
 *		fit_prior	true
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/bayes.h"
#include "model/explain.h"
#include "model/model.h"

typedef struct Multinomial
{
	ClassWeights weights;
	ClassTable total;	  /* one column: N_c */
	ClassTable count;	  /* N_cf */
	ClassTable logarithm; /* log(N_cf + alpha); 0 is not known yet */
	SumRange counts;	  /* what was added to them, see sums.h; not stored */
} Multinomial;

enum
{
	OPT_ALPHA = OPTION_MAX_FEATURES + 1,
	OPT_FIT_PRIOR
};

static const ModelOption multinomial_options[] = {
	MODEL_COMMON_OPTIONS,
	{"alpha", OPTION_REAL, 1, 1e-10, 1e10, NULL},
	{"fit_prior", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{NULL}};

/* Room for so many features, and for all classes. */
static void
multinomial_reserve(Model *model, int from, int to)
{
	Multinomial *state = model->state;
	int classes = Max(model->classes_ready, model->classes.count);

	ClassWeightsReserve(model, &state->weights);
	ClassTableReserve(model, &state->total, classes, 1);
	ClassTableReserve(model, &state->count, classes, to);
	ClassTableReserve(model, &state->logarithm, classes, to);
}

/* Throw if the row is no row of counts. */
static void
check_counts(const Model *model, const FeatureView *row)
{
	for (int i = 0; i < row->count; i++)
	{
		if (row->value[i] < 0)
			ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
							errmsg("value of feature \"%s\" is below zero: %g",
								   FeatureDictName(&model->features, FeatureOf(row, i)),
								   row->value[i]),
							errdetail("Features of %s are counts.", model->ops->name),
							errhint("Use streamml.gaussian_naive_bayes.")));
	}
}

static void
multinomial_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Multinomial *state = model->state;
	int class = (int) label;

	check_counts(model, row);
	/* classes come without notice */
	if (class >= state->weights.classes)
		multinomial_reserve(model, 0, model->features_ready);

	if (model->n == 0)
		SumRangeInit(&state->counts);
	state->weights.weight[class] += weight;
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		float8 add = weight * row->value[i];

		ClassRow(&state->count, class)[feature] += add;
		*ClassRow(&state->total, class) += add;
		if (add > 0)
			SumRangeAdd(&state->counts, add);
		ClassRow(&state->logarithm, class)[feature] = 0;
	}
}

static bool
multinomial_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Multinomial *state = model->state;
	int class = (int) label;
	bool exact;

	check_counts(model, row);
	BayesCheckRemainder(
		model, class < state->weights.classes ? state->weights.weight[class] : 0, weight);
	for (int i = 0; i < row->count; i++)
		BayesCheckRemainder(model, ClassRow(&state->count, class)[FeatureOf(row, i)],
							weight * row->value[i]);

	exact = SumTake(&model->weights, &state->weights.weight[class], weight);
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		float8 take = weight * row->value[i];

		exact &= SumTake(&state->counts, &ClassRow(&state->count, class)[feature], take);
		exact &= SumTake(&state->counts, ClassRow(&state->total, class), take);
		ClassRow(&state->logarithm, class)[feature] = 0;
	}

	return exact;
}

/* log(N_cf + alpha) */
static inline float8
log_count(const Model *model, const Multinomial *state, int class, int feature)
{
	float8 *known;

	if (feature >= state->count.columns)
		return log(model->option[OPT_ALPHA]);
	known = &ClassRow(&state->logarithm, class)[feature];
	if (*known == 0)
		*known = log(ClassRow(&state->count, class)[feature] + model->option[OPT_ALPHA]);
	return *known;
}

/* log(N_c + alpha d) */
static inline float8
log_total(const Model *model, const Multinomial *state, int class)
{
	return log(*ClassRow(&state->total, class) +
			   model->option[OPT_ALPHA] * Max(model->features.count, 1));
}

static bool
multinomial_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Multinomial *state = model->state;
	int classes = Min(model->classes.count, state->weights.classes);
	float8 total = 0;

	if (model->n == 0)
		return false;

	for (int i = 0; i < row->count; i++)
		total += row->value[i];
	for (int class = 0; class < classes; class ++)
	{
		if (state->weights.weight[class] <= 0)
			continue;
		score[class] = -total * log_total(model, state, class);
		for (int i = 0; i < row->count; i++)
			score[class] +=
				row->value[i] * log_count(model, state, class, FeatureOf(row, i));
	}

	return BayesProbabilities(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0,
							  score);
}

static void
multinomial_merge(Model *into, const Model *from, const int32 *feature,
				  const int32 *class)
{
	Multinomial *ours = into->state;
	const Multinomial *theirs = from->state;

	multinomial_reserve(into, 0, into->features_ready);
	ClassWeightsMerge(&ours->weights, from, &theirs->weights, class);
	for (int c = 0; c < Min(from->classes.count, theirs->weights.classes); c++)
	{
		*ClassRow(&ours->total, class[c]) += *ClassRow(&theirs->total, c);
		for (int i = 0; i < from->features.count; i++)
		{
			ClassRow(&ours->count, class[c])[feature[i]] +=
				ClassRow(&theirs->count, c)[i];
			ClassRow(&ours->logarithm, class[c])[feature[i]] = 0;
		}
	}
}

static void
multinomial_archive(Model *model, Archive *archive)
{
	Multinomial *state = model->state;

	if (!ArchiveReads(archive))
		multinomial_reserve(model, 0, model->features_ready);
	ClassWeightsArchive(model, archive, &state->weights);
	ClassTableArchive(model, archive, "totals", &state->total, 1);
	ClassTableArchive(model, archive, "counts", &state->count, model->features.count);
	if (ArchiveReads(archive))
		multinomial_reserve(model, 0, model->features.count);
}

static void
multinomial_check(const Model *model)
{
	const Multinomial *state = model->state;

	ClassWeightsCheck(model, &state->weights);
	ClassTableCheck(model, &state->total, "totals", 1);
	ClassTableCheck(model, &state->count, "counts", model->features.count);
}

/* Of the intercept, log P(class); of a feature, log theta. */
static int
multinomial_weights(Model *model, ModelWeight **rows)
{
	const Multinomial *state = model->state;
	int classes = Min(model->classes.count, state->weights.classes);
	int features = Min(model->features.count, model->features_ready);
	int count = 0;

	*rows = palloc(Max((Size) classes * (features + 1), 1) * sizeof(ModelWeight));
	for (int class = 0; class < classes; class ++)
	{
		float8 total = log_total(model, state, class);

		if (state->weights.weight[class] <= 0)
			continue;
		(*rows)[count++] = BayesPriorWeight(model, &state->weights, class);
		for (int i = 0; i < features; i++)
			(*rows)[count++] = (ModelWeight){
				i, class, log_count(model, state, class, i) - total, NAN, NAN, NAN};
	}

	return count;
}

static void
multinomial_to_sql(const Model *model, ModelSql *sql)
{
	const Multinomial *state = model->state;
	int classes = BayesSqlScores(model, &state->weights, sql);
	int features = Min(model->features.count, model->features_ready);

	for (int class = 0; class < classes; class ++)
	{
		float8 total = log_total(model, state, class);
		StringInfoData out;

		if (state->weights.weight[class] <= 0)
			continue;
		BayesSqlPrior(&out, &state->weights, model->option[OPT_FIT_PRIOR] != 0, class);
		for (int i = 0; i < features; i++)
		{
			appendStringInfoString(&out, " + ");
			SqlNumber(&out, log_count(model, state, class, i) - total);
			appendStringInfoString(&out, " * ");
			SqlAmount(&out, sql, i, 0);
		}
		sql->score[class] = out.data;
	}
}

static float8
multinomial_part(const Model *model, int class, int feature, float8 x)
{
	const Multinomial *state = model->state;

	if (isnan(x) || x == 0)
		return 0;
	return x * (log_count(model, state, class, feature) - log_total(model, state, class));
}

static bool
multinomial_explain(const Model *model, const FeatureView *row, int class,
					ModelExplanation *explanation)
{
	const Multinomial *state = model->state;

	return BayesExplain(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0, class,
						row, multinomial_part, explanation);
}

const ModelOps MultinomialNaiveBayesOps = {.id = MODEL_MULTINOMIAL_NAIVE_BAYES,
										   .name = "multinomial_naive_bayes",
										   .task = TASK_MULTICLASS,
										   .merge_class = MERGE_EXACT,
										   .hashable = true,
										   .state_size = sizeof(Multinomial),
										   .options = multinomial_options,
										   .reserve = multinomial_reserve,
										   .predict = multinomial_predict,
										   .learn = multinomial_learn,
										   .unlearn = multinomial_unlearn,
										   .merge = multinomial_merge,
										   .archive = multinomial_archive,
										   .check = multinomial_check,
										   .weights = multinomial_weights,
										   .to_sql = multinomial_to_sql,
										   .explain = multinomial_explain};
