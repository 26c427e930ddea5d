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
 * Coverage counts rows and hits, exactly: it can also take rows back.
 */
#include "streamml.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"

#include "model/metric_state.h"

enum
{
	ROWS,
	ABS_ERROR,
	SQUARED_ERROR,
	LABEL_MEAN,
	LABEL_M2,
	RELATIVE_ERROR,
	VALUE_SUMS
};

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

/* value_metric_accum(state, actual, predicted) */
PG_FUNCTION_INFO_V1(value_metric_accum);
Datum
value_metric_accum(PG_FUNCTION_ARGS)
{
	ArrayType *array;
	float8 *sum = MetricState(fcinfo, 0, VALUE_SUMS, &array);
	float8 label = PG_GETARG_FLOAT8(1);
	float8 predicted = PG_GETARG_FLOAT8(2);
	float8 error = label - predicted;
	float8 delta = label - sum[LABEL_MEAN];

	sum[ABS_ERROR] += fabs(error);
	sum[SQUARED_ERROR] += error * error;
	sum[LABEL_MEAN] += delta / (sum[ROWS] + 1);
	sum[LABEL_M2] += delta * (label - sum[LABEL_MEAN]);
	if (error != 0)
		sum[RELATIVE_ERROR] += 2 * fabs(error) / (fabs(label) + fabs(predicted));
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
	float8 *ours = MetricState(fcinfo, 0, VALUE_SUMS, &array);
	const float8 *theirs = MetricState(fcinfo, 1, VALUE_SUMS, &other);
	float8 delta = theirs[LABEL_MEAN] - ours[LABEL_MEAN];
	float8 share = theirs[ROWS] / (ours[ROWS] + theirs[ROWS]);

	if (theirs[ROWS] == 0)
		PG_RETURN_ARRAYTYPE_P(array);
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
final_state(FunctionCallInfo fcinfo, int count)
{
	ArrayType *array;
	const float8 *sum = MetricState(fcinfo, 0, count, &array);

	return sum[ROWS] > 0 ? sum : NULL;
}

PG_FUNCTION_INFO_V1(metric_mae);
Datum
metric_mae(PG_FUNCTION_ARGS)
{
	const float8 *sum = final_state(fcinfo, VALUE_SUMS);

	if (sum == NULL)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sum[ABS_ERROR] / sum[ROWS]);
}

PG_FUNCTION_INFO_V1(metric_rmse);
Datum
metric_rmse(PG_FUNCTION_ARGS)
{
	const float8 *sum = final_state(fcinfo, VALUE_SUMS);

	if (sum == NULL)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sqrt(sum[SQUARED_ERROR] / sum[ROWS]));
}

/* NULL if the label never changes: there is nothing to explain. */
PG_FUNCTION_INFO_V1(metric_r2);
Datum
metric_r2(PG_FUNCTION_ARGS)
{
	const float8 *sum = final_state(fcinfo, VALUE_SUMS);

	if (sum == NULL || sum[LABEL_M2] == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(1 - sum[SQUARED_ERROR] / sum[LABEL_M2]);
}

PG_FUNCTION_INFO_V1(metric_smape);
Datum
metric_smape(PG_FUNCTION_ARGS)
{
	const float8 *sum = final_state(fcinfo, VALUE_SUMS);

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
	const float8 *sum = final_state(fcinfo, 2);

	if (sum == NULL)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sum[1] / sum[0]);
}
