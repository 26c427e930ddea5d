/*
 * tree_leaf.c
 *	  What a leaf of a Hoeffding tree learns of the rows that come to it, and
 *	  how it votes.
 *
 * Per class: the weight of its rows; per numeric attribute count, mean and
 * squared deviations (Welford) and the range; per category the weight, and per
 * nominal attribute their sum.  All of it grows when something is first seen.
 *
 * A vote is by majority or by naive Bayes,
 *
 *		P(c) ~ weight of c * product over attributes of P(value | c),
 *
 * normal densities (sample variance) for numbers; without variance 1 for the
 * value itself and 0 for others; (n_v + 1) / (n_c + v_c) for categories, where
 * n_c is the weight of c and v_c the highest number of a category that c was
 * seen with, counted from 1 within the column.  A class never seen with the
 * attribute has 0.  Attributes that the leaf has not seen, or that the row
 * lacks, stay out.  The products are sums of logarithms here.
 *
 * Adaptive leaves (G. Holmes, R. Kirkby, B. Pfahringer, Stress-Testing Hoeffding
 * Trees, PKDD 2005) keep count of which of the two was right, before they learn
 * a row, and vote by Bayes unless the majority was right more often.
 */
#include "shim.h"

#include "model/tree.h"

const char *const TreeVotes[] = {"majority", "naive_bayes", "adaptive", NULL};

#define LOG_2PI 1.8378770664093454836

/* An empty leaf with room for so many classes. */
TreeLeaf *
TreeLeafCreate(Tree *tree, int classes)
{
	TreeLeaf *leaf = MemoryContextAllocZero(tree->context, sizeof(TreeLeaf));

	leaf->nclasses = classes;
	leaf->weight =
		MemoryContextAllocZero(tree->context, Max(classes, 1) * sizeof(float8));
	leaf->seen =
		MemoryContextAllocZero(tree->context, Max(classes, 1) * sizeof(TreeClass *));
	leaf->active = true;
	leaf->nnumeric = -1;
	leaf->nnominal = -1;

	return leaf;
}

static void
free_class(TreeClass *class)
{
	if (class->number)
		pfree(class->number);
	if (class->count)
		pfree(class->count);
	if (class->total)
		pfree(class->total);
	if (class->highest)
		pfree(class->highest);
	pfree(class);
}

/* Numbers that the packed form has for what a class was seen with. */
static int64
class_size(const TreeClass *class)
{
	return 3 + 5 * (int64) class->numeric + class->categories + class->nominal;
}

/* Numbers that the packed form has for what the leaf has seen. */
int64
TreeLeafObserved(const TreeLeaf *leaf)
{
	int64 size = 0;

	for (int i = 0; i < leaf->nclasses; i++)
	{
		if (leaf->seen[i])
			size += class_size(leaf->seen[i]);
	}
	return size;
}

static void
free_seen(TreeLeaf *leaf)
{
	for (int i = 0; i < leaf->nclasses; i++)
	{
		if (leaf->seen[i])
			free_class(leaf->seen[i]);
		leaf->seen[i] = NULL;
	}
	if (leaf->numeric_seen)
		pfree(leaf->numeric_seen);
	if (leaf->nominal_seen)
		pfree(leaf->nominal_seen);
	leaf->numeric_seen = leaf->nominal_seen = NULL;
	leaf->numeric_flags = leaf->nominal_flags = 0;
}

/* Forget all but the weights. */
void
TreeLeafForget(Tree *tree, TreeLeaf *leaf)
{
	int64 size = TreeLeafObserved(leaf);

	tree->numbers -= size;
	tree->observed -= size;
	free_seen(leaf);
}

void
TreeLeafFree(TreeLeaf *leaf)
{
	free_seen(leaf);
	pfree(leaf->weight);
	pfree(leaf->seen);
	if (leaf->numeric)
		pfree(leaf->numeric);
	if (leaf->nominal)
		pfree(leaf->nominal);
	pfree(leaf);
}

/* The weight of all classes. */
float8
TreeLeafWeight(const TreeLeaf *leaf)
{
	float8 sum = 0;

	for (int i = 0; i < leaf->nclasses; i++)
		sum += leaf->weight[i];
	return sum;
}

/* Has the leaf fewer than two classes? */
bool
TreeLeafIsPure(const TreeLeaf *leaf)
{
	int classes = 0;

	for (int i = 0; i < leaf->nclasses; i++)
		classes += leaf->weight[i] > 0;
	return classes < 2;
}

/*----------
 * Voting
 *----------
 */

/* How many numeric attributes the leaf looks at, and the i-th of them. */
static inline int
numeric_count(const Tree *tree, const TreeLeaf *leaf)
{
	return leaf->nnumeric >= 0 ? leaf->nnumeric : tree->attributes->numeric;
}

static inline int
numeric_at(const TreeLeaf *leaf, int i)
{
	return leaf->nnumeric >= 0 ? leaf->numeric[i] : i;
}

static inline int
nominal_count(const Tree *tree, const TreeLeaf *leaf)
{
	return leaf->nnominal >= 0 ? leaf->nnominal : tree->attributes->nominal;
}

static inline int
nominal_at(const TreeLeaf *leaf, int i)
{
	return leaf->nnominal >= 0 ? leaf->nominal[i] : i;
}

/* Logarithm of the product of normal densities; -HUGE_VAL for 0. */
static float8
log_density(const Tree *tree, const TreeLeaf *leaf, const TreeClass *class)
{
	const float8 *x = tree->attributes->x;
	int count = Min(numeric_count(tree, leaf), leaf->numeric_flags);
	float8 squares = 0;
	float8 product = 1;
	float8 logs = 0;
	int normals = 0;

	for (int i = 0; i < count; i++)
	{
		float8 value = x[numeric_at(leaf, i)];
		const TreeNumber *number;
		float8 deviation;
		float8 variance;

		if (!leaf->numeric_seen[i] || isnan(value))
			continue;
		if (i >= class->numeric || class->number[i].n == 0)
			return -HUGE_VAL;
		number = &class->number[i];
		deviation = value - number->mean;
		variance = number->n > 1 ? number->m2 / (number->n - 1) : 0;
		if (variance > 0)
		{
			squares += deviation * deviation / variance;
			normals++;
			/* a logarithm for as many factors as are safe together */
			if (!(variance > 1e-100 && variance < 1e100))
				logs += log(variance);
			else
				product *= variance;
			if (!(product > 1e-100 && product < 1e100))
			{
				logs += log(product);
				product = 1;
			}
		}
		else if (deviation != 0)
			return -HUGE_VAL;
	}

	return -0.5 * (squares + logs + log(product) + normals * LOG_2PI);
}

/* Logarithm of the product of shares of categories; -HUGE_VAL for 0. */
static float8
log_shares(const Tree *tree, const TreeLeaf *leaf, const TreeClass *class)
{
	int count = nominal_count(tree, leaf);
	float8 logs = 0;

	for (int i = 0; i < count; i++)
	{
		int column = nominal_at(leaf, i);
		int category = tree->attributes->category[column];
		float8 seen;

		if (category < 0 || column >= leaf->nominal_flags || !leaf->nominal_seen[column])
			continue;
		if (column >= class->nominal || class->total[column] == 0)
			return -HUGE_VAL;
		seen = category < class->categories ? class->count[category] : 0;
		logs += log((seen + 1) / (class->total[column] + class->highest[column]));
	}

	return logs;
}

/*
 * Naive Bayes into score, normalised; false if no class is possible.  best is
 * the first of the most probable classes.
 */
static bool
vote_bayes(const Tree *tree, const TreeLeaf *leaf, float8 *score, int *best)
{
	float8 sum = 0;

	*best = 0;
	for (int c = 0; c < leaf->nclasses; c++)
	{
		score[c] = -HUGE_VAL;
		if (leaf->weight[c] > 0)
		{
			static const TreeClass nothing;
			const TreeClass *class = leaf->seen[c] ? leaf->seen[c] : &nothing;

			score[c] = log_density(tree, leaf, class);
			if (score[c] > -HUGE_VAL && tree->attributes->nominal > 0)
				score[c] += log_shares(tree, leaf, class);
			score[c] += log(leaf->weight[c]);
		}
		if (score[c] > score[*best])
			*best = c;
	}
	if (!(score[*best] > -HUGE_VAL))
		return false;

	for (int c = leaf->nclasses - 1; c >= 0; c--)
	{
		/* the best one last: the others are relative to it */
		if (c != *best)
			score[c] = exp(score[c] - score[*best]);
		sum += c != *best ? score[c] : 1;
	}
	score[*best] = 1;
	for (int c = 0; c < leaf->nclasses; c++)
		score[c] /= sum;

	return true;
}

/* The first of the heaviest classes. */
static int
heaviest(const TreeLeaf *leaf)
{
	int best = 0;

	for (int c = 1; c < leaf->nclasses; c++)
	{
		if (leaf->weight[c] > leaf->weight[best])
			best = c;
	}
	return best;
}

/*
 * A leaf's probabilities for the row at hand into score[nscore], and in
 * "ballot" whom its ways of voting are for.  Where nothing is possible, all
 * classes are equally probable.  False if the leaf has no weight.
 */
bool
TreeLeafVote(const Tree *tree, const TreeLeaf *leaf, TreeBallot *ballot, float8 *score,
			 int nscore)
{
	float8 weight = TreeLeafWeight(leaf);
	bool bayes = tree->rules.vote != VOTE_MAJORITY && leaf->active;
	bool possible = true;

	*ballot = (TreeBallot){-1, -1};
	for (int c = leaf->nclasses; c < nscore; c++)
		score[c] = 0;
	if (!(weight > 0))
	{
		for (int c = 0; c < nscore; c++)
			score[c] = 1.0 / nscore;
		return false;
	}

	ballot->majority = heaviest(leaf);
	if (bayes)
		possible = vote_bayes(tree, leaf, score, &ballot->bayes);
	if (!possible)
	{
		for (int c = 0; c < nscore; c++)
			score[c] = 1.0 / nscore;
	}
	if (!bayes || (tree->rules.vote == VOTE_ADAPTIVE && leaf->majority > leaf->bayes))
	{
		for (int c = 0; c < leaf->nclasses; c++)
			score[c] = leaf->weight[c] / weight;
	}

	return true;
}

/*----------
 * Learning
 *----------
 */

/* Enlarge an array of numbers, which can be NULL; the new ones are zero. */
static void *
enlarge(Tree *tree, void *array, int from, int to, Size element)
{
	char *result = array;

	if (array == NULL)
		return MemoryContextAllocZero(tree->context, Max(to, 1) * element);
	result = repalloc(result, to * element);
	memset(result + from * element, 0, (to - from) * element);
	return result;
}

/* Attributes that a leaf keeps numbers of; a subset has its own numbering. */
static void
wanted_sizes(const Tree *tree, const TreeLeaf *leaf, int *numeric, int *categories,
			 int *nominal)
{
	*numeric = numeric_count(tree, leaf);
	*nominal = leaf->nnominal == 0 ? 0 : tree->attributes->nominal;
	*categories = leaf->nnominal == 0 ? 0 : tree->attributes->categories;
}

/* Enlarge what is kept of a class to the attributes there are. */
static void
grow_class(Tree *tree, const TreeLeaf *leaf, TreeClass *class)
{
	int64 before = class_size(class);
	int numeric;
	int categories;
	int nominal;

	wanted_sizes(tree, leaf, &numeric, &categories, &nominal);
	if (class->numeric >= numeric && class->categories >= categories)
		return;
	if (numeric > class->numeric)
		class->number =
			enlarge(tree, class->number, class->numeric, numeric, sizeof(TreeNumber));
	if (categories > class->categories)
		class->count =
			enlarge(tree, class->count, class->categories, categories, sizeof(float8));
	if (nominal > class->nominal)
	{
		class->total =
			enlarge(tree, class->total, class->nominal, nominal, sizeof(float8));
		class->highest =
			enlarge(tree, class->highest, class->nominal, nominal, sizeof(int32));
	}
	class->numeric = numeric;
	class->categories = categories;
	class->nominal = nominal;
	tree->numbers += class_size(class) - before;
	tree->observed += class_size(class) - before;
}

/* The flags of all attributes that some class was seen with. */
void
TreeLeafFlags(Tree *tree, TreeLeaf *leaf)
{
	int numeric;
	int categories;
	int nominal;

	wanted_sizes(tree, leaf, &numeric, &categories, &nominal);
	if (numeric > leaf->numeric_flags)
	{
		leaf->numeric_seen =
			enlarge(tree, leaf->numeric_seen, leaf->numeric_flags, numeric, sizeof(bool));
		leaf->numeric_flags = numeric;
	}
	if (nominal > leaf->nominal_flags)
	{
		leaf->nominal_seen =
			enlarge(tree, leaf->nominal_seen, leaf->nominal_flags, nominal, sizeof(bool));
		leaf->nominal_flags = nominal;
	}
	for (int c = 0; c < leaf->nclasses; c++)
	{
		const TreeClass *class = leaf->seen[c];

		for (int i = 0; class && i < class->numeric; i++)
			leaf->numeric_seen[i] |= class->number[i].n > 0;
		for (int i = 0; class && i < class->nominal; i++)
			leaf->nominal_seen[i] |= class->total[i] > 0;
	}
}

static inline void
add_number(TreeNumber *number, float8 value, float8 weight)
{
	float8 delta = value - number->mean;
	float8 before = number->n;

	if (number->n == 0)
	{
		*number = (TreeNumber){weight, value, 0, value, value};
		return;
	}
	number->n += weight;
	number->mean += weight * delta / number->n;
	number->m2 += SumDeviation(before, weight, delta, value - number->mean);
	if (value < number->min)
		number->min = value;
	if (value > number->max)
		number->max = value;
}

/* Learn the attributes of the row at hand. */
static void
observe(Tree *tree, TreeLeaf *leaf, int c, float8 weight)
{
	const TreeAttributes *row = tree->attributes;
	TreeClass *class = leaf->seen[c];
	int count;

	if (class == NULL)
	{
		class = leaf->seen[c] = MemoryContextAllocZero(tree->context, sizeof(TreeClass));
		tree->numbers += class_size(class);
		tree->observed += class_size(class);
	}
	grow_class(tree, leaf, class);
	if (leaf->numeric_flags < class->numeric || leaf->nominal_flags < class->nominal)
		TreeLeafFlags(tree, leaf);

	for (int i = 0; i < class->numeric; i++)
	{
		float8 value = row->x[numeric_at(leaf, i)];

		if (isnan(value))
			continue;
		add_number(&class->number[i], value, weight);
		leaf->numeric_seen[i] = true;
	}

	count = nominal_count(tree, leaf);
	for (int i = 0; i < count; i++)
	{
		int column = nominal_at(leaf, i);
		int category = row->category[column];

		if (category < 0)
			continue;
		class->count[category] += weight;
		class->total[column] += weight;
		class->highest[column] =
			Max(class->highest[column], row->category_rank[category]);
		leaf->nominal_seen[column] = true;
	}
}

/* Room for a class that is new to the leaf. */
static void
add_classes(Tree *tree, TreeLeaf *leaf, int to)
{
	leaf->weight = enlarge(tree, leaf->weight, leaf->nclasses, to, sizeof(float8));
	leaf->seen = enlarge(tree, leaf->seen, leaf->nclasses, to, sizeof(TreeClass *));
	tree->numbers += 2 * (to - leaf->nclasses);
	leaf->nclasses = to;
}

/* Learn the row at hand, on which the leaf had voted. */
void
TreeLeafLearn(Tree *tree, TreeLeaf *leaf, int class, float8 weight,
			  const TreeBallot *ballot)
{
	if (ballot->majority == class)
		leaf->majority += weight;
	if (ballot->bayes == class)
		leaf->bayes += weight;
	if (class >= leaf->nclasses)
		add_classes(tree, leaf, class + 1);
	leaf->weight[class] += weight;
	if (leaf->active)
		observe(tree, leaf, class, weight);
}
