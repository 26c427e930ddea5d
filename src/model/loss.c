/*
 * loss.c
 *	  Loss functions of a linear predictor s, with their exact paths.
 *
 * A row of weight k at rate eta is worth the same as infinitely many rows of
 * weights that add up to k: the score follows ds/dt = -P dl/ds for the time
 * k eta (N. Karampatziakis, J. Langford: Online importance weight aware
 * updates, UAI 2011).  Such a step never goes past the label, whatever the
 * rate.  With T = k eta P and r = y - s:
 *
 *		squared		r (1 - exp(-2 T))
 *		logistic	z' + exp(z') = T + z + exp(z) with z = +s or -s, by Newton
 *		poisson		-log(exp(-y T) + exp(s) (1 - exp(-y T)) / y)
 *		quantile	min(tau T, r) or -min((1 - tau) T, -r)
 *		huber		delta T while |r| > delta, from there r (1 - exp(-T))
 *		hinge		min(T, margin - z)
 */
#include "shim.h"

#include "model/kernel.h"
#include "model/loss.h"

/* Scores beyond are as good as certain; the exponential and its square stay in range. */
#define MAX_SCORE 50
#define MIN_SCORE (-300)
/* So long that nothing is left to go: the same for what a time is multiplied by. */
#define MAX_TIME 1e100

static float8
clip_score(float8 score)
{
	return Max(MIN_SCORE, Min(MAX_SCORE, score));
}

static float8
start_at_label(float8 label)
{
	return label;
}

static void
squared_look(LossPoint *point)
{
	point->gradient = 2 * (point->score - point->label);
}

static float8
squared_advance(const LossPoint *point, float8 time)
{
	return (point->score - point->label) * expm1(-2 * time);
}

/* memo is exp(z) */
static void
logistic_look(LossPoint *point)
{
	float8 y = point->label > 0 ? 1 : -1;

	point->memo = exp(clip_score(y * point->score));
	point->gradient = -y / (1 + point->memo);
}

/*
 * Solve z' + exp(z') = time + z + exp(z) for z' - z, where exp_z = exp(z), by
 * Newton's method on step + exp_z (exp(step) - 1) = time.  The left side is
 * convex and increasing, so from a start that is too large every step gets
 * closer and none goes past the solution; each of the three bounds below is
 * too large, and the least of them is by log 2 at most.
 */
static float8
solve_logistic(float8 z, float8 exp_z, float8 time)
{
	float8 q = 1 / (1 + exp_z);
	float8 step = q * time * (1 - 0.5 * (1 - q) * q * time);

	/* the series' error is below a sixth of time^3 */
	if (time < 1e-5)
		return step;

	/* it is the better start where it is good for something */
	if (time > 1)
		step = Min(q * time, log(exp_z + time) - z);
	for (int i = 0; i < 50; i++)
	{
		float8 excess = step + exp_z * expm1(step) - time;
		float8 change = excess / (1 + exp_z * exp(step));

		step -= change;

		/* Newton squares the error: what is left now is below rounding */
		if (fabs(change) <= 1e-8 * step)
			break;
	}

	return Max(step, 0);
}

static float8
logistic_advance(const LossPoint *point, float8 time)
{
	float8 y = point->label > 0 ? 1 : -1;

	return y *
		   solve_logistic(clip_score(y * point->score), point->memo, Min(time, MAX_TIME));
}

/* memo is exp(s) */
static void
poisson_look(LossPoint *point)
{
	point->memo = exp(clip_score(point->score));
	point->gradient = point->memo - point->label;
}

static float8
poisson_advance(const LossPoint *point, float8 time)
{
	float8 decay;

	time = Min(time, MAX_TIME);
	decay = point->label * time;
	if (decay < 1e-12)
		return (decay > 0 ? decay : 0) - log1p(point->memo * time);
	return -log(exp(-decay) - point->memo * expm1(-decay) / point->label);
}

static float8
poisson_start(float8 label)
{
	return log(Max(label, 0.5));
}

static void
quantile_look(LossPoint *point)
{
	point->gradient = 0;
	if (point->score < point->label)
		point->gradient = -point->shape;
	else if (point->score > point->label)
		point->gradient = 1 - point->shape;
}

static float8
quantile_advance(const LossPoint *point, float8 time)
{
	float8 rest = point->label - point->score;

	if (rest > 0)
		return Min(-point->gradient * time, rest);
	return Max(-point->gradient * time, rest);
}

static void
huber_look(LossPoint *point)
{
	float8 rest = point->score - point->label;

	point->gradient = Max(-point->shape, Min(point->shape, rest));
}

static float8
huber_advance(const LossPoint *point, float8 time)
{
	float8 rest = point->label - point->score;
	float8 far = Max(fabs(rest) - point->shape, 0);
	float8 walk = Min(point->shape * time, far);

	/* what the walk leaves of the time goes into the curved part */
	if (walk == far)
		walk -= (fabs(rest) - far) * expm1(-(time - far / point->shape));
	return copysign(walk, rest);
}

static void
hinge_look(LossPoint *point)
{
	float8 y = point->label > 0 ? 1 : -1;

	point->gradient = y * point->score <= point->shape ? -y : 0;
}

static float8
hinge_advance(const LossPoint *point, float8 time)
{
	float8 y = point->label > 0 ? 1 : -1;

	return y * Min(time, Max(point->shape - y * point->score, 0));
}

const Loss SquaredLoss = {squared_look, squared_advance, true, false, start_at_label};
const Loss LogisticLoss = {logistic_look, logistic_advance, false, true, NULL};
const Loss PoissonLoss = {poisson_look, poisson_advance, false, false, poisson_start};
const Loss QuantileLoss = {quantile_look, quantile_advance, true, false, start_at_label};
const Loss HuberLoss = {huber_look, huber_advance, true, false, start_at_label};
const Loss HingeLoss = {hinge_look, hinge_advance, false, true, NULL};
