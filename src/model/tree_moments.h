/*
 * tree_moments.h
 *	  Mean and spread of labels, and how they go with a number: what the leaves
 *	  of regression trees observe.
 */
#ifndef STREAMML_TREE_MOMENTS_H
#define STREAMML_TREE_MOMENTS_H

#include "model/model.h"

/* Bins of a histogram. */
#define HISTOGRAM_BINS 32

typedef struct Moments
{
	float8 n;
	float8 mean;
	float8 m2; /* squared deviations from the mean */
} Moments;

/* Labels by the value of a number: bins in the order of x. */
typedef struct HistogramBin
{
	float8 x; /* mean of the values */
	Moments y;
} HistogramBin;

typedef struct Histogram
{
	int32 count;
	int32 room;
	HistogramBin *bins;
} Histogram;

/* Add a value (Welford). */
static inline void
MomentsAdd(Moments *moments, float8 value, float8 weight)
{
	float8 delta = value - moments->mean;
	float8 before = moments->n;

	moments->n += weight;
	moments->mean += weight * delta / moments->n;
	moments->m2 += SumDeviation(before, weight, delta, value - moments->mean);
}

/* Add other moments (Chan, Golub, LeVeque). */
static inline void
MomentsMerge(Moments *into, const Moments *from)
{
	float8 n = into->n + from->n;
	float8 delta = from->mean - into->mean;

	if (from->n == 0)
		return;
	into->m2 += from->m2 + delta * delta * into->n * (from->n / n);
	into->mean += delta * (from->n / n);
	into->n = n;
}

/* Standard deviation, of the population. */
static inline float8
MomentsDeviation(const Moments *moments)
{
	return moments->n > 0 && moments->m2 > 0 ? sqrt(moments->m2 / moments->n) : 0;
}

/* tree_moments.c */
extern void HistogramAdd(Histogram *histogram, MemoryContext context, float8 x, float8 y,
						 float8 weight);
extern void HistogramTotal(const Histogram *histogram, int first, int last,
						   Moments *total);
extern float8 MomentsReduction(const Moments *branches, int count, float8 min_share);
extern float8 HistogramBestCut(const Histogram *histogram, float8 min_share,
							   float8 *threshold);

#endif /* STREAMML_TREE_MOMENTS_H */
