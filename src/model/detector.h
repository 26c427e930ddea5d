/*
 * detector.h
 *	  Drift detectors: has the mean of a sequence of numbers changed?  See
 *	  detector.c.
 */
#ifndef STREAMML_DETECTOR_H
#define STREAMML_DETECTOR_H

#include "shim.h"

#include "model/adwin.h"
#include "model/archive.h"

/* Stored: positions in DetectorNames. */
typedef enum DetectorKind
{
	DETECTOR_NONE,
	DETECTOR_ADWIN,
	DETECTOR_PAGE_HINKLEY,
	DETECTOR_DDM
} DetectorKind;

/* As in options and in SQL; NULL at the end. */
extern const char *const DetectorNames[];

/* Which changes of the mean count; stored as positions of an option. */
typedef enum DetectorDirection
{
	DETECTOR_BOTH,
	DETECTOR_UP,
	DETECTOR_DOWN
} DetectorDirection;

/* What a detector goes by, see detector.c. */
typedef struct DetectorRules
{
	DetectorKind kind;
	DetectorDirection direction;
	float8 drift;	  /* ADWIN: delta; Page-Hinkley: threshold; DDM: deviations */
	float8 warning;	  /* the same for warnings; ADWIN: 0 for none */
	int clock;		  /* ADWIN: values between tests */
	AdwinCuts cuts;	  /* ADWIN: which are tried */
	int64 min_values; /* Page-Hinkley, DDM: values before anything is said */
	float8 tolerance; /* Page-Hinkley: what each value may be off */
	float8 keep;	  /* Page-Hinkley: what is kept of the sums at each value */
} DetectorRules;

/* What one has seen and found; to be made by DetectorInit. */
typedef struct Detector
{
	int64 n; /* values seen */
	int64 drifts;
	int64 warnings;
	int64 last_drift; /* ordinals of values, the first is 1; 0: none */
	int64 last_warning;
	bool warned; /* a warning, and neither drift nor all-clear since */
	/* Page-Hinkley and DDM, since the last drift */
	int64 seen;
	float8 mean;
	float8 up; /* Page-Hinkley: faded sums of deviations, and their extremes */
	float8 up_min;
	float8 down;
	float8 down_max;
	float8 best;	   /* DDM: error at its best, */
	float8 best_error; /* and its standard error */
	/* ADWIN */
	Adwin window;
	Adwin warning;
} Detector;

typedef enum DetectorSignal
{
	SIGNAL_NONE,
	SIGNAL_WARNING, /* a new one */
	SIGNAL_CLEAR,	/* the warning is taken back */
	SIGNAL_DRIFT
} DetectorSignal;

extern void DetectorDefaults(DetectorRules *rules, DetectorKind kind);
extern void DetectorInit(Detector *detector, MemoryContext context);
extern DetectorSignal DetectorAdd(Detector *detector, const DetectorRules *rules,
								  float8 value);
extern bool DetectorEstimate(const Detector *detector, const DetectorRules *rules,
							 float8 *value);
extern void DetectorMerge(Detector *into, const Detector *from);
extern void DetectorArchive(Detector *detector, const DetectorRules *rules,
							Archive *archive);
extern void DetectorCheck(const Detector *detector, const DetectorRules *rules);
extern void DetectorDescribe(const Detector *detector, const DetectorRules *rules,
							 Archive *json);

#endif /* STREAMML_DETECTOR_H */
