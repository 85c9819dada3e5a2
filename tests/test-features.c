// SPDX-License-Identifier: MIT
#include "run-fixture.h"
#include "run/features.h"

#include <math.h>
#include <string.h>

/** Setups and columns over a panel. */
typedef struct {
  RunFixture run;
  GPtrArray *setups;
  GPtrArray *columns;
  FeaturesOptions options;
} Fixture;

static void
fixture_init(Fixture *fixture, const char *rows, const char *components, guint n_threads)
{
  g_autoptr(GError) error = NULL;
  const char *const texts[] = { components, NULL };
  run_fixture_init(&fixture->run, rows, n_threads);
  fixture->setups = setup_list_new(fixture->run.registry, PLUGCAST_KIND_FEATURES, texts, &error);
  g_assert_no_error(error);
  fixture->columns = feature_columns_new(fixture->setups, NULL, &error);
  g_assert_no_error(error);
  fixture->options = (FeaturesOptions){
    .panel = fixture->run.panel,
    .setups = fixture->setups,
    .columns = fixture->columns,
    .pool = fixture->run.pool,
  };
}

static void
fixture_clear(Fixture *fixture)
{
  g_clear_pointer(&fixture->columns, g_ptr_array_unref);
  g_clear_pointer(&fixture->setups, g_ptr_array_unref);
  run_fixture_clear(&fixture->run);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static void
fixture_run(const Fixture *fixture, FeaturesRun *run)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(features_run(&fixture->options, run, &error));
  g_assert_no_error(error);
}

/** Returns: (transfer full): the table, a line a row: `id: 1 nan`. */
static char *
describe_table(Sheet *table)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < sheet_get_n_rows(table); i++) {
    g_string_append_printf(text, "%s:", sheet_get_texts(table, 0)[i]);
    for (gsize j = 1; j < sheet_get_n_columns(table); j++) {
      g_string_append_printf(text, " %g", sheet_get_numbers(table, j)[i]);
    }
    g_string_append_c(text, '\n');
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

/** Returns: (transfer full): one line an issue, `id component outcome: message`. */
static char *
describe_issues(const Fixture *fixture, const FeaturesRun *run)
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

typedef struct {
  const char *name;
  const char *component;
  const char *issues;
  const char *table;
} FaultCase;

static const FaultCase faults[] = {
  { "none", "count", "", "good1: 8 8\nbad: 8 18\ngood2: 8 28\n" },
  { "unwritten", "unwritten", "bad unwritten failed: left feature 'end_value' unwritten\n",
    "good1: 8 8\nbad: nan nan\ngood2: 8 28\n" },
  { "infinite", "infinity", "bad infinity failed: feature 'end_value' is -inf\n",
    "good1: 8 8\nbad: nan nan\ngood2: 8 28\n" },
  { "overrun", "behind", "bad behind failed: wrote outside of the buffer of the features\n",
    "good1: 8 8\nbad: nan nan\ngood2: 8 28\n" },
  { "status", "fails", "bad fails failed: a singular matrix\n",
    "good1: 8 8\nbad: nan nan\ngood2: 8 28\n" },
  { "note", "talks",
    "good1 talks note: took the logarithm\nbad talks note: took the logarithm\n"
    "good2 talks note: took the logarithm\n",
    "good1: 8 8\nbad: 8 18\ngood2: 8 28\n" },
  { "one-of-several", "multiply(factor=0.5),fails", "bad fails failed: a singular matrix\n",
    "good1: 4 nan 8 8\nbad: 9 nan nan nan\ngood2: 14 nan 8 28\n" },
};

// One fault of a component loses its numbers for one series, and nothing else
static void
test_keeps_the_rest(gconstpointer data)
{
  const FaultCase *row = data;
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, run_fixture_rows, row->component, 2);
  g_auto(FeaturesRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_autofree char *issues = describe_issues(&fixture, &run);
  g_autofree char *table = describe_table(run.table);
  g_assert_cmpstr(issues, ==, row->issues);
  g_assert_cmpstr(table, ==, row->table);
  g_assert_false(run.cancelled);
}

static void
test_missing_values_need_the_ability(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,1\na,2,\na,3,3\nb,1,\nb,2,\nc,1,\nc,2,7\n", "count,multiply", 1);
  g_auto(FeaturesRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_autofree char *issues = describe_issues(&fixture, &run);
  g_autofree char *table = describe_table(run.table);
  g_assert_cmpstr(issues, ==,
                  "a multiply failed: 1 of 3 values are missing, and the component takes none\n"
                  "b count failed: all values are missing\n"
                  "b multiply failed: all values are missing\n");
  g_assert_cmpstr(table, ==, "a: 3 3 nan nan\nb: nan nan nan nan\nc: 1 7 14 nan\n");
}

static void
test_tells_the_season(void)
{
  static const double seasons[] = { 12.0 };
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,1\na,2,2\n", "draw", 1);
  fixture.options.seasons = seasons;
  fixture.options.n_seasons = G_N_ELEMENTS(seasons);
  g_auto(FeaturesRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_cmpfloat(sheet_get_numbers(run.table, 2)[0], ==, 12.0);
}

/** Returns: (transfer full): ids as a stretch of rows of different lengths. */
static char *
make_rows(gsize n_series)
{
  g_autoptr(GString) rows = g_string_new(NULL);
  for (gsize i = 0; i < n_series; i++) {
    const gsize n = 20 + i * 7 % 31;
    for (gsize t = 0; t < n; t++) {
      g_string_append_printf(rows, "s%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "\n",
                             i, t, (t * t + i * t) % 97);
    }
  }
  return g_string_free(g_steal_pointer(&rows), FALSE);
}

static void
assert_same(Sheet *left, Sheet *right)
{
  const gsize n_rows = sheet_get_n_rows(left);
  g_assert_cmpuint(sheet_get_n_columns(left), ==, sheet_get_n_columns(right));
  g_assert_cmpuint(n_rows, ==, sheet_get_n_rows(right));
  for (gsize i = 0; i < n_rows; i++) {
    g_assert_cmpstr(sheet_get_texts(left, 0)[i], ==, sheet_get_texts(right, 0)[i]);
  }
  for (gsize j = 1; j < sheet_get_n_columns(left); j++) {
    const gsize n_bytes = n_rows * sizeof(double);
    g_assert_true(memcmp(sheet_get_numbers(left, j), sheet_get_numbers(right, j), n_bytes) == 0);
  }
}

// The same bits for every thread count, with seeds
static void
test_any_number_of_threads_gives_the_same_bits(void)
{
  static const guint counts[] = { 2, 4, 16 };
  g_autofree char *rows = make_rows(60);
  g_auto(Fixture) alone = { 0 };
  fixture_init(&alone, rows, "count,draw,multiply", 1);
  g_auto(FeaturesRun) expected = { 0 };
  fixture_run(&alone, &expected);
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_auto(Fixture) fixture = { 0 };
    fixture_init(&fixture, rows, "count,draw,multiply", counts[i]);
    g_auto(FeaturesRun) run = { 0 };
    fixture_run(&fixture, &run);
    assert_same(expected.table, run.table);
  }
}

static void
test_seed_reaches_the_plugin(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, run_fixture_rows, "draw", 1);
  g_auto(FeaturesRun) first = { 0 };
  fixture_run(&fixture, &first);
  fixture.options.seed = 1;
  g_auto(FeaturesRun) second = { 0 };
  fixture_run(&fixture, &second);
  const double *left = sheet_get_numbers(first.table, 1);
  const double *right = sheet_get_numbers(second.table, 1);
  g_assert_cmpfloat(left[0], !=, right[0]);
  g_assert_cmpfloat(left[0], !=, left[1]);
}

static void
cancel_after_three(gsize n_done, gsize n_tasks G_GNUC_UNUSED, gpointer data)
{
  if (n_done == 3) {
    pool_cancel_trigger(data);
  }
}

static void
test_cancel_leaves_out_what_was_not_done(void)
{
  g_autofree char *rows = make_rows(40);
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, rows, "count,multiply", 1);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  fixture.options.cancel = cancel;
  fixture.options.progress = cancel_after_three;
  fixture.options.progress_data = cancel;
  g_auto(FeaturesRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_true(run.cancelled);
  const gsize n_rows = sheet_get_n_rows(run.table);
  g_assert_cmpuint(n_rows, >=, 1);
  g_assert_cmpuint(n_rows, <, 40);
  for (gsize i = 0; i < n_rows; i++) {
    g_assert_cmpfloat(sheet_get_numbers(run.table, 1)[i], >=, 20.0);
    g_assert_false(isnan(sheet_get_numbers(run.table, 3)[i]));
  }
}

/** Returns: (transfer full): the names of the columns. */
static char *
list_columns(const Fixture *fixture, const char *const *names, GError **error)
{
  g_autoptr(GPtrArray) columns = feature_columns_new(fixture->setups, names, error);
  if (columns == NULL) {
    return NULL;
  }
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < columns->len; i++) {
    const FeatureColumn *column = g_ptr_array_index(columns, i);
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "", column->name);
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

typedef struct {
  const char *name;
  const char *components;
  const char *names[4]; // ends in NULL; none at all for all
  const char *expected; // columns, or the message
} ColumnCase;

static const ColumnCase column_cases[] = {
  { "all", "count", { NULL }, "n_values end_value" },
  { "shared-names-have-the-component",
    "count,draw",
    { NULL },
    "count.n_values end_value drawn draw.n_values" },
  { "parameters-tell-apart",
    "multiply,multiply(factor=3)",
    { "product" },
    "multiply.product multiply(factor=3).product" },
  { "asked-order", "count,draw", { "drawn", "end_value" }, "drawn end_value" },
  { "one-name-of-two-components", "count,draw", { "n_values" }, "count.n_values draw.n_values" },
  { "by-column", "count,draw", { "draw.n_values" }, "draw.n_values" },
  { "unknown",
    "count",
    { "end_valu" },
    "no feature 'end_valu' among the 2 of the components; did you mean 'end_value'?" },
  { "twice", "count", { "n_values", "n_values" }, "feature 'n_values' is asked for twice" },
};

static void
test_columns(gconstpointer data)
{
  const ColumnCase *row = data;
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, run_fixture_rows, row->components, 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *found =
      list_columns(&fixture, row->names[0] != NULL ? row->names : NULL, &error);
  g_assert_cmpstr(found != NULL ? found : error->message, ==, row->expected);
}

static void
test_components_without_columns_do_not_run(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, run_fixture_rows, "multiply,fails", 1);
  const char *const names[] = { "product", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) columns = feature_columns_new(fixture.setups, names, &error);
  g_assert_no_error(error);
  fixture.options.columns = columns;
  g_auto(FeaturesRun) run = { 0 };
  fixture_run(&fixture, &run);
  g_assert_cmpuint(issue_list_get_length(run.issues), ==, 0);
  g_autofree char *table = describe_table(run.table);
  g_assert_cmpstr(table, ==, "good1: 16\nbad: 36\ngood2: 56\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
    g_autofree char *path = g_strdup_printf("/features/keeps-the-rest/%s", faults[i].name);
    g_test_add_data_func(path, &faults[i], test_keeps_the_rest);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(column_cases); i++) {
    g_autofree char *path = g_strdup_printf("/features/columns/%s", column_cases[i].name);
    g_test_add_data_func(path, &column_cases[i], test_columns);
  }
  g_test_add_func("/features/missing-values-need-the-ability",
                  test_missing_values_need_the_ability);
  g_test_add_func("/features/tells-the-season", test_tells_the_season);
  g_test_add_func("/features/same-bits-for-any-number-of-threads",
                  test_any_number_of_threads_gives_the_same_bits);
  g_test_add_func("/features/seed-reaches-the-plugin", test_seed_reaches_the_plugin);
  g_test_add_func("/features/cancel-leaves-out-what-was-not-done",
                  test_cancel_leaves_out_what_was_not_done);
  g_test_add_func("/features/components-without-columns-do-not-run",
                  test_components_without_columns_do_not_run);
  return g_test_run();
}
