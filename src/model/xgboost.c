/*
 * xgboost.c
 *	  Scoring what XGBoost has trained (T. Chen, C. Guestrin, XGBoost: A Scalable
 *	  Tree Boosting System, KDD 2016).  Such models are imported
 *	  (xgboost_import.c); they do not learn and cannot be merged.
 *
 * The answer is a sum of leaves, one of each tree, to which the objective's
 * link is applied; of several classes each has trees of its own.  XGBoost's
 * numbers are float32, and sums are rounded to that here as there, leaf by leaf
 * in the order of the trees, so that they agree to the bit.  Links are applied
 * in double precision.
 *
 * A feature goes left if, rounded to float32, it is below the threshold t.  That
 * is the same as being below a certain double near the middle of t and the
 * float32 before it (XgboostThreshold), so rows need no rounding.
 *
 * Missing features go where the split's default says.  Missing is NULL, NaN, and
 * what a row does not mention: as in XGBoost's sparse matrices, not mentioned
 * is not zero.
 *
 * There are three algorithms, by what is predicted: values, one of two classes,
 * one of several.
 *
 * State: 12 bytes per node and 4 per split; in memory 16 per node more.
 * Predicting follows a path per tree.
 */
#include "shim.h"

#include <float.h>

#include "model/algorithms.h"
#include "model/explain.h"
#include "model/kernel.h"
#include "model/tree.h"
#include "model/xgboost.h"

/* The exponential of more is out of range. */
#define MAX_EXP_SCORE 700

static const XgboostObjective objectives[] = {
	{"reg:squarederror", TASK_REGRESSION, XGBOOST_IDENTITY},
	{"reg:linear", TASK_REGRESSION, XGBOOST_IDENTITY},
	{"reg:squaredlogerror", TASK_REGRESSION, XGBOOST_IDENTITY},
	{"reg:absoluteerror", TASK_REGRESSION, XGBOOST_IDENTITY},
	{"reg:pseudohubererror", TASK_REGRESSION, XGBOOST_IDENTITY},
	{"reg:quantileerror", TASK_REGRESSION, XGBOOST_IDENTITY},
	{"reg:logistic", TASK_REGRESSION, XGBOOST_SIGMOID},
	{"reg:gamma", TASK_REGRESSION, XGBOOST_EXP},
	{"reg:tweedie", TASK_REGRESSION, XGBOOST_EXP},
	{"count:poisson", TASK_REGRESSION, XGBOOST_EXP},
	{"binary:logistic", TASK_BINARY, XGBOOST_SIGMOID},
	{"binary:logitraw", TASK_REGRESSION, XGBOOST_IDENTITY},
	{"binary:hinge", TASK_BINARY, XGBOOST_HINGE},
	{"multi:softprob", TASK_MULTICLASS, XGBOOST_SOFTMAX},
	{"multi:softmax", TASK_MULTICLASS, XGBOOST_SOFTMAX},
	{"rank:pairwise", TASK_REGRESSION, XGBOOST_IDENTITY},
	{"rank:ndcg", TASK_REGRESSION, XGBOOST_IDENTITY},
	{"rank:map", TASK_REGRESSION, XGBOOST_IDENTITY},
};

static const ModelOption xgboost_options[] = {MODEL_COMMON_OPTIONS, {NULL}};

static void bad_model(const char *problem) __attribute__((noreturn));

static void
bad_model(const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_STREAMML_BAD_MODEL), errmsg("invalid model: %s", problem)));
}

/* The objective of that name, NULL if it is not known. */
const XgboostObjective *
XgboostFindObjective(const char *name)
{
	for (int i = 0; i < (int) lengthof(objectives); i++)
	{
		if (strcmp(objectives[i].name, name) == 0)
			return &objectives[i];
	}
	return NULL;
}

/* All of them, for error messages. */
char *
XgboostObjectiveList(void)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < (int) lengthof(objectives); i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", objectives[i].name);
	return list.data;
}

/* The algorithm for models that predict so. */
const ModelOps *
XgboostOpsOf(ModelTask task)
{
	switch (task)
	{
		case TASK_BINARY:
			return &XgboostClassifierOps;
		case TASK_MULTICLASS:
			return &XgboostMulticlassOps;
		default:
			return &XgboostOps;
	}
}

/*----------
 * From the stored form to nodes
 *----------
 */

/* The double that x is below exactly if (float) x is below t. */
float8
XgboostThreshold(float t)
{
	/* before the least float there would be one that is twice as far */
	float8 before =
		t == -FLT_MAX ? 2 * (float8) ldexpf(-1, 127) : nextafterf(t, -HUGE_VALF);
	float8 middle = 0.5 * before + 0.5 * (float8) t;

	/* which of the two the middle itself is rounded to depends on t's last bit */
	return (float) middle < t ? nextafter(middle, HUGE_VAL) : middle;
}

/* Fill in a node that splits; sets are numbered as they come. */
static void
unpack_split(const Model *model, Xgboost *state, int i, int *nsets, int *ncategories)
{
	XgboostNode *node = &state->node[i];
	float code = state->split[i];
	int bits;

	if (!(code >= 1 && code <= 4 * (float) FEATURE_MAX_COUNT) || code != rintf(code))
		bad_model("a split has no feature");
	bits = (int) code - 1;
	if (bits / 4 >= model->features.count)
		bad_model("a split has no feature");
	node->feature = bits / 4;
	if (bits & 1)
		node->feature |= XGBOOST_DEFAULT_LEFT;
	if ((bits & 2) == 0)
	{
		node->value = XgboostThreshold(state->value[i]);
		return;
	}

	node->feature |= XGBOOST_CATEGORICAL;
	node->value = *nsets;
	if (!(state->value[i] >= 0 && state->value[i] <= state->categories - *ncategories) ||
		state->value[i] != rintf(state->value[i]))
		bad_model("a split has more categories than there are");
	state->set[(*nsets)++] =
		(XgboostSet){.first = *ncategories, .count = (int32) state->value[i]};
	*ncategories += (int) state->value[i];
}

/*
 * Unpack the tree that begins at node i; returns where the next one does.  A
 * right child follows the last leaf of its sister, so splits wait on a stack
 * for theirs.
 */
static int
unpack_tree(const Model *model, Xgboost *state, int i, int *counts)
{
	int32 waiting[XGBOOST_MAX_DEPTH];
	int32 levels[XGBOOST_MAX_DEPTH];
	int nwaiting = 0;
	int level = 0;

	for (;; i++)
	{
		if (i >= state->nodes)
			bad_model("a tree is cut off");
		if (state->split[i] != 0)
		{
			if (level >= XGBOOST_MAX_DEPTH)
				bad_model("a tree is too deep");
			if (counts[0]++ >= state->splits)
				bad_model("it has more splits than there are");
			unpack_split(model, state, i, &counts[1], &counts[2]);
			waiting[nwaiting] = i;
			levels[nwaiting++] = level++;
			state->depth = Max(state->depth, level);
			continue;
		}

		state->node[i].value = state->value[i];
		if (nwaiting == 0)
			return i + 1;
		nwaiting--;
		state->node[waiting[nwaiting]].right = i + 1 - waiting[nwaiting];
		level = levels[nwaiting] + 1;
	}
}

/* Refuse sets that are not in order, and numbers that are none of a kind. */
static void
check_numbers(const Xgboost *state)
{
	for (int s = 0; s < state->splits && state->node; s++)
	{
		const XgboostSet *set = &state->set[s];

		for (int i = set->first; i < set->first + set->count; i++)
		{
			float category = state->category[i];

			if (!(category >= 0 && category <= XGBOOST_MAX_CATEGORY) ||
				category != rintf(category) ||
				(i > set->first && category <= state->category[i - 1]))
				bad_model("categories of a split are not in order");
		}
	}
	for (int i = 0; i < state->nodes; i++)
	{
		if (state->cover[i] < 0)
			bad_model("\"cover\" has a number below zero");
	}
	for (int t = 0; t < state->trees; t++)
	{
		if (!(state->tree_group[t] >= 0 && state->tree_group[t] < state->groups) ||
			state->tree_group[t] != rintf(state->tree_group[t]))
			bad_model("a tree belongs to no class");
	}
}

/*
 * Make the nodes, checking all that was read or imported.
 */
void
XgboostUnpack(Model *model)
{
	Xgboost *state = model->state;
	int counts[3] = {0}; /* splits, sets, categories */
	int next = 0;

#define NEW_ARRAY(type, n)                                                               \
	((type *) MemoryContextAllocZero(model->context, Max(n, 1) * sizeof(type)))
	state->node = NEW_ARRAY(XgboostNode, state->nodes);
	state->set = NEW_ARRAY(XgboostSet, state->splits);
	state->root = NEW_ARRAY(int32, state->trees);
	state->margin = NEW_ARRAY(float, state->groups);
	state->x = NEW_ARRAY(float8, model->features.count);
#undef NEW_ARRAY
	state->depth = 0;
	for (int t = 0; t < state->trees; t++)
	{
		CHECK_FOR_INTERRUPTS();
		state->root[t] = next;
		next = unpack_tree(model, state, next, counts);
	}
	if (next != state->nodes || counts[0] != state->splits ||
		counts[2] != state->categories)
		bad_model("nodes are left over");
	state->categorical = counts[1] > 0;
	check_numbers(state);
}

/*----------
 * Predicting
 *----------
 */

/* A row as one value per feature, NaN where it has none. */
const float8 *
XgboostValues(const Model *model, const FeatureView *row)
{
	const Xgboost *state = model->state;
	int count = model->features.count;

	if (row->index == NULL && row->count == count)
		return row->value;
	for (int i = 0; i < count; i++)
		state->x[i] = NAN;
	for (int i = 0; i < row->count; i++)
	{
		if (FeatureOf(row, i) < count)
			state->x[FeatureOf(row, i)] = row->value[i];
	}
	return state->x;
}

/* The leaf that a row comes to. */
static inline const XgboostNode *
find_leaf(const Xgboost *state, const XgboostNode *node, const float8 *x)
{
	while (node->right != 0)
		node = XgboostStep(state, node, x);
	return node;
}

/*
 * The same of a row in which nothing is missing, and splits by numbers only:
 * without a branch per node, which half of the time would be guessed wrong.
 */
static inline const XgboostNode *
find_leaf_plain(const XgboostNode *node, const float8 *x)
{
	while (node->right != 0)
		node +=
			1 + !(x[node->feature & XGBOOST_FEATURE] < node->value) * (node->right - 1);
	return node;
}

/* The sum of the leaves of every group; "complete": x has no NaN. */
static void
sum_leaves(const Xgboost *state, const float8 *x, bool complete)
{
	bool plain = complete && !state->categorical;
	float *margin = state->margin;

	memcpy(margin, state->base, state->groups * sizeof(float));
	for (int t = 0; t < state->trees; t++)
	{
		const XgboostNode *root = state->node + state->root[t];
		float leaf =
			(float) (plain ? find_leaf_plain(root, x) : find_leaf(state, root, x))->value;

		if (state->tree_weight[t] != 1)
			leaf *= state->tree_weight[t];
		margin[(int) state->tree_group[t]] += leaf;
	}
}

/* Probabilities of classes from their sums. */
static void
apply_softmax(const Xgboost *state, float8 *score)
{
	float8 most = state->margin[0];
	float8 sum = 0;

	for (int k = 1; k < state->groups; k++)
		most = Max(most, state->margin[k]);
	for (int k = 0; k < state->groups; k++)
	{
		score[k] = exp(state->margin[k] - most);
		sum += score[k];
	}
	for (int k = 0; k < state->groups; k++)
		score[k] /= sum;
}

static bool
xgboost_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Xgboost *state = model->state;
	float8 p[2];

	sum_leaves(state, XgboostValues(model, row), row->index == NULL);
	switch (state->objective->link)
	{
		case XGBOOST_IDENTITY:
			score[0] = state->margin[0];
			break;
		case XGBOOST_EXP:
			score[0] = exp(Min(state->margin[0], MAX_EXP_SCORE));
			break;
		case XGBOOST_HINGE:
			score[1] = state->margin[0] > 0 ? 1 : 0;
			score[0] = 1 - score[1];
			break;
		case XGBOOST_SIGMOID:
			KernelSigmoid(state->margin[0], p);
			if (model->ops->task == TASK_BINARY)
				memcpy(score, p, sizeof(p));
			else
				score[0] = p[1];
			break;
		case XGBOOST_SOFTMAX:
			apply_softmax(state, score);
			break;
	}

	return true;
}

/*----------
 * I/O, showing
 *----------
 */

/* The objective, by name. */
static void
archive_objective(Model *model, Archive *archive)
{
	Xgboost *state = model->state;
	char *name = NULL;

	if (!ArchiveReads(archive))
		name = (char *) state->objective->name;
	ArchiveString(archive, "objective", &name);
	if (!ArchiveReads(archive))
		return;
	state->objective = name ? XgboostFindObjective(name) : NULL;
	if (state->objective == NULL || XgboostOpsOf(state->objective->task) != model->ops)
		bad_model("\"objective\" is unrecognized");
	state->groups =
		model->ops->task == TASK_MULTICLASS ? Max(model->classes.count, 1) : 1;
}

static void
xgboost_archive(Model *model, Archive *archive)
{
	Xgboost *state = model->state;

	archive_objective(model, archive);
	ArchiveInt32(archive, "trees", &state->trees, 0, XGBOOST_MAX_TREES);
	ArchiveInt32(archive, "nodes", &state->nodes, 0, XGBOOST_MAX_NODES);
	ArchiveInt32(archive, "splits", &state->splits, 0, XGBOOST_MAX_NODES);
	ArchiveInt32(archive, "categories", &state->categories, 0, XGBOOST_MAX_NODES);
	ArchiveSingles(archive, "base", &state->base, state->groups);
	ArchiveSingles(archive, "tree_class", &state->tree_group, state->trees);
	ArchiveSingles(archive, "tree_weight", &state->tree_weight, state->trees);
	ArchiveSingles(archive, "split", &state->split, state->nodes);
	ArchiveSingles(archive, "value", &state->value, state->nodes);
	ArchiveSingles(archive, "cover", &state->cover, state->nodes);
	ArchiveSingles(archive, "gain", &state->gain, state->splits);
	ArchiveSingles(archive, "category", &state->category, state->categories);
}

static void
xgboost_check(const Model *model)
{
	if (TaskHasClasses(model->ops->task) && model->classes.count < 2)
		bad_model("classes are missing");
	if (model->n != 0)
		bad_model("such models have learned no rows");
	XgboostUnpack((Model *) model);
}

/* What the splits on each feature have gained, in the order of the splits. */
static void
xgboost_importance(const Model *model, float8 *importance)
{
	const Xgboost *state = model->state;
	int split = 0;

	for (int i = 0; i < state->nodes; i++)
	{
		if (state->split[i] != 0)
			importance[state->node[i].feature & XGBOOST_FEATURE] += state->gain[split++];
	}
}

/* As of other trees, the share of each feature in what all splits gained. */
static int
xgboost_weights(Model *model, ModelWeight **rows)
{
	float8 *importance = palloc0(Max(model->features.count, 1) * sizeof(float8));

	xgboost_importance(model, importance);
	return TreeShares(model, importance, rows);
}

static void
xgboost_describe(Model *model, Archive *json)
{
	const Xgboost *state = model->state;

	ArchiveBegin(json, "trees");
	ArchiveShowString(json, "objective", state->objective->name);
	ArchiveShowInt(json, "trees", state->trees);
	ArchiveShowInt(json, "splits", state->splits);
	ArchiveShowInt(json, "leaves", state->nodes - state->splits);
	ArchiveShowInt(json, "depth", state->depth);
	ArchiveEnd(json);
}

/* Of the sum of a group: that of the class, or the only one. */
static bool
xgboost_explain(const Model *model, const FeatureView *row, int class,
				ModelExplanation *explanation)
{
	const Xgboost *state = model->state;
	int group = state->groups > 1 ? class : 0;

	explanation->bias =
		XgboostContributions(model, row, group, explanation->contribution);
	if (model->ops->task != TASK_BINARY || class == 1)
		return true;
	explanation->bias = -explanation->bias;
	for (int i = 0; i < model->features.count; i++)
		explanation->contribution[i] = -explanation->contribution[i];
	return true;
}

/* clang-format off */
#define XGBOOST_FUNCTIONS                                                                \
	.merge_class = MERGE_NONE, .unscored = true, .state_size = sizeof(Xgboost),          \
	.options = xgboost_options, .predict = xgboost_predict, .archive = xgboost_archive,  \
	.check = xgboost_check, .weights = xgboost_weights, .describe = xgboost_describe,    \
	.nan_is_missing = true, .to_sql = XgboostToSql, .explain = xgboost_explain,          \
	.importance = xgboost_importance
/* clang-format on */

const ModelOps XgboostOps = {
	.id = MODEL_XGBOOST, .name = "xgboost", .task = TASK_REGRESSION, XGBOOST_FUNCTIONS};

const ModelOps XgboostClassifierOps = {.id = MODEL_XGBOOST_CLASSIFIER,
									   .name = "xgboost_classifier",
									   .task = TASK_BINARY,
									   XGBOOST_FUNCTIONS};

const ModelOps XgboostMulticlassOps = {.id = MODEL_XGBOOST_MULTICLASS,
									   .name = "xgboost_multiclass",
									   .task = TASK_MULTICLASS,
									   XGBOOST_FUNCTIONS};
