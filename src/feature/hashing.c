/*
 * hashing.c
 *	  Features by the hash of their names: as many names as there may be, in a
 *	  bounded number of features.
 *
 * K. Weinberger et al.: Feature hashing for large scale multitask learning,
 * ICML 2009.  A name's slot is
 *
 *		h = MurmurHash3_x86_32(name, seed 0), as a signed integer
 *		slot = |h| mod 2^bits
 *
 * (A. Appleby's public domain definition), which is the column that
 * scikit-learn's FeatureHasher gives it.  Slots are part of stored models, so
 * this may never change; the server's own hash functions promise nothing of
 * the kind.  Values are not multiplied with the sign of h, as they are there:
 * a count stays a count, and a weight the weight of its name.
 *
 * Only slots that are in use are features, numbered in order of arrival like
 * names elsewhere, so what a learner keeps grows with what it has seen, up to
 * 2^bits features, and learners need not know that there is a hash.
 *
 * A feature belongs to the name that came first; the hash of that name is
 * kept.  An entry whose hash is another one is a collision, and counted as
 * such.  (Two names whose 32 bits agree cannot be told apart and count as one.)
 *
 * The names themselves are kept for at most "max_names" features.  When there
 * are more, a quarter of them is forgotten: those of the features that came
 * least often, the later ones first.  A name is remembered again when it comes
 * again.  So frequent names, whose weights are the ones that matter, stay, at
 * a cost that does not depend on how many there are.
 *
 * State: per feature hash, rows and shared, 8 bytes each, and the names kept.
 */
#include "shim.h"

#include "feature/feature.h"

static inline uint32
rotate(uint32 word, int bits)
{
	return (word << bits) | (word >> (32 - bits));
}

static inline uint32
scramble(uint32 word)
{
	return rotate(word * 0xcc9e2d51u, 15) * 0x1b873593u;
}

/* MurmurHash3_x86_32; the same on machines of either byte order. */
uint32
FeatureMurmur(const char *s, int len, uint32 seed)
{
	const unsigned char *p = (const unsigned char *) s;
	uint32 hash = seed;
	uint32 tail = 0;
	int blocks = len / 4;

	for (int i = 0; i < blocks; i++, p += 4)
	{
		uint32 word =
			p[0] | (uint32) p[1] << 8 | (uint32) p[2] << 16 | (uint32) p[3] << 24;

		hash = rotate(hash ^ scramble(word), 13) * 5 + 0xe6546b64u;
	}
	for (int i = (len & 3) - 1; i >= 0; i--)
		tail = tail << 8 | p[i];
	hash ^= scramble(tail);

	hash ^= (uint32) len;
	hash = (hash ^ hash >> 16) * 0x85ebca6bu;
	hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
	return hash ^ hash >> 16;
}

/* The slot of a hash, see the top of the file. */
uint32
FeatureSlotOf(uint32 hash, int bits)
{
	return (hash >> 31 ? 0 - hash : hash) & ((UINT32_C(1) << bits) - 1);
}

/* An empty hash of 2^bits slots that keeps so many names. */
FeatureHash *
FeatureHashCreate(MemoryContext context, int bits, int max_names)
{
	FeatureHash *hash = MemoryContextAllocZero(context, sizeof(FeatureHash));

	hash->bits = bits;
	hash->max_names = max_names;
	hash->context = context;

	return hash;
}

static inline uint32
slot_of(const FeatureHash *hash, int feature)
{
	return FeatureSlotOf(hash->slot[feature].owner, hash->bits);
}

/* Where in the table a slot is, or would be entered. */
static inline uint32
find_place(const FeatureHash *hash, uint32 slot)
{
	/* slots are hashes already; with a place for each there is no search */
	uint32 place = slot & (hash->nplaces - 1);

	if (hash->nplaces >> hash->bits)
		return place;

	while (hash->places[place] >= 0 && slot_of(hash, hash->places[place]) != slot)
		place = (place + 1) & (hash->nplaces - 1);
	return place;
}

/*
 * Build the table for at least so many features, at most half full unless
 * every slot has its place.
 */
static void
build_places(FeatureHash *hash, int count)
{
	int nplaces = 2;

	while (nplaces < 4 * count && (nplaces >> hash->bits) == 0)
		nplaces *= 2;
	if (hash->places)
		pfree(hash->places);
	hash->places = MemoryContextAlloc(hash->context, nplaces * sizeof(int32));
	hash->nplaces = nplaces;
	memset(hash->places, 0xff, nplaces * sizeof(int32));
	for (int i = 0; i < hash->count; i++)
		hash->places[find_place(hash, slot_of(hash, i))] = i;
}

/* The feature in the slot of a name's hash, -1 if it is not in use. */
int
FeatureHashFind(const FeatureHash *hash, uint32 name_hash)
{
	if (hash->count == 0)
		return -1;
	return hash->places[find_place(hash, FeatureSlotOf(name_hash, hash->bits))];
}

static void *
grow(FeatureHash *hash, void *array, Size size)
{
	return array ? repalloc(array, size) : MemoryContextAlloc(hash->context, size);
}

/* Put a slot to use for a name of that hash; returns the new feature. */
int
FeatureHashNew(FeatureHash *hash, uint32 name_hash)
{
	int feature = hash->count;

	if (feature == hash->allocated)
	{
		int allocated = Max(16, 2 * hash->allocated);

		hash->slot = grow(hash, hash->slot, allocated * sizeof(FeatureSlot));
		hash->allocated = allocated;
	}
	hash->slot[feature] = (FeatureSlot){.owner = name_hash};
	if (2 * (feature + 1) > hash->nplaces && (hash->nplaces >> hash->bits) == 0)
		build_places(hash, feature + 1);
	hash->places[find_place(hash, slot_of(hash, feature))] = feature;
	hash->count++;

	return feature;
}

/* Is the name of feature a to be kept rather than that of b? */
static inline bool
outranks(const FeatureHash *hash, int a, int b)
{
	if (hash->slot[a].rows != hash->slot[b].rows)
		return hash->slot[a].rows > hash->slot[b].rows;
	return a < b;
}

/* Quickselect: bring the "keep" features that outrank the others to the front. */
static void
select_features(const FeatureHash *hash, int32 *feature, int count, int keep)
{
	int low = 0;
	int high = count - 1;

	while (low < high)
	{
		int32 pivot = feature[low + (high - low) / 2];
		int i = low;
		int j = high;

		while (i <= j)
		{
			while (outranks(hash, feature[i], pivot))
				i++;
			while (outranks(hash, pivot, feature[j]))
				j--;
			if (i <= j)
			{
				int32 swap = feature[i];

				feature[i++] = feature[j];
				feature[j--] = swap;
			}
		}
		if (keep <= j)
			high = j;
		else if (keep >= i)
			low = i;
		else
			return;
	}
}

/* Forget a quarter of the names, see the top of the file. */
static void
forget_names(FeatureHash *hash)
{
	int keep = hash->max_names - hash->max_names / 4;

	select_features(hash, hash->named, hash->kept, keep);
	for (int i = keep; i < hash->kept; i++)
	{
		FeatureSlot *slot = &hash->slot[hash->named[i]];

		pfree(slot->name);
		slot->name = NULL;
	}
	hash->kept = keep;
}

/* Keep the name of a feature; whoever does so calls FeatureHashTrim then. */
void
FeatureHashKeep(FeatureHash *hash, int feature, const char *name, int len)
{
	char *copy = MemoryContextAlloc(hash->context, len + 1);

	memcpy(copy, name, len);
	copy[len] = '\0';
	if (hash->kept == hash->kept_allocated)
	{
		int allocated = Max(16, 2 * hash->kept_allocated);

		hash->named = grow(hash, hash->named, allocated * sizeof(int32));
		hash->kept_allocated = allocated;
	}
	hash->slot[feature].name = copy;
	hash->named[hash->kept++] = feature;
}

/* Forget names if there are too many. */
void
FeatureHashTrim(FeatureHash *hash)
{
	if (hash->kept > hash->max_names)
		forget_names(hash);
}

/* The feature of a name that a row has which is to be learned. */
int
FeatureHashAdd(FeatureHash *hash, const char *name, int len)
{
	uint32 name_hash = FeatureMurmur(name, len, 0);
	int feature = FeatureHashFind(hash, name_hash);

	if (feature < 0)
		feature = FeatureHashNew(hash, name_hash);
	hash->slot[feature].rows += 1;
	if (hash->slot[feature].owner != name_hash)
		hash->slot[feature].shared += 1;
	else if (hash->slot[feature].name == NULL && hash->max_names > 0 &&
			 len <= FEATURE_MAX_NAME)
	{
		FeatureHashKeep(hash, feature, name, len);
		FeatureHashTrim(hash);
	}

	return feature;
}

/*
 * Merge: the feature in "into" of a feature in "from".  Where slots belong to
 * different names, that of "into" stays and the other one's rows are shared.
 */
int
FeatureHashMerge(FeatureHash *into, const FeatureHash *from, int theirs)
{
	uint32 owner = from->slot[theirs].owner;
	const char *name = from->slot[theirs].name;
	int ours = FeatureHashFind(into, owner);

	if (ours < 0)
		ours = FeatureHashNew(into, owner);
	into->slot[ours].rows += from->slot[theirs].rows;
	if (into->slot[ours].owner != owner)
		into->slot[ours].shared += from->slot[theirs].rows;
	else
	{
		into->slot[ours].shared += from->slot[theirs].shared;
		if (name && into->slot[ours].name == NULL)
			FeatureHashKeep(into, ours, name, strlen(name));
	}

	return ours;
}

/* Can a name have been learned?  False if it has certainly not. */
bool
FeatureHashKnows(const FeatureHash *hash, const char *name, int len)
{
	uint32 name_hash = FeatureMurmur(name, len, 0);
	int feature = FeatureHashFind(hash, name_hash);

	return feature >= 0 &&
		   (hash->slot[feature].owner == name_hash || hash->slot[feature].shared > 0);
}
