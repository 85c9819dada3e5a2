// SPDX-License-Identifier: MIT
#include "cli/transform_settings.h"

#include <string.h>

#define GREATEST_HOLDOUT 1000000000

static const Option transform_options[] = {
  {
      .heading = "What to do",
      .name = "transform",
      .letter = 'm',
      .kind = OPTION_VALUE,
      .value_name = "TRANSFORM",
      .summary = "transforms by name, plugin:name, name(parameter=value,…) or path of a .so; bars "
                 "between several: log|difference(12)",
  },
  {
      .name = "fit-until",
      .kind = OPTION_VALUE,
      .value_name = "TIME",
      .summary = "learn from the values up to this time alone, as DATA writes it, and use what was "
                 "learned on all. Default: learn from all",
  },
  {
      .name = "holdout",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "learn from all but the last N values of each series. Default: 0",
  },
  {
      .name = "invert",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "take the forecasts in FILE back instead: all its columns of numbers, named as "
                 "DATA's are, each series from the step after what was learned from",
  },
  { .name = NULL },
};

static const Option failure_options[] = {
  {
      .name = "failures",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write all that went wrong, a CSV row for each series",
  },
  { .name = NULL },
};

const Option *const transform_tables[] = {
  transform_options, data_options, output_options, failure_options, run_options, NULL,
};

static gboolean
check_options(const TransformSettings *settings, GError **error)
{
  if (settings->transforms == NULL) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
                "--transform is missing: plugcast transform DATA -m 'log|difference(12)'");
    return FALSE;
  }
  if (settings->fit_until != NULL && settings->n_held_out > 0) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--fit-until and --holdout both say what is learned from; give one of them");
    return FALSE;
  }
  if (settings->failures_path != NULL &&
      g_strcmp0(settings->failures_path, settings->output.path) == 0) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--output and --failures name the same file, '%s'", settings->output.path);
    return FALSE;
  }
  return output_settings_check_path("failures", settings->failures_path, error);
}

gboolean
transform_settings_read(TransformSettings *settings,
                        const OptionValues *values,
                        gboolean output_is_terminal,
                        GError **error)
{
  // Filled in place: the reader's options point at the step beside them.
  *settings = (TransformSettings){
    .transforms = option_values_get_text(values, "transform"),
    .fit_until = option_values_get_text(values, "fit-until"),
    .inverted_path = option_values_get_text(values, "invert"),
    .failures_path = option_values_get_text(values, "failures"),
  };
  guint64 n_held_out = 0;
  if (!option_values_get_integer(values, "holdout", 0, GREATEST_HOLDOUT, &n_held_out, error)) {
    return FALSE;
  }
  settings->n_held_out = n_held_out;
  if (!output_settings_read(&settings->output, values, output_is_terminal, error) ||
      !check_options(settings, error) ||
      !data_settings_read(&settings->data, values, option_values_get_operands(values)[0], error) ||
      !run_settings_read(&settings->run, values, error)) {
    transform_settings_clear(settings);
    return FALSE;
  }
  return TRUE;
}

void
transform_settings_clear(TransformSettings *settings)
{
  data_settings_clear(&settings->data);
}

// Returns: the last moment of what begins at @time and is written in @form.
static gint64
end_of(gint64 time, TimestampForm form)
{
  static const Step lengths[] = {
    [TIMESTAMP_DATE] = { .unit = STEP_DAY, .count = 1 },
    [TIMESTAMP_MONTH] = { .unit = STEP_MONTH, .count = 1 },
    [TIMESTAMP_QUARTER] = { .unit = STEP_MONTH, .count = 3 },
    [TIMESTAMP_MINUTE] = { .unit = STEP_MICROSECOND, .count = 60 * G_USEC_PER_SEC },
    [TIMESTAMP_SECOND] = { .unit = STEP_MICROSECOND, .count = 1 },
  };
  return form == TIMESTAMP_INTEGER ? time : step_add(&lengths[form], time, 1) - 1;
}

gboolean
transform_settings_find_until(const TransformSettings *settings,
                              const Panel *panel,
                              gint64 *until,
                              GError **error)
{
  if (settings->fit_until == NULL) {
    *until = G_MAXINT64;
    return TRUE;
  }
  const TimestampStyle *wanted = panel_get_timestamp_style(panel);
  TimestampStyle style = { .form = TIMESTAMP_INTEGER };
  gint64 time = 0;
  const gboolean is_time =
      timestamp_parse(settings->fit_until, strlen(settings->fit_until), &time, &style);
  if (!is_time || (style.form == TIMESTAMP_INTEGER) != (wanted->form == TIMESTAMP_INTEGER)) {
    char example[TIMESTAMP_MAX_LENGTH];
    (void)timestamp_format(panel_get_start(panel, 0), wanted, example);
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
                "--fit-until '%s' is no time of this data (they are like '%s')",
                settings->fit_until, example);
    return FALSE;
  }
  *until = end_of(time, style.form);
  return TRUE;
}
