/*
 * gaussian_naive_bayes.c
 *	  Naive Bayes with a normal distribution per class and feature.
 *
 * P(class | x) is proportional to P(class) times the product over the features
 * of the densities at x of normal distributions with the mean and the sample
 * variance that the feature has in the class (D. J. Hand, K. Yu 2001).
 *
 * State, per class the weight of its rows, and per class and feature, over the
 * rows that list the feature,
 *
 *		seen = sum w,  mean = sum w x / seen,  m2 = sum w (x - mean)^2,
 *
 * and the weight of the rows in which it is missing; 32 bytes in all.  Updated
 * by B. P. Welford's rule (1962), merged by that of T. F. Chan, G. H. Golub and
 * R. J. LeVeque (1983), unlearned by the reverse of the former.  In rows that
 * neither list a feature nor miss it, it is zero: those zeros are added to the
 * moments when somebody asks, so learning costs what the row lists, and a
 * feature that turns up late has had its zeros all along.
 *
 * min_density is added to every density, so that no single feature can veto a
 * class; 0 asks for the plain product.  A feature that does not vary in a class
 * has density 0 there.  var_smoothing adds that share of the largest variance
 * of any feature to all variances.  "sample" variances divide by n - 1,
 * "population" by n; weights count as so many rows.
 *
 * What a missing feature would say is left out.
 *
 * The means and factors of the densities that follow from the state are kept
 * and made anew for a class when it has learned.  Predicting costs an
 * exponential per feature and class.
 *
 * Merge: exact up to rounding (about 1e-12 relative; weights bit by bit).
 * Unlearn: exact up to rounding; where a class' squared deviations shrink by
 * more than 1e6, digits are lost, and unlearn says so.
 *
 * Options			default		range
 *		min_density		1e-9		0 .. 1
 *		var_smoothing	0			0 .. 1e6
 *		variance		sample		sample, population
 *		fit_prior		true
 */
#include "shim.h"

#include <float.h>

#include "model/algorithms.h"
#include "model/bayes.h"
#include "model/model.h"

/* Below, densities are multiplied as logarithms, without the minimum. */
#define LEAST_DENSITY 1e-100
/* Logarithm of the density of a feature that does not vary. */
#define LOG_ZERO (-708.0)
/* A share of rows that list a feature so close to all is all, but for rounding. */
#define ROUNDING 1e-10
/* Squared deviations that shrink to this share have lost digits. */
#define CANCELLED 1e-6

typedef struct Gaussian
{
	ClassWeights weights;
	ClassTable seen;
	ClassTable mean;
	ClassTable m2;
	ClassTable missing;
	/* what follows from them: density = factor * exp(rate * (x - centre)^2) */
	ClassTable centre;
	ClassTable factor;
	ClassTable rate;
	int nfresh; /* room in the next */
	int *fresh; /* per class, the features for which they are up to date */
} Gaussian;

enum
{
	OPT_MIN_DENSITY = OPTION_MAX_FEATURES + 1,
	OPT_VAR_SMOOTHING,
	OPT_VARIANCE,
	OPT_FIT_PRIOR
};

enum
{
	VARIANCE_SAMPLE,
	VARIANCE_POPULATION
};

static const char *const variances[] = {"sample", "population", NULL};

static const ModelOption gaussian_options[] = {
	MODEL_COMMON_OPTIONS,
	{"min_density", OPTION_REAL, 1e-9, 0, 1, NULL},
	{"var_smoothing", OPTION_REAL, 0, 0, 1e6, NULL},
	{"variance", OPTION_CHOICE, VARIANCE_SAMPLE, 0, 0, variances},
	{"fit_prior", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{NULL}};

/*----------
 * Moments and densities
 *----------
 */

/* Count, mean and squared deviations of a feature, zeros included. */
typedef struct Moments
{
	float8 n;
	float8 mean;
	float8 m2;
} Moments;

static Moments
full_moments(const Gaussian *state, int class, int feature)
{
	float8 seen = ClassRow(&state->seen, class)[feature];
	float8 mean = ClassRow(&state->mean, class)[feature];
	Moments full = {.mean = mean, .m2 = ClassRow(&state->m2, class)[feature]};
	float8 zeros;

	full.n = state->weights.weight[class] - ClassRow(&state->missing, class)[feature];
	zeros = full.n - seen;
	if (zeros > ROUNDING * full.n)
	{
		full.mean = mean * (seen / full.n);
		full.m2 += mean * mean * seen * (zeros / full.n);
	}

	return full;
}

static inline float8
variance_of(const Model *model, const Moments *moments)
{
	float8 n = moments->n;

	if (model->option[OPT_VARIANCE] == VARIANCE_SAMPLE)
		n -= 1;
	return n > 0 ? moments->m2 / n : 0;
}

/* The largest variance that a feature has over all classes together. */
static float8
largest_variance(const Model *model)
{
	const Gaussian *state = model->state;
	float8 largest = 0;

	for (int feature = 0; feature < model->features_ready; feature++)
	{
		Moments all = {0};

		for (int class = 0; class < state->seen.classes; class ++)
		{
			Moments part = full_moments(state, class, feature);
			float8 delta = part.mean - all.mean;
			float8 total = all.n + part.n;

			if (part.n <= 0)
				continue;
			all.mean += delta * (part.n / total);
			all.m2 += part.m2 + delta * delta * (all.n * (part.n / total));
			all.n = total;
		}
		largest = Max(largest, variance_of(model, &all));
	}

	return largest;
}

/* Bring the densities of a class up to date. */
static void
refresh_class(const Model *model, Gaussian *state, int class, float8 smoothing)
{
	float8 *centre = ClassRow(&state->centre, class);
	float8 *factor = ClassRow(&state->factor, class);
	float8 *rate = ClassRow(&state->rate, class);

	for (int i = 0; i < model->features_ready; i++)
	{
		Moments moments = full_moments(state, class, i);
		float8 variance = variance_of(model, &moments) + smoothing;

		centre[i] = moments.mean;
		/* not below what can be inverted; there the density is a needle anyway */
		if (variance > DBL_MIN)
		{
			rate[i] = -0.5 / variance;
			factor[i] = sqrt(rate[i] / -M_PI);
		}
		else
			rate[i] = factor[i] = 0;
	}
	state->fresh[class] = model->features_ready;
}

static void
refresh(const Model *model, Gaussian *state, int classes)
{
	float8 smoothing = model->option[OPT_VAR_SMOOTHING];

	if (smoothing > 0)
		smoothing *= largest_variance(model);
	for (int class = 0; class < classes; class ++)
	{
		/* what is added changes with the rows of other classes, too */
		if (smoothing > 0 || state->fresh[class] != model->features_ready)
			refresh_class(model, state, class, smoothing);
	}
}

/* log of the product of the densities of a class, plus "floor" each. */
static float8
floored_likelihood(const Gaussian *state, int class, const float8 *x, int count,
				   float8 floor)
{
	const float8 *centre = ClassRow(&state->centre, class);
	const float8 *factor = ClassRow(&state->factor, class);
	const float8 *rate = ClassRow(&state->rate, class);
	BayesProduct product = {1, 0};

	for (int i = 0; i < count; i++)
	{
		float8 delta = x[i] - centre[i];

		if (!isnan(delta))
			BayesMultiply(&product, floor + factor[i] * exp(rate[i] * delta * delta));
	}

	return BayesProductLog(&product);
}

/* log of the product of the densities of a class. */
static float8
plain_likelihood(const Gaussian *state, int class, const float8 *x, int count)
{
	const float8 *centre = ClassRow(&state->centre, class);
	const float8 *factor = ClassRow(&state->factor, class);
	const float8 *rate = ClassRow(&state->rate, class);
	float8 sum = 0;

	for (int i = 0; i < count; i++)
	{
		float8 delta = x[i] - centre[i];

		if (!isnan(delta))
			sum += factor[i] > 0 ? log(factor[i]) + rate[i] * delta * delta : LOG_ZERO;
	}

	return sum;
}

/*----------
 * Learning
 *----------
 */

/* Room for all classes and features. */
static void
reserve_tables(Model *model, int features)
{
	Gaussian *state = model->state;
	int classes = Max(model->classes_ready, model->classes.count);
	int *fresh;

	ClassWeightsReserve(model, &state->weights);
	ClassTableReserve(model, &state->seen, classes, features);
	ClassTableReserve(model, &state->mean, classes, features);
	ClassTableReserve(model, &state->m2, classes, features);
	ClassTableReserve(model, &state->missing, classes, features);
	ClassTableReserve(model, &state->centre, classes, features);
	ClassTableReserve(model, &state->factor, classes, features);
	ClassTableReserve(model, &state->rate, classes, features);
	if (classes <= state->nfresh)
		return;

	fresh = MemoryContextAllocZero(model->context, classes * sizeof(int));
	if (state->fresh)
	{
		memcpy(fresh, state->fresh, state->nfresh * sizeof(int));
		pfree(state->fresh);
	}
	state->fresh = fresh;
	state->nfresh = classes;
}

static void
gaussian_reserve(Model *model, int from, int to)
{
	reserve_tables(model, to);
}

/* Classes come without notice: make room before they are needed. */
static inline void
reserve_class(Model *model, int class)
{
	Gaussian *state = model->state;

	if (class >= state->nfresh)
		reserve_tables(model, model->features_ready);
}

static void
gaussian_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Gaussian *state = model->state;
	int class = (int) label;
	float8 *seen;
	float8 *mean;
	float8 *m2;

	reserve_class(model, class);
	seen = ClassRow(&state->seen, class);
	mean = ClassRow(&state->mean, class);
	m2 = ClassRow(&state->m2, class);
	state->weights.weight[class] += weight;
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		float8 delta = row->value[i] - mean[feature];

		seen[feature] += weight;
		mean[feature] += delta * (weight / seen[feature]);
		m2[feature] += weight * delta * (row->value[i] - mean[feature]);
	}
	for (int i = 0; i < row->nmissing; i++)
		ClassRow(&state->missing, class)[row->missing[i]] += weight;
	state->fresh[class] = -1;
}

/* Throw if the class cannot have learned the row. */
static void
check_learned(const Model *model, const FeatureView *row, int class, float8 weight)
{
	const Gaussian *state = model->state;

	if (class >= state->nfresh)
		(void) BayesRemainder(model, 0, weight);
	(void) BayesRemainder(model, state->weights.weight[class], weight);
	for (int i = 0; i < row->count; i++)
		(void) BayesRemainder(model, ClassRow(&state->seen, class)[FeatureOf(row, i)],
							  weight);
	for (int i = 0; i < row->nmissing; i++)
		(void) BayesRemainder(model, ClassRow(&state->missing, class)[row->missing[i]],
							  weight);
}

static bool
gaussian_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Gaussian *state = model->state;
	int class = (int) label;
	bool exact = true;

	check_learned(model, row, class, weight);
	state->weights.weight[class] =
		BayesRemainder(model, state->weights.weight[class], weight);
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		float8 *seen = &ClassRow(&state->seen, class)[feature];
		float8 *mean = &ClassRow(&state->mean, class)[feature];
		float8 *m2 = &ClassRow(&state->m2, class)[feature];
		float8 before = *m2;
		float8 delta = row->value[i] - *mean;

		*seen = BayesRemainder(model, *seen, weight);
		if (*seen == 0)
		{
			*mean = *m2 = 0;
			continue;
		}
		*mean -= delta * (weight / *seen);
		*m2 = Max(*m2 - weight * delta * (row->value[i] - *mean), 0);
		exact = exact && *m2 >= CANCELLED * before;
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		float8 *missing = &ClassRow(&state->missing, class)[row->missing[i]];

		*missing = BayesRemainder(model, *missing, weight);
	}
	state->fresh[class] = -1;

	return exact;
}

/*----------
 * Predicting
 *----------
 */

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
	x = palloc0(Max(count, 1) * sizeof(float8));
	for (int i = 0; i < row->count; i++)
	{
		if (FeatureOf(row, i) < count)
			x[FeatureOf(row, i)] = row->value[i];
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		if (row->missing[i] < count)
			x[row->missing[i]] = NAN;
	}

	return x;
}

static bool
gaussian_predict(const Model *model, const FeatureView *row, float8 *score)
{
	Gaussian *state = model->state;
	int classes = Min(model->classes.count, state->nfresh);
	int count = Min(model->features.count, model->features_ready);
	float8 floor = model->option[OPT_MIN_DENSITY];
	const float8 *x;

	if (model->n == 0)
		return false;

	refresh(model, state, classes);
	x = dense_values(row, count);
	for (int class = 0; class < classes; class ++)
	{
		if (state->weights.weight[class] <= 0)
			continue;
		if (floor >= LEAST_DENSITY)
			score[class] = floored_likelihood(state, class, x, count, floor);
		else
			score[class] = plain_likelihood(state, class, x, count);
	}
	if (x != row->value)
		pfree((void *) x);

	return BayesProbabilities(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0,
							  score);
}

/*----------
 * Merge, I/O, showing
 *----------
 */

static void
gaussian_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Gaussian *ours = into->state;
	const Gaussian *theirs = from->state;

	reserve_tables(into, into->features_ready);
	for (int c = 0; c < Min(from->classes.count, theirs->nfresh); c++)
	{
		int to = class[c];

		ours->weights.weight[to] += theirs->weights.weight[c];
		for (int i = 0; i < from->features.count; i++)
		{
			float8 theirs_seen = ClassRow(&theirs->seen, c)[i];
			float8 *seen = &ClassRow(&ours->seen, to)[feature[i]];
			float8 *mean = &ClassRow(&ours->mean, to)[feature[i]];
			float8 total = *seen + theirs_seen;
			float8 delta = ClassRow(&theirs->mean, c)[i] - *mean;

			ClassRow(&ours->missing, to)[feature[i]] += ClassRow(&theirs->missing, c)[i];
			if (theirs_seen <= 0)
				continue;
			ClassRow(&ours->m2, to)[feature[i]] +=
				ClassRow(&theirs->m2, c)[i] +
				delta * delta * (*seen * (theirs_seen / total));
			*mean += delta * (theirs_seen / total);
			*seen = total;
		}
		ours->fresh[to] = -1;
	}
}

static void
gaussian_archive(Model *model, Archive *archive)
{
	Gaussian *state = model->state;
	int count = model->features.count;

	if (!ArchiveReads(archive))
		reserve_tables(model, model->features_ready);
	ClassWeightsArchive(model, archive, &state->weights);
	ClassTableArchive(model, archive, "seen", &state->seen, count);
	ClassTableArchive(model, archive, "means", &state->mean, count);
	ClassTableArchive(model, archive, "m2", &state->m2, count);
	ClassTableArchive(model, archive, "missing", &state->missing, count);
	if (ArchiveReads(archive))
		reserve_tables(model, count);
}

static void
gaussian_check(const Model *model)
{
	const Gaussian *state = model->state;
	int count = model->features.count;

	ClassWeightsCheck(model, &state->weights);
	ClassTableCheck(model, &state->seen, "seen", count);
	ClassTableCheck(model, &state->m2, "m2", count);
	ClassTableCheck(model, &state->missing, "missing", count);
}

/*
 * Of the intercept, log P(class); of a feature its mean in the class and that
 * mean's standard error.
 */
static int
gaussian_weights(Model *model, ModelWeight **rows)
{
	const Gaussian *state = model->state;
	int classes = Min(model->classes.count, state->nfresh);
	int features = Min(model->features.count, model->features_ready);
	float8 total = ClassWeightsTotal(model, &state->weights);
	int count = 0;

	*rows = palloc(Max((Size) classes * (features + 1), 1) * sizeof(ModelWeight));
	for (int class = 0; class < classes; class ++)
	{
		float8 weight = state->weights.weight[class];

		if (weight <= 0)
			continue;
		(*rows)[count++] = (ModelWeight){-1, class, log(weight / total), NAN, NAN, NAN};
		for (int i = 0; i < features; i++)
		{
			Moments moments = full_moments(state, class, i);
			float8 variance = variance_of(model, &moments);

			(*rows)[count++] =
				(ModelWeight){i,
							  class,
							  moments.n > 0 ? moments.mean : NAN,
							  moments.n > 1 ? sqrt(variance / moments.n) : NAN,
							  NAN,
							  NAN};
		}
	}

	return count;
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
										.merge = gaussian_merge,
										.archive = gaussian_archive,
										.check = gaussian_check,
										.weights = gaussian_weights};
