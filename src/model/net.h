/*
 * net.h
 *	  Feed-forward networks: layers, their gradients and steps.  See net.c.
 *
 * To train on some rows:
 *
 *		NetForward(&net, &work, &input);
 *		... NetOutput(&net, &work, row) are the sums of the last layer;
 *		... NetDelta(&net, &work, row) gets d loss / d sum ...
 *		NetBackward(&net, &work, &input);
 *		if (NetGradientIsSound(&net))
 *			NetStep(&net, &rule, t);
 *		NetTrained(&net, &work, &input);		-- gives back the memory
 */
#ifndef STREAMML_NET_H
#define STREAMML_NET_H

#include "model/model.h"

#define NET_MAX_LAYERS (OPTION_MAX_SIZES + 1)

typedef enum NetActivation
{
	NET_RELU,
	NET_SIGMOID,
	NET_TANH
} NetActivation;

typedef enum NetOptimizer
{
	NET_ADAM,
	NET_SGD
} NetOptimizer;

/*
 * A layer.  Arrays have a row of "outputs" numbers per input, after one for
 * the bias: the weight of input i for unit j is weight[(i + 1) * outputs + j].
 */
typedef struct NetLayer
{
	int inputs;
	int outputs;
	int allocated; /* rows there is room for */
	float4 *weight;
	float4 *first; /* adam: means of the gradient and of its square, */
	float4 *second;
	float4 *gradient; /* scratch; NULL until needed */
} NetLayer;

typedef struct Net
{
	int layers; /* 0: not made yet */
	NetLayer layer[NET_MAX_LAYERS];
	NetActivation activation; /* of all layers but the last, which has none */
	bool moments;			  /* are there first and second? */
	uint64 seed;
} Net;

/* Rows of entries: those of row r are from start[r] to start[r + 1] - 1. */
typedef struct NetInput
{
	int rows;
	int allocated_rows;
	int allocated_entries;
	int32 *start;
	int32 *feature;
	float4 *value;
} NetInput;

/* Scratch of as many rows: what units say, and the loss's derivatives. */
typedef struct NetWork
{
	int rows;
	int outputs; /* of the last layer when it was made */
	float4 *value[NET_MAX_LAYERS];
	float4 *delta[NET_MAX_LAYERS];
	float4 *transposed; /* the weights of one layer */
} NetWork;

typedef struct NetRule
{
	NetOptimizer optimizer;
	float8 rate;
	float8 l2;
	float8 beta1;
	float8 beta2;
	float8 epsilon;
} NetRule;

extern void NetCheckShape(const float8 *hidden, int nhidden, int inputs, int outputs);
extern void NetMake(Model *model, Net *net, const float8 *hidden, int nhidden, int inputs,
					int outputs);
extern void NetGrowInputs(Model *model, Net *net, int inputs);
extern void NetGrowOutputs(Model *model, Net *net, int outputs, float4 bias);
extern int64 NetParameters(const Net *net);
extern void NetInputReserve(Model *model, NetInput *input, int rows, int entries);
extern void NetWorkReserve(Model *model, const Net *net, NetWork *work, int rows,
						   bool trains);
extern void NetWorkFree(const Net *net, NetWork *work);
extern void NetTrained(Net *net, NetWork *work, NetInput *input);
extern void NetForward(const Net *net, NetWork *work, const NetInput *input);
extern void NetBackward(Model *model, Net *net, NetWork *work, const NetInput *input);
extern bool NetGradientIsSound(const Net *net);
extern void NetStep(Net *net, const NetRule *rule, int64 t);
extern void NetArchive(Model *model, Net *net, const float8 *hidden, int nhidden,
					   int inputs, int outputs, Archive *archive);
extern void NetCheck(const Net *net);

/* The sums of the last layer for a row, and where their derivatives go. */
static inline float4 *
NetOutput(const Net *net, const NetWork *work, int row)
{
	return work->value[net->layers - 1] +
		   (Size) row * net->layer[net->layers - 1].outputs;
}

static inline float4 *
NetDelta(const Net *net, const NetWork *work, int row)
{
	return work->delta[net->layers - 1] +
		   (Size) row * net->layer[net->layers - 1].outputs;
}

#endif /* STREAMML_NET_H */
