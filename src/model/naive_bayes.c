/*
 * naive_bayes.c
 *	  Naive Bayes for rows of numbers and categories.
 *
 * Numbers have a normal distribution per class (densities.c).  The categories
 * of a column have shares per class,
 *
 *		theta = (N_cv + alpha) / (N_c + alpha V),
 *
 * N_cv the weight of the rows of the class with category v, N_c of those with
 * any category of the column, V the number of categories known of it
 * (T. M. Mitchell 1997, section 6.9).  P(class | x) is proportional to P(class)
 * times all of these.  A NULL, of either kind, says nothing, and so does a
 * category that no class has seen.
 *
 * Arrays have numbers only: with them this is gaussian_naive_bayes.
 *
 * State: per class its weight; per class and number 32 bytes, per class and
 * category 8 bytes, per class and column 8 bytes.  Learning costs what the row
 * lists, predicting per class an exponential per number and a logarithm per
 * category of the row.
 *
 * Merge and unlearn: exact; of counts of rows bit by bit, of numbers up to
 * rounding (see gaussian_naive_bayes.c).
 *
 * Options			default		range
 *		min_density		1e-9		0 .. 1
 *		var_smoothing	0			0 .. 1e6
 *		variance		sample		sample, population
 *		alpha			1			1e-10 .. 1e10
 *		fit_prior		true
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/columns.h"
#include "model/densities.h"
#include "model/explain.h"
#include "model/model.h"

typedef struct Mixed
{
	ClassWeights weights;
	Densities densities; /* per number */
	ClassTable count;	 /* per category: N_cv */
	ClassTable total;	 /* per column of categories: N_c */
	FeatureColumns columns;
	float8 *x; /* scratch: the numbers of a row */
	int nx;
} Mixed;

enum
{
	OPT_ALPHA = OPT_AFTER_DENSITY,
	OPT_FIT_PRIOR
};

static const ModelOption mixed_options[] = {MODEL_COMMON_OPTIONS,
											DENSITY_OPTIONS,
											{"alpha", OPTION_REAL, 1, 1e-10, 1e10, NULL},
											{"fit_prior", OPTION_BOOLEAN, 1, 0, 1, NULL},
											{NULL}};

/* Room that is not asked for again at every new name. */
static int
with_room(const ClassTable *table, int columns)
{
	return columns <= table->columns ? table->columns : columns + columns / 2;
}

/* Bring everything up to the features and classes there are. */
static void
make_ready(Model *model)
{
	Mixed *state = model->state;
	int count = model->features.count;
	int classes = Max(model->classes_ready, model->classes.count);

	if (state->columns.mapped == count && classes <= state->weights.classes &&
		state->weights.weight)
		return;

	FeatureColumnsUpdate(model, &state->columns);

	ClassWeightsReserve(model, &state->weights);
	DensitiesReserve(model, &state->densities,
					 with_room(&state->densities.seen, state->columns.numbers));
	ClassTableReserve(model, &state->count, classes,
					  with_room(&state->count, state->columns.categories));
	ClassTableReserve(model, &state->total, classes,
					  with_room(&state->total, state->columns.texts.count));
	if (state->x == NULL || state->columns.numbers > state->nx)
	{
		if (state->x)
			pfree(state->x);
		state->nx = state->densities.seen.columns;
		state->x = ModelGrowFloats(model, NULL, 0, state->nx);
	}
}

static void
mixed_reserve(Model *model, int from, int to)
{
	make_ready(model);
}

/*----------
 * Learning
 *----------
 */

static void
mixed_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Mixed *state = model->state;
	int class = (int) label;

	make_ready(model);
	state->weights.weight[class] += weight;
	for (int i = 0; i < row->count; i++)
	{
		int slot = state->columns.slot[FeatureOf(row, i)];

		if (slot >= 0)
			DensityLearn(&state->densities, class, slot, row->value[i], weight);
		else if (row->value[i] != 0)
		{
			ClassRow(&state->count, class)[-1 - slot] += weight;
			ClassRow(&state->total, class)[state->columns.column[-1 - slot]] += weight;
		}
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		int slot = state->columns.slot[row->missing[i]];

		if (slot >= 0)
			ClassRow(&state->densities.missing, class)[slot] += weight;
	}
	DensitiesTouch(&state->densities, class);
}

/* Throw if the class cannot have learned the row. */
static void
check_learned(const Model *model, const FeatureView *row, int class, float8 weight)
{
	const Mixed *state = model->state;

	BayesCheckRemainder(model, state->weights.weight[class], weight);
	for (int i = 0; i < row->count; i++)
	{
		int slot = state->columns.slot[FeatureOf(row, i)];

		if (slot >= 0)
			BayesCheckRemainder(model, ClassRow(&state->densities.seen, class)[slot],
								weight);
		else if (row->value[i] != 0)
			BayesCheckRemainder(model, ClassRow(&state->count, class)[-1 - slot], weight);
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		int slot = state->columns.slot[row->missing[i]];

		if (slot >= 0)
			BayesCheckRemainder(model, ClassRow(&state->densities.missing, class)[slot],
								weight);
	}
}

static bool
mixed_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Mixed *state = model->state;
	int class = (int) label;
	bool exact;

	make_ready(model);
	check_learned(model, row, class, weight);
	exact = SumTake(&model->weights, &state->weights.weight[class], weight);
	for (int i = 0; i < row->count; i++)
	{
		int slot = state->columns.slot[FeatureOf(row, i)];

		if (slot >= 0)
			exact &= DensityUnlearn(model, &state->densities, class, slot, row->value[i],
									weight);
		else if (row->value[i] != 0)
		{
			int column = state->columns.column[-1 - slot];

			exact &= SumTake(&model->weights, &ClassRow(&state->count, class)[-1 - slot],
							 weight);
			exact &=
				SumTake(&model->weights, &ClassRow(&state->total, class)[column], weight);
		}
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		int slot = state->columns.slot[row->missing[i]];

		if (slot >= 0)
			exact &= SumTake(&model->weights,
							 &ClassRow(&state->densities.missing, class)[slot], weight);
	}
	DensitiesTouch(&state->densities, class);

	return exact;
}

/*----------
 * Predicting
 *----------
 */

/* The numbers of a row: zero if not listed, NaN if missing. */
static void
gather_numbers(Mixed *state, const FeatureView *row)
{
	memset(state->x, 0, state->columns.numbers * sizeof(float8));
	for (int i = 0; i < row->count; i++)
	{
		int slot = state->columns.slot[FeatureOf(row, i)];

		if (slot >= 0)
			state->x[slot] = row->value[i];
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		int slot = state->columns.slot[row->missing[i]];

		if (slot >= 0)
			state->x[slot] = NAN;
	}
}

/* The share of a category among those of its column, in a class. */
static inline float8
share_of(const Model *model, const Mixed *state, int class, int category)
{
	int column = state->columns.column[category];
	float8 alpha = model->option[OPT_ALPHA];

	return (ClassRow(&state->count, class)[category] + alpha) /
		   (ClassRow(&state->total, class)[column] + alpha * state->columns.size[column]);
}

/* log of the product of the shares of the row's categories. */
static float8
category_likelihood(const Model *model, const Mixed *state, int class,
					const FeatureView *row)
{
	BayesProduct product = {1, 0};

	for (int i = 0; i < row->count; i++)
	{
		int slot = state->columns.slot[FeatureOf(row, i)];

		if (slot < 0 && row->value[i] != 0)
			BayesMultiply(&product, share_of(model, state, class, -1 - slot));
	}

	return BayesProductLog(&product);
}

/* Bring all that predictions are made of up to date. */
static Mixed *
refresh(const Model *model)
{
	Mixed *state = model->state;

	/* what it changes follows from what is there */
	make_ready((Model *) model);
	DensitiesRefresh(model, &state->densities, &state->weights, state->columns.numbers);
	return state;
}

static bool
mixed_predict(const Model *model, const FeatureView *row, float8 *score)
{
	Mixed *state;

	if (model->n == 0)
		return false;

	state = refresh(model);
	gather_numbers(state, row);
	for (int class = 0; class < model->classes.count; class ++)
	{
		if (state->weights.weight[class] > 0)
			score[class] = DensitiesLikelihood(model, &state->densities, class, state->x,
											   state->columns.numbers) +
						   category_likelihood(model, state, class, row);
	}

	return BayesProbabilities(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0,
							  score);
}

/*----------
 * Merge, I/O, showing
 *----------
 */

static void
mixed_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Mixed *ours = into->state;
	Mixed *theirs = from->state;
	int *column = palloc(Max(theirs->columns.texts.count, 1) * sizeof(int));

	make_ready(into);
	make_ready((Model *) from);
	for (int i = 0; i < from->features.count; i++)
	{
		if (theirs->columns.slot[i] < 0)
			column[theirs->columns.column[-1 - theirs->columns.slot[i]]] =
				ours->columns.column[-1 - ours->columns.slot[feature[i]]];
	}

	ClassWeightsMerge(&ours->weights, from, &theirs->weights, class);
	for (int c = 0; c < from->classes.count; c++)
	{
		int to = class[c];

		for (int i = 0; i < from->features.count; i++)
		{
			int slot = theirs->columns.slot[i];
			int to_slot = ours->columns.slot[feature[i]];

			if (slot >= 0)
				DensityMerge(&ours->densities, to, to_slot, &theirs->densities, c, slot);
			else
				ClassRow(&ours->count, to)[-1 - to_slot] +=
					ClassRow(&theirs->count, c)[-1 - slot];
		}
		for (int i = 0; i < theirs->columns.texts.count; i++)
			ClassRow(&ours->total, to)[column[i]] += ClassRow(&theirs->total, c)[i];
		DensitiesTouch(&ours->densities, to);
	}
	pfree(column);
}

static void
mixed_archive(Model *model, Archive *archive)
{
	Mixed *state = model->state;

	/* makes the tables, too, which reading then fills */
	make_ready(model);
	ClassWeightsArchive(model, archive, &state->weights);
	DensitiesArchive(model, archive, &state->densities, state->columns.numbers);
	ClassTableArchive(model, archive, "counts", &state->count, state->columns.categories);
	ClassTableArchive(model, archive, "totals", &state->total,
					  state->columns.texts.count);
	if (ArchiveReads(archive))
		make_ready(model);
}

static void
mixed_check(const Model *model)
{
	const Mixed *state = model->state;

	ClassWeightsCheck(model, &state->weights);
	DensitiesCheck(model, &state->densities, state->columns.numbers);
	ClassTableCheck(model, &state->count, "counts", state->columns.categories);
	ClassTableCheck(model, &state->total, "totals", state->columns.texts.count);
}

/* What a class knows of a feature. */
static ModelWeight
describe_feature(const Model *model, int class, int feature)
{
	const Mixed *state = model->state;
	ModelWeight row = {feature, class, NAN, NAN, NAN, NAN};
	int slot = state->columns.slot[feature];

	if (slot >= 0)
	{
		ColumnMoments moments =
			DensityMoments(model, &state->densities, &state->weights, class, slot);

		if (moments.n > 0)
			row.weight = moments.mean;
		if (moments.n > 1)
			row.std_error = sqrt(moments.variance / moments.n);
	}
	else
		row.weight = log(share_of(model, state, class, -1 - slot));

	return row;
}

/*
 * Of the intercept, log P(class); of a number, its mean in the class and that
 * mean's standard error; of a category, log theta.
 */
static int
mixed_weights(Model *model, ModelWeight **rows)
{
	const Mixed *state = model->state;
	Size size = (Size) model->classes.count * (model->features.count + 1);
	int count = 0;

	make_ready(model);
	*rows = palloc(Max(size, 1) * sizeof(ModelWeight));
	for (int class = 0; class < model->classes.count; class ++)
	{
		if (state->weights.weight[class] <= 0)
			continue;
		(*rows)[count++] = BayesPriorWeight(model, &state->weights, class);
		for (int i = 0; i < model->features.count; i++)
			(*rows)[count++] = describe_feature(model, class, i);
	}

	return count;
}

/*----------
 * Looking inside
 *----------
 */

/* log of the share of a text column's category; 0 of what was never seen. */
static void
append_share(StringInfo out, const Model *model, const Mixed *state, int class,
			 int column, const ModelSql *sql)
{
	bool first = true;

	for (int i = 0; i < model->features.count; i++)
	{
		int category = -1 - state->columns.slot[i];

		if (category < 0 || state->columns.column[category] != column)
			continue;
		if (first)
			appendStringInfo(out, " + CASE %s::text", sql->column[i]);
		first = false;
		appendStringInfo(out, " WHEN %s THEN ", sql->category[i]);
		SqlNumber(out, log(share_of(model, state, class, category)));
	}
	appendStringInfoString(out, " ELSE '0'::float8 END");
}

static void
mixed_to_sql(const Model *model, ModelSql *sql)
{
	const Mixed *state = refresh(model);
	int classes = BayesSqlScores(model, &state->weights, sql);

	for (int class = 0; class < classes; class ++)
	{
		StringInfoData out;

		if (state->weights.weight[class] <= 0)
			continue;
		BayesSqlPrior(&out, &state->weights, model->option[OPT_FIT_PRIOR] != 0, class);
		for (int i = 0; i < state->columns.numbers; i++)
		{
			appendStringInfoString(&out, " + ");
			DensitySql(&out, model, &state->densities, class, i, sql,
					   state->columns.number[i]);
		}
		for (int i = 0; i < state->columns.texts.count; i++)
			append_share(&out, model, state, class, i, sql);
		sql->score[class] = out.data;
	}
}

static float8
mixed_part(const Model *model, int class, int feature, float8 x)
{
	const Mixed *state = model->state;
	int slot = state->columns.slot[feature];

	if (slot >= 0)
		return DensityPart(model, &state->densities, class, slot, x);
	return x != 0 && !isnan(x) ? log(share_of(model, state, class, -1 - slot)) : 0;
}

static bool
mixed_explain(const Model *model, const FeatureView *row, int class,
			  ModelExplanation *explanation)
{
	const Mixed *state = refresh(model);

	return BayesExplain(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0, class,
						row, mixed_part, explanation);
}

/*
 * What a category adds to the mutual information of its column and the class,
 *
 *		sum over classes P(c) theta_cv log(theta_cv / sum over k P(k) theta_kv),
 *
 * P(c) being shares of the rows that have the column; times the part of all
 * rows that those are.
 */
static float8
category_importance(const Model *model, const Mixed *state, int category)
{
	int column = state->columns.column[category];
	float8 all = 0;
	float8 mixture = 0;
	float8 sum = 0;

	for (int c = 0; c < model->classes.count; c++)
	{
		float8 known = ClassRow(&state->total, c)[column];

		all += known;
		if (known > 0)
			mixture += known * share_of(model, state, c, category);
	}
	for (int c = 0; all > 0 && c < model->classes.count; c++)
	{
		float8 known = ClassRow(&state->total, c)[column];
		float8 share = share_of(model, state, c, category);

		if (known > 0)
			sum += known * share * log(share * all / mixture);
	}

	/* less than nothing is rounding */
	return Max(sum, 0) / ClassWeightsTotal(model, &state->weights);
}

/* How much a feature says about the class, in nats per row learned. */
static void
mixed_importance(const Model *model, float8 *importance)
{
	const Mixed *state = refresh(model);

	if (!(ClassWeightsTotal(model, &state->weights) > 0))
		return;
	for (int i = 0; i < model->features.count; i++)
	{
		int slot = state->columns.slot[i];

		importance[i] = slot >= 0 ? DensityImportance(model, &state->densities,
													  &state->weights, slot) :
									category_importance(model, state, -1 - slot);
	}
}

const ModelOps NaiveBayesOps = {.id = MODEL_NAIVE_BAYES,
								.name = "naive_bayes",
								.task = TASK_MULTICLASS,
								.merge_class = MERGE_EXACT,
								.state_size = sizeof(Mixed),
								.options = mixed_options,
								.reserve = mixed_reserve,
								.predict = mixed_predict,
								.learn = mixed_learn,
								.unlearn = mixed_unlearn,
								.merge = mixed_merge,
								.archive = mixed_archive,
								.check = mixed_check,
								.weights = mixed_weights,
								.to_sql = mixed_to_sql,
								.explain = mixed_explain,
								.importance = mixed_importance};
