/*
 * init.c
 *	  The library's magic block and its load hook, which only dispatches.
 */
#include "streamml.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "fault.h"
#include "guc.h"
#include "hooks.h"
#include "view/view.h"
#include "worker/shmem.h"
#include "worker/worker.h"

PG_MODULE_MAGIC;

extern void _PG_init(void);

/*
 * Load hook.  Without preloading, model aggregates and predict() work; the
 * launcher, shared memory and hooks need shared_preload_libraries.
 */
void
_PG_init(void)
{
	GucInit();
#ifdef STREAMML_FAULTS
	FaultInit();
#endif
	if (!process_shared_preload_libraries_in_progress)
		return;
	ShmemInit();
	LauncherInit();
	BackendInit();
	HooksInit();
	HiddenInit();
}
