/*
 * lock_wait.c
 *	  Wait for the lock of a relation, and say whom for.
 *
 * Who creates, rebuilds or drops a view may have to wait for another session's
 * transaction.  After a moment a NOTICE tells the processes that hold what is in
 * the way; then the lock is waited for as any other, in the server's queue, with
 * its search for deadlocks.
 */
#include "streamml.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/latch.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "utils/lsyscache.h"
#include "utils/wait_event.h"

#include "compat.h"
#include "view/view.h"

/* The lock is asked for so often, so many milliseconds apart, before it is told. */
#define SILENT_ATTEMPTS 50
#define ATTEMPT_INTERVAL_MS 20

/* Those who hold a lock that is in the way, in words. */
static char *
holders(Oid relid, LOCKMODE mode)
{
	StringInfoData list;
	LOCKTAG tag;
	VirtualTransactionId *holder;
	int n;

	SET_LOCKTAG_RELATION(tag, MyDatabaseId, relid);
	initStringInfo(&list);
	holder = GetLockConflicts(&tag, mode, &n);
	for (int i = 0; i < n; i++)
	{
		bool prepared = VirtualTransactionIdIsRecoveredPreparedXact(holder[i]);
		PGPROC *proc = prepared ? NULL : VirtualTransactionGetProc(holder[i]);

		if (!prepared && proc == NULL)
			continue; /* it has gone */
		appendStringInfoString(&list, list.len == 0 ? "" : ", ");
		if (prepared)
			appendStringInfoString(&list, "a prepared transaction");
		else
			appendStringInfo(&list, "process %d", proc->pid);
	}
	return list.data;
}

/*
 * ViewLockRelation: lock the relation for this transaction; tell the user if that
 * takes more than a moment.
 */
void
ViewLockRelation(Oid relid, LOCKMODE mode)
{
	const char *name;
	char *list;

	for (int attempt = 0; attempt < SILENT_ATTEMPTS; attempt++)
	{
		CHECK_FOR_INTERRUPTS();
		if (ConditionalLockRelationOid(relid, mode))
			return;
		(void) WaitLatch(NULL, WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, ATTEMPT_INTERVAL_MS,
						 PG_WAIT_EXTENSION);
	}
	name = get_rel_name(relid);
	list = holders(relid, mode);
	if (name != NULL && list[0] != '\0')
		ereport(NOTICE, errmsg("waiting for a lock on \"%s\"", name),
				errdetail("It is held by %s.", list));
	LockRelationOid(relid, mode);
}
