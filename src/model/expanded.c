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
 * An expanded object has a context below its owner's, and that is what makes
 * nodeAgg leave it in place.  A context each would cost the size of a block per
 * group, and hashed aggregation walks all contexts whenever a group is added:
 * 100,000 groups took minutes.  So all models of one owner share one context
 * (ModelPool).  Nobody may DeleteExpandedObject a model for that reason, and
 * nobody does: a transition function that is given a read-write pointer returns
 * the same one, and results are read-only or flat.  Memory comes back when the
 * owner resets its context, group by group or all at once.
 *
 * Nobody but transition functions changes a model that a Datum points to.
 * Functions that read may borrow the open model of an expanded object for the
 * length of one call (ModelDatumBorrow); those that change copy first.
 *
 * The flat size is remembered between the two calls that flattening makes and
 * forgotten at the next change.
 *
 * A window aggregate flattens its state for every row, and then somebody asks the
 * flat value for a prediction.  So it is remembered which model was flattened last,
 * until it changes or goes away: who has the flat value can use the open model
 * instead of parsing all of it again (ModelDatumOpen).
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

/* The model that was flattened last and is still the same; NULL: none. */
static const ExpandedModel *latest = NULL;
/* How its flat form begins: with a header that has a digest of the rest. */
static char latest_begin[VARHDRSZ + MODEL_HEADER_SIZE];

static Size expanded_flat_size(ExpandedObjectHeader *header);
static void expanded_flatten(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods expanded_methods = {expanded_flat_size,
													   expanded_flatten};

/*
 * Whoever asks for the flat form does so in any context, from which nothing may
 * be freed if it is a sort's (bump contexts, since PostgreSQL 17).
 */
static MemoryContext
enter_scratch(ExpandedObjectHeader *header, MemoryContext *old)
{
	MemoryContext scratch = AllocSetContextCreate(
		header->eoh_context, "streamml flattening", ALLOCSET_SMALL_SIZES);

	*old = MemoryContextSwitchTo(scratch);
	return scratch;
}

static Size
expanded_flat_size(ExpandedObjectHeader *header)
{
	ExpandedModel *expanded = (ExpandedModel *) header;
	MemoryContext scratch;
	MemoryContext old;

	if (expanded->flat_size == 0)
	{
		scratch = enter_scratch(header, &old);
		expanded->flat_size = VARHDRSZ + ModelFlatSize(expanded->model);
		MemoryContextSwitchTo(old);
		MemoryContextDelete(scratch);
	}
	return expanded->flat_size;
}

static void
expanded_flatten(ExpandedObjectHeader *header, void *result, Size size)
{
	ExpandedModel *expanded = (ExpandedModel *) header;
	MemoryContext old;
	MemoryContext scratch = enter_scratch(header, &old);

	Assert(size == expanded->flat_size);
	SET_VARSIZE(result, size);
	ModelFlatten(expanded->model, VARDATA(result), size - VARHDRSZ);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);

	latest = expanded;
	memcpy(latest_begin, result, sizeof(latest_begin));
}

/*
 * The context that holds a pool's models, and its half of the link between the
 * two: either can go first.
 */
typedef struct PoolLink
{
	ModelPool *pool; /* NULL when it is gone, or has another context */
	MemoryContextCallback callback;
} PoolLink;

struct ModelPool
{
	MemoryContext parent; /* owner that the present context is for */
	MemoryContext context;
	PoolLink *link; /* in that context; NULL if there is none */
	MemoryContextCallback callback;
};

static void
pool_context_gone(void *arg)
{
	PoolLink *link = arg;

	/* it may have been one of these */
	latest = NULL;
	if (link->pool)
		link->pool->link = NULL;
}

static void
pool_gone(void *arg)
{
	ModelPool *pool = arg;

	if (pool->link)
		pool->link->pool = NULL;
}

/* Make a pool that lives in "context", usually a function's fn_mcxt. */
ModelPool *
ModelPoolCreate(MemoryContext context)
{
	ModelPool *pool = MemoryContextAllocZero(context, sizeof(ModelPool));

	pool->callback.func = pool_gone;
	pool->callback.arg = pool;
	MemoryContextRegisterResetCallback(context, &pool->callback);

	return pool;
}

/* The context for models of an owner, below the owner's. */
static MemoryContext
pool_context(ModelPool *pool, MemoryContext parent)
{
	if (pool->link && pool->parent == parent)
		return pool->context;

	if (pool->link)
		pool->link->pool = NULL;
	pool->link = NULL;
	pool->parent = parent;
	pool->context =
		AllocSetContextCreate(parent, "streamml models", ALLOCSET_DEFAULT_SIZES);
	pool->link = MemoryContextAllocZero(pool->context, sizeof(PoolLink));
	pool->link->pool = pool;
	pool->link->callback.func = pool_context_gone;
	pool->link->callback.arg = pool->link;
	MemoryContextRegisterResetCallback(pool->context, &pool->link->callback);

	return pool->context;
}

/* An expanded object without a model. */
static ExpandedModel *
expanded_alloc(ModelPool *pool, MemoryContext parent)
{
	MemoryContext context = pool_context(pool, parent);
	ExpandedModel *expanded = MemoryContextAllocZero(context, sizeof(ExpandedModel));

	EOH_init_header(&expanded->header, &expanded_methods, context);
	return expanded;
}

/*
 * ModelDatumIsExpanded: is that expanded object a model, which must not be deleted?
 */
bool
ModelDatumIsExpanded(Datum datum)
{
	return VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)) &&
		   DatumGetEOHP(datum)->eoh_methods == &expanded_methods;
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

/*
 * The open model that an uncompressed flat value was made of, if that is known;
 * else NULL.  It is the caller's to look at until anything else happens.
 */
Model *
ModelDatumOpen(const struct varlena *flat)
{
	if (latest == NULL || !VARATT_IS_4B_U(flat) || VARSIZE(flat) < sizeof(latest_begin) ||
		memcmp(flat, latest_begin, sizeof(latest_begin)) != 0)
		return NULL;
	return latest->model;
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

/* A new expanded model, in a context below "parent". */
ExpandedModel *
ExpandedModelCreate(const ModelOps *ops, const ModelOptions *options, ModelPool *pool,
					MemoryContext parent)
{
	ExpandedModel *expanded = expanded_alloc(pool, parent);

	expanded->model = ModelCreate(ops, options, expanded->header.eoh_context);
	return expanded;
}

/*
 * The expanded model of a state: the object itself if it is writable, else a
 * copy in a context below "parent".
 */
ExpandedModel *
ExpandedModelOpen(Datum datum, ModelPool *pool, MemoryContext parent)
{
	ExpandedModel *expanded;

	if (VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(datum)))
		return as_expanded(datum);

	expanded = expanded_alloc(pool, parent);
	expanded->model = ModelDatumParse(datum, expanded->header.eoh_context);
	return expanded;
}

/* The model, about to be changed. */
Model *
ExpandedModelChange(ExpandedModel *expanded)
{
	expanded->flat_size = 0;
	if (latest == expanded)
		latest = NULL;
	return expanded->model;
}

/* The read-write Datum. */
Datum
ExpandedModelDatum(ExpandedModel *expanded)
{
	return EOHPGetRWDatum(&expanded->header);
}

/*
 * Has the row that a state has just learned shown a drift?  Only of a state that
 * is an expanded object, as every one is that has learned a row; true once.
 */
bool
ModelDatumTakeDrift(Datum datum, ModelDrift *drift)
{
	ExpandedModel *expanded = as_expanded(datum);

	return expanded != NULL && expanded->model->drifted &&
		   ModelTakeDrift(expanded->model, drift);
}
