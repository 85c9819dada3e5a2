// SPDX-License-Identifier: MIT
#pragma once

#include "data/reader.h"

#include <glib.h>

G_BEGIN_DECLS

enum {
  READER_CHUNK_SIZE = 256 * 1024
}; // bytes of text that one task parses

/** What the readers of all layouts work on. A plain value; everything in it is borrowed. */
typedef struct {
  const char *name;      // of the file, for messages
  const char *series_id; // of the series when the file names none
  const char *begin;     // of the text, behind its byte order mark
  const char *end;       // SOURCE_PADDING zeros follow
  char delimiter;
  gsize chunk_size;
  const ReaderOptions *options;
  Pool *pool;
} ReaderInput;

/**
 * As reader_read_panel(), from the @length bytes at @text, which SOURCE_PADDING zeros follow.
 *
 * @chunk_size: bytes of text a task parses; READER_CHUNK_SIZE but in tests. The result is the same
 * for every size.
 */
Panel *reader_read_text(const char *name,
                        const char *text,
                        gsize length,
                        const ReaderOptions *options,
                        gsize chunk_size,
                        Pool *pool,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Sets @error in READER_ERROR, its message prefixed by the file and the line that holds @position.
 */
void reader_set_error(GError **error,
                      const ReaderInput *input,
                      const char *position,
                      ReaderError code,
                      const char *format,
                      ...) G_GNUC_PRINTF(5, 6);

/** Returns: the number of the line that holds @position, from 1. */
gsize reader_get_line(const ReaderInput *input, const char *position);

G_END_DECLS
