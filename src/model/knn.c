/*
 * knn.c
 *	  The k rows most like this one, among the last ones: knn_classifier and
 *	  knn_regressor.
 *
 * A window of the last rows is the model (E. Fix, J. L. Hodges 1951; T. Cover,
 * P. Hart 1967).  The distance of two rows is
 *
 *		d^2 = sum over features of ((x_f - y_f) r_f)^2,
 *
 * r_f = 1 / deviation of the feature over all rows learned so far; of words and
 * categories, see standardize.c, one by their root mean square; 0 of what has
 * always been the same; 1 for all without "scale".  Rows are kept as they came,
 * so all distances are in the units of the moment.  Of equally near rows the
 * newer one is nearer.
 *
 * The k nearest vote, or are averaged, each with the row's weight; divided by
 * its distance, if "weights" says so.  Rows at distance 0 then outvote all
 * others.
 *
 * Rows with missing features are not learned; of a row to be predicted the
 * features it has count.
 *
 * State: the window, 8 bytes per row and feature and 16 per row, at most
 * max_bytes: older rows go before the window is full; 24 bytes per feature.
 * O(rows of the window * features) per row.  Merge: none, rows have an order.
 *
 * Options			default			range
 *		k				5				1 .. 100
 *		window			1000			1 .. 1000000
 *		weights			distance		distance, uniform
 *		scale			true
 *		max_bytes		16 MB			1024 .. 256 MB
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"
#include "model/standardize.h"

#define MAX_K 100

/*
 * Feature f of the row in slot s is value[f * capacity + s].  Slots fill from 0
 * on; when all rows that are allowed are there the oldest is replaced.
 */
typedef struct Knn
{
	Standardizer standardizer;
	int32 rows;
	int32 oldest; /* its slot */
	int32 capacity;
	int32 columns; /* features there is room for */
	float8 *value;
	float8 *label;
	float8 *weight;
	float8 *distance; /* scratch: squared, per slot */
} Knn;

/* The nearest rows, the nearest first. */
typedef struct Nearest
{
	int count;
	int slot[MAX_K];
	float8 distance[MAX_K]; /* squared */
} Nearest;

enum
{
	OPT_K = OPTION_MAX_FEATURES + 1,
	OPT_WINDOW,
	OPT_WEIGHTS,
	OPT_SCALE,
	OPT_MAX_BYTES
};

enum
{
	WEIGHTS_DISTANCE,
	WEIGHTS_UNIFORM
};

static const char *const weights_choices[] = {"distance", "uniform", NULL};

static const ModelOption knn_options[] = {
	MODEL_COMMON_OPTIONS,
	{"k", OPTION_INTEGER, 5, 1, MAX_K, NULL},
	{"window", OPTION_INTEGER, 1000, 1, 1000000, NULL},
	{"weights", OPTION_CHOICE, WEIGHTS_DISTANCE, 0, 0, weights_choices},
	{"scale", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{"max_bytes", OPTION_INTEGER, 16777216, 1024, 268435456, NULL},
	{NULL}};

static inline bool
scales(const Model *model)
{
	return model->option[OPT_SCALE] != 0;
}

/* Rows the window may have, given the features there are. */
static int
allowed_rows(const Model *model)
{
	float8 row = ((float8) model->features.count + 2) * sizeof(float8);
	float8 fit = floor(model->option[OPT_MAX_BYTES] / row);

	return (int) Max(Min(model->option[OPT_WINDOW], fit), 1);
}

/*
 * Rows that count.  Right after a feature was added there may be too many; the
 * next row to be learned drops them.
 */
static inline int
window_rows(const Model *model)
{
	return Min(((const Knn *) model->state)->rows, allowed_rows(model));
}

/*----------
 * The window
 *----------
 */

/* The slot of a row by its age, 0 is the oldest. */
static inline int
slot_of(const Knn *knn, int age)
{
	int slot = knn->oldest + age;

	return slot < knn->capacity ? slot : slot - knn->capacity;
}

/*
 * Copy the last "rows" rows, the oldest first, to arrays that have "capacity"
 * slots; "columns" of their features.
 */
static void
copy_window(const Knn *knn, int rows, int columns, int capacity, float8 *value,
			float8 *label, float8 *weight)
{
	for (int i = 0; i < rows; i++)
	{
		int slot = slot_of(knn, knn->rows - rows + i);

		label[i] = knn->label[slot];
		weight[i] = knn->weight[slot];
		for (int f = 0; f < columns; f++)
			value[(Size) f * capacity + i] = knn->value[(Size) f * knn->capacity + slot];
	}
}

/* Have room for so many slots and features; the oldest rows may have to go. */
static void
resize_window(Model *model, int capacity, int columns)
{
	Knn *knn = model->state;
	int rows = Min(knn->rows, capacity);
	Size cells = (Size) capacity * columns;
	float8 *value = ModelGrowFloats(model, NULL, 0, cells);
	float8 *label = ModelGrowFloats(model, NULL, 0, capacity);
	float8 *weight = ModelGrowFloats(model, NULL, 0, capacity);
	float8 *distance = ModelGrowFloats(model, NULL, 0, capacity);

	copy_window(knn, rows, Min(columns, knn->columns), capacity, value, label, weight);
	if (knn->distance)
	{
		pfree(knn->value);
		pfree(knn->label);
		pfree(knn->weight);
		pfree(knn->distance);
	}
	knn->rows = rows;
	knn->oldest = 0;
	knn->capacity = capacity;
	knn->columns = columns;
	knn->value = value;
	knn->label = label;
	knn->weight = weight;
	knn->distance = distance;
}

static void
knn_reserve(Model *model, int from, int to)
{
	Knn *knn = model->state;

	StandardizerReserve(model, &knn->standardizer, scales(model), from, to);
	resize_window(model, Min(knn->capacity, allowed_rows(model)), to);
}

static void
knn_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Knn *knn = model->state;
	int allowed = allowed_rows(model);
	int slot;

	if (knn->capacity > allowed)
		resize_window(model, allowed, model->features_ready);
	else if (knn->rows == knn->capacity && knn->capacity < allowed)
		resize_window(model, Min(Max(2 * knn->capacity, 16), allowed),
					  model->features_ready);
	if (scales(model))
		StandardizerLearn(&knn->standardizer, row, weight);
	else
		StandardizerCopy(&knn->standardizer, row, weight);

	if (knn->rows < knn->capacity)
		slot = knn->rows++;
	else
	{
		slot = knn->oldest;
		knn->oldest = slot + 1 < knn->capacity ? slot + 1 : 0;
	}
	knn->label[slot] = label;
	knn->weight[slot] = weight;
	for (int f = 0; f < knn->columns; f++)
		knn->value[(Size) f * knn->capacity + slot] = 0;
	for (int i = 0; i < row->count; i++)
		knn->value[(Size) FeatureOf(row, i) * knn->capacity + slot] = row->value[i];
}

/*----------
 * Predicting
 *----------
 */

/* What differences in a feature are multiplied by. */
static float8
feature_factor(const Model *model, const Knn *knn, int feature)
{
	const Standardizer *standardizer = &knn->standardizer;
	float8 mean;
	float8 variance;

	if (!scales(model))
		return 1;
	mean = standardizer->mean[feature];
	variance = standardizer->variance[feature];
	if (variance > 0 && standardizer->count[feature] >= 0.5 * standardizer->rows)
		return 1 / sqrt(variance);
	if (standardizer->count[feature] < standardizer->rows && (mean != 0 || variance > 0))
		return 1 / sqrt(variance + mean * mean);
	return 0;
}

/* Add a feature's part of all distances. */
static void
add_distances(const float8 *restrict column, float8 value, float8 factor,
			  float8 *restrict distance, int rows)
{
	for (int s = 0; s < rows; s++)
	{
		float8 d = (column[s] - value) * factor;

		distance[s] += d * d;
	}
}

/* The squared distances of all rows. */
static void
measure(const Model *model, const FeatureView *row)
{
	const Knn *knn = model->state;
	int features = Min(model->features.count, knn->columns);
	float8 *value = palloc(Max(features, 1) * sizeof(float8));

	KernelSpread(row, features, value);
	memset(knn->distance, 0, knn->rows * sizeof(float8));
	for (int f = 0; f < features; f++)
	{
		float8 factor = feature_factor(model, knn, f);

		if (factor != 0 && !isnan(value[f]))
			add_distances(knn->value + (Size) f * knn->capacity, value[f], factor,
						  knn->distance, knn->rows);
	}
	pfree(value);
}

/* Find the k nearest. */
static void
find_nearest(const Model *model, const Knn *knn, Nearest *nearest)
{
	int k = (int) model->option[OPT_K];
	int first = knn->rows - window_rows(model);

	nearest->count = 0;
	for (int age = knn->rows - 1; age >= first; age--)
	{
		int slot = slot_of(knn, age);
		float8 distance = knn->distance[slot];
		int at;

		if (nearest->count == k && !(distance < nearest->distance[k - 1]))
			continue;
		if (nearest->count < k)
			nearest->count++;
		for (at = nearest->count - 1; at > 0 && distance < nearest->distance[at - 1];
			 at--)
		{
			nearest->distance[at] = nearest->distance[at - 1];
			nearest->slot[at] = nearest->slot[at - 1];
		}
		nearest->distance[at] = distance;
		nearest->slot[at] = slot;
	}
}

/* How much each of them counts, into "share"; returns the sum. */
static float8
weigh(const Model *model, const Knn *knn, Nearest *nearest, float8 *share)
{
	bool uniform = model->option[OPT_WEIGHTS] == WEIGHTS_UNIFORM;
	/* so far out that they are all the same distance away */
	bool far = isinf(nearest->distance[0]);
	float8 sum = 0;

	for (int i = 0; i < nearest->count; i++)
	{
		float8 distance = nearest->distance[i];

		share[i] = knn->weight[nearest->slot[i]];
		if (uniform || far)
			;
		else if (nearest->distance[0] == 0)
			share[i] *= distance == 0;
		else
			share[i] /= sqrt(distance);
		sum += share[i];
	}
	return sum;
}

static bool
knn_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Knn *knn = model->state;
	bool classes = TaskHasClasses(model->ops->task);
	Nearest nearest;
	float8 share[MAX_K];
	float8 sum;

	if (knn->rows == 0)
		return false;
	measure(model, row);
	find_nearest(model, knn, &nearest);
	sum = weigh(model, knn, &nearest, share);
	if (!(sum > 0))
		return false;

	memset(score, 0, (classes ? ModelScoreSize(model) : 1) * sizeof(float8));
	for (int i = 0; i < nearest.count; i++)
	{
		float8 label = knn->label[nearest.slot[i]];

		if (classes)
			score[(int) label] = Min(score[(int) label] + share[i] / sum, 1);
		else
			score[0] += share[i] / sum * label;
	}
	return true;
}

/*----------
 * I/O, showing
 *----------
 */

static void
knn_archive(Model *model, Archive *archive)
{
	Knn *knn = model->state;
	int columns = model->features.count;
	int32 rows = window_rows(model);
	float8 *value = NULL;
	float8 *label = NULL;
	float8 *weight = NULL;

	StandardizerArchive(model, &knn->standardizer, scales(model), archive);
	ArchiveFloat(archive, "scaler_rows", &knn->standardizer.rows, 0, HUGE_VAL);
	ArchiveInt32(archive, "rows", &rows, 0, allowed_rows(model));
	if (!ArchiveReads(archive) && archive->mode != ARCHIVE_MEASURE)
	{
		value = palloc(Max((Size) rows * columns, 1) * sizeof(float8));
		label = palloc(Max(rows, 1) * sizeof(float8));
		weight = palloc(Max(rows, 1) * sizeof(float8));
		copy_window(knn, rows, columns, rows, value, label, weight);
	}
	ArchiveFloats(archive, "labels", &label, rows);
	ArchiveFloats(archive, "weights", &weight, rows);
	ArchiveFloats(archive, "values", &value, (int64) rows * columns);
	if (ArchiveReads(archive))
	{
		knn->value = value;
		knn->label = label;
		knn->weight = weight;
		knn->distance = ModelGrowFloats(model, NULL, 0, rows);
		knn->rows = knn->capacity = rows;
		knn->columns = columns;
	}
	else if (value)
	{
		pfree(value);
		pfree(label);
		pfree(weight);
	}
}

static void
knn_check(const Model *model)
{
	const Knn *knn = model->state;
	bool classes = TaskHasClasses(model->ops->task);
	bool valid = true;

	StandardizerCheck(model, &knn->standardizer);
	for (int i = 0; i < knn->rows; i++)
	{
		float8 label = knn->label[i];

		valid &= knn->weight[i] > 0 && knn->weight[i] <= 1e15;
		if (classes)
			valid &= label >= 0 && label < model->classes.count && label == rint(label);
		else
			valid &= fabs(label) <= 1e100;
	}
	for (Size i = 0; i < (Size) knn->rows * knn->columns; i++)
		valid &= fabs(knn->value[i]) <= FEATURE_MAX_VALUE;
	if (!valid)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: a row of its window is not valid")));
}

/* Further keys of metrics(). */
static void
knn_describe(Model *model, Archive *json)
{
	ArchiveShowInt(json, "window_rows", window_rows(model));
}

#define KNN_FUNCTIONS                                                                    \
	.merge_class = MERGE_NONE, .complete_rows = true, .state_size = sizeof(Knn),         \
	.options = knn_options, .reserve = knn_reserve, .predict = knn_predict,              \
	.learn = knn_learn, .archive = knn_archive, .check = knn_check,                      \
	.describe = knn_describe

const ModelOps KnnClassifierOps = {.id = MODEL_KNN_CLASSIFIER,
								   .name = "knn_classifier",
								   .task = TASK_MULTICLASS,
								   KNN_FUNCTIONS};

const ModelOps KnnRegressorOps = {.id = MODEL_KNN_REGRESSOR,
								  .name = "knn_regressor",
								  .task = TASK_REGRESSION,
								  KNN_FUNCTIONS};
