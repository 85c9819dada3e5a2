// SPDX-License-Identifier: MIT
#include "band.h"

#include "normal.h"

void
band_write(const History *history,
           const double *means,
           const double *deviations,
           const plugcast_forecast *out)
{
  for (uint64_t h = 0; h < out->horizon; h++) {
    out->mean[h] = history_restore(history, means[h]);
  }
  for (uint32_t level = 0; level < out->n_levels; level++) {
    double *const quantiles = out->quantiles + level * out->horizon;
    const double z = normal_quantile(out->levels[level]);
    for (uint64_t h = 0; h < out->horizon; h++) {
      quantiles[h] = history_restore(history, means[h] + z * deviations[h]);
    }
  }
}
