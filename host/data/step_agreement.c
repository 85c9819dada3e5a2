// SPDX-License-Identifier: MIT
#include "data/step_agreement.h"

#include "data/calendar.h"

#include <stdlib.h>

// The step of one series by itself.
typedef struct {
  Step step;
  gsize series;
} OwnStep;

static gboolean
are_same(const Step *left, const Step *right)
{
  return left->unit == right->unit && left->count == right->count;
}

static gboolean
find_own_step(const Observations *observations, const Survey *survey, gsize series, Step *step)
{
  const gsize n_rows = observations_get_n_rows(observations, series);
  const gboolean is_index = observations->style.form == TIMESTAMP_INTEGER;
  gsize n_times = survey_get_series(survey, series)->n_times;
  if (n_times < 2) {
    return FALSE;
  }
  g_autofree gint64 *times = g_new(gint64, n_rows);
  observations_copy_times(observations, series, times);
  if (survey_get_series(survey, series)->is_mended) {
    n_times = survey_mend_times(times, n_rows);
  }
  return step_infer(times, n_times, is_index, step, NULL);
}

static int
compare_own_steps(const void *left, const void *right)
{
  const OwnStep *a = left;
  const OwnStep *b = right;
  if (a->step.unit != b->step.unit) {
    return a->step.unit < b->step.unit ? -1 : 1;
  }
  if (a->step.count != b->step.count) {
    return a->step.count < b->step.count ? -1 : 1;
  }
  return a->series < b->series ? -1 : (a->series > b->series ? 1 : 0);
}

static GArray *
collect_own_steps(const Observations *observations, const Survey *survey)
{
  GArray *steps = g_array_new(FALSE, FALSE, sizeof(OwnStep));
  for (gsize i = 0; i < observations_get_n_series(observations); i++) {
    OwnStep own = { .series = i };
    if (find_own_step(observations, survey, i, &own.step)) {
      g_array_append_val(steps, own);
    }
  }
  g_array_sort(steps, compare_own_steps);
  return steps;
}

// Returns: the step that most series have; of equally frequent ones that of the first series.
static Step
find_usual_step(const GArray *steps)
{
  const OwnStep *own = (const OwnStep *)(gconstpointer)steps->data;
  guint best = 0;
  guint best_count = 0;
  guint begin = 0;
  while (begin < steps->len) {
    guint end = begin + 1;
    while (end < steps->len && are_same(&own[end].step, &own[begin].step)) {
      end++;
    }
    if (end - begin > best_count ||
        (end - begin == best_count && own[begin].series < own[best].series)) {
      best = begin;
      best_count = end - begin;
    }
    begin = end;
  }
  return own[best].step;
}

// Returns: the first series whose step is not @usual, or NULL.
static const OwnStep *
find_odd_series(const GArray *steps, const Step *usual)
{
  const OwnStep *odd = NULL;
  for (guint i = 0; i < steps->len; i++) {
    const OwnStep *own = &g_array_index(steps, OwnStep, i);
    if (!are_same(&own->step, usual) && (odd == NULL || own->series < odd->series)) {
      odd = own;
    }
  }
  return odd;
}

static gboolean
set_odd_error(const Observations *observations, const Survey *survey, GError **error)
{
  g_autoptr(GArray) steps = collect_own_steps(observations, survey);
  if (steps->len == 0) {
    return FALSE;
  }
  const Step usual = find_usual_step(steps);
  const OwnStep *odd = find_odd_series(steps, &usual);
  if (odd == NULL) {
    return FALSE;
  }
  g_autofree char *series = observations_get_name(observations, odd->series);
  g_autofree char *usual_name = step_to_string(&usual);
  g_autofree char *odd_name = step_to_string(&odd->step);
  reader_set_error(error, observations->input, observations_find_row(observations, odd->series, 0),
                   READER_ERROR_STEP,
                   "series '%s' has the step '%s', most others '%s' (read it from a file of its "
                   "own, or name one step for all with --step)",
                   series, odd_name, usual_name);
  return TRUE;
}

// Finds the first series that @step leaves mostly missing although it is not the step of its times.
static gboolean
has_misfit(const Observations *observations, const Survey *survey, const Step *step)
{
  for (gsize i = 0; i < observations_get_n_series(observations); i++) {
    const SeriesSurvey *series = survey_get_series(survey, i);
    Step own = *step;
    own.anchor_day = own.unit == STEP_MONTH ? series->anchor_day : 0;
    gint64 n_steps = 0;
    if (!step_between(&own, series->first, series->last, &n_steps)) {
      continue;
    }
    const gboolean is_mostly_missing = (gsize)n_steps + 1 > 2 * series->n_times;
    if (is_mostly_missing && find_own_step(observations, survey, i, &own) &&
        !are_same(&own, step)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_calendar_month(gint64 year_and_month)
{
  const gint64 year = year_and_month / 100;
  const gint64 month = year_and_month % 100;
  return year >= 1500 && year < 3000 && month >= 1 && month <= 12;
}

// Returns: TRUE for 19490131 and 194901.
static gboolean
looks_like_date(gint64 number)
{
  const gint64 day = number % 100;
  return is_calendar_month(number) || (is_calendar_month(number / 100) && day >= 1 && day <= 31);
}

// Integers with gaps that all look like dates are dates, and gaps would stand at the month ends.
static gboolean
check_are_numbers(const Observations *observations,
                  const Survey *survey,
                  const Step *step,
                  GError **error)
{
  for (gsize i = 0; i < observations_get_n_series(observations); i++) {
    const SeriesSurvey *series = survey_get_series(survey, i);
    const gint64 n_steps = (series->last - series->first) / step->count;
    if ((gsize)n_steps + 1 == series->n_times || !looks_like_date(series->first) ||
        !looks_like_date(series->last)) {
      continue;
    }
    g_autofree char *name = observations_get_name(observations, i);
    reader_set_error(error, observations->input, observations_find_row(observations, i, 0),
                     READER_ERROR_TIME,
                     "series '%s': %" G_GINT64_FORMAT " looks like a date (write 2020-01-31 or "
                     "2020-01; if these are plain integers, say so with --step integer)",
                     name, series->first);
    return FALSE;
  }
  return TRUE;
}

gboolean
step_agreement_find(const Observations *observations,
                    const Survey *survey,
                    Step *step,
                    GError **error)
{
  const Step *asked = observations->input->options->step;
  if (asked != NULL) {
    *step = *asked;
    return TRUE;
  }
  const gboolean is_index = observations->style.form == TIMESTAMP_INTEGER;
  if (is_index && survey->evidence.n_distances == 0) {
    *step = (Step){ .unit = STEP_INDEX, .count = 1 };
    return TRUE;
  }
  g_autoptr(GError) cause = NULL;
  Step common;
  const gboolean is_found = step_evidence_conclude(&survey->evidence, &common, &cause);
  if (is_found && is_index && !check_are_numbers(observations, survey, &common, error)) {
    return FALSE;
  }
  if (is_found && !has_misfit(observations, survey, &common)) {
    *step = common;
    return TRUE;
  }
  if (!set_odd_error(observations, survey, error)) {
    g_set_error(error, READER_ERROR, READER_ERROR_STEP, "%s: %s; name the step with --step",
                observations->input->name,
                cause != NULL ? cause->message : "the series differ in their steps");
  }
  return FALSE;
}
