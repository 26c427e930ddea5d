/*
 * route.c
 *	  Which sources want the rows of a relation, and in which row type.
 *
 * Views name a table; WAL names the table's storage, for a partitioned table
 * that of a leaf.  A route lists the sources among the relation and its
 * partition ancestors, with the conversion from the leaf's column order.
 *
 * Routes are built under the historic snapshot of the change at hand and kept
 * until any relcache invalidation arrives, be it executed by the reorder buffer
 * for a decoded transaction or sent by a running one.  An invalidation can
 * arrive in the middle of building a route, so the callback only sets a flag;
 * the next lookup obeys it.
 *
 * Row types are interned per source: as long as ALTER TABLE does not change
 * the layout, every route and every segment of every batch points to the same
 * TupleDesc, and "has the row type changed?" is a comparison of pointers.
 *
 * Building can fail with a concurrent abort when a running transaction is
 * streamed; the reorder buffer catches that error, so a route counts only when
 * its valid flag is set, last.
 */
#include "postgres.h"

#include "catalog/partition.h"
#include "utils/inval.h"
#include "utils/memutils.h"

#include "stream/stream_internal.h"

/* The process's reader, for the relcache callback, which cannot be removed. */
static StreamReader *callback_reader = NULL;

static void
relcache_callback(Datum arg, Oid relid)
{
	if (callback_reader != NULL)
	{
		callback_reader->relcache_changed = true;
		callback_reader->routes_stale = true;
		callback_reader->prefilter_stale = true;
	}
}

static void
create_routes(StreamReader *reader)
{
	HASHCTL ctl = {.keysize = sizeof(Oid),
				   .entrysize = sizeof(StreamRoute),
				   .hcxt = reader->route_context};

	reader->routes =
		hash_create("streamml routes", 64, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	reader->last_route = NULL;
	reader->routes_stale = false;
}

/*
 * Prepare reader for routes.  One reader per process.
 */
void
StreamRoutesInit(StreamReader *reader)
{
	static bool registered = false;

	if (!registered)
	{
		CacheRegisterRelcacheCallback(relcache_callback, (Datum) 0);
		registered = true;
	}
	reader->route_context =
		AllocSetContextCreate(reader->context, "streamml routes", ALLOCSET_DEFAULT_SIZES);
	callback_reader = reader;
	create_routes(reader);
}

/*
 * The reader goes away.
 */
void
StreamRoutesForget(StreamReader *reader)
{
	callback_reader = NULL;
}

static void
reset_routes(StreamReader *reader)
{
	MemoryContextReset(reader->route_context); /* the hash table, too */
	create_routes(reader);
}

/*
 * Free row types that only past batches needed.  To be called while there are
 * no rows in the batch or in spools; row types stay until then.
 */
void
StreamSourcesTrim(StreamReader *reader)
{
	bool trimmed = false;

	for (int i = 0; i < reader->nsources; i++)
	{
		StreamSource *source = &reader->sources[i];

		while (list_length(source->row_types) > 1)
		{
			FreeTupleDesc(llast(source->row_types));
			source->row_types = list_delete_last(source->row_types);
			trimmed = true;
		}
	}
	if (trimmed)
		reset_routes(reader); /* targets may point to them */
}

static StreamSource *
find_source(StreamReader *reader, Oid relid)
{
	int low = 0;
	int high = reader->nsources;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (reader->sources[middle].relid == relid)
			return &reader->sources[middle];
		if (reader->sources[middle].relid < relid)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/*
 * The source's own copy of a row type.
 */
static TupleDesc
intern_row_type(StreamReader *reader, StreamSource *source, TupleDesc row_type)
{
	MemoryContext old;
	TupleDesc copy;
	ListCell *cell;

	foreach (cell, source->row_types)
	{
		if (StreamSameRowType(lfirst(cell), row_type))
			return lfirst(cell);
	}

	old = MemoryContextSwitchTo(reader->source_context);
	copy = CreateTupleDescCopyConstr(row_type);
	source->row_types = lcons(copy, source->row_types);
	MemoryContextSwitchTo(old);
	return copy;
}

/*
 * Add to route the source that relation's ancestor (or relation itself) is.
 */
static void
add_target(StreamReader *reader, StreamRoute *route, StreamSource *source,
		   Relation relation)
{
	StreamTarget *target = &route->targets[route->ntargets];
	MemoryContext old = MemoryContextSwitchTo(reader->route_context);

	target->source = source;
	target->map = NULL;
	if (source->relid == RelationGetRelid(relation))
		target->row_type = intern_row_type(reader, source, RelationGetDescr(relation));
	else
	{
		Relation ancestor = RelationIdGetRelation(source->relid);

		if (!RelationIsValid(ancestor))
			elog(ERROR, "could not open relation with OID %u", source->relid);
		target->row_type = intern_row_type(reader, source, RelationGetDescr(ancestor));
		/* The map points to its row types for as long as it lives: copy them. */
		target->map =
			convert_tuples_by_name(CreateTupleDescCopyConstr(RelationGetDescr(relation)),
								   CreateTupleDescCopyConstr(RelationGetDescr(ancestor)));
		RelationClose(ancestor);
	}
	route->ntargets++;
	MemoryContextSwitchTo(old);
}

static void
build_targets(StreamReader *reader, StreamRoute *route, Relation relation)
{
	List *candidates = list_make1_oid(RelationGetRelid(relation));
	ListCell *cell;

	if (relation->rd_rel->relispartition)
		candidates =
			list_concat(candidates, get_partition_ancestors(RelationGetRelid(relation)));

	route->ntargets = 0;
	route->targets = MemoryContextAlloc(reader->route_context,
										list_length(candidates) * sizeof(StreamTarget));
	foreach (cell, candidates)
	{
		StreamSource *source = find_source(reader, lfirst_oid(cell));

		if (source != NULL)
			add_target(reader, route, source, relation);
	}
	list_free(candidates);
}

/*
 * The route of relation, which must be open under the historic snapshot of a
 * change to it.  A relation without targets is reported to the prefilter.
 * Stays valid until the next call.
 */
StreamRoute *
StreamRouteBuild(StreamReader *reader, Relation relation)
{
	Oid relid = RelationGetRelid(relation);
	StreamRoute *route;
	bool found;

	if (reader->routes_stale)
		reset_routes(reader);

	route = hash_search(reader->routes, &relid, HASH_ENTER, &found);
	if (!found)
		route->valid = false;
	if (!route->valid)
	{
		build_targets(reader, route, relation);
		if (route->ntargets == 0)
			PrefilterAdd(reader, relation);
		route->valid = true;
	}
	reader->last_route = route;
	return route;
}
