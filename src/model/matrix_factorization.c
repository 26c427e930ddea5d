/*
 * matrix_factorization.c
 *	  Ratings that users will give to items: biased matrix factorisation.
 *
 * Y. Koren, R. Bell, C. Volinsky, Matrix Factorization Techniques for
 * Recommender Systems, IEEE Computer 2009:
 *
 *		r = m + b_u + b_i + p_u . q_i
 *
 * with m the mean of all ratings, learned by gradient descent on the squared
 * error e = rating - r, row by row:
 *
 *		b += rate (e - l2 b),  p += rate (e q - l2 p),  q += rate (e p - l2 q).
 *
 * Users and items are features of the model by the names "user=..." and
 * "item=..." (pair.c); a row has one entry of each, whose value says which it
 * is.  Who is not known has no bias and no factors.  At most max_features users
 * and items are known; rows of more are skipped and counted.
 *
 * Factors begin as small numbers that depend on the seed and the name alone,
 * so that parts learned apart begin alike.
 *
 * State: weight and mean of the ratings, 16 bytes; per user and item its name,
 * and 16 + 8 factors bytes.  O(factors) per row.
 *
 * Merge: approximate: means of both, weighted by the rows of each user or item.
 *
 * Options			default			range
 *		factors			10				1 .. 200
 *		learning_rate	0.05			1e-10 .. 1
 *		l2				0.02			0 .. 100
 *		init			0.1				0 .. 10, the factors' deviation times sqrt(factors)
 *		seed			42				0 .. 2^53
 *		max_features	65536			users and items, to 1048576
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"
#include "model/pair.h"
#include "model/rng.h"

#define MAX_NAMES 1048576

typedef struct Factorization
{
	float8 weight;
	float8 mean;  /* of the ratings */
	float8 *rows; /* per user and item */
	float8 *bias;
	float8 *factor; /* of f from f * factors on */
} Factorization;

enum
{
	OPT_FACTORS = OPTION_MAX_FEATURES + 1,
	OPT_LEARNING_RATE,
	OPT_L2,
	OPT_INIT,
	OPT_SEED
};

static const ModelOption factorization_options[] = {
	{"max_features", OPTION_INTEGER, 65536, 2, MAX_NAMES, NULL},
	{"factors", OPTION_INTEGER, 10, 1, 200, NULL},
	{"learning_rate", OPTION_REAL, 0.05, 1e-10, 1, NULL},
	{"l2", OPTION_REAL, 0.02, 0, 100, NULL},
	{"init", OPTION_REAL, 0.1, 0, 10, NULL},
	{"seed", OPTION_INTEGER, 42, 0, 0x1p53, NULL},
	{NULL}};

static inline int
factor_count(const Model *model)
{
	return (int) model->option[OPT_FACTORS];
}

static void
factorization_reserve(Model *model, int from, int to)
{
	Factorization *state = model->state;
	Size k = factor_count(model);

	state->rows = ModelGrowFloats(model, state->rows, from, to);
	state->bias = ModelGrowFloats(model, state->bias, from, to);
	state->factor = ModelGrowFloats(model, state->factor, from * k, to * k);
}

/* The first factors of a user or item. */
static void
begin_factors(Model *model, int feature)
{
	Factorization *state = model->state;
	int k = factor_count(model);
	float8 *factor = state->factor + (Size) feature * k;
	uint32 hash = model->features.positional ? (uint32) feature :
											   model->features.names.hashes[feature];

	RngFeature(model->option[OPT_SEED], hash, model->option[OPT_INIT], factor, k);
}

/* The user's or the item's feature in a row that learned it, or -1. */
static int
find_entry(const Model *model, const FeatureView *row, float8 which)
{
	const Factorization *state = model->state;

	for (int i = 0; i < row->count; i++)
	{
		int f = FeatureOf(row, i);

		if (row->value[i] == which && f < model->features_ready)
			return state->rows[f] > 0 ? f : -1;
	}
	return -1;
}

/* The rating of a user and an item, either of which can be unknown (-1). */
static float8
rate(const Model *model, int user, int item)
{
	const Factorization *state = model->state;
	int k = factor_count(model);
	float8 score = state->mean;

	if (user >= 0)
		score += state->bias[user];
	if (item >= 0)
		score += state->bias[item];
	if (user >= 0 && item >= 0)
	{
		const float8 *p = state->factor + (Size) user * k;
		const float8 *q = state->factor + (Size) item * k;

		for (int j = 0; j < k; j++)
			score += p[j] * q[j];
	}
	return score;
}

static bool
factorization_predict(const Model *model, const FeatureView *row, float8 *score)
{
	if (model->n == 0)
		return false;
	score[0] =
		rate(model, find_entry(model, row, PAIR_USER), find_entry(model, row, PAIR_ITEM));
	return isfinite(score[0]);
}

static void
factorization_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Factorization *state = model->state;
	int k = factor_count(model);
	float8 l2 = model->option[OPT_L2];
	float8 step = model->option[OPT_LEARNING_RATE];
	int user;
	int item;
	float8 error;
	float8 *p;
	float8 *q;

	state->weight += weight;
	state->mean += (label - state->mean) * (weight / state->weight);
	for (int i = 0; i < row->count; i++)
	{
		int f = FeatureOf(row, i);

		if (state->rows[f] == 0)
			begin_factors(model, f);
		state->rows[f] += 1;
	}
	user = find_entry(model, row, PAIR_USER);
	item = find_entry(model, row, PAIR_ITEM);
	if (user < 0 || item < 0)
		return;

	error = label - rate(model, user, item);
	/* a rating far out must not throw factors out of range */
	if (!(fabs(error) <= 1e10))
		return;
	p = state->factor + (Size) user * k;
	q = state->factor + (Size) item * k;
	state->bias[user] += step * (error - l2 * state->bias[user]);
	state->bias[item] += step * (error - l2 * state->bias[item]);
	for (int j = 0; j < k; j++)
	{
		float8 before = p[j];

		p[j] += step * (error * q[j] - l2 * p[j]);
		q[j] += step * (error * before - l2 * q[j]);
	}
}

/* The best items for a user, the best first; returns their number. */
static int
factorization_recommend(const Model *model, int user, int count, int32 *items,
						float8 *scores)
{
	const Factorization *state = model->state;
	int found = 0;

	for (int f = 0; f < Min(model->features.count, model->features_ready); f++)
	{
		float8 score;
		int at;

		if (state->rows[f] == 0 || !PairIsItem(&model->features, f))
			continue;
		score = rate(model, user, f);
		if (found == count && !(score > scores[found - 1]))
			continue;
		if (found < count)
			found++;
		for (at = found - 1; at > 0 && scores[at - 1] < score; at--)
		{
			scores[at] = scores[at - 1];
			items[at] = items[at - 1];
		}
		scores[at] = score;
		items[at] = f;
	}
	return found;
}

static void
factorization_merge(Model *into, const Model *from, const int32 *feature,
					const int32 *class)
{
	Factorization *ours = into->state;
	const Factorization *theirs = from->state;
	int k = factor_count(into);
	float8 total = ours->weight + theirs->weight;

	ours->mean += (theirs->mean - ours->mean) * (theirs->weight / total);
	ours->weight = total;
	for (int i = 0; i < from->features.count; i++)
	{
		int f = feature[i];
		float8 rows = ours->rows[f] + theirs->rows[i];
		float8 share;

		if (theirs->rows[i] == 0)
			continue;
		share = theirs->rows[i] / rows;
		ours->rows[f] = rows;
		ours->bias[f] += (theirs->bias[i] - ours->bias[f]) * share;
		for (int j = 0; j < k; j++)
		{
			float8 *factor = &ours->factor[(Size) f * k + j];

			*factor += (theirs->factor[(Size) i * k + j] - *factor) * share;
		}
	}
}

static void
factorization_archive(Model *model, Archive *archive)
{
	Factorization *state = model->state;
	int64 count = model->features.count;

	ArchiveFloat(archive, "weight", &state->weight, 0, HUGE_VAL);
	ArchiveFloat(archive, "mean", &state->mean, -HUGE_VAL, HUGE_VAL);
	ArchiveFloats(archive, "rows", &state->rows, count);
	ArchiveFloats(archive, "biases", &state->bias, count);
	ArchiveFloats(archive, "factors", &state->factor, count * factor_count(model));
}

static void
factorization_check(const Model *model)
{
	const Factorization *state = model->state;

	for (int f = 0; f < model->features.count; f++)
	{
		if (state->rows[f] < 0)
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: a number of rows is negative")));
	}
	if (model->n > 0 && state->weight <= 0)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: \"weight\" is zero")));
}

/* The mean, and the biases of users and items. */
static int
factorization_weights(Model *model, ModelWeight **rows)
{
	const Factorization *state = model->state;
	int count = Min(model->features.count, model->features_ready);

	*rows = palloc((count + 1) * sizeof(ModelWeight));
	(*rows)[0] = (ModelWeight){-1, -1, state->mean, NAN, NAN, NAN};
	for (int f = 0; f < count; f++)
		(*rows)[f + 1] = (ModelWeight){f, -1, state->bias[f], NAN, NAN, NAN};
	return count + 1;
}

const ModelOps MatrixFactorizationOps = {.id = MODEL_MATRIX_FACTORIZATION,
										 .name = "matrix_factorization",
										 .task = TASK_RECOMMENDATION,
										 .merge_class = MERGE_APPROXIMATE,
										 .max_features = MAX_NAMES,
										 .state_size = sizeof(Factorization),
										 .options = factorization_options,
										 .reserve = factorization_reserve,
										 .predict = factorization_predict,
										 .learn = factorization_learn,
										 .merge = factorization_merge,
										 .archive = factorization_archive,
										 .check = factorization_check,
										 .weights = factorization_weights,
										 .recommend = factorization_recommend};
