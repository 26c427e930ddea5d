/*
 * scorer.c
 *	  Predicting from SQL, fast: one parsed model, kept from call to call.
 *
 * A query calls predict() with the same model for every row, usually the same
 * Datum.  Parsing it anew would cost more than predicting, so a scorer
 * remembers what it parsed and recognises it by a key: of a toasted value the
 * toast pointer (18 bytes name the stored bytes, which never change), of a
 * compressed one all of its bytes, of a plain one its size and header, in
 * which there is a digest of the rest.  The pointer itself proves nothing.
 *
 * The model is a private copy: predicting changes no Datum.  Only for the length
 * of one call it may be the open model of an aggregate that goes on learning
 * (ModelScorerBorrow): over a window each row brings another model, and parsing
 * all of it would cost more than learning and predicting.
 */
#include "streamml.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "compat.h"
#include "feature/feature.h"
#include "model/model.h"

/* A compressed value beyond this is compared after decompression. */
#define MAX_KEY 4096

struct ModelScorer
{
	MemoryContext context;
	MemoryContext model_context; /* holds the model and its score */
	Model *model;
	float8 *score;
	bool borrowed;		/* the model is not ours, and not the one of the key */
	float8 *open_score; /* room for scores of such models */
	int open_score_size;
	FeatureDecoder *decoder;
	Size key_size;
	char key[MAX_KEY];
};

/* Make a scorer that lives in "context". */
ModelScorer *
ModelScorerCreate(MemoryContext context)
{
	ModelScorer *scorer = MemoryContextAllocZero(context, sizeof(ModelScorer));

	scorer->context = context;
	scorer->model_context =
		AllocSetContextCreate(context, "streamml scorer", ALLOCSET_SMALL_SIZES);
	scorer->decoder = FeatureDecoderCreate(context);

	return scorer;
}

/* The bytes that tell the value from others; 0 if there are none so short. */
static inline Size
key_size(const struct varlena *value)
{
	if (VARATT_IS_4B_U(value))
		return Min(VARSIZE(value), VARHDRSZ + MODEL_HEADER_SIZE);
	if (VARATT_IS_EXTERNAL_EXPANDED(value))
		return 0;
	if (VARATT_IS_EXTERNAL_ONDISK(value) || VARATT_IS_4B_C(value))
		return VARSIZE_ANY(value) <= MAX_KEY ? VARSIZE_ANY(value) : 0;
	return 0;
}

/*
 * Use this model from now on.  Cheap if it is the one in use.
 */
void
ModelScorerSet(ModelScorer *scorer, Datum datum)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);
	Size size = key_size(value);
	Model *model;

	if (size > 0 && scorer->model && !scorer->borrowed && size == scorer->key_size &&
		memcmp(value, scorer->key, size) == 0)
		return;

	/* detoasted here and not in the scorer: it is as large as the model */
	scorer->model = NULL;
	scorer->borrowed = false;
	MemoryContextReset(scorer->model_context);
	model = ModelDatumParse(datum, scorer->model_context);
	if (model->ops->prepare)
		model->ops->prepare(model);
	scorer->score = MemoryContextAllocZero(scorer->model_context,
										   ModelScoreSize(model) * sizeof(float8));
	scorer->model = model;
	scorer->key_size = size;
	memcpy(scorer->key, value, size);
}

/*
 * The same for one call, of a function that sets the model at each: the open model
 * that the value has just been made of will do, if predicting needs no more.
 */
void
ModelScorerBorrow(ModelScorer *scorer, Datum datum)
{
	Model *model = ModelDatumOpen((struct varlena *) DatumGetPointer(datum));

	if (model == NULL || model->ops->prepare ||
		model->features.count > model->features_ready)
	{
		ModelScorerSet(scorer, datum);
		return;
	}
	if (ModelScoreSize(model) > scorer->open_score_size)
	{
		scorer->open_score_size = ModelScoreSize(model);
		scorer->open_score = MemoryContextAllocZero(
			scorer->context, scorer->open_score_size * sizeof(float8));
	}
	scorer->model = model;
	scorer->score = scorer->open_score;
	scorer->borrowed = true;
}

/* The model in use, for its names and options. */
const Model *
ModelScorerModel(const ModelScorer *scorer)
{
	return scorer->model;
}

/* The function that asks what such a model answers. */
static const char *
right_function(ModelTask task)
{
	switch (task)
	{
		case TASK_ANOMALY:
			return "streamml.anomaly_score";
		case TASK_CLUSTER:
			return "streamml.cluster";
		case TASK_TRANSFORM:
			return "streamml.transform";
		case TASK_SERIES:
			return "streamml.forecast";
		case TASK_DRIFT:
			return "streamml.drift";
		default:
			return "streamml.predict";
	}
}

/* A row from a Datum of type float8[], jsonb or any row type. */
const FeatureView *
ModelScorerRow(ModelScorer *scorer, Datum features, Oid type)
{
	if (scorer->model->ops->task == TASK_RECOMMENDATION)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("%s rates a user and an item", scorer->model->ops->name),
						errhint("Use streamml.predict(model, user, item).")));
	if (!TaskHasFeatures(scorer->model->ops->task))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("%s has no features to predict from", scorer->model->ops->name),
				 errhint("Use %s.", right_function(scorer->model->ops->task))));
	/* an untrained model has no opinion on what features are right */
	if (ModelIsEmpty(scorer->model))
		return NULL;
	return FeatureDecode(scorer->decoder, &scorer->model->features, false, features,
						 type);
}

/* The names in a row that the model does not know, as text[]. */
Datum
ModelScorerUnknown(ModelScorer *scorer, Datum features, Oid type)
{
	return FeatureUnknown(scorer->decoder, &scorer->model->features, features, type);
}

/* A row from columns of a tuple, see FeatureDecodeColumns. */
const FeatureView *
ModelScorerColumns(ModelScorer *scorer, TupleDesc tupdesc, const Datum *values,
				   const bool *isnull, const AttrNumber *attnums, int nattnums)
{
	if (ModelIsEmpty(scorer->model))
		return NULL;
	return FeatureDecodeColumns(scorer->decoder, &scorer->model->features, false, tupdesc,
								values, isnull, attnums, nattnums);
}

/* Predict into scorer->score; false if there is nothing to say. */
static bool
score_row(ModelScorer *scorer, const FeatureView *row)
{
	return row && ModelPredict(scorer->model, row, scorer->score);
}

/* The probability of a class in the last score, -1 being one that never came. */
static float8
class_probability(const ModelScorer *scorer, int class)
{
	const Model *model = scorer->model;

	/* a binary model knows the second class by the first */
	if (class < 0 || (class >= model->classes.count && model->ops->task != TASK_BINARY))
		return 0;
	return scorer->score[class];
}

/* Refuse a model of another task. */
static void
require_task(const Model *model, ModelTask task, const char *what)
{
	if (model->ops->task != task)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("%s does not %s", model->ops->name, what),
						errhint("Use %s.", right_function(model->ops->task))));
}

static void
require_classifier(const Model *model)
{
	if (!TaskHasClasses(model->ops->task))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 TaskHasValue(model->ops->task) ?
					 errmsg("%s predicts a number, not a class", model->ops->name) :
					 errmsg("%s does not predict classes", model->ops->name),
				 errhint("Use %s.", right_function(model->ops->task))));
}

/*
 * The predicted value; of a classifier the predicted class as a number, which
 * booleans (0 and 1) and numbers have.
 */
bool
ModelScorerPredict(ModelScorer *scorer, const FeatureView *row, float8 *value)
{
	const Model *model = scorer->model;
	const char *name;

	if (!TaskHasLabel(model->ops->task) || !TaskHasFeatures(model->ops->task))
		require_task(model, TASK_REGRESSION, "predict labels");
	if (TaskHasClasses(model->ops->task) && model->label_kind == LABEL_TEXT)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("labels of the model are text, not numbers"),
				 errhint("Use streamml.predict_class or streamml.predict_proba.")));
	if (!score_row(scorer, row))
		return false;

	if (TaskHasValue(model->ops->task))
	{
		*value = scorer->score[0];
		return true;
	}
	name = ModelClassName(model, ModelDecide(model, scorer->score));
	if (name == NULL)
		return false;
	*value = model->label_kind == LABEL_BOOLEAN ? strcmp(name, "true") == 0 :
												  strtod(name, NULL);
	return true;
}

/*
 * The interval about the prediction of a regression that holds the label with
 * probability "level", see residuals.c.
 */
bool
ModelScorerInterval(ModelScorer *scorer, const FeatureView *row, float8 level,
					float8 *lower, float8 *upper)
{
	Model *model = scorer->model;

	require_task(model, TASK_REGRESSION, "predict intervals");
	if (model->flags & MODEL_UNSCORED)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("model has no errors of its own predictions to make "
							   "intervals from"),
						errdetail("Its rows can be unlearned, so they were not predicted "
								  "first.")));
	if (model->metric_option.interval_window == 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("model keeps no errors to make intervals from"),
						errhint("Learn it without the option \"interval_window\": 0.")));
	return row && ModelPredictInterval(model, row, level, scorer->score, lower, upper);
}

/*
 * Probability of the positive class, of a model of at most two; 0 if no row of
 * it has come.
 */
bool
ModelScorerProba(ModelScorer *scorer, const FeatureView *row, float8 *p)
{
	const Model *model = scorer->model;

	require_classifier(model);
	if (model->positive < 0)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("model has %d classes, and none is the positive one",
							   model->classes.count),
						errhint("Name the class in a third argument.")));
	if (!score_row(scorer, row))
		return false;

	*p = class_probability(scorer, model->positive);
	return true;
}

/*
 * Probability of the class of that name; 0 if no row of it has come.
 */
bool
ModelScorerProbaOf(ModelScorer *scorer, const FeatureView *row, const char *class,
				   int len, float8 *p)
{
	int number;

	require_classifier(scorer->model);
	number = ModelFindClass(scorer->model, class, len);
	if (!score_row(scorer, row))
		return false;

	*p = class_probability(scorer, number);
	return true;
}

/*
 * The name of the predicted class, valid as long as the model is in use; NULL
 * if there is none.
 */
const char *
ModelScorerClass(ModelScorer *scorer, const FeatureView *row)
{
	require_classifier(scorer->model);
	if (!score_row(scorer, row))
		return NULL;
	return ModelClassName(scorer->model, ModelDecide(scorer->model, scorer->score));
}

/*
 * How unusual the row is, from 0 to 1.
 */
bool
ModelScorerAnomaly(ModelScorer *scorer, const FeatureView *row, float8 *value)
{
	require_task(scorer->model, TASK_ANOMALY, "look for anomalies");
	if (!score_row(scorer, row))
		return false;

	*value = scorer->score[0];
	return true;
}

/*
 * The cluster the row belongs to, from 1 on.
 */
bool
ModelScorerCluster(ModelScorer *scorer, const FeatureView *row, int32 *cluster)
{
	require_task(scorer->model, TASK_CLUSTER, "find clusters");
	if (!score_row(scorer, row))
		return false;

	*cluster = (int32) scorer->score[0] + 1;
	return true;
}

/*
 * What the model makes of the row: a float8[], allocated in the current
 * context.
 */
bool
ModelScorerTransform(ModelScorer *scorer, const FeatureView *row, Datum *array)
{
	const Model *model = scorer->model;
	float8 *values;
	Datum *datums;
	bool *nulls;
	int dims[1];
	int lower[1] = {1};

	if (model->ops->transform == NULL)
		require_task(model, TASK_TRANSFORM, "transform features");
	if (row == NULL)
		return false;

	dims[0] = model->ops->transform(model, row, &values);
	datums = palloc(Max(dims[0], 1) * sizeof(Datum));
	nulls = palloc(Max(dims[0], 1) * sizeof(bool));
	for (int i = 0; i < dims[0]; i++)
	{
		nulls[i] = isnan(values[i]);
		datums[i] = Float8GetDatum(values[i]);
	}
	*array = PointerGetDatum(construct_md_array(datums, nulls, 1, dims, lower, FLOAT8OID,
												sizeof(float8), FLOAT8PASSBYVAL,
												TYPALIGN_DOUBLE));
	return true;
}
