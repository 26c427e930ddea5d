/*
 * descent.c
 *	  Weights that follow gradients.
 *
 * For one weight w with gradient g = dl/ds z + l2 w, rate eta:
 *
 *		sgd			w -= eta g
 *		momentum	v = momentum v + eta g;  w -= v				(Polyak 1964)
 *		adagrad		G += g^2;  w -= eta g / sqrt(G + epsilon)	(Duchi 2011)
 *		rmsprop		G = rho G + (1 - rho) g^2;  w as adagrad	(Hinton 2012)
 *		adam		m = beta1 m + (1 - beta1) g;
 *					v = beta2 v + (1 - beta2) g^2;
 *					w -= eta m' / (sqrt(v') + epsilon), with m', v' divided
 *					by 1 - beta^t, t the rows so far	(Kingma, Ba 2015)
 *		ftrl		z += g - (sqrt(n + g^2) - sqrt(n)) / eta w;  n += g^2;
 *					w = 0 if |z| <= l1, else
 *					-(z - sign(z) l1) / ((beta + sqrt(n)) / eta + l2)
 *					(McMahan et al., KDD 2013; g without l2 w)
 *
 * The intercept follows the plain gradient at a rate of its own and is not
 * penalised; with ftrl it can be a weight like the others, but for l1 and l2.
 *
 * l1 is a proximal step after the gradient's: weights move towards zero by l1
 * times the rate they have, and stop there (J. Duchi, Y. Singer 2009).  A row
 * penalises the weights of its own features; or, if the rule says everywhere,
 * all of them.  That costs nothing for the absent ones: "seen" keeps when a
 * weight was last brought up to date, and the m rows since are made up for at
 * once by (1 - rate l2)^m and m times l1, wherever the weight is read.
 *
 * State: intercept 8 bytes; per feature the weight and what the rule needs of
 * first, second, seen, 8 bytes each.  O(entries of the row) per row.
 *
 * Merge (approximate): sums add, weights and means are averaged by the weight
 * of the rows that had the feature.
 */
#include "shim.h"

#include "model/descent.h"

/* Steps beyond this mean that the weights run away. */
#define MAX_GRADIENT 1e100

/* What there is to know of an optimizer. */
typedef struct Optimizer
{
	float8 rate; /* default */
	bool has_first;
	bool has_second;
	bool adds_second; /* merging adds it, in place of the mean */
	/* one weight's step */
	void (*move)(const DescentRule *rule, float8 *weight, float8 *first, float8 *second,
				 float8 gradient);
	/* the rate that a weight has by now, for penalties */
	float8 (*rate_of)(const DescentRule *rule, float8 second);
} Optimizer;

static void
sgd_move(const DescentRule *rule, float8 *weight, float8 *first, float8 *second,
		 float8 gradient)
{
	*weight -= rule->rate * gradient;
}

static void
momentum_move(const DescentRule *rule, float8 *weight, float8 *first, float8 *second,
			  float8 gradient)
{
	*first = rule->momentum * *first + rule->rate * gradient;
	*weight -= *first;
}

static float8
plain_rate(const DescentRule *rule, float8 second)
{
	return rule->rate;
}

static float8
root_rate(const DescentRule *rule, float8 second)
{
	return rule->rate / sqrt(second + rule->epsilon);
}

static void
adagrad_move(const DescentRule *rule, float8 *weight, float8 *first, float8 *second,
			 float8 gradient)
{
	*second += gradient * gradient;
	*weight -= root_rate(rule, *second) * gradient;
}

static void
rmsprop_move(const DescentRule *rule, float8 *weight, float8 *first, float8 *second,
			 float8 gradient)
{
	*second = rule->rho * *second + (1 - rule->rho) * gradient * gradient;
	*weight -= root_rate(rule, *second) * gradient;
}

static float8
adam_rate(const DescentRule *rule, float8 second)
{
	return rule->rate / (sqrt(second * rule->second_correction) + rule->epsilon);
}

static void
adam_move(const DescentRule *rule, float8 *weight, float8 *first, float8 *second,
		  float8 gradient)
{
	*first = rule->beta1 * *first + (1 - rule->beta1) * gradient;
	*second = rule->beta2 * *second + (1 - rule->beta2) * gradient * gradient;
	*weight -= adam_rate(rule, *second) * *first * rule->first_correction;
}

/* The weight that z and n stand for. */
static float8
ftrl_weight(const DescentRule *rule, float8 l1, float8 l2, float8 first, float8 second)
{
	if (fabs(first) <= l1)
		return 0;
	return -(first - copysign(l1, first)) /
		   ((rule->beta + sqrt(second)) / rule->rate + l2);
}

static void
ftrl_learn(const DescentRule *rule, float8 weight, float8 *first, float8 *second,
		   float8 gradient)
{
	float8 sum = *second + gradient * gradient;

	*first += gradient - (sqrt(sum) - sqrt(*second)) / rule->rate * weight;
	*second = sum;
}

static void
ftrl_move(const DescentRule *rule, float8 *weight, float8 *first, float8 *second,
		  float8 gradient)
{
	ftrl_learn(rule, *weight, first, second, gradient);
	*weight = ftrl_weight(rule, rule->l1, rule->l2, *first, *second);
}

static const Optimizer optimizers[] = {
	[DESCENT_SGD] = {0.01, false, false, false, sgd_move, plain_rate},
	[DESCENT_ADAGRAD] = {0.1, false, true, true, adagrad_move, root_rate},
	[DESCENT_RMSPROP] = {0.1, false, true, false, rmsprop_move, root_rate},
	[DESCENT_ADAM] = {0.1, true, true, false, adam_move, adam_rate},
	[DESCENT_MOMENTUM] = {0.1, true, false, false, momentum_move, plain_rate},
	[DESCENT_FTRL] = {0.05, true, true, true, ftrl_move, NULL}};

/* The rate of an optimizer that is not told one. */
float8
DescentDefaultRate(DescentKind kind)
{
	return optimizers[kind].rate;
}

/* Does the rule penalise weights in passing, beside the gradient? */
static inline bool
keeps_seen(const DescentRule *rule)
{
	return rule->everywhere && rule->kind != DESCENT_FTRL &&
		   (rule->l1 > 0 || rule->l2 > 0);
}

/* Ready a rule for the row that follows "rows" others. */
void
DescentBegin(DescentRule *rule, int64 rows)
{
	float8 t = (float8) rows + 1;

	rule->rows = rows;
	if (rule->kind != DESCENT_ADAM)
		return;
	rule->first_correction = 1 / (1 - pow(rule->beta1, t));
	rule->second_correction = 1 / (1 - pow(rule->beta2, t));
}

/* See ModelOps.reserve. */
void
DescentReserve(Model *model, Descent *descent, const DescentRule *rule, int from, int to)
{
	const Optimizer *optimizer = &optimizers[rule->kind];

	descent->weight = ModelGrowFloats(model, descent->weight, from, to);
	if (optimizer->has_first)
		descent->first = ModelGrowFloats(model, descent->first, from, to);
	if (optimizer->has_second)
		descent->second = ModelGrowFloats(model, descent->second, from, to);
	if (keeps_seen(rule))
		descent->seen = ModelGrowFloats(model, descent->seen, from, to);
}

static float8
shrink(float8 weight, float8 amount)
{
	return copysign(Max(fabs(weight) - amount, 0), weight);
}

/* A weight with the penalties of the rows that did not have its feature. */
float8
DescentOverdue(const Descent *descent, const DescentRule *rule, int feature)
{
	float8 weight = descent->weight[feature];
	float8 missed;
	float8 rate;

	if (weight == 0)
		return 0;
	missed = (float8) rule->rows - descent->seen[feature];
	if (missed <= 0)
		return weight;
	rate = optimizers[rule->kind].rate_of(rule,
										  descent->second ? descent->second[feature] : 0);
	weight *= pow(1 - Min(rate * rule->l2, 1), missed);

	return shrink(weight, rate * rule->l1 * missed);
}

/* One feature's part of a step. */
static inline void
move_weight(Descent *descent, const DescentRule *rule, const Optimizer *optimizer,
			int feature, float8 gradient)
{
	float8 *weight = &descent->weight[feature];
	float8 *first = descent->first ? &descent->first[feature] : NULL;
	float8 *second = descent->second ? &descent->second[feature] : NULL;

	if (rule->kind == DESCENT_FTRL)
	{
		ftrl_move(rule, weight, first, second, gradient);
		return;
	}
	if (descent->seen)
	{
		*weight = DescentWeight(descent, rule, feature);
		descent->seen[feature] = (float8) rule->rows + 1;
	}
	optimizer->move(rule, weight, first, second, gradient + rule->l2 * *weight);
	if (rule->l1 > 0)
		*weight =
			shrink(*weight, rule->l1 * optimizer->rate_of(rule, second ? *second : 0));
}

/*
 * Take a step: value[i] is what entry i of the row counts as, gradient is
 * d loss / d score.  Throws before anything changes if the weights run away.
 */
void
DescentStep(Descent *descent, const DescentRule *rule, const FeatureView *row,
			const float8 *value, float8 gradient)
{
	const Optimizer *optimizer = &optimizers[rule->kind];

	if (!(fabs(gradient) <= MAX_GRADIENT))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("learning diverges: the gradient is %g", gradient),
						errhint("Lower the option \"learning_rate\".")));

	for (int i = 0; i < row->count; i++)
		move_weight(descent, rule, optimizer, FeatureOf(row, i), gradient * value[i]);

	if (!rule->intercept_like_weights)
		descent->intercept -= rule->intercept_rate * gradient;
	else
	{
		ftrl_learn(rule, descent->intercept, &descent->intercept_first,
				   &descent->intercept_second, gradient);
		descent->intercept =
			ftrl_weight(rule, 0, 0, descent->intercept_first, descent->intercept_second);
	}
}

static float8
mean_of(float8 ours, float8 theirs, float8 share)
{
	return ours + share * (theirs - ours);
}

/* The z that stands for a weight, given n. */
static float8
ftrl_z(const DescentRule *rule, float8 l1, float8 l2, float8 weight, float8 second,
	   float8 otherwise)
{
	if (weight == 0)
		return Max(-l1, Min(l1, otherwise));
	return -weight * ((rule->beta + sqrt(second)) / rule->rate + l2) -
		   copysign(l1, weight);
}

/* Merge one feature, whose weight there is "theirs"; share is that part's. */
static void
merge_weight(Descent *into, const Descent *from, const DescentRule *rule, int ours,
			 int theirs, float8 their_weight, float8 share, float8 sign)
{
	const Optimizer *optimizer = &optimizers[rule->kind];
	float8 *weight = &into->weight[ours];

	*weight = mean_of(*weight, sign * their_weight, share);
	if (optimizer->adds_second)
		into->second[ours] += from->second[theirs];
	else if (optimizer->has_second)
		into->second[ours] = mean_of(into->second[ours], from->second[theirs], share);
	if (optimizer->has_first)
		into->first[ours] = mean_of(into->first[ours], sign * from->first[theirs], share);
	if (rule->kind == DESCENT_FTRL)
		into->first[ours] = ftrl_z(rule, rule->l1, rule->l2, *weight, into->second[ours],
								   into->first[ours]);
}

/* Make up for what rows did not penalise, as of "rows" rows. */
static void
catch_up(Descent *descent, const DescentRule *rule, int features, float8 rows)
{
	for (int i = 0; descent->seen && i < features; i++)
	{
		descent->weight[i] = DescentWeight(descent, rule, i);
		descent->seen[i] = rows;
	}
}

/*
 * Merge, see the top of the file.  The rule stands at the rows of "into";
 * counts are the weights of the rows that had a feature; sign is -1 if the
 * classes of the two are numbered the other way round.
 */
void
DescentMerge(Descent *into, const Descent *from, const DescentRule *rule, int features,
			 const float8 *count, float8 from_n, int from_features,
			 const float8 *from_count, const int32 *feature, float8 sign)
{
	DescentRule their_rule = *rule;
	float8 into_n = (float8) rule->rows;
	float8 share = from_n / (into_n + from_n);

	DescentBegin(&their_rule, (int64) from_n);
	catch_up(into, rule, features, into_n + from_n);
	for (int theirs = 0; theirs < from_features; theirs++)
	{
		int ours = feature[theirs];
		float8 total = count[ours] + from_count[theirs];

		merge_weight(into, from, rule, ours, theirs,
					 DescentWeight(from, &their_rule, theirs),
					 total > 0 ? from_count[theirs] / total : 0, sign);
	}

	into->intercept = mean_of(into->intercept, sign * from->intercept, share);
	if (!rule->intercept_like_weights)
		return;
	into->intercept_second += from->intercept_second;
	into->intercept_first =
		ftrl_z(rule, 0, 0, into->intercept, into->intercept_second, 0);
}

/* See ModelOps.archive: what every rule has. */
void
DescentArchive(Model *model, Descent *descent, Archive *archive)
{
	ArchiveFloat(archive, "intercept", &descent->intercept, -HUGE_VAL, HUGE_VAL);
	ArchiveFloats(archive, "weights", &descent->weight, model->features.count);
}

/* And what only some have. */
void
DescentArchiveMore(Model *model, Descent *descent, const DescentRule *rule,
				   Archive *archive)
{
	const Optimizer *optimizer = &optimizers[rule->kind];
	int count = model->features.count;

	if (optimizer->has_first)
		ArchiveFloats(archive, "first", &descent->first, count);
	if (optimizer->has_second)
		ArchiveFloats(archive, "second", &descent->second, count);
	if (keeps_seen(rule))
		ArchiveFloats(archive, "seen", &descent->seen, count);
	if (rule->intercept_like_weights)
	{
		ArchiveFloat(archive, "intercept_first", &descent->intercept_first, -HUGE_VAL,
					 HUGE_VAL);
		ArchiveFloat(archive, "intercept_second", &descent->intercept_second, 0,
					 HUGE_VAL);
	}
}

/* See ModelOps.check. */
void
DescentCheck(const Model *model, const Descent *descent)
{
	for (int i = 0; i < model->features.count; i++)
	{
		if ((descent->second && descent->second[i] < 0) ||
			(descent->seen && (descent->seen[i] < 0 || descent->seen[i] > model->n)))
			ereport(ERROR,
					(errcode(ERRCODE_STREAMML_BAD_MODEL),
					 errmsg("invalid model: \"second\" or \"seen\" is out of range")));
	}
}
