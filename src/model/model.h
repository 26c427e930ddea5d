/*
 * model.h
 *	  Models as values: what one is in memory, what an algorithm must supply,
 *	  and what the rest of streamml may ask of a model.
 *
 * A model has two forms.  The *flat* form is the varlena that is stored, sent
 * and compared: one header, then everything else in a fixed order, always the
 * same bytes for the same content (archive.c defines it, once, for binary and
 * for JSON).  The *open* form is struct Model: the same content, ready to
 * learn.  Aggregates keep it in an expanded object (expanded.c) and flatten it
 * only when the value leaves memory.
 *
 * An algorithm is one file that ends in a const ModelOps, and a line in
 * registry.c.  All of such a file's code builds outside the server too.
 */
#ifndef STREAMML_MODEL_H
#define STREAMML_MODEL_H

#include "shim.h"

#include "feature/feature.h"
#include "model/archive.h"
#include "model/histogram.h"
#include "model/residuals.h"
#include "model/sums.h"

typedef struct Model Model;
struct Detector; /* model/detector.h */
struct DetectorRules;
struct ModelWatch;		 /* watch.c */
struct ModelSql;		 /* explain.h */
struct ModelExplanation; /* explain.h */

/*----------
 * Limits and numbers of the stored form.  Frozen: a number once released is
 * never given another meaning.
 *----------
 */
#define MODEL_MAGIC 0x4c4d4d53 /* "SMML" */
#define MODEL_FORMAT 2		   /* newest format this release writes */
#define MODEL_MAX_SIZE (512 * 1024 * 1024)
#define MODEL_MAX_CLASSES 1024
#define MODEL_MAX_OPTIONS 24
#define MODEL_MAX_ROWS INT64_C(0x20000000000000) /* 2^53; counts stop here */

typedef enum ModelAlgorithm
{
	MODEL_LINEAR_REGRESSION = 1,
	MODEL_LOGISTIC_REGRESSION = 2,
	MODEL_SOFTMAX_REGRESSION = 3,
	MODEL_POISSON_REGRESSION = 4,
	MODEL_QUANTILE_REGRESSION = 5,
	MODEL_HUBER_REGRESSION = 6,
	MODEL_PASSIVE_AGGRESSIVE_CLASSIFIER = 7,
	MODEL_PASSIVE_AGGRESSIVE_REGRESSOR = 8,
	MODEL_PERCEPTRON = 9,
	MODEL_FTRL_CLASSIFIER = 10,
	MODEL_GAUSSIAN_NAIVE_BAYES = 20,
	MODEL_MULTINOMIAL_NAIVE_BAYES = 21,
	MODEL_BERNOULLI_NAIVE_BAYES = 22,
	MODEL_NAIVE_BAYES = 23,
	MODEL_LINEAR_DISCRIMINANT = 24,
	MODEL_QUADRATIC_DISCRIMINANT = 25,
	MODEL_TARGET_ENCODER = 26,
	MODEL_RANDOM_FOURIER_REGRESSION = 27,
	MODEL_HOEFFDING_TREE = 30,
	MODEL_HOEFFDING_TREE_REGRESSOR = 31,
	MODEL_ADAPTIVE_HOEFFDING_TREE = 32,
	MODEL_ADAPTIVE_RANDOM_FOREST = 33,
	MODEL_GAUSSIAN_ANOMALY = 40,
	MODEL_HALF_SPACE_TREES = 41,
	MODEL_KMEANS = 42,
	MODEL_SCALER = 43,
	MODEL_QUANTILE_SKETCH = 44,
	MODEL_HOLT_WINTERS = 46,
	MODEL_MATRIX_FACTORIZATION = 47,
	MODEL_MLP_CLASSIFIER = 50,
	MODEL_MLP_REGRESSOR = 51,
	MODEL_KNN_CLASSIFIER = 52,
	MODEL_KNN_REGRESSOR = 53,
	MODEL_FACTORIZATION_MACHINE_CLASSIFIER = 54,
	MODEL_FACTORIZATION_MACHINE_REGRESSOR = 55,
	MODEL_XGBOOST = 60,
	MODEL_XGBOOST_CLASSIFIER = 61,
	MODEL_XGBOOST_MULTICLASS = 62,
	MODEL_ADWIN = 70,
	MODEL_PAGE_HINKLEY = 71,
	MODEL_DDM = 72,
} ModelAlgorithm;

/* What is predicted, and so what a row consists of. */
typedef enum ModelTask
{
	/* rows of a label and features */
	TASK_REGRESSION, /* a number */
	TASK_BINARY,	 /* one of two classes */
	TASK_MULTICLASS, /* one of several classes */
	/* rows of features alone */
	TASK_ANOMALY,	/* how unusual a row is, from 0 to 1 */
	TASK_CLUSTER,	/* the number of the group a row belongs to */
	TASK_TRANSFORM, /* other features in place of the row's */
	/* other rows */
	TASK_SERIES,		 /* a value alone: those to come */
	TASK_RECOMMENDATION, /* a rating, a user and an item: the rating */
	TASK_DRIFT			 /* a value alone: whether the mean has changed */
} ModelTask;

/* Are rows labelled, be it with a class or with a value? */
static inline bool
TaskHasLabel(ModelTask task)
{
	return task != TASK_ANOMALY && task != TASK_CLUSTER && task != TASK_TRANSFORM;
}

/* Is the label one of several classes? */
static inline bool
TaskHasClasses(ModelTask task)
{
	return task == TASK_BINARY || task == TASK_MULTICLASS;
}

/* Are there features, or names that stand for them? */
static inline bool
TaskHasFeatures(ModelTask task)
{
	return task != TASK_SERIES && task != TASK_DRIFT;
}

/* Is the label a number? */
static inline bool
TaskHasValue(ModelTask task)
{
	return TaskHasLabel(task) && !TaskHasClasses(task);
}

/* What merging two models means. */
typedef enum ModelMergeClass
{
	MERGE_EXACT,	   /* the model of all rows, up to rounding */
	MERGE_APPROXIMATE, /* a model between the two */
	MERGE_NONE		   /* refused: rows have an order */
} ModelMergeClass;

/* What the labels were; stored. */
typedef enum ModelLabelKind
{
	LABEL_NONE = 0, /* no label seen */
	LABEL_BOOLEAN = 1,
	LABEL_NUMBER = 2,
	LABEL_TEXT = 3
} ModelLabelKind;

/* Bits of Model.flags; stored. */
#define MODEL_MERGED 0x1 /* parts learned apart: progressive figures depend on it */
#define MODEL_CLASSES_FIXED 0x2 /* option "classes" named them all */
#define MODEL_UNSCORED 0x4		/* rows can be unlearned: no progressive figures */
#define MODEL_WATCHED 0x8		/* option "drift": a detector is part of it */
#define MODEL_HASHED 0x100		/* features are slots of a hash of their names */
#define MODEL_MISSING 0x200		/* option "missing" is not the default */
#define MODEL_VALID_FLAGS                                                                \
	(MODEL_MERGED | MODEL_CLASSES_FIXED | MODEL_UNSCORED | MODEL_WATCHED |               \
	 MODEL_HASHED | MODEL_MISSING)

/*
 * An option of an algorithm.  Values are kept as float8, in the order of the
 * algorithm's table: booleans as 0 and 1, choices as their position, short
 * lists of sizes as one number (OptionSizesPack).  Tables grow at the end only;
 * a stored model that is shorter gets the defaults.
 */
typedef enum ModelOptionKind
{
	OPTION_REAL,
	OPTION_INTEGER,
	OPTION_BOOLEAN,
	OPTION_CHOICE,
	OPTION_SIZES /* a list of integers from 1 to "max", at most OPTION_MAX_SIZES */
} ModelOptionKind;

/* 13 bits each, so that all fit the 53 of a float8. */
#define OPTION_MAX_SIZES 4
#define OPTION_SIZE_BASE 8192

typedef struct ModelOption
{
	const char *name;
	ModelOptionKind kind;
	float8 initial; /* NaN: depends on others, see ModelOps.settle */
	float8 min;
	float8 max;
	const char *const *choices; /* of OPTION_CHOICE, NULL at the end */
} ModelOption;

/* Option 0 of every algorithm. */
#define OPTION_MAX_FEATURES 0
#define MODEL_COMMON_OPTIONS                                                             \
	{                                                                                    \
		"max_features", OPTION_INTEGER, 4096, 1, FEATURE_MAX_COUNT, NULL                 \
	}

/* Options that every model with progressive figures has, see watch.c. */
enum
{
	WATCH_DRIFT,
	WATCH_ON_DRIFT,
	WATCH_OPTIONS
};

/* Options about metrics, of every model that has labels. */
typedef struct ModelMetricOptions
{
	float8 fading;		   /* what a row counts for after one more; 0: no such figures */
	int32 interval_window; /* residuals kept; only of TASK_REGRESSION */
} ModelMetricOptions;

#define FADING_MIN 0.5
#define FADING_MAX 0.999999
#define INTERVAL_WINDOW_INITIAL 128

/* Options of one call, parsed; text options beside the numbers. */
typedef struct ModelOptions
{
	float8 value[MODEL_MAX_OPTIONS];
	float8 watch[WATCH_OPTIONS];
	char *positive; /* name of the positive class, NULL if not given */
	int nclasses;	/* names given by "classes", 0 if not given */
	char **classes;
	int hash_bits; /* 0 if names are not hashed */
	int max_names; /* option "dictionary": names that a hash keeps */
	FeatureMissing missing;
	ModelMetricOptions metric;
} ModelOptions;

#define MODEL_DEFAULT_NAMES 10000
extern const char *const ModelMissingNames[]; /* by FeatureMissing, NULL at the end */

/* Means of the features, to stand for missing values; see impute.c. */
typedef struct ModelImputer
{
	int ready;		 /* room for so many features */
	float8 rows;	 /* weight of the rows learned */
	float8 *sum;	 /* per feature: of its values, */
	float8 *unknown; /* and the weight of the rows in which it was missing */
	int allocated;	 /* room in the next two, scratch */
	int32 *index;
	float8 *value;
	FeatureView view;
} ModelImputer;

/*
 * Progressive validation: every row is predicted before it is learned.  These
 * are sums over rows, each with a weight: 1, or one that grows from row to row,
 * so that old rows fade.
 */
typedef struct ModelFigures
{
	float8 scored;			/* rows predicted */
	float8 nochange_scored; /* rows that had a row before them */
	/* regression */
	float8 abs_error;
	float8 squared_error;
	float8 label_mean;
	float8 label_m2; /* squared deviations from label_mean */
	float8 nochange_abs_error;
	float8 bounded[RESIDUAL_LEVELS]; /* rows that had a finite interval */
	float8 covered[RESIDUAL_LEVELS]; /* and were in it */
	/* classification */
	float8 log_loss;
	float8 nochange_hit;
	float8 *actual;		   /* per class: rows of it, */
	float8 *predicted;	   /* rows predicted to be it, */
	float8 *hit;		   /* and rows of both */
	float8 *confusion;	   /* rows by both, see metrics.c; NULL: not kept */
	ScoreHistogram scores; /* while there are two classes */
	/* without labels: score of an anomaly, distance to a cluster's centre */
	float8 figure_mean;
	float8 figure_m2; /* squared deviations from figure_mean */
	float8 figure_max;
} ModelFigures;

typedef struct ModelMetrics
{
	ModelFigures whole;	  /* of all rows */
	ModelFigures *fading; /* NULL without option "fading" */
	float8 gain;		  /* weight of the next row there */
	float8 last_label;	  /* also the last class */
	Residuals residuals;  /* of TASK_REGRESSION */
} ModelMetrics;

/* A model, open. */
struct Model
{
	const struct ModelOps *ops;
	MemoryContext base;	   /* everything below is allocated here, */
	MemoryContext context; /* and the state here: the same until it is replaced */
	uint32 flags;
	int64 n;		 /* rows learned */
	int64 unlabeled; /* rows without a label */
	int64 skipped;	 /* rows with a label that could not be learned */

	float8 option[MODEL_MAX_OPTIONS];
	float8 watch_option[WATCH_OPTIONS];
	char *positive_name; /* option "positive", NULL if not given */
	ModelMetricOptions metric_option;

	ModelLabelKind label_kind;
	NameTable classes; /* in order of appearance */
	int classes_ready; /* room for so many in metrics and score */
	int positive;	   /* of at most two classes: 0 or 1, the positive one; else -1 */

	FeatureDict features;
	int features_ready; /* the state has room for so many */
	ModelImputer imputer;

	ModelMetrics metrics;
	struct ModelWatch *watch; /* NULL without the option "drift" */
	bool drifted;	  /* and nobody has taken note, see ModelTakeDrift; not stored */
	int64 unlearned;  /* rows unlearned since the model was opened; not stored */
	SumRange weights; /* of the rows learned; not stored */
	float8 *score;	  /* scratch of ModelLearn: one prediction */
	void *state;	  /* the algorithm's */
};

/* One row of weights().  NaN stands for NULL. */
typedef struct ModelWeight
{
	int feature; /* -1 is the intercept */
	int class;	 /* -1 is none */
	float8 weight;
	float8 std_error;
	float8 t;
	float8 p;
} ModelWeight;

/* One row of moments(): what is known of a feature.  NaN stands for NULL. */
typedef struct ModelMoments
{
	float8 count;	/* weight of the rows in which it was known */
	float8 missing; /* and of those in which it was not */
	float8 mean;
	float8 variance; /* of the population */
	float8 min;
	float8 max;
} ModelMoments;

/*
 * What an algorithm supplies.  All functions may throw; those that change the
 * state check first, so that an error leaves the model as it was.
 */
typedef struct ModelOps
{
	ModelAlgorithm id;
	const char *name; /* as in SQL */
	ModelTask task;
	ModelMergeClass merge_class;
	bool complete_rows;	 /* cannot learn rows with missing features */
	bool unscored;		 /* rows are not predicted before they are learned */
	bool hashable;		 /* features can be slots of a hash: names mean nothing */
	bool imputable;		 /* missing values can be filled in */
	bool nan_is_missing; /* NaN is no error but as good as NULL */
	int max_features;	 /* 0: FEATURE_MAX_COUNT */
	Size state_size;	 /* of the zeroed struct that Model.state points to */

	const ModelOption *options; /* name is NULL at the end */

	/* Optional: give options whose initial value is NaN the one they depend on. */
	void (*settle)(float8 *option);

	/* Optional: max_features, where it depends on the options. */
	int (*feature_limit)(const float8 *option);

	/* Enlarge what the state has for features 0..from-1 to 0..to-1, zeroed. */
	void (*reserve)(Model *model, int from, int to);

	/*
	 * Predict.  Where the label is a value: score[0] is the value.
	 * Classification: score[c] is the probability of class c (two of them for
	 * binary, whatever the number of classes seen).  Anomaly: score[0], from 0
	 * to 1.  Cluster: score[0] is its number from 0 on, score[1] the distance
	 * to its centre.  False if there is nothing to say yet.  Not called for
	 * TASK_TRANSFORM.
	 */
	bool (*predict)(const Model *model, const FeatureView *row, float8 *score);

	/*
	 * Optional: predict a row that is to be learned next, where there is
	 * something to keep for that; otherwise predict is called.
	 */
	bool (*score)(Model *model, const FeatureView *row, float8 *score);

	/*
	 * Learn a row of positive weight, the one that was just predicted (unless
	 * the model is unscored).  label is the value or the class, 0 where the
	 * task has none.  NULL: such models are imported and learn nothing, so
	 * they have something to say with n = 0; names of features are given.
	 */
	void (*learn)(Model *model, const FeatureView *row, float8 label, float8 weight);

	/*
	 * Optional, for states that are sums: take back a row that was learned
	 * with that label and weight.  False if the result has lost digits or
	 * more, so that who can should learn the remaining rows anew.
	 */
	bool (*unlearn)(Model *model, const FeatureView *row, float8 label, float8 weight);

	/*
	 * Optional: can it with the options that the model has?  Where it cannot,
	 * moving aggregates learn each frame anew.
	 */
	bool (*can_unlearn)(const Model *model);

	/*
	 * Add what "from" has learned, unless merge_class is MERGE_NONE.  feature[i]
	 * and class[c] are the numbers in "into" of from's feature i and class c.
	 */
	void (*merge)(Model *into, const Model *from, const int32 *feature,
				  const int32 *class);

	/* Name every field of the state to the archive: all I/O follows from it. */
	void (*archive)(Model *model, Archive *archive);

	/* Optional: refuse a state that was read and cannot be. */
	void (*check)(const Model *model);

	/* Optional: ready a private copy that will only predict from now on. */
	void (*prepare)(Model *model);

	/*
	 * Optional: the rows of weights(), palloc'd; returns their number.  Of
	 * clusters they are the coordinates of the centres.
	 */
	int (*weights)(Model *model, ModelWeight **rows);

	/* Optional: a feature's quantile, 0 <= q <= 1; false if it has no value. */
	bool (*quantile)(const Model *model, int feature, float8 q, float8 *value);

	/*
	 * Optional: the next values of a series and their standard deviations, NaN
	 * if unknown.  False if there is nothing to say yet.
	 */
	bool (*forecast)(const Model *model, int horizon, float8 *values, float8 *deviations);

	/*
	 * Optional: the best items for a user, a feature or -1 if it is not known,
	 * as features and in the order of their scores; returns their number.
	 */
	int (*recommend)(const Model *model, int user, int count, int32 *items,
					 float8 *scores);

	/* Optional: a row of moments(). */
	void (*moments)(const Model *model, int feature, ModelMoments *moments);

	/*
	 * Optional: what transform() makes of a row, palloc'd; returns the number
	 * of values.  NaN stands for NULL.
	 */
	int (*transform)(const Model *model, const FeatureView *row, float8 **values);

	/* Of TASK_DRIFT: its detector, and what that goes by. */
	const struct Detector *(*detector)(const Model *model,
									   const struct DetectorRules **rules);

	/* Optional: further keys of metrics(). */
	void (*describe)(Model *model, Archive *json);

	/*
	 * Optional: what a prepared model predicts, as SQL expressions (explain.h).
	 */
	void (*to_sql)(const Model *model, struct ModelSql *sql);

	/*
	 * Optional: take the prediction of a row by a prepared model apart.  Of
	 * classes it is about "class".  contribution[features] comes zeroed; false
	 * if there is nothing to say.
	 */
	bool (*explain)(const Model *model, const FeatureView *row, int class,
					struct ModelExplanation *explanation);

	/* Optional: how much features matter to a prepared model; comes zeroed. */
	void (*importance)(const Model *model, float8 *importance);

	/* Optional: what algorithms of one family tell the code they share. */
	const void *family;
} ModelOps;

/* Is each row predicted before it is learned, and compared with its label? */
static inline bool
ModelIsScored(const ModelOps *ops)
{
	return TaskHasLabel(ops->task) && !ops->unscored;
}

/* Is there nothing yet that predictions could be made from? */
static inline bool
ModelIsEmpty(const Model *model)
{
	return model->n == 0 && model->ops->learn != NULL;
}

/* registry.c */
extern const ModelOps *ModelOpsById(int id);
extern const ModelOps *ModelOpsByName(const char *name);

/* model.c: open models */
extern void ModelOptionsInit(const ModelOps *ops, ModelOptions *options);
extern Model *ModelCreate(const ModelOps *ops, const ModelOptions *options,
						  MemoryContext context);
extern Model *ModelCreateForRead(const ModelOps *ops, MemoryContext context);
extern void ModelReadDone(Model *model);
extern bool ModelOptionsMatch(const Model *model, const ModelOptions *options);
extern int ModelClass(Model *model, ModelLabelKind kind, const char *name, int len);
extern const char *ModelClassName(const Model *model, int class);
extern int ModelFindClass(const Model *model, const char *name, int len);
extern int LabelPositive(ModelLabelKind kind, char *const *names, int count);
extern void ModelReserve(Model *model);
extern void ModelRequireLearner(const ModelOps *ops);
extern float8 *ModelGrowFloats(Model *model, float8 *values, Size from, Size to);
extern float8 *ModelGrowBaseFloats(Model *model, float8 *values, Size from, Size to);
extern void ModelLearn(Model *model, const FeatureView *row, float8 label, float8 weight);
extern bool ModelUnlearn(Model *model, const FeatureView *row, float8 label,
						 float8 weight);
extern bool ModelPredict(const Model *model, const FeatureView *row, float8 *score);
extern int ModelScoreSize(const Model *model);
extern int ModelDecide(const Model *model, const float8 *score);
extern void ModelMerge(Model *into, Model *from);
extern int64 ModelAddRows(int64 a, int64 b);
extern int ModelMaxFeatures(const ModelOps *ops, const float8 *option);
extern int ModelMaxHashBits(const ModelOps *ops, const float8 *option);

/* impute.c: values in place of missing ones */
extern bool ModelImputes(const Model *model);
extern const FeatureView *ModelImpute(const Model *model, const FeatureView *row);
extern void ModelImputerLearn(Model *model, const FeatureView *row, float8 weight);
extern void ModelImputerMerge(Model *into, const Model *from, const int32 *feature);
extern void ModelImputerReserve(Model *model, int count, int to);
extern void ModelImputerArchive(Model *model, Archive *archive);
extern ModelMergeClass ModelMergeClassOf(const Model *model);

/* What is computed from counts per class; NaN if undefined. */
typedef struct ClassSummary
{
	float8 accuracy;
	float8 balanced_accuracy;
	float8 kappa;
	/* of the positive class */
	float8 precision;
	float8 recall;
	float8 f1;
	/* means over classes */
	float8 macro_precision;
	float8 macro_recall;
	float8 macro_f1;
} ClassSummary;

/*
 * Where rows of one class that were predicted to be of another are counted:
 * shells of growing max(actual, predicted), so that a matrix grows at its end.
 */
static inline int
ConfusionCell(int actual, int predicted)
{
	int shell = Max(actual, predicted);

	return shell * shell + (actual == shell ? predicted : shell + 1 + actual);
}

/* metrics.c: progressive validation */
extern void SummarizeClasses(const ModelFigures *figures, int count, int positive,
							 ClassSummary *summary);
extern void ModelMetricsInit(Model *model);
extern void ModelMetricsAdd(Model *model, float8 label, const float8 *score);
extern void ModelMetricsMerge(Model *into, const Model *from, const int32 *class);
extern void ModelMetricsClear(Model *model);
extern void ModelMetricsReserve(Model *model, int from, int to);
extern bool ModelPredictInterval(Model *model, const FeatureView *row, float8 level,
								 float8 *score, float8 *lower, float8 *upper);
extern void ModelMetricsArchive(Model *model, Archive *archive);
extern void ModelMetricsDescribe(Model *model, Archive *json);

/* watch.c: models that watch their own errors */
extern const ModelOption ModelWatchOptions[];

/* A drift that has just been found. */
typedef struct ModelDrift
{
	const char *detector;
	int64 number;	/* the how manieth of the model */
	int64 position; /* ordinal of the value that told */
	float8 value;	/* the detector's estimate then */
} ModelDrift;

extern void ModelWatchOptionsCheck(const ModelOps *ops, const float8 *watch);
extern void ModelWatchCreate(Model *model);
extern void ModelWatchLearn(Model *model, const FeatureView *row, float8 label,
							float8 weight, bool scored);
extern void ModelWatchMerge(Model *into, const Model *from);
extern void ModelWatchArchive(Model *model, Archive *archive);
extern void ModelWatchCheck(const Model *model);
extern void ModelWatchDescribe(const Model *model, Archive *json);
extern const struct Detector *ModelDetector(const Model *model,
											const struct DetectorRules **rules);
extern bool ModelTakeDrift(Model *model, ModelDrift *drift);

/* format.c: flat and JSON forms */
extern Size ModelFlatSize(Model *model);
extern void ModelFlatten(Model *model, char *flat, Size size);
extern Model *ModelParse(const char *flat, Size size, MemoryContext context);
extern char *ModelToJson(Model *model);
extern Model *ModelFromJson(const char *json, Size size, MemoryContext context);
extern void ModelOptionsArchive(Model *model, Archive *archive);
extern float8 OptionSizesPack(const float8 *sizes, int count);
extern int OptionSizesUnpack(float8 packed, float8 *sizes);

/* The fixed part of the flat form, little-endian; see format.c. */
#define MODEL_HEADER_SIZE 40

#ifndef STREAMML_STANDALONE

#include "fmgr.h"

/*----------
 * Scoring, for SQL functions of any room.
 *
 * A scorer keeps one parsed model and a feature decoder.  It belongs in
 * fn_extra (or wherever its caller lives as long): ModelScorerSet compares
 * the model it is given with the one it has, and parses only a new one.
 *
 *		ModelScorer *scorer = ModelScorerCreate(flinfo->fn_mcxt);
 *
 *		ModelScorerSet(scorer, model);			-- flat, toasted or expanded
 *		row = ModelScorerRow(scorer, features, type);
 *		if (ModelScorerProba(scorer, row, &p)) ...
 *
 * All answers are false (or NULL) for a model that has learned nothing.
 * A row is valid until the next one is made by the same scorer.
 *----------
 */
typedef struct ModelScorer ModelScorer;

/* scorer.c */
extern ModelScorer *ModelScorerCreate(MemoryContext context);
extern void ModelScorerSet(ModelScorer *scorer, Datum model);
extern void ModelScorerBorrow(ModelScorer *scorer, Datum model);
extern const Model *ModelScorerModel(const ModelScorer *scorer);
extern const FeatureView *ModelScorerRow(ModelScorer *scorer, Datum features, Oid type);
extern Datum ModelScorerUnknown(ModelScorer *scorer, Datum features, Oid type);
extern const FeatureView *ModelScorerColumns(ModelScorer *scorer, TupleDesc tupdesc,
											 const Datum *values, const bool *isnull,
											 const AttrNumber *attnums, int nattnums);
extern bool ModelScorerPredict(ModelScorer *scorer, const FeatureView *row,
							   float8 *value);
extern bool ModelScorerInterval(ModelScorer *scorer, const FeatureView *row, float8 level,
								float8 *lower, float8 *upper);
extern bool ModelScorerProba(ModelScorer *scorer, const FeatureView *row, float8 *p);
extern bool ModelScorerProbaOf(ModelScorer *scorer, const FeatureView *row,
							   const char *class, int len, float8 *p);
extern const char *ModelScorerClass(ModelScorer *scorer, const FeatureView *row);
extern bool ModelScorerAnomaly(ModelScorer *scorer, const FeatureView *row,
							   float8 *value);
extern bool ModelScorerCluster(ModelScorer *scorer, const FeatureView *row,
							   int32 *cluster);
extern bool ModelScorerTransform(ModelScorer *scorer, const FeatureView *row,
								 Datum *array);

/* predict.c */
extern Datum ModelIntervalRow(FunctionCallInfo fcinfo, ModelScorer *scorer,
							  const FeatureView *row);

/* expanded.c: models as Datums */
typedef struct ExpandedModel ExpandedModel;
typedef struct ModelPool ModelPool;

extern Model *ModelDatumParse(Datum datum, MemoryContext context);
extern Model *ModelDatumBorrow(Datum datum);
extern bool ModelDatumIsExpanded(Datum datum);
extern Model *ModelDatumOpen(const struct varlena *flat);
extern Datum ModelDatumFlatten(Model *model);
extern ModelPool *ModelPoolCreate(MemoryContext context);
extern ExpandedModel *ExpandedModelCreate(const ModelOps *ops,
										  const ModelOptions *options, ModelPool *pool,
										  MemoryContext parent);
extern ExpandedModel *ExpandedModelOpen(Datum datum, ModelPool *pool,
										MemoryContext parent);
extern Model *ExpandedModelChange(ExpandedModel *expanded);
extern Datum ExpandedModelDatum(ExpandedModel *expanded);
extern bool ModelDatumTakeDrift(Datum datum, ModelDrift *drift);

/*----------
 * learn.c: the transition functions of learners.
 *
 *		MODEL_LEARNER(scaler, MODEL_SCALER)
 *
 * defines the C symbols scaler_transition, for SFUNC; scaler_moving, for
 * MSFUNC; and scaler_inverse, for MINVFUNC.  The last two are for algorithms
 * that have "unlearn".
 *----------
 */
typedef enum LearnMode
{
	LEARN_ROW,
	LEARN_MOVING, /* a row of a moving aggregate: it may be unlearned */
	UNLEARN_ROW
} LearnMode;

extern bool LearnerIsUnchanged(void);
extern void LearnCheckLabel(const ModelOps *ops, Oid type);
extern Datum LearnTransition(FunctionCallInfo fcinfo, ModelAlgorithm algorithm,
							 LearnMode mode);

#define MODEL_LEARNER_SYMBOL(symbol, id, mode)                                           \
	PG_FUNCTION_INFO_V1(symbol);                                                         \
	Datum symbol(PG_FUNCTION_ARGS)                                                       \
	{                                                                                    \
		return LearnTransition(fcinfo, id, mode);                                        \
	}

#define MODEL_LEARNER(name, id)                                                          \
	MODEL_LEARNER_SYMBOL(name##_transition, id, LEARN_ROW)                               \
	MODEL_LEARNER_SYMBOL(name##_moving, id, LEARN_MOVING)                                \
	MODEL_LEARNER_SYMBOL(name##_inverse, id, UNLEARN_ROW)

/* options.c */
extern void ModelOptionsParse(const ModelOps *ops, Datum options_jsonb,
							  ModelOptions *options);

/* label.c: labels of any type */
#define LABEL_BUFFER 32 /* bytes for the name of a number */
typedef struct LabelReader
{
	Oid type;			 /* as declared */
	Oid base;			 /* without domains */
	ModelLabelKind kind; /* what it is as a class */
	bool numeric;		 /* can be the value of a regression */
	FmgrInfo output;	 /* of types that go through text */
} LabelReader;

extern void LabelReaderInit(LabelReader *reader, Oid type, MemoryContext context);
extern void LabelRequireValue(const LabelReader *reader);
extern float8 LabelValue(const LabelReader *reader, Datum label);
extern const char *LabelName(LabelReader *reader, Datum label, char *buffer, int *len);
extern int LabelClass(LabelReader *reader, Model *model, Datum label);

#endif /* STREAMML_STANDALONE */

#endif /* STREAMML_MODEL_H */
