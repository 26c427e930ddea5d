/*
 * standardize.c
 *	  Features standardised as they come.
 *
 * Per row and feature, with n_i the weight of the rows that had it (B. P.
 * Welford 1962; population variance):
 *
 *		n_i += k;  d = x_i - mean_i;  mean_i += d k / n_i;
 *		variance_i += (d (x_i - mean_i) - variance_i) k / n_i
 *		z_i = (x_i - mean_i) / sqrt(variance_i)
 *
 * Features that a row does not have (missing, or an absent category) have
 * z_i = 0 and leave their mean alone.  Where the variance is 0, so is z_i: what
 * all rows have alike cannot tell them apart.  A feature that less than half
 * of the rows have, or that is always the same but not always there, is a word
 * or a category: there 0 means absent, so its values are not centred,
 *
 *		z_i = x_i / sqrt(variance_i + mean_i^2)
 *
 * which is 1 for a category.
 *
 * State: weight of the rows 8 bytes, 24 per feature.  O(entries of the row) per
 * row.  Merge: exact (T. F. Chan, G. H. Golub, R. J. LeVeque 1983).
 */
#include "shim.h"

#include "model/standardize.h"

/* See ModelOps.reserve.  Without "scale" features are only counted. */
void
StandardizerReserve(Model *model, Standardizer *standardizer, bool scale, int from,
					int to)
{
	standardizer->count = ModelGrowFloats(model, standardizer->count, from, to);
	if (scale)
	{
		standardizer->mean = ModelGrowFloats(model, standardizer->mean, from, to);
		standardizer->variance = ModelGrowFloats(model, standardizer->variance, from, to);
	}
	/* scratch is not read back with the rest */
	if (standardizer->scaled)
		pfree(standardizer->scaled);
	standardizer->scaled = ModelGrowFloats(model, NULL, 0, to);
}

/* Learn a row, and leave its standardised values in "scaled". */
void
StandardizerLearn(Standardizer *standardizer, const FeatureView *row, float8 weight)
{
	standardizer->rows += weight;
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		float8 value = row->value[i];
		float8 delta = value - standardizer->mean[feature];
		float8 share;

		standardizer->count[feature] += weight;
		share = weight / standardizer->count[feature];
		standardizer->mean[feature] += delta * share;
		standardizer->variance[feature] +=
			(delta * (value - standardizer->mean[feature]) -
			 standardizer->variance[feature]) *
			share;
		standardizer->scaled[i] = StandardizerValue(standardizer, feature, value);
	}
}

/* Where features are not to be scaled: count them, copy the values. */
void
StandardizerCopy(Standardizer *standardizer, const FeatureView *row, float8 weight)
{
	standardizer->rows += weight;
	for (int i = 0; i < row->count; i++)
	{
		standardizer->count[FeatureOf(row, i)] += weight;
		standardizer->scaled[i] = row->value[i];
	}
}

/* Add another standardizer's experience. */
void
StandardizerMerge(Standardizer *into, const Standardizer *from, int from_features,
				  const int32 *feature)
{
	into->rows += from->rows;
	for (int theirs = 0; theirs < from_features; theirs++)
	{
		int ours = feature[theirs];
		float8 total = into->count[ours] + from->count[theirs];
		float8 share = total > 0 ? from->count[theirs] / total : 0;
		float8 delta;

		into->count[ours] = total;
		if (into->mean == NULL)
			continue;
		delta = from->mean[theirs] - into->mean[ours];
		into->variance[ours] += share * (from->variance[theirs] - into->variance[ours]) +
								share * (1 - share) * delta * delta;
		into->mean[ours] += delta * share;
	}
}

/* See ModelOps.archive. */
void
StandardizerArchive(Model *model, Standardizer *standardizer, bool scale,
					Archive *archive)
{
	int count = model->features.count;

	ArchiveFloats(archive, "counts", &standardizer->count, count);
	if (scale)
	{
		ArchiveFloats(archive, "means", &standardizer->mean, count);
		ArchiveFloats(archive, "variances", &standardizer->variance, count);
	}
	if (ArchiveReads(archive))
		standardizer->scaled = ModelGrowFloats(model, NULL, 0, count);
}

/*
 * The rest of the state, to be last in what it is part of: models that were
 * stored without it have as many rows as the feature that most of them had.
 */
void
StandardizerArchiveRows(Model *model, Standardizer *standardizer, Archive *archive)
{
	if (ArchiveHas(archive, "scaler_rows"))
	{
		ArchiveFloat(archive, "scaler_rows", &standardizer->rows, 0, HUGE_VAL);
		return;
	}
	for (int i = 0; i < model->features.count; i++)
		standardizer->rows = Max(standardizer->rows, standardizer->count[i]);
}

/* See ModelOps.check. */
void
StandardizerCheck(const Model *model, const Standardizer *standardizer)
{
	for (int i = 0; i < model->features.count; i++)
	{
		if (standardizer->count[i] < 0 ||
			(standardizer->variance && standardizer->variance[i] < 0))
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: a count or variance is negative")));
	}
}
