// SPDX-License-Identifier: MIT
#include "data/source.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  FIRST_BUFFER = 64 * 1024
};
enum {
  GZIP_TRAILER = 8
};
enum {
  GZIP_HIGHEST_RATIO = 1032
}; // of deflate

struct Source {
  char *text;
  gsize length;
  gsize mapped; // bytes of the mapping at @text, 0 when it is on the heap
};

// Bytes that grow; PADDING zeros are added when it is done.
typedef struct {
  char *bytes;
  gsize length;
  gsize capacity;
} Buffer;

static void
buffer_reserve(Buffer *buffer, gsize n_more)
{
  if (buffer->capacity - buffer->length >= n_more) {
    return;
  }
  buffer->capacity = MAX(buffer->capacity * 2, buffer->length + n_more);
  buffer->bytes = g_realloc(buffer->bytes, buffer->capacity);
}

static Source *
buffer_to_source(Buffer *buffer)
{
  buffer_reserve(buffer, SOURCE_PADDING);
  memset(buffer->bytes + buffer->length, 0, SOURCE_PADDING);
  Source *source = g_new0(Source, 1);
  source->text = g_steal_pointer(&buffer->bytes);
  source->length = buffer->length;
  return source;
}

static void
set_error_from_errno(GError **error, const char *path)
{
  const int code = errno;
  g_set_error(error, G_IO_ERROR, (int)g_io_error_from_errno(code), "%s: %s", path,
              g_strerror(code));
}

void
source_free(Source *source)
{
  if (source == NULL) {
    return;
  }
  if (source->mapped > 0) {
    munmap(source->text, source->mapped);
  } else {
    g_free(source->text);
  }
  g_free(source);
}

// The file is laid over an anonymous mapping that is longer, so that the padding is there even when
// the file ends with its last page.
static Source *
source_map(int descriptor, gsize length)
{
  const gsize page = (gsize)sysconf(_SC_PAGESIZE);
  const gsize mapped = (length + SOURCE_PADDING + page - 1) / page * page;
  char *text = mmap(NULL, mapped, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (text == MAP_FAILED) {
    return NULL;
  }
  if (mmap(text, length, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0) == MAP_FAILED) {
    munmap(text, mapped);
    return NULL;
  }
  Source *source = g_new0(Source, 1);
  source->text = text;
  source->length = length;
  source->mapped = mapped;
  return source;
}

static Source *
source_read(int descriptor, const char *path, GError **error)
{
  Buffer buffer = { 0 };
  for (;;) {
    buffer_reserve(&buffer, FIRST_BUFFER);
    const gssize n_read =
        read(descriptor, buffer.bytes + buffer.length, buffer.capacity - buffer.length);
    if (n_read == 0) {
      return buffer_to_source(&buffer);
    }
    if (n_read > 0) {
      buffer.length += (gsize)n_read;
    } else if (errno != EINTR) {
      set_error_from_errno(error, path);
      g_free(buffer.bytes);
      return NULL;
    }
  }
}

static Source *
source_load(int descriptor, const char *path, GError **error)
{
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    set_error_from_errno(error, path);
    return NULL;
  }
  const gboolean from_start = lseek(descriptor, 0, SEEK_CUR) == 0;
  if (S_ISREG(status.st_mode) && status.st_size > 0 && from_start) {
    Source *source = source_map(descriptor, (gsize)status.st_size);
    if (source != NULL) {
      return source;
    }
  }
  return source_read(descriptor, path, error);
}

static gboolean
is_gzip(const char *text, gsize length)
{
  return length >= 2 && memcmp(text, "\x1f\x8b", 2) == 0;
}

// The trailer tells the length of the last member, modulo 2^32: a first guess that is nearly always
// right, limited by what deflate can do so that a forged one takes no memory.
static gsize
guess_unpacked_length(const Source *packed)
{
  if (packed->length < GZIP_TRAILER) {
    return FIRST_BUFFER;
  }
  guint32 length = 0;
  memcpy(&length, packed->text + packed->length - sizeof length, sizeof length);
  const gsize told = GUINT32_FROM_LE(length);
  return MIN(told, packed->length * GZIP_HIGHEST_RATIO) + FIRST_BUFFER;
}

static gboolean
unpack_member(const Source *packed, gsize *position, Buffer *buffer, GError **error)
{
  g_autoptr(GConverter) unpacker =
      G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  for (;;) {
    buffer_reserve(buffer, FIRST_BUFFER);
    gsize n_read = 0;
    gsize n_written = 0;
    const GConverterResult result =
        g_converter_convert(unpacker, packed->text + *position, packed->length - *position,
                            buffer->bytes + buffer->length, buffer->capacity - buffer->length,
                            G_CONVERTER_INPUT_AT_END, &n_read, &n_written, error);
    *position += n_read;
    buffer->length += n_written;
    if (result == G_CONVERTER_FINISHED) {
      return TRUE;
    }
    if (result == G_CONVERTER_ERROR) {
      return FALSE;
    }
  }
}

static Source *
source_unpack(const Source *packed, const char *path, GError **error)
{
  Buffer buffer = { 0 };
  buffer_reserve(&buffer, guess_unpacked_length(packed));
  gsize position = 0;
  do {
    if (!unpack_member(packed, &position, &buffer, error)) {
      g_prefix_error(error, "%s: broken gzip data: ", path);
      g_free(buffer.bytes);
      return NULL;
    }
  } while (is_gzip(packed->text + position, packed->length - position));
  return buffer_to_source(&buffer);
}

Source *
source_open(const char *path, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  const gboolean is_standard_input = strcmp(path, "-") == 0;
  const int descriptor = is_standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    set_error_from_errno(error, path);
    return NULL;
  }
  g_autoptr(Source) source = source_load(descriptor, path, error);
  if (!is_standard_input) {
    close(descriptor);
  }
  if (source == NULL || !is_gzip(source->text, source->length)) {
    return g_steal_pointer(&source);
  }
  return source_unpack(source, path, error);
}

const char *
source_get_text(const Source *source)
{
  return source->text;
}

gsize
source_get_length(const Source *source)
{
  return source->length;
}
