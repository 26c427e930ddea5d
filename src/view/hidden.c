/*
 * hidden.c
 *	  The hidden relations of a view are its owner's, and yet not his to change.
 *
 * State tables and definitions stand in schema streamml_state, where users may not
 * create.  But who owns a table may hang much on it without that right, or make it
 * a part of another one: triggers, rules, policies, parents with indexes over
 * expressions.  All that would run where states are written or compared, or make
 * something else of the view.  So no DDL is let through to them but what keeps
 * them as they are: another owner (who follows that of the view, lifecycle.c),
 * storage parameters, tablespaces, privileges, indexes over plain columns and
 * functions of the server, and what rewrites them (REINDEX, VACUUM FULL, CLUSTER).
 *
 * The place is the object access hook.  The server calls it for whatever is
 * created or altered, by its OID and from all roads: CREATE TABLE ... PARTITION OF
 * and ATTACH PARTITION are one event here, of a name in one command nothing is
 * left to look up, and nobody but who may unload the library can switch it off.
 * An event trigger comes after the fact, can be disabled, and sees command tags; it
 * is asked for what the server does not tell the hook (HiddenCheckSecurity).
 *
 * The hook is called before the change is visible, so the new rows of the catalogs
 * are read with SnapshotSelf; what the system caches tell is still the old state.
 * Superusers are refused like others: they can damage a state without knowing.  A
 * dump that is restored creates the relations, their plain indexes and rules "for
 * SELECT" once, and no more.  (Where pg_dump meets a circle it creates a view that
 * reads nothing first, and replaces its query at the end.)
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/catalog.h"
#include "catalog/namespace.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_am.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_publication.h"
#include "catalog/pg_publication_rel.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_statistic_ext.h"
#include "catalog/pg_trigger.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "rewrite/rewriteSupport.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/view.h"

static object_access_hook_type prev_object_access = NULL;

/* Where a catalog of things that belong to a relation names it. */
typedef struct Belonging
{
	Oid catalog;
	Oid index;			/* over key, */
	AttrNumber key;		/* the thing's OID */
	AttrNumber relid;	/* whose it is */
	const char *action; /* what a user would have done */
} Belonging;

static const Belonging belongings[] = {
	{TriggerRelationId, TriggerOidIndexId, Anum_pg_trigger_oid, Anum_pg_trigger_tgrelid,
	 "create a trigger on"},
	{PolicyRelationId, PolicyOidIndexId, Anum_pg_policy_oid, Anum_pg_policy_polrelid,
	 "create a policy on"},
	{StatisticExtRelationId, StatisticExtOidIndexId, Anum_pg_statistic_ext_oid,
	 Anum_pg_statistic_ext_stxrelid, "create statistics on"},
	{ConstraintRelationId, ConstraintOidIndexId, Anum_pg_constraint_oid,
	 Anum_pg_constraint_conrelid, "add a constraint to"},
	{ConstraintRelationId, ConstraintOidIndexId, Anum_pg_constraint_oid,
	 Anum_pg_constraint_confrelid, "refer to"},
	{PublicationRelRelationId, PublicationRelObjectIndexId, Anum_pg_publication_rel_oid,
	 Anum_pg_publication_rel_prrelid, "publish"},
};

/* CREATE PUBLICATION tells of itself, and not of its tables. */
static const Belonging published = {
	PublicationRelRelationId, PublicationRelPrpubidIndexId,
	Anum_pg_publication_rel_prpubid, Anum_pg_publication_rel_prrelid, "publish"};

/*
 * IsHiddenRelation: is it one of those that views are made of, a table or a view in
 * streamml_state?
 */
bool
IsHiddenRelation(Oid relid)
{
	Oid schema = get_namespace_oid(STREAMML_STATE_SCHEMA, true);
	char relkind = get_rel_relkind(relid);

	return OidIsValid(schema) && get_rel_namespace(relid) == schema &&
		   (relkind == RELKIND_RELATION || relkind == RELKIND_VIEW);
}

/* action and rest: what stands before and behind the name. */
static void
refuse_if_hidden(Oid relid, const char *action, const char *rest)
{
	if (OidIsValid(relid) && IsHiddenRelation(relid))
		ereport(ERROR, errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				errmsg("cannot %s \"%s\"%s", action, get_rel_name(relid), rest),
				errdetail("A continuous view is made of it."));
}

/* ---------- rows of catalogs that are not visible yet ---------- */

/* A scan for the rows with this key. */
typedef struct NewRows
{
	Relation catalog;
	SysScanDesc scan;
} NewRows;

static void
begin_new_rows(NewRows *rows, Oid catalog, Oid index, AttrNumber key, Oid oid)
{
	ScanKeyData scankey;

	rows->catalog = table_open(catalog, AccessShareLock);
	ScanKeyInit(&scankey, key, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(oid));
	rows->scan =
		systable_beginscan(rows->catalog, index, true, SnapshotSelf, 1, &scankey);
}

static void
finish_new_rows(NewRows *rows)
{
	systable_endscan(rows->scan);
	table_close(rows->catalog, AccessShareLock);
}

/* ---------- things that are hung on a relation ---------- */

static void
check_belonging(const Belonging *what, Oid oid)
{
	NewRows rows;
	HeapTuple tuple;

	begin_new_rows(&rows, what->catalog, what->index, what->key, oid);
	while (HeapTupleIsValid(tuple = systable_getnext(rows.scan)))
	{
		bool isnull;
		Datum relid =
			heap_getattr(tuple, what->relid, RelationGetDescr(rows.catalog), &isnull);

		if (!isnull)
			refuse_if_hidden(DatumGetObjectId(relid), what->action, "");
	}
	finish_new_rows(&rows);
}

static void
check_belongings(Oid catalog, Oid oid)
{
	if (catalog == PublicationRelationId)
		check_belonging(&published, oid);
	for (int i = 0; i < lengthof(belongings); i++)
		if (belongings[i].catalog == catalog)
			check_belonging(&belongings[i], oid);
}

/*
 * Has the relation no query yet, or one that reads nothing, as pg_dump makes it
 * before it knows better?  What a continuous view is defined by reads its source.
 */
static bool
lacks_query(Oid relid)
{
	Relation view;
	bool result;

	if (!SearchSysCacheExists2(RULERELNAME, ObjectIdGetDatum(relid),
							   CStringGetDatum(ViewSelectRuleName)))
		return true;
	view = table_open(relid, AccessShareLock);
	result = ViewQueryCopy(view)->jointree->fromlist == NIL;
	table_close(view, NoLock);
	return result;
}

/* A view gets its rule "for SELECT" when it is created. */
static void
check_rule(Oid oid)
{
	NewRows rows;
	HeapTuple tuple;
	Oid relid = InvalidOid;
	bool fresh = false;

	begin_new_rows(&rows, RewriteRelationId, RewriteOidIndexId, Anum_pg_rewrite_oid, oid);
	tuple = systable_getnext(rows.scan);
	if (HeapTupleIsValid(tuple))
	{
		Form_pg_rewrite form = (Form_pg_rewrite) GETSTRUCT(tuple);

		relid = form->ev_class;
		fresh = strcmp(NameStr(form->rulename), ViewSelectRuleName) == 0 &&
				IsHiddenRelation(relid) && get_rel_relkind(relid) == RELKIND_VIEW &&
				lacks_query(relid);
	}
	finish_new_rows(&rows);
	if (!fresh)
		refuse_if_hidden(relid, "create a rule on", "");
}

/* ---------- indexes ---------- */

static bool
is_users_function(Oid function, void *context)
{
	return function >= FirstNormalObjectId;
}

static bool
calls_users_function(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (check_functions_in_node(node, is_users_function, context))
		return true;
	return expression_tree_walker(node, calls_users_function, context);
}

/* An expression of a row of pg_index calls a function that is not the server's. */
static bool
index_calls(HeapTuple tuple, AttrNumber attno, TupleDesc tupdesc)
{
	bool isnull;
	Datum expr = heap_getattr(tuple, attno, tupdesc, &isnull);

	return !isnull && calls_users_function(stringToNode(TextDatumGetCString(expr)), NULL);
}

static void
check_index(Oid index)
{
	NewRows rows;
	HeapTuple tuple;

	begin_new_rows(&rows, IndexRelationId, IndexRelidIndexId, Anum_pg_index_indexrelid,
				   index);
	tuple = systable_getnext(rows.scan);
	if (HeapTupleIsValid(tuple))
	{
		TupleDesc tupdesc = RelationGetDescr(rows.catalog);

		if (index_calls(tuple, Anum_pg_index_indexprs, tupdesc) ||
			index_calls(tuple, Anum_pg_index_indpred, tupdesc))
			refuse_if_hidden(((Form_pg_index) GETSTRUCT(tuple))->indrelid,
							 "create an index with functions of users on", "");
	}
	finish_new_rows(&rows);
}

/* ---------- what a relation is ---------- */

/* A hidden relation must remain what and where it is. */
static void
check_relation(Oid relid)
{
	NewRows rows;
	HeapTuple tuple;

	begin_new_rows(&rows, RelationRelationId, ClassOidIndexId, Anum_pg_class_oid, relid);
	tuple = systable_getnext(rows.scan);
	if (HeapTupleIsValid(tuple))
	{
		Form_pg_class form = (Form_pg_class) GETSTRUCT(tuple);

		if (form->relnamespace != get_rel_namespace(relid))
			refuse_if_hidden(relid, "move", " out of schema " STREAMML_STATE_SCHEMA);
		if (strcmp(NameStr(form->relname), get_rel_name(relid)) != 0)
			refuse_if_hidden(relid, "rename", "");
		if (form->relpersistence != RELPERSISTENCE_PERMANENT)
			refuse_if_hidden(relid, "make", " unlogged");
		if (OidIsValid(form->reloftype))
			refuse_if_hidden(relid, "give a type to", "");
		if (OidIsValid(form->relam) && form->relam != HEAP_TABLE_AM_OID)
			refuse_if_hidden(relid, "set the access method of", "");
	}
	finish_new_rows(&rows);
}

/*
 * HiddenCheckSecurity: refuse row-level security on a hidden relation, after the
 * fact.  Of this the server does not tell the hook.
 */
void
HiddenCheckSecurity(Oid relid)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	bool secured;

	if (!HeapTupleIsValid(tuple))
		return;
	secured = ((Form_pg_class) GETSTRUCT(tuple))->relrowsecurity ||
			  ((Form_pg_class) GETSTRUCT(tuple))->relforcerowsecurity;
	ReleaseSysCache(tuple);
	if (secured)
		refuse_if_hidden(relid, "enable row-level security for", "");
}

/* The columns of a hidden relation, likewise. */
static void
check_column(Oid relid, AttrNumber attno)
{
	HeapTuple old =
		SearchSysCache2(ATTNUM, ObjectIdGetDatum(relid), Int16GetDatum(attno));
	NewRows rows;
	HeapTuple tuple;

	if (!HeapTupleIsValid(old))
		return;
	begin_new_rows(&rows, AttributeRelationId, AttributeRelidNumIndexId,
				   Anum_pg_attribute_attrelid, relid);
	while (HeapTupleIsValid(tuple = systable_getnext(rows.scan)))
	{
		Form_pg_attribute is = (Form_pg_attribute) GETSTRUCT(tuple);
		Form_pg_attribute was = (Form_pg_attribute) GETSTRUCT(old);

		if (is->attnum != attno)
			continue;
		if (namestrcmp(&was->attname, NameStr(is->attname)) != 0 ||
			is->atttypid != was->atttypid || is->atttypmod != was->atttypmod ||
			is->attcollation != was->attcollation || is->attnotnull)
			refuse_if_hidden(relid, "change a column of", "");
	}
	finish_new_rows(&rows);
	ReleaseSysCache(old);
}

/*
 * A column goes with a type or collation of a user that is dropped, and then the
 * view goes too.  One that depends on the server's alone is dropped by its name.
 */
static void
check_dropped_column(Oid relid, AttrNumber attno)
{
	Oid type;
	int32 typmod;
	Oid collation;

	get_atttypetypmodcoll(relid, attno, &type, &typmod, &collation);
	if (type < FirstNormalObjectId && collation < FirstNormalObjectId)
		refuse_if_hidden(relid, "drop a column of", "");
}

/* ---------- the hook ---------- */

static void
after_create(Oid catalog, Oid oid, int subid)
{
	if (catalog == RelationRelationId && subid > 0)
		refuse_if_hidden(oid, "add a column to", "");
	else if (catalog == RelationRelationId)
		check_index(oid);
	else if (catalog == AttrDefaultRelationId)
		refuse_if_hidden(oid, "set a default of", "");
	else if (catalog == RewriteRelationId)
		check_rule(oid);
	else
		check_belongings(catalog, oid);
}

static void
after_alter(Oid catalog, Oid oid, int subid, const ObjectAccessPostAlter *arg)
{
	if (catalog == InheritsRelationId)
	{
		refuse_if_hidden(oid, "make", " a partition or child of another table");
		refuse_if_hidden(arg->auxiliary_id, "make", " the parent of another table");
	}
	else if (catalog == RelationRelationId && IsHiddenRelation(oid))
	{
		if (subid > 0)
			check_column(oid, subid);
		else
			check_relation(oid);
	}
}

static void
object_access(ObjectAccessType access, Oid catalog, Oid oid, int subid, void *arg)
{
	if (prev_object_access)
		prev_object_access(access, catalog, oid, subid, arg);
	if (access == OAT_FUNCTION_EXECUTE || access == OAT_NAMESPACE_SEARCH ||
		IsBinaryUpgrade || !OidIsValid(get_namespace_oid(STREAMML_STATE_SCHEMA, true)))
		return;
	if (access == OAT_POST_CREATE)
		after_create(catalog, oid, subid);
	else if (access == OAT_POST_ALTER)
		after_alter(catalog, oid, subid, arg);
	else if (access == OAT_DROP && catalog == RelationRelationId && subid > 0)
		check_dropped_column(oid, subid);
}

/*
 * HiddenInit: install the hook.  Only where the library is preloaded.
 */
void
HiddenInit(void)
{
	prev_object_access = object_access_hook;
	object_access_hook = object_access;
}
