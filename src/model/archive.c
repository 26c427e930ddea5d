/*
 * archive.c
 *	  See archive.h.
 *
 * Every Archive... function is a switch over the five modes; what they share
 * is below.  Reading trusts nothing: a count is compared with the bytes that
 * are left before memory is asked for.
 */
#include "shim.h"

#include "model/archive.h"

static void bad_model(const char *key, const char *problem) __attribute__((noreturn));

static void
bad_model(const char *key, const char *problem)
{
	ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
					errmsg("invalid model: \"%s\" %s", key, problem)));
}

/* Room for "size" bytes when writing, or as many left when reading. */
static char *
take_bytes(Archive *archive, const char *key, Size size)
{
	char *p = archive->p;

	if ((Size) (archive->end - archive->p) < size)
		bad_model(key, "is cut off");
	archive->p += size;

	return p;
}

/* Little-endian on every machine. */
static inline uint64
little_endian(uint64 value)
{
#ifdef WORDS_BIGENDIAN
	return __builtin_bswap64(value);
#else
	return value;
#endif
}

static void
write_word(Archive *archive, const char *key, uint64 word)
{
	word = little_endian(word);
	memcpy(take_bytes(archive, key, sizeof(word)), &word, sizeof(word));
}

static uint64
read_word(Archive *archive, const char *key)
{
	uint64 word;

	memcpy(&word, take_bytes(archive, key, sizeof(word)), sizeof(word));
	return little_endian(word);
}

/* To JSON: the comma and the key before a value. */
static void
write_key(Archive *archive, const char *key)
{
	if (archive->comma)
		appendStringInfoString(archive->out, ", ");
	archive->comma = true;
	if (key)
	{
		JsonWriteString(archive->out, key);
		appendStringInfoString(archive->out, ": ");
	}
}

/* From JSON: the member of the open object. */
static JsonValue *
read_member(Archive *archive, const char *key)
{
	JsonValue *value = JsonMember(archive->stack[archive->depth - 1], key);

	if (value == NULL)
		bad_model(key, "is missing");
	return value;
}

/* Open an object.  Binary forms have no trace of it. */
void
ArchiveBegin(Archive *archive, const char *key)
{
	if (archive->mode == ARCHIVE_TO_JSON)
	{
		write_key(archive, key);
		appendStringInfoChar(archive->out, '{');
		archive->comma = false;
	}
	else if (archive->mode == ARCHIVE_FROM_JSON)
	{
		JsonValue *value = read_member(archive, key);

		if (value->type != JSON_OBJECT)
			bad_model(key, "is not an object");
		Assert(archive->depth < ARCHIVE_MAX_DEPTH);
		archive->stack[archive->depth++] = value;
	}
}

/* Close the object: nothing in it may be left unread. */
void
ArchiveEnd(Archive *archive)
{
	if (archive->mode == ARCHIVE_TO_JSON)
	{
		appendStringInfoChar(archive->out, '}');
		archive->comma = true;
	}
	else if (archive->mode == ARCHIVE_FROM_JSON)
	{
		JsonValue *object = archive->stack[--archive->depth];

		if (object->taken != object->count)
			bad_model(object->key ? object->key : "model",
					  "has keys that are unrecognized or appear twice");
	}
}

/*
 * Is there a field, when what is read may be older than it?  In JSON if the
 * open object has the key; in binary, for a last field, if there are bytes
 * left.  Always true when writing.
 */
bool
ArchiveHas(const Archive *archive, const char *key)
{
	JsonValue *object;

	if (archive->mode == ARCHIVE_READ)
		return archive->p < archive->end;
	if (archive->mode != ARCHIVE_FROM_JSON)
		return true;

	object = archive->stack[archive->depth - 1];
	for (JsonValue *child = object->first; child; child = child->next)
	{
		if (strcmp(child->key, key) == 0)
			return true;
	}
	return false;
}

/* An integer from "min" to "max". */
void
ArchiveInt(Archive *archive, const char *key, int64 *value, int64 min, int64 max)
{
	switch (archive->mode)
	{
		case ARCHIVE_MEASURE:
			archive->size += sizeof(int64);
			break;
		case ARCHIVE_WRITE:
			write_word(archive, key, (uint64) *value);
			break;
		case ARCHIVE_READ:
			*value = (int64) read_word(archive, key);
			break;
		case ARCHIVE_TO_JSON:
			write_key(archive, key);
			appendStringInfo(archive->out, "%lld", (long long) *value);
			break;
		case ARCHIVE_FROM_JSON:
			if (!JsonGetInt(read_member(archive, key), value))
				bad_model(key, "is not an integer");
			break;
	}
	if (ArchiveReads(archive) && (*value < min || *value > max))
		bad_model(key, "is out of range");
}

/* The same for a 32-bit field. */
void
ArchiveInt32(Archive *archive, const char *key, int32 *value, int32 min, int32 max)
{
	int64 wide = *value;

	ArchiveInt(archive, key, &wide, min, max);
	*value = (int32) wide;
}

void
ArchiveBool(Archive *archive, const char *key, bool *value)
{
	if (archive->mode == ARCHIVE_TO_JSON)
	{
		write_key(archive, key);
		appendStringInfoString(archive->out, *value ? "true" : "false");
	}
	else if (archive->mode == ARCHIVE_FROM_JSON)
	{
		JsonType type = read_member(archive, key)->type;

		if (type != JSON_TRUE && type != JSON_FALSE)
			bad_model(key, "is not a boolean");
		*value = type == JSON_TRUE;
	}
	else
	{
		int64 wide = *value;

		ArchiveInt(archive, key, &wide, 0, 1);
		*value = wide != 0;
	}
}

/*
 * A state that left the range of its numbers is not written: nobody could read
 * it.  (Learners keep theirs finite; values read from elsewhere may add up.)
 */
static void
check_finite(const char *key, float8 value)
{
	if (!isfinite(value))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("\"%s\" of the model is out of range", key)));
}

/*
 * A number as it is written: a negative zero, which jsonb does not have, is
 * zero in all forms.
 */
static inline float8
plain_zero(float8 value)
{
	return value == 0 ? 0 : value;
}

/* A finite number from "min" to "max". */
void
ArchiveFloat(Archive *archive, const char *key, float8 *value, float8 min, float8 max)
{
	float8 plain;
	uint64 word;

	switch (archive->mode)
	{
		case ARCHIVE_MEASURE:
			archive->size += sizeof(float8);
			break;
		case ARCHIVE_WRITE:
			check_finite(key, *value);
			plain = plain_zero(*value);
			memcpy(&word, &plain, sizeof(word));
			write_word(archive, key, word);
			break;
		case ARCHIVE_READ:
			word = read_word(archive, key);
			memcpy(value, &word, sizeof(word));
			break;
		case ARCHIVE_TO_JSON:
			check_finite(key, *value);
			write_key(archive, key);
			JsonWriteFloat(archive->out, plain_zero(*value));
			break;
		case ARCHIVE_FROM_JSON:
			if (!JsonGetFloat(read_member(archive, key), value))
				bad_model(key, "is not a finite number");
			break;
	}
	if (ArchiveReads(archive) && !(isfinite(*value) && *value >= min && *value <= max))
		bad_model(key, "is out of range");
}

/* From JSON: the array under "key", which must have "count" elements. */
static JsonValue *
read_array(Archive *archive, const char *key, int64 count)
{
	JsonValue *array = read_member(archive, key);

	if (array->type != JSON_ARRAY)
		bad_model(key, "is not an array");
	if (array->count != count)
		ereport(ERROR, (errcode(ERRCODE_STREAMML_BAD_MODEL),
						errmsg("invalid model: \"%s\" has %lld elements instead of %lld",
							   key, (long long) array->count, (long long) count)));
	return array;
}

static void
read_floats_json(Archive *archive, const char *key, float8 **values, int64 count)
{
	JsonValue *child = read_array(archive, key, count)->first;

	*values = MemoryContextAlloc(archive->context, Max(count, 1) * sizeof(float8));
	for (int64 i = 0; i < count; i++, child = child->next)
	{
		if (!JsonGetFloat(child, &(*values)[i]))
			bad_model(key, "has an element that is not a finite number");
	}
}

static void
read_floats_binary(Archive *archive, const char *key, float8 **values, int64 count)
{
	if ((archive->end - archive->p) / (int64) sizeof(float8) < count)
		bad_model(key, "is cut off");

	*values = MemoryContextAlloc(archive->context, Max(count, 1) * sizeof(float8));
	for (int64 i = 0; i < count; i++)
	{
		uint64 word = read_word(archive, key);

		memcpy(&(*values)[i], &word, sizeof(word));
		if (!isfinite((*values)[i]))
			bad_model(key, "has an element that is not a finite number");
	}
}

static void
write_floats(Archive *archive, const char *key, const float8 *values, int64 count)
{
	if (archive->mode == ARCHIVE_WRITE)
	{
		for (int64 i = 0; i < count; i++)
		{
			float8 plain = plain_zero(values[i]);
			uint64 word;

			check_finite(key, plain);
			memcpy(&word, &plain, sizeof(word));
			write_word(archive, key, word);
		}
		return;
	}

	write_key(archive, key);
	appendStringInfoChar(archive->out, '[');
	for (int64 i = 0; i < count; i++)
	{
		if (i > 0)
			appendStringInfoString(archive->out, ", ");
		check_finite(key, values[i]);
		JsonWriteFloat(archive->out, plain_zero(values[i]));
	}
	appendStringInfoChar(archive->out, ']');
}

/*
 * An array of "count" finite numbers.  When reading, *values is allocated;
 * the caller knows the count from what was read before.
 */
void
ArchiveFloats(Archive *archive, const char *key, float8 **values, int64 count)
{
	Assert(count >= 0 && count <= (int64) (MaxAllocSize / sizeof(float8)));

	if (archive->mode == ARCHIVE_MEASURE)
		archive->size += count * sizeof(float8);
	else if (archive->mode == ARCHIVE_READ)
		read_floats_binary(archive, key, values, count);
	else if (archive->mode == ARCHIVE_FROM_JSON)
		read_floats_json(archive, key, values, count);
	else
		write_floats(archive, key, *values, count);
}

/* Binary: single precision, four bytes each. */
static void
write_singles(Archive *archive, const char *key, const float4 *values, int64 count)
{
	char *p = take_bytes(archive, key, count * sizeof(float4));

	for (int64 i = 0; i < count; i++)
	{
		float4 plain = (float4) plain_zero(values[i]);
		uint32 word;

		check_finite(key, plain);
		memcpy(&word, &plain, sizeof(word));
#ifdef WORDS_BIGENDIAN
		word = __builtin_bswap32(word);
#endif
		memcpy(p + i * sizeof(word), &word, sizeof(word));
	}
}

static void
read_singles(Archive *archive, const char *key, float4 **values, int64 count)
{
	const char *p;

	if ((archive->end - archive->p) / (int64) sizeof(float4) < count)
		bad_model(key, "is cut off");

	p = take_bytes(archive, key, count * sizeof(float4));
	*values = MemoryContextAlloc(archive->context, Max(count, 1) * sizeof(float4));
	for (int64 i = 0; i < count; i++)
	{
		uint32 word;

		memcpy(&word, p + i * sizeof(word), sizeof(word));
#ifdef WORDS_BIGENDIAN
		word = __builtin_bswap32(word);
#endif
		memcpy(&(*values)[i], &word, sizeof(word));
		if (!isfinite((*values)[i]))
			bad_model(key, "has an element that is not a finite number");
	}
}

/* In JSON they are the doubles they are equal to. */
static void
write_singles_json(Archive *archive, const char *key, const float4 *values, int64 count)
{
	write_key(archive, key);
	appendStringInfoChar(archive->out, '[');
	for (int64 i = 0; i < count; i++)
	{
		if (i > 0)
			appendStringInfoString(archive->out, ", ");
		check_finite(key, values[i]);
		JsonWriteFloat(archive->out, plain_zero(values[i]));
	}
	appendStringInfoChar(archive->out, ']');
}

static void
read_singles_json(Archive *archive, const char *key, float4 **values, int64 count)
{
	JsonValue *child = read_array(archive, key, count)->first;

	*values = MemoryContextAlloc(archive->context, Max(count, 1) * sizeof(float4));
	for (int64 i = 0; i < count; i++, child = child->next)
	{
		float8 wide;

		if (!JsonGetFloat(child, &wide))
			bad_model(key, "has an element that is not a finite number");
		(*values)[i] = (float4) wide;
		if ((float8) (*values)[i] != wide)
			bad_model(key, "has an element that is not a number of single precision");
	}
}

/* As ArchiveFloats, of numbers in single precision. */
void
ArchiveSingles(Archive *archive, const char *key, float4 **values, int64 count)
{
	Assert(count >= 0 && count <= (int64) (MaxAllocSize / sizeof(float4)));

	switch (archive->mode)
	{
		case ARCHIVE_MEASURE:
			archive->size += count * sizeof(float4);
			break;
		case ARCHIVE_WRITE:
			write_singles(archive, key, *values, count);
			break;
		case ARCHIVE_READ:
			read_singles(archive, key, values, count);
			break;
		case ARCHIVE_TO_JSON:
			write_singles_json(archive, key, *values, count);
			break;
		case ARCHIVE_FROM_JSON:
			read_singles_json(archive, key, values, count);
			break;
	}
}

/*
 * JSON only: a list of "count" finite numbers; when reading, of at most "max"
 * of them.  Returns how many there are.
 */
int
ArchiveListJson(Archive *archive, const char *key, float8 *values, int count, int max)
{
	JsonValue *array;

	Assert(ArchiveIsJson(archive));
	if (archive->mode == ARCHIVE_TO_JSON)
	{
		write_floats(archive, key, values, count);
		return count;
	}

	array = read_member(archive, key);
	if (array->type != JSON_ARRAY)
		bad_model(key, "is not an array");
	if (array->count > max)
		bad_model(key, "has too many elements");
	count = 0;
	for (JsonValue *child = array->first; child; child = child->next)
	{
		if (!JsonGetFloat(child, &values[count++]))
			bad_model(key, "has an element that is not a finite number");
	}
	return count;
}

/* Binary: a string is its length and its bytes. */
static char *
read_string(Archive *archive, const char *key, int *len)
{
	uint64 size = read_word(archive, key);
	char *bytes;

	if (size > FEATURE_MAX_NAME)
		bad_model(key, "has a string that is too long");
	bytes = take_bytes(archive, key, size);
	if (memchr(bytes, '\0', size) || !pg_verifymbstr(bytes, size, true))
		bad_model(key, "has a string that is not valid text");

	*len = size;
	return bytes;
}

static void
write_string(Archive *archive, const char *key, const char *s)
{
	Size len = strlen(s);

	write_word(archive, key, len);
	memcpy(take_bytes(archive, key, len), s, len);
}

/* From JSON: the text of a string value. */
static const char *
json_string(const JsonValue *value, const char *key, int *len)
{
	if (value->type != JSON_STRING)
		bad_model(key, "is not a string");
	if (value->len > FEATURE_MAX_NAME)
		bad_model(key, "has a string that is too long");

	*len = value->len;
	return value->text;
}

/* A string, or NULL: JSON leaves the key out, binary stores an empty one. */
void
ArchiveString(Archive *archive, const char *key, char **value)
{
	const char *text = NULL;
	int len = 0;

	switch (archive->mode)
	{
		case ARCHIVE_MEASURE:
			archive->size += sizeof(uint64) + (*value ? strlen(*value) : 0);
			return;
		case ARCHIVE_WRITE:
			write_string(archive, key, *value ? *value : "");
			return;
		case ARCHIVE_TO_JSON:
			if (*value)
				ArchiveShowString(archive, key, *value);
			return;
		case ARCHIVE_READ:
			text = read_string(archive, key, &len);
			break;
		case ARCHIVE_FROM_JSON:
			if (ArchiveHas(archive, key))
				text = json_string(read_member(archive, key), key, &len);
			break;
	}

	*value = NULL;
	if (len > 0)
	{
		*value = MemoryContextAlloc(archive->context, len + 1);
		memcpy(*value, text, len);
		(*value)[len] = '\0';
	}
}

/* Reading: add a name, which must be new. */
static void
add_name(NameTable *table, const char *key, const char *name, int len)
{
	uint32 hash = NameHash(NAME_HASH_SEED, name, len);

	if (NameTableFind(table, name, len, hash) >= 0)
		bad_model(key, "has the same name twice");
	NameTableAdd(table, name, len, hash);
}

static void
read_names(Archive *archive, const char *key, NameTable *table, int max)
{
	if (archive->mode == ARCHIVE_READ)
	{
		uint64 count = read_word(archive, key);

		if (count > (uint64) max)
			bad_model(key, "has too many names");
		for (uint64 i = 0; i < count; i++)
		{
			int len;
			char *name = read_string(archive, key, &len);

			add_name(table, key, name, len);
		}
	}
	else
	{
		JsonValue *array = read_member(archive, key);

		if (array->type != JSON_ARRAY)
			bad_model(key, "is not an array");
		if (array->count > max)
			bad_model(key, "has too many names");
		for (JsonValue *child = array->first; child; child = child->next)
		{
			int len;
			const char *name = json_string(child, key, &len);

			add_name(table, key, name, len);
		}
	}
}

/* Distinct names, at most "max".  The table must be initialised. */
void
ArchiveNames(Archive *archive, const char *key, NameTable *table, int max)
{
	if (ArchiveReads(archive))
	{
		read_names(archive, key, table, max);
		return;
	}

	if (archive->mode == ARCHIVE_TO_JSON)
	{
		write_key(archive, key);
		appendStringInfoChar(archive->out, '[');
	}
	else if (archive->mode == ARCHIVE_WRITE)
		write_word(archive, key, table->count);
	else
		archive->size += sizeof(uint64);

	for (int i = 0; i < table->count; i++)
	{
		if (archive->mode == ARCHIVE_MEASURE)
			archive->size += sizeof(uint64) + strlen(table->names[i]);
		else if (archive->mode == ARCHIVE_WRITE)
			write_string(archive, key, table->names[i]);
		else
		{
			if (i > 0)
				appendStringInfoString(archive->out, ", ");
			JsonWriteString(archive->out, table->names[i]);
		}
	}

	if (archive->mode == ARCHIVE_TO_JSON)
		appendStringInfoChar(archive->out, ']');
}

/* To JSON only: a number, null if it is not finite. */
void
ArchiveShowFloat(Archive *json, const char *key, float8 value)
{
	Assert(json->mode == ARCHIVE_TO_JSON);
	write_key(json, key);
	if (isfinite(value))
		JsonWriteFloat(json->out, value);
	else
		appendStringInfoString(json->out, "null");
}

void
ArchiveShowInt(Archive *json, const char *key, int64 value)
{
	Assert(json->mode == ARCHIVE_TO_JSON);
	write_key(json, key);
	appendStringInfo(json->out, "%lld", (long long) value);
}

void
ArchiveShowString(Archive *json, const char *key, const char *value)
{
	Assert(json->mode == ARCHIVE_TO_JSON);
	write_key(json, key);
	JsonWriteString(json->out, value);
}
