// SPDX-License-Identifier: MIT
#include "timing.h"

#include <stdlib.h>
#include <time.h>

double
timing_get_s(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int
compare_doubles(const void *a, const void *b)
{
  const double left = *(const double *)a;
  const double right = *(const double *)b;
  return (left > right) - (left < right);
}

double
timing_get_median(double *values, gsize n)
{
  qsort(values, n, sizeof *values, compare_doubles);
  return (values[(n - 1) / 2] + values[n / 2]) / 2;
}
