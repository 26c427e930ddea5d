/*
 * tree.c
 *	  Growing a Hoeffding tree of classes, within a limit of memory.
 *
 * A leaf that has got grace_period of weight since it last tried, and has two
 * classes, looks for a test to split with (tree_split.c).  The children begin
 * with the classes' estimated weights, and nothing seen.  Rows that a test
 * cannot place (no value, a category that came later) go to the branch that was
 * the heaviest when it was made.
 *
 * The limit counts the numbers of the packed form (tree_pack.c), so that it
 * acts at the same row whenever the model was stored.  What leaves have seen is
 * nearly all of it.  When the tree is above, leaves are ranked by what they can
 * still gain, their weight outside of the majority class (Domingos and Hulten
 * rank by weight times error).  The best that fit into three quarters of the
 * limit stay active or become so again, the others forget all but weights and
 * vote by majority.  Once the nodes by themselves fill half of the limit, the
 * tree grows no more.
 */
#include "shim.h"

#include "model/tree.h"

/* Numbers of the packed form, see tree_pack.c. */
#define SPLIT_NUMBERS 6
#define LEAF_NUMBERS 8
/* Taken for the window of the error of a node. */
#define ADAPTIVE_NUMBERS 128

/* Make an empty tree.  The caller sets the rules. */
void
TreeInit(Tree *tree, MemoryContext context, TreeAttributes *attributes)
{
	memset(tree, 0, sizeof(*tree));
	tree->context = context;
	tree->attributes = attributes;
}

/* The rules that a model's options ask for, see TREE_OPTIONS. */
TreeRules
TreeRulesFromOptions(const Model *model)
{
	const float8 *option = model->option;

	return (TreeRules){.grace_period = option[TREE_GRACE_PERIOD],
					   .split_confidence = option[TREE_SPLIT_CONFIDENCE],
					   .tie_threshold = option[TREE_TIE_THRESHOLD],
					   .vote = (TreeVote) option[TREE_LEAF_PREDICTION],
					   .max_depth = (int) option[TREE_MAX_DEPTH_OPTION],
					   .max_numbers = (int64) option[TREE_MAX_BYTES] / sizeof(float8)};
}

/* Numbers of a node by itself, without children and what a leaf has seen. */
int64
TreeNodeNumbers(const Tree *tree, const TreeNode *node)
{
	const TreeLeaf *leaf = node->leaf;
	int64 extra = tree->rules.adaptive ? ADAPTIVE_NUMBERS : 0;

	if (leaf == NULL)
		return extra + SPLIT_NUMBERS +
			   (node->test.kind == TEST_EACH ? node->test.nchildren : 0);
	return extra + LEAF_NUMBERS + 2 * (int64) leaf->nclasses + Max(leaf->nnumeric, 0) +
		   Max(leaf->nnominal, 0);
}

/* Let a leaf look at a random subset of the attributes. */
static void
choose_attributes(Tree *tree, TreeLeaf *leaf)
{
	int numeric = tree->attributes->numeric;
	int total = numeric + tree->attributes->nominal;
	int want = Min(tree->rules.subset, total);
	int left = want;

	leaf->numeric = MemoryContextAlloc(tree->context, Max(want, 1) * sizeof(int32));
	leaf->nominal = MemoryContextAlloc(tree->context, Max(want, 1) * sizeof(int32));
	leaf->nnumeric = leaf->nnominal = 0;
	for (int i = 0; i < total && left > 0; i++)
	{
		/* each of the remaining ones with the same chance */
		if (RngBelow(tree->rng, total - i) >= left)
			continue;
		left--;
		if (i < numeric)
			leaf->numeric[leaf->nnumeric++] = i;
		else
			leaf->nominal[leaf->nnominal++] = i - numeric;
	}
}

/* A new leaf, with room for so many classes. */
TreeNode *
TreeNodeCreate(Tree *tree, int classes)
{
	TreeNode *node = MemoryContextAllocZero(tree->context, sizeof(TreeNode));

	node->leaf = TreeLeafCreate(tree, classes);
	if (tree->rules.subset > 0)
		choose_attributes(tree, node->leaf);
	tree->numbers += TreeNodeNumbers(tree, node);

	return node;
}

static void
free_leaf(Tree *tree, TreeNode *node)
{
	tree->numbers -= TreeNodeNumbers(tree, node);
	TreeLeafForget(tree, node->leaf);
	TreeLeafFree(node->leaf);
	node->leaf = NULL;
}

/* Give back a node, all below, and what adaptive trees have beside it. */
void
TreeNodeFree(Tree *tree, TreeNode *node)
{
	if (node->leaf)
		free_leaf(tree, node);
	else
	{
		tree->numbers -= TreeNodeNumbers(tree, node);
		for (int i = 0; i < node->test.nchildren; i++)
			TreeNodeFree(tree, node->children[i]);
		pfree(node->children);
		if (node->test.categories)
			pfree(node->test.categories);
	}
	if (node->alternate)
		TreeNodeFree(tree, node->alternate);
	if (node->error)
	{
		AdwinFree(node->error);
		pfree(node->error);
	}
	pfree(node);
}

/* Forget the whole tree. */
void
TreeReset(Tree *tree)
{
	if (tree->root)
		TreeNodeFree(tree, tree->root);
	tree->root = NULL;
	Assert(tree->numbers == 0 && tree->observed == 0);
}

/* The leaf below "node" that the row at hand comes to, and how far below. */
TreeNode *
TreeFindLeaf(const Tree *tree, TreeNode *node, int *depth)
{
	for (*depth = 0; node->leaf == NULL; (*depth)++)
		node = node->children[TreeTestBranch(&node->test, tree->attributes)];
	return node;
}

/*
 * A tree's probabilities for a row, as ModelOps.predict; the row stays at hand.
 */
bool
TreePredict(const Model *model, const Tree *tree, const FeatureView *row, float8 *score)
{
	TreeBallot ballot;
	int depth;

	if (tree->root == NULL)
		return false;
	TreeAttributesRow(tree->attributes, model, row);
	TreeLeafVote(tree, TreeFindLeaf(tree, tree->root, &depth)->leaf, &ballot, score,
				 Max(model->classes.count, 2));
	return true;
}

/* Have the nodes by themselves got half of the room? */
bool
TreeIsFull(const Tree *tree)
{
	return 2 * (tree->numbers - tree->observed) > tree->rules.max_numbers;
}

/* Make a split of a leaf. */
static void
split_leaf(Tree *tree, TreeNode *node, const TreeSplit *split)
{
	TreeLeaf *leaf = node->leaf;
	int classes = leaf->nclasses;
	float8 weight = TreeLeafWeight(leaf);
	float8 *masses = TreeSplitMasses(tree, leaf, &split->test);
	TreeNode **children =
		MemoryContextAlloc(tree->context, split->test.nchildren * sizeof(TreeNode *));

	for (int i = 0; i < split->test.nchildren; i++)
	{
		children[i] = TreeNodeCreate(tree, classes);
		memcpy(children[i]->leaf->weight, masses + (Size) i * classes,
			   classes * sizeof(float8));
		children[i]->leaf->last_try = TreeLeafWeight(children[i]->leaf);
	}
	pfree(masses);
	free_leaf(tree, node);
	node->test = split->test;
	node->merit = Max(split->merit, 0) * weight;
	node->children = children;
	tree->numbers += TreeNodeNumbers(tree, node);
}

/*
 * Learn the row at hand at the leaf it came to, which had voted, and split the
 * leaf if it is time.
 */
void
TreeLearnAt(Tree *tree, TreeNode *node, int depth, int class, float8 weight,
			const TreeBallot *ballot)
{
	TreeLeaf *leaf = node->leaf;
	float8 total;
	TreeSplit split;

	TreeLeafLearn(tree, leaf, class, weight, ballot);
	if (!leaf->active)
		return;
	total = TreeLeafWeight(leaf);
	if (total - leaf->last_try < tree->rules.grace_period || TreeLeafIsPure(leaf))
		return;
	leaf->last_try = total;
	if (depth >= tree->rules.max_depth || TreeIsFull(tree))
		return;
	if (TreeFindSplit(tree, leaf, &split))
		split_leaf(tree, node, &split);
}

/*----------
 * The limit
 *----------
 */

/* A leaf and how much it has to gain. */
typedef struct Promise
{
	TreeLeaf *leaf;
	float8 promise;
	int order;
} Promise;

static float8
promise_of(const TreeLeaf *leaf)
{
	float8 most = 0;

	for (int i = 0; i < leaf->nclasses; i++)
		most = Max(most, leaf->weight[i]);
	return TreeLeafWeight(leaf) - most;
}

/* Leaves below a node, alternates included. */
static int
count_leaves(const TreeNode *node)
{
	int count = node->leaf ? 1 : 0;

	for (int i = 0; node->leaf == NULL && i < node->test.nchildren; i++)
		count += count_leaves(node->children[i]);
	return count + (node->alternate ? count_leaves(node->alternate) : 0);
}

static void
list_leaves(TreeNode *node, Promise *list, int *count)
{
	if (node->leaf)
	{
		list[*count] = (Promise){node->leaf, promise_of(node->leaf), *count};
		(*count)++;
	}
	for (int i = 0; node->leaf == NULL && i < node->test.nchildren; i++)
		list_leaves(node->children[i], list, count);
	if (node->alternate)
		list_leaves(node->alternate, list, count);
}

static int
compare_promises(const void *a, const void *b)
{
	const Promise *left = a;
	const Promise *right = b;

	if (left->promise != right->promise)
		return left->promise > right->promise ? -1 : 1;
	return left->order - right->order;
}

/* Bring the tree below its limit of memory, if it is above. */
void
TreeLimit(Tree *tree)
{
	int64 room;
	int64 active = 0;
	int64 typical;
	int count = 0;
	Promise *list;

	if (tree->numbers <= tree->rules.max_numbers)
		return;
	room = tree->rules.max_numbers * 3 / 4 - (tree->numbers - tree->observed);
	list = palloc(count_leaves(tree->root) * sizeof(Promise));
	list_leaves(tree->root, list, &count);
	qsort(list, count, sizeof(Promise), compare_promises);
	for (int i = 0; i < count; i++)
		active += list[i].leaf->active;
	typical = tree->observed / Max(active, 1);

	for (int i = 0; i < count; i++)
	{
		TreeLeaf *leaf = list[i].leaf;
		int64 size = leaf->active ? TreeLeafObserved(leaf) : typical;

		room -= size;
		if (leaf->active && room < 0)
			TreeLeafForget(tree, leaf);
		leaf->active = room >= 0;
	}
	pfree(list);
}

/*----------
 * Looking inside
 *----------
 */

/* How large trees are. */
typedef struct TreeShape
{
	int splits;
	int leaves;
	int inactive; /* of the leaves */
	int alternates;
	int depth;
} TreeShape;

/* Add what there is at a node and below; "level" is the node's depth. */
static void
measure(const TreeNode *node, int level, TreeShape *shape)
{
	shape->depth = Max(shape->depth, level);
	if (node->leaf)
	{
		shape->leaves++;
		shape->inactive += !node->leaf->active;
	}
	else
	{
		shape->splits++;
		for (int i = 0; i < node->test.nchildren; i++)
			measure(node->children[i], level + 1, shape);
	}
	if (node->alternate)
	{
		shape->alternates++;
		measure(node->alternate, level, shape);
	}
}

/*
 * Add what a split gained to importance[features].  A split into all
 * categories of a column counts for each of them alike.
 */
void
TreeTestImportance(const TreeAttributes *attributes, const TreeTest *test, float8 merit,
				   float8 *importance)
{
	if (test->kind == TEST_NUMERIC)
		importance[attributes->numeric_feature[test->attribute]] += merit;
	else if (test->kind == TEST_ONE)
		importance[attributes->category_feature[test->attribute]] += merit;
	for (int i = 0; test->kind == TEST_EACH && i < test->nchildren; i++)
		importance[attributes->category_feature[test->categories[i]]] +=
			merit / test->nchildren;
}

static void
add_importance(const Tree *tree, const TreeNode *node, float8 *importance)
{
	if (node->leaf)
		return;
	TreeTestImportance(tree->attributes, &node->test, node->merit, importance);
	for (int i = 0; i < node->test.nchildren; i++)
		add_importance(tree, node->children[i], importance);
}

/*
 * The rows of weights(): the share of each feature in what all splits gained;
 * 0 if there are no splits.  Frees importance.
 */
int
TreeShares(const Model *model, float8 *importance, ModelWeight **rows)
{
	int features = model->features.count;
	float8 total = 0;

	for (int i = 0; i < features; i++)
		total += importance[i];
	*rows = palloc(Max(features, 1) * sizeof(ModelWeight));
	for (int i = 0; i < features; i++)
		(*rows)[i] =
			(ModelWeight){i, -1, total > 0 ? importance[i] / total : 0, NAN, NAN, NAN};
	pfree(importance);

	return features;
}

/* Add what all splits of trees gained. */
void
TreeImportance(const Tree *const *trees, int count, float8 *importance)
{
	for (int i = 0; i < count; i++)
	{
		if (trees[i]->root)
			add_importance(trees[i], trees[i]->root, importance);
	}
}

/* The same of trees: bits times weight at the time of the split. */
int
TreeWeights(const Model *model, const Tree *const *trees, int count, ModelWeight **rows)
{
	float8 *importance = palloc0(Max(model->features.count, 1) * sizeof(float8));

	TreeImportance(trees, count, importance);
	return TreeShares(model, importance, rows);
}

/* The key "tree" of metrics(): sizes, summed up over trees. */
void
TreeDescribe(const Tree *const *trees, int count, Archive *json)
{
	TreeShape shape = {0};
	int64 numbers = 0;

	for (int i = 0; i < count; i++)
	{
		if (trees[i]->root)
			measure(trees[i]->root, 0, &shape);
		numbers += trees[i]->numbers;
	}
	ArchiveBegin(json, "tree");
	ArchiveShowInt(json, "splits", shape.splits);
	ArchiveShowInt(json, "leaves", shape.leaves);
	ArchiveShowInt(json, "inactive_leaves", shape.inactive);
	if (count > 0 && trees[0]->rules.adaptive)
		ArchiveShowInt(json, "alternates", shape.alternates);
	ArchiveShowInt(json, "depth", shape.depth);
	ArchiveShowInt(json, "bytes", numbers * sizeof(float8));
	ArchiveEnd(json);
}
