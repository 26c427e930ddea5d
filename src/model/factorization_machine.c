/*
 * factorization_machine.c
 *	  Linear models with all interactions of two features:
 *	  factorization_machine_classifier and factorization_machine_regressor.
 *
 * S. Rendle, Factorization Machines, ICDM 2010, equation 1:
 *
 *		s = w_0 + sum_i w_i x_i + sum_i sum_{j > i} (v_i . v_j) x_i x_j,
 *
 * v_i the feature's vector of k factors, so that an interaction is known also
 * where the two features never met.  By his lemma 3.1 the last term is
 *
 *		1/2 sum_f [(sum_i v_if x_i)^2 - sum_i v_if^2 x_i^2],
 *
 * O(k entries).  Gradients (his equation 4): 1 for w_0, x_i for w_i, and
 * x_i sum_j v_jf x_j - v_if x_i^2 for v_if, times the loss's derivative, which
 * is p - y with p = 1 / (1 + exp(-s)) for classes, s - y for numbers.  With
 * g that product plus l2 times the parameter (not w_0), a row steps by
 *
 *		sgd			rate g
 *		adagrad		rate g / sqrt(G + 1e-8), G += g^2 before	(Duchi 2011)
 *
 * all parameters from the same point.  Factors begin as small numbers that
 * depend on the seed and the feature alone, so that parts learned apart begin
 * alike.
 *
 * With "scale" features are standardised as they come (standardize.c; words and
 * categories have 1), a row is learned with the moments that include it, and
 * numbers as labels are learned as (y - mean) / deviation.  Values beyond 1e6
 * count as that.  Missing features count as the mean.
 *
 * s is for the positive class (model.c).  That may turn out to be the other one
 * when the second label is seen; then w changes its sign and v, which cannot,
 * begins anew.
 *
 * A row whose gradient would be beyond 1e100 is not learned but counted
 * (metrics: "dropped").
 *
 * State: per feature 8 (k + 1) bytes, 16 (k + 1) with adagrad, and 24.  Merge:
 * approximate: means weighted by the rows that had the feature, G adds.
 *
 * Options			default			range
 *		optimizer		adagrad			adagrad, sgd
 *		factors			8				1 .. 200
 *		learning_rate	0.1, sgd 0.01	1e-10 .. 10
 *		l2				0				0 .. 100
 *		init			0.1				0 .. 10, the factors' deviation times sqrt(factors)
 *		scale			true
 *		seed			42				0 .. 2^53
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"
#include "model/rng.h"
#include "model/standardize.h"

#define MAX_FACTORS 200
#define MAX_INPUT 1e6
#define MAX_GRADIENT 1e100
#define ADAGRAD_EPSILON 1e-8

typedef struct Machine
{
	Standardizer standardizer;
	float8 label_weight; /* moments of labels that are numbers */
	float8 label_mean;
	float8 label_variance;
	int32 positive; /* the class that the parameters speak for */
	int64 dropped;
	float8 intercept;
	float8 intercept_square; /* adagrad: G of each parameter */
	float8 *weight;
	float8 *weight_square;
	float8 *factor; /* of feature i from i * factors on */
	float8 *factor_square;
	float8 *input; /* scratch: what the entries of a row count as */
} Machine;

enum
{
	OPT_OPTIMIZER = OPTION_MAX_FEATURES + 1,
	OPT_FACTORS,
	OPT_LEARNING_RATE,
	OPT_L2,
	OPT_INIT,
	OPT_SCALE,
	OPT_SEED
};

enum
{
	OPTIMIZER_ADAGRAD,
	OPTIMIZER_SGD
};

static const char *const optimizer_choices[] = {"adagrad", "sgd", NULL};

static const ModelOption machine_options[] = {
	MODEL_COMMON_OPTIONS,
	{"optimizer", OPTION_CHOICE, OPTIMIZER_ADAGRAD, 0, 0, optimizer_choices},
	{"factors", OPTION_INTEGER, 8, 1, MAX_FACTORS, NULL},
	{"learning_rate", OPTION_REAL, NAN, 1e-10, 10, NULL},
	{"l2", OPTION_REAL, 0, 0, 100, NULL},
	{"init", OPTION_REAL, 0.1, 0, 10, NULL},
	{"scale", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{"seed", OPTION_INTEGER, 42, 0, 0x1p53, NULL},
	{NULL}};

static void
machine_settle(float8 *option)
{
	if (isnan(option[OPT_LEARNING_RATE]))
		option[OPT_LEARNING_RATE] =
			option[OPT_OPTIMIZER] == OPTIMIZER_ADAGRAD ? 0.1 : 0.01;
}

static inline int
factor_count(const Model *model)
{
	return (int) model->option[OPT_FACTORS];
}

static inline bool
scales(const Model *model)
{
	return model->option[OPT_SCALE] != 0;
}

static inline bool
adapts(const Model *model)
{
	return model->option[OPT_OPTIMIZER] == OPTIMIZER_ADAGRAD;
}

static void
machine_reserve(Model *model, int from, int to)
{
	Machine *machine = model->state;
	Size k = factor_count(model);

	StandardizerReserve(model, &machine->standardizer, scales(model), from, to);
	machine->input = ModelGrowFloats(model, machine->input, from, to);
	machine->weight = ModelGrowFloats(model, machine->weight, from, to);
	machine->factor = ModelGrowFloats(model, machine->factor, from * k, to * k);
	if (!adapts(model))
		return;
	machine->weight_square = ModelGrowFloats(model, machine->weight_square, from, to);
	machine->factor_square =
		ModelGrowFloats(model, machine->factor_square, from * k, to * k);
}

/* The first factors of a feature. */
static void
begin_factors(Model *model, int feature)
{
	Machine *machine = model->state;
	int k = factor_count(model);
	float8 *factor = machine->factor + (Size) feature * k;
	uint32 hash = model->features.positional ? (uint32) feature :
											   model->features.names.hashes[feature];

	RngFeature(model->option[OPT_SEED], hash, model->option[OPT_INIT], factor, k);
	if (adapts(model))
		memset(machine->factor_square + (Size) feature * k, 0, k * sizeof(float8));
}

/* What an entry counts as. */
static inline float8
input_of(const Model *model, const Machine *machine, const FeatureView *row, int entry)
{
	float8 x = row->value[entry];

	if (scales(model))
		x = StandardizerValue(&machine->standardizer, FeatureOf(row, entry), x);
	return Max(-MAX_INPUT, Min(x, MAX_INPUT));
}

/* s of a row, and sum_i v_if x_i of each factor; leaves its x_i in "input". */
static float8
score_row(const Model *model, const FeatureView *row, float8 *sum)
{
	const Machine *machine = model->state;
	int k = factor_count(model);
	float8 square[MAX_FACTORS] = {0};
	float8 score = machine->intercept;
	float8 twice = 0;

	memset(sum, 0, k * sizeof(float8));
	for (int e = 0; e < row->count; e++)
	{
		int i = FeatureOf(row, e);
		float8 x;
		const float8 *v;

		x = machine->input[e] = input_of(model, machine, row, e);
		v = machine->factor + (Size) i * k;
		score += machine->weight[i] * x;
		for (int f = 0; f < k; f++)
		{
			float8 part = v[f] * x;

			sum[f] += part;
			square[f] += part * part;
		}
	}
	for (int f = 0; f < k; f++)
		twice += sum[f] * sum[f] - square[f];

	return score + twice / 2;
}

/* The deviation that labels are divided by. */
static inline float8
label_scale(const Model *model, const Machine *machine)
{
	return scales(model) && machine->label_variance > 0 ? sqrt(machine->label_variance) :
														  1;
}

static bool
machine_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Machine *machine = model->state;
	float8 sum[MAX_FACTORS];
	float8 p[2];
	float8 s;

	if (model->n == 0)
		return false;
	s = score_row(model, row, sum);
	if (TaskHasClasses(model->ops->task))
	{
		if (isnan(s))
			return false;
		KernelSigmoid(s, p);
		score[machine->positive] = p[1];
		score[1 - machine->positive] = p[0];
		return true;
	}
	score[0] = scales(model) ? machine->label_mean + label_scale(model, machine) * s : s;
	return isfinite(score[0]);
}

/*----------
 * Learning
 *----------
 */

/* Have the parameters speak for the other class. */
static void
turn_over(Model *model)
{
	Machine *machine = model->state;

	machine->positive = 1 - machine->positive;
	machine->intercept = -machine->intercept;
	for (int i = 0; i < Min(model->features.count, model->features_ready); i++)
	{
		machine->weight[i] = -machine->weight[i];
		begin_factors(model, i);
	}
}

/* Step one parameter along its gradient. */
static inline void
step(const Model *model, float8 *parameter, float8 *square, float8 gradient)
{
	float8 rate = model->option[OPT_LEARNING_RATE];

	if (adapts(model))
	{
		*square += gradient * gradient;
		rate /= sqrt(*square + ADAGRAD_EPSILON);
	}
	*parameter -= rate * gradient;
}

/* Will all gradients be of a size that can be followed? */
static bool
is_sound(const Model *model, const FeatureView *row, const float8 *sum, float8 slope)
{
	const Machine *machine = model->state;
	int k = factor_count(model);
	float8 largest = fabs(slope);

	for (int e = 0; e < row->count; e++)
	{
		const float8 *v = machine->factor + (Size) FeatureOf(row, e) * k;
		float8 x = machine->input[e];

		largest = Max(largest, fabs(slope * x));
		for (int f = 0; f < k; f++)
		{
			float8 gradient = fabs(slope * x * (sum[f] - v[f] * x));

			/* not Max: it would lose a NaN */
			if (!(gradient <= MAX_GRADIENT))
				return false;
		}
	}
	return largest <= MAX_GRADIENT;
}

/* Step all parameters of a row; slope is the loss's derivative by s. */
static void
step_row(Model *model, const FeatureView *row, const float8 *sum, float8 slope)
{
	Machine *machine = model->state;
	float8 l2 = model->option[OPT_L2];
	Size k = factor_count(model);
	bool adaptive = adapts(model);

	step(model, &machine->intercept, &machine->intercept_square, slope);
	for (int e = 0; e < row->count; e++)
	{
		int i = FeatureOf(row, e);
		float8 x = machine->input[e];
		float8 *v = machine->factor + i * k;

		step(model, &machine->weight[i], adaptive ? &machine->weight_square[i] : NULL,
			 slope * x + l2 * machine->weight[i]);
		for (Size f = 0; f < k; f++)
			step(model, &v[f], adaptive ? &machine->factor_square[i * k + f] : NULL,
				 slope * x * (sum[f] - v[f] * x) + l2 * v[f]);
	}
}

/* The derivative of the loss by s. */
static float8
loss_slope(const Model *model, float8 s, float8 label)
{
	const Machine *machine = model->state;
	float8 p[2];

	if (TaskHasClasses(model->ops->task))
	{
		KernelSigmoid(s, p);
		return (int) label == machine->positive ? -p[0] : p[1];
	}
	if (scales(model))
		label = (label - machine->label_mean) / label_scale(model, machine);
	return s - label;
}

static void
machine_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Machine *machine = model->state;
	float8 sum[MAX_FACTORS];
	float8 slope;

	if (TaskHasClasses(model->ops->task) && model->n == 0)
		machine->positive = model->positive;
	else if (TaskHasClasses(model->ops->task) && machine->positive != model->positive)
		turn_over(model);

	for (int e = 0; e < row->count; e++)
	{
		if (machine->standardizer.count[FeatureOf(row, e)] == 0)
			begin_factors(model, FeatureOf(row, e));
	}
	if (scales(model))
		StandardizerLearn(&machine->standardizer, row, weight);
	else
		StandardizerCopy(&machine->standardizer, row, weight);
	if (!TaskHasClasses(model->ops->task))
		KernelMoments(&machine->label_weight, &machine->label_mean,
					  &machine->label_variance, label, weight);

	slope = weight * loss_slope(model, score_row(model, row, sum), label);
	if (is_sound(model, row, sum, slope))
		step_row(model, row, sum, slope);
	else
		machine->dropped = ModelAddRows(machine->dropped, 1);
}

/*----------
 * Merge, I/O, showing
 *----------
 */

static inline void
mix(float8 *ours, float8 theirs, float8 share)
{
	*ours += (theirs - *ours) * share;
}

/* Merge the moments of the labels (Chan, Golub, LeVeque 1983). */
static void
merge_labels(Machine *ours, const Machine *theirs)
{
	float8 total = ours->label_weight + theirs->label_weight;
	float8 share = total > 0 ? theirs->label_weight / total : 0;
	float8 delta = theirs->label_mean - ours->label_mean;

	ours->label_variance += share * (theirs->label_variance - ours->label_variance) +
							share * (1 - share) * delta * delta;
	ours->label_mean += share * delta;
	ours->label_weight = total;
}

/* Merge a feature's parameters; sign is -1 if theirs speak for the other class. */
static void
merge_feature(Model *into, const Model *from, int our_feature, int their_feature,
			  float8 sign)
{
	Machine *ours = into->state;
	const Machine *theirs = from->state;
	Size k = factor_count(into);
	Size i = our_feature * k;
	Size j = their_feature * k;
	float8 count = theirs->standardizer.count[their_feature];
	float8 share = count / (ours->standardizer.count[our_feature] + count);

	if (ours->standardizer.count[our_feature] == 0)
		begin_factors(into, our_feature);
	mix(&ours->weight[our_feature], sign * theirs->weight[their_feature], share);
	for (Size f = 0; sign > 0 && f < k; f++)
		mix(&ours->factor[i + f], theirs->factor[j + f], share);
	if (!adapts(into))
		return;
	ours->weight_square[our_feature] += theirs->weight_square[their_feature];
	for (Size f = 0; sign > 0 && f < k; f++)
		ours->factor_square[i + f] += theirs->factor_square[j + f];
}

static void
machine_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Machine *ours = into->state;
	const Machine *theirs = from->state;
	float8 sign = 1;

	if (from->n == 0)
		return;
	if (TaskHasClasses(into->ops->task))
	{
		if (into->n == 0)
			ours->positive = class[theirs->positive];
		if (ours->positive != into->positive)
			turn_over(into);
		sign = class[theirs->positive] == ours->positive ? 1 : -1;
	}
	mix(&ours->intercept, sign * theirs->intercept,
		(float8) from->n / ((float8) into->n + (float8) from->n));
	ours->intercept_square += theirs->intercept_square;
	for (int i = 0; i < from->features.count; i++)
	{
		if (theirs->standardizer.count[i] > 0)
			merge_feature(into, from, feature[i], i, sign);
	}
	merge_labels(ours, theirs);
	StandardizerMerge(&ours->standardizer, &theirs->standardizer, from->features.count,
					  feature);
	ours->dropped = ModelAddRows(ours->dropped, theirs->dropped);
}

static void
machine_archive(Model *model, Archive *archive)
{
	Machine *machine = model->state;
	int64 count = model->features.count;
	int64 factors = count * factor_count(model);

	if (TaskHasClasses(model->ops->task))
		ArchiveInt32(archive, "positive", &machine->positive, 0, 1);
	else
	{
		ArchiveFloat(archive, "label_weight", &machine->label_weight, 0, HUGE_VAL);
		ArchiveFloat(archive, "label_mean", &machine->label_mean, -HUGE_VAL, HUGE_VAL);
		ArchiveFloat(archive, "label_variance", &machine->label_variance, 0, HUGE_VAL);
	}
	ArchiveInt(archive, "dropped", &machine->dropped, 0, MODEL_MAX_ROWS);
	StandardizerArchive(model, &machine->standardizer, scales(model), archive);
	ArchiveFloat(archive, "scaler_rows", &machine->standardizer.rows, 0, HUGE_VAL);
	ArchiveFloat(archive, "intercept", &machine->intercept, -HUGE_VAL, HUGE_VAL);
	ArchiveFloats(archive, "weights", &machine->weight, count);
	ArchiveFloats(archive, "factors", &machine->factor, factors);
	if (ArchiveReads(archive))
		machine->input = ModelGrowFloats(model, NULL, 0, count);
	if (!adapts(model))
		return;
	ArchiveFloat(archive, "intercept_square", &machine->intercept_square, 0, HUGE_VAL);
	ArchiveFloats(archive, "weight_squares", &machine->weight_square, count);
	ArchiveFloats(archive, "factor_squares", &machine->factor_square, factors);
}

static void
machine_check(const Model *model)
{
	const Machine *machine = model->state;
	Size k = factor_count(model);
	bool valid = true;

	StandardizerCheck(model, &machine->standardizer);
	for (int i = 0; adapts(model) && i < model->features.count; i++)
	{
		valid &= machine->weight_square[i] >= 0;
		for (Size f = 0; f < k; f++)
			valid &= machine->factor_square[i * k + f] >= 0;
	}
	if (!valid)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: a sum of squares is negative")));
}

/* w_0 and w, of the features as they are scaled, for the positive class. */
static int
machine_weights(Model *model, ModelWeight **rows)
{
	const Machine *machine = model->state;
	int count = Min(model->features.count, model->features_ready);
	bool binary = TaskHasClasses(model->ops->task);
	int class = binary ? model->positive : -1;
	float8 sign = binary && machine->positive != model->positive ? -1 : 1;

	*rows = palloc((count + 1) * sizeof(ModelWeight));
	(*rows)[0] = (ModelWeight){-1, class, sign * machine->intercept, NAN, NAN, NAN};
	for (int i = 0; i < count; i++)
		(*rows)[i + 1] =
			(ModelWeight){i, class, sign * machine->weight[i], NAN, NAN, NAN};
	return count + 1;
}

/* Further keys of metrics(). */
static void
machine_describe(Model *model, Archive *json)
{
	ArchiveShowInt(json, "dropped", ((const Machine *) model->state)->dropped);
}

#define MACHINE_FUNCTIONS                                                                \
	.merge_class = MERGE_APPROXIMATE, .state_size = sizeof(Machine),                     \
	.options = machine_options, .settle = machine_settle, .reserve = machine_reserve,    \
	.predict = machine_predict, .learn = machine_learn, .merge = machine_merge,          \
	.archive = machine_archive, .check = machine_check, .weights = machine_weights,      \
	.describe = machine_describe

const ModelOps FactorizationMachineClassifierOps = {
	.id = MODEL_FACTORIZATION_MACHINE_CLASSIFIER,
	.name = "factorization_machine_classifier",
	.task = TASK_BINARY,
	MACHINE_FUNCTIONS};

const ModelOps FactorizationMachineRegressorOps = {
	.id = MODEL_FACTORIZATION_MACHINE_REGRESSOR,
	.name = "factorization_machine_regressor",
	.task = TASK_REGRESSION,
	MACHINE_FUNCTIONS};
