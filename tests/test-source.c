// SPDX-License-Identifier: MIT
#include "data/source.h"

#include "reader-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *folder; // owned
  char *path;   // of a file in it, owned
} Place;

static void
place_init(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  place->folder = g_dir_make_tmp("source-XXXXXX", NULL);
  g_assert_nonnull(place->folder);
  place->path = g_build_filename(place->folder, "input", NULL);
}

static void
place_clear(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  (void)g_unlink(place->path);
  g_assert_cmpint(g_rmdir(place->folder), ==, 0);
  g_free(place->path);
  g_free(place->folder);
}

static void
place_write(const Place *place, const char *bytes, gsize length)
{
  g_assert_true(g_file_set_contents(place->path, bytes, (gssize)length, NULL));
}

// Returns: (transfer full): @text as `gzip` packs it.
static char *
pack(const char *text, gsize length, gsize *packed_length)
{
  g_autoptr(GConverter) packer =
      G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  const gsize room = 2 * length + 100;
  char *packed = g_malloc(room);
  gsize n_read = 0;
  const GConverterResult result = g_converter_convert(
      packer, text, length, packed, room, G_CONVERTER_INPUT_AT_END, &n_read, packed_length, NULL);
  g_assert_true(result == G_CONVERTER_FINISHED);
  return packed;
}

static void
assert_text(const Source *source, const char *text, gsize length)
{
  g_assert_cmpuint(source_get_length(source), ==, length);
  g_assert_true(memcmp(source_get_text(source), text, length) == 0);
  for (gsize i = 0; i < SOURCE_PADDING; i++) {
    g_assert_true(source_get_text(source)[length + i] == '\0');
  }
}

static void
test_reads_file(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  place_write(place, "a,b\n1,2\n", 8);
  g_autoptr(Source) source = source_open(place->path, NULL);
  g_assert_nonnull(source);
  assert_text(source, "a,b\n1,2\n", 8);
}

static void
test_reads_empty_file(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  place_write(place, "", 0);
  g_autoptr(Source) source = source_open(place->path, NULL);
  g_assert_nonnull(source);
  assert_text(source, "", 0);
}

static void
test_pads_whole_pages(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  const gsize length = (gsize)sysconf(_SC_PAGESIZE);
  g_autofree char *text = g_malloc(length);
  memset(text, 'x', length);
  place_write(place, text, length);
  g_autoptr(Source) source = source_open(place->path, NULL);
  g_assert_nonnull(source);
  assert_text(source, text, length);
}

static void
test_unpacks_gzip(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  gsize length = 0;
  g_autofree char *packed = pack("a,b\n1,2\n", 8, &length);
  place_write(place, packed, length);
  g_autoptr(Source) source = source_open(place->path, NULL);
  g_assert_nonnull(source);
  assert_text(source, "a,b\n1,2\n", 8);
}

static void
test_unpacks_all_members(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  gsize length = 0;
  g_autofree char *packed = pack("a,b\n", 4, &length);
  g_autofree char *twice = g_malloc(2 * length);
  memcpy(twice, packed, length);
  memcpy(twice + length, packed, length);
  place_write(place, twice, 2 * length);
  g_autoptr(Source) source = source_open(place->path, NULL);
  g_assert_nonnull(source);
  assert_text(source, "a,b\na,b\n", 8);
}

// A trailer that tells a wrong length must cost neither memory nor the check.
static void
test_rejects_wrong_trailer(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  gsize length = 0;
  g_autofree char *packed = pack("a,b\n1,2\n", 8, &length);
  memset(packed + length - 4, 0xFF, 4);
  place_write(place, packed, length);
  g_autoptr(GError) error = NULL;
  g_autoptr(Source) source = source_open(place->path, &error);
  g_assert_null(source);
  fixture_assert_message(error, "*/input: broken gzip data: *");
}

static void
test_unpacks_much_from_little(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  const gsize n_bytes = 3000000;
  g_autofree char *text = g_malloc(n_bytes);
  memset(text, 'x', n_bytes);
  gsize length = 0;
  g_autofree char *packed = pack(text, n_bytes, &length);
  place_write(place, packed, length);
  g_autoptr(Source) source = source_open(place->path, NULL);
  g_assert_nonnull(source);
  assert_text(source, text, n_bytes);
}

static void
test_rejects_cut_gzip(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  gsize length = 0;
  g_autofree char *packed = pack("a,b\n1,2\n", 8, &length);
  for (gsize kept = 2; kept < length; kept++) {
    place_write(place, packed, kept);
    g_autoptr(GError) error = NULL;
    g_autoptr(Source) source = source_open(place->path, &error);
    g_assert_null(source);
    fixture_assert_message(error, "*/input: broken gzip data: *");
    g_assert_true(error->domain == G_IO_ERROR);
  }
}

static void
test_rejects_missing_file(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Source) source = source_open(place->path, &error);
  g_assert_null(source);
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  fixture_assert_message(error, "*/input: *");
}

static void
test_rejects_folder(Place *place, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Source) source = source_open(place->folder, &error);
  g_assert_null(source);
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

// Opens `-` while standard input is a pipe that holds @bytes.
static Source *
open_pipe(const char *bytes, gsize length)
{
  int ends[2];
  g_assert_true(pipe(ends) == 0);
  const int kept = dup(STDIN_FILENO);
  g_assert_true(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
  g_assert_true(write(ends[1], bytes, length) == (gssize)length);
  (void)close(ends[0]);
  (void)close(ends[1]);
  g_autoptr(GError) error = NULL;
  Source *source = source_open("-", &error);
  g_assert_true(dup2(kept, STDIN_FILENO) == STDIN_FILENO);
  (void)close(kept);
  g_assert_no_error(error);
  return source;
}

static void
test_reads_pipe(void)
{
  g_autoptr(Source) source = open_pipe("a,b\n1,2\n", 8);
  assert_text(source, "a,b\n1,2\n", 8);
}

static void
test_unpacks_pipe(void)
{
  gsize length = 0;
  g_autofree char *packed = pack("a,b\n1,2\n", 8, &length);
  g_autoptr(Source) source = open_pipe(packed, length);
  assert_text(source, "a,b\n1,2\n", 8);
}

static void
add(const char *path, void (*test)(Place *place, gconstpointer data))
{
  g_test_add(path, Place, NULL, place_init, test, place_clear);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add("/source/reads/file", test_reads_file);
  add("/source/reads/empty-file", test_reads_empty_file);
  add("/source/reads/padding-behind-whole-pages", test_pads_whole_pages);
  add("/source/unpacks/gzip", test_unpacks_gzip);
  add("/source/unpacks/all-members", test_unpacks_all_members);
  add("/source/unpacks/much-from-little", test_unpacks_much_from_little);
  add("/source/rejects/gzip-with-a-wrong-trailer", test_rejects_wrong_trailer);
  add("/source/rejects/cut-gzip", test_rejects_cut_gzip);
  add("/source/rejects/missing-file", test_rejects_missing_file);
  add("/source/rejects/folder", test_rejects_folder);
  g_test_add_func("/source/reads/pipe", test_reads_pipe);
  g_test_add_func("/source/unpacks/pipe", test_unpacks_pipe);
  return g_test_run();
}
