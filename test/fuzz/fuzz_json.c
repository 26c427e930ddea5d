/*
 * fuzz_json.c
 *	  Fuzz target: the text form of models.
 */
#include "exercise.h"
#include "standalone.h"

int
LLVMFuzzerTestOneInput(const uint8 *data, Size size)
{
	char *text;

	/* the server hands over strings without NUL, and a NUL behind them */
	if (memchr(data, '\0', size))
		return 0;
	if (setjmp(standalone_catch) == 0)
	{
		text = palloc(size + 1);
		memcpy(text, data, size);
		text[size] = '\0';
		ExerciseModel(ModelFromJson(text, size, NULL));
	}
	standalone_reset();

	return 0;
}
