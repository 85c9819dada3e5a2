// SPDX-License-Identifier: MIT
#include "stl.h"

#include "order.h"

#include <math.h>
#include <string.h>

enum {
  LEAST_WINDOW = 3,
  JUMPS_A_WINDOW = 10, // jumps are a tenth of the window, rounded up
  INNER_PLAIN = 2,
  INNER_ROBUST = 1,
  OUTER_ROBUST = 15,
  LAST_AVERAGE = 3, // length of the third moving average of the low-pass filter
};

// A residual beyond this many medians has no weight.
static const double bisquare_medians = 6.0;

// Weights within these parts of that limit are 1 and 0, as in the authors' program.
static const double near_part = 0.001;
static const double far_part = 0.999;

/** What one decomposition works with. */
typedef struct {
  const plugcast_call *call;
  const StlSettings *settings;
  const double *values;
  uint64_t n_values;
  const double *weights; // NULL before the first robustness weights
  double *cycles;        // [n_values + 2 × period]: smoothed seasons, one period beyond both ends
  double *filtered;      // [n_values + 2 × period]
  double *level;         // [n_values + 2 × period]
  double *points;        // [n_values + 2]: the values of one place in the season
  double *point_weights; // [n_values]
  double *smooth;        // [n_values + 2]
  double *kernel;        // [n_values + 2 × period]
} Work;

static uint64_t
next_odd(uint64_t count)
{
  return count % 2 == 0 ? count + 1 : count;
}

static Loess
loess_of(uint64_t window, uint32_t degree)
{
  const uint64_t odd = next_odd(window < LEAST_WINDOW ? LEAST_WINDOW : window);
  return (Loess){
    .window = odd,
    .jump = (odd + JUMPS_A_WINDOW - 1) / JUMPS_A_WINDOW,
    .degree = degree,
  };
}

StlSettings
stl_settings(uint64_t n_values, uint64_t period, uint64_t seasonal_window, bool is_robust)
{
  const bool is_periodic = seasonal_window == 0;
  // Wide enough that every place in the season is smoothed to its mean.
  const uint64_t window = is_periodic ? JUMPS_A_WINDOW * n_values + 1 : seasonal_window;
  const Loess seasonal = loess_of(window, 0);
  const double trend = 1.5 * (double)period / (1.0 - 1.5 / (double)seasonal.window);
  return (StlSettings){
    .period = period,
    .is_periodic = is_periodic,
    .seasonal = seasonal,
    .trend = loess_of((uint64_t)ceil(trend), 1),
    .low_pass = loess_of(period, 1),
    .n_inner = is_robust ? INNER_ROBUST : INNER_PLAIN,
    .n_outer = is_robust ? OUTER_ROBUST : 0,
  };
}

bool
stl_is_possible(uint64_t n_values, uint64_t period)
{
  return period >= 2 && n_values > 0 && (n_values - 1) / 2 >= period;
}

/** Fits one period beyond an end of the points of one place; the end's own fit when that fails. */
static double
fit_beyond(const Work *work, const LoessPoints *points, bool is_after, double nearest)
{
  const Loess *const loess = &work->settings->seasonal;
  const uint64_t n_window = loess->window < points->n_values ? loess->window : points->n_values;
  const uint64_t first = is_after ? points->n_values - n_window : 0;
  const double place = is_after ? (double)points->n_values : -1.0;
  double fit = nearest;
  loess_fit(loess, points, place, first, first + n_window - 1, work->kernel, &fit);
  return fit;
}

/** Smooths the values of each place in the season and writes them, period by period, to cycles. */
static plugcast_status
smooth_cycles(const Work *work, const double *detrended)
{
  const uint64_t period = work->settings->period;
  for (uint64_t place = 0; place < period; place++) {
    const uint64_t n_points = (work->n_values - 1 - place) / period + 1;
    for (uint64_t i = 0; i < n_points; i++) {
      work->points[i] = detrended[place + i * period];
      work->point_weights[i] = work->weights != NULL ? work->weights[place + i * period] : 1.0;
    }
    const LoessPoints points = {
      .values = work->points,
      .weights = work->weights != NULL ? work->point_weights : NULL,
      .n_values = n_points,
    };
    double *const smooth = work->smooth + 1;
    const plugcast_status status =
        loess_smooth(work->call, &work->settings->seasonal, &points, work->kernel, smooth);
    if (status != PLUGCAST_OK) {
      return status;
    }
    work->smooth[0] = fit_beyond(work, &points, false, smooth[0]);
    smooth[n_points] = fit_beyond(work, &points, true, smooth[n_points - 1]);
    for (uint64_t i = 0; i < n_points + 2; i++) {
      work->cycles[place + i * period] = work->smooth[i];
    }
  }
  return PLUGCAST_OK;
}

/** Averages @length neighbours of @values at a time. Returns: how many averages there are. */
static uint64_t
average(const double *values, uint64_t n_values, uint64_t length, double *averages)
{
  const uint64_t n_averages = n_values - length + 1;
  double sum = 0.0;
  for (uint64_t i = 0; i < length; i++) {
    sum += values[i];
  }
  averages[0] = sum / (double)length;
  for (uint64_t i = 1; i < n_averages; i++) {
    sum = sum - values[i - 1] + values[i + length - 1];
    averages[i] = sum / (double)length;
  }
  return n_averages;
}

/** Filters what is no season out of the cycles, into level, [n_values]. */
static plugcast_status
filter_level(const Work *work)
{
  const uint64_t period = work->settings->period;
  uint64_t n = average(work->cycles, work->n_values + 2 * period, period, work->filtered);
  n = average(work->filtered, n, period, work->level);
  n = average(work->level, n, LAST_AVERAGE, work->filtered);
  const LoessPoints points = { .values = work->filtered, .n_values = n };
  return loess_smooth(work->call, &work->settings->low_pass, &points, work->kernel, work->level);
}

/** One pass of the inner loop: the season from the values without trend, then the trend. */
static plugcast_status
renew(const Work *work, Stl *stl)
{
  const uint64_t n_values = work->n_values;
  // The remainder is not known before the end: its memory holds what each step works on.
  double *const rest = stl->remainder;
  for (uint64_t i = 0; i < n_values; i++) {
    rest[i] = work->values[i] - stl->trend[i];
  }
  plugcast_status status = smooth_cycles(work, rest);
  if (status != PLUGCAST_OK) {
    return status;
  }
  status = filter_level(work);
  if (status != PLUGCAST_OK) {
    return status;
  }
  for (uint64_t i = 0; i < n_values; i++) {
    stl->seasonal[i] = work->cycles[work->settings->period + i] - work->level[i];
    rest[i] = work->values[i] - stl->seasonal[i];
  }
  const LoessPoints points = {
    .values = rest,
    .weights = work->weights,
    .n_values = n_values,
  };
  return loess_smooth(work->call, &work->settings->trend, &points, work->kernel, stl->trend);
}

/** Weights each value by its residual: bisquare, with six medians of all residuals as the limit. */
static void
renew_weights(const Work *work, Stl *stl)
{
  const uint64_t n_values = work->n_values;
  double *const sorted = work->filtered;
  for (uint64_t i = 0; i < n_values; i++) {
    sorted[i] = fabs(work->values[i] - (stl->trend[i] + stl->seasonal[i]));
    stl->weights[i] = sorted[i];
  }
  order_sort(sorted, n_values);
  const double limit = bisquare_medians * order_median(sorted, n_values);
  for (uint64_t i = 0; i < n_values; i++) {
    const double residual = stl->weights[i];
    const double ratio = residual / limit;
    const double rest = 1.0 - ratio * ratio;
    const double inside = residual <= far_part * limit ? rest * rest : 0.0;
    stl->weights[i] = residual <= near_part * limit ? 1.0 : inside;
  }
}

/** Replaces the season of each place by its mean over all periods. */
static void
make_periodic(uint64_t period, double *seasonal, uint64_t n_values)
{
  for (uint64_t place = 0; place < period; place++) {
    double sum = 0.0;
    uint64_t n = 0;
    for (uint64_t i = place; i < n_values; i += period) {
      sum += seasonal[i];
      n++;
    }
    for (uint64_t i = place; i < n_values; i += period) {
      seasonal[i] = sum / (double)n;
    }
  }
}

static plugcast_status
iterate(Work *work, Stl *stl)
{
  const StlSettings *const settings = work->settings;
  for (uint64_t outer = 0; outer <= settings->n_outer; outer++) {
    for (uint64_t inner = 0; inner < settings->n_inner; inner++) {
      const plugcast_status status = renew(work, stl);
      if (status != PLUGCAST_OK) {
        return status;
      }
    }
    if (outer < settings->n_outer) {
      renew_weights(work, stl);
      work->weights = stl->weights;
    }
    if (plugcast_should_stop(work->call)) {
      return PLUGCAST_CANCELLED;
    }
  }
  return PLUGCAST_OK;
}

plugcast_status
stl_decompose(const plugcast_call *call,
              const StlSettings *settings,
              const double *values,
              uint64_t n_values,
              Stl *stl)
{
  const uint64_t n_padded = n_values + 2 * settings->period;
  double *const memory = plugcast_scratch(call, (4 * n_values + 7 * n_padded) * sizeof *memory);
  if (memory == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for a decomposition");
  }
  Stl found = {
    .seasonal = memory,
    .trend = memory + n_values,
    .remainder = memory + 2 * n_values,
    .weights = memory + 3 * n_values,
  };
  double *const rooms = memory + 4 * n_values;
  Work work = {
    .call = call,
    .settings = settings,
    .values = values,
    .n_values = n_values,
    .cycles = rooms,
    .filtered = rooms + n_padded,
    .level = rooms + 2 * n_padded,
    .points = rooms + 3 * n_padded,
    .point_weights = rooms + 4 * n_padded,
    .smooth = rooms + 5 * n_padded,
    .kernel = rooms + 6 * n_padded,
  };
  memset(found.trend, 0, n_values * sizeof *found.trend);
  for (uint64_t i = 0; i < n_values; i++) {
    found.weights[i] = 1.0;
  }
  const plugcast_status status = iterate(&work, &found);
  if (status != PLUGCAST_OK) {
    return status;
  }
  if (settings->is_periodic) {
    make_periodic(settings->period, found.seasonal, n_values);
  }
  for (uint64_t i = 0; i < n_values; i++) {
    found.remainder[i] = values[i] - found.seasonal[i] - found.trend[i];
  }
  *stl = found;
  return PLUGCAST_OK;
}
