// SPDX-License-Identifier: MIT
#include "cli/tune_settings.h"

// In the order of TuneBudget.
static const char *const budgets[] = { "folds", "series", NULL };

// In the order of TableFormat.
static const char *const formats[] = { "csv", "tsv", "jsonl", "table", NULL };

static const Option search_options[] = {
  {
      .heading = "What to search",
      .name = "model",
      .letter = 'm',
      .kind = OPTION_VALUE,
      .value_name = "MODEL",
      .summary = "the model whose parameters are searched: name, plugin:name, "
                 "name(parameter=value,…), or a pipeline, of which it is the last model's "
                 "parameters",
  },
  {
      .name = "grid",
      .kind = OPTION_LIST,
      .value_name = "PARAM=V[,V…]",
      .summary = "values of a parameter, or LOW..HIGH:N for N of them on its scale, or LOW..HIGH "
                 "for all whole numbers; once for each parameter, all combinations are tried",
  },
  {
      .name = "random",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "draw N points instead: from the values of --grid, LOW..HIGH there being a range, "
                 "or without --grid from all that the model declares",
  },
  {
      .name = "halving",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "successive halving: all points get a part of the folds, the best 1/N of them N "
                 "times as many, and so on. Default: all points get all folds",
  },
  {
      .name = "halving-by",
      .kind = OPTION_VALUE,
      .value_name = "WHAT",
      .choices = budgets,
      .summary = "what is given out in parts. Default: folds",
  },
  {
      .name = "per-series",
      .kind = OPTION_FLAG,
      .summary = "rank points for each series, and write a model for each",
  },
  { .name = NULL },
};

static const Option score_options[] = {
  {
      .heading = "How to score",
      .name = "metric",
      .kind = OPTION_VALUE,
      .value_name = "METRIC",
      .summary = "what ranks points, as in backtest. Default: mase",
  },
  {
      .name = "level",
      .kind = OPTION_VALUE,
      .value_name = "P[,P2…]",
      .summary = "intervals that cover P percent, for metrics of intervals",
  },
  {
      .name = "horizon",
      .kind = OPTION_VALUE,
      .value_name = "H",
      .summary = "steps to forecast from each origin. Default: by the step of the data",
  },
  {
      .name = "folds",
      .kind = OPTION_VALUE,
      .value_name = "K",
      .summary = "origins. Default: 3",
  },
  {
      .name = "stride",
      .kind = OPTION_VALUE,
      .value_name = "S",
      .summary = "values from one origin to the next. Default: the horizon",
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
  { .name = NULL },
};

static const Option write_options[] = {
  {
      .heading = "What to write",
      .name = "output",
      .letter = 'o',
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write the best model to FILE, which ends in .json: forecast -m FILE uses it",
  },
  {
      .name = "scores",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write all scores to FILE, by its ending, and not to standard output",
  },
  {
      .name = "format",
      .kind = OPTION_VALUE,
      .value_name = "FORMAT",
      .choices = formats,
      .summary = "write the scores in this format. Default: table on a terminal, csv in a pipe",
  },
  {
      .name = "failures",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write all that went wrong, a CSV row for each series, model and fold",
  },
  { .name = NULL },
};

const Option *const tune_tables[] = {
  search_options, score_options, data_options, write_options, run_options, NULL,
};
