/*
 * scaler.h
 *	  Features standardised as they come: mean and variance per feature.
 */
#ifndef STREAMML_SCALER_H
#define STREAMML_SCALER_H

#include "model/model.h"

/* Arrays have an element per feature. */
typedef struct Scaler
{
	float8 *count;	  /* weight of the rows that had the feature */
	float8 *mean;	  /* running mean; NULL if features are only counted */
	float8 *variance; /* running population variance; likewise */
	float8 *scaled;	  /* scratch: values of the row that was learned last */
	float8 rows;	  /* weight of all rows */
} Scaler;

/* A value in units of the feature's standard deviation; see scaler.c. */
static inline float8
ScalerValue(const Scaler *scaler, int feature, float8 value)
{
	float8 mean = scaler->mean[feature];
	float8 variance = scaler->variance[feature];

	if (variance > 0 && scaler->count[feature] >= 0.5 * scaler->rows)
		return (value - mean) / sqrt(variance);
	if (scaler->count[feature] < scaler->rows && (mean != 0 || variance > 0))
		return value / sqrt(variance + mean * mean);
	return 0;
}

extern void ScalerReserve(Model *model, Scaler *scaler, bool scale, int from, int to);
extern void ScalerLearn(Scaler *scaler, const FeatureView *row, float8 weight);
extern void ScalerCopy(Scaler *scaler, const FeatureView *row, float8 weight);
extern void ScalerMerge(Scaler *into, const Scaler *from, int from_features,
						const int32 *feature);
extern void ScalerArchive(Model *model, Scaler *scaler, bool scale, Archive *archive);
extern void ScalerArchiveRows(Model *model, Scaler *scaler, Archive *archive);
extern void ScalerCheck(const Model *model, const Scaler *scaler);

#endif /* STREAMML_SCALER_H */
