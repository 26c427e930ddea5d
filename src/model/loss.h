/*
 * loss.h
 *	  Loss functions of a linear predictor.
 */
#ifndef STREAMML_LOSS_H
#define STREAMML_LOSS_H

#include "shim.h"

/* What a loss says of one row. */
typedef struct LossPoint
{
	float8 score;	 /* the linear predictor */
	float8 label;	 /* a number; of two classes 0 or 1 */
	float8 shape;	 /* the loss's parameter, if it has one */
	float8 gradient; /* set by look: d loss / d score */
	float8 memo;	 /* set by look, for advance */
} LossPoint;

/*
 * look() finds the gradient.  advance() is how far the score goes if it
 * follows d score / d t = -gradient from t = 0 to "time", on a point that was
 * looked at.
 */
typedef struct Loss
{
	void (*look)(LossPoint *point);
	float8 (*advance)(const LossPoint *point, float8 time);
	bool identity;				   /* the score is in the units of the label */
	bool classes;				   /* the label is one of two classes */
	float8 (*start)(float8 label); /* the score that says so, where there is one */
} Loss;

extern const Loss SquaredLoss;	/* (s - y)^2 */
extern const Loss LogisticLoss; /* log(1 + exp(-+s)) */
extern const Loss PoissonLoss;	/* exp(s) - y s */
extern const Loss QuantileLoss; /* shape tau: (y - s) (tau - [y < s]) */
extern const Loss HuberLoss;	/* shape delta: half squares, linear beyond */
extern const Loss HingeLoss;	/* shape margin: max(0, margin -+ s) */

#endif /* STREAMML_LOSS_H */
