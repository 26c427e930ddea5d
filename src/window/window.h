/*
 * window.h
 *	  Windows: functions of time that group rows.
 *
 * tumble, hop and cumulate mean the same in any query.  session and trailing
 * return the row's own proto-window; what a continuous view makes of these is
 * its business (view/definition.c).
 */
#ifndef STREAMML_WINDOW_H
#define STREAMML_WINDOW_H

#include "streamml.h"

typedef enum WindowKind
{
	WINDOW_TUMBLE,
	WINDOW_HOP,
	WINDOW_CUMULATE,
	WINDOW_SESSION,
	WINDOW_TRAILING
} WindowKind;

/* window.c */
extern bool WindowFunctionKind(Oid funcid, WindowKind *kind);
extern const char *WindowKindName(WindowKind kind);

#endif /* STREAMML_WINDOW_H */
