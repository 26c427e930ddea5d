/*
 * dictionary.c
 *	  Names and their numbers: the features and the classes of a model.
 *
 * Numbers are given in order of arrival and never change.  The hash is FNV-1a
 * (Fowler, Noll, Vo), because it can be continued: the hash of "column=" is
 * computed once per row type, that of the category per row.  It is never
 * stored, so it may change.  Whoever provokes collisions makes lookups in his
 * own model slower, bounded by the limit on features.
 *
 * Memory belongs to the context given to NameTableInit.  The slots are built
 * at the first lookup: a model that is read only to be shown never needs them.
 */
#include "shim.h"

#include "feature/feature.h"

#define FNV_PRIME 16777619u

/* Continue a hash (NAME_HASH_SEED to begin with) over some bytes. */
uint32
NameHash(uint32 seed, const char *s, int len)
{
	uint32 hash = seed;

	for (int i = 0; i < len; i++)
		hash = (hash ^ (unsigned char) s[i]) * FNV_PRIME;

	return hash;
}

/* Make an empty table whose memory comes from "context". */
void
NameTableInit(NameTable *table, MemoryContext context)
{
	memset(table, 0, sizeof(*table));
	table->context = context;
}

/* FNV's low bits are its weaker ones. */
static inline uint32
first_slot(const NameTable *table, uint32 hash)
{
	return (hash ^ (hash >> 15)) & (table->nslots - 1);
}

/* Enter a name that has its number already into the slots. */
static void
enter_slot(NameTable *table, int number)
{
	uint32 slot = first_slot(table, table->hashes[number]);

	while (table->slots[slot] >= 0)
		slot = (slot + 1) & (table->nslots - 1);
	table->slots[slot] = number;
}

/* Build slots for at least "count" names, less than half of them used. */
static void
build_slots(NameTable *table, int count)
{
	int nslots = 16;

	while (nslots < 2 * count)
		nslots *= 2;

	if (table->slots)
		pfree(table->slots);
	table->slots = MemoryContextAlloc(table->context, nslots * sizeof(int32));
	table->nslots = nslots;
	memset(table->slots, 0xff, nslots * sizeof(int32));

	for (int i = 0; i < table->count; i++)
		enter_slot(table, i);
}

/*
 * The number of a name, or -1.  "hash" is NameHash of it.
 */
int
NameTableFind(const NameTable *table, const char *name, int len, uint32 hash)
{
	uint32 slot;

	if (table->count == 0)
		return -1;
	if (table->slots == NULL)
		build_slots((NameTable *) table, table->count);

	for (slot = first_slot(table, hash); table->slots[slot] >= 0;
		 slot = (slot + 1) & (table->nslots - 1))
	{
		int number = table->slots[slot];

		if (table->hashes[number] == hash &&
			strncmp(table->names[number], name, len) == 0 &&
			table->names[number][len] == '\0')
			return number;
	}

	return -1;
}

/*
 * Add a name that is not there yet; returns its number.
 */
int
NameTableAdd(NameTable *table, const char *name, int len, uint32 hash)
{
	int number = table->count;
	char *copy;

	if (len > FEATURE_MAX_NAME)
		ereport(
			ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("name of a feature or class is too long: %d bytes, the limit is %d",
					len, FEATURE_MAX_NAME)));

	if (number == table->allocated)
	{
		int allocated = Max(8, 2 * table->allocated);

		if (table->names)
		{
			table->names = repalloc(table->names, allocated * sizeof(char *));
			table->hashes = repalloc(table->hashes, allocated * sizeof(uint32));
		}
		else
		{
			table->names = MemoryContextAlloc(table->context, allocated * sizeof(char *));
			table->hashes =
				MemoryContextAlloc(table->context, allocated * sizeof(uint32));
		}
		table->allocated = allocated;
	}
	if (2 * (number + 1) > table->nslots)
		build_slots(table, number + 1);

	copy = MemoryContextAlloc(table->context, len + 1);
	memcpy(copy, name, len);
	copy[len] = '\0';
	table->names[number] = copy;
	table->hashes[number] = hash;
	table->count++;
	enter_slot(table, number);

	return number;
}

/*
 * The position that a name like "x12" or "x12 is null" means, from 0 on; -1 if
 * it means none.
 */
static int
positional_feature(const FeatureDict *dict, const char *name, int len)
{
	const int suffix = strlen(MISSING_SUFFIX);
	int number = 0;
	int first = 0;

	if (dict->missing == MISSING_INDICATOR && len > suffix &&
		memcmp(name + len - suffix, MISSING_SUFFIX, suffix) == 0)
	{
		first = FeatureDictPositions(dict);
		len -= suffix;
	}
	if (len < 2 || len > 6 || name[0] != 'x' || name[1] == '0')
		return -1;
	for (int i = 1; i < len; i++)
	{
		if (name[i] < '0' || name[i] > '9')
			return -1;
		number = number * 10 + (name[i] - '0');
	}

	return number <= FeatureDictPositions(dict) ? first + number - 1 : -1;
}

/* The feature of that name, or -1. */
int
FeatureDictFind(const FeatureDict *dict, const char *name, int len, uint32 hash)
{
	if (dict->positional)
		return positional_feature(dict, name, len);
	if (dict->hash)
		return FeatureHashFind(dict->hash, FeatureMurmur(name, len, 0));
	return NameTableFind(&dict->names, name, len, hash);
}

/*
 * The feature of that name, new if need be.  A dictionary of positions stays
 * one: names outside of it are an error.
 */
int
FeatureDictAdd(FeatureDict *dict, const char *name, int len, uint32 hash)
{
	int feature;

	if (dict->hash)
	{
		feature = FeatureHashAdd(dict->hash, name, len);
		dict->count = dict->hash->count;
		return feature;
	}
	feature = FeatureDictFind(dict, name, len, hash);
	if (feature >= 0)
		return feature;

	if (dict->positional)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("model has no feature \"%.*s\"", Min(len, 64), name),
						errdetail("It was trained on arrays: its features are x1 to x%d.",
								  FeatureDictPositions(dict))));
	if (dict->count >= dict->limit)
		ereport(
			ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("cannot add feature \"%.*s\": the model has %d features already",
					Min(len, 64), name, dict->count),
			 errhint("Every category of a text value is a feature. Raise the option "
					 "\"max_features\", %sor leave out columns with many distinct "
					 "values.",
					 dict->hashable ? "hash names by the option \"hash_bits\", " : "")));

	feature = NameTableAdd(&dict->names, name, len, hash);
	dict->count = dict->names.count;

	return feature;
}

/* A feature's name, palloc'd; of a hash that has forgotten it, "#" and the slot. */
char *
FeatureDictName(const FeatureDict *dict, int feature)
{
	int positions = FeatureDictPositions(dict);

	Assert(feature >= 0 && feature < dict->count);
	if (dict->positional && feature >= positions)
		return psprintf("x%d%s", feature - positions + 1, MISSING_SUFFIX);
	if (dict->positional)
		return psprintf("x%d", feature + 1);
	if (dict->hash == NULL)
		return psprintf("%s", dict->names.names[feature]);
	if (dict->hash->slot[feature].name)
		return psprintf("%s", dict->hash->slot[feature].name);
	return psprintf("#%u",
					FeatureSlotOf(dict->hash->slot[feature].owner, dict->hash->bits));
}

/* Can a row have had the name?  False if no row that was learned had it. */
bool
FeatureDictKnows(const FeatureDict *dict, const char *name, int len, uint32 hash)
{
	if (dict->hash)
		return FeatureHashKnows(dict->hash, name, len);
	return FeatureDictFind(dict, name, len, hash) >= 0;
}
