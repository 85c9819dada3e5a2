// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Files of numbers and texts for programs alone: eight bytes of magic, a version, the length and a
 * checksum (CRC-32 of ISO 3309), then fields one after another, least significant byte first. The
 * same bytes on every machine.
 */
typedef struct {
  char magic[8];
  guint32 version;  // written, and the newest that is read
  const char *noun; // "a model file", for messages
} ByteFormat;

typedef enum {
  BYTE_FILE_ERROR_FOREIGN, // no file of this format
  BYTE_FILE_ERROR_VERSION, // of a version that this program does not know
  BYTE_FILE_ERROR_DAMAGED, // cut off, or its bytes have changed
  BYTE_FILE_ERROR_CONTENT, // whole, but its fields do not fit together
} ByteFileError;

#define BYTE_FILE_ERROR (byte_file_error_quark())
GQuark byte_file_error_quark(void);

/** Fields to be written. One thread at a time. */
typedef struct ByteWriter ByteWriter;

ByteWriter *byte_writer_new(void);
void byte_writer_free(ByteWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ByteWriter, byte_writer_free)

void byte_writer_put_integer(ByteWriter *writer, guint64 value);
void byte_writer_put_real(ByteWriter *writer, double value);
void byte_writer_put_text(ByteWriter *writer, const char *text);
void byte_writer_put_bytes(ByteWriter *writer, gconstpointer bytes, gsize n_bytes);
void byte_writer_put_floats(ByteWriter *writer, const float *values, gsize n_values);

/**
 * Writes all fields to @path, which appears under its name when it is complete; compressed where it
 * ends in .gz.
 *
 * Returns: TRUE, or FALSE with @error in G_IO_ERROR.
 */
gboolean byte_writer_write_file(const ByteWriter *writer,
                                const ByteFormat *format,
                                const char *path,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Fields to be read, in the order in which they were put. A field that is not there, or longer than
 * what is left, reads as 0, "" or NULL, and byte_reader_finish() tells. One thread at a time.
 */
typedef struct ByteReader ByteReader;

/**
 * Returns: (transfer full): the fields of @path, whose checksum is right; or NULL with
 * BYTE_FILE_ERROR or G_IO_ERROR, whose message names the file.
 */
ByteReader *byte_reader_open(const char *path,
                             const ByteFormat *format,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

void byte_reader_free(ByteReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ByteReader, byte_reader_free)

guint64 byte_reader_take_integer(ByteReader *reader);
double byte_reader_take_real(ByteReader *reader);

/** Returns: (transfer full): UTF-8. */
char *byte_reader_take_text(ByteReader *reader);

/** Returns: (transfer none): @n_bytes bytes, valid as long as the reader. */
gconstpointer byte_reader_take_bytes(ByteReader *reader, gsize *n_bytes);

/** Returns: (transfer full) (nullable): @n_values numbers. */
float *byte_reader_take_floats(ByteReader *reader, gsize *n_values);

/** Returns: whether a field was not there. */
gboolean byte_reader_has_failed(const ByteReader *reader);

/** Returns: TRUE when every field was there and nothing is left, or FALSE with BYTE_FILE_ERROR. */
gboolean byte_reader_finish(const ByteReader *reader, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Sets @error to BYTE_FILE_ERROR_CONTENT: the file's name, then the message. Returns: FALSE. */
gboolean byte_reader_refuse(const ByteReader *reader, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

G_END_DECLS
