/*
 * fault.c
 *	  Counted fault points (see fault.h).  Empty in release builds.
 *
 * streamml.fault_at = N makes the N-th point that a worker process reaches go
 * off, once per value: the server's log then names the point, and the counter
 * file in the data directory ("streamml.fault_count") keeps the count across
 * the restarts that a kill causes, so that a test can walk N = 1, 2, ... until
 * nothing goes off any more.  streamml.fault_kind: kill (as kill -9; commits
 * that are not flushed are lost with it), kill_flushed (the same, after all WAL
 * was flushed), error (as an internal error), stop (as kill -STOP: the test has
 * it go on), off.  streamml.fault_name: count points of that name only.
 */
#include "streamml.h"

#include "fault.h"
#include "stream/stream.h"

#ifdef STREAMML_FAULTS

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/fd.h"
#include "utils/guc.h"

#define COUNT_FILE "streamml.fault_count"

typedef enum FaultKind
{
	FAULT_OFF,
	FAULT_KILL,
	FAULT_KILL_FLUSHED,
	FAULT_ERROR,
	FAULT_STOP
} FaultKind;

static const struct config_enum_entry fault_kinds[] = {
	{"off", FAULT_OFF, false},
	{"kill", FAULT_KILL, false},
	{"kill_flushed", FAULT_KILL_FLUSHED, false},
	{"error", FAULT_ERROR, false},
	{"stop", FAULT_STOP, false},
	{NULL, 0, false},
};

static int fault_at = 0;
static int fault_kind = FAULT_OFF;
static char *fault_name = NULL;
static int fault_clock = 0;

/*
 * Define the settings.
 */
void
FaultInit(void)
{
	DefineCustomIntVariable("streamml.fault_at", "Which fault point goes off.", NULL,
							&fault_at, 0, 0, INT_MAX, PGC_SIGHUP, 0, NULL, NULL, NULL);
	DefineCustomEnumVariable("streamml.fault_kind", "What happens at a fault point.",
							 NULL, &fault_kind, FAULT_OFF, fault_kinds, PGC_SIGHUP, 0,
							 NULL, NULL, NULL);
	DefineCustomStringVariable("streamml.fault_name", "Name of the points that count.",
							   "Empty means every point.", &fault_name, "", PGC_SIGHUP, 0,
							   NULL, NULL, NULL);
	DefineCustomIntVariable(
		"streamml.fault_clock", "Seconds by which the times of commits are wrong.", NULL,
		&fault_clock, 0, INT_MIN, INT_MAX, PGC_SIGHUP, 0, NULL, NULL, NULL);
}

/*
 * The time of a commit by the clock that is wrong.
 */
int64
FaultClock(int64 time)
{
	return time + fault_clock * INT64CONST(1000000);
}

/*
 * Count in a file: one byte per point reached since the test removed it.
 */
static int
count_point(const char *name)
{
	int fd = open(COUNT_FILE, O_RDWR | O_CREAT | O_APPEND, 0600);
	off_t size;

	if (fd < 0 || write(fd, ".", 1) != 1 || (size = lseek(fd, 0, SEEK_END)) < 0)
		ereport(ERROR, (errcode_for_file_access(),
						errmsg("could not count fault point \"%s\": %m", name)));
	close(fd);
	return (int) size;
}

/*
 * A fault point was reached.  Only background workers of streamml are struck.
 */
void
FaultPoint(const char *name)
{
	if (fault_kind == FAULT_OFF || fault_at == 0 || MyBgworkerEntry == NULL ||
		strncmp(MyBgworkerEntry->bgw_type, STREAMML_NAME, strlen(STREAMML_NAME)) != 0)
		return;
	if ((fault_name[0] != '\0' && strcmp(fault_name, name) != 0) ||
		count_point(name) != fault_at)
		return;
	ereport(LOG, (errmsg("fault point %d \"%s\" goes off", fault_at, name)));
	if (fault_kind == FAULT_ERROR)
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR),
						errmsg("fault point \"%s\" has raised an error", name)));
	if (fault_kind == FAULT_KILL_FLUSHED)
		StreamFlushWal();
	kill(MyProcPid, fault_kind == FAULT_STOP ? SIGSTOP : SIGKILL);
}

#endif /* STREAMML_FAULTS */
