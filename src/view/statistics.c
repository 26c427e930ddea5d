/*
 * statistics.c
 *	  ANALYZE of a view's tables runs nothing that belongs to a type of others.
 *
 * ANALYZE, which autovacuum starts unasked, calls what a column's type brings
 * along as the owner of the table: its operator classes, those of its parts,
 * subtype_diff of a range.  No definition names that, and it runs outside the
 * scope of owner.c.  So columns of types that are, or are made of, somebody's who is
 * neither the view's owner nor a superuser have no statistics, like after SET
 * STATISTICS 0: of the state table, of the ledger, and of the tables of row views and
 * closed windows too, whose columns the owner got by naming others'.  There he may
 * set another target.  What the planner would have learned of such columns it
 * guesses.
 *
 * The target is set when a view is created, rebuilt or restored, when its owner
 * changes, and when create_index() makes an index over an expression.  Nothing else
 * that the server does by itself with a hidden table calls what the definition does
 * not name: VACUUM and REINDEX compare keys, as the worker does, and expressions in
 * indexes are the server's (hidden.c).
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "view/view.h"

static bool is_strangers_type(Oid type, Oid owner);

static bool
has_strangers_column(Oid type, Oid owner)
{
	TupleDesc tupdesc = lookup_rowtype_tupdesc_copy(type, -1);

	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);

		if (!att->attisdropped && is_strangers_type(att->atttypid, owner))
			return true;
	}
	return false;
}

/*
 * Is the type, or anything that it is made of, somebody's who is neither this owner
 * nor a superuser?
 */
static bool
is_strangers_type(Oid type, Oid owner)
{
	HeapTuple tuple;
	FormData_pg_type form;

	check_stack_depth();
	if (type < FirstNormalObjectId)
		return false;
	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	if (!HeapTupleIsValid(tuple))
		return true;
	form = *(Form_pg_type) GETSTRUCT(tuple);
	ReleaseSysCache(tuple);
	if (form.typowner != owner && !superuser_arg(form.typowner))
		return true;
	switch (form.typtype)
	{
		case TYPTYPE_DOMAIN:
			return is_strangers_type(form.typbasetype, owner);
		case TYPTYPE_COMPOSITE:
			return has_strangers_column(type, owner);
		case TYPTYPE_RANGE:
			return is_strangers_type(get_range_subtype(type), owner);
		case TYPTYPE_MULTIRANGE:
			return is_strangers_type(get_multirange_range(type), owner);
		default:
			return OidIsValid(form.typelem) && is_strangers_type(form.typelem, owner);
	}
}

static void
forgo_statistics(Relation catalog, Oid relid, AttrNumber attno)
{
	HeapTuple tuple;
	int column = Anum_pg_attribute_attstattarget;
	Datum none = (Datum) 0;
	bool isnull = false;

	LockRelationOid(relid, ShareUpdateExclusiveLock);
	tuple = SearchSysCacheCopy2(ATTNUM, ObjectIdGetDatum(relid), Int16GetDatum(attno));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for attribute %d of relation %u", attno, relid);
	if (heap_getattr(tuple, column, RelationGetDescr(catalog), &isnull) == none &&
		!isnull)
		return;
	isnull = false;
	tuple = heap_modify_tuple_by_cols(tuple, RelationGetDescr(catalog), 1, &column, &none,
									  &isnull);
	CatalogTupleUpdate(catalog, &tuple->t_self, tuple);
}

/* Has ANALYZE statistics of that column?  Of an index, those over expressions. */
static bool
is_analyzed(Relation rel, Form_pg_attribute att)
{
	return !att->attisdropped && (rel->rd_index == NULL ||
								  (att->attnum <= rel->rd_index->indnkeyatts &&
								   rel->rd_index->indkey.values[att->attnum - 1] == 0));
}

static void
forgo_relation_statistics(Relation catalog, Relation rel, Oid owner)
{
	for (int i = 0; i < RelationGetNumberOfAttributes(rel); i++)
	{
		Form_pg_attribute att = TupleDescAttr(RelationGetDescr(rel), i);

		if (is_analyzed(rel, att) && is_strangers_type(att->atttypid, owner))
			forgo_statistics(catalog, RelationGetRelid(rel), att->attnum);
	}
}

/* Of the table, and of its indexes. */
static void
forgo_table_statistics(Oid relid, Oid owner)
{
	Relation rel = try_relation_open(relid, AccessShareLock);
	Relation catalog;
	ListCell *lc;

	if (rel == NULL)
		return;
	catalog = table_open(AttributeRelationId, RowExclusiveLock);
	forgo_relation_statistics(catalog, rel, owner);
	foreach (lc, RelationGetIndexList(rel))
	{
		Relation index = index_open(lfirst_oid(lc), AccessShareLock);

		forgo_relation_statistics(catalog, index, owner);
		index_close(index, NoLock);
	}
	table_close(catalog, RowExclusiveLock);
	relation_close(rel, NoLock);
}

/*
 * ViewForgoStatistics: see above.  The caller has locked the view.
 */
void
ViewForgoStatistics(const ContinuousView *view)
{
	Oid relids[] = {view->state, view->closed, ViewLedger(view, true)};

	for (int i = 0; i < lengthof(relids); i++)
		if (OidIsValid(relids[i]) && get_rel_relkind(relids[i]) == RELKIND_RELATION)
			forgo_table_statistics(relids[i], view->owner);
	CommandCounterIncrement();
}
