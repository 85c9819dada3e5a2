// SPDX-License-Identifier: MIT
#pragma once

#include "data/observations.h"
#include "data/step_evidence.h"

#include <glib.h>

G_BEGIN_DECLS

/** A row of a series whose rows are not in strictly rising order of time. */
typedef struct {
  gint64 time;
  gsize row; // of the series, in file order
} SurveyEntry;

/** What the times of one series are like. */
typedef struct {
  gint64 first;
  gint64 last;
  gsize n_times;      // distinct ones
  int anchor_day;     // as step_set_anchor() finds it; 0 unless the series may be monthly
  gboolean is_mended; // rows are to be sorted or joined as the options say
} SeriesSurvey;

/** What the times of all series are like, each series checked for order and duplicates. */
typedef struct {
  SeriesSurvey *series; // owned
  StepEvidence evidence;
} Survey;

/** Returns: (transfer full): the survey, or NULL with @error set for the lowest faulty line. */
Survey *survey_new(const Observations *observations, GError **error);

void survey_free(Survey *survey);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Survey, survey_free)

const SeriesSurvey *survey_get_series(const Survey *survey, gsize index);

/** Sorts @times and drops all but one of equal ones. Returns: how many are left. */
gsize survey_mend_times(gint64 *times, gsize n_rows);

/** Returns: (transfer full): the rows ordered by time, those of equal times as in the file. */
SurveyEntry *survey_sort_rows(const gint64 *times, gsize n_rows);

G_END_DECLS
