/*
 * sgd.c
 *	  Stochastic gradient descent on running standardised features.
 *
 * Reference: the pipeline "standard scaler, then linear model" of River, whose
 * published figures this reproduces.  Per row with features x, label y:
 *
 *		predict		s = b + w.z,  z_i = (x_i - mean_i) / sqrt(variance_i),
 *					or 0 where the variance is 0; scaler as it was before
 *		scale		n_i += 1;  mean_i += (x_i - mean_i) / n_i;
 *					variance_i likewise (population variance, Welford)
 *		learn		z and s anew with the new scaler;  g = d loss / d s
 *					w_i -= rate * (g * z_i + l2 * w_i);  b -= intercept_rate * g
 *
 * A row of weight k counts k times in the scaler and has a k-fold gradient.
 * Features that a row does not have (missing, or an absent category) have
 * z_i = 0 and leave their scaler alone.
 *
 * State: intercept 8 bytes, and per feature weight, count, mean, variance, 8
 * bytes each.  O(d) per row.
 *
 * Merge (approximate): scalers exactly by Chan, Golub and LeVeque; weights and
 * intercept as means weighted by the number of rows.
 */
#include "shim.h"

#include "model/kernel.h"
#include "model/sgd.h"

/* Steps beyond this mean that the weights run away. */
#define MAX_GRADIENT 1e100

/* See ModelOps.reserve. */
void
SgdReserve(Model *model, Sgd *sgd, int from, int to)
{
	sgd->weight = ModelGrowFloats(model, sgd->weight, from, to);
	sgd->count = ModelGrowFloats(model, sgd->count, from, to);
	sgd->mean = ModelGrowFloats(model, sgd->mean, from, to);
	sgd->variance = ModelGrowFloats(model, sgd->variance, from, to);
	/* scratch is not read back with the rest */
	if (sgd->scaled)
		pfree(sgd->scaled);
	sgd->scaled = ModelGrowFloats(model, NULL, 0, to);
}

static inline float8
standardise(const Sgd *sgd, int feature, float8 value)
{
	if (sgd->variance[feature] <= 0)
		return 0;
	return (value - sgd->mean[feature]) / sqrt(sgd->variance[feature]);
}

/* The linear predictor of a row. */
float8
SgdScore(const Sgd *sgd, const FeatureView *row)
{
	float8 sum = 0;

	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);

		sum += sgd->weight[feature] * standardise(sgd, feature, row->value[i]);
	}

	return sgd->intercept + sum;
}

/* Let the scaler learn a row, and return its score by the new scaler. */
static float8
scale_row(Sgd *sgd, const FeatureView *row, float8 weight)
{
	float8 sum = 0;

	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		float8 value = row->value[i];
		float8 delta = value - sgd->mean[feature];
		float8 share;

		sgd->count[feature] += weight;
		share = weight / sgd->count[feature];
		sgd->mean[feature] += delta * share;
		sgd->variance[feature] +=
			(delta * (value - sgd->mean[feature]) - sgd->variance[feature]) * share;
		sgd->scaled[i] = standardise(sgd, feature, value);
		sum += sgd->weight[feature] * sgd->scaled[i];
	}

	return sgd->intercept + sum;
}

/*
 * Learn a row of positive weight.  Throws if the weights run away; the scaler
 * has learned the row then.
 */
void
SgdLearn(Sgd *sgd, const FeatureView *row, float8 label, float8 weight,
		 const SgdStep *step)
{
	float8 score = scale_row(sgd, row, weight);
	float8 gradient = step->gradient(score, label) * weight;

	if (!(fabs(gradient) <= MAX_GRADIENT))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("learning diverges: the gradient is %g", gradient),
						errhint("Lower the option \"learning_rate\".")));

	for (int i = 0; i < row->count; i++)
	{
		float8 *w = &sgd->weight[FeatureOf(row, i)];

		*w -= step->rate * (gradient * sgd->scaled[i] + step->l2 * *w);
	}
	sgd->intercept -= step->intercept_rate * gradient;
}

/* Add another scaler's experience with one feature. */
static void
merge_scaler(Sgd *into, const Sgd *from, int ours, int theirs)
{
	float8 total = into->count[ours] + from->count[theirs];
	float8 share = total > 0 ? from->count[theirs] / total : 0;
	float8 delta = from->mean[theirs] - into->mean[ours];

	into->variance[ours] += share * (from->variance[theirs] - into->variance[ours]) +
							share * (1 - share) * delta * delta;
	into->mean[ours] += delta * share;
	into->count[ours] = total;
}

/*
 * Merge, see the top of the file.  sign is -1 if the classes of the two are
 * numbered the other way round.
 */
void
SgdMerge(Sgd *into, const Sgd *from, float8 into_n, float8 from_n, int from_features,
		 const int32 *feature, float8 sign)
{
	for (int i = 0; i < from_features; i++)
	{
		int ours = feature[i];
		float8 total = into->count[ours] + from->count[i];
		float8 share = total > 0 ? from->count[i] / total : 0;

		into->weight[ours] += share * (sign * from->weight[i] - into->weight[ours]);
		merge_scaler(into, from, ours, i);
	}
	into->intercept +=
		from_n / (into_n + from_n) * (sign * from->intercept - into->intercept);
}

/* See ModelOps.archive. */
void
SgdArchive(Model *model, Sgd *sgd, Archive *archive)
{
	int count = model->features.count;

	ArchiveFloat(archive, "intercept", &sgd->intercept, -HUGE_VAL, HUGE_VAL);
	ArchiveFloats(archive, "weights", &sgd->weight, count);
	ArchiveFloats(archive, "counts", &sgd->count, count);
	ArchiveFloats(archive, "means", &sgd->mean, count);
	ArchiveFloats(archive, "variances", &sgd->variance, count);
	if (ArchiveReads(archive))
		sgd->scaled = ModelGrowFloats(model, NULL, 0, count);
}

/* See ModelOps.check. */
void
SgdCheck(const Model *model, const Sgd *sgd)
{
	for (int i = 0; i < model->features.count; i++)
	{
		if (sgd->count[i] < 0 || sgd->variance[i] < 0)
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: a count or variance is negative")));
	}
}

/* See ModelOps.weights: the weights are those of standardised features. */
int
SgdWeights(const Model *model, const Sgd *sgd, bool intercept, float8 sign,
		   ModelWeight **rows)
{
	int count = 0;

	*rows = palloc((model->features.count + 1) * sizeof(ModelWeight));
	if (intercept)
		(*rows)[count++] = (ModelWeight){-1, -1, sign * sgd->intercept, NAN, NAN, NAN};
	for (int i = 0; i < model->features.count; i++)
		(*rows)[count++] = (ModelWeight){i, -1, sign * sgd->weight[i], NAN, NAN, NAN};

	return count;
}
