/*
 * fault.h
 *	  Counted fault points: FAULT_POINT("name") marks a place where a crash or
 *	  an error would hurt most.  Builds with STREAMML_FAULTS count the points
 *	  reached by the process and, at the N-th (streamml.fault_at), kill it,
 *	  raise an error or stop (streamml.fault_kind).  Release builds compile
 *	  the points to nothing.  FAULT_CLOCK(time) is a commit's time, as a clock
 *	  that is wrong by streamml.fault_clock seconds would have written it.
 */
#ifndef STREAMML_FAULT_H
#define STREAMML_FAULT_H

#ifdef STREAMML_FAULTS
extern void FaultInit(void);
extern void FaultPoint(const char *name);
extern int64 FaultClock(int64 time);
#define FAULT_POINT(name) FaultPoint(name)
#define FAULT_CLOCK(time) FaultClock(time)
#else
#define FAULT_POINT(name) ((void) 0)
#define FAULT_CLOCK(time) (time)
#endif

#endif /* STREAMML_FAULT_H */
