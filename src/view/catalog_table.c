/*
 * catalog_table.c
 *	  streamml's own tables, opened with their columns found by name.
 *
 * The library and the extension's objects come to a server on two roads: one
 * is loaded when the server starts, the others change with ALTER EXTENSION.  So
 * the library may meet tables of another version.  It looks every column up by
 * its name and type when it opens a table, and never counts on how many there
 * are: columns that it does not know are left NULL in new rows and alone in
 * others; if one that it needs is not there, opening the table is an error that
 * names both versions.  Tables that fit are read whatever the version is, so
 * that views and scores can be read between the two halves of an upgrade.  They
 * are written to only where the versions are equal.
 *
 * Rows are given and taken as arrays in the order of the layout.
 *
 * Writes carry the origin DoNotReplicateId, as those of states do: they concern
 * this database alone (a subscription with origin = none leaves them out).
 */
#include "view/catalog_table.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/heaptoast.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_index.h"
#include "executor/tuptable.h"
#include "replication/origin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"

/* ---------- versions ---------- */

/*
 * ExtensionVersion: the version of the extension in this database, palloc'd;
 * NULL if it is not installed.
 */
char *
ExtensionVersion(void)
{
	Relation rel = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;
	char *version = NULL;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ,
				CStringGetDatum(STREAMML_NAME));
	scan = systable_beginscan(rel, ExtensionNameIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		bool isnull;
		Datum value = heap_getattr(tuple, Anum_pg_extension_extversion,
								   RelationGetDescr(rel), &isnull);

		version = isnull ? pstrdup("") : TextDatumGetCString(value);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return version;
}

/* Is version a later than version b?  They are numbers with points between. */
static bool
is_later(const char *a, const char *b)
{
	while (*a != '\0' || *b != '\0')
	{
		char *a_end;
		char *b_end;
		unsigned long a_part = strtoul(a, &a_end, 10);
		unsigned long b_part = strtoul(b, &b_end, 10);

		if (a_part != b_part)
			return a_part > b_part;
		if (a_end == a && b_end == b)
			return strcmp(a, b) > 0; /* no numbers */
		a = *a_end == '.' ? a_end + 1 : a_end;
		b = *b_end == '.' ? b_end + 1 : b_end;
	}
	return false;
}

/*
 * ExtensionVersionProblem: NULL if library and extension are of one version, or
 * the extension is not installed; else what is wrong, and in *hint the command
 * that mends it.  Both are palloc'd.
 */
const char *
ExtensionVersionProblem(const char **hint)
{
	char *version = ExtensionVersion();

	if (version == NULL || strcmp(version, STREAMML_VERSION) == 0)
		return NULL;
	*hint = is_later(STREAMML_VERSION, version) ?
				"Run ALTER EXTENSION streamml UPDATE;" :
				psprintf("Restart the server, so that it loads the library of version "
						 "%s.",
						 version);
	return psprintf("library \"%s\" is version %s, but the extension in this database is "
					"version %s",
					STREAMML_NAME, STREAMML_VERSION, version);
}

/*
 * ExtensionCheckVersion: an error unless library and extension are of one
 * version.  First thing in SQL functions that manage views: even the number of
 * their arguments may be another one.
 */
void
ExtensionCheckVersion(void)
{
	const char *hint = NULL;
	const char *problem = ExtensionVersionProblem(&hint);

	if (problem != NULL)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("%s", problem), errhint("%s", hint));
}

/* ---------- does a table fit? ---------- */

/*
 * CatalogTableOid: OID of one of our tables; InvalidOid if it is not there, or
 * the extension is not.
 */
Oid
CatalogTableOid(const char *name)
{
	char *version = ExtensionVersion();
	Oid schema;

	if (version == NULL)
		return InvalidOid;
	pfree(version);
	schema = get_namespace_oid(STREAMML_SCHEMA, true);
	return OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;
}

/* The column of this name and type; InvalidAttrNumber if there is none. */
static AttrNumber
find_column(TupleDesc tupdesc, const CatalogColumn *column, AttrNumber expected)
{
	for (int i = 0; i < tupdesc->natts; i++)
	{
		/* most columns are where they were made */
		AttrNumber attno = (expected - 1 + i) % tupdesc->natts + 1;
		Form_pg_attribute att = TupleDescAttr(tupdesc, attno - 1);

		if (!att->attisdropped && strcmp(NameStr(att->attname), column->name) == 0)
			return att->atttypid == column->type ? attno : InvalidAttrNumber;
	}
	return InvalidAttrNumber;
}

/* A column that a new row would have to fill and that the layout lacks, or NULL. */
static const char *
unknown_required_column(const CatalogTable *table)
{
	TupleDesc tupdesc = RelationGetDescr(table->rel);

	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);
		bool known = false;

		for (int c = 0; c < table->layout->ncolumns && !known; c++)
			known = table->attnos[c] == att->attnum;
		if (!known && !att->attisdropped && att->attnotnull)
			return NameStr(att->attname);
	}
	return NULL;
}

/* An index whose entries take more than the row's columns, or InvalidOid. */
static Oid
computed_index(Relation rel)
{
	List *indexes = RelationGetIndexList(rel);
	Oid result = InvalidOid;
	ListCell *lc;

	foreach (lc, indexes)
	{
		HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(lfirst_oid(lc)));

		if (!HeapTupleIsValid(tuple))
			continue;
		if (!heap_attisnull(tuple, Anum_pg_index_indexprs, NULL) ||
			!heap_attisnull(tuple, Anum_pg_index_indpred, NULL))
			result = lfirst_oid(lc);
		ReleaseSysCache(tuple);
	}
	list_free(indexes);
	return result;
}

/* Find the layout's columns in the open table; NULL, or what is wrong with it. */
static const char *
fit_table(CatalogTable *table)
{
	const CatalogLayout *layout = table->layout;
	Relation rel = table->rel;

	Assert(layout->ncolumns <= CATALOG_MAX_COLUMNS);
	if (rel->rd_rel->relkind != RELKIND_RELATION ||
		rel->rd_rel->relam != HEAP_TABLE_AM_OID)
		return psprintf("\"%s.%s\" is not an ordinary table", STREAMML_SCHEMA,
						layout->name);
	for (int i = 0; i < layout->ncolumns; i++)
	{
		const CatalogColumn *column = &layout->columns[i];

		table->attnos[i] = find_column(RelationGetDescr(rel), column, i + 1);
		if (table->attnos[i] == InvalidAttrNumber)
			return psprintf("table \"%s.%s\" has no column \"%s\" of type %s",
							STREAMML_SCHEMA, layout->name, column->name,
							format_type_be(column->type));
	}
	return NULL;
}

/* What keeps us from writing rows to a table that fits; or NULL. */
static const char *
writing_problem(const CatalogTable *table)
{
	const char *column;
	Oid index;

	column = unknown_required_column(table);
	index = computed_index(table->rel);
	if (column != NULL)
		return psprintf("column \"%s\" of table \"%s.%s\" is NOT NULL, but unknown here",
						column, STREAMML_SCHEMA, table->layout->name);
	if (OidIsValid(index))
		return psprintf("index \"%s\" on table \"%s.%s\" has expressions or a predicate",
						get_rel_name(index), STREAMML_SCHEMA, table->layout->name);
	return NULL;
}

/* What mends tables that do not fit. */
static const char *
fitting_hint(void)
{
	const char *hint = NULL;

	if (ExtensionVersionProblem(&hint) == NULL)
		hint = "Undo what was done to the tables of the extension, which is of the "
			   "library's own version " STREAMML_VERSION ".";
	return hint;
}

static void
pg_attribute_noreturn() refuse(const char *problem)
{
	ereport(
		ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
		errmsg("streamml's catalogs are not those that its library knows: %s", problem),
		errhint("%s", fitting_hint()));
}

static const char *
missing_table(const CatalogLayout *layout)
{
	return psprintf("table \"%s.%s\" is missing", STREAMML_SCHEMA, layout->name);
}

/*
 * CatalogTableProblem: NULL if the library can read and write the table; else
 * what is wrong, and in *hint what mends it.  For those who wait until it can.
 */
const char *
CatalogTableProblem(const CatalogLayout *layout, const char **hint)
{
	CatalogTable table = {.layout = layout};
	Oid relid = CatalogTableOid(layout->name);
	const char *problem;

	table.rel = OidIsValid(relid) ? try_relation_open(relid, AccessShareLock) : NULL;
	if (table.rel == NULL)
		problem = missing_table(layout);
	else
	{
		problem = fit_table(&table);
		if (problem == NULL)
			problem = writing_problem(&table);
		relation_close(table.rel, AccessShareLock);
	}
	if (problem != NULL)
		*hint = fitting_hint();
	return problem;
}

/* ---------- rows ---------- */

/*
 * CatalogTableOpen: open one of our tables, an error if it is not there or does
 * not fit.
 */
CatalogTable
CatalogTableOpen(const CatalogLayout *layout, LOCKMODE lockmode)
{
	CatalogTable table = {.layout = layout};
	Oid relid = CatalogTableOid(layout->name);
	const char *problem;

	if (!OidIsValid(relid) && ExtensionVersion() == NULL)
		ereport(
			ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
			errmsg("extension \"%s\" is not installed in this database", STREAMML_NAME),
			errhint("Run CREATE EXTENSION %s.", STREAMML_NAME));
	if (!OidIsValid(relid))
		refuse(missing_table(layout));
	table.rel = relation_open(relid, lockmode);
	problem = fit_table(&table);
	if (problem != NULL)
		refuse(problem);
	return table;
}

/*
 * CatalogTableClose: close it, and give lockmode back.
 */
void
CatalogTableClose(CatalogTable *table, LOCKMODE lockmode)
{
	relation_close(table->rel, lockmode);
}

/*
 * CatalogTableGet: one column of a row, by its number in the layout.
 */
Datum
CatalogTableGet(const CatalogTable *table, HeapTuple tuple, int column, bool *isnull)
{
	const CatalogColumn *known = &table->layout->columns[column - 1];
	Datum value = heap_getattr(tuple, table->attnos[column - 1],
							   RelationGetDescr(table->rel), isnull);

	if (*isnull && !known->nullable)
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("column \"%s\" of table \"%s.%s\" is null", known->name,
					   STREAMML_SCHEMA, table->layout->name));
	return value;
}

/*
 * CatalogTableDeform: all columns of a row that the layout has.
 */
void
CatalogTableDeform(const CatalogTable *table, HeapTuple tuple, Datum *values, bool *nulls)
{
	for (int i = 0; i < table->layout->ncolumns; i++)
		values[i] = CatalogTableGet(table, tuple, i + 1, &nulls[i]);
}

/* The row that old becomes, or a new one. */
static HeapTuple
form_row(const CatalogTable *table, HeapTuple old, const Datum *values, const bool *nulls,
		 const bool *replace)
{
	TupleDesc tupdesc = RelationGetDescr(table->rel);
	Datum *row = palloc0(sizeof(Datum) * tupdesc->natts);
	bool *row_nulls = palloc(sizeof(bool) * tupdesc->natts);
	bool *row_replace = palloc0(sizeof(bool) * tupdesc->natts);

	memset(row_nulls, true, sizeof(bool) * tupdesc->natts);
	for (int i = 0; i < table->layout->ncolumns; i++)
	{
		int column = table->attnos[i] - 1;

		row[column] = values[i];
		row_nulls[column] = nulls[i];
		row_replace[column] = replace == NULL || replace[i];
	}
	return old == NULL ? heap_form_tuple(tupdesc, row, row_nulls) :
						 heap_modify_tuple(old, tupdesc, row, row_nulls, row_replace);
}

/*
 * Does inserting the row make another one of it, with values moved out of line?  Then
 * CatalogTuplesMultiInsertWithInfo() would enter the row that it was given into
 * indexes, which has no place.
 */
static bool
is_toasted(HeapTuple row)
{
	return HeapTupleHasExternal(row) || row->t_len > TOAST_TUPLE_THRESHOLD;
}

/* New rows: small ones a page at a time. */
static void
insert_rows(const CatalogTable *table, HeapTuple *rows, int n)
{
	TupleTableSlot **slots = palloc(sizeof(TupleTableSlot *) * n);
	CatalogIndexState indexes = CatalogOpenIndexes(table->rel);
	/* a copy: a thousand references to the relation's own would be slow to forget */
	TupleDesc tupdesc = CreateTupleDescCopy(RelationGetDescr(table->rel));
	int nslots = 0;

	for (int i = 0; i < n; i++)
	{
		if (is_toasted(rows[i]))
		{
			CatalogTupleInsertWithInfo(table->rel, rows[i], indexes);
			continue;
		}
		slots[nslots] = MakeSingleTupleTableSlot(tupdesc, &TTSOpsHeapTuple);
		ExecStoreHeapTuple(rows[i], slots[nslots++], true);
	}
	CatalogTuplesMultiInsertWithInfo(table->rel, slots, nslots, indexes);
	for (int i = 0; i < nslots; i++)
		ExecDropSingleTupleTableSlot(slots[i]);
	CatalogCloseIndexes(indexes);
	FreeTupleDesc(tupdesc);
	pfree(slots);
}

/* Write the rows: one in place of old, or new ones. */
static pg_noinline void
write_rows(const CatalogTable *table, HeapTuple old, HeapTuple *rows, int n)
{
	RepOriginId origin = replorigin_session_origin;

	replorigin_session_origin = DoNotReplicateId;
	PG_TRY();
	{
		if (old == NULL)
			insert_rows(table, rows, n);
		else
			CatalogTupleUpdate(table->rel, &old->t_self, rows[0]);
	}
	PG_CATCH();
	{
		replorigin_session_origin = origin;
		PG_RE_THROW();
	}
	PG_END_TRY();
	replorigin_session_origin = origin;
}

static void
check_writing(const CatalogTable *table)
{
	const char *problem;

	ExtensionCheckVersion();
	problem = writing_problem(table);
	if (problem != NULL)
		refuse(problem);
}

/*
 * CatalogTableInsert: add a row; columns that the layout lacks are NULL.
 */
void
CatalogTableInsert(const CatalogTable *table, const Datum *values, const bool *nulls)
{
	CatalogTableInsertMany(table, values, nulls, 1);
}

/*
 * CatalogTableInsertMany: likewise n rows, one after the other in values and nulls.
 */
void
CatalogTableInsertMany(const CatalogTable *table, const Datum *values, const bool *nulls,
					   int n)
{
	int ncolumns = table->layout->ncolumns;
	HeapTuple *rows = palloc(sizeof(HeapTuple) * n);

	check_writing(table);
	for (int i = 0; i < n; i++)
		rows[i] =
			form_row(table, NULL, values + i * ncolumns, nulls + i * ncolumns, NULL);
	write_rows(table, NULL, rows, n);
	pfree(rows);
}

/*
 * CatalogTableUpdate: change the columns of a row that replace tells, or all of
 * the layout if it is NULL.
 */
void
CatalogTableUpdate(const CatalogTable *table, HeapTuple old, const Datum *values,
				   const bool *nulls, const bool *replace)
{
	HeapTuple row = form_row(table, old, values, nulls, replace);

	check_writing(table);
	write_rows(table, old, &row, 1);
}
