/*
 * fault.h
 *	  Counted fault points: FAULT_POINT("name") marks a place where a crash or
 *	  an error would hurt most.  Builds with STREAMML_FAULTS count the points
 *	  reached by the process and, at the N-th (streamml.fault_at), kill it,
 *	  raise an error or stop (streamml.fault_kind).  Release builds compile
 *	  the points to nothing.
 */
#ifndef STREAMML_FAULT_H
#define STREAMML_FAULT_H

#ifdef STREAMML_FAULTS
extern void FaultInit(void);
extern void FaultPoint(const char *name);
#define FAULT_POINT(name) FaultPoint(name)
#else
#define FAULT_POINT(name) ((void) 0)
#endif

#endif /* STREAMML_FAULT_H */
