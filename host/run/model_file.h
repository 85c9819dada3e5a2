// SPDX-License-Identifier: MIT
#pragma once

#include "run/model.h"
#include "run/train/trained_network.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Model files, `FILE.pcm`: what a network or a global forecaster has learned, with all that it
 * takes to forecast. As a model, the path of the file: `-m demand.pcm`. Its column is named by the
 * file without folder and ending.
 *
 * The layout is that of byte_file.h; docs/training.md lists the fields.
 */
#define MODEL_FILE_SUFFIX ".pcm"

/** Writes @trained to @path, which appears under its name when it is complete. */
gboolean model_file_write_network(const TrainedNetwork *trained,
                                  const char *path,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Returns: (transfer full): what @path holds, or NULL with @error in BYTE_FILE_ERROR, G_IO_ERROR,
 * or why its network cannot be had from @registry.
 */
TrainedNetwork *model_file_read_network(const char *path,
                                        Registry *registry,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Writes @state, what the global forecaster of @setup has saved after it was fitted on @n_series
 * series.
 */
gboolean model_file_write_forecaster(const Setup *setup,
                                     gsize n_series,
                                     const GByteArray *state,
                                     const char *path,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
