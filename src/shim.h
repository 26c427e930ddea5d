/*
 * shim.h
 *	  What kernels and parsers may use: the few names of PostgreSQL they need,
 *	  inside the server and outside of it.
 *
 * A file that includes only this header (and headers that do the same) builds
 * in two ways: as part of the library, where the names are the server's own,
 * and with STREAMML_STANDALONE, where test/fuzz/standalone.c stands in for
 * them.  That is how whatever reads bytes is fuzzed and measured without a
 * server.  Keep the list short.
 */
#ifndef STREAMML_SHIM_H
#define STREAMML_SHIM_H

#ifndef STREAMML_STANDALONE

#include "streamml.h"

#include <math.h>

#include "common/shortest_dec.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#else

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <assert.h>

typedef int16_t int16;
typedef int32_t int32;
typedef int64_t int64;
typedef uint8_t uint8;
typedef uint16_t uint16;
typedef uint32_t uint32;
typedef uint64_t uint64;
typedef float float4;
typedef double float8;
typedef size_t Size;
typedef unsigned int pg_wchar;
typedef struct MemoryContextData *MemoryContext;

typedef struct StringInfoData
{
	char *data;
	int len;
	int maxlen;
} StringInfoData;
typedef StringInfoData *StringInfo;

#define PG_INT64_MAX INT64_MAX
#define PG_INT64_MIN INT64_MIN
#define MaxAllocSize ((Size) 0x3fffffff)
#define CurrentMemoryContext ((MemoryContext) NULL)
#define DOUBLE_SHORTEST_DECIMAL_LEN 32
#define MAX_UNICODE_EQUIVALENT_STRING 16
#define Assert(condition) assert(condition)
#define Min(x, y) ((x) < (y) ? (x) : (y))
#define Max(x, y) ((x) > (y) ? (x) : (y))
#define lengthof(array) (sizeof(array) / sizeof((array)[0]))
#define CHECK_FOR_INTERRUPTS() ((void) 0)
#define check_stack_depth() ((void) 0)
#define pg_attribute_printf(f, a) __attribute__((format(printf, f, a)))
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define WORDS_BIGENDIAN 1
#endif

/* Errors unwind to the harness, which frees what was allocated since. */
#define ERROR 21
#define ERRCODE_INVALID_TEXT_REPRESENTATION 1
#define ERRCODE_INVALID_BINARY_REPRESENTATION 2
#define ERRCODE_INVALID_PARAMETER_VALUE 3
#define ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE 4
#define ERRCODE_PROGRAM_LIMIT_EXCEEDED 5
#define ERRCODE_DATATYPE_MISMATCH 6
#define ERRCODE_ARRAY_SUBSCRIPT_ERROR 7
#define ERRCODE_STREAMML_BAD_MODEL 8
#define ERRCODE_FEATURE_NOT_SUPPORTED 9
#define ereport(level, report) ((void) (report), standalone_throw())

extern void standalone_throw(void) __attribute__((noreturn));
extern int errcode(int code);
extern int errmsg(const char *format, ...) pg_attribute_printf(1, 2);
extern int errdetail(const char *format, ...) pg_attribute_printf(1, 2);
extern int errhint(const char *format, ...) pg_attribute_printf(1, 2);

extern void *palloc(Size size);
extern void *palloc0(Size size);
extern void *repalloc(void *pointer, Size size);
extern void pfree(void *pointer);
extern char *psprintf(const char *format, ...) pg_attribute_printf(1, 2);
#define MemoryContextAlloc(context, size) ((void) (context), palloc(size))
#define MemoryContextAllocZero(context, size) ((void) (context), palloc0(size))
#define AllocSetContextCreate(parent, ...) ((void) (parent), CurrentMemoryContext)
#define MemoryContextDelete(context) ((void) (context))

extern void initStringInfo(StringInfo string);
extern void appendStringInfo(StringInfo string, const char *format, ...)
	pg_attribute_printf(2, 3);
extern void appendStringInfoChar(StringInfo string, char c);
extern void appendStringInfoString(StringInfo string, const char *s);
extern void appendBinaryStringInfo(StringInfo string, const char *data, int len);

extern int double_to_shortest_decimal_buf(double f, char *result);
extern void pg_unicode_to_server(pg_wchar c, unsigned char *s);
extern bool pg_verifymbstr(const char *s, int len, bool no_error);

#endif /* STREAMML_STANDALONE */

#endif /* STREAMML_SHIM_H */
