/*
 * columns.h
 *	  The columns that features come from: numbers, and text whose categories
 *	  are a feature each.
 *
 * What is a category is in the name: text makes features "column=category"
 * (feature/decoder.c), and a name without "=" is a number.  The features of
 * arrays are numbers.
 */
#ifndef STREAMML_COLUMNS_H
#define STREAMML_COLUMNS_H

#include "shim.h"

#include "model/model.h"

/* All of it follows from the features' names, and is not stored. */
typedef struct FeatureColumns
{
	int mapped;	   /* features for which the next two are known */
	int allocated; /* room in arrays */
	int *slot;	   /* per feature: which number, or -1 - which category */
	int *column;   /* per category: which text column */
	int *size;	   /* per text column: its categories */
	int *number;   /* per number: its feature */
	int numbers;   /* how many there are */
	int categories;
	NameTable texts; /* names of the text columns */
} FeatureColumns;

/* columns.c */
extern void FeatureColumnsUpdate(Model *model, FeatureColumns *columns);

#endif /* STREAMML_COLUMNS_H */
