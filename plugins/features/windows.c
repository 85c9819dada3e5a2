// SPDX-License-Identifier: MIT
#include "families.h"

#include <math.h>
#include <order.h>

static const double pi = 3.141592653589793;

// The density of a normal variable 38 deviations from its mean: the least that a double holds.
static const double least_density = 2.885428360068775e-314;

enum {
  N_GRID = 100,  // points at which densities are compared
  N_LEVELS = 10, // of flat spots
};

/** Sums over each window of @width values: sums[i] belongs to values[i] … values[i + width - 1]. */
static void
roll_sums(const double *values, uint64_t n_values, uint64_t width, double *suffix, double *sums)
{
  // Each window is the end of one block and the beginning of the next: nothing is ever subtracted.
  for (uint64_t i = n_values; i-- > 0;) {
    const bool is_block_end = (i + 1) % width == 0 || i + 1 == n_values;
    suffix[i] = values[i] + (is_block_end ? 0.0 : suffix[i + 1]);
  }
  double prefix = 0.0;
  for (uint64_t i = 0; i + width <= n_values; i++) {
    const bool is_block_begin = i % width == 0;
    prefix = is_block_begin ? 0.0 : prefix + values[i + width - 1];
    sums[i] = suffix[i] + prefix;
  }
}

/** Variances of tiles and of their means: lumpiness and stability. */
static void
write_tiles(const Sample *sample, double *work, double *values)
{
  const uint64_t width = sample->width;
  const uint64_t n_tiles = sample->n_values / width;
  double *const means = work;
  double *const variances = work + n_tiles;
  for (uint64_t i = 0; i < n_tiles; i++) {
    means[i] = sample_mean(sample->standard + i * width, width);
    variances[i] = sample_variance(sample->standard + i * width, width);
  }
  values[FEATURE_STABILITY] = sample_variance(means, n_tiles);
  values[FEATURE_LUMPINESS] = sample_variance(variances, n_tiles);
}

/** Writes the greatest difference of neighbouring windows, of equals the first, and where the later
 * one begins. */
static void
write_greatest(
    const double *statistics, uint64_t n_windows, uint64_t width, uint32_t feature, double *values)
{
  double greatest = -1.0;
  uint64_t place = 0;
  for (uint64_t i = 0; i + width < n_windows; i++) {
    const double difference = fabs(statistics[i + width] - statistics[i]);
    if (difference > greatest + SAMPLE_ROUNDING) {
      greatest = difference;
      place = i + width + 1;
    }
  }
  values[feature] = greatest;
  values[feature + 1] = (double)place;
}

static void
write_shifts(const Sample *sample, double *work, double *values)
{
  const uint64_t n = sample->n_values;
  const uint64_t width = sample->width;
  const uint64_t n_windows = n - width + 1;
  double *const statistics = work + n;
  double *const squares = work + 2 * n;
  double *const sums = work + 3 * n;
  for (uint64_t i = 0; i < n; i++) {
    squares[i] = sample->standard[i] * sample->standard[i];
  }
  roll_sums(sample->standard, n, width, work, sums);
  roll_sums(squares, n, width, work, statistics);
  const double count = (double)width;
  for (uint64_t i = 0; i < n_windows; i++) {
    sums[i] /= count;
    statistics[i] = (statistics[i] - count * sums[i] * sums[i]) / (count - 1.0);
  }
  write_greatest(sums, n_windows, width, FEATURE_MAX_LEVEL_SHIFT, values);
  write_greatest(statistics, n_windows, width, FEATURE_MAX_VAR_SHIFT, values);
}

/** The bandwidth of Silverman (1986), equation 3.31, for the standardised values. */
static double
density_bandwidth(const Sample *sample)
{
  const uint64_t n = sample->history.n_observed;
  const double range =
      order_quantile(sample->sorted, n, 0.75) - order_quantile(sample->sorted, n, 0.25);
  const double robust = range / sample->deviation / 1.34;
  const double spread = robust > 0.0 ? fmin(1.0, robust) : 1.0;
  return 0.9 * spread * pow((double)n, -0.2);
}

/** Adds what one point of the grid adds to the divergence of each window from the next one. */
static void
add_divergences(
    const Sample *sample, double point, double bandwidth, double *work, double *divergences)
{
  const uint64_t n = sample->n_values;
  const uint64_t width = sample->width;
  double *const densities = work;
  double *const means = work + 2 * n;
  double *const logarithms = work;
  for (uint64_t t = 0; t < n; t++) {
    const double offset = (point - sample->standard[t]) / bandwidth;
    const double density = exp(-0.5 * offset * offset) / (bandwidth * sqrt(2.0 * pi));
    densities[t] = fmax(density, least_density);
  }
  roll_sums(densities, n, width, work + n, means);
  for (uint64_t i = 0; i + width <= n; i++) {
    means[i] /= (double)width;
    logarithms[i] = log(means[i]);
  }
  for (uint64_t i = 0; i + 2 * width <= n; i++) {
    divergences[i] += means[i] * (logarithms[i] - logarithms[i + width]);
  }
}

/**
 * The greatest rise of the Kullback-Leibler divergence between neighbouring windows, from 0 before
 * the first pair on, as tsfeatures counts it.
 */
static plugcast_status
write_divergence(const plugcast_call *call, const Sample *sample, double *work, double *values)
{
  const uint64_t n = sample->n_values;
  const uint64_t width = sample->width;
  double *const divergences = work + 3 * n;
  double least = sample->standard[0];
  double greatest = sample->standard[0];
  for (uint64_t t = 0; t < n; t++) {
    least = fmin(least, sample->standard[t]);
    greatest = fmax(greatest, sample->standard[t]);
    divergences[t] = 0.0;
  }
  const double step = (greatest - least) / (double)(N_GRID - 1);
  const double bandwidth = density_bandwidth(sample);
  for (int g = 0; g < N_GRID; g++) {
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    add_divergences(sample, least + step * (double)g, bandwidth, work, divergences);
  }
  double rise = divergences[0];
  uint64_t place = width + 1;
  for (uint64_t i = 1; i + 2 * width <= n; i++) {
    if (divergences[i] - divergences[i - 1] > rise + SAMPLE_ROUNDING) {
      rise = divergences[i] - divergences[i - 1];
      place = i + width + 1;
    }
  }
  values[FEATURE_MAX_KL_SHIFT] = rise * step;
  values[FEATURE_TIME_KL_SHIFT] = (double)place;
  return PLUGCAST_OK;
}

static void
write_crossings(const Sample *sample, double *work, double *values)
{
  const uint64_t n = sample->n_values;
  for (uint64_t i = 0; i < n; i++) {
    work[i] = sample->filled[i];
  }
  order_sort(work, n);
  const double median = order_quantile(work, n, 0.5);
  uint64_t n_crossings = 0;
  for (uint64_t i = 1; i < n; i++) {
    n_crossings += (sample->filled[i] <= median) != (sample->filled[i - 1] <= median) ? 1 : 0;
  }
  values[FEATURE_CROSSING_POINTS] = (double)n_crossings;

  uint64_t longest = 0;
  uint64_t length = 0;
  double level_before = -1.0;
  for (uint64_t i = 0; i < n && !sample->is_constant; i++) {
    const double place = sample_place(sample->filled[i], work[0], work[n - 1], N_LEVELS);
    // Each level has its upper edge; the lowest one has both.
    const double level = fmax(ceil(place), 1.0);
    length = level == level_before ? length + 1 : 1;
    level_before = level;
    longest = length > longest ? length : longest;
  }
  values[FEATURE_FLAT_SPOTS] = (double)(sample->is_constant ? n : longest);
}

plugcast_status
windows_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  double *const work = sample_borrow(call, sample);
  if (work == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  write_crossings(sample, work, values);
  if (sample->is_constant || sample->width < 2 || n / 2 < sample->width) {
    return PLUGCAST_OK;
  }
  write_tiles(sample, work, values);
  write_shifts(sample, work, values);
  return write_divergence(call, sample, work, values);
}
