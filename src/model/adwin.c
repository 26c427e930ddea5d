/*
 * adwin.c
 *	  ADWIN, the adaptive window (A. Bifet, R. Gavalda, Learning from
 *	  Time-Changing Data with Adaptive Windowing, SDM 2007).
 *
 * The window is an exponential histogram: row r has at most M = 5 buckets, each
 * the sum and the squared deviations of 2^r inputs.  A sixth makes the two
 * oldest of the row one bucket of the next.  So W inputs take O(M log W)
 * numbers, and the places where the window can be cut are the ends of buckets.
 *
 * At every clock-th input, once W > 10, all cuts into an older part 0 and a
 * newer part 1 of at least 5 inputs each are tried.  With
 *
 *		m = 1 / (n0 - 4) + 1 / (n1 - 4),  d = ln(2 ln W / delta)
 *
 * and the variance v of the window, the parts differ if
 *
 *		|mean0 - mean1| > sqrt(2 m v d) + 2/3 d m r.
 *
 * r is the distance of the largest and the smallest input that there can be: 1 as
 * published, for errors, which are 0 or 1.  Of a window that is "ranged" it is that
 * of the inputs since it was empty, if that is less, so that a change is found on
 * any scale.  Where it is more the second term is of no weight, and 1 stays.
 *
 * Then the oldest bucket is dropped and all is tried again, until no cut
 * differs.  Whoever uses this to raise alarms rather than to follow a mean
 * calls AdwinReset after one.
 *
 * ADWIN_COARSE_CUTS is what River did until 2022: the youngest bucket of every
 * row stays out of the older part, wherever the cut is.  It sees a change a
 * little later, and is there for who needs the figures published with it.
 *
 * Amortised O(1) per input, and O(M log W) per test.
 */
#include "shim.h"

#include "model/adwin.h"

#define ROOM (ADWIN_ROW_BUCKETS + 1)
#define MIN_WINDOW 10
#define MIN_PART 5
/* Numbers before those of the buckets in the packed form. */
#define PACKED_HEADER 4
/* and behind them, of a window that is ranged */
#define RANGE_SIZE 2

/* An empty window whose memory will come from "context". */
void
AdwinInit(Adwin *adwin, MemoryContext context)
{
	memset(adwin, 0, sizeof(*adwin));
	adwin->context = context;
}

/* Forget all inputs. */
void
AdwinReset(Adwin *adwin)
{
	adwin->rows = 0;
	adwin->ticks = 0;
	adwin->width = 0;
	adwin->total = 0;
	adwin->total_m2 = 0;
	adwin->least = adwin->most = 0;
}

/* Give the memory back; the window is empty then. */
void
AdwinFree(Adwin *adwin)
{
	if (adwin->allocated > 0)
	{
		pfree(adwin->count);
		pfree(adwin->sum);
		pfree(adwin->m2);
	}
	adwin->allocated = 0;
	adwin->count = NULL;
	adwin->sum = adwin->m2 = NULL;
	AdwinReset(adwin);
}

/* Room for one row more, empty. */
static void
add_row(Adwin *adwin)
{
	if (adwin->rows == adwin->allocated)
	{
		int to = Max(4, 2 * adwin->allocated);
		int32 *count = MemoryContextAlloc(adwin->context, to * sizeof(int32));
		float8 *sum = MemoryContextAlloc(adwin->context, to * ROOM * sizeof(float8));
		float8 *m2 = MemoryContextAlloc(adwin->context, to * ROOM * sizeof(float8));

		if (adwin->allocated > 0)
		{
			memcpy(count, adwin->count, adwin->rows * sizeof(int32));
			memcpy(sum, adwin->sum, adwin->rows * ROOM * sizeof(float8));
			memcpy(m2, adwin->m2, adwin->rows * ROOM * sizeof(float8));
			pfree(adwin->count);
			pfree(adwin->sum);
			pfree(adwin->m2);
		}
		adwin->count = count;
		adwin->sum = sum;
		adwin->m2 = m2;
		adwin->allocated = to;
	}
	adwin->count[adwin->rows++] = 0;
}

/* Put a bucket at the young end of a row, which has room for it. */
static void
push_bucket(Adwin *adwin, int row, float8 sum, float8 m2)
{
	int slot = row * ROOM + adwin->count[row]++;

	adwin->sum[slot] = sum;
	adwin->m2[slot] = m2;
}

/* Take buckets off the old end of a row. */
static void
shift_buckets(Adwin *adwin, int row, int by)
{
	int first = row * ROOM;
	int left = adwin->count[row] - by;

	memmove(&adwin->sum[first], &adwin->sum[first + by], left * sizeof(float8));
	memmove(&adwin->m2[first], &adwin->m2[first + by], left * sizeof(float8));
	adwin->count[row] = left;
}

/* Make one bucket of the two oldest of each row that has too many. */
static void
compress(Adwin *adwin)
{
	for (int row = 0; row < adwin->rows && adwin->count[row] > ADWIN_ROW_BUCKETS; row++)
	{
		const float8 *sum = &adwin->sum[row * ROOM];
		const float8 *m2 = &adwin->m2[row * ROOM];
		float8 half = ldexp(1, row);
		float8 delta = (sum[0] - sum[1]) / half;
		float8 merged = sum[0] + sum[1];
		float8 merged_m2 = m2[0] + m2[1] + half / 2 * delta * delta;

		/* beyond 2^50 inputs the oldest are let go */
		if (row + 1 < ADWIN_MAX_ROWS)
		{
			if (row + 1 == adwin->rows)
				add_row(adwin);
			push_bucket(adwin, row + 1, merged, merged_m2);
		}
		shift_buckets(adwin, row, 2);
	}
}

/* Let go of the oldest bucket; the window has more than one. */
static void
drop_oldest(Adwin *adwin)
{
	int row = adwin->rows - 1;
	int64 size = INT64_C(1) << row;
	float8 sum = adwin->sum[row * ROOM];
	float8 delta;

	adwin->width -= size;
	adwin->total -= sum;
	delta = sum / size - adwin->total / adwin->width;
	adwin->total_m2 -= adwin->m2[row * ROOM] + (float8) size * adwin->width /
												   (size + adwin->width) * delta * delta;
	adwin->total_m2 = Max(adwin->total_m2, 0);
	shift_buckets(adwin, row, 1);
	while (adwin->rows > 0 && adwin->count[adwin->rows - 1] == 0)
		adwin->rows--;
}

/* Is there a cut whose two sides differ? */
static bool
find_cut(const Adwin *adwin, float8 delta, AdwinCuts cuts)
{
	float8 width = adwin->width;
	float8 variance = adwin->total_m2 / width;
	float8 d = log(2 * log(width) / delta);
	float8 range = adwin->ranged ? Min(adwin->most - adwin->least, 1) : 1;
	float8 n0 = 0;
	float8 sum0 = 0;

	for (int row = adwin->rows - 1; row >= 0; row--)
	{
		int count = adwin->count[row] - (cuts == ADWIN_COARSE_CUTS ? 1 : 0);

		for (int i = 0; i < count; i++)
		{
			float8 n1;
			float8 m;
			float8 difference;

			n0 += ldexp(1, row);
			sum0 += adwin->sum[row * ROOM + i];
			n1 = width - n0;
			if (n1 < MIN_PART)
				return false;
			if (n0 < MIN_PART)
				continue;
			m = 1 / (n0 - MIN_PART + 1) + 1 / (n1 - MIN_PART + 1);
			difference = fabs(sum0 / n0 - (adwin->total - sum0) / n1);
			if (difference > sqrt(2 * m * variance * d) + 2.0 / 3 * d * m * range)
				return true;
		}
	}

	return false;
}

/*
 * Add an input, of any finite size, and shorten the window at every clock-th
 * one if its parts differ at confidence 1 - delta (0 < delta < 1).  True if it
 * was shortened.
 */
bool
AdwinAdd(Adwin *adwin, float8 value, float8 delta, int clock, AdwinCuts cuts)
{
	bool shortened = false;

	if (adwin->rows == 0)
		add_row(adwin);
	if (adwin->width > 0)
	{
		float8 deviation = value - adwin->total / adwin->width;

		adwin->total_m2 +=
			(float8) adwin->width / (adwin->width + 1) * deviation * deviation;
	}
	push_bucket(adwin, 0, value, 0);
	adwin->least = adwin->ticks == 0 ? value : Min(adwin->least, value);
	adwin->most = adwin->ticks == 0 ? value : Max(adwin->most, value);
	adwin->width++;
	adwin->ticks++;
	adwin->total += value;
	compress(adwin);

	if (adwin->ticks % clock != 0)
		return false;
	while (adwin->width > MIN_WINDOW && find_cut(adwin, delta, cuts))
	{
		drop_oldest(adwin);
		shortened = true;
	}

	return shortened;
}

/* Bytes of memory beside the struct itself. */
int64
AdwinBytes(const Adwin *adwin)
{
	return (int64) adwin->allocated * (sizeof(int32) + 2 * ROOM * sizeof(float8));
}

static void bad_window(void) __attribute__((noreturn));

static void
bad_window(void)
{
	ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
					errmsg("invalid model: an adaptive window cannot be")));
}

/*----------
 * Packed: rows, ticks, total, total_m2; per row its number of buckets; per
 * bucket, rows one after the other, sum and m2.
 *----------
 */

/* Numbers that the packed form has. */
int64
AdwinPackedSize(const Adwin *adwin)
{
	int64 size = PACKED_HEADER + adwin->rows;

	for (int row = 0; row < adwin->rows; row++)
		size += 2 * adwin->count[row];
	return size;
}

/* Pack into AdwinPackedSize numbers; returns what is behind them. */
float8 *
AdwinPack(const Adwin *adwin, float8 *to)
{
	*to++ = adwin->rows;
	*to++ = adwin->ticks;
	*to++ = adwin->total;
	*to++ = adwin->total_m2;
	for (int row = 0; row < adwin->rows; row++)
		*to++ = adwin->count[row];
	for (int row = 0; row < adwin->rows; row++)
	{
		for (int i = 0; i < adwin->count[row]; i++)
		{
			*to++ = adwin->sum[row * ROOM + i];
			*to++ = adwin->m2[row * ROOM + i];
		}
	}

	return to;
}

/* Is this a whole number from min to max? */
static bool
is_whole(float8 value, float8 min, float8 max)
{
	return value >= min && value <= max && value == rint(value);
}

/*
 * Unpack finite numbers into an initialised window; returns what is behind
 * those it took.  Throws if they are no window.
 */
const float8 *
AdwinUnpack(Adwin *adwin, const float8 *from, const float8 *end)
{
	int rows;

	if (end - from < PACKED_HEADER || !is_whole(from[0], 0, ADWIN_MAX_ROWS) ||
		!is_whole(from[1], 0, 0x1p53) || from[3] < 0)
		bad_window();
	rows = from[0];
	adwin->ticks = from[1];
	adwin->total = from[2];
	adwin->total_m2 = from[3];
	from += PACKED_HEADER;
	if (end - from < rows)
		bad_window();
	for (int row = 0; row < rows; row++)
	{
		if (!is_whole(from[row], row == rows - 1 ? 1 : 0, ADWIN_ROW_BUCKETS))
			bad_window();
		add_row(adwin);
	}
	for (int row = 0; row < rows; row++)
	{
		int count = *from++;

		adwin->width += (int64) count << row;
		adwin->count[row] = count;
	}
	for (int row = 0; row < rows; row++)
	{
		if (end - from < 2 * adwin->count[row])
			bad_window();
		for (int i = 0; i < adwin->count[row]; i++)
		{
			if (from[1] < 0)
				bad_window();
			adwin->sum[row * ROOM + i] = *from++;
			adwin->m2[row * ROOM + i] = *from++;
		}
	}
	if (adwin->width > adwin->ticks)
		bad_window();

	return from;
}

/*
 * The range behind the packed form, "left" numbers.  Windows of 0.1 had none: it
 * is then taken for four standard deviations, as of a variable that is 0 or 1
 * equally often or less.
 */
static void
unpack_range(Adwin *adwin, const float8 *from, int64 left)
{
	float8 reach;

	if (left == RANGE_SIZE)
	{
		adwin->least = from[0];
		adwin->most = from[1];
	}
	else if (left == 0 && adwin->width > 0)
	{
		reach = 2 * sqrt(adwin->total_m2 / adwin->width);
		adwin->least = AdwinMean(adwin) - reach;
		adwin->most = AdwinMean(adwin) + reach;
	}
	if ((left != 0 && left != RANGE_SIZE) || adwin->least > adwin->most)
		bad_window();
}

/*
 * Name an initialised window to an archive, as one array under "key"; one that is
 * ranged has its range behind the packed form.
 */
void
AdwinArchive(Adwin *adwin, Archive *archive, const char *key)
{
	int64 packed_size = ArchiveReads(archive) ? 0 : AdwinPackedSize(adwin);
	int64 size = packed_size + (adwin->ranged ? RANGE_SIZE : 0);
	float8 *packed = NULL;

	ArchiveBegin(archive, key);
	ArchiveInt(archive, "size", &size, PACKED_HEADER,
			   PACKED_HEADER + ADWIN_MAX_ROWS * (1 + 2 * ADWIN_ROW_BUCKETS) + RANGE_SIZE);
	if (archive->mode == ARCHIVE_WRITE || archive->mode == ARCHIVE_TO_JSON)
	{
		packed = palloc(size * sizeof(float8));
		AdwinPack(adwin, packed);
		if (adwin->ranged)
		{
			packed[packed_size] = adwin->least;
			packed[packed_size + 1] = adwin->most;
		}
	}
	ArchiveFloats(archive, "window", &packed, size);
	if (ArchiveReads(archive))
	{
		const float8 *end = packed + size;
		const float8 *rest = AdwinUnpack(adwin, packed, end);

		if (adwin->ranged)
			unpack_range(adwin, rest, end - rest);
		else if (rest != end)
			bad_window();
	}
	if (packed)
		pfree(packed);
	ArchiveEnd(archive);
}
