// SPDX-License-Identifier: MIT
#include "data/tsf_header.h"

#include <string.h>

enum {
  MAX_HORIZON = 1000 * 1000
};

// One line `@tag rest`; both are owned.
typedef struct {
  const ReaderInput *input;
  const char *line;
  TsfHeader *header;
  guint first_text; // the first attribute of type string, G_MAXUINT before there is one
} Head;

typedef gboolean (*TagReader)(Head *head, const char *rest, GError **error);

typedef struct {
  const char *tag;
  TagReader read;
} Tag;

const char *
tsf_take_line(const char **line, const char *text_end, const char **end)
{
  const char *newline = memchr(*line, '\n', (gsize)(text_end - *line));
  *end = newline != NULL ? newline : text_end;
  while (*end > *line && g_ascii_isspace((*end)[-1])) {
    (*end)--;
  }
  while (*line < *end && g_ascii_isspace(**line)) {
    (*line)++;
  }
  return newline != NULL ? newline + 1 : text_end;
}

void
tsf_header_free(TsfHeader *header)
{
  if (header == NULL) {
    return;
  }
  g_clear_pointer(&header->attributes, g_ptr_array_unref);
  g_free(header);
}

static gboolean
read_attribute(Head *head, const char *rest, GError **error)
{
  TsfHeader *header = head->header;
  g_auto(GStrv) words = g_strsplit_set(rest, " \t", 2);
  const char *name = words[0] != NULL ? words[0] : "";
  const char *type = words[0] != NULL && words[1] != NULL ? g_strstrip(words[1]) : "";
  const guint index = header->attributes->len;
  if (g_ascii_strcasecmp(type, "date") == 0) {
    header->time_attribute = index;
  } else if (g_ascii_strcasecmp(type, "string") == 0) {
    head->first_text = MIN(head->first_text, index);
    if (strcmp(name, "series_name") == 0) {
      header->name_attribute = index;
    }
  } else if (g_ascii_strcasecmp(type, "numeric") != 0) {
    reader_set_error(error, head->input, head->line, READER_ERROR_HEADER,
                     "@attribute '%s' has the type '%s', which is none of string, numeric and date",
                     name, type);
    return FALSE;
  }
  g_ptr_array_add(header->attributes, g_strdup(name));
  return TRUE;
}

static gboolean
read_frequency(Head *head, const char *rest, GError **error)
{
  g_autoptr(GError) cause = NULL;
  if (!step_parse(rest, &head->header->step, &cause)) {
    reader_set_error(error, head->input, head->line, READER_ERROR_STEP, "@frequency: %s",
                     cause->message);
    return FALSE;
  }
  head->header->has_step = TRUE;
  return TRUE;
}

static gboolean
read_horizon(Head *head, const char *rest, GError **error)
{
  guint64 horizon = 0;
  if (!g_ascii_string_to_unsigned(rest, 10, 1, MAX_HORIZON, &horizon, NULL)) {
    reader_set_error(error, head->input, head->line, READER_ERROR_HEADER,
                     "@horizon '%s' is no number of steps from 1 to %d", rest, MAX_HORIZON);
    return FALSE;
  }
  head->header->horizon = (gsize)horizon;
  return TRUE;
}

// Tags that say nothing the reader does not see for itself.
static gboolean
skip_tag(G_GNUC_UNUSED Head *head, G_GNUC_UNUSED const char *rest, G_GNUC_UNUSED GError **error)
{
  return TRUE;
}

static const Tag tags[] = {
  { "@relation", skip_tag },        { "@missing", skip_tag },         { "@equallength", skip_tag },
  { "@attribute", read_attribute }, { "@frequency", read_frequency }, { "@horizon", read_horizon },
};

static gboolean
read_tag(Head *head, const char *line, gsize length, GError **error)
{
  g_autofree char *bytes = g_strndup(line, length);
  g_autofree char *text = g_utf8_make_valid(bytes, -1);
  const gsize tag_length = strcspn(text, " \t");
  g_autofree char *tag = g_strndup(text, tag_length);
  const char *rest = g_strchug(text + tag_length);
  for (gsize i = 0; i < G_N_ELEMENTS(tags); i++) {
    if (g_ascii_strcasecmp(tag, tags[i].tag) == 0) {
      return tags[i].read(head, rest, error);
    }
  }
  reader_set_error(error, head->input, head->line, READER_ERROR_HEADER,
                   "'%s' is none of @relation, @attribute, @frequency, @horizon, @missing, "
                   "@equallength and @data",
                   tag);
  return FALSE;
}

static gboolean
is_tag(const char *line, const char *end, const char *tag)
{
  return (gsize)(end - line) == strlen(tag) && g_ascii_strncasecmp(line, tag, strlen(tag)) == 0;
}

static gboolean
read_head(Head *head, GError **error)
{
  const char *line = head->input->begin;
  while (line < head->input->end) {
    const char *end = NULL;
    const char *next = tsf_take_line(&line, head->input->end, &end);
    head->line = line;
    if (is_tag(line, end, "@data")) {
      head->header->data = next;
      return TRUE;
    }
    if (line < end && *line != '#' && !read_tag(head, line, (gsize)(end - line), error)) {
      return FALSE;
    }
    line = next;
  }
  g_set_error(error, READER_ERROR, READER_ERROR_HEADER, "%s: there is no @data", head->input->name);
  return FALSE;
}

TsfHeader *
tsf_header_new(const ReaderInput *input, GError **error)
{
  g_autoptr(TsfHeader) header = g_new0(TsfHeader, 1);
  header->attributes = g_ptr_array_new_with_free_func(g_free);
  header->name_attribute = G_MAXUINT;
  header->time_attribute = G_MAXUINT;
  Head head = { .input = input, .header = header, .first_text = G_MAXUINT };
  if (!read_head(&head, error)) {
    return NULL;
  }
  if (header->name_attribute == G_MAXUINT) {
    header->name_attribute = head.first_text;
  }
  if (header->name_attribute == G_MAXUINT) {
    g_set_error(error, READER_ERROR, READER_ERROR_HEADER,
                "%s: no @attribute of type string names the series", input->name);
    return NULL;
  }
  return g_steal_pointer(&header);
}
