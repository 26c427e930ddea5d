/*
 * adaptive_hoeffding_tree.c
 *	  A Hoeffding tree that replaces the branches that the stream has moved away
 *	  from (A. Bifet, R. Gavalda, Adaptive Learning from Evolving Data Streams,
 *	  IDA 2009).
 *
 * Every node on a row's way keeps an adaptive window (adwin.c) of whether the
 * tree was wrong.  When the window of a split drops its older part and the
 * error has grown, an alternate tree begins beside the split, in place of the
 * one there may be already, and learns the same rows.  Once both have windows
 * of more than 300 rows, with W and W' rows and errors e and e', they differ if
 *
 *		|e - e'| > sqrt(2 e (1 - e) ln(2 / 0.05) (1 / W + 1 / W')).
 *
 * If the alternate is better it takes the place of the branch, if it is worse
 * it goes.  Alternates have no alternates of their own before that.  Only the
 * main tree votes.  Weights do not enter the windows.
 *
 * (Other implementations also give each row a random weight, after online
 * bagging.  This one does not: it has no seed.)
 *
 * State: as hoeffding_tree, and per node a window of about 10 log2 of its
 * length in numbers.  Cost: as hoeffding_tree, twice that where there is an
 * alternate, and the windows.  Merge: refused.
 *
 * Options: as hoeffding_tree, and
 *		drift_confidence	0.002		1e-300 .. 0.5
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/explain.h"
#include "model/tree.h"

/* Inputs between tests of a window. */
#define CLOCK 32
/* Rows that both windows must have before trees are compared. */
#define MIN_ROWS 300
#define SWITCH_CONFIDENCE 0.05

typedef struct AdaptiveTree
{
	Tree tree;
	float8 *score; /* scratch */
	int nscore;
	int64 begun; /* alternates that were started, */
	int64 taken; /* and that replaced a branch */
} AdaptiveTree;

enum
{
	OPT_DRIFT_CONFIDENCE = TREE_OPTIONS_END
};

static const ModelOption adaptive_options[] = {
	MODEL_COMMON_OPTIONS,
	TREE_OPTIONS(200, 1e-7),
	{"drift_confidence", OPTION_REAL, 0.002, 1e-300, 0.5, NULL},
	{NULL}};

/* The model's tree, ready for use. */
static AdaptiveTree *
get_state(const Model *model)
{
	AdaptiveTree *state = model->state;

	if (state->tree.attributes == NULL)
	{
		TreeInit(&state->tree, model->context, TreeAttributesCreate(model->context));
		state->tree.rules = TreeRulesFromOptions(model);
		state->tree.rules.adaptive = true;
	}
	state->tree.classes = model->classes.count;
	if (state->nscore < Max(model->classes.count, 2))
	{
		int to = Max(2 * state->nscore, Max(model->classes.count, 2));

		if (state->score)
			pfree(state->score);
		state->score = MemoryContextAllocZero(model->context, to * sizeof(float8));
		state->nscore = to;
	}

	return state;
}

static void
adaptive_reserve(Model *model, int from, int to)
{
	TreeAttributesUpdate(get_state(model)->tree.attributes, model);
}

static bool
adaptive_predict(const Model *model, const FeatureView *row, float8 *score)
{
	return TreePredict(model, &get_state(model)->tree, row, score);
}

/* Note whether the tree was wrong; true if it is so more often than before. */
static bool
note_error(Tree *tree, TreeNode *node, bool wrong, float8 delta)
{
	float8 before;

	if (node->error == NULL)
	{
		node->error = MemoryContextAlloc(tree->context, sizeof(Adwin));
		AdwinInit(node->error, tree->context);
	}
	before = AdwinMean(node->error);
	return AdwinAdd(node->error, wrong, delta, CLOCK, ADWIN_ALL_CUTS) &&
		   AdwinMean(node->error) > before;
}

/* Begin to learn in another way what comes to this node. */
static void
begin_alternate(AdaptiveTree *state, TreeNode *node)
{
	Tree *tree = &state->tree;

	if (TreeIsFull(tree))
		return;
	if (node->alternate)
		TreeNodeFree(tree, node->alternate);
	node->alternate = TreeNodeCreate(tree, 0);
	state->begun++;
}

/* Replace a node by its alternate. */
static void
take_alternate(AdaptiveTree *state, TreeNode *node)
{
	TreeNode *alternate = node->alternate;
	TreeNode old = *node;

	*node = *alternate;
	*alternate = old;
	alternate->alternate = NULL;
	TreeNodeFree(&state->tree, alternate);
	state->taken++;
}

/* Compare a node with its alternate; true if it was replaced. */
static bool
compare_alternate(AdaptiveTree *state, TreeNode *node)
{
	const Adwin *ours = node->error;
	const Adwin *theirs = node->alternate->error;
	float8 error;
	float8 other;
	float8 bound;

	if (theirs == NULL || ours->width <= MIN_ROWS || theirs->width <= MIN_ROWS)
		return false;
	error = AdwinMean(ours);
	other = AdwinMean(theirs);
	bound = sqrt(2 * error * (1 - error) * log(2 / SWITCH_CONFIDENCE) *
				 (1.0 / ours->width + 1.0 / theirs->width));
	if (error - other > bound)
	{
		take_alternate(state, node);
		return true;
	}
	if (other - error > bound)
	{
		TreeNodeFree(&state->tree, node->alternate);
		node->alternate = NULL;
	}
	return false;
}

/*
 * Learn the row at hand in the tree below a node; main is false in alternates.
 */
static void
learn_below(Model *model, TreeNode *node, int depth, int class, float8 weight, bool main)
{
	AdaptiveTree *state = model->state;
	Tree *tree = &state->tree;
	float8 delta = model->option[OPT_DRIFT_CONFIDENCE];
	TreeBallot ballot;
	int below;
	TreeNode *leaf = TreeFindLeaf(tree, node, &below);
	bool voted = TreeLeafVote(tree, leaf->leaf, &ballot, state->score,
							  Max(model->classes.count, 2));
	bool wrong = !voted || ModelDecide(model, state->score) != class;

	for (;; depth++)
	{
		bool worse = note_error(tree, node, wrong, delta);

		if (node->leaf)
			break;
		if (main && worse)
			begin_alternate(state, node);
		else if (node->alternate && compare_alternate(state, node))
		{
			learn_below(model, node, depth, class, weight, main);
			return;
		}
		if (node->alternate)
			learn_below(model, node->alternate, depth, class, weight, false);
		node = node->children[TreeTestBranch(&node->test, tree->attributes)];
	}
	TreeLearnAt(tree, node, depth, class, weight, &ballot);
}

static bool
adaptive_score(Model *model, const FeatureView *row, float8 *score)
{
	AdaptiveTree *state = get_state(model);

	if (state->tree.root == NULL)
		state->tree.root = TreeNodeCreate(&state->tree, 0);
	return adaptive_predict(model, row, score) &&
		   (model->n > 0 || (model->flags & MODEL_CLASSES_FIXED) != 0);
}

static void
adaptive_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	AdaptiveTree *state = model->state;

	learn_below(model, state->tree.root, 0, (int) label, weight, true);
	TreeLimit(&state->tree);
}

static void
adaptive_archive(Model *model, Archive *archive)
{
	AdaptiveTree *state = get_state(model);

	TreeAttributesUpdate(state->tree.attributes, model);
	ArchiveInt(archive, "alternates_begun", &state->begun, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "alternates_taken", &state->taken, 0, MODEL_MAX_ROWS);
	TreeArchive(&state->tree, archive, "tree");
}

static int
adaptive_weights(Model *model, ModelWeight **rows)
{
	const Tree *tree = &get_state(model)->tree;

	return TreeWeights(model, &tree, 1, rows);
}

static void
adaptive_describe(Model *model, Archive *json)
{
	const AdaptiveTree *state = get_state(model);
	const Tree *tree = &state->tree;

	TreeDescribe(&tree, 1, json);
	ArchiveShowInt(json, "alternates_begun", state->begun);
	ArchiveShowInt(json, "alternates_taken", state->taken);
}

static void
adaptive_to_sql(const Model *model, ModelSql *sql)
{
	TreeSql(model, &get_state(model)->tree, sql);
}

static bool
adaptive_explain(const Model *model, const FeatureView *row, int class,
				 ModelExplanation *explanation)
{
	return TreeExplain(model, &get_state(model)->tree, row, class, explanation);
}

static void
adaptive_importance(const Model *model, float8 *importance)
{
	const Tree *tree = &get_state(model)->tree;

	TreeImportance(&tree, 1, importance);
}

const ModelOps AdaptiveHoeffdingTreeOps = {.id = MODEL_ADAPTIVE_HOEFFDING_TREE,
										   .name = "adaptive_hoeffding_tree",
										   .task = TASK_MULTICLASS,
										   .merge_class = MERGE_NONE,
										   .state_size = sizeof(AdaptiveTree),
										   .options = adaptive_options,
										   .reserve = adaptive_reserve,
										   .predict = adaptive_predict,
										   .score = adaptive_score,
										   .learn = adaptive_learn,
										   .archive = adaptive_archive,
										   .weights = adaptive_weights,
										   .describe = adaptive_describe,
										   .to_sql = adaptive_to_sql,
										   .explain = adaptive_explain,
										   .importance = adaptive_importance};
