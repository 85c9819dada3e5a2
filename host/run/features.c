// SPDX-License-Identifier: MIT
#include "run/features.h"

#include "plugin/visit.h"
#include "pool/stream.h"
#include "run/fence.h"
#include "run/series_order.h"
#include "run/series_view.h"

#include <math.h>
#include <stdatomic.h>

// One run: everything is fixed before the sweep but what is marked as shared.
typedef struct {
  const FeaturesOptions *options;
  gsize n_series;
  gsize *setups; // [n_setups]: those that a column is of
  gsize n_setups;
  guint64 *keys;           // [n_setups]: part of the seeds, from the labels
  gsize *order;            // [n_series]: longest first
  Sheet *table;            // owned
  double **cells;          // [n_columns] of [n_series]: its columns of features
  IssueList *issues;       // locks itself
  _Atomic guint32 *n_left; // shared: [n_series] components still to do
  _Atomic gsize n_done;    // shared: tasks done, for progress
} Plan;

// One series with one component, on one thread.
typedef struct {
  Plan *plan;
  gsize series;
  gsize setup; // in the plan
  Call call;
} Task;

static void
plan_clear(Plan *plan)
{
  g_clear_pointer(&plan->setups, g_free);
  g_clear_pointer(&plan->keys, g_free);
  g_clear_pointer(&plan->order, g_free);
  g_clear_pointer(&plan->table, sheet_free);
  g_clear_pointer(&plan->cells, g_free);
  g_clear_pointer(&plan->issues, issue_list_free);
  g_clear_pointer(&plan->n_left, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

static const Setup *
task_get_setup(const Task *task)
{
  return g_ptr_array_index(task->plan->options->setups, task->plan->setups[task->setup]);
}

static void
report(const Task *task, IssueOutcome outcome, plugcast_status status, const char *message)
{
  const Issue issue = {
    .series = task->series,
    .model = task->plan->setups[task->setup],
    .outcome = outcome,
    .status = status,
    .model_label = setup_get_label(task_get_setup(task)),
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
  const FeaturesOptions *options = plan->options;
  const guint64 parts[] = {
    options->seed,
    stream_part_from_text(panel_get_id(options->panel, task->series)),
    plan->keys[task->setup],
  };
  call_init(&task->call, stream_key(parts, G_N_ELEMENTS(parts)));
  call_set_cancel(&task->call, options->cancel);
  task->call.arena = pool_worker_get_arena(worker);
  task->call.log = take_log;
  task->call.log_data = task;
  // A plugin may spread its work only where the plan itself leaves threads idle.
  if (plan->n_series * plan->n_setups < pool_get_n_threads(options->pool)) {
    task->call.pool = options->pool;
  }
}

G_GNUC_PRINTF(3, 4)
static plugcast_status
refuse(Call *call, plugcast_status status, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  (void)g_vsnprintf(call->message, sizeof call->message, format, arguments);
  va_end(arguments);
  return status;
}

static plugcast_status
check_view(const Component *component, const SeriesView *view, Call *call)
{
  if (view == NULL) {
    return refuse(call, PLUGCAST_BAD_INPUT, "all values are missing");
  }
  if (view->n_present < view->series.n_values && !component_can(component, PLUGCAST_CAN_MISSING)) {
    return refuse(call, PLUGCAST_UNSUPPORTED,
                  "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                  " values are missing, and the component takes none",
                  view->series.n_values - view->n_present, view->series.n_values);
  }
  return PLUGCAST_OK;
}

static plugcast_status
check_values(const plugcast_features *methods, const double *values, Call *call)
{
  for (guint32 i = 0; i < methods->n_features; i++) {
    if (fence_is_unwritten(&values[i])) {
      return refuse(call, PLUGCAST_UNWRITTEN, "left feature '%s' unwritten",
                    methods->features[i].name);
    }
    if (isinf(values[i])) {
      return refuse(call, PLUGCAST_NOT_FINITE, "feature '%s' is %g", methods->features[i].name,
                    values[i]);
    }
  }
  return PLUGCAST_OK;
}

// Computes into fenced @values, [n_features].
static plugcast_status
compute(Task *task, const SeriesView *view, double *values)
{
  const Setup *setup = task_get_setup(task);
  const Component *component = setup_get_component(setup);
  const plugcast_features *methods = component_get_features(component);
  Visit visit = visit_begin(component, &task->call);
  const plugcast_status returned =
      methods->compute(&task->call.context, setup_get_values(setup), &view->series, values);
  const plugcast_status status = visit_end(&visit, returned, "compute");
  if (!fence_stands(values, methods->n_features)) {
    return refuse(&task->call, PLUGCAST_OVERRUN, "wrote outside of the buffer of the features");
  }
  return status == PLUGCAST_OK ? check_values(methods, values, &task->call) : status;
}

static void
put_values(const Task *task, const double *values)
{
  const FeaturesOptions *options = task->plan->options;
  for (guint i = 0; i < options->columns->len; i++) {
    const FeatureColumn *column = g_ptr_array_index(options->columns, i);
    if (column->setup == task->plan->setups[task->setup]) {
      task->plan->cells[i][task->series] = values[column->feature];
    }
  }
}

static void
do_task(Task *task, PoolWorker *worker)
{
  const FeaturesOptions *options = task->plan->options;
  const Component *component = setup_get_component(task_get_setup(task));
  prepare_call(task, worker);
  Arena *arena = task->call.arena;
  const SeriesView *view =
      series_view_new(options->panel, task->series, 0,
                      panel_get_length(options->panel, task->series), options->seasons,
                      options->n_seasons, component_can(component, PLUGCAST_CAN_EXOGENOUS), arena);
  double *values = fence_take(arena, component_get_features(component)->n_features);
  plugcast_status status = check_view(component, view, &task->call);
  if (status == PLUGCAST_OK) {
    status = compute(task, view, values);
  }
  if (status == PLUGCAST_CANCELLED) {
    return;
  }
  if (status == PLUGCAST_OK) {
    put_values(task, values);
  } else {
    report(task, ISSUE_FAILED, status, task->call.message);
  }
  atomic_fetch_sub(&task->plan->n_left[task->series], 1);
}

static void
do_tasks(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  Plan *plan = data;
  const FeaturesOptions *options = plan->options;
  Arena *arena = pool_worker_get_arena(worker);
  for (gsize k = begin; k < end; k++) {
    const ArenaMark mark = arena_mark(arena);
    Task task = {
      .plan = plan,
      .series = plan->order[k / plan->n_setups],
      .setup = k % plan->n_setups,
    };
    do_task(&task, worker);
    arena_rewind(arena, mark);
    const gsize n_done = atomic_fetch_add(&plan->n_done, 1) + 1;
    if (options->progress != NULL) {
      options->progress(n_done, plan->n_series * plan->n_setups, options->progress_data);
    }
  }
}

static gboolean
is_used(const FeaturesOptions *options, gsize setup)
{
  for (guint i = 0; i < options->columns->len; i++) {
    const FeatureColumn *column = g_ptr_array_index(options->columns, i);
    if (column->setup == setup) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
find_setups(Plan *plan)
{
  const GPtrArray *setups = plan->options->setups;
  plan->setups = g_new(gsize, setups->len);
  plan->keys = g_new(guint64, setups->len);
  for (guint i = 0; i < setups->len; i++) {
    if (is_used(plan->options, i)) {
      plan->setups[plan->n_setups] = i;
      plan->keys[plan->n_setups] =
          stream_part_from_text(setup_get_label(g_ptr_array_index(setups, i)));
      plan->n_setups++;
    }
  }
}

static gboolean
make_table(Plan *plan, GError **error)
{
  const FeaturesOptions *options = plan->options;
  const GPtrArray *columns = options->columns;
  plan->table = sheet_new();
  const TableColumn id = { .name = panel_get_id_name(options->panel), .kind = TABLE_TEXT };
  if (!sheet_add_column(plan->table, &id, error)) {
    return FALSE;
  }
  for (guint i = 0; i < columns->len; i++) {
    const FeatureColumn *column = g_ptr_array_index(columns, i);
    const TableColumn added = { .name = column->name, .kind = TABLE_NUMBER };
    if (!sheet_add_column(plan->table, &added, error)) {
      return FALSE;
    }
  }
  if (!sheet_set_n_rows(plan->table, plan->n_series, error)) {
    return FALSE;
  }
  const char **ids = sheet_get_texts(plan->table, 0);
  for (gsize i = 0; i < plan->n_series; i++) {
    ids[i] = panel_get_id(options->panel, i);
  }
  plan->cells = g_new(double *, columns->len);
  for (guint i = 0; i < columns->len; i++) {
    plan->cells[i] = sheet_get_numbers(plan->table, i + 1);
  }
  return TRUE;
}

// Moves the rows of the series that are done to the front. Returns whether all of them are.
static gboolean
keep_done(Plan *plan)
{
  const char **ids = sheet_get_texts(plan->table, 0);
  gsize n_done = 0;
  for (gsize i = 0; i < plan->n_series; i++) {
    if (atomic_load(&plan->n_left[i]) > 0) {
      continue;
    }
    ids[n_done] = ids[i];
    for (guint j = 0; j < plan->options->columns->len; j++) {
      plan->cells[j][n_done] = plan->cells[j][i];
    }
    n_done++;
  }
  // Fewer rows need no memory.
  const gboolean is_cut = sheet_set_n_rows(plan->table, n_done, NULL);
  g_assert(is_cut);
  return n_done == plan->n_series;
}

gboolean
features_run(const FeaturesOptions *options, FeaturesRun *run, GError **error)
{
  g_return_val_if_fail(options != NULL && run != NULL, FALSE);
  g_return_val_if_fail(options->panel != NULL && options->pool != NULL, FALSE);
  g_return_val_if_fail(options->columns != NULL && options->columns->len > 0, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  g_auto(Plan) plan = { .options = options, .n_series = panel_get_n_series(options->panel) };
  if (!make_table(&plan, error)) {
    return FALSE;
  }
  find_setups(&plan);
  plan.issues = issue_list_new();
  plan.order = series_order_new(options->panel);
  plan.n_left = g_new(_Atomic guint32, plan.n_series);
  for (gsize i = 0; i < plan.n_series; i++) {
    atomic_init(&plan.n_left[i], (guint32)plan.n_setups);
  }
  atomic_init(&plan.n_done, 0);
  const gsize n_tasks = plan.n_series * plan.n_setups;
  (void)pool_run(options->pool, n_tasks, 1, do_tasks, &plan, options->cancel);
  const gboolean is_complete = keep_done(&plan);
  issue_list_sort(plan.issues);
  *run = (FeaturesRun){
    .table = g_steal_pointer(&plan.table),
    .issues = g_steal_pointer(&plan.issues),
    .cancelled = !is_complete,
  };
  return TRUE;
}

void
features_run_clear(FeaturesRun *run)
{
  g_clear_pointer(&run->table, sheet_free);
  g_clear_pointer(&run->issues, issue_list_free);
}
