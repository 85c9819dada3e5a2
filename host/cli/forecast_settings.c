// SPDX-License-Identifier: MIT
#include "cli/forecast_settings.h"

#include "cli/text_list.h"
#include "data/decimal.h"

#include <errno.h>
#include <gio/gio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_MODELS "theta,dotm"
#define DEFAULT_COMBINATION "mean"
#define DEFAULT_FALLBACK "seasonal_naive"
#define DEFAULT_CHART_LEVELS "80,95"

enum {
  GREATEST_HORIZON = 1000000,
  GREATEST_N_THREADS = 4096,
  GREATEST_SEASON = 1000000000,
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

/** A list of numbers that an option takes. */
typedef struct {
  const char *option; // its name
  double least;
  double greatest;
  gboolean is_open;     // the bounds themselves are not accepted
  const char *accepted; // in words
} NumberList;

static gboolean
number_list_set_error(const NumberList *list, const char *text, GError **error)
{
  g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "--%s: '%s' is no %s", list->option, text,
              list->accepted);
  return FALSE;
}

static gboolean
number_list_accepts(const NumberList *list, double number)
{
  return list->is_open ? number > list->least && number < list->greatest
                       : number >= list->least && number <= list->greatest;
}

/** Reads @texts into @numbers, which holds as many; refuses a number that stands there twice. */
static gboolean
number_list_parse(const NumberList *list, char **texts, double *numbers, GError **error)
{
  for (gsize i = 0; texts[i] != NULL; i++) {
    gsize length = strlen(texts[i]);
    gboolean is_number = length > 0 && decimal_parse(texts[i], length, &numbers[i]) == length;
    if (!is_number || !number_list_accepts(list, numbers[i])) {
      return number_list_set_error(list, texts[i], error);
    }
    for (gsize j = 0; j < i; j++) {
      if (fabs(numbers[i] - numbers[j]) <= 0) {
        g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "--%s: '%s' is given twice",
                    list->option, texts[i]);
        return FALSE;
      }
    }
  }
  return TRUE;
}

static gboolean
settings_read_seasons(ForecastSettings *settings, const OptionValues *values, GError **error)
{
  const char *text = option_values_get_text(values, "season");
  if (text == NULL) {
    return TRUE;
  }
  // A season of one step is none: plugins get no period then.
  const NumberList list = { "season", 1, GREATEST_SEASON, FALSE, "number of steps from 1" };
  g_auto(GStrv) texts = g_strsplit(text, ",", -1);
  gsize n_texts = g_strv_length(texts);
  if (n_texts == 0) {
    return number_list_set_error(&list, text, error);
  }
  g_autofree double *seasons = g_new0(double, n_texts);
  if (!number_list_parse(&list, texts, seasons, error)) {
    return FALSE;
  }
  gsize n_seasons = 0;
  for (gsize i = 0; i < n_texts; i++) {
    if (seasons[i] > 1) {
      seasons[n_seasons++] = seasons[i];
    }
  }
  settings->has_seasons = TRUE;
  settings->n_seasons = n_seasons;
  settings->seasons = g_steal_pointer(&seasons);
  return TRUE;
}

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
  const NumberList list = { "level", 0, 100, TRUE, "percentage above 0 and below 100" };
  g_auto(GStrv) texts = g_strsplit(text, ",", -1);
  gsize n_texts = g_strv_length(texts);
  if (n_texts == 0) {
    return number_list_set_error(&list, text, error);
  }
  g_autofree double *levels = g_new0(double, n_texts);
  if (!number_list_parse(&list, texts, levels, error)) {
    return FALSE;
  }
  settings->levels = g_steal_pointer(&texts);
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
settings_read_reader(ForecastSettings *settings, const OptionValues *values, GError **error)
{
  gsize layout = READER_LAYOUT_AUTO;
  gsize duplicates = READER_DUPLICATES_ERROR;
  if (!option_values_get_choice(values, "layout", &layout, error) ||
      !option_values_get_choice(values, "on-duplicate", &duplicates, error)) {
    return FALSE;
  }
  const char *step = option_values_get_text(values, "step");
  if (step != NULL && !step_parse(step, &settings->step, error)) {
    g_prefix_error(error, "--step: ");
    return FALSE;
  }
  settings->reader = (ReaderOptions){
    .layout = (ReaderLayout)layout,
    .id_name = option_values_get_text(values, "id-column"),
    .time_name = option_values_get_text(values, "time-column"),
    .target_name = option_values_get_text(values, "target-column"),
    .step = step != NULL ? &settings->step : NULL,
    .sort = option_values_has(values, "sort"),
    .duplicates = (ReaderDuplicates)duplicates,
  };
  return TRUE;
}

/** Refuses what cannot be written before any work is done; the writer has the last word. */
static gboolean
path_check_writable(const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  int code = 0;
  if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
    code = EISDIR;
  } else if (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
    return TRUE;
  } else if (access(folder, W_OK | X_OK) != 0) {
    code = errno;
  }
  if (code != 0) {
    g_set_error(error, G_IO_ERROR, (int)g_io_error_from_errno(code), "cannot write '%s': %s", path,
                g_strerror(code));
    return FALSE;
  }
  return TRUE;
}

/** Checks the file that @option names; @path: (nullable): NULL where there is none. */
static gboolean
settings_check_path(const char *option, const char *path, GError **error)
{
  if (path != NULL && *path == '\0') {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "--%s needs the name of a file", option);
    return FALSE;
  }
  return path == NULL || path_check_writable(path, error);
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
  if (settings->output_path != NULL &&
      g_strcmp0(settings->output_path, settings->failures_path) == 0) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--output and --failures name the same file, '%s'", settings->output_path);
    return FALSE;
  }
  return settings_check_path("output", settings->output_path, error) &&
         settings_check_path("failures", settings->failures_path, error);
}

static gboolean
settings_read_output(ForecastSettings *settings,
                     const OptionValues *values,
                     gboolean output_is_terminal,
                     GError **error)
{
  settings->failures_path = option_values_get_text(values, "failures");
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
settings_read_numbers(ForecastSettings *settings, const OptionValues *values, GError **error)
{
  guint64 horizon = 0;
  guint64 n_threads = 0;
  if (!option_values_get_integer(values, "horizon", 1, GREATEST_HORIZON, &horizon, error) ||
      !option_values_get_integer(values, "threads", 1, GREATEST_N_THREADS, &n_threads, error) ||
      !option_values_get_integer(values, "seed", 0, G_MAXUINT64, &settings->seed, error)) {
    return FALSE;
  }
  settings->horizon = (gsize)horizon;
  settings->n_threads = (guint)n_threads;
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
    .data_path = option_values_get_operands(values)[0],
    .fail_fast = option_values_has(values, "fail-fast"),
    .plugin_paths = option_values_get_list(values, "plugin-path"),
  };
  if (!settings_read_models(settings, values, error) ||
      !settings_read_numbers(settings, values, error) ||
      !settings_read_output(settings, values, output_is_terminal, error) ||
      !settings_read_seasons(settings, values, error) ||
      !settings_read_levels(settings, values, error) ||
      !settings_read_reader(settings, values, error)) {
    forecast_settings_clear(settings);
    return FALSE;
  }
  return TRUE;
}

void
forecast_settings_clear(ForecastSettings *settings)
{
  g_clear_pointer(&settings->models, g_strfreev);
  g_clear_pointer(&settings->seasons, g_free);
  g_clear_pointer(&settings->levels, g_strfreev);
}
