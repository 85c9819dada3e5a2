// SPDX-License-Identifier: MIT
#include "data/byte_file.h"

#include "data/output.h"
#include "data/source.h"

#include <string.h>

enum {
  MAGIC_LENGTH = 8,
  HEADER_LENGTH = 32, // magic, version, length, checksum, each of eight bytes
};

struct ByteWriter {
  GByteArray *bytes; // owned
};

struct ByteReader {
  Source *source; // owned
  char *path;     // owned
  const char *noun;
  const guint8 *at;
  const guint8 *end;
  gboolean has_failed; // a field was not there
};

G_DEFINE_QUARK(byte_file_error, byte_file_error)

// Four bits at a time, by the reversed polynomial 0xEDB88320.
static guint32
continue_checksum(guint32 checksum, const guint8 *bytes, gsize n_bytes)
{
  static const guint32 steps[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
  };
  guint32 rest = ~checksum;
  for (gsize i = 0; i < n_bytes; i++) {
    rest = steps[(rest ^ bytes[i]) & 15] ^ (rest >> 4);
    rest = steps[(rest ^ (guint32)(bytes[i] >> 4)) & 15] ^ (rest >> 4);
  }
  return ~rest;
}

static void
put_word(guint8 *bytes, guint64 value)
{
  const guint64 ordered = GUINT64_TO_LE(value);
  memcpy(bytes, &ordered, sizeof ordered);
}

static guint64
get_word(const guint8 *bytes)
{
  guint64 ordered = 0;
  memcpy(&ordered, bytes, sizeof ordered);
  return GUINT64_FROM_LE(ordered);
}

ByteWriter *
byte_writer_new(void)
{
  ByteWriter *writer = g_new0(ByteWriter, 1);
  writer->bytes = g_byte_array_new();
  return writer;
}

void
byte_writer_free(ByteWriter *writer)
{
  if (writer == NULL) {
    return;
  }
  g_clear_pointer(&writer->bytes, g_byte_array_unref);
  g_free(writer);
}

// GByteArray counts by guint, and must not wrap around.
static void
append(ByteWriter *writer, gconstpointer bytes, gsize n_bytes)
{
  g_assert(n_bytes <= G_MAXUINT / 2 - writer->bytes->len);

  g_byte_array_append(writer->bytes, bytes, (guint)n_bytes);
}

void
byte_writer_put_integer(ByteWriter *writer, guint64 value)
{
  guint8 word[sizeof value];
  put_word(word, value);
  append(writer, word, sizeof word);
}

void
byte_writer_put_real(ByteWriter *writer, double value)
{
  guint64 bits = 0;
  memcpy(&bits, &value, sizeof bits);
  byte_writer_put_integer(writer, bits);
}

void
byte_writer_put_bytes(ByteWriter *writer, gconstpointer bytes, gsize n_bytes)
{
  byte_writer_put_integer(writer, n_bytes);
  append(writer, bytes, n_bytes);
}

void
byte_writer_put_text(ByteWriter *writer, const char *text)
{
  byte_writer_put_bytes(writer, text, strlen(text));
}

void
byte_writer_put_floats(ByteWriter *writer, const float *values, gsize n_values)
{
  byte_writer_put_integer(writer, n_values);
  for (gsize i = 0; i < n_values; i++) {
    guint32 bits = 0;
    memcpy(&bits, &values[i], sizeof bits);
    bits = GUINT32_TO_LE(bits);
    append(writer, &bits, sizeof bits);
  }
}

// All of the header but the magic is part of the checksum.
static guint32
compute_checksum(const guint8 *header, const guint8 *fields, gsize n_fields)
{
  const guint32 begun = continue_checksum(0, header + MAGIC_LENGTH, 16);
  return continue_checksum(begun, fields, n_fields);
}

gboolean
byte_writer_write_file(const ByteWriter *writer,
                       const ByteFormat *format,
                       const char *path,
                       GError **error)
{
  const GByteArray *fields = writer->bytes;
  guint8 header[HEADER_LENGTH];
  memcpy(header, format->magic, MAGIC_LENGTH);
  put_word(header + 8, format->version);
  put_word(header + 16, fields->len);
  put_word(header + 24, compute_checksum(header, fields->data, fields->len));
  g_autoptr(Output) output = output_new_for_file(path, error);
  return output != NULL && output_write(output, (const char *)header, sizeof header, error) &&
         output_write(output, (const char *)fields->data, fields->len, error) &&
         output_finish(output, error);
}

static gboolean
check_header(
    const char *path, const ByteFormat *format, const guint8 *text, gsize length, GError **error)
{
  if (length < MAGIC_LENGTH || memcmp(text, format->magic, MAGIC_LENGTH) != 0) {
    g_set_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_FOREIGN, "%s: is not %s", path,
                format->noun);
    return FALSE;
  }
  if (length < HEADER_LENGTH) {
    g_set_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_DAMAGED,
                "%s: is cut off after %" G_GSIZE_FORMAT " bytes", path, length);
    return FALSE;
  }
  const guint64 version = get_word(text + 8);
  const guint64 n_fields = get_word(text + 16);
  if (n_fields != length - HEADER_LENGTH) {
    g_set_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_DAMAGED,
                "%s: is damaged or cut off: it holds %" G_GSIZE_FORMAT
                " bytes and says %" G_GUINT64_FORMAT,
                path, length - HEADER_LENGTH, n_fields);
    return FALSE;
  }
  if (get_word(text + 24) != compute_checksum(text, text + HEADER_LENGTH, n_fields)) {
    g_set_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_DAMAGED,
                "%s: is damaged: its checksum is wrong", path);
    return FALSE;
  }
  if (version == 0 || version > format->version) {
    g_set_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_VERSION,
                "%s: is of version %" G_GUINT64_FORMAT ", this program reads up to %u", path,
                version, format->version);
    return FALSE;
  }
  return TRUE;
}

ByteReader *
byte_reader_open(const char *path, const ByteFormat *format, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Source) source = source_open(path, error);
  if (source == NULL) {
    return NULL;
  }
  const guint8 *text = (const guint8 *)source_get_text(source);
  const gsize length = source_get_length(source);
  if (!check_header(path, format, text, length, error)) {
    return NULL;
  }
  ByteReader *reader = g_new0(ByteReader, 1);
  reader->source = g_steal_pointer(&source);
  reader->path = g_strdup(path);
  reader->noun = format->noun;
  reader->at = text + HEADER_LENGTH;
  reader->end = text + length;
  return reader;
}

void
byte_reader_free(ByteReader *reader)
{
  if (reader == NULL) {
    return;
  }
  g_clear_pointer(&reader->source, source_free);
  g_clear_pointer(&reader->path, g_free);
  g_free(reader);
}

// Returns: (nullable): where @n_bytes bytes stand.
static const guint8 *
take(ByteReader *reader, gsize n_bytes)
{
  if (reader->has_failed || n_bytes > (gsize)(reader->end - reader->at)) {
    reader->has_failed = TRUE;
    return NULL;
  }
  const guint8 *bytes = reader->at;
  reader->at += n_bytes;
  return bytes;
}

guint64
byte_reader_take_integer(ByteReader *reader)
{
  const guint8 *bytes = take(reader, sizeof(guint64));
  return bytes != NULL ? get_word(bytes) : 0;
}

double
byte_reader_take_real(ByteReader *reader)
{
  const guint64 bits = byte_reader_take_integer(reader);
  double value = 0.0;
  memcpy(&value, &bits, sizeof value);
  return value;
}

gconstpointer
byte_reader_take_bytes(ByteReader *reader, gsize *n_bytes)
{
  const guint64 wanted = byte_reader_take_integer(reader);
  const guint8 *bytes = take(reader, wanted);
  *n_bytes = bytes != NULL ? wanted : 0;
  return bytes;
}

char *
byte_reader_take_text(ByteReader *reader)
{
  gsize length = 0;
  const char *text = byte_reader_take_bytes(reader, &length);
  if (text == NULL || !g_utf8_validate_len(text, length, NULL)) {
    reader->has_failed = TRUE;
    return g_strdup("");
  }
  return g_strndup(text, length);
}

float *
byte_reader_take_floats(ByteReader *reader, gsize *n_values)
{
  const guint64 wanted = byte_reader_take_integer(reader);
  *n_values = 0;
  const guint8 *bytes =
      wanted <= G_MAXSIZE / sizeof(float) ? take(reader, wanted * sizeof(float)) : NULL;
  if (bytes == NULL) {
    reader->has_failed = TRUE;
    return NULL;
  }
  *n_values = wanted;
  float *values = g_new(float, wanted);
  for (gsize i = 0; i < wanted; i++) {
    guint32 bits = 0;
    memcpy(&bits, bytes + i * sizeof bits, sizeof bits);
    bits = GUINT32_FROM_LE(bits);
    memcpy(&values[i], &bits, sizeof bits);
  }
  return values;
}

gboolean
byte_reader_has_failed(const ByteReader *reader)
{
  return reader->has_failed;
}

gboolean
byte_reader_finish(const ByteReader *reader, GError **error)
{
  if (reader->has_failed) {
    return byte_reader_refuse(reader, error, "a part is missing");
  }
  if (reader->at != reader->end) {
    return byte_reader_refuse(reader, error, "there are %" G_GSIZE_FORMAT " bytes too many",
                              (gsize)(reader->end - reader->at));
  }
  return TRUE;
}

gboolean
byte_reader_refuse(const ByteReader *reader, GError **error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_CONTENT, "%s: is not a complete %s: %s",
              reader->path, g_str_has_prefix(reader->noun, "a ") ? reader->noun + 2 : reader->noun,
              message);
  return FALSE;
}
