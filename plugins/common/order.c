// SPDX-License-Identifier: MIT
#include "order.h"

#include <math.h>

enum {
  SHORT = 24, // up to here insertion is faster than a heap
};

static void
sort_short(double *values, uint64_t n_values)
{
  for (uint64_t i = 1; i < n_values; i++) {
    const double value = values[i];
    uint64_t place = i;
    for (; place > 0 && values[place - 1] > value; place--) {
      values[place] = values[place - 1];
    }
    values[place] = value;
  }
}

/** Lets the value at @root sink until none below it in the heap is larger. */
static void
sink(double *heap, uint64_t n_values, uint64_t root)
{
  const double value = heap[root];
  uint64_t place = root;
  for (uint64_t child = 2 * place + 1; child < n_values; child = 2 * place + 1) {
    if (child + 1 < n_values && heap[child + 1] > heap[child]) {
      child++;
    }
    if (!(heap[child] > value)) {
      break;
    }
    heap[place] = heap[child];
    place = child;
  }
  heap[place] = value;
}

void
order_sort(double *values, uint64_t n_values)
{
  if (n_values <= SHORT) {
    sort_short(values, n_values);
    return;
  }
  for (uint64_t root = n_values / 2; root > 0; root--) {
    sink(values, n_values, root - 1);
  }
  for (uint64_t end = n_values - 1; end > 0; end--) {
    const double largest = values[0];
    values[0] = values[end];
    values[end] = largest;
    sink(values, end, 0);
  }
}

double
order_quantile(const double *sorted, uint64_t n_values, double probability)
{
  const double place = probability * (double)(n_values - 1);
  const uint64_t below = (uint64_t)floor(place);
  if (below + 1 >= n_values) {
    return sorted[n_values - 1];
  }
  const double share = place - (double)below;
  // Not low + share × (high - low): the difference of the largest numbers would overflow.
  return sorted[below] * (1.0 - share) + sorted[below + 1] * share;
}

double
order_median(const double *sorted, uint64_t n_values)
{
  const uint64_t middle = n_values / 2;
  return sorted[middle] / 2.0 + sorted[n_values - 1 - middle] / 2.0;
}
