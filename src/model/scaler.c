/*
 * scaler.c
 *	  Count, mean, variance, minimum and maximum of every feature, and features
 *	  brought to one scale with them.
 *
 * Per feature the values that rows list are summed up by Welford's method (B.
 * P. Welford 1962) and added between parts by that of T. F. Chan, G. H. Golub
 * and R. J. LeVeque (1983).  A row that does not mention a feature has zero
 * there: such zeros are not visited but counted, as what is left of the weight
 * of all rows, and added as one part with mean 0 when somebody asks.  So a row
 * costs what it lists, however many categories there are.
 *
 * Unlearning a row turns Welford's step round.  It is inexact when sums lose
 * digits (sums.h), or when the row held a feature's minimum or maximum: those
 * cannot be taken back, and stay until rows are learned anew.
 *
 * transform() gives
 *
 *		standard	(x - mean) / standard deviation of the population
 *		minmax		(x - min) / (max - min)
 *
 * and 0 where all values were equal, NULL where the value is missing.
 *
 * State: the weight of all rows, 8 bytes; per feature the weights of rows that
 * list it and of those where it is missing, mean, sum of squares, minimum and
 * maximum, 48 bytes.
 *
 * Merge: exact up to rounding.
 *
 * Options			default			range
 *		method			standard		standard, minmax
 *		range			true			keep minimum and maximum; minmax needs them
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"

/* Shares of the weight below this are rounding. */
#define NO_WEIGHT 1e-12

typedef struct Scaler
{
	float8 weight;	 /* of all rows */
	float8 *listed;	 /* per feature: weight of rows that list it, */
	float8 *missing; /* and of those where it is missing */
	float8 *mean;	 /* of what is listed */
	float8 *squares; /* squared deviations from it */
	float8 *min;
	float8 *max;
	float8 *peak; /* of models that unlearn: of the squares, see sums.h; not stored */
	int npeak;
} Scaler;

enum
{
	OPT_METHOD = OPTION_MAX_FEATURES + 1,
	OPT_RANGE
};

enum
{
	METHOD_STANDARD,
	METHOD_MINMAX
};

static const char *const methods[] = {"standard", "minmax", NULL};

static const ModelOption scaler_options[] = {
	MODEL_COMMON_OPTIONS,
	{"method", OPTION_CHOICE, METHOD_STANDARD, 0, 0, methods},
	{"range", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{NULL}};

static void
scaler_settle(float8 *option)
{
	if (option[OPT_METHOD] == METHOD_MINMAX)
		option[OPT_RANGE] = 1;
}

static inline bool
keeps_range(const Model *model)
{
	return model->option[OPT_RANGE] != 0;
}

static void
scaler_reserve(Model *model, int from, int to)
{
	Scaler *state = model->state;

	state->listed = ModelGrowFloats(model, state->listed, from, to);
	state->missing = ModelGrowFloats(model, state->missing, from, to);
	state->mean = ModelGrowFloats(model, state->mean, from, to);
	state->squares = ModelGrowFloats(model, state->squares, from, to);
	state->min = ModelGrowFloats(model, state->min, from, to);
	state->max = ModelGrowFloats(model, state->max, from, to);
}

static void
scaler_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Scaler *state = model->state;
	bool range = keeps_range(model);

	for (int i = 0; i < row->count; i++)
	{
		int f = FeatureOf(row, i);
		float8 x = row->value[i];
		float8 delta = x - state->mean[f];
		float8 before;

		if (range)
		{
			bool first = state->listed[f] == 0;

			state->min[f] = first ? x : Min(state->min[f], x);
			state->max[f] = first ? x : Max(state->max[f], x);
		}
		before = state->listed[f];
		state->listed[f] += weight;
		state->mean[f] += delta * (weight / state->listed[f]);
		state->squares[f] += SumDeviation(before, weight, delta, x - state->mean[f]);
	}
	for (int i = 0; i < row->nmissing; i++)
		state->missing[row->missing[i]] += weight;
	state->weight += weight;
}

/* Refuse to take away more than there is. */
static void
check_weight(const Model *model, int feature, float8 have, float8 weight)
{
	if (have < weight * (1 - SUM_ROUNDING))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("model has not learned the row: feature \"%s\" has too few values",
					FeatureDictName(&model->features, feature))));
}

/* Take a value out of the moments of its feature; false if digits were lost. */
static bool
forget_value(Model *model, int f, float8 x, float8 weight)
{
	Scaler *state = model->state;
	float8 delta = x - state->mean[f];
	float8 before = state->squares[f];
	bool exact = SumTake(&model->weights, &state->listed[f], weight);

	if (state->listed[f] == 0)
	{
		state->mean[f] = state->squares[f] = 0;
		state->min[f] = state->max[f] = 0;
		return exact;
	}
	state->mean[f] -= delta * (weight / state->listed[f]);
	state->squares[f] = Max(before - weight * delta * (x - state->mean[f]), 0);
	if (keeps_range(model) && (x <= state->min[f] || x >= state->max[f]))
		exact = false;
	return SumKeeps(&state->peak[f], before, state->squares[f]) && exact;
}

/* Room for the peaks of all features. */
static void
reserve_peaks(Model *model)
{
	Scaler *state = model->state;

	if (model->features_ready <= state->npeak)
		return;
	state->peak =
		ModelGrowFloats(model, state->peak, state->npeak, model->features_ready);
	state->npeak = model->features_ready;
}

static bool
scaler_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Scaler *state = model->state;
	bool exact = true;

	for (int i = 0; i < row->count; i++)
		check_weight(model, FeatureOf(row, i), state->listed[FeatureOf(row, i)], weight);
	for (int i = 0; i < row->nmissing; i++)
		check_weight(model, row->missing[i], state->missing[row->missing[i]], weight);

	reserve_peaks(model);
	for (int i = 0; i < row->count; i++)
		exact &= forget_value(model, FeatureOf(row, i), row->value[i], weight);
	for (int i = 0; i < row->nmissing; i++)
		exact &= SumTake(&model->weights, &state->missing[row->missing[i]], weight);
	exact &= SumTake(&model->weights, &state->weight, weight);

	return exact;
}

/* The moments with the zeros that rows did not list. */
static void
scaler_moments(const Model *model, int feature, ModelMoments *moments)
{
	const Scaler *state = model->state;
	float8 listed = state->listed[feature];
	float8 mean = state->mean[feature];
	float8 zeros = state->weight - listed - state->missing[feature];
	float8 total;

	/* arrays list everything: what is left is rounding */
	if (model->features.positional || zeros < state->weight * NO_WEIGHT)
		zeros = 0;
	total = listed + zeros;

	*moments = (ModelMoments){.count = total,
							  .missing = state->missing[feature],
							  .mean = NAN,
							  .variance = NAN,
							  .min = NAN,
							  .max = NAN};
	if (total <= 0)
		return;
	moments->mean = mean * (listed / total);
	moments->variance =
		(state->squares[feature] + mean * mean * (listed * (zeros / total))) / total;
	if (!keeps_range(model))
		return;
	moments->min = zeros > 0 ? Min(state->min[feature], 0) : state->min[feature];
	moments->max = zeros > 0 ? Max(state->max[feature], 0) : state->max[feature];
}

static int
scaler_transform(const Model *model, const FeatureView *row, float8 **values)
{
	int count = Min(model->features.count, model->features_ready);
	float8 *x = palloc(Max(count, 1) * sizeof(float8));

	KernelSpread(row, count, x);
	for (int i = 0; i < count; i++)
	{
		ModelMoments moments;
		float8 origin;
		float8 scale;

		scaler_moments(model, i, &moments);
		if (model->option[OPT_METHOD] == METHOD_MINMAX)
		{
			origin = moments.min;
			scale = moments.max - moments.min;
		}
		else
		{
			origin = moments.mean;
			scale = sqrt(moments.variance);
		}
		if (scale == 0 && !isnan(x[i]))
			x[i] = 0;
		else
			x[i] = (x[i] - origin) / scale;
	}

	*values = x;
	return count;
}

static void
scaler_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Scaler *ours = into->state;
	const Scaler *theirs = from->state;

	for (int i = 0; i < from->features.count; i++)
	{
		int f = feature[i];
		float8 total = ours->listed[f] + theirs->listed[i];
		float8 delta = theirs->mean[i] - ours->mean[f];
		float8 share;

		ours->missing[f] += theirs->missing[i];
		if (theirs->listed[i] == 0)
			continue;
		share = theirs->listed[i] / total;
		if (ours->listed[f] == 0)
		{
			ours->min[f] = theirs->min[i];
			ours->max[f] = theirs->max[i];
		}
		ours->min[f] = Min(ours->min[f], theirs->min[i]);
		ours->max[f] = Max(ours->max[f], theirs->max[i]);
		ours->mean[f] += delta * share;
		ours->squares[f] +=
			theirs->squares[i] + delta * delta * (ours->listed[f] * share);
		ours->listed[f] = total;
	}
	ours->weight += theirs->weight;
}

static void
scaler_archive(Model *model, Archive *archive)
{
	Scaler *state = model->state;
	int count = model->features.count;

	ArchiveFloat(archive, "weight", &state->weight, 0, HUGE_VAL);
	ArchiveFloats(archive, "listed", &state->listed, count);
	ArchiveFloats(archive, "missing", &state->missing, count);
	ArchiveFloats(archive, "means", &state->mean, count);
	ArchiveFloats(archive, "squares", &state->squares, count);
	ArchiveFloats(archive, "min", &state->min, count);
	ArchiveFloats(archive, "max", &state->max, count);
}

static void
scaler_check(const Model *model)
{
	const Scaler *state = model->state;

	for (int i = 0; i < model->features.count; i++)
	{
		if (state->listed[i] < 0 || state->missing[i] < 0 || state->squares[i] < 0 ||
			state->min[i] > state->max[i])
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: moments of feature \"%s\" cannot be",
								   FeatureDictName(&model->features, i))));
	}
}

const ModelOps ScalerOps = {.id = MODEL_SCALER,
							.name = "scaler",
							.task = TASK_TRANSFORM,
							.merge_class = MERGE_EXACT,
							.unscored = true,
							.state_size = sizeof(Scaler),
							.options = scaler_options,
							.settle = scaler_settle,
							.reserve = scaler_reserve,
							.learn = scaler_learn,
							.unlearn = scaler_unlearn,
							.merge = scaler_merge,
							.archive = scaler_archive,
							.check = scaler_check,
							.moments = scaler_moments,
							.transform = scaler_transform};
