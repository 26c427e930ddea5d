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

/*
 * A label as the value of a regression.
 */
float8
LabelValue(const LabelReader *reader, Datum label)
{
	float8 value;
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
			ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
							errmsg("label of a regression cannot be of type %s",
								   format_type_be(reader->type)),
							errhint("Use a classifier, such as "
									"streamml.logistic_regression.")));
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

/* The class of a floating-point number. */
static int
float_class(Model *model, float8 value)
{
	char digits[DOUBLE_SHORTEST_DECIMAL_LEN];
	int len;

	if (!isfinite(value))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("label is not a finite number")));

	/* small integers are spelled as integers, and zero has no sign */
	if (value == rint(value) && fabs(value) < 1e15)
		len = pg_lltoa((int64) value, digits);
	else
		len = double_to_shortest_decimal_buf(value, digits);

	return ModelClass(model, LABEL_NUMBER, digits, len);
}

static int
integer_class(Model *model, int64 value)
{
	char digits[MAXINT8LEN + 1];
	int len = pg_lltoa(value, digits);

	return ModelClass(model, LABEL_NUMBER, digits, len);
}

static int
numeric_class(Model *model, Datum label)
{
	char *digits = DatumGetCString(
		DirectFunctionCall1(numeric_out, DirectFunctionCall1(numeric_trim_scale, label)));

	if (numeric_is_nan(DatumGetNumeric(label)) || numeric_is_inf(DatumGetNumeric(label)))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("label is not a finite number")));
	return ModelClass(model, LABEL_NUMBER, digits, strlen(digits));
}

static int
text_class(LabelReader *reader, Model *model, Datum label)
{
	int class;
	char *s;
	int len;

	if (reader->base == TEXTOID || reader->base == VARCHAROID)
	{
		text *t = DatumGetTextPP(label);

		return ModelClass(model, LABEL_TEXT, VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));
	}

	s = OutputFunctionCall(&reader->output, label);
	len = strlen(s);
	while (reader->base == BPCHAROID && len > 0 && s[len - 1] == ' ')
		len--;
	class = ModelClass(model, LABEL_TEXT, s, len);
	pfree(s);

	return class;
}

/*
 * The class of a label, new if need be.
 */
int
LabelClass(LabelReader *reader, Model *model, Datum label)
{
	switch (reader->base)
	{
		case BOOLOID:
			return DatumGetBool(label) ? ModelClass(model, LABEL_BOOLEAN, "true", 4) :
										 ModelClass(model, LABEL_BOOLEAN, "false", 5);
		case INT2OID:
			return integer_class(model, DatumGetInt16(label));
		case INT4OID:
			return integer_class(model, DatumGetInt32(label));
		case INT8OID:
			return integer_class(model, DatumGetInt64(label));
		case FLOAT4OID:
			return float_class(model, DatumGetFloat4(label));
		case FLOAT8OID:
			return float_class(model, DatumGetFloat8(label));
		case NUMERICOID:
			return numeric_class(model, label);
		default:
			return text_class(reader, model, label);
	}
}
