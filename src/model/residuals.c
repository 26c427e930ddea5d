/*
 * residuals.c
 *	  See residuals.h.
 *
 * Conformal prediction (V. Vovk, A. Gammerman, G. Shafer 2005): if a row is
 * exchangeable with the m before it, the absolute error of its prediction is
 * with probability 1 - a among the k smallest of all, k = ceil((m + 1)(1 - a));
 * so prediction +- the k-th smallest of the m errors holds the label as often
 * as asked for, whatever the model and the distribution.  The errors are the
 * progressive ones, of predictions made before the row was learned: nothing
 * has to be set aside.  Only the latest "window" are kept, which is what makes
 * it follow a stream that changes (weights 1 and 0 of R. F. Barber,
 * E. J. Candes, A. Ramdas, R. J. Tibshirani 2023).
 *
 * While errors grow, intervals made from the past are too narrow, always.
 * Adaptive conformal inference (I. Gibbs, E. J. Candes 2021) steers against it:
 * for each of five levels, with miss rate a, a rate a_t is asked for in its
 * place, which begins as a and follows
 *
 *		a_t+1 = a_t + rate (a - miss_t),	rate 0.005 as in the paper,
 *
 * miss_t being 1 if the label was outside and 0 otherwise.  In the long run
 * the share of misses is a for any sequence of errors that the window can
 * bound.  Levels between the five get a_t by linear interpolation, with
 * (0, 0) and (1, 1) as the ends, made monotone so that intervals are nested.
 * Where a_t asks for more than the greatest error kept, that one is taken, and
 * a_t stays within [0, 1]: the paper's infinite intervals serve nobody.  Only
 * while m is too small for the level as such is the interval infinite.
 *
 * Cost of a row: a binary search and a move within the sorted array.
 */
#include "shim.h"

#include "model/residuals.h"

#define RATE 0.005
#define FIRST_ROOM 16

const float8 ResidualLevel[RESIDUAL_LEVELS] = {0.5, 0.8, 0.9, 0.95, 0.99};

/* No residuals yet. */
void
ResidualsInit(Residuals *residuals)
{
	memset(residuals, 0, sizeof(*residuals));
	for (int i = 0; i < RESIDUAL_LEVELS; i++)
		residuals->missed[i] = 1 - ResidualLevel[i];
}

/* Are there enough residuals for a level as such: k <= m? */
static inline bool
is_bounded(const Residuals *residuals, float8 level)
{
	return residuals->count * (1 - level) >= level - 1e-9;
}

/* k for an adapted miss rate, from 0 to m. */
static inline int
find_rank(const Residuals *residuals, float8 missed)
{
	/* a little more than a whole number counts as that */
	float8 exact = (residuals->count + 1) * (1 - missed) - 1e-9;
	int rank = (int) exact;

	/* rounded up; ceil() is slower than all the rest */
	rank += exact > rank ? 1 : 0;
	return Min(rank, residuals->count);
}

static int
compare_floats(const void *a, const void *b)
{
	float8 x = *(const float8 *) a;
	float8 y = *(const float8 *) b;

	return (x > y) - (x < y);
}

/* Have the residuals sorted. */
static void
sort_residuals(Residuals *residuals, MemoryContext context)
{
	if (residuals->sorted)
		return;
	residuals->sorted =
		MemoryContextAlloc(context, Max(residuals->ready, 1) * sizeof(float8));
	if (residuals->count == 0)
		return;
	memcpy(residuals->sorted, residuals->ring, residuals->count * sizeof(float8));
	qsort(residuals->sorted, residuals->count, sizeof(float8), compare_floats);
}

/* Number of residuals that are smaller.  Without branches to guess wrong. */
static int
count_smaller(const Residuals *residuals, float8 residual)
{
	const float8 *sorted = residuals->sorted;
	int smaller = 0;
	int left = residuals->count;

	while (left > 0)
	{
		int half = (left + 1) / 2;

		smaller += sorted[smaller + half - 1] < residual ? half : 0;
		left -= half;
	}
	return smaller;
}

/* Room for one more. */
static void
grow(Residuals *residuals, MemoryContext context, int window)
{
	if (residuals->count < residuals->ready)
		return;
	if (residuals->ring == NULL)
	{
		residuals->ready = Min(FIRST_ROOM, window);
		residuals->ring = MemoryContextAlloc(context, residuals->ready * sizeof(float8));
		residuals->sorted =
			MemoryContextAlloc(context, residuals->ready * sizeof(float8));
		return;
	}
	residuals->ready = Min(2 * residuals->ready, window);
	residuals->ring = repalloc(residuals->ring, residuals->ready * sizeof(float8));
	residuals->sorted = repalloc(residuals->sorted, residuals->ready * sizeof(float8));
}

/*
 * Keep a residual, and forget the oldest if there are enough.  So many of them
 * are smaller.
 */
static void
push(Residuals *residuals, MemoryContext context, int window, float8 residual,
	 int smaller)
{
	float8 *sorted;
	int to = smaller;
	int from;

	if (residuals->count < window)
	{
		grow(residuals, context, window);
		sorted = residuals->sorted;
		memmove(sorted + to + 1, sorted + to, (residuals->count - to) * sizeof(float8));
		sorted[to] = residual;
		residuals->ring[residuals->count++] = residual;
		return;
	}

	sorted = residuals->sorted;
	from = count_smaller(residuals, residuals->ring[residuals->oldest]);
	if (to > from)
	{
		to--;
		memmove(sorted + from, sorted + from + 1, (to - from) * sizeof(float8));
	}
	else
		memmove(sorted + to + 1, sorted + to, (from - to) * sizeof(float8));
	sorted[to] = residual;
	residuals->ring[residuals->oldest] = residual;
	if (++residuals->oldest == window)
		residuals->oldest = 0;
}

/*
 * Note an absolute error, at least zero and finite: check the intervals that
 * would have been given, adapt, keep it.
 */
void
ResidualsAdd(Residuals *residuals, MemoryContext context, int window, float8 residual,
			 ResidualCheck *check)
{
	int smaller;

	sort_residuals(residuals, context);
	smaller = count_smaller(residuals, residual);
	for (int i = 0; i < RESIDUAL_LEVELS; i++)
	{
		float8 level = ResidualLevel[i];
		float8 missed = residuals->missed[i];
		/* greater than the k-th smallest; of k = 0 greater than 0 */
		int rank = find_rank(residuals, missed);
		bool miss = rank > 0 ? smaller >= rank : residual > 0;

		check->bounded[i] = is_bounded(residuals, level);
		check->covered[i] = check->bounded[i] && !miss;
		if (!check->bounded[i])
			continue;
		missed += RATE * (miss ? -level : 1 - level);
		residuals->missed[i] = Max(0, Min(missed, 1));
	}
	push(residuals, context, window, residual, smaller);
}

/* The i-th residual in order of arrival. */
static float8
nth_residual(const Residuals *residuals, int i)
{
	return residuals->ring[(residuals->oldest + i) % residuals->count];
}

/*
 * Take over what "from" has seen, as if it came after what we have.
 */
void
ResidualsMerge(Residuals *into, MemoryContext context, int window, const Residuals *from)
{
	if (from->count == 0)
		return;
	sort_residuals(into, context);
	for (int i = 0; i < from->count; i++)
	{
		float8 residual = nth_residual(from, i);

		push(into, context, window, residual, count_smaller(into, residual));
	}
	memcpy(into->missed, from->missed, sizeof(into->missed));
}

/* The adapted rate for any miss rate between 0 and 1, see above. */
static float8
adapt_rate(const Residuals *residuals, float8 miss)
{
	float8 x = 0;
	float8 y = 0;

	for (int i = RESIDUAL_LEVELS - 1; i >= -1; i--)
	{
		float8 next_x = i < 0 ? 1 : 1 - ResidualLevel[i];
		float8 next_y = i < 0 ? 1 : Max(y, residuals->missed[i]);

		if (miss == next_x)
			return next_y;
		if (miss < next_x)
			return y + (next_y - y) * ((miss - x) / (next_x - x));
		x = next_x;
		y = next_y;
	}
	return 1;
}

/*
 * Half the width of the interval about a prediction that holds the label with
 * probability "level", 0 < level < 1.  Infinite while there are too few.
 */
float8
ResidualsHalfWidth(Residuals *residuals, MemoryContext context, float8 level)
{
	int rank = find_rank(residuals, adapt_rate(residuals, 1 - level));

	if (!is_bounded(residuals, level))
		return HUGE_VAL;
	sort_residuals(residuals, context);
	return rank > 0 ? residuals->sorted[rank - 1] : 0;
}

/* Refuse what no residuals can have left behind. */
static void
check_residuals(const Residuals *residuals)
{
	Residuals none;
	bool valid = true;

	for (int i = 0; i < residuals->count; i++)
		valid = valid && residuals->ring[i] >= 0 && !signbit(residuals->ring[i]);
	for (int i = 0; i < RESIDUAL_LEVELS; i++)
		valid = valid && residuals->missed[i] >= 0 && residuals->missed[i] <= 1;
	/* JSON leaves them out if there are none */
	ResidualsInit(&none);
	if (residuals->count == 0)
		valid = memcmp(residuals->missed, none.missed, sizeof(none.missed)) == 0;
	if (!valid)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: \"residuals\" cannot be")));
}

/*
 * Name the residuals to the archive, the oldest first.  JSON has the key only
 * if there are any.
 */
void
ResidualsArchive(Residuals *residuals, Archive *archive, int window)
{
	float8 *values = residuals->ring;
	float8 *missed = residuals->missed;

	if (ArchiveIsJson(archive) &&
		(ArchiveReads(archive) ? !ArchiveHas(archive, "residuals") :
								 residuals->count == 0))
		return;

	ArchiveBegin(archive, "residuals");
	ArchiveInt32(archive, "count", &residuals->count, 0, window);
	if (!ArchiveReads(archive) && residuals->count > 0)
	{
		values = palloc(residuals->count * sizeof(float8));
		for (int i = 0; i < residuals->count; i++)
			values[i] = nth_residual(residuals, i);
	}
	ArchiveFloats(archive, "value", &values, residuals->count);
	ArchiveFloats(archive, "missed", &missed, RESIDUAL_LEVELS);
	ArchiveEnd(archive);
	if (!ArchiveReads(archive))
	{
		if (residuals->count > 0)
			pfree(values);
		return;
	}

	memcpy(residuals->missed, missed, sizeof(residuals->missed));
	pfree(missed);
	residuals->ring = values;
	residuals->ready = Max(residuals->count, 1);
	residuals->sorted = NULL;
	residuals->oldest = 0;
	check_residuals(residuals);
}
