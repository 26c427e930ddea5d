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
 * With the option "fading" there is a second set of the same sums in which a
 * row counts for that factor after one more row (J. Gama, R. Sebastiao,
 * P. P. Rodrigues 2013).  Instead of shrinking all sums at every row, the
 * weight of the next row ("gain") grows; when it has passed MAX_GAIN, everything
 * is divided by it.  Merging takes both parts as equally recent.
 *
 * Of several classes there is a confusion matrix, while they are at most
 * MAX_CONFUSION (cells in the order of ConfusionCell).  That of two classes
 * follows from the counts per class.
 * The area under the ROC curve of two classes is in histogram.c, conformal
 * intervals of regressions are in residuals.c.
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
#define MAX_GAIN 1e6
#define MAX_CONFUSION 64

/* One prediction beside the truth. */
typedef struct Outcome
{
	float8 label; /* the value or the class */
	const float8 *score;
	int decision;
	float8 loss;	 /* of a class: - log of its probability */
	float8 error;	 /* of a value */
	bool has_before; /* there was a row before, */
	float8 nochange; /* whose label has this error, or 1 if it is right */
	ResidualCheck intervals;
} Outcome;

static bool
keeps_confusion(const Model *model)
{
	return model->ops->task == TASK_MULTICLASS && model->classes.count <= MAX_CONFUSION;
}

static bool
keeps_residuals(const Model *model)
{
	return model->metric_option.interval_window > 0;
}

/* Classes that figures are kept of: two, even if only one has been seen. */
static int
class_count(const Model *model)
{
	return Max(model->classes.count, 2);
}

/* Begin; the options are known. */
void
ModelMetricsInit(Model *model)
{
	ModelMetrics *metrics = &model->metrics;

	metrics->gain = 1;
	ResidualsInit(&metrics->residuals);
	if (model->metric_option.fading > 0)
		metrics->fading = MemoryContextAllocZero(model->base, sizeof(ModelFigures));
}

static void
reserve_figures(Model *model, ModelFigures *figures, int from, int to)
{
	figures->actual = ModelGrowBaseFloats(model, from ? figures->actual : NULL, from, to);
	figures->predicted =
		ModelGrowBaseFloats(model, from ? figures->predicted : NULL, from, to);
	figures->hit = ModelGrowBaseFloats(model, from ? figures->hit : NULL, from, to);
	if (to > 2)
		ScoreHistogramClear(&figures->scores);
}

/* Enlarge the counts per class. */
void
ModelMetricsReserve(Model *model, int from, int to)
{
	ModelFigures *whole = &model->metrics.whole;
	int room = Min(to, MAX_CONFUSION);
	int have = Min(from, MAX_CONFUSION);

	reserve_figures(model, whole, from, to);
	if (model->metrics.fading)
		reserve_figures(model, model->metrics.fading, from, to);

	if (keeps_confusion(model))
		whole->confusion = ModelGrowBaseFloats(model, from ? whole->confusion : NULL,
											   have * have, room * room);
	else if (whole->confusion)
	{
		pfree(whole->confusion);
		whole->confusion = NULL;
	}
}

static void
add_class(Model *model, ModelFigures *figures, const Outcome *outcome, float8 weight)
{
	int class = (int) outcome->label;

	figures->log_loss += weight * outcome->loss;
	figures->actual[class] += weight;
	figures->predicted[outcome->decision] += weight;
	if (outcome->decision == class)
		figures->hit[class] += weight;
	if (figures->confusion)
		figures->confusion[ConfusionCell(class, outcome->decision)] += weight;
	if (model->classes.count <= 2)
		ScoreHistogramAdd(&figures->scores, model->base, outcome->score, class, weight);
	if (outcome->has_before)
		figures->nochange_hit += weight * outcome->nochange;
}

static void
add_value(const Model *model, ModelFigures *figures, const Outcome *outcome,
		  float8 weight)
{
	float8 delta = outcome->label - figures->label_mean;

	figures->abs_error += weight * fabs(outcome->error);
	figures->squared_error += weight * (outcome->error * outcome->error);
	figures->label_mean += weight * delta / (figures->scored + weight);
	figures->label_m2 += weight * delta * (outcome->label - figures->label_mean);
	if (outcome->has_before)
		figures->nochange_abs_error += weight * outcome->nochange;
	for (int i = 0; keeps_residuals(model) && i < RESIDUAL_LEVELS; i++)
	{
		figures->bounded[i] += outcome->intervals.bounded[i] ? weight : 0;
		figures->covered[i] += outcome->intervals.covered[i] ? weight : 0;
	}
}

/* Note what an unlabelled row looked like before it was learned. */
static void
add_figure(ModelFigures *figures, float8 figure)
{
	float8 delta = figure - figures->figure_mean;

	figures->figure_mean += delta / (figures->scored + 1);
	figures->figure_m2 += delta * (figure - figures->figure_mean);
	if (figures->scored == 0 || figure > figures->figure_max)
		figures->figure_max = figure;
	figures->scored += 1;
}

static void
add_outcome(Model *model, ModelFigures *figures, const Outcome *outcome, float8 weight)
{
	if (TaskHasClasses(model->ops->task))
		add_class(model, figures, outcome, weight);
	else
		add_value(model, figures, outcome, weight);
	if (outcome->has_before)
		figures->nochange_scored += weight;
	figures->scored += weight;
}

/* Multiply all weights of figures that fade. */
static void
scale_figures(const Model *model, ModelFigures *figures, float8 factor)
{
	figures->scored *= factor;
	figures->nochange_scored *= factor;
	figures->abs_error *= factor;
	figures->squared_error *= factor;
	figures->label_m2 *= factor;
	figures->nochange_abs_error *= factor;
	figures->log_loss *= factor;
	figures->nochange_hit *= factor;
	for (int i = 0; i < RESIDUAL_LEVELS; i++)
	{
		figures->bounded[i] *= factor;
		figures->covered[i] *= factor;
	}
	for (int i = 0; TaskHasClasses(model->ops->task) && i < class_count(model); i++)
	{
		figures->actual[i] *= factor;
		figures->predicted[i] *= factor;
		figures->hit[i] *= factor;
	}
	ScoreHistogramScale(&figures->scores, factor);
}

/* Give the next row its weight. */
static void
advance_gain(Model *model)
{
	ModelMetrics *metrics = &model->metrics;

	metrics->gain /= model->metric_option.fading;
	if (metrics->gain <= MAX_GAIN)
		return;
	scale_figures(model, metrics->fading, 1 / metrics->gain);
	metrics->gain = 1;
}

/*
 * Note a prediction and the truth.
 */
void
ModelMetricsAdd(Model *model, float8 label, const float8 *score)
{
	ModelMetrics *metrics = &model->metrics;
	Outcome outcome = {
		.label = label, .score = score, .has_before = metrics->whole.scored > 0};

	if (!TaskHasLabel(model->ops->task))
	{
		add_figure(&metrics->whole, score[model->ops->task == TASK_CLUSTER ? 1 : 0]);
		return;
	}
	if (TaskHasClasses(model->ops->task))
	{
		outcome.decision = ModelDecide(model, score);
		/* a sum of shares can be a digit above one */
		outcome.loss = -log(Min(Max(score[(int) label], 1e-15), 1));
		outcome.nochange = metrics->last_label == label ? 1 : 0;
	}
	else
	{
		outcome.error = Max(-MAX_ERROR, Min(MAX_ERROR, label - score[0]));
		outcome.nochange = fabs(label - metrics->last_label);
		if (keeps_residuals(model))
			ResidualsAdd(&metrics->residuals, model->base,
						 model->metric_option.interval_window, fabs(outcome.error),
						 &outcome.intervals);
	}

	add_outcome(model, &metrics->whole, &outcome, 1);
	if (metrics->fading)
	{
		add_outcome(model, metrics->fading, &outcome, metrics->gain);
		advance_gain(model);
	}
	metrics->last_label = label;
}

static void
clear_figures(const Model *model, ModelFigures *figures)
{
	ModelFigures empty = {.actual = figures->actual,
						  .predicted = figures->predicted,
						  .hit = figures->hit,
						  .confusion = figures->confusion};
	int classes = TaskHasClasses(model->ops->task) ? class_count(model) : 0;

	for (int i = 0; i < classes; i++)
		empty.actual[i] = empty.predicted[i] = empty.hit[i] = 0;
	for (int i = 0; empty.confusion && i < classes * classes; i++)
		empty.confusion[i] = 0;
	ScoreHistogramClear(&figures->scores);
	*figures = empty;
}

/* Forget all figures; the room for classes stays. */
void
ModelMetricsClear(Model *model)
{
	ModelMetrics *metrics = &model->metrics;

	clear_figures(model, &metrics->whole);
	if (metrics->fading)
		clear_figures(model, metrics->fading);
	metrics->gain = 1;
	metrics->last_label = 0;
	ResidualsInit(&metrics->residuals);
}

/* Merge the figures of unlabelled rows. */
static void
merge_unlabelled(ModelFigures *ours, const ModelFigures *theirs)
{
	float8 delta = theirs->figure_mean - ours->figure_mean;
	float8 share = theirs->scored / (ours->scored + theirs->scored);

	ours->figure_max = ours->scored == 0 ? theirs->figure_max :
										   Max(ours->figure_max, theirs->figure_max);
	ours->figure_mean += delta * share;
	ours->figure_m2 += theirs->figure_m2 + delta * delta * (ours->scored * share);
}

static void
merge_values(ModelFigures *ours, const ModelFigures *theirs, float8 factor)
{
	float8 delta = theirs->label_mean - ours->label_mean;
	float8 scored = theirs->scored * factor;
	float8 share = scored / (ours->scored + scored);

	ours->abs_error += theirs->abs_error * factor;
	ours->squared_error += theirs->squared_error * factor;
	ours->label_mean += delta * share;
	ours->label_m2 += theirs->label_m2 * factor + delta * delta * (ours->scored * share);
	ours->nochange_abs_error += theirs->nochange_abs_error * factor;
	for (int i = 0; i < RESIDUAL_LEVELS; i++)
	{
		ours->bounded[i] += theirs->bounded[i] * factor;
		ours->covered[i] += theirs->covered[i] * factor;
	}
}

static void
merge_classes(Model *into, ModelFigures *ours, const Model *from,
			  const ModelFigures *theirs, const int32 *class, float8 factor)
{
	int count = from->classes.count;

	ours->log_loss += theirs->log_loss * factor;
	ours->nochange_hit += theirs->nochange_hit * factor;
	for (int i = 0; i < count; i++)
	{
		ours->actual[class[i]] += theirs->actual[i] * factor;
		ours->hit[class[i]] += theirs->hit[i] * factor;
	}
	for (int i = 0; i < Max(count, 2); i++)
		ours->predicted[class[i]] += theirs->predicted[i] * factor;
	for (int i = 0; ours->confusion && theirs->confusion && i < count * count; i++)
		ours->confusion[ConfusionCell(class[i / count], class[i % count])] +=
			theirs->confusion[ConfusionCell(i / count, i % count)];
	if (into->classes.count <= 2)
		ScoreHistogramMerge(&ours->scores, into->base, &theirs->scores, class[0] == 1,
							factor);
}

static void
merge_figures(Model *into, ModelFigures *ours, const Model *from,
			  const ModelFigures *theirs, const int32 *class, float8 factor)
{
	if (!TaskHasLabel(into->ops->task))
		merge_unlabelled(ours, theirs);
	else if (TaskHasValue(into->ops->task))
		merge_values(ours, theirs, factor);
	else
		merge_classes(into, ours, from, theirs, class, factor);
	ours->scored += theirs->scored * factor;
	ours->nochange_scored += theirs->nochange_scored * factor;
}

/*
 * Add the figures of "from", whose class c is class[c] of "into".
 */
void
ModelMetricsMerge(Model *into, const Model *from, const int32 *class)
{
	ModelMetrics *ours = &into->metrics;
	const ModelMetrics *theirs = &from->metrics;

	if (theirs->whole.scored == 0)
		return;

	merge_figures(into, &ours->whole, from, &theirs->whole, class, 1);
	if (ours->fading)
	{
		scale_figures(into, ours->fading, 1 / ours->gain);
		ours->gain = 1;
		merge_figures(into, ours->fading, from, theirs->fading, class, 1 / theirs->gain);
	}
	if (TaskHasClasses(into->ops->task))
		ours->last_label = class[(int) theirs->last_label];
	else if (TaskHasValue(into->ops->task))
		ours->last_label = theirs->last_label;
	if (keeps_residuals(into))
		ResidualsMerge(&ours->residuals, into->base, into->metric_option.interval_window,
					   &theirs->residuals);
}

/*
 * The prediction, into score[ModelScoreSize], and the ends of the interval
 * about it that holds the label with probability "level".  False if there is
 * nothing to say yet.  The model is of TASK_REGRESSION and keeps residuals;
 * they may get sorted.
 */
bool
ModelPredictInterval(Model *model, const FeatureView *row, float8 level, float8 *score,
					 float8 *lower, float8 *upper)
{
	float8 width;

	if (!ModelPredict(model, row, score))
		return false;
	width = ResidualsHalfWidth(&model->metrics.residuals, model->base, level);
	*lower = score[0] - width;
	*upper = score[0] + width;
	return true;
}

static void bad_metrics(void) __attribute__((noreturn));

static void
bad_metrics(void)
{
	ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
					errmsg("invalid model: \"metrics\" cannot be")));
}

/* Reading: weights are not negative, and whole numbers if rows do not fade. */
static void
check_weights(const Archive *archive, const float8 *weights, int count, bool whole)
{
	for (int i = 0; ArchiveReads(archive) && i < count; i++)
	{
		if (!(weights[i] >= 0 && weights[i] <= MODEL_MAX_ROWS) || signbit(weights[i]) ||
			(whole && weights[i] != rint(weights[i])))
			bad_metrics();
	}
}

/* An array of a size that everybody knows. */
static void
archive_levels(Archive *archive, const char *key, float8 *values)
{
	float8 *copy = values;

	ArchiveFloats(archive, key, &copy, RESIDUAL_LEVELS);
	if (ArchiveReads(archive))
	{
		memcpy(values, copy, RESIDUAL_LEVELS * sizeof(float8));
		pfree(copy);
	}
}

/* How often intervals held the label.  JSON has the keys if there were any. */
static void
archive_coverage(Model *model, ModelFigures *figures, Archive *archive, bool whole)
{
	bool any = false;

	for (int i = 0; i < RESIDUAL_LEVELS; i++)
		any |= figures->bounded[i] != 0 || figures->covered[i] != 0;
	if (!keeps_residuals(model) ||
		(ArchiveIsJson(archive) &&
		 !(ArchiveReads(archive) ? ArchiveHas(archive, "bounded") : any)))
		return;
	archive_levels(archive, "bounded", figures->bounded);
	archive_levels(archive, "covered", figures->covered);
	check_weights(archive, figures->bounded, RESIDUAL_LEVELS, whole);
	check_weights(archive, figures->covered, RESIDUAL_LEVELS, whole);
}

static void
archive_class_figures(Model *model, ModelFigures *figures, Archive *archive, bool whole)
{
	int count = class_count(model);

	ArchiveFloat(archive, "log_loss", &figures->log_loss, 0, HUGE_VAL);
	ArchiveFloat(archive, "nochange_hit", &figures->nochange_hit, 0, MODEL_MAX_ROWS);
	ArchiveFloats(archive, "actual", &figures->actual, count);
	ArchiveFloats(archive, "predicted", &figures->predicted, count);
	ArchiveFloats(archive, "hit", &figures->hit, count);
	check_weights(archive, figures->actual, count, whole);
	check_weights(archive, figures->predicted, count, whole);
	check_weights(archive, figures->hit, count, whole);
	if (whole && keeps_confusion(model))
	{
		ArchiveFloats(archive, "confusion", &figures->confusion, count * count);
		check_weights(archive, figures->confusion, count * count, true);
	}
	check_weights(archive, &figures->nochange_hit, 1, whole);
	if (model->classes.count <= 2)
		ScoreHistogramArchive(&figures->scores, archive);
}

static void
archive_value_figures(Model *model, ModelFigures *figures, Archive *archive, bool whole)
{
	float8 huge = HUGE_VAL;

	ArchiveFloat(archive, "abs_error", &figures->abs_error, 0, huge);
	ArchiveFloat(archive, "squared_error", &figures->squared_error, 0, huge);
	ArchiveFloat(archive, "label_mean", &figures->label_mean, -huge, huge);
	ArchiveFloat(archive, "label_m2", &figures->label_m2, 0, huge);
	ArchiveFloat(archive, "nochange_abs_error", &figures->nochange_abs_error, 0, huge);
	archive_coverage(model, figures, archive, whole);
}

static void
archive_counts(ModelFigures *figures, Archive *archive, bool whole)
{
	ArchiveFloat(archive, "scored", &figures->scored, 0, MODEL_MAX_ROWS);
	ArchiveFloat(archive, "nochange_scored", &figures->nochange_scored, 0,
				 MODEL_MAX_ROWS);
	check_weights(archive, &figures->scored, 1, whole);
	check_weights(archive, &figures->nochange_scored, 1, whole);
}

static void
archive_figures(Model *model, ModelFigures *figures, Archive *archive, bool whole)
{
	if (TaskHasValue(model->ops->task))
		archive_value_figures(model, figures, archive, whole);
	else
		archive_class_figures(model, figures, archive, whole);
}

static void
archive_unlabelled(ModelFigures *figures, Archive *archive)
{
	float8 huge = HUGE_VAL;

	ArchiveFloat(archive, "scored", &figures->scored, 0, MODEL_MAX_ROWS);
	check_weights(archive, &figures->scored, 1, true);
	ArchiveFloat(archive, "mean", &figures->figure_mean, -huge, huge);
	ArchiveFloat(archive, "m2", &figures->figure_m2, 0, huge);
	ArchiveFloat(archive, "max", &figures->figure_max, -huge, huge);
}

/* Name the figures to the archive. */
void
ModelMetricsArchive(Model *model, Archive *archive)
{
	ModelMetrics *metrics = &model->metrics;
	float8 huge = HUGE_VAL;

	if (ArchiveReads(archive))
		ModelMetricsInit(model);
	ArchiveBegin(archive, "metrics");
	if (model->ops->task == TASK_DRIFT)
	{
		/* nothing is predicted */
		ArchiveEnd(archive);
		return;
	}
	if (!TaskHasLabel(model->ops->task))
	{
		archive_unlabelled(&metrics->whole, archive);
		ArchiveEnd(archive);
		return;
	}
	archive_counts(&metrics->whole, archive, true);
	ArchiveFloat(archive, "last_label", &metrics->last_label, -huge, huge);
	archive_figures(model, &metrics->whole, archive, true);
	if (metrics->fading)
	{
		ArchiveBegin(archive, "fading");
		ArchiveFloat(archive, "gain", &metrics->gain, 1, MAX_GAIN);
		archive_counts(metrics->fading, archive, false);
		archive_figures(model, metrics->fading, archive, false);
		ArchiveEnd(archive);
	}
	if (keeps_residuals(model))
		ResidualsArchive(&metrics->residuals, archive,
						 model->metric_option.interval_window);
	if (ArchiveReads(archive) && TaskHasClasses(model->ops->task) &&
		(metrics->last_label < 0 || metrics->last_label >= class_count(model) ||
		 metrics->last_label != rint(metrics->last_label)))
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: \"last_label\" is not a class")));
	ArchiveEnd(archive);
}

static void
describe_regression(const Model *model, const ModelFigures *figures, Archive *json)
{
	float8 n = figures->scored;

	ArchiveShowFloat(json, "mae", figures->abs_error / n);
	ArchiveShowFloat(json, "rmse", sqrt(figures->squared_error / n));
	ArchiveShowFloat(json, "r2", 1 - figures->squared_error / figures->label_m2);
	ArchiveShowFloat(json, "nochange_mae",
					 figures->nochange_abs_error / figures->nochange_scored);
	if (!keeps_residuals(model))
		return;
	ArchiveBegin(json, "coverage");
	for (int i = 0; i < RESIDUAL_LEVELS; i++)
		ArchiveShowFloat(json, psprintf("%g", ResidualLevel[i]),
						 figures->covered[i] / figures->bounded[i]);
	ArchiveEnd(json);
}

/*
 * Means over the classes that were seen or predicted; what is undefined of one
 * counts as zero.
 */
static void
summarize_macro(const ModelFigures *figures, int count, ClassSummary *summary)
{
	float8 precision = 0;
	float8 recall = 0;
	float8 f1 = 0;
	int classes = 0;

	for (int i = 0; i < count; i++)
	{
		float8 both = figures->actual[i] + figures->predicted[i];

		if (both == 0)
			continue;
		classes++;
		f1 += 2 * figures->hit[i] / both;
		if (figures->predicted[i] > 0)
			precision += figures->hit[i] / figures->predicted[i];
		if (figures->actual[i] > 0)
			recall += figures->hit[i] / figures->actual[i];
	}
	summary->macro_precision = precision / classes;
	summary->macro_recall = recall / classes;
	summary->macro_f1 = f1 / classes;
}

/*
 * What follows from scored, actual, predicted and hit of "figures" for so many
 * classes, of which one may be positive (otherwise -1).
 */
void
SummarizeClasses(const ModelFigures *figures, int count, int positive,
				 ClassSummary *summary)
{
	float8 n = figures->scored;
	float8 hits = 0;
	float8 chance = 0;
	float8 recall = 0;
	int seen = 0;

	for (int i = 0; i < count; i++)
	{
		hits += figures->hit[i];
		chance += (figures->actual[i] / n) * (figures->predicted[i] / n);
		if (figures->actual[i] == 0)
			continue;
		recall += figures->hit[i] / figures->actual[i];
		seen++;
	}
	summary->accuracy = hits / n;
	summary->balanced_accuracy = recall / seen;
	summary->kappa = (summary->accuracy - chance) / (1 - chance);
	summarize_macro(figures, count, summary);

	summary->precision = summary->recall = summary->f1 = NAN;
	if (positive < 0)
		return;
	summary->precision = figures->hit[positive] / figures->predicted[positive];
	summary->recall = figures->hit[positive] / figures->actual[positive];
	summary->f1 = 2 * figures->hit[positive] /
				  (figures->actual[positive] + figures->predicted[positive]);
}

static void
describe_classification(const Model *model, const ModelFigures *figures, Archive *json)
{
	float8 nochange = figures->nochange_hit / figures->nochange_scored;
	ClassSummary summary;
	float8 bound;

	SummarizeClasses(figures, class_count(model), model->positive, &summary);
	ArchiveShowFloat(json, "accuracy", summary.accuracy);
	ArchiveShowFloat(json, "balanced_accuracy", summary.balanced_accuracy);
	ArchiveShowFloat(json, "log_loss", figures->log_loss / figures->scored);
	if (model->positive >= 0)
	{
		ArchiveShowFloat(json, "auc", ScoreHistogramAuc(&figures->scores, &bound));
		ArchiveShowFloat(json, "auc_error", bound);
		ArchiveShowFloat(json, "precision", summary.precision);
		ArchiveShowFloat(json, "recall", summary.recall);
		ArchiveShowFloat(json, "f1", summary.f1);
	}
	if (model->ops->task == TASK_MULTICLASS)
	{
		ArchiveShowFloat(json, "macro_precision", summary.macro_precision);
		ArchiveShowFloat(json, "macro_recall", summary.macro_recall);
		ArchiveShowFloat(json, "macro_f1", summary.macro_f1);
	}
	ArchiveShowFloat(json, "kappa", summary.kappa);
	ArchiveShowFloat(json, "nochange_accuracy", nochange);
	ArchiveShowFloat(json, "kappa_t", (summary.accuracy - nochange) / (1 - nochange));
}

/* Rows of a class that were predicted to be of a class. */
static float8
confusion_count(const ModelFigures *figures, int actual, int predicted)
{
	if (figures->confusion)
		return figures->confusion[ConfusionCell(actual, predicted)];
	/* of two classes */
	return actual == predicted ? figures->hit[actual] :
								 figures->predicted[predicted] - figures->hit[predicted];
}

/* By actual class an object of the rows by predicted class. */
static void
describe_confusion(const Model *model, const ModelFigures *figures, Archive *json)
{
	int count = class_count(model);

	if (figures->confusion == NULL && count > 2)
		return;
	ArchiveBegin(json, "confusion");
	for (int i = 0; i < count; i++)
	{
		if (ModelClassName(model, i) == NULL)
			continue;
		ArchiveBegin(json, ModelClassName(model, i));
		for (int j = 0; j < count; j++)
		{
			if (ModelClassName(model, j))
				ArchiveShowInt(json, ModelClassName(model, j),
							   (int64) confusion_count(figures, i, j));
		}
		ArchiveEnd(json);
	}
	ArchiveEnd(json);
}

static void
describe_unlabelled(const Model *model, Archive *json)
{
	const ModelFigures *figures = &model->metrics.whole;
	float8 n = figures->scored;
	bool cluster = model->ops->task == TASK_CLUSTER;

	ArchiveShowFloat(json, cluster ? "mean_distance" : "mean_score",
					 n > 0 ? figures->figure_mean : NAN);
	ArchiveShowFloat(json, cluster ? "std_distance" : "std_score",
					 sqrt(figures->figure_m2 / n));
	ArchiveShowFloat(json, cluster ? "max_distance" : "max_score",
					 n > 0 ? figures->figure_max : NAN);
}

static void
describe_figures(const Model *model, const ModelFigures *figures, Archive *json)
{
	if (TaskHasValue(model->ops->task))
		describe_regression(model, figures, json);
	else
		describe_classification(model, figures, json);
}

/* The same of rows that fade, in an object. */
static void
describe_fading(const Model *model, Archive *json)
{
	const ModelMetrics *metrics = &model->metrics;
	float8 factor = model->metric_option.fading;

	ArchiveBegin(json, "fading");
	ArchiveShowFloat(json, "factor", factor);
	ArchiveShowFloat(json, "rows", metrics->fading->scored / (metrics->gain * factor));
	describe_figures(model, metrics->fading, json);
	ArchiveEnd(json);
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
	ModelMetrics *metrics = &model->metrics;

	ArchiveShowInt(json, "n", model->n);
	if (model->ops->task == TASK_DRIFT)
	{
		ArchiveShowInt(json, "unlabeled", model->unlabeled);
		model->ops->describe(model, json);
		return;
	}
	ArchiveShowInt(json, "scored", (int64) metrics->whole.scored);
	if (TaskHasLabel(model->ops->task))
		ArchiveShowInt(json, "unlabeled", model->unlabeled);
	ArchiveShowInt(json, "skipped", model->skipped);
	ArchiveShowString(json, "order", describe_order(model));

	if (TaskHasLabel(model->ops->task))
	{
		describe_figures(model, &metrics->whole, json);
		if (TaskHasClasses(model->ops->task))
			describe_confusion(model, &metrics->whole, json);
		if (metrics->fading)
			describe_fading(model, json);
	}
	else if (!model->ops->unscored)
		describe_unlabelled(model, json);
	if (model->ops->describe)
		model->ops->describe(model, json);
	if (model->watch)
		ModelWatchDescribe(model, json);
}
