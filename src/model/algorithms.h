/*
 * algorithms.h
 *	  Each algorithm's table, for registry.c.
 */
#ifndef STREAMML_ALGORITHMS_H
#define STREAMML_ALGORITHMS_H

#include "model/model.h"

extern const ModelOps LinearRegressionOps;
extern const ModelOps LogisticRegressionOps;
extern const ModelOps SoftmaxRegressionOps;
extern const ModelOps PoissonRegressionOps;
extern const ModelOps QuantileRegressionOps;
extern const ModelOps HuberRegressionOps;
extern const ModelOps PassiveAggressiveClassifierOps;
extern const ModelOps PassiveAggressiveRegressorOps;
extern const ModelOps PerceptronOps;
extern const ModelOps FtrlClassifierOps;

#endif /* STREAMML_ALGORITHMS_H */
