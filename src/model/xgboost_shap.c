/*
 * xgboost_shap.c
 *	  Contributions of features to a prediction of XGBoost's trees: TreeSHAP
 *	  (S. M. Lundberg, G. G. Erion, S.-I. Lee, Consistent Individualized Feature
 *	  Attribution for Tree Ensembles, 2018, algorithm 2), which is what XGBoost
 *	  answers for pred_contribs.
 *
 * A feature's contribution is its Shapley value in the game whose players are
 * the features: the mean, over all orders in which they could become known, of
 * how much the tree's expected answer changes when this one does.  What is not
 * known goes both ways, in proportion to the cover of the children.
 *
 * On the way down to a leaf, of every feature met is kept the part of rows that
 * would come along if it were unknown ("zero") and whether the row at hand does
 * ("one"); and for every number of known features the weight of the subsets of
 * that size.  A feature met again replaces its former entry.  At a leaf each
 * entry is taken out once to find its contribution.
 *
 * O(leaves * depth^2) per tree; memory O(depth^2).
 */
#include "shim.h"

#include "model/xgboost.h"

/* A feature on the path from the root. */
typedef struct PathEntry
{
	int feature; /* -1: the beginning, which is none */
	float8 zero;
	float8 one;
	float8 weight; /* of the subsets with as many features as precede this */
} PathEntry;

/* What does not change on the way. */
typedef struct Walk
{
	const Xgboost *state;
	const float8 *x;
	float8 factor; /* weight of the tree */
	float8 *contribution;
} Walk;

/* Append an entry to a path of "length". */
static void
extend_path(PathEntry *path, int length, float8 zero, float8 one, int feature)
{
	path[length] = (PathEntry){feature, zero, one, length == 0 ? 1 : 0};
	for (int i = length - 1; i >= 0; i--)
	{
		path[i + 1].weight += one * path[i].weight * (i + 1) / (length + 1);
		path[i].weight = zero * path[i].weight * (length - i) / (length + 1);
	}
}

/* Take entry "index" out of a path whose last entry is "last". */
static void
unwind_path(PathEntry *path, int last, int index)
{
	float8 one = path[index].one;
	float8 zero = path[index].zero;
	float8 next = path[last].weight;

	for (int i = last - 1; i >= 0; i--)
	{
		if (one != 0)
		{
			float8 weight = path[i].weight;

			path[i].weight = next * (last + 1) / ((i + 1) * one);
			next = weight - path[i].weight * zero * (last - i) / (last + 1);
		}
		else
			path[i].weight = path[i].weight * (last + 1) / (zero * (last - i));
	}
	for (int i = index; i < last; i++)
	{
		path[i].feature = path[i + 1].feature;
		path[i].zero = path[i + 1].zero;
		path[i].one = path[i + 1].one;
	}
}

/* The weight of all subsets if the entry were taken out. */
static float8
unwound_sum(const PathEntry *path, int last, int index)
{
	float8 one = path[index].one;
	float8 zero = path[index].zero;
	float8 next = path[last].weight;
	float8 total = 0;

	for (int i = last - 1; i >= 0; i--)
	{
		if (one != 0)
		{
			float8 weight = next * (last + 1) / ((i + 1) * one);

			total += weight;
			next = path[i].weight - weight * zero * (last - i) / (last + 1);
		}
		else if (zero != 0)
			total += path[i].weight * (last + 1) / (zero * (last - i));
	}
	return total;
}

/* The part of a node's rows that goes to a child; nothing is known of no rows. */
static float8
cover_part(const Xgboost *state, const XgboostNode *node, const XgboostNode *child)
{
	float cover = state->cover[node - state->node];

	return cover > 0 ? (float8) state->cover[child - state->node] / cover : 0;
}

/*
 * Go on at a node, whose path is that of its parent, of "length", and an entry
 * for the feature that the parent asks for.
 */
static void
walk_node(const Walk *walk, const XgboostNode *node, const PathEntry *parent, int length,
		  float8 zero, float8 one, int feature)
{
	PathEntry *path = (PathEntry *) parent + length;
	const XgboostNode *hot;
	const XgboostNode *cold;
	float8 hot_zero = 1;
	float8 hot_one = 1;
	int split;
	int last = length;

	CHECK_FOR_INTERRUPTS();
	/* no row comes here, and this one does not either */
	if (zero == 0 && one == 0)
		return;
	memcpy(path, parent, length * sizeof(PathEntry));
	extend_path(path, length, zero, one, feature);
	if (node->right == 0)
	{
		for (int i = 1; i <= last; i++)
			walk->contribution[path[i].feature] += unwound_sum(path, last, i) *
												   (path[i].one - path[i].zero) *
												   node->value * walk->factor;
		return;
	}

	split = node->feature & XGBOOST_FEATURE;
	hot = XgboostStep(walk->state, node, walk->x);
	cold = hot == node + 1 ? node + node->right : node + 1;
	for (int i = 1; i <= last; i++)
	{
		if (path[i].feature != split)
			continue;
		hot_zero = path[i].zero;
		hot_one = path[i].one;
		unwind_path(path, last, i);
		last--;
		break;
	}
	walk_node(walk, hot, path, last + 1, cover_part(walk->state, node, hot) * hot_zero,
			  hot_one, split);
	walk_node(walk, cold, path, last + 1, cover_part(walk->state, node, cold) * hot_zero,
			  0, split);
}

/* The mean answer of the tree below a node, over the rows it was made from. */
static float8
expected_value(const Xgboost *state, const XgboostNode *node)
{
	const XgboostNode *left = node + 1;
	const XgboostNode *right = node + node->right;

	if (node->right == 0)
		return node->value;
	return cover_part(state, node, left) * expected_value(state, left) +
		   cover_part(state, node, right) * expected_value(state, right);
}

/*
 * Add to contribution[features] what each feature contributes to the sum of a
 * group; returns the sum's mean, so that all together are the sum.
 */
float8
XgboostContributions(const Model *model, const FeatureView *row, int group,
					 float8 *contribution)
{
	const Xgboost *state = model->state;
	Size depth = state->depth + 2;
	PathEntry *path = palloc0(depth * (depth + 1) / 2 * sizeof(PathEntry));
	Walk walk = {
		.state = state, .x = XgboostValues(model, row), .contribution = contribution};
	float8 mean = state->base[group];

	for (int t = 0; t < state->trees; t++)
	{
		const XgboostNode *root = state->node + state->root[t];

		if (state->tree_group[t] != group)
			continue;
		walk.factor = state->tree_weight[t];
		mean += walk.factor * expected_value(state, root);
		if (root->right != 0)
			walk_node(&walk, root, path, 0, 1, 1, -1);
	}
	pfree(path);

	return mean;
}
