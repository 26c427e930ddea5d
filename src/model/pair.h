/*
 * pair.h
 *	  Rows of a user and an item: two features by name, and a value that says
 *	  which is which.
 */
#ifndef STREAMML_PAIR_H
#define STREAMML_PAIR_H

#include "shim.h"

#include "feature/feature.h"

/* Values of a row's entries. */
#define PAIR_USER 1.0
#define PAIR_ITEM 2.0

/* What names of features begin with. */
#define PAIR_USER_PREFIX "user="
#define PAIR_ITEM_PREFIX "item="
#define PAIR_PREFIX_LENGTH 5

/* Is the feature an item? */
static inline bool
PairIsItem(const FeatureDict *dict, int feature)
{
	return !dict->positional &&
		   strncmp(dict->names.names[feature], PAIR_ITEM_PREFIX, PAIR_PREFIX_LENGTH) == 0;
}

#ifndef STREAMML_STANDALONE

#include "fmgr.h"

/* Turns users and items of any type into views, again and again. */
typedef struct PairReader PairReader;

/* pair.c */
extern PairReader *PairReaderCreate(MemoryContext context, Oid user, Oid item);
extern const FeatureView *PairRead(PairReader *reader, FeatureDict *dict, bool learn,
								   Datum user, Datum item);
extern int PairFindUser(PairReader *reader, const FeatureDict *dict, Datum user);

#endif /* STREAMML_STANDALONE */

#endif /* STREAMML_PAIR_H */
