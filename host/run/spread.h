// SPDX-License-Identifier: MIT
#pragma once

#include "run/interval.h"
#include "run/residuals.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What lies around a point forecast: quantiles, deviation, sample paths, by any of the methods of
 * interval.h but the analytic one, which comes with the forecast itself.
 */
typedef struct {
  IntervalMethod method;
  ResidualSource source;
  ResidualSeries series;
  gsize origin;           // of a global member
  const SeriesView *view; // what was forecast from
  gsize n_samples;        // of methods that draw
  const double *probabilities;
  gsize n_probabilities;
  Pool *pool; // (nullable): may help with the samples of one series
} Spread;

/** Where it goes. */
typedef struct {
  double *mean;      // [horizon]: the forecast; written where the method makes it anew
  double *quantiles; // [n_probabilities × horizon]
  double *deviation; // (nullable): [horizon]; untouched by methods that draw nothing
  double *samples;   // (nullable): [n_samples × horizon]; likewise
} SpreadOutput;

/**
 * Fills @output.
 *
 * Returns: PLUGCAST_OK with all of it finite; else a status with the reason, which begins with "no
 * interval: ", in @call's message, and quantiles, deviation and samples undefined, the mean as it
 * was.
 */
plugcast_status
spread_run(const Spread *spread, guint worker_index, Call *call, const SpreadOutput *output);

G_END_DECLS
