/*
 * catalog_table.h
 *	  streamml's own tables, opened with their columns found by name.
 */
#ifndef STREAMML_CATALOG_TABLE_H
#define STREAMML_CATALOG_TABLE_H

#include "streamml.h"

#include "access/htup.h"
#include "storage/lockdefs.h"
#include "utils/relcache.h"

/* A column that the library reads or writes. */
typedef struct CatalogColumn
{
	const char *name;
	Oid type;
	bool nullable;
} CatalogColumn;

/* A table as the library knows it; its columns are numbered from 1. */
typedef struct CatalogLayout
{
	const char *name;
	int ncolumns;
	const CatalogColumn *columns;
} CatalogLayout;

#define CATALOG_MAX_COLUMNS 32

#define CATALOG_LAYOUT(name, columns)                                                    \
	{                                                                                    \
		name, lengthof(columns), columns                                                 \
	}

/* Such a table, open. */
typedef struct CatalogTable
{
	Relation rel;
	const CatalogLayout *layout;
	AttrNumber attnos[CATALOG_MAX_COLUMNS]; /* where the layout's columns are */
} CatalogTable;

extern char *ExtensionVersion(void);
extern const char *ExtensionVersionProblem(const char **hint);
extern void ExtensionCheckVersion(void);

extern Oid CatalogTableOid(const char *name);
extern const char *CatalogTableProblem(const CatalogLayout *layout, const char **hint);
extern CatalogTable CatalogTableOpen(const CatalogLayout *layout, LOCKMODE lockmode);
extern void CatalogTableClose(CatalogTable *table, LOCKMODE lockmode);
extern Datum CatalogTableGet(const CatalogTable *table, HeapTuple tuple, int column,
							 bool *isnull);
extern void CatalogTableDeform(const CatalogTable *table, HeapTuple tuple, Datum *values,
							   bool *nulls);
extern void CatalogTableInsert(const CatalogTable *table, const Datum *values,
							   const bool *nulls);
extern void CatalogTableInsertMany(const CatalogTable *table, const Datum *values,
								   const bool *nulls, int n);
extern void CatalogTableUpdate(const CatalogTable *table, HeapTuple old,
							   const Datum *values, const bool *nulls,
							   const bool *replace);

#endif /* STREAMML_CATALOG_TABLE_H */
