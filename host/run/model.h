// SPDX-License-Identifier: MIT
#pragma once

#include "run/setup.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What forecasts a series, as a user writes it: a forecaster with its parameters (`theta`,
 * `window_average(window=6)`, `path/to/model.so`), or a form that is built from others; model.c
 * lists them. Never changes once made; borrows the registry.
 */
typedef struct Model Model;

typedef enum {
  MODEL_ERROR_SYNTAX, // a model given twice, or a form that is not complete
} ModelError;

#define MODEL_ERROR (model_error_quark())
GQuark model_error_quark(void);

/**
 * Returns: (transfer full): the model, or NULL with @error in MODEL_ERROR, EXPRESSION_ERROR,
 * SETUP_ERROR, REGISTRY_ERROR, PARAMETERS_ERROR or the domain of its form.
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

/**
 * Returns: (transfer full): the same model with parameter @name set to @value; or NULL with @error
 * in PARAMETERS_ERROR or MODEL_ERROR. In a pipeline the parameter is the last model's, and
 * `transform.parameter` that of the first transform of that name.
 */
Model *model_copy_with(const Model *model, const char *name, const char *value, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): the same model once more. Any thread. */
Model *model_copy(const Model *model);

void model_free(Model *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Model, model_free)

/** Returns: (transfer none) (nullable): whose parameters model_copy_with() sets. */
const Setup *model_get_setup(const Model *model);

/**
 * Tells whose parameter model_copy_with() means by @name.
 *
 * @parameter: its name in that setup goes here; a part of @name.
 * Returns: (transfer none) (nullable): the setup, which may have no such parameter.
 */
const Setup *model_find_setup(const Model *model, const char *name, const char **parameter);

/** Returns: (transfer none): the name of its output column: the component's, with what was set. */
const char *model_get_label(const Model *model);

G_END_DECLS
