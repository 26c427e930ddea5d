/*
 * descent.h
 *	  Weights that follow gradients: the optimizers sgd, adagrad, rmsprop, adam,
 *	  momentum and ftrl behind one interface.
 */
#ifndef STREAMML_DESCENT_H
#define STREAMML_DESCENT_H

#include "model/model.h"

typedef enum DescentKind
{
	DESCENT_SGD,
	DESCENT_ADAGRAD,
	DESCENT_RMSPROP,
	DESCENT_ADAM,
	DESCENT_MOMENTUM,
	DESCENT_FTRL,
	DESCENT_ADAPTIVE /* not one of these: adaptive.c */
} DescentKind;

/* How to move. */
typedef struct DescentRule
{
	DescentKind kind;
	float8 rate;
	float8 intercept_rate;		 /* of the intercept, 0 if there is none */
	bool intercept_like_weights; /* ftrl: in place of intercept_rate */
	float8 l1;
	float8 l2;
	bool everywhere; /* every row penalises every weight, not only its own */
	float8 momentum; /* momentum */
	float8 rho;		 /* rmsprop */
	float8 beta1;	 /* adam */
	float8 beta2;
	float8 epsilon;			 /* adagrad, rmsprop, adam */
	float8 beta;			 /* ftrl */
	int64 rows;				 /* learned so far */
	float8 first_correction; /* adam: 1 / (1 - beta1^t), set by DescentBegin */
	float8 second_correction;
} DescentRule;

/* Arrays have an element per feature, or are NULL where the rule has no use. */
typedef struct Descent
{
	float8 intercept;
	float8 intercept_first; /* as below, if intercept_like_weights */
	float8 intercept_second;
	float8 *weight;
	float8 *first;	/* momentum: step; adam: mean gradient; ftrl: z */
	float8 *second; /* sums (adagrad, ftrl: n) or means of squared gradients */
	float8 *seen;	/* rows learned when it was last penalised (everywhere) */
} Descent;

extern float8 DescentDefaultRate(DescentKind kind);
extern void DescentBegin(DescentRule *rule, int64 rows);
extern void DescentReserve(Model *model, Descent *descent, const DescentRule *rule,
						   int from, int to);
extern float8 DescentOverdue(const Descent *descent, const DescentRule *rule,
							 int feature);
extern void DescentStep(Descent *descent, const DescentRule *rule, const FeatureView *row,
						const float8 *value, float8 gradient);
extern void DescentMerge(Descent *into, const Descent *from, const DescentRule *rule,
						 int features, const float8 *count, float8 from_n,
						 int from_features, const float8 *from_count,
						 const int32 *feature, float8 sign);
extern void DescentArchive(Model *model, Descent *descent, Archive *archive);
extern void DescentArchiveMore(Model *model, Descent *descent, const DescentRule *rule,
							   Archive *archive);
extern void DescentCheck(const Model *model, const Descent *descent);

/* A weight as of the rule's rows. */
static inline float8
DescentWeight(const Descent *descent, const DescentRule *rule, int feature)
{
	if (descent->seen == NULL)
		return descent->weight[feature];
	return DescentOverdue(descent, rule, feature);
}

#endif /* STREAMML_DESCENT_H */
