/*
 * window.c
 *	  Which functions are window functions: those of our schema with the name
 *	  of a kind, whatever the type of time they take.
 */
#include "streamml.h"

#include "catalog/namespace.h"
#include "utils/lsyscache.h"

#include "window/window.h"

static const char *const kind_names[] = {
	[WINDOW_TUMBLE] = "tumble",		[WINDOW_HOP] = "hop",
	[WINDOW_CUMULATE] = "cumulate", [WINDOW_SESSION] = "session",
	[WINDOW_TRAILING] = "trailing",
};

/*
 * WindowKindName: the name of the functions of a kind.
 */
const char *
WindowKindName(WindowKind kind)
{
	return kind_names[kind];
}

/*
 * WindowFunctionKind: is this a window function, and of which kind?
 */
bool
WindowFunctionKind(Oid funcid, WindowKind *kind)
{
	char *name;

	if (get_func_namespace(funcid) != get_namespace_oid(STREAMML_SCHEMA, true))
		return false;
	name = get_func_name(funcid);
	for (size_t i = 0; name != NULL && i < lengthof(kind_names); i++)
		if (strcmp(name, kind_names[i]) == 0)
		{
			*kind = i;
			return true;
		}
	return false;
}
