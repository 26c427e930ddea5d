/*
 * special.c
 *	  Distribution functions that the server does not have.
 */
#include "shim.h"

#include "model/kernel.h"

/*
 * Continued fraction of the incomplete beta function (DLMF 8.17.22), by the
 * modified method of Lentz; converges quickly for x < (a + 1) / (a + b + 2).
 */
static float8
beta_fraction(float8 a, float8 b, float8 x)
{
	const float8 tiny = 1e-300;
	float8 c = 1;
	float8 d = 1 - (a + b) * x / (a + 1);
	float8 result;

	d = 1 / (fabs(d) < tiny ? tiny : d);
	result = d;
	for (int m = 1; m <= 10000; m++)
	{
		float8 even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		float8 odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		float8 step;

		d = 1 + even * d;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = 1 + even / c;
		c = fabs(c) < tiny ? tiny : c;
		result *= c * d;

		d = 1 + odd * d;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = 1 + odd / c;
		c = fabs(c) < tiny ? tiny : c;
		step = c * d;
		result *= step;

		if (fabs(step - 1) < 1e-15)
			break;
	}

	return result;
}

/*
 * Regularized incomplete beta function, given both x and 1 - x so that
 * neither loses digits.
 */
static float8
incomplete_beta(float8 a, float8 b, float8 x, float8 one_minus_x)
{
	float8 front;

	if (x <= 0)
		return 0;
	if (one_minus_x <= 0)
		return 1;

	front =
		exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(one_minus_x));
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, one_minus_x) / b;
}

/*
 * Two-sided p-value of Student's t with df > 0 degrees of freedom.
 */
float8
KernelStudentP(float8 t, float8 df)
{
	float8 square = t * t;

	return incomplete_beta(df / 2, 0.5, df / (df + square), square / (df + square));
}

/* Series of the lower incomplete gamma function (DLMF 8.7.1), for x < a + 1. */
static float8
gamma_series(float8 a, float8 x)
{
	float8 term = 1 / a;
	float8 sum = term;

	for (int k = 1; k <= 100000; k++)
	{
		term *= x / (a + k);
		sum += term;
		if (term < sum * 1e-16)
			break;
	}

	return sum;
}

/* Continued fraction of the upper one (DLMF 8.9.2), by Lentz, for x >= a + 1. */
static float8
gamma_fraction(float8 a, float8 x)
{
	const float8 tiny = 1e-300;
	float8 b = x + 1 - a;
	float8 c = 1 / tiny;
	float8 d = 1 / b;
	float8 result = d;

	for (int k = 1; k <= 100000; k++)
	{
		float8 factor = -k * (k - a);
		float8 step;

		b += 2;
		d = factor * d + b;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = b + factor / c;
		c = fabs(c) < tiny ? tiny : c;
		step = c * d;
		result *= step;
		if (fabs(step - 1) < 1e-15)
			break;
	}

	return result;
}

/*
 * Probability that a chi-square variable with df > 0 degrees of freedom is at
 * most x.
 */
float8
KernelChiSquare(float8 x, float8 df)
{
	float8 a = df / 2;
	float8 half = x / 2;
	float8 front;

	if (!(half > 0))
		return 0;
	if (half > 1e6 + 100 * a)
		return 1;
	front = exp(a * log(half) - half - lgamma(a));
	if (half < a + 1)
		return Min(front * gamma_series(a, half), 1);
	return Max(1 - front * gamma_fraction(a, half), 0);
}

/*
 * How many standard deviations around its mean hold that part of a normal
 * distribution, 0 < level < 1: Newton's method, halving where it leaves the
 * bracket.
 */
float8
KernelNormalBound(float8 level)
{
	float8 low = 0;
	float8 high = 40;
	float8 z = 1;

	for (int i = 0; i < 200; i++)
	{
		float8 outside = erfc(z / sqrt(2));
		float8 density = sqrt(2 / acos(-1)) * exp(-z * z / 2);
		float8 step = (outside - (1 - level)) / density;

		if (step > 0)
			low = z;
		else
			high = z;
		if (fabs(step) <= 1e-15 * z)
			break;
		z = z + step > low && z + step < high ? z + step : (low + high) / 2;
	}

	return z;
}
