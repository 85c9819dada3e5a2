// SPDX-License-Identifier: MIT
#include "augmenter-fixture.h"

#include "classic-series.h"

#include <math.h>
#include <string.h>

enum {
  N_GUARDS = 8,
};

static const double guard = 1234.5678;

void
augmenter_fixture_init(AugmenterFixture *fixture, const char *text)
{
  g_auto(GStrv) parts = g_strsplit(text, ":", 2);
  *fixture = (AugmenterFixture){
    .host = bare_host_new(g_getenv("PLUGIN_AUGMENT")),
    .season_length = 1,
    .partner = nile,
    .n_partner_values = N_NILE,
  };
  fixture->component = bare_host_find(fixture->host, parts[0]);
  g_assert_nonnull(fixture->component);
  g_assert_cmpuint(fixture->component->n_params, <=, G_N_ELEMENTS(fixture->values));
  bare_host_parse(fixture->component, parts[1], fixture->values);
}

void
augmenter_fixture_clear(AugmenterFixture *fixture)
{
  g_clear_pointer(&fixture->host, bare_host_free);
}

static plugcast_series
make_series(const char *id, const double *values, gsize n_values, const guint32 *season_length)
{
  return (plugcast_series){
    .struct_size = sizeof(plugcast_series),
    .season_length = *season_length,
    .id = id,
    .values = values,
    .n_values = n_values,
    .step_count = 1,
  };
}

plugcast_status
augmenter_fixture_run(
    AugmenterFixture *fixture, guint64 seed, const double *values, gsize n_values, double *out)
{
  g_autofree double *input = g_memdup2(values, n_values * sizeof *values);
  g_autofree double *fenced = g_new(double, n_values + 2 * N_GUARDS);
  for (gsize i = 0; i < n_values + 2 * N_GUARDS; i++) {
    fenced[i] = guard;
  }
  const plugcast_series series = make_series("series", input, n_values, &fixture->season_length);
  const plugcast_series partner =
      make_series("partner", fixture->partner, fixture->n_partner_values, &fixture->season_length);
  const plugcast_series *const partners[] = { &partner };
  const plugcast_augmenter *const methods = fixture->component->methods;
  bare_host_set_seed(fixture->host, seed);
  const plugcast_status status =
      methods->augment(bare_host_begin(fixture->host), fixture->values, &series,
                       methods->n_partners > 0 ? partners : NULL, fenced + N_GUARDS);
  g_assert_true(memcmp(input, values, n_values * sizeof *input) == 0);
  for (gsize i = 0; i < N_GUARDS; i++) {
    g_assert_true(fenced[i] == guard);
    g_assert_true(fenced[n_values + N_GUARDS + i] == guard);
  }
  memcpy(out, fenced + N_GUARDS, n_values * sizeof *out);
  return status;
}

double *
augmenter_fixture_ramp(gsize n_values)
{
  double *const ramp = g_new(double, n_values);
  for (gsize i = 0; i < n_values; i++) {
    ramp[i] = (double)i;
  }
  return ramp;
}
