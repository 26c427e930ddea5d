/*
 * row_json.c
 *	  The JSON of rows that streamml writes down by itself: dead letters, late
 *	  rows, notifications, the keys of drift events, the differences that
 *	  verify() finds.
 *
 * Nobody asked for these texts by a query, so no code of a user may run for
 * them.  row_to_json() and to_jsonb() will not do: for a type that is not built
 * in they call whatever cast to json is there, and who owns the type can create
 * one.  Here a value is told by its type alone:
 *
 *	 boolean, numbers		what JSON has for them; NaN and infinities as strings
 *	 json, jsonb			as they are
 *	 dates and times		strings in ISO 8601, whatever DateStyle says
 *	 arrays, rows			arrays and objects of their elements and columns
 *	 domains				as the type below; no check is run
 *	 everything else		what the output function of the type says, as a string
 *
 * Only a superuser can create a type with an output function of its own; those
 * of enums, ranges, arrays and rows are the server's and call nothing else.
 *
 * Which columns are shown is the rule that PostgreSQL has for the rows in its
 * own error messages: those that the role may read (ReadableColumns).
 */
#include "streamml.h"

#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "common/jsonapi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/rel.h"
#include "utils/typcache.h"

#include "compat.h"
#include "view/view.h"

PG_FUNCTION_INFO_V1(row_json);

/*
 * What is being written: text, or jsonb, which is made without a detour over text
 * because letters may be many.
 */
typedef struct JsonWriter
{
	StringInfo text; /* NULL: jsonb */
	bool first;		 /* text: no comma stands before what comes next */
	JsonbParseState *state;
	JsonbValue *result;
} JsonWriter;

static void write_value(JsonWriter *json, Datum value, Oid type);

/* ---------- the parts of JSON ---------- */

static void
start_item(JsonWriter *json)
{
	if (!json->first)
		appendStringInfoChar(json->text, ',');
	json->first = false;
}

static void
begin_container(JsonWriter *json, bool object)
{
	if (json->text == NULL)
	{
		(void) pushJsonbValue(&json->state, object ? WJB_BEGIN_OBJECT : WJB_BEGIN_ARRAY,
							  NULL);
		return;
	}
	start_item(json);
	appendStringInfoChar(json->text, object ? '{' : '[');
	json->first = true;
}

static void
end_container(JsonWriter *json, bool object)
{
	if (json->text == NULL)
	{
		json->result =
			pushJsonbValue(&json->state, object ? WJB_END_OBJECT : WJB_END_ARRAY, NULL);
		return;
	}
	appendStringInfoChar(json->text, object ? '}' : ']');
	json->first = false;
}

static JsonbValue
jsonb_string(const char *string)
{
	JsonbValue value = {.type = jbvString};
	size_t len = strlen(string);

	if (len > JENTRY_OFFLENMASK)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("string is too long for jsonb: %zu bytes", len));
	value.val.string.val = unconstify(char *, string);
	value.val.string.len = (int) len;
	return value;
}

static void
write_key(JsonWriter *json, const char *key)
{
	if (json->text == NULL)
	{
		JsonbValue value = jsonb_string(key);

		(void) pushJsonbValue(&json->state, WJB_KEY, &value);
		return;
	}
	start_item(json);
	escape_json(json->text, key);
	appendStringInfoChar(json->text, ':');
	json->first = true;
}

/* A value in an object or array of jsonb. */
static void
push_value(JsonWriter *json, JsonbValue value)
{
	bool in_object = json->state->contVal.type == jbvObject;

	(void) pushJsonbValue(&json->state, in_object ? WJB_VALUE : WJB_ELEM, &value);
}

/* Text that is JSON. */
static void
write_text(JsonWriter *json, const char *text)
{
	start_item(json);
	appendStringInfoString(json->text, text);
}

static void
write_null(JsonWriter *json)
{
	if (json->text == NULL)
		push_value(json, (JsonbValue){.type = jbvNull});
	else
		write_text(json, "null");
}

static void
write_bool(JsonWriter *json, bool value)
{
	if (json->text == NULL)
		push_value(json, (JsonbValue){.type = jbvBool, .val.boolean = value});
	else
		write_text(json, value ? "true" : "false");
}

static void
write_string(JsonWriter *json, const char *string)
{
	if (json->text == NULL)
	{
		push_value(json, jsonb_string(string));
		return;
	}
	start_item(json);
	escape_json(json->text, string);
}

/* ---------- values ---------- */

static char *
output_text(Datum value, Oid type)
{
	Oid output;
	bool varlena;

	getTypeOutputInfo(type, &output, &varlena);
	return OidOutputFunctionCall(output, value);
}

static void
write_integer(JsonWriter *json, int64 integer)
{
	if (json->text == NULL)
		push_value(json, (JsonbValue){.type = jbvNumeric,
									  .val.numeric = int64_to_numeric(integer)});
	else
		write_text(json, psprintf(INT64_FORMAT, integer));
}

/* A float or numeric by its output function: JSON has no NaN and no infinities. */
static void
write_number(JsonWriter *json, Datum value, PGFunction output)
{
	char *text = DatumGetCString(DirectFunctionCall1(output, value));
	Datum number;

	if (!IsValidJsonNumber(text, strlen(text)))
		write_string(json, text);
	else if (json->text != NULL)
		write_text(json, text);
	else
	{
		number = DirectFunctionCall3(numeric_in, CStringGetDatum(text),
									 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
		push_value(json, (JsonbValue){.type = jbvNumeric,
									  .val.numeric = DatumGetNumeric(number)});
	}
}

static void
write_time(JsonWriter *json, Datum value, Oid type)
{
	char text[MAXDATELEN + 1];

	JsonEncodeDateTime(text, value, type, NULL);
	write_string(json, pstrdup(text));
}

static void
write_json(JsonWriter *json, Datum value, Oid type)
{
	JsonbValue part = {.type = jbvBinary};
	Jsonb *jsonb;

	if (json->text != NULL)
	{
		write_text(json, output_text(value, type));
		return;
	}
	if (type == JSONOID)
		value = DirectFunctionCall1(jsonb_in, CStringGetDatum(output_text(value, type)));
	jsonb = DatumGetJsonbP(value);
	part.val.binary.data = &jsonb->root;
	part.val.binary.len = VARSIZE(jsonb) - VARHDRSZ;
	if (JB_ROOT_IS_SCALAR(jsonb))
		(void) JsonbExtractScalar(&jsonb->root, &part);
	push_value(json, part);
}

/* The elements of one dimension of an array; takes them off *elem. */
static void
write_elements(JsonWriter *json, int ndims, const int *dims, Oid type, const Datum **elem,
			   const bool **isnull)
{
	begin_container(json, false);
	for (int i = 0; i < dims[0]; i++)
	{
		if (ndims > 1)
		{
			write_elements(json, ndims - 1, dims + 1, type, elem, isnull);
			continue;
		}
		if (**isnull)
			write_null(json);
		else
			write_value(json, **elem, type);
		(*elem)++;
		(*isnull)++;
	}
	end_container(json, false);
}

static void
write_array(JsonWriter *json, Datum value)
{
	static const int none = 0;
	ArrayType *array = DatumGetArrayTypeP(value);
	Oid type = ARR_ELEMTYPE(array);
	bool empty = ARR_NDIM(array) == 0;
	int16 len;
	bool byval;
	char align;
	Datum *elems;
	bool *nulls;
	int n;

	get_typlenbyvalalign(type, &len, &byval, &align);
	deconstruct_array(array, type, len, byval, align, &elems, &nulls, &n);
	write_elements(json, empty ? 1 : ARR_NDIM(array), empty ? &none : ARR_DIMS(array),
				   type, (const Datum **) &elems, (const bool **) &nulls);
}

static void
write_column(JsonWriter *json, TupleDesc tupdesc, int column, const Datum *values,
			 const bool *isnull)
{
	Form_pg_attribute att = TupleDescAttr(tupdesc, column);

	write_key(json, NameStr(att->attname));
	if (isnull[column])
		write_null(json);
	else
		write_value(json, values[column], att->atttypid);
}

static void
write_columns(JsonWriter *json, TupleDesc tupdesc, const Datum *values,
			  const bool *isnull)
{
	begin_container(json, true);
	for (int i = 0; i < tupdesc->natts; i++)
		if (!TupleDescAttr(tupdesc, i)->attisdropped)
			write_column(json, tupdesc, i, values, isnull);
	end_container(json, true);
}

static void
write_row(JsonWriter *json, Datum value)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(value);
	TupleDesc tupdesc = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(header),
											   HeapTupleHeaderGetTypMod(header));
	Datum *values = palloc(sizeof(Datum) * tupdesc->natts);
	bool *isnull = palloc(sizeof(bool) * tupdesc->natts);
	HeapTupleData tuple;

	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = header;
	heap_deform_tuple(&tuple, tupdesc, values, isnull);
	write_columns(json, tupdesc, values, isnull);
	ReleaseTupleDesc(tupdesc);
}

static void
write_value(JsonWriter *json, Datum value, Oid type)
{
	check_stack_depth();
	switch (type)
	{
		case BOOLOID:
			write_bool(json, DatumGetBool(value));
			return;
		case INT2OID:
			write_integer(json, DatumGetInt16(value));
			return;
		case INT4OID:
			write_integer(json, DatumGetInt32(value));
			return;
		case INT8OID:
			write_integer(json, DatumGetInt64(value));
			return;
		case FLOAT4OID:
			write_number(json, value, float4out);
			return;
		case FLOAT8OID:
			write_number(json, value, float8out);
			return;
		case NUMERICOID:
			write_number(json, value, numeric_out);
			return;
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			write_time(json, value, type);
			return;
		case JSONOID:
		case JSONBOID:
			write_json(json, value, type);
			return;
	}
	if (getBaseType(type) != type)
		write_value(json, value, getBaseType(type));
	else if (OidIsValid(get_element_type(type)))
		write_array(json, value);
	else if (type_is_rowtype(type))
		write_row(json, value);
	else
		write_string(json, output_text(value, type));
}

/* ---------- rows ---------- */

/*
 * RowJson: the text of a JSON object with the columns of a row, by their names.
 */
char *
RowJson(TupleDesc tupdesc, const Datum *values, const bool *isnull)
{
	StringInfoData text;
	JsonWriter json = {.text = &text, .first = true};

	initStringInfo(&text);
	write_columns(&json, tupdesc, values, isnull);
	return text.data;
}

/*
 * RowJsonb: the same as jsonb, of these n columns, counted from 0.  What jsonb cannot
 * hold is an error.
 */
Datum
RowJsonb(TupleDesc tupdesc, const Datum *values, const bool *isnull, const int *columns,
		 int n)
{
	JsonWriter json = {NULL};

	begin_container(&json, true);
	for (int i = 0; i < n; i++)
		write_column(&json, tupdesc, columns[i], values, isnull);
	end_container(&json, true);
	return JsonbPGetDatum(JsonbValueToJsonb(json.result));
}

static int
compare_keys(const void *a, const void *b, void *arg)
{
	const char *x = NameStr(TupleDescAttr((TupleDesc) arg, *(const int *) a)->attname);
	const char *y = NameStr(TupleDescAttr((TupleDesc) arg, *(const int *) b)->attname);
	size_t x_len = strlen(x);
	size_t y_len = strlen(y);

	return x_len < y_len ? -1 : x_len > y_len ? 1 : strcmp(x, y);
}

/*
 * ReadableColumns: the columns of the relation, counted from 0, that the role may read
 * now; in the order in which jsonb keeps their names, which it then need not sort.
 */
int *
ReadableColumns(Relation rel, Oid role, int *n)
{
	TupleDesc tupdesc = RelationGetDescr(rel);
	Oid relid = RelationGetRelid(rel);
	bool all = pg_class_aclcheck(relid, role, ACL_SELECT) == ACLCHECK_OK;
	int *result = palloc(sizeof(int) * Max(tupdesc->natts, 1));

	*n = 0;
	for (int i = 0; i < tupdesc->natts; i++)
		if (!TupleDescAttr(tupdesc, i)->attisdropped &&
			(all || pg_attribute_aclcheck(relid, i + 1, role, ACL_SELECT) == ACLCHECK_OK))
			result[(*n)++] = i;
	qsort_arg(result, *n, sizeof(int), compare_keys, tupdesc);
	return result;
}

/*
 * row_json(row record) returns text
 */
Datum
row_json(PG_FUNCTION_ARGS)
{
	StringInfoData text;
	JsonWriter json = {.text = &text, .first = true};

	initStringInfo(&text);
	write_row(&json, PG_GETARG_DATUM(0));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(text.data, text.len));
}
