/*
 * standalone.c
 *	  The few functions of the server that kernels and parsers use, for
 *	  programs outside of it (src/shim.h with STREAMML_STANDALONE).
 *
 * Memory comes from malloc and is on a list, so that an error, which unwinds
 * with longjmp, gives everything back: leaks that a sanitizer reports are real.
 */
#include "standalone.h"

#include <stdarg.h>

typedef struct Chunk
{
	struct Chunk *next;
	struct Chunk *previous;
} Chunk;

jmp_buf standalone_catch;
char standalone_message[1024];

static Chunk chunks = {&chunks, &chunks};

static void *
link_chunk(Chunk *chunk)
{
	if (chunk == NULL)
		abort();
	chunk->next = chunks.next;
	chunk->previous = &chunks;
	chunks.next->previous = chunk;
	chunks.next = chunk;

	return chunk + 1;
}

static Chunk *
unlink_chunk(void *pointer)
{
	Chunk *chunk = (Chunk *) pointer - 1;

	chunk->next->previous = chunk->previous;
	chunk->previous->next = chunk->next;

	return chunk;
}

/* Requests the server would refuse are bugs here. */
static Size
checked_size(Size size)
{
	if (size > MaxAllocSize)
		abort();
	return sizeof(Chunk) + size;
}

void *
palloc(Size size)
{
	return link_chunk(malloc(checked_size(size)));
}

void *
palloc0(Size size)
{
	return link_chunk(calloc(1, checked_size(size)));
}

void *
repalloc(void *pointer, Size size)
{
	return link_chunk(realloc(unlink_chunk(pointer), checked_size(size)));
}

void
pfree(void *pointer)
{
	free(unlink_chunk(pointer));
}

/* Give back everything. */
void
standalone_reset(void)
{
	while (chunks.next != &chunks)
		free(unlink_chunk(chunks.next + 1));
}

void
standalone_throw(void)
{
	longjmp(standalone_catch, 1);
}

int
errcode(int code)
{
	return code;
}

int
errmsg(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(standalone_message, sizeof(standalone_message), format, args);
	va_end(args);
	return 0;
}

/* Formatted as well: their arguments are to be touched. */
int
errdetail(const char *format, ...)
{
	char buffer[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(buffer, sizeof(buffer), format, args);
	va_end(args);
	return 0;
}

int
errhint(const char *format, ...)
{
	(void) format;
	return 0;
}

char *
psprintf(const char *format, ...)
{
	char buffer[FORMAT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(buffer, sizeof(buffer), format, args);
	va_end(args);
	return memcpy(palloc(strlen(buffer) + 1), buffer, strlen(buffer) + 1);
}

void
initStringInfo(StringInfo string)
{
	string->maxlen = 1024;
	string->len = 0;
	string->data = palloc(string->maxlen);
	string->data[0] = '\0';
}

void
appendBinaryStringInfo(StringInfo string, const char *data, int len)
{
	while (string->len + len + 1 > string->maxlen)
	{
		string->maxlen *= 2;
		string->data = repalloc(string->data, string->maxlen);
	}
	memcpy(string->data + string->len, data, len);
	string->len += len;
	string->data[string->len] = '\0';
}

void
appendStringInfoString(StringInfo string, const char *s)
{
	appendBinaryStringInfo(string, s, strlen(s));
}

void
appendStringInfoChar(StringInfo string, char c)
{
	appendBinaryStringInfo(string, &c, 1);
}

void
appendStringInfo(StringInfo string, const char *format, ...)
{
	char buffer[FORMAT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(buffer, sizeof(buffer), format, args);
	va_end(args);
	appendStringInfoString(string, buffer);
}

/* Not the shortest, but as lossless as the server's. */
int
double_to_shortest_decimal_buf(double f, char *result)
{
	return snprintf(result, DOUBLE_SHORTEST_DECIMAL_LEN, "%.17g", f);
}

/* The server's encoding is UTF-8 here. */
void
pg_unicode_to_server(pg_wchar c, unsigned char *s)
{
	int len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};

	if (c > 0x10ffff)
		standalone_throw();
	for (int i = len - 1; i > 0; i--)
	{
		s[i] = 0x80 | (c & 0x3f);
		c >>= 6;
	}
	s[0] = first[len] | c;
	s[len] = '\0';
}

/* What text looks like is the server's business. */
bool
pg_verifymbstr(const char *s, int len, bool no_error)
{
	(void) s;
	(void) len;
	(void) no_error;
	return true;
}
