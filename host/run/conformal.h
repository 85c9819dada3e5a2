// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "run/member.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Prediction intervals for models that have none: split conformal prediction from the errors of
 * rolling origins (Vovk, Gammerman and Shafer 2005, section 4.2; Lei et al. 2018, section 2.2).
 *
 * The model is fitted again at up to CONFORMAL_MAX_ORIGINS earlier origins of the same series.
 * Errors of all origins are pooled over the steps of the horizon after each has been divided by its
 * step's scale, the root mean square over origins, made rising by isotonic regression; beyond the
 * steps that could be observed the scale grows with the square root of the step. The half-width at
 * a step is that scale times the score of rank ⌈(n + 1) × coverage⌉ of n, or the largest score when
 * the rank lies beyond it, so few scores give less coverage than asked.
 */
enum {
  CONFORMAL_MAX_ORIGINS = 10,
  CONFORMAL_GLOBAL_ORIGINS = 3, // of a global model, each a fit on all series, a horizon apart
};

typedef struct {
  Member *member;
  const Panel *panel;
  const double *seasons; // [n_seasons]
  gsize n_seasons;
  gsize horizon;
  const double *coverages; // [n_coverages], each within (0, 1)
  gsize n_coverages;
} Conformal;

/** What has been seen of one series when it is forecast. */
typedef struct {
  gsize index; // in the panel
  gsize begin; // of the values that the model is shown
  gsize end;
  gsize first_origin; // of a global member: of the first fit a horizon and more before
} ConformalSeries;

/**
 * Writes half_widths, [n_coverages × horizon], for the steps after @series.
 *
 * Returns: PLUGCAST_OK, or a status with the reason in @call's message and @half_widths untouched.
 */
plugcast_status conformal_run(const Conformal *conformal,
                              const ConformalSeries *series,
                              guint worker_index,
                              Call *call,
                              double *half_widths);

G_END_DECLS
