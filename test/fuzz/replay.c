/*
 * replay.c
 *	  Run a fuzz target over files, without a fuzzer: what crashed once must
 *	  not crash again.
 *
 *	  replay FILE...
 */
#include <stdio.h>

#include "standalone.h"

int
main(int argc, char **argv)
{
	static uint8 data[1 << 20];

	for (int i = 1; i < argc; i++)
	{
		FILE *file = fopen(argv[i], "rb");
		uint8 *input;
		Size size;

		if (file == NULL)
		{
			perror(argv[i]);
			return 1;
		}
		size = fread(data, 1, sizeof(data), file);
		fclose(file);

		/* a block of its own, so that a sanitizer sees its end */
		input = malloc(size ? size : 1);
		memcpy(input, data, size);
		LLVMFuzzerTestOneInput(input, size);
		free(input);
	}
	printf("%d inputs\n", argc - 1);
	return 0;
}
