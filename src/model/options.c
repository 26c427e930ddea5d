/*
 * options.c
 *	  The options argument of learners: jsonb into numbers, by the algorithm's
 *	  table.  Errors list what would have been right.
 */
#include "streamml.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "compat.h"
#include "model/model.h"
#include "option.h"

/* The keys an algorithm knows, for hints. */
static char *
option_names(const ModelOps *ops)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; ops->options[i].name; i++)
		appendStringInfo(&names, "%s\"%s\"", i > 0 ? ", " : "", ops->options[i].name);
	if (ops->hashable)
		appendStringInfoString(&names, ", \"hash_bits\", \"dictionary\"");
	if (ops->imputable)
		appendStringInfoString(&names, ", \"missing\"");
	if (TaskHasClasses(ops->task))
		appendStringInfoString(&names, ", \"classes\"");
	if (ops->task == TASK_BINARY)
		appendStringInfoString(&names, ", \"positive\"");
	for (int i = 0; ModelIsScored(ops) && i < WATCH_OPTIONS; i++)
		appendStringInfo(&names, ", \"%s\"", ModelWatchOptions[i].name);
	if (ModelIsScored(ops))
		appendStringInfoString(&names, ", \"fading\"");
	if (ops->task == TASK_REGRESSION)
		appendStringInfoString(&names, ", \"interval_window\"");

	return names.data;
}

static char *
choice_names(const ModelOption *option)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; option->choices[i]; i++)
		appendStringInfo(&names, "%s\"%s\"", i > 0 ? ", " : "", option->choices[i]);

	return names.data;
}

static void bad_option(const ModelOption *option, const JsonbValue *value)
	pg_attribute_noreturn();

static void
bad_option(const ModelOption *option, const JsonbValue *value)
{
	const char *expected;

	switch (option->kind)
	{
		case OPTION_BOOLEAN:
			expected = "true or false";
			break;
		case OPTION_CHOICE:
			expected = psprintf("one of %s", choice_names(option));
			break;
		case OPTION_INTEGER:
			expected = psprintf("an integer from %g to %g", option->min, option->max);
			break;
		case OPTION_SIZES:
			expected = psprintf("an array of at most %d integers from 1 to %g",
								OPTION_MAX_SIZES, option->max);
			break;
		default:
			expected = psprintf("a number from %g to %g", option->min, option->max);
	}
	RefuseOption(option->name, expected, value);
}

/* Is the value a number from min to max? */
static bool
number_of(const JsonbValue *value, float8 min, float8 max, float8 *number)
{
	if (value->type != jbvNumeric)
		return false;
	*number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
												 NumericGetDatum(value->val.numeric)));
	return *number >= min && *number <= max;
}

static float8
parse_number(const ModelOption *option, const JsonbValue *value)
{
	float8 number;

	if (!number_of(value, option->min, option->max, &number) ||
		(option->kind == OPTION_INTEGER && number != rint(number)))
		bad_option(option, value);

	return number;
}

static float8
parse_choice(const ModelOption *option, const JsonbValue *value)
{
	for (int i = 0; value->type == jbvString && option->choices[i]; i++)
	{
		if (strlen(option->choices[i]) == value->val.string.len &&
			memcmp(option->choices[i], value->val.string.val, value->val.string.len) == 0)
			return i;
	}
	bad_option(option, value);
}

/* A list of sizes, packed. */
static float8
parse_sizes(const ModelOption *option, const JsonbValue *value)
{
	JsonbContainer *array = value->val.binary.data;
	float8 sizes[OPTION_MAX_SIZES];
	int count;

	if (value->type != jbvBinary || !JsonContainerIsArray(array) ||
		JsonContainerSize(array) > OPTION_MAX_SIZES)
		bad_option(option, value);
	count = JsonContainerSize(array);
	for (int i = 0; i < count; i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(array, i);

		if (!number_of(element, 1, option->max, &sizes[i]) || sizes[i] != rint(sizes[i]))
			bad_option(option, value);
	}
	return OptionSizesPack(sizes, count);
}

static float8
parse_value(const ModelOption *option, const JsonbValue *value)
{
	if (option->kind == OPTION_SIZES)
		return parse_sizes(option, value);
	if (option->kind == OPTION_CHOICE)
		return parse_choice(option, value);
	if (option->kind != OPTION_BOOLEAN)
		return parse_number(option, value);
	if (value->type != jbvBool)
		bad_option(option, value);
	return value->val.boolean ? 1 : 0;
}

/* A label's name as LabelClass would spell it; "expected" is what the option must be. */
static char *
parse_label(const char *option, const char *expected, const JsonbValue *value)
{
	if (value->type == jbvString && value->val.string.len > 0)
		return pnstrdup(value->val.string.val, value->val.string.len);
	if (value->type == jbvBool)
		return value->val.boolean ? "true" : "false";
	if (value->type == jbvNumeric)
		return DatumGetCString(DirectFunctionCall1(
			numeric_out, DirectFunctionCall1(numeric_trim_scale,
											 NumericGetDatum(value->val.numeric))));
	RefuseOption(option, expected, value);
}

/* The option "classes": an array of all labels there will be. */
static void
parse_classes(const ModelOps *ops, const JsonbValue *value, ModelOptions *options)
{
	int max = ops->task == TASK_BINARY ? 2 : MODEL_MAX_CLASSES;
	int count = 0;
	JsonbContainer *array = value->val.binary.data;

	if (value->type == jbvBinary && JsonContainerIsArray(array))
		count = JsonContainerSize(array);
	if (count < 2 || count > max)
		RefuseOption("classes",
					 ops->task == TASK_BINARY ?
						 "an array of two labels" :
						 psprintf("an array of 2 to %d labels", max),
					 value);

	options->classes = palloc(count * sizeof(char *));
	options->nclasses = count;
	for (int i = 0; i < count; i++)
	{
		options->classes[i] =
			parse_label("classes", "an array of strings, numbers or booleans",
						getIthJsonbValueFromContainer(array, i));
		for (int j = 0; j < i; j++)
		{
			if (strcmp(options->classes[i], options->classes[j]) == 0)
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("option \"classes\" has label \"%s\" twice",
									   options->classes[i])));
		}
	}
}

static bool
key_is(const JsonbValue *key, const char *name)
{
	return key->val.string.len == strlen(name) &&
		   memcmp(key->val.string.val, name, key->val.string.len) == 0;
}

/*
 * Options on features, which belong to no algorithm's table.  False if the key
 * is none that the algorithm has.
 */
static bool
parse_feature_option(const ModelOps *ops, const JsonbValue *key, const JsonbValue *value,
					 ModelOptions *options)
{
	ModelOption bits = {"hash_bits", OPTION_INTEGER, 0, 1, FEATURE_MAX_HASH_BITS, NULL};
	ModelOption names = {
		"dictionary", OPTION_INTEGER, MODEL_DEFAULT_NAMES, 0, 1 << FEATURE_MAX_HASH_BITS,
		NULL};
	ModelOption missing = {"missing", OPTION_CHOICE, 0, 0, 0, ModelMissingNames};

	if (ops->hashable && key_is(key, bits.name))
		options->hash_bits = (int) parse_value(&bits, value);
	else if (ops->hashable && key_is(key, names.name))
		options->max_names = (int) parse_value(&names, value);
	else if (ops->imputable && key_is(key, missing.name))
		options->missing = (FeatureMissing) parse_value(&missing, value);
	else
		return false;
	return true;
}

/* The options about metrics; false if it is none of them. */
static bool
parse_metric_option(const ModelOps *ops, const JsonbValue *key, const JsonbValue *value,
					ModelMetricOptions *options)
{
	static const ModelOption fading = {"fading", OPTION_REAL, 0, 0, FADING_MAX, NULL};
	static const ModelOption window = {"interval_window",		OPTION_INTEGER,
									   INTERVAL_WINDOW_INITIAL, 0,
									   RESIDUAL_MAX_WINDOW,		NULL};

	if (ModelIsScored(ops) && key_is(key, fading.name))
	{
		options->fading = parse_number(&fading, value);
		if (options->fading != 0 && options->fading < FADING_MIN)
			RefuseOption(fading.name,
						 psprintf("0 or a number from %g to %g (0.999 lets rows fade "
								  "over about a thousand)",
								  FADING_MIN, FADING_MAX),
						 value);
		return true;
	}
	if (ops->task == TASK_REGRESSION && key_is(key, window.name))
	{
		options->interval_window = (int32) parse_number(&window, value);
		return true;
	}
	return false;
}

static void
parse_option(const ModelOps *ops, const JsonbValue *key, const JsonbValue *value,
			 ModelOptions *options)
{
	for (int i = 0; ops->options[i].name; i++)
	{
		if (key_is(key, ops->options[i].name))
		{
			options->value[i] = parse_value(&ops->options[i], value);
			return;
		}
	}
	for (int i = 0; ModelIsScored(ops) && i < WATCH_OPTIONS; i++)
	{
		if (key_is(key, ModelWatchOptions[i].name))
		{
			options->watch[i] = parse_value(&ModelWatchOptions[i], value);
			return;
		}
	}

	if (parse_feature_option(ops, key, value, options))
		return;
	if (ops->task == TASK_BINARY && key_is(key, "positive"))
		options->positive =
			parse_label("positive", "a string, a number or a boolean", value);
	else if (TaskHasClasses(ops->task) && key_is(key, "classes"))
		parse_classes(ops, value, options);
	else if (!parse_metric_option(ops, key, value, &options->metric))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("option \"%.*s\" of %s is unrecognized",
							   key->val.string.len, key->val.string.val, ops->name),
						errhint("Valid options are %s.", option_names(ops))));
}

static void
bad_integer(const ModelOption *option, int64 value)
{
	JsonbValue number = {.type = jbvNumeric, .val.numeric = int64_to_numeric(value)};

	bad_option(option, &number);
}

/* Refuse more features than the algorithm takes with its other options. */
static void
check_feature_limit(const ModelOps *ops, const ModelOptions *options)
{
	ModelOption bits = {"hash_bits", OPTION_INTEGER, 0, 1, 0, NULL};
	ModelOption most = ops->options[OPTION_MAX_FEATURES];

	bits.max = ModelMaxHashBits(ops, options->value);
	most.max = Min(most.max, ModelMaxFeatures(ops, options->value));
	if (options->hash_bits > bits.max)
		bad_integer(&bits, options->hash_bits);
	/* what is not given may be more than there can be */
	if (options->value[OPTION_MAX_FEATURES] > most.max &&
		options->value[OPTION_MAX_FEATURES] != most.initial)
		bad_integer(&most, (int64) options->value[OPTION_MAX_FEATURES]);
}

/*
 * Parse options for an algorithm; what is not given gets its default.  Text
 * is allocated in the current context.
 */
void
ModelOptionsParse(const ModelOps *ops, Datum options_jsonb, ModelOptions *options)
{
	Jsonb *jsonb = DatumGetJsonbP(options_jsonb);
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue key;
	JsonbValue value;

	if (!JB_ROOT_IS_OBJECT(jsonb))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("options of %s must be a JSON object", ops->name),
						errhint("Valid options are %s.", option_names(ops))));

	ModelOptionsInit(ops, options);
	iterator = JsonbIteratorInit(&jsonb->root);
	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&iterator, &value, true);
		parse_option(ops, &key, &value, options);
	}
	if (options->hash_bits == 0 && options->max_names != MODEL_DEFAULT_NAMES)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("option \"dictionary\" needs the option \"hash_bits\""),
						errhint("Names that are not hashed are all kept, up to "
								"\"max_features\".")));
	if (ops->settle)
		ops->settle(options->value);
	check_feature_limit(ops, options);
	ModelWatchOptionsCheck(ops, options->watch);
}
