// SPDX-License-Identifier: MIT
#include "cli/backtest_settings.h"

// In the order of FoldScheme.
static const char *const schemes[] = { "rolling", "blocked", "kfold", "test", NULL };

static const Option model_options[] = {
  {
      .heading = "What to test",
      .name = "model",
      .letter = 'm',
      .kind = OPTION_LIST,
      .value_name = "MODEL[,MODEL…]",
      .summary = "models by name, plugin:name, name(parameter=value,…) or path of a .so; may be "
                 "repeated. Default: theta,dotm",
  },
  {
      .name = "horizon",
      .kind = OPTION_VALUE,
      .value_name = "H",
      .summary = "steps to forecast from each origin. Default: by the step of the data, e.g. 18 "
                 "months",
  },
  {
      .name = "level",
      .kind = OPTION_VALUE,
      .value_name = "P[,P2…]",
      .summary = "intervals that cover P percent, above 0 and below 100, and their scores. "
                 "Default: none",
  },
  {
      .name = "interval",
      .kind = OPTION_VALUE,
      .value_name = "METHOD",
      .choices = interval_method_names,
      .summary = "where intervals come from, as in forecast. Default: auto",
  },
  {
      .name = "draws",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "paths a forecast for bootstrap and sampled, at least 2. Default: 1000",
  },
  {
      .name = "fallback",
      .kind = OPTION_VALUE,
      .value_name = "MODEL",
      .summary = "forecasts what a model cannot; 'none' leaves it missing. Default: "
                 "seasonal_naive",
  },
  {
      .name = "benchmark",
      .kind = OPTION_VALUE,
      .value_name = "MODEL",
      .summary = "model that skill is measured against; 'none' for no skill. Default: "
                 "seasonal_naive",
  },
  { .name = NULL },
};

static const Option fold_options[] = {
  {
      .heading = "How to cut the series",
      .name = "scheme",
      .kind = OPTION_VALUE,
      .value_name = "SCHEME",
      .choices = schemes,
      .summary = "origins that move on (rolling), blocks of time held out (blocked), parts of the "
                 "series held out (kfold), or a test part at all of its origins by models fitted "
                 "once (test). Default: rolling",
  },
  {
      .name = "folds",
      .kind = OPTION_VALUE,
      .value_name = "K",
      .summary = "origins, blocks or parts. Default: 3",
  },
  {
      .name = "stride",
      .kind = OPTION_VALUE,
      .value_name = "S",
      .summary = "values from one origin to the next. Default: the horizon, of test 1",
  },
  {
      .name = "window",
      .kind = OPTION_VALUE,
      .value_name = "WINDOW",
      .summary = "learn from the last so many values, or from all: 'expanding'. Default: expanding",
  },
  {
      .name = "gap",
      .kind = OPTION_VALUE,
      .value_name = "G",
      .summary = "values left out between what is learnt and what is tested. Default: 0",
  },
  {
      .name = "refit",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "fit global models at every n-th origin of rolling only. Default: 1",
  },
  {
      .name = "train",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "test: values to learn from, the first ones. Default: what the other parts leave",
  },
  {
      .name = "validation",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "test: values after those that nobody learns from. Default: 0",
  },
  {
      .name = "test",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "test: values after those. Default: all that are left",
  },
  {
      .name = "standardise",
      .kind = OPTION_FLAG,
      .summary = "test: measure errors in standard deviations of the part that is learnt from",
  },
  { .name = NULL },
};

static const Option score_options[] = {
  {
      .heading = "What to measure",
      .name = "metric",
      .kind = OPTION_LIST,
      .value_name = "METRIC[,METRIC…]",
      .summary = "mae, mse, rmse, bias, mape, smape, mase, rmsse; with --level msis, coverage, "
                 "crps, wql, sql; or metrics of plugins. The first one ranks. Default: mase and "
                 "the usual others",
  },
  {
      .name = "scores",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write all scores, a row for each group of --by and metric",
  },
  {
      .name = "by",
      .kind = OPTION_VALUE,
      .value_name = "KEY[,KEY…]",
      .summary = "what a row of the scores is for: model, series, fold, step. Default: "
                 "model,series,fold",
  },
  {
      .name = "failures",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write all that went wrong, a CSV row for each series, model and fold",
  },
  {
      .name = "fail-fast",
      .kind = OPTION_FLAG,
      .summary = "stop at the first forecast that a model fails",
  },
  { .name = NULL },
};

const Option *const backtest_tables[] = {
  model_options, fold_options, score_options, data_options, output_options, run_options, NULL,
};
