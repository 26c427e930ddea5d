/*
 * grid.h
 *	  Axes of time and the grids of boundaries on them (see grid.c).
 */
#ifndef STREAMML_GRID_H
#define STREAMML_GRID_H

#include "streamml.h"

#include "datatype/timestamp.h"
#include "pgtime.h"

#include "compat.h"

/*
 * A type that windows are made of.  Its values are counted in ticks: microseconds
 * since 2000-01-01 for timestamps, days since then for dates, the numbers
 * themselves for integers.
 */
typedef struct Axis
{
	Oid type;
	Oid range_type;
	bool wide;	/* eight bytes, or four */
	bool zoned; /* absolute time, whose days are those of a zone */
	int64 day;	/* ticks of a day; 0: plain numbers */
	int64 min;	/* the finite values; times outside are infinite */
	int64 max;
} Axis;

typedef enum GridUnit
{
	GRID_TICKS, /* absolute time, or numbers */
	GRID_DAYS,	/* ticks of wall clock time, whole days */
	GRID_MONTHS
} GridUnit;

/* A length between boundaries: ticks (of absolute or wall clock time) or months. */
typedef struct Span
{
	GridUnit unit;
	int64 length;
} Span;

/* Boundaries at equal steps, numbered from the origin, which is number 0. */
typedef struct Grid
{
	const Axis *axis;
	pg_tz *zone; /* NULL: times have no zone */
	Span step;
	int64 origin; /* ticks (absolute or wall clock), or months since year 0 */
	int64 shift;  /* of months: wall clock ticks from their first to the boundary */
	/* the window found last by GridLocate; none if start >= end */
	int64 start;
	int64 end;
} Grid;

extern const Axis *AxisOf(Oid type);
extern bool AxisIsFinite(const Axis *axis, int64 time);
extern void pg_attribute_noreturn() AxisOutOfRange(const Axis *axis);
extern void AxisCheckRange(const Axis *axis, int64 start, int64 end);
extern Datum AxisRange(const Axis *axis, int64 start, int64 end);

extern Span GridSpan(const Axis *axis, const Interval *given, const char *what);
extern int64 GridAbsoluteSpan(const Axis *axis, const Interval *given, const char *what);
extern bool GridSameSpan(const Interval *a, const Interval *b);
extern char *GridSpanText(const Axis *axis, const Interval *given);
extern pg_tz *GridZone(const char *name);

extern void GridSetUp(Grid *grid, const Axis *axis, pg_tz *zone, Span step,
					  const int64 *origin, const Interval *offset);
extern int64 GridWall(const Grid *grid, int64 n);
extern int64 GridBoundary(const Grid *grid, int64 n);
extern int64 GridBoundaryUpTo(const Grid *grid, int64 n, int64 limit);
extern int64 GridFloor(const Grid *grid, int64 time);
extern void GridLocate(Grid *grid, int64 time);

/* The quotient, rounded towards minus infinity; the divisor is positive. */
static inline int64
FloorDiv(int64 dividend, int64 divisor)
{
	int64 quotient = dividend / divisor;

	return quotient - (dividend % divisor < 0 ? 1 : 0);
}

#endif /* STREAMML_GRID_H */
