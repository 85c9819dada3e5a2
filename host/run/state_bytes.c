// SPDX-License-Identifier: MIT
#include "run/state_bytes.h"

#include <string.h>

// What a GByteArray counts by is half as wide as a size.
#define MOST_BYTES (UINT64_C(1) << 30)

static plugcast_status
write_bytes(plugcast_writer *writer, const void *bytes, uint64_t n_bytes)
{
  const StateWriter *self = (const StateWriter *)writer;
  if (n_bytes > MOST_BYTES - self->bytes->len) {
    return PLUGCAST_NO_MEMORY;
  }
  g_byte_array_append(self->bytes, bytes, (guint)n_bytes);
  return PLUGCAST_OK;
}

StateWriter
state_writer_for(GByteArray *bytes)
{
  g_assert(bytes->len <= MOST_BYTES);

  return (StateWriter){
    .writer = { .struct_size = sizeof(plugcast_writer), .write = write_bytes },
    .bytes = bytes,
  };
}

static uint64_t
read_bytes(plugcast_reader *reader, void *bytes, uint64_t n_bytes)
{
  StateReader *self = (StateReader *)reader;
  const gsize n = MIN(n_bytes, self->n_left);
  memcpy(bytes, self->at, n);
  self->at += n;
  self->n_left -= n;
  return n;
}

StateReader
state_reader_of(GBytes *bytes)
{
  gsize n_bytes = 0;
  const guint8 *data = g_bytes_get_data(bytes, &n_bytes);
  return (StateReader){
    .reader = { .struct_size = sizeof(plugcast_reader), .read = read_bytes },
    .at = data,
    .n_left = n_bytes,
  };
}
