// SPDX-License-Identifier: MIT
#pragma once

#include "bare-host.h"

#include <glib.h>

G_BEGIN_DECLS

/** An augmenter of the plugin under test, with the series it works on. */
typedef struct {
  BareHost *host;
  const plugcast_component *component;
  plugcast_value values[4]; // of its parameters
  guint32 season_length;    // of the series
  const double *partner;    // [n_partner_values]: of augmenters that need one
  gsize n_partner_values;
} AugmenterFixture;

/** @text: "name" or "name:param=value,…". */
void augmenter_fixture_init(AugmenterFixture *fixture, const char *text);
void augmenter_fixture_clear(AugmenterFixture *fixture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AugmenterFixture, augmenter_fixture_clear)

/**
 * Makes one series into out, [n_values], and fails the test when the plugin changes its input or
 * writes beside its output.
 */
plugcast_status augmenter_fixture_run(
    AugmenterFixture *fixture, guint64 seed, const double *values, gsize n_values, double *out);

/** Returns: (transfer full): the numbers 0, 1, 2 … */
double *augmenter_fixture_ramp(gsize n_values);

G_END_DECLS
