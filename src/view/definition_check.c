/*
 * definition_check.c
 *	  What a continuous view may be, and what it may read.
 *
 * A view is maintained row by row: each inserted row of the source goes
 * through the query on its own, and what comes out advances a group.  So the
 * way from the source up to the aggregates must treat every row by itself,
 * and the answer for a row must be the same when it is worked out again after
 * a crash.  Everything else is refused here, with what, why and what to do.
 *
 * The checks run when a view is created, as its creator, and again whenever
 * its definition is loaded, as its owner: rights and row security change.
 */
#include "streamml.h"

#include "access/table.h"
#include "catalog/catalog.h"
#include "catalog/heap.h"
#include "catalog/partition.h"
#include "catalog/namespace.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/tlist.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/view.h"

/*
 * ViewDefRefuse: the one way to say that a definition cannot be maintained.
 * "what" completes "continuous view cannot use ...", "why" is a sentence, and
 * "hint", a sentence too, may be NULL.
 */
void
ViewDefRefuse(const char *what, const char *why, const char *hint)
{
	ereport(ERROR, errcode(ERRCODE_STREAMML_CANNOT_MAINTAIN),
			errmsg("continuous view cannot use %s", what), errdetail("%s", why),
			hint ? errhint("%s", hint) : 0);
}

static void
pg_attribute_noreturn() refuse_source(Oid relid, const char *why, const char *hint)
{
	ereport(
		ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
		errmsg("\"%s\" cannot be the source of a continuous view", get_rel_name(relid)),
		errdetail("%s", why), hint ? errhint("%s", hint) : 0);
}

/* Is the relation the visible view of an aggregate continuous view? */
static bool
is_aggregate_view(Oid relid)
{
	ContinuousView *view = ViewCatalogGet(relid, true);

	return view != NULL && view->kind == VIEW_AGGREGATE;
}

static void
check_source_kind(Oid relid)
{
	switch (get_rel_relkind(relid))
	{
		case RELKIND_RELATION:
		case RELKIND_PARTITIONED_TABLE:
			return;
		case RELKIND_VIEW:
			if (is_aggregate_view(relid))
				refuse_source(
					relid,
					"The groups of an aggregate view change; they are not inserted rows.",
					"Name the table of the rows first and join the view.");
			refuse_source(
				relid, "A view has no rows of its own in the WAL.",
				"Name the view's table and write its query into the definition.");
		case RELKIND_MATVIEW:
			refuse_source(relid, "A materialized view is refreshed as a whole.",
						  "Use the table it reads.");
		case RELKIND_FOREIGN_TABLE:
			refuse_source(
				relid, "The rows of a foreign table are not in the WAL of this server.",
				NULL);
		default:
			refuse_source(relid, "It is not a table.", NULL);
	}
}

/* All partitions must write their rows to the WAL. */
static void
check_partitions(Oid relid)
{
	List *partitions = find_all_inheritors(relid, NoLock, NULL);
	ListCell *lc;

	foreach (lc, partitions)
	{
		Oid partition = lfirst_oid(lc);

		if (get_rel_relkind(partition) == RELKIND_FOREIGN_TABLE)
			refuse_source(relid,
						  psprintf("Rows of its foreign partition \"%s\" are not in the "
								   "WAL of this server.",
								   get_rel_name(partition)),
						  "Detach the partition.");
		if (get_rel_relkind(partition) == RELKIND_RELATION &&
			get_rel_persistence(partition) == RELPERSISTENCE_UNLOGGED)
			refuse_source(
				relid,
				psprintf("Its partition \"%s\" is unlogged.", get_rel_name(partition)),
				psprintf("Run ALTER TABLE %s SET LOGGED.", RelationSqlName(partition)));
	}
	list_free(partitions);
}

/*
 * ViewSourceIncludes: is the relation, or a table that it is a partition of, the
 * view's source?
 */
bool
ViewSourceIncludes(const ContinuousView *view, Oid relid)
{
	return relid == view->source ||
		   (get_rel_relispartition(relid) &&
			list_member_oid(get_partition_ancestors(relid), view->source));
}

static bool
inherits_from(Oid relid, Oid parent)
{
	return get_rel_relkind(parent) == RELKIND_RELATION && has_subclass(parent) &&
		   list_member_oid(find_inheritance_children(parent, NoLock), relid);
}

/*
 * ViewCheckRelation: raise an error if a relation, as a command has left it, takes
 * rows past the stream of the view, or makes the view's own rows unsafe.
 */
void
ViewCheckRelation(Oid relid, const ContinuousView *view)
{
	bool own = relid == view->closed || (view->kind == VIEW_ROWS && relid == view->view);
	bool foreign = get_rel_relkind(relid) == RELKIND_FOREIGN_TABLE;

	if ((own || ViewSourceIncludes(view, relid)) &&
		(foreign || get_rel_persistence(relid) == RELPERSISTENCE_UNLOGGED))
		ereport(ERROR, errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				errmsg(foreign ? "foreign table \"%s\" cannot be a partition here" :
								 "table \"%s\" cannot be unlogged",
					   get_rel_name(relid)),
				errdetail("Continuous view \"%s\" needs its rows in the WAL.",
						  get_rel_name(view->view)),
				errhint("Drop the continuous view first."));
	if ((view->kind == VIEW_ROWS && inherits_from(relid, view->view)) ||
		(inherits_from(relid, view->source) &&
		 ViewDefReadsChildren(view->definition, view->source)))
		ereport(ERROR, errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				errmsg("table \"%s\" cannot inherit here", get_rel_name(relid)),
				errdetail("Continuous view \"%s\" would miss its rows.",
						  get_rel_name(view->view)),
				errhint("Create the view FROM ONLY its table, or make that a partitioned "
						"table."));
}

/*
 * ViewDefCheckSource: can the rows of this range table entry be followed?
 * Raises an error that names the relation if not.  Takes no lock.
 */
void
ViewDefCheckSource(Oid relid, const RangeTblEntry *rte)
{
	Oid schema = get_rel_namespace(relid);
	const char *schema_name = get_namespace_name(schema);

	check_source_kind(relid);
	if (get_rel_persistence(relid) == RELPERSISTENCE_TEMP)
		refuse_source(relid, "Temporary tables are not in the WAL.", NULL);
	if (get_rel_persistence(relid) == RELPERSISTENCE_UNLOGGED)
		refuse_source(relid, "Unlogged tables are not in the WAL.",
					  "Use ALTER TABLE ... SET LOGGED.");
	if (IsCatalogRelationOid(relid) || IsCatalogNamespace(schema) ||
		IsToastNamespace(schema))
		refuse_source(relid, "System catalogs cannot be followed.", NULL);
	if (schema_name != NULL && (strcmp(schema_name, STREAMML_SCHEMA) == 0 ||
								strcmp(schema_name, STREAMML_STATE_SCHEMA) == 0))
		refuse_source(relid, "It belongs to streamml.", NULL);
	if (get_rel_relkind(relid) == RELKIND_PARTITIONED_TABLE)
	{
		if (!rte->inh)
			refuse_source(relid,
						  "A partitioned table has no rows outside its partitions.",
						  "Leave out ONLY.");
		check_partitions(relid);
	}
	else if (rte->inh && has_subclass(relid) &&
			 find_inheritance_children(relid, NoLock) != NIL)
		refuse_source(relid,
					  "Other tables inherit from it, and their rows arrive as their own.",
					  "Use FROM ONLY, or a partitioned table.");
	if (rte->tablesample != NULL)
		ViewDefRefuse("TABLESAMPLE on its source", "Every row is seen, once.",
					  "Use a WHERE condition over a hash of the key.");
	if (check_enable_rls(relid, InvalidOid, true) == RLS_ENABLED)
		ereport(
			ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("\"%s\" cannot be the source of a continuous view",
				   get_rel_name(relid)),
			errdetail(
				"Row-level security applies to role \"%s\", and the stream has all rows.",
				GetUserNameFromId(GetUserId(), false)),
			errhint("Create the view as the owner of the table or as a role with "
					"BYPASSRLS."));
}

/* What check_srf_walker may meet: the keys of GROUP BY. */
static bool
is_window_key(Node *node, List *keys)
{
	WindowKind kind;

	return IsA(node, FuncExpr) &&
		   WindowFunctionKind(((FuncExpr *) node)->funcid, &kind) &&
		   WindowHasPanes(kind) && list_member(keys, node);
}

static bool
check_srf_walker(Node *node, List *keys)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (is_window_key(node, keys))
		return false;
	if ((IsA(node, FuncExpr) && ((FuncExpr *) node)->funcretset) ||
		(IsA(node, OpExpr) && ((OpExpr *) node)->opretset))
		ViewDefRefuse("set-returning functions in the select list of an aggregate view",
					  "They would be called once for each group.",
					  "Call the function in FROM, as in FROM t, unnest(t.tags) AS tag.");
	return expression_tree_walker(node, check_srf_walker, keys);
}

/* Set-returning functions of an aggregate view: windows in GROUP BY, no others. */
static void
check_target_srfs(Query *query)
{
	List *tlist =
		(List *) QueryFlattenExpr(query, (Node *) copyObject(query->targetList));
	List *keys = NIL;
	ListCell *lc;

	foreach (lc, query->groupClause)
		keys = lappend(keys, get_sortgroupclause_expr(lfirst(lc), tlist));
	check_srf_walker((Node *) tlist, keys);
}

/*
 * ViewDefCheckRowWise: refuse what makes rows of a query depend on each other.
 * top tells the query whose aggregates are maintained from the subqueries and
 * WITH queries between it and the source, which may not even group.
 */
void
ViewDefCheckRowWise(Query *query, bool top)
{
	if (query->hasDistinctOn)
		ViewDefRefuse("DISTINCT ON",
					  "Which row comes first is not known before the last has been seen.",
					  "Use GROUP BY with an aggregate.");
	if (query->distinctClause != NIL)
		ViewDefRefuse("DISTINCT", "Rows are appended or grouped.",
					  "Use GROUP BY over the same columns.");
	if (query->setOperations != NULL)
		ViewDefRefuse("UNION, INTERSECT or EXCEPT",
					  "A view follows the rows of one table.",
					  "Create one view for each branch and combine them when reading.");
	if (query->limitCount != NULL || query->limitOffset != NULL)
		ViewDefRefuse("LIMIT or OFFSET", "The stream does not end.",
					  "Use LIMIT when reading the view.");
	if (query->hasWindowFuncs)
		ViewDefRefuse(
			"window functions", "A new row would change the answer of rows before it.",
			"Use window functions when reading the view, or group by streamml.tumble().");
	if (query->sortClause != NIL)
		ViewDefRefuse("ORDER BY", "Rows are taken in the order of their commits.",
					  "Use ORDER BY when reading the view.");
	if (query->rowMarks != NIL)
		ViewDefRefuse("FOR UPDATE or FOR SHARE", "Reading the stream locks no rows.",
					  NULL);
	if (query->hasRecursive)
		ViewDefRefuse("WITH RECURSIVE", "The rows of the stream are read once.", NULL);
	if (query->hasModifyingCTE)
		ViewDefRefuse("INSERT, UPDATE or DELETE in WITH", "A view only reads.", NULL);
	if (!top && (query->hasAggs || query->groupClause != NIL ||
				 query->groupingSets != NIL || query->havingQual != NULL))
		ViewDefRefuse("aggregates over its source in a subquery",
					  "Only the outermost query can group the rows of the stream.",
					  "Create a view for the inner query and read it here by its name.");
	if (top && query->hasTargetSRFs &&
		(query->hasAggs || query->groupClause != NIL || query->groupingSets != NIL ||
		 query->havingQual != NULL))
		check_target_srfs(query);
}

/* The state of this aggregate must be something a table can hold. */
static void
check_stored_state(const Aggref *aggref, Form_pg_aggregate agg)
{
	const char *name = format_procedure(aggref->aggfnoid);

	if (agg->aggtranstype == INTERNALOID)
	{
		if (!OidIsValid(agg->aggserialfn) || !OidIsValid(agg->aggdeserialfn))
			ViewDefRefuse(
				psprintf("aggregate %s", name),
				"Its state lives in memory only: it has no serialization functions.",
				"See which aggregates can be kept with SELECT aggfnoid::regprocedure "
				"FROM pg_aggregate WHERE aggtranstype <> 'internal'::regtype OR "
				"aggserialfn <> 0.");
	}
	else if (get_typtype(agg->aggtranstype) == TYPTYPE_PSEUDO &&
			 !IsPolymorphicType(agg->aggtranstype))
		ViewDefRefuse(psprintf("aggregate %s", name),
					  psprintf("Its state is of pseudo-type %s.",
							   format_type_be(agg->aggtranstype)),
					  NULL);
}

/* EXECUTE for the caller on the aggregate, for its owner on its functions: as nodeAgg.c does. */
static void
check_aggregate_rights(const Aggref *aggref, Form_pg_aggregate agg)
{
	Oid parts[] = {agg->aggtransfn, agg->aggfinalfn, agg->aggserialfn,
				   agg->aggdeserialfn};
	HeapTuple proc = SearchSysCache1(PROCOID, ObjectIdGetDatum(aggref->aggfnoid));
	Oid agg_owner;
	AclResult result;

	if (!HeapTupleIsValid(proc))
		elog(ERROR, "cache lookup failed for function %u", aggref->aggfnoid);
	agg_owner = ((Form_pg_proc) GETSTRUCT(proc))->proowner;
	ReleaseSysCache(proc);

	result = ProcAclCheck(aggref->aggfnoid, GetUserId());
	if (result != ACLCHECK_OK)
		aclcheck_error(result, OBJECT_AGGREGATE, get_func_name(aggref->aggfnoid));
	for (int i = 0; i < lengthof(parts); i++)
	{
		if (!OidIsValid(parts[i]))
			continue;
		result = ProcAclCheck(parts[i], agg_owner);
		if (result != ACLCHECK_OK)
			aclcheck_error(result, OBJECT_FUNCTION, get_func_name(parts[i]));
	}
}

/*
 * ViewDefCheckAggregate: can this aggregate be advanced row by row and its
 * state be stored in between?  And may the current user call it?
 */
void
ViewDefCheckAggregate(const Aggref *aggref)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggref->aggfnoid));
	Form_pg_aggregate agg;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggref->aggfnoid);
	agg = (Form_pg_aggregate) GETSTRUCT(tuple);

	if (AGGKIND_IS_ORDERED_SET(agg->aggkind))
		ViewDefRefuse(
			psprintf("ordered-set aggregate %s", format_procedure(aggref->aggfnoid)),
			"All rows of a group would have to be kept and sorted.",
			"Use an aggregate with a sketch as its state.");
	if (aggref->aggdistinct != NIL)
		ViewDefRefuse("DISTINCT in an aggregate",
					  "All values of a group would have to be kept.",
					  "Create a view with GROUP BY over the column and count its rows "
					  "when reading.");
	if (aggref->aggorder != NIL)
		ViewDefRefuse("ORDER BY in an aggregate",
					  "Rows are taken in the order of their commits.",
					  "Leave out ORDER BY if that order will do.");
	check_stored_state(aggref, agg);
	check_aggregate_rights(aggref, agg);
	ReleaseSysCache(tuple);
}

/*
 * ViewDefCheckCombinable: can two states of this aggregate be made one?  "what"
 * says where that is needed, as in "sessions".
 */
void
ViewDefCheckCombinable(const Aggref *aggref, const char *what)
{
	const char *name = format_procedure(aggref->aggfnoid);
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggref->aggfnoid));
	HeapTuple proc = SearchSysCache1(PROCOID, ObjectIdGetDatum(aggref->aggfnoid));
	Oid combine;

	if (!HeapTupleIsValid(tuple) || !HeapTupleIsValid(proc))
		elog(ERROR, "cache lookup failed for aggregate %u", aggref->aggfnoid);
	combine = ((Form_pg_aggregate) GETSTRUCT(tuple))->aggcombinefn;
	if (!OidIsValid(combine))
		ViewDefRefuse(psprintf("aggregate %s over %s", name, what),
					  "Two of its states cannot be made one: it has no combine function.",
					  "See which aggregates have one with SELECT aggfnoid::regprocedure "
					  "FROM pg_aggregate WHERE aggcombinefn <> 0.");
	if (ProcAclCheck(combine, ((Form_pg_proc) GETSTRUCT(proc))->proowner) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_FUNCTION, get_func_name(combine));
	ReleaseSysCache(proc);
	ReleaseSysCache(tuple);
}

/* What check_tree_walker carries through the whole query and the views it reads. */
typedef struct TreeCheck
{
	const SourceRef *source;
	Oid source_root;
	int occurrences; /* of the source */
	bool others;	 /* other relations, functions or lists of values are read */
} TreeCheck;

static bool
volatile_checker(Oid funcid, void *context)
{
	if (func_volatile(funcid) != PROVOLATILE_VOLATILE)
		return false;
	ViewDefRefuse(
		psprintf("volatile function %s", format_procedure(funcid)),
		"The row may be worked out again after a crash, and must give the same answer.",
		"Compute the value in a column of the table, or declare the function STABLE or "
		"IMMUTABLE if it is.");
	return true;
}

static Oid
partition_root(Oid relid)
{
	List *ancestors;

	if (!get_rel_relispartition(relid))
		return relid;
	ancestors = get_partition_ancestors(relid);
	return ancestors == NIL ? relid : llast_oid(ancestors);
}

static bool check_tree_walker(Node *node, TreeCheck *check);

static void
check_relation_rte(RangeTblEntry *rte, TreeCheck *check)
{
	char kind = get_rel_relkind(rte->relid);

	if (rte->relid == check->source->relid ||
		partition_root(rte->relid) == check->source_root)
		check->occurrences++;
	else
		check->others = true;
	if (check->occurrences > 1)
		ViewDefRefuse(
			psprintf("its source \"%s\" twice", get_rel_name(check->source->relid)),
			"A new row would have to meet rows that were seen before it.",
			"Join another continuous view over the same table instead.");
	if (get_rel_persistence(rte->relid) == RELPERSISTENCE_TEMP)
		ViewDefRefuse(psprintf("temporary table \"%s\"", get_rel_name(rte->relid)),
					  "Another process reads it.", NULL);
	if (rte->tablesample != NULL)
		ViewDefRefuse("TABLESAMPLE", "It would give another answer each time.", NULL);
	if (kind == RELKIND_VIEW)
	{
		Relation rel = table_open(rte->relid, AccessShareLock);
		Query *query = ViewQueryCopy(rel);

		table_close(rel, NoLock);
		check_tree_walker((Node *) query, check);
	}
}

/* Visit everything the query reads, views it reads included. */
static bool
check_tree_walker(Node *node, TreeCheck *check)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, check_tree_walker, check,
								 QTW_EXAMINE_RTES_BEFORE);
	if (IsA(node, RangeTblEntry))
	{
		RangeTblEntry *rte = (RangeTblEntry *) node;

		if (rte->rtekind == RTE_RELATION)
			check_relation_rte(rte, check);
		else if (rte->rtekind == RTE_FUNCTION || rte->rtekind == RTE_VALUES ||
				 rte->rtekind == RTE_TABLEFUNC)
			check->others = true;
		return false;
	}
	if (IsA(node, NextValueExpr))
		ViewDefRefuse("volatile function nextval(regclass)",
					  "The row may be worked out again after a crash, and must give the "
					  "same answer.",
					  NULL);
	check_functions_in_node(node, volatile_checker, NULL);
	return expression_tree_walker(node, check_tree_walker, check);
}

/* What check_vars_walker needs to know a Var of the source at any depth. */
typedef struct VarCheck
{
	Index rti;
	int depth;
	TupleDesc tupdesc;
} VarCheck;

static void
check_source_var(const Var *var, TupleDesc tupdesc)
{
	if (var->varattno < 0)
		ViewDefRefuse(
			psprintf("system column \"%s\" of its source",
					 NameStr(SystemAttributeDefinition(var->varattno)->attname)),
			"The stream has the columns of the table only.", NULL);
	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);

		if (var->varattno != 0 && var->varattno != att->attnum)
			continue;
		if (!att->attisdropped && ATTRIBUTE_IS_VIRTUAL(att))
			ViewDefRefuse(
				psprintf("virtual generated column \"%s\"", NameStr(att->attname)),
				"It is computed on reading and is not in the stream.",
				"Write its expression into the definition, or make it STORED.");
	}
}

static bool
check_vars_walker(Node *node, VarCheck *check)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Var))
	{
		Var *var = (Var *) node;

		if (var->varno == check->rti && var->varlevelsup == check->depth)
			check_source_var(var, check->tupdesc);
		return false;
	}
	if (IsA(node, Query))
	{
		check->depth++;
		query_tree_walker((Query *) node, check_vars_walker, check, 0);
		check->depth--;
		return false;
	}
	return expression_tree_walker(node, check_vars_walker, check);
}

/*
 * ViewDefCheckQuery: checks that look at the whole query: the source occurs
 * once, nothing is volatile, system and virtual columns of the source are not
 * used.  Returns whether anything beside the source is read.
 */
bool
ViewDefCheckQuery(Query *query, const SourceRef *ref)
{
	TreeCheck tree = {.source = ref, .source_root = partition_root(ref->relid)};
	VarCheck vars = {.rti = ref->rti};
	Relation rel;

	check_tree_walker((Node *) query, &tree);

	rel = table_open(ref->relid, AccessShareLock);
	vars.tupdesc = RelationGetDescr(rel);
	query_tree_walker(ref->holder, check_vars_walker, &vars, 0);
	table_close(rel, NoLock);
	return tree.others;
}
