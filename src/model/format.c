/*
 * format.c
 *	  The stored forms of a model.
 *
 * The flat form, little-endian, is a header of 40 bytes
 *
 *		 0	uint32	magic
 *		 4	uint16	format version
 *		 6	uint16	algorithm
 *		 8	uint32	size of all of it
 *		12	uint32	flags
 *		16	int64	rows learned
 *		24	uint64	digest of what follows and of the fields above
 *		32	uint64	zero
 *
 * and what archive_body names, in that order.  Equal content has equal bytes,
 * so models are compared by memcmp, and two values whose headers agree are
 * taken for the same (the digest finds damage and lets predict() skip parsing;
 * it is no protection against whoever wants to forge one).
 *
 * The JSON form has the same fields under names.  Its "format" is the same
 * version; readers accept every version up to their own.  A field added later
 * is read under "if (archive->format >= N)" and gets a default otherwise.
 *
 *		1	release 0.1
 *		2	optimizer "adaptive": "present", "label_low", "label_high"
 */
#include "shim.h"

#include "model/model.h"

#define DIGEST_OFFSET 24

static const char *const label_kinds[] = {"none", "boolean", "number", "text"};

static void bad_header(const char *problem) __attribute__((noreturn));

static void
bad_header(const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_STREAMML_BAD_MODEL), errmsg("invalid model: %s", problem)));
}

/*
 * Lists of sizes as one number, the first size in its lowest digit; no size is
 * zero.  The packed number may be anything from 0 to 2^52 - 1.
 */
float8
OptionSizesPack(const float8 *sizes, int count)
{
	float8 packed = 0;

	for (int i = count - 1; i >= 0; i--)
		packed = packed * OPTION_SIZE_BASE + sizes[i];
	return packed;
}

/* Into sizes[OPTION_MAX_SIZES]; returns their number. */
int
OptionSizesUnpack(float8 packed, float8 *sizes)
{
	int64 rest = (int64) packed;
	int count = 0;

	for (; rest > 0 && count < OPTION_MAX_SIZES; rest /= OPTION_SIZE_BASE)
		sizes[count++] = (float8) (rest % OPTION_SIZE_BASE);
	return count;
}

/* Is this what OptionSizesPack makes of sizes from 1 to "max"? */
static bool
sizes_are_valid(float8 packed, float8 max)
{
	float8 sizes[OPTION_MAX_SIZES];
	int count;

	if (!(packed >= 0 && packed < 0x1p52))
		return false;
	count = OptionSizesUnpack(packed, sizes);
	for (int i = 0; i < count; i++)
	{
		if (!(sizes[i] >= 1 && sizes[i] <= max))
			return false;
	}
	return true;
}

/* JSON only: an option that is a list of sizes. */
static void
archive_sizes_json(Archive *archive, const ModelOption *option, float8 *value)
{
	float8 sizes[OPTION_MAX_SIZES];
	int count = OptionSizesUnpack(*value, sizes);

	count = ArchiveListJson(archive, option->name, sizes, count, OPTION_MAX_SIZES);
	for (int i = 0; i < count; i++)
	{
		if (!(sizes[i] >= 1 && sizes[i] <= option->max && sizes[i] == rint(sizes[i])))
			bad_header("an option is out of range");
	}
	*value = OptionSizesPack(sizes, count);
}

/* JSON only: an option under its name. */
static void
archive_option_json(Archive *archive, const ModelOption *option, float8 *value)
{
	bool flag = *value != 0;
	char *choice = NULL;

	if (ArchiveReads(archive) && !ArchiveHas(archive, option->name))
		return;

	switch (option->kind)
	{
		case OPTION_REAL:
		case OPTION_INTEGER:
			ArchiveFloat(archive, option->name, value, option->min, option->max);
			break;
		case OPTION_BOOLEAN:
			ArchiveBool(archive, option->name, &flag);
			*value = flag;
			break;
		case OPTION_CHOICE:
			if (!ArchiveReads(archive))
				choice = (char *) option->choices[(int) *value];
			ArchiveString(archive, option->name, &choice);
			if (!ArchiveReads(archive))
				break;
			for (int i = 0; choice && option->choices[i]; i++)
			{
				if (strcmp(option->choices[i], choice) == 0)
				{
					*value = i;
					return;
				}
			}
			bad_header("an option has an unrecognized value");
			break;
		case OPTION_SIZES:
			archive_sizes_json(archive, option, value);
			break;
	}
}

/*
 * The options that every model may have, if this one does: in few models, and
 * unknown to earlier releases.
 */
static void
archive_watch_options(Model *model, Archive *archive)
{
	bool watched = (model->flags & MODEL_WATCHED) != 0;

	if (archive->mode == ARCHIVE_FROM_JSON)
		watched = ArchiveHas(archive, ModelWatchOptions[WATCH_DRIFT].name);
	for (int i = 0; watched && i < WATCH_OPTIONS; i++)
	{
		if (ArchiveIsJson(archive))
			archive_option_json(archive, &ModelWatchOptions[i], &model->watch_option[i]);
		else
			ArchiveFloat(archive, ModelWatchOptions[i].name, &model->watch_option[i],
						 -HUGE_VAL, HUGE_VAL);
	}
}

/* Reading: is this a value that the option can have? */
static bool
option_is_valid(const ModelOption *option, float8 value)
{
	int choices = 0;

	/* a negative zero would not survive as an integer or a word */
	if (value == 0 && signbit(value))
		return false;
	if (option->kind != OPTION_REAL && value != rint(value))
		return false;
	if (option->kind == OPTION_BOOLEAN)
		return value == 0 || value == 1;
	if (option->kind == OPTION_SIZES)
		return sizes_are_valid(value, option->max);
	if (option->kind == OPTION_CHOICE)
	{
		while (option->choices[choices])
			choices++;
		return value >= 0 && value < choices;
	}
	return value >= option->min && value <= option->max;
}

const char *const ModelMissingNames[] = {"ignore", "error",		"zero",
										 "mean",   "indicator", NULL};

/* The option "missing": a word in JSON, a number otherwise. */
static void
archive_missing(Model *model, Archive *archive)
{
	int32 missing = model->features.missing;
	char *word = (char *) ModelMissingNames[missing];

	if (!ArchiveIsJson(archive))
		ArchiveInt32(archive, "missing", &missing, MISSING_ERROR, MISSING_INDICATOR);
	else
	{
		ArchiveString(archive, "missing", &word);
		for (missing = MISSING_ERROR; missing <= MISSING_INDICATOR; missing++)
		{
			if (word && strcmp(ModelMissingNames[missing], word) == 0)
				break;
		}
		if (missing > MISSING_INDICATOR)
			bad_header("\"missing\" is unrecognized");
	}
	model->features.missing = missing;
}

/*
 * The options on features, where they are not the defaults.  In the flat form
 * the header's flags say so, in JSON the keys.
 */
static void
archive_feature_options(Model *model, Archive *archive)
{
	const ModelOps *ops = model->ops;
	FeatureHash *hash = model->features.hash;
	int32 bits = hash ? hash->bits : 0;
	int32 max_names = hash ? hash->max_names : 0;

	if (archive->mode == ARCHIVE_FROM_JSON)
		model->flags |= (ArchiveHas(archive, "hash_bits") ? MODEL_HASHED : 0) |
						(ArchiveHas(archive, "missing") ? MODEL_MISSING : 0);
	if (((model->flags & MODEL_HASHED) && !ops->hashable) ||
		((model->flags & MODEL_MISSING) && !ops->imputable))
		bad_header("its algorithm does not have its options");
	if (model->flags & MODEL_HASHED)
	{
		ArchiveInt32(archive, "hash_bits", &bits, 1,
					 ModelMaxHashBits(ops, model->option));
		ArchiveInt32(archive, "dictionary", &max_names, 0, 1 << FEATURE_MAX_HASH_BITS);
	}
	if (model->flags & MODEL_MISSING)
		archive_missing(model, archive);
	if (ArchiveReads(archive) && bits > 0)
		model->features.hash = FeatureHashCreate(model->context, bits, max_names);
}

/* Options about metrics.  JSON has those that are not the default. */
static void
archive_metric_options(Model *model, Archive *archive)
{
	ModelMetricOptions *option = &model->metric_option;
	bool reads = ArchiveReads(archive);
	bool json = ArchiveIsJson(archive);
	int32 window = model->ops->task == TASK_REGRESSION ? INTERVAL_WINDOW_INITIAL : 0;

	if (reads)
	{
		option->fading = 0;
		option->interval_window = window;
	}
	if (!ModelIsScored(model->ops))
		return;
	if (!json || (reads ? ArchiveHas(archive, "fading") : option->fading != 0))
		ArchiveFloat(archive, "fading", &option->fading, 0, FADING_MAX);
	if (signbit(option->fading) || (option->fading != 0 && option->fading < FADING_MIN))
		bad_header("an option is out of range");
	if (model->ops->task == TASK_REGRESSION &&
		(!json || (reads ? ArchiveHas(archive, "interval_window") :
						   option->interval_window != window)))
		ArchiveInt32(archive, "interval_window", &option->interval_window, 0,
					 RESIDUAL_MAX_WINDOW);
}

/* Name the options to the archive.  Missing ones get their defaults. */
void
ModelOptionsArchive(Model *model, Archive *archive)
{
	const ModelOption *options = model->ops->options;
	int known = 0;
	int32 count;

	while (options[known].name)
		known++;

	if (ArchiveReads(archive))
	{
		for (int i = 0; i < known; i++)
			model->option[i] = options[i].initial;
	}

	ArchiveBegin(archive, "options");
	if (ArchiveIsJson(archive))
	{
		for (int i = 0; i < known; i++)
			archive_option_json(archive, &options[i], &model->option[i]);
	}
	else
	{
		count = known;
		ArchiveInt32(archive, "options", &count, 0, known);
		for (int i = 0; i < count; i++)
			ArchiveFloat(archive, options[i].name, &model->option[i], -HUGE_VAL,
						 HUGE_VAL);
	}
	ArchiveString(archive, "positive", &model->positive_name);
	archive_feature_options(model, archive);
	archive_watch_options(model, archive);
	archive_metric_options(model, archive);
	ArchiveEnd(archive);

	if (!ArchiveReads(archive))
		return;
	if (model->ops->settle)
		model->ops->settle(model->option);
	for (int i = 0; i < known; i++)
	{
		if (!option_is_valid(&options[i], model->option[i]))
			bad_header("an option is out of range");
	}
	for (int i = 0; i < WATCH_OPTIONS; i++)
	{
		if (!option_is_valid(&ModelWatchOptions[i], model->watch_option[i]))
			bad_header("an option is out of range");
	}
	if ((model->flags & MODEL_WATCHED) && model->watch_option[WATCH_DRIFT] == 0)
		bad_header("it watches for nothing");
	ModelWatchOptionsCheck(model->ops, model->watch_option);
	if (model->watch_option[WATCH_DRIFT] != 0)
		ModelWatchCreate(model);
}

/* The kind of the labels: a word in JSON, a number otherwise. */
static void
archive_label_kind(Model *model, Archive *archive)
{
	int32 kind = model->label_kind;
	char *word = (char *) label_kinds[kind];

	if (!ArchiveIsJson(archive))
		ArchiveInt32(archive, "label", &kind, LABEL_NONE, LABEL_TEXT);
	else
	{
		ArchiveString(archive, "label", &word);
		for (kind = 0; word && kind < (int) lengthof(label_kinds); kind++)
		{
			if (strcmp(word, label_kinds[kind]) == 0)
				break;
		}
		if (word == NULL || kind == (int) lengthof(label_kinds))
			bad_header("\"label\" is unrecognized");
	}
	model->label_kind = kind;
}

/* Reading: put the slots to use, in order; every number is checked. */
static void
read_hash(FeatureHash *hash, int count, const float8 *owner, const float8 *rows,
		  const float8 *shared)
{
	for (int i = 0; i < count; i++)
	{
		if (!(owner[i] >= 0 && owner[i] <= UINT32_MAX) || owner[i] != rint(owner[i]) ||
			signbit(owner[i]) || FeatureHashFind(hash, (uint32) owner[i]) >= 0)
			bad_header("\"hashes\" has an element that cannot be");
		if (rows[i] < 0 || shared[i] < 0 || shared[i] > rows[i])
			bad_header("\"rows\" or \"shared\" is out of range");
		(void) FeatureHashNew(hash, (uint32) owner[i]);
		hash->slot[i].rows = rows[i];
		hash->slot[i].shared = shared[i];
	}
}

/* Reading: give the slots their names. */
static void
read_hash_names(FeatureHash *hash, const NameTable *names)
{
	for (int i = 0; i < names->count; i++)
	{
		int len = strlen(names->names[i]);
		uint32 name_hash = FeatureMurmur(names->names[i], len, 0);
		int feature = FeatureHashFind(hash, name_hash);

		if (feature < 0 || hash->slot[feature].owner != name_hash ||
			hash->slot[feature].name)
			bad_header("a name has no slot of its own");
		FeatureHashKeep(hash, feature, names->names[i], len);
	}
}

/* Writing: the kept names in the order of their features. */
static void
list_hash_names(const FeatureHash *hash, NameTable *names)
{
	names->names = palloc(Max(hash->kept, 1) * sizeof(char *));
	for (int i = 0; i < hash->count; i++)
	{
		if (hash->slot[i].name)
			names->names[names->count++] = hash->slot[i].name;
	}
}

/* The features of a hash.  Which name has which slot follows from the names. */
static void
archive_hash(Model *model, Archive *archive)
{
	FeatureHash *hash = model->features.hash;
	int32 count = hash->count;
	NameTable names;
	float8 *owner = NULL;
	float8 *rows = NULL;
	float8 *shared = NULL;

	NameTableInit(&names, CurrentMemoryContext);
	if (!ArchiveReads(archive) && archive->mode != ARCHIVE_MEASURE)
	{
		owner = palloc(Max(count, 1) * sizeof(float8));
		rows = palloc(Max(count, 1) * sizeof(float8));
		shared = palloc(Max(count, 1) * sizeof(float8));
		for (int i = 0; i < count; i++)
		{
			owner[i] = hash->slot[i].owner;
			rows[i] = hash->slot[i].rows;
			shared[i] = hash->slot[i].shared;
		}
	}
	if (!ArchiveReads(archive))
		list_hash_names(hash, &names);

	ArchiveInt32(archive, "slots", &count, 0, 1 << hash->bits);
	ArchiveNames(archive, "names", &names, hash->max_names);
	ArchiveFloats(archive, "hashes", &owner, count);
	ArchiveFloats(archive, "rows", &rows, count);
	ArchiveFloats(archive, "shared", &shared, count);
	if (ArchiveReads(archive))
	{
		read_hash(hash, count, owner, rows, shared);
		read_hash_names(hash, &names);
		model->features.count = count;
	}
	if (owner)
	{
		pfree(owner);
		pfree(rows);
		pfree(shared);
	}
}

/* The features: how many positions, or all names. */
static void
archive_features(Model *model, Archive *archive)
{
	FeatureDict *dict = &model->features;
	int limit = ModelMaxFeatures(model->ops, model->option);
	int32 positions = dict->positional ? dict->count : 0;

	ArchiveBegin(archive, "features");
	if (dict->hash)
	{
		archive_hash(model, archive);
		ArchiveEnd(archive);
		return;
	}
	ArchiveInt32(archive, "positions", &positions, 0, limit);
	ArchiveNames(archive, "names", &dict->names, limit);
	ArchiveEnd(archive);

	if (!ArchiveReads(archive))
		return;
	if (positions > 0 && dict->names.count > 0)
		bad_header("features have both positions and names");
	if (dict->missing == MISSING_INDICATOR && positions % 2 != 0)
		bad_header("a position has no indicator");
	dict->positional = positions > 0;
	dict->count = positions > 0 ? positions : dict->names.count;
}

/* Name everything after the header. */
static void
archive_body(Model *model, Archive *archive)
{
	int max_classes = model->ops->task == TASK_BINARY ? 2 : MODEL_MAX_CLASSES;

	/* the dictionary can be ahead of the state */
	if (!ArchiveReads(archive))
		ModelReserve(model);

	ArchiveInt(archive, "unlabeled", &model->unlabeled, 0, MODEL_MAX_ROWS);
	ArchiveInt(archive, "skipped", &model->skipped, 0, MODEL_MAX_ROWS);
	ModelOptionsArchive(model, archive);
	if (TaskHasClasses(model->ops->task))
	{
		archive_label_kind(model, archive);
		ArchiveNames(archive, "classes", &model->classes, max_classes);
		if ((model->flags & MODEL_CLASSES_FIXED) && model->classes.count < 2)
			bad_header("classes are missing");
	}
	archive_features(model, archive);
	ModelImputerArchive(model, archive);
	ModelMetricsArchive(model, archive);
	ArchiveBegin(archive, "state");
	model->ops->archive(model, archive);
	ArchiveEnd(archive);
	if (model->watch)
		ModelWatchArchive(model, archive);
}

/* JSON only: what the flat form has in its header. */
static void
archive_json_header(Model *model, Archive *archive)
{
	bool merged = (model->flags & MODEL_MERGED) != 0;
	bool classes_fixed = (model->flags & MODEL_CLASSES_FIXED) != 0;
	bool unscored = (model->flags & MODEL_UNSCORED) != 0;

	ArchiveInt(archive, "n", &model->n, 0, MODEL_MAX_ROWS);
	ArchiveBool(archive, "merged", &merged);
	ArchiveBool(archive, "classes_fixed", &classes_fixed);
	/* in few models, and unknown to earlier releases */
	if (ArchiveReads(archive) ? ArchiveHas(archive, "unscored") : unscored)
		ArchiveBool(archive, "unscored", &unscored);
	/* the others follow from the options */
	model->flags = (model->flags & (MODEL_HASHED | MODEL_MISSING | MODEL_WATCHED)) |
				   (merged ? MODEL_MERGED : 0) |
				   (classes_fixed ? MODEL_CLASSES_FIXED : 0) |
				   (unscored ? MODEL_UNSCORED : 0);
}

/*
 * A digest of everything but its own field: multiply and shift over 64-bit
 * words, from the finalizer of MurmurHash3.
 */
static uint64
compute_digest(const char *flat, Size size)
{
	uint64 digest = size;

	for (Size i = 0; i < size; i += 8)
	{
		uint64 word = 0;

		if (i == DIGEST_OFFSET)
			continue;
		memcpy(&word, flat + i, Min(size - i, 8));
#ifdef WORDS_BIGENDIAN
		word = __builtin_bswap64(word);
#endif
		digest = (digest ^ word) * UINT64_C(0xff51afd7ed558ccd);
		digest ^= digest >> 33;
	}

	return digest;
}

static void
put_bytes(char *p, uint64 value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		p[i] = (char) (value >> (8 * i));
}

static uint64
get_bytes(const char *p, int bytes)
{
	uint64 value = 0;

	for (int i = 0; i < bytes; i++)
		value |= (uint64) (uint8) p[i] << (8 * i);
	return value;
}

/* Size of the flat form, without a varlena header. */
Size
ModelFlatSize(Model *model)
{
	Archive archive = {
		.mode = ARCHIVE_MEASURE, .format = MODEL_FORMAT, .size = MODEL_HEADER_SIZE};

	archive_body(model, &archive);
	if (archive.size > MODEL_MAX_SIZE)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("model is too large: %zu bytes, the limit is %d",
							   archive.size, MODEL_MAX_SIZE)));

	return archive.size;
}

/* Write the flat form into exactly ModelFlatSize bytes. */
void
ModelFlatten(Model *model, char *flat, Size size)
{
	Archive archive = {.mode = ARCHIVE_WRITE,
					   .format = MODEL_FORMAT,
					   .p = flat + MODEL_HEADER_SIZE,
					   .end = flat + size};

	put_bytes(flat, MODEL_MAGIC, 4);
	put_bytes(flat + 4, MODEL_FORMAT, 2);
	put_bytes(flat + 6, model->ops->id, 2);
	put_bytes(flat + 8, size, 4);
	put_bytes(flat + 12, model->flags, 4);
	put_bytes(flat + 16, model->n, 8);
	put_bytes(flat + 32, 0, 8);
	archive_body(model, &archive);
	Assert(archive.p == archive.end);
	put_bytes(flat + DIGEST_OFFSET, compute_digest(flat, size), 8);
}

/* Check the header; returns the algorithm. */
static const ModelOps *
check_header(const char *flat, Size size)
{
	const ModelOps *ops;
	int version;

	if (size < MODEL_HEADER_SIZE || get_bytes(flat, 4) != MODEL_MAGIC)
		bad_header("it does not begin like one");

	version = get_bytes(flat + 4, 2);
	if (version < 1 || version > MODEL_FORMAT)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("model has format %d, this release reads formats 1 to %d",
							   version, MODEL_FORMAT)));
	ops = ModelOpsById(get_bytes(flat + 6, 2));
	if (ops == NULL)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("model was made by algorithm %d, which this release does "
							   "not have",
							   (int) get_bytes(flat + 6, 2))));

	if (get_bytes(flat + 8, 4) != size || size > MODEL_MAX_SIZE)
		bad_header("its size is wrong");
	if ((get_bytes(flat + 12, 4) & ~(uint64) MODEL_VALID_FLAGS) != 0 ||
		get_bytes(flat + 32, 8) != 0)
		bad_header("reserved bits are set");
#ifndef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
	if (get_bytes(flat + DIGEST_OFFSET, 8) != compute_digest(flat, size))
		bad_header("its digest is wrong");
#endif

	return ops;
}

/*
 * Open a flat model in "context".  Throws if the bytes are none.
 */
Model *
ModelParse(const char *flat, Size size, MemoryContext context)
{
	const ModelOps *ops = check_header(flat, size);
	Archive archive = {.mode = ARCHIVE_READ,
					   .format = get_bytes(flat + 4, 2),
					   .context = context,
					   .p = (char *) flat + MODEL_HEADER_SIZE,
					   .end = (char *) flat + size};
	Model *model = ModelCreateForRead(ops, context);

	model->flags = get_bytes(flat + 12, 4);
	model->n = (int64) get_bytes(flat + 16, 8);
	if (model->n < 0 || model->n > MODEL_MAX_ROWS)
		bad_header("\"n\" is out of range");
	archive_body(model, &archive);
	if (archive.p != archive.end)
		bad_header("bytes are left over");
	ModelReadDone(model);

	return model;
}

/* The model as JSON text, in the current context. */
char *
ModelToJson(Model *model)
{
	Archive archive = {.mode = ARCHIVE_TO_JSON, .format = MODEL_FORMAT};
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	archive.out = &out;
	ArchiveShowString(&archive, "algorithm", model->ops->name);
	ArchiveShowInt(&archive, "format", MODEL_FORMAT);
	archive_json_header(model, &archive);
	archive_body(model, &archive);
	appendStringInfoChar(&out, '}');

	return out.data;
}

/*
 * Open a model from JSON text of "size" bytes, followed by a NUL.  The tree of
 * values lives in the current context, the model in "context".
 */
Model *
ModelFromJson(const char *json, Size size, MemoryContext context)
{
	Archive archive = {.mode = ARCHIVE_FROM_JSON, .context = CurrentMemoryContext};
	const ModelOps *ops;
	Model *model;
	char *name = NULL;
	int64 version;

	archive.stack[archive.depth++] = JsonParse(json, size);
	if (archive.stack[0]->type != JSON_OBJECT)
		bad_header("it is not a JSON object");
	ArchiveString(&archive, "algorithm", &name);
	if (name == NULL)
		bad_header("\"algorithm\" is missing");
	ops = ModelOpsByName(name);
	if (ops == NULL)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("algorithm \"%s\" is unrecognized", name)));
	ArchiveInt(&archive, "format", &version, 1, MODEL_FORMAT);
	archive.format = version;

	model = ModelCreateForRead(ops, context);
	archive.context = context;
	archive_json_header(model, &archive);
	archive_body(model, &archive);
	ArchiveEnd(&archive);
	ModelReadDone(model);

	return model;
}
