// SPDX-License-Identifier: MIT
#include "normal.h"

#include <float.h>
#include <glib.h>
#include <math.h>

typedef struct {
  const char *name;
  double probability;
  double quantile;
} Row;

// Wichura (1988) gives 0.25, 0.001 and 1e-20 as tests of PPND16; the others are R 4.2's qnorm().
static const Row rows[] = {
  { "0.25", 0.25, -0.6744897501960817 },
  { "0.001", 0.001, -3.090232306167814 },
  { "1e-20", 1e-20, -9.262340089798408 },
  { "0.5", 0.5, 0.0 },
  { "0.9", 0.9, 1.2815515655446004 },
  { "0.975", 0.975, 1.959963984540054 },
  { "0.995", 0.995, 2.5758293035489004 },
  { "0.92", 0.92, 1.4050715603096329 },
  { "0.93", 0.93, 1.4757910281791711 },
  { "1e-300", 1e-300, -37.047096299361201 },
  { "1-2^-53", 1.0 - DBL_EPSILON / 2.0, 8.209536151601387 },
};

static void
test_agrees_with_published(gconstpointer data)
{
  const Row *const row = data;
  const double tolerance = 4e-15 * fabs(row->quantile) + DBL_MIN;
  g_assert_cmpfloat_with_epsilon(normal_quantile(row->probability), row->quantile, tolerance);
}

static void
test_inverts_the_distribution(void)
{
  for (int i = 1; i < 4000; i++) {
    const double probability = i / 4000.0;
    const double x = normal_quantile(probability);
    g_assert_cmpfloat_with_epsilon(0.5 * erfc(-x / sqrt(2.0)), probability, 1e-15);
  }
}

static void
test_rises(void)
{
  double before = normal_quantile(DBL_MIN);
  for (int i = 1; i < 100000; i++) {
    const double now = normal_quantile(i / 100000.0);
    g_assert_cmpfloat(now, >, before);
    before = now;
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strdup_printf("/normal/agrees-with-published/%s", rows[i].name);
    g_test_add_data_func(path, &rows[i], test_agrees_with_published);
  }
  g_test_add_func("/normal/inverts-the-distribution", test_inverts_the_distribution);
  g_test_add_func("/normal/rises", test_rises);
  return g_test_run();
}
