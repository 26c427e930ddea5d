/*
 * metric_probability.c
 *	  Aggregates over truths and the probabilities given to them: log_loss,
 *	  brier_score, calibration and expected_calibration_error.
 *
 * The truth is a boolean, or a number that is 0 or 1.  log_loss and brier_score
 * share one state: rows, sum of - ln p(truth) with p clipped at 1e-15 as in
 * metrics.c, sum of (p - truth)^2.
 *
 * Calibration cuts [0, 1] into bins of one width, [lower, upper) but the last,
 * and keeps for each rows, sum of p and rows that were true; a state is its
 * sums, bin after bin.  The expected calibration error is the mean over rows of
 * the distance between a bin's mean probability and its share of true rows
 * (M. P. Naeini, G. F. Cooper, M. Hauskrecht 2015).
 */
#include "streamml.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/fmgrprotos.h"

#include "model/json.h"
#include "model/metric_state.h"

#define MIN_PROBABILITY 1e-15
#define INITIAL_BINS 10
#define MAX_BINS 1000

/* Sums of log_loss and brier_score. */
enum
{
	ROWS,
	LOG_LOSS,
	BRIER,
	PROBABILITY_SUMS
};

/* Sums of a bin. */
enum
{
	BIN_ROWS,
	BIN_PREDICTED,
	BIN_TRUE,
	BIN_SUMS
};

/*
 * An argument that says what was the case: boolean, or else double precision.
 */
bool
MetricTruth(FunctionCallInfo fcinfo, int argument, bool boolean)
{
	float8 value;

	if (boolean)
		return PG_GETARG_BOOL(argument);
	value = PG_GETARG_FLOAT8(argument);
	if (value != 0 && value != 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("actual value must be true, false, 0 or 1, not %g", value),
				 errhint("Compare it with the positive class, as in (label = 'spam').")));
	return value == 1;
}

static float8
read_probability(FunctionCallInfo fcinfo, int argument)
{
	float8 p = PG_GETARG_FLOAT8(argument);

	if (!(p >= 0 && p <= 1))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("probability must be from 0 to 1, not %g", p)));
	return p;
}

/* probability_metric_accum(state, actual, probability) */
static Datum
accumulate_probability(FunctionCallInfo fcinfo, bool boolean)
{
	ArrayType *array;
	float8 *sum = MetricState(fcinfo, 0, PROBABILITY_SUMS, &array);
	bool actual = MetricTruth(fcinfo, 1, boolean);
	float8 p = read_probability(fcinfo, 2);
	float8 error = p - (actual ? 1 : 0);

	sum[ROWS] += 1;
	sum[LOG_LOSS] -= log(Max(actual ? p : 1 - p, MIN_PROBABILITY));
	sum[BRIER] += error * error;
	PG_RETURN_ARRAYTYPE_P(array);
}

METRIC_OF_TRUTH(probability_metric_accum, accumulate_probability);

/* The mean over rows of one of the sums. */
static Datum
mean_of_rows(FunctionCallInfo fcinfo, int which)
{
	ArrayType *array;
	const float8 *sum = MetricState(fcinfo, 0, PROBABILITY_SUMS, &array);

	if (sum[ROWS] == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sum[which] / sum[ROWS]);
}

PG_FUNCTION_INFO_V1(metric_log_loss);
Datum
metric_log_loss(PG_FUNCTION_ARGS)
{
	return mean_of_rows(fcinfo, LOG_LOSS);
}

PG_FUNCTION_INFO_V1(metric_brier_score);
Datum
metric_brier_score(PG_FUNCTION_ARGS)
{
	return mean_of_rows(fcinfo, BRIER);
}

/* The bins that a call asks for. */
static int
read_bins(FunctionCallInfo fcinfo)
{
	int bins = PG_NARGS() > 3 ? PG_GETARG_INT32(3) : INITIAL_BINS;

	if (bins < 1 || bins > MAX_BINS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("bins must be from 1 to %d, not %d", MAX_BINS, bins)));
	return bins;
}

/* An array of zeros, in the aggregate's context. */
static ArrayType *
empty_bins(MemoryContext context, int bins)
{
	int count = bins * BIN_SUMS;
	MemoryContext old = MemoryContextSwitchTo(context);
	Datum *zeros = palloc(count * sizeof(Datum));
	ArrayType *array;

	for (int i = 0; i < count; i++)
		zeros[i] = Float8GetDatum(0);
	array = construct_array(zeros, count, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
							TYPALIGN_DOUBLE);
	pfree(zeros);
	MemoryContextSwitchTo(old);
	return array;
}

/* calibration_accum(state, actual, probability [, bins]) */
static Datum
accumulate_calibration(FunctionCallInfo fcinfo, bool boolean)
{
	MemoryContext context;
	ArrayType *array;
	float8 *sum;
	float8 p;
	int bins;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "calibration_accum was called outside of an aggregate");
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || (PG_NARGS() > 3 && PG_ARGISNULL(3)))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}

	bins = read_bins(fcinfo);
	p = read_probability(fcinfo, 2);
	array = PG_ARGISNULL(0) ? empty_bins(context, bins) : PG_GETARG_ARRAYTYPE_P(0);
	if (ARR_DIMS(array)[0] != bins * BIN_SUMS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("bins must be the same for all rows of a group")));
	sum = (float8 *) ARR_DATA_PTR(array) + BIN_SUMS * Min((int) (p * bins), bins - 1);
	sum[BIN_ROWS] += 1;
	sum[BIN_PREDICTED] += p;
	sum[BIN_TRUE] += MetricTruth(fcinfo, 1, boolean) ? 1 : 0;
	PG_RETURN_ARRAYTYPE_P(array);
}

METRIC_OF_TRUTH(calibration_accum, accumulate_calibration);

/* Both calibration errors: the mean and the greatest. */
static bool
calibration_errors(const float8 *sums, int bins, float8 *expected, float8 *greatest)
{
	float8 rows = 0;

	*expected = *greatest = 0;
	for (int i = 0; i < bins; i++)
	{
		const float8 *bin = sums + i * BIN_SUMS;
		float8 off = fabs(bin[BIN_PREDICTED] - bin[BIN_TRUE]);

		if (bin[BIN_ROWS] == 0)
			continue;
		rows += bin[BIN_ROWS];
		*expected += off;
		*greatest = Max(*greatest, off / bin[BIN_ROWS]);
	}
	*expected /= rows;
	return rows > 0;
}

PG_FUNCTION_INFO_V1(metric_calibration_error);
Datum
metric_calibration_error(PG_FUNCTION_ARGS)
{
	ArrayType *array;
	const float8 *sums = MetricState(fcinfo, 0, -1, &array);
	float8 expected;
	float8 greatest;

	if (!calibration_errors(sums, ARR_DIMS(array)[0] / BIN_SUMS, &expected, &greatest))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(expected);
}

/* {"ece": .., "mce": .., "bins": [{"bin": 1, "lower": 0, ...}, ...]} */
PG_FUNCTION_INFO_V1(metric_calibration);
Datum
metric_calibration(PG_FUNCTION_ARGS)
{
	ArrayType *array;
	const float8 *sums = MetricState(fcinfo, 0, -1, &array);
	int bins = ARR_DIMS(array)[0] / BIN_SUMS;
	StringInfoData out;
	float8 expected;
	float8 greatest;
	bool comma = false;

	if (!calibration_errors(sums, bins, &expected, &greatest))
		PG_RETURN_NULL();
	initStringInfo(&out);
	appendStringInfoString(&out, "{\"ece\": ");
	JsonWriteFloat(&out, expected);
	appendStringInfoString(&out, ", \"mce\": ");
	JsonWriteFloat(&out, greatest);
	appendStringInfoString(&out, ", \"bins\": [");
	for (int i = 0; i < bins; i++)
	{
		const float8 *bin = sums + i * BIN_SUMS;

		if (bin[BIN_ROWS] == 0)
			continue;
		appendStringInfo(&out, "%s{\"bin\": %d, \"lower\": ", comma ? ", " : "", i + 1);
		JsonWriteFloat(&out, (float8) i / bins);
		appendStringInfoString(&out, ", \"upper\": ");
		JsonWriteFloat(&out, (float8) (i + 1) / bins);
		appendStringInfo(&out, ", \"count\": %.0f, \"mean_predicted\": ", bin[BIN_ROWS]);
		JsonWriteFloat(&out, bin[BIN_PREDICTED] / bin[BIN_ROWS]);
		appendStringInfoString(&out, ", \"fraction_positive\": ");
		JsonWriteFloat(&out, bin[BIN_TRUE] / bin[BIN_ROWS]);
		appendStringInfoChar(&out, '}');
		comma = true;
	}
	appendStringInfoString(&out, "]}");
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data)));
}
