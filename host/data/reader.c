// SPDX-License-Identifier: MIT
#include "data/reader.h"

#include "data/cell.h"
#include "data/reader-private.h"
#include "data/reader_layouts.h"
#include "data/source.h"

#include <string.h>

typedef Panel *(*LayoutReader)(const ReaderInput *input, const Schema *schema, GError **error);

// By ReaderLayout; NULL where a schema cannot be of that layout.
static const LayoutReader layout_readers[] = {
  [READER_LAYOUT_LONG] = reader_long_read,
  [READER_LAYOUT_WIDE_ROW] = reader_wide_row_read,
  [READER_LAYOUT_WIDE_COLUMN] = reader_wide_column_read,
};

G_DEFINE_QUARK(reader_error, reader_error)

gsize
reader_get_line(const ReaderInput *input, const char *position)
{
  gsize line = 1;
  const char *cursor = input->begin;
  for (;;) {
    cursor = memchr(cursor, '\n', (gsize)(position - cursor));
    if (cursor == NULL) {
      return line;
    }
    cursor++;
    line++;
  }
}

void
reader_set_error(GError **error,
                 const ReaderInput *input,
                 const char *position,
                 ReaderError code,
                 const char *format,
                 ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error(error, READER_ERROR, (int)code, "%s:%" G_GSIZE_FORMAT ": %s", input->name,
              reader_get_line(input, position), message);
}

// The name of the file without folders and without the endings that only tell its format.
static char *
make_series_id(const char *name)
{
  static const char *const endings[] = { ".gz", ".csv", ".tsv", ".txt", ".tsf" };
  if (strcmp(name, "-") == 0) {
    return g_strdup("series");
  }
  char *id = g_path_get_basename(name);
  for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
    if (g_str_has_suffix(id, endings[i]) && strlen(id) > strlen(endings[i])) {
      id[strlen(id) - strlen(endings[i])] = '\0';
    }
  }
  if (!g_utf8_validate(id, -1, NULL)) {
    char *valid = g_utf8_make_valid(id, -1);
    g_free(id);
    id = valid;
  }
  return id;
}

// Leaves out the byte order mark and blank lines at the end, but for the line end of the last row.
static gboolean
trim_text(ReaderInput *input, GError **error)
{
  const gsize length = (gsize)(input->end - input->begin);
  if (length >= 3 && memcmp(input->begin, "\xEF\xBB\xBF", 3) == 0) {
    input->begin += 3;
  } else if (length >= 2 && (memcmp(input->begin, "\xFF\xFE", 2) == 0 ||
                             memcmp(input->begin, "\xFE\xFF", 2) == 0)) {
    reader_set_error(error, input, input->begin, READER_ERROR_SYNTAX,
                     "the text is UTF-16 (save it as UTF-8)");
    return FALSE;
  }
  const char *end = input->end;
  while (end > input->begin && (end[-1] == '\n' || end[-1] == '\r')) {
    end--;
  }
  if (end == input->begin) {
    g_set_error(error, READER_ERROR, READER_ERROR_EMPTY, "%s: the file is empty", input->name);
    return FALSE;
  }
  const char *last_line_end = cell_skip_line_end(end, input->end);
  input->end = last_line_end != NULL ? last_line_end : input->end;
  return TRUE;
}

static Panel *
read_separated(ReaderInput *input, GError **error)
{
  g_autoptr(Schema) schema = schema_new(input, error);
  return schema != NULL ? layout_readers[schema->layout](input, schema, error) : NULL;
}

Panel *
reader_read_text(const char *name,
                 const char *text,
                 gsize length,
                 const ReaderOptions *options,
                 gsize chunk_size,
                 Pool *pool,
                 GError **error)
{
  const ReaderOptions defaults = { 0 };
  g_autofree char *series_id = make_series_id(name);
  ReaderInput input = {
    .name = name,
    .series_id = series_id,
    .begin = text,
    .end = text + length,
    .chunk_size = chunk_size,
    .options = options != NULL ? options : &defaults,
    .pool = pool,
  };
  if (!trim_text(&input, error)) {
    return NULL;
  }
  const ReaderLayout layout = input.options->layout;
  if (layout == READER_LAYOUT_TSF ||
      (layout == READER_LAYOUT_AUTO && reader_tsf_recognise(&input))) {
    return reader_tsf_read(&input, error);
  }
  return read_separated(&input, error);
}

Panel *
reader_read_panel(const char *path, const ReaderOptions *options, Pool *pool, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);
  g_return_val_if_fail(pool != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Source) source = source_open(path, error);
  if (source == NULL) {
    return NULL;
  }
  return reader_read_text(path, source_get_text(source), source_get_length(source), options,
                          READER_CHUNK_SIZE, pool, error);
}
