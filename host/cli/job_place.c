// SPDX-License-Identifier: MIT
#include "cli/job_place.h"

#include <string.h>

/** Where in a job something stands. */
typedef struct {
  const JsonItem *item; // (nullable)
  gsize depth;
} Place;

typedef gboolean (*IsAbout)(const JsonItem *item, const char *words);

static const char *
get_text(const JsonItem *item)
{
  return json_item_get_kind(item) == JSON_STRING ? json_item_get_string(item) : NULL;
}

static gboolean
is_word(const JsonItem *item, const char *word)
{
  return g_strcmp0(json_item_get_name(item), word) == 0 || g_strcmp0(get_text(item), word) == 0;
}

// Whether the text is a file that the message speaks of, as seen from where the program runs.
static gboolean
is_file_of(const JsonItem *item, const char *message)
{
  const char *text = get_text(item);
  return text != NULL && strpbrk(text, "./") != NULL && strstr(message, text) != NULL;
}

static gboolean
has_word(const JsonItem *item, const char *word)
{
  const char *text = get_text(item);
  const char *found = text != NULL ? strstr(text, word) : NULL;
  while (found != NULL) {
    const char after = found[strlen(word)];
    if ((found == text || !g_ascii_isalnum(found[-1])) && !g_ascii_isalnum(after)) {
      return TRUE;
    }
    found = strstr(found + 1, word);
  }
  return FALSE;
}

/** Sets @place to the innermost value inside @item that is about @words. */
static void
search(const JsonItem *item, gsize depth, IsAbout is_about, const char *words, Place *place)
{
  for (gsize i = 0; i < json_item_get_length(item); i++) {
    const JsonItem *inner = json_item_get_inner(item, i);
    if (g_strcmp0(json_item_get_name(inner), "description") == 0) {
      continue;
    }
    if (depth + 1 > place->depth && is_about(inner, words)) {
      *place = (Place){ .item = inner, .depth = depth + 1 };
    }
    search(inner, depth + 1, is_about, words, place);
  }
}

static void
search_quoted(const JsonItem *job, const char *message, IsAbout is_about, Place *place)
{
  g_auto(GStrv) pieces = g_strsplit(message, "'", -1);
  // Every other piece stands in quotes.
  for (gsize i = 1; i < g_strv_length(pieces) && pieces[i + 1] != NULL; i += 2) {
    if (pieces[i][0] != '\0') {
      search(job, 0, is_about, pieces[i], place);
    }
  }
}

const JsonItem *
job_place_find(const JsonItem *job, const char *message)
{
  Place place = { 0 };
  search_quoted(job, message, is_word, &place);
  if (place.item == NULL) {
    search(job, 0, is_file_of, message, &place);
  }
  if (place.item == NULL) {
    search_quoted(job, message, has_word, &place);
  }
  return place.item;
}
