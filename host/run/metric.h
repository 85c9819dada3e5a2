// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/call.h"
#include "run/coverage.h"
#include "run/setup.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The measures of a run, each a sum over steps with a weight, so that steps, folds and series can
 * be added up in any grouping; docs/metrics.md has the definitions. Never changes once made; any
 * thread.
 */
typedef struct MetricSet MetricSet;

typedef enum {
  METRIC_ERROR_UNKNOWN, // no such metric; the message lists them
  METRIC_ERROR_LEVEL,   // an interval metric without intervals
} MetricError;

#define METRIC_ERROR (metric_error_quark())
GQuark metric_error_quark(void);

/** What errors of one series are scaled by; NaN where its training part does not tell. */
typedef struct {
  double absolute; // mean |x[t] - x[t-m]|
  double square;   // mean (x[t] - x[t-m])²
} MetricScale;

/** One forecast and what came of it. */
typedef struct {
  gsize horizon;
  const double *actuals;           // [horizon], NaN where missing
  const double *mean;              // [horizon], NaN where there is no forecast
  const double *const *lower;      // [n_levels] of [horizon], NaN where there is no interval
  const double *const *upper;      // [n_levels] of [horizon]
  const plugcast_series *training; // (nullable): the values up to the origin, for plugins
  MetricScale scale;
} MetricOutcome;

/** A score in the making; all zero is empty. */
typedef struct {
  double sum;
  double weight;
  guint32 n_steps;     // that count
  guint32 n_undefined; // left out: a denominator of zero, no interval, no forecast
} MetricSum;

/**
 * Reads names such as `mase`, `coverage` (one for each level) and `crps`, also several in one text,
 * apart by commas outside of brackets; any other name is looked up among the plugins.
 *
 * @texts: (nullable): ends in NULL; NULL or empty for mae, rmse, mape, smape, mase, rmsse and, with
 * levels, msis, coverage, crps.
 * @coverages: of intervals, without further quantiles; borrowed for the life of the set.
 * @registry: (nullable): of metric plugins; borrowed likewise.
 * Returns: (transfer full): the set, or NULL with @error in METRIC_ERROR, EXPRESSION_ERROR,
 * SETUP_ERROR, REGISTRY_ERROR or PARAMETERS_ERROR.
 */
MetricSet *metric_set_new(const char *const *texts,
                          const CoverageSet *coverages,
                          Registry *registry,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

void metric_set_free(MetricSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MetricSet, metric_set_free)

gsize metric_set_get_length(const MetricSet *set);
const CoverageSet *metric_set_get_coverages(const MetricSet *set);

/** Returns: (transfer none): "mase", "coverage-80". */
const char *metric_set_get_label(const MetricSet *set, gsize metric);

/** Returns: the metric called @label, or the length of the set. */
gsize metric_set_find(const MetricSet *set, const char *label);

/** Returns: whether @metric comes from a plugin, which measures a forecast as a whole. */
gboolean metric_set_is_whole(const MetricSet *set, gsize metric);

/**
 * Returns: how bad @score is, less being better: the score itself, the distance of a coverage from
 * its level, the size of a bias, the negative of what is better high. NaN stays NaN.
 */
double metric_set_get_loss(const MetricSet *set, gsize metric, double score);

/** Measures the scale of @n_values values, NaN where missing, at lag @season. */
MetricScale metric_scale_new(const double *values, gsize n_values, gsize season);

/**
 * Adds @outcome to @sums. A missing actual is passed over.
 *
 * @call: for plugins; a plugin that fails leaves its metric undefined.
 * @sums: [n_steps × length of the set]; with @by_step one row for each step, else one for all.
 */
void metric_set_add(const MetricSet *set,
                    const MetricOutcome *outcome,
                    Call *call,
                    gboolean by_step,
                    MetricSum *sums);

/** Adds @other into @sum. */
void metric_sum_add(MetricSum *sum, const MetricSum *other);

/** Returns: the score, NaN when nothing counts or it is beyond the range of numbers. */
double metric_set_finish(const MetricSet *set, gsize metric, const MetricSum *sum);

G_END_DECLS
