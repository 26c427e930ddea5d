/*
 * exercise.h
 *	  What must hold for every model that a reader accepts.
 */
#ifndef STREAMML_TEST_EXERCISE_H
#define STREAMML_TEST_EXERCISE_H

#include "model/model.h"

extern void ExerciseModel(Model *model);

#endif /* STREAMML_TEST_EXERCISE_H */
