/*
 * standardize.h
 *	  Features standardised as they come: mean and variance per feature.
 */
#ifndef STREAMML_STANDARDIZE_H
#define STREAMML_STANDARDIZE_H

#include "model/model.h"

/* Arrays have an element per feature. */
typedef struct Standardizer
{
	float8 *count;	  /* weight of the rows that had the feature */
	float8 *mean;	  /* running mean; NULL if features are only counted */
	float8 *variance; /* running population variance; likewise */
	float8 *scaled;	  /* scratch: values of the row that was learned last */
	float8 rows;	  /* weight of all rows */
} Standardizer;

/* A value in units of the feature's standard deviation; see standardize.c. */
static inline float8
StandardizerValue(const Standardizer *standardizer, int feature, float8 value)
{
	float8 mean = standardizer->mean[feature];
	float8 variance = standardizer->variance[feature];

	if (variance > 0 && standardizer->count[feature] >= 0.5 * standardizer->rows)
		return (value - mean) / sqrt(variance);
	if (standardizer->count[feature] < standardizer->rows && (mean != 0 || variance > 0))
		return value / sqrt(variance + mean * mean);
	return 0;
}

/*
 * The line that StandardizerValue is of a feature: (value - shift) / unit.
 * False if it is 0.
 */
static inline bool
StandardizerLine(const Standardizer *standardizer, int feature, float8 *shift,
				 float8 *unit)
{
	float8 mean = standardizer->mean[feature];
	float8 variance = standardizer->variance[feature];

	*shift = 0;
	if (variance > 0 && standardizer->count[feature] >= 0.5 * standardizer->rows)
	{
		*shift = mean;
		*unit = sqrt(variance);
		return true;
	}
	*unit = sqrt(variance + mean * mean);
	return standardizer->count[feature] < standardizer->rows &&
		   (mean != 0 || variance > 0);
}

extern void StandardizerReserve(Model *model, Standardizer *standardizer, bool scale,
								int from, int to);
extern void StandardizerLearn(Standardizer *standardizer, const FeatureView *row,
							  float8 weight);
extern void StandardizerCopy(Standardizer *standardizer, const FeatureView *row,
							 float8 weight);
extern void StandardizerMerge(Standardizer *into, const Standardizer *from,
							  int from_features, const int32 *feature);
extern void StandardizerArchive(Model *model, Standardizer *standardizer, bool scale,
								Archive *archive);
extern void StandardizerArchiveRows(Model *model, Standardizer *standardizer,
									Archive *archive);
extern void StandardizerCheck(const Model *model, const Standardizer *standardizer);

#endif /* STREAMML_STANDARDIZE_H */
