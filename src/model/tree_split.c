/*
 * tree_split.c
 *	  Which test to split a leaf of a Hoeffding tree with, and whether yet.
 *
 * P. Domingos, G. Hulten, Mining High-Speed Data Streams, KDD 2000; numeric
 * attributes as in B. Pfahringer, G. Holmes, R. Kirkby, Handling Numeric
 * Attributes in Hoeffding Trees, PAKDD 2008: each class is a normal
 * distribution, and the candidates are 10 thresholds that divide the range
 * evenly.  A class whose range lies on one side of a threshold is there as a
 * whole.  Nominal attributes are split into all categories the leaf has seen,
 * or into one of them and the rest.
 *
 * The merit of a test is the information gained, in bits; that of one that
 * leaves all but 1 % of the weight on one side is minus infinity.  With G1 and G2
 * the best merits of the best two attributes (G2 = 0 if there is but one), n the
 * weight of the leaf and R = log2 of the number of classes, the leaf is split if
 *
 *		G1 - G2 > e  or  e < tie_threshold,	e = sqrt(R^2 ln(1 / delta) / (2 n)).
 *
 * A merit can be negative: the leaf's entropy is that of all its weight, what it
 * was given when it was made included, and the branches' that of the rows it has
 * seen.  That shifts the merits of all tests alike, so they are compared as they
 * are, and not with 0.  Only with the rule null_split, not to split is a
 * candidate like another, of merit 0 (the published forests have it, the
 * published trees do not).
 */
#include "shim.h"

#include "model/tree.h"

/* The least share of the weight that two branches must have. */
#define MIN_SHARE 0.01

/* Where a test would send the classes. */
typedef struct Candidate
{
	const Tree *tree;
	const TreeLeaf *leaf;
	int room;		/* branches that masses has room for */
	float8 *masses; /* per branch and class */
	float8 before;	/* entropy of the leaf */
	bool found;		/* has the attribute at hand any test? */
	TreeSplit best; /* the best of them */
} Candidate;

/* Entropy of weights, in bits. */
static float8
entropy(const float8 *weight, int count, float8 *total)
{
	float8 sum = 0;
	float8 bits = 0;

	for (int i = 0; i < count; i++)
	{
		if (weight[i] > 0)
		{
			bits -= weight[i] * log2(weight[i]);
			sum += weight[i];
		}
	}
	*total = sum;
	return sum > 0 ? (bits + sum * log2(sum)) / sum : 0;
}

/* Bits gained by a test that sends the classes to so many branches. */
static float8
information_gain(const Candidate *candidate, int branches)
{
	int classes = candidate->leaf->nclasses;
	float8 total = 0;
	float8 after = 0;
	int heavy = 0;

	for (int i = 0; i < branches; i++)
	{
		float8 weight;
		float8 bits = entropy(candidate->masses + (Size) i * classes, classes, &weight);

		total += weight;
		after += weight * bits;
	}
	for (int i = 0; i < branches; i++)
	{
		float8 weight = 0;

		for (int c = 0; c < classes; c++)
			weight += candidate->masses[(Size) i * classes + c];
		heavy += weight > MIN_SHARE * total;
	}
	if (heavy < 2)
		return -HUGE_VAL;

	return candidate->before - after / total;
}

/* The slot of an attribute among those the leaf looks at, -1: none. */
static int
slot_of(const int32 *list, int count, int attribute)
{
	if (count < 0)
		return attribute;
	for (int i = 0; i < count; i++)
	{
		if (list[i] == attribute)
			return i;
	}
	return -1;
}

/* The weight of a class up to a threshold. */
static float8
weight_below(const TreeNumber *number, float8 threshold)
{
	float8 variance;

	if (number->n == 0 || threshold < number->min)
		return 0;
	if (threshold >= number->max)
		return number->n;
	variance = number->n > 1 ? number->m2 / (number->n - 1) : 0;
	if (!(variance > 0))
		return threshold < number->mean ? 0 : number->n;
	return number->n * 0.5 * erfc((number->mean - threshold) / sqrt(2 * variance));
}

static void
numeric_masses(const TreeLeaf *leaf, int slot, float8 threshold, float8 *masses)
{
	for (int c = 0; c < leaf->nclasses; c++)
	{
		const TreeClass *class = leaf->seen[c];
		float8 below = 0;
		float8 above = 0;

		if (class && slot < class->numeric)
		{
			below = weight_below(&class->number[slot], threshold);
			above = class->number[slot].n - below;
		}
		masses[c] = below;
		masses[leaf->nclasses + c] = above;
	}
}

static float8
category_weight(const TreeClass *class, int category)
{
	return class && category < class->categories ? class->count[category] : 0;
}

static void
one_masses(const Tree *tree, const TreeLeaf *leaf, int category, float8 *masses)
{
	int column = tree->attributes->category_nominal[category];

	for (int c = 0; c < leaf->nclasses; c++)
	{
		const TreeClass *class = leaf->seen[c];
		float8 total = class && column < class->nominal ? class->total[column] : 0;

		masses[c] = category_weight(class, category);
		masses[leaf->nclasses + c] = Max(total - masses[c], 0);
	}
}

/* The weight of each class in each branch of a test, palloc'd. */
float8 *
TreeSplitMasses(const Tree *tree, const TreeLeaf *leaf, const TreeTest *test)
{
	Size classes = leaf->nclasses;
	float8 *masses = palloc0(test->nchildren * classes * sizeof(float8));

	switch (test->kind)
	{
		case TEST_NUMERIC:
			numeric_masses(leaf, slot_of(leaf->numeric, leaf->nnumeric, test->attribute),
						   test->threshold, masses);
			break;
		case TEST_ONE:
			one_masses(tree, leaf, test->attribute, masses);
			break;
		default:
			for (int i = 0; i < test->nchildren; i++)
			{
				for (int c = 0; c < classes; c++)
					masses[i * classes + c] =
						category_weight(leaf->seen[c], test->categories[i]);
			}
	}

	return masses;
}

/* Note a test if it is better than the best so far of its attribute. */
static void
consider(Candidate *candidate, int branches, TreeTest test)
{
	float8 merit = information_gain(candidate, branches);

	if (!candidate->found || merit > candidate->best.merit)
		candidate->best = (TreeSplit){test, merit};
	candidate->found = true;
}

/* All thresholds of a numeric attribute. */
static void
try_numeric(Candidate *candidate, int slot, int attribute)
{
	const TreeLeaf *leaf = candidate->leaf;
	float8 min = HUGE_VAL;
	float8 max = -HUGE_VAL;

	for (int c = 0; c < leaf->nclasses; c++)
	{
		const TreeClass *class = leaf->seen[c];

		if (class == NULL || slot >= class->numeric || class->number[slot].n == 0)
			continue;
		min = Min(min, class->number[slot].min);
		max = Max(max, class->number[slot].max);
	}
	for (int i = 1; min < max && i <= TREE_THRESHOLDS; i++)
	{
		float8 threshold = min + (max - min) / (TREE_THRESHOLDS + 1) * i;

		if (!(threshold > min && threshold < max))
			continue;
		numeric_masses(leaf, slot, threshold, candidate->masses);
		consider(candidate, 2,
				 (TreeTest){.kind = TEST_NUMERIC,
							.attribute = attribute,
							.threshold = threshold,
							.nchildren = 2});
	}
}

/* Has any class been seen with the category? */
static bool
category_seen(const TreeLeaf *leaf, int category)
{
	for (int c = 0; c < leaf->nclasses; c++)
	{
		if (category_weight(leaf->seen[c], category) > 0)
			return true;
	}
	return false;
}

/* Room for the masses of so many branches. */
static void
make_room(Candidate *candidate, int branches)
{
	Size row = Max(candidate->leaf->nclasses, 1) * sizeof(float8);

	if (branches <= candidate->room)
		return;
	if (branches > MODEL_MAX_SIZE / row)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("model is too large")));
	pfree(candidate->masses);
	candidate->masses = palloc(branches * row);
	candidate->room = branches;
}

/* A branch for each category, and each against the rest. */
static void
try_nominal(Candidate *candidate, int column)
{
	const TreeAttributes *attributes = candidate->tree->attributes;
	const TreeLeaf *leaf = candidate->leaf;
	int classes = leaf->nclasses;
	int branches = 0;

	make_room(candidate, attributes->nominal_size[column]);
	for (int i = 0; i < attributes->categories; i++)
	{
		if (attributes->category_nominal[i] != column || !category_seen(leaf, i))
			continue;
		for (int c = 0; c < classes; c++)
			candidate->masses[(Size) branches * classes + c] =
				category_weight(leaf->seen[c], i);
		branches++;
	}
	if (branches < 2)
		return;
	consider(candidate, branches,
			 (TreeTest){.kind = TEST_EACH, .attribute = column, .nchildren = branches});
	for (int i = 0; branches > 2 && i < attributes->categories; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (attributes->category_nominal[i] != column || !category_seen(leaf, i))
			continue;
		one_masses(candidate->tree, leaf, i, candidate->masses);
		consider(candidate, 2,
				 (TreeTest){.kind = TEST_ONE, .attribute = i, .nchildren = 2});
	}
}

/* Name the branches of a test for each category. */
static void
list_categories(Tree *tree, const TreeLeaf *leaf, TreeTest *test)
{
	const TreeAttributes *attributes = tree->attributes;
	int count = 0;

	test->categories = MemoryContextAlloc(tree->context, test->nchildren * sizeof(int32));
	for (int i = 0; i < attributes->categories; i++)
	{
		if (attributes->category_nominal[i] == test->attribute && category_seen(leaf, i))
			test->categories[count++] = i;
	}
	Assert(count == test->nchildren);
}

/*
 * Find the best test, of merit -HUGE_VAL if there is none, and the merit of the
 * best one of another attribute.
 */
static float8
rank_tests(Candidate *candidate, TreeSplit *best)
{
	const Tree *tree = candidate->tree;
	const TreeLeaf *leaf = candidate->leaf;
	int numeric = leaf->nnumeric >= 0 ? leaf->nnumeric : tree->attributes->numeric;
	int nominal = leaf->nnominal >= 0 ? leaf->nnominal : tree->attributes->nominal;
	int count = tree->rules.null_split ? 1 : 0;
	float8 second = -HUGE_VAL;

	best->merit = tree->rules.null_split ? 0 : -HUGE_VAL;
	for (int i = 0; i < numeric + nominal; i++)
	{
		candidate->found = false;
		if (i < numeric)
			try_numeric(candidate, i, leaf->nnumeric >= 0 ? leaf->numeric[i] : i);
		else
			try_nominal(candidate,
						leaf->nnominal >= 0 ? leaf->nominal[i - numeric] : i - numeric);
		if (!candidate->found)
			continue;
		count++;
		if (candidate->best.merit > best->merit)
		{
			second = best->merit;
			*best = candidate->best;
		}
		else
			second = Max(second, candidate->best.merit);
	}

	return count < 2 ? 0 : second;
}

/* The branch with the most weight. */
static int
heaviest_branch(const Tree *tree, const TreeLeaf *leaf, const TreeTest *test)
{
	float8 *masses = TreeSplitMasses(tree, leaf, test);
	float8 most = -1;
	int best = 0;

	for (int i = 0; i < test->nchildren; i++)
	{
		float8 weight = 0;

		for (int c = 0; c < leaf->nclasses; c++)
			weight += masses[(Size) i * leaf->nclasses + c];
		if (weight > most)
		{
			most = weight;
			best = i;
		}
	}
	pfree(masses);

	return best;
}

/*
 * The test to split the leaf with; false if there is none, or none that is
 * better than others beyond doubt.
 */
bool
TreeFindSplit(Tree *tree, const TreeLeaf *leaf, TreeSplit *split)
{
	Candidate candidate = {.tree = tree, .leaf = leaf, .room = 2};
	float8 range = log2(Max(tree->classes, 2));
	float8 weight;
	float8 second;
	float8 bound;

	candidate.before = entropy(leaf->weight, leaf->nclasses, &weight);
	candidate.masses = palloc(2 * Max(leaf->nclasses, 1) * sizeof(float8));
	second = rank_tests(&candidate, split);
	pfree(candidate.masses);

	bound = sqrt(range * range * log(1 / tree->rules.split_confidence) / (2 * weight));
	if (!(split->merit > (tree->rules.null_split ? 0 : -HUGE_VAL)) ||
		!(split->merit - second > bound || bound < tree->rules.tie_threshold))
		return false;

	if (split->test.kind == TEST_EACH)
		list_categories(tree, leaf, &split->test);
	split->test.fallback = heaviest_branch(tree, leaf, &split->test);
	return true;
}
