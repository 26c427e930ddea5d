/*
 * watch.c
 *	  Models that watch their own errors: the options "drift" and "on_drift".
 *
 * Every model that predicts rows before it learns them can have a drift
 * detector (detector.c) look at how wrong it was.  What the detector is given
 * is
 *
 *		classes		1 if the decision was wrong, else 0
 *		numbers		min(3, |label - prediction| / s)
 *
 * where s is the standard deviation of the labels so far, this one included: the
 * detectors' thresholds are for errors of the order of 1, and an alarm must not
 * depend on whether prices are in cents, nor on a single label that is far out.
 *
 * Only an error that grows is a drift; one that shrinks is learning.  Then, by
 * "on_drift":
 *
 *		note		nothing more: the counters tell
 *		reset		the model forgets what it has learned
 *		background	a model that began to learn at the warning takes over
 *
 * For the last, what ADWIN warns at is ten times its delta (H. Gomes et al.,
 * Adaptive random forests for evolving data stream classification, 2017);
 * Page-Hinkley and DDM have warnings of their own.  A drift without a warning
 * is a reset.  A warning that is taken back ends the background model; the
 * first row that it learns is the one after the warning.
 *
 * What goes on through a reset: the names of features and classes, the
 * progressive figures, the counters.  "n" is what the present state has
 * learned.  The background model is a Model that borrows all of that from the
 * real one (follow) and has a state of its own.
 *
 * A state that takes over lives in a memory context of its own, so that the one
 * it replaces can be freed.  That of a model's beginning is in the context that
 * the model was made in, and goes with it.
 *
 * Merge: as the algorithm; counters add up, the detector begins anew and a
 * background model is given up.
 *
 * State: that of the detector; a second state of the algorithm while there is a
 * background model.  Cost: the detector's, and twice the algorithm's meanwhile.
 */
#include "shim.h"

#include "model/detector.h"
#include "model/model.h"

/* Errors beyond so many standard deviations of the labels count as this. */
#define MAX_ERROR 3
/* What ADWIN warns at, by what it finds a drift at. */
#define WARNING_FACTOR 10

/* Stored: positions in reactions. */
typedef enum Reaction
{
	REACTION_NOTE,
	REACTION_RESET,
	REACTION_BACKGROUND
} Reaction;

typedef struct ModelWatch
{
	DetectorRules rules;
	Detector detector;
	bool replaced;	   /* the state is in a context of its own: the model's */
	Model *background; /* in its own context; NULL if there is none */
} ModelWatch;

static const char *const reactions[] = {"note", "reset", "background", NULL};

const ModelOption ModelWatchOptions[] = {
	{"drift", OPTION_CHOICE, DETECTOR_NONE, 0, 0, DetectorNames},
	{"on_drift", OPTION_CHOICE, REACTION_NOTE, 0, 0, reactions},
	{NULL}};

/* Refuse options that do not go with the algorithm or with each other. */
void
ModelWatchOptionsCheck(const ModelOps *ops, const float8 *watch)
{
	if (watch[WATCH_DRIFT] == DETECTOR_NONE && watch[WATCH_ON_DRIFT] != REACTION_NOTE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("option \"on_drift\" needs option \"drift\""),
						errhint("Add \"drift\": \"adwin\".")));
	if (watch[WATCH_DRIFT] == DETECTOR_NONE)
		return;
	if (!ModelIsScored(ops))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s has no errors to watch for drift", ops->name)));
	if (watch[WATCH_DRIFT] == DETECTOR_DDM && !TaskHasClasses(ops->task))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("option \"drift\" of %s cannot be \"ddm\"", ops->name),
						errdetail("ddm is for errors that are 0 or 1."),
						errhint("Use \"adwin\" or \"page_hinkley\".")));
}

/* Give a model a detector, by its options. */
void
ModelWatchCreate(Model *model)
{
	ModelWatch *watch = MemoryContextAllocZero(model->context, sizeof(ModelWatch));
	DetectorRules *rules = &watch->rules;

	DetectorDefaults(rules, (DetectorKind) model->watch_option[WATCH_DRIFT]);
	rules->direction = DETECTOR_UP;
	if (rules->kind == DETECTOR_ADWIN &&
		model->watch_option[WATCH_ON_DRIFT] == REACTION_BACKGROUND)
		rules->warning = WARNING_FACTOR * rules->drift;
	DetectorInit(&watch->detector, model->base);
	model->watch = watch;
	model->flags |= MODEL_WATCHED;
}

/* Bring what a background model borrows up to date. */
static void
follow(Model *background, const Model *model)
{
	background->flags = model->flags & ~MODEL_WATCHED;
	background->label_kind = model->label_kind;
	background->classes = model->classes;
	background->classes_ready = model->classes_ready;
	background->positive = model->positive;
	background->features = model->features;
	background->metrics = model->metrics;
	background->score = model->score;
}

/*
 * A model like this one that has learned nothing, in a context of its own.  Room
 * for features is not made yet.
 */
static Model *
make_background(const Model *model)
{
	MemoryContext context =
		AllocSetContextCreate(model->base, "streamml background", ALLOCSET_SMALL_SIZES);
	Model *background = MemoryContextAllocZero(context, sizeof(Model));

	background->ops = model->ops;
	background->context = background->base = context;
	memcpy(background->option, model->option, sizeof(model->option));
	background->positive_name = model->positive_name;
	background->state = MemoryContextAllocZero(context, model->ops->state_size);
	follow(background, model);
	return background;
}

static void
drop_background(ModelWatch *watch)
{
	if (watch->background)
		MemoryContextDelete(watch->background->context);
	watch->background = NULL;
}

/* Learn on with the background model's state, or with an empty one. */
static void
take_over(Model *model)
{
	ModelWatch *watch = model->watch;
	Model *next = watch->background ? watch->background : make_background(model);

	ModelReserve(next);
	if (watch->replaced)
		MemoryContextDelete(model->context);
	model->context = next->context;
	model->state = next->state;
	model->n = next->n;
	model->features_ready = next->features_ready;
	watch->replaced = true;
	watch->background = NULL;
}

/* How wrong the prediction in model->score was, see the top of the file. */
static float8
row_error(const Model *model, float8 label)
{
	const ModelFigures *figures = &model->metrics.whole;
	float8 deviation;

	if (TaskHasClasses(model->ops->task))
		return ModelDecide(model, model->score) != (int) label;
	deviation = sqrt(figures->label_m2 / figures->scored);
	if (!(deviation > 0))
		return 0;
	return Min(MAX_ERROR, fabs(label - model->score[0]) / deviation);
}

/* The background model learns a row, as ModelLearn does. */
static void
learn_in_background(const Model *model, const FeatureView *row, float8 label,
					float8 weight)
{
	Model *background = model->watch->background;

	follow(background, model);
	ModelReserve(background);
	if (background->ops->score)
		(void) background->ops->score(background, row, background->score);
	else
		(void) background->ops->predict(background, row, background->score);
	background->ops->learn(background, row, label, weight);
	background->n = ModelAddRows(background->n, 1);
}

/*
 * After a row has been learned: let the detector see the error, and react.
 * model->score is the prediction if the row was scored.
 */
void
ModelWatchLearn(Model *model, const FeatureView *row, float8 label, float8 weight,
				bool scored)
{
	ModelWatch *watch = model->watch;
	Reaction reaction = (Reaction) model->watch_option[WATCH_ON_DRIFT];
	DetectorSignal signal = SIGNAL_NONE;
	float8 error = scored ? row_error(model, label) : 0;

	/* this uses model->score */
	if (watch->background)
		learn_in_background(model, row, label, weight);
	if (scored)
		signal = DetectorAdd(&watch->detector, &watch->rules, error);

	switch (signal)
	{
		case SIGNAL_NONE:
			break;
		case SIGNAL_WARNING:
			drop_background(watch);
			if (reaction == REACTION_BACKGROUND)
				watch->background = make_background(model);
			break;
		case SIGNAL_CLEAR:
			drop_background(watch);
			break;
		case SIGNAL_DRIFT:
			model->drifted = true;
			if (reaction != REACTION_NOTE)
				take_over(model);
	}
}

/* See the top of the file; both have the same options. */
void
ModelWatchMerge(Model *into, const Model *from)
{
	if (from->watch->detector.n == 0)
		return;
	DetectorMerge(&into->watch->detector, &from->watch->detector);
	drop_background(into->watch);
}

/* Name the detector and the background model to the archive. */
void
ModelWatchArchive(Model *model, Archive *archive)
{
	ModelWatch *watch = model->watch;
	bool background = watch->background != NULL;

	ArchiveBegin(archive, "drift");
	DetectorArchive(&watch->detector, &watch->rules, archive);
	ArchiveBool(archive, "background", &background);
	if (background)
	{
		if (ArchiveReads(archive))
			watch->background = make_background(model);
		else
		{
			follow(watch->background, model);
			ModelReserve(watch->background);
		}
		ArchiveInt(archive, "background_n", &watch->background->n, 0, MODEL_MAX_ROWS);
		ArchiveBegin(archive, "background_state");
		model->ops->archive(watch->background, archive);
		ArchiveEnd(archive);
	}
	ArchiveEnd(archive);
}

/* Refuse what was read and cannot be. */
void
ModelWatchCheck(const Model *model)
{
	ModelWatch *watch = model->watch;

	DetectorCheck(&watch->detector, &watch->rules);
	if (watch->background == NULL)
		return;
	if (model->watch_option[WATCH_ON_DRIFT] != REACTION_BACKGROUND ||
		!watch->detector.warned)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: it has a background model without a "
							   "warning")));
	follow(watch->background, model);
	watch->background->features_ready = model->features.count;
	if (model->ops->check)
		model->ops->check(watch->background);
}

/* The key of metrics(). */
void
ModelWatchDescribe(const Model *model, Archive *json)
{
	const ModelWatch *watch = model->watch;

	ArchiveBegin(json, "drift");
	ArchiveShowString(json, "detector", DetectorNames[watch->rules.kind]);
	DetectorDescribe(&watch->detector, &watch->rules, json);
	if (watch->background)
		ArchiveShowInt(json, "background_n", watch->background->n);
	ArchiveEnd(json);
}

/* The detector of a model, NULL if it has none. */
const Detector *
ModelDetector(const Model *model, const DetectorRules **rules)
{
	if (model->ops->detector)
		return model->ops->detector(model, rules);
	if (model->watch == NULL)
		return NULL;
	*rules = &model->watch->rules;
	return &model->watch->detector;
}

/* Has the row learned last shown a drift?  True once. */
bool
ModelTakeDrift(Model *model, ModelDrift *drift)
{
	const DetectorRules *rules = NULL;
	const Detector *detector;

	if (!model->drifted)
		return false;
	model->drifted = false;
	detector = ModelDetector(model, &rules);
	drift->detector = DetectorNames[rules->kind];
	drift->number = detector->drifts;
	drift->position = detector->last_drift;
	(void) DetectorEstimate(detector, rules, &drift->value);
	return true;
}
