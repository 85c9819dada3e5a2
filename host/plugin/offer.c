// SPDX-License-Identifier: MIT
#include "plugin/offer.h"

typedef struct {
  guint32 kind;
  char *name; // owned by the offer
} OfferItem;

struct Offer {
  char *plugin_name;
  GArray *items; // of OfferItem
};

static void
item_clear(gpointer item)
{
  g_free(((OfferItem *)item)->name);
}

static Offer *
offer_new(const char *plugin_name)
{
  Offer *offer = g_new0(Offer, 1);
  offer->plugin_name = g_strdup(plugin_name);
  offer->items = g_array_new(FALSE, FALSE, sizeof(OfferItem));
  g_array_set_clear_func(offer->items, item_clear);
  return offer;
}

static void
offer_add(Offer *offer, guint32 kind, const char *name)
{
  const OfferItem item = { kind, g_strdup(name) };
  g_array_append_val(offer->items, item);
}

Offer *
offer_new_from_plugin(const Plugin *plugin)
{
  Offer *offer = offer_new(plugin_get_name(plugin));
  for (gsize i = 0; i < plugin_get_n_components(plugin); i++) {
    const Component *component = plugin_get_component(plugin, i);
    offer_add(offer, component_get_kind(component), component_get_name(component));
  }
  return offer;
}

Offer *
offer_new_from_variant(GVariant *variant)
{
  if (!g_variant_is_of_type(variant, G_VARIANT_TYPE(OFFER_VARIANT_TYPE))) {
    return NULL;
  }
  const char *plugin_name = NULL;
  g_autoptr(GVariantIter) items = NULL;
  g_variant_get(variant, "(&sa(us))", &plugin_name, &items);
  Offer *offer = offer_new(plugin_name);
  guint32 kind = 0;
  const char *name = NULL;
  while (g_variant_iter_next(items, "(u&s)", &kind, &name)) {
    offer_add(offer, kind, name);
  }
  return offer;
}

GVariant *
offer_to_variant(const Offer *offer)
{
  GVariantBuilder items;
  g_variant_builder_init(&items, G_VARIANT_TYPE("a(us)"));
  for (guint i = 0; i < offer->items->len; i++) {
    const OfferItem *item = &g_array_index(offer->items, OfferItem, i);
    g_variant_builder_add(&items, "(us)", item->kind, item->name);
  }
  return g_variant_new("(sa(us))", offer->plugin_name, &items);
}

void
offer_free(Offer *offer)
{
  if (offer == NULL) {
    return;
  }
  g_array_unref(offer->items);
  g_free(offer->plugin_name);
  g_free(offer);
}

gboolean
offer_equal(const Offer *left, const Offer *right)
{
  if (right == NULL) {
    return FALSE;
  }
  g_autoptr(GVariant) left_variant = g_variant_ref_sink(offer_to_variant(left));
  g_autoptr(GVariant) right_variant = g_variant_ref_sink(offer_to_variant(right));
  return g_variant_equal(left_variant, right_variant);
}

const char *
offer_get_plugin_name(const Offer *offer)
{
  return offer->plugin_name;
}

gboolean
offer_has(const Offer *offer, guint32 kind, const char *name)
{
  for (guint i = 0; i < offer->items->len; i++) {
    const OfferItem *item = &g_array_index(offer->items, OfferItem, i);
    if (item->kind == kind && g_str_equal(item->name, name)) {
      return TRUE;
    }
  }
  return FALSE;
}

guint32
offer_find_kind(const Offer *offer, const char *name)
{
  for (guint i = 0; i < offer->items->len; i++) {
    const OfferItem *item = &g_array_index(offer->items, OfferItem, i);
    if (g_str_equal(item->name, name)) {
      return item->kind;
    }
  }
  return 0;
}

void
offer_list_names(const Offer *offer, guint32 kind, GPtrArray *names)
{
  for (guint i = 0; i < offer->items->len; i++) {
    const OfferItem *item = &g_array_index(offer->items, OfferItem, i);
    if (item->kind == kind) {
      g_ptr_array_add(names, item->name);
    }
  }
}
