/*
 * sums.h
 *	  Sums that rows are added to and taken from again: have they still got
 *	  their digits?
 *
 * A sum is known to about 1e-16 of the most it has been since it began, not of
 * what it is now.  So it is not enough to compare what is left with what was
 * taken last: a row that came between may have been lost beside a larger one
 * (1e15 + 0.001 - 1e15 is 0), and sums can shrink in many small steps.  The
 * functions here compare with all there ever was; they say false where less
 * than ten digits may be left, and who can learns the remaining rows anew.
 *
 * Sums of rows' weights and of counts share a SumRange, the least and the most
 * that was ever added to any of them.  As long as these are within a factor of
 * SUM_EVEN nothing is lost whatever comes and goes, and a sum of less than the
 * least is none.  Sums of squared deviations have a peak each.
 */
#ifndef STREAMML_SUMS_H
#define STREAMML_SUMS_H

#include "shim.h"

/* How much less than others an amount may be and still count. */
#define SUM_EVEN 1e3
/* What is left of a sum beside what is taken, and may be rounding. */
#define SUM_ROUNDING 1e-9

/* What was added, all above zero; a zeroed one says that nobody knows. */
typedef struct SumRange
{
	float8 least;
	float8 most;
} SumRange;

/* Nothing was added yet. */
static inline void
SumRangeInit(SumRange *range)
{
	range->least = HUGE_VAL;
	range->most = 0;
}

/* Something is added. */
static inline void
SumRangeAdd(SumRange *range, float8 amount)
{
	if (amount < range->least)
		range->least = amount;
	if (amount > range->most)
		range->most = amount;
}

/* Sums are added whose parts were in another range. */
static inline void
SumRangeMerge(SumRange *range, const SumRange *other)
{
	range->least = Min(range->least, other->least);
	range->most = Max(range->most, other->most);
}

/*
 * Take an amount away that was added.  What is left is never below zero, and
 * zero where it may be rounding.  False if digits were lost.
 */
static inline bool
SumTake(const SumRange *range, float8 *sum, float8 amount)
{
	float8 rest = *sum - amount;

	if (amount == 0)
		return true;
	if (range->most <= SUM_EVEN * range->least)
	{
		*sum = rest > range->least / 2 ? rest : 0;
		return true;
	}
	*sum = rest > SUM_ROUNDING * amount ? rest : 0;
	return SUM_EVEN * rest >= range->most;
}

/*
 * What the squared deviations from a mean grow by when a value of "weight" joins
 * what weighs "before", "delta" away from the old mean and "left" from the new
 * one: Welford's step, but for a value so heavy that the new mean is the value
 * itself, up to rounding.
 */
static inline float8
SumDeviation(float8 before, float8 weight, float8 delta, float8 left)
{
	if (weight > SUM_EVEN * before)
		return weight * (before / (before + weight)) * delta * delta;
	return Max(weight * delta * left, 0);
}

/* Has a sum that only grows and shrinks kept its digits, shrinking to "now"? */
static inline bool
SumKeeps(float8 *peak, float8 before, float8 now)
{
	*peak = Max(*peak, before);
	return SUM_EVEN * now >= *peak;
}

#endif /* STREAMML_SUMS_H */
