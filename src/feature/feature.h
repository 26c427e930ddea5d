/*
 * feature.h
 *	  What a learner sees of a row, and how rows become that.
 *
 * Rows come as float8[] (features are positions, named x1..xd), as jsonb or
 * as a record (features are names; text makes a feature per category,
 * "column=value").  A FeatureDict gives every feature of a model a number from
 * 0 on; a FeatureView is one row in those numbers.  Algorithms see views only.
 *
 * The upper part builds outside the server (shim.h), the lower part is what
 * turns Datums into views.
 */
#ifndef STREAMML_FEATURE_H
#define STREAMML_FEATURE_H

#include "shim.h"

/* Longest array, and so the most features any model can have. */
#define FEATURE_MAX_COUNT 16384
/* Longest name of a feature or class, in bytes. */
#define FEATURE_MAX_NAME 1024
/* Values beyond are refused: their squares and cubes stay finite. */
#define FEATURE_MAX_VALUE 1e100

/*
 * One row.  Features that are neither listed nor missing are zero: the
 * categories a row does not have, the keys its jsonb does not mention.
 */
typedef struct FeatureView
{
	int count;			  /* entries */
	const int32 *index;	  /* each entry's feature; NULL: entry i is feature i */
	const float8 *value;  /* finite, at most FEATURE_MAX_VALUE */
	int nmissing;		  /* features whose value is unknown (NULL) */
	const int32 *missing; /* which */
} FeatureView;

/* The feature of a row's entry. */
static inline int
FeatureOf(const FeatureView *row, int entry)
{
	return row->index ? row->index[entry] : entry;
}

/* Distinct names in order of arrival, with a hash table over them. */
typedef struct NameTable
{
	int count;
	int allocated;
	char **names;
	uint32 *hashes;
	int32 *slots; /* open addressing, -1 is free; NULL until needed */
	int nslots;	  /* a power of two, 0 until needed */
	MemoryContext context;
} NameTable;

/* The features of a model. */
typedef struct FeatureDict
{
	int count;
	bool positional;	 /* features are x1..x<count>, names is empty */
	int limit;			 /* more names than this are refused */
	int position_limit;	 /* and longer arrays than this */
	bool nan_is_missing; /* else it is an error */
	NameTable names;	 /* of those that are not positional */
} FeatureDict;

/* dictionary.c */
#define NAME_HASH_SEED 2166136261u
extern uint32 NameHash(uint32 seed, const char *s, int len);
extern void NameTableInit(NameTable *table, MemoryContext context);
extern int NameTableFind(const NameTable *table, const char *name, int len, uint32 hash);
extern int NameTableAdd(NameTable *table, const char *name, int len, uint32 hash);
extern int FeatureDictFind(const FeatureDict *dict, const char *name, int len,
						   uint32 hash);
extern int FeatureDictAdd(FeatureDict *dict, const char *name, int len, uint32 hash);
extern char *FeatureDictName(const FeatureDict *dict, int feature);

#ifndef STREAMML_STANDALONE

#include "access/tupdesc.h"

/*
 * Turns Datums into views, again and again: holds the scratch space and what
 * it learned about row types.  Lives in the context it was created in.
 */
typedef struct FeatureDecoder FeatureDecoder;

/* decoder.c */
extern FeatureDecoder *FeatureDecoderCreate(MemoryContext context);
extern const FeatureView *FeatureDecode(FeatureDecoder *decoder, FeatureDict *dict,
										bool learn, Datum features, Oid type);
extern const FeatureView *FeatureDecodeColumns(FeatureDecoder *decoder, FeatureDict *dict,
											   bool learn, TupleDesc tupdesc,
											   const Datum *values, const bool *isnull,
											   const AttrNumber *attnums, int nattnums);

#endif /* STREAMML_STANDALONE */

#endif /* STREAMML_FEATURE_H */
