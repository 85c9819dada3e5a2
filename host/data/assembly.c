// SPDX-License-Identifier: MIT
#include "data/assembly.h"

#include "data/calendar.h"
#include "data/panel-private.h"
#include "data/step_agreement.h"
#include "data/survey.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

// What gaps may cost: so many values a row, and as many again as nobody would mind.
enum {
  GAPS_MAX_RATIO = 16,
  GAPS_MIN_LIMIT = 1000 * 1000
};

typedef struct {
  const Observations *observations;
  const Survey *survey; // NULL without times
  Panel *panel;
} Assembly;

// Scratch memory for the rows of one series.
typedef struct {
  gint64 *times;
  double *values;
  gsize *slots; // of the rows, in the series
} Scratch;

static Step
get_series_step(const Step *common, const SeriesSurvey *survey)
{
  Step step = *common;
  if (step.unit == STEP_MONTH && step.anchor_day == 0) {
    step.anchor_day = survey->anchor_day;
  }
  return step;
}

// Returns: the distance of two neighbours in the unit of time, 0 when the calendar decides.
static gint64
get_fixed_distance(const Step *step)
{
  switch (step->unit) {
  case STEP_INDEX:
  case STEP_MICROSECOND:
    return step->count;
  case STEP_DAY:
    return step->count * CALENDAR_DAY_US;
  case STEP_BUSINESS_DAY:
  case STEP_MONTH:
    break;
  }
  return 0;
}

static gsize
find_slot(const PanelSeries *series, gint64 distance, gint64 time)
{
  if (distance > 0) {
    return (gsize)((time - series->start) / distance);
  }
  gint64 n_steps = 0;
  const gboolean is_reached = step_between(&series->step, series->start, time, &n_steps);
  g_assert(is_reached); // the survey and the agreement have seen to it
  return (gsize)n_steps;
}

static void
fill_missing(double *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i++) {
    values[i] = NAN;
  }
}

static void
fill_gappy_column(double *column, const PanelSeries *series, const Scratch *scratch, gsize n_rows)
{
  fill_missing(column, series->length);
  for (gsize i = 0; i < n_rows; i++) {
    column[scratch->slots[i]] = scratch->values[i];
  }
}

// Joins the values of the rows of one time, in file order. Missing ones count neither in the sum
// nor in the mean.
static double
join_values(ReaderDuplicates duplicates, const double *values, const SurveyEntry *entries, gsize n)
{
  if (duplicates == READER_DUPLICATES_FIRST) {
    return values[entries[0].row];
  }
  if (duplicates == READER_DUPLICATES_LAST) {
    return values[entries[n - 1].row];
  }
  double sum = 0;
  gsize n_present = 0;
  for (gsize i = 0; i < n; i++) {
    if (!isnan(values[entries[i].row])) {
      sum += values[entries[i].row];
      n_present++;
    }
  }
  if (n_present == 0) {
    return NAN;
  }
  return duplicates == READER_DUPLICATES_MEAN ? sum / (double)n_present : sum;
}

static void
fill_mended_column(const Assembly *assembly,
                   double *column,
                   const PanelSeries *series,
                   const double *values,
                   const SurveyEntry *entries,
                   gsize n_rows)
{
  const ReaderDuplicates duplicates = assembly->observations->input->options->duplicates;
  const gint64 distance = get_fixed_distance(&series->step);
  fill_missing(column, series->length);
  gsize end = 0;
  for (gsize begin = 0; begin < n_rows; begin = end) {
    end = begin + 1;
    while (end < n_rows && entries[end].time == entries[begin].time) {
      end++;
    }
    const double value = end == begin + 1
                             ? values[entries[begin].row]
                             : join_values(duplicates, values, entries + begin, end - begin);
    column[find_slot(series, distance, entries[begin].time)] = value;
  }
}

static double *
get_column(const Assembly *assembly, gsize column, const PanelSeries *series)
{
  return assembly->panel->columns + column * assembly->panel->column_length + series->offset;
}

static void
fill_mended(const Assembly *assembly, gsize index, const PanelSeries *series, gsize n_rows)
{
  g_autofree gint64 *times = g_new(gint64, n_rows);
  g_autofree double *values = g_new(double, n_rows);
  observations_copy_times(assembly->observations, index, times);
  g_autofree SurveyEntry *entries = survey_sort_rows(times, n_rows);
  for (gsize column = 0; column < assembly->observations->schema->n_values; column++) {
    observations_copy_values(assembly->observations, index, column, values);
    fill_mended_column(assembly, get_column(assembly, column, series), series, values, entries,
                       n_rows);
  }
}

static void
fill_gappy(const Assembly *assembly, gsize index, const PanelSeries *series, gsize n_rows)
{
  g_autofree gint64 *times = g_new(gint64, n_rows);
  g_autofree double *values = g_new(double, n_rows);
  g_autofree gsize *slots = g_new(gsize, n_rows);
  const Scratch scratch = { times, values, slots };
  const gint64 distance = get_fixed_distance(&series->step);
  observations_copy_times(assembly->observations, index, times);
  for (gsize i = 0; i < n_rows; i++) {
    slots[i] = find_slot(series, distance, times[i]);
  }
  for (gsize column = 0; column < assembly->observations->schema->n_values; column++) {
    observations_copy_values(assembly->observations, index, column, values);
    fill_gappy_column(get_column(assembly, column, series), series, &scratch, n_rows);
  }
}

static void
fill_range(gsize begin, gsize end, G_GNUC_UNUSED PoolWorker *worker, gpointer data)
{
  const Assembly *assembly = data;
  for (gsize i = begin; i < end; i++) {
    const PanelSeries *series = &assembly->panel->series[i];
    const gsize n_rows = observations_get_n_rows(assembly->observations, i);
    if (assembly->survey != NULL && survey_get_series(assembly->survey, i)->is_mended) {
      fill_mended(assembly, i, series, n_rows);
    } else if (series->length != n_rows) {
      fill_gappy(assembly, i, series, n_rows);
    } else {
      for (gsize column = 0; column < assembly->observations->schema->n_values; column++) {
        observations_copy_values(assembly->observations, i, column,
                                 get_column(assembly, column, series));
      }
    }
  }
}

// The rows around the longest gap of a series.
static gsize
find_longest_gap(const Observations *observations, gsize series)
{
  const gsize n_rows = observations_get_n_rows(observations, series);
  g_autofree gint64 *times = g_new(gint64, n_rows);
  observations_copy_times(observations, series, times);
  gsize longest = 1;
  for (gsize i = 2; i < n_rows; i++) {
    if (times[i] - times[i - 1] > times[longest] - times[longest - 1]) {
      longest = i;
    }
  }
  return longest;
}

static void
set_limit_error(const Observations *observations,
                gsize worst,
                gsize n_missing,
                const Step *step,
                GError **error)
{
  const gsize row = find_longest_gap(observations, worst);
  const char *line = observations_find_row(observations, worst, row);
  const char *before = observations_find_row(observations, worst, row - 1);
  g_autofree char *name = observations_get_name(observations, worst);
  g_autofree char *step_name = step_to_string(step);
  reader_set_error(error, observations->input, line, READER_ERROR_LIMIT,
                   "series '%s': with the step '%s', %" G_GSIZE_FORMAT
                   " values would be missing, most of them since line %" G_GSIZE_FORMAT
                   " (name a coarser step with --step, or leave out what lies beyond the gap)",
                   name, step_name, n_missing, reader_get_line(observations->input, before));
}

// Counts the values that each series takes.
static gboolean
count_lengths(const Observations *observations,
              const Survey *survey,
              const Step *step,
              gsize *lengths,
              GError **error)
{
  const gsize n_series = observations_get_n_series(observations);
  double n_values = 0;
  double n_rows = 0;
  gsize worst = 0;
  for (gsize i = 0; i < n_series; i++) {
    const SeriesSurvey *series = survey_get_series(survey, i);
    const Step own = get_series_step(step, series);
    gint64 n_steps = 0;
    const gboolean is_reached = step_between(&own, series->first, series->last, &n_steps);
    g_assert(is_reached);
    lengths[i] = (gsize)n_steps + 1;
    n_values += (double)lengths[i];
    n_rows += (double)series->n_times;
    const gsize n_missing = lengths[i] - series->n_times;
    if (n_missing > lengths[worst] - survey_get_series(survey, worst)->n_times) {
      worst = i;
    }
  }
  if (n_values > GAPS_MAX_RATIO * n_rows + GAPS_MIN_LIMIT) {
    const gsize n_missing = lengths[worst] - survey_get_series(survey, worst)->n_times;
    set_limit_error(observations, worst, n_missing, step, error);
    return FALSE;
  }
  return TRUE;
}

static gsize
sum_lengths(const gsize *lengths, gsize n_series)
{
  gsize sum = 0;
  for (gsize i = 0; i < n_series; i++) {
    sum += lengths[i];
  }
  return sum;
}

static gboolean
make_panel(Assembly *assembly, const Step *step, const gsize *lengths, GError **error)
{
  const Observations *observations = assembly->observations;
  const gsize n_series = observations_get_n_series(observations);
  assembly->panel = panel_new(observations->schema->n_values, sum_lengths(lengths, n_series));
  if (assembly->panel == NULL) {
    g_set_error(error, READER_ERROR, READER_ERROR_LIMIT, "%s: its values do not fit into memory",
                observations->input->name);
    return FALSE;
  }
  gsize offset = 0;
  for (gsize i = 0; i < n_series; i++) {
    gsize id_length = 0;
    const char *id = name_table_get(observations->names, (guint32)i, &id_length);
    const SeriesSurvey *series =
        assembly->survey != NULL ? survey_get_series(assembly->survey, i) : NULL;
    const Step own = series != NULL ? get_series_step(step, series) : *step;
    const gint64 start = series != NULL ? series->first : 1;
    panel_add_series(assembly->panel, id, id_length, offset, lengths[i], start, &own);
    offset += lengths[i];
  }
  assembly->panel->style = observations->style;
  (void)pool_run(observations->input->pool, n_series, 1, fill_range, assembly, NULL);
  return TRUE;
}

static gboolean
assemble_with_times(Assembly *assembly, GError **error)
{
  const Observations *observations = assembly->observations;
  g_autoptr(Survey) survey = survey_new(observations, error);
  Step step;
  if (survey == NULL || !step_agreement_find(observations, survey, &step, error)) {
    return FALSE;
  }
  g_autofree gsize *lengths = g_new0(gsize, observations_get_n_series(observations));
  assembly->survey = survey;
  const gboolean is_made = count_lengths(observations, survey, &step, lengths, error) &&
                           make_panel(assembly, &step, lengths, error);
  assembly->survey = NULL;
  return is_made;
}

// Rows without times are numbered 1, 2, 3 … within their series.
static gboolean
assemble_without_times(Assembly *assembly, GError **error)
{
  const Observations *observations = assembly->observations;
  const gsize n_series = observations_get_n_series(observations);
  const Step step = { .unit = STEP_INDEX, .count = 1 };
  const Step *asked = observations->input->options->step;
  if (asked != NULL && asked->unit != STEP_INDEX) {
    g_autofree char *name = step_to_string(asked);
    g_set_error(error, READER_ERROR, READER_ERROR_STEP,
                "%s: the step '%s' does not fit, as this file has no times",
                observations->input->name, name);
    return FALSE;
  }
  g_autofree gsize *lengths = g_new0(gsize, n_series);
  for (gsize i = 0; i < n_series; i++) {
    lengths[i] = observations_get_n_rows(observations, i);
  }
  return make_panel(assembly, &step, lengths, error);
}

Panel *
assembly_make_panel(const Observations *observations, GError **error)
{
  Assembly assembly = { .observations = observations };
  const gboolean is_made = observations->schema->has_time
                               ? assemble_with_times(&assembly, error)
                               : assemble_without_times(&assembly, error);
  return is_made ? assembly.panel : NULL;
}
