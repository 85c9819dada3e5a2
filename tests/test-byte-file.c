// SPDX-License-Identifier: MIT
#include "data/byte_file.h"

#include "temporary-folder.h"

#include <math.h>
#include <string.h>

static const ByteFormat format = { "PLUGTEST", 3, "a test file" };
static const float floats[] = { 1.5F, -2.0F, 1e-40F, INFINITY };

static void
write_file(const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ByteWriter) writer = byte_writer_new();
  byte_writer_put_integer(writer, G_MAXUINT64 - 5);
  byte_writer_put_text(writer, "größer");
  byte_writer_put_real(writer, -0.1);
  byte_writer_put_floats(writer, floats, G_N_ELEMENTS(floats));
  byte_writer_put_bytes(writer, "\0\1\2", 3);
  byte_writer_put_text(writer, "");
  g_assert_true(byte_writer_write_file(writer, &format, path, &error));
  g_assert_no_error(error);
}

static void
test_reads_what_was_written(const void *data)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, data, NULL);
  write_file(path);
  g_autoptr(GError) error = NULL;
  g_autoptr(ByteReader) reader = byte_reader_open(path, &format, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(byte_reader_take_integer(reader), ==, G_MAXUINT64 - 5);
  g_autofree char *text = byte_reader_take_text(reader);
  g_assert_cmpstr(text, ==, "größer");
  g_assert_cmpfloat(byte_reader_take_real(reader), ==, -0.1);
  gsize n_values = 0;
  g_autofree float *values = byte_reader_take_floats(reader, &n_values);
  g_assert_cmpuint(n_values, ==, G_N_ELEMENTS(floats));
  g_assert_cmpint(memcmp(values, floats, sizeof floats), ==, 0);
  gsize n_bytes = 0;
  gconstpointer bytes = byte_reader_take_bytes(reader, &n_bytes);
  g_assert_cmpuint(n_bytes, ==, 3);
  g_assert_cmpint(memcmp(bytes, "\0\1\2", 3), ==, 0);
  g_autoptr(GError) early = NULL;
  g_assert_false(byte_reader_finish(reader, &early));
  g_assert_error(early, BYTE_FILE_ERROR, BYTE_FILE_ERROR_CONTENT);
  g_autofree char *empty = byte_reader_take_text(reader);
  g_assert_cmpstr(empty, ==, "");
  g_assert_true(byte_reader_finish(reader, &error));
  g_assert_cmpuint(byte_reader_take_integer(reader), ==, 0);
  g_assert_false(byte_reader_finish(reader, NULL));
}

static const char *
strip_path(const char *message, const char *path)
{
  g_assert_true(g_str_has_prefix(message, path));
  return message + strlen(path);
}

typedef struct {
  const char *name;
  gsize length; // of what is left
  gsize flip;   // a byte to change, G_MAXSIZE for none
  ByteFileError code;
  const char *message;
} Damage;

static const Damage damages[] = {
  { "empty", 0, G_MAXSIZE, BYTE_FILE_ERROR_FOREIGN, ": is not a test file" },
  { "magic", 1000, 3, BYTE_FILE_ERROR_FOREIGN, ": is not a test file" },
  { "cut-header", 20, G_MAXSIZE, BYTE_FILE_ERROR_DAMAGED, ": is cut off after 20 bytes" },
  { "cut-field", 60, G_MAXSIZE, BYTE_FILE_ERROR_DAMAGED,
    ": is damaged or cut off: it holds 28 bytes and says 75" },
  { "version", 1000, 8, BYTE_FILE_ERROR_DAMAGED, ": is damaged: its checksum is wrong" },
  { "field", 1000, 50, BYTE_FILE_ERROR_DAMAGED, ": is damaged: its checksum is wrong" },
};

static void
test_refuses(const void *data)
{
  const Damage *damage = data;
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "file", NULL);
  write_file(path);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
  if (damage->flip < length) {
    bytes[damage->flip] ^= 4;
  }
  g_assert_true(g_file_set_contents(path, bytes, (gssize)MIN(length, damage->length), NULL));
  g_autoptr(GError) error = NULL;
  g_assert_null(byte_reader_open(path, &format, &error));
  g_assert_error(error, BYTE_FILE_ERROR, (int)damage->code);
  g_assert_cmpstr(strip_path(error->message, path), ==, damage->message);
}

// Cut anywhere, or a bit changed in any byte: never read as if it were whole.
static void
test_refuses_every_cut_and_flip(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "file", NULL);
  write_file(path);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
  for (gsize cut = 0; cut < length; cut++) {
    g_assert_true(g_file_set_contents(path, bytes, (gssize)cut, NULL));
    g_assert_null(byte_reader_open(path, &format, NULL));
  }
  for (gsize bit = 0; bit < 8 * length; bit += 5) {
    bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << (bit % 8)));
    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
    g_assert_null(byte_reader_open(path, &format, NULL));
    bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << (bit % 8)));
  }
}

static void
test_refuses_a_later_version(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "file", NULL);
  write_file(path);
  ByteFormat older = format;
  older.version = 2;
  g_autoptr(GError) error = NULL;
  g_assert_null(byte_reader_open(path, &older, &error));
  g_assert_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_VERSION);
  g_assert_cmpstr(strip_path(error->message, path), ==,
                  ": is of version 3, this program reads up to 2");
}

static void
test_checksum_is_crc32(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "file", NULL);
  g_autoptr(ByteWriter) writer = byte_writer_new();
  byte_writer_put_bytes(writer, "123456789", 9);
  g_assert_true(byte_writer_write_file(writer, &format, path, NULL));
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
  guint64 checksum = 0;
  memcpy(&checksum, bytes + 24, sizeof checksum);
  // python3: zlib.crc32(struct.pack('<QQQ', 3, 17, 9) + b'123456789')
  g_assert_cmphex(GUINT64_FROM_LE(checksum), ==, 0x90bc95ad);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/byte-file/reads-what-was-written/plain", "file",
                       test_reads_what_was_written);
  g_test_add_data_func("/byte-file/reads-what-was-written/gzip", "file.gz",
                       test_reads_what_was_written);
  for (gsize i = 0; i < G_N_ELEMENTS(damages); i++) {
    g_autofree char *path = g_strdup_printf("/byte-file/refuses/%s", damages[i].name);
    g_test_add_data_func(path, &damages[i], test_refuses);
  }
  g_test_add_func("/byte-file/refuses/every-cut-and-flip", test_refuses_every_cut_and_flip);
  g_test_add_func("/byte-file/refuses/later-version", test_refuses_a_later_version);
  g_test_add_func("/byte-file/checksum-is-crc32", test_checksum_is_crc32);
  return g_test_run();
}
