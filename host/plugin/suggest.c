// SPDX-License-Identifier: MIT
#include "plugin/suggest.h"

#include <string.h>

enum {
  MAX_LENGTH = 64, // of words that are compared
  MAX_NAMES = 3,
};

typedef struct {
  const char *names[MAX_NAMES]; // nearest first
  gsize distances[MAX_NAMES];
  gsize n_names;
} Nearest;

static gsize
cell_distance(
    const gsize rows[3][MAX_LENGTH + 1], const char *left, const char *right, gsize i, gsize j)
{
  const gboolean is_same = g_ascii_tolower(left[i - 1]) == g_ascii_tolower(right[j - 1]);
  gsize distance = rows[1][j - 1] + (is_same ? 0 : 1);
  distance = MIN(distance, rows[1][j] + 1);
  distance = MIN(distance, rows[2][j - 1] + 1);
  if (i > 1 && j > 1 && g_ascii_tolower(left[i - 1]) == g_ascii_tolower(right[j - 2]) &&
      g_ascii_tolower(left[i - 2]) == g_ascii_tolower(right[j - 1])) {
    distance = MIN(distance, rows[0][j - 2] + 1);
  }
  return distance;
}

// Insertions, deletions, replacements and swaps of neighbours: Damerau's distance in its restricted
// form, by three rows of the table.
static gsize
edit_distance(const char *left, const char *right)
{
  const gsize n_left = strlen(left);
  const gsize n_right = strlen(right);
  gsize rows[3][MAX_LENGTH + 1] = { 0 };
  for (gsize j = 0; j <= n_right; j++) {
    rows[2][j] = j;
  }
  for (gsize i = 1; i <= n_left; i++) {
    memmove(rows[0], rows[1], sizeof rows[0] * 2);
    rows[2][0] = i;
    for (gsize j = 1; j <= n_right; j++) {
      rows[2][j] = cell_distance(rows, left, right, i, j);
    }
  }
  return rows[2][n_right];
}

static void
nearest_add(Nearest *nearest, const char *name, gsize distance)
{
  gsize place = nearest->n_names;
  while (place > 0 && nearest->distances[place - 1] > distance) {
    place--;
  }
  if (place == MAX_NAMES) {
    return;
  }
  nearest->n_names = MIN(nearest->n_names + 1, MAX_NAMES);
  for (gsize i = nearest->n_names - 1; i > place; i--) {
    nearest->names[i] = nearest->names[i - 1];
    nearest->distances[i] = nearest->distances[i - 1];
  }
  nearest->names[place] = name;
  nearest->distances[place] = distance;
}

static gboolean
nearest_has(const Nearest *nearest, const char *name)
{
  for (gsize i = 0; i < nearest->n_names; i++) {
    if (g_str_equal(nearest->names[i], name)) {
      return TRUE;
    }
  }
  return FALSE;
}

static char *
nearest_to_question(const Nearest *nearest)
{
  GString *text = g_string_new("did you mean ");
  for (gsize i = 0; i < nearest->n_names; i++) {
    const char *separator = i == 0 ? "" : i + 1 == nearest->n_names ? " or " : ", ";
    g_string_append_printf(text, "%s'%s'", separator, nearest->names[i]);
  }
  g_string_append_c(text, '?');
  return g_string_free(text, FALSE);
}

char *
suggest_similar(const char *word, const char *const *candidates)
{
  const gsize length = strlen(word);
  if (length == 0 || length > MAX_LENGTH || candidates == NULL) {
    return NULL;
  }

  Nearest nearest = { 0 };
  const gsize limit = MAX(1, length / 3);
  for (gsize i = 0; candidates[i] != NULL; i++) {
    if (strlen(candidates[i]) > MAX_LENGTH || nearest_has(&nearest, candidates[i])) {
      continue;
    }
    const gsize distance = edit_distance(word, candidates[i]);
    const gboolean begins = length >= 3 && g_ascii_strncasecmp(candidates[i], word, length) == 0;
    if (distance <= limit || begins) {
      nearest_add(&nearest, candidates[i], MIN(distance, limit + 1));
    }
  }
  return nearest.n_names == 0 ? NULL : nearest_to_question(&nearest);
}
