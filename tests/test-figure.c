// SPDX-License-Identifier: MIT
#include "cli/figure.h"

#include <math.h>

/** A number of a table, and how it is shown. */
typedef struct {
  const char *name;
  double greatest; // of the table
  double distance; // between its smallest and its greatest number
  double value;
  const char *text;
} Figure;

static const Figure figures[] = {
  { "hundreds", 600, 200, 437.25, "437.2" },
  { "units", 9, 4, 2.34567, "2.346" },
  { "near-each-other", 1000, 0.5, 999.875, "999.8750" },
  { "thousands", 25000, 9000, 12345.6, "12346" },
  { "millions", 5e6, 1e6, 1234567.8, "1234568" },
  { "small", 0.05, 0.02, 0.012345, "0.01235" },
  { "tiny", 5e-9, 2e-9, 1.23456e-9, "1.235e-09" },
  { "huge", 5e20, 2e20, 1.23456e20, "1.235e+20" },
  { "negative", 600, 200, -1.25, "-1.2" },
  { "one-number", 7, 0, 7, "7.000" },
  { "zeros", 0, 0, 0, "0" },
  { "missing", 600, 200, NAN, "-" },
  { "infinite", 600, 200, -INFINITY, "-" },
  { "nothing-finite", -INFINITY, INFINITY, NAN, "-" },
  { "greatest-double", 1.7976931348623157e308, INFINITY, 1e308, "1e+308" },
};

static void
test_format(const void *data)
{
  const Figure *row = data;
  char buffer[FIGURE_MAX_LENGTH];
  figure_format(row->value, figure_get_decimals(row->greatest, row->distance), buffer);
  g_assert_cmpstr(buffer, ==, row->text);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(figures); i++) {
    g_autofree char *path = g_strconcat("/figure/shows/", figures[i].name, NULL);
    g_test_add_data_func(path, &figures[i], test_format);
  }
  return g_test_run();
}
