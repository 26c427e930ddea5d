/*
 * option.c
 *	  What is said of an option, a member of a JSON object, that is not what it
 *	  must be.
 */
#include "streamml.h"

#include "mb/pg_wchar.h"

#include "option.h"

/* A longer value is cut. */
#define SHOWN_BYTES 60

static char *
value_text(const JsonbValue *value)
{
	Jsonb *jsonb = JsonbValueToJsonb((JsonbValue *) value);
	char *text = JsonbToCString(NULL, &jsonb->root, VARSIZE(jsonb));
	int len = strlen(text);

	if (len <= SHOWN_BYTES)
		return text;
	return psprintf("%.*s...", pg_mbcliplen(text, len, SHOWN_BYTES), text);
}

/*
 * RefuseOption: raise the error (22023) that the option must be what is expected, a
 * noun with its article or "one of" and names, and not this value.
 */
void
RefuseOption(const char *name, const char *expected, const JsonbValue *value)
{
	ereport(
		ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		errmsg("option \"%s\" must be %s, not %s", name, expected, value_text(value)));
}
