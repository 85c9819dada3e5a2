// SPDX-License-Identifier: MIT
#include "average.h"

static uint64_t
smaller(uint64_t a, uint64_t b)
{
  return a < b ? a : b;
}

/** Returns: how many of the @reach values before (or after) place @t lie beyond the end. */
static uint64_t
beyond(uint64_t reach, uint64_t t)
{
  return reach > t ? reach - t : 0;
}

/** Writes the sums of the first 0 … @length values. */
static void
accumulate(const float *values, uint64_t length, double *sums)
{
  sums[0] = 0.0;
  for (uint64_t t = 0; t < length; t++) {
    sums[t + 1] = sums[t] + (double)values[t];
  }
}

/** Returns: the sum of the values within @reach of place @t, those beyond the ends left out. */
static double
sum_around(const double *sums, uint64_t length, uint64_t reach, uint64_t t)
{
  return sums[smaller(t + reach + 1, length)] - sums[t - smaller(reach, t)];
}

/** Returns: an average near an end, which is repeated beyond it. */
static float
average_near_end(
    const float *values, uint64_t length, uint64_t reach, const double *sums, uint64_t t)
{
  const double before = (double)beyond(reach, t) * (double)values[0];
  const double after = (double)beyond(reach, length - 1 - t) * (double)values[length - 1];
  const double kernel = (double)(2 * reach + 1);
  return (float)((sum_around(sums, length, reach, t) + before + after) / kernel);
}

void
average_write(const float *values, uint64_t length, uint64_t kernel, double *sums, float *averages)
{
  const uint64_t reach = kernel / 2;
  const uint64_t begin = smaller(reach, length);
  const uint64_t end = length - smaller(reach, length - begin);
  accumulate(values, length, sums);
  for (uint64_t t = 0; t < begin; t++) {
    averages[t] = average_near_end(values, length, reach, sums, t);
  }
  for (uint64_t t = begin; t < end; t++) {
    averages[t] = (float)((sums[t + reach + 1] - sums[t - reach]) / (double)kernel);
  }
  for (uint64_t t = end; t < length; t++) {
    averages[t] = average_near_end(values, length, reach, sums, t);
  }
}

// The average is symmetric but for its ends, so its transpose is the same sum, and the two ends get
// what was taken from them more than once.
void
average_add_gradients(const float *average_gradients,
                      uint64_t length,
                      uint64_t kernel,
                      double *sums,
                      float *gradients)
{
  const uint64_t reach = kernel / 2;
  double first = 0.0;
  double last = 0.0;
  accumulate(average_gradients, length, sums);
  for (uint64_t t = 0; t < length; t++) {
    gradients[t] += (float)(sum_around(sums, length, reach, t) / (double)kernel);
    first += (double)beyond(reach, t) * (double)average_gradients[t];
    last += (double)beyond(reach, length - 1 - t) * (double)average_gradients[t];
  }
  gradients[0] += (float)(first / (double)kernel);
  gradients[length - 1] += (float)(last / (double)kernel);
}
