// SPDX-License-Identifier: MIT
#include "sample.h"

#include "history.h"
#include "order.h"

#include <math.h>

plugcast_status
sample_read(const plugcast_call *call, const plugcast_series *series, Sample *sample)
{
  History history;
  const plugcast_status status = history_read(call, series, &history);
  if (status != PLUGCAST_OK) {
    return status;
  }
  uint64_t n_values = 0;
  for (uint64_t i = 0; i < history.n_values; i++) {
    if (!isnan(history.values[i])) {
      history.values[n_values++] = history.values[i];
    }
  }
  order_sort(history.values, n_values);
  *sample = (Sample){
    .values = history.values,
    .n_values = n_values,
    .exponent = history.exponent,
  };
  return PLUGCAST_OK;
}
