/*
 * explain.h
 *	  What to_sql(), explain() and feature_importance() ask of an algorithm, and
 *	  what the answers of the first are made with.
 */
#ifndef STREAMML_EXPLAIN_H
#define STREAMML_EXPLAIN_H

#include "shim.h"

#include "model/model.h"

/* From scores to what is predicted. */
typedef enum ModelSqlLink
{
	SQL_VALUE,		/* one score: the value */
	SQL_EXP,		/* one score: the logarithm of the value */
	SQL_SIGMOID,	/* one score: log odds of class 1, or of the value */
	SQL_HINGE,		/* one score: class 1 if above 0 */
	SQL_SOFTMAX,	/* a score per class: logarithms, up to a constant */
	SQL_ONE_VS_REST /* a score per class: log odds, made to add up to 1 */
} ModelSqlLink;

/*
 * A model as SQL.  The caller fills in the columns, ModelOps.to_sql the rest;
 * all of it is palloc'd text.
 */
typedef struct ModelSql
{
	const char **column;   /* per feature, quoted */
	const char **category; /* per feature: what its column must be, a literal; NULL of
							* numbers */
	ModelSqlLink link;
	float8 limit; /* SQL_EXP: scores beyond count as this */
	bool bounded; /* SQL_VALUE, SQL_EXP: the value is kept from "low" to "high" */
	float8 low;
	float8 high;
	int count;	  /* of scores */
	char **score; /* NULL: never predicted */
} ModelSql;

/* One prediction taken apart, see ModelOps.explain. */
typedef struct ModelExplanation
{
	float8 bias;
	float8 *contribution;  /* per feature */
	float8 rest;		   /* what belongs to no feature by itself; NaN: nothing */
	const char *rest_name; /* what it is shown as, "(leaf)" if NULL */
} ModelExplanation;

/* sql_text.c */
extern void SqlNumber(StringInfo out, float8 value);
extern void SqlColumn(StringInfo out, const ModelSql *sql, int feature);
extern void SqlAmount(StringInfo out, const ModelSql *sql, int feature, float8 missing);
extern void SqlMissing(StringInfo out, const ModelSql *sql, int feature);
extern char **SqlScores(ModelSql *sql, int count);

#endif /* STREAMML_EXPLAIN_H */
