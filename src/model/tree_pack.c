/*
 * tree_pack.c
 *	  The stored form of a tree: an array of numbers, nodes in preorder.
 *
 *		a split		kind (1 numeric, 2 one category, 3 each), attribute, threshold,
 *					merit, number of children, the child for rows that cannot be
 *					placed; of kind 3 the category of each child; the children
 *		a leaf		0, active, weight at the last attempt to split, weight that
 *					majority and naive Bayes were right about, number of classes,
 *					numbers of numeric and nominal attributes in its subset (-1:
 *					all), which; weight of each class; for each class 0, or 1 and
 *					what it was seen with: how many numeric attributes, categories,
 *					nominal attributes; of each of the first count, mean, squared
 *					deviations, least, greatest; the weights of the others
 *		in adaptive trees, behind either, 0 or 1 and the window of the error
 *		(adwin.c), and 0 or 1 and the alternate tree
 *
 * Attributes and categories go by number, see tree.h: the order of the names
 * of the model's features gives each its number.
 */
#include "shim.h"

#include "model/tree.h"
#include "model/tree_numbers.h"

/*----------
 * Writing
 *----------
 */
static void
put_class(Packer *packer, const TreeClass *class)
{
	put(packer, class->numeric);
	put(packer, class->categories);
	put(packer, class->nominal);
	for (int i = 0; i < class->numeric; i++)
	{
		put(packer, class->number[i].n);
		put(packer, class->number[i].mean);
		put(packer, class->number[i].m2);
		put(packer, class->number[i].min);
		put(packer, class->number[i].max);
	}
	put_floats(packer, class->count, class->categories);
	put_floats(packer, class->total, class->nominal);
}

static void
put_leaf(Packer *packer, const TreeLeaf *leaf)
{
	put(packer, leaf->active);
	put(packer, leaf->last_try);
	put(packer, leaf->majority);
	put(packer, leaf->bayes);
	put(packer, leaf->nclasses);
	put(packer, leaf->nnumeric);
	put(packer, leaf->nnominal);
	put_list(packer, leaf->numeric, leaf->nnumeric);
	put_list(packer, leaf->nominal, leaf->nnominal);
	put_floats(packer, leaf->weight, leaf->nclasses);
	for (int i = 0; i < leaf->nclasses; i++)
	{
		put(packer, leaf->seen[i] != NULL);
		if (leaf->seen[i])
			put_class(packer, leaf->seen[i]);
	}
}

static void
put_node(Packer *packer, const Tree *tree, const TreeNode *node)
{
	const TreeTest *test = &node->test;

	put(packer, test->kind);
	if (node->leaf)
		put_leaf(packer, node->leaf);
	else
	{
		put_test(packer, test, node->merit);
		for (int i = 0; i < test->nchildren; i++)
			put_node(packer, tree, node->children[i]);
	}

	if (!tree->rules.adaptive)
		return;
	put(packer, node->error != NULL);
	if (node->error)
	{
		if (packer->p)
			AdwinPack(node->error, packer->p + packer->count);
		packer->count += AdwinPackedSize(node->error);
	}
	put(packer, node->alternate != NULL);
	if (node->alternate)
		put_node(packer, tree, node->alternate);
}

/*----------
 * Reading
 *----------
 */
static void
take_number(Unpacker *unpacker, TreeNumber *number)
{
	float8 limit = FEATURE_MAX_VALUE;

	number->n = take_weight(unpacker);
	number->mean = take(unpacker, -limit, limit);
	number->m2 = take_weight(unpacker);
	number->min = take(unpacker, -limit, limit);
	number->max = take(unpacker, number->min, limit);
}

static TreeClass *
take_class(Unpacker *unpacker, const Tree *tree, const TreeLeaf *leaf)
{
	const TreeAttributes *attributes = tree->attributes;
	TreeClass *class = MemoryContextAllocZero(tree->context, sizeof(TreeClass));
	int numeric = leaf->nnumeric >= 0 ? leaf->nnumeric : attributes->numeric;
	bool all = leaf->nnominal != 0;

	class->numeric = take_count(unpacker, 0, numeric, 5);
	class->categories = take_count(unpacker, 0, all ? attributes->categories : 0, 1);
	class->nominal = take_count(unpacker, 0, all ? attributes->nominal : 0, 1);
	class->number =
		MemoryContextAlloc(tree->context, Max(class->numeric, 1) * sizeof(TreeNumber));
	class->count =
		MemoryContextAlloc(tree->context, Max(class->categories, 1) * sizeof(float8));
	class->total =
		MemoryContextAlloc(tree->context, Max(class->nominal, 1) * sizeof(float8));
	class->highest =
		MemoryContextAllocZero(tree->context, Max(class->nominal, 1) * sizeof(int32));
	for (int i = 0; i < class->numeric; i++)
		take_number(unpacker, &class->number[i]);
	for (int i = 0; i < class->categories; i++)
	{
		int column = attributes->category_nominal[i];

		class->count[i] = take_weight(unpacker);
		if (column >= class->nominal)
			TreeNumbersBad("has a category without its column");
		if (class->count[i] > 0)
			class->highest[column] = attributes->category_rank[i];
	}
	for (int i = 0; i < class->nominal; i++)
		class->total[i] = take_weight(unpacker);

	return class;
}

static TreeLeaf *
take_leaf(Unpacker *unpacker, Tree *tree)
{
	const TreeAttributes *attributes = tree->attributes;
	bool active = take_int(unpacker, 0, 1);
	float8 last_try = take_weight(unpacker);
	float8 majority = take_weight(unpacker);
	float8 bayes = take_weight(unpacker);
	int classes = take_count(unpacker, 0, tree->classes, 2);
	TreeLeaf *leaf = TreeLeafCreate(tree, classes);

	leaf->active = active;
	leaf->last_try = last_try;
	leaf->majority = majority;
	leaf->bayes = bayes;
	leaf->nnumeric = take_count(unpacker, -1, attributes->numeric, 1);
	leaf->nnominal = take_count(unpacker, -1, attributes->nominal, 1);
	if ((leaf->nnumeric < 0) != (leaf->nnominal < 0) ||
		(leaf->nnumeric < 0) != (tree->rules.subset == 0))
		TreeNumbersBad("has a leaf with the wrong attributes");
	if (leaf->nnumeric >= 0)
	{
		leaf->numeric =
			take_list(unpacker, tree->context, leaf->nnumeric, attributes->numeric);
		leaf->nominal =
			take_list(unpacker, tree->context, leaf->nnominal, attributes->nominal);
	}
	for (int i = 0; i < classes; i++)
		leaf->weight[i] = take_weight(unpacker);
	for (int i = 0; i < classes; i++)
	{
		if (take_int(unpacker, 0, active ? 1 : 0) == 0)
			continue;
		leaf->seen[i] = take_class(unpacker, tree, leaf);
	}
	TreeLeafFlags(tree, leaf);
	tree->observed += TreeLeafObserved(leaf);
	tree->numbers += TreeLeafObserved(leaf);

	return leaf;
}

static TreeNode *take_node(Unpacker *unpacker, Tree *tree, int depth);

static void
take_split(Unpacker *unpacker, Tree *tree, TreeNode *node, int depth)
{
	TreeTest *test = &node->test;

	take_test(unpacker, tree->attributes, tree->context, test, &node->merit);
	node->children =
		MemoryContextAlloc(tree->context, test->nchildren * sizeof(TreeNode *));
	for (int i = 0; i < test->nchildren; i++)
		node->children[i] = take_node(unpacker, tree, depth + 1);
}

static void
take_monitor(Unpacker *unpacker, Tree *tree, TreeNode *node, int depth)
{
	if (take_int(unpacker, 0, 1))
	{
		node->error = MemoryContextAlloc(tree->context, sizeof(Adwin));
		AdwinInit(node->error, tree->context);
		unpacker->p = AdwinUnpack(node->error, unpacker->p, unpacker->end);
	}
	if (take_int(unpacker, 0, 1))
		node->alternate = take_node(unpacker, tree, depth + 1);
}

static TreeNode *
take_node(Unpacker *unpacker, Tree *tree, int depth)
{
	TreeNode *node = MemoryContextAllocZero(tree->context, sizeof(TreeNode));

	check_stack_depth();
	if (depth > 2 * TREE_MAX_DEPTH)
		TreeNumbersBad("is too deep");
	node->test.kind = take_int(unpacker, TEST_NONE, TEST_EACH);
	if (node->test.kind == TEST_NONE)
		node->leaf = take_leaf(unpacker, tree);
	else
		take_split(unpacker, tree, node, depth);
	if (tree->rules.adaptive)
		take_monitor(unpacker, tree, node, depth);
	tree->numbers += TreeNodeNumbers(tree, node);

	return node;
}

/* Numbers that the packed form has. */
int64
TreePackedSize(const Tree *tree)
{
	Packer packer = {NULL, 0};

	if (tree->root)
		put_node(&packer, tree, tree->root);
	return packer.count;
}

/*
 * Name a tree to an archive, as one array under "key".  To read, the tree must
 * be empty, and rules, attributes and classes be those of the model.
 */
void
TreeArchive(Tree *tree, Archive *archive, const char *key)
{
	int64 size = ArchiveReads(archive) ? 0 : TreePackedSize(tree);
	float8 *packed = NULL;

	ArchiveBegin(archive, key);
	ArchiveInt(archive, "size", &size, 0, MODEL_MAX_SIZE / sizeof(float8));
	if (archive->mode == ARCHIVE_WRITE || archive->mode == ARCHIVE_TO_JSON)
	{
		Packer packer = {palloc(Max(size, 1) * sizeof(float8)), 0};

		packed = packer.p;
		if (tree->root)
			put_node(&packer, tree, tree->root);
	}
	ArchiveFloats(archive, "nodes", &packed, size);
	if (ArchiveReads(archive) && size > 0)
	{
		Unpacker unpacker = {packed, packed + size};

		tree->root = take_node(&unpacker, tree, 0);
		if (unpacker.p != unpacker.end)
			TreeNumbersBad("has numbers left over");
	}
	if (packed)
		pfree(packed);
	ArchiveEnd(archive);
}
