/*
 * fuzz_xgboost.c
 *	  Fuzz target: the import of XGBoost's JSON files.
 */
#include "exercise.h"
#include "standalone.h"

#include "model/xgboost.h"

int
LLVMFuzzerTestOneInput(const uint8 *data, Size size)
{
	XgboostImportOptions options = {.begin = 0, .end = -1};
	char *text;

	if (memchr(data, '\0', size))
		return 0;
	if (setjmp(standalone_catch) == 0)
	{
		text = palloc(size + 1);
		memcpy(text, data, size);
		text[size] = '\0';
		ExerciseModel(XgboostImport(text, size, &options, NULL));
	}
	standalone_reset();

	return 0;
}
