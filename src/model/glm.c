/*
 * glm.c
 *	  The engine of the linear learners: losses (loss.c) times optimizers.
 *
 * The predictor is s = b + w.x.  Optimizer "adaptive" (adaptive.c) takes
 * features as they come and needs no tuned rate.  The others (descent.c) work
 * on features standardised by the rows so far (standardize.c): a row is
 * predicted by the standardizer as it was, then the standardizer learns it,
 * then the gradient is taken at the score by the new standardizer, so that no
 * row is peeked at.
 *
 * Where the score is in units of the label, "adaptive" must not depend on
 * those either: its rate is multiplied by the standard deviation of the labels
 * so far (about zero if there is no intercept; labels beyond three of them
 * count as three), and the intercept begins at the first label, or at its
 * logarithm with Poisson loss.  Labels in other units, or with another zero,
 * then give the same predictions in these units.
 *
 * Penalties l1 |w| + l2 / 2 |w|^2 belong to every row's loss.  "penalize" says
 * whose: "present" weights are those of the row's own features, "all" are all
 * (adaptive: O(features) per row; others: made up for later, see descent.c).
 * The intercept is never penalised.
 *
 * What "adaptive" predicts of such labels is kept in the range of those so far: a
 * row unlike all others may be far off, and its error counts as no more than that.
 *
 * State: adaptive 40 bytes per feature; others 32 for weight and standardizer, 8
 * more with adagrad, rmsprop, momentum, 16 with adam, ftrl, and 8 with
 * penalties on all weights.
 */
#include "shim.h"

#include <float.h>

#include "model/glm.h"
#include "model/kernel.h"

const char *const GlmOptimizers[] = {"adaptive", "sgd",		 "adagrad", "rmsprop",
									 "adam",	 "momentum", "ftrl",	NULL};
const DescentKind GlmOptimizerKinds[] = {DESCENT_ADAPTIVE, DESCENT_SGD,	 DESCENT_ADAGRAD,
										 DESCENT_RMSPROP,  DESCENT_ADAM, DESCENT_MOMENTUM,
										 DESCENT_FTRL};

/* Values of the option "penalize". */
enum
{
	PENALIZE_PRESENT,
	PENALIZE_ALL
};
const char *const GlmPenalize[] = {"present", "all", NULL};

/* Places after that of l1, see GLM_MORE_OPTIONS. */
enum
{
	MORE_L1,
	MORE_PENALIZE,
	MORE_MOMENTUM,
	MORE_RHO,
	MORE_BETA1,
	MORE_BETA2,
	MORE_EPSILON,
	MORE_BETA,
	MORE_CENTER
};

const GlmPlaces GlmStandardPlaces = {.optimizer = GLM_OPTIMIZER,
									 .optimizers = GlmOptimizerKinds,
									 .optimizer_count = GLM_OPTIMIZER_COUNT,
									 .learning_rate = GLM_LEARNING_RATE,
									 .intercept_rate = GLM_INTERCEPT_RATE,
									 .l2 = GLM_L2,
									 .fit_intercept = GLM_FIT_INTERCEPT,
									 .l1 = GLM_L1};

#define ADAPTIVE_RATE 0.5

/* Of the way to a label, what may be left of it for rounding. */
#define ARRIVED 1e-9

/* Labels further from the mean count as so far, once there are some. */
#define MAX_LABEL_DEVIATIONS 3
#define MIN_LABEL_WEIGHT 10

/* See ModelOps.settle.  Options that were read have not been checked yet. */
void
GlmSettleAt(const GlmPlaces *places, float8 *option)
{
	float8 choice = option[places->optimizer];
	bool valid = choice >= 0 && choice < places->optimizer_count;
	DescentKind kind = places->optimizers[valid ? (int) choice : 0];
	float8 *rate = &option[places->learning_rate];
	float8 *penalize = &option[places->l1 + MORE_PENALIZE];

	if (isnan(*rate))
		*rate = kind == DESCENT_ADAPTIVE ? ADAPTIVE_RATE : DescentDefaultRate(kind);
	if (isnan(*penalize))
		*penalize = kind == DESCENT_ADAPTIVE ? PENALIZE_ALL : PENALIZE_PRESENT;
}

void
GlmSettle(float8 *option)
{
	GlmSettleAt(&GlmStandardPlaces, option);
}

/* The rule that options say, with features scaled. */
void
GlmRuleAt(const GlmPlaces *places, const float8 *option, const Loss *loss, GlmRule *rule)
{
	const float8 *more = option + places->l1;
	DescentRule *descent = &rule->descent;

	rule->loss = loss;
	rule->has_intercept = option[places->fit_intercept] != 0;
	rule->scale = true;
	rule->center = rule->has_intercept && more[MORE_CENTER] != 0;
	descent->kind = places->optimizers[(int) option[places->optimizer]];
	descent->rate = option[places->learning_rate];
	descent->intercept_rate = rule->has_intercept ? option[places->intercept_rate] : 0;
	descent->l1 = more[MORE_L1];
	descent->l2 = option[places->l2];
	descent->everywhere = more[MORE_PENALIZE] == PENALIZE_ALL;
	descent->momentum = more[MORE_MOMENTUM];
	descent->rho = more[MORE_RHO];
	descent->beta1 = more[MORE_BETA1];
	descent->beta2 = more[MORE_BETA2];
	descent->epsilon = more[MORE_EPSILON];
	descent->beta = more[MORE_BETA];
}

void
GlmStandardRule(const float8 *option, const Loss *loss, GlmRule *rule)
{
	GlmRuleAt(&GlmStandardPlaces, option, loss, rule);
}

/*
 * Bring glm->rule up to date with the model: the options once, the number of
 * rows at every call.
 */
void
GlmReady(const Model *model, Glm *glm,
		 void (*make_rule)(const float8 *option, GlmRule *rule))
{
	if (!glm->ready)
	{
		make_rule(model->option, &glm->rule);
		glm->ready = true;
	}
	DescentBegin(&glm->rule.descent, model->n);
}

static inline bool
is_adaptive(const Glm *glm)
{
	return glm->rule.descent.kind == DESCENT_ADAPTIVE;
}

/* Does adaptive need to know of the labels so far? */
static inline bool
keeps_labels(const Glm *glm)
{
	return is_adaptive(glm) && glm->rule.loss->start != NULL;
}

static inline GlmOutput *
output_of(const Glm *glm, int k)
{
	return glm->several ? &glm->several[k] : (GlmOutput *) &glm->one;
}

/*----------
 * Learning
 *----------
 */

static void
reserve_output(Model *model, const Glm *glm, GlmOutput *output, int from, int to)
{
	if (is_adaptive(glm))
	{
		output->adaptive.center = glm->rule.center;
		AdaptiveReserve(model, &output->adaptive, from, to);
	}
	else
		DescentReserve(model, &output->descent, &glm->rule.descent, from, to);
}

/* See ModelOps.reserve. */
void
GlmReserve(Model *model, Glm *glm, int from, int to)
{
	if (!is_adaptive(glm))
		StandardizerReserve(model, &glm->standardizer, glm->rule.scale, from, to);
	if (glm->several == NULL)
		reserve_output(model, glm, &glm->one, from, to);
	for (int k = 0; k < glm->outputs; k++)
		reserve_output(model, glm, &glm->several[k], from, to);
}

/* Room for so many predictors, for learners that have several. */
void
GlmReserveOutputs(Model *model, Glm *glm, int outputs)
{
	Size size = outputs * sizeof(GlmOutput);

	if (outputs <= glm->outputs)
		return;
	if (glm->several == NULL)
		glm->several = MemoryContextAllocZero(model->context, size);
	else
	{
		glm->several = repalloc(glm->several, size);
		memset(glm->several + glm->outputs, 0,
			   (outputs - glm->outputs) * sizeof(GlmOutput));
	}
	for (int k = glm->outputs; k < outputs; k++)
		reserve_output(model, glm, &glm->several[k], 0, model->features_ready);
	glm->outputs = outputs;
}

float8
GlmIntercept(const Glm *glm, int k)
{
	const GlmOutput *output = output_of(glm, k);

	return is_adaptive(glm) ? output->adaptive.intercept : output->descent.intercept;
}

static void
set_intercept(const Glm *glm, GlmOutput *output, float8 intercept)
{
	if (is_adaptive(glm))
		output->adaptive.intercept = intercept;
	else
		output->descent.intercept = intercept;
}

/* The score of a row that has the means of all features. */
static float8
mean_score(const Model *model, const Glm *glm, int k)
{
	const GlmOutput *output = output_of(glm, k);

	return is_adaptive(glm) ?
			   AdaptiveMeanScore(&output->adaptive, model->features_ready) :
			   output->descent.intercept;
}

/*
 * Begin the predictor of a class that none of the rows so far was of, among
 * "known" others: with weights of 0, and the intercept that stands for its not
 * having been there, at the mean row.  Were all other scores "most", following
 * the gradient of so many rows at the intercept's rate would have led there.
 */
void
GlmBeginClass(const Model *model, Glm *glm, int k, int known, bool compare, bool merging)
{
	GlmOutput *output = output_of(glm, k);
	float8 most = compare ? -HUGE_VAL : 0;

	if (known == 0 || model->n == 0)
		return;
	/* what is merged brings its own */
	if (is_adaptive(glm) && !merging)
		AdaptiveBegin(&output->adaptive, &output_of(glm, 0)->adaptive,
					  model->features_ready);
	if (!glm->rule.has_intercept)
		return;
	for (int i = 0; compare && i < known; i++)
		most = Max(most, mean_score(model, glm, i));
	set_intercept(glm, output,
				  most - log1p(glm->rule.descent.intercept_rate * (float8) model->n));
}

/* The linear predictor of a row. */
float8
GlmScore(const Glm *glm, int k, const FeatureView *row)
{
	const GlmOutput *output = output_of(glm, k);
	float8 sum = 0;

	if (is_adaptive(glm))
		return AdaptiveScore(&output->adaptive, row);

	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		float8 value = row->value[i];

		if (glm->rule.scale)
			value = StandardizerValue(&glm->standardizer, feature, value);
		sum += DescentWeight(&output->descent, &glm->rule.descent, feature) * value;
	}

	return output->descent.intercept + sum;
}

static void
observe_output(const Glm *glm, Adaptive *adaptive, const FeatureView *row, float8 weight)
{
	adaptive->has_intercept = glm->rule.has_intercept;
	adaptive->center = glm->rule.center;
	adaptive->change = AdaptiveObserve(adaptive, row, weight);
}

/* Let what is known of the features learn a row that is about to be learned. */
void
GlmObserve(Glm *glm, const FeatureView *row, float8 weight)
{
	if (is_adaptive(glm))
	{
		if (glm->several == NULL)
			observe_output(glm, &glm->one.adaptive, row, weight);
		for (int k = 0; k < glm->outputs; k++)
			observe_output(glm, &glm->several[k].adaptive, row, weight);
		return;
	}
	if (glm->rule.scale)
		StandardizerLearn(&glm->standardizer, row, weight);
	else
		StandardizerCopy(&glm->standardizer, row, weight);
}

/* The predictor of a row that was observed, given what it was before. */
float8
GlmScoreAgain(const Glm *glm, int k, const FeatureView *row, float8 score)
{
	const Descent *descent = &output_of(glm, k)->descent;
	float8 sum = 0;

	if (is_adaptive(glm))
		return score + output_of(glm, k)->adaptive.change;
	if (!glm->rule.scale)
		return score;

	for (int i = 0; i < row->count; i++)
		sum += DescentWeight(descent, &glm->rule.descent, FeatureOf(row, i)) *
			   glm->standardizer.scaled[i];

	return descent->intercept + sum;
}

/* The scale of the labels so far, 0 if there is none yet. */
static float8
label_scale(const Glm *glm)
{
	float8 squares;

	if (glm->label_weight == 0)
		return 0;
	squares = glm->label_m2 / glm->label_weight;
	if (!glm->rule.has_intercept)
		squares += glm->label_mean * glm->label_mean;

	return sqrt(squares);
}

/* Is what is predicted kept in the range of the labels so far? */
bool
GlmHasBounds(const Glm *glm)
{
	return keeps_labels(glm) && glm->label_weight > 0 && glm->label_low > -DBL_MAX;
}

/* What a value that the score stands for is predicted as. */
float8
GlmBound(const Glm *glm, float8 value)
{
	if (!GlmHasBounds(glm))
		return value;
	return Max(glm->label_low, Min(glm->label_high, value));
}

/* Let the moments learn a label, and return the scale by now. */
static float8
learn_label(Glm *glm, float8 label, float8 weight)
{
	float8 limit = MAX_LABEL_DEVIATIONS * label_scale(glm);
	float8 delta = label - glm->label_mean;

	/* a single absurd label must not set the rate for all that follow */
	if (glm->label_weight >= MIN_LABEL_WEIGHT && limit > 0)
		delta = Max(-limit, Min(limit, delta));

	glm->label_low = glm->label_weight > 0 ? Min(glm->label_low, label) : label;
	glm->label_high = glm->label_weight > 0 ? Max(glm->label_high, label) : label;
	glm->label_weight += weight;
	glm->label_mean += delta * (weight / glm->label_weight);
	glm->label_m2 += delta * delta * (weight - weight * (weight / glm->label_weight));

	return label_scale(glm);
}

/*
 * How far the score goes in a time.  While it is out of the labels' range, by
 * "outside" to the range's end where the point is, it walks as at that end.
 */
static float8
advance_score(const Loss *loss, const LossPoint *point, float8 outside, float8 time)
{
	float8 walk = -point->gradient * time;

	if (outside == 0)
		return loss->advance(point, time);
	if (fabs(walk) <= fabs(outside))
		return walk;
	return outside + loss->advance(point, time - fabs(outside / point->gradient));
}

/*
 * What is out of the labels' range is as wrong as its end: brings the score there,
 * and returns how far that was.
 */
static float8
bound_score(const Glm *glm, LossPoint *point)
{
	float8 score = point->score;

	if (!glm->rule.loss->identity)
		return 0;
	point->score = GlmBound(glm, score);
	return point->score - score;
}

static void
adaptive_step(const Model *model, Glm *glm, Adaptive *adaptive, const FeatureView *row,
			  LossPoint *point, float8 weight)
{
	const DescentRule *rule = &glm->rule.descent;
	float8 rate = rule->rate * weight;
	float8 time = rate;
	float8 outside = 0;
	float8 squared;
	float8 change;
	float8 walk = 0;

	if (glm->rule.loss->start)
	{
		float8 scale;

		if (glm->label_weight == 0 && glm->rule.has_intercept)
			adaptive->intercept = point->score = glm->rule.loss->start(point->label);
		scale = learn_label(glm, point->label, weight);
		outside = bound_score(glm, point);
		if (glm->rule.loss->identity)
			time *= scale;
	}

	glm->rule.loss->look(point);
	squared = point->gradient * point->gradient;
	if (point->gradient != 0)
		adaptive->sides |= point->gradient < 0 ? ADAPTIVE_BELOW : ADAPTIVE_ABOVE;
	if (adaptive->center && glm->rule.loss->classes &&
		adaptive->sides != ADAPTIVE_BOTH_SIDES)
		change = AdaptiveIntercept(adaptive, row, squared, weight);
	else
		change = AdaptiveScale(adaptive, row, squared, weight);
	if (change > 0 && time > 0 && point->gradient != 0)
	{
		walk = advance_score(glm->rule.loss, point, outside, time * change);
		AdaptiveStep(adaptive, row, walk / change);
	}
	point->score += walk - outside;
	/* the rest of the row finds the label reached, and not missed by rounding */
	if (glm->rule.loss->identity &&
		fabs(point->score - point->label) <= ARRIVED * fabs(walk - outside))
		point->score = point->label;
	if (rule->l1 > 0 || rule->l2 > 0)
		AdaptiveShrink(adaptive, model->features.count, rule->everywhere ? NULL : row,
					   rate * rule->l1, rate * rule->l2);
}

/*
 * How much of what is left of a row's weight is learned at once, behind so much of it:
 * a row of weight k is worth k rows, among which the gradient changes.  The other
 * optimizers take one step of k times the gradient.
 */
float8
GlmPart(const Glm *glm, float8 rest, float8 done)
{
	return is_adaptive(glm) ? Min(rest, Max(done, 1)) : rest;
}

/*
 * Take a step; score, label and shape of the point are set, and the score is what
 * it has become, if the optimizer tells.  A row of weight k has k times the gradient.
 */
void
GlmStep(const Model *model, Glm *glm, int k, const FeatureView *row, LossPoint *point,
		float8 weight)
{
	GlmOutput *output = output_of(glm, k);

	if (is_adaptive(glm))
	{
		adaptive_step(model, glm, &output->adaptive, row, point, weight);
		return;
	}
	glm->rule.loss->look(point);
	DescentStep(&output->descent, &glm->rule.descent, row, glm->standardizer.scaled,
				point->gradient * weight);
}

/*
 * Learn a row of positive weight with one predictor; score is what GlmScore
 * said of it.  If it throws because the weights run away, the standardizer has
 * learned the row.
 */
void
GlmLearn(const Model *model, Glm *glm, const FeatureView *row, float8 score, float8 label,
		 float8 weight)
{
	LossPoint point = {.label = label, .shape = glm->rule.shape};
	float8 rest = weight;

	GlmObserve(glm, row, weight);
	point.score = GlmScoreAgain(glm, 0, row, score);
	while (rest > 0)
	{
		float8 part = GlmPart(glm, rest, weight - rest);

		GlmStep(model, glm, 0, row, &point, part);
		rest -= part;
	}
}

/*----------
 * Merge, I/O, showing
 *----------
 */

/*
 * Merge what predictors share, after they have been merged; feature[i] is the
 * number of their feature i.
 */
void
GlmMergeCommon(const Model *into, Glm *ours, const Model *from, const Glm *theirs,
			   const int32 *feature)
{
	float8 total = ours->label_weight + theirs->label_weight;
	float8 share = total > 0 ? theirs->label_weight / total : 0;
	float8 delta = theirs->label_mean - ours->label_mean;

	if (!is_adaptive(ours))
		StandardizerMerge(&ours->standardizer, &theirs->standardizer,
						  from->features.count, feature);
	if (theirs->label_weight > 0)
	{
		bool first = ours->label_weight == 0;

		ours->label_low =
			first ? theirs->label_low : Min(ours->label_low, theirs->label_low);
		ours->label_high =
			first ? theirs->label_high : Max(ours->label_high, theirs->label_high);
	}
	ours->label_m2 += theirs->label_m2 + delta * delta * (ours->label_weight * share);
	ours->label_mean += delta * share;
	ours->label_weight = total;
}

/*
 * Merge a predictor.  sign is -1 if the classes of the two are numbered the
 * other way round.
 */
void
GlmMergeOutput(const Model *into, Glm *ours, int our_output, const Model *from,
			   const Glm *theirs, int their_output, const int32 *feature, float8 sign)
{
	GlmOutput *output = output_of(ours, our_output);
	const GlmOutput *other = output_of(theirs, their_output);

	if (is_adaptive(ours))
		AdaptiveMerge(&output->adaptive, &other->adaptive, into->features.count,
					  from->features.count, feature, sign);
	else
		DescentMerge(&output->descent, &other->descent, &ours->rule.descent,
					 into->features.count, ours->standardizer.count, from->n,
					 from->features.count, theirs->standardizer.count, feature, sign);
}

/* See ModelOps.archive, for learners with one predictor. */
void
GlmArchive(Model *model, Glm *glm, Archive *archive)
{
	if (is_adaptive(glm))
	{
		glm->one.adaptive.center = glm->rule.center;
		AdaptiveArchive(model, &glm->one.adaptive, archive);
	}
	else
	{
		DescentArchive(model, &glm->one.descent, archive);
		StandardizerArchive(model, &glm->standardizer, glm->rule.scale, archive);
		DescentArchiveMore(model, &glm->one.descent, &glm->rule.descent, archive);
		StandardizerArchiveRows(model, &glm->standardizer, archive);
	}
	if (!keeps_labels(glm))
		return;
	ArchiveFloat(archive, "label_weight", &glm->label_weight, 0, HUGE_VAL);
	ArchiveFloat(archive, "label_mean", &glm->label_mean, -HUGE_VAL, HUGE_VAL);
	ArchiveFloat(archive, "label_m2", &glm->label_m2, 0, HUGE_VAL);
	if (archive->format >= 2)
	{
		ArchiveFloat(archive, "label_low", &glm->label_low, -HUGE_VAL, HUGE_VAL);
		ArchiveFloat(archive, "label_high", &glm->label_high, -HUGE_VAL, HUGE_VAL);
		return;
	}
	/* written before the range was kept: predicts as it did */
	glm->label_low = -DBL_MAX;
	glm->label_high = DBL_MAX;
}

/* The same for learners with several, which have been reserved or are read. */
void
GlmArchiveOutputs(Model *model, Glm *glm, int outputs, Archive *archive)
{
	if (ArchiveReads(archive))
		GlmReserveOutputs(model, glm, outputs);
	if (!is_adaptive(glm))
	{
		StandardizerArchive(model, &glm->standardizer, glm->rule.scale, archive);
		StandardizerArchiveRows(model, &glm->standardizer, archive);
	}
	for (int k = 0; k < outputs; k++)
	{
		GlmOutput *output = &glm->several[k];

		ArchiveBegin(archive, psprintf("class_%d", k));
		if (is_adaptive(glm))
			AdaptiveArchive(model, &output->adaptive, archive);
		else
		{
			DescentArchive(model, &output->descent, archive);
			DescentArchiveMore(model, &output->descent, &glm->rule.descent, archive);
		}
		ArchiveEnd(archive);
	}
}

/* See ModelOps.check.  A model that has learned nothing may have no predictor. */
void
GlmCheck(const Model *model, const Glm *glm, int outputs)
{
	if (!is_adaptive(glm))
		StandardizerCheck(model, &glm->standardizer);
	for (int k = 0; k < outputs; k++)
	{
		if (is_adaptive(glm))
			AdaptiveCheck(model, &output_of(glm, k)->adaptive);
		else
			DescentCheck(model, &output_of(glm, k)->descent);
	}
}

/*
 * The rows of weights() of one predictor, into "rows", which has room for one
 * more than there are features; returns their number.  With a standardizer they are
 * weights of the standardised features.
 */
int
GlmWeights(const Model *model, const Glm *glm, int k, float8 sign, int class,
		   ModelWeight *rows)
{
	const GlmOutput *output = output_of(glm, k);
	bool adaptive = is_adaptive(glm);
	int count = 0;

	if (glm->rule.has_intercept)
		rows[count++] =
			(ModelWeight){-1, class, sign * GlmIntercept(glm, k), NAN, NAN, NAN};
	for (int i = 0; i < model->features.count; i++)
	{
		float8 weight = adaptive ? output->adaptive.weight[i] :
								   DescentWeight(&output->descent, &glm->rule.descent, i);

		rows[count++] = (ModelWeight){i, class, sign * weight, NAN, NAN, NAN};
	}

	return count;
}
