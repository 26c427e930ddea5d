/*
 * model.c
 *	  Open models: create, learn, predict, merge.  What is the same for every
 *	  algorithm is here; the rest is behind ModelOps.
 *
 * A row's way: its features are put into the model's numbers
 * (feature/decoder.c), its label into a value or the number of a class
 * (ModelClass), then ModelLearn predicts it, notes how good that was
 * (metrics.c) and learns it.
 *
 * The positive class of a classifier of at most two classes, whatever it could
 * learn, does not depend on the order of rows: it is the one the option
 * "positive" names, else the second of the option "classes", else the greater
 * label: true over false, numbers by value, text by its bytes.  While only one
 * label is known, true, numbers above zero and the named one count as positive,
 * any other as negative.  Of more than two classes none is the positive one.
 *
 * The state is allocated in model->context, all else in model->base.  They are
 * one until a state is replaced (watch.c).
 */
#include "shim.h"

#include "model/model.h"

/* Fill in what an algorithm does when nothing is asked for. */
void
ModelOptionsInit(const ModelOps *ops, ModelOptions *options)
{
	memset(options, 0, sizeof(*options));
	for (int i = 0; ops->options[i].name; i++)
	{
		Assert(i < MODEL_MAX_OPTIONS);
		options->value[i] = ops->options[i].initial;
	}
	options->max_names = MODEL_DEFAULT_NAMES;
	if (ops->task == TASK_REGRESSION)
		options->metric.interval_window = INTERVAL_WINDOW_INITIAL;
}

static char *
copy_string(MemoryContext context, const char *s)
{
	Size size = strlen(s) + 1;

	return memcpy(MemoryContextAlloc(context, size), s, size);
}

static bool
is_classifier(const Model *model)
{
	return TaskHasClasses(model->ops->task);
}

/* An empty model; the caller sets the options. */
static Model *
model_alloc(const ModelOps *ops, MemoryContext context)
{
	Model *model = MemoryContextAllocZero(context, sizeof(Model));

	model->ops = ops;
	model->base = context;
	model->context = context;
	model->state = MemoryContextAllocZero(context, ops->state_size);
	NameTableInit(&model->classes, context);
	NameTableInit(&model->features.names, context);

	return model;
}

/* Room for the class counts and the scratch prediction. */
static void
reserve_classes(Model *model)
{
	int want = Max(model->classes.count, 2);
	int to;

	if (want <= model->classes_ready)
		return;

	to = model->classes_ready == 0 ? want : Max(want, 2 * model->classes_ready);
	if (is_classifier(model))
		ModelMetricsReserve(model, model->classes_ready, to);
	model->score = ModelGrowBaseFloats(model, model->score, model->classes_ready, to);
	model->classes_ready = to;
}

/*
 * Which of at most two labels of a kind is the positive one: 0 or 1.
 */
int
LabelPositive(ModelLabelKind kind, char *const *names, int count)
{
	if (count == 0)
		return 1;
	if (count == 1)
	{
		if (kind == LABEL_BOOLEAN)
			return strcmp(names[0], "true") == 0 ? 0 : 1;
		return kind == LABEL_NUMBER && strtod(names[0], NULL) > 0 ? 0 : 1;
	}
	if (kind == LABEL_NUMBER && strtod(names[0], NULL) != strtod(names[1], NULL))
		return strtod(names[1], NULL) > strtod(names[0], NULL) ? 1 : 0;
	return strcmp(names[1], names[0]) > 0 ? 1 : 0;
}

/* The positive class of a model that has at most two. */
static int
positive_class(const Model *model)
{
	const NameTable *classes = &model->classes;

	if (model->positive_name && classes->count > 0)
		return strcmp(classes->names[0], model->positive_name) == 0 ? 0 : 1;
	if ((model->flags & MODEL_CLASSES_FIXED) && classes->count >= 2)
		return 1;
	return LabelPositive(model->label_kind, classes->names, classes->count);
}

/* Find the positive class anew, see the top of the file. */
static void
choose_positive(Model *model)
{
	if (model->classes.count > 2)
	{
		model->positive = -1;
		return;
	}
	model->positive = positive_class(model);
	if (model->positive_name && model->classes.count == 2 &&
		strcmp(model->classes.names[model->positive], model->positive_name) != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("option \"positive\" is \"%s\", but the labels are \"%s\" "
							   "and \"%s\"",
							   model->positive_name, model->classes.names[0],
							   model->classes.names[1])));
}

/* The limit that an algorithm has by its options, 0 if none of its own. */
static int
feature_limit(const ModelOps *ops, const float8 *option)
{
	return ops->feature_limit ? ops->feature_limit(option) : ops->max_features;
}

/* The most features that models of the algorithm can have with these options. */
int
ModelMaxFeatures(const ModelOps *ops, const float8 *option)
{
	int limit = feature_limit(ops, option);

	return limit > 0 ? limit : FEATURE_MAX_COUNT;
}

/* The most bits that names can be hashed to: so many features it can have. */
int
ModelMaxHashBits(const ModelOps *ops, const float8 *option)
{
	int limit = feature_limit(ops, option);
	int bits = 0;

	if (limit == 0)
		return FEATURE_MAX_HASH_BITS;
	while ((2 << bits) <= limit)
		bits++;
	return bits;
}

/*
 * Bring the parts that follow from others up to date: after creation, and
 * after everything stored has been read.
 */
static void
model_settle(Model *model)
{
	model->features.position_limit = ModelMaxFeatures(model->ops, model->option);
	model->features.limit =
		Min((int) model->option[OPTION_MAX_FEATURES], model->features.position_limit);
	model->features.hashable = model->ops->hashable;
	model->features.nan_is_missing = model->ops->nan_is_missing;
	model->features_ready = model->features.count;
	if (is_classifier(model))
		choose_positive(model);
	reserve_classes(model);
}

/*
 * A model that has learned nothing, all of it in "context".
 */
Model *
ModelCreate(const ModelOps *ops, const ModelOptions *options, MemoryContext context)
{
	Model *model = model_alloc(ops, context);

	SumRangeInit(&model->weights);
	memcpy(model->option, options->value, sizeof(model->option));
	memcpy(model->watch_option, options->watch, sizeof(model->watch_option));
	if (options->watch[WATCH_DRIFT] != 0)
		ModelWatchCreate(model);
	if (options->positive)
		model->positive_name = copy_string(context, options->positive);
	model->metric_option = options->metric;
	ModelMetricsInit(model);
	for (int i = 0; i < options->nclasses; i++)
	{
		const char *name = options->classes[i];
		int len = strlen(name);

		NameTableAdd(&model->classes, name, len, NameHash(NAME_HASH_SEED, name, len));
		model->flags |= MODEL_CLASSES_FIXED;
	}
	if (options->hash_bits > 0)
	{
		model->features.hash =
			FeatureHashCreate(context, options->hash_bits, options->max_names);
		model->flags |= MODEL_HASHED;
	}
	model->features.missing = options->missing;
	if (options->missing != MISSING_IGNORE)
		model->flags |= MODEL_MISSING;
	model_settle(model);

	return model;
}

/*
 * For format.c: an empty model to read into, and what to do when that is done.
 */
Model *
ModelCreateForRead(const ModelOps *ops, MemoryContext context)
{
	return model_alloc(ops, context);
}

void
ModelReadDone(Model *model)
{
	model->score = ModelGrowBaseFloats(model, NULL, 0, Max(model->classes.count, 2));
	model->classes_ready = Max(model->classes.count, 2);
	model_settle(model);
	/* others learn the row that they have just predicted */
	if ((model->flags & MODEL_UNSCORED) && model->ops->unlearn == NULL)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: %s cannot unlearn rows, and \"unscored\" "
							   "says that it may",
							   model->ops->name)));
	if (model->ops->check)
		model->ops->check(model);
	if (model->watch)
		ModelWatchCheck(model);
}

/* Was the model made with these options on its features? */
static bool
feature_options_match(const Model *model, const ModelOptions *options)
{
	const FeatureHash *hash = model->features.hash;

	if ((hash ? hash->bits : 0) != options->hash_bits ||
		model->features.missing != options->missing)
		return false;
	return hash == NULL || hash->max_names == options->max_names;
}

/* Was the model made with these options? */
bool
ModelOptionsMatch(const Model *model, const ModelOptions *options)
{
	if (!feature_options_match(model, options))
		return false;
	for (int i = 0; model->ops->options[i].name; i++)
	{
		if (model->option[i] != options->value[i])
			return false;
	}
	for (int i = 0; i < WATCH_OPTIONS; i++)
	{
		if (model->watch_option[i] != options->watch[i])
			return false;
	}

	if (options->metric.fading != model->metric_option.fading ||
		options->metric.interval_window != model->metric_option.interval_window)
		return false;

	if ((options->positive == NULL) != (model->positive_name == NULL) ||
		(options->positive && strcmp(options->positive, model->positive_name) != 0))
		return false;

	if ((options->nclasses > 0) != ((model->flags & MODEL_CLASSES_FIXED) != 0))
		return false;
	for (int i = 0; i < options->nclasses; i++)
	{
		if (i >= model->classes.count ||
			strcmp(options->classes[i], model->classes.names[i]) != 0)
			return false;
	}

	return true;
}

/* All class names, for error messages. */
static char *
class_list(const Model *model)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < model->classes.count && i < 10; i++)
		appendStringInfo(&list, "%s\"%s\"", i > 0 ? ", " : "", model->classes.names[i]);
	if (model->classes.count > 10)
		appendStringInfoString(&list, ", ...");

	return list.data;
}

static const char *
kind_name(ModelLabelKind kind)
{
	switch (kind)
	{
		case LABEL_BOOLEAN:
			return "boolean";
		case LABEL_NUMBER:
			return "numeric";
		case LABEL_TEXT:
			return "text";
		default:
			return "no";
	}
}

/* Refuse labels of two kinds in one model. */
static void
check_label_kind(const Model *model, ModelLabelKind kind)
{
	if (model->label_kind != LABEL_NONE && model->label_kind != kind)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("model was trained on %s labels, not %s labels",
							   kind_name(model->label_kind), kind_name(kind))));
}

/* Find a class; of two, comparing is quicker than hashing. */
static int
find_class(const NameTable *classes, const char *name, int len)
{
	for (int i = 0; i < Min(classes->count, 2); i++)
	{
		if (strncmp(classes->names[i], name, len) == 0 && classes->names[i][len] == '\0')
			return i;
	}
	if (classes->count <= 2)
		return -1;
	return NameTableFind(classes, name, len, NameHash(NAME_HASH_SEED, name, len));
}

/*
 * The class of that name, new if need be.
 */
int
ModelClass(Model *model, ModelLabelKind kind, const char *name, int len)
{
	int max = model->ops->task == TASK_BINARY ? 2 : MODEL_MAX_CLASSES;
	bool added = false;
	int class;

	check_label_kind(model, kind);
	class = find_class(&model->classes, name, len);
	if (class < 0)
	{
		if (model->flags & MODEL_CLASSES_FIXED)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("label \"%.*s\" is not one of the option \"classes\"",
								   Min(len, 64), name),
							errdetail("They are %s.", class_list(model))));
		if (model->classes.count >= max)
			ereport(
				ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s learns at most %d classes, and label \"%.*s\" is one more",
						model->ops->name, max, Min(len, 64), name),
				 errdetail("It has seen %s.", class_list(model))));
		class =
			NameTableAdd(&model->classes, name, len, NameHash(NAME_HASH_SEED, name, len));
		added = true;
	}

	if (added || model->label_kind == LABEL_NONE)
	{
		model->label_kind = kind;
		choose_positive(model);
		reserve_classes(model);
	}

	return class;
}

/*
 * The name of a class; of a boolean's class also before it has been seen.
 * NULL if it has none yet.
 */
const char *
ModelClassName(const Model *model, int class)
{
	if (class < model->classes.count)
		return model->classes.names[class];
	if (model->label_kind == LABEL_BOOLEAN && model->classes.count == 1)
		return strcmp(model->classes.names[0], "true") == 0 ? "false" : "true";
	return NULL;
}

/* Is it known which classes there are, so that others never come? */
static bool
classes_are_fixed(const Model *model)
{
	return (model->flags & MODEL_CLASSES_FIXED) || model->ops->learn == NULL;
}

/*
 * The class that somebody asks about by its name; -1 if no such row has come
 * yet, and an error if none can.
 */
int
ModelFindClass(const Model *model, const char *name, int len)
{
	int class = find_class(&model->classes, name, len);
	const char *other;

	if (class >= 0)
		return class;

	/* a boolean has its second class also before it was seen */
	other = ModelClassName(model, model->classes.count);
	if (other && strlen(other) == len && memcmp(other, name, len) == 0)
		return model->classes.count;
	if (classes_are_fixed(model))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("model has no class \"%.*s\"", Min(len, 64), name),
						errdetail("Its classes are %s.", class_list(model))));
	return -1;
}

static float8 *
grow_floats(const Model *model, MemoryContext context, float8 *values, Size from, Size to)
{
	if (to > MODEL_MAX_SIZE / sizeof(float8))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("model is too large"),
				 errdetail("It has %d features.", model->features.count)));

	if (values == NULL)
		return MemoryContextAllocZero(context, Max(to, 1) * sizeof(float8));

	values = repalloc(values, Max(to, 1) * sizeof(float8));
	memset(values + from, 0, (to - from) * sizeof(float8));
	return values;
}

/*
 * Enlarge an array of the state from "from" floats, or NULL, to "to" floats, the
 * new ones zero.
 */
float8 *
ModelGrowFloats(Model *model, float8 *values, Size from, Size to)
{
	return grow_floats(model, model->context, values, from, to);
}

/* The same of an array that is no part of the state. */
float8 *
ModelGrowBaseFloats(Model *model, float8 *values, Size from, Size to)
{
	return grow_floats(model, model->base, values, from, to);
}

/* Add counts of rows.  They stop at MODEL_MAX_ROWS, which nobody reaches honestly. */
int64
ModelAddRows(int64 a, int64 b)
{
	return Min(a + b, MODEL_MAX_ROWS);
}

/*
 * Make room in the state for the features the dictionary has.  Positions
 * never become more; names do, so leave some room.
 */
void
ModelReserve(Model *model)
{
	int count = model->features.count;
	int to = model->features.positional ? count : Max(8, count + count / 2);

	ModelImputerReserve(model, count, to);
	if (count <= model->features_ready)
		return;
	model->ops->reserve(model, model->features_ready, to);
	model->features_ready = to;
}

/* Numbers a prediction has, see ModelOps.predict. */
int
ModelScoreSize(const Model *model)
{
	return model->classes_ready;
}

/*
 * Predict into score[ModelScoreSize]; false if the model has nothing to say.
 */
bool
ModelPredict(const Model *model, const FeatureView *row, float8 *score)
{
	return model->ops->predict(model, ModelImpute(model, row), score);
}

/*
 * The class that a prediction decides for.  Ties go to the negative class, or
 * to the first one.
 */
int
ModelDecide(const Model *model, const float8 *score)
{
	int best = 0;

	if (model->ops->task == TASK_BINARY)
		return score[model->positive] > 0.5 ? model->positive : 1 - model->positive;

	for (int class = 1; class < model->classes.count; class ++)
	{
		if (score[class] > score[best])
			best = class;
	}
	return best;
}

/* Refuse to teach a model that is imported. */
void
ModelRequireLearner(const ModelOps *ops)
{
	if (ops->learn == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s models do not learn", ops->name),
				 errhint("Train anew where the model comes from, and import it.")));
}

/*
 * Score and learn one row.  label is finite: the value, or the class from
 * ModelClass; weight is finite and not negative.
 */
void
ModelLearn(Model *model, const FeatureView *given, float8 label, float8 weight)
{
	const FeatureView *row;
	bool scored = false;

	ModelRequireLearner(model->ops);
	ModelReserve(model);
	row = ModelImpute(model, given);
	if (weight == 0 || (row->nmissing > 0 && model->ops->complete_rows))
	{
		model->skipped = ModelAddRows(model->skipped, 1);
		return;
	}

	if (model->ops->unscored || (model->flags & MODEL_UNSCORED))
		;
	else if (model->ops->score)
		scored = model->ops->score(model, row, model->score);
	else
		scored = model->ops->predict(model, row, model->score);

	/* learning may throw, noting the figures cannot */
	model->ops->learn(model, row, label, weight);
	SumRangeAdd(&model->weights, weight);
	if (scored)
		ModelMetricsAdd(model, label, model->score);
	ModelImputerLearn(model, given, weight);
	model->n = ModelAddRows(model->n, 1);
	if (model->watch)
		ModelWatchLearn(model, row, label, weight, scored);
}

/*
 * Take back a row that was learned, see ModelOps.unlearn.  What was noted when
 * it was predicted cannot be taken back: a model that has unlearned has no
 * progressive figures from then on.
 */
bool
ModelUnlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	bool exact;

	if (model->ops->unlearn == NULL)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("%s cannot unlearn rows", model->ops->name)));
	if (ModelImputes(model))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("cannot unlearn rows whose missing values were filled in"),
				 errdetail("The means they were filled with have changed since.")));
	if (model->watch)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("a model with option \"drift\" cannot unlearn rows")));
	if (weight == 0 || (row->nmissing > 0 && model->ops->complete_rows))
	{
		model->skipped = Max(model->skipped - 1, 0);
		return true;
	}
	if (model->n == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("model has no row left to unlearn")));

	ModelReserve(model);
	exact = model->ops->unlearn(model, row, label, weight);
	model->n--;
	model->unlearned++;
	if (!(model->flags & MODEL_UNSCORED))
	{
		model->flags |= MODEL_UNSCORED;
		ModelMetricsClear(model);
	}

	return exact;
}

/* What merging this model means: where drifts were noticed depends on the parts. */
ModelMergeClass
ModelMergeClassOf(const Model *model)
{
	return model->watch ? Max(model->ops->merge_class, MERGE_APPROXIMATE) :
						  model->ops->merge_class;
}

/* Refuse to merge what cannot be. */
static void
check_mergeable(const Model *into, const Model *from)
{
	ModelOptions options;

	if (into->ops != from->ops)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("cannot merge a %s model with a %s model", into->ops->name,
							   from->ops->name)));

	memset(&options, 0, sizeof(options));
	memcpy(options.value, from->option, sizeof(options.value));
	memcpy(options.watch, from->watch_option, sizeof(options.watch));
	options.positive = from->positive_name;
	options.metric = from->metric_option;
	if (from->flags & MODEL_CLASSES_FIXED)
	{
		options.nclasses = from->classes.count;
		options.classes = from->classes.names;
	}
	if (from->features.hash)
	{
		options.hash_bits = from->features.hash->bits;
		options.max_names = from->features.hash->max_names;
	}
	options.missing = from->features.missing;
	if (!ModelOptionsMatch(into, &options))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("cannot merge models that have different options")));

	if (into->ops->merge_class == MERGE_NONE && !ModelIsEmpty(from))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s models cannot be merged", into->ops->name),
				 errhint("Learn all rows in one model, or ask several and take the "
						 "mean of their predictions.")));
}

/* The numbers in "into" of from's classes; new ones are added. */
static int32 *
merge_classes(Model *into, const Model *from)
{
	int32 *map = palloc(Max(from->classes.count, 2) * sizeof(int32));

	map[0] = 0;
	map[1] = 1;
	for (int i = 0; i < from->classes.count; i++)
		map[i] = ModelClass(into, from->label_kind, from->classes.names[i],
							strlen(from->classes.names[i]));
	if (from->ops->task == TASK_BINARY && from->classes.count == 1)
		map[1] = 1 - map[0];

	return map;
}

/* The same for features. */
static int32 *
merge_features(Model *into, const Model *from)
{
	const FeatureDict *theirs = &from->features;
	FeatureDict *ours = &into->features;
	int32 *map = palloc(Max(theirs->count, 1) * sizeof(int32));

	if (theirs->count > 0 && ours->count == 0)
	{
		ours->positional = theirs->positional;
		ours->count = theirs->positional ? theirs->count : 0;
	}
	if (theirs->count > 0 && ours->positional != theirs->positional)
		ereport(
			ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("cannot merge a model of arrays with a model of named features")));
	if (theirs->positional && theirs->count > 0 && theirs->count != ours->count)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("cannot merge models that have %d and %d features",
							   ours->count, theirs->count)));

	for (int i = 0; i < theirs->count; i++)
	{
		map[i] = i;
		if (theirs->hash)
			map[i] = FeatureHashMerge(ours->hash, theirs->hash, i);
		else if (!theirs->positional)
			map[i] =
				FeatureDictAdd(ours, theirs->names.names[i],
							   strlen(theirs->names.names[i]), theirs->names.hashes[i]);
	}
	if (theirs->hash)
	{
		FeatureHashTrim(ours->hash);
		ours->count = ours->hash->count;
	}

	return map;
}

/*
 * Add what "from" has learned to "into".  On error "into" may have new names,
 * but has learned nothing.
 */
void
ModelMerge(Model *into, Model *from)
{
	int32 *class;
	int32 *feature;

	check_mergeable(into, from);
	ModelReserve(from);
	if (from->label_kind != LABEL_NONE)
	{
		check_label_kind(into, from->label_kind);
		into->label_kind = from->label_kind;
	}
	class = merge_classes(into, from);
	feature = merge_features(into, from);
	ModelReserve(into);

	if (from->n > 0)
		into->ops->merge(into, from, feature, class);
	SumRangeMerge(&into->weights, &from->weights);
	ModelImputerMerge(into, from, feature);
	ModelMetricsMerge(into, from, class);

	into->flags |= from->flags;
	if (into->flags & MODEL_UNSCORED)
		ModelMetricsClear(into);
	if (into->watch)
		ModelWatchMerge(into, from);
	if (into->n > 0 && from->n > 0)
		into->flags |= MODEL_MERGED;
	into->n = ModelAddRows(into->n, from->n);
	into->unlabeled = ModelAddRows(into->unlabeled, from->unlabeled);
	into->skipped = ModelAddRows(into->skipped, from->skipped);
	pfree(class);
	pfree(feature);
}
