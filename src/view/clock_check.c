/*
 * clock_check.c
 *	  Refuse definitions whose answer depends on when it is worked out.
 *
 * A view must give what its query gives, now and when the row is worked out
 * again after a crash.  now() and its kin give another answer for a row that is
 * long in the view than for the same row in the query, so they are refused, in
 * aggregate views and in row views alike: a moment that were frozen when the
 * row came would be compared with another one at the next reading.  Where the
 * time of arrival itself is wanted, a column of the table with DEFAULT now()
 * has it, be it the source or a row view's own table.
 *
 * The clock is found where it stands in the definition, in the plain views that
 * are read, and in functions of language SQL, which the planner would put in
 * place of their calls.  Continuous views that are read have been checked when
 * they were made; a trailing one is read as of now, which is what it is for.
 * Functions of other languages are taken at their word, as with volatile ones:
 * there now() is the time at which the worker applies the row.
 *
 * 'now', 'today', 'tomorrow' and 'yesterday' become constants when the text of
 * the definition is read, and stay what they were then.  So they are looked for
 * among the literals of the text.
 *
 * Checked when a view is made, and not again: a view that exists goes on.
 */
#include "streamml.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/functions.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "parser/parser.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "view/view.h"

/* What is carried through a query and all that it reads and calls. */
typedef struct ClockCheck
{
	const char *inside; /* the function or view that is looked into, or NULL */
	List *seen;			/* OIDs of these */
	Node *call;			/* the node whose functions are looked at */
	List *words;		/* places of literals with a word for a moment */
} ClockCheck;

static bool check_clock_walker(Node *node, ClockCheck *check);

static void
refuse_clock(const ClockCheck *check, const char *what)
{
	ViewDefRefuse(
		check->inside == NULL ? what : psprintf("%s, inside %s", what, check->inside),
		"It depends on when a row is worked out, and the view would not be what "
		"its query gives later.",
		"For the last hour as of now, group by streamml.trailing(at, '1 hour'); "
		"for other windows by streamml.tumble() or hop() over a column. The time "
		"at which rows arrive is kept by a column with DEFAULT now().");
}

/* ---------- functions ---------- */

/* Functions of the server that look at the clock and are not volatile. */
static bool
is_clock(Oid function)
{
	switch (function)
	{
		case F_NOW:
		case F_TRANSACTION_TIMESTAMP:
		case F_STATEMENT_TIMESTAMP:
		case F_TIMETZ_TIME:			 /* the zone's offset of today */
		case F_TIMEZONE_TEXT_TIMETZ: /* likewise */
			return true;
	}
	return FunctionIsOurs(function) && strcmp(get_func_name(function), "now") == 0;
}

/* Does an argument take the type of what it is given? */
static bool
has_polymorphic_argument(Form_pg_proc proc)
{
	for (int i = 0; i < proc->pronargs; i++)
		if (IsPolymorphicType(proc->proargtypes.values[i]))
			return true;
	return false;
}

/* The queries of a function's body: as stored, or read from its text. */
static List *
body_queries(HeapTuple tuple, Node *call)
{
	bool isnull;
	Datum body = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosqlbody, &isnull);
	SQLFunctionParseInfoPtr info;
	List *result = NIL;
	char *source;
	ListCell *lc;

	if (!isnull)
		return list_make1(stringToNode(TextDatumGetCString(body)));
	source = TextDatumGetCString(
		SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosrc, &isnull));
	info = prepare_sql_fn_parse_info(tuple, call, InvalidOid);
	foreach (lc, pg_parse_query(source))
		result = lappend(result, pg_analyze_and_rewrite_withcb(
									 lfirst_node(RawStmt, lc), source,
									 (ParserSetupHook) sql_fn_parser_setup, info, NULL));
	return result;
}

/* Look into a function of language SQL, once. */
static void
check_body(Oid function, ClockCheck *check)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	const char *inside = check->inside;
	Form_pg_proc proc;
	bool own_settings;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	proc = (Form_pg_proc) GETSTRUCT(tuple);
	/* one with settings of its own is run under them, and never put in place */
	own_settings = !heap_attisnull(tuple, Anum_pg_proc_proconfig, NULL);
	if (proc->prolang == SQLlanguageId && !own_settings &&
		!list_member_oid(check->seen, function) &&
		(IsA(check->call, FuncExpr) || !has_polymorphic_argument(proc)))
	{
		check->seen = lappend_oid(check->seen, function);
		check->inside = psprintf("function %s", format_procedure(function));
		check_clock_walker((Node *) body_queries(tuple, check->call), check);
		check->inside = inside;
	}
	ReleaseSysCache(tuple);
}

static bool
clock_checker(Oid function, void *context)
{
	ClockCheck *check = context;

	if (is_clock(function))
		refuse_clock(check, psprintf("%s()", get_func_name(function)));
	check_body(function, check);
	return false;
}

/* CURRENT_DATE and the like have no function. */
static void
check_value_function(const SQLValueFunction *value, ClockCheck *check)
{
	switch (value->op)
	{
		case SVFOP_CURRENT_DATE:
			refuse_clock(check, "CURRENT_DATE");
			break;
		case SVFOP_CURRENT_TIME:
		case SVFOP_CURRENT_TIME_N:
			refuse_clock(check, "CURRENT_TIME");
			break;
		case SVFOP_CURRENT_TIMESTAMP:
		case SVFOP_CURRENT_TIMESTAMP_N:
			refuse_clock(check, "CURRENT_TIMESTAMP");
			break;
		case SVFOP_LOCALTIME:
		case SVFOP_LOCALTIME_N:
			refuse_clock(check, "LOCALTIME");
			break;
		case SVFOP_LOCALTIMESTAMP:
		case SVFOP_LOCALTIMESTAMP_N:
			refuse_clock(check, "LOCALTIMESTAMP");
			break;
		default:
			break;
	}
}

/* ---------- words for moments ---------- */

/* Does a text have a word that PostgreSQL takes for a moment of the clock? */
static bool
names_moment(const char *text)
{
	static const char *const words[] = {"now", "today", "tomorrow", "yesterday"};

	while (*text != '\0')
	{
		size_t length = 0;

		while (isalpha((unsigned char) text[length]))
			length++;
		for (int i = 0; i < lengthof(words); i++)
			if (length == strlen(words[i]) && pg_strncasecmp(text, words[i], length) == 0)
				return true;
		text += length > 0 ? length : 1;
	}
	return false;
}

static bool
collect_words_walker(Node *node, ClockCheck *check)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, A_Const))
	{
		A_Const *literal = (A_Const *) node;

		if (!literal->isnull && IsA(&literal->val.node, String) &&
			names_moment(strVal(&literal->val.node)))
			check->words = lappend_int(check->words, literal->location);
		return false;
	}
	return raw_expression_tree_walker(node, collect_words_walker, check);
}

static bool
is_time_type(Oid type)
{
	switch (getBaseType(type))
	{
		case DATEOID:
		case TIMEOID:
		case TIMETZOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return true;
	}
	return false;
}

/* ---------- the whole query ---------- */

/* Look into a view that is read, unless it is one of ours, once. */
static void
check_relation(const RangeTblEntry *rte, ClockCheck *check)
{
	const char *inside = check->inside;
	Relation rel;

	if (rte->rtekind != RTE_RELATION || get_rel_relkind(rte->relid) != RELKIND_VIEW ||
		list_member_oid(check->seen, rte->relid) ||
		ViewCatalogGet(rte->relid, true) != NULL)
		return;
	check->seen = lappend_oid(check->seen, rte->relid);
	check->inside = psprintf("view \"%s\"", get_rel_name(rte->relid));
	rel = table_open(rte->relid, AccessShareLock);
	check_clock_walker((Node *) ViewQueryCopy(rel), check);
	table_close(rel, NoLock);
	check->inside = inside;
}

static bool
check_clock_walker(Node *node, ClockCheck *check)
{
	if (node == NULL)
		return false;
	check_stack_depth();
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, check_clock_walker, check,
								 QTW_EXAMINE_RTES_BEFORE);
	if (IsA(node, RangeTblEntry))
	{
		check_relation((RangeTblEntry *) node, check);
		return false;
	}
	if (IsA(node, SQLValueFunction))
		check_value_function((SQLValueFunction *) node, check);
	if (IsA(node, Const) && check->inside == NULL &&
		is_time_type(((Const *) node)->consttype) &&
		list_member_int(check->words, ((Const *) node)->location))
		refuse_clock(check, "a literal that names a moment, such as 'now' or 'today'");
	check->call = node;
	check_functions_in_node(node, clock_checker, check);
	return expression_tree_walker(node, check_clock_walker, check);
}

/*
 * ViewDefCheckClock: refuse a definition, analysed and as text, that looks at the
 * clock.
 */
void
ViewDefCheckClock(Query *query, const char *sql)
{
	ClockCheck check = {0};

	/* parsed anew: the tree that was analysed is not a raw one any more */
	collect_words_walker(linitial_node(RawStmt, pg_parse_query(sql))->stmt, &check);
	check_clock_walker((Node *) query, &check);
}
