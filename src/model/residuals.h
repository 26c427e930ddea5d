/*
 * residuals.h
 *	  The latest errors of a regression, and the intervals that follow from
 *	  them.
 */
#ifndef STREAMML_RESIDUALS_H
#define STREAMML_RESIDUALS_H

#include "shim.h"

#include "model/archive.h"

/* Levels that are watched: residuals.c has them. */
#define RESIDUAL_LEVELS 5
#define RESIDUAL_MAX_WINDOW 10000

typedef struct Residuals
{
	int32 count;					/* residuals kept */
	int32 oldest;					/* where in the ring, once it is full */
	int32 ready;					/* room in both arrays */
	float8 *ring;					/* in order of arrival */
	float8 *sorted;					/* the same by size; NULL until needed */
	float8 missed[RESIDUAL_LEVELS]; /* miss rates asked for now, see residuals.c */
} Residuals;

/* What a residual told about the interval that was made before it came. */
typedef struct ResidualCheck
{
	bool bounded[RESIDUAL_LEVELS]; /* there was a finite interval */
	bool covered[RESIDUAL_LEVELS]; /* and it held the label */
} ResidualCheck;

/* residuals.c */
extern const float8 ResidualLevel[RESIDUAL_LEVELS];
extern void ResidualsInit(Residuals *residuals);
extern void ResidualsAdd(Residuals *residuals, MemoryContext context, int window,
						 float8 residual, ResidualCheck *check);
extern void ResidualsMerge(Residuals *into, MemoryContext context, int window,
						   const Residuals *from);
extern float8 ResidualsHalfWidth(Residuals *residuals, MemoryContext context,
								 float8 level);
extern void ResidualsArchive(Residuals *residuals, Archive *archive, int window);

#endif /* STREAMML_RESIDUALS_H */
