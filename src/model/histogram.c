/*
 * histogram.c
 *	  See histogram.h.
 *
 * The area under the ROC curve is the probability that a row of class 1 has a
 * greater score than one of class 0, ties counting half (J. A. Hanley,
 * B. J. McNeil 1982).  Exactly it needs all scores; here they are counted in
 * 241 bins, and those of one bin count as tied.  So the result is off by at
 * most half the share of pairs that fall into one bin, which
 * ScoreHistogramAuc returns with it.  (It is the trapezoidal rule: the actual
 * error is of second order, usually a hundredth of the bound.)
 *
 * Bins have to be fine where scores are, and those of rare classes crowd near
 * zero.  They are octaves of p, for p > 1/2 of 1 - p, cut in eight: the
 * exponent and the first three bits of the mantissa, which costs a shift.
 * 2^-15 and less are one bin.  Classes can be swapped without loss.
 *
 * A bin takes memory when a score falls into it.  Stored are the bins that
 * are not empty, in their order.
 */
#include "shim.h"

#include "model/histogram.h"

#define SUB_BITS 3
#define SIDE (15 << SUB_BITS) /* bins below a score of 1/2, and above */
#define BINS (2 * SIDE + 1)
#define FIRST_PAIRS 8

/* How far below 1/2 a probability is, in bins. */
static inline int
steps_below_half(float8 p)
{
	/* bits of 1/2: exponent 1022 of a bias of 1023 */
	const int64 half = INT64_C(1022) << SUB_BITS;
	int64 bits;

	memcpy(&bits, &p, sizeof(bits));
	bits = half - (bits >> (52 - SUB_BITS));
	/* what is no probability (none should come) ends in some bin, too */
	return (int) Max(0, Min(bits, SIDE));
}

static inline int
find_bin(const float8 *score)
{
	return score[1] <= score[0] ? SIDE - steps_below_half(score[1]) :
								  SIDE + steps_below_half(score[0]);
}

/* Make a pair for a bin that has none. */
static void
add_bin(ScoreHistogram *histogram, MemoryContext context, int bin)
{
	if (histogram->slot == NULL)
	{
		histogram->slot = MemoryContextAllocZero(context, BINS);
		histogram->pair = MemoryContextAlloc(context, 2 * FIRST_PAIRS * sizeof(float8));
		histogram->ready = FIRST_PAIRS;
	}
	if (histogram->used == histogram->ready)
	{
		histogram->ready = Min(2 * histogram->ready, BINS);
		histogram->pair =
			repalloc(histogram->pair, 2 * histogram->ready * sizeof(float8));
	}
	histogram->pair[2 * histogram->used] = histogram->pair[2 * histogram->used + 1] = 0;
	histogram->slot[bin] = ++histogram->used;
}

/* The pair of a bin, made if need be. */
static inline float8 *
get_pair(ScoreHistogram *histogram, MemoryContext context, int bin)
{
	if (histogram->slot == NULL || histogram->slot[bin] == 0)
		add_bin(histogram, context, bin);
	return histogram->pair + 2 * (histogram->slot[bin] - 1);
}

/*
 * Count a row of class 0 or 1 whose probabilities of these were score[0] and
 * score[1].
 */
void
ScoreHistogramAdd(ScoreHistogram *histogram, MemoryContext context, const float8 *score,
				  int class, float8 weight)
{
	get_pair(histogram, context, find_bin(score))[class] += weight;
}

/* Forget all rows, and give the memory back. */
void
ScoreHistogramClear(ScoreHistogram *histogram)
{
	if (histogram->slot)
	{
		pfree(histogram->slot);
		pfree(histogram->pair);
	}
	memset(histogram, 0, sizeof(*histogram));
}

/* Multiply all weights. */
void
ScoreHistogramScale(ScoreHistogram *histogram, float8 factor)
{
	for (int i = 0; i < 2 * histogram->used; i++)
		histogram->pair[i] *= factor;
}

/* The pair of a bin, NULL if it is empty. */
static const float8 *
peek_pair(const ScoreHistogram *histogram, int bin)
{
	if (histogram->slot == NULL || histogram->slot[bin] == 0)
		return NULL;
	return histogram->pair + 2 * (histogram->slot[bin] - 1);
}

/*
 * Add the rows of "from", times "factor".  With "swap" its classes are ours
 * the other way round, and so its bins.
 */
void
ScoreHistogramMerge(ScoreHistogram *into, MemoryContext context,
					const ScoreHistogram *from, bool swap, float8 factor)
{
	for (int bin = 0; bin < BINS; bin++)
	{
		const float8 *theirs = peek_pair(from, bin);
		float8 *ours;

		if (theirs == NULL)
			continue;
		ours = get_pair(into, context, swap ? BINS - 1 - bin : bin);
		ours[0] += theirs[swap ? 1 : 0] * factor;
		ours[1] += theirs[swap ? 0 : 1] * factor;
	}
}

/*
 * The area under the curve, and by how much it can be off.  NaN while there
 * are rows of one class only.
 */
float8
ScoreHistogramAuc(const ScoreHistogram *histogram, float8 *bound)
{
	float8 below = 0; /* rows of class 0 in lower bins */
	float8 ones = 0;
	float8 before = 0; /* pairs in the right order */
	float8 tied = 0;   /* pairs in one bin */

	for (int bin = 0; bin < BINS; bin++)
	{
		const float8 *pair = peek_pair(histogram, bin);

		if (pair == NULL)
			continue;
		before += pair[1] * below;
		tied += pair[1] * pair[0];
		below += pair[0];
		ones += pair[1];
	}

	*bound = tied / 2 / (below * ones);
	return (before + tied / 2) / (below * ones);
}

/* Bins, and the weights of both classes, as arrays. */
static void
list_bins(const ScoreHistogram *histogram, float8 *bins, float8 *zeros, float8 *ones)
{
	for (int bin = 0, n = 0; bin < BINS; bin++)
	{
		const float8 *pair = peek_pair(histogram, bin);

		if (pair == NULL)
			continue;
		bins[n] = bin;
		zeros[n] = pair[0];
		ones[n++] = pair[1];
	}
}

static void
read_bins(ScoreHistogram *histogram, Archive *archive, int count, const float8 *bins,
		  const float8 *zeros, const float8 *ones)
{
	float8 last = -1;

	for (int i = 0; i < count; i++)
	{
		float8 *pair;

		if (!(bins[i] > last && bins[i] < BINS && bins[i] == rint(bins[i]) &&
			  zeros[i] >= 0 && ones[i] >= 0))
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: \"scores\" cannot be")));
		last = bins[i];
		pair = get_pair(histogram, archive->context, (int) bins[i]);
		pair[0] = zeros[i];
		pair[1] = ones[i];
	}
}

/* Name the counts to the archive.  JSON has the key only if there are any. */
void
ScoreHistogramArchive(ScoreHistogram *histogram, Archive *archive)
{
	int32 count = histogram->used;
	float8 *bins;
	float8 *zeros;
	float8 *ones;

	if (ArchiveIsJson(archive) &&
		(ArchiveReads(archive) ? !ArchiveHas(archive, "scores") : count == 0))
		return;

	ArchiveBegin(archive, "scores");
	ArchiveInt32(archive, "count", &count, 0, BINS);
	if (!ArchiveReads(archive))
	{
		bins = palloc(3 * Max(count, 1) * sizeof(float8));
		zeros = bins + count;
		ones = zeros + count;
		list_bins(histogram, bins, zeros, ones);
	}
	ArchiveFloats(archive, "bin", &bins, count);
	ArchiveFloats(archive, "first", &zeros, count);
	ArchiveFloats(archive, "second", &ones, count);
	if (ArchiveReads(archive))
	{
		read_bins(histogram, archive, count, bins, zeros, ones);
		pfree(zeros);
		pfree(ones);
	}
	pfree(bins);
	ArchiveEnd(archive);
}
