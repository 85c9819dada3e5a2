// SPDX-License-Identifier: MIT
#include "transform-checks.h"

#include <math.h>
#include <string.h>

enum {
  N_GUARDS = 8,
};

static const double guard = 1234.5678;

/** Returns: (transfer full): room for @n numbers between guards; the first of them. */
static double *
guarded_new(gsize n)
{
  double *const block = g_new(double, n + 2 * N_GUARDS);
  for (gsize i = 0; i < n + 2 * N_GUARDS; i++) {
    block[i] = guard;
  }
  return block + N_GUARDS;
}

static void
guarded_free(double *values)
{
  g_free(values != NULL ? values - N_GUARDS : NULL);
}

static void
assert_guards(const double *values, gsize n)
{
  for (gsize i = 0; i < N_GUARDS; i++) {
    g_assert_true(values[-1 - (gssize)i] == guard);
    g_assert_true(values[n + i] == guard);
  }
}

static plugcast_series
series_of(const FittedTransform *fitted, const double *values, gsize n_values, double *period)
{
  *period = fitted->season_length;
  return (plugcast_series){
    .struct_size = sizeof(plugcast_series),
    .season_length = fitted->season_length,
    .id = "series",
    .values = values,
    .n_values = n_values,
    .periods = period,
    .n_periods = fitted->season_length > 1 ? 1 : 0,
    .step_count = 1,
  };
}

FittedTransform
fitted_transform_new(BareHost *host,
                     const char *transform,
                     const double *values,
                     gsize n_values,
                     guint32 season_length)
{
  g_auto(GStrv) parts = g_strsplit(transform, ":", 2);
  FittedTransform fitted = {
    .host = host,
    .component = bare_host_find(host, parts[0]),
    .n_training = n_values,
    .season_length = season_length,
  };
  g_assert_nonnull(fitted.component);
  g_assert_cmpuint(fitted.component->kind, ==, PLUGCAST_KIND_TRANSFORM);
  g_assert_cmpuint(fitted.component->n_params, <=, G_N_ELEMENTS(fitted.values));
  bare_host_parse(fitted.component, parts[1], fitted.values);
  const plugcast_transform *const methods = fitted.component->methods;
  fitted.n_state = methods->state_size(fitted.values, n_values, season_length);
  fitted.state = guarded_new(fitted.n_state);
  fitted.training = guarded_new(n_values);
  memcpy(fitted.training, values, n_values * sizeof *values);

  double period = 0.0;
  const plugcast_series series = series_of(&fitted, fitted.training, n_values, &period);
  fitted.status = methods->fit(bare_host_begin(host), fitted.values, &series, fitted.state);
  assert_guards(fitted.state, fitted.n_state);
  assert_guards(fitted.training, n_values);
  g_assert_true(memcmp(fitted.training, values, n_values * sizeof *values) == 0);
  for (gsize i = 0; i < fitted.n_state && fitted.status == PLUGCAST_OK; i++) {
    g_assert_true(isfinite(fitted.state[i]));
    g_assert_true(fitted.state[i] != guard);
  }
  return fitted;
}

void
fitted_transform_clear(FittedTransform *fitted)
{
  g_clear_pointer(&fitted->state, guarded_free);
  g_clear_pointer(&fitted->training, guarded_free);
}

plugcast_status
fitted_transform_apply(const FittedTransform *fitted,
                       const double *values,
                       gsize n_values,
                       double *out)
{
  const plugcast_transform *const methods = fitted->component->methods;
  double *const room = guarded_new(n_values);
  double period = 0.0;
  const plugcast_series series = series_of(fitted, values, n_values, &period);
  const plugcast_status status =
      methods->apply(bare_host_begin(fitted->host), fitted->values, fitted->state, &series, room);
  assert_guards(room, n_values);
  memcpy(out, room, n_values * sizeof *out);
  guarded_free(room);
  return status;
}

plugcast_status
fitted_transform_apply_to_itself(const FittedTransform *fitted, double *out)
{
  return fitted->status != PLUGCAST_OK
             ? fitted->status
             : fitted_transform_apply(fitted, fitted->training, fitted->n_training, out);
}

plugcast_status
fitted_transform_invert(
    const FittedTransform *fitted, const double *in, gsize n_rows, gsize horizon, double *out)
{
  const plugcast_transform *const methods = fitted->component->methods;
  const gsize n = n_rows * horizon;
  g_autofree double *forecast = g_memdup2(in, n * sizeof *in);
  double *const room = guarded_new(n);
  double period = 0.0;
  const plugcast_series series = series_of(fitted, fitted->training, fitted->n_training, &period);
  plugcast_status status = methods->invert(bare_host_begin(fitted->host), fitted->values,
                                           fitted->state, &series, n_rows, horizon, forecast, room);
  assert_guards(room, n);
  memcpy(out, room, n * sizeof *out);
  // The same in place.
  memcpy(room, forecast, n * sizeof *room);
  const plugcast_status again =
      methods->invert(bare_host_begin(fitted->host), fitted->values, fitted->state, &series, n_rows,
                      horizon, room, room);
  g_assert_cmpint(again, ==, status);
  assert_guards(room, n);
  g_assert_true(memcmp(room, out, n * sizeof *out) == 0);
  guarded_free(room);
  return status;
}
