// SPDX-License-Identifier: MIT
#pragma once

#include "bare-host.h"

#include <glib.h>

G_BEGIN_DECLS

/** One transform of a plugin, fitted on one series; guards stand around what it writes. */
typedef struct {
  BareHost *host;
  const plugcast_component *component;
  plugcast_value values[8];
  double *training; // (owned): [n_training]
  gsize n_training;
  guint32 season_length;
  double *state; // (owned): [n_state]
  gsize n_state;
  plugcast_status status; // of fit()
} FittedTransform;

/**
 * Fits @transform, "name" or "name:param=value,…", on @values. Fails the test when the plugin
 * changes its input, writes beside its state or leaves some of it unwritten or not finite.
 */
FittedTransform fitted_transform_new(BareHost *host,
                                     const char *transform,
                                     const double *values,
                                     gsize n_values,
                                     guint32 season_length);

void fitted_transform_clear(FittedTransform *fitted);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FittedTransform, fitted_transform_clear)

/** Applies to the first @n_values of @values, which begin with the training part; out: [n_values].
 */
plugcast_status fitted_transform_apply(const FittedTransform *fitted,
                                       const double *values,
                                       gsize n_values,
                                       double *out);

/** The same for the training part itself. Returns: the status of fit() where that failed. */
plugcast_status fitted_transform_apply_to_itself(const FittedTransform *fitted, double *out);

/** Inverts @in, [n_rows × horizon], the steps after the training part. */
plugcast_status fitted_transform_invert(
    const FittedTransform *fitted, const double *in, gsize n_rows, gsize horizon, double *out);

G_END_DECLS
