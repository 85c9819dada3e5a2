// SPDX-License-Identifier: MIT
#include "plugin/integer_list.h"

G_DEFINE_QUARK(integer_list_error, integer_list_error)

gboolean
integer_list_parse_item(
    const char *text, double minimum, double maximum, gint64 *value, GError **error)
{
  g_autofree char *trimmed = g_strstrip(g_strdup(text));
  // strtoll would take "+5" and " 5"; a sign is read by GLib's parser alone.
  gint64 number = 0;
  g_autoptr(GError) local = NULL;
  if (!g_ascii_string_to_signed(trimmed, 10, G_MININT64, G_MAXINT64, &number, &local) &&
      !g_error_matches(local, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS)) {
    g_set_error(error, INTEGER_LIST_ERROR, INTEGER_LIST_ERROR_SYNTAX, "'%s' is no whole number",
                trimmed);
    return FALSE;
  }
  if (local != NULL || (double)number < minimum || (double)number > maximum) {
    g_set_error(error, INTEGER_LIST_ERROR, INTEGER_LIST_ERROR_RANGE, "%s is not within %.0f … %.0f",
                trimmed, minimum, maximum);
    return FALSE;
  }
  *value = number;
  return TRUE;
}

GArray *
integer_list_parse(const char *text, double minimum, double maximum, GError **error)
{
  g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(gint64));
  if (text == NULL || *text == '\0') {
    return g_steal_pointer(&items);
  }
  g_auto(GStrv) parts = g_strsplit(text, ",", -1);
  for (gsize i = 0; parts[i] != NULL; i++) {
    gint64 value = 0;
    if (!integer_list_parse_item(parts[i], minimum, maximum, &value, error)) {
      return NULL;
    }
    g_array_append_val(items, value);
  }
  return g_steal_pointer(&items);
}

char *
integer_list_to_string(const gint64 *items, gsize n_items)
{
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < n_items; i++) {
    g_string_append_printf(text, "%s%" G_GINT64_FORMAT, i == 0 ? "" : ",", items[i]);
  }
  return g_string_free(text, FALSE);
}
