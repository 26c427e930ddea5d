/*
 * adaptive.c
 *	  The normalised adaptive update for linear learners.
 *
 * J. Duchi, E. Hazan, Y. Singer: Adaptive subgradient methods, JMLR 2011;
 * S. Ross, P. Mineiro, J. Langford: Normalized online learning, UAI 2013.
 * Per row of weight k and features x_i:
 *
 *		if |x_i| > N_i:  w_i *= N_i / |x_i|,  N_i = |x_i|
 *		g    = d loss / d score, at the score that these weights give
 *		G_i += k g^2 x_i^2
 *		S   += k sum_i (x_i / N_i)^2;   t += k;   a = sqrt(t / S)
 *		r_i  = 1 / (sqrt(G_i) N_i);     P = a sum_i x_i^2 r_i
 *		w_i += u a r_i x_i
 *
 * P is how much the score changes per unit of update u, which the loss
 * chooses knowing P (N. Karampatziakis, J. Langford: Online importance weight
 * aware updates, UAI 2011).  The answer does not change if a feature is
 * measured in other units.  The intercept is a feature that is always 1.
 *
 * A row of weight k is worth k rows, among which g falls while G grows.  So it is
 * learned in parts, each of weight 1 or as much as those before it together
 * (GlmPart): log2(k) + 2 of them at most.
 *
 * Features whose mean is large beside their deviations say almost the same as
 * the intercept, and the two would get in each other's way for long.  So steps
 * are taken on x_i - m_i in place of x_i, with m_i the mean over the rows so far
 * and this one, the best that is known of it.  This one counts no more than all
 * before it: a row of large weight would be its own mean and teach nothing.  What
 * that does to the predictor goes into the intercept, which stands for features as
 * they are:
 *
 *		w_i += u a r_i (x_i - m_i);		b += u a (r_0 - sum_i r_i (x_i - m_i) m_i)
 *
 * Rows that lack a feature take no step on -m_i, so this is for features that
 * are there: where less than half of the rows before had one (a word, a
 * category, a column that came late), 0 means absent and m_i is 0.  Otherwise
 * words would push the intercept against the label.
 *
 * Of the first rows of a classifier, all of one class, only b, N and the means
 * learn: in data sorted by a feature they would teach the wrong direction.
 *
 * Weights that shrink, be it for a larger N or a penalty, hand what they
 * predicted of the mean to the intercept too.  The answer then depends neither
 * on the unit nor on the zero of a feature.  Without an intercept, or with
 * option "center" false, m_i is 0.
 *
 * State: intercept, its G, t, S, and the weight of the rows in the means, 8
 * bytes each; the signs seen, 4; per feature w, G, N, the sum of values and the
 * weight of the rows that had it, 8 bytes each. O(entries of the row) per row.
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
/* Sums of squares stay numbers; beyond, steps are those of this sum. */
#define MAX_SUM 1e300
/* ... and count as this much at least: rows that were predicted exactly leave none. */
#define MIN_SUM 1e-290
/* Deviations that are smaller, relative to the mean, are rounding. */
#define MIN_DEVIATION 1e-9

/* Scratch is not read back with the rest. */
static void
reserve_scratch(Model *model, Adaptive *state, int features)
{
	float8 **const scratch[] = {&state->mean, &state->deviation, &state->step};

	for (int i = 0; i < lengthof(scratch); i++)
	{
		if (*scratch[i] != NULL)
			pfree(*scratch[i]);
		*scratch[i] = ModelGrowFloats(model, NULL, 0, features);
	}
}

/* See ModelOps.reserve. */
void
AdaptiveReserve(Model *model, Adaptive *state, int from, int to)
{
	state->weight = ModelGrowFloats(model, state->weight, from, to);
	state->sum = ModelGrowFloats(model, state->sum, from, to);
	state->largest = ModelGrowFloats(model, state->largest, from, to);
	if (state->center)
	{
		state->total = ModelGrowFloats(model, state->total, from, to);
		state->present = ModelGrowFloats(model, state->present, from, to);
	}
	reserve_scratch(model, state, to);
}

/* The linear predictor of a row. */
float8
AdaptiveScore(const Adaptive *state, const FeatureView *row)
{
	return state->intercept + KernelDot(row, state->weight);
}

/* The mean that a feature's values are centred on, 0 if they are not. */
static inline float8
mean_value(const Adaptive *state, int feature)
{
	if (!state->center || 2 * state->present[feature] < state->center_rows ||
		state->center_rows <= 0)
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
 * Let N know a deviation that is larger than it.  The mean row is predicted as
 * before; returns the change of the score of the row at hand.
 */
static float8
grow_scale(Adaptive *state, int feature, float8 value, float8 mean)
{
	float8 size = fabs(value);
	float8 change = state->weight[feature] * (state->largest[feature] / size - 1);

	state->weight[feature] += change;
	state->intercept -= change * mean;
	state->largest[feature] = size;

	return change * value;
}

/*
 * The loops below are written out for rows of all features, whose index is
 * NULL, and for others: the former may use vector registers.
 */
#define BY_INDEX(function, state, row, argument)                                         \
	((row)->index == NULL ? function(state, row, NULL, argument) :                       \
							function(state, row, (row)->index, argument))

/*
 * Leave the means that the row's values are centred on, and the deviations from
 * them; learn the row.
 */
static inline void
learn_means(Adaptive *state, const FeatureView *row, const int32 *index, float8 weight)
{
	const float8 *restrict value = row->value;
	float8 *restrict mean = state->mean;
	float8 *restrict deviation = state->deviation;
	float8 *restrict total = state->total;
	float8 *restrict present = state->present;
	int count = row->count;
	float8 rows = state->center_rows;
	float8 share = rows > 0 ? 1 / rows : 0;
	float8 counts = rows > 0 ? Min(weight, rows) : weight;
	float8 moves = counts / (rows + counts);
	float8 stays = rows / (rows + counts);

	for (int i = 0; i < count; i++)
	{
		int feature = index ? index[i] : i;
		float8 before = total[feature] * share;
		float8 distance = value[i] - before;
		bool frequent = 2 * present[feature] >= rows;

		mean[i] = frequent ? before + distance * moves : 0;
		deviation[i] = frequent ? distance * stays : value[i];
		total[feature] += weight * value[i];
		present[feature] += weight;
	}
	state->center_rows = rows + weight;
}

/* Deviations that are rounding are 0.  Is one of them larger than its N? */
static inline bool
check_deviations(Adaptive *state, const FeatureView *row, const int32 *index,
				 float8 least)
{
	const float8 *restrict mean = state->mean;
	const float8 *restrict largest = state->largest;
	float8 *restrict deviation = state->deviation;
	int count = row->count;
	int larger = 0;

	for (int i = 0; i < count; i++)
	{
		float8 rounding = MIN_DEVIATION * fabs(mean[i]);

		rounding = rounding > least ? rounding : least;
		deviation[i] = fabs(deviation[i]) > rounding ? deviation[i] : 0;
		larger |= fabs(deviation[i]) > largest[index ? index[i] : i];
	}

	return larger;
}

/*
 * Let N and the means learn a row, before it is scored to be learned.  Returns
 * how much its score has changed, and leaves the deviations in "deviation".
 */
float8
AdaptiveObserve(Adaptive *state, const FeatureView *row, float8 weight)
{
	float8 change = 0;

	if (state->center)
		BY_INDEX(learn_means, state, row, weight);
	else
		memcpy(state->deviation, row->value, row->count * sizeof(float8));
	if (!BY_INDEX(check_deviations, state, row, MIN_VALUE))
		return 0;
	for (int i = 0; i < row->count; i++)
	{
		if (fabs(state->deviation[i]) > state->largest[FeatureOf(row, i)])
			change +=
				grow_scale(state, FeatureOf(row, i), state->deviation[i], state->mean[i]);
	}

	return change;
}

/*
 * In place of AdaptiveScale, for the first rows of a classifier, which are all
 * of one class: what they have in common may be anything.  The intercept
 * learns, the weights do not.
 */
float8
AdaptiveIntercept(Adaptive *state, const FeatureView *row, float8 squared_gradient,
				  float8 weight)
{
	for (int i = 0; i < row->count; i++)
		state->step[i] = 0;
	state->intercept_sum += squared_gradient * weight;
	state->intercept_step = state->intercept_sum > 0 ? 1 / sqrt(state->intercept_sum) : 0;
	state->rate = 1;

	return state->intercept_step;
}

/* What the features of a row add up to. */
typedef struct RowSums
{
	float8 norm;   /* of (x / N)^2 */
	float8 change; /* of x r x */
	float8 shift;  /* of r x m */
} RowSums;

/* The features' part of AdaptiveScale; "squared" is k g^2. */
static inline RowSums
scale_features(Adaptive *state, const FeatureView *row, const int32 *index,
			   float8 squared)
{
	const float8 *restrict mean = state->mean;
	const float8 *restrict largest = state->largest;
	const float8 *restrict deviation = state->deviation;
	float8 *restrict sum = state->sum;
	float8 *restrict step = state->step;
	int count = row->count;
	RowSums sums = {0};

	for (int i = 0; i < count; i++)
	{
		int feature = index ? index[i] : i;
		float8 value = deviation[i];
		float8 total = sum[feature] + squared * value * value;
		float8 scale;

		total = total < MAX_SUM ? total : MAX_SUM;
		sum[feature] = total;
		total = total > MIN_SUM ? total : MIN_SUM;
		scale = sqrt(total) * largest[feature];
		step[i] = value / (scale > 0 ? scale : HUGE_VAL);
		sums.norm += step[i] * total * step[i];
		sums.change += value * step[i];
		sums.shift += step[i] * mean[i];
	}

	return sums;
}

/*
 * First half of a step, on a row that was observed or on a part of it: let G, S and
 * t learn it.  Returns P.
 */
float8
AdaptiveScale(Adaptive *state, const FeatureView *row, float8 squared_gradient,
			  float8 weight)
{
	float8 squared = squared_gradient * weight;
	RowSums sums = BY_INDEX(scale_features, state, row, squared);

	if (state->has_intercept)
	{
		state->intercept_sum += squared;
		sums.norm += 1;
		state->intercept_step =
			state->intercept_sum > 0 ? 1 / sqrt(state->intercept_sum) : 0;
		sums.change += state->intercept_step;
		state->intercept_step -= sums.shift;
	}

	state->rows += weight;
	state->norm += sums.norm * weight;
	if (state->norm <= 0)
		return 0;

	state->rate = sqrt(state->rows / state->norm);

	return sums.change * state->rate;
}

static inline void
move_weights(Adaptive *state, const FeatureView *row, const int32 *index, float8 update)
{
	const float8 *restrict step = state->step;
	float8 *restrict weight = state->weight;
	int count = row->count;

	for (int i = 0; i < count; i++)
		weight[index ? index[i] : i] += update * step[i];
}

/* Second half: move the weights, so that the score changes by P * update. */
void
AdaptiveStep(Adaptive *state, const FeatureView *row, float8 update)
{
	update *= state->rate;
	BY_INDEX(move_weights, state, row, update);
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
float8
AdaptiveMeanScore(const Adaptive *state, int features)
{
	float8 score = state->intercept;

	for (int i = 0; i < features; i++)
		score += state->weight[i] * mean_value(state, i);

	return score;
}

/*
 * Begin a predictor where another has learned rows: what is known of the
 * features, and that it has been against all of those rows.
 */
void
AdaptiveBegin(Adaptive *state, const Adaptive *other, int features)
{
	Size size = features * sizeof(float8);

	memcpy(state->largest, other->largest, size);
	if (state->center)
	{
		memcpy(state->total, other->total, size);
		memcpy(state->present, other->present, size);
	}
	state->center_rows = other->center_rows;
	state->sides = ADAPTIVE_ABOVE;
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
		mean_weight(AdaptiveMeanScore(into, features), into->intercept_sum,
					sign * AdaptiveMeanScore(from, from_features), from->intercept_sum);

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
		{
			into->total[ours] += from->total[i];
			into->present[ours] += from->present[i];
		}
	}
	into->intercept_sum += from->intercept_sum;
	into->rows += from->rows;
	into->norm += from->norm;
	into->center_rows += from->center_rows;
	into->sides |= sign > 0 ? from->sides : swap_sides(from->sides);

	/* the intercept that gives the mean row its score */
	into->intercept = 0;
	into->intercept = score - AdaptiveMeanScore(into, features);
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
		reserve_scratch(model, state, count);
	if (!state->center)
		return;
	if (!ArchiveHas(archive, "sides"))
	{
		/* written before values were centred: the means begin now */
		state->total = ModelGrowFloats(model, NULL, 0, count);
		state->present = ModelGrowFloats(model, NULL, 0, count);
		state->sides = ADAPTIVE_BOTH_SIDES;
		return;
	}
	ArchiveInt32(archive, "sides", &state->sides, 0, ADAPTIVE_BOTH_SIDES);
	ArchiveFloat(archive, "center_rows", &state->center_rows, 0, HUGE_VAL);
	ArchiveFloats(archive, "totals", &state->total, count);
	if (archive->format >= 2)
	{
		ArchiveFloats(archive, "present", &state->present, count);
		return;
	}
	/* written before it mattered who has a feature: everybody, as it was */
	state->present = ModelGrowFloats(model, NULL, 0, count);
	for (int i = 0; i < count; i++)
		state->present[i] = state->center_rows;
}

/* See ModelOps.check. */
void
AdaptiveCheck(const Model *model, const Adaptive *state)
{
	for (int i = 0; i < model->features.count; i++)
	{
		if (state->sum[i] < 0 || state->largest[i] < 0 ||
			state->largest[i] > 2 * FEATURE_MAX_VALUE ||
			(state->center && state->present[i] < 0))
			ereport(ERROR,
					(errcode(ERRCODE_STREAMML_BAD_MODEL),
					 errmsg("invalid model: \"sums\", \"largest\" or \"present\" is "
							"out of range")));
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
