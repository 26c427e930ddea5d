/*
 * closing.c
 *	  What happens to windows when the watermark has passed them: they are
 *	  emitted into the feed of closed windows, and freed.
 *
 * Emission is one statement over the states that matter, run as the owner in the
 * transaction that moves the watermark.  It appends to the view's table of closed
 * windows
 *
 *	 revision 0	the windows that end in (emitted, watermark]
 *	 revision n	of windows that were emitted before, the groups that late rows
 *				have changed
 *
 * A group that was emitted and no longer satisfies HAVING is withdrawn: its next
 * revision has the keys, nothing else, and "withdrawn" set.  Should it satisfy it
 * again, the revision after that one brings it back.  Rows are sorted by window
 * and keys, so the feed has one order.  It is written without an origin: views
 * over it work.
 *
 * The ledger.  Which revision comes next is not asked of the feed, which users
 * prune and which grows for ever, but of a hidden table with one row per emitted
 * window and group: its keys and bounds, the number of its newest revision,
 * whether that withdrew it, and a hash of what it said.  An index over the hash of
 * the keys and the end of the window finds a group, however many there are.  What
 * would say the same again is not emitted, so no window closes twice, wherever the
 * watermark has been.  The statement that appends to the feed changes the ledger,
 * so they agree after a crash.  The ledger is in a
 * dump, stays over a rebuild, and loses a window when the states of the window are
 * freed: no row that could change it is let in any more.
 *
 * A session grows and joins others.  Those that it was are the windows in the
 * ledger with its keys that end in it.  Its revision is the one after the largest
 * of them, and it takes their place.  So revisions of what overlaps never come
 * twice, and a session that closes again has the revision after its last.
 *
 * A rebuild computes all windows anew.  What differs from what the ledger says was
 * emitted last is emitted as the next revision, and what is not there any more is
 * withdrawn.  There, rows may be gone and sessions may have shrunk or come apart:
 * each part follows all that it overlaps.  The hash is the server's, of the text of
 * the row: should another release compute it differently, a rebuild there would
 * emit some windows once more.
 *
 * All text is written with qualified names: neither the search_path nor an
 * operator of a user for the same types decides what it means.
 *
 * States are freed through the index over the end of their window, by TID, and
 * with the origin that decoding skips.  The group cache is not told: it may keep
 * a freed group until it is emptied, but no row will ask for it, because rows of
 * freed windows are diverted before.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "replication/origin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/queryenvironment.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "view/guard.h"
#include "view/view_internal.h"

#define GROUPS_NAME "streamml late groups"

/* A NOTIFY takes less than 8000 bytes. */
#define NOTIFY_LIMIT "7999"

/* ---------- names ---------- */

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

/* The first n columns of a relation. */
static char *
column_list(Oid relid, int n)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 1; i <= n; i++)
		appendStringInfo(&sql, "%s%s", i == 1 ? "" : ", ", column_name(relid, i));
	return sql.data;
}

/*
 * The column that tells of windows withdrawn.  It stands behind the others that a
 * feed begins with; if the feed is of a time before there was one, behind what
 * users have added, too, and by its name.
 */
static AttrNumber
withdrawn_column(Oid closed, int n)
{
	AttrNumber attno = get_attnum(closed, WITHDRAWN_COLUMN);

	return attno > n + 2 ? attno : n + 3;
}

/* Inside the statement the columns of the view are x1, x2, ...: all, of an alias. */
static char *
value_list(const ViewDef *def, const char *alias)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 1; i <= visible_columns(def); i++)
		appendStringInfo(&sql, "%s%s.x%d", i == 1 ? "" : ", ", alias, i);
	return sql.data;
}

/* The same of its keys beside the window, with a format that takes their number. */
static char *
other_keys(const ViewDef *def, const char *alias, bool of_view)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < def->nkeys; i++)
		if (i != def->window->key)
			appendStringInfo(&sql, "%s%s%s%d", sql.len == 0 ? "" : ", ", alias,
							 of_view ? "x" : "k",
							 of_view ? ViewKeyColumn(def, i) : i + 1);
	return sql.data;
}

static char *
window_of(const ViewDef *def, const char *alias)
{
	return psprintf("%s.x%d", alias, ViewKeyColumn(def, def->window->key));
}

/* ---------- one group ---------- */

/* Can the keys beside the window be hashed together? */
static bool
keys_are_hashable(const ViewDef *def)
{
	for (int i = 0; i < def->nkeys; i++)
	{
		TypeCacheEntry *type =
			lookup_type_cache(def->keys[i].type, TYPECACHE_HASH_EXTENDED_PROC);

		if (i != def->window->key && !OidIsValid(type->hash_extended_proc))
			return false;
	}
	return def->nkeys > 1;
}

/* Hash of the keys beside the window; of keys of the view, or of a list of groups. */
static char *
hash_of_keys(const ViewDef *def, const char *alias, bool of_view)
{
	if (!keys_are_hashable(def))
		return "0::pg_catalog.int8";
	return psprintf("pg_catalog.hash_record_extended(ROW(%s), 0)",
					other_keys(def, alias, of_view));
}

/* Hash of all columns. */
static char *
hash_of_values(const ViewDef *def, const char *alias)
{
	return psprintf("pg_catalog.hashtextextended("
					"ROW(%s)::pg_catalog.text COLLATE pg_catalog.\"C\", 0)",
					value_list(def, alias));
}

/*
 * Do l, a group of the ledger or one that late rows have changed, and row v of the
 * view have the same keys beside the window?  Equality is that of the keys' types.
 */
static char *
same_keys(const ViewDef *def, const char *hash)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "%s OPERATOR(pg_catalog.=) %s", hash,
					 hash_of_keys(def, "v.", true));
	for (int i = 0; i < def->nkeys; i++)
	{
		AttrNumber column = ViewKeyColumn(def, i);

		if (i != def->window->key)
			appendStringInfo(
				&sql, " AND (l.k%d %s v.x%d OR (l.k%d IS NULL AND v.x%d IS NULL))", i + 1,
				OperatorSqlName(def->keys[i].eqop), column, i + 1, column);
	}
	return sql.data;
}

/*
 * Does row v of the view have a part that late rows have changed?  Windows that are
 * not made of panes are one state each, and only those states are read.
 */
static char *
has_changed(const ViewDef *def)
{
	if (!ViewHasPanes(def))
		return "";
	return psprintf(" AND EXISTS (SELECT FROM %s l WHERE l.k%d OPERATOR(pg_catalog.&&) %s"
					" AND %s)",
					quote_identifier(GROUPS_NAME), def->window->key + 1,
					window_of(def, "v"), same_keys(def, hash_of_keys(def, "l.", false)));
}

/*
 * Is l of the ledger the window of row v of the view?  Of a session: a part that it
 * was made of, or, after a rebuild, anything that it overlaps.  Emitted sessions of
 * a group do not overlap, so beyond the end of v only the next can.
 */
static char *
same_window(const ClosingTask *task, const char *ledger)
{
	const ViewDef *def = task->def;
	const char *window = window_of(def, "v");
	const char *keys = same_keys(def, "l.h");
	char *next = psprintf("pg_catalog.upper(%s)", window);

	if (!ViewDefHasSessions(def))
		return psprintf("l.ends OPERATOR(pg_catalog.=) pg_catalog.upper(%s) AND"
						" l.starts OPERATOR(pg_catalog.=) pg_catalog.lower(%s) AND %s",
						window, window, keys);
	if (task->again)
		next = psprintf("coalesce((SELECT l.ends FROM %s l WHERE l.ends"
						" OPERATOR(pg_catalog.>) %s AND %s ORDER BY l.ends LIMIT 1), %s)",
						ledger, next, keys, next);
	return psprintf("l.ends OPERATOR(pg_catalog.>) pg_catalog.lower(%s) AND"
					" l.ends OPERATOR(pg_catalog.<=) %s AND"
					" l.starts OPERATOR(pg_catalog.<) pg_catalog.upper(%s) AND %s",
					window, next, window, keys);
}

/* ---------- the states of groups that late rows have changed ---------- */

/*
 * Columns of state s that lie where those of late group l do: the group itself, the
 * session that the time is in, or the panes that share a window with its pane.
 */
static char *
same_place(const ViewDef *def)
{
	const ViewKey *key = &def->keys[def->window->key];
	int column = def->window->key + 1;
	const char *range;

	if (ViewDefHasSessions(def))
		return psprintf("s.k%d OPERATOR(pg_catalog.<=) l.k%d", column, column);
	if (def->window->kind == WINDOW_TUMBLE)
		return psprintf("s.k%d OPERATOR(pg_catalog.=) l.k%d", column, column);
	range = format_type_be_qualified(key->type);
	return psprintf("s.k%d OPERATOR(pg_catalog.>) %s(l.a, NULL) AND"
					" s.k%d OPERATOR(pg_catalog.<) %s(l.b, NULL)",
					column, range, column, range);
}

/* Those of the late groups of which these keys, and no others, are NULL: with =, an
 * index finds them. */
static char *
states_of_pattern(const ClosingTask *task, int nulls)
{
	const ViewDef *def = task->def;
	StringInfoData states;
	StringInfoData groups;
	StringInfoData order;

	initStringInfo(&states);
	initStringInfo(&groups);
	initStringInfo(&order);
	for (int i = 0; i < def->nkeys; i++)
	{
		bool isnull = (nulls & (1 << i)) != 0;

		if (i == def->window->key)
			continue;
		appendStringInfo(&groups, " AND l.k%d IS %sNULL", i + 1, isnull ? "" : "NOT ");
		appendStringInfo(&order, "s.k%d DESC, ", i + 1);
		if (isnull)
			appendStringInfo(&states, " AND s.k%d IS NULL", i + 1);
		else
			appendStringInfo(&states, " AND s.k%d %s l.k%d", i + 1,
							 OperatorSqlName(def->keys[i].eqop), i + 1);
	}
	if (ViewDefHasSessions(def))
		appendStringInfo(&states, " ORDER BY %ss.k%d DESC LIMIT 1", order.data,
						 def->window->key + 1);
	return psprintf("SELECT s.ctid FROM %s l, LATERAL (SELECT s.ctid FROM %s s WHERE"
					" %s%s) s WHERE true%s",
					quote_identifier(GROUPS_NAME), RelationSqlName(task->view->state),
					same_place(def), states.data, groups.data);
}

/* The TIDs of all of them, as one array. */
static char *
states_of_late_groups(const ClosingTask *task)
{
	StringInfoData sql;
	ListCell *lc;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ARRAY(");
	foreach (lc, task->late_nulls)
		appendStringInfo(&sql, "%s%s",
						 foreach_current_index(lc) == 0 ? "" : " UNION ALL ",
						 states_of_pattern(task, lfirst_int(lc)));
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

/* ---------- what is to be emitted ---------- */

/*
 * The visible view between bounds, as v: its columns, and whether they satisfy
 * HAVING.  With condition.  States that are known by their TIDs are found by
 * nothing else: OFFSET keeps the bounds of their windows, which may be those of all
 * the history, from being looked up in the index over the ends.
 */
static char *
view_between(const ClosingTask *task, const ViewReadBounds *bounds, const char *condition)
{
	StringInfoData columns;
	const char *end =
		psprintf("pg_catalog.upper(%s) OPERATOR(pg_catalog.", window_of(task->def, "v"));

	initStringInfo(&columns);
	for (int i = 1; i <= visible_columns(task->def); i++)
		appendStringInfo(&columns, "x%d, ", i);
	return psprintf("SELECT v.* FROM (%s%s) v (%spasses) WHERE %s<=) $%d AND"
					" ($%d IS NULL OR %s>) $%d)%s",
					ViewReadSqlBetween(task->def, task->view->state, bounds),
					bounds->states > 0 ? " OFFSET 0" : "", columns.data, end,
					bounds->windows_upto, bounds->windows_after, end,
					bounds->windows_after, condition);
}

/*
 * Rows with their hash, content, and what the ledger has of them: revision r, shown,
 * the least and the largest hash, the TIDs.
 */
static char *
with_ledger(const ClosingTask *task, const char *rows, const char *ledger)
{
	return psprintf(
		"SELECT v.*, %s AS content, o.* FROM (%s) v LEFT JOIN LATERAL (SELECT"
		" pg_catalog.max(l.revision) AS r, pg_catalog.bool_or(NOT l.withdrawn) AS shown,"
		" pg_catalog.min(l.content) AS low, pg_catalog.max(l.content) AS high,"
		" pg_catalog.array_agg(l.ctid) AS old FROM %s l WHERE %s) o ON true",
		hash_of_values(task->def, "v"), rows, ledger, same_window(task, ledger));
}

/* Groups that have closed, and closed ones that have changed. */
static char *
candidates(const ClosingTask *task)
{
	static const ViewReadBounds closed = {6, 7, 0, 1, 2};
	static const ViewReadBounds changed = {11, 11, 8, 9, 10};
	static const ViewReadBounds all = {11, 7, 0, 4, 2};
	char *late;

	if (task->again)
		return view_between(task, &all, "");
	if (task->late_groups == NULL || task->after == PG_INT64_MIN)
		return view_between(task, &closed, "");
	late = psprintf(" AND pg_catalog.upper(%s) OPERATOR(pg_catalog.<=) $1 AND"
					" ($4 IS NULL OR pg_catalog.upper(%s) OPERATOR(pg_catalog.>) $4)%s",
					window_of(task->def, "v"), window_of(task->def, "v"),
					has_changed(task->def));
	return psprintf("%s UNION ALL %s", view_between(task, &closed, ""),
					view_between(task, &changed, late));
}

/* Windows of the ledger that a rebuild has not found again, as rows of d. */
static char *
vanished(const ClosingTask *task, const char *ledger)
{
	const ViewDef *def = task->def;
	const TargetEntry *window = list_nth_node(TargetEntry, def->query->targetList,
											  ViewKeyColumn(def, def->window->key) - 1);
	const char *range = format_type_be_qualified(exprType((Node *) window->expr));
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, " UNION ALL SELECT ");
	for (int column = 1; column <= visible_columns(def); column++)
	{
		int key = 0;

		while (key < def->nkeys && ViewKeyColumn(def, key) != column)
			key++;
		if (key == def->nkeys)
			appendStringInfoString(&sql, "NULL, ");
		else if (key == def->window->key)
			appendStringInfo(&sql, "%s(l.starts, l.ends), ", range);
		else
			appendStringInfo(&sql, "l.k%d, ", key + 1);
	}
	appendStringInfo(
		&sql,
		"l.content, true, l.revision OPERATOR(pg_catalog.+) 1, ARRAY[l.ctid] FROM %s l"
		" WHERE NOT l.withdrawn AND ($4 IS NULL OR l.ends"
		" OPERATOR(pg_catalog.>) $4) AND NOT EXISTS (SELECT FROM c,"
		" pg_catalog.unnest(c.old) t WHERE t OPERATOR(pg_catalog.=) l.ctid)",
		ledger);
	return sql.data;
}

/* ---------- the statement ---------- */

/* What is new to the ledger: rows of d, with condition. */
static char *
insert_ledger(const ViewDef *def, const char *ledger, const char *condition)
{
	const char *separator = def->nkeys > 1 ? ", " : "";
	const char *window = window_of(def, "d");

	return psprintf("INSERT INTO %s (h%s%s, starts, ends, revision, withdrawn, content)"
					" SELECT %s%s%s, pg_catalog.lower(%s), pg_catalog.upper(%s),"
					" d.revision, d.withdrawn, d.content FROM d%s",
					ledger, separator, other_keys(def, "", false),
					hash_of_keys(def, "d.", true), separator, other_keys(def, "d.", true),
					window, window, condition);
}

/*
 * The changes of the ledger.  A window stays where it is, so a row of it is updated,
 * without its index; sessions take the place of others.
 */
static char *
ledger_changes(const ViewDef *def, const char *ledger)
{
	if (ViewDefHasSessions(def))
		return psprintf(
			"gone AS (DELETE FROM %s WHERE ctid OPERATOR(pg_catalog.=) ANY (ARRAY(SELECT"
			" t FROM d, pg_catalog.unnest(d.old) t))), kept AS (%s)",
			ledger, insert_ledger(def, ledger, ""));
	return psprintf("changed AS (UPDATE %s l SET (revision, withdrawn, content) ="
					" ROW(d.revision, d.withdrawn, d.content) FROM d WHERE l.ctid"
					" OPERATOR(pg_catalog.=) d.old[1]), added AS (%s)",
					ledger, insert_ledger(def, ledger, " WHERE d.old IS NULL"));
}

/*
 * WITH c, what may have to be emitted; d, what has, because it is not what was
 * emitted last: columns, content, withdrawn, revision, old; and the changes of the
 * ledger.
 */
static char *
with_changes(const ClosingTask *task, const char *ledger)
{
	const ViewDef *def = task->def;

	return psprintf(
		"WITH c AS (%s), d AS (SELECT %s, c.content, NOT c.passes AS withdrawn,"
		" coalesce(c.r OPERATOR(pg_catalog.+) 1, 0) AS revision, c.old FROM c WHERE"
		" CASE WHEN c.passes THEN c.shown IS NOT TRUE OR c.low OPERATOR(pg_catalog.<>)"
		" c.content OR c.high OPERATOR(pg_catalog.<>) c.content ELSE c.shown END%s), %s",
		with_ledger(task, candidates(task), ledger), value_list(def, "c"),
		task->again ? vanished(task, ledger) : "", ledger_changes(def, ledger));
}

/* INSERT INTO the table of closed windows. */
static char *
insert_closed(const ClosingTask *task)
{
	const ViewDef *def = task->def;
	int n = visible_columns(def);
	Oid closed = task->view->closed;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO %s (%s, %s) SELECT ", RelationSqlName(closed),
					 column_list(closed, n + 2),
					 column_name(closed, withdrawn_column(closed, n)));
	for (int column = 1; column <= n; column++)
	{
		bool is_key = false;

		for (int key = 0; key < def->nkeys; key++)
			is_key |= ViewKeyColumn(def, key) == column;
		appendStringInfo(
			&sql, is_key ? "d.x%d, " : "CASE WHEN NOT d.withdrawn THEN d.x%d END, ",
			column);
	}
	appendStringInfo(&sql, "d.revision, $3, d.withdrawn FROM d ORDER BY %s%s%s",
					 window_of(def, "d"), def->nkeys > 1 ? ", " : "",
					 other_keys(def, "d.", true));
	return sql.data;
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
		", e AS (%s RETURNING *) SELECT pg_catalog.count(pg_catalog.pg_notify($5,"
		" CASE WHEN pg_catalog.octet_length(n.j) OPERATOR(pg_catalog.<=) " NOTIFY_LIMIT
		" THEN n.j WHEN pg_catalog.octet_length(n.k) "
		"OPERATOR(pg_catalog.<=) " NOTIFY_LIMIT
		" THEN n.k ELSE '{\"truncated\": true}' END)) FROM (SELECT"
		" streamml.row_json(e.*) AS j, %s AS k FROM e) n",
		insert, keys_as_json(task, revision));
}

static char *
emission(const ClosingTask *task, const char *ledger)
{
	char *changes = with_changes(task, ledger);
	char *insert = insert_closed(task);

	if (task->view->options.channel != NULL)
		insert = with_notify(task, insert, visible_columns(task->def) + 1);
	return psprintf("%s %s", changes, insert);
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
 * their states; of windows that late rows have changed $9 and $10, and not before
 * $4; $8 are their states.  A window that ends at e is made of panes that end in
 * (e - extra, e]; a session ends a gap after its last time.  $11 is no bound.
 */
static void
set_params(EmissionParams *params, const ClosingTask *task)
{
	const char *channel = task->view->options.channel;
	int64 gap = SessionGap(task->def);

	set_time(params, 1, task, task->after);
	set_time(params, 2, task, task->upto);
	set_text(params, 3, task->watermark_text);
	set_time(params, 4, task, task->kept_after);
	set_text(params, 5, channel == NULL ? "" : channel);
	set_time(params, 6, task, EventTimeAdd(task->after, -(task->extra + gap)));
	set_time(params, 7, task, EventTimeAdd(task->upto, -gap));
	params->types[7] = TIDARRAYOID;
	params->nulls[7] = 'n';
	set_time(params, 9, task, task->late_from);
	set_time(params, 10, task,
			 gap > 0 ? task->after : EventTimeAdd(task->late_upto, task->extra));
	set_time(params, 11, task, PG_INT64_MIN);
}

/* Execute a statement that writes to the ledger, which nobody else may. */
static void
execute(const char *sql, EmissionParams *params)
{
	volatile int result = 0;

	ViewGuardAllow(sql);
	PG_TRY();
	{
		result = SPI_execute_with_args(sql, EMISSION_PARAMS, params->types,
									   params->values, params->nulls, false, 0);
	}
	PG_FINALLY();
	{
		ViewGuardAllow(NULL);
	}
	PG_END_TRY();
	if (result < 0)
		elog(ERROR, "could not emit closed windows: %s", SPI_result_code_string(result));
}

/* Find the states that $8 stands for. */
static void
find_late_states(const ClosingTask *task, EmissionParams *params)
{
	bool isnull;

	execute(states_of_late_groups(task), params);
	params->values[7] =
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	params->nulls[7] = ' ';
}

/*
 * What is looked for is a small part of tables that only grow, and there may be no
 * statistics that say so: it is found by its index, row by row.  An index scan, other
 * than one by a bitmap, also marks entries that are dead, of which a group that
 * changes often leaves many.  After a rebuild all of the tables is looked through.
 */
static void
plan_for_few_rows(void)
{
	set_config_option("enable_seqscan", "off", PGC_USERSET, PGC_S_SESSION,
					  GUC_ACTION_SAVE, true, ERROR, false);
	set_config_option("enable_bitmapscan", "off", PGC_USERSET, PGC_S_SESSION,
					  GUC_ACTION_SAVE, true, ERROR, false);
}

/*
 * ClosingEmit: append to the table of closed windows what the task says, and note
 * it in the ledger.  The groups are written.
 */
void
ClosingEmit(const ClosingTask *task)
{
	char *ledger = RelationSqlName(ViewLedger(task->view, false));
	EmissionParams params;
	OwnerScope scope;

	set_params(&params, task);
	OwnerScopeEnter(&scope, task->view->owner, task->view->settings);
	if (!task->again)
		plan_for_few_rows();
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (task->late_groups != NULL)
	{
		SpiRegisterRows(GROUPS_NAME, task->group_desc, task->late_groups);
		find_late_states(task, &params);
	}
	execute(emission(task, ledger), &params);
	if (task->kept_after != PG_INT64_MIN)
		execute(psprintf("DELETE FROM %s WHERE ends OPERATOR(pg_catalog.<=) $4", ledger),
				&params);
	SPI_finish();
	OwnerScopeLeave(&scope);
	CommandCounterIncrement();
}

/* ---------- the ledger of a view that had none ---------- */

/* The newest revisions in a feed, as x1, x2, ...: columns, revision. */
static char *
newest_revisions(const ContinuousView *view, const ViewDef *def)
{
	const char *separator = def->nkeys > 1 ? ", " : "";
	int n = visible_columns(def);
	const char *group =
		psprintf("%s%s%s", other_keys(def, "f.", true), separator, window_of(def, "f"));
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 1; i <= n; i++)
		appendStringInfo(&names, "x%d, ", i);
	return psprintf("SELECT DISTINCT ON (%s) f.* FROM (SELECT %s FROM %s) f (%srevision)"
					" ORDER BY %s, f.revision DESC",
					group, column_list(view->closed, n + 1),
					RelationSqlName(view->closed), names.data, group);
}

/*
 * The same of sessions, where each that has grown is there with what it was: only
 * the last, with the largest revision of them.
 */
static char *
grown_sessions(const ContinuousView *view, const ViewDef *def)
{
	const char *separator = def->nkeys > 1 ? "PARTITION BY " : "";
	const char *keys = other_keys(def, "s.", true);
	const char *window = window_of(def, "s");

	return psprintf(
		"SELECT %s, s.newest AS revision FROM (SELECT s.*, pg_catalog.max(s.revision)"
		" OVER (%s%s%s session) AS newest FROM (SELECT s.*, pg_catalog.count(*) FILTER "
		"(WHERE s.heads)"
		" OVER (%s%s ORDER BY pg_catalog.lower(%s), pg_catalog.upper(%s) DESC) AS session"
		" FROM (SELECT s.*, NOT coalesce(pg_catalog.max(pg_catalog.upper(%s)) OVER"
		" (%s%s ORDER BY pg_catalog.lower(%s), pg_catalog.upper(%s) DESC ROWS"
		" UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) OPERATOR(pg_catalog.>=)"
		" pg_catalog.upper(%s), false) AS heads FROM (%s) s) s) s) s WHERE s.heads",
		value_list(def, "s"), separator, keys, def->nkeys > 1 ? "," : "PARTITION BY",
		separator, keys, window, window, window, separator, keys, window, window, window,
		newest_revisions(view, def));
}

/*
 * ClosingFillLedger: enter into an empty ledger what the feed of closed windows says
 * was emitted, of windows that are still kept.  What users have pruned from the
 * feed is not known, and is numbered from 0 again should it change.  The current
 * user is the owner, in an OwnerScope.
 */
void
ClosingFillLedger(const ContinuousView *view, const ViewDef *def)
{
	Oid endtype = ViewWindowEndType(def);
	const char *separator = def->nkeys > 1 ? ", " : "";
	const char *window = window_of(def, "v");
	int64 kept_after = PG_INT64_MIN;
	Datum value;
	char isnull = 'n';
	int result;

	if (ViewKeptAfter(view, def, GetActiveSnapshot(), &kept_after))
		isnull = ' ';
	value = EventTimeToDatum(endtype, kept_after);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	result = SPI_execute_with_args(
		psprintf("INSERT INTO %s (h%s%s, starts, ends, revision, withdrawn, content)"
				 " SELECT %s%s%s, pg_catalog.lower(%s), pg_catalog.upper(%s), v.revision,"
				 " false, %s FROM (%s) v WHERE $1 IS NULL OR pg_catalog.upper(%s)"
				 " OPERATOR(pg_catalog.>) $1",
				 RelationSqlName(ViewLedger(view, false)), separator,
				 other_keys(def, "", false), hash_of_keys(def, "v.", true), separator,
				 other_keys(def, "v.", true), window, window, hash_of_values(def, "v"),
				 ViewDefHasSessions(def) ? grown_sessions(view, def) :
										   newest_revisions(view, def),
				 window),
		1, &endtype, &value, &isnull, false, 0);
	if (result < 0)
		elog(ERROR, "could not list closed windows: %s", SPI_result_code_string(result));
	SPI_finish();
	CommandCounterIncrement();
}

/* ---------- the index over the ends of windows ---------- */

static Relation
open_end_index(Relation state, const ViewDef *def)
{
	Relation index = StateIndexOpen(state, BTREE_AM_OID, list_make1(StateEndElem(def)));

	if (index != NULL)
		return index;
	ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
			errmsg("state table \"%s\" has lost the index over the ends of its windows",
				   RelationGetRelationName(state)),
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
	{
		CHECK_FOR_INTERRUPTS();
		found = end_of_group(&ends, def, endtype, end);
	}
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
