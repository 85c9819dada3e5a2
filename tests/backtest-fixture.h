// SPDX-License-Identifier: MIT
#pragma once

#include "run-fixture.h"
#include "run/backtest.h"

#include <glib.h>

G_BEGIN_DECLS

/** Options of a backtest of two folds of two steps, all forecasts kept, and what they point to. */
typedef struct {
  RunFixture base;
  CoverageSet *coverages;
  MetricSet *metrics;
  BacktestOptions options;
} BacktestFixture;

/** The one level of fixtures that have levels, ends in NULL. */
extern const char *const backtest_fixture_levels[];

/** @rows: lines `id,ds,y` without a header. */
void backtest_fixture_init(BacktestFixture *fixture,
                           const char *rows,
                           const char *models,
                           gboolean has_levels,
                           guint n_threads);
void backtest_fixture_clear(BacktestFixture *fixture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BacktestFixture, backtest_fixture_clear)

void backtest_fixture_set_fallback(BacktestFixture *fixture, const char *name);

/** Runs the backtest, which must not fail as a whole. */
void backtest_fixture_run(const BacktestFixture *fixture, BacktestRun *result);

/** Returns: (transfer full): one line an issue, `id model fold outcome: message`. */
char *backtest_fixture_describe_issues(const BacktestFixture *fixture, const BacktestRun *result);

/**
 * Returns: (transfer full): rows of @n_series series of @length whole values below 1000 without a
 * pattern, much larger from index @changed_from on; each seventh series is `bad…`.
 */
char *backtest_fixture_make_rows(gsize n_series, gsize length, gsize changed_from);

G_END_DECLS
