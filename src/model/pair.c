/*
 * pair.c
 *	  Users and items, of any type, as the features of a model; and the SQL
 *	  functions that ask for them: predict(model, user, item) and recommend().
 *
 * A user or an item is known by its text form, in the dictionary of the
 * model's features as "user=..." or "item=...".
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "compat.h"
#include "model/model.h"
#include "model/pair.h"

#define MAX_RECOMMENDED 10000

struct PairReader
{
	FmgrInfo output[2]; /* of users and items */
	StringInfoData name;
	int32 index[2];
	float8 value[2];
	FeatureView view;
};

/* Make a reader for those two types, in "context"; item may be InvalidOid. */
PairReader *
PairReaderCreate(MemoryContext context, Oid user, Oid item)
{
	PairReader *reader = MemoryContextAllocZero(context, sizeof(PairReader));
	MemoryContext old = MemoryContextSwitchTo(context);
	Oid types[2] = {user, item};

	for (int i = 0; i < 2; i++)
	{
		Oid output;
		bool varlena;

		if (!OidIsValid(types[i]))
			continue;
		getTypeOutputInfo(types[i], &output, &varlena);
		fmgr_info_cxt(output, &reader->output[i], context);
	}
	initStringInfo(&reader->name);
	reader->view.index = reader->index;
	reader->view.value = reader->value;
	MemoryContextSwitchTo(old);

	return reader;
}

/* The feature of a user or item; -1 if there is none, or no room for it. */
static int
find_name(PairReader *reader, FeatureDict *dict, bool learn, int which, Datum datum)
{
	StringInfo name = &reader->name;
	char *text = OutputFunctionCall(&reader->output[which], datum);
	uint32 hash;
	int feature;

	resetStringInfo(name);
	appendStringInfoString(name, which == 0 ? PAIR_USER_PREFIX : PAIR_ITEM_PREFIX);
	appendStringInfoString(name, text);
	pfree(text);
	hash = NameHash(NAME_HASH_SEED, name->data, name->len);
	feature = FeatureDictFind(dict, name->data, name->len, hash);
	if (feature < 0 && learn && dict->count < dict->limit)
		feature = FeatureDictAdd(dict, name->data, name->len, hash);
	return feature;
}

/*
 * The row of a user and an item.  Those that are not known are left out; while
 * learning they are added, and NULL is returned if there is no room for them.
 */
const FeatureView *
PairRead(PairReader *reader, FeatureDict *dict, bool learn, Datum user, Datum item)
{
	Datum datum[2] = {user, item};

	reader->view.count = 0;
	for (int i = 0; i < 2; i++)
	{
		int feature = find_name(reader, dict, learn, i, datum[i]);

		if (feature < 0 && learn)
			return NULL;
		if (feature < 0)
			continue;
		reader->index[reader->view.count] = feature;
		reader->value[reader->view.count++] = i == 0 ? PAIR_USER : PAIR_ITEM;
	}
	return &reader->view;
}

/* The feature of a user, -1 if it is not known. */
int
PairFindUser(PairReader *reader, const FeatureDict *dict, Datum user)
{
	return find_name(reader, (FeatureDict *) dict, false, 0, user);
}

/*----------
 * SQL functions
 *----------
 */

/* In fn_extra. */
typedef struct PairCall
{
	ModelScorer *scorer;
	PairReader *reader;
} PairCall;

/* The type of an argument of type "any"; literals of unknown type are strings. */
static Oid
any_type(FmgrInfo *flinfo, int n)
{
	Oid type = get_fn_expr_argtype(flinfo, n);

	if (!OidIsValid(type))
		ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
						errmsg("could not determine the type of argument %d", n + 1)));
	return type;
}

/* The call's scorer, with the model set. */
static PairCall *
begin_call(FunctionCallInfo fcinfo, bool with_item)
{
	FmgrInfo *flinfo = fcinfo->flinfo;
	PairCall *call = flinfo->fn_extra;
	const Model *model;

	if (call == NULL)
	{
		call = MemoryContextAlloc(flinfo->fn_mcxt, sizeof(PairCall));
		call->scorer = ModelScorerCreate(flinfo->fn_mcxt);
		call->reader = PairReaderCreate(flinfo->fn_mcxt, any_type(flinfo, 1),
										with_item ? any_type(flinfo, 2) : InvalidOid);
		flinfo->fn_extra = call;
	}
	ModelScorerBorrow(call->scorer, PG_GETARG_DATUM(0));
	model = ModelScorerModel(call->scorer);
	if (model->ops->task != TASK_RECOMMENDATION)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("%s does not rate items", model->ops->name)));
	return call;
}

/* predict(model, user, item): the rating */
PG_FUNCTION_INFO_V1(model_predict_pair);
Datum
model_predict_pair(PG_FUNCTION_ARGS)
{
	PairCall *call = begin_call(fcinfo, true);
	const Model *model = ModelScorerModel(call->scorer);
	const FeatureView *row = PairRead(call->reader, (FeatureDict *) &model->features,
									  false, PG_GETARG_DATUM(1), PG_GETARG_DATUM(2));
	float8 value;

	if (!ModelScorerPredict(call->scorer, row, &value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

/* recommend(model, user, k): (item, score), the best first */
PG_FUNCTION_INFO_V1(model_recommend);
Datum
model_recommend(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int k = PG_GETARG_INT32(2);
	PairCall *call = begin_call(fcinfo, false);
	const Model *model = ModelScorerModel(call->scorer);
	int32 *items;
	float8 *scores;
	int count;

	if (k < 1 || k > MAX_RECOMMENDED)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("number of items must be from 1 to %d, not %d",
							   MAX_RECOMMENDED, k)));
	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(result->setDesc, 2);
	items = palloc(k * sizeof(int32));
	scores = palloc(k * sizeof(float8));
	count = model->ops->recommend(
		model, PairFindUser(call->reader, &model->features, PG_GETARG_DATUM(1)), k, items,
		scores);
	for (int i = 0; i < count; i++)
	{
		const char *name = model->features.names.names[items[i]] + PAIR_PREFIX_LENGTH;
		Datum row[2] = {CStringGetTextDatum(name), Float8GetDatum(scores[i])};
		bool nulls[2] = {false, false};

		tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
	}

	return (Datum) 0;
}
