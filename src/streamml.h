/*
 * streamml.h
 *	  What every part of streamml may include: names, limits and error codes
 *	  that users see.  Prototypes live in the header of their own room.
 */
#ifndef STREAMML_H
#define STREAMML_H

#include "postgres.h"

#include "access/tupdesc.h"
#include "access/xlogdefs.h"

/* Names users and administrators meet; change none of them after a release. */
#define STREAMML_NAME "streamml"
#define STREAMML_SCHEMA "streamml"
#define STREAMML_STATE_SCHEMA "streamml_state"
#define STREAMML_SLOT_PREFIX "streamml_" /* followed by the database's OID */

/*
 * Error codes of our own, class "SM".  Conditions that PostgreSQL has a code
 * for use PostgreSQL's.
 */
#define ERRCODE_STREAMML_GAP MAKE_SQLSTATE('S', 'M', '0', '0', '1')
#define ERRCODE_STREAMML_NOT_RUNNING MAKE_SQLSTATE('S', 'M', '0', '0', '2')
#define ERRCODE_STREAMML_CANNOT_MAINTAIN MAKE_SQLSTATE('S', 'M', '0', '0', '3')
#define ERRCODE_STREAMML_BAD_MODEL MAKE_SQLSTATE('S', 'M', '0', '0', '4')

/*
 * LSN_MAX: later than any position, the "end of stream" of a range test.
 */
#define LSN_MAX ((XLogRecPtr) PG_UINT64_MAX)

/*
 * ResultRowCheck: an error unless rows of a function's result, as SQL declares
 * it, have as many columns as the library fills.  The two may be of different
 * versions.
 */
static inline void
ResultRowCheck(TupleDesc declared, int filled)
{
	if (declared->natts != filled)
		ereport(
			ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("function is declared with %d result columns, but the library has "
					"%d",
					declared->natts, filled),
			 errhint("Library and extension are of different versions: see SELECT * "
					 "FROM streamml.check();")));
}

#endif /* STREAMML_H */
