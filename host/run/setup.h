// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/parameters.h"
#include "plugin/registry.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * A component of any kind with its parameters, as a user writes it: `theta`, `theta:dotm`,
 * `window_average(window=6)`, `difference(12)`, `path/to/plugin.so`. Values without a name are the
 * parameters in declared order. Never changes once made; borrows the registry.
 */
typedef struct Setup Setup;

typedef enum {
  SETUP_ERROR_CLASS, // a threading class that this host cannot give
  SETUP_ERROR_TWICE, // the same in a list that must not hold it twice
} SetupError;

#define SETUP_ERROR (setup_error_quark())
GQuark setup_error_quark(void);

/**
 * @kind: PLUGCAST_KIND_*.
 * Returns: (transfer full): the setup, or NULL with @error in EXPRESSION_ERROR, SETUP_ERROR,
 * REGISTRY_ERROR or PARAMETERS_ERROR.
 */
Setup *setup_new(Registry *registry, guint32 kind, const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads a list such as `jitter,scaling(sigma=0.2)`, each text split at the commas outside brackets.
 *
 * Returns: (transfer full) (element-type Setup): at least one, labels unique; or NULL.
 */
GPtrArray *setup_list_new(Registry *registry,
                          guint32 kind,
                          const char *const *texts,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Returns: (transfer full): the same component with parameter @name set to @value; or NULL with
 * PARAMETERS_ERROR.
 */
Setup *setup_copy_with(const Setup *setup, const char *name, const char *value, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): the same. */
Setup *setup_copy(const Setup *setup);

void setup_free(Setup *setup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Setup, setup_free)

const Component *setup_get_component(const Setup *setup);

/** Returns: (transfer none): the values in declared order. */
const plugcast_value *setup_get_values(const Setup *setup);

/** Returns: (transfer none): the component's name, with what was set: "difference(lag=12)". */
const char *setup_get_label(const Setup *setup);

/** Returns: (transfer none): the same behind the plugin's name: "transforms:difference(lag=12)". */
const char *setup_get_full_label(const Setup *setup);

G_END_DECLS
