/*
 * tree_moments.c
 *	  See tree_moments.h.
 *
 * A histogram keeps at most 32 bins, each the mean of its values, and count,
 * mean and spread of the labels (Y. Ben-Haim, E. Tom-Tov, A Streaming Parallel
 * Decision Tree Algorithm, JMLR 11, 2010, with moments in place of counts).  A
 * new value is a bin of its own, unless there is one of exactly that value; the
 * two nearest become one when there are too many.  So a column of few values is
 * kept exactly.
 *
 * The merit of a test is the reduction of the standard deviation,
 *
 *		sd(all) - sum over branches of n_i / n sd(branch i),
 *
 * and the thresholds tried lie half way between neighbouring bins.
 */
#include "shim.h"

#include "model/tree_moments.h"

/* Make one bin of number i and the next. */
static void
merge_bins(Histogram *histogram, int i)
{
	HistogramBin *bin = &histogram->bins[i];
	float8 n = bin->y.n + bin[1].y.n;

	bin->x += (bin[1].x - bin->x) * (bin[1].y.n / n);
	MomentsMerge(&bin->y, &bin[1].y);
	histogram->count--;
	memmove(&bin[1], &bin[2], (histogram->count - i - 1) * sizeof(HistogramBin));
}

/* Make one bin of the two that are nearest. */
static void
merge_nearest(Histogram *histogram)
{
	const HistogramBin *bins = histogram->bins;
	int nearest = 0;

	for (int i = 1; i + 1 < histogram->count; i++)
	{
		if (bins[i + 1].x - bins[i].x < bins[nearest + 1].x - bins[nearest].x)
			nearest = i;
	}
	merge_bins(histogram, nearest);
}

/* Add a value and its label; memory comes from "context". */
void
HistogramAdd(Histogram *histogram, MemoryContext context, float8 x, float8 y,
			 float8 weight)
{
	int low = 0;
	int high = histogram->count;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (histogram->bins[middle].x < x)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < histogram->count && histogram->bins[low].x == x)
	{
		MomentsAdd(&histogram->bins[low].y, y, weight);
		return;
	}

	if (histogram->count == histogram->room)
	{
		int room = histogram->room > 0 ? HISTOGRAM_BINS + 1 : 8;
		Size size = room * sizeof(HistogramBin);

		histogram->bins = histogram->bins ? repalloc(histogram->bins, size) :
											MemoryContextAlloc(context, size);
		histogram->room = room;
	}
	memmove(&histogram->bins[low + 1], &histogram->bins[low],
			(histogram->count - low) * sizeof(HistogramBin));
	histogram->bins[low] = (HistogramBin){x, {weight, y, 0}};
	histogram->count++;
	if (histogram->count > HISTOGRAM_BINS)
		merge_nearest(histogram);
}

/* The labels of bins first .. last - 1 together. */
void
HistogramTotal(const Histogram *histogram, int first, int last, Moments *total)
{
	*total = (Moments){0};
	for (int i = first; i < last; i++)
		MomentsMerge(total, &histogram->bins[i].y);
}

/*
 * The reduction of the standard deviation by a split into branches; -HUGE_VAL
 * unless two of them have more than min_share of the weight.
 */
float8
MomentsReduction(const Moments *branches, int count, float8 min_share)
{
	Moments total = {0};
	float8 after = 0;
	int heavy = 0;

	for (int i = 0; i < count; i++)
		MomentsMerge(&total, &branches[i]);
	for (int i = 0; i < count; i++)
	{
		after += branches[i].n * MomentsDeviation(&branches[i]);
		heavy += branches[i].n > min_share * total.n;
	}
	if (heavy < 2)
		return -HUGE_VAL;
	return MomentsDeviation(&total) - after / total.n;
}

/*
 * The best merit of all thresholds, and which; -HUGE_VAL if there is none.
 */
float8
HistogramBestCut(const Histogram *histogram, float8 min_share, float8 *threshold)
{
	Moments above[HISTOGRAM_BINS + 1] = {{0}};
	Moments branches[2] = {{0}};
	float8 best = -HUGE_VAL;

	for (int i = histogram->count - 1; i >= 0; i--)
	{
		above[i] = above[i + 1];
		MomentsMerge(&above[i], &histogram->bins[i].y);
	}
	for (int i = 0; i + 1 < histogram->count; i++)
	{
		float8 merit;

		MomentsMerge(&branches[0], &histogram->bins[i].y);
		branches[1] = above[i + 1];
		merit = MomentsReduction(branches, 2, min_share);
		if (merit > best)
		{
			best = merit;
			*threshold = histogram->bins[i].x +
						 (histogram->bins[i + 1].x - histogram->bins[i].x) / 2;
		}
	}

	return best;
}
