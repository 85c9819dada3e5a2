// SPDX-License-Identifier: MIT
#include "run/fence.h"

#include <math.h>

enum {
  N_VALUES = 6
};

typedef struct {
  const char *path;
  gssize where; // which number is changed, counted from the buffer's start
  double value;
  plugcast_status expected;
} Case;

static const Case cases[] = {
  { "/fence/accepts/finite-numbers", 0, -0.0, PLUGCAST_OK },
  { "/fence/finds/infinity", 3, HUGE_VAL, PLUGCAST_NOT_FINITE },
  { "/fence/finds/not-a-number", 5, NAN, PLUGCAST_NOT_FINITE },
  { "/fence/finds/write-before", -1, 0, PLUGCAST_OVERRUN },
  { "/fence/finds/write-behind", N_VALUES, 0, PLUGCAST_OVERRUN },
  { "/fence/finds/write-eight-behind", N_VALUES + 7, NAN, PLUGCAST_OVERRUN },
};

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_autoptr(Arena) arena = arena_new();
  double *values = fence_take(arena, N_VALUES);
  for (gsize i = 0; i < N_VALUES; i++) {
    values[i] = (double)i;
  }
  values[row->where] = row->value;
  gsize where = 99;
  g_assert_cmpint(fence_check(values, N_VALUES, &where), ==, row->expected);
  const gboolean points = row->expected == PLUGCAST_NOT_FINITE;
  g_assert_cmpuint(where, ==, points ? (gsize)row->where : 99);
}

static void
check_unwritten(void)
{
  g_autoptr(Arena) arena = arena_new();
  double *values = fence_take(arena, N_VALUES);
  values[0] = 1;
  values[1] = 2;
  gsize where = 0;
  g_assert_cmpint(fence_check(values, N_VALUES, &where), ==, PLUGCAST_UNWRITTEN);
  g_assert_cmpuint(where, ==, 2);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  g_test_add_func("/fence/finds/first-unwritten", check_unwritten);
  return g_test_run();
}
