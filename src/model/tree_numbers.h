/*
 * tree_numbers.h
 *	  Trees as arrays of numbers: one after the other out of structs, and back
 *	  with every check there is (see tree_pack.c for the order of a tree).
 */
#ifndef STREAMML_TREE_NUMBERS_H
#define STREAMML_TREE_NUMBERS_H

#include "shim.h"

#include "model/tree.h"

/*----------
 * Writing: p is NULL to only count.
 *----------
 */
typedef struct Packer
{
	float8 *p;
	int64 count;
} Packer;

static inline void
put(Packer *packer, float8 number)
{
	if (packer->p)
		packer->p[packer->count] = number;
	packer->count++;
}

static inline void
put_list(Packer *packer, const int32 *list, int count)
{
	for (int i = 0; i < count; i++)
		put(packer, list[i]);
}

static inline void
put_floats(Packer *packer, const float8 *values, int count)
{
	if (packer->p && count > 0)
		memcpy(packer->p + packer->count, values, count * sizeof(float8));
	packer->count += count;
}

/* A test, but for its kind, and the merit of the split. */
static inline void
put_test(Packer *packer, const TreeTest *test, float8 merit)
{
	put(packer, test->attribute);
	put(packer, test->threshold);
	put(packer, merit);
	put(packer, test->nchildren);
	put(packer, test->fallback);
	if (test->kind == TEST_EACH)
		put_list(packer, test->categories, test->nchildren);
}

/*----------
 * Reading
 *----------
 */
typedef struct Unpacker
{
	const float8 *p;
	const float8 *end;
} Unpacker;

static inline void TreeNumbersBad(const char *problem) __attribute__((noreturn));

static inline void
TreeNumbersBad(const char *problem)
{
	ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
					errmsg("invalid model: a tree %s", problem)));
}

/* The next number, from min to max. */
static inline float8
take(Unpacker *unpacker, float8 min, float8 max)
{
	float8 number;

	if (unpacker->p == unpacker->end)
		TreeNumbersBad("is cut off");
	number = *unpacker->p++;
	if (!(number >= min && number <= max))
		TreeNumbersBad("has a number that is out of range");
	return number;
}

/* The next number, a whole one; not the other zero, which would not come back. */
static inline int
take_int(Unpacker *unpacker, int min, int max)
{
	float8 number = take(unpacker, min, max);

	if (number != rint(number) || (number == 0 && signbit(number)))
		TreeNumbersBad("has a number that is not whole");
	return (int) number;
}

/* A count of things of which each takes so many numbers at least. */
static inline int
take_count(Unpacker *unpacker, int min, int max, int numbers)
{
	int count = take_int(unpacker, min, max);

	if ((unpacker->end - unpacker->p) / numbers < count)
		TreeNumbersBad("is cut off");
	return count;
}

static inline float8
take_weight(Unpacker *unpacker)
{
	return take(unpacker, 0, 1e300);
}

/* Distinct numbers below "limit", rising. */
static inline int32 *
take_list(Unpacker *unpacker, MemoryContext context, int count, int limit)
{
	int32 *list = MemoryContextAlloc(context, Max(count, 1) * sizeof(int32));

	for (int i = 0; i < count; i++)
		list[i] = take_int(unpacker, i > 0 ? list[i - 1] + 1 : 0, limit - 1);
	return list;
}


/* What put_test put; the kind is known. */
static inline void
take_test(Unpacker *unpacker, const TreeAttributes *attributes, MemoryContext context,
		  TreeTest *test, float8 *merit)
{
	int limit = attributes->nominal;

	if (test->kind != TEST_EACH)
		limit = test->kind == TEST_NUMERIC ? attributes->numeric : attributes->categories;
	test->attribute = take_int(unpacker, 0, limit - 1);
	test->threshold = take(unpacker, -FEATURE_MAX_VALUE, FEATURE_MAX_VALUE);
	*merit = take_weight(unpacker);
	test->nchildren =
		take_count(unpacker, 2, test->kind == TEST_EACH ? attributes->categories : 2, 1);
	test->fallback = take_int(unpacker, 0, test->nchildren - 1);
	if (test->kind == TEST_EACH)
		test->categories =
			take_list(unpacker, context, test->nchildren, attributes->categories);
}

#endif /* STREAMML_TREE_NUMBERS_H */
