// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * The functions of a component in the host's own structs: those that must be there are, those that
 * are absent and optional are stubs.
 *
 * A stub keeps the order of calls valid: create() makes a NULL instance, destroy(), fit() of
 * forecasters and of combiners do nothing and succeed, state_size() of combiners and memory()
 * answer 0. update(), save() and load() answer PLUGCAST_UNSUPPORTED.
 */

/** Whether @kind is one that this host knows. */
gboolean methods_know_kind(guint32 kind);

/** Returns: (transfer none): "forecaster", "network" …; "component of kind 9" is not among them. */
const char *methods_kind_to_string(guint32 kind);

/**
 * Copies the methods of @component, which is of a known kind and the host's own copy.
 *
 * @strings: keeps texts; @arrays: owns what the methods point to.
 * Returns: (transfer full): the kind's struct, or NULL with @error set in DECLARATION_ERROR; the
 * message names the function: "a forecaster needs forecast()".
 */
gpointer methods_own(const plugcast_component *component,
                     GStringChunk *strings,
                     GPtrArray *arrays,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Whether the plugin itself supplied a forecaster's function, and not the host. */
gboolean methods_is_own_create(const plugcast_forecaster *methods);
gboolean methods_is_own_fit(const plugcast_forecaster *methods);

G_END_DECLS
