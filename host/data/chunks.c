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
  GArray *chunks; // of Chunk
  ChunkParser parser;
  gconstpointer data;
  GDestroyNotify free_block;
  atomic_size_t lowest_failed; // chunks behind it need not be parsed
} Parsing;

static void
chunk_clear(gpointer data)
{
  Chunk *chunk = data;
  g_clear_error(&chunk->error);
}

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

static GArray *
chunks_cut(const ReaderInput *input, const char *begin, gboolean quotes_hold_lines)
{
  GArray *chunks = g_array_new(FALSE, TRUE, sizeof(Chunk));
  g_array_set_clear_func(chunks, chunk_clear);
  while (begin < input->end) {
    const gsize left = (gsize)(input->end - begin);
    const char *middle = begin + MIN(left, input->chunk_size);
    const char *end = quotes_hold_lines ? next_line_outside_quotes(middle, input->end,
                                                                   has_odd_quotes(begin, middle))
                                        : next_line(middle, input->end);
    const Chunk chunk = { .range = { begin, end } };
    g_array_append_val(chunks, chunk);
    begin = end;
  }
  return chunks;
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
    Chunk *chunk = &g_array_index(parsing->chunks, Chunk, i);
    chunk->leaves_quote_open = has_odd_quotes(chunk->range.begin, chunk->range.end);
    chunk->block = parsing->parser(&chunk->range, parsing->data, &chunk->error);
    if (chunk->block == NULL) {
      lower_to(&parsing->lowest_failed, i);
    }
  }
}

static void
drop_blocks(Parsing *parsing)
{
  for (gsize i = 0; i < parsing->chunks->len; i++) {
    g_clear_pointer(&g_array_index(parsing->chunks, Chunk, i).block, parsing->free_block);
  }
}

// A line end inside quotes may have served as a border; then what was parsed is worth nothing.
static gboolean
cut_through_quotes(const Parsing *parsing)
{
  const gsize last = MIN(atomic_load(&parsing->lowest_failed), parsing->chunks->len - 1);
  for (gsize i = 0; i <= last; i++) {
    if (g_array_index(parsing->chunks, Chunk, i).leaves_quote_open) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
parsing_run(Parsing *parsing, const ReaderInput *input)
{
  atomic_init(&parsing->lowest_failed, G_MAXSIZE);
  (void)pool_run(input->pool, parsing->chunks->len, 1, parse_range, parsing, NULL);
}

static GPtrArray *
parsing_finish(Parsing *parsing, GError **error)
{
  const gsize failed = atomic_load(&parsing->lowest_failed);
  if (failed != G_MAXSIZE) {
    g_propagate_error(error, g_steal_pointer(&g_array_index(parsing->chunks, Chunk, failed).error));
    drop_blocks(parsing);
    return NULL;
  }
  GPtrArray *blocks = g_ptr_array_new_full(parsing->chunks->len, parsing->free_block);
  for (gsize i = 0; i < parsing->chunks->len; i++) {
    g_ptr_array_add(blocks, g_array_index(parsing->chunks, Chunk, i).block);
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
  parsing.chunks = chunks_cut(input, begin, FALSE);
  if (parsing.chunks->len > 0) {
    parsing_run(&parsing, input);
    if (cut_through_quotes(&parsing)) {
      drop_blocks(&parsing);
      g_array_unref(parsing.chunks);
      parsing.chunks = chunks_cut(input, begin, TRUE);
      parsing_run(&parsing, input);
    }
  } else {
    atomic_init(&parsing.lowest_failed, G_MAXSIZE);
  }
  GPtrArray *blocks = parsing_finish(&parsing, error);
  g_array_unref(parsing.chunks);
  return blocks;
}
