// SPDX-License-Identifier: MIT
#include "data/table_writer.h"

#include "data/output.h"
#include "data/table_encoder.h"

#include <string.h>

enum {
  CHUNK_BYTES = 256 * 1024, // of text, about
  CHUNKS_PER_THREAD = 2,    // formatted before they are written
  CELL_BYTES = 20,          // about
  NAME_BLOCK_BYTES = 256,
};

G_DEFINE_QUARK(table_writer_error, table_writer_error)

gboolean
table_format_from_path(const char *path, TableFormat *format, GError **error)
{
  static const struct {
    const char *ending;
    TableFormat format;
  } known[] = {
    { "", TABLE_FORMAT_CSV },
    { ".csv", TABLE_FORMAT_CSV },
    { ".tsv", TABLE_FORMAT_TSV },
    { ".tab", TABLE_FORMAT_TSV },
    { ".jsonl", TABLE_FORMAT_JSON_LINES },
    { ".ndjson", TABLE_FORMAT_JSON_LINES },
    { ".json", TABLE_FORMAT_JSON_LINES },
    { ".txt", TABLE_FORMAT_TEXT },
  };

  g_autofree char *name = g_path_get_basename(path);
  if (g_str_has_suffix(name, ".gz")) {
    name[strlen(name) - strlen(".gz")] = '\0';
  }
  const char *last_point = strrchr(name, '.');
  const char *ending = last_point == NULL ? "" : last_point;
  for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
    if (g_ascii_strcasecmp(ending, known[i].ending) == 0) {
      *format = known[i].format;
      return TRUE;
    }
  }
  g_set_error(error, TABLE_WRITER_ERROR, TABLE_WRITER_ERROR_FORMAT,
              "%s: '%s' names no format; known are .csv, .tsv, .tab, .jsonl, .ndjson, .json and "
              ".txt, and .gz after any of them",
              path, ending);
  return FALSE;
}

/** A range of rows on its way to the output. */
typedef struct {
  GString *text;     // owned
  TableBatch *batch; // owned
} Chunk;

// Text is formatted in waves of chunks. While one wave is formatted, one of the threads writes the
// wave before it, so that no more than two waves are ever held.
struct TableWriter {
  const TableEncoder *encoder;
  Output *output; // owned
  Pool *pool;     // borrowed
  gsize n_columns;
  TableColumn *columns;   // [n_columns], owned; NULL before the first put
  GStringChunk *names;    // of @columns, owned
  TimestampStyle *styles; // [n_columns], owned: of the columns that have one
  gpointer shared;        // of @encoder, owned
  GArray *formatted;      // of Chunk, owned: the wave to format
  GArray *waiting;        // of Chunk, owned: the wave to write
  gsize n_waiting;
  const TableSource *source; // borrowed: what is put at the moment
  gsize n_rows;              // of @source
  gsize next_row;            // of the wave to format
  gsize chunk_rows;
  gsize n_formatted; // chunks
  GError *error;     // owned, of writing
};

static void
chunk_clear(gpointer data)
{
  Chunk *chunk = data;
  g_string_free(chunk->text, TRUE);
  table_batch_free(chunk->batch);
}

static GArray *
new_wave(gsize n_chunks, gsize n_columns)
{
  GArray *wave = g_array_sized_new(FALSE, FALSE, sizeof(Chunk), (guint)n_chunks);
  g_array_set_clear_func(wave, chunk_clear);
  for (gsize i = 0; i < n_chunks; i++) {
    const Chunk chunk = { .text = g_string_new(NULL), .batch = table_batch_new(n_columns) };
    g_array_append_val(wave, chunk);
  }
  return wave;
}

static const TableEncoder *
get_encoder(TableFormat format)
{
  switch (format) {
  case TABLE_FORMAT_CSV:
    return &table_encoder_csv;
  case TABLE_FORMAT_TSV:
    return &table_encoder_tsv;
  case TABLE_FORMAT_JSON_LINES:
    return &table_encoder_json_lines;
  case TABLE_FORMAT_TEXT:
    return &table_encoder_text;
  }
  g_assert_not_reached();
}

// Takes @output.
static TableWriter *
writer_new(Output *output, TableFormat format, Pool *pool)
{
  TableWriter *writer = g_new0(TableWriter, 1);
  writer->encoder = get_encoder(format);
  writer->output = output;
  writer->pool = pool;
  return writer;
}

TableWriter *
table_writer_new_for_file(const char *path, TableFormat format, Pool *pool, GError **error)
{
  g_autoptr(Output) output = output_new_for_file(path, error);
  return output != NULL ? writer_new(g_steal_pointer(&output), format, pool) : NULL;
}

TableWriter *
table_writer_new_for_descriptor(int descriptor, TableFormat format, Pool *pool)
{
  return writer_new(output_new_for_descriptor(descriptor), format, pool);
}

void
table_writer_free(TableWriter *writer)
{
  if (writer == NULL) {
    return;
  }
  if (writer->shared != NULL) {
    writer->encoder->release(writer->shared);
  }
  g_clear_pointer(&writer->names, g_string_chunk_free);
  g_free(writer->styles);
  g_free(writer->columns);
  g_clear_pointer(&writer->formatted, g_array_unref);
  g_clear_pointer(&writer->waiting, g_array_unref);
  g_clear_pointer(&writer->output, output_free);
  g_clear_error(&writer->error);
  g_free(writer);
}

// A chunk is a range of rows, so that neither many short series nor a few long ones make it large.
static void
format_chunk(const TableWriter *writer, gsize index)
{
  const TableSource *source = writer->source;
  const gsize begin = writer->next_row + index * writer->chunk_rows;
  const gsize end = MIN(begin + writer->chunk_rows, writer->n_rows);
  const Chunk *chunk = &g_array_index(writer->formatted, Chunk, index);
  g_string_truncate(chunk->text, 0);
  for (gsize row = begin; row < end;) {
    const gsize stop = MIN(end, row + TABLE_BATCH_MAX_ROWS);
    table_batch_begin(chunk->batch, 0);
    row = source->methods->read(source->data, row, stop, chunk->batch);
    if (table_batch_get_n_rows(chunk->batch) > 0) {
      writer->encoder->put_rows(writer->shared, chunk->batch, chunk->text);
    }
  }
}

static void
write_waiting(TableWriter *writer)
{
  for (gsize i = 0; i < writer->n_waiting; i++) {
    const GString *text = g_array_index(writer->waiting, Chunk, i).text;
    if (!output_write(writer->output, text->str, text->len, &writer->error)) {
      return;
    }
  }
}

// The chunks to format, and one item more, the first, to write those that wait.
static void
run_items(gsize begin, gsize end, G_GNUC_UNUSED PoolWorker *worker, gpointer data)
{
  TableWriter *writer = data;
  for (gsize i = begin; i < end; i++) {
    if (i == 0) {
      write_waiting(writer);
    } else {
      format_chunk(writer, i - 1);
    }
  }
}

static void
plan_wave(TableWriter *writer)
{
  const gsize n_left = writer->n_rows - writer->next_row;
  const gsize n_chunks = n_left / writer->chunk_rows + (n_left % writer->chunk_rows != 0 ? 1 : 0);
  writer->n_formatted = MIN(n_chunks, writer->formatted->len);
}

static void
turn_wave(TableWriter *writer)
{
  GArray *written = writer->waiting;
  writer->waiting = writer->formatted;
  writer->formatted = written;
  writer->n_waiting = writer->n_formatted;
  writer->next_row =
      MIN(writer->next_row + writer->n_formatted * writer->chunk_rows, writer->n_rows);
}

// The columns outlive the first source.
static void
keep_columns(TableWriter *writer, const TableSource *source)
{
  writer->n_columns = source->methods->get_n_columns(source->data);
  writer->columns = g_new(TableColumn, writer->n_columns);
  writer->styles = g_new(TimestampStyle, writer->n_columns);
  writer->names = g_string_chunk_new(NAME_BLOCK_BYTES);
  for (gsize i = 0; i < writer->n_columns; i++) {
    TableColumn column = source->methods->get_column(source->data, i);
    column.name = g_string_chunk_insert(writer->names, column.name);
    if (column.style != NULL) {
      writer->styles[i] = *column.style;
      column.style = &writer->styles[i];
    }
    writer->columns[i] = column;
  }
}

static void
begin_table(TableWriter *writer, const TableSource *source)
{
  const gsize n_chunks = (gsize)pool_get_n_threads(writer->pool) * CHUNKS_PER_THREAD;
  keep_columns(writer, source);
  writer->shared = writer->encoder->prepare(writer->columns, writer->n_columns, source);
  writer->chunk_rows = MAX(CHUNK_BYTES / (CELL_BYTES * writer->n_columns), 1);
  writer->formatted = new_wave(n_chunks, writer->n_columns);
  writer->waiting = new_wave(n_chunks, writer->n_columns);
  writer->encoder->put_header(writer->shared, g_array_index(writer->waiting, Chunk, 0).text);
  writer->n_waiting = 1;
}

static gboolean
take_error(TableWriter *writer, GError **error)
{
  if (writer->error == NULL) {
    return TRUE;
  }
  g_propagate_error(error, g_steal_pointer(&writer->error));
  return FALSE;
}

gboolean
table_writer_put(TableWriter *writer, const TableSource *source, GError **error)
{
  g_return_val_if_fail(source->methods->get_n_columns(source->data) > 0, FALSE);

  if (writer->columns == NULL) {
    begin_table(writer, source);
  }
  g_assert(source->methods->get_n_columns(source->data) == writer->n_columns);

  writer->source = source;
  writer->n_rows = source->methods->get_n_rows(source->data);
  writer->next_row = 0;
  while (writer->next_row < writer->n_rows && writer->error == NULL) {
    plan_wave(writer);
    pool_run(writer->pool, 1 + writer->n_formatted, 1, run_items, writer, NULL);
    turn_wave(writer);
  }
  writer->source = NULL;
  return take_error(writer, error);
}

gboolean
table_writer_finish(TableWriter *writer, GError **error)
{
  write_waiting(writer);
  writer->n_waiting = 0;
  return take_error(writer, error) && output_finish(writer->output, error);
}

static gboolean
write_whole(TableWriter *writer, const TableSource *source, GError **error)
{
  return table_writer_put(writer, source, error) && table_writer_finish(writer, error);
}

gboolean
table_write_file(
    const TableSource *source, const char *path, TableFormat format, Pool *pool, GError **error)
{
  g_autoptr(TableWriter) writer = table_writer_new_for_file(path, format, pool, error);
  return writer != NULL && write_whole(writer, source, error);
}

gboolean
table_write_descriptor(
    const TableSource *source, int descriptor, TableFormat format, Pool *pool, GError **error)
{
  g_autoptr(TableWriter) writer = table_writer_new_for_descriptor(descriptor, format, pool);
  return write_whole(writer, source, error);
}
