// SPDX-License-Identifier: MIT
#include "run/train/training_settings.h"

#include "data/decimal.h"
#include "plugin/suggest.h"
#include "run/train/loss.h"
#include "run/train/optimizer.h"
#include "run/train/schedule.h"

#include <math.h>
#include <string.h>

#define MOST_COUNT 1e9

typedef struct Row Row;

/** One setting and how it is read. */
struct Row {
  TrainingSetting setting;
  gboolean (*set)(const Row *row, TrainingSettings *settings, const char *text, GError **error);
  gsize offset; // of the member that it sets, for those that set one number
  gsize least;  // of a count
};

G_DEFINE_QUARK(training_settings_error, training_settings_error)

static gboolean
set_error(const char *text, const char *wanted, GError **error)
{
  g_set_error(error, TRAINING_SETTINGS_ERROR, TRAINING_SETTINGS_ERROR_VALUE, "'%s' is no %s", text,
              wanted);
  return FALSE;
}

static gpointer
get_member(const Row *row, TrainingSettings *settings)
{
  return (char *)settings + row->offset;
}

static gboolean
read_number(const char *text, double *number)
{
  const gsize length = strlen(text);
  return length > 0 && decimal_parse(text, length, number) == length && isfinite(*number);
}

static gboolean
set_count(const Row *row, TrainingSettings *settings, const char *text, GError **error)
{
  double number = 0.0;
  if (!read_number(text, &number) || number < (double)row->least || number > MOST_COUNT ||
      floor(number) < number) {
    return set_error(text,
                     row->least > 0 ? "whole number from 1 to 1000000000"
                                    : "whole number from 0 to 1000000000",
                     error);
  }
  *(gsize *)get_member(row, settings) = (gsize)number;
  return TRUE;
}

static gboolean
set_real(const Row *row, TrainingSettings *settings, const char *text, GError **error)
{
  double number = 0.0;
  if (!read_number(text, &number) || number < 0.0) {
    return set_error(text, "number from 0", error);
  }
  *(double *)get_member(row, settings) = number;
  return TRUE;
}

static gboolean
set_rate(const Row *row, TrainingSettings *settings, const char *text, GError **error)
{
  (void)row;
  double number = 0.0;
  if (!read_number(text, &number) || !(number > 0.0)) {
    return set_error(text, "number above 0", error);
  }
  settings->rate = number;
  return TRUE;
}

static gboolean
set_validation(const Row *row, TrainingSettings *settings, const char *text, GError **error)
{
  (void)row;
  double number = 0.0;
  if (!read_number(text, &number) || number < 0.0 || number >= 1.0) {
    return set_error(text, "share from 0 to below 1", error);
  }
  settings->validation = number;
  return TRUE;
}

static gboolean
set_scaling(const Row *row, TrainingSettings *settings, const char *text, GError **error)
{
  (void)row;
  const WindowScaling *scaling = window_scaling_find(text, error);
  settings->scaling = scaling != NULL ? scaling : settings->scaling;
  return scaling != NULL;
}

static gboolean
set_series_scaling(const Row *row, TrainingSettings *settings, const char *text, GError **error)
{
  (void)row;
  return series_scaling_parse(text, &settings->series_scaling, error);
}

// What is kept as text is tried here, and made when training begins.
static gboolean
set_loss(const Row *row, TrainingSettings *settings, const char *text, GError **error)
{
  (void)row;
  (void)settings;
  g_autoptr(Loss) loss = loss_new(text, error);
  return loss != NULL;
}

static gboolean
set_schedule(const Row *row, TrainingSettings *settings, const char *text, GError **error)
{
  (void)row;
  (void)settings;
  g_autoptr(Schedule) schedule = schedule_new(text, error);
  return schedule != NULL;
}

static gboolean
set_optimizer(const Row *row, TrainingSettings *settings, const char *text, GError **error)
{
  (void)row;
  (void)settings;
  return optimizer_check(text, error);
}

#define MEMBER(member) offsetof(TrainingSettings, member)

static const Row rows[TRAINING_N_SETTINGS] = {
  { { "input", "N", "0",
      "steps of a window that the network sees; 0 for twice the longer of horizon and season" },
    set_count,
    MEMBER(input_length),
    0 },
  { { "horizon", "H", "0", "steps that it forecasts; 0 for what is to be forecast" },
    set_count,
    MEMBER(horizon),
    0 },
  { { "epochs", "N", "100", "times that all windows are seen at most" },
    set_count,
    MEMBER(n_epochs),
    1 },
  { { "steps", "N", "0", "batches at most; 0 for no limit" }, set_count, MEMBER(n_steps), 0 },
  { { "batch", "N", "32", "windows of a step" }, set_count, MEMBER(batch_size), 1 },
  { { "shard", "N", "8", "windows of a batch that one thread takes at once" },
    set_count,
    MEMBER(shard_size),
    1 },
  { { "rate", "X", "0.001", "learning rate" }, set_rate, 0, 0 },
  { { "schedule", "SCHEDULE", "constant",
      "rate over time: constant, step:EPOCHS,FACTOR, exponential:FACTOR, cosine[:LEAST], "
      "warmup_cosine:EPOCHS[,LEAST] or plateau:FACTOR,PATIENCE" },
    set_schedule,
    0,
    0 },
  { { "optimizer", "OPTIMIZER", "adam",
      "sgd[:MOMENTUM], nesterov:MOMENTUM, adam[:BETA1,BETA2] or adamw[:DECAY[,LEAST]]" },
    set_optimizer,
    0,
    0 },
  { { "loss", "LOSS", "mse", "mse, mae, huber:DELTA, quantile:Q or quantiles:Q,Q,…" },
    set_loss,
    0,
    0 },
  { { "scaling", "SCALING", "last", "of each window: none, standard, robust, last or revin" },
    set_scaling,
    0,
    0 },
  { { "series_scaling", "SCALING", "standard",
      "of each series, fitted on its training part: none or standard" },
    set_series_scaling,
    0,
    0 },
  { { "clip", "X", "1", "largest norm of a gradient; 0 for none" }, set_real, MEMBER(clip), 0 },
  { { "patience", "N", "10",
      "epochs without a lower validation loss before training stops; 0 for never" },
    set_count,
    MEMBER(patience),
    0 },
  { { "delta", "X", "0.0001", "by how much a validation loss must be lower" },
    set_real,
    MEMBER(delta),
    0 },
  { { "validation", "X", "0.2", "last part of each series that is watched, not trained on" },
    set_validation,
    0,
    0 },
};

const TrainingSetting *
training_settings_describe(gsize index)
{
  g_assert(index < TRAINING_N_SETTINGS);

  return &rows[index].setting;
}

// Returns: TRAINING_N_SETTINGS when there is no such setting.
static gsize
find(const char *name)
{
  gsize index = 0;
  while (index < TRAINING_N_SETTINGS && strcmp(rows[index].setting.name, name) != 0) {
    index++;
  }
  return index;
}

gboolean
training_settings_know(const char *name)
{
  return find(name) < TRAINING_N_SETTINGS;
}

static gboolean
set_at(TrainingSettings *settings, gsize index, const char *text, GError **error)
{
  const Row *row = &rows[index];
  if (!row->set(row, settings, text, error)) {
    return FALSE;
  }
  char *kept = g_strdup(text);
  g_free(settings->texts[index]);
  settings->texts[index] = kept;
  return TRUE;
}

void
training_settings_init(TrainingSettings *settings)
{
  *settings = (TrainingSettings){ 0 };
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    const gboolean is_set = set_at(settings, i, rows[i].setting.default_text, NULL);
    g_assert(is_set);
  }
}

void
training_settings_copy(const TrainingSettings *settings, TrainingSettings *copy)
{
  *copy = *settings;
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    copy->texts[i] = g_strdup(settings->texts[i]);
  }
}

void
training_settings_clear(TrainingSettings *settings)
{
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    g_clear_pointer(&settings->texts[i], g_free);
  }
}

gboolean
training_settings_set(TrainingSettings *settings,
                      const char *name,
                      const char *text,
                      GError **error)
{
  const gsize index = find(name);
  if (index < TRAINING_N_SETTINGS) {
    return set_at(settings, index, text, error);
  }
  const char *names[TRAINING_N_SETTINGS + 1] = { NULL };
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    names[i] = rows[i].setting.name;
  }
  g_autofree char *known = g_strjoinv(", ", (char **)(gpointer)names);
  g_autofree char *similar = suggest_similar(name, names);
  g_set_error(error, TRAINING_SETTINGS_ERROR, TRAINING_SETTINGS_ERROR_UNKNOWN,
              "'%s' is no setting of training (%s)%s%s", name, known, similar != NULL ? "; " : "",
              similar != NULL ? similar : "");
  return FALSE;
}

const char *
training_settings_get_text(const TrainingSettings *settings, const char *name)
{
  const gsize index = find(name);
  g_assert(index < TRAINING_N_SETTINGS);

  return settings->texts[index];
}

char *
training_settings_to_string(const TrainingSettings *settings)
{
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    const char *value = settings->texts[i];
    if (strcmp(value, rows[i].setting.default_text) != 0) {
      const gboolean is_list = strchr(value, ',') != NULL;
      g_string_append_printf(text, is_list ? "%s%s=[%s]" : "%s%s=%s", text->len > 0 ? "," : "",
                             rows[i].setting.name, value);
    }
  }
  return g_string_free(text, FALSE);
}

gsize
training_settings_choose_input(const TrainingSettings *settings, gsize horizon, gsize season_length)
{
  return settings->input_length > 0 ? settings->input_length : 2 * MAX(horizon, season_length);
}
