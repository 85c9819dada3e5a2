// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/** What went wrong for one series with one model, and what was done about it. */
typedef enum {
  ISSUE_NOTE,        // the plugin said something; the forecast stands
  ISSUE_SHORT,       // the series is too short for the folds of a backtest: it has none
  ISSUE_NO_INTERVAL, // the point forecast stands, its interval could not be had
  ISSUE_LEFT_OUT,    // the ensemble was made without this member
  ISSUE_FELL_BACK,   // another model's forecast stands in its place
  ISSUE_FAILED,      // there is no forecast
} IssueOutcome;

typedef struct {
  gsize series; // index in the panel
  gsize model;  // index in the list of models; behind it the fallback and the ensemble
  gsize fold;   // of a backtest, from 1; 0 outside of one, and for all folds
  IssueOutcome outcome;
  plugcast_status status;
  const char *model_label;    // borrowed from the model
  const char *fallback_label; // (nullable): borrowed, ISSUE_FELL_BACK
  char *message;              // (owned): one line
} Issue;

/** Issues from many threads, kept apart and handed out in the order of series, then models. */
typedef struct IssueList IssueList;

IssueList *issue_list_new(void);
void issue_list_free(IssueList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IssueList, issue_list_free)

/** Takes a copy of @issue, its message made one line of UTF-8. Any thread. */
void issue_list_add(IssueList *list, const Issue *issue);

/** Forgets the issues that @keeps refuses; when nobody adds any more. */
void issue_list_filter(IssueList *list,
                       gboolean (*keeps)(const Issue *issue, gconstpointer data),
                       gconstpointer data);

/** Puts the list in order; once, when nobody adds any more. */
void issue_list_sort(IssueList *list);

gsize issue_list_get_length(const IssueList *list);

/** Returns: (transfer none): the issue at @index. */
const Issue *issue_list_get(const IssueList *list, gsize index);

/** Returns: how many have @outcome. */
gsize issue_list_count(const IssueList *list, IssueOutcome outcome);

/** Returns: (transfer none): "fell back", "failed", "no interval", "note", "too short". */
const char *issue_outcome_to_string(IssueOutcome outcome);

/**
 * Writes all as CSV, `unique_id,model,outcome,status,fallback,message`; the file appears under its
 * name when it is complete.
 *
 * Returns: TRUE, or FALSE with @error in G_IO_ERROR.
 */
gboolean issue_list_write(const IssueList *list,
                          const Panel *panel,
                          const char *path,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The same of a backtest: with `fold` after the series, empty where it is all of them. */
gboolean issue_list_write_by_fold(const IssueList *list,
                                  const Panel *panel,
                                  const char *path,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
