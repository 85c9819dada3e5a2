// SPDX-License-Identifier: MIT
#include "cli/job_place.h"

#include <string.h>

/** Where in a job something stands. */
typedef struct {
  const JsonItem *item; // (nullable)
  gsize depth;
} Place;

static gboolean
is_about(const JsonItem *item, const char *word, gboolean is_exact)
{
  const char *name = json_item_get_name(item);
  if (g_strcmp0(name, "description") == 0) {
    return FALSE;
  }
  const char *text = json_item_get_kind(item) == JSON_STRING ? json_item_get_string(item) : NULL;
  if (is_exact) {
    return g_strcmp0(name, word) == 0 || g_strcmp0(text, word) == 0;
  }
  return text != NULL && strstr(text, word) != NULL;
}

/** Sets @place to the innermost value inside @item that is @word, or else has it in its text. */
static void
search(const JsonItem *item, gsize depth, const char *word, gboolean is_exact, Place *place)
{
  for (gsize i = 0; i < json_item_get_length(item); i++) {
    const JsonItem *inner = json_item_get_inner(item, i);
    if (depth + 1 > place->depth && is_about(inner, word, is_exact)) {
      *place = (Place){ .item = inner, .depth = depth + 1 };
    }
    search(inner, depth + 1, word, is_exact, place);
  }
}

const JsonItem *
job_place_find(const JsonItem *job, const char *message)
{
  g_auto(GStrv) pieces = g_strsplit(message, "'", -1);
  for (int is_exact = TRUE; is_exact >= FALSE; is_exact--) {
    Place place = { 0 };
    // Every other piece stands in quotes.
    for (gsize i = 1; i < g_strv_length(pieces) && pieces[i + 1] != NULL; i += 2) {
      if (pieces[i][0] != '\0') {
        search(job, 0, pieces[i], is_exact, &place);
      }
    }
    if (place.item != NULL) {
      return place.item;
    }
  }
  return NULL;
}
