/*
 * glm.h
 *	  The engine of the linear learners: any loss with any optimizer, for one
 *	  linear predictor or one per class.
 *
 * An algorithm's state begins with a Glm, and GlmReady must come before
 * anything else on it.  Then, with k the predictor's number:
 *
 *		score = GlmScore(glm, k, row);
 *		GlmObserve(glm, row, weight);			-- the standardizer learns the row
 *		point.score = GlmScoreAgain(glm, k, row, score);
 *		GlmStep(glm, k, row, &point, weight);
 *
 * or GlmLearn, which is the last three for one predictor.  An algorithm that
 * is just a loss puts a GlmFamily and GLM_MODEL_FUNCTIONS (glm_model.c) into
 * its ModelOps and needs no code at all.
 */
#ifndef STREAMML_GLM_H
#define STREAMML_GLM_H

#include "model/adaptive.h"
#include "model/descent.h"
#include "model/loss.h"
#include "model/model.h"
#include "model/standardize.h"

/* One linear predictor. */
typedef struct GlmOutput
{
	Adaptive adaptive; /* one of the two is in use */
	Descent descent;
} GlmOutput;

/* What an algorithm wants; follows from its options. */
typedef struct GlmRule
{
	const Loss *loss;
	float8 shape;
	bool has_intercept;
	bool scale;
	bool center; /* adaptive */
	DescentRule descent;
} GlmRule;

/* The state. */
typedef struct Glm
{
	bool ready;
	GlmRule rule;
	Standardizer standardizer; /* of all predictors; not used by adaptive */
	GlmOutput one;			   /* the only predictor, unless there are */
	GlmOutput *several;		   /* several of them: */
	int outputs;			   /* that many */
	float8 label_weight;	   /* adaptive, labels in units of the score: moments */
	float8 label_mean;
	float8 label_m2;
	float8 label_low; /* the same labels' range */
	float8 label_high;
	float8 score; /* for the algorithm: predictor of the row to be learned */
} Glm;

/* Where an algorithm has the options that belong to every optimizer. */
typedef struct GlmPlaces
{
	int optimizer;
	const DescentKind *optimizers; /* by position of the choice */
	int optimizer_count;
	int learning_rate;
	int intercept_rate;
	int l2;
	int fit_intercept;
	int l1; /* and from here on GLM_MORE_OPTIONS */
} GlmPlaces;

/* What becomes of the score. */
typedef enum GlmLink
{
	LINK_IDENTITY,
	LINK_EXP,
	LINK_SIGMOID
} GlmLink;

/* ModelOps.family of algorithms with one predictor. */
typedef struct GlmFamily
{
	GlmLink link;
	/* options, settled and checked, into a zeroed rule */
	void (*make_rule)(const float8 *option, GlmRule *rule);
	/* optional: refuse a label */
	void (*check_label)(float8 label);
} GlmFamily;

/* Options that come with the optimizers, in this order, from "l1" on. */
#define GLM_MORE_COUNT 9
#define GLM_MORE_OPTIONS                                                                 \
	{"l1", OPTION_REAL, 0, 0, 1e6, NULL},                                                \
		{"penalize", OPTION_CHOICE, NAN, 0, 0, GlmPenalize},                             \
		{"momentum", OPTION_REAL, 0.9, 0, 0.999999, NULL},                               \
		{"rho", OPTION_REAL, 0.9, 0, 0.999999, NULL},                                    \
		{"beta1", OPTION_REAL, 0.9, 0, 0.999999, NULL},                                  \
		{"beta2", OPTION_REAL, 0.999, 0, 0.999999, NULL},                                \
		{"epsilon", OPTION_REAL, 1e-8, 1e-300, 1e6, NULL},                               \
		{"beta", OPTION_REAL, 1, 0, 1e6, NULL},                                          \
	{                                                                                    \
		"center", OPTION_BOOLEAN, 1, 0, 1, NULL                                          \
	}

/* The options of learners that have nothing else before these, in order. */
#define GLM_OPTIONS                                                                      \
	MODEL_COMMON_OPTIONS, {"optimizer", OPTION_CHOICE, 0, 0, 0, GlmOptimizers},          \
		{"learning_rate", OPTION_REAL, NAN, 1e-10, 100, NULL},                           \
		{"intercept_rate", OPTION_REAL, 0.01, 0, 100, NULL},                             \
		{"l2", OPTION_REAL, 0, 0, 1e6, NULL},                                            \
		{"fit_intercept", OPTION_BOOLEAN, 1, 0, 1, NULL}, GLM_MORE_OPTIONS

enum
{
	GLM_OPTIMIZER = OPTION_MAX_FEATURES + 1,
	GLM_LEARNING_RATE,
	GLM_INTERCEPT_RATE,
	GLM_L2,
	GLM_FIT_INTERCEPT,
	GLM_L1,
	GLM_SHAPE = GLM_L1 + GLM_MORE_COUNT /* the algorithm's own option, if any */
};

#define GLM_OPTIMIZER_COUNT 7
extern const char *const GlmOptimizers[];
extern const DescentKind GlmOptimizerKinds[];
extern const char *const GlmPenalize[];

extern const GlmPlaces GlmStandardPlaces;

extern void GlmSettle(float8 *option);
extern void GlmSettleAt(const GlmPlaces *places, float8 *option);
extern void GlmStandardRule(const float8 *option, const Loss *loss, GlmRule *rule);
extern void GlmRuleAt(const GlmPlaces *places, const float8 *option, const Loss *loss,
					  GlmRule *rule);
extern void GlmReady(const Model *model, Glm *glm,
					 void (*make_rule)(const float8 *option, GlmRule *rule));

extern void GlmReserve(Model *model, Glm *glm, int from, int to);
extern void GlmReserveOutputs(Model *model, Glm *glm, int outputs);
extern float8 GlmIntercept(const Glm *glm, int k);
extern void GlmBeginClass(const Model *model, Glm *glm, int k, int known, bool compare,
						  bool merging);
extern float8 GlmScore(const Glm *glm, int k, const FeatureView *row);
extern bool GlmHasBounds(const Glm *glm);
extern float8 GlmBound(const Glm *glm, float8 value);
extern void GlmObserve(Glm *glm, const FeatureView *row, float8 weight);
extern float8 GlmScoreAgain(const Glm *glm, int k, const FeatureView *row, float8 score);
extern float8 GlmPart(const Glm *glm, float8 rest, float8 done);
extern void GlmStep(const Model *model, Glm *glm, int k, const FeatureView *row,
					LossPoint *point, float8 weight);
extern void GlmLearn(const Model *model, Glm *glm, const FeatureView *row, float8 score,
					 float8 label, float8 weight);
extern void GlmMergeCommon(const Model *into, Glm *ours, const Model *from,
						   const Glm *theirs, const int32 *feature);
extern void GlmMergeOutput(const Model *into, Glm *ours, int our_output,
						   const Model *from, const Glm *theirs, int their_output,
						   const int32 *feature, float8 sign);
extern void GlmArchive(Model *model, Glm *glm, Archive *archive);
extern void GlmArchiveOutputs(Model *model, Glm *glm, int outputs, Archive *archive);
extern void GlmCheck(const Model *model, const Glm *glm, int outputs);
extern int GlmWeights(const Model *model, const Glm *glm, int k, float8 sign, int class,
					  ModelWeight *rows);

/* glm_explain.c */
extern char *GlmSql(const Model *model, const Glm *glm, int k,
					const struct ModelSql *sql);
extern void GlmSqlBounds(const Glm *glm, struct ModelSql *sql);
extern float8 GlmExplain(const Model *model, const Glm *glm, int k,
						 const FeatureView *row, float8 factor, float8 *contribution);
extern void GlmExplainBounds(const Glm *glm, GlmLink link, const FeatureView *row,
							 struct ModelExplanation *explanation);
extern void GlmImportance(const Model *model, const Glm *glm, int k, float8 *importance);

/* glm_model.c: ModelOps of algorithms with one predictor */
extern void GlmModelReserve(Model *model, int from, int to);
extern bool GlmModelPredict(const Model *model, const FeatureView *row, float8 *score);
extern bool GlmModelScore(Model *model, const FeatureView *row, float8 *score);
extern void GlmModelLearn(Model *model, const FeatureView *row, float8 label,
						  float8 weight);
extern void GlmModelMerge(Model *into, const Model *from, const int32 *feature,
						  const int32 *class);
extern void GlmModelArchive(Model *model, Archive *archive);
extern void GlmModelCheck(const Model *model);
extern int GlmModelWeights(Model *model, ModelWeight **rows);
extern void GlmModelToSql(const Model *model, struct ModelSql *sql);
extern bool GlmModelExplain(const Model *model, const FeatureView *row, int class,
							struct ModelExplanation *explanation);
extern void GlmModelImportance(const Model *model, float8 *importance);

#define GLM_MODEL_EXPLAIN                                                                \
	.to_sql = GlmModelToSql, .explain = GlmModelExplain, .importance = GlmModelImportance

#define GLM_MODEL_FUNCTIONS                                                              \
	.merge_class = MERGE_APPROXIMATE, .state_size = sizeof(Glm), .hashable = true,       \
	.imputable = true, .reserve = GlmModelReserve, .predict = GlmModelPredict,           \
	.score = GlmModelScore, .learn = GlmModelLearn, .merge = GlmModelMerge,              \
	.archive = GlmModelArchive, .check = GlmModelCheck, .weights = GlmModelWeights,      \
	GLM_MODEL_EXPLAIN

#endif /* STREAMML_GLM_H */
