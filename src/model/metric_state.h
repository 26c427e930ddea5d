/*
 * metric_state.h
 *	  What the aggregates of metrics share: states that are arrays of sums, and
 *	  truths that are boolean or 0 and 1.
 */
#ifndef STREAMML_METRIC_STATE_H
#define STREAMML_METRIC_STATE_H

#include "streamml.h"

#include "fmgr.h"
#include "utils/array.h"

/* metric_values.c */
extern float8 *MetricState(FunctionCallInfo fcinfo, int argument, int count,
						   ArrayType **array);

/* metric_probability.c */
extern bool MetricTruth(FunctionCallInfo fcinfo, int argument, bool boolean);

/*
 * The C symbols of a function whose first argument after the state is the
 * truth: "name" if it is double precision, "name"_bool if it is boolean.
 */
#define METRIC_OF_TRUTH(name, function)                                                  \
	PG_FUNCTION_INFO_V1(name);                                                           \
	Datum name(PG_FUNCTION_ARGS)                                                         \
	{                                                                                    \
		return function(fcinfo, false);                                                  \
	}                                                                                    \
	PG_FUNCTION_INFO_V1(name##_bool);                                                    \
	Datum name##_bool(PG_FUNCTION_ARGS)                                                  \
	{                                                                                    \
		return function(fcinfo, true);                                                   \
	}

#endif /* STREAMML_METRIC_STATE_H */
