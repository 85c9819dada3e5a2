// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/wait.h>

static void
append_series(GString *rows, const char *name, int n_months, int offset)
{
  for (int i = 0; i < n_months; i++) {
    g_string_append_printf(rows, "%s,%d-%02d-01,%d\n", name, 2020 + i / 12, i % 12 + 1,
                           100 + offset + 2 * i + (i % 12) * (12 - i % 12));
  }
}

static void
write_data(const CliFixture *fixture)
{
  g_autoptr(GString) rows = g_string_new("unique_id,ds,y\n");
  append_series(rows, "a", 36, 0);
  append_series(rows, "b", 24, 50);
  cli_fixture_write(fixture, "data.csv", rows->str);

  g_string_assign(rows, "unique_id,ds,y\n");
  for (int i = 0; i < 8; i++) {
    const char name[] = { (char)('p' + i), '\0' };
    append_series(rows, name, 24, 10 * i);
  }
  cli_fixture_write(fixture, "many.csv", rows->str);
}

void
cli_fixture_init(CliFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  *fixture = (CliFixture){ .folder = g_dir_make_tmp("plugcast-cli-XXXXXX", &error) };
  g_assert_no_error(error);
  write_data(fixture);
}

static void
remove_tree(const char *path)
{
  if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
      g_autofree char *inner = g_build_filename(path, name, NULL);
      remove_tree(inner);
    }
  }
  g_remove(path);
}

void
cli_fixture_clear(CliFixture *fixture)
{
  if (fixture->folder != NULL) {
    remove_tree(fixture->folder);
  }
  g_clear_pointer(&fixture->folder, g_free);
  g_clear_pointer(&fixture->output, g_free);
  g_clear_pointer(&fixture->errors, g_free);
}

void
cli_fixture_write(const CliFixture *fixture, const char *name, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
  g_file_set_contents(path, text, -1, &error);
  g_assert_no_error(error);
}

static char *
unpack(const char *bytes, gsize n_bytes)
{
  enum {
    CAPACITY = 1 << 20
  };
  g_autoptr(GConverter) unpacker =
      G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  char *text = g_malloc0(CAPACITY);
  gsize n_read = 0;
  gsize n_written = 0;
  g_autoptr(GError) error = NULL;
  GConverterResult result =
      g_converter_convert(unpacker, bytes, n_bytes, text, CAPACITY - 1, G_CONVERTER_INPUT_AT_END,
                          &n_read, &n_written, &error);
  g_assert_no_error(error);
  g_assert_cmpint(result, ==, G_CONVERTER_FINISHED);
  return text;
}

char *
cli_fixture_read(const CliFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize n_bytes = 0;
  if (!g_file_get_contents(path, &bytes, &n_bytes, NULL)) {
    return NULL;
  }
  return g_str_has_suffix(name, ".gz") ? unpack(bytes, n_bytes) : g_steal_pointer(&bytes);
}

gboolean
cli_fixture_has(const CliFixture *fixture, const char *prefix)
{
  g_autoptr(GDir) folder = g_dir_open(fixture->folder, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    if (g_str_has_prefix(name, prefix)) {
      return TRUE;
    }
  }
  return FALSE;
}

/** An environment without anything of the user's but what tools need. */
static char **
make_environment(const CliFixture *fixture)
{
  const char *const removed[] = { "PLUGCAST_PLUGIN_PATH", "NO_COLOR", "LC_CTYPE", "LANG" };
  char **environment = g_get_environ();
  for (gsize i = 0; i < G_N_ELEMENTS(removed); i++) {
    environment = g_environ_unsetenv(environment, removed[i]);
  }
  g_autofree char *data = g_build_filename(fixture->folder, "share", NULL);
  g_autofree char *cache = g_build_filename(fixture->folder, "cache", NULL);
  const char *const pairs[][2] = {
    { "HOME", fixture->folder },
    { "XDG_DATA_HOME", data },
    { "XDG_CACHE_HOME", cache },
    { "LC_ALL", "C.UTF-8" },
    { "COLUMNS", "80" },
    { "TERM", "xterm" },
    { "PLUGCAST", g_getenv("PLUGCAST_PROGRAM") },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
    environment = g_environ_setenv(environment, pairs[i][0], pairs[i][1], TRUE);
  }
  return environment;
}

// g_spawn_sync() rather than GSubprocess: it needs no threads, which a race detector would watch.
static void
run_words(CliFixture *fixture, char **words)
{
  g_clear_pointer(&fixture->output, g_free);
  g_clear_pointer(&fixture->errors, g_free);
  g_auto(GStrv) environment = make_environment(fixture);
  g_autoptr(GError) error = NULL;
  int status = 0;
  g_spawn_sync(fixture->folder, words, environment, G_SPAWN_DEFAULT, NULL, NULL, &fixture->output,
               &fixture->errors, &status, &error);
  g_assert_no_error(error);
  fixture->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void
cli_fixture_run(CliFixture *fixture, const char *line)
{
  g_autofree char *program = g_shell_quote(g_getenv("PLUGCAST_PROGRAM"));
  g_autofree char *full = g_strdup_printf("%s %s", program, line);
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;
  g_shell_parse_argv(full, NULL, &words, &error);
  g_assert_no_error(error);
  run_words(fixture, words);
}

void
cli_fixture_run_shell(CliFixture *fixture, const char *line)
{
  g_auto(GStrv) words = g_new0(char *, 4);
  words[0] = g_strdup("/bin/bash");
  words[1] = g_strdup("-c");
  words[2] = g_strdup(line);
  run_words(fixture, words);
}

void
cli_fixture_assert_status(const CliFixture *fixture, int status)
{
  if (fixture->status != status) {
    g_test_message("output: %s", fixture->output);
    g_test_message("errors: %s", fixture->errors);
  }
  g_assert_cmpint(fixture->status, ==, status);
}

void
cli_assert_matches(const char *text, const char *pattern)
{
  if (!g_regex_match_simple(pattern, text, 0, 0)) {
    g_test_message("'%s' does not match '%s'", text, pattern);
    g_test_fail();
  }
}
