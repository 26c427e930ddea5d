/*
 * json.c
 *	  Reads JSON into a tree of JsonValue, and writes its scalars.
 *
 * The server has JSON parsers, but none that can be built and fuzzed outside
 * of it; and the text form of a model needs little: the whole text is in
 * memory, the tree lives in the current context, and its size is bounded by
 * that of the text.  Nesting is bounded by JSON_MAX_DEPTH.
 */
#include "shim.h"

#include <errno.h>

#include "model/json.h"

#define JSON_MAX_DEPTH 16
/* A float8 that went through jsonb (numeric) can be this long, not longer. */
#define JSON_MAX_NUMBER 1200

typedef struct JsonLexer
{
	const char *start;
	const char *p;
	const char *end;
	bool foreign; /* another program's file, not a model */
} JsonLexer;

static void json_error(JsonLexer *lex, const char *expected) __attribute__((noreturn));
static void parse_value(JsonLexer *lex, JsonValue *value, int depth);

static void
json_error(JsonLexer *lex, const char *expected)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type %s",
						   lex->foreign ? "json" : "streamml.model"),
					errdetail("Expected %s at character %d.", expected,
							  (int) (lex->p - lex->start) + 1)));
}

static void
skip_space(JsonLexer *lex)
{
	while (lex->p < lex->end &&
		   (*lex->p == ' ' || *lex->p == '\t' || *lex->p == '\n' || *lex->p == '\r'))
		lex->p++;
}

/* The next character, or NUL at the end. */
static char
peek(const JsonLexer *lex)
{
	return lex->p < lex->end ? *lex->p : '\0';
}

static void
expect(JsonLexer *lex, char c, const char *what)
{
	skip_space(lex);
	if (lex->p >= lex->end || *lex->p != c)
		json_error(lex, what);
	lex->p++;
}

static void
parse_word(JsonLexer *lex, const char *word)
{
	Size len = strlen(word);

	if ((Size) (lex->end - lex->p) < len || memcmp(lex->p, word, len) != 0)
		json_error(lex, "a JSON value");
	lex->p += len;
}

/* Is this a word for a number that is none?  If so, skip it. */
static bool
parse_not_finite(JsonLexer *lex, JsonValue *value)
{
	static const char *const words[] = {"NaN", "Infinity", "-Infinity", "-NaN"};

	for (int i = 0; i < (int) lengthof(words); i++)
	{
		Size len = strlen(words[i]);

		if ((Size) (lex->end - lex->p) >= len && memcmp(lex->p, words[i], len) == 0)
		{
			value->type = JSON_NULL;
			value->text = lex->p;
			value->len = len;
			lex->p += len;
			return true;
		}
	}
	return false;
}

/* Skip digits; at least one is required. */
static void
skip_digits(JsonLexer *lex)
{
	if (peek(lex) < '0' || peek(lex) > '9')
		json_error(lex, "a digit");
	while (peek(lex) >= '0' && peek(lex) <= '9')
		lex->p++;
}

static void
parse_number(JsonLexer *lex, JsonValue *value)
{
	value->type = JSON_NUMBER;
	value->text = lex->p;

	if (peek(lex) == '-')
		lex->p++;
	if (peek(lex) == '0')
		lex->p++;
	else
		skip_digits(lex);
	if (peek(lex) == '.')
	{
		lex->p++;
		skip_digits(lex);
	}
	if (peek(lex) == 'e' || peek(lex) == 'E')
	{
		lex->p++;
		if (peek(lex) == '+' || peek(lex) == '-')
			lex->p++;
		skip_digits(lex);
	}

	if (lex->p - value->text > JSON_MAX_NUMBER)
		json_error(lex, "a shorter number");
	value->len = lex->p - value->text;
}

/* Four hexadecimal digits. */
static uint32
parse_hex4(JsonLexer *lex)
{
	uint32 result = 0;

	for (int i = 0; i < 4; i++)
	{
		char c = peek(lex);

		if (c >= '0' && c <= '9')
			result = result * 16 + (c - '0');
		else if (c >= 'a' && c <= 'f')
			result = result * 16 + (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			result = result * 16 + (c - 'A' + 10);
		else
			json_error(lex, "a hexadecimal digit");
		lex->p++;
	}

	return result;
}

/* What follows "\u"; surrogates come in pairs.  Returns the end of the output. */
static char *
parse_unicode(JsonLexer *lex, char *out)
{
	uint32 c = parse_hex4(lex);
	unsigned char encoded[MAX_UNICODE_EQUIVALENT_STRING + 1];
	Size len;

	if (c >= 0xd800 && c < 0xdc00)
	{
		uint32 low;

		parse_word(lex, "\\u");
		low = parse_hex4(lex);
		if (low < 0xdc00 || low > 0xdfff)
			json_error(lex, "the second half of a surrogate pair");
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	else if (c == 0 || (c >= 0xdc00 && c <= 0xdfff))
		json_error(lex, "a character");

	/* never longer than the escape it replaces */
	pg_unicode_to_server(c, encoded);
	len = strlen((char *) encoded);
	memcpy(out, encoded, Min(len, 12));

	return out + Min(len, 12);
}

/* What follows a backslash.  Returns the end of the output. */
static char *
parse_escape(JsonLexer *lex, char *out)
{
	char c = peek(lex);

	lex->p++;
	switch (c)
	{
		case '"':
		case '\\':
		case '/':
			*out++ = c;
			break;
		case 'b':
			*out++ = '\b';
			break;
		case 'f':
			*out++ = '\f';
			break;
		case 'n':
			*out++ = '\n';
			break;
		case 'r':
			*out++ = '\r';
			break;
		case 't':
			*out++ = '\t';
			break;
		case 'u':
			out = parse_unicode(lex, out);
			break;
		default:
			lex->p--;
			json_error(lex, "an escape sequence");
	}

	return out;
}

/* A string, decoded and NUL-terminated. */
static const char *
parse_string(JsonLexer *lex, int *len)
{
	const char *close;
	char *result;
	char *out;

	expect(lex, '"', "a string");

	/* escapes shrink, so the raw length is enough */
	for (close = lex->p; close < lex->end && *close != '"'; close++)
	{
		if (*close == '\\')
			close++;
	}
	if (close >= lex->end)
		json_error(lex, "a string that ends");
	result = out = palloc(close - lex->p + 16);

	while (*lex->p != '"')
	{
		if ((unsigned char) *lex->p < ' ')
			json_error(lex, "no control character");
		if (*lex->p != '\\')
			*out++ = *lex->p++;
		else
		{
			lex->p++;
			out = parse_escape(lex, out);
		}
	}
	lex->p++;

	*out = '\0';
	*len = out - result;
	return result;
}

/* The children of an array or object, up to and with the closing bracket. */
static void
parse_children(JsonLexer *lex, JsonValue *parent, char close, int depth)
{
	JsonValue **link = &parent->first;

	lex->p++;
	skip_space(lex);
	if (peek(lex) == close)
	{
		lex->p++;
		return;
	}

	for (;;)
	{
		JsonValue *child = palloc0(sizeof(JsonValue));

		if (parent->type == JSON_OBJECT)
		{
			int len;

			child->key = parse_string(lex, &len);
			expect(lex, ':', "a colon");
		}
		parse_value(lex, child, depth + 1);
		*link = child;
		link = &child->next;
		parent->count++;

		skip_space(lex);
		if (peek(lex) != ',')
			break;
		lex->p++;
	}

	expect(lex, close, close == ']' ? "a comma or \"]\"" : "a comma or \"}\"");
}

static void
parse_value(JsonLexer *lex, JsonValue *value, int depth)
{
	if (depth > JSON_MAX_DEPTH)
		json_error(lex, "less nesting");

	skip_space(lex);
	switch (peek(lex))
	{
		case '{':
			value->type = JSON_OBJECT;
			parse_children(lex, value, '}', depth);
			break;
		case '[':
			value->type = JSON_ARRAY;
			parse_children(lex, value, ']', depth);
			break;
		case '"':
			value->type = JSON_STRING;
			value->text = parse_string(lex, &value->len);
			break;
		case 't':
			value->type = JSON_TRUE;
			parse_word(lex, "true");
			break;
		case 'f':
			value->type = JSON_FALSE;
			parse_word(lex, "false");
			break;
		case 'n':
			value->type = JSON_NULL;
			parse_word(lex, "null");
			break;
		default:
			if (lex->foreign && parse_not_finite(lex, value))
				break;
			if (peek(lex) != '-' && (peek(lex) < '0' || peek(lex) > '9'))
				json_error(lex, "a JSON value");
			parse_number(lex, value);
	}
}

static JsonValue *
parse_text(JsonLexer *lex)
{
	JsonValue *value = palloc0(sizeof(JsonValue));

	parse_value(lex, value, 0);
	skip_space(lex);
	if (lex->p < lex->end)
		json_error(lex, "the end of the text");

	return value;
}

/*
 * Read a JSON text of "len" bytes that is followed by a NUL.  The tree, and
 * what it points to, lives in the current memory context; numbers point into
 * the text.
 */
JsonValue *
JsonParse(const char *text, Size len)
{
	JsonLexer lex = {text, text, text + len, false};

	return parse_text(&lex);
}

/*
 * The same of what another program has written: NaN and Infinity, which JSON
 * does not have, are read as null.
 */
JsonValue *
JsonParseForeign(const char *text, Size len)
{
	JsonLexer lex = {text, text, text + len, true};

	return parse_text(&lex);
}

/*
 * The member of that name, or NULL.  Counts it as taken, which is how the
 * reader of an object finds out that it left none.
 */
JsonValue *
JsonMember(JsonValue *object, const char *key)
{
	for (JsonValue *child = object->first; child; child = child->next)
	{
		if (strcmp(child->key, key) == 0)
		{
			object->taken++;
			return child;
		}
	}
	return NULL;
}

/* The value as an integer; false if it is none or does not fit. */
bool
JsonGetInt(const JsonValue *value, int64 *result)
{
	char *end;
	long long number;

	if (value->type != JSON_NUMBER || value->len > 20)
		return false;
	errno = 0;
	number = strtoll(value->text, &end, 10);
	if (errno != 0 || end != value->text + value->len)
		return false;

	*result = number;
	return true;
}

/* The value as a finite float8; false if it is none. */
bool
JsonGetFloat(const JsonValue *value, float8 *result)
{
	char *end;

	if (value->type != JSON_NUMBER)
		return false;
	*result = strtod(value->text, &end);

	return end == value->text + value->len && isfinite(*result);
}

/* Append a string with quotes and escapes. */
void
JsonWriteString(StringInfo out, const char *s)
{
	appendStringInfoChar(out, '"');
	for (; *s; s++)
	{
		switch (*s)
		{
			case '"':
				appendStringInfoString(out, "\\\"");
				break;
			case '\\':
				appendStringInfoString(out, "\\\\");
				break;
			case '\n':
				appendStringInfoString(out, "\\n");
				break;
			case '\r':
				appendStringInfoString(out, "\\r");
				break;
			case '\t':
				appendStringInfoString(out, "\\t");
				break;
			default:
				if ((unsigned char) *s < ' ')
					appendStringInfo(out, "\\u%04x", (unsigned char) *s);
				else
					appendStringInfoChar(out, *s);
		}
	}
	appendStringInfoChar(out, '"');
}

/* Append a number with as many digits as it takes to read the same one back. */
void
JsonWriteFloat(StringInfo out, float8 value)
{
	char digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	Assert(isfinite(value));
	double_to_shortest_decimal_buf(value, digits);
	appendStringInfoString(out, digits);
}
