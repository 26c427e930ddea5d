/*
 * owner.c
 *	  Run what users wrote as the user who owns it, and with the settings it
 *	  was created under.
 *
 * Between Enter and Leave the current user is the view's owner and the
 * security context is restricted: no temporary objects, no SET ROLE, no
 * deferred surprises.  Settings that change what an expression means (time
 * zone, date style, search path) are those of the creation, so that a row
 * means the same in every session and after every restart.  The pinned search
 * path ends with pg_temp, which therefore is never searched first.
 *
 * Scopes nest.  An error between Enter and Leave needs no clean-up: aborting
 * the (sub)transaction restores user, context and settings.  What code in a scope
 * sets, for the session even, is gone with it.
 *
 * A scope is entered where a task begins and not around each call of a function:
 * by the functions of view_exec.c that the worker calls, by each SQL function
 * that looks into a definition or fills a view, and by whoever shows a row.
 * What runs users' functions asserts that it is in one.  The code that may run
 * there is that which the definition, or the view's own tables, name:
 * transition, final and combine functions, operators and operator classes of
 * keys, casts and functions in expressions, defaults and triggers of a row
 * view's table.  Types, casts and defaults of a source are not among it.  ANALYZE of
 * a view's tables runs outside of any scope: see statistics.c.
 */
#include "streamml.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "view/view.h"

/* Settings that change what an expression means, search_path apart. */
static const char *const pinned_settings[] = {"TimeZone",
											  "DateStyle",
											  "IntervalStyle",
											  "extra_float_digits",
											  "bytea_output",
											  "lc_monetary",
											  "lc_numeric",
											  "lc_time",
											  "xmlbinary",
											  "xmloption",
											  "default_text_search_config"};

/* So many different texts of settings are kept parsed. */
#define MAX_KNOWN_SETTINGS 64

typedef struct PinnedSetting
{
	char *name;
	char *value;
} PinnedSetting;

/* A text of settings, and what it says. */
typedef struct ParsedSettings
{
	char *text;
	int nsettings;
	PinnedSetting *settings;
} ParsedSettings;

/* The schemas searched now, by name, pg_temp last. */
static char *
current_search_path(void)
{
	StringInfoData buf;
	List *schemas = fetch_search_path(true);
	ListCell *lc;

	initStringInfo(&buf);
	foreach (lc, schemas)
	{
		Oid schema = lfirst_oid(lc);
		const char *name = get_namespace_name(schema);

		if (name != NULL && !isAnyTempNamespace(schema))
			appendStringInfo(&buf, "%s, ", quote_identifier(name));
	}
	appendStringInfoString(&buf, "pg_temp");
	return buf.data;
}

/*
 * OwnerSettingsCurrent: the settings to pin, as they are now; the text form of
 * an array of name=value.
 */
char *
OwnerSettingsCurrent(void)
{
	Datum elems[lengthof(pinned_settings) + 1];
	ArrayType *array;
	Oid outfunc;
	bool varlena;
	int n = 0;

	elems[n++] = CStringGetTextDatum(psprintf("search_path=%s", current_search_path()));
	for (int i = 0; i < lengthof(pinned_settings); i++)
		elems[n++] = CStringGetTextDatum(
			psprintf("%s=%s", pinned_settings[i],
					 GetConfigOption(pinned_settings[i], false, false)));
	array = construct_array(elems, n, TEXTOID, -1, false, TYPALIGN_INT);
	getTypeOutputInfo(TEXTARRAYOID, &outfunc, &varlena);
	return OidOutputFunctionCall(outfunc, PointerGetDatum(array));
}

/* Only what we pin ourselves is taken from the catalog. */
static bool
is_pinned(const char *name)
{
	if (pg_strcasecmp(name, "search_path") == 0)
		return true;
	for (int i = 0; i < lengthof(pinned_settings); i++)
		if (pg_strcasecmp(name, pinned_settings[i]) == 0)
			return true;
	return false;
}

/* ---------- settings that were parsed before ---------- */

/* Take one of name=value apart; false if it is none that we pin. */
static bool
parse_setting(char *assignment, PinnedSetting *setting)
{
	char *value = strchr(assignment, '=');

	if (value == NULL)
		return false;
	*value++ = '\0';
	setting->name = assignment;
	setting->value = value;
	return is_pinned(assignment);
}

/* Parse the text of OwnerSettingsCurrent, in the current context. */
static ParsedSettings *
parse_settings(const char *from)
{
	ParsedSettings *parsed = palloc0(sizeof(ParsedSettings));
	Oid infunc;
	Oid ioparam;
	ArrayType *array;
	Datum *elems;
	bool *nulls;
	int n;

	getTypeInputInfo(TEXTARRAYOID, &infunc, &ioparam);
	array = DatumGetArrayTypeP(OidInputFunctionCall(infunc, pstrdup(from), ioparam, -1));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elems, &nulls, &n);
	parsed->text = pstrdup(from);
	parsed->settings = palloc(sizeof(PinnedSetting) * Max(n, 1));
	for (int i = 0; i < n; i++)
		if (!nulls[i] && parse_setting(TextDatumGetCString(elems[i]),
									   &parsed->settings[parsed->nsettings]))
			parsed->nsettings++;
	return parsed;
}

/*
 * The settings of this text.  Views have few different ones between them, and a
 * scope is entered often, so they are kept.
 */
static const ParsedSettings *
lookup_settings(const char *text)
{
	static MemoryContext context = NULL;
	static List *known = NIL; /* of ParsedSettings */
	MemoryContext old;
	ParsedSettings *parsed;
	ListCell *lc;

	foreach (lc, known)
	{
		parsed = lfirst(lc);
		if (strcmp(parsed->text, text) == 0)
			return parsed;
	}
	if (context == NULL)
		context = AllocSetContextCreate(TopMemoryContext, "streamml settings",
										ALLOCSET_SMALL_SIZES);
	if (list_length(known) == MAX_KNOWN_SETTINGS)
	{
		known = NIL;
		MemoryContextReset(context);
	}
	old = MemoryContextSwitchTo(context);
	parsed = parse_settings(text);
	known = lappend(known, parsed);
	MemoryContextSwitchTo(old);
	return parsed;
}

/* Set those that are not so already, for the current nest level. */
static void
apply_settings(const char *text)
{
	const ParsedSettings *parsed = lookup_settings(text);

	for (int i = 0; i < parsed->nsettings; i++)
	{
		const PinnedSetting *setting = &parsed->settings[i];
		const char *now = GetConfigOption(setting->name, true, false);

		if (now != NULL && strcmp(now, setting->value) != 0)
			set_config_option(setting->name, setting->value, PGC_SUSET, PGC_S_SESSION,
							  GUC_ACTION_SAVE, true, WARNING, false);
	}
}

/* ---------- locks of the session ---------- */

static bool releases_locks = false;

/* Outside of all scopes again: what users' code has locked for the session is free. */
static void
release_locks(void)
{
	if (releases_locks && !InSecurityRestrictedOperation())
		LockReleaseSession(USER_LOCKMETHOD);
}

static void
after_transaction(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT)
		release_locks();
}

/* User and context are those of the beginning of the subtransaction by now. */
static void
after_subtransaction(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
					 void *arg)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		release_locks();
}

/*
 * OwnerScopesReleaseLocks: from now on scopes release advisory locks of the session
 * when they end.  Once, in a process whose session belongs to no user.
 */
void
OwnerScopesReleaseLocks(void)
{
	releases_locks = true;
	RegisterXactCallback(after_transaction, NULL);
	RegisterSubXactCallback(after_subtransaction, NULL);
}

/* ---------- scopes ---------- */

/*
 * OwnerScopeEnter: become the owner of a view.  settings comes from
 * OwnerSettingsCurrent, is NULL for none but the safe search path, or
 * OWNER_SETTINGS_AS_THEY_ARE where a user in his session creates a view.
 */
void
OwnerScopeEnter(OwnerScope *scope, Oid owner, const char *settings)
{
	GetUserIdAndSecContext(&scope->save_userid, &scope->save_sec_context);
	scope->save_nestlevel = NewGUCNestLevel();
	SetUserIdAndSecContext(owner,
						   scope->save_sec_context | SECURITY_RESTRICTED_OPERATION);
	if (settings != NULL)
		apply_settings(settings);
	else
		set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET,
						  PGC_S_SESSION, GUC_ACTION_SAVE, true, ERROR, false);
}

/*
 * OwnerScopeIsActive: may functions of users be called?  For assertions.
 */
bool
OwnerScopeIsActive(void)
{
	return InSecurityRestrictedOperation();
}

/*
 * OwnerScopeTableOrder: until the scope is left, plans take the rows of a table
 * as they lie there and keep them in that order: no indexes, no sort, no start
 * in the middle, whatever the user's session prefers.  Groups are hashed; only
 * keys that cannot be are sorted.  A bitmap scan goes by pages, so it may stay.
 */
void
OwnerScopeTableOrder(void)
{
	static const struct
	{
		const char *name;
		const char *value;
	} settings[] = {{"synchronize_seqscans", "off"},
					{"enable_seqscan", "on"},
					{"enable_bitmapscan", "on"},
					{"enable_indexscan", "off"},
					{"enable_indexonlyscan", "off"},
					{"enable_hashagg", "on"},
					{"enable_sort", "off"},
					{"enable_mergejoin", "off"},
					{"enable_partitionwise_aggregate", "off"}};

	for (int i = 0; i < lengthof(settings); i++)
		set_config_option(settings[i].name, settings[i].value, PGC_USERSET, PGC_S_SESSION,
						  GUC_ACTION_SAVE, true, ERROR, false);
}

/*
 * OwnerScopeLeave: be who we were.
 */
void
OwnerScopeLeave(OwnerScope *scope)
{
	AtEOXact_GUC(false, scope->save_nestlevel);
	SetUserIdAndSecContext(scope->save_userid, scope->save_sec_context);
	release_locks();
}
