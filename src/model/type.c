/*
 * type.c
 *	  The SQL type streamml.model: input and output, casts, comparison, and the
 *	  functions that look inside.
 *
 * Text form is JSON, binary form is the flat form without its varlena header.
 * Names in it are in the encoding of the database.
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "model/detector.h"
#include "model/model.h"

/* Open JSON text and flatten it, in the current context. */
static Datum
model_from_text(const char *json)
{
	return ModelDatumFlatten(ModelFromJson(json, strlen(json), CurrentMemoryContext));
}

PG_FUNCTION_INFO_V1(model_in);
Datum
model_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(model_from_text(PG_GETARG_CSTRING(0)));
}

PG_FUNCTION_INFO_V1(model_out);
Datum
model_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(ModelToJson(ModelDatumBorrow(PG_GETARG_DATUM(0))));
}

PG_FUNCTION_INFO_V1(model_recv);
Datum
model_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	int size = buffer->len - buffer->cursor;
	const char *bytes = pq_getmsgbytes(buffer, size);

	/* parsed and written anew, so that what is stored is canonical */
	PG_RETURN_DATUM(ModelDatumFlatten(ModelParse(bytes, size, CurrentMemoryContext)));
}

PG_FUNCTION_INFO_V1(model_send);
Datum
model_send(PG_FUNCTION_ARGS)
{
	struct varlena *flat = PG_GETARG_VARLENA_P(0);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendbytes(&buffer, VARDATA(flat), VARSIZE(flat) - VARHDRSZ);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

PG_FUNCTION_INFO_V1(model_to_json);
Datum
model_to_json(PG_FUNCTION_ARGS)
{
	char *json = ModelToJson(ModelDatumBorrow(PG_GETARG_DATUM(0)));

	PG_RETURN_TEXT_P(cstring_to_text(json));
}

PG_FUNCTION_INFO_V1(model_from_json);
Datum
model_from_json(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(model_from_text(text_to_cstring(PG_GETARG_TEXT_PP(0))));
}

PG_FUNCTION_INFO_V1(model_to_jsonb);
Datum
model_to_jsonb(PG_FUNCTION_ARGS)
{
	char *json = ModelToJson(ModelDatumBorrow(PG_GETARG_DATUM(0)));

	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(json)));
}

PG_FUNCTION_INFO_V1(model_from_jsonb);
Datum
model_from_jsonb(PG_FUNCTION_ARGS)
{
	Jsonb *jsonb = PG_GETARG_JSONB_P(0);

	PG_RETURN_DATUM(model_from_text(JsonbToCString(NULL, &jsonb->root, VARSIZE(jsonb))));
}

/* Equal content has equal bytes. */
static bool
same_bytes(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_GETARG_VARLENA_P(0);
	struct varlena *b = PG_GETARG_VARLENA_P(1);

	return VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
}

PG_FUNCTION_INFO_V1(model_eq);
Datum
model_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(same_bytes(fcinfo));
}

PG_FUNCTION_INFO_V1(model_ne);
Datum
model_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!same_bytes(fcinfo));
}

PG_FUNCTION_INFO_V1(model_hash);
Datum
model_hash(PG_FUNCTION_ARGS)
{
	struct varlena *flat = PG_GETARG_VARLENA_P(0);

	PG_RETURN_DATUM(hash_any((unsigned char *) VARDATA(flat), VARSIZE(flat) - VARHDRSZ));
}

/* Size of the value in bytes, before compression. */
PG_FUNCTION_INFO_V1(model_size);
Datum
model_size(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(VARHDRSZ + ModelFlatSize(ModelDatumBorrow(PG_GETARG_DATUM(0))));
}

/* Rows learned. */
PG_FUNCTION_INFO_V1(model_n_observations);
Datum
model_n_observations(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(ModelDatumBorrow(PG_GETARG_DATUM(0))->n);
}

/* Begin a JSON object that an archive writes into. */
static void
begin_json(Archive *json, StringInfo out)
{
	initStringInfo(out);
	appendStringInfoChar(out, '{');
	*json = (Archive){.mode = ARCHIVE_TO_JSON, .out = out};
}

static Datum
end_json(StringInfo out)
{
	appendStringInfoChar(out, '}');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(out->data));
}

/*
 * A model to show: one that still has to be readied, as clusters of few rows
 * have, is a copy.
 */
static Model *
model_to_show(Datum datum)
{
	Model *model = ModelDatumBorrow(datum);

	if (model->ops->task != TASK_CLUSTER || model->ops->prepare == NULL)
		return model;
	model = ModelDatumParse(datum, CurrentMemoryContext);
	model->ops->prepare(model);
	return model;
}

/* metrics(model): how good its predictions were */
PG_FUNCTION_INFO_V1(model_metrics);
Datum
model_metrics(PG_FUNCTION_ARGS)
{
	Archive json;
	StringInfoData out;

	begin_json(&json, &out);
	ModelMetricsDescribe(model_to_show(PG_GETARG_DATUM(0)), &json);
	PG_RETURN_DATUM(end_json(&out));
}

/* The words for ModelMergeClass. */
static const char *const merge_classes[] = {"exact", "approximate", "none"};

/* How full a hash of names is, and how often names met in a slot. */
static void
show_hash(const FeatureHash *hash, Archive *json)
{
	int64 shared_slots = 0;
	float8 entries = 0;
	float8 collisions = 0;

	for (int i = 0; i < hash->count; i++)
	{
		shared_slots += hash->slot[i].shared > 0 ? 1 : 0;
		entries += hash->slot[i].rows;
		collisions += hash->slot[i].shared;
	}
	ArchiveBegin(json, "hash");
	ArchiveShowInt(json, "slots", INT64_C(1) << hash->bits);
	ArchiveShowInt(json, "used", hash->count);
	ArchiveShowInt(json, "shared", shared_slots);
	ArchiveShowInt(json, "names", hash->kept);
	ArchiveShowFloat(json, "collision_rate", entries > 0 ? collisions / entries : 0);
	ArchiveEnd(json);
}

/* info(model): what it is */
PG_FUNCTION_INFO_V1(model_info);
Datum
model_info(PG_FUNCTION_ARGS)
{
	Model *model = ModelDatumBorrow(PG_GETARG_DATUM(0));
	Archive json;
	StringInfoData out;

	begin_json(&json, &out);
	ArchiveShowString(&json, "algorithm", model->ops->name);
	ArchiveShowInt(&json, "format", MODEL_FORMAT);
	ArchiveShowInt(&json, "n", model->n);
	ArchiveShowInt(&json, "bytes", VARHDRSZ + ModelFlatSize(model));
	ArchiveShowInt(&json, "features", model->features.count);
	if (model->features.hash)
		show_hash(model->features.hash, &json);
	ArchiveShowString(&json, "merge", merge_classes[ModelMergeClassOf(model)]);
	ModelOptionsArchive(model, &json);
	if (TaskHasClasses(model->ops->task))
	{
		ArchiveNames(&json, "classes", &model->classes, MODEL_MAX_CLASSES);
		if (model->ops->task == TASK_BINARY && ModelClassName(model, model->positive))
			ArchiveShowString(&json, "positive", ModelClassName(model, model->positive));
	}
	PG_RETURN_DATUM(end_json(&out));
}

/* A column of weights(): NaN is NULL. */
static void
set_column(float8 value, Datum *datum, bool *isnull)
{
	*isnull = isnan(value);
	*datum = Float8GetDatum(value);
}

/* What weights() shows as the class: a name, or the number of a cluster. */
static const char *
weight_class(const Model *model, int class)
{
	if (class < 0)
		return NULL;
	if (model->ops->task == TASK_CLUSTER)
		return psprintf("%d", class + 1);
	return ModelClassName(model, class);
}

/*
 * weights(model): (feature, class, weight, std_error, t, p)
 */
PG_FUNCTION_INFO_V1(model_weights);
Datum
model_weights(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Model *model = model_to_show(PG_GETARG_DATUM(0));
	ModelWeight *rows;
	int count;

	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(result->setDesc, 6);
	if (ModelIsEmpty(model))
		return (Datum) 0;

	if (model->ops->weights == NULL)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("%s has no weights", model->ops->name)));
	count = model->ops->weights(model, &rows);
	for (int i = 0; i < count; i++)
	{
		Datum values[6];
		bool nulls[6] = {false};
		const char *class = weight_class(model, rows[i].class);
		char *feature = rows[i].feature < 0 ?
							"(intercept)" :
							FeatureDictName(&model->features, rows[i].feature);

		values[0] = CStringGetTextDatum(feature);
		nulls[1] = class == NULL;
		values[1] = class ? CStringGetTextDatum(class) : (Datum) 0;
		set_column(rows[i].weight, &values[2], &nulls[2]);
		set_column(rows[i].std_error, &values[3], &nulls[3]);
		set_column(rows[i].t, &values[4], &nulls[4]);
		set_column(rows[i].p, &values[5], &nulls[5]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}

	return (Datum) 0;
}

/*
 * moments(model): (feature, count, missing, mean, variance, std, min, max)
 */
PG_FUNCTION_INFO_V1(model_moments);
Datum
model_moments(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Model *model = ModelDatumBorrow(PG_GETARG_DATUM(0));
	int count = Min(model->features.count, model->features_ready);

	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(result->setDesc, 8);
	if (model->ops->moments == NULL)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("%s keeps no moments of features", model->ops->name)));

	for (int i = 0; model->n > 0 && i < count; i++)
	{
		ModelMoments moments = {0};
		Datum values[8];
		bool nulls[8] = {false};

		model->ops->moments(model, i, &moments);
		values[0] = CStringGetTextDatum(FeatureDictName(&model->features, i));
		set_column(moments.count, &values[1], &nulls[1]);
		set_column(moments.missing, &values[2], &nulls[2]);
		set_column(moments.mean, &values[3], &nulls[3]);
		set_column(moments.variance, &values[4], &nulls[4]);
		set_column(sqrt(moments.variance), &values[5], &nulls[5]);
		set_column(moments.min, &values[6], &nulls[6]);
		set_column(moments.max, &values[7], &nulls[7]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}

	return (Datum) 0;
}

/*
 * hashed_features(model): (feature, slot, entries, collisions)
 */
PG_FUNCTION_INFO_V1(model_hashed_features);
Datum
model_hashed_features(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const Model *model = ModelDatumBorrow(PG_GETARG_DATUM(0));
	const FeatureHash *hash = model->features.hash;

	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(result->setDesc, 4);
	for (int i = 0; hash && i < hash->count; i++)
	{
		Datum values[4];
		bool nulls[4] = {false};

		nulls[0] = hash->slot[i].name == NULL;
		values[0] = nulls[0] ? (Datum) 0 : CStringGetTextDatum(hash->slot[i].name);
		values[1] = Int32GetDatum(FeatureSlotOf(hash->slot[i].owner, hash->bits));
		values[2] = Int64GetDatum((int64) hash->slot[i].rows);
		values[3] = Int64GetDatum((int64) hash->slot[i].shared);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}

	return (Datum) 0;
}

/* An ordinal as a Datum; none is NULL. */
static void
set_ordinal(int64 ordinal, Datum *datum, bool *isnull)
{
	*isnull = ordinal == 0;
	*datum = Int64GetDatum(ordinal);
}

/*
 * drift(model): (detector, n, estimate, drifts, last_drift, warnings,
 * last_warning, warned)
 */
PG_FUNCTION_INFO_V1(model_drift);
Datum
model_drift(PG_FUNCTION_ARGS)
{
	Model *model = ModelDatumBorrow(PG_GETARG_DATUM(0));
	const DetectorRules *rules;
	const Detector *detector = ModelDetector(model, &rules);
	TupleDesc tupdesc;
	Datum values[8];
	bool nulls[8] = {false};
	float8 estimate;

	if (detector == NULL)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("model has no drift detector"),
						ModelIsScored(model->ops) ?
							errhint("Give it one with the option \"drift\".") :
							0));
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "the result is no row");
	ResultRowCheck(tupdesc, lengthof(values));

	values[0] = CStringGetTextDatum(DetectorNames[rules->kind]);
	values[1] = Int64GetDatum(detector->n);
	nulls[2] = !DetectorEstimate(detector, rules, &estimate);
	values[2] = Float8GetDatum(estimate);
	values[3] = Int64GetDatum(detector->drifts);
	set_ordinal(detector->last_drift, &values[4], &nulls[4]);
	values[5] = Int64GetDatum(detector->warnings);
	set_ordinal(detector->last_warning, &values[6], &nulls[6]);
	values[7] = BoolGetDatum(detector->warned);
	PG_RETURN_DATUM(
		HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tupdesc), values, nulls)));
}
