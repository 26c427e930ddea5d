/*
 * linear_regression.c
 *	  Linear and ridge regression, exact, and by gradient descent on request.
 *
 * Optimizer "exact" (default).  The state holds the centred cross-products of
 * features and label together,
 *
 *		C = sum w (x - mean x)(x - mean x)',  c = sum w (x - mean x)(y - mean y),
 *		Syy = sum w (y - mean y)^2,
 *
 * updated per row (B. P. Welford 1962) and added between parts (T. F. Chan,
 * G. H. Golub, R. J. LeVeque 1983).  Unlike raw sums of products they keep
 * their digits when means are large beside deviations.  When somebody asks,
 * (C + l2 I) beta = c is solved by Cholesky's method in the scale of
 * correlations; columns that depend on earlier ones get no coefficient.  The
 * intercept is never penalised.  Without one, the products about zero follow
 * from the centred ones and the means.
 *
 * Standard errors, t and p are those of least squares with n - rank degrees of
 * freedom (n counts rows; weights are relative precisions); with l2 > 0 they
 * are not given.
 *
 * Progressive validation needs coefficients at every row, which costs d^3/6.
 * They are renewed at every row for the first 1024 rows and 32 features, then
 * when the rows have grown by 1/64 and at least by d: so they never cost more
 * than learning.  They are part of the state ("coefficients"), because when
 * they are renewed must not depend on when the model was stored.  predict()
 * always solves.
 *
 * The other optimizers (glm.c) take squared loss, g = 2 (s - y).
 *
 * State: weight, mean and Syy of the label, count of the next renewal, 8
 * bytes each; per feature mean, c, coefficient, 8 bytes each; C as rows of its
 * lower triangle, 4 d (d + 1) bytes.  O(d^2) per row.
 *
 * Merge: exact up to rounding (about 1e-12 relative); others approximate.
 * Unlearn: "exact" only, up to rounding; where digits are lost, unlearn says so
 * (sums.h).
 *
 * "exact" adds l2 * |beta|^2 to the sum of squares of all rows, the others add
 * l2 / 2 * |w|^2 to the loss of every row.
 *
 * Options			default				range
 *		optimizer		exact				exact, sgd, adaptive, adagrad, rmsprop,
 *											adam, momentum, ftrl
 *		l2				0					0 .. 1e100
 *		fit_intercept	true
 *		learning_rate	0.01 (exact, sgd)	1e-10 .. 100
 *						0.5 (adaptive), 0.05 (ftrl), 0.1
 *		intercept_rate	0.01 (not adaptive)	0 .. 100
 * and, not of "exact", l1, penalize, momentum, rho, beta1, beta2, epsilon,
 * beta and center as in logistic_regression.c.
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/bayes.h"
#include "model/explain.h"
#include "model/glm.h"
#include "model/kernel.h"
#include "model/model.h"

/* Of "exact": the state has a number for every two. */
#define MAX_FEATURES 4096
/* A column whose share not explained by earlier ones is below this depends. */
#define TOLERANCE 1e-13

/* Renewal of the progressive coefficients. */
#define RENEW_ROWS 1024
#define RENEW_FEATURES 32
#define RENEW_PART 64

typedef struct Linear
{
	float8 weight; /* sum of the rows' weights */
	float8 label_mean;
	float8 label_m2;	 /* Syy */
	float8 *mean;		 /* per feature */
	float8 *label_cross; /* c */
	float8 *cross;		 /* C, lower triangle by rows */
	int64 renewal;		 /* n at which the coefficients are solved anew */
	float8 intercept;	 /* the progressive solution */
	float8 *coefficient;
	float8 *delta; /* scratch: a row's deviations from the means */
	float8 *peak;  /* of models that unlearn: of the diagonal of C, see sums.h, */
	int npeak;	   /* for so many features; not stored */
	float8 label_peak;
	Glm glm; /* in use instead of the above if not exact */
} Linear;

/* A solution, for those who want to know more than the coefficients. */
typedef struct LinearFit
{
	int d;
	int rank;	   /* columns with a coefficient */
	float8 *scale; /* per column, 1 / sqrt of the diagonal; 0: no coefficient */
	float8 *root;  /* Cholesky factor of the scaled matrix, lower triangle */
	float8 *beta;
	float8 intercept;
	float8 squared_error; /* of the rows learned */
	float8 squared_total; /* of the label, about its mean or about zero */
	float8 freedom;		  /* degrees of freedom of the residuals */
} LinearFit;

enum
{
	OPT_OPTIMIZER = OPTION_MAX_FEATURES + 1,
	OPT_L2,
	OPT_FIT_INTERCEPT,
	OPT_LEARNING_RATE,
	OPT_INTERCEPT_RATE,
	OPT_L1 /* and the others of GLM_MORE_OPTIONS */
};

#define OPTIMIZER_EXACT 0

static const char *const optimizers[] = {
	"exact", "sgd", "adaptive", "adagrad", "rmsprop", "adam", "momentum", "ftrl", NULL};
static const DescentKind optimizer_kinds[] = {DESCENT_SGD /* of no use */,
											  DESCENT_SGD,
											  DESCENT_ADAPTIVE,
											  DESCENT_ADAGRAD,
											  DESCENT_RMSPROP,
											  DESCENT_ADAM,
											  DESCENT_MOMENTUM,
											  DESCENT_FTRL};

static const GlmPlaces places = {.optimizer = OPT_OPTIMIZER,
								 .optimizers = optimizer_kinds,
								 .optimizer_count = lengthof(optimizer_kinds),
								 .learning_rate = OPT_LEARNING_RATE,
								 .intercept_rate = OPT_INTERCEPT_RATE,
								 .l2 = OPT_L2,
								 .fit_intercept = OPT_FIT_INTERCEPT,
								 .l1 = OPT_L1};

static const ModelOption linear_options[] = {
	MODEL_COMMON_OPTIONS,
	{"optimizer", OPTION_CHOICE, OPTIMIZER_EXACT, 0, 0, optimizers},
	{"l2", OPTION_REAL, 0, 0, 1e100, NULL},
	{"fit_intercept", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{"learning_rate", OPTION_REAL, NAN, 1e-10, 100, NULL},
	{"intercept_rate", OPTION_REAL, 0.01, 0, 100, NULL},
	GLM_MORE_OPTIONS,
	{NULL}};

static void
linear_settle(float8 *option)
{
	GlmSettleAt(&places, option);
}

static int
linear_feature_limit(const float8 *option)
{
	return option[OPT_OPTIMIZER] == OPTIMIZER_EXACT ? MAX_FEATURES : 0;
}

static inline bool
is_exact(const Model *model)
{
	return model->option[OPT_OPTIMIZER] == OPTIMIZER_EXACT;
}

static void
make_rule(const float8 *option, GlmRule *rule)
{
	GlmRuleAt(&places, option, &SquaredLoss, rule);
}

/* The state of an optimizer, ready for use. */
static inline Glm *
glm_of(const Model *model)
{
	Glm *glm = &((Linear *) model->state)->glm;

	GlmReady(model, glm, make_rule);
	return glm;
}

static inline bool
has_intercept(const Model *model)
{
	return model->option[OPT_FIT_INTERCEPT] != 0;
}

/* Elements of a lower triangle of d rows, and where row i begins. */
static inline Size
triangle(Size d)
{
	return d * (d + 1) / 2;
}

/*----------
 * Solving
 *----------
 */

/* Column scales and the scaled, penalised matrix, into scale and root. */
static void
scale_matrix(const Model *model, LinearFit *fit)
{
	const Linear *state = model->state;
	bool centred = has_intercept(model);

	for (int i = 0; i < fit->d; i++)
	{
		const float8 *row = state->cross + triangle(i);
		float8 *out = fit->root + triangle(i);

		for (int j = 0; j <= i; j++)
		{
			out[j] = row[j];
			if (!centred)
				out[j] += state->weight * state->mean[i] * state->mean[j];
		}
		out[i] += model->option[OPT_L2];
		fit->scale[i] = out[i] > 0 ? 1 / sqrt(out[i]) : 0;
		for (int j = 0; j <= i; j++)
			out[j] *= fit->scale[i] * fit->scale[j];
	}
}

/* Cholesky's method in place; columns that depend on earlier ones drop out. */
static void
factor_matrix(LinearFit *fit)
{
	fit->rank = 0;
	for (int i = 0; i < fit->d; i++)
	{
		float8 *row = fit->root + triangle(i);
		float8 pivot = row[i];

		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < i; j++)
		{
			const float8 *other = fit->root + triangle(j);
			float8 sum = row[j];

			if (fit->scale[j] == 0)
			{
				row[j] = 0;
				continue;
			}
			for (int k = 0; k < j; k++)
				sum -= row[k] * other[k];
			row[j] = sum / other[j];
			pivot -= row[j] * row[j];
		}

		if (fit->scale[i] > 0 && pivot > TOLERANCE)
		{
			row[i] = sqrt(pivot);
			fit->rank++;
		}
		else
			fit->scale[i] = 0;
	}
}

/* Solve root root' x = b in place, b in the scaled system. */
static void
solve_triangles(const LinearFit *fit, float8 *x)
{
	for (int i = 0; i < fit->d; i++)
	{
		const float8 *row = fit->root + triangle(i);

		if (fit->scale[i] == 0)
		{
			x[i] = 0;
			continue;
		}
		for (int k = 0; k < i; k++)
			x[i] -= row[k] * x[k];
		x[i] /= row[i];
	}
	for (int i = fit->d - 1; i >= 0; i--)
	{
		const float8 *row = fit->root + triangle(i);

		if (fit->scale[i] == 0)
			continue;
		x[i] /= row[i];
		for (int k = 0; k < i; k++)
			x[k] -= row[k] * x[i];
	}
}

/*
 * Solve for the coefficients, in the current memory context.
 */
static LinearFit *
linear_solve(const Model *model)
{
	const Linear *state = model->state;
	LinearFit *fit = palloc0(sizeof(LinearFit));
	int d = Min(model->features.count, model->features_ready);

	fit->d = d;
	fit->scale = palloc(Max(d, 1) * sizeof(float8));
	fit->beta = palloc(Max(d, 1) * sizeof(float8));
	fit->root = palloc(Max(triangle(d), 1) * sizeof(float8));
	scale_matrix(model, fit);
	factor_matrix(fit);

	for (int i = 0; i < d; i++)
	{
		fit->beta[i] = state->label_cross[i];
		if (!has_intercept(model))
			fit->beta[i] += state->weight * state->mean[i] * state->label_mean;
		fit->beta[i] *= fit->scale[i];
	}
	solve_triangles(fit, fit->beta);

	fit->intercept = has_intercept(model) ? state->label_mean : 0;
	for (int i = 0; i < d; i++)
	{
		fit->beta[i] *= fit->scale[i];
		if (has_intercept(model))
			fit->intercept -= fit->beta[i] * state->mean[i];
	}

	return fit;
}

static void
linear_solve_free(LinearFit *fit)
{
	pfree(fit->scale);
	pfree(fit->beta);
	pfree(fit->root);
	pfree(fit);
}

/* Residuals and degrees of freedom: beta' C beta - 2 beta' c + Syy. */
static void
assess_fit(const Model *model, LinearFit *fit)
{
	const Linear *state = model->state;
	float8 error = state->label_m2;

	fit->squared_total = state->label_m2;
	for (int i = 0; i < fit->d; i++)
	{
		const float8 *row = state->cross + triangle(i);

		CHECK_FOR_INTERRUPTS();
		error -= 2 * fit->beta[i] * state->label_cross[i];
		for (int j = 0; j < i; j++)
			error += 2 * fit->beta[i] * fit->beta[j] * row[j];
		error += fit->beta[i] * fit->beta[i] * row[i];
	}

	if (!has_intercept(model))
	{
		/* the mean residual, which an intercept would have taken up */
		float8 shift = state->label_mean;

		for (int i = 0; i < fit->d; i++)
			shift -= fit->beta[i] * state->mean[i];
		error += state->weight * shift * shift;
		fit->squared_total += state->weight * state->label_mean * state->label_mean;
	}

	fit->squared_error = Max(error, 0);
	fit->freedom = model->n - fit->rank - (has_intercept(model) ? 1 : 0);
}

/*----------
 * Learning
 *----------
 */

static void
linear_reserve(Model *model, int from, int to)
{
	Linear *state = model->state;

	if (!is_exact(model))
	{
		GlmReserve(model, glm_of(model), from, to);
		return;
	}
	state->mean = ModelGrowFloats(model, state->mean, from, to);
	state->label_cross = ModelGrowFloats(model, state->label_cross, from, to);
	state->coefficient = ModelGrowFloats(model, state->coefficient, from, to);
	state->cross = ModelGrowFloats(model, state->cross, triangle(from), triangle(to));
	if (state->delta)
		pfree(state->delta);
	state->delta = ModelGrowFloats(model, NULL, 0, to);
}

/* Solve for the progressive coefficients and set when to do so again. */
static void
renew_coefficients(Model *model)
{
	Linear *state = model->state;
	LinearFit *fit = linear_solve(model);
	int64 wait = 1;

	memcpy(state->coefficient, fit->beta, fit->d * sizeof(float8));
	state->intercept = fit->intercept;
	linear_solve_free(fit);

	if (model->n >= RENEW_ROWS || model->features.count > RENEW_FEATURES)
		wait = Max(model->n / RENEW_PART, model->features.count);
	state->renewal = model->n + Max(wait, 1);
}

static void
linear_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Linear *state = model->state;
	float8 *delta = state->delta;
	float8 *cross = state->cross;
	int d = model->features.count;
	float8 share;
	float8 factor;
	float8 label_delta;

	if (!is_exact(model))
	{
		GlmLearn(model, &state->glm, row, state->glm.score, label, weight);
		return;
	}

	/* features the row does not have are zero */
	for (int i = 0; i < d; i++)
		delta[i] = -state->mean[i];
	for (int i = 0; i < row->count; i++)
		delta[FeatureOf(row, i)] += row->value[i];
	label_delta = label - state->label_mean;

	factor = weight * (state->weight / (state->weight + weight));
	for (int i = 0; i < d; i++)
	{
		float8 scaled = factor * delta[i];

		for (int j = 0; j <= i; j++)
			*cross++ += scaled * delta[j];
		state->label_cross[i] += scaled * label_delta;
	}
	state->label_m2 += factor * label_delta * label_delta;

	state->weight += weight;
	share = weight / state->weight;
	for (int i = 0; i < d; i++)
		state->mean[i] += delta[i] * share;
	state->label_mean += label_delta * share;
}

/* The last row is unlearned: back to nothing. */
static void
forget_rows(Model *model)
{
	Linear *state = model->state;
	Size d = model->features.count;

	memset(state->mean, 0, d * sizeof(float8));
	memset(state->label_cross, 0, d * sizeof(float8));
	memset(state->cross, 0, triangle(d) * sizeof(float8));
	state->label_mean = state->label_m2 = 0;
	state->renewal = 0;
}

/* Room for the peaks of all features. */
static void
reserve_peaks(Model *model)
{
	Linear *state = model->state;

	if (model->features_ready <= state->npeak)
		return;
	state->peak =
		ModelGrowFloats(model, state->peak, state->npeak, model->features_ready);
	state->npeak = model->features_ready;
}

static bool
linear_can_unlearn(const Model *model)
{
	return model->option[OPT_OPTIMIZER] == OPTIMIZER_EXACT;
}

/* Take from squared deviations; none falls below zero.  False if digits are lost. */
static inline bool
take_square(float8 *peak, float8 *sum, float8 removed)
{
	float8 before = *sum;

	*sum = Max(before - removed, 0);
	return SumKeeps(peak, before, *sum);
}

/*
 * Take back a row: the update of linear_learn, reversed.  False where
 * digits are lost (sums.h).
 */
static bool
linear_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Linear *state = model->state;
	float8 *delta = state->delta;
	float8 *cross = state->cross;
	int d = model->features.count;
	float8 label_delta = label - state->label_mean;
	float8 before = state->weight;
	float8 factor;
	float8 share;
	bool exact;

	if (!linear_can_unlearn(model))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s cannot unlearn rows with this optimizer", model->ops->name),
				 errhint("Learn with the option \"optimizer\": \"exact\".")));
	BayesCheckRemainder(model, before, weight);
	exact = SumTake(&model->weights, &state->weight, weight);
	if (state->weight == 0)
	{
		forget_rows(model);
		return exact;
	}

	factor = weight * (before / state->weight);
	share = weight / state->weight;
	for (int i = 0; i < d; i++)
		delta[i] = -state->mean[i];
	for (int i = 0; i < row->count; i++)
		delta[FeatureOf(row, i)] += row->value[i];

	exact &= take_square(&state->label_peak, &state->label_m2,
						 factor * label_delta * label_delta);
	reserve_peaks(model);
	for (int i = 0; i < d; i++)
	{
		float8 scaled = factor * delta[i];

		for (int j = 0; j < i; j++)
			cross[j] -= scaled * delta[j];
		exact &= take_square(&state->peak[i], &cross[i], scaled * delta[i]);
		cross += i + 1;
		state->label_cross[i] -= scaled * label_delta;
	}

	for (int i = 0; i < d; i++)
		state->mean[i] -= delta[i] * share;
	state->label_mean -= label_delta * share;
	state->renewal = 0;

	return exact;
}

static bool
linear_predict(const Model *model, const FeatureView *row, float8 *score)
{
	Linear *state = model->state;

	if (!is_exact(model))
	{
		score[0] = GlmScore(glm_of(model), 0, row);
		return true;
	}

	if (model->n == 0)
		return false;
	score[0] = state->intercept + KernelDot(row, state->coefficient);
	/* what is unknown is taken for the mean */
	for (int i = 0; i < row->nmissing; i++)
		score[0] += state->coefficient[row->missing[i]] * state->mean[row->missing[i]];

	return isfinite(score[0]);
}

/*
 * While learning: predict with coefficients that are young enough.  The first
 * row counts as predicted to be 0, as it is with the other optimizers.
 */
static bool
linear_score(Model *model, const FeatureView *row, float8 *score)
{
	Linear *state = model->state;

	if (!is_exact(model))
	{
		state->glm.score = score[0] = GlmScore(glm_of(model), 0, row);
		return true;
	}
	if (model->n == 0)
	{
		score[0] = 0;
		return true;
	}
	if (model->n >= state->renewal)
		renew_coefficients(model);
	return linear_predict(model, row, score);
}

static void
linear_prepare(Model *model)
{
	if (is_exact(model) && model->n > 0)
		renew_coefficients(model);
}

/*----------
 * Merge, I/O, showing
 *----------
 */

static void
linear_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Linear *ours = into->state;
	const Linear *theirs = from->state;
	float8 *delta = ours->delta;
	float8 *cross = ours->cross;
	int d = into->features.count;
	float8 total = ours->weight + theirs->weight;
	float8 share = theirs->weight / total;
	float8 factor = ours->weight * share;
	float8 label_delta = theirs->label_mean - ours->label_mean;

	if (!is_exact(into))
	{
		Glm *our_glm = glm_of(into);
		Glm *their_glm = glm_of(from);

		GlmMergeOutput(into, our_glm, 0, from, their_glm, 0, feature, 1);
		GlmMergeCommon(into, our_glm, from, their_glm, feature);
		return;
	}

	/* what the other part has seen; features it does not know were zero */
	for (int i = 0; i < d; i++)
		delta[i] = -ours->mean[i];
	for (int i = 0; i < from->features.count; i++)
	{
		delta[feature[i]] += theirs->mean[i];
		ours->label_cross[feature[i]] += theirs->label_cross[i];
		for (int j = 0; j <= i; j++)
		{
			Size high = Max(feature[i], feature[j]);
			Size low = Min(feature[i], feature[j]);

			ours->cross[triangle(high) + low] += theirs->cross[triangle(i) + j];
		}
	}

	/* and what lies between the two means */
	for (int i = 0; i < d; i++)
	{
		for (int j = 0; j <= i; j++)
			*cross++ += factor * delta[i] * delta[j];
		ours->label_cross[i] += factor * delta[i] * label_delta;
	}
	ours->label_m2 += theirs->label_m2 + factor * label_delta * label_delta;

	for (int i = 0; i < d; i++)
		ours->mean[i] += delta[i] * share;
	ours->label_mean += label_delta * share;
	ours->weight = total;
	ours->renewal = 0;
}

static void
linear_archive(Model *model, Archive *archive)
{
	Linear *state = model->state;
	int count = model->features.count;

	if (!is_exact(model))
	{
		GlmArchive(model, glm_of(model), archive);
		return;
	}
	ArchiveFloat(archive, "weight", &state->weight, 0, HUGE_VAL);
	ArchiveFloat(archive, "label_mean", &state->label_mean, -HUGE_VAL, HUGE_VAL);
	ArchiveFloat(archive, "label_m2", &state->label_m2, 0, HUGE_VAL);
	ArchiveFloats(archive, "means", &state->mean, count);
	ArchiveFloats(archive, "label_cross", &state->label_cross, count);
	ArchiveFloats(archive, "cross", &state->cross, triangle(count));
	ArchiveInt(archive, "renewal", &state->renewal, 0, 2 * MODEL_MAX_ROWS);
	ArchiveFloat(archive, "intercept", &state->intercept, -HUGE_VAL, HUGE_VAL);
	ArchiveFloats(archive, "coefficients", &state->coefficient, count);
	if (ArchiveReads(archive))
		state->delta = ModelGrowFloats(model, NULL, 0, count);
}

static void
linear_check(const Model *model)
{
	const Linear *state = model->state;

	if (!is_exact(model))
	{
		GlmCheck(model, glm_of(model), 1);
		return;
	}
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

/* Weight, standard error, t and p of a coefficient. */
static ModelWeight
describe_coefficient(const LinearFit *fit, bool with_errors, int feature, float8 weight,
					 float8 variance)
{
	ModelWeight row = {feature, -1, weight, NAN, NAN, NAN};

	if (with_errors && fit->freedom > 0 && !isnan(weight))
	{
		row.std_error = sqrt(fit->squared_error / fit->freedom * variance);
		if (row.std_error > 0)
		{
			row.t = weight / row.std_error;
			row.p = KernelStudentP(row.t, fit->freedom);
		}
	}

	return row;
}

static int
exact_weights(Model *model, ModelWeight **rows)
{
	const Linear *state = model->state;
	LinearFit *fit = linear_solve(model);
	bool with_errors = model->option[OPT_L2] == 0;
	float8 *unit = palloc(Max(fit->d, 1) * sizeof(float8));
	float8 mean_variance = 1 / state->weight;
	int first = has_intercept(model) ? 1 : 0;

	assess_fit(model, fit);
	*rows = palloc((fit->d + 1) * sizeof(ModelWeight));
	for (int i = 0; i < fit->d; i++)
	{
		/* column i of the inverse, in the scale of the features */
		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < fit->d; j++)
			unit[j] = j == i ? fit->scale[i] : 0;
		if (with_errors)
			solve_triangles(fit, unit);
		for (int j = 0; j < fit->d; j++)
		{
			unit[j] *= fit->scale[j];
			mean_variance += state->mean[i] * unit[j] * state->mean[j];
		}
		(*rows)[first + i] = describe_coefficient(
			fit, with_errors, i, fit->scale[i] > 0 ? fit->beta[i] : NAN, unit[i]);
	}
	if (first)
		(*rows)[0] =
			describe_coefficient(fit, with_errors, -1, fit->intercept, mean_variance);

	return fit->d + first;
}

static int
linear_weights(Model *model, ModelWeight **rows)
{
	if (is_exact(model))
		return exact_weights(model, rows);
	*rows = palloc((model->features.count + 1) * sizeof(ModelWeight));
	return GlmWeights(model, glm_of(model), 0, 1, -1, *rows);
}

/* How well the coefficients fit the rows they come from. */
static void
linear_describe(Model *model, Archive *json)
{
	LinearFit *fit;
	float8 rows;

	if (!is_exact(model) || model->n == 0)
		return;

	fit = linear_solve(model);
	assess_fit(model, fit);
	rows = model->n - (has_intercept(model) ? 1 : 0);
	ArchiveBegin(json, "fit");
	ArchiveShowFloat(json, "r2", 1 - fit->squared_error / fit->squared_total);
	ArchiveShowFloat(json, "adjusted_r2",
					 1 - (fit->squared_error / fit->freedom) /
							 (fit->squared_total / rows));
	ArchiveShowFloat(json, "residual_std_error", sqrt(fit->squared_error / fit->freedom));
	ArchiveShowFloat(json, "degrees_of_freedom", fit->freedom);
	ArchiveEnd(json);
}

/*----------
 * Explaining; coefficients are up to date
 *----------
 */

static void
linear_to_sql(const Model *model, ModelSql *sql)
{
	const Linear *state = model->state;
	StringInfoData out;

	sql->link = SQL_VALUE;
	SqlScores(sql, 1);
	if (!is_exact(model))
	{
		sql->score[0] = GlmSql(model, glm_of(model), 0, sql);
		return;
	}
	initStringInfo(&out);
	SqlNumber(&out, state->intercept);
	for (int i = 0; i < model->features.count; i++)
	{
		if (state->coefficient[i] == 0)
			continue;
		appendStringInfoString(&out, " + ");
		SqlNumber(&out, state->coefficient[i]);
		appendStringInfoString(&out, " * ");
		SqlAmount(&out, sql, i, state->mean[i]);
	}
	sql->score[0] = out.data;
}

static bool
linear_explain(const Model *model, const FeatureView *row, int class,
			   ModelExplanation *explanation)
{
	const Linear *state = model->state;
	float8 *contribution = explanation->contribution;

	if (!is_exact(model))
	{
		explanation->bias = GlmExplain(model, glm_of(model), 0, row, 1, contribution);
		return true;
	}
	explanation->bias = state->intercept;
	for (int i = 0; i < model->features.count; i++)
	{
		explanation->bias += state->coefficient[i] * state->mean[i];
		contribution[i] = -state->coefficient[i] * state->mean[i];
	}
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);

		contribution[feature] =
			state->coefficient[feature] * (row->value[i] - state->mean[feature]);
	}
	/* what is unknown is taken for the mean */
	for (int i = 0; i < row->nmissing; i++)
		contribution[row->missing[i]] = 0;
	return true;
}

static void
linear_importance(const Model *model, float8 *importance)
{
	const Linear *state = model->state;

	if (!is_exact(model))
	{
		GlmImportance(model, glm_of(model), 0, importance);
		return;
	}
	for (int i = 0; i < model->features.count; i++)
		importance[i] = fabs(state->coefficient[i]) *
						sqrt(state->cross[triangle(i) + i] / state->weight);
}

const ModelOps LinearRegressionOps = {.id = MODEL_LINEAR_REGRESSION,
									  .name = "linear_regression",
									  .task = TASK_REGRESSION,
									  .merge_class = MERGE_EXACT,
									  .complete_rows = true,
									  .hashable = true,
									  .imputable = true,
									  .feature_limit = linear_feature_limit,
									  .state_size = sizeof(Linear),
									  .options = linear_options,
									  .settle = linear_settle,
									  .reserve = linear_reserve,
									  .predict = linear_predict,
									  .score = linear_score,
									  .learn = linear_learn,
									  .unlearn = linear_unlearn,
									  .can_unlearn = linear_can_unlearn,
									  .merge = linear_merge,
									  .archive = linear_archive,
									  .check = linear_check,
									  .prepare = linear_prepare,
									  .weights = linear_weights,
									  .describe = linear_describe,
									  .to_sql = linear_to_sql,
									  .explain = linear_explain,
									  .importance = linear_importance};
