/*
 * exercise.c
 *	  What must hold for every model that a reader accepts: it can be written
 *	  and read again as the same bytes in both forms, shown, asked, taught and
 *	  merged with itself; and whatever comes out can be read again.
 *
 * A violation aborts.  An error thrown on the way is no violation, as long as
 * it comes from learning or merging what happens not to fit.
 */
#include "exercise.h"

#include "standalone.h"

#include "model/explain.h"

static void
require(bool condition)
{
	if (!condition)
		abort();
}

static char *
flatten(Model *model, Size *size)
{
	char *flat;

	*size = ModelFlatSize(model);
	flat = palloc(*size);
	ModelFlatten(model, flat, *size);
	return flat;
}

/* Both forms, there and back. */
static void
check_round_trips(Model *model)
{
	Size size;
	Size again_size;
	char *flat = flatten(model, &size);
	char *again = flatten(ModelParse(flat, size, NULL), &again_size);
	char *json;

	require(size == again_size && memcmp(flat, again, size) == 0);

	json = ModelToJson(model);
	again = flatten(ModelFromJson(json, strlen(json), NULL), &again_size);
	require(size == again_size && memcmp(flat, again, size) == 0);
}

/* A row that has every other feature. */
static FeatureView *
make_row(const Model *model)
{
	int count = model->features.count;
	int32 *index = palloc((count + 1) * sizeof(int32));
	float8 *value = palloc((count + 1) * sizeof(float8));
	FeatureView *row = palloc0(sizeof(FeatureView));

	row->index = index;
	row->value = value;
	for (int i = 0; i < count; i += 2)
	{
		index[row->count] = i;
		value[row->count++] = (i % 5) * 1.5 - 2;
	}
	return row;
}

static void
show(Model *model)
{
	StringInfoData out;
	Archive json = {.mode = ARCHIVE_TO_JSON, .out = &out};
	ModelWeight *weights;
	ModelMoments moments;

	initStringInfo(&out);
	ModelMetricsDescribe(model, &json);
	if (model->n > 0 && model->ops->weights)
		model->ops->weights(model, &weights);
	for (int i = 0; model->n > 0 && model->ops->moments && i < model->features.count; i++)
		model->ops->moments(model, i, &moments);
}

/* Explain a row, and write a prepared model as SQL. */
static void
explain(Model *model, const FeatureView *row)
{
	int count = model->features.count;
	ModelExplanation explanation = {.rest = NAN};
	ModelSql sql = {0};

	if (ModelIsEmpty(model))
		return;
	explanation.contribution = palloc0((count + 1) * sizeof(float8));
	sql.column = palloc0((count + 1) * sizeof(char *));
	sql.category = palloc0((count + 1) * sizeof(char *));
	for (int i = 0; i < count; i++)
	{
		char *name = FeatureDictName(&model->features, i);

		sql.column[i] = name;
		if (!model->features.positional && strchr(name, '='))
			sql.category[i] = name;
	}
	if (model->ops->importance)
		model->ops->importance(model, palloc0((count + 1) * sizeof(float8)));
	if (model->ops->explain)
		model->ops->explain(model, row, model->classes.count > 1 ? 1 : 0, &explanation);
	if (model->ops->to_sql)
		model->ops->to_sql(model, &sql);
}

void
ExerciseModel(Model *model)
{
	float8 *score = palloc0(ModelScoreSize(model) * sizeof(float8));
	FeatureView *row;
	Model *other;
	char *flat;
	Size size;

	/* wide models take long and show nothing that narrow ones do not */
	if (model->features.count > 64)
		return;

	check_round_trips(model);
	if (setjmp(standalone_catch) != 0)
		return;
	show(model);

	flat = flatten(model, &size);
	other = ModelParse(flat, size, NULL);
	if (other->ops->prepare)
		other->ops->prepare(other);
	row = make_row(other);
	if (other->ops->predict && ModelPredict(other, row, score) &&
		TaskHasClasses(other->ops->task))
		require(ModelDecide(other, score) < ModelScoreSize(other));

	explain(other, row);

	if (other->ops->task == TASK_REGRESSION)
	{
		float8 narrow[2];
		float8 wide[2];

		if (ModelPredictInterval(other, row, 0.6, score, &narrow[0], &narrow[1]) &&
			ModelPredictInterval(other, row, 0.97, score, &wide[0], &wide[1]) &&
			isfinite(score[0]))
			require(wide[0] <= narrow[0] && narrow[0] <= narrow[1] &&
					narrow[1] <= wide[1]);
	}
	if (other->ops->transform && other->n > 0)
		other->ops->transform(other, row, &score);

	ModelLearn(model, row, model->classes.count > 0 ? model->classes.count - 1 : 0, 1);
	if (model->ops->merge_class != MERGE_NONE)
		ModelMerge(model, ModelParse(flat, size, NULL));
	check_round_trips(model);
	if (model->ops->unlearn && model->n > 0)
	{
		ModelUnlearn(model, row, 0, 1);
		check_round_trips(model);
	}
}
