// SPDX-License-Identifier: MIT
// Tables of scores made by hand: rankings, rows and what is common.
#include "run-fixture.h"

#include "data/table_batch.h"
#include "run/score.h"
#include "run/score_ranking.h"
#include "run/score_source.h"

#include <math.h>

enum {
  N_MODELS = 4,
  N_SERIES = 2,
  N_FOLDS = 2
};

static const char *const labels[] = { "worst", "even", "even2", "failed" };

typedef struct {
  CoverageSet *coverages;
  MetricSet *metrics;
  ScoreTable *table;
} Fixture;

static void
fixture_init(Fixture *fixture, const char *metrics, gsize n_steps)
{
  g_autoptr(GError) error = NULL;
  const char *const texts[] = { metrics, NULL };
  fixture->coverages = coverage_set_new(NULL, &error);
  g_assert_no_error(error);
  fixture->metrics = metric_set_new(texts, fixture->coverages, NULL, &error);
  g_assert_no_error(error);
  fixture->table = score_table_new(fixture->metrics, N_MODELS, N_SERIES, N_FOLDS, n_steps);
}

static void
fixture_clear(Fixture *fixture)
{
  g_clear_pointer(&fixture->table, score_table_free);
  g_clear_pointer(&fixture->metrics, metric_set_free);
  g_clear_pointer(&fixture->coverages, coverage_set_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

// Two steps with the errors @first and @second; NaN for no forecast.
static void
put(const Fixture *fixture, gsize model, gsize series, gsize fold, double first, double second)
{
  const double actuals[] = { 0, 0 };
  const double mean[] = { first, second };
  const MetricOutcome outcome = {
    .horizon = 2,
    .actuals = actuals,
    .mean = mean,
    .scale = { 1, 1 },
  };
  score_table_put(fixture->table, model, series, fold, isnan(first) ? SCORE_FAILED : SCORE_OWN,
                  &outcome, NULL);
}

// `worst` errs by 4 in fold 0 and by 6 in fold 1, and fails once; the others by 2 and 2.
static void
fill(const Fixture *fixture)
{
  for (gsize series = 0; series < N_SERIES; series++) {
    put(fixture, 0, series, 0, 4, 4);
    put(fixture, 1, series, 0, 1, 3);
    put(fixture, 2, series, 0, 3, 1);
    put(fixture, 3, series, 0, NAN, NAN);
  }
  put(fixture, 0, 0, 1, 6, 6);
  put(fixture, 0, 1, 1, NAN, NAN);
  put(fixture, 1, 0, 1, 2, 2);
  put(fixture, 1, 1, 1, 50, 50);
  put(fixture, 2, 0, 1, 2, 2);
  put(fixture, 2, 1, 1, 2, 2);
}

// Series 1 of fold 1 does not count, as `worst` has no score there: 14 / 3 and 2; spread of 4
// and 6. Equal models keep their order, the one without a score is last.
static void
check_ranking(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "mae,rmse", 0);
  fill(&fixture);
  const ScoreRanking ranking = { labels, 0, 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(Sheet) sheet = score_ranking_new_sheet(fixture.table, &ranking, &error);
  g_assert_no_error(error);
  const char *const order[] = { "even", "even2", "worst", "failed" };
  const double scores[] = { 2, 2, 14.0 / 3, NAN };
  const double spreads[] = { 0, 0, 1.4142135623730951, NAN };
  const double skills[] = { 4.0 / 7, 4.0 / 7, 0, NAN };
  const gint64 counts[] = { 3, 3, 3, 0 };
  for (gsize row = 0; row < N_MODELS; row++) {
    g_assert_cmpstr(sheet_get_texts(sheet, 0)[row], ==, order[row]);
    const double *columns[] = { scores, spreads, skills };
    for (gsize k = 0; k < G_N_ELEMENTS(columns); k++) {
      const double found = sheet_get_numbers(sheet, 1 + k)[row];
      g_assert_cmpint(isnan(found), ==, isnan(columns[k][row]));
      g_assert_true(isnan(found) || fabs(found - columns[k][row]) < 1e-14);
    }
    g_assert_cmpint(sheet_get_integers(sheet, 5)[row], ==, counts[row]);
  }
  g_assert_cmpstr(sheet_get_column(sheet, 4).name, ==, "rmse");
  g_assert_cmpfloat_with_epsilon(sheet_get_numbers(sheet, 4)[0], (2 * sqrt(5) + 2) / 3, 1e-14);
}

// A bias is best at 0, and has no skill.
static void
check_bias(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "bias", 0);
  put(&fixture, 0, 0, 0, -5, -5);
  put(&fixture, 1, 0, 0, 4, 4);
  put(&fixture, 2, 0, 0, -3, -3);
  const ScoreRanking ranking = { labels, 0, 1 };
  g_autoptr(GError) error = NULL;
  g_autoptr(Sheet) sheet = score_ranking_new_sheet(fixture.table, &ranking, &error);
  g_assert_no_error(error);
  const double scores[] = { -3, 4, -5 };
  for (gsize row = 0; row < 3; row++) {
    g_assert_cmpfloat(sheet_get_numbers(sheet, 1)[row], ==, scores[row]);
    g_assert_true(isnan(sheet_get_numbers(sheet, 3)[row]));
  }
}

static char *
read_rows(const Fixture *fixture, const Panel *panel, ScoreKeys keys)
{
  const ScoreSource scores = { fixture->table, labels, panel, keys };
  const TableSource source = score_source_of(&scores);
  const gsize n_columns = source.methods->get_n_columns(source.data);
  const gsize n_rows = source.methods->get_n_rows(source.data);
  g_autoptr(TableBatch) batch = table_batch_new(n_columns);
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize row = 0; row < n_rows;) {
    table_batch_begin(batch, 0);
    row = source.methods->read(source.data, row, n_rows, batch);
    for (gsize i = 0; i < table_batch_get_n_rows(batch); i++) {
      for (gsize column = 0; column < n_columns; column++) {
        const TableSlice *slice = table_batch_get_slice(batch, column);
        const gsize k = slice->is_constant ? 0 : i;
        if (slice->texts != NULL) {
          g_string_append_printf(text, "%s ", slice->texts[k]);
        } else if (slice->integers != NULL) {
          g_string_append_printf(text, "%" G_GINT64_FORMAT " ", slice->integers[k]);
        } else {
          g_string_append_printf(text, "%g ", slice->numbers[k]);
        }
      }
      g_string_append_c(text, '\n');
    }
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
check_rows(void)
{
  g_auto(RunFixture) run = { 0 };
  run_fixture_init(&run, "a,1,1\na,2,2\nb,1,1\nb,2,2\n", 1);
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "mae,rmse", 2);
  put(&fixture, 0, 0, 0, 3, 4);
  put(&fixture, 0, 1, 1, NAN, NAN);
  g_autofree char *by_model = read_rows(&fixture, run.panel, SCORE_BY_MODEL);
  g_assert_cmpstr(by_model, ==,
                  "worst mae 3.5 3.5 3.5 1 1 \nworst rmse 3.53553 3.53553 3.53553 1 1 \n");
  // What nobody forecast has no row.
  g_autofree char *by_series =
      read_rows(&fixture, run.panel, (ScoreKeys)(SCORE_BY_MODEL | SCORE_BY_SERIES | SCORE_BY_FOLD));
  g_assert_cmpstr(by_series, ==,
                  "worst a 1 mae 3.5 3.5 3.5 1 0 \nworst a 1 rmse 3.53553 3.53553 3.53553 1 0 \n"
                  "worst b 2 mae nan nan nan 0 1 \nworst b 2 rmse nan nan nan 0 1 \n");
  g_autofree char *by_step =
      read_rows(&fixture, run.panel, (ScoreKeys)(SCORE_BY_MODEL | SCORE_BY_STEP));
  g_assert_cmpstr(by_step, ==,
                  "worst 1 mae 3 3 3 1 1 \nworst 1 rmse 3 3 3 1 1 \n"
                  "worst 2 mae 4 4 4 1 1 \nworst 2 rmse 4 4 4 1 1 \n");
}

static void
check_drop(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "mae", 0);
  put(&fixture, 0, 0, 0, 3, 4);
  score_table_drop(fixture.table, 0, 0, 0);
  g_assert_cmpint(score_table_get_state(fixture.table, 0, 0, 0), ==, SCORE_ABSENT);
  put(&fixture, 0, 0, 0, 1, 1);
  g_assert_cmpfloat(score_table_get(fixture.table, 0, 0, 0, 0), ==, 1);
}

static void
check_sizes(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "mae", 0);
  g_assert_null(score_table_new(fixture.metrics, 2, G_MAXSIZE / 2, 2, 0));
  g_assert_null(score_table_new(fixture.metrics, 1, 1, G_MAXSIZE / 4, 1000));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/score/ranking/counts-what-is-common", check_ranking);
  g_test_add_func("/score/ranking/of-a-bias-by-its-size", check_bias);
  g_test_add_func("/score/rows/by-keys", check_rows);
  g_test_add_func("/score/drop/makes-absent-again", check_drop);
  g_test_add_func("/score/refuses/more-than-memory-holds", check_sizes);
  return g_test_run();
}
