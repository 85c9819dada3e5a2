// SPDX-License-Identifier: MIT
#include "cli/tune_settings.h"

#include "cli/output_settings.h"

#include <string.h>

#define DEFAULT_METRIC "mase"
#define MODEL_SUFFIX ".json"

enum {
  DEFAULT_N_FOLDS = 3,
  GREATEST_ETA = 1000,
  GREATEST_HORIZON = 1000000,
  GREATEST_LENGTH = 1000000000,
};

static gboolean
read_size(const OptionValues *values,
          const char *name,
          guint64 least,
          guint64 greatest,
          gsize *size,
          GError **error)
{
  guint64 number = *size;
  if (!option_values_get_integer(values, name, least, greatest, &number, error)) {
    return FALSE;
  }
  *size = (gsize)number;
  return TRUE;
}

static gboolean
read_window(const OptionValues *values, gsize *window, GError **error)
{
  const char *text = option_values_get_text(values, "window");
  return text == NULL || strcmp(text, "expanding") == 0 ||
         read_size(values, "window", 1, GREATEST_LENGTH, window, error);
}

static gboolean
read_folds(TuneSettings *settings, const OptionValues *values, GError **error)
{
  FoldSettings *folds = &settings->folds;
  *folds = (FoldSettings){
    .scheme = FOLD_ROLLING,
    .n_folds = DEFAULT_N_FOLDS,
    .refit = 1,
    .seed = settings->run.seed,
  };
  return read_size(values, "horizon", 1, GREATEST_HORIZON, &folds->horizon, error) &&
         read_size(values, "folds", 1, GREATEST_LENGTH, &folds->n_folds, error) &&
         read_size(values, "stride", 1, GREATEST_LENGTH, &folds->step, error) &&
         read_size(values, "gap", 0, GREATEST_LENGTH, &folds->gap, error) &&
         read_window(values, &folds->window, error);
}

static gboolean
check_search(const TuneSettings *settings, const OptionValues *values, GError **error)
{
  if (settings->model == NULL) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--model is missing: the model whose parameters are searched");
    return FALSE;
  }
  if (settings->grid[0] == NULL && settings->n_random == 0) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "nothing to search: give --grid PARAM=V,V… or --random N");
    return FALSE;
  }
  if (settings->eta == 0 && option_values_has(values, "halving-by")) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--halving-by goes with --halving N: without it all points get everything");
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_search(TuneSettings *settings, const OptionValues *values, GError **error)
{
  gsize budget = TUNE_BUDGET_FOLDS;
  settings->model = option_values_get_text(values, "model");
  settings->grid = option_values_get_list(values, "grid");
  settings->per_series = option_values_has(values, "per-series");
  if (!read_size(values, "random", 1, GRID_MOST_POINTS, &settings->n_random, error) ||
      !read_size(values, "halving", 2, GREATEST_ETA, &settings->eta, error) ||
      !option_values_get_choice(values, "halving-by", &budget, error)) {
    return FALSE;
  }
  settings->budget = (TuneBudget)budget;
  return check_search(settings, values, error);
}

static gboolean
read_metric(TuneSettings *settings, const OptionValues *values, GError **error)
{
  const char *metric = option_values_get_text(values, "metric");
  settings->metric = metric != NULL ? metric : DEFAULT_METRIC;
  g_autoptr(GArray) levels = NULL;
  if (!option_values_get_numbers(values, "level", 0, 100, TRUE, "percentage above 0 and below 100",
                                 &levels, error)) {
    return FALSE;
  }
  settings->levels = levels != NULL ? g_strsplit(option_values_get_text(values, "level"), ",", -1)
                                    : g_new0(char *, 1);
  return TRUE;
}

// No two files may have one name.
static gboolean
check_paths(const TuneSettings *settings, GError **error)
{
  const struct {
    const char *option;
    const char *path;
  } files[] = {
    { "output", settings->model_path },
    { "scores", settings->scores_path },
    { "failures", settings->failures_path },
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
  if (settings->model_path != NULL && !g_str_has_suffix(settings->model_path, MODEL_SUFFIX)) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
                "--output: '%s' is no name of a model file (it ends in " MODEL_SUFFIX
                "; --scores takes the table)",
                settings->model_path);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_files(TuneSettings *settings,
           const OptionValues *values,
           gboolean output_is_terminal,
           GError **error)
{
  const gboolean is_json = option_values_has(values, "json");
  settings->model_path = option_values_get_text(values, "output");
  settings->failures_path = option_values_get_text(values, "failures");
  settings->scores_path = option_values_get_text(values, "scores");
  settings->format = is_json ? TABLE_FORMAT_JSON_LINES : TABLE_FORMAT_CSV;
  settings->shows = output_is_terminal && !is_json && settings->scores_path == NULL &&
                    !option_values_has(values, "format");
  if (option_values_has(values, "format")) {
    gsize choice = 0;
    if (!option_values_get_choice(values, "format", &choice, error)) {
      return FALSE;
    }
    settings->format = (TableFormat)choice;
  } else if (settings->scores_path != NULL && *settings->scores_path != '\0' &&
             !table_format_from_path(settings->scores_path, &settings->format, error)) {
    return FALSE;
  }
  return check_paths(settings, error);
}

gboolean
tune_settings_read(TuneSettings *settings,
                   const OptionValues *values,
                   gboolean output_is_terminal,
                   GError **error)
{
  // Filled in place: the reader's options point at the step beside them.
  *settings = (TuneSettings){ 0 };
  if (!run_settings_read(&settings->run, values, error) || !read_search(settings, values, error) ||
      !read_folds(settings, values, error) || !read_metric(settings, values, error) ||
      !read_files(settings, values, output_is_terminal, error) ||
      !data_settings_read(&settings->data, values, option_values_get_operands(values)[0], error)) {
    tune_settings_clear(settings);
    return FALSE;
  }
  return TRUE;
}

void
tune_settings_clear(TuneSettings *settings)
{
  g_clear_pointer(&settings->levels, g_strfreev);
  data_settings_clear(&settings->data);
}
