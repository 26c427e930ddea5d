/*
 * random_fourier_regression.c
 *	  Regression by smooth curves of any shape, exact in one pass: ridge
 *	  regression on random Fourier features.
 *
 * A row x becomes D numbers
 *
 *		z_j = sqrt(2 / D) cos(b_j + sum_f w_fj x_f),
 *
 * w normal with variance 2 gamma, b uniform in [0, 2 pi): then z(x).z(y) is
 * about exp(-gamma |x - y|^2), and a linear model of z is a kernel machine
 * (A. Rahimi, B. Recht 2007).  That linear model is a linear_regression with
 * "l2", kept as such inside of this one (linear_regression.c).
 *
 * Distances are what they are: features of a scale other than 1 need another
 * gamma, or to be scaled first.
 *
 * w and b are not stored.  They follow from the option "seed" and, w, from the
 * name of the feature (x1, x2, ... of arrays): SplitMix64 (rng.h) started at
 * the seed's first number xor the FNV-1a hash (64 bits) of the name, in pairs
 * of uniforms u, v that make sqrt(-2 log(1 - u)) cos(2 pi v).  b comes from the
 * seed's second number.  So parts that met features in different orders have
 * the same map, and merge exactly.  This is part of the stored form.
 *
 * Rows that miss a feature are not learned, and get no prediction.
 *
 * State: that of a linear_regression with D features, 4 D (D + 1) bytes and 24
 * D.  In memory 8 D per feature.  Learning O(D^2 + D d), predicting O(D d).
 *
 * Merge and unlearn: as linear_regression, exact up to rounding.
 *
 * Options				default		range
 *		n_components	100			1 .. 2048
 *		gamma			1			1e-100 .. 1e100
 *		l2				1			0 .. 1e100
 *		seed			42			0 .. 2^53
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/model.h"
#include "model/rng.h"

#define MAX_FEATURES 1024

typedef struct Fourier
{
	Model *inner; /* the linear_regression of z; NULL until needed */
	/* the map, follows from the options and the features' names */
	int mapped;		   /* features in the next */
	int allocated;	   /* and room in it, in features */
	float8 *frequency; /* w, D per feature */
	float8 *phase;	   /* b */
	float8 *z;		   /* scratch */
} Fourier;

enum
{
	OPT_COMPONENTS = OPTION_MAX_FEATURES + 1,
	OPT_GAMMA,
	OPT_L2,
	OPT_SEED
};

static const ModelOption fourier_options[] = {
	MODEL_COMMON_OPTIONS,
	{"n_components", OPTION_INTEGER, 100, 1, 2048, NULL},
	{"gamma", OPTION_REAL, 1, 1e-100, 1e100, NULL},
	{"l2", OPTION_REAL, 1, 0, 1e100, NULL},
	{"seed", OPTION_INTEGER, 42, 0, (float8) MODEL_MAX_ROWS, NULL},
	{NULL}};

static inline int
components_of(const Model *model)
{
	return (int) model->option[OPT_COMPONENTS];
}

/*----------
 * The map
 *----------
 */

static uint64
name_key(const char *name)
{
	uint64 hash = UINT64_C(0xcbf29ce484222325);

	for (; *name; name++)
		hash = (hash ^ (unsigned char) *name) * UINT64_C(0x100000001b3);
	return hash;
}

/* Draw the frequencies of a feature. */
static void
draw_frequencies(const Model *model, int feature, float8 *frequency)
{
	Rng rng = {.state = (uint64) model->option[OPT_SEED]};
	char *name = FeatureDictName(&model->features, feature);
	float8 scale = sqrt(2 * model->option[OPT_GAMMA]);

	CHECK_FOR_INTERRUPTS();
	rng.state = RngNext(&rng) ^ name_key(name);
	for (int j = 0; j < components_of(model); j++)
	{
		float8 radius = sqrt(-2 * log(1 - RngUniform(&rng)));

		frequency[j] = scale * radius * cos(2 * M_PI * RngUniform(&rng));
	}
	pfree(name);
}

/* Draw the phases. */
static void
draw_phases(const Model *model, float8 *phase)
{
	Rng rng = {.state = (uint64) model->option[OPT_SEED]};

	(void) RngNext(&rng);
	rng.state = RngNext(&rng);
	for (int j = 0; j < components_of(model); j++)
		phase[j] = 2 * M_PI * RngUniform(&rng);
}

/* Bring the map up to the features there are. */
static void
make_map(Model *model)
{
	Fourier *state = model->state;
	int count = model->features.count;
	Size d = components_of(model);

	if (state->phase == NULL)
	{
		state->phase = ModelGrowFloats(model, NULL, 0, d);
		state->z = ModelGrowFloats(model, NULL, 0, d);
		draw_phases(model, state->phase);
	}
	if (count > state->allocated)
	{
		int to = model->features.positional ? count : count + count / 2;

		state->frequency =
			ModelGrowFloats(model, state->frequency, state->allocated * d, to * d);
		state->allocated = to;
	}
	for (; state->mapped < count; state->mapped++)
		draw_frequencies(model, state->mapped, state->frequency + state->mapped * d);
}

/* A row as the linear regression sees it; valid until the next one. */
static FeatureView
map_row(const Model *model, const FeatureView *row)
{
	Fourier *state = model->state;
	int d = components_of(model);
	float8 scale = sqrt(2.0 / d);
	float8 *z;

	/* what it changes follows from what is there */
	make_map((Model *) model);
	z = state->z;
	memcpy(z, state->phase, d * sizeof(float8));
	for (int i = 0; i < row->count; i++)
	{
		const float8 *frequency = state->frequency + (Size) FeatureOf(row, i) * d;
		float8 x = row->value[i];

		for (int j = 0; j < d; j++)
			z[j] += frequency[j] * x;
	}
	for (int j = 0; j < d; j++)
	{
		/* so far out there is no cosine to speak of */
		z[j] = isfinite(z[j]) ? scale * cos(z[j]) : 0;
	}

	return (FeatureView){.count = d, .value = z};
}

/*----------
 * The linear regression inside
 *----------
 */

static void
set_option(ModelOptions *options, const char *name, float8 value)
{
	for (int i = 0; LinearRegressionOps.options[i].name; i++)
	{
		if (strcmp(LinearRegressionOps.options[i].name, name) == 0)
			options->value[i] = value;
	}
}

/* It, made if need be; "ready" has room for its features. */
static Model *
get_inner(Model *model, bool ready)
{
	Fourier *state = model->state;
	ModelOptions options;

	if (state->inner == NULL)
	{
		ModelOptionsInit(&LinearRegressionOps, &options);
		set_option(&options, "l2", model->option[OPT_L2]);
		if (LinearRegressionOps.settle)
			LinearRegressionOps.settle(options.value);
		state->inner = ModelCreate(&LinearRegressionOps, &options, model->context);
		state->inner->features.positional = true;
		state->inner->features.count = components_of(model);
	}
	if (ready)
		ModelReserve(state->inner);
	state->inner->n = model->n;
	state->inner->weights = model->weights;

	return state->inner;
}

static void
fourier_reserve(Model *model, int from, int to)
{
	(void) get_inner(model, true);
}

static void
fourier_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Model *inner = get_inner(model, true);
	FeatureView mapped = map_row(model, row);

	inner->ops->learn(inner, &mapped, label, weight);
}

static bool
fourier_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Model *inner = get_inner(model, true);
	FeatureView mapped = map_row(model, row);

	return inner->ops->unlearn(inner, &mapped, label, weight);
}

static bool
fourier_predict(const Model *model, const FeatureView *row, float8 *score)
{
	Model *inner;
	FeatureView mapped;

	if (model->n == 0 || row->nmissing > 0)
		return false;
	inner = get_inner((Model *) model, true);
	mapped = map_row(model, row);
	return inner->ops->predict(inner, &mapped, score);
}

/* While learning: with coefficients that are young enough. */
static bool
fourier_score(Model *model, const FeatureView *row, float8 *score)
{
	Model *inner = get_inner(model, true);
	FeatureView mapped = map_row(model, row);

	return inner->ops->score(inner, &mapped, score);
}

static void
fourier_prepare(Model *model)
{
	Model *inner = get_inner(model, true);

	inner->ops->prepare(inner);
}

/*----------
 * Merge, I/O, showing
 *----------
 */

static void
fourier_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Model *ours = get_inner(into, true);
	Model *theirs = get_inner((Model *) from, true);
	int d = components_of(into);
	int32 *same = palloc(d * sizeof(int32));

	for (int i = 0; i < d; i++)
		same[i] = i;
	ours->ops->merge(ours, theirs, same, class);
	pfree(same);
}

static void
fourier_archive(Model *model, Archive *archive)
{
	Model *inner = get_inner(model, !ArchiveReads(archive));

	inner->ops->archive(inner, archive);
	if (ArchiveReads(archive))
		inner->features_ready = inner->features.count;
}

static void
fourier_check(const Model *model)
{
	Model *inner = get_inner((Model *) model, true);

	inner->ops->check(inner);
}

static void
fourier_describe(Model *model, Archive *json)
{
	Model *inner = get_inner(model, true);

	inner->ops->describe(inner, json);
}

const ModelOps RandomFourierRegressionOps = {.id = MODEL_RANDOM_FOURIER_REGRESSION,
											 .name = "random_fourier_regression",
											 .task = TASK_REGRESSION,
											 .merge_class = MERGE_EXACT,
											 .complete_rows = true,
											 .max_features = MAX_FEATURES,
											 .state_size = sizeof(Fourier),
											 .options = fourier_options,
											 .reserve = fourier_reserve,
											 .predict = fourier_predict,
											 .score = fourier_score,
											 .learn = fourier_learn,
											 .unlearn = fourier_unlearn,
											 .merge = fourier_merge,
											 .archive = fourier_archive,
											 .check = fourier_check,
											 .prepare = fourier_prepare,
											 .describe = fourier_describe};
