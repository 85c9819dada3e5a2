// SPDX-License-Identifier: MIT
#include "adjusted.h"

#include "band.h"

#include <math.h>

plugcast_status
adjusted_read(const plugcast_call *call,
              const plugcast_series *series,
              SeasonMode mode,
              Adjusted *adjusted)
{
  plugcast_status status = history_read(call, series, &adjusted->history);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const History *const history = &adjusted->history;
  status = season_find(call, history, series->season_length, mode, &adjusted->season);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint64_t n_values = history->n_values;
  double *const weights = plugcast_scratch(call, n_values * sizeof *weights);
  if (weights == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the adjusted series");
  }

  double *const values = history->values;
  season_remove(&adjusted->season, values, n_values);
  const double origin = values[0];
  for (uint64_t i = 0; i < n_values; i++) {
    values[i] -= origin;
    weights[i] = isnan(values[i]) ? 0.0 : 1.0;
  }
  history_interpolate(values, n_values);
  adjusted->values = values;
  adjusted->weights = weights;
  adjusted->n_values = n_values;
  adjusted->origin = origin;
  return PLUGCAST_OK;
}

void
adjusted_write(const Adjusted *adjusted,
               double *means,
               double *deviations,
               const plugcast_forecast *out)
{
  for (uint64_t h = 0; h < out->horizon; h++) {
    means[h] += adjusted->origin;
  }
  const uint64_t first = adjusted->n_values + adjusted->history.n_trailing;
  season_restore(&adjusted->season, first, means, deviations, out->horizon);
  band_write(&adjusted->history, means, deviations, out);
}
