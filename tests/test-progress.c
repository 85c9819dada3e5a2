// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include "pool/pool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** How far work is, and the line that tells. */
typedef struct {
  const char *name;
  gsize n_done;
  gsize n_total;
  double seconds;
  gsize width;
  const char *line;
} Line;

static const Line lines[] = {
  { "begin", 0, 100, 0.5, 79,
    "[----------------------------------------]   0 %  0 of 100  0.0/s  ? left" },
  { "half", 50, 100, 5, 79,
    "[####################--------------------]  50 %  50 of 100  10/s  5 s left" },
  { "end", 100, 100, 5, 79,
    "[########################################] 100 %  100 of 100  20/s  0 s left" },
  { "minutes", 10, 100, 10, 79,
    "[###---------------------------------]  10 %  10 of 100  1.0/s  1 min 30 s left" },
  { "hours", 1, 100, 120, 79,
    "[-------------------------------------]   1 %  1 of 100  0.0/s  3 h 18 min left" },
  { "short-bar", 50, 100, 5, 50, "[#######--------]  50 %  50 of 100  10/s  5 s left" },
  { "no-bar", 50, 100, 5, 40, " 50 %  50 of 100  10/s  5 s left" },
  { "cut", 50, 100, 5, 10, " 50 %  50 " },
  { "no-tasks", 0, 0, 1, 30, "100 %  0 of 0  0.0/s  ? left" },
  { "no-time", 1, 2, 0, 40, " 50 %  1 of 2  1000000/s  0 s left" },
};

static void
test_render(const void *data)
{
  const Line *row = data;
  gint64 elapsed_us = (gint64)(row->seconds * G_USEC_PER_SEC);
  g_autofree char *text = progress_render(row->n_done, row->n_total, elapsed_us, row->width);
  g_assert_cmpstr(text, ==, row->line);
}

static void
update_range(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  (void)worker;
  for (gsize i = begin; i < end; i++) {
    progress_update(i, 100000, data);
  }
}

/** Tells of work on four threads at once. */
static void
run_updates(const Console *console, gint64 delay_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Pool) pool = pool_new(4, &error);
  g_assert_no_error(error);
  g_autoptr(Progress) progress = progress_new(console, delay_us);
  g_assert_true(pool_run(pool, 100000, 1, update_range, progress, NULL));
}

static void
test_pipe_gets_nothing(void)
{
  int ends[2];
  g_assert_cmpint(pipe(ends), ==, 0);
  g_autoptr(Console) console = console_new(STDOUT_FILENO, ends[1]);
  run_updates(console, 0);
  close(ends[1]);
  char byte = 0;
  g_assert_cmpint(read(ends[0], &byte, 1), ==, 0);
  close(ends[0]);
}

/** A terminal that takes writing and can be asked how much there was. */
static int
open_terminal(int *controller)
{
  *controller = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  g_assert_cmpint(*controller, >=, 0);
  g_assert_cmpint(grantpt(*controller), ==, 0);
  g_assert_cmpint(unlockpt(*controller), ==, 0);
  char path[64];
  g_assert_cmpint(ptsname_r(*controller, path, sizeof path), ==, 0);
  int terminal = open(path, O_RDWR | O_NOCTTY);
  g_assert_cmpint(terminal, >=, 0);
  return terminal;
}

/** Runs updates towards a terminal and returns all that it was sent. */
static char *
run_on_terminal(gint64 delay_us)
{
  int controller = -1;
  int terminal = open_terminal(&controller);
  g_autoptr(Console) console = console_new(terminal, terminal);
  run_updates(console, delay_us);
  g_autoptr(GString) text = g_string_new(NULL);
  char bytes[256];
  gssize n_read = read(controller, bytes, sizeof bytes);
  while (n_read > 0) {
    g_string_append_len(text, bytes, n_read);
    n_read = read(controller, bytes, sizeof bytes);
  }
  close(terminal);
  close(controller);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
test_terminal_is_told_and_wiped(void)
{
  g_autofree char *text = run_on_terminal(0);
  g_assert_true(g_str_has_prefix(text, "\r"));
  g_assert_nonnull(strstr(text, " of 100000  "));
  g_assert_true(g_str_has_suffix(text, "\r\033[K"));
}

static void
test_quick_work_shows_nothing(void)
{
  g_autofree char *text = run_on_terminal(G_MAXINT32 * G_GINT64_CONSTANT(1000000));
  g_assert_cmpstr(text, ==, "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
    g_autofree char *path = g_strconcat("/progress/tells/", lines[i].name, NULL);
    g_test_add_data_func(path, &lines[i], test_render);
  }
  g_test_add_func("/progress/pipe-gets-nothing", test_pipe_gets_nothing);
  g_test_add_func("/progress/terminal-is-told-and-wiped", test_terminal_is_told_and_wiped);
  g_test_add_func("/progress/quick-work-shows-nothing", test_quick_work_shows_nothing);
  return g_test_run();
}
