/*
 * columns.c
 *	  See columns.h.
 */
#include "shim.h"

#include "model/columns.h"

/* The text column of that name, new if need be. */
static int
text_column(FeatureColumns *columns, const char *name, int len)
{
	uint32 hash = NameHash(NAME_HASH_SEED, name, len);
	int column = NameTableFind(&columns->texts, name, len, hash);

	if (column < 0)
	{
		column = NameTableAdd(&columns->texts, name, len, hash);
		columns->size[column] = 0;
	}
	return column;
}

/* Note what the next feature is. */
static void
map_feature(const Model *model, FeatureColumns *columns)
{
	int feature = columns->mapped;
	const char *name = NULL;
	const char *equals = NULL;

	if (!model->features.positional)
	{
		name = model->features.names.names[feature];
		equals = strchr(name, '=');
	}
	if (equals == NULL)
	{
		columns->number[columns->numbers] = feature;
		columns->slot[feature] = columns->numbers++;
	}
	else
	{
		int column = text_column(columns, name, equals - name);

		columns->size[column]++;
		columns->column[columns->categories] = column;
		columns->slot[feature] = -1 - columns->categories++;
	}
	columns->mapped++;
}

static int *
grow_ints(Model *model, int *values, int to)
{
	Size size = (Size) to * sizeof(int);

	return values ? repalloc(values, size) : MemoryContextAlloc(model->context, size);
}

/* Bring it up to the features there are. */
void
FeatureColumnsUpdate(Model *model, FeatureColumns *columns)
{
	int count = model->features.count;

	if (columns->slot == NULL)
		NameTableInit(&columns->texts, model->context);
	if (columns->slot == NULL || count > columns->allocated)
	{
		columns->allocated = Max(8, count + count / 2);
		columns->slot = grow_ints(model, columns->slot, columns->allocated);
		columns->column = grow_ints(model, columns->column, columns->allocated);
		columns->size = grow_ints(model, columns->size, columns->allocated);
		columns->number = grow_ints(model, columns->number, columns->allocated);
	}
	while (columns->mapped < count)
		map_feature(model, columns);
}
