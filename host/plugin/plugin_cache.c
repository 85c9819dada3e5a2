// SPDX-License-Identifier: MIT
#include "plugin/plugin_cache.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <plugcast.h>

// One file: path, device, inode, size, time, its fault or "", whether it offers anything, what it
// offers.
#define RECORD_TYPE "(stttxsb" OFFER_VARIANT_TYPE ")"

// The version of this form, that of the program and its plugin interface, the files.
#define CACHE_TYPE "(ssuua" RECORD_TYPE ")"
#define CACHE_FORM "plugcast plugins 2"

enum {
  MAX_SIZE = 1 << 24, // of the file
};

typedef struct {
  FileStamp stamp;
  char *fault;     // (nullable)
  GVariant *offer; // (nullable): of OFFER_VARIANT_TYPE
} Record;

struct PluginCache {
  char *path;
  GHashTable *records; // of Record by the file's path
  gboolean is_changed;
};

static void
record_free(gpointer data)
{
  Record *record = data;
  g_clear_pointer(&record->offer, g_variant_unref);
  g_free(record->fault);
  g_free(record);
}

static void
read_record(PluginCache *cache, GVariant *variant)
{
  Record *record = g_new0(Record, 1);
  g_autofree char *path = NULL;
  g_autofree char *fault = NULL;
  g_autoptr(GVariant) offer = NULL;
  gboolean has_offer = FALSE;
  g_variant_get(variant, "(stttxsb@" OFFER_VARIANT_TYPE ")", &path, &record->stamp.device,
                &record->stamp.inode, &record->stamp.size, &record->stamp.modified_ns, &fault,
                &has_offer, &offer);
  if (fault[0] != '\0') {
    record->fault = g_steal_pointer(&fault);
  }
  if (has_offer) {
    record->offer = g_steal_pointer(&offer);
  }
  g_hash_table_replace(cache->records, g_steal_pointer(&path), record);
}

static void
read_records(PluginCache *cache, GVariant *root)
{
  const char *form = NULL;
  const char *version = NULL;
  guint32 major = 0;
  guint32 minor = 0;
  g_autoptr(GVariant) records = NULL;
  g_variant_get(root, "(&s&suu@a" RECORD_TYPE ")", &form, &version, &major, &minor, &records);
  if (!g_str_equal(form, CACHE_FORM) || !g_str_equal(version, PLUGCAST_VERSION) ||
      major != PLUGCAST_MAJOR || minor != PLUGCAST_MINOR_BUILT) {
    return;
  }
  for (gsize i = 0; i < g_variant_n_children(records); i++) {
    g_autoptr(GVariant) record = g_variant_get_child_value(records, i);
    read_record(cache, record);
  }
}

PluginCache *
plugin_cache_new(const char *path)
{
  PluginCache *cache = g_new0(PluginCache, 1);
  cache->path = g_strdup(path);
  cache->records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, record_free);

  FileStamp stamp;
  g_autofree char *content = NULL;
  gsize size = 0;
  if (!file_stamp_read(path, &stamp) || stamp.size > MAX_SIZE ||
      !g_file_get_contents(path, &content, &size, NULL)) {
    return cache;
  }
  g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&content), size);
  g_autoptr(GVariant) root =
      g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(CACHE_TYPE), bytes, FALSE));
  if (g_variant_is_normal_form(root)) {
    read_records(cache, root);
  }
  return cache;
}

void
plugin_cache_free(PluginCache *cache)
{
  if (cache == NULL) {
    return;
  }
  g_hash_table_unref(cache->records);
  g_free(cache->path);
  g_free(cache);
}

gboolean
plugin_cache_recall(
    const PluginCache *cache, const char *file, const FileStamp *stamp, Offer **offer, char **fault)
{
  const Record *record = g_hash_table_lookup(cache->records, file);
  if (record == NULL || !file_stamp_equal(&record->stamp, stamp)) {
    return FALSE;
  }
  *offer = record->offer == NULL ? NULL : offer_new_from_variant(record->offer);
  *fault = g_strdup(record->fault);
  return TRUE;
}

static Record *
add_record(PluginCache *cache, const char *file, const FileStamp *stamp)
{
  Record *record = g_new0(Record, 1);
  record->stamp = *stamp;
  g_hash_table_replace(cache->records, g_strdup(file), record);
  cache->is_changed = TRUE;
  return record;
}

void
plugin_cache_remember(PluginCache *cache,
                      const char *file,
                      const FileStamp *stamp,
                      const Offer *offer)
{
  Record *record = add_record(cache, file, stamp);
  record->offer = offer == NULL ? NULL : g_variant_ref_sink(offer_to_variant(offer));
}

void
plugin_cache_remember_fault(PluginCache *cache,
                            const char *file,
                            const FileStamp *stamp,
                            const char *fault)
{
  g_assert(fault[0] != '\0');

  add_record(cache, file, stamp)->fault = g_strdup(fault);
}

static GVariant *
no_offer(void)
{
  return g_variant_new("(sa(us))", "", NULL);
}

static GVariant *
records_to_variant(const PluginCache *cache)
{
  GVariantBuilder records;
  g_variant_builder_init(&records, G_VARIANT_TYPE("a" RECORD_TYPE));
  GHashTableIter iter;
  gpointer path = NULL;
  gpointer value = NULL;
  g_hash_table_iter_init(&iter, cache->records);
  while (g_hash_table_iter_next(&iter, &path, &value)) {
    const Record *record = value;
    FileStamp now;
    if (file_stamp_read(path, &now)) {
      g_variant_builder_add(&records, "(stttxsb@" OFFER_VARIANT_TYPE ")", path,
                            record->stamp.device, record->stamp.inode, record->stamp.size,
                            record->stamp.modified_ns, record->fault == NULL ? "" : record->fault,
                            record->offer != NULL,
                            record->offer != NULL ? record->offer : no_offer());
    }
  }
  return g_variant_new("(ssuua" RECORD_TYPE ")", CACHE_FORM, PLUGCAST_VERSION,
                       (guint32)PLUGCAST_MAJOR, (guint32)PLUGCAST_MINOR_BUILT, &records);
}

gboolean
plugin_cache_save(PluginCache *cache, GError **error)
{
  if (!cache->is_changed) {
    return TRUE;
  }
  g_autofree char *folder = g_path_get_dirname(cache->path);
  if (g_mkdir_with_parents(folder, 0700) != 0) {
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s", folder,
                g_strerror(errno));
    return FALSE;
  }
  g_autoptr(GVariant) root = g_variant_ref_sink(records_to_variant(cache));
  // Losing the cache to a power cut is no loss, so nothing waits for the disk.
  if (!g_file_set_contents_full(cache->path, g_variant_get_data(root),
                                (gssize)g_variant_get_size(root), G_FILE_SET_CONTENTS_CONSISTENT,
                                0600, error)) {
    return FALSE;
  }
  cache->is_changed = FALSE;
  return TRUE;
}
