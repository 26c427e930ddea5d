/*
 * archive.h
 *	  One description of a structure, five uses: measure, write and read its
 *	  binary form, write and read its JSON form.
 *
 * A structure's archive function names its fields in a fixed order.  When
 * reading, each call checks what it reads (bounds, range, finite) before it
 * believes it, and throws ERRCODE_STREAMML_BAD_MODEL.  Binary numbers are
 * little-endian and packed; JSON numbers are shortest round-trip, so both
 * forms are lossless.  JSON objects may have their keys in any order, no key
 * twice and none that nobody asked for.
 */
#ifndef STREAMML_ARCHIVE_H
#define STREAMML_ARCHIVE_H

#include "shim.h"

#include "feature/feature.h"
#include "model/json.h"

typedef enum ArchiveDirection
{
	ARCHIVE_MEASURE,
	ARCHIVE_WRITE,
	ARCHIVE_READ,
	ARCHIVE_TO_JSON,
	ARCHIVE_FROM_JSON
} ArchiveDirection;

#define ARCHIVE_MAX_DEPTH 8

typedef struct Archive
{
	ArchiveDirection mode;
	int format;			   /* version of what is read or written */
	MemoryContext context; /* what is read is allocated here */
	Size size;			   /* measure: bytes so far */
	char *p;			   /* write, read: where */
	char *end;
	StringInfo out; /* to JSON */
	bool comma;
	JsonValue *stack[ARCHIVE_MAX_DEPTH]; /* from JSON: open objects */
	int depth;
} Archive;

static inline bool
ArchiveReads(const Archive *archive)
{
	return archive->mode == ARCHIVE_READ || archive->mode == ARCHIVE_FROM_JSON;
}

static inline bool
ArchiveIsJson(const Archive *archive)
{
	return archive->mode == ARCHIVE_TO_JSON || archive->mode == ARCHIVE_FROM_JSON;
}

/* archive.c */
extern void ArchiveBegin(Archive *archive, const char *key);
extern void ArchiveEnd(Archive *archive);
extern void ArchiveInt(Archive *archive, const char *key, int64 *value, int64 min,
					   int64 max);
extern void ArchiveInt32(Archive *archive, const char *key, int32 *value, int32 min,
						 int32 max);
extern void ArchiveBool(Archive *archive, const char *key, bool *value);
extern void ArchiveFloat(Archive *archive, const char *key, float8 *value, float8 min,
						 float8 max);
extern void ArchiveFloats(Archive *archive, const char *key, float8 **values,
						  int64 count);
extern void ArchiveSingles(Archive *archive, const char *key, float4 **values,
						   int64 count);
extern int ArchiveListJson(Archive *archive, const char *key, float8 *values, int count,
						   int max);
extern void ArchiveString(Archive *archive, const char *key, char **value);
extern void ArchiveNames(Archive *archive, const char *key, NameTable *table, int max);
extern bool ArchiveHas(const Archive *archive, const char *key);

/* JSON text only: what describes a model but is not part of it */
extern void ArchiveShowFloat(Archive *json, const char *key, float8 value);
extern void ArchiveShowInt(Archive *json, const char *key, int64 value);
extern void ArchiveShowString(Archive *json, const char *key, const char *value);

#endif /* STREAMML_ARCHIVE_H */
