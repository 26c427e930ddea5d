/*
 * rng.h
 *	  The random numbers of models: a generator whose state is a part of the
 *	  model, so that the same rows give the same bits.
 *
 * SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, Fast Splittable Pseudorandom
 * Number Generators, OOPSLA 2014): 64 bits of state that grow by a constant,
 * mixed.
 */
#ifndef STREAMML_RNG_H
#define STREAMML_RNG_H

#include "shim.h"

typedef struct Rng
{
	uint64 state;
} Rng;

/* The next 64 bits. */
static inline uint64
RngNext(Rng *rng)
{
	uint64 z = rng->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Uniform in [0, 1), 53 bits. */
static inline float8
RngUniform(Rng *rng)
{
	return (RngNext(rng) >> 11) * 0x1p-53;
}

/* Uniform in 0 .. limit - 1, for limits far below 2^32. */
static inline int
RngBelow(Rng *rng, int limit)
{
	return (int) (((RngNext(rng) >> 32) * (uint64) limit) >> 32);
}

/* Poisson by multiplying uniforms; for means of a few. */
static inline int
RngPoisson(Rng *rng, float8 mean)
{
	float8 limit = exp(-mean);
	float8 product = RngUniform(rng);
	int k = 0;

	while (product > limit)
	{
		product *= RngUniform(rng);
		k++;
	}
	return k;
}

#endif /* STREAMML_RNG_H */
