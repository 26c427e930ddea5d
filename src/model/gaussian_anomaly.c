/*
 * gaussian_anomaly.c
 *	  How unusual a row is beside a normal distribution fitted to all rows:
 *	  Mahalanobis' distance.
 *
 * The state holds the mean m and the centred cross-products of the features,
 *
 *		C = sum w (x - m)(x - m)',
 *
 * updated per row (B. P. Welford 1962), added between parts (T. F. Chan, G. H.
 * Golub, R. J. LeVeque 1983) and turned round to unlearn a row.  With the
 * covariance S = C / weight * n / (n - 1) the squared distance of a row is
 *
 *		D2 = (x - m)' S^-1 (x - m)
 *
 * (P. C. Mahalanobis 1936), by Cholesky's method in the scale of correlations.
 * The score is the share of normal rows that lie nearer: the distribution of
 * chi-square with as many degrees of freedom as S has rank, at D2.  A score
 * above 0.999 means one normal row in a thousand.
 *
 * Columns that depend on earlier ones, and those that were always equal, add
 * nothing to the rank.  A row that breaks such a relation scores 1.  Until
 * there are two rows more than features there is no score.  Features that a row
 * does not know are left out of its distance and of the degrees of freedom.
 *
 * Rows are not scored while they are learned: that would cost d^3 / 6 a row.
 *
 * State: weight, 8 bytes; per feature its mean, 8 bytes; C as rows of its lower
 * triangle, 4 d (d + 1) bytes.  O(d^2) per row.
 *
 * Merge: exact up to rounding (about 1e-12 relative).
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/bayes.h"
#include "model/kernel.h"
#include "model/model.h"

#define MAX_FEATURES 4096
/* A column whose share not explained by earlier ones is below this depends. */
#define TOLERANCE 1e-13
/* A dependent column this far off, in standard deviations, breaks the relation. */
#define BROKEN 1e-5

/* The covariance, ready to measure distances. */
typedef struct GaussianFit
{
	int d;
	int rank;
	float8 *scale; /* per column 1 / standard deviation; 0: always equal */
	float8 *root;  /* Cholesky factor of the correlations; diagonal 0: depends */
} GaussianFit;

typedef struct Gaussian
{
	float8 weight;
	float8 *mean;
	float8 *cross; /* C, lower triangle by rows */
	float8 *delta; /* scratch: a row's deviations from the means */
	float8
		*peak; /* of models that unlearn: of the diagonal of C, see sums.h; not stored */
	int npeak;
	GaussianFit *fit; /* of a model that only predicts, else NULL */
} Gaussian;

static const ModelOption gaussian_options[] = {MODEL_COMMON_OPTIONS, {NULL}};

/* Elements of a lower triangle of d rows, and where row i begins. */
static inline Size
triangle(Size d)
{
	return d * (d + 1) / 2;
}

/*----------
 * Distances
 *----------
 */

/* Cholesky's method on the matrix of correlations, in place. */
static void
factor_correlations(GaussianFit *fit)
{
	for (int i = 0; i < fit->d; i++)
	{
		float8 *row = fit->root + triangle(i);
		float8 pivot = row[i];

		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < i; j++)
		{
			const float8 *other = fit->root + triangle(j);
			float8 sum = row[j];

			for (int k = 0; k < j; k++)
				sum -= row[k] * other[k];
			row[j] = other[j] > 0 ? sum / other[j] : 0;
			pivot -= row[j] * row[j];
		}
		row[i] = pivot > TOLERANCE ? sqrt(pivot) : 0;
		if (row[i] > 0)
			fit->rank++;
	}
}

/*
 * The covariance of a model of at least two rows, in the current context;
 * without the features that are not known, if "known" is given.
 */
static GaussianFit *
make_fit(const Model *model, const bool *known)
{
	const Gaussian *state = model->state;
	GaussianFit *fit = palloc0(sizeof(GaussianFit));
	int d = Min(model->features.count, model->features_ready);
	float8 factor = model->n / (state->weight * (model->n - 1.0));

	fit->d = d;
	fit->scale = palloc(Max(d, 1) * sizeof(float8));
	fit->root = palloc(Max(triangle(d), 1) * sizeof(float8));
	for (int i = 0; i < d; i++)
	{
		const float8 *row = state->cross + triangle(i);
		float8 *out = fit->root + triangle(i);
		float8 variance = row[i] * factor;

		if (known && !known[i])
			variance = 0;
		fit->scale[i] = variance > 0 ? 1 / sqrt(variance) : 0;
		for (int j = 0; j <= i; j++)
			out[j] = row[j] * factor * fit->scale[i] * fit->scale[j];
	}
	factor_correlations(fit);

	return fit;
}

static void
free_fit(GaussianFit *fit)
{
	pfree(fit->scale);
	pfree(fit->root);
	pfree(fit);
}

/* Does a value differ from those of a column that were always equal? */
static inline bool
differs(float8 delta, float8 mean)
{
	return fabs(delta) > 1e-9 * Max(fabs(mean), 1e-9);
}

/*
 * The squared distance of deviations from the means, which are overwritten;
 * infinite for a row that breaks a relation.
 */
static float8
square_distance(const GaussianFit *fit, const float8 *mean, float8 *z, const bool *known)
{
	float8 sum = 0;

	for (int i = 0; i < fit->d; i++)
	{
		const float8 *row = fit->root + triangle(i);

		if (fit->scale[i] == 0)
		{
			if (known[i] && differs(z[i], mean[i]))
				return HUGE_VAL;
			z[i] = 0;
			continue;
		}
		z[i] *= fit->scale[i];
		for (int k = 0; k < i; k++)
			z[i] -= row[k] * z[k];
		if (row[i] > 0)
		{
			z[i] /= row[i];
			sum += z[i] * z[i];
			continue;
		}
		if (fabs(z[i]) > BROKEN)
			return HUGE_VAL;
		z[i] = 0;
	}

	return sum;
}

static bool
gaussian_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Gaussian *state = model->state;
	GaussianFit *fit = state->fit;
	int d = Min(model->features.count, model->features_ready);
	float8 *delta;
	bool *known;
	float8 distance;

	if (model->n < d + 2)
		return false;
	delta = palloc(Max(d, 1) * sizeof(float8));
	known = palloc(Max(d, 1) * sizeof(bool));
	for (int i = 0; i < d; i++)
	{
		delta[i] = -state->mean[i];
		known[i] = true;
	}
	for (int i = 0; i < row->count; i++)
		delta[FeatureOf(row, i)] += row->value[i];
	for (int i = 0; i < row->nmissing; i++)
		known[row->missing[i]] = false;

	if (fit == NULL || row->nmissing > 0)
		fit = make_fit(model, known);
	distance = square_distance(fit, state->mean, delta, known);
	if (isinf(distance))
		score[0] = 1;
	else
		score[0] = fit->rank > 0 ? KernelChiSquare(distance, fit->rank) : 0;
	if (fit != state->fit)
		free_fit(fit);
	pfree(delta);
	pfree(known);

	return !isnan(score[0]);
}

static void
gaussian_prepare(Model *model)
{
	Gaussian *state = model->state;
	GaussianFit *fit;

	if (model->n < 2)
		return;
	fit = make_fit(model, NULL);
	state->fit = MemoryContextAllocZero(model->context, sizeof(GaussianFit));
	*state->fit = *fit;
	state->fit->scale = ModelGrowFloats(model, NULL, 0, fit->d);
	state->fit->root = ModelGrowFloats(model, NULL, 0, triangle(fit->d));
	memcpy(state->fit->scale, fit->scale, fit->d * sizeof(float8));
	memcpy(state->fit->root, fit->root, triangle(fit->d) * sizeof(float8));
	free_fit(fit);
}

/*----------
 * Learning
 *----------
 */

static void
gaussian_reserve(Model *model, int from, int to)
{
	Gaussian *state = model->state;

	state->mean = ModelGrowFloats(model, state->mean, from, to);
	state->cross = ModelGrowFloats(model, state->cross, triangle(from), triangle(to));
	if (state->delta)
		pfree(state->delta);
	state->delta = ModelGrowFloats(model, NULL, 0, to);
}

/* A row's deviations from the means, into the scratch. */
static void
deviate(Model *model, const FeatureView *row)
{
	Gaussian *state = model->state;
	float8 *delta = state->delta;

	/* features the row does not have are zero */
	for (int i = 0; i < model->features.count; i++)
		delta[i] = -state->mean[i];
	for (int i = 0; i < row->count; i++)
		delta[FeatureOf(row, i)] += row->value[i];
}

/* C += factor delta delta' */
static void
add_product(Gaussian *state, int d, float8 factor)
{
	const float8 *delta = state->delta;
	float8 *cross = state->cross;

	for (int i = 0; i < d; i++)
	{
		float8 scaled = factor * delta[i];

		for (int j = 0; j <= i; j++)
			cross[j] += scaled * delta[j];
		cross += i + 1;
	}
}

static void
gaussian_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Gaussian *state = model->state;
	int d = model->features.count;
	float8 share;

	deviate(model, row);
	add_product(state, d, weight * (state->weight / (state->weight + weight)));
	state->weight += weight;
	share = weight / state->weight;
	for (int i = 0; i < d; i++)
		state->mean[i] += state->delta[i] * share;
}

/* Room for the peaks of all features. */
static void
reserve_peaks(Model *model)
{
	Gaussian *state = model->state;

	if (model->features_ready <= state->npeak)
		return;
	state->peak =
		ModelGrowFloats(model, state->peak, state->npeak, model->features_ready);
	state->npeak = model->features_ready;
}

/*
 * The deviations are from a mean that has the row in it: C loses
 * weight * W / (W - weight) of their products.
 */
static bool
gaussian_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Gaussian *state = model->state;
	int d = model->features.count;
	float8 before = state->weight;
	float8 factor;
	bool exact;

	BayesCheckRemainder(model, before, weight);
	exact = SumTake(&model->weights, &state->weight, weight);
	if (state->weight == 0)
	{
		memset(state->mean, 0, d * sizeof(float8));
		memset(state->cross, 0, triangle(d) * sizeof(float8));
		return exact;
	}

	deviate(model, row);
	reserve_peaks(model);
	factor = weight * (before / state->weight);
	for (int i = 0; i < d; i++)
	{
		float8 have = state->cross[triangle(i) + i];
		float8 take = factor * state->delta[i] * state->delta[i];

		exact &= SumKeeps(&state->peak[i], have, Max(have - take, 0));
	}
	add_product(state, d, -factor);
	for (int i = 0; i < d; i++)
	{
		float8 *diagonal = &state->cross[triangle(i) + i];

		*diagonal = Max(*diagonal, 0);
		state->mean[i] -= state->delta[i] * (weight / state->weight);
	}

	return exact;
}

static void
gaussian_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Gaussian *ours = into->state;
	const Gaussian *theirs = from->state;
	float8 *delta = ours->delta;
	int d = into->features.count;
	float8 total = ours->weight + theirs->weight;
	float8 share = theirs->weight / total;

	/* what the other part has seen; features it does not know were zero */
	for (int i = 0; i < d; i++)
		delta[i] = -ours->mean[i];
	for (int i = 0; i < from->features.count; i++)
	{
		delta[feature[i]] += theirs->mean[i];
		for (int j = 0; j <= i; j++)
		{
			Size high = Max(feature[i], feature[j]);
			Size low = Min(feature[i], feature[j]);

			ours->cross[triangle(high) + low] += theirs->cross[triangle(i) + j];
		}
	}

	/* and what lies between the two means */
	add_product(ours, d, ours->weight * share);
	for (int i = 0; i < d; i++)
		ours->mean[i] += delta[i] * share;
	ours->weight = total;
}

/*----------
 * I/O, showing
 *----------
 */

static void
gaussian_archive(Model *model, Archive *archive)
{
	Gaussian *state = model->state;
	int count = model->features.count;

	ArchiveFloat(archive, "weight", &state->weight, 0, HUGE_VAL);
	ArchiveFloats(archive, "means", &state->mean, count);
	ArchiveFloats(archive, "cross", &state->cross, triangle(count));
	if (ArchiveReads(archive))
		state->delta = ModelGrowFloats(model, NULL, 0, count);
}

static void
gaussian_check(const Model *model)
{
	const Gaussian *state = model->state;

	for (int i = 0; i < model->features.count; i++)
	{
		if (state->cross[triangle(i) + i] < 0)
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: a sum of squares is negative")));
	}
	if (model->n > 0 && state->weight <= 0)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: \"weight\" is zero")));
}

static void
gaussian_moments(const Model *model, int feature, ModelMoments *moments)
{
	const Gaussian *state = model->state;

	*moments = (ModelMoments){.count = state->weight,
							  .mean = state->mean[feature],
							  .variance = state->cross[triangle(feature) + feature] /
										  state->weight,
							  .min = NAN,
							  .max = NAN};
}

const ModelOps GaussianAnomalyOps = {.id = MODEL_GAUSSIAN_ANOMALY,
									 .name = "gaussian_anomaly",
									 .task = TASK_ANOMALY,
									 .merge_class = MERGE_EXACT,
									 .complete_rows = true,
									 .unscored = true,
									 .max_features = MAX_FEATURES,
									 .state_size = sizeof(Gaussian),
									 .options = gaussian_options,
									 .reserve = gaussian_reserve,
									 .predict = gaussian_predict,
									 .learn = gaussian_learn,
									 .unlearn = gaussian_unlearn,
									 .merge = gaussian_merge,
									 .archive = gaussian_archive,
									 .check = gaussian_check,
									 .prepare = gaussian_prepare,
									 .moments = gaussian_moments};
