/*
 * label.c
 *	  Labels of any type: values for regression, names of classes for
 *	  classification.
 *
 * A class is known by its name: booleans are "true" and "false", numbers are
 * written without trailing zeros (so 1, 1.0 and 1::float8 are one class), text
 * and enums are themselves.
 */
#include "streamml.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "compat.h"
#include "model/model.h"

/*
 * Find out how labels of a type are read.  Throws if the type has no reading
 * at all; whether it suits the algorithm is found out by the other two.
 */
void
LabelReaderInit(LabelReader *reader, Oid type, MemoryContext context)
{
	Oid output;
	bool varlena;

	reader->type = type;
	reader->base = getBaseType(type);
	reader->numeric = true;
	switch (reader->base)
	{
		case BOOLOID:
			reader->kind = LABEL_BOOLEAN;
			break;
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case FLOAT4OID:
		case FLOAT8OID:
		case NUMERICOID:
			reader->kind = LABEL_NUMBER;
			break;
		default:
			reader->numeric = false;
			reader->kind = LABEL_TEXT;
			if (reader->base != TEXTOID && reader->base != VARCHAROID &&
				reader->base != BPCHAROID && reader->base != NAMEOID &&
				!type_is_enum(reader->base))
				ereport(ERROR,
						(errcode(ERRCODE_DATATYPE_MISMATCH),
						 errmsg("labels cannot be of type %s", format_type_be(type)),
						 errhint("Labels are booleans, numbers, text or enums.")));
	}
	getTypeOutputInfo(reader->base, &output, &varlena);
	fmgr_info_cxt(output, &reader->output, context);
}

/* Refuse labels that are no values. */
void
LabelRequireValue(const LabelReader *reader)
{
	if (!reader->numeric)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("label of a regression cannot be of type %s",
							   format_type_be(reader->type)),
						errhint("Use a classifier, such as "
								"streamml.logistic_regression.")));
}

/*
 * A label as the value of a regression.
 */
float8
LabelValue(const LabelReader *reader, Datum label)
{
	float8 value = 0;
	char digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	switch (reader->base)
	{
		case BOOLOID:
			return DatumGetBool(label) ? 1 : 0;
		case INT2OID:
			return DatumGetInt16(label);
		case INT4OID:
			return DatumGetInt32(label);
		case INT8OID:
			return DatumGetInt64(label);
		case FLOAT4OID:
			value = DatumGetFloat4(label);
			break;
		case FLOAT8OID:
			value = DatumGetFloat8(label);
			break;
		case NUMERICOID:
			value =
				DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, label));
			break;
		default:
			LabelRequireValue(reader);
	}

	if (!(fabs(value) <= FEATURE_MAX_VALUE))
	{
		double_to_shortest_decimal_buf(value, digits);
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("label is out of range: %s", digits),
						errdetail("Labels are numbers from -1e100 to 1e100.")));
	}
	return value;
}

static int
name_of_float(float8 value, char *digits)
{
	if (!isfinite(value))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("label is not a finite number")));

	/* small integers are spelled as integers, and zero has no sign */
	if (value == rint(value) && fabs(value) < 1e15)
		return pg_lltoa((int64) value, digits);
	return double_to_shortest_decimal_buf(value, digits);
}

static const char *
name_of_numeric(Datum label, int *len)
{
	char *digits = DatumGetCString(
		DirectFunctionCall1(numeric_out, DirectFunctionCall1(numeric_trim_scale, label)));

	if (numeric_is_nan(DatumGetNumeric(label)) || numeric_is_inf(DatumGetNumeric(label)))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("label is not a finite number")));
	*len = strlen(digits);
	return digits;
}

static const char *
name_of_text(LabelReader *reader, Datum label, int *len)
{
	char *s;

	if (reader->base == TEXTOID || reader->base == VARCHAROID)
	{
		text *t = DatumGetTextPP(label);

		*len = VARSIZE_ANY_EXHDR(t);
		return VARDATA_ANY(t);
	}

	s = OutputFunctionCall(&reader->output, label);
	*len = strlen(s);
	while (reader->base == BPCHAROID && *len > 0 && s[*len - 1] == ' ')
		(*len)--;
	return s;
}

/*
 * A label as the name of a class, of "len" bytes.  It is in the datum, in
 * "buffer" (LABEL_BUFFER bytes) or in the current context.
 */
const char *
LabelName(LabelReader *reader, Datum label, char *buffer, int *len)
{
	switch (reader->base)
	{
		case BOOLOID:
			*len = DatumGetBool(label) ? 4 : 5;
			return DatumGetBool(label) ? "true" : "false";
		case INT2OID:
			*len = pg_lltoa(DatumGetInt16(label), buffer);
			return buffer;
		case INT4OID:
			*len = pg_lltoa(DatumGetInt32(label), buffer);
			return buffer;
		case INT8OID:
			*len = pg_lltoa(DatumGetInt64(label), buffer);
			return buffer;
		case FLOAT4OID:
			*len = name_of_float(DatumGetFloat4(label), buffer);
			return buffer;
		case FLOAT8OID:
			*len = name_of_float(DatumGetFloat8(label), buffer);
			return buffer;
		case NUMERICOID:
			return name_of_numeric(label, len);
		default:
			return name_of_text(reader, label, len);
	}
}

/*
 * The class of a label, new if need be.
 */
int
LabelClass(LabelReader *reader, Model *model, Datum label)
{
	char buffer[LABEL_BUFFER];
	int len;
	const char *name = LabelName(reader, label, buffer, &len);

	return ModelClass(model, reader->kind, name, len);
}
