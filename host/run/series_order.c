// SPDX-License-Identifier: MIT
#include "run/series_order.h"

#include <stdlib.h>

typedef struct {
  gsize length;
  gsize index;
} SeriesLength;

static int
compare_lengths(const void *left, const void *right)
{
  const SeriesLength *a = left;
  const SeriesLength *b = right;
  if (a->length != b->length) {
    return a->length > b->length ? -1 : 1;
  }
  return (a->index > b->index) - (a->index < b->index);
}

gsize *
series_order_new(const Panel *panel)
{
  const gsize n = panel_get_n_series(panel);
  g_autofree SeriesLength *lengths = g_new(SeriesLength, n);
  gboolean is_sorted = TRUE;
  for (gsize i = 0; i < n; i++) {
    lengths[i] = (SeriesLength){ panel_get_length(panel, i), i };
    is_sorted = is_sorted && (i == 0 || lengths[i - 1].length >= lengths[i].length);
  }
  if (!is_sorted) {
    qsort(lengths, n, sizeof *lengths, compare_lengths);
  }
  gsize *order = g_new(gsize, n);
  for (gsize i = 0; i < n; i++) {
    order[i] = lengths[i].index;
  }
  return order;
}
