/*
 * decoder.c
 *	  Rows as users write them, float8[], jsonb or a record, become views.
 *
 * The fast path is a float8[] without NULLs: the view points at the array's
 * own data and nothing is allocated.  All else fills the decoder's scratch
 * arrays, which grow and are used again.
 *
 *		number		its value				boolean		0 or 1
 *		text, enum, uuid, jsonb string		feature "column=value" is 1
 *		jsonb object						its keys as "column.key"
 *		NULL		numeric column: missing; text column: no feature
 *		anything else is an error that says what to do
 *
 * While learning, new names enter the dictionary; while predicting they are
 * ignored.  Names that are hashed (hashing.c) can meet in a slot: what a row
 * has in one slot adds up.  What else can become of a missing number says the
 * dictionary (FeatureMissing).  A view is valid until the decoder's next row,
 * and as long as the Datum it came from.
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/typcache.h"
#include "utils/uuid.h"

#include "feature/feature.h"

typedef enum ColumnKind
{
	COLUMN_NUMBER,
	COLUMN_TEXT, /* anything whose text names a category */
	COLUMN_JSONB
} ColumnKind;

/* What is known of a column of the last row type. */
typedef struct DecoderColumn
{
	Oid type; /* InvalidOid: nothing yet */
	NameData name;
	Oid base; /* type without domains */
	ColumnKind kind;
	FmgrInfo output; /* of COLUMN_TEXT types that have no shortcut */
	uint32 hash;	 /* of the name */
} DecoderColumn;

struct FeatureDecoder
{
	MemoryContext context; /* everything below */
	FeatureView view;
	int allocated; /* room in the next three */
	float8 *values;
	int32 *index;
	int32 *missing;
	int nseen;	  /* room in the next */
	uint32 *seen; /* per feature, the row that last had it */
	uint32 row;	  /* number of the present row */
	int ncolumns; /* room in the next three */
	DecoderColumn *columns;
	Datum *datums;
	bool *nulls;
	Numeric one;			  /* the number 1 */
	StringInfoData name;	  /* name under construction */
	ArrayBuildState *unknown; /* names that the model does not know, if asked for */
	/* the row being decoded */
	FeatureDict *dict;
	bool learn;
	bool list_unknown;
};

/* Make a decoder that lives in "context". */
FeatureDecoder *
FeatureDecoderCreate(MemoryContext context)
{
	FeatureDecoder *decoder = MemoryContextAllocZero(context, sizeof(FeatureDecoder));
	MemoryContext old = MemoryContextSwitchTo(context);

	decoder->context = context;
	initStringInfo(&decoder->name);
	decoder->one = int64_to_numeric(1);
	MemoryContextSwitchTo(old);

	return decoder;
}

/*----------
 * Entries of a view
 *----------
 */

static void
value_out_of_range(const char *name, float8 value)
{
	char digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(value, digits);
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("value of feature \"%s\" is out of range: %s", name, digits),
					errdetail("Features are numbers from -1e100 to 1e100.")));
}

static inline bool
is_acceptable(float8 value)
{
	return fabs(value) <= FEATURE_MAX_VALUE; /* false for NaN */
}

/* Grow an array of the decoder, which can be NULL. */
static void *
grow(FeatureDecoder *decoder, void *array, Size size)
{
	return array ? repalloc(array, size) : MemoryContextAlloc(decoder->context, size);
}

static void
make_room(FeatureDecoder *decoder, int entries)
{
	int allocated = Max(16, 2 * entries);

	if (entries <= decoder->allocated)
		return;
	decoder->values = grow(decoder, decoder->values, allocated * sizeof(float8));
	decoder->index = grow(decoder, decoder->index, allocated * sizeof(int32));
	decoder->missing = grow(decoder, decoder->missing, allocated * sizeof(int32));
	decoder->allocated = allocated;
}

/* Begin a row of entries. */
static void
begin_entries(FeatureDecoder *decoder)
{
	decoder->view.count = 0;
	decoder->view.nmissing = 0;
	if (++decoder->row == 0)
	{
		/* after 2^32 rows the marks mean nothing */
		if (decoder->seen)
			memset(decoder->seen, 0, decoder->nseen * sizeof(uint32));
		decoder->row = 1;
	}
}

static const FeatureView *
end_entries(FeatureDecoder *decoder)
{
	/* an index, even for no entries: without one the view would be an array */
	make_room(decoder, 1);
	decoder->view.index = decoder->index;
	decoder->view.value = decoder->values;
	decoder->view.missing = decoder->missing;

	return &decoder->view;
}

/* Mark a feature as seen in this row; false if it has come before. */
static bool
mark_seen(FeatureDecoder *decoder, int feature)
{
	if (feature >= decoder->nseen)
	{
		int size = Max(64, 2 * (feature + 1));

		decoder->seen = grow(decoder, decoder->seen, size * sizeof(uint32));
		memset(decoder->seen + decoder->nseen, 0,
			   (size - decoder->nseen) * sizeof(uint32));
		decoder->nseen = size;
	}
	if (decoder->seen[feature] == decoder->row)
		return false;
	decoder->seen[feature] = decoder->row;
	return true;
}

/* A feature that came before: only where names share slots. */
static void
check_shared(const FeatureDecoder *decoder, int feature)
{
	if (decoder->dict->hash == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("feature \"%s\" appears twice in a row",
							   FeatureDictName(decoder->dict, feature))));
}

/* The feature of the name, new if we are learning; -1 if there is none. */
static int
find_feature(FeatureDecoder *decoder, const char *name, int len, uint32 hash)
{
	if (decoder->list_unknown && !FeatureDictKnows(decoder->dict, name, len, hash))
	{
		decoder->unknown = accumArrayResult(
			decoder->unknown, PointerGetDatum(cstring_to_text_with_len(name, len)), false,
			TEXTOID, CurrentMemoryContext);
		return -1;
	}
	/* arrays have given the model all features it can have: names must fit */
	if (decoder->learn || decoder->dict->positional)
		return FeatureDictAdd(decoder->dict, name, len, hash);
	return FeatureDictFind(decoder->dict, name, len, hash);
}

/*
 * Add to a feature that the row has already: under another name, which makes
 * it known even if it is missing under this one.
 */
static bool
add_to_entry(FeatureDecoder *decoder, int feature, float8 value)
{
	FeatureView *view = &decoder->view;

	check_shared(decoder, feature);
	for (int i = 0; i < view->count; i++)
	{
		if (decoder->index[i] == feature)
		{
			decoder->values[i] += value;
			if (!is_acceptable(decoder->values[i]))
				value_out_of_range(FeatureDictName(decoder->dict, feature),
								   decoder->values[i]);
			return true;
		}
	}
	for (int i = 0; i < view->nmissing; i++)
	{
		if (decoder->missing[i] == feature)
		{
			decoder->missing[i] = decoder->missing[--view->nmissing];
			break;
		}
	}
	return false;
}

static void
add_missing(FeatureDecoder *decoder, int feature)
{
	FeatureView *view = &decoder->view;

	if (feature < 0)
		return;
	if (!mark_seen(decoder, feature))
	{
		check_shared(decoder, feature);
		return;
	}
	make_room(decoder, view->nmissing + 1);
	decoder->missing[view->nmissing++] = feature;
}

static void
add_entry(FeatureDecoder *decoder, int feature, float8 value)
{
	FeatureView *view = &decoder->view;

	if (feature < 0)
		return;
	if (isnan(value) && decoder->dict->nan_is_missing)
	{
		add_missing(decoder, feature);
		return;
	}
	if (!is_acceptable(value))
		value_out_of_range(FeatureDictName(decoder->dict, feature), value);
	if (!mark_seen(decoder, feature) && add_to_entry(decoder, feature, value))
		return;
	make_room(decoder, view->count + 1);
	decoder->index[view->count] = feature;
	decoder->values[view->count] = value;
	view->count++;
}

static void
refuse_missing(const char *name)
{
	ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("value of feature \"%s\" is missing", name),
					errdetail("The model was made with the option \"missing\": "
							  "\"error\".")));
}

/* A named feature without a value; the name is in decoder->name. */
static void
add_null(FeatureDecoder *decoder, int feature)
{
	StringInfo name = &decoder->name;
	int len = name->len;

	switch (decoder->dict->missing)
	{
		case MISSING_ERROR:
			refuse_missing(name->data);
			break;
		case MISSING_ZERO:
			add_entry(decoder, feature, 0);
			break;
		case MISSING_INDICATOR:
			add_missing(decoder, feature);
			appendStringInfoString(name, MISSING_SUFFIX);
			add_entry(decoder,
					  find_feature(decoder, name->data, name->len,
								   NameHash(NAME_HASH_SEED, name->data, name->len)),
					  1);
			name->len = len;
			name->data[len] = '\0';
			break;
		default:
			add_missing(decoder, feature);
	}
}

/* Add the feature "name=value", where the name is in decoder->name. */
static void
add_category(FeatureDecoder *decoder, uint32 name_hash, const char *value, int len)
{
	StringInfo name = &decoder->name;
	int name_len = name->len;
	uint32 hash = NameHash(NameHash(name_hash, "=", 1), value, len);

	if (name_len + 1 + len > FEATURE_MAX_NAME)
		ereport(
			ERROR,
			(errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
			 errmsg("category of feature \"%s\" is too long: %d bytes, the limit is %d",
					name->data, len, FEATURE_MAX_NAME - name_len - 1),
			 errhint("Leave out columns of free text, or take a part of them.")));

	appendStringInfoChar(name, '=');
	appendBinaryStringInfo(name, value, len);
	add_entry(decoder, find_feature(decoder, name->data, name->len, hash), 1);
	name->len = name_len;
	name->data[name_len] = '\0';
}

/*----------
 * float8[]
 *----------
 */

/* Compare the length of an array with the model; the first array sets it. */
static void
check_length(const FeatureDecoder *decoder, int count)
{
	FeatureDict *dict = decoder->dict;
	int per_element = dict->missing == MISSING_INDICATOR ? 2 : 1;

	if (dict->hash)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("features are an array, whose elements have no names that "
							   "could be hashed"),
						errhint("Leave out the option \"hash_bits\", or pass a record "
								"or jsonb.")));
	if (count > dict->position_limit / per_element)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("features have %d elements, the limit is %d", count,
							   dict->position_limit / per_element)));
	if (dict->count == 0 && decoder->learn)
	{
		dict->positional = true;
		dict->count = count * per_element;
	}
	if (!dict->positional)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("features are an array, but the model was trained on names"),
				 errhint("Pass a record or jsonb that has the names of the model, "
						 "beginning with \"%s\".",
						 dict->count > 0 ? FeatureDictName(dict, 0) : "")));
	if (FeatureDictPositions(dict) != count)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("expected %d features, not %d", FeatureDictPositions(dict),
							   count)));
}

/* Entries of an array in which something is missing. */
static const FeatureView *
decode_missing(FeatureDecoder *decoder, ArrayType *array, int count)
{
	const float8 *value = (const float8 *) ARR_DATA_PTR(array);
	const bits8 *bitmap = ARR_NULLBITMAP(array);
	FeatureMissing policy = decoder->dict->missing;

	begin_entries(decoder);
	for (int i = 0; i < count; i++)
	{
		if (bitmap == NULL || bitmap[i / 8] & (1 << (i % 8)))
			add_entry(decoder, i, *value++);
		else if (policy == MISSING_ERROR)
			refuse_missing(FeatureDictName(decoder->dict, i));
		else if (policy == MISSING_ZERO)
			add_entry(decoder, i, 0);
		else
			add_missing(decoder, i);
	}
	for (int i = 0; policy == MISSING_INDICATOR && i < decoder->view.nmissing; i++)
		add_entry(decoder, count + decoder->missing[i], 1);

	return end_entries(decoder);
}

static const FeatureView *
decode_array(FeatureDecoder *decoder, Datum datum)
{
	ArrayType *array = DatumGetArrayTypeP(datum);
	const float8 *value;
	int count;

	if (ARR_ELEMTYPE(array) != FLOAT8OID)
		elog(ERROR, "features are an array of type %u", ARR_ELEMTYPE(array));
	if (ARR_NDIM(array) == 0)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("features are an empty array")));
	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("features have %d dimensions, must have 1", ARR_NDIM(array))));

	count = ARR_DIMS(array)[0];
	if (FeatureDictPositions(decoder->dict) != count || !decoder->dict->positional)
		check_length(decoder, count);
	if (ARR_HASNULL(array))
		return decode_missing(decoder, array, count);

	value = (const float8 *) ARR_DATA_PTR(array);
	for (int i = 0; i < count; i++)
	{
		if (is_acceptable(value[i]))
			continue;
		if (isnan(value[i]) && decoder->dict->nan_is_missing)
			return decode_missing(decoder, array, count);
		value_out_of_range(FeatureDictName(decoder->dict, i), value[i]);
	}

	decoder->view = (FeatureView){.count = count, .value = value};
	return &decoder->view;
}

/*----------
 * jsonb
 *----------
 */

/*
 * The value of a number in jsonb.  Most are counts, and reading a numeric as
 * float8 goes through text: so those that are stored like 1 but for their only
 * digit (base 10000) are that digit.
 */
static float8
jsonb_number(const FeatureDecoder *decoder, Numeric number)
{
	const Size header = sizeof(uint16); /* sign, scale and weight */
	int16 digit;

	if (VARSIZE(number) == VARHDRSZ + header + sizeof(digit) &&
		VARSIZE(decoder->one) == VARSIZE(number) &&
		memcmp(VARDATA(number), VARDATA(decoder->one), header) == 0)
	{
		memcpy(&digit, VARDATA(number) + header, sizeof(digit));
		return digit;
	}
	return DatumGetFloat8(
		DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(number)));
}

static void decode_object(FeatureDecoder *decoder, JsonbContainer *object);

/* One member; its full name is in decoder->name. */
static void
decode_member(FeatureDecoder *decoder, JsonbValue *value)
{
	StringInfo name = &decoder->name;
	uint32 hash = NameHash(NAME_HASH_SEED, name->data, name->len);

	switch (value->type)
	{
		case jbvNull:
			add_null(decoder,
					 FeatureDictFind(decoder->dict, name->data, name->len, hash));
			break;
		case jbvBool:
			add_entry(decoder, find_feature(decoder, name->data, name->len, hash),
					  value->val.boolean ? 1 : 0);
			break;
		case jbvNumeric:
			add_entry(decoder, find_feature(decoder, name->data, name->len, hash),
					  jsonb_number(decoder, value->val.numeric));
			break;
		case jbvString:
			add_category(decoder, hash, value->val.string.val, value->val.string.len);
			break;
		case jbvBinary:
			if (JsonContainerIsObject(value->val.binary.data))
			{
				decode_object(decoder, value->val.binary.data);
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

/* All members of an object; decoder->name holds the prefix. */
static void
decode_object(FeatureDecoder *decoder, JsonbContainer *object)
{
	StringInfo name = &decoder->name;
	int prefix = name->len;
	JsonbIterator *iterator = JsonbIteratorInit(object);
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
			decode_member(decoder, &value);
	}
	name->len = prefix;
	name->data[prefix] = '\0';
}

static const FeatureView *
decode_jsonb(FeatureDecoder *decoder, Datum datum)
{
	Jsonb *jsonb = DatumGetJsonbP(datum);

	if (!JB_ROOT_IS_OBJECT(jsonb))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("features are not a JSON object"),
						errhint("Features have names, as in {\"amount\": 12.5, "
								"\"country\": \"NZ\"}.")));

	begin_entries(decoder);
	resetStringInfo(&decoder->name);
	decode_object(decoder, &jsonb->root);

	return end_entries(decoder);
}

/*----------
 * Records and columns
 *----------
 */

/* Types without a place among the features; says what to do with them. */
static void
refuse_type(const char *column, Oid type)
{
	char category;
	bool preferred;

	get_type_category_preferred(type, &category, &preferred);
	if (category == TYPCATEGORY_DATETIME || category == TYPCATEGORY_TIMESPAN)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("feature \"%s\" is of type %s", column, format_type_be(type)),
				 errhint("Pass the parts of it that matter, for example "
						 "extract(hour FROM %s)::float8.",
						 quote_identifier(column))));
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("feature \"%s\" is of type %s", column, format_type_be(type)),
			 errhint("Features are numbers, booleans, text, enums, uuid or jsonb.")));
}

/* Find out how a column is to be read. */
static void
describe_column(FeatureDecoder *decoder, DecoderColumn *column, Form_pg_attribute att)
{
	Oid output;
	bool varlena;

	column->type = InvalidOid;
	column->name = att->attname;
	column->base = getBaseType(att->atttypid);
	column->hash =
		NameHash(NAME_HASH_SEED, NameStr(att->attname), strlen(NameStr(att->attname)));
	switch (column->base)
	{
		case BOOLOID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case FLOAT4OID:
		case FLOAT8OID:
		case NUMERICOID:
			column->kind = COLUMN_NUMBER;
			break;
		case TEXTOID:
		case VARCHAROID:
			column->kind = COLUMN_TEXT;
			break;
		case JSONBOID:
			column->kind = COLUMN_JSONB;
			break;
		default:
			if (column->base != BPCHAROID && column->base != NAMEOID &&
				column->base != UUIDOID && !type_is_enum(column->base))
				refuse_type(NameStr(att->attname), att->atttypid);
			column->kind = COLUMN_TEXT;
			getTypeOutputInfo(column->base, &output, &varlena);
			fmgr_info_cxt(output, &column->output, decoder->context);
	}
	column->type = att->atttypid;
}

/* Make room for so many columns. */
static void
make_columns(FeatureDecoder *decoder, int count)
{
	int size = Max(16, count);

	if (count <= decoder->ncolumns)
		return;
	decoder->columns = grow(decoder, decoder->columns, size * sizeof(DecoderColumn));
	memset(decoder->columns + decoder->ncolumns, 0,
		   (size - decoder->ncolumns) * sizeof(DecoderColumn));
	decoder->datums = grow(decoder, decoder->datums, size * sizeof(Datum));
	decoder->nulls = grow(decoder, decoder->nulls, size * sizeof(bool));
	decoder->ncolumns = size;
}

/* The description of the n-th column, made anew if the column is another. */
static DecoderColumn *
get_column(FeatureDecoder *decoder, int n, Form_pg_attribute att)
{
	DecoderColumn *column = &decoder->columns[n];

	if (column->type != att->atttypid ||
		strcmp(NameStr(column->name), NameStr(att->attname)) != 0)
		describe_column(decoder, column, att);

	return column;
}

static float8
number_value(Oid type, Datum value)
{
	switch (type)
	{
		case BOOLOID:
			return DatumGetBool(value) ? 1 : 0;
		case INT2OID:
			return DatumGetInt16(value);
		case INT4OID:
			return DatumGetInt32(value);
		case INT8OID:
			return DatumGetInt64(value);
		case FLOAT4OID:
			return DatumGetFloat4(value);
		case FLOAT8OID:
			return DatumGetFloat8(value);
		default:
			Assert(type == NUMERICOID);
			return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, value));
	}
}

/* A category by its text. */
static void
decode_text(FeatureDecoder *decoder, DecoderColumn *column, Datum value)
{
	if (column->base == TEXTOID || column->base == VARCHAROID)
	{
		text *t = DatumGetTextPP(value);

		add_category(decoder, column->hash, VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));
	}
	else
	{
		char *s = OutputFunctionCall(&column->output, value);
		int len = strlen(s);

		/* the padding of character(n) has no meaning */
		while (column->base == BPCHAROID && len > 0 && s[len - 1] == ' ')
			len--;
		add_category(decoder, column->hash, s, len);
		pfree(s);
	}
}

static void
decode_column(FeatureDecoder *decoder, DecoderColumn *column, Datum value, bool isnull)
{
	StringInfo name = &decoder->name;
	int feature;

	if (isnull && column->kind != COLUMN_NUMBER)
		return;

	resetStringInfo(name);
	appendStringInfoString(name, NameStr(column->name));
	switch (column->kind)
	{
		case COLUMN_NUMBER:
			feature = find_feature(decoder, name->data, name->len, column->hash);
			if (isnull)
				add_null(decoder, feature);
			else
				add_entry(decoder, feature, number_value(column->base, value));
			break;
		case COLUMN_TEXT:
			decode_text(decoder, column, value);
			break;
		case COLUMN_JSONB:
			if (JB_ROOT_IS_OBJECT(DatumGetJsonbP(value)))
				decode_object(decoder, &DatumGetJsonbP(value)->root);
			else
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("feature \"%s\" is not a JSON object", name->data)));
			break;
	}
}

/*
 * A view of columns of a row: attnums, or all of them if that is NULL.
 * Dropped columns are passed over.  Everything may be allocated in the
 * current context, which the caller resets.
 */
const FeatureView *
FeatureDecodeColumns(FeatureDecoder *decoder, FeatureDict *dict, bool learn,
					 TupleDesc tupdesc, const Datum *values, const bool *isnull,
					 const AttrNumber *attnums, int nattnums)
{
	int count = attnums ? nattnums : tupdesc->natts;

	decoder->dict = dict;
	decoder->learn = learn;
	make_columns(decoder, count);
	begin_entries(decoder);
	for (int i = 0; i < count; i++)
	{
		int n = attnums ? attnums[i] - 1 : i;
		Form_pg_attribute att = TupleDescAttr(tupdesc, n);

		if (!att->attisdropped)
			decode_column(decoder, get_column(decoder, i, att), values[n], isnull[n]);
	}

	return end_entries(decoder);
}

static const FeatureView *
decode_record(FeatureDecoder *decoder, FeatureDict *dict, bool learn, Datum datum)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(datum);
	TupleDesc tupdesc = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(header),
											   HeapTupleHeaderGetTypMod(header));
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(header),
						   .t_data = header};
	const FeatureView *view;

	ItemPointerSetInvalid(&tuple.t_self);
	make_columns(decoder, tupdesc->natts);
	heap_deform_tuple(&tuple, tupdesc, decoder->datums, decoder->nulls);
	view = FeatureDecodeColumns(decoder, dict, learn, tupdesc, decoder->datums,
								decoder->nulls, NULL, 0);
	ReleaseTupleDesc(tupdesc);

	return view;
}

/*
 * A view of a Datum of type float8[], jsonb, or any row type, in the numbers
 * of "dict".  Detoasted copies are left in the current context, which the
 * caller resets.  Throws data exceptions that name what is wrong.
 */
const FeatureView *
FeatureDecode(FeatureDecoder *decoder, FeatureDict *dict, bool learn, Datum features,
			  Oid type)
{
	decoder->dict = dict;
	decoder->learn = learn;
	switch (type)
	{
		case FLOAT8ARRAYOID:
			return decode_array(decoder, features);
		case JSONBOID:
			return decode_jsonb(decoder, features);
		default:
			return decode_record(decoder, dict, learn, features);
	}
}

/*
 * The names in a row that no row learned can have had, as text[]; empty if
 * there is none.
 */
Datum
FeatureUnknown(FeatureDecoder *decoder, FeatureDict *dict, Datum features, Oid type)
{
	decoder->unknown = NULL;
	decoder->list_unknown = !dict->positional;
	PG_TRY();
	{
		(void) FeatureDecode(decoder, dict, false, features, type);
	}
	PG_CATCH();
	{
		decoder->list_unknown = false;
		PG_RE_THROW();
	}
	PG_END_TRY();
	decoder->list_unknown = false;
	if (decoder->unknown == NULL)
		return PointerGetDatum(construct_empty_array(TEXTOID));
	return makeArrayResult(decoder->unknown, CurrentMemoryContext);
}
