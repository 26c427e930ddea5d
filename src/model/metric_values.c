/*
 * metric_values.c
 *	  Aggregates over values, predictions and intervals of any table: mae, rmse,
 *	  r2, smape, coverage.
 *
 * The state of the first four is one array of sums, so that a query that asks
 * for several computes them once:
 *
 *		rows, sum |e|, sum e^2, mean of the label, its squared deviations,
 *		sum 2 |e| / (|label| + |prediction|)
 *
 * by the formulas of metrics.c, in the same order: over the predictions a model
 * made before it learned they give the model's own figures, bit for bit.  Parts
 * add up as in ModelMetricsMerge.  NaN and infinity go their way as in avg().
 *
 * Squares of what is beyond 1e154 or below 1e-162 are no float8.  So errors and
 * labels are each measured in a unit, 2^-700, 1 or 2^700, by the largest there
 * was; the state ends with the two exponents, over 700.  States of 0.1 end before
 * them, and have 0.  What is too large only when it comes out is an error, as
 * that of avg().
 *
 * Coverage counts rows and hits, exactly: it can also take rows back.
 */
#include "streamml.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/float.h"

#include "model/metric_state.h"

enum
{
	ROWS,
	ABS_ERROR,
	SQUARED_ERROR,
	LABEL_MEAN,
	LABEL_M2,
	RELATIVE_ERROR,
	ERROR_LEVEL,
	LABEL_LEVEL,
	VALUE_SUMS
};

/* Sums of a state without levels. */
#define PLAIN_SUMS ERROR_LEVEL
/* From one unit to the next, and between what sizes the middle one will do. */
#define LEVEL_EXPONENT 700
#define LEAST_SIZE 0x1p-400
#define MOST_SIZE 0x1p400

/*
 * The floats of a state, "count" of them (-1: any number), to be changed where
 * they are if that is allowed.
 */
float8 *
MetricState(FunctionCallInfo fcinfo, int argument, int count, ArrayType **array)
{
	*array = AggCheckCallContext(fcinfo, NULL) ? PG_GETARG_ARRAYTYPE_P(argument) :
												 PG_GETARG_ARRAYTYPE_P_COPY(argument);
	if (ARR_NDIM(*array) != 1 || ARR_HASNULL(*array) ||
		ARR_ELEMTYPE(*array) != FLOAT8OID || (count >= 0 && ARR_DIMS(*array)[0] != count))
		elog(ERROR, "state of a metric is not an array of %d numbers", count);
	return (float8 *) ARR_DATA_PTR(*array);
}

/* The sums of the first four, with levels. */
static float8 *
value_state(FunctionCallInfo fcinfo, int argument, ArrayType **array)
{
	float8 *sum = MetricState(fcinfo, argument, -1, array);
	Datum datums[VALUE_SUMS];

	if (ARR_DIMS(*array)[0] == VALUE_SUMS)
		return sum;
	if (ARR_DIMS(*array)[0] != PLAIN_SUMS)
		elog(ERROR, "state of a metric is not an array of %d numbers", VALUE_SUMS);
	for (int i = 0; i < VALUE_SUMS; i++)
		datums[i] = Float8GetDatum(i < PLAIN_SUMS ? sum[i] : 0);
	*array = construct_array(datums, VALUE_SUMS, FLOAT8OID, sizeof(float8),
							 FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
	return (float8 *) ARR_DATA_PTR(*array);
}

/* x in the unit of a level. */
static inline float8
in_unit(float8 x, float8 level)
{
	return level == 0 ? x : ldexp(x, -LEVEL_EXPONENT * (int) level);
}

/* Go to a larger unit: what is measured in it, and in its square, shrinks. */
static void
raise_level(float8 *sum, int which, float8 level, int measure, int square)
{
	float8 steps = level - sum[which];

	if (sum[ROWS] > 0 && steps <= 0)
		return;
	sum[which] = level;
	sum[measure] = in_unit(sum[measure], steps);
	sum[square] = in_unit(in_unit(sum[square], steps), steps);
}

/* The level for something of that size. */
static inline float8
level_of(float8 size)
{
	return size > MOST_SIZE ? 1 : size < LEAST_SIZE ? -1 : 0;
}

/* value_metric_accum(state, actual, predicted) */
PG_FUNCTION_INFO_V1(value_metric_accum);
Datum
value_metric_accum(PG_FUNCTION_ARGS)
{
	ArrayType *array;
	float8 *sum = value_state(fcinfo, 0, &array);
	float8 label = PG_GETARG_FLOAT8(1);
	float8 predicted = PG_GETARG_FLOAT8(2);
	float8 total = fabs(label) + fabs(predicted);
	float8 error = label - predicted;
	float8 delta;

	raise_level(sum, ERROR_LEVEL, level_of(fabs(error)), ABS_ERROR, SQUARED_ERROR);
	raise_level(sum, LABEL_LEVEL, level_of(fabs(label)), LABEL_MEAN, LABEL_M2);
	if (error != 0 && isfinite(total))
		sum[RELATIVE_ERROR] += 2 * (fabs(error) / total);
	else if (error != 0)
		sum[RELATIVE_ERROR] += 2 * (fabs(label / 2 - predicted / 2) /
									(fabs(label) / 2 + fabs(predicted) / 2));
	/* each by itself: the difference may be beyond float8 */
	error = isfinite(error) ? in_unit(error, sum[ERROR_LEVEL]) :
							  in_unit(label, 1) - in_unit(predicted, 1);
	label = in_unit(label, sum[LABEL_LEVEL]);
	delta = label - sum[LABEL_MEAN];

	sum[ABS_ERROR] += fabs(error);
	sum[SQUARED_ERROR] += error * error;
	sum[LABEL_MEAN] += delta / (sum[ROWS] + 1);
	sum[LABEL_M2] += delta * (label - sum[LABEL_MEAN]);
	sum[ROWS] += 1;

	PG_RETURN_ARRAYTYPE_P(array);
}

/* value_metric_combine(state, state) */
PG_FUNCTION_INFO_V1(value_metric_combine);
Datum
value_metric_combine(PG_FUNCTION_ARGS)
{
	ArrayType *array;
	ArrayType *other;
	float8 *ours = value_state(fcinfo, 0, &array);
	float8 theirs[VALUE_SUMS];
	float8 delta;
	float8 share;

	memcpy(theirs, value_state(fcinfo, 1, &other), sizeof(theirs));
	if (theirs[ROWS] == 0)
		PG_RETURN_ARRAYTYPE_P(array);
	raise_level(ours, ERROR_LEVEL, theirs[ERROR_LEVEL], ABS_ERROR, SQUARED_ERROR);
	raise_level(ours, LABEL_LEVEL, theirs[LABEL_LEVEL], LABEL_MEAN, LABEL_M2);
	raise_level(theirs, ERROR_LEVEL, ours[ERROR_LEVEL], ABS_ERROR, SQUARED_ERROR);
	raise_level(theirs, LABEL_LEVEL, ours[LABEL_LEVEL], LABEL_MEAN, LABEL_M2);
	delta = theirs[LABEL_MEAN] - ours[LABEL_MEAN];
	share = theirs[ROWS] / (ours[ROWS] + theirs[ROWS]);
	ours[ABS_ERROR] += theirs[ABS_ERROR];
	ours[SQUARED_ERROR] += theirs[SQUARED_ERROR];
	ours[LABEL_MEAN] += delta * share;
	ours[LABEL_M2] += theirs[LABEL_M2] + delta * delta * (ours[ROWS] * share);
	ours[RELATIVE_ERROR] += theirs[RELATIVE_ERROR];
	ours[ROWS] += theirs[ROWS];

	PG_RETURN_ARRAYTYPE_P(array);
}

/* The state for a final function; NULL if there were no rows. */
static const float8 *
final_state(FunctionCallInfo fcinfo)
{
	ArrayType *array;
	const float8 *sum = value_state(fcinfo, 0, &array);

	return sum[ROWS] > 0 ? sum : NULL;
}

/* A result in the unit of so many levels, an error if only that is too large. */
static Datum
from_unit(const float8 *sum, float8 result, float8 levels)
{
	float8 plain = in_unit(result, -levels);

	/* no finite label and prediction make this sum infinite, or NaN */
	if (isinf(plain) && isfinite(sum[RELATIVE_ERROR]))
		float_overflow_error();
	return Float8GetDatum(plain);
}

PG_FUNCTION_INFO_V1(metric_mae);
Datum
metric_mae(PG_FUNCTION_ARGS)
{
	const float8 *sum = final_state(fcinfo);

	if (sum == NULL)
		PG_RETURN_NULL();
	return from_unit(sum, sum[ABS_ERROR] / sum[ROWS], sum[ERROR_LEVEL]);
}

PG_FUNCTION_INFO_V1(metric_rmse);
Datum
metric_rmse(PG_FUNCTION_ARGS)
{
	const float8 *sum = final_state(fcinfo);

	if (sum == NULL)
		PG_RETURN_NULL();
	return from_unit(sum, sqrt(sum[SQUARED_ERROR] / sum[ROWS]), sum[ERROR_LEVEL]);
}

/* NULL if the label never changes: there is nothing to explain. */
PG_FUNCTION_INFO_V1(metric_r2);
Datum
metric_r2(PG_FUNCTION_ARGS)
{
	const float8 *sum = final_state(fcinfo);
	float8 levels;
	float8 unexplained;

	if (sum == NULL || sum[LABEL_M2] == 0)
		PG_RETURN_NULL();
	levels = 2 * (sum[ERROR_LEVEL] - sum[LABEL_LEVEL]);
	unexplained =
		DatumGetFloat8(from_unit(sum, sum[SQUARED_ERROR] / sum[LABEL_M2], levels));
	PG_RETURN_FLOAT8(1 - unexplained);
}

PG_FUNCTION_INFO_V1(metric_smape);
Datum
metric_smape(PG_FUNCTION_ARGS)
{
	const float8 *sum = final_state(fcinfo);

	if (sum == NULL)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sum[RELATIVE_ERROR] / sum[ROWS]);
}

/* Count a row of coverage(actual, lower, upper), or take it back. */
static Datum
count_coverage(FunctionCallInfo fcinfo, float8 row)
{
	ArrayType *array;
	float8 *sum = MetricState(fcinfo, 0, 2, &array);
	float8 label = PG_GETARG_FLOAT8(1);

	sum[0] += row;
	if (label >= PG_GETARG_FLOAT8(2) && label <= PG_GETARG_FLOAT8(3))
		sum[1] += row;
	PG_RETURN_ARRAYTYPE_P(array);
}

PG_FUNCTION_INFO_V1(coverage_accum);
Datum
coverage_accum(PG_FUNCTION_ARGS)
{
	return count_coverage(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(coverage_inverse);
Datum
coverage_inverse(PG_FUNCTION_ARGS)
{
	return count_coverage(fcinfo, -1);
}

/* Sums of any number: of coverage, log_loss and brier_score. */
PG_FUNCTION_INFO_V1(metric_sums_combine);
Datum
metric_sums_combine(PG_FUNCTION_ARGS)
{
	ArrayType *array;
	ArrayType *other;
	float8 *ours = MetricState(fcinfo, 0, -1, &array);
	int count = ARR_DIMS(array)[0];
	const float8 *theirs = MetricState(fcinfo, 1, count, &other);

	for (int i = 0; i < count; i++)
		ours[i] += theirs[i];
	PG_RETURN_ARRAYTYPE_P(array);
}

PG_FUNCTION_INFO_V1(metric_coverage);
Datum
metric_coverage(PG_FUNCTION_ARGS)
{
	ArrayType *array;
	const float8 *sum = MetricState(fcinfo, 0, 2, &array);

	if (sum[ROWS] == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sum[1] / sum[0]);
}
