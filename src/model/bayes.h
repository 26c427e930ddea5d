/*
 * bayes.h
 *	  What classifiers that model each class by itself share: numbers per class
 *	  and feature, weights of the classes, and the way from likelihoods to
 *	  probabilities.
 *
 * Such a model is sums over the rows of a class, so it merges exactly and a row
 * can be taken out again.
 */
#ifndef STREAMML_BAYES_H
#define STREAMML_BAYES_H

#include "shim.h"

#include "model/archive.h"
#include "model/model.h"

/* Smallest log likelihood of a class: far below any other, and finite. */
#define BAYES_LOG_MIN (-1e300)

/* A number per class and column; columns are features or what follows from them. */
typedef struct ClassTable
{
	int classes; /* room */
	int columns; /* room, and the distance of rows */
	float8 *cell;
} ClassTable;

/* The numbers of one class. */
static inline float8 *
ClassRow(const ClassTable *table, int class)
{
	return table->cell + (Size) class * table->columns;
}

/* The sum of the weights of the rows of every class. */
typedef struct ClassWeights
{
	int classes; /* room */
	float8 *weight;
} ClassWeights;

/*
 * A product of many factors, positive and between 1e-150 and 1e200, that
 * neither underflows nor overflows: mantissa * 2^exponent.
 */
typedef struct BayesProduct
{
	float8 mantissa;
	int64 exponent;
} BayesProduct;

static inline void
BayesMultiply(BayesProduct *product, float8 factor)
{
	product->mantissa *= factor;
	if (product->mantissa < 1e-100 || product->mantissa > 1e100)
	{
		int exponent;

		product->mantissa = frexp(product->mantissa, &exponent);
		product->exponent += exponent;
	}
}

static inline float8
BayesProductLog(const BayesProduct *product)
{
	return log(product->mantissa) + product->exponent * 0.69314718055994530942;
}

/* What x (NaN: missing) says of a feature: the logarithm of its likelihood. */
typedef float8 (*BayesPart)(const Model *model, int class, int feature, float8 x);

/* bayes.c */
extern void ClassTableReserve(Model *model, ClassTable *table, int classes, int columns);
extern void ClassTableArchive(Model *model, Archive *archive, const char *key,
							  ClassTable *table, int columns);
extern void ClassTableCheck(const Model *model, const ClassTable *table, const char *key,
							int columns);
extern void ClassWeightsReserve(Model *model, ClassWeights *weights);
extern void ClassWeightsArchive(Model *model, Archive *archive, ClassWeights *weights);
extern void ClassWeightsCheck(const Model *model, const ClassWeights *weights);
extern void ClassWeightsMerge(ClassWeights *into, const Model *from,
							  const ClassWeights *theirs, const int32 *class);
extern float8 ClassWeightsTotal(const Model *model, const ClassWeights *weights);
extern bool BayesProbabilities(const Model *model, const ClassWeights *weights,
							   bool fit_prior, float8 *score);
extern ModelWeight BayesPriorWeight(const Model *model, const ClassWeights *weights,
									int class);
extern int BayesSqlScores(const Model *model, const ClassWeights *weights,
						  struct ModelSql *sql);
extern void BayesSqlPrior(StringInfo out, const ClassWeights *weights, bool fit_prior,
						  int class);
extern bool BayesExplain(const Model *model, const ClassWeights *weights, bool fit_prior,
						 int class, const FeatureView *row, BayesPart part,
						 struct ModelExplanation *explanation);
extern void BayesCheckRemainder(const Model *model, float8 have, float8 take);

#endif /* STREAMML_BAYES_H */
