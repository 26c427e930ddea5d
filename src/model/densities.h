/*
 * densities.h
 *	  A normal distribution per class and column, for the naive Bayes learners;
 *	  columns are features, or those of them that are numbers.
 */
#ifndef STREAMML_DENSITIES_H
#define STREAMML_DENSITIES_H

#include "shim.h"

#include "model/bayes.h"

/* The moments of every class and column, and the densities made of them. */
typedef struct Densities
{
	/* over the rows that list the column */
	ClassTable seen; /* sum of weights */
	ClassTable mean;
	ClassTable m2;		/* weighted squared deviations from the mean */
	ClassTable missing; /* weight of the rows in which it is unknown */
	ClassTable m2_peak; /* of models that unlearn, see sums.h; not stored */
	/* what follows: density = factor * scale * exp(rate * (x - centre)^2) */
	ClassTable centre;
	ClassTable factor;
	ClassTable rate;
	ClassTable all;	  /* one row: the variances over all classes */
	ClassTable scale; /* and their roots */
	int nfresh;		  /* room in the next */
	int *fresh;		  /* per class, the columns for which they are up to date */
} Densities;

/* How densities are made: options of the learners, as in "options". */
typedef struct DensityRules
{
	float8 floor;	  /* min_density: added to every density, in the column's own unit */
	float8 smoothing; /* var_smoothing: share of the largest variance added to all */
	bool sample;	  /* variances divide by n - 1, not by n */
} DensityRules;

#define DENSITY_OPTIONS                                                                  \
	{"min_density", OPTION_REAL, 1e-9, 0, 1, NULL},                                      \
		{"var_smoothing", OPTION_REAL, 0, 0, 1e6, NULL},                                 \
	{                                                                                    \
		"variance", OPTION_CHOICE, 0, 0, 0, DensityVariances                             \
	}

enum
{
	OPT_MIN_DENSITY = OPTION_MAX_FEATURES + 1,
	OPT_VAR_SMOOTHING,
	OPT_VARIANCE,
	OPT_AFTER_DENSITY
};

extern const char *const DensityVariances[];

/* Count, mean and squared deviations of a column in a class, zeros included. */
typedef struct ColumnMoments
{
	float8 n;
	float8 mean;
	float8 m2;
	float8 variance; /* as the rules have it */
} ColumnMoments;

/* Learn a value. */
static inline void
DensityLearn(Densities *densities, int class, int column, float8 x, float8 weight)
{
	float8 *seen = &ClassRow(&densities->seen, class)[column];
	float8 *mean = &ClassRow(&densities->mean, class)[column];
	float8 before = *seen;
	float8 delta = x - *mean;

	*seen += weight;
	*mean += delta * (weight / *seen);
	ClassRow(&densities->m2, class)[column] +=
		SumDeviation(before, weight, delta, x - *mean);
}

/* densities.c */
extern DensityRules DensityRulesOf(const Model *model);
extern void DensitiesReserve(Model *model, Densities *densities, int columns);
extern bool DensityUnlearn(Model *model, Densities *densities, int class, int column,
						   float8 x, float8 weight);
extern void DensitiesTouch(Densities *densities, int class);
extern void DensitiesRefresh(const Model *model, Densities *densities,
							 const ClassWeights *weights, int columns);
extern float8 DensitiesLikelihood(const Model *model, const Densities *densities,
								  int class, const float8 *x, int columns);
extern float8 DensityPart(const Model *model, const Densities *densities, int class,
						  int column, float8 x);
extern void DensitySql(StringInfo out, const Model *model, const Densities *densities,
					   int class, int column, const struct ModelSql *sql, int feature);
extern float8 DensityImportance(const Model *model, const Densities *densities,
								const ClassWeights *weights, int column);
extern ColumnMoments DensityMoments(const Model *model, const Densities *densities,
									const ClassWeights *weights, int class, int column);
extern void DensityMerge(Densities *into, int into_class, int into_column,
						 const Densities *from, int from_class, int from_column);
extern void DensitiesArchive(Model *model, Archive *archive, Densities *densities,
							 int columns);
extern void DensitiesCheck(const Model *model, const Densities *densities, int columns);

#endif /* STREAMML_DENSITIES_H */
