/*
 * option.h
 *	  Options that are given as members of a JSON object (option.c).
 */
#ifndef STREAMML_OPTION_H
#define STREAMML_OPTION_H

#include "utils/jsonb.h"

extern void RefuseOption(const char *name, const char *expected, const JsonbValue *value)
	pg_attribute_noreturn();

#endif /* STREAMML_OPTION_H */
