/*
 * closing.c
 *	  What happens to windows when the watermark has passed them: they are
 *	  emitted into the feed of closed windows, and freed.
 *
 * Emission is an INSERT ... SELECT from the view's query, over the states that
 * matter, into its table of closed windows, run as the owner in the transaction
 * that moves the watermark:
 *
 *	 revision 0	the windows that end in (emitted, watermark]
 *	 revision n	of windows that ended before, the groups that late rows have
 *				changed; n counts what the table has of the group
 *
 * A rebuild computes all windows anew; then what differs from the newest
 * revision is emitted as the next one.  Rows are sorted by window and keys, so
 * the feed has one order.  It is written without an origin: views over it work.
 *
 * States are freed through the index over the end of their window, by TID, and
 * with the origin that decoding skips.  The group cache is not told: it may keep
 * a freed group until it is emptied, but no row will ask for it, because rows of
 * freed windows are diverted before.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "replication/origin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/queryenvironment.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "compat.h"
#include "view/view_internal.h"

#define GROUPS_NAME "streamml late groups"

/* A NOTIFY takes less than 8000 bytes. */
#define NOTIFY_LIMIT "7999"

/* ---------- emitting ---------- */

/* A column of a relation, as its owner may have renamed it. */
static const char *
column_name(Oid relid, AttrNumber attno)
{
	return quote_identifier(get_attname(relid, attno, false));
}

static int
visible_columns(const ViewDef *def)
{
	int n = 0;
	ListCell *lc;

	foreach (lc, def->query->targetList)
		n += lfirst_node(TargetEntry, lc)->resjunk ? 0 : 1;
	return n;
}

/* The first n columns of a relation, each with a prefix. */
static char *
column_list(Oid relid, int n, const char *prefix)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 1; i <= n; i++)
		appendStringInfo(&sql, "%s%s%s", i == 1 ? "" : ", ", prefix,
						 column_name(relid, i));
	return sql.data;
}

/* upper(v.window) */
static char *
window_end(const ClosingTask *task)
{
	AttrNumber attno = ViewKeyColumn(task->def, task->def->window->key);

	return psprintf("pg_catalog.upper(v.%s)", column_name(task->view->view, attno));
}

/* Is the key the same on both sides, or NULL on both?  By the key's own operator. */
static char *
same_key(const ViewKey *key, const char *a, const char *b)
{
	return psprintf("(%s %s %s OR (%s IS NULL AND %s IS NULL))", a,
					OperatorSqlName(key->eqop), b, a, b);
}

/*
 * Do row c of the closed table and row v of the view belong to one group?  Late
 * rows move the bounds of sessions and join them: what overlaps came before.
 */
static char *
same_group(const ClosingTask *task)
{
	const ViewDef *def = task->def;
	const char *op = ViewDefHasSessions(def) ? "&&" : "=";
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < def->nkeys; i++)
	{
		AttrNumber attno = ViewKeyColumn(def, i);
		char *c = psprintf("c.%s", column_name(task->view->closed, attno));
		char *v = psprintf("v.%s", column_name(task->view->view, attno));

		appendStringInfo(&sql, "%s%s", i == 0 ? "" : " AND ",
						 i == def->window->key ?
							 psprintf("%s OPERATOR(pg_catalog.%s) %s", c, op, v) :
							 same_key(&def->keys[i], c, v));
	}
	return sql.data;
}

/* Can the keys beside the window be hashed together? */
static bool
keys_are_hashable(const ViewDef *def)
{
	for (int i = 0; i < def->nkeys; i++)
	{
		TypeCacheEntry *type =
			lookup_type_cache(def->keys[i].type, TYPECACHE_HASH_EXTENDED_PROC);

		if (!OidIsValid(type->hash_extended_proc))
			return false;
	}
	return def->nkeys > 1;
}

/* Is row v of the view one that group l, which late rows have changed, is part of? */
static char *
is_late_group(const ClosingTask *task)
{
	const ViewDef *def = task->def;
	const char *op = def->window->kind == WINDOW_TUMBLE ? "=" :
					 ViewDefHasSessions(def)			? "<@" :
														  "&&";
	StringInfoData sql;
	StringInfoData left;
	StringInfoData right;

	initStringInfo(&sql);
	initStringInfo(&left);
	initStringInfo(&right);
	for (int i = 0; i < def->nkeys; i++)
	{
		char *l = psprintf("l.k%d", i + 1);
		char *v =
			psprintf("v.%s", column_name(task->view->view, ViewKeyColumn(task->def, i)));
		bool is_window = i == def->window->key;

		appendStringInfo(&sql, "%s%s", i == 0 ? "" : " AND ",
						 is_window ? psprintf("%s OPERATOR(pg_catalog.%s) %s", l, op, v) :
									 same_key(&def->keys[i], l, v));
		if (is_window)
			continue;
		appendStringInfo(&left, "%s%s", left.len == 0 ? "" : ", ", l);
		appendStringInfo(&right, "%s%s", right.len == 0 ? "" : ", ", v);
	}
	if (keys_are_hashable(def))
		appendStringInfo(&sql,
						 " AND pg_catalog.hash_record_extended(ROW(%s), 0)"
						 " OPERATOR(pg_catalog.=)"
						 " pg_catalog.hash_record_extended(ROW(%s), 0)",
						 left.data, right.data);
	return sql.data;
}

/* The number that comes after those that the closed table has of row v's group. */
static char *
next_revision(const ClosingTask *task)
{
	return psprintf("coalesce((SELECT pg_catalog.max(c.%s) OPERATOR(pg_catalog.+) 1"
					" FROM %s c WHERE %s), 0)",
					column_name(task->view->closed, visible_columns(task->def) + 1),
					RelationSqlName(task->view->closed), same_group(task));
}

/* The visible view between bounds, as v. */
static char *
view_between(const ClosingTask *task, const ViewReadBounds *bounds)
{
	return psprintf("(%s) v (%s)",
					ViewReadSqlBetween(task->def, task->view->state, bounds),
					column_list(task->view->view, visible_columns(task->def), ""));
}

/*
 * Groups that have closed, and closed ones that have changed: columns, revision.
 * Only a session can close a second time, when it has grown.
 */
static char *
select_closed(const ClosingTask *task, const char *columns)
{
	static const ViewReadBounds closed = {6, 7, 1, 2};
	static const ViewReadBounds changed = {8, 9, 10, 11};
	const char *end = window_end(task);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(
		&sql,
		"SELECT %s, %s AS revision FROM %s WHERE %s OPERATOR(pg_catalog.<=) $2"
		" AND ($1 IS NULL OR %s OPERATOR(pg_catalog.>) $1)",
		columns, ViewDefHasSessions(task->def) ? next_revision(task) : "0",
		view_between(task, &closed), end, end);
	if (task->late_groups != NULL && task->after != PG_INT64_MIN)
		appendStringInfo(
			&sql,
			" UNION ALL SELECT %s, %s FROM %s WHERE %s OPERATOR(pg_catalog.<=) $1"
			" AND ($4 IS NULL OR %s OPERATOR(pg_catalog.>) $4)"
			" AND EXISTS (SELECT FROM %s l WHERE %s)",
			columns, next_revision(task), view_between(task, &changed), end, end,
			quote_identifier(GROUPS_NAME), is_late_group(task));
	return sql.data;
}

/* After a rebuild: closed groups that are not what was emitted last. */
static char *
select_differing(const ClosingTask *task, const char *columns)
{
	int n = visible_columns(task->def);
	const char *revision = column_name(task->view->closed, n + 1);

	return psprintf(
		"SELECT %s, coalesce(o.%s OPERATOR(pg_catalog.+) 1, 0) AS revision"
		" FROM %s v LEFT JOIN LATERAL"
		" (SELECT c.* FROM %s c WHERE %s ORDER BY c.%s DESC LIMIT 1) o ON true"
		" WHERE %s OPERATOR(pg_catalog.<=) $2"
		" AND ($4 IS NULL OR %s OPERATOR(pg_catalog.>) $4) AND (o.%s IS NULL OR"
		" ROW(%s)::pg_catalog.text COLLATE pg_catalog.\"C\""
		" OPERATOR(pg_catalog.<>) ROW(%s)::pg_catalog.text)",
		columns, revision, RelationSqlName(task->view->view),
		RelationSqlName(task->view->closed), same_group(task), revision, window_end(task),
		window_end(task), revision, columns, column_list(task->view->closed, n, "o."));
}

/* The keys of a row e of the closed table, as JSON. */
static char *
keys_as_json(const ClosingTask *task, AttrNumber revision)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(
		&sql, "(SELECT streamml.row_json(k.*) FROM (SELECT true AS truncated");
	for (int i = 0; i <= task->def->nkeys; i++)
	{
		AttrNumber attno = i < task->def->nkeys ? ViewKeyColumn(task->def, i) : revision;

		appendStringInfo(&sql, ", e.%s", column_name(task->view->closed, attno));
	}
	appendStringInfoString(&sql, ") k)");
	return sql.data;
}

/* Announce the rows that the INSERT returns. */
static char *
with_notify(const ClosingTask *task, const char *insert, AttrNumber revision)
{
	return psprintf(
		"WITH e AS (%s RETURNING *) SELECT pg_catalog.count(pg_catalog.pg_notify($5,"
		" CASE WHEN pg_catalog.octet_length(n.j) OPERATOR(pg_catalog.<=) " NOTIFY_LIMIT
		" THEN n.j WHEN pg_catalog.octet_length(n.k) "
		"OPERATOR(pg_catalog.<=) " NOTIFY_LIMIT
		" THEN n.k ELSE '{\"truncated\": true}' END)) FROM (SELECT"
		" streamml.row_json(e.*) AS j, %s AS k FROM e) n",
		insert, keys_as_json(task, revision));
}

static char *
emission(const ClosingTask *task)
{
	int n = visible_columns(task->def);
	Oid closed = task->view->closed;
	char *columns = column_list(task->view->view, n, "v.");
	StringInfoData sql;
	AttrNumber window = ViewKeyColumn(task->def, task->def->window->key);

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO %s (%s) SELECT r.*, $3 FROM (%s) r",
					 RelationSqlName(closed), column_list(closed, n + 2, ""),
					 task->again ? select_differing(task, columns) :
								   select_closed(task, columns));
	appendStringInfo(&sql, " ORDER BY r.%s", column_name(task->view->view, window));
	for (int i = 0; i < task->def->nkeys; i++)
		if (i != task->def->window->key)
			appendStringInfo(&sql, ", r.%s",
							 column_name(task->view->view, ViewKeyColumn(task->def, i)));
	if (task->view->options.channel == NULL)
		return sql.data;
	return with_notify(task, sql.data, n + 1);
}

/* The parameters of an emission. */
#define EMISSION_PARAMS 11

typedef struct EmissionParams
{
	Oid types[EMISSION_PARAMS];
	Datum values[EMISSION_PARAMS];
	char nulls[EMISSION_PARAMS];
} EmissionParams;

static void
set_text(EmissionParams *params, int number, const char *text)
{
	params->types[number - 1] = TEXTOID;
	params->values[number - 1] = CStringGetTextDatum(text);
	params->nulls[number - 1] = ' ';
}

/* A time as a parameter; the least one is none. */
static void
set_time(EmissionParams *params, int number, const ClosingTask *task, int64 time)
{
	params->types[number - 1] = task->endtype;
	params->values[number - 1] = EventTimeToDatum(task->endtype, time);
	params->nulls[number - 1] = time == PG_INT64_MIN ? 'n' : ' ';
}

/*
 * $1 and $2 bound the ends of windows that have closed, $6 and $7 the ends of
 * their states; of windows that late rows have changed $10 and $11, $8 and $9,
 * not before $4.  A window that ends at e is made of panes that end in
 * (e - extra, e]; a session ends a gap after its last time.
 */
static void
set_params(EmissionParams *params, const ClosingTask *task)
{
	const char *channel = task->view->options.channel;
	int64 gap = SessionGap(task->def);
	int64 changed_upto = EventTimeAdd(task->late_upto, task->extra);

	set_time(params, 1, task, task->after);
	set_time(params, 2, task, task->upto);
	set_text(params, 3, task->watermark_text);
	set_time(params, 4, task, task->kept_after);
	set_text(params, 5, channel == NULL ? "" : channel);
	set_time(params, 6, task, EventTimeAdd(task->after, -(task->extra + gap)));
	set_time(params, 7, task, EventTimeAdd(task->upto, -gap));
	set_time(params, 8, task, EventTimeAdd(task->late_from, -(task->extra + 1)));
	set_time(params, 9, task, gap > 0 ? EventTimeAdd(task->after, -gap) : changed_upto);
	set_time(params, 10, task, task->late_from);
	set_time(params, 11, task, changed_upto);
}

/*
 * ClosingEmit: append to the table of closed windows what the task says.  The
 * groups are written; the current user is the owner, in an OwnerScope.
 */
void
ClosingEmit(const ClosingTask *task)
{
	EmissionParams params;
	int result;

	Assert(OwnerScopeIsActive());
	set_params(&params, task);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (task->late_groups != NULL)
		SpiRegisterRows(GROUPS_NAME, task->group_desc, task->late_groups);
	result = SPI_execute_with_args(emission(task), EMISSION_PARAMS, params.types,
								   params.values, params.nulls, false, 0);
	if (result < 0)
		elog(ERROR, "could not emit closed windows: %s", SPI_result_code_string(result));
	SPI_finish();
	CommandCounterIncrement();
}

/* ---------- the index over the ends of windows ---------- */

/*
 * The index over the ends: of an expression, which no other is; of sessions, over
 * their last times.
 */
static Relation
open_end_index(Relation state, const ViewDef *def)
{
	AttrNumber attno = ViewDefHasSessions(def) ? def->window->lastno : 0;
	ListCell *lc;

	foreach (lc, RelationGetIndexList(state))
	{
		Relation index = index_open(lfirst_oid(lc), AccessShareLock);
		Form_pg_index form = index->rd_index;

		if (form->indnkeyatts == 1 && form->indkey.values[0] == attno &&
			form->indisvalid && index->rd_rel->relam == BTREE_AM_OID)
			return index;
		index_close(index, AccessShareLock);
	}
	ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
			errmsg("\"%s\" has lost the index over the ends of its windows",
				   ViewNameOfState(RelationGetRelid(state))),
			errhint("Drop the continuous view and create it again."));
}

/* "end strategy bound" as a scan key of the index. */
static void
end_scan_key(ScanKey key, Relation index, StrategyNumber strategy, Datum bound)
{
	Oid type = index->rd_opcintype[0];
	Oid op = get_opfamily_member(index->rd_opfamily[0], type, type, strategy);

	if (!OidIsValid(op))
		elog(ERROR, "missing operator %d for type %u", strategy, type);
	ScanKeyEntryInitialize(key, 0, 1, strategy, type, index->rd_indcollation[0],
						   get_opcode(op), bound);
}

/* A scan of the groups whose window ends so. */
typedef struct EndScan
{
	Relation state;
	Relation index;
	IndexScanDesc scan;
	TupleTableSlot *slot;
} EndScan;

static void
begin_end_scan(EndScan *ends, const ViewDef *def, Oid state, LOCKMODE lockmode,
			   StrategyNumber strategy, Oid endtype, int64 bound)
{
	ScanKeyData key;

	Assert(OwnerScopeIsActive());
	ends->state = table_open(state, lockmode);
	ends->index = open_end_index(ends->state, def);
	ends->slot = table_slot_create(ends->state, NULL);
	ends->scan = IndexBeginScan(ends->state, ends->index, SnapshotSelf, 1);
	end_scan_key(&key, ends->index, strategy,
				 EventTimeToDatum(endtype, EventTimeAdd(bound, -SessionGap(def))));
	index_rescan(ends->scan, &key, 1, NULL, 0);
}

static void
finish_end_scan(EndScan *ends)
{
	index_endscan(ends->scan);
	ExecDropSingleTupleTableSlot(ends->slot);
	index_close(ends->index, NoLock);
	table_close(ends->state, NoLock);
}

/* End of the session that the scan stands on. */
static bool
end_of_session(const EndScan *ends, const ViewDef *def, Oid endtype, int64 *end)
{
	bool isnull;
	Datum last = slot_getattr(ends->slot, def->window->lastno, &isnull);

	if (isnull || !EventTimeFromDatum(endtype, last, end))
		return false;
	*end = EventTimeAdd(*end, SessionGap(def));
	return true;
}

/* End of the window of the group that the scan stands on; false if it has none. */
static bool
end_of_group(const EndScan *ends, const ViewDef *def, Oid endtype, int64 *end)
{
	const ViewKey *key = &def->keys[def->window->key];
	TypeCacheEntry *type;
	RangeBound lower;
	RangeBound upper;
	bool empty;
	bool isnull;
	Datum value;

	if (ViewDefHasSessions(def))
		return end_of_session(ends, def, endtype, end);
	value = slot_getattr(ends->slot, key->stateno, &isnull);
	if (isnull)
		return false;
	type = lookup_type_cache(key->type, TYPECACHE_RANGE_INFO);
	range_deserialize(type, DatumGetRangeTypeP(value), &lower, &upper, &empty);
	return !empty && !upper.infinite && EventTimeFromDatum(endtype, upper.val, end);
}

/*
 * ClosingNextEnd: the first end of a window after `after` among the states, or
 * the last of all.  False if there is none.
 */
bool
ClosingNextEnd(const ViewDef *def, Oid state, Oid endtype, bool last, int64 after,
			   int64 *end)
{
	EndScan ends;
	bool found = false;

	begin_end_scan(&ends, def, state, AccessShareLock,
				   last || after == PG_INT64_MIN ? BTGreaterEqualStrategyNumber :
												   BTGreaterStrategyNumber,
				   endtype, after);
	while (!found &&
		   index_getnext_slot(
			   ends.scan, last ? BackwardScanDirection : ForwardScanDirection, ends.slot))
		found = end_of_group(&ends, def, endtype, end);
	finish_end_scan(&ends);
	return found;
}

/*
 * ClosingExpire: delete the groups whose window (or pane) ends at or before
 * bound.
 */
void
ClosingExpire(const ViewDef *def, Oid state, Oid endtype, int64 bound)
{
	RepOriginId origin = replorigin_session_origin;
	EndScan ends;

	begin_end_scan(&ends, def, state, RowExclusiveLock, BTLessEqualStrategyNumber,
				   endtype, bound);
	PG_TRY();
	{
		replorigin_session_origin = DoNotReplicateId;
		while (index_getnext_slot(ends.scan, ForwardScanDirection, ends.slot))
		{
			CHECK_FOR_INTERRUPTS();
			simple_table_tuple_delete(ends.state, &ends.slot->tts_tid, SnapshotSelf);
		}
	}
	PG_FINALLY();
	{
		replorigin_session_origin = origin;
	}
	PG_END_TRY();
	finish_end_scan(&ends);
	CommandCounterIncrement();
}
