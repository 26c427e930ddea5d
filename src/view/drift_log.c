/*
 * drift_log.c
 *	  Drifts that the models of a view find, into the table that lists them.
 *
 * A model tells once that the row it has just learned was a drift
 * (ModelDatumTakeDrift), and is asked after every row.  The event is written at
 * once, into streamml.drift_event_log, in the transaction that will write the
 * model's state: either both are there or neither, and after a crash, or when a
 * batch is applied again with care, the same rows find the same drifts.
 *
 * Its position is the end of the batch at hand: which commit of it a row comes
 * from is not known here.  Of rows that a view was filled with it is the
 * position that the view was filled up to.
 *
 * The group is told by its keys under the names they have in the view.  Of a
 * session they are the other keys: where it begins can still change.
 *
 * A log lives for a command.  Names are looked up when the first drift is found.
 */
#include "streamml.h"

#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "view/model_ref.h"
#include "view/view_internal.h"

struct DriftLog
{
	const ContinuousView *view;
	const ViewDef *def;
	XLogRecPtr lsn;
	MemoryContext context; /* of the command */
	int nmodels;
	int *models;		/* aggregates whose state is a model */
	const char **names; /* of these, as columns of the view; NULL until needed */
	TupleDesc keydesc;	/* with the view's names; NULL until needed */
};

/*
 * DriftLogCreate: a log of the drifts that the view's models find in rows up to
 * position lsn, in the current context.  NULL if it has no models.
 */
DriftLog *
DriftLogCreate(const ContinuousView *view, const ViewDef *def, XLogRecPtr lsn)
{
	Oid type = ModelTypeId();
	DriftLog *log;
	int *models = palloc(sizeof(int) * Max(def->naggs, 1));
	int n = 0;

	for (int i = 0; i < def->naggs; i++)
		if (def->aggs[i].transtype == type)
			models[n++] = i;
	if (n == 0)
	{
		pfree(models);
		return NULL;
	}
	log = palloc0(sizeof(DriftLog));
	log->view = view;
	log->def = def;
	log->lsn = lsn;
	log->context = CurrentMemoryContext;
	log->nmodels = n;
	log->models = models;
	return log;
}

static bool
contains_aggregate(Node *node, const Aggref *aggref)
{
	if (node == NULL)
		return false;
	if (IsA(node, Aggref))
		return equal(node, aggref);
	return expression_tree_walker(node, contains_aggregate, (void *) aggref);
}

/* The column of the view that an aggregate is in, be it alone or in an expression. */
static const char *
model_name(const ViewDef *def, int agg)
{
	const Aggref *aggref = def->aggs[agg].aggref;
	const char *name = NULL;
	ListCell *lc;

	foreach (lc, def->query->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (tle->resjunk || !contains_aggregate((Node *) tle->expr, aggref))
			continue;
		if (IsA(tle->expr, Aggref))
			return tle->resname;
		if (name == NULL)
			name = tle->resname;
	}
	return name != NULL ? name : get_func_name(aggref->aggfnoid);
}

/*
 * The column of the view that is a key; its name in the state table if none is.
 * The first key of grouping sets is their number.
 */
static const char *
key_name(const ViewDef *def, int key)
{
	ListCell *lc;

	if (def->nsets > 0 && key == 0)
		return "set";
	foreach (lc, def->query->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);
		Node *expr = QueryFlattenExpr(def->query, (Node *) copyObject(tle->expr));

		if (!tle->resjunk && equal(expr, def->keys[key].expr))
			return tle->resname;
	}
	return psprintf("k%d", key + 1);
}

/* Look all names up; keys is the row type of the keys. */
static void
find_names(DriftLog *log, TupleDesc keys)
{
	MemoryContext old = MemoryContextSwitchTo(log->context);
	const ViewDef *def = log->def;
	int column = 0;

	log->names = palloc(sizeof(char *) * log->nmodels);
	for (int i = 0; i < log->nmodels; i++)
		log->names[i] = model_name(def, log->models[i]);
	log->keydesc = CreateTupleDescCopy(keys);
	for (int i = 0; i < def->nkeys; i++)
	{
		if (ViewDefHasSessions(def) && i == def->window->key)
			continue;
		namestrcpy(&TupleDescAttr(log->keydesc, column++)->attname, key_name(def, i));
	}
	MemoryContextSwitchTo(old);
}

/* The keys as the text of a JSON object; NULL if there are none. */
static char *
keys_as_json(const DriftLog *log, TupleTableSlot *keys)
{
	if (log->keydesc->natts == 0)
		return NULL;
	slot_getallattrs(keys);
	return RowJson(log->keydesc, keys->tts_values, keys->tts_isnull);
}

/*
 * DriftLogTake: record the drifts that the states have found in the row of the
 * feed that they have just advanced by.
 */
void
DriftLogTake(DriftLog *log, GroupCache *cache, const ViewAggState *states,
			 const Datum *values, const bool *isnull)
{
	for (int i = 0; i < log->nmodels; i++)
	{
		const ViewAggState *state = &states[log->models[i]];
		ModelDrift drift;
		TupleTableSlot *keys;

		if (state->isnull || !ModelDatumTakeDrift(state->value, &drift))
			continue;
		keys = GroupCacheKey(cache, values, isnull);
		if (log->names == NULL)
			find_names(log, keys->tts_tupleDescriptor);
		ViewDriftInsert(log->view, log->names[i], keys_as_json(log, keys), &drift,
						log->lsn);
	}
}
