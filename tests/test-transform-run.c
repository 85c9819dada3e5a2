// SPDX-License-Identifier: MIT
// What a run of transforms over a panel promises: what was learned from a training part is used on
// the rest. parallel.md 4.10
#include "run-fixture.h"

#include "run/transform_chain.h"
#include "run/transform_run.h"

#include <math.h>
#include <string.h>

/** Setups over a panel. */
typedef struct {
  RunFixture run;
  GPtrArray *setups;
  TransformOptions options;
} Fixture;

static void
fixture_init(Fixture *fixture, const char *text, const char *transforms, guint n_threads)
{
  g_autoptr(GError) error = NULL;
  run_fixture_init_table(&fixture->run, text, n_threads);
  fixture->setups = transform_chain_parse(fixture->run.registry, transforms, &error);
  g_assert_no_error(error);
  fixture->options = (TransformOptions){
    .panel = fixture->run.panel,
    .setups = fixture->setups,
    .learns_until = G_MAXINT64,
    .pool = fixture->run.pool,
  };
}

static void
fixture_clear(Fixture *fixture)
{
  g_clear_pointer(&fixture->setups, g_ptr_array_unref);
  run_fixture_clear(&fixture->run);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static void
fixture_run(const Fixture *fixture, TransformRun *run)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(transform_run(&fixture->options, run, &error));
  g_assert_no_error(error);
}

/** Returns: (transfer full): the columns of each series of @panel a line each, then the issues. */
static char *
describe_table(const Panel *panel, const TransformRun *run)
{
  g_autoptr(GString) text = g_string_new(NULL);
  const gsize n_columns = transform_table_get_n_columns(run->table);
  for (gsize i = 0; i < panel_get_n_series(panel) * n_columns; i++) {
    const gsize series = i / n_columns;
    const double *values = transform_table_get_values(run->table, i % n_columns, series);
    for (gsize t = 0; t < panel_get_length(panel, series); t++) {
      g_string_append_printf(text, "%s%g", t > 0 ? " " : "", values[t]);
    }
    g_string_append_c(text, '\n');
  }
  const RunFixture named = { .panel = (Panel *)(gsize)panel };
  const ForecastRun issues = { .issues = run->issues };
  g_autofree char *found = run_fixture_describe_issues(&named, &issues);
  g_string_append(text, found);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

typedef struct {
  const char *name;
  const char *rows; // below the header
  const char *transforms;
  gsize n_held_out;
  gint64 learns_until; // 0: all
  const char *expected;
} Row;

// 'centre' subtracts the mean of what it learns from, 'fill' puts the last value of all that it is
// shown into gaps.
static const Row rows[] = {
  { "one", "a,1,1\na,2,2\nb,1,5\n", "twice", 0, 0, "2 4\n10\n" },
  { "in-turn", "a,1,1\na,2,3\n", "centre|twice", 0, 0, "-2 2\n" },
  { "gaps-stay", "a,1,\na,2,1\na,3,\na,4,3\n", "centre", 0, 0, "nan -1 nan 1\n" },
  { "lost-values", "a,1,1\na,2,2\na,3,3\na,4,4\n", "shorten", 0, 0, "nan nan nan 4\n" },
  { "learns-from-the-first-part", "a,1,1\na,2,3\na,3,8\n", "centre", 1, 0, "-1 1 6\n" },
  { "learns-until-a-time", "a,1,1\na,2,3\na,3,8\nb,3,5\nb,4,7\n", "centre", 0, 3,
    "-3 -1 4\n0 2\n" },
  { "learns-until-after-the-end", "a,1,1\na,2,3\n", "centre", 0, 9, "-1 1\n" },
  { "nothing-to-learn-from", "a,1,1\na,2,3\nb,3,5\n", "centre", 0, 2,
    "-1 1\nnan\nb centre failed too short -: there is no value to learn from\n" },
  { "more-held-out-than-there-is", "a,1,1\na,2,3\n", "centre", 5, 0,
    "nan nan\na centre failed too short -: there is no value to learn from\n" },
  // Gaps of the training part are filled without what comes after it: 1, not 9.
  { "training-part-is-filled-alone", "a,1,1\na,2,\na,3,9\na,4,\n", "fill", 2, 0, "1 1 9 9\n" },
  { "training-part-is-filled-alone-in-turn", "a,1,1\na,2,\na,3,9\n", "fill|centre", 1, 0,
    "0 0 8\n" },
  { "lost-and-held-out", "a,1,1\na,2,2\na,3,3\na,4,4\na,5,9\n", "shorten|centre", 1, 0,
    "nan nan nan 0 5\n" },
  { "missing-and-no-ability", "a,1,1\na,2,\na,3,3\n", "twice", 0, 0,
    "nan nan nan\na twice failed unsupported -: transform 'twice': 1 of 3 values are missing, and "
    "it takes none\n" },
  { "missing-held-out-and-no-ability", "a,1,1\na,2,\na,3,3\n", "twice", 2, 0,
    "nan nan nan\na twice failed unsupported -: transform 'twice': 1 of 3 values are missing, and "
    "it takes none\n" },
  { "fails-for-one", "bad,1,1\nbad,2,2\nc,1,1\nc,2,4\n", "broken(fit_fails)|twice", 0, 0,
    "nan nan\n2 8\nbad broken(fault=fit_fails)|twice failed bad input -: transform "
    "'broken(fault=fit_fails)': not these values\n" },
  { "all-missing", "a,1,\nb,1,1\n", "centre", 0, 0,
    "nan\n0\na centre failed bad input -: transform 'centre': all values are missing\n" },
};

static void
check_row(gconstpointer data)
{
  const Row *row = data;
  g_autofree char *text = g_strconcat("unique_id,ds,y\n", row->rows, NULL);
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, text, row->transforms, 2);
  fixture.options.n_held_out = row->n_held_out;
  if (row->learns_until > 0) {
    fixture.options.learns_until = row->learns_until;
  }
  g_auto(TransformRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_false(run.cancelled);
  g_autofree char *found = describe_table(fixture.run.panel, &run);
  g_assert_cmpstr(found, ==, row->expected);
}

static void
check_learns_nothing_of_what_is_held_out(void)
{
  // What is held out may be anything: the training part keeps its bits.
  static const char *const futures[] = { "5", "1e300", "" };
  double first[4] = { 0 };
  for (gsize i = 0; i < G_N_ELEMENTS(futures); i++) {
    g_autofree char *text =
        g_strdup_printf("unique_id,ds,y\na,1,1\na,2,\na,3,3.3\na,4,%s\na,5,2\n", futures[i]);
    g_auto(Fixture) fixture = { 0 };
    fixture_init(&fixture, text, "fill|centre|negate", 1);
    fixture.options.n_held_out = 2;
    g_auto(TransformRun) run = { 0 };
    fixture_run(&fixture, &run);
    const double *values = transform_table_get_values(run.table, 0, 0);
    if (i == 0) {
      memcpy(first, values, 3 * sizeof *first);
    }
    g_assert_true(memcmp(first, values, 3 * sizeof *first) == 0);
  }
}

typedef struct {
  const char *name;
  const char *transforms;
  const char *forecasts; // below the header unique_id,ds,y,hi
  gsize n_held_out;
  const char *expected;
} InverseRow;

// Of the series a: 1, 3, 8 and b: 5, 7.
static const InverseRow inverse_rows[] = {
  { "one", "twice", "a,4,4,6\na,5,8,9\nb,3,2,2\n", 0, "2 4\n3 4.5\n1\n1\n" },
  // The mean of a is 4, that of b 6; then it is doubled.
  { "in-turn", "centre|twice", "b,3,2,4\na,4,0,2\n", 0, "7\n8\n4\n5\n" },
  // What is held out is not learned from: the mean of 1 and 3, of 5.
  { "holdout", "centre", "a,3,0,1\nb,2,0,1\n", 1, "2\n3\n5\n6\n" },
  { "unknown-series", "twice", "c,4,4,6\nb,3,2,2\n", 0,
    "nan\nnan\n1\n1\nc twice failed bad input -: there is no such series to learn from\n" },
  { "too-late", "twice", "a,5,4,6\nb,3,2,2\n", 0,
    "nan\nnan\n1\n1\na twice failed bad input -: the forecast begins at 5; right behind what was "
    "learned from lies 4\n" },
  { "missing", "twice", "a,4,4,6\na,5,,6\nb,3,2,2\n", 0,
    "nan nan\nnan nan\n1\n1\na twice failed bad input -: step 2 of the forecast is missing\n" },
};

static void
check_inverse(gconstpointer data)
{
  const InverseRow *row = data;
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "unique_id,ds,y\na,1,1\na,2,3\na,3,8\nb,1,5\nb,2,7\n", row->transforms, 2);
  g_autofree char *text = g_strconcat("unique_id,ds,y,hi\n", row->forecasts, NULL);
  g_auto(RunFixture) forecasts = { 0 };
  run_fixture_init_table(&forecasts, text, 1);
  fixture.options.forecasts = forecasts.panel;
  fixture.options.n_held_out = row->n_held_out;
  g_auto(TransformRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_cmpuint(transform_table_get_n_columns(run.table), ==, 2);
  g_autofree char *found = describe_table(forecasts.panel, &run);
  g_assert_cmpstr(found, ==, row->expected);
}

static void
check_cancelled_is_left_out(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "unique_id,ds,y\na,1,1\nb,1,2\n", "twice", 1);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_trigger(cancel);
  fixture.options.cancel = cancel;
  g_auto(TransformRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_true(run.cancelled);
  g_assert_cmpuint(transform_table_count_done(run.table), ==, 0);
  const TableSource source = transform_table_get_source(run.table);
  g_autoptr(TableBatch) batch = table_batch_new(3);
  g_assert_cmpuint(source.methods->read(source.data, 0, 2, batch), ==, 1);
  g_assert_cmpuint(table_batch_get_n_rows(batch), ==, 0);
}

static void
count_up(gsize n_done, gsize n_tasks, gpointer data)
{
  gsize *most = data;
  g_assert_cmpuint(n_done, <=, n_tasks);
  *most = MAX(*most, n_done);
}

static void
check_tells_progress(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "unique_id,ds,y\na,1,1\nb,1,2\nc,1,3\n", "twice", 1);
  gsize most = 0;
  fixture.options.progress = count_up;
  fixture.options.progress_data = &most;
  g_auto(TransformRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_cmpuint(most, ==, 3);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strdup_printf("/transform-run/gives/%s", rows[i].name);
    g_test_add_data_func(path, &rows[i], check_row);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(inverse_rows); i++) {
    g_autofree char *path = g_strdup_printf("/transform-run/inverts/%s", inverse_rows[i].name);
    g_test_add_data_func(path, &inverse_rows[i], check_inverse);
  }
  g_test_add_func("/transform-run/learns-nothing-of-what-is-held-out",
                  check_learns_nothing_of_what_is_held_out);
  g_test_add_func("/transform-run/cancelled-is-left-out", check_cancelled_is_left_out);
  g_test_add_func("/transform-run/tells-progress", check_tells_progress);
  return g_test_run();
}
