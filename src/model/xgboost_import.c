/*
 * xgboost_import.c
 *	  Reads the JSON file that XGBoost's save_model writes ("Introduction to
 *	  Model IO" in its documentation; releases 1.0 to 3.x).
 *
 * What is looked at, below "learner":
 *
 *		learner_model_param		num_feature, num_class, num_target, and base_score,
 *								a number or since 3.1 an array, in a string
 *		objective				name
 *		attributes				best_iteration, if early stopping set it
 *		feature_names			empty for features without names
 *		gradient_booster		name gbtree or dart; with dropout weight_drop (a
 *								tree's weight); then "model", which dart had
 *								inside of "gbtree" before 3.3: gbtree_model_param,
 *								tree_info (a tree's class), trees, and since 2.0
 *								iteration_indptr (where rounds begin)
 *
 * and of a tree arrays per node: left_children and right_children (-1 of a
 * leaf), split_indices, split_conditions (threshold, or the leaf's value),
 * default_left, sum_hessian, loss_changes, split_type (1: categories); and
 * categories_nodes with categories_segments, categories_sizes and categories,
 * the sets of those that go right.
 *
 * Splits by categories have the threshold NaN, which is no JSON: such files are
 * no values of type json.
 *
 * Nothing is believed: every index is checked, every node may be reached once.
 * The tree of JSON values takes some 16 times the text in memory.
 */
#include "shim.h"

#include "model/json.h"
#include "model/xgboost.h"

/* Numbers of a file are longer than any sensible one. */
#define MAX_DIGITS 64
/* Of the children of a leaf. */
#define NO_CHILD (-1)

/* A tree as in the file: an element per node. */
typedef struct FileTree
{
	int nodes;
	int64 *left;
	int64 *right;
	int64 *feature;
	float *condition;
	int64 *default_left;
	float *cover;
	float *gain;
	int64 *type;  /* NULL: no categories anywhere */
	int64 *first; /* of splits by categories: where in "category", how many */
	int64 *size;
	int64 ncategories;
	int64 *category;
} FileTree;

/* What is on its way to the model. */
typedef struct Import
{
	Model *model;
	Xgboost *state;
	int64 features;
	int64 allocated; /* nodes that there is room for */
	int64 categories_allocated;
	int tree; /* number of the tree at hand, for messages */
} Import;

static void bad_file(const char *format, const char *what) __attribute__((noreturn));

static void
bad_file(const char *format, const char *what)
{
	char *problem = psprintf(format, what); /* format is a literal of this file */

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("not a model of XGBoost: %s", problem),
			 errhint("Pass what Booster.save_model(\"model.json\") has written.")));
}

static void unsupported(const char *what, const char *value, const char *known)
	__attribute__((noreturn));

static void
unsupported(const char *what, const char *value, const char *known)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("XGBoost models with %s \"%.64s\" cannot be imported", what, value),
			 errhint("Known are: %s.", known)));
}

/*----------
 * Values of the file
 *----------
 */

/* A member that may be missing (NULL), or must be there. */
static JsonValue *
find_member(JsonValue *object, const char *key)
{
	return object && object->type == JSON_OBJECT ? JsonMember(object, key) : NULL;
}

static JsonValue *
need_member(JsonValue *object, const char *key, JsonType type)
{
	JsonValue *value = find_member(object, key);

	if (value == NULL)
		bad_file("\"%s\" is missing", key);
	if (value->type != type)
		bad_file("\"%s\" is of the wrong type", key);
	return value;
}

/* An integer that is written as a number or in a string, "initial" if missing. */
static int64
get_int(JsonValue *object, const char *key, int64 initial, int64 min, int64 max)
{
	JsonValue *value = find_member(object, key);
	char *end;
	long long number;

	if (value == NULL)
		return initial;
	if ((value->type != JSON_STRING && value->type != JSON_NUMBER) || value->len == 0 ||
		value->len > 20)
		bad_file("\"%s\" is not an integer", key);
	number = strtoll(value->text, &end, 10);
	if (end != value->text + value->len)
		bad_file("\"%s\" is not an integer", key);
	if (number < min || number > max)
		bad_file("\"%s\" is out of range", key);
	return number;
}

/* An array of integers, also written true and false; *count elements or any (-1). */
static int64 *
get_ints(JsonValue *object, const char *key, int64 *count)
{
	JsonValue *array = need_member(object, key, JSON_ARRAY);
	JsonValue *child = array->first;
	int64 *values;

	if (*count < 0)
		*count = array->count;
	if (array->count != *count)
		bad_file("\"%s\" has another number of elements than there are nodes", key);
	values = palloc(Max(array->count, 1) * sizeof(int64));
	for (int64 i = 0; i < array->count; i++, child = child->next)
	{
		if (child->type == JSON_TRUE || child->type == JSON_FALSE)
			values[i] = child->type == JSON_TRUE;
		else if (!JsonGetInt(child, &values[i]))
			bad_file("\"%s\" has an element that is not an integer", key);
	}
	return values;
}

/*
 * The same of float32 numbers; zeros if the array is missing and may be.  NaN is
 * null, what is written as NaN is -Infinity: no number is below either.
 */
static float *
get_reals(JsonValue *object, const char *key, int64 count, bool required)
{
	float *values = palloc0(Max(count, 1) * sizeof(float));
	JsonValue *array;
	JsonValue *child;

	if (!required && find_member(object, key) == NULL)
		return values;
	array = need_member(object, key, JSON_ARRAY);
	if (array->count != count)
		bad_file("\"%s\" has another number of elements than there are nodes", key);
	child = array->first;
	for (int64 i = 0; i < count; i++, child = child->next)
	{
		float8 wide;

		if (child->type == JSON_NULL && child->text == NULL)
			wide = NAN;
		else if (child->type == JSON_NULL)
			wide = *child->text == 'I' ? HUGE_VAL : -HUGE_VAL;
		else if (!JsonGetFloat(child, &wide) || !isfinite((float) wide))
			bad_file("\"%s\" has an element that is not a float4", key);
		/* a negative zero would not survive as jsonb */
		values[i] = (float) wide + 0.0f;
	}
	return values;
}

/*----------
 * Trees
 *----------
 */

/* The sets of a tree's splits by categories. */
static void
read_categories(JsonValue *json, FileTree *tree)
{
	int64 nsets = -1;
	int64 *node;
	int64 *first;
	int64 *size;

	tree->first = palloc0(Max(tree->nodes, 1) * sizeof(int64));
	tree->size = palloc0(Max(tree->nodes, 1) * sizeof(int64));
	if (find_member(json, "categories_nodes") == NULL)
		return;
	node = get_ints(json, "categories_nodes", &nsets);
	first = get_ints(json, "categories_segments", &nsets);
	size = get_ints(json, "categories_sizes", &nsets);
	tree->ncategories = -1;
	tree->category = get_ints(json, "categories", &tree->ncategories);
	for (int64 i = 0; i < nsets; i++)
	{
		if (node[i] < 0 || node[i] >= tree->nodes || first[i] < 0 || size[i] < 0 ||
			first[i] > tree->ncategories || size[i] > tree->ncategories - first[i])
			bad_file("\"%s\" is out of range", "categories_nodes");
		tree->first[node[i]] = first[i];
		tree->size[node[i]] = size[i];
	}
}

/*
 * A split at Infinity sends all values to the left, one at -Infinity or NaN all to
 * the right; what is missing goes its own way.  A split by no category sends all
 * to the left, so it can stand for both, and everything stored stays finite.
 */
static void
replace_infinite_splits(FileTree *tree)
{
	for (int64 i = 0; i < tree->nodes; i++)
	{
		bool categorical = tree->type && tree->type[i] == 1;

		if (tree->left[i] == NO_CHILD || categorical || !isinf(tree->condition[i]))
			continue;
		if (tree->condition[i] < 0)
		{
			int64 left = tree->left[i];

			tree->left[i] = tree->right[i];
			tree->right[i] = left;
			tree->default_left[i] = tree->default_left[i] == 0;
		}
		if (tree->type == NULL)
			tree->type = palloc0(tree->nodes * sizeof(int64));
		tree->type[i] = 1;
		tree->size[i] = 0;
	}
}

static void
read_tree(Import *import, JsonValue *json, FileTree *tree)
{
	int64 count = -1;

	memset(tree, 0, sizeof(*tree));
	if (get_int(find_member(json, "tree_param"), "size_leaf_vector", 0, 0, INT32_MAX) > 1)
		unsupported("multi_strategy", "multi_output_tree", "one_output_per_tree");
	tree->left = get_ints(json, "left_children", &count);
	if (count < 1 || count > XGBOOST_MAX_NODES)
		bad_file("\"%s\" has no elements, or too many", "left_children");
	tree->nodes = count;
	tree->right = get_ints(json, "right_children", &count);
	tree->feature = get_ints(json, "split_indices", &count);
	tree->condition = get_reals(json, "split_conditions", count, true);
	tree->default_left = get_ints(json, "default_left", &count);
	tree->cover = get_reals(json, "sum_hessian", count, false);
	tree->gain = get_reals(json, "loss_changes", count, false);
	if (find_member(json, "split_type"))
		tree->type = get_ints(json, "split_type", &count);
	read_categories(json, tree);
	replace_infinite_splits(tree);
}

/* Make room in an array, keeping what is in it. */
static float *
enlarge(Import *import, float *array, int64 from, int64 to)
{
	float *result = MemoryContextAlloc(import->model->context, to * sizeof(float));

	if (array)
	{
		memcpy(result, array, from * sizeof(float));
		pfree(array);
	}
	return result;
}

/* Room for so many nodes and categories more. */
static void
make_room(Import *import, int64 nodes, int64 categories)
{
	Xgboost *state = import->state;
	int64 want = state->nodes + nodes;

	if (want > XGBOOST_MAX_NODES || state->categories + categories > XGBOOST_MAX_NODES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("model is too large: the limit is %d nodes", XGBOOST_MAX_NODES)));
	if (want > import->allocated)
	{
		int64 to = Max(1024, 2 * want);

		state->split = enlarge(import, state->split, state->nodes, to);
		state->value = enlarge(import, state->value, state->nodes, to);
		state->cover = enlarge(import, state->cover, state->nodes, to);
		state->gain = enlarge(import, state->gain, state->splits, to);
		import->allocated = to;
	}
	if (state->categories + categories > import->categories_allocated)
	{
		int64 to = Max(64, 2 * (state->categories + categories));

		state->category = enlarge(import, state->category, state->categories, to);
		import->categories_allocated = to;
	}
}

static int
compare_ints(const void *a, const void *b)
{
	int64 left = *(const int64 *) a;
	int64 right = *(const int64 *) b;

	return (left > right) - (left < right);
}

/* Append a node's set, in order; returns how many there are. */
static int
add_categories(Import *import, const FileTree *tree, int64 i)
{
	Xgboost *state = import->state;
	int64 *set = palloc(Max(tree->size[i], 1) * sizeof(int64));
	int count = 0;

	if (tree->size[i] > 0)
		memcpy(set, tree->category + tree->first[i], tree->size[i] * sizeof(int64));
	qsort(set, tree->size[i], sizeof(int64), compare_ints);
	make_room(import, 0, tree->size[i]);
	for (int64 k = 0; k < tree->size[i]; k++)
	{
		if (set[k] < 0 || set[k] > XGBOOST_MAX_CATEGORY)
			bad_file("\"%s\" is out of range", "categories");
		if (k > 0 && set[k] == set[k - 1])
			continue;
		state->category[state->categories++] = set[k];
		count++;
	}
	pfree(set);
	return count;
}

/* Append a node by itself. */
static void
add_node(Import *import, const FileTree *tree, int64 i)
{
	Xgboost *state = import->state;
	bool leaf = tree->left[i] == NO_CHILD;
	bool categorical = !leaf && tree->type && tree->type[i] == 1;

	/* of splits by categories there is no threshold */
	if (!categorical && isnan(tree->condition[i]))
		bad_file("\"%s\" has an element that is not a float4", "split_conditions");
	if (leaf && isinf(tree->condition[i]))
		bad_file("\"%s\" has a leaf that is not a finite number", "split_conditions");
	state->value[state->nodes] = categorical ? 0 : tree->condition[i];
	state->cover[state->nodes] =
		tree->cover[i] > 0 && isfinite(tree->cover[i]) ? tree->cover[i] : 0;
	state->split[state->nodes] = 0;
	if (!leaf)
	{
		if (tree->feature[i] < 0 || tree->feature[i] >= import->features)
			bad_file("\"%s\" is out of range", "split_indices");
		if (tree->type && (tree->type[i] < 0 || tree->type[i] > 1))
			bad_file("\"%s\" is out of range", "split_type");
		state->split[state->nodes] =
			XgboostSplitCode(tree->feature[i], categorical, tree->default_left[i] != 0);
		if (categorical)
			state->value[state->nodes] = add_categories(import, tree, i);
		state->gain[state->splits++] = isfinite(tree->gain[i]) ? tree->gain[i] : 0;
	}
	state->nodes++;
}

/*
 * Append a tree: a node, then what is below to the left, then to the right.
 * Whoever wrote the file decides what a child is, so every node is marked.
 */
static void
add_tree(Import *import, JsonValue *json)
{
	FileTree tree;
	int64 *waiting;
	int nwaiting = 0;
	bool *reached;

	read_tree(import, json, &tree);
	make_room(import, tree.nodes, 0);
	waiting = palloc((tree.nodes + 1) * sizeof(int64));
	reached = palloc0(tree.nodes * sizeof(bool));
	waiting[nwaiting++] = 0;
	reached[0] = true;
	while (nwaiting > 0)
	{
		int64 i = waiting[--nwaiting];
		int64 children[2] = {tree.right[i], tree.left[i]};

		add_node(import, &tree, i);
		if (tree.left[i] == NO_CHILD && tree.right[i] == NO_CHILD)
			continue;
		for (int side = 0; side < 2; side++)
		{
			if (children[side] < 0 || children[side] >= tree.nodes)
				bad_file("\"%s\" is out of range",
						 side ? "left_children" : "right_children");
			if (reached[children[side]])
				bad_file("a node is the child of %s", "more than one");
			reached[children[side]] = true;
			waiting[nwaiting++] = children[side];
		}
	}
	pfree(waiting);
	pfree(reached);
}

/*----------
 * The learner
 *----------
 */

/* The sum that an objective turns into a given base_score. */
static float
base_margin(const XgboostObjective *objective, float base)
{
	switch (objective->link)
	{
		case XGBOOST_SIGMOID:
			if (!(base > 0 && base < 1))
				bad_file("\"%s\" is not between 0 and 1", "base_score");
			return -logf(1 / base - 1);
		case XGBOOST_EXP:
			if (!(base > 0))
				bad_file("\"%s\" is not above 0", "base_score");
			return logf(base);
		default:
			return base;
	}
}

/* base_score, one for all groups or one for each. */
static void
read_base(Import *import, JsonValue *param)
{
	Xgboost *state = import->state;
	JsonValue *value = find_member(param, "base_score");
	const char *p;
	bool array;
	int count = 0;

	state->base =
		MemoryContextAllocZero(import->model->context, state->groups * sizeof(float));
	if (value == NULL || (value->type != JSON_STRING && value->type != JSON_NUMBER))
		bad_file("\"%s\" is missing", "base_score");
	/* strings end with a NUL, numbers with what follows them */
	p = value->text;
	array = *p == '[';
	do
	{
		char *end;
		float8 base;

		p += array ? 1 : 0;
		base = strtod(p, &end);
		if (end == p || !isfinite((float) base) || count >= state->groups)
			bad_file("\"%s\" is not a number per class", "base_score");
		state->base[count++] = base_margin(state->objective, (float) base) + 0.0f;
		p = end;
	} while (array && *p == ',');
	if ((array && *p != ']') || (count != 1 && count != state->groups))
		bad_file("\"%s\" is not a number per class", "base_score");
	for (; count < state->groups; count++)
		state->base[count] = state->base[0];
}

/* The features: names, or how many there are. */
static void
read_features(Import *import, JsonValue *learner, JsonValue *param)
{
	FeatureDict *dict = &import->model->features;
	JsonValue *names = find_member(learner, "feature_names");

	import->features = get_int(param, "num_feature", 0, 0, INT32_MAX);
	if (import->features < 1)
		bad_file("\"%s\" is missing", "num_feature");
	if (import->features > FEATURE_MAX_COUNT)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("model has %lld features, the limit is %d",
							   (long long) import->features, FEATURE_MAX_COUNT)));
	if (names == NULL || names->type != JSON_ARRAY || names->count == 0)
	{
		dict->positional = true;
		dict->count = import->features;
	}
	else if (names->count != import->features)
		bad_file("\"%s\" has another number of elements than there are features",
				 "feature_names");
	for (JsonValue *name = names ? names->first : NULL; name; name = name->next)
	{
		uint32 hash;

		if (name->type != JSON_STRING)
			bad_file("\"%s\" has an element that is not a string", "feature_names");
		hash = NameHash(NAME_HASH_SEED, name->text, name->len);
		if (FeatureDictFind(dict, name->text, name->len, hash) >= 0)
			bad_file("\"%s\" has the same name twice", "feature_names");
		FeatureDictAdd(dict, name->text, name->len, hash);
	}
	import->model->features_ready = dict->count;
}

/* Where the trees of a boosting round begin. */
static int64
round_begin(JsonValue *model, int64 round, int64 per_round, int64 trees)
{
	JsonValue *starts = find_member(model, "iteration_indptr");

	if (starts && starts->type == JSON_ARRAY && starts->count > 0)
	{
		int64 tree = trees;
		JsonValue *start = starts->first;

		for (int64 i = 0; start && i < round; i++)
			start = start->next;
		if (start && (!JsonGetInt(start, &tree) || tree < 0 || tree > trees))
			bad_file("\"%s\" is out of range", "iteration_indptr");
		return tree;
	}
	return Min(round * per_round, trees);
}

/* Trees from *first to before *last are wanted. */
static void
choose_trees(const XgboostImportOptions *options, JsonValue *learner, JsonValue *model,
			 int64 per_round, int64 trees, int64 *first, int64 *last)
{
	int64 best = get_int(find_member(learner, "attributes"), "best_iteration", -1, -1,
						 INT32_MAX - 1);
	int64 end = options->end;

	if (end < 0)
		end = best + 1; /* 0, all, if there is none */
	*first = round_begin(model, options->begin, per_round, trees);
	*last = end == 0 ? trees : round_begin(model, end, per_round, trees);
	if (*first > *last || (options->begin > 0 && *first == trees) ||
		(options->end > 0 && round_begin(model, end - 1, per_round, trees) >= trees))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("boosting rounds %d to %lld are not in the model",
							   options->begin, (long long) end)));
}

/* The weights of *count trees, NULL if there are none. */
static float *
read_weights(JsonValue *booster, int64 *count)
{
	float *weight;

	if (find_member(booster, "weight_drop") == NULL)
		return NULL;
	*count = need_member(booster, "weight_drop", JSON_ARRAY)->count;
	weight = get_reals(booster, "weight_drop", *count, true);
	for (int64 t = 0; t < *count; t++)
	{
		if (!isfinite(weight[t]))
			bad_file("\"%s\" has an element that is not a float4", "weight_drop");
	}
	return weight;
}

/* The booster: all trees that are wanted. */
static void
read_booster(Import *import, JsonValue *learner, const XgboostImportOptions *options)
{
	Xgboost *state = import->state;
	JsonValue *booster = need_member(learner, "gradient_booster", JSON_OBJECT);
	JsonValue *name = need_member(booster, "name", JSON_STRING);
	JsonValue *model;
	JsonValue *trees;
	JsonValue *json;
	int64 count = -1;
	int64 *group;
	float *weight;
	int64 first;
	int64 last;

	if (strcmp(name->text, "gbtree") != 0 && strcmp(name->text, "dart") != 0)
		unsupported("booster", name->text, "gbtree, dart");
	weight = read_weights(booster, &count);
	if (find_member(booster, "gbtree"))
		booster = need_member(booster, "gbtree", JSON_OBJECT);
	model = need_member(booster, "model", JSON_OBJECT);
	trees = need_member(model, "trees", JSON_ARRAY);
	group = get_ints(model, "tree_info", &count);
	if (trees->count != count || count > XGBOOST_MAX_TREES)
		bad_file("\"%s\" has another number of elements than there are trees",
				 weight ? "weight_drop" : "tree_info");
	choose_trees(options, learner, model,
				 state->groups * get_int(find_member(model, "gbtree_model_param"),
										 "num_parallel_tree", 1, 1, XGBOOST_MAX_TREES),
				 count, &first, &last);

	state->tree_group = enlarge(import, NULL, 0, Max(count, 1));
	state->tree_weight = enlarge(import, NULL, 0, Max(count, 1));
	json = trees->first;
	for (int64 t = 0; t < last; t++, json = json->next)
	{
		CHECK_FOR_INTERRUPTS();
		if (t < first)
			continue;
		if (group[t] < 0 || group[t] >= state->groups)
			bad_file("\"%s\" is out of range", "tree_info");
		state->tree_group[state->trees] = group[t];
		state->tree_weight[state->trees] = weight ? weight[t] : 1;
		state->trees++;
		add_tree(import, json);
	}
	/* arrays that nothing was put in */
	make_room(import, 1, 1);
}

/* The model that a file's objective asks for, with its classes and no trees yet. */
static Model *
create_model(JsonValue *param, const XgboostObjective *objective,
			 const XgboostImportOptions *options, MemoryContext context)
{
	const ModelOps *ops = XgboostOpsOf(objective->task);
	ModelOptions model_options;
	Model *model;
	int64 classes = get_int(param, "num_class", 0, 0, INT32_MAX);

	if (get_int(param, "num_target", 1, 0, INT32_MAX) > 1)
		unsupported("num_target", need_member(param, "num_target", JSON_STRING)->text,
					"models of one target");
	if (objective->task == TASK_BINARY)
		classes = 2;
	else if (objective->task != TASK_MULTICLASS)
		classes = 0;
	else if (classes < 2 || classes > MODEL_MAX_CLASSES)
		bad_file("\"%s\" is out of range", "num_class");
	if (options->nclasses > 0 && options->nclasses != classes)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("model has %d classes, and %d names were given",
							   (int) classes, options->nclasses)));

	ModelOptionsInit(ops, &model_options);
	model_options.value[OPTION_MAX_FEATURES] = FEATURE_MAX_COUNT;
	model_options.nclasses = classes;
	model_options.classes = palloc(Max(classes, 1) * sizeof(char *));
	for (int i = 0; i < classes; i++)
		model_options.classes[i] =
			options->nclasses > 0 ? options->classes[i] : psprintf("%d", i);
	model = ModelCreate(ops, &model_options, context);
	if (classes > 0)
		model->label_kind = options->nclasses > 0 ? LABEL_TEXT : LABEL_NUMBER;
	return model;
}

/*
 * Make a model, in "context", from a JSON text of "size" bytes that is followed
 * by a NUL.  Throws if it is none; what it takes to read it is left in the
 * current context.
 */
Model *
XgboostImport(const char *json, Size size, const XgboostImportOptions *options,
			  MemoryContext context)
{
	JsonValue *learner =
		need_member(JsonParseForeign(json, size), "learner", JSON_OBJECT);
	JsonValue *param = need_member(learner, "learner_model_param", JSON_OBJECT);
	JsonValue *name =
		need_member(need_member(learner, "objective", JSON_OBJECT), "name", JSON_STRING);
	const XgboostObjective *objective = XgboostFindObjective(name->text);
	Import import = {0};

	if (objective == NULL)
		unsupported("objective", name->text, XgboostObjectiveList());
	import.model = create_model(param, objective, options, context);
	import.state = import.model->state;
	import.state->objective = objective;
	import.state->groups =
		objective->task == TASK_MULTICLASS ? import.model->classes.count : 1;
	read_features(&import, learner, param);
	read_base(&import, param);
	read_booster(&import, learner, options);
	XgboostUnpack(import.model);

	return import.model;
}
