/*
 * flatten.c
 *	  The features of a jsonb object as a flat list, named as decoder.c names
 *	  them: nested keys "a.b", strings "key=value" with value 1.  For functions
 *	  that make features of features.
 *
 * Values stay numerics, so that what is made of them is exact.
 */
#include "streamml.h"

#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "feature/feature.h"

static void
add_flat(FlatFeatures *flat, const char *name, int len, Numeric value)
{
	if (flat->count == flat->allocated)
	{
		flat->allocated = Max(32, 2 * flat->allocated);
		flat->feature = flat->feature ? repalloc(flat->feature,
												 flat->allocated * sizeof(FlatFeature)) :
										palloc(flat->allocated * sizeof(FlatFeature));
	}
	flat->feature[flat->count++] =
		(FlatFeature){.name = pnstrdup(name, len), .len = len, .value = value};
}

static void flatten_object(FlatFeatures *flat, StringInfo name, JsonbContainer *object);

/* A member; its full name is in "name". */
static void
flatten_member(FlatFeatures *flat, StringInfo name, const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNull:
			add_flat(flat, name->data, name->len, NULL);
			break;
		case jbvBool:
			add_flat(flat, name->data, name->len,
					 int64_to_numeric(value->val.boolean ? 1 : 0));
			break;
		case jbvNumeric:
			add_flat(flat, name->data, name->len, value->val.numeric);
			break;
		case jbvString:
			appendStringInfoChar(name, '=');
			appendBinaryStringInfo(name, value->val.string.val, value->val.string.len);
			add_flat(flat, name->data, name->len, int64_to_numeric(1));
			break;
		case jbvBinary:
			if (JsonContainerIsObject(value->val.binary.data))
			{
				flatten_object(flat, name, value->val.binary.data);
				break;
			}
			/* FALLTHROUGH */
		default:
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("feature \"%s\" is a JSON array", name->data),
							errhint("Features are numbers, booleans, strings, or objects "
									"of those.")));
	}
}

static void
flatten_object(FlatFeatures *flat, StringInfo name, JsonbContainer *object)
{
	JsonbIterator *iterator = JsonbIteratorInit(object);
	int prefix = name->len;
	JsonbValue value;
	JsonbIteratorToken token;

	check_stack_depth();
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			name->len = prefix;
			if (prefix > 0)
				appendStringInfoChar(name, '.');
			appendBinaryStringInfo(name, value.val.string.val, value.val.string.len);
		}
		else if (token == WJB_VALUE)
			flatten_member(flat, name, &value);
	}
	name->len = prefix;
	name->data[prefix] = '\0';
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const FlatFeature *) a)->name, ((const FlatFeature *) b)->name);
}

/*
 * The features of an object in the order of their names' bytes.  They point
 * into it, so it must not be a copy that goes away.
 */
void
FeatureFlatten(Jsonb *jsonb, FlatFeatures *flat)
{
	StringInfoData name;

	if (!JB_ROOT_IS_OBJECT(jsonb))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("features are not a JSON object"),
						errhint("Features have names, as in {\"amount\": 12.5, "
								"\"country\": \"NZ\"}.")));
	*flat = (FlatFeatures){0};
	initStringInfo(&name);
	flatten_object(flat, &name, &jsonb->root);
	if (flat->count > 1)
		qsort(flat->feature, flat->count, sizeof(FlatFeature), compare_names);
}
