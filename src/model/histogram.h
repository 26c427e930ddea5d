/*
 * histogram.h
 *	  Scores of two classes, counted in bins: what the area under the ROC curve
 *	  is computed from.
 */
#ifndef STREAMML_HISTOGRAM_H
#define STREAMML_HISTOGRAM_H

#include "shim.h"

#include "model/archive.h"

typedef struct ScoreHistogram
{
	int used;	  /* bins that are not empty */
	int ready;	  /* and for how many there is room */
	uint8 *slot;  /* per bin: 1 + the number of its pair, or 0; NULL if none is used */
	float8 *pair; /* weight of class 0 and of class 1, in order of appearance */
} ScoreHistogram;

/* histogram.c */
extern void ScoreHistogramAdd(ScoreHistogram *histogram, MemoryContext context,
							  const float8 *score, int class, float8 weight);
extern void ScoreHistogramClear(ScoreHistogram *histogram);
extern void ScoreHistogramScale(ScoreHistogram *histogram, float8 factor);
extern void ScoreHistogramMerge(ScoreHistogram *into, MemoryContext context,
								const ScoreHistogram *from, bool swap, float8 factor);
extern float8 ScoreHistogramAuc(const ScoreHistogram *histogram, float8 *bound);
extern void ScoreHistogramArchive(ScoreHistogram *histogram, Archive *archive);

#endif /* STREAMML_HISTOGRAM_H */
