// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * Scaling of whole series before windows are cut from them, fitted on their training part alone:
 * scaled = (value - shift) / scale.
 */
typedef struct {
  double shift;
  double scale; // above 0
} SeriesScale;

typedef enum {
  SERIES_SCALING_NONE,
  SERIES_SCALING_STANDARD, // mean 0 and deviation 1 of the training part (population deviation); a
                           // constant is divided by its size
} SeriesScaling;

/** Reads `none` or `standard`; fails with TERM_ERROR. */
gboolean series_scaling_parse(const char *text,
                              SeriesScaling *scaling,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): its name. */
const char *series_scaling_to_string(SeriesScaling scaling);

/**
 * The mean and the population deviation of the @n values that are not missing, of any size: the
 * values are scaled by a power of two first. A deviation below 1e-12 of the largest value, such as
 * of a constant, counts as 1; without values the mean is 0.
 */
SeriesScale series_scale_standard(const double *values, gsize n);

/**
 * Fits the first @n_values of @series, one scale for the values and one for each regressor.
 *
 * @scales: [@n_channels], filled; at most 1 + n_exogenous.
 */
void series_scale_fit(SeriesScaling scaling,
                      const plugcast_series *series,
                      gsize n_values,
                      gsize n_channels,
                      SeriesScale *scales);

G_END_DECLS
