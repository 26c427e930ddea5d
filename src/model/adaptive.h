/*
 * adaptive.h
 *	  The normalised adaptive update: gradient descent that needs neither a
 *	  scaler nor a tuned rate.  Default optimizer of the linear learners.
 */
#ifndef STREAMML_ADAPTIVE_H
#define STREAMML_ADAPTIVE_H

#include "model/model.h"

/* Values of Adaptive.sides. */
#define ADAPTIVE_BELOW 1
#define ADAPTIVE_ABOVE 2
#define ADAPTIVE_BOTH_SIDES 3

/* Arrays have an element per feature. */
typedef struct Adaptive
{
	bool has_intercept;
	float8 intercept;
	float8 intercept_sum; /* sum of squared gradients, as in "sum" */
	float8 *weight;
	float8 *sum;		/* sum of squared gradients times squared values */
	float8 *largest;	/* largest absolute value seen */
	float8 rows;		/* weight of the rows learned */
	float8 norm;		/* sum over rows and features of (value / largest)^2 */
	bool center;		/* from here on, if steps are taken on centred values: */
	float8 center_rows; /* weight of the rows in "total" */
	float8 *total;		/* sum of the values; means are those over all rows */
	int32 sides;		/* signs that gradients have had */
	float8 *present;	/* weight of the rows that had the feature */
	float8 *mean;		/* scratch: what the row's values are centred on */
	float8 *deviation;	/* scratch: from them */
	float8 *step;		/* scratch: how the weights change */
	float8 intercept_step;
	float8 rate;   /* what steps are multiplied by, a in adaptive.c */
	float8 change; /* of the row's score, by observing it */
} Adaptive;

extern void AdaptiveReserve(Model *model, Adaptive *state, int from, int to);
extern float8 AdaptiveMean(const Adaptive *state, int feature);
extern float8 AdaptiveDeviation(const Adaptive *state, int feature);
extern float8 AdaptiveScore(const Adaptive *state, const FeatureView *row);
extern float8 AdaptiveObserve(Adaptive *state, const FeatureView *row, float8 weight);
extern float8 AdaptiveScale(Adaptive *state, const FeatureView *row,
							float8 squared_gradient, float8 weight);
extern float8 AdaptiveIntercept(Adaptive *state, const FeatureView *row,
								float8 squared_gradient, float8 weight);
extern void AdaptiveStep(Adaptive *state, const FeatureView *row, float8 update);
extern void AdaptiveShrink(Adaptive *state, int features, const FeatureView *row,
						   float8 l1, float8 l2);
extern float8 AdaptiveMeanScore(const Adaptive *state, int features);
extern void AdaptiveBegin(Adaptive *state, const Adaptive *other, int features);
extern void AdaptiveMerge(Adaptive *into, const Adaptive *from, int features,
						  int from_features, const int32 *feature, float8 sign);
extern void AdaptiveArchive(Model *model, Adaptive *state, Archive *archive);
extern void AdaptiveCheck(const Model *model, const Adaptive *state);

#endif /* STREAMML_ADAPTIVE_H */
