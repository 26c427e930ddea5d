/*
 * kernel.h
 *	  Arithmetic that algorithms share.  No allocation, no errors.
 *
 * Sums run in the order of the entries, so that the same rows give the same
 * bits whatever the build; never compile this with -ffast-math.
 */
#ifndef STREAMML_KERNEL_H
#define STREAMML_KERNEL_H

#include "shim.h"

#include "feature/feature.h"

/* Sum of weight * value over a row's entries. */
static inline float8
KernelDot(const FeatureView *row, const float8 *weight)
{
	float8 sum = 0;

	if (row->index == NULL)
	{
		for (int i = 0; i < row->count; i++)
			sum += weight[i] * row->value[i];
	}
	else
	{
		for (int i = 0; i < row->count; i++)
			sum += weight[row->index[i]] * row->value[i];
	}

	return sum;
}

/*
 * A row as one value for each of the first "count" features, in "full": zero if
 * it is not listed, NaN if it is missing.
 */
static inline void
KernelSpread(const FeatureView *row, int count, float8 *full)
{
	memset(full, 0, count * sizeof(float8));
	for (int i = 0; i < row->count; i++)
	{
		if (FeatureOf(row, i) < count)
			full[FeatureOf(row, i)] = row->value[i];
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		if (row->missing[i] < count)
			full[row->missing[i]] = NAN;
	}
}

/* Let the weight, mean and variance of some values learn one more (Welford 1962). */
static inline void
KernelMoments(float8 *total, float8 *mean, float8 *variance, float8 value, float8 weight)
{
	float8 delta = value - *mean;
	float8 share;

	*total += weight;
	share = weight / *total;
	*mean += delta * share;
	*variance += (delta * (value - *mean) - *variance) * share;
}

/*
 * 1 / (1 + exp(-s)) in p[1] and 1 / (1 + exp(s)) in p[0], both to full
 * relative precision.
 */
static inline void
KernelSigmoid(float8 s, float8 *p)
{
	float8 e = exp(-fabs(s));
	float8 small = e / (1 + e);
	float8 large = 1 / (1 + e);

	p[0] = s < 0 ? large : small;
	p[1] = s < 0 ? small : large;
}

/* special.c */
extern float8 KernelStudentP(float8 t, float8 df);
extern float8 KernelChiSquare(float8 x, float8 df);
extern float8 KernelNormalBound(float8 level);

#endif /* STREAMML_KERNEL_H */
