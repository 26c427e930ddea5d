/*
 * cross.c
 *	  Interactions: products of features.
 *
 * Of a jsonb object, interactions(features, degree) has the features and the
 * product of every 2 to "degree" different ones (with "powers" also of one with
 * itself), named "a*b" in the order of the names' bytes.  A category counts as
 * 1, so the cross of two categories is a category: {"city=Rome*day=Mon": 1}.
 * interactions(features, 'user*item') crosses only what the terms say: every
 * feature of the first group with every one of the second, where a feature
 * belongs to group g if its name is g or begins with "g=" or "g.".  A product
 * is missing (null) if one of its factors is.
 *
 * Of an array, the columns are those of scikit-learn's PolynomialFeatures
 * without bias, in its order: by degree, then by position.
 *
 * Numbers are multiplied as numerics: products of decimal numbers are exact.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "feature/feature.h"

#define MAX_DEGREE 4
#define MAX_PRODUCTS 65536

/* Work in progress. */
typedef struct Cross
{
	FlatFeatures flat;
	JsonbParseState *state;
	StringInfoData name; /* of the product so far */
	int products;
	int degree;
	bool powers;
	text **group; /* of the term, as many as degree */
} Cross;

static void
check_degree(int degree)
{
	if (degree < 2 || degree > MAX_DEGREE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("degree of interactions must be from 2 to %d, not %d",
							   MAX_DEGREE, degree)));
}

static void
count_product(int *products, int limit)
{
	CHECK_FOR_INTERRUPTS();
	if (++*products > limit)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("there are more than %d interactions", limit),
						errhint("Lower the degree, or name the groups to cross, as in "
								"streamml.interactions(features, 'user*item').")));
}

/* A feature of the result; a value that is NULL is missing. */
static void
push_feature(Cross *cross, char *name, int len, Numeric value)
{
	JsonbValue key = {.type = jbvString};
	JsonbValue number = {.type = value ? jbvNumeric : jbvNull};

	count_product(&cross->products, MAX_PRODUCTS);
	key.val.string.val = pnstrdup(name, len);
	key.val.string.len = len;
	number.val.numeric = value;
	pushJsonbValue(&cross->state, WJB_KEY, &key);
	pushJsonbValue(&cross->state, WJB_VALUE, &number);
}

static Numeric
multiply(Numeric a, Numeric b)
{
	if (a == NULL || b == NULL)
		return NULL;
	return DatumGetNumeric(
		DirectFunctionCall2(numeric_mul, NumericGetDatum(a), NumericGetDatum(b)));
}

/* Append a factor to the name; returns the length before. */
static int
append_factor(Cross *cross, const FlatFeature *factor)
{
	int len = cross->name.len;

	if (len > 0)
		appendStringInfoChar(&cross->name, '*');
	appendBinaryStringInfo(&cross->name, factor->name, factor->len);
	return len;
}

static void
remove_factor(Cross *cross, int len)
{
	cross->name.len = len;
	cross->name.data[len] = '\0';
}

/* Multiply "depth" factors, whose product is "value", with features from "first" on. */
static void
cross_all(Cross *cross, int depth, int first, Numeric value)
{
	for (int i = first; i < cross->flat.count; i++)
	{
		const FlatFeature *factor = &cross->flat.feature[i];
		Numeric product = depth == 0 ? factor->value : multiply(value, factor->value);
		int len = append_factor(cross, factor);

		push_feature(cross, cross->name.data, cross->name.len, product);
		if (depth + 1 < cross->degree)
			cross_all(cross, depth + 1, cross->powers ? i : i + 1, product);
		remove_factor(cross, len);
	}
}

/* Is the feature one of the group? */
static bool
in_group(const FlatFeature *feature, const text *group)
{
	int len = VARSIZE_ANY_EXHDR(group);

	if (feature->len < len || memcmp(feature->name, VARDATA_ANY(group), len) != 0)
		return false;
	return feature->len == len || feature->name[len] == '=' || feature->name[len] == '.';
}

/* The same for a term: the next factor is one of the next group. */
static void
cross_groups(Cross *cross, int depth, int last, Numeric value)
{
	const text *group = cross->group[depth];
	bool again = depth > 0 &&
				 VARSIZE_ANY(group) == VARSIZE_ANY(cross->group[depth - 1]) &&
				 memcmp(group, cross->group[depth - 1], VARSIZE_ANY(group)) == 0;

	/* of a group with itself, every pair once */
	for (int i = again ? last + 1 : 0; i < cross->flat.count; i++)
	{
		const FlatFeature *factor = &cross->flat.feature[i];
		Numeric product;
		int len;

		if (!in_group(factor, group))
			continue;
		product = depth == 0 ? factor->value : multiply(value, factor->value);
		len = append_factor(cross, factor);
		if (depth + 1 < cross->degree)
			cross_groups(cross, depth + 1, i, product);
		else
			push_feature(cross, cross->name.data, cross->name.len, product);
		remove_factor(cross, len);
	}
}

/* Cut a term "a*b" into its groups. */
static void
parse_term(Cross *cross, text *term)
{
	char *next = text_to_cstring(term);

	cross->degree = 0;
	while (next)
	{
		char *star = strchr(next, '*');
		int len = star ? star - next : strlen(next);

		if (len == 0 || cross->degree == MAX_DEGREE)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("invalid interaction \"%s\"", text_to_cstring(term)),
							errhint("Interactions name 2 to %d groups of features, as "
									"in 'user*item'.",
									MAX_DEGREE)));
		cross->group[cross->degree++] = cstring_to_text_with_len(next, len);
		next = star ? star + 1 : NULL;
	}
	check_degree(cross->degree);
}

/* interactions(features jsonb, degree, powers) */
PG_FUNCTION_INFO_V1(feature_interactions);
Datum
feature_interactions(PG_FUNCTION_ARGS)
{
	Cross cross = {.degree = PG_GETARG_INT32(1), .powers = PG_GETARG_BOOL(2)};
	JsonbValue *object;

	check_degree(cross.degree);
	FeatureFlatten(PG_GETARG_JSONB_P(0), &cross.flat);
	initStringInfo(&cross.name);
	pushJsonbValue(&cross.state, WJB_BEGIN_OBJECT, NULL);
	cross_all(&cross, 0, 0, NULL);
	object = pushJsonbValue(&cross.state, WJB_END_OBJECT, NULL);

	PG_RETURN_JSONB_P(JsonbValueToJsonb(object));
}

/* interactions(features jsonb, terms text[]) */
PG_FUNCTION_INFO_V1(feature_interactions_terms);
Datum
feature_interactions_terms(PG_FUNCTION_ARGS)
{
	text *groups[MAX_DEGREE];
	Cross cross = {.group = groups};
	JsonbValue *object;
	Datum *terms;
	bool *nulls;
	int count;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &terms,
					  &nulls, &count);
	FeatureFlatten(PG_GETARG_JSONB_P(0), &cross.flat);
	initStringInfo(&cross.name);
	pushJsonbValue(&cross.state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < cross.flat.count; i++)
		push_feature(&cross, cross.flat.feature[i].name, cross.flat.feature[i].len,
					 cross.flat.feature[i].value);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			continue;
		parse_term(&cross, DatumGetTextPP(terms[i]));
		cross_groups(&cross, 0, 0, NULL);
	}
	object = pushJsonbValue(&cross.state, WJB_END_OBJECT, NULL);

	PG_RETURN_JSONB_P(JsonbValueToJsonb(object));
}

/*----------
 * Arrays
 *----------
 */

typedef struct ArrayCross
{
	const float8 *value;
	const bool *isnull;
	int count;
	bool powers;
	int products;
	Datum *datums;
	bool *nulls;
} ArrayCross;

/* Products of "left" more factors, from element "first" on. */
static void
cross_elements(ArrayCross *cross, int left, int first, float8 value, bool isnull)
{
	for (int i = first; i < cross->count; i++)
	{
		float8 product = value * cross->value[i];
		bool unknown = isnull || cross->isnull[i];
		int place = cross->products;

		if (left > 1)
		{
			cross_elements(cross, left - 1, cross->powers ? i : i + 1, product, unknown);
			continue;
		}
		count_product(&cross->products, FEATURE_MAX_COUNT);
		cross->datums[place] = Float8GetDatum(product);
		cross->nulls[place] = unknown;
	}
}

/* interactions(features float8[], degree, powers) */
PG_FUNCTION_INFO_V1(feature_interactions_array);
Datum
feature_interactions_array(PG_FUNCTION_ARGS)
{
	ArrayType *features = PG_GETARG_ARRAYTYPE_P(0);
	int degree = PG_GETARG_INT32(1);
	ArrayCross cross = {.powers = PG_GETARG_BOOL(2)};
	int lower = 1;
	Datum *elements;
	bool *nulls;
	float8 *values;

	check_degree(degree);
	if (ARR_NDIM(features) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("features have %d dimensions, must have 1", ARR_NDIM(features))));
	deconstruct_array(features, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &elements, &nulls, &cross.count);
	values = palloc(Max(cross.count, 1) * sizeof(float8));
	for (int i = 0; i < cross.count; i++)
		values[i] = nulls[i] ? 0 : DatumGetFloat8(elements[i]);
	cross.value = values;
	cross.isnull = nulls;
	cross.datums = palloc(FEATURE_MAX_COUNT * sizeof(Datum));
	cross.nulls = palloc(FEATURE_MAX_COUNT * sizeof(bool));
	for (int d = 1; d <= degree; d++)
		cross_elements(&cross, d, 0, 1, false);
	if (cross.products == 0)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(FLOAT8OID));

	PG_RETURN_ARRAYTYPE_P(
		construct_md_array(cross.datums, cross.nulls, 1, &cross.products, &lower,
						   FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
