// SPDX-License-Identifier: MIT
#include "run/forecast.h"

#include "run/forecast-private.h"
#include "run/season.h"
#include "run/series_order.h"

#include <stdatomic.h>

// Three origins are the fewest that tell members apart at all.
enum {
  DEFAULT_PAST_FOLDS = 3
};

G_DEFINE_QUARK(forecast_error, forecast_error)

static void
plan_clear(Plan *plan)
{
  g_clear_pointer(&plan->crew, crew_free);
  g_clear_pointer(&plan->order, g_free);
  g_clear_pointer(&plan->batches, g_free);
  g_clear_pointer(&plan->single_models, g_free);
  if (plan->members_table != plan->table) {
    forecast_table_free(plan->members_table);
  }
  g_clear_pointer(&plan->table, forecast_table_free);
  g_clear_pointer(&plan->samples, sample_table_free);
  g_clear_pointer(&plan->n_left, g_free);
  g_clear_pointer(&plan->past, ensemble_past_free);
  g_clear_pointer(&plan->lesson_arena, arena_free);
  g_clear_pointer(&plan->lesson_message, g_free);
  g_clear_pointer(&plan->weights, sheet_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

static gboolean
check_samples(const ForecastOptions *options, GError **error)
{
  if (options->n_samples > 0 && options->n_samples < INTERVAL_LEAST_SAMPLES) {
    g_set_error(error, FORECAST_ERROR, FORECAST_ERROR_OPTION,
                "%" G_GSIZE_FORMAT " sample (at least %d)", options->n_samples,
                INTERVAL_LEAST_SAMPLES);
    return FALSE;
  }
  if ((options->deviations || options->keep_samples || options->n_samples > 0) &&
      !interval_method_draws(options->interval)) {
    g_set_error(error, FORECAST_ERROR, FORECAST_ERROR_OPTION,
                "intervals by method '%s' draw no samples (bootstrap and sampled do)",
                interval_method_names[options->interval]);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_options(const ForecastOptions *options, GError **error)
{
  if (options->horizon == 0) {
    g_set_error(error, FORECAST_ERROR, FORECAST_ERROR_OPTION, "horizon 0 (at least 1)");
    return FALSE;
  }
  return season_check(options->seasons, options->n_seasons, error);
}

static Crew *
make_crew(const Plan *plan)
{
  const ForecastOptions *options = plan->options;
  const CrewOptions crew = {
    .panel = options->panel,
    .models = options->models,
    .fallback = options->fallback,
    .n_fits = 1,
    .horizon = options->horizon,
    .seasons = options->seasons,
    .n_seasons = options->n_seasons,
    .coverages = plan->coverages,
    .interval = options->interval,
    .n_samples = plan->n_samples,
    .seed = options->seed,
    .fail_fast = options->fail_fast,
    .spreads = plan->n_series * plan->n_models < pool_get_n_threads(options->pool),
    .pool = options->pool,
    .cancel = options->cancel,
  };
  return crew_new(&crew);
}

// Returns: (transfer full): the names of the columns beside forecast and intervals, ends in NULL:
// those of the quantiles, then, of a member, of the deviation.
static char **
name_extras(const Plan *plan, gboolean is_member)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (gsize i = 0; i < coverage_set_get_n_quantiles(plan->coverages); i++) {
    g_ptr_array_add(names,
                    g_strconcat("q-", coverage_set_get_quantile_text(plan->coverages, i), NULL));
  }
  if (is_member && plan->options->deviations) {
    g_ptr_array_add(names, g_strdup("sd"));
  }
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

static gboolean
add_columns(ForecastTable *table, const Plan *plan, gboolean members, GError **error)
{
  const ForecastLevel *levels = coverage_set_get_levels(plan->coverages);
  const gsize n_levels = coverage_set_get_length(plan->coverages);
  g_auto(GStrv) extras = name_extras(plan, TRUE);
  g_auto(GStrv) ensemble_extras = name_extras(plan, FALSE);
  for (gsize i = 0; members && i < plan->n_models; i++) {
    const Model *model = g_ptr_array_index(plan->options->models, i);
    if (!forecast_table_add_model_with(table, model_get_label(model), levels, n_levels,
                                       (const char *const *)extras, error)) {
      return FALSE;
    }
  }
  const gboolean has_ensemble =
      plan->options->ensemble != NULL && (!members || plan->options->keep_members);
  return !has_ensemble ||
         forecast_table_add_model_with(table, "ensemble", levels, n_levels,
                                       (const char *const *)ensemble_extras, error);
}

static gboolean
make_samples(Plan *plan, GError **error)
{
  if (!plan->options->keep_samples) {
    return TRUE;
  }
  plan->samples = sample_table_new(plan->options->panel, plan->options->horizon, plan->n_samples);
  for (gsize i = 0; i < plan->n_models; i++) {
    const Model *model = g_ptr_array_index(plan->options->models, i);
    if (!sample_table_add_model(plan->samples, model_get_label(model), error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
make_tables(Plan *plan, GError **error)
{
  const ForecastOptions *options = plan->options;
  plan->table = forecast_table_new(options->panel, options->horizon);
  plan->members_table = plan->table;
  const gboolean shares = options->ensemble == NULL || options->keep_members;
  if (!shares) {
    plan->members_table = forecast_table_new(options->panel, options->horizon);
  }
  return add_columns(plan->members_table, plan, TRUE, error) &&
         (shares || add_columns(plan->table, plan, FALSE, error)) && make_samples(plan, error);
}

static void
add_batches(Plan *plan, GArray *batches, gsize model, gsize size)
{
  for (gsize begin = 0; begin < plan->n_series; begin += size) {
    const PlanBatch batch = { model, begin, MIN(begin + size, plan->n_series) };
    g_array_append_val(batches, batch);
  }
}

// Under fail_fast every series is a task of its own, so that the first that fails is known.
static void
plan_batches(Plan *plan)
{
  g_autoptr(GArray) batches = g_array_new(FALSE, FALSE, sizeof(PlanBatch));
  plan->single_models = g_new(gsize, plan->n_models);
  for (gsize i = 0; i < plan->n_models; i++) {
    const gsize size = member_get_traits(crew_get_member(plan->crew, i))->batch_size;
    if (size > 1 && !plan->options->fail_fast) {
      add_batches(plan, batches, i, size);
    } else {
      plan->single_models[plan->n_single_models++] = i;
    }
  }
  plan->n_batches = batches->len;
  plan->batches = (PlanBatch *)(gpointer)g_array_free(g_steal_pointer(&batches), FALSE);
}

static gboolean
make_weights(Plan *plan, GError **error)
{
  const ForecastOptions *options = plan->options;
  if (!options->keep_weights) {
    return TRUE;
  }
  plan->weights = sheet_new();
  TableColumn column = { .name = panel_get_id_name(options->panel), .kind = TABLE_TEXT };
  gboolean is_made = sheet_add_column(plan->weights, &column, error);
  for (gsize i = 0; is_made && i < plan->n_models; i++) {
    column.name = model_get_label(g_ptr_array_index(options->models, i));
    column.kind = TABLE_NUMBER;
    column.unit = 1;
    is_made = sheet_add_column(plan->weights, &column, error);
  }
  if (!is_made || !sheet_set_n_rows(plan->weights, plan->n_series, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < plan->n_series; i++) {
    sheet_get_texts(plan->weights, 0)[i] = panel_get_id(options->panel, i);
  }
  return TRUE;
}

static gboolean
prepare_plan(Plan *plan, GError **error)
{
  plan->n_series = panel_get_n_series(plan->options->panel);
  plan->n_models = plan->options->models->len;
  plan->order = series_order_new(plan->options->panel);
  plan->n_left = g_new(_Atomic guint32, plan->n_series);
  for (gsize i = 0; i < plan->n_series; i++) {
    atomic_init(&plan->n_left[i], (guint32)plan->n_models);
  }
  atomic_init(&plan->n_done, 0);
  atomic_init(&plan->n_past_tasks, 0);
  plan->crew = make_crew(plan);
  plan_batches(plan);
  return make_tables(plan, error) && make_weights(plan, error);
}

// A global model learns all that is there.
static gsize
get_training(gsize fit, gsize series, CrewRange ranges[CREW_MAX_RANGES], gconstpointer data)
{
  (void)fit;
  const Plan *plan = data;
  ranges[0] = (CrewRange){ 0, panel_get_length(plan->options->panel, series) };
  return 1;
}

// Under fail_fast, what other threads finished behind the first failure is not handed out: the
// result does not depend on how far they got. Returns whether all series are done.
static gboolean
mark_done(Plan *plan)
{
  gsize n_done = 0;
  for (gsize k = 0; k < plan->n_series; k++) {
    if (plan_is_done(plan, k)) {
      forecast_table_set_done(plan->table, plan->order[k]);
      if (plan->samples != NULL) {
        sample_table_set_done(plan->samples, plan->order[k]);
      }
      n_done++;
    }
  }
  return n_done == plan->n_series;
}

// Whether an issue belongs to a series that is done, or led up to the first failure.
static gboolean
is_in_front(const Issue *issue, gconstpointer data)
{
  const Plan *plan = data;
  gsize first_failure = 0;
  return forecast_table_is_done(plan->table, issue->series) ||
         (errors_get_first(crew_get_failures(plan->crew), &first_failure) != NULL &&
          issue->series == plan->order[first_failure / plan->n_models] &&
          issue->model <= first_failure % plan->n_models);
}

// The tasks of an ensemble's past come first; the total grows when the others begin.
static void
pass_on_progress(gsize n_done, gsize n_tasks, gpointer data)
{
  Plan *plan = data;
  const gsize n_own = plan->n_series * plan->n_models;
  atomic_store(&plan->n_past_tasks, n_tasks);
  plan->options->progress(n_done, n_tasks + n_own, plan->options->progress_data);
}

static gboolean
look_back(Plan *plan, GError **error)
{
  const ForecastOptions *options = plan->options;
  if (options->ensemble == NULL || !ensemble_learns(options->ensemble)) {
    return TRUE;
  }
  const EnsemblePastOptions past = {
    .panel = options->panel,
    .models = options->models,
    .horizon = options->horizon,
    .n_folds = options->n_past_folds > 0 ? options->n_past_folds : DEFAULT_PAST_FOLDS,
    .seasons = options->seasons,
    .n_seasons = options->n_seasons,
    .seed = options->seed,
    .pool = options->pool,
    .cancel = options->cancel,
    .progress = options->progress != NULL ? pass_on_progress : NULL,
    .progress_data = plan,
  };
  plan->past = ensemble_past_new(&past, error);
  if (plan->past == NULL) {
    return FALSE;
  }
  plan_learn_from_all(plan);
  return TRUE;
}

static gboolean
run_plan(Plan *plan)
{
  const ForecastOptions *options = plan->options;
  if (plan->past != NULL && ensemble_past_is_cancelled(plan->past)) {
    return FALSE;
  }
  if (!crew_fit(plan->crew, get_training, plan)) {
    return FALSE;
  }
  (void)pool_run(options->pool, plan_count_tasks(plan), 1, plan_do_tasks, plan, options->cancel);
  if (options->ensemble != NULL) {
    // What was done is combined even after a cancel: this is short.
    (void)pool_run(options->pool, plan->n_series, 1, plan_combine, plan, NULL);
  }
  const gboolean is_complete = mark_done(plan);
  if (options->fail_fast) {
    issue_list_filter(crew_get_issues(plan->crew), is_in_front, plan);
  }
  return is_complete;
}

gboolean
forecast_run(const ForecastOptions *options, ForecastRun *run, GError **error)
{
  g_return_val_if_fail(options != NULL && run != NULL, FALSE);
  g_return_val_if_fail(options->panel != NULL && options->pool != NULL, FALSE);
  g_return_val_if_fail(options->models != NULL && options->models->len > 0, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  if (!check_options(options, error) || !check_samples(options, error)) {
    return FALSE;
  }
  g_autoptr(CoverageSet) coverages =
      coverage_set_new_with_quantiles(options->levels, options->quantiles, error);
  if (coverages == NULL) {
    return FALSE;
  }
  g_auto(Plan) plan = {
    .options = options,
    .coverages = coverages,
    .n_samples = options->n_samples > 0 ? options->n_samples : INTERVAL_DEFAULT_SAMPLES,
  };
  if (!prepare_plan(&plan, error) || !look_back(&plan, error)) {
    return FALSE;
  }
  const gboolean is_complete = run_plan(&plan);
  issue_list_sort(crew_get_issues(plan.crew));
  if (plan.members_table == plan.table) {
    plan.members_table = NULL;
  }
  *run = (ForecastRun){
    .cancelled = !is_complete,
    .table = g_steal_pointer(&plan.table),
    .samples = g_steal_pointer(&plan.samples),
    .weights = g_steal_pointer(&plan.weights),
    .issues = crew_steal_issues(plan.crew),
  };
  return TRUE;
}

void
forecast_run_clear(ForecastRun *run)
{
  g_clear_pointer(&run->table, forecast_table_free);
  g_clear_pointer(&run->samples, sample_table_free);
  g_clear_pointer(&run->weights, sheet_free);
  g_clear_pointer(&run->issues, issue_list_free);
}
