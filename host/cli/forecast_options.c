// SPDX-License-Identifier: MIT
#include "cli/forecast_settings.h"

// In the order of ReaderLayout.
static const char *const layouts[] = { "auto", "long", "wide-row", "wide-column", "tsf", NULL };

// In the order of ReaderDuplicates.
static const char *const duplicates[] = { "error", "first", "last", "sum", "mean", NULL };

// In the order of forecast_settings.c.
static const char *const formats[] = { "csv", "tsv", "jsonl", "table", "chart", NULL };

const Option forecast_options[] = {
  {
      .heading = "What to forecast with",
      .name = "model",
      .letter = 'm',
      .kind = OPTION_LIST,
      .value_name = "MODEL[,MODEL…]",
      .summary = "models by name, plugin:name, name(parameter=value,…) or path of a .so; may be "
                 "repeated. Default: the mean of theta and dotm",
  },
  {
      .name = "horizon",
      .kind = OPTION_VALUE,
      .value_name = "H",
      .summary = "steps to forecast. Default: by the step of the data, e.g. 18 months",
  },
  {
      .name = "season",
      .kind = OPTION_VALUE,
      .value_name = "M[,M2…]",
      .summary = "steps in a season, the main one first; 1 for none. Default: by the step of the "
                 "data, e.g. 12 of months",
  },
  {
      .name = "level",
      .kind = OPTION_VALUE,
      .value_name = "P[,P2…]",
      .summary = "intervals that cover P percent, above 0 and below 100. Default: 80,95 for a "
                 "chart, none for files",
  },
  {
      .name = "combine",
      .kind = OPTION_VALUE,
      .value_name = "STRATEGY",
      .summary = "one forecast of all models in a column 'ensemble': mean, median, trimmed, or "
                 "weighted:W1,W2,… with a weight for each model",
  },
  {
      .name = "members",
      .kind = OPTION_FLAG,
      .summary = "with a combination: the columns of its members too",
  },
  {
      .name = "fallback",
      .kind = OPTION_VALUE,
      .value_name = "MODEL",
      .summary = "forecasts what a model cannot; 'none' leaves it missing. Default: "
                 "seasonal_naive",
  },
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
      .name = "sort",
      .kind = OPTION_FLAG,
      .summary = "take rows that are not in order of time",
  },
  {
      .name = "on-duplicate",
      .kind = OPTION_VALUE,
      .value_name = "RULE",
      .choices = duplicates,
      .summary = "two values of one series at one time. Default: error",
  },
  {
      .heading = "What to write",
      .name = "output",
      .letter = 'o',
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write the rows to FILE, by its ending: .csv .tsv .jsonl .json (lines) .txt, "
                 "each also with .gz; '-' for standard output",
  },
  {
      .name = "format",
      .kind = OPTION_VALUE,
      .value_name = "FORMAT",
      .choices = formats,
      .summary = "write in this format. Default: chart on a terminal, csv in a pipe",
  },
  {
      .name = "failures",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write all that went wrong, a CSV row for each series and model",
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
      .name = "fail-fast",
      .kind = OPTION_FLAG,
      .summary = "stop at the first series that a model fails",
  },
  {
      .name = "plugin-path",
      .kind = OPTION_LIST,
      .value_name = "DIR",
      .summary = "look for plugins here first; may be repeated",
  },
  {
      .name = "help",
      .letter = 'h',
      .kind = OPTION_FLAG,
      .summary = "show this help",
  },
  { .name = NULL },
};
