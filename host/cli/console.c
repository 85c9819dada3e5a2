// SPDX-License-Identifier: MIT
#include "cli/console.h"

#include "cli/text_table.h"
#include "data/json.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
  CONSOLE_DEFAULT_WIDTH = 80,
  CONSOLE_LEAST_WIDTH = 20,
  CONSOLE_GREATEST_WIDTH = 1000,
};

struct Console {
  int output;
  int errors;
  gboolean quiet;
  gboolean json;
};

Console *
console_new(int output, int errors)
{
  Console *console = g_new0(Console, 1);
  console->output = output;
  console->errors = errors;
  return console;
}

void
console_free(Console *console)
{
  g_free(console);
}

void
console_set_quiet(Console *console, gboolean quiet)
{
  console->quiet = quiet;
}

void
console_set_json(Console *console, gboolean json)
{
  console->json = json;
}

gboolean
console_is_quiet(const Console *console)
{
  return console->quiet;
}

gboolean
console_is_json(const Console *console)
{
  return console->json;
}

int
console_get_output(const Console *console)
{
  return console->output;
}

gboolean
console_output_is_terminal(const Console *console)
{
  return isatty(console->output) == 1;
}

gboolean
console_errors_is_terminal(const Console *console)
{
  return isatty(console->errors) == 1;
}

/** Returns: the columns of the terminal behind @descriptor, 0 when there is none. */
static gsize
descriptor_get_width(int descriptor)
{
  struct winsize size = { 0 };
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static gsize
environment_get_width(void)
{
  const char *text = g_getenv("COLUMNS");
  guint64 width = 0;
  gboolean is_number =
      text != NULL && g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT16, &width, NULL);
  return is_number ? width : 0;
}

gsize
console_get_width(const Console *console)
{
  const gsize widths[] = {
    descriptor_get_width(console->output),
    descriptor_get_width(console->errors),
    environment_get_width(),
  };
  for (gsize i = 0; i < G_N_ELEMENTS(widths); i++) {
    if (widths[i] > 0) {
      return CLAMP(widths[i], CONSOLE_LEAST_WIDTH, CONSOLE_GREATEST_WIDTH);
    }
  }
  return CONSOLE_DEFAULT_WIDTH;
}

static gboolean
environment_has_text(const char *name)
{
  const char *value = g_getenv(name);
  return value != NULL && *value != '\0';
}

gboolean
console_is_unicode(const Console *console)
{
  // The Linux console has UTF-8 but no braille in its font.
  const char *terminal = g_getenv("TERM");
  gboolean is_poor =
      terminal != NULL && (strcmp(terminal, "dumb") == 0 || strcmp(terminal, "linux") == 0);
  if (is_poor && console_output_is_terminal(console)) {
    return FALSE;
  }
  // The order of setlocale(3), which is not called: no number may depend on it.
  const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };
  for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
    if (environment_has_text(variables[i])) {
      g_autofree char *locale = g_ascii_strdown(g_getenv(variables[i]), -1);
      return strstr(locale, "utf-8") != NULL || strstr(locale, "utf8") != NULL;
    }
  }
  return FALSE;
}

gboolean
console_has_colour(const Console *console)
{
  const char *terminal = g_getenv("TERM");
  return console_output_is_terminal(console) && !environment_has_text("NO_COLOR") &&
         terminal != NULL && strcmp(terminal, "dumb") != 0;
}

/** Returns: 0, or the errno of the failure. */
static int
descriptor_write(int descriptor, const char *text)
{
  gsize length = strlen(text);
  while (length > 0) {
    gssize n_written = write(descriptor, text, length);
    if (n_written < 0 && errno != EINTR) {
      return errno;
    }
    if (n_written > 0) {
      text += n_written;
      length -= (gsize)n_written;
    }
  }
  return 0;
}

gboolean
console_write(const Console *console, const char *text, GError **error)
{
  int code = descriptor_write(console->output, text);
  if (code == 0 || code == EPIPE) {
    return TRUE;
  }
  g_set_error(error, G_IO_ERROR, (int)g_io_error_from_errno(code), "standard output: %s",
              g_strerror(code));
  return FALSE;
}

void
console_write_beside(const Console *console, const char *text)
{
  // There is nobody left to tell when this fails.
  (void)descriptor_write(console->errors, text);
}

static char *
message_to_json(ConsoleSeverity severity, const char *message)
{
  const char *const types[] = {
    [CONSOLE_NOTE] = "note",
    [CONSOLE_WARNING] = "warning",
    [CONSOLE_ERROR] = "error",
  };
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", types[severity]);
  json_text_add_string(json, "message", message);
  json_text_end_object(json);
  return json_text_finish(json, FALSE);
}

void
console_say(const Console *console, ConsoleSeverity severity, const char *format, ...)
{
  if (console->quiet && severity != CONSOLE_ERROR) {
    return;
  }
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);

  // Messages quote names from files, which must not steer the terminal.
  g_autofree char *printable = text_make_printable(message);
  g_autofree char *line = console->json ? message_to_json(severity, message)
                                        : g_strconcat("plugcast: ", printable, "\n", NULL);
  console_write_beside(console, line);
}
