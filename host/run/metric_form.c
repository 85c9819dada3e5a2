// SPDX-License-Identifier: MIT
#include "run/metric_form.h"

#include <math.h>
#include <string.h>

static double
get_error(const MetricLook *look, gsize h)
{
  return look->outcome->mean[h] - look->outcome->actuals[h];
}

static double
measure_absolute(const MetricLook *look, gsize h)
{
  return fabs(get_error(look, h));
}

static double
measure_square(const MetricLook *look, gsize h)
{
  const double error = get_error(look, h);
  return error * error;
}

static double
measure_bias(const MetricLook *look, gsize h)
{
  return get_error(look, h);
}

// Returns: NaN for a denominator of zero, and for none.
static double
divide(double numerator, double denominator)
{
  return denominator > 0 ? numerator / denominator : NAN;
}

static double
measure_percentage(const MetricLook *look, gsize h)
{
  return divide(100 * fabs(get_error(look, h)), fabs(look->outcome->actuals[h]));
}

static double
measure_symmetric(const MetricLook *look, gsize h)
{
  const double size = fabs(look->outcome->actuals[h]) + fabs(look->outcome->mean[h]);
  return divide(200 * fabs(get_error(look, h)), size);
}

static double
measure_scaled(const MetricLook *look, gsize h)
{
  return divide(fabs(get_error(look, h)), look->outcome->scale.absolute);
}

static double
measure_scaled_square(const MetricLook *look, gsize h)
{
  const double error = get_error(look, h);
  return divide(error * error, look->outcome->scale.square);
}

static double
measure_interval(const MetricLook *look, gsize h)
{
  const double y = look->outcome->actuals[h];
  const double lower = look->outcome->lower[look->level][h];
  const double upper = look->outcome->upper[look->level][h];
  const double penalty = 2 / (1 - look->coverage);
  // fmax() would hide a bound that is missing, the width does not.
  const double score = upper - lower + penalty * fmax(lower - y, 0) + penalty * fmax(y - upper, 0);
  return divide(score, look->outcome->scale.absolute);
}

static double
measure_coverage(const MetricLook *look, gsize h)
{
  const double y = look->outcome->actuals[h];
  const double lower = look->outcome->lower[look->level][h];
  const double upper = look->outcome->upper[look->level][h];
  if (isnan(lower) || isnan(upper)) {
    return NAN;
  }
  return y >= lower && y <= upper ? 1 : 0;
}

static double
get_quantile(const MetricLook *look, const MetricNode *node, gsize h)
{
  switch (node->side) {
  case METRIC_NODE_LOWER:
    return look->outcome->lower[node->level][h];
  case METRIC_NODE_UPPER:
    return look->outcome->upper[node->level][h];
  default:
    return look->outcome->mean[h];
  }
}

// Twice the pinball loss of all nodes, each by its width or all alike. NaN without an interval.
static double
add_pinballs(const MetricLook *look, gsize h, gboolean by_width)
{
  double sum = 0;
  for (gsize i = 0; i < look->n_nodes; i++) {
    const MetricNode *node = &look->nodes[i];
    const double error = look->outcome->actuals[h] - get_quantile(look, node, h);
    const double pinball = error >= 0 ? node->probability * error : (node->probability - 1) * error;
    sum += 2 * pinball * (by_width ? node->width : 1 / (double)look->n_nodes);
  }
  return sum;
}

static double
measure_crps(const MetricLook *look, gsize h)
{
  return add_pinballs(look, h, TRUE);
}

static double
measure_mean_quantiles(const MetricLook *look, gsize h)
{
  return add_pinballs(look, h, FALSE);
}

static double
measure_scaled_quantiles(const MetricLook *look, gsize h)
{
  return divide(add_pinballs(look, h, FALSE) / 2, look->outcome->scale.absolute);
}

static const MetricForm forms[] = {
  { .name = "mae", .measure = measure_absolute },
  { .name = "mse", .measure = measure_square },
  { .name = "rmse", .is_root = TRUE, .measure = measure_square },
  { .name = "bias", .aim = METRIC_AIM_ZERO, .measure = measure_bias },
  { .name = "mape", .measure = measure_percentage },
  { .name = "smape", .measure = measure_symmetric },
  { .name = "mase", .measure = measure_scaled },
  { .name = "rmsse", .is_root = TRUE, .measure = measure_scaled_square },
  { .name = "msis", .is_per_level = TRUE, .needs_levels = TRUE, .measure = measure_interval },
  {
      .name = "coverage",
      .is_per_level = TRUE,
      .needs_levels = TRUE,
      .aim = METRIC_AIM_LEVEL,
      .measure = measure_coverage,
  },
  { .name = "crps", .needs_levels = TRUE, .measure = measure_crps },
  {
      .name = "wql",
      .needs_levels = TRUE,
      .weighs_by_size = TRUE,
      .measure = measure_mean_quantiles,
  },
  { .name = "sql", .needs_levels = TRUE, .measure = measure_scaled_quantiles },
};

static const char *const names[] = {
  "mae",   "mse",  "rmse",     "bias", "mape", "smape", "mase",
  "rmsse", "msis", "coverage", "crps", "wql",  "sql",   NULL,
};

const MetricForm *
metric_form_find(const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
    if (strcmp(forms[i].name, name) == 0) {
      return &forms[i];
    }
  }
  return NULL;
}

const char *const *
metric_form_get_names(void)
{
  return names;
}

static void
set_widths(MetricNode *nodes, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    const double left = i > 0 ? (nodes[i - 1].probability + nodes[i].probability) / 2 : 0;
    const double right = i + 1 < n ? (nodes[i].probability + nodes[i + 1].probability) / 2 : 1;
    nodes[i].width = right - left;
  }
}

MetricNode *
metric_form_make_nodes(const CoverageSet *coverages)
{
  const gsize n_levels = coverage_set_get_length(coverages);
  const double *probabilities = coverage_set_get_probabilities(coverages);
  MetricNode *nodes = g_new0(MetricNode, 2 * n_levels + 1);
  nodes[n_levels] = (MetricNode){ .probability = 0.5, .side = METRIC_NODE_POINT };
  for (gsize i = 0; i < n_levels; i++) {
    const gsize lower = coverage_set_get_lower(coverages, i);
    const gsize upper = coverage_set_get_upper(coverages, i);
    nodes[lower] = (MetricNode){
      .probability = probabilities[lower],
      .level = i,
      .side = METRIC_NODE_LOWER,
    };
    nodes[upper + 1] = (MetricNode){
      .probability = probabilities[upper],
      .level = i,
      .side = METRIC_NODE_UPPER,
    };
  }
  set_widths(nodes, 2 * n_levels + 1);
  return nodes;
}
