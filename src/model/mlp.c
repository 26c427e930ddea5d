/*
 * mlp.c
 *	  Multi-layer perceptrons that learn from a stream: mlp_classifier and
 *	  mlp_regressor.
 *
 * Rows are kept until there are "batch" of them.  Then the network (net.c)
 * takes "epochs" steps along the gradient of their mean loss, and they are
 * forgotten.  Rows that wait are part of the state: where a state is stored
 * and read back does not show.  The network is made when the first mini-batch
 * is full, for the features and classes of its rows; until then there is no
 * prediction.  Later ones are added when a mini-batch with them is full.
 *
 * Losses, of a row with weight k: k log of the label's probability, negative,
 * where probabilities are exp(s_c) / sum exp(s) of the outputs ("softmax", an
 * output per class) or 1 / (1 + exp(-s)) of the second class ("sigmoid", one
 * output, two classes); k (y - s)^2 / 2 for numbers.
 *
 * With "scale" inputs are standardised (standardize.c) with the moments as of
 * the step or prediction, and so are numbers as labels: the network learns
 * (y - mean) / deviation.  Inputs beyond 1e6 count as that.  What is missing or
 * absent counts as the mean (scaled), or 0.
 *
 * A class that turns up when the network has been trained gets an output that
 * begins with a bias log(n + 1) below the largest one, n the rows learned (as
 * in softmax_regression.c).
 *
 * A mini-batch whose gradient is not finite, or beyond 1e15, is dropped and
 * counted (metrics: "dropped"): weights stay finite whatever comes.
 *
 * State, P weights and biases: 4 P bytes, with adam 12 P; 24 bytes per feature;
 * per waiting row 24 bytes and 16 per entry.  Cost of a row: P multiplications
 * to predict it, 3 P epochs to learn it; of a step 10 P.
 *
 * Merge: none.  Units of networks trained apart do not correspond to each
 * other, so means of their weights are no network.
 *
 * Options			default			range
 *		hidden			[64]			up to 4 sizes, 1 .. 2048 each; [] is a linear model
 *		activation		relu			relu, sigmoid, tanh
 *		optimizer		adam			adam, sgd
 *		learning_rate	0.001, sgd 0.01	1e-10 .. 10
 *		batch			32				1 .. 1024 rows
 *		epochs			1				1 .. 1000 steps per mini-batch
 *		l2				0				0 .. 100
 *		beta1, beta2	0.9, 0.999		0 .. 0.999999
 *		epsilon			1e-8			1e-12 .. 1
 *		scale			true
 *		seed			42				0 .. 2^53
 *		output			softmax			classifier: softmax, sigmoid
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/model.h"
#include "model/net.h"
#include "model/standardize.h"

/* Inputs are cut off here. */
#define MAX_INPUT 1e6
#define MAX_PENDING_ENTRIES (16 * 1024 * 1024)

/* Rows that wait; numbers are kept as the archive has them. */
typedef struct MlpRows
{
	int32 rows;
	int32 entries;
	int32 allocated; /* entries there is room for */
	/* per row */
	float8 *label;
	float8 *weight;
	float8 *count; /* of its entries */
	/* per entry */
	float8 *feature;
	float8 *value;
} MlpRows;

typedef struct Mlp
{
	Net net;
	Standardizer standardizer;
	float8 label_weight; /* moments of labels that are numbers */
	float8 label_mean;
	float8 label_variance;
	int64 steps;
	int64 batches;
	int64 dropped; /* mini-batches of those */
	MlpRows rows;
	/* scratch */
	NetInput batch_input;
	NetWork batch_work;
	NetInput row_input;
	NetWork row_work;
} Mlp;

enum
{
	OPT_HIDDEN = OPTION_MAX_FEATURES + 1,
	OPT_ACTIVATION,
	OPT_OPTIMIZER,
	OPT_LEARNING_RATE,
	OPT_BATCH,
	OPT_EPOCHS,
	OPT_L2,
	OPT_BETA1,
	OPT_BETA2,
	OPT_EPSILON,
	OPT_SCALE,
	OPT_SEED,
	OPT_OUTPUT
};

enum
{
	OUTPUT_SOFTMAX,
	OUTPUT_SIGMOID
};

static const char *const activation_choices[] = {"relu", "sigmoid", "tanh", NULL};
static const char *const optimizer_choices[] = {"adam", "sgd", NULL};
static const char *const output_choices[] = {"softmax", "sigmoid", NULL};

#define MLP_OPTIONS                                                                      \
	MODEL_COMMON_OPTIONS, {"hidden", OPTION_SIZES, 64, 0, 2048, NULL},                   \
		{"activation", OPTION_CHOICE, NET_RELU, 0, 0, activation_choices},               \
		{"optimizer", OPTION_CHOICE, NET_ADAM, 0, 0, optimizer_choices},                 \
		{"learning_rate", OPTION_REAL, NAN, 1e-10, 10, NULL},                            \
		{"batch", OPTION_INTEGER, 32, 1, 1024, NULL},                                    \
		{"epochs", OPTION_INTEGER, 1, 1, 1000, NULL},                                    \
		{"l2", OPTION_REAL, 0, 0, 100, NULL},                                            \
		{"beta1", OPTION_REAL, 0.9, 0, 0.999999, NULL},                                  \
		{"beta2", OPTION_REAL, 0.999, 0, 0.999999, NULL},                                \
		{"epsilon", OPTION_REAL, 1e-8, 1e-12, 1, NULL},                                  \
		{"scale", OPTION_BOOLEAN, 1, 0, 1, NULL},                                        \
	{                                                                                    \
		"seed", OPTION_INTEGER, 42, 0, 0x1p53, NULL                                      \
	}

static const ModelOption regressor_options[] = {MLP_OPTIONS, {NULL}};

static const ModelOption classifier_options[] = {
	MLP_OPTIONS, {"output", OPTION_CHOICE, OUTPUT_SOFTMAX, 0, 0, output_choices}, {NULL}};

static void
mlp_settle(float8 *option)
{
	if (isnan(option[OPT_LEARNING_RATE]))
		option[OPT_LEARNING_RATE] = option[OPT_OPTIMIZER] == NET_ADAM ? 0.001 : 0.01;
}

static inline bool
scales(const Model *model)
{
	return model->option[OPT_SCALE] != 0;
}

static inline bool
is_sigmoid(const Model *model)
{
	return TaskHasClasses(model->ops->task) &&
		   model->option[OPT_OUTPUT] == OUTPUT_SIGMOID;
}

static inline bool
is_softmax(const Model *model)
{
	return TaskHasClasses(model->ops->task) &&
		   model->option[OPT_OUTPUT] == OUTPUT_SOFTMAX;
}

/* Outputs that the network should have by now. */
static int
wanted_outputs(const Model *model)
{
	return is_softmax(model) ? Max(model->classes.count, 1) : 1;
}

/* The outputs it has. */
static inline int
output_count(const Net *net)
{
	return net->layers > 0 ? net->layer[net->layers - 1].outputs : 0;
}

/* What the options say of the network. */
static void
set_up_net(const Model *model, Net *net)
{
	net->activation = (NetActivation) model->option[OPT_ACTIVATION];
	net->moments = model->option[OPT_OPTIMIZER] == NET_ADAM;
	net->seed = (uint64) model->option[OPT_SEED];
}

/*----------
 * Rows as the network sees them
 *----------
 */

/* Append an entry to the row that is being made. */
static inline void
put_entry(const Model *model, const Mlp *mlp, NetInput *input, int entry, int feature,
		  float8 value)
{
	if (scales(model))
		value = StandardizerValue(&mlp->standardizer, feature, value);
	input->feature[entry] = feature;
	input->value[entry] = (float4) Max(-MAX_INPUT, Min(value, MAX_INPUT));
}

/* One row that may have features the network does not know. */
static const NetInput *
row_input(const Model *model, const FeatureView *row)
{
	Mlp *mlp = model->state;
	NetInput *input = &mlp->row_input;
	int entries = 0;

	/* scratch, not content */
	NetInputReserve((Model *) model, input, 1, row->count);
	NetWorkReserve((Model *) model, &mlp->net, &mlp->row_work, 1, false);
	for (int i = 0; i < row->count; i++)
	{
		int f = FeatureOf(row, i);

		if (f < mlp->net.layer[0].inputs)
			put_entry(model, mlp, input, entries++, f, row->value[i]);
	}
	input->rows = 1;
	input->start[0] = 0;
	input->start[1] = entries;
	return input;
}

/* The rows that wait. */
static const NetInput *
batch_input(Model *model)
{
	Mlp *mlp = model->state;
	const MlpRows *rows = &mlp->rows;
	NetInput *input = &mlp->batch_input;
	int entry = 0;

	NetInputReserve(model, input, rows->rows, rows->entries);
	NetWorkReserve(model, &mlp->net, &mlp->batch_work, rows->rows, true);
	input->rows = rows->rows;
	for (int r = 0; r < rows->rows; r++)
	{
		int end = entry + (int) rows->count[r];

		input->start[r] = entry;
		for (; entry < end; entry++)
			put_entry(model, mlp, input, entry, (int) rows->feature[entry],
					  rows->value[entry]);
	}
	input->start[rows->rows] = entry;
	return input;
}

/* The deviation that labels are divided by. */
static inline float8
label_scale(const Model *model, const Mlp *mlp)
{
	return scales(model) && mlp->label_variance > 0 ? sqrt(mlp->label_variance) : 1;
}

/*----------
 * Predicting
 *----------
 */

/* Sums of the last layer into probabilities of "n" classes. */
static void
softmax(const float4 *sum, int n, float8 *p)
{
	float8 most = sum[0];
	float8 total = 0;

	for (int k = 1; k < n; k++)
		most = Max(most, sum[k]);
	for (int k = 0; k < n; k++)
		total += p[k] = exp(sum[k] - most);
	for (int k = 0; k < n; k++)
		p[k] /= total;
}

static bool
mlp_predict(const Model *model, const FeatureView *row, float8 *score)
{
	Mlp *mlp = model->state;
	int outputs = output_count(&mlp->net);
	const float4 *sum;

	if (mlp->steps == 0)
		return false;
	NetForward(&mlp->net, &mlp->row_work, row_input(model, row));
	sum = NetOutput(&mlp->net, &mlp->row_work, 0);
	for (int k = 0; k < outputs; k++)
	{
		if (!isfinite(sum[k]))
			return false;
	}

	if (!TaskHasClasses(model->ops->task))
	{
		score[0] =
			scales(model) ? mlp->label_mean + label_scale(model, mlp) * sum[0] : sum[0];
		return isfinite(score[0]);
	}
	for (int k = 0; k < ModelScoreSize(model); k++)
		score[k] = 0;
	if (is_sigmoid(model))
		KernelSigmoid(sum[0], score);
	else
		softmax(sum, outputs, score);
	return true;
}

/*----------
 * Training
 *----------
 */

/* Derivatives of the mean loss by the last layer's sums, for a waiting row. */
static void
output_delta(const Model *model, const Mlp *mlp, int r, float8 *p)
{
	const MlpRows *rows = &mlp->rows;
	const float4 *sum = NetOutput(&mlp->net, &mlp->batch_work, r);
	float4 *delta = NetDelta(&mlp->net, &mlp->batch_work, r);
	int outputs = output_count(&mlp->net);
	float8 share = rows->weight[r] / rows->rows;

	if (is_softmax(model))
	{
		softmax(sum, outputs, p);
		for (int k = 0; k < outputs; k++)
			delta[k] = (float4) (share * (p[k] - (k == (int) rows->label[r])));
	}
	else if (is_sigmoid(model))
	{
		KernelSigmoid(sum[0], p);
		delta[0] = (float4) (share * (rows->label[r] == 1 ? -p[0] : p[1]));
	}
	else
	{
		float8 label = rows->label[r];

		if (scales(model))
			label = (label - mlp->label_mean) / label_scale(model, mlp);
		delta[0] = (float4) (share * (sum[0] - label));
	}
}

/* Have the network know the features and classes that the model knows. */
static void
grow_net(Model *model)
{
	Mlp *mlp = model->state;
	Net *net = &mlp->net;
	int outputs = wanted_outputs(model);
	float8 hidden[OPTION_MAX_SIZES];
	int nhidden = OptionSizesUnpack(model->option[OPT_HIDDEN], hidden);

	if (net->layers == 0)
	{
		set_up_net(model, net);
		NetMake(model, net, hidden, nhidden, model->features.count, outputs);
		return;
	}
	NetGrowInputs(model, net, model->features.count);
	if (outputs > output_count(net))
	{
		const float4 *bias = net->layer[nhidden].weight;
		float4 most = bias[0];

		for (int k = 1; k < output_count(net); k++)
			most = Max(most, bias[k]);
		NetGrowOutputs(model, net, outputs,
					   mlp->steps > 0 ? (float4) (most - log((float8) model->n + 1)) : 0);
	}
}

/* Learn the rows that wait. */
static void
train(Model *model)
{
	Mlp *mlp = model->state;
	const float8 *option = model->option;
	const NetInput *input;
	NetRule rule = {.optimizer = (NetOptimizer) option[OPT_OPTIMIZER],
					.rate = option[OPT_LEARNING_RATE],
					.l2 = option[OPT_L2],
					.beta1 = option[OPT_BETA1],
					.beta2 = option[OPT_BETA2],
					.epsilon = option[OPT_EPSILON]};
	float8 *p;

	grow_net(model);
	input = batch_input(model);
	p = palloc(Max(output_count(&mlp->net), 2) * sizeof(float8));
	for (int epoch = 0; epoch < (int) option[OPT_EPOCHS]; epoch++)
	{
		CHECK_FOR_INTERRUPTS();
		NetForward(&mlp->net, &mlp->batch_work, input);
		for (int r = 0; r < input->rows; r++)
			output_delta(model, mlp, r, p);
		NetBackward(model, &mlp->net, &mlp->batch_work, input);
		if (!NetGradientIsSound(&mlp->net))
		{
			mlp->dropped = ModelAddRows(mlp->dropped, 1);
			break;
		}
		mlp->steps = ModelAddRows(mlp->steps, 1);
		NetStep(&mlp->net, &rule, mlp->steps);
	}
	pfree(p);
	/* there may be many models, and few that train at a time */
	NetTrained(&mlp->net, &mlp->batch_work, &mlp->batch_input);
	mlp->batches = ModelAddRows(mlp->batches, 1);
	mlp->rows.rows = 0;
	mlp->rows.entries = 0;
}

/* Keep a row until the mini-batch is full. */
static void
keep_row(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	MlpRows *rows = &((Mlp *) model->state)->rows;
	Size batch = (Size) model->option[OPT_BATCH];
	int entries = rows->entries + row->count;

	if (rows->label == NULL)
	{
		rows->label = ModelGrowFloats(model, NULL, 0, batch);
		rows->weight = ModelGrowFloats(model, NULL, 0, batch);
		rows->count = ModelGrowFloats(model, NULL, 0, batch);
	}
	if (entries > rows->allocated || rows->feature == NULL)
	{
		int to = Max(entries + entries / 2, 64);

		rows->feature = ModelGrowFloats(model, rows->feature, rows->allocated, to);
		rows->value = ModelGrowFloats(model, rows->value, rows->allocated, to);
		rows->allocated = to;
	}
	for (int i = 0; i < row->count; i++)
	{
		rows->feature[rows->entries + i] = FeatureOf(row, i);
		rows->value[rows->entries + i] = row->value[i];
	}
	rows->label[rows->rows] = label;
	rows->weight[rows->rows] = weight;
	rows->count[rows->rows++] = row->count;
	rows->entries = entries;
}

/* Throw if the model cannot learn the row, while nothing has changed. */
static void
check_row(const Model *model, const FeatureView *row, float8 label)
{
	const Mlp *mlp = model->state;
	float8 hidden[OPTION_MAX_SIZES];
	int nhidden = OptionSizesUnpack(model->option[OPT_HIDDEN], hidden);

	if (is_sigmoid(model) && label > 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("mlp_classifier with the output \"sigmoid\" learns two "
							   "classes, and label \"%s\" is one more",
							   model->classes.names[(int) label]),
						errhint("Use the option \"output\": \"softmax\".")));
	if (mlp->rows.entries + row->count > MAX_PENDING_ENTRIES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("model is too large: %d values wait in a mini-batch",
							   mlp->rows.entries),
						errhint("Lower the option \"batch\".")));
	NetCheckShape(hidden, nhidden, model->features.count, wanted_outputs(model));
}

static void
mlp_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Mlp *mlp = model->state;

	check_row(model, row, label);
	if (scales(model))
		StandardizerLearn(&mlp->standardizer, row, weight);
	else
		StandardizerCopy(&mlp->standardizer, row, weight);
	if (!TaskHasClasses(model->ops->task))
		KernelMoments(&mlp->label_weight, &mlp->label_mean, &mlp->label_variance, label,
					  weight);
	keep_row(model, row, label, weight);
	if (mlp->rows.rows >= (int) model->option[OPT_BATCH])
		train(model);
}

static void
mlp_reserve(Model *model, int from, int to)
{
	Mlp *mlp = model->state;

	StandardizerReserve(model, &mlp->standardizer, scales(model), from, to);
}

/*----------
 * I/O, showing
 *----------
 */

static void
archive_rows(MlpRows *rows, int batch, Archive *archive)
{
	ArchiveBegin(archive, "batch");
	ArchiveInt32(archive, "rows", &rows->rows, 0, batch - 1);
	ArchiveInt32(archive, "entries", &rows->entries, 0, MAX_PENDING_ENTRIES);
	ArchiveFloats(archive, "labels", &rows->label, rows->rows);
	ArchiveFloats(archive, "weights", &rows->weight, rows->rows);
	ArchiveFloats(archive, "counts", &rows->count, rows->rows);
	ArchiveFloats(archive, "features", &rows->feature, rows->entries);
	ArchiveFloats(archive, "values", &rows->value, rows->entries);
	ArchiveEnd(archive);
}

/* What was read has no room for the rows to come. */
static void
widen_rows(Model *model, MlpRows *rows)
{
	Size batch = (Size) model->option[OPT_BATCH];

	rows->label = ModelGrowFloats(model, rows->label, rows->rows, batch);
	rows->weight = ModelGrowFloats(model, rows->weight, rows->rows, batch);
	rows->count = ModelGrowFloats(model, rows->count, rows->rows, batch);
	rows->allocated = rows->entries;
}

static void
mlp_archive(Model *model, Archive *archive)
{
	Mlp *mlp = model->state;
	float8 hidden[OPTION_MAX_SIZES];
	int nhidden = OptionSizesUnpack(model->option[OPT_HIDDEN], hidden);
	int32 inputs = mlp->net.layers > 0 ? mlp->net.layer[0].inputs : 0;
	int32 outputs = output_count(&mlp->net);

	ArchiveInt(archive, "steps", &mlp->steps, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "batches", &mlp->batches, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "dropped", &mlp->dropped, 0, MODEL_MAX_ROWS);
	if (!TaskHasClasses(model->ops->task))
	{
		ArchiveFloat(archive, "label_weight", &mlp->label_weight, 0, HUGE_VAL);
		ArchiveFloat(archive, "label_mean", &mlp->label_mean, -HUGE_VAL, HUGE_VAL);
		ArchiveFloat(archive, "label_variance", &mlp->label_variance, 0, HUGE_VAL);
	}
	StandardizerArchive(model, &mlp->standardizer, scales(model), archive);
	ArchiveFloat(archive, "scaler_rows", &mlp->standardizer.rows, 0, HUGE_VAL);
	ArchiveInt32(archive, "inputs", &inputs, 0, model->features.count);
	/* none before the first mini-batch */
	ArchiveInt32(archive, "outputs", &outputs, 0, wanted_outputs(model));
	if (ArchiveReads(archive))
		set_up_net(model, &mlp->net);
	if (outputs > 0)
		NetArchive(model, &mlp->net, hidden, nhidden, inputs, outputs, archive);
	archive_rows(&mlp->rows, (int) model->option[OPT_BATCH], archive);
	if (ArchiveReads(archive))
		widen_rows(model, &mlp->rows);
}

/* Is this a row that can have been learned? */
static bool
row_is_valid(const Model *model, float8 label, float8 weight, float8 count)
{
	if (!(weight > 0 && weight <= 1e15 && count >= 0 && count == rint(count)))
		return false;
	if (!TaskHasClasses(model->ops->task))
		return true;
	return label >= 0 && label == rint(label) &&
		   label < (is_sigmoid(model) ? 2 : model->classes.count);
}

static void
mlp_check(const Model *model)
{
	const Mlp *mlp = model->state;
	const MlpRows *rows = &mlp->rows;
	float8 entries = 0;
	bool valid = true;

	StandardizerCheck(model, &mlp->standardizer);
	NetCheck(&mlp->net);
	for (int r = 0; r < rows->rows; r++)
	{
		valid &= row_is_valid(model, rows->label[r], rows->weight[r], rows->count[r]);
		entries += rows->count[r];
	}
	for (int i = 0; i < rows->entries; i++)
		valid &= rows->feature[i] >= 0 && rows->feature[i] < model->features.count &&
				 rows->feature[i] == rint(rows->feature[i]) &&
				 fabs(rows->value[i]) <= FEATURE_MAX_VALUE;
	if (!valid || entries != rows->entries)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: a row of \"batch\" is not valid")));
	if (mlp->net.layers == 0 && mlp->steps > 0)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: \"outputs\" is zero")));
}

/* Further keys of metrics(). */
static void
mlp_describe(Model *model, Archive *json)
{
	const Mlp *mlp = model->state;

	ArchiveShowInt(json, "parameters", NetParameters(&mlp->net));
	ArchiveShowInt(json, "batches", mlp->batches);
	ArchiveShowInt(json, "dropped", mlp->dropped);
	ArchiveShowInt(json, "waiting", mlp->rows.rows);
}

#define MLP_FUNCTIONS                                                                    \
	.merge_class = MERGE_NONE, .state_size = sizeof(Mlp), .settle = mlp_settle,          \
	.reserve = mlp_reserve, .predict = mlp_predict, .learn = mlp_learn,                  \
	.archive = mlp_archive, .check = mlp_check, .describe = mlp_describe

const ModelOps MlpClassifierOps = {.id = MODEL_MLP_CLASSIFIER,
								   .name = "mlp_classifier",
								   .task = TASK_MULTICLASS,
								   .options = classifier_options,
								   MLP_FUNCTIONS};

const ModelOps MlpRegressorOps = {.id = MODEL_MLP_REGRESSOR,
								  .name = "mlp_regressor",
								  .task = TASK_REGRESSION,
								  .options = regressor_options,
								  MLP_FUNCTIONS};
