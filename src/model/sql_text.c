/*
 * sql_text.c
 *	  Pieces of the SQL that to_sql() makes of models.
 *
 * What a row says of a feature is what feature/decoder.c makes of a record: a
 * column of text has the feature "column=value" if it is equal, and none if it
 * is NULL; a column of numbers is missing if it is NULL.
 */
#include "shim.h"

#include "model/explain.h"

/* A float8 that is read back as the same one. */
void
SqlNumber(StringInfo out, float8 value)
{
	appendStringInfoChar(out, '\'');
	if (isfinite(value))
		JsonWriteFloat(out, value);
	else
		appendStringInfoString(out, value > 0 ? "Infinity" : "-Infinity");
	appendStringInfoString(out, "'::float8");
}

/*
 * A feature's value: of a number NULL if it is missing; of a category 1, or NULL
 * if it is not the one.
 */
void
SqlColumn(StringInfo out, const ModelSql *sql, int feature)
{
	if (sql->category[feature])
		appendStringInfo(out, "CASE WHEN %s::text = %s THEN '1'::float8 END",
						 sql->column[feature], sql->category[feature]);
	else
		appendStringInfo(out, "%s::float8", sql->column[feature]);
}

/*
 * A feature's value with a number for what is missing, NaN: NULL.  Categories
 * are 0 or 1, never missing.
 */
void
SqlAmount(StringInfo out, const ModelSql *sql, int feature, float8 missing)
{
	if (sql->category[feature])
		appendStringInfo(out,
						 "CASE WHEN %s::text = %s THEN '1'::float8 ELSE '0'::float8 END",
						 sql->column[feature], sql->category[feature]);
	else if (isnan(missing))
		appendStringInfo(out, "%s::float8", sql->column[feature]);
	else
	{
		appendStringInfo(out, "coalesce(%s::float8, ", sql->column[feature]);
		SqlNumber(out, missing);
		appendStringInfoChar(out, ')');
	}
}

/* The condition that a feature is missing. */
void
SqlMissing(StringInfo out, const ModelSql *sql, int feature)
{
	if (sql->category[feature])
		appendStringInfoString(out, "false");
	else
		appendStringInfo(out, "%s IS NULL", sql->column[feature]);
}

/* Room for so many scores, all NULL. */
char **
SqlScores(ModelSql *sql, int count)
{
	sql->count = count;
	sql->score = palloc0(Max(count, 1) * sizeof(char *));
	return sql->score;
}
