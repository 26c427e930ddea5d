/*
 * fuzz_binary.c
 *	  Fuzz target: the binary form of models, as recv reads it and as it is
 *	  stored.
 */
#include "exercise.h"
#include "standalone.h"

int
LLVMFuzzerTestOneInput(const uint8 *data, Size size)
{
	if (setjmp(standalone_catch) == 0)
		ExerciseModel(ModelParse((const char *) data, size, NULL));
	standalone_reset();

	return 0;
}
