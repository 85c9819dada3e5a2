// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/component.h"

#include <glib.h>

G_BEGIN_DECLS

/** The names in a plugin: enough to know whether it must be loaded. Never changes. */
typedef struct Offer Offer;

/** Returns: (transfer full): what @plugin offers. */
Offer *offer_new_from_plugin(const Plugin *plugin);

/**
 * Returns: (transfer full) (nullable): an offer as offer_to_variant() wrote it; NULL when @variant
 * is not of OFFER_VARIANT_TYPE.
 */
Offer *offer_new_from_variant(GVariant *variant);

/** The plugin's name, then kind and name of each component. */
#define OFFER_VARIANT_TYPE "(sa(us))"

/** Returns: (transfer floating). */
GVariant *offer_to_variant(const Offer *offer);

void offer_free(Offer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Offer, offer_free)

/** @right: (nullable). */
gboolean offer_equal(const Offer *left, const Offer *right);

const char *offer_get_plugin_name(const Offer *offer);
gboolean offer_has(const Offer *offer, guint32 kind, const char *name);

/** Returns: another kind in which there is a component @name, or 0. */
guint32 offer_find_kind(const Offer *offer, const char *name);

/** Appends the borrowed names of the components of @kind to @names. */
void offer_list_names(const Offer *offer, guint32 kind, GPtrArray *names);

G_END_DECLS
