/*
 * impute.c
 *	  Values in place of missing ones: the option "missing".
 *
 * With "mean" a value that is not known counts as the mean of the feature in
 * the rows learned so far, by weight; rows that do not list the feature have 0
 * (feature.h).  So a row is predicted, and learned, by means that do not know
 * it, and then its own values enter them:
 *
 *		mean_i = sum w x_i / (sum w - sum of w where x_i is missing),
 *
 * 0 while nothing is known.  "indicator" does the same and adds a feature that
 * is 1 where the value was missing (decoder.c), so that being missing can
 * speak for itself.  The learner sees complete rows and knows nothing of this.
 *
 * State: weight of the rows 8 bytes, per feature 16.  Merge: exact.  Rows
 * cannot be unlearned: the means they were filled with are gone.
 */
#include "shim.h"

#include "model/model.h"

/* Does the model fill in means? */
bool
ModelImputes(const Model *model)
{
	return model->features.missing == MISSING_MEAN ||
		   model->features.missing == MISSING_INDICATOR;
}

static float8
mean_of(const Model *model, int feature)
{
	const ModelImputer *imputer = &model->imputer;
	float8 known;

	if (feature >= imputer->ready || imputer->sum[feature] == 0)
		return 0;
	known = imputer->rows - imputer->unknown[feature];
	return known > 0 ? imputer->sum[feature] / known : 0;
}

static void
add_entry(ModelImputer *imputer, int feature, float8 value)
{
	imputer->index[imputer->view.count] = feature;
	imputer->value[imputer->view.count++] = value;
}

/* Room for so many entries. */
static void
make_room(const Model *model, ModelImputer *imputer, int entries)
{
	if (entries <= imputer->allocated)
		return;
	if (imputer->index)
	{
		pfree(imputer->index);
		pfree(imputer->value);
	}
	imputer->allocated = 2 * entries;
	imputer->index = MemoryContextAlloc(model->base, imputer->allocated * sizeof(int32));
	imputer->value = MemoryContextAlloc(model->base, imputer->allocated * sizeof(float8));
}

/*
 * The row with missing values filled in, valid until the next one; the row
 * itself if there is nothing to do.  Entries of arrays stay in their order, so
 * that sums have the same bits as those of an array without NULLs.
 */
const FeatureView *
ModelImpute(const Model *model, const FeatureView *row)
{
	ModelImputer *imputer = (ModelImputer *) &model->imputer; /* scratch only */
	int missing = 0;

	if (row->nmissing == 0 || !ModelImputes(model))
		return row;

	make_room(model, imputer, row->count + row->nmissing);
	imputer->view = (FeatureView){.index = imputer->index, .value = imputer->value};
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);

		while (model->features.positional && missing < row->nmissing &&
			   row->missing[missing] < feature)
		{
			add_entry(imputer, row->missing[missing],
					  mean_of(model, row->missing[missing]));
			missing++;
		}
		add_entry(imputer, feature, row->value[i]);
	}
	for (; missing < row->nmissing; missing++)
		add_entry(imputer, row->missing[missing], mean_of(model, row->missing[missing]));

	return &imputer->view;
}

/* Let the means learn a row as it was given. */
void
ModelImputerLearn(Model *model, const FeatureView *row, float8 weight)
{
	ModelImputer *imputer = &model->imputer;

	if (!ModelImputes(model))
		return;
	imputer->rows += weight;
	for (int i = 0; i < row->count; i++)
		imputer->sum[FeatureOf(row, i)] += weight * row->value[i];
	for (int i = 0; i < row->nmissing; i++)
		imputer->unknown[row->missing[i]] += weight;
}

/* Add what another model's means have learned. */
void
ModelImputerMerge(Model *into, const Model *from, const int32 *feature)
{
	ModelImputer *ours = &into->imputer;
	const ModelImputer *theirs = &from->imputer;

	if (!ModelImputes(into))
		return;
	ours->rows += theirs->rows;
	for (int i = 0; i < from->features.count; i++)
	{
		ours->sum[feature[i]] += theirs->sum[i];
		ours->unknown[feature[i]] += theirs->unknown[i];
	}
}

/*
 * Make room for "to" features if there is none for "count".  The room of the
 * state is counted by itself, because states can be replaced (watch.c).
 */
void
ModelImputerReserve(Model *model, int count, int to)
{
	ModelImputer *imputer = &model->imputer;

	if (count <= imputer->ready || !ModelImputes(model))
		return;
	imputer->sum = ModelGrowBaseFloats(model, imputer->sum, imputer->ready, to);
	imputer->unknown = ModelGrowBaseFloats(model, imputer->unknown, imputer->ready, to);
	imputer->ready = to;
}

/* See ModelOps.archive; after the features. */
void
ModelImputerArchive(Model *model, Archive *archive)
{
	ModelImputer *imputer = &model->imputer;
	int count = model->features.count;

	if (!ModelImputes(model))
		return;
	ArchiveBegin(archive, "means");
	ArchiveFloat(archive, "rows", &imputer->rows, 0, HUGE_VAL);
	ArchiveFloats(archive, "sums", &imputer->sum, count);
	ArchiveFloats(archive, "unknown", &imputer->unknown, count);
	ArchiveEnd(archive);
	if (ArchiveReads(archive))
		imputer->ready = count;
	for (int i = 0; ArchiveReads(archive) && i < count; i++)
	{
		if (!(imputer->unknown[i] >= 0 && imputer->unknown[i] <= imputer->rows))
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: \"unknown\" is out of range")));
	}
}
