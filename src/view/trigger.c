/*
 * trigger.c
 *	  streamml.score(): a BEFORE INSERT trigger that fills a column with the
 *	  prediction of a continuous view's model, in the inserting transaction.
 *
 *		CREATE TRIGGER score BEFORE INSERT ON tx FOR EACH ROW
 *		EXECUTE FUNCTION streamml.score('fraud_model', 'score', 'amount', 'hour');
 *
 * Features go to the model as it was trained: on arrays, in the order of the
 * arguments; on rows or jsonb, by the names of the columns.  An argument
 * 'class=fraud' names the class whose probability is the score, by default the
 * positive one.
 *
 * A statement reads the model once, so its rows are scored by one model.
 * Parsing the model costs more than reading it; parsed ones are kept by the
 * backend, one scorer per view, and parsed again only when the stored model
 * has changed.  The role that inserts needs SELECT on the view.
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "view/model_ref.h"

PG_FUNCTION_INFO_V1(score);

/* Fixed arguments: view, target column. */
#define FIRST_FEATURE 2
/* How an argument begins that is no feature but names a class. */
#define CLASS_ARGUMENT "class="

/* A parsed model kept by this backend. */
typedef struct KeptScorer
{
	Oid view; /* hash key */
	ModelScorer *scorer;
} KeptScorer;

static HTAB *kept_scorers = NULL;

/* A trigger in a statement; in fn_extra. */
typedef struct ScoreTrigger
{
	ModelScorer *scorer;
	bool has_model;
	AttrNumber target;
	Oid target_type;
	int32 target_typmod;
	const char *class; /* NULL: the positive one */
	int nfeatures;
	AttrNumber features[FLEXIBLE_ARRAY_MEMBER];
} ScoreTrigger;

static ModelScorer *
kept_scorer(Oid view)
{
	KeptScorer *kept;
	bool found;

	if (kept_scorers == NULL)
	{
		HASHCTL control = {.keysize = sizeof(Oid),
						   .entrysize = sizeof(KeptScorer),
						   .hcxt = TopMemoryContext};

		kept_scorers = hash_create("streamml scorers of triggers", 16, &control,
								   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	kept = hash_search(kept_scorers, &view, HASH_ENTER, &found);
	if (!found)
		kept->scorer = NULL;
	if (kept->scorer == NULL)
		kept->scorer = ModelScorerCreate(TopMemoryContext);
	return kept->scorer;
}

static AttrNumber
find_column(Relation rel, const char *name)
{
	int attno = SPI_fnumber(RelationGetDescr(rel), name);

	if (attno <= 0)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
						errmsg("column \"%s\" of table \"%s\" does not exist", name,
							   RelationGetRelationName(rel))));
	return attno;
}

static void
check_call(FunctionCallInfo fcinfo)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(data->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(data->tg_event) ||
		!TRIGGER_FIRED_BY_INSERT(data->tg_event))
		ereport(
			ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("streamml.score() must be a BEFORE INSERT trigger FOR EACH ROW")));
	if (data->tg_trigger->tgnargs <= FIRST_FEATURE)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("trigger \"%s\" has %d arguments, needs at least %d",
					data->tg_trigger->tgname, data->tg_trigger->tgnargs,
					FIRST_FEATURE + 1),
			 errhint(
				 "Use streamml.score('view', 'target column', 'feature column', ...), "
				 "with 'class=name' among them for the probability of that class.")));
}

/* Look up columns and model; once per statement. */
static ScoreTrigger *
prepare(FunctionCallInfo fcinfo)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	char **args = data->tg_trigger->tgargs;
	int nfeatures = data->tg_trigger->tgnargs - FIRST_FEATURE;
	Relation rel = data->tg_relation;
	ScoreTrigger *trigger = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt,
												   offsetof(ScoreTrigger, features) +
													   sizeof(AttrNumber) * nfeatures);
	Oid view = ModelRefByName(args[0]);

	trigger->target = find_column(rel, args[1]);
	trigger->target_type = SPI_gettypeid(RelationGetDescr(rel), trigger->target);
	if (trigger->target_type != FLOAT8OID && trigger->target_type != FLOAT4OID &&
		trigger->target_type != NUMERICOID)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("column \"%s\" cannot hold a score", args[1]),
						errhint("Make it double precision, real or numeric.")));
	trigger->target_typmod =
		TupleDescAttr(RelationGetDescr(rel), trigger->target - 1)->atttypmod;
	for (int i = 0; i < nfeatures; i++)
	{
		const char *arg = args[FIRST_FEATURE + i];

		if (strncmp(arg, CLASS_ARGUMENT, strlen(CLASS_ARGUMENT)) == 0)
			trigger->class = arg + strlen(CLASS_ARGUMENT);
		else
			trigger->features[trigger->nfeatures++] = find_column(rel, arg);
	}
	trigger->scorer = kept_scorer(view);
	trigger->has_model = ModelRefLoad(view, trigger->scorer);
	fcinfo->flinfo->fn_extra = trigger;
	return trigger;
}

/* A number of any type as float8. */
static float8
column_number(Datum value, Oid type, const char *name)
{
	switch (type)
	{
		case BOOLOID:
			return DatumGetBool(value) ? 1 : 0;
		case INT2OID:
			return DatumGetInt16(value);
		case INT4OID:
			return DatumGetInt32(value);
		case INT8OID:
			return (float8) DatumGetInt64(value);
		case FLOAT4OID:
			return DatumGetFloat4(value);
		case FLOAT8OID:
			return DatumGetFloat8(value);
		case NUMERICOID:
			return DatumGetFloat8(DirectFunctionCall1(numeric_float8, value));
		default:
			ereport(
				ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg(
					 "column \"%s\" of type %s cannot be a feature of a model that was "
					 "trained on arrays",
					 name, format_type_be(type)),
				 errhint("Use a column of a number type or boolean.")));
	}
	return 0; /* not reached */
}

/* The feature columns as the array that the model was trained on. */
static Datum
feature_array(const ScoreTrigger *trigger, TupleDesc tupdesc, const Datum *values,
			  const bool *nulls)
{
	Datum *elems = palloc(sizeof(Datum) * trigger->nfeatures);
	bool *elem_nulls = palloc(sizeof(bool) * trigger->nfeatures);
	int lower = 1;
	int length = trigger->nfeatures;

	for (int i = 0; i < trigger->nfeatures; i++)
	{
		int column = trigger->features[i] - 1;
		Form_pg_attribute att = TupleDescAttr(tupdesc, column);

		elem_nulls[i] = nulls[column];
		elems[i] =
			nulls[column] ?
				(Datum) 0 :
				Float8GetDatum(column_number(values[column], getBaseType(att->atttypid),
											 NameStr(att->attname)));
	}
	return PointerGetDatum(construct_md_array(elems, elem_nulls, 1, &length, &lower,
											  FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
											  TYPALIGN_DOUBLE));
}

/* The feature columns as the model knows them: by position or by name. */
static const FeatureView *
feature_row(const ScoreTrigger *trigger, TupleDesc tupdesc, const Datum *values,
			const bool *nulls)
{
	if (ModelScorerModel(trigger->scorer)->features.positional)
		return ModelScorerRow(trigger->scorer,
							  feature_array(trigger, tupdesc, values, nulls),
							  FLOAT8ARRAYOID);
	return ModelScorerColumns(trigger->scorer, tupdesc, values, nulls, trigger->features,
							  trigger->nfeatures);
}

/* Prediction for the new row; false if there is nothing to say. */
static bool
score_row(const ScoreTrigger *trigger, HeapTuple tuple, TupleDesc tupdesc, float8 *result)
{
	Datum *values;
	bool *nulls;
	const FeatureView *row;
	ModelTask task;

	if (!trigger->has_model)
		return false;
	values = palloc(sizeof(Datum) * tupdesc->natts);
	nulls = palloc(sizeof(bool) * tupdesc->natts);
	heap_deform_tuple(tuple, tupdesc, values, nulls);
	row = feature_row(trigger, tupdesc, values, nulls);
	task = ModelScorerModel(trigger->scorer)->ops->task;
	if (task == TASK_ANOMALY)
		return ModelScorerAnomaly(trigger->scorer, row, result);
	if (trigger->class)
		return ModelScorerProbaOf(trigger->scorer, row, trigger->class,
								  strlen(trigger->class), result);
	if (TaskHasClasses(task))
		return ModelScorerProba(trigger->scorer, row, result);
	return ModelScorerPredict(trigger->scorer, row, result);
}

static Datum
target_value(const ScoreTrigger *trigger, float8 value)
{
	if (trigger->target_type == FLOAT4OID)
		return DirectFunctionCall1(dtof, Float8GetDatum(value));
	if (trigger->target_type == NUMERICOID)
		return DirectFunctionCall2(
			numeric, DirectFunctionCall1(float8_numeric, Float8GetDatum(value)),
			Int32GetDatum(trigger->target_typmod));
	return Float8GetDatum(value);
}

/*
 * score('view', 'target column', 'feature column', ...): fill the target with
 * the probability of the positive class or of the one that 'class=name' names,
 * the value a regression predicts, or the score of an anomaly; NULL while the model has learned nothing.
 */
Datum
score(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	ScoreTrigger *trigger = fcinfo->flinfo->fn_extra;
	TupleDesc tupdesc;
	float8 prediction = 0;
	Datum value = (Datum) 0;
	bool isnull;
	int attno;

	if (trigger == NULL)
	{
		check_call(fcinfo);
		trigger = prepare(fcinfo);
	}
	tupdesc = RelationGetDescr(data->tg_relation);
	isnull = !score_row(trigger, data->tg_trigtuple, tupdesc, &prediction);
	if (!isnull)
		value = target_value(trigger, prediction);
	attno = trigger->target;
	return PointerGetDatum(heap_modify_tuple_by_cols(data->tg_trigtuple, tupdesc, 1,
													 &attno, &value, &isnull));
}
