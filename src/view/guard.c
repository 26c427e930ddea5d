/*
 * guard.c
 *	  Continuous views are for reading: what would write to one is refused, and
 *	  says which view and what to do instead.
 *
 * What an aggregate view or a roll-up shows is worked out from states, which
 * only streamml may write.  There are three fences, each of which holds alone:
 *
 *	 the query		the visible view reads its states in a subquery
 *					(ViewQuerySeal), so that PostgreSQL finds nothing in it that
 *					it could update.  Holds for superusers, and where the library
 *					is not loaded.
 *	 statements		that name a view as their target are refused when they are
 *					analysed, with a message that PostgreSQL cannot give.  Who
 *					puts an INSTEAD OF trigger or a rule on the view has said what
 *					it means, and is let through to it.
 *	 the executor	refuses plans that write to the hidden relations or lock rows
 *					of them, by whatever road.  A row lock of a user on a state
 *					would stop the worker.
 *
 * The worker pays nothing for states: it does not go through the executor
 * (state_store.c).  What it writes by SQL, the ledger of emitted windows, is let
 * through by the text of the statement (ViewGuardAllow).  Sessions pay a look at
 * the range table of statements that write or lock.
 *
 * Hidden relations are guarded while they are tied to a view (relations.c).  In a
 * dump that is being restored they are not yet, so that COPY can fill them.  Like
 * triggers, the guard of the hidden relations sleeps in sessions with
 * session_replication_role = replica, which superusers may set: the way for those
 * who must repair or damage a state.
 *
 * Tables of row views and of closed windows are not guarded.  Nothing is worked
 * out from them, so their rows belong to the owner: he may prune and correct
 * them, add columns of his own and fill these.
 */
#include "streamml.h"

#include "access/table.h"
#include "catalog/pg_class.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "parser/analyze.h"
#include "parser/parsetree.h"
#include "storage/bufmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "view/guard.h"
#include "view/view.h"

static post_parse_analyze_hook_type prev_post_parse_analyze = NULL;
static ExecutorStart_hook_type prev_executor_start = NULL;

/* Text of the statement of our own that may write to hidden relations, or NULL. */
static const char *allowed = NULL;

/*
 * ViewGuardAllow: let a statement of our own with this text write to the hidden
 * relations; NULL ends that.  Code of users that runs meanwhile gets no further than
 * it would: its statements have other texts.
 */
void
ViewGuardAllow(const char *sql)
{
	allowed = sql;
}

static bool
is_allowed(const char *sql)
{
	return allowed != NULL && sql != NULL && strcmp(sql, allowed) == 0;
}

/* ---------- which relations ---------- */

/* The view that a hidden relation is part of, if it is in service. */
static Oid
view_of_hidden(Oid relid)
{
	if (SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA ||
		!IsHiddenRelation(relid))
		return InvalidOid;
	return ViewTiedTo(relid);
}

static bool
reads_states_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, reads_states_walker, context,
								 QTW_EXAMINE_RTES_BEFORE);
	if (IsA(node, RangeTblEntry))
	{
		RangeTblEntry *rte = (RangeTblEntry *) node;

		return rte->rtekind == RTE_RELATION && IsHiddenRelation(rte->relid);
	}
	return expression_tree_walker(node, reads_states_walker, context);
}

/* Has the owner said by a trigger or a rule what writing to his view means? */
static bool
has_own_meaning(Relation view)
{
	return view->trigdesc != NULL ||
		   (view->rd_rules != NULL && view->rd_rules->numLocks > 1);
}

/*
 * Is the relation a view over states: that of a continuous view, or a roll-up?
 * Takes a lock that lasts.
 */
static bool
shows_states(Oid relid)
{
	Relation rel;
	bool result;

	if (get_rel_relkind(relid) != RELKIND_VIEW)
		return false;
	rel = table_open(relid, AccessShareLock);
	result =
		!has_own_meaning(rel) && reads_states_walker((Node *) ViewQueryCopy(rel), NULL);
	table_close(rel, NoLock);
	return result;
}

/* ---------- refusing ---------- */

static void
pg_attribute_noreturn() refuse_view(Oid relid)
{
	ContinuousView *view = ViewCatalogGet(relid, true);

	if (view == NULL)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("cannot write to roll-up \"%s\"", get_rel_name(relid)),
				errdetail("It shows combined states of a continuous view."),
				errhint("Write to the table whose rows the view is made of."));
	ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("cannot write to continuous view \"%s\"", get_rel_name(relid)),
			errdetail("It follows the rows of \"%s\".", get_rel_name(view->source)),
			errhint("Write to \"%s\"; SELECT streamml.rebuild(%s) starts again from its "
					"rows.",
					get_rel_name(view->source),
					quote_literal_cstr(RelationSqlName(relid))));
}

static void
pg_attribute_noreturn() refuse_hidden(Oid relid, Oid view)
{
	ereport(
		ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
		errmsg("cannot write to \"%s\"", get_rel_name(relid)),
		errdetail("Continuous view \"%s\" is made of it.", get_rel_name(view)),
		errhint("SELECT streamml.rebuild(%s) starts again from the rows of its table.",
				quote_literal_cstr(RelationSqlName(view))));
}

static void
pg_attribute_noreturn() refuse_lock(Oid view)
{
	ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("cannot lock rows of continuous view \"%s\"", get_rel_name(view)),
			errdetail("The stream would stand still until the end of the transaction."),
			errhint("Leave out FOR UPDATE or FOR SHARE, or lock rows of the table."));
}

/*
 * ViewGuardTarget: an error if the relation, which a statement wants to write to,
 * shows or holds states.
 */
void
ViewGuardTarget(Oid relid)
{
	Oid view = view_of_hidden(relid);

	if (OidIsValid(view))
		refuse_hidden(relid, view);
	if (shows_states(relid))
		refuse_view(relid);
}

/*
 * ViewGuardRestores: does filling or emptying this relation by COPY or TRUNCATE belong
 * to the restoring of a dump?  There the catalogs, with which relations become parts of
 * a view, come before the states: a hidden relation is empty until its rows come, and
 * its view has a gap.
 */
bool
ViewGuardRestores(Oid relid)
{
	Oid visible = OidIsValid(relid) ? view_of_hidden(relid) : InvalidOid;
	const ContinuousView *view =
		OidIsValid(visible) ? ViewCatalogGet(visible, true) : NULL;
	Relation rel;
	bool result;

	if (view == NULL || view->progress_state != VIEW_GAP)
		return false;
	rel = table_open(relid, AccessShareLock);
	result = RelationGetNumberOfBlocks(rel) == 0;
	table_close(rel, NoLock);
	return result;
}

/*
 * Is it the query that a dump creates a view with whose own comes later?  It reads
 * nothing, as that of no continuous view.
 */
static bool
has_placeholder_query(Oid relid)
{
	Relation rel = table_open(relid, AccessShareLock);
	bool result = rel->rd_rel->relkind == RELKIND_VIEW &&
				  ViewQueryCopy(rel)->jointree->fromlist == NIL;

	table_close(rel, NoLock);
	return result;
}

/*
 * ViewGuardQueryOf: an error if the relation is a continuous view, whose query a
 * statement wants to replace.
 */
void
ViewGuardQueryOf(Oid relid)
{
	if (OidIsValid(relid) && ViewCatalogGet(relid, true) != NULL &&
		!has_placeholder_query(relid))
		ereport(
			ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("cannot replace the query of continuous view \"%s\"",
				   get_rel_name(relid)),
			errhint("Create a view of the new query with SELECT "
					"streamml.create_continuous_view(name, query), drop this one, and "
					"rename the new one."));
}

/* ---------- statements ---------- */

static void
guard_query(const Query *query)
{
	ListCell *lc;

	if (query->commandType != CMD_SELECT && query->resultRelation > 0)
		ViewGuardTarget(rt_fetch(query->resultRelation, query->rtable)->relid);
	if (!query->hasModifyingCTE)
		return;
	foreach (lc, query->cteList)
	{
		CommonTableExpr *cte = lfirst_node(CommonTableExpr, lc);

		if (IsA(cte->ctequery, Query))
			guard_query((Query *) cte->ctequery);
	}
}

static void
guard_statement(ParseState *pstate, Query *query, JumbleState *jstate)
{
	if (prev_post_parse_analyze)
		prev_post_parse_analyze(pstate, query, jstate);
	if (!is_allowed(pstate->p_sourcetext))
		guard_query(query);
}

/* ---------- the executor ---------- */

static void
guard_plan_relation(Oid relid, AclMode wanted, bool updates)
{
	Oid view;

	if ((wanted & (ACL_INSERT | ACL_UPDATE | ACL_DELETE)) == 0)
		return;
	view = view_of_hidden(relid);
	if (!OidIsValid(view))
		return;
	if (wanted & (ACL_INSERT | ACL_DELETE) || updates)
		refuse_hidden(relid, view);
	refuse_lock(view);
}

static void
guard_plan(QueryDesc *query, int eflags)
{
	if (!is_allowed(query->sourceText))
		PlanForEachPermission(query->plannedstmt, guard_plan_relation);
	if (prev_executor_start)
		prev_executor_start(query, eflags);
	else
		standard_ExecutorStart(query, eflags);
}

/*
 * ViewGuardInit: install the hooks.  Only where the library is preloaded.
 */
void
ViewGuardInit(void)
{
	prev_post_parse_analyze = post_parse_analyze_hook;
	post_parse_analyze_hook = guard_statement;
	prev_executor_start = ExecutorStart_hook;
	ExecutorStart_hook = guard_plan;
}
