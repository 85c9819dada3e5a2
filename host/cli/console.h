// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Where the program speaks: data on one descriptor, all else on another; and what the terminals
 * behind them can show. Messages are lines for people, or JSON objects, one a line.
 *
 * Set up by one thread; afterwards any thread may speak.
 */
typedef struct Console Console;

typedef enum {
  CONSOLE_NOTE,    // not for --quiet
  CONSOLE_WARNING, // not for --quiet
  CONSOLE_ERROR,
} ConsoleSeverity;

/** Neither descriptor is closed. */
Console *console_new(int output, int errors);
void console_free(Console *console);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Console, console_free)

void console_set_quiet(Console *console, gboolean quiet);
void console_set_json(Console *console, gboolean json);
gboolean console_is_quiet(const Console *console);
gboolean console_is_json(const Console *console);

int console_get_output(const Console *console);
gboolean console_output_is_terminal(const Console *console);
gboolean console_errors_is_terminal(const Console *console);

/** Returns: the columns of the terminal behind either descriptor, else those in COLUMNS, else 80.
 */
gsize console_get_width(const Console *console);

/** Whether block and braille characters can be shown: by LC_ALL, LC_CTYPE, LANG and TERM. */
gboolean console_is_unicode(const Console *console);

/** Whether data may be coloured: a terminal that is not dumb, and no NO_COLOR. */
gboolean console_has_colour(const Console *console);

/**
 * Writes @text as data. A reader that has left is no failure: the rest is dropped.
 *
 * Returns: TRUE, or FALSE with @error in G_IO_ERROR.
 */
gboolean
console_write(const Console *console, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Says one thing: `plugcast: text`, or `{"type":"warning","message":"text"}`. */
void console_say(const Console *console, ConsoleSeverity severity, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/** Writes @text beside the data as it is, such as a progress line or a JSON object. */
void console_write_beside(const Console *console, const char *text);

G_END_DECLS
