// SPDX-License-Identifier: MIT
#include "run/transform_run.h"

#include "pool/stream.h"
#include "run/series_order.h"
#include "run/transform_chain.h"

#include <stdatomic.h>
#include <string.h>

// One run: everything is fixed before the sweep but what is marked as shared.
typedef struct {
  const TransformOptions *options;
  gsize n_series;
  char *label; // owned: of the chain
  guint64 key; // part of the seeds, from the label
  gboolean has_exogenous;
  gsize *order;          // owned: longest first
  TransformTable *table; // owned
  IssueList *issues;     // owned; locks itself
  _Atomic gsize n_done;  // shared, for progress
} Plan;

// One series, on one thread.
typedef struct {
  Plan *plan;
  gsize series;
  Call call;
} Task;

G_DEFINE_QUARK(transform_run_error, transform_run_error)

static void
plan_clear(Plan *plan)
{
  g_clear_pointer(&plan->label, g_free);
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
    stream_part_from_text(panel_get_id(options->panel, task->series)),
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

static const SeriesView *
show(const Task *task, gsize end)
{
  const TransformOptions *options = task->plan->options;
  return series_view_new(options->panel, task->series, 0, end, options->seasons, options->n_seasons,
                         task->plan->has_exogenous, task->call.arena);
}

static plugcast_status
transform_series(Task *task)
{
  const TransformOptions *options = task->plan->options;
  Call *call = &task->call;
  const gsize length = panel_get_length(options->panel, task->series);
  const gsize n_learned = count_learned(options, task->series);
  const SeriesView *training = show(task, n_learned);
  if (training == NULL && n_learned < length) {
    return call_refuse(call, PLUGCAST_TOO_SHORT, "there is no value to learn from");
  }
  TransformChain chain;
  plugcast_status status =
      transform_chain_fit(options->setups, training, call->arena, call, &chain);
  const SeriesView *output = status == PLUGCAST_OK ? chain.output : NULL;
  if (status == PLUGCAST_OK && n_learned < length) {
    status = transform_chain_apply(&chain, show(task, length), call->arena, call, &output);
  }
  if (status == PLUGCAST_OK) {
    const gsize n_values = output->series.n_values;
    memcpy(transform_table_get_values(task->plan->table, task->series) + (length - n_values),
           output->series.values, n_values * sizeof(double));
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
    const plugcast_status status = transform_series(&task);
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
  plan->n_series = panel_get_n_series(options->panel);
  plan->table = transform_table_new(options->panel);
  if (plan->table == NULL) {
    g_set_error(error, TRANSFORM_RUN_ERROR, TRANSFORM_RUN_ERROR_MEMORY,
                "no memory for %" G_GSIZE_FORMAT " transformed values",
                panel_get_n_values(options->panel));
    return FALSE;
  }
  plan->label = transform_chain_make_label(options->setups, FALSE);
  plan->key = stream_part_from_text(plan->label);
  for (guint i = 0; i < options->setups->len; i++) {
    const Component *component = setup_get_component(g_ptr_array_index(options->setups, i));
    plan->has_exogenous = plan->has_exogenous || component_can(component, PLUGCAST_CAN_EXOGENOUS);
  }
  plan->order = series_order_new(options->panel);
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
