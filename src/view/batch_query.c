/*
 * batch_query.c
 *	  The plain query that a definition by sessions means.
 *
 * session() sees one row, and so PostgreSQL's own reading of the definition puts
 * each row into a session of its own.  What is meant is gaps and islands:
 *
 *		feed		keys and arguments of each row (definition.c), and its time,
 *					NULL if it is infinite
 *		starts		does the row lie more than the gap behind the one before it?
 *		islands		how many rows so far that did: the number of the island; rows
 *					without a time are one by themselves
 *		sessions	the window of each island, [first, last + gap)
 *
 * with the other keys as partitions, and the definition's grouping over that.
 * verify() compares a view with it.
 *
 * The steps are parsed from text in which the feed is a relation of that name,
 * for which the feed's tree is then put in; the outermost query is the
 * definition's own tree, with keys and arguments replaced by columns of the last
 * step.  So no expression of the user is printed and parsed again.
 *
 * The rows keep the order in which the source is read, so that aggregates to
 * which it matters see them as the plain query would.
 */
#include "streamml.h"

#include "executor/executor.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/analyze.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/queryenvironment.h"

#include "compat.h"
#include "view/view.h"

#define FEED_NAME "streamml feed"

/* ---------- the steps up to sessions ---------- */

/* The other keys as columns, for PARTITION BY; behind is for one more column. */
static char *
partition_by(const ViewDef *def, const char *behind)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < def->nkeys; i++)
		if (i != def->window->key)
			appendStringInfo(&sql, "%sc%d", sql.len == 0 ? "PARTITION BY " : ", ",
							 def->keys[i].feedno);
	if (behind != NULL)
		appendStringInfo(&sql, "%s%s", sql.len == 0 ? "PARTITION BY " : ", ", behind);
	return sql.data;
}

/*
 * The text of the steps.  Names of the feed's columns are c1, c2, ...; ours have
 * a blank.
 */
static char *
steps(const ViewDef *def)
{
	const ViewWindow *window = def->window;
	char *keys = partition_by(def, NULL);
	char *island = partition_by(def, "\"the island\", \"the time\" IS NULL");
	char *time = psprintf("c%d", window->timeno);

	if (window->axis->day != 0)
		time = psprintf("CASE WHEN pg_catalog.isfinite(%s) THEN %s END", time, time);
	return psprintf("SELECT *, pg_catalog.min(\"the time\") OVER (%s) AS \"the first\","
					" pg_catalog.max(\"the time\") OVER (%s) AS \"the last\""
					" FROM (SELECT *, pg_catalog.count(*) FILTER (WHERE \"the start\")"
					" OVER (%s ORDER BY \"the time\") AS \"the island\""
					" FROM (SELECT *, \"the time\" OPERATOR(pg_catalog.>)"
					" pg_catalog.upper(streamml.session(pg_catalog.lag(\"the time\")"
					" OVER (%s ORDER BY \"the time\"), %s)) AS \"the start\""
					" FROM (SELECT *, %s AS \"the time\","
					" pg_catalog.row_number() OVER () AS \"the place\""
					" FROM \"" FEED_NAME "\") feed) starts) islands"
					" ORDER BY \"the place\"",
					island, island, keys, keys, SessionGapText(window), time);
}

/* Put the feed where its name stands. */
static bool
put_feed_walker(Node *node, Query *feed)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, put_feed_walker, feed,
								 QTW_EXAMINE_RTES_BEFORE);
	if (IsA(node, RangeTblEntry))
	{
		RangeTblEntry *rte = (RangeTblEntry *) node;

		if (rte->rtekind != RTE_NAMEDTUPLESTORE)
			return false;
		rte->rtekind = RTE_SUBQUERY;
		rte->subquery = feed;
		rte->enrname = NULL;
		rte->enrtuples = 0;
		rte->coltypes = rte->coltypmods = rte->colcollations = NIL;
		return false;
	}
	return expression_tree_walker(node, put_feed_walker, feed);
}

/* The feed's rows with their sessions. */
static Query *
sessions_query(const ViewDef *def)
{
	Query *feed = ViewFeedOfSets(def);
	QueryEnvironment *environment = create_queryEnv();
	EphemeralNamedRelation enr = palloc0(sizeof(EphemeralNamedRelationData));
	char *sql = steps(def);
	Query *query;

	enr->md.name = FEED_NAME;
	enr->md.reliddesc = InvalidOid;
	enr->md.tupdesc = ExecCleanTypeFromTL(feed->targetList);
	enr->md.enrtype = ENR_NAMED_TUPLESTORE;
	register_ENR(environment, enr);
	query = parse_analyze_fixedparams(linitial_node(RawStmt, pg_parse_query(sql)), sql,
									  NULL, 0, environment);
	put_feed_walker((Node *) query, feed);
	return query;
}

/* ---------- the definition over these ---------- */

typedef struct BatchQuery
{
	const ViewDef *def;
	Query *sessions; /* entry 1 of the range table */
	int depth;		 /* of sublinks around the node */
} BatchQuery;

/* A column of the sessions, seen from inside depth sublinks. */
static Var *
sessions_var(BatchQuery *batch, AttrNumber attno)
{
	TargetEntry *tle = list_nth_node(TargetEntry, batch->sessions->targetList, attno - 1);
	Var *var = makeVarFromTargetEntry(1, tle);

	var->varlevelsup = batch->depth;
	return var;
}

/* A column of the sessions by its name. */
static Var *
bound_var(BatchQuery *batch, const char *name)
{
	ListCell *lc;

	foreach (lc, batch->sessions->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (tle->resname != NULL && strcmp(tle->resname, name) == 0)
			return sessions_var(batch, tle->resno);
	}
	elog(ERROR, "column \"%s\" not found", name);
}

static Node *
key_expr(BatchQuery *batch, const ViewKey *key)
{
	const ViewDef *def = batch->def;

	if (key != &def->keys[def->window->key])
		return (Node *) sessions_var(batch, key->feedno);
	return SessionRangeExpr(def->window, (Node *) bound_var(batch, "the first"),
							(Node *) bound_var(batch, "the last"));
}

/* The call over columns of the feed. */
static Node *
agg_expr(BatchQuery *batch, const Aggref *node)
{
	const ViewAgg *agg = ViewDefFindAgg(batch->def, node, batch->depth);
	Aggref *aggref = copyObject((Aggref *) node);
	ListCell *lc;
	int i = 0;

	foreach (lc, aggref->args)
		lfirst_node(TargetEntry, lc)->expr =
			(Expr *) sessions_var(batch, agg->argnos[i++]);
	if (agg->filterno != 0)
		aggref->aggfilter = (Expr *) sessions_var(batch, agg->filterno);
	return (Node *) aggref;
}

static Node *
batch_mutator(Node *node, BatchQuery *batch)
{
	const ViewKey *key;

	if (node == NULL)
		return NULL;
	check_stack_depth();
	if (IsA(node, Aggref) && ((Aggref *) node)->agglevelsup == batch->depth)
		return agg_expr(batch, (Aggref *) node);
	key = ViewDefFindKey(batch->def, node, batch->depth);
	if (key != NULL)
		return key_expr(batch, key);
	if (IsA(node, Query))
	{
		Node *result;

		batch->depth++;
		result = (Node *) query_tree_mutator((Query *) node, batch_mutator, batch, 0);
		batch->depth--;
		return result;
	}
	return expression_tree_mutator(node, batch_mutator, batch);
}

/*
 * ViewBatchQuery: the plain query over the source that gives the answer of a
 * definition by sessions, in the columns of the definition.  To be planned and
 * run as the owner of the view; its relations must be locked for that.
 */
Query *
ViewBatchQuery(const ViewDef *def)
{
	BatchQuery batch = {.def = def, .sessions = sessions_query(def)};
	ParseState *pstate = make_parsestate(NULL);
	Query *query = makeNode(Query);
	RangeTblRef *ref = makeNode(RangeTblRef);
	Node *tlist =
		QueryFlattenExpr(def->query, (Node *) copyObject(def->query->targetList));
	Node *having = QueryFlattenExpr(def->query, copyObject(def->query->havingQual));

	ref->rtindex = addRangeTableEntryForSubquery(pstate, batch.sessions,
												 makeAlias("sessions", NIL), false, true)
					   ->p_rtindex;
	query->commandType = CMD_SELECT;
	query->querySource = QSRC_ORIGINAL;
	query->canSetTag = true;
	query->targetList = (List *) batch_mutator(tlist, &batch);
	query->havingQual = batch_mutator(having, &batch);
	query->groupClause = copyObject(def->query->groupClause);
	query->hasAggs = def->query->hasAggs;
	query->hasSubLinks = def->query->hasSubLinks;
	query->jointree = makeFromExpr(list_make1(ref), NULL);
	QuerySetRangeTable(query, pstate);
	return query;
}
