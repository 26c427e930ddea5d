/*
 * plugin.c
 *	  The output plugin: what the server's logical decoding calls.
 *
 * The worker decodes in its own process, so the callbacks do not write to
 * anybody; they put rows of interesting relations into the reader's batch, or
 * into a spool while their transaction runs, and do nothing else.  They run
 * under a historic snapshot, in a transaction that the reorder buffer aborts
 * afterwards: no user code, no writes, no memory in the current context.
 *
 * The same library is offered to everybody with the REPLICATION attribute as
 * an output plugin.  Outside our own reader it refuses to load.
 */
#include "postgres.h"

#include "access/heaptoast.h"
#include "fmgr.h"
#include "replication/origin.h"
#include "replication/output_plugin.h"
#include "storage/fd.h"
#include "utils/memutils.h"

#include "fault.h"
#include "stream/stream_internal.h"

extern PGDLLEXPORT void _PG_output_plugin_init(OutputPluginCallbacks *cb);

bool StreamDecodingHere = false;

static StreamReader *
reader_of(LogicalDecodingContext *ctx)
{
	if (ctx->output_plugin_private == NULL)
		elog(ERROR, "decoding context does not belong to a reader");
	return ctx->output_plugin_private;
}

static void
startup_cb(LogicalDecodingContext *ctx, OutputPluginOptions *options, bool is_init)
{
	options->output_type = OUTPUT_PLUGIN_BINARY_OUTPUT;
	options->receive_rewrites = false;
}

/*
 * Rows written with DoNotReplicateId are states of views, nobody's input.  A
 * row table that feeds another view is written without an origin.
 */
static bool
filter_by_origin_cb(LogicalDecodingContext *ctx, RepOriginId origin)
{
	return origin == DoNotReplicateId;
}

/*
 * Called when the reorder buffer has started a transaction to deliver changes.
 *
 * Our temporary files outlive transactions and therefore ignore
 * temp_tablespaces; yet the server would look the setting up in the catalogs,
 * by a kind of scan that decoding of running transactions does not allow.
 */
static void
begin_delivery(void)
{
	SetTempTablespaces(NULL, 0);
}

static void
begin_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn)
{
	begin_delivery();
}

static void
commit_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr commit_lsn)
{
	/* The rows are in the batch already, with the commit. */
}

/*
 * The tuple as target wants it: without references to the reorder buffer's
 * memory (TOASTed values arrive as indirect pointers to it) and in the row type
 * of the source.  What is allocated goes to the current context.
 */
static HeapTuple
prepare_tuple(StreamTarget *target, Relation relation, HeapTuple tuple)
{
	if (HeapTupleHasExternal(tuple))
		tuple = toast_flatten_tuple(tuple, RelationGetDescr(relation));
	if (target->map != NULL)
		tuple = execute_attr_map_tuple(tuple, target->map);
	return tuple;
}

/*
 * Columns that an update left alone and that lie in a TOAST table are in the
 * WAL as pointers into that table, which must not be read while decoding.  The
 * old row, if all of it was logged, has their values.
 */
static HeapTuple
complete_tuple(TupleDesc tupdesc, HeapTuple tuple, HeapTuple old_tuple)
{
	Datum *values = palloc(tupdesc->natts * sizeof(Datum));
	bool *isnull = palloc(tupdesc->natts * sizeof(bool));
	Datum *old_values = palloc(tupdesc->natts * sizeof(Datum));
	bool *old_isnull = palloc(tupdesc->natts * sizeof(bool));

	heap_deform_tuple(tuple, tupdesc, values, isnull);
	heap_deform_tuple(old_tuple, tupdesc, old_values, old_isnull);
	for (int i = 0; i < tupdesc->natts; i++)
	{
		if (isnull[i] || TupleDescAttr(tupdesc, i)->attlen != -1 ||
			!VARATT_IS_EXTERNAL_ONDISK(DatumGetPointer(values[i])))
			continue;
		values[i] = old_values[i];
		isnull[i] = old_isnull[i];
	}
	return heap_form_tuple(tupdesc, values, isnull);
}

/*
 * What the server's change is to us.  The images are as it gave them.
 */
static void
describe_change(Relation relation, ReorderBufferChange *change, StreamChange *result)
{
	bool full = relation->rd_rel->relreplident == REPLICA_IDENTITY_FULL &&
				ReorderBufferChangeOldTuple(change) != NULL;

	result->old_image = full ? ReorderBufferChangeOldTuple(change) : NULL;
	result->new_image = NULL;
	if (change->action == REORDER_BUFFER_CHANGE_DELETE)
		result->kind = full ? STREAM_DELETE : STREAM_BLIND_DELETE;
	else
	{
		result->kind = full ? STREAM_UPDATE : STREAM_BLIND_UPDATE;
		result->new_image = full ? ReorderBufferChangeNewTuple(change) : NULL;
	}
}

/*
 * Does any target of the route want to know of updates or deletes?
 */
static bool
wants_others(const StreamRoute *route)
{
	uint32 kinds = 0;

	for (int i = 0; i < route->ntargets; i++)
		kinds |= route->targets[i].source->kinds;
	return (kinds & (STREAM_UPDATES | STREAM_DELETES)) != 0;
}

/*
 * Deliver an update or delete to the targets that want it.
 */
static void
deliver_other(StreamReader *reader, StreamSpool *spool, ReorderBufferTXN *txn,
			  Relation relation, ReorderBufferChange *change, StreamRoute *route)
{
	TupleDesc tupdesc = RelationGetDescr(relation);
	MemoryContext old = MemoryContextSwitchTo(reader->row_context);
	StreamChange described;
	bool wanted = false;

	describe_change(relation, change, &described);
	for (int i = 0; i < route->ntargets; i++)
	{
		StreamTarget *target = &route->targets[i];
		StreamChange prepared = described;

		if ((target->source->kinds & STREAM_MASK(described.kind)) == 0)
			continue;
		wanted = true;
		if (prepared.new_image != NULL)
		{
			if (HeapTupleHasExternal(prepared.new_image))
				prepared.new_image =
					complete_tuple(tupdesc, prepared.new_image, prepared.old_image);
			prepared.new_image = prepare_tuple(target, relation, prepared.new_image);
		}
		if (prepared.old_image != NULL)
			prepared.old_image = prepare_tuple(target, relation, prepared.old_image);
		if (spool != NULL)
			StreamSpoolAddChange(reader, spool, target, change->txn->xid, &prepared);
		else
			StreamBatchAddChange(reader, target, txn, &prepared);
	}
	reader->batch.nignored += wanted ? 0 : 1;
	MemoryContextSwitchTo(old);
	MemoryContextReset(reader->row_context);
}

/*
 * Deliver a change to all targets of its relation; the rows of a running
 * transaction go to spool, those of a committed one (spool = NULL) to the batch.
 */
static void
deliver_change(StreamReader *reader, StreamSpool *spool, ReorderBufferTXN *txn,
			   Relation relation, ReorderBufferChange *change)
{
	StreamRoute *route = StreamRouteOf(reader, relation);

	if (route->ntargets == 0)
		return;
	if (change->action != REORDER_BUFFER_CHANGE_INSERT && !wants_others(route))
	{
		reader->batch.nignored++;
		return;
	}
	if (change->action != REORDER_BUFFER_CHANGE_INSERT)
	{
		deliver_other(reader, spool, txn, relation, change, route);
		return;
	}

	for (int i = 0; i < route->ntargets; i++)
	{
		StreamTarget *target = &route->targets[i];
		HeapTuple tuple = ReorderBufferChangeNewTuple(change);
		bool scratch = target->map != NULL || HeapTupleHasExternal(tuple);

		if (unlikely(scratch))
		{
			MemoryContext old = MemoryContextSwitchTo(reader->row_context);

			tuple = prepare_tuple(target, relation, tuple);
			MemoryContextSwitchTo(old);
		}
		if (spool != NULL)
			StreamSpoolAddRow(reader, spool, target, change->txn->xid, tuple);
		else
			StreamBatchAddRow(reader, target, txn, tuple);
		if (unlikely(scratch))
			MemoryContextReset(reader->row_context);
	}
}

/*
 * Count a TRUNCATE once per source, however many partitions it lists, and hand
 * it on if it is wanted.
 */
static void
deliver_truncate(StreamReader *reader, StreamSpool *spool, ReorderBufferTXN *txn,
				 int nrelations, Relation *relations, ReorderBufferChange *change)
{
	StreamChange truncate = {.kind = STREAM_TRUNCATE};

	for (int i = 0; i < nrelations; i++)
	{
		StreamRoute *route = StreamRouteOf(reader, relations[i]);

		for (int j = 0; j < route->ntargets; j++)
		{
			StreamTarget *target = &route->targets[j];
			StreamSource *source = target->source;
			bool wanted = (source->kinds & STREAM_TRUNCATES) != 0;

			if (source->truncated == change->lsn)
				continue;
			source->truncated = change->lsn;
			if (spool != NULL)
				StreamSpoolAddTruncate(spool, source, change->txn->xid);
			else
				StreamBatchAddTruncate(reader, source);
			if (wanted && spool != NULL)
				StreamSpoolAddChange(reader, spool, target, change->txn->xid, &truncate);
			else if (wanted)
				StreamBatchAddChange(reader, target, txn, &truncate);
		}
	}
}

static void
change_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, Relation relation,
		  ReorderBufferChange *change)
{
	deliver_change(reader_of(ctx), NULL, txn, relation, change);
}

static void
truncate_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, int nrelations,
			Relation relations[], ReorderBufferChange *change)
{
	deliver_truncate(reader_of(ctx), NULL, txn, nrelations, relations, change);
}

/*
 * Part of a running transaction follows; txn is the top-level one.
 */
static void
stream_start_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn)
{
	begin_delivery();
	if (txn->output_plugin_private == NULL)
		txn->output_plugin_private = StreamSpoolCreate(reader_of(ctx), txn->xid);
}

static void
stream_stop_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn)
{
	/* The spool waits for more, or for the end of the transaction. */
	FAULT_POINT("part of a transaction spooled");
}

static void
stream_change_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, Relation relation,
				 ReorderBufferChange *change)
{
	deliver_change(reader_of(ctx), txn->output_plugin_private, txn, relation, change);
}

static void
stream_truncate_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, int nrelations,
				   Relation relations[], ReorderBufferChange *change)
{
	deliver_truncate(reader_of(ctx), txn->output_plugin_private, txn, nrelations,
					 relations, change);
}

/*
 * A running transaction or one of its subtransactions ended in an abort.
 */
static void
stream_abort_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr abort_lsn)
{
	ReorderBufferTXN *top = txn->toptxn != NULL ? txn->toptxn : txn;

	if (top->output_plugin_private == NULL)
		return;
	if (top != txn)
		StreamSpoolAbort(top->output_plugin_private, txn->xid);
	else
	{
		StreamSpoolFree(reader_of(ctx), txn->output_plugin_private);
		txn->output_plugin_private = NULL;
	}
}

static void
stream_commit_cb(LogicalDecodingContext *ctx, ReorderBufferTXN *txn,
				 XLogRecPtr commit_lsn)
{
	if (txn->output_plugin_private == NULL)
		return;
	StreamSpoolCommit(reader_of(ctx), txn->output_plugin_private, txn);
	txn->output_plugin_private = NULL;
}

/*
 * Called by the server when a decoding context loads this library.  Two-phase
 * callbacks are left out on purpose: prepared transactions then arrive at their
 * COMMIT PREPARED like others.
 */
void
_PG_output_plugin_init(OutputPluginCallbacks *cb)
{
	if (!StreamDecodingHere)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("output plugin \"%s\" works only inside the streamml worker",
						STREAMML_PLUGIN),
				 errhint("Use another output plugin, for example \"pgoutput\".")));

	cb->startup_cb = startup_cb;
	cb->begin_cb = begin_cb;
	cb->change_cb = change_cb;
	cb->truncate_cb = truncate_cb;
	cb->commit_cb = commit_cb;
	cb->filter_by_origin_cb = filter_by_origin_cb;
	cb->stream_start_cb = stream_start_cb;
	cb->stream_stop_cb = stream_stop_cb;
	cb->stream_abort_cb = stream_abort_cb;
	cb->stream_commit_cb = stream_commit_cb;
	cb->stream_change_cb = stream_change_cb;
	cb->stream_truncate_cb = stream_truncate_cb;
}
