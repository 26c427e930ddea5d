/*
 * adaptive_random_forest.c
 *	  Adaptive random forest (H. M. Gomes, A. Bifet, J. Read et al., Adaptive
 *	  Random Forests for Evolving Data Stream Classification, Machine Learning
 *	  106, 2017).
 *
 * Hoeffding trees that differ by chance: each gives each row a weight drawn
 * from a Poisson distribution (online bagging), and each leaf looks at a random
 * subset of the attributes.  Every tree keeps two adaptive windows (adwin.c) of
 * its errors.  When the quicker one, "warning", sees the error grow, a
 * background tree begins to learn; when the other, "drift", does so too, the
 * background tree takes the place of the tree, or an empty one if there is none.
 *
 * The forest's probabilities are the mean of its trees', each weighted by its
 * share of right answers since it began.  Errors are those of the votes before
 * the row was learned.
 *
 * Random numbers come from a generator that is part of the state (rng.h), so
 * the same rows in the same order, and the same seed, give the same forest.
 *
 * State: of each tree that of hoeffding_tree, twice if there is a background
 * tree, and two windows.  Cost: that of a tree times the number of trees and
 * background trees.  Merge: refused.
 *
 * Options: as hoeffding_tree, but grace_period 50 and split_confidence 0.01, and
 *		n_trees				10			1 .. 200
 *		subspace			0.6			1e-4 .. 1, share of the attributes
 *		lambda				6			0.01 .. 100, mean of the random weights
 *		warning_confidence	0.01		1e-300 .. 0.5
 *		drift_confidence	0.001		1e-300 .. 0.5
 *		seed				42			0 .. 2^53
 * max_bytes is for all of it: half of it for trees, half for background trees.
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/tree.h"

/* Inputs between tests of a window. */
#define CLOCK 32

/* A tree and what has become of its votes. */
typedef struct Grower
{
	Tree tree;
	float8 rows; /* votes since it began, */
	float8 hits; /* and right ones */
	/* its vote on the row that is to be learned next */
	TreeNode *found;
	int depth;
	TreeBallot ballot;
	int decision; /* -1: none */
} Grower;

typedef struct Member
{
	Grower main;
	Grower background; /* its tree is empty if there is none */
	Adwin warning;
	Adwin drift;
} Member;

typedef struct Forest
{
	TreeAttributes *attributes; /* NULL: nothing is ready yet */
	Rng rng;
	int count;
	Member *members;
	float8 *vote; /* scratch: of one tree */
	int nvote;
	int64 warnings;
	int64 drifts;
} Forest;

enum
{
	OPT_N_TREES = TREE_OPTIONS_END,
	OPT_SUBSPACE,
	OPT_LAMBDA,
	OPT_WARNING_CONFIDENCE,
	OPT_DRIFT_CONFIDENCE,
	OPT_SEED
};

static const ModelOption forest_options[] = {
	MODEL_COMMON_OPTIONS,
	TREE_OPTIONS(50, 0.01),
	{"n_trees", OPTION_INTEGER, 10, 1, 200, NULL},
	{"subspace", OPTION_REAL, 0.6, 1e-4, 1, NULL},
	{"lambda", OPTION_REAL, 6, 0.01, 100, NULL},
	{"warning_confidence", OPTION_REAL, 0.01, 1e-300, 0.5, NULL},
	{"drift_confidence", OPTION_REAL, 0.001, 1e-300, 0.5, NULL},
	{"seed", OPTION_INTEGER, 42, 0, 0x1p53, NULL},
	{NULL}};

static void
init_grower(const Model *model, Forest *forest, Grower *grower)
{
	TreeInit(&grower->tree, model->context, forest->attributes);
	grower->tree.rules = TreeRulesFromOptions(model);
	grower->tree.rules.max_numbers /= 2 * forest->count;
	grower->tree.rules.subset = 1;
	grower->tree.rules.null_split = true;
	grower->tree.rng = &forest->rng;
}

/* Make the members, all empty. */
static void
init_forest(const Model *model, Forest *forest)
{
	forest->attributes = TreeAttributesCreate(model->context);
	forest->rng.state = (uint64) model->option[OPT_SEED];
	forest->count = (int) model->option[OPT_N_TREES];
	forest->members =
		MemoryContextAllocZero(model->context, forest->count * sizeof(Member));
	for (int i = 0; i < forest->count; i++)
	{
		Member *member = &forest->members[i];

		init_grower(model, forest, &member->main);
		init_grower(model, forest, &member->background);
		AdwinInit(&member->warning, model->context);
		AdwinInit(&member->drift, model->context);
	}
}

/* The model's forest, ready for use. */
static Forest *
get_state(const Model *model)
{
	Forest *forest = model->state;
	int classes = Max(model->classes.count, 2);

	if (forest->attributes == NULL)
		init_forest(model, forest);
	if (forest->nvote < classes)
	{
		int to = Max(2 * forest->nvote, classes);

		if (forest->vote)
			pfree(forest->vote);
		forest->vote = MemoryContextAllocZero(model->context, to * sizeof(float8));
		forest->nvote = to;
	}

	return forest;
}

/* What leaves made now have to know. */
static void
update_rules(const Model *model, const Forest *forest, Tree *tree)
{
	const TreeAttributes *attributes = forest->attributes;
	float8 total = attributes->numeric + attributes->nominal;

	tree->classes = model->classes.count;
	tree->rules.subset = Max((int) rint(total * model->option[OPT_SUBSPACE]), 1);
}

static void
forest_reserve(Model *model, int from, int to)
{
	TreeAttributesUpdate(get_state(model)->attributes, model);
}

/* A grower's vote on the row at hand, into score; kept for learning. */
static void
take_vote(const Model *model, Grower *grower, float8 *score)
{
	int classes = Max(model->classes.count, 2);
	Tree *tree = &grower->tree;

	grower->found = TreeFindLeaf(tree, tree->root, &grower->depth);
	grower->decision = -1;
	if (TreeLeafVote(tree, grower->found->leaf, &grower->ballot, score, classes))
		grower->decision = ModelDecide(model, score);
}

/* The forest's probabilities for the row at hand; false if it has no opinion. */
static bool
count_votes(const Model *model, Forest *forest, float8 *score)
{
	int classes = Max(model->classes.count, 2);
	float8 total = 0;

	memset(score, 0, classes * sizeof(float8));
	for (int i = 0; i < forest->count; i++)
	{
		Grower *grower = &forest->members[i].main;
		float8 weight = grower->hits > 0 ? grower->hits / grower->rows : 1;

		if (grower->tree.root == NULL)
			continue;
		take_vote(model, grower, forest->vote);
		if (grower->decision < 0)
			continue;
		for (int c = 0; c < classes; c++)
			score[c] += weight * forest->vote[c];
		total += weight;
	}
	for (int c = 0; c < classes; c++)
		score[c] = total > 0 ? score[c] / total : 1.0 / classes;

	return total > 0;
}

static bool
forest_predict(const Model *model, const FeatureView *row, float8 *score)
{
	Forest *forest = get_state(model);

	if (forest->members[0].main.tree.root == NULL)
		return false;
	TreeAttributesRow(forest->attributes, model, row);
	count_votes(model, forest, score);
	return true;
}

/* Begin a tree where there is none. */
static void
begin_tree(const Model *model, const Forest *forest, Grower *grower)
{
	update_rules(model, forest, &grower->tree);
	if (grower->tree.root == NULL)
		grower->tree.root = TreeNodeCreate(&grower->tree, 0);
}

static bool
forest_score(Model *model, const FeatureView *row, float8 *score)
{
	Forest *forest = get_state(model);

	TreeAttributesRow(forest->attributes, model, row);
	for (int i = 0; i < forest->count; i++)
		begin_tree(model, forest, &forest->members[i].main);
	return count_votes(model, forest, score) || model->n > 0 ||
		   (model->flags & MODEL_CLASSES_FIXED) != 0;
}

/* Let a grower that has voted learn the row at hand, so many times. */
static void
learn_row(Grower *grower, int class, float8 weight)
{
	grower->rows += 1;
	grower->hits += grower->decision == class;
	if (weight == 0)
		return;
	TreeLearnAt(&grower->tree, grower->found, grower->depth, class, weight,
				&grower->ballot);
	TreeLimit(&grower->tree);
}

static void
forget_tree(Grower *grower)
{
	TreeReset(&grower->tree);
	grower->rows = grower->hits = 0;
}

/* Note an error; true if they have become more. */
static bool
note_error(Adwin *adwin, bool wrong, float8 delta)
{
	float8 before = AdwinMean(adwin);

	return AdwinAdd(adwin, wrong, delta, CLOCK, ADWIN_ALL_CUTS) &&
		   AdwinMean(adwin) > before;
}

/* Put the background tree, empty or not, in the place of the tree. */
static void
take_background(Member *member)
{
	Grower old = member->main;

	member->main = member->background;
	member->background = old;
	forget_tree(&member->background);
	AdwinReset(&member->warning);
	AdwinReset(&member->drift);
}

/* React to how the member's tree did on a row. */
static void
watch_member(Model *model, Forest *forest, Member *member, bool wrong)
{
	const float8 *option = model->option;

	if (note_error(&member->warning, wrong, option[OPT_WARNING_CONFIDENCE]))
	{
		forget_tree(&member->background);
		begin_tree(model, forest, &member->background);
		AdwinReset(&member->warning);
		forest->warnings++;
	}
	if (note_error(&member->drift, wrong, option[OPT_DRIFT_CONFIDENCE]))
	{
		take_background(member);
		begin_tree(model, forest, &member->main);
		forest->drifts++;
	}
}

static void
forest_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Forest *forest = model->state;
	int class = (int) label;

	for (int i = 0; i < forest->count; i++)
	{
		Member *member = &forest->members[i];
		float8 times = RngPoisson(&forest->rng, model->option[OPT_LAMBDA]);
		bool wrong = member->main.decision != class;

		if (member->background.tree.root)
		{
			update_rules(model, forest, &member->background.tree);
			take_vote(model, &member->background, forest->vote);
			learn_row(&member->background, class, weight * times);
		}
		learn_row(&member->main, class, weight * times);
		watch_member(model, forest, member, wrong);
	}
}

static void
archive_grower(Model *model, Archive *archive, Grower *grower, const char *key)
{
	ArchiveBegin(archive, key);
	ArchiveFloat(archive, "rows", &grower->rows, 0, MODEL_MAX_ROWS);
	ArchiveFloat(archive, "hits", &grower->hits, 0, grower->rows);
	grower->tree.classes = model->classes.count;
	TreeArchive(&grower->tree, archive, "tree");
	ArchiveEnd(archive);
}

static void
forest_archive(Model *model, Archive *archive)
{
	Forest *forest = get_state(model);
	int64 random = (int64) forest->rng.state;

	TreeAttributesUpdate(forest->attributes, model);
	ArchiveInt(archive, "random", &random, PG_INT64_MIN, PG_INT64_MAX);
	forest->rng.state = (uint64) random;
	ArchiveInt(archive, "warnings", &forest->warnings, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "drifts", &forest->drifts, 0, MODEL_MAX_ROWS);
	for (int i = 0; i < forest->count; i++)
	{
		Member *member = &forest->members[i];
		char *key = psprintf("member%d", i + 1);

		ArchiveBegin(archive, key);
		archive_grower(model, archive, &member->main, "main");
		archive_grower(model, archive, &member->background, "background");
		AdwinArchive(&member->warning, archive, "warning");
		AdwinArchive(&member->drift, archive, "drift");
		ArchiveEnd(archive);
		pfree(key);
	}
}

/* The trees that vote, palloc'd. */
static const Tree **
list_trees(const Forest *forest)
{
	const Tree **trees = palloc(forest->count * sizeof(Tree *));

	for (int i = 0; i < forest->count; i++)
		trees[i] = &forest->members[i].main.tree;
	return trees;
}

static int
forest_weights(Model *model, ModelWeight **rows)
{
	const Forest *forest = get_state(model);

	return TreeWeights(model, list_trees(forest), forest->count, rows);
}

static void
forest_importance(const Model *model, float8 *importance)
{
	const Forest *forest = get_state(model);

	TreeImportance(list_trees(forest), forest->count, importance);
}

static void
forest_describe(Model *model, Archive *json)
{
	const Forest *forest = get_state(model);
	int background = 0;

	for (int i = 0; i < forest->count; i++)
		background += forest->members[i].background.tree.root != NULL;
	TreeDescribe(list_trees(forest), forest->count, json);
	ArchiveShowInt(json, "background_trees", background);
	ArchiveShowInt(json, "warnings", forest->warnings);
	ArchiveShowInt(json, "drifts", forest->drifts);
}

const ModelOps AdaptiveRandomForestOps = {.id = MODEL_ADAPTIVE_RANDOM_FOREST,
										  .name = "adaptive_random_forest",
										  .task = TASK_MULTICLASS,
										  .merge_class = MERGE_NONE,
										  .state_size = sizeof(Forest),
										  .options = forest_options,
										  .reserve = forest_reserve,
										  .predict = forest_predict,
										  .score = forest_score,
										  .learn = forest_learn,
										  .archive = forest_archive,
										  .weights = forest_weights,
										  .describe = forest_describe,
										  .importance = forest_importance};
