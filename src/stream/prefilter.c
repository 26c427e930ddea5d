/*
 * prefilter.c
 *	  Drop changes of tables nobody wants before they are decoded.
 *
 * Decoding a row costs several times what reading its WAL record costs, and
 * most databases write more to other tables than to the sources of views.
 * Whenever a row of a relation without a route reaches the plugin, the storage
 * (relfilenode) of that relation is remembered here, and from then on records
 * that change it are skipped before the reorder buffer sees them.
 *
 * What may be skipped, and what not:
 *
 * - A record that carries a top-level transaction id tells the reorder buffer
 *	 that a transaction is a subtransaction; it is never skipped.
 * - Speculative insertions, and what confirms or kills them, come in pairs; the
 *	 filter may change between the two, so none of them is skipped.
 * - TOAST chunks are never skipped (their relation is never added), nor is the
 *	 row they belong to: the reorder buffer holds chunks in memory until it sees
 *	 the row.  For rows of a COPY that is the last record of the multi-insert.
 *
 * So each record is judged by itself, and the filter may be emptied between
 * any two.  It must be emptied as soon as a relation might have become wanted:
 * by a change of the list of sources (reader.c starts decoding anew then), or
 * by ATTACH PARTITION and its like.  The latter's invalidation messages are
 * looked for in the WAL when they are read, because rows written later by the
 * same transaction are read long before its invalidations are executed at
 * commit.  Other transactions cannot have written to a relation that is being
 * attached, the lock forbids it.
 *
 * A crash loses nothing: the filter starts empty.
 */
#include "postgres.h"

#include "access/heapam_xlog.h"
#include "access/xact.h"
#include "miscadmin.h"
#include "storage/sinval.h"

#include "stream/stream_internal.h"

typedef struct PrefilterEntry
{
	RelFileLocator locator; /* hash key */
	bool has_toast;
} PrefilterEntry;

/*
 * Remember that nobody wants rows of relation.  Called by the plugin, under a
 * historic snapshot.
 */
void
PrefilterAdd(StreamReader *reader, Relation relation)
{
	PrefilterEntry *entry;
	RelFileLocator locator = RelationGetLocator(relation);

	if (reader->prefilter_stale)
		PrefilterReset(reader);

	if (reader->prefilter == NULL)
	{
		HASHCTL ctl = {.keysize = sizeof(RelFileLocator),
					   .entrysize = sizeof(PrefilterEntry),
					   .hcxt = reader->context};

		reader->prefilter = hash_create("streamml prefilter", 64, &ctl,
										HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}

	entry = hash_search(reader->prefilter, &locator, HASH_ENTER, NULL);
	entry->has_toast = OidIsValid(relation->rd_rel->reltoastrelid);
	memset(&reader->prefilter_last, 0, sizeof(RelFileLocator));
}

/*
 * Let everything through again.
 */
void
PrefilterReset(StreamReader *reader)
{
	if (reader->prefilter != NULL)
		hash_destroy(reader->prefilter);
	reader->prefilter = NULL;
	reader->prefilter_stale = false;
	reader->prefilter_last_entry = NULL;
	memset(&reader->prefilter_last, 0, sizeof(RelFileLocator));
}

/*
 * The entry for the relation of a heap record's first block, or NULL.
 */
static PrefilterEntry *
find_entry(StreamReader *reader, XLogReaderState *record)
{
	RelFileLocator locator;

	XLogRecGetBlockTag(record, 0, &locator, NULL, NULL);
	if (!RelFileLocatorEquals(locator, reader->prefilter_last))
	{
		reader->prefilter_last = locator;
		reader->prefilter_last_entry =
			hash_search(reader->prefilter, &locator, HASH_FIND, NULL);
	}
	return reader->prefilter_last_entry;
}

/*
 * Does the first tuple in the record's data have values in a TOAST table?
 * Without data (its relation is not logged logically) it does not matter.
 */
static bool
tuple_is_toasted(XLogReaderState *record)
{
	Size length;
	char *data = XLogRecGetBlockData(record, 0, &length);
	xl_heap_header header;

	if (data == NULL || length < SizeOfHeapHeader)
		return false;
	memcpy(&header, data, SizeOfHeapHeader);
	return (header.t_infomask & HEAP_HASEXTERNAL) != 0;
}

/*
 * Does any tuple of a multi-insert record have values in a TOAST table?
 */
static bool
multi_insert_is_toasted(XLogReaderState *record)
{
	xl_heap_multi_insert *insert = (xl_heap_multi_insert *) XLogRecGetData(record);
	Size length;
	char *data = XLogRecGetBlockData(record, 0, &length);
	char *end = data + length;

	if (data == NULL)
		return false;
	for (int i = 0; i < insert->ntuples; i++)
	{
		xl_multi_insert_tuple *tuple;

		data = (char *) SHORTALIGN(data);
		if (data + SizeOfMultiInsertTuple > end)
			return true; /* not as expected: let the server decide */
		tuple = (xl_multi_insert_tuple *) data;
		if (tuple->t_infomask & HEAP_HASEXTERNAL)
			return true;
		data += SizeOfMultiInsertTuple + tuple->datalen;
	}
	return false;
}

static bool
skips_heap(StreamReader *reader, XLogReaderState *record)
{
	uint8 operation = XLogRecGetInfo(record) & XLOG_HEAP_OPMASK;
	char *data = XLogRecGetData(record);
	PrefilterEntry *entry;

	if (operation != XLOG_HEAP_INSERT && operation != XLOG_HEAP_UPDATE &&
		operation != XLOG_HEAP_HOT_UPDATE && operation != XLOG_HEAP_DELETE)
		return false;
	entry = find_entry(reader, record);
	if (entry == NULL)
		return false;

	if (operation == XLOG_HEAP_DELETE)
		return !(((xl_heap_delete *) data)->flags & XLH_DELETE_IS_SUPER);
	if (operation == XLOG_HEAP_INSERT &&
		(((xl_heap_insert *) data)->flags & XLH_INSERT_IS_SPECULATIVE))
		return false;
	return !(entry->has_toast && tuple_is_toasted(record));
}

static bool
skips_heap2(StreamReader *reader, XLogReaderState *record)
{
	xl_heap_multi_insert *insert;
	PrefilterEntry *entry;

	if ((XLogRecGetInfo(record) & XLOG_HEAP_OPMASK) != XLOG_HEAP2_MULTI_INSERT)
		return false;
	entry = find_entry(reader, record);
	if (entry == NULL || !entry->has_toast)
		return entry != NULL;

	insert = (xl_heap_multi_insert *) XLogRecGetData(record);
	return !(insert->flags & XLH_INSERT_LAST_IN_MULTI) &&
		   !multi_insert_is_toasted(record);
}

/*
 * Do these invalidation messages mean that a relation may have changed?
 */
static bool
concerns_relations(XLogReaderState *record)
{
	xl_xact_invals *invals = (xl_xact_invals *) XLogRecGetData(record);

	for (int i = 0; i < invals->nmsgs; i++)
	{
		SharedInvalidationMessage *message = &invals->msgs[i];

		if (message->id == SHAREDINVALRELCACHE_ID &&
			(message->rc.dbId == MyDatabaseId || message->rc.dbId == InvalidOid))
			return true;
	}
	return false;
}

/*
 * May the record just read be dropped?  Also looks at invalidation records,
 * see above.
 */
bool
PrefilterSkips(StreamReader *reader, XLogReaderState *record)
{
	RmgrId rmgr = XLogRecGetRmid(record);

	if (reader->prefilter_stale)
		PrefilterReset(reader);
	if (reader->prefilter == NULL)
		return false;

	if (rmgr == RM_XACT_ID)
	{
		if ((XLogRecGetInfo(record) & XLOG_XACT_OPMASK) == XLOG_XACT_INVALIDATIONS &&
			concerns_relations(record))
			PrefilterReset(reader);
		return false;
	}
	if (TransactionIdIsValid(XLogRecGetTopXid(record)))
		return false;
	if (rmgr == RM_HEAP_ID)
		return skips_heap(reader, record);
	if (rmgr == RM_HEAP2_ID)
		return skips_heap2(reader, record);
	return false;
}
