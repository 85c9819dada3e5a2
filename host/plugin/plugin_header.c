// SPDX-License-Identifier: MIT
#include "plugin/plugin_header.h"

G_DEFINE_QUARK(plugin_header_error, plugin_header_error)

#define HOST_VERSION_FORMAT "this host speaks version %d.%d"

static gboolean
check_magic(const plugcast_header *header, GError **error)
{
  if (header->magic == PLUGCAST_MAGIC) {
    return TRUE;
  }
  if (header->magic == GUINT64_SWAP_LE_BE(PLUGCAST_MAGIC)) {
    g_set_error_literal(error, PLUGIN_HEADER_ERROR, PLUGIN_HEADER_ERROR_DAMAGED,
                        "its header has the bytes of each number in the other order");
    return FALSE;
  }
  g_set_error(error, PLUGIN_HEADER_ERROR, PLUGIN_HEADER_ERROR_DAMAGED,
              "its header begins with %#" G_GINT64_MODIFIER "x, expected %#" G_GINT64_MODIFIER
              "x (\"PLUGCAST\"); it must be filled by PLUGCAST_HEADER() when it is compiled",
              (guint64)header->magic, (guint64)PLUGCAST_MAGIC);
  return FALSE;
}

static gboolean
check_machine(const plugcast_header *header, GError **error)
{
  if (header->byte_order != PLUGCAST_BYTE_ORDER) {
    g_set_error(error, PLUGIN_HEADER_ERROR, PLUGIN_HEADER_ERROR_DAMAGED,
                "its header has byte order %#x, expected %#x", header->byte_order,
                PLUGCAST_BYTE_ORDER);
    return FALSE;
  }
  if (header->pointer_size != sizeof(void *)) {
    g_set_error(error, PLUGIN_HEADER_ERROR, PLUGIN_HEADER_ERROR_DAMAGED,
                "its pointers have %u bytes, expected %u", header->pointer_size,
                (guint)sizeof(void *));
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_version(const plugcast_header *header, GError **error)
{
  if (header->major != PLUGCAST_MAJOR) {
    g_set_error(error, PLUGIN_HEADER_ERROR, PLUGIN_HEADER_ERROR_VERSION,
                "its header says version %u of the plugin interface under the name of version "
                "%d; " HOST_VERSION_FORMAT,
                header->major, PLUGCAST_MAJOR, PLUGCAST_MAJOR, PLUGCAST_MINOR_BUILT);
    return FALSE;
  }
  if (header->minor_needed > PLUGCAST_MINOR_BUILT) {
    g_set_error(error, PLUGIN_HEADER_ERROR, PLUGIN_HEADER_ERROR_VERSION,
                "it needs version %u.%u of the plugin interface, " HOST_VERSION_FORMAT,
                header->major, header->minor_needed, PLUGCAST_MAJOR, PLUGCAST_MINOR_BUILT);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_sizes(const plugcast_header *header, GError **error)
{
  const gsize least = PLUGIN_HEADER_LEAST_STRUCT_SIZE;
  if (header->struct_size < least || header->struct_size > PLUGIN_HEADER_MAX_STRUCT_SIZE) {
    g_set_error(error, PLUGIN_HEADER_ERROR, PLUGIN_HEADER_ERROR_DAMAGED,
                "its plugcast_plugin has struct_size %u, expected %u to %u", header->struct_size,
                (guint)least, PLUGIN_HEADER_MAX_STRUCT_SIZE);
    return FALSE;
  }
  if (header->n_components == 0 || header->n_components > PLUGIN_HEADER_MAX_COMPONENTS) {
    g_set_error(error, PLUGIN_HEADER_ERROR, PLUGIN_HEADER_ERROR_DAMAGED,
                "it says that it has %u components, expected 1 to %u", header->n_components,
                PLUGIN_HEADER_MAX_COMPONENTS);
    return FALSE;
  }
  return TRUE;
}

gboolean
plugin_header_check(const plugcast_header *header, GError **error)
{
  return check_magic(header, error) && check_machine(header, error) &&
         check_version(header, error) && check_sizes(header, error);
}
