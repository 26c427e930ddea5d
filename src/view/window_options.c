/*
 * window_options.c
 *	  Options of a view that tell how it deals with time: are they possible, and
 *	  how long are they?
 *
 * Lengths are given as text: an interval where windows are of times or dates,
 * a number where they are of numbers.  Inside, all event times and lengths are
 * int64: microseconds (a date stands for its midnight), or the number itself.
 * Months are refused: how long a month of lateness is would depend on when it
 * is asked.
 *
 * A view stores what the user wrote; ViewOptionsSpans reads it again, under the
 * settings that were pinned when it was checked.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "fmgr.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "view/view_internal.h"

/*
 * EventTimeIsNumber: are times of this type numbers, which no clock counts?
 */
bool
EventTimeIsNumber(Oid timetype)
{
	return timetype == INT4OID || timetype == INT8OID || timetype == INT2OID;
}

static void
pg_attribute_noreturn()
	bad_span(const char *option, const char *text, const char *detail, const char *hint)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid value \"%s\" of option \"%s\"", text, option),
			errdetail("%s", detail), errhint("%s", hint));
}

/* Microseconds of an interval. */
static int64
parse_interval(const char *text, const char *option)
{
	Interval *span = DatumGetIntervalP(
		DirectFunctionCall3(interval_in, CStringGetDatum(text),
							ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
	int64 days;
	int64 result;

	if (span->month != 0)
		bad_span(option, text, "Months differ in length.",
				 "Give the length in days or hours, for example \"30 days\".");
	if (pg_mul_s64_overflow(span->day, USECS_PER_DAY, &days) ||
		pg_add_s64_overflow(days, span->time, &result))
		ereport(ERROR, errcode(ERRCODE_INTERVAL_FIELD_OVERFLOW),
				errmsg("value \"%s\" of option \"%s\" is out of range", text, option));
	return result;
}

/* A length of time; -1 if it is not given. */
static int64
parse_span(const char *text, Oid timetype, const char *option)
{
	int64 result;

	if (text == NULL)
		return -1;
	if (EventTimeIsNumber(timetype))
		result = DatumGetInt64(DirectFunctionCall1(int8in, CStringGetDatum(text)));
	else
		result = parse_interval(text, option);
	if (result < 0)
		bad_span(option, text, "It is a length of time and cannot be negative.",
				 EventTimeIsNumber(timetype) ? "Use a number from 0." :
											   "Use an interval from \"0 s\".");
	return result;
}

/*
 * ViewOptionsSpans: the lengths among the options of a view whose event time
 * is of this type; -1 stands for one that is not given.
 */
void
ViewOptionsSpans(const ContinuousViewOptions *options, Oid timetype, ViewSpans *spans)
{
	spans->lateness = parse_span(options->lateness, timetype, "lateness");
	spans->retention = parse_span(options->retention, timetype, "retention");
	spans->max_future = parse_span(options->max_future, timetype, "max_future");
}

static char *
copy_text(MemoryContext context, const char *text)
{
	return text == NULL ? NULL : MemoryContextStrdup(context, text);
}

/*
 * ViewOptionsCopy: give options that are about to vanish a longer life.
 */
void
ViewOptionsCopy(ContinuousViewOptions *options, MemoryContext context)
{
	options->lateness = copy_text(context, options->lateness);
	options->retention = copy_text(context, options->retention);
	options->max_future = copy_text(context, options->max_future);
	options->channel = copy_text(context, options->channel);
}

static void
free_text(char *text)
{
	if (text != NULL)
		pfree(text);
}

/*
 * ViewOptionsFree: end it.
 */
void
ViewOptionsFree(ContinuousViewOptions *options)
{
	free_text(options->lateness);
	free_text(options->retention);
	free_text(options->max_future);
	free_text(options->channel);
}

/* ---------- what goes together ---------- */

static void
pg_attribute_noreturn()
	option_needs(const char *option, const char *what, const char *hint)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("option \"%s\" needs %s", option, what), errhint("%s", hint));
}

/* The first option that says something about time; NULL if there is none. */
static const char *
first_time_option(const ContinuousViewOptions *options)
{
	if (options->lateness != NULL)
		return "lateness";
	if (options->retention != NULL)
		return "retention";
	if (options->max_future != NULL)
		return "max_future";
	if (options->emit_closed)
		return "emit";
	return options->channel != NULL ? "notify" : NULL;
}

static void
refuse_column(const ViewDef *def, const char *name, const char *option)
{
	ListCell *lc;

	foreach (lc, def->query->targetList)
	{
		const TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (!tle->resjunk && strcmp(tle->resname, name) == 0)
			ereport(ERROR, errcode(ERRCODE_DUPLICATE_COLUMN),
					errmsg("column \"%s\" of the definition has the name of a column "
						   "that option \"%s\" adds",
						   name, option),
					errhint("Give it another name with AS."));
	}
}

/*
 * ViewKeyColumn: the column (1-based) of the definition that is the key; 0 if
 * the key is not among them.
 */
AttrNumber
ViewKeyColumn(const ViewDef *def, int key)
{
	List *tlist = (List *) QueryFlattenExpr(def->query,
											(Node *) copyObject(def->query->targetList));
	ListCell *lc;

	foreach (lc, tlist)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (!tle->resjunk && equal(tle->expr, def->keys[key].expr))
			return tle->resno;
	}
	return 0;
}

static void
check_closed(const ContinuousViewOptions *options, const ViewDef *def)
{
	if (ViewKeyColumn(def, def->window->key) == 0)
		option_needs("lateness", "the window among the columns of the view",
					 "Add the window to the select list.");
	(void) ViewWindowReach(def->window);
	refuse_column(def, "closed", "lateness");
	if (!options->emit_closed)
		return;
	if (def->nsets > 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("option \"emit\" cannot be \"close\" with grouping sets"),
				errdetail("The table of closed windows does not tell groups of different "
						  "sets apart."),
				errhint("Create a view per grouping set."));
	if (def->window->kind == WINDOW_TRAILING)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("option \"emit\" cannot be \"close\" for a trailing window"),
				errdetail("It moves on and never closes."),
				errhint("Use streamml.hop() for windows that close."));
	for (int i = 0; i < def->nkeys; i++)
		if (ViewKeyColumn(def, i) == 0)
			option_needs("emit", "all keys of GROUP BY among the columns of the view",
						 "Add each expression of GROUP BY to the select list.");
	refuse_column(def, "revision", "emit");
	refuse_column(def, "at_watermark", "emit");
	refuse_column(def, "withdrawn", "emit");
}

/*
 * ViewOptionsCheck: refuse options of time that contradict the definition or
 * each other.  Called at creation.
 */
void
ViewOptionsCheck(const ContinuousViewOptions *options, const ViewDef *def)
{
	const char *option = first_time_option(options);
	ViewSpans spans;

	if (option == NULL)
		return;
	if (def->window == NULL && def->nsets > 0)
		option_needs(option, "one window in all grouping sets",
					 "Group by it beside the sets, as in GROUP BY w, ROLLUP (country, "
					 "city), or create a view per window.");
	if (def->window == NULL)
		option_needs(
			option, "a definition that groups by one window",
			"Group by a window function, for example streamml.tumble(at, '1 hour').");
	if (options->lateness == NULL)
		option_needs(option, "option \"lateness\"",
					 "Say how late rows may come, for example lateness => '5 minutes'.");
	if (ViewWantsRecompute(options) || options->on_update == CHANGE_LEARN)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("option \"%s\" does not go with views that follow changes of rows",
					   option),
				errdetail("A change could alter windows that have closed."),
				errhint("Leave it out, or set on_update, on_delete and on_truncate to "
						"'ignore' or 'error'."));
	if (options->channel != NULL && !options->emit_closed)
		option_needs("notify", "emit => 'close'",
					 "Only windows that close are announced: add emit => 'close'.");
	if (options->channel != NULL &&
		(options->channel[0] == '\0' || strlen(options->channel) >= NAMEDATALEN))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value \"%s\" of option \"notify\"", options->channel),
				errhint("A channel has a name of 1 to %d bytes.", NAMEDATALEN - 1));
	if (options->max_future != NULL && EventTimeIsNumber(def->window->timetype))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("option \"max_future\" needs windows of times, not of type %s",
					   format_type_be(def->window->timetype)),
				errdetail("It is measured from the time of the commit."),
				errhint("Leave the option out."));
	ViewOptionsSpans(options, def->window->timetype, &spans);
	check_closed(options, def);
}
