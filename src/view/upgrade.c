/*
 * upgrade.c
 *	  Give the views of an older version what a new view would have.
 *
 * Upgrade scripts create streamml.upgrade_views(), call it and drop it.  A view that
 * came with a dump of an older version is upgraded when it is taken up again.
 *
 * It changes what stands beside a view, never what the view knows:
 *
 *	 the ledger			of a view with a feed of closed windows, filled from the feed
 *	 the feed			gets the column "withdrawn": none was
 *	 the visible view	its query is written anew, sealed (guard.c)
 *	 dependencies		between the relations of a view
 *
 * A view that cannot be taken apart any more has stood still before, and is left as
 * it is, with a warning.
 *
 * What an extension's script creates belongs to the extension.  These relations
 * belong to the owner of the view, so meanwhile no script seems to run.
 */
#include "streamml.h"

#include "access/table.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "view/view_internal.h"

PG_FUNCTION_INFO_V1(upgrade_views);

static void
run_sql(const char *sql)
{
	int result = SPI_execute(sql, false, 0);

	if (result < 0)
		elog(ERROR, "could not upgrade a view: %s", SPI_result_code_string(result));
}

/* The feed of closed windows gets a column, behind those that users have added. */
static void
add_withdrawn(const ContinuousView *view)
{
	char *closed = RelationSqlName(view->closed);
	const char *name = WITHDRAWN_COLUMN;

	for (int i = 1; get_attnum(view->closed, name) != InvalidAttrNumber; i++)
		name = psprintf("%s_%d", WITHDRAWN_COLUMN, i);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	run_sql(psprintf("ALTER TABLE %s ADD COLUMN %s pg_catalog.bool DEFAULT false", closed,
					 quote_identifier(name)));
	run_sql(psprintf("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", closed,
					 quote_identifier(name)));
	SPI_finish();
}

/*
 * ViewUpgrade: give a view of an older version what a new one would have.
 */
void
ViewUpgrade(const ContinuousView *view)
{
	OwnerScope scope;
	ViewDef *def;

	ViewLockRelation(view->view, AccessExclusiveLock);
	ViewTieRelations(view);
	OwnerScopeEnter(&scope, view->owner, view->settings);
	def = ViewDefLoad(view->definition, view->source);
	if (view->options.emit_closed && !OidIsValid(ViewLedger(view, true)))
	{
		add_withdrawn(view);
		ViewCreateLedger(view, def);
		ClosingFillLedger(view, def);
	}
	if (view->kind == VIEW_AGGREGATE)
		ViewReplaceQuery(view, def);
	OwnerScopeLeave(&scope);
	ViewTieRelations(view);
}

static void
upgrade_view(void *view)
{
	ViewUpgrade(view);
}

/* Upgrade a view, or leave it as it is and warn. */
static void
try_upgrade_view(ContinuousView *view)
{
	ErrorData *error = SubtransactionTry(upgrade_view, NULL, view);

	if (error == NULL)
		return;
	if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
		ReThrowError(error);
	ereport(WARNING, (errcode(error->sqlerrcode),
					  errmsg("continuous view \"%s\" cannot be upgraded: %s",
							 get_rel_name(view->view), error->message),
					  errhint("It keeps what it shows.  Drop it and create it again.")));
	FreeErrorData(error);
}

/*
 * upgrade_views() returns void
 */
Datum
upgrade_views(PG_FUNCTION_ARGS)
{
	bool creating = creating_extension;
	ListCell *lc;

	if (!creating)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("upgrade_views() is called by ALTER EXTENSION"));
	PG_TRY();
	{
		creating_extension = false;
		foreach (lc, ViewCatalogLoad())
			try_upgrade_view(lfirst(lc));
	}
	PG_FINALLY();
	{
		creating_extension = creating;
	}
	PG_END_TRY();
	PG_RETURN_VOID();
}
