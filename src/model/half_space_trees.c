/*
 * half_space_trees.c
 *	  Anomalies in streams by random trees: half-space trees.
 *
 * S. C. Tan, K. M. Ting, T. F. Liu, Fast Anomaly Detection for Streaming Data,
 * IJCAI 2011.  A tree halves the space again and again, each node along a
 * feature drawn at random; how many rows of the last window fell into a node
 * is its mass.  A row runs down each tree to the first node whose mass is
 * below size_limit * window, or to a leaf, and gathers
 *
 *		s = sum over trees of mass * 2^depth,
 *
 * small where rows are rare.  When the present window is full it becomes the
 * one that rows are judged by.
 *
 * What is different here: the paper's trees are full and count every row in
 * every node on its way, 2^(depth + 1) counters per tree.  A draw does not
 * depend on rows, so the same trees follow from the rows of the last window:
 * those are stored, and a tree is built from them with only the nodes that a
 * row can reach, a few hundred.  Its masses are the paper's, number by number.
 *
 * Features need no scaling (option "scale"): the ranges in which nodes are cut
 * are those of the window, as the paper's are those of [0, 1].
 *
 * The score is put on a logarithmic scale from 0 to 1,
 *
 *		1 - log(1 + s) / log(1 + trees * window * 2^depth),
 *
 * which changes no order: 1 is where no row has been, 0 where all of them are
 * in one leaf of every tree.  Until a window is full there is no score.
 *
 * State: the rows of the last window and of the present one, 16 bytes per row
 * of the window and feature.  A row costs trees * (a few nodes), and its share
 * in building the trees.
 *
 * Merge: approximate.  The window that rows are judged by becomes a mixture of
 * both, by rows learned; the present windows follow each other.
 *
 * Options			default			range
 *		trees			25				1 .. 500
 *		depth			15				1 .. 30
 *		window			250				2 .. 100000
 *		size_limit		0.1				0 .. 1
 *		scale			true
 *		seed			42				0 .. 2^53
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"
#include "model/rng.h"

#define MAX_FEATURES 1024

/* A node; its left child follows it. */
typedef struct TreeNode
{
	int32 feature; /* cut along; -1: rows go no further */
	int32 right;   /* the other child */
	float8 cut;	   /* rows below it go left */
	float8 score;  /* mass * 2^depth */
} TreeNode;

typedef struct Forest
{
	int32 learned;	   /* rows in the present window */
	bool judging;	   /* is there a last window? */
	int32 dims;		   /* features there were when it was full: trees use these */
	float8 *window;	   /* present: feature f of row r is at f * size + r */
	float8 *reference; /* last, in the same form */
	/* all below follows from the above */
	TreeNode *nodes; /* NULL until needed */
	int count;
	int allocated;
	int *root;	 /* of each tree */
	float8 *row; /* scratch: a row with all features */
} Forest;

/* What building a tree needs on its way down. */
typedef struct TreeBuilder
{
	Model *model;
	Forest *forest;
	int size; /* of the window */
	int d;
	int depth;
	float8 limit; /* mass below which there are no children */
	uint64 key;	  /* of the tree */
	float8 *low;  /* per feature, the range of the node in hand */
	float8 *high;
} TreeBuilder;

enum
{
	OPT_TREES = OPTION_MAX_FEATURES + 1,
	OPT_DEPTH,
	OPT_WINDOW,
	OPT_SIZE_LIMIT,
	OPT_SCALE,
	OPT_SEED
};

static const ModelOption forest_options[] = {
	{"max_features", OPTION_INTEGER, MAX_FEATURES, 1, MAX_FEATURES, NULL},
	{"trees", OPTION_INTEGER, 25, 1, 500, NULL},
	{"depth", OPTION_INTEGER, 15, 1, 30, NULL},
	{"window", OPTION_INTEGER, 250, 2, 100000, NULL},
	{"size_limit", OPTION_REAL, 0.1, 0, 1, NULL},
	{"scale", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{"seed", OPTION_INTEGER, 42, 0, 0x1p53, NULL},
	{NULL}};

static inline int
window_size(const Model *model)
{
	return (int) model->option[OPT_WINDOW];
}

/* 64 bits that depend on a key and a number, and on nothing else. */
static inline uint64
draw(uint64 key, uint64 number)
{
	Rng rng = {key ^ (number * UINT64_C(0xd1342543de82ef95))};

	return RngNext(&rng);
}

/*----------
 * Building
 *----------
 */

static int
add_node(TreeBuilder *builder)
{
	Forest *forest = builder->forest;

	if (forest->count == forest->allocated)
	{
		int allocated = Max(256, 2 * forest->allocated);

		if ((Size) allocated > MODEL_MAX_SIZE / sizeof(TreeNode))
			ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
							errmsg("model is too large: it has %d nodes", forest->count),
							errhint("Lower the options \"trees\" or \"depth\", or raise "
									"\"size_limit\".")));
		forest->nodes =
			forest->nodes ?
				repalloc(forest->nodes, allocated * sizeof(TreeNode)) :
				MemoryContextAlloc(builder->model->context, allocated * sizeof(TreeNode));
		forest->allocated = allocated;
	}
	forest->nodes[forest->count] = (TreeNode){.feature = -1};
	return forest->count++;
}

/* Put the rows below the cut first; returns their number. */
static int
partition(const float8 *column, float8 cut, int32 *rows, int count)
{
	int left = 0;

	for (int i = 0; i < count; i++)
	{
		int32 row = rows[i];

		if (column[row] < cut)
		{
			rows[i] = rows[left];
			rows[left++] = row;
		}
	}
	return left;
}

/* Build the node of number "path" (the root is 1) with those rows in it. */
static void
build_node(TreeBuilder *builder, uint64 path, int depth, int32 *rows, int count)
{
	int node = add_node(builder);
	TreeNode *this = &builder->forest->nodes[node];
	int f;
	int left;
	float8 cut;
	float8 saved;

	this->score = ldexp(count, depth);
	if (count < builder->limit || depth == builder->depth || count == 0)
		return;

	f = (int) (((draw(builder->key, path) >> 32) * builder->d) >> 32);
	cut = (builder->low[f] + builder->high[f]) / 2;
	this->feature = f;
	this->cut = cut;
	left = partition(builder->forest->reference + (Size) f * builder->size, cut, rows,
					 count);

	saved = builder->high[f];
	builder->high[f] = cut;
	build_node(builder, 2 * path, depth + 1, rows, left);
	builder->high[f] = saved;

	/* adding nodes has moved them */
	builder->forest->nodes[node].right = builder->forest->count;
	saved = builder->low[f];
	builder->low[f] = cut;
	build_node(builder, 2 * path + 1, depth + 1, rows + left, count - left);
	builder->low[f] = saved;
}

/*
 * The ranges of a tree: around a random point of the feature's range, wide
 * enough to hold all of it on either side.
 */
static void
draw_ranges(TreeBuilder *builder)
{
	for (int f = 0; f < builder->d; f++)
	{
		const float8 *column = builder->forest->reference + (Size) f * builder->size;
		float8 low = 0;
		float8 width = 1;
		float8 point = (draw(builder->key, ~(uint64) f) >> 11) * 0x1p-53;
		float8 reach = 2 * Max(point, 1 - point);

		if (builder->model->option[OPT_SCALE] != 0)
		{
			float8 high = low = column[0];

			for (int r = 1; r < builder->size; r++)
			{
				low = Min(low, column[r]);
				high = Max(high, column[r]);
			}
			if (high > low)
				width = high - low;
		}
		builder->low[f] = low + (point - reach) * width;
		builder->high[f] = low + (point + reach) * width;
	}
}

/* Build all trees from the rows of the last window. */
static void
build_forest(Model *model)
{
	Forest *forest = model->state;
	int size = window_size(model);
	int trees = (int) model->option[OPT_TREES];
	int d = forest->dims;
	int32 *rows = palloc(size * sizeof(int32));
	TreeBuilder builder = {.model = model,
						   .forest = forest,
						   .size = size,
						   .d = d,
						   .depth = (int) model->option[OPT_DEPTH],
						   .limit = model->option[OPT_SIZE_LIMIT] * size,
						   .low = palloc(Max(d, 1) * sizeof(float8)),
						   .high = palloc(Max(d, 1) * sizeof(float8))};

	forest->count = 0;
	if (forest->root == NULL)
		forest->root = MemoryContextAlloc(model->context, trees * sizeof(int));
	for (int r = 0; r < size; r++)
		rows[r] = r;
	for (int t = 0; t < trees; t++)
	{
		CHECK_FOR_INTERRUPTS();
		builder.key = draw((uint64) model->option[OPT_SEED], t);
		draw_ranges(&builder);
		forest->root[t] = forest->count;
		if (d > 0)
			build_node(&builder, 1, 0, rows, size);
		else
			(void) add_node(&builder);
	}
	pfree(rows);
	pfree(builder.low);
	pfree(builder.high);
}

/*----------
 * Judging and learning
 *----------
 */

static void
forest_reserve(Model *model, int from, int to)
{
	Forest *forest = model->state;
	Size size = window_size(model);

	forest->window = ModelGrowFloats(model, forest->window, from * size, to * size);
	forest->reference = ModelGrowFloats(model, forest->reference, from * size, to * size);
	forest->row = ModelGrowFloats(model, forest->row, from, to);
}

/* The row with all its features; NaN where one is missing. */
static const float8 *
full_row(const Model *model, const FeatureView *row)
{
	float8 *full = ((const Forest *) model->state)->row;

	if (row->index == NULL)
		return row->value;
	KernelSpread(row, model->features_ready, full);
	return full;
}

/* The score of a row in one tree. */
static inline float8
walk(const TreeNode *nodes, int at, const float8 *x)
{
	while (nodes[at].feature >= 0)
		at = x[nodes[at].feature] < nodes[at].cut ? at + 1 : nodes[at].right;
	return nodes[at].score;
}

/* The same of a row that lacks features: where they are asked for it stops. */
static float8
walk_partly(const TreeNode *nodes, int at, const float8 *x)
{
	while (nodes[at].feature >= 0 && !isnan(x[nodes[at].feature]))
		at = x[nodes[at].feature] < nodes[at].cut ? at + 1 : nodes[at].right;
	return nodes[at].score;
}

static bool
forest_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Forest *forest = model->state;
	int trees = (int) model->option[OPT_TREES];
	const float8 *x;
	float8 sum = 0;

	if (!forest->judging)
		return false;
	x = full_row(model, row);
	for (int t = 0; t < trees; t++)
		sum += row->nmissing > 0 ? walk_partly(forest->nodes, forest->root[t], x) :
								   walk(forest->nodes, forest->root[t], x);

	score[0] = 1 - log1p(sum) / log1p(ldexp((float8) trees * window_size(model),
											(int) model->option[OPT_DEPTH]));
	return true;
}

/* Put a row into the present window; when that is full, judge by it. */
static void
push_row(Model *model, const float8 *x, int d, const int32 *feature)
{
	Forest *forest = model->state;
	Size size = window_size(model);

	for (int f = 0; f < d; f++)
		forest->window[(feature ? feature[f] : f) * size + forest->learned] = x[f];
	if (++forest->learned < size)
		return;

	memcpy(forest->reference, forest->window,
		   model->features_ready * size * sizeof(float8));
	memset(forest->window, 0, model->features_ready * size * sizeof(float8));
	forest->learned = 0;
	forest->judging = true;
	forest->dims = model->features.count;
	build_forest(model);
}

static void
forest_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	push_row(model, full_row(model, row), model->features.count, NULL);
}

/*----------
 * Merge and I/O
 *----------
 */

/* Replace rows of our last window by theirs, spread evenly, by rows learned. */
static void
mix_windows(Model *into, const Model *from, const int32 *feature)
{
	Forest *ours = into->state;
	const Forest *theirs = from->state;
	Size size = window_size(into);
	float8 share = ours->judging ? (float8) from->n / ((float8) into->n + from->n) : 1;

	for (Size r = 0; r < size; r++)
	{
		/* a row of theirs whenever their part passes the next integer */
		if (floor((r + 1) * share) == floor(r * share))
			continue;
		for (int f = 0; f < into->features.count; f++)
			ours->reference[f * size + r] = 0;
		for (int f = 0; f < from->features.count; f++)
			ours->reference[feature[f] * size + r] = theirs->reference[f * size + r];
	}
	ours->judging = true;
	ours->dims = into->features.count;
}

static void
forest_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	const Forest *theirs = from->state;
	Size size = window_size(into);
	int d = from->features.count;
	float8 *x = palloc(Max(d, 1) * sizeof(float8));

	if (theirs->judging)
	{
		mix_windows(into, from, feature);
		build_forest(into);
	}
	for (int r = 0; r < theirs->learned; r++)
	{
		for (int f = 0; f < d; f++)
			x[f] = theirs->window[f * size + r];
		push_row(into, x, d, feature);
	}
	pfree(x);
}

static void
forest_archive(Model *model, Archive *archive)
{
	Forest *forest = model->state;
	int64 cells = (int64) model->features.count * window_size(model);

	ArchiveInt32(archive, "learned", &forest->learned, 0, window_size(model) - 1);
	ArchiveBool(archive, "judging", &forest->judging);
	ArchiveInt32(archive, "dims", &forest->dims, 0, model->features.count);
	ArchiveFloats(archive, "window", &forest->window, cells);
	if (ArchiveReads(archive) && !forest->judging)
		forest->reference = ModelGrowFloats(model, NULL, 0, cells);
	else if (forest->judging)
		ArchiveFloats(archive, "reference", &forest->reference, cells);
}

static void
forest_check(const Model *model)
{
	Forest *forest = model->state;
	Size cells = (Size) model->features.count * window_size(model);

	for (Size i = 0; i < cells; i++)
	{
		if (fabs(forest->window[i]) > FEATURE_MAX_VALUE ||
			fabs(forest->reference[i]) > FEATURE_MAX_VALUE)
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: a value of its windows is out of "
								   "range")));
	}
	forest->row = ModelGrowFloats((Model *) model, NULL, 0, model->features.count);
	if (forest->judging)
		build_forest((Model *) model);
}

const ModelOps HalfSpaceTreesOps = {.id = MODEL_HALF_SPACE_TREES,
									.name = "half_space_trees",
									.task = TASK_ANOMALY,
									.merge_class = MERGE_APPROXIMATE,
									.complete_rows = true,
									.max_features = MAX_FEATURES,
									.state_size = sizeof(Forest),
									.options = forest_options,
									.reserve = forest_reserve,
									.predict = forest_predict,
									.learn = forest_learn,
									.merge = forest_merge,
									.archive = forest_archive,
									.check = forest_check};
