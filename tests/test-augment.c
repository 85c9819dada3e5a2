// SPDX-License-Identifier: MIT
#include "run-fixture.h"
#include "run/augment.h"
#include "run/augmenter.h"
#include "run/setup.h"

#include <math.h>
#include <string.h>

/** Augmenters over a panel, and the rows that they made. */
typedef struct {
  RunFixture run;
  GPtrArray *augmenters;
  AugmentOptions options;
  GString *rows; // a line a series: `id: 1 2 nan`
  GArray *bits;  // of double: all values
  gsize n_puts;
} Fixture;

static gboolean
take_rows(const TableSource *rows, gpointer data, GError **error)
{
  (void)error;
  Fixture *fixture = data;
  fixture->n_puts++;
  const TableSourceClass *methods = rows->methods;
  g_autoptr(GString) last = g_string_new(NULL);
  TableBatch *batch = table_batch_new(methods->get_n_columns(rows->data));
  const gsize n_rows = methods->get_n_rows(rows->data);
  for (gsize row = 0; row < n_rows;) {
    const gsize end = MIN(n_rows, row + TABLE_BATCH_MAX_ROWS);
    row = methods->read(rows->data, row, end, batch);
    const char *id = table_batch_get_slice(batch, 0)->texts[0];
    if (!g_str_equal(last->str, id)) {
      g_string_append_printf(fixture->rows, "%s%s:", fixture->rows->len > 0 ? "\n" : "", id);
      g_string_assign(last, id);
    }
    const double *values = table_batch_get_slice(batch, 2)->numbers;
    for (gsize i = 0; i < table_batch_get_n_rows(batch); i++) {
      g_string_append_printf(fixture->rows, " %g", values[i]);
      g_array_append_val(fixture->bits, values[i]);
    }
  }
  table_batch_free(batch);
  return TRUE;
}

static void
fixture_init(Fixture *fixture, const char *rows, const char *augmenters, guint n_threads)
{
  g_autoptr(GError) error = NULL;
  const char *const texts[] = { augmenters, NULL };
  run_fixture_init(&fixture->run, rows, n_threads);
  fixture->augmenters =
      setup_list_new(fixture->run.registry, PLUGCAST_KIND_AUGMENTER, texts, &error);
  g_assert_no_error(error);
  fixture->rows = g_string_new(NULL);
  fixture->bits = g_array_new(FALSE, FALSE, sizeof(double));
  fixture->options = (AugmentOptions){
    .panel = fixture->run.panel,
    .augmenters = fixture->augmenters,
    .n_copies = 1,
    .pool = fixture->run.pool,
    .sink = take_rows,
    .sink_data = fixture,
  };
}

static void
fixture_clear(Fixture *fixture)
{
  g_clear_pointer(&fixture->augmenters, g_ptr_array_unref);
  g_string_free(fixture->rows, TRUE);
  g_array_unref(fixture->bits);
  run_fixture_clear(&fixture->run);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static void
fixture_run(Fixture *fixture, AugmentRun *run)
{
  g_autoptr(GError) error = NULL;
  g_string_set_size(fixture->rows, 0);
  g_array_set_size(fixture->bits, 0);
  g_assert_true(augment_run(&fixture->options, run, &error));
  g_assert_no_error(error);
}

/** Returns: (transfer full): one line an issue, `id augmenter outcome: message`. */
static char *
describe_issues(const Fixture *fixture, const AugmentRun *run)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < issue_list_get_length(run->issues); i++) {
    const Issue *issue = issue_list_get(run->issues, i);
    g_string_append_printf(text, "%s %s %s: %s\n", panel_get_id(fixture->run.panel, issue->series),
                           issue->model_label, issue_outcome_to_string(issue->outcome),
                           issue->message);
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
test_order_and_names(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,1\na,2,2\nb,1,5\nb,2,6\n", "plus,plus(amount=1)", 2);
  fixture.options.n_copies = 2;
  fixture.options.keeps_original = TRUE;
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_cmpstr(fixture.rows->str, ==,
                  "a: 1 2\na#plus-1: 101 102\na#plus-2: 101 102\n"
                  "a#plus(amount=1)-1: 2 3\na#plus(amount=1)-2: 2 3\n"
                  "b: 5 6\nb#plus-1: 105 106\nb#plus-2: 105 106\n"
                  "b#plus(amount=1)-1: 6 7\nb#plus(amount=1)-2: 6 7");
  g_assert_cmpuint(run.n_made, ==, 8);
  g_assert_false(run.cancelled);
}

static void
test_missing_values_stay_in_place(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,\na,2,2\na,3,\na,4,4\nb,1,\nb,2,\n", "plus,seed", 1);
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_autofree char *issues = describe_issues(&fixture, &run);
  g_assert_cmpstr(fixture.rows->str, ==, "a#plus-1: nan 102 nan 104");
  g_assert_cmpstr(issues, ==,
                  "a seed failed: 1 of 3 values are missing, and the augmenter takes none\n"
                  "b plus failed: all values are missing\n"
                  "b seed failed: all values are missing\n");
}

typedef struct {
  const char *augmenter;
  const char *issue; // of the series `bad`
} FaultCase;

static const FaultCase faults[] = {
  { "forgetful", "left value 1 unwritten" },
  { "beyond_series", "wrote outside of the buffer of the new series" },
  { "endless", "value 2 is inf" },
  { "loses", "value 2 is nan" },
  { "refusing", "no spread" },
};

// parallel.md 4.4: a series that fails costs nothing else, and every reason is told.
static void
test_keeps_the_rest(gconstpointer data)
{
  const FaultCase *row = data;
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, run_fixture_rows, row->augmenter, 2);
  fixture.options.n_copies = 3;
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_autofree char *issues = describe_issues(&fixture, &run);
  g_autofree char *expected = g_strdup_printf("bad %s failed: copy 1: %s (and 2 more copies)\n",
                                              row->augmenter, row->issue);
  g_assert_cmpstr(issues, ==, expected);
  g_assert_cmpuint(run.n_made, ==, 6);
  g_assert_null(strstr(fixture.rows->str, "bad"));
}

static void
test_single_copies_fail_alone(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,1\na,2,2\n", "coin", 2);
  fixture.options.n_copies = 40;
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_cmpuint(run.n_made, >, 5);
  g_assert_cmpuint(run.n_made, <, 35);
  g_assert_cmpuint(issue_list_get_length(run.issues), ==, 1);
  g_assert_nonnull(strstr(issue_list_get(run.issues, 0)->message, ": tails (and "));
}

/** Returns: (transfer full): series of different lengths. */
static char *
make_rows(gsize n_series)
{
  g_autoptr(GString) rows = g_string_new(NULL);
  for (gsize i = 0; i < n_series; i++) {
    const gsize n = 5 + i * 7 % 31;
    for (gsize t = 0; t < n; t++) {
      g_string_append_printf(rows, "s%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "\n",
                             i, t, 1000 * i + t);
    }
  }
  return g_string_free(g_steal_pointer(&rows), FALSE);
}

// parallel.md 4.5: the same bits for every thread count, random numbers included.
static void
test_any_number_of_threads_gives_the_same_bits(void)
{
  static const guint counts[] = { 2, 4, 16 };
  g_autofree char *rows = make_rows(40);
  g_auto(Fixture) alone = { 0 };
  fixture_init(&alone, rows, "seed,two,plus", 1);
  alone.options.n_copies = 7;
  g_auto(AugmentRun) expected = { 0 };
  fixture_run(&alone, &expected);
  g_assert_cmpuint(expected.n_made, ==, 40 * 3 * 7);
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_auto(Fixture) fixture = { 0 };
    fixture_init(&fixture, rows, "seed,two,plus", counts[i]);
    fixture.options.n_copies = 7;
    g_auto(AugmentRun) run = { 0 };
    fixture_run(&fixture, &run);
    g_assert_cmpstr(fixture.rows->str, ==, alone.rows->str);
    g_assert_cmpuint(fixture.bits->len, ==, alone.bits->len);
    g_assert_true(memcmp(fixture.bits->data, alone.bits->data, alone.bits->len * sizeof(double)) ==
                  0);
  }
}

// parallel.md 4.5: reproducible by (seed, item, sample); other series, augmenters and copies change
// nothing.
static void
test_copies_depend_on_their_key_alone(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,1\nb,1,2\nc,1,3\n", "plus,seed", 2);
  fixture.options.n_copies = 3;
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_auto(GStrv) lines = g_strsplit(fixture.rows->str, "\n", -1);
  g_auto(Fixture) other = { 0 };
  fixture_init(&other, "x,1,1\nb,1,9\n", "seed", 1);
  other.options.n_copies = 2;
  g_auto(AugmentRun) again = { 0 };
  fixture_run(&other, &again);
  g_assert_nonnull(strstr(other.rows->str, lines[9]));
  g_assert_nonnull(strstr(other.rows->str, lines[10]));
  g_assert_true(g_str_has_prefix(lines[9], "b#seed-1: "));
  g_assert_cmpstr(strchr(lines[9], ' '), !=, strchr(lines[10], ' '));
  other.options.seed = 1;
  g_auto(AugmentRun) seeded = { 0 };
  fixture_run(&other, &seeded);
  g_assert_null(strstr(other.rows->str, lines[9]));
}

// The values of series i are 1000 i and above: those mixed in are never the series' own.
static void
test_partners_are_other_series(void)
{
  g_autofree char *rows = make_rows(5);
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, rows, "two", 2);
  fixture.options.n_copies = 50;
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  gboolean is_met[5][5] = { { FALSE } };
  gsize at = 0;
  for (gsize series = 0; series < 5; series++) {
    const gsize n_values = 50 * panel_get_length(fixture.run.panel, series);
    for (gsize i = 0; i < n_values; i++) {
      const double value = g_array_index(fixture.bits, double, at++);
      is_met[series][(gsize)(value / 1000.0)] = TRUE;
    }
  }
  for (gsize i = 0; i < 5; i++) {
    for (gsize j = 0; j < 5; j++) {
      g_assert_cmpint(is_met[i][j], ==, i != j);
    }
  }
}

static void
test_a_lone_series_is_its_own_partner(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,1\na,2,7\nb,1,\n", "two", 1);
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_cmpstr(fixture.rows->str, ==, "a#two-1: 7 7");
}

static void
test_partners_are_whole_where_they_must_be(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,1\na,2,7\nb,1,1\nb,2,\nb,3,5\nc,1,9\n", "whole_two", 1);
  fixture.options.n_copies = 30;
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_cmpuint(run.n_made, ==, 60);
  g_assert_null(strstr(fixture.rows->str, " 5"));
  g_auto(Fixture) lone = { 0 };
  fixture_init(&lone, "b,1,1\nb,2,\nb,3,5\n", "whole_two", 1);
  g_auto(AugmentRun) none = { 0 };
  fixture_run(&lone, &none);
  g_autofree char *issues = describe_issues(&lone, &none);
  g_assert_cmpstr(issues, ==, "b whole_two failed: no series without missing values to mix in\n");
}

static double
count_seen_regressors(const RunFixture *fixture, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Setup) augmenter = setup_new(fixture->registry, PLUGCAST_KIND_AUGMENTER, name, &error);
  g_assert_no_error(error);
  g_autoptr(Arena) arena = arena_new();
  Call call;
  call_init(&call, 1);
  call.arena = arena;
  const SeriesView *view = series_view_new(fixture->panel, 0, 0, 2, NULL, 0, TRUE, arena);
  g_assert_cmpuint(view->series.n_exogenous, ==, 1);
  double out[2] = { 0 };
  g_assert_cmpint(augmenter_run(augmenter, view, NULL, &call, out), ==, PLUGCAST_OK);
  return out[0];
}

// Also where a model that is bagged is shown them.
static void
test_regressors_are_for_who_declares_them(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init_table(&fixture, "unique_id,ds,y,x\na,1,1,11\na,2,2,12\n", 1);
  g_assert_cmpfloat(count_seen_regressors(&fixture, "blind"), ==, 0.0);
  g_assert_cmpfloat(count_seen_regressors(&fixture, "seeing"), ==, 1.0);
}

// Some 1.6 million values come in parts of about one million.
static void
test_comes_in_parts(void)
{
  g_autofree char *rows = make_rows(400);
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, rows, "plus", 2);
  fixture.options.n_copies = 200;
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_cmpuint(run.n_made, ==, 400 * 200);
  g_assert_cmpuint(fixture.n_puts, ==, 2);
  gsize at = 0;
  for (gsize i = 0; i < 400; i++) {
    const gsize n_values = panel_get_length(fixture.run.panel, i);
    for (gsize k = 0; k < 200; k++) {
      g_assert_cmpfloat(g_array_index(fixture.bits, double, at), ==, 1000.0 * (double)i + 100.0);
      at += n_values;
    }
  }
  g_assert_cmpuint(at, ==, fixture.bits->len);
}

static void
cancel_after_three(gsize n_done, gsize n_tasks G_GNUC_UNUSED, gpointer data)
{
  if (n_done >= 3) {
    pool_cancel_trigger(data);
  }
}

static void
test_cancel_keeps_what_was_made(void)
{
  g_autofree char *rows = make_rows(40);
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, rows, "plus", 1);
  fixture.options.n_copies = 10000;
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  fixture.options.cancel = cancel;
  fixture.options.progress = cancel_after_three;
  fixture.options.progress_data = cancel;
  g_auto(AugmentRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_true(run.cancelled);
  g_assert_cmpuint(run.n_made, >=, 1);
  g_assert_cmpuint(run.n_made, <, 400000);
  g_assert_true(g_str_has_prefix(fixture.rows->str, "s0#plus-1: 100 101 "));
}

static gboolean
refuse_rows(const TableSource *rows G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED, GError **error)
{
  g_set_error(error, AUGMENT_ERROR, AUGMENT_ERROR_COPIES, "the disk is full");
  return FALSE;
}

static void
test_ends_when_the_sink_fails(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, run_fixture_rows, "plus", 2);
  fixture.options.sink = refuse_rows;
  AugmentRun run = { 0 };
  g_autoptr(GError) error = NULL;
  g_assert_false(augment_run(&fixture.options, &run, &error));
  g_assert_cmpstr(error->message, ==, "the disk is full");
  g_assert_null(run.issues);
}

typedef struct {
  const char *name;
  const char *rows;
  gsize n_copies;
  gboolean keeps_original;
  const char *message; // NULL: accepted
} CheckCase;

static const CheckCase checks[] = {
  { "no-copies", "a,1,1\n", 0, FALSE, "0 copies (from 1 to 1000000)" },
  { "too-many-copies", "a,1,1\n", 1000001, FALSE, "1000001 copies (from 1 to 1000000)" },
  { "name-taken", "a,1,1\na#plus-2,1,1\n", 2, TRUE,
    "series 'a#plus-2' has the name of a copy of series 'a' (leave the originals out, or name the "
    "series otherwise)" },
  { "name-of-no-copy", "a,1,1\na#plus-3,1,1\n", 2, TRUE, NULL },
  { "name-written-otherwise", "a,1,1\na#plus-01,1,1\n", 2, TRUE, NULL },
  { "name-of-an-absent-series", "b,1,1\na#plus-1,1,1\n", 2, TRUE, NULL },
  { "name-taken-without-originals", "a,1,1\na#plus-2,1,1\n", 2, FALSE, NULL },
};

static void
test_checks(gconstpointer data)
{
  const CheckCase *row = data;
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, row->rows, "plus", 1);
  fixture.options.n_copies = row->n_copies;
  fixture.options.keeps_original = row->keeps_original;
  g_auto(AugmentRun) run = { 0 };
  g_autoptr(GError) error = NULL;
  g_assert_cmpint(augment_run(&fixture.options, &run, &error), ==, row->message == NULL);
  g_assert_cmpstr(error != NULL ? error->message : NULL, ==, row->message);
}

static const struct {
  const char *path;
  GTestFunc func;
} tests[] = {
  { "/augment/order-and-names", test_order_and_names },
  { "/augment/missing-values-stay-in-place", test_missing_values_stay_in_place },
  { "/augment/single-copies-fail-alone", test_single_copies_fail_alone },
  { "/augment/any-number-of-threads-gives-the-same-bits",
    test_any_number_of_threads_gives_the_same_bits },
  { "/augment/copies-depend-on-their-key-alone", test_copies_depend_on_their_key_alone },
  { "/augment/partners-are-other-series", test_partners_are_other_series },
  { "/augment/a-lone-series-is-its-own-partner", test_a_lone_series_is_its_own_partner },
  { "/augment/partners-are-whole-where-they-must-be", test_partners_are_whole_where_they_must_be },
  { "/augment/regressors-are-for-who-declares-them", test_regressors_are_for_who_declares_them },
  { "/augment/comes-in-parts", test_comes_in_parts },
  { "/augment/cancel-keeps-what-was-made", test_cancel_keeps_what_was_made },
  { "/augment/ends-when-the-sink-fails", test_ends_when_the_sink_fails },
};

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
    g_autofree char *path = g_strdup_printf("/augment/keeps-the-rest/%s", faults[i].augmenter);
    g_test_add_data_func(path, &faults[i], test_keeps_the_rest);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
    g_autofree char *path = g_strdup_printf("/augment/checks/%s", checks[i].name);
    g_test_add_data_func(path, &checks[i], test_checks);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
    g_test_add_func(tests[i].path, tests[i].func);
  }
  return g_test_run();
}
