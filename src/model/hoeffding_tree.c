/*
 * hoeffding_tree.c
 *	  The Hoeffding tree, a decision tree that grows as rows come and keeps none
 *	  (P. Domingos, G. Hulten, Mining High-Speed Data Streams, KDD 2000).
 *
 * The rules are in tree.c, tree_leaf.c and tree_split.c; with them the
 * published accuracies of MOA and CapyMOA come out to the digit.
 *
 * An empty tree votes for the first class if the option "classes" names the
 * classes, and has no opinion otherwise.
 *
 * State: one array of numbers (tree_pack.c): of a leaf 8, 2 per class, and per
 * class it has seen 5 per numeric attribute, 1 per category, 1 per nominal
 * attribute; 6 of a split.  O(depth + classes * attributes) per row, and per
 * grace_period rows of a leaf O(10 * classes * attributes) for an attempt.
 *
 * Merge: refused.  Trees that saw different rows have different tests, and
 * what their leaves know cannot be added.
 *
 * Options				default		range
 *		grace_period		200			1 .. 1e9
 *		split_confidence	1e-7		1e-300 .. 0.5
 *		tie_threshold		0.05		0 .. 1
 *		leaf_prediction		adaptive	majority, naive_bayes, adaptive
 *		max_depth			100			1 .. 100
 *		max_bytes			16 MiB		4096 .. 256 MiB
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/explain.h"
#include "model/tree.h"

typedef struct HoeffdingTree
{
	Tree tree;
	/* the row that is to be learned next */
	TreeNode *found;
	int depth;
	TreeBallot ballot;
} HoeffdingTree;

static const ModelOption hoeffding_options[] = {
	MODEL_COMMON_OPTIONS, TREE_OPTIONS(200, 1e-7), {NULL}};

/* The model's tree, ready for use. */
static HoeffdingTree *
get_state(const Model *model)
{
	HoeffdingTree *state = model->state;

	if (state->tree.attributes == NULL)
	{
		TreeInit(&state->tree, model->context, TreeAttributesCreate(model->context));
		state->tree.rules = TreeRulesFromOptions(model);
	}
	state->tree.classes = model->classes.count;

	return state;
}

static void
hoeffding_reserve(Model *model, int from, int to)
{
	TreeAttributesUpdate(get_state(model)->tree.attributes, model);
}

/* Vote on a row, and keep what learning it will need. */
static bool
hoeffding_score(Model *model, const FeatureView *row, float8 *score)
{
	HoeffdingTree *state = get_state(model);
	Tree *tree = &state->tree;
	int classes = Max(model->classes.count, 2);

	TreeAttributesRow(tree->attributes, model, row);
	if (tree->root == NULL)
		tree->root = TreeNodeCreate(tree, 0);
	state->found = TreeFindLeaf(tree, tree->root, &state->depth);
	return TreeLeafVote(tree, state->found->leaf, &state->ballot, score, classes) ||
		   model->n > 0 || (model->flags & MODEL_CLASSES_FIXED) != 0;
}

static bool
hoeffding_predict(const Model *model, const FeatureView *row, float8 *score)
{
	return TreePredict(model, &get_state(model)->tree, row, score);
}

static void
hoeffding_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	HoeffdingTree *state = model->state;

	TreeLearnAt(&state->tree, state->found, state->depth, (int) label, weight,
				&state->ballot);
	TreeLimit(&state->tree);
}

static void
hoeffding_archive(Model *model, Archive *archive)
{
	HoeffdingTree *state = get_state(model);

	TreeAttributesUpdate(state->tree.attributes, model);
	TreeArchive(&state->tree, archive, "tree");
}

static int
hoeffding_weights(Model *model, ModelWeight **rows)
{
	const Tree *tree = &get_state(model)->tree;

	return TreeWeights(model, &tree, 1, rows);
}

static void
hoeffding_describe(Model *model, Archive *json)
{
	const Tree *tree = &get_state(model)->tree;

	TreeDescribe(&tree, 1, json);
}

static void
hoeffding_to_sql(const Model *model, ModelSql *sql)
{
	TreeSql(model, &get_state(model)->tree, sql);
}

static bool
hoeffding_explain(const Model *model, const FeatureView *row, int class,
				  ModelExplanation *explanation)
{
	return TreeExplain(model, &get_state(model)->tree, row, class, explanation);
}

static void
hoeffding_importance(const Model *model, float8 *importance)
{
	const Tree *tree = &get_state(model)->tree;

	TreeImportance(&tree, 1, importance);
}

const ModelOps HoeffdingTreeOps = {.id = MODEL_HOEFFDING_TREE,
								   .name = "hoeffding_tree",
								   .task = TASK_MULTICLASS,
								   .merge_class = MERGE_NONE,
								   .state_size = sizeof(HoeffdingTree),
								   .options = hoeffding_options,
								   .reserve = hoeffding_reserve,
								   .predict = hoeffding_predict,
								   .score = hoeffding_score,
								   .learn = hoeffding_learn,
								   .archive = hoeffding_archive,
								   .weights = hoeffding_weights,
								   .describe = hoeffding_describe,
								   .to_sql = hoeffding_to_sql,
								   .explain = hoeffding_explain,
								   .importance = hoeffding_importance};
