/*
 * glm_model.c
 *	  What ModelOps ask for, of learners with one linear predictor: the engine
 *	  of glm.c between a model's rows and its answers.  Which loss, link and
 *	  options are meant says ModelOps.family.
 */
#include "shim.h"

#include "model/explain.h"
#include "model/glm.h"
#include "model/kernel.h"

/* Scores beyond count as this: the exponential stays in range. */
#define MAX_EXP_SCORE 230

static inline const GlmFamily *
family_of(const Model *model)
{
	return model->ops->family;
}

/* The state, ready for use. */
static inline Glm *
glm_of(const Model *model)
{
	Glm *glm = model->state;

	GlmReady(model, glm, family_of(model)->make_rule);
	return glm;
}

/* What the score predicts, see ModelOps.predict. */
static inline void
apply_link(const Glm *glm, GlmLink link, float8 s, float8 *score)
{
	switch (link)
	{
		case LINK_IDENTITY:
			score[0] = GlmBound(glm, s);
			break;
		case LINK_EXP:
			score[0] = GlmBound(glm, exp(Min(s, MAX_EXP_SCORE)));
			break;
		case LINK_SIGMOID:
			KernelSigmoid(s, score);
			break;
	}
}

void
GlmModelReserve(Model *model, int from, int to)
{
	GlmReserve(model, glm_of(model), from, to);
}

bool
GlmModelPredict(const Model *model, const FeatureView *row, float8 *score)
{
	const Glm *glm = glm_of(model);

	apply_link(glm, family_of(model)->link, GlmScore(glm, 0, row), score);
	return true;
}

/* As GlmModelPredict, keeping the score for GlmModelLearn. */
bool
GlmModelScore(Model *model, const FeatureView *row, float8 *score)
{
	Glm *glm = glm_of(model);

	glm->score = GlmScore(glm, 0, row);
	apply_link(glm, family_of(model)->link, glm->score, score);
	return true;
}

void
GlmModelLearn(Model *model, const FeatureView *row, float8 label, float8 weight)
{
	Glm *glm = model->state;

	if (family_of(model)->check_label)
		family_of(model)->check_label(label);
	GlmLearn(model, glm, row, glm->score, label, weight);
}

void
GlmModelMerge(Model *into, const Model *from, const int32 *feature, const int32 *class)
{
	Glm *ours = glm_of(into);
	Glm *theirs = glm_of(from);
	bool reversed = into->ops->task == TASK_BINARY && class[1] != 1;

	GlmMergeOutput(into, ours, 0, from, theirs, 0, feature, reversed ? -1 : 1);
	GlmMergeCommon(into, ours, from, theirs, feature);
}

void
GlmModelArchive(Model *model, Archive *archive)
{
	GlmArchive(model, glm_of(model), archive);
}

void
GlmModelCheck(const Model *model)
{
	GlmCheck(model, glm_of(model), 1);
}

int
GlmModelWeights(Model *model, ModelWeight **rows)
{
	bool binary = model->ops->task == TASK_BINARY;

	*rows = palloc((model->features.count + 1) * sizeof(ModelWeight));
	return GlmWeights(model, glm_of(model), 0, binary && model->positive == 0 ? -1 : 1,
					  binary ? model->positive : -1, *rows);
}

/* The score, on the side of class 1. */
void
GlmModelToSql(const Model *model, ModelSql *sql)
{
	static const ModelSqlLink links[] = {
		[LINK_IDENTITY] = SQL_VALUE, [LINK_EXP] = SQL_EXP, [LINK_SIGMOID] = SQL_SIGMOID};

	sql->link = links[family_of(model)->link];
	sql->limit = MAX_EXP_SCORE;
	GlmSqlBounds(glm_of(model), sql);
	SqlScores(sql, 1)[0] = GlmSql(model, glm_of(model), 0, sql);
}

/* The score as it is; of classes the log odds of "class". */
bool
GlmModelExplain(const Model *model, const FeatureView *row, int class,
				ModelExplanation *explanation)
{
	bool other = model->ops->task == TASK_BINARY && class == 0;

	explanation->bias = GlmExplain(model, glm_of(model), 0, row, other ? -1 : 1,
								   explanation->contribution);
	GlmExplainBounds(glm_of(model), family_of(model)->link, row, explanation);
	return true;
}

void
GlmModelImportance(const Model *model, float8 *importance)
{
	GlmImportance(model, glm_of(model), 0, importance);
}
