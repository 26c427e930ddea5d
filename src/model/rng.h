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

/*
 * What a model begins with for a feature: uniform numbers of mean 0 and that
 * deviation, a function of the seed and the feature's hash alone.
 */
static inline void
RngFeature(float8 seed, uint32 hash, float8 deviation, float8 *values, int count)
{
	Rng rng = {(uint64) seed * UINT64_C(0xd1342543de82ef95) ^ hash};
	/* the deviation of a uniform number from -1 to 1 is 1 / sqrt(3) */
	float8 width = deviation * sqrt(3.0 / count);

	for (int i = 0; i < count; i++)
		values[i] = width * (2 * RngUniform(&rng) - 1);
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
