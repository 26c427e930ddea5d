/*
 * scaler.c
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
 * State: weight of the rows 8 bytes, 24 per feature.  O(entries of the row) per row.  Merge: exact
 * (T. F. Chan, G. H. Golub, R. J. LeVeque 1983).
 */
#include "shim.h"

#include "model/scaler.h"

/* See ModelOps.reserve.  Without "scale" features are only counted. */
void
ScalerReserve(Model *model, Scaler *scaler, bool scale, int from, int to)
{
	scaler->count = ModelGrowFloats(model, scaler->count, from, to);
	if (scale)
	{
		scaler->mean = ModelGrowFloats(model, scaler->mean, from, to);
		scaler->variance = ModelGrowFloats(model, scaler->variance, from, to);
	}
	/* scratch is not read back with the rest */
	if (scaler->scaled)
		pfree(scaler->scaled);
	scaler->scaled = ModelGrowFloats(model, NULL, 0, to);
}

/* Learn a row, and leave its standardised values in "scaled". */
void
ScalerLearn(Scaler *scaler, const FeatureView *row, float8 weight)
{
	scaler->rows += weight;
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		float8 value = row->value[i];
		float8 delta = value - scaler->mean[feature];
		float8 share;

		scaler->count[feature] += weight;
		share = weight / scaler->count[feature];
		scaler->mean[feature] += delta * share;
		scaler->variance[feature] +=
			(delta * (value - scaler->mean[feature]) - scaler->variance[feature]) * share;
		scaler->scaled[i] = ScalerValue(scaler, feature, value);
	}
}

/* Where features are not to be scaled: count them, copy the values. */
void
ScalerCopy(Scaler *scaler, const FeatureView *row, float8 weight)
{
	scaler->rows += weight;
	for (int i = 0; i < row->count; i++)
	{
		scaler->count[FeatureOf(row, i)] += weight;
		scaler->scaled[i] = row->value[i];
	}
}

/* Add another scaler's experience. */
void
ScalerMerge(Scaler *into, const Scaler *from, int from_features, const int32 *feature)
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
ScalerArchive(Model *model, Scaler *scaler, bool scale, Archive *archive)
{
	int count = model->features.count;

	ArchiveFloats(archive, "counts", &scaler->count, count);
	if (scale)
	{
		ArchiveFloats(archive, "means", &scaler->mean, count);
		ArchiveFloats(archive, "variances", &scaler->variance, count);
	}
	if (ArchiveReads(archive))
		scaler->scaled = ModelGrowFloats(model, NULL, 0, count);
}

/*
 * The rest of the state, to be last in what it is part of: models that were
 * stored without it have as many rows as the feature that most of them had.
 */
void
ScalerArchiveRows(Model *model, Scaler *scaler, Archive *archive)
{
	if (ArchiveHas(archive, "scaler_rows"))
	{
		ArchiveFloat(archive, "scaler_rows", &scaler->rows, 0, HUGE_VAL);
		return;
	}
	for (int i = 0; i < model->features.count; i++)
		scaler->rows = Max(scaler->rows, scaler->count[i]);
}

/* See ModelOps.check. */
void
ScalerCheck(const Model *model, const Scaler *scaler)
{
	for (int i = 0; i < model->features.count; i++)
	{
		if (scaler->count[i] < 0 || (scaler->variance && scaler->variance[i] < 0))
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: a count or variance is negative")));
	}
}
