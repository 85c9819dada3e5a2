// SPDX-License-Identifier: MIT
#pragma once

#include "bare-host.h"

#include <glib.h>

G_BEGIN_DECLS

enum {
  MODEL_HORIZON = 24,
  MODEL_N_LEVELS = 5,
};

/** The probabilities that model_run() asks for: 0.025, 0.1, 0.5, 0.9, 0.975. */
extern const double model_levels[MODEL_N_LEVELS];

/** What a model forecasts for one series. */
typedef struct {
  plugcast_status status;
  double means[MODEL_HORIZON];
  double quantiles[MODEL_N_LEVELS][MODEL_HORIZON];
} ModelOutcome;

/**
 * Forecasts @values by @model, "name" or "name:param=value,…", in the plugin of @host. Besides
 * fails the test when the model changes its input, writes beside its outputs, or reads beyond the
 * end.
 */
ModelOutcome model_run(
    BareHost *host, const char *model, const double *values, gsize n_values, guint32 season_length);

/** Registers the promises that every model keeps, /@model/<promise>/<series>. */
void model_checks_add(BareHost *host, const char *model);

/** Fails the test unless |@actual - @expected| <= @tolerance. */
void model_assert_near(double actual, double expected, double tolerance);

G_END_DECLS
