// SPDX-License-Identifier: MIT
#include "cli/data_settings.h"

enum {
  GREATEST_SEASON = 1000000000
};

// In the order of ReaderLayout.
static const char *const layouts[] = { "auto", "long", "wide-row", "wide-column", "tsf", NULL };

// In the order of ReaderDuplicates.
static const char *const duplicate_rules[] = { "error", "first", "last", "sum", "mean", NULL };

const Option data_options[] = {
  {
      .heading = "How to read the data",
      .name = "layout",
      .kind = OPTION_VALUE,
      .value_name = "LAYOUT",
      .choices = layouts,
      .summary = "how series lie in the file. Default: auto",
  },
  {
      .name = "id-column",
      .kind = OPTION_VALUE,
      .value_name = "NAME",
      .summary = "column of the series' names. Default: unique_id",
  },
  {
      .name = "time-column",
      .kind = OPTION_VALUE,
      .value_name = "NAME",
      .summary = "column of the times. Default: ds",
  },
  {
      .name = "target-column",
      .kind = OPTION_VALUE,
      .value_name = "NAME",
      .summary = "column of the values. Default: y",
  },
  {
      .name = "step",
      .kind = OPTION_VALUE,
      .value_name = "STEP",
      .summary = "distance of observations, such as month, 15min, business-day, integer. "
                 "Default: found in the data",
  },
  {
      .name = "season",
      .kind = OPTION_VALUE,
      .value_name = "M[,M2…]",
      .summary = "steps in a season, the main one first; 1 for none. Default: by the step of the "
                 "data, e.g. 12 of months",
  },
  {
      .name = "sort",
      .kind = OPTION_FLAG,
      .summary = "take rows that are not in order of time",
  },
  {
      .name = "on-duplicate",
      .kind = OPTION_VALUE,
      .value_name = "RULE",
      .choices = duplicate_rules,
      .summary = "two values of one series at one time. Default: error",
  },
  { .name = NULL },
};

static gboolean
read_seasons(DataSettings *settings, const OptionValues *values, GError **error)
{
  // A season of one step is none: plugins get no period then.
  g_autoptr(GArray) seasons = NULL;
  if (!option_values_get_numbers(values, "season", 1, GREATEST_SEASON, FALSE,
                                 "number of steps from 1", &seasons, error)) {
    return FALSE;
  }
  if (seasons == NULL) {
    return TRUE;
  }
  settings->has_seasons = TRUE;
  settings->seasons = g_new0(double, seasons->len);
  for (guint i = 0; i < seasons->len; i++) {
    const double season = g_array_index(seasons, double, i);
    if (season > 1) {
      settings->seasons[settings->n_seasons++] = season;
    }
  }
  return TRUE;
}

gboolean
data_settings_read(DataSettings *settings,
                   const OptionValues *values,
                   const char *path,
                   GError **error)
{
  gsize layout = READER_LAYOUT_AUTO;
  gsize duplicates = READER_DUPLICATES_ERROR;
  if (!option_values_get_choice(values, "layout", &layout, error) ||
      !option_values_get_choice(values, "on-duplicate", &duplicates, error)) {
    return FALSE;
  }
  *settings = (DataSettings){ .path = path };
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
  return read_seasons(settings, values, error);
}

void
data_settings_clear(DataSettings *settings)
{
  g_clear_pointer(&settings->seasons, g_free);
}
