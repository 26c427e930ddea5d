/*
 * metrics.c
 *	  Progressive validation: how good the predictions of a model were, each
 *	  made before its row was learned.
 *
 * Sums only, so parts add up exactly.  (What the parts predicted depends on
 * how the rows were split, though: metrics() says so in "order".)  Rows count
 * once whatever their weight.
 *
 * Beside the model stands the forecast that costs nothing, "the label of the
 * row before": on streams whose labels come in runs it beats many a model, and
 * kappa_t says how far ours is above it (Bifet et al., KDD 2015).
 *
 * Learners without labels have no truth to be compared with.  For anomalies
 * the scores the rows had when they came are summed up, for clusters their
 * distances to the nearest centre.
 *
 * R2 = 1 - sum of squared errors / squared deviations of the labels, by
 * Welford and, merged, by Chan, Golub and LeVeque.  Probabilities are clipped
 * at 1e-15 for the logarithmic loss (nats).
 */
#include "shim.h"

#include "model/model.h"

/* Errors beyond count as this, so that sums of squares stay finite. */
#define MAX_ERROR 1e140

/* Enlarge the counts per class. */
void
ModelMetricsReserve(Model *model, int from, int to)
{
	ModelMetrics *metrics = &model->metrics;

	metrics->actual = ModelGrowBaseFloats(model, from ? metrics->actual : NULL, from, to);
	metrics->predicted =
		ModelGrowBaseFloats(model, from ? metrics->predicted : NULL, from, to);
	metrics->hit = ModelGrowBaseFloats(model, from ? metrics->hit : NULL, from, to);
}

static void
add_class(Model *model, int class, const float8 *score)
{
	ModelMetrics *metrics = &model->metrics;
	int decision = ModelDecide(model, score);

	metrics->log_loss -= log(Max(score[class], 1e-15));
	metrics->actual[class] += 1;
	metrics->predicted[decision] += 1;
	if (decision == class)
		metrics->hit[class] += 1;
	if (metrics->scored > 0 && (int) metrics->last_label == class)
		metrics->nochange_hit = ModelAddRows(metrics->nochange_hit, 1);
}

static void
add_value(Model *model, float8 label, float8 value)
{
	ModelMetrics *metrics = &model->metrics;
	float8 error = Max(-MAX_ERROR, Min(MAX_ERROR, label - value));
	float8 delta = label - metrics->label_mean;

	metrics->abs_error += fabs(error);
	metrics->squared_error += error * error;
	metrics->label_mean += delta / (metrics->scored + 1);
	metrics->label_m2 += delta * (label - metrics->label_mean);
	if (metrics->scored > 0)
		metrics->nochange_abs_error += fabs(label - metrics->last_label);
}

/* Note what an unlabelled row looked like before it was learned. */
static void
add_figure(Model *model, float8 figure)
{
	ModelMetrics *metrics = &model->metrics;
	float8 delta = figure - metrics->figure_mean;

	metrics->figure_mean += delta / (metrics->scored + 1);
	metrics->figure_m2 += delta * (figure - metrics->figure_mean);
	if (metrics->scored == 0 || figure > metrics->figure_max)
		metrics->figure_max = figure;
}

/*
 * Note a prediction and the truth.
 */
void
ModelMetricsAdd(Model *model, float8 label, const float8 *score)
{
	ModelMetrics *metrics = &model->metrics;

	if (!TaskHasLabel(model->ops->task))
	{
		add_figure(model, score[model->ops->task == TASK_CLUSTER ? 1 : 0]);
		metrics->scored = ModelAddRows(metrics->scored, 1);
		return;
	}
	if (TaskHasValue(model->ops->task))
		add_value(model, label, score[0]);
	else
		add_class(model, (int) label, score);

	if (metrics->scored > 0)
		metrics->nochange_scored = ModelAddRows(metrics->nochange_scored, 1);
	metrics->scored = ModelAddRows(metrics->scored, 1);
	metrics->last_label = label;
}

/* Forget all figures; the room for classes stays. */
void
ModelMetricsClear(Model *model)
{
	ModelMetrics *metrics = &model->metrics;
	ModelMetrics empty = {
		.actual = metrics->actual, .predicted = metrics->predicted, .hit = metrics->hit};

	for (int i = 0; TaskHasClasses(model->ops->task) && i < model->classes_ready; i++)
		empty.actual[i] = empty.predicted[i] = empty.hit[i] = 0;
	*metrics = empty;
}

/* Merge the figures of unlabelled rows. */
static void
merge_figures(ModelMetrics *ours, const ModelMetrics *theirs)
{
	float8 delta = theirs->figure_mean - ours->figure_mean;
	float8 share = theirs->scored / ((float8) ours->scored + theirs->scored);

	ours->figure_max = ours->scored == 0 ? theirs->figure_max :
										   Max(ours->figure_max, theirs->figure_max);
	ours->figure_mean += delta * share;
	ours->figure_m2 += theirs->figure_m2 + delta * delta * (ours->scored * share);
}

/*
 * Add the figures of "from", whose class c is class[c] of "into".
 */
void
ModelMetricsMerge(Model *into, const Model *from, const int32 *class)
{
	ModelMetrics *ours = &into->metrics;
	const ModelMetrics *theirs = &from->metrics;
	float8 delta = theirs->label_mean - ours->label_mean;
	float8 total = (float8) ours->scored + theirs->scored;

	if (theirs->scored == 0)
		return;

	if (!TaskHasLabel(into->ops->task))
		merge_figures(ours, theirs);
	else if (TaskHasValue(into->ops->task))
	{
		ours->abs_error += theirs->abs_error;
		ours->squared_error += theirs->squared_error;
		ours->label_mean += delta * (theirs->scored / total);
		ours->label_m2 +=
			theirs->label_m2 + delta * delta * (ours->scored * (theirs->scored / total));
		ours->nochange_abs_error += theirs->nochange_abs_error;
		ours->last_label = theirs->last_label;
	}
	else
	{
		ours->log_loss += theirs->log_loss;
		ours->nochange_hit = ModelAddRows(ours->nochange_hit, theirs->nochange_hit);
		for (int i = 0; i < from->classes.count; i++)
		{
			ours->actual[class[i]] += theirs->actual[i];
			ours->hit[class[i]] += theirs->hit[i];
		}
		for (int i = 0; i < Max(from->classes.count, 2); i++)
			ours->predicted[class[i]] += theirs->predicted[i];
		ours->last_label = class[(int) theirs->last_label];
	}
	ours->scored = ModelAddRows(ours->scored, theirs->scored);
	ours->nochange_scored = ModelAddRows(ours->nochange_scored, theirs->nochange_scored);
}

/* Name the figures to the archive. */
void
ModelMetricsArchive(Model *model, Archive *archive)
{
	ModelMetrics *metrics = &model->metrics;
	float8 huge = HUGE_VAL;

	ArchiveBegin(archive, "metrics");
	if (model->ops->task == TASK_DRIFT)
	{
		/* nothing is predicted */
		ArchiveEnd(archive);
		return;
	}
	ArchiveInt(archive, "scored", &metrics->scored, 0, MODEL_MAX_ROWS);
	if (!TaskHasLabel(model->ops->task))
	{
		ArchiveFloat(archive, "mean", &metrics->figure_mean, -huge, huge);
		ArchiveFloat(archive, "m2", &metrics->figure_m2, 0, huge);
		ArchiveFloat(archive, "max", &metrics->figure_max, -huge, huge);
		ArchiveEnd(archive);
		return;
	}
	ArchiveInt(archive, "nochange_scored", &metrics->nochange_scored, 0, MODEL_MAX_ROWS);
	ArchiveFloat(archive, "last_label", &metrics->last_label, -huge, huge);
	if (TaskHasValue(model->ops->task))
	{
		ArchiveFloat(archive, "abs_error", &metrics->abs_error, 0, huge);
		ArchiveFloat(archive, "squared_error", &metrics->squared_error, 0, huge);
		ArchiveFloat(archive, "label_mean", &metrics->label_mean, -huge, huge);
		ArchiveFloat(archive, "label_m2", &metrics->label_m2, 0, huge);
		ArchiveFloat(archive, "nochange_abs_error", &metrics->nochange_abs_error, 0,
					 huge);
	}
	else
	{
		/* two, even if only one class has been seen: either can be predicted */
		int count = Max(model->classes.count, 2);

		ArchiveFloat(archive, "log_loss", &metrics->log_loss, 0, huge);
		ArchiveInt(archive, "nochange_hit", &metrics->nochange_hit, 0, MODEL_MAX_ROWS);
		ArchiveFloats(archive, "actual", &metrics->actual, count);
		ArchiveFloats(archive, "predicted", &metrics->predicted, count);
		ArchiveFloats(archive, "hit", &metrics->hit, count);
		if (ArchiveReads(archive) &&
			(metrics->last_label < 0 || metrics->last_label >= count ||
			 metrics->last_label != rint(metrics->last_label)))
			ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
							errmsg("invalid model: \"last_label\" is not a class")));
	}
	ArchiveEnd(archive);
}

static void
describe_regression(const ModelMetrics *metrics, Archive *json)
{
	float8 n = metrics->scored;

	ArchiveShowFloat(json, "mae", metrics->abs_error / n);
	ArchiveShowFloat(json, "rmse", sqrt(metrics->squared_error / n));
	ArchiveShowFloat(json, "r2", 1 - metrics->squared_error / metrics->label_m2);
	ArchiveShowFloat(json, "nochange_mae",
					 metrics->nochange_abs_error / metrics->nochange_scored);
}

/* F1 of one class. */
static float8
class_f1(const ModelMetrics *metrics, int class)
{
	return 2 * metrics->hit[class] / (metrics->actual[class] + metrics->predicted[class]);
}

static void
describe_classification(const Model *model, Archive *json)
{
	const ModelMetrics *metrics = &model->metrics;
	float8 n = metrics->scored;
	float8 hits = 0;
	float8 chance = 0;
	float8 accuracy;
	float8 nochange = metrics->nochange_hit / (float8) metrics->nochange_scored;
	int positive = model->positive;

	for (int i = 0; i < Max(model->classes.count, 2); i++)
	{
		hits += metrics->hit[i];
		chance += (metrics->actual[i] / n) * (metrics->predicted[i] / n);
	}
	accuracy = hits / n;

	ArchiveShowFloat(json, "accuracy", accuracy);
	ArchiveShowFloat(json, "log_loss", metrics->log_loss / n);
	if (model->ops->task == TASK_BINARY)
	{
		ArchiveShowFloat(json, "precision",
						 metrics->hit[positive] / metrics->predicted[positive]);
		ArchiveShowFloat(json, "recall",
						 metrics->hit[positive] / metrics->actual[positive]);
		ArchiveShowFloat(json, "f1", class_f1(metrics, positive));
	}
	ArchiveShowFloat(json, "kappa", (accuracy - chance) / (1 - chance));
	ArchiveShowFloat(json, "nochange_accuracy", nochange);
	ArchiveShowFloat(json, "kappa_t", (accuracy - nochange) / (1 - nochange));
}

static void
describe_figures(const Model *model, Archive *json)
{
	const ModelMetrics *metrics = &model->metrics;
	float8 n = metrics->scored;
	bool cluster = model->ops->task == TASK_CLUSTER;

	ArchiveShowFloat(json, cluster ? "mean_distance" : "mean_score",
					 n > 0 ? metrics->figure_mean : NAN);
	ArchiveShowFloat(json, cluster ? "std_distance" : "std_score",
					 sqrt(metrics->figure_m2 / n));
	ArchiveShowFloat(json, cluster ? "max_distance" : "max_score",
					 n > 0 ? metrics->figure_max : NAN);
}

/* The order in which rows were scored: their figures depend on it. */
static const char *
describe_order(const Model *model)
{
	if (model->ops->unscored || (model->flags & MODEL_UNSCORED))
		return "unscored";
	return model->flags & MODEL_MERGED ? "parallel" : "serial";
}

/* The keys of metrics(); figures that are not defined yet are null. */
void
ModelMetricsDescribe(Model *model, Archive *json)
{
	ArchiveShowInt(json, "n", model->n);
	if (model->ops->task == TASK_DRIFT)
	{
		ArchiveShowInt(json, "unlabeled", model->unlabeled);
		model->ops->describe(model, json);
		return;
	}
	ArchiveShowInt(json, "scored", model->metrics.scored);
	if (TaskHasLabel(model->ops->task))
		ArchiveShowInt(json, "unlabeled", model->unlabeled);
	ArchiveShowInt(json, "skipped", model->skipped);
	ArchiveShowString(json, "order", describe_order(model));

	if (TaskHasValue(model->ops->task))
		describe_regression(&model->metrics, json);
	else if (!TaskHasLabel(model->ops->task))
	{
		if (!model->ops->unscored)
			describe_figures(model, json);
	}
	else
		describe_classification(model, json);
	if (model->ops->describe)
		model->ops->describe(model, json);
	if (model->watch)
		ModelWatchDescribe(model, json);
}
