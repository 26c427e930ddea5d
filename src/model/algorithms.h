/*
 * algorithms.h
 *	  Each algorithm's table, for registry.c.
 */
#ifndef STREAMML_ALGORITHMS_H
#define STREAMML_ALGORITHMS_H

#include "model/model.h"

extern const ModelOps LinearRegressionOps;
extern const ModelOps LogisticRegressionOps;
extern const ModelOps GaussianAnomalyOps;
extern const ModelOps ScalerOps;
extern const ModelOps MatrixFactorizationOps;
extern const ModelOps HoltWintersOps;
extern const ModelOps QuantileSketchOps;
extern const ModelOps KmeansOps;
extern const ModelOps HalfSpaceTreesOps;

#endif /* STREAMML_ALGORITHMS_H */
