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
extern const ModelOps GaussianNaiveBayesOps;
extern const ModelOps MultinomialNaiveBayesOps;
extern const ModelOps BernoulliNaiveBayesOps;
extern const ModelOps NaiveBayesOps;
extern const ModelOps LinearDiscriminantOps;
extern const ModelOps QuadraticDiscriminantOps;
extern const ModelOps TargetEncoderOps;
extern const ModelOps RandomFourierRegressionOps;
extern const ModelOps GaussianAnomalyOps;
extern const ModelOps ScalerOps;
extern const ModelOps MatrixFactorizationOps;
extern const ModelOps HoltWintersOps;
extern const ModelOps QuantileSketchOps;
extern const ModelOps KmeansOps;
extern const ModelOps HalfSpaceTreesOps;
extern const ModelOps HoeffdingTreeOps;
extern const ModelOps HoeffdingTreeRegressorOps;
extern const ModelOps AdaptiveHoeffdingTreeOps;
extern const ModelOps AdaptiveRandomForestOps;
extern const ModelOps MlpClassifierOps;
extern const ModelOps MlpRegressorOps;
extern const ModelOps KnnClassifierOps;
extern const ModelOps KnnRegressorOps;
extern const ModelOps FactorizationMachineClassifierOps;
extern const ModelOps FactorizationMachineRegressorOps;
extern const ModelOps AdwinOps;
extern const ModelOps PageHinkleyOps;
extern const ModelOps DdmOps;
extern const ModelOps XgboostOps;
extern const ModelOps XgboostClassifierOps;
extern const ModelOps XgboostMulticlassOps;

#endif /* STREAMML_ALGORITHMS_H */
