/*
 * net.c
 *	  Feed-forward networks in single precision.
 *
 * Layer l makes of its inputs a the sums s_j = b_j + sum_i w_ij a_i and of
 * these, but in the last layer, the inputs f(s_j) of the next: f is
 * max(0, s), 1 / (1 + exp(-s)) or tanh(s).  Derivatives by back-propagation
 * (D. E. Rumelhart, G. E. Hinton, R. J. Williams, Nature 1986): with d_j the
 * derivative of the loss by s_j,
 *
 *		dL/dw_ij = sum over rows of a_i d_j,	d_i = f'(s_i) sum_j w_ij d_j.
 *
 * A step is w -= rate (dL/dw + l2 w), biases without l2, or Adam's (D. P.
 * Kingma, J. Ba, ICLR 2015), g being that same bracket, t the steps with this one:
 *
 *		m = beta1 m + (1 - beta1) g,	v = beta2 v + (1 - beta2) g^2,
 *		w -= rate m' / (sqrt(v') + epsilon),	m', v' divided by 1 - beta^t.
 *
 * Weights begin uniform in -limit .. limit, biases at 0; limit^2 is 6 / inputs
 * into layers of rectifiers (K. He et al., ICCV 2015), 6 / (inputs + outputs)
 * into others (X. Glorot, Y. Bengio, AISTATS 2010).  Weight ij of layer l is
 * the number j of a SplitMix64 (rng.h) that follows from seed, l and i, so that
 * it depends on no other.  This is part of the stored form.
 *
 * Rows of the first layer's input are lists of entries, so absent words and
 * categories cost nothing; inputs and outputs can be added.
 *
 * Loops run along the units of a layer, which lie side by side: then each sum
 * keeps its order whatever the width of the processor's registers, and the
 * compiler needs no leave to reorder in order to use them (the Makefile asks
 * for that).  Where sums run across units, on the way back, weights are
 * transposed first, once per step.  So the same rows give the same bits.
 */
#include "shim.h"

#include "model/net.h"
#include "model/rng.h"

/* Nothing in a gradient may be larger; its square must stay finite. */
#define MAX_GRADIENT 1e15f
/*
 * Far below what epsilon lets through.  Without these, moments of units that
 * say nothing any more fade into denormal numbers, and learning takes twice as
 * long.
 */
#define TINY_GRADIENT 1e-17f
#define TINY_MOMENT 1e-34f

/*----------
 * Kernels
 *----------
 */

/* sum += a[0] x[0] + a[1] x[1] + ..., in this order; x's are "stride" apart. */
static inline void
add_rows(float4 *restrict sum, const float4 *a, Size a_stride, const float4 *restrict x,
		 Size x_stride, int rows, int n)
{
	int r = 0;

	for (; r + 4 <= rows; r += 4)
	{
		float4 a0 = a[r * a_stride];
		float4 a1 = a[(r + 1) * a_stride];
		float4 a2 = a[(r + 2) * a_stride];
		float4 a3 = a[(r + 3) * a_stride];
		const float4 *restrict x0 = x + r * x_stride;
		const float4 *restrict x1 = x0 + x_stride;
		const float4 *restrict x2 = x1 + x_stride;
		const float4 *restrict x3 = x2 + x_stride;

		if (a0 == 0 && a1 == 0 && a2 == 0 && a3 == 0)
			continue;
		for (int j = 0; j < n; j++)
			sum[j] = sum[j] + a0 * x0[j] + a1 * x1[j] + a2 * x2[j] + a3 * x3[j];
	}
	for (; r < rows; r++)
	{
		float4 a0 = a[r * a_stride];
		const float4 *restrict x0 = x + r * x_stride;

		for (int j = 0; j < n; j++)
			sum[j] += a0 * x0[j];
	}
}

/* What units make of their sums, in place. */
static void
activate(NetActivation activation, float4 *value, Size n)
{
	if (activation == NET_RELU)
	{
		for (Size i = 0; i < n; i++)
			value[i] = value[i] > 0 ? value[i] : 0;
	}
	else if (activation == NET_TANH)
	{
		for (Size i = 0; i < n; i++)
			value[i] = (float4) tanh(value[i]);
	}
	else
	{
		for (Size i = 0; i < n; i++)
			value[i] = (float4) (1 / (1 + exp(-(float8) value[i])));
	}
}

/* Multiply derivatives by that of the activation, given what the units said. */
static void
activation_gradient(NetActivation activation, const float4 *restrict value,
					float4 *restrict delta, Size n)
{
	if (activation == NET_RELU)
	{
		for (Size i = 0; i < n; i++)
			delta[i] = value[i] > 0 ? delta[i] : 0;
	}
	else if (activation == NET_TANH)
	{
		for (Size i = 0; i < n; i++)
			delta[i] *= 1 - value[i] * value[i];
	}
	else
	{
		for (Size i = 0; i < n; i++)
			delta[i] *= value[i] * (1 - value[i]);
	}
}

/*----------
 * Making and growing
 *----------
 */

static inline Size
layer_size(const NetLayer *layer)
{
	return ((Size) layer->inputs + 1) * layer->outputs;
}

/* How many weights and biases there are. */
int64
NetParameters(const Net *net)
{
	int64 count = 0;

	for (int l = 0; l < net->layers; l++)
		count += layer_size(&net->layer[l]);
	return count;
}

/* Draw the weights of some of a layer's inputs and outputs. */
static void
draw_weights(Net *net, int l, int from_input, int from_output)
{
	NetLayer *layer = &net->layer[l];
	bool rectifies = l < net->layers - 1 && net->activation == NET_RELU;
	float8 fans = rectifies ? layer->inputs : (float8) layer->inputs + layer->outputs;
	float8 limit = sqrt(6 / Max(fans, 1));

	for (int i = from_input; i < layer->inputs; i++)
	{
		Rng key = {net->seed ^
				   ((uint64) l << 32 | (uint32) i) * UINT64_C(0xd1342543de82ef95)};
		Rng rng = {RngNext(&key)};

		for (int j = 0; j < layer->outputs; j++)
		{
			float8 u = RngUniform(&rng);

			if (j >= from_output)
				layer->weight[((Size) i + 1) * layer->outputs + j] =
					(float4) (limit * (2 * u - 1));
		}
	}
}

/* Shape the layers; no arrays yet. */
static void
shape_net(Net *net, const float8 *hidden, int nhidden, int inputs, int outputs)
{
	net->layers = nhidden + 1;
	for (int l = 0; l < net->layers; l++)
	{
		NetLayer *layer = &net->layer[l];

		layer->inputs = l == 0 ? inputs : (int) hidden[l - 1];
		layer->outputs = l == nhidden ? outputs : (int) hidden[l];
		layer->allocated = layer->inputs + 1;
	}
}

/* Refuse a network that would not fit a model, the gradient included. */
static void
check_size(int64 parameters)
{
	if (parameters > (int64) (MODEL_MAX_SIZE / (4 * sizeof(float4))))
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("model is too large: it has %lld weights",
							   (long long) parameters),
						errhint("Lower the sizes in the option \"hidden\".")));
}

/* Throw if a network of that shape would be too large. */
void
NetCheckShape(const float8 *hidden, int nhidden, int inputs, int outputs)
{
	Net shape;

	shape_net(&shape, hidden, nhidden, inputs, outputs);
	check_size(NetParameters(&shape));
}

/* An array of a layer of another shape, with the numbers it had. */
static float4 *
reshape(Model *model, float4 *old, int old_rows, int old_columns, int rows, int columns)
{
	float4 *new = MemoryContextAllocZero(model->context,
										 Max((Size) rows * columns, 1) * sizeof(float4));

	for (Size r = 0; old && r < old_rows; r++)
		memcpy(new + r *columns, old + r * old_columns, old_columns * sizeof(float4));
	if (old)
		pfree(old);
	return new;
}

/* Give a layer room for so many rows, of so many outputs. */
static void
reshape_layer(Model *model, Net *net, NetLayer *layer, int old_rows, int rows,
			  int outputs)
{
	int before = layer->outputs;

	layer->weight = reshape(model, layer->weight, old_rows, before, rows, outputs);
	if (net->moments)
	{
		layer->first = reshape(model, layer->first, old_rows, before, rows, outputs);
		layer->second = reshape(model, layer->second, old_rows, before, rows, outputs);
	}
	if (layer->gradient)
		pfree(layer->gradient);
	layer->gradient = NULL;
	layer->allocated = rows;
	layer->outputs = outputs;
}

/* A network with its first weights; activation, moments and seed are set. */
void
NetMake(Model *model, Net *net, const float8 *hidden, int nhidden, int inputs,
		int outputs)
{
	NetCheckShape(hidden, nhidden, inputs, outputs);
	shape_net(net, hidden, nhidden, inputs, outputs);
	for (int l = 0; l < net->layers; l++)
	{
		NetLayer *layer = &net->layer[l];

		reshape_layer(model, net, layer, 0, layer->allocated, layer->outputs);
		draw_weights(net, l, 0, 0);
	}
}

/* Give the first layer more inputs. */
void
NetGrowInputs(Model *model, Net *net, int inputs)
{
	NetLayer *layer = &net->layer[0];
	int before = layer->inputs;

	if (inputs <= before)
		return;
	if (inputs + 1 > layer->allocated)
		reshape_layer(model, net, layer, before + 1, inputs + 1 + inputs / 2,
					  layer->outputs);
	layer->inputs = inputs;
	draw_weights(net, 0, before, 0);
}

/* Give the last layer more outputs, which begin with that bias. */
void
NetGrowOutputs(Model *model, Net *net, int outputs, float4 bias)
{
	NetLayer *layer = &net->layer[net->layers - 1];
	int before = layer->outputs;

	reshape_layer(model, net, layer, layer->inputs + 1, layer->inputs + 1, outputs);
	draw_weights(net, net->layers - 1, 0, before);
	for (int j = before; j < outputs; j++)
		layer->weight[j] = bias;
}

/* Room for so many rows with so many entries in all. */
void
NetInputReserve(Model *model, NetInput *input, int rows, int entries)
{
	if (rows > input->allocated_rows)
	{
		if (input->start)
			pfree(input->start);
		input->start = MemoryContextAlloc(model->context, (rows + 1) * sizeof(int32));
		input->allocated_rows = rows;
	}
	if (entries > input->allocated_entries)
	{
		int allocated = entries + entries / 2;

		if (input->feature)
		{
			pfree(input->feature);
			pfree(input->value);
		}
		input->feature = MemoryContextAlloc(model->context, allocated * sizeof(int32));
		input->value = MemoryContextAlloc(model->context, allocated * sizeof(float4));
		input->allocated_entries = allocated;
	}
}

/* Release what NetWorkReserve made. */
void
NetWorkFree(const Net *net, NetWork *work)
{
	for (int l = 0; work->rows > 0 && l < net->layers; l++)
	{
		pfree(work->value[l]);
		if (work->transposed)
			pfree(work->delta[l]);
	}
	if (work->transposed)
		pfree(work->transposed);
	memset(work, 0, sizeof(*work));
}

/* Room for so many rows; to predict them only, or to train on them. */
void
NetWorkReserve(Model *model, const Net *net, NetWork *work, int rows, bool trains)
{
	int outputs = net->layer[net->layers - 1].outputs;
	Size largest = 1;

	if (rows <= work->rows && outputs <= work->outputs)
		return;
	NetWorkFree(net, work);
	for (int l = 0; l < net->layers; l++)
	{
		const NetLayer *layer = &net->layer[l];
		Size size = Max((Size) rows * layer->outputs, 1) * sizeof(float4);

		work->value[l] = MemoryContextAlloc(model->context, size);
		if (trains)
			work->delta[l] = MemoryContextAlloc(model->context, size);
		/* nobody asks for what is before the first */
		if (l > 0)
			largest = Max(largest, (Size) layer->inputs * layer->outputs);
	}
	if (trains)
		work->transposed = MemoryContextAlloc(model->context, largest * sizeof(float4));
	work->rows = rows;
	work->outputs = outputs;
}

/* Release scratch that only training needs. */
void
NetTrained(Net *net, NetWork *work, NetInput *input)
{
	NetWorkFree(net, work);
	for (int l = 0; l < net->layers; l++)
	{
		if (net->layer[l].gradient)
			pfree(net->layer[l].gradient);
		net->layer[l].gradient = NULL;
	}
	if (input->start)
		pfree(input->start);
	if (input->feature)
	{
		pfree(input->feature);
		pfree(input->value);
	}
	memset(input, 0, sizeof(*input));
}

/*----------
 * Predicting and training
 *----------
 */

/* The sums of the first layer for a row. */
static void
forward_first(const NetLayer *layer, const NetInput *input, int r, float4 *restrict sum)
{
	int n = layer->outputs;

	memcpy(sum, layer->weight, n * sizeof(float4));
	for (int e = input->start[r]; e < input->start[r + 1]; e++)
		add_rows(sum, &input->value[e], 1,
				 layer->weight + ((Size) input->feature[e] + 1) * n, n, 1, n);
}

/* What all units say to the rows; the work has room for these. */
void
NetForward(const Net *net, NetWork *work, const NetInput *input)
{
	for (int l = 0; l < net->layers; l++)
	{
		const NetLayer *layer = &net->layer[l];
		int n = layer->outputs;

		for (int r = 0; r < input->rows; r++)
		{
			float4 *sum = work->value[l] + (Size) r * n;

			if (l == 0)
			{
				forward_first(layer, input, r, sum);
				continue;
			}
			memcpy(sum, layer->weight, n * sizeof(float4));
			add_rows(sum, work->value[l - 1] + (Size) r * layer->inputs, 1,
					 layer->weight + n, n, layer->inputs, n);
		}
		if (l < net->layers - 1)
			activate(net->activation, work->value[l], (Size) input->rows * n);
	}
}

/* The gradient of the first layer's weights. */
static void
gradient_first(NetLayer *layer, const NetInput *input, const float4 *delta)
{
	int n = layer->outputs;

	for (int r = 0; r < input->rows; r++)
	{
		for (int e = input->start[r]; e < input->start[r + 1]; e++)
			add_rows(layer->gradient + ((Size) input->feature[e] + 1) * n,
					 &input->value[e], 1, delta + (Size) r * n, n, 1, n);
	}
}

/* The gradient of a layer's weights; before is what its inputs said. */
static void
gradient_of(NetLayer *layer, int rows, const float4 *before, const float4 *delta)
{
	int n = layer->outputs;

	for (int i = 0; i < layer->inputs; i++)
		add_rows(layer->gradient + ((Size) i + 1) * n, before + i, layer->inputs, delta,
				 n, rows, n);
}

/* A layer's weights without the biases, a row per output. */
static void
transpose(const NetLayer *layer, float4 *restrict transposed)
{
	for (int i = 0; i < layer->inputs; i++)
	{
		const float4 *weight = layer->weight + ((Size) i + 1) * layer->outputs;

		for (int j = 0; j < layer->outputs; j++)
			transposed[(Size) j * layer->inputs + i] = weight[j];
	}
}

/* The derivatives of the layer before. */
static void
delta_before(const NetLayer *layer, int rows, const float4 *transposed,
			 const float4 *delta, float4 *before)
{
	memset(before, 0, (Size) rows * layer->inputs * sizeof(float4));
	for (int r = 0; r < rows; r++)
		add_rows(before + (Size) r * layer->inputs, delta + (Size) r * layer->outputs, 1,
				 transposed, layer->inputs, layer->outputs, layer->inputs);
}

/* From the derivatives of the last layer's sums to the gradient. */
void
NetBackward(Model *model, Net *net, NetWork *work, const NetInput *input)
{
	static const float4 one = 1;

	for (int l = net->layers - 1; l >= 0; l--)
	{
		NetLayer *layer = &net->layer[l];
		int n = layer->outputs;

		if (layer->gradient == NULL)
			layer->gradient = MemoryContextAlloc(
				model->context, Max((Size) layer->allocated * n, 1) * sizeof(float4));
		memset(layer->gradient, 0, layer_size(layer) * sizeof(float4));
		add_rows(layer->gradient, &one, 0, work->delta[l], n, input->rows, n);
		if (l == 0)
		{
			gradient_first(layer, input, work->delta[0]);
			break;
		}
		gradient_of(layer, input->rows, work->value[l - 1], work->delta[l]);
		transpose(layer, work->transposed);
		delta_before(layer, input->rows, work->transposed, work->delta[l],
					 work->delta[l - 1]);
		activation_gradient(net->activation, work->value[l - 1], work->delta[l - 1],
							(Size) input->rows * layer->inputs);
	}
}

/* Can the gradient be followed, or does learning run away? */
bool
NetGradientIsSound(const Net *net)
{
	int beyond = 0;

	for (int l = 0; l < net->layers; l++)
	{
		const float4 *gradient = net->layer[l].gradient;
		Size size = layer_size(&net->layer[l]);

		/* no early end: the loop is shorter without */
		for (Size i = 0; i < size; i++)
			beyond |= !(fabsf(gradient[i]) <= MAX_GRADIENT);
	}
	return beyond == 0;
}

/* Nothing in place of a number that small. */
static inline float4
flush(float4 value, float4 limit)
{
	return fabsf(value) < limit ? 0 : value;
}

static void
step_adam(NetLayer *layer, const NetRule *rule, int64 t, float4 l2, Size from, Size to)
{
	float4 beta1 = (float4) rule->beta1;
	float4 beta2 = (float4) rule->beta2;
	float4 rest1 = (float4) (1 - rule->beta1);
	float4 rest2 = (float4) (1 - rule->beta2);
	float4 rate = (float4) (rule->rate / (1 - pow(rule->beta1, (float8) t)));
	float4 correction = (float4) (1 / (1 - pow(rule->beta2, (float8) t)));
	float4 epsilon = (float4) rule->epsilon;
	float4 *restrict weight = layer->weight;
	float4 *restrict first = layer->first;
	float4 *restrict second = layer->second;
	const float4 *restrict gradient = layer->gradient;

	for (Size i = from; i < to; i++)
	{
		float4 g = flush(gradient[i] + l2 * weight[i], TINY_GRADIENT);

		first[i] = flush(beta1 * first[i] + rest1 * g, TINY_MOMENT);
		second[i] = flush(beta2 * second[i] + rest2 * g * g, TINY_MOMENT);
		weight[i] -= rate * first[i] / (sqrtf(second[i] * correction) + epsilon);
	}
}

static void
step_sgd(NetLayer *layer, const NetRule *rule, float4 l2, Size from, Size to)
{
	float4 rate = (float4) rule->rate;
	float4 *restrict weight = layer->weight;
	const float4 *restrict gradient = layer->gradient;

	for (Size i = from; i < to; i++)
		weight[i] -= rate * (gradient[i] + l2 * weight[i]);
}

/* Take step number t, from 1 on, along the gradient. */
void
NetStep(Net *net, const NetRule *rule, int64 t)
{
	for (int l = 0; l < net->layers; l++)
	{
		NetLayer *layer = &net->layer[l];
		Size biases = layer->outputs;
		Size size = layer_size(layer);

		if (rule->optimizer == NET_ADAM)
		{
			step_adam(layer, rule, t, 0, 0, biases);
			step_adam(layer, rule, t, (float4) rule->l2, biases, size);
		}
		else
		{
			step_sgd(layer, rule, 0, 0, biases);
			step_sgd(layer, rule, (float4) rule->l2, biases, size);
		}
	}
}

/*----------
 * I/O
 *----------
 */

/*
 * Name the layers to the archive, an object each; the caller knows the shape.
 */
void
NetArchive(Model *model, Net *net, const float8 *hidden, int nhidden, int inputs,
		   int outputs, Archive *archive)
{
	if (ArchiveReads(archive))
	{
		NetCheckShape(hidden, nhidden, inputs, outputs);
		shape_net(net, hidden, nhidden, inputs, outputs);
	}
	for (int l = 0; l < net->layers; l++)
	{
		static const char *const keys[] = {"layer1", "layer2", "layer3", "layer4",
										   "layer5"};
		NetLayer *layer = &net->layer[l];

		ArchiveBegin(archive, keys[l]);
		ArchiveSingles(archive, "weights", &layer->weight, layer_size(layer));
		if (net->moments)
		{
			ArchiveSingles(archive, "first", &layer->first, layer_size(layer));
			ArchiveSingles(archive, "second", &layer->second, layer_size(layer));
		}
		ArchiveEnd(archive);
	}
}

/* See ModelOps.check. */
void
NetCheck(const Net *net)
{
	for (int l = 0; l < net->layers && net->moments; l++)
	{
		Size size = layer_size(&net->layer[l]);

		for (Size i = 0; i < size; i++)
		{
			if (net->layer[l].second[i] < 0)
				ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
								errmsg("invalid model: \"second\" is negative")));
		}
	}
}
