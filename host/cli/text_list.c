// SPDX-License-Identifier: MIT
#include "cli/text_list.h"

gsize
text_list_get_length(const char *const *texts)
{
  gsize length = 0;
  while (texts[length] != NULL) {
    length++;
  }
  return length;
}

char *
text_list_join(const char *const *texts)
{
  g_autoptr(GString) out = g_string_new(NULL);
  for (gsize i = 0; texts[i] != NULL; i++) {
    g_string_append_printf(out, "%s%s", i > 0 ? ", " : "", texts[i]);
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

char **
text_list_copy(const char *const *texts)
{
  g_autoptr(GPtrArray) copy = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; texts[i] != NULL; i++) {
    g_ptr_array_add(copy, g_strdup(texts[i]));
  }
  g_ptr_array_add(copy, NULL);
  return (char **)g_ptr_array_steal(copy, NULL);
}
