// SPDX-License-Identifier: MIT
#include "cli/train_settings.h"

static const Option what_options[] = {
  {
      .heading = "What to train",
      .name = "model",
      .letter = 'm',
      .kind = OPTION_VALUE,
      .value_name = "MODEL",
      .summary = "the network, or global forecaster, by name, plugin:name or "
                 "name(parameter=value,…)",
  },
  {
      .name = "output",
      .letter = 'o',
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "the model file to write, FILE.pcm",
  },
  {
      .name = "horizon",
      .kind = OPTION_VALUE,
      .value_name = "H",
      .summary = "steps that it learns to forecast. Default: by the step of the data, e.g. 18 "
                 "months",
  },
  {
      .name = "input",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "steps of a window that it sees. Default: twice the longer of horizon and season",
  },
  {
      .name = "split",
      .kind = OPTION_VALUE,
      .value_name = "TRAIN,VALIDATION[,TEST]",
      .summary = "values of each series to train on, to watch, and to test on at the end. Default: "
                 "by --validation",
  },
  {
      .name = "validation",
      .kind = OPTION_VALUE,
      .value_name = "X",
      .summary = "last part of each series that is watched, not trained on. Default: 0.2",
  },
  { .name = NULL },
};

static const Option how_options[] = {
  {
      .heading = "How to train",
      .name = "epochs",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "times that all windows are seen at most. Default: 100",
  },
  {
      .name = "steps",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "batches at most. Default: no limit",
  },
  {
      .name = "batch",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "windows of a step. Default: 32",
  },
  {
      .name = "shard",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "windows of a batch that one thread takes at once. Default: 8",
  },
  {
      .name = "loss",
      .kind = OPTION_VALUE,
      .value_name = "LOSS",
      .summary = "mse, mae, huber:DELTA, quantile:Q or quantiles:Q,Q,…. Default: mse",
  },
  {
      .name = "optimizer",
      .kind = OPTION_VALUE,
      .value_name = "OPTIMIZER",
      .summary = "sgd[:MOMENTUM], nesterov:MOMENTUM, adam[:BETA1,BETA2] or adamw[:DECAY[,LEAST]]. "
                 "Default: adam",
  },
  {
      .name = "rate",
      .kind = OPTION_VALUE,
      .value_name = "X",
      .summary = "learning rate. Default: 0.001",
  },
  {
      .name = "schedule",
      .kind = OPTION_VALUE,
      .value_name = "SCHEDULE",
      .summary =
          "rate over time: constant, step:EPOCHS,FACTOR, exponential:FACTOR, "
          "cosine[:LEAST], warmup_cosine:EPOCHS[,LEAST] or plateau:FACTOR,PATIENCE. Default: "
          "constant",
  },
  {
      .name = "scaling",
      .kind = OPTION_VALUE,
      .value_name = "SCALING",
      .summary = "of each window: none, standard, robust, last or revin. Default: last",
  },
  {
      .name = "series-scaling",
      .kind = OPTION_VALUE,
      .value_name = "SCALING",
      .summary = "of each series, fitted on its training part: none or standard. Default: standard",
  },
  {
      .name = "clip",
      .kind = OPTION_VALUE,
      .value_name = "X",
      .summary = "largest norm of a gradient, 0 for none. Default: 1",
  },
  {
      .name = "patience",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "epochs without a lower validation loss before training stops, 0 for never. "
                 "Default: 10",
  },
  {
      .name = "delta",
      .kind = OPTION_VALUE,
      .value_name = "X",
      .summary = "by how much a validation loss must be lower. Default: 0.0001",
  },
  {
      .name = "checkpoint",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write how far training is to FILE now and then",
  },
  {
      .name = "checkpoint-every",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "epochs between checkpoints. Default: 10",
  },
  {
      .name = "resume",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "go on from the checkpoint FILE of the same training",
  },
  { .name = NULL },
};

const Option *const train_tables[] = {
  what_options, how_options, data_options, run_options, NULL,
};
