/*
 * call.h
 *	  Calls of window functions: their arguments, and sets as results (see call.c).
 */
#ifndef STREAMML_CALL_H
#define STREAMML_CALL_H

#include "window/grid.h"

#include "fmgr.h"

/*
 * A call site of a window function on a grid, kept in fn_extra as the first
 * member of what the function keeps there.  Arguments: time, one or two lengths,
 * origin, timezone (only where the axis has zones), offset.
 */
typedef struct WindowCall
{
	const Axis *axis;
	bool known; /* is everything derived from these parameters? */
	Interval span[2];
	bool has_origin;
	int64 origin;
	bool has_offset;
	Interval offset;
	pg_tz *zone;	 /* NULL: the axis has no zones */
	char *zone_name; /* as given; NULL: the session's */
	bool running;	 /* of sets: between the first row and the last */
} WindowCall;

extern const Axis *WindowAxis(FunctionCallInfo fcinfo, int argument);
extern int64 WindowTimeArgument(FunctionCallInfo fcinfo, int argument, const Axis *axis);
extern Interval WindowSpanArgument(FunctionCallInfo fcinfo, int argument,
								   const Axis *axis);

extern void *WindowCallSite(FunctionCallInfo fcinfo, Size size);
extern bool WindowCallRead(FunctionCallInfo fcinfo, WindowCall *call, int spans,
						   int64 *time);
extern void WindowCallBounds(FunctionCallInfo fcinfo, const WindowCall *call,
							 int64 *after, int64 *upto);
extern void WindowCallGrid(const WindowCall *call, Span step, Grid *grid);

extern void WindowSetBegin(FunctionCallInfo fcinfo, WindowCall *call);
extern Datum WindowSetNext(FunctionCallInfo fcinfo, Datum window);
extern Datum WindowSetEnd(FunctionCallInfo fcinfo, WindowCall *call);

/* More windows than this for one row are taken for a mistake. */
#define WINDOW_SET_LIMIT 1000000

#endif /* STREAMML_CALL_H */
