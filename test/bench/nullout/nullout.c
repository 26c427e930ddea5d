/*
 * nullout.c
 *	  An output plugin whose callbacks do nothing: what decoding costs by itself,
 *	  the floor that the benchmark compares streamml with.  Never installed.
 */
#include "postgres.h"

#include "fmgr.h"
#include "replication/logical.h"
#include "replication/output_plugin.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_output_plugin_init(OutputPluginCallbacks *cb);

static void
nullout_startup(LogicalDecodingContext *ctx, OutputPluginOptions *options, bool is_init)
{
	options->output_type = OUTPUT_PLUGIN_BINARY_OUTPUT;
}

static void
nullout_begin(LogicalDecodingContext *ctx, ReorderBufferTXN *txn)
{
}

static void
nullout_change(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, Relation relation,
			   ReorderBufferChange *change)
{
}

static void
nullout_commit(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr commit_lsn)
{
}

/*
 * Fill in the callbacks that every plugin must have.
 */
void
_PG_output_plugin_init(OutputPluginCallbacks *cb)
{
	cb->startup_cb = nullout_startup;
	cb->begin_cb = nullout_begin;
	cb->change_cb = nullout_change;
	cb->commit_cb = nullout_commit;
}
