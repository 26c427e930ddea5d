/*
 * metric_classes.c
 *	  Aggregates over actual and predicted classes of any table: accuracy,
 *	  balanced_accuracy, kappa, kappa_t, precision, recall, f1, their means over
 *	  classes (macro_...) and the confusion matrix.
 *
 * One state serves all of them, a count per pair of classes, so that a query
 * that asks for several counts once.  Counts are exact: parts add up, and rows
 * can be taken back.  Classes are known by their names as in models (label.c),
 * and SummarizeClasses, which computes a model's own figures, computes these.
 *
 * Only kappa_t depends on the order of rows, through the class of the row
 * before; it has a transition function of its own, and no parts.
 */
#include "streamml.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "model/json.h"
#include "model/model.h"

typedef struct Tally
{
	MemoryContext context;
	ModelLabelKind kind;
	NameTable classes; /* in order of appearance */
	int ready;		   /* there is a matrix for so many */
	int64 *cell;	   /* see ConfusionCell */
	char *positive;	   /* the third argument, NULL if there is none */
	int32 last;		   /* of kappa_t: actual class of the row before, or -1 */
	int64 nochange;	   /* rows that had one */
	int64 nochange_hit;
} Tally;

/* Known from row to row. */
typedef struct TallyCall
{
	LabelReader reader; /* of all arguments: they have one type */
} TallyCall;

static Tally *
create_tally(MemoryContext context, ModelLabelKind kind)
{
	Tally *tally = MemoryContextAllocZero(context, sizeof(Tally));

	tally->context = context;
	tally->kind = kind;
	tally->last = -1;
	NameTableInit(&tally->classes, context);
	return tally;
}

/* A matrix for the classes there are. */
static void
reserve_cells(Tally *tally)
{
	int to = tally->ready;
	Size have = (Size) to * to;
	Size want;

	if (tally->classes.count <= tally->ready)
		return;
	while (to < tally->classes.count)
		to = Max(2 * to, 2);
	want = (Size) to * to;
	tally->cell = tally->cell ? repalloc(tally->cell, want * sizeof(int64)) :
								MemoryContextAlloc(tally->context, want * sizeof(int64));
	memset(tally->cell + have, 0, (want - have) * sizeof(int64));
	tally->ready = to;
}

/* The class of that name, new if need be. */
static int
tally_class(Tally *tally, const char *name, int len)
{
	uint32 hash = NameHash(NAME_HASH_SEED, name, len);
	int class = NameTableFind(&tally->classes, name, len, hash);

	if (class >= 0)
		return class;
	if (tally->classes.count >= MODEL_MAX_CLASSES)
		ereport(
			ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("more than %d classes, and label \"%.*s\" is one more",
					MODEL_MAX_CLASSES, Min(len, 64), name),
			 errhint("For values that are no classes use streamml.mae, rmse or r2.")));
	class = NameTableAdd(&tally->classes, name, len, hash);
	reserve_cells(tally);
	return class;
}

/* The class that an argument names. */
static int
read_class(FunctionCallInfo fcinfo, Tally *tally, int argument)
{
	TallyCall *call = fcinfo->flinfo->fn_extra;
	char buffer[LABEL_BUFFER];
	int len;
	const char *name = LabelName(&call->reader, PG_GETARG_DATUM(argument), buffer, &len);

	return tally_class(tally, name, len);
}

/* Find out about the arguments at the first call. */
static TallyCall *
find_call(FunctionCallInfo fcinfo)
{
	FmgrInfo *flinfo = fcinfo->flinfo;
	TallyCall *call = flinfo->fn_extra;
	Oid type;

	if (call)
		return call;
	type = get_fn_expr_argtype(flinfo, 1);
	if (!OidIsValid(type))
		ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
						errmsg("could not determine the type of the classes")));
	call = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(TallyCall));
	LabelReaderInit(&call->reader, type, flinfo->fn_mcxt);
	flinfo->fn_extra = call;
	return call;
}

/* The state of a call, with the positive class set; made if there is none. */
static Tally *
open_tally(FunctionCallInfo fcinfo)
{
	TallyCall *call = find_call(fcinfo);
	MemoryContext context;
	Tally *tally;
	char buffer[LABEL_BUFFER];
	const char *name;
	int len;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "class_metric_accum was called outside of an aggregate");
	tally = PG_ARGISNULL(0) ? create_tally(context, call->reader.kind) :
							  (Tally *) PG_GETARG_POINTER(0);
	if (PG_NARGS() < 4 || PG_ARGISNULL(3))
		return tally;

	name = LabelName(&call->reader, PG_GETARG_DATUM(3), buffer, &len);
	if (tally->positive == NULL)
	{
		tally->positive = MemoryContextAlloc(tally->context, len + 1);
		memcpy(tally->positive, name, len);
		tally->positive[len] = '\0';
	}
	else if (strlen(tally->positive) != len || memcmp(tally->positive, name, len) != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("positive class must be the same for all rows of a group"),
						errdetail("It is \"%s\", and \"%.*s\" in another row.",
								  tally->positive, len, name)));
	return tally;
}

/* Count a row, or take it back. */
static Tally *
count_row(FunctionCallInfo fcinfo, int64 row)
{
	Tally *tally = open_tally(fcinfo);
	int actual;
	int predicted;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return tally;
	actual = read_class(fcinfo, tally, 1);
	predicted = read_class(fcinfo, tally, 2);
	tally->cell[ConfusionCell(actual, predicted)] += row;
	return tally;
}

/* class_metric_accum(state, actual, predicted [, positive]) */
PG_FUNCTION_INFO_V1(class_metric_accum);
Datum
class_metric_accum(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(count_row(fcinfo, 1));
}

PG_FUNCTION_INFO_V1(class_metric_inverse);
Datum
class_metric_inverse(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(count_row(fcinfo, -1));
}

/* class_metric_ordered(state, actual, predicted): also the row before */
PG_FUNCTION_INFO_V1(class_metric_ordered);
Datum
class_metric_ordered(PG_FUNCTION_ARGS)
{
	Tally *tally = count_row(fcinfo, 1);
	int actual;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_POINTER(tally);
	actual = read_class(fcinfo, tally, 1);
	if (tally->last >= 0)
	{
		tally->nochange++;
		tally->nochange_hit += tally->last == actual ? 1 : 0;
	}
	tally->last = actual;
	PG_RETURN_POINTER(tally);
}

/* class_metric_combine(state, state) */
PG_FUNCTION_INFO_V1(class_metric_combine);
Datum
class_metric_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	const Tally *theirs;
	Tally *ours;
	int map[MODEL_MAX_CLASSES];

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "class_metric_combine was called outside of an aggregate");
	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	theirs = (const Tally *) PG_GETARG_POINTER(1);
	ours = PG_ARGISNULL(0) ? create_tally(context, theirs->kind) :
							 (Tally *) PG_GETARG_POINTER(0);
	if (ours->positive == NULL && theirs->positive)
		ours->positive = MemoryContextStrdup(ours->context, theirs->positive);
	for (int i = 0; i < theirs->classes.count; i++)
		map[i] =
			tally_class(ours, theirs->classes.names[i], strlen(theirs->classes.names[i]));
	for (int i = 0; i < theirs->classes.count; i++)
	{
		for (int j = 0; j < theirs->classes.count; j++)
			ours->cell[ConfusionCell(map[i], map[j])] +=
				theirs->cell[ConfusionCell(i, j)];
	}
	PG_RETURN_POINTER(ours);
}

/* class_metric_serialize(state) */
PG_FUNCTION_INFO_V1(class_metric_serialize);
Datum
class_metric_serialize(PG_FUNCTION_ARGS)
{
	const Tally *tally = (const Tally *) PG_GETARG_POINTER(0);
	int count = tally->classes.count;
	StringInfoData out;

	pq_begintypsend(&out);
	pq_sendint32(&out, tally->kind);
	pq_sendint32(&out, count);
	for (int i = 0; i < count; i++)
	{
		pq_sendint32(&out, strlen(tally->classes.names[i]));
		pq_sendbytes(&out, tally->classes.names[i], strlen(tally->classes.names[i]));
	}
	for (int i = 0; i < count * count; i++)
		pq_sendint64(&out, tally->cell[i]);
	pq_sendint32(&out, tally->positive ? strlen(tally->positive) : -1);
	if (tally->positive)
		pq_sendbytes(&out, tally->positive, strlen(tally->positive));
	pq_sendint32(&out, tally->last);
	pq_sendint64(&out, tally->nochange);
	pq_sendint64(&out, tally->nochange_hit);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* class_metric_deserialize(bytes, internal) */
PG_FUNCTION_INFO_V1(class_metric_deserialize);
Datum
class_metric_deserialize(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	StringInfoData in;
	Tally *tally;
	int count;
	int len;

	initStringInfo(&in);
	appendBinaryStringInfo(&in, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	tally = create_tally(CurrentMemoryContext, pq_getmsgint(&in, 4));
	count = pq_getmsgint(&in, 4);
	if (count < 0 || count > MODEL_MAX_CLASSES)
		elog(ERROR, "state of a metric has %d classes", count);
	for (int i = 0; i < count; i++)
	{
		len = pq_getmsgint(&in, 4);
		tally_class(tally, pq_getmsgbytes(&in, len), len);
	}
	for (int i = 0; i < count * count; i++)
		tally->cell[i] = pq_getmsgint64(&in);
	len = pq_getmsgint(&in, 4);
	if (len >= 0)
		tally->positive = pnstrdup(pq_getmsgbytes(&in, len), len);
	tally->last = pq_getmsgint(&in, 4);
	tally->nochange = pq_getmsgint64(&in);
	tally->nochange_hit = pq_getmsgint64(&in);
	pq_getmsgend(&in);
	pfree(in.data);
	PG_RETURN_POINTER(tally);
}

/* Counts per class of those that have any. */
typedef struct Present
{
	int count;
	int *class;	  /* their numbers */
	char **names; /* and names */
	ModelFigures figures;
} Present;

static int
compare_names(const void *a, const void *b, void *names)
{
	return strcmp(((char **) names)[*(const int *) a],
				  ((char **) names)[*(const int *) b]);
}

/*
 * The classes by name: in which order they appeared, and in which part, must
 * not show in sums over them.
 */
static int *
sort_classes(const Tally *tally)
{
	int *class = palloc(Max(tally->classes.count, 1) * sizeof(int));

	for (int i = 0; i < tally->classes.count; i++)
		class[i] = i;
	if (tally->classes.count > 0)
		qsort_arg(class, tally->classes.count, sizeof(int), compare_names,
				  tally->classes.names);
	return class;
}

static void
find_present(const Tally *tally, Present *present)
{
	int count = tally->classes.count;
	float8 *sums = palloc0(3 * Max(count, 1) * sizeof(float8));
	ModelFigures *figures = &present->figures;

	memset(present, 0, sizeof(*present));
	present->class = sort_classes(tally);
	present->names = palloc(Max(count, 1) * sizeof(char *));
	figures->actual = sums;
	figures->predicted = sums + count;
	figures->hit = sums + 2 * count;
	for (int i = 0; i < count; i++)
	{
		int class = present->class[i];
		int to = present->count;

		figures->actual[to] = figures->predicted[to] = 0;
		for (int j = 0; j < count; j++)
		{
			figures->actual[to] += tally->cell[ConfusionCell(class, j)];
			figures->predicted[to] += tally->cell[ConfusionCell(j, class)];
		}
		figures->hit[to] = tally->cell[ConfusionCell(class, class)];
		figures->scored += figures->actual[to];
		if (figures->actual[to] + figures->predicted[to] == 0)
			continue;
		present->class[to] = class;
		present->names[to] = tally->classes.names[class];
		present->count++;
	}
}

/* The positive class: the one named, or of at most two as in models. */
static int
find_positive(const Tally *tally, const Present *present)
{
	if (tally->positive)
	{
		for (int i = 0; i < present->count; i++)
		{
			if (strcmp(present->names[i], tally->positive) == 0)
				return i;
		}
		return -1;
	}
	if (present->count > 2)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("there are %d classes, and none is the positive one", present->count),
			 errhint("Name it in a third argument, or use streamml.macro_precision, "
					 "macro_recall or macro_f1.")));
	return LabelPositive(tally->kind, present->names, present->count);
}

/*
 * The summary for a final function; false if there are no rows.  With
 * "positive" it has precision, recall and f1.
 */
static bool
summarize(FunctionCallInfo fcinfo, bool positive, ClassSummary *summary)
{
	const Tally *tally;
	Present present;
	int class = -1;

	if (PG_ARGISNULL(0))
		return false;
	tally = (const Tally *) PG_GETARG_POINTER(0);
	find_present(tally, &present);
	if (present.count == 0)
		return false;
	if (positive)
		class = find_positive(tally, &present);
	/* of one class it may be the other that is positive: no rows of it */
	SummarizeClasses(&present.figures, present.count, class < present.count ? class : -1,
					 summary);
	return true;
}

/* A final function that returns a field of the summary, NULL if undefined. */
#define CLASS_METRIC(field, positive)                                                    \
	PG_FUNCTION_INFO_V1(metric_##field);                                                 \
	Datum metric_##field(PG_FUNCTION_ARGS)                                               \
	{                                                                                    \
		ClassSummary summary;                                                            \
                                                                                         \
		if (!summarize(fcinfo, positive, &summary) || isnan(summary.field))              \
			PG_RETURN_NULL();                                                            \
		PG_RETURN_FLOAT8(summary.field);                                                 \
	}

CLASS_METRIC(accuracy, false)
CLASS_METRIC(balanced_accuracy, false)
CLASS_METRIC(kappa, false)
CLASS_METRIC(precision, true)
CLASS_METRIC(recall, true)
CLASS_METRIC(f1, true)
CLASS_METRIC(macro_precision, false)
CLASS_METRIC(macro_recall, false)
CLASS_METRIC(macro_f1, false)

/* How far above "the class of the row before" the predictions are. */
PG_FUNCTION_INFO_V1(metric_kappa_t);
Datum
metric_kappa_t(PG_FUNCTION_ARGS)
{
	const Tally *tally;
	ClassSummary summary;
	float8 nochange;

	if (!summarize(fcinfo, false, &summary))
		PG_RETURN_NULL();
	tally = (const Tally *) PG_GETARG_POINTER(0);
	if (tally->nochange_hit == tally->nochange)
		PG_RETURN_NULL();
	nochange = tally->nochange_hit / (float8) tally->nochange;
	PG_RETURN_FLOAT8((summary.accuracy - nochange) / (1 - nochange));
}

/* By actual class an object of the rows by predicted class. */
PG_FUNCTION_INFO_V1(metric_confusion_matrix);
Datum
metric_confusion_matrix(PG_FUNCTION_ARGS)
{
	const Tally *tally;
	Present present;
	StringInfoData out;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	tally = (const Tally *) PG_GETARG_POINTER(0);
	find_present(tally, &present);
	if (present.count == 0)
		PG_RETURN_NULL();

	initStringInfo(&out);
	for (int i = 0; i < present.count; i++)
	{
		appendStringInfoString(&out, i > 0 ? ", " : "{");
		JsonWriteString(&out, present.names[i]);
		for (int j = 0; j < present.count; j++)
		{
			int cell = ConfusionCell(present.class[i], present.class[j]);

			appendStringInfoString(&out, j > 0 ? ", " : ": {");
			JsonWriteString(&out, present.names[j]);
			appendStringInfo(&out, ": %lld", (long long) tally->cell[cell]);
		}
		appendStringInfoChar(&out, '}');
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data)));
}
