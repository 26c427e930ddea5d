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
	float8 most;	  /* largest count; not stored */
} Scaler;

/* A value in units of the feature's standard deviation, from its mean. */
static inline float8
ScalerValue(const Scaler *scaler, int feature, float8 value)
{
	if (scaler->variance[feature] > 0)
		return (value - scaler->mean[feature]) / sqrt(scaler->variance[feature]);
	/* see scaler.c: a category, or a constant */
	if (scaler->count[feature] < scaler->most && scaler->mean[feature] != 0)
		return value / fabs(scaler->mean[feature]);
	return 0;
}

extern void ScalerReserve(Model *model, Scaler *scaler, bool scale, int from, int to);
extern void ScalerLearn(Scaler *scaler, const FeatureView *row, float8 weight);
extern void ScalerCopy(Scaler *scaler, const FeatureView *row, float8 weight);
extern void ScalerMerge(Scaler *into, const Scaler *from, int from_features,
						const int32 *feature);
extern void ScalerArchive(Model *model, Scaler *scaler, bool scale, Archive *archive);
extern void ScalerCheck(const Model *model, const Scaler *scaler);

#endif /* STREAMML_SCALER_H */
