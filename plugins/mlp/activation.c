// SPDX-License-Identifier: MIT
#include "activation.h"

#include <stddef.h>
#include <string.h>

const char *const activation_names[N_ACTIVATIONS] = {
  [ACTIVATION_RELU] = "relu",
  [ACTIVATION_TANH] = "tanh",
  [ACTIVATION_GELU] = "gelu",
};

#define LOG2_E 1.44269504088896341f
// ln 2 in two parts, the first short enough that its product with a power's exponent is exact.
#define LN_2_HIGH 0.693359375f
#define LN_2_LOW (-2.12194440054690583e-4f)
// Added to a number below 2^22, leaves its nearest integer in the low bits.
#define ROUNDING 12582912.0f
// Beyond it exp() leaves the range of float, and tanh and gelu have long reached their ends.
#define MAX_EXPONENT 80.0f

static inline float
clamp(float x, float least, float most)
{
  const float raised = x < least ? least : x;
  return raised > most ? most : raised;
}

/** Returns: 2^n for the whole number n in the low bits of @rounded. */
static inline float
power_of_two(float rounded)
{
  uint32_t bits = 0;
  memcpy(&bits, &rounded, sizeof bits);
  bits = (bits + 127u) << 23;
  float power = 0.0f;
  memcpy(&power, &bits, sizeof power);
  return power;
}

// exp(x) - 1 = 2^n (exp(r) - 1) + 2^n - 1 with x = n ln 2 + r and |r| <= ln 2 / 2, where eight
// terms of the series suffice. Without libm, so that the loops below vectorise and do not depend on
// it.
static inline float
exp_minus_one(float x)
{
  const float bounded = clamp(x, -MAX_EXPONENT, MAX_EXPONENT);
  const float rounded = bounded * LOG2_E + ROUNDING;
  const float n = rounded - ROUNDING;
  const float r = bounded - n * LN_2_HIGH - n * LN_2_LOW;
  const float tail =
      0.5f +
      r * (1.0f / 6 + r * (1.0f / 24 + r * (1.0f / 120 + r * (1.0f / 720 + r * (1.0f / 5040)))));
  const float power = power_of_two(rounded);
  return power * (r + r * r * tail) + (power - 1.0f);
}

static inline float
tanh_of(float x)
{
  const float e = exp_minus_one(2.0f * x);
  return e / (e + 2.0f);
}

// The error function by Abramowitz and Stegun (1964), formula 7.1.26, within 1.5e-7.
#define ERF_P 0.3275911f
#define ERF_A1 0.254829592f
#define ERF_A2 (-0.284496736f)
#define ERF_A3 1.421413741f
#define ERF_A4 (-1.453152027f)
#define ERF_A5 1.061405429f

#define SQRT_HALF 0.707106781186547524f
#define NORMAL_DENSITY_AT_0 0.398942280401432678f

/** Returns: Φ(x), given exp(-x² / 2). */
static inline float
normal_of(float x, float bell)
{
  const float size = SQRT_HALF * (x < 0.0f ? -x : x);
  const float t = 1.0f / (1.0f + ERF_P * size);
  const float tail =
      0.5f * bell * t * (ERF_A1 + t * (ERF_A2 + t * (ERF_A3 + t * (ERF_A4 + t * ERF_A5))));
  return x < 0.0f ? tail : 1.0f - tail;
}

static void
apply_relu(uint64_t n_values, float *restrict values, float *restrict slopes)
{
  for (uint64_t i = 0; i < n_values && slopes != NULL; i++) {
    slopes[i] = values[i] > 0.0f ? 1.0f : 0.0f;
  }
  for (uint64_t i = 0; i < n_values; i++) {
    // Written so that NaN stays.
    values[i] = values[i] < 0.0f ? 0.0f : values[i];
  }
}

static void
apply_tanh(uint64_t n_values, float *restrict values, float *restrict slopes)
{
  for (uint64_t i = 0; i < n_values; i++) {
    values[i] = tanh_of(values[i]);
  }
  for (uint64_t i = 0; i < n_values && slopes != NULL; i++) {
    slopes[i] = 1.0f - values[i] * values[i];
  }
}

static inline float
bell_of(float x)
{
  // Beyond the bounds x² may be infinite, and NaN must stay.
  const float bounded = clamp(x, -MAX_EXPONENT, MAX_EXPONENT);
  return exp_minus_one(-0.5f * bounded * bounded) + 1.0f;
}

static void
apply_gelu(uint64_t n_values, float *restrict values, float *restrict slopes)
{
  for (uint64_t i = 0; i < n_values && slopes != NULL; i++) {
    const float x = clamp(values[i], -MAX_EXPONENT, MAX_EXPONENT);
    const float bell = bell_of(x);
    slopes[i] = normal_of(x, bell) + x * NORMAL_DENSITY_AT_0 * bell;
  }
  for (uint64_t i = 0; i < n_values; i++) {
    const float x = values[i];
    // Below the bound Φ is 0 in float, and so is the product, also for minus infinity.
    values[i] = x < -MAX_EXPONENT ? 0.0f : x * normal_of(x, bell_of(x));
  }
}

void
activation_apply(Activation activation, uint64_t n_values, float *values, float *slopes)
{
  static void (*const functions[N_ACTIVATIONS])(uint64_t, float *, float *) = {
    [ACTIVATION_RELU] = apply_relu,
    [ACTIVATION_TANH] = apply_tanh,
    [ACTIVATION_GELU] = apply_gelu,
  };
  functions[activation](n_values, values, slopes);
}
