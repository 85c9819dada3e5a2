// SPDX-License-Identifier: MIT
#pragma once

#include "run/train/series_scale.h"
#include "run/train/window.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Series made ready for training: which windows are trained on and which are watched, and how each
 * series is scaled, by its training part alone. Never changes once made.
 */
typedef struct TrainingData TrainingData;

/**
 * @series: [n_series], borrowed; @splits: [n_series].
 */
TrainingData *training_data_new(const plugcast_series *const *series,
                                gsize n_series,
                                const WindowLayout *layout,
                                const WindowSplit *splits,
                                SeriesScaling scaling);

void training_data_free(TrainingData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TrainingData, training_data_free)

const WindowSet *training_data_get_training(const TrainingData *data);
const WindowSet *training_data_get_validation(const TrainingData *data);

/** Returns: (transfer none): [n_series × n_channels]. */
const SeriesScale *training_data_get_scales(const TrainingData *data);

G_END_DECLS
