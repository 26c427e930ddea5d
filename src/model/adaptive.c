/*
 * adaptive.c
 *	  The normalised adaptive update for linear learners.
 *
 * J. Duchi, E. Hazan, Y. Singer: Adaptive subgradient methods, JMLR 2011;
 * S. Ross, P. Mineiro, J. Langford: Normalized online learning, UAI 2013.
 * With g = d loss / d score, per row of weight k and features x_i:
 *
 *		G_i += k g^2 x_i^2
 *		if |x_i| > N_i:  w_i *= N_i / |x_i|,  N_i = |x_i|
 *		S   += k sum_i (x_i / N_i)^2;   t += k;   a = sqrt(t / S)
 *		r_i  = 1 / (sqrt(G_i) N_i);     P = a sum_i x_i^2 r_i
 *		w_i += u a r_i x_i
 *
 * P is how much the score changes per unit of update u, which the loss
 * chooses knowing P (N. Karampatziakis, J. Langford: Online importance weight
 * aware updates, UAI 2011).  The answer does not change if a feature is
 * measured in other units.  The intercept is a feature that is always 1.
 *
 * Features whose mean is large beside their deviations say almost the same as
 * the intercept, and the two would get in each other's way for long.  So steps
 * are taken on x_i - m_i in place of x_i, with m_i the mean over all rows so
 * far, absent features counted as 0; what that does to the predictor goes into
 * the intercept, which stands for features as they are:
 *
 *		w_i += u a r_i (x_i - m_i);		b += u a (r_0 - sum_i r_i (x_i - m_i) m_i)
 *
 * Of the first rows of a classifier, all of one class, only b and the means
 * learn: in data sorted by a feature they would teach the wrong direction.
 *
 * Weights that shrink, be it for a larger N or a penalty, hand what they
 * predicted of the mean to the intercept too.  The answer then depends neither
 * on the unit nor on the zero of a feature.  Without an intercept, or with
 * option "center" false, m_i is 0.
 *
 * State: intercept, its G, t, S, and the weight of the rows in the means, 8
 * bytes each; the signs seen, 4; per feature w, G, N and the sum of values, 8
 * bytes each. O(entries of the row) per row.
 *
 * Merge (approximate): weights are brought to the larger N and averaged in
 * proportion to G, and so is the score of the mean row; G, t, S and sums add
 * up, N is the larger.
 */
#include "shim.h"

#include "model/adaptive.h"
#include "model/kernel.h"

/* Smaller values count as zero: their squares would not be numbers. */
#define MIN_VALUE 1e-100
/* Deviations that are smaller, relative to the mean, are rounding. */
#define MIN_DEVIATION 1e-9

/* See ModelOps.reserve. */
void
AdaptiveReserve(Model *model, Adaptive *state, int from, int to)
{
	state->weight = ModelGrowFloats(model, state->weight, from, to);
	state->sum = ModelGrowFloats(model, state->sum, from, to);
	state->largest = ModelGrowFloats(model, state->largest, from, to);
	if (state->center)
		state->total = ModelGrowFloats(model, state->total, from, to);
	/* scratch is not read back with the rest */
	if (state->step)
		pfree(state->step);
	state->step = ModelGrowFloats(model, NULL, 0, to);
}

/* The linear predictor of a row. */
float8
AdaptiveScore(const Adaptive *state, const FeatureView *row)
{
	return state->intercept + KernelDot(row, state->weight);
}

/* The mean of a feature's values, 0 if they are not centred. */
static inline float8
mean_value(const Adaptive *state, int feature)
{
	if (!state->center || state->center_rows <= 0)
		return 0;
	return state->total[feature] / state->center_rows;
}

/* Set a weight, and let the mean row be predicted as before. */
static inline void
replace_weight(Adaptive *state, int feature, float8 weight)
{
	state->intercept += (state->weight[feature] - weight) * mean_value(state, feature);
	state->weight[feature] = weight;
}

/*
 * One feature's part of AdaptiveScale: "value" is centred.  Returns the change
 * of the score per unit of update.
 */
static inline float8
scale_feature(Adaptive *state, int feature, float8 value, float8 squared, float8 *norm,
			  float8 *step)
{
	float8 size = fabs(value);

	*step = 0;
	if (size < MIN_VALUE)
		return 0;
	if (size > state->largest[feature])
	{
		replace_weight(state, feature,
					   state->weight[feature] * (state->largest[feature] / size));
		state->largest[feature] = size;
	}
	state->sum[feature] += squared * value * value;
	*norm += (size / state->largest[feature]) * (size / state->largest[feature]);
	/* too small a gradient is no number when it is squared */
	if (state->sum[feature] <= 0)
		return 0;
	*step = value / (sqrt(state->sum[feature]) * state->largest[feature]);

	return value * *step;
}

static inline float8
deviation(float8 value, float8 mean)
{
	float8 size = value - mean;

	return fabs(size) > MIN_DEVIATION * fabs(mean) ? size : 0;
}

/*
 * In place of AdaptiveScale, for the first rows of a classifier, which are all
 * of one class: what they have in common may be anything.  The means and the
 * intercept learn, the weights do not.
 */
float8
AdaptiveMeans(Adaptive *state, const FeatureView *row, float8 squared_gradient,
			  float8 weight)
{
	state->center_rows += weight;
	for (int i = 0; i < row->count; i++)
	{
		state->total[FeatureOf(row, i)] += weight * row->value[i];
		state->step[i] = 0;
	}
	state->intercept_sum += squared_gradient * weight;
	state->intercept_step = state->intercept_sum > 0 ? 1 / sqrt(state->intercept_sum) : 0;

	return state->intercept_step;
}

/*
 * First half of a step: let G, N, S, t and the means learn the row.  Returns P.
 */
float8
AdaptiveScale(Adaptive *state, const FeatureView *row, float8 squared_gradient,
			  float8 weight)
{
	float8 squared = squared_gradient * weight;
	float8 share = 0;
	float8 norm = 0;
	float8 change = 0;
	float8 shift = 0;
	float8 a;

	if (state->center)
	{
		state->center_rows += weight;
		share = 1 / state->center_rows;
	}
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		float8 value = row->value[i];
		float8 mean = 0;

		if (state->center)
		{
			state->total[feature] += weight * value;
			mean = state->total[feature] * share;
		}
		change += scale_feature(state, feature, deviation(value, mean), squared, &norm,
								&state->step[i]);
		shift += state->step[i] * mean;
	}

	if (state->has_intercept)
	{
		state->intercept_sum += squared;
		norm += 1;
		state->intercept_step =
			state->intercept_sum > 0 ? 1 / sqrt(state->intercept_sum) : 0;
		change += state->intercept_step;
		state->intercept_step -= shift;
	}

	state->rows += weight;
	state->norm += norm * weight;
	if (state->norm <= 0)
		return 0;

	/* fold a into the steps, so that the second half is one product each */
	a = sqrt(state->rows / state->norm);
	for (int i = 0; i < row->count; i++)
		state->step[i] *= a;
	state->intercept_step *= a;

	return change * a;
}

/* Second half: move the weights, so that the score changes by P * update. */
void
AdaptiveStep(Adaptive *state, const FeatureView *row, float8 update)
{
	for (int i = 0; i < row->count; i++)
		state->weight[FeatureOf(row, i)] += update * state->step[i];
	if (state->has_intercept)
		state->intercept += update * state->intercept_step;
}

/*
 * Pull a weight towards zero: an implicit step on l2 / 2 times its square,
 * then a proximal one on l1 times its size, at the rate it has by now.
 */
static inline void
shrink_weight(Adaptive *state, int feature, float8 a, float8 l1, float8 l2)
{
	float8 weight = state->weight[feature];
	float8 rate;

	if (state->sum[feature] <= 0)
		return;
	rate = a / (sqrt(state->sum[feature]) * state->largest[feature]);
	weight /= 1 + l2 * rate;
	if (l1 > 0)
		weight = copysign(Max(fabs(weight) - l1 * rate, 0), weight);
	replace_weight(state, feature, weight);
}

/*
 * Penalise weights: those of all features, or of the row's if there is one.
 * l1 and l2 are the penalties times the row's weight and the learning rate.
 * Costs O(features) without a row.
 */
void
AdaptiveShrink(Adaptive *state, int features, const FeatureView *row, float8 l1,
			   float8 l2)
{
	float8 a = state->norm > 0 ? sqrt(state->rows / state->norm) : 0;

	for (int i = 0; row && i < row->count; i++)
		shrink_weight(state, FeatureOf(row, i), a, l1, l2);
	for (int i = 0; row == NULL && i < features; i++)
		shrink_weight(state, i, a, l1, l2);
}

/* Mean of two weights by their sums of squared gradients. */
static float8
mean_weight(float8 ours, float8 our_sum, float8 theirs, float8 their_sum)
{
	float8 total = our_sum + their_sum;

	return total > 0 ? ours + their_sum / total * (theirs - ours) : ours;
}

/* The score of the mean row, which is the intercept if nothing is centred. */
static float8
mean_score(const Adaptive *state, int features)
{
	float8 score = state->intercept;

	for (int i = 0; i < features; i++)
		score += state->weight[i] * mean_value(state, i);

	return score;
}

static int32
swap_sides(int32 sides)
{
	return (sides & ADAPTIVE_BELOW ? ADAPTIVE_ABOVE : 0) |
		   (sides & ADAPTIVE_ABOVE ? ADAPTIVE_BELOW : 0);
}

/*
 * Merge, see the top of the file.  sign is -1 if the classes of the two are
 * numbered the other way round.
 */
void
AdaptiveMerge(Adaptive *into, const Adaptive *from, int features, int from_features,
			  const int32 *feature, float8 sign)
{
	float8 score =
		mean_weight(mean_score(into, features), into->intercept_sum,
					sign * mean_score(from, from_features), from->intercept_sum);

	for (int i = 0; i < from_features; i++)
	{
		int ours = feature[i];
		float8 largest = Max(into->largest[ours], from->largest[i]);
		float8 our_weight = into->weight[ours];
		float8 their_weight = sign * from->weight[i];

		if (largest > 0)
		{
			our_weight *= into->largest[ours] / largest;
			their_weight *= from->largest[i] / largest;
		}
		into->weight[ours] =
			mean_weight(our_weight, into->sum[ours], their_weight, from->sum[i]);
		into->sum[ours] += from->sum[i];
		into->largest[ours] = largest;
		if (into->center)
			into->total[ours] += from->total[i];
	}
	into->intercept_sum += from->intercept_sum;
	into->rows += from->rows;
	into->norm += from->norm;
	into->center_rows += from->center_rows;
	into->sides |= sign > 0 ? from->sides : swap_sides(from->sides);

	/* the intercept that gives the mean row its score */
	into->intercept = 0;
	into->intercept = score - mean_score(into, features);
}

/* See ModelOps.archive. */
void
AdaptiveArchive(Model *model, Adaptive *state, Archive *archive)
{
	int count = model->features.count;

	ArchiveFloat(archive, "intercept", &state->intercept, -HUGE_VAL, HUGE_VAL);
	ArchiveFloat(archive, "intercept_sum", &state->intercept_sum, 0, HUGE_VAL);
	ArchiveFloat(archive, "rows", &state->rows, 0, HUGE_VAL);
	ArchiveFloat(archive, "norm", &state->norm, 0, HUGE_VAL);
	ArchiveFloats(archive, "weights", &state->weight, count);
	ArchiveFloats(archive, "sums", &state->sum, count);
	ArchiveFloats(archive, "largest", &state->largest, count);
	if (ArchiveReads(archive))
		state->step = ModelGrowFloats(model, NULL, 0, count);
	if (!state->center)
		return;
	if (!ArchiveHas(archive, "sides"))
	{
		/* written before values were centred: the means begin now */
		state->total = ModelGrowFloats(model, NULL, 0, count);
		state->sides = ADAPTIVE_BOTH_SIDES;
		return;
	}
	ArchiveInt32(archive, "sides", &state->sides, 0, ADAPTIVE_BOTH_SIDES);
	ArchiveFloat(archive, "center_rows", &state->center_rows, 0, HUGE_VAL);
	ArchiveFloats(archive, "totals", &state->total, count);
}

/* See ModelOps.check. */
void
AdaptiveCheck(const Model *model, const Adaptive *state)
{
	for (int i = 0; i < model->features.count; i++)
	{
		if (state->sum[i] < 0 || state->largest[i] < 0 ||
			state->largest[i] > FEATURE_MAX_VALUE)
			ereport(ERROR,
					(errcode(ERRCODE_STREAMML_BAD_MODEL),
					 errmsg("invalid model: \"sums\" or \"largest\" is out of range")));
	}
}

/* For glm_explain.c: the mean that steps were taken about. */
float8
AdaptiveMean(const Adaptive *state, int feature)
{
	return mean_value(state, feature);
}

/*
 * And the deviation from it, over rows weighted by their squared gradients; the
 * largest one if there is no intercept to know those by.
 */
float8
AdaptiveDeviation(const Adaptive *state, int feature)
{
	if (state->intercept_sum > 0)
		return sqrt(state->sum[feature] / state->intercept_sum);
	return state->largest[feature];
}
