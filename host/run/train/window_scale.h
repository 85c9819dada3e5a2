// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"
#include "run/train/series_scale.h"
#include "run/train/term.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Scaling of each window by itself, measured on its inputs alone: what a network sees is
 * (value - shift) / scale, what it says is turned back by output × scale + shift.
 *
 * A const struct of functions for each way. Pure, any thread.
 */
typedef struct {
  TermForm form;

  /**
   * Whether outputs are turned back before they are compared with the targets, so that windows of
   * large deviation count for more; otherwise the targets are scaled like the inputs.
   */
  gboolean compares_turned_back;

  /** Measures the @n values, none of which is missing. */
  SeriesScale (*measure)(const double *values, gsize n, Arena *arena);
} WindowScaling;

/**
 * Returns: (transfer none): the scaling of that name, or NULL with TERM_ERROR:
 * - `none`;
 * - `standard`: mean and population deviation;
 * - `robust`: median and interquartile range (quantiles by linear interpolation);
 * - `last`: minus the last value (NLinear of Zeng, Chen, Zhang and Xu, "Are Transformers effective
 *   for time series forecasting?", AAAI 2023);
 * - `revin`: mean and sqrt(variance + 1e-5), outputs turned back before the loss (Kim et al.,
 *   "Reversible instance normalization for accurate time-series forecasting against distribution
 *   shift", ICLR 2022, without its affine weights).
 */
const WindowScaling *window_scaling_find(const char *name,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
