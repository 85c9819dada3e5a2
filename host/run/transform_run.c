// SPDX-License-Identifier: MIT
#include "run/transform_run.h"

#include "pool/stream.h"
#include "run/series_order.h"
#include "run/transform_chain.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

// One run: everything is fixed before the sweep but what is marked as shared.
typedef struct {
  const TransformOptions *options;
  gsize n_series;
  char *label; // owned: of the chain
  guint64 key; // part of the seeds, from the label
  gboolean has_exogenous;
  const Panel *written;  // whose series the tasks are of: the panel, or the forecasts
  GHashTable *places;    // owned (nullable): identifiers of the panel to index + 1, for forecasts
  gsize *order;          // owned: longest first
  TransformTable *table; // owned
  IssueList *issues;     // owned; locks itself
  _Atomic gsize n_done;  // shared, for progress
} Plan;

// One series, on one thread.
typedef struct {
  Plan *plan;
  gsize series; // of the table that is written
  Call call;
} Task;

G_DEFINE_QUARK(transform_run_error, transform_run_error)

static void
plan_clear(Plan *plan)
{
  g_clear_pointer(&plan->label, g_free);
  g_clear_pointer(&plan->places, g_hash_table_unref);
  g_clear_pointer(&plan->order, g_free);
  g_clear_pointer(&plan->table, transform_table_free);
  g_clear_pointer(&plan->issues, issue_list_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

static void
report(const Task *task, IssueOutcome outcome, plugcast_status status, const char *message)
{
  const Issue issue = {
    .series = task->series,
    .outcome = outcome,
    .status = status,
    .model_label = task->plan->label,
    .message = (char *)(gsize)message,
  };
  issue_list_add(task->plan->issues, &issue);
}

static void
take_log(guint32 level, const char *message, gpointer data)
{
  if (level >= PLUGCAST_LOG_NOTE) {
    report(data, ISSUE_NOTE, PLUGCAST_OK, message);
  }
}

static void
prepare_call(Task *task, PoolWorker *worker)
{
  const Plan *plan = task->plan;
  const TransformOptions *options = plan->options;
  const guint64 parts[] = {
    options->seed,
    stream_part_from_text(panel_get_id(plan->written, task->series)),
    plan->key,
  };
  call_init(&task->call, stream_key(parts, G_N_ELEMENTS(parts)));
  call_set_cancel(&task->call, options->cancel);
  task->call.arena = pool_worker_get_arena(worker);
  task->call.log = take_log;
  task->call.log_data = task;
  // A plugin may spread its work only where the plan itself leaves threads idle.
  if (plan->n_series < pool_get_n_threads(options->pool)) {
    task->call.pool = options->pool;
  }
}

// Returns: how many values of series @index lie at or before @until.
static gsize
count_until(const Panel *panel, gsize index, gint64 until)
{
  gsize low = 0;
  gsize high = panel_get_length(panel, index);
  while (low < high) {
    const gsize middle = low + (high - low) / 2;
    const gint64 time =
        step_add(panel_get_step(panel, index), panel_get_start(panel, index), (gint64)middle);
    if (time <= until) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static gsize
count_learned(const TransformOptions *options, gsize index)
{
  const gsize length = panel_get_length(options->panel, index);
  const gsize kept = length - MIN(options->n_held_out, length);
  return options->learns_until == G_MAXINT64
             ? kept
             : MIN(kept, count_until(options->panel, index, options->learns_until));
}

// Shows the first @end values of series @index of the panel.
static const SeriesView *
show(const Task *task, gsize index, gsize end)
{
  const TransformOptions *options = task->plan->options;
  return series_view_new(options->panel, index, 0, end, options->seasons, options->n_seasons,
                         task->plan->has_exogenous, task->call.arena);
}

// Learns from series @index of the panel.
static plugcast_status
learn(Task *task, gsize index, gsize n_learned, TransformChain *chain)
{
  const TransformOptions *options = task->plan->options;
  const SeriesView *training = show(task, index, n_learned);
  if (training == NULL && n_learned < panel_get_length(options->panel, index)) {
    return call_refuse(&task->call, PLUGCAST_TOO_SHORT, "there is no value to learn from");
  }
  return transform_chain_fit(options->setups, training, task->call.arena, &task->call, chain);
}

static plugcast_status
transform_series(Task *task)
{
  const TransformOptions *options = task->plan->options;
  Call *call = &task->call;
  const gsize index = task->series;
  const gsize length = panel_get_length(options->panel, index);
  const gsize n_learned = count_learned(options, index);
  TransformChain chain = { 0 };
  plugcast_status status = learn(task, index, n_learned, &chain);
  const SeriesView *output = chain.output;
  if (status != PLUGCAST_OK || output == NULL) {
    return status;
  }
  if (n_learned < length) {
    status = transform_chain_apply(&chain, show(task, index, length), call->arena, call, &output);
  }
  if (status == PLUGCAST_OK) {
    const gsize n_values = output->series.n_values;
    double *values = transform_table_get_values(task->plan->table, 0, index);
    memcpy(values + (length - n_values), output->series.values, n_values * sizeof *values);
  }
  return status;
}

// Whether the forecasts begin one step after what was learned from.
static plugcast_status
check_start(Task *task, gsize index, gsize n_learned)
{
  const TransformOptions *options = task->plan->options;
  const gint64 expected = step_add(panel_get_step(options->panel, index),
                                   panel_get_start(options->panel, index), (gint64)n_learned);
  const gint64 found = panel_get_start(options->forecasts, task->series);
  if (found == expected) {
    return PLUGCAST_OK;
  }
  char texts[2][TIMESTAMP_MAX_LENGTH];
  (void)timestamp_format(found, panel_get_timestamp_style(options->forecasts), texts[0]);
  (void)timestamp_format(expected, panel_get_timestamp_style(options->panel), texts[1]);
  return call_refuse(&task->call, PLUGCAST_BAD_INPUT,
                     "the forecast begins at %s; right behind what was learned from lies %s",
                     texts[0], texts[1]);
}

// Gathers all columns of the forecasts of a series, [n_columns × horizon].
static plugcast_status
gather_rows(Task *task, double *rows)
{
  const Panel *forecasts = task->plan->options->forecasts;
  const gsize horizon = panel_get_length(forecasts, task->series);
  const gsize n_rows = transform_table_get_n_columns(task->plan->table);
  for (gsize i = 0; i < n_rows; i++) {
    const double *values = i == 0 ? panel_get_values(forecasts, task->series)
                                  : panel_get_exogenous(forecasts, i - 1, task->series);
    memcpy(rows + i * horizon, values, horizon * sizeof *rows);
  }
  for (gsize i = 0; i < n_rows * horizon; i++) {
    if (!isfinite(rows[i])) {
      return call_refuse(&task->call, PLUGCAST_BAD_INPUT,
                         "step %" G_GSIZE_FORMAT " of the forecast is missing", i % horizon + 1);
    }
  }
  return PLUGCAST_OK;
}

// Takes the forecasts of one series back.
static plugcast_status
invert_series(Task *task)
{
  const Plan *plan = task->plan;
  const TransformOptions *options = plan->options;
  const gsize place = GPOINTER_TO_SIZE(
      g_hash_table_lookup(plan->places, panel_get_id(options->forecasts, task->series)));
  if (place == 0) {
    return call_refuse(&task->call, PLUGCAST_BAD_INPUT, "there is no such series to learn from");
  }
  const gsize n_learned = count_learned(options, place - 1);
  const gsize horizon = panel_get_length(options->forecasts, task->series);
  const gsize n_rows = transform_table_get_n_columns(plan->table);
  double *rows = arena_take(task->call.arena, n_rows * horizon * sizeof *rows);
  TransformChain chain = { 0 };
  plugcast_status status = check_start(task, place - 1, n_learned);
  if (status == PLUGCAST_OK) {
    status = gather_rows(task, rows);
  }
  if (status == PLUGCAST_OK) {
    status = learn(task, place - 1, n_learned, &chain);
  }
  if (status == PLUGCAST_OK) {
    status = transform_chain_invert(&chain, n_rows, horizon, &task->call, rows);
  }
  for (gsize i = 0; i < n_rows && status == PLUGCAST_OK; i++) {
    memcpy(transform_table_get_values(plan->table, i, task->series), rows + i * horizon,
           horizon * sizeof *rows);
  }
  return status;
}

static void
do_tasks(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  Plan *plan = data;
  const TransformOptions *options = plan->options;
  Arena *arena = pool_worker_get_arena(worker);
  for (gsize k = begin; k < end; k++) {
    const ArenaMark mark = arena_mark(arena);
    Task task = { .plan = plan, .series = plan->order[k] };
    prepare_call(&task, worker);
    const plugcast_status status =
        options->forecasts != NULL ? invert_series(&task) : transform_series(&task);
    if (status != PLUGCAST_CANCELLED) {
      transform_table_set_done(plan->table, task.series);
    }
    if (status != PLUGCAST_OK && status != PLUGCAST_CANCELLED) {
      report(&task, ISSUE_FAILED, status, task.call.message);
    }
    arena_rewind(arena, mark);
    const gsize n_done = atomic_fetch_add(&plan->n_done, 1) + 1;
    if (options->progress != NULL) {
      options->progress(n_done, plan->n_series, options->progress_data);
    }
  }
}

static gboolean
prepare_plan(Plan *plan, GError **error)
{
  const TransformOptions *options = plan->options;
  plan->written = options->forecasts != NULL ? options->forecasts : options->panel;
  plan->n_series = panel_get_n_series(plan->written);
  plan->table = transform_table_new(plan->written, options->forecasts != NULL);
  if (plan->table == NULL) {
    g_set_error(error, TRANSFORM_RUN_ERROR, TRANSFORM_RUN_ERROR_MEMORY,
                "no memory for %" G_GSIZE_FORMAT " transformed values",
                panel_get_n_values(plan->written));
    return FALSE;
  }
  plan->label = transform_chain_make_label(options->setups, FALSE);
  plan->key = stream_part_from_text(plan->label);
  for (guint i = 0; i < options->setups->len; i++) {
    const Component *component = setup_get_component(g_ptr_array_index(options->setups, i));
    plan->has_exogenous = plan->has_exogenous || component_can(component, PLUGCAST_CAN_EXOGENOUS);
  }
  if (options->forecasts != NULL) {
    plan->places = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < panel_get_n_series(options->panel); i++) {
      g_hash_table_insert(plan->places, (gpointer)(gsize)panel_get_id(options->panel, i),
                          GSIZE_TO_POINTER(i + 1));
    }
  }
  plan->order = series_order_new(plan->written);
  plan->issues = issue_list_new();
  atomic_init(&plan->n_done, 0);
  return TRUE;
}

gboolean
transform_run(const TransformOptions *options, TransformRun *run, GError **error)
{
  g_return_val_if_fail(options != NULL && run != NULL, FALSE);
  g_return_val_if_fail(options->panel != NULL && options->pool != NULL, FALSE);
  g_return_val_if_fail(options->setups != NULL && options->setups->len > 0, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  g_auto(Plan) plan = { .options = options };
  if (!prepare_plan(&plan, error)) {
    return FALSE;
  }
  (void)pool_run(options->pool, plan.n_series, 1, do_tasks, &plan, options->cancel);
  issue_list_sort(plan.issues);
  const gboolean is_complete = transform_table_count_done(plan.table) == plan.n_series;
  *run = (TransformRun){
    .table = g_steal_pointer(&plan.table),
    .issues = g_steal_pointer(&plan.issues),
    .label = g_steal_pointer(&plan.label),
    .cancelled = !is_complete,
  };
  return TRUE;
}

void
transform_run_clear(TransformRun *run)
{
  g_clear_pointer(&run->table, transform_table_free);
  g_clear_pointer(&run->issues, issue_list_free);
  g_clear_pointer(&run->label, g_free);
}
