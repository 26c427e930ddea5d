/*
 * relations.c
 *	  Create the relations of a continuous view and tie them together.
 *
 * All belong to the user.  The state table and the hidden definition stand in
 * schema streamml_state, where users may not create: for the creation of the
 * empty relations, and for nothing else, we are the owner of that schema.
 * No expression of the user is evaluated meanwhile, and what is filled in
 * afterwards (the views' queries) is filled in as the user.
 *
 * State and ledger with the indexes that they cannot do without, the table of closed
 * windows and the definition depend INTERNALly on the visible relation: dropping it
 * by any road drops them, and dropping one of them is refused with a hint at the
 * visible relation.  Other indexes (state_index.c) may be dropped by themselves.  The
 * definition's rule depends on what the query uses, as that of any view.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/reloptions.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "catalog/toasting.h"
#include "commands/defrem.h"
#include "commands/tablecmds.h"
#include "commands/view.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/aggcall.h"
#include "view/view_internal.h"

/* What state tables are created with: updated in place, all the time. */
static const struct
{
	const char *name;
	const char *value;
} state_options[] = {
	{"fillfactor", "50"},
	{"autovacuum_vacuum_scale_factor", "0.05"},
	{"autovacuum_vacuum_cost_delay", "0"},
};

/* ---------- as the owner of streamml_state ---------- */

static void
elevate(OwnerScope *scope)
{
	Oid schema = get_namespace_oid(STREAMML_STATE_SCHEMA, false);
	HeapTuple tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	Oid owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for namespace %u", schema);
	owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;
	ReleaseSysCache(tuple);

	OwnerScopeEnter(scope, owner, NULL);
	set_config_option("default_tablespace", "", PGC_USERSET, PGC_S_SESSION,
					  GUC_ACTION_SAVE, true, ERROR, false);
	set_config_option("default_table_access_method", "heap", PGC_USERSET, PGC_S_SESSION,
					  GUC_ACTION_SAVE, true, ERROR, false);
}

/* ---------- relations ---------- */

/* Create an empty relation and, for a table, its TOAST table. */
static Oid
create_relation(RangeVar *name, char relkind, List *columns, List *options, Oid owner)
{
	CreateStmt *stmt = makeNode(CreateStmt);
	ObjectAddress address;

	name->relpersistence = RELPERSISTENCE_PERMANENT;
	stmt->relation = name;
	stmt->tableElts = columns;
	stmt->options = options;
	stmt->oncommit = ONCOMMIT_NOOP;
	address = DefineRelation(stmt, relkind, owner, NULL, NULL);
	CommandCounterIncrement();
	if (relkind == RELKIND_RELATION)
	{
		NewRelationCreateToastTable(address.objectId, (Datum) 0);
		CommandCounterIncrement();
	}
	return address.objectId;
}

/* A column like an expression; its collation must be known. */
static ColumnDef *
column_like(const char *name, Oid type, int32 typmod, Oid collation)
{
	if (type_is_collatable(type) && !OidIsValid(collation))
		ereport(
			ERROR, errcode(ERRCODE_INDETERMINATE_COLLATION),
			errmsg("could not determine which collation to use for view column \"%s\"",
				   name),
			errhint("Use the COLLATE clause to set the collation explicitly."));
	return makeColumnDef(name, type, typmod, collation);
}

/* Columns of the definition as users see them. */
static List *
definition_columns(const Query *query)
{
	List *columns = NIL;
	ListCell *lc;

	foreach (lc, query->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (!tle->resjunk)
			columns =
				lappend(columns, column_like(tle->resname, exprType((Node *) tle->expr),
											 exprTypmod((Node *) tle->expr),
											 exprCollation((Node *) tle->expr)));
	}
	if (columns == NIL)
		ereport(ERROR, errcode(ERRCODE_INVALID_TABLE_DEFINITION),
				errmsg("continuous view must have at least one column"));
	return columns;
}

static List *
state_columns(const ViewDef *def)
{
	List *columns = list_make1(makeColumnDef("dead", BYTEAOID, -1, InvalidOid));

	for (int i = 0; i < def->nkeys; i++)
	{
		ViewKey *key = &def->keys[i];

		columns = lappend(columns, column_like(psprintf("k%d", i + 1), key->type,
											   key->typmod, key->collation));
	}
	for (int i = 0; i < def->naggs; i++)
	{
		ViewAgg *agg = &def->aggs[i];
		ColumnDef *column = column_like(psprintf("s%d", i + 1), ViewAggStoredType(agg),
										-1, ViewAggStoredCollation(agg));

#ifdef USE_LZ4
		/* large states are written again with every batch */
		if (get_typstorage(ViewAggStoredType(agg)) != TYPSTORAGE_PLAIN)
			column->compression = pstrdup("lz4");
#endif
		columns = lappend(columns, column);
	}
	if (ViewDefHasSessions(def))
		columns = lappend(columns,
						  makeColumnDef("last", def->window->timetype, -1, InvalidOid));
	return columns;
}

static RangeVar *
state_schema_name(int32 id, const char *suffix)
{
	return makeRangeVar(STREAMML_STATE_SCHEMA, psprintf("view_%d_%s", id, suffix), -1);
}

/*
 * ViewNamesAreTaken: does anything in streamml_state have a name that a view of
 * this number would need?
 */
bool
ViewNamesAreTaken(int32 id)
{
	static const char *const suffixes[] = {
		"state", "definition", "key", "end", "start", "ledger", "emitted", "emitted_end"};
	Oid schema = get_namespace_oid(STREAMML_STATE_SCHEMA, false);

	for (int i = 0; i < lengthof(suffixes); i++)
		if (OidIsValid(
				get_relname_relid(psprintf("view_%d_%s", id, suffixes[i]), schema)))
			return true;
	return false;
}

/*
 * The unique index that makes a group of the keys.  The start of a session
 * comes last, so that the sessions of a key lie side by side.
 */
static Oid
create_key_index(const ContinuousView *view, const ViewDef *def)
{
	IndexStmt *stmt = makeNode(IndexStmt);
	ObjectAddress address;

	stmt->relation = state_schema_name(view->id, "state");
	stmt->idxname = psprintf("view_%d_key", view->id);
	stmt->accessMethod = "btree";
	stmt->unique = true;
	stmt->nulls_not_distinct = true;
	for (int i = 0; i < def->nkeys; i++)
		if (!ViewDefHasSessions(def) || i != def->window->key)
			stmt->indexParams =
				lappend(stmt->indexParams, StateIndexElem(&def->keys[i], InvalidOid));
	if (ViewDefHasSessions(def))
		stmt->indexParams = lappend(
			stmt->indexParams, StateIndexElem(&def->keys[def->window->key], InvalidOid));
	address = DefineIndexOnNewTable(view->state, stmt);
	CommandCounterIncrement();
	return address.objectId;
}

/* An index over a bound of the windows. */
static Oid
create_bound_index(const ContinuousView *view, const char *suffix, IndexElem *bound)
{
	IndexStmt *stmt = makeNode(IndexStmt);
	ObjectAddress address;

	stmt->relation = state_schema_name(view->id, "state");
	stmt->idxname = psprintf("view_%d_%s", view->id, suffix);
	stmt->accessMethod = "btree";
	stmt->indexParams = list_make1(bound);
	address = DefineIndexOnNewTable(view->state, stmt);
	CommandCounterIncrement();
	return address.objectId;
}

/*
 * ViewDefineStateIndex: create an index of the state table that a user has asked
 * for; its name must be free.  The table is locked, and the caller is its owner.
 */
Oid
ViewDefineStateIndex(const ContinuousView *view, IndexStmt *stmt)
{
	OwnerScope scope;
	ObjectAddress address;

	elevate(&scope);
	stmt->relation = state_schema_name(view->id, "state");
	address = DefineIndexOnNewTable(view->state, stmt);
	CommandCounterIncrement();
	OwnerScopeLeave(&scope);
	return address.objectId;
}

/* Owners may grant it back to themselves; this keeps accidents out. */
static void
revoke_writes(const ContinuousView *view)
{
	static const char *const privileges[] = {"insert", "update", "delete", "truncate"};
	GrantStmt *stmt = makeNode(GrantStmt);
	RoleSpec *role = makeNode(RoleSpec);

	role->roletype = ROLESPEC_CSTRING;
	role->rolename = GetUserNameFromId(view->owner, false);
	role->location = -1;
	stmt->is_grant = false;
	stmt->targtype = ACL_TARGET_OBJECT;
	stmt->objtype = OBJECT_TABLE;
	stmt->objects = list_make1(state_schema_name(view->id, "state"));
	stmt->grantees = list_make1(role);
	stmt->behavior = DROP_RESTRICT;
	for (int i = 0; i < lengthof(privileges); i++)
	{
		AccessPriv *privilege = makeNode(AccessPriv);

		privilege->priv_name = pstrdup(privileges[i]);
		stmt->privileges = lappend(stmt->privileges, privilege);
	}
	ExecuteGrantStmt(stmt);
	CommandCounterIncrement();
}

/*
 * Returns the indexes that it cannot do without: on its keys and on the ends of its
 * windows, if it has any.
 */
static List *
create_state_table(ContinuousView *view, const ViewDef *def)
{
	List *options = NIL;
	List *indexes = NIL;

	for (int i = 0; i < lengthof(state_options); i++)
		options = lappend(
			options,
			makeDefElem(pstrdup(state_options[i].name),
						(Node *) makeString(pstrdup(state_options[i].value)), -1));
	view->state = create_relation(state_schema_name(view->id, "state"), RELKIND_RELATION,
								  state_columns(def), options, view->owner);
	if (def->nkeys > 0)
		indexes = lappend_oid(indexes, create_key_index(view, def));
	if (view->options.lateness != NULL)
		indexes =
			lappend_oid(indexes, create_bound_index(view, "end", StateEndElem(def)));
	return indexes;
}

/* ---------- the ledger of emitted windows ---------- */

static char *
ledger_name(int32 id)
{
	return psprintf("view_%d_ledger", id);
}

/*
 * ViewLedger: the table of the windows that the view has emitted, see closing.c.
 * Nobody else can make, or rename, a table in the schema where it stands.
 */
Oid
ViewLedger(const ContinuousView *view, bool missing_ok)
{
	Oid schema = get_namespace_oid(STREAMML_STATE_SCHEMA, false);
	Oid ledger = get_relname_relid(ledger_name(view->id), schema);

	if (!OidIsValid(ledger) && !missing_ok)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("\"%s\" has no list of the windows that it has emitted",
					   get_rel_name(view->view)),
				errhint("Drop the continuous view and create it again."));
	return ledger;
}

static void
create_ledger_index(const ContinuousView *view, Oid ledger, const char *suffix,
					List *columns)
{
	IndexStmt *stmt = makeNode(IndexStmt);
	ListCell *lc;

	stmt->relation = state_schema_name(view->id, "ledger");
	stmt->idxname = psprintf("view_%d_%s", view->id, suffix);
	stmt->accessMethod = "btree";
	foreach (lc, columns)
	{
		IndexElem *elem = makeNode(IndexElem);

		elem->name = lfirst(lc);
		elem->ordering = SORTBY_DEFAULT;
		elem->nulls_ordering = SORTBY_NULLS_DEFAULT;
		stmt->indexParams = lappend(stmt->indexParams, elem);
	}
	(void) DefineIndexOnNewTable(ledger, stmt);
	CommandCounterIncrement();
}

/* Groups are found by the hash of their keys, what is freed by the end. */
static void
create_ledger(const ContinuousView *view, const ViewDef *def)
{
	Oid endtype = ViewWindowEndType(def);
	List *columns = list_make1(makeColumnDef("h", INT8OID, -1, InvalidOid));
	DefElem *room_for_revisions = makeDefElem("fillfactor", (Node *) makeInteger(90), -1);
	Oid ledger;

	for (int i = 0; i < def->nkeys; i++)
		if (i != def->window->key)
			columns = lappend(columns,
							  column_like(psprintf("k%d", i + 1), def->keys[i].type,
										  def->keys[i].typmod, def->keys[i].collation));
	columns = lappend(columns, makeColumnDef("starts", endtype, -1, InvalidOid));
	columns = lappend(columns, makeColumnDef("ends", endtype, -1, InvalidOid));
	columns = lappend(columns, makeColumnDef("revision", INT4OID, -1, InvalidOid));
	columns = lappend(columns, makeColumnDef("withdrawn", BOOLOID, -1, InvalidOid));
	columns = lappend(columns, makeColumnDef("content", INT8OID, -1, InvalidOid));
	ledger = create_relation(state_schema_name(view->id, "ledger"), RELKIND_RELATION,
							 columns, list_make1(room_for_revisions), view->owner);
	create_ledger_index(view, ledger, "emitted", list_make2("h", "ends"));
	if (view->options.retention != NULL)
		create_ledger_index(view, ledger, "emitted_end", list_make1("ends"));
}

/* ---------- groups that are there without rows ---------- */

/* The group of no rows; of this grouping set, if the view has any. */
static void
insert_single_group(const ViewDef *def, Relation rel, int set)
{
	int natts = RelationGetNumberOfAttributes(rel);
	Datum *values = palloc0(sizeof(Datum) * natts);
	bool *nulls = palloc(sizeof(bool) * natts);

	memset(nulls, true, sizeof(bool) * natts);
	if (set > 0)
	{
		values[def->keys[0].stateno - 1] = Int32GetDatum(set);
		nulls[def->keys[0].stateno - 1] = false;
	}
	for (int i = 0; i < def->naggs; i++)
	{
		const ViewAgg *agg = &def->aggs[i];

		values[agg->stateno - 1] = AggInitialState(agg->aggref->aggfnoid, agg->transtype,
												   &nulls[agg->stateno - 1]);
	}
	CatalogTupleInsert(rel, heap_form_tuple(RelationGetDescr(rel), values, nulls));
}

/*
 * ViewInsertSingleGroups: the group of a view without GROUP BY, and that of a
 * grouping set without keys, exists from the start, so that no rows give the
 * answer that the aggregates have for none.
 */
void
ViewInsertSingleGroups(const ViewDef *def, Oid state)
{
	Relation rel = table_open(state, RowExclusiveLock);

	Assert(OwnerScopeIsActive()); /* input functions of the states' types */
	if (def->nkeys == 0)
		insert_single_group(def, rel, 0);
	for (int set = 1; set <= def->nsets; set++)
		if (ViewSetIsSingle(def, set))
			insert_single_group(def, rel, set);
	table_close(rel, NoLock);
	CommandCounterIncrement();
}

/* ---------- dependencies ---------- */

static void
depend(Oid dependent, Oid referenced, DependencyType type)
{
	ObjectAddress from;
	ObjectAddress to;

	ObjectAddressSet(from, RelationRelationId, dependent);
	ObjectAddressSet(to, RelationRelationId, referenced);
	recordDependencyOn(&from, &to, type);
}

/*
 * The first relation that this one depends on in this way; if referenced is given,
 * only that one counts.  InvalidOid if there is none.
 */
static Oid
find_tie(Oid dependent, Oid referenced, DependencyType type)
{
	Relation rel = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;
	Oid result = InvalidOid;

	ScanKeyInit(&keys[0], Anum_pg_depend_classid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_objid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(dependent));
	scan = systable_beginscan(rel, DependDependerIndexId, true, NULL, 2, keys);
	while (!OidIsValid(result) && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend depend = (Form_pg_depend) GETSTRUCT(tuple);

		if (depend->refclassid == RelationRelationId && depend->refobjsubid == 0 &&
			depend->deptype == type &&
			(!OidIsValid(referenced) || depend->refobjid == referenced))
			result = depend->refobjid;
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return result;
}

/*
 * ViewTiedTo: the relation that another one depends on internally: the visible
 * relation of the view that a hidden one is part of.  InvalidOid if there is none.
 */
Oid
ViewTiedTo(Oid hidden)
{
	return find_tie(hidden, InvalidOid, DEPENDENCY_INTERNAL);
}

/* Let one relation depend on another, if both are there and it does not yet. */
static void
tie(Oid dependent, Oid referenced, DependencyType type)
{
	if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(dependent)) &&
		SearchSysCacheExists1(RELOID, ObjectIdGetDatum(referenced)) &&
		!OidIsValid(find_tie(dependent, referenced, type)))
		depend(dependent, referenced, type);
}

/*
 * What the columns of the state table depend on, their types and collations, let
 * the view depend on.  It is what stands in the way of dropping a type, and what
 * goes with it.  (With the columns in between, PostgreSQL would drop the table and
 * then look for its column.)
 */
static void
lift_column_dependencies(Oid state, Oid view)
{
	Relation rel = table_open(DependRelationId, RowExclusiveLock);
	ObjectAddress from;
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;

	ObjectAddressSet(from, RelationRelationId, view);
	ScanKeyInit(&keys[0], Anum_pg_depend_classid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_objid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(state));
	scan = systable_beginscan(rel, DependDependerIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend depend = (Form_pg_depend) GETSTRUCT(tuple);
		ObjectAddress to;

		if (depend->objsubid == 0 || depend->deptype != DEPENDENCY_NORMAL)
			continue;
		ObjectAddressSubSet(to, depend->refclassid, depend->refobjid,
							depend->refobjsubid);
		CatalogTupleDelete(rel, &tuple->t_self);
		recordDependencyOn(&from, &to, DEPENDENCY_NORMAL);
	}
	systable_endscan(scan);
	table_close(rel, RowExclusiveLock);
}

/* An index that the view cannot do without; InvalidOid if it has none of the kind. */
static Oid
index_of_ours(const ContinuousView *view, const char *suffix)
{
	return get_relname_relid(psprintf("view_%d_%s", view->id, suffix),
							 get_namespace_oid(STREAMML_STATE_SCHEMA, false));
}

/* A hidden table, its indexes and what its columns depend on. */
static void
tie_table(Oid table, Oid view)
{
	Relation rel = try_table_open(table, AccessShareLock);
	ListCell *lc;

	if (rel == NULL)
		return;
	tie(table, view, DEPENDENCY_INTERNAL);
	foreach (lc, RelationGetIndexList(rel))
		tie(lfirst_oid(lc), view, DEPENDENCY_INTERNAL);
	table_close(rel, NoLock);
	lift_column_dependencies(table, view);
}

/*
 * ViewTieRelations: make the parts of a view depend on it again, as far as they
 * are there.  A dump has the relations, but not these dependencies.  The caller
 * has locked the view.
 */
void
ViewTieRelations(const ContinuousView *view)
{
	tie(view->definition, view->view, DEPENDENCY_INTERNAL);
	if (view->state != view->view)
	{
		Relation state = try_table_open(view->state, AccessShareLock);

		tie(view->state, view->view, DEPENDENCY_INTERNAL);
		if (state != NULL)
		{
			tie(index_of_ours(view, "key"), view->view, DEPENDENCY_INTERNAL);
			tie(index_of_ours(view, "end"), view->view, DEPENDENCY_INTERNAL);
			table_close(state, NoLock);
			lift_column_dependencies(view->state, view->view);
		}
	}
	if (OidIsValid(view->closed))
	{
		tie(view->closed, view->view, DEPENDENCY_INTERNAL);
		if (OidIsValid(ViewLedger(view, true)))
			tie_table(ViewLedger(view, true), view->view);
	}
	tie(view->view, view->source, DEPENDENCY_NORMAL);
	CommandCounterIncrement();
	ViewForgoStatistics(view);
}

/*
 * ViewNameOfState: the name of the view that a state table is of; of a table that is
 * not tied to a view its own.
 */
const char *
ViewNameOfState(Oid state)
{
	Oid view = ViewTiedTo(state);

	return get_rel_name(OidIsValid(view) ? view : state);
}

/*
 * RelationSqlName: the qualified name of a relation as SQL has it.
 */
char *
RelationSqlName(Oid relid)
{
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relid)),
									  get_rel_name(relid));
}

/*
 * OperatorSqlName: an operator with its schema as SQL has it: what stands between
 * its operands, wherever the search path leads.
 */
char *
OperatorSqlName(Oid op)
{
	HeapTuple tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(op));
	Form_pg_operator form;
	char *result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for operator %u", op);
	form = (Form_pg_operator) GETSTRUCT(tuple);
	result = psprintf("OPERATOR(%s.%s)",
					  quote_identifier(get_namespace_name(form->oprnamespace)),
					  NameStr(form->oprname));
	ReleaseSysCache(tuple);
	return result;
}

/*
 * ViewCreatePlain: create an ordinary view of the current user; returns it.
 */
Oid
ViewCreatePlain(RangeVar *name, Query *query)
{
	Oid view =
		create_relation(name, RELKIND_VIEW, definition_columns(query), NIL, GetUserId());

	StoreViewQuery(view, query, false);
	CommandCounterIncrement();
	return view;
}

/*
 * In streamml_state: the definition, and the state table of an aggregate view.
 * Returns the indexes of the latter.
 */
static List *
create_hidden_relations(ContinuousView *view, const ViewDef *def)
{
	OwnerScope scope;
	List *indexes = NIL;

	elevate(&scope);
	view->definition =
		create_relation(state_schema_name(view->id, "definition"), RELKIND_VIEW,
						definition_columns(def->query), NIL, view->owner);
	if (view->kind == VIEW_AGGREGATE)
		indexes = create_state_table(view, def);
	if (view->options.emit_closed)
		create_ledger(view, def);
	OwnerScopeLeave(&scope);
	StoreViewQuery(view->definition, copyObject(def->written), false);
	CommandCounterIncrement();
	return indexes;
}

/* ---------- the feed of closed windows ---------- */

/* The feed is read by its windows. */
static void
create_closed_index(const ContinuousView *view, RangeVar *name, const char *column)
{
	IndexStmt *stmt = makeNode(IndexStmt);
	IndexElem *elem = makeNode(IndexElem);

	elem->name = pstrdup(column);
	elem->ordering = SORTBY_DEFAULT;
	elem->nulls_ordering = SORTBY_NULLS_DEFAULT;
	stmt->relation = name;
	stmt->accessMethod = "btree";
	stmt->indexParams = list_make1(elem);
	(void) DefineIndexOnNewTable(view->closed, stmt);
	CommandCounterIncrement();
}

/*
 * The table <view>_closed beside the view: its columns, which revision when, and
 * whether that withdraws the window.
 */
static void
create_closed_table(ContinuousView *view, const ViewDef *def, const RangeVar *of)
{
	RangeVar *name =
		makeRangeVar(of->schemaname, makeObjectName(of->relname, NULL, "closed"), -1);
	List *columns = definition_columns(def->query);
	AttrNumber window = ViewKeyColumn(def, def->window->key);
	char *window_name = pstrdup(list_nth_node(ColumnDef, columns, window - 1)->colname);

	columns = lappend(columns, makeColumnDef("revision", INT4OID, -1, InvalidOid));
	columns = lappend(columns,
					  makeColumnDef("at_watermark", TEXTOID, -1, DEFAULT_COLLATION_OID));
	columns = lappend(columns, makeColumnDef(WITHDRAWN_COLUMN, BOOLOID, -1, InvalidOid));
	view->closed = create_relation(name, RELKIND_RELATION, columns, NIL, view->owner);
	create_closed_index(view, name, window_name);
}

/* ---------- all of them ---------- */

/* The query that users read of an aggregate view. */
static Query *
visible_query(const ContinuousView *view, const ViewDef *def)
{
	Query *query = ViewReadQuery(def, view->state);

	if (view->options.lateness != NULL && def->window->kind != WINDOW_TRAILING)
		ViewQueryAddClosed(query, view, def);
	if (view->options.retention != NULL && ViewHasPanes(def))
		query = ViewQueryHideFreed(query, view, def);
	return ViewQuerySeal(query);
}

/* What users see of an aggregate view. */
static void
create_visible_view(ContinuousView *view, const ViewDef *def, RangeVar *name)
{
	view->view = ViewCreatePlain(name, visible_query(view, def));
	if (view->options.emit_closed)
	{
		create_closed_table(view, def, name);
		depend(view->closed, view->view, DEPENDENCY_INTERNAL);
		tie_table(ViewLedger(view, false), view->view);
	}
}

/*
 * ViewCreateRelations: create what a view is made of, owned by the current
 * user, and enter the OIDs into the view, whose id, kind, owner and source are
 * set.
 */
void
ViewCreateRelations(ContinuousView *view, const ViewDef *def, RangeVar *name)
{
	List *indexes = create_hidden_relations(view, def);
	ListCell *lc;

	if (view->kind == VIEW_AGGREGATE)
	{
		create_visible_view(view, def, name);
		depend(view->state, view->view, DEPENDENCY_INTERNAL);
		foreach (lc, indexes)
			depend(lfirst_oid(lc), view->view, DEPENDENCY_INTERNAL);
		lift_column_dependencies(view->state, view->view);
		ViewInsertSingleGroups(def, view->state);
		revoke_writes(view);
	}
	else
	{
		view->view = create_relation(name, RELKIND_RELATION,
									 definition_columns(def->query), NIL, view->owner);
		view->state = view->view;
	}
	depend(view->definition, view->view, DEPENDENCY_INTERNAL);
	depend(view->view, view->source, DEPENDENCY_NORMAL);
	CommandCounterIncrement();
	ViewForgoStatistics(view);
}

/*
 * ViewCreateStartIndex: the index over the starts of fixed windows.  A fill does not
 * need it, and it is cheaper made of what has been filled.
 */
void
ViewCreateStartIndex(const ContinuousView *view, const ViewDef *def)
{
	OwnerScope scope;

	if (view->kind != VIEW_AGGREGATE || def->window == NULL ||
		def->window->kind != WINDOW_TUMBLE)
		return;
	elevate(&scope);
	(void) create_bound_index(
		view, "start", StateIndexElem(&def->keys[def->window->key], F_LOWER_ANYRANGE));
	OwnerScopeLeave(&scope);
}

/* ---------- those of an older version ---------- */

/*
 * ViewCreateLedger: the ledger of a view that was created without one.  The caller
 * is the owner, in an OwnerScope.
 */
void
ViewCreateLedger(const ContinuousView *view, const ViewDef *def)
{
	OwnerScope scope;

	elevate(&scope);
	create_ledger(view, def);
	OwnerScopeLeave(&scope);
}

/*
 * ViewReplaceQuery: give an aggregate view the query that a new one would have.
 * Its columns stay what they are called.  The caller has locked it and is the
 * owner, in an OwnerScope.
 */
void
ViewReplaceQuery(const ContinuousView *view, const ViewDef *def)
{
	Query *query = visible_query(view, def);
	ListCell *lc;

	foreach (lc, query->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (!tle->resjunk)
			tle->resname = get_attname(view->view, tle->resno, false);
	}
	StoreViewQuery(view->view, query, true);
	CommandCounterIncrement();
}
