// SPDX-License-Identifier: MIT
#include "run/issue.h"

#include "data/csv_field.h"
#include "data/output.h"
#include "plugin/call.h"

#include <string.h>

struct IssueList {
  GMutex lock;    // guards @issues while tasks run
  gint handover;  // raised and read around the lock: tells race checkers what the lock does
  GArray *issues; // of Issue
};

static void
issue_clear(gpointer data)
{
  Issue *issue = data;
  g_clear_pointer(&issue->message, g_free);
}

IssueList *
issue_list_new(void)
{
  IssueList *list = g_new0(IssueList, 1);
  g_mutex_init(&list->lock);
  list->issues = g_array_new(FALSE, FALSE, sizeof(Issue));
  g_array_set_clear_func(list->issues, issue_clear);
  return list;
}

void
issue_list_free(IssueList *list)
{
  if (list == NULL) {
    return;
  }
  g_clear_pointer(&list->issues, g_array_unref);
  g_mutex_clear(&list->lock);
  g_free(list);
}

// Plugins write what they like: cut characters, several lines, codes for terminals.
static char *
make_line(const char *message)
{
  char *line = g_utf8_make_valid(message != NULL ? message : "", -1);
  for (char *at = line; *at != '\0'; at++) {
    *at = g_ascii_iscntrl(*at) ? ' ' : *at;
  }
  return line;
}

void
issue_list_add(IssueList *list, const Issue *issue)
{
  Issue copy = *issue;
  copy.message = make_line(issue->message);
  g_mutex_lock(&list->lock);
  (void)g_atomic_int_add(&list->handover, 1);
  g_array_append_val(list->issues, copy);
  (void)g_atomic_int_add(&list->handover, 1);
  g_mutex_unlock(&list->lock);
}

void
issue_list_filter(IssueList *list,
                  gboolean (*keeps)(const Issue *issue, gconstpointer data),
                  gconstpointer data)
{
  for (guint i = list->issues->len; i-- > 0;) {
    if (!keeps(&g_array_index(list->issues, Issue, i), data)) {
      g_array_remove_index_fast(list->issues, i);
    }
  }
}

static gint
compare_gsize(gsize a, gsize b)
{
  return (a > b) - (a < b);
}

static gint
compare_issues(gconstpointer left, gconstpointer right)
{
  const Issue *a = left;
  const Issue *b = right;
  const gint by_series = compare_gsize(a->series, b->series);
  if (by_series != 0) {
    return by_series;
  }
  const gint by_model = compare_gsize(a->model, b->model);
  if (by_model != 0) {
    return by_model;
  }
  const gint by_fold = compare_gsize(a->fold, b->fold);
  if (by_fold != 0) {
    return by_fold;
  }
  const gint by_outcome = (gint)a->outcome - (gint)b->outcome;
  return by_outcome != 0 ? by_outcome : strcmp(a->message, b->message);
}

void
issue_list_sort(IssueList *list)
{
  g_array_sort(list->issues, compare_issues);
}

gsize
issue_list_get_length(const IssueList *list)
{
  return list->issues->len;
}

const Issue *
issue_list_get(const IssueList *list, gsize index)
{
  g_assert(index < list->issues->len);

  return &g_array_index(list->issues, Issue, index);
}

gsize
issue_list_count(const IssueList *list, IssueOutcome outcome)
{
  gsize n = 0;
  for (guint i = 0; i < list->issues->len; i++) {
    n += g_array_index(list->issues, Issue, i).outcome == outcome;
  }
  return n;
}

const char *
issue_outcome_to_string(IssueOutcome outcome)
{
  static const char *const names[] = {
    [ISSUE_NOTE] = "note",         [ISSUE_NO_INTERVAL] = "no interval",
    [ISSUE_LEFT_OUT] = "left out", [ISSUE_FELL_BACK] = "fell back",
    [ISSUE_FAILED] = "failed",     [ISSUE_SHORT] = "too short",
  };
  return names[outcome];
}

static void
append_row(GString *text, const Issue *issue, const Panel *panel, gboolean by_fold)
{
  g_autofree char *fold =
      issue->fold > 0 ? g_strdup_printf("%" G_GSIZE_FORMAT, issue->fold) : g_strdup("");
  csv_field_append(text, panel_get_id(panel, issue->series));
  g_string_append_printf(text, "%s%s,", by_fold ? "," : "", by_fold ? fold : "");
  const char *cells[] = {
    issue->model_label,
    issue_outcome_to_string(issue->outcome),
    call_status_to_string(issue->status),
    issue->fallback_label != NULL ? issue->fallback_label : "",
    issue->message,
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cells); i++) {
    csv_field_append(text, cells[i]);
    g_string_append_c(text, i + 1 < G_N_ELEMENTS(cells) ? ',' : '\n');
  }
}

static gboolean
write_list(
    const IssueList *list, const Panel *panel, gboolean by_fold, const char *path, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  csv_field_append(text, panel_get_id_name(panel));
  g_string_append_printf(text, ",%smodel,outcome,status,fallback,message\n",
                         by_fold ? "fold," : "");
  for (gsize i = 0; i < issue_list_get_length(list); i++) {
    append_row(text, issue_list_get(list, i), panel, by_fold);
  }
  g_autoptr(Output) output = output_new_for_file(path, error);
  return output != NULL && output_write(output, text->str, text->len, error) &&
         output_finish(output, error);
}

gboolean
issue_list_write(const IssueList *list, const Panel *panel, const char *path, GError **error)
{
  return write_list(list, panel, FALSE, path, error);
}

gboolean
issue_list_write_by_fold(const IssueList *list,
                         const Panel *panel,
                         const char *path,
                         GError **error)
{
  return write_list(list, panel, TRUE, path, error);
}
