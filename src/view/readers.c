/*
 * readers.c
 *	  Who may know what a continuous view shows.
 *
 * Functions in the query of a view run as whoever reads it, with an argument that
 * names the view; so anybody can call them with any number.  They answer those who
 * can have the answer by a SELECT: on the view, on some column of it, or on another
 * view that reads it, however far above.  Whether the function was called by such a
 * view cannot be told, and makes no difference.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_rewrite.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "view/view.h"

static bool
may_select(Oid relid)
{
	Oid user = GetUserId();

	return RelationOwnedBy(relid, user) ||
		   pg_class_aclcheck(relid, user, ACL_SELECT) == ACLCHECK_OK ||
		   pg_attribute_aclcheck_all(relid, user, ACL_SELECT, ACLMASK_ANY) == ACLCHECK_OK;
}

/* The relation that a rule belongs to. */
static Oid
relation_of_rule(Oid rule)
{
	Relation rel = table_open(RewriteRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;
	Oid result = InvalidOid;

	ScanKeyInit(&key, Anum_pg_rewrite_oid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(rule));
	scan = systable_beginscan(rel, RewriteOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		result = ((Form_pg_rewrite) GETSTRUCT(tuple))->ev_class;
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return result;
}

/* Add the views that read the relation. */
static List *
add_views_over(List *views, Oid relid)
{
	Relation rel = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(relid));
	scan = systable_beginscan(rel, DependReferenceIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend depend = (Form_pg_depend) GETSTRUCT(tuple);

		if (depend->classid == RewriteRelationId)
			views = list_append_unique_oid(views, relation_of_rule(depend->objid));
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return views;
}

/*
 * CheckReaderOfView: raise an error if the current user may not know what the view
 * with this number shows.  A view that does not exist tells nothing.
 */
void
CheckReaderOfView(int32 id)
{
	Oid view = ViewCatalogFind(id);
	List *views = list_make1_oid(view);

	if (!OidIsValid(view) || get_rel_name(view) == NULL)
		return;
	for (int i = 0; i < list_length(views); i++)
	{
		Oid relid = list_nth_oid(views, i);

		if (may_select(relid))
			return;
		views = add_views_over(views, relid);
	}
	aclcheck_error(ACLCHECK_NO_PRIV, get_relkind_objtype(get_rel_relkind(view)),
				   get_rel_name(view));
}
