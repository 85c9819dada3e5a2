// SPDX-License-Identifier: MIT
#pragma once

#include "pool/pool.h"
#include "run/scaling_law.h"
#include "run/scaling_simulation.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * How an operation speeds up with threads. Each repeat runs it once in sequence and once on a fresh
 * pool of each size, one after another, so that a change of the processor's clock meets all of them
 * alike; the first run of all is not counted.
 */
typedef struct {
  const guint *counts; // [n_counts] of threads, each at least 1
  gsize n_counts;
  gsize n_repeats;          // at least 1
  const guint *simulations; // [n_simulations] of threads to replay the run for
  gsize n_simulations;

  /** Does the operation on @pool. Returns: TRUE, or FALSE with @error. */
  gboolean (*run)(gpointer data, Pool *pool, GError **error);
  gpointer data;
  const PoolCancel *cancel;                                    // (nullable)
  void (*progress)(gsize n_done, gsize n_runs, gpointer data); // (nullable)
  gpointer progress_data;
} ScaleOptions;

/** A number from several repeats. */
typedef struct {
  double minimum;
  double median;
  double maximum;
} ScaleSpread;

/** What was measured, or simulated, for one count of threads. */
typedef struct {
  guint n_threads;
  gboolean is_simulated;
  ScaleSpread seconds;
  ScaleSpread speedup; // of each repeat, over the sequential run beside it
} ScaleRow;

/** The laws, fitted to each repeat by itself over the counts that there are processors for. */
typedef struct {
  gsize n_points; // counts above 1 that went into the fits; 0: there are no laws
  ScaleSpread parallel;
  ScaleSpread serial;
  ScaleSpread contention;
  ScaleSpread coherency;
  ScalingLaws medians;
} ScaleLaws;

typedef struct {
  ScaleSpread sequential; // seconds
  ScaleRow *rows;         // (owned): [n_rows]: the counts, then the simulations
  gsize n_rows;
  guint n_processors; // that this process may use
  ScaleLaws laws;
  ScalingCosts costs; // that the simulations took; zeros without any
} ScaleResult;

typedef enum {
  SCALE_ERROR_CANCELLED,
} ScaleError;

#define SCALE_ERROR (scale_error_quark())
GQuark scale_error_quark(void);

/** Returns: TRUE and fills @result, or FALSE with the error of the operation or SCALE_ERROR. */
gboolean scale_run(const ScaleOptions *options,
                   ScaleResult *result,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

void scale_result_clear(ScaleResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ScaleResult, scale_result_clear)

/** Returns: the speed-up a thread. */
double scale_row_get_efficiency(const ScaleRow *row);

G_END_DECLS
