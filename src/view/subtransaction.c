/*
 * subtransaction.c
 *	  Try something that may raise an error, in a subtransaction.
 *
 * It leaves the caller where he was: in his memory context and with his resource
 * owner.  What was locked, opened, set or written on the way to an error is undone
 * with the subtransaction; what was changed in memory is the caller's to mend.
 */
#include "streamml.h"

#include "access/xact.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "compat.h"
#include "view/view.h"

/*
 * SubtransactionTry: call work.  NULL on success; else the error, in the current
 * memory context.  failed, if given, is called before anything is undone, touches
 * memory only and raises nothing.
 */
ErrorData *
SubtransactionTry(void (*work)(void *arg), void (*failed)(void *arg), void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		work(arg);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		if (failed != NULL)
			failed(arg);
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return error;
}
