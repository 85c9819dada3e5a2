// SPDX-License-Identifier: MIT
#include "run/metric.h"

#include "plugin/suggest.h"
#include "plugin/visit.h"
#include "run/expression.h"
#include "run/metric_form.h"

#include <math.h>
#include <string.h>

typedef struct {
  char *label;            // owned
  const MetricForm *form; // NULL for a plugin's
  gsize level;            // of a form of one interval
  Setup *setup;           // (nullable): owned
  MetricAim aim;
} Metric;

struct MetricSet {
  const CoverageSet *coverages;
  GArray *metrics; // of Metric
  MetricNode *nodes;
  gsize n_nodes;
};

G_DEFINE_QUARK(metric_error, metric_error)

static const char *const point_defaults[] = {
  "mae", "rmse", "mape", "smape", "mase", "rmsse", NULL
};
static const char *const interval_defaults[] = { "msis", "coverage", "crps", NULL };

static void
metric_clear(gpointer data)
{
  Metric *metric = data;
  g_free(metric->label);
  setup_free(metric->setup);
}

static gboolean
set_add(MetricSet *set, Metric metric, GError **error)
{
  for (guint i = 0; i < set->metrics->len; i++) {
    if (strcmp(g_array_index(set->metrics, Metric, i).label, metric.label) == 0) {
      g_set_error(error, METRIC_ERROR, METRIC_ERROR_UNKNOWN, "metric '%s' is given twice",
                  metric.label);
      metric_clear(&metric);
      return FALSE;
    }
  }
  g_array_append_val(set->metrics, metric);
  return TRUE;
}

static gboolean
check_levels(const MetricSet *set, const char *name, GError **error)
{
  if (coverage_set_get_length(set->coverages) > 0) {
    return TRUE;
  }
  g_set_error(error, METRIC_ERROR, METRIC_ERROR_LEVEL,
              "metric '%s' measures intervals, and none are forecast: levels such as 80,95 are "
              "needed",
              name);
  return FALSE;
}

static gboolean
set_add_form(MetricSet *set, const MetricForm *form, GError **error)
{
  if (form->needs_levels && !check_levels(set, form->name, error)) {
    return FALSE;
  }
  if (!form->is_per_level) {
    const Metric metric = { .label = g_strdup(form->name), .form = form, .aim = form->aim };
    return set_add(set, metric, error);
  }
  for (gsize i = 0; i < coverage_set_get_length(set->coverages); i++) {
    const char *level = coverage_set_get_levels(set->coverages)[i].text;
    const Metric metric = {
      .label = g_strdup_printf("%s-%s", form->name, level),
      .form = form,
      .level = i,
      .aim = form->aim,
    };
    if (!set_add(set, metric, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
set_unknown(const char *name, GError **error)
{
  g_autofree char *known = g_strjoinv(", ", (char **)(gsize)metric_form_get_names());
  g_autofree char *similar = suggest_similar(name, metric_form_get_names());
  g_set_error(error, METRIC_ERROR, METRIC_ERROR_UNKNOWN,
              "metric '%s' is none of %s, and no plugin has it%s%s", name, known,
              similar != NULL ? "; " : "", similar != NULL ? similar : "");
}

static gboolean
set_add_plugin(MetricSet *set, Registry *registry, const char *text, GError **error)
{
  if (registry == NULL) {
    set_unknown(text, error);
    return FALSE;
  }
  g_autoptr(GError) failure = NULL;
  g_autoptr(Setup) setup = setup_new(registry, PLUGCAST_KIND_METRIC, text, &failure);
  if (g_error_matches(failure, REGISTRY_ERROR, REGISTRY_ERROR_NOT_FOUND)) {
    set_unknown(text, error);
    return FALSE;
  }
  if (setup == NULL) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
  const guint32 flags = component_get_metric(setup_get_component(setup))->flags;
  if ((flags & PLUGCAST_METRIC_NEEDS_QUANTILES) != 0 && !check_levels(set, text, error)) {
    return FALSE;
  }
  const Metric metric = {
    .label = g_strdup(setup_get_label(setup)),
    .setup = g_steal_pointer(&setup),
    .aim = (flags & PLUGCAST_METRIC_HIGHER_IS_BETTER) != 0 ? METRIC_AIM_HIGH : METRIC_AIM_LOW,
  };
  return set_add(set, metric, error);
}

static gboolean
set_add_text(MetricSet *set, Registry *registry, const char *text, GError **error)
{
  g_autoptr(GPtrArray) names = expression_split(text, ',');
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    const MetricForm *form = metric_form_find(name);
    const gboolean is_added =
        form != NULL ? set_add_form(set, form, error) : set_add_plugin(set, registry, name, error);
    if (!is_added) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
set_add_texts(MetricSet *set, Registry *registry, const char *const *texts, GError **error)
{
  for (gsize i = 0; texts[i] != NULL; i++) {
    if (!set_add_text(set, registry, texts[i], error)) {
      return FALSE;
    }
  }
  return TRUE;
}

MetricSet *
metric_set_new(const char *const *texts,
               const CoverageSet *coverages,
               Registry *registry,
               GError **error)
{
  g_return_val_if_fail(coverages != NULL && coverage_set_get_n_quantiles(coverages) == 0, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(MetricSet) set = g_new0(MetricSet, 1);
  set->coverages = coverages;
  set->metrics = g_array_new(FALSE, FALSE, sizeof(Metric));
  g_array_set_clear_func(set->metrics, metric_clear);
  set->nodes = metric_form_make_nodes(coverages);
  set->n_nodes = 2 * coverage_set_get_length(coverages) + 1;
  const gboolean is_default = texts == NULL || texts[0] == NULL;
  if (!set_add_texts(set, registry, is_default ? point_defaults : texts, error)) {
    return NULL;
  }
  if (is_default && coverage_set_get_length(coverages) > 0 &&
      !set_add_texts(set, registry, interval_defaults, error)) {
    return NULL;
  }
  return g_steal_pointer(&set);
}

void
metric_set_free(MetricSet *set)
{
  if (set == NULL) {
    return;
  }
  g_clear_pointer(&set->metrics, g_array_unref);
  g_free(set->nodes);
  g_free(set);
}

gsize
metric_set_find(const MetricSet *set, const char *label)
{
  for (gsize i = 0; i < set->metrics->len; i++) {
    if (strcmp(g_array_index(set->metrics, Metric, i).label, label) == 0) {
      return i;
    }
  }
  return set->metrics->len;
}

gsize
metric_set_get_length(const MetricSet *set)
{
  return set->metrics->len;
}

const CoverageSet *
metric_set_get_coverages(const MetricSet *set)
{
  return set->coverages;
}

static const Metric *
get_metric(const MetricSet *set, gsize metric)
{
  g_assert(metric < set->metrics->len);

  return &g_array_index(set->metrics, Metric, metric);
}

const char *
metric_set_get_label(const MetricSet *set, gsize metric)
{
  return get_metric(set, metric)->label;
}

gboolean
metric_set_is_whole(const MetricSet *set, gsize metric)
{
  return get_metric(set, metric)->setup != NULL;
}

double
metric_set_get_loss(const MetricSet *set, gsize metric, double score)
{
  const Metric *row = get_metric(set, metric);
  switch (row->aim) {
  case METRIC_AIM_ZERO:
    return fabs(score);
  case METRIC_AIM_LEVEL:
    return fabs(score - coverage_set_get_fractions(set->coverages)[row->level]);
  case METRIC_AIM_HIGH:
    return -score;
  default:
    return score;
  }
}

MetricScale
metric_scale_new(const double *values, gsize n_values, gsize season)
{
  g_assert(season > 0);

  double absolute = 0;
  double square = 0;
  gsize n = 0;
  for (gsize t = season; t < n_values; t++) {
    const double change = values[t] - values[t - season];
    if (!isnan(change)) {
      absolute += fabs(change);
      square += change * change;
      n++;
    }
  }
  if (n == 0) {
    return (MetricScale){ NAN, NAN };
  }
  return (MetricScale){ absolute / (double)n, square / (double)n };
}

static void
add_steps(const MetricForm *form,
          const MetricLook *look,
          gsize n_metrics,
          gboolean by_step,
          MetricSum *sums)
{
  const MetricOutcome *outcome = look->outcome;
  for (gsize h = 0; h < outcome->horizon; h++) {
    if (isnan(outcome->actuals[h])) {
      continue;
    }
    MetricSum *sum = by_step ? &sums[h * n_metrics] : sums;
    const double value = isnan(outcome->mean[h]) ? NAN : form->measure(look, h);
    if (isnan(value)) {
      sum->n_undefined++;
    } else {
      sum->sum += value;
      sum->weight += form->weighs_by_size ? fabs(outcome->actuals[h]) : 1;
      sum->n_steps++;
    }
  }
}

// Returns: (nullable): the bounds as plugins take them; NULL where one is missing.
static const double *
gather_quantiles(const MetricSet *set, const MetricOutcome *outcome, Arena *arena)
{
  const gsize horizon = outcome->horizon;
  const gsize n_levels = coverage_set_get_length(set->coverages);
  if (n_levels == 0) {
    return NULL;
  }
  double *quantiles = arena_take(arena, 2 * n_levels * horizon * sizeof *quantiles);
  for (gsize i = 0; i < n_levels; i++) {
    double *lower = quantiles + coverage_set_get_lower(set->coverages, i) * horizon;
    double *upper = quantiles + coverage_set_get_upper(set->coverages, i) * horizon;
    memcpy(lower, outcome->lower[i], horizon * sizeof *lower);
    memcpy(upper, outcome->upper[i], horizon * sizeof *upper);
    for (gsize h = 0; h < horizon; h++) {
      if (isnan(lower[h]) || isnan(upper[h])) {
        return NULL;
      }
    }
  }
  return quantiles;
}

static double
evaluate(const MetricSet *set, const Setup *setup, const MetricOutcome *outcome, Call *call)
{
  const Component *component = setup_get_component(setup);
  const plugcast_metric *methods = component_get_metric(component);
  const double *quantiles = gather_quantiles(set, outcome, call->arena);
  const gboolean needs_quantiles = (methods->flags & PLUGCAST_METRIC_NEEDS_QUANTILES) != 0;
  if (quantiles == NULL && needs_quantiles) {
    return NAN;
  }
  const plugcast_outcome passed = {
    .struct_size = sizeof passed,
    .n_levels = quantiles != NULL ? (uint32_t)(2 * coverage_set_get_length(set->coverages)) : 0,
    .horizon = outcome->horizon,
    .actuals = outcome->actuals,
    .mean = outcome->mean,
    .levels = coverage_set_get_probabilities(set->coverages),
    .quantiles = quantiles,
    .training = outcome->training,
  };
  double value = NAN;
  Visit visit = visit_begin(component, call);
  const plugcast_status returned =
      methods->evaluate(&call->context, setup_get_values(setup), &passed, &value);
  return visit_end(&visit, returned, "evaluate") == PLUGCAST_OK ? value : NAN;
}

static void
add_whole(const MetricSet *set,
          const Metric *metric,
          const MetricOutcome *outcome,
          Call *call,
          MetricSum *sum)
{
  gsize n_actuals = 0;
  gboolean is_forecast = outcome->training != NULL;
  for (gsize h = 0; h < outcome->horizon; h++) {
    n_actuals += isnan(outcome->actuals[h]) ? 0 : 1;
    is_forecast = is_forecast && !isnan(outcome->mean[h]);
  }
  if (n_actuals == 0) {
    return;
  }
  const ArenaMark mark = arena_mark(call->arena);
  const double value = is_forecast ? evaluate(set, metric->setup, outcome, call) : NAN;
  arena_rewind(call->arena, mark);
  if (isfinite(value)) {
    sum->sum += value;
    sum->weight += 1;
    sum->n_steps++;
  } else {
    sum->n_undefined++;
  }
}

void
metric_set_add(const MetricSet *set,
               const MetricOutcome *outcome,
               Call *call,
               gboolean by_step,
               MetricSum *sums)
{
  const gsize n_metrics = metric_set_get_length(set);
  for (gsize i = 0; i < n_metrics; i++) {
    const Metric *metric = get_metric(set, i);
    if (metric->setup != NULL) {
      add_whole(set, metric, outcome, call, &sums[i]);
      continue;
    }
    const MetricLook look = {
      .outcome = outcome,
      .level = metric->level,
      .coverage = metric->form->is_per_level
                      ? coverage_set_get_fractions(set->coverages)[metric->level]
                      : 0,
      .nodes = set->nodes,
      .n_nodes = set->n_nodes,
    };
    add_steps(metric->form, &look, n_metrics, by_step, &sums[i]);
  }
}

void
metric_sum_add(MetricSum *sum, const MetricSum *other)
{
  sum->sum += other->sum;
  sum->weight += other->weight;
  sum->n_steps += other->n_steps;
  sum->n_undefined += other->n_undefined;
}

double
metric_set_finish(const MetricSet *set, gsize metric, const MetricSum *sum)
{
  const Metric *row = get_metric(set, metric);
  const double mean = sum->sum / sum->weight;
  const double score = row->form != NULL && row->form->is_root ? sqrt(mean) : mean;
  return sum->n_steps > 0 && sum->weight > 0 && isfinite(score) ? score : NAN;
}
