/*
 * gaussian_naive_bayes.c
 *	  Naive Bayes with a normal distribution per class and feature.
 *
 * P(class | x) is proportional to P(class) times the product over the features
 * of the densities at x of normal distributions with the mean and the sample
 * variance that the feature has in the class (D. J. Hand, K. Yu 2001).
 *
 * min_density is added to every density, so that no single feature can veto a
 * class; on other than ordinary scales of a feature it goes along in steps of 2^20
 * (densities.c); 0 asks for the plain product.  In a class of 10 rows or more where
 * a feature hardly varies (by less than 1e-9 of its variance over all rows) it has
 * the variance over all rows, divided by the rows of the class.  A
 * feature that never varies has no say.  var_smoothing adds that share of the
 * largest variance of any feature to all variances.  "sample" variances divide
 * by n - 1, "population" by n; weights count as so many rows.  What a missing
 * feature would say is left out.
 *
 * State (densities.c): per class the weight of its rows; per class and feature
 * 32 bytes.  Learning costs what the row lists; predicting an exponential per
 * feature and class.
 *
 * Merge: exact up to rounding (about 1e-12 relative; weights bit by bit).
 * Unlearn: exact up to rounding; where digits are lost, unlearn says so (sums.h).
 *
 * Options			default		range
 *		min_density		1e-9		0 .. 1
 *		var_smoothing	0			0 .. 1e6
 *		variance		sample		sample, population
 *		fit_prior		true
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/densities.h"
#include "model/explain.h"
#include "model/kernel.h"
#include "model/model.h"

typedef struct Gaussian
{
	ClassWeights weights;
	Densities densities;
} Gaussian;

enum
{
	OPT_FIT_PRIOR = OPT_AFTER_DENSITY
};

static const ModelOption gaussian_options[] = {
	MODEL_COMMON_OPTIONS,
	DENSITY_OPTIONS,
	{"fit_prior", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{NULL}};

/* Room for so many features, and for all classes. */
static void
gaussian_reserve(Model *model, int from, int to)
{
	Gaussian *state = model->state;

	ClassWeightsReserve(model, &state->weights);
	DensitiesReserve(model, &state->densities, to);
}

static void
gaussian_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Gaussian *state = model->state;
	int class = (int) label;

	/* classes come without notice */
	if (class >= state->weights.classes)
		gaussian_reserve(model, 0, model->features_ready);

	state->weights.weight[class] += weight;
	for (int i = 0; i < row->count; i++)
		DensityLearn(&state->densities, class, FeatureOf(row, i), row->value[i], weight);
	for (int i = 0; i < row->nmissing; i++)
		ClassRow(&state->densities.missing, class)[row->missing[i]] += weight;
	DensitiesTouch(&state->densities, class);
}

/* Throw if the class cannot have learned the row. */
static void
check_learned(const Model *model, const FeatureView *row, int class, float8 weight)
{
	const Gaussian *state = model->state;
	const Densities *densities = &state->densities;

	if (class >= state->weights.classes)
		BayesCheckRemainder(model, 0, weight);
	BayesCheckRemainder(model, state->weights.weight[class], weight);
	for (int i = 0; i < row->count; i++)
		BayesCheckRemainder(model, ClassRow(&densities->seen, class)[FeatureOf(row, i)],
							weight);
	for (int i = 0; i < row->nmissing; i++)
		BayesCheckRemainder(model, ClassRow(&densities->missing, class)[row->missing[i]],
							weight);
}

static bool
gaussian_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Gaussian *state = model->state;
	int class = (int) label;
	bool exact;

	check_learned(model, row, class, weight);
	exact = SumTake(&model->weights, &state->weights.weight[class], weight);
	for (int i = 0; i < row->count; i++)
		exact &= DensityUnlearn(model, &state->densities, class, FeatureOf(row, i),
								row->value[i], weight);
	for (int i = 0; i < row->nmissing; i++)
		exact &=
			SumTake(&model->weights,
					&ClassRow(&state->densities.missing, class)[row->missing[i]], weight);
	DensitiesTouch(&state->densities, class);

	return exact;
}

/*
 * A row as one value for each of the features known: zero if it is not listed,
 * NaN if it is missing.
 */
static const float8 *
dense_values(const FeatureView *row, int count)
{
	float8 *x;

	if (row->index == NULL && row->count == count)
		return row->value;
	x = palloc(Max(count, 1) * sizeof(float8));
	KernelSpread(row, count, x);

	return x;
}

static bool
gaussian_predict(const Model *model, const FeatureView *row, float8 *score)
{
	Gaussian *state = model->state;
	int classes = Min(model->classes.count, state->weights.classes);
	int count = Min(model->features.count, model->features_ready);
	const float8 *x;

	if (model->n == 0)
		return false;

	DensitiesRefresh(model, &state->densities, &state->weights, count);
	x = dense_values(row, count);
	for (int class = 0; class < classes; class ++)
	{
		if (state->weights.weight[class] > 0)
			score[class] = DensitiesLikelihood(model, &state->densities, class, x, count);
	}
	if (x != row->value)
		pfree((void *) x);

	return BayesProbabilities(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0,
							  score);
}

static void
gaussian_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Gaussian *ours = into->state;
	const Gaussian *theirs = from->state;

	gaussian_reserve(into, 0, into->features_ready);
	ClassWeightsMerge(&ours->weights, from, &theirs->weights, class);
	for (int c = 0; c < Min(from->classes.count, theirs->weights.classes); c++)
	{
		for (int i = 0; i < from->features.count; i++)
			DensityMerge(&ours->densities, class[c], feature[i], &theirs -> densities, c,
						 i);
		DensitiesTouch(&ours->densities, class[c]);
	}
}

static void
gaussian_archive(Model *model, Archive *archive)
{
	Gaussian *state = model->state;

	if (!ArchiveReads(archive))
		gaussian_reserve(model, 0, model->features_ready);
	ClassWeightsArchive(model, archive, &state->weights);
	DensitiesArchive(model, archive, &state->densities, model->features.count);
}

static void
gaussian_check(const Model *model)
{
	const Gaussian *state = model->state;

	ClassWeightsCheck(model, &state->weights);
	DensitiesCheck(model, &state->densities, model->features.count);
}

/*
 * Of the intercept, log P(class); of a feature its mean in the class and that
 * mean's standard error.
 */
static int
gaussian_weights(Model *model, ModelWeight **rows)
{
	const Gaussian *state = model->state;
	int classes = Min(model->classes.count, state->weights.classes);
	int features = Min(model->features.count, model->features_ready);
	int count = 0;

	*rows = palloc(Max((Size) classes * (features + 1), 1) * sizeof(ModelWeight));
	for (int class = 0; class < classes; class ++)
	{
		if (state->weights.weight[class] <= 0)
			continue;
		(*rows)[count++] = BayesPriorWeight(model, &state->weights, class);
		for (int i = 0; i < features; i++)
		{
			ColumnMoments moments =
				DensityMoments(model, &state->densities, &state->weights, class, i);
			ModelWeight row = {i, class, NAN, NAN, NAN, NAN};

			if (moments.n > 0)
				row.weight = moments.mean;
			if (moments.n > 1)
				row.std_error = sqrt(moments.variance / moments.n);
			(*rows)[count++] = row;
		}
	}

	return count;
}

static void
gaussian_to_sql(const Model *model, ModelSql *sql)
{
	Gaussian *state = model->state;
	int classes = BayesSqlScores(model, &state->weights, sql);
	int count = Min(model->features.count, model->features_ready);

	DensitiesRefresh(model, &state->densities, &state->weights, count);
	for (int class = 0; class < classes; class ++)
	{
		StringInfoData out;

		if (state->weights.weight[class] <= 0)
			continue;
		BayesSqlPrior(&out, &state->weights, model->option[OPT_FIT_PRIOR] != 0, class);
		for (int i = 0; i < count; i++)
		{
			appendStringInfoString(&out, " + ");
			DensitySql(&out, model, &state->densities, class, i, sql, i);
		}
		sql->score[class] = out.data;
	}
}

static float8
gaussian_part(const Model *model, int class, int feature, float8 x)
{
	const Gaussian *state = model->state;

	return DensityPart(model, &state->densities, class, feature, x);
}

static bool
gaussian_explain(const Model *model, const FeatureView *row, int class,
				 ModelExplanation *explanation)
{
	Gaussian *state = model->state;

	DensitiesRefresh(model, &state->densities, &state->weights,
					 Min(model->features.count, model->features_ready));
	return BayesExplain(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0, class,
						row, gaussian_part, explanation);
}

/* How much a feature says about the class, in nats per row learned. */
static void
gaussian_importance(const Model *model, float8 *importance)
{
	Gaussian *state = model->state;
	int count = Min(model->features.count, model->features_ready);

	if (!(ClassWeightsTotal(model, &state->weights) > 0))
		return;
	DensitiesRefresh(model, &state->densities, &state->weights, count);
	for (int i = 0; i < count; i++)
		importance[i] = DensityImportance(model, &state->densities, &state->weights, i);
}

const ModelOps GaussianNaiveBayesOps = {.id = MODEL_GAUSSIAN_NAIVE_BAYES,
										.name = "gaussian_naive_bayes",
										.task = TASK_MULTICLASS,
										.merge_class = MERGE_EXACT,
										.state_size = sizeof(Gaussian),
										.options = gaussian_options,
										.reserve = gaussian_reserve,
										.predict = gaussian_predict,
										.learn = gaussian_learn,
										.unlearn = gaussian_unlearn,
										.merge = gaussian_merge,
										.archive = gaussian_archive,
										.check = gaussian_check,
										.weights = gaussian_weights,
										.to_sql = gaussian_to_sql,
										.explain = gaussian_explain,
										.importance = gaussian_importance};
