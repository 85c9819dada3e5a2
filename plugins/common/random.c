// SPDX-License-Identifier: MIT
#include "random.h"

#include <math.h>

// Philox4x32's multipliers and the steps of its key (the golden ratio and sqrt(3) - 1).
#define MULTIPLIER_0 UINT32_C(0xD2511F53)
#define MULTIPLIER_1 UINT32_C(0xCD9E8D57)
#define KEY_STEP_0 UINT32_C(0x9E3779B9)
#define KEY_STEP_1 UINT32_C(0xBB67AE85)
#define N_ROUNDS 10

#define TWO_PI 6.283185307179586476925

// The finaliser of Steele, Lea and Flood's SplitMix64 (OOPSLA 2014).
static uint64_t
mix(uint64_t word)
{
  word = (word ^ (word >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  word = (word ^ (word >> 27)) * UINT64_C(0x94D049BB133111EB);
  return word ^ (word >> 31);
}

static uint64_t
mix_next(uint64_t state, uint64_t part)
{
  return mix((state ^ mix(part + UINT64_C(0x9E3779B97F4A7C15))) + UINT64_C(0x9E3779B97F4A7C15));
}

// Begins with the count, so that (1) and (1, 0) differ.
void
random_init(Random *random, uint64_t seed, const uint64_t *parts, uint64_t n_parts)
{
  uint64_t key = mix_next(mix_next(0, n_parts), seed);
  for (uint64_t i = 0; i < n_parts; i++) {
    key = mix_next(key, parts[i]);
  }
  *random = (Random){ .key = key };
}

void
random_block(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4])
{
  uint32_t w0 = counter[0];
  uint32_t w1 = counter[1];
  uint32_t w2 = counter[2];
  uint32_t w3 = counter[3];
  uint32_t k0 = key[0];
  uint32_t k1 = key[1];
  for (int round = 0; round < N_ROUNDS; round++) {
    const uint64_t product_0 = (uint64_t)MULTIPLIER_0 * w0;
    const uint64_t product_1 = (uint64_t)MULTIPLIER_1 * w2;
    w0 = (uint32_t)(product_1 >> 32) ^ w1 ^ k0;
    w1 = (uint32_t)product_1;
    w2 = (uint32_t)(product_0 >> 32) ^ w3 ^ k1;
    w3 = (uint32_t)product_0;
    k0 += KEY_STEP_0;
    k1 += KEY_STEP_1;
  }
  words[0] = w0;
  words[1] = w1;
  words[2] = w2;
  words[3] = w3;
}

void
random_seek(Random *random, uint64_t position)
{
  random->position = position;
  random->n_left = 0;
}

static void
refill(Random *random)
{
  const uint32_t counter[4] = { (uint32_t)random->position, (uint32_t)(random->position >> 32), 0,
                                0 };
  const uint32_t key[2] = { (uint32_t)random->key, (uint32_t)(random->key >> 32) };
  random_block(counter, key, random->words);
  random->position++;
  random->n_left = 4;
}

uint64_t
random_next(Random *random)
{
  if (random->n_left == 0) {
    refill(random);
  }
  const uint32_t *const words = random->words + (4 - random->n_left);
  random->n_left -= 2;
  return words[0] | (uint64_t)words[1] << 32;
}

double
random_uniform(Random *random)
{
  return (double)(random_next(random) >> 11) * 0x1p-53;
}

// Daniel Lemire, "Fast random integer generation in an interval" (2019), algorithm 5.
uint64_t
random_below(Random *random, uint64_t limit)
{
  unsigned __int128 product = (unsigned __int128)random_next(random) * limit;
  if ((uint64_t)product < limit) {
    const uint64_t threshold = -limit % limit;
    while ((uint64_t)product < threshold) {
      product = (unsigned __int128)random_next(random) * limit;
    }
  }
  return (uint64_t)(product >> 64);
}

// Keeps no second value, so that a stream's place stays a whole number of draws.
double
random_normal(Random *random)
{
  const double radius = sqrt(-2.0 * log(1.0 - random_uniform(random)));
  return radius * cos(TWO_PI * random_uniform(random));
}

// Marsaglia and Tsang, "A simple method for generating gamma variables" (2000), section 2, for a
// shape of at least 1; their squeeze is left out, as it only saves logarithms.
static double
log_gamma_of_large_shape(Random *random, double shape)
{
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / sqrt(9.0 * d);
  for (;;) {
    const double x = random_normal(random);
    const double root = 1.0 + c * x;
    if (root <= 0.0) {
      continue;
    }
    const double log_cube = 3.0 * log(root);
    const double cube = root * root * root;
    const double log_uniform = log(1.0 - random_uniform(random));
    if (log_uniform < 0.5 * x * x + d * (1.0 - cube + log_cube)) {
      return log(d) + log_cube;
    }
  }
}

// Below 1 by their section 6, gamma(shape + 1) × uniform^(1 / shape), in logarithms.
double
random_log_gamma(Random *random, double shape)
{
  if (shape >= 1.0) {
    return log_gamma_of_large_shape(random, shape);
  }
  const double log_larger = log_gamma_of_large_shape(random, shape + 1.0);
  return log_larger + log(1.0 - random_uniform(random)) / shape;
}

double
random_beta(Random *random, double first, double second)
{
  const double log_first = random_log_gamma(random, first);
  const double log_second = random_log_gamma(random, second);
  return 1.0 / (1.0 + exp(log_second - log_first));
}

void
random_shuffle(Random *random, uint64_t *items, uint64_t n_items)
{
  for (uint64_t i = n_items; i > 1; i--) {
    const uint64_t j = random_below(random, i);
    const uint64_t item = items[j];
    items[j] = items[i - 1];
    items[i - 1] = item;
  }
}
