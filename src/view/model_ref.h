/*
 * model_ref.h
 *	  The model that a continuous view holds, for predict() and the score
 *	  trigger.
 */
#ifndef STREAMML_MODEL_REF_H
#define STREAMML_MODEL_REF_H

#include "model/model.h"

extern Oid ModelTypeId(void);
extern Oid ModelRefByName(const char *name);
extern bool ModelRefIsAsked(Oid function);
extern void ModelRefCheck(Oid view);
extern bool ModelRefLoad(Oid view, ModelScorer *scorer);

#endif /* STREAMML_MODEL_REF_H */
