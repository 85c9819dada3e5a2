// SPDX-License-Identifier: MIT
#include "catch22.h"

#include <math.h>
#include <order.h>
#include <string.h>

enum {
  N_LETTERS = 3,
  N_INFORMATION_BINS = 5,
  INFORMATION_LAG = 2,
};

// What the bins of the mutual information reach beyond the standardised values.
static const double margin = 0.1;

/** The quantile at (n probability - 1/2) of the values counted from 0: Hyndman and Fan's type 5. */
static double
tercile(const double *sorted, uint64_t n_values, uint64_t third)
{
  const double place = (double)n_values * (double)third / (double)N_LETTERS - 0.5;
  if (place <= 0.0) {
    return sorted[0];
  }
  const uint64_t below = (uint64_t)place;
  if (below + 1 >= n_values) {
    return sorted[n_values - 1];
  }
  return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

/** Writes which third of the values each one belongs to, 0 … 2. @sorted: room for the values. */
static void
spell(const double *series, uint64_t n_values, double *sorted, uint8_t *letters)
{
  memcpy(sorted, series, n_values * sizeof *series);
  order_sort(sorted, n_values);
  const double low = tercile(sorted, n_values, 1);
  const double high = tercile(sorted, n_values, 2);
  for (uint64_t i = 0; i < n_values; i++) {
    letters[i] = (uint8_t)((series[i] > low ? 1 : 0) + (series[i] > high ? 1 : 0));
  }
}

/** Shares of the pairs of neighbouring letters. */
static void
count_pairs(const uint8_t *letters, uint64_t n_letters, double shares[N_LETTERS][N_LETTERS])
{
  memset(shares, 0, sizeof(double) * N_LETTERS * N_LETTERS);
  for (uint64_t i = 0; i + 1 < n_letters; i++) {
    shares[letters[i]][letters[i + 1]] += 1.0;
  }
  for (int i = 0; i < N_LETTERS; i++) {
    for (int j = 0; j < N_LETTERS; j++) {
      shares[i][j] /= (double)(n_letters - 1);
    }
  }
}

static double
entropy_of(double shares[N_LETTERS][N_LETTERS])
{
  double entropy = 0.0;
  for (int i = 0; i < N_LETTERS; i++) {
    for (int j = 0; j < N_LETTERS; j++) {
      entropy -= shares[i][j] > 0.0 ? shares[i][j] * log(shares[i][j]) : 0.0;
    }
  }
  return entropy;
}

/** The sum of the variances of the columns. */
static double
sum_variances(double shares[N_LETTERS][N_LETTERS])
{
  double sum = 0.0;
  for (int j = 0; j < N_LETTERS; j++) {
    const double column[N_LETTERS] = { shares[0][j], shares[1][j], shares[2][j] };
    sum += sample_variance(column, N_LETTERS);
  }
  return sum;
}

static uint64_t
information_bin(double value, double least, double step)
{
  const uint64_t bin = (uint64_t)((value - least + margin) / step);
  return bin < N_INFORMATION_BINS ? bin : N_INFORMATION_BINS - 1;
}

/** Mutual information of values two steps apart, over five bins of equal width. */
static double
find_information(const Sample *sample)
{
  const uint64_t n = sample->n_values - INFORMATION_LAG;
  double least = sample->standard[0];
  double greatest = sample->standard[0];
  for (uint64_t t = 1; t < sample->n_values; t++) {
    least = fmin(least, sample->standard[t]);
    greatest = fmax(greatest, sample->standard[t]);
  }
  const double step = (greatest - least + 2.0 * margin) / (double)N_INFORMATION_BINS;
  double joint[N_INFORMATION_BINS][N_INFORMATION_BINS] = { { 0.0 } };
  double before[N_INFORMATION_BINS] = { 0.0 };
  double after[N_INFORMATION_BINS] = { 0.0 };
  for (uint64_t t = 0; t < n; t++) {
    const uint64_t i = information_bin(sample->standard[t], least, step);
    const uint64_t j = information_bin(sample->standard[t + INFORMATION_LAG], least, step);
    joint[i][j] += 1.0 / (double)n;
    before[i] += 1.0 / (double)n;
    after[j] += 1.0 / (double)n;
  }
  double information = 0.0;
  for (int i = 0; i < N_INFORMATION_BINS; i++) {
    for (int j = 0; j < N_INFORMATION_BINS; j++) {
      if (joint[i][j] > 0.0) {
        information += joint[i][j] * log(joint[i][j] / (before[i] * after[j]));
      }
    }
  }
  return information;
}

plugcast_status
symbols_compute(const plugcast_call *call,
                const Sample *sample,
                const double *correlations,
                double *values)
{
  const uint64_t n = sample->n_values;
  double *const sorted = sample_borrow(call, sample);
  uint8_t *const letters = sorted != NULL ? plugcast_scratch(call, n) : NULL;
  if (letters == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the features");
  }
  double shares[N_LETTERS][N_LETTERS];
  values[FEATURE_AMI2] = find_information(sample);
  spell(sample->standard, n, sorted, letters);
  count_pairs(letters, n, shares);
  values[FEATURE_ENTROPY_PAIRS] = entropy_of(shares);

  // Values as far apart as the first zero of the autocorrelations.
  const uint64_t lag = catch22_first_zero(correlations, n);
  const uint64_t n_thinned = (n - 1) / lag + 1;
  double *const thinned = sorted + n;
  for (uint64_t i = 0; i < n_thinned; i++) {
    thinned[i] = sample->standard[i * lag];
  }
  if (n_thinned > 1) {
    spell(thinned, n_thinned, sorted, letters);
    count_pairs(letters, n_thinned, shares);
    values[FEATURE_TRANSITION_MATRIX] = sum_variances(shares);
  }
  return PLUGCAST_OK;
}
