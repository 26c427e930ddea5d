/*
 * metric_ranking.c
 *	  Aggregates over truths and scores that only order rows: roc_auc and pr_auc.
 *
 * Both are exact, so the state is all scores, those of true rows and those of
 * false ones: 8 bytes a row.  A model's own "auc" (histogram.c) needs little
 * memory instead.
 *
 * roc_auc is the share of pairs of a true and a false row in which the true one
 * has the greater score, ties counting half.  The counts are whole numbers, so
 * neither the order of rows nor a parallel plan shows in the result.  pr_auc is
 * the average precision, the sum over distinct scores, from the greatest down,
 * of the recall gained times the precision there, without interpolation.
 */
#include "streamml.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/metric_state.h"

#define FIRST_ROOM 64

/* Scores of one truth. */
typedef struct Scores
{
	int64 count;
	int64 ready;
	float8 *value;
} Scores;

typedef struct Ranking
{
	MemoryContext context;
	Scores scores[2]; /* of false rows, of true ones */
} Ranking;

static Ranking *
create_ranking(MemoryContext context)
{
	Ranking *ranking = MemoryContextAllocZero(context, sizeof(Ranking));

	ranking->context = context;
	return ranking;
}

/* Room for so many more. */
static void
reserve(const Ranking *ranking, Scores *scores, int64 more)
{
	int64 want = scores->count + more;

	if (want <= scores->ready)
		return;
	want = Max(Max(want, 2 * scores->ready), FIRST_ROOM);
	if (want > MaxAllocHugeSize / sizeof(float8))
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("too many rows for an exact area under the curve")));
	scores->value = scores->value ?
						repalloc_huge(scores->value, want * sizeof(float8)) :
						MemoryContextAllocHuge(ranking->context, want * sizeof(float8));
	scores->ready = want;
}

/* ranking_accum(state, actual, score) */
static Datum
accumulate_ranking(FunctionCallInfo fcinfo, bool boolean)
{
	MemoryContext context;
	Ranking *ranking;
	Scores *scores;
	float8 score;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "ranking_accum was called outside of an aggregate");
	ranking =
		PG_ARGISNULL(0) ? create_ranking(context) : (Ranking *) PG_GETARG_POINTER(0);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_POINTER(ranking);

	score = PG_GETARG_FLOAT8(2);
	if (isnan(score))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("score must be a number, not NaN")));
	scores = &ranking->scores[MetricTruth(fcinfo, 1, boolean) ? 1 : 0];
	reserve(ranking, scores, 1);
	scores->value[scores->count++] = score;
	PG_RETURN_POINTER(ranking);
}

METRIC_OF_TRUTH(ranking_accum, accumulate_ranking);

/* ranking_combine(state, state) */
PG_FUNCTION_INFO_V1(ranking_combine);
Datum
ranking_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	Ranking *ours;
	const Ranking *theirs;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "ranking_combine was called outside of an aggregate");
	ours = PG_ARGISNULL(0) ? create_ranking(context) : (Ranking *) PG_GETARG_POINTER(0);
	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(ours);
	theirs = (const Ranking *) PG_GETARG_POINTER(1);
	for (int i = 0; i < 2; i++)
	{
		int64 count = theirs->scores[i].count;

		if (count == 0)
			continue;
		reserve(ours, &ours->scores[i], count);
		memcpy(ours->scores[i].value + ours->scores[i].count, theirs->scores[i].value,
			   count * sizeof(float8));
		ours->scores[i].count += count;
	}
	PG_RETURN_POINTER(ours);
}

/* ranking_serialize(state): counts and scores */
PG_FUNCTION_INFO_V1(ranking_serialize);
Datum
ranking_serialize(PG_FUNCTION_ARGS)
{
	const Ranking *ranking = (const Ranking *) PG_GETARG_POINTER(0);
	StringInfoData out;

	pq_begintypsend(&out);
	for (int i = 0; i < 2; i++)
	{
		pq_sendint64(&out, ranking->scores[i].count);
		for (int64 j = 0; j < ranking->scores[i].count; j++)
			pq_sendfloat8(&out, ranking->scores[i].value[j]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* ranking_deserialize(bytes, internal) */
PG_FUNCTION_INFO_V1(ranking_deserialize);
Datum
ranking_deserialize(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	Ranking *ranking = create_ranking(CurrentMemoryContext);
	StringInfoData in;

	initStringInfo(&in);
	appendBinaryStringInfo(&in, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	for (int i = 0; i < 2; i++)
	{
		Scores *scores = &ranking->scores[i];
		int64 count = pq_getmsgint64(&in);

		if (count < 0 || count > (in.len - in.cursor) / (int64) sizeof(float8))
			elog(ERROR, "state of roc_auc is cut off");
		reserve(ranking, scores, count);
		while (scores->count < count)
			scores->value[scores->count++] = pq_getmsgfloat8(&in);
	}
	pq_getmsgend(&in);
	pfree(in.data);
	PG_RETURN_POINTER(ranking);
}

static int
compare_scores(const void *a, const void *b)
{
	float8 x = *(const float8 *) a;
	float8 y = *(const float8 *) b;

	return (x < y) - (x > y);
}

/*
 * The state with its scores in descending order (rows are a set: where they
 * are kept is nobody's business), NULL if there are not rows of both truths.
 */
static Ranking *
sort_ranking(FunctionCallInfo fcinfo)
{
	Ranking *ranking = PG_ARGISNULL(0) ? NULL : (Ranking *) PG_GETARG_POINTER(0);

	if (ranking == NULL || ranking->scores[0].count == 0 || ranking->scores[1].count == 0)
		return NULL;
	for (int i = 0; i < 2; i++)
		qsort(ranking->scores[i].value, ranking->scores[i].count, sizeof(float8),
			  compare_scores);
	return ranking;
}

/* Take from the front of the sorted scores those that equal "score". */
static int64
take_equal(const Scores *scores, int64 *next, float8 score)
{
	int64 first = *next;

	while (*next < scores->count && scores->value[*next] == score)
		(*next)++;
	return *next - first;
}

/*
 * Walk down the distinct scores; both areas.
 */
static void
compute_areas(const Ranking *ranking, float8 *roc, float8 *pr)
{
	const Scores *negative = &ranking->scores[0];
	const Scores *positive = &ranking->scores[1];
	int64 next[2] = {0, 0};
	float8 pairs = 0;

	*pr = 0;
	while (next[0] < negative->count || next[1] < positive->count)
	{
		float8 score = next[1] < positive->count ? positive->value[next[1]] : -INFINITY;
		float8 ones;
		float8 zeros;

		CHECK_FOR_INTERRUPTS();
		if (next[0] < negative->count)
			score = Max(score, negative->value[next[0]]);
		ones = take_equal(positive, &next[1], score);
		zeros = take_equal(negative, &next[0], score);
		/* these true rows are above all false rows that are still to come */
		pairs += ones * ((negative->count - next[0]) + zeros / 2);
		if (ones > 0)
			*pr += ones * next[1] / ((float8) next[0] + next[1]);
	}
	*roc = pairs / ((float8) negative->count * positive->count);
	*pr /= positive->count;
}

static Datum
area(FunctionCallInfo fcinfo, bool under_roc)
{
	const Ranking *ranking = sort_ranking(fcinfo);
	float8 roc;
	float8 pr;

	if (ranking == NULL)
		PG_RETURN_NULL();
	compute_areas(ranking, &roc, &pr);
	PG_RETURN_FLOAT8(under_roc ? roc : pr);
}

PG_FUNCTION_INFO_V1(metric_roc_auc);
Datum
metric_roc_auc(PG_FUNCTION_ARGS)
{
	return area(fcinfo, true);
}

PG_FUNCTION_INFO_V1(metric_pr_auc);
Datum
metric_pr_auc(PG_FUNCTION_ARGS)
{
	return area(fcinfo, false);
}
