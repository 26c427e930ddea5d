/*
 * xgboost_sql.c
 *	  XGBoost's trees as SQL: per group a sum of CASEs, one per tree, of float4
 *	  numbers, which rounds as XGBoost does.
 *
 * A split is written so that a condition that is NULL leads to the default.
 */
#include "shim.h"

#include "model/explain.h"
#include "model/xgboost.h"

/* As xgboost.c has it. */
#define MAX_EXP_SCORE 700

/* A float4 that is read back as the same one. */
static void
append_real(StringInfo out, float value)
{
	appendStringInfo(out, "'%.9g'::float4", value);
}

/* The condition that a category goes right, as ranges that round to its codes. */
static void
append_categories(StringInfo out, const ModelSql *sql, const Xgboost *state,
				  const XgboostNode *node, int feature)
{
	const XgboostSet *set = &state->set[(int) node->value];
	int i = set->first;
	int end = set->first + set->count;

	if (set->count == 0)
		appendStringInfoString(out, "false");
	while (i < end)
	{
		int last = i;

		while (last + 1 < end && state->category[last + 1] == state->category[last] + 1)
			last++;
		if (i > set->first)
			appendStringInfoString(out, " OR ");
		SqlColumn(out, sql, feature);
		appendStringInfoString(out, " >= ");
		SqlNumber(out,
				  state->category[i] == 0 ? 0 : XgboostThreshold(state->category[i]));
		appendStringInfoString(out, " AND ");
		SqlColumn(out, sql, feature);
		appendStringInfoString(out, " < ");
		SqlNumber(out, XgboostThreshold(state->category[last] + 1));
		i = last + 1;
	}
}

static void
append_node(StringInfo out, const ModelSql *sql, const Xgboost *state,
			const XgboostNode *node, float weight)
{
	int feature = node->feature & XGBOOST_FEATURE;
	bool default_left = (node->feature & XGBOOST_DEFAULT_LEFT) != 0;
	bool hit_left = !default_left;

	check_stack_depth();
	if (node->right == 0)
	{
		append_real(out,
					weight == 1 ? (float) node->value : weight * (float) node->value);
		return;
	}
	appendStringInfoString(out, "CASE WHEN ");
	if (node->feature & XGBOOST_CATEGORICAL)
	{
		hit_left = false;
		append_categories(out, sql, state, node, feature);
		if (!default_left)
		{
			appendStringInfoString(out, " OR (");
			SqlColumn(out, sql, feature);
			appendStringInfoString(out, ") IS NULL");
		}
	}
	else
	{
		SqlColumn(out, sql, feature);
		appendStringInfoString(out, default_left ? " >= " : " < ");
		SqlNumber(out, node->value);
	}
	appendStringInfoString(out, " THEN ");
	append_node(out, sql, state, hit_left ? node + 1 : node + node->right, weight);
	appendStringInfoString(out, " ELSE ");
	append_node(out, sql, state, hit_left ? node + node->right : node + 1, weight);
	appendStringInfoString(out, " END");
}

/* See ModelOps.to_sql. */
void
XgboostToSql(const Model *model, ModelSql *sql)
{
	static const ModelSqlLink links[] = {[XGBOOST_IDENTITY] = SQL_VALUE,
										 [XGBOOST_SIGMOID] = SQL_SIGMOID,
										 [XGBOOST_HINGE] = SQL_HINGE,
										 [XGBOOST_EXP] = SQL_EXP,
										 [XGBOOST_SOFTMAX] = SQL_SOFTMAX};
	const Xgboost *state = model->state;
	StringInfoData *out = palloc(state->groups * sizeof(StringInfoData));

	sql->link = links[state->objective->link];
	sql->limit = MAX_EXP_SCORE;
	SqlScores(sql, state->groups);
	for (int k = 0; k < state->groups; k++)
	{
		initStringInfo(&out[k]);
		appendStringInfoChar(&out[k], '(');
		append_real(&out[k], state->base[k]);
	}
	for (int t = 0; t < state->trees; t++)
	{
		StringInfo group = &out[(int) state->tree_group[t]];

		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(group, " + ");
		append_node(group, sql, state, state->node + state->root[t],
					state->tree_weight[t]);
	}
	for (int k = 0; k < state->groups; k++)
	{
		appendStringInfoString(&out[k], ")::float8");
		sql->score[k] = out[k].data;
	}
	pfree(out);
}
