// SPDX-License-Identifier: MIT
#pragma once

#include "run/train/trained_network.h"

G_BEGIN_DECLS

struct TrainedNetwork {
  const Setup *setup;
  Setup *owned_setup; // (nullable): the same, where it came from a file
  Network *network;   // owned
  Loss *loss;         // owned
  TrainingSettings settings;
  float *weights; // [n_weights], owned
  char **ids;     // [n_ids], owned: of the series that it learned from
  gsize n_ids;
  SeriesScale *scales; // [n_ids × n_channels], owned
  GHashTable *places;  // from ids to their index plus 1, owned
  TrainingSummary summary;
};

/** Fills @scales, [n_channels]: those of training, or by the values of a series new to it. */
void trained_network_find_scales(const TrainedNetwork *trained,
                                 const plugcast_series *series,
                                 SeriesScale *scales);

G_END_DECLS
