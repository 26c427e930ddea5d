/*
 * import.c
 *	  import_xgboost(): models that other programs have trained, from SQL.
 */
#include "streamml.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "model/model.h"
#include "model/xgboost.h"

/* The text of an argument of type text, json or jsonb. */
static char *
json_argument(FunctionCallInfo fcinfo, int n)
{
	Oid *types;
	int count;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	if (types[n] == JSONBOID)
	{
		Jsonb *jsonb = PG_GETARG_JSONB_P(n);

		return JsonbToCString(NULL, &jsonb->root, VARSIZE(jsonb));
	}
	return text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* Names of classes: distinct, none of them NULL or too long. */
static void
read_classes(ArrayType *array, XgboostImportOptions *options)
{
	Datum *names;
	bool *nulls;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &names, &nulls,
					  &options->nclasses);
	options->classes = palloc(Max(options->nclasses, 1) * sizeof(char *));
	for (int i = 0; i < options->nclasses; i++)
	{
		if (nulls[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("name of class %d is NULL", i)));
		options->classes[i] = TextDatumGetCString(names[i]);
		for (int k = 0; k < i; k++)
		{
			if (strcmp(options->classes[i], options->classes[k]) == 0)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("class \"%s\" is named twice", options->classes[i])));
		}
	}
}

/*
 * import_xgboost(model, iteration_begin, iteration_end, classes)
 */
PG_FUNCTION_INFO_V1(model_import_xgboost);
Datum
model_import_xgboost(PG_FUNCTION_ARGS)
{
	XgboostImportOptions options = {.begin = 0, .end = -1};
	char *json;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(1))
		options.begin = PG_GETARG_INT32(1);
	if (!PG_ARGISNULL(2))
		options.end = PG_GETARG_INT32(2);
	if (options.begin < 0 || (!PG_ARGISNULL(2) && options.end < 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("boosting rounds begin at 0")));
	if (!PG_ARGISNULL(3))
		read_classes(PG_GETARG_ARRAYTYPE_P(3), &options);

	json = json_argument(fcinfo, 0);
	PG_RETURN_DATUM(ModelDatumFlatten(
		XgboostImport(json, strlen(json), &options, CurrentMemoryContext)));
}
