// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/parameters.h"
#include "plugin/registry.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * A forecaster with its parameters, as a user writes it: `theta`, `theta:dotm`,
 * `window_average(window=6)`, `path/to/model.so`. Never changes once made; borrows the registry.
 */
typedef struct Model Model;

typedef enum {
  MODEL_ERROR_SYNTAX, // brackets or commas where none can be
  MODEL_ERROR_CLASS,  // a threading class that this host cannot give
} ModelError;

#define MODEL_ERROR (model_error_quark())
GQuark model_error_quark(void);

/**
 * Returns: (transfer full): the model, or NULL with @error in MODEL_ERROR, REGISTRY_ERROR or
 * PARAMETERS_ERROR.
 */
Model *model_new(Registry *registry, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads a list such as `naive,theta(season=none),drift`, split at the commas outside brackets.
 *
 * Returns: (transfer full) (element-type Model): at least one model, labels unique; or NULL.
 */
GPtrArray *model_list_new(Registry *registry,
                          const char *const *texts,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

void model_free(Model *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Model, model_free)

const Component *model_get_component(const Model *model);
const plugcast_value *model_get_values(const Model *model);

/** Returns: (transfer none): the name of its output column: the component's, with what was set. */
const char *model_get_label(const Model *model);

G_END_DECLS
