/*
 * adwin.h
 *	  ADWIN: the mean of the recent past, over a window that is as long as the
 *	  mean stays the same; see adwin.c.
 */
#ifndef STREAMML_ADWIN_H
#define STREAMML_ADWIN_H

#include "shim.h"

#include "model/archive.h"

/* Buckets a row has at most between two inputs. */
#define ADWIN_ROW_BUCKETS 5
/* A window of 2^50 inputs is longer than anybody's. */
#define ADWIN_MAX_ROWS 50

/*
 * All zero but the context is an empty window.  Row r holds buckets of 2^r
 * inputs each, the oldest first.
 */
typedef struct Adwin
{
	MemoryContext context; /* of the arrays */
	int32 rows;
	int32 allocated; /* room in the arrays, in rows */
	int32 *count;	 /* per row: buckets in use */
	float8 *sum;	 /* per bucket; row r begins at r * (ADWIN_ROW_BUCKETS + 1) */
	float8 *m2;		 /* per bucket: squared deviations from its mean */
	int64 ticks;	 /* inputs since the window was empty, dropped ones too */
	int64 width;	 /* inputs in the window */
	float8 total;	 /* their sum */
	float8 total_m2; /* and squared deviations */
	/* inputs may be of any scale: they were between these since it was empty */
	bool ranged;
	float8 least;
	float8 most;
} Adwin;

/* Which cuts are tried. */
typedef enum AdwinCuts
{
	ADWIN_ALL_CUTS,	   /* at the end of every bucket */
	ADWIN_COARSE_CUTS, /* see adwin.c */
} AdwinCuts;

extern void AdwinInit(Adwin *adwin, MemoryContext context);
extern void AdwinReset(Adwin *adwin);
extern void AdwinFree(Adwin *adwin);
extern bool AdwinAdd(Adwin *adwin, float8 value, float8 delta, int clock, AdwinCuts cuts);
extern int64 AdwinBytes(const Adwin *adwin);
extern int64 AdwinPackedSize(const Adwin *adwin);
extern float8 *AdwinPack(const Adwin *adwin, float8 *to);
extern const float8 *AdwinUnpack(Adwin *adwin, const float8 *from, const float8 *end);
extern void AdwinArchive(Adwin *adwin, Archive *archive, const char *key);

/* The mean of the window, 0 if it is empty. */
static inline float8
AdwinMean(const Adwin *adwin)
{
	return adwin->width > 0 ? adwin->total / adwin->width : 0;
}

#endif /* STREAMML_ADWIN_H */
