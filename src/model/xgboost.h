/*
 * xgboost.h
 *	  Models that XGBoost has trained: trees of float32 numbers, read from its
 *	  JSON file (xgboost_import.c), scored (xgboost.c), explained
 *	  (xgboost_shap.c).
 */
#ifndef STREAMML_XGBOOST_H
#define STREAMML_XGBOOST_H

#include "shim.h"

#include "model/model.h"

/* Deeper trees are not read. */
#define XGBOOST_MAX_DEPTH 1000
#define XGBOOST_MAX_TREES 1000000
#define XGBOOST_MAX_NODES 50000000
/* Categories are whole numbers below. */
#define XGBOOST_MAX_CATEGORY 16777216

/* What becomes of the sum of the leaves, and before of the file's base_score. */
typedef enum XgboostLink
{
	XGBOOST_IDENTITY,
	XGBOOST_SIGMOID, /* base_score is a probability */
	XGBOOST_HINGE,	 /* 1 if the sum is above 0, else 0 */
	XGBOOST_EXP,	 /* base_score is a value */
	XGBOOST_SOFTMAX	 /* of a sum per class */
} XgboostLink;

typedef struct XgboostObjective
{
	const char *name;
	ModelTask task;
	XgboostLink link;
} XgboostObjective;

/*
 * A node, for walking.  Of a split, the left child is the next node.
 */
typedef struct XgboostNode
{
	float8 value;	/* x goes left if below; of categories the set's number;
					 * of a leaf what it adds */
	int32 right;	/* the right child, from here on; 0: this is a leaf */
	uint32 feature; /* and the bits below */
} XgboostNode;

#define XGBOOST_DEFAULT_LEFT 0x40000000u
#define XGBOOST_CATEGORICAL 0x80000000u
#define XGBOOST_FEATURE 0x3fffffffu

/* Categories that go right, ascending: members of Xgboost.category. */
typedef struct XgboostSet
{
	int32 first;
	int32 count;
} XgboostSet;

/*
 * The state.  Stored are the arrays per node, tree by tree, a node before its
 * left and its left before its right subtree.
 */
typedef struct Xgboost
{
	const XgboostObjective *objective;
	int32 groups; /* sums: 1, or one per class */
	int32 trees;
	int32 nodes;
	int32 splits;
	int32 categories;
	float *base;	   /* per group: what the sum begins with */
	float *tree_group; /* per tree */
	float *tree_weight;
	float *split;	 /* per node: 0 of a leaf, else the code below */
	float *value;	 /* per node: threshold, number of categories, or leaf */
	float *cover;	 /* per node: sum of second derivatives that came here */
	float *gain;	 /* per split: what it gained */
	float *category; /* of all sets, one after the other */
	/* follows from the above */
	XgboostNode *node;
	XgboostSet *set;
	int32 *root;	  /* per tree */
	int32 depth;	  /* of the deepest tree */
	bool categorical; /* some splits are by categories */
	/* scratch */
	float *margin; /* per group */
	float8 *x;	   /* per feature, NaN: missing */
} Xgboost;

/* A split as a number: exact in float32, as there are at most 2^14 features. */
static inline float
XgboostSplitCode(int feature, bool categorical, bool default_left)
{
	return 1 + 4 * feature + (categorical ? 2 : 0) + (default_left ? 1 : 0);
}

/* Does x, which is not missing, go left? */
static inline bool
XgboostGoesLeft(const Xgboost *state, const XgboostNode *node, float8 x)
{
	const XgboostSet *set;
	float category;
	int32 low;
	int32 high;

	if (!(node->feature & XGBOOST_CATEGORICAL))
		return x < node->value;

	/* what is no category goes where those go that were not chosen */
	if (!(x >= 0 && x <= XGBOOST_MAX_CATEGORY))
		return true;
	category = truncf((float) x);
	set = &state->set[(int) node->value];
	low = set->first;
	high = set->first + set->count;
	while (low < high)
	{
		int32 middle = low + (high - low) / 2;

		if (state->category[middle] < category)
			low = middle + 1;
		else
			high = middle;
	}
	return low == set->first + set->count || state->category[low] != category;
}

/* The child that a row goes to; x has NaN for what is missing. */
static inline const XgboostNode *
XgboostStep(const Xgboost *state, const XgboostNode *node, const float8 *x)
{
	float8 value = x[node->feature & XGBOOST_FEATURE];
	bool left = isnan(value) ? (node->feature & XGBOOST_DEFAULT_LEFT) != 0 :
							   XgboostGoesLeft(state, node, value);

	return node + (left ? 1 : node->right);
}

/* xgboost.c */
extern const XgboostObjective *XgboostFindObjective(const char *name);
extern char *XgboostObjectiveList(void);
extern const ModelOps *XgboostOpsOf(ModelTask task);
extern float8 XgboostThreshold(float t);
extern void XgboostUnpack(Model *model);
extern const float8 *XgboostValues(const Model *model, const FeatureView *row);

/* xgboost_import.c */
typedef struct XgboostImportOptions
{
	int begin;		/* boosting rounds to keep, as in iteration_range: */
	int end;		/* up to here; 0: all; -1: up to best_iteration, or all */
	int nclasses;	/* names of the classes, 0 if not given */
	char **classes; /* in the order of their numbers */
} XgboostImportOptions;

extern Model *XgboostImport(const char *json, Size size,
							const XgboostImportOptions *options, MemoryContext context);

/* xgboost_sql.c */
extern void XgboostToSql(const Model *model, struct ModelSql *sql);

/* xgboost_shap.c */
extern float8 XgboostContributions(const Model *model, const FeatureView *row, int group,
								   float8 *contribution);

#endif /* STREAMML_XGBOOST_H */
