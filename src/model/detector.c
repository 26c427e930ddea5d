/*
 * detector.c
 *	  Drift detectors: ADWIN, Page-Hinkley and DDM.
 *
 * A detector is given one number after the other and says when their mean has
 * changed.  After a drift it forgets what it knew and begins anew with the next
 * number; until then its estimate is that of the moment of the drift.
 *
 * ADWIN (adwin.c) keeps a window and drops the older part of it when the two
 * differ at confidence 1 - delta.  That is a drift.  A second window with a
 * larger delta gives warnings.
 *
 * Page-Hinkley (E. S. Page, Continuous Inspection Schemes, Biometrika 1954;
 * D. V. Hinkley 1971), with fading (a = alpha) as J. Gama, R. Sebastiao and
 * P. P. Rodrigues (On evaluating stream learning algorithms, 2013).  With the
 * mean m of the values so far, that of the value x included,
 *
 *		U = a U + x - m - delta,	up:   drift if U - min U > threshold,
 *		D = a D + x - m + delta,	down: drift if max D - D > threshold,
 *
 * from min_values values on.
 *
 * DDM (J. Gama, P. Medas, G. Castillo, P. Rodrigues, Learning with Drift
 * Detection, SBIA 2004) is for errors, 0 or 1: p is their mean, s the standard
 * error sqrt(p (1 - p) / n), and from min_values values on the smallest p + s is
 * remembered as p' + s'.  It is a drift if p + s > p' + 3 s', and a warning if
 * p + s > p' + 2 s'.  (So after a run without any error the first one is a
 * drift.  It is what the paper says.)
 *
 * Warnings of Page-Hinkley and DDM last as long as the figure is above its
 * lower threshold; one of ADWIN until the mean goes the other way.
 *
 * The three algorithms of this name are detectors as models: their rows are a
 * value alone, their state a Detector.
 *
 * State: 48 bytes; ADWIN per window about 10 log2 of its length in numbers, the
 * others 48 bytes.  O(1) per value, amortised.
 *
 * Merge: none, values have an order.
 *
 * Options			default			range
 *	adwin
 *		delta			0.002			1e-300 .. 1
 *		clock			32				1 .. 1000000
 *		direction		both			both, up, down
 *		warning_delta	0				0 .. 1; 0: no warnings
 *		cuts			all				all, coarse
 *	page_hinkley
 *		min_values		30				1 .. 1e9
 *		delta			0.005			0 .. 1e100
 *		threshold		50				0 .. 1e100
 *		alpha			0.9999			0 .. 1
 *		direction		both			both, up, down
 *		warning			threshold / 2	0 .. 1e100
 *	ddm
 *		min_values		30				1 .. 1e9
 *		drift			3				0 .. 1000
 *		warning			2				0 .. 1000
 */
#include "shim.h"

#include "model/algorithms.h"
#include "model/detector.h"
#include "model/model.h"

/* Sums of values that are at most FEATURE_MAX_VALUE stay below this. */
#define MAX_SUM 1e120

const char *const DetectorNames[] = {"none", "adwin", "page_hinkley", "ddm", NULL};

/* The rules of a kind when nothing is asked for. */
void
DetectorDefaults(DetectorRules *rules, DetectorKind kind)
{
	*rules = (DetectorRules){.kind = kind, .direction = DETECTOR_BOTH};
	rules->clock = 32;
	rules->min_values = 30;
	rules->tolerance = 0.005;
	rules->keep = 0.9999;
	switch (kind)
	{
		case DETECTOR_NONE:
			break;
		case DETECTOR_ADWIN:
			rules->drift = 0.002;
			break;
		case DETECTOR_PAGE_HINKLEY:
			rules->drift = 50;
			rules->warning = 25;
			break;
		case DETECTOR_DDM:
			rules->direction = DETECTOR_UP;
			rules->drift = 3;
			rules->warning = 2;
			break;
	}
}

/* One that has seen nothing; its memory will come from "context". */
void
DetectorInit(Detector *detector, MemoryContext context)
{
	memset(detector, 0, sizeof(*detector));
	AdwinInit(&detector->window, context);
	AdwinInit(&detector->warning, context);
	detector->window.ranged = detector->warning.ranged = true;
}

/* Begin anew; the counters stay. */
static void
restart(Detector *detector)
{
	detector->seen = 0;
	detector->mean = 0;
	detector->up = detector->up_min = 0;
	detector->down = detector->down_max = 0;
	detector->best = detector->best_error = 0;
	AdwinReset(&detector->window);
	AdwinReset(&detector->warning);
}

/* What a value says; the caller keeps the books. */
typedef struct Finding
{
	bool drift;
	bool warning;
	bool keeps; /* without a new warning the old one stands */
} Finding;

/* Add to a window; did its mean go the way we look for, or the other way? */
static bool
add_to_window(Adwin *window, const DetectorRules *rules, float8 delta, float8 value,
			  bool *other_way)
{
	float8 before = AdwinMean(window);
	bool up;

	*other_way = false;
	if (!AdwinAdd(window, value, delta, rules->clock, rules->cuts))
		return false;
	if (rules->direction == DETECTOR_BOTH)
		return true;
	up = AdwinMean(window) > before;
	*other_way = up != (rules->direction == DETECTOR_UP);
	return !*other_way;
}

static Finding
add_adwin(Detector *detector, const DetectorRules *rules, float8 value)
{
	Finding finding = {.keeps = true};
	bool other_way;

	finding.drift =
		add_to_window(&detector->window, rules, rules->drift, value, &other_way);
	if (rules->warning == 0)
		return finding;
	finding.warning =
		add_to_window(&detector->warning, rules, rules->warning, value, &other_way);
	finding.keeps = !other_way;
	if (finding.warning)
		AdwinReset(&detector->warning);
	return finding;
}

static Finding
add_page_hinkley(Detector *detector, const DetectorRules *rules, float8 value)
{
	Finding finding = {0};
	float8 deviation;
	float8 figure = 0;

	detector->seen++;
	detector->mean += (value - detector->mean) / detector->seen;
	deviation = value - detector->mean;
	detector->up = rules->keep * detector->up + deviation - rules->tolerance;
	detector->down = rules->keep * detector->down + deviation + rules->tolerance;
	if (detector->seen == 1 || detector->up < detector->up_min)
		detector->up_min = detector->up;
	if (detector->seen == 1 || detector->down > detector->down_max)
		detector->down_max = detector->down;
	if (detector->seen < rules->min_values)
		return finding;

	if (rules->direction != DETECTOR_DOWN)
		figure = detector->up - detector->up_min;
	if (rules->direction != DETECTOR_UP)
		figure = Max(figure, detector->down_max - detector->down);
	finding.drift = figure > rules->drift;
	finding.warning = figure > rules->warning;
	return finding;
}

static Finding
add_ddm(Detector *detector, const DetectorRules *rules, float8 value)
{
	Finding finding = {0};
	float8 p;
	float8 s;

	detector->seen++;
	detector->mean += (value - detector->mean) / detector->seen;
	/* rounding must not make a mean of errors less than none */
	detector->mean = Max(0, Min(1, detector->mean));
	if (detector->seen <= rules->min_values)
		return finding;

	p = detector->mean;
	s = sqrt(p * (1 - p) / detector->seen);
	if (detector->seen == rules->min_values + 1 ||
		p + s <= detector->best + detector->best_error)
	{
		detector->best = p;
		detector->best_error = s;
	}
	finding.drift = p + s > detector->best + rules->drift * detector->best_error;
	finding.warning = p + s > detector->best + rules->warning * detector->best_error;
	return finding;
}

/*
 * Add a value, at most FEATURE_MAX_VALUE in size; for DDM 0 or 1.  Throws before
 * anything has changed.
 */
DetectorSignal
DetectorAdd(Detector *detector, const DetectorRules *rules, float8 value)
{
	Finding finding = {0};

	if (rules->kind == DETECTOR_DDM && value != 0 && value != 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("ddm takes errors, which are 0 or 1, not %g", value),
						errhint("Use streamml.adwin or streamml.page_hinkley for other "
								"numbers.")));
	if (detector->n > 0 && detector->last_drift == detector->n)
		restart(detector);
	detector->n = ModelAddRows(detector->n, 1);

	if (rules->kind == DETECTOR_ADWIN)
		finding = add_adwin(detector, rules, value);
	else if (rules->kind == DETECTOR_PAGE_HINKLEY)
		finding = add_page_hinkley(detector, rules, value);
	else
		finding = add_ddm(detector, rules, value);

	if (finding.drift)
	{
		detector->drifts++;
		detector->last_drift = detector->n;
		detector->warned = false;
		return SIGNAL_DRIFT;
	}
	/* of a window every warning is a new one, others last for a while */
	if (finding.warning && (rules->kind == DETECTOR_ADWIN || !detector->warned))
	{
		detector->warnings++;
		detector->last_warning = detector->n;
		detector->warned = true;
		return SIGNAL_WARNING;
	}
	if (detector->warned && !finding.warning && !finding.keeps)
	{
		detector->warned = false;
		return SIGNAL_CLEAR;
	}
	return SIGNAL_NONE;
}

/* The mean of what it looks at; false if that is nothing. */
bool
DetectorEstimate(const Detector *detector, const DetectorRules *rules, float8 *value)
{
	bool window = rules->kind == DETECTOR_ADWIN;

	*value = window ? AdwinMean(&detector->window) : detector->mean;
	return (window ? detector->window.width : detector->seen) > 0;
}

/*
 * Both have watched parts of one stream: counts add up, what they were looking
 * at is forgotten, and with it where in the stream anything was.
 */
void
DetectorMerge(Detector *into, const Detector *from)
{
	if (from->n == 0)
		return;
	restart(into);
	into->n = ModelAddRows(into->n, from->n);
	into->drifts = ModelAddRows(into->drifts, from->drifts);
	into->warnings = ModelAddRows(into->warnings, from->warnings);
	into->last_drift = into->last_warning = 0;
	into->warned = false;
}

/* Name the fields to the archive. */
void
DetectorArchive(Detector *detector, const DetectorRules *rules, Archive *archive)
{
	ArchiveInt(archive, "values", &detector->n, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "drifts", &detector->drifts, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "warnings", &detector->warnings, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "last_drift", &detector->last_drift, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "last_warning", &detector->last_warning, 0, MODEL_MAX_ROWS);
	ArchiveBool(archive, "warned", &detector->warned);
	if (rules->kind == DETECTOR_ADWIN)
	{
		AdwinArchive(&detector->window, archive, "adwin");
		if (rules->warning > 0)
			AdwinArchive(&detector->warning, archive, "warning");
		return;
	}
	ArchiveInt(archive, "seen", &detector->seen, 0, MODEL_MAX_ROWS);
	if (rules->kind == DETECTOR_DDM)
	{
		ArchiveFloat(archive, "mean", &detector->mean, 0, 1);
		ArchiveFloat(archive, "best", &detector->best, 0, 1);
		ArchiveFloat(archive, "best_error", &detector->best_error, 0, 1);
		return;
	}
	ArchiveFloat(archive, "mean", &detector->mean, -MAX_SUM, MAX_SUM);
	ArchiveFloat(archive, "up", &detector->up, -MAX_SUM, MAX_SUM);
	ArchiveFloat(archive, "up_min", &detector->up_min, -MAX_SUM, MAX_SUM);
	ArchiveFloat(archive, "down", &detector->down, -MAX_SUM, MAX_SUM);
	ArchiveFloat(archive, "down_max", &detector->down_max, -MAX_SUM, MAX_SUM);
}

/* Refuse one that was read and cannot be. */
void
DetectorCheck(const Detector *detector, const DetectorRules *rules)
{
	const Detector *d = detector;
	int64 window = Max(d->window.ticks, d->warning.ticks);

	if (d->drifts > d->n || d->last_drift > d->n || d->warnings > d->n ||
		d->last_warning > d->n || d->seen > d->n || window > d->n ||
		(d->last_drift > 0 && d->drifts == 0) ||
		(d->last_warning > 0 && d->warnings == 0) || (d->warned && d->warnings == 0) ||
		d->up_min > d->up || d->down_max < d->down)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: a drift detector cannot be")));
}

/* JSON only: an ordinal, null if there is none. */
static void
show_ordinal(Archive *json, const char *key, int64 ordinal)
{
	if (ordinal > 0)
		ArchiveShowInt(json, key, ordinal);
	else
		ArchiveShowFloat(json, key, NAN);
}

/* Keys of metrics(). */
void
DetectorDescribe(const Detector *detector, const DetectorRules *rules, Archive *json)
{
	float8 estimate;

	if (!DetectorEstimate(detector, rules, &estimate))
		estimate = NAN;
	ArchiveShowFloat(json, "estimate", estimate);
	ArchiveShowInt(json, "drifts", detector->drifts);
	show_ordinal(json, "last_drift", detector->last_drift);
	ArchiveShowInt(json, "warnings", detector->warnings);
	show_ordinal(json, "last_warning", detector->last_warning);
}

/*----------
 * As models
 *----------
 */

typedef struct DetectorModel
{
	DetectorRules rules; /* from the options; kind is DETECTOR_NONE until then */
	Detector detector;
} DetectorModel;

static const char *const directions[] = {"both", "up", "down", NULL};
static const char *const cuts[] = {"all", "coarse", NULL};

enum
{
	ADWIN_DELTA = OPTION_MAX_FEATURES + 1,
	ADWIN_CLOCK,
	ADWIN_DIRECTION,
	ADWIN_WARNING,
	ADWIN_CUTS
};

static const ModelOption adwin_options[] = {
	{"max_features", OPTION_INTEGER, 1, 1, 1, NULL},
	{"delta", OPTION_REAL, 0.002, 1e-300, 1, NULL},
	{"clock", OPTION_INTEGER, 32, 1, 1000000, NULL},
	{"direction", OPTION_CHOICE, DETECTOR_BOTH, 0, 0, directions},
	{"warning_delta", OPTION_REAL, 0, 0, 1, NULL},
	{"cuts", OPTION_CHOICE, ADWIN_ALL_CUTS, 0, 0, cuts},
	{NULL}};

enum
{
	PH_MIN_VALUES = OPTION_MAX_FEATURES + 1,
	PH_DELTA,
	PH_THRESHOLD,
	PH_ALPHA,
	PH_DIRECTION,
	PH_WARNING
};

static const ModelOption page_hinkley_options[] = {
	{"max_features", OPTION_INTEGER, 1, 1, 1, NULL},
	{"min_values", OPTION_INTEGER, 30, 1, 1e9, NULL},
	{"delta", OPTION_REAL, 0.005, 0, FEATURE_MAX_VALUE, NULL},
	{"threshold", OPTION_REAL, 50, 0, FEATURE_MAX_VALUE, NULL},
	{"alpha", OPTION_REAL, 0.9999, 0, 1, NULL},
	{"direction", OPTION_CHOICE, DETECTOR_BOTH, 0, 0, directions},
	{"warning", OPTION_REAL, NAN, 0, FEATURE_MAX_VALUE, NULL},
	{NULL}};

enum
{
	DDM_MIN_VALUES = OPTION_MAX_FEATURES + 1,
	DDM_DRIFT,
	DDM_WARNING
};

static const ModelOption ddm_options[] = {
	{"max_features", OPTION_INTEGER, 1, 1, 1, NULL},
	{"min_values", OPTION_INTEGER, 30, 1, 1e9, NULL},
	{"drift", OPTION_REAL, 3, 0, 1000, NULL},
	{"warning", OPTION_REAL, 2, 0, 1000, NULL},
	{NULL}};

static void
page_hinkley_settle(float8 *option)
{
	if (isnan(option[PH_WARNING]))
		option[PH_WARNING] = option[PH_THRESHOLD] / 2;
}

static void
set_rules(DetectorRules *rules, const Model *model)
{
	const float8 *option = model->option;

	if (model->ops->id == MODEL_ADWIN)
	{
		DetectorDefaults(rules, DETECTOR_ADWIN);
		rules->drift = option[ADWIN_DELTA];
		rules->clock = (int) option[ADWIN_CLOCK];
		rules->direction = (DetectorDirection) option[ADWIN_DIRECTION];
		rules->warning = option[ADWIN_WARNING];
		rules->cuts = (AdwinCuts) option[ADWIN_CUTS];
	}
	else if (model->ops->id == MODEL_PAGE_HINKLEY)
	{
		DetectorDefaults(rules, DETECTOR_PAGE_HINKLEY);
		rules->min_values = (int64) option[PH_MIN_VALUES];
		rules->tolerance = option[PH_DELTA];
		rules->drift = option[PH_THRESHOLD];
		rules->keep = option[PH_ALPHA];
		rules->direction = (DetectorDirection) option[PH_DIRECTION];
		rules->warning = option[PH_WARNING];
	}
	else
	{
		DetectorDefaults(rules, DETECTOR_DDM);
		rules->min_values = (int64) option[DDM_MIN_VALUES];
		rules->drift = option[DDM_DRIFT];
		rules->warning = option[DDM_WARNING];
	}
}

/* The model's detector, ready for use. */
static DetectorModel *
get_state(const Model *model)
{
	DetectorModel *state = model->state;

	if (state->rules.kind == DETECTOR_NONE)
	{
		set_rules(&state->rules, model);
		DetectorInit(&state->detector, model->context);
	}
	return state;
}

/* There are no features to make room for. */
static void
detector_reserve(Model *model, int from, int to)
{
}

static void
detector_learn(Model *model, const FeatureView *row, float8 value, float8 weight)
{
	DetectorModel *state = get_state(model);

	if (DetectorAdd(&state->detector, &state->rules, value) == SIGNAL_DRIFT)
		model->drifted = true;
}

static const Detector *
detector_detector(const Model *model, const DetectorRules **rules)
{
	DetectorModel *state = get_state(model);

	*rules = &state->rules;
	return &state->detector;
}

static void
detector_archive(Model *model, Archive *archive)
{
	DetectorModel *state = get_state(model);

	DetectorArchive(&state->detector, &state->rules, archive);
}

static void
detector_check(const Model *model)
{
	DetectorModel *state = get_state(model);

	DetectorCheck(&state->detector, &state->rules);
	if (state->detector.n != model->n || model->features.count > 0)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: a detector has seen other rows")));
}

static void
detector_describe(Model *model, Archive *json)
{
	DetectorModel *state = get_state(model);

	DetectorDescribe(&state->detector, &state->rules, json);
}

/* clang-format off */
#define DETECTOR_OPS                                                                     \
	.task = TASK_DRIFT, .merge_class = MERGE_NONE, .unscored = true, .max_features = 1,  \
	.state_size = sizeof(DetectorModel), .reserve = detector_reserve,                    \
	.learn = detector_learn, .archive = detector_archive, .check = detector_check,       \
	.describe = detector_describe, .detector = detector_detector
/* clang-format on */

const ModelOps AdwinOps = {
	.id = MODEL_ADWIN, .name = "adwin", .options = adwin_options, DETECTOR_OPS};

const ModelOps PageHinkleyOps = {.id = MODEL_PAGE_HINKLEY,
								 .name = "page_hinkley",
								 .options = page_hinkley_options,
								 .settle = page_hinkley_settle,
								 DETECTOR_OPS};

const ModelOps DdmOps = {
	.id = MODEL_DDM, .name = "ddm", .options = ddm_options, DETECTOR_OPS};
