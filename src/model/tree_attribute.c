/*
 * tree_attribute.c
 *	  Rows as trees see them: a value per numeric attribute, a category per
 *	  nominal one.
 *
 * Learners get features; text makes a feature "column=value" of every category
 * (feature.h).  A tree wants the column back: a feature whose name has a "="
 * is a category of the nominal attribute named before the first one.
 *
 * A numeric feature that a row does not list is zero, one that it lists as
 * missing is NaN here.  A nominal attribute without an entry has no category.
 */
#include "shim.h"

#include "model/tree.h"

static void *
grow(TreeAttributes *attributes, void *array, Size size)
{
	return array ? repalloc(array, size) : MemoryContextAlloc(attributes->context, size);
}

/* Room for so many features; no kind of attribute has more. */
static void
make_room(TreeAttributes *attributes, int features)
{
	int to = Max(features, 2 * attributes->allocated);
	Size size = to * sizeof(int32);

	if (features <= attributes->allocated)
		return;
	attributes->place = grow(attributes, attributes->place, size);
	attributes->nominal_of = grow(attributes, attributes->nominal_of, size);
	attributes->numeric_feature = grow(attributes, attributes->numeric_feature, size);
	attributes->category_feature = grow(attributes, attributes->category_feature, size);
	attributes->category_nominal = grow(attributes, attributes->category_nominal, size);
	attributes->category_rank = grow(attributes, attributes->category_rank, size);
	attributes->nominal_size = grow(attributes, attributes->nominal_size, size);
	attributes->category = grow(attributes, attributes->category, size);
	attributes->values = grow(attributes, attributes->values, to * sizeof(float8));
	attributes->allocated = to;
}

/* Attributes of a model that has none yet, in "context". */
TreeAttributes *
TreeAttributesCreate(MemoryContext context)
{
	TreeAttributes *attributes = MemoryContextAllocZero(context, sizeof(TreeAttributes));

	attributes->context = context;
	NameTableInit(&attributes->columns, context);
	make_room(attributes, 8);

	return attributes;
}

/* Give the next feature its place. */
static void
add_feature(TreeAttributes *attributes, const char *name)
{
	int feature = attributes->features++;
	const char *equals = name ? strchr(name, '=') : NULL;
	int column = -1;

	if (equals)
	{
		int len = equals - name;
		uint32 hash = NameHash(NAME_HASH_SEED, name, len);

		column = NameTableFind(&attributes->columns, name, len, hash);
		if (column < 0)
		{
			column = NameTableAdd(&attributes->columns, name, len, hash);
			attributes->nominal_size[column] = 0;
		}
		attributes->nominal = attributes->columns.count;
		attributes->category_feature[attributes->categories] = feature;
		attributes->category_nominal[attributes->categories] = column;
		attributes->category_rank[attributes->categories] =
			++attributes->nominal_size[column];
		attributes->place[feature] = attributes->categories++;
	}
	else
	{
		attributes->numeric_feature[attributes->numeric] = feature;
		attributes->place[feature] = attributes->numeric++;
	}
	attributes->nominal_of[feature] = column;
}

/* Take note of the features that the model has got since. */
void
TreeAttributesUpdate(TreeAttributes *attributes, const Model *model)
{
	const FeatureDict *dict = &model->features;

	if (attributes->features >= dict->count)
		return;
	make_room(attributes, dict->count);
	while (attributes->features < dict->count)
		add_feature(attributes,
					dict->positional ? NULL : dict->names.names[attributes->features]);
}

/* Make this row the one to look at. */
void
TreeAttributesRow(TreeAttributes *attributes, const Model *model, const FeatureView *row)
{
	if (attributes->features < model->features.count)
		TreeAttributesUpdate(attributes, model);
	if (row->index == NULL && row->count == attributes->numeric)
	{
		attributes->x = row->value;
		return;
	}

	memset(attributes->values, 0, attributes->numeric * sizeof(float8));
	for (int i = 0; i < attributes->nominal; i++)
		attributes->category[i] = -1;
	for (int i = 0; i < row->count; i++)
	{
		int feature = FeatureOf(row, i);
		int column;

		if (feature >= attributes->features)
			continue;
		column = attributes->nominal_of[feature];
		if (column < 0)
			attributes->values[attributes->place[feature]] = row->value[i];
		else if (row->value[i] != 0)
			attributes->category[column] = attributes->place[feature];
	}
	for (int i = 0; i < row->nmissing; i++)
	{
		int feature = row->missing[i];

		if (feature < attributes->features && attributes->nominal_of[feature] < 0)
			attributes->values[attributes->place[feature]] = NAN;
	}
	attributes->x = attributes->values;
}

/* The child that the row goes to. */
int
TreeTestBranch(const TreeTest *test, const TreeAttributes *row)
{
	int category;

	switch (test->kind)
	{
		case TEST_NUMERIC:
			if (isnan(row->x[test->attribute]))
				return test->fallback;
			return row->x[test->attribute] <= test->threshold ? 0 : 1;
		case TEST_ONE:
			category = row->category[row->category_nominal[test->attribute]];
			if (category < 0)
				return test->fallback;
			return category == test->attribute ? 0 : 1;
		default:
			category = row->category[test->attribute];
			for (int i = 0; i < test->nchildren; i++)
			{
				if (test->categories[i] == category)
					return i;
			}
			return test->fallback;
	}
}
