/*
 * orphans.c
 *	  streamml.drop_orphans(): remove what belongs to no continuous view.
 *
 * Orphans come with dumps that hold only a part of a view (pg_dump -s has its
 * relations without the catalogs), and stay when a view is dropped while event
 * triggers are switched off.  streamml.orphans lists those of the roles that the
 * user is a member of.  Hidden relations that something else still reads are
 * kept, and so is their definition: the query is needed to make the view anew.
 */
#include "streamml.h"

#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "view/view.h"

PG_FUNCTION_INFO_V1(drop_orphans);

static Oid
result_oid(uint64 row, int column)
{
	bool isnull;
	Datum value =
		SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &isnull);

	return isnull ? InvalidOid : DatumGetObjectId(value);
}

/* Add the orphans among the relations that can be dropped; returns their number. */
static int64
find_orphans(ObjectAddresses *orphans)
{
	int64 n = 0;

	if (SPI_execute("SELECT relation, used_by FROM streamml.orphans "
					"WHERE relation IS NOT NULL",
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the list of orphans");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Oid relid = result_oid(i, 1);
		Oid user = result_oid(i, 2);
		ObjectAddress address;

		if (!OidIsValid(user))
		{
			ObjectAddressSet(address, RelationRelationId, relid);
			add_exact_object_address(&address, orphans);
			n++;
		}
		else
			ereport(NOTICE, (errmsg("\"%s\" is kept, because \"%s\" is made of it",
									get_rel_name(relid), get_rel_name(user)),
							 errhint("Run DROP VIEW %s; first.", RelationSqlName(user))));
	}
	return n;
}

/*
 * drop_orphans() returns bigint: the number of relations dropped.
 */
Datum
drop_orphans(PG_FUNCTION_ARGS)
{
	ObjectAddresses *orphans = new_object_addresses();
	int64 n;

	PreventCommandIfReadOnly("drop_orphans()");
	ExtensionCheckVersion();
	ViewCatalogDeleteDropped();
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	n = find_orphans(orphans);
	SPI_finish();
	performMultipleDeletions(orphans, DROP_RESTRICT, 0);
	free_object_addresses(orphans);
	PG_RETURN_INT64(n);
}
