// SPDX-License-Identifier: MIT
#include "data/output.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char text[] = "unique_id,ds,theta\n";

typedef struct {
  char *folder; // owned
  char *path;   // owned: of a file in it that does not exist
} Fixture;

static void
fixture_set_up(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  fixture->folder = g_dir_make_tmp("plugcast-XXXXXX", &error);
  g_assert_no_error(error);
  fixture->path = g_build_filename(fixture->folder, "out.csv", NULL);
}

// Also proves that no temporary file is left.
static void
fixture_tear_down(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_unlink(fixture->path);
  g_assert_cmpint(g_rmdir(fixture->folder), ==, 0);
  g_free(fixture->path);
  g_free(fixture->folder);
}

static char *
read_file(const char *path)
{
  g_autoptr(GError) error = NULL;
  char *contents = NULL;
  g_assert_true(g_file_get_contents(path, &contents, NULL, &error));
  g_assert_no_error(error);
  return contents;
}

static void
write_text(const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Output) output = output_new_for_file(path, &error);
  g_assert_no_error(error);
  g_assert_true(output_write(output, text, strlen(text), &error));
  g_assert_true(output_finish(output, &error));
  g_assert_no_error(error);
}

static void
test_file_appears_when_finished(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Output) output = output_new_for_file(fixture->path, &error);
  g_assert_no_error(error);
  g_assert_true(output_write(output, text, strlen(text), &error));
  g_assert_false(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
  g_assert_true(output_finish(output, &error));
  g_autofree char *contents = read_file(fixture->path);
  g_assert_cmpstr(contents, ==, text);
}

static void
test_file_given_up_leaves_nothing(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Output) output = output_new_for_file(fixture->path, &error);
  g_assert_true(output_write(output, text, strlen(text), &error));
  g_clear_pointer(&output, output_free);
  g_assert_false(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_file_given_up_keeps_the_old(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(g_file_set_contents(fixture->path, "old", -1, &error));
  g_autoptr(Output) output = output_new_for_file(fixture->path, &error);
  g_assert_true(output_write(output, text, strlen(text), &error));
  g_clear_pointer(&output, output_free);
  g_autofree char *contents = read_file(fixture->path);
  g_assert_cmpstr(contents, ==, "old");
}

static void
test_file_keeps_permissions(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_assert_true(g_file_set_contents(fixture->path, "old", -1, NULL));
  g_assert_cmpint(g_chmod(fixture->path, 0640), ==, 0);
  write_text(fixture->path);
  GStatBuf found = { 0 };
  g_assert_cmpint(g_stat(fixture->path, &found), ==, 0);
  g_assert_cmpint(found.st_mode & 0777, ==, 0640);
}

static void
test_new_file_follows_umask(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  const mode_t before = umask(027);
  write_text(fixture->path);
  umask(before);
  GStatBuf found = { 0 };
  g_assert_cmpint(g_stat(fixture->path, &found), ==, 0);
  g_assert_cmpint(found.st_mode & 0777, ==, 0640);
}

static void
test_link_is_followed(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *link_path = g_build_filename(fixture->folder, "link.csv", NULL);
  g_assert_true(g_file_set_contents(fixture->path, "old", -1, NULL));
  g_assert_cmpint(symlink(fixture->path, link_path), ==, 0);
  write_text(link_path);
  g_assert_true(g_file_test(link_path, G_FILE_TEST_IS_SYMLINK));
  g_autofree char *contents = read_file(fixture->path);
  g_assert_cmpstr(contents, ==, text);
  g_unlink(link_path);
}

static void
test_gzip_reads_back(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = g_strconcat(fixture->path, ".gz", NULL);
  write_text(path);

  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = g_file_new_for_path(path);
  g_autoptr(GFileInputStream) compressed = g_file_read(file, NULL, &error);
  g_assert_no_error(error);
  g_autoptr(GZlibDecompressor) decompressor =
      g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) plain =
      g_converter_input_stream_new(G_INPUT_STREAM(compressed), G_CONVERTER(decompressor));
  char buffer[64] = { 0 };
  gsize n_read = 0;
  g_assert_true(g_input_stream_read_all(plain, buffer, sizeof buffer - 1, &n_read, NULL, &error));
  g_assert_cmpstr(buffer, ==, text);
  g_unlink(path);
}

static void
test_device_is_written_to(void)
{
  write_text("/dev/null");
  GStatBuf found = { 0 };
  g_assert_cmpint(g_stat("/dev/null", &found), ==, 0);
  g_assert_true(S_ISCHR(found.st_mode));
}

static void
test_full_device_is_an_error(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Output) output = output_new_for_file("/dev/full", &error);
  g_assert_no_error(error);
  g_assert_false(output_write(output, text, strlen(text), &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_true(g_str_has_prefix(error->message, "/dev/full: "));
}

// A limit on the size of files stands for a disk that runs full.
static void
test_failing_disk_keeps_the_old(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_assert_true(g_file_set_contents(fixture->path, "old", -1, NULL));
  struct rlimit before = { 0, 0 };
  g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
  const struct rlimit tight = { .rlim_cur = 1024, .rlim_max = before.rlim_max };
  signal(SIGXFSZ, SIG_IGN);
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &tight), ==, 0);

  g_autofree char *large = g_strnfill(4096, 'x');
  g_autoptr(GError) error = NULL;
  g_autoptr(Output) output = output_new_for_file(fixture->path, &error);
  const gboolean is_written = output_write(output, large, 4096, &error);
  g_clear_pointer(&output, output_free);
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);

  g_assert_false(is_written);
  g_assert_true(g_str_has_prefix(error->message, fixture->path));
  g_autofree char *contents = read_file(fixture->path);
  g_assert_cmpstr(contents, ==, "old");
}

static void
assert_refused(const char *path, int code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Output) output = output_new_for_file(path, &error);
  g_assert_null(output);
  g_assert_error(error, G_IO_ERROR, code);
  g_autofree char *start = g_strdup_printf("%s: ", path);
  g_assert_true(g_str_has_prefix(error->message, start));
}

static void
test_refuses_folder(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  assert_refused(fixture->folder, G_IO_ERROR_IS_DIRECTORY);
}

static void
test_refuses_missing_folder(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = g_build_filename(fixture->folder, "missing", "out.csv", NULL);
  assert_refused(path, G_IO_ERROR_NOT_FOUND);
}

static void
test_refuses_unwritable(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  if (geteuid() == 0) {
    g_test_skip("root may write everywhere");
    return;
  }
  g_assert_true(g_file_set_contents(fixture->path, "old", -1, NULL));
  g_assert_cmpint(g_chmod(fixture->path, 0400), ==, 0);
  assert_refused(fixture->path, G_IO_ERROR_PERMISSION_DENIED);

  g_unlink(fixture->path);
  g_assert_cmpint(g_chmod(fixture->folder, 0500), ==, 0);
  assert_refused(fixture->path, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint(g_chmod(fixture->folder, 0700), ==, 0);
}

static void
test_descriptor_stays_open(void)
{
  int ends[2] = { -1, -1 };
  g_assert_cmpint(pipe(ends), ==, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(Output) output = output_new_for_descriptor(ends[1]);
  g_assert_true(output_write(output, text, strlen(text), &error));
  g_assert_true(output_finish(output, &error));
  g_assert_cmpint(fcntl(ends[1], F_GETFD), !=, -1);

  char buffer[64] = { 0 };
  g_assert_cmpint(read(ends[0], buffer, sizeof buffer - 1), ==, (gssize)strlen(text));
  g_assert_cmpstr(buffer, ==, text);
  close(ends[0]);
  close(ends[1]);
}

static void
test_reader_that_left_is_told(void)
{
  int ends[2] = { -1, -1 };
  g_assert_cmpint(pipe(ends), ==, 0);
  close(ends[0]);
  signal(SIGPIPE, SIG_IGN);
  g_autoptr(GError) error = NULL;
  g_autoptr(Output) output = output_new_for_descriptor(ends[1]);
  g_assert_false(output_write(output, text, strlen(text), &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  close(ends[1]);
}

static void
add(const char *path, void (*test)(Fixture *fixture, gconstpointer data))
{
  g_test_add(path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add("/output/file-appears-when-finished", test_file_appears_when_finished);
  add("/output/file-given-up-leaves-nothing", test_file_given_up_leaves_nothing);
  add("/output/file-given-up-keeps-the-old", test_file_given_up_keeps_the_old);
  add("/output/file-keeps-permissions", test_file_keeps_permissions);
  add("/output/new-file-follows-umask", test_new_file_follows_umask);
  add("/output/link-is-followed", test_link_is_followed);
  add("/output/gzip-reads-back", test_gzip_reads_back);
  add("/output/failing-disk-keeps-the-old", test_failing_disk_keeps_the_old);
  add("/output/refuses/folder", test_refuses_folder);
  add("/output/refuses/missing-folder", test_refuses_missing_folder);
  add("/output/refuses/unwritable", test_refuses_unwritable);
  g_test_add_func("/output/device-is-written-to", test_device_is_written_to);
  g_test_add_func("/output/full-device-is-an-error", test_full_device_is_an_error);
  g_test_add_func("/output/descriptor-stays-open", test_descriptor_stays_open);
  g_test_add_func("/output/reader-that-left-is-told", test_reader_that_left_is_told);
  return g_test_run();
}
