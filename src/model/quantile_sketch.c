/*
 * quantile_sketch.c
 *	  Quantiles of every feature in little memory: KLL sketches.
 *
 * Z. Karnin, K. Lang, E. Liberty, Optimal Quantile Approximation in Streams,
 * FOCS 2016.  A sketch is a stack of levels; a value at level h stands for 2^h
 * values.  New values enter level 0.  When the sketch is full, the lowest
 * level that is over its capacity is sorted, and every other of its values,
 * the odd or the even ones by a random bit, moves up for both.  Capacities
 * shrink by 2/3 from the top level, which has k, downwards, to no less than 8.
 *
 * With k = 200 the rank of an answer is off by about 1.7 % of the rows at most
 * (99 of 100 times), with k = 2000 by 0.2 %.  As long as nothing was dropped,
 * about k rows, answers are exact.  Minimum and maximum always are.
 *
 * The q-quantile is the smallest value that at least q of all values do not
 * exceed, as percentile_disc has it.  transform() gives the rank of each value
 * from 0 to 1: the share of values below it, and half of those equal to it.
 *
 * A row that does not mention a feature has zero there.  Zeros are counted, not
 * stored, and take their place when somebody asks.
 *
 * Random bits come from a generator in the state (rng.h): the same rows in the
 * same order give the same bits.
 *
 * State: per feature 40 bytes, 8 per level and 8 per value, at most about
 * 3 k + 8 log2(n / k) values.  O(log k) per value.
 *
 * Merge: levels are put together and compacted; the error stays that of k.
 *
 * Options			default			range
 *		k				200				8 .. 65536
 *		seed			42				0 .. 2^53
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"
#include "model/rng.h"

#define MAX_LEVELS 54
#define MIN_CAPACITY 8

typedef struct SketchLevel
{
	int size;
	int room;
	float8 *value;
} SketchLevel;

/* What a sketch says, sorted: values and how many are not greater. */
typedef struct SketchView
{
	int count;
	float8 total;
	float8 *value;
	float8 *upto;
} SketchView;

typedef struct Sketch
{
	float8 listed;	/* values in it */
	float8 missing; /* rows that did not know theirs */
	float8 min;
	float8 max;
	int size;	  /* values stored */
	int capacity; /* how many there may be */
	int levels;
	SketchLevel *level; /* MAX_LEVELS; NULL until needed */
	SketchView *view;	/* of a model that only answers, else NULL */
} Sketch;

typedef struct QuantileSketch
{
	float8 rows;
	int64 bits; /* state of the generator */
	Sketch *sketch;
} QuantileSketch;

enum
{
	OPT_K = OPTION_MAX_FEATURES + 1,
	OPT_SEED
};

static const ModelOption sketch_options[] = {
	MODEL_COMMON_OPTIONS,
	{"k", OPTION_INTEGER, 200, MIN_CAPACITY, 65536, NULL},
	{"seed", OPTION_INTEGER, 42, 0, 0x1p53, NULL},
	{NULL}};

static void
sketch_reserve(Model *model, int from, int to)
{
	QuantileSketch *state = model->state;

	if (state->sketch == NULL)
	{
		state->sketch = MemoryContextAllocZero(model->context, to * sizeof(Sketch));
		if (state->rows == 0)
			state->bits = (int64) model->option[OPT_SEED];
		return;
	}
	state->sketch = repalloc(state->sketch, to * sizeof(Sketch));
	memset(state->sketch + from, 0, (to - from) * sizeof(Sketch));
}

/*----------
 * A sketch
 *----------
 */

/* Values that a level may have, of so many levels. */
static int
level_capacity(int k, int levels, int level)
{
	float8 capacity = ceil(k * pow(2.0 / 3, levels - 1 - level));

	return Max((int) capacity, MIN_CAPACITY);
}

/* Add a level on top. */
static void
add_level(Model *model, Sketch *sketch)
{
	int k = (int) model->option[OPT_K];

	if (sketch->level == NULL)
		sketch->level =
			MemoryContextAllocZero(model->context, MAX_LEVELS * sizeof(SketchLevel));
	if (sketch->levels == MAX_LEVELS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("quantile sketch has too many values")));
	sketch->levels++;
	sketch->capacity = 0;
	for (int h = 0; h < sketch->levels; h++)
		sketch->capacity += level_capacity(k, sketch->levels, h);
}

/* Put values on a level. */
static void
push_values(Model *model, Sketch *sketch, int h, const float8 *values, int count)
{
	SketchLevel *level = &sketch->level[h];

	if (count == 0)
		return;
	if (level->size + count > level->room)
	{
		int room = Max(level->size + count, 2 * level->room);

		level->value = ModelGrowFloats(model, level->value, level->room, room);
		level->room = room;
	}
	memcpy(level->value + level->size, values, count * sizeof(float8));
	level->size += count;
	sketch->size += count;
}

static int
compare_floats(const void *a, const void *b)
{
	float8 x = *(const float8 *) a;
	float8 y = *(const float8 *) b;

	return x < y ? -1 : x > y;
}

/* Sort a level and move every other of its values up; an odd one stays. */
static void
compact_level(Model *model, Sketch *sketch, int h)
{
	QuantileSketch *state = model->state;
	Rng rng = {(uint64) state->bits};
	SketchLevel *level;
	int pairs;
	int stay;
	int odd;

	if (h + 1 == sketch->levels)
		add_level(model, sketch);
	level = &sketch->level[h];
	qsort(level->value, level->size, sizeof(float8), compare_floats);
	stay = level->size % 2;
	pairs = level->size / 2;
	odd = (int) (RngNext(&rng) >> 63);
	state->bits = (int64) rng.state;

	/* the first stays; the others are packed over their pairs */
	for (int i = 0; i < pairs; i++)
		level->value[stay + i] = level->value[stay + 2 * i + odd];
	level->size = stay;
	sketch->size -= 2 * pairs;
	push_values(model, sketch, h + 1, level->value + stay, pairs);
}

/* Compact levels until the sketch is within its capacity. */
static void
compress_sketch(Model *model, Sketch *sketch)
{
	int k = (int) model->option[OPT_K];

	while (sketch->size > sketch->capacity)
	{
		int h = 0;

		while (sketch->level[h].size <= level_capacity(k, sketch->levels, h))
			h++;
		compact_level(model, sketch, h);
	}
}

static void
add_value(Model *model, Sketch *sketch, float8 x)
{
	x += 0.0; /* zero has no sign */
	if (sketch->levels == 0)
		add_level(model, sketch);
	sketch->min = sketch->listed == 0 ? x : Min(sketch->min, x);
	sketch->max = sketch->listed == 0 ? x : Max(sketch->max, x);
	push_values(model, sketch, 0, &x, 1);
	sketch->listed += 1;
	if (sketch->size > sketch->capacity)
		compress_sketch(model, sketch);
}

static void
sketch_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	QuantileSketch *state = model->state;

	for (int i = 0; i < row->count; i++)
		add_value(model, &state->sketch[FeatureOf(row, i)], row->value[i]);
	for (int i = 0; i < row->nmissing; i++)
		state->sketch[row->missing[i]].missing += 1;
	state->rows += 1;
}

/*----------
 * Answers
 *----------
 */

/* A value and what it stands for. */
typedef struct WeightedValue
{
	float8 value;
	float8 weight;
} WeightedValue;

static int
compare_weighted(const void *a, const void *b)
{
	return compare_floats(&((const WeightedValue *) a)->value,
						  &((const WeightedValue *) b)->value);
}

/* All values of a sketch in order, allocated in "context". */
static SketchView *
view_sketch(const Model *model, const Sketch *sketch, MemoryContext context)
{
	const QuantileSketch *state = model->state;
	SketchView *view = MemoryContextAllocZero(context, sizeof(SketchView));
	WeightedValue *all = palloc((sketch->size + 1) * sizeof(WeightedValue));
	float8 zeros = state->rows - sketch->listed - sketch->missing;

	for (int h = 0; h < sketch->levels; h++)
	{
		for (int i = 0; i < sketch->level[h].size; i++)
			all[view->count++] = (WeightedValue){sketch->level[h].value[i], ldexp(1, h)};
	}
	if (zeros > 0)
		all[view->count++] = (WeightedValue){0, zeros};
	qsort(all, view->count, sizeof(WeightedValue), compare_weighted);

	view->value = MemoryContextAlloc(context, (view->count + 1) * sizeof(float8));
	view->upto = MemoryContextAlloc(context, (view->count + 1) * sizeof(float8));
	for (int i = 0; i < view->count; i++)
	{
		view->total += all[i].weight;
		view->value[i] = all[i].value;
		view->upto[i] = view->total;
	}
	pfree(all);
	return view;
}

/* The view of a feature's sketch, made if the model is not prepared. */
static const SketchView *
get_view(const Model *model, int feature)
{
	const Sketch *sketch = &((const QuantileSketch *) model->state)->sketch[feature];

	return sketch->view ? sketch->view : view_sketch(model, sketch, CurrentMemoryContext);
}

static void
sketch_prepare(Model *model)
{
	QuantileSketch *state = model->state;

	for (int f = 0; f < Min(model->features.count, model->features_ready); f++)
		state->sketch[f].view = view_sketch(model, &state->sketch[f], model->context);
}

/* The first value whose count is at least so much, or above it. */
static int
find_count(const SketchView *view, float8 count)
{
	int low = 0;
	int high = view->count - 1;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (view->upto[middle] >= count)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static bool
sketch_quantile(const Model *model, int feature, float8 q, float8 *value)
{
	const QuantileSketch *state = model->state;
	const Sketch *sketch = &state->sketch[feature];
	const SketchView *view = get_view(model, feature);
	bool zeros = state->rows - sketch->listed - sketch->missing > 0;

	if (view->count == 0)
		return false;
	/* the ends are known exactly */
	if (q <= 0 || q >= 1)
	{
		*value = q <= 0 ? sketch->min : sketch->max;
		if (zeros && (sketch->listed == 0 || (q <= 0 ? *value > 0 : *value < 0)))
			*value = 0;
		return true;
	}
	*value = view->value[find_count(view, q * view->total)];
	return true;
}

/* The share of values below x, and half of those equal to it. */
static float8
rank_of(const SketchView *view, float8 x)
{
	float8 below = 0;
	float8 upto = 0;

	for (int low = 0, high = view->count; low < high;)
	{
		int middle = (low + high) / 2;

		if (view->value[middle] < x)
		{
			below = view->upto[middle];
			low = middle + 1;
		}
		else
			high = middle;
	}
	for (int low = 0, high = view->count; low < high;)
	{
		int middle = (low + high) / 2;

		if (view->value[middle] <= x)
		{
			upto = view->upto[middle];
			low = middle + 1;
		}
		else
			high = middle;
	}
	return (below + upto) / (2 * view->total);
}

static int
sketch_transform(const Model *model, const FeatureView *row, float8 **values)
{
	int count = Min(model->features.count, model->features_ready);
	float8 *x = palloc(Max(count, 1) * sizeof(float8));

	KernelSpread(row, count, x);
	for (int f = 0; f < count; f++)
	{
		const SketchView *view = get_view(model, f);

		x[f] = isnan(x[f]) || view->count == 0 ? NAN : rank_of(view, x[f]);
	}
	*values = x;
	return count;
}

/*----------
 * Merge and I/O
 *----------
 */

static void
sketch_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	QuantileSketch *ours = into->state;
	const QuantileSketch *theirs = from->state;

	for (int f = 0; f < from->features.count; f++)
	{
		const Sketch *other = &theirs->sketch[f];
		Sketch *sketch = &ours->sketch[feature[f]];

		sketch->missing += other->missing;
		if (other->listed == 0)
			continue;
		sketch->min = sketch->listed == 0 ? other->min : Min(sketch->min, other->min);
		sketch->max = sketch->listed == 0 ? other->max : Max(sketch->max, other->max);
		sketch->listed += other->listed;
		while (sketch->levels < other->levels)
			add_level(into, sketch);
		for (int h = 0; h < other->levels; h++)
			push_values(into, sketch, h, other->level[h].value, other->level[h].size);
		compress_sketch(into, sketch);
	}
	ours->rows += theirs->rows;
}

static void bad_sketch(const char *problem) __attribute__((noreturn));

static void
bad_sketch(const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_STREAMML_BAD_MODEL), errmsg("invalid model: %s", problem)));
}

/* A number that was read and must be a count. */
static int
read_count(float8 value, int max)
{
	if (!(value >= 0 && value <= max && value == rint(value)))
		bad_sketch("a size of its sketches is out of range");
	return (int) value;
}

/* Sizes of all levels, and all values, as two arrays; allocated. */
static void
pack_levels(const Model *model, float8 **sizes, float8 **values, int64 *nsizes,
			int64 *nvalues)
{
	const QuantileSketch *state = model->state;

	*nsizes = *nvalues = 0;
	for (int f = 0; f < model->features.count; f++)
	{
		*nsizes += state->sketch[f].levels;
		*nvalues += state->sketch[f].size;
	}
	*sizes = palloc(Max(*nsizes, 1) * sizeof(float8));
	*values = palloc(Max(*nvalues, 1) * sizeof(float8));
	*nsizes = *nvalues = 0;
	for (int f = 0; f < model->features.count; f++)
	{
		for (int h = 0; h < state->sketch[f].levels; h++)
		{
			const SketchLevel *level = &state->sketch[f].level[h];

			(*sizes)[(*nsizes)++] = level->size;
			for (int i = 0; i < level->size; i++)
				(*values)[(*nvalues)++] = level->value[i];
		}
	}
}

/* Reading: the levels of all sketches. */
static void
unpack_levels(Model *model, const float8 *levels, Archive *archive)
{
	QuantileSketch *state = model->state;
	float8 *sizes = NULL;
	float8 *values = NULL;
	int64 nsizes = 0;
	int64 nvalues = 0;

	for (int f = 0; f < model->features.count; f++)
		nsizes += read_count(levels[f], MAX_LEVELS);
	ArchiveFloats(archive, "sizes", &sizes, nsizes);
	for (int64 i = 0; i < nsizes; i++)
		nvalues += read_count(sizes[i], MODEL_MAX_SIZE / sizeof(float8));
	ArchiveFloats(archive, "values", &values, nvalues);

	for (int f = 0; f < model->features.count; f++)
	{
		for (int h = 0; h < (int) levels[f]; h++)
		{
			add_level(model, &state->sketch[f]);
			push_values(model, &state->sketch[f], h, values, (int) *sizes);
			values += (int) *sizes++;
		}
	}
}

static void
sketch_archive(Model *model, Archive *archive)
{
	QuantileSketch *state = model->state;
	int count = model->features.count;
	float8 *column[5]; /* listed, missing, min, max, levels */
	float8 *sizes;
	float8 *values;
	int64 nsizes;
	int64 nvalues;

	if (ArchiveReads(archive))
		state->sketch =
			MemoryContextAllocZero(model->context, Max(count, 1) * sizeof(Sketch));
	for (int i = 0; i < 5; i++)
		column[i] = palloc(Max(count, 1) * sizeof(float8));
	for (int f = 0; f < count && !ArchiveReads(archive); f++)
	{
		column[0][f] = state->sketch[f].listed;
		column[1][f] = state->sketch[f].missing;
		column[2][f] = state->sketch[f].min;
		column[3][f] = state->sketch[f].max;
		column[4][f] = state->sketch[f].levels;
	}
	ArchiveFloat(archive, "rows", &state->rows, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "bits", &state->bits, PG_INT64_MIN, PG_INT64_MAX);
	ArchiveFloats(archive, "listed", &column[0], count);
	ArchiveFloats(archive, "missing", &column[1], count);
	ArchiveFloats(archive, "min", &column[2], count);
	ArchiveFloats(archive, "max", &column[3], count);
	ArchiveFloats(archive, "levels", &column[4], count);
	if (ArchiveReads(archive))
	{
		for (int f = 0; f < count; f++)
		{
			state->sketch[f].listed = column[0][f];
			state->sketch[f].missing = column[1][f];
			state->sketch[f].min = column[2][f];
			state->sketch[f].max = column[3][f];
		}
		unpack_levels(model, column[4], archive);
		return;
	}
	pack_levels(model, &sizes, &values, &nsizes, &nvalues);
	ArchiveFloats(archive, "sizes", &sizes, nsizes);
	ArchiveFloats(archive, "values", &values, nvalues);
	pfree(sizes);
	pfree(values);
	for (int i = 0; i < 5; i++)
		pfree(column[i]);
}

/* Every value stands for 2^level; together they are all that was listed. */
static void
sketch_check(const Model *model)
{
	const QuantileSketch *state = model->state;

	for (int f = 0; f < model->features.count; f++)
	{
		const Sketch *sketch = &state->sketch[f];
		float8 sum = 0;

		for (int h = 0; h < sketch->levels; h++)
		{
			const SketchLevel *level = &sketch->level[h];

			sum += ldexp(level->size, h);
			for (int i = 0; i < level->size; i++)
			{
				if (level->value[i] < sketch->min || level->value[i] > sketch->max)
					bad_sketch("a value of its sketches is out of range");
			}
		}
		if (sum != sketch->listed || sketch->missing < 0 ||
			sketch->size > sketch->capacity)
			bad_sketch("its sketches do not hold what they should");
	}
}

const ModelOps QuantileSketchOps = {.id = MODEL_QUANTILE_SKETCH,
									.name = "quantile_sketch",
									.task = TASK_TRANSFORM,
									.merge_class = MERGE_APPROXIMATE,
									.unscored = true,
									.state_size = sizeof(QuantileSketch),
									.options = sketch_options,
									.reserve = sketch_reserve,
									.learn = sketch_learn,
									.merge = sketch_merge,
									.archive = sketch_archive,
									.check = sketch_check,
									.prepare = sketch_prepare,
									.quantile = sketch_quantile,
									.transform = sketch_transform};
