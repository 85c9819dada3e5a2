// SPDX-License-Identifier: MIT
#include "run/augment.h"

#include "pool/stream.h"
#include "run/augment_part.h"
#include "run/augmenter.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

enum {
  PART_VALUES = 1 << 20,      // of one part: 8 MiB, many times what a sweep costs
  PART_ENTRIES = 1 << 16,     // of one part at most
  PART_ENTRIES_A_THREAD = 16, // at least, however long the series are
};

// The series that may be mixed in.
typedef struct {
  gsize *with_values; // [n_with_values], owned
  gsize n_with_values;
  gsize *without_gaps; // [n_without_gaps], owned
  gsize n_without_gaps;
} Partners;

// Copies of one series by one augmenter that could not be made, gathered into one issue.
typedef struct {
  gsize n_copies; // 0: there are none
  gsize series;
  gsize augmenter;
  gsize first_copy;
  plugcast_status status;
  char *message; // owned
} Failures;

typedef struct {
  const AugmentOptions *options;
  gsize n_variants; // of each series: its copies, and itself
  gsize n_entries;  // of the whole output
  Partners partners;
  AugmentPart *part;    // owned
  IssueList *issues;    // owned; locks itself
  _Atomic gsize n_done; // shared: for progress
  gsize n_made;
  Failures failures;
} Plan;

typedef struct {
  Plan *plan;
  const AugmentEntry *entry;
  Call call;
} Task;

G_DEFINE_QUARK(augment_error, augment_error)

static void
plan_clear(Plan *plan)
{
  g_clear_pointer(&plan->partners.with_values, g_free);
  g_clear_pointer(&plan->partners.without_gaps, g_free);
  g_clear_pointer(&plan->part, augment_part_free);
  g_clear_pointer(&plan->issues, issue_list_free);
  g_clear_pointer(&plan->failures.message, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

static const Setup *
get_augmenter(const Plan *plan, gsize index)
{
  return g_ptr_array_index(plan->options->augmenters, index);
}

static void
report(const Plan *plan,
       gsize series,
       gsize augmenter,
       IssueOutcome outcome,
       plugcast_status status,
       const char *message)
{
  const Issue issue = {
    .series = series,
    .model = augmenter,
    .outcome = outcome,
    .status = status,
    .model_label = setup_get_label(get_augmenter(plan, augmenter)),
    .message = (char *)(gsize)message,
  };
  issue_list_add(plan->issues, &issue);
}

static void
take_log(guint32 level, const char *message, gpointer data)
{
  const Task *task = data;
  if (level >= PLUGCAST_LOG_NOTE) {
    report(task->plan, task->entry->series, task->entry->augmenter, ISSUE_NOTE, PLUGCAST_OK,
           message);
  }
}

static void
prepare_call(Task *task, PoolWorker *worker)
{
  const Plan *plan = task->plan;
  const AugmentOptions *options = plan->options;
  const AugmentEntry *entry = task->entry;
  call_init(&task->call, augmenter_seed(options->seed, panel_get_id(options->panel, entry->series),
                                        get_augmenter(plan, entry->augmenter), entry->copy));
  call_set_cancel(&task->call, options->cancel);
  task->call.arena = pool_worker_get_arena(worker);
  task->call.log = take_log;
  task->call.log_data = task;
  // A plugin may spread its work only where the plan itself leaves threads idle.
  if (plan->n_entries < pool_get_n_threads(options->pool)) {
    task->call.pool = options->pool;
  }
}

static SeriesView *
view_series(const Plan *plan, gsize series, const Setup *augmenter, Arena *arena)
{
  const AugmentOptions *options = plan->options;
  return series_view_new(options->panel, series, 0, panel_get_length(options->panel, series),
                         options->seasons, options->n_seasons,
                         component_can(setup_get_component(augmenter), PLUGCAST_CAN_EXOGENOUS),
                         arena);
}

static gboolean
takes_gaps(const Setup *augmenter)
{
  return component_can(setup_get_component(augmenter), PLUGCAST_CAN_MISSING);
}

// Draws other series than the task's own. Returns FALSE with a message where there is none at all.
static gboolean
draw_partners(Task *task, const Setup *augmenter, const plugcast_series **partners)
{
  const Partners *all = &task->plan->partners;
  const gboolean any = takes_gaps(augmenter);
  const gsize *from = any ? all->with_values : all->without_gaps;
  const gsize n_from = any ? all->n_with_values : all->n_without_gaps;
  if (n_from == 0) {
    (void)call_refuse(&task->call, PLUGCAST_BAD_INPUT,
                      "no series without missing values to mix in");
    return FALSE;
  }
  enum {
    PURPOSE_PARTNERS = 1
  };
  const guint64 parts[] = { task->call.context.seed, PURPOSE_PARTNERS };
  Stream stream;
  stream_init(&stream, stream_key(parts, G_N_ELEMENTS(parts)));
  for (gsize i = 0; i < augmenter_get_n_partners(augmenter); i++) {
    gsize partner = from[stream_next_below(&stream, n_from)];
    while (partner == task->entry->series && n_from > 1) {
      partner = from[stream_next_below(&stream, n_from)];
    }
    partners[i] = &view_series(task->plan, partner, augmenter, task->call.arena)->series;
  }
  return TRUE;
}

static plugcast_status
make_copy(Task *task, double *room)
{
  const Plan *plan = task->plan;
  const gsize series = task->entry->series;
  const Setup *augmenter = get_augmenter(plan, task->entry->augmenter);
  const SeriesView *view = view_series(plan, series, augmenter, task->call.arena);
  const plugcast_series **partners = NULL;
  const gsize n_partners = augmenter_get_n_partners(augmenter);
  if (n_partners > 0) {
    partners = arena_take(task->call.arena, n_partners * sizeof *partners);
    if (!draw_partners(task, augmenter, partners)) {
      return PLUGCAST_BAD_INPUT;
    }
  }
  gsize n_leading = 0;
  if (view != NULL) {
    n_leading = (gsize)(view->series.values - panel_get_values(plan->options->panel, series));
  }
  for (gsize i = 0; i < n_leading; i++) {
    room[i] = (double)NAN;
  }
  return augmenter_run(augmenter, view, partners, &task->call, room + n_leading);
}

static void
make_entry(Plan *plan, gsize index, PoolWorker *worker)
{
  AugmentEntry *entry = augment_part_get_entry(plan->part, index);
  if (entry->copy == 0) {
    return;
  }
  Arena *arena = pool_worker_get_arena(worker);
  const ArenaMark mark = arena_mark(arena);
  Task task = { .plan = plan, .entry = entry };
  prepare_call(&task, worker);
  entry->status = make_copy(&task, augment_part_get_room(plan->part, index));
  entry->is_begun = entry->status != PLUGCAST_CANCELLED;
  if (entry->status != PLUGCAST_OK && entry->is_begun) {
    entry->message = g_strdup(task.call.message);
  }
  arena_rewind(arena, mark);
}

static void
make_entries(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  Plan *plan = data;
  const AugmentOptions *options = plan->options;
  for (gsize i = begin; i < end; i++) {
    make_entry(plan, i, worker);
  }
  const gsize n_done = atomic_fetch_add(&plan->n_done, end - begin) + (end - begin);
  if (options->progress != NULL) {
    options->progress(n_done, plan->n_entries, options->progress_data);
  }
}

static void
flush_failures(Plan *plan)
{
  Failures *failures = &plan->failures;
  if (failures->n_copies == 0) {
    return;
  }
  g_autoptr(GString) message = g_string_new(NULL);
  if (plan->options->n_copies > 1) {
    g_string_append_printf(message, "copy %" G_GSIZE_FORMAT ": ", failures->first_copy);
  }
  g_string_append(message, failures->message);
  if (failures->n_copies > 1) {
    g_string_append_printf(message, " (and %" G_GSIZE_FORMAT " more copies)",
                           failures->n_copies - 1);
  }
  report(plan, failures->series, failures->augmenter, ISSUE_FAILED, failures->status, message->str);
  g_clear_pointer(&failures->message, g_free);
  failures->n_copies = 0;
}

static void
gather_failure(Plan *plan, AugmentEntry *entry)
{
  Failures *failures = &plan->failures;
  if (failures->n_copies > 0 && failures->series == entry->series &&
      failures->augmenter == entry->augmenter) {
    failures->n_copies++;
    return;
  }
  flush_failures(plan);
  *failures = (Failures){
    .n_copies = 1,
    .series = entry->series,
    .augmenter = entry->augmenter,
    .first_copy = entry->copy,
    .status = entry->status,
    .message = g_steal_pointer(&entry->message),
  };
}

static void
judge_part(Plan *plan)
{
  for (gsize i = 0; i < augment_part_get_n_entries(plan->part); i++) {
    AugmentEntry *entry = augment_part_get_entry(plan->part, i);
    if (!entry->is_begun) {
      continue;
    }
    if (entry->status != PLUGCAST_OK) {
      gather_failure(plan, entry);
    } else {
      plan->n_made += entry->copy > 0 ? 1 : 0;
    }
  }
}

static void
add_entry(Plan *plan, gsize index)
{
  const AugmentOptions *options = plan->options;
  const gsize series = index / plan->n_variants;
  gsize variant = index % plan->n_variants;
  if (options->keeps_original && variant == 0) {
    augment_part_add(plan->part, series, 0, NULL, 0);
    return;
  }
  variant -= options->keeps_original ? 1 : 0;
  const gsize augmenter = variant / options->n_copies;
  augment_part_add(plan->part, series, augmenter, setup_get_label(get_augmenter(plan, augmenter)),
                   variant % options->n_copies + 1);
}

// Returns: the entry behind the part.
static gsize
fill_part(Plan *plan, gsize index)
{
  const gsize least = (gsize)pool_get_n_threads(plan->options->pool) * PART_ENTRIES_A_THREAD;
  augment_part_clear(plan->part);
  while (index < plan->n_entries) {
    const gsize n_entries = augment_part_get_n_entries(plan->part);
    if (n_entries >= PART_ENTRIES ||
        (n_entries >= least && augment_part_get_n_values(plan->part) >= PART_VALUES)) {
      break;
    }
    add_entry(plan, index++);
  }
  augment_part_lay_out(plan->part);
  return index;
}

// Returns: FALSE with @error when the sink failed.
static gboolean
run_parts(Plan *plan, gboolean *cancelled, GError **error)
{
  const AugmentOptions *options = plan->options;
  gsize index = 0;
  do {
    index = fill_part(plan, index);
    *cancelled = !pool_run(options->pool, augment_part_get_n_entries(plan->part), 1, make_entries,
                           plan, options->cancel);
    judge_part(plan);
    const TableSource rows = augment_part_get_rows(plan->part);
    if (!options->sink(&rows, options->sink_data, error)) {
      return FALSE;
    }
    *cancelled = *cancelled || (options->cancel != NULL && pool_cancel_is_set(options->cancel) &&
                                index < plan->n_entries);
  } while (index < plan->n_entries && !*cancelled);
  return TRUE;
}

static gboolean
needs_partners(const AugmentOptions *options)
{
  for (guint i = 0; i < options->augmenters->len; i++) {
    if (augmenter_get_n_partners(g_ptr_array_index(options->augmenters, i)) > 0) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
find_partners(const AugmentOptions *options, Partners *partners)
{
  const gsize n_series = panel_get_n_series(options->panel);
  partners->with_values = g_new(gsize, n_series);
  partners->without_gaps = g_new(gsize, n_series);
  for (gsize i = 0; i < n_series; i++) {
    const double *values = panel_get_values(options->panel, i);
    const gsize length = panel_get_length(options->panel, i);
    gsize first = 0;
    while (first < length && isnan(values[first])) {
      first++;
    }
    gsize end = first;
    while (end < length && !isnan(values[end])) {
      end++;
    }
    if (first < length) {
      partners->with_values[partners->n_with_values++] = i;
    }
    if (first < length && end == length) {
      partners->without_gaps[partners->n_without_gaps++] = i;
    }
  }
}

// Whether @suffix, behind the '#', is what a copy of this run would have there.
static gboolean
is_suffix(const AugmentOptions *options, const char *suffix)
{
  for (guint i = 0; i < options->augmenters->len; i++) {
    const char *label = setup_get_label(g_ptr_array_index(options->augmenters, i));
    const gsize length = strlen(label);
    if (strncmp(suffix, label, length) != 0 || suffix[length] != '-') {
      continue;
    }
    const char *digits = suffix + length + 1;
    guint64 copy = 0;
    if (*digits != '0' &&
        g_ascii_string_to_unsigned(digits, 10, 1, options->n_copies, &copy, NULL)) {
      return TRUE;
    }
  }
  return FALSE;
}

// An original kept beside the copies may have the very name of one, in data augmented before.
static gboolean
check_identifiers(const AugmentOptions *options, GError **error)
{
  const gsize n_series = panel_get_n_series(options->panel);
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
  for (gsize i = 0; i < n_series; i++) {
    g_hash_table_add(known, (gpointer)(gsize)panel_get_id(options->panel, i));
  }
  for (gsize i = 0; i < n_series; i++) {
    const char *id = panel_get_id(options->panel, i);
    for (const char *mark = strchr(id, '#'); mark != NULL; mark = strchr(mark + 1, '#')) {
      g_autofree char *source = g_strndup(id, (gsize)(mark - id));
      if (g_hash_table_contains(known, source) && is_suffix(options, mark + 1)) {
        g_set_error(error, AUGMENT_ERROR, AUGMENT_ERROR_IDENTIFIER,
                    "series '%s' has the name of a copy of series '%s' (leave the originals out, "
                    "or name the series otherwise)",
                    id, source);
        return FALSE;
      }
    }
  }
  return TRUE;
}

static gboolean
check_options(const AugmentOptions *options, GError **error)
{
  if (options->n_copies == 0 || options->n_copies > AUGMENT_MOST_COPIES) {
    g_set_error(error, AUGMENT_ERROR, AUGMENT_ERROR_COPIES,
                "%" G_GSIZE_FORMAT " copies (from 1 to %d)", options->n_copies,
                AUGMENT_MOST_COPIES);
    return FALSE;
  }
  return !options->keeps_original || check_identifiers(options, error);
}

gboolean
augment_run(const AugmentOptions *options, AugmentRun *run, GError **error)
{
  g_return_val_if_fail(options != NULL && run != NULL, FALSE);
  g_return_val_if_fail(options->panel != NULL && options->pool != NULL, FALSE);
  g_return_val_if_fail(options->augmenters != NULL && options->augmenters->len > 0, FALSE);
  g_return_val_if_fail(options->sink != NULL, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  if (!check_options(options, error)) {
    return FALSE;
  }
  g_auto(Plan) plan = { .options = options };
  plan.n_variants =
      (options->keeps_original ? 1 : 0) + options->augmenters->len * options->n_copies;
  plan.n_entries = panel_get_n_series(options->panel) * plan.n_variants;
  plan.part = augment_part_new(options->panel);
  plan.issues = issue_list_new();
  if (needs_partners(options)) {
    find_partners(options, &plan.partners);
  }
  gboolean cancelled = FALSE;
  if (!run_parts(&plan, &cancelled, error)) {
    return FALSE;
  }
  flush_failures(&plan);
  issue_list_sort(plan.issues);
  *run = (AugmentRun){
    .n_made = plan.n_made,
    .issues = g_steal_pointer(&plan.issues),
    .cancelled = cancelled,
  };
  return TRUE;
}

void
augment_run_clear(AugmentRun *run)
{
  g_clear_pointer(&run->issues, issue_list_free);
}
