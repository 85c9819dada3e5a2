// SPDX-License-Identifier: MIT
#include "cli/forecast_settings.h"

// In the order of forecast_settings.c.
static const char *const formats[] = { "csv", "tsv", "jsonl", "table", "chart", NULL };

// In the order of forecast_settings.c.
static const char *const combine_over[] = { "series", "all", NULL };

static const Option model_options[] = {
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
      .name = "level",
      .kind = OPTION_VALUE,
      .value_name = "P[,P2…]",
      .summary = "intervals that cover P percent, above 0 and below 100. Default: 80,95 for a "
                 "chart, none for files",
  },
  {
      .name = "quantile",
      .kind = OPTION_VALUE,
      .value_name = "Q[,Q2…]",
      .summary = "columns MODEL-q-Q of quantiles, above 0 and below 1, such as 0.5,0.975",
  },
  {
      .name = "interval",
      .kind = OPTION_VALUE,
      .value_name = "METHOD",
      .choices = interval_method_names,
      .summary = "where intervals and quantiles come from: the model (analytic), sizes of its "
                 "errors at earlier origins (conformal), paths of such errors (bootstrap), paths "
                 "that the model draws (sampled). Default: auto, analytic where the model has "
                 "them, else conformal",
  },
  {
      .name = "draws",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "paths a series for bootstrap and sampled, at least 2. Default: 1000",
  },
  {
      .name = "deviation",
      .kind = OPTION_FLAG,
      .summary = "with bootstrap or sampled: columns MODEL-sd, the standard deviation of the paths",
  },
  {
      .name = "combine",
      .kind = OPTION_VALUE,
      .value_name = "STRATEGY",
      .summary =
          "one forecast of all models in a column 'ensemble': mean, median, trimmed[:SHARE], "
          "quantile:P, weighted:W1,W2,… with a weight for each model; learnt from earlier "
          "origins of each series: inverse_error[:POWER], softmax[:TEMPERATURE], "
          "stacking[:SHARE], nnls[:SHARE], best; or a combiner of a plugin",
  },
  {
      .name = "combine-folds",
      .kind = OPTION_VALUE,
      .value_name = "K",
      .summary = "earlier origins that a combination learns from. Default: 3",
  },
  {
      .name = "combine-over",
      .kind = OPTION_VALUE,
      .value_name = "WHAT",
      .choices = combine_over,
      .summary = "what a combination learns from: each series by itself, or all together. Default: "
                 "series",
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
  { .name = NULL },
};

static const Option write_options[] = {
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
      .name = "weights",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "with a combination that has weights: write them, a row a series and a column a "
                 "model",
  },
  {
      .name = "samples",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "with bootstrap or sampled: write the paths themselves, a row for each series, "
                 "sample and step",
  },
  {
      .name = "failures",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write all that went wrong, a CSV row for each series and model",
  },
  {
      .name = "fail-fast",
      .kind = OPTION_FLAG,
      .summary = "stop at the first series that a model fails",
  },
  { .name = NULL },
};

const Option *const forecast_tables[] = {
  model_options, data_options, write_options, run_options, NULL,
};
