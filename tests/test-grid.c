// SPDX-License-Identifier: MIT
#include "run/grid.h"

#include <string.h>

typedef struct {
  Registry *registry;
  Model *base;
} Fixture;

static void
fixture_init(Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_test_build_filename(G_TEST_BUILT, "plugins", NULL);
  const char *const paths[] = { folder, NULL };
  const RegistryOptions options = { .paths = paths, .no_default_paths = TRUE, .no_cache = TRUE };
  fixture->registry = registry_new(&options);
  fixture->base = model_new(fixture->registry, "searched", &error);
  g_assert_no_error(error);
}

static void
fixture_clear(Fixture *fixture)
{
  model_free(fixture->base);
  registry_free(fixture->registry);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

// One point after another, its values apart by blanks.
static char *
describe(const Grid *grid)
{
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < grid_get_n_points(grid); i++) {
    for (gsize j = 0; j < grid_get_n_params(grid); j++) {
      g_string_append_printf(text, "%s%s",
                             j > 0   ? " "
                             : i > 0 ? ";"
                                     : "",
                             grid_get_value(grid, i, j));
    }
  }
  return g_string_free(text, FALSE);
}

typedef struct {
  const char *path;
  const char *texts[3];
  const char *points;
} Case;

// parallel.md 4.9: cartesian expansion.
static const Case cases[] = {
  { "/grid/list", { "slope=1,2.50,-3" }, "1;2.50;-3" },
  { "/grid/last-parameter-changes-fastest",
    { "more=1,2", "mood=good,bad" },
    "1 good;1 bad;2 good;2 bad" },
  { "/grid/range/linear", { "slope=-1..1:5" }, "-1;-0.5;0;0.5;1" },
  { "/grid/range/logarithmic", { "rate=0.01..100:5" }, "0.01;0.1;1;10;100" },
  { "/grid/range/whole-numbers", { "more=3..6" }, "3;4;5;6" },
  { "/grid/range/whole-numbers-fall-together", { "more=1..3:5" }, "1;2;3" },
  { "/grid/range/beside-values", { "more=0,4..6" }, "0;4;5;6" },
  { "/grid/switch", { "idle=no,yes" }, "no;yes" },
  { "/grid/lists-in-brackets", { "lags=[1,12],[1],2" }, "1,12;1;2" },
  { "/grid/text-with-dots", { "note=a..b,c" }, "a..b;c" },
};

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(GError) error = NULL;
  g_autoptr(Grid) grid = grid_new(fixture.base, row->texts, &error);
  g_assert_no_error(error);
  g_autofree char *points = describe(grid);
  g_assert_cmpstr(points, ==, row->points);
}

static void
check_models(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  const char *const texts[] = { "slope=0,2", "lags=[1,12]", NULL };
  g_autoptr(Grid) grid = grid_new(fixture.base, texts, NULL);
  g_assert_cmpstr(model_get_label(grid_get_model(grid, 0)), ==, "searched(lags=[1,12])");
  g_assert_cmpstr(model_get_label(grid_get_model(grid, 1)), ==, "searched(slope=2,lags=[1,12])");
  g_assert_cmpstr(grid_get_param(grid, 1), ==, "lags");
}

// Parameters of any part of a pipeline.
static void
check_pipeline(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) base = model_new(fixture.registry, "twice|broken|searched", &error);
  g_assert_no_error(error);
  const char *const texts[] = { "broken.fault=fit_fails,none", "slope=0..1:2", NULL };
  g_autoptr(Grid) grid = grid_new(base, texts, &error);
  g_assert_no_error(error);
  g_autofree char *points = describe(grid);
  g_assert_cmpstr(points, ==, "fit_fails 0;fit_fails 1;none 0;none 1");
  g_assert_cmpstr(model_get_label(grid_get_model(grid, 1)), ==,
                  "twice|broken(fault=fit_fails)|searched(slope=1)");

  const char *const whole[] = { "broken.fault", NULL };
  g_autoptr(Grid) drawn = grid_new_random(base, whole, 3, 1, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(grid_get_param(drawn, 0), ==, "broken.fault");

  const char *const misspelt[] = { "broken.falt=none", NULL };
  g_assert_null(grid_new(base, misspelt, &error));
  g_assert_cmpstr(error->message, ==,
                  "'broken' has no parameter 'falt'; it has fault; did you mean 'fault'?");
}

static void
check_random(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  const char *const texts[] = { "slope=-2..3", "rate=0.1..10", NULL };
  g_autoptr(Grid) grid = grid_new_random(fixture.base, texts, 200, 7, NULL);
  g_assert_cmpuint(grid_get_n_points(grid), ==, 200);
  gsize n_below = 0;
  for (gsize i = 0; i < 200; i++) {
    const double slope = g_ascii_strtod(grid_get_value(grid, i, 0), NULL);
    const double rate = g_ascii_strtod(grid_get_value(grid, i, 1), NULL);
    g_assert_cmpfloat(slope, >=, -2);
    g_assert_cmpfloat(slope, <=, 3);
    g_assert_cmpfloat(rate, >=, 0.1);
    g_assert_cmpfloat(rate, <=, 10);
    n_below += rate < 1 ? 1 : 0;
  }
  // On a logarithmic scale half of them lie below 1; of 200 draws 5 standard deviations are 35.
  g_assert_cmpuint(n_below, >, 65);
  g_assert_cmpuint(n_below, <, 135);
}

static void
check_random_repeats(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  const char *const texts[] = { "slope=-2..3", "mood", NULL };
  g_autoptr(Grid) few = grid_new_random(fixture.base, texts, 5, 7, NULL);
  g_autoptr(Grid) many = grid_new_random(fixture.base, texts, 50, 7, NULL);
  g_autoptr(Grid) other = grid_new_random(fixture.base, texts, 5, 8, NULL);
  g_autofree char *few_points = describe(few);
  g_autofree char *many_points = describe(many);
  g_autofree char *other_points = describe(other);
  g_assert_true(g_str_has_prefix(many_points, few_points));
  g_assert_cmpstr(few_points, !=, other_points);
}

// Another parameter beside it does not move the first.
static void
check_random_apart(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  const char *const one[] = { "slope=-2..3", NULL };
  const char *const two[] = { "idle", "slope=-2..3", NULL };
  g_autoptr(Grid) alone = grid_new_random(fixture.base, one, 3, 7, NULL);
  g_autoptr(Grid) beside = grid_new_random(fixture.base, two, 3, 7, NULL);
  g_assert_cmpstr(grid_get_value(alone, 2, 0), ==, grid_get_value(beside, 2, 1));
}

static void
check_random_of_few(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  const char *const texts[] = { "mood", "idle", NULL };
  g_autoptr(Grid) grid = grid_new_random(fixture.base, texts, 50, 7, NULL);
  g_assert_cmpuint(grid_get_n_points(grid), ==, 8);
}

static void
check_random_whole(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  const char *const texts[] = { "more=3..6", NULL };
  g_autoptr(Grid) grid = grid_new_random(fixture.base, texts, 50, 7, NULL);
  g_assert_cmpuint(grid_get_n_points(grid), ==, 4);
}

static void
check_random_of_all(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(Grid) grid = grid_new_random(fixture.base, NULL, 3, 7, NULL);
  g_assert_cmpuint(grid_get_n_params(grid), ==, 5);
  g_assert_cmpstr(grid_get_param(grid, 4), ==, "mood");
}

typedef struct {
  const char *path;
  gboolean draws;
  const char *texts[3];
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "/grid/rejects/misspelt-parameter",
    FALSE,
    { "slop=1" },
    "'searched' has no parameter 'slop'; it has slope, more, rate, idle, mood, lags, note; did you "
    "mean 'slope'?" },
  { "/grid/rejects/value-out-of-bounds",
    FALSE,
    { "slope=1,11" },
    "parameter 'slope' of 'searched': 11 is out of bounds; expected a number from -10 to 10" },
  { "/grid/rejects/range-out-of-bounds",
    FALSE,
    { "slope=1..11:3" },
    "parameter 'slope' of 'searched': 11 is out of bounds; expected a number from -10 to 10" },
  { "/grid/rejects/misspelt-choice",
    FALSE,
    { "mood=god" },
    "parameter 'mood' of 'searched': 'god' is no choice; expected one of good, picky, bad, late; "
    "did you "
    "mean 'good'?" },
  { "/grid/rejects/value-twice", FALSE, { "slope=1,1.0" }, "slope=1 is given twice" },
  { "/grid/rejects/parameter-twice",
    FALSE,
    { "slope=1", "slope=2" },
    "'slope' is given twice (write all its values in one list)" },
  { "/grid/rejects/no-values",
    FALSE,
    { "slope" },
    "'slope' names no values (write PARAMETER=V,V,… or PARAMETER=LOW..HIGH:N)" },
  { "/grid/rejects/range-without-steps",
    FALSE,
    { "slope=1..2" },
    "slope=1..2: how many values? (write LOW..HIGH:N)" },
  { "/grid/rejects/range-of-one",
    FALSE,
    { "slope=1..2:1" },
    "slope=1..2:1: '1' is no number of values (2 to 10000)" },
  { "/grid/rejects/range-backwards",
    FALSE,
    { "slope=2..1:3" },
    "slope=2..1:3: no range (write LOW..HIGH:N, with LOW below HIGH)" },
  { "/grid/rejects/range-of-text",
    FALSE,
    { "slope=a..b:3" },
    "slope=a..b:3: no range (write LOW..HIGH:N, with LOW below HIGH)" },
  { "/grid/rejects/range-of-choice",
    FALSE,
    { "mood=a..b:3" },
    "mood=a..b:3: only numbers that the model declares have ranges" },
  { "/grid/rejects/too-many-points",
    FALSE,
    { "slope=0..1:1000", "rate=1..2:1000" },
    "the grid has more than 100000 points (draw some of them at random)" },
  { "/grid/rejects/drawn-range-with-steps",
    TRUE,
    { "slope=1..2:3" },
    "slope=1..2:3: a range to draw from has no number of values" },
  { "/grid/rejects/drawn-range-beside-values",
    TRUE,
    { "slope=0,1..2" },
    "slope=1..2: a range to draw from stands alone" },
  { "/grid/rejects/drawing-lists",
    TRUE,
    { "lags" },
    "'lags' takes a list or a text, which have no end (write lags=V,V,…)" },
  { "/grid/rejects/drawing-from-unknown",
    TRUE,
    { "slop" },
    "'searched' has no parameter 'slop'; it has slope, more, rate, idle, mood, lags, note; did you "
    "mean 'slope'?" },
};

static void
check_refusal(gconstpointer data)
{
  const Refusal *row = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(GError) error = NULL;
  if (row->draws) {
    g_assert_null(grid_new_random(fixture.base, row->texts, 3, 1, &error));
  } else {
    g_assert_null(grid_new(fixture.base, row->texts, &error));
  }
  g_assert_nonnull(error);
  g_assert_cmpstr(error->message, ==, row->message);
}

static void
check_nothing_to_draw(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) bare = model_new(fixture.registry, "last", &error);
  g_assert_no_error(error);
  g_assert_null(grid_new_random(bare, NULL, 3, 1, &error));
  g_assert_error(error, GRID_ERROR, GRID_ERROR_RANGE);
  g_assert_cmpstr(error->message, ==, "model 'last' has no parameters to draw from");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  g_test_add_func("/grid/points-are-models", check_models);
  g_test_add_func("/grid/parameters-of-transforms", check_pipeline);
  g_test_add_func("/grid/random/stays-in-range-on-scale", check_random);
  g_test_add_func("/grid/random/more-points-begin-with-fewer", check_random_repeats);
  g_test_add_func("/grid/random/each-parameter-by-itself", check_random_apart);
  g_test_add_func("/grid/random/no-point-twice", check_random_of_few);
  g_test_add_func("/grid/random/whole-numbers-with-ends", check_random_whole);
  g_test_add_func("/grid/random/of-all-that-is-declared", check_random_of_all);
  g_test_add_func("/grid/rejects/nothing-to-draw", check_nothing_to_draw);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  return g_test_run();
}
