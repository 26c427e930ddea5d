/*
 * bernoulli_naive_bayes.c
 *	  Naive Bayes for features that are there or not.
 *
 * A feature is there where its value is above the option "threshold".
 * P(class | x) is proportional to P(class) times the product over the features
 * known of p where the feature is there and 1 - p where it is not, with
 *
 *		p = (N_cf + alpha) / (N_c + 2 alpha),
 *
 * N_cf the weight of the rows of the class that have the feature, N_c of those
 * in which it is not missing (C. D. Manning, P. Raghavan, H. Schuetze 2008,
 * chapter 13).  Unlike with counts, what is not there speaks, too; what a
 * missing feature would say is left out.
 *
 * State: per class its weight, per class and feature N_cf and the weight of
 * the rows in which it is missing, 8 bytes each.  Learning costs what the row
 * lists; predicting a division per feature known and class.
 *
 * Merge and unlearn: exact; of whole numbers bit by bit.
 *
 * Options		default		range
 *		alpha		1			1e-10 .. 1e10
 *		threshold	0			-1e100 .. 1e100
 *		fit_prior	true
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/bayes.h"
#include "model/explain.h"
#include "model/model.h"

typedef struct Bernoulli
{
	ClassWeights weights;
	ClassTable count;	/* N_cf */
	ClassTable missing; /* weight of the rows in which it is unknown */
} Bernoulli;

/* What a row says of a feature. */
typedef enum Presence
{
	FEATURE_ABSENT,
	FEATURE_PRESENT,
	FEATURE_UNKNOWN
} Presence;

enum
{
	OPT_ALPHA = OPTION_MAX_FEATURES + 1,
	OPT_THRESHOLD,
	OPT_FIT_PRIOR
};

static const ModelOption bernoulli_options[] = {
	MODEL_COMMON_OPTIONS,
	{"alpha", OPTION_REAL, 1, 1e-10, 1e10, NULL},
	{"threshold", OPTION_REAL, 0, -FEATURE_MAX_VALUE, FEATURE_MAX_VALUE, NULL},
	{"fit_prior", OPTION_BOOLEAN, 1, 0, 1, NULL},
	{NULL}};

/* Room for so many features, and for all classes. */
static void
bernoulli_reserve(Model *model, int from, int to)
{
	Bernoulli *state = model->state;
	int classes = Max(model->classes_ready, model->classes.count);

	ClassWeightsReserve(model, &state->weights);
	ClassTableReserve(model, &state->count, classes, to);
	ClassTableReserve(model, &state->missing, classes, to);
}

/*
 * A feature that no row has listed is zero in all of them, and so is there if
 * the threshold is below zero.  Counted is therefore what differs from that:
 * with such a threshold, the rows in which the feature is not there.
 */
static inline bool
is_counted(const Model *model, float8 value)
{
	float8 threshold = model->option[OPT_THRESHOLD];

	return (value > threshold) != (0 > threshold);
}

static void
bernoulli_learn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Bernoulli *state = model->state;
	int class = (int) label;

	/* classes come without notice */
	if (class >= state->weights.classes)
		bernoulli_reserve(model, 0, model->features_ready);

	state->weights.weight[class] += weight;
	for (int i = 0; i < row->count; i++)
	{
		if (is_counted(model, row->value[i]))
			ClassRow(&state->count, class)[FeatureOf(row, i)] += weight;
	}
	for (int i = 0; i < row->nmissing; i++)
		ClassRow(&state->missing, class)[row->missing[i]] += weight;
}

/* Throw if the class cannot have learned the row. */
static void
check_learned(const Model *model, const FeatureView *row, int class, float8 weight)
{
	const Bernoulli *state = model->state;

	BayesCheckRemainder(
		model, class < state->weights.classes ? state->weights.weight[class] : 0, weight);
	for (int i = 0; i < row->count; i++)
	{
		if (is_counted(model, row->value[i]))
			BayesCheckRemainder(model, ClassRow(&state->count, class)[FeatureOf(row, i)],
								weight);
	}
	for (int i = 0; i < row->nmissing; i++)
		BayesCheckRemainder(model, ClassRow(&state->missing, class)[row->missing[i]],
							weight);
}

static bool
bernoulli_unlearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Bernoulli *state = model->state;
	int class = (int) label;
	bool exact;

	check_learned(model, row, class, weight);
	exact = SumTake(&model->weights, &state->weights.weight[class], weight);
	for (int i = 0; i < row->count; i++)
	{
		if (is_counted(model, row->value[i]))
			exact &= SumTake(&model->weights,
							 &ClassRow(&state->count, class)[FeatureOf(row, i)], weight);
	}
	for (int i = 0; i < row->nmissing; i++)
		exact &= SumTake(&model->weights,
						 &ClassRow(&state->missing, class)[row->missing[i]], weight);

	return exact;
}

/* The probability that a feature is there, or is not, in a row of the class. */
static inline float8
presence_probability(const Model *model, const Bernoulli *state, int class, int feature,
					 bool present)
{
	float8 alpha = model->option[OPT_ALPHA];
	float8 rows =
		state->weights.weight[class] - ClassRow(&state->missing, class)[feature];
	float8 count = ClassRow(&state->count, class)[feature];

	/* weights subtracted can be a little beyond their range */
	rows = Max(rows, count);
	if (present == (0 > model->option[OPT_THRESHOLD]))
		count = rows - count;
	return (count + alpha) / (rows + 2 * alpha);
}

/* What the row says of all features known, palloc'd. */
static Presence *
row_presence(const Model *model, const FeatureView *row, int count)
{
	float8 threshold = model->option[OPT_THRESHOLD];
	Presence *presence = palloc(Max(count, 1) * sizeof(Presence));

	for (int i = 0; i < count; i++)
		presence[i] = 0 > threshold ? FEATURE_PRESENT : FEATURE_ABSENT;
	for (int i = 0; i < row->count; i++)
	{
		if (FeatureOf(row, i) < count)
			presence[FeatureOf(row, i)] =
				row->value[i] > threshold ? FEATURE_PRESENT : FEATURE_ABSENT;
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		if (row->missing[i] < count)
			presence[row->missing[i]] = FEATURE_UNKNOWN;
	}

	return presence;
}

static bool
bernoulli_predict(const Model *model, const FeatureView *row, float8 *score)
{
	const Bernoulli *state = model->state;
	int classes = Min(model->classes.count, state->weights.classes);
	int count = Min(model->features.count, model->features_ready);
	Presence *presence;

	if (model->n == 0)
		return false;

	presence = row_presence(model, row, count);
	for (int class = 0; class < classes; class ++)
	{
		BayesProduct product = {1, 0};

		if (state->weights.weight[class] <= 0)
			continue;
		for (int i = 0; i < count; i++)
		{
			if (presence[i] != FEATURE_UNKNOWN)
				BayesMultiply(&product,
							  presence_probability(model, state, class, i,
												   presence[i] == FEATURE_PRESENT));
		}
		score[class] = BayesProductLog(&product);
	}
	pfree(presence);

	return BayesProbabilities(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0,
							  score);
}

static void
bernoulli_merge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Bernoulli *ours = into->state;
	const Bernoulli *theirs = from->state;

	bernoulli_reserve(into, 0, into->features_ready);
	ClassWeightsMerge(&ours->weights, from, &theirs->weights, class);
	for (int c = 0; c < Min(from->classes.count, theirs->weights.classes); c++)
	{
		for (int i = 0; i < from->features.count; i++)
		{
			ClassRow(&ours->count, class[c])[feature[i]] +=
				ClassRow(&theirs->count, c)[i];
			ClassRow(&ours->missing, class[c])[feature[i]] +=
				ClassRow(&theirs->missing, c)[i];
		}
	}
}

static void
bernoulli_archive(Model *model, Archive *archive)
{
	Bernoulli *state = model->state;

	if (!ArchiveReads(archive))
		bernoulli_reserve(model, 0, model->features_ready);
	ClassWeightsArchive(model, archive, &state->weights);
	ClassTableArchive(model, archive, "counts", &state->count, model->features.count);
	ClassTableArchive(model, archive, "missing", &state->missing, model->features.count);
	if (ArchiveReads(archive))
		bernoulli_reserve(model, 0, model->features.count);
}

static void
bernoulli_check(const Model *model)
{
	const Bernoulli *state = model->state;

	ClassWeightsCheck(model, &state->weights);
	ClassTableCheck(model, &state->count, "counts", model->features.count);
	ClassTableCheck(model, &state->missing, "missing", model->features.count);
}

/* Of the intercept, log P(class); of a feature, log p. */
static int
bernoulli_weights(Model *model, ModelWeight **rows)
{
	const Bernoulli *state = model->state;
	int classes = Min(model->classes.count, state->weights.classes);
	int features = Min(model->features.count, model->features_ready);
	int count = 0;

	*rows = palloc(Max((Size) classes * (features + 1), 1) * sizeof(ModelWeight));
	for (int class = 0; class < classes; class ++)
	{
		if (state->weights.weight[class] <= 0)
			continue;
		(*rows)[count++] = BayesPriorWeight(model, &state->weights, class);
		for (int i = 0; i < features; i++)
			(*rows)[count++] = (ModelWeight){
				i,	 class, log(presence_probability(model, state, class, i, true)),
				NAN, NAN,	NAN};
	}

	return count;
}

static float8
bernoulli_part(const Model *model, int class, int feature, float8 x)
{
	if (isnan(x))
		return 0;
	return log(presence_probability(model, model->state, class, feature,
									x > model->option[OPT_THRESHOLD]));
}

static void
bernoulli_to_sql(const Model *model, ModelSql *sql)
{
	const Bernoulli *state = model->state;
	int classes = BayesSqlScores(model, &state->weights, sql);
	int features = Min(model->features.count, model->features_ready);

	for (int class = 0; class < classes; class ++)
	{
		StringInfoData out;

		if (state->weights.weight[class] <= 0)
			continue;
		BayesSqlPrior(&out, &state->weights, model->option[OPT_FIT_PRIOR] != 0, class);
		for (int i = 0; i < features; i++)
		{
			appendStringInfoString(&out, " + CASE WHEN ");
			SqlMissing(&out, sql, i);
			appendStringInfoString(&out, " THEN '0'::float8 WHEN ");
			SqlAmount(&out, sql, i, NAN);
			appendStringInfoString(&out, " > ");
			SqlNumber(&out, model->option[OPT_THRESHOLD]);
			appendStringInfoString(&out, " THEN ");
			SqlNumber(&out, log(presence_probability(model, state, class, i, true)));
			appendStringInfoString(&out, " ELSE ");
			SqlNumber(&out, log(presence_probability(model, state, class, i, false)));
			appendStringInfoString(&out, " END");
		}
		sql->score[class] = out.data;
	}
}

static bool
bernoulli_explain(const Model *model, const FeatureView *row, int class,
				  ModelExplanation *explanation)
{
	const Bernoulli *state = model->state;

	return BayesExplain(model, &state->weights, model->option[OPT_FIT_PRIOR] != 0, class,
						row, bernoulli_part, explanation);
}

const ModelOps BernoulliNaiveBayesOps = {.id = MODEL_BERNOULLI_NAIVE_BAYES,
										 .name = "bernoulli_naive_bayes",
										 .task = TASK_MULTICLASS,
										 .merge_class = MERGE_EXACT,
										 .hashable = true,
										 .state_size = sizeof(Bernoulli),
										 .options = bernoulli_options,
										 .reserve = bernoulli_reserve,
										 .predict = bernoulli_predict,
										 .learn = bernoulli_learn,
										 .unlearn = bernoulli_unlearn,
										 .merge = bernoulli_merge,
										 .archive = bernoulli_archive,
										 .check = bernoulli_check,
										 .weights = bernoulli_weights,
										 .to_sql = bernoulli_to_sql,
										 .explain = bernoulli_explain};
