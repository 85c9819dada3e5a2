// SPDX-License-Identifier: MIT
#include "awkward-series.h"

#include <float.h>
#include <math.h>

/** Returns: a number in [-1, 1] that looks random, the same on every machine. */
static double
scatter(gsize index)
{
  const guint64 mixed = (index + 1) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
  return (double)(mixed >> 11) * 0x1p-52 - 1.0;
}

static double
constant(gsize index G_GNUC_UNUSED)
{
  return 5.3;
}

static double
zero(gsize index G_GNUC_UNUSED)
{
  return 0.0;
}

static double
noise(gsize index)
{
  return 10.0 + scatter(index);
}

static double
ramp(gsize index)
{
  return 3.0 + 0.7 * (double)index;
}

static double
negative(gsize index)
{
  return -20.0 - (double)index + 3.0 * scatter(index);
}

static double
around_zero(gsize index)
{
  return 4.0 * scatter(index);
}

static double
seasonal(gsize index)
{
  return 100.0 + (double)index + (index % 4 == 0 ? 40.0 : 0.0) + scatter(index);
}

static double
seasonal_zeros(gsize index)
{
  return index % 4 == 0 ? 0.0 : 50.0 + 5.0 * scatter(index);
}

static double
seasonal_tiny(gsize index)
{
  return index % 4 == 0 ? 0.001 : 50.0 + scatter(index);
}

static double
intermittent(gsize index)
{
  return index % 5 == 2 ? 3.0 + scatter(index) : 0.0;
}

static double
alternating(gsize index)
{
  return index % 2 == 0 ? 1.0 : -1.0;
}

static double
outlier(gsize index)
{
  return index == 13 ? 1e12 : 1.0 + scatter(index);
}

static double
high_level(gsize index)
{
  return 1e9 + scatter(index);
}

static double
missing_first(gsize index)
{
  return index < 3 ? (double)NAN : seasonal(index);
}

static double
missing_middle(gsize index)
{
  return index >= 7 && index < 16 ? (double)NAN : seasonal(index);
}

static double
missing_last(gsize index)
{
  return index >= 25 ? (double)NAN : seasonal(index);
}

static double
missing_often(gsize index)
{
  return index % 3 != 0 ? (double)NAN : seasonal(index);
}

static double
missing_place(gsize index)
{
  return index % 4 == 2 ? (double)NAN : seasonal(index);
}

static double
missing_but_one(gsize index)
{
  return index == 4 ? 7.0 : (double)NAN;
}

static double
huge(gsize index)
{
  return 1e308 * scatter(index);
}

static double
largest(gsize index)
{
  return index % 2 == 0 ? DBL_MAX : -DBL_MAX;
}

static double
huge_ramp(gsize index)
{
  return 5e306 * (double)(index + 1);
}

static double
tiny(gsize index)
{
  return 1e-308 * (2.0 + scatter(index));
}

static double
denormal(gsize index)
{
  return 5e-324 * (double)(index % 4);
}

static double
mixed(gsize index)
{
  return index % 2 == 0 ? 1e300 : 1e-300;
}

static const AwkwardSeries all[] = {
  { "one-value", 1, ramp },
  { "two-values", 2, ramp },
  { "three-values", 3, noise },
  { "four-values", 4, noise },
  { "five-values", 5, noise },
  { "six-values", 6, noise },
  { "seven-values", 7, noise },
  { "eight-values", 8, seasonal },
  { "constant", 30, constant },
  { "zeros", 30, zero },
  { "noise", 60, noise },
  { "ramp", 30, ramp },
  { "negative", 40, negative },
  { "around-zero", 40, around_zero },
  { "seasonal", 43, seasonal },
  { "seasonal-zeros", 40, seasonal_zeros },
  { "seasonal-tiny", 40, seasonal_tiny },
  { "intermittent", 61, intermittent },
  { "alternating", 33, alternating },
  { "outlier", 30, outlier },
  { "high-level", 50, high_level },
  { "long", 3000, noise },
  { "missing-first", 30, missing_first },
  { "missing-middle", 40, missing_middle },
  { "missing-last", 31, missing_last },
  { "missing-often", 50, missing_often },
  { "missing-place", 50, missing_place },
  { "missing-but-one", 9, missing_but_one },
  { "huge", 30, huge },
  { "largest", 30, largest },
  { "huge-ramp", 30, huge_ramp },
  { "tiny", 30, tiny },
  { "denormal", 30, denormal },
  { "mixed-magnitudes", 30, mixed },
};

gsize
awkward_series_count(void)
{
  return G_N_ELEMENTS(all);
}

const AwkwardSeries *
awkward_series_get(gsize index)
{
  g_assert_cmpuint(index, <, G_N_ELEMENTS(all));
  return &all[index];
}

double *
awkward_series_make(const AwkwardSeries *series)
{
  double *const values = g_new(double, series->n_values);
  for (gsize i = 0; i < series->n_values; i++) {
    values[i] = series->value(i);
  }
  return values;
}

double
awkward_series_largest(const AwkwardSeries *series)
{
  double found = 0.0;
  for (gsize i = 0; i < series->n_values; i++) {
    const double magnitude = fabs(series->value(i));
    found = magnitude > found ? magnitude : found;
  }
  return found;
}
