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
