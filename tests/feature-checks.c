// SPDX-License-Identifier: MIT
#include "feature-checks.h"

#include <math.h>
#include <string.h>

enum {
  N_GUARDS = 8,
};

static const double guard = 1234.5678;
static const double unwritten = 8765.4321;

/** Computes once with @poison in the memory right after the values. */
static plugcast_status
run_poisoned(BareHost *host,
             const plugcast_component *component,
             const FeatureInput *input,
             double poison,
             double *out)
{
  const plugcast_features *const methods = component->methods;
  const gsize n = input->n_values;
  g_autofree double *values = g_new(double, n + N_GUARDS);
  memcpy(values, input->values, n * sizeof *values);
  for (gsize i = 0; i < N_GUARDS; i++) {
    values[n + i] = poison;
  }
  g_autofree double *fenced = g_new(double, methods->n_features + 2 * N_GUARDS);
  for (gsize i = 0; i < methods->n_features + 2 * N_GUARDS; i++) {
    const gboolean is_inside = i >= N_GUARDS && i < methods->n_features + N_GUARDS;
    fenced[i] = is_inside ? unwritten : guard;
  }
  const double period = input->season_length;
  const plugcast_series series = {
    .struct_size = sizeof series,
    .season_length = input->season_length,
    .id = "series",
    .values = values,
    .n_values = n,
    .periods = &period,
    .n_periods = input->season_length > 1 ? 1 : 0,
    .step_unit = input->step_unit,
    .step_count = input->step_count > 0 ? input->step_count : 1,
    .start = input->start,
  };
  const plugcast_status status =
      methods->compute(bare_host_begin(host), NULL, &series, fenced + N_GUARDS);

  g_assert_true(memcmp(values, input->values, n * sizeof *values) == 0);
  for (gsize i = 0; i < N_GUARDS; i++) {
    g_assert_true(fenced[i] == guard);
    g_assert_true(fenced[N_GUARDS + methods->n_features + i] == guard);
  }
  memcpy(out, fenced + N_GUARDS, methods->n_features * sizeof *out);
  return status;
}

FeatureOutcome
feature_run(BareHost *host, const char *component_name, const FeatureInput *input)
{
  const plugcast_component *const component = bare_host_find(host, component_name);
  g_assert_nonnull(component);
  const plugcast_features *const methods = component->methods;
  FeatureOutcome outcome = {
    .methods = methods,
    .values = g_new(double, methods->n_features),
  };
  g_autofree double *again = g_new(double, methods->n_features);
  outcome.status = run_poisoned(host, component, input, (double)NAN, outcome.values);
  const plugcast_status status = run_poisoned(host, component, input, 1e300, again);
  g_assert_cmpint(outcome.status, ==, status);
  for (guint32 i = 0; i < methods->n_features && status == PLUGCAST_OK; i++) {
    const double value = outcome.values[i];
    if (isinf(value) || value == unwritten) {
      g_error("%s is %g", methods->features[i].name, value);
    }
    g_assert_true(memcmp(&value, &again[i], sizeof value) == 0);
  }
  return outcome;
}

void
feature_outcome_clear(FeatureOutcome *outcome)
{
  g_clear_pointer(&outcome->values, g_free);
}

double
feature_get(const FeatureOutcome *outcome, const char *name)
{
  for (guint32 i = 0; i < outcome->methods->n_features; i++) {
    if (g_str_equal(outcome->methods->features[i].name, name)) {
      return outcome->values[i];
    }
  }
  g_error("no feature '%s'", name);
}

void
feature_assert_facts(const FeatureOutcome *outcome, const FeatureFact *facts, gsize n_facts)
{
  g_assert_cmpint(outcome->status, ==, PLUGCAST_OK);
  for (gsize i = 0; i < n_facts; i++) {
    const FeatureFact *const fact = &facts[i];
    const double value = feature_get(outcome, fact->name);
    const double scale = fact->value == 0.0 ? 1.0 : fabs(fact->value);
    const gboolean agrees =
        isnan(fact->value) ? isnan(value) : fabs(value - fact->value) <= fact->tolerance * scale;
    if (!agrees) {
      g_error("%s is %.17g, not %.17g within %g", fact->name, value, fact->value, fact->tolerance);
    }
  }
}

double *
feature_read_series(const char *file, const char *id, gsize *n_values)
{
  g_autofree char *path =
      g_build_filename(g_getenv("G_TEST_SRCDIR"), "..", "examples", "data", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  (void)g_file_get_contents(path, &text, NULL, &error);
  g_assert_no_error(error);
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (gsize i = 1; lines[i] != NULL; i++) {
    g_auto(GStrv) cells = g_strsplit(lines[i], ",", 3);
    if (g_strv_length(cells) == 3 && g_str_equal(cells[0], id)) {
      const double value = g_ascii_strtod(cells[2], NULL);
      g_array_append_val(values, value);
    }
  }
  *n_values = values->len;
  return (double *)(void *)g_array_free(g_steal_pointer(&values), FALSE);
}
