// SPDX-License-Identifier: MIT
#include "cli/backtest_settings.h"

#include "cli/text_list.h"

#include <string.h>

#define DEFAULT_MODELS "theta,dotm"
#define DEFAULT_NAIVE "seasonal_naive"

enum {
  DEFAULT_N_FOLDS = 3,
  GREATEST_HORIZON = 1000000,
  GREATEST_LENGTH = 1000000000,
  GREATEST_N_SAMPLES = 1000000,
};

// Returns: (nullable): the model that @option names, NULL for none.
static const char *
read_model(const OptionValues *values, const char *option)
{
  const char *text = option_values_get_text(values, option);
  if (text == NULL) {
    return DEFAULT_NAIVE;
  }
  return strcmp(text, "none") != 0 ? text : NULL;
}

static void
read_models(BacktestSettings *settings, const OptionValues *values)
{
  const char *const defaults[] = { DEFAULT_MODELS, NULL };
  settings->models = text_list_copy(
      option_values_has(values, "model") ? option_values_get_list(values, "model") : defaults);
  settings->fallback = read_model(values, "fallback");
  settings->benchmark = read_model(values, "benchmark");
  settings->metrics = option_values_get_list(values, "metric");
}

static gboolean
read_intervals(BacktestSettings *settings, const OptionValues *values, GError **error)
{
  gsize method = INTERVAL_AUTO;
  guint64 n_samples = 0;
  g_autoptr(GArray) levels = NULL;
  if (!option_values_get_numbers(values, "level", 0, 100, TRUE, "percentage above 0 and below 100",
                                 &levels, error) ||
      !option_values_get_choice(values, "interval", &method, error) ||
      !option_values_get_integer(values, "draws", INTERVAL_LEAST_SAMPLES, GREATEST_N_SAMPLES,
                                 &n_samples, error)) {
    return FALSE;
  }
  settings->levels = levels != NULL ? g_strsplit(option_values_get_text(values, "level"), ",", -1)
                                    : g_new0(char *, 1);
  settings->interval = (IntervalMethod)method;
  settings->n_samples = (gsize)n_samples;
  if (n_samples > 0 && !interval_method_draws(settings->interval)) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--draws goes with --interval bootstrap or --interval sampled: other intervals "
                "draw no paths");
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_size(const OptionValues *values, const char *name, guint64 least, gsize *size, GError **error)
{
  guint64 number = *size;
  if (!option_values_get_integer(values, name, least, GREATEST_LENGTH, &number, error)) {
    return FALSE;
  }
  *size = (gsize)number;
  return TRUE;
}

static gboolean
read_window(const OptionValues *values, gsize *window, GError **error)
{
  const char *text = option_values_get_text(values, "window");
  if (text == NULL || strcmp(text, "expanding") == 0) {
    return TRUE;
  }
  guint64 number = 0;
  if (!g_ascii_string_to_unsigned(text, 10, 1, GREATEST_LENGTH, &number, NULL)) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
                "--window: '%s' is neither 'expanding' nor a whole number from 1 to %d", text,
                GREATEST_LENGTH);
    return FALSE;
  }
  *window = (gsize)number;
  return TRUE;
}

// Options that would be passed over are refused.
static gboolean
check_scheme(const OptionValues *values, FoldScheme scheme, GError **error)
{
  static const struct {
    const char *option;
    gboolean takes[4]; // by FoldScheme
    const char *schemes;
  } rows[] = {
    { "folds", { TRUE, TRUE, TRUE, FALSE }, "rolling, blocked and kfold" },
    { "stride", { TRUE, TRUE, FALSE, TRUE }, "rolling, blocked and test" },
    { "window", { TRUE, FALSE, FALSE, TRUE }, "rolling and test" },
    { "refit", { TRUE, FALSE, FALSE, FALSE }, "rolling" },
    { "train", { FALSE, FALSE, FALSE, TRUE }, "test" },
    { "validation", { FALSE, FALSE, FALSE, TRUE }, "test" },
    { "test", { FALSE, FALSE, FALSE, TRUE }, "test" },
    { "standardise", { FALSE, FALSE, FALSE, TRUE }, "test" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    if (option_values_has(values, rows[i].option) && !rows[i].takes[scheme]) {
      g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND, "--%s goes with --scheme %s",
                  rows[i].option, rows[i].schemes);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_folds(BacktestSettings *settings, const OptionValues *values, GError **error)
{
  FoldSettings *folds = &settings->folds;
  gsize scheme = FOLD_ROLLING;
  guint64 horizon = 0;
  if (!option_values_get_choice(values, "scheme", &scheme, error) ||
      !option_values_get_integer(values, "horizon", 1, GREATEST_HORIZON, &horizon, error)) {
    return FALSE;
  }
  folds->scheme = (FoldScheme)scheme;
  folds->horizon = (gsize)horizon;
  folds->n_folds = folds->scheme != FOLD_TEST ? DEFAULT_N_FOLDS : 0;
  folds->seed = settings->run.seed;
  settings->standardise = option_values_has(values, "standardise");
  return check_scheme(values, folds->scheme, error) &&
         read_size(values, "folds", 1, &folds->n_folds, error) &&
         read_size(values, "stride", 1, &folds->step, error) &&
         read_window(values, &folds->window, error) &&
         read_size(values, "gap", 0, &folds->gap, error) &&
         read_size(values, "refit", 1, &folds->refit, error) &&
         read_size(values, "train", 1, &folds->train, error) &&
         read_size(values, "validation", 0, &folds->validation, error) &&
         read_size(values, "test", 1, &folds->test, error);
}

// No two files may have one name.
static gboolean
check_names(const BacktestSettings *settings, GError **error)
{
  const struct {
    const char *option;
    const char *path;
  } files[] = {
    { "output", settings->output.path },
    { "scores", settings->scores_path },
    { "failures", settings->failures_path },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
    for (gsize j = 0; j < i; j++) {
      if (files[i].path != NULL && g_strcmp0(files[i].path, files[j].path) == 0) {
        g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                    "--%s and --%s name the same file, '%s'", files[j].option, files[i].option,
                    files[i].path);
        return FALSE;
      }
    }
  }
  return TRUE;
}

static gboolean
read_files(BacktestSettings *settings,
           const OptionValues *values,
           gboolean output_is_terminal,
           GError **error)
{
  settings->writes_forecasts = option_values_has(values, "output");
  settings->scores_path = option_values_get_text(values, "scores");
  settings->failures_path = option_values_get_text(values, "failures");
  settings->scores_format = TABLE_FORMAT_CSV;
  settings->keys = SCORE_BY_MODEL | SCORE_BY_SERIES | SCORE_BY_FOLD;
  const char *by = option_values_get_text(values, "by");
  if (by != NULL && settings->scores_path == NULL) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--by goes with --scores FILE: it says what a row of the scores is for");
    return FALSE;
  }
  return output_settings_read(&settings->output, values, output_is_terminal, error) &&
         (by == NULL || score_keys_parse(by, &settings->keys, error)) &&
         output_settings_check_path("scores", settings->scores_path, error) &&
         (settings->scores_path == NULL ||
          table_format_from_path(settings->scores_path, &settings->scores_format, error)) &&
         output_settings_check_path("failures", settings->failures_path, error) &&
         check_names(settings, error);
}

gboolean
backtest_settings_read(BacktestSettings *settings,
                       const OptionValues *values,
                       gboolean output_is_terminal,
                       GError **error)
{
  // Filled in place: the reader's options point at the step beside them.
  *settings = (BacktestSettings){
    .fail_fast = option_values_has(values, "fail-fast"),
  };
  read_models(settings, values);
  if (!run_settings_read(&settings->run, values, error) || !read_folds(settings, values, error) ||
      !read_intervals(settings, values, error) ||
      !read_files(settings, values, output_is_terminal, error) ||
      !data_settings_read(&settings->data, values, option_values_get_operands(values)[0], error)) {
    backtest_settings_clear(settings);
    return FALSE;
  }
  return TRUE;
}

void
backtest_settings_clear(BacktestSettings *settings)
{
  g_clear_pointer(&settings->models, g_strfreev);
  g_clear_pointer(&settings->levels, g_strfreev);
  data_settings_clear(&settings->data);
}
