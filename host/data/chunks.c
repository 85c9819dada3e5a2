// SPDX-License-Identifier: MIT
#include "data/chunks.h"

#include <stdatomic.h>
#include <string.h>

typedef struct {
  TextRange range;
  gpointer block; // owned, NULL when it failed or was not parsed
  GError *error;  // owned
  gboolean leaves_quote_open;
} Chunk;

typedef struct {
  Chunk *chunks; // owned
  gsize n_chunks;
  ChunkParser parser;
  gconstpointer data;
  GDestroyNotify free_block;
  atomic_size_t lowest_failed; // chunks behind it need not be parsed
} Parsing;

static const char *
next_line(const char *cursor, const char *end)
{
  const char *newline = memchr(cursor, '\n', (gsize)(end - cursor));
  return newline == NULL ? end : newline + 1;
}

// Returns: the start of the line after @cursor, where a quote is open when @is_open.
static const char *
next_line_outside_quotes(const char *cursor, const char *end, gboolean is_open)
{
  for (; cursor < end; cursor++) {
    if (*cursor == '"') {
      is_open = !is_open;
    } else if (*cursor == '\n' && !is_open) {
      return cursor + 1;
    }
  }
  return end;
}

static gboolean
has_odd_quotes(const char *begin, const char *end)
{
  gboolean is_odd = FALSE;
  const char *quote = memchr(begin, '"', (gsize)(end - begin));
  while (quote != NULL) {
    is_odd = !is_odd;
    quote = memchr(quote + 1, '"', (gsize)(end - quote - 1));
  }
  return is_odd;
}

// Returns: where the range that begins at @begin ends.
static const char *
find_range_end(const ReaderInput *input, const char *begin, gboolean quotes_hold_lines)
{
  const char *middle = begin + MIN((gsize)(input->end - begin), input->chunk_size);
  return quotes_hold_lines
             ? next_line_outside_quotes(middle, input->end, has_odd_quotes(begin, middle))
             : next_line(middle, input->end);
}

static void
parsing_cut(Parsing *parsing,
            const ReaderInput *input,
            const char *begin,
            gboolean quotes_hold_lines)
{
  const gsize most = (gsize)(input->end - begin) / input->chunk_size + 1;
  parsing->chunks = g_new0(Chunk, most);
  parsing->n_chunks = 0;
  while (begin < input->end) {
    const char *end = find_range_end(input, begin, quotes_hold_lines);
    parsing->chunks[parsing->n_chunks++].range = (TextRange){ begin, end };
    begin = end;
  }
}

static void
lower_to(atomic_size_t *lowest, gsize index)
{
  gsize current = atomic_load(lowest);
  while (index < current && !atomic_compare_exchange_weak(lowest, &current, index)) {
  }
}

static void
parse_range(gsize begin, gsize end, G_GNUC_UNUSED PoolWorker *worker, gpointer data)
{
  Parsing *parsing = data;
  for (gsize i = begin; i < end && i <= atomic_load(&parsing->lowest_failed); i++) {
    Chunk *chunk = &parsing->chunks[i];
    chunk->leaves_quote_open = has_odd_quotes(chunk->range.begin, chunk->range.end);
    chunk->block = parsing->parser(&chunk->range, parsing->data, &chunk->error);
    if (chunk->block == NULL) {
      lower_to(&parsing->lowest_failed, i);
    }
  }
}

static void
parsing_clear(Parsing *parsing)
{
  for (gsize i = 0; i < parsing->n_chunks; i++) {
    g_clear_pointer(&parsing->chunks[i].block, parsing->free_block);
    g_clear_error(&parsing->chunks[i].error);
  }
  g_clear_pointer(&parsing->chunks, g_free);
}

// A line end inside quotes may have served as a border; then what was parsed is worth nothing.
static gboolean
cut_through_quotes(const Parsing *parsing)
{
  const gsize failed = atomic_load(&parsing->lowest_failed);
  for (gsize i = 0; i < parsing->n_chunks && i <= failed; i++) {
    if (parsing->chunks[i].leaves_quote_open) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
parsing_run(Parsing *parsing, const ReaderInput *input)
{
  atomic_init(&parsing->lowest_failed, G_MAXSIZE);
  (void)pool_run(input->pool, parsing->n_chunks, 1, parse_range, parsing, NULL);
}

static GPtrArray *
parsing_finish(Parsing *parsing, GError **error)
{
  const gsize failed = atomic_load(&parsing->lowest_failed);
  if (failed != G_MAXSIZE) {
    g_propagate_error(error, g_steal_pointer(&parsing->chunks[failed].error));
    return NULL;
  }
  GPtrArray *blocks = g_ptr_array_new_full((guint)parsing->n_chunks, parsing->free_block);
  for (gsize i = 0; i < parsing->n_chunks; i++) {
    g_ptr_array_add(blocks, g_steal_pointer(&parsing->chunks[i].block));
  }
  return blocks;
}

GPtrArray *
chunks_parse(const ReaderInput *input,
             const char *begin,
             ChunkParser parser,
             gconstpointer data,
             GDestroyNotify free_block,
             GError **error)
{
  Parsing parsing = { .parser = parser, .data = data, .free_block = free_block };
  parsing_cut(&parsing, input, begin, FALSE);
  parsing_run(&parsing, input);
  if (cut_through_quotes(&parsing)) {
    parsing_clear(&parsing);
    parsing_cut(&parsing, input, begin, TRUE);
    parsing_run(&parsing, input);
  }
  GPtrArray *blocks = parsing_finish(&parsing, error);
  parsing_clear(&parsing);
  return blocks;
}
