/*
 * tree_explain.c
 *	  A Hoeffding tree of classes as SQL, and a vote of it taken apart.
 *
 * As SQL every class has a CASE of tests, whose leaves are the logarithm of what
 * the leaf votes for the class by (tree_leaf.c), -Infinity for never.
 *
 * A vote is taken apart along its path (A. Saabas, Interpreting Random Forests,
 * 2014): the share of the class among the weight below a node changes from node
 * to node, and each change belongs to the feature that was asked for.  What
 * naive Bayes at the leaf makes of the leaf's shares belongs to no feature by
 * itself and is the rest.
 */
#include "shim.h"

#include "model/explain.h"
#include "model/tree.h"

#define LOG_2PI 1.8378770664093454836

/*----------
 * SQL
 *----------
 */

/* What a test is being written with. */
typedef struct TestWriter
{
	StringInfo out;
	const TreeAttributes *attributes;
	const ModelSql *sql;
	TreeChildSql child;
	const void *context;
} TestWriter;

/* A test of two children whose condition, not NULL but true, leads to "hit". */
static void
append_branches(const TestWriter *writer, int hit)
{
	appendStringInfoString(writer->out, " THEN ");
	writer->child(writer->out, writer->context, hit);
	appendStringInfoString(writer->out, " ELSE ");
	writer->child(writer->out, writer->context, 1 - hit);
	appendStringInfoString(writer->out, " END");
}

/* Is it one category or another?  What is unknown falls back. */
static void
append_one(const TestWriter *writer, const TreeTest *test)
{
	const TreeAttributes *attributes = writer->attributes;
	const ModelSql *sql = writer->sql;
	int category = test->attribute;
	int feature = attributes->category_feature[category];
	const char *comma = "";

	appendStringInfo(writer->out, "CASE WHEN %s::text ", sql->column[feature]);
	if (test->fallback == 1)
	{
		appendStringInfo(writer->out, "= %s", sql->category[feature]);
		append_branches(writer, 0);
		return;
	}
	appendStringInfoString(writer->out, "= ANY (ARRAY[");
	for (int i = 0; i < attributes->categories; i++)
	{
		if (i == category ||
			attributes->category_nominal[i] != attributes->category_nominal[category])
			continue;
		appendStringInfo(writer->out, "%s%s", comma,
						 sql->category[attributes->category_feature[i]]);
		comma = ", ";
	}
	appendStringInfoString(writer->out, "]::text[])");
	append_branches(writer, 1);
}

/* A branch per category; what is unknown falls back. */
static void
append_each(const TestWriter *writer, const TreeTest *test)
{
	const TreeAttributes *attributes = writer->attributes;
	int first = attributes->category_feature[test->categories[0]];

	appendStringInfo(writer->out, "CASE %s::text", writer->sql->column[first]);
	for (int i = 0; i < test->nchildren; i++)
	{
		int feature = attributes->category_feature[test->categories[i]];

		if (i == test->fallback)
			continue;
		appendStringInfo(writer->out, " WHEN %s THEN ", writer->sql->category[feature]);
		writer->child(writer->out, writer->context, i);
	}
	appendStringInfoString(writer->out, " ELSE ");
	writer->child(writer->out, writer->context, test->fallback);
	appendStringInfoString(writer->out, " END");
}

/* A test as SQL; "child", which is given "context", writes what it leads to. */
void
TreeTestSql(StringInfo out, const TreeAttributes *attributes, const ModelSql *sql,
			const TreeTest *test, TreeChildSql child, const void *context)
{
	TestWriter writer = {out, attributes, sql, child, context};

	switch (test->kind)
	{
		case TEST_ONE:
			append_one(&writer, test);
			return;
		case TEST_EACH:
			append_each(&writer, test);
			return;
		default:
			appendStringInfoString(out, "CASE WHEN ");
			SqlColumn(out, sql, attributes->numeric_feature[test->attribute]);
			appendStringInfoString(out, test->fallback == 0 ? " > " : " <= ");
			SqlNumber(out, test->threshold);
			append_branches(&writer, test->fallback == 0 ? 1 : 0);
	}
}

/* What one class' vote is being written of. */
typedef struct Writer
{
	const Tree *tree;
	const ModelSql *sql;
	int class;
	StringInfo out;
} Writer;

/* Whose children are being written. */
typedef struct ChildOf
{
	const Writer *writer;
	const TreeNode *node;
} ChildOf;

/* log of the density of a numeric attribute at a leaf. */
static void
append_density(const Writer *writer, const TreeClass *class, int i, int attribute)
{
	StringInfo out = writer->out;
	const TreeNumber *number = i < class->numeric ? &class->number[i] : NULL;
	int feature = writer->tree->attributes->numeric_feature[attribute];
	float8 variance = number && number->n > 1 ? number->m2 / (number->n - 1) : 0;

	if (number == NULL || number->n == 0)
	{
		appendStringInfoString(out, " + CASE WHEN ");
		SqlMissing(out, writer->sql, feature);
		appendStringInfoString(out, " THEN '0'::float8 ELSE '-Infinity'::float8 END");
	}
	else if (variance > 0)
	{
		appendStringInfoString(out, " + coalesce(");
		SqlNumber(out, -0.5 * (log(variance) + LOG_2PI));
		appendStringInfoString(out, " - (");
		SqlColumn(out, writer->sql, feature);
		appendStringInfoString(out, " - ");
		SqlNumber(out, number->mean);
		appendStringInfoString(out, ") * (");
		SqlColumn(out, writer->sql, feature);
		appendStringInfoString(out, " - ");
		SqlNumber(out, number->mean);
		appendStringInfoString(out, ") / ");
		SqlNumber(out, 2 * variance);
		appendStringInfoString(out, ", '0'::float8)");
	}
	else
	{
		appendStringInfoString(out, " + CASE WHEN ");
		SqlColumn(out, writer->sql, feature);
		appendStringInfoString(out, " <> ");
		SqlNumber(out, number->mean);
		appendStringInfoString(out, " THEN '-Infinity'::float8 ELSE '0'::float8 END");
	}
}

/* log of the share of a column's category at a leaf; 0 of what was never seen. */
static void
append_share(const Writer *writer, const TreeClass *class, int column)
{
	const TreeAttributes *attributes = writer->tree->attributes;
	const ModelSql *sql = writer->sql;
	bool first = true;

	for (int i = 0; i < attributes->categories; i++)
	{
		int feature = attributes->category_feature[i];
		float8 seen = i < class->categories ? class->count[i] : 0;

		if (attributes->category_nominal[i] != column)
			continue;
		if (first)
			appendStringInfo(writer->out, " + CASE %s::text", sql->column[feature]);
		first = false;
		appendStringInfo(writer->out, " WHEN %s THEN ", sql->category[feature]);
		if (column >= class->nominal || class->total[column] == 0)
			SqlNumber(writer->out, -HUGE_VAL);
		else
			SqlNumber(writer->out,
					  log((seen + 1) / (class->total[column] + class->highest[column])));
	}
	if (!first)
		appendStringInfoString(writer->out, " ELSE '0'::float8 END");
}

/* A leaf's vote by naive Bayes, see log_density and log_shares of tree_leaf.c. */
static void
append_bayes(const Writer *writer, const TreeLeaf *leaf)
{
	static const TreeClass nothing;
	const TreeClass *class =
		leaf->seen[writer->class] ? leaf->seen[writer->class] : &nothing;
	const TreeAttributes *attributes = writer->tree->attributes;
	int numeric = leaf->nnumeric >= 0 ? leaf->nnumeric : attributes->numeric;
	int nominal = leaf->nnominal >= 0 ? leaf->nnominal : attributes->nominal;

	SqlNumber(writer->out, log(leaf->weight[writer->class]));
	for (int i = 0; i < Min(numeric, leaf->numeric_flags); i++)
	{
		if (leaf->numeric_seen[i])
			append_density(writer, class, i, leaf->nnumeric >= 0 ? leaf->numeric[i] : i);
	}
	for (int i = 0; i < nominal; i++)
	{
		int column = leaf->nnominal >= 0 ? leaf->nominal[i] : i;

		if (column < leaf->nominal_flags && leaf->nominal_seen[column])
			append_share(writer, class, column);
	}
}

/* What a leaf votes for the class by. */
static void
append_leaf(const Writer *writer, const TreeLeaf *leaf)
{
	bool bayes =
		writer->tree->rules.vote != VOTE_MAJORITY && leaf->active &&
		!(writer->tree->rules.vote == VOTE_ADAPTIVE && leaf->majority > leaf->bayes);

	if (!(TreeLeafWeight(leaf) > 0))
		SqlNumber(writer->out, 0);
	else if (writer->class >= leaf->nclasses || !(leaf->weight[writer->class] > 0))
		SqlNumber(writer->out, -HUGE_VAL);
	else if (bayes)
		append_bayes(writer, leaf);
	else
		SqlNumber(writer->out, log(leaf->weight[writer->class]));
}

static void append_node(const Writer *writer, const TreeNode *node);

static void
append_child(StringInfo out, const void *context, int child)
{
	const ChildOf *of = context;

	append_node(of->writer, of->node->children[child]);
}

static void
append_node(const Writer *writer, const TreeNode *node)
{
	ChildOf of = {writer, node};

	check_stack_depth();
	if (node->leaf)
		append_leaf(writer, node->leaf);
	else
		TreeTestSql(writer->out, writer->tree->attributes, writer->sql, &node->test,
					append_child, &of);
}

/* See ModelOps.to_sql. */
void
TreeSql(const Model *model, const Tree *tree, ModelSql *sql)
{
	int classes = Max(model->classes.count, 2);

	sql->link = SQL_SOFTMAX;
	SqlScores(sql, classes);
	for (int class = 0; tree->root && class < classes; class ++)
	{
		StringInfoData out;
		Writer writer = {tree, sql, class, &out};

		initStringInfo(&out);
		append_node(&writer, tree->root);
		sql->score[class] = out.data;
	}
}

/*----------
 * Explaining
 *----------
 */

/* Add the weight of a class and of all below a node. */
static void
add_weight(const TreeNode *node, int class, float8 *of_class, float8 *total)
{
	if (node->leaf)
	{
		*total += TreeLeafWeight(node->leaf);
		if (class < node->leaf->nclasses)
			*of_class += node->leaf->weight[class];
		return;
	}
	for (int i = 0; i < node->test.nchildren; i++)
		add_weight(node->children[i], class, of_class, total);
}

/* The share of a class below a node; "otherwise" if there is no weight. */
static float8
class_share(const TreeNode *node, int class, float8 otherwise)
{
	float8 of_class = 0;
	float8 total = 0;

	add_weight(node, class, &of_class, &total);
	return total > 0 ? of_class / total : otherwise;
}

/* The feature that a test asked for when it chose a branch. */
static int
asked_feature(const TreeAttributes *attributes, const TreeTest *test, int branch)
{
	if (test->kind == TEST_NUMERIC)
		return attributes->numeric_feature[test->attribute];
	if (test->kind == TEST_ONE)
		return attributes->category_feature[test->attribute];
	return attributes->category_feature[test->categories[branch]];
}

/* See ModelOps.explain: of the probability of a class. */
bool
TreeExplain(const Model *model, const Tree *tree, const FeatureView *row, int class,
			ModelExplanation *explanation)
{
	int classes = Max(model->classes.count, 2);
	float8 *score;
	const TreeNode *node = tree->root;
	TreeBallot ballot;
	float8 share;

	if (node == NULL || class >= classes)
		return false;
	TreeAttributesRow(tree->attributes, model, row);
	share = explanation->bias = class_share(node, class, 1.0 / classes);
	while (node->leaf == NULL)
	{
		int branch = TreeTestBranch(&node->test, tree->attributes);
		int feature = asked_feature(tree->attributes, &node->test, branch);
		float8 next = class_share(node->children[branch], class, share);

		explanation->contribution[feature] += next - share;
		share = next;
		node = node->children[branch];
	}
	score = palloc0(Max(classes, ModelScoreSize(model)) * sizeof(float8));
	TreeLeafVote(tree, node->leaf, &ballot, score, classes);
	explanation->rest = score[class] - share;
	pfree(score);

	return true;
}
