// SPDX-License-Identifier: MIT
#include "cli/forecast_settings.h"

#include "cli/output_settings.h"
#include "cli/text_list.h"

#include <string.h>

#define DEFAULT_MODELS "theta,dotm"
#define DEFAULT_COMBINATION "mean"
#define DEFAULT_FALLBACK "seasonal_naive"
#define DEFAULT_CHART_LEVELS "80,95"

enum {
  GREATEST_FOLDS = 1000,
  GREATEST_HORIZON = 1000000,
  GREATEST_N_SAMPLES = 10000000,
};

/** The choices of --format, in their order. */
typedef struct {
  ForecastOutput output;
  TableFormat format;
} FormatChoice;

static const FormatChoice format_choices[] = {
  { FORECAST_OUTPUT_ROWS, TABLE_FORMAT_CSV },        { FORECAST_OUTPUT_ROWS, TABLE_FORMAT_TSV },
  { FORECAST_OUTPUT_ROWS, TABLE_FORMAT_JSON_LINES }, { FORECAST_OUTPUT_ROWS, TABLE_FORMAT_TEXT },
  { FORECAST_OUTPUT_CHART, TABLE_FORMAT_CSV },
};

static gboolean
settings_read_levels(ForecastSettings *settings, const OptionValues *values, GError **error)
{
  const char *text = option_values_get_text(values, "level");
  if (text == NULL) {
    text = settings->output == FORECAST_OUTPUT_CHART ? DEFAULT_CHART_LEVELS : NULL;
  }
  if (text == NULL) {
    settings->levels = g_new0(char *, 1);
    return TRUE;
  }
  g_autoptr(GArray) levels = NULL;
  if (!option_values_get_numbers(values, "level", 0, 100, TRUE, "percentage above 0 and below 100",
                                 &levels, error)) {
    return FALSE;
  }
  settings->levels = g_strsplit(text, ",", -1);
  return TRUE;
}

static gboolean
settings_read_quantiles(ForecastSettings *settings, const OptionValues *values, GError **error)
{
  g_autoptr(GArray) quantiles = NULL;
  if (!option_values_get_numbers(values, "quantile", 0, 1, TRUE, "number above 0 and below 1",
                                 &quantiles, error)) {
    return FALSE;
  }
  settings->quantiles = quantiles != NULL
                            ? g_strsplit(option_values_get_text(values, "quantile"), ",", -1)
                            : g_new0(char *, 1);
  return TRUE;
}

// Returns: (nullable): the first option given that only methods have that draw paths.
static const char *
find_option_of_draws(const OptionValues *values)
{
  static const char *const names[] = { "draws", "deviation", "samples" };
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    if (option_values_has(values, names[i])) {
      return names[i];
    }
  }
  return NULL;
}

static gboolean
settings_read_interval(ForecastSettings *settings, const OptionValues *values, GError **error)
{
  gsize method = INTERVAL_AUTO;
  guint64 n_samples = 0;
  if (!option_values_get_choice(values, "interval", &method, error) ||
      !option_values_get_integer(values, "draws", INTERVAL_LEAST_SAMPLES, GREATEST_N_SAMPLES,
                                 &n_samples, error)) {
    return FALSE;
  }
  const char *option = find_option_of_draws(values);
  if (option != NULL && !interval_method_draws((IntervalMethod)method)) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--%s goes with --interval bootstrap or --interval sampled: other intervals draw "
                "no paths",
                option);
    return FALSE;
  }
  settings->interval = (IntervalMethod)method;
  settings->n_samples = (gsize)n_samples;
  settings->deviations = option_values_has(values, "deviation");
  if (settings->deviations && settings->combination != NULL && !settings->keep_members) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--deviation is of single models: add --members, or leave --combine out");
    return FALSE;
  }
  return TRUE;
}

// How a combination learns; its name was not looked at yet, so that what does not learn takes these
// without a word.
static gboolean
settings_read_combination(ForecastSettings *settings, const OptionValues *values, GError **error)
{
  guint64 n_folds = 0;
  gsize over = 0;
  if (!option_values_get_integer(values, "combine-folds", 1, GREATEST_FOLDS, &n_folds, error) ||
      !option_values_get_choice(values, "combine-over", &over, error)) {
    return FALSE;
  }
  settings->n_past_folds = (gsize)n_folds;
  settings->learns_over_all = over == 1;
  return TRUE;
}

static gboolean
settings_read_models(ForecastSettings *settings, const OptionValues *values, GError **error)
{
  settings->models_are_default = !option_values_has(values, "model");
  settings->combination = option_values_get_text(values, "combine");
  settings->keep_members = option_values_has(values, "members");
  const char *const defaults[] = { DEFAULT_MODELS, NULL };
  if (settings->models_are_default) {
    settings->models = text_list_copy(defaults);
    settings->combination =
        settings->combination != NULL ? settings->combination : DEFAULT_COMBINATION;
  } else {
    settings->models = text_list_copy(option_values_get_list(values, "model"));
  }
  if (settings->keep_members && settings->combination == NULL) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--members goes with --combine: without a combination the columns of all models "
                "are there");
    return FALSE;
  }
  const char *fallback = option_values_get_text(values, "fallback");
  if (fallback == NULL) {
    fallback = DEFAULT_FALLBACK;
  }
  settings->fallback = strcmp(fallback, "none") != 0 ? fallback : NULL;
  return TRUE;
}

static gboolean
settings_check_paths(const ForecastSettings *settings, GError **error)
{
  if (settings->output_path != NULL && settings->output == FORECAST_OUTPUT_CHART) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--format chart is for standard output; %s takes csv, tsv, jsonl or table",
                settings->output_path);
    return FALSE;
  }
  const struct {
    const char *option;
    const char *path;
  } files[] = {
    { "output", settings->output_path },
    { "failures", settings->failures_path },
    { "samples", settings->samples_path },
    { "weights", settings->weights_path },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
    if (!output_settings_check_path(files[i].option, files[i].path, error)) {
      return FALSE;
    }
    for (gsize j = 0; files[i].path != NULL && j < i; j++) {
      if (g_strcmp0(files[i].path, files[j].path) == 0) {
        g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                    "--%s and --%s name the same file, '%s'", files[j].option, files[i].option,
                    files[i].path);
        return FALSE;
      }
    }
  }
  return TRUE;
}

// @path: (nullable); an empty one is refused later.
static gboolean
read_format(const char *path, TableFormat *format, GError **error)
{
  return path == NULL || *path == '\0' || table_format_from_path(path, format, error);
}

static gboolean
settings_read_output(ForecastSettings *settings,
                     const OptionValues *values,
                     gboolean output_is_terminal,
                     GError **error)
{
  settings->failures_path = option_values_get_text(values, "failures");
  settings->samples_path = option_values_get_text(values, "samples");
  settings->weights_path = option_values_get_text(values, "weights");
  if (!read_format(settings->samples_path, &settings->samples_format, error) ||
      !read_format(settings->weights_path, &settings->weights_format, error)) {
    return FALSE;
  }
  const char *path = option_values_get_text(values, "output");
  settings->output_path = g_strcmp0(path, "-") != 0 ? path : NULL;
  gboolean shows = path == NULL && output_is_terminal;
  gboolean is_json = option_values_has(values, "json");
  settings->output = shows && !is_json ? FORECAST_OUTPUT_CHART : FORECAST_OUTPUT_ROWS;
  settings->format = is_json ? TABLE_FORMAT_JSON_LINES : TABLE_FORMAT_CSV;
  if (option_values_has(values, "format")) {
    gsize choice = 0;
    if (!option_values_get_choice(values, "format", &choice, error)) {
      return FALSE;
    }
    settings->output = format_choices[choice].output;
    settings->format = format_choices[choice].format;
  } else if (settings->output_path != NULL && *settings->output_path != '\0' &&
             !table_format_from_path(settings->output_path, &settings->format, error)) {
    return FALSE;
  }
  return settings_check_paths(settings, error);
}

static gboolean
settings_read_horizon(ForecastSettings *settings, const OptionValues *values, GError **error)
{
  guint64 horizon = 0;
  if (!option_values_get_integer(values, "horizon", 1, GREATEST_HORIZON, &horizon, error)) {
    return FALSE;
  }
  settings->horizon = (gsize)horizon;
  return TRUE;
}

gboolean
forecast_settings_read(ForecastSettings *settings,
                       const OptionValues *values,
                       gboolean output_is_terminal,
                       GError **error)
{
  // Filled in place: the reader's options point at the step beside them.
  *settings = (ForecastSettings){
    .fail_fast = option_values_has(values, "fail-fast"),
  };
  if (!settings_read_models(settings, values, error) ||
      !settings_read_combination(settings, values, error) ||
      !settings_read_horizon(settings, values, error) ||
      !settings_read_output(settings, values, output_is_terminal, error) ||
      !settings_read_levels(settings, values, error) ||
      !settings_read_quantiles(settings, values, error) ||
      !settings_read_interval(settings, values, error) ||
      !data_settings_read(&settings->data, values, option_values_get_operands(values)[0], error) ||
      !run_settings_read(&settings->run, values, error)) {
    forecast_settings_clear(settings);
    return FALSE;
  }
  return TRUE;
}

void
forecast_settings_clear(ForecastSettings *settings)
{
  g_clear_pointer(&settings->models, g_strfreev);
  data_settings_clear(&settings->data);
  g_clear_pointer(&settings->levels, g_strfreev);
  g_clear_pointer(&settings->quantiles, g_strfreev);
}
