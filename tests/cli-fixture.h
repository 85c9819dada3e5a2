// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The program itself, run in a folder of its own with nothing of the user's in sight. */
typedef struct {
  char *folder; // the working folder, also HOME
  char *output; // of the last run
  char *errors; // of the last run
  int status;   // of the last run: exit status, or 128 and the signal that ended it
} CliFixture;

/**
 * Makes the folder with `data.csv`: the series `a` of 36 months and `b` of 24, from 2020 on, and
 * `many.csv`: eight series of 24 months.
 */
void cli_fixture_init(CliFixture *fixture);

/** Removes the folder. */
void cli_fixture_clear(CliFixture *fixture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliFixture, cli_fixture_clear)

/** Writes a file into the folder. */
void cli_fixture_write(const CliFixture *fixture, const char *name, const char *text);

/** Returns: (transfer full) (nullable): a file of the folder, unpacked when it is compressed. */
char *cli_fixture_read(const CliFixture *fixture, const char *name);

/** Whether the folder has a file whose name begins with @prefix. */
gboolean cli_fixture_has(const CliFixture *fixture, const char *prefix);

/** Runs `plugcast` with @line, words as a shell takes them, and nothing on its standard input. */
void cli_fixture_run(CliFixture *fixture, const char *line);

/** Runs a line of a shell, in which $PLUGCAST is the program. */
void cli_fixture_run_shell(CliFixture *fixture, const char *line);

/** Asserts that the last run ended with @status, and shows what it said otherwise. */
void cli_fixture_assert_status(const CliFixture *fixture, int status);

/** Asserts that @text matches the regular expression @pattern. */
void cli_assert_matches(const char *text, const char *pattern);

G_END_DECLS
