// SPDX-License-Identifier: MIT
#pragma once

#include "cli/console.h"
#include "cli/exit_status.h"
#include "cli/option.h"
#include "pool/pool.h"

#include <glib.h>

G_BEGIN_DECLS

/** The part of a subcommand between reading and writing, for `plugcast scale` to time. */
typedef struct {
  /** Returns: (transfer full): all that it works on, read and loaded, or NULL with @error. */
  gpointer (*prepare)(const OptionValues *values, GError **error);

  /** Does it on @pool, in place of the threads that the options ask for; drops the result. */
  gboolean (*run)(gpointer prepared, Pool *pool, const PoolCancel *cancel, GError **error);
  void (*free)(gpointer prepared);
} CommandWork;

/** One subcommand: what it takes, and what it does. */
typedef struct {
  const char *name;
  const char *summary;
  const char *operands;          // as in the usage line: "DATA"
  const char *const *paragraphs; // for the help, ends in NULL
  const char *const *examples;   // pairs of a command line and what it does, ends in NULL
  const Option *const *options;  // tables, ends in NULL
  gsize least_operands;
  gsize most_operands;
  gboolean leads_command;  // its operands are the command line of another one
  const CommandWork *work; // (nullable): NULL where there is nothing to time

  /** Does it. Returns: TRUE and fills @status, or FALSE with @error, which gives the status. */
  gboolean (*run)(const OptionValues *values, Console *console, ExitStatus *status, GError **error);
} Command;

/** Returns: (transfer none): all subcommands, ends in NULL. */
const Command *const *command_list(void);

/** Returns: (transfer none): the subcommand, or NULL with OPTION_ERROR and similar names. */
const Command *command_find(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Parses @arguments, which follow the name of the subcommand, and checks the number of operands,
 * which `--help` waives.
 *
 * Returns: (transfer full): the values, or NULL with OPTION_ERROR.
 */
OptionValues *command_parse(const Command *command,
                            const char *const *arguments,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Parses @arguments, which follow the name of the subcommand, and does it; `--help` among them
 * prints the help instead.
 */
gboolean command_run(const Command *command,
                     const char *const *arguments,
                     Console *console,
                     ExitStatus *status,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
