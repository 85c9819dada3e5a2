// SPDX-License-Identifier: MIT
#include "data/survey.h"

#include <stdlib.h>
#include <string.h>

// Of a series of constant distances, so many times show all that its step can be: no month has the
// length of the next for so long, and some weekend lies between them.
enum {
  N_TELLING_TIMES = 32
};

typedef enum {
  FAULT_NONE,
  FAULT_ORDER,     // the time of @row is before that of @other_row
  FAULT_DUPLICATE, // the time of @row is that of @other_row
  FAULT_STEP,      // the step that was asked for does not reach @row
} FaultKind;

typedef struct {
  FaultKind kind;
  gsize series;
  gsize row;
  gsize other_row;
} Fault;

// What one thread has seen.
typedef struct {
  StepEvidence evidence;
  GArray *faults; // of Fault
} WorkerNotes;

typedef struct {
  const Observations *observations;
  const ReaderOptions *options;
  gboolean is_index;
  SeriesSurvey *series;
  WorkerNotes *workers; // one a thread of the pool
} Surveying;

// The times of the series before, and what they showed: in most files the next series has the same.
typedef struct {
  gint64 *times;
  gint64 *previous;
  gsize n_previous;
  StepEvidence evidence; // of @previous
  int anchor_day;        // of @previous
} Notebook;

static int
compare_entries(const void *left, const void *right)
{
  const SurveyEntry *a = left;
  const SurveyEntry *b = right;
  if (a->time != b->time) {
    return a->time < b->time ? -1 : 1;
  }
  return a->row < b->row ? -1 : (a->row > b->row ? 1 : 0);
}

SurveyEntry *
survey_sort_rows(const gint64 *times, gsize n_rows)
{
  SurveyEntry *entries = g_new(SurveyEntry, n_rows);
  for (gsize i = 0; i < n_rows; i++) {
    entries[i] = (SurveyEntry){ times[i], i };
  }
  qsort(entries, n_rows, sizeof *entries, compare_entries);
  return entries;
}

static gsize
keep_distinct(const SurveyEntry *entries, gsize n_rows, gint64 *times)
{
  gsize n_times = 0;
  for (gsize i = 0; i < n_rows; i++) {
    if (i == 0 || entries[i].time != entries[i - 1].time) {
      times[n_times++] = entries[i].time;
    }
  }
  return n_times;
}

gsize
survey_mend_times(gint64 *times, gsize n_rows)
{
  g_autofree SurveyEntry *entries = survey_sort_rows(times, n_rows);
  return keep_distinct(entries, n_rows, times);
}

static gboolean
rise_strictly(const gint64 *times, gsize n_times)
{
  gboolean rising = TRUE;
  for (gsize i = 1; i < n_times; i++) {
    rising &= times[i - 1] < times[i];
  }
  return rising;
}

static gboolean
are_equidistant(const gint64 *times, gsize n_times)
{
  gboolean equal = TRUE;
  for (gsize i = 2; i < n_times; i++) {
    equal &= times[i] - times[i - 1] == times[1] - times[0];
  }
  return equal;
}

// Finds the first row that goes back in time.
static gboolean
find_disorder(const gint64 *times, gsize n_rows, Fault *fault)
{
  for (gsize i = 1; i < n_rows; i++) {
    if (times[i] < times[i - 1]) {
      *fault = (Fault){ .kind = FAULT_ORDER, .row = i, .other_row = i - 1 };
      return TRUE;
    }
  }
  return FALSE;
}

// Finds the first row, in file order, whose time an earlier row has.
static gboolean
find_duplicate(const SurveyEntry *entries, gsize n_rows, Fault *fault)
{
  gsize lowest = G_MAXSIZE;
  for (gsize i = 1; i < n_rows; i++) {
    if (entries[i].time == entries[i - 1].time && entries[i].row < lowest) {
      lowest = entries[i].row;
      *fault = (Fault){ .kind = FAULT_DUPLICATE, .row = lowest, .other_row = entries[i - 1].row };
    }
  }
  return lowest != G_MAXSIZE;
}

// Sorts @times and drops equal ones. Returns: how many are left, 0 with @fault set when the options
// allow no such repair.
static gsize
mend_times(const ReaderOptions *options, gint64 *times, gsize n_rows, Fault *fault)
{
  if (!options->sort && find_disorder(times, n_rows, fault)) {
    return 0;
  }
  g_autofree SurveyEntry *entries = survey_sort_rows(times, n_rows);
  if (options->duplicates == READER_DUPLICATES_ERROR && find_duplicate(entries, n_rows, fault)) {
    return 0;
  }
  return keep_distinct(entries, n_rows, times);
}

// Looks at strictly rising times, unless the series before had the same.
static void
note_times(Notebook *notebook, const Surveying *surveying, gsize n_times)
{
  const gint64 *times = notebook->times;
  if (n_times == notebook->n_previous &&
      memcmp(times, notebook->previous, n_times * sizeof *times) == 0) {
    return;
  }
  const gsize n_telling = are_equidistant(times, n_times) ? MIN(n_times, N_TELLING_TIMES) : n_times;
  step_evidence_init(&notebook->evidence, surveying->is_index);
  step_evidence_add(&notebook->evidence, times, n_telling);
  const Step *asked = surveying->options->step;
  Step step = { .unit = STEP_MONTH, .count = 1 };
  const gboolean may_be_monthly =
      asked != NULL ? asked->unit == STEP_MONTH : notebook->evidence.is_monthly;
  if (may_be_monthly && !surveying->is_index) {
    step_set_anchor(&step, times, n_times);
  }
  notebook->anchor_day = step.anchor_day;
  notebook->n_previous = n_times;
  memcpy(notebook->previous, times, n_times * sizeof *times);
}

// Returns: the first of the times that @step does not lead to, @n_times when there is none.
static gsize
find_off_step(const Step *step, const gint64 *times, gsize n_times)
{
  gsize i = 0;
  gint64 n_steps = 0;
  while (i < n_times && step_between(step, times[0], times[i], &n_steps)) {
    i++;
  }
  return i;
}

static gsize
find_row_of_time(const gint64 *times, gsize n_rows, gint64 time)
{
  gsize row = 0;
  while (row + 1 < n_rows && times[row] != time) {
    row++;
  }
  return row;
}

// Checks that the step asked for leads to all times.
static void
check_asked_step(const Surveying *surveying,
                 gsize series,
                 gint64 *times,
                 gsize n_times,
                 int anchor_day,
                 Fault *fault)
{
  Step step = *surveying->options->step;
  if (step.unit == STEP_MONTH && step.anchor_day == 0) {
    step.anchor_day = anchor_day;
  }
  gsize off_step = find_off_step(&step, times, n_times);
  if (off_step == n_times) {
    return;
  }
  if (off_step == 0) {
    // The anchor came from a later time, which is then the odd one.
    step.anchor_day = 0;
    off_step = find_off_step(&step, times, n_times) % n_times;
  }
  const gint64 first = times[0];
  const gint64 odd = times[off_step];
  const gsize n_rows = observations_get_n_rows(surveying->observations, series);
  observations_copy_times(surveying->observations, series, times);
  *fault = (Fault){
    .kind = FAULT_STEP,
    .row = find_row_of_time(times, n_rows, odd),
    .other_row = find_row_of_time(times, n_rows, first),
  };
}

static void
survey_series(
    const Surveying *surveying, gsize series, gsize n_rows, Notebook *notebook, Fault *fault)
{
  SeriesSurvey *survey = &surveying->series[series];
  gint64 *times = notebook->times;
  observations_copy_times(surveying->observations, series, times);
  gsize n_times = n_rows;
  if (!rise_strictly(times, n_rows)) {
    n_times = mend_times(surveying->options, times, n_rows, fault);
    survey->is_mended = TRUE;
  }
  if (n_times == 0) {
    return;
  }
  note_times(notebook, surveying, n_times);
  survey->first = times[0];
  survey->last = times[n_times - 1];
  survey->n_times = n_times;
  survey->anchor_day = notebook->anchor_day;
  if (surveying->options->step != NULL) {
    check_asked_step(surveying, series, times, n_times, survey->anchor_day, fault);
  }
}

static void
survey_range(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  const Surveying *surveying = data;
  gsize longest = 0;
  for (gsize i = begin; i < end; i++) {
    longest = MAX(longest, observations_get_n_rows(surveying->observations, i));
  }
  g_autofree gint64 *times = g_new(gint64, longest);
  g_autofree gint64 *previous = g_new(gint64, longest);
  Notebook notebook = { .times = times, .previous = previous };
  step_evidence_init(&notebook.evidence, surveying->is_index);
  WorkerNotes *notes = &surveying->workers[pool_worker_get_index(worker)];
  for (gsize i = begin; i < end; i++) {
    Fault fault = { 0 };
    const gsize n_rows = observations_get_n_rows(surveying->observations, i);
    survey_series(surveying, i, n_rows, &notebook, &fault);
    if (fault.kind == FAULT_NONE) {
      step_evidence_join(&notes->evidence, &notebook.evidence);
    } else {
      fault.series = i;
      g_array_append_val(notes->faults, fault);
    }
  }
}

// Finds the fault that stands first in the file: in the lowest block, whose text is looked at
// again.
static gboolean
find_first_fault(const Observations *observations, const GArray *faults, Fault *first)
{
  guint32 lowest = G_MAXUINT32;
  for (guint i = 0; i < faults->len; i++) {
    const Fault *fault = &g_array_index(faults, Fault, i);
    lowest = MIN(lowest, observations_find_block(observations, fault->series, fault->row));
  }
  g_autoptr(GHashTable) rows = g_hash_table_new(NULL, NULL);
  g_autoptr(GHashTable) by_series = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < faults->len; i++) {
    Fault *fault = &g_array_index(faults, Fault, i);
    if (observations_find_block(observations, fault->series, fault->row) == lowest) {
      g_hash_table_insert(rows, GSIZE_TO_POINTER(fault->series), GSIZE_TO_POINTER(fault->row));
      g_hash_table_insert(by_series, GSIZE_TO_POINTER(fault->series), fault);
    }
  }
  if (faults->len == 0) {
    return FALSE;
  }
  const gsize series = observations_find_first(observations, lowest, rows);
  *first = *(const Fault *)g_hash_table_lookup(by_series, GSIZE_TO_POINTER(series));
  return TRUE;
}

static void
format_time(const Observations *observations, gsize series, gsize row, char *text)
{
  g_autofree gint64 *times = g_new(gint64, observations_get_n_rows(observations, series));
  observations_copy_times(observations, series, times);
  (void)timestamp_format(times[row], &observations->style, text);
}

static void
set_fault_error(const Observations *observations, const Fault *fault, GError **error)
{
  const ReaderInput *input = observations->input;
  const char *line = observations_find_row(observations, fault->series, fault->row);
  const char *other = observations_find_row(observations, fault->series, fault->other_row);
  const gsize other_line = reader_get_line(input, other);
  g_autofree char *name = observations_get_name(observations, fault->series);
  char time[TIMESTAMP_MAX_LENGTH];
  char other_time[TIMESTAMP_MAX_LENGTH];
  format_time(observations, fault->series, fault->row, time);
  format_time(observations, fault->series, fault->other_row, other_time);
  if (fault->kind == FAULT_ORDER) {
    reader_set_error(error, input, line, READER_ERROR_ORDER,
                     "series '%s': %s stands after %s of line %" G_GSIZE_FORMAT
                     " (put the rows in order, or let --sort do it)",
                     name, time, other_time, other_line);
  } else if (fault->kind == FAULT_DUPLICATE) {
    reader_set_error(error, input, line, READER_ERROR_DUPLICATE,
                     "series '%s': %s stands in line %" G_GSIZE_FORMAT
                     " already (keep one, or let --on-duplicate first, last, sum or mean do it)",
                     name, time, other_line);
  } else {
    g_autofree char *step = step_to_string(input->options->step);
    reader_set_error(error, input, line, READER_ERROR_STEP,
                     "series '%s': the step '%s' does not lead from %s of line %" G_GSIZE_FORMAT
                     " to %s",
                     name, step, other_time, other_line, time);
  }
}

static gboolean
check_step_fits(const Surveying *surveying, GError **error)
{
  const Step *asked = surveying->options->step;
  if (asked == NULL || (asked->unit == STEP_INDEX) == surveying->is_index) {
    return TRUE;
  }
  const ReaderInput *input = surveying->observations->input;
  g_autofree char *name = step_to_string(asked);
  g_set_error(error, READER_ERROR, READER_ERROR_STEP,
              "%s: the step '%s' does not fit, as the times of this file are %s", input->name, name,
              surveying->is_index ? "observation numbers" : "dates");
  return FALSE;
}

void
survey_free(Survey *survey)
{
  if (survey == NULL) {
    return;
  }
  g_free(survey->series);
  g_free(survey);
}

const SeriesSurvey *
survey_get_series(const Survey *survey, gsize index)
{
  return &survey->series[index];
}

// Takes what the threads noted, in the order of the threads, which does not matter.
static void
join_notes(Survey *survey, GArray *faults, const Surveying *surveying, guint n_workers)
{
  step_evidence_init(&survey->evidence, surveying->is_index);
  for (guint i = 0; i < n_workers; i++) {
    WorkerNotes *notes = &surveying->workers[i];
    step_evidence_join(&survey->evidence, &notes->evidence);
    g_array_append_vals(faults, notes->faults->data, notes->faults->len);
    g_clear_pointer(&notes->faults, g_array_unref);
  }
}

static void
survey_run(Survey *survey, GArray *faults, Surveying *surveying)
{
  Pool *pool = surveying->observations->input->pool;
  const guint n_workers = pool_get_n_threads(pool);
  g_autofree WorkerNotes *workers = g_new(WorkerNotes, n_workers);
  surveying->workers = workers;
  for (guint i = 0; i < n_workers; i++) {
    step_evidence_init(&workers[i].evidence, surveying->is_index);
    workers[i].faults = g_array_new(FALSE, FALSE, sizeof(Fault));
  }
  (void)pool_run(pool, observations_get_n_series(surveying->observations), 1, survey_range,
                 surveying, NULL);
  join_notes(survey, faults, surveying, n_workers);
}

Survey *
survey_new(const Observations *observations, GError **error)
{
  g_autoptr(Survey) survey = g_new0(Survey, 1);
  survey->series = g_new0(SeriesSurvey, observations_get_n_series(observations));
  Surveying surveying = {
    .observations = observations,
    .options = observations->input->options,
    .is_index = observations->style.form == TIMESTAMP_INTEGER,
    .series = survey->series,
  };
  if (!check_step_fits(&surveying, error)) {
    return NULL;
  }
  g_autoptr(GArray) faults = g_array_new(FALSE, FALSE, sizeof(Fault));
  survey_run(survey, faults, &surveying);
  Fault fault;
  if (find_first_fault(observations, faults, &fault)) {
    set_fault_error(observations, &fault, error);
    return NULL;
  }
  return g_steal_pointer(&survey);
}
