/*
 * glm_explain.c
 *	  Linear predictors as SQL, and taken apart.
 *
 * A contribution is weight * (x - mean), the change of the score against a row
 * of means; the bias is the score of that row, so all together are the score.
 * With a standardizer the mean is its own, and what a row does not have
 * contributes 0.  "adaptive" takes features as they come: the means are those of
 * all rows, absent features counted as 0, and a feature that is not there
 * contributes what its absence is worth.
 *
 * Importance is |weight| times the feature's standard deviation.  "adaptive"
 * keeps no variances, but sums of g^2 (x - mean)^2 and of g^2, g the gradient of
 * the loss: their ratio is a variance too, over rows that are still to learn from.
 */
#include "shim.h"

#include "model/explain.h"
#include "model/glm.h"

static inline bool
is_adaptive(const Glm *glm)
{
	return glm->rule.descent.kind == DESCENT_ADAPTIVE;
}

static inline const GlmOutput *
output_of(const Glm *glm, int k)
{
	return glm->several ? &glm->several[k] : &glm->one;
}

/*
 * Weight, mean and unit of a feature: it adds weight * (x - shift) / unit where
 * it is there; 0, and 1 as its unit, if it never varied.
 */
static float8
feature_line(const Glm *glm, int k, int feature, float8 *shift, float8 *unit)
{
	const GlmOutput *output = output_of(glm, k);

	*shift = 0;
	*unit = 1;
	if (is_adaptive(glm))
		return output->adaptive.weight[feature];
	if (glm->rule.scale && !StandardizerLine(&glm->standardizer, feature, shift, unit))
	{
		*unit = 1;
		return 0;
	}
	return DescentWeight(&output->descent, &glm->rule.descent, feature);
}

/* What a feature adds to the score, 0 where it is not there. */
static void
append_term(StringInfo out, const ModelSql *sql, int feature, float8 weight, float8 shift,
			float8 unit)
{
	if (sql->category[feature])
	{
		appendStringInfo(out, "CASE WHEN %s::text = %s THEN ", sql->column[feature],
						 sql->category[feature]);
		SqlNumber(out, weight * ((1 - shift) / unit));
		appendStringInfoString(out, " ELSE '0'::float8 END");
		return;
	}
	SqlNumber(out, weight);
	appendStringInfoString(out, " * coalesce(");
	if (shift != 0)
		appendStringInfoChar(out, '(');
	SqlColumn(out, sql, feature);
	if (shift != 0)
	{
		appendStringInfoString(out, " - ");
		SqlNumber(out, shift);
		appendStringInfoChar(out, ')');
	}
	if (unit != 1)
	{
		appendStringInfoString(out, " / ");
		SqlNumber(out, unit);
	}
	appendStringInfoString(out, ", '0'::float8)");
}

/* A predictor's score. */
char *
GlmSql(const Model *model, const Glm *glm, int k, const ModelSql *sql)
{
	int features = Min(model->features.count, model->features_ready);
	StringInfoData out;

	initStringInfo(&out);
	SqlNumber(&out, GlmIntercept(glm, k));
	for (int i = 0; i < features; i++)
	{
		float8 shift;
		float8 unit;
		float8 weight = feature_line(glm, k, i, &shift, &unit);

		if (weight == 0)
			continue;
		appendStringInfoString(&out, " + ");
		append_term(&out, sql, i, weight, shift, unit);
	}
	return out.data;
}

/*
 * Add "factor" times what each feature contributes to a predictor's score;
 * returns factor times its bias.
 */
float8
GlmExplain(const Model *model, const Glm *glm, int k, const FeatureView *row,
		   float8 factor, float8 *contribution)
{
	int features = Min(model->features.count, model->features_ready);
	float8 bias = factor * GlmIntercept(glm, k);

	for (int i = 0; i < row->count; i++)
	{
		float8 shift;
		float8 unit;
		float8 weight;

		if (FeatureOf(row, i) >= features)
			continue;
		weight = feature_line(glm, k, FeatureOf(row, i), &shift, &unit);
		contribution[FeatureOf(row, i)] +=
			factor * weight * ((row->value[i] - shift) / unit);
	}
	for (int i = 0; is_adaptive(glm) && i < features; i++)
	{
		const Adaptive *adaptive = &output_of(glm, k)->adaptive;
		float8 part = factor * adaptive->weight[i] * AdaptiveMean(adaptive, i);

		contribution[i] -= part;
		bias += part;
	}
	return bias;
}

/* Add how much each feature matters to a predictor. */
void
GlmImportance(const Model *model, const Glm *glm, int k, float8 *importance)
{
	int features = Min(model->features.count, model->features_ready);

	for (int i = 0; i < features; i++)
	{
		float8 shift;
		float8 unit;
		float8 weight = fabs(feature_line(glm, k, i, &shift, &unit));

		/* standardised features have deviation 1; unscaled ones are taken as they are */
		if (is_adaptive(glm))
			weight *= AdaptiveDeviation(&output_of(glm, k)->adaptive, i);
		importance[i] += weight;
	}
}
