/*
 * sgd.h
 *	  Stochastic gradient descent on features that are standardised as they
 *	  come: the optimizer "sgd" of linear and logistic regression.
 */
#ifndef STREAMML_SGD_H
#define STREAMML_SGD_H

#include "model/model.h"

/* Arrays have an element per feature. */
typedef struct Sgd
{
	float8 intercept;
	float8 *weight;	  /* of the standardised feature */
	float8 *count;	  /* weight of the rows that had the feature */
	float8 *mean;	  /* running mean */
	float8 *variance; /* running population variance */
	float8 *scaled;	  /* scratch: a row's standardised values */
} Sgd;

/* What a step needs to know. */
typedef struct SgdStep
{
	float8 rate;		   /* of the weights */
	float8 intercept_rate; /* of the intercept, 0 if there is none */
	float8 l2;			   /* added to the gradient: l2 * weight */
	float8 (*gradient)(float8 score, float8 label); /* d loss / d score */
} SgdStep;

extern void SgdReserve(Model *model, Sgd *sgd, int from, int to);
extern float8 SgdScore(const Sgd *sgd, const FeatureView *row);
extern void SgdLearn(Sgd *sgd, const FeatureView *row, float8 label, float8 weight,
					 const SgdStep *step);
extern void SgdMerge(Sgd *into, const Sgd *from, float8 into_n, float8 from_n,
					 int from_features, const int32 *feature, float8 sign);
extern void SgdArchive(Model *model, Sgd *sgd, Archive *archive);
extern void SgdCheck(const Model *model, const Sgd *sgd);
extern int SgdWeights(const Model *model, const Sgd *sgd, bool intercept, float8 sign,
					  ModelWeight **rows);

#endif /* STREAMML_SGD_H */
