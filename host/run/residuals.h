// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "run/member.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What a model got wrong at earlier origins of the series that it forecasts: what intervals of
 * models without their own are made of.
 *
 * A local model is fitted again at up to RESIDUALS_MAX_ORIGINS earlier origins of the same series.
 * Errors of different steps are made alike by the scale of their step, the root mean square over
 * origins, made rising by isotonic regression; beyond the steps that could be observed the scale
 * grows with the square root of the step.
 */
enum {
  RESIDUALS_MAX_ORIGINS = 10,
  RESIDUALS_GLOBAL_ORIGINS = 3, // of a global model, each a fit on all series, a horizon apart
};

/** The model and the data, the same for all series. */
typedef struct {
  Member *member;
  const Panel *panel;
  const double *seasons; // [n_seasons]
  gsize n_seasons;
  gsize horizon;
} ResidualSource;

/** What has been seen of one series when it is forecast. */
typedef struct {
  gsize index; // in the panel
  gsize begin; // of the values that the model is shown
  gsize end;
  gsize first_origin; // of a global member: of the first fit a horizon and more before
} ResidualSeries;

/** The errors, in memory of the call's arena. */
typedef struct {
  gsize n_origins;
  gsize n_steps;  // at most the horizon
  double *errors; // [n_origins × n_steps]: actual less forecast, in units of @unit; NaN where the
                  // actual is missing; at least one is not
  double *scales; // [n_steps], rising, in units of @unit
  double unit;    // a power of two, so that squares neither overflow nor vanish
} Residuals;

/**
 * Collects the errors of @series.
 *
 * Returns: PLUGCAST_OK with @residuals filled, or a status with the reason in @call's message.
 */
plugcast_status residuals_collect(const ResidualSource *source,
                                  const ResidualSeries *series,
                                  guint worker_index,
                                  Call *call,
                                  Residuals *residuals);

/** Returns: the scale of step @step, counted from 0, in the units of the series. */
double residuals_get_scale(const Residuals *residuals, gsize step);

/**
 * Writes the errors that are there, each over the scale of its step, to @scores, which holds
 * n_origins × n_steps. Returns: how many there are.
 */
gsize residuals_get_scores(const Residuals *residuals, double *scores);

G_END_DECLS
