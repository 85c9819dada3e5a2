// SPDX-License-Identifier: MIT
#include "data/forecast_writer.h"

#include "data/forecast_encoder.h"
#include "data/output.h"

#include <string.h>

enum {
  CHUNK_BYTES = 256 * 1024, // of text, about
  CHUNKS_PER_THREAD = 2,    // formatted before they are written
  ROW_BYTES = 32,           // about, and for each column:
  VALUE_BYTES = 20,
};

G_DEFINE_QUARK(forecast_writer_error, forecast_writer_error)

// Text is formatted in waves of chunks. While one wave is formatted, one of the threads writes the
// wave before it, so that no more than two waves are ever held.
typedef struct {
  const ForecastTable *table;
  const ForecastEncoder *encoder;
  gpointer shared; // of @encoder, owned
  gsize n_rows;    // series · horizon, those not done included
  gsize chunk_rows;
  gsize next_row;       // of the wave to format
  GPtrArray *formatted; // of GString, owned: the wave to format
  GPtrArray *waiting;   // of GString, owned: the wave to write
  gsize n_formatted;    // chunks
  gsize n_waiting;
  Output *output; // borrowed
  GError *error;  // owned, of writing
} Writing;

static void
free_text(gpointer text)
{
  g_string_free(text, TRUE);
}

static GPtrArray *
new_wave(gsize n_chunks)
{
  GPtrArray *wave = g_ptr_array_new_full((guint)n_chunks, free_text);
  for (gsize i = 0; i < n_chunks; i++) {
    g_ptr_array_add(wave, g_string_new(NULL));
  }
  return wave;
}

static void
writing_init(Writing *writing,
             const ForecastTable *table,
             const ForecastEncoder *encoder,
             guint n_threads,
             Output *output)
{
  const gsize row_bytes = ROW_BYTES + VALUE_BYTES * forecast_table_get_n_columns(table);
  const gsize n_series = panel_get_n_series(forecast_table_get_panel(table));
  const gsize n_chunks = (gsize)n_threads * CHUNKS_PER_THREAD;
  *writing = (Writing){
    .table = table,
    .encoder = encoder,
    .shared = encoder->prepare(table),
    .n_rows = n_series * forecast_table_get_horizon(table),
    .chunk_rows = MAX(CHUNK_BYTES / row_bytes, 1),
    .formatted = new_wave(n_chunks),
    .waiting = new_wave(n_chunks),
    .output = output,
  };
}

static void
writing_clear(Writing *writing)
{
  writing->encoder->release(writing->shared);
  g_ptr_array_unref(writing->formatted);
  g_ptr_array_unref(writing->waiting);
  g_clear_error(&writing->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Writing, writing_clear)

// A chunk is a range of rows, so that neither many short series nor a few long ones make it large.
static void
format_chunk(const Writing *writing, gsize chunk)
{
  const gsize horizon = forecast_table_get_horizon(writing->table);
  const gsize begin = writing->next_row + chunk * writing->chunk_rows;
  const gsize end = MIN(begin + writing->chunk_rows, writing->n_rows);
  GString *text = g_ptr_array_index(writing->formatted, chunk);
  g_string_truncate(text, 0);
  for (gsize row = begin; row < end;) {
    const gsize index = row / horizon;
    const gsize stop = MIN(end, (index + 1) * horizon);
    if (forecast_table_is_done(writing->table, index)) {
      writing->encoder->put_rows(writing->shared, writing->table, index, row - index * horizon,
                                 stop - index * horizon, text);
    }
    row = stop;
  }
}

static void
write_waiting(Writing *writing)
{
  for (gsize i = 0; i < writing->n_waiting; i++) {
    const GString *text = g_ptr_array_index(writing->waiting, i);
    if (!output_write(writing->output, text->str, text->len, &writing->error)) {
      return;
    }
  }
}

// The chunks to format, and one item more, the first, to write those that wait.
static void
run_items(gsize begin, gsize end, G_GNUC_UNUSED PoolWorker *worker, gpointer data)
{
  Writing *writing = data;
  for (gsize i = begin; i < end; i++) {
    if (i == 0) {
      write_waiting(writing);
    } else {
      format_chunk(writing, i - 1);
    }
  }
}

static void
plan_wave(Writing *writing)
{
  const gsize n_left = writing->n_rows - writing->next_row;
  const gsize n_chunks = n_left / writing->chunk_rows + (n_left % writing->chunk_rows != 0 ? 1 : 0);
  writing->n_formatted = MIN(n_chunks, writing->formatted->len);
}

static void
turn_wave(Writing *writing)
{
  GPtrArray *written = writing->waiting;
  writing->waiting = writing->formatted;
  writing->formatted = written;
  writing->n_waiting = writing->n_formatted;
  writing->next_row =
      MIN(writing->next_row + writing->n_formatted * writing->chunk_rows, writing->n_rows);
}

static gboolean
write_table(const ForecastTable *table,
            const ForecastEncoder *encoder,
            Pool *pool,
            Output *output,
            GError **error)
{
  g_auto(Writing) writing = { 0 };
  writing_init(&writing, table, encoder, pool_get_n_threads(pool), output);
  encoder->put_header(writing.shared, table, g_ptr_array_index(writing.waiting, 0));
  writing.n_waiting = 1;
  do {
    plan_wave(&writing);
    pool_run(pool, 1 + writing.n_formatted, 1, run_items, &writing, NULL);
    turn_wave(&writing);
  } while (writing.n_waiting > 0 && writing.error == NULL);

  if (writing.error != NULL) {
    g_propagate_error(error, g_steal_pointer(&writing.error));
    return FALSE;
  }
  return output_finish(output, error);
}

static const ForecastEncoder *
get_encoder(ForecastFormat format)
{
  switch (format) {
  case FORECAST_FORMAT_CSV:
    return &forecast_encoder_csv;
  case FORECAST_FORMAT_TSV:
    return &forecast_encoder_tsv;
  case FORECAST_FORMAT_JSON_LINES:
    return &forecast_encoder_json_lines;
  case FORECAST_FORMAT_TEXT:
    return &forecast_encoder_text;
  }
  g_assert_not_reached();
}

gboolean
forecast_format_from_path(const char *path, ForecastFormat *format, GError **error)
{
  static const struct {
    const char *ending;
    ForecastFormat format;
  } known[] = {
    { "", FORECAST_FORMAT_CSV },
    { ".csv", FORECAST_FORMAT_CSV },
    { ".tsv", FORECAST_FORMAT_TSV },
    { ".tab", FORECAST_FORMAT_TSV },
    { ".jsonl", FORECAST_FORMAT_JSON_LINES },
    { ".ndjson", FORECAST_FORMAT_JSON_LINES },
    { ".json", FORECAST_FORMAT_JSON_LINES },
    { ".txt", FORECAST_FORMAT_TEXT },
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
  g_set_error(error, FORECAST_WRITER_ERROR, FORECAST_WRITER_ERROR_FORMAT,
              "%s: '%s' names no format; known are .csv, .tsv, .tab, .jsonl, .ndjson, .json and "
              ".txt, and .gz after any of them",
              path, ending);
  return FALSE;
}

gboolean
forecast_writer_write_file(
    const ForecastTable *table, const char *path, ForecastFormat format, Pool *pool, GError **error)
{
  g_autoptr(Output) output = output_new_for_file(path, error);
  return output != NULL && write_table(table, get_encoder(format), pool, output, error);
}

gboolean
forecast_writer_write_descriptor(
    const ForecastTable *table, int descriptor, ForecastFormat format, Pool *pool, GError **error)
{
  g_autoptr(Output) output = output_new_for_descriptor(descriptor);
  return write_table(table, get_encoder(format), pool, output, error);
}
