/*
 * source_row.c
 *	  Which row of a table a running feed is at: for the context of an error.
 *
 * Rows of a batch that raise errors are listed with their columns.  While a view
 * is filled from its table the error goes to the user, who wants to find the row:
 * its place in the table (ctid) says which it is, and shows nobody anything.
 *
 * It is the row that the scan of the source stands on, if the plan hands rows up
 * one by one from there.  Below a sort, or on the side of a join that is hashed, it
 * would be another one, and then none is named.
 */
#include "streamml.h"

#include "executor/executor.h"
#include "executor/hashjoin.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

#include "compat.h"
#include "view/view_internal.h"

/* The side of a join whose rows are handed on one by one; NULL if none is. */
static PlanState *
driving_side(PlanState *state)
{
	JoinType type = ((JoinState *) state)->jointype;

	if (type != JOIN_INNER && type != JOIN_LEFT && type != JOIN_SEMI && type != JOIN_ANTI)
		return NULL;
	if (IsA(state, HashJoinState))
	{
		HashJoinTable table = ((HashJoinState *) state)->hj_HashTable;

		/* with several batches rows come back out of files */
		if (table != NULL && table->nbatch > 1)
			return NULL;
	}
	return outerPlanState(state);
}

/* The scan that stands on the row which is on its way up; NULL if that is not known. */
static ScanState *
driving_scan(PlanState *state)
{
	while (state != NULL)
	{
		switch (nodeTag(state))
		{
			case T_SeqScanState:
			case T_IndexScanState:
			case T_BitmapHeapScanState:
				return (ScanState *) state;
			case T_ModifyTableState:
			case T_ResultState:
			case T_ProjectSetState:
				state = outerPlanState(state);
				break;
			case T_SubqueryScanState:
				state = ((SubqueryScanState *) state)->subplan;
				break;
			case T_AppendState:
			{
				AppendState *append = (AppendState *) state;

				if (append->as_whichplan < 0 || append->as_whichplan >= append->as_nplans)
					return NULL;
				state = append->appendplans[append->as_whichplan];
				break;
			}
			case T_NestLoopState:
			case T_HashJoinState:
				state = driving_side(state);
				break;
			default:
				return NULL;
		}
	}
	return NULL;
}

/*
 * SourceRowContext: an error context callback, whose argument is a SourceRow.
 */
void
SourceRowContext(void *arg)
{
	const SourceRow *row = arg;
	ScanState *scan = driving_scan(row->query->planstate);
	TupleTableSlot *slot = scan == NULL ? NULL : scan->ss_ScanTupleSlot;
	Relation rel = scan == NULL ? NULL : scan->ss_currentRelation;

	if (slot == NULL || rel == NULL || TTS_EMPTY(slot) ||
		!ItemPointerIsValid(&slot->tts_tid) ||
		(RelationGetRelid(rel) != row->source && !rel->rd_rel->relispartition))
		return;
	errcontext("row with ctid (%u,%u) of table \"%s\"",
			   ItemPointerGetBlockNumber(&slot->tts_tid),
			   ItemPointerGetOffsetNumber(&slot->tts_tid), RelationGetRelationName(rel));
}
