// SPDX-License-Identifier: MIT
#include "run/feature_columns.h"

#include "plugin/suggest.h"

#include <string.h>

G_DEFINE_QUARK(feature_columns_error, feature_columns_error)

static void
column_free(gpointer data)
{
  FeatureColumn *column = data;
  g_free(column->name);
  g_free(column);
}

static const plugcast_features *
features_of(const GPtrArray *setups, gsize index)
{
  return component_get_features(setup_get_component(g_ptr_array_index(setups, index)));
}

const plugcast_feature *
feature_column_declare(const FeatureColumn *column, const GPtrArray *setups)
{
  return &features_of(setups, column->setup)->features[column->feature];
}

// Counts the components that have a feature of each name.
static GHashTable *
count_names(const GPtrArray *setups)
{
  GHashTable *counts = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < setups->len; i++) {
    const plugcast_features *methods = features_of(setups, i);
    for (guint32 j = 0; j < methods->n_features; j++) {
      gpointer name = (gpointer)(gsize)methods->features[j].name;
      const gsize n = GPOINTER_TO_SIZE(g_hash_table_lookup(counts, name));
      g_hash_table_insert(counts, name, GSIZE_TO_POINTER(n + 1));
    }
  }
  return counts;
}

static GPtrArray *
make_all(const GPtrArray *setups)
{
  g_autoptr(GHashTable) counts = count_names(setups);
  GPtrArray *columns = g_ptr_array_new_with_free_func(column_free);
  for (guint i = 0; i < setups->len; i++) {
    const plugcast_features *methods = features_of(setups, i);
    for (guint32 j = 0; j < methods->n_features; j++) {
      const char *name = methods->features[j].name;
      const gboolean is_shared = GPOINTER_TO_SIZE(g_hash_table_lookup(counts, name)) > 1;
      FeatureColumn *column = g_new(FeatureColumn, 1);
      *column = (FeatureColumn){
        .setup = i,
        .feature = j,
        .name = is_shared
                    ? g_strdup_printf("%s.%s", setup_get_label(g_ptr_array_index(setups, i)), name)
                    : g_strdup(name),
      };
      g_ptr_array_add(columns, column);
    }
  }
  return columns;
}

static void
refuse_name(const GPtrArray *all, const GPtrArray *setups, const char *name, GError **error)
{
  g_autoptr(GPtrArray) known = g_ptr_array_new();
  for (guint i = 0; i < all->len; i++) {
    const FeatureColumn *column = g_ptr_array_index(all, i);
    g_ptr_array_add(known, (gpointer)(gsize)feature_column_declare(column, setups)->name);
  }
  g_ptr_array_add(known, NULL);
  g_autofree char *similar = suggest_similar(name, (const char *const *)known->pdata);
  g_set_error(error, FEATURE_COLUMNS_ERROR, FEATURE_COLUMNS_ERROR_NAME,
              "no feature '%s' among the %u of the components%s%s", name, all->len,
              similar != NULL ? "; " : "", similar != NULL ? similar : "");
}

// Copies the columns that @name means behind those of @kept.
static gboolean
keep_named(const GPtrArray *all,
           const GPtrArray *setups,
           const char *name,
           GPtrArray *kept,
           GError **error)
{
  const guint n_before = kept->len;
  for (guint i = 0; i < all->len; i++) {
    const FeatureColumn *column = g_ptr_array_index(all, i);
    if (strcmp(column->name, name) != 0 &&
        strcmp(feature_column_declare(column, setups)->name, name) != 0) {
      continue;
    }
    for (guint j = 0; j < kept->len; j++) {
      const FeatureColumn *other = g_ptr_array_index(kept, j);
      if (strcmp(other->name, column->name) == 0) {
        g_set_error(error, FEATURE_COLUMNS_ERROR, FEATURE_COLUMNS_ERROR_TWICE,
                    "feature '%s' is asked for twice", column->name);
        return FALSE;
      }
    }
    FeatureColumn *copy = g_memdup2(column, sizeof *column);
    copy->name = g_strdup(column->name);
    g_ptr_array_add(kept, copy);
  }
  if (kept->len == n_before) {
    refuse_name(all, setups, name, error);
    return FALSE;
  }
  return TRUE;
}

GPtrArray *
feature_columns_new(const GPtrArray *setups, const char *const *names, GError **error)
{
  g_return_val_if_fail(setups != NULL && setups->len > 0, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(GPtrArray) all = make_all(setups);
  if (names == NULL) {
    return g_steal_pointer(&all);
  }
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(column_free);
  for (gsize i = 0; names[i] != NULL; i++) {
    if (!keep_named(all, setups, names[i], kept, error)) {
      return NULL;
    }
  }
  return kept->len > 0 ? g_steal_pointer(&kept) : g_steal_pointer(&all);
}
