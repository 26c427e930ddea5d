/*
 * algorithms.h
 *	  Each algorithm's table, for registry.c.
 */
#ifndef STREAMML_ALGORITHMS_H
#define STREAMML_ALGORITHMS_H

#include "model/model.h"

extern const ModelOps LinearRegressionOps;
extern const ModelOps LogisticRegressionOps;
extern const ModelOps HoeffdingTreeOps;
extern const ModelOps HoeffdingTreeRegressorOps;
extern const ModelOps AdaptiveHoeffdingTreeOps;
extern const ModelOps AdaptiveRandomForestOps;

#endif /* STREAMML_ALGORITHMS_H */
