/*
 * hoeffding_tree_regressor.c
 *	  A tree for numbers that grows as rows come (E. Ikonomovska, J. Gama, S.
 *	  Dzeroski, Learning Model Trees from Evolving Data Streams, Data Mining and
 *	  Knowledge Discovery 23, 2011; without its part on drift).
 *
 * A leaf keeps mean and spread of the label, a histogram of labels over each
 * numeric attribute (tree_moments.c), and moments per category.  Every
 * grace_period of weight it compares tests by how much they reduce the standard
 * deviation.  With r the ratio of the second best attribute's merit to the
 * best's, and n the weight of the leaf, it is split if
 *
 *		r < 1 - e  or  e < tie_threshold,	e = sqrt(ln(1 / delta) / (2 n)).
 *
 * A leaf predicts the mean of its labels or by a linear model of the numbers,
 * learned by normalised least mean squares: with z the numbers standardised as
 * they come, and a constant,
 *
 *		w += rate * (y - w.z) z / (1 + |z|^2),
 *
 * which no scale of y or x can drive apart.  A row of weight k makes k such
 * steps at once, rate becoming 1 - (1 - rate)^k.  Its predictions stay within
 * the labels that the model has seen.  Children begin with their share of the
 * labels, and a copy of the linear model.  "adaptive" leaves predict by the one
 * whose squared error, fading by 0.95 a row, is less.
 *
 * Above max_bytes the leaves with the least spread forget their histograms and
 * are not split any more, until there is room again (see tree.c).
 *
 * State: per split 6 numbers; per leaf 12, per numeric attribute 4 and up to
 * 128, per category 3.  O(depth + attributes * log bins) per row, and the
 * linear model.  Merge: refused.
 *
 * Options				default		range
 *		grace_period		200			1 .. 1e9
 *		split_confidence	1e-7		1e-300 .. 0.5
 *		tie_threshold		0.05		0 .. 1
 *		leaf_prediction		adaptive	mean, linear, adaptive
 *		max_depth			100			1 .. 100
 *		max_bytes			16 MiB		4096 .. 256 MiB
 *		learning_rate		0.1			1e-6 .. 1, of the linear models
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/explain.h"
#include "model/tree.h"
#include "model/tree_moments.h"
#include "model/tree_numbers.h"

#define MIN_SHARE 0.01
#define FADING 0.95
/* Numbers of the packed form, see put_node. */
#define SPLIT_NUMBERS 6
#define LEAF_NUMBERS 12

typedef enum LeafPrediction
{
	PREDICT_MEAN,
	PREDICT_LINEAR,
	PREDICT_ADAPTIVE
} LeafPrediction;

/* The linear model of a leaf. */
typedef struct Linear
{
	float8 intercept;
	int32 count;	/* attributes it knows */
	float8 *weight; /* of standardised values */
	Moments *x;
} Linear;

typedef struct Leaf
{
	Moments y;
	bool active;
	float8 last_try;
	float8 mean_error; /* faded, squared */
	float8 linear_error;
	Linear linear;
	int32 numeric; /* sizes */
	int32 categories;
	Histogram *histogram; /* per numeric attribute */
	Moments *category;
} Leaf;

typedef struct ValueNode
{
	TreeTest test;
	float8 merit; /* deviation reduced, times weight */
	struct ValueNode **children;
	Leaf *leaf; /* NULL: a split */
} ValueNode;

typedef struct Regressor
{
	MemoryContext context;
	TreeAttributes *attributes; /* NULL: nothing is ready yet */
	ValueNode *root;
	float8 min; /* labels seen */
	float8 max;
	int64 numbers;	/* size of the packed tree */
	int64 observed; /* of that, histograms and categories */
	/* the row that is to be learned next */
	ValueNode *found;
	int depth;
	float8 linear_value;
} Regressor;

enum
{
	OPT_LEARNING_RATE = TREE_OPTIONS_END
};

static const char *const leaf_predictions[] = {"mean", "linear", "adaptive", NULL};

static const ModelOption regressor_options[] = {
	MODEL_COMMON_OPTIONS,
	{"grace_period", OPTION_REAL, 200, 1, 1e9, NULL},
	{"split_confidence", OPTION_REAL, 1e-7, 1e-300, 0.5, NULL},
	{"tie_threshold", OPTION_REAL, 0.05, 0, 1, NULL},
	{"leaf_prediction", OPTION_CHOICE, PREDICT_ADAPTIVE, 0, 0, leaf_predictions},
	{"max_depth", OPTION_INTEGER, TREE_MAX_DEPTH, 1, TREE_MAX_DEPTH, NULL},
	{"max_bytes", OPTION_INTEGER, 16777216, 4096, 268435456, NULL},
	{"learning_rate", OPTION_REAL, 0.1, 1e-6, 1, NULL},
	{NULL}};

/* The model's tree, ready for use. */
static Regressor *
get_state(const Model *model)
{
	Regressor *state = model->state;

	if (state->attributes == NULL)
	{
		state->context = model->context;
		state->attributes = TreeAttributesCreate(model->context);
	}
	return state;
}

static void
regressor_reserve(Model *model, int from, int to)
{
	TreeAttributesUpdate(get_state(model)->attributes, model);
}

static int64
max_numbers(const Model *model)
{
	return (int64) model->option[TREE_MAX_BYTES] / sizeof(float8);
}

/*----------
 * Nodes
 *----------
 */

/* Numbers that the packed form has for what a leaf has observed. */
static int64
leaf_observed(const Leaf *leaf)
{
	int64 size = leaf->numeric + 3 * (int64) leaf->categories;

	for (int i = 0; i < leaf->numeric; i++)
		size += 4 * leaf->histogram[i].count;
	return size;
}

/* And for the rest of it. */
static int64
leaf_numbers(const Leaf *leaf)
{
	return LEAF_NUMBERS + 4 * (int64) leaf->linear.count;
}

static ValueNode *
create_node(Regressor *state)
{
	ValueNode *node = MemoryContextAllocZero(state->context, sizeof(ValueNode));

	node->leaf = MemoryContextAllocZero(state->context, sizeof(Leaf));
	node->leaf->active = true;

	return node;
}

/* Forget histograms and categories. */
static void
forget_observed(Leaf *leaf)
{
	for (int i = 0; i < leaf->numeric; i++)
	{
		if (leaf->histogram[i].bins)
			pfree(leaf->histogram[i].bins);
	}
	if (leaf->histogram)
		pfree(leaf->histogram);
	if (leaf->category)
		pfree(leaf->category);
	leaf->histogram = NULL;
	leaf->category = NULL;
	leaf->numeric = leaf->categories = 0;
}

static void
free_leaf(Leaf *leaf)
{
	forget_observed(leaf);
	if (leaf->linear.weight)
		pfree(leaf->linear.weight);
	if (leaf->linear.x)
		pfree(leaf->linear.x);
	pfree(leaf);
}

/* Enlarge an array, which can be NULL; new elements are zero. */
static void *
enlarge(Regressor *state, void *array, int from, int to, Size element)
{
	char *result = array;

	if (array == NULL)
		return MemoryContextAllocZero(state->context, Max(to, 1) * element);
	result = repalloc(result, Max(to, 1) * element);
	memset(result + from * element, 0, (to - from) * element);
	return result;
}

static ValueNode *
find_leaf(const Regressor *state, int *depth)
{
	ValueNode *node = state->root;

	for (*depth = 0; node->leaf == NULL; (*depth)++)
		node = node->children[TreeTestBranch(&node->test, state->attributes)];
	return node;
}

/*----------
 * Predicting
 *----------
 */

/* A number of the row in the scale of the leaf, 0 if unknown. */
static inline float8
standardise(const Regressor *state, const Linear *linear, int i)
{
	float8 deviation = MomentsDeviation(&linear->x[i]);
	float8 value = state->attributes->x[i];

	return isnan(value) || deviation == 0 ? 0 : (value - linear->x[i].mean) / deviation;
}

static float8
predict_linear(const Regressor *state, const Leaf *leaf)
{
	float8 sum = leaf->linear.intercept;

	for (int i = 0; i < leaf->linear.count; i++)
		sum += leaf->linear.weight[i] * standardise(state, &leaf->linear, i);
	return sum;
}

/* Does a leaf predict by the mean, not by its linear model? */
static bool
predicts_mean(const Model *model, const Leaf *leaf)
{
	int way = (int) model->option[TREE_LEAF_PREDICTION];

	return way == PREDICT_MEAN ||
		   (way == PREDICT_ADAPTIVE && leaf->mean_error <= leaf->linear_error);
}

/* What a leaf predicts; linear is what its linear model says. */
static float8
leaf_value(const Model *model, const Leaf *leaf, float8 linear)
{
	const Regressor *state = model->state;

	if (predicts_mean(model, leaf))
		return leaf->y.mean;
	return Max(state->min, Min(state->max, linear));
}

static bool
regressor_predict(const Model *model, const FeatureView *row, float8 *score)
{
	Regressor *state = get_state(model);
	const Leaf *leaf;
	int depth;

	if (state->root == NULL)
		return false;
	TreeAttributesRow(state->attributes, model, row);
	leaf = find_leaf(state, &depth)->leaf;
	score[0] = leaf_value(model, leaf, predict_linear(state, leaf));
	return true;
}

/* As above, and keep what learning will need. */
static bool
regressor_score(Model *model, const FeatureView *row, float8 *score)
{
	Regressor *state = get_state(model);
	bool first = state->root == NULL;

	TreeAttributesRow(state->attributes, model, row);
	if (first)
	{
		state->root = create_node(state);
		state->numbers = leaf_numbers(state->root->leaf);
	}
	state->found = find_leaf(state, &state->depth);
	state->linear_value = predict_linear(state, state->found->leaf);
	score[0] = leaf_value(model, state->found->leaf, state->linear_value);
	return !first;
}

/*----------
 * Splitting
 *----------
 */

typedef struct Split
{
	TreeTest test;
	float8 merit;
} Split;

/* The labels in each branch of a test, palloc'd. */
static Moments *
branch_labels(const Regressor *state, const Leaf *leaf, const TreeTest *test)
{
	Moments *branches = palloc0(test->nchildren * sizeof(Moments));
	const TreeAttributes *attributes = state->attributes;

	if (test->kind == TEST_NUMERIC)
	{
		const Histogram *histogram = &leaf->histogram[test->attribute];
		int cut = 0;

		while (cut < histogram->count && histogram->bins[cut].x <= test->threshold)
			cut++;
		HistogramTotal(histogram, 0, cut, &branches[0]);
		HistogramTotal(histogram, cut, histogram->count, &branches[1]);
	}
	for (int i = 0; test->kind == TEST_ONE && i < leaf->categories; i++)
	{
		if (attributes->category_nominal[i] ==
			attributes->category_nominal[test->attribute])
			MomentsMerge(&branches[i != test->attribute], &leaf->category[i]);
	}
	for (int i = 0; test->kind == TEST_EACH && i < test->nchildren; i++)
		branches[i] = leaf->category[test->categories[i]];

	return branches;
}

static void
consider(const Regressor *state, const Leaf *leaf, const TreeTest *test, Split *best)
{
	Moments *branches = branch_labels(state, leaf, test);
	float8 merit = MomentsReduction(branches, test->nchildren, MIN_SHARE);

	pfree(branches);
	if (merit > best->merit)
		*best = (Split){*test, merit};
}

/* A branch for each category, and each against the rest. */
static void
try_nominal(const Regressor *state, const Leaf *leaf, int column, Split *best)
{
	const TreeAttributes *attributes = state->attributes;
	TreeTest each = {.kind = TEST_EACH, .attribute = column};

	/* freed with the per-row context, or kept by the split */
	each.categories = palloc(attributes->nominal_size[column] * sizeof(int32));
	for (int i = 0; i < leaf->categories; i++)
	{
		if (attributes->category_nominal[i] == column && leaf->category[i].n > 0)
			each.categories[each.nchildren++] = i;
	}
	if (each.nchildren < 2)
		return;
	consider(state, leaf, &each, best);
	for (int i = 0; each.nchildren > 2 && i < each.nchildren; i++)
	{
		TreeTest one = {
			.kind = TEST_ONE, .attribute = each.categories[i], .nchildren = 2};

		CHECK_FOR_INTERRUPTS();
		consider(state, leaf, &one, best);
	}
}

/* The best test, and the merit of the best one of another attribute. */
static float8
rank_tests(const Regressor *state, const Leaf *leaf, Split *best)
{
	const TreeAttributes *attributes = state->attributes;
	float8 second = 0;

	best->merit = 0;
	for (int i = 0; i < attributes->numeric + attributes->nominal; i++)
	{
		Split split = {.merit = 0};

		if (i >= attributes->numeric)
			try_nominal(state, leaf, i - attributes->numeric, &split);
		else if (i < leaf->numeric)
		{
			split.test = (TreeTest){.kind = TEST_NUMERIC, .attribute = i, .nchildren = 2};
			split.merit =
				HistogramBestCut(&leaf->histogram[i], MIN_SHARE, &split.test.threshold);
		}
		if (split.merit > best->merit)
		{
			second = best->merit;
			*best = split;
		}
		else
			second = Max(second, split.merit);
	}

	return second;
}

static void
copy_linear(Regressor *state, Linear *to, const Linear *from)
{
	*to = *from;
	to->weight = enlarge(state, NULL, 0, from->count, sizeof(float8));
	to->x = enlarge(state, NULL, 0, from->count, sizeof(Moments));
	if (from->count > 0)
	{
		memcpy(to->weight, from->weight, from->count * sizeof(float8));
		memcpy(to->x, from->x, from->count * sizeof(Moments));
	}
}

static void
split_leaf(Regressor *state, ValueNode *node, Split *split)
{
	Leaf *leaf = node->leaf;
	TreeTest *test = &split->test;
	Moments *branches = branch_labels(state, leaf, test);
	float8 most = -1;

	node->children =
		MemoryContextAlloc(state->context, test->nchildren * sizeof(ValueNode *));
	for (int i = 0; i < test->nchildren; i++)
	{
		Leaf *child;

		node->children[i] = create_node(state);
		child = node->children[i]->leaf;
		child->y = branches[i];
		child->last_try = branches[i].n;
		child->mean_error = leaf->mean_error;
		child->linear_error = leaf->linear_error;
		copy_linear(state, &child->linear, &leaf->linear);
		state->numbers += leaf_numbers(child);
		if (branches[i].n > most)
		{
			most = branches[i].n;
			test->fallback = i;
		}
	}
	pfree(branches);
	node->merit = split->merit * leaf->y.n;
	state->numbers += SPLIT_NUMBERS - leaf_numbers(leaf) - leaf_observed(leaf);
	state->observed -= leaf_observed(leaf);
	if (test->kind == TEST_EACH)
	{
		int32 *categories =
			MemoryContextAlloc(state->context, test->nchildren * sizeof(int32));

		memcpy(categories, test->categories, test->nchildren * sizeof(int32));
		test->categories = categories;
		state->numbers += test->nchildren;
	}
	node->test = *test;
	node->leaf = NULL;
	free_leaf(leaf);
}

/* Split the leaf if it is time, and one test is better beyond doubt. */
static void
try_split(Model *model, ValueNode *node, int depth)
{
	const float8 *option = model->option;
	Regressor *state = model->state;
	Leaf *leaf = node->leaf;
	Split split;
	float8 second;
	float8 bound;

	if (!leaf->active || leaf->y.n - leaf->last_try < option[TREE_GRACE_PERIOD])
		return;
	leaf->last_try = leaf->y.n;
	if (depth >= option[TREE_MAX_DEPTH_OPTION] ||
		2 * (state->numbers - state->observed) > max_numbers(model))
		return;
	second = rank_tests(state, leaf, &split);
	bound = sqrt(log(1 / option[TREE_SPLIT_CONFIDENCE]) / (2 * leaf->y.n));
	if (split.merit > 0 &&
		(second < split.merit * (1 - bound) || bound < option[TREE_TIE_THRESHOLD]))
		split_leaf(state, node, &split);
}

/*----------
 * Learning
 *----------
 */

static void
learn_linear(const Model *model, Leaf *leaf, float8 label, float8 weight)
{
	Regressor *state = model->state;
	const TreeAttributes *row = state->attributes;
	Linear *linear = &leaf->linear;
	float8 rate = 1 - pow(1 - model->option[OPT_LEARNING_RATE], weight);
	float8 squares = 1;
	float8 step;

	if (linear->count < row->numeric)
	{
		linear->weight =
			enlarge(state, linear->weight, linear->count, row->numeric, sizeof(float8));
		linear->x =
			enlarge(state, linear->x, linear->count, row->numeric, sizeof(Moments));
		state->numbers += 4 * (row->numeric - linear->count);
		linear->count = row->numeric;
	}
	for (int i = 0; i < linear->count; i++)
	{
		if (!isnan(row->x[i]))
			MomentsAdd(&linear->x[i], row->x[i], weight);
	}
	for (int i = 0; i < linear->count; i++)
	{
		float8 z = standardise(state, linear, i);

		squares += z * z;
	}
	step = rate * (label - predict_linear(state, leaf)) / squares;
	linear->intercept += step;
	for (int i = 0; i < linear->count; i++)
		linear->weight[i] += step * standardise(state, linear, i);
}

/* Let the histograms and categories of a leaf learn the row at hand. */
static void
observe(Regressor *state, Leaf *leaf, float8 label, float8 weight)
{
	const TreeAttributes *row = state->attributes;
	int64 before = leaf_observed(leaf);

	if (leaf->numeric < row->numeric)
	{
		leaf->histogram = enlarge(state, leaf->histogram, leaf->numeric, row->numeric,
								  sizeof(Histogram));
		leaf->numeric = row->numeric;
	}
	if (leaf->categories < row->categories)
	{
		leaf->category = enlarge(state, leaf->category, leaf->categories, row->categories,
								 sizeof(Moments));
		leaf->categories = row->categories;
	}
	for (int i = 0; i < leaf->numeric; i++)
	{
		if (!isnan(row->x[i]))
			HistogramAdd(&leaf->histogram[i], state->context, row->x[i], label, weight);
	}
	for (int i = 0; i < row->nominal; i++)
	{
		if (row->category[i] >= 0)
			MomentsAdd(&leaf->category[row->category[i]], label, weight);
	}
	state->numbers += leaf_observed(leaf) - before;
	state->observed += leaf_observed(leaf) - before;
}

/* A leaf and the spread that is left in it. */
typedef struct Promise
{
	Leaf *leaf;
	float8 m2;
	int order;
} Promise;

static int
count_leaves(const ValueNode *node)
{
	int count = 0;

	if (node->leaf)
		return 1;
	for (int i = 0; i < node->test.nchildren; i++)
		count += count_leaves(node->children[i]);
	return count;
}

static void
list_leaves(ValueNode *node, Promise *list, int *count)
{
	if (node->leaf)
	{
		list[*count] = (Promise){node->leaf, node->leaf->y.m2, *count};
		(*count)++;
	}
	for (int i = 0; node->leaf == NULL && i < node->test.nchildren; i++)
		list_leaves(node->children[i], list, count);
}

static int
compare_promises(const void *a, const void *b)
{
	const Promise *left = a;
	const Promise *right = b;

	if (left->m2 != right->m2)
		return left->m2 > right->m2 ? -1 : 1;
	return left->order - right->order;
}

/* Bring the tree below its limit of memory, if it is above. */
static void
limit_memory(Model *model)
{
	Regressor *state = model->state;
	int64 room = max_numbers(model) * 3 / 4 - (state->numbers - state->observed);
	int count = 0;
	int active = 0;
	int64 typical;
	Promise *list;

	if (state->numbers <= max_numbers(model))
		return;
	list = palloc(count_leaves(state->root) * sizeof(Promise));
	list_leaves(state->root, list, &count);
	qsort(list, count, sizeof(Promise), compare_promises);
	for (int i = 0; i < count; i++)
		active += list[i].leaf->active;
	typical = state->observed / Max(active, 1);
	for (int i = 0; i < count; i++)
	{
		Leaf *leaf = list[i].leaf;
		int64 size = leaf_observed(leaf);

		room -= leaf->active ? size : typical;
		if (leaf->active && room < 0)
		{
			forget_observed(leaf);
			state->numbers -= size;
			state->observed -= size;
		}
		leaf->active = room >= 0;
	}
	pfree(list);
}

static void
regressor_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Regressor *state = model->state;
	ValueNode *node = state->found;
	Leaf *leaf = node->leaf;
	float8 by_mean = label - leaf->y.mean;
	float8 by_line = label - Max(state->min, Min(state->max, state->linear_value));

	if (model->n > 0)
	{
		leaf->mean_error = FADING * leaf->mean_error + by_mean * by_mean;
		leaf->linear_error = FADING * leaf->linear_error + by_line * by_line;
	}
	state->min = model->n > 0 ? Min(state->min, label) : label;
	state->max = model->n > 0 ? Max(state->max, label) : label;
	MomentsAdd(&leaf->y, label, weight);
	learn_linear(model, leaf, label, weight);
	if (leaf->active)
		observe(state, leaf, label, weight);
	try_split(model, node, state->depth);
	limit_memory(model);
}

/*----------
 * The stored form: an array of numbers as in tree_pack.c.
 *
 *		a split		as there
 *		a leaf		0, active, weight, mean and squared deviations of the label,
 *					weight at the last attempt, both errors; the linear model:
 *					number of attributes, intercept, per attribute weight and
 *					moments; numbers of numeric attributes and of categories that
 *					were observed; of each histogram the number of bins, and per
 *					bin x and moments; moments per category
 *----------
 */
static void
put_moments(Packer *packer, const Moments *moments)
{
	put(packer, moments->n);
	put(packer, moments->mean);
	put(packer, moments->m2);
}

static void
put_leaf(Packer *packer, const Leaf *leaf)
{
	put(packer, leaf->active);
	put_moments(packer, &leaf->y);
	put(packer, leaf->last_try);
	put(packer, leaf->mean_error);
	put(packer, leaf->linear_error);
	put(packer, leaf->linear.count);
	put(packer, leaf->linear.intercept);
	for (int i = 0; i < leaf->linear.count; i++)
	{
		put(packer, leaf->linear.weight[i]);
		put_moments(packer, &leaf->linear.x[i]);
	}
	put(packer, leaf->numeric);
	put(packer, leaf->categories);
	for (int i = 0; i < leaf->numeric; i++)
	{
		const Histogram *histogram = &leaf->histogram[i];

		put(packer, histogram->count);
		for (int j = 0; j < histogram->count; j++)
		{
			put(packer, histogram->bins[j].x);
			put_moments(packer, &histogram->bins[j].y);
		}
	}
	for (int i = 0; i < leaf->categories; i++)
		put_moments(packer, &leaf->category[i]);
}

static void
put_tree(Packer *packer, const ValueNode *node)
{
	put(packer, node->test.kind);
	if (node->leaf)
	{
		put_leaf(packer, node->leaf);
		return;
	}
	put_test(packer, &node->test, node->merit);
	for (int i = 0; i < node->test.nchildren; i++)
		put_tree(packer, node->children[i]);
}

static float8
take_any(Unpacker *unpacker)
{
	return take(unpacker, -1e300, 1e300);
}

static Moments
take_moments(Unpacker *unpacker)
{
	Moments moments;

	moments.n = take_weight(unpacker);
	moments.mean = take(unpacker, -FEATURE_MAX_VALUE, FEATURE_MAX_VALUE);
	moments.m2 = take_weight(unpacker);
	return moments;
}

static void
take_histogram(Unpacker *unpacker, Regressor *state, Histogram *histogram)
{
	int count = take_count(unpacker, 0, HISTOGRAM_BINS, 4);

	histogram->bins =
		MemoryContextAlloc(state->context, (HISTOGRAM_BINS + 1) * sizeof(HistogramBin));
	histogram->count = count;
	histogram->room = HISTOGRAM_BINS + 1;
	for (int i = 0; i < count; i++)
	{
		HistogramBin *bin = &histogram->bins[i];

		bin->x =
			take(unpacker, i > 0 ? bin[-1].x : -FEATURE_MAX_VALUE, FEATURE_MAX_VALUE);
		bin->y = take_moments(unpacker);
		if (!(bin->y.n > 0))
			TreeNumbersBad("has an empty bin");
	}
}

static Leaf *
take_leaf(Unpacker *unpacker, Regressor *state)
{
	const TreeAttributes *attributes = state->attributes;
	Leaf *leaf = MemoryContextAllocZero(state->context, sizeof(Leaf));
	Linear *linear = &leaf->linear;

	leaf->active = take_int(unpacker, 0, 1);
	leaf->y = take_moments(unpacker);
	leaf->last_try = take_weight(unpacker);
	leaf->mean_error = take_weight(unpacker);
	leaf->linear_error = take_weight(unpacker);
	linear->count = take_count(unpacker, 0, attributes->numeric, 4);
	linear->intercept = take_any(unpacker);
	linear->weight = enlarge(state, NULL, 0, linear->count, sizeof(float8));
	linear->x = enlarge(state, NULL, 0, linear->count, sizeof(Moments));
	for (int i = 0; i < linear->count; i++)
	{
		linear->weight[i] = take_any(unpacker);
		linear->x[i] = take_moments(unpacker);
	}
	leaf->numeric = take_count(unpacker, 0, leaf->active ? attributes->numeric : 0, 1);
	leaf->categories =
		take_count(unpacker, 0, leaf->active ? attributes->categories : 0, 3);
	leaf->histogram = enlarge(state, NULL, 0, leaf->numeric, sizeof(Histogram));
	leaf->category = enlarge(state, NULL, 0, leaf->categories, sizeof(Moments));
	for (int i = 0; i < leaf->numeric; i++)
		take_histogram(unpacker, state, &leaf->histogram[i]);
	for (int i = 0; i < leaf->categories; i++)
		leaf->category[i] = take_moments(unpacker);
	state->observed += leaf_observed(leaf);

	return leaf;
}

static ValueNode *
take_tree(Unpacker *unpacker, Regressor *state, int depth)
{
	ValueNode *node = MemoryContextAllocZero(state->context, sizeof(ValueNode));

	if (depth > TREE_MAX_DEPTH)
		TreeNumbersBad("is too deep");
	node->test.kind = take_int(unpacker, TEST_NONE, TEST_EACH);
	if (node->test.kind == TEST_NONE)
	{
		node->leaf = take_leaf(unpacker, state);
		return node;
	}
	take_test(unpacker, state->attributes, state->context, &node->test, &node->merit);
	node->children =
		MemoryContextAlloc(state->context, node->test.nchildren * sizeof(ValueNode *));
	for (int i = 0; i < node->test.nchildren; i++)
		node->children[i] = take_tree(unpacker, state, depth + 1);

	return node;
}

static void
regressor_archive(Model *model, Archive *archive)
{
	Regressor *state = get_state(model);
	Packer measure = {NULL, 0};
	float8 *packed = NULL;

	TreeAttributesUpdate(state->attributes, model);
	if (!ArchiveReads(archive) && state->root)
		put_tree(&measure, state->root);
	ArchiveFloat(archive, "min", &state->min, -FEATURE_MAX_VALUE, FEATURE_MAX_VALUE);
	ArchiveFloat(archive, "max", &state->max, state->min, FEATURE_MAX_VALUE);
	ArchiveInt(archive, "size", &measure.count, 0, MODEL_MAX_SIZE / sizeof(float8));
	if (archive->mode == ARCHIVE_WRITE || archive->mode == ARCHIVE_TO_JSON)
	{
		Packer packer = {palloc(Max(measure.count, 1) * sizeof(float8)), 0};

		packed = packer.p;
		if (state->root)
			put_tree(&packer, state->root);
	}
	ArchiveFloats(archive, "nodes", &packed, measure.count);
	if (ArchiveReads(archive) && measure.count > 0)
	{
		Unpacker unpacker = {packed, packed + measure.count};

		state->root = take_tree(&unpacker, state, 0);
		if (unpacker.p != unpacker.end)
			TreeNumbersBad("has numbers left over");
		state->numbers = measure.count;
	}
	if (packed)
		pfree(packed);
}

/*----------
 * Looking inside
 *----------
 */

typedef struct Shape
{
	int splits;
	int leaves;
	int inactive;
	int depth;
} Shape;

/* Measure the tree below a node, and what its features gained. */
static void
survey(const Regressor *state, const ValueNode *node, int depth, Shape *shape,
	   float8 *importance)
{
	shape->depth = Max(shape->depth, depth);
	if (node->leaf)
	{
		shape->leaves++;
		shape->inactive += !node->leaf->active;
		return;
	}
	shape->splits++;
	if (importance)
		TreeTestImportance(state->attributes, &node->test, node->merit, importance);
	for (int i = 0; i < node->test.nchildren; i++)
		survey(state, node->children[i], depth + 1, shape, importance);
}

/* What the splits on each feature have gained. */
static void
regressor_importance(const Model *model, float8 *importance)
{
	const Regressor *state = get_state(model);
	Shape shape = {0};

	if (state->root)
		survey(state, state->root, 0, &shape, importance);
}

/* The share of each feature in that. */
static int
regressor_weights(Model *model, ModelWeight **rows)
{
	float8 *importance = palloc0(Max(model->features.count, 1) * sizeof(float8));

	regressor_importance(model, importance);
	return TreeShares(model, importance, rows);
}

static void
regressor_describe(Model *model, Archive *json)
{
	const Regressor *state = get_state(model);
	Shape shape = {0};

	if (state->root)
		survey(state, state->root, 0, &shape, NULL);
	ArchiveBegin(json, "tree");
	ArchiveShowInt(json, "splits", shape.splits);
	ArchiveShowInt(json, "leaves", shape.leaves);
	ArchiveShowInt(json, "inactive_leaves", shape.inactive);
	ArchiveShowInt(json, "depth", shape.depth);
	ArchiveShowInt(json, "bytes", state->numbers * sizeof(float8));
	ArchiveEnd(json);
}

/*----------
 * SQL
 *----------
 */

/* The linear model of a leaf, see predict_linear. */
static void
append_linear(StringInfo out, const Regressor *state, const Linear *linear,
			  const ModelSql *sql)
{
	SqlNumber(out, linear->intercept);
	for (int i = 0; i < linear->count; i++)
	{
		float8 deviation = MomentsDeviation(&linear->x[i]);

		if (deviation == 0 || linear->weight[i] == 0)
			continue;
		appendStringInfoString(out, " + ");
		SqlNumber(out, linear->weight[i]);
		appendStringInfoString(out, " * coalesce((");
		SqlColumn(out, sql, state->attributes->numeric_feature[i]);
		appendStringInfoString(out, " - ");
		SqlNumber(out, linear->x[i].mean);
		appendStringInfoString(out, ") / ");
		SqlNumber(out, deviation);
		appendStringInfoString(out, ", '0'::float8)");
	}
}

/* What is being written. */
typedef struct Writer
{
	const Model *model;
	const ModelSql *sql;
	const ValueNode *node;
} Writer;

static void append_child(StringInfo out, const void *context, int child);

static void
append_node(StringInfo out, const Writer *writer)
{
	const Regressor *state = writer->model->state;
	const Leaf *leaf = writer->node->leaf;

	check_stack_depth();
	if (leaf == NULL)
	{
		TreeTestSql(out, state->attributes, writer->sql, &writer->node->test,
					append_child, writer);
		return;
	}
	if (predicts_mean(writer->model, leaf))
	{
		SqlNumber(out, leaf->y.mean);
		return;
	}
	appendStringInfoString(out, "greatest(");
	SqlNumber(out, state->min);
	appendStringInfoString(out, ", least(");
	SqlNumber(out, state->max);
	appendStringInfoString(out, ", ");
	append_linear(out, state, &leaf->linear, writer->sql);
	appendStringInfoString(out, "))");
}

static void
append_child(StringInfo out, const void *context, int child)
{
	Writer writer = *(const Writer *) context;

	writer.node = writer.node->children[child];
	append_node(out, &writer);
}

static void
regressor_to_sql(const Model *model, ModelSql *sql)
{
	const Regressor *state = get_state(model);
	Writer writer = {model, sql, state->root};
	StringInfoData out;

	initStringInfo(&out);
	if (state->root)
		append_node(&out, &writer);
	else
		appendStringInfoString(&out, "NULL::float8");
	sql->link = SQL_VALUE;
	SqlScores(sql, 1)[0] = out.data;
}

const ModelOps HoeffdingTreeRegressorOps = {.id = MODEL_HOEFFDING_TREE_REGRESSOR,
											.name = "hoeffding_tree_regressor",
											.task = TASK_REGRESSION,
											.merge_class = MERGE_NONE,
											.state_size = sizeof(Regressor),
											.options = regressor_options,
											.reserve = regressor_reserve,
											.predict = regressor_predict,
											.score = regressor_score,
											.learn = regressor_learn,
											.archive = regressor_archive,
											.weights = regressor_weights,
											.describe = regressor_describe,
											.to_sql = regressor_to_sql,
											.importance = regressor_importance};
