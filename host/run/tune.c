// SPDX-License-Identifier: MIT
#include "run/tune.h"

#include "pool/permutation.h"
#include "pool/stream.h"
#include "run/model_choice.h"

#include <math.h>
#include <stdlib.h>

G_DEFINE_QUARK(tune_error, tune_error)

// What one run keeps while it climbs from rung to rung.
typedef struct {
  const TuneOptions *options;
  gsize rung;
  gsize n_rungs;
  gsize n_given; // of the budget, in this rung
  gsize *points; // [n_points], owned: those in this rung, rising
  gsize n_points;
  gsize *eligible; // [n_eligible], owned: series that have folds, rising
  gsize n_eligible;
  gsize *series; // [n_series], owned: those in this rung, rising, indices of the panel
  gsize n_series;
  TuneRun run;
} Tuning;

// What the tasks that measure scores share.
typedef struct {
  const Tuning *tuning;
  const ScoreTable *table;
  TuneScore *scores; // [points], or [series × points]
} Measuring;

static void
tuning_clear(Tuning *tuning)
{
  g_clear_pointer(&tuning->points, g_free);
  g_clear_pointer(&tuning->eligible, g_free);
  g_clear_pointer(&tuning->series, g_free);
  tune_run_clear(&tuning->run);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tuning, tuning_clear)

static gsize
count_failed(const ScoreTable *table, gsize model, gsize begin, gsize end)
{
  gsize n = 0;
  for (gsize series = begin; series < end; series++) {
    for (gsize fold = 0; fold < score_table_get_n_folds(table); fold++) {
      n += score_table_get_state(table, model, series, fold) == SCORE_FAILED ? 1 : 0;
    }
  }
  return n;
}

static TuneScore
make_score(const Measuring *measuring, gsize place, gsize begin, gsize end)
{
  const Tuning *tuning = measuring->tuning;
  return (TuneScore){
    .series = G_MAXSIZE,
    .rung = tuning->rung,
    .n_given = tuning->n_given,
    .point = tuning->points[place],
    .score = NAN,
    .n_failed = count_failed(measuring->table, place, begin, end),
  };
}

// The score of model @place of this rung on all series.
static TuneScore
measure_all(const Measuring *measuring, gsize place)
{
  const Tuning *tuning = measuring->tuning;
  const ScoreSelection selection = {
    .model = place,
    .series = SCORE_ALL,
    .fold = SCORE_ALL,
    .step = SCORE_ALL,
  };
  ScoreSummary summary = { 0 };
  score_table_summarise(measuring->table, tuning->options->metric, &selection, &summary);
  TuneScore score = make_score(measuring, place, 0, tuning->n_series);
  score.score = summary.mean;
  score.n_scored = summary.n_scored;
  return score;
}

// The same on one series, without allocation: there are as many of them as series and points.
static TuneScore
measure_one(const Measuring *measuring, gsize place, gsize series)
{
  TuneScore score = make_score(measuring, place, series, series + 1);
  double sum = 0;
  for (gsize fold = 0; fold < score_table_get_n_folds(measuring->table); fold++) {
    const double own =
        score_table_get(measuring->table, place, series, fold, measuring->tuning->options->metric);
    if (!isnan(own)) {
      sum += own;
      score.n_scored++;
    }
  }
  score.series = measuring->tuning->series[series];
  score.score = score.n_scored > 0 ? sum / (double)score.n_scored : NAN;
  return score;
}

typedef struct {
  gboolean is_scored;
  gsize n_failed;
  double loss;
  gsize place;
} Standing;

static int
compare_standings(const void *left, const void *right)
{
  const Standing *a = left;
  const Standing *b = right;
  if (a->is_scored != b->is_scored) {
    return a->is_scored ? -1 : 1;
  }
  if (a->n_failed != b->n_failed) {
    return a->n_failed < b->n_failed ? -1 : 1;
  }
  if (a->is_scored && (a->loss < b->loss || a->loss > b->loss)) {
    return a->loss < b->loss ? -1 : 1;
  }
  return (a->place > b->place) - (a->place < b->place);
}

// Puts the ranks of @n points into their scores. @standings: [@n], scratch.
static void
rank(const Tuning *tuning, TuneScore *scores, gsize n, Standing *standings)
{
  const MetricSet *metrics = tuning->options->backtest.metrics;
  for (gsize i = 0; i < n; i++) {
    const double loss = metric_set_get_loss(metrics, tuning->options->metric, scores[i].score);
    standings[i] = (Standing){ !isnan(loss), scores[i].n_failed, loss, i };
  }
  qsort(standings, n, sizeof *standings, compare_standings);
  for (gsize i = 0; i < n; i++) {
    scores[standings[i].place].rank = i;
  }
}

static void
measure_points(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  (void)worker;
  const Measuring *measuring = data;
  for (gsize place = begin; place < end; place++) {
    measuring->scores[place] = measure_all(measuring, place);
  }
}

static void
measure_series(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  const Measuring *measuring = data;
  const Tuning *tuning = measuring->tuning;
  Arena *arena = pool_worker_get_arena(worker);
  const ArenaMark mark = arena_mark(arena);
  Standing *standings = arena_take(arena, tuning->n_points * sizeof *standings);
  for (gsize series = begin; series < end; series++) {
    TuneScore *scores = measuring->scores + series * tuning->n_points;
    for (gsize place = 0; place < tuning->n_points; place++) {
      scores[place] = measure_one(measuring, place, series);
    }
    rank(tuning, scores, tuning->n_points, standings);
  }
  arena_rewind(arena, mark);
}

static void
keep_series_scores(Tuning *tuning, const ScoreTable *table)
{
  GArray *all = tuning->run.by_series;
  g_array_set_size(all, (guint)(tuning->n_series * tuning->n_points));
  Measuring measuring = { tuning, table, (TuneScore *)(void *)all->data };
  (void)pool_run(tuning->options->backtest.pool, tuning->n_series, 1, measure_series, &measuring,
                 NULL);
}

// Returns: (transfer none): the scores of this rung, in the order of its points.
static const TuneScore *
keep_scores(Tuning *tuning, const ScoreTable *table)
{
  GArray *all = tuning->run.scores;
  const guint begin = all->len;
  g_array_set_size(all, begin + (guint)tuning->n_points);
  TuneScore *scores = &g_array_index(all, TuneScore, begin);
  Measuring measuring = { tuning, table, scores };
  (void)pool_run(tuning->options->backtest.pool, tuning->n_points, 1, measure_points, &measuring,
                 NULL);
  g_autofree Standing *standings = g_new(Standing, tuning->n_points);
  rank(tuning, scores, tuning->n_points, standings);
  return scores;
}

static void
keep_issues(Tuning *tuning, const IssueList *issues)
{
  const gboolean is_last = tuning->rung + 1 == tuning->n_rungs;
  for (gsize i = 0; i < issue_list_get_length(issues); i++) {
    Issue issue = *issue_list_get(issues, i);
    if (issue.outcome == ISSUE_SHORT && !is_last) {
      continue; // said once
    }
    issue.series = tuning->series[issue.series];
    issue.model = issue.model < tuning->n_points ? tuning->points[issue.model]
                                                 : grid_get_n_points(tuning->options->grid);
    issue_list_add(tuning->run.issues, &issue);
  }
}

static GPtrArray *
get_models(const Tuning *tuning)
{
  GPtrArray *models = g_ptr_array_new();
  for (gsize i = 0; i < tuning->n_points; i++) {
    const Model *model = grid_get_model(tuning->options->grid, tuning->points[i]);
    g_ptr_array_add(models, (gpointer)(gsize)model);
  }
  return models;
}

// The part of the budget that each point of this rung gets.
static gsize
get_part(const Tuning *tuning, gsize whole)
{
  for (gsize rung = tuning->rung + 1; rung < tuning->n_rungs; rung++) {
    whole /= tuning->options->eta;
  }
  return MAX(whole, 1);
}

static int
compare_sizes(const void *left, const void *right)
{
  const gsize a = *(const gsize *)left;
  const gsize b = *(const gsize *)right;
  return (a > b) - (a < b);
}

// Series of a later rung hold those of an earlier one, whose order the seed fixes.
static void
choose_series(Tuning *tuning)
{
  const BacktestOptions *backtest = &tuning->options->backtest;
  tuning->n_series = panel_get_n_series(backtest->panel);
  tuning->n_given = backtest->folds.n_folds;
  g_free(tuning->series);
  tuning->series = g_new(gsize, tuning->n_series);
  if (tuning->options->eta == 0 || tuning->options->budget != TUNE_BUDGET_SERIES ||
      tuning->rung + 1 == tuning->n_rungs) {
    for (gsize i = 0; i < tuning->n_series; i++) {
      tuning->series[i] = i;
    }
  } else {
    const guint64 parts[] = { backtest->seed, stream_part_from_text("tune series") };
    Permutation permutation;
    permutation_init(&permutation, stream_key(parts, G_N_ELEMENTS(parts)), tuning->n_eligible);
    tuning->n_series = get_part(tuning, tuning->n_eligible);
    for (gsize i = 0; i < tuning->n_series; i++) {
      tuning->series[i] = tuning->eligible[permutation_at(&permutation, i)];
    }
    qsort(tuning->series, tuning->n_series, sizeof *tuning->series, compare_sizes);
  }
  if (tuning->options->eta > 0) {
    const gboolean by_series = tuning->options->budget == TUNE_BUDGET_SERIES;
    tuning->n_given = by_series ? tuning->n_series : get_part(tuning, backtest->folds.n_folds);
  }
}

static void
keep_best(Tuning *tuning, const TuneScore *scores)
{
  for (gsize i = 0; i < tuning->n_points; i++) {
    if (scores[i].rank == 0 && !isnan(scores[i].score)) {
      tuning->run.best = scores[i].point;
    }
  }
}

// The points that go on to the next rung.
static void
promote(Tuning *tuning, const TuneScore *scores)
{
  const gsize n_kept = (tuning->n_points + tuning->options->eta - 1) / tuning->options->eta;
  gsize n = 0;
  for (gsize i = 0; i < tuning->n_points; i++) {
    if (scores[i].rank < n_kept) {
      tuning->points[n++] = scores[i].point;
    }
  }
  tuning->n_points = n;
}

static gboolean
climb(Tuning *tuning, GError **error)
{
  const TuneOptions *options = tuning->options;
  choose_series(tuning);
  g_autoptr(Panel) panel =
      panel_new_of_series(options->backtest.panel, tuning->series, tuning->n_series);
  g_autoptr(GPtrArray) models = get_models(tuning);
  BacktestOptions backtest = options->backtest;
  backtest.panel = panel;
  backtest.models = models;
  backtest.fallback = NULL;
  backtest.n_kept = 0;
  backtest.by_step = FALSE;
  backtest.fail_fast = FALSE; // a point that fails only loses
  if (options->eta > 0 && options->budget == TUNE_BUDGET_FOLDS) {
    backtest.folds.n_folds = tuning->n_given;
  }
  g_auto(BacktestRun) run = { 0 };
  if (!backtest_run(&backtest, &run, error)) {
    return FALSE;
  }
  keep_issues(tuning, run.issues);
  const TuneScore *scores = keep_scores(tuning, run.scores);
  tuning->run.cancelled = run.cancelled;
  if (run.cancelled) {
    return TRUE;
  }
  if (tuning->rung + 1 < tuning->n_rungs) {
    promote(tuning, scores);
    return TRUE;
  }
  keep_best(tuning, scores);
  if (options->per_series) {
    keep_series_scores(tuning, run.scores);
  }
  return TRUE;
}

static gsize
count_divisions(gsize n, gsize divisor)
{
  gsize count = 0;
  while (n >= divisor) {
    n /= divisor;
    count++;
  }
  return count;
}

static gboolean
check_halving(const TuneOptions *options, GError **error)
{
  if (options->eta == 1) {
    g_set_error(error, TUNE_ERROR, TUNE_ERROR_OPTION, "halving by 1 keeps all points (from 2 on)");
    return FALSE;
  }
  if (options->eta > 0 && options->budget == TUNE_BUDGET_FOLDS &&
      options->backtest.folds.scheme != FOLD_ROLLING) {
    g_set_error(error, TUNE_ERROR, TUNE_ERROR_OPTION,
                "halving by folds goes with rolling folds (or halve by series)");
    return FALSE;
  }
  return TRUE;
}

static gboolean
find_eligible(Tuning *tuning, GError **error)
{
  const BacktestOptions *backtest = &tuning->options->backtest;
  g_autoptr(FoldPlan) folds = fold_plan_new(backtest->panel, &backtest->folds, error);
  if (folds == NULL) {
    return FALSE;
  }
  const gsize n_series = panel_get_n_series(backtest->panel);
  tuning->eligible = g_new(gsize, n_series);
  for (gsize i = 0; i < n_series; i++) {
    if (!fold_plan_is_short(folds, i)) {
      tuning->eligible[tuning->n_eligible++] = i;
    }
  }
  return TRUE;
}

// A rung more gives each point more of a budget that can be cut once more.
static void
plan_rungs(Tuning *tuning)
{
  const TuneOptions *options = tuning->options;
  tuning->n_rungs = 1;
  if (options->eta > 0) {
    const gsize whole = options->budget == TUNE_BUDGET_SERIES ? tuning->n_eligible
                                                              : options->backtest.folds.n_folds;
    tuning->n_rungs +=
        MIN(count_divisions(tuning->n_points, options->eta), count_divisions(whole, options->eta));
  }
}

static gboolean
prepare(Tuning *tuning, GError **error)
{
  if (!check_halving(tuning->options, error) || !find_eligible(tuning, error)) {
    return FALSE;
  }
  tuning->n_points = grid_get_n_points(tuning->options->grid);
  tuning->points = g_new(gsize, tuning->n_points);
  for (gsize i = 0; i < tuning->n_points; i++) {
    tuning->points[i] = i;
  }
  tuning->run = (TuneRun){
    .scores = g_array_new(FALSE, FALSE, sizeof(TuneScore)),
    .by_series = g_array_new(FALSE, FALSE, sizeof(TuneScore)),
    .best = G_MAXSIZE,
    .issues = issue_list_new(),
  };
  plan_rungs(tuning);
  return TRUE;
}

gboolean
tune_run(const TuneOptions *options, TuneRun *run, GError **error)
{
  g_return_val_if_fail(options != NULL && run != NULL && options->grid != NULL, FALSE);
  g_return_val_if_fail(options->backtest.panel != NULL && options->backtest.pool != NULL, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  g_auto(Tuning) tuning = { .options = options };
  if (!prepare(&tuning, error)) {
    return FALSE;
  }
  for (; tuning.rung < tuning.n_rungs && !tuning.run.cancelled; tuning.rung++) {
    if (!climb(&tuning, error)) {
      return FALSE;
    }
  }
  issue_list_sort(tuning.run.issues);
  *run = tuning.run;
  tuning.run = (TuneRun){ 0 };
  return TRUE;
}

void
tune_run_clear(TuneRun *run)
{
  g_clear_pointer(&run->scores, g_array_unref);
  g_clear_pointer(&run->by_series, g_array_unref);
  g_clear_pointer(&run->issues, issue_list_free);
}

gsize
tune_run_get_best(const TuneRun *run, gsize series)
{
  for (guint i = 0; i < run->by_series->len; i++) {
    const TuneScore *score = &g_array_index(run->by_series, TuneScore, i);
    if (score->series == series && score->rank == 0) {
      return isnan(score->score) ? G_MAXSIZE : score->point;
    }
  }
  return G_MAXSIZE;
}

gboolean
tune_run_write_model(const TuneRun *run,
                     const TuneOptions *options,
                     const char *path,
                     GError **error)
{
  if (run->best == G_MAXSIZE) {
    g_set_error(error, TUNE_ERROR, TUNE_ERROR_OPTION,
                "no model is written to '%s': no point has a score", path);
    return FALSE;
  }
  g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(ModelChoiceEntry));
  for (guint i = 0; i < run->by_series->len; i++) {
    const TuneScore *score = &g_array_index(run->by_series, TuneScore, i);
    if (score->rank == 0 && !isnan(score->score)) {
      const ModelChoiceEntry entry = {
        .id = panel_get_id(options->backtest.panel, score->series),
        .model = model_get_label(grid_get_model(options->grid, score->point)),
      };
      g_array_append_val(entries, entry);
    }
  }
  return model_choice_write(path, model_get_label(grid_get_model(options->grid, run->best)),
                            (const ModelChoiceEntry *)(gpointer)entries->data, entries->len, error);
}
