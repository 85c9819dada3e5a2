// SPDX-License-Identifier: MIT
#include "run/backtest.h"

#include "run/backtest-private.h"
#include "run/season.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

G_DEFINE_QUARK(backtest_error, backtest_error)

static void
backtest_clear(Backtest *backtest)
{
  g_clear_pointer(&backtest->crew, crew_free);
  g_clear_pointer(&backtest->forecasts, fold_table_free);
  g_clear_pointer(&backtest->scores, score_table_free);
  g_clear_pointer(&backtest->folds, fold_plan_free);
  g_clear_pointer(&backtest->scaling, g_free);
  g_clear_pointer(&backtest->units, g_free);
  g_clear_pointer(&backtest->units_by_fit, g_free);
  g_clear_pointer(&backtest->batches, g_free);
  g_clear_pointer(&backtest->single_models, g_free);
  g_clear_pointer(&backtest->scales, g_free);
  g_clear_pointer(&backtest->n_left, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Backtest, backtest_clear)

static int
compare_units(const void *left, const void *right)
{
  const BacktestUnit *a = left;
  const BacktestUnit *b = right;
  if (a->length != b->length) {
    return a->length > b->length ? -1 : 1;
  }
  if (a->series != b->series) {
    return a->series < b->series ? -1 : 1;
  }
  return (a->fold > b->fold) - (a->fold < b->fold);
}

// The costliest first, so that no long task is left for the end when the others are done.
static void
make_units(Backtest *backtest)
{
  const gsize n_series = panel_get_n_series(backtest->options->panel);
  const gsize n_folds = fold_plan_get_n_folds(backtest->folds);
  GArray *units = g_array_new(FALSE, FALSE, sizeof(BacktestUnit));
  for (gsize i = 0; i < n_series; i++) {
    for (gsize fold = 0; fold < n_folds; fold++) {
      Fold found = { 0 };
      if (fold_plan_get(backtest->folds, fold, i, &found)) {
        const BacktestUnit unit = { found.origin - found.begin, i, fold };
        g_array_append_val(units, unit);
      }
    }
  }
  backtest->n_units = units->len;
  backtest->units = (BacktestUnit *)(void *)g_array_free(units, FALSE);
  qsort(backtest->units, backtest->n_units, sizeof *backtest->units, compare_units);
  backtest->n_left = g_new(_Atomic guint32, backtest->n_units);
  for (gsize i = 0; i < backtest->n_units; i++) {
    atomic_init(&backtest->n_left[i], (guint32)backtest->n_models);
  }
  atomic_init(&backtest->n_done, 0);
}

static void
report_short_series(const Backtest *backtest)
{
  const gsize least = fold_plan_get_least_length(backtest->folds);
  for (gsize i = 0; i < panel_get_n_series(backtest->options->panel); i++) {
    if (!fold_plan_is_short(backtest->folds, i)) {
      continue;
    }
    g_autofree char *message = g_strdup_printf(
        "left out of all folds: %" G_GSIZE_FORMAT " values, the folds need %" G_GSIZE_FORMAT,
        panel_get_length(backtest->options->panel, i), least);
    const Issue issue = {
      .series = i,
      .outcome = ISSUE_SHORT,
      .status = PLUGCAST_TOO_SHORT,
      .model_label = "",
      .message = message,
    };
    issue_list_add(crew_get_issues(backtest->crew), &issue);
  }
}

static Crew *
make_crew(const Backtest *backtest)
{
  const BacktestOptions *options = backtest->options;
  const CrewOptions crew = {
    .panel = backtest->options->panel,
    .models = options->models,
    .fallback = options->fallback,
    .n_fits = fold_plan_get_n_fits(backtest->folds),
    .horizon = backtest->gap + backtest->horizon,
    .seasons = options->seasons,
    .n_seasons = options->n_seasons,
    .coverages = metric_set_get_coverages(options->metrics),
    .interval = options->interval,
    .n_samples = options->n_samples > 0 ? options->n_samples : INTERVAL_DEFAULT_SAMPLES,
    .seed = options->seed,
    .fail_fast = options->fail_fast,
    .spreads = backtest->n_units * backtest->n_models < pool_get_n_threads(options->pool),
    .pool = options->pool,
    .cancel = options->cancel,
  };
  return crew_new(&crew);
}

// Mean and deviation of the training part, as the literature scales: over n, and 1 for a constant.
static BacktestUnits
measure_units(const double *values, gsize n_values)
{
  double sum = 0;
  gsize n = 0;
  for (gsize t = 0; t < n_values; t++) {
    sum += isnan(values[t]) ? 0 : values[t];
    n += isnan(values[t]) ? 0 : 1;
  }
  const double mean = n > 0 ? sum / (double)n : 0;
  double square = 0;
  for (gsize t = 0; t < n_values; t++) {
    square += isnan(values[t]) ? 0 : (values[t] - mean) * (values[t] - mean);
  }
  const double deviation = n > 0 ? sqrt(square / (double)n) : 0;
  return (BacktestUnits){ mean, deviation > 0 && isfinite(deviation) ? deviation : 1 };
}

static gboolean
standardise(Backtest *backtest, GError **error)
{
  const Panel *panel = backtest->options->panel;
  if (backtest->options->folds.scheme != FOLD_TEST) {
    g_set_error(error, BACKTEST_ERROR, BACKTEST_ERROR_OPTION,
                "scores in standard deviations need one training part: they go with the scheme "
                "test");
    return FALSE;
  }
  const gsize n_series = panel_get_n_series(panel);
  backtest->scaling = g_new0(BacktestUnits, n_series);
  for (gsize i = 0; i < n_series; i++) {
    Fold fold = { 0 };
    const CrewRange past =
        fold_plan_get(backtest->folds, 0, i, &fold) ? fold.past : (CrewRange){ 0 };
    backtest->scaling[i] =
        measure_units(panel_get_values(panel, i) + past.begin, past.end - past.begin);
  }
  return TRUE;
}

static gboolean
make_scores(Backtest *backtest, GError **error)
{
  const BacktestOptions *options = backtest->options;
  const gsize n_series = panel_get_n_series(options->panel);
  const gsize n_folds = fold_plan_get_n_folds(backtest->folds);
  backtest->scores = score_table_new(options->metrics, backtest->n_models, n_series, n_folds,
                                     options->by_step ? backtest->horizon : 0);
  backtest->n_pasts = options->folds.scheme == FOLD_TEST ? 1 : n_folds;
  backtest->scales = g_try_new0(MetricScale, n_series * backtest->n_pasts);
  if (backtest->scores == NULL || backtest->scales == NULL) {
    g_set_error(error, BACKTEST_ERROR, BACKTEST_ERROR_LIMIT,
                "the scores of %" G_GSIZE_FORMAT " models, %" G_GSIZE_FORMAT
                " series and %" G_GSIZE_FORMAT " folds do not fit in memory",
                backtest->n_models, n_series, n_folds);
    return FALSE;
  }
  for (gsize i = 0; i < metric_set_get_length(options->metrics); i++) {
    backtest->has_plugin_metrics =
        backtest->has_plugin_metrics || metric_set_is_whole(options->metrics, i);
  }
  return TRUE;
}

static gboolean
make_forecasts(Backtest *backtest, GError **error)
{
  const BacktestOptions *options = backtest->options;
  if (options->n_kept == 0) {
    return TRUE;
  }
  const CoverageSet *coverages = metric_set_get_coverages(options->metrics);
  backtest->forecasts = fold_table_new(backtest->folds, error);
  gboolean is_made = backtest->forecasts != NULL;
  for (gsize i = 0; is_made && i < options->n_kept; i++) {
    is_made = fold_table_add_model(
        backtest->forecasts, model_get_label(g_ptr_array_index(options->models, i)),
        coverage_set_get_levels(coverages), coverage_set_get_length(coverages), error);
  }
  return is_made;
}

static gboolean
prepare(Backtest *backtest, GError **error)
{
  const BacktestOptions *options = backtest->options;
  if (!season_check(options->seasons, options->n_seasons, error)) {
    return FALSE;
  }
  backtest->folds = fold_plan_new(options->panel, &options->folds, error);
  if (backtest->folds == NULL) {
    return FALSE;
  }
  const FoldSettings *folds = fold_plan_get_settings(backtest->folds);
  backtest->n_models = options->models->len;
  backtest->n_levels = coverage_set_get_length(metric_set_get_coverages(options->metrics));
  backtest->horizon = folds->horizon;
  backtest->gap = folds->gap;
  backtest->season = season_get_length(options->seasons, options->n_seasons);
  if (options->standardise && !standardise(backtest, error)) {
    return FALSE;
  }
  if (!make_scores(backtest, error) || !make_forecasts(backtest, error)) {
    return FALSE;
  }
  make_units(backtest);
  backtest->crew = make_crew(backtest);
  backtest_plan_tasks(backtest);
  report_short_series(backtest);
  return TRUE;
}

static gsize
get_training(gsize fit, gsize series, CrewRange ranges[CREW_MAX_RANGES], gconstpointer data)
{
  const Backtest *backtest = data;
  return fold_plan_get_training(backtest->folds, fit, series, ranges);
}

// Under fail_fast, what other threads finished behind the first failure is not handed out: the
// result does not depend on how far they got.
static void
drop_behind_failure(Backtest *backtest, gsize first_failure)
{
  for (gsize k = first_failure + 1; k < backtest->n_units * backtest->n_models; k++) {
    const BacktestUnit *unit = &backtest->units[k / backtest->n_models];
    score_table_drop(backtest->scores, k % backtest->n_models, unit->series, unit->fold);
  }
}

// Returns: whether all units are done.
static gboolean
mark_done(Backtest *backtest)
{
  Errors *failures = crew_get_failures(backtest->crew);
  gsize n_done = 0;
  for (gsize i = 0; i < backtest->n_units; i++) {
    const gsize last_task = (i + 1) * backtest->n_models - 1;
    if (atomic_load_explicit(&backtest->n_left[i], memory_order_relaxed) != 0 ||
        errors_precede(failures, last_task)) {
      continue;
    }
    n_done++;
    if (backtest->forecasts != NULL) {
      fold_table_set_done(backtest->forecasts, backtest->units[i].series, backtest->units[i].fold);
    }
  }
  return n_done == backtest->n_units;
}

// Whether an issue belongs to a task that counts; notes of the fallback do not tell whose they are.
static gboolean
is_in_front(const Issue *issue, gconstpointer data)
{
  const Backtest *backtest = data;
  if (issue->outcome == ISSUE_SHORT) {
    return TRUE;
  }
  return issue->model < backtest->n_models &&
         score_table_get_state(backtest->scores, issue->model, issue->series, issue->fold - 1) !=
             SCORE_ABSENT;
}

static gboolean
sweep(Backtest *backtest)
{
  const BacktestOptions *options = backtest->options;
  (void)pool_run(options->pool, panel_get_n_series(backtest->options->panel), 1,
                 backtest_measure_scales, backtest, NULL);
  if (!crew_fit(backtest->crew, get_training, backtest)) {
    return FALSE;
  }
  (void)pool_run(options->pool, backtest_count_tasks(backtest), 1, backtest_do_tasks, backtest,
                 options->cancel);
  gsize first_failure = 0;
  if (errors_get_first(crew_get_failures(backtest->crew), &first_failure) != NULL) {
    drop_behind_failure(backtest, first_failure);
    issue_list_filter(crew_get_issues(backtest->crew), is_in_front, backtest);
  }
  return mark_done(backtest);
}

static gsize
count_local(const Backtest *backtest)
{
  gsize n = 0;
  for (gsize i = 0; i < backtest->n_models; i++) {
    n += member_get_traits(crew_get_member(backtest->crew, i))->is_global ? 0 : 1;
  }
  return n;
}

gboolean
backtest_run(const BacktestOptions *options, BacktestRun *run, GError **error)
{
  g_return_val_if_fail(options != NULL && run != NULL, FALSE);
  g_return_val_if_fail(options->panel != NULL && options->pool != NULL, FALSE);
  g_return_val_if_fail(options->models != NULL && options->models->len > 0, FALSE);
  g_return_val_if_fail(options->metrics != NULL && options->n_kept <= options->models->len, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  g_auto(Backtest) backtest = { .options = options };
  if (!prepare(&backtest, error)) {
    return FALSE;
  }
  const gboolean is_complete = sweep(&backtest);
  issue_list_sort(crew_get_issues(backtest.crew));
  *run = (BacktestRun){
    .folds = g_steal_pointer(&backtest.folds),
    .scores = g_steal_pointer(&backtest.scores),
    .forecasts = g_steal_pointer(&backtest.forecasts),
    .issues = crew_steal_issues(backtest.crew),
    .n_local = count_local(&backtest),
    .cancelled = !is_complete,
  };
  return TRUE;
}

void
backtest_run_clear(BacktestRun *run)
{
  g_clear_pointer(&run->forecasts, fold_table_free);
  g_clear_pointer(&run->scores, score_table_free);
  g_clear_pointer(&run->folds, fold_plan_free);
  g_clear_pointer(&run->issues, issue_list_free);
}
