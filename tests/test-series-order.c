// SPDX-License-Identifier: MIT
#include "run-fixture.h"
#include "run/series_order.h"

static void
assert_order(const char *rows, const gsize *expected, gsize n_series)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 1);
  g_assert_cmpuint(panel_get_n_series(fixture.panel), ==, n_series);
  g_autofree gsize *order = series_order_new(fixture.panel);
  for (gsize i = 0; i < n_series; i++) {
    g_assert_cmpuint(order[i], ==, expected[i]);
  }
}

static void
test_longest_first(void)
{
  const gsize expected[] = { 1, 2, 0 };
  assert_order("a,1,1\nb,1,1\nb,2,1\nb,3,1\nc,1,1\nc,2,1\n", expected, G_N_ELEMENTS(expected));
}

static void
test_equal_ones_in_order(void)
{
  const gsize expected[] = { 2, 0, 1, 3 };
  assert_order("a,1,1\nb,1,1\nc,1,1\nc,2,1\nd,1,1\n", expected, G_N_ELEMENTS(expected));
}

static void
test_sorted_stays(void)
{
  const gsize expected[] = { 0, 1 };
  assert_order("a,1,1\na,2,1\nb,1,1\n", expected, G_N_ELEMENTS(expected));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/series-order/longest-first", test_longest_first);
  g_test_add_func("/series-order/equal-ones-in-order", test_equal_ones_in_order);
  g_test_add_func("/series-order/sorted-stays", test_sorted_stays);
  return g_test_run();
}
