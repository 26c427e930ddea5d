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

/*
 * Windows that overlap: what a view keeps are the panes they are made of,
 * which the functions KIND_pane() return.
 */
static inline bool
WindowHasPanes(WindowKind kind)
{
	return kind == WINDOW_HOP || kind == WINDOW_CUMULATE || kind == WINDOW_TRAILING;
}

/* window.c */
extern bool WindowFunctionKind(Oid funcid, WindowKind *kind);
extern const char *WindowKindName(WindowKind kind);

#endif /* STREAMML_WINDOW_H */
