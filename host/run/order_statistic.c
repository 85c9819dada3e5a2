// SPDX-License-Identifier: MIT
#include "run/order_statistic.h"

static void
swap(double *a, double *b)
{
  const double value = *a;
  *a = *b;
  *b = value;
}

// The middle one of the first, the middle and the last number: sorted input costs no square.
static double
choose_pivot(const double *values, gsize n)
{
  const double a = values[0];
  const double b = values[n / 2];
  const double c = values[n - 1];
  const double low = a < b ? a : b;
  const double high = a < b ? b : a;
  return c < low ? low : (c > high ? high : c);
}

// Puts rank @k of @n numbers in its place, lower numbers before and greater ones behind it.
static void
select_rank(double *values, gsize n, gsize k)
{
  gsize begin = 0;
  gsize end = n;
  while (end - begin > 1) {
    const double pivot = choose_pivot(values + begin, end - begin);
    gsize i = begin;
    gsize j = end - 1;
    while (TRUE) {
      while (values[i] < pivot) {
        i++;
      }
      while (values[j] > pivot) {
        j--;
      }
      if (i >= j) {
        break;
      }
      swap(&values[i++], &values[j--]);
    }
    // Numbers before i are at most the pivot, those behind j at least; between them stands it.
    if (k < i) {
      end = i;
    } else if (k > j) {
      begin = j + 1;
    } else {
      return;
    }
  }
}

// Gaps of Ciura (2001, "Best increments for the average case of Shellsort").
static void
sort(double *values, gsize n)
{
  static const gsize gaps[] = { 701, 301, 132, 57, 23, 10, 4, 1 };
  for (gsize g = 0; g < G_N_ELEMENTS(gaps); g++) {
    for (gsize i = gaps[g]; i < n; i++) {
      const double value = values[i];
      gsize j = i;
      while (j >= gaps[g] && values[j - gaps[g]] > value) {
        values[j] = values[j - gaps[g]];
        j -= gaps[g];
      }
      values[j] = value;
    }
  }
}

void
order_statistic_pick(double *values, gsize n, gsize first, gsize last)
{
  g_assert(first <= last && last < n);

  select_rank(values, n, first);
  if (last > first) {
    select_rank(values + first + 1, n - first - 1, last - first - 1);
  }
  if (last > first + 1) {
    sort(values + first + 1, last - first - 1);
  }
}
