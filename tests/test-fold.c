// SPDX-License-Identifier: MIT
#include "run-fixture.h"

#include "run/fold.h"

#include <string.h>

// Series s0, s1 … of so many values.
static void
init_fixture(RunFixture *fixture, const gsize *lengths, gsize n_series)
{
  g_autoptr(GString) rows = g_string_new(NULL);
  for (gsize i = 0; i < n_series; i++) {
    for (gsize t = 0; t < lengths[i]; t++) {
      g_string_append_printf(rows, "s%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",1\n", i, t + 1);
    }
  }
  run_fixture_init(fixture, rows->str, 1);
}

static char *
describe_folds(const FoldPlan *plan, gsize series)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < fold_plan_get_n_folds(plan); i++) {
    Fold fold = { 0 };
    if (fold_plan_get(plan, i, series, &fold)) {
      g_string_append_printf(text,
                             "%s%" G_GSIZE_FORMAT " fit %" G_GSIZE_FORMAT " sees %" G_GSIZE_FORMAT
                             "-%" G_GSIZE_FORMAT " tests %" G_GSIZE_FORMAT " past %" G_GSIZE_FORMAT
                             "-%" G_GSIZE_FORMAT,
                             text->len > 0 ? "; " : "", i, fold.fit, fold.begin, fold.origin,
                             fold.test, fold.past.begin, fold.past.end);
    }
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *
describe_training(const FoldPlan *plan, gsize series)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize fit = 0; fit < fold_plan_get_n_fits(plan); fit++) {
    CrewRange ranges[CREW_MAX_RANGES];
    const gsize n = fold_plan_get_training(plan, fit, series, ranges);
    g_string_append(text, fit > 0 ? ";" : "");
    for (gsize i = 0; i < n; i++) {
      g_string_append_printf(text, " %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT, ranges[i].begin,
                             ranges[i].end);
    }
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

typedef struct {
  const char *path;
  FoldSettings settings;
  gsize length;
  const char *folds;
  const char *training; // of each fit
} LayoutCase;

static const LayoutCase layouts[] = {
  { "/fold/layout/rolling-grows-by-the-horizon",
    { .scheme = FOLD_ROLLING, .horizon = 2, .n_folds = 3 },
    10,
    "0 fit 0 sees 0-4 tests 4 past 0-4; 1 fit 1 sees 0-6 tests 6 past 0-6; "
    "2 fit 2 sees 0-8 tests 8 past 0-8",
    " 0-4; 0-6; 0-8" },
  { "/fold/layout/rolling-slides-with-a-gap-and-refits-every-second",
    { .scheme = FOLD_ROLLING,
      .horizon = 2,
      .n_folds = 3,
      .step = 1,
      .window = 3,
      .gap = 1,
      .refit = 2 },
    10,
    "0 fit 0 sees 2-5 tests 6 past 2-5; 1 fit 0 sees 3-6 tests 7 past 3-6; "
    "2 fit 1 sees 4-7 tests 8 past 4-7",
    " 2-5; 4-7" },
  { "/fold/layout/rolling-of-the-least-length",
    { .scheme = FOLD_ROLLING, .horizon = 3, .n_folds = 1 },
    4,
    "0 fit 0 sees 0-1 tests 1 past 0-1",
    " 0-1" },
  // Blocks 0-4, 4-7, 7-10; the first is only learnt from.
  { "/fold/layout/blocked-learns-on-both-sides",
    { .scheme = FOLD_BLOCKED, .horizon = 3, .n_folds = 2 },
    10,
    "0 fit 0 sees 0-4 tests 4 past 0-4; 1 fit 1 sees 0-7 tests 7 past 0-7",
    " 0-4 7-10; 0-7" },
  // Blocks 0-4, 4-8, 8-12, each tested by two horizons.
  { "/fold/layout/blocked-tests-the-whole-block",
    { .scheme = FOLD_BLOCKED, .horizon = 2, .n_folds = 2 },
    12,
    "0 fit 0 sees 0-4 tests 4 past 0-4; 1 fit 0 sees 0-6 tests 6 past 0-6; "
    "2 fit 1 sees 0-8 tests 8 past 0-8; 3 fit 1 sees 0-10 tests 10 past 0-10",
    " 0-4 8-12; 0-8" },
  // parallel.md 4.9: purged with a gap, before the block and behind it
  { "/fold/layout/blocked-purges-the-gap",
    { .scheme = FOLD_BLOCKED, .horizon = 4, .n_folds = 2, .gap = 1 },
    12,
    "0 fit 0 sees 0-3 tests 4 past 0-3; 1 fit 1 sees 0-7 tests 8 past 0-7",
    " 0-3 9-12; 0-7" },
  { "/fold/layout/test-has-all-windows-of-one-fit",
    { .scheme = FOLD_TEST, .horizon = 2, .train = 4, .validation = 2, .test = 3 },
    10,
    "0 fit 0 sees 0-6 tests 6 past 0-4; 1 fit 0 sees 0-7 tests 7 past 0-4",
    " 0-4" },
  { "/fold/layout/test-from-the-end",
    { .scheme = FOLD_TEST, .horizon = 2, .validation = 1, .test = 4, .step = 2 },
    10,
    "0 fit 0 sees 0-6 tests 6 past 0-5; 1 fit 0 sees 0-8 tests 8 past 0-5",
    " 0-5" },
  { "/fold/layout/test-of-all-that-is-left-with-window-and-gap",
    { .scheme = FOLD_TEST, .horizon = 2, .train = 6, .window = 3, .gap = 1 },
    9,
    "0 fit 0 sees 2-5 tests 6 past 3-6; 1 fit 0 sees 3-6 tests 7 past 3-6",
    " 3-6" },
};

static void
check_layout(gconstpointer data)
{
  const LayoutCase *row = data;
  g_auto(RunFixture) fixture = { 0 };
  init_fixture(&fixture, &row->length, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(FoldPlan) plan = fold_plan_new(fixture.panel, &row->settings, &error);
  g_assert_no_error(error);
  g_autofree char *folds = describe_folds(plan, 0);
  g_autofree char *training = describe_training(plan, 0);
  g_assert_cmpstr(folds, ==, row->folds);
  g_assert_cmpstr(training, ==, row->training);
}

// What is tested is never learnt from, nor anything behind an origin but in other blocks.
static void
check_no_overlap(void)
{
  const gsize lengths[] = { 37, 50, 41, 38, 64, 45 };
  const FoldSettings all[] = {
    { .scheme = FOLD_ROLLING, .horizon = 5, .n_folds = 4, .step = 2, .gap = 1 },
    { .scheme = FOLD_BLOCKED, .horizon = 4, .n_folds = 5, .gap = 2 },
    { .scheme = FOLD_KFOLD, .horizon = 6, .n_folds = 3, .gap = 1, .seed = 5 },
    { .scheme = FOLD_TEST, .horizon = 4, .test = 12, .validation = 6 },
  };
  g_auto(RunFixture) fixture = { 0 };
  init_fixture(&fixture, lengths, G_N_ELEMENTS(lengths));
  for (gsize s = 0; s < G_N_ELEMENTS(all); s++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(FoldPlan) plan = fold_plan_new(fixture.panel, &all[s], &error);
    g_assert_no_error(error);
    gsize n_checked = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
      for (gsize f = 0; f < fold_plan_get_n_folds(plan); f++) {
        Fold fold = { 0 };
        if (!fold_plan_get(plan, f, i, &fold)) {
          continue;
        }
        n_checked++;
        g_assert_cmpuint(fold.begin, <, fold.origin);
        g_assert_cmpuint(fold.origin + all[s].gap, ==, fold.test);
        g_assert_cmpuint(fold.test + all[s].horizon, <=, lengths[i]);
        g_assert_cmpuint(fold.past.end, <=, fold.origin);
        CrewRange ranges[CREW_MAX_RANGES];
        const gsize n = fold_plan_get_training(plan, fold.fit, i, ranges);
        for (gsize k = 0; k < n; k++) {
          g_assert_true(ranges[k].end + all[s].gap <= fold.test ||
                        ranges[k].begin >= fold.test + all[s].horizon + all[s].gap);
        }
      }
    }
    g_assert_cmpuint(n_checked, >=, G_N_ELEMENTS(lengths));
  }
}

static void
check_short(void)
{
  const gsize lengths[] = { 10, 8, 9 };
  const FoldSettings settings = { .scheme = FOLD_ROLLING, .horizon = 2, .n_folds = 4 };
  g_auto(RunFixture) fixture = { 0 };
  init_fixture(&fixture, lengths, G_N_ELEMENTS(lengths));
  g_autoptr(GError) error = NULL;
  g_autoptr(FoldPlan) plan = fold_plan_new(fixture.panel, &settings, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(fold_plan_get_least_length(plan), ==, 9);
  g_assert_false(fold_plan_is_short(plan, 0));
  g_assert_true(fold_plan_is_short(plan, 1));
  g_assert_false(fold_plan_is_short(plan, 2));
  g_autofree char *folds = describe_folds(plan, 1);
  g_autofree char *training = describe_training(plan, 1);
  g_assert_cmpstr(folds, ==, "");
  g_assert_cmpstr(training, ==, ";;;");
}

// Each series is in one part, and no fit learns from a series of its own part.
static void
check_kfold(void)
{
  gsize lengths[11];
  for (gsize i = 0; i < 11; i++) {
    lengths[i] = i == 4 ? 3 : 8;
  }
  FoldSettings settings = { .scheme = FOLD_KFOLD, .horizon = 2, .n_folds = 3, .gap = 1, .seed = 1 };
  g_auto(RunFixture) fixture = { 0 };
  init_fixture(&fixture, lengths, G_N_ELEMENTS(lengths));
  g_autoptr(GString) both = g_string_new(NULL);
  for (settings.seed = 1; settings.seed <= 2; settings.seed++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(FoldPlan) plan = fold_plan_new(fixture.panel, &settings, &error);
    g_assert_no_error(error);
    g_assert_true(fold_plan_is_short(plan, 4));
    gsize sizes[3] = { 0 };
    for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
      for (gsize f = 0; f < 3; f++) {
        Fold fold = { 0 };
        CrewRange ranges[CREW_MAX_RANGES];
        const gboolean is_tested = fold_plan_get(plan, f, i, &fold);
        const gsize n_ranges = fold_plan_get_training(plan, f, i, ranges);
        g_assert_cmpuint(n_ranges, ==, is_tested || i == 4 ? 0 : 1);
        if (is_tested) {
          g_assert_cmpuint(fold.test, ==, 6);
          g_assert_cmpuint(fold.origin, ==, 5);
          sizes[f]++;
          g_string_append_printf(both, "%" G_GSIZE_FORMAT, f);
        }
      }
    }
    g_assert_cmpuint(sizes[0] + sizes[1] + sizes[2], ==, 10);
    for (gsize f = 0; f < 3; f++) {
      g_assert_cmpuint(sizes[f], >=, 3);
      g_assert_cmpuint(sizes[f], <=, 4);
    }
  }
  g_assert_cmpint(memcmp(both->str, both->str + 10, 10), !=, 0); // the seed matters
}

// parallel.md 4.9: balanced folds, whose sizes differ by at most 1
static void
check_balance(void)
{
  for (gsize n = 2; n < 120; n += 7) {
    for (gsize k = 2; k <= n; k += 3) {
      for (int shuffled = 0; shuffled < 2; shuffled++) {
        g_autofree gsize *folds = g_new(gsize, n);
        g_autofree gsize *sizes = g_new0(gsize, k);
        g_autoptr(GError) error = NULL;
        g_assert_true(fold_deal(n, k, shuffled == 1, 3, folds, &error));
        for (gsize i = 0; i < n; i++) {
          sizes[folds[i]]++;
          g_assert_true(shuffled == 1 || i == 0 || folds[i] >= folds[i - 1]);
        }
        for (gsize f = 0; f < k; f++) {
          g_assert_cmpuint(sizes[f], >=, n / k);
          g_assert_cmpuint(sizes[f], <=, n / k + 1);
        }
      }
    }
  }
}

// parallel.md 4.9: 2 <= k <= n; no n_items, one fold, and more folds than items are refused.
static void
check_deal_refusals(void)
{
  const gsize cases[][2] = { { 5, 0 }, { 5, 1 }, { 5, 6 }, { 0, 2 }, { 1, 2 } };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    gsize folds[5] = { 9, 9, 9, 9, 9 };
    g_autoptr(GError) error = NULL;
    g_autofree char *expected =
        g_strdup_printf("%" G_GSIZE_FORMAT " folds of %" G_GSIZE_FORMAT
                        " items (at least 2, and no more than there are items)",
                        cases[i][1], cases[i][0]);
    g_assert_false(fold_deal(cases[i][0], cases[i][1], TRUE, 0, folds, &error));
    g_assert_error(error, FOLD_ERROR, FOLD_ERROR_SETTINGS);
    g_assert_cmpstr(error->message, ==, expected);
    g_assert_cmpuint(folds[0], ==, 9);
  }
}

typedef struct {
  const char *path;
  FoldSettings settings;
  int code;
  const char *message;
} RefusalCase;

static const RefusalCase refusals[] = {
  { "/fold/refuses/no-horizon", { .n_folds = 2 }, FOLD_ERROR_SETTINGS, "horizon 0 (at least 1)" },
  { "/fold/refuses/no-fold",
    { .horizon = 1 },
    FOLD_ERROR_SETTINGS,
    "0 folds are too few for the scheme rolling (at least 1)" },
  { "/fold/refuses/one-block",
    { .scheme = FOLD_BLOCKED, .horizon = 1, .n_folds = 1 },
    FOLD_ERROR_SETTINGS,
    "1 folds are too few for the scheme blocked (at least 2)" },
  { "/fold/refuses/one-part",
    { .scheme = FOLD_KFOLD, .horizon = 1, .n_folds = 1 },
    FOLD_ERROR_SETTINGS,
    "1 folds are too few for the scheme kfold (at least 2)" },
  { "/fold/refuses/more-parts-than-series",
    { .scheme = FOLD_KFOLD, .horizon = 1, .n_folds = 4 },
    FOLD_ERROR_SETTINGS,
    "series that are long enough: 4 folds of 3 items (at least 2, and no more than there are "
    "items)" },
  { "/fold/refuses/a-window-of-blocks",
    { .scheme = FOLD_BLOCKED, .horizon = 1, .n_folds = 2, .window = 3 },
    FOLD_ERROR_SETTINGS,
    "a window of 3 values goes with the schemes rolling and test, not with blocked" },
  { "/fold/refuses/a-test-without-lengths",
    { .scheme = FOLD_TEST, .horizon = 1 },
    FOLD_ERROR_SETTINGS,
    "the scheme test needs the length of the part to learn from or of the test part" },
  { "/fold/refuses/a-test-below-the-horizon",
    { .scheme = FOLD_TEST, .horizon = 3, .train = 2, .test = 2 },
    FOLD_ERROR_SETTINGS,
    "a test part of 2 values is shorter than the horizon, 3" },
  { "/fold/refuses/a-gap-over-all-that-is-learnt",
    { .scheme = FOLD_TEST, .horizon = 1, .train = 2, .validation = 1, .gap = 3 },
    FOLD_ERROR_SETTINGS,
    "a gap of 3 values leaves nothing of the 3 before the test part" },
  { "/fold/refuses/all-series-short",
    { .horizon = 3, .n_folds = 3 },
    FOLD_ERROR_SHORT,
    "no series is long enough: the folds need 10 values, the longest series has 8" },
  { "/fold/refuses/more-folds-than-can-be-counted",
    { .horizon = 3, .n_folds = G_MAXSIZE },
    FOLD_ERROR_SHORT,
    "no series is long enough: the folds need 18446744073709551615 values, the longest series has "
    "8" },
};

static void
check_refusal(gconstpointer data)
{
  const RefusalCase *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_assert_null(fold_plan_new(fixture.panel, &row->settings, &error));
  g_assert_error(error, FOLD_ERROR, row->code);
  g_assert_cmpstr(error->message, ==, row->message);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(layouts); i++) {
    g_test_add_data_func(layouts[i].path, &layouts[i], check_layout);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  g_test_add_func("/fold/never-learns-what-it-tests", check_no_overlap);
  g_test_add_func("/fold/short-series-have-none", check_short);
  g_test_add_func("/fold/kfold/deals-series-by-seed", check_kfold);
  g_test_add_func("/fold/deal/sizes-differ-by-at-most-one", check_balance);
  g_test_add_func("/fold/deal/refuses-impossible-numbers", check_deal_refusals);
  return g_test_run();
}
