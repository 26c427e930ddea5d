/*
 * densities.c
 *	  See densities.h.
 *
 * Kept are, per class and column, over the rows that list the column,
 *
 *		seen = sum w,  mean = sum w x / seen,  m2 = sum w (x - mean)^2,
 *
 * and the weight of the rows in which it is missing.  They are updated by
 * B. P. Welford's rule (1962), merged by that of T. F. Chan, G. H. Golub and
 * R. J. LeVeque (1983), unlearned by the reverse of the former.  In rows that
 * neither list a column nor miss it, it is zero: those zeros are added to the
 * moments when somebody asks, so learning costs what the row lists, and a
 * column that turns up late has had its zeros all along.
 *
 * The densities that follow are kept and made anew for a class when it has
 * learned.  They are measured in a unit of the column, a power of 2^20 near its
 * deviation over all classes: 1 on ordinary scales, for which min_density is
 * published, and with columns of other scales min_density goes along.  A column
 * that hardly varies in a class of some rows has there, instead of a needle that
 * rules all other classes out, the variance over all classes by the rows of the
 * class: as if one more row had been a deviation away; in a class of fewer rows
 * density 0.  A column that never varies has no say.
 */
#include "shim.h"

#include <float.h>

#include "model/densities.h"
#include "model/explain.h"

/* Below, densities are multiplied as logarithms, without the minimum. */
#define LEAST_DENSITY 1e-100
/* Least share of a column's variance over all classes that a class varies by. */
#define FLOOR 1e-9
/* So many rows without one that differs say that a column is constant in a class. */
#define CONSTANT_ROWS 10
/* Logarithm of the density where fewer do. */
#define LOG_ZERO (-708.0)
/* Units of densities are powers of two to this. */
#define UNIT_STEP 20
/* A share of rows that list a column so close to all is all, but for rounding. */
#define ROUNDING 1e-10
/* Means over a distribution: how far they go, in deviations, and in what steps. */
#define REACH 8.0
#define STEP 0.125

const char *const DensityVariances[] = {"sample", "population", NULL};

/* The rules that a model's options ask for. */
DensityRules
DensityRulesOf(const Model *model)
{
	DensityRules rules = {.floor = model->option[OPT_MIN_DENSITY],
						  .smoothing = model->option[OPT_VAR_SMOOTHING],
						  .sample = model->option[OPT_VARIANCE] == 0};

	return rules;
}

/* Room for all classes the model has room for, and so many columns. */
void
DensitiesReserve(Model *model, Densities *densities, int columns)
{
	int classes = Max(model->classes_ready, model->classes.count);
	int *fresh;

	ClassTableReserve(model, &densities->seen, classes, columns);
	ClassTableReserve(model, &densities->mean, classes, columns);
	ClassTableReserve(model, &densities->m2, classes, columns);
	ClassTableReserve(model, &densities->missing, classes, columns);
	ClassTableReserve(model, &densities->centre, classes, columns);
	ClassTableReserve(model, &densities->factor, classes, columns);
	ClassTableReserve(model, &densities->rate, classes, columns);
	ClassTableReserve(model, &densities->scale, 1, columns);
	ClassTableReserve(model, &densities->all, 1, columns);
	if (classes <= densities->nfresh)
		return;

	fresh = MemoryContextAlloc(model->context, classes * sizeof(int));
	for (int i = 0; i < classes; i++)
		fresh[i] = i < densities->nfresh ? densities->fresh[i] : -1;
	if (densities->fresh)
		pfree(densities->fresh);
	densities->fresh = fresh;
	densities->nfresh = classes;
}

/* The moments of a class have changed. */
void
DensitiesTouch(Densities *densities, int class)
{
	densities->fresh[class] = -1;
}

/*
 * Take back a value that was learned; false if digits were lost.
 */
bool
DensityUnlearn(Model *model, Densities *densities, int class, int column, float8 x,
			   float8 weight)
{
	float8 *seen = &ClassRow(&densities->seen, class)[column];
	float8 *mean = &ClassRow(&densities->mean, class)[column];
	float8 *m2 = &ClassRow(&densities->m2, class)[column];
	float8 before = *m2;
	float8 delta = x - *mean;
	bool exact = SumTake(&model->weights, seen, weight);

	if (*seen == 0)
	{
		*mean = *m2 = 0;
		return exact;
	}
	*mean -= delta * (weight / *seen);
	*m2 = Max(*m2 - weight * delta * (x - *mean), 0);

	ClassTableReserve(model, &densities->m2_peak, densities->m2.classes,
					  densities->m2.columns);
	return SumKeeps(&ClassRow(&densities->m2_peak, class)[column], before, *m2) && exact;
}

/*
 * What is known of a column in a class.
 */
ColumnMoments
DensityMoments(const Model *model, const Densities *densities,
			   const ClassWeights *weights, int class, int column)
{
	float8 seen = ClassRow(&densities->seen, class)[column];
	float8 mean = ClassRow(&densities->mean, class)[column];
	ColumnMoments full = {.mean = mean, .m2 = ClassRow(&densities->m2, class)[column]};
	float8 zeros;
	float8 freedom;

	full.n = weights->weight[class] - ClassRow(&densities->missing, class)[column];
	zeros = full.n - seen;
	if (zeros > ROUNDING * full.n)
	{
		full.mean = mean * (seen / full.n);
		full.m2 += mean * mean * seen * (zeros / full.n);
	}
	freedom = DensityRulesOf(model).sample ? full.n - 1 : full.n;
	full.variance = freedom > 0 ? full.m2 / freedom : 0;

	return full;
}

/* The variance of a column over all classes together. */
static float8
total_variance(const Model *model, const Densities *densities,
			   const ClassWeights *weights, int column)
{
	bool sample = DensityRulesOf(model).sample;
	ColumnMoments all = {0};

	for (int class = 0; class < Min(densities->nfresh, weights->classes); class ++)
	{
		ColumnMoments part = DensityMoments(model, densities, weights, class, column);
		float8 delta = part.mean - all.mean;
		float8 total = all.n + part.n;

		if (part.n <= 0)
			continue;
		all.mean += delta * (part.n / total);
		all.m2 += part.m2 + delta * delta * (all.n * (part.n / total));
		all.n = total;
	}
	if (all.n <= 0)
		return 0;
	return all.m2 / (sample && all.n > 1 ? all.n - 1 : all.n);
}

/*
 * The unit of densities of a column with that deviation: a power of 2^20, so that
 * it is 1 for all columns of an ordinary scale, for which min_density is published.
 */
static inline float8
unit_of(float8 deviation)
{
	if (!(deviation > 0))
		return 0;
	return ldexp(1, UNIT_STEP * (int) rint(log2(deviation) / UNIT_STEP));
}

/* Bring the variances of all columns up to date; returns the largest. */
static float8
refresh_scales(const Model *model, Densities *densities, const ClassWeights *weights,
			   int columns)
{
	float8 *scale = ClassRow(&densities->scale, 0);
	float8 *all = ClassRow(&densities->all, 0);
	float8 largest = 0;

	for (int i = 0; i < columns; i++)
	{
		all[i] = total_variance(model, densities, weights, i);
		scale[i] = unit_of(sqrt(all[i]));
		largest = Max(largest, all[i]);
	}
	return largest;
}

/* The variance that a column is to have in a class; 0 if it has no say. */
static inline float8
class_variance(const ColumnMoments *moments, float8 all, float8 more)
{
	float8 variance = moments->variance;

	if (variance < FLOOR * all)
		variance = moments->n >= CONSTANT_ROWS ? all / moments->n : 0;
	variance += more;
	/* not below what can be inverted */
	return variance > DBL_MIN ? variance : 0;
}

/* Bring the densities of a class up to date. */
static void
refresh_class(const Model *model, Densities *densities, const ClassWeights *weights,
			  int class, int columns, float8 more)
{
	const float8 *all = ClassRow(&densities->all, 0);
	float8 *centre = ClassRow(&densities->centre, class);
	float8 *factor = ClassRow(&densities->factor, class);
	float8 *rate = ClassRow(&densities->rate, class);

	for (int i = 0; i < columns; i++)
	{
		ColumnMoments moments = DensityMoments(model, densities, weights, class, i);
		float8 variance = class_variance(&moments, all[i], more);

		centre[i] = moments.mean;
		rate[i] = variance > 0 ? -0.5 / variance : 0;
		factor[i] = sqrt(rate[i] / -M_PI);
	}
	densities->fresh[class] = columns;
}

/* Bring the densities of the first "columns" columns up to date. */
void
DensitiesRefresh(const Model *model, Densities *densities, const ClassWeights *weights,
				 int columns)
{
	int classes = Min(model->classes.count, densities->nfresh);
	float8 more = DensityRulesOf(model).smoothing;
	float8 largest;
	bool fresh = true;

	for (int class = 0; class < classes; class ++)
		fresh &= densities->fresh[class] == columns;
	if (fresh)
		return;

	/* what the variances over all classes are changes with the rows of each */
	largest = refresh_scales(model, densities, weights, columns);
	for (int class = 0; class < classes; class ++)
	{
		if (weights->weight[class] > 0)
			refresh_class(model, densities, weights, class, columns, more * largest);
		densities->fresh[class] = columns;
	}
}

/* Does a column, of a unit, say anything at a value that may be missing? */
static inline bool
has_say(float8 unit, float8 delta)
{
	return unit > 0 && !isnan(delta);
}

/*
 * log of the product of the densities of a class at x; where x is NaN the
 * column is left out.  Up to date is the caller's matter.
 */
float8
DensitiesLikelihood(const Model *model, const Densities *densities, int class,
					const float8 *x, int columns)
{
	const float8 *centre = ClassRow(&densities->centre, class);
	const float8 *factor = ClassRow(&densities->factor, class);
	const float8 *rate = ClassRow(&densities->rate, class);
	const float8 *scale = ClassRow(&densities->scale, 0);
	float8 floor = model->option[OPT_MIN_DENSITY];
	BayesProduct product = {1, 0};
	float8 sum = 0;

	for (int i = 0; i < columns; i++)
	{
		float8 delta = x[i] - centre[i];

		if (!has_say(scale[i], delta))
			continue;
		if (floor >= LEAST_DENSITY)
			BayesMultiply(&product,
						  floor + factor[i] * scale[i] * exp(rate[i] * delta * delta));
		else
			sum += factor[i] > 0 ? log(factor[i] * scale[i]) + rate[i] * delta * delta :
								   LOG_ZERO;
	}

	return sum + BayesProductLog(&product);
}

/* The logarithm of one column's density at x, 0 if that says nothing. */
float8
DensityPart(const Model *model, const Densities *densities, int class, int column,
			float8 x)
{
	float8 unit = ClassRow(&densities->scale, 0)[column];
	float8 delta = x - ClassRow(&densities->centre, class)[column];
	float8 exponent = ClassRow(&densities->rate, class)[column] * delta * delta;
	float8 height = ClassRow(&densities->factor, class)[column] * unit;
	float8 floor = model->option[OPT_MIN_DENSITY];

	if (!has_say(unit, delta))
		return 0;
	if (floor >= LEAST_DENSITY)
		return log(floor + height * exp(exponent));
	return height > 0 ? log(height) + exponent : LOG_ZERO;
}

/*
 * The mean of log(density / mixture) at a column's values in a class.  The
 * mixture is that of all classes with the shares P(k).  The mean is over the
 * class' normal distribution, by the trapezoidal rule, which is exact to
 * rounding for what is smooth at the scale of a step.
 */
static float8
mean_log_ratio(const Model *model, const Densities *densities, int class, int column,
			   const float8 *share)
{
	int classes = Min(model->classes.count, densities->nfresh);
	float8 factor = ClassRow(&densities->factor, class)[column];
	float8 rate = ClassRow(&densities->rate, class)[column];
	float8 deviation = factor > 0 ? sqrt(-0.5 / rate) : 0;
	float8 reach = factor > 0 ? REACH : 0;
	float8 *part = palloc(classes * sizeof(float8));
	float8 sum = 0;
	float8 total = 0;

	for (float8 z = -reach; z <= reach; z += STEP)
	{
		float8 x = ClassRow(&densities->centre, class)[column] + z * deviation;
		float8 weight = exp(-0.5 * z * z);
		float8 best = -HUGE_VAL;
		float8 mixture = 0;

		CHECK_FOR_INTERRUPTS();
		for (int k = 0; k < classes; k++)
		{
			part[k] = share[k] > 0 ? DensityPart(model, densities, k, column, x) : 0;
			if (share[k] > 0)
				best = Max(best, part[k]);
		}
		for (int k = 0; k < classes; k++)
		{
			if (share[k] > 0)
				mixture += share[k] * exp(part[k] - best);
		}
		if (mixture > 0)
			sum += weight * (part[class] - best - log(mixture));
		total += weight;
	}
	pfree(part);

	return sum / total;
}

/*
 * The mutual information of a column and the class, in nats, times the share of
 * the rows that have the column:
 *
 *		sum over classes P(c) (mean over the class of log(density / mixture)),
 *
 * P(c) being shares of those rows.  Up to date is the caller's matter.
 */
float8
DensityImportance(const Model *model, const Densities *densities,
				  const ClassWeights *weights, int column)
{
	int classes = Min(model->classes.count, densities->nfresh);
	float8 *share = palloc0(Max(classes, 1) * sizeof(float8));
	float8 known = 0;
	float8 sum = 0;

	for (int c = 0; c < classes; c++)
	{
		share[c] = Max(weights->weight[c] - ClassRow(&densities->missing, c)[column], 0);
		known += share[c];
	}
	for (int c = 0; c < classes; c++)
		share[c] = known > 0 ? share[c] / known : 0;
	for (int c = 0; c < classes; c++)
	{
		if (share[c] > 0)
			sum += share[c] * mean_log_ratio(model, densities, c, column, share);
	}
	pfree(share);

	/* less than nothing is rounding, or a class in which the column is constant */
	return Max(sum, 0) * (known / ClassWeightsTotal(model, weights));
}

/* What DensityPart answers, as SQL.  Exponents are kept where exp() does not underflow. */
void
DensitySql(StringInfo out, const Model *model, const Densities *densities, int class,
		   int column, const ModelSql *sql, int feature)
{
	float8 unit = ClassRow(&densities->scale, 0)[column];
	float8 height = ClassRow(&densities->factor, class)[column] * unit;
	float8 floor = model->option[OPT_MIN_DENSITY];
	bool floored = floor >= LEAST_DENSITY;
	StringInfoData delta;

	if (unit <= 0)
	{
		appendStringInfoString(out, "'0'::float8");
		return;
	}
	appendStringInfoString(out, "CASE WHEN ");
	SqlMissing(out, sql, feature);
	appendStringInfoString(out, " THEN '0'::float8 ELSE ");
	if (height <= 0)
	{
		SqlNumber(out, floored ? log(floor) : LOG_ZERO);
		appendStringInfoString(out, " END");
		return;
	}

	initStringInfo(&delta);
	appendStringInfoChar(&delta, '(');
	SqlAmount(&delta, sql, feature, NAN);
	appendStringInfoString(&delta, " - ");
	SqlNumber(&delta, ClassRow(&densities->centre, class)[column]);
	appendStringInfoChar(&delta, ')');
	if (floored)
	{
		appendStringInfoString(out, "ln(");
		SqlNumber(out, floor);
		appendStringInfoString(out, " + exp(greatest(");
	}
	SqlNumber(out, log(height));
	appendStringInfoString(out, " + ");
	SqlNumber(out, ClassRow(&densities->rate, class)[column]);
	appendStringInfo(out, " * %s * %s", delta.data, delta.data);
	if (floored)
		appendStringInfoString(out, ", '-700'::float8)))");
	appendStringInfoString(out, " END");
	pfree(delta.data);
}

/* Add what "from" knows of a column in a class. */
void
DensityMerge(Densities *into, int into_class, int into_column, const Densities *from,
			 int from_class, int from_column)
{
	float8 theirs = ClassRow(&from->seen, from_class)[from_column];
	float8 *seen = &ClassRow(&into->seen, into_class)[into_column];
	float8 *mean = &ClassRow(&into->mean, into_class)[into_column];
	float8 delta = ClassRow(&from->mean, from_class)[from_column] - *mean;
	float8 total = *seen + theirs;

	ClassRow(&into->missing, into_class)[into_column] +=
		ClassRow(&from->missing, from_class)[from_column];
	if (theirs <= 0)
		return;
	ClassRow(&into->m2, into_class)[into_column] +=
		ClassRow(&from->m2, from_class)[from_column] +
		delta * delta * (*seen * (theirs / total));
	*mean += delta * (theirs / total);
	*seen = total;
}

/* Name the moments to the archive. */
void
DensitiesArchive(Model *model, Archive *archive, Densities *densities, int columns)
{
	ClassTableArchive(model, archive, "seen", &densities->seen, columns);
	ClassTableArchive(model, archive, "means", &densities->mean, columns);
	ClassTableArchive(model, archive, "m2", &densities->m2, columns);
	ClassTableArchive(model, archive, "missing", &densities->missing, columns);
	if (ArchiveReads(archive))
		DensitiesReserve(model, densities, columns);
}

/* Refuse moments that were read and cannot be. */
void
DensitiesCheck(const Model *model, const Densities *densities, int columns)
{
	ClassTableCheck(model, &densities->seen, "seen", columns);
	ClassTableCheck(model, &densities->m2, "m2", columns);
	ClassTableCheck(model, &densities->missing, "missing", columns);
}
