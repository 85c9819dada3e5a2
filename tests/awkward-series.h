// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Series that models trip over. */
typedef struct {
  const char *name; // for a test path
  gsize n_values;
  double (*value)(gsize index); // NaN: missing
} AwkwardSeries;

gsize awkward_series_count(void);
const AwkwardSeries *awkward_series_get(gsize index);

/** Returns: (transfer full): the values of the series. */
double *awkward_series_make(const AwkwardSeries *series);

/** Returns: the largest magnitude of the values. */
double awkward_series_largest(const AwkwardSeries *series);

G_END_DECLS
