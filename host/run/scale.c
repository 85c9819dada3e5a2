// SPDX-License-Identifier: MIT
#include "run/scale.h"

#include "pool/processor.h"

#include <math.h>
#include <stdlib.h>

G_DEFINE_QUARK(scale_error, scale_error)

// Seconds of all runs: of each repeat the sequential one, then those on @n_counts pools, then the
// replays.
typedef struct {
  const ScaleOptions *options;
  double *seconds; // [n_repeats × width]
  double *bases;   // [n_repeats × width]: what a speed-up is over
  gsize width;
  gsize n_done;
  gsize n_runs;
  ScalingCosts costs;
} Measurement;

static gboolean
check_cancel(const ScaleOptions *options, GError **error)
{
  if (options->cancel != NULL && pool_cancel_is_set(options->cancel)) {
    g_set_error(error, SCALE_ERROR, SCALE_ERROR_CANCELLED, "interrupted");
    return FALSE;
  }
  return TRUE;
}

static void
wait_for_thread(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)begin;
  (void)end;
  (void)worker;
  (void)data;
}

static gboolean
time_run(Measurement *measurement, Pool *pool, double *seconds, GError **error)
{
  const ScaleOptions *options = measurement->options;
  const int64_t begin_ns = processor_get_ns();
  if (!options->run(options->data, pool, error) || !check_cancel(options, error)) {
    return FALSE;
  }
  *seconds = (double)(processor_get_ns() - begin_ns) / 1e9;
  measurement->n_done++;
  if (options->progress != NULL) {
    options->progress(measurement->n_done, measurement->n_runs, options->progress_data);
  }
  return TRUE;
}

// On a fresh pool, whose threads have been started.
static gboolean
time_on(Measurement *measurement, guint n_threads, double *seconds, GError **error)
{
  g_autoptr(Pool) pool = pool_new(n_threads, error);
  if (pool == NULL) {
    return FALSE;
  }
  (void)pool_run(pool, n_threads, 1, wait_for_thread, NULL, NULL);
  return time_run(measurement, pool, seconds, error);
}

static gboolean
replay(Measurement *measurement, double *seconds, double *bases, GError **error)
{
  const ScaleOptions *options = measurement->options;
  g_autoptr(PoolTrace) trace = pool_trace_new();
  g_autoptr(Pool) pool = pool_new(1, error);
  if (pool == NULL) {
    return FALSE;
  }
  pool_set_trace(pool, trace);
  pool_trace_begin(trace);
  double elapsed = 0;
  if (!time_run(measurement, pool, &elapsed, error)) {
    return FALSE;
  }
  pool_trace_end(trace);
  for (gsize i = 0; i < options->n_simulations; i++) {
    seconds[i] = scaling_simulate(trace, options->simulations[i], &measurement->costs) / 1e9;
    bases[i] = (double)pool_trace_get_total_ns(trace) / 1e9;
  }
  return TRUE;
}

static gboolean
do_repeat(Measurement *measurement, gsize repeat, GError **error)
{
  const ScaleOptions *options = measurement->options;
  double *seconds = measurement->seconds + repeat * measurement->width;
  double *bases = measurement->bases + repeat * measurement->width;
  if (!time_on(measurement, 1, &seconds[0], error)) {
    return FALSE;
  }
  bases[0] = seconds[0];
  for (gsize i = 0; i < options->n_counts; i++) {
    if (!time_on(measurement, options->counts[i], &seconds[1 + i], error)) {
      return FALSE;
    }
    bases[1 + i] = seconds[0];
  }
  const gsize first = 1 + options->n_counts;
  return options->n_simulations == 0 || replay(measurement, seconds + first, bases + first, error);
}

static int
compare_doubles(const void *left, const void *right)
{
  const double a = *(const double *)left;
  const double b = *(const double *)right;
  return (a > b) - (a < b);
}

static ScaleSpread
spread_of(double *values, gsize n)
{
  qsort(values, n, sizeof *values, compare_doubles);
  const double median = n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  return (ScaleSpread){ values[0], median, values[n - 1] };
}

static ScaleSpread
spread_of_seconds(const Measurement *measurement, gsize column)
{
  const gsize n = measurement->options->n_repeats;
  g_autofree double *values = g_new(double, n);
  for (gsize i = 0; i < n; i++) {
    values[i] = measurement->seconds[i * measurement->width + column];
  }
  return spread_of(values, n);
}

static double
speedup_of(const Measurement *measurement, gsize repeat, gsize column)
{
  const gsize at = repeat * measurement->width + column;
  // A run below the clock's grain took no less than that.
  return fmax(measurement->bases[at], 1e-9) / fmax(measurement->seconds[at], 1e-9);
}

static ScaleSpread
spread_of_speedups(const Measurement *measurement, gsize column)
{
  const gsize n = measurement->options->n_repeats;
  g_autofree double *values = g_new(double, n);
  for (gsize i = 0; i < n; i++) {
    values[i] = speedup_of(measurement, i, column);
  }
  return spread_of(values, n);
}

// Returns: whether what was measured on @n_threads says something about more processors.
static gboolean
counts_for_laws(guint n_threads, guint n_processors)
{
  return n_threads > 1 && n_threads <= n_processors;
}

static ScaleLaws
fit_laws(const Measurement *measurement, guint n_processors)
{
  const ScaleOptions *options = measurement->options;
  const gsize n = options->n_repeats;
  g_autofree ScalingPoint *points = g_new(ScalingPoint, options->n_counts + 1);
  g_autofree double *fits = g_new(double, 4 * n);
  gsize n_points = 0;
  for (gsize i = 0; i < n; i++) {
    n_points = 0;
    for (gsize j = 0; j < options->n_counts; j++) {
      if (counts_for_laws(options->counts[j], n_processors)) {
        points[n_points++] = (ScalingPoint){
          .n_threads = options->counts[j],
          .speedup = speedup_of(measurement, i, 1 + j),
        };
      }
    }
    const ScalingLaws laws = scaling_laws_fit(points, n_points);
    fits[i] = laws.parallel;
    fits[n + i] = laws.serial;
    fits[2 * n + i] = laws.contention;
    fits[3 * n + i] = laws.coherency;
  }
  ScaleLaws spread = {
    .n_points = n_points,
    .parallel = spread_of(fits, n),
    .serial = spread_of(fits + n, n),
    .contention = spread_of(fits + 2 * n, n),
    .coherency = spread_of(fits + 3 * n, n),
  };
  spread.medians = (ScalingLaws){ spread.parallel.median, spread.serial.median,
                                  spread.contention.median, spread.coherency.median };
  return spread;
}

static void
fill_result(const Measurement *measurement, ScaleResult *result)
{
  const ScaleOptions *options = measurement->options;
  *result = (ScaleResult){
    .sequential = spread_of_seconds(measurement, 0),
    .n_rows = options->n_counts + options->n_simulations,
    .n_processors = g_get_num_processors(),
    .costs = measurement->costs,
  };
  result->rows = g_new0(ScaleRow, result->n_rows);
  for (gsize i = 0; i < result->n_rows; i++) {
    const gboolean is_simulated = i >= options->n_counts;
    result->rows[i] = (ScaleRow){
      .n_threads = is_simulated ? options->simulations[i - options->n_counts] : options->counts[i],
      .is_simulated = is_simulated,
      .seconds = spread_of_seconds(measurement, 1 + i),
      .speedup = spread_of_speedups(measurement, 1 + i),
    };
  }
  result->laws = fit_laws(measurement, result->n_processors);
}

static gboolean
measure(Measurement *measurement, GError **error)
{
  // Pages, caches and plugins are there from now on.
  double first = 0;
  if (!time_on(measurement, 1, &first, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < measurement->options->n_repeats; i++) {
    if (!do_repeat(measurement, i, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
scale_run(const ScaleOptions *options, ScaleResult *result, GError **error)
{
  g_return_val_if_fail(options != NULL && result != NULL, FALSE);
  g_return_val_if_fail(options->run != NULL && options->n_repeats > 0, FALSE);
  g_return_val_if_fail(options->n_counts + options->n_simulations > 0, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  const gsize width = 1 + options->n_counts + options->n_simulations;
  const gsize runs_a_repeat = 1 + options->n_counts + (options->n_simulations > 0 ? 1 : 0);
  Measurement measurement = {
    .options = options,
    .seconds = g_new0(double, options->n_repeats *width),
    .bases = g_new0(double, options->n_repeats *width),
    .width = width,
    .n_runs = 1 + options->n_repeats * runs_a_repeat,
  };
  if (options->n_simulations > 0) {
    measurement.costs = scaling_costs_measure();
  }
  const gboolean is_measured = measure(&measurement, error);
  if (is_measured) {
    fill_result(&measurement, result);
  }
  g_free(measurement.seconds);
  g_free(measurement.bases);
  return is_measured;
}

void
scale_result_clear(ScaleResult *result)
{
  g_clear_pointer(&result->rows, g_free);
}

double
scale_row_get_efficiency(const ScaleRow *row)
{
  return row->speedup.median / row->n_threads;
}
