// SPDX-License-Identifier: MIT
#include "data/csv_field.h"

#include <string.h>

// Quotes what any reader might take for a separator, whichever it believes to be in use, and blanks
// that it might trim.
static gboolean
needs_quotes(const char *field)
{
  const gsize length = strlen(field);
  return strpbrk(field, ",;\t\"\r\n") != NULL ||
         (length > 0 && (field[0] == ' ' || field[length - 1] == ' '));
}

void
csv_field_append(GString *text, const char *field)
{
  if (!needs_quotes(field)) {
    g_string_append(text, field);
    return;
  }
  g_string_append_c(text, '"');
  for (; *field != '\0'; field++) {
    if (*field == '"') {
      g_string_append_c(text, '"');
    }
    g_string_append_c(text, *field);
  }
  g_string_append_c(text, '"');
}
