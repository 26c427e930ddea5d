/*
 * expanded.c
 *	  Models as Datums: flat varlenas, and expanded objects for aggregates.
 *
 * The transition functions of model aggregates have streamml.model itself as
 * their state type, so the state can be stored, sent to another process or be
 * the result without further ado.  While rows come in it is an expanded object
 * (utils/expandeddatum.h): a read-write pointer to a context of its own, below
 * the aggregate's, that holds the open Model and changes in place.  nodeAgg,
 * and whoever follows its contract, leaves such a pointer where it is.
 *
 * Nobody but transition functions changes a model that a Datum points to.
 * Functions that read may borrow the open model of an expanded object for the
 * length of one call (ModelDatumBorrow); those that change copy first.
 *
 * The flat size is remembered between the two calls that flattening makes and
 * forgotten at the next change.
 */
#include "streamml.h"

#include "utils/expandeddatum.h"
#include "utils/memutils.h"

#include "model/model.h"

struct ExpandedModel
{
	ExpandedObjectHeader header;
	Model *model;
	Size flat_size; /* with varlena header, 0 if not known */
};

static Size expanded_flat_size(ExpandedObjectHeader *header);
static void expanded_flatten(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods expanded_methods = {expanded_flat_size,
													   expanded_flatten};

static Size
expanded_flat_size(ExpandedObjectHeader *header)
{
	ExpandedModel *expanded = (ExpandedModel *) header;

	if (expanded->flat_size == 0)
		expanded->flat_size = VARHDRSZ + ModelFlatSize(expanded->model);
	return expanded->flat_size;
}

static void
expanded_flatten(ExpandedObjectHeader *header, void *result, Size size)
{
	ExpandedModel *expanded = (ExpandedModel *) header;

	Assert(size == expanded->flat_size);
	SET_VARSIZE(result, size);
	ModelFlatten(expanded->model, VARDATA(result), size - VARHDRSZ);
}

/* An expanded object without a model, in a context below "parent". */
static ExpandedModel *
expanded_alloc(MemoryContext parent)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "streamml model", ALLOCSET_START_SMALL_SIZES);
	ExpandedModel *expanded = MemoryContextAllocZero(context, sizeof(ExpandedModel));

	EOH_init_header(&expanded->header, &expanded_methods, context);
	return expanded;
}

/* The expanded model a Datum points to, or NULL if it is flat. */
static ExpandedModel *
as_expanded(Datum datum)
{
	ExpandedObjectHeader *header;

	if (!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
		return NULL;
	header = DatumGetEOHP(datum);
	if (header->eoh_methods != &expanded_methods)
		elog(ERROR, "expanded object is not a model");
	return (ExpandedModel *) header;
}

/*
 * Open a model of its own in "context", whatever the form of the Datum.
 */
Model *
ModelDatumParse(Datum datum, MemoryContext context)
{
	struct varlena *flat = PG_DETOAST_DATUM(datum);
	Model *model = ModelParse(VARDATA(flat), VARSIZE(flat) - VARHDRSZ, context);

	if ((Pointer) flat != DatumGetPointer(datum))
		pfree(flat);
	return model;
}

/*
 * An open model to look at and not to change: that of the expanded object, or
 * one parsed in the current context.
 */
Model *
ModelDatumBorrow(Datum datum)
{
	ExpandedModel *expanded = as_expanded(datum);

	return expanded ? expanded->model : ModelDatumParse(datum, CurrentMemoryContext);
}

/* The flat Datum of an open model, in the current context. */
Datum
ModelDatumFlatten(Model *model)
{
	Size size = VARHDRSZ + ModelFlatSize(model);
	struct varlena *result = palloc(size);

	SET_VARSIZE(result, size);
	ModelFlatten(model, VARDATA(result), size - VARHDRSZ);

	return PointerGetDatum(result);
}

/* A new expanded model below "parent". */
ExpandedModel *
ExpandedModelCreate(const ModelOps *ops, const ModelOptions *options,
					MemoryContext parent)
{
	ExpandedModel *expanded = expanded_alloc(parent);

	expanded->model = ModelCreate(ops, options, expanded->header.eoh_context);
	return expanded;
}

/*
 * The expanded model of a state: the object itself if it is writable, else a
 * copy below "parent".
 */
ExpandedModel *
ExpandedModelOpen(Datum datum, MemoryContext parent)
{
	ExpandedModel *expanded;

	if (VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(datum)))
		return as_expanded(datum);

	expanded = expanded_alloc(parent);
	expanded->model = ModelDatumParse(datum, expanded->header.eoh_context);
	return expanded;
}

/* The model, about to be changed. */
Model *
ExpandedModelChange(ExpandedModel *expanded)
{
	expanded->flat_size = 0;
	return expanded->model;
}

/* The read-write Datum. */
Datum
ExpandedModelDatum(ExpandedModel *expanded)
{
	return EOHPGetRWDatum(&expanded->header);
}
