// SPDX-License-Identifier: MIT
#include "run/quantile_order.h"

// By insertion: there are few levels, and all but always they are in order.
void
quantile_order_sort(double *quantiles, gsize n_probabilities, gsize horizon)
{
  for (gsize i = 1; i < n_probabilities; i++) {
    for (gsize h = 0; h < horizon; h++) {
      const double value = quantiles[i * horizon + h];
      gsize j = i;
      for (; j > 0 && quantiles[(j - 1) * horizon + h] > value; j--) {
        quantiles[j * horizon + h] = quantiles[(j - 1) * horizon + h];
      }
      quantiles[j * horizon + h] = value;
    }
  }
}
