/*
 * holt_winters.c
 *	  Forecasts of a series with trend and season: exponential smoothing.
 *
 * C. C. Holt 1957; P. R. Winters, Forecasting Sales by Exponentially Weighted
 * Moving Averages, 1960.  With level l, trend b and season s of m steps, a
 * value y, additive,
 *
 *		l' = alpha (y - s) + (1 - alpha) (l + b)
 *		b' = beta (l' - l) + (1 - beta) b
 *		s' = gamma (y - l - b) + (1 - gamma) s
 *
 * and multiplicative with y / s and y / (l + b).  What is forecast h steps
 * ahead is l + h b + s or (l + h b) s, with the season of that step.
 *
 * Zeros take a multiplicative season towards zero, and values divided by such a
 * season to anything: a step whose season is below LEAST_SEASON tells the less of
 * the level the smaller it is, nothing at zero.  As the m seasons are about 1 in
 * the mean, none is taken for more than m.
 *
 * The first max(2, m) values set the beginning: level is their mean, trend the
 * mean of their differences, a step's season its value less the level or
 * divided by it.
 *
 * Intervals are those of the additive model in its form with one error per
 * step (R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder 2008): the
 * variance h steps ahead is that of one step times 1 + sum of c_j^2, j < h,
 * with c_j = alpha (1 + j beta), and gamma more for whole seasons.  The variance
 * of one step is what the forecasts of the rows learned were off.  For a
 * multiplicative season they are an approximation.
 *
 * Rows are steps of equal length, in order.  State: 48 bytes, 8 per step of a
 * season.  O(1) per row.
 *
 * Merge: none, values have an order.
 *
 * Options			default			range
 *		alpha			0.3				0 .. 1
 *		beta			0.1				0 .. 1
 *		gamma			0.1				0 .. 1
 *		season			0				0, 2 .. 100000; 0: none
 *		multiplicative	false
 *		trend			true
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"

#define MAX_SEASON 100000
/* Divisors below this are taken for zero. */
#define TINY 1e-300
/* A season this large says all that a value can of the level. */
#define LEAST_SEASON 0.2

typedef struct HoltWinters
{
	int32 first; /* values seen before there is a level, at most begin_rows */
	int32 step;	 /* of the season, that of the next value */
	float8 level;
	float8 trend;
	float8 *season; /* by step; at the beginning the first values */
} HoltWinters;

enum
{
	OPT_ALPHA = OPTION_MAX_FEATURES + 1,
	OPT_BETA,
	OPT_GAMMA,
	OPT_SEASON,
	OPT_MULTIPLICATIVE,
	OPT_TREND
};

static const ModelOption series_options[] = {
	{"max_features", OPTION_INTEGER, 1, 1, 1, NULL},
	{"alpha", OPTION_REAL, 0.3, 0, 1, NULL},
	{"beta", OPTION_REAL, 0.1, 0, 1, NULL},
	{"gamma", OPTION_REAL, 0.1, 0, 1, NULL},
	{"season", OPTION_INTEGER, 0, 0, MAX_SEASON, NULL},
	{"multiplicative", OPTION_BOOLEAN, 0, 0, 1, NULL},
	{"trend", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{NULL}};

/* A season of one step is a level. */
static void
series_settle(float8 *option)
{
	if (option[OPT_SEASON] == 1)
		option[OPT_SEASON] = 0;
}

static inline int
season_steps(const Model *model)
{
	return (int) model->option[OPT_SEASON];
}

static inline int
begin_rows(const Model *model)
{
	return Max(2, season_steps(model));
}

static inline bool
is_multiplicative(const Model *model)
{
	return model->option[OPT_MULTIPLICATIVE] != 0;
}

static inline bool
has_begun(const Model *model)
{
	return ((const HoltWinters *) model->state)->first == begin_rows(model);
}

/* There are no features to make room for. */
static void
series_reserve(Model *model, int from, int to)
{
}

/* The value expected "ahead" steps after the last one. */
static float8
expect(const Model *model, int ahead)
{
	const HoltWinters *state = model->state;
	float8 value = state->level + ahead * state->trend;
	int m = season_steps(model);

	if (m == 0)
		return value;
	if (is_multiplicative(model))
		return value * state->season[(state->step + ahead - 1) % m];
	return value + state->season[(state->step + ahead - 1) % m];
}

/* A forecast is made before there is a season to it only of what is known. */
static bool
series_predict(const Model *model, const FeatureView *row, float8 *score)
{
	if (!has_begun(model))
		return false;
	score[0] = expect(model, 1);
	return isfinite(score[0]);
}

/* Set level, trend and season by the first values. */
static void
begin_series(Model *model)
{
	HoltWinters *state = model->state;
	int rows = begin_rows(model);
	float8 *y = state->season;

	state->trend = (y[rows - 1] - y[0]) / (rows - 1);
	if (model->option[OPT_TREND] == 0)
		state->trend = 0;
	state->level = 0;
	for (int i = 0; i < rows; i++)
		state->level += y[i] / rows;
	for (int i = 0; i < rows; i++)
	{
		if (season_steps(model) == 0)
			y[i] = 0;
		else if (is_multiplicative(model))
			y[i] = fabs(state->level) > TINY ? y[i] / state->level : 1;
		else
			y[i] -= state->level;
	}
	state->step = 0;
}

/* A value without its multiplicative season, given what was expected of it. */
static float8
without_season(float8 y, float8 base, float8 season)
{
	if (fabs(season) >= LEAST_SEASON)
		return y / season;
	return base + (y - base * season) * season / (LEAST_SEASON * LEAST_SEASON);
}

/* The season of a step after a value, given what was expected without it. */
static float8
renew_season(const Model *model, float8 y, float8 base, float8 season)
{
	float8 gamma = model->option[OPT_GAMMA];
	float8 now = y - base;

	if (is_multiplicative(model))
	{
		float8 most = season_steps(model);

		now = fabs(base) > TINY ? Max(-most, Min(most, y / base)) : season;
	}
	return gamma * now + (1 - gamma) * season;
}

static void
series_learn(Model *model, const FeatureView *row, float8 y, float8 weight)
{
	HoltWinters *state = model->state;
	float8 alpha = model->option[OPT_ALPHA];
	int m = season_steps(model);
	float8 base = state->level + state->trend;
	float8 seasonless = y;
	float8 level;
	float8 season = 0;

	if (!has_begun(model))
	{
		if (state->season == NULL)
			state->season = ModelGrowFloats(model, NULL, 0, begin_rows(model));
		state->season[state->first++] = y;
		if (has_begun(model))
			begin_series(model);
		return;
	}

	if (m > 0)
	{
		season = state->season[state->step];
		if (!is_multiplicative(model))
			seasonless = y - season;
		else
			seasonless = without_season(y, base, season);
		season = renew_season(model, y, base, season);
	}
	level = alpha * seasonless + (1 - alpha) * base;
	if (!(fabs(level) <= FEATURE_MAX_VALUE) || !(fabs(season) <= FEATURE_MAX_VALUE))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("level or season of the series is out of range"),
						errhint("A multiplicative season is for values above zero.")));

	if (model->option[OPT_TREND] != 0)
		state->trend = model->option[OPT_BETA] * (level - state->level) +
					   (1 - model->option[OPT_BETA]) * state->trend;
	state->level = level;
	if (m > 0)
	{
		state->season[state->step] = season;
		state->step = (state->step + 1) % m;
	}
}

static bool
series_forecast(const Model *model, int horizon, float8 *values, float8 *deviations)
{
	const float8 *option = model->option;
	const ModelFigures *figures = &model->metrics.whole;
	int m = season_steps(model);
	float8 variance = NAN;
	float8 factor = 1;

	if (!has_begun(model))
		return false;
	if (figures->scored > 0)
		variance = figures->squared_error / figures->scored;
	for (int h = 1; h <= horizon; h++)
	{
		float8 c = option[OPT_ALPHA];

		values[h - 1] = expect(model, h);
		deviations[h - 1] = sqrt(variance * factor);
		if (option[OPT_TREND] != 0)
			c *= 1 + h * option[OPT_BETA];
		if (m > 0 && h % m == 0)
			c += option[OPT_GAMMA];
		factor += c * c;
	}
	return true;
}

/* Only with a model that has learned nothing. */
static void
series_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	HoltWinters *ours = into->state;
	const HoltWinters *theirs = from->state;

	if (into->n > 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("%s models cannot be merged", into->ops->name),
						errdetail("The values of a series have an order.")));
	*ours = *theirs;
	ours->season = ModelGrowFloats(into, NULL, 0, begin_rows(into));
	memcpy(ours->season, theirs->season, begin_rows(into) * sizeof(float8));
}

static void
series_archive(Model *model, Archive *archive)
{
	HoltWinters *state = model->state;
	int rows = begin_rows(model);

	ArchiveInt32(archive, "first", &state->first, 0, rows);
	ArchiveInt32(archive, "step", &state->step, 0, Max(season_steps(model) - 1, 0));
	ArchiveFloat(archive, "level", &state->level, -FEATURE_MAX_VALUE, FEATURE_MAX_VALUE);
	ArchiveFloat(archive, "trend", &state->trend, -HUGE_VAL, HUGE_VAL);
	ArchiveFloats(archive, "season", &state->season, state->first > 0 ? rows : 0);
}

static void
series_check(const Model *model)
{
	const HoltWinters *state = model->state;

	for (int i = 0; state->first > 0 && i < begin_rows(model); i++)
	{
		if (fabs(state->season[i]) > FEATURE_MAX_VALUE)
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: its season is out of range")));
	}
	if (model->features.count > 0)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: a series has no features")));
	if (state->first == 0)
		((HoltWinters *) model->state)->season = NULL;
}

/* Level, trend and the season by step, for metrics(). */
static void
series_describe(Model *model, Archive *json)
{
	const HoltWinters *state = model->state;

	if (!has_begun(model))
		return;
	ArchiveShowFloat(json, "level", state->level);
	ArchiveShowFloat(json, "trend", state->trend);
}

const ModelOps HoltWintersOps = {.id = MODEL_HOLT_WINTERS,
								 .name = "holt_winters",
								 .task = TASK_SERIES,
								 .merge_class = MERGE_NONE,
								 .state_size = sizeof(HoltWinters),
								 .options = series_options,
								 .settle = series_settle,
								 .reserve = series_reserve,
								 .predict = series_predict,
								 .learn = series_learn,
								 .merge = series_merge,
								 .archive = series_archive,
								 .check = series_check,
								 .forecast = series_forecast,
								 .describe = series_describe};
