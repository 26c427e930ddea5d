/*
 * json.h
 *	  A small JSON reader for the text form of models, and the writers its
 *	  counterpart needs.
 */
#ifndef STREAMML_JSON_H
#define STREAMML_JSON_H

#include "shim.h"

typedef enum JsonType
{
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
} JsonType;

typedef struct JsonValue
{
	JsonType type;
	const char *key;  /* of an object's member, else NULL */
	const char *text; /* number as written (not terminated), string decoded; of a
						 null NULL, or the word that stood for a number, as NaN */
	int len;
	int64 count;			 /* children of an array or object */
	int64 taken;			 /* members of an object that were asked for */
	struct JsonValue *first; /* children */
	struct JsonValue *next;	 /* sibling */
} JsonValue;

/* json.c */
extern JsonValue *JsonParse(const char *text, Size len);
extern JsonValue *JsonParseForeign(const char *text, Size len);
extern JsonValue *JsonMember(JsonValue *object, const char *key);
extern bool JsonGetInt(const JsonValue *value, int64 *result);
extern bool JsonGetFloat(const JsonValue *value, float8 *result);
extern void JsonWriteString(StringInfo out, const char *s);
extern void JsonWriteFloat(StringInfo out, float8 value);

#endif /* STREAMML_JSON_H */
