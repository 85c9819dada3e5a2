// SPDX-License-Identifier: MIT
#include "catch22.h"

#include "regression.h"

#include <math.h>

enum {
  LEAST_SCALE = 5,
  N_SCALES = 50,     // spaced evenly in their logarithms, before equal ones are dropped
  LEAST_SCALES = 12, // that must differ
  LEAST_POINTS = 6,  // on either side of the border between two regimes
};

/** Fluctuations of the summed series in windows of growing length. */
typedef struct {
  double scales[N_SCALES];       // logarithms of the lengths
  double fluctuations[N_SCALES]; // logarithms
  uint64_t n_scales;
} Scaling;

typedef enum {
  FLUCTUATION_RANGE,   // of the residuals from a line
  FLUCTUATION_SQUARES, // likewise, their sum of squares
} FluctuationKind;

/** What one window adds, about its own line. */
static double
measure_window(const double *sums, uint64_t length, FluctuationKind kind)
{
  const Line line = line_fit(sums, length);
  double least = INFINITY;
  double greatest = -INFINITY;
  double squares = 0.0;
  for (uint64_t k = 0; k < length; k++) {
    const double residual = sums[k] - line_at(&line, (double)k);
    least = fmin(least, residual);
    greatest = fmax(greatest, residual);
    squares += residual * residual;
  }
  return kind == FLUCTUATION_RANGE ? (greatest - least) * (greatest - least) : squares;
}

static double
measure_scale(const double *sums, uint64_t n_sums, uint64_t length, FluctuationKind kind)
{
  const uint64_t n_windows = n_sums / length;
  double total = 0.0;
  for (uint64_t i = 0; i < n_windows; i++) {
    total += measure_window(sums + i * length, length, kind);
  }
  const double n_measured = (double)n_windows * (kind == FLUCTUATION_RANGE ? 1.0 : (double)length);
  return sqrt(total / n_measured);
}

static plugcast_status
measure(const plugcast_call *call,
        const double *sums,
        uint64_t n_sums,
        uint64_t longest,
        FluctuationKind kind,
        Scaling *scaling)
{
  const double low = log((double)LEAST_SCALE);
  const double step = (log((double)longest) - low) / (double)(N_SCALES - 1);
  uint64_t before = 0;
  scaling->n_scales = 0;
  for (int i = 0; i < N_SCALES; i++) {
    const uint64_t length = (uint64_t)round(exp(low + step * (double)i));
    if (length == before || length > n_sums) {
      continue;
    }
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    before = length;
    scaling->scales[scaling->n_scales] = log((double)length);
    scaling->fluctuations[scaling->n_scales] = log(measure_scale(sums, n_sums, length, kind));
    scaling->n_scales++;
  }
  return PLUGCAST_OK;
}

/** The root of the summed squared residuals from the line through points @begin … @end - 1. */
static double
fit_regime(const Scaling *scaling, uint64_t begin, uint64_t end)
{
  const uint64_t n = end - begin;
  const double *const x = scaling->scales + begin;
  const double *const y = scaling->fluctuations + begin;
  const double mean_x = sample_mean(x, n);
  const double mean_y = sample_mean(y, n);
  double products = 0.0;
  double squares = 0.0;
  for (uint64_t i = 0; i < n; i++) {
    products += (x[i] - mean_x) * (y[i] - mean_y);
    squares += (x[i] - mean_x) * (x[i] - mean_x);
  }
  const double slope = products / squares;
  double rest = 0.0;
  for (uint64_t i = 0; i < n; i++) {
    const double residual = y[i] - mean_y - slope * (x[i] - mean_x);
    rest += residual * residual;
  }
  return sqrt(rest);
}

/** The share of the scales that belongs to the first of two regimes, lines that share a point. */
static double
split(const Scaling *scaling)
{
  const uint64_t n = scaling->n_scales;
  if (n < LEAST_SCALES) {
    return (double)NAN;
  }
  uint64_t best = 0;
  double least = INFINITY;
  for (uint64_t border = LEAST_POINTS; border + LEAST_POINTS <= n; border++) {
    const double error = fit_regime(scaling, 0, border) + fit_regime(scaling, border - 1, n);
    if (error < least) {
      least = error;
      best = border;
    }
  }
  return best > 0 ? (double)best / (double)n : (double)NAN;
}

static plugcast_status
write_split(const plugcast_call *call,
            const Sample *sample,
            uint64_t stride,
            FluctuationKind kind,
            double *sums,
            double *out)
{
  const uint64_t n_sums = sample->n_values / stride;
  double sum = 0.0;
  for (uint64_t i = 0; i < n_sums; i++) {
    sum += sample->standard[i * stride];
    sums[i] = sum;
  }
  Scaling scaling;
  const plugcast_status status = measure(call, sums, n_sums, sample->n_values / 2, kind, &scaling);
  if (status == PLUGCAST_OK) {
    *out = split(&scaling);
  }
  return status;
}

plugcast_status
fluctuation_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  if (sample->n_values / 2 <= LEAST_SCALE) {
    return PLUGCAST_OK;
  }
  double *const sums = sample_borrow(call, sample);
  if (sums == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  const plugcast_status status =
      write_split(call, sample, 1, FLUCTUATION_RANGE, sums, &values[FEATURE_RS_RANGE]);
  return status == PLUGCAST_OK
             ? write_split(call, sample, 2, FLUCTUATION_SQUARES, sums, &values[FEATURE_DFA])
             : status;
}
