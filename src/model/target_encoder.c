/*
 * target_encoder.c
 *	  Categories as numbers: the mean of the label where a category occurs,
 *	  taken towards the mean of all rows.
 *
 * A category v that n rows have, with labels that sum up to t, stands for
 *
 *		(t + smoothing * mean of all labels) / (n + smoothing)
 *
 * (D. Micci-Barreca 2001).  transform() gives a row with that in place of its
 * text, and its numbers as they are; in the order of the columns' names.  A
 * category that nobody has seen, and NULL, stand for the mean of all labels; a
 * number that is NULL stays so.  predict() is the mean over the text columns,
 * and so the encoding itself where there is but one.
 *
 * Rows that a model learns from should not be encoded with their own labels in
 * it; the frame ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING keeps them out.
 *
 * State: weight and sum of the labels, over all rows and per feature, 8 bytes
 * each.  Learning and predicting cost what the row lists.
 *
 * Merge and unlearn: exact; bit by bit where the sums are, as with whole
 * numbers.
 *
 * Options		default		range
 *		smoothing	10			0 .. 1e15
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/bayes.h"
#include "model/columns.h"
#include "model/model.h"

typedef struct Encoder
{
	float8 weight;	 /* of all rows */
	float8 sum;		 /* of the labels, by weight */
	float8 *weights; /* the same per feature; 0 for numbers */
	float8 *sums;
	/* the same of the labels without their signs, for unlearn; not stored */
	float8 size;
	float8 *sizes;
	SumRange labels; /* of the labels by weight, see sums.h */
	FeatureColumns columns;
	/* the columns in the order of transform(), follows from their names */
	int ordered; /* features when it was made */
	int *order;	 /* a number's slot, or -1 - a text column */
} Encoder;

enum
{
	OPT_SMOOTHING = OPTION_MAX_FEATURES + 1
};

static const ModelOption encoder_options[] = {
	MODEL_COMMON_OPTIONS, {"smoothing", OPTION_REAL, 10, 0, 1e15, NULL}, {NULL}};

static void
encoder_reserve(Model *model, int from, int to)
{
	Encoder *state = model->state;

	state->weights = ModelGrowFloats(model, state->weights, from, to);
	state->sums = ModelGrowFloats(model, state->sums, from, to);
	state->sizes = ModelGrowFloats(model, state->sizes, from, to);
}

/* Arrays have no text to encode. */
static void
require_names(const Model *model)
{
	if (model->features.positional)
		ereport(
			ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("%s cannot learn from arrays", model->ops->name),
			 errdetail("It encodes text."),
			 errhint("Pass a row, as in LATERAL (SELECT country, shop) x, or jsonb.")));
}

/* Is the entry of the row a category that it has? */
static inline bool
is_category(const Encoder *state, const FeatureView *row, int entry)
{
	return state->columns.slot[FeatureOf(row, entry)] < 0 && row->value[entry] != 0;
}

static void
encoder_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Encoder *state = model->state;

	float8 size = weight * fabs(label);

	require_names(model);
	FeatureColumnsUpdate(model, &state->columns);
	if (model->n == 0)
		SumRangeInit(&state->labels);
	if (size > 0)
		SumRangeAdd(&state->labels, size);
	state->weight += weight;
	state->sum += weight * label;
	state->size += size;
	for (int i = 0; i < row->count; i++)
	{
		if (is_category(state, row, i))
		{
			state->weights[FeatureOf(row, i)] += weight;
			state->sums[FeatureOf(row, i)] += weight * label;
			state->sizes[FeatureOf(row, i)] += size;
		}
	}
}

/* Take a row away from its weight and sums; false if digits were lost. */
static bool
take_label(const Model *model, float8 *have, float8 *sum, float8 *size, float8 label,
		   float8 weight)
{
	const Encoder *state = model->state;
	bool exact = SumTake(&model->weights, have, weight);

	if (*have == 0)
	{
		*sum = *size = 0;
		return exact;
	}
	*sum -= weight * label;
	return SumTake(&state->labels, size, weight * fabs(label)) && exact;
}

static bool
encoder_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Encoder *state = model->state;
	bool exact;

	FeatureColumnsUpdate(model, &state->columns);
	BayesCheckRemainder(model, state->weight, weight);
	for (int i = 0; i < row->count; i++)
	{
		if (is_category(state, row, i))
			BayesCheckRemainder(model, state->weights[FeatureOf(row, i)], weight);
	}

	exact = take_label(model, &state->weight, &state->sum, &state->size, label, weight);
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);

		if (is_category(state, row, i))
			exact &= take_label(model, &state->weights[feature], &state->sums[feature],
								&state->sizes[feature], label, weight);
	}

	return exact;
}

/* What a feature stands for, or -1 for none of them: the mean of all. */
static float8
encode(const Model *model, const Encoder *state, int feature)
{
	float8 mean = state->sum / state->weight;
	float8 smoothing = model->option[OPT_SMOOTHING];

	if (feature < 0 || feature >= model->features_ready || state->weights[feature] <= 0)
		return mean;
	return (state->sums[feature] + smoothing * mean) /
		   (state->weights[feature] + smoothing);
}

/* The features of a row by text column, -1 where it has none; palloc'd. */
static int *
row_categories(const Encoder *state, const FeatureView *row)
{
	int *feature = palloc(Max(state->columns.texts.count, 1) * sizeof(int));

	for (int i = 0; i < state->columns.texts.count; i++)
		feature[i] = -1;
	for (int i = 0; i < row->count; i++)
	{
		if (is_category(state, row, i))
		{
			int category = -1 - state->columns.slot[FeatureOf(row, i)];

			feature[state->columns.column[category]] = FeatureOf(row, i);
		}
	}

	return feature;
}

static bool
encoder_predict(const Model *model, const FeatureView *row, float8 *score)
{
	Encoder *state = model->state;
	float8 sum = 0;
	int count;
	int *feature;

	if (model->n == 0 || state->weight <= 0)
		return false;

	/* what it changes follows from what is there */
	FeatureColumnsUpdate((Model *) model, &state->columns);
	count = state->columns.texts.count;
	feature = row_categories(state, row);
	for (int i = 0; i < count; i++)
		sum += encode(model, state, feature[i]);
	pfree(feature);
	score[0] = count > 0 ? sum / count : encode(model, state, -1);

	return isfinite(score[0]);
}

/*----------
 * transform()
 *----------
 */

static const char *
place_name(const Model *model, int place)
{
	const Encoder *state = model->state;

	if (place < 0)
		return state->columns.texts.names[-1 - place];
	return model->features.names.names[state->columns.number[place]];
}

/* Does one come before the other?  By name; text before a number of its name. */
static bool
place_before(const Model *model, int a, int b)
{
	int order = strcmp(place_name(model, a), place_name(model, b));

	return order != 0 ? order < 0 : a < b;
}

/* Sort all columns by their names (heap sort: no recursion, no worst case). */
static void
order_columns(Model *model)
{
	Encoder *state = model->state;
	int texts = state->columns.texts.count;
	int count = texts + state->columns.numbers;
	int *order;

	if (state->order)
		pfree(state->order);
	order = state->order =
		MemoryContextAlloc(model->context, Max(count, 1) * sizeof(int));
	for (int i = 0; i < count; i++)
		order[i] = i < texts ? -1 - i : i - texts;

	for (int end = count, start = count / 2; end > 1;)
	{
		int root;
		int place;

		if (start > 0)
			place = order[root = --start];
		else
		{
			place = order[--end];
			order[end] = order[root = 0];
		}
		for (int child = 2 * root + 1; child < end; child = 2 * root + 1)
		{
			if (child + 1 < end && place_before(model, order[child], order[child + 1]))
				child++;
			if (!place_before(model, place, order[child]))
				break;
			order[root] = order[child];
			root = child;
		}
		order[root] = place;
	}
	state->ordered = model->features.count;
}

static int
encoder_transform(const Model *model, const FeatureView *row, float8 **values)
{
	Encoder *state = model->state;
	float8 *numbers;
	int *feature;
	int count;

	FeatureColumnsUpdate((Model *) model, &state->columns);
	if (state->order == NULL || state->ordered != model->features.count)
		order_columns((Model *) model);

	count = state->columns.texts.count + state->columns.numbers;
	*values = palloc(Max(count, 1) * sizeof(float8));
	feature = row_categories(state, row);
	numbers = palloc0(Max(state->columns.numbers, 1) * sizeof(float8));
	for (int i = 0; i < row->count; i++)
	{
		int slot = state->columns.slot[FeatureOf(row, i)];

		if (slot >= 0)
			numbers[slot] = row->value[i];
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		int slot = state->columns.slot[row->missing[i]];

		if (slot >= 0)
			numbers[slot] = NAN;
	}
	for (int i = 0; i < count; i++)
	{
		int place = state->order[i];

		(*values)[i] =
			place < 0 ? encode(model, state, feature[-1 - place]) : numbers[place];
	}
	pfree(numbers);
	pfree(feature);

	return count;
}

/*----------
 * Merge, I/O, showing
 *----------
 */

static void
encoder_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Encoder *ours = into->state;
	const Encoder *theirs = from->state;

	ours->weight += theirs->weight;
	ours->sum += theirs->sum;
	for (int i = 0; i < from->features.count; i++)
	{
		ours->weights[feature[i]] += theirs->weights[i];
		ours->sums[feature[i]] += theirs->sums[i];
	}
}

static void
encoder_archive(Model *model, Archive *archive)
{
	Encoder *state = model->state;
	int count = model->features.count;

	ArchiveFloat(archive, "weight", &state->weight, 0, HUGE_VAL);
	ArchiveFloat(archive, "sum", &state->sum, -HUGE_VAL, HUGE_VAL);
	ArchiveFloats(archive, "weights", &state->weights, count);
	ArchiveFloats(archive, "sums", &state->sums, count);
	if (ArchiveReads(archive))
		state->sizes = ModelGrowFloats(model, NULL, 0, count);
}

static void
encoder_check(const Model *model)
{
	const Encoder *state = model->state;

	for (int i = 0; i < model->features.count; i++)
	{
		if (state->weights[i] < 0)
			ereport(ERROR,
					(errcode(ERRCODE_STREAMML_BAD_MODEL),
					 errmsg("invalid model: \"weights\" has a number below zero")));
	}
}

/* Of the intercept, the mean of all labels; of a category, what it stands for. */
static int
encoder_weights(Model *model, ModelWeight **rows)
{
	Encoder *state = model->state;
	int count = 0;

	FeatureColumnsUpdate(model, &state->columns);
	*rows = palloc((model->features.count + 1) * sizeof(ModelWeight));
	if (state->weight <= 0)
		return 0;
	(*rows)[count++] = (ModelWeight){-1, -1, encode(model, state, -1), NAN, NAN, NAN};
	for (int i = 0; i < model->features.count; i++)
	{
		if (state->columns.slot[i] < 0)
			(*rows)[count++] =
				(ModelWeight){i, -1, encode(model, state, i), NAN, NAN, NAN};
	}

	return count;
}

const ModelOps TargetEncoderOps = {.id = MODEL_TARGET_ENCODER,
								   .name = "target_encoder",
								   .task = TASK_REGRESSION,
								   .merge_class = MERGE_EXACT,
								   .state_size = sizeof(Encoder),
								   .options = encoder_options,
								   .reserve = encoder_reserve,
								   .predict = encoder_predict,
								   .learn = encoder_learn,
								   .unlearn = encoder_unlearn,
								   .merge = encoder_merge,
								   .archive = encoder_archive,
								   .check = encoder_check,
								   .weights = encoder_weights,
								   .transform = encoder_transform};
