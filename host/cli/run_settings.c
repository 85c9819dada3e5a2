// SPDX-License-Identifier: MIT
#include "cli/run_settings.h"

enum {
  GREATEST_N_THREADS = 4096
};

const Option run_options[] = {
  {
      .heading = "How to run",
      .name = "threads",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "threads at work. Default: one a processor. The results are the same",
  },
  {
      .name = "seed",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "of all random numbers. Default: 0",
  },
  {
      .name = "plugin-path",
      .kind = OPTION_LIST,
      .value_name = "DIR",
      .summary = "look for plugins here first; may be repeated",
  },
  {
      .name = "json",
      .kind = OPTION_FLAG,
      .summary = "JSON lines: rows on standard output, messages and a summary on standard error",
  },
  {
      .name = "quiet",
      .letter = 'q',
      .kind = OPTION_FLAG,
      .summary = "say nothing but errors",
  },
  {
      .name = "help",
      .letter = 'h',
      .kind = OPTION_FLAG,
      .summary = "show this help",
  },
  { .name = NULL },
};

gboolean
run_settings_read(RunSettings *settings, const OptionValues *values, GError **error)
{
  guint64 n_threads = 0;
  guint64 seed = 0;
  if (!option_values_get_integer(values, "threads", 1, GREATEST_N_THREADS, &n_threads, error) ||
      !option_values_get_integer(values, "seed", 0, G_MAXUINT64, &seed, error)) {
    return FALSE;
  }
  *settings = (RunSettings){
    .n_threads = (guint)n_threads,
    .seed = seed,
    .plugin_paths = option_values_get_list(values, "plugin-path"),
  };
  return TRUE;
}
