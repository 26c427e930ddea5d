/*
 * compat.h
 *	  The only file that tests PG_VERSION_NUM.  Each wrapper is named after the
 *	  newest spelling of the server's interface or, where call sites would
 *	  differ too much, after what it does.  PostgreSQL 15 is the home version;
 *	  16, 17 and 18 build from the same source.
 */
#ifndef STREAMML_COMPAT_H
#define STREAMML_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "streamml supports PostgreSQL 15, 16, 17 and 18"
#endif

#endif /* STREAMML_COMPAT_H */
