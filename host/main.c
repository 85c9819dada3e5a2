// SPDX-License-Identifier: MIT
#include "cli/program.h"

#include <signal.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
  // A reader that leaves is seen where it is written to.
  signal(SIGPIPE, SIG_IGN);
  // Where the program was started with this ignored, it would not learn how its children ended.
  signal(SIGCHLD, SIG_DFL);

  g_autoptr(Console) console = console_new(STDOUT_FILENO, STDERR_FILENO);
  g_autoptr(GError) error = NULL;
  ExitStatus status = EXIT_STATUS_DONE;
  const char *const nothing[] = { NULL };
  const char *const *arguments = argc > 1 ? (const char *const *)argv + 1 : nothing;
  if (!program_run(arguments, console, &status, &error)) {
    console_say(console, CONSOLE_ERROR, "%s", error->message);
    status = exit_status_from_error(error);
  }
  return (int)status;
}
