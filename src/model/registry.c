/*
 * registry.c
 *	  The algorithms there are.
 *
 * A new one adds its number to ModelAlgorithm, its table here, its file to
 * the Makefile and its signatures to sql/install/20_model.sql.
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/model.h"

static const ModelOps *const algorithms[] = {
	[MODEL_LINEAR_REGRESSION] = &LinearRegressionOps,
	[MODEL_LOGISTIC_REGRESSION] = &LogisticRegressionOps,
	[MODEL_SOFTMAX_REGRESSION] = &SoftmaxRegressionOps,
	[MODEL_POISSON_REGRESSION] = &PoissonRegressionOps,
	[MODEL_QUANTILE_REGRESSION] = &QuantileRegressionOps,
	[MODEL_HUBER_REGRESSION] = &HuberRegressionOps,
	[MODEL_PASSIVE_AGGRESSIVE_CLASSIFIER] = &PassiveAggressiveClassifierOps,
	[MODEL_PASSIVE_AGGRESSIVE_REGRESSOR] = &PassiveAggressiveRegressorOps,
	[MODEL_PERCEPTRON] = &PerceptronOps,
	[MODEL_FTRL_CLASSIFIER] = &FtrlClassifierOps,
	[MODEL_GAUSSIAN_NAIVE_BAYES] = &GaussianNaiveBayesOps,
	[MODEL_MULTINOMIAL_NAIVE_BAYES] = &MultinomialNaiveBayesOps,
	[MODEL_BERNOULLI_NAIVE_BAYES] = &BernoulliNaiveBayesOps,
	[MODEL_NAIVE_BAYES] = &NaiveBayesOps,
	[MODEL_LINEAR_DISCRIMINANT] = &LinearDiscriminantOps,
	[MODEL_QUADRATIC_DISCRIMINANT] = &QuadraticDiscriminantOps,
	[MODEL_TARGET_ENCODER] = &TargetEncoderOps,
	[MODEL_RANDOM_FOURIER_REGRESSION] = &RandomFourierRegressionOps,
	[MODEL_GAUSSIAN_ANOMALY] = &GaussianAnomalyOps,
	[MODEL_SCALER] = &ScalerOps,
	[MODEL_MATRIX_FACTORIZATION] = &MatrixFactorizationOps,
	[MODEL_HOLT_WINTERS] = &HoltWintersOps,
	[MODEL_QUANTILE_SKETCH] = &QuantileSketchOps,
	[MODEL_KMEANS] = &KmeansOps,
	[MODEL_HALF_SPACE_TREES] = &HalfSpaceTreesOps,
	[MODEL_HOEFFDING_TREE] = &HoeffdingTreeOps,
	[MODEL_HOEFFDING_TREE_REGRESSOR] = &HoeffdingTreeRegressorOps,
	[MODEL_ADAPTIVE_HOEFFDING_TREE] = &AdaptiveHoeffdingTreeOps,
	[MODEL_ADAPTIVE_RANDOM_FOREST] = &AdaptiveRandomForestOps,
	[MODEL_MLP_CLASSIFIER] = &MlpClassifierOps,
	[MODEL_MLP_REGRESSOR] = &MlpRegressorOps,
	[MODEL_KNN_CLASSIFIER] = &KnnClassifierOps,
	[MODEL_KNN_REGRESSOR] = &KnnRegressorOps,
	[MODEL_FACTORIZATION_MACHINE_CLASSIFIER] = &FactorizationMachineClassifierOps,
	[MODEL_FACTORIZATION_MACHINE_REGRESSOR] = &FactorizationMachineRegressorOps,
	[MODEL_ADWIN] = &AdwinOps,
	[MODEL_PAGE_HINKLEY] = &PageHinkleyOps,
	[MODEL_DDM] = &DdmOps,
	[MODEL_XGBOOST] = &XgboostOps,
	[MODEL_XGBOOST_CLASSIFIER] = &XgboostClassifierOps,
	[MODEL_XGBOOST_MULTICLASS] = &XgboostMulticlassOps,
};

/* The algorithm of that number, NULL if this release has none. */
const ModelOps *
ModelOpsById(int id)
{
	if (id < 0 || id >= (int) lengthof(algorithms))
		return NULL;
	return algorithms[id];
}

/* The algorithm of that name, NULL if this release has none. */
const ModelOps *
ModelOpsByName(const char *name)
{
	for (int id = 0; id < (int) lengthof(algorithms); id++)
	{
		if (algorithms[id] && strcmp(algorithms[id]->name, name) == 0)
			return algorithms[id];
	}
	return NULL;
}
