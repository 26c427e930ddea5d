/*
 * model_ref.c
 *	  predict() and friends, and all others that take a model, over the model of
 *	  a continuous view.
 *
 * The view must hold exactly one model: one column of type streamml.model, no
 * GROUP BY and no HAVING.  Its visible relation then selects a column of its
 * state table, and the state table has one row; so the model is read straight
 * from there, with the active snapshot, once per query and call site.  What
 * that column is, is remembered per backend until the view's relcache entry is
 * invalidated.  The scorer (model/scorer.c) recognises a model it has parsed.
 *
 * SELECT on the view is checked whenever the model is read: reading the state
 * table beside the executor must not be a way round it.  Nothing else is asked for,
 * as by a query over the view: not what the view itself reads, nor row-level
 * security there.
 *
 * What scores row by row has functions of its own.  All others are view_ask, which
 * puts the model in the place of the name and calls the function over models that
 * has the same name and arguments.
 */
#include "streamml.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_func.h"
#include "parser/parsetree.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/regproc.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "compat.h"
#include "view/model_ref.h"
#include "view/view.h"

PG_FUNCTION_INFO_V1(view_predict);
PG_FUNCTION_INFO_V1(view_predict_proba);
PG_FUNCTION_INFO_V1(view_predict_proba_of);
PG_FUNCTION_INFO_V1(view_predict_class);
PG_FUNCTION_INFO_V1(view_predict_interval);
PG_FUNCTION_INFO_V1(view_anomaly_score);
PG_FUNCTION_INFO_V1(view_cluster);
PG_FUNCTION_INFO_V1(view_transform);
PG_FUNCTION_INFO_V1(view_model_of);
PG_FUNCTION_INFO_V1(view_ask);

/* Where the model of a view is. */
typedef struct ModelPlace
{
	Oid view; /* hash key */
	Oid state;
	AttrNumber attno;
	bool valid;
} ModelPlace;

/* Places found by this backend; in CacheMemoryContext. */
static HTAB *places = NULL;

/* ---------- where the model is ---------- */

static void
forget_place(Datum arg, Oid relid)
{
	HASH_SEQ_STATUS scan;
	ModelPlace *place;

	hash_seq_init(&scan, places);
	while ((place = hash_seq_search(&scan)) != NULL)
		if (!OidIsValid(relid) || place->view == relid)
			place->valid = false;
}

static void
create_places(void)
{
	HASHCTL control = {.keysize = sizeof(Oid),
					   .entrysize = sizeof(ModelPlace),
					   .hcxt = CacheMemoryContext};

	places = hash_create("streamml models of views", 16, &control,
						 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CacheRegisterRelcacheCallback(forget_place, (Datum) 0);
}

/*
 * ModelTypeId: OID of streamml.model.
 */
Oid
ModelTypeId(void)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("model"),
						   ObjectIdGetDatum(get_namespace_oid(STREAMML_SCHEMA, false)));
}

static void
pg_attribute_noreturn() refuse_view(Oid view, const char *why)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_WRONG_OBJECT_TYPE),
		 errmsg("\"%s\" does not hold exactly one model", get_rel_name(view)),
		 errdetail("%s", why),
		 errhint("Pass the model itself, as in streamml.predict((SELECT model FROM %s "
				 "WHERE ...), features).",
				 quote_identifier(get_rel_name(view)))));
}

/* The same of a view with GROUP BY, whose visible query is given. */
static void
pg_attribute_noreturn() refuse_groups(Oid view, const Query *query)
{
	const char *name = quote_identifier(get_rel_name(view));
	const char *model = "model";
	const char *key = "key";
	Oid type = ModelTypeId();
	ListCell *lc;

	foreach (lc, query->targetList)
	{
		const TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (tle->resjunk)
			continue;
		if (exprType((Node *) tle->expr) == type)
			model = quote_identifier(tle->resname);
		else if (strcmp(key, "key") == 0)
			key = quote_identifier(tle->resname);
	}
	ereport(ERROR,
			(errcode(ERRCODE_WRONG_OBJECT_TYPE),
			 errmsg("\"%s\" does not hold exactly one model", get_rel_name(view)),
			 errdetail("It has one model for each group."),
			 errhint("Join it by its keys and pass the model of the row's group, as in "
					 "SELECT streamml.predict(g.%s, ...) FROM ... t LEFT JOIN %s g ON "
					 "g.%s = t.%s.",
					 model, name, key, key)));
}

/*
 * Does a definition group its rows?  Taking it apart would tell more, but only to
 * its owner.
 */
static bool
definition_groups(Oid definition)
{
	Relation rel = table_open(definition, AccessShareLock);
	Query *query = ViewQueryCopy(rel);

	table_close(rel, NoLock);
	return query->groupClause != NIL || query->groupingSets != NIL;
}

/* The state table's column that is the only model in the select list of the view. */
static AttrNumber
model_column(Oid view, Query *query)
{
	Oid type = ModelTypeId();
	Var *found = NULL;
	ListCell *lc;

	foreach (lc, query->targetList)
	{
		TargetEntry *tle = lfirst_node(TargetEntry, lc);

		if (exprType((Node *) tle->expr) != type)
			continue;
		if (found != NULL)
			refuse_view(view, "It has several columns of type streamml.model.");
		if (!IsA(tle->expr, Var))
			refuse_view(view, "Its model is computed by an expression.");
		found = (Var *) tle->expr;
	}
	if (found == NULL)
		refuse_view(view, "It has no column of type streamml.model.");
	return found->varattno;
}

static void
find_place(ModelPlace *place)
{
	ContinuousView *view = ViewCatalogGet(place->view, false);
	Relation rel;
	Query *query;
	RangeTblEntry *rte;

	if (view->kind != VIEW_AGGREGATE)
		refuse_view(place->view, "It is a view of rows.");
	rel = table_open(place->view, AccessShareLock);
	query = ViewQueryUnsealed(ViewQueryCopy(rel));
	table_close(rel, NoLock);

	rte = list_length(query->rtable) == 1 ? linitial_node(RangeTblEntry, query->rtable) :
											NULL;
	if (rte == NULL || rte->rtekind != RTE_RELATION || rte->relid != view->state)
		refuse_view(place->view, "Its query is not the one it was created with.");
	if (query->jointree->quals != NULL)
		refuse_view(place->view, "It has a HAVING condition.");
	place->attno = model_column(place->view, query);
	if (definition_groups(view->definition))
		refuse_groups(place->view, query);
	place->state = view->state;
	place->valid = true;
}

static const ModelPlace *
get_place(Oid view)
{
	ModelPlace *place;
	bool found;

	if (places == NULL)
		create_places();
	place = hash_search(places, &view, HASH_ENTER, &found);
	if (!found)
		place->valid = false;
	if (!place->valid)
		find_place(place);
	return place;
}

/* ---------- reading it ---------- */

static void
check_select(Oid view)
{
	AclResult result = pg_class_aclcheck(view, GetUserId(), ACL_SELECT);

	if (result != ACLCHECK_OK)
		aclcheck_error(result, get_relkind_objtype(get_rel_relkind(view)),
					   get_rel_name(view));
}

/* Called with the model of a view while its row is at hand. */
typedef void (*ModelUse)(Datum model, void *context);

/* Find the model as the active snapshot sees it; false if there is none. */
static bool
with_model(Oid view, ModelUse use, void *context)
{
	const ModelPlace *place;
	AttrNumber attno;
	Relation rel;
	SysScanDesc scan;
	HeapTuple tuple;
	bool isnull = true;

	check_select(view);
	place = get_place(view);
	attno = place->attno;
	rel = table_open(place->state, AccessShareLock);
	scan = systable_beginscan(rel, InvalidOid, false, GetActiveSnapshot(), 0, NULL);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple) && attno <= RelationGetNumberOfAttributes(rel) &&
		TupleDescAttr(RelationGetDescr(rel), attno - 1)->atttypid == ModelTypeId())
	{
		Datum model = heap_getattr(tuple, attno, RelationGetDescr(rel), &isnull);

		if (!isnull)
			use(model, context);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return !isnull;
}

static void
set_scorer(Datum model, void *context)
{
	ModelScorerSet(context, model);
}

static void
copy_model(Datum model, void *context)
{
	*(Datum *) context = PointerGetDatum(PG_DETOAST_DATUM_COPY(model));
}

/*
 * ModelRefByName: OID of the relation that a text names; search path applies.
 */
Oid
ModelRefByName(const char *name)
{
	List *names = textToQualifiedNameList(cstring_to_text(name));

	return RangeVarGetRelid(makeRangeVarFromNameList(names), NoLock, false);
}

/*
 * ModelRefIsAsked: is that a function over the model of a view, as regclass?  They
 * all are C functions of this file.
 */
bool
ModelRefIsAsked(Oid function)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	bool isnull;
	Datum symbol;
	bool asked;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	symbol = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosrc, &isnull);
	asked = !isnull && strncmp(TextDatumGetCString(symbol), "view_", 5) == 0;
	ReleaseSysCache(tuple);
	return asked;
}

/*
 * ModelRefCheck: an error if the relation is not a continuous view that holds
 * exactly one model, or the caller may not SELECT from it.
 */
void
ModelRefCheck(Oid view)
{
	check_select(view);
	(void) get_place(view);
}

/*
 * ModelRefLoad: give the scorer the model of a continuous view, as the active
 * snapshot sees it.  False if the view has seen no row yet.  An error if the
 * view does not hold exactly one model or the caller may not SELECT from it.
 */
bool
ModelRefLoad(Oid view, ModelScorer *scorer)
{
	return with_model(view, set_scorer, scorer);
}

/* ---------- SQL functions ---------- */

/* A call site: in fn_extra, for one execution of a query. */
typedef struct PredictSite
{
	Oid view;
	char *name; /* as given, if it was text */
	Oid first_type;
	Oid features_type;
	ModelScorer *scorer;
	bool has_model;
} PredictSite;

static PredictSite *
call_site(FunctionCallInfo fcinfo)
{
	PredictSite *site = fcinfo->flinfo->fn_extra;
	Oid *types;
	int nargs;

	if (site != NULL)
		return site;
	(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &nargs);
	site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(PredictSite));
	site->first_type = types[0];
	site->features_type = get_fn_expr_argtype(fcinfo->flinfo, 1);
	site->features_type =
		OidIsValid(site->features_type) ? getBaseType(site->features_type) : types[1];
	site->scorer = ModelScorerCreate(fcinfo->flinfo->fn_mcxt);
	fcinfo->flinfo->fn_extra = site;
	return site;
}

static bool
same_name(const char *name, const text *other)
{
	Size length = VARSIZE_ANY_EXHDR(other);

	return name != NULL && strlen(name) == length &&
		   memcmp(name, VARDATA_ANY(other), length) == 0;
}

/* The scorer of a call, loaded with the view's model, and the row; false: no model. */
static bool
begin_predict(FunctionCallInfo fcinfo, ModelScorer **scorer, const FeatureView **row)
{
	PredictSite *site = call_site(fcinfo);
	Oid view = site->view;

	if (site->first_type != TEXTOID)
		view = PG_GETARG_OID(0);
	else if (!same_name(site->name, PG_GETARG_TEXT_PP(0)))
	{
		char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));

		view = ModelRefByName(name);
		site->name = MemoryContextStrdup(fcinfo->flinfo->fn_mcxt, name);
	}
	if (view != site->view)
	{
		site->view = InvalidOid; /* should an error come */
		site->has_model = ModelRefLoad(view, site->scorer);
		site->view = view;
	}
	if (!site->has_model)
		return false;
	*scorer = site->scorer;
	*row = ModelScorerRow(site->scorer, PG_GETARG_DATUM(1), site->features_type);
	return true;
}

/*
 * predict(view, features): the value, or the label of a classifier.
 */
Datum
view_predict(PG_FUNCTION_ARGS)
{
	ModelScorer *scorer;
	const FeatureView *row;
	float8 value;

	if (!begin_predict(fcinfo, &scorer, &row) || !ModelScorerPredict(scorer, row, &value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

/*
 * predict_proba(view, features): probability of the positive class.
 */
Datum
view_predict_proba(PG_FUNCTION_ARGS)
{
	ModelScorer *scorer;
	const FeatureView *row;
	float8 p;

	if (!begin_predict(fcinfo, &scorer, &row) || !ModelScorerProba(scorer, row, &p))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(p);
}

/*
 * predict_proba(view, features, class text): probability of a class.
 */
Datum
view_predict_proba_of(PG_FUNCTION_ARGS)
{
	ModelScorer *scorer;
	const FeatureView *row;
	text *class = PG_GETARG_TEXT_PP(2);
	float8 p;

	if (!begin_predict(fcinfo, &scorer, &row) ||
		!ModelScorerProbaOf(scorer, row, VARDATA_ANY(class), VARSIZE_ANY_EXHDR(class),
							&p))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(p);
}

/*
 * predict_class(view, features): the likeliest class.
 */
Datum
view_predict_class(PG_FUNCTION_ARGS)
{
	ModelScorer *scorer;
	const FeatureView *row;
	const char *class = NULL;

	if (begin_predict(fcinfo, &scorer, &row))
		class = ModelScorerClass(scorer, row);
	if (class == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(class));
}

/*
 * predict_interval(view, features, level): between which values the label will be.
 */
Datum
view_predict_interval(PG_FUNCTION_ARGS)
{
	ModelScorer *scorer = NULL;
	const FeatureView *row = NULL;

	(void) begin_predict(fcinfo, &scorer, &row);
	PG_RETURN_DATUM(ModelIntervalRow(fcinfo, scorer, row));
}

/*
 * anomaly_score(view, features): how unusual the row is, from 0 to 1.
 */
Datum
view_anomaly_score(PG_FUNCTION_ARGS)
{
	ModelScorer *scorer;
	const FeatureView *row;
	float8 value;

	if (!begin_predict(fcinfo, &scorer, &row) || !ModelScorerAnomaly(scorer, row, &value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

/*
 * cluster(view, features): the number of the row's cluster.
 */
Datum
view_cluster(PG_FUNCTION_ARGS)
{
	ModelScorer *scorer;
	const FeatureView *row;
	int32 cluster;

	if (!begin_predict(fcinfo, &scorer, &row) ||
		!ModelScorerCluster(scorer, row, &cluster))
		PG_RETURN_NULL();
	PG_RETURN_INT32(cluster);
}

/*
 * transform(view, features): what the model makes of the row.
 */
Datum
view_transform(PG_FUNCTION_ARGS)
{
	ModelScorer *scorer;
	const FeatureView *row;
	Datum array;

	if (!begin_predict(fcinfo, &scorer, &row) ||
		!ModelScorerTransform(scorer, row, &array))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(array);
}

/*
 * model_of(view regclass) returns streamml.model: the model as it is now.
 */
Datum
view_model_of(PG_FUNCTION_ARGS)
{
	Datum model;

	if (!with_model(PG_GETARG_OID(0), copy_model, &model))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(model);
}

/* ---------- functions over models, by the name of a view ---------- */

/* A call site of view_ask: in fn_extra, for one execution of a query. */
typedef struct AskSite
{
	FmgrInfo function; /* the one over models */
	bool by_name;
	Oid view; /* whose model is in the next */
	Datum model;
	bool has_model;
	char *name; /* as given, if it was text */
} AskSite;

static AskSite *
ask_site(FunctionCallInfo fcinfo)
{
	AskSite *site = fcinfo->flinfo->fn_extra;
	Oid self = fcinfo->flinfo->fn_oid;
	Oid argtypes[FUNC_MAX_ARGS];
	Oid *declared;
	int nargs;

	if (site != NULL)
		return site;
	(void) get_func_signature(self, &declared, &nargs);
	memcpy(argtypes, declared, sizeof(Oid) * nargs);
	argtypes[0] = ModelTypeId();
	site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(AskSite));
	site->by_name = declared[0] == TEXTOID;
	fmgr_info_cxt(LookupFuncName(list_make2(makeString(STREAMML_SCHEMA),
											makeString(get_func_name(self))),
								 nargs, argtypes, false),
				  &site->function, fcinfo->flinfo->fn_mcxt);
	site->function.fn_expr = fcinfo->flinfo->fn_expr;
	fcinfo->flinfo->fn_extra = site;
	return site;
}

/* The view that the first argument means. */
static Oid
asked_view(FunctionCallInfo fcinfo, AskSite *site)
{
	if (!site->by_name)
		return PG_GETARG_OID(0);
	if (!same_name(site->name, PG_GETARG_TEXT_PP(0)))
	{
		char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
		Oid view = ModelRefByName(name);

		site->name = MemoryContextStrdup(fcinfo->flinfo->fn_mcxt, name);
		return view;
	}
	return site->view;
}

/*
 * f(view, ...): what f(model, ...) says of the view's model; NULL, or no rows, if
 * it has none yet.
 */
Datum
view_ask(PG_FUNCTION_ARGS)
{
	AskSite *site = ask_site(fcinfo);
	LOCAL_FCINFO(inner, FUNC_MAX_ARGS);
	Datum result;
	Oid view;

	/* the functions over models say nothing of NULL */
	if (PG_ARGISNULL(0))
		site->has_model = false;
	else if ((view = asked_view(fcinfo, site)) != site->view)
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		site->view = InvalidOid; /* should an error come */
		site->has_model = with_model(view, copy_model, &site->model);
		site->view = view;
		MemoryContextSwitchTo(old);
	}
	if (!site->has_model)
	{
		site->view = InvalidOid;
		if (fcinfo->flinfo->fn_retset)
			((ReturnSetInfo *) fcinfo->resultinfo)->isDone = ExprEndResult;
		PG_RETURN_NULL();
	}

	InitFunctionCallInfoData(*inner, &site->function, fcinfo->nargs, fcinfo->fncollation,
							 fcinfo->context, fcinfo->resultinfo);
	memcpy(inner->args, fcinfo->args, fcinfo->nargs * sizeof(NullableDatum));
	inner->args[0].value = site->model;
	inner->args[0].isnull = false;
	result = FunctionCallInvoke(inner);
	fcinfo->isnull = inner->isnull;
	return result;
}
