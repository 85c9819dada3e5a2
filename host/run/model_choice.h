// SPDX-License-Identifier: MIT
#pragma once

#include "run/model.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * A model file that names a model for each series, as `tune` writes it: the form of models whose
 * text ends in .json.
 *
 *     {
 *       "plugcast": "models",
 *       "version": 1,
 *       "model": "theta",
 *       "series": { "N1402": "theta(season=none)" }
 *     }
 *
 * `model` forecasts the series that `series` does not name; without it they fail. The label is the
 * file's name without its folder and ending.
 */

typedef enum {
  MODEL_CHOICE_ERROR_FORMAT, // no such file, or something in it that cannot be; the message says
                             // where
} ModelChoiceError;

#define MODEL_CHOICE_ERROR (model_choice_error_quark())
GQuark model_choice_error_quark(void);

/** One series and its model. */
typedef struct {
  const char *id;
  const char *model; // as users write it
} ModelChoiceEntry;

/**
 * Writes such a file; it appears under its name when it is complete.
 *
 * @rest: (nullable): of the series that are not among @entries.
 * Returns: TRUE, or FALSE with @error in G_IO_ERROR.
 */
gboolean model_choice_write(const char *path,
                            const char *rest,
                            const ModelChoiceEntry *entries,
                            gsize n_entries,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
