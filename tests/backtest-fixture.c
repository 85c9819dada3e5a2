// SPDX-License-Identifier: MIT
#include "backtest-fixture.h"

const char *const backtest_fixture_levels[] = { "80", NULL };

void
backtest_fixture_init(BacktestFixture *fixture,
                      const char *rows,
                      const char *models,
                      gboolean has_levels,
                      guint n_threads)
{
  g_autoptr(GError) error = NULL;
  run_fixture_init(&fixture->base, rows, n_threads);
  fixture->coverages = coverage_set_new(has_levels ? backtest_fixture_levels : NULL, &error);
  g_assert_no_error(error);
  fixture->metrics = metric_set_new(NULL, fixture->coverages, NULL, &error);
  g_assert_no_error(error);
  const char *const texts[] = { models, NULL };
  fixture->options = (BacktestOptions){
    .panel = fixture->base.panel,
    .models = model_list_new(fixture->base.registry, texts, &error),
    .folds = { .scheme = FOLD_ROLLING, .horizon = 2, .n_folds = 2 },
    .metrics = fixture->metrics,
    .pool = fixture->base.pool,
  };
  g_assert_no_error(error);
  fixture->options.n_kept = fixture->options.models->len;
}

void
backtest_fixture_clear(BacktestFixture *fixture)
{
  g_clear_pointer(&fixture->options.models, g_ptr_array_unref);
  model_free((Model *)(gsize)fixture->options.fallback);
  g_clear_pointer(&fixture->metrics, metric_set_free);
  g_clear_pointer(&fixture->coverages, coverage_set_free);
  run_fixture_clear(&fixture->base);
}
void
backtest_fixture_set_fallback(BacktestFixture *fixture, const char *name)
{
  g_autoptr(GError) error = NULL;
  fixture->options.fallback = model_new(fixture->base.registry, name, &error);
  g_assert_no_error(error);
}

void
backtest_fixture_run(const BacktestFixture *fixture, BacktestRun *result)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(backtest_run(&fixture->options, result, &error));
  g_assert_no_error(error);
}

char *
backtest_fixture_describe_issues(const BacktestFixture *fixture, const BacktestRun *result)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < issue_list_get_length(result->issues); i++) {
    const Issue *issue = issue_list_get(result->issues, i);
    g_string_append_printf(text, "%s %s %" G_GSIZE_FORMAT " %s: %s\n",
                           panel_get_id(fixture->base.panel, issue->series), issue->model_label,
                           issue->fold, issue_outcome_to_string(issue->outcome), issue->message);
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

char *
backtest_fixture_make_rows(gsize n_series, gsize length, gsize changed_from)
{
  GString *rows = g_string_new(NULL);
  for (gsize i = 0; i < n_series; i++) {
    for (gsize t = 0; t < length; t++) {
      const gsize value = (i * 7919 + t * 104729 + t * t * 31) % 997 + 1;
      const gboolean is_changed = t >= changed_from;
      g_string_append_printf(
          rows, "%s%02" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "\n",
          i % 7 == 3 ? "bad" : "good", i, t + 1, is_changed ? value * 1000003 : value);
    }
  }
  return g_string_free(rows, FALSE);
}
