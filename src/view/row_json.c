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
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/typcache.h"

#include "compat.h"
#include "view/view.h"

PG_FUNCTION_INFO_V1(row_json);

static void append_value(StringInfo json, Datum value, Oid type);

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
append_number(StringInfo json, Datum value, Oid type)
{
	char *text = output_text(value, type);

	if (IsValidJsonNumber(text, strlen(text)))
		appendStringInfoString(json, text);
	else
		escape_json(json, text);
}

static void
append_time(StringInfo json, Datum value, Oid type)
{
	char text[MAXDATELEN + 1];

	JsonEncodeDateTime(text, value, type, NULL);
	escape_json(json, text);
}

/* The elements of one dimension of an array; takes them off *elem. */
static void
append_elements(StringInfo json, int ndims, const int *dims, Oid type, const Datum **elem,
				const bool **isnull)
{
	appendStringInfoChar(json, '[');
	for (int i = 0; i < dims[0]; i++)
	{
		if (i > 0)
			appendStringInfoChar(json, ',');
		if (ndims > 1)
		{
			append_elements(json, ndims - 1, dims + 1, type, elem, isnull);
			continue;
		}
		if (**isnull)
			appendStringInfoString(json, "null");
		else
			append_value(json, **elem, type);
		(*elem)++;
		(*isnull)++;
	}
	appendStringInfoChar(json, ']');
}

static void
append_array(StringInfo json, Datum value)
{
	ArrayType *array = DatumGetArrayTypeP(value);
	Oid type = ARR_ELEMTYPE(array);
	int16 len;
	bool byval;
	char align;
	Datum *elems;
	bool *nulls;
	int n;

	if (ARR_NDIM(array) == 0)
	{
		appendStringInfoString(json, "[]");
		return;
	}
	get_typlenbyvalalign(type, &len, &byval, &align);
	deconstruct_array(array, type, len, byval, align, &elems, &nulls, &n);
	append_elements(json, ARR_NDIM(array), ARR_DIMS(array), type, (const Datum **) &elems,
					(const bool **) &nulls);
}

static void
append_columns(StringInfo json, TupleDesc tupdesc, const Datum *values,
			   const bool *isnull, const bool *shown)
{
	bool first = true;

	appendStringInfoChar(json, '{');
	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);

		if (att->attisdropped || (shown != NULL && !shown[i]))
			continue;
		if (!first)
			appendStringInfoChar(json, ',');
		first = false;
		escape_json(json, NameStr(att->attname));
		appendStringInfoChar(json, ':');
		if (isnull[i])
			appendStringInfoString(json, "null");
		else
			append_value(json, values[i], att->atttypid);
	}
	appendStringInfoChar(json, '}');
}

static void
append_row(StringInfo json, Datum value)
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
	append_columns(json, tupdesc, values, isnull, NULL);
	ReleaseTupleDesc(tupdesc);
}

static void
append_value(StringInfo json, Datum value, Oid type)
{
	check_stack_depth();
	type = getBaseType(type);
	switch (type)
	{
		case BOOLOID:
			appendStringInfoString(json, DatumGetBool(value) ? "true" : "false");
			return;
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case FLOAT4OID:
		case FLOAT8OID:
		case NUMERICOID:
			append_number(json, value, type);
			return;
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			append_time(json, value, type);
			return;
		case JSONOID:
		case JSONBOID:
			appendStringInfoString(json, output_text(value, type));
			return;
	}
	if (OidIsValid(get_element_type(type)))
		append_array(json, value);
	else if (type_is_rowtype(type))
		append_row(json, value);
	else
		escape_json(json, output_text(value, type));
}

/* ---------- rows ---------- */

/*
 * RowJson: the text of a JSON object with the columns of a row, by their names.
 * shown says which of them; NULL: all.
 */
char *
RowJson(TupleDesc tupdesc, const Datum *values, const bool *isnull, const bool *shown)
{
	StringInfoData json;

	initStringInfo(&json);
	append_columns(&json, tupdesc, values, isnull, shown);
	return json.data;
}

/*
 * ReadableColumns: which columns of the relation may the role read now?  One bool
 * per column.
 */
bool *
ReadableColumns(Relation rel, Oid role)
{
	TupleDesc tupdesc = RelationGetDescr(rel);
	Oid relid = RelationGetRelid(rel);
	bool all = pg_class_aclcheck(relid, role, ACL_SELECT) == ACLCHECK_OK;
	bool *result = palloc0(sizeof(bool) * Max(tupdesc->natts, 1));

	for (int i = 0; i < tupdesc->natts; i++)
		if (!TupleDescAttr(tupdesc, i)->attisdropped)
			result[i] = all || pg_attribute_aclcheck(relid, i + 1, role, ACL_SELECT) ==
								   ACLCHECK_OK;
	return result;
}

/*
 * row_json(row record) returns text
 */
Datum
row_json(PG_FUNCTION_ARGS)
{
	StringInfoData json;

	initStringInfo(&json);
	append_row(&json, PG_GETARG_DATUM(0));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(json.data, json.len));
}
