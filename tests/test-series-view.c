// SPDX-License-Identifier: MIT
#include "run-fixture.h"

#include "run/series_view.h"

#include <math.h>

static const char text[] = "unique_id,ds,y,x\n"
                           "a,1,,11\na,2,2,12\na,3,,13\na,4,4,14\na,5,5,15\n";

typedef struct {
  const char *path;
  gsize begin;
  gsize end;
  gsize n_values; // 0: there is no view
  gsize n_present;
  gint64 start;
} RangeCase;

static const RangeCase range_cases[] = {
  { "/series-view/shows/all-but-leading-missing", 0, 5, 4, 3, 2 },
  { "/series-view/shows/a-window", 1, 4, 3, 2, 2 },
  { "/series-view/shows/a-window-without-its-leading-missing", 2, 5, 2, 2, 4 },
  { "/series-view/shows/nothing-of-missing-values", 2, 3, 0, 0, 0 },
  { "/series-view/shows/nothing-of-an-empty-range", 2, 2, 0, 0, 0 },
};

static void
check_range(gconstpointer data)
{
  const RangeCase *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init_table(&fixture, text, 1);
  g_autoptr(Arena) arena = arena_new();
  const SeriesView *view =
      series_view_new(fixture.panel, 0, row->begin, row->end, NULL, 0, TRUE, arena);
  if (row->n_values == 0) {
    g_assert_null(view);
    return;
  }
  g_assert_cmpuint(view->series.n_values, ==, row->n_values);
  g_assert_cmpuint(view->n_present, ==, row->n_present);
  g_assert_cmpint(view->series.start, ==, row->start);
  g_assert_cmpfloat(view->series.exogenous[0][0], ==, 10 + (double)row->start);
}

static void
check_replace(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init_table(&fixture, text, 1);
  g_autoptr(Arena) arena = arena_new();
  const SeriesView *view = series_view_new(fixture.panel, 0, 0, 5, NULL, 0, TRUE, arena);
  const double values[] = { NAN, NAN, 8, 9 };
  const SeriesView *replaced = series_view_replace(view, values, arena);
  g_assert_cmpuint(replaced->series.n_values, ==, 2);
  g_assert_cmpuint(replaced->n_present, ==, 2);
  g_assert_cmpint(replaced->series.start, ==, 4);
  g_assert_cmpfloat(replaced->series.values[0], ==, 8);
  g_assert_cmpfloat(replaced->series.exogenous[0][0], ==, 14);
  const double missing[] = { NAN, NAN, NAN, NAN };
  g_assert_null(series_view_replace(view, missing, arena));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(range_cases); i++) {
    g_test_add_data_func(range_cases[i].path, &range_cases[i], check_range);
  }
  g_test_add_func("/series-view/shows/other-values", check_replace);
  return g_test_run();
}
