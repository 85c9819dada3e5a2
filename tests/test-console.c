// SPDX-License-Identifier: MIT
#include "cli/console.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <signal.h>
#include <unistd.h>

/** A console whose messages can be read back. */
typedef struct {
  Console *console;
  int ends[2]; // of the pipe behind standard error
} ConsoleFixture;

static void
fixture_set_up(ConsoleFixture *fixture, const void *data)
{
  (void)data;
  g_assert_cmpint(pipe(fixture->ends), ==, 0);
  fixture->console = console_new(fixture->ends[1], fixture->ends[1]);
}

static void
fixture_tear_down(ConsoleFixture *fixture, const void *data)
{
  (void)data;
  console_free(fixture->console);
  close(fixture->ends[0]);
  close(fixture->ends[1]);
}

static void
assert_said(const ConsoleFixture *fixture, const char *expected)
{
  // So that reading ends where nothing was said.
  console_write_beside(fixture->console, ".");
  char text[256] = "";
  g_assert_cmpint(read(fixture->ends[0], text, sizeof text - 1), >, 0);
  g_autofree char *full = g_strconcat(expected, ".", NULL);
  g_assert_cmpstr(text, ==, full);
}

static void
test_says_lines(ConsoleFixture *fixture, const void *data)
{
  (void)data;
  console_say(fixture->console, CONSOLE_NOTE, "%d of %s", 3, "a\033b");
  console_say(fixture->console, CONSOLE_ERROR, "wrong");
  assert_said(fixture, "plugcast: 3 of a?b\nplugcast: wrong\n");
}

static void
test_quiet_keeps_errors(ConsoleFixture *fixture, const void *data)
{
  (void)data;
  console_set_quiet(fixture->console, TRUE);
  console_say(fixture->console, CONSOLE_NOTE, "note");
  console_say(fixture->console, CONSOLE_WARNING, "warning");
  console_say(fixture->console, CONSOLE_ERROR, "error");
  assert_said(fixture, "plugcast: error\n");
}

static void
test_json_says_objects(ConsoleFixture *fixture, const void *data)
{
  (void)data;
  console_set_json(fixture->console, TRUE);
  console_say(fixture->console, CONSOLE_NOTE, "a \"b\"\n\xff");
  console_say(fixture->console, CONSOLE_WARNING, "%s", "100 %");
  assert_said(fixture, "{\"type\":\"note\",\"message\":\"a \\\"b\\\"\\n\xef\xbf\xbd\"}\n"
                       "{\"type\":\"warning\",\"message\":\"100 %\"}\n");
}

static void
test_reader_that_left_is_no_failure(void)
{
  signal(SIGPIPE, SIG_IGN);
  int ends[2];
  g_assert_cmpint(pipe(ends), ==, 0);
  close(ends[0]);
  g_autoptr(Console) console = console_new(ends[1], ends[1]);
  g_autoptr(GError) error = NULL;
  g_assert_true(console_write(console, "text", &error));
  g_assert_no_error(error);
  close(ends[1]);
}

static void
test_full_disk_is_a_failure(void)
{
  int descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC);
  g_assert_cmpint(descriptor, >=, 0);
  g_autoptr(Console) console = console_new(descriptor, STDERR_FILENO);
  g_autoptr(GError) error = NULL;
  g_assert_false(console_write(console, "text", &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpstr(error->message, ==, "standard output: No space left on device");
  close(descriptor);
}

/** An environment, and what it says of a console that is a pipe. */
typedef struct {
  const char *name;
  const char *lc_all;
  const char *lc_ctype;
  const char *lang;
  gboolean is_unicode;
} Locale;

static const Locale locales[] = {
  { "nothing", NULL, NULL, NULL, FALSE },
  { "lang", NULL, NULL, "de_DE.UTF-8", TRUE },
  { "other-spelling", NULL, NULL, "C.utf8", TRUE },
  { "latin", NULL, NULL, "de_DE.ISO-8859-1", FALSE },
  { "plain", NULL, NULL, "C", FALSE },
  { "ctype-before-lang", NULL, "C", "de_DE.UTF-8", FALSE },
  { "all-before-ctype", "en_US.UTF-8", "C", "C", TRUE },
  { "empty-counts-as-unset", "", "", "en_US.UTF-8", TRUE },
};

static void
set_variable(const char *name, const char *value)
{
  if (value != NULL) {
    g_assert_true(g_setenv(name, value, TRUE));
  } else {
    g_unsetenv(name);
  }
}

static void
test_unicode_by_locale(ConsoleFixture *fixture, const void *data)
{
  const Locale *row = data;
  set_variable("LC_ALL", row->lc_all);
  set_variable("LC_CTYPE", row->lc_ctype);
  set_variable("LANG", row->lang);
  g_assert_cmpint(console_is_unicode(fixture->console), ==, row->is_unicode);
}

/** What COLUMNS says, and the width that comes of it. */
typedef struct {
  const char *name;
  const char *columns;
  gsize width;
} Width;

static const Width widths[] = {
  { "unset", NULL, 80 },    { "number", "132", 132 },  { "word", "wide", 80 },
  { "negative", "-5", 80 }, { "too-narrow", "5", 20 }, { "too-wide", "60000", 1000 },
  { "zero", "0", 80 },
};

static void
test_width_by_columns(ConsoleFixture *fixture, const void *data)
{
  const Width *row = data;
  set_variable("COLUMNS", row->columns);
  g_assert_cmpuint(console_get_width(fixture->console), ==, row->width);
}

static void
test_pipe_has_no_colour(ConsoleFixture *fixture, const void *data)
{
  (void)data;
  set_variable("TERM", "xterm");
  set_variable("NO_COLOR", NULL);
  g_assert_false(console_has_colour(fixture->console));
  g_assert_false(console_output_is_terminal(fixture->console));
  g_assert_false(console_errors_is_terminal(fixture->console));
}

static void
add_test(const char *path,
         const void *data,
         void (*test)(ConsoleFixture *fixture, const void *data))
{
  g_test_add(path, ConsoleFixture, data, fixture_set_up, test, fixture_tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_test("/console/says-lines", NULL, test_says_lines);
  add_test("/console/quiet-keeps-errors", NULL, test_quiet_keeps_errors);
  add_test("/console/json-says-objects", NULL, test_json_says_objects);
  add_test("/console/pipe-has-no-colour", NULL, test_pipe_has_no_colour);
  g_test_add_func("/console/reader-that-left-is-no-failure", test_reader_that_left_is_no_failure);
  g_test_add_func("/console/full-disk-is-a-failure", test_full_disk_is_a_failure);
  for (gsize i = 0; i < G_N_ELEMENTS(locales); i++) {
    g_autofree char *path = g_strconcat("/console/unicode-by-locale/", locales[i].name, NULL);
    add_test(path, &locales[i], test_unicode_by_locale);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(widths); i++) {
    g_autofree char *path = g_strconcat("/console/width-by-columns/", widths[i].name, NULL);
    add_test(path, &widths[i], test_width_by_columns);
  }
  return g_test_run();
}
