/*
 * explain.c
 *	  to_sql(), explain() and feature_importance() of a model value.
 *
 * What is particular to an algorithm is behind ModelOps.to_sql, explain and
 * importance; here are arguments, names, and the way from scores to answers.
 *
 * to_sql() writes one expression.  Scores are computed once in a subquery
 * without FROM, whose columns the outer ones use; OFFSET 0 keeps the planner
 * from putting them in place of every use.  Names inside cannot hide those of
 * columns, because no column is used where they are known.  Exponents are
 * bounded: exp() of the server throws where it underflows.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "feature/feature.h"
#include "model/explain.h"
#include "model/model.h"

/* exp() of less underflows. */
#define MIN_EXPONENT "'-708'::float8"

/* What an algorithm can do, to look for those that can. */
typedef bool (*OpsTest)(const ModelOps *ops);

static bool
has_sql(const ModelOps *ops)
{
	return ops->to_sql != NULL;
}

static bool
has_explain(const ModelOps *ops)
{
	return ops->explain != NULL;
}

static bool
has_importance(const ModelOps *ops)
{
	return ops->importance != NULL;
}

/* Refuse a model of an algorithm that cannot, and say which can. */
static void
require(const Model *model, OpsTest test, const char *what)
{
	StringInfoData list;

	if (test(model->ops))
		return;
	initStringInfo(&list);
	for (int id = 0; id <= UINT8_MAX; id++)
	{
		const ModelOps *ops = ModelOpsById(id);

		if (ops && test(ops))
			appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "", ops->name);
	}
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("%s models %s", model->ops->name, what),
					errhint("Those that can are: %s.", list.data)));
}

/* A private copy of a model, ready to predict. */
static Model *
open_model(Datum datum)
{
	Model *model = ModelDatumParse(datum, CurrentMemoryContext);

	ModelReserve(model);
	if (model->ops->prepare && !ModelIsEmpty(model))
		model->ops->prepare(model);
	return model;
}

/* The class of that name, -1 if no row of it has come. */
static int
named_class(const Model *model, text *name)
{
	return ModelFindClass(model, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
}

/*----------
 * to_sql
 *----------
 */

/* Where a category begins in the name of its feature, NULL if there is none. */
static const char *
category_of(const Model *model, int feature)
{
	if (model->features.positional)
		return NULL;
	return strchr(model->features.names.names[feature], '=');
}

/* Columns of the features: as given, else by their names. */
static void
name_columns(const Model *model, ArrayType *given, ModelSql *sql)
{
	int features = model->features.count;
	Datum *columns = NULL;
	bool *nulls;
	int count = features;

	if (given)
		deconstruct_array(given, TEXTOID, -1, false, TYPALIGN_INT, &columns, &nulls,
						  &count);
	if (count != features)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("expected %d names of columns, not %d", features, count)));

	sql->column = palloc(Max(features, 1) * sizeof(char *));
	sql->category = palloc(Max(features, 1) * sizeof(char *));
	for (int i = 0; i < features; i++)
	{
		char *name = FeatureDictName(&model->features, i);
		const char *equals = category_of(model, i);

		sql->category[i] = equals ? quote_literal_cstr(equals + 1) : NULL;
		if (columns && nulls[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("column %d has no name", i + 1)));
		if (columns)
			name = TextDatumGetCString(columns[i]);
		else if (equals)
			name = pnstrdup(name, equals - model->features.names.names[i]);
		sql->column[i] = quote_identifier(name);
	}
}

/* A list of expressions in which "#" is the number of the class. */
static void
append_list(StringInfo out, const ModelSql *sql, const char *between, const char *each)
{
	for (int k = 0; k < sql->count; k++)
	{
		if (k > 0)
			appendStringInfoString(out, between);
		for (const char *p = each; *p; p++)
		{
			if (*p == '#')
				appendStringInfo(out, "%d", k);
			else
				appendStringInfoChar(out, *p);
		}
	}
}

/* A subquery of the scores s0, s1, ... */
static char *
select_scores(const ModelSql *sql)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "(SELECT ");
	for (int k = 0; k < sql->count; k++)
		appendStringInfo(&out, "%s%s AS s%d", k > 0 ? ", " : "",
						 sql->score[k] ? sql->score[k] : "'-Infinity'::float8", k);
	appendStringInfoString(&out, " OFFSET 0) scores");
	return out.data;
}

/* A subquery of e0, e1, ...: what probabilities are the shares of. */
static char *
select_parts(const ModelSql *sql)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "(SELECT ");
	if (sql->link == SQL_ONE_VS_REST)
	{
		append_list(&out, sql, ", ",
					"CASE WHEN s# = '-Infinity' THEN '0'::float8 WHEN s# < '0'::float8 "
					"THEN exp(greatest(s#, " MIN_EXPONENT ")) / "
					"('1'::float8 + exp(greatest(s#, " MIN_EXPONENT "))) "
					"ELSE '1'::float8 / ('1'::float8 + exp(greatest(-s#, " MIN_EXPONENT
					"))) END AS e#");
		appendStringInfo(&out, " FROM %s OFFSET 0) parts", select_scores(sql));
		return out.data;
	}

	/* relative to the greatest; where all are impossible all are alike */
	append_list(&out, sql, ", ",
				"CASE WHEN greatest = '-Infinity' THEN '1'::float8 WHEN s# - greatest "
				"< " MIN_EXPONENT " THEN '0'::float8 ELSE exp(s# - greatest) END AS e#");
	appendStringInfoString(&out, " FROM (SELECT *, greatest(");
	append_list(&out, sql, ", ", "s#");
	appendStringInfo(&out, ") AS greatest FROM %s OFFSET 0) relative OFFSET 0) parts",
					 select_scores(sql));
	return out.data;
}

/* A subquery of the probabilities p0, p1, ... of the classes. */
static char *
select_probabilities(const ModelSql *sql)
{
	StringInfoData out;

	initStringInfo(&out);
	switch (sql->link)
	{
		case SQL_SIGMOID:
			/* e is exp(-|s|) */
			appendStringInfo(
				&out,
				"(SELECT CASE WHEN s0 < '0'::float8 THEN '1'::float8 ELSE e END / "
				"('1'::float8 + e) AS p0, CASE WHEN s0 < '0'::float8 THEN e ELSE "
				"'1'::float8 END / ('1'::float8 + e) AS p1 FROM (SELECT s0, "
				"exp(greatest(-abs(s0), " MIN_EXPONENT ")) AS e FROM %s OFFSET 0) odds "
				"OFFSET 0) probabilities",
				select_scores(sql));
			break;
		case SQL_HINGE:
			appendStringInfo(&out,
							 "(SELECT CASE WHEN s0 > '0'::float8 THEN '0'::float8 ELSE "
							 "'1'::float8 END AS p0, CASE WHEN s0 > '0'::float8 THEN "
							 "'1'::float8 ELSE '0'::float8 END AS p1 FROM %s OFFSET 0) "
							 "probabilities",
							 select_scores(sql));
			break;
		default:
			appendStringInfoString(&out, "(SELECT ");
			append_list(&out, sql, ", ",
						"CASE WHEN total > '0'::float8 THEN e# / total ELSE '1'::float8 "
						"/ classes END AS p#");
			appendStringInfo(&out, " FROM (SELECT *, %d AS classes, ", sql->count);
			append_list(&out, sql, " + ", "e#");
			appendStringInfo(&out,
							 " AS total FROM %s OFFSET 0) shares OFFSET 0) probabilities",
							 select_parts(sql));
	}
	return out.data;
}

/* A class as predict_class or predict answers it. */
static const char *
class_literal(const Model *model, int class, bool as_text)
{
	const char *name = ModelClassName(model, class);
	StringInfoData out;

	if (name == NULL)
		return as_text ? "NULL::text" : "NULL::float8";
	if (as_text)
		return psprintf("%s::text", quote_literal_cstr(name));
	initStringInfo(&out);
	SqlNumber(&out, model->label_kind == LABEL_BOOLEAN ? strcmp(name, "true") == 0 :
														 strtod(name, NULL));
	return out.data;
}

/* The expression that decides for a class, see ModelDecide. */
static char *
decision(const Model *model, const ModelSql *sql, bool as_text)
{
	StringInfoData out;

	initStringInfo(&out);
	if (model->ops->task == TASK_BINARY)
	{
		appendStringInfo(&out, "CASE WHEN p%d > '0.5'::float8 THEN %s ELSE %s END",
						 model->positive, class_literal(model, model->positive, as_text),
						 class_literal(model, 1 - model->positive, as_text));
		return out.data;
	}
	appendStringInfoString(&out, "CASE greatest(");
	append_list(&out, sql, ", ", "p#");
	appendStringInfoChar(&out, ')');
	for (int k = 0; k < model->classes.count; k++)
		appendStringInfo(&out, " WHEN p%d THEN %s", k, class_literal(model, k, as_text));
	appendStringInfoString(&out, " END");
	return out.data;
}

/* The answers to ask for. */
typedef enum Answer
{
	ANSWER_PREDICT,
	ANSWER_PREDICT_PROBA,
	ANSWER_PREDICT_CLASS
} Answer;

static const char *const answers[] = {"predict", "predict_proba", "predict_class"};

/* The answer that the arguments name, or that the model is made for. */
static Answer
choose_answer(const Model *model, text *given, text *class)
{
	char *word;

	if (given == NULL)
	{
		if (!TaskHasClasses(model->ops->task))
			return ANSWER_PREDICT;
		return model->positive >= 0 || class ? ANSWER_PREDICT_PROBA :
											   ANSWER_PREDICT_CLASS;
	}
	word = text_to_cstring(given);
	for (int i = 0; i < (int) lengthof(answers); i++)
	{
		if (strcmp(word, answers[i]) == 0)
			return (Answer) i;
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("answer \"%s\" is unrecognized", word),
					errhint("Answers are predict, predict_proba and predict_class.")));
}

/* Of a model that predicts a value. */
static char *
value_sql(const Model *model, const ModelSql *sql, Answer answer)
{
	StringInfoData out;

	if (answer != ANSWER_PREDICT)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("%s predicts a number, not a class", model->ops->name),
						errhint("Use streamml.to_sql(model, 'predict').")));
	if (sql->link == SQL_VALUE)
		return psprintf("(%s)", sql->score[0]);
	if (sql->link == SQL_SIGMOID)
		return psprintf("(SELECT p1 FROM %s)", select_probabilities(sql));
	initStringInfo(&out);
	appendStringInfo(&out, "exp(greatest(least(%s, ", sql->score[0]);
	SqlNumber(&out, sql->limit);
	appendStringInfoString(&out, "), " MIN_EXPONENT "))");
	return out.data;
}

/* Of a classifier. */
static char *
class_sql(const Model *model, const ModelSql *sql, Answer answer, text *class)
{
	int chosen = model->positive;

	if (answer == ANSWER_PREDICT && model->label_kind == LABEL_TEXT)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("labels of the model are text, not numbers"),
						errhint("Use streamml.to_sql(model, 'predict_class').")));
	if (answer != ANSWER_PREDICT_PROBA)
		return psprintf("(SELECT %s FROM %s)",
						decision(model, sql, answer == ANSWER_PREDICT_CLASS),
						select_probabilities(sql));
	if (class)
		chosen = named_class(model, class);
	else if (chosen < 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("model has %d classes, and none is the positive one",
						model->classes.count),
				 errhint("Name the class, as in streamml.to_sql(model, 'predict_proba', "
						 "class => '%s').",
						 ModelClassName(model, 0) ? ModelClassName(model, 0) : "")));
	if (chosen < 0 || chosen >= Max(model->classes.count, 2))
		return pstrdup("'0'::float8");
	return psprintf("(SELECT p%d FROM %s)", chosen, select_probabilities(sql));
}

/* Columns are features as they are: neither hashed nor filled in. */
static void
refuse_feature_options(const Model *model)
{
	const char *option = model->features.hash ? "hash_bits" : "missing";

	if (model->features.hash || model->features.missing != MISSING_IGNORE)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a model with option \"%s\" cannot be written as SQL", option),
				 errhint("Use predict().")));
}

/* to_sql(model, answer, class, columns) */
PG_FUNCTION_INFO_V1(model_to_sql);
Datum
model_to_sql(PG_FUNCTION_ARGS)
{
	text *class = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);
	Model *model;
	ModelSql sql = {0};
	Answer answer;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	model = open_model(PG_GETARG_DATUM(0));
	require(model, has_sql, "cannot be written as SQL");
	refuse_feature_options(model);
	answer = choose_answer(model, PG_ARGISNULL(1) ? NULL : PG_GETARG_TEXT_PP(1), class);
	name_columns(model, PG_ARGISNULL(3) ? NULL : PG_GETARG_ARRAYTYPE_P(3), &sql);
	if (ModelIsEmpty(model))
		PG_RETURN_TEXT_P(cstring_to_text(
			answer == ANSWER_PREDICT_CLASS ? "NULL::text" : "NULL::float8"));

	model->ops->to_sql(model, &sql);
	PG_RETURN_TEXT_P(cstring_to_text(TaskHasClasses(model->ops->task) ?
										 class_sql(model, &sql, answer, class) :
										 value_sql(model, &sql, answer)));
}

/*----------
 * explain
 *----------
 */

/*
 * The class an explanation is about: the one asked for, -1 if it has not come;
 * else the positive one; else, of several, the likeliest.
 */
static int
explained_class(FunctionCallInfo fcinfo, const Model *model, const FeatureView *row)
{
	float8 *score;

	if (!TaskHasClasses(model->ops->task))
	{
		if (PG_NARGS() > 2 && !PG_ARGISNULL(2))
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("%s predicts a number, not a class", model->ops->name)));
		return 0;
	}
	if (PG_NARGS() > 2 && !PG_ARGISNULL(2))
		return named_class(model, PG_GETARG_TEXT_PP(2));
	if (model->positive >= 0)
		return model->positive;
	score = palloc0(ModelScoreSize(model) * sizeof(float8));
	return ModelPredict(model, row, score) ? ModelDecide(model, score) : 0;
}

/* A row of the result; NaN stands for NULL. */
static void
put_row(ReturnSetInfo *result, const char *feature, float8 value, float8 contribution)
{
	Datum values[3] = {CStringGetTextDatum(feature), Float8GetDatum(value),
					   Float8GetDatum(contribution)};
	bool nulls[3] = {false, isnan(value), false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* explain(model, features [, class]): (feature, value, contribution) */
PG_FUNCTION_INFO_V1(model_explain);
Datum
model_explain(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ModelExplanation explanation = {.rest = NAN};
	const FeatureView *given;
	const FeatureView *row;
	Model *model;
	Oid *types;
	int count;
	int features;
	int class;
	float8 *value;

	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(result->setDesc, 3);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	model = open_model(PG_GETARG_DATUM(0));
	require(model, has_explain, "cannot explain predictions");
	if (ModelIsEmpty(model))
		return (Datum) 0;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	given = FeatureDecode(FeatureDecoderCreate(CurrentMemoryContext), &model->features,
						  false, PG_GETARG_DATUM(1), types[1]);
	row = ModelImpute(model, given);
	features = model->features.count;
	explanation.contribution = palloc0(Max(features, 1) * sizeof(float8));
	class = explained_class(fcinfo, model, row);
	if (class < 0 ||
		(class >= model->classes.count && model->ops->task == TASK_MULTICLASS) ||
		!model->ops->explain(model, row, class, &explanation))
		return (Datum) 0;

	value = palloc(Max(features, 1) * sizeof(float8));
	for (int i = 0; i < features; i++)
		value[i] = model->ops->nan_is_missing ? NAN : 0;
	for (int i = 0; i < given->count; i++)
		value[FeatureOf(given, i)] = given->value[i];
	for (int i = 0; i < given->nmissing; i++)
		value[given->missing[i]] = NAN;
	put_row(result, "(bias)", NAN, explanation.bias);
	for (int i = 0; i < features; i++)
		put_row(result, FeatureDictName(&model->features, i), value[i],
				explanation.contribution[i]);
	if (!isnan(explanation.rest))
		put_row(result, "(leaf)", NAN, explanation.rest);

	return (Datum) 0;
}

/*----------
 * feature_importance
 *----------
 */

typedef struct Important
{
	float8 amount;
	int feature;
} Important;

/* The most important first. */
static int
compare_important(const void *a, const void *b)
{
	const Important *left = a;
	const Important *right = b;

	if (left->amount != right->amount)
		return left->amount > right->amount ? -1 : 1;
	return left->feature - right->feature;
}

/* feature_importance(model): (feature, importance, share) */
PG_FUNCTION_INFO_V1(model_feature_importance);
Datum
model_feature_importance(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Model *model = open_model(PG_GETARG_DATUM(0));
	int features = model->features.count;
	float8 *amount = palloc0(Max(features, 1) * sizeof(float8));
	Important *list = palloc(Max(features, 1) * sizeof(Important));
	float8 total = 0;

	InitMaterializedSRF(fcinfo, 0);
	ResultRowCheck(result->setDesc, 3);
	require(model, has_importance, "have no importance of features");
	if (ModelIsEmpty(model))
		return (Datum) 0;

	model->ops->importance(model, amount);
	for (int i = 0; i < features; i++)
	{
		list[i] = (Important){amount[i], i};
		total += amount[i];
	}
	qsort(list, features, sizeof(Important), compare_important);
	for (int i = 0; i < features; i++)
	{
		Datum values[3] = {
			CStringGetTextDatum(FeatureDictName(&model->features, list[i].feature)),
			Float8GetDatum(list[i].amount), Float8GetDatum(list[i].amount / total)};
		bool nulls[3] = {false, false, !(total > 0)};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}

	return (Datum) 0;
}
