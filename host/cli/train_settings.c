// SPDX-License-Identifier: MIT
#include "cli/train_settings.h"

#include "cli/output_settings.h"
#include "run/model_file.h"

#include <string.h>

enum {
  DEFAULT_CHECKPOINT_EVERY = 10,
  GREATEST_CHECKPOINT_EVERY = 1000000000,
};

#define GREATEST_LENGTH 1e15

char *
train_option_from_setting(const char *name)
{
  return g_strdelimit(g_strdup(name), "_", '-');
}

static gboolean
read_model(TrainSettings *settings, const OptionValues *values, GError **error)
{
  settings->model = option_values_get_text(values, "model");
  if (settings->model == NULL) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--model is missing: the network to train, such as -m nlinear");
    return FALSE;
  }
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    g_autofree char *option = train_option_from_setting(training_settings_describe(i)->name);
    settings->training[i] = option_values_get_text(values, option);
  }
  return TRUE;
}

// Two or three lengths, separated by commas; not option_values_get_numbers(), as they may be equal.
static gboolean
read_split(TrainSettings *settings, const OptionValues *values, GError **error)
{
  const char *text = option_values_get_text(values, "split");
  if (text == NULL) {
    return TRUE;
  }
  g_auto(GStrv) texts = g_strsplit(text, ",", -1);
  const gsize n_texts = g_strv_length(texts);
  gboolean is_accepted = n_texts == 2 || n_texts == 3;
  for (gsize i = 0; is_accepted && i < n_texts; i++) {
    guint64 length = 0;
    is_accepted = g_ascii_string_to_unsigned(texts[i], 10, i == 0 ? 1 : 0, (guint64)GREATEST_LENGTH,
                                             &length, NULL);
    settings->split[i] = (gsize)length;
  }
  if (!is_accepted) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
                "--split: '%s' is no TRAIN,VALIDATION or TRAIN,VALIDATION,TEST in values of a "
                "series, such as 8640,2880,2880",
                text);
    return FALSE;
  }
  if (option_values_has(values, "validation")) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--split and --validation both say what is watched: give one of them");
    return FALSE;
  }
  settings->has_split = TRUE;
  return TRUE;
}

static gboolean
read_paths(TrainSettings *settings, const OptionValues *values, GError **error)
{
  settings->output_path = option_values_get_text(values, "output");
  settings->checkpoint_path = option_values_get_text(values, "checkpoint");
  settings->resume_path = option_values_get_text(values, "resume");
  if (settings->output_path == NULL ||
      !g_str_has_suffix(settings->output_path, MODEL_FILE_SUFFIX)) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
                "--output: %s%s%s is no model file (its name ends in " MODEL_FILE_SUFFIX ")",
                settings->output_path != NULL ? "'" : "",
                settings->output_path != NULL ? settings->output_path : "nothing",
                settings->output_path != NULL ? "'" : "");
    return FALSE;
  }
  guint64 every = DEFAULT_CHECKPOINT_EVERY;
  if (!option_values_get_integer(values, "checkpoint-every", 1, GREATEST_CHECKPOINT_EVERY, &every,
                                 error)) {
    return FALSE;
  }
  settings->checkpoint_every = (gsize)every;
  if (g_strcmp0(settings->output_path, settings->checkpoint_path) == 0) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--output and --checkpoint name the same file, '%s'", settings->output_path);
    return FALSE;
  }
  return output_settings_check_path("output", settings->output_path, error) &&
         output_settings_check_path("checkpoint", settings->checkpoint_path, error);
}

gboolean
train_settings_read(TrainSettings *settings, const OptionValues *values, GError **error)
{
  // Filled in place: the reader's options point at the step beside them.
  *settings = (TrainSettings){ 0 };
  if (!read_model(settings, values, error) || !read_split(settings, values, error) ||
      !read_paths(settings, values, error) ||
      !data_settings_read(&settings->data, values, option_values_get_operands(values)[0], error) ||
      !run_settings_read(&settings->run, values, error)) {
    train_settings_clear(settings);
    return FALSE;
  }
  return TRUE;
}

void
train_settings_clear(TrainSettings *settings)
{
  data_settings_clear(&settings->data);
}
