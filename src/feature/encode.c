/*
 * encode.c
 *	  Names as positions, for learners that take arrays: hash_features() and
 *	  one_hot().
 *
 * hash_features adds every feature's value to the element that its name is
 * hashed to (hashing.c), multiplied with the sign of the hash unless told not
 * to, so that what collides cancels out in the mean (K. Weinberger et al.,
 * ICML 2009).  The array is the row that scikit-learn's FeatureHasher makes.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "feature/feature.h"

#define MAX_ARRAY_BITS 14 /* FEATURE_MAX_COUNT elements */

/* An array of so many zeros, and where they are. */
static ArrayType *
make_zeros(int count, float8 **values)
{
	Size size = ARR_OVERHEAD_NONULLS(1) + count * sizeof(float8);
	ArrayType *array = palloc0(size);

	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->dataoffset = 0;
	array->elemtype = FLOAT8OID;
	ARR_DIMS(array)[0] = count;
	ARR_LBOUND(array)[0] = 1;
	*values = (float8 *) ARR_DATA_PTR(array);

	return array;
}

/* hash_features(features jsonb, bits, signed) */
PG_FUNCTION_INFO_V1(feature_hash_array);
Datum
feature_hash_array(PG_FUNCTION_ARGS)
{
	Jsonb *jsonb = PG_GETARG_JSONB_P(0);
	int bits = PG_GETARG_INT32(1);
	bool with_sign = PG_GETARG_BOOL(2);
	FlatFeatures flat;
	float8 *values;
	ArrayType *array;

	if (bits < 1 || bits > MAX_ARRAY_BITS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("bits must be from 1 to %d, not %d", MAX_ARRAY_BITS, bits),
						errhint("For more, pass the features as jsonb to a learner with "
								"the option \"hash_bits\".")));
	FeatureFlatten(jsonb, &flat);
	array = make_zeros(1 << bits, &values);
	for (int i = 0; i < flat.count; i++)
	{
		const FlatFeature *feature = &flat.feature[i];
		uint32 hash = FeatureMurmur(feature->name, feature->len, 0);
		float8 value;

		if (feature->value == NULL)
			continue;
		value = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
												   NumericGetDatum(feature->value)));
		values[FeatureSlotOf(hash, bits)] += with_sign && hash >> 31 ? -value : value;
	}

	PG_RETURN_ARRAYTYPE_P(array);
}

/* one_hot(category, categories): 1 at the category's place, else 0 */
PG_FUNCTION_INFO_V1(feature_one_hot);
Datum
feature_one_hot(PG_FUNCTION_ARGS)
{
	ArrayType *categories;
	ArrayType *array;
	Datum *names;
	bool *nulls;
	float8 *values;
	int count;

	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	categories = PG_GETARG_ARRAYTYPE_P(1);
	if (ARR_NDIM(categories) != 1)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("categories must be an array of one dimension")));
	deconstruct_array(categories, TEXTOID, -1, false, TYPALIGN_INT, &names, &nulls,
					  &count);
	array = make_zeros(count, &values);
	for (int i = 0; !PG_ARGISNULL(0) && i < count; i++)
	{
		text *category = PG_GETARG_TEXT_PP(0);
		int len = VARSIZE_ANY_EXHDR(category);
		text *name = nulls[i] ? NULL : DatumGetTextPP(names[i]);

		if (name && VARSIZE_ANY_EXHDR(name) == len &&
			memcmp(VARDATA_ANY(name), VARDATA_ANY(category), len) == 0)
		{
			values[i] = 1;
			break;
		}
	}

	PG_RETURN_ARRAYTYPE_P(array);
}
