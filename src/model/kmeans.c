/*
 * kmeans.c
 *	  Clusters by k means, row by row.
 *
 * J. MacQueen, Some Methods for Classification and Analysis of Multivariate
 * Observations, 1967: a row moves the centre nearest to it by its share in the
 * rows that centre has seen,
 *
 *		n_j += w,  c_j += (x - c_j) w / n_j.
 *
 * With the option "decay" n_j first loses that part of it, so that a centre's
 * step never becomes smaller than about "decay": centres follow a stream that
 * drifts.
 *
 * What MacQueen's method finds depends on where it begins.  The first "init"
 * rows are kept, and centres are chosen among them by k-means++ (D. Arthur, S.
 * Vassilvitskii, SODA 2007) and moved by at most ten rounds of S. P. Lloyd's
 * method; then the rows are given up.  cluster() of a model with fewer rows
 * chooses centres among those it has.
 *
 * Distances are measured in standard deviations of the rows seen so far, so
 * features of any unit count alike (option "scale").  What does not vary does
 * not count.
 *
 * State: per feature mean and sum of squares, 16 bytes, and 8 for each centre;
 * before there are centres 8 per row kept; per centre its weight, 8 bytes.
 * O(k d) per row.
 *
 * Merge: approximate.  The centres of both are merged two by two, always those
 * that add least to the squared distances (J. H. Ward 1963), until k are left.
 *
 * Options			default			range
 *		k				8				1 .. 256
 *		decay			0				0 .. 0.999
 *		init			20 k			1 .. 100000, at least k
 *		scale			true
 *		seed			42				0 .. 2^53
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"
#include "model/rng.h"

#define MAX_CENTRES 256
#define MAX_FEATURES 4096
#define MAX_INIT 100000
#define LLOYD_ROUNDS 10

typedef struct Kmeans
{
	int32 kept;		 /* rows kept; 0 once there are centres */
	int32 count;	 /* centres; 0 until "init" rows have come */
	float8 weight;	 /* of all rows */
	float8 *mean;	 /* per feature */
	float8 *squares; /* squared deviations from it */
	float8 *size;	 /* per centre, the weight of its rows */
	float8 *centre;	 /* feature f of centre c is at f * k + c */
	float8 *row;	 /* feature f of kept row r is at f * init + r */
	float8 *row_weight;
	float8 *distance; /* scratch: squared, to each centre */
	float8 *full;	  /* scratch: a row with all features */
} Kmeans;

enum
{
	OPT_K = OPTION_MAX_FEATURES + 1,
	OPT_DECAY,
	OPT_INIT,
	OPT_SCALE,
	OPT_SEED
};

static const ModelOption kmeans_options[] = {
	MODEL_COMMON_OPTIONS,
	{"k", OPTION_INTEGER, 8, 1, MAX_CENTRES, NULL},
	{"decay", OPTION_REAL, 0, 0, 0.999, NULL},
	{"init", OPTION_INTEGER, NAN, 1, MAX_INIT, NULL},
	{"scale", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{"seed", OPTION_INTEGER, 42, 0, 0x1p53, NULL},
	{NULL}};

static void
kmeans_settle(float8 *option)
{
	if (isnan(option[OPT_INIT]))
		option[OPT_INIT] = 20 * option[OPT_K];
	option[OPT_INIT] = Max(option[OPT_INIT], option[OPT_K]);
}

static inline int
centres_wanted(const Model *model)
{
	return (int) model->option[OPT_K];
}

static inline int
rows_wanted(const Model *model)
{
	return (int) model->option[OPT_INIT];
}

/* What squared differences of a feature are multiplied with. */
static inline float8
feature_scale(const Model *model, int f)
{
	const Kmeans *state = model->state;

	if (model->option[OPT_SCALE] == 0)
		return 1;
	return state->squares[f] > 0 ? state->weight / state->squares[f] : 0;
}

static void
kmeans_reserve(Model *model, int from, int to)
{
	Kmeans *state = model->state;
	Size k = centres_wanted(model);
	Size init = rows_wanted(model);

	state->mean = ModelGrowFloats(model, state->mean, from, to);
	state->squares = ModelGrowFloats(model, state->squares, from, to);
	state->full = ModelGrowFloats(model, state->full, from, to);
	state->centre = ModelGrowFloats(model, state->centre, from * k, to * k);
	if (state->count == 0)
		state->row = ModelGrowFloats(model, state->row, from * init, to * init);
	if (state->size == NULL)
		state->size = ModelGrowFloats(model, NULL, 0, k);
	if (state->row_weight == NULL && state->count == 0)
		state->row_weight = ModelGrowFloats(model, NULL, 0, init);
	if (state->distance == NULL)
		state->distance = ModelGrowFloats(model, NULL, 0, k);
}

/*----------
 * Distances
 *----------
 */

/* The row with all its features; NaN where one is missing. */
static const float8 *
full_row(const Model *model, const FeatureView *row)
{
	float8 *full = ((const Kmeans *) model->state)->full;

	if (row->index == NULL)
		return row->value;
	KernelSpread(row, model->features_ready, full);
	return full;
}

/*
 * The squared distances of a row to all centres.  Features that it lacks are
 * left out.
 */
static void
measure(const Model *model, const float8 *x, float8 *distance)
{
	const Kmeans *state = model->state;
	Size k = centres_wanted(model);
	int d = Min(model->features.count, model->features_ready);

	memset(distance, 0, state->count * sizeof(float8));
	for (int f = 0; f < d; f++)
	{
		const float8 *centre = state->centre + f * k;
		float8 scale = feature_scale(model, f);

		if (isnan(x[f]))
			continue;
		for (int c = 0; c < state->count; c++)
		{
			float8 delta = x[f] - centre[c];

			distance[c] += delta * delta * scale;
		}
	}
}

/* The nearest of the centres; the first of several. */
static int
nearest(const float8 *distance, int count)
{
	int best = 0;

	for (int c = 1; c < count; c++)
	{
		if (distance[c] < distance[best])
			best = c;
	}
	return best;
}

static bool
kmeans_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Kmeans *state = model->state;
	int best;

	if (state->count == 0)
		return false;
	measure(model, full_row(model, row), state->distance);
	best = nearest(state->distance, state->count);
	score[0] = best;
	score[1] = sqrt(state->distance[best]);
	return isfinite(score[1]);
}

/*----------
 * The first centres
 *----------
 */

/* Squared distance of kept row r to a centre. */
static float8
row_distance(const Model *model, int r, int c)
{
	const Kmeans *state = model->state;
	Size k = centres_wanted(model);
	Size init = rows_wanted(model);
	float8 sum = 0;

	for (int f = 0; f < model->features.count; f++)
	{
		float8 delta = state->row[f * init + r] - state->centre[f * k + c];

		sum += delta * delta * feature_scale(model, f);
	}
	return sum;
}

static void
copy_row_to_centre(Model *model, int r, int c)
{
	Kmeans *state = model->state;
	Size k = centres_wanted(model);
	Size init = rows_wanted(model);

	for (int f = 0; f < model->features.count; f++)
		state->centre[f * k + c] = state->row[f * init + r];
}

/* A row drawn with a chance that grows with the square of its distance. */
static int
draw_row(const Kmeans *state, Rng *rng, const float8 *distance, float8 total)
{
	float8 target = RngUniform(rng) * total;
	int drawn = 0;

	for (int r = 0; r < state->kept; r++)
	{
		if (!(distance[r] > 0))
			continue;
		drawn = r;
		target -= distance[r] * state->row_weight[r];
		if (target < 0)
			break;
	}
	return drawn;
}

/*
 * What the sum of squared distances would be with a centre at row r.  The
 * centre is left in the place after the last.
 */
static float8
try_centre(Model *model, int r, const float8 *distance)
{
	Kmeans *state = model->state;
	float8 total = 0;

	copy_row_to_centre(model, r, state->count);
	for (int other = 0; other < state->kept; other++)
		total += Min(distance[other], row_distance(model, other, state->count)) *
				 state->row_weight[other];
	return total;
}

/*
 * k-means++: the first centre is any row, each next one the best of a few
 * rows drawn by their distances (the greedy variant of the paper's section on
 * experiments).  Stops early when every row is a centre.  distance is scratch
 * for the kept rows.
 */
static void
seed_centres(Model *model, float8 *distance)
{
	Kmeans *state = model->state;
	Rng rng = {(uint64) model->option[OPT_SEED]};
	int tries = 2 + (int) log(centres_wanted(model));
	int best = RngBelow(&rng, state->kept);

	for (int r = 0; r < state->kept; r++)
		distance[r] = HUGE_VAL;
	for (;;)
	{
		float8 total;
		float8 least = HUGE_VAL;

		CHECK_FOR_INTERRUPTS();
		total = try_centre(model, best, distance);
		for (int r = 0; r < state->kept; r++)
			distance[r] = Min(distance[r], row_distance(model, r, state->count));
		state->count++;
		if (!(total > 0) || isinf(total) || state->count == centres_wanted(model))
			break;

		for (int i = 0; i < tries; i++)
		{
			int r = draw_row(state, &rng, distance, total);
			float8 then = try_centre(model, r, distance);

			if (then < least)
			{
				best = r;
				least = then;
			}
		}
	}
}

/* A round of Lloyd's method; false if no row changed its centre. */
static bool
lloyd_round(Model *model, int *member)
{
	Kmeans *state = model->state;
	Size k = centres_wanted(model);
	Size init = rows_wanted(model);
	bool changed = false;

	for (int r = 0; r < state->kept; r++)
	{
		int best;

		CHECK_FOR_INTERRUPTS();
		for (int c = 0; c < state->count; c++)
			state->distance[c] = row_distance(model, r, c);
		best = nearest(state->distance, state->count);
		changed |= best != member[r];
		member[r] = best;
	}

	memset(state->size, 0, k * sizeof(float8));
	for (int r = 0; r < state->kept; r++)
	{
		int c = member[r];

		state->size[c] += state->row_weight[r];
		for (int f = 0; f < model->features.count; f++)
		{
			float8 *centre = &state->centre[f * k + c];
			float8 x = state->row[f * init + r];

			/* the first of its rows replaces the old centre */
			if (state->size[c] == state->row_weight[r])
				*centre = x;
			else
				*centre += (x - *centre) * (state->row_weight[r] / state->size[c]);
		}
	}
	return changed;
}

/* Remove centres that have no row. */
static void
drop_empty_centres(Model *model)
{
	Kmeans *state = model->state;
	Size k = centres_wanted(model);
	int count = 0;

	for (int c = 0; c < state->count; c++)
	{
		if (state->size[c] == 0)
			continue;
		state->size[count] = state->size[c];
		for (int f = 0; f < model->features.count; f++)
			state->centre[f * k + count] = state->centre[f * k + c];
		count++;
	}
	for (int c = count; c < state->count; c++)
	{
		state->size[c] = 0;
		for (int f = 0; f < model->features.count; f++)
			state->centre[f * k + c] = 0;
	}
	state->count = count;
}

/* Choose centres among the kept rows, and give those up. */
static void
find_centres(Model *model)
{
	Kmeans *state = model->state;
	float8 *distance = palloc(state->kept * sizeof(float8));
	int *member = palloc(state->kept * sizeof(int));

	seed_centres(model, distance);
	for (int r = 0; r < state->kept; r++)
		member[r] = -1;
	for (int round = 0; round < LLOYD_ROUNDS; round++)
	{
		if (!lloyd_round(model, member))
			break;
	}
	drop_empty_centres(model);
	pfree(distance);
	pfree(member);

	pfree(state->row);
	pfree(state->row_weight);
	state->row = state->row_weight = NULL;
	state->kept = 0;
}

static void
kmeans_prepare(Model *model)
{
	Kmeans *state = model->state;

	if (state->count == 0 && state->kept > 0)
		find_centres(model);
}

/*----------
 * Learning
 *----------
 */

/* Means and squares of all features, by Welford. */
static void
learn_moments(Model *model, const float8 *x, float8 weight)
{
	Kmeans *state = model->state;
	float8 factor = weight * (state->weight / (state->weight + weight));
	float8 share;

	state->weight += weight;
	share = weight / state->weight;
	for (int f = 0; f < model->features.count; f++)
	{
		float8 delta = x[f] - state->mean[f];

		state->squares[f] += factor * delta * delta;
		state->mean[f] += delta * share;
	}
}

/*
 * Give a row to a centre: the nearest, or a new one while there are fewer than
 * k and no centre is where the row is.
 */
static void
assign_row(Model *model, const float8 *x, float8 weight)
{
	Kmeans *state = model->state;
	Size k = centres_wanted(model);
	float8 share;
	int c;

	measure(model, x, state->distance);
	c = nearest(state->distance, state->count);
	if (state->count < (int) k && state->distance[c] > 0)
		c = state->count++;
	state->size[c] = state->size[c] * (1 - model->option[OPT_DECAY]) + weight;
	share = weight / state->size[c];
	for (int f = 0; f < model->features.count; f++)
	{
		float8 *centre = &state->centre[f * k + c];

		*centre += (x[f] - *centre) * share;
	}
}

/* Keep a row, or give it to a centre. */
static void
take_row(Model *model, const float8 *x, float8 weight)
{
	Kmeans *state = model->state;
	Size init = rows_wanted(model);

	if (state->count > 0)
	{
		assign_row(model, x, weight);
		return;
	}
	for (int f = 0; f < model->features.count; f++)
		state->row[f * init + state->kept] = x[f];
	state->row_weight[state->kept] = weight;
	state->kept++;
	if (state->kept == (int) init)
		find_centres(model);
}

static void
kmeans_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	const float8 *x = full_row(model, row);

	learn_moments(model, x, weight);
	take_row(model, x, weight);
}

/*----------
 * Merge
 *----------
 */

/* Centres of two models, being merged two by two. */
typedef struct CentreSet
{
	int count;
	int d;
	float8 *size;
	float8 *at; /* feature f of centre c is at c * d + f */
} CentreSet;

/* What merging two centres adds to the sum of squared distances. */
static float8
merge_cost(const Model *model, const CentreSet *set, int a, int b)
{
	float8 sum = 0;

	for (int f = 0; f < set->d; f++)
	{
		float8 delta = set->at[a * set->d + f] - set->at[b * set->d + f];

		sum += delta * delta * feature_scale(model, f);
	}
	return sum * (set->size[a] * (set->size[b] / (set->size[a] + set->size[b])));
}

/* Merge centre b into a; the last one takes the place of b. */
static void
merge_pair(CentreSet *set, int a, int b)
{
	float8 share = set->size[b] / (set->size[a] + set->size[b]);
	int last = --set->count;

	for (int f = 0; f < set->d; f++)
	{
		float8 *at = &set->at[a * set->d + f];

		*at += (set->at[b * set->d + f] - *at) * share;
	}
	set->size[a] += set->size[b];
	set->size[b] = set->size[last];
	memmove(&set->at[b * set->d], &set->at[last * set->d], set->d * sizeof(float8));
}

/* Ward's method, until there are k.  cost holds the cost of all pairs. */
static void
reduce_centres(const Model *model, CentreSet *set, int k, float8 *cost)
{
	int n = set->count;

	for (int a = 0; a < n; a++)
	{
		for (int b = 0; b < a; b++)
			cost[a * n + b] = merge_cost(model, set, a, b);
	}
	while (set->count > k)
	{
		int best_a = 1;
		int best_b = 0;

		CHECK_FOR_INTERRUPTS();
		for (int a = 1; a < set->count; a++)
		{
			for (int b = 0; b < a; b++)
			{
				if (cost[a * n + b] < cost[best_a * n + best_b])
				{
					best_a = a;
					best_b = b;
				}
			}
		}
		merge_pair(set, best_b, best_a);
		/* two of them are others now */
		for (int other = 0; other < set->count; other++)
		{
			if (other != best_b)
				cost[Max(other, best_b) * n + Min(other, best_b)] =
					merge_cost(model, set, other, best_b);
			if (other != best_a && best_a < set->count)
				cost[Max(other, best_a) * n + Min(other, best_a)] =
					merge_cost(model, set, other, best_a);
		}
	}
}

/* Put the centres of both models into one set. */
static void
add_centres(CentreSet *set, const Kmeans *state, Size k, int d, const int32 *feature)
{
	for (int c = 0; c < state->count; c++)
	{
		for (int f = 0; f < d; f++)
			set->at[set->count * set->d + (feature ? feature[f] : f)] =
				state->centre[f * k + c];
		set->size[set->count++] = state->size[c];
	}
}

static void
merge_centres(Model *into, const Model *from, const int32 *feature)
{
	Kmeans *ours = into->state;
	const Kmeans *theirs = from->state;
	Size k = centres_wanted(into);
	Size most = ours->count + theirs->count;
	CentreSet set = {.d = into->features.count};
	float8 *cost = palloc(Max(most * most, 1) * sizeof(float8));

	set.size = palloc(Max(most, 1) * sizeof(float8));
	set.at = palloc0(Max(most * set.d, 1) * sizeof(float8));
	add_centres(&set, ours, k, set.d, NULL);
	add_centres(&set, theirs, k, from->features.count, feature);
	reduce_centres(into, &set, (int) k, cost);

	memset(ours->size, 0, k * sizeof(float8));
	memset(ours->centre, 0, into->features_ready * k * sizeof(float8));
	ours->count = set.count;
	for (int c = 0; c < set.count; c++)
	{
		ours->size[c] = set.size[c];
		for (int f = 0; f < set.d; f++)
			ours->centre[f * k + c] = set.at[c * set.d + f];
	}
	pfree(cost);
	pfree(set.size);
	pfree(set.at);
}

/* Means and squares of both, by Chan, Golub and LeVeque. */
static void
merge_moments(Model *into, const Model *from, const int32 *feature)
{
	Kmeans *ours = into->state;
	const Kmeans *theirs = from->state;
	float8 *delta = ours->full;
	float8 share = theirs->weight / (ours->weight + theirs->weight);

	for (int f = 0; f < into->features.count; f++)
		delta[f] = -ours->mean[f];
	for (int f = 0; f < from->features.count; f++)
	{
		delta[feature[f]] += theirs->mean[f];
		ours->squares[feature[f]] += theirs->squares[f];
	}
	for (int f = 0; f < into->features.count; f++)
	{
		ours->squares[f] += ours->weight * share * delta[f] * delta[f];
		ours->mean[f] += delta[f] * share;
	}
	ours->weight += theirs->weight;
}

/* Let the model take rows that another kept. */
static void
take_rows(Model *model, const float8 *rows, const float8 *weights, int kept, int d,
		  const int32 *feature)
{
	float8 *full = ((Kmeans *) model->state)->full;
	Size init = rows_wanted(model);

	for (int r = 0; r < kept; r++)
	{
		memset(full, 0, model->features_ready * sizeof(float8));
		for (int f = 0; f < d; f++)
			full[feature ? feature[f] : f] = rows[f * init + r];
		take_row(model, full, weights[r]);
	}
}

static void
kmeans_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Kmeans *ours = into->state;
	const Kmeans *theirs = from->state;

	merge_moments(into, from, feature);
	if (theirs->count > 0)
	{
		float8 *rows = ours->row;
		float8 *weights = ours->row_weight;
		int kept = ours->kept;

		/* our own rows, if we have kept any, go to their centres */
		ours->row = ours->row_weight = NULL;
		ours->kept = 0;
		merge_centres(into, from, feature);
		if (kept > 0)
			take_rows(into, rows, weights, kept, into->features.count, NULL);
		if (rows)
			pfree(rows);
		if (weights)
			pfree(weights);
		return;
	}
	take_rows(into, theirs->row, theirs->row_weight, theirs->kept, from->features.count,
			  feature);
}

/*----------
 * I/O, showing
 *----------
 */

static void
kmeans_archive(Model *model, Archive *archive)
{
	Kmeans *state = model->state;
	int64 d = model->features.count;
	int k = centres_wanted(model);
	int init = rows_wanted(model);

	ArchiveInt32(archive, "kept", &state->kept, 0, init - 1);
	ArchiveInt32(archive, "centres", &state->count, 0, k);
	ArchiveFloat(archive, "weight", &state->weight, 0, HUGE_VAL);
	ArchiveFloats(archive, "means", &state->mean, d);
	ArchiveFloats(archive, "squares", &state->squares, d);
	if (state->count > 0)
	{
		ArchiveFloats(archive, "sizes", &state->size, k);
		ArchiveFloats(archive, "positions", &state->centre, d * k);
		return;
	}
	ArchiveFloats(archive, "row_weights", &state->row_weight, d > 0 ? init : 0);
	ArchiveFloats(archive, "rows", &state->row, d * init);
}

static void
kmeans_check(const Model *model)
{
	Kmeans *state = model->state;
	Model *writable = (Model *) model;
	Size d = model->features.count;
	Size k = centres_wanted(model);
	bool bad = state->count > 0 && (state->kept > 0 || d == 0);

	for (Size f = 0; f < d; f++)
		bad |= state->squares[f] < 0;
	for (int c = 0; c < state->count; c++)
		bad |= state->size[c] <= 0;
	for (int r = 0; state->count == 0 && d > 0 && r < state->kept; r++)
		bad |= state->row_weight[r] <= 0;
	bad |= state->kept > 0 && d == 0;
	bad |= model->n > 0 && state->weight <= 0;
	if (bad)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: its clusters cannot be")));

	state->distance = ModelGrowFloats(writable, NULL, 0, k);
	state->full = ModelGrowFloats(writable, NULL, 0, d);
	if (state->count > 0)
		return;
	state->size = ModelGrowFloats(writable, NULL, 0, k);
	state->centre = ModelGrowFloats(writable, NULL, 0, d * k);
}

/* The coordinates of the centres. */
static int
kmeans_weights(Model *model, ModelWeight **rows)
{
	const Kmeans *state = model->state;
	Size k = centres_wanted(model);
	int d = Min(model->features.count, model->features_ready);
	int count = 0;

	*rows = palloc(Max((Size) state->count * d, 1) * sizeof(ModelWeight));
	for (int c = 0; c < state->count; c++)
	{
		for (int f = 0; f < d; f++)
			(*rows)[count++] =
				(ModelWeight){f, c, state->centre[f * k + c], NAN, NAN, NAN};
	}
	return count;
}

/* The distances to all centres. */
static int
kmeans_transform(const Model *model, const FeatureView *row, float8 **values)
{
	const Kmeans *state = model->state;

	*values = palloc(Max(state->count, 1) * sizeof(float8));
	measure(model, full_row(model, row), *values);
	for (int c = 0; c < state->count; c++)
		(*values)[c] = sqrt((*values)[c]);
	return state->count;
}

/* How many rows each cluster has. */
static void
kmeans_describe(Model *model, Archive *json)
{
	const Kmeans *state = model->state;

	ArchiveBegin(json, "sizes");
	for (int c = 0; c < state->count; c++)
	{
		char *name = psprintf("%d", c + 1);

		ArchiveShowFloat(json, name, state->size[c]);
		pfree(name);
	}
	ArchiveEnd(json);
}

const ModelOps KmeansOps = {.id = MODEL_KMEANS,
							.name = "kmeans",
							.task = TASK_CLUSTER,
							.merge_class = MERGE_APPROXIMATE,
							.complete_rows = true,
							.max_features = MAX_FEATURES,
							.state_size = sizeof(Kmeans),
							.options = kmeans_options,
							.settle = kmeans_settle,
							.reserve = kmeans_reserve,
							.predict = kmeans_predict,
							.learn = kmeans_learn,
							.merge = kmeans_merge,
							.archive = kmeans_archive,
							.check = kmeans_check,
							.prepare = kmeans_prepare,
							.weights = kmeans_weights,
							.transform = kmeans_transform,
							.describe = kmeans_describe};
