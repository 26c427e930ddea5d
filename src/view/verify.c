/*
 * verify.c
 *	  streamml.verify(): is the view what its definition says?
 *
 * The definition is run over the source as of the position that the states
 * stand for (position_snapshot.c), the visible relation is read with the
 * snapshot that saw that position, and SQL over the two results finds the
 * differences.  All as the owner of the view, with its pinned settings.
 *
 * Of a view over windows that are made of panes, the panes are compared: the
 * definition grouped by panes, and the stored states of each.  That is exact for
 * sums of floats and for learners too, which give other digits when states are
 * combined than when rows are taken one by one; and a trailing window needs no
 * clock.
 *
 * A definition by sessions is not run as it stands: what it means as a plain
 * query is written out by batch_query.c.
 *
 * Some aggregates depend on the order of rows, if only in the last bit or in
 * which of two equal values they return.  The view took them in commit order,
 * so the definition takes them as they lie in the table, whatever plan another
 * query would get.
 *
 * Groups are paired by their keys and the other columns compared, both with the
 * equality of their types, as EXCEPT and GROUP BY do: floats to the last bit,
 * while min() of 1.0 and 1.00 may be either.  What has no such equality is
 * compared as text.  Where a key is not in the select list, whole rows are
 * compared as a multiset.
 *
 * Of a view with retention, windows are compared that are still kept.
 *
 * Of a row view, only columns that are immutable functions of the source row
 * are compared, as a multiset and as text, for no order can excuse a difference:
 * joined tables, now() and predict() had other answers when the row was
 * processed.  For the same reason a row view, or an
 * aggregate view over a join, differs when joined tables have changed since.
 */
#include "streamml.h"

#include "access/table.h"
#include "catalog/pg_class.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "executor/tstoreReceiver.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "pgstat.h"
#include "rewrite/rewriteHandler.h"
#include "storage/latch.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/queryenvironment.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"
#include "utils/typcache.h"

#include "compat.h"
#include "view/view_internal.h"

/* How long a view may take to come in step, and how often to look. */
#define IN_STEP_TIMEOUT_MS 30000
#define IN_STEP_RETRY_MS 20

PG_FUNCTION_INFO_V1(verify);

/* One side of the comparison: rows under the names of the definition's columns. */
typedef struct Side
{
	Tuplestorestate *rows;
	TupleDesc tupdesc;
} Side;

/* Run a query into a tuplestore; the snapshot may be invalid for "now". */
static void
run_query(const char *sql, Snapshot snapshot, Tuplestorestate *rows)
{
	SPIPlanPtr plan = SPI_prepare(sql, 0, NULL);
	SPIExecuteOptions options = {.read_only = true};
	DestReceiver *dest = CreateDestReceiver(DestTuplestore);
	int result;

	if (plan == NULL)
		elog(ERROR, "could not prepare query: %s", SPI_result_code_string(SPI_result));
	SetTuplestoreDestReceiverParams(dest, rows, CurrentMemoryContext, false, NULL, NULL);
	options.dest = dest;
	PushActiveSnapshot(snapshot);
	result = SPI_execute_plan_extended(plan, &options);
	PopActiveSnapshot();
	if (result < 0)
		elog(ERROR, "could not execute query: %s", SPI_result_code_string(result));
	SPI_freeplan(plan);
	dest->rDestroy(dest);
}

/*
 * Run a query that was never text, as the present user.  Not in parallel: models learn
 * rows in the order of the table, and predict() by name takes a snapshot, which the
 * leader of a parallel plan must not.
 */
static void
run_query_tree(Query *query, Snapshot snapshot, Tuplestorestate *rows)
{
	DestReceiver *dest = CreateDestReceiver(DestTuplestore);
	List *opened;
	PlannedStmt *plan;
	QueryDesc *desc;

	SetTuplestoreDestReceiverParams(dest, rows, CurrentMemoryContext, false, NULL, NULL);
	PushActiveSnapshot(snapshot);
	AcquireRewriteLocks(query, true, false);
	query = linitial_node(Query, QueryRewrite(query));
	opened = PlanGuardBegin(query);
	plan = pg_plan_query(query, "", 0, NULL);
	PlanGuardEnd(opened);
	desc = CreateQueryDesc(plan, "", GetActiveSnapshot(), InvalidSnapshot, dest, NULL,
						   NULL, 0);
	ExecutorStart(desc, 0);
	ExecutorRunToEnd(desc, true);
	ExecutorFinish(desc);
	ExecutorEnd(desc);
	FreeQueryDesc(desc);
	PopActiveSnapshot();
	dest->rDestroy(dest);
}

/* Run a query whose columns are those of the definition. */
static void
read_tree(Side *side, Query *query, TupleDesc names, Snapshot snapshot)
{
	side->tupdesc = CreateTupleDescCopy(names);
	side->rows = tuplestore_begin_heap(false, false, work_mem);
	run_query_tree(query, snapshot, side->rows);
}

/* Read the columns 1..n of a relation with a snapshot. */
static void
read_side(Side *side, Oid relid, TupleDesc names, Snapshot snapshot)
{
	Relation rel = table_open(relid, AccessShareLock);
	TupleDesc tupdesc = RelationGetDescr(rel);
	List *opened = NIL;
	StringInfoData sql;

	if (tupdesc->natts < names->natts)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("\"%s\" does not have the columns of its definition",
					   RelationGetRelationName(rel)));
	side->tupdesc = CreateTemplateTupleDesc(names->natts);
	initStringInfo(&sql);
	for (int i = 0; i < names->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);

		if (att->attisdropped)
			ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
					errmsg("column %d of \"%s\" has been dropped", i + 1,
						   RelationGetRelationName(rel)));
		TupleDescInitEntry(side->tupdesc, i + 1,
						   NameStr(TupleDescAttr(names, i)->attname), att->atttypid,
						   att->atttypmod, 0);
		TupleDescInitEntryCollation(side->tupdesc, i + 1, att->attcollation);
		appendStringInfo(&sql, "%s%s", i == 0 ? "SELECT " : ", ",
						 quote_identifier(NameStr(att->attname)));
	}
	appendStringInfo(&sql, " FROM %s", RelationSqlName(RelationGetRelid(rel)));
	if (rel->rd_rel->relkind == RELKIND_VIEW)
		opened = PlanGuardBegin(ViewQueryCopy(rel));
	table_close(rel, NoLock);
	side->rows = tuplestore_begin_heap(false, false, work_mem);
	run_query(sql.data, snapshot, side->rows);
	PlanGuardEnd(opened);
}

/*
 * SpiRegisterRows: let queries of this SPI connection read rows by a name.
 */
void
SpiRegisterRows(const char *name, TupleDesc tupdesc, Tuplestorestate *rows)
{
	EphemeralNamedRelation enr = palloc0(sizeof(EphemeralNamedRelationData));

	enr->md.name = pstrdup(name);
	enr->md.reliddesc = InvalidOid;
	enr->md.tupdesc = tupdesc;
	enr->md.enrtype = ENR_NAMED_TUPLESTORE;
	enr->md.enrtuples = tuplestore_tuple_count(rows);
	enr->reldata = rows;
	if (SPI_register_relation(enr) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register relation \"%s\"", name);
}

/* ---------- which columns ---------- */

/* Mark the columns of the definition that are keys; false if a key is not among them. */
static bool
find_key_columns(const ViewDef *def, bool *is_key)
{
	List *tlist = (List *) QueryFlattenExpr(def->query,
											(Node *) copyObject(def->query->targetList));

	for (int i = 0; i < def->nkeys; i++)
	{
		ListCell *lc;
		bool found = false;

		foreach (lc, tlist)
		{
			TargetEntry *tle = lfirst_node(TargetEntry, lc);

			if (tle->resjunk || !equal(tle->expr, def->keys[i].expr))
				continue;
			is_key[tle->resno - 1] = true;
			found = true;
		}
		if (!found)
			return false;
	}
	return true;
}

static bool
foreign_var_walker(Node *node, const SourceRef *ref)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Var))
		return ((Var *) node)->varno != ref->rti;
	if (IsA(node, SubLink))
		return true;
	return expression_tree_walker(node, foreign_var_walker, (void *) ref);
}

/* Is the column of a row view an immutable function of the source row alone? */
static bool
is_source_column(const ViewDef *def, const SourceRef *ref, TargetEntry *tle)
{
	Node *expr;

	if (ref->holder != def->query)
		return !def->joins && !contain_mutable_functions((Node *) def->query);
	expr = QueryFlattenExpr(def->query, copyObject((Node *) tle->expr));
	return !contain_mutable_functions(expr) && !foreign_var_walker(expr, ref);
}

/* ---------- which windows ---------- */

/*
 * With retention, windows (or panes) are compared that the view kept when the
 * snapshot was taken: a condition on x, or nothing.
 */
static const char *
kept_windows(const ContinuousView *view, const ViewDef *def, TupleDesc names,
			 Snapshot snapshot)
{
	Oid endtype;
	Oid output;
	bool varlena;
	int64 bound;
	const char *column;

	if (!ViewKeptAfter(view, def, snapshot, &bound))
		return "";
	endtype = ViewWindowEndType(def);
	getTypeOutputInfo(endtype, &output, &varlena);
	column = quote_identifier(
		NameStr(TupleDescAttr(names, ViewKeyColumn(def, def->window->key) - 1)->attname));
	return psprintf(
		" WHERE x.%s IS NULL OR pg_catalog.upper(x.%s) OPERATOR(pg_catalog.>) %s::%s",
		column, column,
		quote_literal_cstr(
			OidOutputFunctionCall(output, EventTimeToDatum(endtype, bound))),
		format_type_be_qualified(endtype));
}

/* ---------- the comparison ---------- */

/* Columns of x that are, or are not, among the wanted ones. */
static char *
columns(TupleDesc names, const bool *wanted, bool value)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < names->natts; i++)
		if (wanted[i] == value)
			appendStringInfo(&sql, "%sx.%s", sql.len == 0 ? "" : ", ",
							 quote_identifier(NameStr(TupleDescAttr(names, i)->attname)));
	return sql.data;
}

/* Of a row, which no user can create a cast for: the output functions of its types. */
#define AS_TEXT "::pg_catalog.text COLLATE pg_catalog.\"C\""

/*
 * The same columns as what they are compared by: themselves, or their text where
 * their type has no default order and equality.
 */
static char *
compared_columns(TupleDesc names, const bool *wanted, bool value)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < names->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(names, i);
		const char *separator = sql.len == 0 ? "" : ", ";
		char *column = psprintf("x.%s", quote_identifier(NameStr(att->attname)));
		TypeCacheEntry *type;

		if (wanted[i] != value)
			continue;
		type = lookup_type_cache(att->atttypid, TYPECACHE_LT_OPR | TYPECACHE_EQ_OPR);
		if (OidIsValid(type->lt_opr) && OidIsValid(type->eq_opr))
			appendStringInfo(&sql, "%s%s", separator, column);
		else
			appendStringInfo(&sql, "%sROW(%s)" AS_TEXT, separator, column);
	}
	return sql.data;
}

/*
 * The two sides, one below the other, as x, and a condition; "streamml side" is
 * true for expected.
 */
#define BOTH_SIDES                                                                       \
	"(SELECT true AS \"streamml side\", e.* FROM expected e UNION ALL"                   \
	" SELECT false, a.* FROM actual a) x%s"

#define IF_EXPECTED " FILTER (WHERE \"streamml side\")"
#define IF_ACTUAL " FILTER (WHERE NOT \"streamml side\")"

/* Columns of x as a JSON object. */
static char *
as_json(const char *columns)
{
	return psprintf("(SELECT streamml.row_json(\"streamml row\".*) FROM (SELECT %s)"
					" AS \"streamml row\")",
					columns);
}

/*
 * Groups paired by their keys whose other columns differ, or that have no partner.
 * Where both are there, rows of them are compared, in which NULLs are equal.
 */
static char *
keyed_comparison(TupleDesc names, const bool *is_key, const char *kept)
{
	char *keys = columns(names, is_key, true);
	char *others = as_json(columns(names, is_key, false));
	char *compared = compared_columns(names, is_key, false);
	char *group = keys[0] == '\0' ? pstrdup("()") : keys;

	return psprintf("SELECT key::pg_catalog.jsonb, expected::pg_catalog.jsonb,"
					" actual::pg_catalog.jsonb FROM (SELECT %s AS key,"
					" (pg_catalog.array_agg(%s)" IF_EXPECTED ")[1] AS expected,"
					" (pg_catalog.array_agg(%s)" IF_ACTUAL ")[1] AS actual"
					" FROM " BOTH_SIDES " GROUP BY %s"
					" HAVING pg_catalog.count(*)" IF_EXPECTED
					" OPERATOR(pg_catalog.<>) pg_catalog.count(*)" IF_ACTUAL
					" OR (pg_catalog.array_agg(ROW(%s))" IF_EXPECTED ")[1]"
					" OPERATOR(pg_catalog.<>) (pg_catalog.array_agg(ROW(%s))" IF_ACTUAL
					")[1]) d",
					as_json(keys), others, others, kept, group, compared, compared);
}

/*
 * Rows that one side has more often than the other; as often as that.  group:
 * what rows are the same by.
 */
static char *
multiset_comparison(TupleDesc names, const bool *wanted, const char *kept,
					const char *group)
{
	return psprintf(
		"SELECT NULL::pg_catalog.jsonb,"
		" CASE WHEN surplus OPERATOR(pg_catalog.>) 0 THEN doc END,"
		" CASE WHEN surplus OPERATOR(pg_catalog.<) 0 THEN doc END"
		" FROM (SELECT (pg_catalog.array_agg(%s))[1]::pg_catalog.jsonb AS doc,"
		" pg_catalog.sum(CASE WHEN \"streamml side\" THEN 1 ELSE -1 END) AS surplus"
		" FROM " BOTH_SIDES " GROUP BY %s) d,"
		" pg_catalog.generate_series(1, pg_catalog.abs(surplus))",
		as_json(columns(names, wanted, true)), kept, group);
}

static char *
comparison(const ViewDef *def, TupleDesc names, const char *kept)
{
	bool *wanted = palloc0(sizeof(bool) * names->natts);
	SourceRef ref;
	ListCell *lc;

	if (def->kind == VIEW_AGGREGATE)
	{
		if (find_key_columns(def, wanted))
			return keyed_comparison(names, wanted, kept);
		memset(wanted, true, sizeof(bool) * names->natts);
		return multiset_comparison(names, wanted, kept,
								   compared_columns(names, wanted, true));
	}
	QueryFindSource(def->query, &ref);
	foreach (lc, def->query->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (!tle->resjunk)
			wanted[tle->resno - 1] = is_source_column(def, &ref, tle);
	}
	return multiset_comparison(names, wanted, kept,
							   psprintf("ROW(%s)" AS_TEXT, columns(names, wanted, true)));
}

/* The view's catalog entry as the snapshot sees it; NULL if there is none. */
static ContinuousView *
view_as_of(int32 id, Snapshot snapshot)
{
	ContinuousView *result = NULL;
	ListCell *lc;

	PushActiveSnapshot(snapshot);
	foreach (lc, ViewCatalogLoad())
		if (((ContinuousView *) lfirst(lc))->id == id)
			result = lfirst(lc);
	PopActiveSnapshot();
	return result;
}

/*
 * Take the snapshots at a moment when the view stands where the stream stands.
 * A view that is on its way there (its relations were locked, or it was just
 * filled) is waited for.  It may be recorded as further than the stream: then
 * nothing in between concerns it.
 */
static void
open_snapshot_in_step(const ContinuousView *view, PositionSnapshot *snapshot)
{
	const char *name = get_rel_name(view->view);
	TimestampTz deadline =
		TimestampTzPlusMilliseconds(GetCurrentTimestamp(), IN_STEP_TIMEOUT_MS);
	ContinuousView *now;

	for (;;)
	{
		bool live;

		PositionSnapshotOpen(snapshot, view->source);
		now = view_as_of(view->id, snapshot->base);
		live = now != NULL && now->progress_state == VIEW_LIVE &&
			   now->progress_generation == now->generation;
		if (live &&
			(XLogRecPtrIsInvalid(now->position) || now->position >= snapshot->position))
			return;
		PositionSnapshotClose(snapshot);
		if (!live || GetCurrentTimestamp() >= deadline)
			break;
		CHECK_FOR_INTERRUPTS();
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 IN_STEP_RETRY_MS, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
	}
	if (now == NULL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("continuous view \"%s\" does not exist any more", name));
	ereport(
		ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
		errmsg("continuous view \"%s\" is not in step with the stream", name),
		errhint("See SELECT state, message FROM streamml.continuous_views; resume() or "
				"rebuild() it."));
}

/* Read both sides and write the differences to the result. */
static void
compare(const ContinuousView *view, const PositionSnapshot *snapshot,
		ReturnSetInfo *rsinfo)
{
	ViewDef *def = ViewDefLoad(view->definition, view->source);
	Relation definition = table_open(view->definition, AccessShareLock);
	TupleDesc names = CreateTupleDescCopy(RelationGetDescr(definition));
	OwnerScope scope;
	const char *kept = kept_windows(view, def, names, snapshot->base);
	Query *batch = ViewHasPanes(def)	   ? ViewPanesBatchQuery(def) :
				   ViewDefHasSessions(def) ? ViewBatchQuery(def) :
											 ViewQueryCopy(definition);
	Side expected;
	Side actual;

	table_close(definition, NoLock);
	OwnerScopeEnter(&scope, view->owner, view->settings);
	OwnerScopeTableOrder();
	read_tree(&expected, batch, names, snapshot->at);
	OwnerScopeLeave(&scope);
	if (ViewHasPanes(def))
		read_tree(&actual, ViewPanesReadQuery(def, view->state), names, snapshot->base);
	else
		read_side(&actual, view->view, names, snapshot->base);
	SpiRegisterRows("expected", expected.tupdesc, expected.rows);
	SpiRegisterRows("actual", actual.tupdesc, actual.rows);
	run_query(comparison(def, names, kept), snapshot->base, rsinfo->setResult);
	tuplestore_end(expected.rows);
	tuplestore_end(actual.rows);
}

/* The view went on without some rows, and nobody knows which differences they make. */
static void
warn_of_gaps(const ContinuousView *view)
{
	char *gaps = ViewGapsAccepted(view);

	if (gaps != NULL)
		ereport(WARNING,
				(errmsg("continuous view \"%s\" went on behind gaps, which may be why it "
						"differs",
						get_rel_name(view->view)),
				 errdetail("%s", gaps)));
}

/*
 * verify(view regclass) returns table (key jsonb, expected jsonb, actual jsonb):
 * the groups, or rows, that differ.  expected is NULL for one that should not
 * be there, actual for one that is missing.
 */
Datum
verify(PG_FUNCTION_ARGS)
{
	ContinuousView *view;
	PositionSnapshot snapshot;
	OwnerScope scope;

	PreventCommandDuringRecovery("verify()");
	ExtensionCheckVersion();
	view = ViewCatalogGetOwned(PG_GETARG_OID(0));
	InitMaterializedSRF(fcinfo, 0);
	open_snapshot_in_step(view, &snapshot);
	warn_of_gaps(view);
	OwnerScopeEnter(&scope, view->owner, view->settings);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	compare(view, &snapshot, (ReturnSetInfo *) fcinfo->resultinfo);
	SPI_finish();
	OwnerScopeLeave(&scope);
	PositionSnapshotClose(&snapshot);
	return (Datum) 0;
}
