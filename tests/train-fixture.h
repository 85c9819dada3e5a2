// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/registry.h"
#include "run/train/objective.h"

#include <glib.h>

G_BEGIN_DECLS

enum {
  TRAIN_FIXTURE_MOST_SERIES = 16
};

/** What the tests of training need: series made by a recipe, windows of them, and a network. */
typedef struct {
  Registry *registry;
  Pool *pool;
  Arena *arena; // of the series
  const plugcast_series *series[TRAIN_FIXTURE_MOST_SERIES];
  gsize n_series;
  SeriesScale scales[TRAIN_FIXTURE_MOST_SERIES]; // all 0 and 1
  WindowRange ranges[TRAIN_FIXTURE_MOST_SERIES]; // all values
  WindowSet *windows;
  Setup *setup;
  Network *network;
  Loss *loss;
  Objective objective;
} TrainFixture;

typedef struct {
  const char *network; // of the test plugins: "line", "faulty_line(fault=6)"
  const char *loss;
  const char *scaling; // of windows
  gsize n_series;
  gsize n_values; // of each, one more in each next
  gsize input_length;
  gsize horizon;
  unsigned n_threads;
} TrainRecipe;

/** Returns: (transfer full): a registry of the test plugins alone. */
Registry *train_fixture_new_registry(void);

/** Series of waves and noise, the same for the same recipe. */
void train_fixture_init(TrainFixture *fixture, const TrainRecipe *recipe);
void train_fixture_clear(TrainFixture *fixture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TrainFixture, train_fixture_clear)

G_END_DECLS
