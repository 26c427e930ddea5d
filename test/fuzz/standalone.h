/*
 * standalone.h
 *	  For programs that use models without a server: catch errors, free all.
 *
 *		if (setjmp(standalone_catch) == 0)
 *			...			-- an ereport in here jumps back
 *		standalone_reset();
 */
#ifndef STREAMML_TEST_STANDALONE_H
#define STREAMML_TEST_STANDALONE_H

#include <setjmp.h>

#include "shim.h"

/* Longest formatted piece of text. */
#define FORMAT_SIZE 2048

extern jmp_buf standalone_catch;
extern char standalone_message[1024];

extern void standalone_reset(void);

/* What each target defines. */
extern int LLVMFuzzerTestOneInput(const uint8 *data, Size size);

#endif /* STREAMML_TEST_STANDALONE_H */
