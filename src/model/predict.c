/*
 * predict.c
 *	  predict(), predict_proba(), predict_class(), predict_interval(),
 *	  anomaly_score(), cluster(), transform(), quantile() and forecast() of a
 *	  model value.
 *
 * The second argument is float8[], jsonb or a record; its type is looked up at
 * the first call.  All functions are strict.
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "model/kernel.h"
#include "model/model.h"

/* Steps that can be forecast at once. */
#define MAX_HORIZON 100000

typedef struct PredictCall
{
	ModelScorer *scorer;
	Oid features_type;
} PredictCall;

/* The scorer, with the model set, of a call. */
static PredictCall *
begin_call(FunctionCallInfo fcinfo)
{
	PredictCall *call = fcinfo->flinfo->fn_extra;

	if (call == NULL)
	{
		Oid type = get_fn_expr_argtype(fcinfo->flinfo, 1);

		if (!OidIsValid(type))
		{
			Oid *types;
			int count;

			(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
			type = types[1];
		}
		call = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(PredictCall));
		call->features_type = getBaseType(type);
		call->scorer = ModelScorerCreate(fcinfo->flinfo->fn_mcxt);
		fcinfo->flinfo->fn_extra = call;
	}

	ModelScorerBorrow(call->scorer, PG_GETARG_DATUM(0));
	return call;
}

/* The same, and the row. */
static ModelScorer *
begin_predict(FunctionCallInfo fcinfo, const FeatureView **row)
{
	PredictCall *call = begin_call(fcinfo);

	*row = ModelScorerRow(call->scorer, PG_GETARG_DATUM(1), call->features_type);
	return call->scorer;
}

PG_FUNCTION_INFO_V1(model_predict);
Datum
model_predict(PG_FUNCTION_ARGS)
{
	const FeatureView *row;
	ModelScorer *scorer = begin_predict(fcinfo, &row);
	float8 value;

	if (!ModelScorerPredict(scorer, row, &value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

PG_FUNCTION_INFO_V1(model_predict_proba);
Datum
model_predict_proba(PG_FUNCTION_ARGS)
{
	const FeatureView *row;
	ModelScorer *scorer = begin_predict(fcinfo, &row);
	float8 p;

	if (!ModelScorerProba(scorer, row, &p))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(p);
}

PG_FUNCTION_INFO_V1(model_predict_proba_of);
Datum
model_predict_proba_of(PG_FUNCTION_ARGS)
{
	const FeatureView *row;
	ModelScorer *scorer = begin_predict(fcinfo, &row);
	text *class = PG_GETARG_TEXT_PP(2);
	float8 p;

	if (!ModelScorerProbaOf(scorer, row, VARDATA_ANY(class), VARSIZE_ANY_EXHDR(class),
							&p))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(p);
}

PG_FUNCTION_INFO_V1(model_predict_class);
Datum
model_predict_class(PG_FUNCTION_ARGS)
{
	const FeatureView *row;
	ModelScorer *scorer = begin_predict(fcinfo, &row);
	const char *class = ModelScorerClass(scorer, row);

	if (class == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(class));
}

PG_FUNCTION_INFO_V1(model_anomaly_score);
Datum
model_anomaly_score(PG_FUNCTION_ARGS)
{
	const FeatureView *row;
	ModelScorer *scorer = begin_predict(fcinfo, &row);
	float8 value;

	if (!ModelScorerAnomaly(scorer, row, &value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

PG_FUNCTION_INFO_V1(model_cluster);
Datum
model_cluster(PG_FUNCTION_ARGS)
{
	const FeatureView *row;
	ModelScorer *scorer = begin_predict(fcinfo, &row);
	int32 cluster;

	if (!ModelScorerCluster(scorer, row, &cluster))
		PG_RETURN_NULL();
	PG_RETURN_INT32(cluster);
}

PG_FUNCTION_INFO_V1(model_transform);
Datum
model_transform(PG_FUNCTION_ARGS)
{
	const FeatureView *row;
	ModelScorer *scorer = begin_predict(fcinfo, &row);
	Datum array;

	if (!ModelScorerTransform(scorer, row, &array))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(array);
}

/* unknown_features(model, features): names that the model has never seen */
PG_FUNCTION_INFO_V1(model_unknown_features);
Datum
model_unknown_features(PG_FUNCTION_ARGS)
{
	PredictCall *call = begin_call(fcinfo);

	PG_RETURN_DATUM(
		ModelScorerUnknown(call->scorer, PG_GETARG_DATUM(1), call->features_type));
}

/*
 * What predict_interval(model, features, level) returns: (lower, upper), both
 * NULL where there is nothing to predict; scorer is NULL where there is no model.
 * An error if the level is not between 0 and 1, or the model has no intervals.
 */
Datum
ModelIntervalRow(FunctionCallInfo fcinfo, ModelScorer *scorer, const FeatureView *row)
{
	float8 level = PG_GETARG_FLOAT8(2);
	TupleDesc tupdesc;
	Datum values[2];
	bool nulls[2] = {true, true};
	float8 lower;
	float8 upper;

	if (!(level > 0 && level < 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("level %g is not between 0 and 1", level)));
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "predict_interval does not return a row type");
	ResultRowCheck(tupdesc, lengthof(values));
	if (scorer && ModelScorerInterval(scorer, row, level, &lower, &upper))
	{
		nulls[0] = nulls[1] = false;
		values[0] = Float8GetDatum(lower);
		values[1] = Float8GetDatum(upper);
	}
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tupdesc), values, nulls));
}

PG_FUNCTION_INFO_V1(model_predict_interval);
Datum
model_predict_interval(PG_FUNCTION_ARGS)
{
	const FeatureView *row;
	ModelScorer *scorer = begin_predict(fcinfo, &row);

	PG_RETURN_DATUM(ModelIntervalRow(fcinfo, scorer, row));
}

/* The feature that an argument names; the only one if there is no argument. */
static int
quantile_feature(FunctionCallInfo fcinfo, const Model *model)
{
	text *name;
	int len;
	int feature;

	if (PG_NARGS() < 3)
	{
		if (model->features.count > 1)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("model has %d features", model->features.count),
					 errhint("Name one, as in streamml.quantile(model, 0.5, '%s').",
							 FeatureDictName(&model->features, 0))));
		return 0;
	}
	name = PG_GETARG_TEXT_PP(2);
	len = VARSIZE_ANY_EXHDR(name);
	feature = FeatureDictFind(&model->features, VARDATA_ANY(name), len,
							  NameHash(NAME_HASH_SEED, VARDATA_ANY(name), len));
	if (feature < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("model has no feature \"%.*s\"", len, VARDATA_ANY(name)),
						errdetail("Its features begin with \"%s\".",
								  FeatureDictName(&model->features, 0))));
	return feature;
}

/* quantile(model, q [, feature]) */
PG_FUNCTION_INFO_V1(model_quantile);
Datum
model_quantile(PG_FUNCTION_ARGS)
{
	ModelScorer *scorer = fcinfo->flinfo->fn_extra;
	float8 q = PG_GETARG_FLOAT8(1);
	const Model *model;
	float8 value;

	if (scorer == NULL)
		scorer = fcinfo->flinfo->fn_extra = ModelScorerCreate(fcinfo->flinfo->fn_mcxt);
	ModelScorerBorrow(scorer, PG_GETARG_DATUM(0));
	model = ModelScorerModel(scorer);
	if (model->ops->quantile == NULL)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("%s keeps no quantiles of features", model->ops->name)));
	if (!(q >= 0 && q <= 1))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("quantile %g is not between 0 and 1", q)));
	if (model->n == 0 || model->features.count == 0 ||
		!model->ops->quantile(model, quantile_feature(fcinfo, model), q, &value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

/* forecast(model, horizon, level): (step, value, lower, upper) */
PG_FUNCTION_INFO_V1(model_forecast);
Datum
model_forecast(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const Model *model = ModelDatumBorrow(PG_GETARG_DATUM(0));
	int horizon = PG_GETARG_INT32(1);
	float8 level = PG_GETARG_FLOAT8(2);
	float8 *values;
	float8 *deviations;
	float8 bound;

	if (model->ops->forecast == NULL)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("%s does not forecast", model->ops->name)));
	if (horizon < 1 || horizon > MAX_HORIZON)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("horizon must be from 1 to %d, not %d", MAX_HORIZON, horizon)));
	if (!(level > 0 && level < 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("level %g is not between 0 and 1", level)));

	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(result->setDesc, 4);
	values = palloc(horizon * sizeof(float8));
	deviations = palloc(horizon * sizeof(float8));
	bound = KernelNormalBound(level);
	if (!model->ops->forecast(model, horizon, values, deviations))
		return (Datum) 0;
	for (int i = 0; i < horizon; i++)
	{
		bool unknown = isnan(deviations[i]);
		Datum row[4] = {Int32GetDatum(i + 1), Float8GetDatum(values[i]),
						Float8GetDatum(values[i] - bound * deviations[i]),
						Float8GetDatum(values[i] + bound * deviations[i])};
		bool nulls[4] = {false, false, unknown, unknown};

		tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
	}

	return (Datum) 0;
}
