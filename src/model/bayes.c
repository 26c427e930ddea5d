/*
 * bayes.c
 *	  See bayes.h.
 *
 * Tables grow in both directions, rows by doubling (the model's classes_ready
 * does), and are stored without the room they have.
 *
 * A class that is in the dictionary and has no rows (the option "classes" named
 * it, or its first row is being learned) has probability 0.
 */
#include "shim.h"

#include "model/bayes.h"
#include "model/explain.h"
#include "model/kernel.h"

/* Room for so many classes and columns, what is new zero. */
void
ClassTableReserve(Model *model, ClassTable *table, int classes, int columns)
{
	float8 *cell;

	classes = Max(classes, table->classes);
	columns = Max(columns, table->columns);
	if (table->cell && classes == table->classes && columns == table->columns)
		return;

	cell = ModelGrowFloats(model, NULL, 0, (Size) classes * columns);
	for (int i = 0; i < table->classes; i++)
		memcpy(cell + (Size) i * columns, ClassRow(table, i),
			   table->columns * sizeof(float8));
	if (table->cell)
		pfree(table->cell);
	table->cell = cell;
	table->classes = classes;
	table->columns = columns;
}

/*
 * Name the table to the archive: the rows of the classes there are, each of
 * "columns" numbers.  When writing the table must have room for them.
 */
void
ClassTableArchive(Model *model, Archive *archive, const char *key, ClassTable *table,
				  int columns)
{
	int classes = model->classes.count;
	int64 count = (int64) classes * columns;
	float8 *packed;

	if (ArchiveReads(archive))
	{
		ArchiveFloats(archive, key, &table->cell, count);
		table->classes = classes;
		table->columns = columns;
		return;
	}
	if (columns == table->columns || archive->mode == ARCHIVE_MEASURE)
	{
		ArchiveFloats(archive, key, &table->cell, count);
		return;
	}

	packed = palloc(Max(count, 1) * sizeof(float8));
	for (int i = 0; i < classes; i++)
		memcpy(packed + (Size) i * columns, ClassRow(table, i), columns * sizeof(float8));
	ArchiveFloats(archive, key, &packed, count);
	pfree(packed);
}

static void negative_number(const char *key) __attribute__((noreturn));

static void
negative_number(const char *key)
{
	ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
					errmsg("invalid model: \"%s\" has a number below zero", key)));
}

/* Refuse a table that was read and has negative numbers. */
void
ClassTableCheck(const Model *model, const ClassTable *table, const char *key, int columns)
{
	for (int i = 0; i < model->classes.count; i++)
	{
		const float8 *row = ClassRow(table, i);

		for (int j = 0; j < columns; j++)
		{
			if (row[j] < 0)
				negative_number(key);
		}
	}
}

/* Room for the classes the model has room for. */
void
ClassWeightsReserve(Model *model, ClassWeights *weights)
{
	int classes = Max(model->classes_ready, model->classes.count);

	if (weights->weight && classes <= weights->classes)
		return;
	weights->weight = ModelGrowFloats(model, weights->weight, weights->classes, classes);
	weights->classes = classes;
}

void
ClassWeightsArchive(Model *model, Archive *archive, ClassWeights *weights)
{
	ArchiveFloats(archive, "weights", &weights->weight, model->classes.count);
	if (ArchiveReads(archive))
		weights->classes = model->classes.count;
}

/* Refuse weights that were read and cannot be those of the rows learned. */
void
ClassWeightsCheck(const Model *model, const ClassWeights *weights)
{
	for (int i = 0; i < weights->classes; i++)
	{
		if (weights->weight[i] < 0)
			negative_number("weights");
	}
	if (model->n > 0 && ClassWeightsTotal(model, weights) <= 0)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: \"weights\" are zero")));
}

/* Add the weights of "from", whose class c is class[c]; there is room for them. */
void
ClassWeightsMerge(ClassWeights *into, const Model *from, const ClassWeights *theirs,
				  const int32 *class)
{
	for (int i = 0; i < Min(from->classes.count, theirs->classes); i++)
		into->weight[class[i]] += theirs->weight[i];
}

/* The weight of all rows. */
float8
ClassWeightsTotal(const Model *model, const ClassWeights *weights)
{
	int classes = Min(model->classes.count, weights->classes);
	float8 total = 0;

	for (int i = 0; i < classes; i++)
		total += weights->weight[i];
	return total;
}

/*
 * Turn score[c], log likelihoods of the classes that have rows, into
 * probabilities of all; by Bayes' rule, with the classes' shares as prior
 * probabilities or, without fit_prior, with equal ones.  False if no class has
 * rows.
 */
bool
BayesProbabilities(const Model *model, const ClassWeights *weights, bool fit_prior,
				   float8 *score)
{
	int classes = Min(model->classes.count, weights->classes);
	float8 best = -HUGE_VAL;
	float8 sum = 0;

	for (int i = 0; i < classes; i++)
	{
		if (weights->weight[i] <= 0)
			continue;
		score[i] = Max(score[i], BAYES_LOG_MIN);
		if (fit_prior)
			score[i] += log(weights->weight[i]);
		best = Max(best, score[i]);
	}
	if (best == -HUGE_VAL)
		return false;

	for (int i = 0; i < classes; i++)
	{
		score[i] = weights->weight[i] > 0 ? exp(score[i] - best) : 0;
		sum += score[i];
	}
	for (int i = 0; i < classes; i++)
		score[i] /= sum;
	for (int i = classes; i < Max(model->classes.count, 2); i++)
		score[i] = 0;

	return true;
}

/* The row of weights() that has log P(class). */
ModelWeight
BayesPriorWeight(const Model *model, const ClassWeights *weights, int class)
{
	float8 share = weights->weight[class] / ClassWeightsTotal(model, weights);

	return (ModelWeight){-1, class, log(share), NAN, NAN, NAN};
}

/*
 * For unlearn: throw if a row of weight "take" cannot be among rows that weigh
 * "have".
 */
void
BayesCheckRemainder(const Model *model, float8 have, float8 take)
{
	if (take - have > SUM_ROUNDING * take)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("cannot unlearn a row that %s has not learned",
							   model->ops->name)));
}

/*
 * For to_sql: room for the classes' scores, which are logarithms; returns how
 * many may have one.
 */
int
BayesSqlScores(const Model *model, const ClassWeights *weights, ModelSql *sql)
{
	sql->link = SQL_SOFTMAX;
	SqlScores(sql, Max(model->classes.count, 2));
	return Min(model->classes.count, weights->classes);
}

/* Begin a class' score, which has rows. */
void
BayesSqlPrior(StringInfo out, const ClassWeights *weights, bool fit_prior, int class)
{
	initStringInfo(out);
	SqlNumber(out, fit_prior ? log(weights->weight[class]) : 0);
}

/*
 * Take log P(class | row) apart, less the mean of that of the other classes; of
 * two classes that is the log odds.  A feature contributes its log likelihood
 * ratio, the bias is that of the prior probabilities.  False if there are no
 * other classes.
 */
bool
BayesExplain(const Model *model, const ClassWeights *weights, bool fit_prior, int class,
			 const FeatureView *row, BayesPart part, ModelExplanation *explanation)
{
	int classes = Min(model->classes.count, weights->classes);
	int features = Min(model->features.count, model->features_ready);
	float8 *x = palloc(Max(features, 1) * sizeof(float8));
	int others = 0;

	for (int c = 0; c < classes; c++)
		others += c != class && weights->weight[c] > 0;
	if (class >= classes || weights->weight[class] <= 0 || others == 0)
		return false;
	KernelSpread(row, features, x);
	for (int c = 0; c < classes; c++)
	{
		float8 factor = c == class ? 1 : -1.0 / others;

		if (weights->weight[c] <= 0)
			continue;
		if (fit_prior)
			explanation->bias += factor * log(weights->weight[c]);
		for (int i = 0; i < features; i++)
			explanation->contribution[i] += factor * part(model, c, i, x[i]);
	}
	pfree(x);

	return true;
}
