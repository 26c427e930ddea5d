/*
 * aggstate.c
 *	  Type streamml.aggstate: the stored state of an aggregate whose transition
 *	  type is internal, in the bytes of its serialization function.
 *
 * Deserialization functions trust their input: they were written for bytes
 * that another process of the same query has just produced.  So the type is
 * sealed.  It has no casts and no binary input; a user can copy a value to another
 * column but not make one.  What the text input (for dumps) makes for others than
 * superusers is marked as foreign for ever: it can be stored and dumped, so that
 * anybody may restore his dump, but is refused where it is used.  The header says
 * which aggregate and which server wrote it, and both are compared before a byte
 * reaches a deserialization function:
 *
 *		length word | version, foreign, server major | tag (8 bytes) | crc | bytes
 *
 * The tag is made of OIDs: it holds within a database.  After a dump and
 * restore or a major upgrade states are rebuilt.
 */
#include "streamml.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "port/pg_crc32c.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "view/view.h"

#define AGGSTATE_VERSION 1
#define AGGSTATE_TYPE_NAME "aggstate"
#define AGGSTATE_SERVER_MAJOR (PG_MAJORVERSION_NUM)

typedef struct StoredAggState
{
	int32 vl_len_; /* varlena header (do not touch directly!) */
	uint8 version;
	uint8 foreign; /* read as text from somebody who is no superuser */
	uint16 server_major;
	uint32 tag_high;
	uint32 tag_low;
	pg_crc32c crc; /* of the bytes */
	char bytes[FLEXIBLE_ARRAY_MEMBER];
} StoredAggState;

#define AGGSTATE_HEADER_SIZE offsetof(StoredAggState, bytes)

PG_FUNCTION_INFO_V1(aggstate_in);
PG_FUNCTION_INFO_V1(aggstate_out);

static pg_crc32c
checksum(const char *bytes, Size length)
{
	pg_crc32c crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, bytes, length);
	FIN_CRC32C(crc);
	return crc;
}

/*
 * AggStateTypeId: OID of streamml.aggstate.
 */
Oid
AggStateTypeId(void)
{
	Oid schema = get_namespace_oid(STREAMML_SCHEMA, false);
	Oid type =
		GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
						CStringGetDatum(AGGSTATE_TYPE_NAME), ObjectIdGetDatum(schema));

	if (!OidIsValid(type))
		elog(ERROR, "type \"%s.%s\" does not exist", STREAMML_SCHEMA, AGGSTATE_TYPE_NAME);
	return type;
}

/*
 * AggStateTag: what tells states of different calls apart: the aggregate and
 * the types it was called with.
 */
uint64
AggStateTag(Oid aggregate, const Oid *argtypes, int nargs)
{
	uint32 types = nargs == 0 ?
					   0 :
					   hash_bytes((const unsigned char *) argtypes, sizeof(Oid) * nargs);

	return ((uint64) aggregate) << 32 | types;
}

/*
 * AggStateFromBytes: seal what a serialization function returned.  The result
 * is palloc'd in the current context.
 */
Datum
AggStateFromBytes(uint64 tag, const bytea *bytes)
{
	Size length = VARSIZE_ANY_EXHDR(bytes);
	StoredAggState *state;

	if (length > MaxAllocSize - AGGSTATE_HEADER_SIZE)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("aggregate state of %zu bytes is too large to store", length));
	state = palloc0(AGGSTATE_HEADER_SIZE + length);
	SET_VARSIZE(state, AGGSTATE_HEADER_SIZE + length);
	state->version = AGGSTATE_VERSION;
	state->server_major = AGGSTATE_SERVER_MAJOR;
	state->tag_high = (uint32) (tag >> 32);
	state->tag_low = (uint32) tag;
	memcpy(state->bytes, VARDATA_ANY(bytes), length);
	state->crc = checksum(state->bytes, length);
	return PointerGetDatum(state);
}

/* Raise an error unless the header is one that this server can have written. */
static void
check_header(const StoredAggState *state, Size size)
{
	if (size < AGGSTATE_HEADER_SIZE || state->version != AGGSTATE_VERSION ||
		state->foreign > 1)
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored aggregate state has an unknown format"));
	if (state->server_major != AGGSTATE_SERVER_MAJOR)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("stored aggregate state was written by PostgreSQL %d",
					   state->server_major),
				errhint("Run streamml.rebuild() for the view."));
	if (!EQ_CRC32C(state->crc, checksum(state->bytes, size - AGGSTATE_HEADER_SIZE)))
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored aggregate state has a wrong checksum"));
}

/*
 * AggStateBytes: the bytes for the deserialization function of the call with
 * this tag; palloc'd in the current context.  An error if the value belongs
 * to another aggregate or is damaged.
 */
bytea *
AggStateBytes(uint64 tag, Datum value)
{
	StoredAggState *state = (StoredAggState *) PG_DETOAST_DATUM(value);
	Size size = VARSIZE(state);
	bytea *result;

	check_header(state, size);
	if (state->foreign)
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("stored aggregate state was not restored by a superuser"),
				errdetail("The bytes are handed to functions that trust them."),
				errhint("Run streamml.rebuild() for the view."));
	if (state->tag_high != (uint32) (tag >> 32) || state->tag_low != (uint32) tag)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("stored state belongs to another aggregate"));
	result = palloc(VARHDRSZ + size - AGGSTATE_HEADER_SIZE);
	SET_VARSIZE(result, VARHDRSZ + size - AGGSTATE_HEADER_SIZE);
	memcpy(VARDATA(result), state->bytes, size - AGGSTATE_HEADER_SIZE);
	if ((Pointer) state != DatumGetPointer(value))
		pfree(state);
	return result;
}

/*
 * Text input, for restoring dumps: hexadecimal.
 */
Datum
aggstate_in(PG_FUNCTION_ARGS)
{
	bytea *raw = DatumGetByteaPP(DirectFunctionCall1(byteain, PG_GETARG_DATUM(0)));
	Size size = VARSIZE_ANY_EXHDR(raw) + VARHDRSZ;
	StoredAggState *state = palloc0(Max(size, AGGSTATE_HEADER_SIZE));

	memcpy((char *) state + VARHDRSZ, VARDATA_ANY(raw), size - VARHDRSZ);
	SET_VARSIZE(state, size);
	check_header(state, size);
	if (!superuser())
		state->foreign = 1;
	PG_RETURN_POINTER(state);
}

/*
 * Text output: everything behind the length word, hexadecimal.
 */
Datum
aggstate_out(PG_FUNCTION_ARGS)
{
	bytea *value = PG_GETARG_BYTEA_PP(0);
	Size length = VARSIZE_ANY_EXHDR(value);
	char *result = palloc(2 + length * 2 + 1);
	char *end = result;

	*end++ = '\\';
	*end++ = 'x';
	end += hex_encode(VARDATA_ANY(value), length, end);
	*end = '\0';
	PG_RETURN_CSTRING(result);
}
