// SPDX-License-Identifier: MIT
#pragma once

#include "run/metric.h"

#include <glib.h>

G_BEGIN_DECLS

/** The built-in metrics, one struct each. Pure functions, any thread. */

/** What a good score is. */
typedef enum {
  METRIC_AIM_LOW,
  METRIC_AIM_ZERO,
  METRIC_AIM_LEVEL, // of the interval, as a fraction
  METRIC_AIM_HIGH,
} MetricAim;

/** A quantile at hand: a bound of an interval, or the point forecast as the median. */
typedef struct {
  double probability;
  double width; // of the probabilities nearer to this one than to its neighbours
  gsize level;  // of the bound
  enum {
    METRIC_NODE_LOWER,
    METRIC_NODE_POINT,
    METRIC_NODE_UPPER,
  } side;
} MetricNode;

/** What one metric looks at. */
typedef struct {
  const MetricOutcome *outcome;
  gsize level;             // of a metric of one interval
  double coverage;         // its fraction
  const MetricNode *nodes; // [n_nodes] rising
  gsize n_nodes;
} MetricLook;

typedef struct {
  const char *name;
  gboolean is_per_level;   // one metric for each interval
  gboolean needs_levels;   // not there without intervals
  gboolean is_root;        // the square root of the weighted mean
  gboolean weighs_by_size; // the values are added up and divided by the sum of |actual|
  MetricAim aim;

  /** Returns: the value at step @h, whose actual and forecast are there; NaN where it is not
   * defined. */
  double (*measure)(const MetricLook *look, gsize h);
} MetricForm;

/** Returns: (transfer none) (nullable): the form called @name. */
const MetricForm *metric_form_find(const char *name);

/** Returns: (transfer none): the names of all forms, ends in NULL. */
const char *const *metric_form_get_names(void);

/** Returns: (transfer full): 2 × n_levels + 1 nodes. */
MetricNode *metric_form_make_nodes(const CoverageSet *coverages);

G_END_DECLS
