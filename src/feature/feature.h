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
/* Most bits that names can be hashed to. */
#define FEATURE_MAX_HASH_BITS 22
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

/* A slot in use: a feature whose name is hashed, see hashing.c. */
typedef struct FeatureSlot
{
	char *name;	   /* the one that came first, NULL if it is not kept */
	float8 rows;   /* how often the feature came in rows to be learned, */
	float8 shared; /* and how often under another name */
	uint32 owner;  /* hash of the name that came first */
} FeatureSlot;

/* Names hashed to slots. */
typedef struct FeatureHash
{
	int bits;		   /* there are 2^bits slots */
	int max_names;	   /* names kept */
	int count;		   /* features, which are the slots in use */
	int allocated;	   /* room for so many */
	FeatureSlot *slot; /* per feature */
	int kept;		   /* features whose name is kept, and room for more */
	int kept_allocated;
	int32 *named;  /* which, in no order */
	int32 *places; /* open addressing, from slots to features; -1 is free */
	int nplaces;   /* a power of two, 0 until there are features */
	MemoryContext context;
} FeatureHash;

/* What becomes of values that are not known (NULL); stored. */
typedef enum FeatureMissing
{
	MISSING_IGNORE = 0, /* the learner's own way: features it leaves out */
	MISSING_ERROR = 1,
	MISSING_ZERO = 2,
	MISSING_MEAN = 3,	  /* of the values so far */
	MISSING_INDICATOR = 4 /* the same, and a feature that says so */
} FeatureMissing;

/* The features of a model. */
typedef struct FeatureDict
{
	int count;
	bool positional;		/* features are x1..x<count>, names is empty */
	int limit;				/* more names than this are refused */
	int position_limit;		/* and longer arrays than this */
	NameTable names;		/* of those that are not positional */
	FeatureHash *hash;		/* in place of names; NULL if they are not hashed */
	bool hashable;			/* the model could have one */
	FeatureMissing missing; /* what to do without a value */
	bool nan_is_missing;	/* NaN is no error but as good as NULL */
} FeatureDict;

/* The name of the feature that says that one is missing. */
#define MISSING_SUFFIX " is null"

/*
 * The length of the arrays that a model of positions learns from.  Indicators
 * are features behind those.
 */
static inline int
FeatureDictPositions(const FeatureDict *dict)
{
	return dict->missing == MISSING_INDICATOR ? dict->count / 2 : dict->count;
}

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
extern bool FeatureDictKnows(const FeatureDict *dict, const char *name, int len,
							 uint32 hash);

/* hashing.c */
extern uint32 FeatureMurmur(const char *s, int len, uint32 seed);
extern uint32 FeatureSlotOf(uint32 hash, int bits);
extern FeatureHash *FeatureHashCreate(MemoryContext context, int bits, int max_names);
extern int FeatureHashFind(const FeatureHash *hash, uint32 name_hash);
extern int FeatureHashNew(FeatureHash *hash, uint32 name_hash);
extern void FeatureHashKeep(FeatureHash *hash, int feature, const char *name, int len);
extern void FeatureHashTrim(FeatureHash *hash);
extern int FeatureHashAdd(FeatureHash *hash, const char *name, int len);
extern int FeatureHashMerge(FeatureHash *into, const FeatureHash *from, int theirs);
extern bool FeatureHashKnows(const FeatureHash *hash, const char *name, int len);

#ifndef STREAMML_STANDALONE

#include "access/tupdesc.h"
#include "utils/jsonb.h"

/*
 * Turns Datums into views, again and again: holds the scratch space and what
 * it learned about row types.  Lives in the context it was created in.
 */
typedef struct FeatureDecoder FeatureDecoder;

/* decoder.c */
extern FeatureDecoder *FeatureDecoderCreate(MemoryContext context);
extern Datum FeatureUnknown(FeatureDecoder *decoder, FeatureDict *dict, Datum features,
							Oid type);
extern const FeatureView *FeatureDecode(FeatureDecoder *decoder, FeatureDict *dict,
										bool learn, Datum features, Oid type);
extern const FeatureView *FeatureDecodeColumns(FeatureDecoder *decoder, FeatureDict *dict,
											   bool learn, TupleDesc tupdesc,
											   const Datum *values, const bool *isnull,
											   const AttrNumber *attnums, int nattnums);

/* What a character is to a word, see character.c. */
typedef enum CharacterKind
{
	CHARACTER_OTHER,
	CHARACTER_LETTER, /* or a digit */
	CHARACTER_MARK
} CharacterKind;

/* text.c */
extern void FeatureTextOptionsCheck(Datum options_jsonb, bool ngrams);

/* character.c */
extern CharacterKind CharacterKindOf(uint32 code);

/* A row of named features that is not in the numbers of a model; see flatten.c. */
typedef struct FlatFeature
{
	char *name;
	int len;
	Numeric value; /* NULL is missing */
} FlatFeature;

typedef struct FlatFeatures
{
	int count;
	int allocated;
	FlatFeature *feature;
} FlatFeatures;

/* flatten.c */
extern void FeatureFlatten(Jsonb *jsonb, FlatFeatures *flat);

#endif /* STREAMML_STANDALONE */

#endif /* STREAMML_FEATURE_H */
