/*
 * tree.h
 *	  What the decision trees share: attributes, tests, leaves and growth of a
 *	  Hoeffding tree of classes.  Rules and sources: tree.c, tree_leaf.c.
 */
#ifndef STREAMML_TREE_H
#define STREAMML_TREE_H

#include "model/adwin.h"
#include "model/model.h"
#include "model/rng.h"

/* Deeper trees are not grown, and not read. */
#define TREE_MAX_DEPTH 100
/* Candidate thresholds of a numeric attribute. */
#define TREE_THRESHOLDS 10

/*----------
 * Attributes: what a test looks at.  A numeric attribute is a feature; a
 * nominal one is a column of categories, all the features "column=value".
 * Numeric attributes, nominal attributes and categories are numbered each by
 * themselves, in the order of the features.
 *----------
 */
typedef struct TreeAttributes
{
	MemoryContext context;
	int features; /* known so far, of the model's */
	int allocated;
	int numeric; /* how many of each */
	int nominal;
	int categories;
	int32 *place;			/* per feature: numeric attribute, or category */
	int32 *nominal_of;		/* per feature: nominal attribute, -1: it is numeric */
	int32 *numeric_feature; /* per numeric attribute */
	int32 *category_feature;
	int32 *category_nominal;
	int32 *category_rank; /* its number within the nominal attribute, from 1 on */
	int32 *nominal_size;  /* per nominal attribute: categories */
	NameTable columns;	  /* of the nominal attributes */
	/* the row, see TreeAttributesRow */
	const float8 *x; /* per numeric attribute: value, NaN if missing */
	float8 *values;
	int32 *category; /* per nominal attribute, -1 if it has none */
} TreeAttributes;

/* tree_attribute.c */
extern TreeAttributes *TreeAttributesCreate(MemoryContext context);
extern void TreeAttributesRow(TreeAttributes *attributes, const Model *model,
							  const FeatureView *row);
extern void TreeAttributesUpdate(TreeAttributes *attributes, const Model *model);

/*----------
 * Tests
 *----------
 */
typedef enum TreeTestKind
{
	TEST_NONE,	  /* a leaf */
	TEST_NUMERIC, /* child 0 if x <= threshold, else child 1 */
	TEST_ONE,	  /* child 0 if the category is this one, else child 1 */
	TEST_EACH	  /* a child per category that had been seen */
} TreeTestKind;

typedef struct TreeTest
{
	TreeTestKind kind;
	int32 attribute; /* numeric attribute, category, or nominal attribute */
	float8 threshold;
	int32 nchildren;
	int32 fallback;	   /* the child for what is missing or unseen: the heaviest */
	int32 *categories; /* TEST_EACH: of the children */
} TreeTest;

/* Writes what child of a test leads to, as SQL. */
typedef void (*TreeChildSql)(StringInfo out, const void *context, int child);

extern int TreeTestBranch(const TreeTest *test, const TreeAttributes *row);

/*----------
 * Leaves
 *----------
 */

/* A class's values of a numeric attribute; all zero if there are none. */
typedef struct TreeNumber
{
	float8 n;
	float8 mean;
	float8 m2;
	float8 min;
	float8 max;
} TreeNumber;

/* What a leaf has seen of a class. */
typedef struct TreeClass
{
	int32 numeric; /* sizes of the arrays */
	int32 categories;
	int32 nominal;
	TreeNumber *number;
	float8 *count;	/* per category */
	float8 *total;	/* per nominal attribute */
	int32 *highest; /* the same: the highest rank seen; follows from count */
} TreeClass;

typedef struct TreeLeaf
{
	int32 nclasses;	  /* size of the next two */
	float8 *weight;	  /* per class, what the split gave it included */
	TreeClass **seen; /* NULL: nothing */
	bool active;	  /* false: weights only */
	float8 last_try;  /* weight at the last attempt to split */
	float8 majority;  /* weight of rows that the majority class was right about */
	float8 bayes;	  /* and naive Bayes */
	int32 nnumeric;	  /* attributes to look at, -1: all */
	int32 nnominal;
	int32 *numeric;
	int32 *nominal;
	/* follows from seen */
	int32 numeric_flags; /* sizes */
	int32 nominal_flags;
	bool *numeric_seen; /* any class has values of it */
	bool *nominal_seen;
} TreeLeaf;

/* What the leaves predict. */
typedef enum TreeVote
{
	VOTE_MAJORITY,
	VOTE_BAYES,
	VOTE_ADAPTIVE /* whichever has been right more often, at each leaf */
} TreeVote;

/*----------
 * Trees
 *----------
 */
typedef struct TreeNode
{
	TreeTest test;
	float8 merit;				/* bits gained, times weight; of a split */
	struct TreeNode **children; /* of a split */
	TreeLeaf *leaf;				/* of a leaf */
	/* adaptive trees only */
	Adwin *error;				/* of the rows that came here */
	struct TreeNode *alternate; /* may take the place of this one */
} TreeNode;

/* Rules to grow by. */
typedef struct TreeRules
{
	float8 grace_period;
	float8 split_confidence;
	float8 tie_threshold;
	TreeVote vote;
	int max_depth;
	int64 max_numbers; /* size limit, in numbers of the packed form */
	int subset;		   /* attributes that a leaf looks at, 0: all */
	bool null_split;   /* not to split is a candidate, of merit 0 */
	bool adaptive;	   /* nodes have what adaptive trees need */
} TreeRules;

typedef struct Tree
{
	MemoryContext context;
	TreeAttributes *attributes;
	TreeRules rules;
	Rng *rng;		/* for subsets; NULL if there are none */
	int32 classes;	/* that the model has */
	int64 numbers;	/* size of the packed form */
	int64 observed; /* of that, what leaves have seen */
	TreeNode *root; /* NULL: nothing learned */
} Tree;

/* A leaf's vote on a row. */
typedef struct TreeBallot
{
	int majority; /* the class each of them is for, -1: none */
	int bayes;
} TreeBallot;

/* A candidate split. */
typedef struct TreeSplit
{
	TreeTest test;
	float8 merit;
} TreeSplit;

/* The words for TreeVote, for options. */
extern const char *const TreeVotes[];

/* The options that trees of classes share, after the common ones. */
enum
{
	TREE_GRACE_PERIOD = OPTION_MAX_FEATURES + 1,
	TREE_SPLIT_CONFIDENCE,
	TREE_TIE_THRESHOLD,
	TREE_LEAF_PREDICTION,
	TREE_MAX_DEPTH_OPTION,
	TREE_MAX_BYTES,
	TREE_OPTIONS_END
};

/* clang-format off */
#define TREE_OPTIONS(grace_period, split_confidence) \
	{"grace_period", OPTION_REAL, grace_period, 1, 1e9, NULL}, \
	{"split_confidence", OPTION_REAL, split_confidence, 1e-300, 0.5, NULL}, \
	{"tie_threshold", OPTION_REAL, 0.05, 0, 1, NULL}, \
	{"leaf_prediction", OPTION_CHOICE, VOTE_ADAPTIVE, 0, 0, TreeVotes}, \
	{"max_depth", OPTION_INTEGER, TREE_MAX_DEPTH, 1, TREE_MAX_DEPTH, NULL}, \
	{"max_bytes", OPTION_INTEGER, 16777216, 4096, 268435456, NULL}
/* clang-format on */

/* tree_leaf.c */
extern TreeLeaf *TreeLeafCreate(Tree *tree, int classes);
extern void TreeLeafFree(TreeLeaf *leaf);
extern void TreeLeafForget(Tree *tree, TreeLeaf *leaf);
extern int64 TreeLeafObserved(const TreeLeaf *leaf);
extern float8 TreeLeafWeight(const TreeLeaf *leaf);
extern bool TreeLeafIsPure(const TreeLeaf *leaf);
extern bool TreeLeafVote(const Tree *tree, const TreeLeaf *leaf, TreeBallot *ballot,
						 float8 *score, int nscore);
extern void TreeLeafLearn(Tree *tree, TreeLeaf *leaf, int class, float8 weight,
						  const TreeBallot *ballot);
extern void TreeLeafFlags(Tree *tree, TreeLeaf *leaf);

/* tree_split.c */
extern bool TreeFindSplit(Tree *tree, const TreeLeaf *leaf, TreeSplit *split);
extern float8 *TreeSplitMasses(const Tree *tree, const TreeLeaf *leaf,
							   const TreeTest *test);

/* tree.c */
extern void TreeInit(Tree *tree, MemoryContext context, TreeAttributes *attributes);
extern void TreeReset(Tree *tree);
extern TreeNode *TreeNodeCreate(Tree *tree, int classes);
extern void TreeNodeFree(Tree *tree, TreeNode *node);
extern TreeNode *TreeFindLeaf(const Tree *tree, TreeNode *node, int *depth);
extern int64 TreeNodeNumbers(const Tree *tree, const TreeNode *node);
extern void TreeLearnAt(Tree *tree, TreeNode *node, int depth, int class, float8 weight,
						const TreeBallot *ballot);
extern void TreeLimit(Tree *tree);
extern TreeRules TreeRulesFromOptions(const Model *model);
extern bool TreePredict(const Model *model, const Tree *tree, const FeatureView *row,
						float8 *score);
extern bool TreeIsFull(const Tree *tree);
extern void TreeTestImportance(const TreeAttributes *attributes, const TreeTest *test,
							   float8 merit, float8 *importance);
extern int TreeShares(const Model *model, float8 *importance, ModelWeight **rows);
extern int TreeWeights(const Model *model, const Tree *const *trees, int count,
					   ModelWeight **rows);
extern void TreeDescribe(const Tree *const *trees, int count, Archive *json);

/* tree_pack.c */
extern int64 TreePackedSize(const Tree *tree);
extern void TreeArchive(Tree *tree, Archive *archive, const char *key);

/* tree_explain.c */
extern void TreeTestSql(StringInfo out, const TreeAttributes *attributes,
						const struct ModelSql *sql, const TreeTest *test,
						TreeChildSql child, const void *context);
extern void TreeSql(const Model *model, const Tree *tree, struct ModelSql *sql);
extern bool TreeExplain(const Model *model, const Tree *tree, const FeatureView *row,
						int class, struct ModelExplanation *explanation);
extern void TreeImportance(const Tree *const *trees, int count, float8 *importance);

#endif /* STREAMML_TREE_H */
