// SPDX-License-Identifier: MIT
#include "cli/issue_report.h"

/** The issues of one model with one outcome. */
typedef struct {
  const Issue *first; // borrowed from the list
  gsize n_issues;
} IssueGroup;

static void
groups_add(GArray *groups, const Issue *issue)
{
  for (guint i = 0; i < groups->len; i++) {
    IssueGroup *group = &g_array_index(groups, IssueGroup, i);
    if (group->first->model == issue->model && group->first->outcome == issue->outcome) {
      group->n_issues++;
      return;
    }
  }
  const IssueGroup group = { .first = issue, .n_issues = 1 };
  g_array_append_val(groups, group);
}

/** Returns: (transfer full): "3 of 1428 series", or in a backtest "3 forecasts". */
static char *
group_count(const IssueGroup *group, gsize n_series)
{
  if (group->first->fold > 0) {
    return g_strdup_printf("%" G_GSIZE_FORMAT " forecasts", group->n_issues);
  }
  return g_strdup_printf("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " series", group->n_issues,
                         n_series);
}

/** Returns: (transfer full): what happened to how many. */
static char *
group_describe(const IssueGroup *group, gsize n_series)
{
  const Issue *issue = group->first;
  g_autofree char *count = group_count(group, n_series);
  switch (issue->outcome) {
  case ISSUE_FELL_BACK:
    return g_strdup_printf("%s fell back to %s with %s", count, issue->fallback_label,
                           issue->model_label);
  case ISSUE_LEFT_OUT:
    return g_strdup_printf("%s were combined without %s", count, issue->model_label);
  case ISSUE_FAILED:
    return g_strdup_printf("%s failed with %s", count, issue->model_label);
  case ISSUE_NO_INTERVAL:
    return g_strdup_printf("%s have no interval with %s", count, issue->model_label);
  case ISSUE_SHORT:
    return g_strdup_printf("%s are too short for the folds", count);
  case ISSUE_NOTE:
    break;
  }
  return g_strdup_printf("%" G_GSIZE_FORMAT " notes of %s", group->n_issues, issue->model_label);
}

void
issue_report_say(const IssueList *issues,
                 const Panel *panel,
                 const char *failures_path,
                 const Console *console)
{
  g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(IssueGroup));
  const gsize n_issues = issue_list_get_length(issues);
  for (gsize i = 0; i < n_issues; i++) {
    groups_add(groups, issue_list_get(issues, i));
  }
  for (guint i = 0; i < groups->len; i++) {
    const IssueGroup *group = &g_array_index(groups, IssueGroup, i);
    g_autofree char *text = group_describe(group, panel_get_n_series(panel));
    const gboolean is_last = i + 1 == groups->len && n_issues > 1;
    console_say(console, CONSOLE_WARNING, "%s (first: %s: %s)%s%s%s", text,
                panel_get_id(panel, group->first->series), group->first->message,
                is_last ? "; " : "",
                is_last ? (failures_path != NULL ? failures_path : "--failures FILE") : "",
                is_last ? " lists all" : "");
  }
}
