/*
 * text.c
 *	  Features of text: words() and ngrams(), bags of what a text consists of.
 *
 * Both return a jsonb object, {"cheap": 2, "pills": 1}, which every learner
 * takes as features, alone or as a column of a record, where the names become
 * "column.cheap".
 *
 * A text is made lower case, by the collation of the call as lower() does it,
 * and cut into words: runs of letters and digits, with the marks that follow
 * them.  Of ASCII these are letters and digits, of Unicode character.c tells.  In
 * encodings other than UTF-8 every character beyond ASCII is part of a word.
 *
 * An n-gram is n words in a row with single spaces between them, or n
 * characters in a row of all words with single spaces between them.  Words
 * that are left out (stop words, too short, too long) are as if they were not
 * in the text.
 *
 * Options		default
 *		counts		true		how often; false: 1 for what is there
 *		lower		true
 *		min_length	1			shorter words are left out (characters)
 *		max_length	64			and longer ones
 *		stop_words	[]			and these
 *		unit		"word"		ngrams: or "character"
 *		min			n			ngrams: from that many to n
 */
#include "streamml.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/formatting.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "feature/feature.h"
#include "option.h"

#define MAX_N 8
#define MAX_LENGTH 255
/* Longer n-grams are left out: names of features have an end. */
#define MAX_GRAM_BYTES 255

typedef struct TextOptions
{
	bool counts;
	bool lower;
	bool characters;
	int min_length;
	int max_length;
	int min; /* 0: n */
	NameTable stop_words;
} TextOptions;

/* Options of the call before, in fn_extra. */
typedef struct TextCall
{
	MemoryContext context;
	Jsonb *given;
	TextOptions options;
} TextCall;

/* The words of a text, and the bag they go into. */
typedef struct TextBag
{
	const TextOptions *options;
	int count; /* words */
	int allocated;
	int *start; /* each word's place in "text" and its length, in bytes */
	int *length;
	const char *text;
	NameTable grams;
	int64 *times; /* per gram */
	int times_allocated;
} TextBag;

/*----------
 * Options
 *----------
 */

static int
option_integer(const char *name, const JsonbValue *value, int min, int max)
{
	float8 number = -1;

	if (value->type == jbvNumeric)
		number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
													NumericGetDatum(value->val.numeric)));
	if (!(number >= min && number <= max) || number != rint(number))
		RefuseOption(name, psprintf("an integer from %d to %d", min, max), value);
	return (int) number;
}

static bool
option_boolean(const char *name, const JsonbValue *value)
{
	if (value->type != jbvBool)
		RefuseOption(name, "true or false", value);
	return value->val.boolean;
}

static bool
string_is(const JsonbValue *value, const char *string)
{
	return value->type == jbvString && value->val.string.len == strlen(string) &&
		   memcmp(value->val.string.val, string, value->val.string.len) == 0;
}

/* Are characters meant? */
static bool
option_unit(const JsonbValue *value)
{
	bool characters = string_is(value, "character");

	if (!characters && !string_is(value, "word"))
		RefuseOption("unit", "one of \"word\", \"character\"", value);
	return characters;
}

static void
option_stop_words(const JsonbValue *value, NameTable *words)
{
	JsonbContainer *array = value->val.binary.data;
	int count = 0;

	if (value->type != jbvBinary || !JsonContainerIsArray(array))
		RefuseOption("stop_words", "an array of strings", value);
	count = JsonContainerSize(array);
	for (int i = 0; i < count; i++)
	{
		JsonbValue *word = getIthJsonbValueFromContainer(array, i);
		uint32 hash;

		if (word->type != jbvString)
			RefuseOption("stop_words", "an array of strings", value);
		hash = NameHash(NAME_HASH_SEED, word->val.string.val, word->val.string.len);
		if (NameTableFind(words, word->val.string.val, word->val.string.len, hash) < 0)
			NameTableAdd(words, word->val.string.val, word->val.string.len, hash);
	}
}

static void
parse_option(const char *name, const JsonbValue *value, bool ngrams, TextOptions *options)
{
	if (strcmp(name, "counts") == 0)
		options->counts = option_boolean(name, value);
	else if (strcmp(name, "lower") == 0)
		options->lower = option_boolean(name, value);
	else if (strcmp(name, "min_length") == 0)
		options->min_length = option_integer(name, value, 1, MAX_LENGTH);
	else if (strcmp(name, "max_length") == 0)
		options->max_length = option_integer(name, value, 1, MAX_LENGTH);
	else if (strcmp(name, "stop_words") == 0)
		option_stop_words(value, &options->stop_words);
	else if (ngrams && strcmp(name, "unit") == 0)
		options->characters = option_unit(value);
	else if (ngrams && strcmp(name, "min") == 0)
		options->min = option_integer(name, value, 1, MAX_N);
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("option \"%s\" of %s is unrecognized", name,
						ngrams ? "ngrams" : "words"),
				 errhint("Valid options are \"counts\", \"lower\", \"min_length\", "
						 "\"max_length\", \"stop_words\"%s.",
						 ngrams ? ", \"unit\", \"min\"" : "")));
}

static void
parse_options(Jsonb *jsonb, bool ngrams, TextOptions *options)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue key;
	JsonbValue value;

	*options =
		(TextOptions){.counts = true, .lower = true, .min_length = 1, .max_length = 64};
	NameTableInit(&options->stop_words, CurrentMemoryContext);
	if (!JB_ROOT_IS_OBJECT(jsonb))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("options of %s must be a JSON object",
							   ngrams ? "ngrams" : "words")));
	iterator = JsonbIteratorInit(&jsonb->root);
	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&iterator, &value, true);
		parse_option(pnstrdup(key.val.string.val, key.val.string.len), &value, ngrams,
					 options);
	}
}

/* An error if words(), or ngrams(), does not take these options. */
void
FeatureTextOptionsCheck(Datum options_jsonb, bool ngrams)
{
	TextOptions options;

	parse_options(DatumGetJsonbP(options_jsonb), ngrams, &options);
}

/* The options of a call, which are mostly those of the one before. */
static const TextOptions *
get_options(FunctionCallInfo fcinfo, Jsonb *given, bool ngrams)
{
	TextCall *call = fcinfo->flinfo->fn_extra;
	MemoryContext old;

	if (call == NULL)
	{
		call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(TextCall));
		call->context = AllocSetContextCreate(
			fcinfo->flinfo->fn_mcxt, "streamml text options", ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = call;
	}
	if (call->given && VARSIZE(call->given) == VARSIZE(given) &&
		memcmp(call->given, given, VARSIZE(given)) == 0)
		return &call->options;

	call->given = NULL;
	MemoryContextReset(call->context);
	old = MemoryContextSwitchTo(call->context);
	parse_options(given, ngrams, &call->options);
	call->given = memcpy(palloc(VARSIZE(given)), given, VARSIZE(given));
	MemoryContextSwitchTo(old);

	return &call->options;
}

/*----------
 * Words
 *----------
 */

/* What the character at p is to a word. */
static inline CharacterKind
character_kind(const char *p)
{
	unsigned char c = (unsigned char) *p;

	if (!IS_HIGHBIT_SET(c))
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
					   (c >= '0' && c <= '9') ?
				   CHARACTER_LETTER :
				   CHARACTER_OTHER;
	if (GetDatabaseEncoding() != PG_UTF8)
		return CHARACTER_LETTER;
	return CharacterKindOf(utf8_to_unicode((const unsigned char *) p));
}

/* Note a word, unless the options leave it out. */
static void
add_word(TextBag *bag, int start, int length, int characters)
{
	const TextOptions *options = bag->options;
	const char *word = bag->text + start;

	if (characters < options->min_length || characters > options->max_length)
		return;
	if (options->stop_words.count > 0 &&
		NameTableFind(&options->stop_words, word, length,
					  NameHash(NAME_HASH_SEED, word, length)) >= 0)
		return;
	if (bag->count == bag->allocated)
	{
		bag->allocated = Max(64, 2 * bag->allocated);
		bag->start = bag->start ? repalloc(bag->start, bag->allocated * sizeof(int)) :
								  palloc(bag->allocated * sizeof(int));
		bag->length = bag->length ? repalloc(bag->length, bag->allocated * sizeof(int)) :
									palloc(bag->allocated * sizeof(int));
	}
	bag->start[bag->count] = start;
	bag->length[bag->count++] = length;
}

/* Is that a joiner?  One at the end of a word joins nothing. */
static inline bool
is_joiner(const char *p)
{
	return GetDatabaseEncoding() == PG_UTF8 &&
		   (strncmp(p, "\xe2\x80\x8c", 3) == 0 || strncmp(p, "\xe2\x80\x8d", 3) == 0);
}

/* Cut the text into words: a letter or digit, and letters, digits and marks after it. */
static void
find_words(TextBag *bag)
{
	const char *p = bag->text;

	while (*p)
	{
		const char *start = p;
		const char *end = p;
		int characters = 0;

		if (character_kind(p) == CHARACTER_LETTER)
		{
			for (int n = 1; *p && character_kind(p) != CHARACTER_OTHER; n++)
			{
				bool joins = is_joiner(p);

				p += pg_mblen(p);
				if (joins)
					continue;
				end = p;
				characters = n;
			}
			add_word(bag, start - bag->text, end - start, characters);
		}
		if (*p)
			p += pg_mblen(p);
	}
}

/*----------
 * The bag
 *----------
 */

static void
add_gram(TextBag *bag, const char *gram, int len)
{
	uint32 hash = NameHash(NAME_HASH_SEED, gram, len);
	int number;

	if (len > MAX_GRAM_BYTES)
		return;
	CHECK_FOR_INTERRUPTS();
	number = NameTableFind(&bag->grams, gram, len, hash);
	if (number >= 0)
	{
		bag->times[number]++;
		return;
	}
	number = NameTableAdd(&bag->grams, gram, len, hash);
	if (number >= bag->times_allocated)
	{
		bag->times_allocated = Max(64, 2 * bag->times_allocated);
		bag->times = bag->times ?
						 repalloc(bag->times, bag->times_allocated * sizeof(int64)) :
						 palloc(bag->times_allocated * sizeof(int64));
	}
	bag->times[number] = 1;
}

/* The n-grams of "n" words. */
static void
add_word_grams(TextBag *bag, int n)
{
	StringInfoData gram;

	initStringInfo(&gram);
	for (int i = 0; i + n <= bag->count; i++)
	{
		resetStringInfo(&gram);
		for (int j = i; j < i + n; j++)
		{
			if (j > i)
				appendStringInfoChar(&gram, ' ');
			appendBinaryStringInfo(&gram, bag->text + bag->start[j], bag->length[j]);
		}
		add_gram(bag, gram.data, gram.len);
	}
	pfree(gram.data);
}

/* The n-grams of "n" characters of the words, which are in "line". */
static void
add_character_grams(TextBag *bag, const char *line, int n)
{
	const char *start = line;
	const char *end = line;
	int have = 0;

	while (*end)
	{
		end += pg_mblen(end);
		if (++have < n)
			continue;
		add_gram(bag, start, end - start);
		start += pg_mblen(start);
	}
}

/* All words with single spaces between them. */
static char *
join_words(const TextBag *bag)
{
	StringInfoData line;

	initStringInfo(&line);
	for (int i = 0; i < bag->count; i++)
	{
		if (i > 0)
			appendStringInfoChar(&line, ' ');
		appendBinaryStringInfo(&line, bag->text + bag->start[i], bag->length[i]);
	}
	return line.data;
}

static Jsonb *
bag_to_jsonb(const TextBag *bag)
{
	JsonbParseState *state = NULL;
	JsonbValue *object;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < bag->grams.count; i++)
	{
		JsonbValue key = {.type = jbvString};
		JsonbValue value = {.type = jbvNumeric};

		key.val.string.val = bag->grams.names[i];
		key.val.string.len = strlen(bag->grams.names[i]);
		value.val.numeric = int64_to_numeric(bag->options->counts ? bag->times[i] : 1);
		pushJsonbValue(&state, WJB_KEY, &key);
		pushJsonbValue(&state, WJB_VALUE, &value);
	}
	object = pushJsonbValue(&state, WJB_END_OBJECT, NULL);

	return JsonbValueToJsonb(object);
}

/* The n-grams of a text, from "min" to "max" of a unit. */
static Jsonb *
make_bag(text *body, Oid collation, const TextOptions *options, int min, int max)
{
	TextBag bag = {.options = options};

	if (options->lower)
		bag.text = str_tolower(VARDATA_ANY(body), VARSIZE_ANY_EXHDR(body), collation);
	else
		bag.text = text_to_cstring(body);
	NameTableInit(&bag.grams, CurrentMemoryContext);
	find_words(&bag);
	if (options->characters)
	{
		char *line = join_words(&bag);

		for (int n = min; n <= max; n++)
			add_character_grams(&bag, line, n);
	}
	else
	{
		for (int n = min; n <= max; n++)
			add_word_grams(&bag, n);
	}

	return bag_to_jsonb(&bag);
}

/* words(body, options) */
PG_FUNCTION_INFO_V1(text_words);
Datum
text_words(PG_FUNCTION_ARGS)
{
	const TextOptions *options = get_options(fcinfo, PG_GETARG_JSONB_P(1), false);

	PG_RETURN_JSONB_P(make_bag(PG_GETARG_TEXT_PP(0), PG_GET_COLLATION(), options, 1, 1));
}

/* ngrams(body, n, options) */
PG_FUNCTION_INFO_V1(text_ngrams);
Datum
text_ngrams(PG_FUNCTION_ARGS)
{
	const TextOptions *options = get_options(fcinfo, PG_GETARG_JSONB_P(2), true);
	int n = PG_GETARG_INT32(1);
	int min = options->min > 0 ? options->min : n;

	if (n < 1 || n > MAX_N)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("n must be from 1 to %d, not %d", MAX_N, n)));
	if (min > n)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("option \"min\" is %d, but n is %d", min, n)));
	PG_RETURN_JSONB_P(
		make_bag(PG_GETARG_TEXT_PP(0), PG_GET_COLLATION(), options, min, n));
}
