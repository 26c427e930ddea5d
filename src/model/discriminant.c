/*
 * discriminant.c
 *	  Linear and quadratic discriminant analysis: classes that are normal with
 *	  a full covariance matrix, one for all (linear) or one each (quadratic).
 *
 * P(class | x) is proportional to P(class) times the density at x (R. A. Fisher
 * 1936; J. H. Friedman 1989).  The state holds, per class, weight and mean, and
 * the scatter about the class' mean,
 *
 *		S_c = sum w (x - mean_c)(x - mean_c)',
 *
 * quadratic for every class, linear their sum.  It is updated per row (B. P.
 * Welford 1962), added between parts (T. F. Chan, G. H. Golub, R. J. LeVeque
 * 1983), and unlearned by the reverse.  A covariance is made of it when it is
 * needed:
 *
 *		linear		sum S_c / (n - classes)
 *		quadratic	((1 - p) S_c + p S) / ((1 - p)(n_c - 1) + p (n - classes))
 *
 * where p is the option "pooling"; "population" variances leave out the -1 and
 * -classes.  "shrinkage" s takes it to (1 - s) C + s (trace C / d) I, and l2 is
 * added to its diagonal.  It is factored by Cholesky's method in the scale of
 * correlations.  What is left of a column when the ones before it have spoken
 * is at least FLOOR of its variance.  Where it varies by less than FLOOR of its
 * variance over all rows, in ten rows or more, it has that, divided by the weight
 * of the rows: as if one more row had been a deviation away.  Columns that never vary have no say.
 *
 * Progressive validation needs factors at every row, at d^3/6 each.  They are
 * renewed at every row for the first 1024 rows and 32 features, then when the
 * rows have grown by 1/64 and at least by the number of features (times
 * classes): so they never cost more than learning.  They are part of the state,
 * because when they are renewed must not depend on when the model was stored.
 * predict() always renews.
 *
 * Rows that miss a feature are not learned.  When predicting, a missing feature
 * is taken for its mean: that of all rows (linear), of the class (quadratic).
 *
 * State, 8 bytes each: per class weight and 2 d; scatter and factors,
 * d (d + 1), quadratic per class.  Learning and predicting O(d^2), the latter
 * per class if quadratic.
 *
 * Merge: exact up to rounding (about 1e-12 relative).  Unlearn: exact up to
 * rounding; where digits are lost, unlearn says so (sums.h).
 *
 * Options			default		range
 *		variance	sample		sample, population
 *		shrinkage	0			0 .. 1
 *		l2			0			0 .. 1e100
 *		fit_prior	true
 *		pooling		0			0 .. 1		(quadratic only)
 */
#include "shim.h"

#include <float.h>

#include "model/algorithms.h"
#include "model/bayes.h"
#include "model/explain.h"
#include "model/model.h"

#define MAX_LINEAR_FEATURES 4096
#define MAX_QUADRATIC_FEATURES 1024
/* So many rows without one that differs say that a column is constant. */
#define CONSTANT_ROWS 10
/* Least share of a column's variance that is its own. */
#define FLOOR 1e-9

/* Renewal of the progressive factors. */
#define RENEW_ROWS 1024
#define RENEW_FEATURES 32
#define RENEW_PART 64

typedef struct Discriminant
{
	ClassWeights weights;
	ClassTable mean;
	ClassTable scatter; /* lower triangle; linear: one row for all classes */
	/* the progressive solution */
	int64 renewal;		  /* n at which it is made anew */
	ClassTable root;	  /* Cholesky factors of the covariances, like scatter */
	float8 *centre;		  /* linear: mean of all rows, */
	ClassTable centre_of; /* and the classes' deviations from it through root;
							 quadratic: their means */
	float8 *log_root;	  /* per row of root: log of its determinant; follows from it */
	int nlog_root;
	float8 *delta;	 /* scratch: deviations of a row */
	ClassTable peak; /* of models that unlearn: see sums.h; not stored */
} Discriminant;

enum
{
	OPT_VARIANCE = OPTION_MAX_FEATURES + 1,
	OPT_SHRINKAGE,
	OPT_L2,
	OPT_FIT_PRIOR,
	OPT_POOLING
};

enum
{
	VARIANCE_SAMPLE,
	VARIANCE_POPULATION
};

static const char *const variances[] = {"sample", "population", NULL};

#define COMMON_OPTIONS                                                                   \
	MODEL_COMMON_OPTIONS, {"variance", OPTION_CHOICE, VARIANCE_SAMPLE, 0, 0, variances}, \
		{"shrinkage", OPTION_REAL, 0, 0, 1, NULL},                                       \
		{"l2", OPTION_REAL, 0, 0, 1e100, NULL},                                          \
	{                                                                                    \
		"fit_prior", OPTION_BOOLEAN, 1, 0, 1, NULL                                       \
	}

static const ModelOption linear_options[] = {COMMON_OPTIONS, {NULL}};
static const ModelOption quadratic_options[] = {
	COMMON_OPTIONS, {"pooling", OPTION_REAL, 0, 0, 1, NULL}, {NULL}};

static inline bool
is_linear(const Model *model)
{
	return model->ops->id == MODEL_LINEAR_DISCRIMINANT;
}

/* Elements of a lower triangle of d rows, and where row i begins. */
static inline Size
triangle(Size d)
{
	return d * (d + 1) / 2;
}

/* The row of scatter and root that a class has. */
static inline int
group_of(const Model *model, int class)
{
	return is_linear(model) ? 0 : class;
}

static inline int
features_of(const Model *model)
{
	return Min(model->features.count, model->features_ready);
}

/*----------
 * Covariances and their factors
 *----------
 */

/* The weight of all rows, and the number of classes that have any. */
static float8
total_weight(const Model *model, int *classes)
{
	const Discriminant *state = model->state;

	*classes = 0;
	for (int i = 0; i < Min(model->classes.count, state->weights.classes); i++)
		*classes += state->weights.weight[i] > 0;
	return ClassWeightsTotal(model, &state->weights);
}

/* The mean of all rows, palloc'd. */
static float8 *
grand_mean(const Model *model, int d)
{
	const Discriminant *state = model->state;
	float8 *mean = palloc0(Max(d, 1) * sizeof(float8));
	float8 total = 0;

	for (int c = 0; c < Min(model->classes.count, state->weights.classes); c++)
	{
		float8 weight = state->weights.weight[c];

		if (weight <= 0)
			continue;
		total += weight;
		for (int i = 0; i < d; i++)
			mean[i] += (ClassRow(&state->mean, c)[i] - mean[i]) * (weight / total);
	}

	return mean;
}

/* The variance of every feature over all rows, palloc'd. */
static float8 *
grand_variance(const Model *model, int d, const float8 *mean)
{
	const Discriminant *state = model->state;
	float8 *variance = palloc0(Max(d, 1) * sizeof(float8));
	float8 total = ClassWeightsTotal(model, &state->weights);

	for (int c = 0; c < Min(model->classes.count, state->weights.classes); c++)
	{
		for (int i = 0; i < d; i++)
		{
			float8 delta = ClassRow(&state->mean, c)[i] - mean[i];

			variance[i] += state->weights.weight[c] * (delta * delta);
			if (c < state->scatter.classes)
				variance[i] += ClassRow(&state->scatter, c)[triangle(i) + i];
		}
	}
	for (int i = 0; i < d; i++)
		variance[i] /= total;

	return variance;
}

/* Degrees of freedom: of rows that weigh so much, about so many means. */
static float8
freedom(const Model *model, float8 weight, int means)
{
	if (model->option[OPT_VARIANCE] == VARIANCE_SAMPLE && weight > means)
		return weight - means;
	return weight;
}

/* The covariance matrix of a group, before shrinkage, into "matrix". */
static void
make_covariance(const Model *model, int group, int d, float8 *matrix)
{
	const Discriminant *state = model->state;
	float8 pooling = is_linear(model) ? 0 : model->option[OPT_POOLING];
	const float8 *own = ClassRow(&state->scatter, group);
	Size size = triangle(d);
	int classes;
	float8 total = total_weight(model, &classes);
	float8 divisor = freedom(model, total, classes);

	if (!is_linear(model))
		divisor = (1 - pooling) * freedom(model, state->weights.weight[group], 1) +
				  pooling * divisor;
	for (Size i = 0; i < size; i++)
		matrix[i] = (1 - pooling) * own[i];
	for (int c = 0; pooling > 0 && c < state->scatter.classes; c++)
	{
		const float8 *other = ClassRow(&state->scatter, c);

		for (Size i = 0; i < size; i++)
			matrix[i] += pooling * other[i];
	}
	for (Size i = 0; i < size; i++)
		matrix[i] /= divisor;
}

/* Take the matrix towards a multiple of the unit matrix, as options ask. */
static void
shrink_covariance(const Model *model, int d, float8 *matrix)
{
	float8 shrinkage = model->option[OPT_SHRINKAGE];
	float8 trace = 0;

	for (int i = 0; i < d; i++)
		trace += matrix[triangle(i) + i];
	for (int i = 0; i < d; i++)
	{
		float8 *row = matrix + triangle(i);

		for (int j = 0; j <= i; j++)
			row[j] *= 1 - shrinkage;
		row[i] += shrinkage * (trace / d) + model->option[OPT_L2];
	}
}

/*
 * Cholesky's method in place, in the scale of correlations and back.  Rows of
 * features that never vary become zero.
 */
static void
factor_covariance(int d, float8 *matrix, const float8 *variance, float8 weight)
{
	float8 *scale = palloc(Max(d, 1) * sizeof(float8));

	for (int i = 0; i < d; i++)
	{
		float8 *row = matrix + triangle(i);
		float8 pivot;

		CHECK_FOR_INTERRUPTS();
		if (row[i] < FLOOR * variance[i])
			row[i] = variance[i] * (weight >= CONSTANT_ROWS ? 1 / weight : FLOOR);
		scale[i] = row[i] > DBL_MIN ? 1 / sqrt(row[i]) : 0;
		pivot = 1;
		for (int j = 0; j < i; j++)
		{
			const float8 *other = matrix + triangle(j);
			float8 sum = row[j] * scale[i] * scale[j];

			for (int k = 0; k < j; k++)
				sum -= row[k] * other[k];
			row[j] = scale[j] > 0 ? sum / other[j] : 0;
			pivot -= row[j] * row[j];
		}
		row[i] = sqrt(Max(pivot, FLOOR));
	}

	for (int i = 0; i < d; i++)
	{
		for (int j = 0; j <= i; j++)
			matrix[triangle(i) + j] *= scale[i] > 0 ? 1 / scale[i] : 0;
	}
	pfree(scale);
}

/* Solve root z = x in place. */
static void
solve_root(const float8 *root, int d, float8 *x)
{
	for (int i = 0; i < d; i++)
	{
		const float8 *row = root + triangle(i);
		float8 sum = x[i];

		for (int k = 0; k < i; k++)
			sum -= row[k] * x[k];
		x[i] = row[i] > 0 ? sum / row[i] : 0;
	}
}

/* The determinants of the factors, as logarithms. */
static void
measure_roots(Model *model, int d)
{
	Discriminant *state = model->state;

	for (int g = 0; g < state->root.classes; g++)
	{
		BayesProduct product = {1, 0};

		for (int i = 0; i < d; i++)
		{
			float8 pivot = ClassRow(&state->root, g)[triangle(i) + i];

			if (pivot > 0)
				BayesMultiply(&product, pivot);
		}
		state->log_root[g] = BayesProductLog(&product);
	}
}

/* When the factors are due again. */
static int64
next_renewal(const Model *model, int d)
{
	int64 wait = 1;

	if (model->n >= RENEW_ROWS || d > RENEW_FEATURES)
		wait = Max(model->n / RENEW_PART,
				   (int64) d * (is_linear(model) ? 1 : model->classes.count));
	return model->n + Max(wait, 1);
}

/* Make the solution anew. */
static void
renew_solution(Model *model)
{
	Discriminant *state = model->state;
	int d = features_of(model);
	int classes = Min(model->classes.count, state->weights.classes);
	float8 *mean = grand_mean(model, d);
	float8 *variance = grand_variance(model, d, mean);

	for (int g = 0; g < (is_linear(model) ? 1 : classes); g++)
	{
		float8 *root = ClassRow(&state->root, g);

		if (!is_linear(model) && state->weights.weight[g] <= 0)
			continue;
		make_covariance(model, g, d, root);
		shrink_covariance(model, d, root);
		factor_covariance(d, root, variance,
						  is_linear(model) ? ClassWeightsTotal(model, &state->weights) :
											 state->weights.weight[g]);
	}
	for (int c = 0; c < classes; c++)
	{
		float8 *centre = ClassRow(&state->centre_of, c);

		for (int i = 0; i < d; i++)
			centre[i] = ClassRow(&state->mean, c)[i] - (is_linear(model) ? mean[i] : 0);
		if (is_linear(model))
			solve_root(ClassRow(&state->root, 0), d, centre);
	}
	memcpy(state->centre, mean, d * sizeof(float8));
	measure_roots(model, d);
	state->renewal = next_renewal(model, d);
	pfree(mean);
	pfree(variance);
}

/*----------
 * Learning
 *----------
 */

/* Room for so many features, and for all classes. */
static void
reserve_tables(Model *model, int features)
{
	Discriminant *state = model->state;
	int classes = Max(model->classes_ready, model->classes.count);
	int groups = is_linear(model) ? 1 : classes;
	int known = state->mean.columns;

	ClassWeightsReserve(model, &state->weights);
	ClassTableReserve(model, &state->mean, classes, features);
	ClassTableReserve(model, &state->centre_of, classes, features);
	ClassTableReserve(model, &state->scatter, groups, triangle(features));
	ClassTableReserve(model, &state->root, groups, triangle(features));
	if (state->log_root == NULL || groups > state->nlog_root)
	{
		state->log_root =
			ModelGrowFloats(model, state->log_root, state->nlog_root, groups);
		state->nlog_root = groups;
	}
	if (state->centre == NULL || features > known)
		state->centre = ModelGrowFloats(model, state->centre, known, features);
	if (state->delta == NULL || features > known)
		state->delta = ModelGrowFloats(model, state->delta, known, features);
}

static void
discriminant_reserve(Model *model, int from, int to)
{
	reserve_tables(model, to);
}

/* The deviations of a row from a mean, into state->delta. */
static void
set_delta(Discriminant *state, const FeatureView *row, const float8 *mean, int d)
{
	for (int i = 0; i < d; i++)
		state->delta[i] = -mean[i];
	for (int i = 0; i < row->count; i++)
	{
		if (FeatureOf(row, i) < d)
			state->delta[FeatureOf(row, i)] += row->value[i];
	}
}

/* scatter += factor * delta * delta' */
static void
add_outer(float8 *scatter, const float8 *delta, int d, float8 factor)
{
	for (int i = 0; i < d; i++)
	{
		float8 scaled = factor * delta[i];

		for (int j = 0; j <= i; j++)
			scatter[j] += scaled * delta[j];
		scatter += i + 1;
	}
}

static void
discriminant_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Discriminant *state = model->state;
	int class = (int) label;
	int d = features_of(model);
	float8 before;
	float8 total;
	float8 *mean;

	/* classes come without notice */
	if (class >= state->weights.classes)
		reserve_tables(model, model->features_ready);

	before = state->weights.weight[class];
	total = before + weight;
	mean = ClassRow(&state->mean, class);
	set_delta(state, row, mean, d);
	if (before > 0)
		add_outer(ClassRow(&state->scatter, group_of(model, class)), state->delta, d,
				  weight * (before / total));
	else
		state->renewal = 0;
	for (int i = 0; i < d; i++)
		mean[i] += state->delta[i] * (weight / total);
	state->weights.weight[class] = total;
}

static bool
discriminant_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Discriminant *state = model->state;
	int class = (int) label;
	int d = features_of(model);
	bool exact;
	float8 before;
	float8 rest;
	float8 *mean;
	float8 *scatter;

	BayesCheckRemainder(
		model, class < state->weights.classes ? state->weights.weight[class] : 0, weight);
	before = state->weights.weight[class];
	mean = ClassRow(&state->mean, class);
	scatter = ClassRow(&state->scatter, group_of(model, class));
	exact = SumTake(&model->weights, &state->weights.weight[class], weight);
	rest = state->weights.weight[class];
	state->renewal = 0;
	if (rest == 0)
	{
		memset(mean, 0, d * sizeof(float8));
		if (!is_linear(model))
			memset(scatter, 0, triangle(d) * sizeof(float8));
		return exact;
	}

	set_delta(state, row, mean, d);
	for (int i = 0; i < d; i++)
	{
		float8 share = weight / rest;

		mean[i] -= state->delta[i] * share;
		state->delta[i] *= 1 + share; /* the deviation from the new mean */
	}
	/* what is to become of the diagonal */
	ClassTableReserve(model, &state->peak, state->scatter.classes, state->mean.columns);
	for (int i = 0; i < d; i++)
	{
		float8 have = scatter[triangle(i) + i];
		float8 take = weight * (rest / before) * state->delta[i] * state->delta[i];

		exact &= SumKeeps(&ClassRow(&state->peak, group_of(model, class))[i], have,
						  Max(have - take, 0));
	}
	add_outer(scatter, state->delta, d, -weight * (rest / before));
	for (int i = 0; i < d; i++)
		scatter[triangle(i) + i] = Max(scatter[triangle(i) + i], 0);

	return exact;
}

/*----------
 * Predicting
 *----------
 */

/* The deviations of a row from a mean through a root; what is missing has none. */
static void
project(const Discriminant *state, const FeatureView *row, const float8 *mean,
		const float8 *root, int d)
{
	set_delta((Discriminant *) state, row, mean, d);
	for (int i = 0; i < row->nmissing; i++)
	{
		if (row->missing[i] < d)
			state->delta[row->missing[i]] = 0;
	}
	solve_root(root, d, state->delta);
}

static bool
discriminant_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Discriminant *state = model->state;
	int classes = Min(model->classes.count, state->weights.classes);
	int d = features_of(model);

	if (model->n == 0)
		return false;

	if (is_linear(model))
		project(state, row, state->centre, ClassRow(&state->root, 0), d);
	for (int class = 0; class < classes; class ++)
	{
		const float8 *centre = ClassRow(&state->centre_of, class);
		float8 distance = 0;

		if (state->weights.weight[class] <= 0)
			continue;
		if (!is_linear(model))
			project(state, row, centre, ClassRow(&state->root, class), d);
		for (int i = 0; i < d; i++)
		{
			float8 z = state->delta[i] - (is_linear(model) ? centre[i] : 0);

			distance += z * z;
		}
		score[class] = -0.5 * distance;
		if (!is_linear(model))
			score[class] -= state->log_root[class];
	}

	return BayesProbabilities(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0,
							  score);
}

/* While learning: predict with factors that are young enough. */
static bool
discriminant_score(Model *model, const FeatureView *row, float8 *score)
{
	Discriminant *state = model->state;

	if (model->n > 0 && model->n >= state->renewal)
		renew_solution(model);
	return discriminant_predict(model, row, score);
}

static void
discriminant_prepare(Model *model)
{
	if (model->n > 0)
		renew_solution(model);
}

/*----------
 * Merge, I/O, showing
 *----------
 */

/* Add the scatter of a group of "from", feature by feature. */
static void
merge_scatter(float8 *into, const float8 *from, int d, const int32 *feature)
{
	for (int i = 0; i < d; i++)
	{
		for (int j = 0; j <= i; j++)
		{
			Size high = Max(feature[i], feature[j]);
			Size low = Min(feature[i], feature[j]);

			into[triangle(high) + low] += *from++;
		}
	}
}

/* Add a class of "from": its weight, its mean, and what lies between the means. */
static void
merge_class(Model *into, const Model *from, int to, int c, const int32 *feature)
{
	Discriminant *ours = into->state;
	const Discriminant *theirs = from->state;
	float8 weight = theirs->weights.weight[c];
	float8 before = ours->weights.weight[to];
	float8 share = weight / (before + weight);
	float8 *mean = ClassRow(&ours->mean, to);
	int d = into->features.count;

	if (weight <= 0)
		return;
	/* features that the other part does not know were zero */
	for (int i = 0; i < d; i++)
		ours->delta[i] = -mean[i];
	for (int i = 0; i < from->features.count; i++)
		ours->delta[feature[i]] += ClassRow(&theirs->mean, c)[i];
	if (before > 0)
		add_outer(ClassRow(&ours->scatter, group_of(into, to)), ours->delta, d,
				  before * share);
	for (int i = 0; i < d; i++)
		mean[i] += ours->delta[i] * share;
	ours->weights.weight[to] = before + weight;
	if (!is_linear(into))
		merge_scatter(ClassRow(&ours->scatter, to), ClassRow(&theirs->scatter, c),
					  from->features.count, feature);
}

static void
discriminant_merge(Model *into, const Model *from, const int32 *feature,
				   const int32 *class)
{
	Discriminant *ours = into->state;
	const Discriminant *theirs = from->state;

	reserve_tables(into, into->features_ready);
	for (int c = 0; c < Min(from->classes.count, theirs->weights.classes); c++)
		merge_class(into, from, class[c], c, feature);
	if (is_linear(into))
		merge_scatter(ClassRow(&ours->scatter, 0), ClassRow(&theirs->scatter, 0),
					  from->features.count, feature);
	ours->renewal = 0;
}

/* A triangle for every class, or one for all. */
static void
archive_triangles(Model *model, Archive *archive, const char *key, ClassTable *table,
				  int d)
{
	if (!is_linear(model))
	{
		ClassTableArchive(model, archive, key, table, triangle(d));
		return;
	}
	ArchiveFloats(archive, key, &table->cell, triangle(d));
	if (ArchiveReads(archive))
	{
		table->classes = 1;
		table->columns = triangle(d);
	}
}

static void
discriminant_archive(Model *model, Archive *archive)
{
	Discriminant *state = model->state;
	int d = model->features.count;

	if (!ArchiveReads(archive))
		reserve_tables(model, model->features_ready);
	ClassWeightsArchive(model, archive, &state->weights);
	ClassTableArchive(model, archive, "means", &state->mean, d);
	archive_triangles(model, archive, "scatter", &state->scatter, d);
	ArchiveInt(archive, "renewal", &state->renewal, 0, 2 * MODEL_MAX_ROWS);
	archive_triangles(model, archive, "roots", &state->root, d);
	ClassTableArchive(model, archive, "centres", &state->centre_of, d);
	ArchiveFloats(archive, "centre", &state->centre, d);
	if (ArchiveReads(archive))
	{
		state->delta = ModelGrowFloats(model, NULL, 0, d);
		reserve_tables(model, d);
		measure_roots(model, d);
	}
}

static void
discriminant_check(const Model *model)
{
	const Discriminant *state = model->state;

	ClassWeightsCheck(model, &state->weights);
	for (int g = 0; g < (is_linear(model) ? 1 : model->classes.count); g++)
	{
		for (int i = 0; i < model->features.count; i++)
		{
			Size diagonal = triangle(i) + i;

			if (ClassRow(&state->scatter, g)[diagonal] < 0 ||
				ClassRow(&state->root, g)[diagonal] < 0)
				ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
								errmsg("invalid model: a sum of squares is negative")));
		}
	}
}

/* The coefficients of a class, palloc'd: root' w = its projected deviation. */
static float8 *
linear_coefficients(const Discriminant *state, int class, int d)
{
	const float8 *root = ClassRow(&state->root, 0);
	float8 *w = palloc(Max(d, 1) * sizeof(float8));

	memcpy(w, ClassRow(&state->centre_of, class), d * sizeof(float8));
	for (int i = d - 1; i >= 0; i--)
	{
		const float8 *row = root + triangle(i);

		w[i] = row[i] > 0 ? w[i] / row[i] : 0;
		for (int k = 0; k < i; k++)
			w[k] -= row[k] * w[i];
	}

	return w;
}

/*
 * Linear: the coefficients of the classes' scores, whose differences are the
 * logarithms of odds.  Quadratic: log P(class) as intercept, and the means.
 */
static int
discriminant_weights(Model *model, ModelWeight **rows)
{
	Discriminant *state = model->state;
	int d = features_of(model);
	int classes = Min(model->classes.count, state->weights.classes);
	int count = 0;

	renew_solution(model);
	*rows = palloc(Max((Size) classes * (d + 1), 1) * sizeof(ModelWeight));
	for (int class = 0; class < classes; class ++)
	{
		ModelWeight *intercept = &(*rows)[count];
		const float8 *centre = ClassRow(&state->centre_of, class);
		float8 *w = is_linear(model) ? linear_coefficients(state, class, d) : NULL;

		if (state->weights.weight[class] <= 0)
			continue;
		(*rows)[count++] = BayesPriorWeight(model, &state->weights, class);
		if (w && model->option[OPT_FIT_PRIOR] == 0)
			intercept->weight = 0;
		for (int i = 0; i < d; i++)
		{
			if (w)
				intercept->weight -=
					0.5 * centre[i] * centre[i] + w[i] * state->centre[i];
			(*rows)[count++] =
				(ModelWeight){i, class, w ? w[i] : centre[i], NAN, NAN, NAN};
		}
	}

	return count;
}

/*----------
 * SQL
 *----------
 */

/* A feature's deviation from its mean, 0 if it is missing. */
static void
append_delta(StringInfo out, const ModelSql *sql, int feature, float8 mean)
{
	appendStringInfoString(out, "coalesce(");
	SqlAmount(out, sql, feature, NAN);
	appendStringInfoString(out, " - ");
	SqlNumber(out, mean);
	appendStringInfoString(out, ", '0'::float8)");
}

/* The terms of x by which classes of one covariance differ: they are linear. */
static void
append_linear(StringInfo out, const Discriminant *state, int class, int d,
			  const ModelSql *sql)
{
	const float8 *centre = ClassRow(&state->centre_of, class);
	float8 *w = linear_coefficients(state, class, d);
	float8 constant = 0;

	for (int i = 0; i < d; i++)
		constant -= 0.5 * centre[i] * centre[i];
	appendStringInfoString(out, " + ");
	SqlNumber(out, constant);
	for (int i = 0; i < d; i++)
	{
		if (w[i] == 0)
			continue;
		appendStringInfoString(out, " + ");
		SqlNumber(out, w[i]);
		appendStringInfoString(out, " * ");
		append_delta(out, sql, i, state->centre[i]);
	}
	pfree(w);
}

/* Row by row, the inverse of a root times the deviations d0, d1, ...: z0, z1, ... */
static void
append_projections(StringInfo out, const float8 *root, int d)
{
	float8 *inverse = palloc0((Size) d * d * sizeof(float8)); /* by columns */

	for (int j = 0; j < d; j++)
	{
		CHECK_FOR_INTERRUPTS();
		inverse[(Size) j * d + j] = 1;
		solve_root(root, d, inverse + (Size) j * d);
	}
	for (int i = 0; i < d; i++)
	{
		const char *plus = "";

		appendStringInfoString(out, i > 0 ? ", " : "");
		for (int j = 0; j <= i; j++)
		{
			float8 factor = inverse[(Size) j * d + i];

			if (factor == 0)
				continue;
			appendStringInfoString(out, plus);
			SqlNumber(out, factor);
			appendStringInfo(out, " * d%d", j);
			plus = " + ";
		}
		appendStringInfo(out, "%s AS z%d", *plus ? "" : "'0'::float8", i);
	}
	pfree(inverse);
}

/* -1/2 of the squared distance from a class' mean, in its own measure. */
static void
append_distance(StringInfo out, const Discriminant *state, int class, int d,
				const ModelSql *sql)
{
	const float8 *centre = ClassRow(&state->centre_of, class);

	appendStringInfoString(out, " + ");
	SqlNumber(out, -state->log_root[class]);
	if (d == 0)
		return;
	appendStringInfoString(out, " - '0.5'::float8 * (SELECT ");
	for (int i = 0; i < d; i++)
		appendStringInfo(out, "%sz%d * z%d", i > 0 ? " + " : "", i, i);
	appendStringInfoString(out, " FROM (SELECT ");
	append_projections(out, ClassRow(&state->root, class), d);
	appendStringInfoString(out, " FROM (SELECT ");
	for (int i = 0; i < d; i++)
	{
		appendStringInfoString(out, i > 0 ? ", " : "");
		append_delta(out, sql, i, centre[i]);
		appendStringInfo(out, " AS d%d", i);
	}
	appendStringInfoString(out, " OFFSET 0) deviations OFFSET 0) projections)");
}

static void
discriminant_to_sql(const Model *model, ModelSql *sql)
{
	const Discriminant *state = model->state;
	int classes = BayesSqlScores(model, &state->weights, sql);
	int d = features_of(model);

	for (int class = 0; class < classes; class ++)
	{
		StringInfoData out;

		if (state->weights.weight[class] <= 0)
			continue;
		BayesSqlPrior(&out, &state->weights, model->option[OPT_FIT_PRIOR] != 0, class);
		if (is_linear(model))
			append_linear(&out, state, class, d, sql);
		else
			append_distance(&out, state, class, d, sql);
		sql->score[class] = out.data;
	}
}

#define DISCRIMINANT_FUNCTIONS                                                           \
	.task = TASK_MULTICLASS, .merge_class = MERGE_EXACT, .complete_rows = true,          \
	.state_size = sizeof(Discriminant), .reserve = discriminant_reserve,                 \
	.predict = discriminant_predict, .score = discriminant_score,                        \
	.learn = discriminant_learn, .unlearn = discriminant_unlearn,                        \
	.merge = discriminant_merge, .archive = discriminant_archive,                        \
	.check = discriminant_check, .prepare = discriminant_prepare,                        \
	.weights = discriminant_weights, .to_sql = discriminant_to_sql

const ModelOps LinearDiscriminantOps = {.id = MODEL_LINEAR_DISCRIMINANT,
										.name = "linear_discriminant",
										.max_features = MAX_LINEAR_FEATURES,
										.options = linear_options,
										DISCRIMINANT_FUNCTIONS};

const ModelOps QuadraticDiscriminantOps = {.id = MODEL_QUADRATIC_DISCRIMINANT,
										   .name = "quadratic_discriminant",
										   .max_features = MAX_QUADRATIC_FEATURES,
										   .options = quadratic_options,
										   DISCRIMINANT_FUNCTIONS};
