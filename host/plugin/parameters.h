// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/component.h"

#include <glib.h>

G_BEGIN_DECLS

/** A component's parameters with a value each: the declared defaults until set. One thread at a
 * time. */
typedef struct Parameters Parameters;

typedef enum {
  PARAMETERS_ERROR_UNKNOWN, // no such parameter; the message offers similar names
  PARAMETERS_ERROR_VALUE,   // not of its type, or out of bounds; the message says what is accepted
} ParametersError;

#define PARAMETERS_ERROR (parameters_error_quark())
GQuark parameters_error_quark(void);

/** Returns: (transfer full): the defaults of @component, which must outlive them. */
Parameters *parameters_new(const Component *component);

Parameters *parameters_copy(const Parameters *parameters);
void parameters_free(Parameters *parameters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Parameters, parameters_free)

/** Sets parameter @name from text. Returns: TRUE, or FALSE with nothing changed. */
gboolean parameters_set(Parameters *parameters, const char *name, const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): the values in declared order, for create(); valid until the next set.
 */
const plugcast_value *parameters_get_values(const Parameters *parameters);

/** Returns: (transfer full): "alpha=0.1,season=none", those that differ from the defaults; may be
 * "". */
char *parameters_to_string(const Parameters *parameters);

/** Returns: (transfer full): one parameter for people: type, bounds or choices, and default. */
char *parameters_describe(const plugcast_param *param);

G_END_DECLS
